"""Whole reports resolved: values in order, claims, quotes, conditions, repetition, citations, links."""

from __future__ import annotations

import pytest
from samples import AT, RESULTS, chart, errors, resolved, table

from builder.errors import Location
from builder.model.document import (
    Attr,
    Block,
    BulletList,
    Cite,
    DataTable,
    Div,
    Emph,
    Expr,
    Figure,
    Header,
    Image,
    Inline,
    KeyFigures,
    Link,
    Note,
    Para,
    Span,
    SpecBlock,
    Str,
    Table,
    ValueRun,
)
from builder.model.walk import inlines_of, plain, walk_blocks, walk_inlines

BAR = {"mark": "bar", "data": "money", "x": "region", "y": "usd_bn", "title": "Far apart"}


def para(*inlines: Inline, line: int = 5) -> Para:
    return Para(inlines, Location("r.md", line))


def expr(text: str) -> Expr:
    return Expr(text, AT)


def span(text: str, at: Location | None = AT, *classes: str, **keys: str) -> Span:
    return Span((Str(text),), Attr(classes=classes, keys=tuple(keys.items())), at)


def div(class_: str, *blocks: Block, **keys: str) -> Div:
    return Div(blocks, Attr(classes=(class_,), keys=tuple(keys.items())), AT)


def header(text: str, id_: str, level: int = 1) -> Header:
    return Header(level, (Str(text),), Attr(id_), AT)


def texts(*blocks: Block) -> list[str]:
    document, _ = resolved(*blocks)
    return [plain(i) for b in walk_blocks(document.blocks) for i in inlines_of(b) if i]


def test_values_are_numbered_in_reading_order() -> None:
    note = Note(4, (para(expr("one.n")),))
    document, warnings = resolved(
        header("See", "see"),
        BulletList(((para(Str("a "), Emph((expr("rival"),)), note),), (para(expr("lead.count")),)), AT),
        Table(((expr("since"),),), (((expr("money.last.usd_bn"),),),), ("",), AT),
        title=(Str("In "), expr("lead.first.year")),
    )
    assert warnings == []
    assert [v.text for v in document.values] == ["2023", "China", "7", "4", "2013", "$9.3bn"]
    inlines = [document.meta.title, *(i for b in walk_blocks(document.blocks) for i in inlines_of(b))]
    runs = [i for line in inlines for i in walk_inlines(line) if isinstance(i, ValueRun)]
    assert [r.number for r in runs] == list(range(6))
    assert all(document.values[r.number] is r.value for r in runs)
    assert not [i for line in inlines for i in walk_inlines(line) if isinstance(i, Expr)]


def test_report_gives_the_front_matter() -> None:
    assert texts(para(expr("report.title"), Str(" by "), expr("report.author"))) == ["A title by A, B"]


def test_all_errors_of_a_report_come_at_once() -> None:
    found = errors(
        para(expr("leed.first.x"), expr("one.n | prcent")),
        para(span("It fell.", holds="one.no"), Cite(("nobody",), at=AT)),
        para(Link((), "#nowhere", at=AT)),
        chart({**BAR, "mark": "bars"}),
        chart({**BAR, "y": "usd_bm"}, "d"),
    )
    assert [d.code for d in found] == [
        "unknown-query", "unknown-filter", "claim-false", "unknown-source", "unknown-mark", "unknown-column",
        "unknown-reference",
    ]  # fmt: skip
    assert all(d.location and d.hint for d in found)


def test_an_unknown_language_is_told_once() -> None:
    [problem] = errors(para(expr("one.n")), lang="xx-nothing")
    assert problem.code == "unknown-language"


# -- Claims and quotes -----------------------------------------------------------------------------------


def test_a_claim_that_holds_is_kept() -> None:
    document, _ = resolved(para(span("US money is more.", holds="money.first.usd > money.last.usd")))
    [claim] = document.claims
    assert (claim.text, claim.holds, claim.at) == ("US money is more.", True, AT)
    assert [v.text for v in claim.values] == ["109,080,000,000", "9,290,000,000"]


def test_a_false_claim_shows_what_it_saw() -> None:
    [problem] = errors(para(span("It fell.", holds="money.first.usd_bn < money.last.usd_bn")))
    assert problem.code == "claim-false"
    assert '"It fell."' in problem.message
    assert problem.hint == (
        "the values: money.usd_bn (United States) is $109.1bn (109.08), money.usd_bn (China) is $9.3bn (9.29); "
        "not true: $109.1bn (109.08) < $9.3bn (9.29)"
    )


def test_a_quote_shows_and_numbers_its_source() -> None:
    document, _ = resolved(para(span("0.3%", quote="lmsys"), Str(" and more")))
    [quote] = document.quotes
    assert (quote.text, quote.source) == ("0.3%", "lmsys")
    [block] = document.blocks
    assert isinstance(block, Para)
    assert [i.numbers for i in block.content if isinstance(i, Cite)] == [(1,)]
    assert [s.key for s in document.sources] == ["lmsys"]


def test_a_quote_with_its_own_citation_gets_no_second_one() -> None:
    document, _ = resolved(para(span("0.3%", quote="lmsys"), Str(" "), Cite(("lmsys",), at=AT)))
    [block] = document.blocks
    assert isinstance(block, Para)
    assert len([i for i in block.content if isinstance(i, Cite)]) == 1


def test_a_quote_of_nobody_is_an_error() -> None:
    [problem] = errors(para(span("0.3%", quote="lmsis")))
    assert problem.code == "unknown-source"
    assert 'did you mean "lmsys"' in problem.hint


# -- Conditions and repetition ---------------------------------------------------------------------------


def test_when_keeps_or_drops_its_blocks() -> None:
    assert texts(div("when", para(Str("yes")), expr="rival == 'China'"), para(Str("end"))) == ["yes", "end"]
    assert texts(div("when", para(expr("nothing.at.all")), expr="rival == 'Europe'"), para(Str("end"))) == ["end"]


def test_languages_and_classes_come_through() -> None:
    french = Div((para(span("mot", lang="de")),), Attr(keys=(("lang", "fr"),)), AT)
    when = Div((para(Str("oui")),), Attr(classes=("when",), keys=(("expr", "one.yes"), ("lang", "fr"))), AT)
    wide = div("landscape", table({"data": "money"}))
    document, _ = resolved(french, when, wide)
    assert [b.attr for b in document.blocks if isinstance(b, Div)] == [
        Attr(keys=(("lang", "fr"),)), Attr(keys=(("lang", "fr"),)), Attr(classes=("landscape",)),
    ]  # fmt: skip
    [inner] = [i for b in walk_blocks(document.blocks) for c in inlines_of(b) for i in c if isinstance(i, Span)]
    assert inner.attr.get("lang") == "de"
    assert any(isinstance(b, DataTable) for b in walk_blocks(document.blocks[2:]))


def test_when_with_another_class_keeps_its_div() -> None:
    both = Div((para(Str("in")),), Attr(classes=("callout", "when"), keys=(("expr", "one.yes"),)), AT)
    document, _ = resolved(both)
    [block] = document.blocks
    assert isinstance(block, Div)
    assert block.attr == Attr(classes=("callout",))


def test_each_repeats_with_unique_ids() -> None:
    inside = (
        Header(2, (expr("row.region"),), Attr("region"), AT),
        para(expr("row.usd_bn"), Note(1, (para(expr("row.companies")),))),
        chart(BAR, "fig"),
        table({"data": "money"}, "tab"),
    )
    document, _ = resolved(header("All", "all"), div("each", *inside, row="money"))
    blocks = document.blocks
    assert [b.attr.id for b in blocks if isinstance(b, Header)] == ["all", "region", "region-2"]
    assert [(b.id, b.number) for b in blocks if isinstance(b, Figure)] == [("fig", 1), ("fig-2", 2)]
    assert [(b.id, b.number) for b in blocks if isinstance(b, DataTable)] == [("tab", 1), ("tab-2", 2)]
    assert [v.text for v in document.values] == [
        "United States", "$109.1bn", "1,073", "China", "$9.3bn", "98",
    ]  # fmt: skip
    notes = [i.number for b in blocks for line in inlines_of(b) for i in line if isinstance(i, Note)]
    assert notes == [1, 2]


def test_each_in_each_sees_both_rows() -> None:
    inner = div("each", para(expr("a.region ~ '/' ~ b.benchmark")), b="lead")
    assert len(texts(div("each", inner, a="money"))) == 8


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (div("each", row="moneey"), "unknown-query"),
        (div("each"), "missing-key"),
        (div("each", lead="money"), "bad-value"),
        (div("when"), "missing-key"),
        (div("when", expr="one.n"), "bad-argument"),
        (div("when", expr="one.nil > 1"), "claim-undecidable"),
    ],
)
def test_bad_divs(block: Div, code: str) -> None:
    assert [d.code for d in errors(block)] == [code]


def test_each_over_nothing_warns() -> None:
    document, warnings = resolved(div("each", para(Str("x")), row="empty"))
    assert document.blocks == ()
    assert [w.code for w in warnings] == ["no-rows"]


# -- References ------------------------------------------------------------------------------------------


def links(lang: str = "en-US") -> list[str]:
    ids = ("c", "t", "pipe", "head")
    document, _ = resolved(
        para(*(Link((), f"#{i}", at=AT) for i in ids), Link((Str("there"),), "#head", at=AT)),
        header("Where it ends", "head"),
        chart(BAR),
        table({"data": "money"}),
        Table(((Str("a"),),), (), ("",), AT, (Str("Cap"),), Attr("pipe")),
        lang=lang,
    )
    [block] = [b for b in document.blocks if isinstance(b, Para)]
    return [plain((i,)) for i in block.content]


def test_empty_links_say_what_they_point_at() -> None:
    assert links() == ["Figure 1", "Table 1", "Table 2", "Where it ends", "there"]
    assert links("de")[:3] == ["Abbildung 1", "Tabelle 1", "Tabelle 2"]


def test_links_in_captions_notes_and_key_figures_are_filled() -> None:
    link = (Link((), "#head", at=AT),)
    figures = SpecBlock("key-figures", "k", [{"label": link, "value": (expr("one.n"),)}], AT)
    document, _ = resolved(
        header("H", "head"), chart({**BAR, "caption": link}), figures, para(Note(1, (Para(link, AT),)))
    )
    lines = [i for b in document.blocks for line in inlines_of(b) for i in walk_inlines(line)]
    assert [plain((i,)) for i in lines if isinstance(i, Link)] == ["H", "H", "H"]


def test_sources_are_numbered_by_first_use() -> None:
    document, _ = resolved(
        para(Cite(("epoch",), at=AT)),
        chart({**BAR, "source": "lmsys, epoch"}),
        para(Cite(("ai_index", "lmsys"), at=AT)),
    )
    assert [s.key for s in document.sources] == ["epoch", "lmsys", "ai_index"]
    cites = [i for b in document.blocks for line in inlines_of(b) for i in walk_inlines(line) if isinstance(i, Cite)]
    assert [c.numbers for c in cites] == [(1,), (2,), (1,), (3, 2)]


def test_a_note_called_twice_is_one_note() -> None:
    note = Note(7, (para(expr("one.n")),))
    document, _ = resolved(para(note), para(Str("and "), note))
    assert len(document.values) == 1


# -- Tables and key figures ------------------------------------------------------------------------------


def made(spec: dict[str, object], lang: str = "en-US") -> DataTable:
    document, _ = resolved(table(spec), lang=lang)
    [block] = document.blocks
    assert isinstance(block, DataTable)
    return block


def test_a_table_shows_every_column_by_default() -> None:
    t = made({"data": "money"})
    assert [c.label for c in t.columns] == ["region", "usd bn", "usd", "companies", "share"]
    assert [c.align for c in t.columns] == ["left", "right", "right", "right", "right"]
    assert [t.cell(1, c) for c in range(5)] == ["China", "$9.3bn", "9,290,000,000", "98", "0.06"]
    assert plain(t.source) == "AI Index 2025 "


def test_units_stand_in_the_head_once() -> None:
    t = made({"data": "money", "columns": [{"field": "usd_bn", "format": "number(1)"}, "share", "companies"]})
    assert [c.unit for c in t.columns] == ["US$ bn", "", ""]
    assert [t.cell(0, c) for c in range(3)] == ["109.1", "0.75", "1,073"]


def test_a_total_adds_what_adds_up() -> None:
    t = made({"data": "money", "total": True})
    assert [v.text if v else None for v in t.total] == ["Total", "$118.4bn", "118,370,000,000", "1,171", None]
    companies = t.total[3]
    assert companies
    assert companies.raw == 1171
    [origin] = companies.origins
    assert (origin.query, origin.column, origin.key) == ("money", "companies", ())


def test_the_total_of_a_missing_cell_is_missing() -> None:
    t = made({"data": "lead", "total": ["lead"]}, "de")
    assert [v.text if v else None for v in t.total] == ["Summe", None, "k. A."]


def test_highlighted_rows() -> None:
    assert made({"data": "money", "highlight": {"region": "China"}}).highlight == frozenset({1})
    assert made({"data": "lead", "highlight": {"year": ["2024"], "benchmark": "MATH"}}).highlight == frozenset({3})
    assert made({"data": "money", "highlight": {"region": "{{ rival }}"}}).highlight == frozenset({1})


def test_a_limit_cuts_rows_with_their_origins() -> None:
    t = made({"data": "lead", "limit": 2})
    assert (len(t.data.rows), len(t.data.origins)) == (2, 2)


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ({}, "missing-key"),
        ({"data": "moneey"}, "unknown-query"),
        ({"data": "money", "columns": ["regoin"]}, "unknown-column"),
        ({"data": "money", "columns": [{"field": "usd", "format": "numbr"}]}, "bad-format"),
        ({"data": "money", "columns": [{"field": "usd", "format": "date"}]}, "bad-format"),
        ({"data": "money", "columns": [{"field": "share", "format": "words"}]}, "bad-format"),
        ({"data": "money", "columns": [{"field": "usd", "format": "percent(1)"}]}, "unit-mismatch"),
        ({"data": "money", "columns": [{"field": "usd", "align": "up"}]}, "bad-value"),
        ({"data": "money", "columns": [{"label": "x"}]}, "missing-key"),
        ({"data": "money", "total": ["region"]}, "wrong-channel-type"),
        ({"data": "money", "total": ["regoin"]}, "unknown-column"),
        ({"data": "money", "highlight": {"regoin": "x"}}, "unknown-column"),
        ({"data": "money", "highlight": "China"}, "bad-value"),
        ({"data": "money", "source": "ai_indx"}, "unknown-source"),
    ],
)
def test_bad_tables(spec: dict[str, object], code: str) -> None:
    assert [d.code for d in errors(table(spec))] == [code]


def test_key_figures() -> None:
    item = {"label": (Str("Lead, "), expr("lead.first.year")), "value": (expr("lead.first.lead | points(1)"),)}
    document, _ = resolved(SpecBlock("key-figures", "k", [item, {**item, "note": "as counted"}], AT))
    [block] = document.blocks
    assert isinstance(block, KeyFigures)
    assert [plain(i.label) for i in block.items] == ["Lead, 2023", "Lead, 2023"]
    assert plain(block.items[1].note) == "as counted"
    assert len(document.values) == 4


def test_bad_key_figures() -> None:
    assert [d.code for d in errors(SpecBlock("key-figures", "k", [{"label": "x"}, "y"], AT))] == [
        "missing-key", "bad-value",
    ]  # fmt: skip


def test_images_keep_their_path() -> None:
    document, _ = resolved(para(Image((Str("Map of "), expr("rival")), "map.png", at=AT)))
    [block] = document.blocks
    assert isinstance(block, Para)
    [image] = block.content
    assert isinstance(image, Image)
    assert (plain(image.content), image.path) == ("Map of China", "map.png")


def test_an_empty_result_is_shown_with_a_warning() -> None:
    document, warnings = resolved(
        chart({"mark": "bar", "data": "empty", "x": "a", "y": "b"}), table({"data": "empty", "total": True})
    )
    assert [w.code for w in warnings] == ["no-rows", "no-rows"]
    figure, data = document.blocks
    assert isinstance(figure, Figure)
    assert isinstance(data, DataTable)
    assert figure.alt == "Bar chart without data."
    assert data.total == ()


def test_the_same_report_resolves_to_the_same_document() -> None:
    blocks = (header("H", "h"), chart(BAR), table({"data": "money", "total": True}), para(expr("rival")))
    assert resolved(*blocks) == resolved(*blocks, results=dict(reversed(RESULTS.items())))
