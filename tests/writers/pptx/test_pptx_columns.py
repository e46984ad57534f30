"""Columns, callouts and sources on slides, and the ledger that finds what is lost."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from deck_reading import cited, found, linked, named, written
from deck_samples import (
    AT,
    THEME,
    bullets,
    column,
    data_table,
    div,
    document,
    figure,
    header,
    para,
    picture,
    planned,
)
from pptx import Presentation

from builder.errors import Findings
from builder.model.document import (
    BulletList,
    CodeBlock,
    Document,
)
from builder.writers.base import WriteJob
from builder.writers.pptx.audit import lost_blocks, whole
from builder.writers.pptx.plan import SlidePlan, TablePlan, TextPlan
from builder.writers.pptx.writer import PptxWriter

# -- Sources on the slide --------------------------------------------------------------------------------


def test_a_slide_names_the_sources_of_its_text_at_its_foot(tmp_path: Path) -> None:
    deck = written(
        tmp_path, header("A"), BulletList(((cited("One", 1),), (cited("Two", 2, 1),)), AT), header("B"), bullets("x"),
        figure("f"), header("C"), BulletList(((cited("Three", 1),),), AT), figure("g", number=2), header("D"),
        BulletList(((cited("Four", 2),),), AT), figure("h", number=3),
    )  # fmt: skip
    [line] = named(found(deck, "A"), "Source")
    assert line.text_frame.text == "Sources: [1] The office; [2] Another"
    assert line.top > named(found(deck, "A"), "Text")[0].top
    assert line.top + line.height <= named(found(deck, "A"), "Footer")[0].top
    assert linked(found(deck, "A"), "[2]", deck) == len(deck.slides)
    # The source of a figure is under it already.
    assert [s.text_frame.text for s in named(found(deck, "B"), "Source")] == ["Figure 1. Source: The office [1]"]
    assert [s.text_frame.text for s in named(found(deck, "C"), "Source")] == ["Figure 2. Source: The office [1]"]
    assert [s.text_frame.text for s in named(found(deck, "D"), "Source")] == [
        "Figure 3. Source: The office [1]", "Source: [2] Another"]  # fmt: skip


def test_sources_at_the_foot_keep_clear_of_a_text_that_fills_a_template(tmp_path: Path) -> None:
    made: Any = Presentation()
    body = made.slide_layouts[1].placeholders[1]
    body.left, body.top, body.width, body.height = 457200, 1600200, 8229600, 4900000  # over the footers
    made.save(str(tmp_path / "theirs.pptx"))
    items = tuple((cited(f"Item {n} of a long list which fills the slide from top to bottom", 1),) for n in range(9))
    deck = written(tmp_path, header("A"), BulletList(items, AT), deck=tmp_path / "theirs.pptx")
    for slide in deck.slides:
        for line in named(slide, "Source"):
            for text in named(slide, "Text"):
                assert text.top + text.height <= line.top
    assert named(found(deck, "A"), "Source")


# -- Columns and callouts --------------------------------------------------------------------------------


def test_columns_stand_side_by_side_with_their_widths(tmp_path: Path) -> None:
    row = div("columns", column(bullets("Left"), para("Shown too"), width="30%"), column(figure("f"), width="70%"))
    deck = written(tmp_path, header("A"), bullets("Before"), row, header("B"), bullets("x"))
    slide = found(deck, "A")
    lead, text = named(slide, "Text")
    [chart] = named(slide, "Chart")
    assert (lead.text_frame.text, text.text_frame.text) == ("Before", "Left\nShown too")
    assert lead.top + lead.height <= min(text.top, chart.top)
    assert text.left + text.width < chart.left
    assert chart.width / text.width == pytest.approx(7 / 3, rel=0.01)
    assert text.is_placeholder
    assert slide.slide_layout.name == "Two Content"
    order = [s.name.split()[0] for s in slide.shapes]
    assert order[:4] == ["Title", "Text", "Text", "Caption"]


def test_columns_are_read_one_after_the_other() -> None:
    deck = planned(
        header("A"),
        div("columns", column(bullets("One"), figure("f")), column(bullets("Two"), div("callout", para("Note")))),
    )
    slide = deck.slides[1]
    order = [i.text if isinstance(i, TextPlan) else "chart" for i in slide.reading()]
    assert order == ["A", "One", "chart", "Two", "Note"]


def test_three_columns_without_widths_are_equal_and_have_one_size() -> None:
    long = "A sentence of some length that needs several lines where it stands in a column. " * 4
    deck = planned(header("A"), div("columns", column(bullets("x")), column(bullets(long)), column(para("z"))))
    texts = deck.slides[1].texts
    assert len({round(t.place.width, 3) for t in texts}) == 1
    assert len({t.size for t in texts}) == 1
    assert texts[0].place.right < texts[1].place.x < texts[2].place.x


def test_a_column_that_is_too_long_goes_on_in_its_place() -> None:
    many = [f"Finding number {n} says a thing that takes some lines of its column" for n in range(30)]
    deck = planned(header("A"), div("columns", column(bullets(*many)), column(figure("f"))))
    slides = [s for s in deck.slides if s.role == "columns"]
    assert len(slides) > 1
    assert [line.text for s in slides for t in s.texts for line in t.lines] == many
    assert len({(t.place.x, t.place.width) for s in slides for t in s.texts}) == 1
    assert [len(s.visuals) for s in slides] == [1, *[0] * (len(slides) - 1)]


def test_a_table_too_large_for_a_column_has_a_slide_of_its_own() -> None:
    deck = planned(header("A"), div("columns", column(bullets("x")), column(data_table(40, 6))))
    rows = [v.content for s in deck.slides for v in s.visuals if isinstance(v.content, TablePlan)]
    assert [s.role for s in deck.slides[1:-1]] == ["columns", *["table"] * (len(deck.slides) - 3)]
    assert (rows[0].first, rows[-1].last) == (0, 40)


def test_columns_stand_in_the_layout_that_the_author_names() -> None:
    findings = Findings()
    row = div("columns", column(bullets("x")), column(bullets("y")))
    deck = planned(header("A", layout="Title and Content"), row, findings=findings)
    assert deck.slides[1].layout.name == "Title and Content"
    assert [t.slot.type for t in deck.slides[1].texts] == ["", "textbox"]
    assert findings.items == []


def test_a_callout_is_a_box_on_the_slide(tmp_path: Path) -> None:
    deck = written(tmp_path, header("A"), bullets("x"), div("callout", para("Called out")), figure("f"))
    slide = found(deck, "A")
    [box] = named(slide, "Callout")
    [text], [bar] = named(slide, "Text"), named(slide, "Decoration")
    assert box.text_frame.text == "Called out"
    assert box.top >= text.top + text.height
    assert (bar.left + bar.width, bar.top, bar.height) == (box.left, box.top, box.height)
    assert not slide.has_notes_slide


# -- The ledger ------------------------------------------------------------------------------------------


def everything(folder: Path) -> Document:
    return document(
        header("A"), bullets("Before"),
        div("columns", column(bullets("Left"), div("callout", para("In a box"))), column(picture(folder))),
        div("callout", para("Below them")), header("B"), CodeBlock("a = 1", AT), header("C"), figure("f"),
        root=str(folder),
    )  # fmt: skip


def test_the_ledger_finds_what_is_lost_in_columns_callouts_code_and_pictures(tmp_path: Path) -> None:
    from deck_samples import native

    from builder.writers.pptx.deck import plan_deck
    from builder.writers.pptx.layouts import base_layouts

    doc = everything(tmp_path)
    deck = plan_deck(doc, THEME, base_layouts(THEME), native, Findings())
    assert lost_blocks(doc, deck) == []
    mutants = 0
    for n, slide in enumerate(deck.slides[:-1]):
        if slide.title.text in ("Contents", doc.name, "The year in numbers"):
            continue
        for poorer in without_one(slide):
            lost = lost_blocks(doc, replace(deck, slides=(*deck.slides[:n], poorer, *deck.slides[n + 1 :])))
            assert lost, (slide.title.text, n)
            mutants += 1
    assert mutants > 7


def without_one(slide: SlidePlan) -> Iterator[SlidePlan]:
    """The slide without one text, one line of it, or one visual."""
    for n, text in enumerate(slide.texts):
        yield replace(slide, texts=(*slide.texts[:n], *slide.texts[n + 1 :]))
        shorter = replace(text, lines=text.lines[:-1])
        yield replace(slide, texts=(*slide.texts[:n], shorter, *slide.texts[n + 1 :]))
    for n in range(len(slide.visuals)):
        yield replace(slide, visuals=(*slide.visuals[:n], *slide.visuals[n + 1 :]))


def test_the_ledger_finds_shapes_that_were_not_written(tmp_path: Path) -> None:
    doc = everything(tmp_path)
    PptxWriter().write(WriteJob(doc, THEME, Findings(), None, None), tmp_path / "out.pptx")
    with zipfile.ZipFile(tmp_path / "out.pptx") as package:
        markups = [package.read(f"ppt/slides/slide{n}.xml").decode() for n in range(1, 5)]
    from deck_samples import native

    from builder.writers.pptx.deck import plan_deck
    from builder.writers.pptx.layouts import base_layouts

    deck = plan_deck(doc, THEME, base_layouts(THEME), native, Findings())
    for number, markup in enumerate(markups, 1):
        plan = deck.slides[number - 1]
        assert whole(plan, deck, number, markup)
        for shape in re.findall(r"<p:sp>.*?</p:sp>|<p:pic>.*?</p:pic>|<p:graphicFrame>.*?</p:graphicFrame>", markup):
            if "Decoration" not in shape:
                assert not whole(plan, deck, number, markup.replace(shape, "", 1)), shape[:200]
