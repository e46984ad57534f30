"""Lollipops: a thin stem and a dot a category; lying, unless its categories are times."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from builder.charts.annotate import native_notes, noted
from builder.charts.bar import oriented
from builder.charts.frame import line_count, lying, lying_step, slots, under, upright
from builder.charts.panel import LEAST, Panel
from builder.charts.scale import amount_scale, native_axis
from builder.charts.series import category_colors, every, grid, native_format, series_colors
from builder.charts.ticks import category_ticks
from builder.model.chart import Chart, NativeAxis, NativeChart, NativeSeries
from builder.theme import Theme


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    given = chart
    chart, whole, category, value, flat = oriented(chart, whole, theme)
    panel.turned = chart is not given
    data = grid(chart, category, value, whole)
    held = [v for g in every(whole, category, value) for v in g.values()]
    scale = amount_scale([*held, *noted(chart, value)], chart.channels[value], chart.lang, zero=True)
    colors = series_colors(whole, theme, [s.key for s in data.series])
    names = [s.name for s in data.series] if "color" in whole.channels and not panel.legend_above else []
    single = category_colors(chart, theme, data.categories)
    size = theme.chart.axis
    if flat:
        texts = [
            chart.text("x", r)
            for s in data.series
            for v, r in zip(s.values, s.rows, strict=True)
            if v is not None and r is not None
        ]
        panel.x = scale
        step = lying_step(panel, chart, len(data.labels), names, axis=False) / len(data.series)
        labelled = chart.labels is not False and step * 0.95 >= LEAST
        minus = panel.widest([t for t in texts if t.startswith("-")], size) + 10 if scale.low < 0 else 0.0
        right = panel.widest(texts, size) + 10 if labelled else panel.width_of(scale.labels[-1], size) / 2
        places = lying(panel, chart, None if labelled else scale, data.labels, legend=names, right=right, left=minus)
    else:
        labelled = chart.labels is not False
        texts = under(panel, chart, data.categories, panel.x1 - panel.x0 - panel.gutter_for(scale))
        legend_top = upright(
            panel,
            chart,
            scale,
            legend=names,
            lines=line_count(texts),
            headroom=size,
            footroom=size + 4 if scale.low < 0 else 0.0,
        )
        places = slots(panel, len(data.categories))
        panel.bottom_labels([((a + b) / 2, t) for (a, b), t in zip(places, texts, strict=True)])
    if names:
        panel.legend(names, colors, panel.y1 if flat else legend_top)
    middles = {c: (a + b) / 2 for c, (a, b) in zip(data.categories, places, strict=True)}
    panel.across, panel.down = ({}, middles) if flat else (middles, {})
    one = _lying if flat else _standing
    count = len(data.series)
    for i, (low, high) in enumerate(places):
        room = (high - low) / count
        for n, s in enumerate(data.series):
            at = high - room * (n + 0.5) if flat else low + room * (n + 0.5)
            text = "" if not labelled or (row := s.rows[i]) is None else chart.text(value, row)
            one(panel, s.values[i], text, at, room, single[i] if single else colors[n])


def _lying(panel: Panel, value: float | None, text: str, at: float, room: float, color: str) -> None:
    """A stem to the right or left at the height `at`, with its number beyond the dot; a missing value is a word."""
    size = max(LEAST, min(panel.theme.chart.axis, room * 0.9))
    zero = panel.px(0)
    if value is None:
        panel.text(zero + 3, at, text, size=size, color=panel.theme.colors.secondary, va="center")
        return
    x, dot = panel.px(value), _dot(room)
    panel.line(((zero, at), (x, at)), color, 1.6)
    panel.dots([(x, at)], color, dot)
    side = 1 if value >= 0 else -1
    panel.text(x + (dot / 2 + 4) * side, at, text, size=size, ha="left" if side > 0 else "right", va="center")


def _standing(panel: Panel, value: float | None, text: str, at: float, room: float, color: str) -> None:
    """A stem up or down at `at`, with its number beyond the dot where it has room."""
    size = panel.theme.chart.axis
    shown = text if panel.width_of(text, size) <= room else ""
    if value is None:
        panel.text(at, panel.py(0) + 3, shown, size=size, color=panel.theme.colors.secondary, ha="center")
        return
    y, dot = panel.py(value), _dot(room)
    panel.line(((at, panel.py(0)), (at, y)), color, 1.6)
    panel.dots([(at, y)], color, dot)
    panel.text(at, y + dot / 2 + 2 if value >= 0 else y - dot / 2 - size, shown, size=size, ha="center")


def _dot(room: float) -> float:
    return max(4.0, min(8.0, room * 0.6))


def native(chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
    """Dots on stems that lie or stand; several series are bars."""
    chart, whole, category, value, flat = oriented(chart, whole or chart, theme)
    data = grid(chart, category, value, whole)
    held = [v for g in every(whole, category, value) for v in g.values()]
    channel = chart.channels[value]
    scale = amount_scale([*held, *noted(chart, value)], channel, chart.lang, zero=True)
    colors = series_colors(whole, theme, [s.key for s in data.series])
    single = category_colors(chart, theme, data.categories)
    labelled = chart.labels is not False
    dots = [
        NativeSeries(
            s.name or channel.field.label,
            s.values,
            color=colors[n],
            colors=tuple(enumerate(single)) if single else (),
            show_values=labelled,
            label_position="outside",
            number_format=native_format(whole.channels[value], chart.lang),
        )
        for n, s in enumerate(data.series)
    ]
    if len(dots) == 1 and labelled:
        texts = tuple(chart.text(value, r) if r is not None else "" for r in data.series[0].rows)
        dots = [replace(dots[0], labels=texts)]
    forms: dict[bool, Literal["bar", "column", "dots", "stems"]] = {True: "dots", False: "stems"}
    if len(dots) > 1:
        forms = {True: "bar", False: "column"}
    return NativeChart(
        kind=forms[flat],
        categories=data.labels,
        series=tuple(dots),
        category_axis=NativeAxis(reverse=flat),
        value_axis=native_axis(
            channel, scale, chart.lang, labels=not labelled or not flat, gridlines=not labelled or not flat
        ),
        gap=400,
        legend="color" in whole.channels,
        temporal=chart.channels[category].temporal,
        ticks=() if flat else category_ticks(whole, data.categories),
        notes=native_notes(chart, down=data.categories) if flat else native_notes(chart, data.categories),
    )
