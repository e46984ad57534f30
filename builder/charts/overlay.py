"""The line over the bars: the amounts of `y2`, on an axis of their own at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.charts.color import readable
from builder.charts.panel import PAD, Panel
from builder.charts.scale import Scale, amount_scale
from builder.charts.series import Series, grid, native_format, number
from builder.model.chart import Chart, NativeSeries
from builder.theme import Theme


def second_scale(chart: Chart) -> Scale | None:
    """The scale of `y2`; None where the chart has none."""
    y2 = chart.channels.get("y2")
    if y2 is None:
        return None
    values = [v for raw in y2.values if (v := number(raw)) is not None]
    return amount_scale(values, y2, chart.lang, zero=True)


def line_name(chart: Chart) -> str:
    """What the legend calls the line."""
    y2 = chart.channels["y2"]
    return y2.label or y2.field.label


def _line(chart: Chart, category: str) -> Series:
    """The line has one value a category, whatever the colours of the bars."""
    plain = replace(chart, channels={k: v for k, v in chart.channels.items() if k != "color"})
    return grid(plain, category, "y2").series[0]


def fits_beside(panel: Panel, chart: Chart) -> bool:
    """Whether the titles of both axes of amounts stand in one line; where they do not, the legend names the line."""
    label, size = chart.channels["y"].label, panel.theme.chart.axis
    room = panel.x1 - panel.x0 - panel.size * 2
    return bool(label) and panel.width_of(label, size) + panel.width_of(line_name(chart), size) <= room


def title_line(panel: Panel, chart: Chart, y: float) -> None:
    """The title of the line's axis, over it and in the line's colour."""
    color = readable(panel.theme.colors.highlight, panel.theme)
    panel.text(panel.x1, y, line_name(chart), size=panel.theme.chart.axis, color=color, ha="right")


def draw_line(panel: Panel, chart: Chart, scale: Scale, places: Sequence[tuple[float, float]]) -> None:
    """The line through the middles of the bars' places, with gaps where values are missing, and its axis."""
    color, height = panel.theme.colors.highlight, panel.top - panel.bottom
    runs: list[list[tuple[float, float]]] = [[]]
    for (a, b), value in zip(places, _line(chart, "x").values, strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(((a + b) / 2, panel.bottom + scale.share(value) * height))
    for run in runs:
        if len(run) > 1:
            panel.line(run, color, 1.8)
        panel.dots(run, color, 5)
    for tick, label in zip(scale.ticks, scale.labels, strict=True):
        y, dark = panel.bottom + scale.share(tick) * height, readable(color, panel.theme)
        panel.text(panel.right + PAD, y, label, size=panel.theme.chart.axis, color=dark, va="center")


def native_line(chart: Chart, theme: Theme, category: str) -> NativeSeries:
    """The line as a series of a native chart, on the secondary axis."""
    return NativeSeries(
        line_name(chart),
        _line(chart, category).values,
        color=theme.colors.highlight,
        kind="line",
        marker=True,
        secondary=True,
        number_format=native_format(chart.channels["y2"], chart.lang),
    )
