"""A bound number (or text, or date): raw, with unit, format, and every place that it came from."""

from __future__ import annotations

from dataclasses import dataclass

from builder.errors import Location
from builder.model.data import RowOrigin
from builder.model.format import TEXT, Format, Raw


@dataclass(frozen=True, slots=True)
class Origin:
    """One cell of a query result: query, column, and the row's key (the conditions, or its number) as text."""

    query: str
    column: str
    key: tuple[tuple[str, str], ...] = ()
    rows: tuple[RowOrigin, ...] = ()
    sources: tuple[str, ...] = ()


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
