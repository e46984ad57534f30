"""Where the parts of a native chart stand, and how large its labels are: measured before they are written.

PowerPoint does not keep room for labels beside the last point of a line, and lets names of categories collide. So the
plot area (without its labels: the "inner" layout target of ECMA-376 part 1, 21.2.2.95), the legend and the titles of
axes are placed here, in points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from builder import fonts
from builder.charts.layout import wrap
from builder.model.chart import NativeAxis, NativeChart, Ticks
from builder.model.drawing import Drawing
from builder.theme import Theme
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.numbers import written
from builder.writers.pptx.places import DOT, Labeller, Labels, fitting_ticks, label_text, lying, share

LEAST = 9.0  # points: no label is smaller
ALL_NAMED = 24  # so many categories have all their names
MOST_NAMES = 0.38  # of the width, for names beside lying bars
MOST_TITLE = 0.16  # of the width: a longer title of an axis that stands is broken by programs
MOST_LYING = 0.7  # as MOST_TITLE, where the axis lies
TURNED = 1.4  # of their size, from one turned name to the next
KEY = 26.0  # what a legend's entry takes beside its name
LINE_KEY = 48.0  # as KEY, for a line with a marker
EDGE = 4.0
COS = 0.72  # of 45 degrees, by which names are turned, and a little more
MOST_WIDE = 96.0  # points: no bar is wider, the gap allowing


@dataclass(frozen=True, slots=True)
class Plot:
    """The layout of one chart, in points from its upper left corner.

    `labels` is the size of data labels, 0 for none; `names` that of category names, of which every `skip`-th is shown,
    turned by `turn` degrees; `gap` is that between bars, in percent of one; `told` are the labels of single points.
    `spelled` are the names of rows in their lines, and `aside` is how far they stand from the plot area. `ticks` stand
    under the plot in place of names or numbers; `separator` is what is between the name and the number of a label.
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
    told: Labels = field(default_factory=dict)
    spelled: tuple[str, ...] = ()
    aside: float = 0.0
    second_title: Box | None = None
    ticks: Ticks = ()
    separator: str = " "


@dataclass(frozen=True, slots=True)
class NativeFrame:
    """One chart in its place, from the upper left corner of its visual."""

    chart: NativeChart
    box: Box
    plot: Plot
    alt: str = ""


@dataclass(frozen=True, slots=True)
class NativeGroup:
    """The charts of one visual, and what is drawn over and around them; nothing for a chart alone."""

    frames: tuple[NativeFrame, ...]
    over: Drawing


def laid(chart: NativeChart, theme: Theme, plot: Plot, inner: Box) -> Plot:
    """The layout with another plot area, and the labels of single points in it."""
    return replace(plot, inner=inner, told=Labeller(chart, theme, inner, plot.labels).labels())


class Plotter:
    """Lays out one chart of `width` by `height` points."""

    def __init__(self, chart: NativeChart, theme: Theme, width: float, height: float) -> None:
        self.chart, self.theme = chart, theme
        self.width, self.height, self.temporal = width, height, chart.temporal
        self.axis = theme.chart.axis
        self.line = self.axis * 1.2
        self.lying = lying(chart)
        self.scatter = chart.kind == "scatter"

    def plot(self) -> Plot:
        """The layout of a chart that is no ring."""
        chart = self.chart
        labels = self._label_size()
        top = EDGE
        legend = self._legend(top)
        if legend:
            top = legend.bottom + 6
        value_title, second_title = self._titles(top)
        if value_title or second_title:
            top = max(t.bottom for t in (value_title, second_title) if t) + 4
        left, names, lines = self._left()
        spelled: tuple[str, ...] = ()
        aside = 0.0
        if chart.kind == "dots":
            spelled = self._spelled(names)
            left = self._wide([line for t in spelled for line in t.split("\n")], names) + 16
            aside, right = self._margins(left, labels)
            left += aside
        else:
            right = max(self._right(labels), self._second_axis())
        skip, turn = 1, 0
        ticks: Ticks = ()
        if not self.lying:
            across = Box(left, 0, self.width - left - right, 1)
            names, skip, turn, lines = self._names(across.width)
            if turn:
                left = max(left, self._leaning(names, across.width))
                across = Box(left, 0, self.width - left - right, 1)
            if chart.ticks:
                names, skip, turn, lines = self.axis, 1, 0, 1
                ticks = fitting_ticks(chart, across, self.width, names, lambda t: self._wide([t], names))
            named = tuple((float(i), name) for i, name in enumerate(self._names_of()))
            # Where all categories are named, their axis does it.
            ticks = () if ticks == named else ticks or named[::skip] if skip > 1 or ticks else ()
        foot = self._foot(names, lines, turn)
        if chart.kind == "stems":
            spelled = self._under(names, (self.width - left - right) / max(1, len(chart.categories)), lines)
        if chart.category_axis.title and not self.lying:
            foot += self.line + 8
        top += labels * 1.2 + 2 if labels and not self.lying and self._outside() else self.axis * 0.4
        inner = Box(left, top, max(20.0, self.width - left - right), max(20.0, self.height - top - foot))
        plot_labels = 0.0 if labels < LEAST else labels
        plot = Plot(
            self.width, self.height, inner, legend, value_title, plot_labels, names, skip, turn, self._gap(inner),
            {}, spelled, aside, second_title, ticks,
        )  # fmt: skip
        return laid(chart, self.theme, plot, inner)

    def _titles(self, top: float) -> tuple[Box | None, Box | None]:
        """The places of the titles of both axes of amounts: above their axes, where they are read without turning the
        head, in up to two lines.
        """
        axis, second = self.chart.value_axis, self.chart.secondary_axis
        share = 0.5 if second and second.title else 1.0
        found: list[Box | None] = []
        for title in (axis.title, second.title if second else ""):
            rows = title_rows(title, self.theme, self.width * share)
            wide = self._wide(rows, self.axis)
            left = self.width - wide - 2 if found else 0.0
            found.append(Box(left, top, wide, len(rows) * self.line + 2) if title else None)
        return found[0], found[1]

    # -- Measures ------------------------------------------------------------------------------------

    def _wide(self, texts: Sequence[str], size: float, *, bold: bool = False) -> float:
        face = self.theme.fonts.face(bold=bold)
        return max((fonts.advance(t, face, size) for t in texts), default=0.0)

    def _ticks(self, axis: NativeAxis, values: Sequence[float | None]) -> list[str]:
        """The texts of an axis of amounts that may be its widest: at its ends, or anywhere on a logarithmic one."""
        if not axis.labels:
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
        size = self.theme.chart.label
        lines = self.chart.kind == "line" or any(s.kind == "line" for s in self.chart.series)
        key = LINE_KEY if lines else KEY
        total = sum(self._wide([n], size) + key for n in names)
        high = size * 1.2 + 3
        if total <= self.width:
            return Box(0, top, min(self.width, total + 8), high + 2)
        # Programs set several rows in columns, as wide as the longest name needs.
        column = self._wide(names, size) + key
        columns = max(1, math.floor(self.width / column))
        return Box(0, top, min(self.width, columns * column + 8), math.ceil(len(names) / columns) * high + 2)

    def _left(self) -> tuple[float, float, int]:
        """The room at the left; for lying bars also the size of the names and the lines of the longest."""
        chart = self.chart
        if not self.lying:
            ticks = self._wide(self._ticks(chart.value_axis, self._values()), self.axis)
            left = max(ticks + 8 if ticks else EDGE, self._side("left", self.axis) + EDGE, self._overhang(0))
            return left, self.axis, 1
        names = self._names_of()
        slot = self.height * 0.86 / max(1, len(names))
        size = max(LEAST - 1, min(self.theme.chart.label, math.floor(slot / 1.25)))
        wide = self._wide(names, size)
        most = self.width * MOST_NAMES
        return min(wide, most) + 10, size, 1

    def _side(self, side: str, labels: float = 0.0) -> float:
        """The room that labels left or right of points need."""
        size = labels or self.theme.chart.label
        texts = [
            label_text(s, e.point, name=e.name, value=e.value)
            for s in self.chart.series
            for e in s.ends
            if e.position == side
        ]
        return self._wide(texts, size, bold=True) + 12 if texts else 0.0

    def _right(self, labels: float) -> float:
        beside = self._side("right", labels)
        if self.lying and labels and self._outside():
            texts = [written(s.number_format, v) for s in self.chart.series for v in s.values if v is not None]
            beside = max(beside, self._wide(texts, labels) + 8)
        return max(beside, 0.0 if self.lying else self._overhang(-1), 8.0)

    def _overhang(self, end: int) -> float:
        """How far the text under the first (0) or the last (-1) place may reach beyond the plot."""
        texts = [ticks[end][1] for ticks in self.chart.ticks if ticks]
        if not texts and self.chart.edge:
            texts = self._names_of()[:1] if end == 0 else self._names_of()[-1:]
        return self._wide(texts, self.axis) / 2 + 1 if texts else 0.0

    def _second_axis(self) -> float:
        axis = self.chart.secondary_axis
        if axis is None:
            return 0.0
        values = [v for s in self.chart.series if s.secondary for v in s.values]
        return self._wide(self._ticks(axis, values), self.axis) + 10

    def _foot(self, names: float, lines: int, turn: int) -> float:
        chart = self.chart
        if self.lying:
            return self.line + 8 if chart.value_axis.labels else EDGE
        if turn:
            return min(self.height * 0.4, self._wide(self._names_of(), names) * COS + names + 8)
        return lines * names * 1.2 + 9

    def _outside(self) -> bool:
        """Whether numbers stand above columns."""
        chart = self.chart
        if chart.kind in ("waterfall", "stems"):
            return chart.series[0].labels is not None
        return any(s.show_values for s in chart.series if s.label_position in ("outside", "above"))

    def _spelled(self, size: float) -> tuple[str, ...]:
        """The names of rows: those that are too wide in two lines where their rows are high enough."""
        names = self._names_of()
        lines = 2 if self.height * 0.84 / max(1, len(names)) >= size * 2.5 else 1
        return tuple(wrap(t, self.width * MOST_NAMES, lines, lambda part: self._wide([part], size)) for t in names)

    def _leaning(self, size: float, width: float) -> float:
        """The room that turned names need at the left: they end under their columns."""
        texts = self._names_of()
        slot = width / len(texts)
        return max(self._wide([t], size) * COS - (i + 0.5) * slot for i, t in enumerate(texts)) + size * COS

    def _under(self, size: float, slot: float, lines: int) -> tuple[str, ...]:
        """The names under stems in their lines."""
        return tuple(wrap(t, slot - 4, lines, lambda part: self._wide([part], size)) for t in self._names_of())

    def _margins(self, left: float, labels: float) -> tuple[float, float]:
        """What the numbers beside the outer dots need beyond the ends of their axis, left and right."""
        axis = self.chart.value_axis
        plot = (self.width - left) * 0.85
        before, after = 0.0, 10.0
        if axis.labels:
            after = self._wide(self._ticks(axis, self._values()), self.axis) / 2 + 2
        for s in self.chart.series:
            for value, text in zip(s.values, s.labels or (), strict=False):
                if value is None or not labels:
                    continue
                need, at = self._wide([text], labels, bold=s.bold) + DOT + 4, share(value, axis)
                if self.chart.joined or value < 0:
                    before = max(before, need - at * plot)
                after = max(after, need - (1 - at) * plot)
        return before, after

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
        size = min(self.axis, max(size, math.floor(slot / TURNED)))
        return size, 1 if count <= ALL_NAMED else math.ceil(size * TURNED / slot), -45, 1

    def _label_size(self) -> float:
        """The size of data labels: smaller where bars are narrow; 0 where they fit at no size."""
        chart, size = self.chart, self.theme.chart.label
        if not any(s.show_values or s.labels or s.ends for s in chart.series):
            return 0.0
        bars = [s for s in chart.series if s.kind != "line" or not any(o.show_values for o in chart.series)]
        side_by_side = len(bars) if chart.grouping == "clustered" and chart.kind in ("bar", "column") else 1
        count = max(1, len(chart.categories)) * side_by_side
        if self.lying:
            room = self.height * 0.84 / count
            return min(self.axis, max(0.0, math.floor(room / 1.15)))
        if chart.kind in ("column", "waterfall", "stems"):
            labelled = [s for s in chart.series if s.show_values]
            texts = [written(s.number_format, v) for s in labelled for v in s.values if v is not None]
            texts += [t for s in chart.series for t in s.labels or () if t]
            size = self.axis
            while size >= LEAST and self._wide(texts, size) > self.width * 0.9 / count * 1.02:
                size -= 0.5
            return size
        return self.axis if self.scatter else size

    def _gap(self, inner: Box) -> int:
        """The gap between bars; wider where a few bars would be as wide as they are high."""
        chart = self.chart
        bars = sum(s.kind != "line" for s in chart.series) if chart.grouping == "clustered" else 1
        bars = 1 if chart.kind == "waterfall" else bars
        if chart.kind not in ("bar", "column", "waterfall") or chart.gap < 10 or not chart.categories:
            return chart.gap
        slot = (inner.height if self.lying else inner.width) / len(chart.categories)
        return min(500, max(chart.gap, round((slot / MOST_WIDE - bars) * 100)))


def _stride(count: int, least: int) -> int:
    """A stride of at least `least`, at most half as much again, that meets the first and the last of `count`."""
    least = max(1, least)
    return next((s for s in range(least, least + least // 2 + 2) if (count - 1) % s == 0), least)


def title_rows(title: str, theme: Theme, width: float) -> list[str]:
    """The title of an axis in at most two lines."""
    size = theme.chart.axis
    return wrap(title, width - 8, 2, lambda part: fonts.advance(part, theme.fonts.regular, size)).split("\n")


def by_program(chart: NativeChart, theme: Theme, plot: Plot, place: Box) -> bool:
    """Whether programs write the title of an axis at `place` in one line, as it is; others are drawn."""
    most = MOST_LYING if lying(chart) else MOST_TITLE
    return place.height < 2 * theme.chart.axis and place.width <= plot.width * most


def chart_legend(chart: NativeChart) -> bool:
    """Whether the chart has a legend of its own: LibreOffice turns that of lying bars side by side round, whose legend
    is drawn.
    """
    many = sum(s.in_legend for s in chart.series) > 1
    return chart.legend and not (chart.kind == "bar" and chart.grouping == "clustered" and many)


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
