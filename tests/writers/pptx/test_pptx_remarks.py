"""Charts in their decks: what they are there, that annotations stand at their data in the file and in LibreOffice's
rendering, and that judges of the schema and of accessibility find nothing.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from accessible import findings
from chart_gallery import NATIVE, PLACES, figures, gallery
from deck_samples import THEME, document, header
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from builder.errors import Findings
from builder.model.chart import Annotation, Chart
from builder.model.format import Raw
from builder.writers.base import WriteJob
from builder.writers.pptx.writer import PptxWriter

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
POINT = 12700
CHARTS = gallery()


def written(charts: Sequence[Chart], folder: Path) -> Path:
    target = folder / "charts.pptx"
    PptxWriter().write(WriteJob(document(header("Charts"), *figures(charts)), THEME, Findings()), target)
    return target


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(list(CHARTS.values()), tmp_path_factory.mktemp("charts"))


def frames(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if shape.shape_type == 6:
            yield from frames(shape.shapes)
        elif getattr(shape, "has_chart", False) and shape.has_chart:
            yield shape


def slide_of(deck: Any, name: str) -> Any:
    return next(s for s in deck.slides if s.shapes.title is not None and s.shapes.title.text == f"Slide of {name}")


def test_charts_of_the_list_have_their_workbook_and_the_rest_are_groups_of_texts(deck: Path) -> None:
    opened = Presentation(str(deck))
    for name, chart in CHARTS.items():
        slide = slide_of(opened, name)
        found = list(frames(slide.shapes))
        assert len(found) == (0 if name not in NATIVE else 4 if name == "facets" else 1), name
        for frame in found:
            assert frame.chart.part.chart_workbook.xlsx_part.blob[:2] == b"PK"
        assert not [s for s in slide.shapes if s.shape_type == 13]
        if not found:
            [group] = [s for s in slide.shapes if s.shape_type == 6]
            texts = " ".join(t.text or "" for t in group._element.iter(f"{A}t"))
            assert all(p.split()[0] in texts for p in PLACES), chart.id
            assert not list(group._element.iter(f"{P}pic"))


def test_judges_find_nothing(deck: Path) -> None:
    assert [str(e) for e in OpenXmlValidator().validate(str(deck)).errors] == []
    assert findings(deck) == []


# -- Annotations -------------------------------------------------------------------------------------------


class Seen:
    """A native chart on a slide: places of its data in points, from what its file says of its layout and its axes."""

    def __init__(self, slide: Any) -> None:
        [frame] = frames(slide.shapes)
        root = frame.chart._chartSpace
        share = {
            e.tag: float(e.get("val"))
            for e in root.find(f".//{C}plotArea/{C}layout/{C}manualLayout")
            if e.get("val")[0].isdigit()
        }
        self.left: float = (frame.left + share[f"{C}x"] * frame.width) / POINT
        self.top: float = (frame.top + share[f"{C}y"] * frame.height) / POINT
        self.width: float = share[f"{C}w"] * frame.width / POINT
        self.height: float = share[f"{C}h"] * frame.height / POINT
        self.axes = {a.find(f"{C}axPos").get("val"): a for a in root.iter(f"{C}valAx", f"{C}catAx")}
        self.count = (
            max(int(e.get("val")) for e in root.iterfind(f".//{C}cat//{C}ptCount"))
            if root.find(f".//{C}cat") is not None
            else 0
        )
        between = root.find(f".//{C}crossBetween")
        self.edge = between is not None and between.get("val") == "midCat"

    def _share(self, side: str, value: float) -> float:
        """How far a value is on an axis, from its start."""
        axis = self.axes[side]
        if axis.tag == f"{C}catAx":
            share = value / (self.count - 1) if self.edge else (value + 0.5) / self.count
        else:
            low, high = (float(axis.find(f"{C}scaling/{C}{end}").get("val")) for end in ("min", "max"))
            share = (value - low) / (high - low)
        return 1 - share if axis.find(f"{C}scaling/{C}orientation").get("val") == "maxMin" else share

    def x(self, value: float) -> float:
        return self.left + self._share("b", value) * self.width

    def y(self, value: float) -> float:
        return self.top + (1 - self._share("l", value)) * self.height


def strokes(slide: Any) -> Iterator[tuple[bool, list[tuple[float, float]]]]:
    """The lines of the group: whether they are dashed, and their points."""
    [group] = [s for s in slide.shapes if s.shape_type == 6]
    for shape in group._element.iter(f"{P}sp"):
        path = shape.find(f".//{A}path")
        line = shape.find(f"{P}spPr/{A}ln")
        if path is None or line is None or line.find(f"{A}solidFill") is None:
            continue
        off = shape.find(f".//{A}off")
        points = [
            ((int(off.get("x")) + int(p.get("x"))) / POINT, (int(off.get("y")) + int(p.get("y"))) / POINT)
            for p in path.iter(f"{A}pt")
        ]
        yield line.find(f"{A}custDash") is not None or line.find(f"{A}prstDash") is not None, points


FORMS: dict[str, tuple[tuple[Raw, Raw], tuple[float | None, float | None]]] = {
    # The annotation's place, and the place on the chart's axes: categories are counted from 0.
    "bar": (("France", 48.5), (3, 48.5)),
    "bar-lying": ((48.5, "France"), (48.5, 3)),
    "bar-stacked": ((2016, 100.0), (3, 100.0)),
    "line": ((2016, 40.0), (3, 40.0)),
    "area": ((2016, 40.0), (3, 40.0)),
    "point": ((40.0, 5.0), (40.0, 5.0)),
    "lollipop": (("France", 48.5), (4, 48.5)),
    "waterfall": (("Prices", 100.0), (2, 100.0)),
    "histogram": ((15.0, 20.0), (None, 20.0)),
}


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """For each form a chart with a remark, and one with lines across."""
    charts = []
    for name, ((x, y), _) in FORMS.items():
        charts.append(replace(CHARTS[name], annotations=(Annotation("A remark", x=x, y=y),)))
        lines = (Annotation("Up", x=x), Annotation("Across", y=y))
        charts.append(replace(CHARTS[name], id=f"{name}-lines", annotations=lines))
    path = written(charts, tmp_path_factory.mktemp("noted"))
    assert [str(e) for e in OpenXmlValidator().validate(str(path)).errors] == []
    assert findings(path) == []
    return Presentation(str(path))


@pytest.mark.parametrize("name", FORMS)
def test_a_remark_points_to_its_place(name: str, noted: Any) -> None:
    slide = slide_of(noted, name)
    seen, (x, y) = Seen(slide), FORMS[name][1]
    pointers = [points for dashed, points in strokes(slide) if not dashed and len(points) == 2]
    [group] = [s for s in slide.shapes if s.shape_type == 6]
    assert "A remark" in [t.text for t in group._element.iter(f"{A}t")]
    at = (seen.x(x) if x is not None else None, seen.y(y) if y is not None else None)
    assert any(
        all(want is None or abs(want - got) < 1 for want, got in zip(at, end, strict=True))
        for points in pointers
        for end in points
    )


@pytest.mark.parametrize("name", FORMS)
def test_lines_across_stand_at_their_place(name: str, noted: Any) -> None:
    slide = slide_of(noted, f"{name}-lines")
    seen, (x, y) = Seen(slide), FORMS[name][1]
    lines = [points for dashed, points in strokes(slide) if dashed]
    upright = [p for p in lines if max(a for a, _ in p) - min(a for a, _ in p) < 0.5]
    level = [p for p in lines if max(b for _, b in p) - min(b for _, b in p) < 0.5]
    assert len(upright) == len(level) == 1
    if x is not None:
        assert upright[0][0][0] == pytest.approx(seen.x(x), abs=1)
    assert y is not None
    assert level[0][0][1] == pytest.approx(seen.y(y), abs=1)
    reach = [b for _, b in upright[0]]
    assert min(reach) == pytest.approx(seen.top, abs=1.5)
    assert max(reach) == pytest.approx(seen.top + seen.height, abs=1.5)


GRIDDED = {"bar": 60.0, "line": 40.0, "area": 200.0, "point": 0.0, "waterfall": 100.0, "lollipop": 40.0}


@pytest.mark.needs("soffice")
def test_in_libreoffice_a_line_across_lies_on_the_line_of_the_grid_at_its_amount(tmp_path: Path) -> None:
    import pypdfium2

    charts = [replace(CHARTS[n], annotations=(Annotation("Here", y=y),), highlight=()) for n, y in GRIDDED.items()]
    written(charts, tmp_path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "charts.pptx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    pages = pypdfium2.PdfDocument(tmp_path / "charts.pdf")
    seen = 0
    for page in pages:
        name = next(
            (n for n in GRIDDED if f"Slide of {n}" in page.get_textpage().get_text_bounded().splitlines()), None
        )
        if name is None:
            continue
        pixels = np.asarray(page.render(scale=2).to_pil().convert("RGB")).astype(int)
        dashes, grid = rows_of(pixels, THEME.colors.secondary, 250), rows_of(pixels, THEME.colors.rule, 120)
        # The lowest line is that of the axis.
        drawn = [row for row in dashes if row < max(grid) - 4]
        assert drawn, name
        assert all(any(abs(row - g) <= 1 for g in grid) for row in drawn), name
        seen += 1
    pages.close()
    assert seen == len(GRIDDED)


def rows_of(pixels: Any, color: str, least: int) -> list[int]:
    """The rows of a picture with so many pixels of about a colour."""
    wanted = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    counts = (np.abs(pixels - wanted).max(axis=2) < 24).sum(axis=1)
    return [int(n) for n in np.flatnonzero(counts >= least)]
