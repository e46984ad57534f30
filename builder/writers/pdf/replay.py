"""A recorded chart replayed on the canvas: vectors, and text in the document's own faces.

Colours, widths and opacities are set for each operation, so that operations do not depend on each other.
"""

from __future__ import annotations

import hashlib
import io
import math
from typing import Any

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfdoc

from builder import fonts
from builder.fonts import FontFile
from builder.model.drawing import Clip, Drawing, ImageOp, MarkersOp, Paint, Path, PathOp, Run, Stroke, TextOp
from builder.writers.pdf.canvas import BriefCanvas, rgb
from builder.writers.pdf.faces import Face

FORM_FROM = 3  # markers of one shape, from which on the shape is stored once
_CAPS = {"butt": 0, "round": 1, "square": 2}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}


def replay(drawing: Drawing, canvas: BriefCanvas) -> None:
    """Paints `drawing` with its lower left corner at the origin."""
    for op in drawing.ops:
        canvas.saveState()
        match op:
            case PathOp():
                _clip(op.clip, canvas)
                _state(op.fill, op.stroke, canvas)
                canvas.put(f"{_path(op.path)} {_painting(op)}")
            case MarkersOp():
                _clip(op.clip, canvas)
                _state(op.fill, op.stroke, canvas)
                _markers(op, canvas)
            case TextOp():
                _text(op, canvas)
            case ImageOp():
                _clip(op.clip, canvas)
                canvas.transform(*op.matrix)
                canvas.picture(ImageReader(io.BytesIO(op.png)), 0, 0, 1, 1)
        canvas.restoreState()


# -- Paths -----------------------------------------------------------------------------------------------


def _path(path: Path) -> str:
    """Path construction operators (ISO 32000-1, 8.5.2)."""
    out: list[str] = []
    points = iter(path.points)
    for command in path.commands:
        if command == "Z":
            out.append("h")
            continue
        taken = [next(points) for _ in range(3 if command == "C" else 1)]
        out.append(" ".join(f"{x:.2f} {y:.2f}" for x, y in taken) + f" {command.lower()}")
    return " ".join(out)


def _painting(op: PathOp | MarkersOp) -> str:
    """The path-painting operator (8.5.3), by the nonzero winding rule."""
    return {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}[
        op.fill is not None, op.stroke is not None
    ]


def _clip(clip: Clip | None, canvas: BriefCanvas) -> None:
    if clip and clip.rect:
        canvas.state("{:.2f} {:.2f} {:.2f} {:.2f} re W n".format(*clip.rect))
    if clip and clip.path and clip.path.points:
        canvas.state(f"{_path(clip.path)} W n")


def _state(fill: Paint | None, stroke: Stroke | None, canvas: BriefCanvas) -> None:
    if fill:
        canvas.state(f"{rgb(fill.color)} rg")
        canvas.setFillAlpha(fill.alpha)
    if stroke:
        dashes = " ".join(f"{d:.2f}" for d in stroke.dashes)
        canvas.state(
            f"{rgb(stroke.paint.color)} RG {stroke.width:.2f} w {_CAPS[stroke.cap]} J {_JOINS[stroke.join]} j"
            f" [{dashes}] {stroke.dash_offset:.2f} d"
        )
        canvas.setStrokeAlpha(stroke.paint.alpha)


def _markers(op: MarkersOp, canvas: BriefCanvas) -> None:
    """The shape at its places: a form XObject (8.10) where there are many, painted in the current colours."""
    painted = f"{_path(op.path)} {_painting(op)}"
    if len(op.positions) >= FORM_FROM:
        painted = f"/{_form(painted, op, canvas)} Do"
    x0 = y0 = 0.0
    for x, y in op.positions:
        canvas.put(f"1 0 0 1 {x - x0:.2f} {y - y0:.2f} cm {painted}")
        # The next offset starts from what was written, so that roundings do not add up.
        x0, y0 = x0 + round(x - x0, 2), y0 + round(y - y0, 2)


def _form(painted: str, op: MarkersOp, canvas: BriefCanvas) -> str:
    doc: Any = canvas._doc
    name = "mark" + hashlib.blake2b(f"{painted} {op.stroke and op.stroke.width}".encode(), digest_size=8).hexdigest()
    if not doc.hasForm(name):
        margin = op.stroke.width * 2 if op.stroke else 0
        x0, y0, x1, y1 = op.path.bounds()
        form: Any = pdfdoc.PDFFormXObject(x0 - margin, y0 - margin, x1 + margin, y1 + margin)
        form.setStreamList([painted])
        form.Resources = "<< >>"
        state = doc.inObject
        doc.addForm(name, form)
        doc.inObject = state
    canvas._formsinuse.append(name)
    return str(doc.getXObjectName(name))


# -- Text ------------------------------------------------------------------------------------------------


def _text(op: TextOp, canvas: BriefCanvas) -> None:
    turn = math.radians(op.angle)
    cos, sin = round(math.cos(turn), 5), round(math.sin(turn), 5)
    canvas.setFillAlpha(op.paint.alpha)
    canvas.state(f"{rgb(op.paint.color)} rg {cos:g} {sin:g} {-sin:g} {cos:g} {op.x:.2f} {op.y:.2f} cm")
    last: Face | None = None
    for run in op.runs:
        face = canvas.faces.fallback(FontFile(run.font, run.face_index))
        if face is None:
            _outlines(run, canvas)
        elif run.glyphs:
            canvas.put(_shown(run, face))
            last = face
    if last:
        # The space keeps texts apart for whoever reads them out.
        canvas.put(f"BT /{last.name} 1 Tf <{last.code(last.glyphs.get(32, 0), ' ')}> Tj ET")


def written(drawing: Drawing, canvas: BriefCanvas) -> list[str]:
    """The texts of a drawing that are text in the file, not outlines."""

    def embedded(run: Run) -> bool:
        return canvas.faces.fallback(FontFile(run.font, run.face_index)) is not None

    texts = (op for op in drawing.ops if isinstance(op, TextOp))
    return [op.text for op in texts if all(embedded(run) for run in op.runs)]


def _shown(run: Run, face: Face) -> str:
    """A run as one TJ (9.4.3) for each stretch on one height; what advances do not explain is adjusted between."""
    out = [f"BT /{face.name} {run.size:.2f} Tf"]
    pen_x = line_x = line_y = 0.0
    codes: list[str] = []

    def flush() -> None:
        if codes:
            out.append(f"[{''.join(codes)}] TJ".replace("><", ""))
            codes.clear()

    for glyph in run.glyphs:
        if not codes or abs(glyph.y - line_y) > 0.01:
            flush()
            out.append(f"{glyph.x - line_x:.2f} {glyph.y - line_y:.2f} Td")
            line_x, line_y = line_x + round(glyph.x - line_x, 2), line_y + round(glyph.y - line_y, 2)
            pen_x = line_x
        gap = (pen_x - glyph.x) * 1000 / run.size
        if abs(gap) >= 1:
            codes.append(f"{gap:.0f}")
            pen_x -= round(gap) * run.size / 1000
        codes.append(f"<{face.code(glyph.index, glyph.text)}>")
        pen_x += face.advance(glyph.index) * run.size
    flush()
    return " ".join([*out, "ET"])


def _outlines(run: Run, canvas: BriefCanvas) -> None:
    """A run in a face that cannot be embedded: its shapes. It looks right, but is no text."""
    font = FontFile(run.font, run.face_index)
    for glyph in run.glyphs:
        shape = fonts.outline(font, glyph.index)
        points = tuple((glyph.x + x * run.size, glyph.y + y * run.size) for x, y in shape.points)
        if points:
            canvas.put(f"{_path(Path(shape.commands, points))} f")
