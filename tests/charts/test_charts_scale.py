"""Properties of scales, series, wrapping, spreading, histograms and waterfalls."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from itertools import pairwise

import pytest
from chart_cases import channel
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from builder.charts.histogram import counts, edges
from builder.charts.layout import fitting, spread, wrap
from builder.charts.scale import Scale, amount_scale, nice_step, time_scale
from builder.charts.series import categories_of, facets, grid, number, series_colors, steps_of
from builder.charts.waterfall import steps
from builder.model.chart import Channel, Chart
from builder.model.format import Format, Raw, parse_format
from builder.theme import Theme

quick = settings(max_examples=100, deadline=None)
amounts = st.one_of(
    st.floats(-1e15, 1e15, allow_nan=False).filter(lambda v: v == 0 or abs(v) > 1e-9),
    st.integers(-1000, 1000).map(float),
    st.floats(1e-6, 1e-3),
)
formats = st.sampled_from(
    (
        "number",
        "number(1)",
        "percent(0)",
        "money(USD, 1, bn)",
        "money(USD, 0, auto)",
        "compact",
        "points(1)",
        "times(1)",
    )
)


def amount(spec: str = "number") -> Channel:
    return channel("v", "number", (), "", parse_format(spec))


def check(scale: Scale, values: Sequence[float]) -> None:
    slack = (scale.high - scale.low) * 1e-6
    assert scale.low < scale.high
    assert scale.low - slack <= min(values)
    assert max(values) <= scale.high + slack
    assert all(a < b for a, b in pairwise(scale.ticks))
    assert all(scale.low - slack <= t <= scale.high + slack for t in scale.ticks)
    assert len(scale.labels) == len(scale.ticks)


# -- Amounts ---------------------------------------------------------------------------------------------


@given(st.lists(amounts, min_size=1, max_size=12), st.booleans(), st.integers(2, 8), st.sampled_from((0.0, 0.1)))
@quick
def test_a_scale_holds_its_values(values: list[float], zero: bool, count: int, pad: float) -> None:
    scale = amount_scale(values, amount(), "en-US", zero=zero, count=count, pad=pad)
    check(scale, values)
    assert (scale.low, scale.high) == (scale.ticks[0], scale.ticks[-1])
    assert 2 <= len(scale.ticks) <= count + 3
    if zero:
        assert 0.0 in scale.ticks
    assert all(0 - 1e-6 <= scale.share(v) <= 1 + 1e-6 for v in values)


@given(st.lists(amounts, min_size=2, max_size=6), formats, st.sampled_from(("en-US", "de-DE", "fr-FR")))
@quick
def test_ticks_have_texts_of_their_own(values: list[float], spec: str, lang: str) -> None:
    low, high = min(values), max(values)
    assume(high - low > 1e-5 * max(abs(low), abs(high)))
    scale = amount_scale(values, amount(spec), lang, zero=False)
    assert len(set(scale.labels)) == len(scale.labels), scale


@pytest.mark.parametrize("values", [(1e-12, 5e-12), (1e300, -1e300), (5e-324, 1e-320), (1e15, 1e15 + 1), (-0.0, 0.0)])
def test_extremes(values: tuple[float, float]) -> None:
    check(amount_scale(values, amount(), "en-US", zero=False), values)
    check(amount_scale(values, amount(), "en-US", zero=True), values)


def test_no_values_and_infinite_ones() -> None:
    assert amount_scale((), amount(), "en-US", zero=False).labels == ("0.0", "0.2", "0.4", "0.6", "0.8", "1.0")
    check(amount_scale((1.0, math.inf, 3.0), amount(), "en-US", zero=True), (1.0, 3.0))


def test_whole_numbers_have_whole_ticks() -> None:
    whole = channel("n", "integer", ())
    assert amount_scale((0, 2), whole, "en-US", zero=True).labels == ("0", "1", "2")
    assert amount_scale((7,), whole, "en-US", zero=True).labels == ("0", "2", "4", "6", "8")


@given(st.lists(st.floats(1e-8, 1e18), min_size=1, max_size=9), formats)
@quick
def test_logarithmic_ticks_are_powers_of_ten(values: list[float], spec: str) -> None:
    scale = amount_scale(values, amount(spec), "en-US", zero=False, log=True)
    assert scale.log
    check(scale, values)
    assert all(math.log10(t) == pytest.approx(round(math.log10(t)), abs=1e-9) for t in scale.ticks)
    assert len(set(scale.labels)) == len(scale.labels)
    assert scale.share(scale.low) == 0
    assert scale.share(scale.high) == 1


@given(st.floats(1e-300, 1e300), st.integers(1, 10))
@quick
def test_a_nice_step_is_one_two_or_five(span: float, count: int) -> None:
    step = nice_step(span, count)
    assert step * count >= span * (1 - 1e-6)
    digits = f"{step:e}".partition("e")[0].rstrip("0").rstrip(".")
    assert digits in ("1", "2", "2.5", "5")


# -- Time ------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=9), st.integers(2, 12))
@quick
def test_years_are_whole(years: list[int], count: int) -> None:
    scale = time_scale(channel("year", "year", years), [float(y) for y in years], "en-US", count)
    check(scale, years)
    assert all(label == str(int(tick)) for tick, label in zip(scale.ticks, scale.labels, strict=True))
    assert all(t == int(t) for t in scale.ticks)
    assert len(scale.ticks) <= count + 1
    assert len({b - a for a, b in pairwise(scale.ticks)}) <= 1


dates = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))


@given(st.lists(dates, min_size=1, max_size=9), st.integers(2, 12), st.sampled_from(("en-US", "de-DE")))
@quick
def test_months_start_on_the_first(days: list[datetime.date], count: int, lang: str) -> None:
    at = [float(d.toordinal()) for d in days]
    scale = time_scale(channel("day", "date", days), at, lang, count)
    check(scale, at)
    ticks = [datetime.date.fromordinal(int(t)) for t in scale.ticks]
    months = (max(days).year - min(days).year) * 12 + max(days).month - min(days).month
    if months > count:
        assert all(t.day == 1 for t in ticks)
        assert len(ticks) <= count + 1
    # A text without a year stands in the year of the text before it.
    full = [str(t.year) in label for t, label in zip(ticks, scale.labels, strict=True)]
    assert full[0]
    assert all(f or a.year == b.year for f, (a, b) in zip(full[1:], pairwise(ticks), strict=True))
    assert len({(t.year, label) for t, label in zip(ticks, scale.labels, strict=True)}) == len(ticks)


def test_months_have_their_year_once() -> None:
    months = [datetime.date(2024 + m // 12, m % 12 + 1, 1) for m in range(14)]
    at = [float(d.toordinal()) for d in months]
    scale = time_scale(channel("month", "yearmonth", months), at, "en-US", 7)
    assert scale.labels == ("Jan 2024", "Mar", "May", "Jul", "Sep", "Nov", "Jan 2025")


# -- Series ----------------------------------------------------------------------------------------------

keys = st.sampled_from(("a", "b", "c", "中", None))


@given(st.lists(st.tuples(keys, keys, st.one_of(st.none(), amounts)), max_size=20))
@quick
def test_a_grid_has_the_first_row_of_each_place(rows: list[tuple[Raw, Raw, float | None]]) -> None:
    c = Chart(
        "c",
        "bar",
        {
            "x": channel("x", "string", [r[0] for r in rows]),
            "y": channel("y", "number", [r[2] for r in rows]),
            "color": channel("color", "string", [r[1] for r in rows]),
        },
        len(rows),
    )
    data = grid(c, "x", "y")
    assert data.categories == tuple(dict.fromkeys(r[0] for r in rows if r[0] is not None))
    assert len(data.labels) == len(data.categories)
    for s in data.series:
        assert len(s.values) == len(s.rows) == len(data.categories)
        for category, value, row in zip(data.categories, s.values, s.rows, strict=True):
            first = next((i for i, r in enumerate(rows) if (r[0], r[1]) == (category, s.key)), None)
            assert row == first
            assert value == (rows[first][2] if first is not None else None)
    assert len(series_colors(c, Theme(), [s.key for s in data.series])) == len(data.series)


@given(st.sets(st.integers(1990, 2030), min_size=3, max_size=20))
@quick
def test_steps_hold_every_year_and_are_even_where_they_are_more(years: set[int]) -> None:
    c = channel("year", "year", list(years))
    found = steps_of(c)
    assert set(years) <= set(found)
    if len(found) > len(years):
        assert len({b - a for a, b in pairwise(number(v) or 0.0 for v in found)}) == 1
        assert len(found) < 2 * len(years) + max(years) - min(years)
    else:
        assert found == categories_of(c)


def test_holes_in_years_and_months() -> None:
    assert steps_of(channel("y", "year", (2001, 2003, 2002, 2006))) == (2001, 2002, 2003, 2004, 2005, 2006)
    assert steps_of(channel("y", "year", (2000, 2010, 2020, 2050))) == (2000, 2010, 2020, 2030, 2040, 2050)
    assert steps_of(channel("y", "year", (2013, 2024))) == (2013, 2024)
    assert steps_of(channel("y", "year", (2000, 2010, 2023, 2024))) == (2000, 2010, 2023, 2024)
    months = [datetime.date(2024, m, 1) for m in (1, 2, 3, 5)]
    assert steps_of(channel("m", "yearmonth", months)) == tuple(datetime.date(2024, m, 1) for m in (1, 2, 3, 4, 5))
    days = [datetime.date(2024, 1, d) for d in (1, 2, 3, 5)]
    assert steps_of(channel("d", "date", days)) == tuple(days)
    assert steps_of(channel("x", "string", ("b", "a"))) == ("b", "a")


@given(st.lists(st.tuples(keys, amounts), max_size=20))
@quick
def test_facets_share_out_the_rows(rows: list[tuple[Raw, float]]) -> None:
    c = Chart(
        "c",
        "bar",
        {
            "x": channel("x", "string", [str(i) for i in range(len(rows))]),
            "y": channel("y", "number", [r[1] for r in rows]),
            "facet": channel("f", "string", [r[0] for r in rows]),
        },
        len(rows),
    )
    parts = facets(c)
    if any(k is not None for k, _ in rows):
        assert sum(p.rows for _, p in parts) == sum(k is not None for k, _ in rows)
        assert all("facet" not in p.channels for _, p in parts)


def test_numbers_of_values() -> None:
    assert number(True) == 1.0
    assert number("7") is None
    assert number(math.nan) is None
    assert number(datetime.date(1, 1, 1)) == 1.0
    assert number(datetime.datetime(1, 1, 1, 12)) == 1.5  # noqa: DTZ001 - a time of a dataset has no zone


# -- Layout ----------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-50, 250), max_size=12), st.floats(1, 12))
@quick
def test_spread_keeps_order_distance_and_ends(wanted: list[float], gap: float) -> None:
    found = spread(wanted, gap, 0, 200)
    assert len(found) == len(wanted)
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    at = [found[i] for i in order]
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(at))
    assert all(-1e-6 <= y <= 200 + 1e-6 for y in at)
    if all(b - a >= gap for a, b in pairwise(sorted(wanted))) and all(0 <= w <= 200 for w in wanted):
        assert found == pytest.approx(wanted)


@given(st.lists(st.floats(0, 100), max_size=40), st.floats(1, 30), st.integers(0, 39))
@quick
def test_fitting_leaves_out_what_does_not_fit(wanted: list[float], gap: float, first: int) -> None:
    assume(first < len(wanted))
    found = fitting(wanted, gap, 0, 100, [first])
    at = sorted(y for y in found if y is not None)
    assert found[first] is not None
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(at))
    assert all(-1e-6 <= y <= 100 + 1e-6 for y in at)
    if (len(wanted) - 1) * gap <= 100:
        assert None not in found


words = st.lists(st.text("abcW中 -", min_size=1, max_size=30), max_size=8).map(" ".join)


@given(words, st.integers(3, 40), st.integers(1, 4))
@quick
def test_wrapped_text_fits_and_loses_nothing_but_what_it_says(text: str, width: int, lines: int) -> None:
    found = wrap(text, width, lines, len)
    rows = found.split("\n")
    assert len(rows) <= lines
    assert all(len(r) <= width for r in rows)
    bare = "".join(text.split())
    kept = "".join(found.split())
    if kept.endswith("…"):
        assert bare.startswith(kept[:-1])
    else:
        assert kept == bare


def test_words_are_kept_whole_where_they_fit() -> None:
    assert wrap("United Kingdom of Great Britain", 14, 3, len) == "United Kingdom\nof Great\nBritain"
    assert wrap("United Kingdom of Great Britain", 14, 2, len) == "United Kingdom\nof Great…"
    assert wrap("人工智慧專利數量", 4, 2, len) == "人工智慧\n專利數量"


# -- Histograms and waterfalls ---------------------------------------------------------------------------


def histogram(values: Sequence[float | None], bins: int | None, *, log: bool) -> Chart:
    return Chart(
        "c",
        "histogram",
        {"x": channel("v", "number", values, "", Format("number"))},
        len(values),
        bins=bins,
        log=("x",) if log else (),
    )


@given(st.lists(st.one_of(st.none(), amounts), max_size=30), st.sampled_from((None, 1, 3, 10)))
@quick
def test_every_row_falls_into_one_interval(values: list[float | None], bins: int | None) -> None:
    c = histogram(values, bins, log=False)
    ends = edges(c)
    assert all(a < b for a, b in pairwise(ends))
    assert sum(counts(c, ends)) == sum(v is not None for v in values)
    if bins and len({v for v in values if v is not None}) > 1:
        assert len(ends) == bins + 1


@given(st.lists(st.floats(1e-6, 1e12), min_size=1, max_size=30), st.sampled_from((None, 3, 12)))
@quick
def test_logarithmic_intervals(values: list[float], bins: int | None) -> None:
    c = histogram(values, bins, log=True)
    ends = edges(c)
    assert sum(counts(c, ends)) == len(values)
    factors = [b / a for a, b in pairwise(ends)]
    assert max(factors) == pytest.approx(min(factors), rel=1e-6)


def test_an_edge_belongs_to_the_interval_that_it_opens() -> None:
    c = histogram((0.0, 1.0, 1.0, 2.0), 2, log=False)
    assert edges(c) == [0.0, 1.0, 2.0]
    assert counts(c, edges(c)) == [1, 3]


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(-100, 100)), st.booleans()), min_size=1, max_size=12))
@quick
def test_a_waterfall_is_one_chain(rows: list[tuple[int | None, bool]]) -> None:
    values = [float(v) if v is not None else None for v, _ in rows]
    c = Chart(
        "c",
        "waterfall",
        {
            "x": channel("x", "string", [str(i) for i in range(len(rows))]),
            "y": channel("y", "number", values),
            "text": channel("kind", "string", ["Total" if t else None for _, t in rows]),
        },
        len(rows),
    )
    bars = steps(c)
    assert [b.row for b in bars] == list(range(len(rows)))
    for bar, value, before in zip(bars, values, [None, *bars], strict=False):
        level = before.end if before else 0.0
        if value is None:
            assert bar.missing
            assert bar.start == bar.end == level
        elif bar.total:
            assert (bar.start, bar.end) == (0.0, value)
        else:
            assert (bar.start, bar.end) == (level, level + value)
    if not any(t for _, t in rows):
        assert [b.total for b in bars] == [True] + [False] * (len(rows) - 1)
