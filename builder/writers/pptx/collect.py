"""What each heading brings to the deck: the text of its slide, its visuals, and what goes to the speaker's notes.

A heading of level 1 or 2 opens a part. On the slide stand its lists, quotes, listings, callouts and visuals; paragraphs
are what the speaker says. A `deck` div is shown as it is, and so are columns; a `brief` div is not in the deck, a
`notes` div is notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from builder.model.document import (
    Block,
    BlockQuote,
    BulletList,
    CodeBlock,
    DataTable,
    Div,
    Document,
    Figure,
    Header,
    Image,
    Inlines,
    KeyFigures,
    Note,
    OrderedList,
    Para,
    Table,
)
from builder.model.walk import plain
from builder.writers.pptx.figures import figure_line
from builder.writers.pptx.plan import Kind, Line, Mark, Run
from builder.writers.pptx.runs import clean, images_of, notes_of, runs_of

Visual = Figure | DataTable | Table | Image
DEEPEST = 4
WIDTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*%\s*")


@dataclass(slots=True)
class Column:
    """One column: its share of the width (0: an equal part of what the others leave), and what stands in it."""

    share: float = 0.0
    items: list[Line | Visual] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """Columns side by side; `before` is how many lines of their part come before them."""

    before: int
    columns: list[Column] = field(default_factory=list)


@dataclass(slots=True)
class Part:
    """One heading and all that stands under it up to the next. Without a header it is what stands before the first.

    `section` is the id and the text of its level-1 heading. `origins` gives the block that a picture came from, by the
    picture's identity; by that of a block, `langs` gives the language of visuals where it is not the document's, and
    `stands` the ids of divs that begin with it.
    """

    header: Header | None
    section: tuple[str, str] = ("", "")
    appendix: bool = False
    lines: list[Line] = field(default_factory=list)
    visuals: list[Visual] = field(default_factory=list)
    figures: list[KeyFigures] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    origins: dict[int, Block] = field(default_factory=dict)
    langs: dict[int, str] = field(default_factory=dict)
    stands: dict[int, list[str]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing but the heading is to be seen."""
        return not (self.lines or self.visuals or self.figures or self.rows)


def share_of(column: Div) -> float:
    """The share that a column's `width="40%"` gives it, 0 for none."""
    found = WIDTH.fullmatch(column.attr.get("width"))
    return float(found[1]) / 100 if found else 0.0


def collect(document: Document) -> list[Part]:
    """The parts of a document in the order of their slides: those of the appendix last."""
    collector = _Collector()
    collector.blocks(document.blocks, "slide")
    collector.close()
    parts = [p for p in collector.parts if p.header or not p.empty or p.notes]
    return [p for p in parts if not p.appendix] + [p for p in parts if p.appendix]


class _Collector:
    """Walks the blocks once. `mode` is "slide", "deck" (paragraphs are shown too) or "notes" (all of it is said)."""

    def __init__(self) -> None:
        self.parts = [Part(None)]
        self.section = ("", "")
        self.skipping = 0
        self.appendix = 0
        self.pending: Header | None = None
        self.lang = ""  # of the innermost div that has one
        self.column: Column | None = None
        self.callout, self.callouts = 0, 0
        self.waiting: list[str] = []  # ids of divs whose first block is still to come

    @property
    def part(self) -> Part:
        return self.parts[-1]

    def blocks(self, blocks: Sequence[Block], mode: str, level: int = 0) -> None:
        for block in blocks:
            if isinstance(block, Header) and mode != "notes" and level == 0 and self.column is None:
                self._header(block)
            elif not self.skipping:
                self._block(block, mode, level)

    def close(self) -> None:
        """A heading under which nothing came is said."""
        if self.pending and not self.skipping:
            self._say(self._runs(self.pending.content, Run("", bold=True)), self.pending)
            self._footnotes(self.pending.content)
        self.pending = None

    def _runs(self, inlines: Inlines, look: Run | None = None) -> tuple[Run, ...]:
        """Runs in the language of the div that they stand in."""
        return runs_of(inlines, replace(look or Run(""), lang=self.lang))

    def _header(self, header: Header) -> None:
        self.close()
        if self.skipping and header.level > self.skipping:
            return
        self.skipping = header.level if "no-slide" in header.attr else 0
        if self.skipping:
            return
        if self.appendix and header.level <= self.appendix:
            self.appendix = 0
        if "appendix" in header.attr and not self.appendix:
            self.appendix = header.level
        if header.level > 2:
            self.part.anchors.append(header.attr.id)
            self.pending = header
            return
        if header.level == 1:
            self.section = (header.attr.id, plain(header.content))
        self.parts.append(Part(header, self.section, bool(self.appendix), anchors=[header.attr.id]))
        self._footnotes(header.content)

    def _block(self, block: Block, mode: str, level: int) -> None:
        match block:
            case Div():
                self._div(block, mode, level)
            case Para():
                self._para(block, mode, level)
            case Header():
                if self.column is not None:
                    self.part.anchors.append(block.attr.id)
                self._add(self._runs(block.content, Run("", bold=True)), mode, level, block, kind="heading")
                self._footnotes(block.content)
            case BulletList() | OrderedList():
                self._list(block, mode, level)
            case BlockQuote():
                self._quote(block, mode, level)
            case CodeBlock():
                self._code(block, mode, level)
            case Figure() | DataTable() | Table() | KeyFigures() if mode == "notes":
                self._spoken(block)
            case Figure() | DataTable() | Table():
                self._visual(block, block)
            case KeyFigures():
                self._key_figures(block)
            case _:
                return

    def _key_figures(self, block: KeyFigures) -> None:
        """In a column they are lines of text."""
        if self.column is None:
            self._heading_before("notes")
            self.part.figures.append(block)
            self.part.langs[id(block)] = self.lang
        self._stands(block)
        for item in block.items:
            if self.column is not None:
                line = figure_line(item, block)
                self.column.items.append(replace(line, box=self.callout))
            for inlines in (item.label, item.value, item.change, item.note):
                self._footnotes(inlines)

    # -- Divs ----------------------------------------------------------------------------------------

    def _div(self, div: Div, mode: str, level: int) -> None:
        if "brief" in div.attr:
            return
        lang, callout = self.lang, self.callout
        self.lang = div.attr.get("lang") or lang
        inner = mode
        if "notes" in div.attr:
            inner = "notes"
        elif mode == "slide" and ("deck" in div.attr or "callout" in div.attr):
            inner = "deck"
        if "callout" in div.attr and inner != "notes" and not callout:
            self.callouts += 1
            self.callout = self.callouts
        if div.attr.id:
            self.part.anchors.append(div.attr.id)
            self.waiting.append(div.attr.id)
        if "columns" in div.attr and inner != "notes" and level == 0 and self.column is None and not self.callout:
            self._columns(div, inner)
        else:
            self.blocks(div.blocks, inner, level)
        self.lang, self.callout = lang, callout

    def _columns(self, div: Div, mode: str) -> None:
        """The columns of a row; what stands between them stands before them."""
        self._heading_before("body")
        columns = [b for b in div.blocks if isinstance(b, Div) and "column" in b.attr and "brief" not in b.attr]
        self.blocks([b for b in div.blocks if not (isinstance(b, Div) and "column" in b.attr)], mode)
        row = Row(len(self.part.lines))
        for child in columns:
            self.column = Column(share_of(child))
            self._div(child, "deck", 0)
            row.columns.append(self.column)
        self.column = None
        if any(column.items for column in row.columns):
            self.part.rows.append(row)

    # -- Text ----------------------------------------------------------------------------------------

    def _para(self, para: Para, mode: str, level: int) -> None:
        runs = self._runs(para.content)
        if "".join(r.text for r in runs).strip():
            self._add(runs, "notes" if mode == "slide" and level == 0 else mode, level, para)
        self._pictures(para, mode)
        self._footnotes(para.content)

    def _pictures(self, para: Para, mode: str) -> None:
        for image in images_of(para.content):
            if mode == "notes":
                self._say(self._runs(image.content), para)
            else:
                self._visual(image, para)

    def _list(self, block: BulletList | OrderedList, mode: str, level: int) -> None:
        mark: Mark = "number" if isinstance(block, OrderedList) else "bullet"
        start = block.start if isinstance(block, OrderedList) else 1
        for n, item in enumerate(block.items):
            first = item[0] if item else None
            if isinstance(first, Para) and plain(first.content).strip():
                self._add(self._runs(first.content), mode, level, first, mark=mark, number=start + n)
                self._pictures(first, mode)
                self._footnotes(first.content)
                rest = item[1:]
            else:
                rest = item
            self.blocks(rest, "deck" if mode == "slide" else mode, level + 1)

    def _quote(self, block: BlockQuote, mode: str, level: int) -> None:
        for inner in block.blocks:
            if isinstance(inner, Para):
                self._add(self._runs(inner.content, Run("", italic=True)), mode, level, inner, kind="quote")
                self._pictures(inner, mode)
                self._footnotes(inner.content)
            else:
                self._block(inner, "deck" if mode == "slide" else mode, level + 1)

    def _code(self, block: CodeBlock, mode: str, level: int) -> None:
        for text in block.text.rstrip("\n").split("\n"):
            shown = clean(text.expandtabs(4)).replace(" ", "\u00a0")
            self._add((Run(shown or "\u00a0", code=True, lang=self.lang),), mode, level, block, kind="code")

    def _add(
        self, runs: tuple[Run, ...], mode: str, level: int, origin: Block, *,
        mark: Mark = "none", number: int = 1, kind: Kind = "text",
    ) -> None:  # fmt: skip
        if mode == "notes":
            sign = {"bullet": "• ", "number": f"{number}. "}.get(mark, "")
            self._say(((Run("\u00a0" * 4 * level + sign), *runs) if sign else runs), origin)
            return
        self._heading_before("body")
        # A paragraph inside an item stands under the item's text.
        depth = level - 1 if mark == "none" and level else level
        hang = mark == "none" and level > 0
        self._stands(origin)
        self._lines.append(Line(runs, min(depth, DEEPEST), mark, number, kind, origin, hang, self.callout))

    @property
    def _lines(self) -> list[Line] | list[Line | Visual]:
        """Where the next line goes."""
        return self.part.lines if self.column is None else self.column.items

    def _stands(self, origin: Block) -> None:
        """Notes that the divs which have just begun do so with this block."""
        if self.waiting:
            self.part.stands.setdefault(id(origin), []).extend(self.waiting)
            self.waiting.clear()

    def _say(self, runs: tuple[Run, ...], origin: Block) -> None:
        if self.pending is not origin:
            self._heading_before("notes")
        self.part.notes.append(Line(runs, origin=origin))

    def _heading_before(self, where: str) -> None:
        """Puts a heading of level 3 and lower before what it is the heading of."""
        header, self.pending = self.pending, None
        if header is None:
            return
        runs = self._runs(header.content, Run("", bold=True))
        if where == "body":
            self._lines.append(Line(runs, kind="heading", origin=header, box=self.callout))
        else:
            self.part.notes.append(Line(runs, origin=header))
        self._footnotes(header.content)

    def _footnotes(self, inlines: Inlines) -> None:
        """Footnotes are said after what they belong to."""
        for note in notes_of(inlines):
            self._footnote(note)

    def _footnote(self, note: Note) -> None:
        for n, block in enumerate(note.blocks):
            before = len(self.part.notes)
            self._block(block, "notes", 0)
            if n == 0 and len(self.part.notes) > before:
                line = self.part.notes[before]
                runs = (Run(f"{note.number} ", raised=True), *line.runs)
                self.part.notes[before] = replace(line, runs=runs)

    # -- Visuals -------------------------------------------------------------------------------------

    def _visual(self, visual: Visual, origin: Block) -> None:
        self._heading_before("notes")
        self._stands(origin)
        if self.column is None:
            self.part.visuals.append(visual)
        else:
            self.column.items.append(visual)
        if self.lang:
            self.part.langs[id(origin)] = self.lang
        if isinstance(visual, Image):
            self.part.origins[id(visual)] = origin
            return
        self._footnotes(visual.caption)
        if isinstance(visual, Table):
            for row in (visual.head, *visual.rows):
                for cell in row:
                    self._footnotes(cell)
        else:
            self._footnotes(visual.source)

    def _spoken(self, block: Figure | DataTable | Table | KeyFigures) -> None:
        """A visual inside notes is told in words."""
        if not isinstance(block, KeyFigures):
            self.part.anchors.append(block.attr.id if isinstance(block, Table) else block.id)
        match block:
            case Figure():
                self._say((Run(clean(block.alt), lang=self.lang),), block)
            case KeyFigures():
                for item in block.items:
                    runs = (*self._runs(item.value), Run(" "), *self._runs(item.label))
                    for more in (item.change, item.note):
                        runs += (Run("; "), *self._runs(more)) if more else ()
                    self._say(runs, block)
            case DataTable():
                for row in range(len(block.data.rows)):
                    texts = (clean(block.cell(row, c)) for c in range(len(block.columns)))
                    self._say((Run("; ".join(texts), lang=self.lang),), block)
            case Table():
                for cells in (block.head, *block.rows):
                    spaced = [self._runs(cell) for cell in cells]
                    self._say(tuple(r for runs in spaced for r in (*runs, Run("; ")))[:-1], block)
