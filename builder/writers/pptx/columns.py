"""Columns side by side (`::: {.columns}` with `::: {.column width="40%"}`, as Pandoc has them) on slides.

Each column is a stack of text and visuals in a part of the body; texts have one size in all of them. A column too long
for one slide goes on in its place on the next; a table too large for a column has a slide of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from builder.model.document import DataTable, Table
from builder.writers.pptx.collect import Column, Part, Visual
from builder.writers.pptx.fit import roomy
from builder.writers.pptx.layouts import Area, Box, Layout, Layouts, Slot
from builder.writers.pptx.pages import paginate
from builder.writers.pptx.plan import Line, TextPlan, VisualPlan
from builder.writers.pptx.stack import Group, Stack, freed, groups_of
from builder.writers.pptx.visuals import Placer

BETWEEN = 24.0  # columns, where a layout has none of its own
LEAST_SHARE = 0.15  # of the width
MOST_LEAD = 0.35  # of the body's height, for lines over the columns


@dataclass(slots=True)
class ColumnPage:
    """What of a row of columns stands on one slide."""

    layout: Layout
    texts: list[TextPlan] = field(default_factory=list)
    visuals: list[VisualPlan] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)


Pages = list[list[Group]]


class ColumnSetter:
    """Sets rows of columns."""

    def __init__(self, layouts: Layouts, stack: Stack, visuals: Placer, *, rtl: bool) -> None:
        self.layouts, self.stack, self.visuals, self.rtl = layouts, stack, visuals, rtl
        self.measure, self.least = stack.measure, stack.least

    def layout(self, count: int, named: Layout | None) -> Layout:
        """The layout for so many columns: the named one, else the one with as many places for content."""
        if named and contents(named):
            return named
        found = [(lay, contents(lay)) for lay in self.layouts.named.values()]
        fitting = [lay for lay, slots in found if len(slots) == count and _side_by_side(slots) and _only(lay, slots)]
        return fitting[0] if fitting and count > 1 else self.layouts.roles["text"]

    def lead(self, lines: Sequence[Line], layout: Layout) -> TextPlan | None:
        """Lines over the columns; None where they are too many."""
        body = _body(layout)
        style = freed(contents(layout)[0].style)
        slot = Slot("text", "textbox", 0, body, style)
        size = self.measure.fit(lines, style, replace(body, height=body.height * MOST_LEAD), self.least)
        if size is None or any(line.box for line in lines):
            return None
        height = roomy(self.measure.height(lines, style, size, body.width, self.least))
        return TextPlan(slot, tuple(lines), size, replace(body, height=height), self.least)

    def pages(
        self, columns: Sequence[Column], part: Part, title: str, layout: Layout, top: float
    ) -> tuple[list[ColumnPage], list[Visual]]:
        """The slides of a row of columns, which begin at the height `top`, and the tables that no column holds."""
        columns = [c for c in columns if c.items]
        boxes = self._boxes(columns, layout, top)
        slots = self._slots(layout, boxes)
        wide: list[Visual] = []
        wanted = [self._pages(c, s, title, wide) for c, s in zip(columns, slots, strict=True)]
        out = []
        for n in range(max(len(pages) for pages in wanted)):
            page = ColumnPage(layout)
            some = [pages[n] if n < len(pages) else [] for pages in wanted]
            self._set(page, some, slots, part, title)
            out.append(page)
        return out, wide

    # -- Where columns stand -------------------------------------------------------------------------

    def _boxes(self, columns: Sequence[Column], layout: Layout, top: float) -> list[Box]:
        """Their places from the first column to the last; widths are shares of the body."""
        body = _body(layout)
        body = body.below(max(top, body.y))
        slots = contents(layout)
        gap = slots[1].box.x - slots[0].box.right if len(slots) > 1 and _side_by_side(slots) else BETWEEN
        given = sum(c.share for c in columns)
        open_ = sum(not c.share for c in columns)
        least = min(LEAST_SHARE, 1 / len(columns))
        rest = (1 - given) / open_ if open_ else 0.0
        shares = [max(c.share or rest, least) for c in columns]
        room = body.width - gap * (len(columns) - 1)
        # Shares that are less than the whole leave the rest empty; those that are more are made less.
        scale = room / max(1.0, sum(shares))
        out, x = [], body.x
        for share in shares:
            out.append(Box(x, body.y, share * scale, body.height))
            x += share * scale + gap
        if self.rtl:
            out = [replace(b, x=body.x + body.right - b.right) for b in out]
        return out

    def _slots(self, layout: Layout, boxes: Sequence[Box]) -> list[Slot]:
        """A placeholder of the layout for each column as long as there are any, moved to its place."""
        free = contents(layout)
        if self.rtl:
            free.reverse()
        style = free[0].style
        out = []
        for n, box in enumerate(boxes):
            if n < len(free):
                out.append(replace(free[n], name="text", box=box, moved=True))
            else:
                out.append(Slot("text", "textbox", 0, box, freed(style)))
        return out

    # -- What stands in them -------------------------------------------------------------------------

    def _pages(self, column: Column, slot: Slot, title: str, wide: list[Visual]) -> Pages:
        """What of a column stands on each slide: all of it on one, or each text and each visual by itself. Tables that
        are too large for it go to `wide`.
        """
        groups: list[Group] = []
        for group in groups_of(column.items):
            table = isinstance(group, (Table, DataTable))
            (wide if table and not self._fits([group], slot, title) else groups).append(group)  # type: ignore[arg-type]
        if not groups:
            return []
        if self._fits(groups, slot, title):
            return [groups]
        out: Pages = []
        for group in groups:
            if isinstance(group, tuple):
                style = self.stack.text(group, slot, slot.style.sizes[0], slot.box).slot.style
                out += [[page] for page, _ in paginate(group, style, slot.box, self.measure, self.least)]
            else:
                out.append([group])
        return out

    def _fits(self, groups: Sequence[Group], slot: Slot, title: str) -> bool:
        size = self.stack.size(groups, slot.style, slot.box)
        if size is None:
            return False
        places = self.stack.places(groups, slot.style, slot.box, size)
        return all(
            isinstance(g, tuple) or self.visuals.fits(g, _area(slot, p), title)
            for g, p in zip(groups, places, strict=True)
        )

    def _set(
        self, page: ColumnPage, columns: Sequence[list[Group]], slots: Sequence[Slot], part: Part, title: str
    ) -> None:
        """Places the columns of one slide, column by column: in reading order."""
        found = (self.stack.size(g, slot.style, slot.box) for g, slot in zip(columns, slots, strict=True) if g)
        size = min((s or self.least for s in found), default=self.least)
        for groups, slot in zip(columns, slots, strict=True):
            places = self.stack.places(groups, slot.style, slot.box, size)
            for n, (group, place) in enumerate(zip(groups, places, strict=True)):
                holder = slot if n == 0 else Slot("text", "textbox", 0, place, freed(slot.style))
                if isinstance(group, tuple):
                    text = self.stack.text(group, holder, size, place)
                    page.texts.append(replace(text, after=len(page.visuals)))
                else:
                    page.visuals += self.visuals.placed([group], [_area(holder, place)], part, title, page.notes)


def _area(slot: Slot, box: Box) -> Area:
    """A place for a visual in a column's placeholder."""
    return Area(replace(slot, name="visual", box=box))


def contents(layout: Layout) -> list[Slot]:
    """The placeholders of a layout that take any content, from left to right; of one without, its text."""
    slots = [*([layout.text] if layout.text else []), *(a.visual for a in layout.areas)]
    found = sorted((s for s in slots if s.type == ""), key=lambda s: (s.box.x, s.box.y))
    return found or ([layout.text] if layout.text else [])


def _side_by_side(slots: Sequence[Slot]) -> bool:
    return all(a.box.right <= b.box.x + 1 and abs(a.box.y - b.box.y) < 6 for a, b in pairwise(slots))


def _only(layout: Layout, slots: Sequence[Slot]) -> bool:
    """Whether a layout has places for nothing but a title and these."""
    return sum(1 for _ in layout.slots()) == len(slots) + 1


def _body(layout: Layout) -> Box:
    """The room of a layout's content."""
    boxes = [s.box for s in contents(layout)]
    left, top = min(b.x for b in boxes), min(b.y for b in boxes)
    return Box(left, top, max(b.right for b in boxes) - left, min(b.bottom for b in boxes) - top)
