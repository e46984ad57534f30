"""What stands under the plot of a native chart where that is not each name of its categories.

Axes of programs have ticks at even steps from the first on. Times, the edges of intervals, and every so many-th of many
names are labels of points at the foot of the plot that are not drawn, each with its text in a cell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from builder.model.chart import NativeChart, NativeSeries
from builder.theme import Theme
from builder.writers.pptx.layers import CellLabel, Piece
from builder.writers.pptx.places import Told
from builder.writers.pptx.plot import Plot
from builder.writers.pptx.workbook import Cell, Column, Sheet

AWAY = 5.0  # points: how far texts under a plot are moved away from it


def tick_pieces(chart: NativeChart, theme: Theme, plot: Plot, sheet: Sheet, names: Column | None) -> tuple[Piece, ...]:
    """The series whose labels are the ticks; `names` are the categories, None on an axis of amounts."""
    low = chart.value_axis.minimum or 0.0
    if names is None:
        across = sheet.add("x", [place for place, _ in plot.ticks])
        rows = [dict(enumerate((0.0, text) for _, text in plot.ticks))]
    else:
        across = names
        rows = _rows(chart, plot)
    return tuple(_piece(theme, plot, sheet, across, low, row) for row in rows if row)


def _rows(chart: NativeChart, plot: Plot) -> list[dict[int, tuple[float, str]]]:
    """For each category the distance of its tick and the text; a second tick of one category is in a second series."""
    count = len(chart.categories)
    step = plot.inner.width / max(1, count - 1 if chart.edge else count)
    rows: list[dict[int, tuple[float, str]]] = [{}]
    for place, text in plot.ticks:
        i = min(max(math.floor(place + 0.5), 0), count - 1)
        if i in rows[-1]:
            rows.append({})
        rows[-1][i] = (place - i) * step, text
    return rows


def _piece(
    theme: Theme, plot: Plot, sheet: Sheet, across: Column, low: float, row: dict[int, tuple[float, str]]
) -> Piece:
    count = len(across.cells)
    at = sheet.add("", [low] * count)
    cells: Sequence[Cell] = [row[i][1] if i in row else None for i in range(count)]
    labels = tuple(
        CellLabel(i, text, Told("below", dx, AWAY), theme.colors.secondary, plot.names)
        for i, (dx, text) in sorted(row.items())
    )
    look = NativeSeries("", at.numbers(), line=False, kind="line", in_legend=False)
    return Piece(look, at, across, at, labels=labels, texts=sheet.add("", cells))
