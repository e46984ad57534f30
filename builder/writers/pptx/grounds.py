"""What colours a layout gives to text, and what is behind it: theme, colour map, master, layout and placeholder fills.

ECMA-376 part 1: colour maps 19.3.1.6, backgrounds 19.3.1.1 and 19.3.1.3, colours and what changes them 20.1.2.3. A
picture has its mean colour where text stands on it; what is recoloured, or has a shape of its own, has none here.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from builder.palette import AA, contrast, mixed
from builder.writers.pptx.layouts import Box, Slot
from builder.writers.pptx.markup import A, P
from builder.writers.pptx.placeholders import TITLES
from builder.writers.pptx.shapes import COVERED, THIN, cleared, drawn, share, within
from builder.writers.pptx.tints import tint

_A, _P = f"{{{A}}}", f"{{{P}}}"
_PRESETS = {"black": "#000000", "white": "#FFFFFF"}
_FILLS = ("solidFill", "gradFill", "blipFill", "pattFill", "noFill", "grpFill")
BAND = 0.8  # of the width of a place: what is drawn across it
EDGED = 1.5  # contrast: the edge of what is drawn is seen on its ground
Colors = tuple[str, ...]  # of a ground: several for a gradient; none where it cannot be told


class Grounds:
    """The colours of one layout, which is python-pptx's."""

    def __init__(self, layout: Any) -> None:
        self.layout, self.master = layout._element, layout.slide_master._element
        self.parts = {id(self.layout): layout.part, id(self.master): layout.slide_master.part}
        size = layout.part.package.presentation_part.presentation
        self.slide = Box(0.0, 0.0, size.slide_width / 12700, size.slide_height / 12700)
        rels = layout.slide_master.part.rels.values()
        part = next(r.target_part for r in rels if r.reltype.endswith("/theme"))
        self.theme = _parsed(part.blob)
        self.texts: dict[tuple[str, int], str | None] = {}
        override = self.layout.find(f"{_P}clrMapOvr/{_A}overrideClrMapping")
        self.map = dict((override if override is not None else self.master.find(f"{_P}clrMap")).attrib)

    # -- Colours -------------------------------------------------------------------------------------

    def named(self, name: str, holder: str = "") -> str | None:
        """A colour of the scheme by its name in text ("tx1", "accent2"); `holder` is what "phClr" stands for."""
        if name == "phClr":
            return holder or None
        found = self.theme.find(f".//{_A}clrScheme/{_A}{self.map.get(name, name)}")
        return self.color(found[0]) if found is not None and len(found) else None

    def lighter(self, name: str, part: float, more: float) -> str | None:
        """A colour of the scheme with a part of its lightness, and more added."""
        return _changed(_changed(self.named(name), "lumMod", part), "lumOff", more)

    def color(self, element: Any, holder: str = "") -> str | None:
        """The colour of an element such as `a:srgbClr`, with what lightens or darkens it."""
        value = element.get("val", "")
        match element.tag.removeprefix(_A):
            case "srgbClr":
                base: str | None = f"#{value.upper()}"
            case "schemeClr":
                base = self.named(value, holder)
            case "sysClr":
                base = f"#{element.get('lastClr', '000000').upper()}"
            case "prstClr":
                base = _PRESETS.get(value)
            case _:
                base = None
        for change in element if base else ():
            base = _changed(base, change.tag.removeprefix(_A), float(change.get("val", 100000)) / 100000)
        return base

    def fill(self, holder: Any, ground: Colors, placed: str = "") -> Colors | None:
        """What the fill among the children of an element makes of a ground; None where it has no fill."""
        fill = next((c for c in holder if c.tag.removeprefix(_A) in _FILLS), None)
        if fill is None:
            return None
        return self._painted(fill, ground, placed)

    def _painted(self, fill: Any, ground: Colors, placed: str = "") -> Colors:
        match fill.tag.removeprefix(_A):
            case "solidFill" if len(fill):
                elements = [fill[0]]
            case "gradFill":
                elements = [stop[0] for stop in fill.iter(f"{_A}gs") if len(stop)]
            case "pattFill":
                parts = (fill.find(f"{_A}{name}Clr") for name in ("fg", "bg"))
                elements = [part[0] for part in parts if part is not None and len(part)]
            case "noFill" | "grpFill":
                return ground
            case _:
                return ()
        out: list[str] = []
        for element in elements:
            color, alpha = self.color(element, placed), element.find(f"{_A}alpha")
            if color is None:
                return ()
            part = float(alpha.get("val", 100000)) / 100000 if alpha is not None else 1.0
            if part < 1.0 and not ground:
                return ()
            out += [mixed(color, behind, part) for behind in ground] if part < 1.0 else [color]
        return tuple(dict.fromkeys(out))

    # -- Grounds -------------------------------------------------------------------------------------

    def behind(self, slot: Slot) -> Colors:
        """What text in a slot stands on; () where that is a picture."""
        ground: Colors = ("#FFFFFF",)
        for element in (self.layout, self.master):
            back = element.find(f"{_P}cSld/{_P}bg")
            if back is not None and len(back):
                ground = self._background(back[0], slot.box)
                break
        for shape, box in drawn(self.layout, self.master):
            if share(slot.box, box) >= COVERED:
                ground = self._over(shape, ground, box, slot.box)
        for holder in (_holder(self.layout, slot), self._master_holder(slot)):
            if holder is not None and (own := self.fill(holder.find(f"{_P}spPr"), ground)) is not None:
                return own
        return ground

    def beside(self, slot: Slot) -> Slot:
        """A slot that does not reach over what is drawn in a part of its place and would hide its text, nor over the
        edge of a band that is seen behind it.
        """
        ink, below = self.text(slot), self.behind(slot)
        hiding = []
        for shape, box in drawn(self.layout, self.master):
            if ink and 0 < share(slot.box, box) < COVERED and min(box.width, box.height) >= THIN:
                on = self._over(shape, below, box, within(slot.box, box))
                hidden = any(contrast(ink, color) < AA for color in on)
                band = within(slot.box, box).width >= BAND * slot.box.width
                seen = band and any(contrast(color, ground) >= EDGED for color in on for ground in below)
                hiding += [box] if hidden or seen else []
        place = cleared(slot.box, hiding)
        return replace(slot, box=place, moved=True) if place != slot.box else slot

    def _background(self, back: Any, place: Box) -> Colors:
        if back.tag == f"{_P}bgPr":
            picture = back.find(f"{_A}blipFill")
            if picture is not None:
                return self._pictured(picture, ("#FFFFFF",), self.slide, place)
            return self.fill(back, ()) or ()
        number = int(back.get("idx", 0))
        placed = self.color(back[0]) if len(back) else None
        styles = self.theme.find(f".//{_A}{'bgFillStyleLst' if number > 1000 else 'fillStyleLst'}")
        at = number % 1000 - 1
        if styles is None or not 0 <= at < len(styles):
            return (placed,) if placed else ()
        return self._painted(styles[at], (), placed or "")

    def _pictured(self, fill: Any, ground: Colors, picture: Box, place: Box) -> Colors:
        """What a picture that is drawn in a box makes of a ground, at a place."""
        top = fill
        while id(top) not in self.parts and top.getparent() is not None:
            top = top.getparent()
        found = tint(fill, self.parts[id(top)], picture, place) if id(top) in self.parts else None
        if found is None:
            return ()
        color, opaque = found
        return tuple(dict.fromkeys(mixed(color, behind, opaque) for behind in ground)) if opaque < 1.0 else (color,)

    def _over(self, shape: Any, ground: Colors, box: Box, place: Box) -> Colors:
        """What a shape that stands on a ground makes of it at a place. One of a free form may be there or not."""
        look = shape.find(f"{_P}spPr")
        fills = [f for f in (shape.find(f"{_P}blipFill"), look.find(f"{_A}blipFill")) if f is not None]
        if fills:
            return self._pictured(fills[0], ground, box, place)
        own = self.fill(look, ground)
        if own is None:
            reference = shape.find(f"{_P}style/{_A}fillRef")
            if reference is None or reference.get("idx") == "0" or not len(reference):
                return ground
            color = self.color(reference[0])
            own = (color,) if color else ()
        return own if own == ground or look.find(f"{_A}custGeom") is None else ()

    # -- Text ----------------------------------------------------------------------------------------

    def text(self, slot: Slot) -> str | None:
        """The colour of a slot's text at its first level."""
        key = (slot.type, slot.idx)
        if key not in self.texts:
            self.texts[key] = self._text(slot)
        return self.texts[key]

    def _text(self, slot: Slot) -> str | None:
        if slot.style.color:
            return slot.style.color
        kind = "titleStyle" if slot.type in TITLES else "bodyStyle"
        lists = [
            holder.find(f"{_P}txBody/{_A}lstStyle")
            for holder in (_holder(self.layout, slot), self._master_holder(slot))
            if holder is not None
        ]
        if slot.type != "textbox":
            lists.append(self.master.find(f"{_P}txStyles/{_P}{kind}"))
        for found in lists:
            fill = found.find(f"{_A}lvl1pPr/{_A}defRPr/{_A}solidFill") if found is not None else None
            if fill is not None and len(fill):
                return self.color(fill[0])
        return self.named("tx1")

    def _master_holder(self, slot: Slot) -> Any:
        wanted = "title" if slot.type in TITLES else "body"
        if slot.type in ("textbox", "dt", "ftr", "sldNum"):
            return None
        return next((s for s, ph in _placeholders(self.master) if ph.get("type", "obj") == wanted), None)


def _parsed(blob: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(blob)


def _changed(color: str | None, change: str, value: float) -> str | None:
    """A colour changed as ECMA-376 part 1, 20.1.2.3 says: its lightness, or mixed with white or black."""
    if color is None:
        return None
    if change in ("tint", "shade"):
        return mixed(color, "#FFFFFF" if change == "tint" else "#000000", value)
    if change not in ("lumMod", "lumOff"):
        return color
    hue, light, full = colorsys.rgb_to_hls(*(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    light = min(max(light * value if change == "lumMod" else light + value, 0.0), 1.0)
    return "#" + "".join(f"{round(c * 255):02X}" for c in colorsys.hls_to_rgb(hue, light, full))


def _placeholders(tree: Any) -> Iterator[tuple[Any, Any]]:
    for shape in tree.iter(f"{_P}sp"):
        ph = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
        if ph is not None:
            yield shape, ph


def _holder(layout: Any, slot: Slot) -> Any:
    """The layout's placeholder of a slot."""
    if slot.type == "textbox":
        return None
    wanted = (slot.type or "obj", str(slot.idx))
    return next((s for s, ph in _placeholders(layout) if (ph.get("type", "obj"), ph.get("idx", "0")) == wanted), None)
