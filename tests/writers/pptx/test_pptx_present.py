"""What presenters and listeners need: links, sections, notes, languages, directions and alternatives."""

from __future__ import annotations

from pathlib import Path

import pytest
from deck_reading import DECORATIVE, NS, cited, found, in_language, linked, named, paragraph, uris, written
from deck_samples import (
    AT,
    bullets,
    column,
    data_table,
    div,
    figure,
    header,
    key_figures,
    para,
    picture,
)
from PIL import Image as Pillow

from builder.model.document import (
    Attr,
    Block,
    BulletList,
    Cite,
    CodeBlock,
    Div,
    Emph,
    Image,
    Link,
    Para,
    Span,
    Str,
    Strong,
)

ARABIC = "نموذج الذكاء الاصطناعي يتقدم بسرعة"
HEBREW = "שלום עולם"

# -- Links, sections, agenda -----------------------------------------------------------------------------


def test_the_agenda_links_each_section_to_its_first_slide(tmp_path: Path) -> None:
    sections = [b for n in range(3) for b in (header(f"Part {n}"), bullets("x"), header(f"Under {n}", 2), bullets("y"))]
    deck = written(tmp_path, key_figures(2), *sections, lang="de")
    assert [s.shapes.title.text_frame.text for s in deck.slides][1:4] == ["The year in numbers (2)", "Inhalt", "Part 0"]
    agenda = deck.slides[2]
    assert [linked(agenda, f"Part {n}", deck) for n in range(3)] == [4, 6, 8]


def test_links_lead_to_the_slide_where_the_target_stands(tmp_path: Path) -> None:
    long = [f"Finding {n} that takes more than one line of its slide, since it says so much of it" for n in range(30)]
    see = Para(
        (Link((Str("the end"),), "#late"), Link((Str("the box"),), "#box"), Link((Str("the chart"),), "#c"),
         Link((Str("the site"),), "https://example.org/a?b=1&c=2")), AT,
    )  # fmt: skip
    box = Div((bullets("In a box"),), Attr("box"), AT)
    deck = written(
        tmp_path, header("A"), BulletList(((see,),), AT), header("B"), bullets(*long), header("Late", 3),
        bullets("After it"), box, header("C"), bullets("x"), figure("c"),
    )  # fmt: skip
    first = found(deck, "A")
    titles = [s.shapes.title.text_frame.text for s in deck.slides]
    assert titles[int(linked(first, "the end", deck)) - 1].startswith("B (")
    assert titles[int(linked(first, "the box", deck)) - 1].startswith("B (")
    assert titles[int(linked(first, "the chart", deck)) - 1] == "C"
    assert linked(first, "the site", deck) == "https://example.org/a?b=1&c=2"
    for text in ("After it", "In a box"):
        slide = deck.slides[int(linked(first, "the end" if text == "After it" else "the box", deck)) - 1]
        assert any(text in s.text_frame.text for s in slide.shapes if s.has_text_frame)


def test_sections_are_those_of_level_one_and_have_all_slides(tmp_path: Path) -> None:
    deck = written(
        tmp_path, header("Same"), bullets("x"), header("Under", 2), bullets("y"), header("Same", id_="same-2"),
        bullets("z"), header("Third"), bullets("x"),
    )  # fmt: skip
    sections = list(deck.part._element.iter(f"{{{NS['p14']}}}section"))
    counts = [(s.get("name"), len(list(s.iter(f"{{{NS['p14']}}}sldId")))) for s in sections]
    assert counts == [("The year in numbers", 2), ("Same", 2), ("Same", 1), ("Third", 1), ("Sources", 1)]
    assert len({s.get("id") for s in sections}) == 5
    listed = [i.get("id") for s in sections for i in s.iter(f"{{{NS['p14']}}}sldId")]
    assert listed == [str(s.slide_id) for s in deck.slides]
    titles = [s.shapes.title.text_frame.text for s in deck.slides]
    assert len(titles) == len(set(titles))


def test_sources_close_the_deck_with_addresses_that_are_links(tmp_path: Path) -> None:
    deck = written(tmp_path, header("A"), BulletList(((cited("Said", 1),),), AT))
    assert linked(found(deck, "Sources"), "https://example.org", deck) == "https://example.org"
    assert linked(found(deck, "A"), "[1]", deck) == len(deck.slides)


# -- Notes -----------------------------------------------------------------------------------------------


def test_notes_are_paragraphs_with_their_looks_links_and_sources(tmp_path: Path) -> None:
    prose = Para(
        (Strong((Str("Bold"),)), Str(" and "), Emph((Str("slanted"),)), Str(", see "),
         Link((Str("the site"),), "https://example.org/x"), Str(" or "), Link((Str("B"),), "#b"),
         Cite(("s", "t"), (1, 2))), AT,
    )  # fmt: skip
    deck = written(tmp_path, header("A"), bullets("x"), prose, div("notes", para("Said aloud")), header("B"),
                   bullets("y"))  # fmt: skip
    slide = found(deck, "A")
    notes = slide.notes_slide
    assert [p.text for p in notes.notes_text_frame.paragraphs] == [
        "Bold and slanted, see the site or B[1, 2]",
        "Said aloud",
        "Sources: [1] The office, https://example.org; [2] Another",
    ]
    runs = {r.text: r for p in notes.notes_text_frame.paragraphs for r in p.runs}
    assert runs["Bold"].font.bold
    assert runs["slanted"].font.italic
    assert linked(notes, "the site", deck) == "https://example.org/x"
    assert linked(notes, "B", deck) == 3
    assert all(r._r.find("a:rPr", NS).get("lang") == "en-US" for r in runs.values())


# -- Languages and directions ----------------------------------------------------------------------------


def test_spans_and_divs_have_their_language_everywhere(tmp_path: Path) -> None:
    german = Span((Str("Wort"),), Attr(keys=(("lang", "de"),)))
    deck = written(
        tmp_path, header("A"), BulletList(((Para((Str("A "), german), AT),),), AT),
        in_language("fr", bullets("Une phrase"), para("Dite à voix haute"), data_table(2), figure("f")),
    )  # fmt: skip
    langs: dict[str, str] = {}
    roots = [s._element for s in deck.slides] + [s.notes_slide._element for s in deck.slides if s.has_notes_slide]
    for root in roots:
        for run in root.iter(f"{{{NS['a']}}}r"):
            langs[run.find("a:t", NS).text] = run.find("a:rPr", NS).get("lang")
    assert all(langs.values())
    wanted = {
        "Figure 1": "en-US",
        "Wort": "de",
        "Une phrase": "fr",
        "Dite à voix haute": "fr",
        "Row 1": "fr",
        "A ": "en-US",
    }
    assert {text: langs[text] for text in wanted} == wanted
    assert langs["Scores rose in f"] == "fr"


@pytest.mark.parametrize("text", [ARABIC, HEBREW])
def test_a_paragraph_written_from_the_right_begins_there(tmp_path: Path, text: str) -> None:
    deck = written(
        tmp_path, header("A"), bullets(text, "In English"), in_language("he", bullets("GPT-4"), CodeBlock("x = 1", AT))
    )
    properties = {t: paragraph(found(deck, "A"), t).find("a:pPr", NS) for t in (text, "In English", "GPT-4")}
    assert [(p.get("rtl"), p.get("algn")) for p in (properties[text], properties["GPT-4"])] == [("1", "r")] * 2
    assert properties["In English"] is None or properties["In English"].get("rtl") in (None, "0")
    code = paragraph(found(deck, "A"), "x\u00a0=").find("a:pPr", NS)
    assert code.get("rtl") is None


def test_an_arabic_deck_runs_from_the_right_throughout(tmp_path: Path) -> None:
    blocks: list[Block] = [
        header(ARABIC, id_="a"), bullets(ARABIC), figure("f"), header("جدول", id_="t"), data_table(3),
        header("أرقام", id_="k"), key_figures(3), header("نص", id_="e"), in_language("en", bullets("In English")),
        header("أعمدة", id_="c"), div("columns", column(bullets("أول")), column(bullets("ثان"))),
    ]  # fmt: skip
    deck = written(tmp_path, *blocks, lang="ar")
    assert deck.part._element.get("rtl") == "1"
    inherited = {}
    for slide in deck.slides:
        for shape in slide.placeholders:
            if not shape.has_text_frame or not shape.text_frame.text.strip():
                continue
            form = shape.placeholder_format
            base = next(h for h in slide.slide_layout.placeholders if h.placeholder_format.idx == form.idx)
            level = base._element.find(".//a:lstStyle/a:lvl1pPr", NS)
            for para_ in shape.text_frame.paragraphs:
                own = para_._p.find("a:pPr", NS)
                rtl = (own.get("rtl") if own is not None else None) or level.get("rtl")
                inherited[para_.text] = rtl, (own.get("algn") if own is not None else None) or level.get("algn")
    assert inherited.pop("In English") == ("0", "l")
    assert {rtl for rtl, _ in inherited.values()} == {"1"}
    assert inherited[ARABIC] == ("1", "r")
    text, chart = named(found(deck, ARABIC), "Text")[0], named(found(deck, ARABIC), "Chart")[0]
    assert text.left >= chart.left + chart.width
    table = named(found(deck, "جدول"), "Table")[0]
    assert table._element.find(".//a:tblPr", NS).get("rtl") == "1"
    values = named(found(deck, "أرقام"), "Figure")
    assert [v.text_frame.text for v in sorted(values, key=lambda v: -v.left)] == ["07%", "17%", "27%"]
    one, two = named(found(deck, "أعمدة"), "Text")
    assert (one.text_frame.text, two.text_frame.text) == ("أول", "ثان")
    assert one.left > two.left


# -- Alternatives ----------------------------------------------------------------------------------------


def test_pictures_say_what_they_show_or_are_marked_as_decoration(tmp_path: Path) -> None:
    picture(tmp_path)
    plain = Para((Image((), "map.png", at=AT),), AT)
    deck = written(tmp_path, header("A"), picture(tmp_path), header("B"), plain, header("C"), div("callout", para("!")))
    [shown], [bare] = named(found(deck, "A"), "Picture"), named(found(deck, "B"), "Picture")
    assert shown._element.xpath(".//p:cNvPr/@descr") == ["A map of the region"]
    assert DECORATIVE not in "".join(e.get("uri") for e in shown._element.iter(f"{{{NS['a']}}}ext") if e.get("uri"))
    marked = [s for slide in deck.slides for s in slide.shapes if DECORATIVE in uris(s)]
    assert [s.name.split()[0] for s in marked] == ["Picture", "Decoration"]
    assert marked[0].shape_id == bare.shape_id


def test_a_picture_stands_as_the_camera_was_held(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # a quarter turn
    Pillow.new("RGB", (400, 200), "#0B4F8A").save(tmp_path / "turned.jpg", exif=exif)
    deck = written(tmp_path, header("A"), Para((Image((Str("A tower"),), "turned.jpg", at=AT),), AT))
    [shape] = named(found(deck, "A"), "Picture")
    assert shape.height == pytest.approx(shape.width * 2, rel=0.01)
