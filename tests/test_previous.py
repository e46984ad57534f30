"""`.previous`, `.change` and `.has_previous`: what the last edition's ledger gives to expressions."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Project
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.errors import Diagnostic, Fault, Location, ReportError
from builder.evaluate import evaluate
from builder.model.data import Field, QueryResult
from builder.model.document import Expr
from builder.model.edition import Edition
from builder.model.format import Raw, parse_format
from builder.pipeline import BuildOptions, build, check
from builder.previous import Previous
from builder.quantity import Quantity, arithmetic
from builder.scope import Scope

FIELDS = (
    Field("month", "yearmonth"),
    Field("product"),
    Field("cups", "integer", unit="cups"),
    Field("rate", "number", unit="percent"),
    Field("part", "number", unit="share", format=parse_format("percent(1)")),
    Field("sales", "number", unit="USD mn"),
)
JANUARY = datetime.date(2026, 1, 1)
FEBRUARY = datetime.date(2026, 2, 1)
NOW = QueryResult(
    "sold",
    FIELDS,
    (
        (FEBRUARY, "Filter", 7, 1.0, 0.1, 5.0),
        (JANUARY, "Espresso", 1250, 17.5, 0.35, 1500.0),
        (JANUARY, "Filter", 820, 0.3, 0.65, 30.0),
    ),
)
ONE = QueryResult("total", (Field("name"), Field("cups", "integer")), (("now", 2077),))


def origin(query: str, column: str, key: dict[str, str], raw: Raw, unit: str = "", **more: Any) -> dict[str, Any]:
    return {"query": query, "column": column, "key": key, "rows": ["data/a.csv:2"], "sources": ["till"], "raw": raw,
            "unit": unit, **more}  # fmt: skip


def value(*origins: dict[str, Any]) -> dict[str, Any]:
    return {"text": "", "raw": None, "unit": "", "format": "text", "expression": "", "line": 1, "origins": origins}


def edition(*origins: dict[str, Any], **more: Any) -> Edition:
    return Edition("last.values.json", title="Last", date=datetime.date(2026, 1, 31), values=(value(*origins),), **more)


def table(*rows: Sequence[Raw], columns: tuple[tuple[str, str], ...], query: str = "sold") -> dict[str, Any]:
    entry = {"id": "t", "query": query, "columns": [{"column": c, "unit": u} for c, u in columns]}
    cells = tuple({"raw": row, "rows": [f"data/a.csv:{n + 2}"]} for n, row in enumerate(rows))
    return {"tables": (entry,), "rows": (cells,)}


def run(expression: str, last: Edition | None, results: Sequence[QueryResult] = (NOW, ONE)) -> Any:
    scope = Scope({r.name: r for r in results}, {}, {"title": "Now"}, previous=Previous(last))
    return evaluate(Expr(expression, Location("r.md", 3, 4)), scope)


def problem(expression: str, last: Edition | None) -> Diagnostic:
    with pytest.raises(ReportError) as error:
        run(expression, last)
    [found] = error.value.diagnostics
    return found


ESPRESSO = {"month": "2026-01", "product": "Espresso"}
AT = 'sold.at(month="2026-01", product="Espresso")'


def test_a_cell_is_found_by_query_column_and_key() -> None:
    last = edition(
        origin("sold", "cups", {"product": "Filter", "month": "2026-01"}, 1),
        origin("other", "cups", ESPRESSO, 2),
        origin("sold", "rate", ESPRESSO, 3, "percent"),
        origin("sold", "cups", dict(reversed(ESPRESSO.items())), 1210, "cups"),
    )
    found = run(f"{AT}.cups.previous", last)
    assert (found.raw, found.text, found.unit) == (1210, "1,210", "cups")
    [behind] = found.origins
    assert (behind.edition, behind.query, behind.column) == ("last.values.json", "sold", "cups")
    assert [(r.path, r.line) for r in behind.rows] == [("data/a.csv", 2)]
    assert behind.sources == ("till",)
    change = run(f"{AT}.cups.change | signed", last)
    assert (change.raw, change.text) == (40, "+40")
    assert [o.edition for o in change.origins] == ["", "last.values.json"]
    assert run(f"{AT}.cups.has_previous", last).raw is True
    assert run(f"{AT}.sales.has_previous", last).raw is False


def test_a_row_is_the_same_where_its_words_are() -> None:
    last = edition(origin("sold", "cups", {"row": "1"}, 1210, "cups", row=ESPRESSO))
    assert run("sold.rows[1].cups.previous", last).raw == 1210
    assert run(f"{AT}.cups.previous", last).raw == 1210
    assert not run("sold.rows[0].cups.has_previous", last).raw
    assert not run("sold.first.cups.has_previous", last).raw


def test_the_number_of_a_row_is_no_name() -> None:
    last = edition(origin("sold", "cups", {"row": "1"}, 1210, row=None), origin("sold", "cups", {"row": "2"}, 5))
    assert not run("sold.first.cups.has_previous", last).raw
    assert not run("sold.rows[1].cups.has_previous", last).raw


def test_the_only_row_is_the_only_row() -> None:
    last = edition(origin("total", "cups", {"name": "then"}, 2000, row={}))
    assert run("total.cups.change", last).raw == 77
    assert run("total.first.cups.previous", last).raw == 2000
    assert not run('total.at(name="now").cups.has_previous', last).raw


def test_rows_that_cannot_be_told_apart_answer_nothing() -> None:
    twice = edition(
        origin("sold", "cups", {"row": "1"}, 1, row=ESPRESSO), origin("sold", "cups", {"row": "2"}, 2, row=ESPRESSO)
    )
    assert not run(f"{AT}.cups.has_previous", twice).raw
    same = edition(*(origin("sold", "cups", {"row": n}, 1, row=ESPRESSO) for n in "12"))
    assert run(f"{AT}.cups.previous", same).raw == 1


def test_cells_of_tables_and_charts() -> None:
    columns = (("month", ""), ("product", ""), ("rate", "percent"))
    rows = (("2026-01-01", "Espresso", 20.0), ("2026-01-01", "Filter", 5.0), ("2026-02-01", "Espresso", None))
    last = edition(**table(*rows, columns=columns))
    assert run(f"{AT}.rate.change", last).text == "-2.5\u00a0points"
    assert run("sold.rows[2].rate.previous", last).raw == 5.0
    assert not run(f"{AT}.cups.has_previous", last).raw
    by_month = 'sold.at(month="2026-02").rate.previous'
    assert run(by_month, last).raw is None
    assert run(by_month, last).text == "n/a"
    channels = {
        "x": {"column": "month", "unit": "", "raw": [r[0] for r in rows]},
        "color": {"column": "product", "unit": "", "raw": [r[1] for r in rows]},
        "y": {"column": "rate", "unit": "percent", "raw": [r[2] for r in rows]},
    }
    drawn = edition(figures=({"id": "f", "query": "sold", "channels": channels},))
    assert run(f"{AT}.rate.change", drawn).raw == -2.5
    twice = edition(**table(*rows, rows[0], columns=columns))
    assert not run(f"{AT}.rate.has_previous", twice).raw


def test_periods_are_dates_again() -> None:
    last = edition(origin("sold", "month", {"product": "Espresso"}, "2025-12-01"))
    found = run('sold.at(product="Espresso").month.previous', last)
    assert found.raw == datetime.date(2025, 12, 1)
    assert found.text == "Dec 2025"
    assert run('sold.at(product="Espresso").month.change', last).text.startswith("31")


def test_what_the_last_edition_does_not_tell_is_an_error_with_the_cell() -> None:
    found = problem(f"{AT}.cups.change", edition(origin("sold", "rate", ESPRESSO, 3)))
    assert (found.code, found.location) == ("no-previous", Location("r.md", 3, 4))
    assert "sold.cups at month=2026-01, product=Espresso" in found.message
    assert '"last.values.json"' in found.message
    assert "has_previous" in found.hint
    assert problem(f"{AT}.cups.previous", None).code == "no-previous"
    assert problem("report.previous.title", None).code == "no-previous"
    twice = edition(origin("sold", "cups", ESPRESSO, 3))
    assert "one edition back" in problem(f"{AT}.cups.previous.previous", twice).message


def test_a_test_guards_the_rest_of_an_expression() -> None:
    empty = edition()
    guarded = f'{AT}.cups.change if {AT}.cups.has_previous else "new"'
    assert run(guarded, empty).text == "new"
    assert run(f"{AT}.cups.has_previous and {AT}.cups.change > 0", empty).raw is False
    assert run("report.has_previous", empty).raw is True
    assert run("report.has_previous", None).raw is False
    assert run("report.previous.title", empty).text == "Last"
    assert run("report.previous.date", empty).text == "Jan 31, 2026"


def test_only_cells_have_a_previous() -> None:
    last = edition(origin("sold", "cups", ESPRESSO, 5))
    for expression in (f"(2 * {AT}.cups).previous", f"({AT}.cups | number(1)).change", "(1 + 1).has_previous"):
        assert problem(expression, last).code == "bad-expression"
    assert problem("report.previous.lang", last).code == "unknown-query"
    largest = f"max({AT}.cups, {AT}.cups).previous"
    assert run(largest, last).raw == 5


def test_what_an_earlier_edition_looked_back_on_is_not_its_own() -> None:
    back = origin("sold", "cups", ESPRESSO, 1, edition="older.values.json")
    assert not run(f"{AT}.cups.has_previous", edition(back)).raw


# -- Units of a change -----------------------------------------------------------------------------------

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))


@given(NUMBERS, NUMBERS)
@settings(max_examples=60, deadline=None)
def test_percentages_change_by_points(now: float, then: float) -> None:
    change = arithmetic("-", Quantity(now, "percent"), Quantity(then, "percent"))
    assert change.unit == "percentage points"
    assert change.written.kind == "points"
    assert change.raw == pytest.approx(now - then, abs=1e-6)
    share = arithmetic("-", Quantity(now / 100, "share"), Quantity(then / 100, "share"))
    assert share.written.kind == "points"
    assert share.written.factor == 100.0
    digits = parse_format("points(6)")
    assert digits.text(change.raw) == digits.text(float(f"{share.raw * 100:.12g}")) or abs(now - then) > 1e5  # type: ignore[operator]


@given(NUMBERS, NUMBERS, st.sampled_from(["cups", "USD mn", "x", ""]))
@settings(max_examples=60, deadline=None)
def test_everything_else_changes_in_its_own_unit(now: float, then: float, unit: str) -> None:
    change = arithmetic("-", Quantity(now, unit), Quantity(then, unit))
    assert change.unit == unit
    assert change.raw == pytest.approx(now - then, abs=1e-6)


@given(NUMBERS, NUMBERS)
@settings(max_examples=40, deadline=None)
def test_money_changes_in_the_scale_of_today(now: float, then: float) -> None:
    change = arithmetic("-", Quantity(now, "USD mn"), Quantity(then, "USD bn"))
    assert change.unit == "USD mn"
    assert change.raw == pytest.approx(now - 1000 * then, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(("now", "then"), [("cups", "percent"), ("USD mn", "EUR mn"), ("share", "percent")])
def test_unlike_units_have_no_change(now: str, then: str) -> None:
    with pytest.raises(Fault) as fault:
        arithmetic("-", Quantity(1.0, now), Quantity(1.0, then))
    assert fault.value.code == "unit-mismatch"


def test_a_change_of_unit_keeps_the_value_of_then() -> None:
    last = edition(origin("sold", "sales", ESPRESSO, 1.2, "USD bn"))
    assert run(f"{AT}.sales.change", last).raw == 300
    assert run(f"{AT}.sales.previous", last).unit == "USD bn"


# -- In a report -----------------------------------------------------------------------------------------

REPORT = """\
---
title: The shop
date: 2026-04-02
dataset: shop
previous: {path: last.values.json, optional: true}
---

```sql total
select sum(cups) as cups from sales
```

# The shop

{{ total.cups }} cups, {{ total.cups.change | signed if total.cups.has_previous else "for the first time" }}.

::: {.when expr="report.has_previous"}
Since {{ report.previous.date }} [more were sold.]{holds="total.cups.change >= 0"}
:::
"""
TEXT = BuildOptions(formats=("text",))


def test_two_editions_of_a_report(project: Project) -> None:
    folder = project(report=REPORT)
    build(folder / "report.md", TEXT)
    text = folder / "output" / "shop.txt"
    assert "5,695 cups, for the first time." in text.read_text(encoding="utf-8")
    (folder / "output" / "shop.values.json").rename(folder / "last.values.json")
    sales = folder / "data" / "shop" / "sales.csv"
    sales.write_text(sales.read_text(encoding="utf-8") + "2026-04,Filter,305\n", encoding="utf-8")
    build(folder / "report.md", BuildOptions(formats=("text",), date=datetime.date(2026, 5, 4)))
    said = text.read_text(encoding="utf-8")
    assert "6,000 cups, +305." in said
    assert "Since Apr 2, 2026 more were sold." in said
    ledger = json.loads((folder / "output" / "shop.values.json").read_text(encoding="utf-8"))
    [change] = [v for v in ledger["values"] if "change" in v["expression"]]
    assert [o.get("edition") for o in change["origins"]] == [None, "last.values.json"]
    assert [o["raw"] for o in change["origins"]] == [6000, 5695]
    sales.write_text(sales.read_text(encoding="utf-8").replace("305", "-1000"), encoding="utf-8")
    with pytest.raises(ReportError) as error:
        check(folder / "report.md")
    assert [d.code for d in error.value.diagnostics] == ["claim-false"]
    assert "total.cups (row 1) in the last edition is 5,695" in error.value.diagnostics[0].hint


def problems(folder: Path, previous: str, options: BuildOptions = TEXT) -> list[tuple[str, int]]:
    report = REPORT.replace("{path: last.values.json, optional: true}", previous)
    (folder / "report.md").write_text(report, encoding="utf-8")
    with pytest.raises(ReportError) as error:
        build(folder / "report.md", options)
    assert all(d.hint for d in error.value.diagnostics)
    return [(d.code, d.location.line if d.location else 0) for d in error.value.diagnostics]


def test_where_the_last_edition_lies(project: Project, tmp_path: Path) -> None:
    folder = project(report=REPORT)
    build(folder / "report.md", TEXT)
    written = (folder / "output" / "shop.values.json").read_text(encoding="utf-8")
    assert problems(folder, "output") == [("previous-overwritten", 5)]
    assert problems(folder, "output/shop.values.json") == [("previous-overwritten", 5)]
    assert problems(folder, "gone.values.json") == [("file-not-found", 5)]
    assert problems(folder, "data") == [("file-not-found", 5)]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "shop.values.json").write_text(written, encoding="utf-8")
    assert problems(folder, "../out") == [("outside-project", 5)]
    named = BuildOptions(formats=("text",), previous=str(tmp_path / "out"))
    build(folder / "report.md", named)
    (folder / "report.md").write_text(REPORT, encoding="utf-8")
    build(folder / "report.md", BuildOptions(formats=("text",), previous=str(tmp_path / "out" / "shop.pdf")))
    last = folder / "editions" / "2026-03"
    last.mkdir(parents=True)
    for name in ("a", "b"):
        (last / f"{name}.values.json").write_text(written, encoding="utf-8")
    assert problems(folder, "editions/2026-03") == [("several-ledgers", 5)]
    (last / "shop.values.json").write_text(written, encoding="utf-8")
    (folder / "report.md").write_text(REPORT.replace("last.values.json", "editions/2026-03"), encoding="utf-8")
    assert "+0" in text_of(folder) or ", 0." in text_of(folder)
    (last / "shop.values.json").write_text(written.replace('"version": 1', '"version": 99'), encoding="utf-8")
    assert problems(folder, "editions/2026-03") == [("newer-ledger", 5)]
    (last / "shop.values.json").write_text(written[:-20], encoding="utf-8")
    assert problems(folder, "editions/2026-03") == [("not-a-ledger", 5)]


def text_of(folder: Path) -> str:
    build(folder / "report.md", TEXT)
    return (folder / "output" / "shop.txt").read_text(encoding="utf-8")
