"""`build-report verify`: files that were built earlier against their ledger; neither report nor data are needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from builder.cli_output import Console, shown
from builder.errors import Diagnostic, Findings, Location, ReportError, SourceError
from builder.readback.verify import read_written, verify, written
from builder.readers.ledger import ledgers_at, read_ledger

SOURCES = (".md", ".markdown")


def verify_files(given: Path | None, console: Console) -> None:
    """Verifies the documents beside each ledger that `given` stands for: a ledger, a document beside one, a folder, or
    a report; without it the report here or of the project. Raises `ReportError` where anything differs.
    """
    total, wrong = 0, False
    ledgers = _ledgers(given)
    for path in ledgers:
        ledger, names, found = _verified(path)
        console.diagnostics(found)
        wrong = wrong or any(d.severity == "error" for d in found)
        total += len(ledger["values"])
        if not any(d.severity == "error" for d in found):
            console.say(f"{shown(path)}: {len(ledger['values'])} values tie out in {names}")
    if wrong:
        raise ReportError(())
    console.finish(ok=True, values=total, ledgers=[shown(path) for path in ledgers])


def _ledgers(given: Path | None) -> list[Path]:
    from builder import cli_project
    from builder.pipeline import report_name

    place = given
    if given is None or given.suffix.lower() in SOURCES:
        report = cli_project.find_report(given)
        place = cli_project.find_output(report) / f"{report_name(report)}.values.json"
    assert place is not None
    found = list(ledgers_at(place).values())
    if not found:
        findings = Findings()
        hint = "build the report, or name the ledger: NAME.values.json"
        findings.error("file-not-found", f"there is no ledger at {shown(place)}", Location(shown(place)), hint)
        findings.raise_errors(SourceError)
    return found


def _verified(path: Path) -> tuple[dict[str, Any], str, list[Diagnostic]]:
    """A ledger, the names of its files, and how they differ from it. Raises `SourceError` for what is no ledger."""
    findings, at = Findings(), Location(shown(path))
    read = read_ledger(path, shown(path), findings)
    findings.raise_errors(SourceError)
    assert read is not None
    ledger = read[0]
    try:
        names = ", ".join(file.name for file in written(ledger, path.parent).values())
        found = verify(ledger, read_written(ledger, path.parent))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # A ledger that somebody has changed is wrong in as many ways as it has keys.
        hint = "take the ledger that was written with the documents"
        message = f'"{shown(path)}" is no whole ledger: {type(error).__name__}: {error}'
        findings.error("not-a-ledger", message, at, hint)
    else:
        if names:
            return ledger, names, found
        findings.error(
            "file-not-read", "the ledger has neither a PDF nor a deck", at, "build the report as pdf or pptx"
        )
    raise SourceError(findings.items)
