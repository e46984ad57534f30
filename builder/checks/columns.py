"""Columns: each stands in a row of columns, and its width is a share of the slide's."""

from __future__ import annotations

import re
from pathlib import Path

from builder.checks.rule import Code, Rule, of_document
from builder.errors import Findings
from builder.model.document import Block, Div, Document
from builder.model.walk import children

_WIDTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*%\s*")


def check_columns(document: Document, project: Path, findings: Findings) -> None:
    """Reports `bad-column`: a width that is no share, shares of more than the whole, a column outside of columns."""
    del project
    for block in document.blocks:
        _check(block, findings, inside=False)


def _check(block: Block, findings: Findings, *, inside: bool) -> None:
    row = isinstance(block, Div) and "columns" in block.attr
    if isinstance(block, Div) and "column" in block.attr and not inside:
        hint = "put it into a div of the class columns: ::: {.columns}"
        findings.warning("bad-column", "this column stands in no row of columns", block.at, hint)
    if isinstance(block, Div) and row:
        _check_widths([b for b in block.blocks if isinstance(b, Div) and "column" in b.attr], findings)
    for inner in children(block):
        _check(inner, findings, inside=row)


def _check_widths(columns: list[Div], findings: Findings) -> None:
    total = 0.0
    for column in columns:
        width = column.attr.get("width")
        found = _WIDTH.fullmatch(width)
        share = float(found[1]) if found else 0.0
        if width and not 0 < share <= 100:
            hint = 'write it as width="40%"'
            findings.error("bad-column", f'"{width}" is not the width of a column', column.at, hint)
        else:
            total += share
    if total > 100.5:
        hint = "let them be 100% together; they are made narrower"
        findings.warning("bad-column", f"the columns are {total:g}% wide together", columns[0].at, hint)


RULE = Rule(
    "columns",
    (Code("bad-column", "error", "A column has a width that is no share, or stands in no row of columns."),),
    of_document(check_columns),
)
