"""Headings: no level is skipped (PDF/UA-1, 7.4.2), the first is of level 1, and a slide has room for each."""

from __future__ import annotations

from pathlib import Path

from builder.errors import Findings, Location
from builder.model.document import Document, Header
from builder.model.walk import plain, walk_blocks

# Two lines of 28 points on a slide.
_LONGEST = 110


def check_headings(document: Document, project: Path, findings: Findings) -> None:
    """Reports `no-section`, `heading-jump` and `long-title`."""
    headers = [b for b in walk_blocks(document.blocks) if isinstance(b, Header)]
    if document.blocks and not any(h.level == 1 for h in headers):
        first = document.blocks[0].at
        findings.warning(
            "no-section",
            "the report has no heading of level 1",
            Location(first.path, first.line),
            "begin with one: # The finding",
        )
        return
    level = 0
    for header in headers:
        if header.level > level + 1:
            hint = f"make it {'#' * (level + 1)}, or put a heading between"
            before = f"level {level}" if level else "the start"
            findings.warning("heading-jump", f"a heading of level {header.level} follows {before}", header.at, hint)
        level = header.level
        text = plain(header.content)
        if len(text) > _LONGEST and level <= 2 and "no-slide" not in header.attr:
            message = f"this heading has {len(text)} characters and will not fit two lines of a slide"
            findings.warning("long-title", message, header.at, f"say it in {_LONGEST} characters")
