"""Lines over time or over categories, each named at its end; missing values are gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from builder.charts.annotate import native_notes, noted
from builder.charts.color import readable
from builder.charts.frame import line_count, under, upright
from builder.charts.layout import fitting
from builder.charts.panel import Panel
from builder.charts.scale import Scale, amount_scale, native_axis, time_scale
from builder.charts.series import Grid, Series, even, every, grid, native_format, number, series_colors
from builder.charts.ticks import category_ticks, first_day, time_axis, time_ticks
from builder.model.chart import Chart, Dash, NativeAxis, NativeChart, NativeLabel, NativeSeries, Symbol, Ticks
from builder.theme import Theme

MOST_NAMED = 8
MOST_MARKED = 16
REFERENCE = 800.0  # points: as wide as a chart of a deck may be, for the number of ticks
DASHES = ("-", "-", "-", "-", (0, (5, 1.5)), (0, (2, 1.2)), (0, (6, 1.5, 1.5, 1.5)), (0, (1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "h")
# Those of PowerPoint that come next to them (ECMA-376 part 1, 20.1.10.49 and 21.2.3.45).
NATIVE_DASHES: tuple[Dash, ...] = ("", "", "", "", "dash", "sysDash", "dashDot", "sysDot")
SYMBOLS: tuple[Symbol, ...] = ("circle", "square", "triangle", "diamond", "dash", "plus", "x", "star")


def x_scale(
    panel_width: float, chart: Chart, data: Grid, size: float, texts: Sequence[str] = ()
) -> tuple[Scale, list[float]]:
    """The scale of x, and each category's place on it: times where they are, others evenly, named by `texts`."""
    channel = chart.channels["x"]
    if channel.temporal or channel.quantitative:
        at = [number(c) or 0.0 for c in data.categories]
        count = max(2, int(panel_width / (size * 5.5)))
        if channel.temporal:
            return time_scale(channel, at, chart.lang, count), at
        return amount_scale(at, channel, chart.lang, zero=False, count=min(count, 8)), at
    places = [float(i) for i in range(len(data.categories))]
    return Scale(-0.5, max(0.5, len(places) - 0.5), tuple(places), tuple(texts) or data.labels), places


def names_under(panel: Panel, chart: Chart, data: Grid, y: Scale, right: float) -> list[str]:
    """The names under the plot where x has names; none where it has times or amounts."""
    if chart.channels["x"].temporal or chart.channels["x"].quantitative:
        return []
    room = panel.x1 - panel.x0 - right - panel.gutter_for(y)
    return under(panel, chart, data.categories, room)


def value_scale(chart: Chart, grids: Sequence[Grid]) -> Scale:
    """The scale of y: with zero where the values come near to it."""
    values = [*(v for g in grids for v in g.values()), *noted(chart, "y")]
    log = "y" in chart.log
    near = bool(values) and min(values) >= 0 and min(values) < 0.4 * max(values)
    return amount_scale(values, chart.channels["y"], chart.lang, zero=near, log=log)


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    everything, data = every(whole, "x", "y"), grid(chart, "x", "y", whole)
    keys = [s.key for s in data.series]
    colors = series_colors(whole, theme, keys)
    named = "color" in whole.channels
    direct = named and len(data.series) <= MOST_NAMED and not panel.legend_above
    most = (panel.x1 - panel.x0) * 0.3
    names = [panel.wrap(s.name, most, 1) for s in data.series]
    ends = _has_labels(chart, data)
    tails = [_tail(chart, s, names[n] if direct else "", ends=ends) for n, s in enumerate(data.series)]
    right = panel.widest([t for t in tails if t], bold=True) + 8 if any(tails) else 6.0
    legend = [s.name for s in data.series] if named and not direct and not panel.legend_above else []
    panel.swatch = 2.4 if legend else panel.swatch
    y = value_scale(whole, everything)
    texts = names_under(panel, whole, data, y, right)
    legend_top = upright(panel, chart, y, legend=legend, right=right, lines=line_count(texts), headroom=2)
    if legend:
        panel.legend(legend, colors, legend_top, dashes=[_dash(n) for n in range(len(keys))])
    panel.x, places = x_scale(panel.right - panel.left, whole, data, theme.chart.axis, texts)
    panel.across = {c: panel.px(p) for c, p in zip(data.categories, places, strict=True)}
    panel.bottom_labels([(panel.px(t), label) for t, label in zip(panel.x.ticks, panel.x.labels, strict=True)])
    strong = [
        not chart.highlight or colors[n] in (theme.colors.accent, theme.colors.highlight) for n in range(len(keys))
    ]
    for n in sorted(range(len(keys)), key=lambda i: strong[i]):
        _draw_series(panel, data.series[n], places, colors[n], n, bold=strong[n])
    _draw_tails(panel, data.series, tails, places, colors, strong)


def _draw_series(panel: Panel, series: Series, places: Sequence[float], color: str, n: int, *, bold: bool) -> None:
    width = 2.0 if bold else 1.5
    dash = _dash(n)
    run: list[tuple[float, float]] = []
    shown: list[tuple[float, float]] = []
    for place, value in zip(places, series.values, strict=True):
        if value is None or (panel.y is not None and panel.y.log and value <= 0):
            _finish(panel, run, color, width, dash)
            run = []
            continue
        run.append((panel.px(place), panel.py(value)))
        shown.append(run[-1])
    _finish(panel, run, color, width, dash)
    if len(places) <= MOST_MARKED and len(shown) > 1:
        panel.dots(shown, color, 3.6 if bold else 3.0, marker=MARKERS[n % len(MARKERS)] if n >= 4 else "o", edge=False)


def _dash(n: int) -> Any:
    """The dashes of line number `n`: a colour that comes again has others."""
    return DASHES[_dash_number(n)]


def _dash_number(n: int) -> int:
    return (n + n // len(DASHES) * 4) % len(DASHES)


def _finish(panel: Panel, run: Sequence[tuple[float, float]], color: str, width: float, dash: object) -> None:
    if len(run) > 1:
        panel.line(run, color, width, dash=dash, cap="round")
    elif run:
        panel.dots(run, color, 5)


def _has_labels(chart: Chart, data: Grid) -> bool:
    return chart.labels is True or (chart.labels is None and len(data.series) <= 4)


def _tail(chart: Chart, series: Series, name: str, *, ends: bool) -> str:
    """What stands at a line's end: its name, and its last value."""
    rows = [r for v, r in zip(series.values, series.rows, strict=True) if v is not None and r is not None]
    last = chart.text("y", rows[-1]) if ends and rows else ""
    return " ".join(filter(None, (name, last))) if rows else ""


def _draw_tails(
    panel: Panel,
    series: Sequence[Series],
    tails: Sequence[str],
    places: Sequence[float],
    colors: Sequence[str],
    strong: Sequence[bool],
) -> None:
    ends = []
    for s in series:
        last = next(((p, v) for p, v in zip(reversed(places), reversed(s.values), strict=True) if v is not None), None)
        ends.append(
            (panel.px(last[0]), panel.py(last[1])) if last and not (panel.y and panel.y.log and last[1] <= 0) else None
        )
    shown = [n for n, end in enumerate(ends) if end is not None and tails[n]]
    wanted = [end[1] for n in shown if (end := ends[n]) is not None]
    first = [i for i, n in enumerate(shown) if strong[n]]
    at = fitting(wanted, panel.size * 1.2, panel.bottom, panel.top, first)
    for n, y in zip(shown, at, strict=True):
        end = ends[n]
        assert end is not None
        if y is None:
            continue
        if abs(y - end[1]) > panel.size * 0.6:
            panel.line((end, (panel.right + 4, y)), panel.theme.colors.muted, 0.5)
        panel.text(panel.right + 6, y, tails[n], color=readable(colors[n], panel.theme), va="center", bold=strong[n])


def native(chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
    """A native line chart over the categories of x; over amounts, points joined by lines."""
    whole = whole or chart
    data, everything = grid(chart, "x", "y", whole), every(whole, "x", "y")
    scale = value_scale(whole, everything)
    if scale.log and any(v <= 0 for g in everything for v in g.values()):
        return None
    channel = chart.channels["x"]
    # Times at uneven steps stand where they are, as amounts do.
    times = channel.temporal and not even(data.categories, channel)
    amounts = channel.quantitative or times
    series, start = _native_lines(chart, theme, data, whole), first_day(channel)
    notes = native_notes(chart, None if amounts else data.categories)
    axis, ticks = NativeAxis(), category_ticks(whole, data.categories)
    if amounts:
        at = tuple(v - start for c in data.categories if (v := number(c)) is not None)
        series = [replace(s, xs=at, marker=len(at) <= MOST_MARKED, marker_size=5.0) for s in series]
        axis, ticks = _native_x(whole, data, theme)
        notes = tuple(replace(n, x=n.x - start) if n.x is not None else n for n in notes)
    named = "color" in whole.channels
    return NativeChart(
        kind="scatter" if amounts else "line",
        categories=() if amounts else data.labels,
        series=tuple(series),
        category_axis=axis,
        value_axis=native_axis(chart.channels["y"], scale, chart.lang, gridlines=True),
        legend=named and len(data.series) > MOST_NAMED,
        edge=channel.temporal and len(data.categories) > 1,
        temporal=channel.temporal,
        ticks=ticks,
        notes=notes,
    )


def _native_x(whole: Chart, data: Grid, theme: Theme) -> tuple[NativeAxis, tuple[Ticks, ...]]:
    """The axis of x where it has amounts, or times at uneven steps."""
    channel = whole.channels["x"]
    if not data.categories:
        return NativeAxis(), ()
    scale = x_scale(REFERENCE, whole, data, theme.chart.axis)[0]
    if not channel.temporal:
        return native_axis(channel, scale, whole.lang), ()
    at = [v for c in data.categories if (v := number(c)) is not None]
    return time_axis(channel, scale, whole.lang), time_ticks(channel, at, whole.lang)


def _native_lines(chart: Chart, theme: Theme, data: Grid, whole: Chart) -> list[NativeSeries]:
    colors = series_colors(whole, theme, [s.key for s in data.series])
    direct = "color" in whole.channels and len(data.series) <= MOST_NAMED and "facet" not in whole.channels
    ends = _has_labels(chart, data)
    out = []
    for n, s in enumerate(data.series):
        last = max((i for i, v in enumerate(s.values) if v is not None), default=-1)
        strong = not chart.highlight or colors[n] in (theme.colors.accent, theme.colors.highlight)
        labelled = last >= 0 and (direct or ends)
        out.append(
            NativeSeries(
                name=s.name or chart.channels["y"].field.label,
                values=s.values,
                color=colors[n],
                ends=(NativeLabel(last, "right", name=direct, value=ends),) if labelled else (),
                number_format=native_format(whole.channels["y"], chart.lang),
                marker=len(s.values) <= MOST_MARKED,
                symbol=SYMBOLS[n % len(SYMBOLS)] if n >= 4 else "circle",
                dash=NATIVE_DASHES[_dash_number(n)],
                width=2.5 if strong else 1.75,
                bold=strong,
            )
        )
    return out
