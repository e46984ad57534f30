"""The base deck for text from right to left: its mirror image."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from lxml import etree

from builder.writers.pptx.markup import A, P
from builder.writers.pptx.zipped import zipped

_MIRRORED = re.compile(r"ppt/(?:slideMasters|slideLayouts)/[^/]+\.xml")
_LEVEL = re.compile(rf"\{{{A}\}}(?:lvl\dpPr|defPPr|pPr)")
_SIDES = {"l": "r", "r": "l"}
_PRESENTATION = "ppt/presentation.xml"


def mirrored(data: bytes) -> bytes:
    """A presentation whose masters and layouts have left and right exchanged: places, sides and the direction of text.
    Groups are not looked into: the base deck has none.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = [(name, package.read(name)) for name in package.namelist()]
    root: Any = etree.fromstring(next(content for name, content in entries if name == _PRESENTATION))
    width = int(root.find(f"{{{P}}}sldSz").get("cx"))
    root.set("rtl", "1")
    out = []
    for name, content in entries:
        if name == _PRESENTATION:
            out.append((name, _written(root)))
        elif _MIRRORED.fullmatch(name):
            out.append((name, _written(_turned(etree.fromstring(content), width))))
        else:
            out.append((name, content))
    return zipped(out)


def _turned(root: Any, width: int) -> Any:
    for place in root.iter(f"{{{A}}}xfrm"):
        offset, size = place.find(f"{{{A}}}off"), place.find(f"{{{A}}}ext")
        if place.getparent().tag == f"{{{P}}}spPr":
            offset.set("x", str(width - int(offset.get("x")) - int(size.get("cx"))))
    for element in root.iter():
        if isinstance(element.tag, str) and _LEVEL.fullmatch(element.tag):
            for name, values in (("algn", _SIDES), ("rtl", {"0": "1"})):
                if element.get(name) in values:
                    element.set(name, values[element.get(name)])
    return root


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
