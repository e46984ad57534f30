"""The mean colour of a part of a picture: what text on it stands on."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from builder.writers.pptx.layouts import Box

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SMALL = 48  # pixels across, of what is looked at
_HARMLESS = ("extLst", "alphaModFix")


def tint(fill: Any, part: Any, picture: Box, place: Box) -> tuple[str, float] | None:
    """The mean colour "#RRGGBB" of the picture of an `a:blipFill` or `p:blipFill` where `place` stands, and how opaque
    it is, 0 to 1; `picture` is where the picture is drawn, `part` the one that refers to it. None where that cannot be
    told: a recoloured picture, or a drawing.
    """
    blip = fill.find(f"{_A}blip")
    if blip is None or any(c.tag.removeprefix(_A) not in _HARMLESS for c in blip):
        return None
    rel = part.rels.get(blip.get(f"{_R}embed", ""))
    if rel is None or rel.is_external or not picture.width or not picture.height:
        return None
    faded = blip.find(f"{_A}alphaModFix")
    opaque = float(faded.get("amt", 100000)) / 100000 if faded is not None else 1.0
    edges = (
        (place.x - picture.x) / picture.width, (place.y - picture.y) / picture.height,
        (place.right - picture.x) / picture.width, (place.bottom - picture.y) / picture.height,
    )  # fmt: skip
    found = _mean(rel.target_part.blob, tuple(min(max(round(e * _SMALL), 0), _SMALL) for e in edges))
    return (found[0], found[1] * opaque) if found else None


@lru_cache(256)
def _mean(data: bytes, edges: tuple[int, ...]) -> tuple[str, float] | None:
    small = _small(data)
    left, top, right, bottom = edges
    if small is None or right <= left or bottom <= top:
        return None
    from PIL import ImageStat

    red, green, blue, alpha = ImageStat.Stat(small.crop((left, top, right, bottom))).mean
    return f"#{round(red):02X}{round(green):02X}{round(blue):02X}", alpha / 255


@lru_cache(16)
def _small(data: bytes) -> Any:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as opened:
            return opened.convert("RGBA").resize((_SMALL, _SMALL), Image.Resampling.BOX)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
