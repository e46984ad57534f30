"""Files against their ledger: what is missing, what is there and should not be, and what differs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.errors import Diagnostic, Findings, Location, WriteError
from builder.model.document import Document
from builder.readback.account import FORMATS, Account
from builder.readback.alike import check_alike
from builder.readback.facts import facts
from builder.readback.pdf import read_pdf
from builder.readback.placed import check_placed
from builder.readback.pptx import read_deck
from builder.readback.reading import Reading
from builder.readback.seals import Entries, File, check_seals, opened, sealed
from builder.readback.strange import check_strange
from builder.readback.workbooks import check_workbooks
from builder.writers.base import Placement

MOST = 25  # diagnostics of one code about one file


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The files of a report as they were read, and the `sections` that the ledger has of them."""

    readings: tuple[Reading, ...]
    sections: dict[str, Entries]


def read_back(
    document: Document,
    files: Mapping[str, Path],
    placements: Mapping[str, Placement],
    *,
    audit: bool = False,
    reads: bool = True,
) -> ReadBack:
    """Reads the files that were written, by format. Raises `WriteError` for one that cannot be read.

    `audit`: whether they tell where each number comes from. Unless it `reads`, they are known by their SHA-256 alone.
    """
    known = facts(document, audit=audit)
    marks = any(each["from"] == "footnotes" for each in known["known"])
    pictured = sorted(placements["pdf"].pictured) if "pdf" in placements else []
    readings = read_files(files, pictured, marks=marks) if reads else []
    digests = {reading.format: reading.digest for reading in readings}
    entries: Entries = []
    for format_ in FORMATS:
        if path := files.get(format_):
            entry = {"format": format_, "name": path.name, "sha256": digests.get(format_) or _digest(path)}
            entries.append({**entry, "pictured": pictured} if format_ == "pdf" else entry)
    return ReadBack(tuple(readings), {**known, "files": entries, "pages": sealed(readings)})


def verify(ledger: Mapping[str, Any], readings: Iterable[Reading]) -> list[Diagnostic]:
    """Compares what was read with a ledger (as `json.load` gives it); [] where everything ties out."""
    account = Account(ledger)
    found: list[Diagnostic] = []
    files: dict[str, File] = {}
    for reading in readings:
        findings = Findings()
        file = files[reading.format] = opened(account, reading, findings)
        told = check_placed(account, file, findings)
        check_strange(account, file, told, findings)
        if file.format == "pptx":
            check_workbooks(account, file, findings)
        check_seals(account, file, told, findings)
        found += _bounded(findings.items, reading.name)
    findings = Findings()
    check_alike(account, files, findings)
    return found + _bounded(findings.items, "the documents")


def written(ledger: Mapping[str, Any], folder: Path) -> dict[str, Path]:
    """The documents of a ledger that lies in `folder`, by format. Names with a path in them are not followed."""
    return {name: folder / Path(entry["name"]).name for name, entry in Account(ledger).files.items()}


def read_written(ledger: Mapping[str, Any], folder: Path) -> list[Reading]:
    """What is read in the documents of a ledger. Raises `WriteError` for one that cannot be read.

    Looking for text alternatives takes long; in a PDF that is as it was written it is known which pages have some.
    """
    files = written(ledger, folder)
    entry = Account(ledger).files.get("pdf", {})
    same = "pdf" in files and files["pdf"].is_file() and _digest(files["pdf"]) == entry["sha256"]
    return read_files(files, entry.get("pictured") if same else None)


def read_files(
    files: Mapping[str, Path], pictured: Collection[int] | None = None, *, marks: bool = True
) -> list[Reading]:
    """What is read in the files, by format. Raises `WriteError` for one that cannot be read.

    `pictured` are the pages of the PDF whose text alternatives are wanted, None for all; `marks`: whether it has
    footnotes.
    """

    def pdf(path: Path) -> Reading:
        return read_pdf(path, marks=marks, pictured=pictured)

    readers = {"pdf": pdf, "pptx": read_deck}
    findings, out = Findings(), []
    for format_ in FORMATS:
        if path := files.get(format_):
            try:
                out.append(readers[format_](path))
            except (OSError, ValueError) as error:
                hint = "take the file that was built, or build the report again"
                message = f"{path.name} cannot be read back: {error}"
                findings.error("file-not-read", message, Location(path.name), hint)
    findings.raise_errors(WriteError)
    return out


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _bounded(items: list[Diagnostic], name: str) -> list[Diagnostic]:
    """The first of each code, and how many more there are."""
    out: list[Diagnostic] = []
    counts: dict[str, int] = {}
    for each in items:
        counts[each.code] = counts.get(each.code, 0) + 1
        if counts[each.code] <= MOST:
            out.append(each)
    for code, count in counts.items():
        if count > MOST:
            message = f"{name}: {count - MOST} more of {code}"
            out.append(Diagnostic("note", "and-more", message, None, "mend the first ones and look again"))
    return out


def load(path: Path) -> dict[str, Any]:
    """A ledger that this build wrote; one from elsewhere comes through `readers.ledger`."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
