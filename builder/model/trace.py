"""The way back from a text to its source: where each character that an author typed stands in the file.

A text may differ from its source in what is no letter and no digit: quotes and dashes become typographic, line ends
become spaces, escapes and entities go. Letters and digits stay, one for one and in order, so the n-th of them in a part
of a text is the n-th of them where that part is written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from builder.errors import Location

Place = Callable[[int], Location]
"""The place of a position in a text that was read as a whole: a paragraph, a cell, a scalar of YAML."""

Part = tuple[int, str, int, Place]
"""Where a part begins in the text, how it is written, at which position that stands, and the places of positions."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where the parts of one text come from, in order. What no part covers was not typed."""

    parts: tuple[Part, ...]

    def at(self, text: str, offset: int) -> Location | None:
        """The place in the file of the letter or digit at `offset` of `text`; None where there is no part."""
        number = bisect_right(self.parts, offset, key=itemgetter(0)) - 1
        if number < 0:
            return None
        begins, written, position, place = self.parts[number]
        if text.startswith(written, begins):
            return place(position + min(offset - begins, len(written)))
        before = sum(map(str.isalnum, text[begins:offset]))
        places = [n for n, char in enumerate(written) if char.isalnum()]
        return place(position + (places[before] if before < len(places) else 0))


def joined(texts: list[tuple[str, Trace | None]]) -> tuple[str, Trace | None]:
    """Neighbouring texts as one, with the parts of all."""
    parts: list[Part] = []
    length = 0
    for text, trace in texts:
        if trace:
            parts += ((length + begins, written, at, place) for begins, written, at, place in trace.parts)
        length += len(text)
    return "".join(text for text, _ in texts), Trace(tuple(parts)) if parts else None
