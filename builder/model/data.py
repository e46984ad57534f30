"""Tables and query results as plain data: columns with type, unit and format, rows, and where each row came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from builder.errors import Location
from builder.model.format import Format, Raw, default_format, fit_format
from builder.model.units import parse_unit

FieldType = Literal["string", "integer", "number", "boolean", "year", "yearmonth", "date", "datetime"]

YEAR_NAMES = frozenset(
    ("year", "jahr", "geschäftsjahr", "année", "annee", "exercice", "año", "ejercicio", "anno", "ano", "jaar", "år",
     "rok", "vuosi", "yıl", "έτος", "год", "سنة", "السنة", "年", "年度", "年份", "연도")
)  # fmt: skip
"""What columns of years are called, in small letters: whole numbers in them are years without being declared."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column, in the vocabulary of the Frictionless Table Schema; `unit` and `format` are ours."""

    name: str
    type: FieldType = "string"
    title: str = ""
    description: str = ""
    unit: str = ""
    format: Format | None = None

    @property
    def label(self) -> str:
        """What a reader sees as the column's name."""
        return self.title or self.name.replace("_", " ")

    @property
    def written(self) -> Format:
        """The column's format, fitted to its unit, or the default of its type and unit."""
        return fit_format(self.format, parse_unit(self.unit)) if self.format else default_format(self.unit, self.type)


@dataclass(frozen=True, slots=True)
class Source:
    """A source of data or of a statement: what the numbered list at the end prints."""

    key: str
    title: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """A row of a dataset table: its file, as the user knows it, and its line there (1 is the header)."""

    table: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Query:
    """One `sql` fence: its name, its text, and where it stands (`at` is the first line of the body)."""

    name: str
    sql: str
    at: Location


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a query gave. `rows` are tuples in the order of `fields`.

    `tables` are the dataset's tables behind it, through other queries too; `sources` the keys of their sources.
    `origins` has, for each row, the dataset rows that it was read from, or () where that is not traceable.
    """

    name: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Raw, ...], ...]
    tables: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    origins: tuple[tuple[RowOrigin, ...], ...] = ()
    at: Location | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(f.name for f in self.fields)

    def index(self, column: str) -> int:
        """The position of `column`. Raises KeyError."""
        try:
            return self.names.index(column)
        except ValueError:
            raise KeyError(column) from None

    def column(self, column: str) -> tuple[Raw, ...]:
        """The values of one column."""
        i = self.index(column)
        return tuple(row[i] for row in self.rows)

    def row_origins(self, row: int) -> tuple[RowOrigin, ...]:
        """The dataset rows behind row number `row`."""
        return self.origins[row] if row < len(self.origins) else ()
