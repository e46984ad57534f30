"""What a mail says: the parts of a resolved document that its HTML and its text both show.

The report's first key figures come first. Then come the divs for the mail where it has any, else the bullets of its
first sections. The first charts stand in the sections that they are from, and after all of them where theirs is left
out. Sources and notes are numbered anew: a mail is read alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from builder.errors import Findings, suggest
from builder.model.data import Source
from builder.model.document import (
    Block,
    Blocks,
    BulletList,
    Cite,
    Div,
    Document,
    Figure,
    Header,
    Inline,
    Inlines,
    KeyFigures,
    Note,
    Para,
)
from builder.model.format import Format
from builder.model.options import MailOptions
from builder.model.walk import map_block, plain, walk_blocks

SECTIONS = 3
BULLETS = 4


@dataclass(frozen=True, slots=True)
class Summary:
    """A mail's content. `files` are the names of what is attached; `shortened` where it has less than it could."""

    title: str
    subtitle: str
    byline: str
    lang: str
    blocks: Blocks
    sources: tuple[Source, ...]
    notes: tuple[Note, ...]
    files: tuple[str, ...]
    shortened: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The charts, in order."""
        return tuple(b for b in walk_blocks(self.blocks) if isinstance(b, Figure))


def chosen(document: Document, options: MailOptions, findings: Findings) -> Blocks:
    """The blocks of a resolved document that its mail shows. A chart that `options` name and the report has not is an
    error in `findings`.
    """
    own = tuple(_open(document.mail))
    shown = tuple(_open(document.blocks))
    lead = () if any(isinstance(b, KeyFigures) for b in walk_blocks(own)) else _first_key_figures(shown)
    figures = () if any(isinstance(b, Figure) for b in walk_blocks(own)) else _charts(shown, options, findings)
    return (*lead, *own, *figures) if own else (*lead, *_sections(shown, figures))


def summarise(document: Document, blocks: Blocks, files: tuple[str, ...], *, shortened: bool = False) -> Summary:
    """The summary with these blocks, their sources and notes numbered from 1."""
    meta = document.meta
    numbers = _Numbers((*document.sources, *document.mail_sources))
    numbered = tuple(map_block(b, numbers.change) for b in blocks)
    date = Format("date", pattern="long").text(meta.date, meta.lang) if meta.date else ""
    return Summary(
        title=plain(meta.title),
        subtitle=plain(meta.subtitle),
        byline=" · ".join(filter(None, (", ".join(meta.author), date))),
        lang=meta.lang,
        blocks=numbered,
        sources=tuple(numbers.sources),
        notes=tuple(numbers.notes.values()),
        files=files,
        shortened=shortened,
    )


def units(blocks: Blocks) -> int:
    """How many parts `first_units` can tell apart: the items of a list at the top, and all other blocks."""
    return sum(len(b.items) if isinstance(b, BulletList) else 1 for b in blocks)


def first_units(blocks: Blocks, count: int) -> Blocks:
    """The first parts of these blocks; no heading stands last."""
    out: list[Block] = []
    for block in blocks:
        if count <= 0:
            break
        if isinstance(block, BulletList):
            out.append(replace(block, items=block.items[:count]))
            count -= len(block.items)
        else:
            out.append(block)
            count -= 1
    while out and isinstance(out[-1], Header):
        out.pop()
    return tuple(out)


# -- What is shown ---------------------------------------------------------------------------------------


def _open(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks without those for the speaker, divs that only group opened."""
    for block in blocks:
        if not isinstance(block, Div):
            yield block
        elif "notes" not in block.attr:
            if block.attr.get("lang"):
                yield replace(block, blocks=tuple(_open(block.blocks)))
            else:
                yield from _open(block.blocks)


def _first_key_figures(blocks: Blocks) -> Blocks:
    return next(((b,) for b in blocks if isinstance(b, KeyFigures)), ())


def _charts(blocks: Blocks, options: MailOptions, findings: Findings) -> tuple[Figure, ...]:
    """The charts that the options name, else the first ones."""
    figures = {b.id: b for b in walk_blocks(blocks) if isinstance(b, Figure)}
    for id_ in options.figures:
        if id_ not in figures:
            hint = suggest(id_, figures, "It has")
            findings.error("unknown-reference", f'the report has no chart "{id_}" for its mail', options.at, hint)
    if options.figures:
        return tuple(figures[id_] for id_ in dict.fromkeys(options.figures) if id_ in figures)
    return tuple(figures.values())[: options.charts]


@dataclass(slots=True)
class _Section:
    """A heading of level 1 and what a mail may take from below it."""

    header: Header | None = None
    lists: list[BulletList] = field(default_factory=list)
    paras: list[Para] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)


def _sections(shown: Blocks, figures: tuple[Figure, ...]) -> Blocks:
    """The first sections that have bullets, with their charts; the first paragraphs of sections where none has any."""
    sections = [_Section()]
    for block in shown:
        if isinstance(block, Header) and block.level == 1:
            sections.append(_Section(block))
        elif isinstance(block, BulletList):
            sections[-1].lists.append(block)
        elif isinstance(block, Para):
            sections[-1].paras.append(block)
        sections[-1].figures += [b.id for b in walk_blocks((block,)) if isinstance(b, Figure)]
    plain_ = [s for s in sections if not (s.header and "appendix" in s.header.attr)]
    kept = [s for s in plain_ if s.lists] or [s for s in plain_ if s.paras]
    placed: set[str] = set()
    out: list[Block] = []
    for section in kept[:SECTIONS]:
        out += [section.header] if section.header else []
        out += [_first_items(section.lists)] if section.lists else section.paras[:1]
        inside = [f for f in figures if f.id in section.figures]
        placed |= {f.id for f in inside}
        out += inside
    return (*out, *(f for f in figures if f.id not in placed))


def _first_items(lists: list[BulletList]) -> BulletList:
    items = tuple(item for one in lists for item in one.items)
    return replace(lists[0], items=items[:BULLETS])


# -- Numbers ---------------------------------------------------------------------------------------------


class _Numbers:
    """Numbers sources and notes in the order in which they are met."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self.known = sources
        self.sources: list[Source] = []
        self.notes: dict[int, Note] = {}

    def change(self, inline: Inline) -> Inlines:
        """The inline with its number in the mail."""
        if isinstance(inline, Cite):
            return (replace(inline, numbers=tuple(map(self._source, inline.numbers))),)
        if isinstance(inline, Note):
            if inline.number not in self.notes:
                self.notes[inline.number] = replace(inline, number=len(self.notes) + 1)
            return (self.notes[inline.number],)
        return (inline,)

    def _source(self, number: int) -> int:
        source = self.known[number - 1]
        if source not in self.sources:
            self.sources.append(source)
        return self.sources.index(source) + 1
