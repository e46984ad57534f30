"""Tables, laid out row by row as pages are filled, so that the hundred-thousandth row costs what the first did."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Protocol

from builder.model.document import Note
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.columns import Band, Demand
from builder.writers.pdf.flow import Cost, Piece
from builder.writers.pdf.lines import break_lines
from builder.writers.pdf.painting import paint_line
from builder.writers.pdf.rows import Placed, TallRow
from builder.writers.pdf.styles import Style
from builder.writers.pdf.tags import REPEATED, Node

LONGEST = 1e6
WEIGHT = 0.7  # of the rules around the head and at the end


class Rows(Protocol):
    """The rows of a table."""

    count: int
    columns: int

    def demands(self) -> list[Demand]:
        """What each column asks for."""

    def head(self, band: Band, parent: Node | None) -> Placed | None:
        """The head, whose row is part of `parent` in the structure tree, or an artifact; None where there is none."""

    def row(self, number: int, band: Band, body: Node) -> Placed:
        """One row, part of `body` in the structure tree."""

    def placed(self, page: int, first: int, last: int) -> None:
        """Notes that the rows from `first` up to `last` stand on `page`."""


class HeadAsRow:
    """Rows whose head is too high to stand on every page: it is their first row."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.count, self.columns = rows.count + 1, rows.columns
        self.top: Node | None = None

    def demands(self) -> list[Demand]:
        return self.rows.demands()

    def head(self, band: Band, parent: Node | None) -> Placed | None:
        del band
        self.top = parent
        return None

    def row(self, number: int, band: Band, body: Node) -> Placed:
        head = self.rows.head(band, self.top or body) if number == 0 else None
        return head or self.rows.row(number - 1, band, body)

    def placed(self, page: int, first: int, last: int) -> None:
        self.rows.placed(page, max(first - 1, 0), last - 1)


@dataclass(frozen=True, slots=True)
class GridLook:
    """The rules' colour, and the line over a part that goes on from before: "Table 2 (continued)"."""

    color: str
    lead: list[Box]
    style: Style


class Grid(Piece):
    """The rows of one band from `start` on, or up to `stop` where they go on elsewhere. `lead` stands over them where
    they go on from before, `tail` under the last one; the head is repeated. `node` is the table in the structure tree.
    """

    def __init__(
        self,
        rows: Rows,
        band: Band,
        look: GridLook,
        node: Node,
        *,
        start: int = 0,
        stop: int | None = None,
        tail: Piece | None = None,
        led: bool = False,
    ) -> None:
        super().__init__()
        self.rows, self.band, self.look, self.tail = rows, band, look, tail
        self.start, self.stop = start, stop
        self.before, self.after = 3.0, 14.0
        self._placed: list[Placed] = []
        # A table with a head has a body (ISO 14289-1, 7.5): without rows, the head is that.
        head = node.add("THead") if rows.count > isinstance(rows, HeadAsRow) else None
        self.body = node.add("TBody")
        self._head = rows.head(band, head or self.body)
        self._leads = break_lines(look.lead, LONGEST, look.style) if led else []

    def _top(self) -> float:
        """The height of what stands over the rows."""
        height = sum(line.height for line in self._leads) + (4.0 if self._leads else 0.0)
        return height + (self._head.height + 2 * WEIGHT if self._head else WEIGHT)

    def _bottom(self, width: float) -> float:
        """The height of what stands under the last row."""
        tail = self.tail.measure(width) + self.tail.before if self.tail and self.stop is None else 0.0
        return WEIGHT + tail

    @property
    def _end(self) -> int:
        return self.rows.count if self.stop is None else self.stop

    def _lay(self, until: float) -> float:
        """Lays out rows until they are `until` high or all; gives their height."""
        height = sum([p.height for p in self._placed])
        while height <= until and self.start + len(self._placed) < self._end:
            row = self.rows.row(self.start + len(self._placed), self.band, self.body)
            self._placed.append(row)
            height += row.height
        return height

    def measure(self, width: float) -> float:
        return self._top() + self._lay(float("inf")) + self._bottom(width)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's names
        """Only as many rows are laid out as `aH` has room for: a long table is higher than that, no matter how much."""
        self.width, self.height = aW, self._top() + self._lay(max(aH, 0)) + self._bottom(aW)
        return self.width, self.height

    def calls(self) -> list[Note]:
        head = self._head.notes if self._head else []
        tail = self.tail.calls() if self.tail and self.stop is None else []
        return [*head, *(note for row in self._placed for note in row.notes), *tail]

    def least(self, width: float, cost: Cost) -> float:
        self._lay(100.0)
        rows = self._placed[:3]
        notes = [*(self._head.notes if self._head else []), *(n for row in rows for n in row.notes)]
        end = self._bottom(width) if len(rows) == self._end - self.start else WEIGHT
        return self._top() + sum(row.height for row in rows) + end + cost(notes)

    def cut(self, width: float, room: float, cost: Cost, *, force: bool) -> tuple[Piece, Piece] | None:
        del width
        self._lay(room)
        height = self._top() + WEIGHT
        notes = list(self._head.notes) if self._head else []
        count = 0
        for row in self._placed:
            notes += row.notes
            height += row.height
            if height + cost(notes) > room:
                break
            count += 1
        # The last rows go on together with what stands under them.
        count = min(count, max(self._end - self.start - 2, 1))
        if count < 1 or (count < 2 and not force):
            if not force or not self._placed:
                return None
            # What cannot be cut stands as it is, but takes no others along.
            first, rest = self._placed[:1], self._placed[1:]
            alone = self._halves(1, first, rest) if self._end - self.start > 1 else None
            return self._within(room) or alone
        if count == self._end - self.start:
            return None
        return self._halves(count, self._placed[:count], self._placed[count:])

    def _within(self, room: float) -> tuple[Piece, Piece] | None:
        """A first row that is higher than a page: what fits of it, and the rest."""
        inner = room - self._top() - WEIGHT
        row = self._placed[0]
        halves = row.halves(inner) if isinstance(row, TallRow) else None
        return self._halves(0, [halves[0]], [halves[1], *self._placed[1:]]) if halves else None

    def _halves(self, count: int, first: list[Placed], second: list[Placed]) -> tuple[Grid, Grid]:
        """Two grids: `count` rows and the rest; 0 where the first row is on both."""
        start = self.start + count
        a, b = copy.copy(self), copy.copy(self)
        a.stop = self.start + len(first)
        b.start = start
        # A head that is repeated is no content, and is not in the tree again.
        b._head = self.rows.head(self.band, None)
        b._leads = self._leads or (break_lines(self.look.lead, LONGEST, self.look.style) if self.look.lead else [])
        a._placed, b._placed = first, second
        a.before, a.after, b.before, b.after = self.before, 0.0, 0.0, self.after
        return a, b

    def draw(self) -> None:
        canvas, y = self.canvas, self.height
        before = canvas.own(REPEATED)
        canvas.saveState()
        if canvas.mirrored:
            canvas.translate(self.width - self.band.width, 0)
        for line in self._leads:
            x = self.band.width - line.width if canvas.mirrored else 0
            paint_line(canvas, line, x, y - line.height + line.rise)
            y -= line.height
        if self._leads:
            y -= 4.0
        canvas.rule(0, y, self.band.width, WEIGHT, self.look.color)
        y -= WEIGHT
        if self._head:
            self._head.paint(canvas, y)
            y -= self._head.height
            canvas.rule(0, y, self.band.width, WEIGHT, self.look.color)
            y -= WEIGHT
        for row in self._placed:
            row.paint(canvas, y)
            y -= row.height
        canvas.rule(0, y, self.band.width, WEIGHT, self.look.color)
        canvas.owner = before
        canvas.restoreState()
        if self.tail and self.stop is None:
            self.tail.paint(canvas, 0, y - WEIGHT - self.tail.before, self.width)
        self.rows.placed(canvas.page, self.start, self.start + len(self._placed))
