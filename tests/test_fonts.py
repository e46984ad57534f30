"""The shipped faces cover Europe's scripts, have Arial's widths, and the chain finds the rest."""

from __future__ import annotations

import pytest

from builder import fonts
from builder.theme import FONTS, Theme

FACE = Theme().fonts.regular


def test_the_four_faces_and_their_licence_travel_with_the_package() -> None:
    names = sorted(p.name for p in FONTS.iterdir())
    assert names == ["Arimo-Bold.ttf", "Arimo-BoldItalic.ttf", "Arimo-Italic.ttf", "Arimo-Regular.ttf", "OFL.txt"]


@pytest.mark.parametrize("text", ["Straße", "Ελλάδα", "Украина", "Đặng", "שלום", "−×…▲↑€₹"])
def test_the_theme_shows_european_scripts_alone(text: str) -> None:
    assert fonts.spans(text, FACE) == [(fonts.FontFile(str(FACE)), text)]
    assert fonts.missing_glyphs([text], FACE) == {}


def test_widths_are_arials() -> None:
    """Arial's advances of A, i, W and 0 in 1/2048 em, from its hmtx table as published by Monotype."""
    widths = {char: round(fonts.advance(char, FACE, 2048)) for char in "AiW0"}
    assert widths == {"A": 1366, "i": 455, "W": 1933, "0": 1139}


def test_digits_are_tabular_in_every_face() -> None:
    family = Theme().fonts
    for bold in (False, True):
        for italic in (False, True):
            face = family.face(bold=bold, italic=italic)
            assert len({fonts.advance(digit, face, 10) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("text", ["中国", "العربية"])
def test_other_scripts_come_from_the_system(text: str) -> None:
    if not fonts.system_fallbacks():
        pytest.skip("no fallback fonts on this machine: install Noto")
    [(font, run)] = fonts.spans(text, FACE)
    assert run == text
    assert font.path != str(FACE)
    assert font.truetype


def test_what_no_font_has_is_named_with_its_text() -> None:
    # U+E0FFF is unassigned: no font has a glyph for it.
    assert fonts.missing_glyphs(["fine", "a\U000e0fffb"], FACE) == {"\U000e0fff": "a\U000e0fffb"}


def test_joiners_and_marks_of_direction_are_not_missing() -> None:
    assert fonts.missing_glyphs(["a\u200bb\u200f\u00adc"], FACE) == {}
