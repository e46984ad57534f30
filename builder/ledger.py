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
from dataclasses import dataclass, field
from typing import Any, TextIO

from builder.authored.unbound import unbound_numbers
from builder.model.chart import Chart
from builder.model.corners import Corner, corners
from builder.model.data import QueryResult, RowOrigin
from builder.model.document import Claim, DataTable, Document, Figure, Quote
from builder.model.edition import LEDGER_VERSION
from builder.model.format import Format, Raw
from builder.model.units import DIFFERENCES
from builder.model.value import Origin, Value
from builder.model.walk import plain, walk_blocks
from builder.writers.base import Placement


def write_ledger(
    document: Document,
    placements: Mapping[str, Placement],
    report: str,
    out: TextIO,
    more: Mapping[str, Iterable[dict[str, Any]]] | None = None,
) -> None:
    """Writes the ledger of `document`; `placements` by format, `report` the source's path within its project; `more`
    are further sections.
    """
    head: dict[str, Any] = {
        "version": LEDGER_VERSION,
        "report": report,
        "title": plain(document.meta.title),
        "date": _raw(document.meta.date),
        "lang": document.meta.lang,
        "formats": {name: {"pages": p.pages} for name, p in sorted(placements.items())},
    }
    out.write(json.dumps(head, ensure_ascii=False)[:-1])
    blocks = list(walk_blocks(document.blocks))
    wholes = _Wholes({r.name: r for r in document.results})
    sections: dict[str, Iterable[dict[str, Any]]] = {
        "values": _values(document, placements, wholes),
        "figures": (_figure(b, placements) for b in blocks if isinstance(b, Figure)),
        "tables": (_table(b, placements, wholes) for b in blocks if isinstance(b, DataTable)),
        "cells": (cell for b in blocks if isinstance(b, DataTable) for cell in _cells(b)),
        "claims": (_claim(c, wholes) for c in document.claims),
        "quotes": (_quote(q, wholes) for q in document.quotes),
        "unbound": (
            {"text": u.text, "line": u.at.line, "column": u.at.column, "context": u.corner}
            for u in unbound_numbers(document)
        ),
        "sources": (
            {"number": n, "key": s.key, "title": s.title, "url": s.url} for n, s in enumerate(document.sources, 1)
        ),
    }
    for name, entries in {**sections, **(more or {})}.items():
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


def _claim(claim: Claim, wholes: _Wholes) -> dict[str, Any]:
    return {
        "text": claim.text,
        "expression": claim.expression,
        "holds": claim.holds,
        "values": [_value(v, wholes) for v in claim.values],
        "line": claim.at.line,
        "column": claim.at.column,
    }


def _quote(quote: Quote, wholes: _Wholes) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "text": quote.text,
        "source": quote.source,
        "line": quote.at.line,
        "column": quote.at.column,
        "claim": quote.claim or None,
        "outcome": "not compared",
        "reason": quote.reason or None,
    }
    if c := quote.comparison:
        unit = c.computed.unit
        entry |= {
            "outcome": c.outcome,
            "published": c.published,
            "digits": c.digits,
            "given": c.given,
            "difference": c.difference,
            "unit": DIFFERENCES.get(unit, unit),
            "ratio": c.ratio,
            "note": c.unit or None,
            "computed": _value(c.computed, wholes),
        }
    return entry


def _values(document: Document, placements: Mapping[str, Placement], wholes: _Wholes) -> Iterator[dict[str, Any]]:
    where = corners(document)
    for number, value in enumerate(document.values):
        corner = where[number]
        pages = {name: found for name, p in sorted(placements.items()) if (found := _pages(number, corner, p))}
        entry = {"number": number, **_value(value, wholes), "in": corner.kind, "block": corner.block or None}
        entry["pages"] = pages
        if absent := {name: _reason(name, corner) for name in sorted(placements) if name not in pages}:
            entry["absent"] = absent
        yield entry


def _pages(number: int, corner: Corner, placement: Placement) -> list[int]:
    """Where a value stands; one in the texts of a figure or a table where that stands, all its parts with a head."""
    if corner.block and corner.kind in _OF_THE_WHOLE:
        tables = placement.tables.get(corner.block, ())
        return placement.figures.get(corner.block) or sorted({page for page, _, _ in tables})
    return placement.values.get(number, [])


# Corners that stand wherever their figure or table does.
_OF_THE_WHOLE = ("chart title", "chart subtitle", "axis title", "annotation", "alternative text", "column label")


def _reason(format_: str, corner: Corner) -> str:
    """Why a value stands in one file and not in this one."""
    other = "brief" if format_ == "pptx" else "deck"
    return f"only in the {corner.only}" if corner.only in (other, "mail") else "not shown"


def _value(value: Value, wholes: _Wholes) -> dict[str, Any]:
    at = value.at
    return {
        "text": value.text,
        "raw": _raw(value.raw),
        "unit": value.unit,
        "format": describe_format(value.format),
        "expression": value.expression,
        "line": at.line if at else None,
        "column": at.column if at else None,
        "origins": [_origin(o, wholes) for o in value.origins],
    }


def _origin(origin: Origin, wholes: _Wholes) -> dict[str, Any]:
    cell = origin.cell
    entry: dict[str, Any] = {
        "query": origin.query,
        "column": origin.column,
        "key": dict(origin.key),
        "rows": _rows(origin.rows or (() if origin.key else wholes.rows(origin.query))),
        "sources": list(origin.sources),
    }
    if cell:
        entry |= {"raw": _raw(cell.raw), "unit": cell.unit, "row": None if cell.row is None else dict(cell.row)}
    if origin.edition:
        entry["edition"] = origin.edition
    return entry


@dataclass(slots=True)
class _Wholes:
    """The dataset rows behind whole columns, of each query once: the first 50."""

    results: Mapping[str, QueryResult]
    found: dict[str, tuple[RowOrigin, ...]] = field(default_factory=dict)

    def rows(self, query: str) -> tuple[RowOrigin, ...]:
        """() where one row of the query is not traced: then the whole is not."""
        if query not in self.found:
            result = self.results.get(query)
            numbers = range(len(result.rows)) if result else range(0)
            behind = [result.row_origins(n) for n in numbers] if result else []
            each = dict.fromkeys(o for origins in behind for o in origins)
            self.found[query] = tuple(each)[:_MOST_ROWS] if all(behind) else ()
        return self.found[query]


_MOST_ROWS = 50


def _rows(rows: tuple[RowOrigin, ...]) -> list[str]:
    return [f"{r.path}:{r.line}" for r in rows]


def _figure(figure: Figure, placements: Mapping[str, Placement]) -> dict[str, Any]:
    chart = figure.chart
    return {
        "id": figure.id,
        "number": figure.number,
        "query": figure.query,
        "mark": chart.mark,
        "title": chart.title,
        "alt": figure.alt,
        "line": figure.at.line,
        "pages": {name: p.figures[figure.id] for name, p in sorted(placements.items()) if figure.id in p.figures},
        "axes": {name: p.axes[figure.id] for name, p in sorted(placements.items()) if figure.id in p.axes},
        "drawn": {name: p.drawn[figure.id] for name, p in sorted(placements.items()) if figure.id in p.drawn},
        "channels": {name: _channel(chart, name) for name in sorted(chart.channels)},
    }


def _channel(chart: Chart, name: str) -> dict[str, Any]:
    channel = chart.channels[name]
    return {
        "column": channel.field.name,
        "type": channel.field.type,
        "unit": channel.field.unit,
        "format": describe_format(channel.format),
        "raw": [_raw(v) for v in channel.values],
        "text": [chart.text(name, row) for row in range(chart.rows)],
    }


def _table(table: DataTable, placements: Mapping[str, Placement], wholes: _Wholes) -> dict[str, Any]:
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
                "type": table.data.fields[c.index].type,
                "unit": c.unit,
                "format": describe_format(c.format),
            }
            for c in table.columns
        ],
        "total": [_value(v, wholes) if v else None for v in table.total],
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
