"""Faces: text as elements of a TJ array, with kerning, joined letters and marks in their places."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from builder import bidi
from builder.fonts import FontError, FontFile, metrics
from builder.shaping import Shaper
from builder.writers.pdf.setting import plain, seen, shaped
from builder.writers.pdf.subset import Subset

CACHE = 20_000  # texts whose codes and widths are kept
Figures = Literal["", "oldstyle", "tabular"]
_FEATURES: dict[Figures, dict[str, bool]] = {
    "": {},
    "oldstyle": {"onum": True, "pnum": True},
    "tabular": {"lnum": True, "tnum": True},
}


class Face:
    """One face in one document: a font file, and the figures that it shows ("" for the font's own). `name` is its
    resource name; `glyphs` maps characters to glyph numbers; `advance` gives the advance of a glyph in em; `code` the
    code that shows a glyph and is read as a text.
    """

    def __init__(self, subset: Subset, figures: Figures = "", language: str = "") -> None:
        self.name = subset.name
        self.glyphs: Mapping[int, int] = subset.glyphs
        self.advance = subset.advance
        self.code = subset.code
        self._subset = subset
        self._shaper = self._counting = Shaper(subset.font, _FEATURES[figures], language, subset.stand_in)
        if figures == "tabular":  # figures stand under each other only where nothing is kerned
            unkerned = {**_FEATURES[figures], "kern": False}
            self._counting = Shaper(subset.font, unkerned, language, subset.stand_in)
        self._words: dict[str, tuple[str, float]] = {}
        self._turned: dict[tuple[str, bool], tuple[str, float]] = {}

    def encode(self, text: str, *, rtl: bool | None = None) -> tuple[str, float]:
        """The elements of a TJ array (ISO 32000-1, 9.4.3) that show `text`, and its width in em. They may end the array
        and begin another: they are for use in `[...] TJ`.

        `rtl` is the direction of all of the text; without it, it is found (UAX #9).
        """
        if rtl is None:
            found = self._words.get(text)
            if found is None:
                if len(self._words) >= CACHE:
                    self._words.clear()
                found = self._words[text] = self._set(text)
            return found
        found = self._turned.get((text, rtl))
        if found is None:
            if len(self._turned) >= CACHE:
                self._turned.clear()
            found = self._turned[text, rtl] = self._run(seen(text), rtl=rtl)
        return found

    def width(self, text: str) -> float:
        """The width of `text` in em."""
        return self.encode(text)[1]

    def _set(self, text: str) -> tuple[str, float]:
        if not bidi.turns(text):
            return self._run(seen(text), rtl=False)
        levels = bidi.levels(text)
        runs = bidi.runs(levels)
        found = [self._run(seen(text[start:end]), rtl=level % 2 == 1) for start, end, level in runs]
        order = bidi.order([level for *_, level in runs])
        places = dict(zip(order, itertools.accumulate((found[n][1] for n in order), initial=0.0), strict=False))
        out = []
        at = 0.0
        for n, (elements, width) in enumerate(found):
            out.append(_moved(places[n] - at) + elements)
            at = places[n] + width
        width = sum(width for _, width in found)
        return "".join([*out, _moved(width - at)]), width

    def _run(self, text: str, *, rtl: bool) -> tuple[str, float]:
        """A text of one direction."""
        counts = self._counting is not self._shaper and any(map(str.isdigit, text))
        glyphs = (self._counting if counts else self._shaper).shape(text, rtl=rtl)
        simple = None if rtl else plain(text, glyphs, self._subset)
        return simple or shaped(text, glyphs, self._subset, rtl=rtl)


def _moved(ems: float) -> str:
    """The pen moved to the right."""
    thousandths = round(ems * 1000)
    return f"{-thousandths} " if thousandths else ""


class Faces:
    """The faces of one document, opened as they are asked for; its language is a BCP 47 tag."""

    def __init__(self, language: str = "") -> None:
        self._language = language
        self._subsets: dict[FontFile, Subset] = {}
        self._faces: dict[tuple[FontFile, Figures], Face] = {}

    def __iter__(self) -> Iterator[Subset]:
        """What is embedded at the end: one font for each file, whatever its figures."""
        return iter(self._subsets.values())

    def face(self, path: Path, figures: Figures = "") -> Face:
        """A face of the theme. Raises FontError for a file that is no font."""
        font = FontFile(str(path))
        return self._faces.get((font, figures)) or self._made(font, figures)

    def fallback(self, font: FontFile, figures: Figures = "") -> Face | None:
        """Any face; None where it has no outlines, or its licence forbids to embed it, or it is no font."""
        found = self._faces.get((font, figures))
        if found is None and self._embeds(font):
            found = self._made(font, figures)
        return found

    def _embeds(self, font: FontFile) -> bool:
        try:
            known = metrics(font)
        except FontError:
            return False
        return known.outlined and known.embeddable

    def _made(self, font: FontFile, figures: Figures) -> Face:
        subset = self._subsets.get(font)
        if subset is None:
            subset = self._subsets[font] = Subset(f"F{len(self._subsets) + 1}", font)
        face = self._faces[font, figures] = Face(subset, figures, self._language)
        return face
