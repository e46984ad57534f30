"""Flowables: pieces of the brief that know their height, can be cut at a height, and paint themselves.

They are ReportLab's, with more to say: which footnotes they call, where they may be cut when those notes must stand on
the same page, and how much of them must stay with a heading. `cost` gives the height that notes take at a page's foot.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from reportlab.platypus import Flowable

from builder.model.document import Note
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.canvas import BriefCanvas
from builder.writers.pdf.lines import EPS, Line, break_lines
from builder.writers.pdf.painting import paint_line
from builder.writers.pdf.pictures import Picture
from builder.writers.pdf.styles import Style
from builder.writers.pdf.tags import ARTIFACT, Artifact, Node

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Cost = Callable[[Sequence[Note]], float]
LEAST = 60.0  # no text is set narrower than this, whatever it is nested in
BAR = 2.5  # the width of a bar beside a box
FEWEST = 2  # lines of a paragraph that stand alone at the end or the start of a page


def free(notes: Sequence[Note]) -> float:
    """What notes cost where they are counted already."""
    del notes
    return 0.0


def _with(cost: Cost, before: Sequence[Note], notes: Sequence[Note]) -> float:
    """What notes cost together with those before them."""
    return cost([*before, *notes])


class Piece(Flowable):
    """A flowable of the brief. `before` and `after` are distances; `floats` says that text may go before it where it
    does not fit, `textual` that it is such text, `keeps` that `least` is more than itself: a heading;
    `turned` that it stands on a page of landscape format, `ends` that a page ends with it,
    `on_grid` that its lines stand on the page's grid of baselines. `keys` are
    what links to it are called; `node` is what it is in the structure tree, None where it is part of what holds it.
    """

    before = 0.0
    after = 0.0
    floats = False
    textual = False
    keeps = False
    turned = False
    ends = False
    on_grid = False
    keys: tuple[str, ...] = ()
    node: Node | None = None

    def measure(self, width: float) -> float:
        """The height in points at `width`."""
        raise NotImplementedError

    def cut(self, width: float, room: float, cost: Cost, *, force: bool) -> tuple[Piece, Piece] | None:
        """What fits into `room` with its notes, and the rest; None where nothing does. With `force`, at the top of a
        page, something always does.
        """
        del width, room, cost, force
        return None

    def calls(self) -> list[Note]:
        """The footnotes called, in order; after `measure`."""
        return []

    def least(self, width: float, cost: Cost) -> float:
        """The height of the smallest part that may stand at the end of a page, with its notes."""
        return self.measure(width) + cost(self.calls())

    @property
    def canvas(self) -> BriefCanvas:
        """The canvas while it is painted."""
        return cast("BriefCanvas", self.canv)

    # -- ReportLab's side ----------------------------------------------------------------------------

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's names
        """Width and height."""
        del aH
        self.width, self.height = aW, self.measure(aW)
        return self.width, self.height

    def split(self, aW: float, aH: float, /) -> list[Flowable]:  # noqa: N803 - ReportLab's names
        """As `cut`, where no notes count."""
        return list(self.cut(aW, aH, free, force=False) or ())

    def paint(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        """Paints it with its upper left corner at (x, top)."""
        _, height = self.wrap(width, 0)
        self.drawOn(canvas, x, top - height)


class Text(Piece):
    """A paragraph. `mark` is what hangs before its first line (a bullet, a number), and `label` what that is in the
    structure tree; `reach` the greatest width; it is the target of `keys`.
    """

    textual = True

    def __init__(
        self,
        boxes: list[Box],
        style: Style,
        *,
        indent: float = 0.0,
        mark: list[Box] | None = None,
        reach: float = 1e6,
        lines: list[Line] | None = None,
        node: Node | None = None,
    ) -> None:
        super().__init__()
        self.boxes, self.style = boxes, style
        self.node = node
        self.label: Node | None = None
        self.indent, self.mark, self.reach = indent, mark, reach
        self.before, self.after = style.before, style.after
        self.on_grid = style.on_grid and not indent
        self._lines = lines
        self._at: float | None = None

    def lines(self, width: float) -> list[Line]:
        """The lines at `width`; those of a paragraph that was cut stay as they are."""
        if self._lines is None or (self._at is not None and self._at != width):
            inner = max(min(width, self.reach) - self.indent, LEAST)
            self._lines = break_lines(self.boxes, inner, self.style)
            self._at = width
        return self._lines

    def measure(self, width: float) -> float:
        return sum([line.height for line in self.lines(width)])

    def natural(self, width: float) -> float:
        """The width of the widest line, indent included."""
        return self.indent + max((line.width for line in self.lines(width)), default=0.0)

    def calls(self) -> list[Note]:
        return [note for line in self._lines or () for note in line.notes]

    def least(self, width: float, cost: Cost) -> float:
        lines = self.lines(width)
        part = lines if len(lines) <= 2 * FEWEST - 1 else lines[:FEWEST]
        return sum(line.height for line in part) + cost([n for line in part for n in line.notes])

    def cut(self, width: float, room: float, cost: Cost, *, force: bool) -> tuple[Piece, Piece] | None:
        lines = self.lines(width)
        count, height = 0, 0.0
        notes: list[Note] = []
        for line in lines:
            height += line.height
            notes += line.notes
            if height + cost(notes) > room + EPS:
                break
            count += 1
        count = min(count, len(lines) - FEWEST)
        if count < FEWEST:
            if not force or len(lines) < 2:
                return None
            count = max(count, 1)
        return self._part(lines[:count], first=True), self._part(lines[count:], first=False)

    def _part(self, lines: list[Line], *, first: bool) -> Text:
        part = copy.copy(self)
        part._lines, part._at = lines, None
        part.mark = self.mark if first else None
        part.keys = self.keys if first else ()
        part.before = self.before if first else 0.0
        part.after = 0.0 if first else self.after
        return part

    def draw(self) -> None:
        for key in self.keys:
            self.canvas.mark(key, self.height)
        y = self.height
        lines = self._lines or []
        before = self.canvas.own(self.label or self.node)
        if self.mark and lines:
            line = break_lines(self.mark, 1e6, self.style)[0]
            x = self.width - self.indent + 6 if self.canvas.mirrored else self.indent - line.width - 6
            paint_line(self.canvas, line, x, y - lines[0].height + lines[0].rise)
        left, right = self._edges()
        self.canvas.owner = before if self.node is None else self.node
        for line in lines:
            spare = right - left - line.width
            shift = {"center": spare / 2, "right": spare}.get(self.style.align, spare if line.rtl else 0.0)
            paint_line(self.canvas, line, left + shift, y - line.height + line.rise)
            y -= line.height
        self.canvas.owner = before

    def _edges(self) -> tuple[float, float]:
        """The left and the right edge of its lines."""
        reach = min(self.width, self.reach)
        return (self.width - reach, self.width - self.indent) if self.canvas.mirrored else (self.indent, reach)


class Stack(Piece):
    """Pieces one below the other: in a box with a tint or a bar, or kept on one page.

    `inset` is left, top, right, bottom. A stack with `together` is cut only at the top of a page that is too short.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        *,
        inset: tuple[float, float, float, float] = (0, 0, 0, 0),
        tint: str = "",
        bar: str = "",
        reach: float = 1e6,
        indent: float = 0.0,
        together: bool = False,
    ) -> None:
        super().__init__()
        self.pieces = list(pieces)
        self.inset, self.tint, self.bar = inset, tint, bar
        self.reach, self.indent, self.together = reach, indent, together
        boxed = bool(tint or bar)
        self.before = 7.0 if boxed or not self.pieces else self.pieces[0].before
        self.after = 7.0 if boxed or not self.pieces else self.pieces[-1].after

    def inner(self, width: float) -> float:
        """The width of its pieces."""
        outer = min(width, self.reach) - self.indent
        return max(outer - self.inset[0] - self.inset[2], LEAST)

    def measure(self, width: float) -> float:
        inner = self.inner(width)
        heights = [piece.measure(inner) for piece in self.pieces]
        return sum(heights) + sum(self._gaps()) + self.inset[1] + self.inset[3]

    def _gaps(self) -> list[float]:
        pairs = zip(self.pieces, self.pieces[1:], strict=False)
        return [max(a.after, b.before) for a, b in pairs]

    def calls(self) -> list[Note]:
        return [note for piece in self.pieces for note in piece.calls()]

    def least(self, width: float, cost: Cost) -> float:
        if self.together or not self.pieces:
            return super().least(width, cost)
        return self.inset[1] + self.pieces[0].least(self.inner(width), cost) + self.inset[3]

    def cut(self, width: float, room: float, cost: Cost, *, force: bool) -> tuple[Piece, Piece] | None:
        if self.together and not force:
            return None
        inner = self.inner(width)
        y = self.inset[1] + self.inset[3]
        gaps = [0.0, *self._gaps()]
        notes: list[Note] = []
        for n, (piece, gap) in enumerate(zip(self.pieces, gaps, strict=False)):
            height = piece.measure(inner)
            called = notes + piece.calls()
            if y + gap + height + cost(called) <= room + EPS:
                y += gap + height
                notes = called
                continue
            halves = piece.cut(inner, room - y - gap, partial(_with, cost, notes), force=force and n == 0)
            if halves:
                return self._part([*self.pieces[:n], halves[0]]), self._part([halves[1], *self.pieces[n + 1 :]])
            if n:
                return self._part(self.pieces[:n]), self._part(self.pieces[n:])
            return None
        return None

    def _part(self, pieces: list[Piece]) -> Stack:
        part = Stack(
            pieces,
            inset=self.inset,
            tint=self.tint,
            bar=self.bar,
            reach=self.reach,
            indent=self.indent,
            together=self.together,
        )
        part.before, part.after = self.before, self.after
        return part

    def draw(self) -> None:
        outer = self.inner(self.width) + self.inset[0] + self.inset[2]
        mirrored = self.canvas.mirrored
        left = self.width - self.indent - outer if mirrored else self.indent
        if self.tint:
            self.canvas.fill(left, 0, outer, self.height, self.tint)
        if self.bar:
            self.canvas.fill(left + outer - BAR if mirrored else left, 0, BAR, self.height, self.bar)
        y = self.height - self.inset[1]
        for piece, gap in zip(self.pieces, [0.0, *self._gaps()], strict=False):
            y -= gap
            piece.paint(self.canvas, left + self.inset[2 if mirrored else 0], y, self.inner(self.width))
            y -= piece.height


class Row(Piece):
    """Pieces side by side in columns of equal width, at the top."""

    def __init__(self, columns: Sequence[Piece], count: int, gutter: float) -> None:
        super().__init__()
        self.columns, self.count, self.gutter = list(columns), count, gutter

    def _column(self, width: float) -> float:
        return (width - (self.count - 1) * self.gutter) / self.count

    def measure(self, width: float) -> float:
        return max((piece.measure(self._column(width)) for piece in self.columns), default=0.0)

    def calls(self) -> list[Note]:
        return [note for piece in self.columns for note in piece.calls()]

    def cut(self, width: float, room: float, cost: Cost, *, force: bool) -> tuple[Piece, Piece] | None:
        """A row that is higher than a page goes on in the same columns."""
        column = self._column(width)
        first, second = Row([], self.count, self.gutter), Row([], self.count, self.gutter)
        for piece in self.columns:
            halves = piece.cut(column, room, cost, force=True) if force and piece.measure(column) > room else None
            first.columns.append(halves[0] if halves else piece)
            second.columns.append(halves[1] if halves else Stack([]))
        return (first, second) if any(isinstance(p, Stack) and p.pieces for p in second.columns) else None

    def draw(self) -> None:
        column = self._column(self.width)
        for n, piece in enumerate(self.columns):
            x = n * (column + self.gutter)
            piece.paint(self.canvas, self.width - column - x if self.canvas.mirrored else x, self.height, column)


class Rule(Piece):
    """A horizontal line."""

    def __init__(
        self, color: str, weight: float = 0.5, *, width: float = 1e6, before: float = 0, after: float = 0
    ) -> None:
        super().__init__()
        self.color, self.weight, self.length = color, weight, width
        self.before, self.after = before, after

    def measure(self, width: float) -> float:
        del width
        return self.weight

    def draw(self) -> None:
        length = min(self.width, self.length)
        self.canvas.rule(
            self.width - length if self.canvas.mirrored else 0, self.weight, length, self.weight, self.color
        )


class Plate(Piece):
    """A picture that stands alone, at its own size or as wide as there is room, and at most `limit` points high; a
    figure in the structure tree, or an artifact.
    """

    def __init__(self, picture: Picture, limit: float, node: Node | Artifact = ARTIFACT) -> None:
        super().__init__()
        self.picture, self.limit, self.owner = picture, limit, node
        self.before = self.after = 7.0

    def _scale(self, width: float) -> float:
        return min(1.0, width / self.picture.width, self.limit / self.picture.height)

    def measure(self, width: float) -> float:
        return self.picture.height * self._scale(width)

    def draw(self) -> None:
        scale = self._scale(self.width)
        picture = replace(self.picture, width=self.picture.width * scale, height=self.picture.height * scale)
        before = self.canvas.own(self.owner)
        x = self.width - picture.width if self.canvas.mirrored else 0.0
        if isinstance(self.owner, Node):
            self.canvas.frame(self.owner, x, 0, picture.width, picture.height)
        picture.draw(self.canvas, x, 0)
        self.canvas.owner = before
