"""The rows of tables: measured, formatted and painted one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from builder.model.document import DataTable, Note, Str, Table
from builder.writers.pdf.book import Book
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.canvas import BriefCanvas, rgb
from builder.writers.pdf.columns import Band, Demand
from builder.writers.pdf.lines import ASCENT, DESCENT, Line, break_lines
from builder.writers.pdf.painting import paint_line
from builder.writers.pdf.styles import Style

SAMPLE = 400  # rows that the widths are measured on, spread over the table
PAD = 3.1  # over and under the lines of a row

Cell = tuple[float, float, str, list[Line]]  # left edge, width, alignment and lines


@dataclass(slots=True)
class Placed:
    """A row that is laid out: its height, how it is painted with its top at (0, y), and the notes called in it."""

    height: float
    paint: Callable[[BriefCanvas, float], None]
    notes: list[Note] = field(default_factory=list)


class TallRow(Placed):
    """A row of cells whose lines are known, so that it can be cut between them."""

    cells: list[Cell]

    def __init__(self, cells: list[Cell]) -> None:
        height = max((sum([line.height for line in lines]) for *_, lines in cells), default=0.0) + 2 * PAD
        notes = [note for *_, lines in cells for line in lines for note in line.notes]
        super().__init__(height, self._paint, notes)
        self.cells = cells

    def _paint(self, canvas: BriefCanvas, top: float) -> None:
        for x, width, align, lines in self.cells:
            y = top - PAD
            for line in lines:
                shift = {"right": width - line.width, "center": (width - line.width) / 2}.get(align, 0.0)
                paint_line(canvas, line, x + shift, y - line.height + line.rise)
                y -= line.height

    def halves(self, room: float) -> tuple[Placed, Placed] | None:
        """The lines of each cell that `room` has place for, and those that are left; None where it has none."""
        first: list[Cell] = []
        second: list[Cell] = []
        for x, width, align, lines in self.cells:
            count, height = 0, 2 * PAD
            while count < len(lines) and height + lines[count].height <= room:
                height += lines[count].height
                count += 1
            first.append((x, width, align, lines[:count]))
            second.append((x, width, align, lines[count:]))
        if not any(lines for *_, lines in first):
            return None
        return TallRow(first), TallRow(second)


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
                least = widest  # a number is not broken
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

    def head(self, band: Band) -> Placed | None:
        bold, plain = self._style(band.scale, True), self._style(band.scale, False)
        plain = plain.with_(color=self.book.styles.colors.secondary)
        cells = []
        for x, width, n in zip(band.edges, band.widths, band.columns, strict=True):
            column = self.table.columns[n]
            lines = break_lines(self.book.setter.boxes((Str(column.label),), bold, self.table.at), width, bold)
            if column.unit:
                lines += break_lines(self.book.setter.boxes((Str(column.unit),), plain, self.table.at), width, plain)
            cells.append((x, width, column.align, lines))
        return TallRow(_bottomed(cells))

    def row(self, number: int, band: Band) -> Placed:
        total = number >= self.data
        bold = total or number in self.table.highlight
        style = self._style(band.scale, bold)
        look = self.book.setter.look(style)
        texts: list[str] = []
        for n in band.columns:
            value = self.table.total[n] if total else None
            texts.append((value.text if value else "") if total else self.table.cell(number, n))
        simple: list[tuple[float, str]] = []
        for x, width, n, text in zip(band.edges, band.widths, band.columns, texts, strict=True):
            codes, ems = look.face.encode(text)
            wide = ems * look.size
            if wide > width or not text.isascii():
                break
            align = self.table.columns[n].align
            if align != "left":
                x += (width - wide) / (1 if align == "right" else 2)  # noqa: PLW2901 - from the left edge of the text
            simple.append((x, codes))
        else:
            return self._simple(simple, style, band.width, total)
        cells = []
        for x, width, n, text in zip(band.edges, band.widths, band.columns, texts, strict=True):
            boxes = self.book.setter.boxes((Str(text),), style, self.table.at)
            cells.append((x, width, self.table.columns[n].align, break_lines(boxes, width, style)))
        return _ruled(TallRow(cells), band.width, self.book.styles.colors.rule) if total else TallRow(cells)

    def _simple(self, cells: list[tuple[float, str]], style: Style, width: float, total: bool) -> Placed:
        """A row of cells of one line each: one text object."""
        look = self.book.setter.look(style)
        height = style.leading + 2 * PAD
        drop = PAD + (style.leading - (ASCENT + DESCENT) * style.size) / 2 + ASCENT * style.size
        rule = (width, self.book.styles.colors.rule) if total else None

        def paint(canvas: BriefCanvas, top: float) -> None:
            out = [f"BT {rgb(look.color)} rg /{look.face.name} {look.size:.2f} Tf 0 {top - drop:.2f} Td"]
            at = 0.0
            for x, codes in cells:
                out.append(f"{x - at:.2f} 0 Td [{codes}] TJ")
                at += round(x - at, 2)
            canvas.put(" ".join((*out, "ET")))
            if rule:
                canvas.rule(0, top, rule[0], 0.5, rule[1])

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

    def head(self, band: Band) -> Placed | None:
        if not any(self.table.head):
            return None
        return TallRow(_bottomed(self._cells(self.table.head, band, bold=True)))

    def row(self, number: int, band: Band) -> Placed:
        return TallRow(self._cells(self.table.rows[number], band, bold=False))

    def _cells(self, row: Sequence[tuple[object, ...]], band: Band, *, bold: bool) -> list[Cell]:
        scale = band.scale
        style = self.style.with_(bold=bold, size=self.style.size * scale, leading=self.style.leading * scale)
        return [
            (x, width, self.aligns[n], break_lines(self._boxes(row, n, style), width, style))
            for x, width, n in zip(band.edges, band.widths, band.columns, strict=True)
        ]

    def placed(self, page: int, first: int, last: int) -> None:
        if self.table.attr.id:
            entries = self.book.placement.tables.setdefault(self.table.attr.id, [])
            if (page, first, last) not in entries:
                entries.append((page, first, last))


def _bottomed(cells: list[Cell]) -> list[Cell]:
    """Heads that end on one line: shorter ones begin with empty lines."""
    most = max((len(lines) for *_, lines in cells), default=0)
    return [
        (
            x,
            width,
            align,
            [Line([], 0.0, lines[0].height, lines[0].rise)] * (most - len(lines)) + lines if lines else lines,
        )
        for x, width, align, lines in cells
    ]


def _ruled(row: TallRow, width: float, color: str) -> TallRow:
    paint = row.paint

    def painted(canvas: BriefCanvas, top: float) -> None:
        canvas.rule(0, top, width, 0.5, color)
        paint(canvas, top)

    row.paint = painted
    return row
