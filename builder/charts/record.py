"""A Matplotlib renderer that records a Figure as a `Drawing`: plain data that writers replay without Matplotlib.

Coordinates are points, rounded to 0.01 (3.5 micrometres). Text keeps its characters beside the placed glyphs, with
ligatures off, so that it stays searchable in every format.
"""

from __future__ import annotations

import io
import math
import unicodedata
import warnings
from typing import Any

import numpy as np
from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path as MplPath
from matplotlib.transforms import Affine2D

from builder.model.drawing import (
    Clip,
    Drawing,
    Glyph,
    ImageOp,
    MarkersOp,
    Op,
    Paint,
    Path,
    PathOp,
    Run,
    Stroke,
    TextOp,
)

IMAGE_DPI = 200
NO_LIGATURES = ("-liga", "-clig")
_CAPS = {"butt": "butt", "round": "round", "projecting": "square"}
_LAST_RESORT = "LastResort"  # the font of placeholders that Matplotlib falls back to
_WITHOUT_GLYPH = ("Cc", "Cf", "Zl", "Zp", "Zs")  # categories of Unicode
_HATCH_SIDE = 72.0  # points that one tile of a hatch covers, in Matplotlib's own writers too


def record(figure: Any) -> Drawing:
    """Draws `figure` (72 dpi, so that a pixel is a point) and gives what was painted."""
    width, height = (float(v) for v in figure.bbox.size)
    renderer = Recorder(width, height)
    FigureCanvasBase(figure)
    with warnings.catch_warnings():
        # The drawing tells what no font could show.
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")
        figure.draw(renderer)
    return Drawing(width, height, tuple(renderer.ops), tuple(renderer.missing.items()))


def _r(value: float) -> float:
    rounded = round(float(value), 2)
    return rounded + 0.0  # no minus zero


def _hex(color: Any) -> str:
    return "#" + "".join(f"{round(float(c) * 255):02X}" for c in color[:3])


class Recorder(RendererBase):
    """Collects operations; Matplotlib calls the `draw_` methods."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height
        self.ops: list[Op] = []
        self.missing: dict[str, str] = {}

    def flipy(self) -> bool:
        """The y axis points upwards."""
        return False

    def get_canvas_width_height(self) -> tuple[float, float]:
        """In points."""
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        """A point is a pixel."""
        return points

    def option_image_nocomposite(self) -> bool:
        """Images are placed one by one."""
        return True

    def get_image_magnification(self) -> float:
        """Images are resampled to 200 dpi."""
        return IMAGE_DPI / 72

    # -- Paint ---------------------------------------------------------------------------------------

    def _paints(self, gc: Any, face: Any) -> tuple[Paint | None, Stroke | None]:
        rgba = gc.get_rgb()
        forced = gc.get_alpha() if gc.get_forced_alpha() else None
        fill = None
        if face is not None:
            alpha = forced if forced is not None else (face[3] if len(face) > 3 else 1.0)
            fill = Paint(_hex(face), round(float(alpha), 3)) if alpha > 0 else None
        alpha = forced if forced is not None else (rgba[3] if len(rgba) > 3 else 1.0)
        if gc.get_linewidth() <= 0 or alpha <= 0:
            return fill, None
        offset, dashes = gc.get_dashes()
        stroke = Stroke(
            Paint(_hex(rgba), round(float(alpha), 3)),
            _r(gc.get_linewidth()),
            tuple(_r(d) for d in dashes) if dashes is not None else (),
            _r(offset or 0),
            _CAPS[str(gc.get_capstyle())],  # type: ignore[arg-type]
            str(gc.get_joinstyle()),  # type: ignore[arg-type]
        )
        return fill, stroke

    def _clip(self, gc: Any) -> Clip | None:
        rect = gc.get_clip_rectangle()
        path, transform = gc.get_clip_path()
        if rect is None and path is None:
            return None
        box = tuple(_r(v) for v in rect.bounds) if rect is not None else None
        return Clip(box, self._path(path, transform) if path is not None else None)  # type: ignore[arg-type]

    def _path(self, path: Any, transform: Any, *, clip: bool = False) -> Path:
        """The path in points; quadratic segments raised to cubic ones."""
        window = (0.0, 0.0, self.width, self.height) if clip else None
        commands: list[str] = []
        points: list[tuple[float, float]] = []
        here = (0.0, 0.0)
        for vertices, code in path.iter_segments(
            transform, clip=window, curves=True, simplify=clip and path.should_simplify
        ):
            v = [float(x) for x in vertices]
            if code == MplPath.CLOSEPOLY:
                commands.append("Z")
                continue
            if code == MplPath.CURVE3:
                (qx, qy), (x, y) = v[:2], v[2:]
                v = [here[0] + 2 / 3 * (qx - here[0]), here[1] + 2 / 3 * (qy - here[1]),
                     x + 2 / 3 * (qx - x), y + 2 / 3 * (qy - y), x, y]  # fmt: skip
            commands.append({MplPath.MOVETO: "M", MplPath.LINETO: "L"}.get(code, "C"))
            points.extend((_r(a), _r(b)) for a, b in zip(v[::2], v[1::2], strict=True))
            here = (v[-2], v[-1])
        return Path("".join(commands), tuple(points))

    # -- What Matplotlib calls -----------------------------------------------------------------------

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:  # noqa: N803 - its name
        """A path, with its hatch between fill and stroke."""
        fill, stroke = self._paints(gc, rgbFace)
        hatch = gc.get_hatch()
        if fill is None and stroke is None and not hatch:
            return
        drawn = self._path(path, transform, clip=fill is None and not hatch)
        if not drawn.commands:
            return
        clip = self._clip(gc)
        if not hatch:
            self.ops.append(PathOp(drawn, fill, stroke, clip))
            return
        if fill is not None:
            self.ops.append(PathOp(drawn, fill, None, clip))
        self._hatch(gc, drawn)
        if stroke is not None:
            self.ops.append(PathOp(drawn, None, stroke, clip))

    def _hatch(self, gc: Any, inside: Path) -> None:
        """Tiles of the hatch as one path, clipped to the shape; their origin is the upper left corner, as in Agg."""
        x0, y0, x1, y1 = inside.bounds()
        x0, y0, x1, y1 = max(x0, 0.0), max(y0, 0.0), min(x1, self.width), min(y1, self.height)
        tile = gc.get_hatch_path()
        if tile is None or x1 <= x0 or y1 <= y0:
            return
        side, shift = _HATCH_SIDE, self.height % _HATCH_SIDE
        commands = ""
        points: list[tuple[float, float]] = []
        for i in range(int(x0 // side), int(x1 // side) + 1):
            for j in range(math.floor((y0 - shift) / side), math.floor((y1 - shift) / side) + 1):
                part = self._path(tile, Affine2D().scale(side).translate(i * side, j * side + shift))
                commands += part.commands
                points.extend(part.points)
        paint = Paint(_hex(gc.get_hatch_color()))
        stroke = Stroke(paint, _r(gc.get_hatch_linewidth()))
        self.ops.append(PathOp(Path(commands, tuple(points)), None, stroke, Clip(None, inside)))

    def draw_markers(
        self,
        gc: Any,
        marker_path: Any,
        marker_trans: Any,
        path: Any,
        trans: Any,
        rgbFace: Any = None,  # noqa: N803
    ) -> None:
        """One shape at every vertex of a path."""
        fill, stroke = self._paints(gc, rgbFace)
        if fill is None and stroke is None:
            return
        shape = self._path(marker_path, marker_trans)
        places = [v[-2:] for v, _ in path.iter_segments(trans, simplify=False) if len(v)]
        at = [
            (_r(x), _r(y))
            for x, y in places
            if np.isfinite(x) and np.isfinite(y) and -50 < x < self.width + 50 and -50 < y < self.height + 50
        ]
        if at:
            self.ops.append(MarkersOp(shape, tuple(at), fill, stroke, self._clip(gc)))

    def draw_image(self, gc: Any, x: float, y: float, im: Any, transform: Any = None) -> None:
        """An RGBA array, its first row at the bottom, as a PNG."""
        from PIL import Image

        height, width = im.shape[:2]
        if not height or not width:
            return
        out = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(im[::-1])).save(out, "PNG")
        k = 72 / IMAGE_DPI
        matrix = (width * k, 0.0, 0.0, height * k, x, y)
        if transform is not None:
            a, b, c, d, e, f = (float(v) for v in transform.to_values())
            matrix = (a, b, c, d, x + e, y + f)
        rounded = tuple(round(float(v), 3) for v in matrix)
        self.ops.append(ImageOp(out.getvalue(), rounded, self._clip(gc)))  # type: ignore[arg-type]

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        """One line of text as glyph runs; mathematics as its parser lays it out."""
        if not s.strip():
            return
        rgba = gc.get_rgb()
        alpha = gc.get_alpha() if gc.get_forced_alpha() else (rgba[3] if len(rgba) > 3 else 1.0)
        size = float(prop.get_size_in_points())
        paint = Paint(_hex(rgba), round(float(alpha), 3))
        if ismath:
            runs, width, rules = self._math(s, prop)
            turn = Affine2D().rotate_deg(angle).translate(x, y)
            self.ops.extend(PathOp(self._path(rule, turn), paint) for rule in rules)
        else:
            runs, width = self._runs(s, prop, size)
        anchor = {"left": "start", "right": "end", "center": "middle"}.get(
            mtext.get_ha() if mtext is not None else "", "start"
        )
        bold = _is_bold(prop)
        self.ops.append(
            TextOp(s, _r(x), _r(y), _r(angle), size, paint, runs, _r(width),
                   bold, "italic" in str(prop.get_file() or prop.get_style()).lower(), anchor)  # type: ignore[arg-type]
        )  # fmt: skip

    def _runs(self, s: str, prop: Any, size: float) -> tuple[tuple[Run, ...], float]:
        font = getattr(self._text2path, "_get_font")(prop)  # noqa: B009 - no public way to one
        font.set_size(size, 72)
        runs: list[Run] = []
        glyphs: list[Glyph] = []
        key: tuple[str, int] | None = None
        rest = s
        for item in getattr(font, "_layout")(s, LoadFlags.NO_HINTING, features=NO_LIGATURES):  # noqa: B009
            used = (str(item.ft_object.fname), int(item.ft_object.face_index))
            if key is not None and used != key:
                runs.append(Run(*key, size, tuple(glyphs)))
                glyphs = []
            key = used
            if _LAST_RESORT in used[0]:
                self._miss(item.char, s)
            # Every glyph of a cluster comes with all of its characters: they belong to the first.
            text, rest = (item.char, rest.replace(item.char, "", 1)) if item.char in rest else ("", rest)
            glyphs.append(Glyph(int(item.glyph_index), text, _r(item.x), _r(item.y)))
        if key is not None:
            runs.append(Run(*key, size, tuple(glyphs)))
        return tuple(runs), self.get_text_width_height_descent(s, prop, ismath=False)[0]

    def _miss(self, cluster: str, text: str) -> None:
        """Notes what no font of the chain has; controls and selectors have no glyph to miss."""
        for char in cluster:
            if unicodedata.category(char) not in _WITHOUT_GLYPH and not 0xFE00 <= ord(char) <= 0xFE0F:
                self.missing.setdefault(char, text)

    def _math(self, s: str, prop: Any) -> tuple[tuple[Run, ...], float, list[Any]]:
        """Glyphs, width, and the rules (of fractions and roots) as paths."""
        width, _, _, glyphs, rules = self._text2path.mathtext_parser.parse(s, 72, prop)
        runs = []
        for font, size, code, index, x, y in glyphs:
            glyph = Glyph(int(index), chr(code) if isinstance(code, int) else code, _r(x), _r(y))
            runs.append(Run(str(font.fname), int(font.face_index), float(size), (glyph,)))
        return tuple(runs), float(width), [_rectangle(*rule) for rule in rules]

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        """In points, without hinting."""
        if ismath:
            parsed = self._text2path.mathtext_parser.parse(s, 72, prop)
            return float(parsed.width), float(parsed.height), float(parsed.depth)
        font = getattr(self._text2path, "_get_font")(prop)  # noqa: B009 - no public way to one
        font.set_size(prop.get_size_in_points(), 72)
        font.set_text(s, 0.0, flags=LoadFlags.NO_HINTING, features=NO_LIGATURES)
        width, height = font.get_width_height()
        return width / 64, height / 64, font.get_descent() / 64


def _is_bold(prop: Any) -> bool:
    return "bold" in str(prop.get_file() or prop.get_weight()).lower()


def _rectangle(x: float, y: float, width: float, height: float) -> Any:
    return MplPath.unit_rectangle().transformed(Affine2D().scale(width, height).translate(x, y))
