"""The ledger is JSON that names every value, with its origin and its pages."""

from __future__ import annotations

import datetime
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from builder.errors import Location
from builder.ledger import describe_format, ledger_bytes, write_ledger
from builder.model.chart import Channel, Chart
from builder.model.comparison import Comparison
from builder.model.data import Field, QueryResult, RowOrigin, Source
from builder.model.document import (
    Attr,
    Claim,
    DataTable,
    Div,
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
        (Quote("0.3%", "s", AT, reason="the report names no published claims"),),
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
        "text": ["17.5", "n/a"], "type": "number",
    }  # fmt: skip
    assert whole["claims"][0]["holds"] is True
    [quote] = whole["quotes"]
    assert quote == {
        "text": "0.3%", "source": "s", "line": 7, "column": 3, "claim": None, "outcome": "not compared",
        "reason": "the report names no published claims",
    }  # fmt: skip
    assert whole["sources"] == [{"number": 1, "key": "s", "title": "A source", "url": "https://example.org"}]
    assert whole["formats"] == {"pdf": {"pages": 2}}


def test_a_compared_quote_tells_its_verdict() -> None:
    whole = document()
    comparison = Comparison("differs", 0.3, 1, whole.values[0], 17.5, "mmlu", "printed as percent")
    out = io.StringIO()
    write_ledger(replace(whole, quotes=(Quote("0.3%", "s", AT, comparison, "", "mmlu"),)), {}, "r.md", out)
    [quote] = json.loads(out.getvalue())["quotes"]
    assert (quote["outcome"], quote["claim"], quote["reason"]) == ("differs", "mmlu", None)
    assert (quote["published"], quote["digits"], quote["given"]) == (0.3, 1, 17.5)
    assert (quote["difference"], quote["unit"], quote["note"]) == (17.2, "percentage points", "printed as percent")
    assert quote["ratio"] == pytest.approx(58.3333, rel=1e-4)
    assert quote["computed"]["text"] == "17.5 points"
    assert quote["computed"]["origins"][0]["rows"] == ["data/scores.csv:4"]


def test_a_value_in_a_figure_stands_where_the_figure_stands() -> None:
    whole = document()
    value = whole.values[0]
    figure = whole.blocks[1]
    assert isinstance(figure, Figure)
    named = replace(
        figure, authored=(("chart title", (ValueRun(value, 1),)), ("alternative text", (ValueRun(value, 2),)))
    )
    out = io.StringIO()
    placements = {"pdf": Placement(2, {0: [1]}, {"f": [2]}), "pptx": Placement(3, {0: [2]}, {"f": [3]})}
    write_ledger(replace(whole, blocks=(whole.blocks[0], named), values=(value,) * 3), placements, "r.md", out)
    values = json.loads(out.getvalue())["values"]
    assert [(v["in"], v["block"], v["pages"]) for v in values] == [
        ("paragraph", None, {"pdf": [1], "pptx": [2]}),
        ("chart title", "f", {"pdf": [2], "pptx": [3]}),
        ("alternative text", "f", {"pdf": [2], "pptx": [3]}),
    ]
    assert not [v for v in values if "absent" in v]


def test_a_value_of_one_file_says_so() -> None:
    whole = document()
    notes = Div((whole.blocks[0],), Attr(classes=("notes",)), AT)
    out = io.StringIO()
    placements = {"pdf": Placement(2), "pptx": Placement(3, {0: [2]})}
    write_ledger(replace(whole, blocks=(notes,)), placements, "r.md", out)
    [value] = json.loads(out.getvalue())["values"]
    assert (value["in"], value["pages"], value["absent"]) == (
        "speaker notes", {"pptx": [2]}, {"pdf": "only in the deck"},
    )  # fmt: skip


def test_a_format_is_written_as_its_filter() -> None:
    for spec in ("number", "percent(1)", "money(USD, 1, bn)", "points(2) | signed", "date(MMM y)", "words"):
        assert parse_format(describe_format(parse_format(spec))) == parse_format(spec)
        assert describe_format(parse_format(spec)) == spec
