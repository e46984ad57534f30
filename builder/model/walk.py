"""Walking and rewriting the document tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

from builder.model.document import (
    Attr,
    Block,
    BlockQuote,
    BulletList,
    Code,
    DataTable,
    Div,
    Emph,
    Expr,
    Figure,
    Header,
    Image,
    Inline,
    Inlines,
    KeyFigure,
    KeyFigures,
    LineBreak,
    Link,
    Note,
    OrderedList,
    Para,
    Span,
    SpecBlock,
    Str,
    Strikeout,
    Strong,
    Table,
    ValueRun,
)


def plain(inlines: Inlines) -> str:
    """The text of inlines as a reader sees it, without footnotes; citations as [1]."""
    return "".join(_plain(i) for i in inlines)


def _plain(inline: Inline) -> str:
    match inline:
        case Str(text) | Code(text):
            return text
        case LineBreak():
            return " "
        case ValueRun(value, _):
            return value.text
        case Emph(c) | Strong(c) | Strikeout(c):
            return plain(c)
        case Link() | Span() | Image():
            return plain(inline.content)
        case _:
            return ""


def inlines_of(block: Block) -> Iterator[Inlines]:
    """The inline sequences that stand directly in `block`, in reading order; not those of its inner blocks."""
    match block:
        case Header() | Para():
            yield block.content
        case Table():
            yield block.caption
            yield from block.head
            for row in block.rows:
                yield from row
        case Figure() | DataTable():
            yield block.caption
            yield block.source
        case KeyFigures():
            for item in block.items:
                yield from (item.label, item.value, item.change, item.note)
        case _:
            return


def children(block: Block) -> Iterator[Block]:
    """The blocks directly inside `block`."""
    match block:
        case BulletList() | OrderedList():
            for item in block.items:
                yield from item
        case BlockQuote() | Div():
            yield from block.blocks
        case _:
            return


def walk_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block, outer before inner, in reading order; not those of footnotes."""
    for block in blocks:
        yield block
        yield from walk_blocks(tuple(children(block)))


def walk_inlines(inlines: Inlines, *, notes: bool = True) -> Iterator[Inline]:
    """Every inline, outer before inner; those of a footnote's paragraphs after the note itself, without `notes` only
    the note.
    """
    for inline in inlines:
        yield inline
        match inline:
            case Emph(c) | Strong(c) | Strikeout(c):
                yield from walk_inlines(c, notes=notes)
            case Link() | Span() | Image():
                yield from walk_inlines(inline.content, notes=notes)
            case Note() if notes:
                for block in walk_blocks(inline.blocks):
                    for inner in inlines_of(block):
                        yield from walk_inlines(inner)
            case _:
                pass


def value_numbers(inlines: Inlines) -> tuple[int, ...]:
    """The numbers of the values in `inlines`, footnotes aside."""
    return tuple(i.number for i in walk_inlines(inlines, notes=False) if isinstance(i, ValueRun))


def names_used(tree: object) -> set[str]:
    """The words of every expression and the `data` of every visual in a tree that is not yet resolved."""
    found: set[str] = set()
    stack: list[object] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Str):
            continue
        if isinstance(node, Expr):
            found.update(re.findall(r"\w+", node.text))
        elif isinstance(node, SpecBlock):
            stack.append(node.spec)
        elif isinstance(node, Attr):
            found.update(word for _, value in node.keys for word in re.findall(r"\w+", value))
        elif isinstance(node, Mapping):
            found.update(v for k, v in node.items() if k == "data" and isinstance(v, str))
            stack.extend(node.values())
        elif isinstance(node, tuple | list):
            stack.extend(node)
        elif is_dataclass(node) and not isinstance(node, type):
            stack.extend(getattr(node, f.name) for f in fields(node))
    return found


def map_inlines(inlines: Inlines, change: Callable[[Inline], Inlines]) -> Inlines:
    """`inlines` rewritten from the inside out: `change` gives what stands in place of each inline."""
    out: list[Inline] = []
    for before in inlines:
        inline = before
        match inline:
            case Emph(c) | Strong(c) | Strikeout(c):
                inline = replace(inline, content=map_inlines(c, change))
            case Link() | Span() | Image():
                inline = replace(inline, content=map_inlines(inline.content, change))
            case Note():
                inline = replace(inline, blocks=tuple(map_block(b, change) for b in inline.blocks))
            case _:
                pass
        out.extend(change(inline))
    return tuple(out)


def map_block(block: Block, change: Callable[[Inline], Inlines]) -> Block:
    """`block` with every inline in it, also in inner blocks, rewritten by `change`."""

    def each(inlines: Inlines) -> Inlines:
        return map_inlines(inlines, change)

    match block:
        case Header() | Para():
            return replace(block, content=each(block.content))
        case BulletList() | OrderedList():
            return replace(block, items=tuple(tuple(map_block(b, change) for b in item) for item in block.items))
        case BlockQuote() | Div():
            return replace(block, blocks=tuple(map_block(b, change) for b in block.blocks))
        case Table():
            return replace(
                block,
                caption=each(block.caption),
                head=tuple(each(c) for c in block.head),
                rows=tuple(tuple(each(c) for c in row) for row in block.rows),
            )
        case Figure() | DataTable():
            return replace(block, caption=each(block.caption), source=each(block.source))
        case KeyFigures():
            items = (KeyFigure(each(i.label), each(i.value), each(i.change), each(i.note)) for i in block.items)
            return replace(block, items=tuple(items))
        case _:
            return block
