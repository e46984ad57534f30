"""Sixty broken variants of the flagship: none ends in anything but diagnostics. `make soak` tries many more."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from broken_variants import Flagship, damage


@pytest.fixture(scope="module")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> Flagship:
    return Flagship(tmp_path_factory.mktemp("flagship"))


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_broken_variants_give_diagnostics(flagship: Flagship, first: int) -> None:
    sound = [flagship.try_variant(seed, build=seed % 30 == 7) for seed in range(first, first + 10)]
    assert not all(sound), "no variant was broken, so nothing was tried"


def test_the_copy_is_mended_after_each_variant(flagship: Flagship) -> None:
    before = {p: p.read_bytes() for p in flagship.folder.rglob("*") if p.is_file()}
    flagship.try_variant(3)
    assert before == {p: p.read_bytes() for p in flagship.folder.rglob("*") if p.is_file()}


def test_a_seed_is_a_variant() -> None:
    text = Path(__file__).read_bytes()
    variants = [damage(text, random.Random(seed))[0] for seed in range(50)]  # noqa: S311
    assert variants == [damage(text, random.Random(seed))[0] for seed in range(50)]  # noqa: S311
    assert sum(v != text for v in variants) > 40
