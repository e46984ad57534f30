"""The images of a mail: charts and pictures as PNG or JPEG at twice the size that they are shown at.

All have a ground of their own, so that they are read on a dark page as on a light one. Pictures are made anew: what
else a file holds (where a photograph was taken) is not mailed.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from builder.charts.figure import draw_png
from builder.delivery.mail import Part
from builder.model.chart import Chart
from builder.model.document import Figure
from builder.theme import ChartType, Theme
from builder.writers.base import safe_name

WIDTH = 600  # CSS pixels: the mail's
MARGINS = (24, 12)
SCALE = 2
# In CSS pixels: as large as the text around, so that they can be read on a telephone, where the image is half as wide.
SIZES = ChartType(title=18.0, subtitle=16.0, label=16.0, axis=15.0, source=14.0)
LOGO = (200, 48)  # at most so wide and high


@dataclass(frozen=True, slots=True)
class Picture:
    """An image and the size that it is shown at, in CSS pixels."""

    part: Part
    width: int
    height: int

    def within(self, width: int) -> Picture:
        """The picture in at most this width."""
        return self if self.width <= width else replace(self, width=width, height=self.height * width // self.width)


def chart_picture(figure: Figure, theme: Theme) -> Picture:
    """A chart, as wide as the mail. Raises `ChartError` for what cannot be drawn."""
    data = _drawn(figure.chart, replace(theme, chart=SIZES))
    return _picture(f"{safe_name(figure.id)}.png", "image/png", data)


def _drawn(chart: Chart, theme: Theme) -> bytes:
    # One pixel of CSS is drawn as one point.
    return draw_png(chart, theme, WIDTH, MARGINS, 72 * SCALE)


def file_picture(path: Path, paper: str, most: tuple[int, int]) -> Picture | None:
    """A picture file on the colour of paper, no larger than `most` (CSS pixels); None where it cannot be read."""
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as opened:
            photograph = opened.format == "JPEG"
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    shrink = min(1.0, *(SCALE * size / own for size, own in zip(most, upright.size, strict=True)))
    width, height = (max(1, round(own * shrink)) for own in upright.size)
    ground = Image.new("RGBA", (width, height), paper)
    ground.alpha_composite(upright.resize((width, height), Image.Resampling.LANCZOS))
    out = io.BytesIO()
    if photograph:
        ground.convert("RGB").save(out, "JPEG", quality=85)
    else:
        ground.convert("RGB").save(out, "PNG", optimize=True)
    kind = "jpeg" if photograph else "png"
    return _picture(f"{safe_name(path.stem)}.{kind}", f"image/{kind}", out.getvalue())


def _picture(name: str, mime: str, data: bytes) -> Picture:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as opened:
        width, height = opened.size
    # The same picture has the same Content-ID, which nothing else has (RFC 2392).
    cid = f"{hashlib.sha256(data).hexdigest()[:24]}@image.build-report"
    return Picture(Part(name, mime, data, cid), max(1, round(width / SCALE)), max(1, round(height / SCALE)))


def parts_of(pictures: Iterable[Picture]) -> tuple[Part, ...]:
    """The parts of pictures, each once, and each with a name of its own."""
    found: dict[str, Part] = {}
    names: set[str] = set()
    for part in (p.part for p in pictures):
        if part.cid in found:
            continue
        stem, _, suffix = part.name.rpartition(".")
        name, n = part.name, 2
        while name in names:
            name, n = f"{stem}-{n}.{suffix}", n + 1
        names.add(name)
        found[part.cid] = replace(part, name=name)
    return tuple(found.values())
