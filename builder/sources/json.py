"""JSON files: an array of objects, or one object after the other (JSON Lines); lines are where an object starts."""

from __future__ import annotations

import json
from typing import Any

from builder.errors import Findings, Location
from builder.sources.columns import Table, check_names, typed_table
from builder.sources.loaded import Loaded, Resource
from builder.sources.text import utf8_text


def load(resource: Resource, findings: Findings) -> Loaded | None:
    """The table: a column for each key, in the order of their first; what an object lacks is missing."""
    text = utf8_text(resource, findings)
    if text is None:
        return None
    try:
        objects, lines = _objects(text)
    except json.JSONDecodeError as error:
        at = Location(resource.shown, error.lineno, error.colno)
        findings.error("bad-json", f"this is not JSON: {error.msg}", at, "see the comma or quote before it")
        return None
    except RecursionError:
        findings.error("bad-json", "this is nested too deeply", Location(resource.shown), "write an array of objects")
        return None
    before = len(findings.errors)
    for item, line in zip(objects, lines, strict=True):
        nested = [k for k, v in item.items() if isinstance(v, (dict, list))] if isinstance(item, dict) else None
        at = Location(resource.shown, line)
        if nested is None:
            findings.error("bad-json", "a row is an object, and this is none", at, 'write it as {"column": value, ...}')
        elif nested:
            hint = "leave it out, or write a column for each part"
            findings.error("unsupported-type", f'"{nested[0]}" holds an object or a list', at, hint)
    if len(findings.errors) > before:
        return None
    names = tuple(dict.fromkeys(key for item in objects for key in item)) or tuple(f.name for f in resource.fields)
    if not names:
        findings.error("empty-file", "the file has no rows", Location(resource.shown), "write an array of objects")
        return None
    if not check_names(names, resource, findings):
        return None
    columns = tuple([item.get(name) for item in objects] for name in names)
    return typed_table(Table(names, columns, tuple(lines), typed=True), resource, findings)


def _objects(text: str) -> tuple[list[Any], list[int]]:
    """The items of the array, or the values that follow each other, and the line that each starts in."""
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    whole = text.strip()
    if whole.startswith("["):
        json.loads(whole)  # commas and brackets are where they belong
    at = _next(text, text.find("[") + 1 if whole.startswith("[") else 0)
    items: list[Any] = []
    lines: list[int] = []
    line, counted = 1, 0
    while at < len(text) and text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        item, end = decoder.raw_decode(text, at)
        items.append(item)
        lines.append(line)
        at = _next(text, end)
    return items, lines


def _next(text: str, at: int) -> int:
    """Where the next value starts."""
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at


def _no_constant(name: str) -> Any:
    """NaN and Infinity are no JSON (RFC 8259, section 6)."""
    raise json.JSONDecodeError(f"{name} is no value; write null", "", 0)
