"""Which paragraphs run from right to left, and what follows from it for layouts."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import bidirectional

from builder.bidi import runs_rtl
from builder.writers.pptx.layouts import Area, Layout, Layouts, Slot
from builder.writers.pptx.plan import Line

__all__ = ["from_the_right", "line_rtl", "runs_rtl"]


def line_rtl(line: Line, lang: str) -> bool:
    """Whether a paragraph of a document in `lang` runs from right to left: in the language of all of it, else in the
    document's; a paragraph that begins with a letter written so does it by itself (UAX #9, P2 and P3). Code never does.
    """
    if line.kind == "code":
        return False
    langs = {run.lang or lang for run in line.runs if run.text.strip()}
    own = langs.pop() if len(langs) == 1 else lang
    if runs_rtl(own) or own != lang:
        return runs_rtl(own)
    return _begins_rtl(line.text)


def _begins_rtl(text: str) -> bool:
    if text.isascii():
        return False
    strong = next((kind for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), "L")
    return strong != "L"


def from_the_right(layouts: Layouts) -> Layouts:
    """The layouts for text from right to left: visuals and key figures in the order of reading, and a text beside a
    visual at its right, where its template has it at the left.
    """

    def turned(layout: Layout) -> Layout:
        layout = replace(layout, areas=layout.areas[::-1], figures=layout.figures[::-1])
        text, areas = layout.text, layout.areas
        if text is None or len(areas) != 1 or text.box.right > areas[0].box.x + 1:
            return layout
        ends = text.box.x + areas[0].box.right

        def moved(slot: Slot) -> Slot:
            return replace(slot, box=replace(slot.box, x=ends - slot.box.right), moved=True)

        caption, source = (moved(s) if s else None for s in (areas[0].caption, areas[0].source))
        return replace(layout, text=moved(text), areas=(Area(moved(areas[0].visual), caption, source),))

    roles = {role: turned(layout) for role, layout in layouts.roles.items()}
    return replace(layouts, roles=roles, named={name: turned(layout) for name, layout in layouts.named.items()})
