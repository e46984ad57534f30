"""The checks of a resolved document: adding one is a file beside `headings.py` and a line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from builder.checks.columns import check_columns
from builder.checks.headings import check_headings
from builder.checks.images import check_images
from builder.checks.numbers import check_numbers
from builder.errors import Diagnostic, Findings
from builder.model.document import Document

Check = Callable[[Document, Path, Findings], None]

CHECKS: tuple[Check, ...] = (check_columns, check_headings, check_images, check_numbers)


def check_document(document: Document, project: Path) -> list[Diagnostic]:
    """Every finding about `document`, in the order of its lines; no file outside of `project` is opened."""
    findings = Findings()
    for check in CHECKS:
        check(document, project, findings)
    return sorted(findings.items, key=lambda d: (d.location.line, d.location.column) if d.location else (0, 0))
