"""Boxes become lines, and lines are painted."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from builder.model.document import Note
from builder.writers.pdf.boxes import Box, Part, in_order
from builder.writers.pdf.styles import Style

EPS = 0.01
RUNT = 0.16  # of the width: a last line that is no longer looks lost
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
    """Greedy lines of at most `width` points; balanced ones where the style asks for them."""
    lines = _without_runt(_greedy(boxes, width), width)
    if style.balanced and 1 < len(lines) <= 4:
        lines = _greedy(boxes, _least_width(boxes, width, len(lines)))
    return [_line(line, style) for line in lines]


def _greedy(boxes: Sequence[Box], width: float) -> list[list[Box]]:
    lines: list[list[Box]] = []
    line: list[Box] = []
    x = 0.0
    for box in boxes:
        if box.ends:
            lines.append(line)
            line, x = [], 0.0
            continue
        if x + box.width > width + EPS:
            if line:
                lines.append(line)
                line, x = [], 0.0
            if box.width > width + EPS:
                *whole, box = _cut(box, width)  # noqa: PLW2901 - its last part goes on as a box of its own
                lines += ([part] for part in whole)
        line.append(box)
        x += box.width + box.space
    if line or not lines:
        lines.append(line)
    return lines


def _without_runt(lines: list[list[Box]], width: float) -> list[list[Box]]:
    """A last line of one short word gets the word before it for company."""
    if len(lines) > 1 and len(lines[-1]) == 1 and len(lines[-2]) > 3 and lines[-1][0].width < width * RUNT:
        moved = lines[-2][-1]
        if moved.width + moved.space + lines[-1][0].width <= width:
            return [*lines[:-2], lines[-2][:-1], [moved, *lines[-1]]]
    return lines


def _least_width(boxes: Sequence[Box], width: float, count: int) -> float:
    """The least width that gives no more lines than `count`."""
    low, high = width / 2, width
    while high - low > 2:
        middle = (low + high) / 2
        if len(_greedy(boxes, middle)) > count:
            low = middle
        else:
            high = middle
    return high


def _cut(box: Box, width: float) -> list[Box]:
    """A box that is wider than a line, cut between characters; marks stay with the letter before them."""
    out: list[Box] = []
    parts: list[Part] = []
    x = 0.0

    def close() -> None:
        nonlocal parts, x
        if parts:
            out.append(Box(parts, x))
        parts, x = [], 0.0

    for part in box.parts:
        if part.picture and part.width > width:
            share = width / part.width
            small = replace(part.picture, width=width, height=part.picture.height * share)
            part = replace(part, width=width, picture=small)  # noqa: PLW2901 - the same picture, as wide as the line
        if part.picture or not part.text:
            if x + part.width > width + EPS:
                close()
            parts.append(part)
            x += part.width
            continue
        look = part.look
        start, run = 0, 0.0
        for n, char in enumerate(part.text):
            w = look.face.width(char) * look.size
            if x + run + w > width + EPS and (run or parts) and not unicodedata.combining(char):
                if n > start:
                    parts.append(Part(look, part.text[start:n], run, part.value))
                    x += run
                close()
                start, run = n, 0.0
            run += w
        parts.append(Part(look, part.text[start:], run, part.value, part.note))
        x += run
    close()
    out[-1].tail, out[-1].space = box.tail, box.space
    return out


def _line(logical: list[Box], style: Style) -> Line:
    boxes, rtl = in_order(logical)
    width = sum([box.width + box.space for box in boxes])
    if boxes:
        width -= boxes[-1].space
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
