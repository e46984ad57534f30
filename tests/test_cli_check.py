"""What `build-report check` prints: for people, for programs, for pull requests, for CI systems."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import REPORT, ROOT, Call
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import JUnitXml, TestCase, TestSuite
from lxml import etree

from builder.checks.registry import RULES
from builder.cli_check import annotation, junit
from builder.errors import Diagnostic, Location

CODES = [code.name for rule in RULES for code in rule.codes]
HEAVY = {"matplotlib", "reportlab", "pptx", "rich", "pypdfium2", "pikepdf"}
ODD = '"cups", 50%:\r\n<b>&amp;</b> \x1b[31m\x00\ufffe \U0001f600'


TYPED = "It began with {{ espresso.first.cups | number(0) }} cups."
LINE = next(n for n, line in enumerate(REPORT.splitlines(), 1) if line == TYPED)


@pytest.fixture
def odd(shop: Path) -> Path:
    """A report with two warnings and a note."""
    text = REPORT.replace(TYPED, "It began with 1210 cups, then 7.")
    (shop / "report.md").write_text(text, encoding="utf-8")
    return shop


def suites(text: str) -> list[TestSuite]:
    return list(JUnitXml.fromstring(text.encode()))


def failures(text: str) -> dict[str, Any]:
    cases: list[TestCase] = [case for suite in suites(text) for case in suite]
    return {case.name: case.result[0] for case in cases if case.result}


# -- GitHub ----------------------------------------------------------------------------------------------


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it (actions/runner, src/Runner.Common/ActionCommand.cs)."""
    match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
    assert match, line

    def back(text: str, escapes: dict[str, str]) -> str:
        for code, letter in escapes.items():
            text = text.replace(code, letter)
        return text.replace("%25", "%")

    data = {"%0D": "\r", "%0A": "\n"}
    pairs = dict(p.split("=", 1) for p in match[2].split(","))
    return match[1], {k: back(v, {**data, "%3A": ":", "%2C": ","}) for k, v in pairs.items()}, back(match[3], data)


def test_annotations(odd: Path, call: Call) -> None:
    done = call("check", "--format", "github")
    assert (done.exit_code, done.stderr) == (0, "")
    found = [parsed(line) for line in done.stdout.splitlines()]
    assert [kind for kind, _, _ in found] == ["warning", "warning"]
    assert [p for _, p, _ in found] == [
        {"file": "report.md", "line": str(LINE), "col": str(col), "title": "unbound-number"} for col in (15, 31)
    ]
    assert all("\nhint: " in text for _, _, text in found)
    assert call("check", "--format", "github", "--strict").exit_code == 3


@given(st.text(), st.text(), st.text(min_size=1), st.integers(1, 10**6))
@settings(max_examples=60, deadline=None)
def test_nothing_in_a_diagnostic_breaks_its_annotation(message: str, hint: str, path: str, line: int) -> None:
    made = annotation(Diagnostic("note", "some-code", message, Location(path, line, 2), hint))
    assert "\n" not in made
    assert "\r" not in made
    kind, properties, text = parsed(made)
    assert (kind, properties["file"], properties["line"]) == ("notice", path, str(line))
    assert text == message + (f"\nhint: {hint}" if hint else "")


def test_an_annotation_without_a_place() -> None:
    made = annotation(Diagnostic("error", "some-code", "50% of\nit: a, b"))
    assert made == "::error title=some-code::50%25 of%0Ait: a, b"


# -- JUnit -----------------------------------------------------------------------------------------------


def test_a_case_a_code(odd: Path, call: Call) -> None:
    done = call("check", "--format", "junit")
    assert (done.exit_code, done.stderr) == (0, "")
    [suite] = suites(done.stdout)
    assert [case.name for case in suite] == CODES
    assert (suite.name, suite.tests, suite.failures, suite.errors) == ("report.md", len(CODES), 0, 0)
    [numbers] = [case for case in suite if case.name == "unbound-number"]
    assert numbers.classname == "build-report.numbers"
    assert f"report.md:{LINE}:15: warning[unbound-number]" in numbers.system_out
    assert done.stdout == call("check", "--format", "junit").stdout


def test_warnings_fail_under_strict(odd: Path, call: Call) -> None:
    done = call("check", "--format", "junit", "--strict")
    assert done.exit_code == 3
    [suite] = suites(done.stdout)
    assert suite.failures == 1
    [(code, failure)] = failures(done.stdout).items()
    assert (code, failure.type) == ("unbound-number", "warning")
    assert failure.message.endswith("(and 1 more)")
    assert failure.text.count(f"report.md:{LINE}:") == 2
    case = etree.fromstring(done.stdout.encode()).find(".//testcase[@name='unbound-number']")
    assert case is not None
    assert (case.get("file"), case.get("line")) == ("report.md", str(LINE))


def test_what_fails_before_the_rules_is_a_case_too(shop: Path, call: Call) -> None:
    (shop / "report.md").write_text(REPORT.replace("espresso.last.cups |", "espresso.last.cup |"), encoding="utf-8")
    done = call("check", "--format", "junit")
    assert done.exit_code == 1
    [(code, failure)] = failures(done.stdout).items()
    assert (code, failure.type) == ("unknown-column", "error")
    gone = call("check", "gone.md", "--format", "junit")
    assert gone.exit_code == 1
    assert list(failures(gone.stdout)) == ["report-not-found"]


def test_the_form_that_ci_systems_take(odd: Path, call: Call) -> None:
    """Elements and attributes of junit-10.xsd (Jenkins' xunit plugin), in its order; counts are those of the cases."""
    root = etree.fromstring(call("check", "--format", "junit", "--strict").stdout.encode())
    assert root.tag == "testsuites"
    [suite] = root
    assert suite.tag == "testsuite"
    assert {"name", "tests", "failures", "errors", "skipped", "time"} == set(suite.attrib)
    assert set(root.attrib) == set(suite.attrib)
    assert int(suite.attrib["tests"]) == len(suite)
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
    for case in suite:
        assert case.tag == "testcase"
        assert {"name", "classname", "time"} <= set(case.attrib) <= {"name", "classname", "time", "file", "line"}
        assert [child.tag for child in case] in ([], ["failure"], ["system-out"], ["failure", "system-out"])
        assert all(set(f.attrib) == {"type", "message"} for f in case.findall("failure"))


@given(st.text(), st.text(), st.text(), st.sampled_from(["error", "warning", "note"]))
@settings(max_examples=60, deadline=None)
def test_nothing_in_a_diagnostic_breaks_the_xml(message: str, hint: str, path: str, severity: str) -> None:
    diagnostic = Diagnostic(severity, "some-code", message, Location(path, 3), hint)  # type: ignore[arg-type]
    text = junit([diagnostic, diagnostic], path, strict=False)
    root = etree.fromstring(text.encode())
    assert len(root.findall(".//testcase")) == len(CODES) + 1
    told = root.find(".//failure" if severity == "error" else ".//system-out")
    assert told is not None
    assert (told.text or "").count("[some-code]") >= 2


def test_odd_characters_are_named() -> None:
    text = junit([Diagnostic("error", "some-code", ODD)], "r.md", strict=False)
    failure = failures(text)["some-code"]
    assert "\\x1b[31m\\x00\\xfffe \U0001f600" in failure.message
    assert "<b>&amp;</b>" in failure.text


# -- Files, JSON and rules -------------------------------------------------------------------------------


def test_output_goes_into_a_file(odd: Path, call: Call) -> None:
    for format_ in ("junit", "json", "github"):
        said = call("check", "--format", format_).stdout
        done = call("check", "--format", format_, "--output", f"reports/{format_}.out")
        assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
        assert (odd / "reports" / f"{format_}.out").read_text(encoding="utf-8") == said
    assert call("check", "--json").stdout == call("check", "--format", "json").stdout
    failed = call("check", "--format", "junit", "--output", "report.md/x.xml")
    assert failed.exit_code == 1
    assert list(failures(failed.stdout)) == ["output-not-writable"]
    both = call("check", "--format", "junit", "--strict", "--output", "report.md/x.xml")
    assert both.exit_code == 3
    assert list(failures(both.stdout)) == ["unbound-number", "output-not-writable"]


def test_documents_are_no_formats_of_check(shop: Path, call: Call) -> None:
    for args in (["--format", "pdf"], ["--format", "pptx"], ["--format", "xml"]):
        done = call("check", *args)
        assert done.exit_code == 2
        assert "text, json, github, junit" in done.stderr
        assert "build-report build" in done.stderr
    assert call("check", "--output", "x.txt").exit_code == 2


def test_rules_are_listed(shop: Path, call: Call) -> None:
    lines = call("check", "--rules").stdout.splitlines()
    assert lines[0].split() == ["Code", "Severity", "Rule", "What", "it", "says"]
    assert [line.split()[0] for line in lines[1:]] == CODES
    listed = json.loads(call("check", "--rules", "--json").stdout)["rules"]
    assert [one["code"] for one in listed] == CODES
    assert {"code", "severity", "rule", "says"} == set(listed[0])


def test_every_rule_has_a_paragraph_in_the_readme() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n### Rules\n")[2].partition("\n## ")[0]
    paragraphs = dict(re.findall(r"^\*\*([a-z]+)\*\*\. (.+?)(?=\n\n|\Z)", section, re.MULTILINE | re.DOTALL))
    assert list(paragraphs) == [rule.name for rule in RULES]
    for rule in RULES:
        assert set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", paragraphs[rule.name])) >= {code.name for code in rule.codes}


@pytest.mark.parametrize("format_", ["text", "json", "github", "junit"])
def test_a_check_imports_no_writer(format_: str) -> None:
    """The flagship, with charts, tables and a brand, in a process of its own."""
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: sys.stderr.write('loaded ' + ' '.join(sys.modules)))\n"
        "from builder.cli import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", code, "check", "templates/ai_index/report.md", "--format", format_]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr.partition("loaded ")[0]
    loaded = set(done.stderr.partition("loaded ")[2].split())
    assert "builder.pipeline" in loaded
    assert not loaded & HEAVY
