"""Pictures of pages at low resolution, and whether two of them show the same page."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageStat

DPI = 40
FINER = 4  # drawn so much larger, then reduced: what one program moves to whole pixels is then small
BLUR = 1.2  # pixels: edges that fall between pixels are drawn in another way by each program
CLEAR = 20  # of 255: a pixel that a person would call different
MOST = 0.002  # of the pixels may be clearly different
MEAN = 1.0  # of 255: the most that pixels may differ in the mean


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two pictures are apart: the mean over all pixels (0 to 255), and the part that is clearly different."""

    mean: float
    clear: float

    @property
    def same(self) -> bool:
        """Whether both show the same page."""
        return self.mean <= MEAN and self.clear <= MOST


def page_picture(pdf: Path, page: int) -> Image.Image:
    """A page, from 1, as grey picture by poppler."""
    command = ["pdftoppm", "-r", str(DPI * FINER), "-gray", "-f", str(page), "-l", str(page), "-singlefile", str(pdf)]
    done = subprocess.run(command, capture_output=True, check=True)
    with Image.open(io.BytesIO(done.stdout)) as picture:
        return reduced(picture)


def reduced(picture: Image.Image) -> Image.Image:
    """A picture that was drawn `FINER`, in grey."""
    size = (picture.width // FINER, picture.height // FINER)
    return picture.convert("L").resize(size, Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> Difference:
    """How far two pictures are apart; those of different sizes are wholly different."""
    if one.size != other.size:
        return Difference(255.0, 1.0)
    soft = (picture.filter(ImageFilter.GaussianBlur(BLUR)) for picture in (one, other))
    apart = ImageChops.difference(*soft)
    clear = sum(apart.histogram()[CLEAR:])
    return Difference(ImageStat.Stat(apart).mean[0], clear / (apart.width * apart.height))
