"""Which font file shows which character, and how wide text is.

The chain for a text is its face, then the shipped face of the same weight and slant, then what this machine has
(`font_files` tells the order). All of them can be embedded: outlines that a format does not take are converted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from builder.font_files import is_common, library
from builder.font_instances import static
from builder.font_outlines import Composed, outline, truetype
from builder.font_tables import FontError, FontFile, Metrics, embeddable, metrics
from builder.shaping import Shaper
from builder.theme import Theme

# Joiners, selectors and marks of direction have no glyph of their own to miss (Unicode 16, chapter 23.2).
_INVISIBLE = frozenset(
    (0xAD, 0x34F, 0x61C, *range(0x180B, 0x180F), *range(0x200B, 0x2010), *range(0x202A, 0x202F),
     *range(0x2060, 0x206A), *range(0xFE00, 0xFE10), 0xFEFF, *range(0xE0100, 0xE01F0))
)  # fmt: skip


@lru_cache(16384)
def font_for(char: str, face: Path, *, lang: str = "") -> FontFile | None:
    """The first face of the chain that has `char`; None where none has it. White space is always the face's own.

    `lang` is the language of the text (BCP 47): it tells which forms ideographs have.
    """
    main = FontFile(str(face))
    code = ord(char)
    known = metrics(main)
    if code in known.cmap or char.isspace() or code in _INVISIBLE:
        return main
    shipped = FontFile(str(Theme().fonts.face(bold=known.bold, italic=known.italic)))
    if code in metrics(shipped).cmap:
        return shipped
    return library().find(char, serif=known.serif, bold=known.bold, italic=known.italic, lang=lang)


def spans(text: str, face: Path, *, lang: str = "") -> list[tuple[FontFile, str]]:
    """`text` cut into runs by the font that shows them; a character that none has stays in `face`.

    Marks, joiners and signs common to many scripts stay with the character before them where its font has them: what
    is shaped together is in one run.
    """
    main = FontFile(str(face))
    if text.isascii() or _has_all(main, text):
        return [(main, text)] if text else []
    out: list[tuple[FontFile, str]] = []
    for char in text:
        font = font_for(char, face, lang=lang) or main
        if out and (font == out[-1][0] or _stays(char, font, main, out[-1][0])):
            out[-1] = (out[-1][0], out[-1][1] + char)
        else:
            out.append((font, char))
    return out


def _has_all(font: FontFile, text: str) -> bool:
    return metrics(font).cmap.keys() >= set(map(ord, text))


def _stays(char: str, font: FontFile, main: FontFile, before: FontFile) -> bool:
    """Whether `char`, which `font` is first to have, is shown by the font `before` it."""
    code = ord(char)
    if code in _INVISIBLE:
        return True
    if code not in metrics(before).cmap:
        return False
    return unicodedata.category(char)[0] == "M" or (main not in (font, before) and is_common(char))


def missing_glyphs(texts: Iterable[str], face: Path, *, lang: str = "") -> dict[str, str]:
    """Characters that no face of the chain has, each with the first text it stands in."""
    lost: dict[str, str] = {}
    main = FontFile(str(face))
    for text in texts:
        if text.isascii() or _has_all(main, text):
            continue
        for char in text:
            if char not in lost and font_for(char, face, lang=lang) is None:
                lost[char] = text
    return lost


def advance(text: str, face: Path, size: float) -> float:
    """The width of `text` in points: the sum of the advances in the faces that show it, without kerning.

    Kerning is left out, so the result is never less than what a program shows by more than a rounding. Letters that
    join or stack are shaped: apart they would take up to a half more.
    """
    return sum(_width(font, run) for font, run in spans(text, face)) * size


# Scripts whose letters change with their neighbours: Arabic to Myanmar, Khmer and Mongolian, Balinese and others, those
# of India and Java, forms of Arabic, historic scripts of India, Adlam.
_JOINING = re.compile(
    "[\u0600-\u109f\u1780-\u18af\u1a20-\u1cff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)


def _width(font: FontFile, run: str) -> float:
    """In em."""
    return _shaped(font, run) if _JOINING.search(run) else sum(map(_widths(font).__getitem__, run))


@lru_cache(4096)
def _shaped(font: FontFile, run: str) -> float:
    shaper = _shaper(font)
    rtl = any(unicodedata.bidirectional(char) in ("R", "AL") for char in run)
    return sum(glyph[2] for glyph in shaper.shape(run, rtl=rtl)) / shaper.units


@lru_cache(64)
def _shaper(font: FontFile) -> Shaper:
    return Shaper(font, {"kern": False})


class _Widths(dict[str, float]):
    """Character -> advance in em; half an em for what the font lacks."""

    def __init__(self, font: FontFile) -> None:
        super().__init__()
        self.known = metrics(font)

    def __missing__(self, char: str) -> float:
        glyph = self.known.cmap.get(ord(char))
        if glyph is not None:
            width = self.known.advances[glyph] / self.known.units
        else:
            width = 0.0 if ord(char) in _INVISIBLE else 0.5
        self[char] = width
        return width


@lru_cache(256)
def _widths(font: FontFile) -> _Widths:
    return _Widths(font)


def fallbacks(text: str, face: Path, *, lang: str = "") -> list[str]:
    """The files that show what `face` lacks of `text`, with their sizes and times: a drawing of it depends on them."""
    main = FontFile(str(face))
    chars = sorted({char for char in text if char > "\x7f"})
    shown = (font_for(char, face, lang=lang) for char in chars)
    used = sorted({font.path for font in shown if font is not None and font != main})
    stats = ((path, Path(path).stat()) for path in used)
    return [f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in stats]


__all__ = [
    "Composed",
    "FontError",
    "FontFile",
    "Metrics",
    "advance",
    "embeddable",
    "fallbacks",
    "font_for",
    "metrics",
    "missing_glyphs",
    "outline",
    "spans",
    "static",
    "truetype",
]
