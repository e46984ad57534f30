"""Which rows of the dataset each row of a result was read from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sources_help import make_project, one, run_sql

from builder.model.data import QueryResult
from builder.sources.origins import AGGREGATES


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def lines(found: QueryResult) -> list[list[str]]:
    """For each row, what it was read from as table:line."""
    return [[f"{o.table}:{o.line}" for o in found.row_origins(n)] for n in range(len(found.rows))]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select score from scores where year = 2024 order by score", [["scores:5"], ["scores:3"]]),
        ("select * from scores where country = 'China'", [["scores:4"], ["scores:5"]]),
        ("select max(score) as m from scores where year = 2024", [["scores:3", "scores:5"]]),
        (
            "select country, avg(score) as m from scores group by country order by country",
            [["scores:4", "scores:5"], ["scores:2", "scores:3"]],
        ),
        (
            "select country, count(*) as n from scores group by all having count(*) > 1 order by country",
            [["scores:4", "scores:5"], ["scores:2", "scores:3"]],
        ),
        (
            "select code, score from scores join codes using (country) where year = 2024 order by code",
            [["codes:2", "scores:5"], ["codes:3", "scores:3"]],
        ),
        (
            "select a.usd - b.usd as d from scores a join scores b using (year) where a.country > b.country order by d",
            [["scores:2", "scores:4"], ["scores:3", "scores:5"]],
        ),
        (
            "select code, score from codes c left join scores s on s.country = c.country and score > 87 order by code",
            [["codes:2"], ["codes:3", "scores:3"]],
        ),
        (
            "select score from scores where score > (select avg(score) from scores) and year = 2024 order by 1",
            [["scores:5"], ["scores:3"]],
        ),
        ("select country, row_number() over (order by score) as n from scores where year = 2024 order by n",
         [["scores:5"], ["scores:3"]]),
    ],
)  # fmt: skip
def test_origins_are_exact(project: Path, sql: str, expected: list[list[str]]) -> None:
    assert lines(one(project, sql)) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select s from (select score as s from scores where year = 2024) x order by s", [["scores:5"], ["scores:3"]]),
        (
            "with a as (select score from scores where year = 2023) select max(score) as m from a",
            [["scores:2", "scores:4"]],
        ),
        (
            "select 1 as k, usd from scores where year = 2023 union all select 2, usd from scores where year = 2024",
            [["scores:2"], ["scores:4"], ["scores:3"], ["scores:5"]],
        ),
    ],
)
def test_origins_go_through_subqueries_and_unions(project: Path, sql: str, expected: list[list[str]]) -> None:
    assert lines(one(project, sql)) == expected


def test_origins_go_through_queries(project: Path) -> None:
    found = run_sql(
        project,
        "select country, year, score from scores where year = 2024",
        "select a.score - b.score as d from q1 a join q1 b on a.country > b.country",
        "select max(d) as m from q2",
    )
    assert lines(found["q2"]) == [["scores:3", "scores:5"]]
    assert lines(found["q3"]) == [["scores:3", "scores:5"]]
    origin = found["q3"].row_origins(0)[0]
    assert origin.path == "data/tests/scores.csv"


def test_parameters_are_traced(project: Path) -> None:
    found = one(project, "select score from scores where country = $who", params={"who": "China"})
    assert lines(found) == [["scores:4"], ["scores:5"]]


@pytest.mark.parametrize(
    "sql",
    [
        "select distinct country from scores",
        "select country from scores union select country from codes",
        "select (select max(score) from scores) as m",
        "select 1 as n",
        "select country from scores natural join codes",
        "select n from range(3) r(n)",
    ],
)
def test_what_cannot_be_traced_has_no_origin_or_a_true_one(project: Path, sql: str) -> None:
    found = one(project, sql)
    assert found.rows
    for n in range(len(found.rows)):
        assert {o.table for o in found.row_origins(n)} <= {"scores", "codes"}


@pytest.mark.parametrize("column", ["line", "_origin_", "origin", "table", "n"])
def test_a_column_of_any_name_does_not_stop_tracing(tmp_path: Path, column: str) -> None:
    data = tmp_path / "data" / "tests"
    data.mkdir(parents=True)
    (data / "t.csv").write_text(f"{column},b\nx,1\ny,2\n")
    assert lines(one(tmp_path, "select * from t where b = 2")) == [["t:3"]]
    assert lines(one(tmp_path, 'select "NAME" from t where b = 2'.replace("NAME", column))) == [["t:3"]]


def test_origins_of_a_large_group_are_limited(tmp_path: Path) -> None:
    data = tmp_path / "data" / "tests"
    data.mkdir(parents=True)
    (data / "t.csv").write_text("a\n" + "".join(f"{n}\n" for n in range(5000)))
    found = one(tmp_path, "select sum(a) as s from t")
    assert found.rows == ((12497500,),)
    assert 0 < len(found.row_origins(0)) <= 1000


def test_names_of_tables_with_signs_are_traced(tmp_path: Path) -> None:
    data = tmp_path / "data" / "tests"
    data.mkdir(parents=True)
    (data / "it's 9:30.csv").write_text("a\n1\n")
    resource = {"name": "it's 9:30", "path": "it's 9:30.csv"}
    (data / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    assert lines(one(tmp_path, 'select a from "it\'s 9:30"')) == [["it's 9:30:2"]]


def test_every_aggregate_of_the_engine_is_known() -> None:
    import duckdb

    sql = "select distinct lower(function_name) from duckdb_functions() where function_type = 'aggregate'"
    with duckdb.connect() as connection:
        assert {row[0] for row in connection.execute(sql).fetchall()} <= AGGREGATES
