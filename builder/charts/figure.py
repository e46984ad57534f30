"""From a `Chart` to a `Drawing` at its final size: the door to Matplotlib's Figure.

A figure holds the plot alone, at exactly the size of its frame; title, subtitle and source are the writers' text.
Nothing of Matplotlib is imported before a chart is really drawn: a cached drawing needs none.
"""

from __future__ import annotations

import os
import sys
import types
from functools import lru_cache
from pathlib import Path
from typing import Any

from builder import fonts
from builder.charts.annotate import draw_annotations
from builder.charts.cache import load_drawing, save_drawing
from builder.charts.frame import has_data, panel_boxes
from builder.charts.panel import Panel
from builder.charts.registry import mark_module
from builder.charts.series import facets, legend_of
from builder.charts.size import natural_height
from builder.model.chart import Chart
from builder.model.drawing import Drawing
from builder.theme import Theme

NO_DATA = {"en": "no data", "de": "keine Daten", "fr": "aucune donnée", "es": "sin datos", "it": "nessun dato"}


def draw_chart(
    chart: Chart, theme: Theme, width: float, height: float | None = None, cache: Path | None = None
) -> Drawing:
    """The chart's plot in a box of `width` by `height` points; without a height, one that suits it.

    `cache` is a folder of earlier drawings. Raises `ChartError` for what cannot be drawn.
    """
    if height is None:
        height = natural_height(chart, theme, width)
    if cache is not None and (drawing := load_drawing(cache, chart, theme, width, height)) is not None:
        return drawing
    figure = make_figure(chart, theme, width, height)
    from builder.charts.record import record

    drawing = record(figure)
    if cache is not None:
        save_drawing(cache, chart, theme, width, height, drawing)
    return drawing


def make_figure(chart: Chart, theme: Theme, width: float, height: float) -> Any:
    """The Matplotlib Figure of a chart, at 72 dpi."""
    figure_class = _figure_class()
    figure = figure_class(figsize=(width / 72, height / 72), dpi=72, facecolor="none", edgecolor="none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_autoscale_on(False)
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    _draw_panels(axes, chart, theme, width, height)
    return figure


def draw_png(chart: Chart, theme: Theme, width: float, margins: tuple[float, float], dpi: float) -> bytes:
    """The chart's plot as a PNG, `width` points wide, in a height that suits it up to twice that, with margins of paper
    at its sides, and above and below it. No date and no program's name is in it: the same chart has the same bytes.
    Raises `ChartError` as `draw_chart` does.
    """
    import io

    side, above = margins
    height = min(natural_height(chart, theme, width - 2 * side), 2 * width)
    figure = make_figure(chart, theme, width - 2 * side, height)
    whole = height + 2 * above
    figure.set_size_inches(width / 72, whole / 72)
    figure.axes[0].set_position((side / width, above / whole, 1 - 2 * side / width, height / whole))
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=dpi, facecolor=theme.colors.paper, metadata={"Software": None})
    return out.getvalue()


def _draw_panels(axes: Any, chart: Chart, theme: Theme, width: float, height: float) -> None:
    from matplotlib.patches import Polygon

    properties = FontChooser(theme, chart.lang).properties
    if not has_data(chart):
        panel = Panel(axes, theme, properties, Polygon, 0, 0, width, height, chart.lang)
        words = NO_DATA.get(chart.lang.partition("-")[0], NO_DATA["en"])
        panel.text(width / 2, height / 2, words, color=theme.colors.secondary, ha="center", va="center")
        return
    module = mark_module(chart.mark)
    parts = facets(chart)
    head = 0.0
    if len(parts) > 1 and "color" in chart.channels and chart.mark not in ("heatmap", "histogram"):
        names, colors = getattr(module, "legend", legend_of)(chart, theme)
        panel = Panel(axes, theme, properties, Polygon, 0, 0, width, height, chart.lang)
        panel.legend(names, colors, height)
        head = panel.legend_height(names) + theme.chart.label * 0.3
    boxes = panel_boxes(len(parts), theme, width, height - head)
    gutter = 0.0
    for (title, part), (x0, y0, x1, y1) in zip(parts, boxes, strict=True):
        leads = x0 == 0
        left = x0 if leads else x0 + gutter
        panel = Panel(
            axes, theme, properties, Polygon, left, y0, x1, y1, chart.lang, legend_above=head > 0, leads=leads
        )
        if title:
            size = theme.chart.label
            panel.text(left, y1 - size, panel.wrap(title, x1 - left, 1), bold=True)
            panel.y1 = y1 - size * 1.7
        module.draw(panel, part, theme, chart)
        gutter = panel.gutter
        draw_annotations(panel, part)


class FontChooser:
    """Matplotlib's font properties for a text: the theme's face, and fallbacks for what it lacks."""

    def __init__(self, theme: Theme, lang: str = "") -> None:
        self.theme = theme
        self.lang = lang

    def properties(self, text: str, size: float, bold: bool) -> Any:
        """The properties for one line."""
        face = self.theme.fonts.face(bold=bold)
        used = fonts.spans(text, face, lang=self.lang)
        return _properties(tuple(dict.fromkeys((fonts.FontFile(str(face)), *(font for font, _ in used)))), size)


@lru_cache(256)
def _properties(chain: tuple[fonts.FontFile, ...], size: float) -> Any:
    from matplotlib.font_manager import FontProperties

    if len(chain) == 1:
        return FontProperties(fname=chain[0].path, size=size)
    # A chain can only be named by families: each face gets one of its own.
    return FontProperties(family=[_family(font) for font in chain], size=size)


@lru_cache(64)
def _family(font: fonts.FontFile) -> str:
    from matplotlib.font_manager import FontEntry, fontManager

    name = f"file {font.path} {font.index}"
    entry = FontEntry(
        fname=font.path, index=font.index, name=name,
        style="normal", variant="normal", weight=400, stretch="normal", size="scalable",
    )  # fmt: skip
    fontManager.ttflist.append(entry)
    return name


@lru_cache(1)
def _figure_class() -> Any:
    """Matplotlib's Figure, imported without what a report never needs: a third of the time is property tables for
    docstrings, and three-dimensional axes. Where that part of Matplotlib has changed, it is imported as it is.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from matplotlib import artist

        artist.kwdoc = lambda *_args, **_kwargs: ""
        setattr(artist.Artist, "_update_set_signature_and_docstring", classmethod(lambda _cls: None))  # noqa: B010 - private
        if "mpl_toolkits.mplot3d" not in sys.modules:
            stub = types.ModuleType("mpl_toolkits.mplot3d")
            stub.Axes3D = type("Axes3D", (), {"name": "3d"})  # type: ignore[attr-defined]
            sys.modules["mpl_toolkits.mplot3d"] = stub
    except (ImportError, AttributeError):
        pass
    from matplotlib.figure import Figure

    return Figure


__all__ = ["draw_chart", "draw_png", "make_figure", "natural_height"]
