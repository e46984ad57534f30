"""The corner of a document that each value stands in: its heading, a caption, the alternative text of a chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from builder.model.document import (
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    DataTable,
    Div,
    Document,
    Figure,
    Header,
    Image,
    Inlines,
    KeyFigures,
    Note,
    OrderedList,
    Table,
    ValueRun,
)
from builder.model.walk import walk_inlines


@dataclass(frozen=True, slots=True)
class Corner:
    """What a value is part of: `kind` names it, `block` is the id of the figure or the table that it belongs to ("" for
    none), `only` the one file whose readers see it ("brief", "deck" or "mail"; "" for brief and deck).
    """

    kind: str
    block: str = ""
    only: str = ""


def corners(document: Document) -> dict[int, Corner]:
    """The corner of each value, by its number. A value in a footnote that is called twice stands in it once."""
    found: dict[int, Corner] = {}
    meta = document.meta
    for corner, inlines in (
        (Corner("title"), meta.title),
        (Corner("subtitle"), meta.subtitle),
        *_of_blocks(document.blocks, Corner("paragraph")),
        (Corner("subject", only="mail"), meta.subject),
        *_of_blocks(document.mail, Corner("paragraph", only="mail")),
    ):
        _take(inlines, corner, found)
    return found


def _take(inlines: Inlines, corner: Corner, found: dict[int, Corner]) -> None:
    """Notes the values of `inlines`; those of pictures and footnotes stand in corners of their own."""
    for inline in walk_inlines(inlines, notes=False):
        match inline:
            case ValueRun(_, number):
                found.setdefault(number, corner)
            case Image(content):
                _take(content, replace(corner, kind="alternative text"), found)
            case Note(_, blocks):
                for inner, within in _of_blocks(blocks, replace(corner, kind="footnote")):
                    _take(within, inner, found)
            case _:
                pass


def _of_blocks(blocks: Blocks, around: Corner) -> Iterator[tuple[Corner, Inlines]]:
    for block in blocks:
        yield from _of_block(block, around)


def _of_block(block: Block, around: Corner) -> Iterator[tuple[Corner, Inlines]]:
    """The texts in a block; `around` is the corner that it stands in."""
    match block:
        case Header():
            yield replace(around, kind="heading"), block.content
        case BulletList() | OrderedList():
            for item in block.items:
                yield from _of_blocks(item, replace(around, kind=_inner(around, "list item")))
        case BlockQuote():
            yield from _of_blocks(block.blocks, replace(around, kind=_inner(around, "quotation")))
        case Div():
            yield from _of_blocks(block.blocks, _of_div(block, around))
        case KeyFigures():
            for figure in block.items:
                for inlines in (figure.label, figure.value, figure.change, figure.note):
                    yield replace(around, kind="key figure"), inlines
        case Table():
            # A table without a name is found by its values alone.
            yield replace(around, kind="caption"), block.caption
            for row in (block.head, *block.rows):
                yield from ((replace(around, kind="cell"), cell) for cell in row)
        case Figure() | DataTable():
            yield from _of_visual(block, around)
        case _:
            content = getattr(block, "content", ())
            yield around, content


def _of_visual(block: Figure | DataTable, around: Corner) -> Iterator[tuple[Corner, Inlines]]:
    for kind, inlines in (*block.authored, ("caption", block.caption), ("source", block.source)):
        yield replace(around, kind=kind, block=block.id), inlines


def _of_div(div: Div, around: Corner) -> Corner:
    kind, only = around.kind, around.only
    if "notes" in div.attr:
        kind, only = "speaker notes", "deck"
    elif "callout" in div.attr:
        kind = _inner(around, "callout")
    for one in ("brief", "deck"):
        if one in div.attr:
            only = one
    return replace(around, kind=kind, only=only)


def _inner(around: Corner, kind: str) -> str:
    """A list in speaker notes is speaker notes, one in a footnote is a footnote."""
    return around.kind if around.kind in ("speaker notes", "footnote") else kind
