"""A chart in its native form: one chart of PowerPoint's own, or one a facet where they are few."""

from __future__ import annotations

from dataclasses import replace

from builder.charts.describe import describe
from builder.charts.registry import mark_module
from builder.charts.series import facets, legend_of
from builder.model.chart import Chart, NativeFigure, NativePanel
from builder.theme import Theme

MOST_PANELS = 6


def native_figure(chart: Chart, theme: Theme) -> NativeFigure | None:
    """The native form of a chart; None where its mark has none, or its facets are too many. Raises `ChartError`."""
    if not chart.rows:
        return None
    # A number format cannot write a share in points; the drawing can.
    if any(c.quantitative and c.format.kind == "points" and c.format.factor != 1.0 for c in chart.channels.values()):
        return None
    module = mark_module(chart.mark)
    parts = facets(chart)
    if len(parts) == 1 and not parts[0][0]:
        form = module.native(chart, theme)
        return NativeFigure((NativePanel("", form),)) if form else None
    if len(parts) > MOST_PANELS:
        return None
    legend: tuple[tuple[str, str], ...] = ()
    if "color" in chart.channels and chart.mark != "histogram":
        legend = tuple(zip(*getattr(module, "legend", legend_of)(chart, theme), strict=True))
    panels = []
    for title, part in parts:
        form = module.native(part, theme, chart)
        if form is None:
            return None
        alt = describe(replace(part, title=f"{title}. {chart.title}" if chart.title else title))
        panels.append(NativePanel(title, replace(form, legend=form.legend and not legend), alt))
    return NativeFigure(tuple(panels), legend)
