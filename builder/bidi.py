"""Text of two directions: the Unicode Bidirectional Algorithm (UAX #9, revision 48), for one paragraph.

Rules are named as there. Levels are even from left to right and odd from right to left. Mirrored forms of brackets (L4)
are left to whoever shows the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RTL = re.compile(f"[{_LETTERS}]")
_TURNING = re.compile(f"[{_LETTERS}\u200f\u202b\u202e\u2067]")
_DEEPEST = 125  # BD2
_OPEN_BRACKETS = 63  # BD16
_ISOLATES = frozenset(("LRI", "RLI", "FSI"))
_REMOVED = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "BN"))
_NEUTRAL = frozenset(("B", "S", "WS", "ON", "PDI", *_ISOLATES))
_BLANK = frozenset(("WS", "PDI", *_ISOLATES, *_REMOVED))
_LANGUAGES = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"))
_SCRIPTS = frozenset(("adlm", "arab", "hebr", "nkoo", "syrc", "thaa"))


def runs_rtl(lang: str) -> bool:
    """Whether a language is written from right to left: by its script where the tag has one, else by itself."""
    first, _, rest = lang.lower().partition("-")
    script = next((part for part in rest.split("-") if len(part) == 4 and part.isalpha()), "")
    return script in _SCRIPTS if script else first in _LANGUAGES


def is_rtl(text: str) -> bool:
    """Whether a letter in `text` runs from right to left."""
    return _RTL.search(text) is not None


def turns(text: str) -> bool:
    """Whether a letter or a control in `text` may make some of it run from right to left."""
    return not text.isascii() and _TURNING.search(text) is not None


def base_level(text: str) -> int:
    """The level of a paragraph: that of its first letter outside isolates (P2, P3), 0 without one."""
    return _first_strong(_classes(text), 0)


def levels(text: str, base: int | None = None) -> list[int]:
    """The level of each character. `base` is the level of the paragraph, 0 or 1; without it, it is found. Characters
    that the algorithm removes (X9) have the level of what is before them.
    """
    classes = _classes(text)
    base = _first_strong(classes, 0) if base is None else base
    partners = _partners(classes)
    types = list(classes)
    found = _explicit(types, base, partners)
    kept = [n for n, kind in enumerate(classes) if kind not in _REMOVED]
    for sequence, before, after in list(_sequences(kept, found, base, classes, partners)):  # levels change below
        _Sequence(text, classes, types, found, sequence).resolve(before, after)
    # L1: white space at the end, and before a separator, belongs to the paragraph.
    trailing = True
    reset = [False] * len(classes)
    for n in range(len(classes) - 1, -1, -1):
        trailing = reset[n] = classes[n] in ("B", "S") or (trailing and classes[n] in _BLANK)
    for n, kind in enumerate(classes):
        if reset[n] or kind in _REMOVED:
            found[n] = found[n - 1] if n and not reset[n] else base
    return found


def runs(levels: Sequence[int]) -> list[tuple[int, int, int]]:
    """Neighbours of one level, as (start, end, level)."""
    out: list[tuple[int, int, int]] = []
    for level, run in groupby(levels):
        start = out[-1][1] if out else 0
        out.append((start, start + sum(1 for _ in run), level))
    return out


def order(levels: Sequence[int]) -> list[int]:
    """The indices of a line's pieces from left to right, by their levels (L2)."""
    out = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        for turned, run in groupby([levels[n] >= level for n in out]):
            end = start + sum(1 for _ in run)
            if turned:
                out[start:end] = out[start:end][::-1]
            start = end
    return out


# -- Classes and explicit levels (P, X) ------------------------------------------------------------------


def _classes(text: str) -> list[str]:
    # A character that Python's Unicode does not know yet has the class of its block's letters.
    return [unicodedata.bidirectional(c) or ("R" if is_rtl(c) else "L") for c in text]


def _partners(classes: Sequence[str]) -> dict[int, int]:
    """Isolate initiators and the PDIs that end them, each to the other (BD9)."""
    open_: list[int] = []
    out: dict[int, int] = {}
    for n, kind in enumerate(classes):
        if kind in _ISOLATES:
            open_.append(n)
        elif kind == "PDI" and open_:
            start = open_.pop()
            out[start], out[n] = n, start
        elif kind == "B":
            open_.clear()
    return out


def _first_strong(classes: Sequence[str], start: int, end: int | None = None) -> int:
    depth = 0
    for kind in classes[start:end]:
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif kind == "B":
            break
        elif not depth and kind in ("L", "R", "AL"):
            return int(kind != "L")
    return 0


def _explicit(types: list[str], base: int, partners: dict[int, int]) -> list[int]:
    """Explicit levels (X1 to X8); overrides are written into `types`."""
    stack: list[tuple[int, str, bool]] = [(base, "", False)]  # level, override, whether an isolate
    found: list[int] = []
    lost_isolates = lost_embeddings = isolates = 0
    for n, kind in enumerate(tuple(types)):
        if kind == "PDI":
            if lost_isolates:
                lost_isolates -= 1
            elif isolates:
                lost_embeddings = 0
                while not stack.pop()[2]:
                    pass
                isolates -= 1
        level, override, _ = stack[-1]
        found.append(base if kind == "B" else level)
        if override and kind not in _REMOVED and kind != "B":
            types[n] = override
        if kind == "PDF" and not lost_isolates:
            if lost_embeddings:
                lost_embeddings -= 1
            elif not stack[-1][2] and len(stack) > 1:
                stack.pop()
        if kind not in _ISOLATES and kind not in ("LRE", "RLE", "LRO", "RLO"):
            continue
        odd = _first_strong(types, n + 1, partners.get(n)) if kind == "FSI" else int(kind[0] == "R")
        deeper = level + 1 if (level + 1) % 2 == odd else level + 2
        fits = deeper <= _DEEPEST and not lost_isolates and not lost_embeddings
        if fits:
            stack.append((deeper, kind[0] if kind[2] == "O" else "", kind in _ISOLATES))
        if kind in _ISOLATES:
            isolates += fits
            lost_isolates += not fits
        elif not fits and not lost_isolates:
            lost_embeddings += 1
    return found


def _sequences(
    kept: list[int], levels: list[int], base: int, classes: Sequence[str], partners: dict[int, int]
) -> Iterator[tuple[list[int], int, int]]:
    """Isolating run sequences (X10, BD13), each with the levels before and after it."""
    runs: list[list[int]] = []
    for n in kept:
        if runs and levels[runs[-1][-1]] == levels[n]:
            runs[-1].append(n)
        else:
            runs.append([n])
    place = {n: at for at, n in enumerate(kept)}
    starting = {run[0]: run for run in runs}
    for run in runs:
        if classes[run[0]] == "PDI" and run[0] in partners:
            continue
        sequence = list(run)
        while classes[sequence[-1]] in _ISOLATES and sequence[-1] in partners:
            sequence += starting[partners[sequence[-1]]]
        first, last = place[sequence[0]], place[sequence[-1]]
        open_ = classes[sequence[-1]] in _ISOLATES
        before = levels[kept[first - 1]] if first else base
        after = base if open_ or last + 1 == len(kept) else levels[kept[last + 1]]
        yield sequence, before, after


# -- Weak and neutral types, implicit levels (W, N, I) ---------------------------------------------------


class _Sequence:
    """One isolating run sequence: the indices of its characters, and their types as they are resolved."""

    def __init__(self, text: str, classes: list[str], types: list[str], levels: list[int], at: list[int]) -> None:
        self.text = [text[n] for n in at]
        self.classes = [classes[n] for n in at]
        self.types = [types[n] for n in at]
        self.levels, self.at = levels, at
        self.level = levels[at[0]]

    def resolve(self, before: int, after: int) -> None:
        """Writes the resolved levels; `before` and `after` are the levels around the sequence."""
        sos, eos = ("LR"[max(self.level, other) % 2] for other in (before, after))
        self._weak(sos)
        self._brackets(sos)
        self._neutral(sos, eos)
        for n, kind in zip(self.at, self.types, strict=True):
            if self.level % 2:
                self.levels[n] += kind != "R"
            else:
                self.levels[n] += {"L": 0, "R": 1}.get(kind, 2)

    def _weak(self, sos: str) -> None:
        types = self.types
        strong = before = sos
        for n, kind in enumerate(types):  # W1, W2; W3 when the others have seen AL
            if kind == "NSM":
                kind = types[n] = "ON" if before in _ISOLATES or before == "PDI" else before  # noqa: PLW2901 - W1
            if kind in ("L", "R", "AL"):
                strong = kind
            elif kind == "EN" and strong == "AL":
                types[n] = "AN"
            before = kind
        types[:] = ["R" if kind == "AL" else kind for kind in types]
        for n in range(1, len(types) - 1):  # W4
            one, kind, other = types[n - 1 : n + 2]
            if one == other and ((kind == "ES" and one == "EN") or (kind == "CS" and one in ("EN", "AN"))):
                types[n] = one
        start = 0
        for kind, run in groupby(tuple(types)):  # W5
            end = start + sum(1 for _ in run)
            if kind == "ET" and "EN" in (*types[max(0, start - 1) : start], *types[end : end + 1]):
                types[start:end] = ["EN"] * (end - start)
            start = end
        strong = sos
        for n, kind in enumerate(types):  # W6, W7
            if kind in ("ES", "ET", "CS"):
                types[n] = "ON"
            elif kind in ("L", "R"):
                strong = kind
            elif kind == "EN" and strong == "L":
                types[n] = "L"

    def _brackets(self, sos: str) -> None:
        """N0: a pair of brackets has the direction of what it holds."""
        own = "LR"[self.level % 2]
        for start, end in self._pairs():
            inside = {_direction(kind) for kind in self.types[start + 1 : end]} - {""}
            if own in inside:
                side = own
            elif inside:
                context = next((d for k in reversed(self.types[:start]) if (d := _direction(k))), sos)
                side = own if context == own else context
            else:
                continue
            for n in (start, end):
                self.types[n] = side
                for mark in range(n + 1, len(self.types)):
                    if self.classes[mark] != "NSM":
                        break
                    self.types[mark] = side

    def _pairs(self) -> list[tuple[int, int]]:
        """BD16."""
        open_: list[tuple[str, int]] = []
        out: list[tuple[int, int]] = []
        for n, char in enumerate(self.text):
            kind, closing = _bracket(char) if self.types[n] == "ON" else ("", "")
            if kind == "open":
                if len(open_) == _OPEN_BRACKETS:
                    return []
                open_.append((closing, n))
            elif kind == "close":
                depth = next((d for d in range(len(open_) - 1, -1, -1) if open_[d][0] == closing), -1)
                if depth >= 0:
                    out.append((open_[depth][1], n))
                    del open_[depth:]
        return sorted(out)

    def _neutral(self, sos: str, eos: str) -> None:
        """N1, N2: what is between two of one direction has it, other neutrals have the level's."""
        start, before = 0, sos
        for neutral, run in groupby(tuple(self.types), _NEUTRAL.__contains__):
            kinds = list(run)
            end = start + len(kinds)
            if neutral:
                after = _direction(self.types[end]) if end < len(self.types) else eos
                side = before if before == after else "LR"[self.level % 2]
                self.types[start:end] = [side] * len(kinds)
            else:
                before = _direction(kinds[-1])
            start = end


def _direction(kind: str) -> str:
    """The direction of a resolved type, as N0 and N1 see it; "" for a neutral one."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind, "")


@lru_cache(1024)
def _bracket(char: str) -> tuple[str, str]:
    """("open" or "close", the closing bracket) of a bracket of BidiBrackets.txt, ("", "") of others."""
    if unicodedata.bidirectional(char) != "ON" or not unicodedata.mirrored(char):
        return "", ""
    kind = unicodedata.category(char)
    if kind == "Pe":
        return "close", unicodedata.normalize("NFC", char)
    if kind != "Ps":
        return "", ""
    # The partner is the next closing bracket; two pairs of ticks cross.
    crossed = {"\u298d": "\u2990", "\u298f": "\u298e"}
    closing = crossed.get(char) or next(c for n in (1, 2) if unicodedata.category(c := chr(ord(char) + n)) == "Pe")
    return "open", unicodedata.normalize("NFC", closing)
