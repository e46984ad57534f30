"""`template inspect`: its table, JSON and pictures, the mapping that it writes, and a build that keeps to it."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import Call, diagnostics
from PIL import Image
from pptx import Presentation

from builder import cli_template
from builder.cli_output import Console
from builder.writers.pptx import samples
from builder.writers.pptx.layouts import ROLES


@pytest.fixture
def corporate(shop: Path) -> Path:
    path = shop / "corporate.pptx"
    Presentation().save(str(path))
    return path


def in_deck(shop: Path) -> None:
    """Puts the template into the report's front matter."""
    report = shop / "report.md"
    report.write_text(
        report.read_text(encoding="utf-8").replace("lang: en-GB", "lang: en-GB\ndeck: corporate.pptx"), encoding="utf-8"
    )


def layouts_of(shop: Path) -> list[str]:
    deck = next((shop / "output").glob("*.pptx"))
    return [s.slide_layout.name for s in Presentation(str(deck)).slides]


def test_the_table_says_what_serves_each_role(corporate: Path, call: Call) -> None:
    done = call("template", "inspect", "corporate.pptx", "--no-pictures")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "slides of 10.0 x 7.5 inches, 1 master"
    row = next(line for line in lines if line.startswith("text-visual "))
    assert row.split("  ")[1:] != []
    assert "Two Content" in row
    assert "title 0, text 1, visual 2" in row
    assert "no layout is for: key-figures" in lines
    assert "[tool.build-report.deck]" in lines
    assert not list(corporate.parent.glob("*.layouts.toml"))


def test_the_json_has_all_that_is_told(corporate: Path, call: Call) -> None:
    told = json.loads(call("template", "inspect", "corporate.pptx", "--json", "--no-pictures").stdout)
    assert told["ok"] is True
    assert [r["role"] for r in told["roles"]] == list(ROLES)
    assert told["missing"] == ["key-figures"]
    assert told["size"] == [10.0, 7.5]
    assert told["mapping"] is None
    assert told["table"]["name"] == "tool.build-report.deck"
    assert {"layout", "role", "placeholder", "type", "idx", "left", "width"} <= told["rows"][0].keys()
    assert len(told["rows"]) > 40


def test_a_mapping_is_written_and_the_build_keeps_to_it(shop: Path, corporate: Path, call: Call) -> None:
    done = call("template", "inspect", "corporate.pptx", "--no-pictures", "--write")
    assert done.exit_code == 0, done.output
    written = shop / "corporate.layouts.toml"
    text = written.read_text(encoding="utf-8")
    assert 'text-visual = "Two Content"  # title 0, text 1, visual 2' in text.splitlines()
    in_deck(shop)
    assert call("--format", "pptx").exit_code == 0
    assert layouts_of(shop)[0] == "Title Slide"
    written.write_text(text.replace('title = "Title Slide"', 'title = "Section Header"'), encoding="utf-8")
    assert call("--format", "pptx").exit_code == 0
    assert layouts_of(shop)[0] == "Section Header"
    again = call("template", "inspect", "corporate.pptx", "--no-pictures", "--write")
    assert again.exit_code == 1
    assert "error[layout-map-exists]" in again.stderr


def test_the_project_file_chooses_layouts(shop: Path, corporate: Path, call: Call) -> None:
    (shop / "pyproject.toml").write_text(
        '[tool.build-report]\nreport = "report.md"\n\n[tool.build-report.deck]\ntitle = "Section Header"\n',
        encoding="utf-8",
    )
    in_deck(shop)
    done = call("--format", "pptx")
    assert done.exit_code == 0, done.stderr
    assert layouts_of(shop)[0] == "Section Header"
    assert "chosen by you" in call("template", "inspect", "corporate.pptx", "--no-pictures").stdout
    (shop / "pyproject.toml").write_text('[tool.build-report.deck]\ntitles = "Section Header"\n', encoding="utf-8")
    done = call("report.md", "--format", "pptx")
    assert done.exit_code == 1
    [found] = diagnostics(done.stderr)
    assert (found["path"], found["line"]) == ("pyproject.toml", "2")
    assert "error[unknown-role]" in done.stderr


@pytest.mark.needs("soffice")
def test_pictures_of_every_role(shop: Path, corporate: Path, call: Call) -> None:
    done = call("template", "inspect", "corporate.pptx", "--output", "seen")
    assert done.exit_code == 0, done.output
    assert "10 pictures, one for each role: seen" in done.stdout
    pictures = {p.stem: p for p in (shop / "seen").iterdir()}
    assert set(pictures) == set(ROLES)
    for role, path in pictures.items():
        with Image.open(path) as picture:
            assert abs(picture.width / picture.height - 4 / 3) < 0.01, role
            assert len(set(picture.convert("L").resize((80, 60)).tobytes())) > 4, role


def test_without_libreoffice_there_are_no_pictures(
    corporate: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    done = call("template", "inspect", "corporate.pptx")
    assert done.exit_code == 0, done.output
    assert "no pictures: LibreOffice is not here" in done.stdout


def test_a_libreoffice_that_fails_is_told(corporate: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    program = corporate.parent / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    done = call("template", "inspect", "corporate.pptx")
    assert done.exit_code == 1
    assert "error[template-not-drawn]" in done.stderr


def test_sample_decks_have_one_slide_each(corporate: Path, tmp_path: Path) -> None:
    folder = tmp_path / "decks"
    folder.mkdir()
    for path in samples.sample_decks(corporate, None, folder):
        with zipfile.ZipFile(path) as deck:
            assert [n for n in deck.namelist() if n.startswith("ppt/slides/slide")] == ["ppt/slides/slide1.xml"]
    assert {p.stem for p in folder.iterdir()} == set(ROLES)


def test_a_terminal_has_ruled_tables(
    corporate: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "160")
    cli_template.inspect(corporate, None, Console(), write=False, pictures=False)
    said = capsys.readouterr().out
    assert "┏" in said
    assert "│ two-visuals │ Two Content" in said
