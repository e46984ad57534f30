"""The rules over a resolved report: adding one is a file beside `headings.py` and a line here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from builder.checks import alternatives, columns, headings, images, numbers, spelled, unused
from builder.checks.rule import Rule, Subject
from builder.errors import Diagnostic, Findings
from builder.model.document import Document
from builder.model.source import ReportSource

_MODULES = (alternatives, columns, headings, images, numbers, spelled, unused)
RULES: tuple[Rule, ...] = tuple(module.RULE for module in _MODULES)


def check_document(document: Document, project: Path, source: ReportSource | None = None) -> list[Diagnostic]:
    """Every finding about `document` and its mail, in the order of its lines; no file outside of `project` is opened.

    `source` is what the document was resolved from: without it nothing is said of what is unused in it.
    """
    document = replace(document, blocks=document.blocks + document.mail, mail=()) if document.mail else document
    findings = Findings()
    subject = Subject(document, project, source)
    for rule in RULES:
        rule.check(subject, findings)
    return sorted(findings.items, key=lambda d: (d.location.line, d.location.column) if d.location else (0, 0))
