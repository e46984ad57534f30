"""Things one below the other in a box: text, callouts and visuals.

A callout is text in a box of its own, tinted, with room around it. Text has one size in the whole stack, the largest at
which everything has its place; visuals share the height that is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from builder.writers.pptx.collect import Visual
from builder.writers.pptx.fit import Measure, roomy, steps
from builder.writers.pptx.layouts import Box, Slot, TextStyle
from builder.writers.pptx.pages import paginate
from builder.writers.pptx.plan import Line, TextPlan

GAP = 12.0
INSETS = (16.0, 8.0, 12.0, 8.0)  # of a callout; at the left it has a bar
LEAST_VISUAL = 110.0  # the height that a visual needs in a stack

Item = Line | Visual
Group = tuple[Line, ...] | Visual


def groups_of(items: Sequence[Item]) -> list[Group]:
    """Items in their order: lines of one callout, or of none, together; each visual by itself."""
    out: list[Group] = []
    for key, some in groupby(items, lambda i: i.box if isinstance(i, Line) else -1 - id(i)):
        if key >= 0:
            out.append(tuple(i for i in some if isinstance(i, Line)))
        else:
            out += [i for i in some if not isinstance(i, Line)]
    return out


def callouts_last(lines: Sequence[Line]) -> list[Group]:
    """Lines outside of callouts, then the callouts: one placeholder takes the first, each of the others is a box."""
    return groups_of([*(i for i in lines if not i.box), *(i for i in lines if i.box)])


def is_text(group: Group) -> bool:
    """Whether a group is lines of text."""
    return isinstance(group, tuple)


@dataclass(frozen=True, slots=True)
class Stack:
    """Stacks groups in boxes. `least` is the smallest size of text."""

    measure: Measure
    least: float

    def size(self, groups: Sequence[Group], style: TextStyle, box: Box) -> float | None:
        """The largest size at which the groups fit."""
        if len(groups) == 1 and isinstance(groups[0], tuple):
            alone = groups[0]
            return self.measure.fit(alone, called(style) if alone[0].box else style, box, self.least)
        count = sum(not is_text(g) for g in groups)
        for size in steps(style.sizes[0], self.least):
            texts = sum(self._height(g, style, size, box.width) for g in groups if isinstance(g, tuple))
            spare = box.height - texts - GAP * (len(groups) - 1)
            if spare >= (count * LEAST_VISUAL if count else -0.01):
                return size
        return None

    def places(self, groups: Sequence[Group], style: TextStyle, box: Box, size: float) -> list[Box]:
        """The place of each group. A text that stands alone has the whole box."""
        heights = [self._height(g, style, size, box.width) if isinstance(g, tuple) else 0.0 for g in groups]
        count = sum(not is_text(g) for g in groups)
        if len(groups) == 1:
            alone = groups[0]
            boxed = isinstance(alone, tuple) and bool(alone[0].box)
            return [replace(box, height=min(heights[0], box.height)) if boxed else box]
        spare = box.height - sum(heights) - GAP * (len(groups) - 1)
        out, y = [], box.y
        for group, height in zip(groups, heights, strict=True):
            tall = height if is_text(group) else spare / count
            out.append(Box(box.x, y, box.width, tall))
            y += tall + GAP
        return out

    def texts(self, lines: Sequence[Line], slot: Slot, box: Box | None = None) -> list[TextPlan] | None:
        """Lines in a slot, callouts under the others; None where they do not fit."""
        if not any(line.box for line in lines):
            size = self.measure.fit(lines, slot.style, box or slot.box, self.least)
            return None if size is None else [TextPlan(slot, tuple(lines), size, box, self.least)]
        groups = callouts_last(lines)
        room = box or slot.box
        size = self.size(groups, slot.style, room)
        if size is None:
            return None
        places = self.places(groups, slot.style, room, size)
        return [self.text(g, slot, size, p) for g, p in zip(groups, places, strict=True) if isinstance(g, tuple)]

    def text(self, lines: tuple[Line, ...], slot: Slot, size: float, box: Box) -> TextPlan:
        """One group of lines: in the slot, or as a callout."""
        used = Slot("callout", "textbox", 0, box, called(slot.style)) if lines[0].box else slot
        return TextPlan(used, lines, size, box, self.least)

    def pages(self, lines: Sequence[Line], slot: Slot) -> Iterator[list[TextPlan]]:
        """Callouts that have a slide of their own, and as many of them as they need."""
        for group in groups_of(lines):
            assert isinstance(group, tuple)
            style = called(slot.style)
            for page, size in paginate(group, style, slot.box, self.measure, self.least):
                height = min(roomy(self.measure.height(page, style, size, slot.box.width, self.least)), slot.box.height)
                yield [self.text(page, slot, size, replace(slot.box, height=height))]

    def _height(self, lines: tuple[Line, ...], style: TextStyle, size: float, width: float) -> float:
        used = called(style) if lines[0].box else style
        return roomy(self.measure.height(lines, used, size, width, self.least))


def freed(style: TextStyle) -> TextStyle:
    """A placeholder's style as a text box of the same look has it, which inherits nothing of the layout."""
    return TextStyle(style.sizes, style.indents, style.before, bullets=style.bullets)


def called(style: TextStyle) -> TextStyle:
    """How a callout sets its text: as its slot does, with room around it."""
    return replace(freed(style), insets=INSETS)
