"""Boxes become lines, and lines are painted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from builder.model.document import Note
from builder.writers.pdf.boxes import Box, Part, in_order
from builder.writers.pdf.canvas import BriefCanvas, rgb
from builder.writers.pdf.rtl import is_rtl
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


# -- Painting --------------------------------------------------------------------------------------------


def paint_line(canvas: BriefCanvas, line: Line, x: float, y: float) -> None:
    """Paints a line with its baseline at (x, y): tints, then text, then strokes; notes values, calls and links."""
    runs: list[tuple[Part, str, float, float]] = []  # neighbours of one look are one run: part, text, x, width
    for part, text, width in _stretches(line):
        if part.picture:
            part.picture.draw(canvas, x, y)
        elif runs and _runs_on(runs[-1], part, text, x):
            first, before, start, had = runs[-1]
            runs[-1] = (first, before + text, start, had + width)
        else:
            runs.append((part, text, x, width))
        if part.value >= 0:
            canvas.placement.value(part.value, canvas.page)
        if part.note:
            canvas.saveState()
            canvas.translate(x, y)
            canvas.mark(f"call:{part.note.number}", part.look.size * 2)
            canvas.restoreState()
        x += width
    _paint_runs(canvas, runs, y)


def _runs_on(run: tuple[Part, str, float, float], part: Part, text: str, x: float) -> bool:
    """Whether a part goes on where a run ends, in its look. What runs from right to left is shown word by word."""
    before, had, start, width = run
    return before.look == part.look and start + width >= x - EPS and not is_rtl(had) and not is_rtl(text)


def _stretches(line: Line) -> Iterable[tuple[Part, str, float]]:
    """The parts of a line with the spaces between boxes, in the look of what is before them."""
    for box in line.boxes:
        *parts, last = box.parts
        for part in parts:
            yield part, part.text, part.width
        if box.tail and not last.picture and not last.note and not is_rtl(last.text):
            # A space inside a link or a tint would make it longer than its words, but between two it is part of it.
            yield last, last.text + box.tail, last.width + box.space
        else:
            yield last, last.text, last.width
            if box.tail:
                look = next((p.look for p in reversed(box.parts) if not p.note), last.look)
                plain = Part(look, box.tail, box.space)
                yield plain, box.tail, box.space


def _paint_runs(canvas: BriefCanvas, runs: list[tuple[Part, str, float, float]], y: float) -> None:
    for part, text, x, width in runs:
        look = part.look
        if look.tinted:
            bare = _bare(part, text, width)
            canvas.fill(x - 1.5, y - 0.24 * look.size, bare + 3, 1.2 * look.size, TINT)
    out = ["BT"]
    face, size, color = None, 0.0, ""
    at_x = at_y = 0.0
    for part, text, x, _ in runs:
        look = part.look
        if color != look.color:
            color = look.color
            out.append(f"{rgb(color)} rg")
        if face is not look.face or size != look.size:
            face, size = look.face, look.size
            out.append(f"/{face.name} {size:.2f} Tf")
        to_x, to_y = x, y + look.rise
        out.append(f"{to_x - at_x:.2f} {to_y - at_y:.2f} Td <{look.face.encode(text)[0]}> Tj")
        at_x, at_y = at_x + round(to_x - at_x, 2), at_y + round(to_y - at_y, 2)
    if runs:
        out.append("ET")
        canvas.put(" ".join(out))
    for part, text, x, width in runs:
        look = part.look
        if look.struck:
            canvas.fill(x, y + 0.27 * look.size, _bare(part, text, width), 0.055 * look.size, look.color)
        if look.link:
            bottom = y + look.rise - 0.25 * look.size
            canvas.link(look.link, x, bottom, _bare(part, text, width), 1.2 * look.size)


TINT = "#EEF2F5"


def _bare(part: Part, text: str, width: float) -> float:
    """The width of a run without the space at its end."""
    bare = text.rstrip()
    return width if bare == text else width - part.look.face.width(text[len(bare) :]) * part.look.size
