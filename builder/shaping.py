"""Text becomes glyphs: the door to HarfBuzz.

Letters join, marks find their place, pairs are kerned. Ligatures of taste (liga, clig, dlig) are off: a reader that
searches for their letters may not find them. Those that a script demands (rlig, and the conjuncts of India) stay.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from builder.font_tables import FontFile

# A glyph: its number, the index of the first character that it stands for, its advance, and how far to the right of
# and above its place it is painted. Lengths are in units of the font.
Glyph = tuple[int, int, int, int, int]

_PLAIN = {"liga": False, "clig": False, "dlig": False}


class Shaper:
    """Shapes text in one face. `features` are OpenType features to switch, `language` is a BCP 47 tag, `missing` the
    number of the glyph for what the face lacks. `units` is the number of font units in an em.
    """

    def __init__(
        self, font: FontFile, features: Mapping[str, bool] | None = None, language: str = "", missing: int = 0
    ) -> None:
        self._font, self.units = _opened(font)
        self._features = {**_PLAIN, **(features or {})}
        # Without a language HarfBuzz asks the machine for its own.
        self._language = language or "und"
        self._buffer = _buffer()
        self._buffer.not_found_glyph = missing

    def shape(self, text: str, *, rtl: bool = False) -> list[Glyph]:
        """The glyphs of a text of one direction, from left to right. Characters that leave no trace have none."""
        if not text:
            return []  # HarfBuzz has no places for nothing
        if text.isascii():
            return self._run(text, 0, len(text), "Latn", rtl)
        runs = [self._run(text, start, end, script, rtl) for script, start, end in _scripts(text)]
        return list(itertools.chain.from_iterable(reversed(runs) if rtl else runs))

    def _run(self, text: str, start: int, end: int, script: str, rtl: bool) -> list[Glyph]:
        from uharfbuzz import shape

        buffer = self._buffer
        buffer.clear_contents()
        buffer.add_str(text, start, end - start)
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.script = script
        buffer.language = self._language
        shape(self._font, buffer, self._features)
        return [
            (info.codepoint, info.cluster, place.x_advance, place.x_offset, place.y_offset)
            for info, place in zip(buffer.glyph_infos or (), buffer.glyph_positions or (), strict=True)
        ]


@lru_cache(64)
def _opened(font: FontFile) -> tuple[Any, int]:
    import uharfbuzz

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(font.path), font.index)
    return uharfbuzz.Font(face), int(face.upem)


def _buffer() -> Any:
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    return buffer


def _scripts(text: str) -> list[tuple[str, int, int]]:
    """Runs of one script as (its ISO 15924 tag, start, end); what belongs to all scripts goes with what is before it
    (Unicode annex 24, 5.2).
    """
    out: list[tuple[str, int, int]] = []
    for n, char in enumerate(text):
        script = _script(char)
        if not out:
            out.append((script, 0, 1))
            continue
        before, start, _ = out[-1]
        if not script or script == before or not before:
            out[-1] = (script or before, start, n + 1)
        else:
            out.append((script, n, n + 1))
    return [(script or "Latn", start, end) for script, start, end in out]


@lru_cache(4096)
def _script(char: str) -> str:
    """The script of a character, "" where it belongs to several."""
    buffer = _buffer()
    buffer.add_str(char)
    buffer.guess_segment_properties()
    return str(buffer.script or "")
