"""CSV and TSV files (RFC 4180) with a line of column names; lines are those where a row starts."""

from __future__ import annotations

import csv
import io

from builder.errors import Findings, Location
from builder.sources.columns import MOST_WRONG, Table, check_names, typed_table
from builder.sources.loaded import Loaded, Resource
from builder.sources.text import utf8_text


def load(resource: Resource, findings: Findings) -> Loaded | None:
    """The table; commas part the cells, or tabs where the file is called .tsv. Empty lines are no rows."""
    text = utf8_text(resource, findings)
    if text is None:
        return None
    delimiter = "\t" if resource.path.suffix.lower() == ".tsv" else ","
    read = _rows(text, delimiter, resource.shown, findings)
    if read is None:
        return None
    rows, lines = read
    if not rows:
        hint = "write the names of the columns in its first line"
        findings.error("empty-file", "the file has no line of column names", Location(resource.shown), hint)
        return None
    names = rows[0]
    if len(names) == 1 and (other := next((d for d in ";\t|" if d in names[0]), None)):
        told = "tab" if other == "\t" else other
        hint = "save it with commas" + (", or call it .tsv" if other == "\t" else "")
        findings.error("bad-csv", f'the cells are parted by "{told}", not by commas', Location(resource.shown), hint)
        return None
    if not check_names(names, resource, findings) or not _straight(rows, lines, resource.shown, findings):
        return None
    columns = tuple(zip(*rows[1:], strict=True)) or ((),) * len(names)
    return typed_table(Table(tuple(names), columns, tuple(lines[1:])), resource, findings)


def _rows(text: str, delimiter: str, shown: str, findings: Findings) -> tuple[list[list[str]], list[int]] | None:
    """The rows, names first, and the line that each starts in."""
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
    except csv.Error:
        hint = 'close each quote that opens a cell, and write a quote within as ""'
        findings.error("bad-csv", "the quotes of this row do not match", Location(shown, start), hint)
        return None
    return rows, lines


def _straight(rows: list[list[str]], lines: list[int], shown: str, findings: Findings) -> bool:
    """Whether every row has a cell for each column."""
    width = len(rows[0])
    wrong = [(line, len(row)) for row, line in zip(rows, lines, strict=True) if len(row) != width]
    for line, cells in wrong[:MOST_WRONG]:
        message = f"this row has {cells} cells where there are {width} columns"
        hint = "put a cell that holds a comma in quotes" if cells > width else "an empty cell needs its comma too"
        findings.error("ragged-row", message, Location(shown, line, min(cells, width) + 1), hint)
    if len(wrong) > MOST_WRONG:
        findings.note("and-more", f"and {len(wrong) - MOST_WRONG} more rows of another width", Location(shown))
    return not wrong
