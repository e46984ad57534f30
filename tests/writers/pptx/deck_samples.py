"""Documents made by hand, with every kind of block that a deck must place."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

from builder.errors import Findings, Location
from builder.model.chart import Channel, Chart, NativeFigure
from builder.model.data import Field, QueryResult, Source
from builder.model.document import (
    Attr,
    Block,
    BlockQuote,
    BulletList,
    Cite,
    Code,
    CodeBlock,
    DataTable,
    Div,
    Document,
    Emph,
    Figure,
    Header,
    Image,
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
from builder.theme import Theme
from builder.writers.pptx.deck import plan_deck
from builder.writers.pptx.layouts import base_layouts
from builder.writers.pptx.plan import Deck

AT = Location("r.md", 5)
THEME = Theme()
VALUE = Value(17.5, "17.5 points")


def para(text: str) -> Para:
    return Para((Str(text),), AT)


def header(text: str, level: int = 1, *classes: str, layout: str = "", id_: str = "") -> Header:
    keys = (("layout", layout),) if layout else ()
    return Header(level, (Str(text),), Attr(id_ or text.lower().replace(" ", "-"), classes, keys), AT)


def bullets(*texts: str) -> BulletList:
    return BulletList(tuple((para(t),) for t in texts), AT)


def div(class_: str, *blocks: Block) -> Div:
    return Div(blocks, Attr(classes=(class_,)), AT)


def column(*blocks: Block, width: str = "") -> Div:
    return Div(blocks, Attr(classes=("column",), keys=(("width", width),) if width else ()), AT)


def chart_of(id_: str, mark: str = "bar", rows: int = 3, title: str = "", **more: object) -> Chart:
    """A chart over years, the second value missing."""
    years = tuple(2022 + i for i in range(rows))
    values = tuple(None if i == 1 else float(10 * (i + 1)) for i in range(rows))
    channels = {
        "x": Channel(Field("year", "year"), Format(), years, "Year"),
        "y": Channel(Field("score", "number", unit="percent"), Format("number", 1), values, "Score, %"),
    }
    return Chart(id_, mark, channels, rows, title=title or f"Scores rose in {id_}", subtitle="Score, percent", **more)  # type: ignore[arg-type]


def figure(id_: str, mark: str = "bar", number: int = 1, rows: int = 3, title: str = "") -> Figure:
    chart = chart_of(id_, mark, rows, title)
    return Figure(id_, chart, AT, number, alt=f"Bars of {id_}.", source=(Str("The office "), Cite(("s",), (1,))))


def data_table(rows: int = 3, columns: int = 2, id_: str = "t") -> DataTable:
    fields = (Field("name"), *(Field(f"amount{c}", "number") for c in range(1, columns)))
    data = QueryResult(
        "q", fields, tuple((f"Row {i}", *(1000.5 * i + c for c in range(1, columns))) for i in range(rows))
    )
    shown = (
        TableColumn(0, "Name", Format(), "left"),
        *(TableColumn(c, f"Amount {c}", Format("number", 1), "right", "US$") for c in range(1, columns)),
    )
    total = (Value("Total", "Total"), *(Value(3.0, "3,001.5") for _ in range(1, columns)))
    return DataTable(id_, data, shown, AT, 1, "en-US", (Str("Amounts"),), (Str("The office"),), total, frozenset((1,)))


def pipe_table() -> Table:
    head = ((Str("Left"),), (Str("Right"),))
    rows = (((Strong((Str("bold"),)),), (Str("9"),)), ((Str("value"),), (ValueRun(VALUE, 0),)))
    return Table(head, rows, ("left", "right"), AT, (Str("By hand"),), Attr("by-hand"), 2)


def key_figures(count: int = 4) -> KeyFigures:
    items = (KeyFigure((Str(f"Label {i}"),), (Str(f"{i}7%"),), (Str("+1"),), (Str("a note"),)) for i in range(count))
    return KeyFigures(tuple(items), AT)


def picture(folder: Path, name: str = "map.png") -> Para:
    from PIL import Image as Pillow

    out = io.BytesIO()
    Pillow.new("RGB", (400, 240), "#0B4F8A").save(out, "PNG")
    (folder / name).write_bytes(out.getvalue())
    return Para((Image((Str("A map of the region"),), name, at=AT),), AT)


def document(*blocks: Block, title: str = "The year in numbers", lang: str = "en-US", root: str = ".") -> Document:
    meta = Meta(
        (Str(title),), (Str("A briefing"),), ("Desk",), datetime.date(2025, 4, 11), lang, ("a", "b"), "About it"
    )
    sources = (Source("s", "The office", "https://example.org", "Yearly"), Source("t", "Another"))
    return Document("demo", meta, blocks, root, (VALUE,), (), (), sources)


def rich(folder: Path | None = None) -> Document:
    """Every kind of block."""
    note = Note(1, (para("Measured in March."),))
    nested = BulletList(
        (
            (para("Outer"), BulletList(((para("Inner"), para("More on the inner")),), AT)),
            (Para((Str("By "), ValueRun(VALUE, 0), Str(", "), Emph((Str("of note"),)), Cite(("s",), (1,))), AT),),
        ),
        AT,
    )
    blocks: list[Block] = [
        para("Before the first heading"),
        header("Overview"),
        key_figures(6),
        bullets("First finding", "Second finding"),
        Para((Str("Prose for the notes"), note, Str(" and "), Link((Str("a link"),), "#detail")), AT),
        header("Detail", 2),
        nested,
        figure("one", number=1),
        figure("two", "line", 2),
        figure("three", "area", 3),
        div("notes", para("Said aloud"), bullets("In a list")),
        div("brief", para("Only in the brief"), data_table(id_="brief-table")),
        div("deck", bullets("Only on the slide"), para("Shown as it is")),
        div("callout", para("Called out"), bullets("A point of it")),
        header("Tables"),
        data_table(),
        pipe_table(),
        header("Text"),
        header("Steps", 3),
        OrderedList(((para("Third"),), (para("Fourth"),)), AT, 3),
        BlockQuote((Para((Str("Well said"),), AT),), AT),
        CodeBlock("a = 1\n    b = a\n", AT),
        Para((Str("See "), Link((Str("the site"),), "https://example.org/x"), Str(" with "), Code("code")), AT),
        header("Only prose"),
        para("It is said and not shown."),
        header("Said by somebody"),
        BlockQuote((para("A sentence worth a slide."), para("— Somebody")), AT),
        header("Left out", 1, "no-slide"),
        bullets("Not on a slide"),
        header("Left out too", 2),
        bullets("Not on a slide either"),
        header("Back matter", 1, "appendix"),
        bullets("At the end"),
        header("Last of all"),
        bullets("Before the appendix"),
    ]
    if folder:
        blocks += [header("Pictured"), picture(folder)]
    return document(*blocks, root=str(folder or "."))


def native(chart: Chart) -> NativeFigure | None:
    from builder.charts.native import native_figure

    return native_figure(chart, THEME.for_deck())


def planned(*blocks: Block, findings: Findings | None = None, lang: str = "en-US") -> Deck:
    return plan_deck(document(*blocks, lang=lang), THEME, base_layouts(THEME), native, findings or Findings())
