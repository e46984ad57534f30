"""Plain text: the document as somebody would type it into a mail. The shortest whole writer; copy it for a new one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from builder.model.document import (
    Block,
    BlockQuote,
    BulletList,
    Cite,
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
    Strikeout,
    Strong,
    Table,
    ValueRun,
)
from builder.model.walk import plain
from builder.writers.base import Placement, WriteJob

WIDTH = 88


class TextWriter:
    """UTF-8 text, wrapped at 88 columns; one "page"."""

    suffix = ".txt"

    def write(self, job: WriteJob, target: Path) -> Placement:
        """Writes the document as text; every value, figure and table stands on page 1."""
        placement = Placement(pages=1)
        lines = _Composer(placement).document(job.document)
        target.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8", newline="\n")
        return placement


class _Composer:
    """Turns blocks into lines and notes what it has seen."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        self.notes: list[Note] = []

    def document(self, document: Document) -> list[str]:
        meta = document.meta
        head = [self.text(meta.title), "=" * min(WIDTH, len(self.text(meta.title)))]
        if meta.subtitle:
            head.append(self.text(meta.subtitle))
        by = [*meta.author, *([meta.date.isoformat()] if meta.date else [])]
        lines = [*head, *([" · ".join(by)] if by else []), "", *self.blocks(document.blocks)]
        # A note may call another: the list grows while it is read.
        for note in self.notes:
            lines += self._hang(f"[^{note.number}] ", list(self.blocks(note.blocks)))
        if document.sources:
            lines += ["", "---", ""]
        for number, source in enumerate(document.sources, 1):
            lines += self._wrap(" ".join(filter(None, (f"[{number}] {source.title}.", source.note, source.url))))
        return lines

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Header():
                text = self.text(block.content)
                yield from ("", text, ("=", "-", "~")[min(block.level, 3) - 1] * min(WIDTH, len(text)), "")
            case Para():
                yield from (*self._wrap(self.text(block.content)), "")
            case BulletList():
                yield from self._list(block.items, lambda _: "- ")
            case OrderedList():
                yield from self._list(block.items, lambda i: f"{block.start + i}. ")
            case BlockQuote():
                yield from (*(f"> {line}".rstrip() for line in _trim(list(self.blocks(block.blocks)))), "")
            case CodeBlock():
                yield from (*(f"    {line}".rstrip() for line in block.text.splitlines()), "")
            case HorizontalRule():
                yield from ("---", "")
            case Div():
                yield from () if "notes" in block.attr or "deck" in block.attr else self.blocks(block.blocks)
            case KeyFigures():
                yield from (*self._key_figures(block), "")
            case Figure():
                yield from self._figure(block)
            case DataTable():
                yield from self._data_table(block)
            case Table():
                yield from self._caption("Table", block.number, self.text(block.caption))
                rows = [[self.text(c) for c in row] for row in (block.head, *block.rows)]
                yield from (*_grid(rows, block.aligns), "")
            case _:
                raise TypeError(f"{type(block).__name__} stands in a resolved document")

    def text(self, inlines: Inlines) -> str:
        return "".join(self._inline(i) for i in inlines)

    def _inline(self, inline: Inline) -> str:
        match inline:
            case ValueRun(value, number):
                self.placement.value(number, 1)
                return value.text
            case Emph() | Strong() | Strikeout() | Span() | Image():
                return self.text(inline.content)
            case Link():
                text = self.text(inline.content)
                return (
                    text
                    if inline.target in ("", text) or inline.target.startswith("#")
                    else f"{text} ({inline.target})"
                )
            case Note():
                self.notes.append(inline)
                return f"[^{inline.number}]"
            case Cite():
                return "[" + ", ".join(map(str, inline.numbers)) + "]"
            case LineBreak():
                return "\n"
            case _:
                return plain((inline,))

    def _figure(self, figure: Figure) -> Iterator[str]:
        self.placement.figure(figure.id, 1)
        yield from self._caption("Figure", figure.number, figure.chart.title)
        yield from self._wrap(figure.alt)
        for inlines in (figure.caption, figure.source):
            if inlines:
                yield from self._wrap(self.text(inlines))
        yield ""

    def _data_table(self, table: DataTable) -> Iterator[str]:
        self.placement.tables[table.id] = [(1, 0, len(table.data.rows))]
        yield from self._caption("Table", table.number, self.text(table.caption))
        rows = [[c.label for c in table.columns]]
        rows += [[table.cell(r, c) for c in range(len(table.columns))] for r in range(len(table.data.rows))]
        if table.total:
            rows.append([v.text if v else "" for v in table.total])
        yield from _grid(rows, tuple(c.align for c in table.columns))
        yield from (*self._wrap(self.text(table.source)), "")

    def _key_figures(self, block: KeyFigures) -> Iterator[str]:
        for item in block.items:
            extra = ", ".join(self.text(t) for t in (item.change, item.note) if t)
            yield from self._wrap(
                f"{self.text(item.value)}  {self.text(item.label)}" + (f" ({extra})" if extra else "")
            )

    def _caption(self, kind: str, number: int, text: str) -> list[str]:
        return self._wrap(f"{kind} {number}. {text}" if text else f"{kind} {number}")

    def _list(self, items: tuple[tuple[Block, ...], ...], mark: object) -> Iterator[str]:
        assert callable(mark)
        for i, item in enumerate(items):
            yield from self._hang(mark(i), list(self.blocks(item)))
        yield ""

    def _hang(self, mark: str, lines: list[str]) -> list[str]:
        trimmed = _trim(lines) or [""]
        return [mark + trimmed[0], *((" " * len(mark) + line).rstrip() for line in trimmed[1:])]

    def _wrap(self, text: str) -> list[str]:
        out: list[str] = []
        for line in text.splitlines():
            out += textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
        return out


def _trim(lines: list[str]) -> list[str]:
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def _grid(rows: list[list[str]], aligns: tuple[str, ...]) -> Iterator[str]:
    """Columns padded to their widest cell, the head underlined."""
    if not rows or not rows[0]:
        return
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for n, row in enumerate(rows):
        cells = (c.rjust(w) if a == "right" else c.ljust(w) for c, w, a in zip(row, widths, aligns, strict=True))
        yield "  ".join(cells).rstrip()
        if n == 0:
            yield "  ".join("-" * w for w in widths)
