"""Broken variants of the flagship by the hundred: `make soak SEEDS=1000:3000`."""

from __future__ import annotations

import os

import pytest
from broken_variants import Flagship

FIRST, _, LAST = os.environ.get("SEEDS", "0:600").partition(":")
CHUNK = 20


@pytest.fixture(scope="module")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> Flagship:
    return Flagship(tmp_path_factory.mktemp("flagship"))


@pytest.mark.soak
@pytest.mark.parametrize("first", range(int(FIRST), int(LAST), CHUNK))
def test_broken_variants_give_diagnostics(flagship: Flagship, first: int) -> None:
    failed = []
    for seed in range(first, min(first + CHUNK, int(LAST))):
        try:
            flagship.try_variant(seed, build=seed % 10 == 7)
        except Exception as error:  # noqa: BLE001 - all of them are told, not just the first
            failed.append(f"{type(error).__name__}: {error} ({'; '.join(error.__notes__)})")
    assert not failed, "\n".join(failed)
