"""Which font file shows which character, and how wide text is: the door to fontTools.

The chain for a text is the theme's face, then the fallback families that this machine has, by script. ReportLab embeds
TrueType outlines only, so fallbacks with CFF outlines serve charts (as paths) but not running text.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from builder.model.drawing import Path as Path_

# Families by file name, best first; (file name, face index for bold "" or same). Looked for in the system's folders.
FALLBACKS = (
    "NotoSansArabic-Regular.ttf",
    "NotoNaskhArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
    "wqy-microhei.ttc",
    "simhei.ttf",
    "msyh.ttc",
    "YuGothM.ttc",
    "malgun.ttf",
    "Arial Unicode.ttf",
    "NotoSansCJK-Regular.ttc",
    "DejaVuSans.ttf",
    "seguisym.ttf",
    "NotoSansSymbols2-Regular.ttf",
    "NotoSansMath-Regular.ttf",
)


@dataclass(frozen=True, slots=True)
class FontFile:
    """A face: a file, and its number in it (0 but in collections)."""

    path: str
    index: int = 0

    @property
    def truetype(self) -> bool:
        """Whether the outlines are TrueType's, which ReportLab can embed."""
        return _opened(self).truetype


@dataclass(frozen=True, slots=True)
class _Face:
    cmap: dict[int, int]
    units: int
    truetype: bool


@lru_cache(64)
def _opened(font: FontFile) -> _Face:
    from fontTools.ttLib import TTFont

    with TTFont(font.path, fontNumber=font.index, lazy=True) as opened:
        widths = opened["hmtx"].metrics
        cmap = {code: widths[name][0] for code, name in (opened.getBestCmap() or {}).items()}
        return _Face(cmap, int(opened["head"].unitsPerEm), "glyf" in opened)


def _folders() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    elif sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
    else:
        yield from (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts")


@lru_cache(1)
def system_fallbacks() -> tuple[FontFile, ...]:
    """The fallback faces that this machine has, in the order of `FALLBACKS`."""
    found: dict[str, Path] = {}
    for folder in _folders():
        for root, _, names in os.walk(folder):
            for name in names:
                if name in FALLBACKS:
                    found.setdefault(name, Path(root) / name)
    return tuple(FontFile(str(found[name])) for name in FALLBACKS if name in found)


@lru_cache(4096)
def font_for(char: str, face: Path, *, truetype: bool = True) -> FontFile | None:
    """The first face of the chain that has `char`; None where none has it. White space is always the theme's."""
    main = FontFile(str(face))
    code = ord(char)
    if code in _opened(main).cmap or char.isspace() or code in _INVISIBLE:
        return main
    for font in system_fallbacks():
        if code in _opened(font).cmap and (font.truetype or not truetype):
            return font
    return None


# Joiners and marks of direction have no glyph of their own to miss (Unicode 16, chapter 23.2).
_INVISIBLE = frozenset((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xFE0F))


def spans(text: str, face: Path, *, truetype: bool = True) -> list[tuple[FontFile, str]]:
    """`text` cut into runs by the font that shows them; a character that none has stays in the theme's face."""
    main = FontFile(str(face))
    if text.isascii():
        return [(main, text)] if text else []
    out: list[tuple[FontFile, str]] = []
    for char in text:
        font = font_for(char, face, truetype=truetype) or main
        if out and out[-1][0] == font:
            out[-1] = (font, out[-1][1] + char)
        else:
            out.append((font, char))
    return out


def missing_glyphs(texts: Iterable[str], face: Path, *, truetype: bool = True) -> dict[str, str]:
    """Characters that no face of the chain has, each with the first text it stands in."""
    lost: dict[str, str] = {}
    for text in texts:
        if text.isascii():
            continue
        for char in text:
            if char not in lost and font_for(char, face, truetype=truetype) is None:
                lost[char] = text
    return lost


def advance(text: str, face: Path, size: float) -> float:
    """The width of `text` in points: the sum of the advances in the faces that show it, without kerning.

    Kerning is left out, so the result is never less than what a program shows by more than a rounding.
    """
    width = 0.0
    for font, run in spans(text, face):
        opened = _opened(font)
        cmap = opened.cmap
        notdef = opened.units // 2
        width += sum(cmap.get(ord(c), 0 if ord(c) in _INVISIBLE else notdef) for c in run) / opened.units
    return width * size


@lru_cache(4096)
def outline(font: FontFile, glyph: int) -> Path_:
    """The shape of glyph number `glyph`, in em with its origin at (0, 0), filled by the nonzero rule: for faces whose
    outlines a file format does not embed.
    """
    from fontTools.pens.basePen import BasePen

    opened = _glyphs(font)
    commands: list[str] = []
    points: list[tuple[float, float]] = []
    em = 1 / opened.units

    class Pen(BasePen):  # type: ignore[misc]  # fontTools has no types
        """Takes down what is drawn; quadratic curves arrive as cubic ones."""

        def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - fontTools' name
            self._take("M", pt)

        def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - as above
            self._take("L", pt)

        def _curveToOne(self, *pts: tuple[float, float]) -> None:  # noqa: N802 - as above
            self._take("C", *pts)

        def _closePath(self) -> None:  # noqa: N802 - as above
            self._take("Z")

        def _take(self, command: str, *pts: tuple[float, float]) -> None:
            commands.append(command)
            points.extend((x * em, y * em) for x, y in pts)

    opened.set[opened.order[glyph]].draw(Pen(opened.set))
    return Path_("".join(commands), tuple(points))


@dataclass(frozen=True, slots=True)
class _Glyphs:
    set: Any
    order: list[str]
    units: int


@lru_cache(8)
def _glyphs(font: FontFile) -> _Glyphs:
    from fontTools.ttLib import TTFont

    opened = TTFont(font.path, fontNumber=font.index)
    return _Glyphs(opened.getGlyphSet(), opened.getGlyphOrder(), int(opened["head"].unitsPerEm))
