"""The command as a user meets it: what it takes, what it says, where it writes, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import REPORT, ROOT, Call, Project, Run, diagnostics

from builder import cli_output, cli_project, pipeline
from builder.errors import Diagnostic, Location

# -- Building ------------------------------------------------------------------------------------------------


def test_build_names_the_files_at_the_end(shop: Path, call: Call) -> None:
    done = call()
    assert done.exit_code == 0, done.stderr
    first, *lines = done.stdout.splitlines()
    assert re.fullmatch(r"built in \d+\.\d s", first)
    assert [line.split()[0] for line in lines] == ["output/shop.pdf", "output/shop.pptx", "output/shop.values.json"]
    assert all(re.search(r"\d+ (B|kB)|\d\.\d MB", line) for line in lines)
    assert {p.name for p in (shop / "output").iterdir()} == {"shop.pdf", "shop.pptx", "shop.values.json"}
    assert "write shop.pdf" in done.stderr


def test_format_alone_builds_the_projects_report(shop: Path, call: Call) -> None:
    done = call("--format", "pptx")
    assert done.exit_code == 0, done.stderr
    assert {p.name for p in (shop / "output").iterdir()} == {"shop.pptx", "shop.values.json"}


def test_formats_output_and_date(shop: Path, call: Call) -> None:
    done = call("report.md", "--format", "text", "--format", "text", "--output", "there", "--date", "2031-05-06", "-q")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == ""
    assert {p.name for p in (shop / "there").iterdir()} == {"shop.txt", "shop.values.json"}
    assert "2031" in (shop / "there" / "shop.txt").read_text(encoding="utf-8")


def test_the_standard_of_the_pdf_overrides_the_reports_own(shop: Path, call: Call) -> None:
    report = REPORT.replace("dataset: shop", "dataset: shop\npdf: {standard: a-2a}")
    (shop / "report.md").write_text(report, encoding="utf-8")
    for sound in (["ua-1,a-3a"], ["ua-1", "--pdf-standard", "a-3a"], [" a-2a , ua-1"], ["none"]):
        assert call("check", "--pdf-standard", *sound).exit_code == 0, sound
    for wrong, said in (
        ("a-4", "There are: a-2a"),
        ("a-2a,a-3a", "keep one"),
        ("none,ua-1", "alone"),
        ("", "There are"),
    ):
        failed = call("--format", "text", "--pdf-standard", wrong)
        assert failed.exit_code == 1
        [problem] = diagnostics(failed.stderr)
        assert (problem["path"], problem["line"]) == ("report.md", "7")
        assert "error[bad-standard]" in failed.stderr
        assert said in failed.stderr
    assert not (shop / "output").exists()


def test_param_overrides_the_reports_own(shop: Path, call: Call) -> None:
    (shop / "report.md").write_text(
        REPORT.replace("dataset: shop", "dataset: shop\nparams:\n  product: {type: string, default: Espresso}").replace(
            "'Espresso'", "$product"
        ),
        encoding="utf-8",
    )
    assert call("--format", "text", "--param", "product=Espresso").exit_code == 0
    assert "1,525" in (shop / "output" / "shop.txt").read_text(encoding="utf-8")
    failed = call("--format", "text", "--param", "produkt=Filter")
    assert failed.exit_code == 1
    assert 'did you mean "product"?' in failed.stderr


def test_json_is_one_object_and_nothing_else(shop: Path, call: Call) -> None:
    done = call("--json")
    assert done.exit_code == 0
    assert done.stderr == ""
    said = json.loads(done.stdout)
    assert said["ok"] is True
    assert said["diagnostics"] == []
    assert [Path(f).name for f in said["files"]] == ["shop.pdf", "shop.pptx", "shop.values.json"]
    assert all((shop / f).is_file() for f in said["files"])
    assert sum(step["seconds"] for step in said["steps"]) <= said["seconds"] + 0.1


def test_json_of_a_failure(shop: Path, call: Call) -> None:
    (shop / "report.md").write_text(REPORT.replace("mark: line", "mark: lines"), encoding="utf-8")
    done = call("--json")
    assert done.exit_code == 1
    assert done.stderr == ""
    said = json.loads(done.stdout)
    assert said["ok"] is False
    assert {"severity", "code", "message", "path", "line", "column", "hint"} == set(said["diagnostics"][0])


def test_output_of_a_report_outside_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "note.md").write_text("---\ntitle: A note\n---\n\n# One {#one}\n\nText.\n", encoding="utf-8")
    done = call("there/note.md", "--format", "text")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "there" / "output" / "note.txt").is_file()


def test_the_project_names_report_and_output(project: Project, monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    folder = project()
    (folder / "pyproject.toml").write_text(
        '[tool.build-report]\nreport = "report.md"\noutput = "built/here"\n', encoding="utf-8"
    )
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    done = call("--format", "text")
    assert done.exit_code == 0, done.stderr
    assert (folder / "built" / "here" / "shop.txt").is_file()


def test_strict_fails_on_a_warning(shop: Path, call: Call) -> None:
    text = REPORT.replace("It began with {{ espresso.first.cups | number(0) }} cups.", "It began with 1210 cups.")
    (shop / "report.md").write_text(text, encoding="utf-8")
    assert call("--format", "text").exit_code == 0
    (shop / "output" / "shop.txt").unlink()
    strict = call("--format", "text", "--strict")
    assert strict.exit_code == 3
    assert "warning[" in strict.stderr
    assert not (shop / "output" / "shop.txt").exists()
    assert call("check").exit_code == 0
    assert call("check", "--strict").exit_code == 3


# -- Usage ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("args", [["batch"], ["batch", "a.json", "b.json"], ["emial", "--json"], ["--verbose", "foo"]])
def test_an_unknown_command_is_told_which_exist(args: list[str], shop: Path, call: Call) -> None:
    done = call(*args)
    assert done.exit_code == 2
    told = "build, check, diff, new, verify, email, hold, release, template inspect"
    assert told in " ".join(done.stderr.split())
    assert done.stdout == ""


@pytest.mark.parametrize(
    "args",
    [
        ["--nope"],
        ["--param", "rival"],
        ["--param", "=China"],
        ["--param", "a=1", "--param", "a=2"],
        ["--date", "11.4.2025"],
        ["--format"],
        ["--pdf-standard"],
        ["a.md", "b.md"],
        ["new"],
        ["diff"],
        ["diff", "a.json"],
        ["diff", "a.json", "b.json", "--format", "pdf"],
        ["check", "--format", "pdf"],
        ["check", "--output", "there.txt"],
        ["template"],
        ["template", "inspect"],
        ["--verbose", "check"],
    ],
)
def test_wrong_usage_is_exit_code_2(args: list[str], shop: Path, call: Call) -> None:
    done = call(*args)
    assert done.exit_code == 2, done.output
    assert "Error: " in done.stderr
    assert done.stdout == ""
    assert not (shop / "output").exists()


def test_help_names_options_and_commands(call: Call) -> None:
    for args in (["--help"], ["-h"]):
        done = call(*args)
        assert done.exit_code == 0
        for word in (
            "--format",
            "--pdf-standard",
            "--output",
            "--param",
            "--date",
            "--strict",
            "--json",
            "--quiet",
            "--verbose",
            "--open",
        ):
            assert word in done.stdout
        for word in ("--no-cache", "--previous", "--version", "check", "diff", "new", "template"):
            assert word in done.stdout


def test_a_missing_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports.md").write_text("", encoding="utf-8")
    for args in ([], ["report.md"], ["check", "report.md"], ["."]):
        done = call(*args)
        assert done.exit_code == 1
        assert "report.md:1:1: error[report-not-found]" in done.stderr
        assert "reports.md" in done.stderr
        assert "build-report new" in done.stderr
    assert not list(tmp_path.glob("output"))


@pytest.mark.parametrize(
    ("table", "message", "line"),
    [
        ('report = "report.md"\nouput = "x"', 'no key "ouput"', 1),
        ("report = 3", "not a text", 1),
        ('report = "report.md', "not TOML", 2),
    ],
)
def test_a_bad_project_file(table: str, message: str, line: int, shop: Path, call: Call) -> None:
    (shop / "pyproject.toml").write_text(f"[tool.build-report]\n{table}\n", encoding="utf-8")
    done = call()
    assert done.exit_code == 1
    assert f"pyproject.toml:{line}:" in done.stderr
    assert "error[bad-project-file]" in done.stderr
    assert message in done.stderr


# -- new and template inspect ----------------------------------------------------------------------------------


def test_new_makes_a_report_that_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("new", "demo")
    assert done.exit_code == 0, done.output
    assert "demo/report.md" in done.stdout.splitlines()
    assert done.stdout.endswith("  cd demo\n  build-report\n")
    monkeypatch.chdir(tmp_path / "demo")
    built = call()
    assert built.exit_code == 0, built.stderr
    assert "warning" not in built.stderr
    assert {p.name for p in (tmp_path / "demo" / "output").iterdir()} >= {"demo.pdf", "demo.pptx", "demo.values.json"}


def test_new_spares_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for name in ("full", "file"):
        done = call("new", name)
        assert done.exit_code == 1
        assert f"{name}:1:1: error[folder-not-empty]" in done.stderr
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine.txt"]
    (tmp_path / "empty").mkdir()
    assert call("new", "empty", "--json").exit_code == 0
    assert (tmp_path / "empty" / "report.md").is_file()


def test_template_inspect(shop: Path, call: Call) -> None:
    from pptx import Presentation

    Presentation().save(str(shop / "corporate.pptx"))
    done = call("template", "inspect", "corporate.pptx", "--no-pictures")
    assert done.exit_code == 0, done.output
    assert "Title and Content" in done.stdout
    said = json.loads(call("template", "inspect", "corporate.pptx", "--json", "--no-pictures").stdout)
    assert said["ok"] is True
    assert any("Title and Content" in map(str, row.values()) for row in said["rows"])


@pytest.mark.parametrize("name", ["missing.pptx", "corrupt.pptx"])
def test_template_inspect_of_what_is_none(name: str, shop: Path, call: Call) -> None:
    (shop / "corrupt.pptx").write_bytes(b"PK\x03\x04 no template")
    done = call("template", "inspect", name)
    assert done.exit_code == 1
    assert diagnostics(done.stderr)[0]["path"] == name
    assert "internal-error" not in done.stderr


# -- Outcomes that are nobody's report's fault -------------------------------------------------------------------


def test_an_internal_error_is_short(shop: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("one by nothing")

    monkeypatch.setattr(pipeline, "build", broken)
    done = call()
    assert done.exit_code == 1
    assert "error[internal-error]: internal error: ZeroDivisionError: one by nothing" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in call("--verbose").stderr
    assert json.loads(call("--json").stdout)["diagnostics"][0]["code"] == "internal-error"


def test_ctrl_c_is_exit_code_130(shop: Path) -> None:
    slow = "select sum(a.range * b.range % 7) as cups, 1 as month from range(10000000) a, range(10000000) b"
    text = REPORT.replace("select month, cups from sales where product = 'Espresso' order by month", slow)
    (shop / "report.md").write_text(text, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "builder.cli"]
    with subprocess.Popen(command, cwd=shop, env=env, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(3)  # well inside the query
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert not list((shop / "output").glob("*")) if (shop / "output").exists() else True


def test_a_closed_pipe_is_no_traceback(shop: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "builder.cli", "--format", "text"],
        cwd=shop,
        env=env,
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def on_a_terminal(folder: Path, *args: str, **env: str) -> tuple[int, str]:
    """The command with stderr on a pseudo-terminal: the exit code, and what was said there."""
    ours, theirs = pty.openpty()
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CI")}
    with subprocess.Popen(
        [sys.executable, "-m", "builder.cli", *args],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), "TERM": "xterm", **env},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux's way of saying that the other side is closed
                break
            if not piece:
                break
            said += piece
    os.close(ours)
    return process.returncode, said.decode()


def test_a_terminal_has_progress_and_colours(shop: Path) -> None:
    code, said = on_a_terminal(shop, "--format", "text")
    assert code == 0, said
    assert "building" in said
    (shop / "report.md").write_text(REPORT.replace("mark: line", "mark: lines"), encoding="utf-8")
    code, said = on_a_terminal(shop, "check")
    assert code == 1
    assert "\x1b[31m" in said
    code, said = on_a_terminal(shop, "check", NO_COLOR="1")
    assert code == 1
    assert "\x1b[3" not in said


def test_a_narrow_log_does_not_end_the_build(shop: Path, run: Run) -> None:
    (shop / "report.md").write_text(REPORT.replace("mark: line", "mark: 線"), encoding="utf-8")
    for encoding in ("ascii", "latin-1"):
        done = run("check", cwd=shop, PYTHONIOENCODING=f"{encoding}:strict", PYTHONUTF8="0", LC_ALL="C")
        assert done.returncode == 1
        assert "report.md:25:1: error[unknown-mark]" in done.stderr


def test_version(run: Run, tmp_path: Path) -> None:
    done = run("--version", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"build-report \d+\.\d+\.\d+\n", done.stdout)


# -- Pieces ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (999_499, "999 kB"), (999_500, "1.0 MB")]
)
def test_size(count: int, text: str) -> None:
    assert cli_output.size(count) == text


def test_nothing_in_a_message_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    found = Diagnostic("error", "a-code", "data \x1b]0;title\x07", Location("a\x1b.md"), "hint\x1b[2J")
    cli_output.Console().diagnostics([found])
    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert "\\x1b[2J" in said


def test_columns_are_aligned() -> None:
    assert cli_output.columns([["a", "b"], ["long", "c"]]) == ["a     b", "long  c"]


def test_starter_is_found_in_the_checkout() -> None:
    starter: Any = cli_project._starter()
    assert (starter / "report.md").is_file()
