"""What is told beyond the contract: lost characters, clusters, bold ends; and that the lean import changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from chart_cases import PLAIN, box, channel, chart, outside, overlaps, texts_of

from builder.charts.figure import draw_chart
from builder.charts.registry import MARKS
from builder.model.chart import Annotation, Chart
from builder.model.drawing import Drawing, MarkersOp, PathOp, TextOp
from builder.model.format import Format, Raw
from builder.theme import Theme

ROOT = Path(__file__).parents[2]
THEME = Theme()
VALUES = (92.1, 74.25, 60.0, 48.5, 31.0, 12.75)


def found(drawing: Drawing, text: str) -> TextOp:
    return next(op for op in texts_of(drawing) if op.text == text)


@pytest.mark.parametrize("mark", [m for m in MARKS if m != "histogram"])
def test_what_no_font_has_is_told(mark: str) -> None:
    names = (*PLAIN[:5], "Nowhere \u2fe0")  # a character that Unicode 16 has not assigned
    drawing = draw_chart(chart(mark, names, VALUES), THEME, 482)
    assert "\u2fe0" in dict(drawing.missing_glyphs)
    assert all(char in text for char, text in drawing.missing_glyphs)
    assert draw_chart(chart(mark, PLAIN, VALUES), THEME, 482).missing_glyphs == ()


def test_each_character_of_a_cluster_stands_once() -> None:
    for text in ("a\u200db", "e\u0301te\u0301", "\u0643\u0644\u0627\u0645 \u0644\u0627"):
        drawing = draw_chart(chart("bar", (text, "B"), (2.0, 1.0)), THEME, 482)
        glyphs = [g for run in found(drawing, text).runs for g in run.glyphs]
        assert sorted("".join(g.text for g in glyphs)) == sorted(text)
        assert drawing.missing_glyphs == ()


def test_slopes_are_bold_alike_unless_one_is_meant() -> None:
    one = chart("slope", PLAIN[:3], VALUES[:3])
    ends = [
        op for op in texts_of(draw_chart(one, THEME, 482)) if op.anchor == "start" and op.text.startswith(PLAIN[:3])
    ]
    assert [op.bold for op in ends] == [True] * 3
    told = [op.text for op in texts_of(draw_chart(replace(one, highlight=("China",)), THEME, 482)) if op.bold]
    assert told
    assert all(t.startswith("China") for t in told)


@pytest.mark.parametrize("mark", ["bar", "line"])
def test_narrow_panels_name_the_first_and_the_last_year(mark: str) -> None:
    years = list(range(2013, 2025))
    channels = {
        "x": channel("year", "year", years * 3),
        "y": channel("v", "number", [float(i) for i in range(36)], "Index"),
        "facet": channel("c", "string", [c for c in "ABC" for _ in years]),
    }
    texts = draw_chart(Chart("c", mark, channels, 36), THEME, 300).texts()
    assert texts.count("2013") == texts.count("2024") == 3


def test_the_lean_import_changes_nothing() -> None:
    script = (
        "import sys, hashlib\n"
        "if sys.argv[1] == 'whole': import matplotlib.figure, mpl_toolkits.mplot3d\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from chart_cases import cases\n"
        "from builder.charts.figure import draw_chart\n"
        "from builder.theme import Theme\n"
        "drawn = [draw_chart(c, Theme(), 400) for n, c in cases() if n.endswith('-plain')]\n"
        "print(len(drawn), hashlib.sha256(repr(drawn).encode()).hexdigest())\n"
    )
    said = {
        kind: subprocess.run(
            [sys.executable, "-c", script, kind, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
        ).stdout
        for kind in ("lean", "whole")
    }  # fmt: skip
    assert said["lean"] == said["whole"]
    assert said["lean"].startswith(f"{len(MARKS)} ")


# -- Lines over bars, states, legends, remarks -----------------------------------------------------------


def over(labels: bool | None = None, label: str = "Amount, US$ bn") -> Chart:
    channels = {
        "x": channel("year", "year", list(range(2019, 2025))),
        "y": channel("amount", "number", [10.0 + i for i in range(6)], label, Format("number", 0)),
        "y2": channel("share", "number", [0.1 * i for i in range(6)], "Share, %", Format("percent", 0, factor=100.0)),
    }
    return Chart("c", "bar", channels, 6, labels=labels)


def test_a_line_over_bars_crosses_no_numbers_and_is_titled_at_its_axis() -> None:
    drawing = draw_chart(over(), THEME, 482)
    assert "13" not in drawing.texts()
    assert "13" in draw_chart(over(labels=True), THEME, 482).texts()
    left, right = found(drawing, "Amount, US$ bn"), found(drawing, "Share, %")
    assert left.y == right.y
    assert left.x < 5
    assert right.x + right.width > 475
    # No room beside: a legend names it.
    long = draw_chart(over(label="An amount with a title that takes the whole of the line " * 3), THEME, 482)
    assert found(long, "Share, %").x < 60


def test_the_last_state_has_its_number_where_it_is_no_end() -> None:
    states = (12.5, 30.25, 28.75, 40.5, 55.25, 81.5)
    channels = {
        "x": channel("score", "number", states, "Score"),
        "y": channel("name", "string", ["A", "A", "A", "B", "B", "B"]),
        "color": channel("year", "year", [2022, 2023, 2024] * 2),
    }
    drawing = draw_chart(Chart("c", "dumbbell", channels, 6), THEME, 482)
    assert {"12.5", "30.25", "28.75", "40.5", "81.5"} <= set(drawing.texts())
    assert "55.25" not in drawing.texts()
    assert found(drawing, "28.75").bold
    assert overlaps(drawing) == []


def lines(mark: str, count: int) -> Chart:
    rows = [(y, f"Line {n}", 10.0 * n + y - 2015) for n in range(count) for y in range(2015, 2021)]
    channels = {
        "x": channel("year", "year", [r[0] for r in rows]),
        "y": channel("v", "number", [r[2] for r in rows], "Index"),
        "color": channel("c", "string", [r[1] for r in rows]),
    }
    return Chart("c", mark, channels, len(rows))


def test_the_legend_of_lines_shows_their_dashes() -> None:
    drawing = draw_chart(lines("line", 12), THEME, 482, 260)
    strokes = [(op.stroke, len(op.path.points)) for op in drawing.ops if isinstance(op, PathOp) and op.stroke]
    looks = [[(s.paint.color, s.dashes) for s, n in strokes if s.width == 2.0 and n == points] for points in (2, 6)]
    assert len(set(looks[0])) == 12
    assert looks[0] == looks[1]


def test_the_legend_of_points_shows_their_markers() -> None:
    drawing = draw_chart(lines("point", 3), THEME, 482)
    shapes = [op.path.commands for op in drawing.ops if isinstance(op, MarkersOp)]
    assert len(shapes) == 6
    assert shapes[:3] == shapes[3:]


def test_a_remark_stands_beside_the_bars() -> None:
    one = replace(chart("bar", PLAIN, VALUES), annotations=(Annotation("Here it is", "France", 48.5),))
    drawing = draw_chart(one, THEME, 482)
    x0, y0, x1, y1 = box(found(drawing, "Here it is"))
    fills = [op.path.bounds() for op in drawing.ops if isinstance(op, PathOp) and op.fill]
    assert len(fills) == len(PLAIN)
    assert not any(a < x1 and x0 < c and b < y1 and y0 < d for a, b, c, d in fills)


def test_a_reference_line_leaves_out_the_texts_that_it_meets() -> None:
    names = [f"{n} of the long names that make bars lie" for n in PLAIN]
    one = replace(chart("bar", names, VALUES), annotations=(Annotation("Mean", None, 51.0),))
    drawing = draw_chart(one, THEME, 482)
    parts = [op.path for op in drawing.ops if isinstance(op, PathOp) and op.stroke and op.stroke.dashes]
    x0, y0, x1, y1 = box(found(drawing, "48.5"))
    (line,) = parts
    assert line.commands == "MLML"
    (a, low), (_, first), (_, second), (_, high) = line.points
    assert x0 < a < x1
    assert low < first <= y0 + 1 < y1 - 1 <= second < high


@pytest.mark.parametrize(
    ("mark", "x", "y"),
    [
        ("slope", 2024, 60.0), ("slope", None, 60.0), ("dumbbell", 60.0, "France"), ("dumbbell", 60.0, None),
        ("dumbbell", None, "France"), ("heatmap", 2022, "France"), ("histogram", 60.0, None), ("histogram", None, 1.0),
        ("waterfall", "France", 60.0), ("waterfall", None, 60.0),
    ],
)  # fmt: skip
def test_every_mark_with_axes_has_a_place_for_a_remark(mark: str, x: Raw, y: Raw) -> None:
    one = replace(chart(mark, PLAIN, VALUES), annotations=(Annotation("Here it is", x, y),))
    drawing = draw_chart(one, THEME, 482)
    assert "Here it is" in drawing.texts()
    assert outside(drawing) == []
    if mark != "heatmap":
        assert overlaps(drawing) == []


def test_a_remark_over_a_mark_stands_on_paper() -> None:
    one = replace(chart("heatmap", PLAIN, VALUES), annotations=(Annotation("Here it is", 2022, "France"),))
    ops = draw_chart(one, THEME, 482).ops
    (at,) = (i for i, op in enumerate(ops) if isinstance(op, TextOp) and op.text == "Here it is")
    paper = ops[at - 1]
    assert isinstance(paper, PathOp)
    assert paper.fill is not None
    assert paper.fill.color == THEME.colors.paper
