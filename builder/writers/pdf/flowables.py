"""The flowables of the brief: set paragraphs, figures, boxes. Each knows its height before it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.platypus.flowables import Flowable

from builder.model.document import Note
from builder.theme import Theme
from builder.writers.pdf.text import Line, Word, break_lines, draw_line

ASCENT = 0.76  # of the size, above the baseline: where a line of Arimo has its capitals' and accents' tops


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph stands: leading and spaces in points; `measure` is its greatest width, 0 for all there is."""

    leading: float
    size: float
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0
    measure: float = 0.0
    align: str = "left"
    widows: int = 2


@dataclass(slots=True)
class Mark:
    """A bullet or number that hangs left of a paragraph's first line."""

    words: list[Word] = field(default_factory=list)
    width: float = 0.0


class Paragraph(Flowable):
    """A paragraph of set words. Splits between lines, never leaving one alone."""

    def __init__(self, words: Sequence[Word], style: Style, theme: Theme, *, mark: Mark | None = None,
                 heading: tuple[str, str, int] | None = None, anchor: str = "", lines: list[Line] | None = None) -> None:  # fmt: skip
        super().__init__()
        self.words = words
        self.style = style
        self.theme = theme
        self.mark = mark
        self.heading = heading
        self.anchor = anchor
        self.lines = lines
        self._measured = -1.0
        self.spaceBefore, self.spaceAfter = style.before, style.after
        self.notes: tuple[Note, ...] = tuple(p.note for w in words for p in w.pieces if p.note is not None)

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """ReportLab asks for the size in the width that there is."""
        room = available - self.style.indent
        measure = min(room, self.style.measure - self.style.indent) if self.style.measure else room
        if self.lines is None or (measure != self._measured and self.words):
            self.lines = break_lines(self.words, measure)
            self._measured = measure
        self.width, self.height = available, len(self.lines) * self.style.leading
        return available, self.height

    def split(self, available: float, height: float) -> list[Flowable]:
        """Two parts, the first in `height`; [] where too few lines would stand alone."""
        self.wrap(available, height)
        assert self.lines is not None
        fits = int((height + 0.01) // self.style.leading)
        least = self.style.widows
        fits = min(fits, len(self.lines) - least)
        if fits < least or self.heading:
            return []
        return [self._part(self.lines[:fits], first=True), self._part(self.lines[fits:], first=False)]

    def _part(self, lines: list[Line], *, first: bool) -> Paragraph:
        from dataclasses import replace

        style = replace(self.style, after=0.0) if first else replace(self.style, before=0.0)
        part = Paragraph(
            (), style, self.theme, mark=self.mark if first else None, anchor=self.anchor if first else "", lines=lines
        )
        part.notes = tuple(p.note for line in lines for _, p in line.pieces if p.note is not None)
        return part

    def draw(self) -> None:
        """Draws the lines at the origin that ReportLab has set."""
        canvas: Any = self.canv
        assert self.lines is not None
        if self.anchor:
            canvas.anchor(self.anchor, self.height + self.style.leading * 0.5)
        if self.heading:
            canvas.anchor(self.heading[0], self.height + self.style.leading * 0.5)
            canvas.heading(*self.heading)
        # The baseline lies where the size stands in the middle of the leading.
        y = self.height - (self.style.leading - self.style.size) / 2 - self.style.size * ASCENT
        if self.mark:
            for line in break_lines(self.mark.words, 1000):
                draw_line(canvas, line, self.style.indent - self.mark.width, y, self.theme)
        for line in self.lines:
            shift = 0.0
            if self.style.align != "left":
                room = self.width - self.style.indent
                room = min(room, self.style.measure - self.style.indent) if self.style.measure else room
                shift = (room - line.width) * (0.5 if self.style.align == "center" else 1.0)
            draw_line(canvas, line, self.style.indent + shift, y, self.theme)
            y -= self.style.leading


class Stack(Flowable):
    """Flowables that stay together, one under the other, on an optional tinted ground with a bar at its left.

    Too high for a page, it gives its parts up to be set one by one.
    """

    def __init__(self, parts: Sequence[Flowable], *, before: float = 0.0, after: float = 0.0, tint: str = "", bar: str = "",
                 padding: float = 0.0) -> None:  # fmt: skip
        super().__init__()
        self.parts = list(parts)
        self.spaceBefore, self.spaceAfter = before, after
        self.tint, self.bar, self.padding = tint, bar, padding
        self.notes: tuple[Note, ...] = tuple(n for p in parts for n in getattr(p, "notes", ()))

    def wrap(self, available: float, height: float) -> tuple[float, float]:
        """The parts' heights and the spaces between them."""
        inner = available - 2 * self.padding
        total = 2 * self.padding
        for i, part in enumerate(self.parts):
            total += part.wrap(inner, height)[1] + (self._gap(i) if i else 0.0)
        self.width, self.height = available, total
        return available, total

    def _gap(self, i: int) -> float:
        return max(float(self.parts[i - 1].getSpaceAfter()), float(self.parts[i].getSpaceBefore()))

    def split(self, available: float, height: float) -> list[Flowable]:
        """Its parts, where a page of their own would not hold it."""
        frame = getattr(self, "_frame", None)
        whole = float(getattr(frame, "_aH", 0) or 0)
        if not whole or self.height <= whole:
            return []
        if self.padding and len(self.parts) > 1:
            half = len(self.parts) // 2
            return [self._cut(self.parts[:half]), self._cut(self.parts[half:])]
        return list(self.parts)

    def _cut(self, parts: list[Flowable]) -> Stack:
        return Stack(
            parts, before=self.spaceBefore, after=self.spaceAfter, tint=self.tint, bar=self.bar, padding=self.padding
        )

    def draw(self) -> None:
        """Draws the parts from the top."""
        canvas: Any = self.canv
        if self.tint:
            canvas.setFillColor(self.tint)
            canvas.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        if self.bar:
            canvas.setFillColor(self.bar)
            canvas.rect(0, 0, 3, self.height, stroke=0, fill=1)
        y = self.height - self.padding
        for i, part in enumerate(self.parts):
            y -= part.height + (self._gap(i) if i else 0.0)
            part.drawOn(canvas, self.padding, y)


class Rule(Flowable):
    """A hair line over the whole width."""

    def __init__(self, color: str, *, before: float = 0.0, after: float = 0.0, weight: float = 0.5) -> None:
        super().__init__()
        self.color, self.weight = color, weight
        self.spaceBefore, self.spaceAfter = before, after

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """As wide as there is room."""
        self.width, self.height = available, self.weight
        return available, self.weight

    def draw(self) -> None:
        """Draws it."""
        canvas: Any = self.canv
        canvas.setStrokeColor(self.color)
        canvas.setLineWidth(self.weight)
        canvas.line(0, 0, self.width, 0)


class Plot(Flowable):
    """A recorded drawing at its own size; `place` tells the canvas' placement of it."""

    def __init__(self, drawing: Any, id_: str, values: Sequence[int] = ()) -> None:
        super().__init__()
        self.drawing, self.id, self.values = drawing, id_, tuple(values)
        self.width, self.height = drawing.width, drawing.height

    def wrap(self, _available: float, _height: float) -> tuple[float, float]:
        """The drawing's size."""
        return self.width, self.height

    def draw(self) -> None:
        """Replays the drawing."""
        from builder.writers.pdf.replay import replay

        canvas: Any = self.canv
        canvas.placement.figure(self.id, canvas.getPageNumber())
        for number in self.values:
            canvas.place_value(number)
        replay(canvas, self.drawing, 0, 0)


class Picture(Flowable):
    """An image file, scaled down to the width where it is wider."""

    def __init__(self, path: str, size: tuple[float, float]) -> None:
        super().__init__()
        self.path = path
        self.natural = size

    def wrap(self, available: float, height: float) -> tuple[float, float]:
        """Its own size, or what fits."""
        k = min(1.0, available / self.natural[0], 600 / self.natural[1])
        self.width, self.height = self.natural[0] * k, self.natural[1] * k
        return self.width, self.height

    def draw(self) -> None:
        """Places the image."""
        self.canv.drawImage(self.path, 0, 0, self.width, self.height, mask="auto")
