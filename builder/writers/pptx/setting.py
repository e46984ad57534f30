"""What else of a placeholder's text style bears on its size: fonts, capitals, spaces, edges and columns (ECMA-376 part
1, 20.1.10 and 21.1.2). Levels are lists of paragraph properties, the most special first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from builder.writers.pptx.layouts import TextStyle

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_SCRIPTS = ("latin", "ea", "cs")
_SLOTS = {"lt": "latin", "ea": "ea", "cs": "cs"}

ThemeFonts = Mapping[str, str]  # "+mn-lt" -> family


def master_fonts(master: Any) -> ThemeFonts:
    """The families that a master's theme has, by the names that text refers to them with."""
    part = next((r.target_part for r in master.part.rels.values() if r.reltype.endswith("/theme")), None)
    return _theme_fonts(part.blob) if part is not None else {}


@lru_cache(16)
def _theme_fonts(theme: bytes) -> ThemeFonts:
    from lxml import etree

    root = etree.fromstring(theme)
    out: dict[str, str] = {}
    for kind, prefix in (("majorFont", "+mj"), ("minorFont", "+mn")):
        for short, script in _SLOTS.items():
            font = root.find(f".//{_A}{kind}/{_A}{script}")
            if font is not None and font.get("typeface"):
                out[f"{prefix}-{short}"] = str(font.get("typeface"))
    return out


def refined(style: TextStyle, levels: Sequence[Sequence[Any]], sources: Sequence[Any], fonts: ThemeFonts) -> TextStyle:
    """`style` with what else the levels and the bodies of a placeholder and of its master say."""
    first = levels[0]
    faces = [_first(first, f"{_A}defRPr/{_A}{script}", "typeface") for script in _SCRIPTS]
    latin, east, complex_ = (fonts.get(face, "") if face.startswith("+") else face for face in faces)
    exact = _first(first, f"{_A}lnSpc/{_A}spcPts", "val") if _points_first(first) else ""
    return replace(
        style,
        after=tuple(_after(found, size) for found, size in zip(levels, style.sizes, strict=True)),
        ends=tuple(max(0.0, float(_own(found, "marR") or 0) / 12700) for found in levels),
        pitch=float(exact or 0) / 100,
        columns=max(1, int(_body(sources, "numCol") or 1)),
        gutter=float(_body(sources, "spcCol") or 0) / 12700,
        typefaces=(latin, east, complex_),
        caps=_first(first, f"{_A}defRPr", "cap") == "all",
        tracking=max(0.0, float(_first(first, f"{_A}defRPr", "spc") or 0) / 100),
    )


def _first(found: Sequence[Any], path: str, name: str) -> str:
    """The attribute in the first element that has it."""
    elements = (element.find(path) for element in found)
    return next((str(e.get(name)) for e in elements if e is not None and e.get(name) is not None), "")


def _own(found: Sequence[Any], name: str) -> str:
    return next((str(e.get(name)) for e in found if e.get(name) is not None), "")


def _points_first(found: Sequence[Any]) -> bool:
    """Whether the line spacing that counts is one in points."""
    spacing = next((s for e in found if (s := e.find(f"{_A}lnSpc")) is not None), None)
    return spacing is not None and spacing.find(f"{_A}spcPts") is not None


def _after(found: Sequence[Any], size: float) -> float:
    space = next((s for e in found if (s := e.find(f"{_A}spcAft")) is not None and len(s)), None)
    if space is None:
        return 0.0
    value = str(space[0].get("val", "0"))
    if space[0].tag == f"{_A}spcPts":
        return float(value) / 100
    share = float(value[:-1]) / 100 if value.endswith("%") else float(value) / 100_000
    return share * size * 1.2


def _body(sources: Sequence[Any], name: str) -> str:
    """An attribute of the body's properties, of the first source that has it."""
    bodies = (source.find(f"{_P}txBody/{_A}bodyPr") for source in sources)
    return next((str(b.get(name)) for b in bodies if b is not None and b.get(name) is not None), "")
