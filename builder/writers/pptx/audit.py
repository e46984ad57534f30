"""What went in, and what came out: every block that belongs into the deck stands on a slide or in its notes, whole, and
every slide is written as it was planned.

This walks the document by itself, not with the collector, so that a block which that forgets is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import unescape

from builder.model.document import (
    Block,
    BlockQuote,
    BulletList,
    CodeBlock,
    DataTable,
    Div,
    Document,
    Figure,
    Header,
    HorizontalRule,
    KeyFigures,
    OrderedList,
    Para,
    Table,
)
from builder.model.walk import inlines_of
from builder.writers.pptx.plan import Deck, Line, Run, SlidePlan, TablePlan
from builder.writers.pptx.runs import images_of, notes_of, runs_of
from builder.writers.pptx.tables import MOST_ROWS, SHOWN_ROWS


@dataclass(slots=True)
class _Shown:
    """What of a block is in the deck: characters of its text, visuals, and rows of its table."""

    letters: int = 0
    visuals: int = 0
    rows: set[int] = field(default_factory=set)


def lost_blocks(document: Document, deck: Deck) -> list[Block]:
    """The blocks of which the deck lacks something; none, if the planner is right."""
    shown: dict[int, _Shown] = {}
    for line in _lines(deck):
        if line.origin is not None:
            shown.setdefault(id(line.origin), _Shown()).letters += _letters(line.runs)
    for slide in deck.slides:
        for visual in slide.visuals:
            entry = shown.setdefault(id(visual.origin), _Shown())
            entry.visuals += 1
            if isinstance(visual.content, TablePlan):
                entry.letters += sum(_letters(cell) for row in visual.content.rows for cell in row)
                entry.rows |= set(range(visual.content.first, visual.content.last))
    return [b for b in _wanted(document.blocks) if not _whole(b, shown.get(id(b), _Shown()))]


_TEXT = re.compile(r"<a:t>([^<]*)</a:t>")
_VISUAL = re.compile(r"<p:(?:graphicFrame|pic|grpSp)>")


def whole(plan: SlidePlan, deck: Deck, number: int, markup: str) -> bool:
    """Whether the markup of slide `number` has a shape for each visual that was planned, every character of its texts,
    and what stands at its foot.
    """
    runs = [r for text in plan.all_texts() for line in text.lines for r in line.runs]
    tables = (v.content for v in plan.visuals if isinstance(v.content, TablePlan))
    runs += [r for table in tables for row in table.rows for cell in row for r in cell]
    footer = plan.layout.said or deck.footer
    feet = ((plan.layout.footer, footer), (plan.layout.date, deck.date), (plan.layout.number, str(number)))
    runs += [Run(text) for slot, text in feet if slot]
    written = sum(len("".join(unescape(text).split())) for text in _TEXT.findall(markup))
    return written >= _letters(runs) and len(_VISUAL.findall(markup)) >= len(plan.visuals)


def _lines(deck: Deck) -> Iterator[Line]:
    for slide in deck.slides:
        yield from slide.notes
        for text in slide.all_texts():
            yield from text.lines


def _letters(runs: Iterable[Run]) -> int:
    """The characters of runs but for white space, which breaks take away."""
    return sum(len("".join(r.text.split())) for r in runs)


def _wanted(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks that belong into the deck: not those for the brief, nor those under a heading without a slide."""
    skipping = 0
    for block in blocks:
        if isinstance(block, Header) and (not skipping or block.level <= skipping):
            skipping = block.level if "no-slide" in block.attr else 0
        if skipping or isinstance(block, HorizontalRule):
            continue
        match block:
            case Div():
                if "brief" not in block.attr:
                    yield from _wanted(block.blocks)
            case BlockQuote():
                yield from _wanted(block.blocks)
            case BulletList() | OrderedList():
                for item in block.items:
                    yield from _wanted(item)
            case _:
                yield block
                for inlines in inlines_of(block):
                    for note in notes_of(inlines):
                        yield from _wanted(note.blocks)


def _whole(block: Block, shown: _Shown) -> bool:
    match block:
        case Header() | Para():
            letters = _letters(runs_of(block.content))
            pictures = images_of(block.content) if isinstance(block, Para) else []
            # Pictures in notes are said.
            said = 0 if shown.visuals >= len(pictures) else sum(_letters(runs_of(p.content)) for p in pictures)
            return shown.letters >= letters + said
        case CodeBlock():
            return shown.letters >= len("".join(block.text.split()))
        case KeyFigures():
            parts = (t for i in block.items for t in (i.label, i.value, i.change, i.note))
            return shown.letters >= sum(_letters(runs_of(t)) for t in parts)
        case Figure():
            around = _letters(runs_of(block.caption)) + _letters(runs_of(block.source))
            return shown.letters >= around if shown.visuals else shown.letters > 0
        case Table():
            cells = (c for row in (block.head, *block.rows) for c in row)
            return shown.letters >= sum(_letters(runs_of(c)) for c in cells)
        case DataTable():
            count = len(block.data.rows)
            wanted = count if count <= MOST_ROWS else SHOWN_ROWS
            return set(range(wanted)) <= shown.rows or shown.letters > 0 == shown.visuals
        case _:
            return True
