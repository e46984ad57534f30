"""A brand through the whole house: its fonts and colours in the files that are written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pikepdf
import pytest
from pptx import Presentation
from verdicts import standards

from builder.errors import ReportError
from builder.palette import contrast
from builder.pipeline import BuildOptions, build
from builder.theme import FONTS, Theme

REPORT = """---
title: A branded report
lang: en-US
brand: {brand}
---

# A finding

Some **text** of the report, set in the family of the brand.

| Name | Amount |
|---|---|
| a | [1]{{.literal}} |
"""


def built(folder: Path, brand: str) -> tuple[Path, list[str]]:
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    (folder / "report.md").write_text(REPORT.format(brand=brand), encoding="utf-8")
    result = build(folder / "report.md", BuildOptions(formats=("pdf",), output=folder / "out"))
    return result.files[0], [d.code for d in result.diagnostics]


def fonts_in(path: Path) -> set[str]:
    with pikepdf.open(path) as pdf:
        objects = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary)]
        return {str(obj.FontName).partition("+")[2] for obj in objects if "/FontFile2" in obj}


def test_files_of_a_brand_are_embedded(tmp_path: Path) -> None:
    for name in ("BriefMono-Regular.ttf",):
        shutil.copyfile(FONTS / name, tmp_path / name)
    (tmp_path / "_brand.yml").write_text(
        "typography:\n  fonts:\n    - family: House\n      source: file\n      files: [BriefMono-Regular.ttf]\n"
        "  base: House\n",
        encoding="utf-8",
    )
    path, codes = built(tmp_path, "_brand.yml")
    assert "BriefMono-Regular" in fonts_in(path)
    assert "BriefSerif-Regular" not in fonts_in(path)
    assert "brand-font-faces" in codes
    assert standards(path, ("ua1", "2a")) == []


def test_a_family_that_is_nowhere_is_a_warning_and_the_usual_one_stands_in(tmp_path: Path) -> None:
    (tmp_path / "_brand.yml").write_text("typography: {base: No Such Family}\n", encoding="utf-8")
    path, codes = built(tmp_path, "_brand.yml")
    assert "brand-font-missing" in codes
    assert "BriefSerif-Regular" in fonts_in(path)


def test_a_damaged_font_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "_brand.yml").write_text(
        "typography:\n  fonts: [{family: House, source: file, files: [broken.ttf]}]\n  base: House\n", encoding="utf-8"
    )
    with pytest.raises(ReportError) as caught:
        built(tmp_path, "_brand.yml")
    assert any("broken.ttf" in d.message for d in caught.value.diagnostics)


def test_a_powerpoint_file_gives_its_colours_and_fonts(tmp_path: Path) -> None:
    deck = Presentation()
    deck.save(str(tmp_path / "corporate.pptx"))
    path, codes = built(tmp_path, "corporate.pptx")
    # python-pptx's own template names Calibri, which a family of the same widths may stand in for.
    assert "brand-font-missing" in codes or any("Carlito" in name or "Calibri" in name for name in fonts_in(path))
    assert standards(path, ("ua1", "2a")) == []


def test_a_file_of_another_kind_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "brand.docx").write_bytes(b"")
    with pytest.raises(ReportError) as caught:
        built(tmp_path, "brand.docx")
    assert [d.code for d in caught.value.diagnostics] == ["unknown-kind"]


@pytest.mark.parametrize("color", ["#FFD400", "#00AAFF", "#0B4F8A", "#111111"])
def test_text_in_a_brand_s_colour_can_be_read(color: str) -> None:
    colors = Theme().with_colors(accent=color).colors
    assert contrast(colors.accent_text, colors.paper) >= 4.5
    assert contrast(colors.on_band, colors.band) >= 4.5
