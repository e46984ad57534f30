"""Every kind of bad input through the command: exit code 1, diagnostics with place and hint, and nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import REPORT, SALES, Call, diagnostics

FILES = ("shop.pdf", "shop.pptx", "shop.values.json")

EXPR = "{{ espresso.last.cups | number(0) }} cups in"
BEGAN = "It began with"

# What stands in the report, what is put in its place, and the text on whose line the diagnostic must point.
BAD = {
    "column": ("last.cups", "last.cupz", "last.cupz"),
    "query": (EXPR, EXPR.replace("espresso", "expresso"), "expresso"),
    "filter": (EXPR, EXPR.replace("number", "numbr"), "numbr"),
    "unclosed expression": (EXPR, EXPR.replace(" }}", ""), "last.cups"),
    "empty expression": (EXPR, "{{ }} cups in", "{{ }}"),
    "mark": ("mark: line", "mark: lines", "mark: lines"),
    "chart key": ("color: product", "colour: product", "colour:"),
    "chart column": ("color: product", "color: produkt", "produkt"),
    "chart query": ("data: both", "data: booth", "data: booth"),
    "front matter key": ("author: The shop", "autor: The shop", "autor"),
    "front matter yaml": ("lang: en-GB", "lang: [en-GB", ""),
    "front matter language": ("lang: en-GB", "lang: xx-QQ-nothing", "xx-QQ"),
    "date": ("date: 2026-04-02", "date: yesterday", "yesterday"),
    "fence yaml": ("x: month", "x: [month", ""),
    "unclosed fence": ("title: Filter coffee fades\n```\n", "title: Filter coffee fades\n", "```chart"),
    "unclosed sql": ("order by month\n```", "order by month", ""),
    "sql column": ("select month, cups from", "select month, cupz from", "cupz"),
    "sql syntax": ("select month, cups from", "selec month, cups from", "selec"),
    "sql writes": ("select month, cups from sales", "delete from sales", "delete"),
    "sql reads a file": ("from sales where", "from read_csv('/etc/passwd') where", "read_csv"),
    "nothing where a value is asked": ("product = 'Espresso'", "product = 'Tea'", "last.cups"),
    "claim": ("last.cups > espresso", "last.cups < espresso", "holds="),
    "dataset": ("dataset: shop", "dataset: shops", "shops"),
    "image": (BEGAN, f"![A cup](cup.png)\n\n{BEGAN}", "cup.png"),
    "image that is none": (BEGAN, f"![A cup](not-a-picture.png)\n\n{BEGAN}", "not-a-picture.png"),
    "template": ("lang: en-GB", "lang: en-GB\ndeck: missing.pptx", "missing.pptx"),
    "corrupt template": ("lang: en-GB", "lang: en-GB\ndeck: corrupt.pptx", ""),
    "brand": ("lang: en-GB", "lang: en-GB\nbrand: missing.yml", "missing.yml"),
    "file outside": (BEGAN, f"![A cup](../../../etc/cup.png)\n\n{BEGAN}", "cup.png"),
    "reference": (BEGAN, f"See [](#nowhere). {BEGAN}", "#nowhere"),
    "citation": (BEGAN, f"[@nobody] {BEGAN}", "@nobody"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_and_leaves_the_old_files(case: str, shop: Path, call: Call) -> None:
    old, new, at = BAD[case]
    assert REPORT.count(old) >= 1
    text = REPORT.replace(old, new, 1)
    (shop / "report.md").write_text(text, encoding="utf-8")
    (shop / "not-a-picture.png").write_text("no picture", encoding="utf-8")
    (shop / "corrupt.pptx").write_bytes(b"PK\x03\x04 no template")
    (shop / "output").mkdir()
    for name in FILES:
        (shop / "output" / name).write_text("old", encoding="utf-8")
    done = call()
    assert done.exit_code == 1, done.stdout
    assert "Traceback" not in done.output
    assert "internal-error" not in done.output
    found = diagnostics(done.stderr)
    assert found
    assert "\n  hint: " in done.stderr
    if at:
        line = text[: text.index(at)].count("\n") + 1
        assert ("report.md", line) in {(m["path"], int(m["line"])) for m in found}, done.stderr
    assert {p.name for p in (shop / "output").iterdir()} == set(FILES)
    assert all(p.read_text(encoding="utf-8") == "old" for p in (shop / "output").iterdir())


def test_a_wrong_cell_is_named_by_file_row_and_column(shop: Path, call: Call) -> None:
    fields = [{"name": "month", "type": "yearmonth"}, {"name": "product"}, {"name": "cups", "type": "integer"}]
    package = {"name": "shop", "resources": [{"name": "sales", "path": "sales.csv", "schema": {"fields": fields}}]}
    (shop / "data" / "shop" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert call("check").exit_code == 0
    (shop / "data" / "shop" / "sales.csv").write_text(SALES.replace("1340", "13 pots"), encoding="utf-8")
    done = call("check")
    assert done.exit_code == 1
    first = diagnostics(done.stderr)[0]
    assert first["path"] == "data/shop/sales.csv"
    assert first["line"] == "4"
    assert "13 pots" in done.stderr
    assert "cups" in done.stderr


def test_all_errors_of_a_stage_come_at_once(shop: Path, call: Call) -> None:
    text = REPORT.replace("last.cups", "last.cupz").replace("first.cups", "first.kups")
    (shop / "report.md").write_text(text, encoding="utf-8")
    lines = {m["line"] for m in diagnostics(call("check").stderr)}
    assert len(lines) >= 3


def test_a_mistyped_kind_of_fence_is_a_warning(shop: Path, call: Call) -> None:
    text = REPORT.replace("```chart cups", "```chrat cups")
    (shop / "report.md").write_text(text, encoding="utf-8")
    done = call("check")
    assert done.exit_code == 0
    assert f"report.md:{text[: text.index('```chrat')].count(chr(10)) + 1}:1: warning[unknown-fence]" in done.stderr
    assert done.stdout == "report.md: 1 warning\n"


def test_check_writes_nothing(shop: Path, call: Call) -> None:
    before = sorted(shop.rglob("*"))
    done = call("check")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == "report.md: ok\n"
    assert sorted(shop.rglob("*")) == before


def test_an_unknown_format(shop: Path, call: Call) -> None:
    done = call("--format", "docx")
    assert done.exit_code == 1
    assert "pdf" in done.stderr
    assert not (shop / "output").exists()


def test_an_output_that_is_a_file(shop: Path, call: Call) -> None:
    (shop / "there").write_text("a file", encoding="utf-8")
    done = call("--output", "there", "--format", "text")
    assert done.exit_code == 1
    assert diagnostics(done.stderr)[0]["path"] == "there"
