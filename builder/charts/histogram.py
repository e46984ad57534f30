"""Histograms: how many rows fall into each interval of an amount, on a linear or logarithmic axis."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from builder.charts.annotate import native_notes
from builder.charts.frame import upright
from builder.charts.panel import Panel
from builder.charts.scale import Scale, amount_scale, native_axis, nice_step, tick_format
from builder.charts.series import facets, number, series_colors
from builder.charts.ticks import thinned
from builder.errors import ChartError, Diagnostic
from builder.model.chart import Channel, Chart, NativeAxis, NativeChart, NativeNote, NativeSeries
from builder.model.data import Field
from builder.model.format import Format
from builder.theme import Theme

COUNT = {"en": "Number", "de": "Anzahl", "fr": "Nombre", "es": "Número", "it": "Numero", "nl": "Aantal"}


def edges(chart: Chart) -> list[float]:
    """The ends of the intervals: Sturges' rule for their number where the author gives none, at round numbers; on a
    logarithmic axis equal factors between powers of ten.
    """
    values = _values(chart)
    wanted = chart.bins or max(4, math.ceil(math.log2(max(2, len(values)))) + 1)
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if "x" in chart.log:
        if low <= 0:
            message = f"a logarithmic axis has no place for {low:g}"
            raise ChartError(
                [Diagnostic("error", "log-needs-positive", message, chart.at, "filter the rows in the query")]
            )
        start, end = math.floor(math.log10(low)), math.ceil(math.log10(high))
        decades = max(1, end - start)
        per = max(1, round(wanted / decades)) if chart.bins is None or chart.bins >= decades else 1
        return [10 ** (start + i / per) for i in range(decades * per + 1)]
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        # No intervals fit between numbers that are as good as equal.
        margin = max(0.5, 1e-6 * max(abs(low), abs(high)))
        low, high = low - margin, high + margin
        if not chart.bins:
            return [low, high]
    if chart.bins:
        return [low + (high - low) * i / chart.bins for i in range(chart.bins + 1)]
    step = nice_step(high - low, wanted)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [i * step for i in range(first, max(last, first + 1) + 1)]


def counts(chart: Chart, ends: list[float]) -> list[int]:
    """Rows in each interval: an end belongs to the interval that it opens, the last one to the last."""
    out = [0] * (len(ends) - 1)
    for value in _values(chart):
        # The ends hold all values but for rounding.
        out[min(max(bisect_right(ends, value) - 1, 0), len(out) - 1)] += 1
    return out


def _values(chart: Chart) -> list[float]:
    return [v for raw in chart.channels["x"].values if (v := number(raw)) is not None]


def _count_channel(chart: Chart) -> Channel:
    name = COUNT.get(chart.lang.partition("-")[0], COUNT["en"])
    return Channel(Field("count", "integer"), Format("number", 0), (), name)


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    ends = edges(whole)
    found = counts(chart, ends)
    y = _count_channel(chart)
    framed = replace(chart, channels={**chart.channels, "y": y})
    upright(
        panel,
        framed,
        amount_scale([float(c) for _, part in facets(whole) for c in counts(part, ends)], y, chart.lang, zero=True),
        right=14,
        headroom=panel.size,
    )
    log = "x" in chart.log
    panel.x = Scale(ends[0], ends[-1], tuple(ends), _edge_texts(chart, ends), log=log)
    color = series_colors(chart, theme, [None])[0]
    size = theme.chart.axis
    for i, count in enumerate(found):
        x0, x1 = panel.px(ends[i]), panel.px(ends[i + 1])
        if count:
            panel.rect(x0 + 0.6, panel.py(0), x1 - 0.6, panel.py(count), color)
            if chart.labels is not False and panel.width_of(str(count), size) < x1 - x0:
                panel.text((x0 + x1) / 2, panel.py(count) + 3, y.format.text(count, chart.lang), size=size, ha="center")
    panel.bottom_labels([(panel.px(e), t) for e, t in zip(ends, panel.x.labels, strict=True)])


def _edge_texts(chart: Chart, ends: list[float]) -> tuple[str, ...]:
    channel = chart.channels["x"]
    if "x" in chart.log:
        format_ = channel.format if channel.format.kind in ("money", "compact") else Format("compact")
        format_ = replace(format_, scale="auto", digits=None if format_.kind == "compact" else 0)
        return tuple(format_.text(float(f"{e:.3g}"), chart.lang) for e in ends)
    format_ = tick_format(channel.format, ends[1] - ends[0], max(map(abs, ends)))
    return tuple(format_.text(e, chart.lang) for e in ends)


def native(chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
    """Columns without gaps, each named by its interval; its ticks are the edges."""
    whole = whole or chart
    ends = edges(whole)
    texts = _edge_texts(chart, ends)
    found = counts(chart, ends)
    y = _count_channel(chart)
    held = [float(c) for _, part in facets(whole) for c in counts(part, ends)]
    scale = amount_scale(held, y, chart.lang, zero=True)
    series = NativeSeries(
        y.label,
        tuple(float(c) for c in found),
        color=theme.colors.accent,
        show_values=chart.labels is not False,
        label_position="outside",
        number_format="#,##0;;",
    )
    return NativeChart(
        kind="column",
        categories=tuple(f"{a} – {b}" for a, b in pairwise(texts)),
        series=(series,),
        category_axis=NativeAxis(title=chart.channels["x"].label),
        value_axis=native_axis(y, scale, chart.lang, gridlines=True),
        gap=4,
        ticks=thinned(tuple((n - 0.5, text) for n, text in enumerate(texts))),
        notes=tuple(n for note in native_notes(chart) if (n := _in_columns(note, ends))),
    )


def _in_columns(note: NativeNote, ends: Sequence[float]) -> NativeNote | None:
    """A note at an amount as one at the column of its interval, so far in it as in the interval."""
    if note.x is None:
        return note
    if not ends[0] <= note.x <= ends[-1]:
        return None
    i = min(bisect_right(ends, note.x) - 1, len(ends) - 2)
    return replace(note, x=i - 0.5 + (note.x - ends[i]) / (ends[i + 1] - ends[i]))
