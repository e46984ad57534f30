"""Tables as they stand on slides: widths by content, rows measured, and parts where one slide is too small.

A part repeats the head. A table too wide is cut by columns, and the first column is repeated; a row too high for a
slide goes on in the next part; a table of very many rows shows its first ones, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from builder.errors import Findings, Location
from builder.model.document import DataTable, Table
from builder.model.walk import plain
from builder.theme import Theme
from builder.writers.pptx.fit import RESERVE, Measure
from builder.writers.pptx.plan import Run, TablePlan
from builder.writers.pptx.runs import clean, runs_of
from builder.writers.pptx.table_rows import Cells, Row, grouped, parted

PAD_X = 7.0  # left and right of a cell's text
PADS = (4.0, 3.0)  # above and below, airy and tight
MOST_ROWS = 100  # a longer table is for the brief
SHOWN_ROWS = 40
KEY_SHARE = 1 / 3  # of the width, at most for a first column that is repeated
CELL_SHARE = 0.4  # of the height, for the highest cell where a wider column can help

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

    def bold(self, number: int) -> bool:
        """Whether a row, counted with the head as 0, is set in bold."""
        return number == 0 or number - 1 in self.strong or (self.total and number == len(self.rows) - 1)

    def of(self, columns: Sequence[int]) -> Grid:
        """The table with some of its columns."""
        rows = tuple(tuple(row[c] for c in columns) for row in self.rows)
        return replace(self, rows=rows, aligns=tuple(self.aligns[c] for c in columns))


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


@dataclass(frozen=True, slots=True)
class _Demands:
    """For each column the width without a line break, and that of its longest word, both with the cell's edges; and
    the width at which none of its cells is very high.
    """

    natural: list[float]
    least: list[float]
    wanted: list[float]


class TableFitter:
    """Fits tables into boxes."""

    def __init__(self, theme: Theme, measure: Measure, findings: Findings) -> None:
        self.measure = measure
        self.findings = findings
        least, most = ceil(theme.slide.table), ceil(max(theme.slide.least, theme.slide.table))
        self.sizes = [float(size) for size in range(most, least - 1, -1)]

    def whole(self, grid: Grid, width: float, height: float) -> TablePlan | None:
        """The table on one slide, as large as it may be, without a word broken; None where it does not fit."""
        for size, pad in (*((s, PADS[0]) for s in self.sizes), (self.sizes[-1], PADS[1])):
            demands = self._demands(grid, size, width, height)
            if sum(demands.least) > width:
                continue
            widths = _widths(demands.natural, demands.least, width)
            rows = self._rows(grid, widths, size, pad)
            if sum(row.height for row in rows) <= height * RESERVE:
                return _plan(grid, rows[1:], rows[0], widths, size, pad)
        return None

    def parts(self, grid: Grid, width: float, height: float) -> list[TablePlan]:
        """The table on as many slides as it needs, as large as it may be on no more than these."""
        if whole := self.whole(grid, width, height):
            return [whole]
        fewest = self._parts(grid, width, height, self.sizes[-1])
        self._tell(grid, width, height)
        for size in self.sizes[:-1]:
            if len(larger := self._parts(grid, width, height, size)) <= len(fewest):
                return larger
        return fewest

    def _parts(self, grid: Grid, width: float, height: float, size: float) -> list[TablePlan]:
        pad = PADS[0]
        demands = self._demands(grid, size, width, height)
        out: list[TablePlan] = []
        for columns in _column_groups(demands.wanted, width):
            some = grid.of(columns)
            least = [min(demands.least[c], width) for c in columns]
            widths = _widths([demands.natural[c] for c in columns], least, width)
            rows = self._rows(some, widths, size, pad)
            room = max(height * RESERVE - rows[0].height, self.measure.cell_pitch((), size) + 2 * pad)
            split = [part for row in rows[1:] for part in self._parted(row, widths, size, pad, room)]
            out += [_plan(some, part, rows[0], widths, size, pad) for part in grouped(split, room, total=grid.total)]
        return out

    def _tell(self, grid: Grid, width: float, height: float) -> None:
        """A column that does not stand beside the first one on any slide has its words broken, which is a warning."""
        least = self._demands(grid, self.sizes[-1], width, height).least
        key = min(least[0], width * KEY_SHARE)
        if (
            (least[0] > width * KEY_SHARE and len(least) > 1)
            or any(w > width - key for w in least[1:])
            or least[0] > width
        ):
            message = f"a column of this table is wider than a slide, {max(least):.0f} points of {width:.0f}"
            self.findings.warning("table-too-wide", message, grid.at, "shorten its longest word; it is broken for now")

    # -- Widths --------------------------------------------------------------------------------------

    def _demands(self, grid: Grid, size: float, width: float, height: float) -> _Demands:
        """What the columns need. Where the whole table is too wide, heads of several words take two lines."""
        columns = [self._column(grid, c, size) for c in range(len(grid.aligns))]
        edges = 2 * PAD_X + 2
        head = 1.0 if sum(max(c[0], c[2]) + edges for c in columns) <= width else 0.55
        natural = [max(body, word, full * head) + edges for body, word, full in columns]
        least = [word + edges for _, word, _ in columns]
        lines = max(1, int(height * CELL_SHARE / self.measure.cell_pitch((), size)))
        # A text in narrow lines fills them to about six sevenths.
        high = (
            max(body, full) / lines * 7 / 6 + edges if max(body, full) > lines else 0.0 for body, _, full in columns
        )
        wanted = [max(a, min(b, width * (1 - KEY_SHARE))) for a, b in zip(least, high, strict=True)]
        return _Demands(natural, least, wanted)

    def _column(self, grid: Grid, column: int, size: float) -> tuple[float, float, float]:
        """The widths of the widest cell below the head, of the longest word, and of the head."""
        full = [self.measure.runs_width(r[column], size, bold=grid.bold(n)) for n, r in enumerate(grid.rows)]
        word = max(self.measure.widest_part(r[column], size, bold=grid.bold(n)) for n, r in enumerate(grid.rows))
        return max(full[1:], default=0.0), word, full[0]

    # -- Rows ----------------------------------------------------------------------------------------

    def _rows(self, grid: Grid, widths: Sequence[float], size: float, pad: float) -> list[Row]:
        out = []
        for n, cells in enumerate(grid.rows):
            bold = grid.bold(n)
            highs = [
                len(self.measure.breaks(cell, size, width - 2 * PAD_X, bold=bold))
                * self.measure.cell_pitch(cell, size, bold=bold)
                for cell, width in zip(cells, widths, strict=True)
                if cell
            ]
            # An empty cell has the height of a line too.
            highs.append(self.measure.cell_pitch((), size))
            out.append(Row(n, cells, max(highs) + 2 * pad, bold=bold))
        return out

    def _parted(self, row: Row, widths: Sequence[float], size: float, pad: float, room: float) -> list[Row]:
        """A row as it is, or in several where it is higher than a slide."""
        if row.height <= room:
            return [row]
        pitch = max(self.measure.cell_pitch(cell, size, bold=row.bold) for cell in row.cells)
        most = max(1, int((room - 2 * pad) / pitch + 0.001))

        def ends(cell: tuple[Run, ...], column: int) -> list[int]:
            return self.measure.breaks(cell, size, widths[column] - 2 * PAD_X, bold=row.bold)

        return parted(row, ends, most, lambda lines: lines * pitch + 2 * pad)


def _column_groups(wanted: Sequence[float], width: float) -> list[list[int]]:
    """The columns of each part, the first one in all of them; the parts are of about the same width."""
    count = len(wanted)
    if sum(wanted) <= width or count < 2:
        return [list(range(count))]
    key = min(wanted[0], width * KEY_SHARE)

    def at(limit: float) -> list[list[int]]:
        groups: list[list[int]] = []
        used = 0.0
        for column in range(1, count):
            if groups and used + wanted[column] <= limit:
                groups[-1].append(column)
                used += wanted[column]
            else:
                groups.append([0, column])
                used = wanted[column]
        return groups

    limit = width - key
    groups = at(limit)
    while len(narrower := at(limit := limit * 0.95)) == len(groups) and limit > max(wanted[1:]):
        groups = narrower
    return groups


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


def _plan(grid: Grid, rows: Sequence[Row], head: Row, widths: Sequence[float], size: float, pad: float) -> TablePlan:
    """One part of a table."""
    last = len(grid.rows) - 1
    total = bool(grid.total and rows and rows[-1].number == last)
    shown = [row.number for row in rows if not (total and row.number == last)]
    first = shown[0] - 1 if shown else (last - 1 if total else 0)
    return TablePlan(
        id=grid.id,
        alt=grid.alt,
        rows=(head.cells, *(row.cells for row in rows)),
        aligns=grid.aligns,
        widths=tuple(widths),
        heights=(head.height, *(row.height for row in rows)),
        size=size,
        pad=pad,
        total=total,
        strong=frozenset(n for n, row in enumerate(rows, 1) if row.number - 1 in grid.strong),
        first=first,
        last=shown[-1] if shown else first,
    )
