"""Tables of the audit copy: cells of several small paragraphs, those of one origin side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from builder.model.document import Inlines, Str
from builder.writers.pdf.book import Book
from builder.writers.pdf.canvas import BriefCanvas, mirrored
from builder.writers.pdf.columns import Band, Demand
from builder.writers.pdf.lines import Line, break_lines
from builder.writers.pdf.rows import Cell, Placed, TallRow
from builder.writers.pdf.styles import Style
from builder.writers.pdf.tags import Node, scope

Voice = Literal["plain", "bold", "link", "quiet", "code"]
GUTTER = 10.0
SMALL = 0.88  # of the size of other tables
HAIRLINE = 0.35
NARROWEST = 8.0


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph of a cell; `link` is "#key", or "" where it leads nowhere."""

    content: Inlines
    voice: Voice = "plain"
    link: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its key as a target, and its cells. The `aligned` columns have as many paragraphs each, which begin side
    by side.
    """

    key: str
    cells: tuple[tuple[Said, ...], ...]
    aligned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its part of the width, and how its cells are set."""

    head: str
    part: float
    align: Literal["left", "right"] = "left"


class EntryRows:
    """Rows that are made when they are laid out, by then everything before them is painted."""

    def __init__(self, columns: Sequence[Column], count: int, entry: Callable[[int], Entry], book: Book) -> None:
        self.heads, self.count, self.entry, self.book = columns, count, entry, book
        self.columns = len(columns)
        styles = book.styles
        plain = styles.cell.with_(size=styles.cell.size * SMALL, leading=styles.cell.leading * SMALL)
        self.styles: dict[Voice, Style] = {
            "plain": plain,
            "bold": plain.with_(bold=True),
            "link": plain.with_(bold=True, color=styles.colors.accent_text),
            "quiet": plain.with_(color=styles.colors.secondary),
            "code": plain.with_(family="mono", figures="", size=plain.size * 0.88),
        }
        self.gap = Line([], 0.0, plain.leading, 0.0)

    def band(self, width: float) -> Band:
        """The columns in a width, each with its part of it; from right to left on a mirrored page."""
        room = width - GUTTER * (self.columns - 1)
        whole = sum(column.part for column in self.heads)
        widths = [max(room * column.part / whole, NARROWEST) for column in self.heads]
        edges = [sum(widths[:n]) + GUTTER * n for n in range(self.columns)]
        band = Band(tuple(range(self.columns)), tuple(edges), tuple(widths), 1.0, width)
        return band.mirrored() if mirrored(self.book.lang) else band

    def demands(self) -> list[Demand]:
        """None: the widths are given."""
        return []

    def head(self, band: Band, parent: Node | None) -> Placed | None:
        row = Node("TR", parent) if parent else None
        style = self.styles["bold"]
        cells = []
        for column, x, width in zip(self.heads, band.edges, band.widths, strict=True):
            node = row.add("TH", attributes=scope("Column")) if row else None
            lines = break_lines(self.book.setter.boxes((Str(column.head),), style), width, style)
            cells.append(Cell(x, width, column.align, lines, node))
        most = max(len(cell.lines) for cell in cells)
        return TallRow([replace(c, lines=[self.gap] * (most - len(c.lines)) + c.lines) for c in cells], row)

    def row(self, number: int, band: Band, body: Node) -> Placed:
        entry = self.entry(number)
        node = Node("TR", body)
        columns = [
            [self._lines(said, width, last=said is cell[-1]) for said in cell]
            for cell, width in zip(entry.cells, band.widths, strict=True)
        ]
        for side_by_side in zip(*(columns[n] for n in entry.aligned), strict=True):
            most = max(map(len, side_by_side))
            for lines in side_by_side:
                lines.extend([self.gap] * (most - len(lines)))
        cells = []
        for n, (column, x, width) in enumerate(zip(self.heads, band.edges, band.widths, strict=True)):
            cell = node.add("TD") if n else node.add("TH", attributes=scope("Row"))
            cells.append(Cell(x, width, column.align, [line for lines in columns[n] for line in lines], cell))
        return EntryRow(cells, node, entry.key, band.width, self.book.styles.colors.rule)

    def placed(self, page: int, first: int, last: int) -> None:
        """They are no data of the report."""

    def _lines(self, said: Said, width: float, *, last: bool) -> list[Line]:
        style = self.styles[said.voice]
        boxes = self.book.setter.boxes(said.content, style, link=said.link)
        if boxes and not last:
            boxes[-1].tail = boxes[-1].tail or " "  # keeps paragraphs apart for whoever reads the text out
        return break_lines(boxes, width, style) if boxes else []


class EntryRow(TallRow):
    """A row under a hairline, the target of its key."""

    def __init__(
        self, cells: list[Cell], node: Node | None, key: str, width: float, color: str, *, ends: bool = True
    ) -> None:
        super().__init__(cells, node, ends=ends)
        self.key, self.width, self.color = key, width, color
        self.paint = self._marked

    def _marked(self, canvas: BriefCanvas, top: float) -> None:
        if self.key:
            canvas.mark(self.key, top)
        canvas.rule(0, top, self.width, HAIRLINE, self.color)
        self._paint(canvas, top)

    def halves(self, room: float) -> tuple[Placed, Placed] | None:
        """As any row is cut; links lead to the first part."""
        found = super().halves(room)
        if found is None:
            return None
        first, second = found
        assert isinstance(first, TallRow)
        assert isinstance(second, TallRow)
        return (
            EntryRow(first.cells, self.node, self.key, self.width, self.color, ends=False),
            EntryRow(second.cells, self.node, "", self.width, self.color, ends=self.ends),
        )
