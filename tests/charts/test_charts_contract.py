"""What holds of every mark, over odd data and at three sizes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from chart_cases import LONG, box, cases, channel, chart, outside, overlaps, texts_of

from builder.charts.figure import NO_DATA, draw_chart, natural_height
from builder.charts.native import native_figure
from builder.charts.panel import LEAST
from builder.charts.registry import MARKS, mark_module
from builder.charts.series import number
from builder.errors import ChartError
from builder.model.chart import Annotation, Chart, NativeAxis, NativeChart
from builder.model.drawing import MarkersOp, PathOp
from builder.theme import Theme

THEME = Theme()
SIZES: dict[str, tuple[Theme, float, float | None]] = {
    "small": (THEME, 300, 180),
    "brief": (THEME, 482, None),
    "deck": (THEME.for_deck(), 860, 400),
}
CASES = dict(cases())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CASES)
def test_texts_stand_inside_and_touch_nothing(name: str, size: str) -> None:
    theme, width, height = SIZES[size]
    drawing = draw_chart(CASES[name], theme, width, height)
    assert drawing.ops
    assert outside(drawing) == []
    assert overlaps(drawing) == []
    assert min((op.size for op in texts_of(drawing)), default=LEAST) >= LEAST
    assert drawing.missing_glyphs == ()
    for op in drawing.ops:
        if isinstance(op, PathOp | MarkersOp):
            assert all(math.isfinite(v) for point in op.path.points for v in point)


@pytest.mark.parametrize("mark", MARKS)
def test_two_draws_are_equal(mark: str) -> None:
    one = CASES[f"{mark}-facets"]
    assert draw_chart(one, THEME, 482) == draw_chart(one, THEME, 482)


@pytest.mark.parametrize("mark", MARKS)
def test_natural_heights_suit_a_page(mark: str) -> None:
    for name, one in CASES.items():
        if name.startswith(mark):
            assert 40 <= natural_height(one, THEME, 482) <= 1100, name


@pytest.mark.parametrize("mark", [m for m in MARKS if m not in ("line", "area", "point", "histogram")])
def test_values_are_written_where_there_is_room(mark: str) -> None:
    one = CASES[f"{mark}-plain"]
    amount = {"dumbbell": "x", "heatmap": "color"}.get(mark, "y")
    wanted = [one.text(amount, r) for r in range(one.rows)]
    texts = " ".join(draw_chart(one, THEME, 482).texts())
    assert [w for w in wanted if w not in texts] == []


@pytest.mark.parametrize("mark", ["bar", "lollipop", "dumbbell", "waterfall", "heatmap", "histogram"])
def test_no_values_where_labels_are_off(mark: str) -> None:
    base = chart(mark, ("A", "B"), (92.13, 74.27))
    off = Chart("c", mark, base.channels, base.rows, labels=False)
    on_texts, off_texts = (draw_chart(c, THEME, 482).texts() for c in (base, off))
    assert len(on_texts) > len(off_texts)
    assert not any("92.13" in t or "74.27" in t for t in off_texts)


@pytest.mark.parametrize("mark", MARKS)
def test_every_category_is_named(mark: str) -> None:
    if mark == "histogram":
        return
    texts = " ".join(draw_chart(CASES[f"{mark}-plain"], THEME, 482).texts())
    for name in ("United", "China", "Kingdom", "France", "Korea", "Canada"):
        assert name in texts


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("kind", ["none", "all-missing"])
@pytest.mark.parametrize("lang", ["en-US", "de-DE", "ja-JP"])
def test_a_chart_without_data_says_so(mark: str, kind: str, lang: str) -> None:
    one = CASES[f"{mark}-{kind}"]
    drawing = draw_chart(Chart("c", mark, one.channels, one.rows, lang=lang), THEME, 300, 180)
    assert drawing.texts() == [NO_DATA.get(lang[:2], NO_DATA["en"])]


@pytest.mark.parametrize("mark", ["bar", "lollipop", "waterfall", "heatmap", "arc"])
def test_a_missing_value_is_named(mark: str) -> None:
    assert "n/a" in " ".join(draw_chart(CASES[f"{mark}-some-missing"], THEME, 482).texts())


def test_scripts_keep_their_texts() -> None:
    for kind, text in (("cjk", "日本"), ("arabic", "السعودية")):
        for mark in MARKS:
            if mark != "histogram":
                assert text in " ".join(draw_chart(CASES[f"{mark}-{kind}"], THEME, 482).texts()), mark


def test_long_names_are_wrapped_before_they_are_cut() -> None:
    texts = " ".join(draw_chart(CASES["bar-long"], THEME, 482).texts())
    assert "A The share of all newly funded companies" in texts.replace("\n", " ")
    y_title = draw_chart(CASES["line-long"], THEME, 482).texts()
    assert any(t.endswith("later") or "from, % of all" in t for t in y_title)


def test_a_legend_leaves_most_of_the_height_to_the_plot() -> None:
    drawing = draw_chart(CASES["bar-series-long"], THEME, 300, 180)
    lowest = min(box(op)[1] for op in texts_of(drawing) if op.text.startswith(("A ", "B ", "C ")))
    assert lowest > 180 * 0.6


def test_panels_share_one_axis() -> None:
    texts = draw_chart(CASES["line-facets"], THEME, 482).texts()
    assert texts.count("Score, points") == 1
    assert texts.count("100") == 1


def gap_chart(mark: str) -> Chart:
    years = [2001, 2002, 2003, 2005, 2006]
    channels = {"x": channel("year", "year", years), "y": channel("n", "number", (1.0, 2.0, 3.0, 5.0, 6.0), "n")}
    return Chart("c", mark, channels, 5)


def test_a_year_that_no_row_has_is_a_gap() -> None:
    drawing = draw_chart(gap_chart("line"), THEME, 482)
    accent = [op for op in drawing.ops if isinstance(op, PathOp) and op.stroke and op.stroke.width == 2.0]
    assert [len(op.path.points) for op in accent] == [3, 2]
    native = mark_module("line").native(gap_chart("line"), THEME)
    assert native is not None
    assert native.categories == ("2001", "2002", "2003", "2004", "2005", "2006")
    assert native.series[0].values == (1.0, 2.0, 3.0, None, 5.0, 6.0)


def test_a_part_below_zero_is_an_error_with_a_hint() -> None:
    one = chart("arc", ("A", "B"), (1.0, -1.0))
    with pytest.raises(ChartError) as caught:
        draw_chart(one, THEME, 300, 180)
    assert caught.value.diagnostics[0].code == "arc-negative"
    with pytest.raises(ChartError):
        mark_module("arc").native(one, THEME)


@pytest.mark.parametrize("mark", ["point", "histogram"])
def test_a_logarithm_of_nothing_is_an_error(mark: str) -> None:
    base = chart(mark, ("A", "B"), (1.0, 0.0))
    one = Chart("c", mark, base.channels, 2, log=("x",) if mark == "histogram" else ("y",))
    with pytest.raises(ChartError) as caught:
        draw_chart(one, THEME, 300, 180)
    assert caught.value.diagnostics[0].code == "log-needs-positive"
    assert caught.value.diagnostics[0].hint


# -- Native ----------------------------------------------------------------------------------------------


def natives() -> Iterator[tuple[str, Chart, NativeChart]]:
    for name, one in CASES.items():
        figure = native_figure(one, THEME)
        for panel in figure.panels if figure else ():
            yield f"{name} {panel.title}".strip(), one, panel.chart


NATIVES = {name: (one, native) for name, one, native in natives()}


@pytest.mark.parametrize("name", NATIVES)
def test_native_charts_are_consistent(name: str) -> None:
    one, native = NATIVES[name]
    for s in native.series:
        assert len(s.values) == (len(s.xs) if native.kind == "scatter" else len(native.categories))
        assert all(v is None or math.isfinite(v) for v in (*s.values, *s.xs))
        # A waterfall has colours of levels, rises and falls.
        assert all(0 <= i < (3 if native.kind == "waterfall" else len(s.values)) for i, _ in s.colors)
        assert s.labels is None or len(s.labels) == len(s.values)
        for color in (*((s.color,) if s.color else ()), *(c for _, c in s.colors)):
            assert len(color) == 7
            assert int(color[1:], 16) >= 0
    for axis in filter(None, (native.category_axis, native.value_axis, native.secondary_axis)):
        _check_axis(axis)
    stacked = native.grouping != "clustered" or native.kind in ("area", "waterfall")
    low, high = native.value_axis.minimum, native.value_axis.maximum
    if low is not None and high is not None and not stacked:
        amounts = [v for s in native.series if not s.secondary for v in s.values if v is not None]
        assert all(low <= v <= high for v in amounts)
    assert one.rows == 0 or native.series


def _check_axis(axis: NativeAxis) -> None:
    if axis.minimum is not None and axis.maximum is not None:
        assert axis.minimum < axis.maximum
        assert axis.major is None or 0 < axis.major <= (axis.maximum - axis.minimum) * (1 + 1e-9)
    assert not axis.log or (axis.minimum or 0) > 0


@pytest.mark.parametrize("name", [n for n in NATIVES if "series" in n or "stack" in n or "plain" in n])
def test_native_series_have_the_order_and_the_colours_of_the_drawing(name: str) -> None:
    one, native = NATIVES[name]
    drawing = draw_chart(one, THEME, 860, 400)
    painted = {c for op in drawing.ops if not hasattr(op, "png") for c in _colors(op)}
    shown = [s for s in native.series if s.fill]
    used = {c for s in shown for c in ([c for _, c in s.colors] or [s.color])}
    if native.kind == "waterfall":
        [s] = native.series
        steps = zip(s.values, native.totals, strict=True)
        used = {dict(s.colors)[0 if total else 1 if (v or 0.0) >= 0 else 2] for v, total in steps}
    assert used - {THEME.colors.ink} <= painted
    if "color" in one.channels and native.kind != "scatter":
        texts = " ".join(drawing.texts())
        places = [texts.find(s.name[:12]) for s in shown]
        assert -1 not in places
        legend = native.legend
        assert not legend or places == sorted(places)


def _colors(op: Any) -> Iterator[str]:
    for paint in (getattr(op, "fill", None), getattr(op, "paint", None)):
        if paint is not None:
            yield paint.color
    if getattr(op, "stroke", None) is not None:
        yield op.stroke.paint.color


@pytest.mark.parametrize("mark", ["bar", "line", "slope", "lollipop", "arc"])
def test_native_values_are_those_of_the_rows(mark: str) -> None:
    one, native = NATIVES[f"{mark}-plain"]
    raw = sorted(v for r in one.channels["y"].values if (v := number(r)) is not None)
    assert sorted(v for s in native.series if not s.again for v in s.values if v is not None) == raw
    assert all(a.values == b.values for a, b in pairwise(native.series) if b.again)


def test_most_marks_have_a_native_form() -> None:
    assert {n.split("-")[0] for n in NATIVES} == set(MARKS) - {"heatmap"}


# -- Annotations -----------------------------------------------------------------------------------------

NOTES = {
    "line across": Annotation("The average of all", y=55.0),
    "beyond the data": Annotation("The target", y=140.0),
    "at a category": Annotation("War begins", x="France"),
    "at a point": Annotation("It is the last of them", x="France", y=48.5),
    "long": Annotation(f"A {LONG}", x="China", y=74.25),
}


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mark", ["bar", "line", "area", "point", "lollipop"])
def test_an_annotation_is_drawn_and_covers_nothing(mark: str, size: str, note: str) -> None:
    theme, width, height = SIZES[size]
    base = CASES[f"{mark}-plain"]
    drawing = draw_chart(Chart("c", mark, base.channels, 6, annotations=(NOTES[note],)), theme, width, height)
    assert NOTES[note].text.split()[0] in " ".join(drawing.texts())
    across = [op for op in drawing.ops if isinstance(op, PathOp) and op.stroke and op.stroke.dashes]
    assert len(across) == (note not in ("at a point", "long"))
    assert outside(drawing) == []
    assert overlaps(drawing) == []


def test_an_annotation_turns_with_its_bars() -> None:
    names = tuple(f"{c} very long name of a country that has no bar of its own" for c in "ABCDEF")
    base = chart("bar", names, (6.0, 5.0, 4.0, 3.0, 2.0, 1.0))
    drawing = draw_chart(Chart("c", "bar", base.channels, 6, annotations=(Annotation("Average", y=3.5),)), THEME, 482)
    dashed = [op for op in drawing.ops if isinstance(op, PathOp) and op.stroke and op.stroke.dashes]
    assert len(dashed) == 1
    (x0, y0), (x1, y1) = dashed[0].path.points
    assert x0 == x1
    assert abs(y1 - y0) > 50
