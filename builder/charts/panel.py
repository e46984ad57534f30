"""A panel: the part of a figure that one plot fills, with the primitives that marks draw with.

All coordinates are points, from the figure's lower left corner: the Axes cover the figure, and their data coordinates
are points. Texts are measured before they are placed, so that margins are known beforehand and nothing is laid out twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from builder import fonts
from builder.charts.scale import Scale
from builder.theme import Theme

PAD = 5.0
HAIR = 0.5
LINE = 1.25  # of the text size, from baseline to baseline
LEAST = 6.0  # points: no text in a chart is smaller


@dataclass(slots=True)
class Panel:
    """A box of a figure. `left` to `top` is the plot area inside; marks set it with `inset`.

    `properties` gives Matplotlib's font for a text, by (text, size, bold).
    """

    axes: Any
    theme: Theme
    properties: Callable[[str, float, bool], Any]
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
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)
    legend_above: bool = False
    """Whether the figure has one legend for all panels."""

    # -- Measures ------------------------------------------------------------------------------------

    @property
    def size(self) -> float:
        """The size of labels."""
        return self.theme.chart.label

    def width_of(self, text: str, size: float | None = None, *, bold: bool = False) -> float:
        """The width of one line of text, in points."""
        return fonts.advance(text, self.theme.fonts.face(bold=bold), size or self.size)

    def widest(self, texts: Sequence[str], size: float | None = None, *, bold: bool = False) -> float:
        """The width of the widest of `texts`; of a text of several lines, its widest line."""
        return max((self.width_of(line, size, bold=bold) for t in texts for line in t.split("\n")), default=0.0)

    def wrap(self, text: str, width: float, lines: int = 2, size: float | None = None) -> str:
        """`text` in at most `lines` lines of `width`; what does not fit ends in an ellipsis."""
        return wrap(text, width, lines, lambda t: self.width_of(t, size))

    def inset(self, left: float, bottom: float, right: float, top: float) -> None:
        """Sets the plot area by its distances from the panel's edges."""
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
        return len(self.axes.lines) + len(self.axes.texts) + len(self.axes.patches) + 1

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
        """A line through points."""
        xs, ys = zip(*points, strict=True)
        self.axes.plot(
            xs, ys, color=color, linewidth=width, linestyle=dash, solid_capstyle=cap, solid_joinstyle="round",
            marker="", clip_on=False, zorder=self._next(),
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
        """Markers of `size` points across."""
        if not points:
            return
        xs, ys = zip(*points, strict=True)
        self.axes.plot(
            xs, ys, linestyle="none", marker=marker, markersize=size, clip_on=False, alpha=alpha,
            markerfacecolor=color, markeredgecolor=self.theme.colors.paper if edge else color,
            markeredgewidth=0.6 if edge else 0.0, zorder=self._next(),
        )  # fmt: skip

    def polygon(
        self, points: Sequence[tuple[float, float]], color: str, *, hatch: str = "", edge: str = "", alpha: float = 1.0
    ) -> None:
        """A filled shape; `edge` is the colour of its outline."""
        xs, ys = zip(*points, strict=True)
        self.axes.fill(
            xs, ys, facecolor=color, edgecolor=edge or "none", linewidth=0.6 if edge else 0.0, hatch=hatch or None,
            clip_on=False, alpha=alpha, zorder=self._next(),
        )  # fmt: skip

    def rect(self, x0: float, y0: float, x1: float, y1: float, color: str, *, hatch: str = "", edge: str = "") -> None:
        """A filled rectangle."""
        self.polygon(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), color, hatch=hatch, edge=edge)

    # -- Axes ----------------------------------------------------------------------------------------

    def horizontal_grid(self, *, zero: bool = True) -> None:
        """Hair lines at the ticks of y, the zero line stronger, and the ticks' texts left of them."""
        assert self.y is not None
        for tick, label in zip(self.y.ticks, self.y.labels, strict=True):
            at = self.py(tick)
            is_zero = zero and tick == 0
            color = self.theme.colors.secondary if is_zero else self.theme.colors.rule
            self.line(((self.left, at), (self.right, at)), color, 0.8 if is_zero else HAIR)
            self.text(
                self.left - PAD,
                at,
                label,
                size=self.theme.chart.axis,
                color=self.theme.colors.secondary,
                ha="right",
                va="center",
            )

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
                self.text(
                    at, self.bottom - PAD, label, size=size, color=self.theme.colors.secondary, ha="center", va="top"
                )
                last = at + half + 4

    def bottom_labels(self, places: Sequence[tuple[float, str]]) -> None:
        """Texts under the plot area, left to right; one that would touch its neighbour is left out."""
        size = self.theme.chart.axis
        last = -math.inf
        for at, label in places:
            half = self.widest([label], size) / 2
            left = min(max(at - half, self.x0), self.x1 - 2 * half)
            if left > last:
                self.text(
                    left + half,
                    self.bottom - PAD,
                    label,
                    size=size,
                    color=self.theme.colors.secondary,
                    ha="center",
                    va="top",
                )
                last = left + 2 * half + 4

    def top_label(self, label: str, y: float) -> None:
        """The y axis' title: horizontal, above the axis at the left edge."""
        if label:
            self.text(
                self.x0,
                y,
                self.wrap(label, self.x1 - self.x0, 1, self.theme.chart.axis),
                size=self.theme.chart.axis,
                color=self.theme.colors.secondary,
            )

    # -- Legend --------------------------------------------------------------------------------------

    def legend_rows(self, names: Sequence[str]) -> list[list[tuple[int, str]]]:
        """The names in rows that fit the panel, by index."""
        rows: list[list[tuple[int, str]]] = [[]]
        used = 0.0
        for i, full in enumerate(names):
            name = self.wrap(full, self.x1 - self.x0 - 16, 1)
            need = self.width_of(name) + 24
            if rows[-1] and used + need - 12 > self.x1 - self.x0:
                rows.append([])
                used = 0.0
            rows[-1].append((i, name))
            used += need
        return rows if names else []

    def legend_height(self, names: Sequence[str]) -> float:
        """What the legend takes off the top."""
        return len(self.legend_rows(names)) * self.size * 1.45 + (3.0 if names else 0.0)

    def legend(self, names: Sequence[str], colors: Sequence[str], y_top: float, *, hatches: Sequence[str] = ()) -> None:
        """Swatches and names, in rows from `y_top` downwards."""
        size = self.size
        for n, row in enumerate(self.legend_rows(names)):
            x, y = self.x0, y_top - size * (1.0 + n * 1.45)
            for i, name in row:
                self.rect(x, y, x + size * 0.8, y + size * 0.72, colors[i], hatch=hatches[i] if hatches else "")
                self.text(x + size * 0.8 + 4, y, name)
                x += self.width_of(name) + 24


def wrap(text: str, width: float, lines: int, measure: Callable[[str], float]) -> str:
    """`text` in at most `lines` lines of `width`, cut at spaces, inside words only where one is too long."""
    if measure(text) <= width:
        return text
    rows: list[str] = []
    row = ""
    for word in _words(text, width, measure):
        joined = f"{row} {word}" if row and not _glued(row, word) else row + word
        if row and measure(joined) > width:
            rows.append(row)
            row = word
        else:
            row = joined
    rows.append(row)
    if len(rows) > lines:
        rest = rows[lines - 1]
        while rest and measure(rest + "…") > width:
            rest = rest[:-1]
        rows = [*rows[: lines - 1], rest.rstrip() + "…"]
    return "\n".join(rows)


def _glued(row: str, word: str) -> bool:
    """Whether two parts were one word: ideographs break anywhere."""
    return ord(row[-1]) > 0x2E80 and ord(word[0]) > 0x2E80


def _words(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    out: list[str] = []
    for word in text.split():
        if any(ord(c) > 0x2E80 for c in word):
            out.extend(word)
            continue
        part = word
        while measure(part) > width and len(part) > 1:
            n = max(1, int(len(part) * width / measure(part)))
            while n > 1 and measure(part[:n]) > width:
                n -= 1
            out.append(part[:n])
            part = part[n:]
        out.append(part)
    return out


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions as near to `wanted` as a distance of `gap` allows, within low and high where they fit at all."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    # Neighbours that are too close become one block around their mean.
    blocks: list[tuple[float, list[int]]] = []
    for i in order:
        blocks.append((wanted[i], [i]))
        while len(blocks) > 1 and _start(blocks[-1], gap) - _end(blocks[-2], gap) < gap - 1e-9:
            (_, later), (_, earlier) = blocks.pop(), blocks.pop()
            both = earlier + later
            mean = sum(wanted[j] for j in both) / len(both)
            blocks.append((mean, both))
        center, members = blocks[-1]
        half = (len(members) - 1) * gap / 2
        blocks[-1] = (min(max(center, low + half), max(high - half, low + half)), members)
        while len(blocks) > 1 and _start(blocks[-1], gap) - _end(blocks[-2], gap) < gap - 1e-9:
            (_, later), (_, earlier) = blocks.pop(), blocks.pop()
            both = earlier + later
            half = (len(both) - 1) * gap / 2
            mean = sum(wanted[j] for j in both) / len(both)
            blocks.append((min(max(mean, low + half), max(high - half, low + half)), both))
    out = [0.0] * len(wanted)
    for block in blocks:
        for n, i in enumerate(block[1]):
            out[i] = _start(block, gap) + n * gap
    return out


def _start(block: tuple[float, list[int]], gap: float) -> float:
    return block[0] - (len(block[1]) - 1) * gap / 2


def _end(block: tuple[float, list[int]], gap: float) -> float:
    return block[0] + (len(block[1]) - 1) * gap / 2


def on_color(color: str, theme: Theme) -> str:
    """Ink or paper, whichever has the better contrast on `color` (WCAG 2.2, relative luminance)."""
    return theme.colors.ink if luminance(color) > 0.3 else theme.colors.paper


def luminance(color: str) -> float:
    """Relative luminance of "#RRGGBB", 0 to 1 (WCAG 2.2)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
