"""A recorded chart: paths, markers, text runs and images in points, as plain data.

Coordinates run from the lower left corner, y upwards (PDF's default user space, ISO 32000-1, 8.3.2.3).
Colours are sRGB "#RRGGBB". A `Drawing` pickles, and knows neither Matplotlib nor a file format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Path:
    """Segments and their points: M and L take one point, C three (cubic Bezier), Z none."""

    commands: str
    points: tuple[tuple[float, float], ...]

    def bounds(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 of the points (control points included); all 0 for an empty path."""
        if not self.points:
            return (0.0, 0.0, 0.0, 0.0)
        xs = [p[0] for p in self.points]
        ys = [p[1] for p in self.points]
        return (min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour with opacity 0 to 1."""

    color: str
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """Line width in points; dashes in points, () for a solid line."""

    paint: Paint
    width: float
    dashes: tuple[float, ...] = ()
    dash_offset: float = 0.0
    cap: Literal["butt", "round", "square"] = "butt"
    join: Literal["miter", "round", "bevel"] = "miter"


@dataclass(frozen=True, slots=True)
class Clip:
    """A rectangle (x, y, width, height) or a path, or both; None where there is none."""

    rect: tuple[float, float, float, float] | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class PathOp:
    """One path, filled, stroked or both."""

    path: Path
    fill: Paint | None = None
    stroke: Stroke | None = None
    clip: Clip | None = None


@dataclass(frozen=True, slots=True)
class MarkersOp:
    """One shape at many places: `positions` are the offsets of its origin."""

    path: Path
    positions: tuple[tuple[float, float], ...]
    fill: Paint | None = None
    stroke: Stroke | None = None
    clip: Clip | None = None


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a run: its id in the font, the characters it stands for ("" for a later part of a cluster),
    and its origin relative to the run's, in points along and across the baseline.
    """

    index: int
    text: str
    x: float
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one font file and size, in visual order."""

    font: str
    face_index: int
    size: float
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class TextOp:
    """Text with its baseline origin at (x, y), turned by `angle` degrees counter-clockwise.

    `text` is in logical order; `runs` place its glyphs; `width` is the advance in points.
    `anchor` and `valign` say what the layout meant, for writers that set the text themselves.
    """

    text: str
    x: float
    y: float
    angle: float
    size: float
    paint: Paint
    runs: tuple[Run, ...]
    width: float
    bold: bool = False
    italic: bool = False
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True, slots=True)
class ImageOp:
    """A PNG placed with the affine matrix (a, b, c, d, e, f) that maps the unit square to the page."""

    png: bytes
    matrix: tuple[float, float, float, float, float, float]
    clip: Clip | None = None


Op = PathOp | MarkersOp | TextOp | ImageOp


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that one figure paints, back to front, in a box of `width` by `height` points."""

    width: float
    height: float
    ops: tuple[Op, ...]
    missing_glyphs: tuple[tuple[str, str], ...] = ()
    """(character, text) pairs that no font of the chain could show."""

    def texts(self) -> list[str]:
        """The texts in painting order."""
        return [op.text for op in self.ops if isinstance(op, TextOp)]
