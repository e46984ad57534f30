"""The rows of tables: measured, formatted and painted one at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from builder.model.document import DataTable, Note, Str, Table
from builder.writers.pdf.book import Book
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.canvas import BriefCanvas, mirrored, rgb
from builder.writers.pdf.columns import Band, Demand
from builder.writers.pdf.decimals import Points
from builder.writers.pdf.lines import ASCENT, DESCENT, Line, break_lines
from builder.writers.pdf.painting import paint_line
from builder.writers.pdf.styles import Style
from builder.writers.pdf.tags import REPEATED, Node, scope, total_row

SAMPLE = 400  # rows that the widths are measured on, spread over the table
PAD = 3.1  # over and under the lines of a row

STUB = f"/S /TH /A {scope('Row')}"  # entries of the cell that names a row
CELL = "/S /TD"
_SPACE = re.compile(r"[\t\r\n\f\v]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is laid out. `node` is None where it is repeated; `indent` is what a number keeps free at its right,
    so that points stand under each other.
    """

    x: float
    width: float
    align: str
    lines: list[Line]
    node: Node | None = None
    indent: float = 0.0


@dataclass(slots=True)
class Placed:
    """A row that is laid out: its height, how it is painted with its top at (0, y), and the notes called in it."""

    height: float
    paint: Callable[[BriefCanvas, float], None]
    notes: list[Note] = field(default_factory=list)


class TallRow(Placed):
    """A row of cells whose lines are known, so that it can be cut between them. `node` is the row in the structure
    tree, which joins it when it is painted; None where the row is a head that is repeated.
    """

    def __init__(self, cells: list[Cell], node: Node | None, *, ends: bool = True, noted: bool = False) -> None:
        height = max((sum([line.height for line in cell.lines]) for cell in cells), default=0.0) + 2 * PAD
        notes = [note for cell in cells for line in cell.lines for note in line.notes]
        super().__init__(height, self._paint, notes)
        self.cells, self.node, self.ends = cells, node, ends
        self.noted = noted or bool(notes)  # notes of it may be painted later, on another page too

    def _paint(self, canvas: BriefCanvas, top: float) -> None:
        before = canvas.owner
        self._join(canvas)
        for cell in self.cells:
            canvas.owner = cell.node or REPEATED
            y = top - PAD
            for line in cell.lines:
                spare = cell.width - line.width - cell.indent
                start = spare if line.rtl or canvas.mirrored else 0.0
                shift = {"right": spare, "center": spare / 2}.get(cell.align, start)
                paint_line(canvas, line, cell.x + shift, y - line.height + line.rise)
                y -= line.height
        canvas.owner = before
        if canvas.structure and self.node and self.ends and not self.noted:
            canvas.structure.close(self.node)

    def _join(self, canvas: BriefCanvas) -> None:
        """Puts the row into the tree, once, with its empty cells."""
        row = self.node
        if canvas.structure is None or row is None or row.joined:
            return
        assert row.parent is not None, "a row is part of a table"
        row.parent.kids.append(row)
        row.joined = True
        for cell in self.cells:
            if cell.node:
                canvas.structure.require(cell.node)

    def halves(self, room: float) -> tuple[Placed, Placed] | None:
        """The lines of each cell that `room` has place for, and those that are left; None where it has none."""
        first: list[Cell] = []
        second: list[Cell] = []
        for cell in self.cells:
            count, height = 0, 2 * PAD
            while count < len(cell.lines) and height + cell.lines[count].height <= room:
                height += cell.lines[count].height
                count += 1
            first.append(replace(cell, lines=cell.lines[:count]))
            second.append(replace(cell, lines=cell.lines[count:]))
        if not any(cell.lines for cell in first):
            return None
        noted = self.noted
        return TallRow(first, self.node, ends=False, noted=noted), TallRow(
            second, self.node, ends=self.ends, noted=noted
        )


# -- A query's rows --------------------------------------------------------------------------------------


class DataRows:
    """The rows of a `DataTable`, formatted as they are laid out; the total is the row after the last."""

    def __init__(self, table: DataTable, book: Book) -> None:
        self.table, self.book = table, book
        self.columns = len(table.columns)
        self.data = len(table.data.rows)
        self.count = self.data + (1 if table.total else 0)
        self.style = book.styles.cell
        self._styles: dict[tuple[float, bool], Style] = {}
        self.points = Points(table.lang)
        self.mirrored = mirrored(book.lang)
        # The first column names the rows, where it is text.
        self.stub = self.columns > 1 and table.columns[0].align == "left"

    def demands(self) -> list[Demand]:
        step = max(1, self.data // SAMPLE)
        sample = sorted({*range(0, self.data, step), *range(max(0, self.data - 5), self.data)})
        out = []
        for n, column in enumerate(self.table.columns):
            texts = [(self.table.cell(row, n), row in self.table.highlight) for row in sample]
            if self.table.total and (total := self.table.total[n]):
                texts.append((total.text, True))
            widest = least = 0.0
            for text, bold in dict.fromkeys(texts):
                widest = max(widest, self._width(text, bold))
                least = max(least, *(self._width(word, bold) for word in text.split() or ("",)))
            if column.align == "right":
                wide = self.points.column(n, (text for text, _ in texts), lambda text: self._width(text, True))
                least = widest = max(widest, wide or 0.0)  # a number is not broken
            head = self._width(column.label, True)
            words = max(
                (self._width(word, True) for word in (*column.label.split(), *column.unit.split())), default=0.0
            )
            # A head of several words takes two lines rather than a wide column.
            least = max(least, words)
            natural = max(widest, least, min(head, max(words, head * 0.6)), self._width(column.unit, False))
            out.append(Demand(natural + 1, least + 1))
        return out

    def _width(self, text: str, bold: bool) -> float:
        style = self._style(1.0, bold)
        if text.isascii():
            return self.book.setter.look(style).face.width(text) * style.size
        return sum(box.width + box.space for box in self.book.setter.boxes((Str(text),), style, self.table.at))

    def _style(self, scale: float, bold: bool) -> Style:
        key = (scale, bold)
        if key not in self._styles:
            base = self.style
            self._styles[key] = base.with_(bold=bold, size=base.size * scale, leading=base.leading * scale)
        return self._styles[key]

    def head(self, band: Band, parent: Node | None) -> Placed | None:
        bold, plain = self._style(band.scale, True), self._style(band.scale, False)
        plain = plain.with_(color=self.book.styles.colors.secondary)
        cells = []
        row = Node("TR", parent) if parent else None
        for x, width, n in zip(band.edges, band.widths, band.columns, strict=True):
            column = self.table.columns[n]
            boxes = self.book.setter.boxes((Str(column.label),), bold, self.table.at)
            if column.unit and boxes:
                boxes[-1].tail = boxes[-1].tail or " "  # keeps label and unit apart for whoever reads the text out
            lines = break_lines(boxes, width, bold)
            if column.unit:
                lines += break_lines(self.book.setter.boxes((Str(column.unit),), plain, self.table.at), width, plain)
            node = row.add("TH", attributes=scope("Column")) if row else None
            cells.append(Cell(x, width, column.align, lines, node))
        return TallRow(_bottomed(cells), row)

    def row(self, number: int, band: Band, body: Node) -> Placed:
        total = number >= self.data
        links = self._links(band) if total else {}
        bold = total or number in self.table.highlight
        style = self._style(band.scale, bold)
        look = self.book.setter.look(style)
        texts: list[str] = []
        for n in band.columns:
            value = self.table.total[n] if total else None
            text = (value.text if value else "") if total else self.table.cell(number, n)
            texts.append(text if text.isprintable() else _SPACE.sub(" ", text))
        simple: list[tuple[float, str]] = []
        for x, width, n, text in zip(band.edges, band.widths, band.columns, texts, strict=True):
            codes, ems = look.face.encode(text)
            wide = ems * look.size
            if wide > width or not text.isascii() or links:
                break
            align = self.table.columns[n].align
            if align == "right":
                wide += self.points.indent(n, text, look.face.width) * look.size
            if align != "left" or self.mirrored:
                x += (width - wide) / (2 if align == "center" else 1)  # noqa: PLW2901 - from the left edge of the text
            simple.append((x, codes))
        else:
            kinds = [STUB if self.stub and n == 0 else CELL for n in band.columns]
            entries = [(kind, bool(text)) for kind, text in zip(kinds, texts, strict=True)]
            return self._simple(simple, entries, style, band.width if total else 0.0, body)
        cells = []
        node = Node("TR", body)
        for x, width, n, text in zip(band.edges, band.widths, band.columns, texts, strict=True):
            boxes = self.book.setter.boxes((Str(text),), style, self.table.at, link=links.get(n, ""))
            stub = self.stub and n == 0
            cell = node.add("TH", attributes=scope("Row")) if stub else node.add("TD")
            align, lines = self.table.columns[n].align, break_lines(boxes, width, style)
            indent = self.points.indent(n, text, look.face.width) * look.size if len(lines) == 1 else 0.0
            cells.append(Cell(x, width, align, lines, cell, indent if align == "right" else 0.0))
        tall = TallRow(cells, node)
        place = f"total:{self.table.id}" if links else ""
        return _ruled(tall, band.width, self.book.styles.colors.rule, place) if total else tall

    def _links(self, band: Band) -> dict[int, str]:
        """The sums that lead to their rows in an audit copy, by column."""
        links = {n: self.book.link_to(total_row(self.table.id, n)) for n in band.columns}
        return {n: link for n, link in links.items() if link}

    def _simple(
        self, cells: list[tuple[float, str]], entries: list[tuple[str, bool]], style: Style, ruled: float, body: Node
    ) -> Placed:
        """A row of cells of one line each: one text object. `ruled` is the width of the rule over it."""
        look = self.book.setter.look(style)
        height = style.leading + 2 * PAD
        drop = PAD + (style.leading - (ASCENT + DESCENT) * style.size) / 2 + ASCENT * style.size
        color = self.book.styles.colors.rule
        shown = [cell for cell, (_, filled) in zip(cells, entries, strict=True) if filled]

        def paint(canvas: BriefCanvas, top: float) -> None:
            canvas.end()
            out = [f"BT {rgb(look.color)} rg /{look.face.name} {look.size:.2f} Tf 0 {top - drop:.2f} Td"]
            at = 0.0
            opened = canvas.row(body, entries)
            for n, (x, codes) in enumerate(shown):
                text = f"{x - at:.2f} 0 Td [{codes}] TJ"
                out.append(f"{opened[n]} {text} EMC" if opened else text)
                at += round(x - at, 2)
            canvas.state(" ".join((*out, "ET")))
            if ruled:
                canvas.rule(0, top, ruled, 0.5, color)

        return Placed(height, paint)

    def placed(self, page: int, first: int, last: int) -> None:
        """Notes the rows; the total is none of the data."""
        last = min(last, self.data)
        entries = self.book.placement.tables.setdefault(self.table.id, [])
        if first < last and (page, first, last) not in entries:
            entries.append((page, first, last))


# -- A Markdown table ------------------------------------------------------------------------------------


class CellRows:
    """The rows of a pipe table, with inlines in their cells."""

    def __init__(self, table: Table, book: Book) -> None:
        self.table, self.book = table, book
        self.count = len(table.rows)
        self.columns = max([len(table.head), *(len(row) for row in table.rows)], default=0)
        self.style = book.styles.cell
        self.aligns = [table.aligns[n] if n < len(table.aligns) else "" for n in range(self.columns)]

    def _boxes(self, row: Sequence[tuple[object, ...]], column: int, style: Style) -> list[Box]:
        cell = row[column] if column < len(row) else ()
        return self.book.setter.boxes(cell, style, self.table.at)  # type: ignore[arg-type]

    def demands(self) -> list[Demand]:
        bold = self.style.with_(bold=True)
        step = max(1, self.count // SAMPLE)
        out = []
        for n in range(self.columns):
            cells = [self._boxes(self.table.head, n, bold)]
            cells += (self._boxes(row, n, self.style) for row in self.table.rows[::step])
            widths = [sum(b.width + b.space for b in boxes) - (boxes[-1].space if boxes else 0) for boxes in cells]
            words = [box.width for boxes in cells for box in boxes]
            out.append(Demand(max(widths, default=0) + 1, max(words, default=0) + 1))
        return out

    def head(self, band: Band, parent: Node | None) -> Placed | None:
        if not any(self.table.head):
            return None
        row = Node("TR", parent) if parent else None
        return TallRow(_bottomed(self._cells(self.table.head, band, row, bold=True)), row)

    def row(self, number: int, band: Band, body: Node) -> Placed:
        node = Node("TR", body)
        return TallRow(self._cells(self.table.rows[number], band, node, bold=False), node)

    def _cells(self, row: Sequence[tuple[object, ...]], band: Band, parent: Node | None, *, bold: bool) -> list[Cell]:
        scale = band.scale
        style = self.style.with_(bold=bold, size=self.style.size * scale, leading=self.style.leading * scale)
        cells = []
        for x, width, n in zip(band.edges, band.widths, band.columns, strict=True):
            boxes = self._boxes(row, n, style)
            node = self._node(parent, n, bold) if parent else None
            if node and any(part.note for box in boxes for part in box.parts):
                # Notes follow what calls them, in the cell.
                node = node.add("P")
                self.book.noted(boxes, node)
            cells.append(Cell(x, width, self.aligns[n], break_lines(boxes, width, style), node))
        return cells

    def _node(self, row: Node, column: int, head: bool) -> Node:
        """A cell in the tree. The first column names the rows where its own head is empty."""
        if head:
            return row.add("TH", attributes=scope("Column"))
        stub = column == 0 and self.columns > 1 and any(self.table.head) and not self.table.head[0]
        return row.add("TH", attributes=scope("Row")) if stub else row.add("TD")

    def placed(self, page: int, first: int, last: int) -> None:
        if self.table.attr.id:
            entries = self.book.placement.tables.setdefault(self.table.attr.id, [])
            if (page, first, last) not in entries:
                entries.append((page, first, last))


def _bottomed(cells: list[Cell]) -> list[Cell]:
    """Heads that end on one line: shorter ones begin with empty lines."""
    most = max((len(cell.lines) for cell in cells), default=0)
    return [replace(cell, lines=_padded(cell.lines, most)) for cell in cells]


def _padded(lines: list[Line], count: int) -> list[Line]:
    return [Line([], 0.0, lines[0].height, lines[0].rise)] * (count - len(lines)) + lines if lines else lines


def _ruled(row: TallRow, width: float, color: str, key: str) -> TallRow:
    """A row under a rule, the target of `key` if it has one."""
    paint = row.paint

    def painted(canvas: BriefCanvas, top: float) -> None:
        if key:
            canvas.mark(key, top)
        canvas.rule(0, top, width, 0.5, color)
        paint(canvas, top)

    row.paint = painted
    return row
