"""Native charts: what python-pptx reads back, what is in the workbook, and that none is against the schema."""

from __future__ import annotations

import io
import math
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from deck_samples import AT, THEME, bullets, chart_of, document, header, native
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from builder.charts.registry import MARKS
from builder.errors import Findings
from builder.model.chart import Channel, Chart, NativeAxis, NativeChart, NativeLabel, NativeSeries
from builder.model.data import Field
from builder.model.document import Block, Document, Figure
from builder.model.drawing import Clip, Drawing, ImageOp, MarkersOp, Paint, PathOp, Stroke, TextOp
from builder.model.drawing import Path as Shape
from builder.model.format import Format
from builder.writers.base import WriteJob
from builder.writers.pptx.drawing import DrawingGroup, marker_picture
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.markup import NS, Palette
from builder.writers.pptx.native import chart_parts
from builder.writers.pptx.numbers import written
from builder.writers.pptx.places import Ground
from builder.writers.pptx.plot import Plotter
from builder.writers.pptx.sound import plotted, sound_form, sound_group
from builder.writers.pptx.workbook import Sheet, column_name
from builder.writers.pptx.writer import PptxWriter

DRAWN = THEME.for_deck()
PALETTE = Palette.of(THEME)
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
PLAIN = NativeChart("column", ("A", "B"), (NativeSeries("S", (1.0, 2.0), color="#0B4F8A"),))


def parts(chart: NativeChart) -> tuple[Any, bytes]:
    xml, book = chart_parts(chart, DRAWN, PALETTE, plotted(chart, DRAWN, 574, 300), "en-US")
    return etree.fromstring(xml), book


def cells(book: bytes) -> dict[str, str]:
    """The cells of a workbook by their places."""
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        root = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    return {str(c.get("r")): "".join(map(str, c.itertext())) for c in root.iter(f"{main}c")}


def written_deck(doc: Document, folder: Path) -> Any:
    PptxWriter().write(WriteJob(doc, THEME, Findings()), folder / "out.pptx")
    return Presentation(str(folder / "out.pptx"))


def charts_of(deck: Any) -> list[Any]:
    return [s.chart for slide in deck.slides for s in slide.shapes if getattr(s, "has_chart", False) and s.has_chart]


def test_the_workbook_has_what_the_chart_shows() -> None:
    chart = replace(
        PLAIN, series=(NativeSeries("Sales", (1.25, None), number_format='"$"#,##0.0'),), categories=("A", "B & C")
    )
    root, book = parts(chart)
    found = cells(book)
    assert found == {"B1": "Sales", "A2": "A", "B2": "1.25", "A3": "B & C", "B3": ""}
    assert [e.text for e in root.iter(f"{C}f")] == ["Sheet1!$B$1", "Sheet1!$A$2:$A$3", "Sheet1!$B$2:$B$3"]
    assert [e.text for e in root.iter(f"{C}formatCode")] == ['"$"#,##0.0']
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        assert '"$"#,##0.0'.replace('"', "&quot;") in package.read("xl/styles.xml").decode()


def test_a_missing_value_is_a_gap() -> None:
    root, _ = parts(replace(PLAIN, series=(NativeSeries("S", (None, 2.0)),)))
    values = root.find(f".//{C}val//{C}numCache")
    assert [p.get("idx") for p in values.iter(f"{C}pt")] == ["1"]
    assert values.find(f"{C}ptCount").get("val") == "2"
    assert root.find(f".//{C}dispBlanksAs").get("val") == "gap"


def test_columns_are_named_as_a_spreadsheet_does() -> None:
    assert [column_name(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    sheet = Sheet()
    sheet.add("x", [math.nan, math.inf, -0.5, "a<b"])
    assert cells(sheet.blob()) == {"A1": "x", "A4": "-0.5", "A5": "a<b"}


def test_two_charts_alike_are_the_same_bytes() -> None:
    assert parts(PLAIN)[1] == parts(PLAIN)[1]


@pytest.mark.parametrize(
    ("grouping", "position", "expected"),
    [("clustered", "outside", "outEnd"), ("stacked", "outside", "ctr"), ("percentStacked", "inside", "inEnd")],
)
def test_labels_stand_only_where_their_chart_knows_such_a_place(grouping: Any, position: Any, expected: str) -> None:
    series = NativeSeries("S", (1.0, 2.0), color="#0B4F8A", show_values=True, label_position=position)
    root, _ = parts(replace(PLAIN, grouping=grouping, series=(series,)))
    assert {e.get("val") for e in root.iter(f"{C}dLblPos")} == {expected}


@pytest.mark.parametrize("kind", ["area", "doughnut"])
def test_some_charts_know_no_place_of_labels(kind: Any) -> None:
    series = NativeSeries("S", (1.0, 2.0), colors=((0, "#0B4F8A"),), show_values=True, label_position="outside")
    root, _ = parts(replace(PLAIN, kind=kind, series=(series,)))
    assert not list(root.iter(f"{C}dLblPos"))


def test_points_have_colours_of_their_own_and_labels_that_are_read_on_them() -> None:
    series = NativeSeries(
        "S", (1.0, 2.0), color="#0B4F8A", colors=((1, "#F0B98D"),), show_values=True, label_position="inside"
    )
    root, _ = parts(replace(PLAIN, series=(series,)))
    points = {p.find(f"{C}idx").get("val"): etree.tostring(p).decode() for p in root.iter(f"{C}dPt")}
    assert list(points) == ["1"]
    assert "F0B98D" in points["1"]
    own = {d.find(f"{C}idx").get("val"): etree.tostring(d).decode() for d in root.iter(f"{C}dLbl")}
    assert 'val="tx1"' in own["1"]


def test_a_bar_and_a_line_stand_on_two_axes() -> None:
    line = NativeSeries("Line", (0.1, 0.2), color="#D95F0E", kind="line", secondary=True, marker=True)
    chart = replace(
        PLAIN, series=(replace(PLAIN.series[0], kind="bar"), line), secondary_axis=NativeAxis("Share", "0%")
    )
    root, _ = parts(chart)
    area = root.find(f".//{C}plotArea")
    ids = {tag: [e.get("val") for e in area.find(f"{C}{tag}").findall(f"{C}axId")] for tag in ("barChart", "lineChart")}
    assert not set(ids["barChart"]) & set(ids["lineChart"])
    axes = {a.find(f"{C}axId").get("val") for a in area if a.tag in (f"{C}catAx", f"{C}valAx")}
    assert axes == {*ids["barChart"], *ids["lineChart"]}
    assert all(int(i) > 0 for i in axes)


def test_names_at_the_ends_of_lines_are_shifted_apart() -> None:
    def line(name: str, last: float) -> NativeSeries:
        return NativeSeries(name, (1.0, last), color="#0B4F8A", ends=(NativeLabel(1, "right", name=True),))

    chart = replace(PLAIN, kind="line", series=(line("One", 5.0), line("Two", 5.1), line("Far", 9.0)),
                    value_axis=NativeAxis(minimum=0.0, maximum=10.0, major=5.0))  # fmt: skip
    plot = Plotter(chart, DRAWN, 574, 300).plot()
    assert set(plot.told) == {(0, 1), (1, 1), (2, 1)}
    one, two, far = (plot.told[n, 1] for n in range(3))
    assert one.dy > 0 > two.dy
    assert far.dy == 0
    ground = Ground(chart, plot.inner)
    at = [ground.up(s.values[1] or 0.0) + told.dy for s, told in zip(chart.series, (one, two, far), strict=True)]
    assert min(abs(a - b) for n, a in enumerate(at) for b in at[n + 1 :]) >= plot.labels * 1.2 - 0.01
    room = plot.width - plot.inner.right
    assert room > max(len(s.name) for s in chart.series) * 5
    root, _ = parts(chart)
    moved = {
        s.find(f".//{C}v").text: float(y.get("val")) * plot.height
        for s in root.iter(f"{C}ser")
        if (y := s.find(f".//{C}dLbl/{C}layout/{C}manualLayout/{C}y")) is not None
    }
    assert moved == {"One": pytest.approx(one.dy, abs=0.1), "Two": pytest.approx(two.dy, abs=0.1), "Far": 0}


def test_many_times_are_thinned_and_many_names_turned() -> None:
    chart = replace(PLAIN, kind="line", categories=tuple(f"Jan {y}" for y in range(1950, 2025)),
                    series=(NativeSeries("S", (1.0,) * 75),))  # fmt: skip
    assert Plotter(replace(chart, temporal=True), DRAWN, 574, 300).plot().skip > 5
    names = replace(
        chart, categories=tuple(f"Countryname{y}" for y in range(20)), series=(NativeSeries("S", (1.0,) * 20),)
    )
    plot = Plotter(names, DRAWN, 574, 300).plot()
    assert (plot.turn, plot.skip) == (-45, 1)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"series": (NativeSeries("S", (None, None)),)}, "nothing to show"),
        ({"kind": "area", "series": (NativeSeries("S", (1.0, None)),)}, "an area with a gap"),
        ({"value_axis": NativeAxis("A title " * 60)}, "a title longer than its axis"),
        ({"series": (NativeSeries("A name " * 40, (1.0, 2.0)),), "legend": True}, "a legend wider than the chart"),
        ({"kind": "bar", "categories": ("W" * 140, "B")}, "a name that cannot be broken"),
        ({"kind": "doughnut", "categories": tuple("ab" * 30), "series": (NativeSeries("S", (1.0,) * 60),)}, "many"),
        (
            {
                "kind": "column", "categories": tuple(f"C{i}" for i in range(60)),
                "value_axis": NativeAxis(labels=False),
                "series": (NativeSeries("S", (1234567.0,) * 60, show_values=True, label_position="outside"),),
            },
            "bars too thin for numbers that stand nowhere else",
        ),
    ],
)  # fmt: skip
def test_what_a_program_would_not_draw_well_is_not_native(change: dict[str, Any], why: str) -> None:
    assert sound_form(replace(PLAIN, **change), DRAWN, 574, 300) is None, why
    form = sound_form(PLAIN, DRAWN, 574, 300)
    assert form is not None
    assert form[0] == PLAIN
    assert form[1].inner.width > 574 / 2


def test_the_axis_goes_on_below_a_label_under_a_negative_bar() -> None:
    series = NativeSeries("S", (-40.0, 10.0), show_values=True, label_position="outside")
    chart = replace(PLAIN, series=(series,), value_axis=NativeAxis(minimum=-40.0, maximum=20.0, major=20.0))
    form = sound_form(chart, DRAWN, 574, 300)
    assert form is not None
    assert form[0].value_axis.minimum == -60.0
    assert form[1] == Plotter(form[0], DRAWN, 574, 300).plot()


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("#,##0.0", 1234.56, "1,234.6"),
        ("0%", 0.25, "25%"),
        ('#,##0.0"%"', 9.3, "9.3%"),
        ('"$"#,##0,,"m"', 192_000_000.0, "192m$"),
        ("+#,##0;-#,##0;#,##0", 5.0, "+5"),
        ('[>=1000000]#,##0.0,,"m";#,##0', 2_500_000.0, "2.5m"),
        ('[>=1000000]#,##0.0,,"m";#,##0', 25.0, "25"),
        ("General", 0.5, "0.5"),
        ("yyyy", 45000.0, "2024"),
    ],
)
def test_a_number_is_about_as_wide_as_it_will_be(code: str, value: float, text: str) -> None:
    assert sorted(written(code, value)) == sorted(text)


# -- In the file -----------------------------------------------------------------------------------------


def figures(*charts: Chart) -> list[Block]:
    out: list[Block] = []
    for n, chart in enumerate(charts, 1):
        out += [header(f"Slide {n}", 2), bullets("x"), Figure(f"f{n}", chart, AT, n, alt=f"Chart {n}.")]
    return out


def every_mark() -> list[Chart]:
    """A chart of each mark, over eight categories and two series where it has them."""
    out = []
    for mark in MARKS:
        names = [f"Place {i}" for i in range(6) for _ in (0, 1)]
        years = [y for _ in range(6) for y in (2023, 2024)]
        numbers = [float(10 + 7 * i % 23) for i in range(12)]
        place = Channel(Field("place"), Format(), tuple(names), "")
        year = Channel(Field("year", "year"), Format(), tuple(years), "")
        score = Channel(Field("score", "number"), Format("number", 1), tuple(numbers), "Score")
        channels = {"x": place, "y": score, "color": year}
        if mark in ("lollipop", "waterfall", "arc"):
            channels = {k: replace(c, values=c.values[::2]) for k, c in channels.items() if k != "color"}
        elif mark == "dumbbell":
            channels = {"x": score, "y": place, "color": year}
        elif mark == "slope":
            channels = {"x": year, "y": score, "color": place}
        elif mark == "heatmap":
            channels = {"x": year, "y": place, "color": score}
        elif mark == "histogram":
            channels = {"x": score}
        elif mark == "point":
            channels = {"x": replace(score, label="X"), "y": score, "color": year}
        out.append(Chart(mark, mark, channels, len(channels["x"].values)))
    return out


def test_every_mark_is_against_no_schema(tmp_path: Path) -> None:
    charts = every_mark()
    deck = written_deck(document(header("Marks"), *figures(*charts)), tmp_path)
    assert [str(e) for e in OpenXmlValidator().validate(str(tmp_path / "out.pptx")).errors] == []
    shown = charts_of(deck)
    forms = [form for c in charts if (form := native(c)) is not None]
    assert len(shown) >= 6
    assert len(shown) == len([f for f in forms if sound_group(f, DRAWN, 574, 340, "en-US")])
    groups = [s for slide in deck.slides for s in slide.shapes if s.shape_type == 6]
    assert len(groups) == len(charts) - len(shown)
    assert all(len(g.shapes) > 4 for g in groups)


def test_python_pptx_reads_the_values(tmp_path: Path) -> None:
    [shown] = charts_of(written_deck(document(header("A"), *figures(chart_of("a", rows=4))), tmp_path))
    plot = shown.plots[0]
    assert list(plot.categories) == ["2022", "2023", "2024", "2025"]
    assert [tuple(s.values) for s in plot.series] == [(10.0, None, 30.0, 40.0)]
    assert plot.series[0].name
    assert shown.value_axis.has_title


def test_a_deck_of_native_charts_needs_no_matplotlib(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path; from deck_samples import *; from builder.writers.base import WriteJob\n"
        "from builder.writers.pptx.writer import PptxWriter\n"
        "doc = document(header('A'), bullets('x'), figure('a'), data_table())\n"
        "PptxWriter().write(WriteJob(doc, THEME, Findings()), Path(sys.argv[1]))\n"
        "print('matplotlib' in sys.modules, 'pptx' in sys.modules)"
    )
    path = [str(Path(__file__).parents[3]), str(Path(__file__).parent)]
    code = f"import sys; sys.path[:0] = {path!r}\n{code}"
    run = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "out.pptx"], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["False", "True"]


# -- Drawings --------------------------------------------------------------------------------------------


def group(*ops: Any, pictures: list[bytes] | None = None) -> Any:
    from itertools import count

    kept = pictures if pictures is not None else []

    def picture(data: bytes) -> str:
        kept.append(data)
        return f"rId{len(kept)}"

    made = DrawingGroup(Drawing(200, 100, ops), Box(10, 20, 200, 100), PALETTE, "en-US", count(2), picture)
    markup = made.markup("Chart", 'A "chart"').replace("<p:grpSp>", f"<p:grpSp {NS}>", 1)
    return etree.fromstring(markup)


SQUARE = Shape("MLLLZ", ((0, 0), (10, 0), (10, 10), (0, 10)))
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def moved(x: float, y: float) -> Shape:
    return Shape(SQUARE.commands, tuple((a + x, b + y) for a, b in SQUARE.points))


def test_shapes_of_one_look_are_one_and_those_that_overlap_are_not() -> None:
    red = Paint("#AA0000")
    apart = group(*(PathOp(moved(20 * n, 0), red) for n in range(3)))
    assert len(list(apart.iter(f"{A}path"))) == 1
    over = group(PathOp(moved(0, 0), red), PathOp(moved(5, 5), red))
    assert len(list(over.iter(f"{A}path"))) == 2


def test_colours_of_the_theme_are_references() -> None:
    root = group(PathOp(SQUARE, Paint(THEME.colors.accent, 0.5)), PathOp(moved(50, 0), Paint("#123456")))
    assert root.find(f".//{A}schemeClr").get("val") == "accent1"
    assert root.find(f".//{A}alpha").get("val") == "50000"
    assert root.find(f".//{A}srgbClr").get("val") == "123456"


def test_text_is_text_and_turned_with_its_angle() -> None:
    root = group(TextOp("a < b", 100, 50, 90, 12, Paint("#1B1F24"), (), 30, bold=True))
    assert root.find(f".//{A}t").text == "a < b"
    assert root.find(f".//{A}xfrm[@rot]").get("rot") == "16200000"
    assert root.find(f".//{A}rPr").get("b") == "1"


def test_very_many_markers_are_one_picture() -> None:
    pictures: list[bytes] = []
    at = tuple((float(n % 200), float(n % 100)) for n in range(500))
    root = group(MarkersOp(SQUARE, at, Paint("#AA0000")), pictures=pictures)
    assert len(pictures) == 1
    assert pictures[0].startswith(b"\x89PNG")
    assert len(list(root.iter(f"{A}path"))) == 0
    few = group(MarkersOp(SQUARE, at[:3], Paint("#AA0000")), pictures=[])
    assert len(list(few.iter(f"{A}path"))) >= 1


def test_markers_are_painted_where_they_stand() -> None:
    from PIL import Image

    curve = Shape("MCCZ", ((0, 0), (0, 8), (8, 8), (8, 0), (8, -8), (0, -8), (0, 0)))
    png = marker_picture(MarkersOp(curve, ((50.0, 50.0),), Paint("#FF0000")), 100, 100)
    image = Image.open(io.BytesIO(png))
    box = image.getchannel("A").getbbox()
    assert box is not None
    x = (box[0] + box[2]) / 2 / image.width * 100
    assert 52 < x < 56


def test_what_is_clipped_stays_in_its_box() -> None:
    clip = Clip((0, 0, 50, 50))
    line = group(PathOp(Shape("MLL", ((-20, 25), (80, 25), (80, 90))), None, Stroke(Paint("#000000"), 1.0), clip))
    area = group(PathOp(moved(45, 45), Paint("#000000"), None, clip))
    gone = group(PathOp(moved(60, 60), Paint("#000000"), None, clip))
    for root, size in ((line, (50, 0)), (area, (5, 5))):
        path = root.find(f".//{A}path")
        assert (int(path.get("w")) // 12700, int(path.get("h")) // 12700) == size
    assert gone.find(f".//{A}path") is None


def test_a_picture_stands_at_its_matrix() -> None:
    pictures: list[bytes] = []
    root = group(ImageOp(b"png", (30, 0, 0, 40, 5, 10)), pictures=pictures)
    place = root.find(".//{http://schemas.openxmlformats.org/presentationml/2006/main}pic")
    offset, extent = place.find(f".//{A}off"), place.find(f".//{A}ext")
    assert [int(offset.get(k)) // 12700 for k in "xy"] == [15, 20 + 100 - 50]
    assert [int(extent.get(k)) // 12700 for k in ("cx", "cy")] == [30, 40]
    assert re.fullmatch("rId1", place.find(f".//{A}blip").values()[0])
