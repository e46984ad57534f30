"""Digits that are bound to nothing: a number that an author typed does not follow the data.

Which digits are meant stands in `builder.authored`: everything that a reader gets, but for parts of words and names,
references, addresses, and dates and years of the report's own front matter and of the data's columns of time.
"""

from __future__ import annotations

from pathlib import Path

from builder.authored.suggest import bindings
from builder.authored.unbound import Unbound, unbound_numbers
from builder.checks.rule import Code, Rule, of_document
from builder.errors import Findings
from builder.model.document import Document

_BIND = "bind it: {{ query.column }}; a quoted figure is [..]{quote=key}, any other [..]{.literal}"
_YEAR = "no date of the front matter and no column of time has it; bind it, or write [..]{.literal}"


def check_numbers(document: Document, project: Path, findings: Findings) -> None:
    """Reports each `unbound-number`, once a number and place."""
    found = unbound_numbers(document)
    same = bindings(document, {one.text for one in found if not one.is_year})
    for one in found:
        findings.warning("unbound-number", _message(one), one.at, _hint(one, same.get(one.text, ())))


def _message(one: Unbound) -> str:
    where = "" if one.corner == "text" else f" in the {one.corner}"
    return f'the {"year" if one.is_year else "number"} "{one.text}"{where} is bound to nothing'


def _hint(one: Unbound, same: tuple[str, ...]) -> str:
    if one.is_year:
        return _YEAR
    if not same:
        return _BIND
    return (
        f"{' and '.join(f'{{{{ {e} }}}}' for e in same)} give{'' if len(same) > 1 else 's'} {one.text} now; or {_BIND}"
    )


RULE = Rule(
    "numbers",
    (Code("unbound-number", "warning", "A number in the text is bound to nothing, neither quoted nor literal."),),
    of_document(check_numbers),
)
