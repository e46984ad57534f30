"""Points: two amounts, or an amount over time, on linear or logarithmic axes."""

from __future__ import annotations

from dataclasses import replace

from builder.charts.annotate import native_notes, noted
from builder.charts.frame import line_count, under, upright
from builder.charts.line import MARKERS, REFERENCE, SYMBOLS
from builder.charts.panel import Panel
from builder.charts.scale import Scale, amount_scale, native_axis, time_scale
from builder.charts.series import categories_of, native_format, number, series_colors
from builder.charts.ticks import first_day, scale_ticks, thinned, time_axis, time_ticks
from builder.errors import ChartError, Diagnostic
from builder.model.chart import Chart, NativeChart, NativeSeries, Ticks
from builder.model.format import Raw
from builder.theme import Theme

MANY = 300  # points: more are smaller


def scales(chart: Chart, width: float, size: float) -> tuple[Scale, Scale]:
    """Both axes. Raises `ChartError` where a logarithmic one meets a value that has no logarithm."""
    xs = [v for raw in chart.channels["x"].values if (v := number(raw)) is not None]
    ys = [v for raw in chart.channels["y"].values if (v := number(raw)) is not None]
    ys += noted(chart, "y")
    for name, values in (("x", xs), ("y", ys)):
        if name in chart.log and any(v <= 0 for v in values):
            message = f'a logarithmic axis has no place for {min(values):g} on "{name}"'
            hint = "take the logarithm off, or filter the rows in the query"
            raise ChartError([Diagnostic("error", "log-needs-positive", message, chart.at, hint)])
    x, count = chart.channels["x"], max(2, int(width / (size * 6)))
    if x.temporal:
        x_scale = time_scale(x, xs, chart.lang, count)
        margin = (x_scale.high - x_scale.low) * 0.02
        x_scale = Scale(x_scale.low - margin, x_scale.high + margin, x_scale.ticks, x_scale.labels)
    elif x.quantitative:
        x_scale = amount_scale(xs, x, chart.lang, zero=False, count=min(count, 8), log="x" in chart.log)
    else:
        found = categories_of(x)
        labels = tuple(x.format.text(c, chart.lang) for c in found)
        x_scale = Scale(-0.5, len(found) - 0.5, tuple(float(i) for i in range(len(found))), labels)
    near = bool(ys) and min(ys) >= 0 and min(ys) < 0.3 * max(ys)
    return x_scale, amount_scale(ys, chart.channels["y"], chart.lang, zero=near, log="y" in chart.log)


def places(chart: Chart, whole: Chart) -> list[tuple[int, Raw, float, float]]:
    """(row, colour key, x, y) of the rows that have both."""
    x, y, color = chart.channels["x"], chart.channels["y"], chart.channels.get("color")
    found = {c: float(i) for i, c in enumerate(categories_of(whole.channels["x"]))}
    out = []
    for row in range(chart.rows):
        raw = x.values[row]
        px = number(raw) if x.temporal or x.quantitative else found.get(raw)
        py = number(y.values[row])
        if px is not None and py is not None:
            out.append((row, color.values[row] if color else None, px, py))
    return out


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    keys = list(categories_of(whole.channels["color"])) if "color" in whole.channels else [None]
    colors = series_colors(whole, theme, keys)
    names = (
        [whole.channels["color"].format.text(k, chart.lang) for k in keys]
        if "color" in whole.channels and not panel.legend_above
        else []
    )
    x_scale, y_scale = scales(whole, panel.x1 - panel.x0, theme.chart.axis)
    texts: list[str] = []
    if not (whole.channels["x"].temporal or whole.channels["x"].quantitative):
        room = panel.x1 - panel.x0 - 10 - panel.gutter_for(y_scale)
        texts = under(panel, whole, categories_of(whole.channels["x"]), room)
        x_scale = replace(x_scale, labels=tuple(texts))
    legend_top = upright(panel, chart, y_scale, legend=names, right=10, lines=line_count(texts), headroom=2)
    if names:
        panel.legend(names, colors, legend_top, markers=[MARKERS[n % len(MARKERS)] for n in range(len(keys))])
    panel.x = x_scale
    panel.bottom_labels([(panel.px(t), label) for t, label in zip(x_scale.ticks, x_scale.labels, strict=True)])
    if not (whole.channels["x"].temporal or whole.channels["x"].quantitative):
        panel.across = {c: panel.px(i) for i, c in enumerate(categories_of(whole.channels["x"]))}
    data = places(chart, whole)
    many = len(data) > MANY
    size = 3.2 if many else 5.2
    for n, key in enumerate(keys):
        at = [(panel.px(x), panel.py(y)) for _, k, x, y in data if k == key]
        panel.dots(
            at,
            colors[n],
            size,
            marker=MARKERS[n % len(MARKERS)] if len(keys) > 1 else "o",
            alpha=0.55 if many else 0.85,
        )
    if "text" in chart.channels:
        _name_points(panel, chart, data)


def _name_points(panel: Panel, chart: Chart, data: list[tuple[int, Raw, float, float]]) -> None:
    """Names beside points, the highest first, where they touch nothing that is there."""
    size = panel.theme.chart.axis
    taken = list(panel.taken)
    dots = [(panel.px(x) - 3, panel.py(y) - 3, panel.px(x) + 3, panel.py(y) + 3) for _, _, x, y in data]
    for row, _, x, y in sorted(data, key=lambda d: -d[3]):
        text = chart.text("text", row)
        if chart.channels["text"].values[row] is None:
            continue
        width, px, py = panel.width_of(text, size), panel.px(x), panel.py(y)
        for left, low in ((px + 6, py - size * 0.3), (px - 6 - width, py - size * 0.3), (px - width / 2, py + 6)):
            box = (left, low - 1, left + width, low + size * 0.8)
            inside = box[0] >= panel.left and box[2] <= panel.x1 and box[3] <= panel.y1
            if inside and not any(_touch(box, other) for other in [*taken, *dots]):
                panel.text(left, low, text, size=size)
                taken.append(box)
                break


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def native(chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
    """Points of two amounts, or of an amount over time; over names, places counted from 1 have no native form."""
    whole = whole or chart
    x, y = chart.channels["x"], chart.channels["y"]
    if not (x.quantitative or x.temporal):
        return None
    x_scale, y_scale = scales(whole, REFERENCE, theme.chart.axis)
    keys = list(categories_of(whole.channels["color"])) if "color" in whole.channels else [None]
    colors = series_colors(whole, theme, keys)
    data = places(chart, whole)
    axis, start = native_axis(x, x_scale, chart.lang), first_day(x)
    ticks: tuple[Ticks, ...] = thinned(scale_ticks(x_scale)) if x_scale.log else ()
    if x.temporal:
        at = sorted({v for raw in whole.channels["x"].values if (v := number(raw)) is not None})
        axis, ticks = time_axis(x, x_scale, chart.lang), time_ticks(x, at, chart.lang)
    named = "text" in chart.channels
    many = len(data) > MANY
    series = []
    for n, k in enumerate(keys):
        mine = [(row, px - start, py) for row, key, px, py in data if key == k]
        texts = (
            [chart.text("text", r) if chart.channels["text"].values[r] is not None else "" for r, _, _ in mine]
            if named
            else []
        )
        series.append(
            NativeSeries(
                name=whole.channels["color"].format.text(k, chart.lang) if k is not None else y.field.label,
                values=tuple(py for _, _, py in mine),
                xs=tuple(px for _, px, _ in mine),
                color=colors[n],
                labels=tuple(texts) if named else None,
                line=False,
                marker=True,
                symbol=SYMBOLS[n % len(SYMBOLS)],
                alpha=0.55 if many else 0.85,
                marker_size=4.0 if many else 8.0,
                number_format=native_format(whole.channels["y"], chart.lang),
            )
        )
    notes = tuple(replace(n, x=n.x - start) if n.x is not None else n for n in native_notes(chart))
    return NativeChart(
        kind="scatter",
        categories=(),
        series=tuple(series),
        category_axis=axis,
        value_axis=native_axis(y, y_scale, chart.lang, gridlines=True),
        legend="color" in whole.channels and "facet" not in whole.channels,
        ticks=ticks,
        notes=notes,
    )
