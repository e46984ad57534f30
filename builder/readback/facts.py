"""What the document knows beside its values: the numbers that its own texts have, and what is for one file alone.

Made when a report is built, and written into the ledger, so that files can be verified without report and data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from builder.model.document import (
    Block,
    BlockQuote,
    BulletList,
    Cite,
    Code,
    CodeBlock,
    DataTable,
    Div,
    Document,
    Emph,
    Figure,
    Header,
    Image,
    Inlines,
    LineBreak,
    Link,
    Note,
    OrderedList,
    Span,
    Str,
    Strikeout,
    Strong,
    Table,
    ValueRun,
)
from builder.model.origins import told
from builder.model.walk import children, inlines_of, walk_inlines
from builder.readback.numbers import composed, numbers, touching

Entries = list[dict[str, Any]]
LOWEST = 2  # the level of the headings that open a slide


def facts(document: Document, *, audit: bool = False) -> dict[str, Entries]:
    """The sections of the ledger for this: `known`, numbers by where they come from, and `parts`, the sections of the
    report in order, each with its values, figures and tables and those of them that are for one format alone.

    `audit`: also the numbers of the origins that an audit copy tells.
    """
    walker = _Walker()
    meta = document.meta
    for inlines in (meta.title, meta.subtitle):
        walker.inlines(inlines, "headed")
    walker.blocks(document.blocks)
    walker.texts += [*meta.author, *meta.keywords, meta.description]
    for source in document.sources:
        walker.texts += [source.title, source.url, source.note]
    day = meta.date
    counted: dict[str, Iterable[str]] = {
        "texts": dict.fromkeys(n for text in walker.texts for n in numbers(composed(text))),
        "glued": dict.fromkeys(walker.glued),
        "date": (str(n) for n in (day.year, day.month, day.day)) if day else (),
        "footnotes": _count(walker.notes),
        "lists": map(str, sorted(walker.listed)),
        "sources": _count(len(document.sources)),
        "figures": map(str, sorted(walker.figures)),
        "tables": map(str, sorted(walker.tables)),
        "rows": (form for n in sorted(walker.rows) for form in dict.fromkeys((f"{n}", f"{n:,}"))),
    }
    if audit:
        counted["origins"] = dict.fromkeys(n for text in told(document) for n in numbers(composed(text)))
    known = [{"from": name, "numbers": found} for name, each in counted.items() if (found := list(each))]
    return {"known": known, "parts": [part.entry(n) for n, part in enumerate(walker.parts) if part.holds]}


def _count(most: int) -> Iterator[str]:
    return (str(n) for n in range(1, most + 1))


@dataclass(slots=True)
class _Part:
    """What stands under one heading. `holds` are values (by number; those of headings, which lists of contents have as
    well, are "headed"), figures and tables (by id), and the format that each is for alone, "" where it is for all.
    """

    line: int = 1
    appendix: bool = False
    holds: dict[tuple[str, int | str], str] = field(default_factory=dict)

    def entry(self, number: int) -> dict[str, Any]:
        names: dict[str, list[int | str]] = {}
        for (kind, name), format_ in self.holds.items():
            names.setdefault(f"{kind} {format_}".strip(), []).append(name)
        return {"part": number, "line": self.line, "appendix": self.appendix, **names}


class _Walker:
    """Walks a document once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.glued: list[str] = []
        self.parts = [_Part()]
        self.held: set[tuple[str, int | str]] = set()
        self.notes = 0
        self.listed: set[int] = set()
        self.figures: set[int] = set()
        self.tables: set[int] = set()
        self.rows: set[int] = set()
        self.alone = ""
        self.inner = 0  # how many lists, quotes, notes and columns are around: a heading in them opens no slide
        self.skipping = self.appendix = 0  # the level of the heading that is left out of the deck, or is at its end

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        before = self.alone
        match block:
            case Header() if not self.inner:
                self._header(block)
            case Div():
                self.inner += "notes" in block.attr or "column" in block.attr
                inner = (
                    "pdf" if "brief" in block.attr else "pptx" if {"deck", "notes"} & set(block.attr.classes) else ""
                )
                self.alone = self.alone or inner
            case OrderedList(items, _, start):
                self.listed |= set(range(start, start + len(items)))
            case CodeBlock(text):
                self.texts.append(text)
            case Figure():
                self._figure(block)
            case DataTable() | Table():
                self._table(block)
            case _:
                pass
        for inlines in inlines_of(block):
            self.inlines(inlines, "headed" if isinstance(block, Header) else "values")
        within = isinstance(block, BulletList | OrderedList | BlockQuote)
        self.inner += within
        self.blocks(children(block))
        self.inner -= within or (isinstance(block, Div) and ("notes" in block.attr or "column" in block.attr))
        self.alone = before

    def _header(self, header: Header) -> None:
        if not self.skipping or header.level <= self.skipping:
            self.skipping = header.level if "no-slide" in header.attr else 0
        if self.appendix and header.level <= self.appendix:
            self.appendix = 0
        if "appendix" in header.attr and not self.appendix:
            self.appendix = header.level
        if header.level <= LOWEST:
            self.parts.append(_Part(header.at.line, bool(self.appendix)))

    def _hold(self, kind: str, name: int | str) -> None:
        # A footnote that is called twice stands where it is called first.
        if (kind, name) not in self.held:
            self.held.add((kind, name))
            self.parts[-1].holds[kind, name] = self.alone or ("pdf" if self.skipping else "")

    def inlines(self, inlines: Inlines, kind: str = "values") -> None:
        """A sequence of inlines: what it says, and the values in it."""
        if not inlines:
            return
        pieces = list(self._said(inlines))
        whole = "".join(pieces)
        self.texts.append(whole)
        if any(touching(one, other) for one, other in pairwise(pieces)):
            apart = {n for piece in pieces for n in numbers(composed(piece))}
            self.glued += [n for n in numbers(composed(whole)) if n not in apart]
        for inline in walk_inlines(inlines):
            if isinstance(inline, ValueRun):
                self._hold(kind, inline.number)

    def _said(self, inlines: Inlines) -> Iterator[str]:
        for inline in inlines:
            match inline:
                case Str(text) | Code(text):
                    yield text
                case ValueRun(value):
                    yield value.text
                case LineBreak():
                    yield "\n"
                case Emph(content) | Strong(content) | Strikeout(content):
                    yield from self._said(content)
                case Link() | Span():
                    yield from self._said(inline.content)
                case Image(content, _, title):
                    yield from self._said(content)
                    yield " "
                    yield from self._said(title)
                case Note(number, blocks):
                    self.notes = max(self.notes, number)
                    self.blocks(blocks)
                    yield " "
                case Cite():
                    yield " "
                case _:
                    pass

    # -- Visuals -------------------------------------------------------------------------------------

    def _figure(self, figure: Figure) -> None:
        self.figures.add(figure.number)
        self._hold("figures", figure.id)
        for number in figure.values:
            self._hold("values", number)
        chart = figure.chart
        self.texts += [chart.title, chart.subtitle, chart.source, figure.alt, figure.query]
        self.texts += [annotation.text for annotation in chart.annotations]
        for channel in chart.channels.values():
            self.texts += [channel.label, channel.field.title, channel.field.name, channel.field.unit]

    def _table(self, table: DataTable | Table) -> None:
        self.tables.add(table.number)
        if isinstance(table, DataTable):
            self._hold("tables", table.id)
            self.rows.add(len(table.data.rows))
            for column in table.columns:
                self.texts += [column.label, column.unit]
