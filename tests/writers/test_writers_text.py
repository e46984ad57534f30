"""The text writer: the shape that every writer has, held by a golden text."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.errors import Findings, Location
from builder.model.data import Field, QueryResult, Source
from builder.model.document import (
    NO_ATTR,
    Attr,
    BlockQuote,
    BulletList,
    Cite,
    CodeBlock,
    DataTable,
    Div,
    Document,
    Emph,
    Expr,
    Header,
    KeyFigure,
    KeyFigures,
    Link,
    Meta,
    Note,
    OrderedList,
    Para,
    Str,
    Table,
    TableColumn,
    ValueRun,
)
from builder.model.format import Format
from builder.model.value import Value
from builder.theme import Theme
from builder.writers.base import Placement, WriteJob
from builder.writers.text import TextWriter

AT = Location("r.md")
GOLDEN = """\
Rail
====
On time
Desk


Lines run late
==============

Trains ran 3 minutes late[^1], as it says[1].

- One thing, and the web (https://example.org)
- Another

  - below it

7. Seventh

> Quoted

    a = 1

42%  on time (+1)

Table 1. Delays
Line  Delay
----  -----
A         3
B       n/a

Table 2. By hand
L  R
-  -
x  9

[^1] Measured at the last stop.

---

[1] The timetable. https://example.org/t
"""


def document() -> Document:
    value = ValueRun(Value(3, "3"), 0)
    note = Note(1, (Para((Str("Measured at the last stop."),), AT),))
    fields = (Field("line", "string"), Field("delay", "integer"))
    data = QueryResult("d", fields, (("A", 3), ("B", None)))
    columns = (TableColumn(0, "Line", Format(), "left"), TableColumn(1, "Delay", Format("number", 0), "right"))
    inner = BulletList(((Para((Str("below it"),), AT),),), AT)
    link = Link((Str("the web"),), "https://example.org")
    items = ((Para((Str("One thing, and "), link), AT),), (Para((Str("Another"),), AT), inner))
    says = Emph((Str(", as it says"),))
    sentence = (Str("Trains ran "), value, Str(" minutes late"), note, says, Cite(("t",), (1,)), Str("."))
    by_hand = (((Str("x"),), (Str("9"),)),)
    blocks = (
        Header(1, (Str("Lines run late"),), Attr("late"), AT),
        Para(sentence, AT),
        BulletList(items, AT),
        OrderedList(((Para((Str("Seventh"),), AT),),), AT, 7),
        BlockQuote((Para((Str("Quoted"),), AT),), AT),
        CodeBlock("a = 1\n", AT),
        KeyFigures((KeyFigure((Str("on time"),), (Str("42%"),), (Str("+1"),)),), AT),
        DataTable("t", data, columns, AT, 1, "en-US", (Str("Delays"),)),
        Table(((Str("L"),), (Str("R"),)), by_hand, ("left", "right"), AT, (Str("By hand"),), NO_ATTR, 2),
        Div((Para((Str("for the speaker"),), AT),), Attr(classes=("notes",)), AT),
    )  # fmt: skip
    meta = Meta((Str("Rail"),), (Str("On time"),), ("Desk",))
    return Document(
        "rail", meta, blocks, ".", (value.value,), (), (), (Source("t", "The timetable", "https://example.org/t"),)
    )


def write(doc: Document, folder: Path) -> tuple[str, Placement]:
    target = folder / "out.txt"
    placement = TextWriter().write(WriteJob(doc, Theme(), Findings()), target)
    return target.read_text(encoding="utf-8"), placement


def test_the_whole_document_reads_as_the_golden(tmp_path: Path) -> None:
    text, placement = write(document(), tmp_path)
    assert text == GOLDEN
    assert placement.values == {0: [1]}
    assert placement.tables == {"t": [(1, 0, 2)]}


def test_an_unresolved_block_is_refused(tmp_path: Path) -> None:
    """A writer that met an expression would print source text to a reader."""
    from builder.model.document import SpecBlock

    unresolved = Document("x", Meta((Str("x"),)), (SpecBlock("chart", "c", {}, AT),), ".")
    with pytest.raises(TypeError, match="SpecBlock"):
        write(unresolved, tmp_path)


def test_expressions_never_come_out_as_source(tmp_path: Path) -> None:
    text, _ = write(Document("x", Meta((Str("x"),)), (Para((Expr("a.b", AT), Str("end")), AT),), "."), tmp_path)
    assert "a.b" not in text
