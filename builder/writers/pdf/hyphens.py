"""Where words of a language may be parted with a hyphen: the door to pyphen.

The patterns are Liang's (Word Hy-phen-a-tion by Com-put-er, 1983), as LibreOffice keeps them. A file of them has up to
70,000 lines, of which a document needs a few hundred, so a pattern is read when a word asks for it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyphen import HyphDict

SHORTEST = 6  # letters: shorter words stay whole
LEFT, RIGHT = 2, 3  # letters that stay before a hyphen, and after it
LEFT_IN_ENGLISH = 3
# Languages whose patterns have another name, and the country that a language alone means (CLDR's likely subtags).
_NAMES = {"en": "en_US", "no": "nb_NO", "de": "de_DE", "nl": "nl_NL", "pt": "pt_BR"}
_DIGITS = b"0123456789"
_PAIRS = re.compile(r"(\d?)(\D?)")


@lru_cache(4096)
def hyphens(word: str, lang: str) -> tuple[int, ...]:
    """The places in `word` where a line may end with a hyphen, ascending; () where it stays whole.

    Whole stay short words, words with anything but letters inside (digits, hyphens, dots), with capitals after the
    first letter, of a language without patterns or of a script that is written without hyphens, and places where the
    spelling would change.
    """
    start, end = 0, len(word)
    while start < end and not word[start].isalpha():
        start += 1
    while end > start and not (word[end - 1].isalpha() or unicodedata.combining(word[end - 1])):
        end -= 1
    core = word[start:end]
    small = core.lower().replace("’", "'")
    if sum(map(str.isalpha, core)) < SHORTEST or core[1:] != core[1:].lower() or len(small) != len(core):
        return ()
    if not all(c.isalpha() or c == "'" or unicodedata.combining(c) for c in small) or not _hyphenated(small):
        return ()
    patterns = _patterns(lang)
    if patterns is None:
        return ()
    left = LEFT_IN_ENGLISH if lang[:2].lower() == "en" else LEFT
    return tuple(
        start + int(place)
        for place in patterns.positions(small)
        if left <= place <= len(core) - RIGHT
        and not getattr(place, "data", None)
        and not unicodedata.combining(small[place])
        and "'" not in small[place - 2 : place + 2]
    )


def _hyphenated(word: str) -> bool:
    """Whether all of it is Latin, Greek or Cyrillic."""
    return all(c < "\u0590" or "\u1e00" <= c < "\u2000" for c in word)


@lru_cache(16)
def _patterns(lang: str) -> HyphDict | None:
    """The patterns of a language; None where there are none."""
    import pyphen

    name = pyphen.language_fallback(_NAMES.get(lang.lower(), lang)) if lang else None
    return _read(pyphen.LANGUAGES[name]) if name else None


@lru_cache(8)
def _read(path: Path) -> HyphDict:
    """A file of patterns in Hunspell's form: its encoding, then one pattern a line."""
    import pyphen

    content = path.read_bytes()
    encoding = content[: content.index(b"\n")].decode("ascii").strip()
    encoding = "cp1251" if encoding.lower() == "microsoft-cp1251" else encoding
    lines = content.decode(encoding).split("\n")[1:]
    keys = content.translate(None, _DIGITS).decode(encoding).split("\n")[1:]
    if "/" in "".join(keys):
        keys = [key.partition("/")[0] for key in keys]

    class Patterns(dict[str, Any]):
        """Letters -> (offset, values), as pyphen has them; a line until it is asked for."""

        def get(self, key: str, default: Any = None) -> Any:
            found = super().get(key, default)
            if isinstance(found, str):
                found = self[key] = _pattern(found.strip())
            return found

    read: HyphDict = pyphen.HyphDict.__new__(pyphen.HyphDict)
    read.patterns = Patterns(zip(map(str.strip, keys), lines, strict=True))
    read.cache = {}
    read.maxlen = max(len(key) for key in read.patterns if not key.startswith(pyphen.ignored))
    return read


def _pattern(line: str) -> tuple[int, tuple[int, ...]] | None:
    """A pattern as its offset and its values; those that would change the spelling carry that as their `data`."""
    from pyphen import AlternativeParser

    shape, _, change = line.partition("/")
    number = AlternativeParser(shape, change) if "=" in change else int
    values = [number(digit or "0") for digit, _ in _PAIRS.findall(shape)]
    used = [n for n, value in enumerate(values) if value]
    return (used[0], tuple(values[used[0] : used[-1] + 1])) if used else None
