"""No text runs over its box or off its slide, as LibreOffice sets it: random texts of many languages in templates of
different make.
"""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from deck_samples import THEME, document, header, para
from foreign_templates import template
from overflow import Seen, look_at
from random_decks import LETTERS, random_document

from builder.errors import Findings
from builder.writers.base import WriteJob
from builder.writers.pptx.template import open_template
from builder.writers.pptx.writer import PptxWriter

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")

# "" is our base deck; "columns" is the German one with text in two columns and with space after paragraphs.
TEMPLATES = ("", "columns", "pptx-own-4x3", "pptx-own-16x10", "german", "japanese", "arabic", "folie-a", "left-title",
             "dark", "portrait-a4", "five-contents", "own-table-style")  # fmt: skip
LANGUAGES = tuple(LETTERS)


def written(folder: Path, name: str, seed: int, lang: str, slides: int) -> Path:
    """A deck of random texts in a template."""
    theirs = None
    if name:
        theirs = folder / f"template-{name}.pptx"
        theirs.write_bytes(in_columns(template("german")) if name == "columns" else template(name))
    target = folder / f"{name or 'base'}-{lang}-{seed}.pptx"
    job = WriteJob(random_document(seed, lang, slides), THEME, Findings(), None, theirs)
    PptxWriter().write(job, target)
    return target


def in_columns(data: bytes) -> bytes:
    """A template whose layout for text has two columns."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.namelist():
            xml = before.read(part)
            if part == "ppt/slideLayouts/slideLayout2.xml":
                head, tail = xml.split(b'idx="1"', 1)
                tail = tail.replace(b"<a:bodyPr/>", b'<a:bodyPr numCol="2" spcCol="254000"/>', 1)
                xml = head + b'idx="1"' + tail
            if part == "ppt/slideMasters/slideMaster1.xml":
                xml = xml.replace(b"</a:spcBef>", b'</a:spcBef><a:spcAft><a:spcPts val="500"/></a:spcAft>')
            after.writestr(part, xml)
    return out.getvalue()


def assert_nothing_runs_over(seen: dict[str, Seen]) -> None:
    assert [overrun for deck in seen.values() for overrun in deck.overruns] == []
    for name, deck in seen.items():
        unseen = [p for p in deck.places if not p.seen]
        assert not unseen, (name, unseen[:3])
        titles = [p for p in deck.places if p.name.startswith("Title") and p.slide > 1]
        assert titles, name
        # A narrow place may take more lines, and so may what is longer than any title.
        wide = [t for t in titles if t.box.right - t.box.left > 600 and _columns(t.text) < 100]
        assert [t.text for t in wide if _lines(t.lines) > 2] == [], name


def _lines(heights: set[int]) -> int:
    """How many lines base lines make up: those of one line may differ by a point."""
    return sum(height - 1 not in heights and height - 2 not in heights for height in heights)


def _columns(text: str) -> int:
    """How long a text is, where an ideograph counts as two letters."""
    return sum(2 if char >= "\u2e80" else 1 for char in text)


def test_nothing_runs_over(tmp_path: Path) -> None:
    """Sixty-five headings' texts, five in each of thirteen templates."""
    decks = [written(tmp_path, name, seed, LANGUAGES[seed % len(LANGUAGES)], 5) for seed, name in enumerate(TEMPLATES)]
    assert_nothing_runs_over(look_at(decks, tmp_path / "seen"))


@pytest.mark.soak
@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_runs_over_in_long_decks(name: str, tmp_path: Path) -> None:
    """Thirty headings' texts in each of the languages."""
    first = int(os.environ.get("SEEDS", "0:0").partition(":")[0])
    # LibreOffice paints columns of text from right to left beside the slide.
    languages = [lang for lang in LANGUAGES if name != "columns" or lang not in ("ar", "he")]
    decks = [written(tmp_path, name, first + n, lang, 30) for n, lang in enumerate(languages)]
    assert_nothing_runs_over(look_at(decks, tmp_path / "seen"))


def test_the_template_in_columns_has_them() -> None:
    layout = open_template(in_columns(template("german")), "x").layouts.roles["text"]
    assert layout.text is not None
    assert (layout.text.style.columns, layout.text.style.gutter, layout.text.style.after[0]) == (2, 20.0, 5.0)


def test_the_judge_sees_a_text_that_runs_over(tmp_path: Path) -> None:
    """The same deck with a text box made lower, and one with a longer word than was measured."""
    from pptx import Presentation

    target = tmp_path / "plain.pptx"
    doc = document(header("A heading"), para("x"), header("Other"), para("y"))
    PptxWriter().write(WriteJob(doc, THEME, Findings(), None, None), target)
    deck = Presentation(str(target))
    shape = deck.slides[0].shapes.title
    shape.text_frame.paragraphs[0].runs[0].text = "A title that goes on and on " * 20
    deck.save(str(tmp_path / "longer.pptx"))
    seen = look_at([target, tmp_path / "longer.pptx"], tmp_path / "seen")
    assert seen["plain"].overruns == []
    assert [o.slide for o in seen["longer"].overruns if o.by > 20]
