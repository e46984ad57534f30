"""Colours of text against what is behind them, and the logo."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from deck_reading import DECORATIVE, NS, cited, named, uris, written
from deck_samples import (
    AT,
    THEME,
    bullets,
    data_table,
    document,
    figure,
    header,
    key_figures,
    para,
)
from PIL import Image as Pillow
from pptx import Presentation

from builder.errors import Findings
from builder.model.document import (
    Block,
    BulletList,
)
from builder.theme import Theme
from builder.writers.base import WriteJob
from builder.writers.pptx.writer import PptxWriter

# -- Contrast and logo -----------------------------------------------------------------------------------


def warnings(folder: Path, *blocks: Block, theme: Theme = THEME, deck: Path | None = None) -> list[str]:
    findings = Findings()
    PptxWriter().write(WriteJob(document(*blocks), theme, findings, None, deck), folder / "out.pptx")
    return [d.message for d in findings.items if d.code == "low-contrast"]


BLOCKS = (
    key_figures(3), header("A"), BulletList(((cited("One", 1),),), AT), figure("f"), header("B"), data_table(3),
    header("C"), bullets("x"), para("prose"),
)  # fmt: skip


def test_our_own_deck_has_enough_contrast(tmp_path: Path) -> None:
    assert warnings(tmp_path, *BLOCKS) == []


def test_a_brand_gets_colours_that_can_be_read(tmp_path: Path) -> None:
    assert warnings(tmp_path, *BLOCKS, theme=THEME.with_colors(accent="#FFEE66", secondary="#BBBBBB")) == []


def painted(path: Path, ground: str, text: str, *, at: str = "master") -> Path:
    """python-pptx's template with a ground in its master, its layouts or its placeholders, and a colour of text."""
    from lxml import etree

    made = Presentation()
    fill = f'<a:solidFill xmlns:a="{NS["a"]}"><a:srgbClr val="{ground}"/></a:solidFill>'
    back = etree.fromstring(
        f'<p:bg xmlns:p="{NS["p"]}"><p:bgPr>{fill}<a:effectLst xmlns:a="{NS["a"]}"/></p:bgPr></p:bg>'
    )
    elements: list[Any] = [made.slide_master._element] if at == "master" else [x._element for x in made.slide_layouts]
    for element in elements:
        page = element.find("p:cSld", NS)
        if at == "placeholder":
            for holder in element.iter(f"{{{NS['p']}}}sp"):
                holder.find("p:spPr", NS).append(etree.fromstring(fill))
            continue
        for old in page.findall("p:bg", NS):
            page.remove(old)
        page.insert(0, etree.fromstring(etree.tostring(back)))
    for level in made.slide_master._element.iter(f"{{{NS['a']}}}defRPr"):
        for old in level.findall("a:solidFill", NS):
            level.remove(old)
        level.insert(0, etree.fromstring(fill.replace(ground, text)))
    made.save(str(path))
    return path


@pytest.mark.parametrize("at", ["master", "layout", "placeholder"])
def test_text_that_cannot_be_told_from_its_ground_is_named_once(tmp_path: Path, at: str) -> None:
    theirs = painted(tmp_path / "theirs.pptx", "F0F0F0", "BBBBBB", at=at)
    blocks = [b for n in range(4) for b in (header(f"S{n}"), bullets("x"))]
    told = warnings(tmp_path, *blocks, deck=theirs)
    pairs = [m for m in told if "#BBBBBB on #F0F0F0" in m]
    assert len(pairs) == 1, told
    assert "1.68:1" in pairs[0]
    clear = painted(tmp_path / "clear.pptx", "F0F0F0", "333333", at=at)
    assert not [m for m in warnings(tmp_path, *blocks, deck=clear) if "#333333" in m]


def test_large_text_needs_less_contrast(tmp_path: Path) -> None:
    """#808080 on white has 3.9:1: enough for titles, and for bodies of 18 points and more."""
    theirs = painted(tmp_path / "theirs.pptx", "FFFFFF", "808080")
    assert [m for m in warnings(tmp_path, header("A"), bullets("x"), deck=theirs) if "#808080" in m] == []
    made = Presentation(str(theirs))
    for level in made.slide_master._element.iter(f"{{{NS['a']}}}defRPr"):
        level.set("sz", "1400")
    made.save(str(theirs))
    [message] = [m for m in warnings(tmp_path, header("A"), bullets("x"), deck=theirs) if "#808080" in m]
    assert "3.95:1, and 4.5:1 is wanted" in message


def logo(path: Path, color: str) -> Path:
    whole_ = Pillow.new("RGBA", (300, 100), (0, 0, 0, 0))
    whole_.paste(Pillow.new("RGBA", (260, 60), color), (20, 20))
    whole_.save(path)
    return path


def test_the_logo_is_in_master_and_layouts_and_on_no_slide(tmp_path: Path) -> None:
    theme = replace(THEME, logo=logo(tmp_path / "logo.png", "#0B4F8A"))
    deck = written(tmp_path, *BLOCKS, theme=theme)
    master = deck.slide_masters[0]
    [small] = named(master, "Logo")
    assert DECORATIVE in uris(small)
    shown = {lay.name: named(lay, "Logo") for lay in master.slide_layouts}
    assert sorted(name for name, logos in shown.items() if logos) == ["Section Header", "Title Slide"]
    [large] = shown["Title Slide"]
    assert large.width > small.width
    # A blue logo could not be seen on the blue of the title slide.
    assert [len(named(lay, "Decoration")) for lay in master.slide_layouts if lay.name == "Title Slide"] >= [1]
    plates = [s for s in master.slide_layouts.get_by_name("Title Slide").shapes if s.left < large.left < s.left + 99999]
    assert plates
    assert not any(named(slide, "Logo") for slide in deck.slides)
    with zipfile.ZipFile(tmp_path / "out.pptx") as package:
        assert len([n for n in package.namelist() if n.startswith("ppt/media/")]) == 1


def test_a_template_keeps_its_own_logo(tmp_path: Path) -> None:
    Presentation().save(str(tmp_path / "theirs.pptx"))
    theme = replace(THEME, logo=logo(tmp_path / "logo.png", "#0B4F8A"))
    deck = written(tmp_path, header("A"), bullets("x"), theme=theme, deck=tmp_path / "theirs.pptx")
    assert not any(named(lay, "Logo") for lay in (*deck.slide_layouts, deck.slide_masters[0]))


def test_a_logo_that_is_no_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
    findings = Findings()
    theme = replace(THEME, logo=tmp_path / "logo.svg")
    PptxWriter().write(WriteJob(document(header("A"), bullets("x")), theme, findings), tmp_path / "out.pptx")
    assert [d.code for d in findings.items] == ["logo-not-shown"]
