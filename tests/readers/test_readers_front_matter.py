from __future__ import annotations

import datetime

import pytest
from readers_helpers import errors, found, placed, read

from builder.errors import Location
from builder.model.data import Source
from builder.model.document import Emph, Expr, Str
from builder.model.options import PdfOptions
from builder.model.source import FrontMatter, Param, PreviousEdition


def front(text: str) -> FrontMatter:
    return read("", f"---\ntitle: T\n{text}\n---\n").front


def bad(text: str) -> list[tuple[str, int, int]]:
    return found("", f"---\ntitle: T\n{text}\n---\n")


def test_what_is_left_out_has_its_default() -> None:
    got = front("")
    assert got == FrontMatter((Str("T"),), places={"": Location("r.md", 2, 1), "title": Location("r.md", 2, 1)})
    assert got.lang == "en-US"
    assert got.paper == "A4"
    assert got.formats == ("pdf", "pptx")
    assert got.pdf == PdfOptions()


def test_texts() -> None:
    got = read(
        "", "---\nsubtitle: 'A *b* {{ c }}'\ntitle: {{ a | f(1) }}\ndescription: |\n  Two\n  lines\n...\n# x\n"
    ).front
    assert got.title == (Expr("a | f(1)", Location("r.md", 3, 8)),)
    assert got.subtitle == (Str("A "), Emph((Str("b"),)), Str(" "), Expr("c", Location("r.md", 2, 18)))
    assert got.description == "Two\nlines\n"
    assert read("", "---\ntitle: 2025-01-01\n---\n").front.title == (Str("2025-01-01"),)


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("author: A", ("A",)),
        ("author: [A, No, 3]", ("A", "No", "3")),
        ("author:", ()),
        ("author:\n- A\n- B", ("A", "B")),
    ],
)
def test_authors(text: str, author: tuple[str, ...]) -> None:
    assert front(text).author == author


def test_dates_and_languages() -> None:
    assert front("date: 2025-04-11").date == datetime.date(2025, 4, 11)
    for lang in ("de", "en-GB", "zh-Hans", "zh-Hant-TW", "es-419", "no", "de-CH-1996"):
        assert front(f"lang: {lang}").lang == lang
    for lang in ("english", "en_US", "e", "en-", "en US", "123", "ü"):
        assert bad(f"lang: {lang}") == [("bad-value", 3, 1)]
    for date in ("11.4.2025", "2025-4-11", "2025-02-30", "2025", "2025-04-11T10:00", "'x'"):
        assert bad(f"date: {date}") == [("bad-value", 3, 1)]


def test_datasets() -> None:
    assert front("dataset: ../a b").dataset == "../a b"
    assert front("dataset: {a: x.csv, b_2: https://example.org/y.csv}").dataset == {
        "a": "x.csv", "b_2": "https://example.org/y.csv",
    }  # fmt: skip
    assert front("dataset:").dataset is None


def test_the_pdf_as_it_is_asked_for() -> None:
    got = front(
        "pdf:\n  standard: [a-3a, ua-1, a-3a]\n  cover: page\n  contents: false\n  lists: [tables, figures, tables]\n"
        "  appendix: data\n  hyphens: false"
    ).pdf
    assert got == PdfOptions(
        ("ua-1", "a-3a"), "page", contents=False, lists=("tables", "figures"), appendix="data", hyphens=False
    )
    assert front("pdf: {cover: none, lists: figures, contents: }").pdf == PdfOptions(cover="none", lists=("figures",))
    assert front("pdf:").pdf == front("pdf: {}").pdf == PdfOptions()


@pytest.mark.parametrize(
    ("standard", "names", "tagged", "attaches"),
    [
        ("ua-1", ("ua-1",), True, False),
        ("[a-2a, ua-1]", ("ua-1", "a-2a"), True, False),
        ("a-3a", ("a-3a",), True, True),
        ("none", ("none",), False, False),
    ],
)
def test_the_standards_of_a_pdf(standard: str, names: tuple[str, ...], tagged: bool, attaches: bool) -> None:
    got = front(f"pdf: {{standard: {standard}}}").pdf
    assert (got.standard, got.tagged, got.attaches) == (names, tagged, attaches)


@pytest.mark.parametrize(
    ("standard", "said"),
    [
        ("a-4", "there is no standard"),
        ("[a-2a, a-3a]", "cannot be both"),
        ("[none, ua-1]", "none stands with"),
        ("[]", "no standard is named"),
    ],
)
def test_standards_that_cannot_be_met(standard: str, said: str) -> None:
    [problem] = errors("", f"---\ntitle: T\npdf:\n  standard: {standard}\n---\n")
    assert placed(problem) == ("bad-standard", 4, 3)
    assert said in problem.message


def test_an_unknown_key_of_the_pdf_is_told_what_there_is() -> None:
    [problem] = errors("", "---\ntitle: T\npdf: {covers: page}\n---\n")
    assert problem.code == "unknown-key"
    assert 'did you mean "cover"?' in problem.hint


def test_params() -> None:
    got = front(
        "params:\n  a: {type: string, default: China, choices: [China, Europe]}\n  b: 2013\n  c: 1.5\n  d: true\n"
        "  e: 2024-02-01\n  f: no\n  g: {default: x}\n  h: {type: number, default: 1}\n"
        "  i: {type: string, default: '1'}"
    )
    assert [(p.name, p.type, p.default, p.choices) for p in got.params] == [
        ("a", "string", "China", ("China", "Europe")),
        ("b", "integer", 2013, ()),
        ("c", "number", 1.5, ()),
        ("d", "boolean", True, ()),
        ("e", "date", datetime.date(2024, 2, 1), ()),
        ("f", "string", "no", ()),
        ("g", "string", "x", ()),
        ("h", "number", 1, ()),
        ("i", "string", "1", ()),
    ]
    assert got.params[1] == Param("b", "integer", 2013, (), Location("r.md", 5, 3))


def test_sources() -> None:
    got = front("sources:\n  a_1: Title\n  b-2: {title: T, url: 'https://example.org', note: 2025}")
    assert got.sources == (Source("a_1", "Title"), Source("b-2", "T", "https://example.org", "2025"))


def test_places() -> None:
    got = front("dataset: x\nparams:\n  a: {default: 1}")
    assert got.places["dataset"] == Location("r.md", 3, 1)
    assert got.places["params.a.default"] == Location("r.md", 5, 7)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("titel: T", [("unknown-key", 3, 1)]),
        ("{{ a }}: T", [("unknown-key", 3, 1)]),
        ("title: U", [("duplicate-key", 3, 1)]),
        ("author: {a: b}", [("wrong-type", 3, 1)]),
        ("author: [A, [B]]", [("wrong-type", 3, 13)]),
        ("author: A {{ b }}", [("expression-not-here", 3, 11)]),
        ("brand: [a]", [("wrong-type", 3, 1)]),
        ("paper: A5", [("bad-value", 3, 1)]),
        ("pdf: ua-1", [("wrong-type", 3, 1)]),
        ("pdf: {paper: A4}", [("unknown-key", 3, 7)]),
        ("pdf: {cover: photo, appendix: all}", [("bad-value", 3, 7), ("bad-value", 3, 21)]),
        ("pdf: {cover: [page]}", [("wrong-type", 3, 7)]),
        ("pdf: {contents: maybe, hyphens: 1}", [("bad-value", 3, 7), ("bad-value", 3, 24)]),
        ("pdf: {lists: [figures, maps]}", [("bad-value", 3, 24)]),
        ("pdf: {standard: {ua-1: true}}", [("wrong-type", 3, 7)]),
        ("pdf: {standard: [[ua-1]]}", [("wrong-type", 3, 18)]),
        ("dataset: [a]", [("wrong-type", 3, 1)]),
        ("dataset: {a b: c}", [("bad-name", 3, 11)]),
        ("dataset: {a: [c]}", [("wrong-type", 3, 11)]),
        ("params: [a]", [("wrong-type", 3, 1)]),
        ("params: {a b: 1}", [("bad-name", 3, 10)]),
        ("params: {a: }", [("missing-key", 3, 10)]),
        ("params: {a: {type: text, default: b}}", [("bad-value", 3, 14)]),
        ("params: {a: {type: [x], default: b}}", [("bad-value", 3, 14)]),
        ("params: {a: {type: integer, default: b}}", [("bad-value", 3, 29)]),
        ("params: {a: {type: integer, default: true}}", [("bad-value", 3, 29)]),
        ("params: {a: {type: date, default: '2025-01-01'}}", [("bad-value", 3, 26)]),
        ("params: {a: {type: date, default: 1, choices: x}}", [("wrong-type", 3, 38)]),
        ("params: {a: {default: 1, choices: [2, x]}}", [("bad-value", 3, 14), ("bad-value", 3, 39)]),
        ("params: {a: {default: 1, min: 0}}", [("unknown-key", 3, 26)]),
        ("params: {a: {default: [1]}}", [("bad-value", 3, 14)]),
        ("params: {a: '{{ b }}'}", [("expression-not-here", 3, 14)]),
        ("sources: {a: {url: x}}", [("missing-key", 3, 11)]),
        ("sources: {a b: T}", [("bad-name", 3, 11)]),
        ("sources: {a: [b]}", [("wrong-type", 3, 11)]),
        ("sources: {a: {title: T, year: 1}}", [("unknown-key", 3, 25)]),
        ("keywords: {a: b}", [("wrong-type", 3, 1)]),
        ("a: b: c", [("bad-yaml", 3, 5)]),
        ("subtitle: {{ a", [("unclosed-expression", 3, 11)]),
        ("subtitle: [a]", [("wrong-type", 3, 1)]),
    ],
)
def test_what_is_wrong(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert bad(text) == expected


@pytest.mark.parametrize("head", ["---\ntitle:\n---\n", "---\ntitle: ''\n---\n", "---\nlang: de\n---\n"])
def test_a_report_without_a_title(head: str) -> None:
    ((code, line, _),) = found("", head)
    assert (code, line) == ("missing-key", 2)


@pytest.mark.parametrize(
    "head", ["---\n---\n", "---\n- a\n---\n", "---\na\n---\n", "\n---\ntitle: T\n---\n", "--- x\n"]
)
def test_what_is_no_front_matter(head: str) -> None:
    assert [code for code, _, _ in found("", head)] == ["missing-front-matter"]


def test_the_previous_edition() -> None:
    def previous(text: str) -> PreviousEdition | None:
        return read("", f"---\ntitle: T\nprevious: {text}\n---\n").front.previous

    assert previous("last.values.json") == PreviousEdition("last.values.json")
    assert previous("{path: editions/1, optional: true}") == PreviousEdition("editions/1", optional=True)
    assert previous("{path: editions/1, optional: false}") == PreviousEdition("editions/1")
    assert previous("") is None
    for wrong, code in (
        ("[a, b]", "wrong-type"),
        ("{optional: true}", "missing-key"),
        ("{path: a, optional: maybe}", "bad-value"),
        ("{path: a, option: true}", "unknown-key"),
        ("{path: [a]}", "wrong-type"),
    ):
        problems = found("", f"---\ntitle: T\nprevious: {wrong}\n---\n")
        assert [(c, line) for c, line, _ in problems] == [(code, 3)], wrong
