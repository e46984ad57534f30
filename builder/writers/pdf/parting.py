"""Boxes are parted where a line must end inside a word: with a hyphen, or cut in need; and put together again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from builder.breaks import clusters
from builder.writers.pdf.boxes import Box, Part
from builder.writers.pdf.hyphens import hyphens

SOFT = "\u00ad"
EPS = 0.01  # points by which a line may be wider than its measure


@dataclass(slots=True, kw_only=True)
class Bit(Box):
    """What stays whole of a word that may be hyphenated: the characters `start` to `stop` of `origin`. `hyphen` is the
    width of the hyphen after it, 0 for the last bit; `number` counts the bits of a word from 0; `asked`: the author
    has put a soft hyphen there.
    """

    origin: Box
    number: int
    start: int
    stop: int
    hyphen: float = 0.0
    asked: bool = False


def has_soft(box: Box) -> bool:
    """Whether an author has put a soft hyphen into a word."""
    return any(not part.text.isascii() and SOFT in part.text for part in box.parts)


def bits(box: Box, *, asked: bool = False) -> list[Bit]:
    """The bits of a word, [] where it stays whole. An author's soft hyphens take the place of patterns; `asked`: only
    they count.
    """
    texts = []
    for part in box.parts:
        if part.note or part.picture or part.value >= 0:
            break
        texts.append(part.text)
    word = "".join(texts)
    if SOFT in word:
        soft = True
        places = [n for n, char in enumerate(word, 1) if char == SOFT and 1 < n < len(word)]
    else:
        soft = False
        places = list(hyphens(word, box.lang)) if box.lang and not asked else []
    if not places:
        return []
    ends = [*places, sum(len(part.text) for part in box.parts)]
    out: list[Bit] = []
    for start, stop in pairwise([0, *ends]):
        parts = _between(box.parts, start, stop)
        width = sum(part.width for part in parts)
        last = stop == ends[-1]
        hyphen = 0.0 if last else _hyphen(parts[-1])
        if out and width <= out[-1].hyphen:  # no narrower than the hyphen that it would save
            before = out.pop()
            start = before.start  # noqa: PLW2901 - the two bits are one
            parts = _between(box.parts, start, stop)
            width = sum(part.width for part in parts)
        bit = Bit(parts, width, origin=box, number=len(out), start=start, stop=stop, hyphen=hyphen, asked=soft)
        out.append(bit)
    out[-1].tail, out[-1].space = box.tail, box.space
    return out if len(out) > 1 else []


def _hyphen(part: Part) -> float:
    """The width of a hyphen in the look of a part, as it is painted."""
    face = part.look.face
    return face.advance(face.glyphs.get(ord("-"), 0)) * part.look.size


def _between(parts: Sequence[Part], start: int, stop: int) -> list[Part]:
    """The parts of a box between two places in its text; what has no text belongs to what is before it."""
    out = []
    at = 0
    for part in parts:
        end = at + len(part.text)
        if start <= at and end <= stop and (part.text or start < at):
            out.append(part)
        elif at < stop and start < end:
            text = part.text[max(0, start - at) : stop - at]
            out.append(replace(part, text=text, width=part.look.face.width(text) * part.look.size))
        at = end
    return out


def whole(items: Sequence[Box], origins: Sequence[Box]) -> list[Box]:
    """The items with some words put together again."""
    again = {id(origin) for origin in origins}
    return [
        item.origin if isinstance(item, Bit) and id(item.origin) in again else item
        for item in items
        if not (isinstance(item, Bit) and item.number and id(item.origin) in again)
    ]


def together(items: Sequence[Box]) -> list[Box]:
    """The items of one line as boxes: the bits of a word in one, with its hyphen where the line ends inside it."""
    out: list[Box] = []
    at, count = 0, len(items)
    while at < count:
        item = items[at]
        if not isinstance(item, Bit):
            out.append(item)
            at += 1
            continue
        first = at
        while at < count and isinstance(bit := items[at], Bit) and bit.origin is item.origin:
            at += 1
        out += _joined([bit for bit in items[first:at] if isinstance(bit, Bit)], ends=at == count)
    return out


def _joined(run: list[Bit], *, ends: bool) -> list[Box]:
    """Bits that follow each other, in one box. Where kerning would make it wider than they are, they stay apart."""
    first, last = run[0], run[-1]
    if not first.start and not last.hyphen:
        found = [first.origin]
    else:
        parts = first.parts if first is last else _between(first.origin.parts, first.start, last.stop)
        found = [Box(parts, sum(part.width for part in parts), last.tail, last.space)]
    room = sum(bit.width for bit in run)
    if found[0].width > room + EPS / 4:
        found = [Box(bit.parts, bit.width, bit.tail, bit.space) for bit in run]
    if ends and last.hyphen:
        box = found[-1]
        *parts, part = box.parts
        hyphened = replace(part, text=part.text.removesuffix(SOFT), width=part.width + last.hyphen, hyphen=True)
        found[-1] = Box([*parts, hyphened], box.width + last.hyphen)
    return found


def cut(box: Box, width: float) -> list[Box]:
    """A box that is wider than a line, cut between clusters into boxes that are not; pictures are made smaller."""
    out: list[Box] = []
    parts: list[Part] = []
    x = 0.0

    def add(part: Part) -> None:
        nonlocal parts, x
        if parts and x + part.width > width + EPS / 4:
            out.append(Box(parts, x))
            parts, x = [], 0.0
        parts.append(part)
        x += part.width

    for part in box.parts:
        if part.picture and part.width > width:
            small = replace(part.picture, width=width, height=part.picture.height * width / part.width)
            add(replace(part, width=width, picture=small))
        elif x + part.width <= width or not part.text:
            add(part)
        else:
            for text in _slices(part, width, width - x):
                add(replace(part, text=text, width=part.look.face.width(text) * part.look.size, note=None))
            if part.note:
                parts[-1] = replace(parts[-1], note=part.note)
    out.append(Box(parts, x, box.tail, box.space))
    return out


def _slices(part: Part, width: float, room: float) -> list[str]:
    """The text of a part in slices as long as a line is wide; the first one as long as the room that is left."""
    text, face, size = part.text, part.look.face, part.look.size
    places = [*clusters(text), len(text)]
    about = list(accumulate(face.width(char) * size for char in text))
    out: list[str] = []
    start = 0
    while start < len(text):
        had = about[start - 1] if start else 0.0

        def fits(stop: int, start: int = start, room: float = room) -> bool:
            return face.width(text[start:stop]) * size <= room + EPS / 4

        # Estimated by characters, then measured, since joined letters have other widths.
        last = min(bisect_right(places, bisect_right(about, had + room + EPS / 4)), len(places))
        stop = next((p for p in reversed(places[:last]) if p <= start or fits(p)), start)
        if stop <= start and room == width:
            # Not even one cluster: as many of its characters as fit, and at least one.
            end = places[bisect_right(places, start)]
            stop = next((p for p in range(end, start + 1, -1) if fits(p)), start + 1)
        if stop > start:
            out.append(text[start:stop])
        start, room = max(stop, start), width
    return out
