"""Waterfalls of stacked columns on a base that is not filled: each bar leads from one level to the next, above and
below zero.

The workbook has the levels and changes as they are; all that is drawn is computed from them in its other columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from builder.model.chart import NativeAxis, NativeChart, NativeSeries, Position
from builder.theme import Theme
from builder.writers.pptx.layers import CellLabel, Layer, Layers, Piece
from builder.writers.pptx.places import Told, share
from builder.writers.pptx.plot import Plot
from builder.writers.pptx.workbook import Cell, Column, Formula, Sheet

LINKS = 3  # series of connectors: in each, two neighbours of three columns are joined
LINK = 0.75  # points
NAMES = {"=": "Σ", "+": "+", "-": "−"}  # columns of levels, rises and falls; no text in a cell looks like a formula


def spans(values: Sequence[float | None], totals: Sequence[bool]) -> list[tuple[float, float]]:
    """The start and the end of each bar; a missing change leads nowhere."""
    out: list[tuple[float, float]] = []
    level = 0.0
    for value, total in zip(values, totals, strict=True):
        if value is None:
            out.append((level, level))
            continue
        start, level = (0.0, value) if total else (level, level + value)
        out.append((start, level))
    return out


def label_sides(
    values: Sequence[float | None], totals: Sequence[bool], axis: NativeAxis, plot: Plot
) -> list[tuple[Position, float]]:
    """At which side of its bar each label stands, and the amount at the bar's end there: over the bars, and under those
    that fall where there is room.
    """
    high = plot.labels * 1.4 / plot.inner.height
    out: list[tuple[Position, float]] = []
    for v, total, (a, b) in zip(values, totals, spans(values, totals), strict=True):
        under = (v or 0.0) < 0 and not total and share(min(a, b), axis) > high
        out.append(("below", min(a, b)) if under else ("above", max(a, b)))
    return out


def waterfall(chart: NativeChart, theme: Theme, plot: Plot, sheet: Sheet) -> Layers:
    """The bars, thin lines from one to the next, and the labels at the points of a line that is not drawn."""
    s = chart.series[0]
    names = sheet.add("", [str(c) for c in chart.categories])
    raw = sheet.add(s.name, s.values, s.number_format)
    steps = _Steps(s, chart.totals, sheet, raw)
    bars = [Piece(NativeSeries("", steps.base.numbers(), fill=False), steps.base, names, steps.base)]
    bars += [
        Piece(NativeSeries(made.name, made.numbers(), color=color), made, names, made)
        for made, color in steps.parts([color for _, color in s.colors])
    ]
    lines = []
    for made in steps.links():
        look = NativeSeries("", made.numbers(), color=theme.colors.muted, width=LINK, kind="line")
        lines.append(Piece(look, made, names, made))
    if s.labels is not None and plot.labels:
        for made, shown, labels in steps.labels(s.labels, chart.value_axis, theme, plot):
            look = NativeSeries("", made.numbers(), line=False, kind="line")
            lines.append(Piece(look, made, names, made, labels=labels, texts=shown))
    return (Layer("bar", tuple(bars)), Layer("line", tuple(lines), stacked=False))


class _Steps:
    """The computed columns."""

    def __init__(self, s: NativeSeries, totals: Sequence[bool], sheet: Sheet, raw: Column) -> None:
        self.format, self.values, self.sheet, self.raw = s.number_format, s.values, sheet, raw
        self.spans = spans(s.values, totals)
        # A total that is missing is where the level stays.
        self.totals = [t and v is not None for t, v in zip(totals, s.values, strict=True)]
        self.count = len(s.values)
        runs = list(accumulate(range(self.count), lambda first, i: i if self.totals[i] else first, initial=0))[1:]
        texts = (f"SUM({raw.cell(first)}:{raw.cell(i)})" if first < i else raw.cell(i) for i, first in enumerate(runs))
        self.level = self._column("Σ →", list(texts), [end for _, end in self.spans])
        before = ["0" if t or i == 0 else self.level.cell(i - 1) for i, t in enumerate(self.totals)]
        pairs = [f"({b},{self.level.cell(i)})" for i, b in enumerate(before)]
        self.low = self._column("min", [f"MIN{p}" for p in pairs], [min(p) for p in self.spans])
        self.high = self._column("max", [f"MAX{p}" for p in pairs], [max(p) for p in self.spans])
        low, high = self.low.numbers(), self.high.numbers()
        self.ends = [(a or 0.0, b or 0.0) for a, b in zip(low, high, strict=True)]
        texts = (f"MAX({self.low.cell(i)},0)+MIN({self.high.cell(i)},0)" for i in range(self.count))
        self.base = self._column("0", list(texts), [max(a, 0.0) + min(b, 0.0) for a, b in self.ends])

    def _column(self, name: str, texts: Sequence[str], values: Sequence[float | None]) -> Column:
        """A column of formulas; none where a text is empty."""
        cells: list[Cell] = [Formula(t, v) if t else None for t, v in zip(texts, values, strict=True)]
        return self.sheet.add(name, cells, self.format)

    def parts(self, colors: Sequence[str]) -> list[tuple[Column, str]]:
        """The parts of bars above zero, and those below if there are any: levels, rises, falls, with their colours."""
        out = []
        for above in (True, False):
            if not above and all(a >= 0 for a, _ in self.ends):
                continue
            end = "MAX" if above else "MIN"
            sizes = [max(b, 0.0) - max(a, 0.0) if above else min(a, 0.0) - min(b, 0.0) for a, b in self.ends]
            for kind, color in zip(("=", "+", "-"), colors, strict=True):
                texts = []
                for i in range(self.count):
                    far, near = (self.high, self.low) if above else (self.low, self.high)
                    size = f"{end}({far.cell(i)},0)-{end}({near.cell(i)},0)"
                    test = f"{self.raw.cell(i)}{'>=' if kind == '+' else '<'}0"
                    # What is nothing is drawn as a line by some programs: it is no number.
                    shown = size if kind == "=" else f"IF(AND({test},{size}<>0),{size},NA())"
                    texts.append(shown if (kind == "=") == self.totals[i] else "")
                falls = [(v or 0.0) < 0 for v in self.values]
                held = [kind == "=" or falls[i] == (kind == "-") for i in range(self.count)]
                if any(texts):
                    values = [
                        size if keep and (size or kind == "=") else None for size, keep in zip(sizes, held, strict=True)
                    ]
                    out.append((self._column(NAMES[kind] + ("" if above else " < 0"), texts, values), color))
        return out

    def links(self) -> list[Column]:
        """The levels from each bar to the next, in as many series as keep them apart."""
        ends = [end for _, end in self.spans]
        out = []
        for k in range(min(LINKS, self.count - 1)):
            at = [i if i % LINKS == k and i + 1 < self.count else i - 1 if i % LINKS == (k + 1) % LINKS and i else -1
                  for i in range(self.count)]  # fmt: skip
            texts = [self.level.cell(i) if i >= 0 else "" for i in at]
            out.append(self._column(f"{k + 1}", texts, [ends[i] for i in at]))
        return out

    def labels(
        self, texts: Sequence[str], axis: NativeAxis, theme: Theme, plot: Plot
    ) -> list[tuple[Column, Column, tuple[CellLabel, ...]]]:
        """The points of the labels, the cells that they show, and the labels: of levels, and of changes with their
        signs. They stand over the bars, and under those that fall where there is room.
        """
        sides = [side for side, _ in label_sides(self.values, self.totals, axis, plot)]
        out = []
        for level in (True, False):
            kept = [t == level for t in self.totals]
            if not any(kept):
                continue
            at = [(self.low if side == "below" else self.high).cell(i) for i, side in enumerate(sides)]
            ends = [a if side == "below" else b for side, (a, b) in zip(sides, self.ends, strict=True)]
            points = self._column("label", [t if k else "" for t, k in zip(at, kept, strict=True)], ends)
            shown = self.raw if level or ";" in self.format else self._changes(kept)
            labels = tuple(
                CellLabel(i, text, Told(sides[i]), theme.colors.ink, plot.labels, level, self.values[i] is not None)
                for i, text in enumerate(texts)
                if kept[i]
            )
            out.append((points, shown, labels))
        return out

    def _changes(self, kept: Sequence[bool]) -> Column:
        """The changes once more, in a format that writes a plus."""
        cells: list[Cell] = [
            Formula(self.raw.cell(i), v) if k and v is not None else None
            for i, (v, k) in enumerate(zip(self.values, kept, strict=True))
        ]
        return self.sheet.add("±", cells, f"+{self.format};-{self.format};{self.format}")
