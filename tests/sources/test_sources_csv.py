"""CSV files: every wrong cell with its place, and lines that survive quoted newlines."""

from __future__ import annotations

import csv
import datetime
import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sources_help import codes, unopened

from builder.model.data import FieldType, QueryResult
from builder.sources.dataset import open_dataset


def write(folder: Path, text: str | bytes, fields: list[dict[str, str]] | None = None, **schema: object) -> Path:
    (folder / "data" / "d").mkdir(parents=True, exist_ok=True)
    path = folder / "data" / "d" / "t.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    if fields is not None:
        resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields, **schema}}
        (path.parent / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    return path


def table(folder: Path) -> QueryResult:
    with open_dataset("d", folder, folder) as dataset:
        found = dataset.table("t")
    assert found is not None
    return found


def test_a_wrong_cell_is_told_with_its_file_row_and_column(tmp_path: Path) -> None:
    write(tmp_path, "a,b\nx,1\ny,one\n", [{"name": "a"}, {"name": "b", "type": "integer"}])
    (found,) = unopened(tmp_path, "d")
    assert (found.code, str(found.location)) == ("wrong-cell", "data/d/t.csv:3:2")
    assert '"one" in column "b"' in found.message
    assert "1234" in found.message
    assert "missingValues" in found.hint


def test_all_wrong_cells_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    rows = "".join(f"{'x' if n % 2 else n},{'y' if n % 3 == 0 else 1.5}\n" for n in range(12))
    write(tmp_path, "a,b\n" + rows, [{"name": "a", "type": "integer"}, {"name": "b", "type": "number"}])
    places = [(d.location.line, d.location.column) for d in unopened(tmp_path, "d") if d.location]
    assert places == sorted(places)
    assert len(places) == 6 + 4


def test_many_wrong_cells_are_counted_not_listed(tmp_path: Path) -> None:
    write(tmp_path, "a\n" + "x\n" * 1000, [{"name": "a", "type": "integer"}])
    found = unopened(tmp_path, "d")
    assert len(found) == 51
    assert "950 more" in found[-1].message


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("integer", ["0", "-12", "+7", "123456789012345678"], ["1.0", "1e3", "1,000", "", "0x1", "９", "1" * 30]),
        ("number", ["0", "-1.5", "1e-3", ".5", "5."], ["1,5", "nan", "inf", "1e", "--1", "1_000", " 1"]),
        ("boolean", ["true", "False", "1", "0"], ["yes", "2", "t"]),
        ("year", ["2024", "0999", "-44"], ["20245", "24.0", "MMXX"]),
        ("yearmonth", ["2024-01", "1999-12"], ["2024-13", "2024-1", "2024", "2024-00"]),
        ("date", ["2024-02-29"], ["2023-02-29", "20240101", "01/02/2024", "2024-1-1"]),
        ("datetime", ["2024-01-31T12:00:00", "2024-01-31 12:00"], ["2024-01-31T25:00:00", "noon"]),
    ],
)
def test_cells_of_a_type(tmp_path: Path, type_: FieldType, good: list[str], bad: list[str]) -> None:
    fields = [{"name": "a"}, {"name": "b", "type": type_}]
    write(tmp_path, "a,b\n" + "".join(f'x,"{cell}"\n' for cell in good), fields)
    assert all(cell is not None for cell in table(tmp_path).column("b"))
    write(tmp_path, "a,b\n" + "".join(f'x,"{cell}"\n' for cell in bad if cell), fields)
    wrong = unopened(tmp_path, "d")
    assert [d.location.line for d in wrong if d.location] == list(range(2, 2 + len([b for b in bad if b])))


def test_types_are_found_out_where_none_is_declared(tmp_path: Path) -> None:
    write(tmp_path, "n,x,when,month,ok,year,code,empty\n1,1.5,2024-01-31,2024-01,true,2024,007a,\n2,2,,,,,,\n")
    kinds = {f.name: f.type for f in table(tmp_path).fields}
    assert kinds == {
        "n": "integer", "x": "number", "when": "date", "month": "yearmonth", "ok": "boolean", "year": "year",
        "code": "string", "empty": "string",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["Year", "jahr", "année", "año", "年"])
def test_a_column_of_years_is_found_by_its_name(name: str, tmp_path: Path) -> None:
    write(tmp_path, f"{name},count\n2023,2023\n2024,2024\n")
    assert [f.type for f in table(tmp_path).fields] == ["year", "integer"]
    write(tmp_path, f"{name}\n12\n2024\n")
    assert [f.type for f in table(tmp_path).fields] == ["integer"]


def test_values_arrive_typed_and_missing_stays_missing(tmp_path: Path) -> None:
    fields = [
        {"name": "a", "type": "integer"},
        {"name": "b", "type": "number"},
        {"name": "c", "type": "yearmonth"},
        {"name": "d"},
    ]
    write(tmp_path, "a,b,c,d\n1,n/a,2024-03,\n-,2.5,,n/a\n", fields, missingValues=["", "-", "n/a"])
    assert table(tmp_path).rows == ((1, None, datetime.date(2024, 3, 1), None), (None, 2.5, None, None))


def test_a_cell_is_kept_as_it_is_written(tmp_path: Path) -> None:
    write(tmp_path, 'a,b\n" two  spaces ","say ""hi"""\n"comma, here",007\n\'quote\',"line\nbreak"\n')
    assert table(tmp_path).rows == ((" two  spaces ", 'say "hi"'), ("comma, here", "007"), ("'quote'", "line\nbreak"))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_quoted_newlines_and_empty_lines_keep_line_numbers(tmp_path: Path, end: str) -> None:
    write(tmp_path, end.join(["a,b", f'"one{end}two{end}three",1', "", "x,2", f'"y{end}",3', "z,4", ""]))
    found = table(tmp_path)
    assert found.column("b") == (1, 2, 3, 4)
    assert [o[0].line for o in found.origins] == [2, 6, 7, 9]


def test_a_wrong_cell_after_quoted_newlines(tmp_path: Path) -> None:
    write(tmp_path, 'a,b\n"one\ntwo",1\nx,wrong\n', [{"name": "a"}, {"name": "b", "type": "integer"}])
    assert str(unopened(tmp_path, "d")[0].location) == "data/d/t.csv:4:2"


def test_a_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    write(tmp_path, b"\xef\xbb\xbfa,b\r\n1,x\r\n2,y\r\n")
    assert table(tmp_path).names == ("a", "b")
    assert table(tmp_path).rows == ((1, "x"), (2, "y"))


def test_a_tab_separated_file(tmp_path: Path) -> None:
    write(tmp_path, "")
    (tmp_path / "data" / "d" / "t.csv").unlink()
    (tmp_path / "data" / "d" / "t.tsv").write_text("a\tb\n1,5\tx\n")
    assert table(tmp_path).rows == (("1,5", "x"),)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("a,b\n1\n", "ragged-row", "data/d/t.csv:2:2"),
        ("a,b\n1,2\n1,2,3\n", "ragged-row", "data/d/t.csv:3:3"),
        ("a,A\n1,2\n", "duplicate-column", "data/d/t.csv:1:2"),
        ("a,\n1,2\n", "missing-column", "data/d/t.csv:1:2"),
        ("", "empty-file", "data/d/t.csv:1:1"),
        ('a,b\n1,"x\n', "bad-csv", "data/d/t.csv:2:1"),
        ('a,b\n"x"y,1\n', "bad-csv", "data/d/t.csv:2:1"),
        ("a;b\n1;2\n", "bad-csv", "data/d/t.csv:1:1"),
        ("a,b\n1,2\n".encode("utf-16"), "not-utf8", "data/d/t.csv:1:1"),
        (b"a,b\n1,2\n\xff,3\n", "not-utf8", "data/d/t.csv:3:1"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, text: str | bytes, code: str, place: str) -> None:
    write(tmp_path, text)
    found = unopened(tmp_path, "d")
    assert (found[0].code, str(found[0].location)) == (code, place)
    assert found[0].hint


def test_columns_are_those_that_are_declared(tmp_path: Path) -> None:
    write(tmp_path, "name,extra\nx,1\n", [{"name": "nmae"}, {"name": "extra"}])
    found = unopened(tmp_path, "d")
    assert codes(found) == ["missing-column", "undeclared-column"]
    assert 'did you mean "name"?' in found[0].hint
    assert 'did you mean "nmae"?' in found[1].hint


def test_a_table_without_rows_is_a_table(tmp_path: Path) -> None:
    write(tmp_path, "a,b\n", [{"name": "a", "type": "integer"}, {"name": "b"}])
    assert table(tmp_path).rows == ()
    assert table(tmp_path).names == ("a", "b")


@pytest.mark.parametrize(
    "name", ["line", "c0", "origin", "select", 'say "x"', "n'est", "at", "loaded", "given", "日本"]
)
def test_a_column_may_have_any_name(tmp_path: Path, name: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[name, "b"], ["x", "1"], ["y\nz", "2"], ["w", "3"]])
    write(tmp_path, out.getvalue())
    found = table(tmp_path)
    assert found.names == (name, "b")
    assert [o[0].line for o in found.origins] == [2, 3, 5]


CELL = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=8)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_what_is_written_as_csv_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([("a", "b"), *rows])
    write(folder, out.getvalue(), [{"name": "a"}, {"name": "b"}])
    read = table(folder).rows
    # Line ends inside of cells are those of the file; an empty cell is missing.
    assert [tuple(c or "" for c in row) for row in read] == [tuple(row) for row in rows]


def test_a_name_with_the_signs_of_a_pattern_is_one_file(tmp_path: Path) -> None:
    write(tmp_path, "a\n1\n")
    (tmp_path / "data" / "d" / "[t]*.csv").write_text("a\n2\n")
    with open_dataset({"x": "data/d/[t]*.csv"}, tmp_path, tmp_path) as dataset:
        found = dataset.table("x")
    assert found is not None
    assert found.rows == ((2,),)


def test_100_000_rows_load_in_two_seconds_of_cpu(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a,b,c,d,e\n" + "".join(f"{n},{n / 7:.4f},name {n % 50},2024-01-{n % 28 + 1:02},x\n" for n in range(100_000)),
    )
    start = time.process_time()
    with open_dataset("d", tmp_path, tmp_path) as dataset:
        took = time.process_time() - start
        assert [f.type for f in dataset.tables["t"]] == ["integer", "number", "string", "date", "string"]
    assert took < 2
