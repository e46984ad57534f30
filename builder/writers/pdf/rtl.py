"""Right-to-left text: the order in which it is painted, and the joined forms of Arabic letters.

Enough for words and sentences in Arabic and Hebrew: directions are those of whole words, digits keep their order (what
prose needs of Unicode annex 9), and letters have the presentation forms of Unicode 16, chapter 9.2, where the font has
them. Marks stand where the font puts them by default.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_RUNS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+|[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def is_rtl(text: str) -> bool:
    """Whether a letter in `text` runs from right to left."""
    return _RTL.search(text) is not None


def visual(text: str, glyphs: Mapping[int, int]) -> list[tuple[str, str]]:
    """The characters of a word from left to right, each as (the form to show, what it stands for)."""
    out: list[tuple[str, str]] = []
    for run in reversed(_RUNS.findall(text)):
        if not is_rtl(run):
            out += [(c, c) for c in (run if any(c.isalnum() for c in run) else run[::-1].translate(_MIRRORED))]
            continue
        shaped = _shaped(run, glyphs)
        clusters: list[list[tuple[str, str]]] = []
        for pair in shaped:
            if unicodedata.combining(pair[0]) and clusters:
                clusters[-1].append(pair)
            else:
                clusters.append([pair])
        out += [pair for cluster in reversed(clusters) for pair in cluster]
    return out


# -- Joined forms ----------------------------------------------------------------------------------------

_ISOLATED, _FINAL, _INITIAL, _MEDIAL = "isolated", "final", "initial", "medial"


@lru_cache(1)
def _forms() -> dict[tuple[str, str], str]:
    """(letters, form) -> the presentation form, from Unicode's own decompositions."""
    found: dict[tuple[str, str], str] = {}
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        kind, _, letters = unicodedata.decomposition(chr(code)).partition(" ")
        if kind.strip("<>") in (_ISOLATED, _FINAL, _INITIAL, _MEDIAL) and letters:
            text = "".join(chr(int(c, 16)) for c in letters.split())
            if len(text) == 1 or (text[0] == "\u0644" and len(text) == 2 and text[1] in "\u0622\u0623\u0625\u0627"):
                found.setdefault((text, kind.strip("<>")), chr(code))
    return found


def _shaped(text: str, glyphs: Mapping[int, int]) -> list[tuple[str, str]]:
    """Letters with the forms that they take beside each other, in logical order."""
    forms = _forms()
    letters = _ligated(text)
    out: list[tuple[str, str]] = []
    for n, letter in enumerate(letters):
        if unicodedata.combining(letter[0]):
            out.append((letter, letter))
            continue
        before = next((x for x in reversed(letters[:n]) if not unicodedata.combining(x[0])), "")
        after = next((x for x in letters[n + 1 :] if not unicodedata.combining(x[0])), "")
        joins_back = (before, _INITIAL) in forms and (letter, _FINAL) in forms
        joins_on = (letter, _INITIAL) in forms and (after, _FINAL) in forms
        kind = {(True, True): _MEDIAL, (True, False): _FINAL, (False, True): _INITIAL}.get(
            (joins_back, joins_on), _ISOLATED
        )
        form = forms.get((letter, kind), "")
        if form and glyphs.get(ord(form)):
            out.append((form, letter))
        else:
            out += [(c, c) for c in letter]
    return out


def _ligated(text: str) -> list[str]:
    """Letters, with lam and alef as one."""
    out: list[str] = []
    for char in text:
        if out and out[-1] == "\u0644" and char in "\u0622\u0623\u0625\u0627":
            out[-1] += char
        else:
            out.append(char)
    return out
