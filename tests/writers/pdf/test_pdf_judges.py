"""The judges: they find nothing in a sound brief, and each of many defects by the judge that is named for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
import tree
import verapdf
from briefs import AT, LOREM, data_table, document, header, note, para, text, value, write
from content import to_unicode
from expected import differences, words
from mutants import MUTANTS, Mutant, save
from mutants_file import RAW
from random_briefs import PICTURES, pictures
from verdicts import faults, standards, syntax

from builder.model.chart import Channel, Chart
from builder.model.data import Field, Source
from builder.model.document import (
    Block,
    BulletList,
    Code,
    Document,
    Emph,
    Figure,
    Image,
    KeyFigure,
    KeyFigures,
    Link,
    OrderedList,
    Para,
    Table,
)
from builder.model.format import Format

pytestmark = [pytest.mark.needs("java"), pytest.mark.needs("qpdf")]


@dataclass
class Sound:
    document: Document
    path: Path
    folder: Path


def sound_document(folder: Path) -> Document:
    """A document with everything that a mutant breaks."""
    pictures(folder)
    channels = {
        "x": Channel(Field("place"), Format(), ("North", "South", "West")),
        "y": Channel(Field("score", "number"), Format("number", 1), (3.5, 2.5, 7.0), "Score"),
    }
    chart = Chart("f", "bar", channels, 3, title="West leads")
    cells = ((text("a"), text("b ", Link(text("there"), "https://example.org/t"))), (text("c"), text("d")))
    blocks: list[Block] = [
        para("In short, it is well-known that ", LOREM),
        header(1, "First finding", "one"),
        para(LOREM, note(1, "Said ", Emph(text("there")), "."), " and ", Link(text("the end"), "#three"), "."),
        header(2, "A detail", "two"),
        BulletList(((para("One."), OrderedList(((para("Inner."),),), AT)), (para("Two", note(2, "So."), "."),)), AT),
        Para((Image(text("A blue field"), PICTURES[0], at=AT),), AT),
        Figure("f", chart, AT, 1, text("By region."), "Bars: North 3.5, South 2.5, West 7.0."),
        header(1, "Second finding", "three"),
        Table((text("Left"), text("Right")), cells, ("left", "left"), AT),
        data_table([(f"Region {n}", 1.5 * n, -2.0 * n) for n in range(70)], "Region", "Share", "Change"),
        para("See ", Code("x = 1"), " or ", Link(text("the web"), "https://example.org/w"), ". ", LOREM),
        KeyFigures((KeyFigure(text("Lead"), text(value(0, "3.9")), text("up")), KeyFigure(text("N"), text("4"))), AT),
    ]
    return document(*blocks, sources=(Source("a", "The yearbook", "https://example.org/a"),), root=folder)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    folder = tmp_path_factory.mktemp("sound")
    made = sound_document(folder)
    return Sound(made, write(made, folder, judged=False).path, folder)


def judged(judge: str, path: Path, made: Document) -> str:
    """What one judge says of a file: nothing where it finds nothing."""
    match judge:
        case "tree":
            return "\n".join(tree.read(path).problems)
        case "words":
            return "\n".join(differences(made, tree.read(path)))
        case "qpdf":
            return "\n".join(syntax(path))
        case _:
            return "\n".join(standards(path, (judge,)))


def test_a_sound_brief_passes_all_judges(sound: Sound) -> None:
    assert faults(sound.path, sound.document) == []
    assert syntax(sound.path) == []


def test_writing_it_anew_breaks_nothing(sound: Sound) -> None:
    """So what is found in a mutant is its defect, not how it was made."""
    target = sound.folder / "anew.pdf"
    with pikepdf.open(sound.path) as pdf:
        pdf.save(target)
    assert faults(target, sound.document) == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.name)
def test_a_defect_is_caught(mutant: Mutant, sound: Sound) -> None:
    target = sound.folder / f"{mutant.name}.pdf"
    save(mutant, sound.path, target)
    assert mutant.says in judged(mutant.judge, target, sound.document), mutant.judge


@pytest.mark.parametrize("name", RAW)
def test_broken_syntax_is_caught(name: str, sound: Sound) -> None:
    judge, change = RAW[name]
    before = sound.path.read_bytes()
    after = change(before)
    assert after != before
    target = sound.folder / f"{name}.pdf"
    target.write_bytes(after)
    assert judged(judge, target, sound.document)


def test_mutants_are_many_and_every_judge_is_needed() -> None:
    names = [m.name for m in MUTANTS]
    assert len(names) == len(set(names)) >= 30
    assert {m.judge for m in MUTANTS} | {judge for judge, _ in RAW.values()} == {
        "ua1", "2a", "3a", "tree", "words", "qpdf"
    }  # fmt: skip


def test_what_is_no_pdf_is_told(tmp_path: Path) -> None:
    path = tmp_path / "no.pdf"
    path.write_bytes(b"no pdf")
    verdict = verapdf.check(path, "ua1")
    assert not verdict.compliant
    assert list(verdict.failures) == ["parse"]


def test_the_document_tells_what_is_read(sound: Sound) -> None:
    """A word more, a cell less and another alternative text in the document are differences too."""
    reading = tree.read(sound.path)
    assert differences(sound.document, reading) == []
    for change in (para("More."), Table((text("x"),), (), ("left",), AT)):
        other = document(*sound.document.blocks, change, sources=sound.document.sources, root=sound.folder)
        assert differences(other, reading)


def test_words_are_compared_without_what_is_not_seen() -> None:
    assert words("in\u00adter\u200bnal  cafe\u0301\x07\n x") == ["internal", "caf\u00e9", "x"]


def test_a_map_to_unicode_is_read_with_ranges() -> None:
    ranges = b"2 beginbfrange <0003> <0005> <0041> <0010> <0011> [<0061> <D835DC9C>] endbfrange"
    cmap = ranges + b" 1 beginbfchar <20> <00660069> endbfchar"
    assert to_unicode(cmap) == {3: "A", 4: "B", 5: "C", 16: "a", 17: "\U0001d49c", 32: "fi"}
