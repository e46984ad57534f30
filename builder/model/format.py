"""How a raw value becomes text, and the same thing as a spreadsheet number format.

One `Format` serves prose, table cells, chart labels, axis ticks and native charts, so that a number reads the same
everywhere. What a language does to numbers and dates is in `cldr`, the spreadsheet's side in `excel`.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from builder.model.cldr import (
    NBSP,
    FormatError,
    Numerals,
    currency_symbol,
    date_pattern,
    date_text,
    decimal_text,
    locale_of,
    numerals,
)
from builder.model.excel import Affixes, excel_format
from builder.model.units import CURRENCIES, SCALES, Unit, parse_unit

__all__ = ["FORMATS", "NBSP", "TEXT", "Format", "FormatError", "Kind", "Raw", "locale_of", "parse_format"]

Raw = None | bool | int | float | str | datetime.date
Kind = Literal["text", "number", "percent", "points", "money", "compact", "times", "date", "ordinal", "words"]

_MISSING = {"en": "n/a", "de": "k. A.", "fr": "n.d.", "es": "n.d.", "it": "n.d.", "nl": "n.b.", "pt": "n/d"}
_POINTS = {
    "en": "points",
    "de": "Prozentpunkte",
    "fr": "points",
    "es": "puntos",
    "it": "punti",
    "nl": "procentpunten",
}
_YES = {"de": ("ja", "nein"), "fr": ("oui", "non"), "es": ("sí", "no"), "it": ("sì", "no"), "nl": ("ja", "nee"),
        "pt": ("sim", "não")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a value.

    `digits` are decimals, None for as many as the value needs (two at most). `factor` multiplies the raw value
    before it is written (100 for a share written as a percentage, 1e9 for "USD bn" written in dollars).
    `scale` is "", "k", "mn", "bn", "tn": the power that a money amount is written in; "auto" picks one.
    """

    kind: Kind = "text"
    digits: int | None = None
    currency: str = ""
    scale: str = ""
    signed: bool = False
    pattern: str = ""
    factor: float = 1.0

    def text(self, raw: Raw, lang: str = "en-US") -> str:
        """`raw` as a reader of `lang` (BCP 47) sees it; a missing value is a word, never a blank or a zero."""
        if raw is None or raw != raw:  # noqa: PLR0124  NaN alone is unlike itself
            return missing(lang)
        if isinstance(raw, (bool, str)) or self.kind == "text":
            return _plain(raw, lang)
        if isinstance(raw, datetime.date):
            return date_text(raw, self.pattern, lang)
        if self.kind == "date":
            return str(raw)
        value = raw if self.factor == 1.0 else _times_factor(raw, self.factor)
        text = _WRITERS[self.kind](self, value, lang)
        return "+" + text if self.signed and raw > 0 and _NOT_ZERO.search(text) else text

    def excel(self, lang: str = "en-US") -> str:
        """The number format for a workbook, a native chart or its labels. The workbook holds the raw value, so where
        Excel cannot write it as `text` does ("USD bn" in single dollars), the unit's own scale is written.
        """
        if self.kind == "date":
            return excel_format(replace(self, pattern=date_pattern(self.pattern, lang)))
        n = numerals(lang)
        money = ("", "")
        if self.kind == "money" and self.currency:
            symbol = currency_symbol(self.currency, lang)
            money = (symbol + _gap(symbol, n), "") if n.symbol_first else ("", NBSP + symbol)
        scales = {step: (before, after) for step, before, after in n.steps}
        return excel_format(self, Affixes(n.percent, NBSP + _points_word(lang), scales, money))


TEXT = Format()


def missing(lang: str) -> str:
    """What stands where a value is missing."""
    return _MISSING.get(language(lang), "n/a")


def default_format(unit: str, type_: str = "number") -> Format:
    """What a column without a `format` is written as, by its type and unit."""
    if type_ in ("string", "boolean", "year"):
        return Format("text")
    if type_ in ("date", "datetime", "yearmonth"):
        return Format("date", pattern="MMM y" if type_ == "yearmonth" else "")
    digits = 0 if type_ == "integer" else None
    return fit_format(Format("number", digits), parse_unit(unit))


def fit_format(format_: Format, unit: Unit) -> Format:
    """`format_` for values in `unit`: sets the factor, the currency, and the kind where "number" was a default."""
    whole = unit.scale == 1.0 and unit.kind in ("share", "ratio", "points")
    if whole and format_.kind in ("percent", "points"):
        return replace(format_, factor=100.0)
    if unit.kind == "money" and format_.kind in ("money", "compact"):
        return replace(format_, factor=unit.scale, currency=format_.currency or unit.currency)
    return format_


_SPEC = re.compile(r"\s*([a-z]+)\s*(?:\((.*)\))?\s*")


def parse_format(spec: str) -> Format:
    """The format that a spec names: the filters' own syntax, joined by `|`, as `percent(1) | signed`.

    Raises `FormatError` with what exists where the spec is not one.
    """
    result: Format | None = None
    for part in spec.split("|"):
        match = _SPEC.fullmatch(part)
        if not match:
            raise FormatError(f'"{part.strip()}" is not a format; write one as percent(1) or money(USD, 1, bn)')
        inner = (match[2] or "").strip()
        # A pattern of a date may hold commas of its own.
        parts = [inner] if match[1] == "date" else inner.split(",")
        args = [a.strip().strip("\"'") for a in parts] if inner else []
        result = apply_format(result, match[1], args)
    assert result is not None
    return result


def apply_format(base: Format | None, name: str, args: list[Any]) -> Format:
    """The format that the filter `name(*args)` gives; `signed` adds to `base`, and every other keeps its sign."""
    if name not in FORMATS:
        raise FormatError(f'there is no format "{name}"')
    signed = base.signed if base else False
    match name:
        case "signed" if not args:
            return replace(base if base and base.kind != "text" else Format("number"), signed=True)
        case "number" | "percent" | "points" | "times" | "compact":
            return Format(name, _digits(name, args), signed=signed)
        case "money":
            return _money_format(args, signed=signed)
        case "date":
            if len(args) > 1 or (args and (not isinstance(args[0], str) or len(args[0]) > 80)):
                raise FormatError('date takes one pattern, as date("d MMMM y")')
            return Format("date", pattern=args[0] if args else "")
        case "ordinal" | "words" | "text" if not args:
            return Format(name)
        case _:
            raise FormatError(f"{name} takes nothing in brackets")


FORMATS = ("number", "percent", "points", "money", "compact", "signed", "times", "date", "ordinal", "words", "text")


def _money_format(args: list[Any], *, signed: bool) -> Format:
    if len(args) > 3:
        raise FormatError("money takes currency, digits and scale, as money(USD, 1, bn)")
    currency, digits, scale = ([*args, None, None, None])[:3]
    if currency and currency not in CURRENCIES:
        raise FormatError(f'"{currency}" is not a currency; write its code as ISO 4217 has it, such as USD')
    if scale not in (None, "", "auto", *SCALES):
        raise FormatError(f'money has no scale "{scale}"; it has: k, mn, bn, tn, auto')
    return Format("money", _digits("money", [digits]), str(currency or ""), str(scale or ""), signed=signed)


def _digits(name: str, args: list[Any]) -> int | None:
    if len(args) > 1:
        raise FormatError(f"{name} takes one number of digits, not {len(args)} values")
    if not args or args[0] is None or args[0] == "":
        return None
    try:
        digits = int(str(args[0]))
    except ValueError:
        raise FormatError(f'{name} takes a number of digits, not "{args[0]}"') from None
    if not 0 <= digits <= 12:
        raise FormatError("digits run from 0 to 12")
    return digits


# -- Text ------------------------------------------------------------------------------------------------

_NOT_ZERO = re.compile("[1-9∞]")


def _times_factor(raw: float, factor: float) -> float:
    """The product in decimal, so that a share of 0.07 is 7 percent and not 7.000000000000001."""
    try:
        product = raw * factor
        return float(f"{product:.15g}") if isinstance(product, float) and abs(product) < 1e300 else product
    except OverflowError:
        return math.inf if raw > 0 else -math.inf


def _number(f: Format, value: float, lang: str) -> str:
    return decimal_text(value, f.digits, numerals(lang))


def _percent(f: Format, value: float, lang: str) -> str:
    n = numerals(lang)
    return n.percent[0] + decimal_text(value, f.digits, n) + n.percent[1]


def _points(f: Format, value: float, lang: str) -> str:
    return _number(f, value, lang) + NBSP + _points_word(lang)


def _points_word(lang: str) -> str:
    return _POINTS.get(language(lang), "pp")


def _times(f: Format, value: float, lang: str) -> str:
    return _number(f, value, lang) + "×"


def _compact(f: Format, value: float, lang: str) -> str:
    n = numerals(lang)
    digits = f.digits
    if digits is None:
        size = abs(value)
        plain = f.scale in ("", "auto") and size < min(s[0] for s in n.steps)
        digits = 0 if plain and (size >= 1000 or size == int(size)) else 1
    return _short(value, digits, f.scale or "auto", n)


def _short(value: float, digits: int | None, scale: str, n: Numerals) -> str:
    """`value` in a short scale of the language; where it has no such scale, in the next smaller one that it has."""
    if math.isinf(value):
        return decimal_text(value, digits, n)
    limit = abs(value) if scale == "auto" else SCALES[scale]
    steps = [s for s in n.steps if s[0] <= limit]
    if scale == "auto":
        at = len(n.steps) - len(steps)
        above = n.steps[at - 1][0] if at else math.inf
        step = steps[0][0] if steps else 1.0
        # 999,960 to one decimal is not "1,000.0k".
        if at and round(limit / step, 2 if digits is None else digits) * step >= above:
            steps = [n.steps[at - 1]]
    divisor, before, after = steps[0] if steps else (1.0, "", "")
    number = value if divisor == 1.0 else float(f"{value / divisor:.15g}")
    return before + decimal_text(number, digits, n) + after


def _money(f: Format, value: float, lang: str) -> str:
    n = numerals(lang)
    digits = f.digits
    if digits is None and abs(value) < 1000 and not f.scale and value != int(value):
        digits = 2
    number = _short(abs(value), digits, f.scale, n) if f.scale else decimal_text(abs(value), digits, n)
    symbol = currency_symbol(f.currency, lang) if f.currency else ""
    minus = n.minus if value < 0 and _NOT_ZERO.search(number) else ""
    if n.symbol_first:
        return f"{minus}{symbol}{_gap(symbol, n)}{number}"
    return f"{minus}{number}{NBSP}{symbol}" if symbol else minus + number


def _gap(symbol: str, n: Numerals) -> str:
    return NBSP if symbol and (n.gap or symbol[-1].isalpha()) else ""


def language(lang: str) -> str:
    """The language of a BCP 47 tag: "de" of "de-AT"."""
    return lang.partition("-")[0]


def _plain(raw: Raw, lang: str) -> str:
    if isinstance(raw, bool):
        return _YES.get(language(lang), ("yes", "no"))[not raw]
    if isinstance(raw, datetime.date):
        return date_text(raw, "", lang)
    if isinstance(raw, float):
        if math.isinf(raw):
            return decimal_text(raw, None, numerals(lang))
        text = str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
        return text.replace(".", numerals(lang).decimal)
    return str(raw)


def _ordinal(f: Format, value: float, lang: str) -> str:
    n = _whole(value)
    if language(lang) == "en":
        teen = 10 < n % 100 < 14
        return decimal_text(n, 0, numerals(lang)) + ("th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th"))
    if language(lang) in ("de", "da", "nb", "fi", "cs", "pl"):
        return f"{n}."
    raise FormatError(f'ordinal numbers are not known for "{lang}"; write number(0) and the words around it')


# fmt: off
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# fmt: on


def _words(f: Format, value: float, lang: str) -> str:
    if language(lang) != "en":
        raise FormatError(f'numbers in words are not known for "{lang}"; write number(0)')
    n = _whole(value)
    if abs(n) >= 1000:
        raise FormatError(f"{value:g} is not below a thousand; write number(0)")
    return ("minus " if n < 0 else "") + _english(abs(n))


def _whole(value: float) -> int:
    if math.isinf(value) or value != int(value):
        raise FormatError(f"{value:g} is not a whole number; write number(1)")
    return int(value)


def _english(n: int) -> str:
    if n < 20:
        return _ONES[n]
    if n < 100:
        return _TENS[n // 10] + (f"-{_ONES[n % 10]}" if n % 10 else "")
    return f"{_ONES[n // 100]} hundred" + (f" and {_english(n % 100)}" if n % 100 else "")


_WRITERS = {
    "number": _number,
    "percent": _percent,
    "points": _points,
    "money": _money,
    "compact": _compact,
    "times": _times,
    "ordinal": _ordinal,
    "words": _words,
}


# -- For axes and columns --------------------------------------------------------------------------------


def settle(format_: Format, values: Iterable[Raw]) -> Format:
    """`format_` with the decimals that a whole column needs (two at most), where it leaves them open: so that the
    numbers of an axis or a column line up, and a workbook can write them too.
    """
    if format_.digits is not None or format_.kind not in ("number", "percent", "points", "times", "money"):
        return format_
    if format_.scale:
        return replace(format_, digits=1)
    digits = 0
    for raw in values:
        if isinstance(raw, float) and math.isfinite(raw):
            value = _times_factor(raw, format_.factor)
            if digits < 1 and round(value, 2) != round(value):
                digits = 1
            if round(value, 2) != round(value, 1):
                return replace(format_, digits=2)
    return replace(format_, digits=digits)


def unit_label(unit: str, format_: Format, lang: str) -> str:
    """What an axis title or a column head adds for the unit ("%", "US$ bn"); "" where each number shows it already."""
    u = parse_unit(unit)
    match u.kind:
        case "money":
            if format_.kind == "money":
                return ""
            symbol = "US$" if u.currency == "USD" else currency_symbol(u.currency, lang)
            scale = "" if format_.kind == "compact" else _scale_word(u, lang)
            return f"{symbol} {scale}".rstrip()
        case "percent" | "share" | "points" | "ratio":
            if format_.kind in ("percent", "points", "times"):
                return ""
            return {"percent": "%", "ratio": "ratio"}.get(u.kind, unit)
        case "year":
            return ""
        case _:
            return unit


def _scale_word(unit: Unit, lang: str) -> str:
    for divisor, before, after in numerals(lang).steps:
        if divisor == unit.scale:
            return (before + after).strip()
    return unit.name.partition(" ")[2]
