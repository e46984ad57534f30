"""A recorded `Drawing` becomes a group of DrawingML shapes: freeforms and text boxes that PowerPoint edits.

Geometry is written at its final size, since line widths and text do not scale with a group. Neighbouring paths of one
look are one shape. Colours that are the theme's refer to it. More than 400 markers become one picture.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

from builder.model.drawing import Clip, Drawing, ImageOp, MarkersOp, Paint, Path, PathOp, Stroke, TextOp
from builder.theme import Theme

EMU = 12700
NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
MOST_MARKERS = 400
_CAPS = {"butt": "flat", "round": "rnd", "square": "sq"}
_JOINS = {"miter": '<a:miter lim="800000"/>', "round": "<a:round/>", "bevel": "<a:bevel/>"}


class Shapes:
    """Turns operations into `p:sp` elements; `first_id` is the id of the first shape."""

    def __init__(self, drawing: Drawing, theme: Theme, left: int, top: int, first_id: int, lang: str) -> None:
        self.drawing, self.theme, self.left, self.top, self.lang = drawing, theme, left, top, lang
        self.id = first_id
        self.out: list[str] = []
        self.pictures: list[tuple[bytes, tuple[int, int, int, int]]] = []
        self.pending: tuple[str, list[Path]] | None = None
        c = theme.colors
        self.names = {c.ink: "tx1", c.paper: "bg1", c.secondary: "tx2", c.tint: "bg2"}
        self.names |= {color: f"accent{i + 1}" for i, color in enumerate(c.categorical[:6])}

    def group(self, name: str, alt: str) -> str:
        """The whole drawing as a `p:grpSp`; pictures are in `pictures`, for the writer to place."""
        for op in self.drawing.ops:
            if isinstance(op, PathOp):
                self._path(op)
            elif isinstance(op, MarkersOp):
                self._markers(op)
            elif isinstance(op, TextOp):
                self._flush()
                self._text(op)
            else:
                self._flush()
                self._image(op)
        self._flush()
        w, h = round(self.drawing.width * EMU), round(self.drawing.height * EMU)
        box = f'<a:off x="{self.left}" y="{self.top}"/><a:ext cx="{w}" cy="{h}"/>'
        child = box.replace("a:off", "a:chOff").replace("a:ext", "a:chExt")
        return (
            f'<p:grpSp {NS}><p:nvGrpSpPr><p:cNvPr id="{self._next()}" name="{escape(name, {chr(34): "&quot;"})}" '
            f'descr="{escape(alt, {chr(34): "&quot;"})}"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
            f"{box}{child}"
            f"</a:xfrm></p:grpSpPr>{''.join(self.out)}</p:grpSp>"
        )

    def _next(self) -> int:
        self.id += 1
        return self.id

    def _x(self, x: float) -> int:
        return self.left + round(x * EMU)

    def _y(self, y: float) -> int:
        return self.top + round((self.drawing.height - y) * EMU)

    def _color(self, paint: Paint) -> str:
        alpha = f'<a:alpha val="{round(paint.alpha * 100000)}"/>' if paint.alpha < 0.999 else ""
        name = self.names.get(paint.color.upper()) or self.names.get(paint.color)
        return (
            f'<a:schemeClr val="{name}">{alpha}</a:schemeClr>'
            if name
            else f'<a:srgbClr val="{paint.color[1:]}">{alpha}</a:srgbClr>'
        )

    def _look(self, fill: Paint | None, stroke: Stroke | None) -> str:
        out = f"<a:solidFill>{self._color(fill)}</a:solidFill>" if fill else "<a:noFill/>"
        if stroke is None:
            return out + "<a:ln><a:noFill/></a:ln>"
        dash = ""
        if stroke.dashes and stroke.width:
            pairs = zip(stroke.dashes[::2], stroke.dashes[1::2], strict=False)
            lengths = "".join(
                f'<a:ds d="{round(d / stroke.width * 100000)}" sp="{round(s / stroke.width * 100000)}"/>'
                for d, s in pairs
            )
            dash = f"<a:custDash>{lengths}</a:custDash>"
        return (
            f'{out}<a:ln w="{round(stroke.width * EMU)}" cap="{_CAPS[stroke.cap]}"><a:solidFill>'
            f"{self._color(stroke.paint)}</a:solidFill>"
            f"{dash}{_JOINS[stroke.join]}</a:ln>"
        )

    # -- Paths ---------------------------------------------------------------------------------------

    def _path(self, op: PathOp) -> None:
        path = _clipped(op.path, op.clip) if op.fill is None else op.path
        if not path.points:
            return
        look = self._look(op.fill, op.stroke)
        opaque = (op.fill is None or op.fill.alpha >= 0.999) and (op.stroke is None or op.stroke.paint.alpha >= 0.999)
        # Shapes over one another must stay apart, or their insides would cancel out.
        if (
            self.pending
            and self.pending[0] == look
            and opaque
            and (op.fill is None or not _touches(self.pending[1], path))
        ):
            self.pending[1].append(path)
            return
        self._flush()
        self.pending = (look, [path])

    def _flush(self) -> None:
        if self.pending is None:
            return
        look, paths = self.pending
        self.pending = None
        boxes = [p.bounds() for p in paths]
        x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
        x1, y1 = max(b[2] for b in boxes), max(b[3] for b in boxes)
        w, h = max(round((x1 - x0) * EMU), 1), max(round((y1 - y0) * EMU), 1)
        steps = "".join(_steps(p, x0, y1) for p in paths)
        nofill = ' fill="none"' if look.startswith("<a:noFill/>") else ""
        self.out.append(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{(n := self._next())}" name="Shape {n}"/><p:cNvSpPr/><p:nvPr/>'
            f"</p:nvSpPr><p:spPr><a:xfrm>"
            f'<a:off x="{self._x(x0)}" y="{self._y(y1)}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm><a:custGeom><a:avLst/>'
            f"<a:gdLst/><a:ahLst/>"
            f'<a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{w}" h="{h}"{nofill}>'
            f"{steps}</a:path></a:pathLst>"
            f"</a:custGeom>{look}</p:spPr></p:sp>"
        )

    def _markers(self, op: MarkersOp) -> None:
        if len(op.positions) > MOST_MARKERS:
            self._flush()
            self._marker_picture(op)
            return
        for x, y in op.positions:
            moved = tuple((px + x, py + y) for px, py in op.path.points)
            self._path(PathOp(Path(op.path.commands, moved), op.fill, op.stroke))

    def _marker_picture(self, op: MarkersOp) -> None:
        """Very many points as one transparent picture, at 200 dpi."""
        from PIL import Image, ImageDraw

        k = 200 / 72
        size = (round(self.drawing.width * k), round(self.drawing.height * k))
        canvas = Image.new("RGBA", size, (0, 0, 0, 0))
        x0, y0, x1, y1 = op.path.bounds()
        color = op.fill.color if op.fill else op.stroke.paint.color if op.stroke else "#000000"
        alpha = round(255 * (op.fill.alpha if op.fill else 1.0))
        rgba = (*(int(color[i : i + 2], 16) for i in (1, 3, 5)), alpha)
        dot = Image.new("RGBA", size, (0, 0, 0, 0))
        draw = ImageDraw.Draw(dot)
        for x, y in op.positions:
            draw.ellipse(((x + x0) * k, size[1] - (y + y1) * k, (x + x1) * k, size[1] - (y + y0) * k), fill=rgba)
        canvas.alpha_composite(dot)
        out = io.BytesIO()
        canvas.save(out, "PNG")
        self.pictures.append(
            (out.getvalue(), (self.left, self.top, round(self.drawing.width * EMU), round(self.drawing.height * EMU)))
        )

    # -- Text and images -----------------------------------------------------------------------------

    def _text(self, op: TextOp) -> None:
        size = op.size
        w, h = op.width * 1.06 + 2, size * 1.2
        # The box stands around the baseline; DrawingML turns it around its middle, clockwise.
        angle = math.radians(op.angle)
        along = op.width / 2
        across = h / 2 - size * 0.25
        cx = op.x + along * math.cos(angle) - across * math.sin(angle)
        cy = op.y + along * math.sin(angle) + across * math.cos(angle)
        shift = {"start": (w - op.width) / 2, "end": -(w - op.width) / 2}.get(op.anchor, 0.0)
        cx += shift * math.cos(angle)
        cy += shift * math.sin(angle)
        align = {"start": "l", "middle": "ctr", "end": "r"}[op.anchor]
        turn = f' rot="{round(-op.angle * 60000) % 21600000}"' if op.angle else ""
        weight = (' b="1"' if op.bold else "") + (' i="1"' if op.italic else "")
        font = self.theme.fonts.office
        self.out.append(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{(n := self._next())}" name="Text {n}"/><p:cNvSpPr txBox="1"/><p:nvPr/>'
            f"</p:nvSpPr><p:spPr>"
            f'<a:xfrm{turn}><a:off x="{self._x(cx - w / 2)}" y="{self._y(cy + h / 2)}"/><a:ext '
            f'cx="{round(w * EMU)}" cy="{round(h * EMU)}"/>'
            f'</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody><a:bodyPr '
            f'wrap="none" lIns="0" tIns="0" '
            f'rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></a:bodyPr><a:lstStyle/><a:p><a:pPr algn="{align}"/>'
            f'<a:r><a:rPr lang="{self.lang}" '
            f'sz="{round(size * 100)}"{weight}><a:solidFill>{self._color(op.paint)}</a:solidFill><a:latin '
            f'typeface="{font}"/>'
            f'<a:cs typeface="{font}"/></a:rPr><a:t>{escape(op.text)}</a:t></a:r></a:p></p:txBody></p:sp>'
        )

    def _image(self, op: ImageOp) -> None:
        a, _, _, d, e, f = op.matrix
        box = (self._x(e), self._y(f + d), max(1, round(a * EMU)), max(1, round(d * EMU)))
        self.pictures.append((op.png, box))


def _steps(path: Path, x0: float, y1: float) -> str:
    out, i = [], 0

    def point(n: int) -> str:
        x, y = path.points[n]
        return f'<a:pt x="{round((x - x0) * EMU)}" y="{round((y1 - y) * EMU)}"/>'

    for command in path.commands:
        if command == "Z":
            out.append("<a:close/>")
        elif command == "C":
            out.append(f"<a:cubicBezTo>{point(i)}{point(i + 1)}{point(i + 2)}</a:cubicBezTo>")
            i += 3
        else:
            tag = "moveTo" if command == "M" else "lnTo"
            out.append(f"<a:{tag}>{point(i)}</a:{tag}>")
            i += 1
    return "".join(out)


def _touches(paths: Sequence[Path], path: Path) -> bool:
    x0, y0, x1, y1 = path.bounds()
    return any(x0 < b[2] and b[0] < x1 and y0 < b[3] and b[1] < y1 for b in (p.bounds() for p in paths))


def _clipped(path: Path, clip: Clip | None) -> Path:
    """Straight strokes cut to a clip's box (a hatch in its bar); DrawingML has no clips."""
    if clip is None or "C" in path.commands or "Z" in path.commands:
        return path
    box = clip.rect
    if clip.path is not None:
        x0, y0, x1, y1 = clip.path.bounds()
        box = (x0, y0, x1 - x0, y1 - y0)
    if box is None:
        return path
    left, low, right, high = box[0], box[1], box[0] + box[2], box[1] + box[3]
    commands = ""
    points: list[tuple[float, float]] = []
    start = path.points[0] if path.points else (0.0, 0.0)
    for command, point in zip(path.commands, path.points, strict=True):
        if command == "L" and (cut := _segment(start, point, left, low, right, high)):
            commands += "ML"
            points.extend(cut)
        start = point
    return Path(commands, tuple(points))


def _segment(
    a: tuple[float, float], b: tuple[float, float], left: float, low: float, right: float, high: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The part of a segment inside a box (Liang and Barsky, 1984)."""
    t0, t1 = 0.0, 1.0
    dx, dy = b[0] - a[0], b[1] - a[1]
    for p, q in ((-dx, a[0] - left), (dx, right - a[0]), (-dy, a[1] - low), (dy, high - a[1])):
        if p == 0:
            if q < 0:
                return None
        elif p < 0:
            t0 = max(t0, q / p)
        else:
            t1 = min(t1, q / p)
    if t0 >= t1:
        return None
    return (a[0] + t0 * dx, a[1] + t0 * dy), (a[0] + t1 * dx, a[1] + t1 * dy)
