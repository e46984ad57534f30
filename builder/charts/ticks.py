"""Ticks of the axis of x in native charts, where they are no names of categories and no even numbers: times, powers and
the edges of intervals. They come in sets, from the densest to the sparsest, of which the writer takes the first that
fits; times have those that the drawing would have in so much room.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from builder.charts.scale import Scale, time_scale
from builder.charts.series import number
from builder.model.chart import Channel, Chart, NativeAxis, Ticks
from builder.model.format import Raw

FIRST_DAY = 693594  # a spreadsheet counts days from 30 December 1899 (ECMA-376 part 1, 18.17.4.1)
COUNTS = (60, 36, 24, 18, 12, 9, 7, 5, 4, 3, 2)


def first_day(channel: Channel) -> int:
    """What is taken from times to have them as a spreadsheet counts them: nothing from years."""
    return FIRST_DAY if channel.temporal and channel.field.type != "year" else 0


def time_axis(channel: Channel, scale: Scale, lang: str) -> NativeAxis:
    """The range of an axis of times, as a spreadsheet counts them, with their own format."""
    start = first_day(channel)
    return NativeAxis("", channel.format.excel(lang) if start else "0", scale.low - start, scale.high - start)


def scale_ticks(scale: Scale, start: float = 0.0) -> Ticks:
    """The ticks of a scale, with their places counted from `start`."""
    return tuple((tick - start, text) for tick, text in zip(scale.ticks, scale.labels, strict=True))


def time_ticks(channel: Channel, values: Sequence[float], lang: str) -> tuple[Ticks, ...]:
    """Ticks over times, as a spreadsheet counts them."""
    counts = [len(values), *(n for n in COUNTS if n < len(values))]
    start = first_day(channel)
    return tuple(dict.fromkeys(scale_ticks(time_scale(channel, values, lang, n), start) for n in counts))


def category_ticks(chart: Chart, categories: Sequence[Raw]) -> tuple[Ticks, ...]:
    """Ticks over the categories of x where they are times; none where they are names."""
    channel = chart.channels["x"]
    at = [v for c in categories if (v := number(c)) is not None]
    if not channel.temporal or not at or len(at) < len(categories):
        return ()
    start = first_day(channel)
    own = [v - start for v in at]
    sets = time_ticks(channel, at, chart.lang)
    return tuple(tuple((_place(v, own), text) for v, text in ticks if own[0] <= v <= own[-1]) for ticks in sets)


def _place(value: float, at: Sequence[float]) -> float:
    """The number of a category in rising order, with a fraction between two of them."""
    n = bisect_left(at, value)
    return float(n) if at[n] == value else n - 1 + (value - at[n - 1]) / (at[n] - at[n - 1])


def thinned(ticks: Ticks) -> tuple[Ticks, ...]:
    """All of them, every second, every third, ..."""
    return tuple(dict.fromkeys(ticks[::stride] for stride in range(1, len(ticks) + 1)))
