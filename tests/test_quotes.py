"""Quoted figures: how they are read, what they are held against, and what is told where that goes wrong."""

from __future__ import annotations

import csv
import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import AT, RESULTS, SOURCES, source

from builder.errors import Diagnostic, Location, ResolveError
from builder.model.comparison import VERDICT_SQL, verdict
from builder.model.data import Field, QueryResult
from builder.model.document import Attr, Document, Para, Quote, Span, Str
from builder.model.printed import Printed, figures
from builder.pipeline import BuildOptions, build
from builder.resolve import resolve

CLAIMS = QueryResult(
    "tied",
    (Field("key"), Field("source"), Field("published", "number"), Field("digits", "integer"),
     Field("computed", "number"), Field("unit")),
    (
        ("mmlu", "lmsys", 0.3, 1, 3.91, "percentage points"),
        ("math", "lmsys", 1.6, 1, 1.63, "percentage points"),
        ("code", "lmsys", 31.6, 1, 31.67, "percentage points"),
        ("money", "lmsys", 109.1, 1, 109.08, "USD bn"),
        ("once", "epoch", 40.0, 0, 40.0, "models"),
        ("again", "epoch", 40.0, 0, 40.0, "models"),
        ("three", "epoch", 3.0, 0, 3.0, "models"),
        ("three_too", "epoch", 3.0, 0, 3.4, "x"),
        ("words", "epoch", None, None, 12.0, "x"),
        ("lost", "epoch", 7.0, 0, None, ""),
        ("times", "epoch", 12.0, 0, 11.74, "x"),
    ),
    origins=(),
)  # fmt: skip


def resolved(
    text: str, *, claims: str = "tied", table: QueryResult = CLAIMS, lang: str = "en-US", **keys: str
) -> tuple[Document, list[Diagnostic]]:
    block = Para((Span((Str(text),), Attr(keys=tuple(keys.items())), AT),), Location("r.md", 18))
    report = source(block, lang=lang)
    front = report.front
    object.__setattr__(front, "claims", claims)
    front.places["claims"] = Location("r.md", 6)
    return resolve(report, {**RESULTS, table.name: table}, SOURCES, {}, "demo", ".")


def quote(text: str, table: QueryResult = CLAIMS, /, **keys: str) -> Quote:
    claims, lang = keys.pop("claims", "tied"), keys.pop("lang", "en-US")
    document, warnings = resolved(text, claims=claims, lang=lang, table=table, **keys)
    assert warnings == []
    [found] = document.quotes
    return found


def told(text: str, table: QueryResult = CLAIMS, /, **keys: str) -> Diagnostic:
    claims = keys.pop("claims", "tied")
    try:
        _, [problem] = resolved(text, claims=claims, table=table, **keys)
    except ResolveError as error:
        [problem] = error.diagnostics
    return problem


# -- Reading figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang", "number", "digits", "measure", "scale"),
    [
        ("0.3%", "en-US", 0.3, 1, "percent", 0.01),
        ("\u22123.20 %", "en-US", -3.2, 2, "percent", 0.01),
        ("1,234.5", "en-US", 1234.5, 1, "", None),
        ("1.234,5", "de", 1234.5, 1, "", None),
        ("0.3%", "de", 0.3, 1, "percent", 0.01),
        ("1.234", "de", 1234, 0, "", None),
        ("1.234", "en-US", 1.234, 3, "", None),
        ("1\u202f234\u202f567", "fr", 1234567, 0, "", None),
        ("1'234.5", "de-CH", 1234.5, 1, "", None),
        ("1,07,300", "en-IN", 107300, 0, "", None),
        ("USD 109.1 bn", "en-US", 109.1, 1, "money", 1e9),
        ("$109.1bn", "en-US", 109.1, 1, "money", 1e9),
        ("289 billion dollars", "en-US", 289, 0, "money", 1e9),
        ("109,1 Mrd. Euro", "de", 109.1, 1, "money", 1e9),
        ("12x", "en-US", 12, 0, "ratio", 1.0),
        ("12-fold", "en-US", 12, 0, "ratio", 1.0),
        ("17.5 percentage points", "en-US", 17.5, 1, "points", 0.01),
        ("17,5 Prozentpunkte", "de", 17.5, 1, "points", 0.01),
        ("3.5 million models", "en-US", 3.5, 1, "", 1e6),
        ("٠٫٣٪", "ar", 0.3, 1, "percent", 0.01),
        ("４５.６", "ja", 45.6, 1, "", None),
        ("3億", "ja", 3, 0, "", 1e8),
        ("2.5 × 10^6", "en-US", 2.5, 1, "", 1e6),
        ("3·10⁻³", "en-US", 3, 0, "", 1e-3),
        ("1.2E+9", "en-US", 1.2, 1, "", 1e9),
        ("10⁶", "en-US", 1e6, 0, "", None),
        ("GPT-4 reached 86.4% in 2024", "en-US", 86.4, 1, "percent", 0.01),
    ],
)
def test_a_printed_figure_is_read(
    text: str, lang: str, number: float, digits: int, measure: str, scale: float | None
) -> None:
    [figure] = figures(text, lang)
    assert (figure.number, figure.digits, figure.measure, figure.scale) == (number, digits, measure, scale)


@pytest.mark.parametrize(
    ("text", "count"),
    [("millions of dollars", 0), ("a third", 0), ("GPT-4", 0), ("1.2.3", 0), ("$100 million or even $1 billion", 2),
     ("2024", 1)],
)  # fmt: skip
def test_what_is_not_one_figure(text: str, count: int) -> None:
    assert len(figures(text, "en-US")) == count


@given(st.text(max_size=40), st.sampled_from(["en-US", "de", "fr", "ja", "ar"]))
@settings(deadline=None, max_examples=100)
def test_any_text_is_read(text: str, lang: str) -> None:
    assert all(isinstance(f, Printed) for f in figures(text, lang))


# -- The rule --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "computed", "digits", "outcome"),
    [
        (0.3, 0.34, 1, "match"), (0.3, 0.35, 1, "match"), (0.4, 0.35, 1, "match"), (0.3, 0.25, 1, "match"),
        (0.3, 0.4, 1, "last digit"), (31.6, 31.67, 1, "last digit"), (0.3, 0.449, 1, "last digit"),
        (0.3, 0.46, 1, "differs"), (0.3, 3.91, 1, "differs"), (12, 11.74, 0, "match"), (-3, -4, 0, "last digit"),
        (1200, 1234, -2, "match"), (1200, 1260, -2, "last digit"), (3, -3, 0, "differs"), (1.7, 1.70, 2, "match"),
    ],
)  # fmt: skip
def test_the_verdict(published: float, computed: float, digits: int, outcome: str) -> None:
    assert verdict(published, computed, digits) == outcome


@given(
    st.integers(-99999, 99999), st.floats(-99999, 99999).map(lambda x: round(x, 5)), st.integers(0, 3), st.booleans()
)
@settings(deadline=None, max_examples=100)
def test_the_verdict_is_that_of_rounding(units: int, far: float, digits: int, near: bool) -> None:
    step = Decimal(1).scaleb(-digits)
    published = units * step
    computed = published + Decimal(repr(far)) / 40000 * step if near else Decimal(repr(far))
    apart = abs(computed.quantize(step, ROUND_HALF_UP) - published) / step
    # Halves may go either way, so one unit less is as true there.
    half = (abs(computed) / step) % 1 == Decimal("0.5")
    wanted = {("match", "last digit", "differs")[min(2, int(apart))]}
    if half:
        wanted.add(("match", "last digit", "differs")[min(2, max(0, int(abs(computed - published) / step)))])
        wanted.add(("match", "last digit", "differs")[min(2, int(apart) + 0)])
    assert verdict(float(published), float(computed), digits) in wanted


def test_queries_and_expressions_judge_alike() -> None:
    import duckdb

    connection = duckdb.connect()
    connection.execute(VERDICT_SQL)
    cases = [
        (p / 10, (p * 7 + c) / 70, d) for p in range(-20, 21, 4) for c in range(-300, 301, 7) for d in (0, 1, 2)
    ]  # fmt: skip
    connection.execute("create table t as select unnest(?::double[]) p, unnest(?::double[]) c, unnest(?::int[]) d",
                       [list(x) for x in zip(*cases, strict=True)])  # fmt: skip
    rows = connection.execute("select verdict(p, c, d) from t").fetchall()
    assert [r[0] for r in rows] == [verdict(*case) for case in cases]
    assert len({r[0] for r in rows}) == 3
    assert connection.execute("select verdict(null, 1, 1), verdict(1, null, 1)").fetchall() == [(None, None)]


# -- Quotes held against the data ------------------------------------------------------------------------


def test_a_quote_finds_its_claim() -> None:
    found = quote("0.3%", quote="lmsys")
    assert (found.claim, found.reason) == ("mmlu", "")
    c = found.comparison
    assert c
    assert (c.outcome, c.published, c.digits, c.given, c.difference, c.claim) == ("differs", 0.3, 1, 3.91, 3.61, "mmlu")
    assert c.ratio == pytest.approx(13.0333, rel=1e-4)
    assert c.unit == "printed as percent, the data give percentage points"
    assert (c.computed.text, c.computed.unit) == ("3.91", "percentage points")
    assert c.computed.origins[0].key == (("key", "mmlu"),)


@pytest.mark.parametrize(
    ("text", "keys", "outcome", "claim"),
    [
        ("1.6", {"quote": "lmsys"}, "match", "math"),
        ("31.6 points", {"quote": "lmsys"}, "last digit", "code"),
        ("USD 109.1 bn", {"quote": "lmsys"}, "match", "money"),
        ("109.1 billion dollars", {"quote": "lmsys"}, "match", "money"),
        ("$109,100 million", {"quote": "lmsys"}, "match", "money"),
        ("40", {"quote": "epoch"}, "match", "once"),
        ("12x", {"quote": "epoch"}, "match", "times"),
        ("3 models", {"quote": "epoch", "claim": "three"}, "match", "three"),
        ("1,6", {"quote": "lmsys", "lang": "de"}, "match", "math"),
        ("0.3", {"quote": "lmsys", "claim": "mmlu"}, "differs", "mmlu"),
    ],
)
def test_quotes_and_their_claims(text: str, keys: dict[str, str], outcome: str, claim: str) -> None:
    found = quote(text, **keys)
    assert found.comparison
    assert (found.comparison.outcome, found.claim) == (outcome, claim)


@pytest.mark.parametrize(
    ("text", "keys", "reason"),
    [
        ("0.3%", {"quote": "lmsys", "claims": ""}, "the report names no published claims"),
        ("9.9%", {"quote": "lmsys"}, "no published claim of this source has the figure"),
        ("1.6", {"quote": "epoch"}, "no published claim of this source has the figure"),
        ("a third", {"quote": "lmsys"}, "the quotation has no figure"),
        ("between 0.3 and 1.6", {"quote": "lmsys"}, "the quotation has 2 figures"),
        ("twelve times", {"quote": "epoch", "claim": "words"}, "the claim has no published figure"),
        ("7", {"quote": "epoch"}, "the data have no value for the claim"),
        ("0.3%", {"quote": "lmsys", "of": "one.nil"}, "the data have no value"),
        ("EUR 109 bn", {"quote": "lmsys", "of": "money.first.usd_bn"}, "it is printed in EUR, the data are in USD"),
        ("109%", {"quote": "lmsys", "of": "money.first.usd_bn"}, "it is printed as percent, the data are in USD bn"),
    ],
)
def test_what_is_not_compared_says_why(text: str, keys: dict[str, str], reason: str) -> None:
    found = quote(text, **keys)
    assert found.comparison is None
    assert found.reason == reason


@pytest.mark.parametrize(
    ("text", "of", "outcome", "given", "note"),
    [
        ("17.5%", "lead.first.lead", "match", 17.5, ""),
        ("17.4", "lead.first.lead", "last digit", 17.5, ""),
        ("17.2%", "lead.first.lead - lead.rows[1].lead", "match", 17.2,
         "printed as percent, the data give percentage points"),
        ("USD 109.1 bn", "money.first.usd_bn", "match", 109.08, ""),
        ("USD 109.1 bn", "money.first.usd", "match", 109.08, ""),
        ("109.1 million", "money.first.usd", "differs", 109080.0, ""),
        ("75%", "money.first.share", "match", 75.0, ""),
        ("0.8", "money.first.share", "match", 0.75, ""),
        ("12×", "money.first.usd_bn / money.last.usd_bn", "match", 11.7416576964478, ""),
        ("1,073", "money.first.companies", "match", 1073, ""),
    ],
)  # fmt: skip
def test_a_quote_is_held_against_an_expression(text: str, of: str, outcome: str, given: float, note: str) -> None:
    c = quote(text, quote="lmsys", of=of).comparison
    assert c
    assert (c.outcome, c.unit) == (outcome, note)
    assert c.given == pytest.approx(given)


@pytest.mark.parametrize(
    ("text", "keys", "code", "severity", "said"),
    [
        ("3", {"quote": "epoch"}, "ambiguous-quote", "warning", "claim=KEY, one of three, three_too"),
        ("0.4%", {"quote": "lmsys", "claim": "mmlu"}, "quote-differs", "warning", "0.3 percentage points"),
        ("0.3%", {"quote": "lmsys", "claim": "mmlx"}, "unknown-claim", "error", 'did you mean "mmlu"'),
        ("0.3%", {"quote": "epoch", "claim": "mmlu"}, "unknown-claim", "error", "published by lmsys, not by epoch"),
        ("0.3%", {"quote": "lmsys", "claim": "mmlu", "claims": ""}, "unknown-claim", "error", "claims: NAME"),
        ("0.3%", {"quote": "lmsys", "of": "leed.first.lead"}, "unknown-query", "error", 'did you mean "lead"'),
        ("0.3%", {"quote": "lmsys", "of": "rival"}, "unknown-query", "error", "rival"),
        ("0.3%", {"quote": "lmsys", "of": "money.first.region"}, "bad-argument", "error", "gives no number"),
        ("0.3%", {"quote": "nobody"}, "unknown-source", "error", "lmsys"),
        ("0.3%", {"quote": "lmsys", "claims": "tiet"}, "unknown-query", "error", 'did you mean "tied"'),
        ("0.3%", {"quote": "lmsys", "claims": "lead"}, "unknown-column", "error", "no column source and no published"),
    ],
)
def test_what_is_wrong_with_a_quote_is_told(
    text: str, keys: dict[str, str], code: str, severity: str, said: str
) -> None:
    problem = told(text, **keys)
    assert (problem.code, problem.severity) == (code, severity), problem
    assert said in f"{problem.message}\n{problem.hint}"
    assert problem.location == (Location("r.md", 6) if keys.get("claims") else AT)


def test_columns_of_claims_are_numbers() -> None:
    fields = (Field("source"), Field("published"), Field("computed", "number"))
    problem = told("0.3%", QueryResult("tied", fields, (("lmsys", "0.3", 1.0),)), quote="lmsys")
    assert problem.code == "bad-value"
    assert "published::double" in problem.hint


def test_digits_beyond_those_of_a_double_are_refused() -> None:
    fields = (Field("source"), Field("published", "number"), Field("computed", "number"), Field("digits", "integer"))
    problem = told("0.3%", QueryResult("tied", fields, (("lmsys", 0.3, 0.34, 400),)), quote="lmsys")
    assert (problem.code, problem.message) == ("bad-value", 'the claim "1" has 400 digits')


def test_the_difference_is_without_noise() -> None:
    fields = (Field("source"), Field("published", "number"), Field("computed", "number"))
    c = quote("1,234.5", QueryResult("tied", fields, (("lmsys", 1234.5, 1234.56),)), quote="lmsys").comparison
    assert c
    assert c.difference == 0.06


def test_digits_are_those_of_the_quotation_where_the_table_has_none() -> None:
    fields = (Field("source"), Field("published", "number"), Field("computed", "number"))
    table = QueryResult("tied", fields, (("lmsys", 31.0, 31.2),))
    for text, outcome in (("31", "match"), ("31.0", "differs")):
        c = quote(text, table, quote="lmsys").comparison
        assert c
        assert (c.outcome, c.claim) == (outcome, "1")


# -- Whole reports ---------------------------------------------------------------------------------------

REPORT = """\
---
title: Quotes
date: 2025-01-01
dataset: d
claims: claims
sources:
  press: The press
---

# Quotes {#quotes}

They print [0.3%]{quote=press}, [8.1%]{quote=press claim=b} and [12]{quote=press of="claims.count + 9"}.
"""


def test_a_table_of_the_dataset_may_hold_the_claims(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "d"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    (folder / "claims.csv").write_text("key,source,published,computed\na,press,0.3,3.9\nb,press,8.1,8.12\n")
    (tmp_path / "report.md").write_text(REPORT)
    result = build(tmp_path / "report.md", BuildOptions(output=tmp_path / "out", formats=("text",)))
    assert [d.code for d in result.diagnostics if d.severity != "note"] == []
    ledger = json.loads((tmp_path / "out" / f"{tmp_path.name}.values.json").read_text(encoding="utf-8"))
    quotes = ledger["quotes"]
    assert [q["outcome"] for q in quotes] == ["differs", "match", "last digit"]
    assert [q["claim"] for q in quotes] == ["a", "b", None]
    assert quotes[0]["computed"]["origins"][0]["rows"] == ["data/d/claims.csv:2"]
    assert (quotes[0]["published"], quotes[0]["given"], quotes[0]["difference"]) == (0.3, 3.9, 3.6)


def test_the_flagship_judges_each_published_claim_as_the_rule_does(tmp_path: Path) -> None:
    """The section on what does not tie out is a query's; the rule is held against it here, claim by claim."""
    report = ROOT / "templates" / "ai_index" / "report.md"
    result = build(report, BuildOptions(output=tmp_path, formats=("text",)))
    compared = next(r for r in result.document.results if r.name == "compared")
    with (ROOT / "data" / "ai_index_2025" / "published_claims.csv").open(encoding="utf-8") as file:
        published = {row["key"]: row for row in csv.DictReader(file)}
    assert set(compared.column("key")) == published.keys()
    outcomes = []
    for key, computed, outcome in zip(*map(compared.column, ("key", "computed", "verdict")), strict=True):
        row = published[str(key)]
        if row["published"] and computed is not None:
            step = Decimal(1).scaleb(-int(row["digits"]))
            apart = abs(Decimal(repr(computed)).quantize(step, ROUND_HALF_UP) - Decimal(row["published"])) / step
            assert outcome == ("match" if apart == 0 else "last digit" if apart == 1 else "differs"), key
            outcomes.append(outcome)
        else:
            assert outcome == "not comparable"
    assert {o: outcomes.count(o) for o in set(outcomes)} == {
        o: compared.column("verdict").count(o) for o in ("match", "last digit", "differs")
    }
    quoted = [q for q in result.document.quotes if q.comparison]
    assert len(quoted) >= 6
    verdicts = dict(zip(compared.column("key"), compared.column("verdict"), strict=True))
    assert all(q.comparison and q.comparison.outcome == verdicts[q.claim] for q in quoted)
    assert {q.comparison.outcome for q in quoted if q.comparison} == {"match", "last digit", "differs"}
