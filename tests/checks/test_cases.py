"""Each rule by its cases: whole reports in `cases/`, with the diagnostics that are expected at the end of each.

A case is a report and, after it, a block of what `build-report check` finds in it, no more and no less:

    <!-- expect
    12:3 warning heading-jump
    -->

The runner cuts the block off, so that lines and columns are those of the report. A case without expectations holds what
comes close to a rule and must not be reported; its first comment names the codes that it is close to.
"""

from __future__ import annotations

import ast
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from builder.checks.registry import RULES
from builder.errors import Diagnostic, ReportError
from builder.pipeline import check

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(FOLDER.glob("*.md"))
CHECKS = Path(__file__).parents[2] / "builder" / "checks"
CODES = {code.name: code for rule in RULES for code in rule.codes}

_EXPECT = re.compile(r"<!-- expect\n(.*?)-->\n\Z", re.DOTALL)
_LINE = re.compile(r"\d+:\d+ (error|warning|note) [a-z0-9-]+")
_NEAR = re.compile(r"^# close to: (.*)$", re.MULTILINE)


@cache
def report_of(case: Path) -> tuple[str, tuple[str, ...]]:
    """The report of a case, and what is expected of it, a line a diagnostic."""
    text = case.read_text(encoding="utf-8")
    block = _EXPECT.search(text)
    assert block, f"{case.name} ends with no block of what is expected"
    lines = tuple(line for line in block[1].splitlines() if line.strip())
    assert all(_LINE.fullmatch(line) for line in lines), lines
    return text[: block.start()], lines


@cache
def codes_of(case: Path) -> frozenset[str]:
    return frozenset(line.split()[2] for line in report_of(case)[1])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_case(case: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(FOLDER, project, ignore=lambda _, names: [n for n in names if n.endswith(".md")])
    (project / "pyproject.toml").write_text("", encoding="utf-8")
    report, expected = report_of(case)
    (project / "report.md").write_text(report, encoding="utf-8")
    found = found_in(project / "report.md")
    assert all(d.location and d.location.path.endswith("report.md") for d in found)
    assert [line_of(d) for d in found] == list(expected)
    assert all(d.message and d.hint for d in found)


def found_in(report: Path) -> tuple[Diagnostic, ...]:
    try:
        return check(report)
    except ReportError as error:
        return error.diagnostics


def line_of(d: Diagnostic) -> str:
    assert d.location
    return f"{d.location.line}:{d.location.column} {d.severity} {d.code}"


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_case_where_it_is_found_and_one_where_it_is_not(code: str) -> None:
    assert any(code in codes_of(case) for case in CASES), f"no case expects {code}"
    near = [case for case in CASES if code in close_to(case)]
    assert near, f"no case comes close to {code} without it"
    assert not any(code in codes_of(case) for case in near)


def close_to(case: Path) -> list[str]:
    """The codes that a case names as near misses: "# close to: ..." in its front matter, where YAML has comments."""
    named = _NEAR.search(report_of(case)[0])
    return named[1].split(", ") if named else []


def test_what_a_case_is_close_to_exists() -> None:
    assert {code for case in CASES for code in close_to(case)} == set(CODES)


# -- What rules declare ----------------------------------------------------------------------------------


def test_every_rule_is_registered() -> None:
    files = {p.stem for p in CHECKS.glob("*.py")} - {"__init__", "registry", "rule"}
    assert [rule.name for rule in RULES] == sorted(files)
    names = [code.name for rule in RULES for code in rule.codes]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_declares_what_it_reports(rule: object) -> None:
    file = CHECKS / f"{rule.name}.py"  # type: ignore[attr-defined]  # a Rule
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    reported: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            severity, first = node.func.attr, node.args[0] if node.args else None
            if severity in ("error", "warning", "note") and isinstance(first, ast.Constant):
                reported.setdefault(str(first.value), set()).add(severity)
    declared = {code.name: code.severity for code in rule.codes}  # type: ignore[attr-defined]
    assert set(reported) == set(declared)
    assert all(severity in reported[name] for name, severity in declared.items())
