"""Rings: where the names and numbers of their parts stand, beside them as in the brief, or in a legend and in them."""

from __future__ import annotations

import math

from builder import fonts
from builder.charts.layout import fitting
from builder.model.chart import NativeChart
from builder.theme import Theme
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.numbers import written
from builder.writers.pptx.places import Labels, Told
from builder.writers.pptx.plot import EDGE, KEY, LEAST, Plot

HOLE = 0.5  # of the radius: LibreOffice knows no other
MIDDLE = (1 + HOLE) / 2  # where programs put the labels of a ring
MOST_RADIUS = 0.2  # of the width, as in the brief
LEAST_RADIUS = 55.0  # points
NEAR = 2.1  # of the labels' size: how far from the ring its names stand


def ring(chart: NativeChart, theme: Theme, width: float, height: float) -> Plot:
    """The layout of a ring; without a place for its names where they have none (`told` and `legend` are empty)."""
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
            told[0, i] = Told("center", to[0] - math.cos(a) * radius * MIDDLE, to[1] + math.sin(a) * radius * MIDDLE)
    inner = Box(x - radius, y - radius, radius * 2, radius * 2)
    return Plot(width, height, inner, None, None, size, size, told=told, separator=" " if lines == 1 else "\n")


def _with_legend(chart: NativeChart, theme: Theme, width: float, height: float) -> Plot:
    """A ring at the left and its names beside it, both in the middle of the frame; the numbers stand in its parts."""
    size, face = theme.chart.label, theme.fonts.regular
    names = [name for name, _ in _texts(chart)]
    wide = max((fonts.advance(n, face, size) for n in names), default=0.0) + KEY + 8
    side = min(height - 8, width - wide - 40)
    left = max(EDGE, (width - side - wide - 32) / 2)
    inner = Box(left, (height - side) / 2, side, side)
    high = len(names) * size * 1.6 + 8
    legend = Box(inner.right + 32, (height - high) / 2, wide, high)
    numbers = max((fonts.advance(number, face, size) for _, number in _texts(chart)), default=0.0)
    labels = max(LEAST, min(size, math.floor(size * side * (1 - HOLE) / 2 / max(1.0, numbers))))
    return Plot(width, height, inner, legend, None, labels, size)


def numbers_fit(chart: NativeChart, theme: Theme, plot: Plot) -> bool:
    """Whether the number of each part has room in it."""
    radius = plot.inner.width / 2
    for (at, turn), (_, number) in zip(turns(chart), _texts(chart), strict=True):
        wide = fonts.advance(number, theme.fonts.regular, plot.labels)
        along = wide * abs(math.sin(at)) + plot.labels * abs(math.cos(at))
        if turn * radius * MIDDLE < along or wide * abs(math.cos(at)) > radius * (1 - HOLE) * 1.1:
            return False
    return True
