"""Templates: ours reads back as it was made; others are understood by what is in them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from deck_samples import THEME, bullets, document, figure, header, key_figures, para, picture, rich
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Pt

from builder.errors import Findings
from builder.writers.base import WriteJob
from builder.writers.pptx.base_deck import base_deck_path, make_base_deck
from builder.writers.pptx.layouts import ROLES, Box, Layout, Slot, base_layouts
from builder.writers.pptx.template import open_template
from builder.writers.pptx.writer import PptxWriter

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def rounded(slot: Slot | None) -> object:
    if slot is None:
        return None
    box, style = slot.box, slot.style
    levels = len(style.sizes)
    return (
        slot.name, slot.type, slot.idx, tuple(round(v, 1) for v in (box.x, box.y, box.width, box.height)),
        style.sizes, tuple(style.indent(n) if style.bullets else 0.0 for n in range(levels)),
        tuple(style.space(n) for n in range(levels)), style.bold, style.bullets, style.insets,
    )  # fmt: skip


def cut_to(slot: Slot, like: Slot) -> Slot:
    """A slot read from a file with as many levels as the one that it was made of."""
    count = len(like.style.sizes)
    style = slot.style
    return replace(slot, style=replace(style, sizes=style.sizes[:count]))


def test_our_layouts_read_back_as_they_were_made() -> None:
    made = base_layouts(THEME)
    read = open_template(make_base_deck(THEME), "base.pptx").layouts
    assert (round(read.width), round(read.height)) == (960, 540)
    assert list(read.named) == list(made.named)
    assert read.missing == frozenset()
    for role in ROLES:
        ours, theirs = made.roles[role], read.roles[role]
        assert theirs.name == ours.name, role
        for a, b in zip(ours.slots(), theirs.slots(), strict=True):
            assert rounded(cut_to(b, a)) == rounded(a), (role, a.name)
        feet = [(x.footer is None, x.date is None, x.number is None) for x in (ours, theirs)]
        assert feet[0] == feet[1], role


def test_the_base_deck_is_clean_and_follows_the_theme(tmp_path: Path) -> None:
    assert [str(e) for e in OpenXmlValidator().validate(str(base_deck_path())).errors] == []
    names = zipfile.ZipFile(base_deck_path()).namelist()
    assert not [n for n in names if "thumbnail" in n or "core.xml" in n]
    own = THEME.with_colors(accent="#7A1F5C")
    template = open_template(make_base_deck(own), "base.pptx")
    assert template.themed(THEME)[0].colors.accent == "#7A1F5C"
    PptxWriter().write(WriteJob(rich(), own, Findings()), tmp_path / "out.pptx")
    theme = zipfile.ZipFile(tmp_path / "out.pptx").read("ppt/theme/theme1.xml").decode()
    assert "7A1F5C" in theme
    assert "0B4F8A" not in theme


def test_the_sample_slides_of_a_template_go_and_its_masters_stay(tmp_path: Path) -> None:
    made = Presentation()
    sample = made.slides.add_slide(made.slide_layouts[0])
    sample.shapes.title.text = "A sample of theirs"
    made.slide_master.shapes[0].name = "Their own title"
    made.core_properties.title, made.core_properties.author = "Theirs", "Them"
    made.save(str(tmp_path / "theirs.pptx"))
    PptxWriter().write(WriteJob(rich(), THEME, Findings(), None, tmp_path / "theirs.pptx"), tmp_path / "out.pptx")
    with zipfile.ZipFile(tmp_path / "out.pptx") as package:
        names = package.namelist()
        whole = b"".join(package.read(n) for n in names if n.endswith((".xml", ".rels")))
    assert b"A sample of theirs" not in whole
    assert b"Their own title" in whole
    assert b"Theirs" not in whole
    assert not [n for n in names if "thumbnail" in n]
    assert len(names) == len(set(names))
    deck = Presentation(str(tmp_path / "out.pptx"))
    assert deck.core_properties.author == "Desk"


def test_text_goes_into_the_placeholders_of_a_foreign_template(tmp_path: Path) -> None:
    Presentation().save(str(tmp_path / "theirs.pptx"))
    doc = document(header("A"), bullets("one", "two"), header("B"), bullets("x"), figure("f"))
    PptxWriter().write(WriteJob(doc, THEME, Findings(), None, tmp_path / "theirs.pptx"), tmp_path / "out.pptx")
    deck = Presentation(str(tmp_path / "out.pptx"))
    text, beside = deck.slides[1], deck.slides[2]
    assert text.slide_layout.name == "Title and Content"
    assert text.placeholders[1].text_frame.text == "one\ntwo"
    assert beside.slide_layout.name == "Two Content"
    assert beside.placeholders[2].has_chart
    sizes = {r.font.size for s in (text,) for p in s.placeholders[1].text_frame.paragraphs for r in p.runs}
    assert sizes == {None}


def test_a_template_gives_its_colours_and_its_font(tmp_path: Path) -> None:
    Presentation().save(str(tmp_path / "theirs.pptx"))
    template = open_template((tmp_path / "theirs.pptx").read_bytes(), "theirs.pptx")
    theme = template.themed(THEME)[0]
    assert theme.colors.categorical[:2] == ("#4F81BD", "#C0504D")
    assert theme.colors.accent == "#4F81BD"
    assert theme.fonts.office == "Calibri"


def test_a_role_that_a_template_has_no_layout_for_is_told(tmp_path: Path) -> None:
    deck = emptied(tmp_path / "theirs.pptx", keep=("Title Slide", "Title and Content"))
    findings = Findings()
    doc = document(header("A"), bullets("x"), header("Only prose"), para("said"))
    PptxWriter().write(WriteJob(doc, THEME, findings, None, deck), tmp_path / "out.pptx")
    [warning] = [d for d in findings.items if d.code == "template-role"]
    assert (warning.severity, str(warning.location)) == ("warning", "theirs.pptx:1:1")
    assert '"section"' in warning.message
    assert "--write" in warning.hint


def test_key_figures_are_made_where_a_template_has_no_layout_for_them(tmp_path: Path) -> None:
    Presentation().save(str(tmp_path / "theirs.pptx"))
    findings = Findings()
    doc = document(header("A"), key_figures(3))
    PptxWriter().write(WriteJob(doc, THEME, findings, None, tmp_path / "theirs.pptx"), tmp_path / "out.pptx")
    slide = Presentation(str(tmp_path / "out.pptx")).slides[1]
    values = [s for s in slide.shapes if s.has_text_frame and s.text_frame.text in ("07%", "17%", "27%")]
    assert [s.left for s in values] == sorted({s.left for s in values})
    assert len({s.top for s in values}) == 1
    assert len(values) == 3
    assert not [d for d in findings.items if d.code == "template-role"]


def emptied(path: Path, *, keep: tuple[str, ...]) -> Path:
    """python-pptx's template with no layouts but those of some names."""
    made = Presentation()
    for layout in list(made.slide_layouts):
        if layout.name not in keep:
            made.slide_layouts.remove(layout)
    made.save(str(path))
    return path


@pytest.mark.parametrize(
    "keep", [("Title Only",), ("Blank",), ("Title Slide", "Title and Content"), ("Vertical Title and Text",)]
)
def test_a_poor_template_still_holds_everything(tmp_path: Path, keep: tuple[str, ...]) -> None:
    template = emptied(tmp_path / "poor.pptx", keep=keep)
    findings = Findings()
    PptxWriter().write(WriteJob(rich(tmp_path), THEME, findings, None, template), tmp_path / "out.pptx")
    assert [str(e) for e in OpenXmlValidator().validate(str(tmp_path / "out.pptx")).errors] == []
    assert not findings.errors
    deck = Presentation(str(tmp_path / "out.pptx"))
    texts = "\n".join(s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame)
    for text in ("First finding", "57%", "Well said", "At the end"):
        assert text in texts, (keep, text)


def test_what_the_master_says_is_inherited() -> None:
    made = Presentation()
    made.slide_width = Pt(960)
    levels = made.slide_master._element.find(f".//{P}bodyStyle")
    first = levels[0]
    first.set("marL", str(Pt(30)))
    first.find("{*}defRPr").set("sz", "2400")
    out = io.BytesIO()
    made.save(out)
    layouts = open_template(out.getvalue(), "t.pptx").layouts
    text = layouts.roles["text"].text
    assert text is not None
    assert (text.style.size(0), text.style.indent(0), text.style.bullets) == (24.0, 30.0, True)
    title = layouts.roles["text"].title
    assert not title.style.bullets


def test_slides_with_pictures_store_each_once(tmp_path: Path) -> None:
    shown = picture(tmp_path)
    doc = document(header("A"), shown, header("B"), bullets("x"), shown, root=str(tmp_path))
    PptxWriter().write(WriteJob(doc, THEME, Findings()), tmp_path / "out.pptx")
    names = zipfile.ZipFile(tmp_path / "out.pptx").namelist()
    assert len([n for n in names if n.startswith("ppt/media/")]) == 1
    deck = Presentation(str(tmp_path / "out.pptx"))
    pictures = [s for slide in deck.slides for s in slide.shapes if s.shape_type == 13 or hasattr(s, "image")]
    assert len(pictures) == 2
    assert all(abs(p.width / p.height - 400 / 240) < 0.01 for p in pictures)


def test_the_slides_are_in_the_sections_of_the_report(tmp_path: Path) -> None:
    doc = document(header("One"), bullets("x"), header("Under it", 2), bullets("y"), header("Two"), bullets("z"))
    PptxWriter().write(WriteJob(doc, THEME, Findings()), tmp_path / "out.pptx")
    root = etree.fromstring(zipfile.ZipFile(tmp_path / "out.pptx").read("ppt/presentation.xml"))
    sections = [(s.get("name"), len(list(s.iter("{*}sldId")))) for s in root.iter("{*}section")]
    assert sections == [("The year in numbers", 1), ("One", 2), ("Two", 1), ("Sources", 1)]
    listed = [s.get("id") for s in root.iter(f"{P}sldId")]
    assert [s.get("id") for section in root.iter("{*}section") for s in section.iter("{*}sldId")] == listed


def test_a_chain_of_links_through_a_long_deck_is_written(tmp_path: Path) -> None:
    """python-pptx walks relationships by recursion; a thousand slides each linked to the next are too deep for that."""
    from builder.model.document import Link, Para, Str

    blocks: list[Any] = []
    for n in range(1100):
        link = Para((Link((Str("next"),), f"#s{n + 1}"),), header("x").at)
        blocks += [header(f"S{n}", 2, id_=f"s{n}"), bullets("x"), replace(bullets("y"), items=((link,),))]
    placement = PptxWriter().write(WriteJob(document(header("All"), *blocks), THEME, Findings()), tmp_path / "out.pptx")
    assert placement.pages == 1103
    assert (
        len([n for n in zipfile.ZipFile(tmp_path / "out.pptx").namelist() if n.startswith("ppt/slides/slide")]) == 1103
    )


def test_a_logo_colour_of_a_placeholder_is_not_lost(tmp_path: Path) -> None:
    made: Any = Presentation()
    title = made.slide_layouts[1].placeholders[0]
    title.text_frame.paragraphs[0].font.color.rgb = RGBColor(0x12, 0x34, 0x56)  # type: ignore[no-untyped-call]
    made.save(str(tmp_path / "theirs.pptx"))
    PptxWriter().write(WriteJob(rich(), THEME, Findings(), None, tmp_path / "theirs.pptx"), tmp_path / "out.pptx")
    assert "123456" in zipfile.ZipFile(tmp_path / "out.pptx").read("ppt/slideLayouts/slideLayout2.xml").decode()


def test_boxes_divide() -> None:
    box = Box(1, 2, 3, 4)
    assert (box.right, box.bottom) == (4, 6)
    assert box.below(5) == Box(1, 5, 3, 1)
    assert box.above(5) == Box(1, 2, 3, 3)
    assert box.below(9).height == 0.0
    assert list(Layout("n", "k", Slot("title", "title", 0, box, base_layouts(THEME).roles["text"].title.style)).slots())
