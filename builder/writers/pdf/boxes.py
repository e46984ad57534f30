"""What a line is made of: boxes that stay on one line, of parts that look the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from builder import bidi
from builder.model.document import Note
from builder.writers.pdf.faces import Face
from builder.writers.pdf.pictures import Picture
from builder.writers.pdf.tags import TRACED

_TRACED = f"#{TRACED}"


@dataclass(frozen=True, slots=True)
class Look:
    """How a stretch of text is painted. `rise` in points; `link` is "#key" or an address; `lang` is "" for the
    document's own language.
    """

    face: Face
    size: float
    color: str
    rise: float = 0.0
    struck: bool = False
    tinted: bool = False
    link: str = ""
    lang: str = ""


@dataclass(slots=True)
class Part:
    """A stretch of one look, or a picture. `value` is the number of the value that it is part of, -1 for none.

    `hyphen`: a line ends inside its word, and a hyphen is shown after it that is not in `text` but in `width`. `rtl`
    is the direction in which all of it runs; None where nothing in its paragraph runs from right to left.
    """

    look: Look
    text: str
    width: float
    value: int = -1
    note: Note | None = None
    picture: Picture | None = None
    hyphen: bool = False
    rtl: bool | None = None


@dataclass(slots=True)
class Box:
    """What stays on one line, and the white space after it, which no line begins with. `ends` forces a line end.

    `lang` is the language by whose patterns the word may be hyphenated, "" for none. `x` is where it stands in its
    line, from the left edge; None where it follows the box before it.
    """

    parts: list[Part]
    width: float
    tail: str = ""
    space: float = 0.0
    ends: bool = False
    lang: str = ""
    x: float | None = None


def in_order(lines: Sequence[Sequence[Box]]) -> tuple[Sequence[Sequence[Box]], bool]:
    """The lines of a paragraph as they are painted, and whether it runs from right to left as a whole.

    Boxes stay in the order in which they are read. Where text runs from right to left, they are boxes of one part or
    one space, each with its place in the line (UAX #9); a space at the end of a line stands outside it.
    """
    if not any(bidi.turns(p.text) for line in lines for box in line for p in box.parts if not p.text.isascii()):
        return lines, False
    text = "".join(_text(box) for line in lines for box in line)
    base = bidi.base_level(text)
    levels = bidi.levels(text, base)
    out = []
    start = 0
    for line in lines:
        end = start + sum(len(_text(box)) for box in line)
        out.append(_placed(line, levels[start:end], base))
        start = end
    return out, base == 1


def _text(box: Box) -> str:
    """The text of a box, a picture in it as one character (U+FFFC), and the space after it."""
    return "".join("\ufffc" if part.picture else part.text for part in box.parts) + box.tail


def _placed(line: Sequence[Box], levels: list[int], base: int) -> list[Box]:
    end = len(line[-1].tail) if line else 0
    if end:
        levels[-end:] = [base] * end  # L1: here ends a line
    pieces = list(_pieces(line, levels))
    x = -line[-1].space if end and base else 0.0
    out = [Box([part], part.width) for part, _ in pieces]
    for n in bidi.order([level for _, level in pieces]):
        out[n].x = x
        x += out[n].width
    return out


def _pieces(line: Sequence[Box], levels: Sequence[int]) -> Iterator[tuple[Part, int]]:
    """The parts of a line and the spaces between, each of one level."""
    at = 0
    for box in line:
        for part in box.parts:
            end = at + (1 if part.picture else len(part.text))
            yield from _levelled(part, levels[at:end])
            at = end
        if box.tail:
            # In the look of the words before it, not of a note's number.
            look = next((part.look for part in reversed(box.parts) if not part.note), box.parts[-1].look)
            if look.link.startswith(_TRACED):
                look = replace(look, link="")
            space = Part(look, box.tail, box.space, rtl=levels[at] % 2 == 1)
            yield space, levels[at]
            at += len(box.tail)


def _levelled(part: Part, levels: Sequence[int]) -> Iterator[tuple[Part, int]]:
    runs = bidi.runs(levels)
    if len(runs) <= 1:
        level = runs[0][2] if runs else 0
        yield replace(part, rtl=level % 2 == 1), level
        return
    left = part.width
    for start, end, level in runs:
        text = part.text[start:end]
        last = end == len(part.text)
        width = left if last else part.look.face.width(text) * part.look.size
        left -= width
        hyphen, note = (part.hyphen, part.note) if last else (False, None)
        yield replace(part, text=text, width=width, rtl=level % 2 == 1, hyphen=hyphen, note=note), level
