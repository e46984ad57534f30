"""Figures as somebody printed them, read back into numbers: "0.3%", "1.234,5", "USD 109.1 bn", "2 × 10^6".

A language says which of `.` and `,` is the decimal sign; a text that does not fit is read the other way, because a
quotation keeps its own spelling. Digits of any script are digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from builder.model.cldr import numerals
from builder.model.units import CURRENCIES

Measure = Literal["", "percent", "points", "ratio", "money"]


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed figure: its number and decimals as they stand, and what stands around it.

    `scale` is what its 1 stands for: 1e9 in "109.1 bn", 0.01 in "3%"; None where nothing says so. `currency` is an ISO
    code, "" where there is none or its sign is that of several.
    """

    number: float
    digits: int
    measure: Measure = ""
    scale: float | None = None
    currency: str = ""


_SCALES: Mapping[str, Mapping[str, float]] = {
    "en": {"thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9,
           "trillion": 1e12, "tn": 1e12},
    "de": {"Tausend": 1e3, "Tsd.": 1e3, "Millionen": 1e6, "Million": 1e6, "Mio.": 1e6, "Milliarden": 1e9,
           "Milliarde": 1e9, "Mrd.": 1e9, "Billionen": 1e12, "Billion": 1e12},
    "fr": {"mille": 1e3, "millions": 1e6, "million": 1e6, "milliards": 1e9, "milliard": 1e9, "billions": 1e12,
           "billion": 1e12},
    "es": {"mil millones": 1e9, "mil": 1e3, "millones": 1e6, "millón": 1e6, "billones": 1e12, "billón": 1e12},
    "it": {"mila": 1e3, "milioni": 1e6, "milione": 1e6, "miliardi": 1e9, "miliardo": 1e9},
    "nl": {"duizend": 1e3, "miljoen": 1e6, "mln.": 1e6, "miljard": 1e9, "mld.": 1e9, "biljoen": 1e12},
    "pt": {"mil": 1e3, "milhões": 1e6, "milhão": 1e6, "bilhões": 1e9, "bilhão": 1e9, "mil milhões": 1e9},
}  # fmt: skip
_PERCENT = (
    "%", "percent", "per cent", "Prozent", "pour cent", "por ciento", "por cento", "per cento", "procent",
)  # fmt: skip
_POINTS = (
    "percentage points", "percentage point", "pp", "p.p.", "points de pourcentage", "points", "point",
    "Prozentpunkten", "Prozentpunkte", "Prozentpunkt", "Punkte", "puntos porcentuales", "puntos", "punti percentuali",
    "punti", "procentpunten", "pontos percentuais", "pontos",
)  # fmt: skip
_TIMES = ("×", "x", "times", "-fold", "fold", "mal", "fois", "veces", "volte", "keer", "vezes")
_CURRENCY = {"US$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "euros": "EUR", "euro": "EUR", "Euro": "EUR"}
_SIGNS = ("$", "¥", "dollars", "Dollar", "dollari", "dólares")  # of several currencies
_SPACES = "\u00a0\u202f\u2009 "
_MINUS = "-\u2212\u2013"
_RAISED = re.compile("(?<=10)[⁻⁺]?[⁰¹²³⁴-⁹]{1,2}(?![⁰¹²³⁴-⁹])")


def figures(text: str, lang: str) -> tuple[Printed, ...]:
    """The figures of a text, in order. A year beside other figures is none."""
    found = list(_figures(_plain_digits(text), lang))
    others = [f for f in found if f.measure or f.scale or f.digits or not 1900 <= f.number < 2100]
    return tuple(others or found)


def _plain_digits(text: str) -> str:
    """`text` with ASCII digits and separators, and one kind of percent sign."""
    out = []
    for c in text:
        digit = unicodedata.decimal(c, None)
        out.append(str(digit) if digit is not None else {"٫": ".", "٬": ",", "٪": "%", "％": "%"}.get(c, c))
    return _RAISED.sub(lambda m: f"^{unicodedata.normalize('NFKC', m[0])}", "".join(out))


def _figures(text: str, lang: str) -> Iterator[Printed]:
    pattern, scales = _pattern(lang.partition("-")[0], lang)
    for match in pattern.finditer(text):
        number = _number(match["number"].rstrip("., "), lang)
        if number is None:
            continue
        value, digits = number
        if match["raised"]:
            value, digits = value ** int(match["raised"]), 0
        if match["sign"] and match["sign"] in _MINUS:
            value = -value
        yield _described(value, digits, match, scales)


def _described(value: float, digits: int, match: re.Match[str], scales: Mapping[str, float]) -> Printed:
    scale = scales[match["scale"].casefold()] if match["scale"] else None
    if power := match["e"] or match["power"]:
        scale = (scale or 1.0) * 10.0 ** int(power.replace("\u2212", "-"))
    unit = (match["unit"] or "").casefold()
    money = match["before"] or match["after"]
    if money:
        code = _CURRENCY.get(money, money if money in CURRENCIES else "")
        return Printed(value, digits, "money", scale or 1.0, code)
    if unit in map(str.casefold, _PERCENT):
        return Printed(value, digits, "percent", 0.01)
    if unit in map(str.casefold, _POINTS):
        return Printed(value, digits, "points", 0.01)
    return Printed(value, digits, "ratio" if unit else "", 1.0 if unit else scale)


@lru_cache(32)
def _pattern(language: str, lang: str) -> tuple[re.Pattern[str], Mapping[str, float]]:
    """What a figure looks like in a language, and its words for powers of ten in lower case."""
    scales = {**_SCALES["en"], **_SCALES.get(language, {})}
    for step, before, after in numerals(lang).steps:
        scales.setdefault((before + after).strip("\u00a0 "), step)
    words = {w.casefold(): s for w, s in scales.items() if w}
    codes = "|".join(sorted(CURRENCIES))
    money = f"{_either((*_CURRENCY, *_SIGNS))}|(?:{codes})"
    measure = _either((*_POINTS, *_PERCENT, *_TIMES))
    group = rf"[.,'\u2019]|[{_SPACES}](?=\d{{3}}(?!\d))"
    return re.compile(
        rf"(?<![\w.,])(?<![^\W\d_][{_MINUS}])(?P<sign>[{_MINUS}+])?"
        rf"(?:(?P<before>{money})[{_SPACES}]?)?"
        rf"(?P<number>\d(?:\d|(?:{group})(?=\d))*)"
        rf"(?:[eE](?P<e>[-\u2212+]?\d\d?)(?!\w)|[{_SPACES}]?[×x·*][{_SPACES}]?10\^(?P<power>[-\u2212+]?\d\d?)(?!\w)"
        rf"|\^(?P<raised>\d\d?)(?!\w))?"
        rf"(?:[{_SPACES}]?(?P<scale>(?i:{_either(words)}))(?!\w))?"
        rf"(?:[{_SPACES}-]?(?:(?P<after>{money})(?!\w)|(?P<unit>(?i:{measure}))(?!\w)))?"
    ), words


def _either(words: tuple[str, ...] | Mapping[str, float]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def _number(text: str, lang: str) -> tuple[float, int] | None:
    """The number and its decimals; None where separators stand as in no number."""
    n = numerals(lang)
    own = n.decimal if n.decimal in ".," else "."
    for point in (own, "," if own == "." else "."):
        comma = "," if point == "." else "."
        fraction = rf"(?:{re.escape(point)}\d+)?"
        group = rf"[{re.escape(comma)}'\u2019{_SPACES}]"
        grouped = rf"\d{{1,3}}(?:{group}\d{{2,3}})*{group}\d{{3}}"
        if re.fullmatch(rf"(?:{grouped}|\d+){fraction}", text):
            whole, _, decimals = text.partition(point)
            return float(re.sub(r"\D", "", whole) + "." + (decimals or "0")), len(decimals)
    return None
