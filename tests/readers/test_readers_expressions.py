from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readers_helpers import BODY_LINE, blocks, found

from builder.errors import Findings, Location
from builder.model.document import Code, CodeBlock, Expr, Para, Str
from builder.readers.expressions import FIRST, Cut, cut_expressions


def cut(source: str) -> Cut:
    return cut_expressions(source, "r.md", Findings())


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ a }}", "a"),
        ("{{a}}", "a"),
        ("{{ a | f(1) }}", "a | f(1)"),
        ('{{ q.at(a="}}").b }}', 'q.at(a="}}").b'),
        ("{{ q.at(a='it\\'s }}').b }}", "q.at(a='it\\'s }}').b"),
        ('{{ {"a": {"b": 1}} }}', '{"a": {"b": 1}}'),
        ('{{ {"a": {"b": 1}}}}', '{"a": {"b": 1}}'),
        ("{{ a\n   .b }}", "a .b"),
        ('{{ "a\nb" }}', '"a b"'),
        ("{{ it's }}", "it's"),
        ('{{ "}}', '"'),
        ('{{ "{{" }}', '"{{"'),
    ],
)
def test_what_is_between_the_braces(source: str, text: str) -> None:
    whole = cut(f"x {source} y")
    assert whole.text == f"x {chr(FIRST)} y"
    assert whole.inlines(whole.text, Findings()) == [Str("x "), Expr(text, Location("r.md", 1, 3)), Str(" y")]
    assert whole.restore(whole.text) == f"x {source} y"


@pytest.mark.parametrize(
    "source",
    ["{{ a", "{{ a }", "{{ a\n\nb }}", "{{ a\n  \nb }}", "{{ `a }}", "{{ {a }}", "{{ } }}"],
)
def test_what_has_no_end(source: str) -> None:
    findings = Findings()
    whole = cut_expressions(source, "r.md", findings)
    assert not findings.items  # it may yet turn out to be code
    whole.inlines(whole.text, findings)
    whole.inlines(whole.text, findings)
    assert [(d.code, d.location) for d in findings.items] == [("unclosed-expression", Location("r.md", 1, 1))]
    assert whole.restore(whole.text) == source


def test_an_open_one_ends_where_the_next_begins() -> None:
    assert found("{{ a and {{ b }} and {{ c") == [
        ("unclosed-expression", BODY_LINE, 1),
        ("unclosed-expression", BODY_LINE, 22),
    ]


def test_literal_braces() -> None:
    (para,) = blocks(r"\{{ a }} \\{{ b }} `\{{`")
    assert isinstance(para, Para)
    assert para.content == (Str(r"{{ a }} " + "\\"), Expr("b", Location("r.md", BODY_LINE, 12)), Str(" "), Code(r"\{{"))


def test_code_is_left_alone() -> None:
    para, fence, indented = blocks("`{{ a }}` `` `{{ `` }}\n\n```sh\n{{ a\n```\n\n    {{ b }} \\{{\n")
    assert isinstance(para, Para)
    assert para.content == (Code("{{ a }}"), Str(" "), Code("`{{"), Str(" }}"))
    assert isinstance(fence, CodeBlock)
    assert fence.text == "{{ a\n"
    assert isinstance(indented, CodeBlock)
    assert indented.text == "{{ b }} \\{{\n"


def test_where_no_expression_may_stand() -> None:
    assert found("[a]({{ b }}) ![a](x{{ b }}) [a](b '{{ c }}')") == [
        ("expression-not-here", BODY_LINE, 5),
        ("expression-not-here", BODY_LINE, 20),
        ("expression-not-here", BODY_LINE, 36),
    ]


def test_there_is_an_end_to_expressions() -> None:
    assert found("{{a}}" * 131_073)[0][0] == "too-many-expressions"


PARTS = st.sampled_from(
    ["{{", "}}", "{{ a }}", '"', "'", "\\", "`", "\n", "\n\n", "x", "{", "}", "\U000f0000", "&#xF0001;"]
)


@given(st.lists(PARTS, max_size=30).map("".join))
@settings(max_examples=100, deadline=None)
def test_what_is_cut_can_be_put_back(source: str) -> None:
    whole = cut(source)
    assert whole.restore(whole.text) == source
    for offset, character in enumerate(whole.text):
        at = whole.locate(offset)
        there = source.split("\n")[at.line - 1][at.column - 1 :] + "\n"
        if ord(character) < FIRST:
            assert there.startswith(character)
        else:
            assert there.startswith(whole.pieces[ord(character) - FIRST].source.split("\n")[0])
