"""A PDF and a deck that were altered after they were built: each change is named, with its page or slide."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import altered
import pytest
from conftest import SALES, Call

from builder.errors import Diagnostic
from builder.pipeline import build
from builder.readback.verify import load, read_written, verify
from builder.writers.base import Placement, WriteJob

REPORT = """\
---
title: "Espresso sold {{ espresso.last.cups | number(0) }} cups"
author: The shop
date: 2026-04-02
lang: en-GB
dataset: shop
---

```sql espresso
select month, cups from sales where product = 'Espresso' order by month
```

```sql both
select * from sales
```

```sql dear
select product, sum(cups) as cups, sum(cups) * 2.75 as money from sales group by product order by product
```

# Espresso grew every month {#espresso}

- {{ espresso.last.cups | number(0) }} cups in the last month, in 27 shops
- [Espresso grew.]{holds="espresso.last.cups > espresso.first.cups"}

It began with {{ espresso.first.cups | number(0) }} cups[^1], {{ 3 | words }} months ago.

```chart cups
mark: line
data: both
x: month
y: cups
color: product
title: Filter coffee fades
```

# What it brought {#money}

```table products
data: dear
columns: [product, cups, {field: money, format: number(2)}]
caption: All products
total: [cups]
```

# Where it goes {#later}

The shop has no third machine, of 27.[^1]

```chart bars
mark: bar
data: dear
x: product
y: cups
title: Espresso leads
native: never
```

::: notes
Say that filter coffee had {{ dear.at(product="Filter").cups | number(0) }} cups.
:::

[^1]: Counted {{ espresso.count | words }} times.
"""
Alter = Callable[[Path, Path], None]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build."""
    folder = tmp_path_factory.mktemp("original")
    (folder / "data" / "shop").mkdir(parents=True)
    (folder / "data" / "shop" / "sales.csv").write_text(SALES, encoding="utf-8")
    (folder / "shop.md").write_text(REPORT, encoding="utf-8")
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    result = build(folder / "shop.md")
    assert [str(d) for d in result.diagnostics if d.severity == "error"] == []
    return folder / "output"


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "copy"))


def found(folder: Path) -> list[Diagnostic]:
    ledger = load(folder / "shop.values.json")
    return verify(ledger, read_written(ledger, folder))


def page_of(folder: Path, format_: str, text: str) -> int:
    """The page or the slide of a value, from the ledger."""
    values = load(folder / "shop.values.json")["values"]
    return int(next(v["pages"][format_][0] for v in values if v["text"] == text and v["line"] > 8))


def test_what_was_built_ties_out(copy: Path) -> None:
    assert [str(d) for d in found(copy)] == []


def in_slides(old: str, new: str, pattern: str = r"ppt/slides/slide\d+\.xml", mark: str = "") -> Alter:
    def alter(_: Path, deck: Path) -> None:
        name = altered.part_with(deck, pattern, mark or old)
        altered.zip_part(deck, name, altered.replaced(old, new))

    return alter


def in_pdf(old: str, new: str, page: int) -> Alter:
    return lambda pdf, _: altered.pdf_text(pdf, page, old, new)


def first_and_second(listed: list[Any]) -> list[Any]:
    return [listed[1], listed[0], *listed[2:]]


EXTRA, GONE, VALUE = "number-not-in-source", "number-missing", "value-missing"
NOTES, CHARTS = r"ppt/notesSlides/.*\.xml", r"ppt/charts/chart\d+\.xml"


def pages(change: Callable[[list[Any]], list[Any]]) -> Alter:
    return lambda pdf, _: altered.pdf_pages(pdf, change)


def slides(change: Callable[[list[Any]], list[Any]]) -> Alter:
    return lambda _, deck: altered.slides(deck, change)


MUTANTS: dict[str, tuple[Alter, set[str], str]] = {
    "a digit of the PDF's text": (in_pdf("1,525", "1,526", 1), {VALUE, EXTRA}, "1,526"),
    "a digit typed into the text": (in_pdf("27", "57", 1), {GONE, EXTRA}, "57"),
    "a value in words": (in_pdf("three", "tooth", 1), {VALUE}, "three"),
    "words of the PDF": (in_pdf("no third", "to third", 2), {"text-differs"}, "page 2"),
    "a page that is gone": (pages(lambda p: p[:1]), {"page-missing"}, "built as 2"),
    "two pages exchanged": (pages(first_and_second), {"page-moved"}, "built as 2"),
    "a page that is there twice": (pages(lambda p: [*p, p[0]]), {"page-added"}, "page 3"),
    "the PDF's text alternative": (
        lambda pdf, _: altered.pdf_alt(pdf, "1,525", "1,526"),
        {"figure-missing", EXTRA},
        "1,526",
    ),
    "a digit on a slide": (in_slides("1,525", "1,526", mark="cups in the last"), {GONE, EXTRA}, "1,526"),
    "a digit in a table's cell": (in_slides("11,206.25", "11,207.25"), {VALUE, EXTRA}, "11,207.25"),
    "a table's total": (in_slides("5,695", "5,696"), {VALUE, EXTRA}, "5,696"),
    "a digit in the notes": (in_slides("1,620", "1,629", NOTES), {VALUE, EXTRA}, "notes"),
    "a text alternative of the deck": (in_slides("1,525", "1,555", mark='descr="'), {EXTRA}, "1,555"),
    "a label of a drawing": (in_slides("4,075", "4,076", mark="Chart bars"), {EXTRA}, "4,076"),
    "a point of a chart": (in_slides("<c:v>1340</c:v>", "<c:v>1440</c:v>", CHARTS), {"workbook-differs"}, "1440"),
    "a cell of a workbook": (
        lambda _, deck: altered.in_workbook(deck, "<v>1340</v>", "<v>1341</v>"),
        {"workbook-differs"},
        "1341",
    ),
    "a slide that is gone": (slides(lambda s: [s[0], *s[2:]]), {"page-missing"}, "built as 2"),
    "two slides exchanged": (slides(first_and_second), {"page-moved"}, "built as"),
    "a minus before a number": (in_slides("1,525", "-1,525", mark="cups in the last"), {EXTRA}, "-1,525"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_each_change_is_named(name: str, copy: Path) -> None:
    alter, codes, said = MUTANTS[name]
    alter(copy / "shop.pdf", copy / "shop.pptx")
    diagnostics = found(copy)
    assert codes | {"file-altered"} <= {d.code for d in diagnostics}, [str(d) for d in diagnostics]
    assert any(said in d.message for d in diagnostics if d.code in codes), [d.message for d in diagnostics]
    assert all(d.severity == "error" and d.hint for d in diagnostics if d.code != "and-more")


def test_a_point_and_its_cell_together_are_not_what_the_ledger_has(copy: Path) -> None:
    deck = copy / "shop.pptx"
    altered.in_workbook(deck, "<v>1340</v>", "<v>1341</v>")
    name = altered.part_with(deck, CHARTS, "<c:v>1340</c:v>")
    altered.zip_part(deck, name, lambda data: data.replace(b"<c:v>1340</c:v>", b"<c:v>1341</c:v>"))
    messages = [d.message for d in found(copy) if d.code == "workbook-differs"]
    assert any("lacks the value 1340" in m for m in messages), messages


def test_a_missing_value_leads_to_its_place_in_the_report(copy: Path) -> None:
    page = page_of(copy, "pdf", "1,525")
    altered.pdf_text(copy / "shop.pdf", page, "1,525", "1,526")
    [missing] = [d for d in found(copy) if d.code in ("value-missing", "number-missing")]
    assert missing.location
    lines = REPORT.splitlines()
    assert "{{ espresso.last.cups" in lines[missing.location.line - 1]
    assert f"shop.pdf, page {page}" in missing.message


def test_one_page_with_another_number_is_told_of_that_page_alone(copy: Path) -> None:
    in_slides("11,206.25", "11,207.25")(copy / "shop.pdf", copy / "shop.pptx")
    places = {m[0] for d in found(copy) if (m := re.search(r"slide \d+", d.message))}
    assert len(places) == 1


def test_a_file_saved_again_is_named_though_every_number_is_there(copy: Path) -> None:
    altered.zip_part(copy / "shop.pptx", "docProps/app.xml", altered.replaced("build-report", "another"))
    assert [d.code for d in found(copy)] == ["file-altered"]


def test_a_ledger_that_was_altered_is_no_longer_that_of_the_files(copy: Path) -> None:
    path = copy / "shop.values.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"text": "1,210"', '"text": "1,219"'), encoding="utf-8")
    codes = {d.code for d in found(copy)}
    assert "value-missing" in codes


# -- The command -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [".", "shop.values.json", "shop.pdf", "shop.pptx"])
def test_the_command_takes_what_lies_beside_the_ledger(
    given: str, copy: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy)
    done = call("verify", given)
    assert done.exit_code == 0, done.stderr
    assert "tie out in shop.pdf, shop.pptx" in done.stdout


def test_the_command_fails_for_a_file_that_was_altered(copy: Path, call: Call) -> None:
    in_slides("1,620", "1,629", NOTES)(copy / "shop.pdf", copy / "shop.pptx")
    done = call("verify", str(copy), "--json")
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert said["ok"] is False
    assert {"value-missing", "number-not-in-source"} <= {d["code"] for d in said["diagnostics"]}


@pytest.mark.parametrize("name", ["shop.pdf", "shop.pptx"])
def test_a_file_that_is_broken_or_gone_is_named(name: str, copy: Path, call: Call) -> None:
    (copy / name).write_bytes(b"no such thing")
    done = call("verify", str(copy))
    assert done.exit_code == 1
    assert f"error[file-not-read]: {name} cannot be read back" in done.stderr
    (copy / name).unlink()
    done = call("verify", str(copy))
    assert (done.exit_code, f"{name} cannot be read back" in done.stderr) == (1, True)


def test_what_is_no_ledger_is_named(tmp_path: Path, call: Call) -> None:
    assert "error[file-not-found]" in call("verify", str(tmp_path)).stderr
    (tmp_path / "x.values.json").write_text("[1]", encoding="utf-8")
    done = call("verify", str(tmp_path))
    assert (done.exit_code, "error[not-a-ledger]" in done.stderr) == (1, True)


def test_a_ledger_without_documents_proves_nothing(shop: Path, call: Call) -> None:
    assert call("--format", "text").exit_code == 0
    done = call("verify", "output")
    assert done.exit_code == 1
    assert "error[file-not-read]: the ledger has neither a PDF nor a deck" in done.stderr.replace("1:1: ", "")


def test_what_was_built_without_reading_back_is_verified_later(shop: Path, call: Call) -> None:
    assert call("--no-verify").exit_code == 0
    assert call("verify").exit_code == 0
    in_slides("1,525", "1,526")(shop / "output" / "shop.pdf", shop / "output" / "shop.pptx")
    done = call("verify")
    assert done.exit_code == 1
    assert "number-not-in-source" in done.stderr


def test_a_build_whose_file_does_not_say_what_it_should_leaves_the_earlier_ones(
    shop: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer puts another digit on the slide than the value has."""
    assert call().exit_code == 0
    earlier = (shop / "output" / "shop.pptx").read_bytes()
    from builder.writers.pptx.writer import PptxWriter

    write = PptxWriter.write

    def wrong(self: PptxWriter, job: WriteJob, target: Path) -> Placement:
        placement = write(self, job, target)
        in_slides("1,525", "1,255")(target, target)
        return placement

    monkeypatch.setattr(PptxWriter, "write", wrong)
    done = call()
    assert done.exit_code == 1
    assert {"value-missing", "number-not-in-source"} <= set(re.findall(r"error\[([a-z-]+)\]", done.stderr))
    assert (shop / "output" / "shop.pptx").read_bytes() == earlier
    assert call("--no-verify").exit_code == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: "[" * 100_000 + text, "not-a-ledger"),
        (lambda text: text.replace('"version": 1', '"version": 99', 1), "newer-ledger"),
        (lambda text: text.replace('"version": 1', '"version": NaN', 1), "not-a-ledger"),
        (lambda text: text.replace('"numbers": [', '"numbers": [[', 1).replace("]}", "]]}", 1), "not-a-ledger"),
        (lambda text: text.replace('"sha256"', '"sha"'), "not-a-ledger"),
    ],
)
def test_a_damaged_ledger_is_an_error(change: Callable[[str], str], code: str, copy: Path, call: Call) -> None:
    ledger = copy / "shop.values.json"
    ledger.write_text(change(ledger.read_text(encoding="utf-8")), encoding="utf-8")
    done = call("verify", str(ledger))
    assert (done.exit_code, f"error[{code}]" in done.stderr) == (1, True)
