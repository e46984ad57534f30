"""What is told beyond the contract: lost characters, clusters, bold ends; and that the lean import changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from chart_cases import PLAIN, channel, chart, texts_of

from builder.charts.figure import draw_chart
from builder.charts.registry import MARKS
from builder.model.chart import Chart
from builder.model.drawing import Drawing, TextOp
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
