"""The font that text of a deck is measured in: the template's own, or what stands in for it, which is told once."""

from __future__ import annotations

from pathlib import Path

import pytest
from deck_samples import THEME, bullets, document, header
from foreign_parts import Make, Master, package
from foreign_templates import ENGLISH, usual
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import fonts
from builder.errors import Diagnostic, Findings
from builder.font_families import family_named
from builder.theme import Fonts
from builder.writers.base import WriteJob
from builder.writers.pptx.faces import em, faces_of
from builder.writers.pptx.fit import Measure
from builder.writers.pptx.layouts import TextStyle
from builder.writers.pptx.plan import Run
from builder.writers.pptx.template import open_template
from builder.writers.pptx.writer import PptxWriter

OWN = Fonts()


def told(folder: Path, *families: str) -> list[Diagnostic]:
    """What is said of fonts when a deck is built in a template of these families for titles and text."""
    theirs = folder / "theirs.pptx"
    theirs.write_bytes(package(Make((Master(usual(ENGLISH), fonts=(families[0], families[-1])),))))
    findings = Findings()
    doc = document(header("A"), bullets("x"), header("B"), bullets("y"))
    PptxWriter().write(WriteJob(doc, THEME, findings, None, theirs), folder / "out.pptx")
    return [d for d in findings.items if d.code == "font-stands-in"]


def test_one_warning_names_each_family_that_is_not_here_and_what_stood_in(tmp_path: Path) -> None:
    [warning] = told(tmp_path, "Nowhere Serif", "Nowhere Sans")
    assert warning.severity == "warning"
    assert str(warning.location) == "theirs.pptx:1:1"
    for name in ("Nowhere Serif", "Nowhere Sans"):
        shown = warning.message.partition(f'"{name}" by ')[2].partition(" with a reserve")[0]
        assert family_named(shown)


def test_families_that_are_here_or_that_ours_is_made_after_are_not_told(tmp_path: Path) -> None:
    assert told(tmp_path, "Arial", "Helvetica") == []
    assert told(tmp_path, "Arimo") == []
    findings = Findings()
    PptxWriter().write(WriteJob(document(header("A")), THEME, findings, None, None), tmp_path / "ours.pptx")
    assert findings.items == []


@pytest.mark.parametrize(("name", "other"), [("Nowhere Serif", True), ("Garamond Nowhere", True), ("Nowhere", False)])
def test_what_stands_in_is_of_the_same_class(name: str, other: bool) -> None:
    faces = faces_of(OWN, (name, "", ""))
    assert fonts.metrics(fonts.FontFile(str(faces.regular.latin))).serif is other
    assert faces.lacks[0].name == name


def test_code_is_measured_as_code() -> None:
    faces = faces_of(OWN, ("Nowhere Mono", "", ""))
    assert em("iiii", faces.regular) == pytest.approx(em("MMMM", faces.regular))


def test_a_family_known_to_be_wide_is_measured_wider_than_what_stands_in() -> None:
    """Mean widths are those of capsize: a letter of Montserrat has 0.503 em, of Arial 0.446 em."""
    text = "A sentence of the usual letters, as there are many"
    wide, plain = (faces_of(OWN, (name, "", "")) for name in ("Montserrat Nowhere", "Arial"))
    assert em(text, wide.regular) >= em(text, plain.regular) * 0.503 / 0.4458 * 0.99


def test_each_weight_and_slant_has_its_face() -> None:
    faces = faces_of(OWN)
    files = [faces.face(bold=b, italic=i).latin for b in (False, True) for i in (False, True)]
    assert files == [OWN.regular, OWN.italic, OWN.bold, OWN.bold_italic]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=60))
def test_kerned_widths_are_not_far_from_plain_ones(text: str) -> None:
    plain = fonts.advance(text, OWN.regular, 1.0)
    assert plain * 0.75 <= em(text, faces_of(OWN).regular) <= plain * 1.1


def test_ideographs_have_one_em_and_a_gap_to_latin_letters() -> None:
    face = faces_of(OWN).regular
    assert em("日本語の文", face) == pytest.approx(5.0, abs=0.01)
    assert em("日本A", face) == pytest.approx(2.25 + em("A", face), abs=0.01)


def test_a_template_tells_its_families_capitals_spaces_and_columns() -> None:
    master = Master(usual(ENGLISH), fonts=("Georgia", "Verdana"), caps=True)
    data = package(Make((master,)))
    layout = open_template(data, "x").layouts.roles["text"]
    assert layout.text is not None
    assert layout.title.style.typefaces == ("Georgia", "", "")
    assert layout.text.style.typefaces == ("Verdana", "", "")
    assert (layout.title.style.caps, layout.text.style.caps) == (True, False)


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ('<a:bodyPr numCol="2" spcCol="127000"/>', "columns", 2),
        ('<a:bodyPr numCol="2" spcCol="127000"/>', "gutter", 10.0),
        ('<a:spcAft><a:spcPts val="700"/></a:spcAft>', "after", 7.0),
        ('<a:lnSpc><a:spcPts val="2000"/></a:lnSpc>', "pitch", 20.0),
    ],
)
def test_what_else_a_style_says_is_read(change: str, field: str, expected: float) -> None:
    from lxml import etree

    from builder.writers.pptx.setting import refined

    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    p = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    body = change if "bodyPr" in change else "<a:bodyPr/>"
    source = etree.fromstring(f"<p:sp {p} {a}><p:txBody>{body}</p:txBody></p:sp>")
    level = etree.fromstring(f"<a:lvl1pPr {a}>{'' if 'bodyPr' in change else change}</a:lvl1pPr>")
    found = getattr(refined(TextStyle((18.0,)), [[level]], [source], {}), field)
    assert (found[0] if isinstance(found, tuple) else found) == expected


def test_capitals_columns_and_exact_pitches_bear_on_the_height() -> None:
    measure = Measure(OWN)
    assert measure.runs_width([Run("abc")], 10, style=TextStyle((10.0,), caps=True)) == pytest.approx(
        measure.runs_width([Run("ABC")], 10)
    )
    tracked = measure.runs_width([Run("abc")], 10, style=TextStyle((10.0,), tracking=2.0))
    assert tracked == pytest.approx(measure.runs_width([Run("abc")], 10) + 6)
    assert measure.pitch(TextStyle((10.0,), pitch=30.0), 10) == 30
    assert measure.pitch(TextStyle((10.0,), spacing=0.9), 10) == pytest.approx(10.8)
