"""A pipe table of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.errors import Findings, Location
from builder.model.document import Inlines, Table
from builder.readers.expressions import Cut
from builder.readers.inlines import InlineReader
from builder.readers.tree import Node, line_place

if TYPE_CHECKING:
    from markdown_it.token import Token


def read_table(node: Node, first: int, cut: Cut, inline: InlineReader, findings: Findings) -> Table:
    """The table of a `table_open` node. Reports `ragged-row`, which Markdown would leave out in silence."""
    rows: list[tuple[Inlines, ...]] = []
    aligns: tuple[str, ...] = ()
    for part in node.inner:
        for row in part.inner:
            number = first + (row.token.map[0] if row.token.map else 0)
            line = _Line(number, cut)
            cells = [_text(cell) for cell in row.inner]
            rows.append(tuple(inline.read(c.children or (), line.cell(c), c.content) for c in cells))
            if len(rows) == 1:
                aligns = tuple(_align(cell.token) for cell in row.inner)
            elif (found := _cells(cut.line(number))) > len(aligns):
                message = f"this row has {found} cells, and the head has {len(aligns)}"
                findings.error("ragged-row", message, line_place(number, cut), r"write \| for a bar in a cell")
    return Table(rows[0], tuple(rows[1:]), aligns, line_place(first + (node.token.map or [0])[0], cut))


class _Line:
    """A line of a table, whose cells are found in it one after the other."""

    def __init__(self, number: int, cut: Cut) -> None:
        self.start = cut.lines[number]
        self.text = cut.line(number)
        self.cut = cut
        self.position = 0

    def cell(self, token: Token) -> _CellPlace:
        written = token.content.replace("|", r"\|")  # a bar in a cell is escaped
        found = self.text.find(written, self.position) if written else -1
        if found >= 0:
            self.position = found + len(written)
        return _CellPlace(self.cut, self.start + (found if found >= 0 else self.position), token.content)


class _CellPlace:
    """The places of a cell's characters."""

    def __init__(self, cut: Cut, start: int, content: str) -> None:
        self.cut = cut
        self.start = start
        self.content = content

    def __call__(self, position: int) -> Location:
        bars = self.content.count("|", 0, position + 1)
        return self.cut.locate(min(self.start + position + bars, len(self.cut.text)))


def _text(cell: Node) -> Token:
    return cell.inner[0].token


def _align(token: Token) -> str:
    return str(token.attrGet("style") or "").removeprefix("text-align:")


def _cells(line: str) -> int:
    """How many cells a row has as it is written (GitHub Flavored Markdown, 4.10)."""
    from markdown_it.rules_block.table import escapedSplit

    cells = escapedSplit(line.strip(" \t>"))
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")
