"""CSV and TSV (RFC 4180): every cell is checked against its column's type, with its line, before DuckDB holds it."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable
from pathlib import Path

from builder.errors import Findings, Location, suggest
from builder.model.data import Field, FieldType
from builder.sources.loaded import SQL_TYPES, Loaded

MOST_WRONG = 50
_YEARMONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_BOOLEANS = {"true", "false", "True", "False", "TRUE", "FALSE", "1", "0"}
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")


def _integer(cell: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]{1,18}", cell) is not None


def _date(cell: str) -> bool:
    try:
        datetime.date.fromisoformat(cell)
    except ValueError:
        return False
    return len(cell) == 10


def _datetime(cell: str) -> bool:
    try:
        datetime.datetime.fromisoformat(cell)
    except ValueError:
        return False
    return True


CHECKS: dict[FieldType, tuple[Callable[[str], bool], str]] = {
    "string": (lambda _: True, "a text"),
    "integer": (_integer, "a whole number as 1234"),
    "number": (lambda c: _DECIMAL.fullmatch(c) is not None, "a number as 1234.5"),
    "boolean": (lambda c: c in _BOOLEANS, "true or false"),
    "year": (lambda c: re.fullmatch(r"-?[0-9]{1,4}", c) is not None, "a year as 2024"),
    "yearmonth": (lambda c: _YEARMONTH.fullmatch(c) is not None, "a month as 2024-01"),
    "date": (_date, "a date as 2024-01-31"),
    "datetime": (_datetime, "a time as 2024-01-31T12:00:00"),
}
# The order in which types are tried for a column that declares none.
SNIFFED: tuple[FieldType, ...] = ("integer", "number", "yearmonth", "date", "datetime", "boolean")


def load(
    path: Path, shown: str, declared: tuple[Field, ...], missing: tuple[str, ...], findings: Findings
) -> Loaded | None:
    """The table in a CSV or TSV file with one line of column names."""
    text = _text(path, shown, findings)
    if text is None:
        return None
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    rows, lines = _rows(text, delimiter, shown, findings)
    if not rows:
        findings.error(
            "empty-file", "the file has no line of column names", Location(shown), "write the names in its first line"
        )
        return None
    header, body = rows[0], rows[1:]
    before = len(findings.errors)
    _check_header(header, declared, shown, findings)
    _check_widths(header, body, lines, shown, findings)
    if len(findings.errors) > before:
        return None
    known = {f.name: f for f in declared}
    fields = tuple(known.get(name) or _sniffed(name, i, body, missing) for i, name in enumerate(header))
    _check_cells(fields, body, lines, missing, shown, findings)
    if len(findings.errors) > before:
        return None
    empty = frozenset(missing)
    cells = [[None if row[i] in empty else row[i] for row in body] for i in range(len(header))]
    return Loaded(fields, _select(fields), (*cells, lines[1:]))


def _text(path: Path, shown: str, findings: Findings) -> str | None:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.error("not-utf8", "this line is not UTF-8", Location(shown, line), "save the file as UTF-8")
        return None


def _rows(text: str, delimiter: str, shown: str, findings: Findings) -> tuple[list[list[str]], list[int]]:
    """The rows, and the line that each starts in; empty lines are no rows."""
    rows: list[list[str]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        findings.error("bad-csv", f"this row cannot be read: {error}", Location(shown, start), "see its quotes")
    return rows, lines


def _check_header(header: list[str], declared: tuple[Field, ...], shown: str, findings: Findings) -> None:
    seen: set[str] = set()
    for i, name in enumerate(header):
        if not name.strip():
            findings.error(
                "missing-column", f"column {i + 1} has no name", Location(shown, 1), "name it in the first line"
            )
        elif name.lower() in seen:
            findings.error(
                "duplicate-column", f'the column "{name}" stands twice', Location(shown, 1), "rename one of them"
            )
        seen.add(name.lower())
    for field in declared:
        if field.name not in header:
            hint = suggest(field.name, header)
            findings.error(
                "missing-column", f'the file has no column "{field.name}", which is declared', Location(shown, 1), hint
            )
    if declared:
        names = [f.name for f in declared]
        for name in header:
            if name.strip() and name not in names:
                hint = "declare it in datapackage.json, or take it out; " + suggest(name, names, "declared are")
                findings.error("undeclared-column", f'the column "{name}" is not declared', Location(shown, 1), hint)


def _check_widths(header: list[str], body: list[list[str]], lines: list[int], shown: str, findings: Findings) -> None:
    wrong = [(line, len(row)) for row, line in zip(body, lines[1:], strict=False) if len(row) != len(header)]
    for line, width in wrong[:MOST_WRONG]:
        message = f"this row has {width} cells, where there are {len(header)} columns"
        findings.error("ragged-row", message, Location(shown, line), "a cell with a comma wants quotes")
    if len(wrong) > MOST_WRONG:
        findings.note("and-more", f"and {len(wrong) - MOST_WRONG} more rows of a wrong width", Location(shown))


def _sniffed(name: str, index: int, body: list[list[str]], missing: tuple[str, ...]) -> Field:
    cells = [row[index] for row in body if row[index] not in missing]
    if name.lower() == "year" and cells and all(re.fullmatch(r"[12][0-9]{3}", c) for c in cells):
        return Field(name, "year")
    for type_ in SNIFFED if cells else ():
        if all(map(CHECKS[type_][0], cells)):
            return Field(name, type_)
    return Field(name, "string")


def _check_cells(
    fields: tuple[Field, ...],
    body: list[list[str]],
    lines: list[int],
    missing: tuple[str, ...],
    shown: str,
    findings: Findings,
) -> None:
    empty = frozenset(missing)
    wrong: list[tuple[int, int, str, str, str]] = []
    for i, field in enumerate(fields):
        fits, wanted = CHECKS[field.type]
        if field.type == "string":
            continue
        for n, row in enumerate(body):
            cell = row[i]
            if cell not in empty and not fits(cell):
                wrong.append((lines[n + 1], i, field.name, cell, wanted))
    for line, i, name, cell, wanted in sorted(wrong)[:MOST_WRONG]:
        short = cell if len(cell) <= 40 else cell[:40] + "…"
        hint = "mend the cell, or declare what stands for a missing value (missingValues)"
        findings.error(
            "wrong-cell", f'"{short}" in column "{name}": {wanted} is expected', Location(shown, line, i + 1), hint
        )
    if len(wrong) > MOST_WRONG:
        findings.note("and-more", f"and {len(wrong) - MOST_WRONG} more wrong cells", Location(shown))


def _select(fields: tuple[Field, ...]) -> str:
    """The checked cells, cast to their types; the file is parsed once, here, and so has one reading."""
    given = [f"unnest(?::varchar[]) as c{i}" for i in range(len(fields))]
    columns = []
    for i, field in enumerate(fields):
        cell = f"c{i} || '-01'" if field.type == "yearmonth" else f"c{i}"
        columns.append(f"cast({cell} as {SQL_TYPES[field.type]})")
    return f"select {', '.join(columns)}, line from (select {', '.join(given)}, unnest(?::bigint[]) as line)"
