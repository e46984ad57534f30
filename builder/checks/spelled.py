"""Numbers in words: "twelve times", "a third", "doubled". They state a fact, and do not follow the data."""

from __future__ import annotations

from pathlib import Path

from builder.authored.spelled import spelled_numbers
from builder.checks.rule import Code, Rule, of_document
from builder.errors import Findings
from builder.model.document import Document

_HINT = 'bind it with {{ query.column | words }}, or test its sentence: [..]{holds="expression"}'


def check_spelled(document: Document, project: Path, findings: Findings) -> None:
    """Reports each `spelled-number`, once a number and place."""
    for one in spelled_numbers(document):
        where = "" if one.corner == "text" else f" in the {one.corner}"
        findings.note("spelled-number", f'"{one.text}"{where} is a number in words, bound to nothing', one.at, _HINT)


RULE = Rule(
    "spelled",
    (Code("spelled-number", "note", "A number is written as a word, and no test holds it."),),
    of_document(check_spelled),
)
