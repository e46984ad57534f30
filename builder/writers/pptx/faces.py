"""The font that will show a text of a slide, or what stands in for it here, and how wide text is in it.

A family that this machine lacks is measured in one with the same advances, else in what LibreOffice shows instead where
it is there: a family of the same class. Whatever is known of the lacking one's widths, and a reserve, come on top.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from builder import fonts as files
from builder.errors import Findings, Location
from builder.font_families import STAND_INS, Family, family_named, stand_in_for
from builder.font_tables import FontError, FontFile, metrics
from builder.shaping import Shaper
from builder.theme import Fonts

CODE = "Courier New"
UNKNOWN = 1.04  # the reserve for a font whose widths nobody here knows
BORROWED = 1.15  # and for a character that the font lacks: each program takes it from another one
APART = 1.25  # and for complex scripts in a stand-in, whose widths are the same for Latin alone
GAP = 0.25  # em that programs put between an ideograph and a letter, a figure or a sign of another script

# What a program shows instead, best first, by class.
_CLASSES = {
    "serif": ("Noto Serif", "DejaVu Serif", "Tinos", "Liberation Serif", "Times New Roman"),
    "mono": ("DejaVu Sans Mono", "Noto Sans Mono", "Liberation Mono", "Courier New"),
    "sans": ("Noto Sans", "Open Sans", "DejaVu Sans"),
}
_MONO = re.compile(r"mono|code|consol|courier|menlo|typewriter")
_SERIF = re.compile(
    r"serif|slab|times|georgia|cambria|garamond|palatino|bookantiqua|bookman|constantia|didot|bodoni|baskerville|caslon"
    r"|merriweather|playfair|lora|minion|roman|rockwell|centuryschool|century$|perpetua|spectral|mincho|ming|song"
)
# Mean width of a letter in em of families that are wider than what stands in for them, and that of Arial, which is on
# the same scale (capsize 4.3, xWidthAvg by unitsPerEm).
_ARIAL = 0.4458
_WIDE = {
    "verdana": 0.5122, "montserrat": 0.503, "poppins": 0.5, "worksans": 0.499, "merriweather": 0.485,
    "librebaskerville": 0.517, "comfortaa": 0.524, "lexend": 0.49, "spacegrotesk": 0.489, "lucidagrande": 0.4917,
    "lucidasansunicode": 0.4917, "lucidasans": 0.4917, "centurygothic": 0.503, "inter": 0.4775,
}  # fmt: skip
_LETTERS = "eeeeeeeeeeeetttttttttaaaaaaaaooooooooiiiiiiinnnnnnnsssssshhhhhhrrrrrrddddllllcccuuummmwwffggyyppbbvk"

_EAST = "\u2e80-\u303f\u3041-\u312f\u3131-\u318e\u3190-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
_EAST += "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003fffd"
_COMPLEX = "\u0590-\u109f\u1780-\u18af\u1a20-\u1cff\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U0001e900-\U0001e95f"
_SCRIPTS = re.compile(f"[{_EAST}]+|[{_COMPLEX}]+(?:[ \u200c\u200d]+[{_COMPLEX}]+)*|[^{_EAST}{_COMPLEX}]+")
_IS_EAST = re.compile(f"[{_EAST}]")
_IS_COMPLEX = re.compile(f"[{_COMPLEX}]")
# Where text of East Asia meets other text, with or without a space between; dashes and dots of General Punctuation are
# of neither. Quotation marks beside ideographs are as wide as these.
_OTHER = rf"[^\s{_EAST}\u2010-\u2027]"
_JOINT = re.compile(rf"(?<=[{_EAST}])(?=\s*{_OTHER})|(?<={_OTHER})(?=\s*[{_EAST}])")
_WIDE_QUOTES = re.compile(f"(?<=[{_EAST}])[\u2018-\u201d]|[\u2018-\u201d](?=[{_EAST}])")
_NARROW = 0.3  # em of such a mark in a Latin font

Typefaces = tuple[str, str, str]  # for Latin, East Asian and complex scripts; "" is the theme's


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One weight and slant: the files for Latin, East Asian and complex scripts, and by how much widths grow: all of
    them, and those of complex scripts, which a stand-in has of other widths or not at all.
    """

    latin: Path
    east: Path
    complex: Path
    factor: float = 1.0
    complex_factor: float = APART

    def file(self, char: str) -> Path:
        """The file that is to show a character."""
        if char < "\u0590":
            return self.latin
        return self.east if _IS_EAST.match(char) else self.complex if _IS_COMPLEX.match(char) else self.latin


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The four faces of a text. `lacks` are the families that are not here, each with what stands for it."""

    regular: Face
    bold: Face
    italic: Face
    bold_italic: Face
    lacks: tuple[StandIn, ...] = ()

    def face(self, *, bold: bool = False, italic: bool = False) -> Face:
        """The one of a weight and a slant."""
        return (self.bold_italic if italic else self.bold) if bold else (self.italic if italic else self.regular)


@dataclass(frozen=True, slots=True)
class StandIn:
    """A family that this machine lacks, and what its text is measured in; `same`: with the same advances."""

    name: str
    shown: str
    same: bool


@dataclass(frozen=True, slots=True)
class _Found:
    family: Family
    factor: float = 1.0
    lacking: StandIn | None = None
    own: bool = False  # the very family


@lru_cache(256)
def faces_of(own: Fonts, names: Typefaces = ("", "", "")) -> Faces:
    """The faces of text in the families `names`, where "" is the theme's. `own` are the theme's fonts."""
    latin = _found(own, names[0] or own.office)
    east, complex_ = (_found(own, name) if name else latin for name in names[1:])
    lacks = dict.fromkeys(f.lacking for f in (latin, east, complex_) if f.lacking)

    def face(style: str) -> Face:
        paths: list[Path] = [getattr(f.family, style) for f in (latin, east, complex_)]
        return Face(paths[0], paths[1], paths[2], latin.factor, 1.0 if complex_.own else APART)

    return Faces(face("regular"), face("bold"), face("italic"), face("bold_italic"), tuple(lacks))


@lru_cache(256)
def _found(own: Fonts, name: str) -> _Found:
    """The family called `name`, or what stands in."""
    theirs = Family(own.family, own.regular, own.bold, own.italic, own.bold_italic, serif=False)
    if _key(name) == _key(own.family) or own.family in STAND_INS.get(_key(name), ()):
        return _Found(theirs, own=_key(name) == _key(own.family))
    if here := _family(name):
        return _Found(here, own=True)
    try:
        same = stand_in_for(name)
    except FontError:
        same = None
    if same:
        # Arimo comes with this program: nobody needs to look for Arial.
        return _Found(same, 1.0, None if same.name == Fonts().family else StandIn(name, same.name, same=True))
    candidates = (_family(other) for other in _CLASSES[_class(name)])
    shown = next((family for family in candidates if family), theirs)
    return _Found(shown, _factor(name, shown), StandIn(name, shown.name, same=False))


def _family(name: str) -> Family | None:
    try:
        return family_named(name)
    except FontError:
        return None


def _key(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())


def _class(name: str) -> str:
    key = _key(name)
    if _MONO.search(key):
        return "mono"
    return "serif" if _SERIF.search(key) and "sans" not in key else "sans"


def _factor(name: str, shown: Family) -> float:
    """By how much the text of a lacking family may be wider than in what stands in for it."""
    known = next((w for key, w in _WIDE.items() if _key(name).startswith(key)), 0.0) / _ARIAL
    ours = _shaped(FontFile(str(shown.regular)), _LETTERS) / _shaped(FontFile(str(Fonts().regular)), _LETTERS)
    return max(1.0, known / ours) * UNKNOWN


# -- Widths ------------------------------------------------------------------------------------------------


@lru_cache(65536)
def em(text: str, face: Face, lang: str = "") -> float:
    """The width of `text` in one line at size 1, shaped and kerned."""
    if text.isascii():
        return _shaped(FontFile(str(face.latin)), text) * face.factor
    width = sum(_piece(piece, face, lang) for piece in _SCRIPTS.findall(text)) * face.factor
    return width + GAP * len(_JOINT.findall(text)) + (1 - _NARROW) * len(_WIDE_QUOTES.findall(text))


@lru_cache(16384)
def rise(text: str, face: Face, lang: str = "") -> tuple[float, float]:
    """How far a line of `text` reaches over and under its base line, in em: as far as each font that shows a part."""
    if text.isascii():
        return _rise(FontFile(str(face.latin)))
    runs = (run for piece in _SCRIPTS.findall(text) for run in files.spans(piece, face.file(piece[0]), lang=lang))
    reaches = [_rise(font) for font, _ in runs] or [(0.0, 0.0)]
    return max(up for up, _ in reaches), max(down for _, down in reaches)


@lru_cache(64)
def _rise(font: FontFile) -> tuple[float, float]:
    known = metrics(font)
    return known.ascent / 1000, -known.descent / 1000


def joint(before: str, after: str) -> float:
    """The room in em that programs leave between two stretches of text, of which one is of East Asia; `before` is the
    last character that is no space, `after` the first one.
    """
    if after < "\u0100" and before < "\u0100":
        return 0.0
    return GAP if _JOINT.match(before + after, len(before)) else 0.0


def _piece(text: str, face: Face, lang: str) -> float:
    path = face.file(text[0])
    main = FontFile(str(path))
    own = face.complex_factor if path == face.complex and _IS_COMPLEX.match(text) else 1.0
    width = 0.0
    for font, run in files.spans(text, path, lang=lang):
        # All fonts have ideographs of one em.
        factor = own if font == main else 1.0 if _IS_EAST.match(run) else BORROWED
        width += _shaped(font, run) * factor
    return width


@lru_cache(64)
def _shaper(font: FontFile) -> Shaper:
    return Shaper(font)


def _shaped(font: FontFile, text: str) -> float:
    shaper = _shaper(font)
    rtl = not text.isascii() and any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
    return sum(glyph[2] for glyph in shaper.shape(text, rtl=rtl)) / shaper.units


# -- What is lacking ---------------------------------------------------------------------------------------


def tell_stand_ins(own: Fonts, used: Iterable[Typefaces], findings: Findings, at: Location | None) -> None:
    """One warning (`font-stands-in`) that names the families of a deck that are not here, and what their text is
    measured in.
    """
    lacking = list(dict.fromkeys(stand for names in dict.fromkeys(used) for stand in faces_of(own, names).lacks))
    if not lacking:
        return
    told = []
    for stand in lacking:
        how = "of the same widths" if stand.same else "with a reserve"
        told.append(f'"{stand.name}" by {stand.shown} {how}')
    what = "a font of the deck is" if len(lacking) == 1 else "fonts of the deck are"
    message = f"{what} not on this machine; text is measured for {', '.join(told)}"
    findings.warning(
        "font-stands-in", message, at, "install the font, so that sizes and line ends are what they will be"
    )
