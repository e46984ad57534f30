"""Every text of a resolved document that its author typed, on one line, with the way back to each character.

What is bound, quoted, literal, code or a reference stands in the line as a mark. What a reader never sees, and what the
data or the bibliography gave (names of columns, titles of sources), is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from builder.errors import Location
from builder.model.document import (
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    DataTable,
    Div,
    Document,
    Emph,
    Figure,
    Header,
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

BOUND = "\ufffc"
"""What stands where something was that is no typed text: it ends a word and holds no digit."""


@dataclass(frozen=True, slots=True)
class Held:
    """A sentence with a test: where it stands in its line, and the test."""

    start: int
    end: int
    expression: str


@dataclass(frozen=True, slots=True)
class Authored:
    """One text. `corner` names where readers see it, `block` is the place of what it stands in, `lang` its language.

    `pieces` are its typed parts with the offset of each, `held` its sentences with tests.
    """

    text: str
    corner: str
    block: Location
    lang: str
    pieces: tuple[tuple[int, Str], ...] = ()
    held: tuple[Held, ...] = ()

    def place(self, offset: int) -> Location:
        """The place in the file of the letter or digit at `offset`; that of the block where it is not known."""
        number = bisect_right(self.pieces, offset, key=itemgetter(0)) - 1
        if number < 0:
            return self.block
        begins, piece = self.pieces[number]
        return (piece.trace.at(piece.text, offset - begins) if piece.trace else None) or self.block


def authored_texts(document: Document) -> Iterator[Authored]:
    """The texts of a document in reading order: those of its front matter, then those of its blocks."""
    meta = document.meta
    start = Location(document.blocks[0].at.path if document.blocks else document.name)
    for corner, inlines in (
        ("title", meta.title),
        ("subtitle", meta.subtitle),
        ("mail's subject", meta.subject),
        *meta.authored,
    ):
        yield from _texts(inlines, corner, start, meta.lang)
    yield from _blocks(document.blocks, "text", meta.lang)
    yield from _blocks(document.mail, "mail", meta.lang)


def _blocks(blocks: Blocks, corner: str, lang: str) -> Iterator[Authored]:
    for block in blocks:
        yield from _block(block, corner, lang)


def _block(block: Block, corner: str, lang: str) -> Iterator[Authored]:
    match block:
        case Header():
            yield from _texts(block.content, "heading", block.at, lang)
        case Para():
            yield from _texts(block.content, corner, block.at, lang)
        case BulletList() | OrderedList():
            for item in block.items:
                yield from _blocks(item, "list" if corner == "text" else corner, lang)
        case BlockQuote():
            yield from _blocks(block.blocks, "quotation" if corner == "text" else corner, lang)
        case Div():
            inner = "speaker's notes" if "notes" in block.attr else corner
            yield from _blocks(block.blocks, inner, block.attr.get("lang") or lang)
        case Table() | Figure() | DataTable() | KeyFigures():
            for name, inlines in _corners(block):
                yield from _texts(inlines, name, block.at, lang)
        case _:
            pass


def _corners(block: Table | Figure | DataTable | KeyFigures) -> Iterator[tuple[str, Inlines]]:
    """The texts of a table, a visual or big numbers, each with the name of its corner."""
    match block:
        case Table():
            yield "caption", block.caption
            for row in (block.head, *block.rows):
                for cell in row:
                    yield "table cell", cell
        case Figure() | DataTable():
            yield from block.authored
            yield "caption", block.caption
            # Titles of sources come from the bibliography and have no trace; what an author wrote instead has one.
            yield "source line", tuple(i for i in block.source if not isinstance(i, Str) or i.trace)
        case KeyFigures():
            for item in block.items:
                yield "label of a key figure", item.label
                yield "key figure", item.value
                yield "change of a key figure", item.change
                yield "note of a key figure", item.note


def _texts(inlines: Inlines, corner: str, at: Location, lang: str) -> Iterator[Authored]:
    """The text of inlines; then those of their pictures and footnotes."""
    if len(inlines) == 1 and isinstance(only := inlines[0], Str):
        yield Authored(only.text, corner, at, lang, ((0, only),))
    elif inlines:
        line = _Line()
        line.add(inlines)
        yield Authored("".join(line.out), corner, at, lang, tuple(line.pieces), tuple(line.held))
        for inline in line.aside:
            if isinstance(inline, Image):
                yield from _texts(inline.content, "alternative text", inline.at or at, lang)
                yield from _texts(inline.title, "title of a picture", inline.at or at, lang)
            elif isinstance(inline, Note):
                yield from _blocks(inline.blocks, "footnote", lang)


class _Line:
    """One line that is being put together."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.length = 0
        self.pieces: list[tuple[int, Str]] = []
        self.held: list[Held] = []
        self.aside: list[Inline] = []

    def add(self, inlines: Inlines) -> None:
        for inline in inlines:
            match inline:
                case Str():
                    self.pieces.append((self.length, inline))
                    self._put(inline.text)
                case ValueRun():
                    self._put(BOUND)
                case Emph(content) | Strong(content) | Strikeout(content):
                    self.add(content)
                case Link():
                    self._link(inline)
                case Span():
                    self._span(inline)
                case LineBreak():
                    self._put(" ")
                case Image() | Note():
                    self.aside.append(inline)
                case _:
                    self._put(BOUND)

    def _put(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text)

    def _link(self, link: Link) -> None:
        """An address is no text, and what shows the number of a figure is no number that was typed."""
        alone = link.content[0] if len(link.content) == 1 else None
        made = link.target.startswith("#") and isinstance(alone, Str) and alone.trace is None
        if made or (isinstance(alone, Str) and alone.text in (link.target, link.target.removeprefix("mailto:"))):
            self._put(BOUND)
        else:
            self.add(link.content)

    def _span(self, span: Span) -> None:
        if "literal" in span.attr or span.attr.get("quote"):
            self._put(BOUND)
            self._beside(span.content)
            return
        start = self.length
        self.add(span.content)
        if claim := span.attr.get("holds"):
            self.held.append(Held(start, self.length, claim))

    def _beside(self, inlines: Inlines) -> None:
        """Footnotes and pictures inside of what is free are not free."""
        inner = _Line()
        inner.add(inlines)
        self.aside += inner.aside
