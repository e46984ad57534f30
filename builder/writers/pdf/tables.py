"""Tables of the brief: rows are measured and drawn as the page takes them, so that a long one costs no more a row than
a short one. Rules over and under the head and at the end; numbers right, text left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus.flowables import Flowable

from builder.theme import Theme
from builder.writers.pdf.flowables import ASCENT
from builder.writers.pdf.text import Line, Look, Setter, Word, break_lines, draw_line

SAMPLE = 200  # rows that widths are measured on
PAD = 5.0


@dataclass(slots=True)
class TableSource:
    """What a table shows: heads, the number of rows, and the words of a cell by row and column.

    `place` tells where rows start and end on a page; `strong` says which rows are bold.
    """

    heads: list[list[Word]]
    rows: int
    cell: Callable[[int, int], list[Word]]
    aligns: Sequence[str]
    place: Callable[[int, int, int], None]
    continued: list[Word]
    total: bool = False


def column_widths(source: TableSource, available: float) -> list[float]:
    """Widths from the content: each column gets what it wants where all fit; else the widest give way, but no column
    goes below its longest word where that can be helped.
    """
    count = len(source.heads)
    step = max(1, source.rows // SAMPLE)
    sample = [*range(0, source.rows, step), *([source.rows - 1] if source.rows else [])]
    wanted, least = [], []
    for c in range(count):
        cells = [source.heads[c], *(source.cell(r, c) for r in sample)]
        wanted.append(max(_line_width(words) for words in cells) + 2 * PAD + 0.5)
        least.append(max((w.width for words in cells for w in words), default=10.0) + 2 * PAD + 0.5)
    total = sum(wanted)
    if total <= available:
        # Room that is left goes between the columns, up to a point: a wide gap loses the row.
        spare = min(available - total, 24.0 * count)
        return [w + spare / count for w in wanted]
    if sum(least) >= available:
        return [w * available / sum(least) for w in least]
    over = total - available
    give = [w - m for w, m in zip(wanted, least, strict=True)]
    return [w - over * g / sum(give) for w, g in zip(wanted, give, strict=True)]


def _line_width(words: Sequence[Word]) -> float:
    return sum(w.width + (w.space if i else 0.0) for i, w in enumerate(words))


class RowTable(Flowable):
    """Rows `first` to `last` of a table, its head repeated wherever it is split."""

    def __init__(self, source: TableSource, theme: Theme, size: float, leading: float, *, first: int = 0,
                 widths: list[float] | None = None) -> None:  # fmt: skip
        super().__init__()
        self.source, self.theme, self.size, self.leading, self.first = source, theme, size, leading, first
        self.widths = widths
        self.last = source.rows
        self._heights: list[float] = []
        self.spaceBefore, self.spaceAfter = 2.0, 4.0

    def wrap(self, available: float, height: float) -> tuple[float, float]:
        """Takes as many rows as `height` holds: the size is that of what will be drawn, and `split` gives the rest."""
        if self.widths is None:
            self.widths = column_widths(self.source, available)
        self.head = [break_lines(w, self.widths[c] - 2 * PAD) for c, w in enumerate(self.source.heads)]
        self.head_height = max((len(h) for h in self.head), default=1) * self.leading + 5
        used = self.head_height + (self.leading if self.first else 0.0) + 2
        self._heights = []
        self._lines: list[list[list[Line]]] = []
        row = self.first
        while row < self.source.rows:
            lines = [break_lines(self.source.cell(row, c), self.widths[c] - 2 * PAD) for c in range(len(self.widths))]
            tall = max((len(x) for x in lines), default=1) * self.leading + 3
            if used + tall > height and self._heights:
                break
            used += tall
            self._heights.append(tall)
            self._lines.append(lines)
            row += 1
            if used > height:
                break
        self.last = row
        self.width = sum(self.widths)
        # Rows that are left make it higher than the frame, so that ReportLab splits it.
        self.height = used if row >= self.source.rows else max(used, height + 1)
        self._used = used
        return self.width, self.height

    def split(self, available: float, height: float) -> list[Flowable]:
        """The rows that fit, and a table of the rest; [] where not even two rows do."""
        self.wrap(available, height)
        if self._used > height or (len(self._heights) < 2 and self.source.rows - self.first > 1):
            frame = getattr(self, "_frame", None)
            if frame is None or not getattr(frame, "_atTop", False) or not self._heights:
                return []
        fitting = _Piece(self)
        if self.last >= self.source.rows:
            return [fitting]
        return [
            fitting,
            RowTable(self.source, self.theme, self.size, self.leading, first=self.last, widths=self.widths),
        ]

    def draw(self) -> None:
        """Draws the rows that `wrap` took."""
        _draw(self, self.canv)


class _Piece(Flowable):
    """The part of a table on one page, measured already."""

    def __init__(self, table: RowTable) -> None:
        super().__init__()
        self.table = table
        self.width, self.height = table.width, table._used
        self.spaceBefore, self.spaceAfter = table.spaceBefore, 0.0

    def wrap(self, _available: float, _height: float) -> tuple[float, float]:
        """What `RowTable.wrap` found."""
        return self.width, self.height

    def draw(self) -> None:
        """Draws it."""
        _draw(self.table, self.canv)


def _draw(table: RowTable, canvas: Any) -> None:
    theme, widths = table.theme, table.widths or []
    width = sum(widths)
    y = table._used
    if table.first:
        line = break_lines(table.source.continued, width)[0]
        draw_line(canvas, line, 0, y - table.leading + 4, theme)
        y -= table.leading
    _rule(canvas, theme.colors.ink, y, width, 0.9)
    _row(canvas, table, table.head, y - 2.5, bottom=True, height=table.head_height - 5)
    y -= table.head_height
    _rule(canvas, theme.colors.ink, y, width, 0.5)
    for i, (lines, tall) in enumerate(zip(table._lines, table._heights, strict=True)):
        if table.source.total and table.first + i == table.source.rows - 1:
            _rule(canvas, theme.colors.ink, y, width, 0.5)
        elif i:
            _rule(canvas, theme.colors.rule, y, width, 0.35)
        _row(canvas, table, lines, y - 1.5)
        y -= tall
    _rule(canvas, theme.colors.ink, y, width, 0.9)
    table.source.place(canvas.getPageNumber(), table.first, table.last)


def _row(
    canvas: Any,
    table: RowTable,
    cells: Sequence[Sequence[Line]],
    top: float,
    *,
    bottom: bool = False,
    height: float = 0.0,
) -> None:
    x = 0.0
    for c, lines in enumerate(cells):
        room = (table.widths or [])[c]
        y = top - (height - len(lines) * table.leading if bottom else 0.0)
        y -= (table.leading - table.size) / 2 + table.size * ASCENT
        for line in lines:
            align = table.source.aligns[c]
            shift = {"right": room - PAD - line.width, "center": (room - line.width) / 2}.get(align, PAD if c else 0.0)
            draw_line(canvas, line, x + shift, y, table.theme)
            y -= table.leading
        x += room


def _rule(canvas: Any, color: str, y: float, width: float, weight: float) -> None:
    canvas.setStrokeColor(color)
    canvas.setLineWidth(weight)
    canvas.line(0, y, width, y)


def cell_words(setter: Setter, text: str, look: Look) -> list[Word]:
    """The words of a plain text."""
    from builder.model.document import Str

    return setter.words((Str(text),), look)
