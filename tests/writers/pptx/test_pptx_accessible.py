"""The checker of decks finds nothing in ours, and each of many defects in broken ones; every text of a document comes
back out of its deck by two other readers.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from accessible import findings
from conftest import ROOT
from deck_samples import THEME, rich
from foreign_templates import MAKERS, template
from openxml_audit import OpenXmlValidator
from pptx_mutants import AUDIT, MUTANTS, OWN, mutated
from random_decks import random_document

from builder.errors import Findings
from builder.model.document import Document
from builder.pipeline import BuildOptions, build
from builder.writers.base import WriteJob
from builder.writers.pptx.writer import PptxWriter

DECKS = {"rich": None, "en-US": 11, "ar": 12, "ja": 13}  # the seed of the random ones


def made(folder: Path, name: str = "rich", theirs: str = "") -> tuple[Document, Path]:
    """A document and its deck."""
    seed = DECKS[name]
    document = rich(folder) if seed is None else random_document(seed, name, 6)
    deck = None
    if theirs:
        deck = folder / f"theirs{MAKERS[theirs][0]}"
        deck.write_bytes(template(theirs))
    target = folder / f"{name}.pptx"
    PptxWriter().write(WriteJob(document, THEME, Findings(), None, deck), target)
    return document, target


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("sound"))[1]


@pytest.mark.parametrize("name", DECKS)
def test_a_deck_of_ours_is_sound(name: str, tmp_path: Path) -> None:
    assert findings(made(tmp_path, name)[1]) == []


@pytest.fixture(scope="module")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deck of the report that this program was made for."""
    options = BuildOptions(output=tmp_path_factory.mktemp("flagship"), formats=("pptx",))
    return build(ROOT / "templates" / "ai_index" / "report.md", options).files[0]


def test_the_flagship_is_sound(flagship: Path) -> None:
    assert findings(flagship) == []


@pytest.mark.parametrize("theirs", [n for n in MAKERS if n != "libreoffice"])
def test_a_deck_in_a_foreign_template_is_sound(theirs: str, tmp_path: Path) -> None:
    """But for the contrast of what the template itself has so: that is a warning at the build."""
    said = findings(made(tmp_path, "rich", theirs)[1])
    assert [f for f in said if not f.startswith("contrast")] == []


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_caught(name: str, sound: Path, tmp_path: Path) -> None:
    who, change = MUTANTS[name]
    target = tmp_path / "mutant.pptx"
    mutated(sound, target, change)
    if who == OWN:
        assert findings(target)
    else:
        assert OpenXmlValidator().validate(str(target)).errors


def test_there_are_enough_mutants_of_both_kinds() -> None:
    assert sum(who == OWN for who, _ in MUTANTS.values()) >= 25
    assert sum(who == AUDIT for who, _ in MUTANTS.values()) >= 5


# -- Two other readers -------------------------------------------------------------------------------------


def letters(text: str) -> str:
    """A text without what readers leave out or put in: spaces, hyphens at line ends, forms of letters."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def shown(path: Path) -> list[str]:
    """The texts of a deck's slides by python-pptx: of shapes and cells."""
    from pptx import Presentation

    out = []
    for slide in Presentation(str(path)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                out += [p.text for p in shape.text_frame.paragraphs]
            elif shape.has_table:
                out += [cell.text for row in shape.table.rows for cell in row.cells]
    return [text for text in out if text.strip()]


@pytest.mark.parametrize("name", [n for n in DECKS if DECKS[n] is not None])
def test_every_text_of_a_document_is_in_its_deck(name: str, tmp_path: Path) -> None:
    from pptx import Presentation

    from builder.model.document import Str
    from builder.model.walk import inlines_of, walk_blocks, walk_inlines

    document, path = made(tmp_path, name)
    notes = [s.notes_slide.notes_text_frame.text for s in Presentation(str(path)).slides if s.has_notes_slide]
    whole = letters("".join((*shown(path), *notes)))
    blocks = list(walk_blocks(document.blocks))
    texts = [i.text for b in blocks for inlines in inlines_of(b) for i in walk_inlines(inlines) if isinstance(i, Str)]
    assert len(texts) > 20
    assert [t for t in texts if letters(t) and letters(t) not in whole] == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_shows_every_text(flagship: Path, tmp_path: Path) -> None:
    """Compared by how often each letter is there: lines of Arabic come out of a PDF in the order that they are seen."""
    import pypdfium2

    paths = [flagship, *(made(tmp_path, name)[1] for name in DECKS)]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for path in paths:
        with pypdfium2.PdfDocument(tmp_path / f"{path.stem}.pdf") as pdf:
            seen = "".join(page.get_textpage().get_text_range() for page in pdf)
        for text in ("".join(shown(path)),):
            lost = _count(text) - _count(seen)
            assert sum(lost.values()) <= 0.002 * len(text), (path.name, lost.most_common(5))


def _count(text: str) -> Counter[str]:
    return Counter(letters(text))
