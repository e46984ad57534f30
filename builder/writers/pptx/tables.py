"""Tables as they stand on slides: widths by content, rows measured, and parts where one slide is too small.

A part repeats the head. A table too wide is cut by columns, and the first column is repeated; one of very many rows
shows its first ones, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from builder.errors import Findings, Location
from builder.model.document import DataTable, Table
from builder.model.walk import plain
from builder.theme import Theme
from builder.writers.pptx.fit import PITCH, RESERVE, Measure
from builder.writers.pptx.plan import Run, TablePlan
from builder.writers.pptx.runs import clean, runs_of

PAD_X = 7.0  # left and right of a cell's text
PADS = (4.0, 3.0)  # above and below, airy and tight
MOST_ROWS = 100  # a longer table is for the brief
SHOWN_ROWS = 40

Cells = tuple[tuple[Run, ...], ...]
_MORE = {
    "en": "{0} of {1} rows; the others are in the brief",
    "de": "{0} von {1} Zeilen; die übrigen stehen im Bericht",
    "fr": "{0} lignes sur {1} ; les autres sont dans le rapport",
    "es": "{0} de {1} filas; las demás están en el informe",
    "it": "{0} righe su {1}; le altre sono nel rapporto",
    "nl": "{0} van {1} rijen; de andere staan in het rapport",
}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as cells, its head first, and what it shows of the data."""

    id: str
    alt: str
    rows: tuple[Cells, ...]
    aligns: tuple[str, ...]
    total: bool
    strong: frozenset[int]
    at: Location
    note: str = ""


def grid_of(table: Table | DataTable, findings: Findings) -> Grid:
    """The cells of a table; of one with very many rows the first ones, which is a warning."""
    if isinstance(table, Table):
        count = max([len(table.head), *(len(r) for r in table.rows)], default=0)
        rows = tuple(
            tuple(runs_of(c) for c in (*row, *((),) * (count - len(row)))) for row in (table.head, *table.rows)
        )
        aligns = tuple(a or "left" for a in (*table.aligns, *("",) * (count - len(table.aligns))))
        heads = [plain(c) for c in table.head]
        return Grid("", _alt(plain(table.caption), heads), rows, aligns, False, frozenset(), table.at)
    total = len(table.data.rows)
    shown = total if total <= MOST_ROWS else SHOWN_ROWS
    note = ""
    if shown < total:
        note = _MORE.get(table.lang.partition("-")[0], _MORE["en"]).format(shown, f"{total:,}")
        message = f"the table has {total:,} rows; the deck shows the first {shown}"
        findings.warning("table-too-long", message, table.at, "give it a limit, or put it into a brief div")
    columns = range(len(table.columns))
    head = tuple((Run(clean(_head(c.label, c.unit))),) for c in table.columns)
    body = [tuple((Run(clean(table.cell(row, c))),) for c in columns) for row in range(shown)]
    sums = tuple((Run(clean(v.text)),) if v else () for v in table.total)
    rows = (head, *body, *((sums,) if sums else ()))
    alt = _alt(plain(table.caption), [c.label for c in table.columns])
    aligns = tuple(c.align for c in table.columns)
    return Grid(table.id, alt, rows, aligns, bool(sums), table.highlight, table.at, note)


def _head(label: str, unit: str) -> str:
    return f"{label}, {unit}" if unit else label


def _alt(caption: str, heads: Sequence[str]) -> str:
    return ": ".join(filter(None, (caption.strip(), ", ".join(heads)))) or "Table"


class TableFitter:
    """Fits tables into boxes."""

    def __init__(self, theme: Theme, measure: Measure, findings: Findings) -> None:
        self.measure = measure
        self.findings = findings
        self.least, self.most = theme.slide.table, theme.slide.least

    def whole(self, grid: Grid, width: float, height: float) -> TablePlan | None:
        """The table on one slide, as large as it may be, without a word broken; None where it does not fit."""
        sizes = range(round(self.most), round(self.least) - 1, -1)
        for size, pad in (*((s, PADS[0]) for s in sizes), (sizes[-1], PADS[1])):
            natural, least = self._demands(grid, size, width)
            if sum(least) > width:
                continue
            widths = _widths(natural, least, width)
            heights = self._heights(grid.rows, widths, size, pad)
            if sum(heights) <= height * RESERVE:
                return _plan(grid, range(1, len(grid.rows)), widths, heights, size, pad)
        return None

    def parts(self, grid: Grid, width: float, height: float) -> list[TablePlan]:
        """The table on as many slides as it needs."""
        if whole := self.whole(grid, width, height):
            return [whole]
        size = self.least
        pad = PADS[0]
        natural, least = self._demands(grid, size, width)
        out: list[TablePlan] = []
        for columns in self._column_groups(grid, least, width):
            narrow = replace(
                grid,
                rows=tuple(tuple(row[c] for c in columns) for row in grid.rows),
                aligns=tuple(grid.aligns[c] for c in columns),
            )
            widths = _widths([natural[c] for c in columns], [min(least[c], width) for c in columns], width)
            heights = self._heights(narrow.rows, widths, size, pad)
            groups = _row_groups(heights, height * RESERVE, narrow.total)
            out += [_plan(narrow, rows, widths, heights, size, pad) for rows in groups]
        return out

    def _demands(self, grid: Grid, size: float, width: float) -> tuple[list[float], list[float]]:
        """For each column the width without a line break, and that of its longest word, both with the cell's edges.
        Where the whole table is too wide so, heads of several words take two lines.
        """
        natural, least = self._wanted(grid, size, 1.0)
        return (natural, least) if sum(natural) <= width else self._wanted(grid, size, 0.55)

    def _wanted(self, grid: Grid, size: float, head: float) -> tuple[list[float], list[float]]:
        natural, least = [], []
        for column in range(len(grid.aligns)):
            wide = narrow = 0.0
            for n, row in enumerate(grid.rows):
                bold = n == 0 or n - 1 in grid.strong or (grid.total and n == len(grid.rows) - 1)
                full = self.measure.runs_width(row[column], size, bold=bold)
                word = self.measure.widest_part(row[column], size, bold=bold)
                wide = max(wide, max(word, full * head) if n == 0 else full)
                narrow = max(narrow, word)
            natural.append(wide + 2 * PAD_X + 2)
            least.append(narrow + 2 * PAD_X + 2)
        return natural, least

    def _column_groups(self, grid: Grid, least: Sequence[float], width: float) -> list[list[int]]:
        count = len(least)
        if sum(least) <= width:
            return [list(range(count))]
        key = min(least[0], width / 3)
        groups: list[list[int]] = []
        for column in range(1, count):
            used = key + sum(least[c] for c in groups[-1][1:]) if groups else width
            if groups and used + least[column] <= width:
                groups[-1].append(column)
            else:
                groups.append([0, column])
        if least[0] > width / 3 or any(w > width - key for w in least[1:]):
            message = f"a column of this table is wider than a slide, {max(least):.0f} points of {width:.0f}"
            self.findings.warning("table-too-wide", message, grid.at, "shorten its longest word; it is broken for now")
        return groups or [[0]]

    def _heights(self, rows: Sequence[Cells], widths: Sequence[float], size: float, pad: float) -> list[float]:
        out = []
        for n, row in enumerate(rows):
            lines = (
                len(self.measure.breaks(cell, size, width - 2 * PAD_X, bold=n == 0))
                for cell, width in zip(row, widths, strict=True)
                if cell
            )
            out.append(max(lines, default=1) * size * PITCH + 2 * pad)
        return out


def _widths(natural: Sequence[float], least: Sequence[float], width: float) -> tuple[float, ...]:
    """Widths of columns: as their texts want them, with some air where there is room, else the wide ones cut to one
    width (never under the longest word's).
    """
    if sum(natural) <= width:
        target = min(width, max(sum(natural) * 1.25, width * 0.62))
        extra = (target - sum(natural)) / len(natural)
        return tuple(w + extra for w in natural)
    low, high = 0.0, max(natural)
    for _ in range(40):
        cap = (low + high) / 2
        if sum(max(m, min(w, cap)) for w, m in zip(natural, least, strict=True)) > width:
            high = cap
        else:
            low = cap
    widths = [max(m, min(w, low)) for w, m in zip(natural, least, strict=True)]
    scale = min(1.0, width / sum(widths))
    return tuple(w * scale for w in widths)


def _row_groups(heights: Sequence[float], room: float, total: bool) -> list[range]:
    """The rows (counted with the head as 0) of each part; parts are of about the same height."""
    body = range(1, len(heights))
    if not body:
        return [range(1, 1)]

    def at(limit: float) -> list[range]:
        starts, used = [1], 0.0
        for row in body:
            if row > starts[-1] and used + heights[row] > limit:
                starts.append(row)
                used = 0.0
            used += heights[row]
        # A total does not stand alone under a head.
        if total and starts[-1] == len(heights) - 1 and len(starts) > 1 and starts[-1] - 1 > starts[-2]:
            starts[-1] -= 1
        return [range(a, b) for a, b in pairwise((*starts, len(heights)))]

    limit = max(room - heights[0], 1.0)
    groups = at(limit)
    while len(groups) > 1 and len(better := at(limit * 0.95)) == len(groups) and limit > max(heights[1:]):
        groups, limit = better, limit * 0.95
    return groups


def _plan(
    grid: Grid, rows: range, widths: Sequence[float], heights: Sequence[float], size: float, pad: float
) -> TablePlan:
    last = len(grid.rows) - 1
    total = grid.total and last in rows
    return TablePlan(
        id=grid.id,
        alt=grid.alt,
        rows=(grid.rows[0], *(grid.rows[r] for r in rows)),
        aligns=grid.aligns,
        widths=tuple(widths),
        heights=(heights[0], *(heights[r] for r in rows)),
        size=size,
        pad=pad,
        total=total,
        strong=frozenset(r - rows.start + 1 for r in rows if r - 1 in grid.strong),
        first=rows.start - 1,
        last=rows.stop - 1 - (1 if total else 0),
    )
