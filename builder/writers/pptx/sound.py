"""Whether a native chart comes out well in its frame; where it does not, the recorded drawing takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from builder import fonts
from builder.charts.frame import panel_boxes
from builder.charts.panel import LINE
from builder.model.chart import NativeChart, NativeFigure, NativePanel
from builder.theme import Theme
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.places import DOT, lying
from builder.writers.pptx.plot import (
    COS,
    KEY,
    MOST_NAMES,
    NativeFrame,
    NativeGroup,
    Plot,
    Plotter,
    laid,
    line_count,
    title_rows,
)
from builder.writers.pptx.remarks import HEAD, Canvas, draw_remarks, draw_titles
from builder.writers.pptx.rings import numbers_fit, ring

RINGS = ("pie", "doughnut")
LEAST_SHARE = 0.4  # of the frame's width and height, for the plot
LEAST_PLOT = 12.0  # points: lower ones show nothing
MOST_SLICES = 8
LEAST_RING = 110.0
LEAST_ROW = 11.5  # points: the names of lower rows are too small to be read
MOST_ROWS = 4  # of a legend
NEAR = 0.08  # of the axis: a label below a bar that ends so near to the axis's end meets the names


def sound_group(figure: NativeFigure, theme: Theme, width: float, height: float, lang: str) -> NativeGroup | None:
    """The native form of a visual of `width` by `height` points, or None where a part of it would not come out well."""
    canvas = Canvas(theme, width, height, lang)
    boxes, head = [Box(0, 0, width, height)], 0.0
    if len(figure.panels) > 1:
        boxes, head = _panel_boxes(figure, canvas), theme.chart.label * HEAD
        titles = [
            canvas.panel(b).title_rows(p.chart.value_axis.title) for p, b in zip(figure.panels, boxes, strict=True)
        ]
        head += max(t.count("\n") + 1 if t else 0 for t in titles) * theme.chart.axis * LINE
    found = []
    for panel, whole in zip(figure.panels, boxes, strict=True):
        box = whole.below(whole.y + head)
        chart = panel.chart
        if head:
            chart = replace(chart, value_axis=replace(chart.value_axis, title=""))
            _panel_titles(canvas, panel, whole)
        form = sound_form(chart, theme, box.width, box.height)
        if form is None:
            return None
        found.append(NativeFrame(form[0], box, form[1], panel.alt))
    frames = _aligned(found, theme)
    for frame in frames:
        draw_titles(canvas, frame.chart, frame.plot, frame.box)
        draw_remarks(canvas, frame.chart, frame.plot, frame.box)
    return NativeGroup(frames, canvas.drawing())


def _panel_boxes(figure: NativeFigure, canvas: Canvas) -> list[Box]:
    """The boxes of panels under the legend for all of them, which is drawn."""
    theme, height, top = canvas.theme, canvas.height, 0.0
    if figure.legend:
        names, colors = zip(*figure.legend, strict=True)
        panel = canvas.panel(Box(0, 0, canvas.width, height))
        panel.legend(names, colors, height)
        top = panel.legend_height(names) + theme.chart.label * 0.3
    boxes = panel_boxes(len(figure.panels), theme, canvas.width, height - top)
    return [Box(x0, height - y1, x1 - x0, y1 - y0) for x0, y0, x1, y1 in boxes]


def _panel_titles(canvas: Canvas, panel: NativePanel, whole: Box) -> None:
    """The name of a panel, and under it the title of its axis of amounts, which those beside it share."""
    size = canvas.theme.chart.label
    titled = canvas.panel(whole)
    titled.text(titled.x0, titled.y1 - size, titled.wrap(panel.title, whole.width, 1), bold=True)
    titled.leads = whole.x == 0 or lying(panel.chart)
    titled.top_label(panel.chart.value_axis.title, titled.y1 - size * HEAD - canvas.theme.chart.axis)


def _aligned(frames: Sequence[NativeFrame], theme: Theme) -> tuple[NativeFrame, ...]:
    """The frames with plot areas of one size, which stand at the same place in all of them, and names of one size. As
    in the brief, the charts of a row share the axis of the first.
    """
    if len(frames) < 2 or frames[0].chart.kind in RINGS:
        return tuple(frames)
    plots = [f.plot for f in frames]
    left, top = max(p.inner.x for p in plots), max(p.inner.y for p in plots)
    right, foot = max(p.width - p.inner.right for p in plots), max(p.height - p.inner.bottom for p in plots)
    widest = min(plots, key=lambda p: (p.turn, p.names, -p.skip))
    ticks = min((p.ticks for p in plots if p.ticks), key=len, default=())
    out = []
    for f in frames:
        inner = Box(left, top, max(20.0, f.plot.width - left - right), max(20.0, f.plot.height - top - foot))
        plot = replace(f.plot, names=widest.names, turn=widest.turn, skip=widest.skip, ticks=ticks)
        chart = f.chart
        if f.box.x > 0 and not lying(chart):
            chart = replace(chart, value_axis=replace(chart.value_axis, labels=False))
        out.append(replace(f, chart=chart, plot=laid(chart, theme, plot, inner)))
    return tuple(out)


def sound_form(chart: NativeChart, theme: Theme, width: float, height: float) -> tuple[NativeChart, Plot] | None:
    """The chart as it is written into a frame of `width` by `height` points with its layout, or None where a program
    would not draw it well: nothing to show, texts too long for it, or bars too thin for numbers that stand nowhere
    else.
    """
    if not any(v is not None for s in chart.series for v in s.values):
        return None
    if chart.kind == "area" and (len(chart.categories) < 2 or any(None in s.values for s in chart.series)):
        # An area falls to zero where a value is missing, whatever the chart says of gaps.
        return None
    for form in _forms(chart, height):
        shown = _with_headroom(form)
        plot = plotted(shown, theme, width, height)
        if _fits(shown, plot, theme):
            return shown, plot
    return None


def plotted(chart: NativeChart, theme: Theme, width: float, height: float) -> Plot:
    """The layout of any native chart in a frame."""
    if chart.kind in RINGS:
        return ring(chart, theme, width, height)
    return Plotter(chart, theme, width, height).plot()


def _forms(chart: NativeChart, height: float) -> list[NativeChart]:
    """The chart in the forms that it may have, the best first: rows too low for names stand up, and stems under many
    names are thin columns.
    """
    low = height / max(1, len(chart.categories)) < LEAST_ROW
    match chart.kind:
        case "bar" if low:
            return [_standing(chart, "column"), chart]
        case "dots" if low and not chart.joined:
            return [_columns(_standing(chart, "stems")), chart]
        case "stems":
            return [chart, _columns(chart)]
        case _:
            return [chart]


def _standing(chart: NativeChart, kind: Literal["column", "stems"]) -> NativeChart:
    """A chart of rows with its amounts upwards. There is no room for so many numbers: the axis has them."""
    return replace(
        chart,
        kind=kind,
        category_axis=replace(chart.category_axis, reverse=False),
        value_axis=replace(chart.value_axis, labels=True, gridlines=True),
        notes=tuple(replace(n, x=n.y, y=n.x) for n in chart.notes),
    )


def _columns(stems: NativeChart) -> NativeChart:
    """Stems as thin columns, and their dots as the markers of a line that is not drawn."""
    [s] = stems.series
    shown = s.labels is not None
    bars = replace(s, kind="bar", labels=None)
    dots = replace(
        bars, kind="line", line=False, marker=True, marker_size=DOT, again=True, in_legend=False,
        show_values=shown, label_position="above",
    )  # fmt: skip
    return replace(stems, kind="column", series=(replace(bars, show_values=False), dots), gap=500)


def _fits(chart: NativeChart, plot: Plot, theme: Theme) -> bool:
    size = theme.chart.axis
    face = theme.fonts.regular

    def wide(text: str, at: float = size) -> float:
        return fonts.advance(text, face, at)

    if chart.kind in RINGS:
        if plot.legend is None:
            return True
        few = len(chart.categories) <= MOST_SLICES and plot.legend.height <= plot.height
        return few and plot.inner.width >= LEAST_RING and numbers_fit(chart, theme, plot)
    inner = plot.inner
    if inner.width < plot.width * LEAST_SHARE or inner.height < max(plot.height * LEAST_SHARE, LEAST_PLOT):
        return False
    if plot.height < inner.height:
        return False
    if chart.legend and any(wide(s.name) + KEY > plot.width for s in chart.series if s.in_legend):
        return False
    if plot.legend and plot.legend.height > MOST_ROWS * (size * 1.2 + 3) + 2:
        return False
    titles = [a.title for a in (chart.value_axis, chart.secondary_axis) if a]
    share = plot.width * (0.5 if plot.second_title else 1.0)
    if any(title_rows(t, theme, share)[-1].endswith("…") for t in titles if not t.endswith("…")):
        return False
    if not lying(chart) and wide(chart.category_axis.title) > inner.width:
        return False
    return _names_fit(chart, plot, theme) and _numbers_stand(chart, plot)


def _names_fit(chart: NativeChart, plot: Plot, theme: Theme) -> bool:
    """Names of lying bars in their lines; turned names no longer than they may be."""
    face = theme.fonts.regular
    names = [str(c) for c in chart.categories]

    def wide(text: str) -> float:
        return fonts.advance(text, face, plot.names)

    if chart.kind == "dots":
        # A name that is cut stands in one line where its row is low: it must be told from the others.
        return len(set(plot.spelled)) == len(set(names)) and plot.inner.height / max(1, len(names)) >= plot.names
    if chart.kind == "stems":
        return plot.turn == 0 and plot.skip == 1 and not any(t.endswith("…") for t in plot.spelled)
    if chart.kind == "bar":
        most = plot.width * MOST_NAMES
        if any(wide(part) > most for name in names for part in name.split()):
            return False
        slot = plot.inner.height / max(1, len(names))
        return all(line_count(name, most, wide) * plot.names * 1.2 <= max(slot, plot.names * 1.2) for name in names)
    return not plot.turn or max((wide(n) for n in names), default=0.0) * COS <= plot.height * 0.34


def _numbers_stand(chart: NativeChart, plot: Plot) -> bool:
    """Where no axis shows the amounts, the labels must."""
    asked = any(s.show_values or s.labels or s.ends for s in chart.series)
    return not asked or plot.labels > 0 or chart.value_axis.labels


def _with_headroom(chart: NativeChart) -> NativeChart:
    """The axis one step longer where the label under a negative bar would meet the names at its end."""
    axis = chart.value_axis
    if chart.kind not in ("bar", "column", "stems") or axis.minimum is None or axis.maximum is None or not axis.major:
        return chart
    labelled = [
        s for s in chart.series if (s.show_values and s.label_position == "outside") or (s.labels and not lying(chart))
    ]
    low = min((v for s in labelled for v in s.values if v is not None), default=0.0)
    if low >= 0 or low - axis.minimum > (axis.maximum - axis.minimum) * NEAR:
        return chart
    return replace(chart, value_axis=replace(axis, minimum=axis.minimum - axis.major))
