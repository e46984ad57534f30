"""Tables as pieces: what stands over and under them, and how many stand side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.model.document import DataTable, Inlines, Str, Table
from builder.writers.pdf.audit_rows import EntryRows
from builder.writers.pdf.book import Book, plain_text
from builder.writers.pdf.canvas import mirrored
from builder.writers.pdf.columns import Band, Demand, arrange
from builder.writers.pdf.context import Context
from builder.writers.pdf.flow import Piece, Stack, Text
from builder.writers.pdf.rows import CellRows, DataRows
from builder.writers.pdf.tables import Grid, GridLook, HeadAsRow
from builder.writers.pdf.tags import Node, visual_row
from builder.writers.pdf.visuals import Kept, Whole, text_area

HIGH = 0.3  # of a page: the head that is not repeated
WHOLE, SHORT = 16, 0.45  # rows, and part of a page: up to which a table is not cut


class Tables:
    """Makes pieces of tables."""

    def __init__(self, book: Book) -> None:
        self.book = book
        page = book.styles.theme.page
        self.upright, self.across = page.inner, page.height - 2 * page.margin  # widths of the text

    def pieces(self, table: DataTable | Table, context: Context) -> Iterator[Piece]:
        """The pieces of a table in a context."""
        styles, setter = self.book.styles, self.book.setter
        rows = DataRows(table, self.book) if isinstance(table, DataTable) else CellRows(table, self.book)
        if not rows.columns:
            return
        id_ = table.id if isinstance(table, DataTable) else table.attr.id
        label = f"{self.book.word('table')} {table.number}" if table.number else ""
        node = context.node.add("Table")
        top = self._caption(table, label, f"id:{id_}" if id_ else "", node) if label or table.caption else None
        named = label or plain_text(table.caption[:1])
        lead = setter.boxes((Str(f"{named} ({self.book.word('continued')})"),), styles.label) if named else []
        look = GridLook(styles.colors.ink, lead, styles.label)
        source = self.book.sourced(table.source) if isinstance(table, DataTable) else ()
        bands, turned = self._bands(rows.demands(), table, context)
        grids: list[Piece] = []
        nodes = [node, *(context.node.add("Table") for _ in bands[1:])]
        tail = self._source(source, table, context) if source else None
        for n, (band, node) in enumerate(zip(bands, nodes, strict=True)):
            last = n == len(bands) - 1
            head = rows.head(band, None)
            high = head is not None and head.height > text_area(styles.theme.page) * HIGH
            grid = Grid(
                HeadAsRow(rows) if high else rows, band, look, node, tail=tail if last else None, led=bool(n and lead)
            )
            grid.before = 3.0 if label or n else styles.body.leading / 2
            grids.append(Stack([grid], indent=context.indent) if context.indent else grid)
        pieces: list[Piece] = [*([top] if top else []), *grids]
        if len(grids) == 1 and rows.count <= WHOLE:
            pieces = [Whole([*([top.content] if top else []), *grids], text_area(styles.theme.page) * SHORT)]
        for piece in pieces:
            piece.turned = turned
        yield from pieces

    def listed(self, rows: EntryRows, title: str, context: Context) -> Grid:
        """A table of the audit copy, as wide as there is room."""
        styles = self.book.styles
        lead = self.book.setter.boxes((Str(f"{title} ({self.book.word('continued')})"),), styles.label)
        look = GridLook(styles.colors.ink, lead, styles.label)
        return Grid(rows, rows.band(context.width), look, context.node.add("Table"))

    def _bands(self, demands: Sequence[Demand], table: DataTable | Table, context: Context) -> tuple[list[Band], bool]:
        """The columns that stand side by side, and whether that takes a turned page. A table that cannot stand as it
        is is named.
        """
        widest = self.across if context.turned else self.upright
        room = max(min(context.width, widest) - context.indent, 60.0)
        bands = arrange(demands, room, min(context.reach, room))
        turned = context.turned
        if len(bands) > 1 and not turned and not context.depth:
            across = arrange(demands, self.across, self.across)
            if len(across) == 1:
                bands, turned = across, True
        if mirrored(self.book.lang):
            bands = [band.mirrored() for band in bands]
        done = ""
        if len(bands) > 1:
            done = f"it is cut into {len(bands)} parts, each with its first column"
        elif turned and not context.turned:
            done = "it stands on a page of its own, turned"
        elif bands and bands[0].scale < 1:
            done = f"it is set at {bands[0].scale:.0%} of the usual size"
        if done:
            hint = "leave columns out, shorten labels and texts, or turn the page: ::: {.landscape}"
            self.book.setter.findings.warning(
                "wide-table", f"the table is too wide for the page: {done}", table.at, hint
            )
        return bands, turned

    def _source(self, source: Inlines, table: DataTable | Table, context: Context) -> Text:
        """The line under a table."""
        style, node = self.book.styles.small, context.node.add("P")
        boxes = self.book.setter.boxes(source, style, table.at)
        self.book.noted(boxes, node)
        text = Text(boxes, style, reach=context.reach, node=node)
        text.before = 5.0
        return text

    def _traced(self, table: DataTable | Table) -> str:
        """The link to the row of a table in an audit copy."""
        return self.book.link_to(visual_row(table.id)) if isinstance(table, DataTable) else ""

    def _caption(self, table: DataTable | Table, label: str, key: str, node: Node) -> Kept:
        """What stands over a table: its number and what it shows."""
        styles, setter = self.book.styles, self.book.setter
        finding = styles.finding.with_(after=4)
        caption = node.add("Caption")
        texts: list[Text] = []
        if label:
            boxes = setter.boxes((Str(label),), styles.label, table.at, link=self._traced(table))
            texts.append(Text(boxes, styles.label, node=caption.add("P")))
        if table.caption:
            boxes = setter.boxes(table.caption, finding, table.at)
            texts.append(Text(boxes, finding, node=caption.add("P")))
            self.book.noted(boxes, caption, inside=True)
        texts[0].keys = (key,) if key else ()
        texts[0].before = styles.body.leading * 1.2
        texts[-1].after = 3.0
        return Kept(Stack(texts))
