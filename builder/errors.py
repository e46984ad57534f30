"""What can go wrong, and how it is told: a place, a diagnostic, and one exception a stage.

Every stage collects all of its diagnostics and raises them together. Only `cli` prints them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: the path as the user knows it, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is a kebab-case name that the README explains; `hint` says what to do."""

    severity: Severity
    code: str
    message: str
    location: Location | None = None
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        tail = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{place}{self.severity}[{self.code}]: {self.message}{tail}"

    def as_dict(self) -> dict[str, str | int | None]:
        """The diagnostic as `--json` prints it."""
        at = self.location
        return {
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "path": at.path if at else None,
            "line": at.line if at else None,
            "column": at.column if at else None,
            "hint": self.hint or None,
        }


class ReportError(Exception):
    """The report, its data or its template is at fault. Carries every diagnostic of the stage."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(str(d) for d in self.diagnostics))


class SourceError(ReportError):
    """The Markdown, its front matter or a fence cannot be read."""


class DatasetError(ReportError):
    """The dataset cannot be opened, a cell is wrong, or a query fails."""


class ResolveError(ReportError):
    """An expression, a reference or a claim does not hold against the results."""


class ChartError(ReportError):
    """A chart cannot be drawn from what it was given."""


class WriteError(ReportError):
    """A document cannot be written: a template, a font, an image or the output folder is at fault."""


class DeliveryError(ReportError):
    """A mail cannot be sent: an address, a setting, the server or the journal is at fault."""


class Fault(Exception):  # noqa: N818  becomes a diagnostic as soon as its place is known
    """One error, raised where its place is not known."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        self.code = code
        self.message = message
        self.hint = hint
        super().__init__(message)

    @classmethod
    def error(cls, code: str, message: str, hint: str = "") -> Fault:
        """A fault to raise."""
        return cls(code, message, hint)

    def placed(self, at: Location | None) -> Diagnostic:
        """The same at its place."""
        return Diagnostic("error", self.code, self.message, at, self.hint)


@dataclass(slots=True)
class Findings:
    """Diagnostics as a stage collects them."""

    items: list[Diagnostic] = field(default_factory=list)

    def error(self, code: str, message: str, at: Location | None = None, hint: str = "") -> None:
        self.items.append(Diagnostic("error", code, message, at, hint))

    def warning(self, code: str, message: str, at: Location | None = None, hint: str = "") -> None:
        self.items.append(Diagnostic("warning", code, message, at, hint))

    def note(self, code: str, message: str, at: Location | None = None, hint: str = "") -> None:
        self.items.append(Diagnostic("note", code, message, at, hint))

    @property
    def errors(self) -> list[Diagnostic]:
        return [d for d in self.items if d.severity == "error"]

    def raise_errors(self, kind: type[ReportError]) -> None:
        """Raise `kind` with everything found so far if any of it is an error."""
        if self.errors:
            raise kind(self.items)


def suggest(word: str, known: Iterable[str], what: str = "It has") -> str:
    """A hint for a name that is not there: the nearest one, then all that exist (at most 20)."""
    names = sorted(set(known))
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    guess = f'did you mean "{near[0]}"? ' if near else ""
    if not names:
        return f"{guess}{what}: nothing"
    shown = ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
    return f"{guess}{what}: {shown}"
