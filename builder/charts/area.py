"""Areas over time: one alone, several stacked, or to 100 %."""

from __future__ import annotations

from dataclasses import replace

from builder.charts.annotate import native_notes, noted
from builder.charts.bar import extent, stacked_values, value_channel
from builder.charts.color import readable
from builder.charts.frame import line_count, upright
from builder.charts.layout import fitting
from builder.charts.line import MOST_NAMED, names_under, x_scale
from builder.charts.panel import Panel
from builder.charts.scale import amount_scale, native_axis
from builder.charts.series import even, every, grid, native_format, series_colors
from builder.charts.ticks import category_ticks
from builder.model.chart import Chart, NativeAxis, NativeChart, NativeLabel, NativeSeries
from builder.theme import Theme


def stacked(chart: Chart) -> Chart:
    """Several areas hide each other unless they are stacked."""
    if "color" in chart.channels and chart.stack not in ("stack", "normalize"):
        return replace(chart, stack="stack")
    return chart


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    chart, whole = stacked(chart), stacked(whole)
    data = stacked_values(grid(chart, "x", "y", whole), chart.stack)
    held = [v for g in every(whole, "x", "y") for v in extent(stacked_values(g, chart.stack), chart)]
    scale = amount_scale([*held, *noted(chart, "y")], value_channel(chart, "y"), chart.lang, zero=True)
    colors = series_colors(whole, theme, [s.key for s in data.series])
    named = "color" in whole.channels
    names = [panel.wrap(s.name, (panel.x1 - panel.x0) * 0.3, 1) for s in data.series]
    direct = named and len(names) <= 8 and not panel.legend_above
    legend = [s.name for s in data.series] if named and not direct and not panel.legend_above else []
    right = panel.widest(names) + 10 if direct else 6.0
    texts = names_under(panel, whole, data, scale, right)
    legend_top = upright(panel, chart, scale, legend=legend, right=right, lines=line_count(texts))
    if legend:
        panel.legend(legend, colors, legend_top)
    panel.x, places = x_scale(panel.right - panel.left, whole, data, theme.chart.axis, texts)
    panel.across = {c: panel.px(p) for c, p in zip(data.categories, places, strict=True)}
    base = [0.0] * len(places)
    middles: list[float] = []
    for n, s in enumerate(data.series):
        top = [b + (v or 0.0) for b, v in zip(base, s.values, strict=True)]
        run: list[int] = []
        for i in range(len(places) + 1):
            # A stack keeps its shape where one part is missing; an area alone has a gap.
            if i < len(places) and (s.values[i] is not None or len(data.series) > 1):
                run.append(i)
                continue
            if len(run) > 1:
                upper = [(panel.px(places[j]), panel.py(top[j])) for j in run]
                lower = [(panel.px(places[j]), panel.py(base[j])) for j in reversed(run)]
                panel.polygon([*upper, *lower], colors[n], edge=theme.colors.paper if named else "")
            elif run:
                panel.dots([(panel.px(places[run[0]]), panel.py(top[run[0]]))], colors[n], 5)
            run = []
        middles.append(panel.py((base[-1] + top[-1]) / 2) if places else panel.bottom)
        base = top
    panel.bottom_labels([(panel.px(t), label) for t, label in zip(panel.x.ticks, panel.x.labels, strict=True)])
    if direct:
        for n, y in enumerate(fitting(middles, panel.size * 1.2, panel.bottom, panel.top)):
            if y is not None:
                panel.text(panel.right + 6, y, names[n], color=readable(colors[n], theme), va="center")


def native(chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
    """See `MarkModule`."""
    chart, whole = stacked(chart), stacked(whole or chart)
    data = grid(chart, "x", "y", whole)
    x = chart.channels["x"]
    if x.quantitative or (x.temporal and not even(data.categories, x)):
        return None
    channel = chart.channels["y"]
    held = [v for g in every(whole, "x", "y") for v in extent(stacked_values(g, chart.stack), chart)]
    shares = value_channel(chart, "y")
    scale = amount_scale([*held, *noted(chart, "y")], shares, chart.lang, zero=True)
    colors = series_colors(whole, theme, [s.key for s in data.series])
    named = "color" in whole.channels
    direct = named and len(data.series) <= MOST_NAMED and "facet" not in whole.channels
    last = len(data.categories) - 1
    series = tuple(
        NativeSeries(
            s.name or channel.field.label,
            s.values,
            color=colors[n],
            ends=(NativeLabel(last, "right", name=True, value=False),) if direct and last > 0 else (),
            number_format=native_format(whole.channels["y"], chart.lang),
        )
        for n, s in enumerate(data.series)
    )
    return NativeChart(
        kind="area",
        categories=data.labels,
        series=series,
        category_axis=NativeAxis(),
        value_axis=native_axis(shares, scale, chart.lang, gridlines=True),
        grouping="percentStacked" if chart.stack == "normalize" else "stacked",
        legend=named and not direct,
        edge=True,
        temporal=x.temporal,
        ticks=category_ticks(whole, data.categories),
        notes=native_notes(chart, data.categories),
    )
