"""The contrast of texts against their ground, by the theme: where a colour is looked up is as PowerPoint inherits it
(ECMA-376 part 1, 19.3.1.36 and 20.1.6.8), what is enough is WCAG 2.2, 1.4.3.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from typing import Any

from package_rules import A, P, Package

LARGE = 18.0
Rgb = tuple[float, float, float]


class Colours:
    """The colours of one slide: those of its theme as its master maps them."""

    def __init__(self, package: Package, slide: str) -> None:
        self.slide = package.trees[slide]
        layout = package.related(slide, "slideLayout")
        master = package.related(layout, "slideMaster")
        self.layout, self.master = package.trees[layout], package.trees[master]
        theme = package.trees[package.related(master, "theme")]
        self.scheme = {e.tag.removeprefix(A): e[0] for e in theme.find(f".//{A}clrScheme")}
        self.map = dict(self.master.find(f"{P}clrMap").attrib)
        override = self.layout.find(f"{P}clrMapOvr/{A}overrideClrMapping")
        if override is not None:
            self.map = dict(override.attrib)

    def rgb(self, colour: Any) -> Rgb:
        """A colour element as red, green and blue from 0 to 1."""
        if colour.tag == f"{A}schemeClr":
            name = colour.get("val")
            base = self.rgb(self.scheme[self.map.get(name, name)])
        else:
            text = colour.get("lastClr") or colour.get("val")
            base = tuple(int(text[n : n + 2], 16) / 255 for n in (0, 2, 4))  # type: ignore[assignment]
        hue, light, rich = colorsys.rgb_to_hls(*base)
        for change in colour:
            value = int(change.get("val", "0")) / 100_000
            kind = change.tag.removeprefix(A)
            if kind == "lumMod":
                light = light * value
            elif kind == "lumOff":
                light = min(1.0, light + value)
            elif kind in ("tint", "shade"):
                red, green, blue = colorsys.hls_to_rgb(hue, light, rich)
                to = 1.0 if kind == "tint" else 0.0
                mixed = tuple(c * value + to * (1 - value) for c in (red, green, blue))
                hue, light, rich = colorsys.rgb_to_hls(*mixed)
        return colorsys.hls_to_rgb(hue, light, rich)

    # -- Grounds and inks ----------------------------------------------------------------------------

    def ground(self) -> Rgb:
        """The slide's background."""
        for part in (self.slide, self.layout, self.master):
            background = part.find(f"{P}cSld/{P}bg")
            if background is not None:
                colour = background.find(f".//{A}srgbClr")
                colour = background.find(f".//{A}schemeClr") if colour is None else colour
                return self.rgb(colour) if colour is not None else (1.0, 1.0, 1.0)
        return (1.0, 1.0, 1.0)

    def holders(self, shape: Any) -> list[Any]:
        """A placeholder, then those of the layout and of the master that it inherits from."""
        mine = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        if mine is None:
            return [shape]
        type_, idx = mine.get("type", "obj"), mine.get("idx", "0")
        kinds = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}
        out = [shape]
        for part in (self.layout, self.master):
            for other in part.iter(f"{P}sp"):
                ph = other.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
                if ph is None:
                    continue
                its = ph.get("type", "obj")
                same_idx = ph.get("idx", "0") == idx
                if same_idx if part is self.layout else kinds.get(its, its) == kinds.get(type_, type_):
                    out.append(other)
                    type_ = its if its != "obj" else type_
                    break
        return out

    def looks(self, shape: Any, paragraph: Any, run: Any) -> Iterator[Any]:
        """The run properties that count for a run, the most special first."""
        if (own := run.find(f"{A}rPr")) is not None:
            yield own
        properties = paragraph.find(f"{A}pPr")
        level = int(properties.get("lvl", "0")) + 1 if properties is not None else 1
        holders = self.holders(shape)
        for holder in holders:
            if (found := holder.find(f"{P}txBody/{A}lstStyle/{A}lvl{level}pPr/{A}defRPr")) is not None:
                yield found
        ph = holders[-1].find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        kind = "otherStyle" if ph is None or ph.get("type") in ("dt", "ftr", "sldNum") else "bodyStyle"
        kind = "titleStyle" if ph is not None and ph.get("type", "") in ("title", "ctrTitle") else kind
        found = self.master.find(f"{P}txStyles/{P}{kind}/{A}lvl{level}pPr/{A}defRPr")
        if found is not None:
            yield found

    def ink(self, looks: list[Any]) -> Rgb:
        """The colour of a text."""
        fill = next((f for look in looks if (f := look.find(f"{A}solidFill")) is not None), None)
        return self.rgb(fill[0]) if fill is not None else self.rgb(self.scheme[self.map["tx1"]])


def contrast(one: Rgb, two: Rgb) -> float:
    """The ratio as WCAG defines it."""

    def luminance(colour: Rgb) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def contrast_findings(package: Package, slide: str) -> Iterator[str]:
    """Texts of placeholders and boxes that are hard to tell from their ground. A link in the theme's own colour is
    the template's; pictures and gradients are for the eye, and so is a drawing, whose texts stand on other shapes.
    """
    colours = Colours(package, slide)
    ground = colours.ground()
    for shape in colours.slide.iterfind(f"{P}cSld/{P}spTree/{P}sp"):
        fills = (h.find(f"{P}spPr/{A}solidFill") for h in colours.holders(shape))
        own = next((f for f in fills if f is not None), None)
        behind = ground
        if own is not None:
            alpha = own[0].find(f"{A}alpha")
            part = int(alpha.get("val")) / 100_000 if alpha is not None else 1.0
            behind = tuple(a * part + b * (1 - part) for a, b in zip(colours.rgb(own[0]), ground, strict=True))  # type: ignore[assignment]
        for paragraph in shape.iter(f"{A}p"):
            for run in paragraph.iterchildren(f"{A}r"):
                looks = list(colours.looks(shape, paragraph, run))
                size = next((int(x.get("sz")) / 100 for x in looks if x.get("sz")), LARGE)
                bold = next((x.get("b") in ("1", "true") for x in looks if x.get("b")), False)
                least = 3.0 if size >= LARGE or (bold and size >= 14) else 4.5
                ratio = contrast(colours.ink(looks), behind)
                if ratio < least - 0.005:
                    yield f"contrast: {ratio:.1f} for {''.join(run.itertext())[:30]!r}"
