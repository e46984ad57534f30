"""Headings: no level is skipped (PDF/UA-1, 7.4.2), the first is of level 1, a slide has room for each, and none is
called as the one beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from builder.checks.rule import Code, Rule, of_document
from builder.errors import Findings, Location
from builder.model.document import Block, Div, Document, Header
from builder.model.walk import children, plain, walk_blocks

# Two lines of 28 points on a slide.
_LONGEST = 110


def check_headings(document: Document, project: Path, findings: Findings) -> None:
    """Reports `no-section`, `heading-jump`, `long-title` and `duplicate-heading`."""
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
    _check_twins(document, findings)


def _check_twins(document: Document, findings: Findings) -> None:
    """Headings of slides with one text, one beside the other: two slides with one title cannot be told apart by those
    who listen (WCAG 2.2, 2.4.6; PowerPoint's accessibility checker, "Unique slide titles").
    """
    above: dict[int, str] = {}
    seen: dict[tuple[str, ...], Header] = {}
    for header, only in _placed(document.blocks):
        text = plain(header.content).strip().casefold()
        above = {level: title for level, title in above.items() if level < header.level} | {header.level: text}
        if header.level > 2 or "no-slide" in header.attr or not text:
            continue
        first = seen.setdefault((only, *(above[level] for level in sorted(above))), header)
        if first is not header:
            hint = f"the first is in line {first.at.line}; say in each what it alone says"
            message = f'two headings are called "{plain(header.content)}"'
            findings.warning("duplicate-heading", message, header.at, hint)


def _placed(blocks: tuple[Block, ...], only: str = "") -> Iterator[tuple[Header, str]]:
    """Every heading, with the document that it is for alone: "brief", "deck" or "" for both."""
    for block in blocks:
        if isinstance(block, Header):
            yield block, only
        alone = next((c for c in ("brief", "deck") if isinstance(block, Div) and c in block.attr), only)
        yield from _placed(tuple(children(block)), alone)


RULE = Rule(
    "headings",
    (
        Code("no-section", "warning", "The report has no heading of level 1."),
        Code("heading-jump", "warning", "A heading is more than one level below the one before."),
        Code("long-title", "warning", "A title is too long for two lines of a slide."),
        Code("duplicate-heading", "warning", "Two headings beside each other have one text, and so have their slides."),
    ),
    of_document(check_headings),
)
