"""Key figures in a row: values, labels and notes, each of one height, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.model.document import KeyFigure, KeyFigures
from builder.writers.pptx.fit import Measure, roomy, steps
from builder.writers.pptx.fitter import Fitter
from builder.writers.pptx.layouts import Layout, Slot
from builder.writers.pptx.plan import Line, Run, TextPlan
from builder.writers.pptx.runs import runs_of

LEAST_VALUE = 24.0
LEAST_LABEL = 12.0
LEAST_NOTE = 11.0
GAP = 6.0

Items = Sequence[tuple[KeyFigure, KeyFigures]]


def figure_row(items: Items, layout: Layout, fitter: Fitter, notes: list[Line]) -> list[TextPlan]:
    """The texts of up to four figures over the width of the layout's, from its first figure on; `notes` takes what fits
    nowhere.
    """
    measure = fitter.measure
    boxes = sorted((value.box for value, _, _ in layout.figures), key=lambda b: b.x)
    left, right = boxes[0].x, boxes[-1].right
    gap = boxes[1].x - boxes[0].right if len(boxes) > 1 else 0.0
    width = (right - left - gap * (len(items) - 1)) / len(items)
    places = [left + n * (width + gap) for n in range(len(items))]
    if layout.figures[0][0].box.x > left:
        places.reverse()
    values = [(Line(runs_of(item.value), origin=block),) for item, block in items]
    labels = [(Line(runs_of(item.label), origin=block),) for item, block in items]
    more = [tuple(Line(runs_of(t), origin=block) for t in (item.change, item.note) if t) for item, block in items]
    size = _value_size(values, layout.figures[0][0], width, measure)
    label_height = _height(labels, layout.figures[0][1], width, LEAST_LABEL, measure)
    note_height = _height(more, layout.figures[0][2], width, LEAST_NOTE, measure)
    texts: list[TextPlan] = []
    for n, (_, block) in enumerate(items):
        slots = layout.figures[n]
        value, label, note = (replace(s.box, x=places[n], width=width) for s in slots)
        label = replace(label, height=label_height)
        note = replace(note, y=label.bottom + GAP, height=note_height)
        if measure.runs_width(values[n][0].runs, size, bold=True, style=slots[0].style) <= width:
            texts.append(TextPlan(slots[0], values[n], size, value, size))
        else:
            texts.append(fitter.fitted(slots[0], values[n], notes, value, LEAST_LABEL, block.at))
        if labels[n][0].runs:
            texts.append(fitter.fitted(slots[1], labels[n], notes, label, LEAST_LABEL, block.at))
        if more[n]:
            texts.append(fitter.fitted(slots[2], more[n], notes, note, LEAST_NOTE, block.at))
    return texts


def _value_size(values: Sequence[tuple[Line, ...]], slot: Slot, width: float, measure: Measure) -> float:
    """The largest size at which every value stands in one line."""
    sizes = steps(slot.style.sizes[0], LEAST_VALUE)
    widest = max(measure.runs_width(lines[0].runs, 1.0, bold=True, style=slot.style) for lines in values)
    return next((s for s in sizes if widest * s <= width * 0.98), sizes[-1])


def _height(texts: Sequence[Sequence[Line]], slot: Slot, width: float, least: float, measure: Measure) -> float:
    """The height that the highest of some texts needs, at most the slot's."""
    box = replace(slot.box, width=width)
    needed = [0.0]
    for lines in texts:
        size = measure.fit(lines, slot.style, box, least)
        needed.append(roomy(measure.height(lines, slot.style, size, width, least)) if size else box.height)
    return min(max(needed), box.height)


def figure_line(item: KeyFigure, block: KeyFigures) -> Line:
    """A key figure as a line of text, where a template has no layout for it."""
    runs = (*runs_of(item.value, Run("", bold=True)), Run("  "), *runs_of(item.label))
    for n, more in enumerate(t for t in (item.change, item.note) if t):
        runs += (Run("; " if n else " ("), *runs_of(more))
    return Line((*runs, Run(")")) if item.change or item.note else runs, mark="bullet", origin=block)
