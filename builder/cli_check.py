"""What `build-report check` prints: text for people, JSON for programs, annotations for a pull request on GitHub, and a
JUnit report for a CI system.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from builder.cli_output import Console, shown
from builder.errors import Diagnostic, Location, ReportError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from builder.pipeline import BuildOptions

FORMATS = ("text", "json", "github", "junit")


class CheckConsole(Console):
    """Collects what `check` finds, and prints it in the end in one of `FORMATS`: on stdout, or into `output`."""

    def __init__(
        self, format_: str, output: Path | None = None, *, strict: bool, quiet: bool = False, verbose: bool = False
    ) -> None:
        super().__init__(json_=format_ == "json", quiet=quiet or format_ in ("github", "junit"), verbose=verbose)
        self.format = format_
        self.output = output
        self.strict = strict
        self.notes = not quiet
        self.report = ""

    def diagnostics(self, found: Iterable[Diagnostic]) -> None:
        """Keeps diagnostics for the end; as text they are told at once."""
        if self.format == "text":
            super().diagnostics(found)
        else:
            self._told += found

    def finish(self, *, ok: bool, **more: object) -> None:
        """Prints what was found. Raises `ReportError` where `output` cannot be written."""
        if self.format == "text":
            return
        text = self._text(ok=ok, more=more)
        if self.output is not None:
            try:
                self.output.parent.mkdir(parents=True, exist_ok=True)
                self.output.write_text(text, encoding="utf-8", newline="\n")
            except OSError as error:
                at = Location(shown(self.output))
                self.output = None  # what was found is told all the same
                message = f"cannot write there: {error.strerror or error}"
                problem = Diagnostic("error", "output-not-writable", message, at, "give another file with --output")
                if ok:
                    raise ReportError([problem]) from None
                self._told.append(problem)
                text = self._text(ok=ok, more=more)
        if self.output is None and text:
            self.emit(text)

    def _text(self, *, ok: bool, more: dict[str, object]) -> str:
        match self.format:
            case "json":
                told = [d.as_dict() for d in self._told]
                return json.dumps({"ok": ok, **more, "diagnostics": told}, indent=2) + "\n"
            case "github":
                lines = [annotation(d) for d in self._told if self.notes or d.severity != "note"]
                return "".join(line + "\n" for line in lines)
            case _:
                return junit(self._told, self.report, strict=self.strict)


def check(given: Path | None, options: BuildOptions, console: CheckConsole) -> None:
    """Checks a report and tells what was found. Raises `ReportError` where that fails it."""
    from dataclasses import replace

    from builder import cli_project, pipeline

    path = cli_project.find_report(given)
    console.report = shown(path)
    found = pipeline.check(path, replace(options, output=cli_project.find_output(path)))
    console.diagnostics(found)
    if any(d.severity == "error" for d in found):
        raise ReportError(())
    warnings = sum(d.severity == "warning" for d in found)
    if options.strict and warnings:
        raise pipeline.StrictError(())
    told = f"{warnings} warnings" if warnings > 1 else "1 warning" if warnings else "ok"
    console.say(f"{shown(path)}: {told}")
    console.finish(ok=True)


def tell_rules(console: Console) -> None:
    """Lists the rules: code, severity, and what each says."""
    from builder.checks.registry import RULES

    codes = [(code, rule) for rule in RULES for code in rule.codes]
    head = ("Code", "Severity", "Rule", "What it says")
    console.table(head, [(c.name, c.severity, r.name, c.says) for c, r in codes])
    listed = [{"code": c.name, "severity": c.severity, "rule": r.name, "says": c.says} for c, r in codes]
    console.finish(ok=True, rules=listed)


# -- GitHub ----------------------------------------------------------------------------------------------

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def annotation(d: Diagnostic) -> str:
    """A workflow command that puts a diagnostic at its line in a pull request.

    Source: "Workflow commands for GitHub Actions", GitHub Docs; what is escaped, and how, is that of `actions/toolkit`,
    packages/core/src/command.ts.
    """
    properties = {"file": d.location.path, "line": d.location.line, "col": d.location.column} if d.location else {}
    told = ",".join(f"{k}={_property(str(v))}" for k, v in {**properties, "title": d.code}.items())
    return f"::{_LEVELS[d.severity]} {told}::{_data(d.message + (chr(10) + 'hint: ' + d.hint if d.hint else ''))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


# -- JUnit -----------------------------------------------------------------------------------------------

# Control characters and surrogates have no place in XML 1.0 (section 2.2), not even escaped.
_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(found: Sequence[Diagnostic], report: str, *, strict: bool) -> str:
    """A JUnit report: a suite, and in it a test case a code: those of the rules, and whatever else was found.

    A case fails where the code was found as an error, with `strict` as a warning too; else what was found is its
    `system-out`. Its text names every place. There is no standard; the form is the one that Jenkins' xunit plugin
    (junit-10.xsd) and GitLab document.
    """
    from xml.etree import ElementTree

    from builder.checks.registry import RULES

    rules = {code.name: rule.name for rule in RULES for code in rule.codes}
    by_code: dict[str, list[Diagnostic]] = {code: [] for code in rules}
    for d in found:
        by_code.setdefault(d.code, []).append(d)
    name = _sound(report or "report")
    suite = ElementTree.Element("testsuite", name=name)
    for code, diagnostics in by_code.items():
        case = ElementTree.SubElement(
            suite, "testcase", name=code, classname=f"build-report.{rules.get(code, 'report')}", time="0"
        )
        _fill(case, diagnostics, strict)
    counts = {
        "tests": str(len(by_code)),
        "failures": str(sum(case.find("failure") is not None for case in suite)),
        "errors": "0",
        "skipped": "0",
        "time": "0",
    }
    suite.attrib |= counts
    suites = ElementTree.Element("testsuites", {"name": "build-report check", **counts})
    suites.append(suite)
    ElementTree.indent(suites)
    text: str = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _fill(case: Element, diagnostics: Sequence[Diagnostic], strict: bool) -> None:
    """What was found under one code: a failure, or what a passing case has to say."""
    from xml.etree import ElementTree

    failing = ("error", "warning") if strict else ("error",)
    failures = [d for d in diagnostics if d.severity in failing]
    if failures:
        first = failures[0]
        if first.location:
            case.attrib |= {"file": _sound(first.location.path), "line": str(first.location.line)}
        more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
        failure = ElementTree.SubElement(case, "failure", type=first.severity, message=_sound(first.message) + more)
        failure.text = "\n".join(_sound(str(d)) for d in failures)
    rest = [d for d in diagnostics if d.severity not in failing]
    if rest:
        ElementTree.SubElement(case, "system-out").text = "\n".join(_sound(str(d)) for d in rest)


def _sound(text: str) -> str:
    return _NO_CHARACTER.sub(lambda m: f"\\x{ord(m[0]):02x}", text)
