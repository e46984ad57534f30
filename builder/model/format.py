"""How a raw value becomes text, and the same thing as a spreadsheet number format.

One `Format` serves prose, table cells, chart labels, axis ticks and native charts, so that a number reads the same
everywhere. Patterns follow CLDR through Babel, and ECMA-376 part 1, 18.8.31 for spreadsheets.
"""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from builder.model.units import SCALES, Unit, parse_unit

if TYPE_CHECKING:
    from babel import Locale

Raw = None | bool | int | float | str | datetime.date
Kind = Literal["text", "number", "percent", "points", "money", "compact", "times", "date", "ordinal", "words"]

NBSP = "\u00a0"
_MISSING = {"en": "n/a", "de": "k. A.", "fr": "n.d.", "es": "n.d.", "it": "n.d.", "nl": "n.b.", "pt": "n/d"}
_POINTS = {
    "en": "points",
    "de": "Prozentpunkte",
    "fr": "points",
    "es": "puntos",
    "it": "punti",
    "nl": "procentpunten",
}
_SHORT = {"en": {1e3: "k", 1e6: "m", 1e9: "bn", 1e12: "tn"}}


class FormatError(ValueError):
    """A format that cannot be read, or that the language or the value does not allow."""


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
        if raw is None or (isinstance(raw, float) and math.isnan(raw)):
            return missing(lang)
        if isinstance(raw, (bool, str)) or self.kind == "text":
            return _plain(raw, lang)
        if isinstance(raw, datetime.date):
            return _date(raw, self.pattern, lang)
        if self.kind == "date":
            return str(raw)
        return _signed(_WRITERS[self.kind](self, raw * self.factor, lang), raw, self.signed)

    def excel(self) -> str:
        """The number format for a workbook, a native chart or its labels."""
        return _excel(self)


TEXT = Format()


def missing(lang: str) -> str:
    """What stands where a value is missing."""
    return _MISSING.get(lang.partition("-")[0], "n/a")


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
    if unit.kind == "share" and format_.kind in ("percent", "points"):
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
        args = [a.strip().strip("\"'") for a in match[2].split(",")] if match[2] and match[2].strip() else []
        result = apply_format(result, match[1], args)
    assert result is not None
    return result


def apply_format(base: Format | None, name: str, args: list[Any]) -> Format:
    """The format that the filter `name(*args)` gives, on top of `base` (for `signed`)."""
    try:
        if name == "signed":
            return replace(base or Format("number"), signed=True)
        if name in ("number", "percent", "points", "times"):
            return Format(name, _digits(args), signed=base.signed if base else False)  # type: ignore[arg-type]
        if name == "money":
            currency, digits, scale = ([*args, None, None, None])[:3]
            if scale not in (None, "", "auto", *SCALES):
                raise FormatError(f'money has no scale "{scale}"; it has: k, mn, bn, tn, auto')
            return Format("money", None if digits is None else int(digits), str(currency or ""), str(scale or ""))
        if name == "compact":
            return Format("compact", _digits(args))
        if name == "date":
            return Format("date", pattern=str(args[0]) if args else "")
        if name in ("ordinal", "words", "text") and not args:
            return Format(name)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{name}({', '.join(map(str, args))}): {error}") from None
    raise FormatError(f'there is no format "{name}"')


FORMATS = ("number", "percent", "points", "money", "compact", "signed", "times", "date", "ordinal", "words", "text")


def _digits(args: list[Any]) -> int | None:
    if len(args) > 1:
        raise FormatError(f"takes one number of digits, not {len(args)} values")
    if not args or args[0] is None:
        return None
    digits = int(args[0])
    if not 0 <= digits <= 12:
        raise FormatError("digits run from 0 to 12")
    return digits


# -- Text ------------------------------------------------------------------------------------------------


@lru_cache(32)
def locale_of(lang: str) -> Locale:
    """Babel's locale for a BCP 47 tag. Raises `FormatError` for a tag that CLDR does not know."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        raise FormatError(f'"{lang}" is not a language that CLDR knows; write it as en-US, de or zh-Hans') from None


@lru_cache(64)
def _pattern(digits: int | None) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "") if digits is not None else "#,##0.##"


def _decimal(value: float, digits: int | None, lang: str) -> str:
    from babel.numbers import format_decimal

    # -0.0 and what rounds to it would be written "-0".
    if digits is not None and round(value, digits) == 0:
        value = 0
    return format_decimal(value, _pattern(digits), locale=locale_of(lang))


def _percent(f: Format, value: float, lang: str) -> str:
    sign = "%" if lang.partition("-")[0] in ("en", "zh", "ja", "ko", "pt", "it") else NBSP + "%"
    return _decimal(value, f.digits, lang) + sign


def _points(f: Format, value: float, lang: str) -> str:
    return _decimal(value, f.digits, lang) + NBSP + _POINTS.get(lang.partition("-")[0], "pp")


def _times(f: Format, value: float, lang: str) -> str:
    return _decimal(value, f.digits, lang) + "×"


def _number(f: Format, value: float, lang: str) -> str:
    return _decimal(value, f.digits, lang)


def _step(value: float, scale: str) -> float:
    if scale != "auto":
        return SCALES[scale]
    size = abs(value)
    return max((s for s in SCALES.values() if size >= s), default=1.0)


def _suffix(step: float, lang: str) -> str:
    if step == 1:
        return ""
    language = lang.partition("-")[0]
    if language in _SHORT:
        return _SHORT[language][step]
    pattern = locale_of(lang).compact_decimal_formats["short"]["other"].get(str(int(step)))
    return NBSP + re.sub(r"[0\s']", "", str(pattern.pattern)) if pattern else ""


def _compact(f: Format, value: float, lang: str) -> str:
    step = _step(value, f.scale or "auto")
    digits = f.digits if f.digits is not None else (0 if step == 1 and value == int(value) else 1)
    return _decimal(value / step, digits, lang) + _suffix(step, lang)


def _money(f: Format, value: float, lang: str) -> str:
    from babel.numbers import get_currency_symbol

    step = _step(value, f.scale)
    number = _decimal(abs(value) / step, f.digits, lang) + _suffix(step, lang)
    locale = locale_of(lang)
    symbol = get_currency_symbol(f.currency, locale=locale) if f.currency else ""
    minus = "-" if value < 0 and not re.fullmatch(r"[0.,\s]*", number) else ""
    if str(locale.currency_formats["standard"].pattern).startswith("¤"):
        gap = NBSP if symbol[-1:].isalpha() else ""
        return f"{minus}{symbol}{gap}{number}"
    return f"{minus}{number}{NBSP}{symbol}" if symbol else minus + number


def _date(raw: datetime.date, pattern: str, lang: str) -> str:
    from babel.dates import format_date, format_datetime

    if isinstance(raw, datetime.datetime):
        return format_datetime(raw, pattern or "medium", locale=locale_of(lang))
    return format_date(raw, pattern or "medium", locale=locale_of(lang))


def _plain(raw: Raw, lang: str) -> str:
    if isinstance(raw, datetime.date):
        return _date(raw, "", lang)
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    return str(raw)


def _ordinal(f: Format, value: float, lang: str) -> str:
    n = int(value)
    language = lang.partition("-")[0]
    if language == "en":
        form = locale_of(lang).ordinal_form(n)
        return _decimal(n, 0, lang) + {"one": "st", "two": "nd", "few": "rd"}.get(form, "th")
    if language in ("de", "da", "nb", "fi", "cs", "pl"):
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
    if lang.partition("-")[0] != "en":
        raise FormatError(f'numbers in words are not known for "{lang}"; write number(0)')
    n = round(value)
    if n != value or abs(n) >= 1000:
        raise FormatError(f"{value:g} is not a whole number below a thousand; write number(0)")
    return ("minus " if n < 0 else "") + _english(abs(n))


def _english(n: int) -> str:
    if n < 20:
        return _ONES[n]
    if n < 100:
        return _TENS[n // 10] + (f"-{_ONES[n % 10]}" if n % 10 else "")
    return f"{_ONES[n // 100]} hundred" + (f" and {_english(n % 100)}" if n % 100 else "")


def _signed(text: str, raw: float, signed: bool) -> str:
    return f"+{text}" if signed and raw > 0 else text


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


# -- Spreadsheets ----------------------------------------------------------------------------------------


def _excel(f: Format) -> str:
    if f.kind in ("text", "words", "ordinal"):
        return "General"
    if f.kind == "date":
        return _excel_date(f.pattern)
    body = "#,##0" + ("." + "0" * f.digits if f.digits else "") if f.digits is not None else "#,##0.##"
    if f.kind == "percent":
        body += "%" if f.factor == 100.0 else '"%"'
    elif f.kind == "points":
        body += '" points"'
    elif f.kind == "times":
        body += '"×"'
    elif f.kind in ("money", "compact"):
        body = _excel_money(f, body)
    return f"+{body};-{body};{body}" if f.signed else body


def _excel_money(f: Format, body: str) -> str:
    # A comma after the digits divides by a thousand (ECMA-376 part 1, 18.8.31).
    target = SCALES.get(f.scale, 1.0)
    commas = max(0, round((len(str(int(target))) - len(str(int(f.factor)))) / 3))
    suffix = {"": "", "k": '"k"', "mn": '"m"', "bn": '"bn"', "tn": '"tn"', "auto": ""}[f.scale]
    symbol = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "CN¥"}.get(f.currency, f.currency)
    return (f'"{symbol}"' if symbol else "") + body + "," * commas + suffix


def _excel_date(pattern: str) -> str:
    names = {"y": "yyyy", "MMM y": "mmm yyyy", "MMMM y": "mmmm yyyy", "d MMM y": "d mmm yyyy", "": "yyyy-mm-dd"}
    return names.get(pattern, "yyyy-mm-dd")
