"""Kinds of file by what only they have, and what is declared of columns and rows: constraints and keys."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sources_help import codes, make_project, one, unopened

from builder.errors import DatasetError, Location
from builder.model.data import FieldType, Query
from builder.sources.cells import WANTED, fits, parse_cell
from builder.sources.dataset import Dataset, open_dataset
from builder.sources.results import SQL_TYPES

AT = Location("report.md", 10)


def opened(folder: Path, files: dict[str, str], **resource: Any) -> Dataset:
    """A dataset of `files`; with `resource`, its datapackage.json declares the first of them."""
    data = folder / "data" / "d"
    data.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (data / name).write_text(text, encoding="utf-8")
    if resource:
        package = {"resources": [{"name": "t", "path": next(iter(files)), **resource}]}
        (data / "datapackage.json").write_text(json.dumps(package))
    return open_dataset("d", folder, folder)


def faults(folder: Path, files: dict[str, str], **resource: Any) -> list[tuple[str, str]]:
    """The codes and places of what is wrong."""
    with pytest.raises(DatasetError) as error:
        opened(folder, files, **resource)
    return [(d.code, str(d.location)) for d in error.value.diagnostics]


# -- JSON ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ['[\n  {"a": 1, "b": "x"},\n  {"a": 2}\n]\n', '\n{"a": 1, "b": "x"}\n{"a": 2}', '\n{"a": 1,\n "b": "x"} {"a": 2}'],
)
def test_json_has_lines_and_what_is_not_there_is_missing(tmp_path: Path, text: str) -> None:
    with opened(tmp_path, {"t.json": text}) as dataset:
        found = dataset.table("t")
    assert found is not None
    assert found.rows == ((1, "x"), (2, None))
    assert [o[0].line for o in found.origins] == [2, 3]


def test_wrong_cells_of_json_are_told_with_their_lines(tmp_path: Path) -> None:
    text = '[{"a": 1},\n {"a": "one"},\n {"a": null},\n {"a": 1.5}, {"a": true}]'
    fields = [{"name": "a", "type": "integer"}]
    found = faults(tmp_path, {"t.json": text}, schema={"fields": fields})
    assert found[:2] == [("wrong-cell", "data/d/t.json:2:1"), ("wrong-cell", "data/d/t.json:4:1")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[{"a": 1},\n {"a": ]', "data/d/t.json:2:8"),
        ('{"a": 1}\n{"a": 2', "data/d/t.json:2:8"),
        ("[1, 2]", "data/d/t.json:1:1"),
        ('[{"a": NaN}]', "data/d/t.json:1:1"),
        ('[{"a": 1}] more', "data/d/t.json:1:12"),
    ],
)
def test_what_is_no_json_is_told_at_its_place(tmp_path: Path, text: str, place: str) -> None:
    assert faults(tmp_path, {"t.json": text})[0] == ("bad-json", place)


# -- Parquet ---------------------------------------------------------------------------------------------


def write_parquet(folder: Path, select: str, name: str = "t.parquet") -> None:
    (folder / "data" / "d").mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone='UTC'")
        connection.execute(f"copy ({select}) to '{folder / 'data' / 'd' / name}' (format parquet)")


def test_parquet_keeps_its_types_and_gives_rows_their_number(tmp_path: Path) -> None:
    write_parquet(
        tmp_path,
        "select 1::utinyint as a, 1.50::decimal(9,2) as b, timestamptz '2024-01-31 12:00+02' as c, 'nan'::double as d",
        "[t]*.parquet",
    )
    with open_dataset("d", tmp_path, tmp_path) as dataset:
        found = dataset.table("[t]*")
    assert found is not None
    assert [f.type for f in found.fields] == ["integer", "number", "datetime", "string"]
    assert [str(cell) for cell in found.rows[0]] == ["1", "1.5", "2024-01-31 10:00:00", "None"]
    assert found.origins[0][0].line == 1


def test_wrong_cells_of_parquet_are_told_with_their_rows(tmp_path: Path) -> None:
    write_parquet(tmp_path, "select 2023.0 + x / 2 as year from range(3) r(x)")
    resource = {"path": "t.parquet", "schema": {"fields": [{"name": "year", "type": "year"}]}}
    (tmp_path / "data" / "d" / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    (found,) = unopened(tmp_path, "d")
    assert (found.code, str(found.location)) == ("wrong-cell", "data/d/t.parquet:2:1")
    assert "2023.5" in found.message


# -- Cells -----------------------------------------------------------------------------------------------


@given(st.sampled_from(sorted(WANTED)), st.text("0123456789-+.eET:Z trufalseTRUFALSE９", max_size=20))
@settings(max_examples=100, deadline=None)
def test_what_is_read_is_what_duckdb_reads(type_: FieldType, cell: str) -> None:
    if type_ == "boolean" or not fits(type_, cell):
        return
    value = parse_cell(type_, cell)
    text = cell + "-01" if type_ == "yearmonth" else cell
    with duckdb.connect() as connection:
        connection.execute("set TimeZone='UTC'")
        row = connection.execute(f"select ? = cast(? as {SQL_TYPES[type_]})", [value, text]).fetchone()
    assert row == (True,)


def test_codes_are_no_numbers(tmp_path: Path) -> None:
    with opened(tmp_path, {"t.csv": "code,n\n01067,1\n80331,2\n"}) as dataset:
        assert [f.type for f in dataset.tables["t"]] == ["string", "integer"]


def test_a_few_texts_in_a_column_of_numbers_are_warned_of(tmp_path: Path) -> None:
    with opened(tmp_path, {"t.csv": "n\n1\n2\n13 pots\n4\n5\n"}) as dataset:
        (found,) = dataset.warnings
        assert dataset.tables["t"][0].type == "string"
    assert (found.severity, found.code, str(found.location)) == ("warning", "mixed-column", "data/d/t.csv:4:1")
    assert "missingValues" in found.hint


def test_a_column_has_its_own_missing_values(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "integer", "missingValues": ["-"]}, {"name": "b", "type": "integer"}]
    schema = {"fields": fields, "missingValues": ["", {"value": "n/a", "label": "not asked"}]}
    with opened(tmp_path, {"t.csv": "a,b\n-,n/a\n1,\n"}, schema=schema) as dataset:
        found = dataset.table("t")
    assert found is not None
    assert found.rows == ((None, None), (1, None))


# -- Constraints and keys --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "constraints", "cells", "lines", "words"),
    [
        ("integer", {"required": True}, ["1", "", "3"], [3], "required"),
        ("integer", {"minimum": 2}, ["1", "", "3"], [2], "at least 2"),
        ("number", {"maximum": 2.5}, ["1", "", "3"], [4], "at most 2.5"),
        ("yearmonth", {"minimum": "2024-02"}, ["2024-01", "2024-02"], [2], "at least 2024-02"),
        ("string", {"enum": ["x", "y"]}, ["x", "z", ""], [3], "one of x, y"),
        ("string", {"unique": True}, ["x", "y", "x"], [4], "nowhere else"),
    ],
)
def test_constraints_are_held(
    tmp_path: Path, type_: str, constraints: dict[str, Any], cells: list[str], lines: list[int], words: str
) -> None:
    fields = [{"name": "a"}, {"name": "b", "type": type_, "constraints": constraints}]
    text = "a,b\n" + "".join(f"_,{cell}\n" for cell in cells)
    with pytest.raises(DatasetError) as error:
        opened(tmp_path, {"t.csv": text}, schema={"fields": fields})
    found = error.value.diagnostics
    assert [(d.code, str(d.location)) for d in found] == [("wrong-cell", f"data/d/t.csv:{n}:2") for n in lines]
    assert words in found[0].message


def test_a_constraint_that_cannot_be_held_is_told(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "integer", "constraints": {"minimum": "low"}}]
    assert faults(tmp_path, {"t.csv": "a\n1\n"}, schema={"fields": fields})[0][0] == "bad-datapackage"


def test_a_primary_key_stands_once(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "a"}, {"name": "b", "type": "integer"}], "primaryKey": ["a", "b"]}
    with pytest.raises(DatasetError) as error:
        opened(tmp_path, {"t.csv": "a,b\nx,1\nx,2\nx,1\n"}, schema=schema)
    (found,) = error.value.diagnostics
    assert (found.code, str(found.location)) == ("duplicate-key", "data/d/t.csv:4:1")
    assert "line 2: a = x, b = 1" in found.message
    schema["primaryKey"] = "c"
    assert faults(tmp_path, {"t.csv": "a,b\nx,1\n"}, schema=schema)[0][0] == "bad-datapackage"


# -- Files and the project -------------------------------------------------------------------------------


def test_links_out_of_the_project_are_not_followed(tmp_path: Path) -> None:
    project = tmp_path / "project"
    data = project / "data" / "d"
    data.mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("a\nsecret\n")
    (data / "t.csv").symlink_to(tmp_path / "secret.csv")
    assert codes(unopened(project, "d")) == ["outside-project"]
    (data / "t.csv").unlink()
    (tmp_path / "datapackage.json").write_text('{"resources": [{"path": "t.csv"}]}')
    (data / "datapackage.json").symlink_to(tmp_path / "datapackage.json")
    assert codes(unopened(project, "d")) == ["outside-project"]
    (data / "datapackage.json").unlink()
    (data / "datapackage.json").write_text('{"resources": [{"path": "t.csv"}, {"path": "a\\u0000b.csv"}]}')
    (data / "t.csv").symlink_to("t.csv")
    assert codes(unopened(project, "d")) == ["file-not-found", "file-not-found"]


def test_links_within_the_project_are(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text("a\n1\n")
    (tmp_path / "data" / "d").mkdir(parents=True)
    (tmp_path / "data" / "d" / "t.csv").symlink_to(tmp_path / "u.csv")
    with open_dataset("d", tmp_path, tmp_path) as dataset:
        assert list(dataset.tables) == ["t"]


# -- Queries ---------------------------------------------------------------------------------------------


def test_a_dataset_answers_more_than_once(tmp_path: Path) -> None:
    queries = [Query("q", "select country from scores where year = $year", AT), Query("r", "select * from q", AT)]
    with open_dataset("tests", make_project(tmp_path), tmp_path) as dataset:
        first, second = dataset.run(queries, {"year": 2023}), dataset.run(queries, {"year": 1999})
        assert len(first["r"].rows) == 2
        assert len(second["r"].rows) == 0
        assert set(dataset.tables) == {"scores", "codes"}


@pytest.mark.parametrize(
    ("names", "code", "words"),
    [
        (("scores", "x"), "duplicate-name", "a table"),
        (("q", "Q"), "duplicate-name", "an earlier query"),
    ],
)
def test_names_of_queries(tmp_path: Path, names: tuple[str, str], code: str, words: str) -> None:
    queries = [Query(name, "select 1 as n", AT) for name in names]
    with open_dataset("tests", make_project(tmp_path), tmp_path) as dataset, pytest.raises(DatasetError) as error:
        dataset.run(queries, {})
    (found,) = error.value.diagnostics
    assert found.code == code
    assert words in found.message


def test_a_query_that_stands_further_down_is_named(tmp_path: Path) -> None:
    queries = [Query("a", "select * from b", AT), Query("b", "select 1 as n", AT)]
    with open_dataset("tests", make_project(tmp_path), tmp_path) as dataset, pytest.raises(DatasetError) as error:
        dataset.run(queries, {})
    (found,) = error.value.diagnostics
    assert (found.code, str(found.location)) == ("unknown-table", "report.md:10:15")
    assert "further down" in found.message


def test_times_do_not_hang_on_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        found = one(make_project(tmp_path), "select timestamptz '2024-01-31 12:00+00' :: varchar as x")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found.rows == (("2024-01-31 12:00:00+00",),)


def test_rows_without_an_order_come_as_they_stand(tmp_path: Path) -> None:
    text = "n\n" + "".join(f"{(n * 7919) % 100_003}\n" for n in range(100_000))
    with opened(tmp_path, {"t.csv": text}) as dataset:
        found = dataset.run([Query("q", "select n from t where n % 2 = 0", AT)], {})["q"]
    column = [n * 7919 % 100_003 for n in range(100_000)]
    assert found.column("n") == tuple(n for n in column if n % 2 == 0)
    assert found.origins == ()


def test_origins_of_many_rows_are_exact(tmp_path: Path) -> None:
    text = "n\n" + "".join(f"{n}\n\n" for n in range(20_000))
    with opened(tmp_path, {"t.csv": text}) as dataset:
        found = dataset.run([Query("q", "select n, n * 2 as m from t order by n desc", AT)], {})["q"]
    assert len(found.origins) == 20_000
    assert all(o[0].line == 2 * int(str(n)) + 2 for o, n in zip(found.origins, found.column("n"), strict=True))
