"""Dumbbells: for each category two or more states of one amount, joined by a bar."""

from __future__ import annotations

from collections.abc import Sequence

from builder.charts.bar import turned
from builder.charts.color import darker
from builder.charts.frame import lying
from builder.charts.panel import Panel
from builder.charts.scale import Scale, amount_scale
from builder.charts.series import Grid, every, grid, legend_of
from builder.model.chart import Chart, NativeAxis, NativeChart, NativeSeries
from builder.model.format import missing
from builder.theme import Theme


def state_colors(theme: Theme, count: int) -> list[str]:
    """Grey for what was, the accent for what is; states between take colours between."""
    if count == 1:
        return [theme.colors.accent]
    between = [theme.colors.sequential[3], theme.colors.sequential[4], *theme.colors.categorical[2:]]
    return [theme.colors.muted, *between[: max(0, count - 2)], theme.colors.accent][:count]


def oriented(chart: Chart) -> Chart:
    """The chart with its category on y."""
    return chart if chart.channels["x"].quantitative else turned(chart, "x")


def scale_of(chart: Chart, grids: Sequence[Grid]) -> Scale:
    """The scale of the amounts; it has zero where they come near to it."""
    values = [v for g in grids for v in g.values()]
    near = bool(values) and (min(values) <= 0 or min(values) < 0.5 * max(values))
    return amount_scale(values, chart.channels["x"], chart.lang, zero=near, count=6)


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    chart, whole = oriented(chart), oriented(whole)
    data = grid(chart, "y", "x", whole)
    colors = state_colors(theme, len(data.series))
    names = [] if panel.legend_above else [s.name for s in data.series]
    scale = scale_of(whole, every(whole, "y", "x"))
    size = theme.chart.axis
    texts = [
        chart.text("x", r)
        for s in data.series
        for v, r in zip(s.values, s.rows, strict=True)
        if v is not None and r is not None
    ]
    panel.x = scale
    places = lying(
        panel,
        chart,
        scale,
        data.labels,
        legend=names,
        right=panel.widest(texts, size) + 10,
        left=panel.widest(texts, size, bold=True) + 4,
    )
    panel.legend(names, colors, panel.y1)
    for i, (low, high) in enumerate(places):
        y = (low + high) / 2
        dot = max(4.0, min(9.0, (high - low) * 0.5))
        at = [(panel.px(s.values[i] or 0.0), n) for n, s in enumerate(data.series) if s.values[i] is not None]
        if not at:
            panel.text(panel.left + 3, y, missing(chart.lang), size=size, color=theme.colors.secondary, va="center")
            continue
        left, right = min(at), max(at)
        if right[0] > left[0]:
            panel.line(((left[0], y), (right[0], y)), theme.colors.rule, dot * 0.5)
        for x, n in at:
            panel.dots([(x, y)], colors[n], dot)
        _end_labels(panel, chart, data, i, y, left, right, colors, min(size, max(6.0, (high - low) * 0.9)))


def _end_labels(
    panel: Panel, chart: Chart, data: Grid, i: int, y: float, left: tuple[float, int], right: tuple[float, int],
    colors: list[str], size: float,
) -> None:  # fmt: skip
    """The numbers at both ends, outside; one where both stand at the same place."""
    for (x, n), side in ((right, 1), (left, -1)):
        row = data.series[n].rows[i]
        if row is None or (side < 0 and right[0] - left[0] < 0.5):
            continue
        text = chart.text("x", row)
        strong = n == len(data.series) - 1
        color = darker(colors[n]) if strong else panel.theme.colors.secondary
        panel.text(
            x + side * 7, y, text, size=size, color=color, ha="left" if side > 0 else "right", va="center", bold=strong
        )


def legend(chart: Chart, theme: Theme) -> tuple[list[str], list[str]]:
    """The names and colours of the states."""
    names, _ = legend_of(chart, theme)
    return names, state_colors(theme, len(names))


def native(chart: Chart, theme: Theme) -> NativeChart | None:
    """Points on an invisible category axis, as PowerPoint and LibreOffice both draw it: a bar that is not filled up to
    the smaller end, a thin grey one from there to the larger, and no markers; so only pairs have this form.
    """
    if "facet" in chart.channels or chart.annotations:
        return None
    chart = oriented(chart)
    data = grid(chart, "y", "x")
    if len(data.series) != 2 or any(v < 0 for v in data.values()) or any(None in s.values for s in data.series):
        return None
    channel = chart.channels["x"]
    scale = scale_of(chart, (data,))
    if scale.low != 0:
        return None
    colors = state_colors(theme, 2)
    count = len(data.categories)
    # A scatter chart: each category is a height, its name the label of a point at the left edge.
    heights = tuple(float(count - i) - 0.5 for i in range(count))
    first, second = data.series
    bars = tuple(
        NativeSeries(f"{data.labels[i]}", (heights[i], heights[i]), xs=(first.values[i], second.values[i]), color=theme.colors.rule,
                     width=4.0, in_legend=False)
        for i in range(count)
    )  # fmt: skip
    names = NativeSeries("", heights, xs=tuple(0.0 for _ in heights), color=theme.colors.ink, line=False, marker=False,
                         labels=data.labels, label_position="left", in_legend=False)  # fmt: skip
    ends = []
    for n, s in enumerate(data.series):
        other = data.series[1 - n]
        texts = tuple(chart.text("x", r) if r is not None else "" for r in s.rows)
        larger = sum((v or 0) >= (o or 0) for v, o in zip(s.values, other.values, strict=True)) * 2 >= count
        ends.append(NativeSeries(s.name, heights, xs=s.values, color=colors[n], line=False, marker=True, labels=texts,
                                 label_position="right" if larger else "left", number_format=channel.format.excel()))  # fmt: skip
    return NativeChart(
        kind="scatter",
        categories=(),
        series=(*bars, names, *ends),
        category_axis=NativeAxis(
            channel.label, channel.format.excel(), scale.low, scale.high, scale.step, gridlines=True
        ),
        value_axis=NativeAxis(minimum=0.0, maximum=float(count), major=1.0, visible=False),
        legend=True,
    )
