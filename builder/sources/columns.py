"""A file's cells made into typed columns: every wrong one is named, with its line and column and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from builder.errors import Findings, Location, suggest
from builder.model.data import Field
from builder.model.format import Raw
from builder.sources.cells import WANTED, fits, parse_cell, sniff
from builder.sources.loaded import Constraints, Loaded, Resource

MOST_WRONG = 50
_MEND = "mend the cell, or declare what stands for a missing value (missingValues)"


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds, column by column, before its cells are checked.

    `typed` says that the cells are values already (JSON, Parquet), not texts (CSV).
    """

    names: tuple[str, ...]
    columns: tuple[Sequence[Any], ...]
    lines: tuple[int, ...]
    typed: bool = False


def check_names(names: Sequence[str], resource: Resource, findings: Findings) -> bool:
    """Whether a file's columns have names, each its own, and are those that are declared."""
    before = len(findings.errors)
    at = Location(resource.shown)
    seen: set[str] = set()
    for i, name in enumerate(names):
        here = Location(resource.shown, 1, i + 1)
        if not name.strip():
            findings.error("missing-column", f"column {i + 1} has no name", here, "name it in the first line")
        elif name.lower() in seen:
            findings.error("duplicate-column", f'the column "{name}" stands twice', here, "rename one of them")
        seen.add(name.lower())
    declared = [f.name for f in resource.fields]
    for name in declared:
        if name not in names:
            hint = suggest(name, names, "The file has")
            findings.error("missing-column", f'the file has no column "{name}", which is declared', at, hint)
    for i, name in enumerate(names if declared else ()):
        if name.strip() and name not in declared:
            here = Location(resource.shown, 1, i + 1)
            hint = f"declare it in datapackage.json, or take it out; {suggest(name, declared, 'declared are')}"
            findings.error("undeclared-column", f'the column "{name}" is not declared', here, hint)
    return len(findings.errors) == before


def typed_table(table: Table, resource: Resource, findings: Findings) -> Loaded | None:
    """The table with every cell of its column's type; None where one is wrong."""
    declared = {f.name: f for f in resource.fields}
    wrong: list[_Wrong] = []
    fields: list[Field] = []
    columns: list[list[Raw]] = []
    for i, name in enumerate(table.names):
        missing = frozenset(resource.missing_in.get(name, resource.missing))
        field = declared.get(name) or _found(name, i, table, missing, resource, findings)
        values, bad = _values(field, table.columns[i], missing)
        bad += _breaches(values, field, resource.constraints.get(name))
        wrong += (_Wrong(table.lines[n], i + 1, name, table.columns[i][n], wanted) for n, wanted in bad)
        fields.append(field)
        columns.append(values)
    _report(wrong, resource.shown, findings)
    if wrong or not _keys_differ(resource, table, columns, findings):
        return None
    return Loaded(tuple(fields), tuple(columns), table.lines)


@dataclass(frozen=True, slots=True)
class _Wrong:
    line: int
    column: int
    name: str
    cell: Any
    wanted: str


def _found(
    name: str, index: int, table: Table, missing: frozenset[str], resource: Resource, findings: Findings
) -> Field:
    """The field of a column that declares none. A column of numbers but for a few cells is text, with a warning."""
    column = table.columns[index]
    if table.typed:
        cells: list[Any] = [c for c in column if c is not None and c == c and not _stands_for_nothing(c, missing)]  # noqa: PLR0124  NaN
    else:
        cells = [c for c in dict.fromkeys(column) if c not in missing]
    type_ = sniff(name, cells, typed=table.typed)
    if type_ == "string" and not table.typed and len(cells) >= 4:
        odd = next((c for c in cells if not fits("number", c)), "")
        others = [c for c in cells if c != odd]
        if sniff(name, others, typed=False) in ("integer", "number"):
            hint = "where it stands for a missing value, declare it (missingValues) in a datapackage.json"
            at = Location(resource.shown, table.lines[column.index(odd)], index + 1)
            findings.warning(
                "mixed-column", f'"{odd}" makes "{name}" a column of texts; the rest are numbers', at, hint
            )
    return Field(name, type_)


def _stands_for_nothing(cell: Any, missing: frozenset[str]) -> bool:
    return isinstance(cell, str) and cell in missing


def _values(field: Field, column: Sequence[Any], missing: frozenset[str]) -> tuple[list[Raw], list[tuple[int, str]]]:
    """The cells' values, and the positions of those that are not of the field's type."""
    wanted = WANTED[field.type]
    if all(isinstance(c, str) for c in column):
        # Texts repeat: each is read once.
        known: dict[str, Raw] = dict.fromkeys(missing)
        unfit = set()
        for text in set(column) - missing:
            try:
                known[text] = parse_cell(field.type, text)
            except (ValueError, OverflowError):
                known[text] = None
                unfit.add(text)
        return [known[c] for c in column], [(n, wanted) for n, c in enumerate(column) if c in unfit] if unfit else []
    values: list[Raw] = []
    bad: list[tuple[int, str]] = []
    for n, cell in enumerate(column):
        try:
            values.append(None if _stands_for_nothing(cell, missing) else parse_cell(field.type, cell))
        except (ValueError, OverflowError):
            values.append(None)
            bad.append((n, wanted))
    return values, bad


def _breaches(values: Sequence[Raw], field: Field, limits: Constraints | None) -> list[tuple[int, str]]:
    """The positions of cells that break what is declared of the column, and what was expected there."""
    if limits is None:
        return []
    bad: list[tuple[int, str]] = []
    seen: set[Raw] = set()
    low: Any = limits.minimum
    high: Any = limits.maximum
    for n, value in enumerate(values):
        known: Any = value
        if value is None:
            if limits.required:
                bad.append((n, f"{WANTED[field.type]} is required and"))
            continue
        if low is not None and known < low:
            bad.append((n, f"at least {low}"))
        elif high is not None and known > high:
            bad.append((n, f"at most {high}"))
        elif limits.enum and value not in limits.enum:
            bad.append((n, "one of " + ", ".join(map(str, limits.enum[:20]))))
        elif limits.unique and value in seen:
            bad.append((n, "a value that stands nowhere else"))
        seen.add(value)
    return bad


def _report(wrong: Iterable[_Wrong], shown: str, findings: Findings) -> None:
    ordered = sorted({(w.line, w.column): w for w in wrong}.items())
    for (line, column), w in ordered[:MOST_WRONG]:
        text = "" if w.cell is None else str(w.cell)
        short = text if len(text) <= 40 else text[:40] + "…"
        message = f'"{short}" in column "{w.name}": {w.wanted} is expected'
        findings.error("wrong-cell", message, Location(shown, line, column), _MEND)
    if len(ordered) > MOST_WRONG:
        findings.note("and-more", f"and {len(ordered) - MOST_WRONG} more wrong cells", Location(shown))


def _keys_differ(resource: Resource, table: Table, columns: Sequence[Sequence[Raw]], findings: Findings) -> bool:
    """Whether each row has its own primary key."""
    if not resource.primary_key:
        return True
    first: dict[tuple[Raw, ...], int] = {}
    doubles = []
    keyed = zip(*(columns[table.names.index(k)] for k in resource.primary_key), strict=True)
    for n, key in enumerate(keyed):
        if key in first:
            doubles.append((table.lines[n], table.lines[first[key]], key))
        else:
            first[key] = n
    for line, earlier, key in doubles[:MOST_WRONG]:
        shown = ", ".join(f"{name} = {value}" for name, value in zip(resource.primary_key, key, strict=True))
        message = f"this row has the key of line {earlier}: {shown}"
        hint = "take one of the rows out, or correct primaryKey in datapackage.json"
        findings.error("duplicate-key", message, Location(resource.shown, line), hint)
    if len(doubles) > MOST_WRONG:
        findings.note("and-more", f"and {len(doubles) - MOST_WRONG} more rows with a key", Location(resource.shown))
    return not doubles
