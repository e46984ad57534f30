"""Bars: one or several series, side by side, stacked or to 100 %, standing or lying; a line over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.charts.annotate import native_notes, noted
from builder.charts.color import on_color, readable
from builder.charts.frame import line_count, lying, lying_step, slots, under, upright
from builder.charts.overlay import draw_line, fits_beside, line_name, native_line, second_scale, title_line
from builder.charts.panel import LEAST, Panel
from builder.charts.scale import Scale, amount_scale, native_axis
from builder.charts.series import Grid, category_colors, every, grid, native_format, series_colors
from builder.charts.size import is_lying
from builder.charts.ticks import category_ticks
from builder.model.chart import Channel, Chart, NativeAxis, NativeChart, NativeSeries
from builder.model.format import Format, missing
from builder.theme import Theme

MOST_LABELS = 15
MOST_WIDE = 6.5  # of the labels' size: no bar is wider
STACKED = ("stack", "normalize")


def roles(chart: Chart, theme: Theme) -> tuple[str, str, bool]:
    """The channels of category and amount, and whether the bars lie."""
    flat = is_lying(chart, theme)
    category = "y" if not chart.channels["y"].quantitative else "x"
    return category, "x" if category == "y" else "y", flat


def turned(chart: Chart, category: str) -> Chart:
    """A chart whose category is on x and too long for it, as one with the category on y."""
    if category == "y":
        return chart
    notes = tuple(replace(a, x=a.y, y=a.x) for a in chart.annotations)
    channels = {**chart.channels, "x": chart.channels["y"], "y": chart.channels["x"]}
    return replace(chart, channels=channels, annotations=notes)


def oriented(chart: Chart, whole: Chart, theme: Theme) -> tuple[Chart, Chart, str, str, bool]:
    """A chart and the whole of its facets as they are drawn, the channels of category and amount in them, and whether
    the bars lie; a category on x that is too long for it then stands on y.
    """
    category, value, flat = roles(whole, theme)
    if flat:
        return turned(chart, category), turned(whole, category), "y", "x", flat
    return chart, whole, category, value, flat


def stacked_values(data: Grid, stack: str) -> Grid:
    """The grid with each category's values as shares of their sum, for "normalize"."""
    if stack != "normalize":
        return data
    sums = [sum(abs(s.values[i] or 0.0) for s in data.series) for i in range(len(data.categories))]
    series = tuple(
        replace(s, values=tuple(v / t if v is not None and t else None for v, t in zip(s.values, sums, strict=True)))
        for s in data.series
    )
    return replace(data, series=series)


def value_channel(chart: Chart, name: str) -> Channel:
    """The channel of the amounts; to 100 %, its axis is in percent."""
    channel = chart.channels[name]
    if chart.stack == "normalize":
        return replace(channel, format=Format("percent", 0, factor=100.0), field=replace(channel.field, type="number"))
    return channel


def extent(data: Grid, chart: Chart) -> list[float]:
    """The numbers that the value axis must hold."""
    if chart.stack not in STACKED:
        return data.values()
    ups = [sum(max(s.values[i] or 0.0, 0.0) for s in data.series) for i in range(len(data.categories))]
    downs = [sum(min(s.values[i] or 0.0, 0.0) for s in data.series) for i in range(len(data.categories))]
    return [1.0, *downs] if chart.stack == "normalize" else [*ups, *downs]


def shows_labels(chart: Chart, data: Grid) -> bool:
    """Whether the bars carry their numbers."""
    if chart.labels is not None:
        return chart.labels
    # A line over the bars would cross their numbers.
    few = len(data.categories) * len(data.series) <= MOST_LABELS
    return few and chart.stack not in STACKED and "y2" not in chart.channels


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    given = chart
    chart, whole, category, value, flat = oriented(chart, whole, theme)
    panel.turned = chart is not given
    data = stacked_values(grid(chart, category, value, whole), chart.stack)
    held = [v for g in every(whole, category, value) for v in extent(stacked_values(g, chart.stack), chart)]
    scale = amount_scale([*held, *noted(chart, value)], value_channel(chart, value), chart.lang, zero=True)
    colors = series_colors(whole, theme, [s.key for s in data.series])
    names = [s.name for s in data.series] if "color" in whole.channels and not panel.legend_above else []
    if flat:
        _draw_lying(panel, chart, theme, data, scale, colors, names)
    else:
        _draw_upright(panel, chart, theme, data, scale, colors, names)


def _draw_upright(
    panel: Panel, chart: Chart, theme: Theme, data: Grid, scale: Scale, colors: Sequence[str], names: Sequence[str]
) -> None:
    labelled = shows_labels(chart, data)
    second = second_scale(chart)
    beside = second is not None and fits_beside(panel, chart)
    legend = [*names, *([line_name(chart)] if second and not beside else [])]
    size = theme.chart.axis
    right = panel.widest(second.labels, size) + 6 if second else 0.0
    texts = under(panel, chart, data.categories, panel.x1 - panel.x0 - right - panel.gutter_for(scale))
    legend_top = upright(
        panel,
        chart,
        scale,
        legend=legend,
        right=right,
        lines=line_count(texts),
        headroom=size if labelled else 0.0,
        footroom=size if labelled and scale.low < 0 else 0.0,
    )
    if legend:
        swatches = [*(colors if names else []), theme.colors.highlight]
        panel.legend(legend, swatches, legend_top)
    if beside:
        title_line(panel, chart, panel.y1 - panel.legend_height(legend) - size)
    places = slots(panel, len(data.categories))
    panel.across = {c: (a + b) / 2 for c, (a, b) in zip(data.categories, places, strict=True)}
    single = category_colors(chart, theme, data.categories)
    for i, place in enumerate(places):
        _column(panel, chart, theme, data, i, place, colors if not single else [single[i]], labelled=labelled)
    panel.bottom_labels([((a + b) / 2, t) for (a, b), t in zip(places, texts, strict=True)])
    if second:
        draw_line(panel, chart, second, places)


def _column(
    panel: Panel,
    chart: Chart,
    theme: Theme,
    data: Grid,
    i: int,
    place: tuple[float, float],
    colors: Sequence[str],
    *,
    labelled: bool,
) -> None:
    """The bars of one category, standing."""
    start, end = place
    width = end - start
    stacked = chart.stack in STACKED
    widest = MOST_WIDE * theme.chart.label
    bar = min(width * 0.68, widest) if stacked else min(width * 0.74 / len(data.series), widest)
    up = down = 0.0
    for n, s in enumerate(data.series):
        value = s.values[i]
        x0 = (start + end) / 2 + (-bar / 2 if stacked else (n - len(data.series) / 2) * bar)
        if value is None:
            if not stacked and s.rows[i] is not None and bar > 4:
                _missing_word(panel, chart, x0 + bar / 2, panel.py(0) + 3, bar)
            continue
        base = (up if value >= 0 else down) if stacked else 0.0
        y0, y1 = panel.py(base), panel.py(base + value)
        gap = 0.5 if not stacked and len(data.series) > 1 else 0.0
        panel.rect(x0 + gap, y0, x0 + bar - gap, y1, colors[n], edge=theme.colors.paper if stacked else "")
        up, down = (up + max(value, 0.0), down + min(value, 0.0)) if stacked else (up, down)
        if not labelled:
            continue
        text = _label(chart, "y", value, s.rows[i])
        size = theme.chart.axis
        if stacked:
            if abs(y1 - y0) > size * 1.3 and panel.width_of(text, size) < bar - 2:
                panel.text(
                    x0 + bar / 2,
                    (y0 + y1) / 2,
                    text,
                    size=size,
                    color=on_color(colors[n], theme),
                    ha="center",
                    va="center",
                )
        elif panel.width_of(text, size) <= (width if len(data.series) == 1 else bar) - 1:
            y = y1 + 3 if value >= 0 else y1 - size - 1
            panel.text(x0 + bar / 2, y, text, size=size, ha="center")


def _draw_lying(
    panel: Panel, chart: Chart, theme: Theme, data: Grid, scale: Scale, colors: Sequence[str], names: Sequence[str]
) -> None:
    labelled = shows_labels(chart, data) or (chart.labels is None and len(data.series) == 1 and len(data.labels) <= 40)
    size = theme.chart.axis
    step = lying_step(panel, chart, len(data.labels), names, axis=False)
    labelled = labelled and _bar_height(chart, data, step) * 1.15 >= LEAST
    texts = [
        _label(chart, "x", v, r) for s in data.series for v, r in zip(s.values, s.rows, strict=True) if v is not None
    ]
    stacked = chart.stack in STACKED
    right = panel.widest(texts, size) + 6 if labelled and not stacked else panel.width_of(scale.labels[-1], size) / 2
    axis = None if labelled and not stacked else scale
    panel.x = scale
    minus = panel.widest([t for t in texts if t.startswith("-")], size) + 4 if labelled and scale.low < 0 else 0.0
    places = lying(panel, chart, axis, data.labels, legend=names, right=right, left=minus)
    panel.down = {c: (a + b) / 2 for c, (a, b) in zip(data.categories, places, strict=True)}
    if names:
        panel.legend(names, colors, panel.y1)
    single = category_colors(chart, theme, data.categories)
    for i, place in enumerate(places):
        _row(panel, chart, theme, data, i, place, colors if not single else [single[i]], labelled=labelled)
    if axis is None and scale.low < 0:
        at = panel.px(0)
        panel.line(((at, panel.bottom), (at, panel.top)), theme.colors.secondary, 0.8)


def _row(
    panel: Panel,
    chart: Chart,
    theme: Theme,
    data: Grid,
    i: int,
    place: tuple[float, float],
    colors: Sequence[str],
    *,
    labelled: bool,
) -> None:
    """The bars of one category, lying."""
    low, high = place
    height = high - low
    stacked = chart.stack in STACKED
    bar = _bar_height(chart, data, height)
    size = max(LEAST, min(theme.chart.axis, bar * 1.15))
    up = down = 0.0
    for n, s in enumerate(data.series):
        value = s.values[i]
        top = high - (height - bar) / 2 if stacked or len(data.series) == 1 else high - height * 0.1 - n * bar
        if value is None:
            if s.rows[i] is not None and not stacked and bar * 1.15 >= LEAST:
                panel.text(
                    panel.px(0) + 3,
                    top - bar / 2,
                    missing(chart.lang),
                    size=size,
                    color=theme.colors.secondary,
                    va="center",
                )
            continue
        base = (up if value >= 0 else down) if stacked else 0.0
        x0, x1 = panel.px(base), panel.px(base + value)
        gap = 0.4 if not stacked and len(data.series) > 1 else 0.0
        panel.rect(x0, top - bar + gap, x1, top - gap, colors[n], edge=theme.colors.paper if stacked else "")
        up, down = (up + max(value, 0.0), down + min(value, 0.0)) if stacked else (up, down)
        if not labelled:
            continue
        text = _label(chart, "x", value, s.rows[i])
        if stacked:
            if abs(x1 - x0) > panel.width_of(text, size) + 4:
                panel.text(
                    (x0 + x1) / 2,
                    top - bar / 2,
                    text,
                    size=size,
                    color=on_color(colors[n], theme),
                    ha="center",
                    va="center",
                )
        else:
            panel.text(
                x1 + (4 if value >= 0 else -4),
                top - bar / 2,
                text,
                size=size,
                ha="left" if value >= 0 else "right",
                va="center",
            )


def _bar_height(chart: Chart, data: Grid, room: float) -> float:
    """The thickness of a lying bar in a row `room` points high."""
    return room * 0.66 if chart.stack in STACKED or len(data.series) == 1 else room * 0.8 / len(data.series)


def _label(chart: Chart, channel: str, value: float, row: int | None) -> str:
    c = chart.channels[channel]
    if chart.stack == "normalize":
        return Format("percent", 0, factor=100.0).text(value, chart.lang)
    return c.format.text(c.values[row] if row is not None else value, chart.lang)


def _missing_word(panel: Panel, chart: Chart, x: float, y: float, room: float) -> None:
    word = missing(chart.lang)
    if panel.width_of(word, panel.theme.chart.axis) <= room * 1.6:
        panel.text(x, y, word, size=panel.theme.chart.axis, color=panel.theme.colors.secondary, ha="center")


# -- Native ----------------------------------------------------------------------------------------------


def native(chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
    """See `MarkModule`."""
    chart, whole, category, value, flat = oriented(chart, whole or chart, theme)
    data = grid(chart, category, value, whole)
    shares = value_channel(chart, value)
    held = [v for g in every(whole, category, value) for v in extent(stacked_values(g, chart.stack), chart)]
    scale = amount_scale([*held, *noted(chart, value)], shares, chart.lang, zero=True)
    stacked, normal = chart.stack in STACKED, chart.stack == "normalize"
    labelled = shows_labels(chart, data) or (
        flat and chart.labels is None and len(data.series) == 1 and len(data.labels) <= 40
    )
    hides_axis = flat and labelled and not stacked
    series = _native_bars(chart, theme, data, value, whole, labelled=labelled)
    second = second_scale(chart)
    if second:
        series.append(native_line(chart, theme, category))
    return NativeChart(
        kind="bar" if flat else "column",
        categories=data.labels,
        series=tuple(series),
        category_axis=NativeAxis(reverse=flat),
        value_axis=native_axis(shares, scale, chart.lang, gridlines=not hides_axis, labels=not hides_axis),
        secondary_axis=replace(
            native_axis(chart.channels["y2"], second, chart.lang),
            title=line_name(chart),
            color=readable(theme.colors.highlight, theme),
        )
        if second
        else None,
        grouping="percentStacked" if normal else "stacked" if stacked else "clustered",
        gap=50,
        overlap=100 if stacked else 0,
        legend="color" in whole.channels,
        temporal=chart.channels[category].temporal,
        ticks=() if flat else category_ticks(whole, data.categories),
        notes=native_notes(chart, down=data.categories) if flat else native_notes(chart, data.categories),
    )


def _native_bars(
    chart: Chart, theme: Theme, data: Grid, value: str, whole: Chart, *, labelled: bool
) -> list[NativeSeries]:
    colors = series_colors(whole, theme, [s.key for s in data.series])
    single = category_colors(chart, theme, data.categories)
    channel = chart.channels[value]
    return [
        NativeSeries(
            name=s.name or channel.field.label,
            values=s.values,
            color=color,
            colors=tuple(enumerate(single)) if single else (),
            show_values=labelled,
            labels=_share_texts(chart, data, n) if labelled and chart.stack == "normalize" else None,
            label_position="center" if chart.stack in STACKED else "outside",
            number_format=native_format(whole.channels[value], chart.lang),
            kind="bar",
        )
        for n, (s, color) in enumerate(zip(data.series, colors, strict=True))
    ]


def _share_texts(chart: Chart, data: Grid, n: int) -> tuple[str, ...]:
    """What stands in the parts of series number `n` to 100 %."""
    shares = stacked_values(data, chart.stack).series[n].values
    return tuple(_label(chart, "y", v, None) if v is not None else "" for v in shares)
