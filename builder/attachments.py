"""The data of a brief as files to embed in it: what its figures and tables show, and the dataset's tables behind that.

Each is CSV as RFC 4180 has it, in UTF-8: lines end with CR LF, the first has the columns' names. Numbers have all their
digits and a point, dates are ISO 8601, a missing value is empty and an empty text is `""`. So what is read back is what
was there. A text that starts with =, +, - or @ stays as it is: a mark against formulas would be other data. A
spreadsheet that runs what it opens has to be told not to.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from builder.errors import Findings, Location
from builder.model.data import Field, QueryResult
from builder.model.document import Block, DataTable, Div, Document, Figure
from builder.model.format import Raw
from builder.model.walk import children
from builder.model.words import word
from builder.sources.dataset import Dataset
from builder.writers.base import Attachment, safe_name

MOST_ROWS = 200_000  # of an attachment
_SLIDES = ("notes", "deck")  # classes of what a brief does not show
_SPECIAL = re.compile(r'[",\r\n]')


def attachments(
    document: Document,
    results: Mapping[str, QueryResult],
    tables: Iterable[QueryResult],
    findings: Findings,
) -> tuple[Attachment, ...]:
    """The attachments of a document, in the order in which it shows them, then the tables behind them.

    `results` are those of all queries by name, and `tables` those of the dataset's that they read (`tables_read`).
    A result that is too long is left out with a warning.
    """
    out: list[Attachment] = []
    taken: set[str] = set()
    shown = _shown(document)
    for name, labels in shown.items():
        result = results[name]
        if len(result.rows) > MOST_ROWS:
            _left_out(f'the query "{name}"', len(result.rows), result.at, findings)
            continue
        content = partial(csv_bytes, result)
        out.append(Attachment(_named(name, taken), "text/csv", "Data", f"{', '.join(labels)}: {name}", content, name))
    titles = {s.key: s.title for s in document.sources}
    for table in tables:
        if table.name not in shown:
            cited = "; ".join(titles[key] for key in table.sources if key in titles)
            description = f"{table.name}: {cited}" if cited else table.name
            content = partial(csv_bytes, table)
            out.append(Attachment(_named(table.name, taken), "text/csv", "Source", description, content, table.name))
    return tuple(out)


def tables_read(
    results: Iterable[QueryResult], dataset: Dataset, at: Location | None, findings: Findings
) -> tuple[QueryResult, ...]:
    """The dataset's tables behind `results`, in order of their names. Those that are too long are left out with a
    warning at `at`, the place of the dataset.
    """
    out: list[QueryResult] = []
    for name in sorted({table for result in results for table in result.tables}):
        size = dataset.size(name)
        if size > MOST_ROWS:
            _left_out(f'the table "{name}"', size, at, findings)
        elif table := dataset.table(name, at):
            out.append(table)
    return tuple(out)


def csv_bytes(result: QueryResult) -> bytes:
    """The rows of a result as CSV."""
    lines = [",".join(_text(f.name) for f in result.fields)]
    lines += (",".join(map(_cell, row, result.fields)) for row in result.rows)
    # A row of one missing value would be an empty line, which many readers pass over.
    return "".join(f"{line or _text('')}\r\n" for line in lines).encode()


def _cell(value: Raw, field: Field) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case datetime.date():
            return value.isoformat()[:7] if field.type == "yearmonth" else value.isoformat()
        case _:
            return repr(value)  # the shortest digits that give the same number back


def _text(text: str) -> str:
    if text and not _SPECIAL.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def _shown(document: Document) -> dict[str, list[str]]:
    """The queries and tables that the brief shows, each with the names of its figures and tables."""
    out: dict[str, list[str]] = {}
    for block in _in_brief(document.blocks):
        match block:
            case Figure():
                out.setdefault(block.query, []).append(f"{word('figure', document.meta.lang)} {block.number}")
            case DataTable():
                out.setdefault(block.data.name, []).append(f"{word('table', document.meta.lang)} {block.number}")
            case _:
                pass
    return out


def _in_brief(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if not (isinstance(block, Div) and any(name in block.attr for name in _SLIDES)):
            yield block
            yield from _in_brief(children(block))


def _named(name: str, taken: set[str]) -> str:
    """A file's name that no other attachment has, whatever a system makes of capitals."""
    stem = unique = safe_name(name)
    number = 1
    while unique.lower() in taken:
        number += 1
        unique = f"{stem}-{number}"
    taken.add(unique.lower())
    return f"{unique}.csv"


def _left_out(what: str, rows: int, at: Location | None, findings: Findings) -> None:
    message = f"{what} has {rows:,} rows, and is not attached to the PDF"
    hint = f"up to {MOST_ROWS:,} rows are attached; aggregate it, or attach nothing with standard: [ua-1, a-2a]"
    findings.warning("attachment-left-out", message, at, hint)
