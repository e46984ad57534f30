"""Dates and years that a report may name freely: those of its own front matter and of the data's period columns."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from builder.model.cldr import month_numbers
from builder.model.data import YEAR_NAMES
from builder.model.document import Document

_YEARS = range(1000, 3000)
_TEMPORAL = ("year", "yearmonth", "date", "datetime")
_YEAR = r"(?:1[0-9]|2[0-9])\d\d"
# "2024", "2013-24", "2013/14", "2013–2024", "1990s", "FY 2024", "2024Q3", "2024E" (an estimate), "2024年の"
YEAR_RUN = re.compile(
    rf"(?<![\d.,])(?P<first>{_YEAR})(?:(?P<join>[-\u2010-\u2013/])(?P<last>{_YEAR}|\d\d))?(?:年|년"
    rf"|(?:(?P<decade>'?\u2019?s)|er\b|er-|[-\s]?[QHST][1-4]|[EFAPe])?(?![\w%‰$€£¥]|[.,:/]\d|[-\u2010-\u2013]\d))"
)
_ISO = re.compile(rf"(?<![\d.,-])(?P<y>{_YEAR})-(?P<m>0[1-9]|1[0-2])(?:-(?P<d>[0-3]\d))?(?![\w]|[-.,:]\d)")
_DOTTED = re.compile(rf"(?<![\d.,/-])(?P<d>[0-3]?\d)(?P<s>[./-])(?P<m>[0-3]?\d)(?P=s)(?P<y>{_YEAR})(?![\w]|[-.,:/]\d)")
_EASTERN = re.compile(rf"(?:(?P<y>{_YEAR})年)?(?P<m>1[0-2]|[1-9])月(?:(?P<d>[1-3]?\d)日)?")


@dataclass(frozen=True, slots=True)
class Periods:
    """The years that stand in a report's front matter or data, and the months of its dates there."""

    years: frozenset[int]
    months: frozenset[int]

    def has(self, year: int | None, month: int | None) -> bool:
        """Whether a date stands there: by its year, and without one by its month."""
        return year in self.years if year is not None else month in self.months

    def has_years(self, match: re.Match[str]) -> bool:
        """Whether both ends of a `YEAR_RUN` stand there; of a decade one of its years."""
        first = int(match["first"])
        if match["decade"]:
            return any(year in self.years for year in range(first, first + 10))
        last = int(match["last"] or first)
        if last < 100:
            last += first - first % 100
        return first in self.years and (last in self.years or (last == first + 1 and match["join"] == "/"))


def periods_of(document: Document) -> Periods:
    """The periods of a document's date, of its parameters, and of its queries' and tables' columns of time."""
    years: set[int] = set(document.years)
    months: set[int] = set()
    given: set[object] = {document.meta.date, *(raw for _, raw in document.params)}
    for result in document.results:
        for number, field in enumerate(result.fields):
            if field.type in _TEMPORAL or (field.type == "integer" and _is_year(field.name)):
                given.update({row[number] for row in result.rows})
    for raw in given:
        if isinstance(raw, datetime.date):
            years.add(raw.year)
            months.add(raw.month)
        elif isinstance(raw, int) and not isinstance(raw, bool) and raw in _YEARS:
            years.add(raw)
    return Periods(frozenset(years), frozenset(months))


def _is_year(name: str) -> bool:
    return not YEAR_NAMES.isdisjoint(name.lower().split("_"))


def dates(text: str, lang: str) -> Iterator[tuple[re.Match[str], int | None, int | None]]:
    """The dates in a line that have a month: each with its year and its month where they are written."""
    for pattern in (_ISO, _DOTTED, _EASTERN):
        for match in pattern.finditer(text):
            month = int(match["m"])
            # 4/15/2025 is April's fifteenth to an American.
            yield match, int(match["y"]) if match["y"] else None, month if month <= 12 else int(match["d"])
    pattern, numbers = _written(lang)
    for match in pattern.finditer(text):
        year = match["y1"] or match["y2"] or match["y3"]
        name = match["m1"] or match["m2"] or match["m3"]
        yield match, int(year) if year else None, numbers[name.casefold()]


@lru_cache(8)
def _written(lang: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """What finds a date with the name of its month, and the number of each name."""
    numbers = month_numbers(lang)
    either = "|".join(re.escape(n) for n in sorted(numbers, key=lambda n: (-len(n), n)))
    # English and German names have capitals; "it may 12" is no date.
    month = f"(?:{either})" if lang.partition("-")[0] in ("en", "de") else f"(?i:{either})"
    day = r"[0-3]?\d(?:st|nd|rd|th|\.|er|º|°)?"
    days = rf"{day}(?:\s?[-\u2013]\s?{day})?"
    year, end = r"(?:,? | de | del )", r"(?![\w%]|[.,:]\d)"
    pattern = re.compile(
        rf"(?<![\w.,]){days} (?:de |of )?(?P<m1>{month})(?!\w)\.?(?:{year}(?P<y1>{_YEAR}){end})?"
        rf"|(?<!\w)(?P<m2>{month})\.? {days}{end}(?:,? (?P<y2>{_YEAR}){end})?"
        rf"|(?<!\w)(?P<m3>{month})\.?{year}(?P<y3>{_YEAR}){end}"
    )
    return pattern, {name.casefold(): number for name, number in numbers.items()}
