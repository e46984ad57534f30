"""The text part of a mail: what somebody would type. It reads well alone, in lines of 76 columns.

A column is a column of a terminal: wide characters of East Asia take two, marks none (UAX #11).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest

from builder.bidi import runs_rtl
from builder.breaks import pieces
from builder.delivery.plain import clean, signs_kept, web_target
from builder.delivery.summary import Summary
from builder.model.document import (
    Block,
    BlockQuote,
    BulletList,
    Cite,
    Code,
    CodeBlock,
    DataTable,
    Div,
    Figure,
    Header,
    HorizontalRule,
    Inline,
    Inlines,
    KeyFigures,
    LineBreak,
    Link,
    Note,
    OrderedList,
    Para,
    Table,
)
from builder.model.walk import plain
from builder.model.words import word

WIDTH = 76
ROWS = 20  # of a table, in a mail
GAP = "  "
NARROWEST = 8  # columns of a table's column that is wrapped


def text_of(summary: Summary) -> str:
    """The text of a summary, one line after the other."""
    text = "\n".join(_Composer(summary).lines()).strip("\n") + "\n"
    return signs_kept(text) if runs_rtl(summary.lang) else text


class _Composer:
    """Turns blocks into lines, and numbers the links that it meets after the sources."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self.lang = summary.lang
        self.links = {s.url: n for n, s in reversed(list(enumerate(summary.sources, 1))) if s.url}
        self.found: list[str] = []

    def lines(self) -> Iterator[str]:
        summary = self.summary
        yield from self._heading(clean(summary.title), "=")
        for text in (summary.subtitle, summary.byline):
            yield from wrapped(clean(text), WIDTH) if text else ()
        yield ""
        yield from self._blocks(summary.blocks)
        if summary.shortened:
            yield from (*wrapped(word("shortened", self.lang), WIDTH), "")
        for name in summary.files:
            yield from hanging(f"{word('attached', self.lang)}: ", wrapped(clean(name), WIDTH - 12))
        notes = [line for note in summary.notes for line in self._note(note)]
        yield from ("", *notes) if notes else ()
        yield from self._sources()

    def _note(self, note: Note) -> list[str]:
        return hanging(f"{word('note', self.lang)} {note.number}: ", list(self._blocks(note.blocks)))

    def _sources(self) -> Iterator[str]:
        """The sources that are cited, and the addresses of links, in one list of numbers."""
        titles = [" ".join(filter(None, (clean(s.title), clean(s.note), s.url))) for s in self.summary.sources]
        rows = [*titles, *self.found]
        if not rows:
            return
        yield from ("", *self._heading(word("sources", self.lang) if titles else "", "-"))
        for number, row in enumerate(rows, 1):
            mark = f"[{number}] "
            yield from hanging(mark, wrapped(row, WIDTH - len(mark)))

    # -- Blocks ------------------------------------------------------------------------------------------

    def _blocks(self, blocks: Sequence[Block], width: int = WIDTH) -> Iterator[str]:
        for block in blocks:
            yield from self._block(block, width)

    def _block(self, block: Block, width: int) -> Iterator[str]:
        match block:
            case Header():
                yield from ("", *self._heading(self.text(block.content), "-" if block.level == 1 else ""), "")
            case Para():
                yield from (*wrapped(self.text(block.content), width), "")
            case BulletList() | OrderedList():
                start = block.start if isinstance(block, OrderedList) else 0
                yield from self._list(block.items, start, width)
            case BlockQuote():
                lines = trimmed(list(self._blocks(block.blocks, width - 2)))
                yield from (*(f"> {line}".rstrip() for line in lines), "")
            case CodeBlock():
                yield from (*(f"    {clean(line)}".rstrip() for line in block.text.splitlines()), "")
            case HorizontalRule():
                yield from ("-" * min(width, 20), "")
            case Div():
                yield from self._blocks(block.blocks, width)
            case KeyFigures():
                yield from (*self._key_figures(block), "")
            case Figure():
                yield from self._figure(block, width)
            case DataTable():
                yield from self._data_table(block, width)
            case Table():
                rows = [[self.text(c) for c in row] for row in (block.head, *block.rows[:ROWS])]
                yield from self._table(self.text(block.caption), rows, block.aligns, len(block.rows), width)
            case _:
                raise TypeError(f"{type(block).__name__} stands in a resolved document")

    def _heading(self, text: str, rule: str) -> list[str]:
        lines = wrapped(text, WIDTH)
        return [*lines, rule * max(map(columns, lines), default=0)] if rule and text else lines if text else []

    def _list(self, items: Sequence[Sequence[Block]], start: int, width: int) -> Iterator[str]:
        for n, item in enumerate(items):
            mark = f"{start + n}. " if start else "- "
            yield from hanging(mark, list(self._blocks(item, width - len(mark))))
        yield ""

    def _key_figures(self, block: KeyFigures) -> Iterator[str]:
        """Values at the right of a first column, what they are in a second."""
        values = [self.text(item.value) for item in block.items]
        broad = min(max(map(columns, values), default=0), WIDTH // 2)
        for value, item in zip(values, block.items, strict=True):
            extra = "; ".join(self.text(t) for t in (item.change, item.note) if t)
            label = self.text(item.label) + (f" ({extra})" if extra else "")
            yield from hanging(" " * (broad - columns(value)) + value + "  ", wrapped(label, WIDTH - broad - 2))

    def _figure(self, figure: Figure, width: int) -> Iterator[str]:
        kind = word("figure", self.lang)
        chart = figure.chart
        title = clean(" – ".join(filter(None, (chart.title, chart.subtitle))))
        alt = clean(figure.alt)
        shown = f"{kind}: {title}" if title else f"{kind}:"
        yield from wrapped(shown, width)
        said = alt.removeprefix(f"{chart.title}.").strip() if chart.title else alt
        for text in (said, self.text(figure.caption), self.text(figure.source)):
            yield from hanging("  ", wrapped(text, width - 2)) if text else ()
        yield ""

    def _data_table(self, table: DataTable, width: int) -> Iterator[str]:
        count = len(table.data.rows)
        rows = [[clean(c.label) for c in table.columns]]
        rows += [[clean(table.cell(r, c)) for c in range(len(table.columns))] for r in range(min(count, ROWS))]
        if table.total:
            rows.append([clean(v.text) if v else "" for v in table.total])
        aligns = tuple(c.align for c in table.columns)
        yield from self._table(self.text(table.caption), rows, aligns, count, width, self.text(table.source))

    def _table(
        self, caption: str, rows: list[list[str]], aligns: Sequence[str], count: int, width: int, source: str = ""
    ) -> Iterator[str]:
        yield from wrapped(f"{word('table', self.lang)}: {caption}", width) if caption else ()
        yield from grid(rows, aligns, width)
        if count > ROWS:
            yield word("more rows", self.lang).format(count - ROWS)
        yield from (*wrapped(source, width), "") if source else ("",)

    # -- Inlines -----------------------------------------------------------------------------------------

    def text(self, inlines: Inlines) -> str:
        """Inlines as text; a link has its number after it."""
        return "".join(self._inline(i) for i in inlines)

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Link():
                return self._link(inline)
            case Note():
                return f" [{word('note', self.lang)} {inline.number}]"
            case Cite():
                return "[" + ", ".join(map(str, inline.numbers)) + "]"
            case LineBreak():
                return "\n"
            case Code(text):
                return clean(text)
            case _ if inner := getattr(inline, "content", ()):
                return self.text(inner)
            case _:
                return clean(plain((inline,)))

    def _link(self, link: Link) -> str:
        text = self.text(link.content)
        target = web_target(link.target)
        if not target or target in (text, f"mailto:{text}"):
            return text
        if target not in self.links:
            self.found.append(target)
            self.links[target] = len(self.summary.sources) + len(self.found)
        return f"{text} [{self.links[target]}]"


# -- Lines -----------------------------------------------------------------------------------------------


@lru_cache(4096)
def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text; an address or a word that is longer than a line is not cut."""
    out: list[str] = []
    for paragraph in text.split("\n"):
        line, taken = "", 0
        for part in _parts(paragraph):
            shown = part.rstrip(" ")
            if line and taken + columns(shown) > width:
                out.append(line.rstrip(" "))
                line, taken = "", 0
            line += part
            taken += columns(part)
        out.append(line.rstrip(" "))
    return out


def _parts(text: str) -> list[str]:
    """A text cut after spaces, and where else a line may end."""
    out: list[str] = []
    for run in re.findall(r"[^ ]+ *", text):
        bare = run.rstrip(" ")
        parts = [bare] if "://" in bare else list(pieces(bare))
        out += [*parts[:-1], parts[-1] + run[len(bare) :]]
    return out


def hanging(mark: str, lines: Sequence[str]) -> list[str]:
    """Lines behind a mark, the later ones under the first."""
    first, *rest = trimmed(lines) or [""]
    indent = " " * columns(mark)
    return [(mark + first).rstrip(), *((indent + line).rstrip() for line in rest)]


def trimmed(lines: Sequence[str]) -> list[str]:
    """Lines without the empty ones at both ends."""
    filled = [n for n, line in enumerate(lines) if line]
    return list(lines[filled[0] : filled[-1] + 1]) if filled else []


def grid(rows: list[list[str]], aligns: Sequence[str], width: int) -> Iterator[str]:
    """A table: columns padded to their widest cell, or wrapped where that is too wide; with columns too many for both,
    a row a group of lines.
    """
    if not rows or not rows[0]:
        return
    broad = [max(columns(row[i]) for row in rows) for i in range(len(rows[0]))]
    room = width - len(GAP) * (len(broad) - 1)
    while sum(broad) > room and max(broad) > NARROWEST:
        broad[broad.index(max(broad))] -= 1
    if sum(broad) > room:
        yield from _records(rows, width)
        return
    for n, row in enumerate(rows):
        cells = [wrapped(cell, w) for cell, w in zip(row, broad, strict=True)]
        for line in zip_longest(*cells, fillvalue=""):
            yield GAP.join(_set(*cell) for cell in zip(line, broad, aligns, strict=True)).rstrip()
        if n == 0:
            yield GAP.join("-" * w for w in broad)


def _set(cell: str, width: int, align: str) -> str:
    pad = " " * (width - columns(cell))
    return pad + cell if align == "right" else cell + pad


def _records(rows: list[list[str]], width: int) -> Iterator[str]:
    head, *body = rows
    for row in body:
        for label, cell in zip(head, row, strict=True):
            yield from wrapped(f"{label}: {cell}", width)
        yield ""
