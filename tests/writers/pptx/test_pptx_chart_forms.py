"""Which form a native chart takes in its frame, and where names, ticks, titles and legends stand there."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from chart_gallery import amounts, channel, gallery
from deck_samples import THEME, native
from lxml import etree

from builder import fonts
from builder.charts.scale import amount_scale, axis_format
from builder.model.chart import Chart, NativeChart
from builder.model.drawing import TextOp
from builder.writers.pptx.markup import Palette
from builder.writers.pptx.native import chart_parts
from builder.writers.pptx.numbers import written
from builder.writers.pptx.places import Ground
from builder.writers.pptx.plot import NativeGroup, Plot
from builder.writers.pptx.sound import sound_group

DRAWN = THEME.for_deck()
PALETTE = Palette.of(THEME)
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CHARTS = gallery()


def grouped(chart: Chart, width: float = 871, height: float = 330) -> NativeGroup:
    figure = native(chart)
    assert figure is not None
    group = sound_group(figure, DRAWN, width, height, "en-US")
    assert group is not None
    return group


def laid(chart: Chart, width: float = 871, height: float = 330) -> tuple[NativeChart, Plot]:
    [frame] = grouped(chart, width, height).frames
    return frame.chart, frame.plot


def markup(chart: NativeChart, plot: Plot) -> Any:
    return etree.fromstring(chart_parts(chart, DRAWN, PALETTE, plot, "en-US")[0])


def wide(text: str, size: float) -> float:
    return fonts.advance(text, DRAWN.fonts.regular, size)


# -- Forms -------------------------------------------------------------------------------------------------


def test_rows_too_low_for_their_names_stand_up_with_all_names_and_an_axis() -> None:
    chart, plot = laid(CHARTS["bar-40"])
    assert (chart.kind, plot.turn, plot.skip) == ("column", -45, 1)
    assert chart.value_axis.labels
    assert plot.names >= 9
    assert plot.inner.width / 40 >= plot.names
    assert laid(CHARTS["bar-lying"])[0].kind == "bar"
    few = CHARTS["bar-40"].channels
    short = Chart("c", "bar", {k: replace(c, values=c.values[:12]) for k, c in few.items()}, 12)
    assert laid(short)[0].kind == "bar"


def test_stems_stand_where_their_names_do_and_are_thin_columns_under_many() -> None:
    assert laid(CHARTS["lollipop"])[0].kind == "stems"
    chart, _ = laid(CHARTS["lollipop-40"])
    assert chart.kind == "column"
    bars, dots = chart.series
    assert bars.values == dots.values
    root = markup(*laid(CHARTS["lollipop-40"]))
    [one, other] = [s.findtext(f"{C}val//{C}f") for s in root.iter(f"{C}ser")]
    assert one == other


def test_highlighted_dots_are_series_of_their_own_colour() -> None:
    for name in ("lollipop", "lollipop-lying"):
        root = markup(*laid(CHARTS[name]))
        dots = [s for s in root.iter(f"{C}ser") if s.find(f"{C}marker/{C}spPr") is not None]
        colours = {etree.tostring(s.find(f"{C}marker/{C}spPr")) for s in dots}
        assert len(dots) == len(colours) == 2


# -- Rings -------------------------------------------------------------------------------------------------


def test_names_beside_a_ring_are_apart_inside_the_frame_and_next_to_their_parts() -> None:
    chart, plot = laid(CHARTS["arc"])
    assert plot.legend is None
    radius = plot.inner.width / 2
    x, y = plot.inner.x + radius, plot.inner.y + radius
    [s] = chart.series
    angle, places = math.pi / 2, []
    total = sum(v or 0.0 for v in s.values)
    for i, (name, value) in enumerate(zip(chart.categories, s.values, strict=True)):
        turn = math.tau * (value or 0.0) / total
        middle = angle - turn / 2
        angle -= turn
        told = plot.told[0, i]
        at = x + math.cos(middle) * radius * 0.75 + told.dx, y - math.sin(middle) * radius * 0.75 + told.dy
        half = wide(f"{name} {written(s.number_format, value or 0.0)}", plot.labels) / 2
        assert at[0] - half >= 0
        assert at[0] + half <= plot.width
        assert abs(at[0] - x) - half > radius
        assert (at[0] > x) == (math.cos(middle) > 0)
        places.append(at)
    for right in (True, False):
        ups = sorted(b for a, b in places if (a > x) == right)
        assert all(b - a >= plot.labels * 1.25 for a, b in pairwise(ups))


def test_a_ring_whose_names_are_too_long_for_its_sides_has_a_legend() -> None:
    chart, plot = laid(CHARTS["arc-many"], 574, 300)
    assert plot.legend is not None
    assert not plot.told
    assert markup(chart, plot).find(f".//{C}legend") is not None
    assert plot.inner.right <= plot.legend.x
    assert markup(*laid(CHARTS["arc"])).find(f".//{C}legend") is None
    chart, plot = laid(CHARTS["arc-many"], 360, 320)
    assert plot.legend is not None
    assert plot.inner.bottom <= plot.legend.y
    assert plot.legend.bottom <= 320


def test_the_number_of_a_thin_part_stands_outside_a_ring_with_a_legend() -> None:
    part = channel("part", "string", ["The one that is nearly all of it", "Another of some size", "A very small one"])
    chart, plot = laid(Chart("c", "arc", {"x": part, "y": amounts((80.0, 18.0, 2.0))}, 3), 360, 320)
    assert plot.legend is not None
    assert set(plot.told) == {(0, 2)}
    turn = math.tau * 0.02 / 2
    radius = plot.inner.width / 2
    x = -math.sin(turn) * radius * 0.75 + plot.told[0, 2].dx
    y = math.cos(turn) * radius * 0.75 - plot.told[0, 2].dy
    assert math.hypot(x, y) > radius
    [label] = [d for d in markup(chart, plot).iter(f"{C}dLbl") if d.find(f"{C}layout/{C}manualLayout") is not None]
    assert label.find(f"{C}idx").get("val") == "2"


# -- Ticks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [871, 574, 280])
@pytest.mark.parametrize("name", ["line-months", "bar-months", "line-days", "histogram", "point-named"])
def test_ticks_stand_apart_and_inside_the_frame(name: str, width: float) -> None:
    chart, plot = laid(CHARTS[name], width)
    ground = Ground(chart, plot.inner)
    ends = [
        (ground.along(p) - wide(t, plot.names) / 2, ground.along(p) + wide(t, plot.names) / 2) for p, t in plot.ticks
    ]
    assert len(ends) >= 2
    assert ends[0][0] >= 0
    assert ends[-1][1] <= plot.width
    assert all(a[1] < b[0] for a, b in pairwise(ends))


def test_ticks_of_a_histogram_are_the_edges_of_its_columns() -> None:
    chart, plot = laid(CHARTS["histogram"])
    step = plot.inner.width / len(chart.categories)
    places = [Ground(chart, plot.inner).along(p) for p, _ in plot.ticks]
    assert places == pytest.approx([plot.inner.x + n * step for n in range(len(chart.categories) + 1)])
    labels = [d for d in markup(chart, plot).iter(f"{C}dLbl") if d.find(f"{C}tx") is not None]
    assert len(labels) == len(plot.ticks)


def test_times_at_uneven_steps_stand_where_they_are() -> None:
    days = [datetime.date(2024, 1, 1), datetime.date(2024, 1, 2), datetime.date(2024, 1, 9)]
    chart = Chart("c", "line", {"x": channel("day", "date", days), "y": amounts((1.0, 2.0, 3.0))}, 3)
    form, plot = laid(chart)
    assert form.kind == "scatter"
    xs = [x for _, x, _ in Ground(form, plot.inner).points(form.series[0])]
    assert (xs[1] - xs[0]) / (xs[2] - xs[0]) == pytest.approx(1 / 8)
    # A spreadsheet counts 1 January 2024 as 45292.
    assert form.series[0].xs[0] == 45292
    assert native(replace(chart, mark="area")) is None


@pytest.mark.parametrize(
    ("values", "number", "text"),
    [
        ((150.0, 5e11), 1e10, "10bn"), ((150.0, 5e11), 1e4, "10,000"), ((20.0, 4e6), 1e5, "100k"),
        ((20.0, 4e6), 1e1, "10"), ((3e3, 9e9), 1e5, "100k"), ((0.5, 3e3), 1e3, "1,000"),
    ],
)  # fmt: skip
def test_powers_on_an_axis_have_the_scale_of_their_size(values: tuple[float, ...], number: float, text: str) -> None:
    of = amounts(values)
    scale = amount_scale(values, of, "en-US", zero=False, log=True)
    assert sorted(written(axis_format(of, scale, "en-US"), number)) == sorted(text)
    assert all(b / a == pytest.approx(scale.step) for a, b in pairwise(scale.ticks))


# -- Titles and legends ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "rows"), [(574, 1), (420, 2)])
def test_a_title_that_programs_would_break_is_drawn_above_its_axis(width: float, rows: int) -> None:
    group = grouped(CHARTS["bar-and-line"], width)
    texts = [op for op in group.over.ops if isinstance(op, TextOp)]
    share = [t for t in texts if t.text != "Score, points"]
    assert " ".join(t.text for t in share) == "Share of all that is spent on it, % of the whole"
    [frame] = group.frames
    assert all(t.y > 330 - frame.plot.inner.y for t in texts)
    assert all(t.x >= 0 and t.x + t.width <= width + 1 for t in texts)
    assert len({t.y for t in texts}) == rows
    root = markup(frame.chart, frame.plot)
    said = ["".join(t.itertext()) for t in root.iter(f"{C}title")]
    assert said == ([] if len(texts) > len(share) else ["Score, points"])


def test_the_legend_of_lying_bars_is_in_the_order_of_the_bars_in_all_programs() -> None:
    group = grouped(CHARTS["bar-grouped-lying"])
    names = [op.text for op in group.over.ops if isinstance(op, TextOp)]
    assert names == ["2023", "2024"]
    [frame] = group.frames
    assert markup(frame.chart, frame.plot).find(f".//{C}legend") is None
    upright = grouped(CHARTS["bar-grouped"])
    assert not upright.over.ops
    assert markup(upright.frames[0].chart, upright.frames[0].plot).find(f".//{C}legend") is not None


def test_panels_share_their_scale_their_ticks_and_one_legend() -> None:
    group = grouped(CHARTS["facets"])
    plots = [f.plot for f in group.frames]
    assert len({(p.inner.y, p.inner.height, p.names, p.ticks) for p in plots}) == 1
    assert len({(f.chart.value_axis.minimum, f.chart.value_axis.maximum) for f in group.frames}) == 1
    assert [f.chart.value_axis.labels for f in group.frames] == [True, False, False, False]
    texts = [op.text for op in group.over.ops if isinstance(op, TextOp)]
    assert [t for t in texts if t.startswith("Series")] == [f"Series {n}" for n in range(4)]
    assert [t for t in texts if t in ("North", "South", "East", "West")] == ["North", "South", "East", "West"]
    assert all(f.alt for f in group.frames)


def test_a_pie_has_no_hole_and_thin_parts_have_their_number_outside() -> None:
    part = channel("part", "string", ("Most of it", "A part", "A sliver"))
    pie = Chart("c", "arc", {"x": part, "y": amounts((80.0, 18.0, 2.0))}, 3, hole=False)
    chart, plot = laid(pie, 574, 300)
    made = markup(chart, plot)
    assert made.find(f".//{C}pieChart") is not None
    assert made.find(f".//{C}holeSize") is None
    places = {int(d.find(f"{C}idx").get("val")): d.find(f"{C}dLblPos").get("val") for d in made.iter(f"{C}dLbl")}
    assert places[2] == "outEnd"
    assert "outEnd" not in {places.get(0), places.get(1)}
