"""Rings: where the names and numbers of their parts stand, beside them as in the brief, or in a legend and in them."""

from __future__ import annotations

import math
from itertools import combinations

from builder import fonts
from builder.charts.layout import fitting
from builder.model.chart import NativeChart
from builder.theme import Theme
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.numbers import written
from builder.writers.pptx.places import Labels, Told
from builder.writers.pptx.plot import EDGE, KEY, LEAST, Plot

HOLE = 0.5  # of the radius: LibreOffice knows no other
MOST_RADIUS = 0.2  # of the width, as in the brief
LEAST_RADIUS = 55.0  # points
NEAR = 2.1  # of the labels' size: how far from the ring its names stand


def _hole(chart: NativeChart) -> float:
    """The part of the radius that is free."""
    return HOLE if chart.kind == "doughnut" else 0.0


def _middle(chart: NativeChart) -> float:
    """The part of the radius at which programs put labels."""
    return (1 + _hole(chart)) / 2


def ring(chart: NativeChart, theme: Theme, width: float, height: float) -> Plot:
    """The layout of a ring or a pie; `told` and `legend` are empty where its names have no place."""
    if chart.kind == "pie":
        # Programs do not agree where a label of a pie stands that was moved.
        return _with_legend(chart, theme, width, height)
    return _beside(chart, theme, width, height) or _with_legend(chart, theme, width, height)


def _texts(chart: NativeChart) -> list[tuple[str, str]]:
    """The name and the number of each part."""
    [s] = chart.series
    return [(str(c), written(s.number_format, v or 0.0)) for c, v in zip(chart.categories, s.values, strict=True)]


def turns(chart: NativeChart) -> list[tuple[float, float]]:
    """The angle of each part's middle, and how far it reaches, in radians; parts run clockwise from the top."""
    [s] = chart.series
    total = sum(v or 0.0 for v in s.values) or 1.0
    at, out = math.pi / 2, []
    for value in s.values:
        turn = math.tau * (value or 0.0) / total
        out.append((at - turn / 2, turn))
        at -= turn
    return out


def _beside(chart: NativeChart, theme: Theme, width: float, height: float) -> Plot | None:
    """Names and numbers at both sides of the ring, each as near to its part as the others let it; None where one of
    them finds no room.
    """
    size, face = theme.chart.label, theme.fonts.regular
    radius = min(height / 2 - size, width * MOST_RADIUS)
    x, y, away = width / 2, height / 2, size * NEAR
    room = x - radius - away - 1
    parts = turns(chart)
    told: Labels = {}
    lines = 1
    texts = _texts(chart)

    def wide(text: str) -> float:
        return fonts.advance(text, face, size)

    if any(v is None for v in chart.series[0].values) or radius < LEAST_RADIUS:
        return None
    if any(wide(f"{name} {number}") > room for name, number in texts):
        lines = 2
    if any(wide(line) > room for t in texts for line in t) and lines == 2:
        return None
    for side in (1, -1):
        here = [i for i, (a, _) in enumerate(parts) if (math.cos(a) >= 0) == (side > 0)]
        wanted = [math.sin(parts[i][0]) * radius for i in here]
        margin = size * 0.65 * lines
        placed = fitting(wanted, size * 1.3 * lines, margin - y, y - margin)
        for i, up in zip(here, placed, strict=True):
            if up is None:
                return None
            shown = max(map(wide, texts[i])) if lines == 2 else wide(" ".join(texts[i]))
            a = parts[i][0]
            to = side * (radius + away + shown / 2), -up
            told[0, i] = Told(
                "center", to[0] - math.cos(a) * radius * _middle(chart), to[1] + math.sin(a) * radius * _middle(chart)
            )
    inner = Box(x - radius, y - radius, radius * 2, radius * 2)
    return Plot(width, height, inner, None, None, size, size, told=told, separator=" " if lines == 1 else "\n")


def _with_legend(chart: NativeChart, theme: Theme, width: float, height: float) -> Plot:
    """A ring at the left and its names beside it, or below it where it is larger so, both in the middle of the frame.
    The numbers stand in its parts, and outside those that are too thin.
    """
    size, face = theme.chart.label, theme.fonts.regular
    names = [name for name, _ in _texts(chart)]
    wide = max((fonts.advance(n, face, size) for n in names), default=0.0) + KEY + 8
    side = min(height - 8, width - wide - 40)
    high = len(names) * size * 1.6 + 8
    under = min(width - 8, height - high - 12)
    if under > side and wide <= width:
        side = under
        inner = Box((width - side) / 2, 4, side, side)
        legend = Box((width - wide) / 2, inner.bottom + 8, wide, high)
    else:
        inner = Box(max(EDGE, (width - side - wide - 32) / 2), (height - side) / 2, side, side)
        legend = Box(inner.right + 32, (height - high) / 2, wide, high)
    numbers = max((fonts.advance(number, face, size) for _, number in _texts(chart)), default=0.0)
    labels = max(LEAST, min(size, math.floor(size * side * (1 - _hole(chart)) / 2 / max(1.0, numbers))))
    thin = _thin(chart, theme, side / 2, labels)
    if thin:
        margin = min(numbers + 4, labels * 2)
        inner = Box(inner.x + margin, inner.y + margin, side - 2 * margin, side - 2 * margin)
    told: Labels = {}
    for i in thin:
        if chart.kind == "pie":
            told[0, i] = Told("outside")
            continue
        (at, _), wide = turns(chart)[i], fonts.advance(_texts(chart)[i][1], face, labels)
        away = inner.width / 2 * (1 - _middle(chart)) + _outside(at, wide, labels)
        told[0, i] = Told("center", math.cos(at) * away, -math.sin(at) * away)
    return Plot(width, height, inner, legend, None, labels, size, told=told)


def _outside(angle: float, wide: float, size: float) -> float:
    """How far from the rim the middle of a number stands that is outside."""
    return abs(math.cos(angle)) * wide / 2 + abs(math.sin(angle)) * size * 0.6 + 3


def _thin(chart: NativeChart, theme: Theme, radius: float, size: float) -> list[int]:
    """The parts that have no room for their number."""
    out = []
    for i, ((at, turn), (_, number)) in enumerate(zip(turns(chart), _texts(chart), strict=True)):
        wide = fonts.advance(number, theme.fonts.regular, size)
        along = wide * abs(math.sin(at)) + size * abs(math.cos(at))
        if turn * radius * _middle(chart) < along or wide * abs(math.cos(at)) > radius * (1 - _hole(chart)) * 1.1:
            out.append(i)
    return out


def numbers_fit(chart: NativeChart, theme: Theme, plot: Plot) -> bool:
    """Whether the numbers outside a ring touch no other."""
    middle, radius = plot.inner.x + plot.inner.width / 2, plot.inner.width / 2
    boxes = []
    for (_, i), told in sorted(plot.told.items()):
        at, half = turns(chart)[i][0], fonts.advance(_texts(chart)[i][1], theme.fonts.regular, plot.labels) / 2
        far = radius * _middle(chart) if told.position == "center" else radius + _outside(at, half * 2, plot.labels)
        x = middle + math.cos(at) * far + told.dx
        y = plot.inner.y + radius - math.sin(at) * far + told.dy
        boxes.append((x - half, y - plot.labels * 0.6, x + half, y + plot.labels * 0.6))
    inside = all(a >= 0 and b >= 0 and c <= plot.width and d <= plot.height for a, b, c, d in boxes)
    return inside and not any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in combinations(boxes, 2)
    )
