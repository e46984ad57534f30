"""The plan of the deck, as plain data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT
from deck_samples import bullets, data_table, document, figure, header, para, rich

from builder.errors import Findings
from builder.model.document import Figure, Image
from builder.model.walk import plain
from builder.theme import Theme
from builder.writers.pptx.deck import Deck, SlidePlan, TablePart, plan_deck
from builder.writers.pptx.fit import Box, fit_deck, lines

GOLDEN = Path(__file__).parent / "golden" / "rich.txt"
THEME = Theme()
TEXT = Box(280, 345, 18.0)
TITLE = Box(870, 78, 28.0)
VISUAL = Box(580, 300, 0.0)


def fitted(deck: Deck, findings: Findings | None = None) -> Deck:
    roles = {s.role for s in deck.slides}
    boxes, titles, visuals = dict.fromkeys(roles, TEXT), dict.fromkeys(roles, TITLE), dict.fromkeys(roles, VISUAL)
    return fit_deck(deck, boxes, titles, visuals, THEME, "en-US", findings or Findings())


def dump(deck: Deck) -> str:
    """A deck as a person reads it."""
    out = []
    for n, slide in enumerate(deck.slides, 1):
        out.append(f"{n}. [{slide.role}] {plain(slide.title)}{slide.suffix}" + (f" #{slide.id}" if slide.id else ""))
        out += [f"   {'  ' * i.level}{i.mark or '·'} {plain(i.content)}" for i in slide.items]
        if slide.key_figures:
            out += [f"   = {plain(k.value)} {plain(k.label)}" for k in slide.key_figures.items]
        out += [f"   > {_visual(v)}" for v in slide.visuals]
        out += [f"   source: {plain(slide.source)}"] if slide.source else []
        out += [f"   note: {plain(t)}" for t in slide.notes]
    return "\n".join(out) + "\n"


def _visual(visual: Figure | TablePart | Image) -> str:
    if isinstance(visual, TablePart):
        return f"table {plain(visual.table.caption)} rows {visual.first}-{visual.last}"
    return f"figure {visual.id}" if isinstance(visual, Figure) else f"image {visual.path}"


def test_a_rich_document_is_planned_as_the_golden() -> None:
    text = dump(plan_deck(rich(), Findings()))
    if os.environ.get("UPDATE_GOLDENS"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_titles_are_unique() -> None:
    same = document(header("A"), bullets("x"), header("A", 2), bullets("y"))
    titles = [plain(s.title) + s.suffix for s in fitted(plan_deck(same, Findings())).slides]
    assert len(titles) == len(set(titles))


def test_long_lists_go_on_and_lose_nothing() -> None:
    texts = [f"Finding number {i} says a thing that takes more than one line of the column" for i in range(30)]
    deck = fitted(plan_deck(document(header("Many"), bullets(*texts)), Findings()))
    many = [s for s in deck.slides if plain(s.title) == "Many"]
    assert len(many) > 1
    assert [plain(i.content) for s in many for i in s.items] == texts
    assert all("continued" in s.suffix for s in many[1:])


def test_a_paragraph_higher_than_a_slide_is_cut_between_words() -> None:
    text = " ".join(f"word{i}" for i in range(600))
    deck = fitted(plan_deck(document(header("Long"), bullets(text)), Findings()))
    shown = " ".join(plain(i.content) for s in deck.slides if plain(s.title) == "Long" for i in s.items)
    assert shown == text


def test_long_tables_are_cut_into_equal_parts() -> None:
    deck = fitted(plan_deck(document(header("T"), data_table(30)), Findings()))
    parts = [v for s in deck.slides for v in s.visuals if isinstance(v, TablePart)]
    assert [p.first for p in parts[1:]] == [p.last for p in parts[:-1]]
    assert parts[0].first == 0
    assert parts[-1].last == 31
    sizes = [p.last - p.first for p in parts]
    assert max(sizes) - min(sizes) <= 2


def test_a_table_too_long_for_a_deck_says_so() -> None:
    findings = Findings()
    plan_deck(document(header("T"), data_table(500)), findings)
    [note] = findings.items
    assert note.code == "table-cut"
    assert note.location is not None
    assert "501 rows" in note.message


def test_a_title_that_does_not_fit_two_lines_is_set_smaller_then_named() -> None:
    findings = Findings()
    short = fitted(
        plan_deck(document(header("A title of some length that wants a smaller size " * 2), para("x")), findings)
    )
    slide = next(s for s in short.slides if s.role == "section")
    assert isinstance(slide, SlidePlan)
    assert findings.items == []
    fitted(plan_deck(document(header("A title that goes on and on " * 12), bullets("x")), findings), findings)
    assert [d.code for d in findings.items] == ["text-overflow"]


def test_visuals_beyond_the_first_get_slides_of_their_own() -> None:
    deck = plan_deck(document(header("V"), bullets("x"), *(figure(f"f{i}", number=i) for i in range(6))), Findings())
    counts = [len(s.visuals) for s in deck.slides if plain(s.title) == "V"]
    assert counts == [1, 2, 2, 1]


def test_lines_are_counted_by_the_font() -> None:
    width = 200.0
    assert lines("short", width, 18, THEME) == 1
    assert lines("a " * 200, width, 18, THEME) > 10
    assert lines("W" * 100, width, 18, THEME) > lines("i" * 100, width, 18, THEME)


def test_the_plan_knows_no_powerpoint() -> None:
    modules = "builder.writers.pptx.deck, builder.writers.pptx.fit"
    code = f"import sys, {modules}; print('pptx' in sys.modules, 'lxml' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.split() == ["False", "False"]
