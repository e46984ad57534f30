"""The plan of the deck, as plain data."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from deck_samples import (
    AT,
    THEME,
    bullets,
    chart_of,
    column,
    data_table,
    div,
    document,
    figure,
    header,
    key_figures,
    native,
    para,
    pipe_table,
    planned,
    rich,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.errors import Findings
from builder.model.document import Block, BlockQuote, CodeBlock, Figure, Image, OrderedList, Para, Str
from builder.writers.pptx.audit import lost_blocks
from builder.writers.pptx.deck import plan_deck
from builder.writers.pptx.layouts import Box, base_layouts
from builder.writers.pptx.plan import ChartPlan, Deck, PicturePlan, SlidePlan, TablePlan, VisualPlan

GOLDEN = Path(__file__).parent / "golden" / "rich.txt"
MARKS = {"bullet": "• ", "number": "# ", "none": ""}


def dump(deck: Deck) -> str:
    """A deck as a person reads it."""
    out = []
    for n, slide in enumerate(deck.slides, 1):
        anchors = "".join(f" #{a}" for a in slide.anchors)
        out.append(f"{n}. [{slide.role}] {slide.title.text} ({slide.title.size:.0f} pt){anchors}")
        for text in slide.texts:
            out.append(f"   {text.slot.name}, {text.size:.0f} pt")
            out += [f"   {'  ' * line.level}| {MARKS[line.mark]}{line.text}" for line in text.lines]
        for visual in slide.visuals:
            out += [f"   > {named(visual)}"]
            out += [f"     {t.slot.name}: {t.text}" for t in (visual.caption, visual.source) if t]
        out += [f"   note: {line.text}" for line in slide.notes]
    return "\n".join(out) + "\n"


def named(visual: VisualPlan) -> str:
    content = visual.content
    if isinstance(content, TablePlan):
        return f"table {content.id} rows {content.first}-{content.last}, {content.size:.0f} pt"
    if isinstance(content, PicturePlan):
        return f"picture {content.path}"
    return f"{'native chart' if content.native else 'drawing'} {content.figure.id}"


def slides_of(deck: Deck, title: str) -> list[SlidePlan]:
    return [s for s in deck.slides[1:] if s.title.text.startswith(title)]


def lines_of(deck: Deck, title: str) -> list[str]:
    return [line.text for s in slides_of(deck, title) for t in s.texts for line in t.lines]


def test_a_rich_document_is_planned_as_the_golden() -> None:
    text = dump(plan_deck(rich(), THEME, base_layouts(THEME), native, Findings()))
    if os.environ.get("UPDATE_GOLDENS"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_nothing_of_a_rich_document_is_lost() -> None:
    whole = rich()
    deck = plan_deck(whole, THEME, base_layouts(THEME), native, Findings())
    assert lost_blocks(whole, deck) == []


@pytest.mark.parametrize("drop", ["texts", "visuals", "notes"])
def test_the_audit_finds_what_is_lost(drop: str) -> None:
    """Proven by mutants: a plan with one thing taken away."""
    whole = rich()
    deck = plan_deck(whole, THEME, base_layouts(THEME), native, Findings())
    found = 0
    for n, slide in enumerate(deck.slides):
        if slide.role in ("title", "closing") or slide.title.text == "Contents" or not getattr(slide, drop):
            continue
        poorer = replace(slide, **{drop: getattr(slide, drop)[:-1]})
        lost = lost_blocks(whole, replace(deck, slides=(*deck.slides[:n], poorer, *deck.slides[n + 1 :])))
        assert lost, (slide.title.text, drop)
        found += 1
    assert found > 2


def test_titles_are_unique() -> None:
    deck = planned(header("A"), bullets("x"), header("A", 2), bullets("y"), header("A", 2), bullets("z"))
    titles = [s.title.text for s in deck.slides]
    assert len(titles) == len(set(titles))


def test_a_long_list_goes_on_and_loses_nothing() -> None:
    texts = [
        f"Finding number {i} says a thing that takes more than one line of the whole slide, or so" for i in range(40)
    ]
    deck = planned(header("Many"), bullets(*texts))
    many = slides_of(deck, "Many")
    assert len(many) > 2
    assert lines_of(deck, "Many") == texts
    assert [s.title.text for s in many[1:]] == [f"Many ({n}/{len(many)})" for n in range(2, len(many) + 1)]
    assert len({s.texts[0].size for s in many}) == 1
    counts = [len(s.texts[0].lines) for s in many]
    assert max(counts) - min(counts) <= 2


def test_two_slides_of_a_heading_say_continued_and_have_one_size() -> None:
    deck = planned(header("A heading of some length that is said in two lines of a slide, or very nearly so, as it is"),
                   bullets(*["word " * 30] * 12))  # fmt: skip
    first, second = deck.slides[1:3]
    assert second.title.text.endswith("(continued)")
    assert first.title.size == second.title.size


def test_a_paragraph_higher_than_a_slide_is_cut_between_words() -> None:
    text = " ".join(f"word{i}" for i in range(600))
    deck = planned(header("Long"), bullets(text))
    assert "".join(lines_of(deck, "Long")) == text
    assert len(slides_of(deck, "Long")) > 1


def test_long_tables_are_cut_into_equal_parts_with_the_head() -> None:
    deck = planned(header("T"), data_table(30, 4))
    parts = [v.content for s in deck.slides for v in s.visuals if isinstance(v.content, TablePlan)]
    assert [p.first for p in parts[1:]] == [p.last for p in parts[:-1]]
    assert (parts[0].first, parts[-1].last) == (0, 30)
    assert len({p.rows[0] for p in parts}) == 1
    sizes = [p.last - p.first for p in parts]
    assert max(sizes) - min(sizes) <= 3
    assert [p.total for p in parts] == [False] * (len(parts) - 1) + [True]
    assert all(sum(p.heights) <= 360 for p in parts)


def test_a_wide_table_is_cut_by_columns_and_repeats_the_first() -> None:
    findings = Findings()
    deck = planned(header("T"), data_table(3, 16), findings=findings)
    parts = [v.content for s in deck.slides for v in s.visuals if isinstance(v.content, TablePlan)]
    assert len(parts) == 2
    heads = [[c[0].text for c in p.rows[0]] for p in parts]
    assert heads[0][0] == heads[1][0] == "Name"
    assert [*heads[0][1:], *heads[1][1:]] == [f"Amount {i}, US$" for i in range(1, 16)]
    assert findings.items == []


def test_a_column_wider_than_a_slide_is_named() -> None:
    findings = Findings()
    table = replace(pipe_table(), rows=(((Str("W" * 200),), (Str("9"),)),))
    planned(header("T"), table, findings=findings)
    assert [d.code for d in findings.items] == ["table-too-wide"]


def test_a_table_too_long_for_a_deck_says_so() -> None:
    findings = Findings()
    deck = planned(header("T"), data_table(500), findings=findings)
    [warning] = findings.items
    assert (warning.severity, warning.code, warning.location) == ("warning", "table-too-long", AT)
    shown = slides_of(deck, "T")
    assert all("40 of 500 rows" in s.visuals[0].source.text for s in shown if s.visuals[0].source)
    assert shown[-1].visuals[0].content.last == 40  # type: ignore[union-attr]


def test_a_few_lines_stand_over_a_wide_table() -> None:
    deck = planned(header("T"), bullets("One", "Two"), data_table(4, 10))
    [slide] = slides_of(deck, "T")
    assert slide.texts[0].place.bottom <= slide.visuals[0].box.y
    assert slide.visuals[0].box.width > 800


def test_a_title_is_set_smaller_then_named_and_never_lost() -> None:
    findings = Findings()
    planned(header("A title of some length that wants a smaller size " * 2), bullets("x"), findings=findings)
    assert findings.items == []
    deck = planned(header("A title that goes on and on " * 12), bullets("x"), findings=findings)
    assert [d.code for d in findings.items] == ["text-overflow"]
    assert deck.slides[1].title.size < 22
    endless = "A title that goes on and on " * 80
    deck = planned(header(endless), bullets("x"))
    assert deck.slides[1].title.text.endswith("…")
    assert deck.slides[1].notes[0].text == endless


def test_visuals_beyond_the_first_stand_in_pairs() -> None:
    deck = planned(header("V"), bullets("x"), *(figure(f"f{i}", number=i) for i in range(6)))
    assert [len(s.visuals) for s in slides_of(deck, "V")] == [1, 2, 2, 1]


def test_two_visuals_and_a_line_share_a_slide() -> None:
    deck = planned(header("V"), bullets("One line"), figure("a"), figure("b", number=2))
    [slide] = slides_of(deck, "V")
    assert slide.role == "two-visuals"
    a, b = slide.visuals
    assert (a.box.y, a.box.height) == (b.box.y, b.box.height)
    assert a.box.right < b.box.x
    assert slide.texts[0].place.bottom <= a.caption.place.y  # type: ignore[union-attr]


def test_a_chart_title_that_the_slide_has_already_is_not_repeated() -> None:
    deck = planned(header("Same"), bullets("x"), figure("a", title="Same"))
    caption = deck.slides[1].visuals[0].caption
    assert caption is not None
    assert caption.text == "Score, percent"


def test_key_figures_share_the_width_and_text_stands_under_them() -> None:
    deck = planned(header("K"), key_figures(3), bullets("Under them"))
    [slide] = slides_of(deck, "K")
    values = [t for t in slide.texts if t.slot.name == "value"]
    assert len(values) == 3
    assert {t.size for t in values} == {44.0}
    assert lines_of(deck, "K")[-1] == "Under them"
    deck = planned(header("K"), key_figures(5))
    assert [sum(t.slot.name == "value" for t in s.texts) for s in slides_of(deck, "K")] == [3, 2]


def test_a_quotation_by_itself_has_its_layout() -> None:
    deck = planned(header("Q"), BlockQuote((para("Well said."), para("— Somebody")), AT))
    [slide] = slides_of(deck, "Q")
    assert slide.role == "quote"
    assert [(t.slot.name, t.text) for t in slide.texts] == [("text", "Well said."), ("details", "— Somebody")]


def test_an_agenda_comes_with_three_sections() -> None:
    parts = [b for i in range(3) for b in (header(f"S{i}"), bullets("x"))]
    deck = planned(*parts)
    assert deck.slides[1].title.text == "Contents"
    runs = [r for line in deck.slides[1].texts[0].lines for r in line.runs]
    assert [deck.anchors[r.link[1:]] for r in runs] == [3, 4, 5]
    assert planned(*parts[:4]).slides[1].title.text == "S0"
    after = planned(key_figures(3), *parts)
    assert [s.role for s in after.slides[1:3]] == ["key-figures", "text"]
    assert after.slides[2].title.text == "Contents"
    assert planned(*parts, lang="de").slides[1].title.text == "Inhalt"


def test_sources_close_the_deck_and_citations_lead_there() -> None:
    deck = planned(header("A"), figure("a"))
    assert deck.slides[-1].role == "closing"
    source = deck.slides[1].visuals[0].source
    assert source is not None
    [link] = [r.link for line in source.lines for r in line.runs if r.link]
    assert deck.anchors[link[1:]] == len(deck.slides)


def test_an_unknown_layout_is_named_with_those_that_there_are() -> None:
    findings = Findings()
    planned(header("A", layout="Two Contents"), bullets("x"), findings=findings)
    [error] = findings.errors
    assert error.code == "unknown-layout"
    assert 'did you mean "Two Content"' in error.hint


@pytest.mark.parametrize(
    ("layout", "text", "visual"),
    [("Two Content", "text", "visual"), ("Title and Content", "text", ""), ("Title and Visual", "", "visual")],
)
def test_a_layout_by_name_takes_what_it_has_places_for(layout: str, text: str, visual: str) -> None:
    deck = planned(header("A", layout=layout), bullets("x"), figure("a"))
    first = slides_of(deck, "A")[0]
    assert first.layout.name == layout
    assert [t.slot.name for t in first.texts] == ([text] if text else [])
    assert [v.slot.name for v in first.visuals] == ([visual] if visual else [])
    assert lost_blocks(document(header("A"), bullets("x")), deck) != []  # other blocks, so none of them is there


def test_a_visual_stands_in_the_content_of_a_named_layout() -> None:
    deck = planned(header("A", layout="Title and Content"), figure("a"))
    [slide] = slides_of(deck, "A")
    assert (slide.layout.name, slide.visuals[0].slot.idx) == ("Title and Content", 1)


def test_what_is_for_the_brief_or_without_a_slide_is_not_there() -> None:
    deck = planned(
        header("A"), div("brief", bullets("not here")), bullets("here"),
        header("B", 1, "no-slide"), bullets("not here"), header("C", 2), bullets("not here"),
        header("D"), bullets("here too"),
    )  # fmt: skip
    assert [s.title.text for s in deck.slides] == ["The year in numbers", "A", "D", "Sources"]
    assert "not here" not in dump(deck)


def test_the_appendix_comes_after_all_else_but_the_sources() -> None:
    deck = planned(header("X", 1, "appendix"), bullets("x"), header("Y", 2), bullets("y"), header("A"), bullets("a"))
    assert [s.title.text for s in deck.slides[1:]] == ["A", "X", "Y", "Sources"]


def test_charts_are_native_where_they_come_out_well() -> None:
    def first(chart: Figure) -> bool:
        content = planned(header("A"), bullets("x"), chart).slides[1].visuals[0].content
        assert isinstance(content, ChartPlan)
        return content.native is not None

    assert first(figure("a"))
    assert not first(figure("a", "area"))  # it has a gap, which an area cannot show
    never = replace(figure("a"), chart=chart_of("a", native="never"))
    assert not first(never)
    missing = chart_of("a")
    y = replace(missing.channels["y"], values=(None,) * 3)
    assert not first(replace(figure("a"), chart=replace(missing, channels={**missing.channels, "y": y})))


def test_a_picture_is_a_visual_and_its_words_are_said() -> None:
    picture = Image((Str("A map"),), "map.png", at=AT)
    deck = planned(header("P"), Para((Str("Look at it "), picture), AT))
    [slide] = slides_of(deck, "P")
    assert [type(v.content) for v in slide.visuals] == [PicturePlan]
    assert slide.visuals[0].caption.text == "A map"  # type: ignore[union-attr]
    assert [line.text for line in slide.notes] == ["Look at it "]


def test_nothing_overlaps_and_nothing_leaves_the_slide() -> None:
    for deck in (
        plan_deck(rich(), THEME, base_layouts(THEME), native, Findings()),
        planned(header("T" * 300), bullets(*["long " * 40] * 30), figure("a"), data_table(60, 12), key_figures(7)),
    ):
        for slide in deck.slides:
            assert overlaps(slide) == [], slide.title.text


def overlaps(slide: SlidePlan, width: float = 960.0, height: float = 540.0) -> list[str]:
    """Pairs of things on a slide that cover each other, and things beyond its edge."""
    boxes: list[tuple[str, Box]] = [(t.slot.name, t.place) for t in slide.all_texts()]
    for visual in slide.visuals:
        box, content = visual.box, visual.content
        if isinstance(content, TablePlan):
            box = replace(box, width=sum(content.widths), height=sum(content.heights))
        boxes.append(("visual", box))
    found = [n for n, b in boxes if b.x < -0.01 or b.y < -0.01 or b.right > width + 0.1 or b.bottom > height + 0.1]
    for i, (name, a) in enumerate(boxes):
        for other, b in boxes[i + 1 :]:
            across = min(a.right, b.right) - max(a.x, b.x)
            down = min(a.bottom, b.bottom) - max(a.y, b.y)
            if across > 0.5 and down > 0.5:
                found.append(f"{name} ~ {other}: {across:.1f} x {down:.1f}")
    return found


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=200)
PARA = TEXT.map(para)
LEAF = st.one_of(
    PARA,
    st.builds(lambda t, n: CodeBlock("\n".join([t] * n), AT), TEXT, st.integers(1, 30)),
    st.builds(data_table, st.integers(0, 40), st.integers(1, 9)),
    st.just(pipe_table()),
    st.builds(key_figures, st.integers(1, 9)),
    st.sampled_from(("bar", "line", "area")).map(lambda mark: figure("f", mark)),
    st.lists(TEXT, min_size=1, max_size=12).map(lambda texts: bullets(*texts)),
)
BLOCK = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(st.lists(inner, min_size=1, max_size=3).map(tuple), min_size=1, max_size=5).map(
            lambda items: OrderedList(tuple(items), AT, 1)
        ),
        st.lists(inner, min_size=1, max_size=3).map(lambda blocks: BlockQuote(tuple(blocks), AT)),
        st.builds(
            lambda c, blocks: div(c, *blocks),
            st.sampled_from(("notes", "deck", "callout", "brief", "other", "column", "columns")),
            st.lists(inner, min_size=1, max_size=3),
        ),
        st.builds(
            lambda widths, blocks: div("columns", *(column(b, width=w) for w, b in zip(widths, blocks, strict=False))),
            st.lists(st.sampled_from(("", "20%", "50%", "90%")), min_size=1, max_size=4),
            st.lists(inner, min_size=1, max_size=4),
        ),
    ),
    max_leaves=6,
)
HEADER = st.builds(
    lambda t, level, c: header(t, level, *c, id_="h"),
    TEXT,
    st.integers(1, 4),
    st.sampled_from(((), (), (), ("no-slide",), ("appendix",))),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(HEADER, BLOCK), min_size=1, max_size=10))
def test_of_any_document_nothing_is_lost_overlaps_or_leaves_the_slide(blocks: list[Block]) -> None:
    findings = Findings()
    doc = document(*blocks)
    deck = plan_deck(doc, THEME, base_layouts(THEME), native, findings)
    assert lost_blocks(doc, deck) == []
    assert findings.errors == []
    titles = [s.title.text for s in deck.slides]
    assert len(titles) == len(set(titles))
    for slide in deck.slides:
        assert overlaps(slide) == [], slide.title.text


def test_the_plan_knows_no_powerpoint() -> None:
    code = "import sys, builder.writers.pptx.deck; print('pptx' in sys.modules, 'lxml' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.split() == ["False", "False"]
