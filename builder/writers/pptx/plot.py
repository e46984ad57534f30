"""Where the parts of a native chart stand, and how large its labels are: measured before they are written.

PowerPoint does not keep room for labels beside the last point of a line, and lets names of categories collide. So the
plot area (without its labels: the "inner" layout target of ECMA-376 part 1, 21.2.2.95), the legend and the titles of
axes are placed here, in points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from builder import fonts
from builder.charts.layout import spread
from builder.model.chart import NativeAxis, NativeChart
from builder.theme import Theme
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.numbers import written

LEAST = 9.0  # points: no label is smaller
ALL_NAMED = 24  # so many categories have all their names
MOST_NAMES = 0.38  # of the width, for names beside lying bars
MOST_TITLE = 0.15  # of the width, for the title above the axis of amounts
KEY = 26.0  # what a legend's entry takes beside its name
EDGE = 4.0
MOST_WIDE = 96.0  # points: no bar is wider, the gap allowing


@dataclass(frozen=True, slots=True)
class Plot:
    """The layout of one chart, in points from its upper left corner.

    `labels` is the size of data labels, 0 for none; `names` that of category names, of which every `skip`-th is shown,
    turned by `turn` degrees; `gap` is that between bars, in percent of one; `shifts` move the data label of a series'
    last point downwards.
    """

    width: float
    height: float
    inner: Box
    legend: Box | None
    value_title: Box | None
    labels: float
    names: float
    skip: int = 1
    turn: int = 0
    gap: int = 0
    shifts: dict[int, float] = field(default_factory=dict)


class Plotter:
    """Lays out one chart of `width` by `height` points; `temporal`: its categories are times, of which some may go."""

    def __init__(self, chart: NativeChart, theme: Theme, width: float, height: float, *, temporal: bool) -> None:
        self.chart, self.theme = chart, theme
        self.width, self.height, self.temporal = width, height, temporal
        self.axis = theme.chart.axis
        self.line = self.axis * 1.2
        self.lying = chart.kind == "bar"
        self.scatter = chart.kind == "scatter"

    def plot(self) -> Plot:
        """The layout."""
        chart = self.chart
        if chart.kind in ("pie", "doughnut"):
            return self._ring()
        labels = self._label_size()
        top = EDGE
        legend = self._legend(top)
        if legend:
            top = legend.bottom + 6
        titled = chart.value_axis.visible and bool(chart.value_axis.title)
        value_title = None
        left, names, lines = self._left()
        if titled and not self.lying:
            # Upright and above its axis it is read without turning the head; a long one is broken there by programs,
            # and stands along the axis.
            wide = self._wide([chart.value_axis.title], self.axis)
            if wide <= self.width * MOST_TITLE:
                value_title = Box(0, top, wide, self.line + 2)
                top = value_title.bottom + 4
            else:
                left += self.line + 6
        right = max(self._right(labels), self._second_axis())
        skip, turn = 1, 0
        if not self.lying:
            names, skip, turn, lines = self._names(self.width - left - right)
        foot = self._foot(names, lines, turn)
        if titled if self.lying else chart.category_axis.visible and bool(chart.category_axis.title):
            foot += self.line + 8
        top += labels * 1.2 if labels and not self.lying and self._outside() else self.axis * 0.4
        inner = Box(left, top, max(20.0, self.width - left - right), max(20.0, self.height - top - foot))
        plot_labels = 0.0 if labels < LEAST else labels
        return Plot(
            self.width, self.height, inner, legend, value_title, plot_labels, names, skip, turn,
            self._gap(inner), self._shifts(inner, labels),
        )  # fmt: skip

    def _ring(self) -> Plot:
        """A ring at the left and its names beside it, both in the middle of the frame."""
        size = self.theme.chart.label
        names = self._names_of()
        wide = self._wide(names, size) + KEY + 8 if self.chart.legend else 0.0
        side = min(self.height - 8, self.width - wide - 40)
        left = max(EDGE, (self.width - side - wide - 32) / 2)
        inner = Box(left, (self.height - side) / 2, side, side)
        high = len(names) * size * 1.6 + 8
        legend = Box(inner.right + 32, (self.height - high) / 2, wide, high) if self.chart.legend else None
        # The ring is as thick as 42 % of its radius; numbers stand in it.
        texts = [written(s.number_format, v) for s in self.chart.series for v in s.values if v is not None]
        thick = side * 0.21 if self.chart.kind == "doughnut" else side * 0.4
        labels = max(LEAST, min(size, math.floor(size * thick / max(1.0, self._wide(texts, size)))))
        return Plot(self.width, self.height, inner, legend, None, labels, size)

    # -- Measures ------------------------------------------------------------------------------------

    def _wide(self, texts: Sequence[str], size: float, *, bold: bool = False) -> float:
        face = self.theme.fonts.face(bold=bold)
        return max((fonts.advance(t, face, size) for t in texts), default=0.0)

    def _ticks(self, axis: NativeAxis, values: Sequence[float | None]) -> list[str]:
        """The texts of an axis of amounts that may be its widest: at its ends, or anywhere on a logarithmic one."""
        if not axis.visible:
            return []
        known = [v for v in values if v is not None] or [0.0]
        low = axis.minimum if axis.minimum is not None else min(0.0, *known)
        high = axis.maximum if axis.maximum is not None else max(known)
        between = [low + axis.major] if axis.major else []
        if axis.log and low > 0:
            between += [10.0**n for n in range(math.floor(math.log10(low)), math.ceil(math.log10(high)))]
        return [written(axis.number_format, v) for v in (low, high, *between)]

    def _values(self) -> list[float | None]:
        return [v for s in self.chart.series if not s.secondary for v in s.values]

    def _names_of(self) -> list[str]:
        return [str(c) for c in self.chart.categories]

    # -- Around the plot -----------------------------------------------------------------------------

    def _legend(self, top: float) -> Box | None:
        if not self.chart.legend:
            return None
        names = [s.name for s in self.chart.series if s.in_legend]
        total = sum(self._wide([n], self.axis) + KEY for n in names)
        rows = max(1, math.ceil(total / max(1.0, self.width)))
        return Box(0, top, min(self.width, total / rows * (1.15 if rows > 1 else 1.0) + 8), rows * (self.line + 3) + 2)

    def _left(self) -> tuple[float, float, int]:
        """The room at the left; for lying bars also the size of the names and the lines of the longest."""
        chart = self.chart
        if not self.lying:
            ticks = self._wide(self._ticks(chart.value_axis, self._values()), self.axis)
            edge = self._wide(self._names_of()[:1], self.axis) / 2 if chart.kind == "area" else 0.0
            return max(ticks + 8 if ticks else EDGE, self._side("left") + EDGE, edge), self.axis, 1
        names = self._names_of()
        slot = self.height * 0.86 / max(1, len(names))
        size = max(LEAST - 1, min(self.axis, math.floor(slot / 1.2)))
        wide = self._wide(names, size)
        most = self.width * MOST_NAMES
        return min(wide, most) + 10, size, 1

    def _side(self, side: str, labels: float = 0.0) -> float:
        """The room that labels left or right of points need."""
        size = labels or self.theme.chart.label
        texts = [t for s in self.chart.series if s.labels and s.label_position == side for t in s.labels if t]
        return self._wide(texts, size, bold=True) + 8 if texts else 0.0

    def _right(self, labels: float) -> float:
        beside = self._side("right", labels)
        if self.lying and labels and self._outside():
            texts = [written(s.number_format, v) for s in self.chart.series for v in s.values if v is not None]
            texts += [t for s in self.chart.series for t in s.labels or ()]
            beside = max(beside, self._wide(texts, labels) + 8)
        last = self._names_of()[-1:] if not self.lying else []
        half = self._wide(last, self.axis) / 2 if self.chart.kind == "area" else 0.0
        return max(beside, half, 8.0)

    def _second_axis(self) -> float:
        axis = self.chart.secondary_axis
        if axis is None:
            return 0.0
        values = [v for s in self.chart.series if s.secondary for v in s.values]
        return self._wide(self._ticks(axis, values), self.axis) + 10 + (self.line + 4 if axis.title else 0.0)

    def _foot(self, names: float, lines: int, turn: int) -> float:
        chart = self.chart
        if self.lying:
            return self.line + 8 if chart.value_axis.visible else EDGE
        if not chart.category_axis.visible:
            return EDGE
        if turn:
            return min(self.height * 0.4, self._wide(self._names_of(), names) * 0.72 + names + 8)
        return lines * names * 1.2 + 9

    def _outside(self) -> bool:
        return any(s.show_values or s.labels for s in self.chart.series if s.label_position in ("outside", "above"))

    # -- Labels --------------------------------------------------------------------------------------

    def _names(self, width: float) -> tuple[float, int, int, int]:
        """Names under the plot: their size, every how many-th, their turn in degrees, and how many lines they take."""
        texts = self._names_of()
        count = max(1, len(texts))
        if self.scatter or not texts:
            return self.axis, 1, 0, 1
        slot = width / count
        if self.temporal:
            for size in (self.axis, self.axis - 1, self.axis - 2):
                if self._wide(texts, size) + size * 0.5 <= slot:
                    return size, 1, 0, 1
            words = self._wide([w for t in texts for w in t.split()], self.axis)
            if any(" " in t for t in texts) and words + 4 <= slot:
                return self.axis, 1, 0, 2
            return self.axis, _stride(count, math.ceil((self._wide(texts, self.axis) + 10) / slot)), 0, 1
        size = self.axis
        parts = [w for t in texts for w in t.split()]
        while size > LEAST and self._wide(parts, size) + size * 0.6 > slot:
            size -= 0.5
        if self._wide(parts, size) + size * 0.4 <= slot:
            return size, 1, 0, max(line_count(t, slot - 4, lambda part: self._wide([part], size)) for t in texts)
        return size, 1 if count <= ALL_NAMED else math.ceil(size * 1.4 / slot), -45, 1

    def _label_size(self) -> float:
        """The size of data labels: smaller where bars are narrow; 0 where they fit at no size."""
        chart, size = self.chart, self.theme.chart.label
        if not any(s.show_values or s.labels for s in chart.series):
            return 0.0
        bars = [s for s in chart.series if s.kind != "line"]
        side_by_side = len(bars) if chart.grouping == "clustered" else 1
        count = max(1, len(chart.categories)) * side_by_side
        if self.lying:
            room = self.height * 0.84 / count
            return min(size, max(0.0, math.floor(room / 1.15)), self.axis if count > 8 else size)
        if chart.kind == "column":
            texts = [written(s.number_format, v) for s in bars if s.show_values for v in s.values if v is not None]
            texts += [t for s in bars for t in s.labels or () if t]
            while size >= LEAST and self._wide(texts, size) > self.width * 0.9 / count * 1.02:
                size -= 0.5
            return size
        return min(size, self.axis) if len(chart.categories) > 6 or self.scatter else size

    def _gap(self, inner: Box) -> int:
        """The gap between bars; wider where a few bars would be as wide as they are high."""
        chart = self.chart
        bars = sum(s.kind != "line" for s in chart.series) if chart.grouping == "clustered" else 1
        if chart.kind not in ("bar", "column") or chart.gap < 10 or not chart.categories:
            return chart.gap
        slot = (inner.height if self.lying else inner.width) / len(chart.categories)
        return min(500, max(chart.gap, round((slot / MOST_WIDE - bars) * 100)))

    def _shifts(self, inner: Box, labels: float) -> dict[int, float]:
        """How far the names at the ends of lines move so that they stand one under another."""
        axis = self.chart.value_axis
        if self.chart.kind != "line" or axis.minimum is None or axis.maximum is None or not labels:
            return {}
        ends: list[tuple[int, float]] = []
        for n, s in enumerate(self.chart.series):
            last = max((i for i, v in enumerate(s.values) if v is not None), default=-1)
            if last < 0 or not s.labels or not s.labels[last] or s.label_position != "right":
                continue
            ends.append((n, inner.height * _share(s.values[last] or 0.0, axis)))
        pitch = labels * 1.2
        if (len(ends) - 1) * pitch > inner.height:
            return {}
        moved = spread([y for _, y in ends], pitch, 0.0, inner.height)
        return {n: -(new - old) for (n, old), new in zip(ends, moved, strict=True) if abs(new - old) > 0.5}


def _share(value: float, axis: NativeAxis) -> float:
    """How high on its axis a value is, 0 to 1."""
    low, high = axis.minimum or 0.0, axis.maximum or 1.0
    if axis.log and low > 0 < value:
        low, high, value = math.log10(low), math.log10(high), math.log10(value)
    return (value - low) / (high - low) if high != low else 0.0


def _stride(count: int, least: int) -> int:
    """A stride of at least `least`, at most half as much again, that meets the first and the last of `count`."""
    least = max(1, least)
    return next((s for s in range(least, least + least // 2 + 2) if (count - 1) % s == 0), least)


def line_count(text: str, width: float, measure: Callable[[str], float]) -> int:
    """The number of lines of a name under its column."""
    lines, row = 1, ""
    for word in text.split():
        joined = f"{row} {word}".strip()
        if row and measure(joined) > width:
            lines, row = lines + 1, word
        else:
            row = joined
    return lines
