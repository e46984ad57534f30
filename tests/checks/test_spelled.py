"""Numbers in words: which are reported, in which language, and which are ordinary prose."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import AT, resolved

from builder.authored.spelled import spelled_numbers
from builder.checks.registry import check_document
from builder.errors import Location
from builder.model.document import Attr, Div, Document, Expr, Header, Inline, Meta, Para, Span, Str
from builder.model.trace import Trace


def words(text: str, lang: str = "en-US") -> list[str]:
    origin = Trace(((0, text, 0, lambda position: Location("r.md", 5, position + 1)),))
    document = Document("d", Meta((Str("-"),), lang=lang), (Para((Str(text, origin),), AT),), ".")
    return [one.text for one in spelled_numbers(document)]


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("en-US", "It grew twelve times, doubled, and costs halved.", ["twelve times", "doubled", "halved"]),
        ("en", "A third of firms, two thirds, one-tenth of it", ["A third", "two thirds", "one-tenth"]),
        ("en-GB", "Seven of ten, nine in ten, one in five", ["Seven of ten", "nine in ten", "one in five"]),
        ("en", "Four of the five", ["Four of the five"]),
        ("en", "A dozen shops, two dozen; hundredfold", ["A dozen", "two dozen", "hundredfold"]),
        ("en", "Half of them, twice as large, by a quarter", ["Half", "twice", "a quarter"]),
        ("en", "ten firms, twenty-five, one million", ["ten", "twenty-five", "one million"]),
        ("en", "three percent and five points", ["three percent", "five points"]),
        ("en", "three quarters of them, two times as much", ["three quarters", "two times"]),
        ("fr", "deux fois plus, le double de cela", ["deux fois", "le double"]),
        ("ja", "二〇〇社と百五〇人", ["二〇〇", "百五〇"]),
        ("de", "zwölfmal, zwei Drittel, die Hälfte", ["zwölfmal", "zwei Drittel", "die Hälfte"]),
        ("de-AT", "neun von zehn, fünfundzwanzig Prozent", ["neun von zehn", "fünfundzwanzig Prozent"]),
        ("fr", "douze fois, un tiers, la moitié, a doublé", ["douze fois", "un tiers", "la moitié", "a doublé"]),
        ("fr", "neuf sur dix, vingt-cinq pour cent", ["neuf sur dix", "vingt-cinq pour cent"]),
        ("es", "doce veces, un tercio, la mitad, se duplicó", ["doce veces", "un tercio", "la mitad", "se duplicó"]),
        ("it", "dodici volte, un terzo, la metà, raddoppiato", ["dodici volte", "un terzo", "la metà", "raddoppiato"]),
        ("pt", "doze vezes, um terço, a metade, duplicou", ["doze vezes", "um terço", "a metade", "duplicou"]),
        ("nl", "twaalf keer, een derde, de helft, verdubbeld", ["twaalf keer", "een derde", "de helft", "verdubbeld"]),
        ("ja", "三十社、十二億円、三分の一、二倍、三割、半数", ["三十", "十二億", "三分の一", "二倍", "三割", "半数"]),
        ("zh-Hans", "三十家，百分之三，三分之一，五成", ["三十", "百分之三", "三分之一", "五成"]),
        ("en", "The Chinese edition says 三十社.", ["三十"]),
    ],
)  # fmt: skip
def test_numbers_in_words(lang: str, text: str, found: list[str]) -> None:
    assert words(text, lang) == found


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "One of them, a first, the second, two cautions, three things, one by one, two of them."),
        (
            "en",
            "A third party, a second opinion, a third option, in a quarter, twice a year, it doubles, double-digit.",
        ),
        ("en", "Often, content, attention, weight, tenant, someone, fortunate, thirst, oneself, hallway, Sixtus."),
        ("de", "Ein Mann, eine Frau, zwei Dinge, der dritte Weg, Einheit, achten, dreist, Zweifel, Elfenbein."),
        ("fr", "Un homme, deux choses, une fois pour toutes, sixième, dixit, le centre."),
        ("es", "Un hombre, dos cosas, docente, una vez."),
        ("it", "Un uomo, due cose, ventaglio, seicentesco."),
        ("pt", "Um homem, duas coisas, dezembro, onde."),
        ("nl", "Een man, twee dingen, een derde partij, elfde."),
        ("en", "For two quarters, the last three quarters of work; it met two times."),
        ("de", "Man tagte zweimal und zwei Mal."),
        ("fr", "Il vint deux fois, et le double langage; un tiers est venu."),
        ("es", "Se reunió dos veces con doble rasero; el doble lenguaje."),
        ("ja", "二〇二四年の表は〇と×。"),
        ("ja", "一部の、一般、万一、十分、千葉県、百貨店、四川、三菱、九州、成功。"),
        ("zh", "一些，万一，千万不要，十分，成为。"),
        ("xx", "twelve times"),
    ],
)
def test_ordinary_words(lang: str, text: str) -> None:
    assert words(text, lang) == []


def test_what_binds_them() -> None:
    def span(*keys: tuple[str, str], classes: tuple[str, ...] = ()) -> Inline:
        return Span((Str("twelve times"),), Attr(classes=classes, keys=keys), AT)

    document, _ = resolved(
        Header(1, (Str("H"),), Attr("h"), AT),
        Para((span(("holds", "lead.first.lead > 10")),), AT),
        Para((span(("quote", "lmsys")),), AT),
        Para((span(classes=("literal",)),), AT),
        Para((Expr("one.n | words", AT),), AT),
    )
    assert check_document(document, Path()) == []


def test_a_note_with_its_place_and_the_language_of_its_block() -> None:
    origin = Trace(((0, "um zwei Drittel", 0, lambda position: Location("r.md", 7, position + 3)),))
    german = Div((Para((Str("um zwei Drittel", origin),), AT),), Attr(keys=(("lang", "de"),)), AT)
    document, _ = resolved(Header(1, (Str("H"),), Attr("h"), AT), german)
    [note] = check_document(document, Path())
    assert (note.severity, note.code, note.location) == ("note", "spelled-number", Location("r.md", 7, 6))
    assert '"zwei Drittel"' in note.message
    assert "holds" in note.hint
