"""Embedded fonts: one composite font with one subset for each font file of a document, charts included.

It is a Type 0 font over TrueType outlines (ISO 32000-1, 9.7.4). Its codes are given out in the order of first use, one
for each pair of a glyph and the characters that it stands for. So a glyph that no character has alone (a joined form,
a small cap) is shown like any other, and every code is searched and copied as what it means (9.10.3).
"""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reportlab.pdfbase import pdfdoc

from builder.fonts import Composed, FontFile, metrics, truetype

_STAND_INS = (0xFFFD, 0x25A1, 0x3F)  # what is shown for a character that no font has: a box


class Subset:
    """The glyphs of one font file that one document shows. `name` is its resource name; `glyphs` maps characters to
    glyph numbers; `advances` are those of glyphs, in units of the font, of which `units` make an em; `stand_in` is
    shown for what the font lacks; `used` are the codes of glyphs with what they are read as. Raises FontError for a
    file that is no font.
    """

    def __init__(self, name: str, font: FontFile) -> None:
        self.name = name
        self.font = font
        self._known = metrics(font)
        self.glyphs: Mapping[int, int] = self._known.cmap
        self.advances: Sequence[int] = self._known.advances
        self.units = self._known.units
        self.used: dict[tuple[int | Composed, str], str] = {}
        # Glyph 0 says that a glyph is missing; PDF/A-2 6.2.11.8 forbids it.
        self.stand_in = next((self.glyphs[c] for c in _STAND_INS if c in self.glyphs), 0)

    def advance(self, glyph: int | Composed) -> float:
        """The advance of a glyph in em."""
        units = glyph.advance if isinstance(glyph, Composed) else self.advances[glyph or self.stand_in]
        return units / self.units

    def code(self, glyph: int | Composed, text: str) -> str:
        """The code, as hexadecimal digits, that shows `glyph` and is read as `text`."""
        key = (glyph or self.stand_in, text)
        found = self.used.get(key)
        if found is None:
            found = self.used[key] = f"{len(self.used) + 1:04X}"
        return found

    # -- Embedding -----------------------------------------------------------------------------------

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab calls it as it calls its own fonts, at save
        """Adds the font, its descriptor, its subset and its map to Unicode to the file. Raises FontError for damaged
        outlines.
        """
        if not self.used:
            return
        order = list(dict.fromkeys(glyph for glyph, _ in self.used if glyph))
        data, place = truetype(self.font, order)
        name = f"{_tag(order)}+{self._known.name}"
        gids = struct.pack(f">{len(self.used) + 1}H", 0, *(place[glyph] for glyph, _ in self.used))
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{name}",
                "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
                "FontDescriptor": doc.Reference(self._descriptor(doc, name, data)),
                "CIDToGIDMap": doc.Reference(_stream(gids)),
                "DW": 1000,
                "W": f"[0 [{self._thousandths(0)} {' '.join(self._thousandths(g) for g, _ in self.used)}]]",
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

    def _descriptor(self, doc: Any, name: str, subset: bytes) -> pdfdoc.PDFDictionary:
        known = self._known
        file = _stream(subset)
        file.dictionary["Length1"] = len(subset)
        return pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{name}",
                "Flags": known.flags,
                "FontBBox": pdfdoc.PDFArray(known.bbox),
                "ItalicAngle": f"{known.italic_angle:.6g}",
                "Ascent": known.ascent,
                "Descent": known.descent,
                "CapHeight": known.cap_height,
                "StemV": known.stem_v,
                "FontFile2": doc.Reference(file),
            }
        )

    def _thousandths(self, glyph: int | Composed) -> str:
        return f"{self.advance(glyph) * 1000:.6g}"

    def _to_unicode(self) -> bytes:
        pairs = [f"<{code}> <{_meant(text)}>" for (_, text), code in self.used.items()]
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


def _tag(glyphs: Iterable[int | Composed]) -> str:
    """Six letters that name the subset (9.6.4), made from what is in it."""
    digest = hashlib.blake2b(",".join(map(str, glyphs)).encode(), digest_size=6).digest()
    return "".join(chr(65 + byte % 26) for byte in digest)


def _stream(content: bytes) -> pdfdoc.PDFStream:
    return pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])


def _meant(text: str) -> str:
    """Characters in UTF-16. One for private use means nothing to others, and PDF/A-2a has none (ISO 19005-2,
    6.2.11.7.3): it is read as the sign of a replacement. A later part of a cluster, which stands for nothing, is read
    as a word joiner: where a glyph has no characters, readers take its code for one.
    """
    text = text or "\u2060"
    text = "".join(["\ufffd" if unicodedata.category(char) == "Co" else char for char in text])
    return text.encode("utf-16-be").hex().upper()
