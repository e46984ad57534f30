"""Ordinary prose raises hardly any alarm: five thousand words on many subjects, whose digits are all names or dates."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from builder.checks.registry import check_document
from builder.model.document import Document
from builder.readers.markdown import read_report
from builder.resolve import resolve

PROSE = Path(__file__).parent / "ordinary_prose.md"


@pytest.fixture(scope="module")
def document() -> Document:
    made, _ = resolve(read_report(PROSE, PROSE.name), {}, {}, {}, "prose", ".")
    return replace(made, years=tuple(range(2019, 2025)))


def test_false_alarms_are_under_one_in_five_hundred_words(document: Document) -> None:
    text = PROSE.read_text(encoding="utf-8")
    words = len(text.split())
    assert words > 5000
    # The text has what could be mistaken: many digits, and many words of numbers.
    assert len(re.findall(r"\d+", text)) > 60
    assert len(re.findall(r"\b(?:one|two|three|first|second|third)\b", text)) > 60
    counted = Counter(d.code for d in check_document(document, PROSE.parent))
    assert set(counted) <= {"unbound-number", "spelled-number"}
    assert counted.total() < words / 500


def test_its_digits_are_found_where_they_are_no_names(document: Document) -> None:
    """The measure measures: with other years in the data, the prose has numbers that are bound to nothing."""
    found = check_document(replace(document, years=()), PROSE.parent)
    assert {'the year "2024" is bound to nothing', 'the year "2021" is bound to nothing'} <= {d.message for d in found}
