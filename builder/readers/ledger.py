"""Ledgers read back: `NAME.values.json` -> `Edition`, with every entry's shape checked.

A ledger comes from an earlier run, or from somebody else: nothing in it is trusted to be what it should.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from builder.errors import Findings, Location, suggest
from builder.model.edition import LEDGER_VERSION, Edition, Entry
from builder.model.source import PreviousEdition

SUFFIX = ".values.json"

# A shape is a type or several, [shape] for a list, {key: shape} for an object; a key with ? may be absent.
_SCALAR = (type(None), bool, int, float, str)
_OPTIONAL_TEXT = (str, type(None))
_OPTIONAL_LINE = (int, type(None))
_ORIGIN = {
    "query": str,
    "column": str,
    "key": dict,
    "rows": [str],
    "sources": [str],
    "row?": (dict, type(None)),
    "raw?": _SCALAR,
    "unit?": str,
    "edition?": _OPTIONAL_TEXT,
}
_VALUE = {
    "text": str,
    "raw": _SCALAR,
    "unit": str,
    "format": str,
    "expression": str,
    "line": _OPTIONAL_LINE,
    "origins": [_ORIGIN],
    "pages?": dict,
}
_CHANNEL = {"column": str, "unit": str, "format": str, "raw": [_SCALAR], "text": [str], "type?": str}
_COLUMN = {"label": str, "column": str, "unit": str, "format": str, "type?": str}
_SECTIONS: dict[str, dict[str, Any]] = {
    "values": _VALUE,
    "figures": {"id": str, "mark": str, "title": str, "line": _OPTIONAL_LINE, "channels": dict, "query?": str},
    "tables": {"id": str, "query": str, "line": _OPTIONAL_LINE, "columns": [_COLUMN], "pages?": dict},
    "cells": {"table": str, "row": int, "raw": [_SCALAR], "text": [str]},
    "claims": {"text": str, "expression": str, "holds": (bool, type(None)), "values": [_VALUE], "line": _OPTIONAL_LINE},
    "quotes": {"text": str, "source": str, "line": _OPTIONAL_LINE, "outcome?": str, "computed?": _VALUE},
}
_HEAD = {"report": str, "title": str, "date": _OPTIONAL_TEXT, "lang": str}
_NAMES = {str: "a text", dict: "an object", list: "a list", int: "a whole number", bool: "true or false"}


class _ShapeError(ValueError):
    """What is not as a ledger has it."""


def ledgers_at(path: Path) -> dict[str, Path]:
    """The ledgers by name that `path` stands for: itself, those of a folder, or the one beside a document.

    Empty where there are none.
    """
    if path.is_dir():
        return {p.name.removesuffix(SUFFIX): p for p in sorted(path.glob("*" + SUFFIX)) if p.is_file()}
    if path.suffix != ".json":
        path = path.with_name(path.stem + SUFFIX)
    return {path.name.removesuffix(SUFFIX): path} if path.is_file() else {}


def read_edition(path: Path, shown: str, findings: Findings, at: Location | None = None) -> Edition | None:
    """The edition that the ledger `path` tells of; None, and an error, where it is none or of a newer version.

    `at` is where the file is named, by default the file itself.
    """
    found = read_ledger(path, shown, findings, at)
    return found[1] if found else None


def read_ledger(
    path: Path, shown: str, findings: Findings, at: Location | None = None
) -> tuple[dict[str, Any], Edition] | None:
    """The same with the whole of the ledger's JSON, which says more of the files than an edition has."""
    at = at or Location(shown)
    hint = "a ledger is the NAME.values.json that build-report writes beside the documents"
    try:
        content = json.loads(path.read_bytes(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        findings.error("not-a-ledger", f'"{shown}" is not JSON: {problem}', at, hint)
        return None
    except OSError as problem:
        findings.error("file-access", f'"{shown}" cannot be read: {problem.strerror}', at, "see the file's rights")
        return None
    try:
        return content, _edition(content, shown)
    except _ShapeError as problem:
        version = content.get("version") if isinstance(content, dict) else None
        if isinstance(version, int) and version > LEDGER_VERSION:
            message = f'"{shown}" is a ledger of version {version}; this build-report reads up to {LEDGER_VERSION}'
            findings.error("newer-ledger", message, at, "update build-report, or build that edition again")
        else:
            findings.error("not-a-ledger", f'"{shown}" is no ledger: {problem}', at, hint)
    return None


def read_previous(
    previous: PreviousEdition, folder: Path, project: Path, own: Path, at: Location | None, findings: Findings
) -> Edition | None:
    """The edition that a report in `folder` names as its last one; None where there is none or it cannot be used.

    `own` is the ledger that this edition writes: its name chooses among several of a folder. A path that the report
    names lies in `project`; one that the command line names may lie anywhere.
    """
    name = own.name.removesuffix(SUFFIX)
    path = Path(previous.path) if previous.named else folder / previous.path
    shown = previous.path
    if not previous.named and not path.resolve().is_relative_to(project):
        hint = "copy it beside the report, or name it with --previous"
        findings.error("outside-project", f'"{shown}" lies outside the report\'s project', at, hint)
        return None
    found = ledgers_at(path)
    if name in found:
        found = {name: found[name]}
    if len(found) > 1:
        hint = f"name one of them: {', '.join(p.name for p in list(found.values())[:20])}"
        findings.error("several-ledgers", f'"{shown}" holds {len(found)} ledgers', at, hint)
        return None
    if not found:
        if not previous.optional:
            _tell_missing(path, shown, at, findings)
        return None
    [file] = found.values()
    if file.resolve() == own.resolve():
        hint = "copy the last edition's ledger elsewhere, and name the copy: the next build would compare with this one"
        findings.error("previous-overwritten", f'"{shown}" is where this edition is written', at, hint)
        return None
    return read_edition(file, (Path(shown) / file.name if path.is_dir() else Path(shown)).as_posix(), findings, at)


def _tell_missing(path: Path, shown: str, at: Location | None, findings: Findings) -> None:
    if path.is_dir():
        message = f'there is no ledger in "{shown}"'
        hint = "it holds NAME.values.json, as build-report writes it"
    else:
        message = f'there is no ledger "{shown}"'
        beside = sorted(p.name for p in path.parent.glob("*" + SUFFIX)) if path.parent.is_dir() else []
        hint = suggest(path.name, beside, "Beside it are")
    hint += f". For a first edition: previous: {{path: {shown}, optional: true}}"
    findings.error("file-not-found", message, at, hint)


# -- Shapes ----------------------------------------------------------------------------------------------


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _edition(content: Any, shown: str) -> Edition:
    if not isinstance(content, dict):
        raise _ShapeError("it is not an object")
    version = content.get("version")
    if type(version) is not int or not 1 <= version <= LEDGER_VERSION:
        raise _ShapeError("it has no version that is known")
    _fit(content, _HEAD, "the head")
    sections: dict[str, tuple[Entry, ...]] = {}
    for name, shape in _SECTIONS.items():
        entries = content.get(name, [])
        _fit(entries, [shape], name)
        sections[name] = tuple(entries)
    for figure in sections["figures"]:
        _fit(list(figure["channels"].values()), [_CHANNEL], f'the channels of "{figure["id"]}"')
    for table in sections["tables"]:
        total = table.get("total") or []
        _fit(total, [(dict, type(None))], "tables, total")
        _fit([t for t in total if t], [_VALUE], "tables, total")
    unbound = content.get("unbound", [])
    _fit(unbound, [dict], "unbound")
    return Edition(
        shown,
        content["report"],
        content["title"],
        _date(content["date"]),
        content["lang"],
        sections["values"],
        sections["figures"],
        sections["tables"],
        _rows(sections["tables"], sections["cells"]),
        sections["claims"],
        sections["quotes"],
        tuple(unbound),
    )


def _fit(value: Any, shape: Any, what: str) -> None:
    """Raises `_ShapeError` where `value` has not the shape `shape`."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            raise _ShapeError(f"{what}: an object is wanted")
        for key, inner in shape.items():
            name = key.removesuffix("?")
            if name in value:
                _fit(value[name], inner, f"{what}, {name}")
            elif name == key:
                raise _ShapeError(f'{what}: "{name}" is missing')
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise _ShapeError(f"{what}: a list is wanted")
        for entry in value:
            _fit(entry, shape[0], what)
    elif not isinstance(value, shape) or (isinstance(value, bool) and shape in (int, _OPTIONAL_LINE)):
        wanted = shape[0] if isinstance(shape, tuple) else shape
        raise _ShapeError(f"{what}: {_NAMES.get(wanted, 'another kind')} is wanted")


def _date(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise _ShapeError(f'the head: "{text}" is no date') from None


def _rows(tables: Sequence[Entry], cells: Sequence[Entry]) -> tuple[tuple[Entry, ...], ...]:
    """The cells by table. Tables without an id of their own follow each other as their cells do."""
    places: dict[str, list[int]] = {}
    for number, table in enumerate(tables):
        places.setdefault(table["id"], []).append(number)
    out: list[list[Entry]] = [[] for _ in tables]
    for cell in cells:
        numbers = places.get(cell["table"])
        if not numbers:
            raise _ShapeError(f'cells: there is no table "{cell["table"]}"')
        if cell["row"] == 0 and out[numbers[0]] and len(numbers) > 1:
            numbers.pop(0)
        table = tables[numbers[0]]
        if len(cell["raw"]) != len(table["columns"]) or len(cell["text"]) != len(table["columns"]):
            raise _ShapeError(f'cells: a row of "{cell["table"]}" has not a cell for each column')
        out[numbers[0]].append(cell)
    return tuple(tuple(rows) for rows in out)
