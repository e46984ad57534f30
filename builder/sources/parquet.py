"""Parquet files: typed already, so that only names and declared types are compared."""

from __future__ import annotations

from pathlib import Path

from builder.errors import Findings, Location
from builder.model.data import Field
from builder.sources.loaded import SQL_TYPES, Loaded, file_literal, quoted
from builder.sources.typed import compare_fields, described_fields


def load(
    path: Path, shown: str, declared: tuple[Field, ...], missing: tuple[str, ...], findings: Findings
) -> Loaded | None:
    """The table in a Parquet file; rows have no lines."""
    return load_with("read_parquet", path, shown, declared, findings)


def load_with(function: str, path: Path, shown: str, declared: tuple[Field, ...], findings: Findings) -> Loaded | None:
    """The table that DuckDB's table function `function` reads from the file."""
    relation = f"{function}({file_literal(path)})"
    found = described_fields(relation, Location(shown), findings)
    if found is None:
        return None
    fields = compare_fields(found, declared, Location(shown), findings)
    columns = ", ".join(f"cast({quoted(f.name)} as {SQL_TYPES[f.type]}) as {quoted(f.name)}" for f in fields)
    return Loaded(fields, f"select {columns}, null::bigint from {relation}")
