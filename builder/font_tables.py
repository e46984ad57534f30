"""What text needs to know of a font file: characters, advances and measures, by the numbers of glyphs.

Tables are read as the OpenType specification 1.9.1 lays them out (chapters cmap, head, hhea, hmtx, OS/2, post, name).
No glyph is named on the way: that makes even a font of 65,000 glyphs known in some milliseconds.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from struct import Struct, unpack_from

FACES = 256  # of one collection, at most


class FontError(ValueError):
    """A file that is no font, or none that can be read; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A face: a file, and its number in it (0 but in collections)."""

    path: str
    index: int = 0

    @property
    def truetype(self) -> bool:
        """Whether the outlines are quadratic (`glyf`), not CFF's."""
        return metrics(self).truetype


@dataclass(frozen=True, slots=True)
class Metrics:
    """A face in numbers. `units` a font unit is one em by; advances are in these units, by glyph. What a font
    descriptor has (ISO 32000-1, table 122) is in thousandths of an em, as it is written there.
    """

    units: int
    advances: Sequence[int]
    cmap: Mapping[int, int]
    bbox: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int
    x_height: int
    italic_angle: float
    stem_v: int
    flags: int
    name: str
    """The PostScript name."""
    weight: int
    italic: bool
    truetype: bool
    axes: Mapping[str, tuple[float, float, float]]
    """The axes of a variable font: tag -> least, default and greatest value."""
    outlined: bool
    """Whether it has outlines: fonts of pictures alone (colour emoji) have none."""
    embeddable: bool

    @property
    def bold(self) -> bool:
        """Whether it is semibold or more."""
        return self.weight >= 600

    @property
    def serif(self) -> bool:
        """Whether its letters have serifs."""
        return bool(self.flags & 2)


def embeddable(font: FontFile) -> bool:
    """Whether the font's licence, as the file states it, lets it be embedded (OS/2, fsType: "restricted licence" alone
    forbids it; of several bits the most liberal one counts).
    """
    return metrics(font).embeddable


@lru_cache(256)
def metrics(font: FontFile) -> Metrics:
    """The face in numbers. Raises FontError for a file that is no font."""
    try:
        return _metrics(_Tables(font))
    except OSError as error:
        raise FontError(f"cannot be read: {error.strerror}") from None
    except (struct.error, LookupError, ValueError, ZeroDivisionError):
        raise FontError("is no font, or a damaged one") from None


@lru_cache(64)
def family_names(path: str) -> tuple[str, ...]:
    """The family of each face of a file; several for a collection. Raises FontError for a file that is no font."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(12)
        count = unpack_from(">L", head, 8)[0] if head[:4] == b"ttcf" else 1
        return tuple(_name(_Tables(FontFile(path, n))["name"], 1) for n in range(count))
    except (OSError, struct.error, KeyError, IndexError):
        raise FontError("is no font, or a damaged one") from None


@dataclass(frozen=True, slots=True)
class Naming:
    """What a face is called and what it is in its family; `families` are its names, the family of all weights first.

    `width` is 5 for neither narrow nor wide; `weights` are the least and the greatest weight that it can be set at.
    """

    font: FontFile
    families: tuple[str, ...]
    weights: tuple[float, float]
    width: int
    italic: bool

    @property
    def variable(self) -> bool:
        """Whether it has several weights."""
        return self.weights[0] < self.weights[1]


def namings(path: str) -> tuple[Naming, ...]:
    """The faces of a file by their names, read fast; several for a collection. Raises FontError for no font."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(12)
        count = min(unpack_from(">L", head, 8)[0], FACES) if head[:4] == b"ttcf" else 1
        return tuple(_naming(FontFile(path, n)) for n in range(count))
    except (OSError, struct.error, LookupError, ValueError):
        raise FontError("is no font, or a damaged one") from None


def check_sums(font: FontFile) -> None:
    """Raises FontError where a table is not as it was written (chapter "OpenType Font File", "Calculating Checksums").

    The sum of `head` is left out: some programs got it wrong in sound fonts.
    """
    tables = _Tables(font)
    for tag, wanted in tables.sums.items():
        data = tables[tag]
        if tag != "head" and sum(_numbers(data + bytes(-len(data) % 4), "I")) & 0xFFFFFFFF != wanted:
            raise FontError(f'is damaged: its table "{tag}" is not as it was written')


def _naming(font: FontFile) -> Naming:
    tables = _Tables(font)
    if max(offset + length for offset, length in tables.places.values()) > Path(font.path).stat().st_size:
        raise ValueError("a table is cut off")
    head, os2, names = tables["head"], tables.get("OS/2"), tables.get("name")
    (style,) = unpack_from(">H", head, 44)
    weight, width, slanted = (
        (*unpack_from(">2H", os2, 4), unpack_from(">H", os2, 62)[0] & 1) if os2 else (400, 5, False)
    )
    weight = max(weight, 700) if style & 1 else weight
    low, _, high = _axes(tables.get("fvar")).get("wght", (weight, weight, weight))
    families = tuple(dict.fromkeys(filter(None, (_name(names, 16), _name(names, 1)))))
    return Naming(font, families, (low, high), width, bool(style & 2 or slanted))


class _Tables:
    """The tables of one face, each read when it is asked for."""

    def __init__(self, font: FontFile) -> None:
        self.path = font.path
        with Path(font.path).open("rb") as file:
            start = 0
            if file.read(4) == b"ttcf":
                file.seek(12 + 4 * font.index)
                (start,) = unpack_from(">L", file.read(4))
            file.seek(start)
            kind, count = unpack_from(">4sH", file.read(12))
            if kind not in (b"\0\1\0\0", b"OTTO", b"true"):
                raise KeyError(kind)
            directory = file.read(16 * count)
        self.places = {
            tag.decode("latin-1"): (offset, length)
            for tag, _, offset, length in Struct(">4sLLL").iter_unpack(directory)
        }
        self.sums = {tag.decode("latin-1"): check for tag, check, _, _ in Struct(">4sLLL").iter_unpack(directory)}

    def __getitem__(self, tag: str) -> bytes:
        offset, length = self.places[tag]
        with Path(self.path).open("rb") as file:
            file.seek(offset)
            return file.read(length)

    def get(self, tag: str) -> bytes:
        return self[tag] if tag in self.places else b""


def _metrics(tables: _Tables) -> Metrics:
    head, hhea, post, os2 = tables["head"], tables["hhea"], tables.get("post"), tables.get("OS/2")
    (units,) = unpack_from(">H", head, 18)
    bounds = unpack_from(">4h", head, 36)
    (style,) = unpack_from(">H", head, 44)
    ascent, descent = unpack_from(">2h", hhea, 4)
    angle = unpack_from(">l", post, 4)[0] / 65536 if post else 0.0
    fixed = bool(post and unpack_from(">L", post, 12)[0])
    weight, rights = (unpack_from(">H", os2, 4)[0], unpack_from(">H", os2, 8)[0]) if os2 else (400, 0)
    weight = max(weight, 700) if style & 1 else weight
    heights = unpack_from(">2h", os2, 86) if len(os2) >= 90 and unpack_from(">H", os2)[0] >= 2 else (0, 0)
    italic = bool(style & 2) or angle != 0
    scale: float = 1000 / units

    def em(value: float) -> int:
        return round(value * scale)

    return Metrics(
        units=units,
        advances=_advances(tables["hmtx"], unpack_from(">H", hhea, 34)[0], unpack_from(">H", tables["maxp"], 4)[0]),
        cmap=_cmap(tables["cmap"]),
        bbox=(em(bounds[0]), em(bounds[1]), em(bounds[2]), em(bounds[3])),
        ascent=em(ascent),
        descent=em(descent),
        cap_height=em(heights[1] or ascent),
        x_height=em(heights[0]),
        italic_angle=angle,
        # No table has the width of stems; this rule from the weight is in common use (Ghostscript, ReportLab).
        stem_v=50 + round((weight / 65) ** 2),
        # Fixed pitch, serif, symbolic (a subset's codes are of no standard encoding), italic: 9.8.2.
        flags=fixed | _serif(os2) << 1 | 4 | italic << 6,
        name=_postscript(_name(tables.get("name"), 6) or Path(tables.path).stem),
        weight=weight,
        italic=italic,
        truetype="glyf" in tables.places,
        axes=_axes(tables.get("fvar")),
        outlined=not {"glyf", "CFF ", "CFF2"}.isdisjoint(tables.places),
        embeddable=rights & 0xE != 2,
    )


def _postscript(name: str) -> str:
    """A name without what a name in PostScript and in PDF cannot have (chapter name, ID 6; ISO 32000-1, 7.3.5)."""
    return re.sub(r"[^!-~]|[\[\](){}<>/%#]", "", name)[:63] or "Font"


def _serif(os2: bytes) -> bool:
    """By the family class, else by PANOSE: a Latin text face (2) with serifs (2 to 10)."""
    if not os2:
        return False
    family, _, kind, style = unpack_from(">4B", os2, 30)
    return family in range(1, 8) or (kind == 2 and style in range(2, 11))


def _axes(fvar: bytes) -> dict[str, tuple[float, float, float]]:
    if not fvar:
        return {}
    start, _, count, size = unpack_from(">4H", fvar, 4)
    records = (unpack_from(">4s3l", fvar, start + size * n) for n in range(count))
    return {tag.decode("latin-1"): (low / 65536, default / 65536, high / 65536) for tag, low, default, high in records}


def _advances(hmtx: bytes, long: int, count: int) -> Sequence[int]:
    """Glyphs past the `long` pairs have the last one's advance."""
    pairs = _numbers(hmtx[: 4 * long], "H")[::2]
    return pairs + array("H", [pairs[-1]]) * (count - long)


def _numbers(data: bytes, kind: str) -> array[int]:
    numbers = array(kind, data[: len(data) // array(kind).itemsize * array(kind).itemsize])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _name(table: bytes, wanted: int) -> str:
    """A name in printable ASCII: that of Windows, English, else any."""
    if not table:
        return ""
    _, count, storage = unpack_from(">3H", table)
    found: dict[int, str] = {}
    for n in range(count):
        platform, _, language, id_, length, offset = unpack_from(">6H", table, 6 + 12 * n)
        if id_ == wanted:
            raw = table[storage + offset : storage + offset + length]
            text = raw.decode("latin-1" if platform == 1 else "utf-16-be", "replace")
            rank = 0 if (platform, language) == (3, 0x409) else 1
            found.setdefault(rank, "".join(c for c in text if " " <= c <= "~"))
    return found.get(0) or found.get(1, "")


# Maps of all characters come before those of the first 65,536.
_SUBTABLES = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0), (3, 0))


def _cmap(table: bytes) -> dict[int, int]:
    """Character -> glyph, of the fullest subtable for Unicode."""
    (count,) = unpack_from(">H", table, 2)
    found = {(a, b): at for a, b, at in (unpack_from(">HHL", table, 4 + 8 * n) for n in range(count))}
    for key in _SUBTABLES:
        if key in found:
            at = found[key]
            (kind,) = unpack_from(">H", table, at)
            reader = _FORMATS.get(kind)
            if reader is not None:
                return {code: glyph for code, glyph in reader(table, at) if glyph}
    return {}


def _format_4(table: bytes, at: int) -> Iterator[tuple[int, int]]:
    length, _, double = unpack_from(">3H", table, at + 2)
    # The length of a large subtable is wrong in some fonts; the table's end bounds it as well.
    words = _numbers(table[at : max(at + length, at + 16 + 4 * double)], "H")
    n = double // 2
    ends, starts, deltas, offsets = (words[7 + k : 7 + k + n] for k in (0, n + 1, 2 * n + 1, 3 * n + 1))
    for k, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        last = min(end, 0xFFFE)
        if not offset:
            yield from ((code, code + delta & 0xFFFF) for code in range(start, last + 1))
            continue
        first = 7 + 3 * n + 1 + k + offset // 2 - start
        for code in range(start, last + 1):
            glyph = words[first + code] if first + code < len(words) else 0
            yield code, glyph and glyph + delta & 0xFFFF


def _format_6(table: bytes, at: int) -> Iterator[tuple[int, int]]:
    first, count = unpack_from(">2H", table, at + 6)
    return zip(range(first, first + count), unpack_from(f">{count}H", table, at + 10), strict=True)


def _format_12(table: bytes, at: int) -> Iterator[tuple[int, int]]:
    for start, end, glyph in _groups(table, at):
        yield from zip(range(start, end + 1), range(glyph, glyph + end - start + 1), strict=True)


def _format_13(table: bytes, at: int) -> Iterator[tuple[int, int]]:
    for start, end, glyph in _groups(table, at):
        yield from ((code, glyph) for code in range(start, end + 1))


def _groups(table: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    (count,) = unpack_from(">L", table, at + 12)
    for start, end, glyph in Struct(">3L").iter_unpack(table[at + 16 : at + 16 + 12 * count]):
        yield start, min(end, 0x10FFFF), glyph


_FORMATS = {4: _format_4, 6: _format_6, 12: _format_12, 13: _format_13}
