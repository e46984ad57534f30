"""Text as glyphs: kerning, figures, joined letters and marks; and what is read back, in the order of painting."""

from __future__ import annotations

import itertools
import random
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
import uharfbuzz
from briefs import Brief, document, para, squeezed, text, write
from content import contents
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.errors import Findings
from builder.fonts import FontFile, font_for, metrics
from builder.model.document import Strong
from builder.shaping import Shaper
from builder.theme import Theme
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.faces import Face, Faces
from builder.writers.pdf.inlines import Typesetter
from builder.writers.pdf.lines import Line, break_lines
from builder.writers.pdf.pictures import Pictures
from builder.writers.pdf.styles import Styles

SANS = Theme().fonts.regular
SERIF = Theme().fonts.text
SCRIPTS = {
    "Latin": "Überraschung Ångström naïve façade office AVATAR Types Wörter Tokyo fjord",
    "Greek": "Ελληνικά οικονομία ΑΥΤΟΚΙΝΗΤΟ ανάπτυξη Τόκυο",
    "Cyrillic": "Привет экономика УАТ Город ещё подъезд",
    "Arabic": "السلام لا إله السَّلامُ می‌خواهم مرحبا العالم الاقتصاد بِسْمِ ٱللَّهِ قالوا",
    "Hebrew": "שלום עולם שָׁלוֹם עִבְרִית הכלכלה צמחה בְּרֵאשִׁית",
    "Devanagari": "क्षत्रिय हिन्दी ज्ञान श्री र्क क्रिया वृद्धि में लिखा प्रार्थना",
    "Thai": "ภาษาไทย น้ำ ที่ กรุงเทพ ผู้ใหญ่ ปั๊ม เพิ่มขึ้น เศรษฐกิจ",
}
needs_fonts = pytest.mark.skipif(
    any(font_for(char, SANS) is None for char in "سשक์ท"), reason="no font for all of the scripts is installed"
)


def numbers(elements: str) -> list[int]:
    """The moves in the elements of a TJ array."""
    return [int(n) for n in re.findall(r"-?\d+", re.sub(r"<[^>]*>", "|", elements))]


def strings(elements: str) -> int:
    """How many codes the elements show."""
    return sum(len(digits) for digits in re.findall(r"<([0-9A-F]*)>", elements)) // 4


def own_width(path: Path, said: str, **features: bool) -> float:
    """HarfBuzz's own sum, in em."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(said)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(face), buffer, {"liga": False, "clig": False, "dlig": False, **features})
    return float(sum(place.x_advance for place in buffer.glyph_positions or ())) / float(face.upem)


# -- Kerning and figures ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [SANS, SERIF])
@pytest.mark.parametrize("said", ["AVATAR To We", "Привет ГА", "ΑΥΤΟ", "plain", "Ångström", ""])
def test_the_width_is_that_of_kerned_text(path: Path, said: str) -> None:
    assert Faces().face(path).width(said) == pytest.approx(own_width(path, said), abs=1e-3)


def test_what_is_painted_is_as_wide_as_it_is_said_to_be() -> None:
    face = Faces().face(SANS)
    for said in ("AVATAR", "To We Ty", "LTAV" * 20):
        elements, width = face.encode(said)
        assert numbers(elements)
        natural = sum(face.advance(face.glyphs[ord(char)]) for char in said)
        assert width == pytest.approx(natural - sum(numbers(elements)) / 1000)


def test_kerning_parts_the_string_and_nothing_else_does() -> None:
    face = Faces().face(SANS)
    assert face.encode("hello")[0] == "<0001000200030003" + face.code(face.glyphs[ord("o")], "o") + ">"
    assert re.fullmatch(r"<0005>\d+<0006>", face.encode("AV")[0])


def test_no_ligature_hides_letters() -> None:
    for path in (SANS, SERIF):
        face = Faces().face(path)
        assert strings(face.encode("official waffle")[0]) == len("official waffle")


def test_tabular_figures_have_one_width_and_no_kerning() -> None:
    for path in (SANS, SERIF):
        face = Faces().face(path, "tabular")
        assert len({face.width(digit) for digit in "0123456789"}) == 1
        for said in ("1117.4", "11,711", "-4.7 %", "(7.1)"):
            elements, width = face.encode(said)
            assert not numbers(elements)
            assert width == pytest.approx(sum(face.width(char) for char in said))
        assert face.width("AVATAR") == pytest.approx(Faces().face(path).width("AVATAR"))


def test_old_style_figures_where_the_font_has_them() -> None:
    plain, old = Faces().face(SERIF, "tabular"), Faces().face(SERIF, "oldstyle")
    assert own_width(SERIF, "1234", onum=True, pnum=True) == pytest.approx(old.width("1234"), abs=1e-3)
    shown = {Shaper(FontFile(str(SERIF)), f).shape("4")[0][0] for f in ({"onum": True}, {"lnum": True})}
    assert len(shown) == 2
    assert plain.width("1") != old.width("1")
    sans = Faces()
    assert sans.face(SANS, "oldstyle").encode("1234") == sans.face(SANS).encode("1234")


def test_figures_of_a_file_share_one_embedded_font() -> None:
    faces = Faces()
    made = [faces.face(SERIF), faces.face(SERIF, "oldstyle"), faces.face(SERIF, "tabular"), faces.face(SANS)]
    assert [face.name for face in made] == ["F1", "F1", "F1", "F2"]
    assert len(list(faces)) == 2
    assert faces.face(SERIF, "oldstyle") is made[1]
    assert made[0].encode("a") == made[1].encode("a")


def test_a_face_gives_one_code_to_a_glyph_and_its_meaning() -> None:
    face = Faces().face(SANS)
    assert face.encode("aba")[0] == "<000100020001>"
    assert face.code(face.glyphs[ord("a")], "a") == "0001"
    assert face.code(face.glyphs[ord("a")], "fin") == "0003"
    assert face.encode("bab")[0] == "<000200010002>"


def test_invisible_characters_have_no_glyph() -> None:
    face = Faces().face(SANS)
    assert face.encode("a\u200d\u00ad\u0007\ufeff\ufffeb") == face.encode("ab")
    assert face.encode("a\u200f\u2067b")[1] == face.encode("ab")[1]
    assert face.encode("\u200b")[1] == 0


def test_a_character_that_the_font_lacks_has_a_stand_in() -> None:
    face = Faces().face(SANS)
    box = face.glyphs[0xFFFD]
    assert face.encode("\U00016a00") == (f"<{face.code(box, chr(0x16A00))}>", face.advance(box))


def test_a_mark_without_a_letter_of_its_own_stands_on_its_letter() -> None:
    face = Faces().face(SANS)
    assert face.encode("é")[1] == face.encode("e\u0301")[1]
    elements, width = face.encode("x\u0301y")
    assert strings(elements) == 2
    assert width == pytest.approx(face.width("x") + face.width("y"), abs=1e-3)


# -- Scripts ---------------------------------------------------------------------------------------------


def face_of(char: str) -> Face:
    font = font_for(char, SANS)
    assert font is not None
    face = Faces().fallback(font)
    assert face is not None
    return face


@needs_fonts
def test_letters_join() -> None:
    face = face_of("س")
    joined, apart = face.width("سس"), 2 * face.width("س")
    assert joined < apart * 0.97


@needs_fonts
@pytest.mark.parametrize("said", ["سلام", "שלום", "क्षत्रिय", "น้ำ"])
def test_text_is_as_wide_as_harfbuzz_makes_it(said: str) -> None:
    font = font_for(said[0], SANS)
    assert font is not None
    assert face_of(said[0]).width(said) == pytest.approx(own_width(Path(font.path), said), abs=1e-3)


@needs_fonts
def test_a_word_from_right_to_left_is_one_string() -> None:
    face = face_of("ש")
    elements, _ = face.encode("שלום")
    codes = [face.encode(char)[0].strip("<>") for char in "שלום"]
    assert elements == f"<{''.join(reversed(codes))}>"
    assert face.encode("ש")[0] == f"<{codes[0]}>"


@needs_fonts
def test_text_of_two_directions_ends_at_its_right_edge() -> None:
    face = face_of("ש")
    for said in ("ש 12 ל", "12 ש", "a ש b ל c"):
        elements, width = face.encode(said)
        shown = sum(face.width(char) for char in said)
        assert width == pytest.approx(shown, abs=0.1)
        assert sum(numbers(elements)) == pytest.approx(0, abs=2)


@needs_fonts
def test_brackets_are_mirrored() -> None:
    face = face_of("ש")
    shaper = Shaper(metrics_font("ש"))
    assert shaper.shape("(", rtl=True)[0][0] == face.glyphs[ord(")")]
    assert face.encode("(", rtl=True)[0] != face.encode("(")[0]


def metrics_font(char: str) -> FontFile:
    font = font_for(char, SANS)
    assert font is not None
    assert ord("(") in metrics(font).cmap
    return font


# -- What is read back -----------------------------------------------------------------------------------


def in_stream_order(brief: Brief) -> str:
    """The text of all marked content in the order of painting, by ToUnicode."""
    with pikepdf.open(brief.path) as pdf:
        found = contents(pdf)
        assert not found.problems
        return "".join(found.text(key) for key in found.texts)


def random_words() -> list[str]:
    chosen = random.Random(7)  # noqa: S311 - the same words each time
    return [chosen.choice(SCRIPTS[script].split()) for script in SCRIPTS for _ in range(30)]


@needs_fonts
def test_words_of_all_scripts_are_read_in_their_order(tmp_path: Path) -> None:
    """Also of both directions mixed: exactly as they were written."""
    words = random_words()
    random.Random(3).shuffle(words)  # noqa: S311 - as above
    said = [" ".join(words[n : n + 30]) for n in range(0, len(words), 30)]
    brief = write(document(*(para(line) for line in said)), tmp_path)
    read = re.sub(r"\s+", " ", in_stream_order(brief))
    assert re.sub(r"\s+", " ", "".join(said)) in read


@needs_fonts
@pytest.mark.parametrize("script", SCRIPTS)
def test_other_programs_read_words_of_each_script(script: str, tmp_path: Path) -> None:
    words = SCRIPTS[script].split()
    brief = write(document(*(para(word) for word in words)), tmp_path)
    for word in words:
        # What pdfium calls ligatures it reads as their letters.
        assert squeezed(word) in brief.all, word


@needs_fonts
@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize("script", SCRIPTS)
def test_poppler_reads_words_of_each_script(script: str, tmp_path: Path) -> None:
    words = SCRIPTS[script].split()
    brief = write(document(*(para(word) for word in words)), tmp_path)
    done = subprocess.run(["pdftotext", str(brief.path), "-"], capture_output=True, check=True)
    read = squeezed(re.sub("[\u202a-\u202e]", "", done.stdout.decode()))
    assert [word for word in words if squeezed(word) not in read] == []


@given(st.lists(st.sampled_from(" ".join(SCRIPTS.values()).split()), min_size=1, max_size=8))
@settings(deadline=None, max_examples=50)
@needs_fonts
def test_every_code_has_a_meaning(words: list[str]) -> None:
    faces = Faces()
    setter = Typesetter(Theme(), faces, Pictures(Path()), Findings())
    for box in setter.boxes(text(" ".join(words)), STYLES.body):
        for part in box.parts:
            part.look.face.encode(part.text)
    for subset in faces:
        meanings = [meaning for _, meaning in subset.used]
        assert all(meaning and not set(meaning) & set("\0\ufeff\ufffe") for meaning in meanings)


# -- Lines of two directions -----------------------------------------------------------------------------

STYLES = Styles(Theme())
SETTER = Typesetter(Theme(), Faces(), Pictures(Path()), Findings())


def lines(said: str, width: float = 400.0) -> list[Line]:
    return break_lines(SETTER.boxes(text(said), STYLES.body), width, STYLES.body)


def placed(line: Line) -> list[tuple[float, str]]:
    """The texts of a line with their left edges, from left to right."""
    found = [(box.x, box.parts[0].text) for box in line.boxes if box.x is not None]
    assert len(found) == len(line.boxes)
    return sorted((x, said) for x, said in found if said.strip())


@needs_fonts
def test_boxes_stay_in_the_order_in_which_they_are_read() -> None:
    [line] = lines("שלום עולם 2024")
    assert line.rtl
    assert "".join(box.parts[0].text for box in line.boxes) == "שלום עולם 2024"
    assert [said for _, said in placed(line)] == ["2024", "עולם", "שלום"]
    [line] = lines("in שלום עולם here")
    assert not line.rtl
    assert [said for _, said in placed(line)] == ["in", "עולם", "שלום", "here"]


@needs_fonts
def test_pieces_of_a_line_lie_side_by_side() -> None:
    for said in ("שלום (עולם) 12.5% ב-2024 in English here וסוף", "In English שלום (עולם) and مرحبا 2024 too"):
        for line in lines(said, 120):
            edges = sorted((box.x or 0.0, (box.x or 0.0) + box.width) for box in line.boxes)
            for (_, right), (left, _) in itertools.pairwise(edges):
                assert left == pytest.approx(right, abs=0.02)
            inked = [(box.x or 0.0, box.width) for box in line.boxes if box.parts[0].text.strip()]
            assert min(x for x, _ in inked) == pytest.approx(0, abs=0.02)
            assert max(x + width for x, width in inked) == pytest.approx(line.width, abs=0.02)


@needs_fonts
def test_a_word_is_parted_where_its_direction_changes() -> None:
    [line] = lines("שלום ב-2024, וסוף")
    assert [said for _, said in placed(line)] == ["וסוף", ",", "2024", "-", "ב", "שלום"]
    assert [p.rtl for box in line.boxes for p in box.parts if p.text == "2024"] == [False]


@needs_fonts
def test_levels_are_those_of_the_paragraph_not_of_the_line() -> None:
    found = lines("שלום עולם In English words that go on and on (2024) here וסוף", 110)
    assert len(found) > 2
    order = [[said for _, said in placed(line)] for line in found]
    assert "(2024)" in [said for line in order for said in line]
    for line in order[1:-1]:
        assert line == [said for said in line if said.isascii()]
    middle = " ".join(said for line in order for said in line if said.isascii())
    assert middle == "In English words that go on and on (2024) here"


@needs_fonts
def test_joined_faces_of_one_word_lie_from_right_to_left() -> None:
    [line] = break_lines(SETTER.boxes(text("של", Strong(text("ום"))), STYLES.body), 400, STYLES.body)
    assert [said for _, said in placed(line)] == ["ום", "של"]


def test_plain_lines_are_left_as_they_are() -> None:
    boxes = SETTER.boxes(text("In English, Résumé, Привет"), STYLES.body)
    [line] = break_lines(boxes, 400, STYLES.body)
    assert all(mine is its for mine, its in zip(boxes, line.boxes, strict=True))
    assert all(isinstance(box, Box) and box.x is None for box in line.boxes)
