"""Rows of a table in parts: which stand together on a slide, and how one too high for any goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from builder.writers.pptx.fit import cut
from builder.writers.pptx.plan import Run

Cells = tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the table, counted with the head as 0, its cells, and its height in points."""

    number: int
    cells: Cells
    height: float
    bold: bool = False


def grouped(rows: Sequence[Row], room: float, *, total: bool) -> list[Sequence[Row]]:
    """The rows of each part of at most `room`; parts are of about the same height. A `total` does not stand alone."""
    if not rows:
        return [()]

    def at(limit: float) -> list[Sequence[Row]]:
        starts, used = [0], 0.0
        for n, row in enumerate(rows):
            if n > starts[-1] and used + row.height > limit + 0.01:
                starts.append(n)
                used = 0.0
            used += row.height
        last = len(rows) - 1
        if total and starts[-1] == last and len(starts) > 1 and last - 1 > starts[-2]:
            starts[-1] -= 1
            # Two rows that one part has no room for stay apart.
            if rows[last - 1].height + rows[last].height > room:
                starts[-1] += 1
        return [rows[a:b] for a, b in pairwise((*starts, len(rows)))]

    groups, limit = at(room), room
    highest = max(row.height for row in rows)
    while len(groups) > 1 and limit > highest and len(better := at(limit * 0.95)) == len(groups):
        groups, limit = better, limit * 0.95
    return groups


def parted(
    row: Row, ends: Callable[[tuple[Run, ...], int], list[int]], most: int, high: Callable[[int], float]
) -> list[Row]:
    """A row in several of at most `most` lines: what a cell has no room for stands in the same column of the next.

    `ends` tells where the lines of a cell end in a column, `high` how high a row of so many lines is.
    """
    out: list[Row] = []
    rest = row.cells
    while any(rest):
        places = [ends(cell, n) if cell else [] for n, cell in enumerate(rest)]
        lines = min(most, max(map(len, places)))
        parts = [cut(c, p[most - 1]) if len(p) > most else (c, ()) for c, p in zip(rest, places, strict=True)]
        out.append(replace(row, cells=tuple(p[0] for p in parts), height=high(lines)))
        rest = tuple(p[1] for p in parts)
    return out
