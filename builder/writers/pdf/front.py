"""The first page: the band with title, subtitle, author and date, what comes first in the text, and the contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.errors import WriteError
from builder.model.document import (
    Block,
    Blocks,
    BulletList,
    Div,
    Document,
    Header,
    Image,
    Inlines,
    KeyFigures,
    Meta,
    Note,
    OrderedList,
    Para,
    Str,
)
from builder.model.format import Format
from builder.model.walk import walk_blocks
from builder.theme import MM
from builder.writers.pdf.book import Book, plain_text
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.canvas import BriefCanvas, text_operators
from builder.writers.pdf.flow import Piece, Stack, Text
from builder.writers.pdf.lines import break_lines
from builder.writers.pdf.pictures import Picture
from builder.writers.pdf.styles import Style

FEWEST = 3  # headings, from which on there is a list of contents
SLIDES = ("notes", "deck")  # classes of what is not in the brief
LOGO = 24.0


def in_brief(blocks: Blocks) -> Iterator[Block]:
    """The blocks that the brief shows, divs that only group opened."""
    for block in blocks:
        if isinstance(block, Div) and any(name in block.attr for name in SLIDES):
            continue
        if isinstance(block, Div) and "callout" not in block.attr:
            yield from in_brief(block.blocks)
        else:
            yield block


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
        rows: list[tuple[list[Box], Style]] = [
            (setter.boxes(meta.title, title), title),
            (setter.boxes(meta.subtitle, subtitle), subtitle),
            (setter.boxes((Str(byline),), under), under),
        ]
        self.content = Stack([Text(boxes, style, reach=reach) for boxes, style in rows if boxes])
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

    def __init__(self, boxes: list[Box], style: Style, book: Book, key: str, indent: float) -> None:
        right = book.styles.theme.page.inner
        super().__init__(boxes, style, indent=indent, reach=right - 48)
        self.book, self.key, self.right = book, key, right

    def draw(self) -> None:
        super().draw()
        if not self.indent:
            self.canvas.rule(0, self.height + self.before / 2, self.right, 0.5, self.book.styles.colors.rule)
        look = self.book.setter.look(self.style)
        lines = self._lines or []
        y = lines[-1].rise if lines else 0.0
        self.canvas.link(f"#{self.key}", self.right - 36, y - 3, 36, self.style.size + 4)

        def number() -> str:
            text = str(self.book.pages[self.key])
            x = self.right - look.face.width(text) * look.size
            return text_operators(x, y, look.face, look.size, look.color, text)

        self.canvas.later(number)


def contents(document: Document, book: Book) -> Piece | None:
    """The headings of the two upper levels; None where there are too few to need a list."""
    blocks = (b for b in walk_blocks(tuple(in_brief(document.blocks))) if isinstance(b, Header) and b.level < 3)
    entries = [(b.level, plain_text(b.content), f"id:{b.attr.id}") for b in blocks]
    if len(entries) < FEWEST:
        return None
    if document.sources:
        entries.append((1, book.word("sources"), "sources"))
    styles, setter = book.styles, book.setter
    title = styles.h2.with_(after=styles.body.leading / 2)
    pieces: list[Piece] = [Text(setter.boxes((Str(book.word("contents")),), title), title)]
    two = any(level == 2 for level, *_ in entries)
    for level, text, key in entries:
        style = styles.contents.with_(bold=two and level == 1, before=styles.contents.before + (6 if level == 1 else 0))
        if level == 2:
            style = style.with_(color=styles.colors.secondary)
        boxes = setter.boxes((Str(text),), style, link=f"#{key}")
        pieces.append(Entry(boxes, style, book, key, 14.0 if level == 2 else 0.0))
    return Stack(pieces, together=True)
