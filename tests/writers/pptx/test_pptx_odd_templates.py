"""Templates with what people leave in them: placeholders off the slide, logos in the way, grounds that are pictures,
free forms, looks that only a sample text has, pale accents, posters.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from deck_samples import AT, THEME, bullets, data_table, document, figure, header, para
from foreign_parts import COLORS, NS, Lay, Make, Master, Ph, block, package
from foreign_templates import ENGLISH, WIDE, template, usual
from lxml import etree
from PIL import Image
from pptx import Presentation
from test_pptx_foreign import assert_sound, built, feet, made_with

from builder.errors import Findings, WriteError
from builder.model.chart import Channel, Chart
from builder.model.data import Field
from builder.model.document import BulletList, Cite, Figure, Para, Str
from builder.model.format import Format
from builder.palette import contrast
from builder.writers.base import WriteJob
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.template import Template, open_template
from builder.writers.pptx.writer import PptxWriter

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
USUAL = Master(usual(ENGLISH))


def job(*blocks: Any) -> WriteJob:
    return WriteJob(document(*blocks), THEME, Findings())


def changed(data: bytes, part: str, *changes: tuple[str, str]) -> bytes:
    """A package with texts of the parts of a name replaced; each text is there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            xml = old.read(name)
            if re.fullmatch(f"ppt/.*/{part}[.]xml", name):
                text = xml.decode()
                for before, after in changes:
                    assert re.search(before, text), (name, before)
                    text = re.sub(before, after, text)
                xml = text.encode()
            new.writestr(name, xml)
    return out.getvalue()


def edited(data: bytes, change: Callable[[Any], None]) -> bytes:
    """A template as python-pptx saves it after a change."""
    deck = Presentation(io.BytesIO(data))
    change(deck)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def picture(color: str) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), color).save(out, "PNG")
    out.seek(0)
    return out


def drawn_picture(deck: Any, color: str, box: Box) -> None:
    """A picture on the master, as a logo is."""
    _, id_ = deck.slide_master.part.get_or_add_image_part(picture(color))
    x, y, cx, cy = (round(n * 12700) for n in (box.x, box.y, box.width, box.height))
    deck.slide_master._element.find(f".//{P}spTree").append(
        etree.fromstring(
            f'<p:pic {NS}><p:nvPicPr><p:cNvPr id="90" name="Logo"/><p:cNvPicPr/><p:nvPr userDrawn="1"/></p:nvPicPr>'
            f'<p:blipFill><a:blip r:embed="{id_}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm>'
            f'<a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></p:spPr></p:pic>"
        )
    )


def read(data: bytes) -> Template:
    return open_template(data, "t.pptx")


# -- Places ------------------------------------------------------------------------------------------------


def test_what_hangs_over_the_edge_is_cut_and_what_is_put_aside_is_left_out(tmp_path: Path) -> None:
    holders = (
        Ph("title", 0, (-0.05, 0.05, 0.9, 0.15)),
        Ph("", 1, (0.07, 0.25, 1.2, 0.9)),
        Ph("body", 13, (1.1, 0.2, 0.3, 0.3)),
    )
    hidden = Lay("Hidden title", "obj", (Ph("title", 0, (0.07, -0.2, 0.86, 0.15)), Ph("", 1, (0.07, 0.25, 0.86, 0.6))))
    data = package(Make((Master((usual(ENGLISH)[0], Lay("Wide", "obj", holders), hidden)),)))
    whole = {lay.name: lay for lay in read(data).whole}
    assert whole["Wide"].title.box == Box(0.0, 27.0, 816.0, 81.0)
    [content] = whole["Wide"].spare
    assert (content.idx, content.box.right, content.box.bottom) == (1, 960.0, 540.0)
    assert whole["Hidden title"].headless
    deck = tmp_path / "t.pptx"
    deck.write_bytes(data)
    assert_sound(built(tmp_path, job(header("A"), bullets("x", "y"), header("B"), figure("f")), deck))


def test_text_ends_above_what_stands_at_the_foot() -> None:
    low = (Ph("title", 0, None), Ph("", 1, (0.07, 0.25, 0.86, 0.74)))
    layout = read(package(Make((Master((usual(ENGLISH)[0], Lay("Low", "obj", low))),)))).layouts.roles["text"]
    assert layout.text is not None
    assert layout.footer is not None
    assert layout.text.box.bottom < layout.footer.box.y < 0.99 * 540


def test_titles_texts_and_what_is_made_do_not_run_over_a_logo() -> None:
    logos = (Box(830, 20, 100, 60), Box(840, 430, 100, 60))
    data = package(Make((Master(usual(ENGLISH), title=(0.07, 0.03, 0.86, 0.15)),)))
    for logo in logos:
        data = edited(data, partial(drawn_picture, color="#770011", box=logo))
    layouts = read(data).layouts
    for role in ("text", "visual", "two-visuals", "key-figures"):
        layout = layouts.roles[role]
        places = [layout.title.box, *(s.box for s in (layout.text,) if s), *(a.visual.box for a in layout.areas)]
        for place in places:
            apart = (place.right <= logo.x or logo.right <= place.x or place.bottom <= logo.y or logo.bottom <= place.y
                     for logo in logos)  # fmt: skip
            assert all(apart), (role, place)
    pale = edited(package(Make((USUAL,))), partial(drawn_picture, color="#F4F4F4", box=logos[1]))
    text = read(pale).layouts.roles["text"].text
    assert text is not None
    assert not text.moved  # dark text is read on it


def test_text_does_not_cross_the_edge_of_a_band() -> None:
    """One of two colours on which dark text is read; a paler one is hardly seen, and crossed."""
    band = block(20, "Band", (0, 0.6, 1, 0.4), WIDE, "accent1")
    two = '<a:{1}gClr><a:srgbClr val="{0}"/></a:{1}gClr>'
    pattern = f'<a:pattFill prst="lgGrid">{two.replace("{1}", "f")}{two.replace("{1}", "b")}</a:pattFill>'
    ends = []
    for color in ("7FB0E0", "F4F4F4"):
        drawn = re.sub("<a:solidFill>.*?</a:solidFill>", pattern.format(color), band)
        text = read(package(Make((Master(usual(ENGLISH), extra=drawn, feet=False),)))).layouts.roles["text"].text
        assert text is not None
        ends.append(text.box.bottom <= 0.6 * 540)
    assert ends == [True, False]


def test_sources_stand_above_a_band_at_the_foot(tmp_path: Path) -> None:
    band = block(20, "Band", (0, 0.9, 1, 0.1), WIDE, "accent1")
    deck = made_with(tmp_path, Master(usual(ENGLISH), extra=band, feet=False))
    cited = Para((Str("Said"), Cite(("s",), (1,))), AT)
    path = built(tmp_path, job(header("A"), BulletList(((cited,),), AT)), deck)
    slide = Presentation(str(path)).slides[1]
    [source] = [s for s in slide.shapes if s.name.startswith("Source")]
    assert (source.top + source.height) / 12700 <= 0.9 * 540


def test_a_title_slide_is_made_in_the_middle_where_there_is_none() -> None:
    bare = Lay("Folie", "", (Ph("title", 0, None), Ph("", 1, (0.07, 0.25, 0.86, 0.62))))
    found = read(package(Make((Master((bare,)),)))).layouts
    layout = found.roles["title"]
    assert found.found["title"] == "missing"
    assert layout.subtitle is not None
    assert 0.2 * 540 < layout.title.box.y < layout.title.box.bottom <= layout.subtitle.box.y < 0.6 * 540
    banded = Master((bare,), extra=block(20, "Band", (0, 0, 1, 0.22), WIDE, "accent1"))
    kept = read(package(Make((banded,)))).layouts.roles["title"]
    assert kept.title.box.y == pytest.approx(0.06 * 540)  # a title in a band stays in it


def test_a_visual_that_no_layout_is_for_stands_where_text_does_rather_than_on_a_cover() -> None:
    """A cover and a divider with grounds of their own, and one layout for text: no "Title Only"."""
    cover = Lay("Eins", "title", (Ph("ctrTitle", 0, (0.1, 0.3, 0.8, 0.3), "", (40,)),), back="accent1")
    divider = Lay("Zwei", "secHead", (Ph("title", 0, (0.1, 0.4, 0.8, 0.2), "", (40,)),), back="accent2")
    text = Lay("Drei", "", (Ph("title", 0, None), Ph("body", 1, (0.07, 0.25, 0.86, 0.62))))
    roles = read(package(Make((Master((cover, divider, text)),)))).layouts.roles
    assert {roles[role].name for role in ("visual", "table", "text-visual", "two-visuals", "key-figures")} == {"Drei"}


def test_another_master_is_not_taken_for_places_that_are_made_on_it() -> None:
    """The first one has no room for key figures; the second one would be another look."""
    low = (0.07, 0.25, 0.86, 0.26)
    one = Master((usual(ENGLISH)[0], Lay("Low", "obj", (Ph("title", 0, None), Ph("", 1, low))), *usual(ENGLISH)[2:4]))
    layouts = read(package(Make((one, Master(usual(ENGLISH)[:1], name="Other"))))).layouts
    assert layouts.found["key-figures"] == "missing"
    assert layouts.roles["key-figures"].master == "Corporate"


# -- Feet --------------------------------------------------------------------------------------------------


def test_flags_that_turn_off_everything_are_nobodys_choice(tmp_path: Path) -> None:
    """PowerPoint's own templates have them, and places for date, footer and number."""
    off = Master(usual(ENGLISH), hf='<p:hf sldNum="0" hdr="0" ftr="0" dt="0"/>')
    path = built(tmp_path, job(header("A"), bullets("x")), made_with(tmp_path, off))
    assert set(feet(path)) == {"dt", "ftr", "sldNum"}


@pytest.mark.parametrize("prompt", ["<footer>", "Fußzeile", "Footer Text", "フッター", "[Client name]"])
def test_a_prompt_in_a_footer_is_no_text(tmp_path: Path, prompt: str) -> None:
    shown = f"<a:p><a:r><a:t>{prompt.replace('<', '&lt;').replace('>', '&gt;')}</a:t></a:r></a:p>"
    (tmp_path / "t.pptx").write_bytes(
        changed(package(Make((USUAL,))), "slideLayout2", (r'<a:p><a:endParaRPr lang="en-US"/></a:p>', shown))
    )
    path = built(tmp_path, job(header("A"), bullets("x")), tmp_path / "t.pptx")
    assert feet(path)["ftr"] == "The year in numbers"


def test_a_date_is_as_long_as_its_place_allows(tmp_path: Path) -> None:
    def narrow(deck: Any) -> None:
        for holder in deck.slide_master.placeholders:
            if holder._element.find(f".//{P}ph").get("type") == "dt":
                holder.width = 58 * 12700

    (tmp_path / "t.pptx").write_bytes(edited(package(Make((USUAL,))), narrow))
    path = built(tmp_path, job(header("A"), bullets("x")), tmp_path / "t.pptx")
    assert feet(path)["dt"] == "4/11/25"


# -- Grounds and colours -----------------------------------------------------------------------------------


def backed(deck: Any, fill: str) -> None:
    content = deck.slide_master._element.find(f"{P}cSld")
    content.remove(content.find(f"{P}bg"))
    content.insert(0, etree.fromstring(f"<p:bg {NS}><p:bgPr>{fill}<a:effectLst/></p:bgPr></p:bg>"))


def test_a_ground_that_is_a_picture_has_its_mean_colour(tmp_path: Path) -> None:
    def dark(deck: Any) -> None:
        _, id_ = deck.slide_master.part.get_or_add_image_part(picture("#14204A"))
        backed(deck, f'<a:blipFill><a:blip r:embed="{id_}"/><a:stretch><a:fillRect/></a:stretch></a:blipFill>')

    data = edited(package(Make((USUAL,))), dark)
    colors = read(data).themed(THEME)[0].colors
    assert colors.paper == "#14204A"
    assert contrast(colors.ink, colors.paper) > 4.5
    assert contrast(colors.secondary, colors.paper) > 4.5
    (tmp_path / "t.pptx").write_bytes(data)
    findings = Findings()
    PptxWriter().write(
        WriteJob(document(header("A"), bullets("x")), THEME, findings, deck=tmp_path / "t.pptx"), tmp_path / "o.pptx"
    )
    assert "low-contrast" in {d.code for d in findings.items}  # the template's text is dark


def test_a_free_form_may_be_there_or_not() -> None:
    """What is drawn by a path has a box that it does not fill: nothing is said of text on it."""
    from builder.writers.pptx.grounds import Grounds

    whole = block(20, "Form", (0, 0, 1, 1), WIDE, "accent1")
    path = ('<a:custGeom><a:avLst/><a:pathLst><a:path w="2" h="2"><a:moveTo><a:pt x="0" y="0"/></a:moveTo><a:lnTo>'
            '<a:pt x="2" y="2"/></a:lnTo><a:close/></a:path></a:pathLst></a:custGeom>')  # fmt: skip
    free = re.sub(r"<a:prstGeom.*?</a:prstGeom>", path, whole)
    for extra, expected in ((whole, ("#005F73",)), (free, ())):
        template_ = read(package(Make((Master(usual(ENGLISH), extra=extra),))))
        layout = template_.layouts.roles["text"]
        assert Grounds(template_.parts[layout.key].slide_layout).behind(layout.title) == expected


def sampled_look(color: str) -> bytes:
    """A template as LibreOffice writes it: no size in any style, and the look in the sample texts of its layouts."""
    data = changed(package(Make((USUAL,))), "slideMaster1", (r"<p:txStyles>.*</p:txStyles>", ""))
    look = f'<a:rPr lang="en-US" sz="2600"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></a:rPr>'
    return changed(data, "slideLayout2", (r'<a:rPr lang="en-US"/>', look))


def test_a_look_that_only_sample_texts_have_is_written_on_the_slides(tmp_path: Path) -> None:
    for color, expected in (("224466", "224466"), ("FFFFFF", "1B1B1B")):  # white on white is not taken over
        deck = tmp_path / f"{color}.pptx"
        deck.write_bytes(sampled_look(color))
        slide = Presentation(str(built(tmp_path, job(header("A"), bullets("x", "y")), deck))).slides[1]
        runs = [r for s in slide.placeholders if s.placeholder_format.idx < 10 for r in s._element.iter(f"{A}rPr")]
        assert len(runs) == 3
        assert {r.get("sz") for r in runs} == {"2600"}
        assert {r.find(f"{A}solidFill/{A}srgbClr").get("val") for r in runs} == {expected}


def test_accents_that_are_hardly_seen_come_last() -> None:
    pale = (*COLORS[:4], "F2F2F2", "FFF2CC", "005F73", "E2F0D9", "CA6702", "EDEDED", *COLORS[10:])
    colors = read(package(Make((Master(usual(ENGLISH), colors=pale),)))).themed(THEME)[0].colors
    assert colors.categorical[:2] == ("#005F73", "#CA6702")
    assert colors.accent == "#005F73"


def inks(path: Path) -> list[str]:
    """The colours of the scheme that are written in the rows of the only table."""
    [table] = [s for slide in Presentation(str(path)).slides for s in slide.shapes if s.has_table]
    rows = table._element.iter(f"{A}tr")
    return ["".join(sorted({e.get("val") for e in row.iter(f"{A}schemeClr")})) for row in rows]


def test_the_head_of_a_table_can_be_read_on_its_fill(tmp_path: Path) -> None:
    """White on a pale accent is not what a table style has in mind."""
    pale = (*COLORS[:4], "BBE0E3", *COLORS[5:])
    path = built(tmp_path, job(header("A"), data_table()), made_with(tmp_path, Master(usual(ENGLISH), colors=pale)))
    assert inks(path) == ["tx1", "", "", "", "tx1"]
    path = built(tmp_path, job(header("A"), data_table()), made_with(tmp_path, USUAL), "b.pptx")
    assert inks(path) == ["", "", "", "", ""]


def test_the_inks_of_a_style_of_the_templates_own(tmp_path: Path) -> None:
    pale = (r'<a:accent1><a:srgbClr val="\w+"/>', '<a:accent1><a:srgbClr val="FFE699"/>')
    (tmp_path / "t.pptx").write_bytes(changed(template("own-table-style"), "theme1", pale))
    assert inks(built(tmp_path, job(header("A"), data_table()), tmp_path / "t.pptx"))[0] == "tx1"


def test_a_table_without_a_look_can_be_read_on_a_dark_ground(tmp_path: Path) -> None:
    dark = '<a:solidFill><a:srgbClr val="102040"/></a:solidFill>'
    plain = package(Make((USUAL,), table_style=f'<a:tblStyleLst xmlns:a="{A[1:-1]}" def=""/>'))
    deck = tmp_path / "t.pptx"
    deck.write_bytes(edited(plain, lambda deck: backed(deck, dark)))
    assert inks(built(tmp_path, job(header("A"), data_table()), deck)) == ["bg1"] * 5


# -- Sizes -------------------------------------------------------------------------------------------------


def test_nested_items_are_not_larger_than_what_they_are_in(tmp_path: Path) -> None:
    """A layout that tells the size of its first level alone; its master has larger ones."""
    small = Lay("Small", "obj", (Ph("title", 0, None), Ph("body", 1, (0.07, 0.25, 0.86, 0.62), "", (16,))))
    deck = made_with(tmp_path, Master((usual(ENGLISH)[0], small), sizes=(32, 28, 24, 20, 18, 18)))
    nested = BulletList(((para("Outer"), BulletList(((para("Inner"),),), AT)),), AT)
    slide = Presentation(str(built(tmp_path, job(header("A"), nested), deck))).slides[1]
    outer, inner = slide.placeholders[1].text_frame.paragraphs
    assert (outer.runs[0].font.size, inner.level) == (None, 1)
    assert inner.runs[0].font.size.pt <= 16


def test_a_poster_has_large_texts_and_a_small_slide_small_charts() -> None:
    def scales(size: tuple[float, float]) -> tuple[float, float, float]:
        slide = read(package(Make((USUAL,), size))).themed(THEME)[0].slide
        return slide.scale, slide.table, slide.source

    assert scales((960, 540)) == (1.0, 12.0, 10.0)
    assert scales((720, 540))[0] == pytest.approx(0.866, abs=0.001)
    assert scales((720, 540))[1:] == (12.0, 10.0)
    assert scales((720, 405)) == (0.75, 12.0, 10.0)
    poster = scales((3370, 2384))
    assert min(poster[0], poster[1] / 12, poster[2] / 10) > 2.5


def test_titles_have_one_size(tmp_path: Path) -> None:
    """The long ones make those of all smaller, but for the few that are longer than the others."""
    long, longest = "A finding in a sentence of some length " * 2, "A title that is longer than all the others " * 3
    blocks = [b for n in range(6) for b in (header(f"{long}{n}"), bullets("x"))]
    more = [header("Short"), bullets("x"), header(longest), bullets("x")]
    deck = made_with(tmp_path, Master(usual(ENGLISH), sizes=(40, 22, 20, 18, 16, 16)))
    path = built(tmp_path, job(*blocks, *more), deck)
    sizes: dict[str, float] = {}
    for slide in list(Presentation(str(path)).slides)[1:]:
        size = slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size
        sizes[slide.shapes.title.text_frame.text] = size.pt if size else 40.0
    usual_size = sizes["Short"]
    assert usual_size < 40
    assert [t for t, size in sizes.items() if size != usual_size] == [longest]
    assert sizes[longest] < usual_size


def panels() -> Figure:
    """Four panels of a line each."""
    names = ("One", "Two", "Three", "Four")
    channels = {
        "x": Channel(Field("year", "year"), Format(), (2022, 2023) * 4, "Year"),
        "y": Channel(Field("score", "number"), Format("number", 0), tuple(range(1, 9)), "Score"),
        "facet": Channel(Field("test"), Format(), tuple(n for n in names for _ in range(2)), "Test"),
    }
    chart = Chart("f", "line", channels, 8, title="Who comes first, in a sentence", subtitle="Score, points")
    return Figure("f", chart, AT, 1, alt="Lines.")


def test_a_chart_that_would_be_flat_beside_text_stands_under_it_or_alone(tmp_path: Path) -> None:
    def slides(height: float, shown: Figure, *texts: str) -> list[str]:
        boxes = ((0.07, 0.25, 0.42, height), (0.51, 0.25, 0.42, height))
        two = Lay("Two", "twoObj", (Ph("title", 0, None), Ph("", 1, boxes[0]), Ph("", 2, boxes[1])))
        one = Lay("One", "obj", (Ph("title", 0, None), Ph("", 1, (0.07, 0.25, 0.86, 0.62))))
        deck = made_with(tmp_path, Master((usual(ENGLISH)[0], one, two)))
        path = built(tmp_path, job(header("A"), bullets(*texts), shown), deck)
        assert_sound(path)
        return [how(s) for s in list(Presentation(str(path)).slides)[1:-1]]

    def how(slide: Any) -> str:
        charts = [s for s in slide.shapes if s.name.startswith("Chart")]
        texts = [s for s in slide.shapes if s.has_text_frame and s.text_frame.text.startswith("One")]
        if not charts or not texts:
            return "chart" if charts else "text"
        return "beside" if charts[0].left >= texts[0].left + texts[0].width else "over"

    long = figure("f", title="A finding " * 16)
    assert slides(0.62, long, "One", "Two") == slides(0.4, long, "One") == ["beside"]
    assert slides(0.31, long, "One", "Two") == ["text", "chart"]
    # Beside text the panels stand in two rows, under it in one.
    assert slides(0.48, panels(), "One", "Two") == ["over"]
    assert slides(0.3, panels(), "One", "Two") == ["text", "chart"]


# -- What is no template -----------------------------------------------------------------------------------


def test_a_file_of_another_program_is_told_as_such() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        file.writestr("[Content_Types].xml", f'<Types><Override PartName="/w.xml" ContentType="{kind}"/></Types>')
    with pytest.raises(WriteError) as error:
        open_template(out.getvalue(), "t.pptx")
    assert error.value.diagnostics[0].message == "this is a file of Word"
