"""Decks in templates of many makes: what is placed where, what is inherited, what of the template stays and goes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from deck_samples import THEME, bullets, data_table, document, figure, header, rich
from foreign_parts import Lay, Make, Master, Ph, package
from foreign_templates import DEEP, ENGLISH, MAKERS, template, usual
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from builder.errors import Findings, WriteError
from builder.palette import contrast
from builder.pipeline import BuildOptions, _Clock, _prepared
from builder.writers.base import WriteJob
from builder.writers.pptx.layouts import ROLES
from builder.writers.pptx.template import Template, open_template
from builder.writers.pptx.writer import PptxWriter

NAMES = [n for n in MAKERS if n != "libreoffice"]
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
EDGE = 12700  # EMU: a point


def saved(folder: Path, name: str) -> Path:
    """A template as a file; that of LibreOffice only where it is."""
    path = folder / f"{name}{MAKERS[name][0]}"
    try:
        path.write_bytes(template(name))
    except OSError:
        pytest.skip("needs LibreOffice")
    return path


@cache
def flagship() -> WriteJob:
    report = ROOT / "templates" / "ai_index" / "report.md"
    return _prepared(report, BuildOptions(formats=("pptx",)), _Clock(None))[0]


def built(folder: Path, job: WriteJob, deck: Path, name: str = "out.pptx") -> Path:
    findings = Findings()
    PptxWriter().write(replace(job, deck=deck, findings=findings), folder / name)
    assert not findings.errors
    return folder / name


def box(shape: Any) -> tuple[int, int, int, int]:
    left, top, width, height = (int(v or 0) for v in (shape.left, shape.top, shape.width, shape.height))
    return left, top, left + width, top + height


def assert_sound(path: Path) -> None:
    """Everything on its slide, nothing over another, a title in its placeholder, no empty placeholder."""
    deck = Presentation(str(path))
    width, height = int(deck.slide_width or 0), int(deck.slide_height or 0)
    for number, slide in enumerate(deck.slides, 1):
        assert slide.shapes.title is not None, number
        assert slide.shapes.title.text_frame.text.strip(), number
        boxes = []
        for shape in slide.shapes:
            at = box(shape)
            assert at[0] >= -EDGE, (number, shape.name)
            assert at[1] >= -EDGE, (number, shape.name)
            assert at[2] <= width + EDGE, (number, shape.name)
            assert at[3] <= height + EDGE, (number, shape.name)
            if shape.is_placeholder and shape.has_text_frame:
                assert shape.text_frame.text.strip(), (number, shape.name)
            if not shape.name.startswith("Decoration"):
                boxes.append((at, shape.name))
        for n, (a, name) in enumerate(boxes):
            for b, other in boxes[n + 1 :]:
                apart = a[2] <= b[0] + EDGE or b[2] <= a[0] + EDGE or a[3] <= b[1] + EDGE or b[3] <= a[1] + EDGE
                assert apart, (number, name, other)


# -- Every template ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MAKERS)
def test_a_template_of_the_tests_is_valid(tmp_path: Path, name: str) -> None:
    found = [str(e) for e in OpenXmlValidator().validate(str(saved(tmp_path, name))).errors]
    # LibreOffice writes no properties of the view.
    assert [e for e in found if name != "libreoffice" or "viewProps" not in e] == []


@pytest.mark.parametrize("name", MAKERS)
def test_every_kind_of_block_in_every_template(tmp_path: Path, name: str) -> None:
    deck = saved(tmp_path, name)
    path = built(tmp_path, WriteJob(rich(tmp_path), THEME, Findings()), deck)
    assert [str(e) for e in OpenXmlValidator().validate(str(path)).errors] == []
    assert_sound(path)
    made = Presentation(str(path))
    texts = "\n".join(t.text or "" for s in made.slides for t in s._element.iter(f"{A}t"))
    for text in ("First finding", "Inner", "17.5 points", "Row 2", "57%", "Label 5", "Well said", "At the end",
                 "https://example.org"):  # fmt: skip
        assert text in texts, text


@pytest.mark.parametrize("name", MAKERS)
def test_the_flagship_in_every_template(tmp_path: Path, name: str) -> None:
    path = built(tmp_path, flagship(), saved(tmp_path, name))
    assert [str(e) for e in OpenXmlValidator().validate(str(path)).errors] == []
    assert_sound(path)


@pytest.mark.parametrize("name", ["pptx-own-4x3", "sampled", "two-masters", "locked", "macros"])
def test_the_same_template_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    deck = saved(tmp_path, name)
    job = WriteJob(rich(tmp_path), THEME, Findings())
    one, other = built(tmp_path, job, deck, "a.pptx"), built(tmp_path, job, deck, "b.pptx")
    assert one.read_bytes() == other.read_bytes()


# -- What is inherited -------------------------------------------------------------------------------------

OURS = {c.upper().lstrip("#") for c in (
    *THEME.colors.categorical, *THEME.colors.sequential, *THEME.colors.diverging, THEME.colors.ink,
    THEME.colors.secondary, THEME.colors.rule, THEME.colors.tint, THEME.colors.accent, THEME.colors.highlight,
    THEME.colors.muted)} - {"FFFFFF", "000000"}  # fmt: skip


def written_parts(path: Path) -> Iterator[tuple[str, Any]]:
    """The slides and charts that we have written."""
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            if re.fullmatch(r"ppt/(?:slides|charts)/[^/]+\.xml", name):
                yield name, etree.fromstring(file.read(name))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_our_own_look_leaks_in(tmp_path: Path, name: str) -> None:
    path = built(tmp_path, flagship(), saved(tmp_path, name))
    for part, root in written_parts(path):
        colors = {e.get("val", "").upper() for e in root.iter(f"{A}srgbClr")}
        assert not colors & OURS, (part, colors & OURS)
        faces = {e.get("typeface") for tag in ("latin", "ea", "cs") for e in root.iter(f"{A}{tag}")}
        assert all(f.startswith("+") or f == "Courier New" for f in faces), (part, faces)


@pytest.mark.parametrize("name", ["pptx-own-4x3", "german", "dark", "huge", "two-masters", "own-table-style"])
def test_text_in_placeholders_is_smaller_than_the_layout_has_it_or_has_no_size(tmp_path: Path, name: str) -> None:
    deck = saved(tmp_path, name)
    path = built(tmp_path, WriteJob(rich(tmp_path), THEME, Findings()), deck)
    layouts = {lay.key: lay for lay in open_template(deck.read_bytes(), deck.name).whole}
    checked = 0
    for slide in Presentation(str(path)).slides:
        layout = layouts[str(slide.slide_layout.part.partname)]
        sizes = {(s.type, s.idx): s.style for s in (*layout.slots(), *layout.spare)}
        for shape in slide.placeholders:
            ph = shape._element.find(f".//{P}ph")
            style = sizes.get((ph.get("type", ""), int(ph.get("idx", "0"))))
            for paragraph in shape.text_frame.paragraphs if style and shape.has_text_frame else ():
                for run in paragraph.runs:
                    checked += 1
                    assert style is not None
                    # No size and no colour but a quiet one; where a size stands, the text was measured to need it.
                    assert run.font.size is None or run.font.size.pt < style.size(paragraph.level), shape.name
                    fonts = run._r.findall(f"{A}rPr/{A}latin")
                    assert all(f.get("typeface") == "Courier New" for f in fonts), shape.name
    assert checked > 20


@pytest.mark.parametrize("name", NAMES)
def test_charts_and_tables_stand_in_placeholders_of_content(tmp_path: Path, name: str) -> None:
    deck = saved(tmp_path, name)
    layouts = open_template(deck.read_bytes(), deck.name).layouts
    doc = document(header("A"), bullets("x"), figure("f"), header("B"), data_table())
    path = built(tmp_path, WriteJob(doc, THEME, Findings()), deck)
    slides = {s.shapes.title.text_frame.text: s for s in Presentation(str(path)).slides}
    chart = [s.is_placeholder for s in slides["A"].shapes if s.has_chart]
    table = [s.is_placeholder for s in slides["B"].shapes if s.has_table]
    assert chart == [layouts.found["text-visual"] != "made"]
    assert table == [layouts.found["table"] != "made"]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_drawn_is_seen_on_the_templates_ground(name: str) -> None:
    read = open_template(template(name), name)
    theme, palette = read.themed(THEME)
    colors = theme.colors
    assert contrast(colors.ink, colors.paper) >= 4.5
    assert contrast(colors.secondary, colors.paper) >= 4.5
    assert contrast(colors.rule, colors.paper) < contrast(colors.muted, colors.paper)
    assert len(colors.categorical) == len(set(colors.categorical)) >= 6
    # Ink, ground, lesser colours and the first accents are written by their names in the template's scheme.
    for color in (colors.ink, colors.paper, colors.secondary, colors.rule, colors.tint, *colors.categorical[:6]):
        assert "schemeClr" in palette.fill(color), color


def test_a_palette_writes_what_it_computes(tmp_path: Path) -> None:
    """The colours written by name and change are those that drawings and checks reckon with."""
    from builder.writers.pptx.grounds import Grounds

    read = open_template(template("dark"), "dark")
    theme, palette = read.themed(THEME)
    grounds = Grounds(read.parts[read.layouts.roles["visual"].key].slide_layout)
    for color in (theme.colors.ink, theme.colors.secondary, theme.colors.rule, theme.colors.tint, theme.colors.muted):
        written = etree.fromstring(f'<a:x xmlns:a="{A[1:-1]}">{palette.color(color)}</a:x>')[0]
        assert grounds.color(written) == color
    assert theme.colors.paper == f"#{DEEP[0]}"  # the master's colour map has dark and light exchanged


# -- What stays and what goes ------------------------------------------------------------------------------


def test_sample_slides_go_with_all_that_hangs_on_them(tmp_path: Path) -> None:
    deck = saved(tmp_path, "sampled")
    with zipfile.ZipFile(deck) as before:
        assert sum(b"SAMPLE" in before.read(n) for n in before.namelist()) >= 8
        assert any("media" in n for n in before.namelist())
    path = built(tmp_path, WriteJob(document(header("A"), bullets("x")), THEME, Findings()), deck)
    with zipfile.ZipFile(path) as file:
        names = file.namelist()
        assert [n for n in names if b"SAMPLE" in file.read(n)] == []
        types = file.read("[Content_Types].xml").decode()
    assert not [n for n in names if re.search(r"media|comment|tags|thumbnail|notesSlides", n)]
    assert "SampleTag" not in types
    assert sorted(n for n in names if n.startswith("ppt/slides/slide")) == [
        f"ppt/slides/slide{n}.xml" for n in range(1, 4)
    ]


def test_macros_are_not_kept(tmp_path: Path) -> None:
    path = built(tmp_path, WriteJob(document(header("A")), THEME, Findings()), saved(tmp_path, "macros"))
    with zipfile.ZipFile(path) as file:
        assert not [n for n in file.namelist() if "vba" in n]
        assert b"macroEnabled" not in file.read("[Content_Types].xml")
        assert b"SAMPLE" not in b"".join(file.read(n) for n in file.namelist())


def test_what_a_layout_links_to_and_who_protected_it_goes(tmp_path: Path) -> None:
    """A layout with a button that leads to a sample slide; a presentation that is protected; leftovers of editing."""
    from pptx.util import Inches

    made: Any = Presentation(io.BytesIO(template("german")))
    slide = made.slides.add_slide(made.slide_layouts[1])
    layout = made.slide_layouts[1]
    rel = layout.part.relate_to(slide.part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide")
    shape = layout._element.find(f".//{P}cNvPr[@name]")
    link = etree.SubElement(shape, f"{A}hlinkClick")
    link.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", rel)
    link.set("action", "ppaction://hlinksldjump")
    slide.shapes.add_textbox(Inches(1), Inches(1), Inches(1), Inches(1)).text_frame.text = "SAMPLE"
    root = made.part._element
    root.append(etree.fromstring(f'<p:modifyVerifier xmlns:p="{P[1:-1]}" cryptProviderType="rsaAES"/>'))
    made.save(str(tmp_path / "t.pptx"))
    path = built(tmp_path, WriteJob(document(header("A")), THEME, Findings()), tmp_path / "t.pptx")
    with zipfile.ZipFile(path) as file:
        whole = b"".join(file.read(n) for n in file.namelist())
    for word in (b"SAMPLE", b"modifyVerifier", b"hlinksldjump"):
        assert word not in whole
    assert [str(e) for e in OpenXmlValidator().validate(str(path)).errors] == []


def feet(path: Path, number: int = 1) -> dict[str, str]:
    slide = Presentation(str(path)).slides[number]
    found = {}
    for shape in slide.placeholders:
        kind = shape._element.find(f".//{P}ph").get("type", "")
        if kind in ("dt", "ftr", "sldNum"):
            found[kind] = shape.text_frame.text
    return found


def made_with(folder: Path, *masters: Master, **more: Any) -> Path:
    path = folder / "own.pptx"
    path.write_bytes(package(Make(masters, **more)))
    return path


def test_date_footer_and_number_are_those_of_the_layout(tmp_path: Path) -> None:
    job = WriteJob(document(header("A"), bullets("x"), lang="de"), THEME, Findings())
    whole = {"dt": "11. April 2025", "ftr": "The year in numbers", "sldNum": "2"}
    assert feet(built(tmp_path, job, made_with(tmp_path, Master(usual(ENGLISH))))) == whole
    assert feet(built(tmp_path, job, saved(tmp_path, "no-feet"))) == {}
    some = tuple(replace(lay, feet=("sldNum",)) for lay in usual(ENGLISH))
    assert feet(built(tmp_path, job, made_with(tmp_path, Master(some)))) == {"sldNum": "2"}
    quiet = Master(usual(ENGLISH), hf='<p:hf hdr="0" dt="0"/>')
    assert feet(built(tmp_path, job, made_with(tmp_path, quiet))) == {k: whole[k] for k in ("ftr", "sldNum")}


def test_a_footer_that_says_something_stays(tmp_path: Path) -> None:
    data = package(Make((Master(usual(ENGLISH)),)))
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(tmp_path / "own.pptx", "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "ppt/slideLayouts/slideLayout2.xml":
                said = b'<a:p><a:r><a:rPr lang="en-US"/><a:t>House &amp; Co.</a:t></a:r></a:p>'
                assert b'<a:p><a:endParaRPr lang="en-US"/></a:p>' in part
                part = part.replace(b'<a:p><a:endParaRPr lang="en-US"/></a:p>', said)
            new.writestr(name, part)
    job = WriteJob(document(header("A"), bullets("x")), THEME, Findings())
    path = built(tmp_path, job, tmp_path / "own.pptx")
    assert feet(path)["ftr"] == "House & Co."
    assert feet(path, 0)["ftr"] == "The year in numbers"


def test_a_title_slide_without_feet_has_none(tmp_path: Path) -> None:
    made: Any = Presentation(io.BytesIO(package(Make((Master(usual(ENGLISH)),)))))
    made.part._element.set("showSpecialPlsOnTitleSld", "0")
    made.save(str(tmp_path / "t.pptx"))
    path = built(tmp_path, WriteJob(document(header("A"), bullets("x")), THEME, Findings()), tmp_path / "t.pptx")
    assert feet(path, 0) == {}
    assert feet(path, 1) != {}


def test_logos_and_locked_groups_stay(tmp_path: Path) -> None:
    for name, words in (("german", (b"Logo", b"Band")), ("locked", (b"noUngrp", b"Locked 30"))):
        path = built(tmp_path, WriteJob(document(header("A")), THEME, Findings()), saved(tmp_path, name))
        with zipfile.ZipFile(path) as file:
            masters = b"".join(file.read(n) for n in file.namelist() if "slideMaster" in n)
        assert all(word in masters for word in words), name


def test_the_table_style_is_the_templates(tmp_path: Path) -> None:
    path = built(tmp_path, WriteJob(rich(tmp_path), THEME, Findings()), saved(tmp_path, "own-table-style"))
    ids = {e.text for _, root in written_parts(path) for e in root.iter(f"{A}tableStyleId")}
    assert ids == {"{11111111-2222-4333-8444-555555555555}"}


# -- Which layout for what ---------------------------------------------------------------------------------


def roles(name: str) -> Template:
    return open_template(template(name), name)


@pytest.mark.parametrize("name", ["german", "japanese", "arabic", "folie-a", "dark", "locked"])
def test_layouts_are_found_whatever_they_are_called(name: str) -> None:
    read = roles(name)
    place = {lay.key: n for n, lay in enumerate(read.whole)}
    got = {role: place[lay.key] for role, lay in read.layouts.roles.items()}
    # The order is PowerPoint's: title slide, title and content, section header, two content, title only, ...
    assert got == {"title": 0, "section": 2, "text": 1, "text-visual": 3, "two-visuals": 3, "visual": 1, "table": 1,
                   "key-figures": 1, "quote": 1, "closing": 1}  # fmt: skip
    assert read.layouts.missing == frozenset()
    assert read.layouts.found["key-figures"] == "made"


def test_a_deck_is_of_one_master_and_takes_from_another_what_that_lacks() -> None:
    read = roles("two-masters")
    assert {lay.master for lay in read.layouts.roles.values()} == {"Light"}
    assert {"Two Content", "Light: Two Content", "Night: Two Content"} <= set(read.layouts.named)
    assert read.layouts.named["Two Content"].master == "Light"
    cover = Master(usual(ENGLISH)[:1], name="Cover")
    content = Master(usual(ENGLISH)[1:], name="Content")
    both = open_template(package(Make((cover, content))), "t").layouts
    assert both.roles["title"].master == "Cover"
    assert {lay.master for role, lay in both.roles.items() if role != "title"} == {"Content"}
    assert both.found["title"] != "missing"


def test_masters_of_one_name_are_told_apart() -> None:
    twins = open_template(package(Make((Master(usual(ENGLISH)), Master(usual(ENGLISH))))), "t")
    assert list(dict.fromkeys(lay.master for lay in twins.whole)) == ["Corporate", "Corporate (2)"]


def test_a_type_that_a_layout_has_kept_does_not_deceive() -> None:
    """Who makes a layout of another one keeps its type: here a narrow text beside a picture is of type obj."""
    odd = Lay("Portrait", "obj", (Ph("title", 0, None), Ph("body", 1, (0.07, 0.25, 0.2, 0.6)),
                                  Ph("pic", 2, (0.3, 0.25, 0.6, 0.6))))  # fmt: skip
    read = open_template(package(Make((Master((odd, *usual(ENGLISH))),))), "t").layouts
    assert read.roles["text"].name == "Title and Content"
    assert read.roles["visual"].name == "Title and Content"


def test_text_that_runs_downwards_is_not_for_slides(tmp_path: Path) -> None:
    read = roles("pptx-own-4x3")
    down = [lay.name for lay in read.whole if lay.kind == "vert"]
    assert down == ["Title and Vertical Text", "Vertical Title and Text"]
    assert not {lay.name for lay in read.layouts.roles.values()} & set(down)


@pytest.mark.parametrize(
    ("name", "sizes", "how"), [("Kennzahlen", (), "name"), ("Drei Spalten", (32,), "place"), ("Drei Spalten", (), "")]
)
def test_rows_of_texts_are_key_figures_where_they_look_so(
    tmp_path: Path, name: str, sizes: tuple[float, ...], how: str
) -> None:
    """By their name, or for large values over small labels; three columns of text with heads are none."""
    values = tuple(Ph("body", 20 + n, (0.07 + 0.3 * n, 0.3, 0.26, 0.15), sizes=sizes) for n in range(3))
    labels = tuple(Ph("body", 30 + n, (0.07 + 0.3 * n, 0.48, 0.26, 0.3)) for n in range(3))
    theirs = Lay(name, "", (Ph("title", 0, None), *values, *labels))
    deck = made_with(tmp_path, Master((*usual(ENGLISH), theirs)))
    found = open_template(deck.read_bytes(), "t").layouts
    expected = (name, how) if how else ("Title and Content", "made")
    assert (found.roles["key-figures"].name, found.found["key-figures"]) == expected
    path = built(tmp_path, WriteJob(rich(tmp_path), THEME, Findings()), deck)
    assert_sound(path)
    slide = next(s for s in Presentation(str(path)).slides if s.shapes.title.text_frame.text == "Overview")
    assert slide.slide_layout.name == expected[0]
    held = {s.placeholder_format.idx for s in slide.placeholders} >= {0, 20, 21, 22, 30, 31, 32}
    assert held == bool(how)


def test_a_title_that_no_layout_has_stands_in_a_placeholder(tmp_path: Path) -> None:
    bare = Lay("Bare", "", (Ph("", 1, (0.1, 0.3, 0.8, 0.6)),))
    path = built(tmp_path, WriteJob(rich(tmp_path), THEME, Findings()), made_with(tmp_path, Master((bare,))))
    assert_sound(path)
    assert [str(e) for e in OpenXmlValidator().validate(str(path)).errors] == []


def test_a_list_has_bullets_where_the_layout_has_none(tmp_path: Path) -> None:
    made: Any = Presentation(io.BytesIO(template("german")))
    for level in made.slide_master._element.find(f".//{P}bodyStyle"):
        for mark in (*level.findall(f"{A}buChar"), *level.findall(f"{A}buFont")):
            level.remove(mark)
        level.find(f"{A}defRPr").addprevious(etree.Element(f"{A}buNone"))
        level.set("marL", "0")
        level.set("indent", "0")
    made.save(str(tmp_path / "t.pptx"))
    path = built(tmp_path, WriteJob(document(header("A"), bullets("x")), THEME, Findings()), tmp_path / "t.pptx")
    paragraph = Presentation(str(path)).slides[1].placeholders[1].text_frame.paragraphs[0]._p
    assert paragraph.find(f"{A}pPr/{A}buChar").get("char") == "•"
    assert int(paragraph.find(f"{A}pPr").get("marL")) == -int(paragraph.find(f"{A}pPr").get("indent")) > 100_000


def test_every_role_has_what_its_slides_need() -> None:
    for name in NAMES:
        layouts = roles(name).layouts
        assert set(layouts.roles) == set(ROLES), name
        for role in ("text", "quote", "closing", "text-visual"):
            assert layouts.roles[role].text is not None, (name, role)
        for role, count in (("text-visual", 1), ("two-visuals", 2), ("visual", 1), ("table", 1)):
            assert len(layouts.roles[role].areas) >= count, (name, role)


# -- What is no template -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (b"plain text", "not a PowerPoint file"),
        (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.presentation", "OpenDocument"),
    ],
)
def test_what_is_no_template_is_told_by_its_kind(data: bytes, message: str) -> None:
    with pytest.raises(WriteError) as error:
        open_template(data, "t.pptx")
    [found] = error.value.diagnostics
    assert (found.code, message in found.message, bool(found.hint)) == ("bad-template", True, True)


def test_a_strict_file_is_told_as_such() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template("german"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            strict = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
            text = old.read(name)
            new.writestr(
                name, text.replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", strict)
            )
    with pytest.raises(WriteError) as error:
        open_template(out.getvalue(), "t.pptx")
    assert "Strict" in error.value.diagnostics[0].message


def test_a_visual_begins_where_text_does() -> None:
    layouts = roles("german").layouts
    slot = layouts.roles["text"].text
    assert slot is not None
    left, _, right, _ = slot.style.insets
    visual = layouts.roles["visual"].areas[0].visual.box
    assert (visual.x, visual.width) == (slot.box.x + left, slot.box.width - left - right)


def test_a_chart_in_a_template_for_pictures_alone(tmp_path: Path) -> None:
    doc = document(header("A"), figure("f"))
    path = built(tmp_path, WriteJob(doc, THEME, Findings()), saved(tmp_path, "pictures-only"))
    slide = Presentation(str(path)).slides[1]
    assert slide.slide_layout.name == "Headline"
    assert any(s.has_chart for s in slide.shapes)
