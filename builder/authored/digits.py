"""The numbers in a line of text: what is one, where it ends, and which digits are none.

Digits are those of every script (Unicode's Nd) and those that are written in one sign: ½, ⁶, ①. A number takes along
its sign, its currency, its exponent and its unit, and is one with the other end of a range, a ratio or a time of day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Unicode's No and Nl that read as numbers: superior, inferior, fractions, Roman signs, circled, parenthesised.
_SIGNS = "²³¹¼-¾⁰⁴-⁹₀-₉⅐-\u2189①-⒛⓪-⓿❶-➓〡-〩㈠-㈩㉈-㉏㉑-㉟㊀-㊉㊱-㊿৴-৹൰-൸༪-༳\U0001f100-\U0001f10c\U00010107-\U00010133"
D = rf"[\d{_SIGNS}]"
DIGIT = re.compile(D)

_SPACES = "\u00a0\u202f\u2009"
_MONEY = "$€£¥¢\u20a0-\u20cf\u0e3f\ufdfc\uff04\uffe0-\uffe6"
_CODES = "USD|EUR|GBP|JPY|CNY|RMB|CHF|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|KRW|SGD|HKD|TWD|TRY|RUB|Rs|kr"
_SIGN = "+\u2212±~≈<>≤≥\u2010-\u2015\\-\uff0b\uff0d"
_BEFORE = re.compile(
    rf"(?:(?<![\w\ufffc])[{_SIGN}])?"
    rf"(?:(?<!\w)(?:{_CODES})[.{_SPACES} ]?|(?:(?<!\w)[A-Z]{{1,3}})?[{_MONEY}][{_SPACES} ]?)?"
    rf"(?:(?<![\w\ufffc])[{_SIGN}])?(?:(?<!\w)\.)?$"
)

# "1,234.5", "1.234,5", "1'234", "1 234.5", "١٬٢٣٤"; a plain space only before three digits that follow up to three.
_GROUPS = rf"{D}{{1,3}}(?:[ {_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?"
_PLAIN = rf"{_GROUPS}|{D}+(?:[.,'\u2019·\u066b\u066c\u2044\uff0c\uff0e]{D}+)*"
_EXPONENT = (
    rf"(?:[ {_SPACES}]?[×x·*][ {_SPACES}]?10(?:\^|\*\*)?[\u2212+-]?{D}+"
    rf"|\^[({{]?[\u2212+-]?{D}+[)}}]?|[eE][+-]?\d+(?!\w))?"
)
# Units that are written right behind a number; any other letters make a name of it.
_UNITS = (
    "%|‰|‱|°[CFKR]?|º|ª|′|″|×|x|X|k|K|m|M|mn|Mn|mm|MM|bn|Bn|BN|b|B|tn|t|T|pp|bps|bp|pts?|st|nd|rd|th|er|ère|ers|e|ème|eme"
    "|de|ste|te|ten|ter|tes|fach|mal|fold|jährig\\w*|prozentig\\w*|s|h|hrs?|min|sec|ms|d|w|y|yr|yrs|km|cm|nm|µm|kg|g|mg|µg"
    "|l|L|ml|ha|km²|m²|m³|W|kW|MW|GW|TW|Wh|kWh|MWh|GWh|TWh|V|kV|A|mA|Ah|mAh|J|kJ|MJ|Hz|kHz|MHz|GHz|THz|[kKMGTP]i?[Bb]"
    "|(?:h|H|m|min)[0-5]\\d(?:min|m|s)?|(?<=19\\d\\d|20\\d\\d)[EFAPe]|[kMGT]bit/s|[kMGT]bps|ppm|ppb|px|dpi|am|pm|AM|PM|ft|in|lbs?|oz|mi|mph|°|€|\\$|£|¥|c|p|Mio|Mrd|Md|Mds|M€|k€|Mn€"
)
_UNIT = rf"(?:[ {_SPACES}]?[%‰‱％](?:pt)?|[ {_SPACES}]?[{_MONEY}](?!\d)|(?:{_UNITS})(?![^\W_]))?"
_WORD = r"(?:[-\u2010\u2011][a-z]{2,}\b)?"
_ONE = rf"(?:{_PLAIN}){_EXPONENT}{_UNIT}"
_JOINED = rf"(?:[-\u2010-\u2013/:∶⁄×x\u301c\uff5e\uff0f\uff1a](?:[{_MONEY}]|[+\u2212])?{_ONE})*"
_NUMBER = re.compile(rf"(?P<first>{_PLAIN}){_EXPONENT}{_UNIT}{_JOINED}{_WORD}")

# Words that go before a hyphen and leave the number a number; any other word with a hyphen makes a name ("GPT-4").
_PREFIX = re.compile(
    r"an?|about|almost|and|around|bis|by|circa|early|etwa|from|late|mid?|minus|mit|nach|near|nearly|non|of|or|over|plus"
    r"|post|pr[eé]|rund|seit|since|sous|su[br]|than|the|to|top|und|under|unter|until|up|von|vor|über|ca\.?"
)
_REST = re.compile(r"[\w.@/\-\u2010\u2011]*\w|")


_FOREIGN = re.compile(r"[^\x00-\x7f\D]")
MONEY_BEFORE = re.compile(rf"(?:[{_MONEY}]|(?<!\w)(?:{_CODES}))[{_SPACES} ]?$|(?<![\w\ufffc])[{_SIGN}]$")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a line: from `start` to `end`, its first digit at `digit`."""

    start: int
    digit: int
    end: int
    text: str
    bare: bool
    """Whether it is digits alone: without sign, currency, exponent and unit."""


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a line, from left to right, without digits that are a part of a word."""
    position = 0
    while found := DIGIT.search(text, position):
        at = found.start()
        if _in_word(text, at):
            rest = _REST.match(text, at)
            position = max(rest.end() if rest else at, at + 1)
            continue
        match = _NUMBER.match(text, at)
        assert match, "a digit begins a number"
        end = match.end()
        if _goes_on(text, match.end("first"), end):
            rest = _REST.match(text, at)
            position = max(rest.end() if rest else at, end)
            continue
        before = _BEFORE.search(text, max(0, at - 12), at)
        start = before.start() if before else at
        yield Number(start, at, end, text[start:end], start == at and end == match.end("first"))
        position = end


def _in_word(text: str, at: int) -> bool:
    """Whether a digit goes on a word: "H100", "R1", "GPT-4", "TCP/2"; not in scripts without capitals: "第3", "و3"."""
    before = text[at - 1] if at else " "
    if before == "_":
        return True
    if before.isalpha():
        return _is_cased(before) and not re.search(rf"(?<!\w)(?:{_CODES})$", text[:at])
    if before not in "-\u2010\u2011/@":
        return False
    word = re.search(r"[^\W_][\w.+]*$", text[: at - 1])
    if not word or not any(map(_is_cased, word[0])):
        return False
    plain = word[0].lower()
    money_or_percent = re.match(rf"(?:{_PLAIN})\s?(?:[%‰]|[{_MONEY}])", text[at:])
    prefix = _PREFIX.fullmatch(plain) and not (len(plain) == 1 and word[0].isupper())  # "a 5", but the road "A-6"
    return not (money_or_percent or prefix or (before == "/" and plain == word[0]))


def _goes_on(text: str, digits: int, end: int) -> bool:
    """Whether letters right behind a number make a name of it: "3GPP"; not units, nor scripts other than Latin."""
    after = text[end : end + 1]
    if after.isalpha() and _is_latin(after):
        return text[end - 1].isalnum()  # "20%ige" and "5€-" are amounts
    return end == digits and after == "_"


def _is_cased(char: str) -> bool:
    return char.isalpha() and char.lower() != char.upper()


def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN")


def in_ascii(text: str) -> str:
    """The text with its decimal digits of every script as those of ASCII."""
    return _FOREIGN.sub(lambda m: str(unicodedata.decimal(m[0])), text)
