"""Waterfalls: a level, the changes that lead away from it, and levels on the way; rising, falling and total in colour.

A row whose `text` channel says "total" (in any case) is a level; the first row is one if none is named.
"""

from __future__ import annotations

from dataclasses import dataclass

from builder.charts.annotate import native_notes, noted
from builder.charts.frame import line_count, slots, upright
from builder.charts.panel import Panel
from builder.charts.scale import Scale, amount_scale, native_axis
from builder.charts.series import facets, native_format, number
from builder.model.chart import Chart, NativeChart, NativeSeries
from builder.model.format import missing
from builder.theme import Theme


@dataclass(frozen=True, slots=True)
class Step:
    """A bar from `start` to `end`; `row` is the chart's; a missing change has none."""

    label: str
    row: int
    start: float
    end: float
    total: bool
    missing: bool = False


def steps(chart: Chart) -> list[Step]:
    """The bars in the order of the rows."""
    kinds = chart.channels["text"].values if "text" in chart.channels else (None,) * chart.rows
    named = [str(k).lower() == "total" for k in kinds]
    out: list[Step] = []
    level = 0.0
    for row in range(chart.rows):
        value = number(chart.channels["y"].values[row])
        total = named[row] or (row == 0 and not any(named))
        label = chart.text("x", row)
        if value is None:
            out.append(Step(label, row, level, level, total, missing=True))
            continue
        start, level = (0.0, value) if total else (level, level + value)
        out.append(Step(label, row, start, level, total))
    return out


def scale_of(chart: Chart, bars: list[Step]) -> Scale:
    """The scale of the levels."""
    return amount_scale(
        [*(v for s in bars for v in (s.start, s.end)), *noted(chart, "y")], chart.channels["y"], chart.lang, zero=True
    )


def color_of(step: Step, theme: Theme) -> str:
    """The accent for levels, its lighter tone for rises, the highlight for falls."""
    if step.total:
        return theme.colors.accent
    return theme.colors.sequential[3] if step.end >= step.start else theme.colors.highlight


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    bars = steps(chart)
    slot = (panel.x1 - panel.x0 - 30) / max(1, len(bars)) - 4
    texts = [panel.wrap(s.label, max(slot, 18), 3, theme.chart.axis) for s in bars]
    held = [s for _, part in facets(whole) for s in steps(part)]
    upright(panel, chart, scale_of(whole, held), lines=line_count(texts), headroom=theme.chart.axis)
    places = slots(panel, len(bars))
    panel.across = {chart.channels["x"].values[s.row]: (a + b) / 2 for s, (a, b) in zip(bars, places, strict=True)}
    panel.bottom_labels([((a + b) / 2, t) for (a, b), t in zip(places, texts, strict=True)])
    size = theme.chart.axis
    for n, (bar, (a, b)) in enumerate(zip(bars, places, strict=True)):
        x0, x1 = a + (b - a) * 0.16, b - (b - a) * 0.16
        y0, y1 = panel.py(bar.start), panel.py(bar.end)
        if bar.missing:
            panel.text((x0 + x1) / 2, y0 + 3, missing(chart.lang), size=size, color=theme.colors.secondary, ha="center")
        else:
            panel.rect(x0, y0, x1, y1, color_of(bar, theme))
            text = _label(chart, bar)
            if chart.labels is not False and panel.width_of(text, size, bold=bar.total) <= b - a:
                above = max(y0, y1) + 3 if bar.end >= bar.start or bar.total else min(y0, y1) - size - 1
                above = above if above > panel.bottom else max(y0, y1) + 3
                panel.text((x0 + x1) / 2, above, text, size=size, ha="center", bold=bar.total)
        if n + 1 < len(bars):
            next_left = places[n + 1][0] + (b - a) * 0.16
            panel.line(((x1, y1), (next_left, y1)), theme.colors.muted, 0.5)


def _label(chart: Chart, bar: Step) -> str:
    text = chart.text("y", bar.row)
    return text if bar.total or text.startswith(("+", "-")) or bar.end <= bar.start else f"+{text}"


def native(chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
    """Levels and changes as the rows have them; what stands on what is the writer's work."""
    whole = whole or chart
    bars = steps(chart)
    channel = chart.channels["y"]
    scale = scale_of(whole, [s for _, part in facets(whole) for s in steps(part)])
    values = tuple(number(channel.values[s.row]) for s in bars)
    colors = (theme.colors.accent, theme.colors.sequential[3], theme.colors.highlight)
    return NativeChart(
        kind="waterfall",
        categories=tuple(s.label for s in bars),
        series=(
            NativeSeries(
                channel.field.label,
                values,
                color=colors[0],
                colors=tuple(enumerate(colors)),
                labels=tuple(missing(chart.lang) if s.missing else _label(chart, s) for s in bars)
                if chart.labels is not False
                else None,
                number_format=native_format(whole.channels["y"], chart.lang),
            ),
        ),
        value_axis=native_axis(channel, scale, chart.lang, gridlines=True),
        gap=47,
        totals=tuple(s.total for s in bars),
        notes=native_notes(chart, [chart.channels["x"].values[s.row] for s in bars]),
    )
