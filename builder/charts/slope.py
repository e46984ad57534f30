"""Slopes: one amount of several entities at two or more times, a line each, named and numbered at both ends."""

from __future__ import annotations

from collections.abc import Sequence

from builder.charts.annotate import native_notes, noted
from builder.charts.color import readable
from builder.charts.layout import fitting
from builder.charts.panel import Panel
from builder.charts.scale import amount_scale, native_axis
from builder.charts.series import Series, every, grid, native_format, series_colors
from builder.model.chart import Chart, NativeAxis, NativeChart, NativeLabel, NativeSeries
from builder.theme import Theme


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    data, everything = grid(chart, "x", "y", whole), every(whole, "x", "y")
    colors = series_colors(whole, theme, [s.key for s in data.series])
    strong = [c in (theme.colors.accent, theme.colors.highlight) for c in colors]
    narrow = panel.legend_above
    size = theme.chart.label
    heads = [[_number(chart, s, i) for i in (0, -1)] for s in data.series]
    names = ["" if narrow else panel.wrap(s.name, (panel.x1 - panel.x0) * 0.3, 1) for s in data.series]
    lefts = [heads[n][0] for n in range(len(data.series))]
    rights = [" ".join(filter(None, (names[n], heads[n][1]))) for n in range(len(data.series))]
    label = chart.channels["y"].label
    top = size * 0.6 + panel.title_height(label)
    panel.inset(panel.widest(lefts) + 9, theme.chart.axis * 1.9, panel.widest(rights, bold=True) + 10, top)
    panel.top_label(label, panel.y1 - size)
    scale = amount_scale(
        [*(v for g in everything for v in g.values()), *noted(chart, "y")],
        chart.channels["y"],
        chart.lang,
        zero=False,
        pad=0.02,
    )
    panel.y = scale
    count = len(data.categories)
    xs = [panel.left + (panel.right - panel.left) * (i / (count - 1) if count > 1 else 0.5) for i in range(count)]
    panel.across = dict(zip(data.categories, xs, strict=True))
    for x in xs:
        panel.line(((x, panel.bottom), (x, panel.top)), theme.colors.rule, 0.7)
    panel.bottom_labels(list(zip(xs, data.labels, strict=True)))
    for n, s in enumerate(data.series):
        _slope(panel, [None if v is None else (x, panel.py(v)) for x, v in zip(xs, s.values, strict=True)], colors[n])
    for index, texts, x, ha in (
        (0, lefts, xs[0] - 7 if xs else 0, "right"),
        (-1, rights, xs[-1] + 7 if xs else 0, "left"),
    ):
        shown = [n for n, s in enumerate(data.series) if s.values[index] is not None and texts[n]]
        wanted = [panel.py(data.series[n].values[index] or 0.0) for n in shown]
        first = [i for i, n in enumerate(shown) if strong[n]]
        for n, y in zip(shown, fitting(wanted, size * 1.2, panel.bottom, panel.top, first), strict=True):
            if y is None:
                continue
            panel.text(
                x,
                y,
                texts[n],
                color=readable(colors[n], theme),
                ha=ha,
                va="center",
                bold=index == -1 and (not chart.highlight or strong[n]),
            )


def _slope(panel: Panel, points: Sequence[tuple[float, float] | None], color: str) -> None:
    """A line with dots, and a gap where a point is missing."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    for run in runs:
        if len(run) > 1:
            panel.line(run, color, 2.0, cap="round")
    panel.dots([p for p in points if p is not None], color, 5)


def _number(chart: Chart, series: Series, index: int) -> str:
    row = series.rows[index] if series.rows else None
    return chart.text("y", row) if row is not None and series.values[index] is not None else ""


def native(chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
    """A line chart of few categories, numbered at both ends; its axis is not shown."""
    whole = whole or chart
    data, everything = grid(chart, "x", "y", whole), every(whole, "x", "y")
    colors = series_colors(whole, theme, [s.key for s in data.series])
    channel = chart.channels["y"]
    held = [*(v for g in everything for v in g.values()), *noted(chart, "y")]
    scale = amount_scale(held, channel, chart.lang, zero=False, pad=0.02)
    last = len(data.categories) - 1
    series = []
    for n, s in enumerate(data.series):
        strong = not chart.highlight or colors[n] in (theme.colors.accent, theme.colors.highlight)
        ends = (NativeLabel(0, "left"),) if last > 0 and s.values[0] is not None else ()
        if last >= 0 and s.values[last] is not None:
            ends = (*ends, NativeLabel(last, "right", name=True))
        series.append(
            NativeSeries(
                s.name or channel.field.label,
                s.values,
                color=colors[n],
                ends=ends,
                number_format=native_format(whole.channels["y"], chart.lang),
                marker=True,
                width=2.5,
                bold=strong,
            )
        )
    return NativeChart(
        kind="line",
        categories=data.labels,
        series=tuple(series),
        category_axis=NativeAxis(gridlines=True),
        value_axis=native_axis(channel, scale, chart.lang, labels=False),
        edge=len(data.categories) > 1,
        temporal=True,
        notes=native_notes(chart, data.categories),
    )
