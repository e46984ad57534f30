"""Boxes and lines: where a line may end, what is never parted, and text that runs from right to left."""

from __future__ import annotations

from pathlib import Path

import pytest
from briefs import AT, LOREM, document, para, squeezed, text, value, write
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.errors import Findings
from builder.fonts import FontFile
from builder.model.document import Emph, Inlines, LineBreak, Str, Strong
from builder.theme import Theme
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.faces import Face, Faces
from builder.writers.pdf.inlines import Typesetter, pieces
from builder.writers.pdf.lines import EPS, Line, break_lines
from builder.writers.pdf.pictures import Pictures
from builder.writers.pdf.rtl import visual
from builder.writers.pdf.styles import Style, Styles

STYLES = Styles(Theme())
SETTER = Typesetter(Theme(), Faces(), Pictures(Path()), Findings())


def lines(content: Inlines, width: float, style: Style = STYLES.body) -> list[Line]:
    return break_lines(SETTER.boxes(content, style), width, style)


def shown(line: Line) -> str:
    return "".join("".join(part.text for part in box.parts) + box.tail for box in line.boxes)


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("plain", ["plain"]),
        ("well-known", ["well-", "known"]),
        ("-5", ["-5"]),
        ("2023-24", ["2023-24"]),
        ("either/or", ["either/", "or"]),
        ("模型，差距", ["模", "型，", "差", "距"]),
        ("（见图）", ["（见", "图）"]),
        ("AI模型", ["AI", "模", "型"]),
        ("カーブ", ["カー", "ブ"]),
    ],
)
def test_where_a_line_may_end_inside_a_word(word: str, cut: list[str]) -> None:
    assert pieces(word) == cut


def test_a_word_of_several_faces_is_not_parted() -> None:
    found = SETTER.boxes(text("un", Strong(text("believ")), Emph(text("able")), ", he said"), STYLES.body)
    assert ["".join(p.text for p in box.parts) for box in found] == ["unbelievable,", "he", "said"]


def test_a_value_stays_on_one_line() -> None:
    for width in range(60, 200, 3):
        assert (
            sum(
                "17.5 percentage points" in shown(n)
                for n in lines(text("A lead of ", value(0, "17.5 percentage points"), " in all"), max(width, 120))
            )
            == 1
        )


def test_no_line_break_is_no_break_space() -> None:
    found = lines(text("10\u00a0000 10\u00a0000 10\u00a0000"), 50)
    assert [shown(n).strip() for n in found] == ["10\u00a0000"] * 3


def test_a_hard_break_ends_a_line() -> None:
    assert [
        shown(n).strip() for n in lines(text("one ", LineBreak(), "two", LineBreak(), LineBreak(), "three"), 400)
    ] == ["one", "two", "", "three"]


def test_titles_are_balanced() -> None:
    style = STYLES.h1
    found = lines(text("China has nearly closed the AI performance gap, while the spending gap widens"), 480, style)
    widths = [n.width for n in found]
    assert len(found) == len(
        lines(
            text("China has nearly closed the AI performance gap, while the spending gap widens"),
            480,
            style.with_(balanced=False),
        )
    )
    assert max(widths) - min(widths) < 120


def test_no_short_word_is_left_alone() -> None:
    for width in range(200, 420, 5):
        found = lines(text(LOREM), width)
        assert len(found) == 1 or len(found[-1].boxes) > 1 or found[-1].width > width * 0.16


WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz-éß中文", min_size=1, max_size=60), min_size=1, max_size=30)


@given(WORDS, st.floats(30, 500))
@settings(deadline=None, max_examples=100)
def test_lines_hold_all_text_and_are_never_too_wide(words: list[str], width: float) -> None:
    found = lines((Str(" ".join(words)),), width)
    assert squeezed("".join(shown(n) for n in found)) == squeezed("".join(words))
    assert all(n.width <= width + EPS for n in found)


# -- Faces -----------------------------------------------------------------------------------------------


def test_a_face_gives_one_code_to_a_glyph_and_its_meaning() -> None:
    face = Face("F1", FontFile(str(Theme().fonts.regular)))
    assert face.encode("aba")[0] == "000100020001"
    assert face.code(face.glyphs[ord("a")], "a") == "0001"
    assert face.code(face.glyphs[ord("a")], "fin") == "0003"
    assert face.width("aa") == pytest.approx(2 * face.width("a"))


def test_invisible_characters_have_no_glyph() -> None:
    face = Face("F1", FontFile(str(Theme().fonts.regular)))
    assert face.encode("a\u200d\u200f\u00adb")[0] == face.encode("ab")[0]


def test_a_character_that_no_font_has_is_a_warning_with_its_place(tmp_path: Path) -> None:
    brief = write(document(para("Before \U00016a00 after"), para("again \U00016a00")), tmp_path)
    [finding] = brief.findings.items
    assert (finding.code, finding.severity, finding.location) == ("missing-glyph", "warning", AT)
    assert "U+16A00" in finding.message
    assert "Before" in finding.message


# -- From right to left ----------------------------------------------------------------------------------

ARABIC = {
    ord(c): n for n, c in enumerate("سلامعيكم\ufeb3\ufefc\ufedf\ufee1\ufecb\ufee0\ufef4\ufedc\ufee2\ufe8d\ufefb", 1)
}


def test_arabic_letters_are_joined_and_turned() -> None:
    assert visual("سلام", ARABIC) == [("\ufee1", "م"), ("\ufefc", "لا"), ("\ufeb3", "س")]
    assert visual("عليكم", ARABIC) == [
        ("\ufee2", "م"),
        ("\ufedc", "ك"),
        ("\ufef4", "ي"),
        ("\ufee0", "ل"),
        ("\ufecb", "ع"),
    ]


def test_letters_without_a_form_stay_as_they_are() -> None:
    assert visual("سل", {}) == [("ل", "ل"), ("س", "س")]


def test_digits_keep_their_order_and_brackets_are_turned() -> None:
    assert "".join(c for c, _ in visual("ב2024", {})) == "2024ב"
    assert "".join(c for c, _ in visual("(בד)", {})) == "(דב)"


def test_words_run_from_right_to_left() -> None:
    [line] = lines(text("שלום עולם 2024"), 400)
    assert line.rtl
    assert [box.parts[0].text for box in line.boxes] == ["2024", "עולם", "שלום"]
    [line] = lines(text("in שלום עולם here"), 400)
    assert not line.rtl
    assert [box.parts[0].text for box in line.boxes] == ["in", "עולם", "שלום", "here"]
    assert all(isinstance(box, Box) and box.tail for box in line.boxes[:-1])
