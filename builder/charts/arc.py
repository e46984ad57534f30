"""Arcs: parts of a whole as a ring, each part named and numbered beside it."""

from __future__ import annotations

import math

from builder.charts.color import readable
from builder.charts.layout import fitting
from builder.charts.panel import LEAST, Panel
from builder.charts.series import category_colors, grid
from builder.errors import ChartError, Diagnostic
from builder.model.chart import Chart, NativeChart, NativeSeries
from builder.model.format import missing
from builder.theme import Theme


def _checked(chart: Chart) -> None:
    if any(v < 0 for v in grid(chart, "x", "y").values()):
        hint = "a part of a whole is not below zero; take a bar"
        raise ChartError([Diagnostic("error", "arc-negative", "a part is negative", chart.at, hint)])


def part_colors(chart: Chart, theme: Theme) -> list[str]:
    """A colour a part; with `highlight` the accent, and greys that differ for the rest."""
    categories = grid(chart, "x", "y").categories
    chosen = category_colors(chart, theme, categories)
    if not chosen:
        return [theme.colors.categorical[i % len(theme.colors.categorical)] for i in range(len(categories))]
    greys = iter(("#6C757D", "#8A939C", "#A9B1B9", "#C1C7CD") * len(categories))
    return [c if c == theme.colors.accent else next(greys) for c in chosen]


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    _checked(whole)
    data = grid(chart, "x", "y")
    values = data.series[0].values
    total = sum(v or 0.0 for v in values)
    colors = part_colors(chart, theme)
    radius = min((panel.y1 - panel.y0) / 2 - panel.size, (panel.x1 - panel.x0) * 0.2)
    cx, cy = panel.x0 + (panel.x1 - panel.x0) * 0.5, (panel.y0 + panel.y1) / 2
    # Many parts are named at one side, where there is room for all of them.
    room = (panel.x1 - panel.x0) / 2 - radius - 22
    angle = math.pi / 2
    named: list[tuple[float, float, str, str]] = []
    for i, value in enumerate(values):
        label = data.labels[i]
        row = data.series[0].rows[i]
        if value is None:
            named.append((math.pi / 2 - math.tau + 0.01, 0.0, f"{label} {missing(chart.lang)}", theme.colors.secondary))
            continue
        turn = math.tau * value / total if total else 0.0
        if turn > 0:
            panel.polygon(_ring(cx, cy, radius, angle, turn), colors[i], edge=theme.colors.paper)
        text = f"{label} {chart.text('y', row)}" if row is not None else label
        named.append((angle - turn / 2, turn, text, readable(colors[i], theme)))
        angle -= turn
    for side in (1, -1):
        here = [n for n in named if (math.cos(n[0]) >= 0) == (side > 0)]
        wanted = [cy + math.sin(a) * radius for a, *_ in here]
        gap = min(panel.size * 1.3, (panel.y1 - panel.y0 - panel.size) / max(1, len(here)))
        size = max(LEAST, min(panel.size, gap / 1.1))
        # Where not all names fit, the largest parts have theirs.
        first = sorted(range(len(here)), key=lambda i: -here[i][1])
        places = fitting(wanted, max(gap, size * 1.1), panel.y0 + size * 0.6, panel.y1 - size * 0.6, first)
        for (a, turn, text, color), y in zip(here, places, strict=True):
            if y is None:
                continue
            if turn > 0:
                elbow = (cx + math.cos(a) * (radius + 5), cy + math.sin(a) * (radius + 5))
                panel.line(
                    ((cx + math.cos(a) * radius, cy + math.sin(a) * radius), elbow, (cx + side * (radius + 14), y)),
                    theme.colors.muted,
                    0.5,
                )
            panel.text(
                cx + side * (radius + 17),
                y,
                panel.wrap(text, room, 1, size),
                size=size,
                color=color,
                ha="left" if side > 0 else "right",
                va="center",
            )


def _ring(cx: float, cy: float, radius: float, start: float, turn: float) -> list[tuple[float, float]]:
    """The outline of a part that runs clockwise from `start` by `turn` radians; points every two degrees."""
    steps = max(2, math.ceil(turn / math.radians(2)))
    angles = [start - turn * i / steps for i in range(steps + 1)]
    outer = [(cx + math.cos(a) * radius, cy + math.sin(a) * radius) for a in angles]
    inner = [(cx + math.cos(a) * radius * 0.58, cy + math.sin(a) * radius * 0.58) for a in reversed(angles)]
    return [*outer, *inner]


def native(chart: Chart, theme: Theme) -> NativeChart | None:
    """A doughnut with its labels beside it."""
    _checked(chart)
    if "facet" in chart.channels or chart.annotations:
        return None
    data = grid(chart, "x", "y")
    channel = chart.channels["y"]
    series = NativeSeries(
        channel.field.label,
        data.series[0].values,
        colors=tuple(enumerate(part_colors(chart, theme))),
        show_values=True,
        number_format=channel.format.excel(),
    )
    return NativeChart(kind="doughnut", categories=data.labels, series=(series,), legend=True)
