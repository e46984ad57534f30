"""Glyphs as shapes: a small TrueType font of some glyphs of any face, and the path of one glyph.

A PDF file embeds TrueType outlines here. Those of CFF are turned into them, glyph by glyph and only those in use: a
font for Chinese has 65,000.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from builder.font_tables import FontError, FontFile, metrics
from builder.model.drawing import Path

MAX_ERROR = 0.001  # in em, between a cubic curve and the quadratic ones that stand for it
_TABLES = frozenset(("glyf", "loca", "head", "hhea", "hmtx", "maxp", "post", "name"))  # ISO 32000-1, 9.9
_POSTSCRIPT_NAME = 6  # among the names of an OpenType font
_EPOCH = 2_082_844_800  # the start of 1970 in seconds since 1904, as head has dates: no clock shows in the bytes


@dataclass(frozen=True, slots=True)
class _Glyphs:
    set: Any
    order: Sequence[str]


@lru_cache(8)
def _glyphs(font: FontFile) -> _Glyphs:
    from fontTools.ttLib import TTFont

    # In memory: a file that stays open would outlive its use here.
    opened = TTFont(io.BytesIO(FilePath(font.path).read_bytes()), fontNumber=font.index, lazy=True)
    return _Glyphs(opened.getGlyphSet(), opened.getGlyphOrder())


@contextmanager
def _reading(font: FontFile) -> Iterator[None]:
    """FontError instead of the many that fontTools raises for a damaged file."""
    try:
        yield
    except Exception as error:
        raise FontError(f"the outlines of {metrics(font).name} cannot be read: {error}") from error


@dataclass(frozen=True, slots=True)
class Composed:
    """Glyphs of a font that are shown as one: each a number and its place, right and up, and the advance of all of them
    in units of the font.
    """

    parts: tuple[tuple[int, int, int], ...]
    advance: int


def truetype(font: FontFile, glyphs: Sequence[int | Composed]) -> tuple[bytes, dict[int | Composed, int]]:
    """A TrueType font of `.notdef` and `glyphs`, and the number of each in it.

    It has what a PDF file needs (glyf, loca, head, hhea, hmtx, maxp, post, name), no names of glyphs, no hinting, and
    no map of characters. The same glyphs give the same bytes. Raises FontError for a damaged font.
    """
    with _reading(font):
        plain = [g for g in glyphs if isinstance(g, int)]
        # HarfBuzz knows glyphs alone, and does not turn the outlines of CFF.
        if metrics(font).truetype and len(plain) == len(glyphs) and (made := _cut(font, plain)):
            return made
        return _drawn(font, glyphs), {0: 0, **{glyph: n for n, glyph in enumerate(glyphs, 1)}}


def _cut(font: FontFile, glyphs: Sequence[int]) -> tuple[bytes, dict[int | Composed, int]] | None:
    """A font cut by HarfBuzz, in milliseconds; None where it cannot read a glyph."""
    import uharfbuzz as hb

    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    face = hb.Face(hb.Blob.from_file_path(font.path), font.index)
    wanted.name_id_set.clear()
    wanted.name_id_set.add(_POSTSCRIPT_NAME)
    dropped = set(face.table_tags) - _TABLES
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in dropped)
    plan = hb.SubsetPlan(face, wanted)
    cut = plan.execute()
    places = {int(old): int(new) for old, new in plan.old_to_new_glyph_mapping.items()}
    shapes = hb.Font(cut)
    if not all(_drawable(shapes, places[g]) for g in glyphs):
        return None
    return bytes(cut.blob.data), {g: places[g] for g in (0, *glyphs)}


def _drawable(font: Any, glyph: int) -> bool:
    """Whether a glyph that has bounds has a contour: HarfBuzz takes what it cannot read for empty."""
    import uharfbuzz as hb

    extents = font.get_glyph_extents(glyph)
    if extents is None or not any((extents.x_bearing, extents.y_bearing, extents.width, extents.height)):
        return True
    contours: list[tuple[float, float]] = []
    pen = hb.DrawFuncs()
    pen.set_move_to_func(lambda x, y, _: contours.append((x, y)))
    font.draw_glyph(glyph, pen)
    return bool(contours)


def _drawn(font: FontFile, glyphs: Sequence[int | Composed]) -> bytes:
    """A font whose glyphs are drawn anew, numbered from 1 in their order.

    Composite glyphs become simple ones; overlapping contours stay. Cubic curves are approximated within `MAX_ERROR`.
    """
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.filterPen import DecomposingFilterPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    known = metrics(font)
    order = [".notdef", *(f"g{n}" for n in range(1, len(glyphs) + 1))]
    shapes: dict[str, Any] = {}
    source = _glyphs(font)
    for name, glyph in zip(order, (0, *glyphs), strict=True):
        pen = TTGlyphPen(None)
        # A CFF outline runs the other way round (Type 2: counter-clockwise; TrueType: clockwise).
        if known.truetype:
            to = DecomposingFilterPen(pen, source.set)
        else:
            to = Cu2QuPen(pen, known.units * MAX_ERROR, reverse_direction=True)
        for number, x, y in ((glyph, 0, 0),) if isinstance(glyph, int) else glyph.parts:
            source.set[source.order[number]].draw(TransformPen(to, (1, 0, 0, 1, x, y)) if x or y else to)
        shapes[name] = pen.glyph()
    builder = FontBuilder(known.units, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupGlyf(shapes)
    advances = (known.advances[g] if isinstance(g, int) else g.advance for g in (0, *glyphs))
    bearings = (getattr(shapes[name], "xMin", 0) for name in order)
    builder.setupHorizontalMetrics(dict(zip(order, zip(advances, bearings, strict=True), strict=True)))
    em = known.units / 1000
    builder.setupHorizontalHeader(ascent=round(known.ascent * em), descent=round(known.descent * em))
    builder.setupNameTable({"psName": known.name}, mac=False)
    builder.setupPost(keepGlyphNames=False, italicAngle=known.italic_angle)
    head = builder.font["head"]
    head.created = head.modified = _EPOCH
    head.macStyle = known.bold | known.italic << 1
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


@lru_cache(4096)
def outline(font: FontFile, glyph: int) -> Path:
    """The shape of glyph number `glyph`, in em with its origin at (0, 0), filled by the nonzero rule: for what no
    format embeds. Raises FontError for a damaged font.
    """
    from fontTools.pens.basePen import BasePen

    commands: list[str] = []
    points: list[tuple[float, float]] = []
    em = 1 / metrics(font).units

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

    with _reading(font):
        source = _glyphs(font)
        source.set[source.order[glyph]].draw(Pen(source.set))
    return Path("".join(commands), tuple(points))
