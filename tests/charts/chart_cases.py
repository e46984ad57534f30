"""Charts of every mark over the same odd data, and what is measured on their drawings."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from builder.charts.registry import MARKS
from builder.model.chart import Channel, Chart
from builder.model.data import Field
from builder.model.drawing import Drawing, TextOp
from builder.model.format import Format, Raw

Box = tuple[float, float, float, float]

LONG = (
    "The share of all newly funded companies whose founders studied computer science abroad and later "
    "returned to the country they came from, % of all"
)
assert len(LONG) > 140
CJK = ("中华人民共和国", "大韓民国の研究開発投資額", "日本", "臺灣地區人工智慧專利")
ARABIC = ("الذكاء الاصطناعي", "الاستثمار في الشركات", "السعودية", "مصر")
PLAIN = ("United States", "China", "United Kingdom", "France", "South Korea", "Canada")

Values = Sequence[float | None]


def channel(name: str, type_: str, values: Sequence[Raw], label: str = "", format_: Format | None = None) -> Channel:
    field = Field(name, type_)  # type: ignore[arg-type]
    return Channel(field, format_ or field.written, tuple(values), label)


def chart(
    mark: str, names: Sequence[str], values: Values, *, label: str = "Score, points", facet: bool = False
) -> Chart:
    """A chart of `mark` over (name, value) pairs, with two states where the mark compares states.

    With `facet` the names are panels too: three of them, each with all rows.
    """
    amount = Format("number", None)
    if mark == "histogram":
        channels = {"x": channel("score", "number", values, label, amount)}
    elif mark in ("dumbbell", "slope"):
        pairs: list[float | None] = [v if i % 2 else (None if v is None else v * 0.8) for v in values for i in (0, 1)]
        both = [n for n in names for _ in (0, 1)]
        years = [y for _ in names for y in (2023, 2024)]
        if mark == "dumbbell":
            channels = {
                "x": channel("score", "number", pairs, label, amount),
                "y": channel("place", "string", both),
                "color": channel("year", "year", years),
            }
        else:
            channels = {
                "x": channel("year", "year", years),
                "y": channel("score", "number", pairs, label, amount),
                "color": channel("place", "string", both),
            }
    elif mark == "heatmap":
        channels = {
            "x": channel("year", "year", [2020 + i % 4 for i in range(len(names))]),
            "y": channel("place", "string", names),
            "color": channel("score", "number", values, label, amount),
        }
    else:
        channels = {
            "x": channel("place", "string", names),
            "y": channel("score", "number", values, label, amount),
        }
    chart_ = Chart("c", mark, channels, len(channels["x"].values))
    return faceted(chart_) if facet else chart_


def faceted(chart_: Chart) -> Chart:
    """The chart three times, as panels."""
    keys = ("First", "Second", "The third and last of the panels")
    channels = {n: Channel(c.field, c.format, c.values * 3, c.label) for n, c in chart_.channels.items()}
    channels["facet"] = channel("part", "string", [k for k in keys for _ in range(chart_.rows)])
    return Chart("c", chart_.mark, channels, chart_.rows * 3)


def cases() -> Iterator[tuple[str, Chart]]:
    """(what it is, the chart): every mark over every odd data, and the variants that single marks have."""
    for mark in MARKS:

        def of(names: Sequence[str], values: Values, mark: str = mark, label: str = "Score, points") -> Chart:
            return chart(mark, names, values, label=label)

        plain = (92.1, 74.25, 60.0, 48.5, 31.0, 12.75)
        yield f"{mark}-plain", of(PLAIN, plain)
        yield f"{mark}-one", of(PLAIN[:1], (42.5,))
        yield f"{mark}-none", of((), ())
        yield f"{mark}-all-missing", of(PLAIN, (None,) * 6)
        yield f"{mark}-some-missing", of(PLAIN, (92.1, None, 60.0, 48.5, None, 12.75))
        yield f"{mark}-zero", of(PLAIN, (0.0,) * 6)
        if mark != "arc":
            yield f"{mark}-negative", of(PLAIN, (-5.5, 12.25, -40.0, 3.0, -0.5, 8.0))
            yield f"{mark}-all-negative", of(PLAIN, (-5.5, -12.25, -40.0, -3.0, -0.5, -8.0))
        yield f"{mark}-huge", of(PLAIN, (1e-6, 1e12, 3.5e3, 1.0, 2e9, 7e5))
        yield f"{mark}-tiny", of(PLAIN, (1e-6, 2e-6, 3e-6, 1.5e-6, 5e-7, 1e-7))
        many = tuple(f"Country number {i}" for i in range(40))
        yield f"{mark}-40", of(many, tuple(100.0 - 2.3 * i + (i % 7) for i in range(40)))
        yield f"{mark}-long", of(tuple(f"{c} {LONG}" for c in "ABC"), (30.0, 20.0, 10.0), label=LONG)
        yield f"{mark}-unbroken", of(tuple(c * 140 for c in "WMi"), (30.0, 20.0, 10.0), label="W" * 140)
        yield f"{mark}-cjk", of(CJK, (4.0, 3.0, 2.0, 1.0), label="研究開発投資額、十億円")
        yield f"{mark}-arabic", of(ARABIC, (4.0, 3.0, 2.0, 1.0), label="مليار دولار")
        yield f"{mark}-facets", chart(mark, PLAIN[:3], plain[:3], facet=True)
    yield "arc-pie", replace(chart("arc", PLAIN, (92.1, 74.25, 60.0, 48.5, 31.0, 12.75)), hole=False)
    yield "arc-pie-thin", replace(chart("arc", PLAIN, (60.0, 20.0, 10.0, 8.0, 1.5, 0.5)), hole=False)
    yield from _series()


def _series() -> Iterator[tuple[str, Chart]]:
    """Series: few, twelve, long-named; stacked, shares; times with gaps; both axes logarithmic."""
    years = list(range(2013, 2025))
    for mark in ("bar", "line", "area", "point"):
        for kind, names in (
            ("four", PLAIN[:4]),
            ("twelve", tuple(f"Country {i}" for i in range(12))),
            ("long", tuple(f"{c} {LONG}" for c in "ABC")),
        ):
            rows = [(y, n, 10.0 * (k + 1) + (y - 2013) * (k + 2)) for k, n in enumerate(names) for y in years]
            channels = {
                "x": channel("year", "year", [r[0] for r in rows]),
                "y": channel("amount", "number", [r[2] for r in rows], "Amount, US$ bn", Format("number", 0)),
                "color": channel("place", "string", [r[1] for r in rows]),
            }
            base = Chart("c", mark, channels, len(rows))
            yield f"{mark}-series-{kind}", base
            yield f"{mark}-series-{kind}-facets", faceted(base)
            if mark in ("bar", "area"):
                yield f"{mark}-stack-{kind}", _with(base, stack="stack")
                yield f"{mark}-normalize-{kind}", _with(base, stack="normalize")
    months = [datetime.date(2024 + m // 12, m % 12 + 1, 1) for m in range(30)]
    for mark in ("bar", "line", "area", "point", "lollipop"):
        channels = {
            "x": channel("month", "yearmonth", months),
            "y": channel("score", "number", [1000.0 + 3 * i for i in range(30)], "Arena score", Format("number", 0)),
        }
        yield f"{mark}-months", Chart("c", mark, channels, 30)
    log = {
        "x": channel("cost", "number", [10.0**i for i in range(12)], "Cost, US$", Format("money", 0, "USD", "auto")),
        "y": channel("compute", "number", [10.0 ** (12 + i) for i in range(12)], "Compute, FLOP", Format("compact")),
        "text": channel("model", "string", [f"Model {i}" for i in range(12)]),
    }
    yield "point-log", Chart("c", "point", log, 12, log=("x", "y"))
    both = {
        "x": channel("year", "year", years),
        "y": channel("amount", "number", [float(i) for i in range(12)], "Amount, US$ bn", Format("number", 0)),
        "y2": channel("share", "number", [0.1 * i for i in range(12)], LONG, Format("percent", 0, factor=100.0)),
    }
    yield "bar-and-line", Chart("c", "bar", both, 12)


def _with(base: Chart, *, stack: str) -> Chart:
    return Chart(base.id, base.mark, base.channels, base.rows, stack=stack)  # type: ignore[arg-type]


def box(op: TextOp) -> Box:
    """What a text covers: from a little below the baseline to the height of its capitals, turned."""
    turn = math.radians(op.angle)
    corners = [(x, y) for x in (0.0, op.width) for y in (-0.2 * op.size, 0.72 * op.size)]
    at = [
        (op.x + x * math.cos(turn) - y * math.sin(turn), op.y + x * math.sin(turn) + y * math.cos(turn))
        for x, y in corners
    ]
    return min(x for x, _ in at), min(y for _, y in at), max(x for x, _ in at), max(y for _, y in at)


def texts_of(drawing: Drawing) -> list[TextOp]:
    """The texts in painting order."""
    return [op for op in drawing.ops if isinstance(op, TextOp)]


def outside(drawing: Drawing, slack: float = 1.0) -> list[str]:
    """Texts that reach over the edge of the box by more than `slack` points."""
    found = []
    for op in texts_of(drawing):
        x0, y0, x1, y1 = box(op)
        if x0 < -slack or y0 < -slack or x1 > drawing.width + slack or y1 > drawing.height + slack:
            found.append(f"{op.text!r} at ({x0:.0f}, {y0:.0f}, {x1:.0f}, {y1:.0f})")
    return found


def overlaps(drawing: Drawing, slack: float = 0.8) -> list[str]:
    """Pairs of texts that cover each other by more than `slack` points both ways."""
    boxes = [(op.text, box(op)) for op in texts_of(drawing)]
    return [
        f"{s!r} ~ {t!r}"
        for i, (s, a) in enumerate(boxes)
        for t, b in boxes[i + 1 :]
        if min(a[2], b[2]) - max(a[0], b[0]) > slack and min(a[3], b[3]) - max(a[1], b[1]) > slack
    ]
