"""Cuts the shipped faces from the variable Arimo of `fontpkg-arimo`: `python -m builder.assets.make_fonts`.

Four static faces (regular and bold, upright and italic) with Latin, Greek, Cyrillic and Hebrew, punctuation, currency
signs, arrows and mathematical operators. Arimo has the advance widths of Arial, so that what is measured here fits in
PowerPoint. Licence: SIL Open Font License 1.1 (OFL.txt beside the files).
"""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

RANGES = (
    (0x20, 0x7E), (0xA0, 0x52F), (0x590, 0x5FF), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x20CF),
    (0x2100, 0x22FF), (0x25A0, 0x25FF), (0xFB00, 0xFB4F), (0xFEFF, 0xFEFF), (0xFFFD, 0xFFFD),
)  # fmt: skip
FACES = {
    "Arimo-Regular": ("Arimo[wght].ttf", 400, "Regular"),
    "Arimo-Bold": ("Arimo[wght].ttf", 700, "Bold"),
    "Arimo-Italic": ("Arimo-Italic[wght].ttf", 400, "Italic"),
    "Arimo-BoldItalic": ("Arimo-Italic[wght].ttf", 700, "Bold Italic"),
}


def make(target: Path) -> None:
    """Writes the four faces and their licence into `target`."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    package = files("fontpkg_arimo")
    for name, (file, weight, style) in FACES.items():
        font = TTFont(str(package / "files" / file), recalcTimestamp=False)
        options = subset.Options(
            layout_features=["kern", "mark", "mkmk", "ccmp", "locl"], name_IDs=["*"], notdef_outline=True
        )
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[code for low, high in RANGES for code in range(low, high + 1)])
        cutter.subset(font)
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
        for id_, text in ((1, "Arimo"), (2, style), (4, f"Arimo {style}"), (6, name)):
            font["name"].setName(text, id_, 3, 1, 0x409)
        font["OS/2"].usWeightClass = weight
        font["OS/2"].fsSelection = (
            font["OS/2"].fsSelection & ~0x61 | {"Regular": 0x40, "Bold": 0x20, "Italic": 1, "Bold Italic": 0x21}[style]
        )
        font["head"].macStyle = {"Regular": 0, "Bold": 1, "Italic": 2, "Bold Italic": 3}[style]
        font.save(target / f"{name}.ttf")
    shutil.copyfile(str(package / "LICENSE"), target / "OFL.txt")


if __name__ == "__main__":
    make(Path(__file__).parent / "fonts")
