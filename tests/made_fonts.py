"""Small fonts made for tests: with TrueType or CFF outlines, static or variable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables.TupleVariation import TupleVariation


def square(pen: Any, width: int) -> Any:
    """A square with a round corner, so that a cubic curve is in it."""
    pen.moveTo((50, 0))
    pen.lineTo((50, width))
    if isinstance(pen, TTGlyphPen):
        pen.qCurveTo((50 + width, width), (50 + width, 0))
    else:
        pen.curveTo((50 + width * 0.55, width), (50 + width, width * 0.55), (50 + width, 0))
    pen.closePath()
    return pen


def made(
    path: Path, chars: str, *, family: str = "Made", cff: bool = False, variable: bool = False, rights: int = 0
) -> str:
    """A small font with `chars`; variable ones get wider by 100 units from 400 to 700."""
    glyphs = [".notdef", *(f"u{ord(c):X}" for c in chars)]
    builder = FontBuilder(1000, isTTF=not cff)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({ord(c): name for c, name in zip(chars, glyphs[1:], strict=True)})
    widths = {name: 600 + n for n, name in enumerate(glyphs)}
    if cff:
        shapes = {name: square(T2CharStringPen(width, None), 500).getCharString() for name, width in widths.items()}
        builder.setupCFF(family, {}, shapes, {})
    else:
        builder.setupGlyf({name: square(TTGlyphPen(None), 500).glyph() for name in glyphs})
    builder.setupHorizontalMetrics({name: (width, 50) for name, width in widths.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": f"{family.replace(' ', '')}-Test"})
    builder.setupOS2(fsType=rights)
    builder.setupPost()
    if variable:
        builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
        points = 4 + 4  # those of the outline and the four of the metrics
        wider = [(0, 0), (0, 0), (200, 0), (200, 0), (0, 0), (200, 0), (0, 0), (0, 0)]
        assert len(wider) == points
        builder.setupGvar({name: [TupleVariation({"wght": (0.0, 1.0, 1.0)}, wider)] for name in glyphs})
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)
    return str(path)
