"""Arcs: parts of a whole as a ring or a pie, each part named and numbered beside it."""

from __future__ import annotations

import math

from builder.charts.color import readable
from builder.charts.layout import fitting
from builder.charts.panel import LEAST, Panel
from builder.charts.series import category_colors, grid, native_format
from builder.errors import ChartError, Diagnostic
from builder.model.chart import Chart, NativeChart, NativeSeries
from builder.model.format import missing
from builder.theme import Theme

HOLE = 0.58  # of the radius


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
    middle, light, dark, pale = theme.colors.greys
    greys = iter((dark, middle, light, pale) * len(categories))
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
    angle = math.pi / 2
    named: list[_Name] = []
    for i, value in enumerate(values):
        label = data.labels[i]
        row = data.series[0].rows[i]
        if value is None:
            named.append((math.pi / 2 - math.tau + 0.01, 0.0, label, missing(chart.lang), theme.colors.secondary))
            continue
        turn = math.tau * value / total if total else 0.0
        if turn > 0:
            outline = _part((cx, cy), radius, HOLE * radius if chart.hole else 0.0, angle, turn)
            panel.polygon(outline, colors[i], edge=theme.colors.paper)
        text = chart.text("y", row) if row is not None else ""
        named.append((angle - turn / 2, turn, label, text, readable(colors[i], theme)))
        angle -= turn
    for side in (1, -1):
        here = [n for n in named if (math.cos(n[0]) >= 0) == (side > 0)]
        _name_side(panel, here, (cx, cy), radius, side)


_Name = tuple[float, float, str, str, str]  # the middle's angle, the turn, name, number, colour


def _name_side(panel: Panel, named: list[_Name], center: tuple[float, float], radius: float, side: int) -> None:
    """Names and numbers at one side of the ring, in one line where all have the room for it, else in two."""
    cx, cy = center
    away = panel.size * 2.1
    room = (panel.x1 - panel.x0) / 2 - radius - away - 1
    height = panel.y1 - panel.y0
    lines = 1 if all(panel.width_of(f"{name} {number}") <= room for _, _, name, number, _ in named) else 2
    if lines == 2 and len(named) * panel.size * 2.6 > height:
        lines = 1
    gap = min(panel.size * 1.3 * lines, (height - panel.size) / max(1, len(named)))
    size = max(LEAST, min(panel.size, gap / 1.1 / lines))
    # Where not all names fit, the largest parts have theirs.
    first = sorted(range(len(named)), key=lambda i: -named[i][1])
    margin = size * 0.65 * lines
    wanted = [cy + math.sin(a) * radius for a, *_ in named]
    places = fitting(wanted, max(gap, size * 1.1 * lines), panel.y0 + margin, panel.y1 - margin, first)
    for (a, turn, name, number, color), y in zip(named, places, strict=True):
        if y is None:
            continue
        if turn > 0:
            ends = [(cx + math.cos(a) * r, cy + math.sin(a) * r) for r in (radius, radius + panel.size * 0.6)]
            panel.line((*ends, (cx + side * (radius + away - 3), y)), panel.theme.colors.muted, 0.5)
        # The number is never cut.
        rest = room - (panel.width_of(f" {number}", size) if lines == 1 else 0.0)
        text = panel.wrap(name, max(rest, size), 1, size) + (" " if lines == 1 else "\n") + number
        ha = "left" if side > 0 else "right"
        panel.text(cx + side * (radius + away), y, text, size=size, color=color, ha=ha, va="center")


def _part(
    center: tuple[float, float], radius: float, hole: float, start: float, turn: float
) -> list[tuple[float, float]]:
    """The outline of a part between two radii, clockwise from `start` by `turn` radians; points every two degrees."""
    cx, cy = center
    steps = max(2, math.ceil(turn / math.radians(2)))
    angles = [start - turn * i / steps for i in range(steps + 1)]
    outer = [(cx + math.cos(a) * radius, cy + math.sin(a) * radius) for a in angles]
    inner = [(cx + math.cos(a) * hole, cy + math.sin(a) * hole) for a in reversed(angles)]
    return [*outer, *(inner if hole else [center])]


def native(chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
    """A doughnut or a pie with its names beside it and its numbers in it."""
    _checked(whole or chart)
    data = grid(chart, "x", "y")
    channel = chart.channels["y"]
    series = NativeSeries(
        channel.field.label,
        data.series[0].values,
        colors=tuple(enumerate(part_colors(chart, theme))),
        show_values=True,
        number_format=native_format((whole or chart).channels["y"], chart.lang),
        label_position="center",
    )
    return NativeChart(kind="doughnut" if chart.hole else "pie", categories=data.labels, series=(series,), legend=True)
