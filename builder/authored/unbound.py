"""Typed numbers that are bound to nothing: they do not follow the data when it changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from builder.authored.digits import DIGIT, Number, numbers
from builder.authored.free import Free
from builder.authored.periods import YEAR_RUN
from builder.authored.texts import Authored, authored_texts
from builder.errors import Location
from builder.model.document import Document

_LITERAL = re.compile(r"(?<![\w.])\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unbound:
    """A typed number: `text` with sign, currency and unit, the place of its first digit, and where readers see it."""

    text: str
    at: Location
    corner: str
    is_year: bool = False


def unbound_numbers(document: Document) -> tuple[Unbound, ...]:
    """Every number of a document that is bound to nothing, each once a place, in reading order."""
    free = Free(document)
    found: dict[tuple[Location, str], Unbound] = {}
    for authored in authored_texts(document):
        if DIGIT.search(authored.text):
            for number in _unbound(authored, free.without(authored)):
                text, at = authored.text[number.start : number.end], authored.place(number.digit)
                # What stands in an `each` or in a footnote that is called twice is typed once.
                one = Unbound(text, at, authored.corner, bool(YEAR_RUN.fullmatch(number.text)))
                found.setdefault((at, text), one)
    return tuple(found.values())


def _unbound(authored: Authored, text: str) -> Iterator[Number]:
    """The numbers of one text, from which is taken what is free, but for those that a test of their sentence names."""
    for number in numbers(text):
        tests = (h.expression for h in authored.held if h.start <= number.digit < h.end)
        if not any(_names_number(test, number.text) for test in tests):
            yield number


def _names_number(expression: str, text: str) -> bool:
    """Whether a test names a typed number itself: "more than 10" in `holds="share > 10"`."""
    typed = re.sub(r"[^\d.]", "", text.replace(",", ""))
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", typed):
        return False
    return any(float(literal.replace("_", "")) == float(typed) for literal in _LITERAL.findall(expression))
