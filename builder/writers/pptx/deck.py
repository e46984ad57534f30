"""The deck as plain data: which slides there are, and what stands on each. No PowerPoint in here.

A level-1 heading opens a section and a slide, a level-2 heading its own slide. On a slide stand the heading, the lists
and the visuals; paragraphs go to the notes. What does not fit goes on to further slides (`fit`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from builder.errors import Findings, Location
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
    Image,
    Inline,
    Inlines,
    KeyFigures,
    Link,
    Note,
    OrderedList,
    Para,
    Str,
    Strong,
    Table,
)
from builder.model.format import Format
from builder.model.walk import plain, walk_inlines
from builder.model.words import word

Visual = Figure | DataTable | Table | Image
ROLES = ("title", "section", "text", "text-visual", "visual", "two-visuals", "key-figures", "sources", "agenda")
MOST_FIGURES = 4  # key figures side by side
LIST_ROWS = 40  # rows of a table that a deck shows at most


@dataclass(frozen=True, slots=True)
class Item:
    """One paragraph of a text placeholder: `level` 0 is the outermost; `mark` is "", "•" or a number as "3."."""

    content: Inlines
    level: int = 0
    mark: str = "•"


@dataclass(frozen=True, slots=True)
class TablePart:
    """Rows of a table on one slide: `first` to before `last`; `part` of `parts`."""

    table: DataTable | Table
    first: int
    last: int
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True)
class SlidePlan:
    """One slide. `layout` is the author's wish ("" for the role's); `size` the size of the text, 0 for the layout's."""

    role: str
    title: Inlines
    id: str = ""
    suffix: str = ""
    items: tuple[Item, ...] = ()
    visuals: tuple[Figure | TablePart | Image, ...] = ()
    key_figures: KeyFigures | None = None
    source: Inlines = ()
    notes: tuple[Inlines, ...] = ()
    layout: str = ""
    subtitle: Inlines = ()
    byline: str = ""
    section: str = ""
    size: float = 0.0
    title_size: float = 0.0
    at: Location | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deck:
    """All slides in order."""

    slides: tuple[SlidePlan, ...]


@dataclass(slots=True)
class _Section:
    """What stands under one heading: its blocks by where they go."""

    header: Header | None
    items: list[Item] = field(default_factory=list)
    visuals: list[Visual] = field(default_factory=list)
    key_figures: list[KeyFigures] = field(default_factory=list)
    notes: list[Inlines] = field(default_factory=list)
    has_children: bool = False


def plan_deck(document: Document, findings: Findings) -> Deck:
    """The plan of the deck, before anything is measured."""
    sections = _sections(document)
    slides: list[SlidePlan] = [_title_slide(document, sections)]
    regular = [s for s in sections if s.header is not None and "appendix" not in s.header.attr]
    tops = [s for s in regular if s.header is not None and s.header.level == 1 and "no-slide" not in s.header.attr]
    if len(tops) > 3:
        slides.append(_agenda(tops, document))
    appendix = [s for s in sections if s.header is not None and "appendix" in s.header.attr]
    section = ""
    for part in [*regular, *appendix]:
        assert part.header is not None
        if "no-slide" in part.header.attr:
            continue
        if part.header.level == 1:
            section = plain(part.header.content)
        slides += [replace(s, section=section) for s in _slides(part, findings)]
    slides += _source_slides(document)
    return Deck(tuple(slides))


def _sections(document: Document) -> list[_Section]:
    sections = [_Section(None)]
    inherited = ""
    for found in _flat(document.blocks):
        block = found
        if isinstance(block, Header) and block.level <= 2:
            if block.level == 1:
                inherited = next((c for c in ("appendix", "no-slide") if c in block.attr), "")
            elif inherited and inherited not in block.attr:
                block = replace(block, attr=replace(block.attr, classes=(*block.attr.classes, inherited)))
            if sections[-1].header is not None and block.level == 2:
                top = next(s for s in reversed(sections) if s.header is None or s.header.level == 1)
                top.has_children = True
            sections.append(_Section(block))
        else:
            _sort(block, sections[-1])
    return sections


def _flat(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks of the deck; divs that only group are opened."""
    for block in blocks:
        if isinstance(block, Div) and not {"notes", "brief", "callout"} & set(block.attr.classes):
            yield from _flat(block.blocks)
        else:
            yield block


def _sort(block: Block, section: _Section) -> None:
    """Puts a block where it goes: on the slide or into the notes."""
    match block:
        case BulletList():
            section.items += _items(block.items, 0, None)
        case OrderedList():
            section.items += _items(block.items, 0, block.start)
        case Figure() | DataTable() | Table():
            section.visuals.append(block)
        case KeyFigures():
            section.key_figures.append(block)
        case Para(content):
            section.visuals += [i for i in content if isinstance(i, Image)]
            text = tuple(i for i in content if not isinstance(i, Image))
            if plain(text).strip():
                section.notes.append(text)
        case Header():
            section.notes.append((Strong(block.content),))
        case BlockQuote():
            for inner in block.blocks:
                if isinstance(inner, Para):
                    section.items.append(Item((Str("“"), *inner.content, Str("”")), 0, ""))
                else:
                    _sort(inner, section)
        case CodeBlock(text):
            section.items += [Item((Str(line),), 0, "") for line in text.splitlines()]
        case Div() if "brief" not in block.attr:
            for inner in block.blocks:
                _note(inner, section)
        case _:
            return


def _note(block: Block, section: _Section) -> None:
    """A block of a `notes` or `callout` div: its text is for the speaker, its visuals for the slide."""
    match block:
        case Para(content) | Header(_, content):
            section.notes.append(content)
        case BulletList() | OrderedList():
            section.notes += [i.content for i in _items(block.items, 0, None)]
        case Div() | BlockQuote():
            for inner in block.blocks:
                _note(inner, section)
        case _:
            _sort(block, section)


def _items(items: Sequence[tuple[Block, ...]], level: int, start: int | None) -> list[Item]:
    out: list[Item] = []
    for n, item in enumerate(items):
        mark = "•" if start is None else f"{start + n}."
        for block in item:
            match block:
                case Para(content):
                    out.append(Item(content, level, mark))
                    mark = ""
                case BulletList():
                    out += _items(block.items, level + 1, None)
                case OrderedList():
                    out += _items(block.items, level + 1, block.start)
                case _:
                    pass
    return out


def _slides(section: _Section, findings: Findings) -> list[SlidePlan]:
    """The slides of one heading: key figures, then text with the first visual, then the other visuals in pairs."""
    header = section.header
    assert header is not None
    layout = header.attr.get("layout")
    notes = tuple(section.notes)
    base = SlidePlan("text", header.content, header.attr.id, layout=layout, notes=notes, at=header.at)
    if not (section.items or section.visuals or section.key_figures):
        return (
            [replace(base, role="section")]
            if header.level == 1 or section.has_children
            else [replace(base, role="text")]
        )
    slides: list[SlidePlan] = []
    items, visuals = tuple(section.items), [p for v in section.visuals for p in _parts(v, findings)]
    for figures in section.key_figures:
        for start in range(0, len(figures.items), MOST_FIGURES):
            few = replace(figures, items=figures.items[start : start + MOST_FIGURES])
            slides.append(replace(base, role="key-figures", key_figures=few, items=items))
            items = ()
    if items and len(visuals) >= 1:
        slides.append(replace(base, role="text-visual", items=items, visuals=(visuals.pop(0),)))
    elif items:
        slides.append(replace(base, role="text", items=items))
    while visuals:
        pair = len(visuals) >= 2 and not any(_wide(v) for v in visuals[:2])
        taken, visuals = (visuals[:2], visuals[2:]) if pair else (visuals[:1], visuals[1:])
        slides.append(replace(base, role="two-visuals" if pair else "visual", visuals=tuple(taken)))
    return [
        replace(s, id=s.id if n == 0 else "", notes=s.notes if n == 0 else (), source=_source(s.visuals))
        for n, s in enumerate(slides)
    ]


def _wide(visual: Figure | TablePart | Image) -> bool:
    """Whether a visual wants a slide of its own."""
    if isinstance(visual, TablePart):
        return True
    return isinstance(visual, Figure) and "facet" in visual.chart.channels


def _parts(visual: Visual, findings: Findings) -> list[Figure | TablePart | Image]:
    """A visual as it is placed: long tables are cut where slides end (`fit` sets the number of rows)."""
    if not isinstance(visual, (DataTable, Table)):
        return [visual]
    rows = len(visual.data.rows) + bool(visual.total) if isinstance(visual, DataTable) else len(visual.rows)
    if rows > LIST_ROWS:
        name = plain(visual.caption) or "a table"
        message = f'the deck shows the first {LIST_ROWS} of {rows} rows of "{name}"'
        findings.note("table-cut", message, visual.at, "the brief has all of them; aggregate, or limit the rows")
    return [TablePart(visual, 0, min(rows, LIST_ROWS))]


def _source(visuals: Sequence[Figure | TablePart | Image]) -> Inlines:
    out: list[Inline] = []
    seen: set[str] = set()
    for visual in visuals:
        source = visual.source if isinstance(visual, Figure) else ()
        if isinstance(visual, TablePart) and isinstance(visual.table, DataTable):
            source = visual.table.source
        text = plain(source)
        if text and text not in seen:
            out += [Str("; "), *source] if out else list(source)
            seen.add(text)
    return tuple(out)


def _title_slide(document: Document, sections: Sequence[_Section]) -> SlidePlan:
    meta = document.meta
    parts = [*meta.author]
    if meta.date:
        parts.append(Format("date", pattern="long").text(meta.date, meta.lang))
    return SlidePlan(
        "title", meta.title, subtitle=meta.subtitle, byline="  ·  ".join(parts), notes=tuple(sections[0].notes)
    )


def _agenda(tops: Sequence[_Section], document: Document) -> SlidePlan:
    items, links = [], []
    for section in tops:
        assert section.header is not None
        items.append(Item((Link(section.header.content, f"#{section.header.attr.id}"),), 0, "•"))
        links.append(section.header.attr.id)
    title = word("contents", document.meta.lang)
    return SlidePlan("agenda", (Str(title),), items=tuple(items), links=tuple(links))


def _source_slides(document: Document) -> list[SlidePlan]:
    if not document.sources:
        return []
    items = []
    for number, source in enumerate(document.sources, 1):
        title = (Link((Str(source.title),), source.url),) if source.url else (Str(source.title),)
        note = (Str(f". {source.note}"),) if source.note else ()
        items.append(Item((*title, *note), 0, f"{number}."))
    return [SlidePlan("sources", (Str(word("sources", document.meta.lang)),), "sources", items=tuple(items))]


def footnotes(inlines: Sequence[Inlines]) -> list[Note]:
    """The footnotes called in texts; on a slide they stand in the notes."""
    return [i for text in inlines for i in walk_inlines(text) if isinstance(i, Note)]
