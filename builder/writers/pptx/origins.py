"""The audit copy of a deck: the notes of each slide list its numbers, charts and tables with their origins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from builder.model.document import DataTable, Document, Figure
from builder.model.origins import Teller
from builder.model.walk import walk_blocks
from builder.writers.pptx.plan import ChartPlan, Deck, Line, Run, SlidePlan, TablePlan
from builder.writers.pptx.runs import clean


def with_origins(deck: Deck, document: Document) -> Deck:
    """The deck with a list at the end of the notes of each slide that has numbers; nothing else of it changes."""
    teller = Teller(document)
    visuals = {b.id: b for b in walk_blocks(document.blocks) if isinstance(b, (Figure, DataTable))}
    slides = []
    for slide in deck.slides:
        told = [Line((Run(clean(text)),)) for text in dict.fromkeys(_told(slide, document, visuals, teller))]
        head = Line((Run(teller.word("slide"), bold=True),))
        slides.append(replace(slide, notes=(*slide.notes, head, *told)) if told else slide)
    return replace(deck, slides=tuple(slides))


def _told(
    slide: SlidePlan, document: Document, visuals: Mapping[str, Figure | DataTable], teller: Teller
) -> Iterator[str]:
    """A line for each value in the order of the document, then for each chart and each table with its sums; lines of
    values that are read at several places are the same.
    """
    for number in sorted(slide.values()):
        yield teller.value(document.values[number])
    for plan in slide.visuals:
        content = plan.content
        if isinstance(content, ChartPlan):
            yield teller.visual(content.figure)
        elif isinstance(content, TablePlan) and content.id in visuals:
            table = visuals[content.id]
            yield teller.visual(table)
            for total in table.total if isinstance(table, DataTable) and content.total else ():
                if total and total.origins:
                    yield teller.value(total)
