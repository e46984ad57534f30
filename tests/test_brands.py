"""A brand through the whole house: its fonts and colours in the files that are written."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from made_fonts import made
from pptx import Presentation
from verdicts import standards

from builder import font_families
from builder.errors import Diagnostic, ReportError
from builder.palette import backing, contrast, lightness, mixed, readable, toned
from builder.pipeline import BuildOptions, build
from builder.readers.brand import read_brand
from builder.theme import FONTS, Colors, Theme

REPORT = """---
title: A branded report
lang: en-US
brand: {brand}
---

# A finding

Some **bold**, *slanted* and ***bold slanted*** text of the report, with `code`, set in the family of the brand.

| Name | Amount |
|---|---|
| a | [1]{{.literal}} |
"""
ASCII = "".join(map(chr, range(32, 127)))
PACKAGES = {"serif": "fontpkg_source_serif_4", "mono": "fontpkg_source_code_pro"}


def built(folder: Path, brand: str, *formats: str) -> tuple[tuple[Path, ...], tuple[Diagnostic, ...]]:
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    (folder / "report.md").write_text(REPORT.format(brand=brand), encoding="utf-8")
    options = BuildOptions(formats=formats or ("pdf",), output=folder / "out")
    result = build(folder / "report.md", options)
    return result.files, result.diagnostics


def branded(folder: Path, text: str, *formats: str) -> tuple[tuple[Path, ...], tuple[Diagnostic, ...]]:
    (folder / "_brand.yml").write_text(text, encoding="utf-8")
    return built(folder, "_brand.yml", *formats)


def fonts_in(path: Path) -> set[str]:
    with pikepdf.open(path) as pdf:
        objects = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary)]
        return {str(obj.FontName).partition("+")[2] for obj in objects if "/FontFile2" in obj}


def painted(path: Path) -> str:
    """All that the pages of a PDF paint, as operators."""
    with pikepdf.open(path) as pdf:
        return "\n".join(page.Contents.read_bytes().decode("latin-1") for page in pdf.pages)


def fill(color: str) -> str:
    """The operands with which a PDF fills in a colour."""
    return " ".join(f"{round(int(color[n : n + 2], 16) / 255, 4):g}" for n in (1, 3, 5))


def codes(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    return [d.code for d in diagnostics]


@pytest.fixture(scope="session")
def cuts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with small fonts cut from real variable ones: serif.ttf, serif-italic.ttf and mono.ttf."""
    from importlib import import_module

    folder = tmp_path_factory.mktemp("cuts")
    files = {"serif": "SourceSerif4[[]opsz*", "serif-italic": "SourceSerif4-Italic*", "mono": "SourceCodePro[[]*"}
    for name, pattern in files.items():
        package = import_module(PACKAGES[name.partition("-")[0]])
        (source,) = Path(str(package.ROOT)).glob(f"files/{pattern}")
        with TTFont(source) as font:
            cutter = subset.Subsetter(subset.Options(notdef_outline=True, name_IDs=["*"]))
            cutter.populate(text=ASCII + "“”’–•·")
            cutter.subset(font)
            font.save(folder / f"{name}.ttf")
    return folder


HOUSE = """
typography:
  fonts:
    - family: House
      source: file
      files: [fonts/serif.ttf, {path: fonts/serif-italic.ttf, weight: 200..900, style: italic}]
    - {family: House Mono, source: file, files: [fonts/mono.ttf]}
  base: House
  headings: {family: House Mono}
  monospace: House Mono
"""


# -- Fonts of a _brand.yml ---------------------------------------------------------------------------------


def test_files_of_a_brand_are_embedded_in_all_their_faces(tmp_path: Path, cuts: Path) -> None:
    shutil.copytree(cuts, tmp_path / "fonts")
    (brief, deck, _), found = branded(tmp_path, HOUSE, "pdf", "pptx")
    assert codes(found) == ["brand-font-faces"], "House Mono has no italic"
    assert fonts_in(brief) == {
        "SourceSerif4Roman-Regular",
        "SourceSerif4Roman-Bold",
        "SourceSerif4Italic-Italic",
        "SourceSerif4Italic-BoldItalic",
        "SourceCodePro-Regular",
        "SourceCodePro-Bold",
    }
    assert standards(brief, ("ua1", "2a")) == []
    assert typefaces(deck) == {"House Mono"}


def typefaces(deck: Path) -> set[str]:
    """The families that a deck's themes name for headings and text."""
    with zipfile.ZipFile(deck) as package:
        themes = [n for n in package.namelist() if re.fullmatch(r"ppt/theme/theme\d+\.xml", n)]
        return {
            name
            for theme in themes
            for name in re.findall(r'<a:latin typeface="([^"]*)"', package.read(theme).decode("utf-8"))
        }


def test_the_same_bytes_wherever_and_no_path_of_a_font_in_them(tmp_path: Path, cuts: Path) -> None:
    files = []
    for name in ("one", "another"):
        (tmp_path / name / "report").mkdir(parents=True)
        shutil.copytree(cuts, tmp_path / name / "report" / "fonts")
        files.append(branded(tmp_path / name / "report", HOUSE, "pdf", "pptx")[0])
    for first, second in zip(*files, strict=True):
        assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(files[0][1]) as deck:
        parts = [deck.read(name) for name in deck.namelist()]
    with pikepdf.open(files[0][0]) as pdf:
        parts += [obj.read_bytes() for obj in pdf.objects if isinstance(obj, pikepdf.Stream) and "/Length1" not in obj]
        parts += [obj.unparse() for obj in pdf.objects if not isinstance(obj, pikepdf.Stream)]
    parts.append(files[0][2].read_bytes())
    for part in parts:
        assert b".ttf" not in part
        assert str(tmp_path).encode() not in part


def test_a_static_font_with_other_outlines(tmp_path: Path) -> None:
    made(tmp_path / "a.otf", ASCII, family="House", cff=True)
    made(tmp_path / "b.otf", ASCII, family="House Bold", cff=True)
    text = (
        "typography:\n  fonts:\n  - {family: H, source: file, files: [a.otf, {path: b.otf, weight: bold}]}\n  base: H"
    )
    (brief, _), found = branded(tmp_path, text)
    assert {"House-Test", "HouseBold-Test"} <= fonts_in(brief)
    assert "BriefSerif-Regular" not in fonts_in(brief)
    assert [d.message for d in found] == ['the family "H" has no italic']
    assert standards(brief, ("ua1", "2a")) == []


def test_a_family_of_a_package_is_found_by_its_name(tmp_path: Path) -> None:
    (brief, _), found = branded(tmp_path, "typography: {base: Source Code Pro, monospace: {family: source code pro}}")
    assert found == ()
    assert {"SourceCodePro-Regular", "SourceCodePro-Bold", "SourceCodePro-Italic"} <= fonts_in(brief)


@pytest.mark.parametrize(
    ("base", "headings", "expected"),
    [
        ("Arimo", "", ("Arimo", "Arimo")),  # the usual sans for text too
        ("Source Code Pro", "", ("Source Code Pro", "Source Code Pro")),  # without serifs: for tables and charts too
        ("Brief Serif", "", ("Brief Serif", "Arimo")),  # with serifs: these keep the usual one
        ("Arimo", "Brief Serif", ("Arimo", "Brief Serif")),
        ("", "Brief Mono", ("Brief Serif", "Brief Mono")),
        ("No Such Family", "Brief Mono", ("Brief Serif", "Brief Mono")),
    ],
)
def test_which_family_is_where(tmp_path: Path, base: str, headings: str, expected: tuple[str, str]) -> None:
    keys = {"base": base, "headings": headings}
    lines = [f"  {key}: {name}" for key, name in keys.items() if name]
    (tmp_path / "_brand.yml").write_text("typography:\n" + "\n".join(lines), encoding="utf-8")
    fonts = read_brand(tmp_path / "_brand.yml", "_brand.yml").themed(Theme()).fonts
    assert (fonts.text_family, fonts.family) == expected
    assert fonts.small == fonts.text or expected[0] == "Brief Serif"
    assert fonts.office == ("Arial" if expected[1] == "Arimo" else expected[1])


def test_a_brand_without_fonts_or_colours_changes_nothing(tmp_path: Path) -> None:
    (plain, *_), _ = branded(tmp_path, "meta: {name: House}", "pdf", "pptx")
    before = plain.read_bytes()
    text = (tmp_path / "report.md").read_text(encoding="utf-8").replace("brand: _brand.yml\n", "")
    (tmp_path / "report.md").write_text(text, encoding="utf-8")
    build(tmp_path / "report.md", BuildOptions(formats=("pdf", "pptx"), output=tmp_path / "out"))
    assert plain.read_bytes() == before


def test_a_family_that_is_nowhere_is_a_warning_and_the_usual_one_stands_in(tmp_path: Path) -> None:
    text = "typography:\n  fonts: [{family: Source Code Prq, source: google}]\n  base: Source Code Prq\n"
    text += "  headings: Source Code Prq\n"
    (brief, _), found = branded(tmp_path, text)
    assert codes(found) == ["brand-font-missing"], "once, though it is named twice"
    assert found[0].location is not None
    assert (found[0].location.line, found[0].location.path) == (3, (tmp_path / "_brand.yml").as_posix())
    assert "Source Code Pro" in found[0].hint.replace("Prq", "")
    assert {"BriefSerif-Regular", "Arimo-Bold"} <= fonts_in(brief)


def test_a_stand_in_is_named(tmp_path: Path) -> None:
    (brief, deck, _), found = branded(tmp_path, "typography: {headings: Helvetica}", "pdf", "pptx")
    assert codes(found)[0] == "brand-font-missing"
    assert '"Helvetica"' in found[0].message
    assert '"Arimo"' in found[0].message
    assert "Arimo-Bold" in fonts_in(brief)
    assert typefaces(deck) == {"Helvetica"}


def test_damaged_fonts_are_errors_that_name_them(tmp_path: Path) -> None:
    sound = (FONTS / "Arimo-Regular.ttf").read_bytes()
    middle = len(sound) // 2
    damaged = {
        "empty.ttf": b"",
        "text.ttf": b"no font",
        "short.ttf": sound[:-5000],
        "broken.ttf": sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :],
    }
    for name, data in damaged.items():
        (tmp_path / name).write_bytes(data)
    files = ", ".join(damaged)
    with pytest.raises(ReportError) as caught:
        branded(tmp_path, f"typography:\n  fonts:\n  - {{family: H, source: file, files: [{files}]}}\n  base: H\n")
    found = caught.value.diagnostics
    assert [d.code for d in found] == ["bad-font"] * len(damaged)
    for diagnostic, name in zip(found, damaged, strict=True):
        assert f'"{name}" of the family "H"' in diagnostic.message
        assert str(tmp_path) not in diagnostic.message


def test_a_font_that_may_not_be_embedded_is_an_error(tmp_path: Path) -> None:
    made(tmp_path / "a.ttf", ASCII, rights=2)
    with pytest.raises(ReportError) as caught:
        branded(tmp_path, "typography:\n  fonts:\n  - {family: House, source: file, files: [a.ttf]}\n  base: House\n")
    assert [(d.code, "House" in d.message) for d in caught.value.diagnostics] == [("bad-font", True)]


def test_fonts_lie_in_the_project_though_not_beside_the_brand(tmp_path: Path) -> None:
    (tmp_path / "project" / "brand").mkdir(parents=True)
    text = "typography:\n  fonts: [{family: H, source: file, files: [../F.ttf]}]\n  base: H\n"
    brand = tmp_path / "project" / "brand" / "_brand.yml"
    brand.write_text(text, encoding="utf-8")
    shutil.copyfile(FONTS / "BriefMono-Regular.ttf", tmp_path / "project" / "F.ttf")
    (brief, _), _ = built(tmp_path / "project", "brand/_brand.yml")
    assert "BriefMono-Regular" in fonts_in(brief)
    (tmp_path / "project" / "F.ttf").rename(tmp_path / "F.ttf")
    brand.write_text(text.replace("../F", "../../F"), encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        built(tmp_path / "project", "brand/_brand.yml")
    assert [d.code for d in caught.value.diagnostics] == ["outside-project"]


def test_a_name_in_a_font_is_no_pdf(tmp_path: Path) -> None:
    made(tmp_path / "a.ttf", ASCII)
    with TTFont(tmp_path / "a.ttf") as font:
        font["name"].setName("a b/Type(x)<<#41>> é%", 6, 3, 1, 0x409)
        font.save(tmp_path / "a.ttf")
    (brief, _), _ = branded(tmp_path, "typography:\n  fonts: [{family: H, files: [a.ttf]}]\n  base: H\n")
    assert "abTypex41" in fonts_in(brief)
    assert standards(brief, ("ua1", "2a")) == []


def test_the_brand_in_the_readme(tmp_path: Path) -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    text = readme.partition("\n### Brands\n")[2].partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "fonts").mkdir()
    for name in re.findall(r"fonts/[\w-]+\.otf", text):
        made(tmp_path / name, ASCII, family="House", cff=True)
    (tmp_path / "logo.png").touch()
    # The faces of a large variable font take seconds to make.
    (tmp_path / "_brand.yml").write_text(text.replace("Source Serif 4", "Brief Serif"), encoding="utf-8")
    brand = read_brand(tmp_path / "_brand.yml", "_brand.yml")
    assert brand.colors == {"accent": "#004466", "highlight": "#FFB000"}
    assert brand.logo == tmp_path / "logo.png"
    assert brand.typography.headings is not None
    assert brand.typography.headings.bold == tmp_path / "fonts" / "House-Heavy.otf"
    assert [w.message for w in brand.warnings] == ['the family "House" has no italic']


# -- PowerPoint files --------------------------------------------------------------------------------------

CORPORATE = {
    "dk1": "202020", "lt1": "FFFFFF", "dk2": "7A8B00", "lt2": "80C0FF",
    "accent1": "FFC000", "accent2": "C00000", "accent3": "FFFEFE", "accent4": "FFC000",
    "accent5": "00B050", "accent6": "7030A0",
}  # fmt: skip


def corporate(file: Path, colors: dict[str, str] | None = None, major: str = "Arimo", minor: str = "Arimo") -> Path:
    """A PowerPoint file as python-pptx makes it, with the colours and fonts of a house in its master's theme."""
    deck = Presentation()
    part: Any = next(r.target_part for r in deck.slide_master.part.rels.values() if r.reltype.endswith("/theme"))
    text = part.blob.decode("utf-8")
    for name, value in (colors or CORPORATE).items():
        text, count = re.subn(rf"(<a:{name}>)<.*?/>(</a:{name}>)", rf'\1<a:srgbClr val="{value}"/>\2', text)
        assert count == 1
    for kind, family in (("major", major), ("minor", minor)):
        text, count = re.subn(rf'(<a:{kind}Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{family}", text)
        assert count == 1
    part._blob = text.encode("utf-8")
    deck.save(str(file))
    return file


def test_a_powerpoint_file_gives_its_colours(tmp_path: Path) -> None:
    corporate(tmp_path / "corporate.pptx")
    colors = read_brand(tmp_path / "corporate.pptx", "corporate.pptx").themed(Theme()).colors
    assert (colors.ink, colors.paper) == ("#202020", "#FFFFFF")
    assert (colors.accent, colors.highlight) == ("#FFC000", "#C00000")
    # One that is nowhere to be seen on paper is left out, and so is the same once more.
    assert colors.categorical[:4] == ("#FFC000", "#C00000", "#00B050", "#7030A0")
    assert len(set(colors.categorical)) == len(Colors().categorical)
    assert lightness(colors.tint) == pytest.approx(lightness(Colors().tint), abs=0.5)
    texts = (colors.ink, colors.secondary, colors.accent_text)
    assert all(contrast(text, ground) >= 4.5 for text in texts for ground in (colors.paper, colors.tint))
    assert colors.secondary != "#7A8B00"
    (brief, _), found = built(tmp_path, "corporate.pptx")
    assert found == ()
    assert standards(brief, ("ua1", "2a")) == []
    shown = painted(brief)
    assert f"{fill(colors.band)} rg" in shown
    assert f"{fill(Colors().band)} rg" not in shown


def test_a_dark_theme_is_turned_round(tmp_path: Path) -> None:
    dark = {**CORPORATE, "dk1": "FAFAFA", "lt1": "101010", "dk2": "EEEEEE", "lt2": "303030"}
    corporate(tmp_path / "dark.potx", dark)
    colors = read_brand(tmp_path / "dark.potx", "dark.potx").themed(Theme()).colors
    assert (colors.ink, colors.paper, colors.secondary) == ("#101010", "#FAFAFA", "#303030")


def test_a_powerpoint_file_gives_its_fonts(tmp_path: Path) -> None:
    corporate(tmp_path / "a.pptx", major="Source Code Pro", minor="Arial")
    (brief, deck, _), found = built(tmp_path, "a.pptx", "pdf", "pptx")
    assert [d.message for d in found if d.code == "brand-font-missing"] == [
        'no font of the family "Arial" is here; "Arimo", which is as wide, stands in'
    ] or font_families.family_named("Arial")
    assert {"SourceCodePro-Bold", "SourceCodePro-Regular"} <= fonts_in(brief)
    assert "BriefSerif-Regular" not in fonts_in(brief)
    assert typefaces(deck) == {"Source Code Pro"}
    assert standards(brief, ("ua1", "2a")) == []


def test_a_family_of_a_powerpoint_file_that_may_be_lacking(tmp_path: Path) -> None:
    corporate(tmp_path / "a.pptx", major="", minor="No Such Family")
    (brief, _), found = built(tmp_path, "a.pptx")
    assert codes(found) == ["brand-font-missing"]
    assert found[0].location is not None
    assert found[0].location.path.endswith("a.pptx")
    assert {"BriefSerif-Regular", "Arimo-Bold"} <= fonts_in(brief)


def rewritten(file: Path, target: Path, part: str, data: bytes | None) -> None:
    """`file` with another content of one part, or without it."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
            elif data is not None:
                new.writestr(name, data)


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:clrScheme>&c;</a:clrScheme></a:theme>"""


def broken(folder: Path) -> Iterator[Path]:
    good = corporate(folder / "good.pptx")
    theme = "ppt/theme/theme1.xml"
    parts = {
        "missing": None, "empty": b"", "text": b"no XML", "bomb": BOMB, "other": b"<theme/>",
        "wide": BOMB.decode().encode("utf-16"), "long": b"<theme>" + b" " * 9_000_000 + b"</theme>",
    }  # fmt: skip
    for name, data in parts.items():
        rewritten(good, folder / f"{name}.pptx", theme, data)
        yield folder / f"{name}.pptx"
    for name in ("ppt/presentation.xml", "ppt/_rels/presentation.xml.rels", "_rels/.rels"):
        target = folder / f"without{name.count('/')}{len(name)}.pptx"
        rewritten(good, target, name, None)
        yield target
    (folder / "short.pptx").write_bytes(good.read_bytes()[:5000])
    (folder / "text.potx").write_text("no ZIP", encoding="utf-8")
    yield from (folder / "short.pptx", folder / "text.potx")


def test_a_file_that_is_not_powerpoint_s_is_an_error(tmp_path: Path) -> None:
    seen = 0
    for file in broken(tmp_path):
        with pytest.raises(ReportError) as caught:
            read_brand(file, file.name)
        assert [(d.code, bool(d.hint)) for d in caught.value.diagnostics] == [("bad-template", True)], file.name
        seen += 1
    assert seen == 12


def test_a_file_of_another_kind_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "brand.docx").write_bytes(b"")
    with pytest.raises(ReportError) as caught:
        built(tmp_path, "brand.docx")
    assert [d.code for d in caught.value.diagnostics] == ["unknown-kind"]
    assert "_brand.yml" in caught.value.diagnostics[0].hint
    assert ".pptx" in caught.value.diagnostics[0].hint


# -- Colours -----------------------------------------------------------------------------------------------

COLORS = st.integers(0, 0xFFFFFF).map("#{:06X}".format)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # the known grey that just fails
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)  # and the next, which does not
    assert lightness("#FFFFFF") == pytest.approx(100)
    assert lightness("#777777") == pytest.approx(50.03, abs=0.05)
    assert lightness("#000000") == 0


@given(COLORS, COLORS, COLORS, COLORS, COLORS)
@settings(max_examples=100, deadline=None)
def test_text_in_a_brand_s_colours_can_be_read(
    ink: str, accent: str, secondary: str, tint: str, highlight: str
) -> None:
    brand = Colors().with_(ink=ink, accent=accent, secondary=secondary, tint=tint, highlight=highlight)
    for text, ground in ((brand.ink, brand.paper), (brand.secondary, brand.paper), (brand.accent_text, brand.paper)):
        assert contrast(text, ground) >= 4.5
        assert contrast(text, brand.tint) >= 4.5 or brand.paper != "#FFFFFF"
    assert contrast(brand.on_band, brand.band) >= 4.5
    assert contrast(brand.paper, brand.band) >= contrast(brand.on_band, brand.band)
    assert brand.accent == accent
    for ramp, usual in ((brand.sequential, Colors().sequential), (brand.diverging, Colors().diverging)):
        assert [lightness(c) for c in ramp] == pytest.approx([lightness(c) for c in usual], abs=1.0)


@given(COLORS)
@settings(max_examples=100, deadline=None)
def test_a_colour_is_changed_no_more_than_it_takes(color: str) -> None:
    for changed in (readable(color, "#FFFFFF"), backing(color, "#FFFFFF", 0.86)):
        again = [int(changed[n : n + 2], 16) for n in (1, 3, 5)]
        assert all(new <= int(color[n : n + 2], 16) for new, n in zip(again, (1, 3, 5), strict=True))
    if contrast(color, "#FFFFFF") >= 4.5:
        assert readable(color, "#FFFFFF") == color
    else:
        assert contrast(readable(color, "#FFFFFF"), "#FFFFFF") < 4.75
    assert toned(color, lightness(color)) == color
    assert mixed(color, "#123456", 1) == color


def test_the_usual_colours_need_no_change() -> None:
    usual = Colors()
    assert usual.with_() == usual
    assert (usual.accent_text, usual.band) == (usual.accent, usual.accent)
    assert usual.with_(accent="#FFD400").categorical[0] == "#FFD400"
    for a, b in combinations(usual.with_(("#FFD400", "#FFD400"), accent="#FFD400").categorical, 2):
        assert a != b
