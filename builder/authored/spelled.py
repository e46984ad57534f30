"""Numbers that are written as words: they state a fact about the data, and do not follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from builder.authored.number_words import CHINESE, LANGUAGES, Words
from builder.authored.texts import Authored, authored_texts
from builder.errors import Location
from builder.model.document import Document

_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words: its text, the place of its first letter, and where readers see it."""

    text: str
    at: Location
    corner: str


def spelled_numbers(document: Document) -> tuple[Spelled, ...]:
    """Every number of a document that is written as a word, each once a place; not those in sentences with a test."""
    found: dict[tuple[Location, str], Spelled] = {}
    for authored in authored_texts(document):
        for start, text in _in_words(authored):
            at = authored.place(start)
            found.setdefault((at, text), Spelled(text, at, authored.corner))
    return tuple(found.values())


def _in_words(authored: Authored) -> Iterator[tuple[int, str]]:
    patterns = []
    if words := LANGUAGES.get(authored.lang.partition("-")[0].lower()):
        patterns.append(_pattern(words))
    if _IDEOGRAPHS.search(authored.text):
        patterns.append(_pattern(CHINESE))
    lower = authored.text.lower()
    # A few capitals are two letters when they are small, and places would shift.
    text = lower if len(lower) == len(authored.text) else authored.text
    for pattern in patterns:
        for match in pattern.finditer(text):
            if not any(h.start <= match.start() < h.end for h in authored.held):
                yield match.start(), authored.text[match.start() : match.end()]


@lru_cache(16)
def _pattern(words: Words) -> re.Pattern[str]:
    """What finds the numbers of a language, the longest first."""
    few = rf"(?:{words.large}|{words.small})"
    row = rf"(?:{words.large})(?:{words.link}(?:and\s|und\s|et\s|y\s|e\s|en\s)?(?:{few}|{words.one}))*"
    unit = rf"(?:[-\s](?:{words.units})(?!\w))"
    parts = (
        rf"(?:{few}|{words.one})\s(?:{words.of})\s{few}(?!\w)",
        *words.alone,
        rf"(?:{row}){unit}?",
        rf"{few}{unit}",
    )
    edge = rf"(?<![\w-])(?!{words.occasion})" if words.link else ""
    after = r"(?!\w)" if words.link else ""
    return re.compile(rf"{edge}(?={words.heads})(?:{'|'.join(parts)}){after}")
