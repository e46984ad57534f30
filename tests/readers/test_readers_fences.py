from __future__ import annotations

import datetime
from typing import Any

import pytest
from readers_helpers import BODY_LINE, HEAD, found, read, warned

from builder.errors import Location
from builder.model.document import CodeBlock, Emph, Expr, SpecBlock, Str
from builder.readers.fences import CHART, REQUIRED, TABLE, VISUALS


def spec(text: str) -> SpecBlock:
    (block,) = read(text).blocks
    assert isinstance(block, SpecBlock)
    return block


def chart(text: str) -> dict[str, Any]:
    data = spec(f"```chart c\nmark: bar\ndata: q\n{text}\n```\n").spec
    assert isinstance(data, dict)
    return data


def table(text: str) -> dict[str, Any]:
    data = spec(f"```table t\ndata: q\n{text}\n```\n").spec
    assert isinstance(data, dict)
    return data


def at(line: int, column: int) -> Location:
    return Location("r.md", BODY_LINE + line, column)


# -- Queries ---------------------------------------------------------------------------------------------


def test_queries() -> None:
    report = read("```sql a\nselect '{{ x }}',\n  1\n```\n\n- ~~~~sql   b_2\n  select 2\n  ~~~~~\n")
    assert [(q.name, q.sql, q.at) for q in report.queries] == [
        ("a", "select '{{ x }}',\n  1\n", at(1, 1)),
        ("b_2", "select 2\n", at(6, 3)),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```sql\nselect 1\n```\n", "missing-name"),
        ("```sql a b\nselect 1\n```\n", "bad-name"),
        ("```sql a-b\nselect 1\n```\n", "bad-name"),
        ("```sql ä\nselect 1\n```\n", "bad-name"),
        ("```sql {{ a }}\nselect 1\n```\n", "bad-name"),
        ("```sql a\n```\n", "empty-query"),
        ("```sql a\n\n  -- x\n/* y */\n```\n", "empty-query"),
        ("```sql a\nselect 1\n", "unclosed-fence"),
        ("```sql a\nselect 1\n````sql b\n```\n", "unclosed-fence"),
        ("> ```sql a\n> select 1\n", "unclosed-fence"),
        ("```python\nx\n", "unclosed-fence"),
    ],
)
def test_bad_queries(text: str, code: str) -> None:
    assert found(text)[0] == (code, BODY_LINE, 1)


def test_two_queries_of_one_name() -> None:
    assert found("```sql a\nselect 1\n```\n\n```sql a\nselect 2\n```\n") == [("duplicate-name", BODY_LINE + 4, 1)]


def test_other_languages_are_code() -> None:
    text = "```python\n```sql x\n```\n\n```{.sql}\nselect 1\n```\n\n```\nx\n```\n"
    assert [(b.language, b.text) for b in read(text).blocks if isinstance(b, CodeBlock)] == [
        ("python", "```sql x\n"), ("sql", "select 1\n"), ("", "x\n"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["Chart", "charts", "tables", "keyfigures", "SQL x"])
def test_a_fence_that_is_nearly_one_of_ours(kind: str) -> None:
    assert warned(f"```{kind}\nx\n```\n") == [("unknown-fence", BODY_LINE, 1)]


# -- Charts ----------------------------------------------------------------------------------------------


def test_texts_are_inlines_and_the_rest_is_data() -> None:
    got = chart(
        "x: year\ny: {field: lead, title: 'A *b* {{ c }}', format: 'money(USD, 1)', log: true}\n"
        "title: 10\nformat: percent(1)\nhighlight: [China, 2024, '2024', {{ rival }}, 2024-01-31]\nsort: [b, a]\n"
        "stack: none\nlabels: false\nbins: 5\nnative: never\n"
        "annotate: [{x: 2024-07, text: no}, {y: 1.5, text: '{{ t }}'}]"
    )
    assert got == {
        "mark": "bar",
        "data": "q",
        "x": "year",
        "y": {
            "field": "lead",
            "title": (Str("A "), Emph((Str("b"),)), Str(" "), Expr("c", at(4, 32))),
            "format": "money(USD, 1)",
            "log": True,
        },
        "title": (Str("10"),),
        "format": "percent(1)",
        "highlight": ["China", 2024, "2024", (Expr("rival", at(7, 34)),), datetime.date(2024, 1, 31)],
        "sort": ["b", "a"],
        "stack": False,
        "labels": False,
        "bins": 5,
        "native": "never",
        "annotate": [
            {"x": "2024-07", "text": (Str("no"),)},
            {"y": 1.5, "text": (Expr("t", at(13, 52)),)},
        ],
    }


@pytest.mark.parametrize("value", ["no", "1.50", "2024-01", "2024-01-31", "null ", "12:30", "true", "0x1F"])
def test_texts_stay_as_they_are_written(value: str) -> None:
    got = chart(f"title: {value} \nx: {value}")
    if value.strip() == "null":
        assert "title" not in got
    else:
        assert got["title"] == (Str(value),)
        assert got["x"] == value


def test_an_empty_key_is_not_given() -> None:
    assert chart("x:\ntitle: ~\nsource: ''") == {"mark": "bar", "data": "q", "source": ()}


def test_every_text_key_holds_expressions() -> None:
    for kind, keys in VISUALS.items():
        lines = [f"{key}: a {{{{ b }}}}" for key, what in keys.items() if what in ("text", "source")]
        needed = [f"{key}: q" for key in REQUIRED[kind] if keys[key] != "text"]
        body = "\n".join(needed + lines)
        if kind == "key-figures":
            body = "- " + body.replace("\n", "\n  ")
        data: Any = spec(f"```{kind} x\n{body}\n```\n").spec
        data = data[0] if isinstance(data, list) else data
        for key, what in keys.items():
            if what in ("text", "source"):
                assert data[key][0] == Str("a "), key
                assert isinstance(data[key][1], Expr), key


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("titel: x", "unknown-key", 1),
        ("y: {feild: x}", "missing-key", 1),
        ("y: {field: x, format: money(USD, 1)}", "unknown-key", 34),
        ("y: [a]", "wrong-type", 1),
        ("y: {{ a }}", "expression-not-here", 4),
        ("title: {a: b}", "wrong-type", 1),
        ("title: [a]", "wrong-type", 1),
        ("title: a {{ b", "unclosed-expression", 10),
        ("title: a [b]{c}", "bad-attribute", 14),
        ("title: a {{ }}", "empty-expression", 10),
        ("title: a [^1]", "unknown-footnote", 10),
        ("labels: 1", "wrong-type", 1),
        ("bins: -1", "wrong-type", 1),
        ("bins: 1.5", "wrong-type", 1),
        ("bins: true", "wrong-type", 1),
        ("stack: piled", "bad-value", 1),
        ("stack: [a]", "bad-value", 1),
        ("native: no", "bad-value", 1),
        ("annotate: {x: 1, text: a}", "wrong-type", 1),
        ("annotate: [a]", "wrong-type", 12),
        ("annotate: [{x: 1}]", "missing-key", 12),
        ("annotate: [{x: [1], text: a}]", "wrong-type", 13),
        ("highlight: [[a]]", "wrong-type", 13),
        ("highlight: a {{ b }}", "expression-not-here", 14),
        ("source: [{a: b}]", "wrong-type", 10),
        ("python: a:b", "needs-allow-code", 1),
        ("mark: line", "duplicate-key", 1),
        ("{{ a }}: b", "unknown-key", 1),
        ("a: b: c", "bad-yaml", 5),
        ("\ta: b", "bad-yaml", 1),
        ("- a", "bad-yaml", 1),
    ],
)
def test_bad_keys_of_a_chart(line: str, code: str, column: int) -> None:
    got = found(f"```chart c\nmark: bar\ndata: q\n{line}\n```\n")
    assert (code, BODY_LINE + 3, column) in got, got


@pytest.mark.parametrize("body", ["", "# x\n", "a\n", "- a\n", "1\n"])
def test_what_is_no_mapping(body: str) -> None:
    ((code, _, _),) = found(f"```chart c\n{body}```\n")
    assert code == "wrong-type"


def test_missing_keys() -> None:
    assert found("```chart c\nx: a\n```\n") == [("missing-key", BODY_LINE + 1, 1)] * 2
    assert found("```table c\nlimit: 1\n```\n") == [("missing-key", BODY_LINE + 1, 1)]


def test_places_in_a_fence_of_a_quote_in_a_list() -> None:
    text = "- > ```chart c\n  > mark: bar\n  > data: q\n  > y: {field: a, bad: b}\n  > ```\n"
    assert found(text) == [("unknown-key", BODY_LINE + 3, 19)]


def test_ids() -> None:
    text = (
        "```chart\nmark: bar\ndata: q\n```\n\n" * 2
        + "```table\ndata: q\n```\n\n```key-figures\n- {label: a, value: b}\n```\n"
    )
    text += "```chart figure-1\nmark: bar\ndata: q\n```\n"
    ids = [b.id for b in read(text).blocks if isinstance(b, SpecBlock)]
    assert ids == ["figure-2", "figure-3", "table-1", "", "figure-1"]


def test_a_bad_id() -> None:
    assert found("```chart a b\nmark: bar\ndata: q\n```\n") == [("bad-name", BODY_LINE, 1)]


# -- Tables and key figures ------------------------------------------------------------------------------


def test_a_table() -> None:
    got = table(
        "columns: [a, {field: b, label: 'L {{ l }}', align: right}]\ntotal: true\nhighlight: {a: [x, 1], b: {{ v }}}"
    )
    assert got == {
        "data": "q",
        "columns": ["a", {"field": "b", "label": (Str("L "), Expr("l", at(2, 35))), "align": "right"}],
        "total": True,
        "highlight": {"a": ["x", 1], "b": (Expr("v", at(4, 27)),)},
    }
    assert table("total: [a]\nlimit: 3\nsource: [a_b, c]") == {
        "data": "q", "total": ["a"], "limit": 3, "source": ["a_b", "c"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("columns: a", "wrong-type"),
        ("columns: [[a]]", "wrong-type"),
        ("columns: [{label: a}]", "missing-key"),
        ("columns: [{field: a, align: up}]", "bad-value"),
        ("columns: [{field: a, with: up}]", "unknown-key"),
        ("total: 1", "wrong-type"),
        ("total: [{a: b}]", "wrong-type"),
        ("highlight: a", "wrong-type"),
        ("highlight: {a: {b: c}}", "wrong-type"),
        ("highlight: {'{{ a }}': 1}", "expression-not-here"),
        ("limit: 0", "wrong-type"),
        ("mark: bar", "unknown-key"),
    ],
)
def test_bad_keys_of_a_table(line: str, code: str) -> None:
    assert [(c, n) for c, n, _ in found(f"```table t\ndata: q\n{line}\n```\n")] == [(code, BODY_LINE + 2)]


def test_key_figures() -> None:
    block = spec(
        "```key-figures\n- label: A\n  value: {{ a | f(1) }} of {{ b }}\n- {label: B, value: 1, note: c}\n```\n"
    )
    assert block.spec == [
        {"label": (Str("A"),), "value": (Expr("a | f(1)", at(2, 10)), Str(" of "), Expr("b", at(2, 28)))},
        {"label": (Str("B"),), "value": (Str("1"),), "note": (Str("c"),)},
    ]
    assert block.places["1.note"] == at(3, 24)


@pytest.mark.parametrize("body", ["", "[]", "label: a", "- a", "- {label: a}", "- {label: a, value: }"])
def test_bad_key_figures(body: str) -> None:
    assert found(f"```key-figures\n{body}\n```\n")[0][0] in ("wrong-type", "missing-key")


def test_the_kinds_are_known() -> None:
    """Each kind of the tables is one that the reader reads."""
    for key in CHART:
        assert found(f"```chart c\nmark: bar\ndata: q\n{key}: {{a: [b]}}\n```\n"), key
    for key in TABLE:
        assert found(f"```table c\ndata: q\n{key}: {{a: {{b: c}}}}\n```\n"), key


def test_a_report_of_fences_alone() -> None:
    assert not read("", HEAD).blocks
