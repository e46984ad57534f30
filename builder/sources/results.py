"""DuckDB's types and cells in the dataset's terms."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any

from builder.model.data import FieldType
from builder.model.format import Raw

# The dataset's types -> the columns that hold them.
SQL_TYPES: dict[FieldType, str] = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "year": "BIGINT",
    "yearmonth": "DATE",
    "date": "DATE",
    "datetime": "TIMESTAMP",
}
# DuckDB's types -> the dataset's; what is not here is not read. A column of nothing but NULL is text.
_FIELD_TYPES: dict[str, FieldType] = {
    "VARCHAR": "string", "UUID": "string", "ENUM": "string", "NULL": "string",
    "TINYINT": "integer", "SMALLINT": "integer", "INTEGER": "integer", "BIGINT": "integer", "HUGEINT": "integer",
    "UTINYINT": "integer", "USMALLINT": "integer", "UINTEGER": "integer", "UBIGINT": "integer", "UHUGEINT": "integer",
    "INTEGER_LITERAL": "integer",
    "FLOAT": "number", "DOUBLE": "number", "DECIMAL": "number",
    "BOOLEAN": "boolean", "DATE": "date",
    "TIMESTAMP": "datetime", "TIMESTAMP_S": "datetime", "TIMESTAMP_MS": "datetime", "TIMESTAMP_NS": "datetime",
}  # fmt: skip


def field_type(duckdb_type: str) -> FieldType | None:
    """The dataset's type for DuckDB's; None for nested and binary ones, intervals, and times of day or of a zone."""
    if duckdb_type.endswith("]"):
        return None
    base = duckdb_type.strip('"').partition("(")[0]
    if base == "DECIMAL" and duckdb_type.endswith(",0)"):
        return "integer"
    return _FIELD_TYPES.get(base)


def plain(cell: Any) -> Raw:
    """A cell as a plain number, text or date. NaN is missing."""
    if isinstance(cell, decimal.Decimal):
        return int(cell) if cell.as_tuple().exponent == 0 else float(cell)
    if isinstance(cell, float):
        return None if math.isnan(cell) else cell
    return cell if cell is None or isinstance(cell, (bool, int, str, datetime.date)) else str(cell)


def quoted(name: str) -> str:
    """`name` as a quoted identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'
