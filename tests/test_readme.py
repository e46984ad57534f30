"""Everything that the README says is tried: its files are written, its commands run, its tables compared."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from builder.charts.registry import MARKS
from builder.model.format import FORMATS
from builder.readers.front_matter import KEYS, MAIL_KEYS, PDF_KEYS
from builder.writers.registry import WRITERS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND = Path(sys.executable).parent / "build-report"


def section(title: str) -> str:
    """The text under a heading of level 2 or 3, up to the next of the same level or above."""
    match = re.search(rf"^(#{{2,3}}) {re.escape(title)}\n(.*?)(?=^## |^\1 |\Z)", README, re.MULTILINE | re.DOTALL)
    assert match, title
    return match[2]


def first_cells(text: str) -> list[str]:
    """The code in the first cell of each row of the tables in `text`."""
    return [
        code for row in re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE) for code in re.findall(r"`([^`]+)`", row)
    ]


def tutorial_files() -> list[tuple[str, str]]:
    return re.findall(r"<!-- file: (\S+) -->\n(`{3,4})\w*\n(.*?)\2\n", README, re.DOTALL)


def console_commands(text: str) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def test_the_tutorial_runs_as_written(tmp_path: Path) -> None:
    for name, _, text in tutorial_files():  # type: ignore[misc]
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    folder = tmp_path
    for line in console_commands(section("A report in five minutes")):
        words = shlex.split(line, comments=True)
        if words[0] == "cd":
            folder /= words[1]
            continue
        assert words[0] == "build-report"
        # The second half of the tutorial starts beside the starter again.
        where = tmp_path if any("coffee" in w for w in words) else folder
        run = subprocess.run([COMMAND, *words[1:]], cwd=where, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        assert "error" not in run.stderr
    for name in ("demo/output/demo", "coffee/output/coffee"):
        for suffix in (".pdf", ".pptx", ".values.json"):
            assert (tmp_path / (name + suffix)).stat().st_size > 1000


SCORES = """\
year,country,score
2023,United States,86.5
2023,China,69.0
2024,United States,92.3
2024,China,88.4
"""
FRONT = """\
---
title: Examples
date: 2025-04-11
dataset: board
params:
  rival: China
sources:
  ai_index_2025: {title: AI Index 2025}
---

# Examples

"""


def test_the_examples_of_the_reference_build(tmp_path: Path) -> None:
    """The fences of the reference, one after the other, over a table as they suppose it."""
    parts = [
        re.findall(r"````markdown\n(.*?)````", section(t), re.DOTALL)
        for t in ("Queries", "Charts", "Tables and key figures")
    ]
    assert all(parts)
    (tmp_path / "data" / "board").mkdir(parents=True)
    (tmp_path / "data" / "board" / "scores.csv").write_text(SCORES, encoding="utf-8")
    report = tmp_path / "report.md"
    report.write_text(FRONT + "\n".join(block for blocks in parts for block in blocks), encoding="utf-8")
    run = subprocess.run([COMMAND, report, "--strict"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    commands = console_commands(section("Two commands"))
    assert [c.split()[1] for c in commands] == ["report", "test"]
    assert {"report", "test"} <= set(targets)


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert len(pictures) >= 4
    for picture in pictures:
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG"), picture


def test_marks_filters_and_formats_are_all_listed() -> None:
    charts = section("Charts")
    [row] = re.findall(r"^\| `mark` \| (.*) \|$", charts, re.MULTILINE)
    assert re.findall(r"`(\w+)`", row) == list(MARKS)
    filters = re.findall(r"`(\w+)", " ".join(first_cells(section("Values"))) + " `" + section("Values"))
    assert set(FORMATS) - {"text"} <= set(filters)
    [row] = re.findall(r"^\| `formats` \| (.*) \|$", section("Front matter"), re.MULTILINE)
    assert re.findall(r"`(\w+)`", row) == list(WRITERS)


def test_every_key_of_the_front_matter_is_listed(tmp_path: Path) -> None:
    reference = section("Front matter")
    assert set(first_cells(reference)) == {*KEYS, *PDF_KEYS}
    assert set(first_cells(section("The message"))) == {*MAIL_KEYS}
    [example] = re.findall(r"```yaml\n(.*?)```", reference, re.DOTALL)
    report = tmp_path / "report.md"
    report.write_text(f"---\ntitle: Examples\n{example}---\n\n# Examples\n\nText.\n", encoding="utf-8")
    run = subprocess.run([COMMAND, "check", report, "--strict"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_every_option_of_the_command_is_listed() -> None:
    run = subprocess.run([COMMAND, "build", "--help"], capture_output=True, text=True, check=False)
    options = set(re.findall(r"--[a-z][a-z-]+", run.stdout)) - {"--help"}
    assert options
    assert options <= set(re.findall(r"--[a-z][a-z-]+", section("The command")))


@pytest.mark.parametrize("block", re.findall(r"```json\n(.*?)```", README, re.DOTALL))
def test_json_examples_are_json(block: str) -> None:
    assert json.loads(block)
