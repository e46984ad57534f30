"""The shipped faces cover Europe's scripts, one has Arial's widths, and the chain behind them finds the rest."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

import pytest
from conftest import ROOT
from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont
from made_fonts import made
from matplotlib.figure import Figure

from builder import fonts
from builder.assets.make_fonts import CUTS, make_face
from builder.charts.figure import FontChooser
from builder.charts.record import record
from builder.font_tables import FontError, FontFile
from builder.model.drawing import TextOp
from builder.theme import FONTS, Theme

THEME = Theme().fonts
FACE = THEME.regular
LICENCES = ("OFL.txt", "OFL-BriefSerif.txt", "OFL-BriefMono.txt")
TEXT = [THEME.text_face(bold=b, italic=i, small=s) for s in (False, True) for b in (False, True) for i in (False, True)]


# -- The shipped faces -------------------------------------------------------------------------------------


def test_the_faces_and_their_licences_travel_with_the_package() -> None:
    names = sorted(p.name for p in FONTS.iterdir())
    assert names == sorted([*(f"{cut.name}.ttf" for cut in CUTS), *LICENCES])
    for licence in LICENCES:
        assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / licence).read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["Straße", "Ελλάδα", "Украина", "Đặng", "שלום", "−×…▲↑€₹"])
def test_the_theme_shows_european_scripts_alone(text: str) -> None:
    assert fonts.spans(text, FACE) == [(FontFile(str(FACE)), text)]
    assert fonts.missing_glyphs([text], FACE) == {}


def test_widths_are_arials() -> None:
    """Arial's advances of A, i, W and 0 in 1/2048 em, from its hmtx table as published by Monotype."""
    widths = {char: round(fonts.advance(char, FACE, 2048)) for char in "AiW0"}
    assert widths == {"A": 1366, "i": 455, "W": 1933, "0": 1139}


def test_digits_are_tabular_in_every_face() -> None:
    for bold, italic in itertools.product((False, True), repeat=2):
        face = THEME.face(bold=bold, italic=italic)
        assert len({fonts.advance(digit, face, 10) for digit in "0123456789"}) == 1


def test_running_text_has_faces_of_its_own() -> None:
    assert [p.stem for p in TEXT] == [
        "BriefSerif-Regular", "BriefSerif-Italic", "BriefSerif-Bold", "BriefSerif-BoldItalic",
        "BriefSerifSmall-Regular", "BriefSerifSmall-Italic", "BriefSerifSmall-Bold", "BriefSerifSmall-Bold",
    ]  # fmt: skip
    for path in TEXT:
        known = fonts.metrics(FontFile(str(path)))
        assert (known.bold, known.italic) == ("Bold" in path.stem, "Italic" in path.stem)
        assert known.serif
        assert known.embeddable
        assert known.name == path.stem


@pytest.mark.parametrize("path", sorted(set(TEXT)))
def test_a_text_face_keeps_the_features_of_text(path: Path) -> None:
    opened = TTFont(path)
    found = {r.FeatureTag for t in ("GSUB", "GPOS") for r in opened[t].table.FeatureList.FeatureRecord}
    wanted = {"kern", "mark", "mkmk", "ccmp", "locl", "onum", "lnum", "pnum", "tnum", "sups", "subs"}
    upright = {"smcp", "c2sc"}  # the family has small capitals in its upright faces alone
    assert found == wanted | (set() if "Italic" in path.stem else upright)
    assert {"fvar", "prep", "fpgm"}.isdisjoint(opened.keys())
    # The authors reserve "Source": a changed font is not called so.
    assert not any("Source" in str(n) for n in opened["name"].names if n.nameID in (1, 3, 4, 6, 16))
    assert "Reserved Font Name" in opened["name"].getDebugName(0)


@pytest.mark.parametrize("path", sorted(set(TEXT)))
def test_the_text_faces_have_every_letter_of_the_flagship(path: Path) -> None:
    text = (ROOT / "templates/ai_index/report.md").read_text(encoding="utf-8")
    letters = {c for c in text if c.isprintable()}
    assert len(letters) > 60
    missing = sorted(c for c in letters if ord(c) not in fonts.metrics(FontFile(str(path))).cmap)
    # What the serif lacks the other shipped family has: nothing is left to the machine.
    assert {fonts.font_for(c, path) for c in missing} <= {
        FontFile(str(THEME.face(bold=b, italic=i))) for b in (False, True) for i in (False, True)
    }
    assert not [c for c in missing if c.isalnum()]


def test_a_text_face_falls_back_to_the_same_style_of_the_shipped_family() -> None:
    for path in TEXT:
        shipped = THEME.face(bold="Bold" in path.stem, italic="Italic" in path.stem)
        assert fonts.spans("a שלום", path) == [(FontFile(str(path)), "a "), (FontFile(str(shipped)), "שלום")]


def test_a_cut_has_the_same_bytes_every_time(tmp_path: Path) -> None:
    cut = next(c for c in CUTS if c.name == "Arimo-Bold")
    make_face(cut, tmp_path / "again.ttf")
    assert (tmp_path / "again.ttf").read_bytes() == THEME.bold.read_bytes()


# -- What is read from a file ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [FACE, THEME.text_italic])
def test_metrics_are_those_of_the_file(path: Path) -> None:
    known, opened = fonts.metrics(FontFile(str(path))), TTFont(path)
    order = opened.getGlyphOrder()
    assert dict(known.cmap) == {code: opened.getGlyphID(name) for code, name in opened.getBestCmap().items()}
    assert list(known.advances) == [opened["hmtx"][name][0] for name in order]
    scale = 1000 / opened["head"].unitsPerEm
    assert known.ascent == round(opened["hhea"].ascent * scale)
    assert known.cap_height == round(opened["OS/2"].sCapHeight * scale)
    assert known.bbox[3] == round(opened["head"].yMax * scale)
    assert known.italic_angle == opened["post"].italicAngle


@pytest.mark.parametrize("content", [b"", b"no font at all", b"\0\1\0\0\0\x09" + bytes(60), b"ttcf" + bytes(20)])
def test_what_is_no_font_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.ttf"
    file.write_bytes(content)
    with pytest.raises(FontError, match="no font"):
        fonts.metrics(FontFile(str(file)))


@pytest.mark.parametrize(("rights", "may"), [(0, True), (2, False), (0x102, False), (4, True), (8, True), (6, True)])
def test_the_licence_in_the_file_says_whether_it_may_be_embedded(tmp_path: Path, rights: int, may: bool) -> None:
    """OS/2 fsType: bit 1 alone of bits 1 to 3 forbids; of several the most liberal counts."""
    font = FontFile(made(tmp_path / "font.ttf", "a", rights=rights))
    assert fonts.embeddable(font) is may


# -- Runs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["中国", "العربية", "हिन्दी।", "क्\u200dष", "ไทย"])
def test_other_scripts_come_from_the_machine_in_one_run(text: str) -> None:
    if fonts.missing_glyphs([text], FACE):
        pytest.skip("no fallback fonts on this machine: install Noto")
    [(font, run)] = fonts.spans(text, FACE)
    assert run == text
    assert font.path != str(FACE)
    assert fonts.embeddable(font)


def test_what_no_font_has_is_named_with_its_text() -> None:
    # U+E0FFF is unassigned: no font has a glyph for it.
    assert fonts.missing_glyphs(["fine", "a\U000e0fffb"], FACE) == {"\U000e0fff": "a\U000e0fffb"}


def test_joiners_selectors_and_marks_of_direction_are_not_missing() -> None:
    assert fonts.missing_glyphs(["a\u200bb\u200f\u00adc\ufe0e\u2067\u034f"], FACE) == {}


def test_joined_letters_are_as_wide_as_they_are_shown() -> None:
    """Alone, the five letters of this word are a third wider than joined."""
    word = "سعودي"
    if fonts.missing_glyphs([word], FACE):
        pytest.skip("no Arabic font on this machine: install Noto")
    apart = sum(fonts.advance(letter, FACE, 10) for letter in word)
    assert 0.5 * apart < fonts.advance(word, FACE, 10) < 0.9 * apart


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("text", ["السعودية", "कृत्रिम बुद्धिमत्ता", "ภาษาไทยที่นี่", "日本の研究", "ישראל"])
def test_a_chart_draws_every_script_as_wide_as_it_was_measured(text: str, bold: bool) -> None:
    face = THEME.face(bold=bold)
    if fonts.missing_glyphs([text], face):
        pytest.skip("no fallback fonts on this machine: install Noto")
    figure = Figure(figsize=(4, 1), dpi=72)
    figure.text(0.1, 0.5, text, fontproperties=FontChooser(Theme(), "ja").properties(text, 20, bold))
    (op,) = [op for op in record(figure).ops if isinstance(op, TextOp)]
    letters = text.replace(" ", "")
    used = {FontFile(run.font, run.face_index) for run in op.runs if run.glyphs[0].text.strip()}
    assert used == {font for font, _ in fonts.spans(letters, face, lang="ja")}
    assert not any(glyph.index == 0 for run in op.runs for glyph in run.glyphs)
    assert op.width == pytest.approx(fonts.advance(text, face, 20), rel=0.03)


# -- TrueType of some glyphs -------------------------------------------------------------------------------


def areas(file: str | Path, index: int, glyphs: Iterable[int]) -> list[tuple[float, int]]:
    """(area in square em, advance in em/1000) of each glyph; areas without their signs, which tell the direction."""
    opened = TTFont(file, fontNumber=index)
    shapes, order, units = opened.getGlyphSet(), opened.getGlyphOrder(), opened["head"].unitsPerEm
    out = []
    for glyph in glyphs:
        pen = AreaPen(shapes)
        shapes[order[glyph]].draw(pen)
        out.append((abs(pen.value) / units**2, round(opened["hmtx"][order[glyph]][0] * 1000 / units)))
    return out


def check_cut(tmp_path: Path, font: FontFile, glyphs: list[int]) -> None:
    data, places = fonts.truetype(font, glyphs)
    assert (data, places) == fonts.truetype(font, glyphs)
    file = tmp_path / "cut.ttf"
    file.write_bytes(data)
    cut = TTFont(file)
    assert set(cut.keys()) == {"GlyphOrder", "head", "hhea", "maxp", "hmtx", "loca", "glyf", "name", "post"}
    assert len(set(places.values())) == len(glyphs) + 1
    assert max(places.values()) < cut["maxp"].numGlyphs <= 2 * len(glyphs) + 1
    assert cut["post"].formatType == 3
    before = areas(font.path, font.index, [0, *glyphs])
    after = areas(file, 0, [places[g] for g in (0, *glyphs)])
    assert [advance for _, advance in before] == [advance for _, advance in after]
    for (area, _), (other, _) in zip(before, after, strict=True):
        # 1/1000 em off along an outline of some em.
        assert other == pytest.approx(area, abs=0.004)


def test_cubic_outlines_become_quadratic_ones(tmp_path: Path) -> None:
    font = FontFile(made(tmp_path / "font.otf", "abc", cff=True))
    assert not font.truetype
    check_cut(tmp_path, font, [3, 1])
    # TrueType fills to the right of its outlines, CFF to the left.
    pens = []
    for file in (font.path, tmp_path / "cut.ttf"):
        shapes = TTFont(file).getGlyphSet()
        pens.append(AreaPen(shapes))
        shapes[list(shapes.keys())[1]].draw(pens[-1])
    assert pens[0].value * pens[1].value < 0


def test_composite_glyphs_are_flattened(tmp_path: Path) -> None:
    font = FontFile(str(THEME.text))
    cmap = fonts.metrics(font).cmap
    check_cut(tmp_path, font, [cmap[ord(c)] for c in "Äé§A "])


def test_a_font_of_east_asia_is_cut_quickly(tmp_path: Path) -> None:
    font = fonts.font_for("骨", FACE, lang="ja")
    if font is None or font.truetype:
        pytest.skip("no CFF font for Japanese on this machine")
    cmap = fonts.metrics(font).cmap
    glyphs = [cmap[c] for c in range(0x4E00, 0x4E40) if c in cmap]
    assert len(glyphs) > 40
    check_cut(tmp_path, font, glyphs)


def test_damaged_outlines_are_an_error_with_the_name(tmp_path: Path) -> None:
    path = Path(made(tmp_path / "font.ttf", "abc"))
    place = TTFont(path).reader.tables["glyf"]
    data = bytearray(path.read_bytes())
    data[place.offset : place.offset + place.length] = b"\xff" * place.length
    path.write_bytes(data)
    with pytest.raises(FontError, match="Made-Test"):
        fonts.truetype(FontFile(str(path)), [1, 2])
