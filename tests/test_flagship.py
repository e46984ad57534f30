"""The flagship through the whole house, judged from outside: other libraries and programs read the files."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pypdfium2
import pytest
from conftest import ROOT
from pptx import Presentation
from verdicts import faults, standards

from builder.pipeline import BuildOptions, BuildResult, build

REPORT = ROOT / "templates" / "ai_index" / "report.md"


class Built(NamedTuple):
    result: BuildResult
    folder: Path
    ledger: Any


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("flagship")
    result = build(REPORT, BuildOptions(output=folder, cache=tmp_path_factory.mktemp("drawings")))
    return Built(result, folder, json.loads((folder / "ai_index.values.json").read_text(encoding="utf-8")))


def squeezed(text: str) -> str:
    """Text without white space, soft hyphens and ligatures: what survives line breaks."""
    return re.sub(r"[\s\u00ad\ufffe\x02]+", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def pages(built: Built) -> list[str]:
    with pypdfium2.PdfDocument(built.folder / "ai_index.pdf") as pdf:
        return [squeezed(page.get_textpage().get_text_bounded()) for page in pdf]


def shape_texts(shapes: Any) -> list[str]:
    out: list[str] = []
    for shape in shapes:
        if shape.shape_type == 6:
            out += shape_texts(shape.shapes)
        elif shape.has_text_frame:
            out.append(shape.text_frame.text)
        elif getattr(shape, "has_table", False):
            out += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return out


@pytest.fixture(scope="module")
def slides(built: Built) -> list[str]:
    deck = Presentation(str(built.folder / "ai_index.pptx"))
    out = []
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        out.append(squeezed("\n".join([*shape_texts(slide.shapes), notes])))
    return out


def test_it_builds_without_a_warning(built: Built) -> None:
    assert [str(d) for d in built.result.diagnostics] == []
    assert [f.name for f in built.result.files] == ["ai_index.pdf", "ai_index.pptx", "ai_index.values.json"]


def test_it_is_the_briefing_that_was_asked_for(built: Built) -> None:
    figures = built.ledger["figures"]
    assert len(figures) >= 8
    assert len({f["mark"] for f in figures}) >= 6
    assert len(built.ledger["tables"]) >= 2
    assert len(built.ledger["claims"]) >= 8
    assert all(claim["holds"] for claim in built.ledger["claims"])
    assert built.ledger["quotes"]
    assert len(built.ledger["values"]) > 60


def test_every_value_is_read_back_from_the_page_that_the_ledger_names(built: Built, pages: list[str]) -> None:
    lost = [
        (v["number"], v["text"], page)
        for v in built.ledger["values"]
        for page in v["pages"].get("pdf", ())
        if squeezed(v["text"]) not in pages[page - 1]
    ]
    assert lost == []


def test_every_value_is_read_back_from_its_slide(built: Built, slides: list[str]) -> None:
    lost = [
        (v["number"], v["text"], slide)
        for v in built.ledger["values"]
        for slide in v["pages"].get("pptx", ())
        if squeezed(v["text"]) not in slides[slide - 1]
    ]
    assert lost == []


def test_every_value_stands_somewhere(built: Built) -> None:
    assert [v for v in built.ledger["values"] if not v["pages"]] == []


def test_every_value_has_an_origin_in_a_query(built: Built) -> None:
    assert [
        v["expression"] for v in built.ledger["values"] if not v["origins"] and "report." not in v["expression"]
    ] == []


def test_table_cells_are_read_back(built: Built, pages: list[str], slides: list[str]) -> None:
    brief, deck = "".join(pages), "".join(slides)
    for cell in built.ledger["cells"]:
        for text in cell["text"]:
            assert squeezed(text) in brief, cell
    for table in built.ledger["tables"]:
        for cell in (c for c in built.ledger["cells"] if c["table"] == table["id"] and "pptx" in table["pages"]):
            for text in cell["text"]:
                assert squeezed(text) in deck, cell


def test_two_builds_are_the_same_bytes(built: Built, tmp_path: Path) -> None:
    """The second has no cache, another folder, and another hash seed."""
    code = (
        "import sys; from pathlib import Path; from builder.pipeline import *; "
        "build(Path(sys.argv[1]), BuildOptions(output=Path(sys.argv[2])))"
    )
    env = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, REPORT, tmp_path], check=True, env=env, cwd=tmp_path)
    for file in built.result.files:
        assert file.read_bytes() == (tmp_path / file.name).read_bytes(), file.name


def test_nothing_of_this_machine_is_in_the_files(built: Built) -> None:
    for file in built.result.files:
        data = file.read_bytes()
        assert str(ROOT).encode() not in data
        assert str(built.folder).encode() not in data


@pytest.mark.needs("qpdf")
def test_qpdf_finds_nothing(built: Built) -> None:
    run = subprocess.run(
        ["qpdf", "--check", built.folder / "ai_index.pdf"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.needs("pdffonts")
def test_each_face_is_embedded_once(built: Built) -> None:
    run = subprocess.run(["pdffonts", built.folder / "ai_index.pdf"], capture_output=True, text=True, check=True)
    rows = [line.split() for line in run.stdout.splitlines()[2:]]
    names = [row[0].partition("+")[2] for row in rows]
    assert names
    assert len(names) == len(set(names)), names
    assert all("yes" in row[-5:] for row in rows)


def test_charts_are_vectors_with_text(built: Built, pages: list[str]) -> None:
    with pypdfium2.PdfDocument(built.folder / "ai_index.pdf") as pdf:
        images = [o for page in pdf for o in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])]
    assert images == []
    brief = "".join(pages)
    for figure in built.ledger["figures"]:
        color = figure["channels"].get("color")
        if color and figure["mark"] != "heatmap":
            assert any(squeezed(text) in brief for text in color["text"]), figure["id"]


def test_openxml_audit_finds_nothing(built: Built) -> None:
    from openxml_audit import OpenXmlValidator

    result = OpenXmlValidator().validate(str(built.folder / "ai_index.pptx"))
    assert [str(e) for e in result.errors] == []


def test_native_charts_hold_the_raw_values(built: Built) -> None:
    deck = Presentation(str(built.folder / "ai_index.pptx"))
    charts = [s.chart for slide in deck.slides for s in slide.shapes if getattr(s, "has_chart", False) and s.has_chart]
    assert len(charts) >= 6
    numbers = {
        round(v, 6)
        for f in built.ledger["figures"]
        for c in f["channels"].values()
        for v in c["raw"]
        if isinstance(v, float)
    }
    shown = {round(v, 6) for c in charts for p in c.plots for s in p.series for v in s.values if v is not None}
    assert len(numbers & shown) > 100
    for chart in charts:
        assert chart.part.chart_workbook.xlsx_part is not None


def test_nothing_leaves_a_slide(built: Built) -> None:
    deck = Presentation(str(built.folder / "ai_index.pptx"))
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            left, top, width, height = (int(n or 0) for n in (shape.left, shape.top, shape.width, shape.height))
            assert min(left, top) >= 0, (number, shape.name)
            assert left + width <= int(deck.slide_width or 0) + 1, (number, shape.name)
            assert top + height <= int(deck.slide_height or 0) + 1, (number, shape.name)


@pytest.mark.needs("soffice", "pdftoppm")
def test_libreoffice_renders_every_slide(built: Built, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    deck = built.folder / "ai_index.pptx"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(deck)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    with pypdfium2.PdfDocument(tmp_path / "ai_index.pdf") as pdf:
        shown = [squeezed(page.get_textpage().get_text_bounded()) for page in pdf]
    slides = list(Presentation(str(deck)).slides)
    assert len(shown) == len(slides)
    for text, slide in zip(shown, slides, strict=True):
        assert squeezed(slide.shapes.title.text_frame.text) in text


# -- The brief as a file ---------------------------------------------------------------------------------


@pytest.mark.needs("java")
def test_the_brief_is_accessible_archivable_and_says_what_the_report_says(built: Built) -> None:
    assert faults(built.folder / "ai_index.pdf", built.result.document) == []


@pytest.mark.needs("java")
def test_with_a_3a_it_carries_its_data_and_its_ledger(built: Built, tmp_path: Path) -> None:
    build(REPORT, BuildOptions(output=tmp_path, formats=("pdf",), pdf_standard=("ua-1", "a-3a")))
    path = tmp_path / "ai_index.pdf"
    assert standards(path, ("ua1", "3a")) == []
    with pikepdf.open(path) as pdf:
        kept = {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}
    rows = list(csv.DictReader(io.StringIO(kept["lead.csv"].decode())))
    (mmlu,) = [row for row in rows if row["benchmark"] == "MMLU" and row["year"] == "2024"]
    assert float(mmlu["us_score"]) - float(mmlu["cn_score"]) == pytest.approx(float(mmlu["lead"]))
    ledger = json.loads(kept["ai_index.values.json"])
    assert len(ledger["values"]) == len(built.ledger["values"])
    assert any(value["pages"].get("pdf") for value in ledger["values"])
    assert not any(value["pages"].get("pptx") for value in ledger["values"])
