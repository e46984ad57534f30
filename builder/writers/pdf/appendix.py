"""The data behind figures: where a reader finds them, and the tables at the end of the brief."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.data import Field, QueryResult
from builder.model.document import DataTable, Document, Figure, Inlines, Link, Str, TableColumn
from builder.model.format import Format
from builder.model.walk import walk_blocks
from builder.writers.pdf.book import Book
from builder.writers.pdf.front import in_brief

KEY = "data"  # of the appendix


def figures(document: Document) -> Iterator[Figure]:
    """The figures that the brief shows."""
    return (block for block in walk_blocks(tuple(in_brief(document.blocks))) if isinstance(block, Figure))


def table_of(figure: Figure, book: Book) -> DataTable:
    """The rows that a figure shows, with the columns and the formats of its encodings."""
    chart = figure.chart
    columns: dict[str, tuple[Field, Format, str, tuple[object, ...]]] = {}
    for channel in chart.channels.values():
        label = channel.label or channel.field.title or channel.field.name
        columns.setdefault(channel.field.name, (channel.field, channel.format, label, channel.values))
    fields = tuple(field for field, *_ in columns.values())
    rows = tuple(zip(*(values for *_, values in columns.values()), strict=True))
    shown = tuple(
        TableColumn(n, label, format_, "right" if field.type in ("integer", "number") else "left")
        for n, (field, format_, label, _) in enumerate(columns.values())
    )
    back = Link((Str(f"{book.word('figure')} {figure.number}"),), f"#{figure.id}")
    caption: Inlines = (back, Str(f". {chart.title}" if chart.title else ""))
    result = QueryResult(figure.query, fields, rows)
    return DataTable(data_key(figure), result, shown, figure.at, 0, chart.lang, caption, figure.source)


def data_key(figure: Figure) -> str:
    """The id of a figure's table in the appendix."""
    return f"data-{figure.id}"


def source_line(figure: Figure, book: Book) -> Inlines:
    """The line under a figure: its sources, and where its data are."""
    source = book.sourced(figure.source)
    word = book.word("data")
    if book.options.appendix == "data":
        link = Link((Str(word),), f"#{data_key(figure)}")
    elif name := book.attached.get(figure.query):
        link = Link((Str(f"{word}: {name}"),), f"attached:{name}")
    else:
        return source
    return (*source, Str(" · "), link) if source else (link,)
