"""The bidirectional algorithm, against another one."""

from __future__ import annotations

import pytest
from bidi import get_display
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder import bidi

# Letters, digits, signs and brackets of all classes, and all marks of direction.
LETTERS = "abאבמن١٢12 +-%,.:()[]⦍⦎⦏⦐〈〉\u2329\u232a«»\u0301\u064b\t$€/\u00ad"
MARKS = "\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e"


def visual(text: str, base: int | None = None) -> str:
    return "".join(text[n] for n in bidi.order(bidi.levels(text, base)))


@given(st.one_of(st.text(LETTERS + MARKS, max_size=24), st.text(LETTERS, max_size=24)), st.sampled_from((None, 0, 1)))
@example("he said “(אב cd) ef” 12-3%", 0)
@example("נסקר (12.5%) ב-2024", None)
@settings(deadline=None, max_examples=100)
def test_the_order_is_that_of_another_implementation(text: str, base: int | None) -> None:
    levels = bidi.levels(text, base)
    if base == 1 and not any(level % 2 for level in bidi.levels(text + "a", base)[:-1]):
        return  # where nothing is turned the other one leaves tabs and spaces unturned, against L1
    assert "".join(text[n] for n in bidi.order(levels)) == get_display(
        text, base_dir={None: None, 0: "L", 1: "R"}[base]
    )


@pytest.mark.parametrize(
    ("text", "base"),
    [("", 0), ("2024 (", 0), ("a א", 0), ("א a", 1), ("12 م", 1), ("\u2067א\u2069 a", 0), ("\u2066a\u2069 א", 1)],
)
def test_a_paragraph_has_the_direction_of_its_first_letter(text: str, base: int) -> None:
    assert bidi.base_level(text) == base


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("שלום (עולם) 2024", "2024 )םלוע( םולש"),
        ("עלה ב-12.5% ב-2024", "2024-ב 12.5%-ב הלע"),
        ("ارتفع 12.5% في", "يف %12.5 عفترا"),
        ("in עברית (כאן) too", "in )ןאכ( תירבע too"),
    ],
)
def test_numbers_signs_and_brackets(text: str, shown: str) -> None:
    assert visual(text) == shown


@given(st.lists(st.integers(0, 6), max_size=12))
@settings(deadline=None, max_examples=50)
def test_every_piece_has_one_place(levels: list[int]) -> None:
    assert sorted(bidi.order(levels)) == list(range(len(levels)))


def test_pieces_are_turned_inside_each_other() -> None:
    assert bidi.order([0, 1, 1, 2, 2, 1, 0]) == [0, 5, 3, 4, 2, 1, 6]
    assert bidi.order([1, 2, 2, 1]) == [3, 1, 2, 0]


def test_runs_have_one_level_each() -> None:
    assert bidi.runs([0, 0, 1, 2, 2, 0]) == [(0, 2, 0), (2, 3, 1), (3, 5, 2), (5, 6, 0)]
    assert bidi.runs([]) == []


def test_plain_text_has_no_turns() -> None:
    assert not bidi.turns("Résumé 模型 ВАТА (12%)")
    assert bidi.turns("a א")
    assert bidi.turns("a \u200f")
    assert not bidi.is_rtl("a \u200f")
