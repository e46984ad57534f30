"""The audit copy of a brief: each number leads to its row in the appendix, and the row back to the number."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import tree
from briefs import AT, document, header, para, text
from conftest import SALES
from verdicts import standards, syntax

from builder.errors import Findings
from builder.model.audit_words import audit_word
from builder.model.data import Field, QueryResult, RowOrigin
from builder.model.document import DataTable, Document, Link, TableColumn, ValueRun
from builder.model.format import Format
from builder.model.options import PdfOptions
from builder.model.value import Origin, Value
from builder.pipeline import BuildOptions, build
from builder.theme import Theme
from builder.writers.base import Placement, WriteJob
from builder.writers.pdf.writer import PdfWriter

REPORT = """\
---
title: Espresso made {{ espresso.last.cups | number(0) }} cups
author: The shop
date: 2026-04-02
lang: LANG
dataset: shop
sources: {desk: {title: The desk}}
---

```sql espresso
select month, cups from sales where product = 'Espresso' order by month
```

```sql filter
select month, cups from sales where product = 'Filter' and cups is not null order by month
```

```sql sold
select product, sum(cups) as cups from sales group by product order by product
```

# Espresso is at {{ espresso.last.cups | number(0) }} cups {#espresso}

- It was {{ espresso.first.cups | number(0) }} in the first month[^1]
- [Espresso grew.]{holds="espresso.last.cups > espresso.first.cups"}

```key-figures
- label: Cups of filter, {{ filter.first.cups | number(0) }} before
  value: "{{ filter.last.cups | number(0) }}"
```

A word of [{{ filter.first.cups | number(0) }} cups](https://example.org/cups), and in all
**{{ sum(espresso.values("cups")) | number(0) }}**.

Somebody said [1,500]{quote=desk}.

[^1]: Of {{ espresso.count }} months.

```chart cups
mark: line
data: espresso
x: month
y: cups
title: It rose to {{ espresso.last.cups | number(0) }}
alt: A line that ends at {{ espresso.last.cups | number(0) }}
```

```table all
data: sold
total: true
caption: The most is {{ max(sold.values("cups")) | number(0) }}
```

::: {.deck}
- On slides alone: {{ sold.first.cups | number(0) }}
:::
"""


@dataclass(frozen=True)
class Jump:
    """A link inside a brief: where it is, what it says, and where it leads."""

    page: int
    said: str
    to: int
    top: float


@dataclass(frozen=True)
class Copy:
    """A brief that was built, with the same brief without its audit."""

    path: Path
    ledger: dict[str, Any]
    plain: Path

    @property
    def jumps(self) -> list[Jump]:
        return jumps(self.path)

    def pages(self, path: Path) -> list[str]:
        with pypdfium2.PdfDocument(path) as pdf:
            return [page.get_textpage().get_text_range() for page in pdf]


def jumps(path: Path) -> list[Jump]:
    """The links of a file that lead to a place in it."""
    out = []
    with pikepdf.open(path) as pdf:
        numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages, 1)}
        for n, page in enumerate(pdf.pages, 1):
            for note in page.get("/Annots", ()):
                if note.Subtype == "/Link" and "/Dest" in note:
                    target = note.Dest
                    out.append(Jump(n, str(note.Contents), numbers[target[0].objgen], float(target[3])))
    return out


def built(folder: Path, lang: str = "en-GB", *, report: str = REPORT) -> Copy:
    (folder / "data" / "shop").mkdir(parents=True)
    (folder / "data" / "shop" / "sales.csv").write_text(SALES)
    (folder / "pyproject.toml").write_text("")
    (folder / "report.md").write_text(report.replace("LANG", lang))
    paths = []
    for audit in (True, False):
        options = BuildOptions(("pdf",), folder / f"{'with' if audit else 'without'}", audit=audit)
        paths.append(build(folder / "report.md", options).files)
    (path, ledger), (plain, _) = paths
    return Copy(path, json.loads(ledger.read_text("utf-8")), plain)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The report in English."""
    return built(tmp_path_factory.mktemp("shop") / "shop")


def row_text(path: Path, page: int, top: float) -> str:
    """The text of a line at a place that a link leads to: it is 6 points over what it means."""
    with pypdfium2.PdfDocument(path) as pdf:
        width, _ = pdf[page - 1].get_size()
        found = pdf[page - 1].get_textpage().get_text_bounded(0, top - 6 - 12, width, top - 6)
        return " ".join(str(found).split())


def test_each_number_leads_to_its_row_and_the_row_back(copy: Copy) -> None:
    seen = [v for v in copy.ledger["values"] if v["pages"].get("pdf")]
    there = [j for j in copy.jumps if j.said.startswith("Where ")]
    back = [j for j in copy.jumps if j.said.startswith("Back to ")]
    rows = {row_text(copy.path, j.to, j.top) for j in there}
    inside = [v["number"] for v in seen if v["text"] == "830"][-1]  # of a link of the author's
    leading = [v for v in seen if v["in"] != "alternative text" and v["number"] != inside]
    assert len(leading) >= 9
    for value in seen:
        start = f"{value['number']} {value['text']} "
        assert any(row.startswith(start) for row in rows) == (value in leading), start
    for value in leading:
        assert value["pages"]["pdf"] == sorted(
            {j.page for j in there if j.said == f"Where {value['text']} comes from"} & set(value["pages"]["pdf"])
        )
        assert {j.to for j in back if j.said == f"Back to {value['text']} in the text"} >= set(value["pages"]["pdf"])
    first = min(j.to for j in there)
    assert {j.page for j in back} >= {first}
    assert all(j.page < first <= j.to for j in there)
    assert all(j.to < first <= j.page for j in back)


def test_a_row_tells_all_of_its_value(copy: Copy) -> None:
    value = next(v for v in copy.ledger["values"] if v["expression"].startswith("espresso.first"))
    said = " ".join(" ".join(copy.pages(copy.path)).split())
    row = re.search(rf"{value['number']} 1,210 1210 espresso\.cups (\S+) (\S+:2) espresso\.first\.cups", said)
    assert row, said
    assert "cups=" not in row[1]
    assert row[2].endswith("sales.csv:2")


def test_links_of_the_author_stay_and_numbers_in_them_have_rows(copy: Copy) -> None:
    with pikepdf.open(copy.path) as pdf:
        addresses = [str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", ()) if "/A" in note]
    assert addresses.count("https://example.org/cups") >= 1
    number = next(v["number"] for v in copy.ledger["values"] if v["text"] == "830" and v["pages"].get("pdf"))
    assert re.search(rf"\b{number} 830 830 ", " ".join(" ".join(copy.pages(copy.path)).split()))


def test_what_only_slides_have_has_a_row_that_leads_nowhere(copy: Copy) -> None:
    (alone,) = [v for v in copy.ledger["values"] if v["expression"].startswith("sold.first")]
    assert not alone["pages"].get("pdf")
    said = " ".join(" ".join(copy.pages(copy.path)).split())
    assert re.search(rf"\b{alone['number']} 4,075 4075 sold\.cups product=Espresso .*? –", said)


def test_figures_tables_and_sums_have_rows_too(copy: Copy) -> None:
    there = {j.said: j for j in copy.jumps if j.said.startswith("Where ")}
    for said, start in (
        ("Where Figure 1 comes from", "Figure 1 "),
        ("Where Table 1 comes from", "Table 1 "),
        ("Where 5,695 comes from", "Total: 5,695 5695"),
    ):
        assert row_text(copy.path, there[said].to, there[said].top).startswith(start)
    (page,) = copy.ledger["figures"][0]["pages"]["pdf"]
    back = [j for j in copy.jumps if j.said == "Figure 1" and j.page >= there["Where Figure 1 comes from"].to]
    assert {j.to for j in back} == {page}


def test_claims_and_quotes_are_told(copy: Copy) -> None:
    said = " ".join(" ".join(copy.pages(copy.path)).split())
    assert "Espresso grew. espresso.last.cups > espresso.first.cups" in said
    assert re.search(r"1,500 The desk \[1\] not compared", said)


@pytest.mark.parametrize("lang", ["en-GB", "de", "ja", "ar"])
def test_nothing_moves_in_the_pages_before(lang: str, tmp_path: Path) -> None:
    copy = built(tmp_path / "shop", lang)
    before, after = copy.pages(copy.plain), copy.pages(copy.path)
    assert len(after) > len(before)
    count = r"(Page \d+ of |Seite \d+ von )\d+|\d+ / \d+ ページ"
    for a, b in zip(before, after, strict=False):
        # PDFium takes lines from right to left in the order of its own guesses.
        assert lang == "ar" or re.sub(count, "", a) == re.sub(count, "", b)
    for n in range(len(before)):
        old, new = places(copy.plain, n, lang), places(copy.path, n, lang)
        assert Counter(char for char, *_ in old) == Counter(char for char, *_ in new)
        near = {(char, round(left + dx), round(bottom)) for char, left, bottom in new for dx in (-0.3, 0.3)}
        assert [c for c in old if (c[0], round(c[1]), round(c[2])) not in near] == []
    said = ["".join(row.text.split()) for row in tree.read(copy.plain).rows if row.tag in BLOCKS]
    assert said == ["".join(row.text.split()) for row in tree.read(copy.path).rows if row.tag in BLOCKS][: len(said)]


BLOCKS = ("Title", "H1", "H2", "P", "LBody", "TOCI", "Caption", "Note", "TH", "TD")


def places(path: Path, page: int, lang: str) -> list[tuple[str, float, float]]:
    """The characters of a page with their places in points, without spaces and the footer. Arabic joins letters to one
    glyph, of which PDFium gives some by their codes: these are left out.
    """
    out = []
    with pypdfium2.PdfDocument(path) as pdf:
        text_page = pdf[page].get_textpage()
        for at in range(text_page.count_chars()):
            left, bottom, _, _ = text_page.get_charbox(at, loose=True)
            char = text_page.get_text_range(at, 1)
            if bottom > 45 and char.strip() and (lang != "ar" or char.isdecimal() or char > "\u0600"):
                out.append((char, left, bottom))
    return out


@pytest.mark.parametrize("lang", ["en-GB", "ja", "ar"])
def test_it_keeps_the_standards(lang: str, tmp_path: Path) -> None:
    copy = built(tmp_path / "shop", lang)
    assert syntax(copy.path) == []
    assert standards(copy.path) == []
    reading = tree.read(copy.path)
    assert reading.problems == []
    heads = [row.text.strip() for row in reading.rows if row.tag in ("H1", "H2")]
    assert heads[-5:] == [audit_word(key, lang) for key in ("title", "values", "visuals", "claims", "quotes")]


def test_bookmarks_and_page_labels_go_on(copy: Copy) -> None:
    with pikepdf.open(copy.path) as pdf, pdf.open_outline() as outline:
        top = [item.title for item in outline.root]
        inner = [item.title for item in outline.root[-1].children]
        labels = pdf.Root.PageLabels.Nums
    assert top[-1] == "Where every number comes from"
    assert inner == ["Values", "Figures and tables", "Claims", "Quotes"]
    assert (int(labels[0]), str(labels[1].S)) == (0, "/D")


def test_it_is_the_same_each_time_and_without_it_there_is_no_trace(copy: Copy) -> None:
    again = build(copy.path.parent.parent / "report.md", BuildOptions(("pdf",), copy.path.parent / "2", audit=True))
    assert again.files[0].read_bytes() == copy.path.read_bytes()
    said = {j.said for j in jumps(copy.plain)}
    assert not [s for s in said if s.startswith(("Where ", "Back to "))]


def test_the_front_matter_asks_for_it_as_well(tmp_path: Path) -> None:
    copy = built(tmp_path / "shop", "en-GB\naudit: true")
    assert copy.plain.read_bytes() == copy.path.read_bytes()
    assert [j for j in jumps(copy.plain) if j.said.startswith("Back to ")]


# -- By hand ---------------------------------------------------------------------------------------------


def written(doc: Document, folder: Path, *, audit: bool = True) -> tuple[Path, Placement]:
    path = folder / "brief.pdf"
    return path, PdfWriter().write(WriteJob(doc, Theme(), Findings(), audit=audit), path)


def many(count: int, origins: int = 1) -> Document:
    values = tuple(
        Value(n + 0.5, f"{n}.5", "units", Format(), tuple(
            Origin("q", f"column_{m}", (("row", str(n)),), (RowOrigin("t", "data/t.csv", n + m + 2),))
            for m in range(origins)
        ), f"q.at(row={n}).column") for n in range(count)
    )  # fmt: skip
    rows = [
        [p for m in range(n, min(n + 8, count)) for p in (ValueRun(values[m], m), " and ")] for n in range(0, count, 8)
    ]
    return replace(document(header(1, "Many"), *(para(*row) for row in rows)), values=values)


def test_a_row_that_is_higher_than_a_page_is_found_at_its_beginning(tmp_path: Path) -> None:
    doc = many(3)
    tall = replace(doc.values[1], expression=" + ".join(f"q.at(row={n}).column" for n in range(600)))
    path, placement = written(replace(doc, values=(doc.values[0], tall, doc.values[2])), tmp_path)
    assert standards(path) == []
    (jump,) = [j for j in jumps(path) if j.said == "Where 1.5 comes from"]
    assert row_text(path, jump.to, jump.top).startswith("1 1.5 1.5 q.column_0 row=1 data")
    assert placement.pages > jump.to + 2


def test_the_rows_of_hundreds_of_values_are_on_the_pages_that_links_lead_to(tmp_path: Path) -> None:
    doc = many(260, origins=2)
    path, placement = written(doc, tmp_path)
    there = {j.said: j for j in jumps(path) if j.said.startswith("Where ")}
    back = {j.said: j for j in jumps(path) if j.said.startswith("Back to ")}
    assert len(there) == len(back) == 260
    for n in (0, 77, 140, 259):
        jump = there[f"Where {n}.5 comes from"]
        assert jump.to >= placement.audit
        assert row_text(path, jump.to, jump.top).startswith(f"{n} {n}.5 {n}.5 q.column_0 row={n} data/t.csv:{n + 2} ")
        assert [back[f"Back to {n}.5 in the text"].to] == placement.values[n]


def test_a_link_around_a_value_is_kept(tmp_path: Path) -> None:
    value = Value(7, "7", origins=(Origin("q", "n", (("row", "1"),)),))
    inside = Link((ValueRun(value, 0),), "https://example.org/", "", AT)
    doc = replace(document(header(1, "One"), para("See ", inside, " here.")), values=(value,))
    path, _ = written(doc, tmp_path)
    assert not [j for j in jumps(path) if j.said.startswith("Where 7")]
    assert [j for j in jumps(path) if j.said == "Back to 7 in the text"]


def test_a_table_without_sums_and_a_document_without_values(tmp_path: Path) -> None:
    fields = (Field("name"), Field("n", "integer"))
    columns = (TableColumn(0, "Name", Format(), "left"), TableColumn(1, "N", Format(), "right"))
    origins = tuple((RowOrigin("t", "data/t.csv", n),) for n in (2, 5))
    result = QueryResult("q", fields, (("a", 1), ("b", 2)), ("t",), (), origins)
    table = DataTable("t", result, columns, AT, 1, "en-US", text("All"))
    path, _ = written(document(header(1, "One"), table), tmp_path)
    assert standards(path) == []
    with pypdfium2.PdfDocument(path) as pdf:
        said = " ".join(pdf[len(pdf) - 1].get_textpage().get_text_range().split())
    assert "Table 1 All q 2 data/t.csv:2, 5 1" in said


def test_a_file_without_tags_has_the_links_as_well(tmp_path: Path) -> None:
    path = tmp_path / "brief.pdf"
    job = WriteJob(many(5), Theme(), Findings(), pdf=PdfOptions(standard=("none",)), audit=True)
    PdfWriter().write(job, path)
    assert syntax(path) == []
    assert len([j for j in jumps(path) if j.said.startswith("Where ")]) == 5
    assert {j.said for j in jumps(path) if j.said.startswith("Back to ")} == {
        f"Back to {n}.5 in the text" for n in range(5)
    }
