"""Hyphens: where a word may have one, and which lines get one."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pyphen
import pytest
from briefs import text, value
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.errors import Findings
from builder.model.document import Attr, Code, Inlines, Link, Span, Str, Strong
from builder.theme import Theme
from builder.writers.pdf.boxes import Part
from builder.writers.pdf.faces import Faces
from builder.writers.pdf.hyphens import hyphens
from builder.writers.pdf.inlines import Typesetter
from builder.writers.pdf.lines import EPS, Line, break_lines
from builder.writers.pdf.pictures import Pictures
from builder.writers.pdf.styles import Style, Styles

STYLES = Styles(Theme())
GERMAN = "Donaudampfschifffahrtsgesellschaft"
PROSE = (
    "Die Leistungsunterschiede zwischen amerikanischen und chinesischen Sprachmodellen sind innerhalb weniger Monate "
    "verschwunden, während die Investitionen in Rechenzentren auseinandergehen und Wettbewerbsbehörden aufmerksam sind"
)


def lines(content: Inlines, width: float, style: Style = STYLES.body, lang: str = "de") -> list[Line]:
    setter = Typesetter(Theme(), Faces(), Pictures(Path()), Findings(), lang)
    return break_lines(setter.boxes(content, style), width, style)


def parts(line: Line) -> list[Part]:
    return [part for box in line.boxes for part in box.parts]


def shown(line: Line) -> str:
    """What is painted, with "=" for the hyphens of lines."""
    return "".join("".join(p.text + "=" * p.hyphen for p in box.parts) + box.tail for box in line.boxes).strip()


def parted(content: Inlines, style: Style = STYLES.body, lang: str = "de") -> set[str]:
    """The first halves of the words that are hyphenated at any measure."""
    found = set()
    for width in range(60, 300, 7):
        found |= {s.split()[-1] for line in lines(content, width, style, lang) if (s := shown(line)).endswith("=")}
    return found


# -- Places ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "lang", "shown"),
    [
        (GERMAN, "de", "Do-nau-dampf-schiff-fahrts-ge-sell-schaft"),
        ("Entwicklung", "de-CH", "Ent-wick-lung"),
        ("intelligence", "en", "intel-li-gence"),
        ("(performance),", "en-US", "(per-for-mance),"),
        ("l’extraordinaire", "fr", "l’ex-tra-or-di-naire"),
        ("производительность", "ru", "про-из-во-ди-тель-ность"),
        ("utviklingen", "no", "ut-vik-lin-gen"),
    ],
)
def test_words_have_the_hyphens_of_their_language(word: str, lang: str, shown: str) -> None:
    found = hyphens(word, lang)
    assert "-".join(word[a:b] for a, b in itertools.pairwise((0, *found, len(word)))) == shown


@pytest.mark.parametrize(
    "word",
    [
        "model",  # five letters
        "state-of-the-art",
        "covid19pandemic",
        "example.organisation",
        "INTERNATIONAL",
        "DeepSeekModel",
        "https://university",
        "",
        "...",
    ],
)
def test_some_words_stay_whole(word: str) -> None:
    assert hyphens(word, "en") == ()


@pytest.mark.parametrize("lang", ["", "zh", "ja", "xx-Latn", "ar"])
def test_languages_without_patterns_have_no_hyphens(lang: str) -> None:
    assert hyphens("performance", lang) == ()


def test_scripts_that_are_written_without_hyphens_get_none() -> None:
    assert hyphens("ประเทศไทยสวยงาม", "th") == ()


def test_a_hyphen_that_would_change_the_spelling_is_left_out() -> None:
    assert hyphens("asszonnyal", "hu") == ()  # asz-szony-nyal


@given(st.sampled_from(["en_US", "de_DE", "hu_HU", "nl_NL", "ca", "cs_CZ"]), st.text("aábcdeéhinorstuűwz", min_size=6))
@settings(deadline=None, max_examples=100)
def test_patterns_read_one_by_one_give_what_pyphen_gives(lang: str, word: str) -> None:
    whole = pyphen.Pyphen(lang=lang, left=3 if lang[:2] == "en" else 2, right=3)
    assert hyphens(word, lang) == tuple(p for p in whole.positions(word) if not p.data)


# -- Lines -----------------------------------------------------------------------------------------------


def test_a_hyphen_fills_a_line_that_would_be_short() -> None:
    found = lines(text(PROSE), 190)
    assert any(shown(line).endswith("=") for line in found)
    for line, after in itertools.pairwise(found):
        if shown(line).endswith("="):
            # Without its part of the word, it would be shorter than four fifths.
            assert line.width - line.boxes[-1].width < 0.82 * 190
            assert after.boxes[0].parts[0].text in PROSE


@given(st.integers(130, 460))
@settings(deadline=None, max_examples=60)
def test_hyphens_lose_no_letter_and_stand_at_most_twice_in_a_row(width: int) -> None:
    found = lines(text(PROSE), width)
    assert (
        "".join(shown(line).removesuffix("=") + " " * (not shown(line).endswith("=")) for line in found) == PROSE + " "
    )
    row = 0
    for line in found:
        row = row + 1 if shown(line).endswith("=") else 0
        assert row <= 2
        assert line.width <= width + EPS
    assert not shown(found[-1]).endswith("=")
    assert not (len(found) > 1 and shown(found[-2]).endswith("=") and " " not in shown(found[-1]))


def test_a_hyphen_is_part_of_the_width() -> None:
    [line] = [n for n in lines(text(PROSE), 190) if parts(n)[-1].hyphen][:1]
    last = parts(line)[-1]
    assert last.width > last.look.face.width(last.text) * last.look.size + 2
    assert line.width == pytest.approx(sum(p.width for p in parts(line)) + sum(b.space for b in line.boxes[:-1]))


def test_nothing_but_prose_is_hyphenated() -> None:
    rest = " und " * 12
    whole = text(
        *("hier ", value(0, "Wettbewerbsbehörden"), rest, Code("Rechenzentren"), rest),
        *(Link((Str("https://beispiel/Leistungsunterschiede"),), "https://beispiel"), rest),
        *("Hyper-Leistungsunterschiede", rest),
    )
    assert parted(whole) == set()
    assert parted(text("und " * 12, "Leistungsunterschiede", rest)) != set()


def test_headings_have_hyphens_only_in_words_that_are_wider_than_a_line() -> None:
    style = STYLES.h1
    title = text("Ein Titel über Leistungsunterschiede")
    wide = lines(text("Leistungsunterschiede"), 1000, style)[0].width
    assert not any(shown(n).endswith("=") for n in lines(title, wide + 2, style))
    assert any(shown(n).endswith("=") for n in lines(title, wide - 2, style))


def test_the_last_word_of_a_paragraph_stays_whole() -> None:
    [alone] = lines(text(GERMAN), 1000)
    for width in range(int(alone.width) + 1, 300, 5):
        found = lines(text("und " * 9 + GERMAN), width)
        assert shown(found[-1]).endswith(GERMAN)


def test_a_word_of_several_faces_is_hyphenated_as_one() -> None:
    found = lines(text("und ", "Donaudampf", Strong(text("schifffahrts")), "gesellschaft und"), 90)
    assert "".join(shown(n).removesuffix("=") for n in found).replace(" ", "") == f"und{GERMAN}und"
    assert all(len(shown(n)) > 3 for n in found)


def test_a_span_in_another_language_has_its_hyphens() -> None:
    german = Span(text(GERMAN), Attr(keys=(("lang", "de"),)))
    content = text("and so on and so forth ", german, " and so on and so forth")
    assert parted(content, lang="ja") & {"Donaudampf=", "Donaudampfschiff=", "Donaudampfschifffahrts="}
    assert parted(text("and so on and so forth ", GERMAN, " and so on and so forth"), lang="ja") == set()
    looks = {p.look.lang for n in lines(content, 400, lang="en") for p in parts(n)}
    assert looks == {"", "de"}
    assert {p.look.lang for n in lines(content, 400, lang="de") for p in parts(n)} == {""}


# -- Soft and hard hyphens -------------------------------------------------------------------------------


def test_a_soft_hyphen_is_shown_only_where_a_line_ends() -> None:
    word = "Zucker\u00adrohr\u00adplantage"
    [line] = lines(text("eine ", word), 300, lang="")
    assert not any(p.hyphen for p in parts(line))
    [longer] = lines(text("eine Zuckerrohr"), 300, lang="")
    found = [shown(n) for n in lines(text("eine ", word), longer.width, lang="")]
    assert found == ["eine Zucker=", "rohr\u00adplantage"]


def test_soft_hyphens_take_the_place_of_patterns() -> None:
    assert parted(text("und " * 12, "Leistungs\u00adunterschiede", " und" * 12)) == {"Leistungs="}


def test_a_hard_hyphen_that_holds_never_ends_a_line() -> None:
    for width in range(40, 200, 7):
        found = [shown(n) for n in lines(text("eine E\u2011Mail und eine E\u2011Mail"), width)]
        assert sum(len(re.findall("E[\u2010\u2011-]Mail", s)) for s in found) == 2
