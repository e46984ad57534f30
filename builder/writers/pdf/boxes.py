"""What a line is made of: boxes that stay on one line, of parts that look the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from builder.model.document import Note
from builder.writers.pdf.faces import Face
from builder.writers.pdf.pictures import Picture
from builder.writers.pdf.rtl import is_rtl


@dataclass(frozen=True, slots=True)
class Look:
    """How a stretch of text is painted. `rise` in points; `link` is "#key" or an address."""

    face: Face
    size: float
    color: str
    rise: float = 0.0
    struck: bool = False
    tinted: bool = False
    link: str = ""


@dataclass(slots=True)
class Part:
    """A stretch of one look, or a picture. `value` is the number of the value that it is part of, -1 for none."""

    look: Look
    text: str
    width: float
    value: int = -1
    note: Note | None = None
    picture: Picture | None = None


@dataclass(slots=True)
class Box:
    """What stays on one line, and the white space after it, which no line begins with. `ends` forces a line end."""

    parts: list[Part]
    width: float
    tail: str = ""
    space: float = 0.0
    ends: bool = False


def in_order(boxes: Sequence[Box]) -> tuple[Sequence[Box], bool]:
    """The boxes of a line from left to right, and whether the line as a whole runs from right to left."""
    turned = [any(is_rtl(part.text) for part in box.parts) for box in boxes]
    if not any(turned):
        return boxes, False
    first = next((c for box in boxes for part in box.parts for c in part.text if c.isalpha()), "")
    whole = is_rtl(first)
    runs: list[list[int]] = []
    for n, rtl in enumerate(turned):
        if runs and turned[runs[-1][-1]] == rtl:
            runs[-1].append(n)
        else:
            runs.append([n])
    order = [n for run in (reversed(runs) if whole else runs) for n in (reversed(run) if turned[run[0]] else run)]
    out: list[Box] = []
    for place, n in enumerate(order):
        parts = boxes[n].parts[::-1] if whole and turned[n] else boxes[n].parts
        box = Box(parts, boxes[n].width)
        if place + 1 < len(order):
            # Neighbours keep what was between them; where others meet, there is the space of the earlier one.
            gap = boxes[min(n, order[place + 1])]
            box.tail, box.space = gap.tail, gap.space
        out.append(box)
    return out, whole
