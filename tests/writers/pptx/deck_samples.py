"""Documents made by hand, with every kind of block that a deck must place."""

from __future__ import annotations

import datetime

from builder.errors import Location
from builder.model.chart import Channel, Chart
from builder.model.data import Field, QueryResult, Source
from builder.model.document import (
    Attr,
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
    KeyFigure,
    KeyFigures,
    Link,
    Meta,
    Note,
    OrderedList,
    Para,
    Str,
    Strong,
    Table,
    TableColumn,
    ValueRun,
)
from builder.model.format import Format
from builder.model.value import Value

AT = Location("r.md", 5)
YEARS = (2022, 2023, 2024)


def para(text: str) -> Para:
    return Para((Str(text),), AT)


def header(text: str, level: int = 1, *classes: str, layout: str = "") -> Header:
    keys = (("layout", layout),) if layout else ()
    return Header(level, (Str(text),), Attr(text.lower().replace(" ", "-"), classes, keys), AT)


def bullets(*texts: str) -> BulletList:
    return BulletList(tuple((para(t),) for t in texts), AT)


def figure(id_: str, mark: str = "bar", number: int = 1, rows: int = 3) -> Figure:
    years = tuple(YEARS[i % 3] + i // 3 * 3 for i in range(rows))
    values = tuple(float(10 * (i + 1)) if i != 1 else None for i in range(rows))
    channels = {
        "x": Channel(Field("year", "year"), Format(), years, "Year"),
        "y": Channel(Field("score", "number", unit="percent"), Format("number", 1), values, "Score, %"),
    }
    chart = Chart(id_, mark, channels, rows, title=f"Scores rose in {id_}", subtitle="Score, percent")
    return Figure(id_, chart, AT, number, alt=f"Bars of {id_}.", source=(Str("The office"), Cite(("s",), (1,))))


def data_table(rows: int = 3) -> DataTable:
    fields = (Field("name"), Field("amount", "number"))
    data = QueryResult("q", fields, tuple((f"Row {i}", 1000.5 * i) for i in range(rows)))
    columns = (TableColumn(0, "Name", Format(), "left"), TableColumn(1, "Amount", Format("number", 1), "right"))
    total = (Value("Total", "Total"), Value(3.0, "3,001.5"))
    return DataTable(
        "t", data, columns, AT, 1, "en-US", (Str("Amounts"),), (Str("The office"),), total, frozenset((1,))
    )


def document(*blocks: Block, title: str = "The year in numbers") -> Document:
    value = Value(17.5, "17.5 points")
    meta = Meta((Str(title),), (Str("A briefing"),), ("Desk",), datetime.date(2025, 4, 11), keywords=("a", "b"))
    sources = (Source("s", "The office", "https://example.org", "Yearly"), Source("t", "Another"))
    return Document("demo", meta, blocks, ".", (value,), (), (), sources)


def rich() -> Document:
    value = ValueRun(Value(17.5, "17.5 points"), 0)
    note = Note(1, (para("Measured in March."),))
    nested = BulletList(((para("Outer"), BulletList(((para("Inner"),),), AT)), ((Para((Str("By "), value), AT)),)), AT)
    by_hand = Table(
        ((Str("L"),), (Str("R"),)), (((Strong((Str("x"),)),), (Str("9"),)),), ("left", "right"), AT, (Str("By hand"),)
    )
    keys = KeyFigures(
        tuple(KeyFigure((Str(f"Label {i}"),), (Str(f"{i}7%"),), (Str("+1"),), (Str("n"),)) for i in range(6)), AT
    )
    return document(
        header("Overview"),
        keys,
        bullets("First finding", "Second finding"),
        Para((Str("Prose for the notes"), note, Str(" and "), Link((Str("a link"),), "#detail")), AT),
        header("Detail", 2),
        nested,
        figure("one", number=1),
        figure("two", "line", 2),
        figure("three", "area", 3),
        Div((para("Said aloud"),), Attr(classes=("notes",)), AT),
        Div((para("Only in the brief"),), Attr(classes=("brief",)), AT),
        Div((bullets("Only on the slide"),), Attr(classes=("deck",)), AT),
        header("Tables"),
        data_table(),
        by_hand,
        OrderedList(((para("Step"),),), AT, 3),
        BlockQuote((Para((Emph((Str("Well said"),)),), AT),), AT),
        CodeBlock("a = 1\nb = 2\n", AT),
        header("Left out", 1, "no-slide"),
        bullets("Not on a slide"),
        header("Back matter", 1, "appendix"),
        bullets("At the end"),
        header("Last of all"),
        bullets("Before the appendix"),
    )
