"""Boxes become lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from builder.model.document import Note
from builder.writers.pdf.boxes import Box, in_order
from builder.writers.pdf.fit import FULL, Fit
from builder.writers.pdf.parting import EPS, Bit, bits, cut, has_soft, together, whole
from builder.writers.pdf.styles import Style

__all__ = ["EPS", "Line", "break_lines"]

BALANCED = 4  # lines: what is longer is no title
ROUNDS = 4  # of hyphenating what the lines of the round before have left short
ASCENT, DESCENT = 0.905, 0.212  # of the type size, for placing a line in its leading (Arial's hhea)


@dataclass(slots=True)
class Line:
    """The boxes of one line. `width` does not count the space at its end, which is painted all the same: it keeps
    words apart for whoever reads the text out.
    """

    boxes: Sequence[Box]
    width: float
    height: float
    rise: float  # from the bottom of the line to its baseline
    notes: list[Note] = field(default_factory=list)
    rtl: bool = False


def break_lines(boxes: Sequence[Box], width: float, style: Style) -> list[Line]:
    """Lines of at most `width` points with an even right edge; balanced ones where the style asks for them."""
    lines: list[list[Box]] = []
    start = 0
    for n, box in enumerate(boxes):
        if box.ends:
            lines += _broken(boxes[start:n], width, style)
            start = n + 1
    if start < len(boxes) or not lines:
        lines += _broken(boxes[start:] if start else boxes, width, style)
    placed, rtl = in_order(lines)
    return [_line(line, boxes, style, rtl=rtl) for line, boxes in zip(lines, placed, strict=True)]


def _broken(boxes: Sequence[Box], width: float, style: Style) -> list[list[Box]]:
    """The lines of boxes of which none ends a line."""
    if sum([box.width + box.space for box in boxes]) <= width:
        return [list(boxes)]
    items = boxes if max([box.width for box in boxes]) <= width else _narrow(boxes, width)
    fit = Fit(items, width, parted=items is not boxes)
    if style.balanced:
        ends = fit.greedy()
        if 1 < len(ends) <= BALANCED:
            ends = Fit(items, _least_width(fit, len(ends)), parted=fit.parted).best()
    else:
        ends = fit.best()
        for _ in range(ROUNDS):
            found = _hyphenated(fit, ends, style)
            if found is None:
                break
            fit = Fit(found, width, parted=True)
            ends = fit.best()
        while fit.parted and (origins := [b.origin for b in fit.overdone(ends) if b.origin.width <= width]):
            fit = Fit(whole(fit.items, origins), width, parted=True)
            ends = fit.best()
    if not fit.parted:
        return [list(boxes[start:end]) for start, end in pairwise([0, *ends])]
    return [together(fit.items[start:end]) for start, end in pairwise([0, *ends])]


def _narrow(boxes: Sequence[Box], width: float) -> list[Box]:
    """Boxes of which none is wider than a line: those that are get hyphens, or are cut."""
    out: list[Box] = []
    for box in boxes:
        if box.width <= width:
            out.append(box)
        else:
            parted = bits(box)
            fits = parted and all(bit.width + bit.hyphen <= width for bit in parted)
            out += parted if fits else cut(box, width)
    return out


def _hyphenated(fit: Fit, ends: Sequence[int], style: Style) -> list[Box] | None:
    """The items with bits for the words that would fill short lines, and for those that an author has put soft hyphens
    into at the ends of lines; None where there are no such words.
    """
    parted: dict[int, list[Bit]] = {}
    for start, end in pairwise([0, *ends[:-1]]):
        item = fit.items[end]
        short = style.hyphens and end + 1 < len(fit.items) and fit.length(start, end) < FULL * fit.width
        if type(item) is Bit or not (short or has_soft(item)):
            continue
        found = bits(item, asked=not short)
        if found and found[0].width + found[0].hyphen <= fit.width:
            parted[end] = found
    if not parted:
        return None
    return [bit for n, item in enumerate(fit.items) for bit in (parted.get(n) or (item,))]


def _least_width(fit: Fit, count: int) -> float:
    """The least width that gives no more lines than `count`."""
    low = max(fit.width / 2, *(fit.length(n, n + 1) for n in range(len(fit.items))))
    high = fit.width
    while high - low > 2:
        middle = (low + high) / 2
        if len(fit.greedy(middle)) > count:
            low = middle
        else:
            high = middle
    return high


def _line(logical: Sequence[Box], boxes: Sequence[Box], style: Style, *, rtl: bool) -> Line:
    width = sum([box.width + box.space for box in logical])
    if logical:
        width -= logical[-1].space
    height = style.leading
    rise = (style.leading - (ASCENT + DESCENT) * style.size) / 2 + DESCENT * style.size
    notes: list[Note] = []
    for box in logical:
        for part in box.parts:
            if part.note:
                notes.append(part.note)
            if part.picture:
                height = max(height, part.picture.height + rise + 2)
    return Line(boxes, width, height, rise, notes, rtl)
