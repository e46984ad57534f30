from __future__ import annotations

import pytest
from readers_helpers import BODY_LINE, blocks, found

from builder.errors import Location
from builder.model.document import NO_ATTR, Attr, Code, Div, Header, Image, Link, Para, Span, Str
from builder.readers.attributes import BadAttributeError, parse_attributes, split_trailing

AT = Location("r.md", BODY_LINE, 1)


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ("", NO_ATTR),
        ("  ", NO_ATTR),
        ("#a", Attr("a")),
        ("#a-b_1:c.d", Attr("a-b_1:c.d")),
        (".a .b #c", Attr("c", ("a", "b"))),
        ("k=v", Attr("", (), (("k", "v"),))),
        ('k="two words" l=\'x "y"\' m=""', Attr("", (), (("k", "two words"), ("l", 'x "y"'), ("m", "")))),
        (r'holds="a == \"b\""', Attr("", (), (("holds", 'a == "b"'),))),
        ('\n#a\n.b\tk="x\ny"', Attr("a", ("b",), (("k", "x\ny"),))),
        ("data-x=1 k=1 k=2", Attr("", (), (("data-x", "1"), ("k", "2")))),
        ("width=50% url=http://a.b/c?d=e", Attr("", (), (("width", "50%"), ("url", "http://a.b/c?d=e")))),
    ],
)
def test_attributes(body: str, attr: Attr) -> None:
    assert parse_attributes(body) == attr


@pytest.mark.parametrize(
    ("body", "part", "position"),
    [("a", "a", 0), (".a b", "b", 3), ("#", "#", 0), ("k=", "k=", 0), ('k="a', 'k="a', 0), (".a=b", ".a=b", 0),
     ("=b", "=b", 0), ("#a#b", "#a#b", 0), ('k="a"b', 'k="a"b', 0), ("1=2", "1=2", 0)],
)  # fmt: skip
def test_what_is_no_attribute(body: str, part: str, position: int) -> None:
    with pytest.raises(BadAttributeError) as caught:
        parse_attributes(body)
    assert (caught.value.part, caught.value.position) == (part, position)


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("A {#b}", ("A", "#b", 3)),
        ("A {#b}  ", ("A", "#b", 3)),
        ("{#b}", ("", "#b", 1)),
        ('A {k="}"}', ("A", 'k="}"', 3)),
        ('A {k="{"}', ("A", 'k="{"', 3)),
        ("A{#b}", ("A{#b}", None, 0)),
        (r"A \{#b}", (r"A \{#b}", None, 0)),
        ("A {#b} c", ("A {#b} c", None, 0)),
        ("A {#b", ("A {#b", None, 0)),
        ("A }", ("A }", None, 0)),
        ("", ("", None, 0)),
    ],
)
def test_attributes_at_the_end(text: str, split: tuple[str, str | None, int]) -> None:
    assert split_trailing(text) == split


def test_where_they_stand() -> None:
    text = "[a]{.b}[c](d){#e} ![f](g){h=i}<http://j>{k} `l`{.m}"
    (para,) = blocks(text)
    assert isinstance(para, Para)
    span, link, _, image, autolink, braces, code, rest = para.content
    assert span == Span((Str("a"),), Attr("", ("b",)), AT)
    at = Location("r.md", BODY_LINE, 8)
    assert link == Span((Link((Str("c"),), "d", "", at),), Attr("e"), at)
    assert image == Image((Str("f"),), "g", (), Attr("", (), (("h", "i"),)), Location("r.md", BODY_LINE, 19))
    assert isinstance(autolink, Link)
    assert (braces, code, rest) == (Str("{k} "), Code("l"), Str("{.m}"))


def test_braces_that_are_text() -> None:
    (header,) = blocks(r"# Sets \{a, b\}")
    assert isinstance(header, Header)
    assert header.content == (Str("Sets {a, b}"),)


def test_languages_of_spans_and_divs() -> None:
    span, div = blocks("[Wort]{lang=de}\n\n::: {lang=zh-Hans}\nx\n:::")
    assert isinstance(span, Para)
    assert isinstance(span.content[0], Span)
    assert span.content[0].attr == Attr(keys=(("lang", "de"),))
    assert isinstance(div, Div)
    assert div.attr == Attr(keys=(("lang", "zh-Hans"),))
    assert blocks("::: {.each lang=languages}\nx\n:::"), "there it is the name of a row"


def test_places_of_bad_languages() -> None:
    text = "An [x]{.a lang=english} y\n\n::: {.callout lang=de_DE}\nx\n:::\n\n# H {lang=''}"
    assert found(text) == [
        ("bad-value", BODY_LINE, 11),
        ("bad-value", BODY_LINE + 2, 15),
        ("bad-value", BODY_LINE + 6, 6),
    ]


def test_places_of_bad_ones() -> None:
    assert found("# A *b* {#c d}\n\n> [x {{ y }}]{.a\n>  b}\n\n::: {x}\n:::\n") == [
        ("bad-attribute", BODY_LINE, 13),
        ("bad-attribute", BODY_LINE + 3, 4),
        ("bad-attribute", BODY_LINE + 5, 6),
    ]
