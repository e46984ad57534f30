"""Two ledgers, and what changed between them: which value is which, and how far they are apart."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Project
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.editions.change import Change
from builder.editions.compare import compare_editions
from builder.editions.rows import align, pair
from builder.editions.words import Number, difference_of
from builder.errors import Findings
from builder.model.edition import Edition
from builder.pipeline import BuildOptions, build
from builder.readers.ledger import ledgers_at, read_edition

Ledger = dict[str, Any]


def value(
    expression: str,
    raw: Any,
    *,
    text: str = "",
    unit: str = "",
    key: dict[str, str] | None = None,
    row: dict[str, str] | None = None,
    format_: str = "number",
    line: int = 1,
    **pages: list[int],
) -> Ledger:
    origin: Ledger = {"query": "q", "column": "c", "key": key or {"row": "1"}, "rows": [], "sources": []}
    if row is not None:
        origin |= {"raw": raw, "unit": unit, "row": row}
    return {"text": text or str(raw), "raw": raw, "unit": unit, "format": format_, "expression": expression,
            "line": line, "origins": [origin], "pages": pages}  # fmt: skip


def claim(expression: str, text: str, *seen: Ledger, holds: bool = True) -> Ledger:
    return {"text": text, "expression": expression, "holds": holds, "values": list(seen), "line": 9}


def table(id_: str, columns: list[tuple[str, str]], *rows: tuple[Any, ...]) -> tuple[Ledger, list[Ledger]]:
    heads = [{"label": c.title(), "column": c, "unit": u, "format": "number"} for c, u in columns]
    entry = {"id": id_, "query": "q", "line": 5, "total": [], "pages": {"pdf": [[2, 0, 3]]}, "columns": heads}
    cells = [{"table": id_, "row": n, "raw": list(row), "text": [str(x) for x in row]} for n, row in enumerate(rows)]
    return entry, cells


def figure(id_: str, title: str = "Up", **channels: tuple[str, list[Any]]) -> Ledger:
    made = {
        name: {"column": name, "unit": unit, "format": "number", "raw": raw, "text": [str(r) for r in raw]}
        for name, (unit, raw) in channels.items()
    }
    return {"id": id_, "mark": "bar", "title": title, "line": 7, "query": "q", "channels": made, "pages": {"pptx": [3]}}


def ledger(*values: Ledger, tables: tuple[tuple[Ledger, list[Ledger]], ...] = (), **more: Any) -> Ledger:
    sections: Ledger = {"values": list(values), "figures": [], "claims": [], "quotes": []}
    sections |= {"tables": [t for t, _ in tables], "cells": [c for _, cells in tables for c in cells]}
    head = {"version": 1, "report": "report.md", "title": "The shop", "date": "2026-01-31", "lang": "en-US"}
    return {**head, **sections, **more}


def edition(content: Any, folder: Path) -> Edition:
    path = folder / "x.values.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    findings = Findings()
    read = read_edition(path, "x.values.json", findings)
    assert read, findings.items
    return read


@pytest.fixture
def changes(tmp_path: Path) -> Any:
    def compare(old: Ledger, new: Ledger) -> tuple[Change, ...]:
        return compare_editions(edition(old, tmp_path), edition(new, tmp_path))

    return compare


def told(found: tuple[Change, ...]) -> list[tuple[str, str, str, str]]:
    return [(c.kind, c.name, c.old, c.new) for c in found]


# -- Which value is which --------------------------------------------------------------------------------

VALUES = [value(f'q.at(name="{n}").c', n * 10, key={"name": str(n)}, line=n) for n in range(1, 9)]


def test_the_same_ledgers_have_no_changes(changes: Any) -> None:
    content = ledger(*VALUES, tables=(table("t", [("a", "")], ("x",)),), figures=[figure("f", x=("", ["a"]))])
    assert changes(content, copy.deepcopy(content)) == ()


def test_a_value_is_known_by_what_it_asks_for(changes: Any) -> None:
    """One is deleted, one inserted, two change places, all stand on other lines: the two that changed are found."""
    new = copy.deepcopy(VALUES)
    new[2]["raw"], new[2]["text"] = 31, "31"
    new[5]["raw"], new[5]["text"] = 59, "59"
    new[2], new[3] = new[3], new[2]
    new.insert(0, value("q.other", 1, text="one", pdf=[2, 3], pptx=[4]))
    del new[-1]
    for n, one in enumerate(new):
        one["line"] = 100 - n
    found = changes(ledger(*VALUES), ledger(*new))
    assert told(found) == [
        ("came", "q.other", "", "one"),
        ("changed", 'q.at(name="3").c', "30", "31"),
        ("changed", 'q.at(name="6").c', "60", "59"),
        ("went", 'q.at(name="8").c', "80", ""),
    ]
    assert found[0].where == "line 100; page 2, 3; slide 4"
    assert found[3].where == "line 8"
    assert [c.difference.text for c in found[1:3]] == ["+1 (+3.3%)", "-1 (-1.7%)"]


def test_a_value_in_several_places_is_one(changes: Any) -> None:
    old = [value("q.c", 1, line=3), value("q.d", 2), value("q.c", 1, line=8)]
    new = [value("q.c", 5, line=3), value("q.d", 2), value("q.c", 5, line=8), value("q.c", 5, line=9)]
    [change] = changes(ledger(*old), ledger(*new))
    assert (change.old, change.new, change.where) == ("1", "5", "line 3, 8, 9")


def test_rows_of_a_repeated_div_are_known_by_their_words(changes: Any) -> None:
    def rows(*names: str, shift: int = 0) -> list[Ledger]:
        return [value("row.c", ord(n) + shift, key={"row": str(i)}, row={"name": n}) for i, n in enumerate(names, 1)]

    assert told(changes(ledger(*rows("b", "c")), ledger(*rows("a", "b", "c")))) == [
        ("came", "row.c (name=a)", "", "97")
    ]
    found = changes(ledger(*rows("b", "c", "d")), ledger(*rows("d", "b", shift=1)))
    assert [(c.kind, c.old, c.new) for c in found] == [
        ("changed", "100", "101"),
        ("changed", "98", "99"),
        ("went", "99", ""),
    ]


def test_a_key_of_other_columns_is_the_same_row(changes: Any) -> None:
    """Which columns are enough for a key depends on the data."""
    words = {"month": "2026-01", "product": "Filter"}
    old = value("row.c", 1, key={"month": "2026-01"}, row=words)
    new = value("row.c", 2, key={"month": "2026-01", "product": "Filter"}, row=words)
    assert [c.kind for c in changes(ledger(old), ledger(new))] == ["changed"]


def test_rows_without_a_name_are_aligned(changes: Any) -> None:
    old = [value("row.c", n, key={"row": "1"}, row={"name": "same"}) for n in (1, 2, 3)]
    new = [value("row.c", n, key={"row": "1"}, row={"name": "same"}) for n in (1, 9, 2, 3)]
    [change] = changes(ledger(*old), ledger(*new))
    assert (change.kind, change.new) == ("came", "9")


def test_another_filter_is_another_way_of_writing(changes: Any) -> None:
    old = value("q.c | percent(1)", 12.34, text="12.3%", unit="percent", format_="percent(1)")
    new = value("q.c | percent(2) | signed", 12.34, text="+12.34%", unit="percent", format_="percent(2) | signed")
    [change] = changes(ledger(old), ledger(new))
    assert (change.kind, change.old, change.new) == ("changed", "12.3%", "+12.34%")
    assert change.note == "the same value, written otherwise"


def test_a_query_that_was_renamed_is_the_same(changes: Any) -> None:
    def asked(query: str, raw: int, column: str = "c") -> Ledger:
        made = value(f'{query}.at(k="x").{column}', raw, key={"k": "x"})
        made["origins"][0] |= {"query": query, "column": column}
        return made

    held = claim("old.c > 1", "It grew", asked("old", 5))
    same = claim("new.c > 1", "It grew", asked("new", 5))
    assert changes(ledger(asked("old", 5), claims=[held]), ledger(asked("new", 5), claims=[same])) == ()
    [change] = changes(ledger(asked("old", 5)), ledger(asked("new", 6)))
    assert (change.kind, change.name, change.old, change.new) == ("changed", 'new.at(k="x").c', "5", "6")
    # A query that is still there was not renamed, nor is one of two that could be meant.
    assert len(changes(ledger(asked("old", 5), asked("kept", 5)), ledger(asked("kept", 5)))) == 1
    assert len(changes(ledger(asked("a", 5)), ledger(asked("b", 5), asked("d", 5)))) == 3


def test_a_value_of_another_period(changes: Any) -> None:
    def of(year: int, raw: float) -> Ledger:
        return value(f'q.at(name="x", year={year}).c', raw, key={"name": "x", "year": str(year)})

    [moved] = changes(ledger(of(2024, 5)), ledger(of(2025, 7)))
    assert (moved.kind, moved.old, moved.new) == ("changed", "5", "7")
    assert "year=2024" in moved.note
    # A series that goes on has not moved: the year that both editions show tells which is which.
    found = changes(ledger(of(2023, 3), of(2024, 5)), ledger(of(2024, 5), of(2025, 7)))
    assert [(c.kind, c.old, c.new) for c in found] == [("came", "", "7"), ("went", "3", "")]
    # Another thing is no other period.
    gpqa = value('q.at(name="y", year=2025).c', 7, key={"name": "y", "year": "2025"})
    assert [c.kind for c in changes(ledger(of(2024, 5)), ledger(gpqa))] == ["came", "went"]


def test_a_change_that_is_not_seen_is_still_one(changes: Any) -> None:
    old, new = (
        value("q.c | percent(1)", x, text="12.3%", unit="percent", format_="percent(1)") for x in (12.31, 12.34)
    )
    [change] = changes(ledger(old), ledger(new))
    assert change.note == "reads the same"
    assert change.difference.text == "+0.03"


def test_the_noise_of_binary_fractions_is_no_change(changes: Any) -> None:
    old, new = (value("q.c", x, text="0.3") for x in (0.1 + 0.2, 0.3))
    assert changes(ledger(old), ledger(new)) == ()


KEYS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(KEYS, KEYS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_inserting_deleting_and_moving_finds_exactly_what_was_done(old: list[str], new: list[str], random: Any) -> None:
    changed = {n for n in old if n in new and random.random() < 0.5}

    def of(names: list[str], shift: int) -> Edition:
        entries = [value(f'q.at(name="{n}").c', ord(n) + shift * (n in changed), key={"name": n}) for n in names]
        return Edition("x", values=tuple(entries))

    found = compare_editions(of(old, 0), of(new, 1))
    kinds = {kind: {c.name[11] for c in found if c.kind == kind} for kind in ("came", "went", "changed")}
    assert kinds == {"came": {*new} - {*old}, "went": {*old} - {*new}, "changed": changed}
    assert len(found) == sum(map(len, kinds.values()))
    back = compare_editions(of(new, 1), of(old, 0))
    there = {(c.name, c.old, c.new) for c in found if c.kind == "changed"}
    assert {(c.name, c.new, c.old) for c in back if c.kind == "changed"} == there


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
@settings(max_examples=60, deadline=None)
def test_pairs_and_alignments_use_every_place_once(old: list[str], new: list[str]) -> None:
    pairs = pair(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert len(pairs) == sum(min(old.count(x), new.count(x)) for x in "abc")
    aligned = align(old, new)
    assert [i for i, _ in aligned if i is not None] == list(range(len(old)))
    assert [j for _, j in aligned if j is not None] == list(range(len(new)))


# -- Differences -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "text", "percent"),
    [
        (Number(17.5, "percent", "percent(1)"), Number(19.0, "percent", "percent(1)"), "+1.5\u00a0points", None),
        (Number(0.175, "share", "percent(1)"), Number(0.19, "share", "percent(1)"), "+1.5\u00a0points", None),
        (Number(2.0, "USD bn", "money(USD, 1, bn)"), Number(2500.0, "USD mn", "money(USD, 1, bn)"),
         "+$0.5bn (+25.0%)", 25.0),
        (Number(10, "cups", "number"), Number(7, "cups", "number"), "-3 (-30.0%)", -30.0),
        (Number(0, "cups", "number"), Number(7, "cups", "number"), "+7", None),
        (Number(-10, "", "number"), Number(-5, "", "number"), "+5 (+50.0%)", 50.0),
        (Number(2024, "year", "text"), Number(2025, "year", "text"), "+1", None),
        (Number(2, "", "words"), Number(3, "", "ordinal"), "+1 (+50.0%)", 50.0),
        (Number("a"), Number("b"), "", None),
        (Number(None, "cups"), Number(3, "cups"), "", None),
        (Number(1, "cups"), Number(3, "beans"), "", None),
        (Number(1, "cups", "no such format("), Number(3, "cups", "no such format("), "+2 (+200.0%)", 200.0),
    ],
)  # fmt: skip
def test_how_far_two_values_are_apart(old: Number, new: Number, text: str, percent: float | None) -> None:
    apart = difference_of(old, new, "en-US")
    assert (apart.text, apart.percent) == (text, percent)


def test_differences_follow_the_language() -> None:
    old, new = Number(1000.5, "", "number(1)"), Number(3000.0, "", "number(1)")
    assert difference_of(old, new, "de").text.startswith("+1.999,5")
    assert difference_of(old, new, "no such language").text


# -- Claims, quotes, figures and tables --------------------------------------------------------------------


def test_claims(changes: Any) -> None:
    old = [claim("a > b", "It rose.", value("a", 3)), claim("c > d", "Gone."), claim("e > f", "Kept.", value("e", 1))]
    new = [
        claim("a > b", "It rose.", value("a", 2), holds=False),
        claim("e > f", "Kept.", value("e", 4)),
        claim("g", "New."),
    ]
    found = changes(ledger(claims=old), ledger(claims=new))
    assert told(found) == [
        ("turned", "a > b", "true: It rose.", "false: It rose."),
        ("changed", "e > f", "true: Kept.", "true: Kept."),
        ("came", "g", "", "true: New."),
        ("went", "c > d", "true: Gone.", ""),
    ]
    assert found[1].note == "it saw 1, now 4"


def test_quotes(changes: Any) -> None:
    def quote(text: str, source: str, outcome: str = "", computed: str = "") -> Ledger:
        more = {"outcome": outcome, "computed": value("q.c", 1, text=computed)} if outcome else {}
        return {"text": text, "source": source, "line": 4, **more}

    old = [quote("0.3%", "cen"), quote("2x", "gone"), quote("5", "data", "match", "5"), quote("7", "same")]
    new = [quote("7", "same"), quote("1.7%", "cen"), quote("5", "data", "differs", "6"), quote("9", "fresh")]
    assert told(changes(ledger(quotes=old), ledger(quotes=new))) == [
        ("changed", "cen", "0.3%", "1.7%"),
        ("changed", "data", "5 (match: 5)", "5 (differs: 6)"),
        ("came", "fresh", "", "9"),
        ("went", "gone", "2x", ""),
    ]


def test_numbers_bound_to_nothing(changes: Any) -> None:
    old, new = [{"text": "12", "line": 3}], [{"text": "13", "line": 3}]
    assert told(changes(ledger(unbound=old), ledger(unbound=new))) == [
        ("came", "13", "", "13"),
        ("went", "12", "12", ""),
    ]


def test_rows_of_tables(changes: Any) -> None:
    columns = [("name", ""), ("year", "year"), ("score", "")]
    old = table("t", columns, ("a", 2023, 10), ("b", 2023, 20), ("c", 2023, 30))
    new = table("t", columns, ("new", 2023, 1), ("c", 2023, 33), ("a", 2023, 12))
    [change] = changes(ledger(tables=(old,)), ledger(tables=(new,)))
    assert change.note == "2 cells changed; 1 row came; 1 row went; most: score of c, 2023, 30 to 33, +3 (+10.0%)"
    assert [(c.row, c.column, c.old, c.new) for c in change.cells] == [
        ("a, 2023", "score", "10", "12"),
        ("c, 2023", "score", "30", "33"),
    ]
    assert [c["difference"] for c in change.as_dict()["cells"]] == ["+2 (+20.0%)", "+3 (+10.0%)"]
    assert (change.section, change.name, change.old, change.new) == ("tables", "t", "30", "33")
    assert change.where == "line 5; page 2"


def test_tables_come_and_go_and_change_columns(changes: Any) -> None:
    old = (table("t", [("name", ""), ("a", "")], ("x", 1)), table("gone", [("a", "")]))
    new = (table("t", [("name", ""), ("b", "")], ("x", 1)), table("new", [("a", "")]))
    found = changes(ledger(tables=old), ledger(tables=new))
    assert [(c.kind, c.name, c.note) for c in found] == [
        ("changed", "t", "column b came; column a went"),
        ("came", "new", ""),
        ("went", "gone", ""),
    ]


def test_points_of_figures(changes: Any) -> None:
    old = figure("f", x=("year", [2023, 2024]), y=("percent", [10.0, 20.0]))
    new = figure("f", "Down", x=("year", [2023, 2024, 2025]), y=("percent", [10.0, 15.0, 1.0]))
    [change] = changes(ledger(figures=[old]), ledger(figures=[new]))
    assert (change.old, change.new) == ("Up (bar)", "Down (bar)")
    assert change.note == "1 point changed; 1 point came; most: y of 2024, 20.0 to 15.0, -5\u00a0points"
    assert change.where == "line 7; slide 3"


def test_rows_of_numbers_alone_are_compared_in_order(changes: Any) -> None:
    old, new = (figure("f", x=("", list(range(5))), y=("", [1, 2, 3, last, 5])) for last in (4, 44))
    [change] = changes(ledger(figures=[old]), ledger(figures=[new]))
    assert change.note.startswith("1 point changed; most: y of row 4, 4 to 44, +40")


def test_a_word_that_changes_beside_a_name_is_a_cell(changes: Any) -> None:
    columns = [("name", ""), ("remark", ""), ("n", "")]
    old = table("t", columns, ("a", "good", 1), ("b", "fair", 2))
    new = table("t", columns, ("a", "good", 1), ("b", "poor", 2))
    [change] = changes(ledger(tables=(old,)), ledger(tables=(new,)))
    assert change.note == "1 cell changed; most: remark of b, fair to poor"


def test_totals_are_values(changes: Any) -> None:
    old, new = (table("t", [("n", "")], (1,)) for _ in "ab")
    old[0]["total"], new[0]["total"] = [value("", 5)], [value("", 6)]
    found = changes(ledger(tables=(old,)), ledger(tables=(new,)))
    assert told(found) == [("changed", "total of n in table t", "5", "6")]


def test_a_hundred_thousand_cells_take_seconds(tmp_path: Path) -> None:
    def big(shift: int) -> Ledger:
        rows = [(f"name {n}", 2000 + n % 25, n, n * 0.5 + (shift if n % 10 == 0 else 0)) for n in range(25_000)]
        return ledger(tables=(table("t", [("name", ""), ("year", "year"), ("n", ""), ("x", "")], *rows),))

    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    first, second = big(0), big(1)
    (tmp_path / "old" / "x.values.json").write_text(json.dumps(first), encoding="utf-8")
    (tmp_path / "new" / "x.values.json").write_text(json.dumps(second), encoding="utf-8")
    start = time.process_time()
    findings = Findings()
    a, b = (read_edition(tmp_path / side / "x.values.json", side, findings) for side in ("old", "new"))
    assert a
    assert b
    [change] = compare_editions(a, b)
    assert time.process_time() - start < 5
    assert change.note.startswith("2500 cells changed")


# -- What is read ----------------------------------------------------------------------------------------


def test_what_a_path_stands_for(tmp_path: Path) -> None:
    for name in ("a.values.json", "b.values.json", "a.pdf", "c.pdf", "other.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    assert ledgers_at(tmp_path) == {"a": tmp_path / "a.values.json", "b": tmp_path / "b.values.json"}
    assert ledgers_at(tmp_path / "a.pdf") == ledgers_at(tmp_path / "a.pptx") == {"a": tmp_path / "a.values.json"}
    assert ledgers_at(tmp_path / "other.json") == {"other.json": tmp_path / "other.json"}
    assert ledgers_at(tmp_path / "c.pdf") == ledgers_at(tmp_path / "gone") == {}


SHAPES: tuple[Callable[[Any], object], ...] = (
    lambda c: c.update(title=5),
    lambda c: c.update(date="yesterday"),
    lambda c: c.update(values={}),
    lambda c: c["values"].append("x"),
    lambda c: c["values"][0].pop("raw"),
    lambda c: c["values"][0].update(line=True),
    lambda c: c["values"][0].update(origins=[5]),
    lambda c: c["values"][0]["origins"][0].update(key=[]),
    lambda c: c["values"][0].update(raw=[1]),
    lambda c: c["figures"][0]["channels"].update(x=[]),
    lambda c: c["figures"][0].update(channels=[]),
    lambda c: c["cells"][0].update(table="no such table"),
    lambda c: c["cells"][0].update(raw=[1, 2]),
    lambda c: c["cells"][0].update(raw=None),
    lambda c: c["tables"][0].update(columns=[{}]),
    lambda c: c["tables"][0].update(total=[5]),
    lambda c: c["tables"][0].update(total=5),
    lambda c: c["claims"][0].update(holds="yes"),
    lambda c: c["quotes"][0].update(source=None),
    lambda c: c.update(unbound=[1]),
    lambda c: c.update(unbound={}),
)


def broken() -> list[Any]:
    """Contents that are no ledger: other things, and a ledger with one thing wrong."""
    out: list[Any] = [None, [], "x", {}, {"version": 1}, {"version": True}, {"version": 0}, {"version": "1"}]
    more = {"claims": [claim("a", "A.")], "quotes": [{"text": "1", "source": "s", "line": 1}]}
    tables = (table("t", [("a", "")], ("x",)),)
    whole = ledger(VALUES[0], tables=tables, figures=[figure("f", x=("", ["a"]))], **more)
    for change in SHAPES:
        content = copy.deepcopy(whole)
        change(content)
        out.append(content)
    return out


@pytest.mark.parametrize("content", broken(), ids=lambda c: str(c)[:20])
def test_what_is_no_ledger(content: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.values.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    findings = Findings()
    assert read_edition(path, "x.values.json", findings) is None
    [problem] = findings.items
    assert problem.code == "not-a-ledger"
    assert problem.hint


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"version": NaN}', b"1" * 5000])
def test_what_is_no_json(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.values.json"
    path.write_bytes(text)
    findings = Findings()
    assert read_edition(path, "x", findings) is None
    assert [d.code for d in findings.items] == ["not-a-ledger"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["values", "figures", "tables", "cells", "claims", "quotes", "unbound", "title", "lang"]), JSON)
@settings(max_examples=100, deadline=None)
def test_nothing_in_a_ledger_breaks_the_comparison(section: str, content: Any) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.values.json"
        path.write_text(json.dumps({**ledger(*VALUES), section: content}), encoding="utf-8")
        read = read_edition(path, "x", Findings())
        if read:
            compare_editions(read, Edition("y"))
            compare_editions(Edition("y"), read)


def test_two_real_ledgers(project: Project) -> None:
    """What the pipeline writes is what is read, and a cell that changes is found wherever it stands."""
    folder = project()
    build(folder / "report.md", BuildOptions(output=folder / "old"))
    sales = folder / "data" / "shop" / "sales.csv"
    sales.write_text(sales.read_text(encoding="utf-8").replace("1525", "1530"), encoding="utf-8")
    build(folder / "report.md", BuildOptions(output=folder / "new"))
    findings = Findings()
    old, new = (read_edition(folder / side / "shop.values.json", side, findings) for side in ("old", "new"))
    assert old
    assert new
    found = compare_editions(old, new)
    assert told(found) == [
        ("changed", "espresso.last.cups | number(0) (month=2026-03)", "1,525", "1,530"),
        ("changed", "espresso.last.cups > espresso.first.cups", "true: Espresso grew.", "true: Espresso grew."),
        ("changed", "cups", "1,525", "1,530"),
    ]
    assert [c.section for c in found] == ["values", "claims", "figures"]
    assert found[2].note == "1 point changed; most: cups of Espresso, Mar 2026, 1,525 to 1,530, +5 (+0.3%)"
    assert {"line", "page", "slide"} <= {word for part in found[0].where.split(";") for word in part.split()}
    assert compare_editions(old, old) == ()
