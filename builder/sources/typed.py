"""Columns of files that carry types of their own, compared with what is declared."""

from __future__ import annotations

from dataclasses import replace

from builder.errors import Findings, Location, suggest
from builder.model.data import Field, FieldType

# DuckDB's types -> the dataset's; what is not here is not read.
FIELD_TYPES: dict[str, FieldType] = {
    "VARCHAR": "string", "UUID": "string", "ENUM": "string",
    "TINYINT": "integer", "SMALLINT": "integer", "INTEGER": "integer", "BIGINT": "integer", "HUGEINT": "integer",
    "UTINYINT": "integer", "USMALLINT": "integer", "UINTEGER": "integer", "UBIGINT": "integer", "UHUGEINT": "integer",
    "FLOAT": "number", "DOUBLE": "number", "DECIMAL": "number",
    "BOOLEAN": "boolean", "DATE": "date",
    "TIMESTAMP": "datetime", "TIMESTAMP_S": "datetime", "TIMESTAMP_MS": "datetime", "TIMESTAMP_NS": "datetime",
    "TIMESTAMP WITH TIME ZONE": "datetime",
}  # fmt: skip


def field_type(duckdb_type: str) -> FieldType | None:
    """The dataset's type for DuckDB's; None for nested and binary ones."""
    if duckdb_type.endswith("]"):
        return None
    base = duckdb_type.partition("(")[0]
    if base == "DECIMAL" and duckdb_type.endswith(",0)"):
        return "integer"
    return FIELD_TYPES.get(base)


def described_fields(relation: str, at: Location, findings: Findings) -> tuple[Field, ...] | None:
    """The columns of a relation that DuckDB reads by itself; `unreadable-file` where it cannot."""
    import duckdb

    with duckdb.connect() as connection:
        try:
            described = connection.execute(f"describe select * from {relation}").fetchall()
        except duckdb.Error:
            findings.error(
                "unreadable-file", "this is not a file of its kind", at, "see that it is whole, and rightly named"
            )
            return None
    fields = []
    for name, type_, *_ in described:
        kind = field_type(type_)
        if kind is None:
            hint = "leave the column out, or flatten it"
            findings.error("unsupported-type", f'the column "{name}" has the type {type_}', at, hint)
        else:
            fields.append(Field(name, kind))
    return tuple(fields)


def compare_fields(
    found: tuple[Field, ...], declared: tuple[Field, ...], at: Location, findings: Findings
) -> tuple[Field, ...]:
    """The columns of the file with what is declared of them; `missing-column` for those that are not there."""
    if not declared:
        return found
    names = [f.name for f in found]
    for field in declared:
        if field.name not in names:
            hint = suggest(field.name, names)
            findings.error("missing-column", f'the file has no column "{field.name}", which is declared', at, hint)
    by_name = {f.name: f for f in declared}
    return tuple(by_name.get(f.name, replace(f)) for f in found)
