"""How high a chart must be on a slide to be read."""

from __future__ import annotations

from builder.charts.frame import facet_grid
from builder.model.chart import Chart
from builder.theme import Theme

FLAT = 9.0  # of the size of an axis' text: a lower plot with its axes is flat
LINE = 0.85  # of it: the pitch of rows that are told apart
PANEL = 8.0  # of it: the same for one of several panels
HEAD = 4.0  # of it: axis and legend of a chart with rows


def least_height(chart: Chart, theme: Theme, width: float) -> float:
    """The least height in points of a chart of some width: for its rows where categories run downwards, for the rows of
    its panels, and for one that is not flat.
    """
    size = theme.chart.axis
    facet, y = chart.channels.get("facet"), chart.channels.get("y")
    if facet is not None:
        panels = max(1, len(set(facet.values)))
        return size * PANEL * facet_grid(panels, width)[1] + size * HEAD / 2
    rows = len(set(y.values)) if y is not None and not y.quantitative else 0
    return size * max(FLAT, LINE * rows + HEAD if rows else 0.0)
