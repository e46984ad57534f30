"""Glyphs as elements of a TJ array (ISO 32000-1, 9.4.3).

A code is what is read as a whole: a letter with its marks, a conjunct, two letters that are one shape. Where HarfBuzz
gives several glyphs for it, or moves one, they become one glyph of the embedded font. So text needs no moves but those
of kerning, and all of it can be read out, found and copied.

A word from right to left is one string in the order in which it is painted, which `painting` marks as such; kerning is
in the advances of its glyphs. Letters that are placed one by one from right to left would make sense as well, but
readers tear such words apart, or turn them round.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from builder.fonts import Composed
from builder.shaping import Glyph
from builder.writers.pdf.subset import Subset

_UNSEEN = frozenset(("Cc", "Cf", "Cn", "Cs"))
_JOINERS = "\u200c\u200d"
HAIR = 50  # parts of a letter's width


def seen(text: str) -> str:
    """`text` without the characters that leave no trace. Joiners stay among letters that join."""
    if text.isascii() and text.isprintable():
        return text
    joins = any("\u0600" <= char < "\u1c80" for char in text)
    return "".join(c for c in text if unicodedata.category(c) not in _UNSEEN or (joins and c in _JOINERS))


def plain(text: str, glyphs: Sequence[Glyph], subset: Subset) -> tuple[str, float] | None:
    """The elements for text from left to right, and its width in em, where each character has a glyph that stays in its
    place, as most text has; else None.
    """
    stay = [start for _, start, _, dx, dy in glyphs if not dx and not dy]
    if len(glyphs) != len(text) or stay != list(range(len(text))):
        return None
    advances, code, units = subset.advances, subset.code, subset.units
    out = ["<"]
    width = kerned = thousandths = 0
    for char, (number, _, advance, _, _) in zip(text, glyphs, strict=True):
        out.append(code(number, char))
        natural = advances[number]
        width += natural
        if advance != natural:
            kerned += advance - natural
            before, thousandths = thousandths, round(kerned * 1000 / units)
            out.append(f">{before - thousandths}<")
    return _joined(out), width / units + thousandths / 1000


def shaped(text: str, glyphs: Sequence[Glyph], subset: Subset, *, rtl: bool) -> tuple[str, float]:
    """The elements for a text of one direction, given its glyphs from left to right, and its width in em."""
    if rtl:
        turned = [piece for said, cluster in _clusters(text, glyphs) for piece in _turned(said, cluster, subset)]
        codes = "".join([subset.code(glyph, char) for glyph, char in turned])
        return f"<{codes}>" if codes else "", sum(subset.advance(glyph) for glyph, _ in turned)
    out = ["<"]
    width = kerned = thousandths = 0
    for said, cluster in _clusters(text, glyphs):
        whole = _composed(cluster)
        glyph = whole.parts[0][0] if len(cluster) == 1 and whole.parts[0][1:] == (0, 0) else whole
        out.append(subset.code(glyph, said))
        natural = subset.advances[glyph] if isinstance(glyph, int) else whole.advance
        width += natural
        if whole.advance != natural:
            kerned += whole.advance - natural
            before, thousandths = thousandths, round(kerned * 1000 / subset.units)
            out.append(f">{before - thousandths}<")
    return _joined(out), width / subset.units + thousandths / 1000


def _turned(said: str, cluster: Sequence[Glyph], subset: Subset) -> Iterator[tuple[int | Composed, str]]:
    """The glyphs of a cluster from left to right, each with one character, which are read from right to left.

    Readers turn characters round, also those of one code. So all but one have a code of their own, of a glyph without
    ink: letters an equal share of the advance, marks and joiners a hair, since readers pass over what has no width.
    """
    whole = _composed(cluster)
    if len(said) == 1:
        (number, x, y), *more = whole.parts
        natural = not more and not x and not y and whole.advance == subset.advances[number]
        yield number if natural else whole, said
        return
    inked = next((n for n, char in enumerate(said) if char not in _JOINERS), 0)
    shares = [whole.advance // (len(said) if char.isalpha() else HAIR) for char in said]
    shares[inked] = whole.advance - sum(shares) + shares[inked]
    x = 0
    for n in range(len(said) - 1, -1, -1):
        parts = tuple((number, right - x, up) for number, right, up in whole.parts) if n == inked else ()
        yield Composed(parts, shares[n]), said[n]
        x += shares[n]


def _joined(strings: list[str]) -> str:
    """The elements with their last string closed; a number at the end stands apart from one of the text after it."""
    elements = f"{''.join(strings)}>"
    return f"{elements[:-2]} ".lstrip() if elements.endswith("<>") else elements


def _clusters(text: str, glyphs: Sequence[Glyph]) -> Iterator[tuple[str, list[Glyph]]]:
    """The glyphs that stand for some characters together, with these."""
    starts = sorted({glyph[1] for glyph in glyphs})
    # What left no glyph at the start is read with what is after it.
    ends = dict(pairwise((*starts, len(text))))
    first = starts[0] if starts else 0
    for start, cluster in groupby(glyphs, lambda glyph: glyph[1]):
        yield text[0 if start == first else start : ends[start]], list(cluster)


def _composed(cluster: Sequence[Glyph]) -> Composed:
    parts = []
    x = 0
    for number, _, advance, dx, dy in cluster:
        parts.append((number, x + dx, dy))
        x += advance
    return Composed(tuple(parts), max(x, 0))
