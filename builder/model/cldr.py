"""How a language writes numbers and dates: separators, percent, money, short scales. The door to Babel and its CLDR.

The numerals of US and British English stand here as constants, so that a report in English formats its numbers without
loading Babel; a test holds them equal to what Babel says.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

NBSP = "\u00a0"
# From here on a number is written with an exponent: nobody counts twenty-one zeros.
_HUGE = 1e21
_STEPS = tuple(Decimal(1).scaleb(-n) for n in range(13))
_WIDE = Context(prec=400)  # as long as any float is


class FormatError(ValueError):
    """A format that cannot be read, or that the language or the value does not allow."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """What a language's numbers are put together from.

    `grouping` are the digits of the last group and of those before it (3 and 2 in India). `percent` stands before and
    after the number. `steps` are the short scales from large to small: divisor, and what stands before and after.
    `symbol_first` and `gap` place a currency's symbol.
    """

    group: str = ","
    decimal: str = "."
    minus: str = "-"
    grouping: tuple[int, int] = (3, 3)
    percent: tuple[str, str] = ("", "%")
    steps: tuple[tuple[float, str, str], ...] = ((1e12, "", "tn"), (1e9, "", "bn"), (1e6, "", "m"), (1e3, "", "k"))
    symbol_first: bool = True
    gap: str = ""


ENGLISH = Numerals()
_WITHOUT_BABEL = ("en", "en-US", "en-GB")
_DOLLARS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹", "KRW": "₩"}


@lru_cache(32)
def locale_of(lang: str) -> Locale:
    """Babel's locale for a BCP 47 tag. Raises `FormatError` for a tag that CLDR does not know."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError, TypeError, AttributeError):
        raise FormatError(f'"{lang}" is not a language that CLDR knows; write it as en-US, de or zh-Hans') from None


@lru_cache(32)
def numerals(lang: str) -> Numerals:
    """The numerals of a language, with Latin digits. Raises `FormatError` as `locale_of` does."""
    return ENGLISH if lang in _WITHOUT_BABEL else cldr_numerals(lang)


def cldr_numerals(lang: str) -> Numerals:
    """The numerals of a language as CLDR has them; the short scales of English are those of its press (k, m, bn)."""
    locale = locale_of(lang)
    symbols = locale.number_symbols.get("latn") or locale.number_symbols
    money = str(locale.currency_formats["standard"].pattern).partition(";")[0]
    before, percent, after = re.split(r"([#0][#0,.]*)", str(locale.percent_formats[None].pattern).partition(";")[0])
    del percent
    first = money.index("¤") < min(money.index(c) for c in "#0" if c in money)
    english = locale.language == "en"
    return Numerals(
        symbols.get("group", ","),
        symbols.get("decimal", "."),
        # Marks of direction are the business of whoever lays out the line.
        re.sub(r"[\u200e\u200f]", "", symbols.get("minusSign", "-")),
        locale.decimal_formats[None].grouping,
        (before, after),
        ENGLISH.steps if english else _steps(locale),
        first,
        NBSP if re.search(r"¤\s|\s¤", money) else "",
    )


def _steps(locale: Locale) -> tuple[tuple[float, str, str], ...]:
    """The short scales: where CLDR writes 10^n with k zeros ("00億"), the divisor is 10^(n-k+1)."""
    found: dict[float, tuple[float, str, str]] = {}
    for size, pattern in locale.compact_decimal_formats["short"]["other"].items():
        parts = re.fullmatch(r"([^0]*)(0+)([^0]*)", str(pattern.pattern).replace("'", ""))
        if parts and (parts[1] or parts[3]):
            divisor = float(size) / 10 ** (len(parts[2]) - 1)
            found[divisor] = (divisor, parts[1], parts[3])
    return tuple(found[d] for d in sorted(found, reverse=True))


@lru_cache(256)
def currency_symbol(currency: str, lang: str) -> str:
    """What a currency is called in amounts: "$", "US$", "CHF"; its code where CLDR knows no sign."""
    if lang in ("en", "en-US") and currency in _DOLLARS:
        return _DOLLARS[currency]
    from babel.numbers import get_currency_symbol

    return str(get_currency_symbol(currency, locale=locale_of(lang)))


def decimal_text(value: float, digits: int | None, n: Numerals) -> str:
    """`value` with `digits` decimals, or with as many as it needs, two at most. Halves round away from zero, as in the
    programs that show the deck and its workbooks, so that a number reads the same there (CLDR would take the even one:
    UTS 35 part 3, 3.2.1), on the decimal that the number prints as. What rounds to zero has no sign.
    """
    if isinstance(value, int):
        text = f"{value:,}" if abs(value) < _HUGE else _scientific(Decimal(value), digits)
        if digits and "E" not in text:
            text += "." + "0" * digits
    else:
        if value - value != 0:  # infinity: the only float that is not NaN and differs
            return (n.minus if value < 0 else "") + "∞"
        number = Decimal(repr(value))
        if value >= _HUGE or value <= -_HUGE:
            text = _scientific(number, digits)
        elif digits is None:
            text = f"{rounded_half(number, 2):,.2f}".rstrip("0").rstrip(".")
        else:
            text = f"{rounded_half(number, digits):,.{digits}f}"
        if text[0] == "-" and not text.strip("-0.,"):
            text = text[1:]
    if n is ENGLISH:
        return text
    if n.grouping[0] != n.grouping[1]:
        text = _regroup(text, n.grouping)
    return text.translate({44: n.group, 46: n.decimal, 45: n.minus})


def rounded_half(number: Decimal, digits: int) -> Decimal:
    """`number` with so many decimals, halves away from zero."""
    step = _STEPS[digits] if 0 <= digits < len(_STEPS) else Decimal(1).scaleb(-digits)
    return number.quantize(step, ROUND_HALF_UP, _WIDE)


def _scientific(number: Decimal, digits: int | None) -> str:
    mantissa, _, exponent = f"{number:.{2 if digits is None else digits}E}".partition("E+")
    if digits is None:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}E{exponent}"


def _regroup(text: str, grouping: tuple[int, int]) -> str:
    sign, body = ("-", text[1:]) if text[0] == "-" else ("", text)
    whole, dot, rest = body.partition(".")
    whole = whole.replace(",", "")
    last, inner = grouping
    if len(whole) <= last or not whole.isdigit():
        return sign + whole + dot + rest
    head, tail = whole[:-last], whole[-last:]
    cut = len(head) % inner
    groups = ([head[:cut]] if cut else []) + [head[i : i + inner] for i in range(cut, len(head), inner)]
    return sign + ",".join([*groups, tail]) + dot + rest


@lru_cache(4096)
def date_text(value: datetime.date, pattern: str, lang: str) -> str:
    """A date by a CLDR pattern ("d MMMM y"; UTS 35 part 4, 8) or style ("medium", "long"). Raises `FormatError`."""
    from babel.dates import format_date, format_datetime

    write = format_datetime if isinstance(value, datetime.datetime) else format_date
    try:
        return str(write(value, pattern or "medium", locale=locale_of(lang)))
    except FormatError:
        raise
    except (AttributeError, KeyError, ValueError, IndexError, TypeError):
        raise FormatError(f'"{pattern}" is not a pattern for a date; write one as "d MMMM y"') from None


def date_pattern(style: str, lang: str) -> str:
    """The CLDR pattern behind a style ("medium" where it is ""); any other text is a pattern already."""
    styles = locale_of(lang).date_formats
    return str(styles[style or "medium"].pattern) if (style or "medium") in styles else style


_ENGLISH_MONTHS = (
    "January February March April May June July August September October November December "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)


@lru_cache(8)
def month_numbers(lang: str) -> dict[str, int]:
    """The names of the months in a language, long and short, as they stand in dates, each with its number."""
    if lang.partition("-")[0] == "en":
        order = [name[:3] for name in _ENGLISH_MONTHS.split()[:12]]
        return {name: order.index(name[:3]) + 1 for name in _ENGLISH_MONTHS.split()}
    months = locale_of(lang).months
    forms = [months[use][width] for use in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    return {form[n].rstrip("."): n for form in forms for n in range(1, 13)}
