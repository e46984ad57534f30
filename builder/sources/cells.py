"""One cell: the value of a column's type that a text or a value of a file stands for.

The written forms are those of the Frictionless Table Schema: ISO 8601 for dates, a point for decimals, no separators
of thousands.
"""

from __future__ import annotations

import datetime
import decimal
import math
import re
from collections.abc import Callable, Collection
from typing import Any

from builder.model.data import YEAR_NAMES, FieldType
from builder.model.format import Raw

Parser = Callable[[Any], Raw]

_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_YEAR = re.compile(r"-?[0-9]{1,4}")
_YEARMONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "1": True,
             "false": False, "False": False, "FALSE": False, "0": False}  # fmt: skip
_CODE = re.compile(r"[+-]?0[0-9]")

WANTED: dict[FieldType, str] = {
    "string": "a text",
    "integer": "a whole number as 1234",
    "number": "a number as 1234.5",
    "boolean": "true or false",
    "year": "a year as 2024",
    "yearmonth": "a month as 2024-01",
    "date": "a date as 2024-01-31",
    "datetime": "a time as 2024-01-31T12:00:00",
}


def parse_cell(type_: FieldType, cell: Any) -> Raw:
    """The value of `cell`, a text or what a typed file holds. Raises ValueError where it is not of the type.

    A month is the date of its first day, a time is in UTC, a number that is not one (NaN) is missing.
    """
    if cell is None or cell != cell:  # noqa: PLR0124  NaN alone is unlike itself
        return None
    return _PARSERS[type_](cell)


def _string(cell: Any) -> Raw:
    if not isinstance(cell, str):
        raise ValueError(cell)  # noqa: TRY004  a wrong cell is a value, whatever its type
    return cell


def _integer(cell: Any) -> Raw:
    if isinstance(cell, str):
        if not _INTEGER.fullmatch(cell):
            raise ValueError(cell)
        number = int(cell)
    elif isinstance(cell, (int, float, decimal.Decimal)) and not isinstance(cell, bool) and cell == int(cell):
        number = int(cell)
    else:
        raise ValueError(cell)
    if not -(2**63) <= number < 2**63:
        raise ValueError(cell)
    return number


def _number(cell: Any) -> Raw:
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float, decimal.Decimal)):
        raise ValueError(cell)  # noqa: TRY004  a wrong cell is a value, whatever its type
    if isinstance(cell, str) and not _NUMBER.fullmatch(cell):
        raise ValueError(cell)
    number = float(cell)
    if not math.isfinite(number):
        raise ValueError(cell)
    return number


def _boolean(cell: Any) -> Raw:
    if isinstance(cell, bool):
        return cell
    if not isinstance(cell, str) or cell not in _BOOLEANS:
        raise ValueError(cell)
    return _BOOLEANS[cell]


def _year(cell: Any) -> Raw:
    if isinstance(cell, str) and not _YEAR.fullmatch(cell):
        raise ValueError(cell)
    year = _integer(cell)
    if not isinstance(year, int) or not -9999 <= year <= 9999:
        raise ValueError(cell)
    return year


def _yearmonth(cell: Any) -> Raw:
    if isinstance(cell, str):
        match = _YEARMONTH.fullmatch(cell)
        if not match:
            raise ValueError(cell)
        return datetime.date(int(match[1]), int(match[2]), 1)
    day = _date(cell)
    if not isinstance(day, datetime.date) or day.day != 1:
        raise ValueError(cell)
    return day


def _date(cell: Any) -> Raw:
    if isinstance(cell, str):
        if not _DATE.fullmatch(cell):
            raise ValueError(cell)
        return datetime.date.fromisoformat(cell)
    if isinstance(cell, datetime.datetime) and cell.timetz() == datetime.time():
        return cell.date()
    if isinstance(cell, datetime.date) and not isinstance(cell, datetime.datetime):
        return cell
    raise ValueError(cell)


def _datetime(cell: Any) -> Raw:
    if isinstance(cell, str):
        day, time = cell[:10], cell[11:]
        if not _DATE.fullmatch(day) or (cell[10:] and not (cell[10] in "T " and _TIME.fullmatch(time))):
            raise ValueError(cell)
        cell = datetime.datetime.fromisoformat(cell)
    if isinstance(cell, datetime.datetime):
        return cell if cell.tzinfo is None else cell.astimezone(datetime.UTC).replace(tzinfo=None)
    if isinstance(cell, datetime.date):
        return datetime.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  times are in UTC, without saying so
    raise ValueError(cell)


_PARSERS: dict[FieldType, Parser] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "year": _year,
    "yearmonth": _yearmonth,
    "date": _date,
    "datetime": _datetime,
}


# -- Columns that declare no type ------------------------------------------------------------------------


def sniff(name: str, cells: Collection[Any], *, typed: bool) -> FieldType:
    """The narrowest type that every cell is of; `cells` has no missing ones.

    In a `typed` file a text is no number. Codes such as "007" stay texts; a column that has years and one of
    `YEAR_NAMES` is of years.
    """
    if not cells:
        return "string"
    type_: FieldType = next((t for t in _candidates(cells, typed=typed) if all(fits(t, c) for c in cells)), "string")
    if type_ == "integer" and name.lower() in YEAR_NAMES and all(1000 <= int(c) <= 2999 for c in cells):
        return "year"
    return type_


def _candidates(cells: Collection[Any], *, typed: bool) -> tuple[FieldType, ...]:
    texts = [c for c in cells if isinstance(c, str)]
    if texts:
        numbers: tuple[FieldType, ...] = () if typed or any(map(_CODE.match, texts)) else ("integer", "number")
        dates: tuple[FieldType, ...] = ("yearmonth", "date", "datetime")
        return (*numbers, *dates) if typed else (*numbers, *dates, "boolean")
    if any(isinstance(c, datetime.datetime) for c in cells):
        return ("datetime",)
    if all(isinstance(c, (float, decimal.Decimal)) for c in cells):
        return ("number",)
    return ("boolean", "integer", "number", "date")


def fits(type_: FieldType, cell: Any) -> bool:
    """Whether a cell is of a type."""
    try:
        parse_cell(type_, cell)
    except (ValueError, OverflowError):
        return False
    return True
