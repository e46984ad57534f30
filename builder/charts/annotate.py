"""Annotations: reference lines and remarks at places of the axes that the mark has set."""

from __future__ import annotations

from builder.charts.panel import HAIR, LINE, Panel
from builder.charts.scale import Scale
from builder.charts.series import number
from builder.model.chart import Annotation, Chart
from builder.model.format import Raw

_DASH = (0, (4, 2))


def noted(chart: Chart, axis: str) -> list[float]:
    """The amounts on "x" or "y" that annotations stand at: a scale must hold them too."""
    values = (number(a.x if axis == "x" else a.y) for a in chart.annotations)
    return [v for v in values if v is not None and chart.channels[axis].quantitative]


def draw_annotations(panel: Panel, chart: Chart) -> None:
    """Lines across the plot for notes with one place, remarks with a pointer for those with two."""
    for note in chart.annotations:
        at_x, at_y = (note.y, note.x) if panel.turned else (note.x, note.y)
        x = _place(at_x, panel.across, panel.x, panel.left, panel.right)
        y = _place(at_y, panel.down, panel.y, panel.bottom, panel.top)
        if x is not None or y is not None:
            _draw(panel, note, x, y)


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


def _draw(panel: Panel, note: Annotation, x: float | None, y: float | None) -> None:
    color, size = panel.theme.colors.secondary, panel.theme.chart.axis
    text = panel.wrap(note.text, (panel.right - panel.left) * 0.6, 2, size)
    width, above = panel.widest([text], size), text.count("\n") * size * LINE
    if x is not None and y is not None:
        wanted = [(x - width / 2, y + size * 1.6), (x - width / 2, y - size * 2.2 - above)]
    elif y is not None:
        panel.line(((panel.left, y), (panel.right, y)), color, 0.9, dash=_DASH)
        levels = (y + size * 0.4, y - size * 1.1 - above)
        wanted = [(at, level) for level in levels for at in (panel.right - width, panel.left + 2)]
    else:
        assert x is not None
        panel.line(((x, panel.bottom), (x, panel.top)), color, 0.9, dash=_DASH)
        heights = [panel.top - size - above - n * size * LINE for n in range(4)]
        wanted = [(at, level) for level in heights for at in (x + 3, x - 3 - width)]
    places = [*wanted, *_elsewhere(panel, wanted[0], width, above)]
    left, base = next((p for p in places if _free(panel, p, width, above)), wanted[0])
    if x is not None and y is not None:
        # The pointer ends at the text, straight above or below it where it stands there.
        end = base - 2 if base > y else base + above + size
        panel.line(((x, y), (min(max(x, left), left + width), end)), color, HAIR)
    panel.text(left, base + above, text, size=size, color=color)


def _elsewhere(panel: Panel, near: tuple[float, float], width: float, above: float) -> list[tuple[float, float]]:
    """Places all over the plot, the nearest to `near` first."""
    size = panel.theme.chart.axis
    rows = int((panel.top - panel.bottom) / (size * 0.7))
    lefts = [panel.left + 2 + (panel.right - panel.left - width - 4) * i / 8 for i in range(9)]
    found = [(x, panel.bottom + size * 0.4 + n * size * 0.7) for n in range(rows) for x in lefts]
    return sorted(found, key=lambda p: (p[0] - near[0]) ** 2 + (p[1] - near[1]) ** 2)


def _free(panel: Panel, place: tuple[float, float], width: float, above: float) -> bool:
    """Whether a text with its last baseline at `place` stands in the panel and touches no other."""
    size = panel.theme.chart.axis
    x0, y0 = place
    x1, y1 = x0 + width, y0 + above + size * 0.8
    if x0 < panel.x0 or x1 > panel.x1 or y0 < panel.bottom or y1 > panel.y1:
        return False
    return not any(a < x1 and x0 < c and b < y1 and y0 - size * 0.2 < d for a, b, c, d in panel.taken)
