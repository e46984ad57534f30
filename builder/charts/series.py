"""Rows in long form become categories and series: what every mark draws, in both of its forms."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from builder.model.chart import Channel, Chart
from builder.model.format import Raw
from builder.theme import Theme


@dataclass(frozen=True, slots=True)
class Series:
    """One series: a value a category, None where it is missing; `rows` are the chart's rows behind them."""

    key: Raw
    name: str
    values: tuple[float | None, ...]
    rows: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Categories in order, their texts, and the series over them."""

    categories: tuple[Raw, ...]
    labels: tuple[str, ...]
    series: tuple[Series, ...]

    def values(self) -> list[float]:
        """Every value that is there."""
        return [v for s in self.series for v in s.values if v is not None]


def number(raw: Raw) -> float | None:
    """A raw value on an axis: amounts as they are, days as days since year 1, None where missing."""
    if raw is None or isinstance(raw, (str, bool)):
        return None if not isinstance(raw, bool) else float(raw)
    if isinstance(raw, datetime.datetime):
        return raw.toordinal() + (raw.hour * 3600 + raw.minute * 60 + raw.second) / 86400
    if isinstance(raw, datetime.date):
        return float(raw.toordinal())
    return None if raw != raw else float(raw)  # noqa: PLR0124 - NaN is missing


def distinct(values: Sequence[Raw]) -> tuple[Raw, ...]:
    """Values in the order of their first appearance, missing ones left out."""
    return tuple(dict.fromkeys(v for v in values if v is not None))


def categories_of(channel: Channel) -> tuple[Raw, ...]:
    """The distinct values of a channel: times in their order, others as they first appear."""
    found = distinct(channel.values)
    return tuple(sorted(found, key=lambda v: number(v) or 0.0)) if channel.temporal else found


def steps_of(channel: Channel) -> tuple[Raw, ...]:
    """The categories of an axis: as `categories_of`, and where they are years or months at an even step, those too that
    no row has, so that a hole in the data is a hole in the chart.

    The step is the least one; it is even where most neighbours are one step apart and the others several.
    """
    found = categories_of(channel)
    at = [_step(v, channel) for v in found]
    places = [n for n in at if n is not None]
    if len(places) < 3 or len(places) < len(found):
        return found
    apart = [b - a for a, b in pairwise(places)]
    step = min(apart)
    if any(a % step for a in apart) or sum(a == step for a in apart) * 2 <= len(apart):
        return found
    known = dict(zip(places, found, strict=True))
    return tuple(known[n] if n in known else _of_step(n, found[0]) for n in range(places[0], places[-1] + 1, step))


def even(categories: Sequence[Raw], channel: Channel) -> bool:
    """Whether times in their order, as `categories_of` has them, are at an even step: of years, months or days."""
    at = [n if (n := _step(v, channel)) is not None else number(v) for v in categories]
    apart = [b - a for a, b in pairwise(at) if a is not None and b is not None]
    return not apart or max(apart) - min(apart) < 1e-6


def _step(value: Raw, channel: Channel) -> int | None:
    """The number of a year or of a month; None for what is neither."""
    if channel.field.type == "year" and isinstance(value, int):
        return value
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) and value.day == 1:
        return value.year * 12 + value.month - 1
    return None


def _of_step(n: int, like: Raw) -> Raw:
    return datetime.date(n // 12, n % 12 + 1, 1) if isinstance(like, datetime.date) else n


def grid(chart: Chart, category: str, value: str, whole: Chart | None = None) -> Grid:
    """`value` by `category` and colour. Categories and series are those of `whole` (the chart before facets)."""
    whole = whole or chart
    cat, val = chart.channels[category], chart.channels[value]
    categories = steps_of(whole.channels[category])
    keys: tuple[Raw, ...] = (None,)
    if "color" in whole.channels:
        keys = categories_of(whole.channels["color"]) or (None,)
    color = chart.channels.get("color")
    place: dict[tuple[Raw, Raw], int] = {}
    for row in range(chart.rows):
        key = color.values[row] if color else None
        place.setdefault((cat.values[row], key), row)
    series = []
    for key in keys:
        rows = tuple(place.get((c, key)) for c in categories)
        values = tuple(number(val.values[r]) if r is not None else None for r in rows)
        name = whole.channels["color"].format.text(key, chart.lang) if color and key is not None else ""
        series.append(Series(key, name, values, rows))
    labels = tuple(cat.format.text(c, chart.lang) for c in categories)
    return Grid(categories, labels, tuple(series))


MOST_DIGITS = 3


def native_format(channel: Channel, lang: str) -> str:
    """The number format of a channel's amounts in a workbook. A format that leaves the digits open gets as many as the
    amounts have: a spreadsheet would write the point of "#,##0.##" after whole numbers too.
    """
    format_ = channel.format
    if format_.digits is not None or format_.kind not in ("number", "percent", "points", "times", "text"):
        return format_.excel(lang)
    shown = [v * format_.factor for raw in channel.values if (v := number(raw)) is not None and v == v]  # noqa: PLR0124  NaN alone is unlike itself
    digits = [next((d for d in range(MOST_DIGITS) if abs(round(v, d) - v) < 1e-9), MOST_DIGITS) for v in shown]
    if format_.kind == "text":
        return "General" if any(digits) else "0"
    return replace(format_, digits=max(digits, default=0)).excel(lang)


def series_colors(chart: Chart, theme: Theme, keys: Sequence[Raw]) -> list[str]:
    """A colour a series: the accent for one; with `highlight` the accent for those named and greys for the rest."""
    colors = theme.colors
    wanted = [k for k in keys if k in chart.highlight or str(k) in map(str, chart.highlight)]
    if chart.highlight and wanted and "color" in chart.channels:
        strong = [colors.highlight, colors.accent, *colors.categorical[2:]] if len(wanted) > 1 else [colors.accent]
        greys = colors.greys
        out, rest = [], 0
        for key in keys:
            if key in wanted:
                out.append(strong[wanted.index(key) % len(strong)])
            else:
                out.append(greys[rest % len(greys)])
                rest += 1
        return out
    return [colors.categorical[i % len(colors.categorical)] for i in range(len(keys))]


def category_colors(chart: Chart, theme: Theme, categories: Sequence[Raw]) -> list[str] | None:
    """Colours of single categories where `highlight` names some of them; None where it does not."""
    named = {str(h) for h in chart.highlight}
    if not named or "color" in chart.channels:
        return None
    labels = [str(c) for c in categories]
    if not named.intersection(labels):
        return None
    return [theme.colors.accent if label in named else theme.colors.muted for label in labels]


def facets(chart: Chart) -> list[tuple[str, Chart]]:
    """The chart cut by its `facet` channel: a title and a chart each; one with no title where there is none."""
    facet = chart.channels.get("facet")
    if facet is None:
        return [("", chart)]
    out = []
    for key in categories_of(facet):
        rows = [r for r in range(chart.rows) if facet.values[r] == key]
        out.append((facet.format.text(key, chart.lang), subset(chart, rows)))
    return out or [("", chart)]


def every(whole: Chart, category: str, value: str) -> tuple[Grid, ...]:
    """The grids of all facets: what a scale that they share must hold."""
    return tuple(grid(part, category, value, whole) for _, part in facets(whole))


def subset(chart: Chart, rows: Sequence[int]) -> Chart:
    """The chart with some of its rows, without `facet`."""
    channels = {
        name: replace(c, values=tuple(c.values[r] for r in rows))
        for name, c in chart.channels.items()
        if name != "facet"
    }
    return replace(chart, channels=channels, rows=len(rows))


def legend_of(chart: Chart, theme: Theme) -> tuple[list[str], list[str]]:
    """The names and colours of the series."""
    keys = categories_of(chart.channels["color"])
    names = [chart.channels["color"].format.text(k, chart.lang) for k in keys]
    return names, series_colors(chart, theme, keys)
