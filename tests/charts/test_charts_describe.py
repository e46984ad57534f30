"""The text alternatives of charts, from their data."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.charts.describe import LONGEST, describe
from builder.charts.registry import MARKS
from builder.model.chart import Channel, Chart
from builder.model.data import Field
from builder.model.format import Format, Raw, parse_format


def channel(name: str, type_: str, *values: Raw, label: str = "", format_: str = "") -> Channel:
    field = Field(name, type_)  # type: ignore[arg-type]
    return Channel(field, parse_format(format_) if format_ else field.written, values, label)


def chart(mark: str = "bar", **channels: Channel) -> Chart:
    return Chart("c", mark, channels, len(next(iter(channels.values())).values) if channels else 0, title="Up")


def test_a_bar_chart() -> None:
    c = chart(
        x=channel("Country", "string", "US", "China", "France"),
        y=channel("score", "number", 92.3, 92.0, None, label="Score, %", format_="number(1)"),
    )
    assert describe(c) == (
        "Up. Bar chart of Score, % by Country. Highest: 92.3 (US); lowest: 92.0 (China). "
        "One value is missing: France. Country: US, China and France."
    )


def test_a_line_chart_says_its_range() -> None:
    months = [datetime.date(2024, m, 1) for m in (3, 1, 2)]
    c = chart(
        "line",
        x=channel("month", "yearmonth", *months, label="Month"),
        y=channel("n", "integer", 3, 1000, 2),
        color=channel("place", "string", "A", "A", "B", label="Place"),
    )
    assert describe(c) == (
        "Up. Line chart of n by Month and Place. Highest: 1,000 (Jan 2024, A); lowest: 2 (Feb 2024, B). "
        "Month from Jan 2024 to Mar 2024; Place: A and B."
    )


def test_a_heatmap_and_a_histogram_measure_another_channel() -> None:
    heat = chart(
        "heatmap",
        x=channel("year", "year", 2023, 2024),
        y=channel("test", "string", "A", "A"),
        color=channel("lead", "number", 2.0, 1.0),
    )
    assert "Heatmap of lead by year and test. Highest: 2 (2023, A); lowest: 1 (2024, A)." in describe(heat)
    bins = chart("histogram", x=channel("cost", "number", 1.0, 5.0, None, format_="money(USD, 0)"))
    assert describe(bins) == "Up. Histogram of cost, 2 values. Highest: $5; lowest: $1. One value is missing."


def test_a_lying_bar_and_a_dumbbell() -> None:
    lying = chart(x=channel("n", "integer", 3, 2), y=channel("who", "string", "A", "B"))
    assert "Bar chart of n by who. Highest: 3 (A)" in describe(lying)
    dumbbell = chart(
        "dumbbell",
        x=channel("lead", "number", 3.0, 2.0),
        y=channel("test", "string", "A", "A"),
        color=channel("year", "year", 2023, 2024),
    )
    assert "Dumbbell chart of lead by test and year. Highest: 3 (A, 2023); lowest: 2 (A, 2024)." in describe(dumbbell)


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ((), "Bar chart without data."),
        ((None, None), "All values are missing."),
        ((float("nan"), 1.0), "One value is missing: a."),
        ((4.0,), "The one value is 4 (a)."),
        ((4.0, 4.0), "All 2 values are 4."),
        ((None,) * 5 + (1.0,), "5 values are missing: a; b; c and others."),
    ],
)
def test_what_is_not_there_is_said(values: tuple[Raw, ...], part: str) -> None:
    c = chart(x=channel("who", "string", *"abcdef"[: len(values)]), y=channel("n", "number", *values))
    assert part in describe(c)


def test_numbers_follow_the_language() -> None:
    c = Chart("c", "bar", {"x": channel("a", "string", "x"), "y": channel("b", "number", 1234.5)}, 1, "de")
    assert "1.234,5" in describe(c)


@given(st.sampled_from(sorted(MARKS)), st.integers(0, 60), st.text(max_size=500), st.text(max_size=140))
@settings(deadline=None, max_examples=100)
def test_it_is_never_empty_nor_long(mark: str, rows: int, title: str, name: str) -> None:
    entry = MARKS[mark]
    amounts = set(entry.quantitative) or {"y"}
    channels = {
        c: Channel(Field("n", "number"), Format("number"), tuple(float(i) for i in range(rows)))
        if c in amounts
        else Channel(Field("s"), Format(), tuple(f"{name}{i}" for i in range(rows)))
        for c in entry.required
    }
    c = Chart("c", mark, channels, rows, title=title)
    text = describe(c)
    assert 0 < len(text) <= LONGEST
    assert text == describe(c)
    kind = text.removeprefix(title.strip()).strip(" .")
    assert kind or len(title) > 300
