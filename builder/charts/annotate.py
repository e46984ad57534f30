"""Annotations: reference lines and remarks at places of the axes that the mark has set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from builder.charts.panel import HAIR, LINE, Box, Panel
from builder.charts.scale import Scale
from builder.charts.series import number
from builder.model.chart import Chart, NativeNote
from builder.model.format import Raw

_DASH = (0, (4, 2))
_NEAR = 10.0  # sizes of the text: a remark rather covers a mark than stands farther from its place


def noted(chart: Chart, axis: str) -> list[float]:
    """The amounts on "x" or "y" that annotations stand at: a scale must hold them too."""
    values = (number(a.x if axis == "x" else a.y) for a in chart.annotations)
    return [v for v in values if v is not None and chart.channels[axis].quantitative]


def native_notes(
    chart: Chart, across: Sequence[Raw] | None = None, down: Sequence[Raw] | None = None
) -> tuple[NativeNote, ...]:
    """The annotations in the terms of a native chart; `across` and `down` are the categories on x and on y, None on an
    axis of amounts. A note at a place that its axis does not have is none.
    """
    found = []
    for note in chart.annotations:
        x, y = _native_place(note.x, across), _native_place(note.y, down)
        if (x is not None or y is not None) and (x is None) == (note.x is None) and (y is None) == (note.y is None):
            found.append(NativeNote(note.text, x, y))
    return tuple(found)


def _native_place(value: Raw, categories: Sequence[Raw] | None) -> float | None:
    """An amount as it is; the number of a category; for a time between two of them, its share of the way."""
    amount = number(value)
    if categories is None:
        return amount
    if value in categories:
        return float(categories.index(value))
    at = [number(c) for c in categories]
    if amount is None:
        return None
    for n, (a, b) in enumerate(pairwise(at)):
        if a is not None and b is not None and a <= amount <= b:
            return n + (amount - a) / (b - a)
    return None


def draw_annotations(panel: Panel, chart: Chart) -> None:
    """Lines across the plot for notes with one place, remarks with a pointer for those with two."""
    for note in chart.annotations:
        at_x, at_y = (note.y, note.x) if panel.turned else (note.x, note.y)
        x = _place(at_x, panel.across, panel.x, panel.left, panel.right)
        y = _place(at_y, panel.down, panel.y, panel.bottom, panel.top)
        if x is not None or y is not None:
            draw_note(panel, note.text, x, y)


def _place(value: Raw, named: dict[Raw, float], scale: Scale | None, low: float, high: float) -> float | None:
    """Where a category, an amount or a time lies; None where the note has none, or the plot does not hold it."""
    if value is None:
        return None
    if value in named:
        return named[value]
    amount = number(value)
    if scale is None or amount is None or (scale.log and amount <= 0):
        return None
    at = low + scale.share(amount) * (high - low)
    return at if low - 1 <= at <= high + 1 else None


def draw_note(panel: Panel, note: str, x: float | None, y: float | None) -> None:
    """A remark with a pointer to (x, y), or a line across the panel where one of them is None."""
    size = panel.theme.chart.axis
    text = panel.wrap(note, (panel.right - panel.left) * 0.6, 2, size)
    width, above = panel.widest([text], size), text.count("\n") * size * LINE
    if x is not None and y is not None:
        _remark(panel, text, (x, y), width, above)
        return
    if y is not None:
        _line(panel, y, across=True)
        levels = (y + size * 0.4, y - size * 1.1 - above)
        steps = [(panel.right - panel.left - width - 2) * i / 8 for i in (8, 0, 7, 1, 6, 2, 5, 3, 4)]
        wanted = [(panel.left + 2 + step, level) for step in steps for level in levels]
    else:
        assert x is not None
        _line(panel, x, across=False)
        rows = int((panel.top - panel.bottom) / (size * LINE / 2))
        heights = [panel.top - size - above - n * size * LINE / 2 for n in range(rows)]
        wanted = [(at, level) for level in heights for at in (x + 3, x - 3 - width)]
    # Its text stays at the line; over a mark rather than over a text, and away from it only where nothing else is free.
    free = [p for p in wanted if _free(panel, p, width, above, panel.taken)]
    free = free or [p for p in _elsewhere(panel, wanted[0], width, above) if _free(panel, p, width, above, panel.taken)]
    place = next((p for p in free if _free(panel, p, width, above, panel.marks)), (free or wanted)[0])
    _write(panel, text, place, width, above)


def _remark(panel: Panel, text: str, at: tuple[float, float], width: float, above: float) -> None:
    """A text near a place, with a pointer that meets no other text where there is such a spot."""
    (x, y), color, size = at, panel.theme.colors.secondary, panel.theme.chart.axis
    wanted = [(x - width / 2, y + size * 1.6), (x - width / 2, y - size * 2.2 - above)]
    places = [*wanted, *_elsewhere(panel, wanted[0], width, above)]

    def pointer(place: tuple[float, float]) -> tuple[float, float]:
        """Where the pointer ends: at the text, straight above or below the place where the text stands there."""
        left, base = place
        return min(max(x, left), left + width), base - 2 if base > y else base + above + size

    def points_freely(place: tuple[float, float]) -> bool:
        end_x, end_y = pointer(place)
        box = (min(x, end_x) - 0.5, min(y, end_y), max(x, end_x) + 0.5, max(y, end_y))
        return not _meets(box, panel.taken)

    free = [p for p in places if _free(panel, p, width, above, panel.taken)] or wanted
    near = [p for p in free if math.dist(p, wanted[0]) < _NEAR * size and points_freely(p)] or free
    place = next((p for p in near if _free(panel, p, width, above, panel.marks)), near[0])
    panel.line((at, pointer(place)), color, HAIR)
    _write(panel, text, place, width, above)


def _write(panel: Panel, text: str, place: tuple[float, float], width: float, above: float) -> None:
    """The text, on paper where it covers a mark."""
    (left, base), size = place, panel.theme.chart.axis
    box = left - 1, base - size * 0.25, left + width + 1, base + above + size * 0.85
    if _meets(box, panel.marks):
        panel.rect(*box, panel.theme.colors.paper)
    panel.text(left, base + above, text, size=size, color=panel.theme.colors.secondary)


def _line(panel: Panel, at: float, *, across: bool) -> None:
    """A line across the plot, or up it, without the parts where texts stand."""
    low, high = (panel.left, panel.right) if across else (panel.bottom, panel.top)
    held = [(x0, x1, y0, y1) if across else (y0, y1, x0, x1) for x0, y0, x1, y1 in panel.taken]
    parts: list[tuple[float, float]] = []
    for start, end, under, over in sorted(held):
        if under < at < over and end > low and start < high:
            parts.append((low, start - 1))
            low = max(low, end + 1)
    ends = [(a, b) for a, b in (*parts, (low, high)) if a < b]
    # One path of several pieces: what is no number is not drawn.
    points = [p for a, b in ends for p in ((a, at), (b, at), (math.nan, math.nan))]
    if points:
        panel.line([p if across else p[::-1] for p in points], panel.theme.colors.secondary, 0.9, dash=_DASH)


def _elsewhere(panel: Panel, near: tuple[float, float], width: float, above: float) -> list[tuple[float, float]]:
    """Places all over the plot, the nearest to `near` first."""
    size = panel.theme.chart.axis
    rows = int((panel.top - panel.bottom) / (size * 0.7))
    lefts = [panel.left + 2 + (panel.right - panel.left - width - 4) * i / 8 for i in range(9)]
    found = [(x, panel.bottom + size * 0.4 + n * size * 0.7) for n in range(rows) for x in lefts]
    return sorted(found, key=lambda p: math.dist(p, near))


def _free(panel: Panel, place: tuple[float, float], width: float, above: float, others: Sequence[Box]) -> bool:
    """Whether a text with its last baseline at `place` stands in the panel and touches none of `others`."""
    size = panel.theme.chart.axis
    x0, y0 = place
    x1, y1 = x0 + width, y0 + above + size * 0.8
    if x0 < panel.x0 or x1 > panel.x1 or y0 < panel.bottom or y1 > panel.y1:
        return False
    return not _meets((x0, y0 - size * 0.2, x1, y1), others)


def _meets(box: Box, others: Sequence[Box]) -> bool:
    x0, y0, x1, y1 = box
    return any(a < x1 and x0 < c and b < y1 and y0 < d for a, b, c, d in others)
