"""Files of text."""

from __future__ import annotations

import codecs

from builder.errors import Findings, Location
from builder.sources.loaded import Resource


def utf8_text(resource: Resource, findings: Findings) -> str | None:
    """The file's text without a byte order mark; `not-utf8` with the line where it is none."""
    try:
        data = resource.path.read_bytes()
    except OSError as error:
        at = Location(resource.shown)
        findings.error("unreadable-file", f"the file cannot be read: {error.strerror}", at, "see its permissions")
        return None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        findings.error("not-utf8", "the file is UTF-16", Location(resource.shown), "save it as UTF-8")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        at = Location(resource.shown, line, column)
        findings.error("not-utf8", "this character is not UTF-8", at, "save the file as UTF-8")
        return None
