"""The audit copy of a deck: the notes of each slide tell where its numbers come from, and nothing else changes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import SALES
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from builder.model.audit_words import audit_word
from builder.model.words import word
from builder.pipeline import BuildOptions, build

REPORT = """\
---
title: Espresso carries the spring
date: 2026-04-02
lang: LANG
dataset: shop
---

```sql espresso
select month, cups from sales where product = 'Espresso' order by month
```

```sql sold
select product, sum(cups) as cups from sales group by product order by product
```

# Espresso {#espresso}

- It rose to {{ espresso.last.cups | number(0) }} cups

It began with {{ espresso.first.cups | number(0) }} cups. And {{ espresso.first.cups | number(0) }} is told once.

```chart cups
mark: line
data: espresso
x: month
y: cups
```

# All that was sold

```table all
data: sold
total: true
```

# Nothing is counted here

- Words alone
"""


def built(folder: Path, lang: str = "en-GB", *, audit: bool) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "data" / "shop").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "shop" / "sales.csv").write_text(SALES)
    (folder / "pyproject.toml").write_text("")
    (folder / "report.md").write_text(REPORT.replace("LANG", lang))
    out = folder / ("with" if audit else "without")
    return build(folder / "report.md", BuildOptions(("pptx",), out, audit=audit)).files[0]


def notes(path: Path) -> dict[str, list[str]]:
    """The paragraphs of the notes of each slide, by its title."""
    deck = Presentation(str(path))
    return {
        slide.shapes.title.text_frame.text: slide.notes_slide.notes_text_frame.text.split("\n")
        for slide in deck.slides
        if slide.has_notes_slide
    }


def test_the_notes_end_with_the_numbers_of_the_slide(tmp_path: Path) -> None:
    said = notes(built(tmp_path, audit=True))
    at = said["Espresso"].index("Numbers on this slide:")
    assert said["Espresso"][:at] == ["It began with 1,210 cups. And 1,210 is told once."]
    rose, began, chart = said["Espresso"][at + 1 :]
    assert re.fullmatch(r"1,525: espresso\.cups, month=2026-03; data/shop/sales\.csv:6", rose)
    assert re.fullmatch(r"1,210: espresso\.cups, month=2026-01; data/shop/sales\.csv:2", began)
    assert chart == "Figure 1: espresso, Rows: 3; data/shop/sales.csv:2, 4, 6"


def test_tables_and_their_sums_are_told(tmp_path: Path) -> None:
    said = notes(built(tmp_path, audit=True))
    head, table, total = said["All that was sold"][-3:]
    assert head == "Numbers on this slide:"
    assert table == "Table 1: sold, Rows: 2; data/shop/sales.csv:2–7"
    assert total.startswith("5,695: sold.cups, all rows; data/shop/sales.csv:2–7")


def test_a_slide_without_numbers_keeps_its_notes(tmp_path: Path) -> None:
    said = notes(built(tmp_path, audit=True))
    assert "Numbers on this slide:" not in said.get("Nothing is counted here", [])


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_nothing_else_changes(tmp_path: Path) -> None:
    before, after = parts(built(tmp_path, audit=False)), parts(built(tmp_path, audit=True))
    assert before.keys() <= after.keys()
    changed = {name for name in after if before.get(name) != after[name]}
    allowed = r"ppt/notesSlides/.*|ppt/slides/_rels/.*\.rels|\[Content_Types\]\.xml"
    assert [name for name in sorted(changed) if not re.fullmatch(allowed, name)] == []
    assert any(name.startswith("ppt/notesSlides/") for name in changed)


def test_without_it_there_is_no_trace(tmp_path: Path) -> None:
    assert not any("Numbers on this slide" in " ".join(said) for said in notes(built(tmp_path, audit=False)).values())


def test_it_is_the_same_each_time(tmp_path: Path) -> None:
    first = built(tmp_path / "a", audit=True).read_bytes()
    assert built(tmp_path / "b", audit=True).read_bytes() == first


@pytest.mark.parametrize("lang", ["de", "ja", "ar"])
def test_the_list_speaks_the_language_of_the_report(lang: str, tmp_path: Path) -> None:
    path = built(tmp_path, lang, audit=True)
    assert [str(e) for e in OpenXmlValidator().validate(str(path)).errors] == []
    said = notes(path)["Espresso"]
    at = said.index(audit_word("slide", lang))
    assert said[at + 1].endswith(": espresso.cups, month=2026-03; data/shop/sales.csv:6")
    assert said[-1].startswith(f"{word('figure', lang)} 1: espresso, ")
    deck: Any = Presentation(str(path))
    slide = next(s for s in deck.slides if s.shapes.title.text_frame.text == "Espresso")
    runs = slide.notes_slide.notes_text_frame._txBody.xpath(".//a:rPr")
    assert {run.get("lang") for run in runs} == {lang}
