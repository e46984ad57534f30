"""Numbers and dates as text, in the languages of CLDR, and as spreadsheet formats."""

from __future__ import annotations

import datetime
import math
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from babel.numbers import format_decimal, parse_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.ledger import describe_format
from builder.model.cldr import ENGLISH, cldr_numerals, locale_of, numerals
from builder.model.format import (
    FORMATS,
    Format,
    FormatError,
    apply_format,
    default_format,
    fit_format,
    missing,
    parse_format,
    settle,
    unit_label,
)
from builder.model.units import CURRENCIES, parse_unit

LANGUAGES = ("en-US", "en-GB", "de", "fr", "hi", "ar-EG", "sv", "de-CH", "ja", "pt-PT")
NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15),
    st.integers(min_value=-(10**18), max_value=10**18),
)


def written(spec: str, raw: float | datetime.date, unit: str = "", lang: str = "en-US") -> str:
    return fit_format(parse_format(spec), parse_unit(unit)).text(raw, lang)


@given(NUMBERS, st.integers(min_value=0, max_value=6), st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=200)
def test_numbers_are_those_of_babel_and_read_back(value: float, digits: int, lang: str) -> None:
    text = Format("number", digits).text(value, lang)
    locale = locale_of(lang)
    grouped = "#,##,##0" if locale.decimal_formats[None].grouping == (3, 2) else "#,##0"
    with localcontext(rounding=ROUND_HALF_UP):
        babel = format_decimal(Decimal(repr(value)), grouped + ("." + "0" * digits if digits else ""), locale=locale)
    if not babel.strip("-−\u200e\u200f0.,٫"):
        babel = babel.lstrip("-−\u200e\u200f")
    # Babel writes a hyphen for the minus where the pattern is not the locale's own, and reads no other.
    assert text.replace("−", "-") == babel.replace("\u200e", "").replace("−", "-")
    back = parse_decimal(text.replace("−", "-"), locale=locale)
    assert back == Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@given(NUMBERS, st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=100)
def test_open_digits_are_two_at_most_and_never_trail_zeros(value: float, lang: str) -> None:
    text = Format("number").text(value, lang)
    decimal = numerals(lang).decimal
    rest = text.partition(decimal)[2]
    assert len(rest) <= 2
    assert not rest.endswith("0")
    back = parse_decimal(text.replace("−", "-"), locale=locale_of(lang))
    assert back == Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e18, max_value=1e18),
    st.sampled_from(LANGUAGES),
    st.sampled_from(("compact(2)", "money(USD, 2, auto)")),
)
@settings(deadline=None, max_examples=100)
def test_a_short_scale_is_within_half_of_its_last_digit(value: float, lang: str, spec: str) -> None:
    text = parse_format(spec).text(value, lang)
    n = numerals(lang)
    step = max((d for d, b, a in n.steps if b + a and f"{b}{a}".strip() in text), default=1.0)
    digits = "".join(
        c for c in text.replace(n.group, "").replace(n.decimal, ".").replace("−", "-") if c in "0123456789.-"
    )
    # The full stop of "Mio." is no decimal.
    number = float(digits.rstrip("."))
    assert number * step == pytest.approx(value, abs=0.00501 * step, rel=1e-9)


@pytest.mark.parametrize("lang", ["en", "en-US", "en-GB"])
def test_english_without_babel_is_what_cldr_says(lang: str) -> None:
    assert cldr_numerals(lang) == ENGLISH
    assert numerals(lang) is ENGLISH


def test_english_numbers_load_no_babel() -> None:
    code = (
        "import sys; from builder.model.format import Format\n"
        "assert Format('money', 1, 'USD', 'bn').text(1.5e9) == '$1.5bn'\n"
        "assert 'babel' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("spec", "raw", "unit", "lang", "text"),
    [
        ("number(1)", 1234.25, "", "en-US", "1,234.3"),
        ("number(1)", 1234567, "", "hi", "12,34,567.0"),
        ("number(2)", -0.001, "", "en-US", "0.00"),
        ("number", -0.0, "", "en-US", "0"),
        ("number", 1e25, "", "en-US", "1E25"),
        ("number(1)", -1.5e300, "", "de", "-1,5E300"),
        ("number(1)", math.inf, "", "en-US", "∞"),
        ("number(1)", -math.inf, "", "en-US", "-∞"),
        ("compact", math.inf, "", "en-US", "∞"),
        ("number(0)", 10**30, "", "en-US", "1E30"),
        ("percent(1)", 23.2, "percent", "en-US", "23.2%"),
        ("percent(1)", 0.232, "share", "en-US", "23.2%"),
        ("percent(0)", 0.07, "share", "en-US", "7%"),
        ("percent(1)", 0.232, "x", "de", "23,2\u00a0%"),
        ("percent(0)", 12, "percent", "tr", "%12"),
        ("points(1)", 17.5, "percentage points", "en-US", "17.5\u00a0points"),
        ("points(1)", 17.5, "percentage points", "de", "17,5\u00a0Prozentpunkte"),
        ("money(USD, 1, bn)", 109.08, "USD bn", "en-US", "$109.1bn"),
        ("money(USD, 1, bn)", 109.08, "USD bn", "en-GB", "US$109.1bn"),
        ("money(USD, 1, bn)", 109.08, "USD bn", "de", "109,1\u00a0Mrd.\u00a0$"),
        ("money(USD, 1, bn)", 109.08, "USD bn", "ja", "$1,090.8億"),
        ("money", 109.08, "USD bn", "en-US", "$109,080,000,000"),
        ("money", 5.5, "USD", "en-US", "$5.50"),
        ("money(CHF, 0)", -5, "", "en-US", "-CHF\u00a05"),
        ("money(EUR, 2)", -0.001, "", "en-US", "€0.00"),
        ("compact", 4560000000, "", "en-US", "4.6bn"),
        ("compact", 999960, "", "en-US", "1.0m"),
        ("compact", 999940, "", "en-US", "999.9k"),
        ("compact", 12, "", "en-US", "12"),
        ("compact", 999960, "", "de", "999.960"),
        ("compact(1)", 1500000, "", "hi", "15.0\u00a0लाख"),
        ("times(1)", 11.74, "", "en-US", "11.7×"),
        ("number(1) | signed", 3.2, "", "en-US", "+3.2"),
        ("signed | percent(1)", 3.2, "percent", "en-US", "+3.2%"),
        ("number(1) | signed", 0.01, "", "en-US", "0.0"),
        ("number(1) | signed", -3.2, "", "en-US", "-3.2"),
        ("number(1) | signed", -3.2, "", "sv", "−3,2"),
        ("ordinal", 3, "", "en-US", "3rd"),
        ("ordinal", 111, "", "en-US", "111th"),
        ("ordinal", 3, "", "de", "3."),
        ("words", 842, "", "en-US", "eight hundred and forty-two"),
        ("words", -3, "", "en-US", "minus three"),
        ("text", 2024, "", "en-US", "2024"),
        ("text", 2.5, "", "de", "2,5"),
        ("date(MMM y)", datetime.date(2024, 1, 1), "", "en-US", "Jan 2024"),
        ("date(MMMM d, y)", datetime.date(2024, 1, 5), "", "en-US", "January 5, 2024"),
        ("date", datetime.date(2024, 1, 5), "", "de", "05.01.2024"),
    ],
)
def test_values_as_text(spec: str, raw: float, unit: str, lang: str, text: str) -> None:
    assert written(spec, raw, unit, lang) == text


@pytest.mark.parametrize(("lang", "text"), [("en-GB", "n/a"), ("de-AT", "k. A."), ("xx", "n/a")])
def test_missing_is_a_word(lang: str, text: str) -> None:
    assert missing(lang) == text
    assert Format("number", 1).text(None, lang) == text
    assert Format("number", 1).text(math.nan, lang) == text


def test_booleans_follow_the_language() -> None:
    assert [Format().text(True, lang) for lang in ("en", "de", "fr", "ja")] == ["yes", "ja", "oui", "yes"]


@pytest.mark.parametrize(
    ("spec", "part"),
    [
        ("percnt(1)", 'no format "percnt"'),
        ("percent(x)", "number of digits"),
        ("percent(1.5)", "number of digits"),
        ("percent(99)", "0 to 12"),
        ("percent(1, 2)", "one number"),
        ("money(XYZ)", "not a currency"),
        ("money(USD, 1, zillion)", "no scale"),
        ("money(USD, 1, bn, 4)", "money takes"),
        ("words(2)", "nothing in brackets"),
        ("%.1f", "not a format"),
        ("", "not a format"),
    ],
)
def test_a_bad_format_says_what_exists(spec: str, part: str) -> None:
    with pytest.raises(FormatError, match=part):
        parse_format(spec)


@pytest.mark.parametrize(
    ("spec", "raw", "lang"),
    [("words", 2.5, "en"), ("words", 1000, "en"), ("words", 3, "de"), ("ordinal", 3, "ja"), ("ordinal", 1.5, "en")],
)
def test_what_cannot_be_written_is_a_format_error(spec: str, raw: float, lang: str) -> None:
    with pytest.raises(FormatError, match="write number"):
        parse_format(spec).text(raw, lang)


@pytest.mark.parametrize("lang", ["", "xx-YY", "en_US!", "../../etc", "e" * 500, "klingon"])
def test_an_unknown_language_is_a_format_error(lang: str) -> None:
    with pytest.raises(FormatError):
        locale_of(lang)


@given(st.text(max_size=12))
@settings(deadline=None, max_examples=100)
def test_any_date_pattern_is_written_or_refused(pattern: str) -> None:
    try:
        text = apply_format(None, "date", [pattern]).text(datetime.date(2024, 5, 17), "en-US")
    except FormatError:
        return
    assert isinstance(text, str)


@given(st.text(max_size=30))
@settings(deadline=None, max_examples=100)
def test_any_spec_is_a_format_or_refused(spec: str) -> None:
    try:
        format_ = parse_format(spec)
    except FormatError:
        return
    assert format_.kind in FORMATS


FORMAT_SPECS = [
    "number", "number(2)", "percent(1)", "points(0) | signed", "money(USD, 1, bn)", "money", "compact", "times(1)",
    "date(d MMM y)", "words", "ordinal", "text", "compact | signed", "money(EUR, 0) | signed",
]  # fmt: skip


@pytest.mark.parametrize("spec", FORMAT_SPECS)
def test_a_format_survives_its_own_description(spec: str) -> None:
    format_ = parse_format(spec)
    assert parse_format(describe_format(format_)) == format_


# -- Spreadsheets ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "unit", "code"),
    [
        ("number(0)", "", "#,##0"),
        ("number(1)", "", "#,##0.0"),
        ("number(1) | signed", "", "+#,##0.0;-#,##0.0;#,##0.0"),
        ("percent(1)", "percent", '#,##0.0"%"'),
        ("percent(1)", "share", "#,##0.0%"),
        ("points(1)", "percentage points", '#,##0.0"\u00a0points"'),
        ("points(1)", "share", "#,##0.0%"),
        ("times(1)", "x", '#,##0.0"×"'),
        ("money(USD, 1)", "USD", '"$"#,##0.0'),
        ("money(USD, 1, bn)", "USD bn", '"$"#,##0.0"bn"'),
        ("money(USD, 1, bn)", "USD mn", '"$"#,##0.0,"bn"'),
        ("money(USD, 1, bn)", "USD", '"$"#,##0.0,,,"bn"'),
        ("money(USD, 2)", "USD bn", '"$"#,##0.00"bn"'),
        ("money(USD, 1, k)", "USD bn", '"$"#,##0.0"bn"'),
        ("compact(1)", "", '[>=1000000000]#,##0.0,,,"bn";[>=1000000]#,##0.0,,"m";#,##0.0'),
        ("money(USD, 1, auto)", "USD mn", '[>=1000]"$"#,##0.0,"bn";"$"#,##0.0"m"'),
        ("text", "", "General"),
        ("words", "", "General"),
        ("date(MMM y)", "", "mmm yyyy"),
        ("date(d MMMM y)", "", "d mmmm yyyy"),
        ("date(d 'of' MMMM)", "", 'd "of" mmmm'),
        ("date(QQQ y)", "", '"Q""Q""Q" yyyy'),
        ("date", "", "mmm d, yyyy"),
    ],
)
def test_spreadsheet_formats(spec: str, unit: str, code: str) -> None:
    assert fit_format(parse_format(spec), parse_unit(unit)).excel() == code


def test_a_spreadsheet_format_follows_the_language() -> None:
    money = fit_format(parse_format("money(USD, 1, bn)"), parse_unit("USD bn"))
    assert money.excel("de") == '#,##0.0"\u00a0Mrd.""\u00a0$"'
    assert Format("date").excel("de") == "dd.mm.yyyy"


# -- Units and columns -----------------------------------------------------------------------------------


def test_units() -> None:
    assert parse_unit("USD bn").scale == 1e9
    assert parse_unit("USD bn").currency == "USD"
    assert parse_unit("GPU").kind == "plain"
    assert parse_unit("USD zn").kind == "plain"
    assert [parse_unit(u).kind for u in ("percent", "share", "percentage points", "x", "year", "", "models")] == [
        "percent", "share", "points", "ratio", "year", "plain", "plain",
    ]  # fmt: skip
    assert len(CURRENCIES) > 140
    assert all(c in locale_of("en").currencies for c in CURRENCIES)


def test_default_formats() -> None:
    assert default_format("models", "integer").text(1234) == "1,234"
    assert default_format("", "year").text(2024) == "2024"
    assert default_format("", "yearmonth").text(datetime.date(2024, 3, 1)) == "Mar 2024"


@pytest.mark.parametrize(
    ("spec", "values", "text"),
    [
        ("number", (12.0, 12.5), "12.0"),
        ("number", (12.0, 13.0, None, math.nan), "12"),
        ("number", (12.0, 0.123), "12.00"),
        ("number(3)", (12.0,), "12.000"),
        ("percent", (12.0, 3.1), "12.0%"),
        ("money(USD)", (12.0, 3.25), "$12.00"),
        ("text", (12.0, 3.25), "12"),
    ],
)
def test_a_column_shares_its_decimals(spec: str, values: tuple[float, ...], text: str) -> None:
    assert settle(parse_format(spec), values).text(12.0) == text


@pytest.mark.parametrize(
    ("unit", "spec", "lang", "label"),
    [
        ("percent", "number(1)", "en-US", "%"),
        ("percent", "percent(1)", "en-US", ""),
        ("USD bn", "number(1)", "en-US", "US$ bn"),
        ("USD bn", "number(1)", "de", "US$ Mrd."),
        ("USD bn", "money(USD, 1, bn)", "en-US", ""),
        ("USD bn", "compact", "en-US", "US$"),
        ("EUR", "number", "en-US", "€"),
        ("percentage points", "number(1)", "en-US", "percentage points"),
        ("percentage points", "points(1)", "en-US", ""),
        ("x", "times(1)", "en-US", ""),
        ("share", "number(2)", "en-US", "share"),
        ("year", "text", "en-US", ""),
        ("Arena score", "number(0)", "en-US", "Arena score"),
        ("", "number(0)", "en-US", ""),
    ],
)
def test_what_an_axis_says_of_its_unit(unit: str, spec: str, lang: str, label: str) -> None:
    assert unit_label(unit, parse_format(spec), lang) == label
