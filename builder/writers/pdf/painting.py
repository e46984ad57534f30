"""Lines are painted: tints, then text, then strokes and links. What a stretch is in the structure tree is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from builder.writers.pdf.boxes import Look, Part
from builder.writers.pdf.canvas import BriefCanvas, rgb
from builder.writers.pdf.lines import EPS, Line
from builder.writers.pdf.rtl import is_rtl
from builder.writers.pdf.tags import ARTIFACT, PLAIN, Artifact, Inline, Node

TINT = "#EEF2F5"


@dataclass(slots=True)
class _Run:
    """Text of one look that is shown at once: `codes` are elements of a TJ array, `bare` its width without the space
    at its end.
    """

    look: Look
    note: int
    x: float
    codes: str
    text: str
    width: float
    bare: float


def paint_line(canvas: BriefCanvas, line: Line, x: float, y: float) -> None:
    """Paints a line with its baseline at (x, y); notes values, calls and links."""
    runs: list[_Run] = []
    for part, text, width in _stretches(line):
        if part.picture:
            _picture(canvas, part, x, y)
        else:
            _append(runs, part, text, x, width)
        if part.value >= 0:
            canvas.placement.value(part.value, canvas.page)
        if part.note:
            canvas.saveState()
            canvas.translate(x, y)
            canvas.mark(f"call:{part.note.number}", part.look.size * 2)
            canvas.restoreState()
        x += width
    block = canvas.owner
    for inline, stretch in groupby(runs, _inline):
        if isinstance(block, Node):
            canvas.owner = block.within(inline)
        _paint_runs(canvas, list(stretch), y)
    canvas.owner = block


def _append(runs: list[_Run], part: Part, text: str, x: float, width: float) -> None:
    """Adds a stretch; neighbours of one look are one run. What runs from right to left is shown word by word."""
    last = runs[-1] if runs else None
    note = part.note.number if part.note else 0
    codes = part.look.face.encode(text)[0]
    bare = 0.0 if text.isspace() else width
    if (
        last
        and last.look == part.look
        and last.note == note
        and last.x + last.width >= x - EPS
        and not is_rtl(last.text)
        and not is_rtl(text)
    ):
        if bare:
            last.bare = last.width + width
        last.codes += codes
        last.text += text
        last.width += width
    else:
        runs.append(_Run(part.look, note, x, codes, text, width, bare))


def _stretches(line: Line) -> Iterable[tuple[Part, str, float]]:
    """The parts of a line with the spaces between boxes, in the look of what is before them."""
    for box in line.boxes:
        for part in box.parts:
            yield part, part.text, part.width
        if box.tail:
            look = next((p.look for p in reversed(box.parts) if not p.note), box.parts[-1].look)
            yield Part(look, box.tail, box.space), box.tail, box.space


def _inline(run: _Run) -> Inline:
    look = run.look
    if look.link or look.tinted:
        return Inline(look.link, "", look.tinted, run.note)
    return PLAIN


def _picture(canvas: BriefCanvas, part: Part, x: float, y: float) -> None:
    """A picture in a line: a figure where it says something, else an artifact."""
    picture = part.picture
    assert picture is not None, "the caller has seen it"
    block = canvas.owner
    if isinstance(block, Node):
        if picture.alt:
            node = block.add("Figure", alt=picture.alt)
            canvas.frame(node, x, y, picture.width, picture.height)
            canvas.owner = node
        else:
            canvas.owner = ARTIFACT
    picture.draw(canvas, x, y)
    canvas.owner = block


def _paint_runs(canvas: BriefCanvas, runs: Sequence[_Run], y: float) -> None:
    for run in runs:
        if run.look.tinted:
            size = run.look.size
            canvas.fill(run.x - 1.5, y - 0.24 * size, run.bare + 3, 1.2 * size, TINT)
    if runs:
        canvas.put(" ".join(("BT", *_shown(runs, y), "ET")))
    for run in runs:
        look = run.look
        if look.struck:
            canvas.fill(run.x, y + 0.27 * look.size, run.bare, 0.055 * look.size, look.color)
        if look.link and not isinstance(canvas.owner, Artifact):
            box = (run.x, y + look.rise - 0.25 * look.size, run.bare, 1.2 * look.size)
            canvas.link(look.link, box, run.text, canvas.owner)


def _shown(runs: Sequence[_Run], y: float) -> Iterator[str]:
    """The operators of runs, which set only what changes."""
    face, size, color = None, 0.0, ""
    at_x = at_y = 0.0
    for run in runs:
        look = run.look
        if color != look.color:
            color = look.color
            yield f"{rgb(color)} rg"
        if face is not look.face or size != look.size:
            face, size = look.face, look.size
            yield f"/{face.name} {size:.2f} Tf"
        to_x, to_y = run.x, y + look.rise
        yield f"{to_x - at_x:.2f} {to_y - at_y:.2f} Td [{run.codes}] TJ"
        at_x, at_y = at_x + round(to_x - at_x, 2), at_y + round(to_y - at_y, 2)
