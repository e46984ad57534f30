"""Inlines become runs: flat pieces of text, each of one look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from builder.model.document import (
    Block,
    Cite,
    Code,
    Emph,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Note,
    Span,
    Str,
    Strikeout,
    Strong,
    ValueRun,
)
from builder.model.walk import walk_inlines
from builder.writers.pptx.escaped import ILLEGAL
from builder.writers.pptx.plan import Run

_SPACES = re.compile(r"[\t\n\r]+")


def clean(text: str) -> str:
    """Text that a slide can hold: without control characters, on one line."""
    return ILLEGAL.sub("", _SPACES.sub(" ", text))


def runs_of(inlines: Inlines, look: Run | None = None) -> tuple[Run, ...]:
    """The runs of inlines, neighbours of one look joined; pictures are not text, footnotes leave their number."""
    out: list[Run] = []
    for run in _flat(inlines, look or Run("")):
        before = out[-1] if out else None
        if before and before.value == run.value == -1 and "\n" not in (before.text, run.text):
            joined = replace(before, text=before.text + run.text)
            if replace(joined, text="") == replace(run, text=""):
                out[-1] = joined
                continue
        if run.text:
            out.append(run)
    return tuple(out)


def _flat(inlines: Inlines, look: Run) -> Iterator[Run]:
    for inline in inlines:
        yield from _one(inline, look)


def _one(inline: Inline, look: Run) -> Iterator[Run]:
    match inline:
        case Str(text):
            yield replace(look, text=clean(text))
        case ValueRun(value, number):
            yield replace(look, text=clean(value.text), value=number)
        case Code(text):
            yield replace(look, text=clean(text), code=True)
        case LineBreak():
            yield replace(look, text="\n")
        case Emph(content):
            yield from _flat(content, replace(look, italic=True))
        case Strong(content):
            yield from _flat(content, replace(look, bold=True))
        case Strikeout(content):
            yield from _flat(content, replace(look, strike=True))
        case Link():
            target = inline.target
            yield from _flat(inline.content or (Str(target.removeprefix("#")),), replace(look, link=target))
        case Span():
            lang = inline.attr.get("lang")
            yield from _flat(inline.content, replace(look, lang=lang or look.lang))
        case Cite():
            yield from _citation(inline, look)
        case Note(number, _):
            yield replace(look, text=str(number), raised=True)
        case _:
            return


def _citation(cite: Cite, look: Run) -> Iterator[Run]:
    """`[1, 2]`, each number a link to the source."""
    quiet = replace(look, quiet=True)
    if len(cite.numbers) == 1:
        yield replace(quiet, text=f"[{cite.numbers[0]}]", link=f"#source-{cite.numbers[0]}")
        return
    yield replace(quiet, text="[")
    for n, number in enumerate(cite.numbers):
        if n:
            yield replace(quiet, text=", ")
        yield replace(quiet, text=str(number), link=f"#source-{number}")
    yield replace(quiet, text="]")


def images_of(inlines: Inlines) -> list[Image]:
    """The pictures in inlines, not those of footnotes."""
    notes = {id(i) for n in notes_of(inlines) for b in n.blocks for i in _deep(b)}
    return [i for i in walk_inlines(inlines) if isinstance(i, Image) and id(i) not in notes]


def _deep(block: Block) -> Iterator[Inline]:
    from builder.model.walk import inlines_of, walk_blocks

    for inner in walk_blocks((block,)):
        for inlines in inlines_of(inner):
            yield from walk_inlines(inlines)


def notes_of(inlines: Inlines) -> list[Note]:
    """The footnotes called in inlines."""
    return [i for i in walk_inlines(inlines) if isinstance(i, Note)]


def text_of(runs: tuple[Run, ...]) -> str:
    """The text of runs, lines joined by spaces."""
    return "".join(r.text for r in runs).replace("\n", " ")
