"""Dumbbells: for each category two or more states of one amount, joined by a bar."""

from __future__ import annotations

from collections.abc import Sequence

from builder.charts.annotate import native_notes, noted
from builder.charts.bar import turned
from builder.charts.color import darker
from builder.charts.frame import lying
from builder.charts.panel import LEAST, Panel
from builder.charts.scale import Scale, amount_scale, native_axis
from builder.charts.series import Grid, every, grid, legend_of, native_format
from builder.model.chart import Chart, NativeChart, NativeSeries
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
    values = [*(v for g in grids for v in g.values()), *noted(chart, "x")]
    near = bool(values) and (min(values) <= 0 or min(values) < 0.5 * max(values))
    return amount_scale(values, chart.channels["x"], chart.lang, zero=near, count=6)


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    panel.turned = not chart.channels["x"].quantitative
    chart, whole = oriented(chart), oriented(whole)
    data = grid(chart, "y", "x", whole)
    colors = state_colors(theme, len(data.series))
    names = [] if panel.legend_above else [s.name for s in data.series]
    scale = scale_of(whole, every(whole, "y", "x"))
    size = theme.chart.axis
    left, right = _margins(panel, chart, data, scale) if chart.labels is not False else (4.0, 8.0)
    places = lying(panel, chart, scale, data.labels, legend=names, right=right, left=left, zero=False)
    panel.down = {c: (a + b) / 2 for c, (a, b) in zip(data.categories, places, strict=True)}
    panel.legend(names, colors, panel.y1)
    for i, (low, high) in enumerate(places):
        y = (low + high) / 2
        dot = max(4.0, min(9.0, (high - low) * 0.5))
        at = [(panel.px(s.values[i] or 0.0), n) for n, s in enumerate(data.series) if s.values[i] is not None]
        if not at:
            panel.text(panel.left + 3, y, missing(chart.lang), size=size, color=theme.colors.secondary, va="center")
            continue
        first, last = min(at), max(at)
        if last[0] > first[0]:
            panel.line(((first[0], y), (last[0], y)), theme.colors.rule, dot * 0.5)
        for x, n in at:
            panel.dots([(x, y)], colors[n], dot)
        if chart.labels is not False and (high - low) * 0.95 >= LEAST:
            text_size = min(size, max(LEAST, (high - low) * 0.9))
            _end_labels(panel, chart, data, i, y, first, last, colors, text_size)
            above = dot * panel.weight / 2 + text_size * 0.2
            if high - low >= above + text_size * 1.28:
                _inner_label(panel, chart, data, i, y + above, at, colors, text_size)


def _margins(panel: Panel, chart: Chart, data: Grid, scale: Scale) -> tuple[float, float]:
    """What the numbers beside the outer dots need beyond the ends of the scale, left and right."""
    plot = (panel.x1 - panel.x0) * 0.5  # a plot is hardly narrower; a wider one needs less
    left, right = 4.0, panel.width_of(scale.labels[-1], panel.theme.chart.axis) / 2
    for s in data.series:
        for value, row in zip(s.values, s.rows, strict=True):
            if value is not None and row is not None:
                need = panel.width_of(chart.text("x", row), panel.theme.chart.axis, bold=True) + panel.size * 1.2
                left = max(left, need - scale.share(value) * plot)
                right = max(right, need - (1 - scale.share(value)) * plot)
    return left, right


def _end_labels(
    panel: Panel,
    chart: Chart,
    data: Grid,
    i: int,
    y: float,
    left: tuple[float, int],
    right: tuple[float, int],
    colors: list[str],
    size: float,
) -> None:
    """The numbers at both ends, outside; one where both stand at the same place."""
    for (x, n), side in ((right, 1), (left, -1)):
        row = data.series[n].rows[i]
        if row is None or (side < 0 and right[0] - left[0] < 0.5):
            continue
        text = chart.text("x", row)
        strong = n == len(data.series) - 1
        color = darker(colors[n]) if strong else panel.theme.colors.secondary
        at, ha = x + side * panel.size * 0.9, "left" if side > 0 else "right"
        edge = at + side * panel.width_of(text, size, bold=strong)
        panel.rect(at, y - size * 0.55, edge, y + size * 0.55, panel.theme.colors.paper)
        panel.text(at, y, text, size=size, color=color, ha=ha, va="center", bold=strong)


def _inner_label(
    panel: Panel,
    chart: Chart,
    data: Grid,
    i: int,
    y: float,
    at: Sequence[tuple[float, int]],
    colors: list[str],
    size: float,
) -> None:
    """The number of the last state above its dot, where it lies between others."""
    x, n = max(at, key=lambda a: a[1])
    row = data.series[n].rows[i]
    if n == len(data.series) - 1 and row is not None and min(at)[0] < x < max(at)[0]:
        panel.text(x, y, chart.text("x", row), size=size, color=darker(colors[n]), ha="center", bold=True)


def legend(chart: Chart, theme: Theme) -> tuple[list[str], list[str]]:
    """The names and colours of the states."""
    names, _ = legend_of(chart, theme)
    return names, state_colors(theme, len(names))


def native(chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
    """Dots of all states in the row of their category, joined by rods."""
    chart, whole = oriented(chart), oriented(whole or chart)
    data = grid(chart, "y", "x", whole)
    colors = state_colors(theme, len(data.series))
    channel = chart.channels["x"]
    last = len(data.series) - 1
    series = tuple(
        NativeSeries(
            s.name,
            s.values,
            color=colors[n],
            labels=tuple(chart.text("x", r) if r is not None else "" for r in s.rows)
            if chart.labels is not False
            else None,
            number_format=native_format(whole.channels["x"], chart.lang),
            bold=n == last,
        )
        for n, s in enumerate(data.series)
    )
    return NativeChart(
        kind="dots",
        categories=data.labels,
        series=series,
        value_axis=native_axis(channel, scale_of(whole, every(whole, "y", "x")), chart.lang, gridlines=True),
        legend=True,
        joined=True,
        notes=native_notes(chart, down=data.categories),
    )
