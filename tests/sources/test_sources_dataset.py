"""Which dataset a report means, what its datapackage.json says, and the contract of every kind of file."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sources_help import codes, make_project, unopened

from builder.errors import DatasetError
from builder.sources.dataset import open_dataset
from builder.sources.registry import LOADERS


def make_table(folder: Path, name: str, cell: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"a\n{cell}\n")
    return path


def first_cell(spec: str | dict[str, str], folder: Path, project: Path, name: str = "t") -> object:
    with open_dataset(spec, folder, project) as dataset:
        found = dataset.table(name)
    assert found is not None
    return found.rows[0][0]


# -- Which one -------------------------------------------------------------------------------------------


def test_a_folder_of_data_is_looked_for_upwards(tmp_path: Path) -> None:
    report = tmp_path / "templates" / "brief"
    report.mkdir(parents=True)
    make_table(tmp_path, "data/d/t.csv", "root")
    assert first_cell("d", report, tmp_path) == "root"
    make_table(tmp_path, "templates/brief/data/d/t.csv", "beside")
    assert first_cell("d", report, tmp_path) == "beside"


def test_a_path_from_the_report(tmp_path: Path) -> None:
    make_table(tmp_path, "a/b/t.csv", "here")
    assert first_cell("b", tmp_path / "a", tmp_path) == "here"
    assert first_cell("b/t.csv", tmp_path / "a", tmp_path) == "here"
    assert first_cell("../a/b/t.csv", tmp_path / "a", tmp_path) == "here"


def test_a_mapping_names_the_tables(tmp_path: Path) -> None:
    make_table(tmp_path, "one.csv", "x")
    make_table(tmp_path, "two.csv", "y")
    spec = {"first": "one.csv", "second": "two.csv"}
    assert first_cell(spec, tmp_path, tmp_path, "first") == "x"
    assert first_cell(spec, tmp_path, tmp_path, "second") == "y"


def test_a_report_without_data_has_no_tables(tmp_path: Path) -> None:
    with open_dataset(None, tmp_path, tmp_path) as dataset:
        assert not dataset.tables
        assert not dataset.sources


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ("nowhere", "unknown-dataset"),
        ("../outside", "outside-project"),
        ("https://data.example/t.csv", "url-not-read"),
        ({"t": "nothing.csv"}, "file-not-found"),
        ({"t": "../outside/t.csv"}, "outside-project"),
        ({"t": "s3://bucket/t.csv"}, "url-not-read"),
        ({"t": "notes.txt"}, "unknown-kind"),
        ({"t": "link.csv"}, "outside-project"),
        ("linked", "outside-project"),
        ("empty", "empty-dataset"),
    ],
)
def test_a_dataset_that_is_not_to_be_read(tmp_path: Path, spec: str | dict[str, str], code: str) -> None:
    project = tmp_path / "project"
    make_table(tmp_path, "outside/t.csv", "secret")
    make_table(project, "data/known/t.csv", "x")
    make_table(project, "notes.txt", "x")
    (project / "empty").mkdir()
    (project / "link.csv").symlink_to(tmp_path / "outside" / "t.csv")
    (project / "linked").symlink_to(tmp_path / "outside")
    found = unopened(project, spec)
    assert codes(found) == [code]
    assert found[0].hint
    assert str(tmp_path) not in str(found)


def test_a_name_that_is_nearly_right(tmp_path: Path) -> None:
    make_table(tmp_path, "data/sales_2025/t.csv", "x")
    (found,) = unopened(tmp_path, "sales_2024")
    assert str(found.location) == "report.md:3:1"
    assert 'did you mean "sales_2025"?' in found.hint


def test_two_tables_of_one_name(tmp_path: Path) -> None:
    make_table(tmp_path, "d/t.csv", "x")
    make_table(tmp_path, "d/t.tsv", "x")
    assert "duplicate-name" in codes(unopened(tmp_path, "d"))


# -- datapackage.json ------------------------------------------------------------------------------------


def write_package(folder: Path, package: object) -> Path:
    make_table(folder, "d/t.csv", "1")
    text = package if isinstance(package, str) else json.dumps(package)
    (folder / "d" / "datapackage.json").write_text(text, encoding="utf-8")
    return folder


def test_fields_units_formats_and_sources(tmp_path: Path) -> None:
    with open_dataset("tests", make_project(tmp_path), tmp_path) as dataset:
        fields = {f.name: f for f in dataset.tables["scores"]}
        sources = dataset.sources
    assert (fields["score"].unit, fields["score"].title, fields["score"].type) == ("percent", "Score", "number")
    assert fields["usd"].written.text(10.0) == "$10.0bn"
    assert fields["share"].unit == "share"
    assert (sources["lab"].title, sources["lab"].url) == ("The lab", "https://lab.example")
    assert sources["iso"].key == "iso"


RESOURCE = {"name": "t", "path": "t.csv"}


@pytest.mark.parametrize(
    ("package", "code", "words"),
    [
        ("{", "bad-json", ""),
        ("[" * 100_000, "bad-json", ""),
        ("[]", "bad-datapackage", "resources"),
        ({}, "bad-datapackage", "resources"),
        ({"resources": [{"name": "t"}]}, "bad-datapackage", "path"),
        ({"resources": ["t.csv"]}, "bad-datapackage", "path"),
        ({"resources": [{"path": "u.csv"}]}, "file-not-found", "t.csv"),
        ({"resources": [{"path": "../../x.csv"}]}, "outside-project", ""),
        ({"resources": [{"path": "/etc/passwd"}]}, "outside-project", ""),
        ({"resources": [{"path": "datapackage.json.txt"}]}, "file-not-found", ""),
        ({"resources": [{**RESOURCE, "schema": {"fields": [{"type": "string"}]}}]}, "bad-datapackage", "name"),
        (
            {"resources": [{**RESOURCE, "schema": {"fields": [{"name": "a", "type": "text"}]}}]},
            "bad-datapackage",
            "text",
        ),
        (
            {"resources": [{**RESOURCE, "schema": {"fields": [{"name": "a", "format": "frob(1)"}]}}]},
            "bad-format",
            "frob",
        ),
        ({"resources": [{**RESOURCE, "sources": ["labb"]}], "sources": [{"title": "lab"}]}, "unknown-source", "lab"),
        ({"resources": [RESOURCE], "sources": [{"path": "x"}]}, "bad-datapackage", "title"),
    ],
)
def test_a_bad_descriptor(tmp_path: Path, package: object, code: str, words: str) -> None:
    found = unopened(write_package(tmp_path, package), "d")
    assert code in codes(found)
    assert words in str(found)
    assert found[0].location is not None
    assert found[0].location.path.startswith("d/")
    assert all(d.hint for d in found)


def test_bad_json_is_told_at_its_place(tmp_path: Path) -> None:
    (found,) = unopened(write_package(tmp_path, '{"resources": [\n  {"path": "t.csv"},\n]}'), "d")
    assert found.location is not None
    assert found.location.line in {2, 3}


KEYS = ["resources", "name", "path", "schema", "fields", "type", "unit", "format", "sources", "key", "title", "note"]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from([*KEYS, "missingValues", "constraints"]), below, max_size=4)
    ),
    max_leaves=12,
)


@given(ANY_JSON | st.fixed_dictionaries({"resources": st.lists(ANY_JSON, max_size=2), "sources": ANY_JSON}))
@settings(max_examples=100, deadline=None)
def test_any_json_opens_or_is_refused(tmp_path_factory: pytest.TempPathFactory, package: Any) -> None:
    folder = write_package(tmp_path_factory.mktemp("package"), package)
    with contextlib.suppress(DatasetError):
        open_dataset("d", folder, folder).close()


# -- Every kind of file ----------------------------------------------------------------------------------

SELECT = """
select 'x' as name, 1 as n, 1.5::double as amount, date '2024-01-02' as day, true as ok
union all select 'y', 2, null, null, false
"""


def write_kind(path: Path, select: str = SELECT) -> None:
    """A file of the kind that its name says, by DuckDB itself."""
    options = {".csv": "", ".tsv": ", delim '\t'", ".parquet": "", ".json": ""}[path.suffix]
    kind = {".tsv": "csv"}.get(path.suffix, path.suffix[1:])
    with duckdb.connect() as connection:
        connection.execute(f"copy ({select}) to '{path}' (format {kind}{options})")


@pytest.fixture(params=sorted(LOADERS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_kind_gives_the_same_table(tmp_path: Path, kind: str) -> None:
    (tmp_path / "d").mkdir()
    write_kind(tmp_path / "d" / f"t{kind}")
    with open_dataset("d", tmp_path, tmp_path) as dataset:
        found = dataset.table("t")
    assert found is not None
    assert [(f.name, f.type) for f in found.fields] == [
        ("name", "string"), ("n", "integer"), ("amount", "number"), ("day", "date"), ("ok", "boolean"),
    ]  # fmt: skip
    assert found.column("name") == ("x", "y")
    assert found.column("n") == (1, 2)
    assert found.column("amount") == (1.5, None)
    assert found.column("ok") == (True, False)
    assert str(found.column("day")[0]) == "2024-01-02"


def test_a_kind_takes_declared_fields(tmp_path: Path, kind: str) -> None:
    (tmp_path / "d").mkdir()
    write_kind(tmp_path / "d" / f"t{kind}")
    fields = [{"name": "name"}, {"name": "n", "type": "year", "title": "The year"},
              {"name": "amount", "type": "number", "unit": "USD"}, {"name": "day", "type": "date"},
              {"name": "ok", "type": "boolean"}]  # fmt: skip
    resource = {"name": "t", "path": f"t{kind}", "schema": {"fields": fields}}
    (tmp_path / "d" / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    with open_dataset("d", tmp_path, tmp_path) as dataset:
        n, amount = dataset.tables["t"][1:3]
    assert (n.type, n.title, amount.unit) == ("year", "The year", "USD")


def test_a_kind_says_what_column_is_missing(tmp_path: Path, kind: str) -> None:
    (tmp_path / "d").mkdir()
    write_kind(tmp_path / "d" / f"t{kind}", "select 1 as a")
    fields = [{"name": "a", "type": "integer"}, {"name": "b"}]
    resource = {"name": "t", "path": f"t{kind}", "schema": {"fields": fields}}
    (tmp_path / "d" / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    (found,) = unopened(tmp_path, "d")
    assert (found.code, '"b"' in found.message) == ("missing-column", True)


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02 no such file \xff", b"PAR1 broken PAR1"])
def test_a_kind_refuses_what_is_none(tmp_path: Path, kind: str, data: bytes) -> None:
    make_table(tmp_path, "d/x.csv", "x").unlink()
    (tmp_path / "d" / f"t{kind}").write_bytes(data)
    if kind in {".csv", ".tsv"} and data.startswith(b"PAR1"):
        assert first_cells(tmp_path) == ()
        return
    found = unopened(tmp_path, "d")
    assert found[0].location is not None
    assert found[0].location.path == f"d/t{kind}"
    assert str(tmp_path) not in str(found)


def first_cells(folder: Path) -> tuple[object, ...]:
    with open_dataset("d", folder, folder) as dataset:
        found = dataset.table("t")
    assert found is not None
    return found.rows


@pytest.mark.parametrize("kind", [".json", ".parquet"])
def test_nested_columns_are_refused(tmp_path: Path, kind: str) -> None:
    (tmp_path / "d").mkdir()
    write_kind(tmp_path / "d" / f"t{kind}", "select 1 as a, [1, 2] as many")
    found = unopened(tmp_path, "d")
    assert codes(found) == ["unsupported-type"]
    assert '"many"' in found[0].message


@pytest.mark.parametrize("kind", [".json", ".parquet"])
def test_a_declared_type_that_the_file_has_not(tmp_path: Path, kind: str) -> None:
    (tmp_path / "d").mkdir()
    write_kind(tmp_path / "d" / f"t{kind}", "select 'one' as a")
    resource = {"name": "t", "path": f"t{kind}", "schema": {"fields": [{"name": "a", "type": "integer"}]}}
    (tmp_path / "d" / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    found = unopened(tmp_path, "d")
    assert found[0].location is not None
    assert found[0].location.path == f"d/t{kind}"
    assert "one" in found[0].message
    assert found[0].hint
