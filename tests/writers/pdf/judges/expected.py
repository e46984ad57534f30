"""What the tree of a brief must say, told from the document alone: words, cells, notes and alternative texts.

Nothing of the writer is used here but its order of parts. References to notes and sources stand as readers see them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from shape import Element
from tree import FIGURE, TABLE, Reading

from builder.model.document import (
    Block,
    BlockQuote,
    Blocks,
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
    HorizontalRule,
    Image,
    Inline,
    Inlines,
    KeyFigures,
    LineBreak,
    Link,
    Note,
    OrderedList,
    Para,
    Span,
    Str,
    Strikeout,
    Strong,
    Table,
    ValueRun,
)
from builder.model.format import Format
from builder.model.walk import plain
from builder.model.words import word
from builder.writers.pdf.front import parts_of

Grid = list[list[str]]
SPACES = str.maketrans(dict.fromkeys("\u3000\u2028\u2029", " "))


def words(text: str) -> list[str]:
    """The words of a text as they are compared: composed, without what cannot be seen. A character for private use is
    read as U+FFFD (the judges' own two are not in the file).
    """
    text = "".join("\ufffd" if unicodedata.category(c) == "Co" and c not in (TABLE, FIGURE) else c for c in text)
    seen = (c for c in unicodedata.normalize("NFC", text.translate(SPACES)) if c.isspace() or not _hidden(c))
    return "".join(seen).split()


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf")


@dataclass(slots=True)
class Expected:
    """The text of a brief as in `Reading`, the cells of its tables with the number of rows of heads, and its notes."""

    text: str
    tables: list[Grid] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)


def differences(document: Document, reading: Reading) -> list[str]:
    """Where what is read out differs from what the document says; [] where nothing does."""
    said = expected(document, [row.page for row in headings(reading)])
    return [
        *_words(_joined(said.text), _joined(reading.text)),
        *_tables(said, reading),
        *_notes(said.notes, reading.notes),
    ]


def headings(reading: Reading) -> list[Element]:
    """The headings of a brief in order."""
    return [row for row in reading.rows if row.tag[0] == "H" and row.tag[1:].isdigit()]


def _words(one: str, other: str) -> Iterator[str]:
    said, read = words(one), words(other)
    for n, (a, b) in enumerate(zip_longest(said, read)):
        if a != b:
            before = " ".join(said[max(0, n - 6) : n])
            yield f"after {before!r} {' '.join(read[n : n + 6])!r} is read, not {' '.join(said[n : n + 6])!r}"
            return


def _notes(said: Mapping[str, str], read: Mapping[str, str]) -> Iterator[str]:
    if said.keys() != read.keys():
        yield f"the notes {sorted(read)} are read, not {sorted(said)}"
    for number, text in said.items():
        yield from (f"note {number}: {wrong}" for wrong in _words(text, read.get(number, "")))


def _tables(said: Expected, reading: Reading) -> Iterator[str]:
    parts = list(zip(reading.tables, reading.heads, strict=True))
    for number, (table, heads) in enumerate(zip(said.tables, said.heads, strict=True), 1):
        if not parts:
            yield f"table {number} is not read"
            return
        read, count = parts.pop(0)
        if count != heads:
            yield f"table {number} has {count} rows of heads, not {heads}"
        # A wide table stands in several parts; each repeats the first column.
        while parts and len(read) == len(parts[0][0]) and len(read[0]) < len(table[0]):
            read = [[*a, *b[1:]] for a, b in zip(read, parts.pop(0)[0], strict=True)]
        yield from _cells(number, table, read)
    if parts:
        yield f"{len(parts)} tables more are read than there are"


def _cells(number: int, said: Grid, read: Grid) -> Iterator[str]:
    for n, (one, other) in enumerate(zip_longest(said, read, fillvalue=list[str]()), 1):
        for a, b in zip_longest(one, other, fillvalue="(no cell)"):
            if words(a) != words(b):
                yield f"table {number}, row {n}: the cell {words(b)} is read, not {words(a)}"
                return


def _joined(text: str) -> str:
    """Tables that stand one after the other are as one: a wide table stands in several parts."""
    return re.sub(rf"{TABLE}(\s+{TABLE})+", TABLE, text)


# -- The document ----------------------------------------------------------------------------------------


def expected(document: Document, pages: Sequence[int]) -> Expected:
    """What a brief says. `pages` are those of its headings, in order, for the list of contents."""
    teller = _Teller(document)
    parts = parts_of(document)
    teller.band()
    if parts.key_figures:
        teller.block(parts.key_figures)
    teller.blocks(parts.summary)
    teller.contents(pages)
    teller.blocks(parts.body)
    teller.sources()
    return Expected("\n".join(teller.out), teller.tables, teller.heads, teller.notes)


class _Teller:
    """Tells a document block by block."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.places = frozenset(["", *(f"#{header.attr.id}" for header in _headers(document.blocks))])
        self.out: list[str] = []
        self.tables: list[Grid] = []
        self.heads: list[int] = []
        self.notes: dict[str, str] = {}

    def word(self, key: str) -> str:
        return word(key, self.document.meta.lang)

    # -- Parts ---------------------------------------------------------------------------------------

    def band(self) -> None:
        meta = self.document.meta
        self.para(meta.title)
        self.para(meta.subtitle)
        date = Format("date", pattern="long").text(meta.date, meta.lang) if meta.date else ""
        self.out.append(" · ".join(filter(None, (", ".join(meta.author), date))))

    def contents(self, pages: Sequence[int]) -> None:
        """The headings of two levels and the sources with their pages, where there are three headings or more."""
        headers = [h for h in _headers(self.document.blocks) if words(plain(h.content))]
        if sum(header.level < 3 for header in headers) < 3:
            return
        self.out.append(self.word("contents"))
        for n, header in enumerate(headers):
            if header.level < 3:
                self.out.append(f"{plain(header.content)} {pages[n] if n < len(pages) else '?'}")
        if self.document.sources:
            self.out.append(f"{self.word('sources')} {pages[-1] if pages else '?'}")

    def sources(self) -> None:
        if not self.document.sources:
            return
        self.out.append(self.word("sources"))
        for number, source in enumerate(self.document.sources, 1):
            said = ". ".join(t.rstrip(".") for t in (source.title, source.note) if t) + "."
            self.out.append(f"[{number}] {said} {source.url}")

    # -- Blocks --------------------------------------------------------------------------------------

    def blocks(self, blocks: Blocks) -> None:
        for block in _flat(blocks):
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Header() | Para():
                self.para(block.content)
            case BulletList() | OrderedList():
                for n, item in enumerate(block.items):
                    self.out.append(f"{block.start + n}." if isinstance(block, OrderedList) else "")
                    self.blocks(item)
            case BlockQuote() | Div():
                self.blocks(block.blocks)
            case CodeBlock():
                self.out.append(block.text)
            case KeyFigures():
                for key in block.items:
                    for inlines in (key.value, key.label, key.change, key.note):
                        self.para(inlines)
            case Figure():
                self.figure(block)
            case DataTable():
                self.data(block)
            case Table():
                self.table(block)
            case HorizontalRule():
                pass
            case _:
                raise TypeError(type(block).__name__)

    def para(self, inlines: Inlines) -> None:
        self.out.append(self.inlines(inlines))
        alone = [i for i in inlines if not (isinstance(i, Str) and not i.text.strip())]
        if len(alone) == 1 and isinstance(alone[0], Image):
            self.out.append(self.inlines(alone[0].title))

    def figure(self, figure: Figure) -> None:
        label = f"{self.word('figure')} {figure.number}"
        self.out += [label, figure.chart.title, figure.chart.subtitle]
        self.out.append(f"{FIGURE}{figure.alt}{FIGURE}")
        self.para(figure.caption)
        self.source(figure.source)

    def data(self, table: DataTable) -> None:
        if not table.columns:
            return
        self.head(table.number, table.caption)
        rows = [[f"{column.label} {column.unit}" for column in table.columns]]
        count = len(table.columns)
        rows += [[table.cell(row, n) for n in range(count)] for row in range(len(table.data.rows))]
        if table.total:
            rows.append([value.text if value else "" for value in table.total])
        self.grid(rows, 1)
        self.source(table.source)

    def table(self, table: Table) -> None:
        width = max([len(table.head), *map(len, table.rows)], default=0)
        if not width:
            return
        self.head(table.number, table.caption if table.number else ())
        rows = [table.head] if any(table.head) else []
        cells = [[self.inlines(row[n]) if n < len(row) else "" for n in range(width)] for row in (*rows, *table.rows)]
        self.grid(cells, len(rows))

    def head(self, number: int, caption: Inlines) -> None:
        if number:
            self.out.append(f"{self.word('table')} {number}")
            self.para(caption)

    def grid(self, rows: Grid, heads: int) -> None:
        if not any(words(cell) for row in rows for cell in row):
            return
        self.out.append(TABLE)
        self.tables.append(rows)
        self.heads.append(heads)

    def source(self, source: Inlines) -> None:
        """The line of sources under a figure or a table, which begins with the word for it."""
        label = self.word("source")
        if source and not plain(source).casefold().startswith(label.casefold()):
            source = (Str(f"{label}: "), *source)
        self.para(source)

    # -- Inlines -------------------------------------------------------------------------------------

    def inlines(self, inlines: Inlines) -> str:
        out = ""
        beside = False  # whether a note was called right before
        for inline in _opened(inlines, self.places):
            if isinstance(inline, Note):
                out = self.call(inline, f"{out.rstrip(' ')}," if beside else out)
                beside = True
                continue
            beside = beside and inline in (Str(""), Str(" "))
            match inline:
                case Str(text) | Code(text):
                    out += text
                case ValueRun(value, _):
                    out += value.text
                case LineBreak():
                    out += "\n"
                case Cite(_, numbers, _):
                    out += f"[{', '.join(map(str, numbers))}]"
                case Image():
                    # A picture without an alternative text says nothing: it is decoration.
                    out += f"{FIGURE}{alt}{FIGURE}" if (alt := plain(inline.content)) else "\u200b"
                case _:
                    raise TypeError(type(inline).__name__)
        return out

    def call(self, note: Note, before: str) -> str:
        """The number of a note stands at the word before it, also where the author left a space."""
        number = str(note.number)
        if number not in self.notes:
            self.notes[number] = number  # it may call itself
            outer, self.out = self.out, [number]
            self.blocks(note.blocks)
            self.notes[number], self.out = "\n".join(self.out), outer
        return before.rstrip(" ") + number


def _opened(inlines: Inlines, places: frozenset[str]) -> Iterator[Inline]:
    """Inlines without what only formats them; `places` are the targets that links in the brief have."""
    for inline in inlines:
        match inline:
            case Emph(content) | Strong(content) | Strikeout(content):
                yield from _opened(content, places)
            case Link(content, target, _, _) if places and (not target.startswith("#") or target in places):
                # A picture that says nothing says where its link leads.
                for inner in _opened(content, frozenset()):  # of links in links the outer one holds
                    if isinstance(inner, Image) and not plain(inner.content):
                        yield replace(inner, content=(Str(target.removeprefix("#")),))
                    else:
                        yield inner
            case Link() | Span():
                yield from _opened(inline.content, places)
            case _:
                yield inline


def _flat(blocks: Blocks) -> Iterator[Block]:
    """The blocks that a brief shows: those for slides left out, divs that only group opened."""
    for block in blocks:
        if not isinstance(block, Div) or "callout" in block.attr:
            yield block
        elif not any(name in block.attr for name in ("notes", "deck")):
            yield from _flat(block.blocks)


def _headers(blocks: Blocks) -> Iterator[Header]:
    """Every heading of a brief, also in lists and boxes."""
    for block in _flat(blocks):
        match block:
            case Header():
                yield block
            case BulletList() | OrderedList():
                for item in block.items:
                    yield from _headers(item)
            case BlockQuote() | Div():
                yield from _headers(block.blocks)
            case _:
                pass
