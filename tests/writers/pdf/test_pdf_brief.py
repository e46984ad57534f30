"""The brief as a whole: first page, contents, head and foot, links, bookmarks, metadata, fonts, bytes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from briefs import AT, LOREM, assert_inside, data_table, document, header, para, squeezed, text, value, write

from builder.model.data import Source
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
    HorizontalRule,
    KeyFigure,
    KeyFigures,
    LineBreak,
    Link,
    OrderedList,
    Span,
    Strikeout,
    Strong,
)
from builder.theme import Theme
from builder.writers.pdf.flow import Rule
from builder.writers.pdf.pages import AHEAD, Story

FIGURES = KeyFigures(
    (
        KeyFigure(text("Lead on MMLU"), text(value(0, "3.9 points")), text("17.5 a year before"), text("best models")),
        KeyFigure(text("Investment"), text(value(1, "$109.1bn")), text(value(2, "+12%"))),
        KeyFigure(text("Models"), text("40")),
    ),
    AT,
)


def long_document() -> Document:
    blocks: list[Block] = [para("In short: ", value(3, "42%"), " of it."), FIGURES]
    for n in range(1, 6):
        blocks += [header(1, f"Finding {n} holds", f"f{n}"), *(para(LOREM * 3) for _ in range(4))]
        blocks += [header(2, f"Detail of {n}", f"d{n}"), *(para(LOREM * 3) for _ in range(5))]
    sources = (Source("a", "The yearbook", "https://example.org/a", "Table 3"), Source("b", "A talk"))
    blocks.append(para("See ", Link(text("the second"), "#f2"), " and ", Cite(("a", "b"), (1, 2)), "."))
    return document(*blocks, title="Trains run late", subtitle="And later in winter", sources=sources)


def test_the_first_page_says_what_matters(tmp_path: Path) -> None:
    brief = write(long_document(), tmp_path)
    first = squeezed(brief.pages[0])
    for said in (
        "Trains run late", "And later in winter", "The desk · April 11, 2025", "3.9 points", "Lead on MMLU",
        "17.5 a year before", "best models", "In short: 42% of it.", "Contents", "Finding 5 holds",
    ):  # fmt: skip
        assert squeezed(said) in first
    assert first.index("3.9points") < first.index("Inshort") < first.index("Contents")
    assert [brief.placement.values[n] for n in range(4)] == [[1]] * 4
    assert_inside(brief)


def test_the_first_section_is_the_summary_where_nothing_stands_before(tmp_path: Path) -> None:
    section: list[Block] = [header(1, "In short"), FIGURES, BulletList(((para("It fell."),),), AT)]
    rest: list[Block] = [b for n in range(3) for b in (header(1, f"Finding {n}"), para(LOREM))]
    first = squeezed(write(document(*section, *rest), tmp_path).pages[0])
    assert first.index("3.9points") < first.index("Inshort") < first.index("Itfell.") < first.index("Contents")


def test_contents_name_the_pages_that_the_headings_stand_on(tmp_path: Path) -> None:
    brief = write(long_document(), tmp_path)
    listed = dict(re.findall(r"(Finding \d holds|Detail of \d|Sources)\s+(\d+)", brief.pages[0]))
    assert len(listed) == 11
    for title, page in listed.items():
        assert squeezed(title) in squeezed(brief.pages[int(page) - 1])
    assert {f"page {page}" for page in listed.values()} <= {t for p, t in brief.links() if p == 1}


def test_few_headings_need_no_contents(tmp_path: Path) -> None:
    brief = write(document(header(1, "One"), para(LOREM), header(1, "Two"), para(LOREM)), tmp_path)
    assert "Contents" not in brief.pages[0]


def test_head_and_foot_from_the_second_page(tmp_path: Path) -> None:
    brief = write(long_document(), tmp_path)
    count = len(brief.pages)
    assert count == brief.placement.pages > 4
    assert "Page" not in brief.pages[0]
    for number, page in enumerate(brief.pages[1:], 2):
        assert f"Page {number} of {count}" in page
        assert "Trains run late" in page
        assert re.search(r"Finding \d holds|Sources", page), page


def test_links_and_bookmarks_lead_to_their_places(tmp_path: Path) -> None:
    brief = write(long_document(), tmp_path)
    outline = brief.outline()
    assert [(level, title) for level, title, _ in outline] == [
        *((n % 2, f"{('Finding {} holds', 'Detail of {}')[n % 2].format(n // 2 + 1)}") for n in range(10)),
        (0, "Sources"),
    ]
    for _, title, page in outline:
        assert squeezed(title) in squeezed(brief.pages[page - 1])
    last = len(brief.pages)
    targets = [target for page, target in brief.links() if page >= last - 1]
    second = next(page for _, title, page in outline if title == "Finding 2 holds")
    assert f"page {second}" in targets
    assert f"page {last}" in targets
    assert "https://example.org/a" in targets


def test_links_that_lead_nowhere_are_text(tmp_path: Path) -> None:
    """What only slides have, and addresses that are none of the web's, run nothing and break nothing."""
    slides = Div((header(1, "Only on slides", "slides"),), Attr(classes=("deck",)), AT)
    odd = para(Link(text("there"), "#slides"), " and ", Link(text("run"), "javascript:alert(1)"))
    brief = write(document(slides, odd), tmp_path)
    assert "there and run" in brief.pages[0]
    assert "Only on slides" not in brief.pages[0]
    assert brief.links() == []


def test_metadata(tmp_path: Path) -> None:
    brief = write(long_document(), tmp_path)
    with brief.open() as pdf:
        meta = pdf.get_metadata_dict()
    assert meta["Title"] == "Trains run late"
    assert meta["Author"] == "The desk"
    assert meta["Subject"] == "What it is about"
    assert meta["Keywords"] == "one, two"
    assert meta["CreationDate"] == "D:20250411000000Z"
    assert meta["ModDate"] == meta["CreationDate"]
    with pikepdf.open(brief.path) as file:
        assert str(file.Root.Lang) == "en-US"


def test_without_a_date_there_is_none(tmp_path: Path) -> None:
    brief = write(document(para("x"), date=None, author=()), tmp_path)
    assert b"CreationDate" not in brief.path.read_bytes()
    assert brief.pages[0].split() == ["A", "brief", "x"]


def test_an_empty_document_is_a_page_with_its_title(tmp_path: Path) -> None:
    brief = write(document(), tmp_path)
    assert brief.placement.pages == 1
    assert "A brief" in brief.pages[0]


def test_dates_and_words_follow_the_language(tmp_path: Path) -> None:
    blocks = [b for n in range(4) for b in (header(1, f"Befund {n}"), para(LOREM * 12))]
    brief = write(document(*blocks, lang="de-DE"), tmp_path)
    assert "11. April 2025" in brief.pages[0]
    assert "Inhalt" in brief.pages[0] + brief.pages[1]
    assert f"Seite 2 von {len(brief.pages)}" in brief.pages[1]


def test_letter_paper(tmp_path: Path) -> None:
    brief = write(long_document(), tmp_path, Theme().on_paper("Letter"))
    with brief.open() as pdf:
        assert {page.get_size() for page in pdf} == {(612, 792)}
    assert_inside(brief)


# -- Blocks and inlines ----------------------------------------------------------------------------------


def test_every_block_and_inline_comes_back_in_order(tmp_path: Path) -> None:
    nested = BulletList(((para("deeper"),),), AT)
    blocks = (
        para(
            "plain ", Emph(text("slanted")), " ", Strong(text("heavy ", Emph(text("both")))), LineBreak(), "next line"
        ),
        para(Code("x = 1"), " ", Strikeout(text("gone")), " ", Span(text("GPT-4"), Attr(classes=("literal",)))),
        BulletList(((para("first"), nested), (para("second"),)), AT),
        OrderedList(((para("seventh"),), (para("eighth"),)), AT, 7),
        BlockQuote((para("as they said"),), AT),
        CodeBlock("def f(x):\n    return x\n", AT),
        HorizontalRule(AT),
        Div((para("take care"),), Attr(classes=("callout",)), AT),
        Div((para("only in the brief"),), Attr(classes=("brief",)), AT),
        Div((para("for the speaker"),), Attr(classes=("notes",)), AT),
        para("the end"),
    )
    brief = write(document(*blocks), tmp_path)
    wanted = (
        "plain slanted heavy both next line x = 1 gone GPT-4 • first – deeper • second 7. seventh 8. eighth "
        "as they said def f(x): return x take care only in the brief the end"
    )
    assert squeezed(wanted) in brief.all
    assert "for the speaker" not in brief.pages[0]
    assert_inside(brief)


def test_data_is_never_markup(tmp_path: Path) -> None:
    evil = '<b>bold</b> & <para/> %later 0; \\(x\\) BT /F1 Tf <a href="http://x">'
    brief = write(document(para(evil), data_table([(evil, 1.0)], evil, "n"), title=evil), tmp_path)
    assert brief.all.count(squeezed(evil)) >= 4
    assert brief.links() == []


def test_values_stand_on_the_pages_that_are_noted(tmp_path: Path) -> None:
    blocks = [para(LOREM * 2, value(n, f"<{n}.{n} points>"), " in the end.") for n in range(40)]
    brief = write(document(*blocks), tmp_path)
    assert set(brief.placement.values) == set(range(40))
    for n, pages in brief.placement.values.items():
        for page in pages:
            assert squeezed(f"<{n}.{n} points>") in squeezed(brief.pages[page - 1])


def test_headings_never_end_a_page(tmp_path: Path) -> None:
    for lines in range(18, 34):
        body = [para(LOREM) for _ in range(lines)]
        brief = write(document(*body, header(2, "The heading", "h"), para(LOREM * 3), *body[:3]), tmp_path)
        page = next(p for p in brief.pages if "The heading" in p)
        assert "The quarter closed" in page.partition("The heading")[2]


def test_paragraphs_leave_no_line_alone(tmp_path: Path) -> None:
    marked = [para(" ".join(f"p{n}w{k}" for k in range(60 + n * 7))) for n in range(40)]
    brief = write(document(*marked), tmp_path)
    for n in range(40):
        counts = [sum(bool(re.search(rf"\bp{n}w\d", line)) for line in page.splitlines()) for page in brief.pages]
        on = [c for c in counts if c]
        assert len(on) == 1 or min(on) >= 2, (n, counts)


# -- The file --------------------------------------------------------------------------------------------


def test_one_subset_a_face_and_nothing_unembedded(tmp_path: Path) -> None:
    many = "".join(chr(c) for c in range(0x100, 0x250))
    brief = write(document(header(1, "Bold"), para("Regular ", Emph(text("italic")), " ", many)), tmp_path)
    with pikepdf.open(brief.path) as file:
        objects = [obj for obj in file.objects if isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream))]
        fonts = [obj for obj in objects if obj.get("/Subtype") == "/Type0"]
        names = {str(font.BaseFont).partition("+")[2] for font in fonts}
        assert names >= {"Arimo-Bold", "BriefSerif-Regular", "BriefSerif-Italic"}
        assert len([obj for obj in objects if "/FontFile2" in obj]) == len(fonts) == len(names)
        assert not any("Helvetica" in str(font.BaseFont) for font in fonts)
        assert not any("ASCII85" in str(obj.get("/Filter", "")) for obj in objects)


def test_the_same_bytes_twice(tmp_path: Path) -> None:
    one = write(long_document(), tmp_path, name="one.pdf")
    two = write(long_document(), tmp_path, name="two.pdf")
    assert one.path.read_bytes() == two.path.read_bytes()
    assert str(tmp_path).encode() not in one.path.read_bytes()


def test_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    one = write(long_document(), tmp_path, name="one.pdf")
    code = (
        "import sys; from pathlib import Path; sys.path[:0] = sys.argv[2:];"
        "import test_pdf_brief as t; t.write(t.long_document(), Path(sys.argv[1]), name='two.pdf')"
    )
    here = Path(__file__).parent
    path = os.pathsep.join((str(here), str(here.parents[2]), *sys.path))
    env = {**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", code, tmp_path], check=True, env=env, cwd=tmp_path)
    assert one.path.read_bytes() == (tmp_path / "two.pdf").read_bytes()


@pytest.mark.needs("qpdf")
def test_qpdf_finds_nothing(tmp_path: Path) -> None:
    brief = write(long_document(), tmp_path)
    run = subprocess.run(["qpdf", "--check", brief.path], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_story_is_made_as_it_is_needed() -> None:
    made: list[int] = []

    def pieces() -> Iterator[Rule]:
        for n in range(1000):
            made.append(n)
            yield Rule("#000000")

    story = Story(pieces())
    for taken in range(1, 900):
        story.pop(0)
        assert len(made) <= taken + AHEAD
    assert len(story) > 0


def test_nothing_is_cut_where_a_text_is_much_too_long(tmp_path: Path) -> None:
    words = " ".join(f"word{n}" for n in range(900))
    figures = KeyFigures((KeyFigure(text(words), text("9 999 999 999 999 USD"), (), text("a note")),) * 2, AT)
    blocks = (
        header(1, words, "h"),
        para(LOREM),
        figures,
        header(2, words, "i"),
        para(LOREM),
        header(1, "x"),
        para("y"),
    )
    brief = write(document(para("x"), *blocks, title=" ".join(f"title{n}" for n in range(150))), tmp_path)
    assert [n for n in range(150) if f"title{n}" not in squeezed(brief.pages[0])] == []
    assert [n for n in range(900) if f"word{n}" not in brief.all] == []
    assert brief.all.count("word899") >= 5
    assert_inside(brief)
