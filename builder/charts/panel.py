"""A panel: the part of a figure that one plot fills, with the primitives that marks draw with.

All coordinates are points, from the figure's lower left corner: the Axes cover the figure, and their data coordinates
are points. Texts are measured before they are placed, so that margins are known beforehand, and nothing is laid out
twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from builder import fonts
from builder.charts.layout import wrap
from builder.charts.scale import Scale
from builder.model.format import Raw
from builder.theme import Theme

Box = tuple[float, float, float, float]  # left, bottom, right, top
PAD = 5.0
HAIR = 0.5
LINE = 1.25  # of the text size, from baseline to baseline
LEGEND = 1.45  # as LINE, for the rows of a legend
SERIES = 1.4  # points: lines of the frame are thinner, those of series thicker
LEAST = 6.0  # points: no text in a chart is smaller


@dataclass(slots=True)
class Panel:
    """A box of a figure. `left` to `top` is the plot area inside; marks set it with `inset`.

    `properties` gives Matplotlib's font for a text, by (text, size, bold); `shape` makes its polygon.
    """

    axes: Any
    theme: Theme
    properties: Callable[[str, float, bool], Any]
    shape: Callable[..., Any]
    x0: float
    y0: float
    x1: float
    y1: float
    lang: str = "en-US"
    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0
    x: Scale | None = None
    y: Scale | None = None
    taken: list[Box] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    """What texts cover, and what marks cover, roughly."""
    foot: float = 0.0
    """Room between the plot area and the texts under it."""
    drawn: int = 0
    """How much has been drawn: the order of what lies over what."""
    legend_above: bool = False
    """Whether the figure has one legend for all panels."""
    swatch: float = 0.8
    """The width of a colour in the legend, in sizes of its text."""
    leads: bool = True
    """Whether the panel is the first of its row: the others share its axis of y, and do not repeat its texts."""
    across: dict[Raw, float] = field(default_factory=dict)
    down: dict[Raw, float] = field(default_factory=dict)
    """Where categories lie: their x, or their y."""
    turned: bool = False
    """Whether x and y are exchanged against the chart's channels."""
    gutter: float = 0.0
    """What the texts of that axis take at the left; marks that have one set it."""

    # -- Measures ------------------------------------------------------------------------------------

    @property
    def size(self) -> float:
        """The size of labels."""
        return self.theme.chart.label

    @property
    def gap(self) -> float:
        """The distance of an axis' texts from the plot area."""
        return self.theme.chart.axis * 0.64

    @property
    def weight(self) -> float:
        """How much thicker lines and dots are than in the brief: a deck is read from afar."""
        return float((self.size / 8.0) ** 0.6)

    def width_of(self, text: str, size: float | None = None, *, bold: bool = False) -> float:
        """The width of one line of text, in points."""
        return fonts.advance(text, self.theme.fonts.face(bold=bold), size or self.size)

    def widest(self, texts: Sequence[str], size: float | None = None, *, bold: bool = False) -> float:
        """The width of the widest of `texts`; of a text of several lines, its widest line."""
        return max((self.width_of(line, size, bold=bold) for t in texts for line in t.split("\n")), default=0.0)

    def wrap(self, text: str, width: float, lines: int = 2, size: float | None = None) -> str:
        """`text` in at most `lines` lines of `width`; what does not fit ends in an ellipsis."""
        return wrap(text, width, lines, lambda t: self.width_of(t, size))

    def gutter_for(self, y: Scale) -> float:
        """What the texts of an axis of y take at the left: nothing where another panel has them."""
        return self.widest(y.labels, self.theme.chart.axis) + PAD + 1 if self.leads else 0.0

    def inset(self, left: float, bottom: float, right: float, top: float) -> None:
        """Sets the plot area by its distances from the panel's edges; it keeps a little of any panel."""
        self.left, self.bottom = self.x0 + left, self.y0 + bottom
        self.right, self.top = max(self.x1 - right, self.left + 20), max(self.y1 - top, self.bottom + 10)

    def px(self, value: float) -> float:
        """Where a value of the x scale lies."""
        assert self.x is not None
        return self.left + self.x.share(value) * (self.right - self.left)

    def py(self, value: float) -> float:
        """Where a value of the y scale lies."""
        assert self.y is not None
        return self.bottom + self.y.share(value) * (self.top - self.bottom)

    def _next(self) -> int:
        """What is drawn later lies above."""
        self.drawn += 1
        return self.drawn

    # -- Primitives ----------------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float | None = None,
        color: str = "",
        ha: str = "left",
        va: str = "baseline",
        bold: bool = False,
    ) -> None:
        """Places text, line by line; `va` is "baseline", "center" (of the whole) or "top"."""
        size = size or self.size
        rows = text.split("\n")
        if va == "center":
            y += (len(rows) - 1) * size * LINE / 2 - size * 0.36
        elif va == "top":
            y -= size * 0.78
        for i, row in enumerate(rows):
            if not row.strip():
                continue
            width, at = self.width_of(row, size, bold=bold), y - i * size * LINE
            x_left = x - {"left": 0.0, "center": width / 2, "right": width}[ha]
            # A label that its mark pushes over the edge is moved back: nothing is cut.
            moved = min(max(x_left, 0.5), max(0.5, float(self.axes.figure.bbox.width) - width - 0.5)) - x_left
            self.axes.text(
                x + moved, at, row, ha=ha, va="baseline", color=color or self.theme.colors.ink,
                fontproperties=self.properties(row, size, bold), parse_math=False, zorder=self._next(),
            )  # fmt: skip
            self.taken.append((x_left + moved, at - size * 0.22, x_left + moved + width, at + size * 0.78))

    def line(
        self, points: Sequence[tuple[float, float]], color: str, width: float, *, dash: Any = "-", cap: str = "butt"
    ) -> None:
        """A line through points; `width` is that of the brief."""
        if width > SERIES:
            for (x, y), (to_x, to_y) in pairwise(points):
                pieces = max(1, math.ceil(math.hypot(to_x - x, to_y - y) / self.size))
                at = [(x + (to_x - x) * i / pieces, y + (to_y - y) * i / pieces) for i in range(pieces + 1)]
                self.marks += [(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in pairwise(at)]
        xs, ys = zip(*points, strict=True)
        self.axes.plot(
            xs, ys, color=color, linewidth=width * self.weight, linestyle=dash, solid_capstyle=cap,
            solid_joinstyle="round", marker="", clip_on=False, zorder=self._next(),
        )  # fmt: skip

    def dots(
        self,
        points: Sequence[tuple[float, float]],
        color: str,
        size: float,
        *,
        marker: str = "o",
        alpha: float = 1.0,
        edge: bool = True,
    ) -> None:
        """Markers of `size` points across in the brief."""
        if not points:
            return
        self.marks += [(x - size / 2, y - size / 2, x + size / 2, y + size / 2) for x, y in points]
        xs, ys = zip(*points, strict=True)
        self.axes.plot(
            xs, ys, linestyle="none", marker=marker, markersize=size * self.weight, clip_on=False, alpha=alpha,
            markerfacecolor=color, markeredgecolor=self.theme.colors.paper if edge else color,
            markeredgewidth=0.6 if edge else 0.0, zorder=self._next(),
        )  # fmt: skip

    def polygon(
        self, points: Sequence[tuple[float, float]], color: str, *, hatch: str = "", edge: str = "", alpha: float = 1.0
    ) -> None:
        """A filled shape; `edge` is the colour of its outline."""
        patch = self.shape(
            points, closed=True, facecolor=color, edgecolor=edge or "none", linewidth=0.6 if edge else 0.0,
            hatch=hatch or None, alpha=alpha, zorder=self._next(),
        )  # fmt: skip
        self.axes.add_artist(patch)
        patch.set_clip_path(None)

    def rect(self, x0: float, y0: float, x1: float, y1: float, color: str, *, hatch: str = "", edge: str = "") -> None:
        """A filled rectangle."""
        self.marks.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        self.polygon(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), color, hatch=hatch, edge=edge)

    # -- Axes ----------------------------------------------------------------------------------------

    def horizontal_grid(self, *, zero: bool = True) -> None:
        """Hair lines at the ticks of y, the zero line stronger, and the ticks' texts left of them.

        Where the ticks are too near to each other, every second, third, ... has its line and its text.
        """
        assert self.y is not None
        ticks = list(zip(self.y.ticks, self.y.labels, strict=True))
        size = self.theme.chart.axis
        apart = (self.top - self.bottom) / max(1, len(ticks) - 1)
        stride = max(1, math.ceil(size * 1.2 / apart))
        # Zero has its line in any case: the others are counted from it.
        start = next((i for i, (tick, _) in enumerate(ticks) if tick == 0), 0) % stride
        for tick, label in ticks[start::stride]:
            at = self.py(tick)
            is_zero = zero and tick == 0
            color = self.theme.colors.secondary if is_zero else self.theme.colors.rule
            self.line(((self.left, at), (self.right, at)), color, 0.8 if is_zero else HAIR)
            if self.leads:
                grey = self.theme.colors.secondary
                self.text(self.left - PAD, at, label, size=size, color=grey, ha="right", va="center")

    def vertical_grid(self, *, labels: bool = True, zero: bool = True) -> None:
        """Hair lines at the ticks of x, and the ticks' texts under them."""
        assert self.x is not None
        size = self.theme.chart.axis
        last = -math.inf
        for tick, label in zip(self.x.ticks, self.x.labels, strict=True):
            at = self.px(tick)
            is_zero = zero and tick == 0
            color = self.theme.colors.secondary if is_zero else self.theme.colors.rule
            self.line(((at, self.bottom), (at, self.top)), color, 0.8 if is_zero else HAIR)
            half = self.width_of(label, size) / 2
            if labels and at - half > last:
                y = self.bottom - self.gap
                self.text(at, y, label, size=size, color=self.theme.colors.secondary, ha="center", va="top")
                last = at + half + 4

    def bottom_labels(self, places: Sequence[tuple[float, str]]) -> None:
        """Texts under the plot area, left to right; one that would touch its neighbour is left out."""
        size = self.theme.chart.axis
        last = -math.inf
        for at, label in places:
            if not label:
                continue
            half = self.widest([label], size) / 2
            left = min(max(at - half, self.x0), self.x1 - 2 * half)
            if left > last:
                y = self.bottom - self.foot - self.gap
                self.text(left + half, y, label, size=size, color=self.theme.colors.secondary, ha="center", va="top")
                last = left + 2 * half + 4

    def title_rows(self, label: str) -> str:
        """An axis' title in at most two lines of the panel's width."""
        return self.wrap(label, self.x1 - self.x0, 2, self.theme.chart.axis)

    def title_height(self, label: str) -> float:
        """What an axis' title takes, with the distance to the plot area; the half of a tick's text without one."""
        size = self.theme.chart.axis
        return size * (LINE * self.title_rows(label).count("\n") + 2.1) if label else size * 0.6

    def top_label(self, label: str, y: float) -> None:
        """The title of the axis of amounts: horizontal, at the left edge, its first line's baseline at `y`."""
        if label and self.leads:
            size = self.theme.chart.axis
            self.text(self.x0, y, self.title_rows(label), size=size, color=self.theme.colors.secondary)

    # -- Legend --------------------------------------------------------------------------------------

    def legend_rows(self, names: Sequence[str]) -> list[list[tuple[int, str]]]:
        """The names in rows, by index. They keep to the upper third of the panel: names that would take more are cut to
        the width of two, three, ... columns.
        """
        room = self.x1 - self.x0
        swatch = self.size * self.swatch + 4
        most = max(1, int((self.y1 - self.y0) / 3 / (self.size * LEGEND)))
        for columns in range(1, 9):
            rows: list[list[tuple[int, str]]] = [[]]
            used = 0.0
            for i, full in enumerate(names):
                name = self.wrap(full, (room - (columns - 1) * self.size) / columns - swatch, 1)
                need = self.width_of(name) + swatch + self.size
                if rows[-1] and used + need - self.size > room:
                    rows.append([])
                    used = 0.0
                rows[-1].append((i, name))
                used += need
            if len(rows) <= most:
                break
        return rows if names else []

    def legend_height(self, names: Sequence[str]) -> float:
        """What the legend takes off the top."""
        return self.size * (len(self.legend_rows(names)) * LEGEND + 0.75) if names else 0.0

    def legend(
        self,
        names: Sequence[str],
        colors: Sequence[str],
        y_top: float,
        *,
        markers: Sequence[str] = (),
        dashes: Sequence[Any] = (),
    ) -> None:
        """Swatches and names, in rows from `y_top` downwards; with `markers` or `dashes` as the marks are drawn."""
        size = self.size
        for n, row in enumerate(self.legend_rows(names)):
            x, y = self.x0, y_top - size * (1.0 + n * LEGEND)
            for i, name in row:
                middle = y + size * 0.36
                if dashes:
                    self.line(((x, middle), (x + size * self.swatch, middle)), colors[i], 2.0, dash=dashes[i])
                elif markers:
                    self.dots([(x + size * self.swatch / 2, middle)], colors[i], 6.0, marker=markers[i])
                else:
                    self.rect(x, y, x + size * self.swatch, y + size * 0.72, colors[i])
                self.text(x + size * self.swatch + 4, y, name)
                x += self.width_of(name) + size * (self.swatch + 1) + 4
