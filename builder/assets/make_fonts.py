"""Cuts the shipped faces from variable families: `python -m builder.assets.make_fonts`.

Arimo (of `fontpkg-arimo`) in four faces, with Latin, Greek, Cyrillic and Hebrew, punctuation, currency signs, arrows
and mathematical operators. It has the advance widths of Arial, so that what is measured here fits in PowerPoint.

Brief Serif for running text: four faces at the optical size of text, and three for small print. It is cut from Source
Serif 4 (of `fontpkg-source-serif-4`), whose authors reserve the name "Source" for what they release themselves.

Brief Mono for code, in one face, from Source Code Pro (of `fontpkg-source-code-pro`), with the same reserved name.

Licence of all: SIL Open Font License 1.1 (the OFL files beside them).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

RANGES = (
    (0x20, 0x7E), (0xA0, 0x52F), (0x590, 0x5FF), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x20CF),
    (0x2100, 0x22FF), (0x25A0, 0x25FF), (0xFB00, 0xFB4F), (0xFEFF, 0xFEFF), (0xFFFD, 0xFFFD),
)  # fmt: skip
STYLES = {"Regular": 0, "Bold": 1, "Italic": 2, "Bold Italic": 3}  # bits of head.macStyle


@dataclass(frozen=True, slots=True)
class Cut:
    """A face: its family, its style, and where on the axes of the source it lies."""

    package: str
    source: str
    family: str
    style: str
    axes: dict[str, float]
    features: tuple[str, ...]
    hinting: bool = False

    @property
    def name(self) -> str:
        """The PostScript name, which names the file too."""
        return f"{self.family.replace(' ', '')}-{self.style.replace(' ', '')}"


def _arimo(source: str, style: str, weight: float) -> Cut:
    features = ("kern", "mark", "mkmk", "ccmp", "locl")
    return Cut("fontpkg_arimo", source, "Arimo", style, {"wght": weight}, features, hinting=True)


def _serif(italic: bool, family: str, style: str, size: float, weight: float) -> Cut:
    features = ("kern", "mark", "mkmk", "ccmp", "locl", "onum", "lnum", "pnum", "tnum", "smcp", "c2sc", "sups", "subs")
    source = "SourceSerif4-Italic[opsz,wght].ttf" if italic else "SourceSerif4[opsz,wght].ttf"
    return Cut("fontpkg_source_serif_4", source, family, style, {"opsz": size, "wght": weight}, features)


def _mono() -> Cut:
    features = ("mark", "mkmk", "ccmp", "locl", "zero")
    return Cut("fontpkg_source_code_pro", "SourceCodePro[wght].ttf", "Brief Mono", "Regular", {"wght": 400}, features)


CUTS = (
    _arimo("Arimo[wght].ttf", "Regular", 400),
    _arimo("Arimo[wght].ttf", "Bold", 700),
    _arimo("Arimo-Italic[wght].ttf", "Italic", 400),
    _arimo("Arimo-Italic[wght].ttf", "Bold Italic", 700),
    _serif(False, "Brief Serif", "Regular", 11, 400),
    _serif(False, "Brief Serif", "Bold", 11, 650),
    _serif(True, "Brief Serif", "Italic", 11, 400),
    _serif(True, "Brief Serif", "Bold Italic", 11, 650),
    _serif(False, "Brief Serif Small", "Regular", 8, 400),
    _serif(False, "Brief Serif Small", "Bold", 8, 600),
    _serif(True, "Brief Serif Small", "Italic", 8, 400),
    _mono(),
)


def make(target: Path) -> None:
    """Writes all faces and their licences into `target`. The same sources and tools give the same bytes."""
    for cut in CUTS:
        make_face(cut, target / f"{cut.name}.ttf")
    licences = {
        "fontpkg_arimo": "OFL.txt",
        "fontpkg_source_serif_4": "OFL-BriefSerif.txt",
        "fontpkg_source_code_pro": "OFL-BriefMono.txt",
    }
    for package, name in licences.items():
        shutil.copyfile(str(files(package) / "LICENSE"), target / name)


def make_face(cut: Cut, target: Path) -> None:
    """Writes one face."""
    from fontTools import subset
    from fontTools.otlLib.optimize.gpos import compact
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(str(files(cut.package) / "files" / cut.source), recalcTimestamp=False)
    font.cfg["fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"] = False  # same bytes, whatever else is installed
    options = subset.Options(
        layout_features=list(cut.features), name_IDs=["*"], notdef_outline=True, hinting=cut.hinting
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for low, high in RANGES for code in range(low, high + 1)])
    cutter.subset(font)
    instancer.instantiateVariableFont(font, cut.axes, inplace=True)
    _rename(font, cut)
    if not cut.hinting:
        compact(font, 5)  # classes of kerning in a third of the space
    font.save(target)


def _rename(font: Any, cut: Cut) -> None:
    names = {1: cut.family, 2: cut.style, 4: f"{cut.family} {cut.style}", 6: cut.name}
    if cut.family != "Arimo":
        # Under the licence a changed font carries none of the reserved name but in what tells its origin (0, 7, 13).
        for id_ in (3, 16, 17, 21, 22, 25):
            font["name"].removeNames(nameID=id_)
        font["name"].names = [n for n in font["name"].names if n.nameID < 256]  # those above are of axes
        names[3] = cut.name
        if "STAT" in font:
            del font["STAT"]
    for id_, text in names.items():
        font["name"].setName(text, id_, 3, 1, 0x409)
    bits = STYLES[cut.style]
    font["head"].macStyle = bits
    font["OS/2"].usWeightClass = round(cut.axes["wght"])
    regular, bold, italic = 0x40 * (bits == 0), 0x20 * (bits & 1), bits >> 1
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x61 | regular | bold | italic


if __name__ == "__main__":
    make(Path(__file__).parent / "fonts")
