"""What a result's columns keep of the columns that they come from: unit, type, format and title."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources_help import make_project, one, run_sql

from builder.model.data import Field


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def field(project: Path, sql: str, *more: str) -> Field:
    """The last column of the last query."""
    return list(run_sql(project, sql, *more).values())[-1].fields[-1]


@pytest.mark.parametrize(
    "sql",
    [
        "select score from scores",
        "select score as s from scores",
        "select s.score from scores s",
        "select scores.score from scores",
        "select SCORE from Scores",
        'select "score" from scores',
        "select max(score) as x from scores",
        "select avg(score) as x from scores group by year",
        "select round(avg(score), 1) as x from scores",
        "select sum(score) over (order by year) as x from scores",
        "select lag(score) over (order by year, country) as x from scores",
        "select score + score as x from scores",
        "select -score as x from scores",
        "select abs(score) as x from scores",
        "select arg_max(score, year) as x from scores",
        "select coalesce(score, 0) as x from scores",
        "select greatest(a.score, b.score) as x from scores a join scores b using (country)",
        "select case when year > 2023 then score end as x from scores",
        "select case when year > 2023 then score else 0 end as x from scores",
        "select score::decimal(9, 1) as x from scores",
        "select score from scores join codes using (country)",
        "select s.score from codes c left join scores s on s.country = c.country",
        "select score from (select score from scores) x",
        "select x.p from (select score as p from scores) x",
        "select p from (select score from scores) x(p)",
        "select p from (select * from (select year, score as p from scores) a) b",
        "with a as (select score as p from scores) select p from a",
        "with a(p) as (select score from scores) select p from a",
        "with a as (select score from scores), b as (select max(score) as m from a) select m from b",
        "select p from (select score as p from scores union all select score from scores) x",
        "select score from scores union all select score from scores",
        "select score from scores union select max(score) from scores",
        "select score from scores intersect select score from scores",
        "with a as (select score from scores union all select score from scores) select score from a",
        "with scores as (select score as p from scores) select p from scores",
        "select * exclude (country, year, month, share, usd, gain) from scores",
        "select code, s.* exclude (country, year, month, share, usd, gain) from codes join scores s using (country)",
        "select score from scores order by score limit 1",
        "select distinct score from scores",
        "from (select score from scores)",
    ],
)
def test_percent_stays_percent(project: Path, sql: str) -> None:
    found = field(project, sql)
    assert found.unit == "percent"
    assert found.type == "number"
    assert found.format is not None
    assert (found.format.kind, found.format.digits) == ("percent", 1)


@pytest.mark.parametrize(
    "sql",
    [
        "select score - score as x from scores",
        "select a.score - b.score as x from scores a join scores b using (year) where a.country < b.country",
        "select max(score) - min(score) as x from scores",
        "select max(a.score - b.score) as x from scores a, scores b",
        "select score - lag(score) over (order by year, country) as x from scores",
        "with a as (select score as p, score as q from scores) select p - q as x from a",
        "select p - q as x from (select max(score) as p, min(score) as q from scores) s",
    ],
)
def test_the_difference_of_percentages_is_in_points(project: Path, sql: str) -> None:
    found = field(project, sql)
    assert found.unit == "percentage points"
    assert found.written.kind == "points"
    assert found.written.factor == 1


def test_points_stay_points(project: Path) -> None:
    assert field(project, "select gain - gain as x from scores").unit == "percentage points"
    assert field(project, "select gain + gain as x from scores").unit == "percentage points"
    first = "select country, score - score as lead from scores"
    assert field(project, first, "select max(lead) - min(lead) as x from q1").unit == "percentage points"


@pytest.mark.parametrize(
    "sql",
    [
        "select count(score) as x from scores",
        "select score / score as x from scores",
        "select score * 2 as x from scores",
        "select score + usd as x from scores",
        "select score - usd as x from scores",
        "select stddev(score) as x from scores",
        "select case when year > 2023 then score else usd end as x from scores",
        "select coalesce(score, usd) as x from scores",
        "select score from scores union all select usd from scores",
        "select score = 1 as x from scores",
        "select score::varchar || '%' as x from scores",
        "select length(country) as x from scores",
        "select row_number() over (order by score) as x from scores",
    ],
)
def test_what_is_of_another_kind_has_no_unit(project: Path, sql: str) -> None:
    found = field(project, sql)
    assert found.unit == ""
    assert found.format is None


@pytest.mark.parametrize(
    "sql",
    [
        "select year from scores",
        "select max(year) as x from scores",
        "select year + 1 as x from scores",
        "select y from (select year as y from scores union all select year from scores) s",
        "with a as (select distinct year from scores) select year from a",
        "select b.year from (select distinct country from scores) a cross join (select distinct year from scores) b",
    ],
)
def test_a_year_stays_a_year(project: Path, sql: str) -> None:
    assert field(project, sql).type == "year"


@pytest.mark.parametrize(
    "sql",
    [
        "select max(year) - min(year) as x from scores",
        "select sum(year) as x from scores",
        "select year % 100 as x from scores",
        "select count(distinct year) as x from scores",
    ],
)
def test_what_is_made_of_years_is_a_number(project: Path, sql: str) -> None:
    assert field(project, sql).type == "integer"


def test_a_month_stays_a_month_with_its_format(project: Path) -> None:
    found = field(project, "select max(month) as month from scores")
    assert found.type == "yearmonth"
    assert found.written.kind == "date"
    assert field(project, "select max(month) - min(month) as days from scores").type == "integer"
    assert field(project, "select max(month) - min(month) as days from scores").format is None
    assert field(project, "select strftime(month, '%Y') as y from scores").type == "string"


def test_the_title_stays_with_the_column(project: Path) -> None:
    assert field(project, "select score from scores").title == "Score"
    assert field(project, "select score as best from scores").title == "Score"
    assert field(project, "select max(score) as score from scores").title == "Score"
    assert field(project, "select max(score) as best from scores").title == ""
    assert field(project, "select score - 1 as best from scores").title == ""


def test_two_columns_have_no_title_in_common(project: Path) -> None:
    both = one(project, "select a.score as us, b.score as cn from scores a join scores b using (year)")
    assert [f.title for f in both.fields] == ["", ""]
    one_is_renamed = one(project, "select score, score as again from scores")
    assert [f.title for f in one_is_renamed.fields] == ["Score", ""]


def test_shares_differ_by_share_points(project: Path) -> None:
    """A level and the distance of two levels are never taken for each other."""
    assert field(project, "select share - share as x from scores").unit == "share points"
    assert field(project, "select share - share as x from scores").format is None
    path = project / "data" / "tests" / "datapackage.json"
    path.write_text(path.read_text().replace('"unit": "share"', '"unit": "share", "format": "percent(1)"'))
    found = field(project, "select max(share) - min(share) as x from scores")
    assert found.unit == "share points"
    assert found.written.text(0.0725) == "7.3\N{NO-BREAK SPACE}points"


def test_a_star_of_joined_tables_keeps_its_order(project: Path) -> None:
    sql = "select * exclude (year, month, country) from scores a cross join (select 1 as one) b"
    assert [f.unit for f in one(project, sql).fields] == ["percent", "share", "USD bn", "percentage points", ""]
    sql = "select * replace (score / 2 as score) from scores"
    assert [f.unit for f in one(project, sql).fields][3:5] == ["", "share"]
    sql = "from scores semi join codes using (country)"
    assert [f.unit for f in one(project, sql).fields][3:5] == ["percent", "share"]


@pytest.mark.parametrize(
    "sql",
    [
        "select x as score from scores, unnest([1.5, 2.5]) u(x)",
        "select score from (select 1 as score) s",
        "with scores as (select 5 as score) select score from scores",
        "select score from (values (1)) v(score)",
        "select score from scores union all by name select 1 as score",
        "from (pivot scores on year in (2023, 2024) using sum(score) group by country)",
    ],
)
def test_what_only_looks_like_a_column_of_the_dataset_keeps_nothing(project: Path, sql: str) -> None:
    assert field(project, sql).unit == ""


def test_a_name_of_an_earlier_item_is_known(project: Path) -> None:
    assert field(project, "select score as s, s - score as x from scores").unit == "percentage points"


def test_stars_are_expanded_in_order(project: Path) -> None:
    found = one(project, "select code, s.*, usd as again from scores s join codes using (country)")
    units = [f.unit for f in found.fields]
    assert units == ["", "", "", "", "percent", "share", "USD bn", "percentage points", "USD bn"]
    found = one(project, "select * from codes join scores using (country)")
    assert [f.unit for f in found.fields] == ["", "", "", "", "percent", "share", "USD bn", "percentage points"]


def test_units_go_through_queries(project: Path) -> None:
    found = run_sql(
        project, "select country, usd from scores", "select sum(usd) as all_usd from q1", "select * from q2"
    )
    assert found["q3"].fields[0].unit == "USD bn"
    assert found["q3"].fields[0].written.kind == "money"


def test_a_recursive_table_is_no_error(project: Path) -> None:
    first = "select min(year) as y from scores"
    sql = "with recursive r as (FIRST union all select y + 1 from r where y < 2025) select y from r"
    assert one(project, sql.replace("FIRST", first)).column("y") == (2023, 2024, 2025)
