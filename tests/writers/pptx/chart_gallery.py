"""Charts of every form that a deck has, with annotations, by name."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from builder.model.chart import Annotation, Channel, Chart
from builder.model.data import Field, FieldType
from builder.model.document import Block, Figure
from builder.model.format import Format, Raw

PLACES = ("United States", "China", "United Kingdom", "France", "South Korea", "Canada")
SCORES = (92.1, 74.25, 60.0, 48.5, 31.0, 12.75)
NATIVE = (
    "bar", "bar-grouped", "bar-lying", "bar-grouped-lying", "bar-stacked", "bar-shares", "bar-negative", "bar-months",
    "bar-40", "line", "line-gaps", "line-months", "line-days", "line-twelve", "area", "area-shares", "point",
    "point-named", "point-many", "arc", "arc-many", "dumbbell", "dumbbell-gaps", "slope", "lollipop", "lollipop-lying",
    "lollipop-40", "waterfall", "waterfall-negative", "histogram", "bar-and-line", "facets", "noted", "arabic",
    "japanese", "pie",
)  # fmt: skip


def channel(
    name: str, type_: FieldType, values: Sequence[Raw], label: str = "", format_: Format | None = None
) -> Channel:
    """A channel whose values are written as its column would be."""
    field = Field(name, type_)
    return Channel(field, format_ or field.written, tuple(values), label)


def amounts(values: Sequence[Raw], digits: int = 2, label: str = "Score, points") -> Channel:
    """A channel of amounts."""
    return channel("score", "number", values, label, Format("number", digits))


def _chart(id_: str, mark: str, channels: dict[str, Channel], **more: object) -> Chart:
    rows = len(next(iter(channels.values())).values)
    return Chart(id_, mark, channels, rows, title=f"The finding of {id_}", **more)  # type: ignore[arg-type]


def _pairs(values: Sequence[float] = SCORES) -> tuple[Channel, Channel, Channel]:
    """Places, years and scores, two of each place."""
    place = channel("place", "string", [p for p in PLACES for _ in (0, 1)])
    year = channel("year", "year", [y for _ in PLACES for y in (2023, 2024)])
    return place, year, amounts([v + 6.25 * n for v in values for n in (0, 1)])


def _states(names: Sequence[str]) -> dict[str, Channel]:
    place = channel("name", "string", [n for n in names for _ in (0, 1)])
    score, year = amounts((1.0, 2.0, 3.0, 4.0, 5.0, 6.0)), channel("year", "year", (2023, 2024) * 3)
    return {"y": place, "x": score, "color": year}


def _series(count: int, years: Sequence[int], gaps: Sequence[int] = ()) -> dict[str, Channel]:
    rows = [(y, f"Series {k}", 10.0 * (k + 1) + (y - years[0]) * (k + 2)) for k in range(count) for y in years]
    return {
        "x": channel("year", "year", [r[0] for r in rows]),
        "y": amounts([None if n in gaps else r[2] for n, r in enumerate(rows)], 1),
        "color": channel("series", "string", [r[1] for r in rows]),
    }


def gallery() -> dict[str, Chart]:
    """The charts. Those in `NATIVE` are PowerPoint's own in our base deck."""
    place, score = channel("place", "string", PLACES), amounts(SCORES)
    plain, lying = {"x": place, "y": score}, {"y": place, "x": score}
    mixed = amounts((-5.5, 12.25, -40.0, 3.0, -0.5, 8.0))
    pairs_place, pairs_year, pairs_score = _pairs()
    grouped = {"x": pairs_place, "y": pairs_score, "color": pairs_year}
    states = {"y": pairs_place, "x": pairs_score, "color": pairs_year}
    some = replace(pairs_score, values=tuple(None if n in (3, 6, 7) else v for n, v in enumerate(pairs_score.values)))
    many = channel("place", "string", [f"Country number {n}" for n in range(40)])
    falling = amounts([100.0 - 2.25 * n for n in range(40)])
    steps = channel("step", "string", ("Start", "Sales", "Prices", "Costs", "End"))
    names = {"arabic": ("الذكاء الاصطناعي", "السعودية", "مصر"), "japanese": ("研究開発投資額", "日本", "臺灣地區")}
    years, months = range(2013, 2025), [datetime.date(2023 + m // 12, m % 12 + 1, 1) for m in range(26)]
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(d + d // 5 * 2) for d in range(60)]
    wave = amounts([40.0 + n % 7 + n / 4 for n in range(60)])
    notes = (Annotation("The average", y=60.0), Annotation("It fell", x="France", y=48.5))
    single = {k: c for k, c in _series(1, years).items() if k != "color"}
    share = channel(
        "share", "number", [0.03 * n for n in range(12)], "Share of all that is spent on it, % of the whole",
        Format("percent", 0, factor=100.0),
    )  # fmt: skip
    parts = channel("part", "string", [p for p in ("North", "South", "East", "West") for _ in years])
    named = channel("part", "string", [f"A part with a rather long name, number {n}" for n in range(6)])
    powers, run = amounts([10.0**n for n in range(1, 7)], 0, "Cost"), range(900)
    cloud = {"x": amounts([n * 0.37 for n in run]), "y": amounts([n % 31 for n in run])}
    charts = [
        _chart("bar", "bar", plain, highlight=("China",)),
        _chart("bar-grouped", "bar", grouped),
        _chart("bar-lying", "bar", lying, highlight=("China",)),
        _chart("bar-grouped-lying", "bar", states),
        _chart("bar-stacked", "bar", _series(4, years), stack="stack", labels=True),
        _chart("bar-shares", "bar", grouped, stack="normalize", labels=True),
        _chart("bar-negative", "bar", {"x": place, "y": mixed}),
        _chart("bar-months", "bar", {"x": channel("month", "date", months), "y": amounts(falling.values[:26])}),
        _chart("bar-40", "bar", {"y": many, "x": falling}),
        _chart("line", "line", _series(4, years), highlight=("Series 1",)),
        _chart("line-gaps", "line", _series(3, years, gaps=(4, 5, 17))),
        _chart("line-months", "line", {"x": channel("month", "date", months), "y": amounts(falling.values[:26])}),
        _chart("line-days", "line", {"x": channel("day", "date", days), "y": wave}),
        _chart("line-twelve", "line", _series(12, years)),
        _chart("area", "area", _series(3, years), stack="stack"),
        _chart("area-shares", "area", _series(3, years), stack="normalize"),
        _chart("point", "point", {"x": amounts(SCORES, 2, "X"), "y": mixed, "color": place}),
        _chart("point-named", "point", {"x": powers, "y": score, "text": place}, log=("x",)),
        _chart("point-many", "point", cloud),
        _chart("arc", "arc", plain, highlight=("China",)),
        _chart("arc-many", "arc", {"x": named, "y": amounts((30.0, 25.0, 20.5, 15.0, 21.0, 18.0))}),
        _chart("dumbbell", "dumbbell", states),
        _chart("dumbbell-gaps", "dumbbell", {**states, "x": some}),
        _chart("slope", "slope", {"x": pairs_year, "y": pairs_score, "color": pairs_place}, highlight=("China",)),
        _chart("lollipop", "lollipop", plain, highlight=("China",)),
        _chart("lollipop-lying", "lollipop", {"y": place, "x": mixed}, highlight=("China",)),
        _chart("lollipop-40", "lollipop", {"y": many, "x": falling}),
        _chart("waterfall", "waterfall", {"x": steps, "y": amounts((120.0, 35.5, -12.25, -48.0, 9.75))}),
        _chart("waterfall-negative", "waterfall", {"x": steps, "y": amounts((20.0, -45.0, 10.0, 30.0, -22.5))}),
        _chart("histogram", "histogram", {"x": amounts([n * 7 % 41 + n % 3 for n in range(200)], 0)}),
        _chart("bar-and-line", "bar", {**single, "y2": share}),
        _chart("facets", "line", {**_series(4, years), "facet": parts}),
        _chart("noted", "bar", plain, annotations=notes),
        *(_chart(kind, "dumbbell", _states(said)) for kind, said in names.items()),
        _chart("pie", "arc", plain, hole=False),
        _chart("heatmap", "heatmap", {"x": pairs_year, "y": pairs_place, "color": pairs_score}),
        _chart("never", "bar", plain, native="never"),
    ]
    return {c.id: c for c in charts}


def figures(charts: Sequence[Chart]) -> list[Block]:
    """A slide of its own for each chart."""
    from deck_samples import AT, header

    out: list[Block] = []
    for n, chart in enumerate(charts, 1):
        out += [header(f"Slide of {chart.id}", 2), Figure(f"f-{chart.id}", chart, AT, n, alt=f"Chart {chart.id}.")]
    return out
