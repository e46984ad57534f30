"""Queries: parameters, names that are not there, values that cannot be shown, time, and the same result each time."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from sources_help import codes, make_project, one, refused, run_sql

from builder.sources import dataset as dataset_module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def test_values_come_as_plain_values(project: Path) -> None:
    found = one(
        project,
        "select 1 as i, 1.5 as x, 'a' as s, true as b, date '2024-01-02' as d, null as n, 2.50::decimal(9, 2) as m, "
        "timestamp '2024-01-02 03:04:05' as t, 10::decimal(9, 0) as z, 'nan'::double as missing, sum(1::bigint) as big",
    )
    moment = datetime.datetime.fromisoformat("2024-01-02T03:04:05")
    assert found.rows == ((1, 1.5, "a", True, datetime.date(2024, 1, 2), None, 2.5, moment, 10, None, 1),)
    kinds = [f.type for f in found.fields if f.name not in ("n", "missing")]
    assert kinds == ["integer", "number", "string", "boolean", "date", "number", "datetime", "integer", "integer"]
    assert type(found.rows[0][8]) is int


def test_a_query_reads_earlier_ones(project: Path) -> None:
    found = run_sql(
        project, "select year, score from scores where country = 'China'", "select max(score) as best from q1"
    )
    assert found["q2"].rows == ((86.4,),)
    assert found["q2"].tables == ("scores",)
    assert found["q2"].sources == ("lab",)


def test_tables_and_sources_of_a_join(project: Path) -> None:
    found = one(project, "select code, score from scores join codes using (country)")
    assert set(found.tables) == {"scores", "codes"}
    assert set(found.sources) == {"lab", "iso"}


def test_names_of_tables_do_not_mind_case(project: Path) -> None:
    assert one(project, "select count(*) as n from SCORES").rows == ((4,),)


def test_parameters_are_bound_not_pasted(project: Path) -> None:
    sql = "select count(*) as n from scores where country = $who and year >= $since"
    assert one(project, sql, params={"who": "China", "since": 2024}).rows == ((1,),)
    assert one(project, sql, params={"who": "x' or '1'='1", "since": 2024}).rows == ((0,),)


def test_a_parameter_that_is_not_used_is_no_error(project: Path) -> None:
    assert one(project, "select 1 as n", params={"who": "China"}).rows == ((1,),)


def test_an_unknown_parameter(project: Path) -> None:
    (found,) = refused(project, "select *\nfrom scores where country = $woh", params={"who": "China"})
    assert (found.code, str(found.location)) == ("unknown-param", "report.md:11:29")
    assert 'did you mean "who"?' in found.hint


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        ("select leed from scores", "report.md:10:8"),
        ("select country,\n  leed\nfrom scores", "report.md:11:3"),
        ("select country\nfrom scores s where s.leed > 1", "report.md:11:21"),
        ("select country from scores order by 1, leed", "report.md:10:40"),
        ("select 'é', leed from scores", "report.md:10:13"),
        ("select " + "country || " * 30 + "leed from scores", "report.md:10:338"),
    ],
)
def test_an_unknown_column_is_told_at_its_place(project: Path, sql: str, place: str) -> None:
    (found,) = refused(project, sql)
    assert (found.code, str(found.location)) == ("unknown-column", place)
    assert '"leed"' in found.message
    assert "score" in found.hint


def test_an_unknown_table_is_told_at_its_place(project: Path) -> None:
    (found,) = refused(project, "select 1\nfrom scores join scoers using (country)")
    assert (found.code, str(found.location)) == ("unknown-table", "report.md:11:18")
    assert 'did you mean "scores"?' in found.hint
    assert "codes" in found.hint


def test_a_table_of_with_is_known(project: Path) -> None:
    assert one(project, "with best as (select max(score) as m from scores) select m from best").rows == ((88.1,),)


@pytest.mark.parametrize(
    ("sql", "place"), [("select from where", "report.md:10:13"), ("select 1\nfrom scores\nwhere (", "report.md:12:7")]
)
def test_bad_syntax_is_told_at_its_place(project: Path, sql: str, place: str) -> None:
    (found,) = refused(project, sql)
    assert (found.code, str(found.location)) == ("sql-syntax", place)


@pytest.mark.parametrize(
    "sql",
    [
        "select country + 1 as x from scores",
        "select country::integer as x from scores",
        "select frobnicate(1) as x",
        "select sum(score), country from scores",
    ],
)
def test_a_query_that_fails(project: Path, sql: str) -> None:
    (found,) = refused(project, sql)
    assert found.code == "sql-error"
    assert "Traceback" not in found.message
    assert found.hint
    assert found.location is not None
    assert found.location.line == 10


def test_all_errors_come_at_once_and_queries_over_failed_ones_are_passed_over(project: Path) -> None:
    found = refused(project, "select leed from scores", "select * from q1", "select * from nothing", "select 1 as x")
    assert codes(found) == ["unknown-column", "unknown-table"]


def test_a_query_may_not_be_called_as_a_table_is(project: Path) -> None:
    from builder.errors import DatasetError, Location
    from builder.model.data import Query

    with dataset_module.open_dataset("tests", project, project) as opened, pytest.raises(DatasetError) as error:
        opened.run([Query("Scores", "select 1 as x", Location("report.md", 5))], {})
    assert codes(error.value.diagnostics) == ["duplicate-name"]


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("select [1, 2] as x", "unsupported-type"),
        ("select {'a': 1} as x", "unsupported-type"),
        ("select interval 1 day as x", "unsupported-type"),
        ("select time '10:00' as x", "unsupported-type"),
        ("select 'a'::blob as x", "unsupported-type"),
        ("select timestamptz '2024-01-01 00:00:00+00' as x", "unsupported-type"),
        ("select score as x, year as X from scores", "duplicate-column"),
        ("select * from scores a join scores b using (year)", "duplicate-column"),
        ("select 1 / 0 as x", "not-finite"),
        ("select -1.0 / (year - year) as x from scores", "not-finite"),
        ("select 'inf'::double as x", "not-finite"),
    ],
)
def test_a_result_that_cannot_be_shown(project: Path, sql: str, code: str) -> None:
    found = refused(project, sql)
    assert codes(found)[0] == code
    assert '"x"' in found[0].message.lower() or code == "duplicate-column"
    assert found[0].hint


def test_a_date_that_python_does_not_have(project: Path) -> None:
    (found,) = refused(project, "select date '9999-12-31' + 5 as x")
    assert '"x"' in found.message


def test_a_query_that_runs_too_long_is_stopped(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_module, "TIME_LIMIT", 0.3)
    (found,) = refused(
        project, "select count(*) as n from range(3000000) a, range(3000000) b where a.range % 7 = b.range % 11"
    )
    assert (found.code, str(found.location)) == ("query-timeout", "report.md:10:1")
    assert found.hint


def test_a_result_that_is_too_large_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_module, "MOST_CELLS", 100)
    (found,) = refused(project, "select range as n from range(101)")
    assert found.code == "result-too-large"
    assert len(one(project, "select range as n from range(100)").rows) == 100


def test_no_rows_are_a_result(project: Path) -> None:
    found = one(project, "select country, score from scores where year = 1900")
    assert found.rows == ()
    assert found.names == ("country", "score")


def test_results_are_the_same_each_time(project: Path) -> None:
    sqls = (
        "select a.country, b.year, sum(a.score * 0.1) as s, avg(b.score) as m from scores a, scores b group by all",
        "select country, list_sum(list(score)) as s from scores group by country",
        "select s, count(*) as n from q1 group by s",
        "select distinct country from scores",
    )
    first, second = run_sql(project, *sqls), run_sql(project, *sqls)
    assert first == second


def test_a_table_is_a_result_in_the_order_of_its_file(project: Path) -> None:
    with dataset_module.open_dataset("tests", project, project) as opened:
        found = opened.table("scores")
        assert opened.table("nothing") is None
        opened.run([], {})
    assert found is not None
    assert found.names == ("country", "year", "month", "score", "share", "usd", "gain")
    assert found.column("score") == (86.5, 88.1, 69.1, 86.4)
    assert [[(o.table, o.path, o.line) for o in row] for row in found.origins] == [
        [("scores", "data/tests/scores.csv", line)] for line in (2, 3, 4, 5)
    ]
    assert (found.tables, found.sources) == (("scores",), ("lab",))
    assert found.fields[3].unit == "percent"
