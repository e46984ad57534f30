"""The ledger: every value, figure, table, claim and quote of a document, and where each stands in the files.

Written as JSON beside the documents (`NAME.values.json`), a line an entry, so that two editions compare line by line
and a table of 100,000 rows is never held as one text.
"""

from __future__ import annotations

import datetime
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from builder.model.chart import Chart
from builder.model.data import RowOrigin
from builder.model.document import Claim, DataTable, Document, Figure
from builder.model.format import Format, Raw
from builder.model.value import Origin, Value
from builder.model.walk import plain, walk_blocks
from builder.writers.base import Placement

VERSION = 1


def write_ledger(document: Document, placements: Mapping[str, Placement], report: str, out: TextIO) -> None:
    """Writes the ledger of `document`; `placements` by format, `report` the source's path within its project."""
    head: dict[str, Any] = {
        "version": VERSION,
        "report": report,
        "title": plain(document.meta.title),
        "date": _raw(document.meta.date),
        "lang": document.meta.lang,
        "formats": {name: {"pages": p.pages} for name, p in sorted(placements.items())},
    }
    out.write(json.dumps(head, ensure_ascii=False)[:-1])
    blocks = list(walk_blocks(document.blocks))
    sections: dict[str, Iterable[dict[str, Any]]] = {
        "values": _values(document, placements),
        "figures": (_figure(b, placements) for b in blocks if isinstance(b, Figure)),
        "tables": (_table(b, placements) for b in blocks if isinstance(b, DataTable)),
        "cells": (cell for b in blocks if isinstance(b, DataTable) for cell in _cells(b)),
        "claims": (_claim(c) for c in document.claims),
        "quotes": ({"text": q.text, "source": q.source, "line": q.at.line} for q in document.quotes),
        "sources": (
            {"number": n, "key": s.key, "title": s.title, "url": s.url} for n, s in enumerate(document.sources, 1)
        ),
    }
    for name, entries in sections.items():
        out.write(f',\n"{name}": [')
        out.writelines(
            (",\n" if n else "\n") + json.dumps(entry, ensure_ascii=False) for n, entry in enumerate(entries)
        )
        out.write("\n]")
    out.write("\n}\n")


def ledger_bytes(document: Document, placements: Mapping[str, Placement], report: str) -> bytes:
    """The same as a file's content, in UTF-8."""
    out = io.StringIO()
    write_ledger(document, placements, report, out)
    return out.getvalue().encode()


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "expression": claim.expression,
        "holds": claim.holds,
        "values": [_value(v) for v in claim.values],
        "line": claim.at.line,
    }


def _values(document: Document, placements: Mapping[str, Placement]) -> Iterator[dict[str, Any]]:
    for number, value in enumerate(document.values):
        where = {name: p.values[number] for name, p in sorted(placements.items()) if number in p.values}
        yield {"number": number, **_value(value), "pages": where}


def _value(value: Value) -> dict[str, Any]:
    at = value.at
    return {
        "text": value.text,
        "raw": _raw(value.raw),
        "unit": value.unit,
        "format": describe_format(value.format),
        "expression": value.expression,
        "line": at.line if at else None,
        "column": at.column if at else None,
        "origins": [_origin(o) for o in value.origins],
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "query": origin.query,
        "column": origin.column,
        "key": dict(origin.key),
        "rows": _rows(origin.rows),
        "sources": list(origin.sources),
    }


def _rows(rows: tuple[RowOrigin, ...]) -> list[str]:
    return [f"{r.path}:{r.line}" for r in rows]


def _figure(figure: Figure, placements: Mapping[str, Placement]) -> dict[str, Any]:
    chart = figure.chart
    return {
        "id": figure.id,
        "number": figure.number,
        "mark": chart.mark,
        "title": chart.title,
        "alt": figure.alt,
        "line": figure.at.line,
        "pages": {name: p.figures[figure.id] for name, p in sorted(placements.items()) if figure.id in p.figures},
        "channels": {name: _channel(chart, name) for name in sorted(chart.channels)},
    }


def _channel(chart: Chart, name: str) -> dict[str, Any]:
    channel = chart.channels[name]
    return {
        "column": channel.field.name,
        "unit": channel.field.unit,
        "format": describe_format(channel.format),
        "raw": [_raw(v) for v in channel.values],
        "text": [chart.text(name, row) for row in range(chart.rows)],
    }


def _table(table: DataTable, placements: Mapping[str, Placement]) -> dict[str, Any]:
    return {
        "id": table.id,
        "number": table.number,
        "query": table.data.name,
        "rows": len(table.data.rows),
        "line": table.at.line,
        "columns": [
            {
                "label": c.label,
                "column": table.data.fields[c.index].name,
                "unit": c.unit,
                "format": describe_format(c.format),
            }
            for c in table.columns
        ],
        "total": [_value(v) if v else None for v in table.total],
        "pages": {name: p.tables[table.id] for name, p in sorted(placements.items()) if table.id in p.tables},
    }


def _cells(table: DataTable) -> Iterator[dict[str, Any]]:
    for row, values in enumerate(table.data.rows):
        yield {
            "table": table.id,
            "row": row,
            "raw": [_raw(values[c.index]) for c in table.columns],
            "text": [table.cell(row, c) for c in range(len(table.columns))],
            "rows": _rows(table.data.row_origins(row)),
        }


def _raw(raw: Raw) -> bool | int | float | str | None:
    if isinstance(raw, datetime.date):
        return raw.isoformat()
    if isinstance(raw, float) and not math.isfinite(raw):
        return None
    return raw


def describe_format(format_: Format) -> str:
    """A format as its filter is written: "percent(1) | signed"."""
    args = [format_.currency] if format_.kind == "money" else []
    if format_.digits is not None:
        args.append(str(format_.digits))
    if format_.scale:
        args.append(format_.scale)
    if format_.pattern:
        args.append(format_.pattern)
    return format_.kind + (f"({', '.join(args)})" if args else "") + (" | signed" if format_.signed else "")
