"""Headings, figures and key figures: pieces that stay whole, or stay with what follows."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path

from builder.charts.figure import draw_chart, natural_height
from builder.model.document import Figure, Inlines, KeyFigure, KeyFigures, Note, Str
from builder.theme import Page
from builder.writers.pdf.appendix import source_line
from builder.writers.pdf.book import Book
from builder.writers.pdf.flow import Cost, Piece, Row, Rule, Stack, Text
from builder.writers.pdf.lines import EPS
from builder.writers.pdf.replay import replay, written
from builder.writers.pdf.styles import BOTTOM, TOP, Style
from builder.writers.pdf.tags import Node, list_numbering, visual_row
from builder.writers.pdf.traced import trace

SHORTER = (1.0, 0.92, 0.85, 0.78)  # of its natural height: what a plot may be made to fit at the end of a page
HIGHEST = 0.78  # of the page's text area: a figure, so that a heading fits over it


def text_area(page: Page) -> float:
    """The height between running head and footer."""
    return page.height - TOP - BOTTOM


class Kept(Piece):
    """A piece that never ends a page: it stays with the first part of `follows`. At least `share` points must be
    left for both; `grid` is what the lines of text may move down to stand on their grid.
    """

    keeps = True

    def __init__(self, content: Piece, share: float = 0.0, grid: float = 0.0) -> None:
        super().__init__()
        self.content, self.share, self.grid = content, share, grid
        self.follows: Piece | None = None
        self.before, self.after = content.before, content.after

    def measure(self, width: float) -> float:
        return self.content.measure(width)

    def calls(self) -> list[Note]:
        return self.content.calls()

    def least(self, width: float, cost: Cost) -> float:
        height = self.measure(width) + cost(self.calls())
        if self.follows is not None:
            height += max(self.after, self.follows.before) + self.follows.least(width, cost) + self.grid
        return max(height, self.share)

    def cut(self, width: float, room: float, cost: Cost, *, force: bool) -> tuple[Piece, Piece] | None:
        """One that is higher than a page is cut like its content; the first part is the target of links."""
        halves = self.content.cut(width, room, cost, force=True) if force else None
        if halves is None:
            return None
        first = copy.copy(self)
        first.content, first.follows = halves[0], None
        return first, halves[1]

    def draw(self) -> None:
        self.content.paint(self.canvas, 0, self.height, self.width)


class Whole(Stack):
    """A stack that is not cut where it is at most `limit` points high, and lets text go before it."""

    def __init__(self, pieces: Sequence[Piece], limit: float) -> None:
        super().__init__(pieces)
        self.limit = limit

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's names
        """As its pieces; how high it is decides what it does."""
        size = super().wrap(aW, aH)
        self.together = self.floats = self.height <= self.limit
        return size

    def least(self, width: float, cost: Cost) -> float:
        self.wrap(width, 0)
        if self.together or len(self.pieces) < 2:
            return super().least(width, cost)
        return self.pieces[0].measure(width) + 3 + self.pieces[1].least(width, cost)


class Heading(Kept):
    """A heading: a target, a bookmark, and for level 1 the section of the running head."""

    def __init__(self, content: Piece, book: Book, title: str, key: str, level: int) -> None:
        super().__init__(content, text_area(book.styles.theme.page) / 3 if level == 1 else 0.0, book.styles.grid)
        self.book, self.title, self.key, self.level = book, title, key, level

    def draw(self) -> None:
        canvas = self.canvas
        canvas.mark(self.key, self.height)
        canvas.outline(self.title, self.key, self.level - 1)
        if self.level == 1:
            self.book.begins(self.title, canvas.page, canvas.absolutePosition(0, self.height)[1])
        super().draw()


# -- Figures ---------------------------------------------------------------------------------------------


class FigurePiece(Piece):
    """A figure with its title and its source. Where it nearly fits, the plot is drawn a little lower; where it does
    not, text goes first.
    """

    floats = True

    def __init__(self, figure: Figure, book: Book, cache: Path | None, parent: Node) -> None:
        super().__init__()
        self.figure, self.book, self.cache = figure, book, cache
        self.before = self.after = book.styles.body.leading * 1.2
        chart, styles = figure.chart, book.styles
        label = f"{book.word('figure')} {figure.number}"
        group = parent.add("Div")
        caption = group.add("Caption")
        self.shown = group.add("Figure", alt=figure.alt or f"{label}: {chart.title}")
        over = (
            (label, styles.label, book.link_to(visual_row(figure.id))),
            (chart.title, styles.finding, ""),
            (chart.subtitle, styles.measured, ""),
        )
        heads: list[Piece] = [Rule(styles.colors.rule, after=5)]
        for text, style, link in over:
            if text:
                boxes = book.setter.boxes((Str(text),), style, figure.at, link=link)
                trace(boxes, text, figure.authored, book.setter.targets)
                heads.append(Text(boxes, style, node=caption.add("P")))
        self.head = Stack(heads)
        under = (
            (figure.caption, styles.caption.with_(after=2), styles.theme.page.measure),
            (source_line(figure, book), styles.small, styles.theme.page.inner),
        )
        texts: list[Piece] = []
        for inlines, style, reach in under:
            if inlines:
                node = group.add("P")
                boxes = book.setter.boxes(inlines, style, figure.at)
                book.noted(boxes, node)
                texts.append(Text(boxes, style, reach=reach, node=node))
        self.foot = Stack(texts)
        self._share = 1.0

    def _plot(self, width: float, share: float) -> float:
        page = self.book.styles.theme.page
        area = page.width - TOP - BOTTOM if self.turned else text_area(page)
        most = area * HIGHEST - self.head.measure(width) - self.foot.measure(width) - 14
        natural = natural_height(self.figure.chart, self.book.styles.theme, width)
        return max(min(natural * share, most), 60.0)

    def _height(self, width: float, share: float) -> float:
        foot = self.foot.measure(width)
        return self.head.measure(width) + 7 + self._plot(width, share) + (6 + foot if foot else 0)

    def measure(self, width: float) -> float:
        return self._height(width, self._share)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's names
        """Its height, and a lower one where that fits `aH`."""
        fitting = (s for s in SHORTER if self._height(aW, s) <= aH + EPS)
        self._share = next(fitting, 1.0)
        return super().wrap(aW, aH)

    def calls(self) -> list[Note]:
        return self.foot.calls()

    def least(self, width: float, cost: Cost) -> float:
        return self._height(width, SHORTER[-1]) + cost(self.calls())

    def draw(self) -> None:
        canvas, figure, book = self.canvas, self.figure, self.book
        canvas.mark(f"id:{figure.id}", self.height)
        canvas.placement.figure(figure.id, canvas.page)
        for number in figure.values:
            canvas.placement.value(number, canvas.page)
            if canvas.traced:
                canvas.mark(f"value:{number}", self.height)
        self.head.paint(canvas, 0, self.height, self.width)
        plot = self._plot(self.width, self._share)
        bottom = self.height - self.head.height - 7 - plot
        drawing = draw_chart(figure.chart, book.styles.theme, self.width, plot, self.cache)
        for char, text in drawing.missing_glyphs:
            book.setter.missing(char, text, figure.at)
        canvas.placement.drawn[figure.id] = written(drawing, canvas)
        before = canvas.own(self.shown)
        canvas.frame(self.shown, 0, bottom, self.width, plot)
        canvas.saveState()
        canvas.translate(0, bottom)
        replay(drawing, canvas)
        canvas.restoreState()
        canvas.owner = before
        self.foot.paint(canvas, 0, bottom - 6, self.width)


# -- Key figures -----------------------------------------------------------------------------------------


class BigNumber(Piece):
    """One key figure: a rule, the value, label, change and note. Those of one `row` have values of one size, as large
    as the columns allow.
    """

    def __init__(self, item: KeyFigure, book: Book, block: KeyFigures, row: Sequence[KeyFigure], node: Node) -> None:
        super().__init__()
        self.nodes = [node.add("P") for _ in range(4)]
        self.item, self.book, self.block, self.row = item, book, block, row
        self._stack: Stack | None = None
        self._at = 0.0

    def _pieces(self, width: float) -> Stack:
        if self._stack is None or self._at != width:
            styles, setter = self.book.styles, self.book.setter
            value = styles.key_value
            while value.size > styles.theme.type.h2 and self._widest(value) > width:
                value = value.with_(size=value.size - 1)
            rows: Sequence[tuple[Inlines, Style]] = (
                (self.item.value, value),
                (self.item.label, styles.key_label.with_(after=3)),
                (self.item.change, styles.key_change.with_(after=1)),
                (self.item.note, styles.key_note),
            )
            texts = []
            for (inlines, style), node in zip(rows, self.nodes, strict=True):
                if inlines:
                    texts.append(Text(setter.boxes(inlines, style, self.block.at), style, node=node))
                    self.book.noted(texts[-1].boxes, node)
            self._stack = Stack([Rule(styles.colors.accent, 1.5, after=4), *texts])
            self._at = width
        return self._stack

    def _widest(self, style: Style) -> float:
        lines = (self.book.setter.boxes(item.value, style, self.block.at) for item in self.row)
        return max(sum(box.width + box.space for box in line) for line in lines)

    def measure(self, width: float) -> float:
        return self._pieces(width).measure(width)

    def calls(self) -> list[Note]:
        return self._stack.calls() if self._stack else []

    def cut(self, width: float, room: float, cost: Cost, *, force: bool) -> tuple[Piece, Piece] | None:
        return self._pieces(width).cut(width, room, cost, force=force)

    def draw(self) -> None:
        self._pieces(self.width).paint(self.canvas, 0, self.height, self.width)


def key_figures(block: KeyFigures, book: Book, parent: Node) -> list[Piece]:
    """Rows of three or four big numbers, as even as their number allows."""
    count = len(block.items)
    across = 4 if count == 4 or (count > 4 and count % 4 in (0, 3)) else min(max(count, 1), 3)
    rows: list[Piece] = []
    list_ = parent.add("L", attributes=list_numbering("None"))
    for n in range(0, count, across):
        items = block.items[n : n + across]
        numbers = [BigNumber(item, book, block, items, list_.add("LI").add("LBody")) for item in items]
        row = Row(numbers, max(across, 2), 18.0)
        row.before = row.after = book.styles.body.leading
        rows.append(row)
    return rows
