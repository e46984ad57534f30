"""What a kind of source gives the dataset: a table's columns, and the SQL that reads its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from builder.errors import Findings
from builder.model.data import Field


@dataclass(frozen=True, slots=True)
class Loaded:
    """A table that was checked. `select`, with `values` for its question marks, gives its columns in the order of
    `fields`, and then the line of the file that each row starts in (NULL where a row has none).
    """

    fields: tuple[Field, ...]
    select: str
    values: tuple[Sequence[object], ...] = ()


class Loader(Protocol):
    """Reads one file. `declared` are the columns of its datapackage.json, or () where it is to be found out."""

    def __call__(
        self, path: Path, shown: str, declared: tuple[Field, ...], missing: tuple[str, ...], findings: Findings
    ) -> Loaded | None:
        """The table, or None with errors in `findings`."""


SQL_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "year": "BIGINT",
    "yearmonth": "DATE",
    "date": "DATE",
    "datetime": "TIMESTAMP",
}


def quoted(name: str) -> str:
    """`name` as a quoted identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as a string literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def file_literal(path: Path) -> str:
    """`path` as a string literal that DuckDB's table functions, which take patterns, read as this one file."""
    return literal(re.sub(r"([*?\[])", r"[\1]", str(path)))
