"""Lines are painted."""

from __future__ import annotations

from collections.abc import Iterable

from builder.writers.pdf.boxes import Part
from builder.writers.pdf.canvas import BriefCanvas, rgb
from builder.writers.pdf.lines import EPS, Line
from builder.writers.pdf.rtl import is_rtl


def paint_line(canvas: BriefCanvas, line: Line, x: float, y: float) -> None:
    """Paints a line with its baseline at (x, y): tints, then text, then strokes; notes values, calls and links."""
    runs: list[tuple[Part, str, float, float]] = []  # neighbours of one look are one run: part, text, x, width
    for part, text, width in _stretches(line):
        if part.picture:
            part.picture.draw(canvas, x, y)
        elif runs and _runs_on(runs[-1], part, text, x):
            first, before, start, had = runs[-1]
            runs[-1] = (first, before + text, start, had + width)
        else:
            runs.append((part, text, x, width))
        if part.value >= 0:
            canvas.placement.value(part.value, canvas.page)
        if part.note:
            canvas.saveState()
            canvas.translate(x, y)
            canvas.mark(f"call:{part.note.number}", part.look.size * 2)
            canvas.restoreState()
        x += width
    _paint_runs(canvas, runs, y)


def _runs_on(run: tuple[Part, str, float, float], part: Part, text: str, x: float) -> bool:
    """Whether a part goes on where a run ends, in its look. What runs from right to left is shown word by word."""
    before, had, start, width = run
    return before.look == part.look and start + width >= x - EPS and not is_rtl(had) and not is_rtl(text)


def _stretches(line: Line) -> Iterable[tuple[Part, str, float]]:
    """The parts of a line with the spaces between boxes, in the look of what is before them."""
    for box in line.boxes:
        *parts, last = box.parts
        for part in parts:
            yield part, part.text, part.width
        if box.tail and not last.picture and not last.note and not is_rtl(last.text):
            # A space inside a link or a tint would make it longer than its words, but between two it is part of it.
            yield last, last.text + box.tail, last.width + box.space
        else:
            yield last, last.text, last.width
            if box.tail:
                look = next((p.look for p in reversed(box.parts) if not p.note), last.look)
                plain = Part(look, box.tail, box.space)
                yield plain, box.tail, box.space


def _paint_runs(canvas: BriefCanvas, runs: list[tuple[Part, str, float, float]], y: float) -> None:
    for part, text, x, width in runs:
        look = part.look
        if look.tinted:
            bare = _bare(part, text, width)
            canvas.fill(x - 1.5, y - 0.24 * look.size, bare + 3, 1.2 * look.size, TINT)
    out = ["BT"]
    face, size, color = None, 0.0, ""
    at_x = at_y = 0.0
    for part, text, x, _ in runs:
        look = part.look
        if color != look.color:
            color = look.color
            out.append(f"{rgb(color)} rg")
        if face is not look.face or size != look.size:
            face, size = look.face, look.size
            out.append(f"/{face.name} {size:.2f} Tf")
        to_x, to_y = x, y + look.rise
        out.append(f"{to_x - at_x:.2f} {to_y - at_y:.2f} Td [{look.face.encode(text)[0]}] TJ")
        at_x, at_y = at_x + round(to_x - at_x, 2), at_y + round(to_y - at_y, 2)
    if runs:
        out.append("ET")
        canvas.put(" ".join(out))
    for part, text, x, width in runs:
        look = part.look
        if look.struck:
            canvas.fill(x, y + 0.27 * look.size, _bare(part, text, width), 0.055 * look.size, look.color)
        if look.link:
            bottom = y + look.rise - 0.25 * look.size
            canvas.link(look.link, x, bottom, _bare(part, text, width), 1.2 * look.size)


TINT = "#EEF2F5"


def _bare(part: Part, text: str, width: float) -> float:
    """The width of a run without the space at its end."""
    bare = text.rstrip()
    return width if bare == text else width - part.look.face.width(text[len(bare) :]) * part.look.size
