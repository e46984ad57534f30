"""The fixed report of the benchmark: twelve charts and 24 paragraphs, and the data that both contestants draw.

`make(folder)` writes a project: `report.md` (every mark), `native.md` (marks with a form of PowerPoint's own) and
`data/twelve/*.csv`. The same on every machine.
"""

from __future__ import annotations

import csv
import datetime
import math
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

REGIONS = ("North", "South", "East", "West", "Central", "Iberia", "Nordics", "Benelux")
AREAS = ("Onboarding", "Billing", "Delivery", "Returns", "Search", "Support", "Mobile app", "Pricing", "Docs", "Safety")
LINES = ("Alpha", "Bravo", "Charlie", "Delta", "Echo")
CHANNELS = ("Web", "Retail", "Partner", "Direct")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MARKETS = ("Austria", "Belgium", "Czechia", "Denmark", "Estonia", "France", "Germany", "Hungary", "Italy")
BRIDGE = (("2024", 820), ("Volume", 140), ("Price", 65), ("Mix", -38), ("FX", -52), ("Cost", -91), ("One-offs", 24))
TEXT = " ".join(
    ["The quarter closed ahead of plan in most regions while cost pressure eased and order intake stayed firm."] * 4
)

# id, heading, then the chart's fence; the table has the id's name.
CHARTS = (
    (
        "regions",
        "North carries a fifth of revenue",
        "mark: bar\nx: region\ny: revenue\nlabels: true\nhighlight: [North]",
    ),
    ("orders", "Orders grew in every region", "mark: bar\nx: region\ny: orders\ncolor: year"),
    ("lines", "Five product lines since 2021", "mark: line\nx: month\ny: index\ncolor: line"),
    ("satisfaction", "Satisfaction rose in most areas", "mark: dumbbell\nx: share\ny: area\ncolor: year"),
    ("volume", "Monthly volume by channel", "mark: area\nx: month\ny: units\ncolor: channel"),
    ("customers", "Spend against basket size", "mark: point\nx: basket\ny: spend"),
    ("load", "Load by weekday and hour", "mark: heatmap\nx: hour\ny: day\ncolor: load"),
    ("markets", "Nine markets, same scale", "mark: line\nx: month\ny: index\nfacet: market"),
    ("margin", "Margin by product", "mark: lollipop\nx: margin\ny: product"),
    ("bridge", "From last year's profit to this year's", "mark: waterfall\nx: step\ny: amount"),
    ("responses", "Response time", "mark: histogram\nx: ms\nbins: 40"),
    (
        "users",
        "Daily active users",
        "mark: line\nx: day\ny: users\nannotate:\n  - {x: 2024-09-01, text: Promotion}",
    ),
)
NATIVE = (
    CHARTS[0],
    CHARTS[1],
    CHARTS[2],
    CHARTS[4],
    CHARTS[9],
    CHARTS[10],
    ("orders", "Orders, stacked", "mark: bar\nx: region\ny: orders\ncolor: year\nstack: stack"),
    ("orders", "Orders, shares", "mark: bar\nx: region\ny: orders\ncolor: year\nstack: normalize"),
    ("regions", "Regions, lying", "mark: bar\nx: revenue\ny: region\nlabels: true"),
    ("regions", "Regions as a pie", "mark: arc\nx: region\ny: revenue"),
    ("margin", "Margin as bars", "mark: bar\nx: margin\ny: product"),
    ("users", "Daily active users", "mark: line\nx: day\ny: users"),
)


def make(folder: Path) -> Path:
    """Writes the project into `folder`, and gives the path of its report.md."""
    data = folder / "data" / "twelve"
    data.mkdir(parents=True)
    for name, rows in tables().items():
        with (data / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
    (folder / "pyproject.toml").write_text("", encoding="utf-8")  # bounds the project
    (folder / "native.md").write_text(report(NATIVE), encoding="utf-8")
    (folder / "report.md").write_text(report(CHARTS), encoding="utf-8")
    return folder / "report.md"


def report(charts: Sequence[tuple[str, str, str]]) -> str:
    """The Markdown of a report with these charts, two paragraphs and one bound number each."""
    parts = ["---\ntitle: Twelve charts\ndate: 2025-01-31\nlang: en-US\ndataset: twelve\n---\n"]
    for number, (table, heading, fence) in enumerate(charts, 1):
        parts.append(
            f"```sql q{number}\nselect * from {table}\n```\n\n"
            f"# {heading} {{#s{number}}}\n\n"
            f"**Finding.** {TEXT} It rests on {{{{ q{number}.count | number(0) }}}} rows.\n\n"
            f"```chart c{number}\ndata: q{number}\ntitle: {heading}\n{fence}\n```\n\n"
            f"{TEXT}\n"
        )
    return "\n".join(parts)


def tables() -> dict[str, list[Sequence[object]]]:
    """Every table by name, its head first."""
    r = random.Random(12)  # noqa: S311 - numbers for a picture, the same on every machine
    months = [f"{2021 + m // 12}-{m % 12 + 1:02d}" for m in range(60)]
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(d) for d in range(730)]
    revenue = (412, 388, 351, 297, 243, 208, 187, 121)
    return {
        "regions": [("region", "revenue"), *((n, v * 1000) for n, v in zip(REGIONS, revenue, strict=True))],
        "orders": [
            ("region", "year", "orders"),
            *(
                (n, f"FY {y}", round(r.uniform(20, 80) + 6 * (y - 2023), 1))
                for n in REGIONS[:6]
                for y in range(2023, 2026)
            ),
        ],
        "lines": [("line", "month", "index"), *_walks(r, LINES, months, 100, 2.2)],
        "satisfaction": [
            ("area", "year", "share"),
            *((a, y, round(r.uniform(30, 60) + up, 1)) for a in AREAS for y, up in (("FY 2024", 0), ("FY 2025", 15))),
        ],
        "volume": [("channel", "month", "units"), *_walks(r, CHANNELS, months[:48], 40, 1.1)],
        "customers": [("basket", "spend"), *_customers(r, 2000)],
        "load": [("day", "hour", "load"), *((d, h, _load(r, h)) for d in DAYS for h in range(24))],
        "markets": [("market", "month", "index"), *_walks(r, MARKETS, months[:40], 100, 1.0)],
        "margin": [
            ("product", "margin"),
            *((f"Product {chr(65 + i)}", round(r.gammavariate(2, 12), 1)) for i in range(14)),
        ],
        "bridge": [("step", "amount"), *BRIDGE],
        "responses": [("ms",), *((round(r.gammavariate(4, 9), 2),) for _ in range(2000))],
        "users": [("day", "users"), *((d.isoformat(), v) for d, v in zip(days, _walk(r, 730, 200, 3), strict=True))],
    }


def _walk(r: random.Random, steps: int, start: float, spread: float) -> Iterable[float]:
    value = start
    for _ in range(steps):
        value = max(value + r.gauss(0.2, spread), 1.0)
        yield round(value, 2)


def _walks(
    r: random.Random, names: Sequence[str], months: Sequence[str], start: float, spread: float
) -> Iterable[tuple[str, str, float]]:
    for name in names:
        for month, value in zip(months, _walk(r, len(months), start, spread), strict=True):
            yield name, month, value


def _customers(r: random.Random, count: int) -> Iterable[tuple[float, float]]:
    for _ in range(count):
        basket = r.lognormvariate(3, 0.6)
        yield round(basket, 2), round(2.1 * basket**0.8 * r.lognormvariate(0, 0.25), 2)


def _load(r: random.Random, hour: int) -> float:
    return round(min(max(r.gauss(50, 22) + 25 * math.sin(hour / 24 * 2 * math.pi - 1.6), 0), 100), 1)
