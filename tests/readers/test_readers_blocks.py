from __future__ import annotations

import pytest
from readers_helpers import BODY_LINE, blocks, found, inlines, read, warned

from builder.errors import Location
from builder.model.document import (
    NO_ATTR,
    Attr,
    BlockQuote,
    BulletList,
    Cite,
    Code,
    CodeBlock,
    Div,
    Emph,
    Expr,
    Header,
    HorizontalRule,
    Inline,
    LineBreak,
    Link,
    Note,
    OrderedList,
    Para,
    Str,
    Strikeout,
    Strong,
    Table,
)


def at(line: int, column: int = 1) -> Location:
    return Location("r.md", BODY_LINE + line, column)


def content(text: str) -> tuple[Inline, ...]:
    (para,) = blocks(text)
    assert isinstance(para, Para)
    return para.content


# -- Headings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "id_"),
    [
        ("Heading identifiers in HTML", "heading-identifiers-in-html"),  # these six are from Pandoc's guide
        ("Maître d'hôtel", "maître-dhôtel"),
        ("*Dogs*?--in *my* house?", "dogs--in-my-house"),
        ("[HTML], [S5], or [RTF]?", "html-s5-or-rtf"),
        ("3. Applications", "applications"),
        ("33", "section"),
        ("`code` & more", "code-more"),
        ("A.b_c-d", "a.b_c-d"),
        ("{{ a }} of 10", "of-10"),
        ("The {{ a }} lead", "the-lead"),
        ("Note^[inside] it", "note-it"),
        ("中文 标题", "中文-标题"),
        ("", "section"),
        ("a\tb  c", "a-b-c"),
    ],
)
def test_automatic_ids(heading: str, id_: str) -> None:
    (header,) = blocks(f"# {heading}")
    assert isinstance(header, Header)
    assert header.attr == Attr(id_)


def test_ids_are_unique_and_those_of_the_author_come_first() -> None:
    text = "# A\n\n# A\n\n# A {.x}\n\n# B {#a-1}\n\n::: {#a-2}\n> ## A\n:::\n\n# A-3\n"
    found_ids = [b.attr.id for b in blocks(text) if isinstance(b, Header)]
    assert found_ids == ["a", "a-3", "a-4", "a-1", "a-3-1"]


def test_headings() -> None:
    got = blocks('# One {#i .c k="v w"} #\n\nTwo\n===\n\n### Three ###\n\n   ## Four {.x}')
    assert got == (
        Header(1, (Str("One"),), Attr("i", ("c",), (("k", "v w"),)), at(0)),
        Header(1, (Str("Two"),), Attr("two"), at(2)),
        Header(3, (Str("Three"),), Attr("three"), at(5)),
        Header(2, (Str("Four"),), Attr("four", ("x",)), at(7, 4)),
    )


# -- Lists, quotes and the rest --------------------------------------------------------------------------


def test_blocks() -> None:
    got = blocks("- a\n- b\n\n  c\n\n3) d\n\n> e\n> # f\n\n---\n\n    g\n")
    assert got == (
        BulletList(((Para((Str("a"),), at(0, 3)),), (Para((Str("b"),), at(1, 3)), Para((Str("c"),), at(3, 3)))), at(0)),
        OrderedList(((Para((Str("d"),), at(5, 4)),),), at(5), 3),
        BlockQuote((Para((Str("e"),), at(7, 3)), Header(1, (Str("f"),), Attr("f"), at(8))), at(7)),
        HorizontalRule(at(10)),
        CodeBlock("g\n", at(12, 5)),
    )


def test_inlines() -> None:
    text = "*a* **b _c_** ~~d~~ `e` f  \ng\\\nh\ni &amp; \\* &lt;"
    assert content(text) == (
        Emph((Str("a"),)),
        Str(" "),
        Strong((Str("b "), Emph((Str("c"),)))),
        Str(" "),
        Strikeout((Str("d"),)),
        Str(" "),
        Code("e"),
        Str(" f"),
        LineBreak(),
        Str("g"),
        LineBreak(),
        Str("h i & * <"),
    )


def test_emphasis_around_expressions() -> None:
    assert content("**{{ a }}**b*{{ c }}*, _{{ d }}_") == (
        Strong((Expr("a", at(0, 3)),)),
        Str("b"),
        Emph((Expr("c", at(0, 14)),)),
        Str(", "),
        Emph((Expr("d", at(0, 25)),)),
    )


def test_html_is_text() -> None:
    assert content("a <b class='x'>c</b> <!-- d --> <br/> e < f <2 <http://g>")[0] == Str(
        "a <b class='x'>c</b> <!-- d –> <br/> e < f <2 "
    )
    assert warned("<div>\nx</div>\n<!-- y\n-->\n") == [
        ("raw-html", BODY_LINE, 1), ("raw-html", BODY_LINE + 1, 2), ("raw-html", BODY_LINE + 2, 1),
    ]  # fmt: skip
    assert not warned("[//]: # (a comment)\n\n`<b>` \\<b>\n\n    <b>\n")


# -- Links and citations ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("[a](https://b.c/ä 'T')", Link((Str("a"),), "https://b.c/%C3%A4", "T", at(0))),
        ("[](#b)", Link((), "#b", "", at(0))),
        ("[](https://b)", Link((Str("https://b"),), "https://b", "", at(0))),
        ("<https://b>", Link((Str("https://b"),), "https://b", "", at(0))),
        ("<a@b.c>", Link((Str("a@b.c"),), "mailto:a@b.c", "", at(0))),
        ("[a](MAILTO:a@b)", Link((Str("a"),), "MAILTO:a@b", "", at(0))),
        ("[a](b.pdf)", Link((Str("a"),), "b.pdf", "", at(0))),
        ("[a]\n\n[a]: b", Link((Str("a"),), "b", "", at(0))),
        ("[*a*][b]\n\n[b]: #c 'd'", Link((Emph((Str("a"),)),), "#c", "d", at(0))),
        ("[@a](b)", Link((Str("@a"),), "b", "", at(0))),
    ],
)
def test_links(text: str, link: Link) -> None:
    assert content(text) == (link,)


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc", "data:text/html,x", "c:\\x", "vbscript:x"])
def test_links_that_go_nowhere_good(target: str) -> None:
    assert found(f"x [a]({target})") == [("bad-link", BODY_LINE, 3)]


def test_citations() -> None:
    assert content("[@a; @b_c.d:e] @f a@b.c") == (Cite(("a", "b_c.d:e"), (), at(0)), Str(" @f a@b.c"))
    assert found("a [see @b], [@c, p. 1] [@]") == [("bad-citation", BODY_LINE, 13), ("bad-citation", BODY_LINE, 24)]


# -- Footnotes -------------------------------------------------------------------------------------------


def test_footnotes_count_by_their_first_call() -> None:
    text = "A[^b] c[^a] d[^b] e^[f[^g]]\n\n[^a]: one\n[^b]: two\n\n    more\n\n[^g]: three\n"
    calls = [i for i in inlines(blocks(text)) if isinstance(i, Note)]
    assert [n.number for n in calls] == [1, 2, 1, 3, 4]
    assert calls[0] == calls[2]
    assert calls[0].blocks == (Para((Str("two"),), at(3, 7)), Para((Str("more"),), at(5, 5)))


def test_footnotes_in_headings_cells_and_fences() -> None:
    text = (
        "# A[^1]\n\n| b[^2] |\n|---|\n\n```chart\nmark: bar\ndata: q\ntitle: c[^3]\n```\n\n[^1]: x\n[^2]: y\n[^3]: z\n"
    )
    assert not read(text).warnings


def test_footnotes_that_are_not_right() -> None:
    assert found("a[^x]") == [("unknown-footnote", BODY_LINE, 2)]
    assert found("a[^x]\n\n[^x]: b\n\n[^x]: c") == [("duplicate-name", BODY_LINE + 4, 1)]
    assert found("a[^x]\n\n[^x]: b[^y]\n\n[^y]: c[^x]") == [("footnote-cycle", BODY_LINE + 4, 8)]
    assert warned("[^x]: b") == [("unused-footnote", BODY_LINE, 1)]


# -- Tables ----------------------------------------------------------------------------------------------


def test_a_table() -> None:
    text = "| A | B {{ b | c }} |\n|:--|:-:|\n| {{ d | e }} | `x \\| y` |\n| f |\n"
    assert blocks(text) == (
        Table(
            ((Str("A"),), (Str("B "), Expr("b | c", at(0, 9)))),
            (((Expr("d | e", at(2, 3)),), (Code("x | y"),)), ((Str("f"),), ())),
            ("left", "center"),
            at(0),
        ),
    )


@pytest.mark.parametrize(
    "caption",
    [": C {{ d }} {#t .w}", "\n: C {{ d }} {#t .w}", "\n\n:  C {{ d }}\n{#t .w}\n", "Table: C {{ d }} {#t .w}\n\nx"],
)
def test_captions(caption: str) -> None:
    table = blocks(f"| A |\n|---|\n| b |\n{caption}\n")[0]
    assert isinstance(table, Table)
    assert table.rows == (((Str("b"),),),)
    assert [type(i) for i in table.caption] == [Str, Expr]
    assert table.attr == Attr("t", ("w",))


def test_a_caption_of_nothing_is_a_paragraph() -> None:
    assert isinstance(blocks(": a")[0], Para)
    assert isinstance(blocks("| A |\n|---|\n\nx\n\n: a")[2], Para)
    assert isinstance(blocks("> a\n: b\n")[0], BlockQuote)


def test_a_cell_too_many() -> None:
    assert found("| A | B |\n|---|---|\n| {{ a | b }} | c |\n> x\n\nA|B\n-|-\na|b|c\n") == [
        ("ragged-row", BODY_LINE + 7, 1)
    ]


def test_a_place_in_a_cell() -> None:
    assert found("| A | B |\n|---|---|\n| a | [a]{b} [^c] |\n") == [
        ("bad-attribute", BODY_LINE + 2, 11), ("unknown-footnote", BODY_LINE + 2, 14),
    ]  # fmt: skip


# -- Divs ------------------------------------------------------------------------------------------------


def test_divs_nest() -> None:
    text = "::: notes\na\n:::: {.when expr='x > 1' #i} ::::\n- b\n::::\n:::\nc\n"
    when = Div(
        (BulletList(((Para((Str("b"),), at(3, 3)),),), at(3)),), Attr("i", ("when",), (("expr", "x > 1"),)), at(2)
    )
    assert blocks(text) == (
        Div((Para((Str("a"),), at(1)), when), Attr("", ("notes",)), at(0)),
        Para((Str("c"),), at(6)),
    )


def test_divs_in_lists_and_quotes_close_there() -> None:
    item, quote = blocks("- ::: notes\n  a\n  :::\n\n> ::: deck\n> b\n> :::\n")
    assert isinstance(item, BulletList)
    assert isinstance(item.items[0][0], Div)
    assert isinstance(quote, BlockQuote)
    assert isinstance(quote.blocks[0], Div)


def test_divs_that_are_not_right() -> None:
    assert found("::: notes\na\n") == [("unclosed-div", BODY_LINE, 1)]
    assert found("- ::: notes\n  a\n\n:::\n") == [("unclosed-div", BODY_LINE, 3), ("unopened-div", BODY_LINE + 3, 1)]
    assert found("a\n:::\n") == [("unopened-div", BODY_LINE + 1, 1)]
    assert found("::: my notes\n:::\n") == [("bad-attribute", BODY_LINE, 5)]
    assert found("::: {#a}\n:::\n\n# b {#a}\n") == [("duplicate-id", BODY_LINE + 3, 1)]


def test_colons_in_code_are_code() -> None:
    got = blocks("::: notes\n```\n:::\n```\n\n    :::\n:::\n")
    assert isinstance(div := got[0], Div)
    assert [type(b) for b in div.blocks] == [CodeBlock, CodeBlock]


def test_what_is_nested_too_deeply() -> None:
    assert found("> " * 45 + "x")[0][0] == "nested-too-deep"
    assert not read("> " * 30 + "x").warnings
    assert found("::: a\n" * 45 + ":::\n" * 45) == [("nested-too-deep", BODY_LINE + 41, 1)]


def test_no_attributes_are_no_attributes() -> None:
    (div,) = blocks("::: {}\n:::\n")
    assert isinstance(div, Div)
    assert div.attr == NO_ATTR
