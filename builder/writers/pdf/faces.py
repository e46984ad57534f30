"""Embedded fonts: one composite font with one subset for each face of a document, charts included.

A face is a Type 0 font over TrueType outlines (ISO 32000-1, 9.7.4). Its codes are given out in the order of first use,
one for each pair of a glyph and the characters that it stands for. So a glyph that no character has alone (a joined
form, a small cap) is shown like any other, and every code is searched and copied as what it means (9.10.3).
"""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

from builder.fonts import FontFile
from builder.writers.pdf.rtl import is_rtl, visual

CACHE = 20_000  # words whose codes and widths are kept
_UNSEEN = frozenset(("Cc", "Cf"))  # categories of characters that have no glyph: controls and formats


class _Codes(dict[int, str]):
    """Character -> code as four hexadecimal digits, for `str.translate`; "" for what has no glyph by its nature."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face

    def __missing__(self, char: int) -> str:
        code = self[char] = "" if _unseen(char) else self.face.code(self.face.glyphs.get(char, 0), chr(char))
        return code


class _Widths(dict[str, float]):
    """Character -> advance in em."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face

    def __missing__(self, char: str) -> float:
        glyph = self.face.glyphs.get(ord(char), 0)
        width = self[char] = 0.0 if _unseen(ord(char)) else self.face.advance(glyph)
        return width


def _unseen(char: int) -> bool:
    return unicodedata.category(chr(char)) in _UNSEEN


class Face:
    """One face in one document. `name` is its resource name; `glyphs` maps characters to glyph numbers."""

    def __init__(self, name: str, font: FontFile) -> None:
        self.name = name
        self.font = font
        self._file = cast("Any", TTFontFile)(font.path, subfontIndex=font.index)
        self.glyphs: Mapping[int, int] = self._file.charToGlyph
        self._em = 1 / float(self._file.unitsPerEm)
        self._codes = _Codes(self)
        self._widths = _Widths(self)
        self._used: dict[tuple[int, str], str] = {}
        self._texts: dict[str, tuple[str, float]] = {}

    def advance(self, glyph: int) -> float:
        """The advance of a glyph in em."""
        return float(self._file.hmetrics[glyph][0]) * self._em

    def code(self, glyph: int, text: str) -> str:
        """The code, as hexadecimal digits, that shows `glyph` and is read as `text`."""
        key = (glyph, text)
        found = self._used.get(key)
        if found is None:
            found = self._used[key] = f"{len(self._used) + 1:04X}"
        return found

    def encode(self, text: str) -> tuple[str, float]:
        """The elements of a TJ array (ISO 32000-1, 9.4.3) that show `text`, and its width in em."""
        found = self._texts.get(text)
        if found is None:
            if len(self._texts) >= CACHE:
                self._texts.clear()
            if not text.isascii() and is_rtl(text):
                codes, width = self._rtl(text)
            else:
                codes, width = text.translate(self._codes), sum(map(self._widths.__getitem__, text))
            found = (f"<{codes}>", width)
            self._texts[text] = found
        return found

    def _rtl(self, text: str) -> tuple[str, float]:
        shown = [(form, meant) for form, meant in visual(text, self.glyphs) if not _unseen(ord(form))]
        codes = "".join(self.code(self.glyphs.get(ord(form), 0), meant) for form, meant in shown)
        return codes, sum(self._widths[form] for form, _ in shown)

    def width(self, text: str) -> float:
        """The width of `text` in em."""
        return self.encode(text)[1]

    # -- Embedding -----------------------------------------------------------------------------------

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab calls it as it calls its own fonts, at save
        """Adds the font, its descriptor, its subset and its map to Unicode to the file."""
        if not self._used:
            return
        order = list(dict.fromkeys(glyph for glyph, _ in self._used if glyph))
        place = {0: 0, **{glyph: n for n, glyph in enumerate(order, 1)}}
        name = f"{_tag(order)}+{self._file.name.decode('latin-1')}"
        gids = struct.pack(f">{len(self._used) + 1}H", 0, *(place[glyph] for glyph, _ in self._used))
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{name}",
                "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
                "FontDescriptor": doc.Reference(self._descriptor(doc, name, order)),
                "CIDToGIDMap": doc.Reference(_stream(gids)),
                "DW": 1000,
                "W": f"[0 [{self._thousandths(0)} {' '.join(self._thousandths(g) for g, _ in self._used)}]]",
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{name}",
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant)]),
                "ToUnicode": doc.Reference(_stream(self._to_unicode())),
            }
        )
        doc.idToObject["BasicFonts"].dict[self.name] = doc.Reference(font)

    def _descriptor(self, doc: Any, name: str, order: list[int]) -> pdfdoc.PDFDictionary:
        f = self._file
        # The subsetter asks by character; here every glyph is its own.
        f.charToGlyph = {glyph: glyph for glyph in order}
        subset = f.makeSubset(order)
        f.charToGlyph = self.glyphs
        file = _stream(subset)
        file.dictionary["Length1"] = len(subset)
        return pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{name}",
                "Flags": f.flags & ~32 | 4,  # symbolic: codes are not those of a standard encoding (9.8.2)
                "FontBBox": pdfdoc.PDFArray(f.bbox),
                "ItalicAngle": f.italicAngle,
                "Ascent": f.ascent,
                "Descent": f.descent,
                "CapHeight": f.capHeight,
                "StemV": f.stemV,
                "FontFile2": doc.Reference(file),
            }
        )

    def _thousandths(self, glyph: int) -> str:
        return f"{self.advance(glyph) * 1000:.6g}"

    def _to_unicode(self) -> bytes:
        pairs = [f"<{code}> <{text.encode('utf-16-be').hex().upper()}>" for (_, text), code in self._used.items()]
        blocks = (pairs[n : n + 100] for n in range(0, len(pairs), 100))
        body = "\n".join(f"{len(b)} beginbfchar\n{chr(10).join(b)}\nendbfchar" for b in blocks)
        return _CMAP.format(body).encode()


_CMAP = """\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def _tag(glyphs: Iterable[int]) -> str:
    """Six letters that name the subset (9.6.4), made from what is in it."""
    digest = hashlib.blake2b(",".join(map(str, glyphs)).encode(), digest_size=6).digest()
    return "".join(chr(65 + byte % 26) for byte in digest)


def _stream(content: bytes) -> pdfdoc.PDFStream:
    return pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])


class Faces:
    """The faces of one document, opened as they are asked for."""

    def __init__(self) -> None:
        self._faces: dict[FontFile, Face | None] = {}

    def __iter__(self) -> Iterator[Face]:
        return (face for face in self._faces.values() if face)

    def face(self, path: Path) -> Face:
        """A face of the theme. Raises TTFError for a file that is not TrueType."""
        font = FontFile(str(path))
        return self._faces.get(font) or self._open(font)

    def fallback(self, font: FontFile) -> Face | None:
        """Any face; None where its outlines cannot be embedded."""
        if font not in self._faces:
            try:
                return self._open(font)
            except (TTFError, OSError):
                self._faces[font] = None
        return self._faces[font]

    def _open(self, font: FontFile) -> Face:
        face = self._faces[font] = Face(f"F{len(self._faces) + 1}", font)
        return face
