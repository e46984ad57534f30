"""How high a chart wants to be, and whether its bars lie: decided from the data, without drawing."""

from __future__ import annotations

from builder import fonts
from builder.charts.frame import facet_grid
from builder.charts.series import categories_of, facets, steps_of
from builder.model.chart import Chart
from builder.theme import Theme

REFERENCE = 480.0  # points: bars lie or stand by the brief's width, so that brief and deck agree
BETWEEN = 24.0  # points of a panel's width, for the gap beside it and its axis
_ROWS = ("bar", "lollipop", "dumbbell")


def is_lying(chart: Chart, theme: Theme) -> bool:
    """Whether amounts run to the right: the category is on y, or its names are too long to stand under bars."""
    x, y = chart.channels["x"], chart.channels["y"]
    if not y.quantitative:
        return True
    if x.quantitative or x.temporal or "y2" in chart.channels:
        return False
    labels = [x.format.text(c, chart.lang) for c in categories_of(x)]
    columns = facet_grid(len(categories_of(chart.channels["facet"])), REFERENCE)[0] if "facet" in chart.channels else 1
    slot = (REFERENCE if columns == 1 else REFERENCE / columns - BETWEEN) / max(1, len(labels)) - 6
    face, size = theme.fonts.regular, Theme().chart.label
    return any(fonts.advance(word, face, size) > slot for t in labels for word in t.split()) or any(
        fonts.advance(t, face, size) > slot * 1.9 for t in labels
    )


def natural_height(chart: Chart, theme: Theme, width: float) -> float:
    """A height in points that suits the mark and its number of categories, for a width in points."""
    label = theme.chart.label
    parts = facets(chart)
    if len(parts) > 1:
        columns, rows = facet_grid(len(parts), width)
        inner = (width - (columns - 1) * label * 1.4) / columns
        flat = chart.mark in _ROWS and is_lying(chart, theme)
        one = max(_panel_height(part, inner, label, flat=flat) for _, part in parts)
        return round(
            (label * 2.2 if "color" in chart.channels else 0) + rows * (one + label * 1.7) + (rows - 1) * label * 1.6, 1
        )
    flat = chart.mark in _ROWS and is_lying(chart, theme)
    return round(_panel_height(chart, width, label, flat=flat), 1)


def _panel_height(chart: Chart, width: float, label: float, *, flat: bool) -> float:
    landscape = min(max(width * 0.42, 120.0), 230.0 * label / 8)
    if flat:
        name = "y" if not chart.channels["y"].quantitative else "x"
        count = max(1, len(steps_of(chart.channels[name])))
        series = len(categories_of(chart.channels["color"])) if "color" in chart.channels else 1
        bars = series if chart.mark == "bar" and chart.stack not in ("stack", "normalize") else 1
        crowded = chart.mark == "dumbbell" and series > 2  # a number may stand above its dot
        row = label * ((2.9 if crowded else 2.1) if bars == 1 else 0.9 + 1.15 * bars)
        return count * row + label * 4.2
    if chart.mark == "heatmap":
        return max(1, len(steps_of(chart.channels["y"]))) * label * 3.2 + label * 4
    if chart.mark == "slope":
        return max(landscape, 150.0 * label / 8) if width > 200 else 130.0 * label / 8
    if chart.mark == "arc":
        return min(landscape, 180.0 * label / 8)
    return landscape
