"""What stands over and around native charts: remarks and reference lines at their data, titles of panels and a legend
for all of them. It is placed as in the brief's drawing, by the same code, and becomes shapes of the charts' group.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from builder.charts.annotate import draw_note
from builder.charts.panel import Panel
from builder.model.chart import NativeChart
from builder.model.drawing import Drawing, Op, Paint, Path, PathOp, Stroke, TextOp
from builder.theme import Theme
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.numbers import written
from builder.writers.pptx.places import DOT, Ground, lying
from builder.writers.pptx.plot import Plot, by_program, chart_legend, title_rows
from builder.writers.pptx.steps import label_sides, spans

HEAD = 1.7  # of the labels' size, for the title of a panel

Rect = tuple[float, float, float, float]  # left, top, right, bottom, in points of a frame


class Canvas:
    """What a `Panel` draws on, in a box of `width` by `height` points: it keeps operations of a drawing."""

    def __init__(self, theme: Theme, width: float, height: float, lang: str) -> None:
        self.theme, self.width, self.height, self.lang = theme, width, height, lang
        self.figure = SimpleNamespace(bbox=SimpleNamespace(width=width))
        self.ops: list[Op] = []

    def panel(self, box: Box) -> Panel:
        """A panel in `box`, whose y runs downwards as on a slide."""
        low = self.height - box.bottom
        return Panel(
            self, self.theme, lambda _text, size, bold: (size, bold), self.patch,
            box.x, low, box.right, low + box.height, self.lang,
        )  # fmt: skip

    def drawing(self) -> Drawing:
        """What was drawn."""
        return Drawing(self.width, self.height, tuple(self.ops))

    # -- As a panel calls it -------------------------------------------------------------------------

    def text(self, x: float, y: float, text: str, *, ha: str, color: str, fontproperties: Any, **_rest: Any) -> None:
        """One line of text."""
        size, bold = fontproperties
        wide = _width(self.theme, text, size, bold=bold)
        left = x - {"left": 0.0, "center": wide / 2, "right": wide}[ha]
        self.ops.append(TextOp(text, left, y, 0.0, size, Paint(color), (), wide, bold))

    def plot(
        self, xs: Sequence[float], ys: Sequence[float], *, color: str = "", linewidth: float = 0.0,
        linestyle: Any = "-", marker: str = "", markersize: float = 0.0, markerfacecolor: str = "", **_rest: Any,
    ) -> None:  # fmt: skip
        """A line, broken where a number is none; or markers."""
        if marker:
            for x, y in zip(xs, ys, strict=True):
                self.ops.append(PathOp(_circle(x, y, markersize / 2), Paint(markerfacecolor)))
            return
        commands = ""
        points: list[tuple[float, float]] = []
        for x, y in zip(xs, ys, strict=True):
            if math.isnan(x) or math.isnan(y):
                commands += "" if commands.endswith(" ") else " "
                continue
            commands += "M" if not commands or commands.endswith(" ") else "L"
            points.append((x, y))
        dashes = tuple(d * linewidth for d in linestyle[1]) if isinstance(linestyle, tuple) else ()
        stroke = Stroke(Paint(color), linewidth, dashes)
        self.ops.append(PathOp(Path(commands.replace(" ", ""), tuple(points)), None, stroke))

    def patch(self, points: Sequence[tuple[float, float]], *, facecolor: str, **_rest: Any) -> Any:
        """A filled polygon, to be added."""
        path = Path("M" + "L" * (len(points) - 1) + "Z", tuple(points))
        return SimpleNamespace(op=PathOp(path, Paint(facecolor)), set_clip_path=lambda _path: None)

    def add_artist(self, patch: Any) -> None:
        """Adds a polygon."""
        self.ops.append(patch.op)


def _width(theme: Theme, text: str, size: float, *, bold: bool) -> float:
    from builder import fonts

    return fonts.advance(text, theme.fonts.face(bold=bold), size)


def _circle(x: float, y: float, r: float) -> Path:
    """A circle of four curves, a thousandth off at most (Riskus 2006)."""
    k = 0.5523 * r
    points = (
        (x + r, y), (x + r, y + k), (x + k, y + r), (x, y + r), (x - k, y + r), (x - r, y + k), (x - r, y),
        (x - r, y - k), (x - k, y - r), (x, y - r), (x + k, y - r), (x + r, y - k), (x + r, y),
    )  # fmt: skip
    return Path("MCCCCZ", points)


# -- Titles and legends ----------------------------------------------------------------------------------


def draw_titles(canvas: Canvas, chart: NativeChart, plot: Plot, frame: Box) -> None:
    """The titles of axes that programs would break, and the legend of lying bars, which LibreOffice turns round."""
    size, panel = canvas.theme.chart.axis, canvas.panel(frame)
    axes = ((chart.value_axis, plot.value_title, "left"), (chart.secondary_axis, plot.second_title, "right"))
    for axis, place, side in axes:
        if axis is None or place is None or by_program(chart, canvas.theme, plot, place):
            continue
        share = 0.5 if plot.second_title else 1.0
        rows = title_rows(axis.title, canvas.theme, plot.width * share)
        x = frame.x + (place.x if side == "left" else place.right)
        first = canvas.height - frame.y - place.y - size
        color = axis.color or canvas.theme.colors.secondary
        panel.text(x, first, "\n".join(rows), size=size, color=color, ha=side)
    if chart.legend and not chart_legend(chart) and plot.legend:
        named = [s for s in chart.series if s.in_legend]
        panel.legend([s.name for s in named], [s.color for s in named], canvas.height - frame.y - plot.legend.y)


# -- Remarks ---------------------------------------------------------------------------------------------


def draw_remarks(canvas: Canvas, chart: NativeChart, plot: Plot, frame: Box) -> None:
    """The notes of a chart that stands in `frame`: they keep clear of its marks and of its labels."""
    if not chart.notes:
        return
    panel = canvas.panel(frame)
    top = canvas.height - frame.y
    inner = plot.inner
    panel.left, panel.right = frame.x + inner.x, frame.x + inner.right
    panel.bottom, panel.top = top - inner.bottom, top - inner.y
    ground = Ground(chart, inner)

    def turned(rect: Rect) -> Rect:
        left, upper, right, lower = rect
        return frame.x + left, top - lower, frame.x + right, top - upper

    panel.marks += [turned(r) for r in marks(chart, ground)]
    panel.taken += [turned(r) for r in texts(chart, plot, ground, panel.width_of)]
    for note in chart.notes:
        x = None if note.x is None else frame.x + ground.along(note.x)
        y = None if note.y is None else top - ground.up(note.y)
        if (x is None or panel.left - 1 <= x <= panel.right + 1) and (
            y is None or panel.bottom - 1 <= y <= panel.top + 1
        ):
            draw_note(panel, note.text, x, y)


def marks(chart: NativeChart, ground: Ground) -> list[Rect]:
    """What bars, lines and dots cover, roughly."""
    match chart.kind:
        case "bar" | "column" | "waterfall":
            return _bars(chart, ground)
        case "area":
            return _areas(chart, ground)
        case "stems":
            [s] = chart.series
            return [(x - 4, min(y, ground.up(0.0)) - 4, x + 4, max(y, ground.up(0.0))) for _, x, y in ground.points(s)]
        case _:
            out = []
            for s in chart.series:
                points = [(x, y) for _, x, y in ground.points(s)]
                out += [(x - 4, y - 4, x + 4, y + 4) for x, y in points]
                out += [rect for pair in pairwise(points) if s.line and chart.kind != "dots" for rect in _pieces(*pair)]
            return out


def _pieces(a: tuple[float, float], b: tuple[float, float]) -> list[Rect]:
    """A segment as boxes of its parts, none longer than a letter."""
    count = max(1, math.ceil(math.dist(a, b) / 10))
    at = [(a[0] + (b[0] - a[0]) * i / count, a[1] + (b[1] - a[1]) * i / count) for i in range(count + 1)]
    return [(min(p, q), min(r, s), max(p, q), max(r, s)) for (p, r), (q, s) in pairwise(at)]


def _bars(chart: NativeChart, ground: Ground) -> list[Rect]:
    bars = [s for s in chart.series if s.kind != "line"]
    stacked = chart.grouping != "clustered"
    each = 1.0 / (1.0 + chart.gap / 100) / (1 if stacked else max(1, len(bars)))
    out = []
    for i in range(len(chart.categories)):
        up = down = 0.0
        whole = sum(abs(s.values[i] or 0.0) for s in bars) or 1.0
        for n, s in enumerate(bars):
            value = s.values[i]
            if value is None:
                continue
            value = value / whole if chart.grouping == "percentStacked" else value
            base = (up if value >= 0 else down) if stacked else 0.0
            start, end = base, base + value
            if chart.kind == "waterfall":
                start, end = spans(s.values, chart.totals)[i]
            up, down = (up + max(value, 0.0), down + min(value, 0.0)) if stacked else (up, down)
            middle = i + (0.0 if stacked else (n - (len(bars) - 1) / 2) * each)
            out.append(_bar(chart, ground, middle, each / 2, start, end))
    return out


def _bar(chart: NativeChart, ground: Ground, middle: float, half: float, start: float, end: float) -> Rect:
    if lying(chart):
        xs, ys = (ground.along(start), ground.along(end)), (ground.up(middle - half), ground.up(middle + half))
    else:
        xs, ys = (ground.along(middle - half), ground.along(middle + half)), (ground.up(start), ground.up(end))
    return min(xs), min(ys), max(xs), max(ys)


def _areas(chart: NativeChart, ground: Ground) -> list[Rect]:
    """An area as the columns under its upper edge; its inside is free for a remark on paper only."""
    whole = [sum(v for s in chart.series if (v := s.values[i]) is not None) for i in range(len(chart.categories))]
    tops = [1.0] * len(whole) if chart.grouping == "percentStacked" else whole
    at = [(ground.along(float(i)), ground.up(v)) for i, v in enumerate(tops)]
    return [(a, min(b, d), c, ground.inner.bottom) for (a, b), (c, d) in pairwise(at)]


def texts(chart: NativeChart, plot: Plot, ground: Ground, measure: Callable[..., float]) -> list[Rect]:
    """What the data labels cover, roughly."""
    size, out = plot.labels, []
    if not size:
        return []
    for n, s in enumerate(chart.series):
        if chart.kind == "waterfall":
            sides = label_sides(s.values, chart.totals, chart.value_axis, plot)
            for i, (text, (side, at)) in enumerate(zip(s.labels or (), sides, strict=False)):
                out.append(_label(side, ground.along(float(i)), ground.up(at), measure(text, size), size))
            continue
        for i, x, y in ground.points(s):
            told = plot.told.get((n, i))
            if told:
                end = next((e for e in s.ends if e.point == i), None)
                number = written(s.number_format, s.values[i] or 0.0)
                text = s.labels[i] if s.labels else f"{s.name} {number}" if end and end.name else number
                out.append(_label(told.position, x + told.dx, y + told.dy, measure(text, size, bold=True), size))
            elif s.show_values and chart.grouping == "clustered":
                wide = measure(written(s.number_format, s.values[i] or 0.0), size)
                minus = (s.values[i] or 0.0) < 0
                side = ("left" if minus else "right") if lying(chart) else ("below" if minus else "above")
                out.append(_label(side, x, y, wide, size))
    return out


def _label(side: str, x: float, y: float, wide: float, size: float) -> Rect:
    away, high = DOT / 2, size * 1.2
    match side:
        case "right":
            return x + away, y - high / 2, x + away + wide, y + high / 2
        case "left":
            return x - away - wide, y - high / 2, x - away, y + high / 2
        case "below":
            return x - wide / 2, y + away, x + wide / 2, y + away + high
        case _:
            return x - wide / 2, y - away - high, x + wide / 2, y - away
