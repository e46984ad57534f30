"""`build-report diff`: what it compares, how it tells, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import REPORT, ROOT, Call, Project, diagnostics
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from builder.cli_diff import escaped

LINE = next(n for n, line in enumerate(REPORT.splitlines(), 1) if "espresso.last.cups | number(0)" in line)


@pytest.fixture
def editions(project: Project, call: Call, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two editions, in `old/` and `new/`, of which a cell of the data differs."""
    folder = project()
    monkeypatch.chdir(folder)
    assert call("--format", "text", "--output", "old", "-q").exit_code == 0
    sales = folder / "data" / "shop" / "sales.csv"
    sales.write_text(sales.read_text(encoding="utf-8").replace("1525", "1530"), encoding="utf-8")
    assert call("--format", "text", "--output", "new", "--date", "2026-05-04", "-q").exit_code == 0
    return folder


def test_a_table_in_the_terminal(editions: Path, call: Call) -> None:
    done = call("diff", "old", "new")
    assert (done.exit_code, done.stderr) == (0, "")
    first, *lines = done.stdout.splitlines()
    assert first == "Espresso carries the spring: 2026-04-02 -> 2026-05-04"
    assert {"Values", "Claims", "Figures"} <= set(lines)
    [line] = [one for one in lines if "espresso.last.cups | number(0)" in one]
    assert line.startswith("changed  espresso.last.cups | number(0) (month=2026-03)  1,525  1,530  +5 (+0.3%)")
    assert line.endswith(f"line {LINE}")
    assert lines[-1] == "1 value changed; 1 claim changed; 1 figure changed"


def test_the_exit_code(editions: Path, call: Call) -> None:
    assert call("diff", "old", "new", "-q").exit_code == 0
    assert call("diff", "old", "new", "-q", "--fail-on-change").exit_code == 1
    assert call("diff", "old", "old", "-q", "--fail-on-change").exit_code == 0
    assert call("diff", "old", "new", "-q").stdout == ""
    assert call("diff", "old", "old").stdout.splitlines()[-1] == "nothing changed"


def test_what_a_path_stands_for(editions: Path, call: Call) -> None:
    whole = call("diff", "old", "new").stdout
    assert call("diff", "old/shop.values.json", "new").stdout == whole
    assert call("diff", "old/shop.pdf", "new/shop.txt").stdout == whole
    (editions / "new" / "shop.values.json").rename(editions / "new" / "renamed.values.json")
    assert call("diff", "old", "new").stdout == whole


def test_several_are_paired_by_their_names(editions: Path, call: Call) -> None:
    content = (editions / "old" / "shop.values.json").read_text(encoding="utf-8")
    for side, name in (("old", "b"), ("old", "gone"), ("new", "b"), ("new", "fresh")):
        (editions / side / f"{name}.values.json").write_text(content, encoding="utf-8")
    said = json.loads(call("diff", "old", "new", "--json").stdout)
    assert [e["name"] for e in said["editions"]] == ["b", "shop"]
    assert [bool(e["changes"]) for e in said["editions"]] == [False, True]
    assert (said["came"], said["went"], said["changed"]) == (["fresh"], ["gone"], True)
    assert call("diff", "old", "new").stdout.splitlines()[-2:] == ["fresh: came", "gone: went"]
    (editions / "new" / "shop.values.json").write_text(content, encoding="utf-8")
    assert call("diff", "old", "new", "--fail-on-change").exit_code == 1


def test_json(editions: Path, call: Call) -> None:
    done = call("diff", "old", "new", "--json")
    assert done.stdout == call("diff", "old", "new", "--format", "json").stdout
    assert str(editions) not in done.stdout
    said = json.loads(done.stdout)
    assert (said["ok"], said["diagnostics"]) == (True, [])
    [pair] = said["editions"]
    assert pair["old"] == {
        "path": "old/shop.values.json", "title": "Espresso carries the spring", "date": "2026-04-02"
    }  # fmt: skip
    [value] = [c for c in pair["changes"] if c["section"] == "values"]
    assert (value["kind"], value["old"], value["new"]) == ("changed", "1,525", "1,530")
    assert value["difference"]["raw"] == 5
    assert [p["line"] for p in value["places"]] == [LINE]


def test_markdown_for_a_pull_request(editions: Path, call: Call) -> None:
    said = call("diff", "old", "new", "--format", "markdown").stdout
    page = MarkdownIt("commonmark").enable("table").render(said)
    assert page.count("<table>") == 3
    assert "<td>espresso.last.cups | number(0) (month=2026-03)</td>" in page
    assert "<td>1,530</td>" in page
    assert "<h3>Values</h3>" in page


TEXTS = st.text(alphabet="ab |`*_<>[]()!#&~$@\\\n\r:/.-1&;'\"=", max_size=30)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_no_text_of_a_ledger_becomes_markup(text: str) -> None:
    cell = escaped(text)
    reader = MarkdownIt("gfm-like", {"linkify": False}).enable("table")
    tokens = reader.parse(f"| {cell} | b |\n| --- | --- |\n| {cell} | c |\n")
    kinds = {t.type.removesuffix("_open").removesuffix("_close") for t in tokens}
    assert kinds == {"table", "thead", "tbody", "tr", "th", "td", "inline"}
    inner = [t for t in tokens if t.type == "inline"]
    assert [t.content for t in inner][1::2] == ["b", "c"]
    assert {c.type for t in inner for c in t.children or ()} <= {"text", "text_special"}
    assert "".join(c.content for c in inner[0].children or ()).replace("\u2060", "") == " ".join(text.split())


def test_names_and_addresses_become_no_links() -> None:
    assert "@team" not in escaped("ask @team or a@example.org")
    assert "www." not in escaped("www.example.org")
    assert "http:" not in escaped("http://example.org")
    assert escaped("1,234.5 cups") == "1,234.5 cups"


@pytest.mark.parametrize(
    ("make", "code", "where"),
    [
        (lambda _: None, "file-not-found", "gone.values.json"),
        (lambda p: p.mkdir(), "file-not-found", "gone.values.json"),
        (lambda p: p.write_text("{", encoding="utf-8"), "not-a-ledger", "gone.values.json"),
        (lambda p: p.write_text("[]", encoding="utf-8"), "not-a-ledger", "gone.values.json"),
        (lambda p: p.write_text('{"version": 7}', encoding="utf-8"), "newer-ledger", "gone.values.json"),
    ],
)
def test_what_cannot_be_compared(make: Any, code: str, where: str, editions: Path, call: Call) -> None:
    make(editions / "gone.values.json")
    for args in (["gone.values.json", "new"], ["old", "gone.values.json"]):
        done = call("diff", *args)
        assert done.exit_code == 1
        assert done.stdout == ""
        [problem] = diagnostics(done.stderr)
        assert problem["path"] == where
        assert f"error[{code}]" in done.stderr
        assert "hint: " in done.stderr
        said = json.loads(call("diff", *args, "--json").stdout)
        assert (said["ok"], said["diagnostics"][0]["code"]) == (False, code)
    both = call("diff", "gone.values.json", "gone.values.json")
    assert len(diagnostics(both.stderr)) == 2


def test_a_table_on_a_terminal(editions: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "builder.cli", "diff", "old", "new"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "160"}
    done = subprocess.run(command, cwd=editions, env=env, stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.close(theirs)
    said = b""
    while ready := select.select([ours], [], [], 0)[0]:
        try:
            said += os.read(ready[0], 65536)
        except OSError:  # the other end is closed, and all is read
            break
    os.close(ours)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "│" in said.decode()
    assert "1,530" in said.decode()


def test_data_do_not_steer_the_terminal(editions: Path, call: Call) -> None:
    path = editions / "new" / "shop.values.json"
    path.write_text(path.read_text(encoding="utf-8").replace("1,530", "1\\u001b[31m530"), encoding="utf-8")
    for format_ in ("text", "markdown"):
        said = call("diff", "old", "new", "--format", format_).stdout
        assert "\x1b" not in said
        assert "530" in said
