"""Whether a native chart comes out well in its frame; where it does not, the recorded drawing takes its place."""

from __future__ import annotations

from dataclasses import replace

from builder import fonts
from builder.model.chart import NativeChart
from builder.theme import Theme
from builder.writers.pptx.plot import KEY, MOST_NAMES, Plot, Plotter, line_count

LEAST_SHARE = 0.4  # of the frame's width and height, for the plot
MOST_SLICES = 8
LEAST_RING = 110.0
MOST_ROWS = 3  # of a legend
NEAR = 0.08  # of the axis: a label below a bar that ends so near to the axis's end meets the names


def sound_form(chart: NativeChart, theme: Theme, width: float, height: float, *, temporal: bool) -> NativeChart | None:
    """The chart as it is written into a frame of `width` by `height` points, or None where a program would not draw it
    well: nothing to show, texts too long for it, or bars too thin for numbers that stand nowhere else.
    """
    if not any(v is not None for s in chart.series for v in s.values):
        return None
    if chart.kind == "area" and (len(chart.categories) < 2 or any(None in s.values for s in chart.series)):
        # An area falls to zero where a value is missing, whatever the chart says of gaps.
        return None
    chart = _with_headroom(chart)
    plot = Plotter(chart, theme, width, height, temporal=temporal).plot()
    return chart if _fits(chart, plot, theme) else None


def _fits(chart: NativeChart, plot: Plot, theme: Theme) -> bool:
    size = theme.chart.axis
    face = theme.fonts.regular

    def wide(text: str, at: float = size) -> float:
        return fonts.advance(text, face, at)

    if chart.kind in ("pie", "doughnut"):
        legend = plot.legend.height if plot.legend else 0.0
        return len(chart.categories) <= MOST_SLICES and plot.inner.width >= LEAST_RING and legend <= plot.height
    inner = plot.inner
    if inner.width < plot.width * LEAST_SHARE or inner.height < plot.height * LEAST_SHARE:
        return False
    if chart.legend and any(wide(s.name) + KEY > plot.width for s in chart.series if s.in_legend):
        return False
    if plot.legend and plot.legend.height > MOST_ROWS * (size * 1.2 + 3) + 2:
        return False
    second = chart.secondary_axis.title if chart.secondary_axis else ""
    along = "" if plot.value_title or chart.kind == "bar" else chart.value_axis.title
    across = chart.value_axis.title if chart.kind == "bar" else chart.category_axis.title
    if max(wide(along), wide(second)) > inner.height or wide(across) > inner.width:
        return False
    return _names_fit(chart, plot, theme) and _numbers_stand(chart, plot)


def _names_fit(chart: NativeChart, plot: Plot, theme: Theme) -> bool:
    """Names of lying bars in their lines; turned names no longer than they may be."""
    face = theme.fonts.regular
    names = [str(c) for c in chart.categories]

    def wide(text: str) -> float:
        return fonts.advance(text, face, plot.names)

    if chart.kind == "bar":
        most = plot.width * MOST_NAMES
        if any(wide(part) > most for name in names for part in name.split()):
            return False
        slot = plot.inner.height / max(1, len(names))
        return all(line_count(name, most, wide) * plot.names * 1.2 <= max(slot, plot.names * 1.2) for name in names)
    return not plot.turn or max((wide(n) for n in names), default=0.0) * 0.72 <= plot.height * 0.34


def _numbers_stand(chart: NativeChart, plot: Plot) -> bool:
    """Where no axis shows the amounts, the labels must."""
    asked = any(s.show_values or s.labels for s in chart.series)
    return not asked or plot.labels > 0 or chart.value_axis.visible


def _with_headroom(chart: NativeChart) -> NativeChart:
    """The axis one step longer where the label under a negative bar would meet the names at its end."""
    axis = chart.value_axis
    if chart.kind not in ("bar", "column") or axis.minimum is None or axis.maximum is None or not axis.major:
        return chart
    labelled = [s for s in chart.series if s.show_values and s.label_position == "outside"]
    low = min((v for s in labelled for v in s.values if v is not None), default=0.0)
    if low >= 0 or low - axis.minimum > (axis.maximum - axis.minimum) * NEAR:
        return chart
    return replace(chart, value_axis=replace(axis, minimum=axis.minimum - axis.major))
