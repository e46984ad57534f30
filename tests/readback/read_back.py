"""Documents that are written in both formats, and verified against their ledger, as a build does it."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from builder.errors import Diagnostic, Findings
from builder.ledger import write_ledger
from builder.model.document import Document, Inline, Inlines, ValueRun
from builder.model.value import Value
from builder.model.walk import map_block
from builder.readback.verify import read_back, read_files, verify
from builder.theme import Theme
from builder.writers.base import Placement, WriteJob, Writer
from builder.writers.pdf.writer import PdfWriter
from builder.writers.pptx.writer import PptxWriter

WRITERS: dict[str, Writer] = {"pdf": PdfWriter(), "pptx": PptxWriter()}


@dataclass
class Built:
    """The files of a document by format, their ledger, and what was found when they were built."""

    files: dict[str, Path]
    ledger: dict[str, Any]
    found: list[Diagnostic]

    def verified(self) -> list[Diagnostic]:
        """What is found in the files as they are now."""
        return verify(self.ledger, read_files(self.files))


def built(document: Document, folder: Path, formats: Sequence[str] = ("pdf", "pptx"), *, audit: bool = False) -> Built:
    """Writes a document and its ledger, and verifies them."""
    placements: dict[str, Placement] = {}
    files: dict[str, Path] = {}
    for format_ in formats:
        files[format_] = folder / f"{document.name}.{format_}"
        job = WriteJob(document, Theme(), Findings())
        placements[format_] = WRITERS[format_].write(job, files[format_])
    back = read_back(document, files, placements, audit=audit)
    out = io.StringIO()
    write_ledger(document, placements, "r.md", out, back.sections)
    ledger = json.loads(out.getvalue())
    return Built(files, ledger, verify(ledger, back.readings))


def with_values(document: Document) -> Document:
    """A document made by hand, with the values that its runs have, in the order of their numbers."""
    found: dict[int, Value] = {}

    def note(inline: Inline) -> Inlines:
        if isinstance(inline, ValueRun):
            found[inline.number] = inline.value
        return (inline,)

    for block in document.blocks:
        map_block(block, note)
    places = {number: place for place, number in enumerate(sorted(found))}

    def renumber(inline: Inline) -> Inlines:
        return (replace(inline, number=places[inline.number]),) if isinstance(inline, ValueRun) else (inline,)

    blocks = tuple(map_block(block, renumber) for block in document.blocks)
    return replace(document, blocks=blocks, values=tuple(found[number] for number in places))
