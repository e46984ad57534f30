"""Claims: what sentences can say, what decides them, and what a false one is told. The expected stands in the case."""

from __future__ import annotations

import datetime
import re
from itertools import pairwise

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import AT, RESULTS, SOURCES, errors, resolved

from builder.claims import Decision, decide
from builder.errors import Location, ResolveError
from builder.evaluate import evaluate
from builder.functions import FUNCTIONS
from builder.model.data import Field, QueryResult
from builder.model.document import Attr, Expr, Para, Span, Str
from builder.scope import Scope

GAPS = QueryResult(
    "gaps",
    (Field("benchmark"), Field("earlier", "number", unit="percent"), Field("later", "number", unit="percent"),
     Field("fall", "number", unit="percentage points"), Field("share", "number", unit="share")),
    (("MMLU", 17.5, 3.9, 13.6, 0.175), ("MATH", 24.3, 1.6, 22.7, 0.243), ("MMMU", 13.5, 7.9, 5.6, 0.135)),
)  # fmt: skip
SHRANK = QueryResult("shrank", (Field("on_all", "boolean"),), ((True,),))
GREW = QueryResult("grew", (Field("on_all", "boolean"),), ((False,),))
OPEN = QueryResult("open", (Field("known", "boolean"),), ((None,),))
EACH = QueryResult("each_one", (Field("benchmark"), Field("fell", "boolean")), (("MMLU", True), ("MATH", False)))
TWO = QueryResult("two", (Field("a", "boolean"), Field("b", "boolean")), ((True, False),))
SHORT = QueryResult("short", (Field("x", "number", unit="percent"),), ((1.0,), (2.0,)))
HOLES = QueryResult("holes", (Field("year", "year"), Field("x", "number")), ((2023, 1.0), (2024, None)))
NOISE = QueryResult("noise", (Field("x", "number", unit="percent"), Field("y", "number", unit="percent")),
                    ((0.30000001, 0.3),))  # fmt: skip
ALL = {**RESULTS, **{r.name: r for r in (GAPS, SHRANK, GREW, OPEN, EACH, TWO, SHORT, HOLES, NOISE)}}


def scope() -> Scope:
    return Scope(ALL, {"rival": "China"}, {}, "en-US")


def decided(text: str) -> Decision:
    return decide(text, AT, scope())


def told(text: str) -> str:
    with pytest.raises(ResolveError) as caught:
        decided(text)
    [problem] = caught.value.diagnostics
    assert problem.location == AT
    return f"{problem.code}: {problem.message}; {problem.hint}"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("all(gaps.values('later') < gaps.values('earlier'))", True),
        ("all(gaps.values('later') < 5)", False),
        ("any(gaps.values('later') < 5)", True),
        ("any(gaps.values('later') > 50)", False),
        ("all(gaps.values('earlier') - gaps.values('later') > 5)", True),
        ("all(-gaps.values('fall') < 0)", True),
        ("all(0 < gaps.values('later') < gaps.values('earlier') < 100)", True),
        ("all(0 < gaps.values('later') < 5)", False),
        ("all(gaps.values('benchmark') in ['MMLU', 'MATH', 'MMMU'])", True),
        ("all(not each_one.values('fell'))", False),
        ("'MATH' in gaps.values('benchmark')", True),
        ("rising(3, 4, 4)", False),
        ("monotone(3, 4, 4)", True),
        ("monotone(4, 4, 3)", True),
        ("monotone(3, 4, 3)", False),
        ("falling(gaps.values('later'))", False),
        ("largest(gaps.first.later, gaps.values('later'))", False),
        ("largest(gaps.last.later, gaps.values('later'))", True),
        ("smallest(gaps.rows[1].later, gaps.values('later'))", True),
        ("rank(gaps.first.later, gaps.values('later')) == 2", True),
        ("between(gaps.first.later, 3, 4)", True),
        ("about(gaps.first.later, 4, 0.1)", True),
        ("about(gaps.first.later, 4, 0.05)", False),
        ("about(gaps.first.later, 4, gaps.first.fall)", True),
        ("about(gaps.last.fall, 5, gaps.first.fall)", True),
        ("gaps.first.later == about(4, 0.1)", True),
        ("gaps.first.later != about(4, 0.1)", False),
        ("all(gaps.values('later') == about(4, 4))", True),
        ("all(gaps.values('later') == about(4, 3))", False),
        ("shrank", True),
        ("shrank.on_all", True),
        ("not grew", True),
        ("shrank and not grew", True),
        ("grew or shrank", True),
        ("gaps.count == 3", True),
        # What a reader sees is asked for by name; the values themselves differ.
        ("noise.x == 0.3", False),
        ("seen(noise.x | percent(1)) == 0.3", True),
        ("round(noise.x, 1) == 0.3", True),
        ("seen(gaps.first.share | percent(0)) == 0.18", True),
        ("seen(money.first.usd | money(USD, 1, bn)) == 109.1e9", True),
        ("verdict(0.3, gaps.first.later, 1) == 'differs'", True),
    ],
)
def test_what_sentences_say(text: str, *, holds: bool) -> None:
    assert decided(text).holds is holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("all(gaps.values('later') < short.values('x'))", "bad-argument: < pairs 3 values with 2; take both columns"),
        ("all(gaps.values('later') - short.values('x') > 0)", "bad-argument: - pairs 3 values with 2"),
        ("gaps.values('later') < 5", "not-a-value: this is a list"),
        ("all(empty.values('b') > 0)", "no-row: all of no values says nothing"),
        ("any(empty.values('b') > 0)", "no-row: any of no values says nothing"),
        ("largest(1)", "no-row: largest of no values says nothing"),
        ("rank(1)", "no-row: rank of no values says nothing"),
        ("monotone(1)", "bad-argument: monotone takes at least 2 values, not 1"),
        ("about(gaps.first.later, 4, gaps.first.later)", "cannot be compared: percentage points and percent"),
        ("verdict(0.3, gaps.first.later, 400) == 'match'", "verdict takes a number of digits from -15 to 15"),
        ("verdict(0.3, gaps.first.later, true) == 'match'", "bad-argument: verdict takes a number of digits"),
        ("round(gaps.first.later, true) == 4", "bad-argument: round takes a number of digits from -15 to 15"),
        ("about(1, 2, -1)", "bad-argument: a tolerance is not below zero"),
        ("each_one", ('not-a-value: the query "each_one" is no statement: it has 2 rows of benchmark (string), '
                     'fell (boolean); say of which rows: all(each_one.values("fell"))')),
        ("two", "it has 1 row of a (boolean), b (boolean); name the column: two.a"),
        ("gaps", "a claim is a query of one row and one boolean"),
        ("empty", 'the query "empty" is no statement: it has 0 rows'),
        ("open", 'claim-undecidable: "open" depends on a missing value; the values: open.known (row 1) is missing'),
        ("holes.last.x > 1", "the values: holes.x (2024) is missing"),
        ("all(holes.values('x') > 0)", "the values: holes.x (2024) is missing, holes.x (2023) is 1"),
        ("rising(holes.values('x'))", "claim-undecidable"),
        ("one.n", "bad-argument: 7 is neither true nor false"),
        # Percent and percentage points are two things, wherever they meet.
        ("gaps.first.later < gaps.first.fall", ("unit-mismatch: cannot be compared: percent and percentage points; "
                                               "percent and percentage points are two things: a level, and the dist")),
        ("gaps.first.later in [gaps.first.fall]", "unit-mismatch"),
        ("all(gaps.values('later') < gaps.values('fall'))", "unit-mismatch"),
        ("about(gaps.first.later, gaps.last.later, gaps.first.earlier)", ("unit-mismatch: cannot be compared: "
                                                                         "percentage points and percent")),
        ("about(gaps.first.later, gaps.first.fall, 1)", "unit-mismatch"),
        ("gaps.first.later == about(gaps.last.later, gaps.last.later)", "unit-mismatch"),
        ("holes.last.x == about(1, 1)", "claim-undecidable"),
        ("between(gaps.first.later, 0, gaps.first.fall)", "unit-mismatch"),
        ("rank(gaps.first.later, gaps.values('fall')) == 1", "unit-mismatch"),
        ("largest(gaps.first.later, gaps.values('fall'))", "unit-mismatch"),
        ("max(gaps.values('later'), gaps.values('fall')) > 1", "unit-mismatch"),
        ("sum(gaps.values('later'), gaps.values('fall')) > 1", "unit-mismatch: a sum does not combine"),
        ("gaps.first.fall - gaps.first.later > 1", "unit-mismatch: - does not combine"),
        ("gaps.first.share < gaps.first.later", "unit-mismatch: cannot be compared: share and percent"),
        ("gaps.first.share < gaps.first.share - gaps.last.share", "share and share points"),
        ("rising(gaps.first.later, gaps.first.fall)", "unit-mismatch"),
        ("gaps.first.later < money.first.usd", "unit-mismatch"),
        ("gaps.first.later < lead.first.year", "unit-mismatch"),
        ("verdict('x', 1, 1) == 'match'", "bad-argument: verdict takes two numbers"),
        ("seen(money.first.usd | compact) == 1", "give the scale"),
    ],
)  # fmt: skip
def test_what_is_no_claim_is_told(text: str, said: str) -> None:
    assert said in told(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("gaps.first.earlier - gaps.first.later", "13.6\u00a0points"),
        ("gaps.first.later + gaps.first.fall", "17.5"),
        ("gaps.first.earlier - gaps.first.fall", "3.9"),
        ("gaps.first.share - gaps.last.share", "4\u00a0points"),
        ("(gaps.first.share - gaps.last.share) | points(1)", "4.0\u00a0points"),
        # Points of a share and points of a percentage are one thing in two scales.
        ("gaps.first.share - gaps.last.share < gaps.first.fall", "yes"),
        ("sum(gaps.values('later'))", "13.4"),
        ("gaps.first.later + 1", "4.9"),
    ],
)
def test_levels_and_their_distances(text: str, written: str) -> None:
    assert evaluate(Expr(text, AT), scope()).text == written


def test_a_claim_false_by_the_last_digit_shows_why() -> None:
    found = decided("noise.x == noise.y")
    assert not found.holds
    assert found.values == "noise.x (row 1) is 0.3 (0.30000001), noise.y (row 1) is 0.3"
    assert found.failed == "0.3 (0.30000001) == 0.3"


def test_the_value_that_decides_is_named_first() -> None:
    rows = tuple((n, n - 1990) for n in range(1900, 2000))
    many = QueryResult("many", (Field("n", "year"), Field("x", "integer")), rows)
    found = decide("all(many.values('x') < 9)", AT, Scope({"many": many}, {}, {}))
    assert found.values.startswith("many.x (1999) is 9, many.x (1900) is -90")
    assert "and 88 more" in found.values
    assert found.failed == "9 < 9"
    assert len(found.seen) == 100


def test_a_claim_on_no_data_is_a_warning() -> None:
    place = Location("r.md", 5)
    block = Para((Span((Str("It is so."),), Attr(keys=(("holds", "1 < 2"),)), place),), place)
    _, [warning] = resolved(block)
    assert (warning.code, warning.severity, warning.location) == ("claim-without-data", "warning", place)


def test_a_claim_names_its_query_in_a_report() -> None:
    place = Location("r.md", 5, 3)
    block = Para((Span((Str("All fell."),), Attr(keys=(("holds", "one.no"),)), place),), place)
    [problem] = errors(block)
    assert (problem.code, problem.location) == ("claim-false", place)
    assert problem.hint == "the values: one.no (row 1) is no"
    assert SOURCES


def test_rows_are_known_by_what_tells_them_apart() -> None:
    day = datetime.date(2024, 1, 1)
    rows = (("a", day, 1, None), ("a", datetime.date(2024, 2, 1), 1, "x"), ("b", day, 1, None))
    table = QueryResult("t", (Field("k"), Field("m", "yearmonth"), Field("n", "integer"), Field("hole")), rows)
    twice = QueryResult("twice", (Field("k"),), (("a",), ("a",)))
    found = Scope({"t": table, "twice": twice}, {}, {})
    value = evaluate(Expr("t.rows[1].n", AT), found)
    assert value.origins[0].key == (("k", "a"), ("m", "2024-02"))
    assert evaluate(Expr("twice.last.k", AT), found).origins[0].key == (("row", "2"),)


LISTS = st.lists(st.integers(-50, 50), min_size=2, max_size=6)


@given(LISTS, LISTS)
@settings(deadline=None, max_examples=100)
def test_columns_compare_row_by_row(a: list[int], b: list[int]) -> None:
    size = min(len(a), len(b))
    rows = tuple(zip(a[:size], b[:size], strict=True))
    table = QueryResult("t", (Field("a", "integer"), Field("b", "integer")), rows)
    found = Scope({"t": table}, {}, {})

    def ask(text: str) -> bool:
        return decide(text, AT, found).holds

    assert ask("all(t.values('a') < t.values('b'))") is all(x < y for x, y in rows)
    assert ask("any(t.values('a') == t.values('b'))") is any(x == y for x, y in rows)
    assert ask("rising(t.values('a'))") is all(x < y for x, y in pairwise(a[:size]))
    assert ask("monotone(t.values('a'))") is (sorted(a[:size]) == a[:size] or sorted(a[:size])[::-1] == a[:size])
    assert ask(f"rank({a[0]}, t.values('a')) == {1 + sum(x > a[0] for x in a[:size])}")
    assert ask(f"largest({a[0]}, t.values('a'))") is (a[0] == max(a[:size]))


def test_the_readme_lists_every_function() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| function |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)\(", table)) == set(FUNCTIONS)
