"""A number reads the same in a native chart as in the text: formats are shown here as a spreadsheet shows them.

`shown` reads number formats by ECMA-376 part 1, 18.8.31: sections with conditions, literals in quotes, a comma after
the digits for thousands, a percent sign for hundreds; halves round away from zero.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.charts.native import native_figure
from builder.model.chart import Channel, Chart
from builder.model.data import Field
from builder.model.format import Format, fit_format, parse_format
from builder.model.units import parse_unit
from builder.theme import Theme

NUMBER = re.compile(r"(#,##0)(\.0+)?(,*)")


def sections(code: str) -> list[str]:
    """The sections of a format; a semicolon in quotes parts none."""
    return re.findall(r'(?:"[^"]*"|[^;"])+', code)


def shown(code: str, value: float) -> str:
    parts = sections(code)
    if parts[0].startswith("[>="):
        for part in parts:
            condition = re.match(r"\[>=(\d+)\]", part)
            if condition is None or value >= float(condition[1]):
                return section(part.removeprefix(condition[0] if condition else ""), value)
    if len(parts) == 3:
        # Each section after the first writes the amount without its sign.
        return section(parts[0 if value > 0 else 1 if value < 0 else 2], abs(value))
    text = section(parts[0], abs(value))
    return "-" + text if value < 0 and re.search("[1-9]", text) else text


def section(code: str, value: float) -> str:
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1])
        return "\x01"

    bare = re.sub(r'"([^"]*)"', keep, code)
    number = NUMBER.search(bare)
    assert number, code
    amount = Decimal(repr(value)) * (100 if "%" in bare else 1) / 1000 ** len(number[3])
    digits = len(number[2] or ".") - 1
    text = f"{amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):,.{digits}f}"
    return re.sub("\x01", lambda _: literals.pop(0), NUMBER.sub(lambda _: text, bare))


CASES = [
    ("number(0)", ""), ("number(2)", ""), ("number(1) | signed", ""), ("percent(1)", "percent"),
    ("percent(0)", "share"), ("percent(2) | signed", "share"), ("points(1)", "percentage points"),
    ("points(1) | signed", "percentage points"), ("times(1)", "x"), ("money(USD, 1)", "USD"),
    ("money(USD, 1, bn)", "USD bn"), ("money(USD, 1, bn)", "USD mn"), ("money(EUR, 0)", "EUR"),
    ("money(CHF, 2)", "CHF"), ("money(USD, 1, bn)", "USD"),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "unit"), CASES)
@given(value=st.floats(min_value=-1e6, max_value=1e6).map(lambda x: round(x, 3)), lang=st.sampled_from(["en-US", "de"]))
@settings(deadline=None, max_examples=60)
def test_a_native_number_reads_as_the_text(spec: str, unit: str, value: float, lang: str) -> None:
    format_ = fit_format(parse_format(spec), parse_unit(unit))
    text = format_.text(value, lang)
    if lang == "de":
        # The program that shows the file has separators of its own; here they are the English ones.
        text = re.sub(r"[.,](?=\d)", lambda m: "," if m[0] == "." else ".", text)
    code = format_.excel(lang)
    got = shown(code, value)
    if "signed" in spec and not re.search("[1-9]", got):
        # A spreadsheet chooses the sign by the value, the text by what is seen of it: "+0" is no number to print.
        got = got.lstrip("+-")
    if unit.startswith(("USD", "EUR", "CHF")) and value < 0 and not re.search("[1-9]", got):
        got = got.lstrip("-")
    assert got == text, code


@pytest.mark.parametrize("value", [999.94, 1000.0, 1_234_567.0, 2_500_000.0, 109.08e9, 4.56e9, 12.0])
def test_a_short_scale_reads_as_the_text(value: float) -> None:
    format_ = parse_format("compact(1)")
    if 1000 <= value < 1e6:
        # Excel has two conditions: thousands are written out there.
        assert shown(format_.excel(), value) == f"{value:,.1f}"
    else:
        assert shown(format_.excel(), value) == format_.text(value)


@pytest.mark.parametrize(("value", "text"), [(17.25, "17.3%"), (-17.25, "-17.3%"), (0.05, "0.1%"), (2.45, "2.5%")])
def test_halves_round_as_in_the_deck(value: float, text: str) -> None:
    format_ = fit_format(parse_format("percent(1)"), parse_unit("percent"))
    assert format_.text(value) == shown(format_.excel(), value) == text


def test_what_no_number_format_can_write_is_drawn() -> None:
    """A percent sign would say that the difference of two shares is a level."""
    names = Channel(Field("name"), Format("text"), ("a", "b"))
    for unit, native in (("share points", False), ("percentage points", True), ("share", True)):
        kind = "percent" if unit == "share" else "points"
        format_ = fit_format(parse_format(f"{kind}(1)"), parse_unit(unit))
        amounts = Channel(Field("gap", "number", unit=unit), format_, (0.05, 0.25))
        chart = Chart("c", "bar", {"x": names, "y": amounts}, 2, title="A gap")
        assert (native_figure(chart, Theme()) is not None) is native
