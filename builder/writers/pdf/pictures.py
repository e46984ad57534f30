"""Picture files of the report's project: their size on paper, and how they get onto the canvas."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image as Pillow
from PIL import ImageOps
from reportlab.lib.utils import ImageReader

from builder.errors import Diagnostic, WriteError
from builder.model.document import Image
from builder.model.walk import plain, value_numbers
from builder.writers.pdf.canvas import BriefCanvas

DPI = 96.0  # where a file does not say (CSS 2.2, 4.3.2)
_TURNED = 0x0112  # Exif's tag for the camera's orientation


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture at its size on paper, in points. `alt` says what it shows, with the values that have these numbers."""

    path: Path
    width: float
    height: float
    alt: str = ""
    values: tuple[int, ...] = ()

    def draw(self, canvas: BriefCanvas, x: float, y: float) -> None:
        """Paints it with its lower left corner at (x, y)."""
        for number in self.values:
            canvas.placement.value(number, canvas.page)
        canvas.picture(_reader(self.path), x, y, self.width, self.height)


class Pictures:
    """The pictures of one report; paths are relative to `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, Picture] = {}

    def open(self, image: Image) -> Picture:
        """The picture of an inline. Raises `WriteError` where the file cannot be read as one."""
        if image.path not in self._known:
            path = self.root / image.path
            try:
                with Pillow.open(path) as opened:
                    width, height = opened.size
                    across, down = _dpi(opened)
                    if opened.getexif().get(_TURNED, 1) in (5, 6, 7, 8):
                        width, height, across, down = height, width, down, across
            except (OSError, ValueError, Pillow.DecompressionBombError) as error:
                hint = "use a PNG or a JPEG file"
                message = f'"{image.path}" cannot be read as a picture: {error.__class__.__name__}'
                raise WriteError([Diagnostic("error", "not-an-image", message, image.at, hint)]) from None
            self._known[image.path] = Picture(path, width * 72 / across, height * 72 / down)
        return replace(self._known[image.path], alt=plain(image.content), values=value_numbers(image.content))


def _dpi(picture: Any) -> tuple[float, float]:
    across, down = picture.info.get("dpi", (DPI, DPI))
    # Some programs write 0 or 1 for "not known".
    return (float(across), float(down)) if across > 10 and down > 10 else (DPI, DPI)


def _reader(path: Path) -> ImageReader:
    """The file as ReportLab takes it: JPEG as it is, anything else as RGB with its transparency."""
    data = path.read_bytes()
    with Pillow.open(io.BytesIO(data)) as opened:
        # Colours of print are converted: the file has one output intent, which is sRGB (ISO 19005-2, 6.2.4).
        if opened.getexif().get(_TURNED, 1) == 1 and opened.mode in ("RGB", "RGBA", "L", "P"):
            return ImageReader(io.BytesIO(data))
        upright = ImageOps.exif_transpose(opened)
        mode = "RGBA" if "A" in upright.mode or "transparency" in upright.info else "RGB"
        return ImageReader(upright.convert(mode))
