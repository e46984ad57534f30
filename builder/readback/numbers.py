"""What of a text is compared: its numbers, and the text without what a file may change of it.

A line may be broken and a word divided in a file, ligatures and digits may have other code points, and spaces are
distances. None of that is a difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# Marks of hyphenation and direction, joiners and the byte order mark; pdfium writes U+0002 or U+FFFE for a hyphen.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u00ad\ufffe\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]")
# Digits that are no part of the number before them: raised, lowered, and those of fractions.
_SMALL = re.compile("[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u215e]+")
_HYPHEN = re.compile("[\u2010\u2011]")
_MARKS = ".,'\u2019\u066b\u066c\u00b7"  # what stands between the digits of one number, of any language
# A minus that follows a digit or a closing bracket is a dash; one of ASCII that follows a letter of a script that has
# spaces between words is a hyphen.
_MINUS = re.compile(r"(?:(?<![\d)\].,%\u066a])\u2212|(?<![-\dA-Za-z)\].,%\u066a\u00c0-\u1fff])-)")
_NUMBER = re.compile(rf"\d+(?:[{_MARKS}]\d+)*")
_BETWEEN = re.compile(r"(?<=\d)\s+(?=\d)")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_CHAIN = re.compile(rf"[-\u2212]?[\d{_MARKS}]+(?:\s+[\d{_MARKS}]+)+")
_MOST_LINES = 8
LONG = 20  # characters: a longer number may be divided anywhere, and often
_END, _START = re.compile(rf"[-\u2212\d{_MARKS}]$"), re.compile(rf"[\d{_MARKS}]")
_LINKED = re.compile(r"(?<=[^\W\d_])-|-(?=\s*[^\W\d_])")  # hyphens of words, which may be the end of a line


def composed(text: str) -> str:
    """`text` with compatible characters made alike (NFKC), and without what cannot be seen."""
    if text.isascii():
        return text if text.isprintable() else _UNSEEN.sub("", text)
    # A space that belongs to a number stays one: NFKC makes it an ordinary space.
    return _HYPHEN.sub("-", unicodedata.normalize("NFKC", _SMALL.sub(r" \g<0> ", _UNSEEN.sub("", text))))


def numbers(text: str) -> list[str]:
    """The numbers of a composed text in order, as "-1,234.5": marks as they are, digits those of ASCII."""
    if "-" not in text and "\u2212" not in text:
        return [n if n.isascii() else _plain(n) for n in _NUMBER.findall(text)]
    found = []
    for match in _NUMBER.finditer(text):
        number, start = _plain(match[0]), match.start()
        found.append(f"-{number}" if start and _MINUS.match(text, start - 1) else number)
    return found


def _plain(number: str) -> str:
    """A number with the digits of ASCII."""
    if number.isascii():
        return number
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else "'" if c == "\u2019" else c for c in number)


def squeezed(text: str) -> str:
    """A composed text without white space (but for one space between digits) and hyphens in words."""
    if text.isalnum():
        return text
    return "".join(_BETWEEN.sub("\x1f", _LINKED.sub("", text)).split())


class Told(NamedTuple):
    """A text as it is compared: squeezed, and its numbers in order."""

    squeezed: str
    numbers: tuple[str, ...]


@lru_cache(maxsize=50_000)
def told(text: str) -> Told:
    """What there is to compare of a text, of which many stand in several places."""
    whole = composed(text)
    return Told(squeezed(whole), tuple(numbers(whole)))


def has_rtl(text: str) -> bool:
    """Whether some of a text runs from right to left: what is read of it may come in another order."""
    return not text.isascii() and bool(_RTL.search(text))


def unsigned(found: Counter[str]) -> Counter[str]:
    """The same numbers without their signs."""
    out: Counter[str] = Counter()
    for number, count in found.items():
        out[number.lstrip("-")] += count
    return out


def divided(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The numbers of a composed text that may be divided at the ends of lines: the whole, and what is read instead."""
    for chain in _CHAIN.findall(text):
        lines = chain.split()
        for first in range(len(lines) - 1):
            for after in range(first + 2, min(first + _MOST_LINES, len(lines)) + 1):
                if len(whole := numbers("".join(lines[first:after]))) == 1:
                    yield whole[0], tuple(n for line in lines[first:after] for n in numbers(line))


def touching(before: str, after: str) -> bool:
    """Whether two texts one right after the other may be read as one number where they meet."""
    return bool(before and after and _END.search(before) and _START.match(after))
