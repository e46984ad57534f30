"""Dots in rows, and on stems that stand: an XY chart whose categories are named by the labels of points at its edge.

No form with an axis of names has dots at amounts that run to the right, or thin stems under a few of them, in
PowerPoint and LibreOffice alike. Rods and stems are one series of pieces with gaps; since LibreOffice draws lines over
markers, they end where the dots begin. It knows one colour of markers a series, so dots of another are another series.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from builder.charts.color import readable
from builder.model.chart import NativeChart, NativeSeries
from builder.theme import Theme
from builder.writers.pptx.layers import CellLabel, Layer, Layers, Piece
from builder.writers.pptx.places import DOT, Told
from builder.writers.pptx.plot import Plot
from builder.writers.pptx.ticks import AWAY, tick_pieces
from builder.writers.pptx.workbook import Cell, Column, Formula, Sheet, number

ROD = 4.0  # points
STEM = 2.25


def dots(chart: NativeChart, theme: Theme, plot: Plot, sheet: Sheet) -> Layers:
    """Rods or stems, the names, and the dots of each series."""
    rows = _Rows(chart, theme, plot, sheet)
    return (Layer("scatter", (*rows.rods(), *rows.dots(), *rows.names())),)


def reach(chart: NativeChart, plot: Plot) -> float:
    """The radius of a dot as an amount."""
    axis = chart.value_axis
    span = (axis.maximum or 0.0) - (axis.minimum or 0.0)
    length = plot.inner.height if chart.kind == "stems" else plot.inner.width
    return float(f"{DOT / 2 * span / length:.3g}")


class _Rows:
    def __init__(self, chart: NativeChart, theme: Theme, plot: Plot, sheet: Sheet) -> None:
        self.chart, self.theme, self.plot, self.sheet = chart, theme, plot, sheet
        self.count = len(chart.categories)
        self.standing = chart.kind == "stems"
        self.named = sheet.add("", [str(c) for c in chart.categories])
        self.states = [sheet.add(s.name, s.values, s.number_format) for s in chart.series]
        # Rows are counted from below: the first category stands on top. Stems are counted from the left.
        self.places = [float(i + 1 if self.standing else self.count - i) for i in range(self.count)]
        self.row = sheet.add("x" if self.standing else "y", self.places)

    def _piece(
        self, look: NativeSeries, title: Column, amounts: Column, places: Column,
        labels: tuple[CellLabel, ...] = (), texts: Column | None = None,
    ) -> Piece:  # fmt: skip
        across, values = (places, amounts) if self.standing else (amounts, places)
        return Piece(look, title, across, values, labels=labels, texts=texts)

    def names(self) -> list[Piece]:
        """A point that is not drawn at the foot of each row or stem, with the name as its label."""
        axis, plot = self.chart.value_axis, self.plot
        if plot.ticks:
            return list(tick_pieces(self.chart, self.theme, plot, self.sheet, self.row))
        at = self.sheet.add("y" if self.standing else "x", [axis.minimum or 0.0] * self.count)
        told = Told("below", 0.0, AWAY) if self.standing else Told("left", -plot.aside)
        ink = self.theme.colors.secondary if self.standing else self.theme.colors.ink
        labels = tuple(
            CellLabel(i, text, told, ink, plot.names, linked=text == str(name))
            for i, (text, name) in enumerate(zip(plot.spelled, self.chart.categories, strict=True))
            if text
        )
        look = NativeSeries("", self.row.numbers(), line=False, in_legend=False)
        return [self._piece(look, self.row, at, self.row, labels, self.named)]

    # -- Dots ----------------------------------------------------------------------------------------

    def dots(self) -> list[Piece]:
        """The dots of each series at the place of their category, a series a colour; a missing one is none."""
        out = []
        for n, (s, state) in enumerate(zip(self.chart.series, self.states, strict=True)):
            own = [dict(s.colors).get(i, s.color) for i in range(self.count)]
            for k, color in enumerate(dict.fromkeys(own)):
                kept = [i for i in range(self.count) if own[i] == color]
                amounts, places = self._kept(s, state, kept)
                look = NativeSeries(
                    s.name, s.values, color=color, line=False, marker=True, marker_size=DOT,
                    number_format=s.number_format, in_legend=k == 0,
                )  # fmt: skip
                labels = tuple(label for label in self._numbers(n, s) if label.point in kept)
                out.append(self._piece(look, state, amounts, places, labels, state))
        return out

    def _kept(self, s: NativeSeries, state: Column, kept: Sequence[int]) -> tuple[Column, Column]:
        """The columns of amounts and places of some of the dots: the others have no y, which all programs leave out."""
        if len(kept) == self.count and (self.standing or None not in s.values):
            return state, self.row
        source, values = (state, s.values) if self.standing else (self.row, self.places)
        cells: list[Cell] = [
            Formula(f"IF(ISNUMBER({state.cell(i)}),{source.cell(i)},NA())", None if s.values[i] is None else values[i])
            if i in kept
            else None
            for i in range(self.count)
        ]
        made = self.sheet.add(s.name if self.standing else "y", cells, s.number_format if self.standing else "General")
        return (made, self.row) if self.standing else (state, made)

    def _numbers(self, n: int, s: NativeSeries) -> tuple[CellLabel, ...]:
        ink = readable(s.color, self.theme) if s.bold else self.theme.colors.secondary
        if not self.chart.joined:
            ink = self.theme.colors.ink
        return tuple(
            CellLabel(i, text, self.plot.told[n, i], ink, self.plot.labels, s.bold)
            for i, text in enumerate(s.labels or ())
            if (n, i) in self.plot.told
        )

    # -- Rods and stems ------------------------------------------------------------------------------

    def rods(self) -> list[Piece]:
        """From dot to dot, or from zero to the dot, and a gap after each."""
        if self.chart.joined:
            return self._lines([p for i in range(self.count) for p in self._between(i)], self.theme.colors.rule, ROD)
        s = self.chart.series[0]
        own = [dict(s.colors).get(i, s.color) for i in range(self.count)]
        out = []
        for color in dict.fromkeys(own):
            out += self._lines([p for i in range(self.count) if own[i] == color for p in self._stem(i)], color, STEM)
        return out

    def _lines(self, pieces: Sequence[tuple[int, Formula, Formula]], color: str, width: float) -> list[Piece]:
        """One series of pieces: (row, start, end)."""
        if not pieces:
            return []
        ends: list[Cell] = []
        rows: list[Cell] = []
        for i, start, end in pieces:
            ends += [start, end, None]
            rows += [Formula(self.row.cell(i), self.places[i])] * 2 + [None]
        names = ("y", "x") if self.standing else ("x", "y")
        amounts, places = self.sheet.add(names[0], ends[:-1]), self.sheet.add(names[1], rows[:-1])
        look = NativeSeries("", places.numbers(), color=color, width=width, in_legend=False)
        return [self._piece(look, places, amounts, places)]

    def _stem(self, i: int) -> list[tuple[int, Formula, Formula]]:
        value = self.chart.series[0].values[i]
        if value is None:
            return []
        cell, near = self.states[0].cell(i), reach(self.chart, self.plot)
        sign = (value > 0) - (value < 0)
        end = value - sign * near if abs(value) > near else 0.0
        return [
            (i, Formula("0", 0.0), Formula(f"IF(ABS({cell})>{number(near)},{cell}-SIGN({cell})*{number(near)},0)", end))
        ]

    def _between(self, i: int) -> list[tuple[int, Formula, Formula]]:
        """The rods of a row, from each value to the next higher one."""
        values = sorted(v for s in self.chart.series if (v := s.values[i]) is not None)
        near = reach(self.chart, self.plot)
        every = f"{self.states[0].cell(i)}:{self.states[-1].cell(i)}"
        out = []
        for n, (a, b) in enumerate(pairwise(values), 1):
            low, high = f"SMALL({every},{n})", f"SMALL({every},{n + 1})"
            apart = b - a > 2 * near
            middle = f"({low}+{high})/2"

            def end(text: str, value: float, low: str = low, high: str = high, middle: str = middle) -> Formula:
                return Formula(f"IF({high}-{low}>{number(2 * near)},{text},{middle})", value)

            start = end(f"{low}+{number(near)}", a + near if apart else (a + b) / 2)
            out.append((i, start, end(f"{high}-{number(near)}", b - near if apart else (a + b) / 2)))
        return out
