"""Where values come from, in words: lines as ranges, keys, and how many more there are."""

from __future__ import annotations

import datetime

import pytest

from builder.errors import Location
from builder.model.audit_words import audit_word
from builder.model.data import QueryResult, RowOrigin, Source
from builder.model.document import DataTable, Document, Meta, Quote, Str, TableColumn
from builder.model.format import Format, Raw
from builder.model.origins import Teller, exact, told
from builder.model.value import Origin, Value

AT = Location("r.md", 1, 1)


def lines(path: str, *numbers: int) -> tuple[RowOrigin, ...]:
    return tuple(RowOrigin("t", path, n) for n in numbers)


def document(*values: Value, lang: str = "en-US", results: tuple[QueryResult, ...] = ()) -> Document:
    sources = (Source("first", "First"), Source("second", "Second"))
    return Document("r", Meta((Str("R"),), lang=lang), (), ".", values, (), (), sources, results)


def test_lines_are_ranges_by_file() -> None:
    rows = (*lines("a.csv", 9, 3, 4, 5), *lines("b.csv", 2))
    assert Teller(document()).lines(Origin("q", "c", (), rows)) == ("a.csv:3–5, 9", "b.csv:2")


def test_many_lines_are_counted_and_never_left_out() -> None:
    rows = (*lines("a.csv", *range(2, 2000, 2)), *lines("b.csv", *range(2, 12)))
    (shown,) = Teller(document()).lines(Origin("q", "c", (("k", "v"),), rows))
    named, _, more = shown.partition(" and ")
    assert named == "a.csv:2, 4, 6, 8, 10, 12, 14, 16"
    assert more == "1,001 more"  # 999 + 10 lines without the eight


def test_the_lines_of_a_whole_column_are_those_of_all_rows() -> None:
    result = QueryResult("q", (), ((1,), (2,), (3,)), ("t",), (), tuple(lines("a.csv", n) for n in (2, 3, 4)))
    teller = Teller(document(results=(result,)))
    origin = Origin("q", "c")
    assert teller.lines(origin) == ("a.csv:2–4",)
    assert teller.key(origin) == "all rows"


def test_what_cannot_be_traced_names_its_tables() -> None:
    teller = Teller(document(results=(QueryResult("q", (), ((1,),), ("sales", "costs")),)))
    assert teller.lines(Origin("q", "c", (("row", "1"),))) == ("sales, costs: lines not traceable",)


def test_a_value_is_told_in_one_line() -> None:
    key = (("benchmark", "MMLU"), ("year", "2024"))
    value = Value(0.3, "0.3 points", "percentage points", origins=(
        Origin("lead", "lead", key, lines("data/s.csv", 7, 19), ("second", "unlisted")),
    ))  # fmt: skip
    told_ = Teller(document(value)).value(value)
    assert told_ == "0.3 points: lead.lead, benchmark=MMLU, year=2024; data/s.csv:7, 19 [2][unlisted]"


def test_a_value_without_origin_is_written_in_the_report() -> None:
    value = Value(2013, "2013", expression="params.since")
    assert Teller(document(value)).value(value) == "2013: written in the report; params.since"


def test_many_origins_are_counted() -> None:
    value = Value(1, "1", origins=tuple(Origin("q", f"c{n}", (("row", "1"),)) for n in range(40)))
    told_ = Teller(document(value)).value(value)
    assert told_.count("q.c") == 12
    assert told_.endswith("| and 28 more")


def test_an_earlier_edition_is_named() -> None:
    origin = Origin("q", "c", (("row", "1"),), edition="old.values.json")
    assert Teller(document()).column(origin) == "q.c (old.values.json)"


@pytest.mark.parametrize(
    ("raw", "shown"), [(0.30000000000000004, "0.30000000000000004"), (7, "7"), (None, ""), (True, "True"),
                       (datetime.date(2024, 2, 1), "2024-02-01")],
)  # fmt: skip
def test_raw_values_have_all_their_digits(raw: Raw, shown: str) -> None:
    assert exact(raw) == shown


def test_all_texts_are_told() -> None:
    value = Value(0.25, "25%", "share", origins=(Origin("q", "part", (("row", "1"),), lines("a.csv", 2)),))
    total = Value(12, "12", origins=(Origin("q", "n"),), expression='sum(q.values("n"))')
    columns = (TableColumn(0, "N", Format(), "right"),)
    table = DataTable("t", QueryResult("q", (), ((5,), (7,))), columns, AT, 1, "en-US", total=(total,))
    doc = document(value)
    whole = Document(doc.name, doc.meta, (table,), ".", (value,), (), (Quote("31%", "first", AT),), doc.sources)
    texts = list(told(whole))
    assert {"0.25", "share", "31%", "12", 'sum(q.values("n"))'} <= set(texts)
    assert "25%: q.part, row=1; a.csv:2" in texts
    assert "Table 1: q, Rows: 2; lines not traceable" in texts


@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "pl", "ja", "zh", "ar"])
def test_every_language_of_the_builder_has_its_words(lang: str) -> None:
    keys = ("title", "intro", "leads", "back", "slide", "more", "differs", "uncompared")
    said = [audit_word(key, lang) for key in keys]
    assert all(said)
    assert [text.count("{0}") for text in said] == [0, 0, 1, 1, 0, 1, 1, 0]
    assert (said != [audit_word(key, "en") for key in keys]) == (lang != "en")
