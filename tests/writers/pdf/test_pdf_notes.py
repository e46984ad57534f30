"""Footnotes stand at the foot of the page that calls them, whatever else happens there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from briefs import AT, LOREM, assert_inside, data_table, document, header, note, para, squeezed, text, write

from builder.model.document import Block, BulletList, Note, Table


def test_a_note_stands_on_the_page_of_its_call(tmp_path: Path) -> None:
    notes = [note(n, f"The note numbered {n}. ", LOREM[: n * 3]) for n in range(1, 60)]
    blocks = [para(LOREM, f"call{n.number}ed", n, " and so on.") for n in notes]
    brief = write(document(*blocks), tmp_path)
    for n in range(1, 60):
        called = [k for k, page in enumerate(brief.pages) if f"call{n}ed" in page]
        noted = [k for k, page in enumerate(brief.pages) if squeezed(f"The note numbered {n}.") in squeezed(page)]
        assert called == noted, n
    assert_inside(brief)


def test_notes_link_there_and_back(tmp_path: Path) -> None:
    brief = write(document(para("Called", note(1, "Said.")), para(LOREM)), tmp_path)
    assert [t for _, t in brief.links()] == ["page 1", "page 1"]
    assert squeezed("Called1") in brief.all
    assert squeezed("1Said.") in brief.all


def test_a_note_that_is_longer_than_its_page_goes_on(tmp_path: Path) -> None:
    words = " ".join(f"word{n}" for n in range(1200))
    brief = write(document(para("Called", note(1, words)), *(para(LOREM * 3) for _ in range(12))), tmp_path)
    assert len(brief.pages) > 2
    assert [w for w in words.split() if w not in brief.all] == []
    assert_inside(brief)


def test_notes_at_the_end_of_the_document_are_not_lost(tmp_path: Path) -> None:
    """More notes on the last lines than the page has room for."""
    calls = [para("x", note(n, f"note{n}begins ", LOREM * 3, f" note{n}ends")) for n in range(1, 12)]
    brief = write(document(*calls), tmp_path)
    for n in range(1, 12):
        assert f"note{n}begins" in brief.all
        assert f"note{n}ends" in brief.all


def test_a_note_in_a_note_and_in_every_other_place(tmp_path: Path) -> None:
    inner = note(2, "the inner one")
    table = Table(
        (text("Head", note(4, "on the head")), text("B")), ((text("cell", note(5, "on the cell")), ()),), ("", ""), AT
    )
    blocks: tuple[Block, ...] = (
        header(1, "Heading"),
        para("outer", Note(1, (para("the outer one", inner), BulletList(((para("in a list"),),), AT)))),
        BulletList(((para("item", note(3, "on an item")),),), AT),
        table,
    )
    brief = write(document(*blocks), tmp_path)
    for said in ("the outer one2", "the inner one", "in a list", "on an item", "on the head", "on the cell"):
        assert squeezed(said) in brief.all
    first = squeezed(brief.pages[0])
    order = ["theouterone", "theinnerone", "onanitem", "onthehead", "onthecell"]
    assert sorted(order, key=first.index) == order


def test_a_table_over_pages_repeats_its_head_but_not_its_note(tmp_path: Path) -> None:
    rows = tuple((text(f"row {n}"), text(str(n))) for n in range(120))
    table = Table((text("Name", note(1, "said once")), text("N")), rows, ("left", "right"), AT)
    brief = write(document(table), tmp_path)
    assert len(brief.pages) > 2
    assert brief.all.count("saidonce") == 1
    assert all("Name" in page for page in brief.pages)


def test_notes_of_title_caption_and_source(tmp_path: Path) -> None:
    table = data_table(
        [("a", 1.0)], "Name", "N", caption=text("All", note(2, "of caption")), source=text("S", note(3, "of source"))
    )
    doc = document(table, para("x"))
    meta = replace(doc.meta, title=text("Title", note(1, "of title")))
    brief = write(replace(doc, meta=meta), tmp_path)
    for said in ("1oftitle", "2ofcaption", "3ofsource"):
        assert said in squeezed(brief.pages[0])
