"""The story: the document's blocks as pieces, made one after the other as pages are filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from builder.errors import Location
from builder.model.document import (
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    CodeBlock,
    DataTable,
    Div,
    Document,
    Figure,
    Header,
    HorizontalRule,
    Image,
    Inlines,
    KeyFigures,
    Link,
    Note,
    OrderedList,
    Para,
    Str,
    Table,
)
from builder.writers.pdf.appendix import KEY, figures, table_of
from builder.writers.pdf.audit import KEY as AUDIT
from builder.writers.pdf.audit import Audit
from builder.writers.pdf.book import Book, plain_text
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.canvas import mirrored
from builder.writers.pdf.context import Context
from builder.writers.pdf.flow import Piece, Plate, Rule, Stack, Text
from builder.writers.pdf.front import contents, in_brief, parts_of
from builder.writers.pdf.inlines import RAISE, RAISED
from builder.writers.pdf.styles import Style
from builder.writers.pdf.table_pieces import Tables
from builder.writers.pdf.tags import ARTIFACT, Node, list_numbering
from builder.writers.pdf.visuals import FigurePiece, Heading, Kept, key_figures, text_area

BULLETS = ("•", "–")
Inset = tuple[float, float, float, float]
DEEPEST = 8  # levels of nesting that are still indented


class Composer:
    """Makes pieces of blocks."""

    def __init__(self, document: Document, book: Book, cache: Path | None) -> None:
        self.document, self.book, self.cache = document, book, cache
        page = book.styles.theme.page
        self.tables = Tables(book)
        self.base = Context(book.styles.body, book.root, page.measure, page.inner)

    def story(self) -> Iterator[Piece]:
        """All pieces in order; those that keep with what follows know it."""
        return self._joined(self._everything())

    def audit(self) -> Iterator[Piece]:
        """The pieces of the audit copy's appendix, on pages of landscape format."""
        for piece in self._joined(self._audit()):
            piece.turned = True
            yield piece

    def _joined(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        kept: list[Kept] = []
        for piece in pieces:
            if kept:
                kept[-1].follows = piece
            if isinstance(piece, Kept):
                kept.append(piece)
                continue
            yield from kept
            kept.clear()
            yield piece
        yield from kept

    def _everything(self) -> Iterator[Piece]:
        parts = parts_of(self.document)
        if parts.key_figures:
            yield from key_figures(parts.key_figures, self.book, self.base.node)
        yield from self.blocks(parts.summary, self.base)
        for listed in contents(self.document, self.book):
            listed.before = self.book.styles.h1.before
            yield listed
        yield from self.blocks(parts.body, self.base)
        yield from self._data()
        yield from self._sources()

    def _data(self) -> Iterator[Piece]:
        """The appendix with the data behind the figures."""
        shown = list(figures(self.document)) if self.book.options.appendix == "data" else []
        if shown:
            yield self._section((Str(self.book.word("data")),), KEY, self.base)
        for figure in shown:
            yield from self.tables.pieces(table_of(figure, self.book), self.base)

    def _audit(self) -> Iterator[Piece]:
        styles, setter = self.book.styles, self.book.setter
        audit = Audit(self.document, self.book)
        context = replace(self.base, width=self.tables.across, turned=True)
        yield self._section((Str(audit.word("title")),), AUDIT, context)
        at = Location(self.document.name)
        yield self._text((Str(audit.word("intro")),), context, Para((), at))
        for listed in audit.tables():
            node = context.node.add(self.book.headings.tag(2))
            text = Text(setter.boxes((Str(listed.title),), styles.h2), styles.h2, reach=context.width, node=node)
            yield Heading(text, self.book, listed.title, listed.key, 2)
            if listed.intro:
                yield Kept(self._text((Str(listed.intro),), context, Para((), at)))
            yield self.tables.listed(listed.rows, listed.title, context)

    def note(self, note: Note) -> Piece:
        """A footnote for the foot of a page: its number leads back to where it is called."""
        style = self.book.styles.note
        look = replace(self.book.setter.look(style, f"#call:{note.number}"), color=self.book.styles.colors.accent_text)
        mark = self.book.setter.boxes((Str(str(note.number)),), style, link=f"#call:{note.number}")
        raised = replace(look, size=look.size * (RAISED + 0.1), rise=look.size * RAISE * 0.8)
        for box in mark:
            for part in box.parts:
                part.width *= raised.size / part.look.size
                part.look = raised
            box.width = sum(part.width for part in box.parts)
        indent = max(10.0, sum(box.width for box in mark) + 6)
        node = self.book.notes.get(note.number) or self.book.root.add("Note", name=f"note-{note.number}")
        context = replace(self.base, style=style, indent=indent, depth=1, node=node)
        pieces = list(self.item(note.blocks, context, mark, node.add("Lbl")))
        pieces[0].keys = (f"note:{note.number}",)
        return Stack(pieces)

    # -- Blocks --------------------------------------------------------------------------------------

    def blocks(self, blocks: Iterable[Block], context: Context) -> Iterator[Piece]:
        """The pieces of blocks in a context."""
        for block in in_brief(tuple(blocks)):
            for piece in self._block(block, context):
                piece.turned = piece.turned or context.turned
                yield piece

    def _block(self, block: Block, context: Context) -> Iterator[Piece]:
        styles = self.book.styles
        match block:
            case Header() if not plain_text(block.content):
                # A heading of no text is no heading, but may be what a link leads to, and call a note.
                place = self._text(block.content, replace(context, style=styles.body), block)
                place.keys = (f"id:{block.attr.id}",)
                yield place
            case Header():
                yield self._heading(block, context)
            case Para():
                yield from self._para(block, context)
            case BulletList() | OrderedList():
                yield from self._list(block, context)
            case BlockQuote():
                inner = self._nested(context, 12.0, context.style.with_(color=styles.colors.secondary), "BlockQuote")
                pieces = list(self.blocks(block.blocks, inner))
                if pieces:
                    yield self._stack(pieces, context, (12.0, 0, 0, 0), bar=styles.colors.rule)
            case CodeBlock():
                lines = block.text.rstrip("\n").split("\n")
                code = context.node.add("P").add("Code")
                texts = [Text(self._code(line, block), styles.code, node=code) for line in lines]
                yield self._stack(texts, context, (10.0, 7.0, 10.0, 7.0), tint=styles.colors.tint)
            case Div() if "callout" not in block.attr:
                yield from self.blocks(block.blocks, self._inside(block, context))
            case Div():
                inner = self._nested(context, 28.0, context.style, "Div")
                pieces = list(self.blocks(block.blocks, inner))
                if pieces:
                    box = self._stack(
                        pieces, context, (16.0, 10.0, 16.0, 10.0), tint=styles.colors.tint, bar=styles.colors.accent
                    )
                    box.before = box.after = context.style.leading
                    yield box
            case HorizontalRule():
                yield Rule(
                    styles.colors.rule, width=context.reach, before=context.style.leading, after=context.style.leading
                )
            case KeyFigures():
                yield from key_figures(block, self.book, context.node)
            case Figure():
                yield FigurePiece(block, self.book, self.cache, context.node)
            case DataTable() | Table():
                yield from self.tables.pieces(block, context)
            case _:
                raise TypeError(f"{type(block).__name__} stands in a resolved document")

    def _inside(self, div: Div, context: Context) -> Context:
        """The context of blocks in another language, or on pages of landscape format."""
        if lang := div.attr.get("lang"):
            context = replace(context, node=context.node.add("Div", lang=lang), lang=lang)
        if "landscape" in div.attr and not context.depth:
            context = replace(context, width=self.tables.across, turned=True)
        return context

    def _code(self, line: str, block: CodeBlock) -> list[Box]:
        """A line of code; the space at its end keeps lines apart for whoever reads the text out."""
        style = self.book.styles.code
        boxes = self.book.setter.exact(line, style, block.at)
        if boxes:
            boxes[-1].tail = " "
        return boxes

    def _nested(self, context: Context, used: float, style: Style, tag: str) -> Context:
        """The context of blocks in a box: it has its own left edge."""
        width = max(min(context.width, context.reach) - context.indent - used, 60.0)
        node = context.node.add(tag)
        return replace(context, style=style, indent=0.0, reach=width, width=width, depth=context.depth + 1, node=node)

    def _stack(self, pieces: Sequence[Piece], context: Context, inset: Inset, tint: str = "", bar: str = "") -> Stack:
        deep = context.depth > DEEPEST
        box = Stack(
            pieces,
            inset=(0, inset[1], 0, inset[3]) if deep else inset,
            tint=tint,
            bar=bar,
            reach=context.reach,
            indent=context.indent,
        )
        box.before = box.after = context.style.leading / 2
        return box

    def _heading(self, header: Header, context: Context) -> Heading:
        style = self.book.styles.heading(header.level)
        if header.level == 1:
            return self._section(header.content, f"id:{header.attr.id}", context, header.at)
        node = context.node.add(self.book.headings.tag(header.level))
        boxes = self.book.setter.boxes(header.content, style, header.at, lang=context.lang)
        self.book.noted(boxes, node)
        text = Text(boxes, style, indent=context.indent, reach=context.width, node=node)
        return Heading(text, self.book, plain_text(header.content), f"id:{header.attr.id}", header.level)

    def _section(self, title: Inlines, key: str, context: Context, at: Location | None = None) -> Heading:
        """A heading of level 1, with its bar."""
        style = self.book.styles.h1
        bar = Rule(self.book.styles.colors.accent, 3.0, width=36.0, before=style.before, after=8.0)
        node = context.node.add(self.book.headings.tag(1))
        boxes = self.book.setter.boxes(title, style, at, lang=context.lang)
        self.book.noted(boxes, node)
        text = Text(boxes, style, indent=context.indent, reach=context.width, node=node)
        text.before = 0.0
        return Heading(Stack([bar, text]), self.book, plain_text(title), key, 1)

    def _para(self, para: Para, context: Context) -> Iterator[Piece]:
        alone = [i for i in para.content if not (isinstance(i, Str) and not i.text.strip())]
        if len(alone) == 1 and isinstance(alone[0], Image):
            image = alone[0]
            limit = text_area(self.book.styles.theme.page) * 0.7
            picture = self.book.setter.pictures.open(image)
            # A picture of which nothing is said is decoration (ISO 14289-1, 7.3).
            node = context.node.add("Figure", alt=picture.alt) if picture.alt else ARTIFACT
            pieces: list[Piece] = [Plate(picture, limit, node)]
            if image.title:
                style = self.book.styles.caption
                boxes = self.book.setter.boxes(image.title, style, para.at)
                pieces.append(Text(boxes, style, reach=context.reach, node=context.node.add("P")))
                pieces[0].after = 4.0
            yield Stack(pieces, together=True, indent=context.indent)
        else:
            yield self._text(para.content, context, para)

    def _text(self, inlines: Inlines, context: Context, block: Block) -> Text:
        boxes = self.book.setter.boxes(inlines, context.style, block.at, lang=context.lang)
        node = context.node.add("P")
        self.book.noted(boxes, node)
        return Text(boxes, context.style, indent=context.indent, reach=context.reach, node=node)

    # -- Lists ---------------------------------------------------------------------------------------

    def _list(self, block: BulletList | OrderedList, context: Context) -> Iterator[Piece]:
        styles, setter = self.book.styles, self.book.setter
        space = context.style.leading / 4
        style = context.style.with_(before=space, after=space)
        if isinstance(block, OrderedList):
            marks = [f"{block.start + n}." for n in range(len(block.items))]
            colour, bullets, kind = context.style.color, context.bullets, "Decimal"
        else:
            marks = [BULLETS[min(context.bullets, len(BULLETS) - 1)]] * len(block.items)
            colour, bullets, kind = styles.colors.accent, context.bullets + 1, "Disc"
        marked = style.with_(color=colour)
        widest = max((setter.look(marked).face.width(m) * marked.size for m in marks), default=0.0)
        step = widest + 7.5 if context.depth < DEEPEST else 0.0
        inner = replace(context, style=style, indent=context.indent + step, depth=context.depth + 1, bullets=bullets)
        list_ = context.node.add("L", attributes=list_numbering(kind))
        for n, (item, mark) in enumerate(zip(block.items, marks, strict=True)):
            node = list_.add("LI")
            label, body = node.add("Lbl"), node.add("LBody")
            # Without a letter the mark has no direction of its own: it takes the page's.
            turn = "\u200f" if mirrored(self.book.lang) else ""
            boxes = setter.boxes((Str(turn + mark),), marked, block.at)
            pieces = list(self.item(item, replace(inner, node=body), boxes, label))
            if n == 0 and not context.bullets:
                pieces[0].before = context.style.leading / 2
            if n == len(block.items) - 1 and not context.bullets:
                pieces[-1].after = max(pieces[-1].after, context.style.leading / 2)
            yield from pieces

    def item(self, blocks: Blocks, context: Context, mark: list[Box], label: Node) -> Iterator[Text | Piece]:
        """The pieces of a list item; the mark hangs before its first line, which may be empty."""
        pieces = list(self.blocks(blocks, context))
        if not pieces or not isinstance(pieces[0], Text) or pieces[0].mark:
            pieces.insert(0, Text([], context.style, indent=context.indent, reach=context.reach))
        first = pieces[0]
        assert isinstance(first, Text)
        first.mark, first.label = mark, label
        yield from pieces

    # -- Sources -------------------------------------------------------------------------------------

    def _sources(self) -> Iterator[Piece]:
        if not self.document.sources:
            return
        styles, setter = self.book.styles, self.book.setter
        heading = self._section((Str(self.book.word("sources")),), "sources", self.base)
        heading.share = 0.0
        yield heading
        style = styles.caption.with_(before=2, after=3)
        wide = setter.look(style).face.width(f"[{len(self.document.sources)}]") * style.size
        list_ = self.base.node.add("L", attributes=list_numbering("Decimal"))
        for number, source in enumerate(self.document.sources, 1):
            said = ". ".join(t.rstrip(".") for t in (source.title, source.note) if t) + "."
            inlines: Inlines = (Str(said),)
            if source.url:
                inlines = (*inlines, Str(" "), Link((Str(source.url),), source.url))
            mark = setter.boxes((Str(f"[{number}]"),), style)
            node = list_.add("LI")
            label, body = node.add("Lbl"), node.add("LBody")
            entry = Text(
                setter.boxes(inlines, style), style, indent=wide + 8, mark=mark, reach=self.base.reach, node=body
            )
            entry.label = label
            entry.keys = (f"source:{number}",)
            yield entry
