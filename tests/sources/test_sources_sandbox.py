"""What a query may do: read the dataset, and nothing else."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from sources_help import SCORES, codes, make_project, one, refused

from builder.errors import DatasetError, Location
from builder.model.data import Query
from builder.sources.dataset import open_dataset


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path)


CONTENT = "what nobody may read"
FORBIDDEN = [
    "select * from read_text('{secret}')",
    "select * from read_csv('{secret}')",
    "select * from read_csv_auto('{secret}')",
    "select * from read_blob('{secret}')",
    "select * from read_json_auto('{secret}')",
    "select * from read_parquet('{secret}')",
    "select * from parquet_schema('{secret}')",
    "select * from sniff_csv('{secret}')",
    "select * from glob('/*')",
    "select * from query('select 1')",
    "select * from query_table('scores')",
    "select * from duckdb_settings()",
    "select * from duckdb_tables()",
    "select * from pragma_version()",
    "select * from test_all_types()",
    "select * from json_execute_serialized_sql('{{}}')",
    "select getenv('HOME')",
    "select current_setting('home_directory')",
    "select version()",
    "select pg_postmaster_start_time()",
    "select * from scores where exists (select 1 from read_text('{secret}'))",
    "with x as (select * from read_text('{secret}')) select * from x",
    "select country from scores union all select content from read_text('{secret}')",
    "select (select content from read_text('{secret}'))",
    "select * from scores, lateral (select * from read_text('{secret}'))",
    "select country from scores order by getenv('HOME')",
    "select count(*) from scores where current_setting('threads') = '1'",
    "select list_transform([1], lambda x: getvariable('a'))",
    "select json_serialize_plan('select 1')",
    "select __internal_decompress_string(1)",
    "select current_database()",
    "select * from scores limit (select count(*) from glob('*'))",
]
NOT_SELECT = [
    "insert into scores values (1)",
    "create table x as select 1",
    "drop table scores",
    "update scores set score = 0",
    "delete from scores",
    "attach '{secret}' as other",
    "copy scores to '{secret}'",
    "export database '{folder}'",
    "install httpfs",
    "load httpfs",
    "pragma database_list",
    "set threads = 4",
    "set enable_external_access = true",
    "call pragma_version()",
    "begin transaction",
    "explain select 1",
    "vacuum",
    "select 1; select 2",
    "select 1; drop table scores",
    "prepare x as select 1",
    "",
    "-- nothing",
    "with x as (insert into scores (country) values ('x') returning country) select * from x",
    "with x as (delete from scores returning country) select * from x",
    "with x as (update scores set score = 0 returning country) select * from x",
    "select * from (with x as (delete from scores returning country) select * from x)",
    "pivot scores on year using sum(score)",
]
UNKNOWN = [
    "from '{secret}'",
    "select * from '/etc/passwd'",
    'select * from "{secret}"',
    "select * from information_schema.tables",
    "select * from pg_catalog.pg_tables",
    "select * from duckdb_tables",
    "select * from sqlite_master",
    "select * from main.duckdb_settings",
    "select * from system.main.duckdb_views",
    # A common table expression lends its name to no table of the catalog.
    'with "information_schema.tables" as (select 1) select * from information_schema.tables',
    "with duckdb_settings as (select * from duckdb_settings) select * from duckdb_settings",
    "select * from (with sqlite_master as (select 1) select 1), sqlite_master",
    "with a as (select * from sqlite_master), sqlite_master as (select 1) select * from a",
]
VOLATILE = [
    "select now()",
    "select current_date",
    "select current_timestamp",
    "select localtime",
    "select today()",
    "select random()",
    "select uuid()",
    "select gen_random_uuid()",
    "select age(date '2020-01-01')",
    "select country from scores order by random()",
    "select count(*) from scores where month < current_date",
    "select * from scores using sample 2",
    "select * from scores tablesample 50%",
    "select nextval('s')",
]


def hostile(project: Path, sql: str) -> str:
    secret = project / "secret.txt"
    secret.write_text(CONTENT)
    return sql.format(secret=secret, folder=project)


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_what_lies_outside_of_the_dataset_is_not_read(project: Path, sql: str) -> None:
    found = refused(project, hostile(project, sql))
    assert set(codes(found)) <= {"sql-forbidden", "sql-volatile"}
    assert CONTENT not in str(found)
    assert found[0].hint


def test_what_is_refused_changes_nothing(project: Path) -> None:
    count = "select count(*) as n from scores"
    with open_dataset("tests", project, project) as dataset:
        for sql in [*NOT_SELECT, *FORBIDDEN]:
            with pytest.raises(DatasetError):
                dataset.run([Query("q", hostile(project, sql), Location("report.md"))], {})
            assert dataset.run([Query("q", count, Location("report.md"))], {})["q"].rows == ((4,),)


@pytest.mark.parametrize("sql", [*FORBIDDEN[:15], *NOT_SELECT[5:12]])
def test_the_connection_itself_refuses_files_and_settings(project: Path, sql: str) -> None:
    """Behind the check of the tree: what a query that got past it could do."""
    reading = ("read_", "parquet_", "sniff", "glob", "attach", "copy", "export", "install", "set ")
    with open_dataset("tests", project, project) as dataset:
        if any(word in sql for word in reading):
            with pytest.raises(duckdb.Error, match=r"disabled by configuration|has been locked|No extension|not found"):
                dataset._connection.execute(hostile(project, sql))


@pytest.mark.parametrize("sql", NOT_SELECT)
def test_a_query_is_one_select(project: Path, sql: str) -> None:
    before = sorted(p.name for p in project.rglob("*"))
    found = refused(project, hostile(project, sql))
    assert codes(found)[0] in {"sql-not-select", "sql-syntax", "sql-forbidden"}
    assert sorted(p.name for p in project.rglob("*") if p.name != "secret.txt") == before
    assert (project / "data" / "tests" / "scores.csv").read_text() == SCORES


@pytest.mark.parametrize("sql", UNKNOWN)
def test_a_name_that_is_no_table_is_unknown(project: Path, sql: str) -> None:
    found = refused(project, hostile(project, sql))
    assert codes(found) == ["unknown-table"]
    assert "scores" in found[0].hint


@pytest.mark.parametrize("sql", VOLATILE)
def test_what_gives_another_result_each_time_is_refused(project: Path, sql: str) -> None:
    found = refused(project, sql)
    assert set(codes(found)) <= {"sql-volatile", "sql-forbidden"}
    assert found[0].hint


@pytest.mark.parametrize("name", ["uuid", "random", "today", "now", "user", "version", "query", "age"])
def test_a_column_may_be_called_as_a_function_is(project: Path, name: str) -> None:
    sql = "select NAME from (select score as NAME from scores) s"
    assert one(project, sql.replace("NAME", name)).names == (name,)


@pytest.mark.parametrize(
    "sql", ["select describe from (describe scores)", "summarize scores", "show tables", "describe scores"]
)
def test_descriptions_of_tables_are_no_queries(project: Path, sql: str) -> None:
    assert codes(refused(project, sql))[0] in {"sql-forbidden", "sql-not-select", "unknown-column", "sql-syntax"}


def test_a_function_of_tables_that_reads_nothing_is_allowed(project: Path) -> None:
    assert one(project, "select n from range(3) r(n)").column("n") == (0, 1, 2)
    assert one(project, "select unnest([1, 2]) as n").column("n") == (1, 2)


def test_the_place_is_that_of_what_is_refused(project: Path) -> None:
    (found,) = refused(project, "select 'é' as a,\n       getenv('HOME') as b")
    assert str(found.location) == "report.md:11:8"


def test_nothing_is_left_in_the_working_folder(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    before = sorted(project.rglob("*"))
    one(project, "select a.range, count(*) as n from range(100000) a, range(5) b group by 1 order by 2, 1")
    assert sorted(project.rglob("*")) == before
