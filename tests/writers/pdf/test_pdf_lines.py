"""Boxes and lines: where a line may end, what is never parted, and text that runs from right to left."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest
from briefs import AT, LOREM, document, para, squeezed, text, value, write
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.breaks import clusters, cost, pieces
from builder.errors import Findings
from builder.model.document import Code, Emph, Inline, Inlines, LineBreak, Link, Str, Strong
from builder.theme import Theme
from builder.writers.pdf.boxes import Box, Part
from builder.writers.pdf.faces import Faces
from builder.writers.pdf.fit import GOOD, Fit
from builder.writers.pdf.inlines import Typesetter
from builder.writers.pdf.lines import EPS, Line, _broken, break_lines
from builder.writers.pdf.pictures import Pictures
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


# -- Even edges ------------------------------------------------------------------------------------------


def ragged(found: list[Line], width: float) -> float:
    return sum((width - n.width) ** 2 for n in found[:-1])


def boxes_of(widths: list[float]) -> list[Box]:
    """Boxes of given widths, with spaces of 3 points, whose ends all read well."""
    look = SETTER.look(STYLES.body)
    return [Box([Part(look, "word", width)], width, " ", 3.0) for width in widths]


@given(st.lists(st.floats(5, 60), min_size=2, max_size=11), st.floats(80, 140))
@settings(deadline=None, max_examples=100)
def test_no_other_lines_are_more_even(widths: list[float], width: float) -> None:
    boxes = boxes_of(widths)
    fit = Fit(boxes, width, parted=False)
    found, greedy = fit.best(), fit.greedy()
    assert len(found) == len(greedy)
    costs = []
    for ends in itertools.combinations(range(1, len(boxes)), len(greedy) - 1):
        tried = [*ends, len(boxes)]
        if all(fit.length(a, b) <= width for a, b in itertools.pairwise([0, *tried])):
            costs.append(sum(fit.costs(tried)))
    if max(fit.costs(greedy)) < GOOD:
        assert found == greedy
    else:
        assert sum(fit.costs(found)) == pytest.approx(min(costs))


def test_paragraphs_are_more_even_than_greedy_lines_and_no_longer() -> None:
    style = STYLES.body.with_(hyphens=False)
    sums = [0.0, 0.0]
    for width in range(150, 400, 10):
        boxes = SETTER.boxes(text(LOREM), style)
        fit = Fit(boxes, width, parted=False)
        found = break_lines(boxes, width, style)
        greedy = fit.greedy()
        assert len(found) == len(greedy)
        sums[0] += ragged(found, width)
        sums[1] += sum((width - fit.length(a, b)) ** 2 for a, b in itertools.pairwise([0, *greedy[:-1]]))
    assert sums[0] < 0.95 * sums[1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("7.2", "pp"),
        ("$109", "bn"),
        ("20", "%,"),
        ("5", "€"),
        ("Figure", "3"),
        ("pages", "7"),
        ("Abb.", "12)"),
        ("J.", "Tolkien"),
        ("12", "models"),
    ],
)
def test_line_ends_that_read_badly(before: str, after: str) -> None:
    assert cost(before, after, spaced=True) >= 40
    assert cost("paragraph", "about", spaced=True) == 0


@pytest.mark.parametrize(("before", "after"), [("2024", "the"), ("year.", "12"), ("In", "2024"), ("US", "leads")])
def test_line_ends_that_read_well_enough(before: str, after: str) -> None:
    assert cost(before, after, spaced=True) <= 12


def test_a_number_stays_with_its_unit_where_it_can() -> None:
    content = text(
        "The share of the United States in private investment grew by 7.2 pp in a year, it is said, and so on"
    )
    parted = [
        width for width in range(150, 450, 3) if any(shown(n).strip().endswith("7.2") for n in lines(content, width))
    ]
    assert len(parted) <= 5


# -- Every script ----------------------------------------------------------------------------------------

SCRIPTS = [
    "abcdefghij",
    "ABÉßö-–—/.,()'\"",
    "0123456789%$€",
    "中文模型、。（）「」“”…——",
    "ひらがなカタカナっャー々",
    "한국어단어",
    "ภาษาไทยำะเแโใไ่้",
    "العربيةلا",
    "שלוםב",
    "हिन्दीक्षत्रि",
    "👩\u200d👧🏽🇩🇪🇫🇷é́",
    "\u00ad\u00a0\u202f\u2009\u200b\u2011\u2060",
]
WORD = st.one_of(*(st.text(alphabet, min_size=1, max_size=24) for alphabet in SCRIPTS))
WORDS = st.lists(st.one_of(WORD, st.lists(WORD, min_size=2, max_size=3).map("".join)), min_size=1, max_size=25)
FORMS = st.sampled_from([Str, lambda t: Strong((Str(t),)), lambda t: Emph((Str(t),)), Code])


def bare(content: str) -> str:
    return squeezed(content).replace("\u00ad", "").replace("\u2010", "\u2011")


@given(WORDS, st.lists(FORMS, min_size=25, max_size=25), st.floats(45, 500), st.sampled_from(["body", "h1", "cell"]))
@settings(deadline=None, max_examples=100)
def test_lines_hold_all_text_and_are_never_too_wide(
    words: list[str], forms: list[Callable[[str], Inline]], width: float, name: str
) -> None:
    style: Style = getattr(STYLES, name)
    content = tuple(form(word + " " * (n % 3 > 0)) for n, (word, form) in enumerate(zip(words, forms, strict=False)))
    boxes = SETTER.boxes(content, style)
    found = _broken(boxes, width, style)
    said = "".join(part.text for line in found for box in line for part in box.parts)
    assert bare(said) == bare("".join(words))
    for line in found:
        for box in line:
            assert box.width == pytest.approx(sum(p.width for p in box.parts))
            for part in box.parts:
                measured = part.look.face.width(part.text) * part.look.size
                assert part.hyphen or part.width == pytest.approx(measured)
    for made, logical in zip(break_lines(boxes, width, style), found, strict=True):
        assert made.width <= width + EPS
        assert made.width == pytest.approx(sum(b.width + b.space for b in logical) - logical[-1].space)


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("日本語", ["日", "本", "語"]),
        ("は、", ["は、"]),
        ("「括弧」と", ["「括", "弧」", "と"]),
        ("ちょっと", ["ちょっ", "と"]),
        ("ラッキー", ["ラッ", "キー"]),
        ("人々", ["人々"]),
        ("だ……。", ["だ……。"]),
        ("语——语", ["语——", "语"]),
        ("3.5％増", ["3.5％", "増"]),
        ("約￥100円", ["約", "￥100", "円"]),
        ("GPT-4は", ["GPT-4", "は"]),
        ("“引用”と", ["“引", "用”", "と"]),
        ("か\u3099き", ["か\u3099", "き"]),
        ("１０年", ["１０", "年"]),
        ("ｶﾞｯ｡", ["ｶﾞｯ｡"]),
        ("日\u2060本", ["日\u2060本"]),
        ("한국어는", ["한국어는"]),
        ("foo\u200bbar", ["foo\u200b", "bar"]),
    ],
)
def test_what_begins_and_ends_no_line(word: str, cut: list[str]) -> None:
    assert pieces(word) == cut


def test_what_begins_no_line_holds_between_inlines_too() -> None:
    def cut(*content: Inline | str) -> list[str]:
        return ["".join(p.text for p in box.parts) for box in SETTER.boxes(text(*content), STYLES.body)]

    assert cut("（", Strong(text("語")), "）") == ["（語）"]
    assert cut("「", Link(text("語彙"), "https://x.y"), "」と") == ["「語", "彙」", "と"]
    assert cut(Strong(text("語")), "と") == ["語", "と"]
    assert cut("約", value(0, "1,234"), "円。") == ["約", "1,234", "円。"]
    assert cut("well-", Emph(text("known"))) == ["well-", "known"]
    assert cut("un", Emph(text("known"))) == ["unknown"]


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("ที่นี่", ["ที่", "นี่"]),
        ("เแม่น้ำ", ["เแม่", "น้ำ"]),
        ("👩\u200d👧a", ["👩\u200d👧", "a"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("क्षत्रि", ["क्ष", "त्रि"]),
        ("ខ្មែរ", ["ខ្មែ", "រ"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("ab", ["a", "b"]),
    ],
)
def test_words_are_cut_between_clusters(word: str, cut: list[str]) -> None:
    places = [0, *clusters(word), len(word)]
    assert [word[a:b] for a, b in itertools.pairwise(places)] == cut


def test_an_ideographic_space_stays_wide() -> None:
    first, _ = SETTER.boxes(text("第一章\u3000序"), STYLES.body)[-2:]
    assert first.tail == "\u3000"
    assert first.space > 0.9 * STYLES.body.size


def test_long_paragraphs_take_time_in_proportion() -> None:
    boxes = SETTER.boxes(text(LOREM * 40), STYLES.body)

    def taken(part: list[Box]) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            break_lines(part, 300, STYLES.body)
            times.append(time.process_time() - start)
        return min(times)

    assert taken(boxes) < 30 * taken(boxes[: len(boxes) // 8])


# -- Faces -----------------------------------------------------------------------------------------------


def test_a_face_gives_one_code_to_a_glyph_and_its_meaning() -> None:
    face = Faces().face(Theme().fonts.regular)
    assert face.encode("aba")[0] == "<000100020001>"
    assert face.code(face.glyphs[ord("a")], "a") == "0001"
    assert face.code(face.glyphs[ord("a")], "fin") == "0003"
    assert face.width("aa") == pytest.approx(2 * face.width("a"))


def test_invisible_characters_have_no_glyph() -> None:
    face = Faces().face(Theme().fonts.regular)
    assert face.encode("a\u200d\u200f\u00adb")[0].replace("><", "") == face.encode("ab")[0]
    assert face.width("a\u200d\u200f\u00adb") == face.width("ab")


NOWHERE = "\U0010fffd"  # for private use, in a plane that fonts leave alone


def test_characters_that_no_font_has_are_one_warning_with_its_place(tmp_path: Path) -> None:
    brief = write(document(para(f"Before {NOWHERE} after"), para(f"again {NOWHERE}")), tmp_path)
    [finding] = brief.findings.items
    assert (finding.code, finding.severity, finding.location) == ("missing-glyph", "warning", AT)
    assert all(said in finding.message for said in ("U+10FFFD", "Before", Theme().fonts.text_family))


def test_many_characters_that_no_font_has_are_counted() -> None:
    findings = Findings()
    setter = Typesetter(Theme(), Faces(), Pictures(Path()), findings)
    setter.boxes(text("".join(chr(0x10FF00 + n) for n in range(10))), STYLES.body, AT)
    [finding] = findings.items
    assert "U+10FF02" in finding.message
    assert "U+10FF03" not in finding.message
    assert "7 more" in finding.message


def test_a_hyphen_that_holds_needs_no_font_that_has_it() -> None:
    findings = Findings()
    setter = Typesetter(Theme(), Faces(), Pictures(Path()), findings)
    look = setter.look(STYLES.body)
    lacking = replace(look, face=copy(look.face))
    lacking.face.glyphs = {code: glyph for code, glyph in look.face.glyphs.items() if code not in (0x2010, 0x2011)}
    shown = setter.spans("E\u2011Mail ö", lacking, setter.path(STYLES.body, bold=False, italic=False))
    assert [said for _, said in shown] == ["E-Mail ö"]
    setter.boxes(text("E\u2011Mail"), STYLES.body, AT)
    assert not findings.items


# -- From right to left ----------------------------------------------------------------------------------


def test_a_paragraph_runs_in_one_direction_over_all_its_lines() -> None:
    found = lines(text("שלום עולם ", *(["in English words "] * 6), "עולם"), 120)
    assert len(found) > 2
    assert all(line.rtl for line in found)
    assert not any(line.rtl for line in lines(text("in שלום עולם here and there and everywhere"), 120))
