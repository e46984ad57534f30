"""Where a text may be parted, and where that reads badly: what Unicode's line breaking (UAX #14) and JIS X 4051 say.

Text between spaces is parted by three rules: after a hyphen, a dash or a slash between letters; around ideographs and
kana (`_apart`); and, in need, between any two clusters (`clusters`). Words of Hangul and of the scripts of South-East
Asia, which are parted by dictionaries, stay whole but in need.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

# What is set like an ideograph. Full-width digits and letters are not: they hold together like others.
_WIDE = "\u2e80-\u303f\u3041-\u312f\u3190-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20"
_WIDE += "\uff3b-\uff40\uff5b-\uff9f\uffe0-\uffe6\U00020000-\U0003fffd"
_IS_WIDE = re.compile(f"[{_WIDE}]")
# Not after a hyphen that follows a letter of Hebrew (UAX #14, LB21a).
_INSIDE = re.compile(r"(?<=[^\W\d_\u05d0-\u05ea][-\u2010–—/])(?=[^\W\d_])|(?<=\w[—/])(?=\w)|(?<=\u200b)(?=[^\u200b])")

# Not at the start of a line, beyond closing brackets, closing quotes and marks: CL, NS, EX, IS, SY, IN, PO of UAX #14.
_NOT_FIRST = frozenset(
    "、。，．﹐﹑﹒｡､,.:;/!?！？﹖﹗：；・･‼⁇⁈⁉…‥⋯︙ー々〻ゝゞヽヾ〜゠‐–—―〵〟\u200b"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯｰﾞﾟ"
    "%％‰‱°′″¢￠℃℉"
)
# Not at its end, beyond opening brackets and quotes: PR. Neither at one nor at the other: GL, WJ, QU.
_NOT_LAST = frozenset("$＄￥¥￡£€№¿¡")
_HOLD = frozenset("\u00a0\u202f\u2009\u2007\u2060\ufeff\u2011\u200d\u034f'\"")
# Vowels of Thai and Lao that stand before their consonant, and signs that belong to what is before them.
_LEADING = frozenset("เแโใไເແໂໃໄ")
_FOLLOWING = frozenset("ะาำๅๆฯະາຳຽໆຯ")
_VIRAMA = 9  # the canonical combining class of signs that join the next consonant


@lru_cache(4096)
def pieces(word: str) -> list[str]:
    """A text without spaces, cut where a line may end inside it. The list is shared: it is not to be changed."""
    if not _IS_WIDE.search(word):
        return [p for p in _INSIDE.split(word) if p] if len(word) > 2 else [word]
    out = [word[0]]
    for n, (before, char) in enumerate(pairwise(word), 1):
        if _apart(before, char) or (before.isascii() and char.isascii() and _INSIDE.match(word, n)):
            out.append(char)
        else:
            out[-1] += char
    return out


def parted(before: str, after: str) -> bool:
    """Whether a line may end between two stretches of one word that differ in their look."""
    near, next_ = before[-2:], after[:2]
    if near.isascii() and next_.isascii():
        return bool(_INSIDE.match(near + next_, len(near)))
    return bool(near and next_) and len(pieces(near)) + len(pieces(next_)) == len(pieces(near + next_))


@lru_cache(8192)
def _apart(before: str, char: str) -> bool:
    """Whether a line may end between two characters of which one is wide."""
    if not (_IS_WIDE.match(before) or _IS_WIDE.match(char)) or before in _HOLD or char in _HOLD:
        return False
    first, last = unicodedata.category(char), unicodedata.category(before)
    if char in _NOT_FIRST or first in ("Pe", "Pf") or first[0] == "M":
        return False
    return before not in _NOT_LAST and last not in ("Ps", "Pi")


def clusters(text: str) -> list[int]:
    """Where a text may be cut in need, ascending: between what a reader sees as characters (UAX #29), and in Thai and
    Lao not between a vowel and its consonant.
    """
    if text.isascii():
        return list(range(1, len(text)))
    flags = 0  # of regional indicators in a row: two are one flag
    out = []
    for n, (before, char) in enumerate(pairwise(text), 1):
        flags = flags + 1 if _is_flag(before) else 0
        if not (_is_flag(char) and flags % 2) and not _glued(before, char):
            out.append(n)
    return out


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


@lru_cache(8192)
def _glued(before: str, char: str) -> bool:
    kind = unicodedata.category(char)
    if kind[0] == "M" or kind in ("Cf", "Cs") or char in _FOLLOWING or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    if before == "\u200d" or before in _LEADING:
        return True
    if unicodedata.combining(before) == _VIRAMA and kind == "Lo":
        return True
    # Letters of a syllable of Hangul that stand for themselves.
    return "\u1100" <= before <= "\u11ff" and "\u1160" <= char <= "\u11ff"


# -- How badly a line end reads ----------------------------------------------------------------------------

# In units of a squared shortfall in per cent: 100 is a line that is left a tenth shorter than it could be.
_AMOUNT = re.compile(r".*\d[)\]]?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_UNIT = re.compile(r"(?:[^\W\d_]{1,3}|[%‰°€$£¥₹])[.,;:!?)\]»”]*")
_NUMBER = re.compile(r"\d{1,3}[.,;:!?)\]»”]*")
_INITIAL = re.compile(r"[(\[]?[A-ZÀ-ÞΑ-ΩА-Я]\.")
_NAMING = re.compile(
    r"[(\[]?(?:[A-ZÀ-ÞΑ-ΩА-Я][^\W\d_]+|(?:pp?|[Nn][or]|vol|fig|tab|eq|ch|sec|S|Bd|Abs|Art|Abb|Kap|n)\.|pages?|página|№|§)"
)
_DASHES = frozenset("–—")


@lru_cache(8192)
def cost(before: str, after: str, *, spaced: bool) -> float:
    """How badly a line end reads between two words, 0 for well: it should not part a number from its unit or from
    what it counts, a name from its number, initials; nor leave a very short word at the end.
    """
    if not spaced:
        return 60.0 if before[-1:].isdigit() and _IS_WIDE.match(after) else 0.0
    if _AMOUNT.fullmatch(before) and not _YEAR.fullmatch(before):
        return 150.0 if _UNIT.fullmatch(after) else 40.0 if after[:1].islower() else 0.0
    if _INITIAL.fullmatch(before):
        return 150.0
    if _NUMBER.fullmatch(after) and _NAMING.fullmatch(before):
        return 100.0
    if after in _DASHES:
        return 30.0
    return 12.0 if len(before) <= 2 and before.isalpha() and not _IS_WIDE.match(before) else 0.0
