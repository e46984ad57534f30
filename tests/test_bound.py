"""Values keep where they come from, read the same in every corner, and stand where the ledger says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pptx import Presentation

from builder.errors import Findings, Location
from builder.evaluate import evaluate
from builder.model.corners import corners
from builder.model.data import Query
from builder.model.document import Document, Expr, ValueRun
from builder.model.format import Raw
from builder.model.value import Value
from builder.model.walk import inlines_of, walk_blocks, walk_inlines
from builder.pipeline import BuildOptions, BuildResult, build
from builder.readers.ledger import read_edition
from builder.scope import Scope
from builder.sources.dataset import open_dataset

AT = Location("r.md", 3)
SALES = """\
region,year,amount
North,2023,12.5
North,2024,17.25
South,2023,9.75
South,2024,8.5
"""
AREAS = """\
region,area
North,4
South,5
"""
PACKAGE = {
    "name": "d",
    "sources": [{"key": "office", "title": "The office"}],
    "resources": [
        {"name": "sales", "path": "sales.csv", "sources": [{"key": "office", "title": "The office"}],
         "schema": {"fields": [{"name": "region", "type": "string"}, {"name": "year", "type": "year"},
                               {"name": "amount", "type": "number", "unit": "percent", "format": "percent(1)"}]}},
        {"name": "areas", "path": "areas.csv",
         "schema": {"fields": [{"name": "region", "type": "string"}, {"name": "area", "type": "integer"}]}},
    ],
}  # fmt: skip


def dataset(folder: Path) -> Path:
    data = folder / "data" / "d"
    data.mkdir(parents=True)
    (folder / "pyproject.toml").touch()
    (data / "sales.csv").write_text(SALES)
    (data / "areas.csv").write_text(AREAS)
    (data / "datapackage.json").write_text(json.dumps(PACKAGE))
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dataset(tmp_path_factory.mktemp("bound"))


def ask(project: Path, expression: str, *sql: str, **params: Raw) -> Value:
    """The value of an expression over queries called q, r, s."""
    with open_dataset("d", project, project) as opened:
        queries = [Query(name, text, AT) for name, text in zip("qrs", sql, strict=False)]
        results = dict(opened.run(queries, params))
        for name in opened.tables:
            if found := opened.table(name):
                results[name] = found
    return evaluate(Expr(expression, AT), Scope(results, params, {}, "en-US"))


def lines(value: Value) -> set[str]:
    return {f"{r.table}:{r.line}" for o in value.origins for r in o.rows}


# -- Origins ---------------------------------------------------------------------------------------------

NORTH = "select region, year, amount from sales where region = 'North'"


@pytest.mark.parametrize(
    ("expression", "sql", "rows"),
    [
        ("q.at(year=2024).amount", [NORTH], {"sales:3"}),
        ("q.at(year=2024).amount | percent(0) | signed", [NORTH], {"sales:3"}),
        ("q.last.amount - q.first.amount", [NORTH], {"sales:2", "sales:3"}),
        ("round(q.last.amount / q.first.amount, 1)", [NORTH], {"sales:2", "sales:3"}),
        ("max(q.values('amount'))", [NORTH], {"sales:3"}),
        ("sales.rows[3].amount", [], {"sales:5"}),
        # Joins have the rows of all sides, filled-up rows those that there are.
        ("q.x", [("select s.amount / a.area as x from sales s join areas a using (region) where s.year = 2024 "
                 "and region = 'South'")], {"sales:5", "areas:3"}),
        ("q.first.x", ["select s.amount as x from areas a left join sales s on s.region = a.region and s.year = 1900"],
         {"areas:2"}),
        # An aggregate has those of its group; its conditions add none.
        ("q.at(region='North').x", ["select region, sum(amount) as x from sales group by region order by 1"],
         {"sales:2", "sales:3"}),
        ("q.x", ["select max(amount) as x from sales where year = 2024"], {"sales:3", "sales:5"}),
        ("q.x", ["select avg(amount) filter (where year = 2024) as x from sales where region = 'North'"],
         {"sales:2", "sales:3"}),
        ("q.at(region='South').x", ["select region, count(*) as x from sales group by all having x > 1 order by 1"],
         {"sales:4", "sales:5"}),
        # Unions, tables of WITH, subqueries.
        ("q.at(region='South').x", [("select region, amount as x from sales where year = 2023 and region = 'North' "
                                    "union all select region, amount from sales where year = 2024 and "
                                    "region = 'South'")], {"sales:5"}),
        ("q.x", [("with n as (select amount from sales where region = 'North'), m as (select max(amount) as x from n) "
                 "select x from m")], {"sales:2", "sales:3"}),
        ("q.x", ["select t.amount as x from (select * from sales where year = 2023) t where t.region = 'South'"],
         {"sales:4"}),
        # Queries over queries, three deep.
        ("s.x", [NORTH, "select sum(amount) as x from q", "select 2 * x as x from r"], {"sales:2", "sales:3"}),
        ("r.last.amount", [NORTH, "select q.amount, a.area from q join areas a using (region) order by q.year"],
         {"sales:3", "areas:2"}),
        # A window that only ranks adds no rows.
        ("q.first.amount", ["select amount, rank() over (order by amount desc) as place from sales order by 2"],
         {"sales:3"}),
        ("q.at(region='South', year=2024).amount", ["select * from sales order by amount desc limit 4"], {"sales:5"}),
    ],
)  # fmt: skip
def test_a_value_is_traced_to_its_rows(project: Path, expression: str, sql: list[str], rows: set[str]) -> None:
    value = ask(project, expression, *sql)
    assert lines(value) == rows
    assert all(o.query and o.column for o in value.origins)
    assert {k for o in value.origins for k in o.sources} <= {"office"}


@pytest.mark.parametrize(
    "sql",
    [
        "select lag(amount) over (order by year) as x from sales where region = 'North' order by year desc limit 1",
        "select sum(amount) over (partition by region) as x from sales limit 1",
        "select distinct region as x from sales where region = 'North'",
        "select (select max(amount) from sales) as x",
        "select amount as x from sales where year = 2023 and region = 'North' union select 12.5",
        "with recursive t(n) as (select 1 union all select n + 1 from t where n < 3) select max(n) as x from t",
        "select 1 as x",
    ],
)
def test_what_cannot_be_traced_has_no_rows(project: Path, sql: str) -> None:
    value = ask(project, "q.x", sql)
    [origin] = value.origins
    assert (origin.query, origin.column, origin.rows) == ("q", "x", ())


def test_a_parameter_chooses_the_rows(project: Path) -> None:
    sql = "select amount as x from sales where region = $rival and year = 2024"
    assert lines(ask(project, "q.x", sql, rival="South")) == {"sales:5"}
    assert lines(ask(project, "q.x", sql, rival="North")) == {"sales:3"}
    assert lines(ask(project, "sales.at(region=rival, year=2024).amount", rival="South")) == {"sales:5"}


# -- Corners ---------------------------------------------------------------------------------------------

REPORT = """\
---
title: "Sales in the north reach {{ n.amount }}"
subtitle: "After {{ n.amount }}"
date: 2025-01-01
dataset: d
---

```sql n
select region, year, amount from sales where region = 'North' and year = 2024
```

# The north has {{ n.amount }} {#north}

- A bullet with {{ n.amount }}.

A paragraph with {{ n.amount }}[^f] and a [link to {{ n.amount }}](https://example.org).

[^f]: A footnote with {{ n.amount }}.

> A quotation with {{ n.amount }}.

::: callout
A callout with {{ n.amount }}.
:::

::: notes
A note with {{ n.amount }}.

- And a bullet with {{ n.amount }}.
:::

::: brief
Only in the brief {{ n.amount }}.
:::

::: deck
Only in the deck {{ n.amount }}.
:::

::: {.each row=n}
Once for each {{ row.amount }}.
:::

# Key figures reach {{ n.amount }} {#keys}

```key-figures
- label: North {{ n.amount }}
  value: "{{ n.amount }}"
  change: "from {{ n.amount }}"
  note: "so {{ n.amount }}"
```

| Region | Amount {{ n.amount }} |
|---|---|
| North | {{ n.amount }} |

: A pipe table of {{ n.amount }} {#pipe}

# A chart of {{ n.amount }} {#chart}

```chart amounts
mark: bar
data: sales
x: {field: year, title: "Year of {{ n.amount }}"}
y: {field: amount, title: "Amount of {{ n.amount }}"}
color: {field: region, title: "Region of {{ n.amount }}"}
stack: group
labels: true
title: "The north reached {{ n.amount }}"
subtitle: "Percent, up to {{ n.amount }}"
caption: "Caption with {{ n.amount }}"
alt: "A bar chart that ends at {{ n.amount }}"
source: "Our own data of {{ n.amount }}"
annotate:
  - {y: 15, text: "The mark of {{ n.amount }}"}
```

# A table of {{ n.amount }} {#table}

```table all
data: sales
columns:
  - {field: region, label: "Region {{ n.amount }}"}
  - {field: amount, label: "Amount {{ n.amount }}"}
caption: "Table caption {{ n.amount }}"
source: "Table source {{ n.amount }}"
total: [amount]
```

# A picture of {{ n.amount }} {#picture}

![A red box of {{ n.amount }}](p.png)

1. One {{ n.amount }}
"""
KINDS = {
    "title", "subtitle", "heading", "list item", "paragraph", "footnote", "quotation", "callout", "speaker notes",
    "key figure", "cell", "caption", "axis title", "chart title", "chart subtitle", "annotation", "alternative text",
    "column label", "source",
}  # fmt: skip
TEXT = "17.3%"  # 17.25 percent with one decimal, halves away from zero


@pytest.fixture(scope="module")
def built(project: Path) -> tuple[BuildResult, Any]:
    Image.new("RGB", (80, 40), "red").save(project / "p.png")
    (project / "report.md").write_text(REPORT)
    result = build(project / "report.md", BuildOptions(output=project / "out"))
    return result, json.loads(result.files[-1].read_text(encoding="utf-8"))


def test_one_expression_has_one_text_in_all_corners(built: tuple[BuildResult, Any]) -> None:
    result, ledger = built
    assert {v.text for v in result.document.values} == {TEXT}
    assert {v["in"] for v in ledger["values"]} == KINDS
    [figure] = ledger["figures"]
    assert TEXT in figure["channels"]["y"]["text"]
    assert TEXT in figure["title"]
    assert TEXT in figure["alt"]
    [table] = ledger["tables"]
    assert [c["text"] for c in ledger["cells"]][1] == ["North", TEXT]
    assert [v["text"] if v else None for v in table["total"]] == ["Total", "48.0%"]
    [origin] = table["total"][1]["origins"]
    assert origin["rows"] == [f"data/d/sales.csv:{n}" for n in (2, 3, 4, 5)]
    assert all(TEXT in c["label"] for c in table["columns"])


def test_every_value_has_a_place_or_a_reason(built: tuple[BuildResult, Any]) -> None:
    _, ledger = built
    assert [v["number"] for v in ledger["values"]] == list(range(len(ledger["values"])))
    for value in ledger["values"]:
        absent = value.get("absent", {})
        assert value["pages"].keys() | absent.keys() == {"pdf", "pptx"}, value
        assert value["pages"], value
        assert set(absent.values()) <= {"only in the brief", "only in the deck"}
        assert all(1 <= n <= ledger["formats"][f]["pages"] for f, pages in value["pages"].items() for n in pages)
    reasons = {(v["in"], *v.get("absent", {}).items()) for v in ledger["values"] if "absent" in v}
    assert ("speaker notes", ("pdf", "only in the deck")) in reasons
    assert ("paragraph", ("pptx", "only in the brief")) in reasons
    assert ("paragraph", ("pdf", "only in the deck")) in reasons


def test_the_text_stands_on_the_pages_that_the_ledger_names(built: tuple[BuildResult, Any]) -> None:
    result, ledger = built
    named = {n for v in ledger["values"] if v["in"] != "alternative text" for n in v["pages"].get("pdf", ())}
    with pypdfium2.PdfDocument(result.files[0]) as pdf:
        found = {n for n, page in enumerate(pdf, 1) if TEXT in page.get_textpage().get_text_bounded()}
    assert named <= found
    deck = Presentation(str(result.files[1]))
    for value in ledger["values"]:
        for number in value["pages"].get("pptx", ()):
            slide = deck.slides[number - 1]
            texts = slide.part.blob.decode()
            notes = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
            charts = "".join(r.target_part.blob.decode() for r in slide.part.rels.values() if "chart" in r.reltype)
            assert TEXT in texts + notes + charts, value


def runs_of(document: Document) -> set[int]:
    """The numbers of all values of a tree, found without the walk that names corners."""
    blocks = list(walk_blocks(document.blocks))
    texts = [document.meta.title, document.meta.subtitle, *(i for b in blocks for i in inlines_of(b))]
    texts += [inlines for b in blocks for _, inlines in getattr(b, "authored", ())]
    return {i.number for text in texts for i in walk_inlines(text) if isinstance(i, ValueRun)}


def test_every_value_of_the_tree_is_in_the_ledger(built: tuple[BuildResult, Any]) -> None:
    result, ledger = built
    assert runs_of(result.document) == {v["number"] for v in ledger["values"]} == corners(result.document).keys()


def test_the_ledger_reads_back(built: tuple[BuildResult, Any]) -> None:
    result, ledger = built
    findings = Findings()
    edition = read_edition(result.files[-1], "out", findings)
    assert findings.items == []
    assert edition
    assert [v["text"] for v in edition.values] == [v["text"] for v in ledger["values"]]
    assert len(edition.rows[0]) == 4


WORDS = st.sampled_from(["{{ n.amount }}", "**{{ n.amount }}**", "[a {{ n.amount }}](#h)", "plain",
                         "*a {{ n.amount }}*",
                         '[{{ n.amount }}]{holds="n.amount > 1"}'])  # fmt: skip
BLOCKS = st.builds(
    lambda form, words: form.replace("@@", " ".join(words)),
    st.sampled_from(["@@", "- @@", "1. @@", "> @@", "::: notes\n@@\n:::", "::: brief\n@@\n:::", "## @@ {#h2}",
                     "| @@ | b |\n|---|---|\n| c | @@ |", "::: callout\n- @@\n:::"]),
    st.lists(WORDS, min_size=1, max_size=3),
)  # fmt: skip


@given(st.lists(BLOCKS, min_size=1, max_size=5, unique=True))
@settings(deadline=None, max_examples=50)
def test_whatever_stands_in_a_report_is_in_its_ledger(project: Path, blocks: list[str]) -> None:
    head = REPORT.partition("# The north")[0]
    used = [b for n, b in enumerate(blocks) if "#h2" not in b or n == 0]
    (project / "drawn.md").write_text(head + "# Head {#h}\n\n" + "\n\n".join(used) + "\n")
    result = build(project / "drawn.md", BuildOptions(output=project / "drawn", formats=("text",)))
    ledger = json.loads(result.files[-1].read_text(encoding="utf-8"))
    numbers = [v["number"] for v in ledger["values"]]
    assert numbers == list(range(len(result.document.values)))
    assert set(numbers) == runs_of(result.document)
    assert all(v["pages"] or v["absent"] for v in ledger["values"])
    assert all(v["text"] == TEXT and v["origins"][0]["rows"] == ["data/d/sales.csv:3"] for v in ledger["values"])
