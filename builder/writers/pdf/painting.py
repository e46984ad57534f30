"""Lines are painted: tints, then text, then strokes and links. What a stretch is in the structure tree is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

from builder.writers.pdf.boxes import Look, Part
from builder.writers.pdf.canvas import BriefCanvas, rgb
from builder.writers.pdf.lines import EPS, Line
from builder.writers.pdf.tags import ARTIFACT, PLAIN, TRACED, Artifact, Inline, Node

TINT = "#EEF2F5"
SOFT = "\u00ad"
_TRACED = f"#{TRACED}"


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
    rtl: bool


def paint_line(canvas: BriefCanvas, line: Line, left: float, y: float) -> None:
    """Paints a line with its baseline at (left, y), in the order in which it is read; notes values, calls and links."""
    runs: list[_Run] = []
    for part, x in _stretches(line, left):
        if part.picture:
            _paint_runs(canvas, runs, y)
            runs.clear()
            _picture(canvas, part, x, y)
        else:
            _append(runs, part, x)
        if part.value >= 0:
            canvas.placement.value(part.value, canvas.page)
            if canvas.traced:
                canvas.mark(f"value:{part.value}", y + part.look.size * 2)
        if part.note:
            canvas.saveState()
            canvas.translate(x, y)
            canvas.mark(f"call:{part.note.number}", part.look.size * 2)
            canvas.restoreState()
    _paint_runs(canvas, runs, y)


def line_operators(line: Line, left: float, y: float) -> str:
    """The operators that show the text of a line with its baseline at (left, y), and nothing else of it."""
    runs: list[_Run] = []
    for part, x in _stretches(line, left):
        _append(runs, part, x)
    return " ".join(("BT", *_shown(runs, y), "ET"))


def _append(runs: list[_Run], part: Part, x: float) -> None:
    """Adds a stretch; neighbours of one look are one run. What runs from right to left is shown word by word."""
    last = runs[-1] if runs else None
    text, width, rtl = part.text, part.width, part.rtl
    note = part.note.number if part.note else 0
    codes = part.look.face.encode(text, rtl=rtl)[0]
    if part.hyphen:
        # A hyphen that is none of the text: it is read as a soft one (ISO 32000-1, 14.8.2.2.3).
        face = part.look.face
        codes += f"<{face.code(face.glyphs.get(ord('-'), 0), SOFT)}>"
        text += SOFT
    bare = 0.0 if text.isspace() else width
    if (
        last
        and last.look == part.look
        and last.note == note
        and abs(last.x + last.width - x) <= EPS
        and not last.rtl
        and not rtl
    ):
        if bare:
            last.bare = last.width + width
        last.codes += codes
        last.text += text
        last.width += width
    else:
        runs.append(_Run(part.look, note, x, codes, text, width, bare, rtl or False))


def _stretches(line: Line, left: float) -> Iterator[tuple[Part, float]]:
    """The parts of a line, and the spaces between boxes in the look of what is before them, each with its left edge."""
    x = left
    for box, following in zip_longest(line.boxes, line.boxes[1:]):
        if box.x is not None:
            x = left + box.x
        for part in box.parts:
            yield part, x
            x += part.width
        if box.tail:
            look = next((p.look for p in reversed(box.parts) if not p.note), box.parts[-1].look)
            if look.link and following and following.parts and following.parts[0].look.link != look.link:
                # The space after a link is none of it; after a value it stays as it is without the link.
                look = following.parts[0].look if not look.link.startswith(_TRACED) else replace(look, link="")
            yield Part(look, box.tail, box.space), x
            x += box.space


def _inline(look: Look, note: int) -> Inline:
    if look.link or look.tinted or look.lang:
        return Inline(look.link, look.lang, look.tinted, note)
    return PLAIN


def _picture(canvas: BriefCanvas, part: Part, x: float, y: float) -> None:
    """A picture in a line: a figure where it says something, else an artifact."""
    picture = part.picture
    assert picture is not None, "the caller has seen it"
    block = canvas.owner
    if isinstance(block, Node):
        canvas.owner = ARTIFACT
        inner = block.within(_inline(part.look, 0))
        # A link says where it leads, when the picture in it says nothing.
        alt = picture.alt or part.look.link.removeprefix("#id:")
        if alt:
            canvas.owner = node = inner.add("Figure", alt=alt)
            canvas.frame(node, x, y, picture.width, picture.height)
        if part.look.link:
            canvas.link(part.look.link, (x, y, picture.width, picture.height), alt, inner.linked)
    picture.draw(canvas, x, y)
    canvas.owner = block


def _paint_runs(canvas: BriefCanvas, runs: Sequence[_Run], y: float) -> None:
    """Runs one after the other, as what each is in the structure tree."""
    block = canvas.owner
    for inline, stretch in groupby(runs, lambda run: _inline(run.look, run.note)):
        if isinstance(block, Node):
            canvas.owner = block.within(inline)
        _paint_stretch(canvas, list(stretch), y)
    canvas.owner = block


def _paint_stretch(canvas: BriefCanvas, runs: Sequence[_Run], y: float) -> None:
    for run in runs:
        if run.look.tinted:
            size = run.look.size
            canvas.fill(run.x - 1.5, y - 0.24 * size, run.bare + 3, 1.2 * size, TINT)
    for rtl, together in groupby(runs, lambda run: run.rtl):
        if rtl:
            _paint_turned(canvas, list(together), y)
        else:
            canvas.put(" ".join(("BT", *_shown(list(together), y), "ET")))
    for run in runs:
        look = run.look
        if look.struck:
            canvas.fill(run.x, y + 0.27 * look.size, run.bare, 0.055 * look.size, look.color)
        if look.link and not isinstance(canvas.owner, Artifact):
            box = (run.x, y + look.rise - 0.25 * look.size, run.bare, 1.2 * look.size)
            canvas.link(look.link, box, run.text, canvas.owner.linked)


def _paint_turned(canvas: BriefCanvas, runs: Sequence[_Run], y: float) -> None:
    """Runs from right to left. Programs that take the text from the page want a word as it is painted, those that walk
    the tree want it as it is read: the tree says that for all of them.
    """
    owner = canvas.owner
    if isinstance(owner, Node):
        canvas.owner = owner.add("Span")
        canvas.owner.actual = "".join(run.text for run in runs)
    for run in runs:
        shown = " ".join(("BT", *_shown([run], y), "ET"))
        if len(run.text) > 1:
            canvas.put_turned(shown)
        else:
            canvas.put(shown)
    canvas.owner = owner


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
