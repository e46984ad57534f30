"""Where the data of a native chart lie in its plot, and at which of its points a label stands, and how."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder import fonts
from builder.charts.layout import fitting
from builder.model.chart import NativeAxis, NativeChart, NativeSeries, Position, Ticks
from builder.theme import Theme
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.numbers import written

DOT = 9.0  # points across, of dots in rows
APART = 0.8  # of their size, between two texts under a plot
AWAY = 2.5  # points: how far labels are moved away from their points


@dataclass(frozen=True, slots=True)
class Told:
    """A label at a point: the side at which it stands, and how far it is moved from there to the right and down."""

    position: Position
    dx: float = 0.0
    dy: float = 0.0


Labels = dict[tuple[int, int], Told]  # by series and point


def lying(chart: NativeChart) -> bool:
    """Whether the categories run downwards."""
    return chart.kind in ("bar", "dots")


def share(value: float, axis: NativeAxis) -> float:
    """How far on its axis a value is, 0 to 1."""
    low, high = axis.minimum or 0.0, 1.0 if axis.maximum is None else axis.maximum
    if axis.log and low > 0 < value:
        low, high, value = math.log10(low), math.log10(high), math.log10(value)
    return (value - low) / (high - low) if high != low else 0.0


@dataclass(frozen=True, slots=True)
class Ground:
    """The plot area of a chart: values and categories as points from the frame's upper left corner."""

    chart: NativeChart
    inner: Box

    def along(self, place: float) -> float:
        """The x of a category (its number, counted from 0), or of an amount on the axis of x."""
        chart, inner = self.chart, self.inner
        if lying(chart):
            part = share(place, chart.value_axis)
        elif chart.kind == "scatter":
            part = share(place, chart.category_axis)
        else:
            count = len(chart.categories)
            part = place / max(1, count - 1) if chart.edge else (place + 0.5) / max(1, count)
        return inner.x + part * inner.width

    def up(self, place: float) -> float:
        """The y of an amount, or of a category in rows."""
        chart, inner = self.chart, self.inner
        if lying(chart):
            return inner.y + (place + 0.5) / max(1, len(chart.categories)) * inner.height
        return inner.bottom - share(place, chart.value_axis) * inner.height

    def points(self, series: NativeSeries) -> Iterator[tuple[int, float, float]]:
        """The points of a series: number, x and y."""
        for i, value in enumerate(series.values):
            at: float | None = series.xs[i] if series.xs else float(i)
            if value is not None and at is not None:
                yield (i, self.along(value), self.up(at)) if lying(self.chart) else (i, self.along(at), self.up(value))


def fitting_ticks(chart: NativeChart, inner: Box, width: float, size: float, measure: Callable[[str], float]) -> Ticks:
    """The densest of the chart's sets of ticks whose texts stand side by side under a plot in a frame of `width`."""
    ground = Ground(chart, inner)
    for ticks in chart.ticks:
        ends = [(at - half, at + half) for at, half in ((ground.along(p), measure(t) / 2) for p, t in ticks)]
        inside = not ends or (ends[0][0] >= 0 and ends[-1][1] <= width)
        if inside and all(a[1] + size * APART <= b[0] for a, b in pairwise(ends)):
            return ticks
    return chart.ticks[-1] if chart.ticks else ()


def label_text(series: NativeSeries, point: int, *, name: bool, value: bool) -> str:
    """About what the label of a point says."""
    number = series.values[point]
    parts = [series.name if name else "", written(series.number_format, number) if value and number is not None else ""]
    return " ".join(filter(None, parts))


class Labeller:
    """Finds the labels of single points: at the ends of lines, of dots in rows, and the names of points."""

    def __init__(self, chart: NativeChart, theme: Theme, inner: Box, size: float) -> None:
        self.chart, self.theme, self.inner, self.size = chart, theme, inner, size
        self.ground = Ground(chart, inner)

    def labels(self) -> Labels:
        """The labels, at the points that have one."""
        if not self.size:
            return {}
        match self.chart.kind:
            case "line" | "area":
                return {**self._ends("left"), **self._ends("right")}
            case "dots":
                return self._dots()
            case "stems":
                return self._tips()
            case "scatter":
                return {**self._ends("left"), **self._ends("right"), **self._names()}
            case "bar" | "column":
                return self._inside()
            case _:
                return {}

    def _wide(self, text: str, *, bold: bool = False) -> float:
        return fonts.advance(text, self.theme.fonts.face(bold=bold), self.size)

    def _ends(self, side: Position) -> Labels:
        """Labels at one side, one under another: those that find no room at all are left out, the strong ones last."""
        keys: list[tuple[int, int]] = []
        wanted: list[float] = []
        for n, series in enumerate(self.chart.series):
            at = {i: y for i, _, y in self.ground.points(series)}
            if self.chart.kind == "area":
                at = {i: self.ground.up(v) for i, v in enumerate(middles(self.chart)[n])}
            for label in series.ends:
                if label.position == side and label.point in at:
                    keys.append((n, label.point))
                    wanted.append(at[label.point])
        first = [k for k, (n, _) in enumerate(keys) if self.chart.series[n].bold]
        # Upwards, as `fitting` counts.
        placed = fitting([-y for y in wanted], self.size * 1.2, -self.inner.bottom - 4, -self.inner.y + 4, first)
        return {
            key: Told(side, AWAY if side == "right" else -AWAY, -to - y if abs(-to - y) > 0.5 else 0.0)
            for key, y, to in zip(keys, wanted, placed, strict=True)
            if to is not None
        }

    def _inside(self) -> Labels:
        """The numbers in the parts of stacked bars, where they have room for them."""
        chart, out = self.chart, {}
        if chart.grouping == "clustered":
            return {}
        flat, count = lying(chart), max(1, len(chart.categories))
        thick = (self.inner.height if flat else self.inner.width) / count / (1 + chart.gap / 100)
        long = self.inner.width if flat else self.inner.height
        sums = [sum(abs(s.values[i] or 0.0) for s in chart.series) or 1.0 for i in range(len(chart.categories))]
        for n, s in enumerate(chart.series):
            for i, value in enumerate(s.values):
                part = abs(value or 0.0) / (sums[i] if chart.grouping == "percentStacked" else self.span) * long
                wide = self._wide(s.labels[i] if s.labels else label_text(s, i, name=False, value=True))
                room = (part, thick) if flat else (thick, part)
                if value is not None and s.show_values and room[0] > wide + 2 and room[1] > self.size * 1.1:
                    out[n, i] = Told("center")
        return out

    def _dots(self) -> Labels:
        """The numbers at both ends of a row, outside; above its dot that of the last state, where it lies between."""
        chart = self.chart
        row = self.inner.height / max(1, len(chart.categories))
        out: Labels = {}
        for i in range(len(chart.categories)):
            at = [(v, n) for n, s in enumerate(chart.series) if (v := s.values[i]) is not None and s.labels]
            if not at:
                continue
            (low, first), (high, last) = min(at), max(at)
            if not chart.joined:
                out[(first, i)] = Told("right", AWAY) if low >= 0 else Told("left", -AWAY)
                continue
            apart = (high - low) / self.span * self.inner.width
            out[(last, i)] = Told("right", AWAY)
            if apart >= 0.5:
                out[(first, i)] = Told("left", -AWAY)
            latest = max(n for _, n in at)
            if latest not in (first, last) and row >= DOT / 2 + self.size * 1.5:
                out[(latest, i)] = Told("above")
        return out

    def _tips(self) -> Labels:
        """The numbers over dots that stand, and under those that hang."""
        [s] = self.chart.series
        return {
            (0, i): Told("above" if v >= 0 else "below") for i, v in enumerate(s.values) if v is not None and s.labels
        }

    @property
    def span(self) -> float:
        """The length of the axis of amounts."""
        axis = self.chart.value_axis
        return ((axis.maximum or 0.0) - (axis.minimum or 0.0)) or 1.0

    def _names(self) -> Labels:
        """Names beside points, the highest first, where they touch nothing that is there."""
        out: Labels = {}
        every = [(n, i, x, y) for n, s in enumerate(self.chart.series) for i, x, y in self.ground.points(s)]
        taken = [(x - 4, y - 4, x + 4, y + 4) for _, _, x, y in every]
        for n, i, x, y in sorted(every, key=lambda p: (p[3], p[:3])):
            labels = self.chart.series[n].labels
            text = labels[i] if labels else ""
            if not text:
                continue
            wide, high = self._wide(text) + 4, self.size * 1.2
            spots: Sequence[tuple[Position, float, float]] = (
                ("right", x + 6, y - high / 2), ("left", x - 6 - wide, y - high / 2),
                ("above", x - wide / 2, y - 6 - high), ("below", x - wide / 2, y + 6),
            )  # fmt: skip
            for position, left, top in spots:
                box = (left, top, left + wide, top + high)
                inside = left >= self.inner.x and box[2] <= self.inner.right + 8 and top >= self.inner.y - high
                if inside and box[3] <= self.inner.bottom and not any(_touch(box, t) for t in taken):
                    out[(n, i)] = Told(position)
                    taken.append(box)
                    break
        return out


def middles(chart: NativeChart) -> list[list[float]]:
    """The middles of stacked areas, by series and category; of the whole, where they are shares."""
    base = [0.0] * len(chart.categories)
    sums = [sum(abs(s.values[i] or 0.0) for s in chart.series) or 1.0 for i in range(len(base))]
    out = []
    for s in chart.series:
        parts = [v or 0.0 for v in s.values]
        if chart.grouping == "percentStacked":
            parts = [v / total for v, total in zip(parts, sums, strict=True)]
        out.append([b + v / 2 for b, v in zip(base, parts, strict=True)])
        base = [b + v for b, v in zip(base, parts, strict=True)]
    return out


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
