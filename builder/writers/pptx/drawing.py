"""A recorded `Drawing` as a group of DrawingML shapes: freeforms and text boxes that PowerPoint edits.

Geometry is written at its final size, since line widths and text do not scale with a group. Neighbouring paths of one
look become one shape. Colours that are the theme's refer to it. More than 400 markers become one picture in the group.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Sequence

from builder.model.drawing import Clip, Drawing, ImageOp, MarkersOp, Paint, Path, PathOp, Stroke, TextOp
from builder.writers.pptx.escaped import escape
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.markup import Palette, attribute, emu

MOST_MARKERS = 400
ASCENT, DESCENT = 0.905, 0.212  # of Arial, in em
PICTURE_DPI = 200
_CAPS = {"butt": "flat", "round": "rnd", "square": "sq"}
_JOINS = {"miter": '<a:miter lim="800000"/>', "round": "<a:round/>", "bevel": "<a:bevel/>"}
_OPAQUE = 0.999

Point = tuple[float, float]


class DrawingGroup:
    """Turns a drawing into a `p:grpSp` at `box`'s upper left corner.

    `ids` gives shape ids, `picture` takes a PNG and gives the id of its relationship.
    """

    def __init__(
        self,
        drawing: Drawing,
        box: Box,
        palette: Palette,
        lang: str,
        ids: Iterator[int],
        picture: Callable[[bytes], str],
    ) -> None:
        self.drawing, self.box, self.palette, self.lang = drawing, box, palette, lang
        self.ids, self.picture = ids, picture
        self.out: list[str] = []
        self.pending: tuple[str, list[Path]] | None = None

    def markup(self, name: str, alt: str, number: int = 0, inside: str = "") -> str:
        """The whole group; `inside` is what stands in it under the drawing, which may have taken ids after the group's
        own, `number`.
        """
        number = number or next(self.ids)
        for op in self.drawing.ops:
            match op:
                case PathOp():
                    self._path(op)
                case MarkersOp():
                    self._markers(op)
                case TextOp():
                    self._flush()
                    self._text(op)
                case ImageOp():
                    self._flush()
                    self._image(op)
        self._flush()
        x, y = emu(self.box.x), emu(self.box.y)
        w, h = emu(self.drawing.width), emu(self.drawing.height)
        place = (
            f'<a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/><a:chOff x="{x}" y="{y}"/><a:chExt cx="{w}" cy="{h}"/>'
        )
        return (
            f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="{number}" name="{attribute(name)}" descr="{attribute(alt)}"/>'
            f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>{place}</a:xfrm></p:grpSpPr>{inside}{''.join(self.out)}</p:grpSp>"
        )

    def _x(self, x: float) -> int:
        return emu(self.box.x + x)

    def _y(self, y: float) -> int:
        return emu(self.box.y + self.drawing.height - y)

    # -- Paths ---------------------------------------------------------------------------------------

    def _look(self, fill: Paint | None, stroke: Stroke | None) -> str:
        out = self.palette.fill(fill.color, fill.alpha) if fill else "<a:noFill/>"
        if stroke is None or not stroke.width:
            return out + "<a:ln><a:noFill/></a:ln>"
        dash = ""
        if stroke.dashes:
            pairs = zip(stroke.dashes[::2], stroke.dashes[1::2], strict=False)
            lengths = (
                f'<a:ds d="{round(d / stroke.width * 100000)}" sp="{round(s / stroke.width * 100000)}"/>'
                for d, s in pairs
            )
            dash = f"<a:custDash>{''.join(lengths)}</a:custDash>"
        paint = self.palette.fill(stroke.paint.color, stroke.paint.alpha)
        cap = _CAPS[stroke.cap]
        return f'{out}<a:ln w="{emu(stroke.width)}" cap="{cap}">{paint}{dash}{_JOINS[stroke.join]}</a:ln>'

    def _path(self, op: PathOp) -> None:
        path = _clipped(op.path, op.clip, filled=op.fill is not None)
        if not path.points or (op.fill is None and op.stroke is None):
            return
        look = self._look(op.fill, op.stroke)
        opaque = (op.fill is None or op.fill.alpha >= _OPAQUE) and (
            op.stroke is None or op.stroke.paint.alpha >= _OPAQUE
        )
        # Filled shapes that overlap must stay apart, or their insides would cancel out.
        joins = opaque and self.pending is not None and self.pending[0] == look
        if joins and self.pending and (op.fill is None or not _touches(self.pending[1], path)):
            self.pending[1].append(path)
            return
        self._flush()
        self.pending = (look, [path])

    def _flush(self) -> None:
        if self.pending is None:
            return
        look, paths = self.pending
        self.pending = None
        bounds = [p.bounds() for p in paths]
        x0, y0 = min(b[0] for b in bounds), min(b[1] for b in bounds)
        x1, y1 = max(b[2] for b in bounds), max(b[3] for b in bounds)
        w, h = max(emu(x1 - x0), 1), max(emu(y1 - y0), 1)
        steps = "".join(_steps(p, x0, y1) for p in paths)
        nofill = ' fill="none"' if look.startswith("<a:noFill/>") else ""
        number = next(self.ids)
        self.out.append(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Shape {number}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>'
            f'<a:xfrm><a:off x="{self._x(x0)}" y="{self._y(y1)}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm><a:custGeom>'
            '<a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
            f'<a:path w="{w}" h="{h}"{nofill}>{steps}</a:path></a:pathLst></a:custGeom>{look}</p:spPr></p:sp>'
        )

    def _markers(self, op: MarkersOp) -> None:
        if len(op.positions) > MOST_MARKERS:
            self._flush()
            self._picture(marker_picture(op, self.drawing.width, self.drawing.height), self._whole())
            return
        for x, y in op.positions:
            moved = tuple((px + x, py + y) for px, py in op.path.points)
            self._path(PathOp(Path(op.path.commands, moved), op.fill, op.stroke))

    def _whole(self) -> tuple[int, int, int, int]:
        return emu(self.box.x), emu(self.box.y), emu(self.drawing.width), emu(self.drawing.height)

    # -- Text and images -----------------------------------------------------------------------------

    def _text(self, op: TextOp) -> None:
        """A text box around the line's box, turned with it; as wide as the text and a little more, for other fonts."""
        w, h = op.width * 1.06 + 2, (ASCENT + DESCENT) * op.size
        extra = (w - op.width) / 2
        along = op.width / 2 + {"start": extra, "end": -extra}.get(op.anchor, 0.0)
        across = (ASCENT - DESCENT) / 2 * op.size
        angle = math.radians(op.angle)
        cx = op.x + along * math.cos(angle) - across * math.sin(angle)
        cy = op.y + along * math.sin(angle) + across * math.cos(angle)
        align = {"start": "l", "middle": "ctr", "end": "r"}[op.anchor]
        turn = f' rot="{round(-op.angle * 60000) % 21600000}"' if op.angle else ""
        weight = (' b="1"' if op.bold else "") + (' i="1"' if op.italic else "")
        number = next(self.ids)
        fill = self.palette.fill(op.paint.color, op.paint.alpha)
        self.out.append(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Text {number}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
            f'<p:spPr><a:xfrm{turn}><a:off x="{self._x(cx - w / 2)}" y="{self._y(cy + h / 2)}"/>'
            f'<a:ext cx="{emu(w)}" cy="{emu(h)}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
            '</p:spPr><p:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/>'
            f'</a:bodyPr><a:lstStyle/><a:p><a:pPr algn="{align}"/><a:r><a:rPr lang="{attribute(self.lang)}" '
            f'sz="{round(op.size * 100)}"{weight}>{fill}<a:latin typeface="+mn-lt"/><a:cs typeface="+mn-cs"/></a:rPr>'
            f"<a:t>{escape(op.text)}</a:t></a:r></a:p></p:txBody></p:sp>"
        )

    def _image(self, op: ImageOp) -> None:
        a, _, _, d, e, f = op.matrix
        self._picture(op.png, (self._x(e), self._y(f + d), max(1, emu(a)), max(1, emu(d))))

    def _picture(self, png: bytes, place: tuple[int, int, int, int]) -> None:
        number = next(self.ids)
        x, y, w, h = place
        self.out.append(
            f'<p:pic><p:nvPicPr><p:cNvPr id="{number}" name="Picture {number}" descr=""/><p:cNvPicPr/><p:nvPr/>'
            f'</p:nvPicPr><p:blipFill><a:blip r:embed="{self.picture(png)}"/><a:stretch><a:fillRect/></a:stretch>'
            f'</p:blipFill><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )


def marker_picture(op: MarkersOp, width: float, height: float) -> bytes:
    """Very many points as one transparent PNG of the drawing's size."""
    from PIL import Image, ImageDraw

    scale = PICTURE_DPI / 72
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    color = op.fill.color if op.fill else op.stroke.paint.color if op.stroke else "#000000"
    alpha = round(255 * (op.fill.alpha if op.fill else 1.0))
    paint = (*(int(color[i : i + 2], 16) for i in (1, 3, 5)), alpha)
    outline = _flattened(op.path)
    one = Image.new("RGBA", size, (*paint[:3], 0))
    draw = ImageDraw.Draw(one, "RGBA")
    for x, y in op.positions:
        draw.polygon([((px + x) * scale, size[1] - (py + y) * scale) for px, py in outline], fill=paint)
    out = io.BytesIO()
    one.save(out, "PNG")
    return out.getvalue()


def _flattened(path: Path) -> list[Point]:
    """A closed path as a polygon, each curve in eight steps."""
    out: list[Point] = []
    at = 0
    for command in path.commands:
        if command == "C":
            p0, (p1, p2, p3) = out[-1], path.points[at : at + 3]
            for t in (n / 8 for n in range(1, 9)):
                a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3
                out.append(
                    (a * p0[0] + b * p1[0] + c * p2[0] + d * p3[0], a * p0[1] + b * p1[1] + c * p2[1] + d * p3[1])
                )
            at += 3
        elif command != "Z":
            out.append(path.points[at])
            at += 1
    return out


def _steps(path: Path, x0: float, y1: float) -> str:
    out: list[str] = []
    at = 0

    def point(n: int) -> str:
        x, y = path.points[n]
        return f'<a:pt x="{emu(x - x0)}" y="{emu(y1 - y)}"/>'

    for command in path.commands:
        if command == "Z":
            out.append("<a:close/>")
        elif command == "C":
            out.append(f"<a:cubicBezTo>{point(at)}{point(at + 1)}{point(at + 2)}</a:cubicBezTo>")
            at += 3
        else:
            tag = "moveTo" if command == "M" else "lnTo"
            out.append(f"<a:{tag}>{point(at)}</a:{tag}>")
            at += 1
    return "".join(out)


def _touches(paths: Sequence[Path], path: Path) -> bool:
    x0, y0, x1, y1 = path.bounds()
    return any(x0 < b[2] and b[0] < x1 and y0 < b[3] and b[1] < y1 for b in (p.bounds() for p in paths))


# -- Clips -----------------------------------------------------------------------------------------------


def _clipped(path: Path, clip: Clip | None, *, filled: bool) -> Path:
    """A path cut to its clip's box where it is straight (a hatch in its bar, an area in its plot): DrawingML has no
    clips. What is curved and lies wholly outside is left out.
    """
    if clip is None:
        return path
    box = clip.rect
    if clip.path is not None:
        x0, y0, x1, y1 = clip.path.bounds()
        box = (x0, y0, x1 - x0, y1 - y0)
    if box is None:
        return path
    low, high = (box[0], box[1]), (box[0] + box[2], box[1] + box[3])
    x0, y0, x1, y1 = path.bounds()
    if x0 >= low[0] - 0.5 and y0 >= low[1] - 0.5 and x1 <= high[0] + 0.5 and y1 <= high[1] + 0.5:
        return path
    if x1 < low[0] or y1 < low[1] or x0 > high[0] or y0 > high[1]:
        return Path("", ())
    if "C" in path.commands:
        return path
    if filled:
        return _polygon(path, low, high)
    return _segments(path, low, high)


def _polygon(path: Path, low: Point, high: Point) -> Path:
    """One closed polygon cut to a box (Sutherland and Hodgman, 1974)."""
    if path.commands.count("M") != 1:
        return path
    points = list(path.points)
    for axis, bound, sign in ((0, low[0], 1), (0, high[0], -1), (1, low[1], 1), (1, high[1], -1)):
        kept: list[Point] = []
        for n, point in enumerate(points):
            before = points[n - 1]
            inside, was = (point[axis] - bound) * sign >= 0, (before[axis] - bound) * sign >= 0
            if inside != was:
                t = (bound - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + t * (point[0] - before[0]), before[1] + t * (point[1] - before[1])))
            if inside:
                kept.append(point)
        points = kept
    return Path("M" + "L" * (len(points) - 1) + "Z", tuple(points)) if len(points) > 2 else Path("", ())


def _segments(path: Path, low: Point, high: Point) -> Path:
    """The parts of a polyline inside a box."""
    commands = ""
    points: list[Point] = []
    here = first = path.points[0]
    steps = iter(path.points)
    for command in path.commands:
        point = first if command == "Z" else next(steps)
        if command == "M":
            first = point
        elif part := _segment(here, point, low, high):
            if points and points[-1] == part[0]:
                commands, points = commands + "L", [*points, part[1]]
            else:
                commands, points = commands + "ML", [*points, *part]
        here = point
    return Path(commands, tuple(points))


def _segment(a: Point, b: Point, low: Point, high: Point) -> tuple[Point, Point] | None:
    """The part of a segment inside a box (Liang and Barsky, 1984)."""
    t0, t1 = 0.0, 1.0
    dx, dy = b[0] - a[0], b[1] - a[1]
    for p, q in ((-dx, a[0] - low[0]), (dx, high[0] - a[0]), (-dy, a[1] - low[1]), (dy, high[1] - a[1])):
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
