"""The words of a comparison: how far two numbers are apart, and where a value stands in the documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from builder.errors import Fault
from builder.model.edition import Entry
from builder.model.format import TEXT, Format, FormatError, Raw, fit_format, parse_format
from builder.model.units import parse_unit
from builder.quantity import Quantity, arithmetic, compare

# A change in percent says nothing of what is in percent already, or has no zero.
_RELATIVE = ("plain", "money", "ratio")
_PLACES = {"pdf": "page", "pptx": "slide"}


@dataclass(frozen=True, slots=True)
class Number:
    """A raw value with its unit, and its format as a ledger describes it: "percent(1)"."""

    raw: Raw
    unit: str = ""
    format: str = ""

    @property
    def quantity(self) -> Quantity:
        """The same, to reckon with."""
        return Quantity(self.raw, self.unit, _format(self.format, self.unit))


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two values are apart: the number, its unit and its text, and the change in percent.

    The text is "" and the numbers None where they have no difference, as two words have none.
    """

    raw: float | None = None
    unit: str = ""
    text: str = ""
    percent: float | None = None


NO_DIFFERENCE = Difference()


def same(old: Number, new: Number) -> bool:
    """Whether two values are the same, but for the noise of binary fractions."""
    if old.unit == new.unit and old.raw == new.raw and type(old.raw) is type(new.raw):
        return True
    if old.raw is None or new.raw is None or isinstance(old.raw, bool) or isinstance(new.raw, bool):
        return False
    try:
        return compare("eq", new.quantity, old.quantity).raw is True and bool(old.unit) == bool(new.unit)
    except Fault:
        return False


def difference_of(old: Number, new: Number, lang: str) -> Difference:
    """`new - old`: percentages in points, money in the new one's scale, everything else in its own unit."""
    now, then = new.quantity, old.quantity
    if not (now.number and then.number) or bool(old.unit) != bool(new.unit):
        return NO_DIFFERENCE
    try:
        change = arithmetic("-", now, then)
    except Fault:  # unlike units have no difference
        return NO_DIFFERENCE
    raw = change.raw
    assert isinstance(raw, (int, float))
    assert isinstance(now.raw, (int, float))
    percent = None
    base = now.raw - raw  # what was, in the unit that is
    if base and parse_unit(new.unit).kind in _RELATIVE:
        percent = float(f"{100 * raw / abs(base):.6g}")
    return Difference(raw, change.unit, _signed(raw, change.written, lang, percent), percent)


def _signed(raw: float, format_: Format, lang: str, percent: float | None) -> str:
    # Neither "+3rd" nor "+two" is a difference, and a year less a year is a number.
    kind = format_.kind if format_.kind in ("number", "percent", "points", "money", "times") else "number"
    written = replace(format_, kind=kind, signed=True)
    try:
        text = written.text(raw, lang)
        if raw and not any(c.isdecimal() and c != "0" for c in text):  # smaller than the digits that are shown
            text = f"{raw * format_.factor:+.3g}"
        if percent is not None:
            text += f" ({Format('percent', 1, signed=True).text(percent, lang)})"
    except FormatError:
        return f"{raw:+g}"
    return text


def _format(text: str, unit: str) -> Format | None:
    try:
        format_ = fit_format(parse_format(text), parse_unit(unit)) if text else TEXT
    except FormatError:
        return None
    return None if format_ == TEXT else format_


# -- Places ----------------------------------------------------------------------------------------------


def place_of(entry: Entry) -> dict[str, Any]:
    """Where an entry stands: `line` of the report, and pages by format."""
    pages = entry.get("pages")
    found = {name: list(_pages(of)) for name, of in pages.items()} if isinstance(pages, Mapping) else {}
    return {"line": entry.get("line"), "pages": {name: numbers for name, numbers in found.items() if numbers}}


def _pages(of: object) -> Iterator[int]:
    """The pages of a value or a figure are numbers; those of a table come with the rows that stand there."""
    for page in of if isinstance(of, list) else ():
        first = page[0] if isinstance(page, list) and page else page
        if isinstance(first, int) and not isinstance(first, bool):
            yield first


def places_text(places: list[dict[str, Any]]) -> str:
    """Places for a reader: "line 12; page 3, 4; slide 5"."""
    parts: list[str] = []
    lines = dict.fromkeys(str(p["line"]) for p in places if p["line"] is not None)
    if lines:
        parts.append(f"line {_few(list(lines))}")
    for name, word in _PLACES.items():
        numbers = sorted({n for p in places for n in p["pages"].get(name, ())})
        if numbers:
            parts.append(f"{word} {_few([str(n) for n in numbers])}")
    return "; ".join(parts)


def _few(numbers: list[str]) -> str:
    return ", ".join(numbers[:6]) + (f" and {len(numbers) - 6} more" if len(numbers) > 6 else "")
