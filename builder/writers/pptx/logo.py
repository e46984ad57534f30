"""The brand's logo in our base deck: large on the title slide, small in a corner of all others.

It is a picture of the master and of layouts, so that each is there once and no slide has it.
"""

from __future__ import annotations

from typing import Any

from pptx.oxml import parse_xml

from builder.palette import contrast
from builder.theme import Theme
from builder.writers.pptx.base_parts import DARK
from builder.writers.pptx.layouts import TITLE_TOP, Box
from builder.writers.pptx.markup import DECORATIVE, NS, P, xfrm
from builder.writers.pptx.package import DeckPackage

LARGE, SMALL = (160.0, 48.0), (96.0, 22.0)  # at most so wide and high
LEAST_CONTRAST = 3.0  # of graphics with their ground (WCAG 2.2, 1.4.11)
PLATE = 6.0  # around a logo that could not be seen on its ground
_GIVEN_ID = 9001  # beyond those that a layout counts


def add_logo(
    package: DeckPackage, presentation: Any, theme: Theme, picture: tuple[bytes, str, float], *, rtl: bool
) -> None:
    """Puts a logo (data, format, width by height) into the master and the layouts of our base deck."""
    colors = theme.colors
    master = presentation.slide_masters[0]
    shown = _color_of(picture[0])
    _put(package, master.part, picture, _corner(theme, picture[2], rtl=rtl), _plate(shown, colors.paper, "tx1"))
    for layout in master.slide_layouts:
        if layout.name not in DARK:
            continue
        large = layout.name == "Title Slide"
        box = _top(theme, picture[2], rtl=rtl) if large else _corner(theme, picture[2], rtl=rtl)
        _put(package, layout.part, picture, box, _plate(shown, colors.categorical[0], "bg1"))


def _size(ratio: float, most: tuple[float, float]) -> tuple[float, float]:
    width = min(most[0], most[1] * ratio)
    return width, width / ratio


def _top(theme: Theme, ratio: float, *, rtl: bool) -> Box:
    """The corner of the title slide where a line begins."""
    width, height = _size(ratio, LARGE)
    slide = theme.slide
    return Box(slide.width - slide.margin - width if rtl else slide.margin, TITLE_TOP, width, height)


def _corner(theme: Theme, ratio: float, *, rtl: bool) -> Box:
    """The upper corner where lines end, over the title."""
    width, height = _size(ratio, SMALL)
    slide = theme.slide
    return Box(slide.margin if rtl else slide.width - slide.margin - width, (TITLE_TOP - height) / 2, width, height)


def _plate(color: str | None, ground: str, fill: str) -> str:
    """The fill of a plate under the logo, where it could not be seen on its ground; else ""."""
    return fill if color and contrast(color, ground) < LEAST_CONTRAST else ""


def _color_of(data: bytes) -> str | None:
    """The mean colour of what a logo covers; None where it covers all of its rectangle, which is seen anywhere."""
    import io

    from PIL import Image, ImageStat

    with Image.open(io.BytesIO(data)) as opened:
        whole = opened.convert("RGBA")
    alpha = whole.getchannel("A").point(lambda a: 255 if a > 128 else 0)
    low, _ = alpha.getextrema()
    if low == 255 or alpha.getbbox() is None:
        return None
    mean = ImageStat.Stat(whole.convert("RGB"), mask=alpha).mean
    return "#" + "".join(f"{round(c):02X}" for c in mean)


def _put(package: DeckPackage, part: Any, picture: tuple[bytes, str, float], box: Box, plate: str) -> None:
    data, extension, _ = picture
    rel = package.add_picture(part, data, extension)
    tree = part._element.find(f"{{{P}}}cSld/{{{P}}}spTree")
    if plate:
        around = Box(box.x - PLATE, box.y - PLATE, box.width + 2 * PLATE, box.height + 2 * PLATE)
        tree.append(parse_xml(_shape(around, plate)))
    tree.append(parse_xml(
        f'<p:pic {NS}><p:nvPicPr><p:cNvPr id="{_GIVEN_ID + 1}" name="Logo" descr="">{DECORATIVE}</p:cNvPr><p:cNvPicPr>'
        '<a:picLocks noChangeAspect="1"/></p:cNvPicPr>'
        f'<p:nvPr userDrawn="1"/></p:nvPicPr><p:blipFill><a:blip r:embed="{rel}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</p:blipFill><p:spPr>{xfrm(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    ))  # fmt: skip


def _shape(box: Box, fill: str) -> str:
    return (
        f'<p:sp {NS}><p:nvSpPr><p:cNvPr id="{_GIVEN_ID}" name="Decoration">{DECORATIVE}</p:cNvPr><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{xfrm(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:schemeClr val="{fill}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
