"""The written deck, read back by python-pptx and judged by openxml-audit and LibreOffice."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from deck_samples import THEME, bullets, data_table, document, figure, header, key_figures, para, rich
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.util import Inches

from builder.errors import Findings, WriteError
from builder.model.document import Document
from builder.writers.base import Placement, WriteJob
from builder.writers.pptx.base_deck import base_deck_path, make_base_deck
from builder.writers.pptx.inspecting import inspect_template
from builder.writers.pptx.writer import PptxWriter


def write(doc: Document, target: Path, deck: Path | None = None) -> tuple[Placement, Findings]:
    findings = Findings()
    return PptxWriter().write(WriteJob(doc, THEME, findings, None, deck), target), findings


def shapes_of(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        yield shape
        if shape.shape_type == 6:
            yield from shapes_of(shape.shapes)


def texts(slide: Any) -> str:
    found = []
    for shape in shapes_of(slide.shapes):
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        elif getattr(shape, "has_table", False) and shape.has_table:
            found += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    if slide.has_notes_slide:
        found.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(found)


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("deck")
    write(rich(folder), folder / "rich.pptx")
    return Presentation(str(folder / "rich.pptx"))


@pytest.fixture(scope="module")
def rich_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rich")
    write(rich(folder), folder / "rich.pptx")
    return folder / "rich.pptx"


def test_every_text_of_the_document_is_somewhere(deck: Any) -> None:
    whole = "\n".join(texts(s) for s in deck.slides)
    for text in ("First finding", "Inner", "More on the inner", "17.5 points", "Prose for the notes", "Said aloud",
                 "Measured in March.", "Only on the slide", "Well said", "Label 5", "57%", "Row 2", "By hand",
                 "The office", "https://example.org", "At the end", "Scores rose in one"):  # fmt: skip
        assert text in whole, text
    for text in ("Only in the brief", "Not on a slide"):
        assert text not in whole, text


def test_titles_are_placeholders_and_unique(deck: Any) -> None:
    titles = [s.shapes.title.text_frame.text for s in deck.slides]
    assert all(titles)
    assert len(titles) == len(set(titles))


def test_texts_stand_in_placeholders(deck: Any) -> None:
    """But for callouts, which no layout has a place for."""
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame and shape.text_frame.text.strip() and not shape.name.startswith("Callout"):
                assert shape.is_placeholder, (slide.shapes.title.text_frame.text, shape.name)


def test_every_visual_has_a_text_alternative(deck: Any) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.shape_type in (3, 6, 13, 19) or getattr(shape, "has_chart", False):
                assert shape._element.xpath(".//p:cNvPr/@descr")[0].strip(), shape.name


def test_every_run_has_a_language(deck: Any) -> None:
    for slide in deck.slides:
        runs = slide._element.xpath(".//a:r")
        assert runs
        for run in runs:
            assert run.xpath("./a:rPr/@lang"), run.xpath("./a:t")[0].text


def test_charts_are_native_with_their_workbook(deck: Any) -> None:
    charts = [s.chart for slide in deck.slides for s in slide.shapes if getattr(s, "has_chart", False) and s.has_chart]
    assert len(charts) >= 2
    for chart in charts:
        assert chart.part.chart_workbook.xlsx_part is not None
        values = [v for p in chart.plots for s in p.series for v in s.values]
        assert values == [10.0, None, 30.0]


def test_tables_are_native_with_a_head_and_bold_where_it_matters(deck: Any) -> None:
    tables = [s.table for slide in deck.slides for s in slide.shapes if getattr(s, "has_table", False) and s.has_table]
    amounts = next(t for t in tables if t.cell(0, 0).text_frame.text == "Name")
    assert amounts.first_row
    assert [amounts.cell(r, 0).text_frame.text for r in range(5)] == ["Name", "Row 0", "Row 1", "Row 2", "Total"]
    # The style makes the first and the last row bold; the row that matters is so by itself.
    assert amounts.last_row
    bold = [any(r.font.bold for p in amounts.cell(n, 0).text_frame.paragraphs for r in p.runs) for n in range(1, 4)]
    assert bold == [False, True, False]


def test_links_lead_to_slides_and_to_the_web(rich_file: Path) -> None:
    with zipfile.ZipFile(rich_file) as package:
        names = [n for n in package.namelist() if n.startswith("ppt/slides/_rels/")]
        relations = "".join(package.read(n).decode() for n in names)
    assert "https://example.org" in relations
    assert 'relationships/slide"' in relations


def test_properties_are_the_reports_own(deck: Any) -> None:
    properties = deck.core_properties
    assert (properties.title, properties.author) == ("The year in numbers", "Desk")
    assert properties.created.date().isoformat() == "2025-04-11"
    assert properties.language == "en-US"


def test_nothing_leaves_a_slide_and_texts_do_not_overlap(deck: Any) -> None:
    for slide in deck.slides:
        boxes = []
        for shape in slide.shapes:
            left, top, width, height = (int(v or 0) for v in (shape.left, shape.top, shape.width, shape.height))
            assert left >= 0, shape.name
            assert top >= 0, shape.name
            assert left + width <= int(deck.slide_width) + 1, shape.name
            assert top + height <= int(deck.slide_height) + 1, shape.name
            boxes.append((left, top, left + width, top + height, shape.name))
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                apart = a[2] <= b[0] + 9 or b[2] <= a[0] + 9 or a[3] <= b[1] + 9 or b[3] <= a[1] + 9
                assert apart, (slide.shapes.title.text_frame.text, a[4], b[4])


def test_the_audit_finds_nothing(rich_file: Path) -> None:
    assert [str(e) for e in OpenXmlValidator().validate(str(rich_file)).errors] == []


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pptx", "b.pptx"):
        write(rich(tmp_path), tmp_path / name)
    assert (tmp_path / "a.pptx").read_bytes() == (tmp_path / "b.pptx").read_bytes()


def test_the_base_deck_is_what_the_theme_makes() -> None:
    assert base_deck_path().read_bytes() == make_base_deck(THEME)


# -- Templates of others ---------------------------------------------------------------------------------


def foreign(path: Path, *, wide: bool = False, german: bool = False) -> Path:
    """python-pptx's own template (4:3), perhaps at 16:9 or with other names of its layouts."""
    made = Presentation()
    if wide:
        made.slide_width, made.slide_height = Inches(13.333), Inches(7.5)
    for n, layout in enumerate(made.slide_layouts):
        if german:
            layout.name = f"Folie {n}"
    made.slides.add_slide(made.slide_layouts[0])
    made.save(str(path))
    return path


@pytest.mark.parametrize("kind", ["4:3", "16:9", "german", "potx"])
def test_a_deck_in_a_foreign_template(tmp_path: Path, kind: str) -> None:
    template = foreign(tmp_path / "corporate.pptx", wide=kind == "16:9", german=kind == "german")
    if kind == "potx":
        template = as_potx(template)
    placement, _ = write(rich(tmp_path), tmp_path / "out.pptx", template)
    made = Presentation(str(tmp_path / "out.pptx"))
    assert len(made.slides) == placement.pages
    whole = "\n".join(texts(s) for s in made.slides)
    for text in ("First finding", "17.5 points", "Row 2", "Label 5", "At the end"):
        assert text in whole
    for slide in made.slides:
        for shape in slide.shapes:
            right, bottom = int(shape.left or 0) + int(shape.width or 0), int(shape.top or 0) + int(shape.height or 0)
            assert right <= int(made.slide_width or 0) + 1, shape.name
            assert bottom <= int(made.slide_height or 0) + 1, shape.name
    assert [str(e) for e in OpenXmlValidator().validate(str(tmp_path / "out.pptx")).errors] == []


def as_potx(path: Path) -> Path:
    target = path.with_suffix(".potx")
    main = b"presentationml.presentation.main+xml"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(main, b"presentationml.template.main+xml"))
    return target


@pytest.mark.parametrize("data", [b"", b"plain text", b"PK\x03\x04 but no more"])
def test_what_is_no_template_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bad.pptx").write_bytes(data)
    with pytest.raises(WriteError) as error:
        write(document(header("A")), tmp_path / "out.pptx", tmp_path / "bad.pptx")
    assert [d.code for d in error.value.diagnostics] == ["bad-template"]
    assert error.value.diagnostics[0].hint
    with pytest.raises(WriteError):
        inspect_template(tmp_path / "bad.pptx")


def test_inspect_lists_the_layouts_and_what_they_serve() -> None:
    rows = inspect_template(base_deck_path()).rows
    roles = {r.role for r in rows if r.role}
    assert {"title", "section", "text", "text-visual"} <= {part for role in roles for part in role.split(", ")}


# -- Much text -------------------------------------------------------------------------------------------


def test_an_unknown_layout_is_named_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(WriteError) as error:
        write(document(header("A", layout="Nowhere"), bullets("x")), tmp_path / "out.pptx")
    [found] = error.value.diagnostics
    assert (found.code, found.location is not None) == ("unknown-layout", True)
    assert "Title and Content" in found.hint


def test_long_content_goes_on_and_nothing_is_lost(tmp_path: Path) -> None:
    many = [f"Finding number {i} says a thing that takes more than one line of its column" for i in range(40)]
    doc = document(header("Many"), bullets(*many), header("Long"), data_table(35), header("Keys"), key_figures(9),
                   header("Word"), bullets("W" * 300), header("Bars"), figure("f", rows=40))  # fmt: skip
    write(doc, tmp_path / "out.pptx")
    whole = "\n".join(texts(s) for s in Presentation(str(tmp_path / "out.pptx")).slides)
    for text in (*many, *(f"Row {i}" for i in range(35)), "Label 8"):
        assert text in whole
    assert "W" * 300 in whole.replace("\n", "")


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn", "Zl", "Zp"]), min_size=1, max_size=60
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=6), WORDS), min_size=1, max_size=4))
def test_any_text_comes_back(tmp_path: Path, parts: list[tuple[str, list[str], str]]) -> None:
    blocks: list[Any] = []
    for n, (title, items, prose) in enumerate(parts):
        blocks += [header(f"{n} {title}", id_=f"s{n}"), *([bullets(*items)] if items else []), para(prose)]
    write(document(*blocks), tmp_path / "any.pptx")
    whole = "".join("\n".join(texts(s) for s in Presentation(str(tmp_path / "any.pptx")).slides).split())
    for title, items, prose in parts:
        for text in (title, *items, prose):
            assert "".join(text.split()) in whole


@pytest.mark.needs("soffice", "pdftotext")
def test_libreoffice_shows_every_slide(rich_file: Path, deck: Any, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(rich_file)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    shown = subprocess.run(["pdftotext", tmp_path / "rich.pdf", "-"], check=True, capture_output=True, text=True)
    pages = shown.stdout.split("\f")[:-1]
    assert len(pages) == len(deck.slides)
    for page, slide in zip(pages, deck.slides, strict=True):
        assert "".join(slide.shapes.title.text_frame.text.split()) in "".join(page.split())
