"""Pages: a frame that keeps room for the footnotes called in it, running head and footer, and the template that fills
them from a story that is made as it is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, SupportsIndex, cast

from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate
from reportlab.platypus.doctemplate import ActionFlowable, LayoutError

from builder.model.document import Note
from builder.writers.pdf.book import Book
from builder.writers.pdf.canvas import BriefCanvas
from builder.writers.pdf.flow import Piece, Stack, free
from builder.writers.pdf.lines import EPS
from builder.writers.pdf.painting import line_operators
from builder.writers.pdf.styles import BOTTOM, FOOT, HEAD, TOP, Styles
from builder.writers.pdf.tags import FOOTER, HEADER

GAP, SHORT = 12.0, 48.0  # over the notes, with a short rule in it
UPRIGHT, TURNED = "upright", "turned"  # page templates
AHEAD = 40  # flowables that a story makes before they are asked for


class Foot:
    """The footnotes of the current page. Each stands where it is first called; what has no room goes on at the foot
    of the next page. Notes take `limit` points of a page at most.
    """

    def __init__(self, make: Callable[[Note], Piece], width: float, limit: float, color: str) -> None:
        self.make, self.width, self.limit, self.color = make, width, limit, color
        self.reserved = 0.0
        self._placed: list[Piece] = []
        self._late: list[Piece] = []  # for the page after this one
        self._made: dict[int, Piece] = {}
        self._called: set[int] = set()

    def cost(self, notes: Sequence[Note]) -> float:
        """The height that these notes take beyond what is reserved."""
        return self._reserve([*self._placed, *self._fresh(notes)]) - self.reserved if notes else 0.0

    def call(self, notes: Sequence[Note], most: float = math.inf) -> None:
        """Puts notes at the foot of this page, where `most` points are left for all of them."""
        if notes:
            fresh = self._fresh(notes)
            self._called.update(self._numbers(notes))
            self._placed += fresh
            self.reserved = min(self._reserve(self._placed), max(most, 0.0))

    def begin(self) -> None:
        """A new page, with what the last one left over."""
        self._placed, self._late = self._late, []
        self.reserved = self._reserve(self._placed)

    def postpone(self) -> bool:
        """Leaves what an earlier page left over to the next one; False where there is nothing."""
        if not self._placed:
            return False
        self._late, self._placed, self.reserved = [*self._late, *self._placed], [], 0.0
        return True

    def paint(self, canvas: BriefCanvas, margin: float, bottom: float) -> None:
        """Paints the notes of this page so that they end at `bottom`."""
        if not self._placed:
            return
        y = bottom + self.reserved
        x = canvas.size[0] - margin - self.width if canvas.mirrored else margin
        canvas.rule(x + self.width - SHORT if canvas.mirrored else x, y - GAP / 2, SHORT, 0.5, self.color)
        y -= GAP
        fitting, rest = self._fitting(y - bottom)
        for piece in fitting:
            piece.paint(canvas, x, y, self.width)
            y -= piece.height + piece.after
        self._late = rest + self._late

    @property
    def overflows(self) -> bool:
        """Whether this page has no room for some of its notes."""
        return bool(self._late or self._fitting(self.reserved - GAP)[1])

    def take(self) -> list[Piece]:
        """All notes that wait, which the caller sets; nothing is left for the foot."""
        notes = [*self._placed, *self._late]
        self._placed, self._late, self.reserved = [], [], 0.0
        return notes

    def _fitting(self, room: float) -> tuple[list[Piece], list[Piece]]:
        fitting: list[Piece] = []
        for n, piece in enumerate(self._placed):
            height = piece.measure(self.width)
            if height > room + EPS:
                halves = piece.cut(self.width, room, free, force=not fitting)
                if halves:
                    return [*fitting, halves[0]], [halves[1], *self._placed[n + 1 :]]
                return fitting, self._placed[n:]
            fitting.append(piece)
            room -= height + piece.after
        return fitting, []

    def _reserve(self, pieces: Sequence[Piece]) -> float:
        if not pieces:
            return 0.0
        heights = sum(p.measure(self.width) for p in pieces) + sum(p.after for p in pieces[:-1])
        return min(self.limit, GAP + heights)

    def _fresh(self, notes: Sequence[Note]) -> list[Piece]:
        """The notes that no page has yet, and those called in them."""
        out: dict[int, Piece] = {}
        todo = list(notes)
        while todo:
            note = todo.pop(0)
            if note.number in self._called or note.number in out:
                continue
            piece = self._made.get(note.number)
            if piece is None:
                piece = self._made[note.number] = self.make(note)
            piece.measure(self.width)
            out[note.number] = piece
            todo[:0] = piece.calls()
        return list(out.values())

    def _numbers(self, notes: Sequence[Note]) -> set[int]:
        numbers: set[int] = set()
        todo = list(notes)
        while todo:
            note = todo.pop()
            if note.number not in numbers:
                numbers.add(note.number)
                if piece := self._made.pop(note.number, None):
                    todo += piece.calls()
        return numbers


class End(Piece):
    """The end of a page."""

    ends = True

    def measure(self, width: float) -> float:
        del width
        return 0.0


class Leftover(Stack):
    """The end of the story: the notes that the last page had no room for, on a page after it."""

    def __init__(self, foot: Foot) -> None:
        super().__init__([])
        self.foot = foot

    def fill(self) -> None:
        """Takes the notes."""
        self.pieces = self.foot.take()

    def calls(self) -> list[Note]:
        return []


class NotedFrame(Frame):
    """A frame for pieces, above the footnotes that they call. Of two distances between pieces the larger one holds."""

    # ReportLab's own, which its types leave out: where the next piece goes, the floor, the width, and whether it is
    # empty.
    _x: float
    _y: float
    _y1p: float
    _aW: float  # noqa: N815 - its name
    _atTop: int  # noqa: N815 - its name

    def __init__(self, x: float, y: float, width: float, height: float, foot: Foot, grid: tuple[float, float]) -> None:
        """`grid` is the upper edge of a line on it, and its step."""
        super().__init__(x, y, width, height, 0, 0, 0, 0)
        self.foot, self.grid = foot, grid
        self.gap = 0.0

    @property
    def at_top(self) -> bool:
        """Whether nothing stands in it yet."""
        return bool(self._atTop)

    def _reset(self) -> None:
        super()._reset()  # type: ignore[misc]  # not in its types
        self.gap = 0.0

    def _room(self, piece: Piece) -> tuple[float, float]:
        """The distance before `piece`, and the height that is left for it and its notes."""
        gap = 0.0 if self._atTop else max(self.gap, piece.before)
        if piece.on_grid:
            origin, step = self.grid
            over = (origin - self._y + gap) % step
            gap += step - over if over > EPS and step - over > EPS else 0.0
        return gap, self._y - self._y1p - self.foot.reserved - gap

    def add(self, flowable: Flowable, canv: Any, trySplit: int = 0, *, force: bool = False) -> Literal[0, 1]:  # noqa: N803
        """Paints a piece if it fits with its notes and with what must stay beside it; with `force`, in any case."""
        del trySplit
        piece = cast("Piece", flowable)
        gap, room = self._room(piece)
        height = piece.wrap(self._aW, room)[1]
        need = piece.least(self._aW, self.foot.cost) if piece.keeps else height + self.foot.cost(piece.calls())
        if self._atTop and piece.keeps:
            need = height
        if need > room + EPS and not force:
            postponed = self._atTop and self.foot.postpone()
            if not postponed or height > self._room(piece)[1] + EPS:
                return 0
        piece.drawOn(canv, self._x, self._y - gap - height)
        self.foot.call(piece.calls(), self._y - gap - height - self._y1p)
        if height:
            self._y -= gap + height
            self.gap = piece.after
            self._atTop = 0
        return 1

    def split(self, flowable: Flowable, canv: Any) -> list[Flowable]:
        """The part of a piece that fits, and the rest; [] where nothing fits."""
        del canv
        piece = cast("Piece", flowable)
        _, room = self._room(piece)
        halves = piece.cut(self._aW, room, self.foot.cost, force=self.at_top) if room > 0 else None
        return list(halves or ())


class Story(list[Flowable]):
    """A list of pieces that fills itself, so that only a few of a long document are alive."""

    def __init__(self, pieces: Iterator[Flowable]) -> None:
        super().__init__()
        self._pieces: Iterator[Flowable] | None = pieces

    def _fill(self) -> None:
        while self._pieces is not None and super().__len__() < AHEAD:
            try:
                self.append(next(self._pieces))
            except StopIteration:
                self._pieces = None

    def __len__(self) -> int:
        if super().__len__() < 2:
            self._fill()
        return super().__len__()

    def pop(self, index: SupportsIndex = -1) -> Flowable:
        """Takes a piece out."""
        len(self)
        return super().pop(index)


class BriefTemplate(BaseDocTemplate):
    """Fills pages from a story. A figure that does not fit lets the text after it go first, up to the next heading."""

    frame: NotedFrame
    canv: BriefCanvas
    _curPageFlowableCount: int  # noqa: N815 - its name

    def __init__(self, path: str, book: Book, foot: Foot, first: float) -> None:
        page = book.styles.theme.page
        super().__init__(path, pagesize=(page.width, page.height), invariant=1, pageCompression=1)
        self.book, self.foot = book, foot
        self._waiting: list[Flowable] = []
        inner = page.inner
        height = page.height - TOP - BOTTOM
        step = book.styles.grid
        upright, across = (page.height - TOP, step), (page.width - TOP, step)
        front = NotedFrame(page.margin, BOTTOM, inner, page.height - BOTTOM - first, foot, upright)
        others = NotedFrame(page.margin, BOTTOM, inner, height, foot, upright)
        size = (page.width, page.height)
        wide = page.height - 2 * page.margin
        turned = NotedFrame(page.margin, BOTTOM, wide, page.width - TOP - BOTTOM, foot, across)
        self.addPageTemplates(
            [PageTemplate("first", [front], pagesize=size, autoNextPageTemplate=UPRIGHT),
             PageTemplate(UPRIGHT, [others], pagesize=size),
             PageTemplate(TURNED, [turned], pagesize=size[::-1], autoNextPageTemplate=UPRIGHT)]
        )  # fmt: skip

    def handle_flowable(self, flowables: list[Flowable]) -> None:
        """Takes the first piece of the story and puts it, or a part of it, on the page."""
        if isinstance(flowables[0], ActionFlowable):
            super().handle_flowable(flowables)
            return
        piece = cast("Piece", flowables.pop(0))
        if isinstance(piece, Leftover) and not piece.pieces and self.foot.overflows:
            if self.frame.at_top:
                piece.fill()
            flowables.insert(0, piece)
            if not piece.pieces:
                self._next_page(flowables)
        elif piece.ends:
            self._next_page(flowables)
        elif piece.turned != (self.pageTemplate.id == TURNED):
            self._turn(piece, flowables)
        else:
            self._place(piece, flowables)

    def _place(self, piece: Piece, flowables: list[Flowable]) -> None:
        text_follows = bool(len(flowables)) and _may_go_first(flowables[0])
        frame = self.frame
        if frame.add(piece, self.canv):
            self._curPageFlowableCount += 1
            if self._waiting and not text_follows:
                self._next_page(flowables)
        elif halves := frame.split(piece, self.canv):
            for half in halves:
                cast("Piece", half).turned = piece.turned
            if not frame.add(halves[0], self.canv, force=frame.at_top):
                raise LayoutError(f"a part of {type(piece).__name__} does not fit where it was measured to")
            self._curPageFlowableCount += 1
            flowables.insert(0, halves[1])
            self._next_page(flowables)
        elif piece.floats and not frame.at_top and text_follows:
            self._waiting.append(piece)
        elif frame.at_top:
            frame.add(piece, self.canv, force=True)
            self._curPageFlowableCount += 1
        else:
            flowables.insert(0, piece)
            self._next_page(flowables)

    def _turn(self, piece: Piece, flowables: list[Flowable]) -> None:
        """A piece for a page of the other format: text goes first where it may, so that no page ends early."""
        frame = self.frame
        if not piece.turned:
            flowables.insert(0, piece)
            self._next_page(flowables)
        elif frame.at_top and not self._waiting and self.page > 1:
            # The page is empty: it becomes one of the other format.
            self.pageTemplate = next(t for t in self.pageTemplates if t.id == TURNED)
            self.pageTemplate.checkPageSize(self.canv, self)
            self.frame = cast("NotedFrame", self.pageTemplate.frames[0])
            self.frame._reset()
            self._place(piece, flowables)
        else:
            self._waiting.append(piece)
            follows = cast("Piece", flowables[0]) if len(flowables) else None
            if follows is None or not (follows.turned or _may_go_first(follows)):
                self._next_page(flowables)

    def _next_page(self, flowables: list[Flowable]) -> None:
        flowables[0:0] = self._waiting
        self._waiting = []
        if len(flowables) and cast("Piece", flowables[0]).turned:
            self.handle_nextPageTemplate(TURNED)
        self.handle_frameEnd()

    def beforePage(self) -> None:  # noqa: N802 - ReportLab's hook
        """Room for the notes that are left over, and the band on the first page."""
        self.foot.begin()
        if self.page == 1:
            self.foot.call(self.book.front(self.canv))

    def afterPage(self) -> None:  # noqa: N802 - ReportLab's hook
        """The notes, and from the second page head and footer."""
        self.book.placement.pages = self.page
        self.foot.paint(self.canv, self.book.styles.theme.page.margin, BOTTOM)
        if self.page > 1:
            _furniture(self.canv, self.book, self.page)


def _may_go_first(flowable: Flowable) -> bool:
    """Whether this is text that may stand before a figure that has no room."""
    piece = cast("Piece", flowable)
    return piece.textual and not piece.turned


def _furniture(canvas: BriefCanvas, book: Book, page: int) -> None:
    """The running head with the section, and the footer with the short title and "Page 3 of 12"."""
    styles: Styles = book.styles
    margin, style = styles.theme.page.margin, styles.furniture
    width, height = canvas.size
    left, right, inner = margin, width - margin, width - 2 * margin
    y = height - HEAD
    canvas.own(HEADER)
    canvas.rule(left, y - 6, inner, 0.5, styles.colors.rule)
    book.plain_line(canvas, book.section_of(page, height), (left, y), inner, style)
    canvas.own(FOOTER)
    short = inner * 0.75
    book.plain_line(canvas, book.short, (right - short if canvas.mirrored else left, FOOT), short, style)

    def number() -> str:
        line = book.late_line(book.page_words(page), style)
        return line_operators(line, left if canvas.mirrored else right - line.width, FOOT)

    canvas.later(number)
