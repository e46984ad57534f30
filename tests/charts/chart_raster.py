"""Draws a `Drawing` back as pixels, and says how far two pictures are apart: a judge of the recorder."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.patches import PathPatch
from matplotlib.path import Path as MplPath
from matplotlib.transforms import Affine2D
from PIL import Image

from builder.model.drawing import Clip, Drawing, ImageOp, MarkersOp, Path, PathOp, Stroke, TextOp

Pixels = npt.NDArray[np.float64]
DPI = 144
_CODES = {"M": (MplPath.MOVETO,), "L": (MplPath.LINETO,), "C": (MplPath.CURVE4,) * 3, "Z": (MplPath.CLOSEPOLY,)}
# Glyphs are set where they belong, not where their stems meet the pixels.
UNHINTED: Any = {"text.hinting": "no_hinting", "path.snap": False}


def agg(figure: Figure) -> Pixels:
    """What Matplotlib itself paints on white, as (rows, columns, 3) from 0 to 1."""
    with rc_context(UNHINTED):
        figure.set_dpi(DPI)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        rgba = np.asarray(canvas.buffer_rgba()).astype(np.float64) / 255
    return np.asarray(rgba[..., :3] * rgba[..., 3:] + 1 - rgba[..., 3:])


def raster(drawing: Drawing) -> Pixels:
    """The drawing on white, as `agg` gives it. Each operation becomes one artist: there is no layout here."""
    figure = Figure(figsize=(drawing.width / 72, drawing.height / 72), facecolor="white", dpi=DPI)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, drawing.width), ylim=(0, drawing.height))
    for n, op in enumerate(drawing.ops):
        match op:
            case PathOp(path, fill, stroke, clip):
                _patch(axes, _mpl(path), fill, stroke, clip, n)
            case MarkersOp(path, positions, fill, stroke, clip):
                for x, y in positions:
                    _patch(axes, _mpl(path).transformed(Affine2D().translate(x, y)), fill, stroke, clip, n)
            case TextOp():
                turn = Affine2D().rotate_deg(op.angle).translate(op.x, op.y)
                for run in op.runs:
                    for glyph in run.glyphs:
                        at = Affine2D().translate(glyph.x, glyph.y) + turn
                        shape = _outline(run.font, run.face_index, run.size, glyph.index)
                        _patch(axes, shape.transformed(at), op.paint, None, None, n)
            case ImageOp(png, matrix, clip):
                image = axes.imshow(
                    np.asarray(Image.open(io.BytesIO(png))), extent=(0, 1, 0, 1), aspect="auto", zorder=n,
                    interpolation="nearest", transform=Affine2D.from_values(*matrix) + axes.transData,
                )  # fmt: skip
                axes.set(xlim=(0, drawing.width), ylim=(0, drawing.height))
                _clip(axes, image, clip)
    return agg(figure)


def apart(a: Pixels, b: Pixels, block: int = 6) -> tuple[float, float]:
    """The mean difference of two pictures, and the largest one of the means of `block` by `block` pixels."""
    assert a.shape == b.shape
    rows, columns = (n // block * block for n in a.shape[:2])
    difference = (a - b)[:rows, :columns].reshape(rows // block, block, columns // block, block, 3).mean((1, 3))
    return float(np.abs(a - b).mean()), float(np.abs(difference).max())


def _mpl(path: Path) -> MplPath:
    points = iter(path.points)
    vertices: list[tuple[float, float]] = []
    codes: list[Any] = []
    for command in path.commands:
        kinds = _CODES[command]
        codes.extend(kinds)
        vertices.extend((0.0, 0.0) if command == "Z" else next(points) for _ in kinds)
    assert next(points, None) is None
    return MplPath(vertices, codes)


def _patch(axes: Any, path: MplPath, fill: Any, stroke: Stroke | None, clip: Clip | None, order: int) -> None:
    if len(np.asarray(path.vertices)) == 0:
        return
    common = {"zorder": order, "linewidth": 0}
    if fill is not None:
        patch = PathPatch(path, facecolor=fill.color, alpha=fill.alpha, edgecolor="none", **common)
        _clip(axes, axes.add_patch(patch), clip)
    if stroke is not None:
        # Matplotlib counts dashes in widths of the line.
        dashes = (stroke.dash_offset / stroke.width, tuple(d / stroke.width for d in stroke.dashes))
        patch = PathPatch(
            path, facecolor="none", edgecolor=stroke.paint.color, alpha=stroke.paint.alpha, zorder=order,
            linewidth=stroke.width, linestyle=dashes if stroke.dashes else "-", joinstyle=stroke.join,
            capstyle="projecting" if stroke.cap == "square" else stroke.cap,
        )  # fmt: skip
        _clip(axes, axes.add_patch(patch), clip)


def _clip(axes: Any, artist: Any, clip: Clip | None) -> None:
    if clip is None:
        artist.set_clip_on(False)
        return
    if clip.path is not None:
        artist.set_clip_path(_mpl(clip.path), axes.transData)
    if clip.rect is not None:
        x, y, width, height = clip.rect
        box = MplPath([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)])
        artist.set_clip_path(box if clip.path is None else _mpl(clip.path), axes.transData)
        artist.set_clip_box(box.get_extents().transformed(axes.transData))


def _outline(file: str, face: int, size: float, index: int) -> MplPath:
    font: Any = FT2Font(file, face_index=face)
    font.set_size(size, 72)
    font.load_glyph(index, LoadFlags.NO_HINTING)
    vertices, codes = font.get_path()
    return MplPath(vertices, codes)
