"""The ledger is JSON that names every value, with its origin and its pages."""

from __future__ import annotations

import datetime
import io
import json
from typing import Any

from builder.errors import Location
from builder.ledger import describe_format, ledger_bytes, write_ledger
from builder.model.chart import Channel, Chart
from builder.model.data import Field, QueryResult, RowOrigin, Source
from builder.model.document import (
    Claim,
    DataTable,
    Document,
    Figure,
    Meta,
    Para,
    Quote,
    Str,
    TableColumn,
    ValueRun,
)
from builder.model.format import Format, parse_format
from builder.model.value import Origin, Value
from builder.writers.base import Placement

AT = Location("r.md", 7, 3)


def document() -> Document:
    field = Field("lead", "number", unit="percentage points")
    rows = (RowOrigin("scores", "data/scores.csv", 4),)
    value = Value(17.5, "17.5 points", "percentage points", Format("points", 1),
                  (Origin("lead", "lead", (("year", "2023"),), rows, ("s",)),), "lead.first.lead", AT)  # fmt: skip
    data = QueryResult("lead", (field,), ((17.5,), (None,), (float("nan"),)), origins=(rows,))
    number = Format("number", 1)
    chart = Chart("f", "bar", {"y": Channel(field, number, (17.5, None))}, 2, title="Up")
    table = DataTable("t", data, (TableColumn(0, "Lead", number, "right"),), AT, 1, "en-US")
    return Document(
        "demo",
        Meta((Str("Title"),), date=datetime.date(2025, 4, 11)),
        (Para((Str("By "), ValueRun(value, 0)), AT), Figure("f", chart, AT, 1, alt="A bar."), table),
        ".",
        (value,),
        (Claim("It rose.", "up.yes", holds=True, values=(value,), at=AT),),
        (Quote("0.3%", "s", AT),),
        (Source("s", "A source", "https://example.org"),),
    )


def ledger() -> Any:
    placement = Placement(2, {0: [1, 2]}, {"f": [2]}, {"t": [(2, 0, 3)]})
    out = io.StringIO()
    write_ledger(document(), {"pdf": placement}, "reports/demo.md", out)
    return json.loads(out.getvalue())


def test_the_bytes_are_those_of_the_file() -> None:
    placements = {"pdf": Placement(2, {0: [1, 2]})}
    out = io.StringIO()
    write_ledger(document(), placements, "reports/demo.md", out)
    assert ledger_bytes(document(), placements, "reports/demo.md").decode() == out.getvalue()


def test_a_value_stands_with_its_origin_and_pages() -> None:
    [value] = ledger()["values"]
    assert value["text"] == "17.5 points"
    assert value["raw"] == 17.5
    assert value["pages"] == {"pdf": [1, 2]}
    assert value["origins"] == [
        {"query": "lead", "column": "lead", "key": {"year": "2023"}, "rows": ["data/scores.csv:4"], "sources": ["s"]}
    ]
    assert (value["line"], value["column"], value["format"]) == (7, 3, "points(1)")


def test_missing_cells_are_null_with_their_word() -> None:
    cells = ledger()["cells"]
    assert [c["raw"] for c in cells] == [[17.5], [None], [None]]
    assert [c["text"] for c in cells] == [["17.5"], ["n/a"], ["n/a"]]


def test_figures_claims_quotes_and_sources_are_there() -> None:
    whole = ledger()
    [figure] = whole["figures"]
    assert figure["channels"]["y"] == {
        "column": "lead", "unit": "percentage points", "format": "number(1)", "raw": [17.5, None],
        "text": ["17.5", "n/a"],
    }  # fmt: skip
    assert whole["claims"][0]["holds"] is True
    assert whole["quotes"] == [{"text": "0.3%", "source": "s", "line": 7}]
    assert whole["sources"] == [{"number": 1, "key": "s", "title": "A source", "url": "https://example.org"}]
    assert whole["formats"] == {"pdf": {"pages": 2}}


def test_a_format_is_written_as_its_filter() -> None:
    for spec in ("number", "percent(1)", "money(USD, 1, bn)", "points(2) | signed", "date(MMM y)", "words"):
        assert parse_format(describe_format(parse_format(spec))) == parse_format(spec)
        assert describe_format(parse_format(spec)) == spec
