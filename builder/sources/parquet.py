"""Parquet files: typed already, so that the cells are compared with what is declared. A row's line is its number."""

from __future__ import annotations

import re

from builder.errors import Findings, Location
from builder.model.format import Raw
from builder.sources.columns import Table, check_names, typed_table
from builder.sources.loaded import Loaded, Resource
from builder.sources.results import field_type, plain, quoted

_ZONED = "TIMESTAMP WITH TIME ZONE"


def load(resource: Resource, findings: Findings) -> Loaded | None:
    """The table as DuckDB reads it; times of a zone are in UTC."""
    import duckdb

    at = Location(resource.shown)
    file = re.sub(r"([*?\[])", r"[\1]", str(resource.path))  # a name, not a pattern
    with duckdb.connect(":memory:", config={"threads": "1", "autoload_known_extensions": "false"}) as connection:
        connection.execute("set TimeZone='UTC'")
        try:
            read = connection.execute("describe select * from read_parquet(?)", [file]).fetchall()
            described = [(str(name), str(type_)) for name, type_, *_ in read]
            zoned = [quoted(name) for name, type_ in described if type_ == _ZONED]
            utc = f" replace ({', '.join(f'{z}::timestamp as {z}' for z in zoned)})" if zoned else ""
            rows = connection.execute(f"select *{utc} from read_parquet(?)", [file]).fetchall()
        except duckdb.Error:
            findings.error("unreadable-file", "this is no Parquet file", at, "see that it is whole, and rightly named")
            return None
    nested = [(name, type_) for name, type_ in described if field_type(type_) is None and type_ != _ZONED]
    for name, type_ in nested:
        hint = "leave the column out, or write one for each part"
        findings.error("unsupported-type", f'the column "{name}" has the type {type_}', at, hint)
    names = tuple(name for name, _ in described)
    if nested or not check_names(names, resource, findings):
        return None
    columns: tuple[list[Raw], ...] = tuple([plain(row[i]) for row in rows] for i in range(len(names)))
    return typed_table(Table(names, columns, tuple(range(1, len(rows) + 1)), typed=True), resource, findings)
