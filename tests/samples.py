"""Query results and reports made by hand, for the tests of what comes after the queries."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

from builder.errors import Diagnostic, Location, ResolveError
from builder.model.data import Field, QueryResult, RowOrigin, Source
from builder.model.document import Block, Document, Inlines, SpecBlock, Str
from builder.model.format import Raw, parse_format
from builder.model.source import FrontMatter, ReportSource
from builder.resolve import resolve

AT = Location("r.md", 18, 13)
TITLE: Inlines = (Str("A title"),)

LEAD = QueryResult(
    "lead",
    (Field("benchmark"), Field("year", "year"), Field("lead", "number", "Lead", unit="percent")),
    (("MMLU", 2023, 17.5), ("MMLU", 2024, 0.3), ("MATH", 2023, 24.3), ("MATH", 2024, None)),
    ("scores",),
    ("ai_index",),
    tuple((RowOrigin("scores", "data/scores.csv", n),) for n in (2, 3, 4, 5)),
)
SCORES = QueryResult(
    "scores",
    (Field("month", "yearmonth", "Month"), Field("country"), Field("score", "number", unit="Arena score")),
    (
        (datetime.date(2024, 1, 1), "China", 1112.0),
        (datetime.date(2024, 1, 1), "United States", 1215.0),
        (datetime.date(2024, 2, 1), "China", 1147.0),
        (datetime.date(2024, 2, 1), "United States", 1254.0),
    ),
    sources=("ai_index", "lmsys"),
)
MONEY = QueryResult(
    "money",
    (
        Field("region"),
        Field("usd_bn", "number", unit="USD bn", format=parse_format("money(USD, 1, bn)")),
        Field("usd", "number", unit="USD"),
        Field("companies", "integer", unit="companies"),
        Field("share", "number", unit="share"),
    ),
    (("United States", 109.08, 109.08e9, 1073, 0.75), ("China", 9.29, 9.29e9, 98, 0.064)),
    sources=("ai_index",),
)
ONE = QueryResult(
    "one",
    (Field("yes", "boolean"), Field("no", "boolean"), Field("n", "integer"), Field("nil", "number")),
    ((True, False, 7, None),),
)
EMPTY = QueryResult("empty", (Field("a"), Field("b", "number")), ())
RESULTS = {r.name: r for r in (LEAD, SCORES, MONEY, ONE, EMPTY)}
SOURCES = {
    "ai_index": Source("ai_index", "AI Index 2025", "https://example.org"),
    "lmsys": Source("lmsys", "LMSYS, Chatbot Arena"),
    "epoch": Source("epoch", "Epoch AI"),
}
PARAMS: dict[str, Raw] = {"rival": "China", "since": 2013, "rate": 0.5}


def source(*blocks: Block, lang: str = "en-US", title: Inlines = TITLE) -> ReportSource:
    front = FrontMatter(title, author=("A", "B"), date=datetime.date(2025, 4, 11), lang=lang)
    return ReportSource(Path("r.md"), "r.md", front, (), blocks)


def resolved(
    *blocks: Block,
    lang: str = "en-US",
    results: Mapping[str, QueryResult] = RESULTS,
    title: Inlines = TITLE,
) -> tuple[Document, list[Diagnostic]]:
    return resolve(source(*blocks, lang=lang, title=title), results, SOURCES, PARAMS, "demo", ".")


def errors(*blocks: Block, lang: str = "en-US") -> list[Diagnostic]:
    """The diagnostics of blocks that are in error."""
    try:
        _, found = resolved(*blocks, lang=lang)
    except ResolveError as error:
        return list(error.diagnostics)
    assert any(d.severity == "error" for d in found), "there is no error"
    return found


def chart(spec: Mapping[str, object], id_: str = "c", places: Mapping[str, Location] | None = None) -> SpecBlock:
    return SpecBlock("chart", id_, dict(spec), Location("r.md", 30), dict(places or {}))


def table(spec: Mapping[str, object], id_: str = "t") -> SpecBlock:
    return SpecBlock("table", id_, dict(spec), Location("r.md", 50))
