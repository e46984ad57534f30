"""What counts as a number that was typed, what does not, and what the message says of it."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import AT, chart, resolved

from builder.authored.suggest import bindings
from builder.authored.unbound import unbound_numbers
from builder.checks.registry import check_document
from builder.errors import Location
from builder.ledger import ledger_bytes
from builder.model.cldr import date_text, month_numbers
from builder.model.data import Field, QueryResult
from builder.model.document import (
    Attr,
    Block,
    Cite,
    Code,
    Document,
    Expr,
    Header,
    Inline,
    Link,
    Meta,
    Note,
    Para,
    Span,
    Str,
    Table,
)
from builder.model.trace import Trace
from builder.pipeline import check

NAMES = QueryResult(
    "models", (Field("model"), Field("price")), (("Gemini 1.0 Ultra", "a"), ("Plan '24", "b"), ("12", "c"))
)


def para(*inlines: Inline, line: int = 5) -> Para:
    return Para(inlines, Location("r.md", line))


def document(*blocks: Block, lang: str = "en-US") -> Document:
    """A report of April 2025 about data of 2013 to 2024, dated in months from June on."""
    days = tuple((datetime.date(2024, month, 1),) for month in range(6, 13))
    months = QueryResult("months", (Field("month", "yearmonth"),), days)
    meta = Meta((Str("A title"),), date=datetime.date(2025, 4, 11), lang=lang)
    return Document("demo", meta, blocks, ".", results=(NAMES, months), years=tuple(range(2013, 2025)))


def traced(text: str) -> Str:
    """A text as a reader gives it, typed from column 1 of line 5 on."""
    return Str(text, Trace(((0, text, 0, lambda position: Location("r.md", 5, position + 1)),)))


def typed(text: str, lang: str = "en-US") -> list[str]:
    return [one.text for one in unbound_numbers(document(para(traced(text)), lang=lang))]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The lead was 17.5 points.", ["17.5"]),
        ("It cost $5bn, or US$5.2 bn, or €1,000, EUR 12 or 3 €.", ["$5bn", "US$5.2", "€1,000", "EUR 12", "3 €"]),
        ("A gap of 0.3% and 20\u00a0%, or 5 ‰.", ["0.3%", "20\u00a0%", "5 ‰"]),
        ("Three of 12 grew 10x; the 3rd fell -4, a 4th +3.", ["12", "10x", "3rd", "-4", "4th", "+3"]),
        ("1,234.5, 1.234,5, 1 234, 1'234, 1\u202f234", ["1,234.5", "1.234,5", "1 234", "1'234", "1\u202f234"]),
        ("-3%, \u22123, 3x, 3×, 10^6, 1e6, 10⁶", ["-3%", "\u22123", "3x", "3×", "10^6", "1e6", "10⁶"]),
        ("2 × 10^6 and 1.5·10⁶.", ["2 × 10^6", "1.5·10⁶"]),
        ("½, 3½, ①, ⅷ, １２, ٣٤, १२, ٣٫٥", ["½", "3½", "①", "ⅷ", "１２", "٣٤", "१२", "٣٫٥"]),
        ("3-5, 5–7%, 3:1, 14:30, 3/4, 4x4, 12 – 13", ["3-5", "5–7%", "3:1", "14:30", "3/4", "4x4", "12", "13"]),
        ("Ring +49 30 1234-567.", ["+49", "30", "1234-567"]),
        ("12年, 5億, 第3, 約12人, 1987年", ["12", "5", "3", "12", "1987"]),
        ("5-year, 12-month, 3-fold, 5GHz, 7B, 5pm, 5кг", ["5-year", "12-month", "3-fold", "5GHz", "7B", "5pm", "5"]),
        ("top-10, sub-3%, Top-10, China-5%", ["10", "3%", "10", "5%"]),
        ("~5, >10, n=5, #1, No. 5", ["~5", ">10", "5", "1", "5"]),
        ("Revenue 12, China 5, Windows 11 percent.", ["12", "5", "11"]),
        ("From 5 to 10–12; and $2024, or 2024 units.", ["5", "10–12", "$2024", "2024"]),
        ("(7), [8], “9”, 10%, 11; it fell (5).", ["7", "8", "9", "10%", "11", "5"]),
        ("In 1987, by 2045, mid-1987, 1987-88, the 1980s.", ["1987", "2045", "1987", "1987-88", "1980s"]),
        ("On 3 March 1987 and in May 1987.", ["3", "1987", "1987"]),
        ("By May 3rd and 3 March; 11.04.1987, 1987-04-11.", ["3rd", "3", "11.04.1987", "1987-04-11"]),
        ("3️⃣ and 5 km² of CO₂.", ["3", "5"]),
        ("Eine 20%ige Lösung um 7h30, in 1h05min; 3GPP.", ["20%", "7h30", "1h05min"]),
        ("20〜30歳、１／２、5～7％", ["20〜30", "１／２", "5～7％"]),
        ("In 1987E, top-5, an S&P 500 percent rise.", ["1987E", "5", "500"]),
        ("No digits at all.", []),
        ("", []),
    ],
)  # fmt: skip
def test_numbers(text: str, numbers: list[str]) -> None:
    assert typed(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4, GPT-4o, GPT-3.5-turbo-16k, R1, H100, COVID-19, DeepSeek-V3, UTF-8, pass@1, HTTP/2, A4 and x2.",
        "3D, 5G, 2FA, 3M, 7-Eleven, 10-K, 24/7, Q3, FY2024, B2B, H2O, m², word¹.",
        "Windows 11, Python 3.12, ISO 9001:2015, ISO/IEC 27001, Boeing 737, C++ 20, S&P 500, Microsoft 365.",
        "Section 4, Figure 3, page 12, pp. 4–6, Sections 3 and 4.2, Article 6(1), § 5, Room 12, 第3章と図3を見る.",
        "The S&P 500 companies and Fortune 500 firms; the A-6 and the M-30; section no. 5; Industrie 4.0.",
        "Version 2.1.3, 3.12.1 and 192.168.0.1.",
        "Directive 2014/65/EU and Regulation (EU) 2016/679.",
        "See https://example.org/2024/12?x=3, www.example.org/1, a.b12@example.org, doi:10.1038/s41586 and 10.1038/x5.",
        "It is 2024, since 2013-24, 2013–2024, 2020/21, in the 2010s, 2024Q3, 2024E, mid-2024 and ２０２４年の売上.",
        "On 11 April 2025, April 11, 2025, 2024-05-17, 17.05.2024, 05/17/2024, in May 2024, 2024年3月15日.",
        "By April 11, and 3 June, the report's and the data's months.",
        "Reasons: (1) cost, (2) time, (3) risk. Or 1) this and 2) that.",
        "Gemini 1.0 Ultra, Plan '24 and Plan \u201924.",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert typed(text) == []


def test_names_of_the_data_are_names_as_a_whole_only() -> None:
    assert typed("Gemini 1.0 Ultra cost 5, Gemini 1.0 did not; but 24 plans, and 12") == ["5", "24", "12"]


def test_dates_follow_the_language() -> None:
    assert typed("Am 11. April und 3. Mai, nach 5 Tagen", "de") == ["3", "5"]
    assert typed("le 1er avril, le 11 avril 2024, le 3 mars", "fr") == ["3"]
    assert typed("el 3 de junio de 2024 y el 3 de junio de 1987", "es") == ["3", "1987"]
    assert typed("It may 12 times. 5 may do.") == ["12", "5"]


def test_references_follow_the_language() -> None:
    assert typed("Siehe Abschnitt 4, Abb. 3 und S. 12.", "de") == []
    assert typed("Voir l’article 4, l'annexe 3, la loi n° 2016-1691, l’article L. 121-1 et p. 12.", "fr") == []
    assert typed("La Ley 39/2015, el art. 14 y el tipo 2.", "es") == []


@given(st.integers(1, 9).map(str) | st.floats(0.01, 999, allow_nan=False).map(lambda x: f"{x:,.2f}"))
@settings(deadline=None, max_examples=100)
def test_a_number_between_words_is_always_found(number: str) -> None:
    assert typed(f"It rose by {number} since then") == [number]


@given(st.text(alphabet="ab Z.,-–'’%$€5٣½年（()/:@_1x+\ufffc", max_size=30))
@settings(deadline=None, max_examples=100)
def test_no_line_is_too_odd(text: str) -> None:
    for one in unbound_numbers(document(para(Str(text)))):
        assert one.text in text


def test_where_numbers_are_looked_for() -> None:
    note = Note(1, (para(Str("note 4"), line=9),))
    blocks = (
        Header(1, (Str("Head 1"),), Attr("h"), Location("r.md", 3)),
        para(Str("text 2"), note),
        Table(((Str("a 5"),),), (((Str("b 6"),),),), ("",), Location("r.md", 12), (Str("c 7"),)),
    )
    assert [(u.text, u.at.line, u.corner) for u in unbound_numbers(document(*blocks))] == [
        ("1", 3, "heading"),
        ("2", 5, "text"),
        ("4", 9, "footnote"),
        ("7", 12, "caption"),
        ("5", 12, "table cell"),
        ("6", 12, "table cell"),
    ]


def test_what_is_meant_is_let_be() -> None:
    literal = Span((Str("42"),), Attr(classes=("literal",)), AT)
    quote = Span((Str("0.3%"),), Attr(keys=(("quote", "lmsys"),)), AT)
    made, _ = resolved(
        Header(1, (Str("H"),), Attr("h"), AT),
        para(literal, quote, Code("x = 5"), Expr("lead.first.lead | number(1)", AT)),
        Header(1, (Str("X"),), Attr("x"), AT),
        para(Str("See "), Link((), "#x", at=AT), Str(" and "), Cite(("epoch",), at=AT)),
        chart({"mark": "bar", "data": "money", "x": "region", "y": "usd_bn", "title": (Expr("one.n", AT),)}),
    )
    assert check_document(made, Path()) == []


def test_a_number_beside_a_value_is_not_the_value() -> None:
    expr = Expr("lead.first.lead | number(1)", AT)
    made, _ = resolved(para(Str("5"), expr, Str("6 and "), expr, Str(" 17.5")))
    assert [u.text for u in unbound_numbers(made)] == ["5", "6", "17.5"]
    title = (Str("17.5 or "), expr)
    made, _ = resolved(chart({"mark": "bar", "data": "money", "x": "region", "y": "usd_bn", "title": title}))
    assert [(u.text, u.corner) for u in unbound_numbers(made)] == [("17.5", "chart title")]


def test_a_claim_binds_the_numbers_that_its_test_names() -> None:
    held = Span((Str("more than 10, not 11"),), Attr(keys=(("holds", "lead.first.lead > 10"),)), AT)
    made, _ = resolved(para(held))
    assert [u.text for u in unbound_numbers(made)] == ["11"]


# -- Periods ---------------------------------------------------------------------------------------------


def test_years_come_from_the_date_the_parameters_the_queries_and_the_dataset() -> None:
    text = para(Str("1901, 1902, 1903, 1904, 1905, 1906"))
    bare = Document("d", Meta((Str("T"),)), (text,), ".")
    assert [u.text for u in unbound_numbers(bare)] == ["1901", "1902", "1903", "1904", "1905", "1906"]
    assert all(u.is_year for u in unbound_numbers(bare))
    rows = QueryResult("q", (Field("year", "integer"), Field("n", "integer")), ((1903, 1906),))
    known = replace(
        bare,
        meta=replace(bare.meta, date=datetime.date(1901, 1, 1)),
        params=(("since", 1902),),
        results=(rows,),
        years=(1904,),
    )
    assert [u.text for u in unbound_numbers(known)] == ["1905", "1906"]


def test_the_months_of_english_are_those_of_babel() -> None:
    english = month_numbers("en-GB")
    assert {name for name in english if len(name) > 3 and name != "Sept"} == {
        date_text(datetime.date(2001, month, 1), "MMMM", "en") for month in range(1, 13)
    } - {"May"}
    for name, number in english.items():
        assert date_text(datetime.date(2001, number, 1), "MMMM", "en").startswith(name[:3])


def test_the_years_of_the_dataset_count_though_no_query_has_them(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("year,day,n\n2014,2015-03-01,1\n2016,2017-03-01,2\n", encoding="utf-8")
    report = "---\ntitle: T\ndataset: {t: t.csv}\n---\n\n```sql q\nselect sum(n) as n from t\n```\n\n# H\n\n"
    (tmp_path / "report.md").write_text(
        report + "{{ q.n }} from 2014 to 2015, 2016, 2017 and 2018.\n", encoding="utf-8"
    )
    found = [d.message for d in check(tmp_path / "report.md") if d.code == "unbound-number"]
    assert found == ['the year "2018" is bound to nothing']


# -- What is said ----------------------------------------------------------------------------------------


def test_the_hint_names_values_that_read_so() -> None:
    made, _ = resolved(para(Str("17.5, $109.1bn, 1,073, 75%, 6.4%, 999, 3 and 1987")))
    hints = {d.message.split('"')[1]: d.hint for d in check_document(made, Path()) if d.code == "unbound-number"}
    lead = '{{ lead.at(benchmark="MMLU", year=2023).lead }}'
    assert hints["17.5"].startswith(f"{lead} gives 17.5 now; or bind it: ")
    assert hints["$109.1bn"].startswith('{{ money.at(region="United States").usd_bn }} gives $109.1bn now')
    assert hints["1,073"].startswith('{{ money.at(region="United States").companies }} gives')
    assert hints["75%"].startswith('{{ money.at(region="United States").share | percent(0) }} gives')
    assert hints["6.4%"].startswith('{{ money.at(region="China").share | percent(1) }} gives')
    assert hints["999"].startswith("bind it: {{ query.column }}")
    assert hints["3"].startswith("bind it: {{ query.column }}")
    assert "no column of time has it" in hints["1987"]


def test_what_is_suggested_gives_the_text() -> None:
    made, _ = resolved(para(Str("x")))
    texts = ["17.5", "$109.1bn", "1,073", "75%", "6.4%", "1,112"]
    for text, expressions in bindings(made, texts).items():
        for expression in expressions:
            built, _ = resolved(para(Expr(expression, AT)))
            assert built.values[0].text == text
    assert set(bindings(made, texts)) == set(texts)


def test_a_text_that_many_amounts_read_as_is_chance() -> None:
    rows = tuple((str(n), 12.0 + n / 100) for n in range(9))
    many = QueryResult("many", (Field("k"), Field("v", "number")), rows)
    made, _ = resolved(para(Str("x")), results={"many": many})
    assert bindings(made, ["12"]) == {}
    assert bindings(made, ["12.05"]) == {"12.05": ('many.at(k="5").v',)}


def test_the_ledger_lists_them() -> None:
    made, _ = resolved(para(Str("5 and "), Note(1, (para(Str("6"), line=9),))))
    ledger = json.loads(ledger_bytes(made, {}, "r.md"))
    assert ledger["unbound"] == [
        {"text": "5", "line": 5, "column": 1, "context": "text"},
        {"text": "6", "line": 9, "column": 1, "context": "footnote"},
    ]
