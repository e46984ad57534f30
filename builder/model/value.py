"""A bound number (or text, or date): raw, with unit, format, and every place that it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.errors import Location
from builder.model.data import RowOrigin
from builder.model.format import TEXT, Format, Raw


@dataclass(frozen=True, slots=True)
class Cell:
    """What stood in a cell. `row` holds the texts, times and truths of its row by column, as text: what it is known by
    in another edition. It is () where the result has one row, which no condition was needed to find, and None where the
    row has nothing of the kind.
    """

    raw: Raw
    unit: str = ""
    row: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """One cell of a query result: query, column, and the row's key (the conditions, or its number) as text.

    `cell` is its content, None where a whole column is meant; `edition` the ledger of an earlier edition that it was
    read from, "" for the data at hand.
    """

    query: str
    column: str
    key: tuple[tuple[str, str], ...] = ()
    rows: tuple[RowOrigin, ...] = ()
    sources: tuple[str, ...] = ()
    cell: Cell | None = field(default=None, compare=False)
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A value ready to be written. `text` is the one form in which every reader sees it."""

    raw: Raw
    text: str
    unit: str = ""
    format: Format = TEXT
    origins: tuple[Origin, ...] = ()
    expression: str = ""
    at: Location | None = None
