"""All judges on one brief."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import tree
import verapdf
from expected import differences

from builder.model.document import Document

FLAVOURS = ("ua1", "2a")


def faults(path: Path, document: Document, flavours: Sequence[str] = FLAVOURS) -> list[str]:
    """What is wrong with the brief of a document, by veraPDF (where there is Java), by the reading of its tree, and by
    the words, cells and alternative texts that the document has; [] where nothing is.
    """
    found = standards(path, flavours) if verapdf.present() else []
    reading = tree.read(path)
    return [*found, *reading.problems, *differences(document, reading)]


def standards(path: Path, flavours: Sequence[str] = FLAVOURS) -> list[str]:
    """The rules of standards that a file breaks."""
    verdicts = ((flavour, verapdf.check(path, flavour)) for flavour in flavours)
    return [f"{flavour}: {verdict}" for flavour, verdict in verdicts if not verdict.compliant]


def syntax(path: Path) -> list[str]:
    """What qpdf says of the file's syntax; [] where it is sound."""
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [done.stdout + done.stderr]
