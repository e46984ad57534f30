"""What comes first in the text, and the lists of contents, figures and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.errors import WriteError
from builder.model.document import (
    Block,
    Blocks,
    BulletList,
    DataTable,
    Div,
    Document,
    Figure,
    Header,
    Image,
    Inlines,
    KeyFigures,
    Meta,
    Note,
    OrderedList,
    Para,
    Str,
    Table,
)
from builder.model.format import Format
from builder.model.walk import walk_blocks
from builder.theme import MM
from builder.writers.pdf.book import Book, plain_text
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.canvas import BriefCanvas
from builder.writers.pdf.flow import Piece, Stack, Text
from builder.writers.pdf.lines import Line, break_lines
from builder.writers.pdf.painting import line_operators
from builder.writers.pdf.pictures import Picture
from builder.writers.pdf.styles import Style
from builder.writers.pdf.tags import Inline, Node

FEWEST = 3  # headings, from which on there is a list of contents
SLIDES = ("notes", "deck")  # classes of what is not in the brief
LOGO = 24.0


def in_brief(blocks: Blocks) -> Iterator[Block]:
    """The blocks that the brief shows, divs that only group opened."""
    for block in blocks:
        if isinstance(block, Div) and any(name in block.attr for name in SLIDES):
            continue
        if isinstance(block, Div) and not _of_its_own(block):
            yield from in_brief(block.blocks)
        else:
            yield block


def _of_its_own(div: Div) -> bool:
    """Whether a div is more than a group: a box, pages of the other format, another language."""
    return "callout" in div.attr or "landscape" in div.attr or bool(div.attr.get("lang"))


@dataclass(frozen=True, slots=True)
class Parts:
    """A document as the brief sets it: big numbers, what stands before the contents, and the rest."""

    key_figures: KeyFigures | None
    summary: tuple[Block, ...]
    body: tuple[Block, ...]


def parts_of(document: Document) -> Parts:
    """The first key figures come first where they stand before or in the first section. The summary is what stands
    before the first heading, or the first section where that is text alone.
    """
    blocks = list(in_brief(document.blocks))
    starts = [n for n, block in enumerate(blocks) if isinstance(block, Header) and block.level == 1]
    lead = starts[0] if starts else len(blocks)
    end = starts[1] if len(starts) > 1 else len(blocks)
    found = next((b for b in blocks[:end] if isinstance(b, KeyFigures)), None)
    kept = [b for b in blocks if b is not found]
    lead -= found is not None and found in blocks[:lead]
    end -= found is not None
    if lead:
        return Parts(found, tuple(kept[:lead]), tuple(kept[lead:]))
    short = all(isinstance(b, (Header, Para, BulletList, OrderedList)) for b in kept[:end])
    if short and len(starts) > 1:
        return Parts(found, tuple(kept[:end]), tuple(kept[end:]))
    return Parts(found, (), tuple(kept))


# -- The band --------------------------------------------------------------------------------------------


class Band:
    """The coloured band at the top of the first page."""

    def __init__(self, meta: Meta, book: Book) -> None:
        styles, setter = book.styles, book.setter
        self.book = book
        self.page = styles.theme.page
        self.logo = self._logo()
        reach = self.page.inner - (self.logo.width + 24 if self.logo else 0)
        soft = _mixed(styles.colors.paper, styles.colors.accent, 0.86)
        title = self._fitted(meta.title, styles.title, reach)
        subtitle = styles.subtitle.with_(color=soft, before=8)
        under = styles.byline.with_(color=soft, before=22)
        byline = " · ".join(filter(None, (", ".join(meta.author), _date(meta))))
        rows: list[tuple[list[Box], Style, str]] = [
            (setter.boxes(meta.title, title), title, "Title"),
            (setter.boxes(meta.subtitle, subtitle), subtitle, "Subtitle"),
            (setter.boxes((Str(byline),), under), under, "P"),
        ]
        texts: list[Piece] = []
        for boxes, style, tag in rows:
            if boxes:
                node = book.root.add(tag)
                book.noted(boxes, node)
                texts.append(Text(boxes, style, reach=reach, node=node))
        self.content = Stack(texts)
        self.height = TOP_PAD + self.content.measure(self.page.inner) + BOTTOM_PAD

    def paint(self, canvas: BriefCanvas) -> list[Note]:
        """Paints it over the whole width of the page, and gives the notes called in it."""
        top = self.page.height
        canvas.fill(0, top - self.height, self.page.width, self.height, self.book.styles.colors.accent)
        self.content.paint(canvas, self.page.margin, top - TOP_PAD, self.page.inner)
        if self.logo:
            x = self.page.width - self.page.margin - self.logo.width
            self.logo.draw(canvas, x, top - TOP_PAD - self.logo.height)
        return self.content.calls()

    def _fitted(self, title: Inlines, style: Style, width: float) -> Style:
        """A smaller style for a title of more than three lines, and a much smaller one for what is no title."""
        while style.size > 9:
            count = len(break_lines(self.book.setter.boxes(title, style), width, style))
            if count <= 3 or (style.size <= 20 and count * style.leading < self.page.height / 3):
                break
            style = style.with_(size=style.size - 2, leading=(style.size - 2) * 1.16)
        return style

    def _logo(self) -> Picture | None:
        path = self.book.styles.theme.logo
        if path is None:
            return None
        try:
            picture = self.book.setter.pictures.open(Image((), str(path)))
        except WriteError:
            message = f'the logo "{path.name}" cannot be read as a picture'
            hint = "give the brand a logo as PNG or JPEG"
            self.book.setter.findings.warning("logo-not-shown", message, None, hint)
            return None
        scale = min(LOGO / picture.height, self.page.inner / 4 / picture.width)
        return Picture(picture.path, picture.width * scale, picture.height * scale)


TOP_PAD, BOTTOM_PAD = 17 * MM, 8 * MM


def _date(meta: Meta) -> str:
    return Format("date", pattern="long").text(meta.date, meta.lang) if meta.date else ""


def _mixed(color: str, other: str, part: float) -> str:
    """`part` of a colour and the rest of another."""
    pairs = ((int(color[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (1, 3, 5))
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02X}" for a, b in pairs)


# -- The contents ----------------------------------------------------------------------------------------


class Entry(Text):
    """One line of the contents; its page number is filled in when the document is laid out."""

    def __init__(self, boxes: list[Box], style: Style, book: Book, key: str, indent: float, node: Node) -> None:
        right = book.styles.theme.page.inner
        super().__init__(boxes, style, indent=indent, reach=right - 48, node=node)
        self.book, self.key, self.right = book, key, right
        self.numbered = True

    def _part(self, lines: list[Line], *, first: bool) -> Text:
        """The number stands on the last line."""
        part = super()._part(lines, first=first)
        assert isinstance(part, Entry)
        part.numbered = not first
        return part

    def draw(self) -> None:
        super().draw()
        if not self.numbered:
            return
        if not self.indent:
            self.canvas.rule(0, self.height + self.before / 2, self.right, 0.5, self.book.styles.colors.rule)
        lines = self._lines or []
        y = lines[-1].rise if lines else 0.0
        assert self.node is not None, "an entry is in the tree"
        link = self.node.within(Inline(f"#{self.key}"))
        before = self.canvas.own(link)
        mirrored = self.canvas.mirrored
        box = (0.0 if mirrored else self.right - 36, y - 3, 36, self.style.size + 4)
        self.canvas.link(f"#{self.key}", box, plain_boxes(self.boxes), link)

        def number() -> str:
            # The space keeps it apart from the title for whoever reads the text out.
            line = self.book.late_line(f"\u00a0{self.book.places[self.key]}", self.style)
            return line_operators(line, 0.0 if mirrored else self.right - line.width, y)

        self.canvas.later(number)
        self.canvas.owner = before


def plain_boxes(boxes: list[Box]) -> str:
    """The text of boxes."""
    return "".join("".join(part.text for part in box.parts) + box.tail for box in boxes).strip()


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list: its level (1 or 2), its words, and the key of what it leads to."""

    level: int
    text: str
    key: str


def contents(document: Document, book: Book) -> list[Piece]:
    """The lists that the report asks for: the headings of the two upper levels (where there are enough to need it, if
    it does not say), its figures, its tables.
    """
    options = book.options
    entries = list(_headings(document, book))
    headings = sum(entry.key.startswith("id:") for entry in entries)
    wanted = headings >= FEWEST if options.contents is None else options.contents
    lists = [(book.word("contents"), entries)] if wanted else []
    shown = list(walk_blocks(tuple(in_brief(document.blocks))))
    for kind in options.lists:
        found = [_visual(block, kind, book) for block in shown]
        lists.append((book.word(kind), [entry for entry in found if entry]))
    return [_list(title, found, book) for title, found in lists if found]


def _headings(document: Document, book: Book) -> Iterator[Listed]:
    for block in walk_blocks(tuple(in_brief(document.blocks))):
        if isinstance(block, Header) and block.level < 3 and plain_text(block.content):
            yield Listed(block.level, plain_text(block.content), f"id:{block.attr.id}")
    if book.options.appendix == "data" and any(
        isinstance(b, Figure) for b in walk_blocks(tuple(in_brief(document.blocks)))
    ):
        yield Listed(1, book.word("data"), "data")
    if document.sources:
        yield Listed(1, book.word("sources"), "sources")


def _visual(block: Block, kind: str, book: Book) -> Listed | None:
    """The line of a figure or a table with a number; None for other blocks."""
    match block:
        case Figure() if kind == "figures":
            title = block.chart.title or block.alt
            return Listed(1, f"{book.word('figure')} {block.number}. {title}", f"id:{block.id}")
        case DataTable() if kind == "tables" and block.number:
            title = plain_text(block.caption)
            return Listed(1, f"{book.word('table')} {block.number}. {title}", f"id:{block.id}")
        case Table() if kind == "tables" and block.number and block.attr.id:
            title = plain_text(block.caption)
            return Listed(1, f"{book.word('table')} {block.number}. {title}", f"id:{block.attr.id}")
        case _:
            return None


def _list(head: str, entries: Sequence[Listed], book: Book) -> Piece:
    styles, setter = book.styles, book.setter
    title = styles.h2.with_(after=styles.body.leading / 2)
    toc = book.root.add("TOC")
    pieces: list[Piece] = [Text(setter.boxes((Str(head),), title), title, node=toc.add("Caption"))]
    two = any(entry.level == 2 for entry in entries)
    for entry in entries:
        deep = entry.level == 2
        space = styles.contents.before + (0 if deep else 6)
        style = styles.contents.with_(bold=two and not deep, before=space)
        if deep:
            style = style.with_(color=styles.colors.secondary)
        boxes = setter.boxes((Str(entry.text),), style, link=f"#{entry.key}")
        node = toc.add("TOCI").add("Reference")
        pieces.append(Entry(boxes, style, book, entry.key, 14.0 if deep else 0.0, node))
    return Stack(pieces, together=True)
