"""No false alarm: whatever is written, in many languages, is found again, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from random_briefs import pictures, random_brief
from random_decks import LETTERS, random_document
from read_back import built, with_values


@pytest.mark.parametrize("seed", range(10))
def test_a_random_brief_ties_out(seed: int, tmp_path: Path) -> None:
    pictures(tmp_path)
    document = with_values(random_brief(seed, tmp_path))
    assert [str(d) for d in built(document, tmp_path, ["pdf"]).found] == []


@pytest.mark.parametrize("seed", range(10))
def test_its_deck_ties_out(seed: int, tmp_path: Path) -> None:
    pictures(tmp_path)
    document = with_values(random_brief(seed, tmp_path))
    assert [str(d) for d in built(document, tmp_path, ["pptx"]).found] == []


@pytest.mark.parametrize("seed", range(12))
def test_both_files_of_a_random_document_tie_out(seed: int, tmp_path: Path) -> None:
    languages = list(LETTERS)
    document = with_values(random_document(seed, languages[seed % len(languages)], 4))
    assert [str(d) for d in built(document, tmp_path).found] == []
