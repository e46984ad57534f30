"""What a rule is: a function over a resolved report, and the codes under which it reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from builder.errors import Findings, Severity
from builder.model.document import Document
from builder.model.source import ReportSource


@dataclass(frozen=True, slots=True)
class Code:
    """One diagnostic of a rule: its name, how severe it is, and what it says, in a sentence."""

    name: str
    severity: Severity
    says: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules look at: the resolved document, the source that it came from, and the folder that bounds its files."""

    document: Document
    project: Path
    source: ReportSource | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `name` is that of its file; `check` reports nothing but what `codes` declare."""

    name: str
    codes: tuple[Code, ...]
    check: Callable[[Subject, Findings], None]


def of_document(check: Callable[[Document, Path, Findings], None]) -> Callable[[Subject, Findings], None]:
    """`check`, which looks at the document and the files of its project, as a rule's."""
    return lambda subject, findings: check(subject.document, subject.project, findings)
