"""The checks of a resolved document: what they find, and that they raise no false alarm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import AT, chart, resolved

from builder.checks.numbers import _Reader
from builder.checks.registry import CHECKS, check_document
from builder.errors import Diagnostic, Location
from builder.model.cldr import month_names
from builder.model.document import (
    Attr,
    Block,
    Code,
    Div,
    Document,
    Expr,
    Header,
    Image,
    Inline,
    Link,
    Meta,
    Note,
    Para,
    Span,
    Str,
    Table,
)


def para(*inlines: Inline, line: int = 5) -> Para:
    return Para(inlines, Location("r.md", line))


def header(text: str, level: int = 1, line: int = 3, *classes: str) -> Header:
    return Header(level, (Str(text),), Attr(f"id-{line}", classes), Location("r.md", line))


def found(*blocks: Block, project: Path | None = None, root: Path | None = None) -> list[Diagnostic]:
    document = Document("demo", Meta((Str("A title"),)), blocks, str(root or "."))
    return check_document(document, project or Path())


def codes(*blocks: Block) -> list[str]:
    return [d.code for d in found(*blocks)]


# -- Numbers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The lead was 17.5 points.", ["17.5"]),
        ("It cost $5bn, or US$5.2 bn, or €1,000.", ["$5bn", "US$5.2", "€1,000"]),
        ("A gap of 0.3% and 20\u00a0%.", ["0.3%", "20\u00a0%"]),
        ("Three of 12 grew 10x; the 3rd fell -4.", ["12", "10x", "3rd", "-4"]),
        ("Figure 3 and $2024.", ["3", "$2024"]),
        ("From 5 to 10–12.", ["5", "10", "12"]),
        ("It is 2024, since 2013-24, 2013–2024 and 2024-05-17.", []),
        ("On 11 April 2025, April 11, 2025, and May 3rd.", []),
        ("In the 1990s and the 20th.", ["20th"]),
        ("GPT-4, GPT-4o, R1, H100, COVID-19, DeepSeek-V3, UTF-8, pass@1, 3D, 5G, 2024Q3 and A4.", []),
        ("See https://example.org/2024/12?x=3 and www.example.org/1.", []),
        ("No digits at all.", []),
        ("", []),
    ],
)
def test_typed_numbers(text: str, numbers: list[str]) -> None:
    assert list(_Reader(month_names("en-US")).unbound(text)) == numbers


def test_names_of_the_data_are_no_numbers() -> None:
    reader = _Reader((), ["Gemini 1.0 Ultra"])
    assert list(reader.unbound("Gemini 1.0 Ultra cost 5, Gemini 1.0 did not")) == ["5", "1.0"]
    assert list(_Reader(names=["Plan '24"]).unbound("Plan \u201924 and Plan '24, but 24 plans")) == ["24"]


def test_dates_follow_the_language() -> None:
    assert list(_Reader(month_names("de")).unbound("Am 11. April und 3. Mai, nach 5 Tagen")) == ["5"]
    assert list(_Reader(month_names("fr")).unbound("le 1er janvier et le 11 avril")) == []


@given(st.integers(1, 9).map(str) | st.floats(0.01, 1899, allow_nan=False).map(lambda x: f"{x:,.2f}"))
@settings(deadline=None, max_examples=100)
def test_a_number_between_words_is_always_found(number: str) -> None:
    assert list(_Reader(month_names("en")).unbound(f"It rose by {number} since then")) == [number]


def test_where_numbers_are_looked_for() -> None:
    note = Note(1, (para(Str("note 4"), line=9),))
    blocks = (
        header("Head 1"),
        para(Str("text 2"), note),
        Table(((Str("a 5"),),), (((Str("b 6"),),),), ("",), Location("r.md", 12), (Str("c 7"),)),
    )
    problems = [d for d in found(*blocks) if d.code == "unbound-number"]
    assert [(d.message.split('"')[1], d.location.line if d.location else 0) for d in problems] == [
        ("1", 3), ("2", 5), ("4", 9), ("7", 12), ("5", 12), ("6", 12),
    ]  # fmt: skip
    assert all(d.severity == "warning" and d.hint for d in problems)


def test_what_is_meant_is_let_be() -> None:
    literal = Span((Str("42"),), Attr(classes=("literal",)), AT)
    quote = Span((Str("0.3%"),), Attr(keys=(("quote", "lmsys"),)), AT)
    link = Link((), "#x", at=AT)
    document, _ = resolved(
        header("H"),
        para(literal, quote, Code("x = 5"), Expr("lead.first.lead | number(1)", AT)),
        Header(1, (Str("X"),), Attr("x"), AT),
        para(Str("See "), link),
        chart({"mark": "bar", "data": "money", "x": "region", "y": "usd_bn", "title": (Expr("one.n", AT),)}),
    )
    assert check_document(document, Path()) == []


def test_a_typed_number_beside_a_bound_one_in_a_chart_title() -> None:
    title = (Str("Up by 5 to "), Expr("lead.first.lead | number(1)", AT))
    document, _ = resolved(
        header("H"), chart({"mark": "bar", "data": "money", "x": "region", "y": "usd_bn", "title": title})
    )
    [problem] = check_document(document, Path())
    assert 'number "5"' in problem.message
    assert problem.location == Location("r.md", 30)


# -- Headings --------------------------------------------------------------------------------------------


def test_headings() -> None:
    assert codes(header("A"), header("B", 2, 4), header("C", 3, 5), header("D", 1, 6), header("E", 2, 7)) == []
    assert codes(header("A"), header("C", 3, 5)) == ["heading-jump"]
    assert codes(header("B", 2), header("A", 1, 4)) == ["heading-jump"]
    assert codes(para(Str("text"))) == ["no-section"]
    assert codes(header("B", 2)) == ["no-section"]
    assert codes() == []


def test_long_headings() -> None:
    assert codes(header("word " * 23)) == ["long-title"]
    assert codes(header("word " * 20)) == []
    assert codes(header("word " * 23, 1, 3, "no-slide")) == []


# -- Pictures --------------------------------------------------------------------------------------------


def picture(path: str, alt: str = "A map", *, folder: Path, project: Path) -> list[str]:
    image = Image((Str(alt),) if alt else (), path, at=AT)
    problems = found(header("H"), para(image), project=project, root=folder)
    assert all(d.location == AT and d.hint for d in problems)
    return [d.code for d in problems]


def test_pictures(tmp_path: Path) -> None:
    from PIL import Image as Pillow

    project, folder = tmp_path / "project", tmp_path / "project" / "report"
    folder.mkdir(parents=True)
    Pillow.new("RGB", (4, 4), "red").save(folder / "map.png")
    Pillow.new("RGB", (4, 4), "red").save(project / "up.jpg")
    Pillow.new("RGB", (4, 4), "red").save(tmp_path / "out.png")
    (folder / "text.png").write_text("no picture", encoding="utf-8")
    (folder / "cut.png").write_bytes((folder / "map.png").read_bytes()[:40])
    (folder / "link.png").symlink_to(tmp_path / "out.png")

    def check(path: str, alt: str = "A map") -> list[str]:
        return picture(path, alt, folder=folder, project=project)

    assert check("map.png") == []
    assert check("../up.jpg") == []
    assert check("map.png", "") == ["image-without-alt"]
    assert check("mapp.png") == ["image-not-found"]
    assert check("") == ["image-not-found"]
    assert check("a\0b.png") == ["image-not-found"]
    assert check("x" * 5000 + ".png") == ["image-not-found"]
    assert check("https://example.org/map.png") == ["image-not-found"]
    assert check("../../out.png") == ["outside-project"]
    assert check("link.png") == ["outside-project"]
    assert check("/etc/passwd") == ["outside-project"]
    assert check("text.png") == ["not-an-image"]
    assert check("cut.png") == ["not-an-image"]


def test_every_check_is_registered() -> None:
    folder = Path(__file__).parents[2] / "builder" / "checks"
    files = {p.stem for p in folder.glob("*.py")} - {"__init__", "registry"}
    assert {c.__module__.rpartition(".")[2] for c in CHECKS} == files


# -- Columns ---------------------------------------------------------------------------------------------


def column(width: str = "") -> Div:
    return Div((para(Str("x")),), Attr(classes=("column",), keys=(("width", width),)), Location("r.md", 7))


def row(*columns: Div) -> Div:
    return Div(columns, Attr(classes=("columns",)), Location("r.md", 6))


@pytest.mark.parametrize("widths", [("40%", "60%"), ("", ""), ("33.3%", "33.3%", "33.4%"), (" 40 % ", "")])
def test_widths_of_columns_are_shares(widths: tuple[str, ...]) -> None:
    assert codes(header("A", 1), row(*map(column, widths))) == []


@pytest.mark.parametrize(
    ("block", "severity", "says"),
    [
        (row(column("5cm"), column()), "error", '"5cm" is not the width'),
        (row(column("0%"), column()), "error", '"0%" is not the width'),
        (row(column("140%")), "error", '"140%" is not the width'),
        (row(column("60%"), column("70%")), "warning", "130% wide together"),
        (column("40%"), "warning", "stands in no row"),
    ],
)
def test_columns_that_cannot_be_are_named(block: Div, severity: str, says: str) -> None:
    [one] = found(header("A", 1), block)
    assert (one.severity, one.code) == (severity, "bad-column")
    assert says in one.message
    assert one.hint
    assert one.location is not None
    assert one.location.line == 7
