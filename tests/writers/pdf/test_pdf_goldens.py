"""Pages against pictures of them that a person has looked at. After a change of the look that is meant, make them anew
with `RENEW_GOLDENS=1 pytest tests/writers/pdf/test_pdf_goldens.py`, look at each, and commit them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from briefs import AT, LOREM, Brief, data_table, document, header, note, para, text, value, write
from pictures import DPI, FINER, Difference, difference, page_picture, reduced
from PIL import Image

from builder.model.chart import Channel, Chart
from builder.model.data import Field, Source
from builder.model.document import (
    Attr,
    Block,
    BlockQuote,
    BulletList,
    Cite,
    Code,
    CodeBlock,
    Div,
    Document,
    Emph,
    Figure,
    KeyFigure,
    KeyFigures,
    Link,
    OrderedList,
    Strong,
    Table,
)
from builder.model.format import Format
from builder.theme import PAPERS, Page, Theme

GOLDEN = Path(__file__).parent / "golden"
RENEW = os.environ.get("RENEW_GOLDENS") == "1"

pytestmark = pytest.mark.needs("pdftoppm")

ARABIC = (
    "ارتفع الاستثمار في الذكاء الاصطناعي بنسبة 25% خلال عام 2024، وبلغ 109.1 مليار دولار في الولايات المتحدة (GDP)، "
    "بينما بقيت الفجوة بين النماذج صغيرة. "
)
JAPANESE = (
    "人工知能の研究開発投資額は、前年比で25%増加した。「東京」の国際的な競争力は、依然として高い水準にある（第三四半期）。"
    "データ・センターへの投資も続いている。"
)


# -- What the pages show ---------------------------------------------------------------------------------


def front() -> Document:
    keys = KeyFigures(
        (
            KeyFigure(
                text("Lead on MMLU"), text(value(0, "3.9 points")), text("17.5 a year before"), text("best models")
            ),
            KeyFigure(text("Investment"), text(value(1, "$109.1bn")), text("+12%")),
            KeyFigure(text("Models"), text("40")),
        ),
        AT,
    )
    blocks: list[Block] = [para("In short: ", value(2, "42%"), " of it. ", LOREM), keys]
    for n in range(1, 5):
        blocks += [header(1, f"Finding {n} holds", f"f{n}"), para(LOREM), header(2, f"Detail of {n}", f"d{n}")]
    sources = (Source("a", "The yearbook", "https://example.org/a", "Table 3"), Source("b", "A talk"))
    return document(*blocks, title="Trains run late", subtitle="And later in winter", sources=sources)


def notes() -> Document:
    called = (note(n, LOREM[: 60 * n], Link(text("there"), "https://example.org")) for n in (1, 2, 3))
    blocks: list[Block] = [header(1, "Text and notes")]
    for n, called_ in enumerate(called):
        stressed = Strong(text("stressed words")) if n % 2 else Emph(text("stressed words"))
        blocks += [
            header(2 + n % 2, f"Part {n}"),
            para(LOREM, stressed, " ", LOREM, called_, " and ", Code("x = 1"), " in line."),
        ]
    blocks.append(para("See ", Link(text("the start"), "#text-and-notes"), " and ", Cite(("a",), (1,)), "."))
    return document(*blocks, sources=(Source("a", "The yearbook"),))


def figure() -> Document:
    names = ("United States", "China", "United Kingdom", "France", "Canada")
    channels = {
        "x": Channel(Field("score", "number"), Format("number", 0), (92.1, 74.25, 60.0, 48.5, 31.0), "Score, points"),
        "y": Channel(Field("place"), Format(), names),
    }
    chart = Chart("f", "bar", channels, 5, title="America leads by far", subtitle="Score of the best model")
    source = text("The desk's own data")
    shown = Figure("f", chart, AT, 1, text("Best of each year."), "Bars: America 92, Canada 31.", source)
    return document(header(1, "A figure"), para(LOREM), shown, para(LOREM * 2))


def table() -> Document:
    rows = [(f"Region {n}", 12.5 * n, -3.25 * n, 1000.0 * n) for n in range(1, 61)]
    shown = data_table(rows, "Region", "Share", "Change", "Sales", highlight=frozenset({4}))
    return document(header(1, "A table over two pages"), para(LOREM), shown)


def boxes() -> Document:
    inner = OrderedList(((para("One."),), (para("Two, ", LOREM),)), AT)
    cells = tuple((text(f"Item {n}"), text("plain"), text(f"{n}.5")) for n in range(4))
    blocks: tuple[Block, ...] = (
        header(1, "Boxes"),
        Div((para(Strong(text("Note.")), " ", LOREM),), Attr(classes=("callout",)), AT),
        CodeBlock("select month, cups\n    from sales\n where product = 'Espresso'", AT, "sql"),
        BlockQuote((para(LOREM), para("Somebody")), AT),
        BulletList(((para(LOREM),), (para("Short."), inner)), AT),
        Table((text("What"), text("How"), text("Much")), cells, ("left", "center", "right"), AT),
    )
    return document(*blocks)


def arabic() -> Document:
    rows = [("السعودية", 4.5, 1.0), ("مصر", 2.5, -1.0)]
    blocks: tuple[Block, ...] = (
        header(1, "الاستثمار", "a"), para(ARABIC * 3), BulletList(((para(ARABIC),), (para("مصر"),)), AT),
        replace(data_table(rows, "البلد", "الحصة", "التغير"), lang="ar-EG", caption=text("الحصص")), para(ARABIC),
    )  # fmt: skip
    return document(*blocks, title="الذكاء الاصطناعي", lang="ar-EG", author=("مكتب البحث",))


def japanese() -> Document:
    blocks: tuple[Block, ...] = (
        header(1, "投資", "a"), para(JAPANESE * 4), header(2, "詳細", "b"),
        BulletList(((para(JAPANESE),), (para("東京"),)), AT), para(JAPANESE * 2),
    )  # fmt: skip
    return document(*blocks, title="人工知能の研究開発", lang="ja-JP", author=("調査部",))


def letter() -> Theme:
    width, height = PAPERS["Letter"]
    return Theme(page=Page(width, height))


@dataclass(frozen=True)
class Case:
    make: Callable[[], Document]
    pages: Sequence[int] = (1,)
    theme: Callable[[], Theme] = Theme


CASES = {
    "front": Case(front),
    "notes": Case(notes),
    "figure": Case(figure),
    "table": Case(table, (1, 2)),
    "boxes": Case(boxes),
    "arabic": Case(arabic),
    "japanese": Case(japanese),
    "letter": Case(front, theme=letter),
}


# -- The tests -------------------------------------------------------------------------------------------


def built(name: str, folder: Path) -> Brief:
    case = CASES[name]
    return write(case.make(), folder, case.theme(), name=f"{name}.pdf")


@pytest.mark.parametrize("name", CASES)
def test_pages_look_as_they_did(name: str, tmp_path: Path) -> None:
    brief = built(name, tmp_path)
    for page in CASES[name].pages:
        picture = page_picture(brief.path, page)
        golden = GOLDEN / f"{name}-{page}.png"
        if RENEW:
            picture.save(golden, optimize=True)
        with Image.open(golden) as kept:
            found = difference(picture, kept.convert("L"))
        shown = tmp_path / golden.name
        picture.save(shown)
        assert found.same, f"{golden.name} is another picture ({found}); this one is {shown}"


def test_every_golden_is_a_page_of_a_case() -> None:
    assert {p.name for p in GOLDEN.glob("*")} == {f"{n}-{p}.png" for n, case in CASES.items() for p in case.pages}


def test_another_program_draws_the_same_page(tmp_path: Path) -> None:
    """Pdfium smooths edges in its own way, as another version of poppler does."""
    for name in ("notes", "figure", "japanese"):
        brief = built(name, tmp_path)
        mine = page_picture(brief.path, 1)
        with brief.open() as pdf:
            other = reduced(pdf[0].render(scale=DPI * FINER / 72, grayscale=True).to_pil()).resize(mine.size)
        assert difference(mine, other).same, (name, difference(mine, other))


def test_a_paragraph_that_moves_is_another_page(tmp_path: Path) -> None:
    mine = page_picture(built("notes", tmp_path).path, 1)
    down = round(6 * DPI / 72)
    part = mine.crop((0, mine.height // 3, mine.width, mine.height // 2))
    moved = mine.copy()
    moved.paste(part, (0, mine.height // 3 + down))
    assert not difference(mine, moved).same, difference(mine, moved)


def test_a_word_in_another_place_and_a_page_of_another_size_are_told(tmp_path: Path) -> None:
    mine = page_picture(built("boxes", tmp_path).path, 1)
    other = page_picture(write(document(*boxes().blocks, title="Another brief here"), tmp_path).path, 1)
    assert difference(mine, other).mean > 0
    assert difference(mine, mine.resize((mine.width + 1, mine.height))) == Difference(255.0, 1.0)
    assert difference(mine, mine.copy()) == Difference(0.0, 0.0)
