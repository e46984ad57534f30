"""The formats that exist: adding one is a copy of `text.py` and a line here."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from builder.writers.base import Writer

# Format -> module and class. Modules are imported when the format is asked for: they bring heavy packages along.
WRITERS: dict[str, tuple[str, str]] = {
    "pdf": ("builder.writers.pdf.writer", "PdfWriter"),
    "pptx": ("builder.writers.pptx.writer", "PptxWriter"),
    "text": ("builder.writers.text", "TextWriter"),
}


def writer_for(format_: str) -> Writer:
    """The writer of a registered format. Raises KeyError."""
    module, name = WRITERS[format_]
    return cast("Writer", getattr(import_module(module), name)())
