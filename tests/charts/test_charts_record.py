"""The recorder against Agg, and the cache of drawings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from chart_cases import channel
from chart_raster import agg, apart, raster
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle, Wedge
from matplotlib.path import Path as MplPath

from builder.charts.cache import load_drawing, save_drawing
from builder.charts.figure import FontChooser, draw_chart, make_figure
from builder.charts.record import record
from builder.fonts import font_for
from builder.model.chart import Chart
from builder.model.drawing import Drawing, ImageOp, MarkersOp, PathOp, TextOp
from builder.theme import Theme

ROOT = Path(__file__).parents[2]
THEME = Theme()
FONTS = FontChooser(THEME)


def blank(width: float = 240, height: float = 140) -> tuple[Figure, Figure]:
    """Two figures alike: one to record, one for Agg."""
    both = []
    for _ in range(2):
        figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor="none")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set(xlim=(0, width), ylim=(0, height))
        both.append(figure)
    return both[0], both[1]


def hatches(figure: Figure) -> None:
    for i, hatch in enumerate(("///", "xx", "..", "oo", "+", "|-")):
        figure.axes[0].add_patch(
            Rectangle((10 + i * 38, 20), 32, 100, facecolor="#EAF2F8", edgecolor="#0B4F8A", hatch=hatch)
        )


def alpha(figure: Figure) -> None:
    axes = figure.axes[0]
    axes.add_patch(Rectangle((20, 20), 120, 80, facecolor="#D95F0E", alpha=0.5, linewidth=6, edgecolor="#0B4F8A"))
    axes.add_patch(Circle((140, 70), 50, facecolor=(0, 0.3, 0.5, 0.4), edgecolor=(0, 0, 0, 0.7), linewidth=4))
    axes.plot((10, 230), (10, 130), color="#1B1F24", alpha=0.3, linewidth=12, solid_capstyle="round")


def clips(figure: Figure) -> None:
    axes = figure.axes[0]
    star = MplPath([(60, 130), (100, 20), (10, 90), (110, 90), (20, 20), (60, 130)], closed=True)
    field = axes.add_patch(Rectangle((0, 0), 130, 140, facecolor="#0B4F8A"))
    field.set_clip_path(star, axes.transData)
    (line,) = axes.plot((0, 240), (0, 140), color="#D95F0E", linewidth=9)
    line.set_clip_path(Rectangle((140, 20), 70, 110, transform=axes.transData))


def dashes(figure: Figure) -> None:
    axes = figure.axes[0]
    styles = ("--", ":", "-.", (0, (5, 1.5)), (3, (1, 1)), (0, (6, 1.5, 1.5, 1.5)))
    for i, style in enumerate(styles):
        for join, cap, x in (("round", "round", 10.0), ("miter", "butt", 130.0)):
            axes.plot(
                (x, x + 50, x + 100), (15 + i * 20, 30 + i * 18, 15 + i * 20), linestyle=style, linewidth=1 + i * 0.7,
                dash_capstyle=cap, dash_joinstyle=join, color="#1B1F24",
            )  # fmt: skip


def curves(figure: Figure) -> None:
    axes = figure.axes[0]
    axes.add_patch(Wedge((70, 70), 60, 20, 320, width=25, facecolor="#2A9D8F", edgecolor="#FFFFFF"))
    quadratic = MplPath([(140, 20), (180, 140), (220, 20), (220, 20)], [1, 3, 3, 79])
    from matplotlib.patches import PathPatch

    axes.add_patch(PathPatch(quadratic, facecolor="#7B3F98", edgecolor="#1B1F24", linewidth=2))


def images(figure: Figure) -> None:
    axes = figure.axes[0]
    ramp = np.linspace(0, 1, 24).reshape(4, 6)
    axes.imshow(ramp, extent=(20, 200, 10, 120), cmap="viridis", interpolation="nearest", aspect="auto")
    axes.set(xlim=(0, 240), ylim=(0, 140))


def markers(figure: Figure) -> None:
    axes = figure.axes[0]
    for i, marker in enumerate("os^DvPXh+x"):
        axes.plot(
            np.linspace(15, 225, 12), np.full(12, 12 + i * 13.0), linestyle="none", marker=marker, markersize=8,
            markerfacecolor="#4C8FCB", markeredgecolor="#1B1F24", markeredgewidth=0.8, alpha=0.8,
        )  # fmt: skip


def turned_text(figure: Figure) -> None:
    axes = figure.axes[0]
    for angle, x in ((0, 20.0), (30, 90.0), (90, 160.0), (-45, 180.0)):
        text = f"Turned by {angle} AVA"
        axes.text(x, 60, text, rotation=angle, fontproperties=FONTS.properties(text, 12, angle == 30))


def mathematics(figure: Figure) -> None:
    figure.axes[0].text(20, 90, r"$\alpha_i^2 + \frac{a}{b} \leq 10^{-9}$", fontsize=16)
    figure.axes[0].text(20, 30, r"loss $= 6 N D$", fontsize=14, rotation=10)


def scripts(figure: Figure) -> None:
    for i, text in enumerate(("人工智慧專利 2024", "الذكاء الاصطناعي", "Čeština, Ελληνικά, Україна")):
        figure.axes[0].text(10, 20 + i * 40, text, parse_math=False, fontproperties=FONTS.properties(text, 14, False))


# Agg sets markers on whole pixels, and mathematics as an image on whole pixels.
LIMITS = {"markers": (0.014, 0.14), "mathematics": (0.006, 0.18)}
FIGURES = (hatches, alpha, clips, dashes, curves, images, markers, turned_text, mathematics, scripts)


@pytest.mark.parametrize("paint", FIGURES, ids=lambda f: str(f.__name__))
def test_a_drawing_shows_what_agg_paints(paint: Callable[[Figure], None]) -> None:
    recorded, painted = blank()
    paint(recorded)
    paint(painted)
    drawing = record(recorded)
    ours, theirs = raster(drawing), agg(painted)
    mean, worst = apart(ours, theirs)
    assert (1 - theirs).mean() > 0.01, "the figure is blank"
    most, most_at_one_place = LIMITS.get(paint.__name__, (0.005, 0.08))
    assert mean < most
    assert worst < most_at_one_place
    # The judge sees a thing that is missing.
    assert apart(raster(Drawing(drawing.width, drawing.height, ())), theirs)[1] > 0.2


def test_kinds_of_operations() -> None:
    recorded, _ = blank()
    for paint in (hatches, clips, images, markers, turned_text):
        paint(recorded)
    ops = record(recorded).ops
    assert {type(op) for op in ops} == {PathOp, MarkersOp, ImageOp, TextOp}
    assert any(isinstance(op, PathOp) and op.clip is not None and op.clip.path is not None for op in ops)
    assert [op.angle for op in ops if isinstance(op, TextOp)] == [0.0, 30.0, 90.0, -45.0 % 360]


def test_glyphs_stand_for_their_text() -> None:
    recorded, _ = blank()
    scripts(recorded)
    for op in record(recorded).ops:
        assert isinstance(op, TextOp)
        glyphs = [g for run in op.runs for g in run.glyphs]
        assert sorted("".join(g.text for g in glyphs)) == sorted(op.text)
        assert all(g.index for g in glyphs), op.text
        assert op.width == pytest.approx(max(g.x for g in glyphs), abs=op.size * 1.2)


def test_ligatures_are_off_so_that_text_is_found() -> None:
    recorded, _ = blank()
    recorded.axes[0].text(10, 10, "efficient office fluff", fontproperties=FONTS.properties("f", 12, False))
    (op,) = record(recorded).ops
    assert isinstance(op, TextOp)
    assert len([g for run in op.runs for g in run.glyphs]) == len(op.text)


@pytest.mark.skipif(font_for("中", THEME.fonts.regular) is None, reason="needs a font for Chinese")
def test_a_text_of_two_scripts_has_a_run_for_each_font() -> None:
    recorded, _ = blank()
    text = "GDP 中国"
    recorded.axes[0].text(10, 10, text, fontproperties=FONTS.properties(text, 12, False))
    (op,) = record(recorded).ops
    assert isinstance(op, TextOp)
    assert len(op.runs) == 2
    assert op.runs[0].font != op.runs[1].font


# -- The cache -------------------------------------------------------------------------------------------


def sample() -> Chart:
    channels = {
        "x": channel("place", "string", ("US", "中国", None)),
        "y": channel("score", "number", (1.0, None, 2.0), "Score"),
    }
    return Chart("c", "bar", channels, 3)


def odd() -> Drawing:
    """A drawing with every kind of operation."""
    recorded, _ = blank()
    for paint in FIGURES:
        paint(recorded)
    return record(recorded)


def test_a_drawing_comes_back_from_the_cache_as_it_was(tmp_path: Path) -> None:
    drawing = odd()
    save_drawing(tmp_path, sample(), THEME, 240, 140, drawing)
    assert load_drawing(tmp_path, sample(), THEME, 240, 140) == drawing
    assert {type(op) for op in drawing.ops} == {PathOp, MarkersOp, ImageOp, TextOp}


def test_another_chart_size_or_theme_is_another_entry(tmp_path: Path) -> None:
    chart = sample()
    first = draw_chart(chart, THEME, 300, 200, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    assert draw_chart(chart, THEME, 300, 200, tmp_path) == first
    assert len(list(tmp_path.iterdir())) == 1
    draw_chart(chart, THEME, 301, 200, tmp_path)
    draw_chart(chart, THEME.for_deck(), 300, 200, tmp_path)
    draw_chart(chart, THEME.with_colors(accent="#AA0000"), 300, 200, tmp_path)
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"no compressed data",
        zlib.compress(b"{no json"),
        zlib.compress(b"[]"),
        zlib.compress(b"[[]]"),
        zlib.compress(b'["Drawing"]'),
        zlib.compress(b'["Nothing", 1]'),
        zlib.compress(b'["Drawing", 1, 2, {"t": [["TextOp"]]}, {"t": []}]'),
        zlib.compress(b'{"b": "?"}'),
        zlib.compress(b'{"x": 1}'),
        zlib.compress(json.dumps([[]] * 2).encode()),
        zlib.compress(b"[" * 100_000),
        zlib.compress(b"\xff\xfe"),
    ],
)
def test_a_broken_entry_is_drawn_anew(tmp_path: Path, broken: bytes) -> None:
    whole = draw_chart(sample(), THEME, 300, 200, tmp_path)
    (entry,) = tmp_path.iterdir()
    good = entry.read_bytes()
    entry.write_bytes(broken)
    assert draw_chart(sample(), THEME, 300, 200, tmp_path) == whole
    assert entry.read_bytes() == good


def test_an_entry_of_wrong_types_is_drawn_anew(tmp_path: Path) -> None:
    whole = draw_chart(sample(), THEME, 300, 200, tmp_path)
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(zlib.compress(b'["Drawing", "wide", null, 7, {"t": []}]'))
    assert draw_chart(sample(), THEME, 300, 200, tmp_path) == whole


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert draw_chart(sample(), THEME, 300, 200, file).texts()


def test_a_cached_drawing_needs_no_matplotlib(tmp_path: Path) -> None:
    draw_chart(sample(), THEME, 300, 200, tmp_path)
    script = (
        "import sys; from pathlib import Path\n"
        "from builder.charts.figure import draw_chart; from builder.theme import Theme\n"
        "from builder.model.chart import Channel, Chart; from builder.model.data import Field\n"
        "from builder.charts.registry import mark_module\n"
        "x, y = Field('place'), Field('score', 'number')\n"
        "channels = {'x': Channel(x, x.written, ('US', '\\u4e2d\\u56fd', None)),"
        " 'y': Channel(y, y.written, (1.0, None, 2.0), 'Score')}\n"
        "chart = Chart('c', 'bar', channels, 3)\n"
        "drawing = draw_chart(chart, Theme(), 300, 200, Path(sys.argv[1]))\n"
        "assert mark_module('bar').native(chart, Theme()) is not None\n"
        "heavy = [m for m in ('matplotlib', 'numpy', 'PIL') if m in sys.modules]\n"
        "print(len(drawing.ops), heavy)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == f"{len(draw_chart(sample(), THEME, 300, 200).ops)} []\n"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_figure_is_as_large_as_it_was_asked_for() -> None:
    figure = make_figure(sample(), THEME, 123.25, 77.5)
    drawing = record(figure)
    assert (drawing.width, drawing.height) == (123.25, 77.5)
