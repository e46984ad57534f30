"""Whole reports: the rich sample and the bad one against their goldens, files that are no text, and what must hold of
every report that can be thought of.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from readers_dump import dump
from readers_helpers import BODY_LINE, HEAD, blocks, found, inlines, read, warned

from builder.errors import Diagnostic, SourceError
from builder.model.document import Block, Cite, Emph, Expr, Image, Link, Para, Span, SpecBlock, Str
from builder.model.walk import children, inlines_of, walk_inlines
from builder.readers.expressions import PRIVATE
from builder.readers.markdown import read_report

GOLDEN = Path(__file__).parent / "golden"
RICH = (GOLDEN / "rich.md").read_bytes()
BAD = (GOLDEN / "bad.md").read_bytes()


def hold(name: str, text: str) -> None:
    """Compares with a golden file, which UPDATE_GOLDENS=1 writes anew."""
    file = GOLDEN / name
    if os.environ.get("UPDATE_GOLDENS"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_the_rich_sample() -> None:
    hold("rich.txt", dump(read(RICH)))


def test_the_bad_sample() -> None:
    with pytest.raises(SourceError) as caught:
        read(BAD)
    hold("bad.txt", "\n".join(str(d) for d in caught.value.diagnostics) + "\n")
    assert all(d.hint and d.location for d in caught.value.diagnostics)


def test_yaml_is_read_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert dump(read(RICH)) == (GOLDEN / "rich.txt").read_text(encoding="utf-8")


# -- Files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "variant",
    [
        RICH.replace(b"\n", b"\r\n"),
        RICH.replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + RICH,
        RICH.rstrip(b"\n"),
    ],
    ids=["CRLF", "CR", "BOM", "no last newline"],
)
def test_line_ends_and_byte_order_marks_change_nothing(variant: bytes) -> None:
    assert dump(read(variant)) == dump(read(RICH))


def test_what_is_no_report() -> None:
    assert found(b"---\ntitle: a\n---\n\nok\n\xc3\xa4 \xff\n") == [("not-utf8", 6, 3)]
    assert found(b"---\r\ntitle: \xe4\r\n---\r\n") == [("not-utf8", 2, 8)]
    assert found(b"") == [("missing-front-matter", 1, 1)]
    assert found(b"# T\n") == [("missing-front-matter", 1, 1)]
    assert found(b"---\ntitle: T\n\n# A\n") == [("missing-front-matter", 1, 1)]
    assert found(b"x" * 20_000_001) == [("report-too-long", 1, 1)]
    with pytest.raises(SourceError, match=r"nowhere/r.md:1:1: error\[report-not-found\]"):
        read_report(Path("nowhere/r.md"))


def test_control_characters_are_shown_as_such() -> None:
    report = read("a\x00b\x01 c\x0bd\n")
    assert warned("a\x00b\x01 c\x0bd\n") == [("control-character", BODY_LINE, 2)]
    assert isinstance(para := report.blocks[0], Para)
    assert para.content == (Str("a\ufffdb\ufffd c d"),)


def test_lines_of_unicode_are_no_lines() -> None:
    assert found("a\u2028b\x85c\n\n{{ d\n") == [("unclosed-expression", BODY_LINE + 2, 1)]


def test_private_use_characters_are_only_characters() -> None:
    text = "\U000f0000 &#xF0000; &#983040; \U0010ffff {{ a }} `\U000f0000 &#xF0000;` \\&#xF0000;"
    (para,) = blocks(text)
    assert isinstance(para, Para)
    seen = "".join(i.text for i in para.content if not isinstance(i, (Link, Span, Cite, Image)) and hasattr(i, "text"))
    assert seen == "\U000f0000 \U000f0000 \U000f0000 \U0010ffff a \U000f0000 &#xF0000; &#xF0000;"


def test_a_parameter_and_a_query_of_one_name() -> None:
    head = "---\ntitle: T\nparams: {a: 1}\n---\n"
    assert found("```sql a\nselect 1\n```\n", head) == [("duplicate-name", 5, 1)]


# -- Places ----------------------------------------------------------------------------------------------

SHAPES = (
    "A paragraph\nwith {} in *it **{}***, ~~{}~~\n",
    "# A heading {} ## \n",
    "Setext {}\nmore {}\n===\n",
    "> quoted {}\n> and {}\n>> deeper {}\n",
    "- item {}\n  lazy {}\n\n  \tsecond {}\n  1. inner {}\n",
    "| a {} | {} |\n|---|--:|\n| {} | x \\| {} |\n\n: caption {}\n",
    "See [text {}](#id), [{}](<x y> 't'), ![alt {} *{}*](p.png), [{}]{{.literal}} and ^[note {}].\n",
    "By [name {}][ref], {}.\n\n[ref]: x\n",
    '::: notes\n::: {{.when expr="x"}}\ndeep {}\n:::\n:::\n',
    "```chart\nmark: bar\ndata: q\ntitle: A {} of {}\nalt: |\n  long {}\nhighlight: [{}, x]\n```\n",
    "```chart\nmark: bar\ndata: q\nannotate:\n- {{x: 1, y: {}, text: {}}}\n```\n",
    "> ```table\n> data: q\n> columns:\n> - field: a\n>   label: L {}\n> ```\n",
    "```key-figures\n- label: a {}\n  value: {}\n```\n",
    "`` {{{{ code {}`` x `{}`\n",
)
EXPRESSIONS = ("{{ N }}", "{{N}}", "{{ N | f(1) }}", '{{ N.at(a="}} | {{") }}', "{{ N.at(\n  a='b',\n  c={'d': {}}) }}")


@given(st.lists(st.tuples(st.sampled_from(SHAPES), st.integers(0, 4)), min_size=1, max_size=8), st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_expression_knows_its_place(shapes: list[tuple[str, int]], in_title: bool) -> None:
    count = 0
    parts = []
    for shape, kind in shapes:
        kinds = [EXPRESSIONS[(kind + n) % 4 if shape[0] in ">|`#" else (kind + n) % 5] for n in range(9)]
        names = [k.replace("N", f"n{count + n}") for n, k in enumerate(kinds)]
        count += 9
        parts.append(shape.format(*names))
    head = "---\ntitle: {{ t0 }} and *{{ t1 | f }}*\n---\n" if in_title else HEAD
    text = head + "\n".join(parts)
    report = read(text, "")
    lines = text.split("\n")
    expressions = [*of_data(report.front.title), *(e for b in report.blocks for e in of_block(b))]
    marks = [
        shape.replace("{{", "").replace("}}", "").count("{}") for shape, _ in shapes if not shape.startswith("`` ")
    ]
    assert len(expressions) == sum(marks) + 2 * in_title
    for e in expressions:
        rest = "\n".join([lines[e.at.line - 1][e.at.column - 1 :], *lines[e.at.line :]])
        assert rest.startswith("{{")
        assert "".join(rest[2:].split()).startswith("".join(e.text.split()))
    for inline in inlines(report.blocks):
        if isinstance(inline, (Link, Span, Cite, Image)):
            assert inline.at
            assert lines[inline.at.line - 1][inline.at.column - 1] in "[!<"


def of_block(block: Block) -> list[Expr]:
    if isinstance(block, SpecBlock):
        return of_data(block.spec)
    own = [i for content in inlines_of(block) for i in walk_inlines(content) if isinstance(i, Expr)]
    return own + [e for inner in children(block) for e in of_block(inner)]


def of_data(data: object) -> list[Expr]:
    """The expressions in YAML data, whose texts are inlines."""
    if isinstance(data, Expr):
        return [data]
    if isinstance(data, Emph):
        return of_data(data.content)
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, (list, tuple)) else ()
    return [e for one in inner for e in of_data(one)]


# -- Anything --------------------------------------------------------------------------------------------


def check(content: bytes) -> bool:
    """Reads what may be no report; whether it is one. Diagnostics point into the file."""
    lines = content.count(b"\n") + content.count(b"\r") + 2
    own = b"&#" in content or bool(PRIVATE.search(content.decode("utf-8", "replace")))
    try:
        report = read(content)
    except SourceError as error:
        sound(error.diagnostics, lines, own=own)
        return not error.diagnostics
    sound(report.warnings, lines, own=own)
    assert own or not PRIVATE.search(dump(report))
    return True


def sound(diagnostics: tuple[Diagnostic, ...], lines: int, *, own: bool) -> None:
    """`own`: the author uses private-use characters, so that messages may quote some."""
    for d in diagnostics:
        assert d.location
        assert 1 <= d.location.line <= lines, d
        assert d.location.column >= 1, d
        assert d.message
        assert d.hint
        assert own or not PRIVATE.search(d.message + d.hint), d


def damage(content: bytes, r: random.Random) -> bytes:
    """`content` with one to three bytes, lines or blocks removed, doubled, swapped or replaced."""
    for _ in range(r.choice((1, 1, 2, 3))):
        separator = r.choice((b"", b"\n", b"\n\n"))
        pieces = content.split(separator) if separator else [content[i : i + 1] for i in range(len(content))]
        i, j = r.randrange(len(pieces)), r.randrange(len(pieces))
        match r.randrange(4):
            case 0:
                del pieces[i : i + r.choice((1, 2, 9))]
            case 1:
                pieces[i:i] = pieces[i : i + r.choice((1, 2, 9))]
            case 2:
                pieces[i], pieces[j] = pieces[j], pieces[i]
            case _:
                pieces[i] = r.choice(
                    (b"\xff", b"\0", b"{{", b"}}", b"```", b'"', b"'", b":::", b"[", b"|", b"{", b"\t")
                )
        content = separator.join(pieces)
    return content


@pytest.mark.parametrize("sample", [RICH, BAD], ids=["rich", "bad"])
def test_broken_samples_give_diagnostics(sample: bytes) -> None:
    read_well = [check(damage(sample, random.Random(seed))) for seed in range(200)]  # noqa: S311  a seed is a variant
    assert not all(read_well)


SNIPPETS = st.sampled_from(
    [
        *(
            "{{",
            "}}",
            " x ",
            "a.b | f(1)",
            "\n",
            "\n\n",
            "`",
            "``",
            "```\n",
            "```chart a\n",
            "```table\n",
            "```sql q\n",
        ),
        *(
            ":::",
            "::: notes\n",
            ":::\n",
            "[",
            "]",
            "(",
            ")",
            "{",
            "}",
            "{#id}",
            "]{.c}",
            "[^1]",
            "[^1]: ",
            "^[",
            "[@k]",
        ),
        *(
            "|",
            "|--|--|\n",
            ": cap\n",
            "- ",
            "1. ",
            "> ",
            "    ",
            "\t",
            "# ",
            "===\n",
            "---\n",
            "title: a\n",
            "mark: bar\n",
        ),
        *("data: q\n", "- label: x\n", '"', "'", "\\", "<b>", "<!--", "*", "**", "_", "~~", "![", "](u)", "&#xF0000;"),
        *("\U000f0001", "\U00100001", "\0", "\r", "\u2028", "ä", "中", "&lt;", "!", "<http://a>", "javascript:"),
    ]
)


@given(st.lists(SNIPPETS, max_size=40).map("".join), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_report_or_diagnostics(text: str, headed: bool) -> None:
    check(((HEAD if headed else "---\n") + text).encode())


@given(st.binary(max_size=60))
@settings(max_examples=50, deadline=None)
def test_any_bytes_give_a_report_or_diagnostics(content: bytes) -> None:
    check(HEAD.encode() + content)


# -- Size ------------------------------------------------------------------------------------------------

N = 3000


@pytest.mark.parametrize(
    "text",
    [
        *("[" * N, "[" * N + "x" + "]{.a}" * N, "![" * N + "](x)" * N, "*a " * N + "b* " * N, ">" * N, "- " * N + "x"),
        *("::: a\n" * N, "::: a\n" * N + ":::\n" * N, "{{" * N, '{{ " ' * N, "# a " + '{"' * N + "}", "[@" * N),
        *("<a " * N, "[^a] " * N, "^[" * N + "]" * N, "[a](" * N, "`" * N, "a\n" * N + "===", "&#xF0000;" * N),
        *("```chart\n" + "[" * N + "\n```", "```chart\n" + "{a: " * N + "\n```", "```chart\n" + "- " * N + "\n```"),
        *("| a |\n|---|\n" + "| {{ b | c }} |\n" * N, "\n".join("  " * n + "- x" for n in range(300))),
    ],
    ids=lambda text: " ".join(text[:12].split()) + text[-8:].strip(),
)
def test_texts_that_nest_or_repeat_without_end(text: str) -> None:
    start = time.process_time()
    check((HEAD + text).encode())
    assert time.process_time() - start < 5  # all are below 0.3 s; what grows with the square of it would not be


def page(number: int) -> str:
    return (
        f"## Heading {number}\n\n- bullet {{{{ a }}}}\n- bullet two\n\n"
        + 'In 2023 the **best** model led by {{ lead.at(benchmark="MATH", year=2023).lead | points(1) }} on MATH. '
        '[It shrank.]{holds="shrank.on_all"} See [](#tie-out) and [@hai], and more\nplain text with `code`.\n\n'
        * 3
        + f"```chart c{number}\nmark: line\ndata: lead\nx: year\ny: {{field: lead}}\n"
        "title: A *finding* of {{ x }}\n```\n\n"
    )


def test_the_time_grows_with_the_length() -> None:
    def seconds(pages: int) -> float:
        text = "".join(page(n) for n in range(pages))
        times = []
        for _ in range(2):
            start = time.process_time()
            assert len(read(text).blocks) == pages * 6
            times.append(time.process_time() - start)
        return min(times)

    seconds(10)
    assert seconds(400) < 8 * 2.5 * seconds(50)
