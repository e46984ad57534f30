"""Text is measured, cut and put on pages without a character lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from deck_samples import THEME, data_table
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import fonts
from builder.errors import Findings
from builder.writers.pptx.fit import RESERVE, Measure, cut, shortened, steps
from builder.writers.pptx.fitter import Fitter
from builder.writers.pptx.layouts import Box, Slot, TextStyle, body_style
from builder.writers.pptx.pages import paginate
from builder.writers.pptx.plan import Line, Run
from builder.writers.pptx.tables import TableFitter, grid_of

MEASURE = Measure(THEME.fonts)
STYLE = body_style(THEME)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=120)
RUNS = st.lists(st.builds(Run, WORDS, bold=st.booleans(), code=st.booleans(), raised=st.booleans()), max_size=4)


def test_a_width_is_that_of_the_shaped_text() -> None:
    """AVATAR and To are kerned, and four figures are not."""
    plain = fonts.advance("AVATAR To", THEME.fonts.regular, 18)
    assert plain * 0.8 < MEASURE.width("AVATAR To", 18) < plain - 2
    assert MEASURE.width("2024", 18) == pytest.approx(fonts.advance("2024", THEME.fonts.regular, 18))
    assert MEASURE.width("Wide", 18, bold=True) > MEASURE.width("Wide", 18)
    assert MEASURE.width("four", 10, code=True) == pytest.approx(24.0)


@settings(max_examples=80, deadline=None)
@given(RUNS, st.floats(8, 300), st.floats(8, 40))
def test_lines_hold_all_characters_and_are_no_wider_than_they_may_be(
    runs: list[Run], width: float, size: float
) -> None:
    ends = MEASURE.breaks(runs, size, width)
    text = "".join(r.text for r in runs)
    assert ends[-1] == len(text)
    assert ends == sorted(ends)
    for start, end in pairwise((0, *ends)):
        line = cut(cut(runs, end)[0], start)[1]
        shown = "".join(r.text for r in line).rstrip(" \t\u3000" + "".join(map(chr, range(0x2000, 0x200B))))
        wide = MEASURE.runs_width(cut(line, len(shown))[0], size)
        assert wide <= width + 0.01 or len(shown) <= 2 or wide <= width * 1.05


def test_a_line_breaks_after_spaces_and_hyphens_and_between_ideographs() -> None:
    def parts(text: str, width: float) -> list[str]:
        ends = MEASURE.breaks([Run(text)], 10, width)
        return [text[a:b].rstrip(" ") for a, b in pairwise((0, *ends))]

    assert parts("one two three", 45) == ["one two", "three"]
    assert parts("well-known", 40) == ["well-", "known"]
    assert parts("no\u00a0break here", 50) == ["no\u00a0break", "here"]
    assert parts("日本語の文", 32) == ["日本語", "の文"]
    assert parts("ab", 3) == ["a", "b"]


def test_a_word_is_not_parted_where_its_look_changes() -> None:
    runs = [Run("one tw"), Run("o", bold=True), Run(" three")]
    assert MEASURE.breaks(runs, 10, 30)[:2] == [4, 8]


@settings(max_examples=80, deadline=None)
@given(RUNS, st.integers(0, 500))
def test_cut_runs_are_the_whole(runs: list[Run], at: int) -> None:
    head, tail = cut(runs, at)
    text = "".join(r.text for r in runs)
    assert "".join(r.text for r in head) == text[:at]
    assert "".join(r.text for r in tail) == text[at:]


LINES = st.lists(
    st.builds(
        Line,
        st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"]), min_size=1, max_size=900).map(
            lambda t: (Run(t),)
        ),
        level=st.integers(0, 2),
        mark=st.sampled_from(("bullet", "number", "none")),
        kind=st.sampled_from(("text", "heading", "code")),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(LINES, st.floats(120, 900), st.floats(80, 400))
def test_pages_hold_all_and_each_fits(lines: list[Line], width: float, height: float) -> None:
    box = Box(0, 0, width, height)
    pages = paginate(lines, STYLE, box, MEASURE, 14.0)
    assert "".join(line.text for page, _ in pages for line in page) == "".join(line.text for line in lines)
    for page, size in pages:
        assert page
        high = MEASURE.height(page, STYLE, size, width, 14.0)
        assert (
            high <= height * RESERVE + 0.01 or len(page) == MEASURE.line_count(page[0], STYLE, size, width, 14.0) == 1
        )
    for (page, size), (after, _) in pairwise(pages):
        if page[-1].kind == "heading" != after[0].kind and len(page) > 1:
            both = MEASURE.height((page[-1], after[0]), STYLE, size, width, 14.0)
            assert both > height * RESERVE - 0.01


def test_a_text_is_parted_between_blocks_then_items_then_sentences() -> None:
    def texts(lines: list[Line], height: float) -> list[list[str]]:
        return [[line.text for line in page] for page, _ in paginate(lines, STYLE, Box(0, 0, 300, height), MEASURE, 14)]

    def outer(shown: str) -> Line:
        return Line((Run(shown),), 0, "bullet")

    def inner(shown: str) -> Line:
        return Line((Run(shown),), 1, "bullet")

    # Six lines of 14 points; with the inner items the first block is the higher one.
    blocks = [outer("One"), inner("a"), inner("b"), outer("Two"), inner("c"), inner("d")]
    assert texts(blocks, 90) == [["One", "a", "b"], ["Two", "c", "d"]]
    assert all(page[0] in "abcd" or page[0] in ("One", "Two") for page in texts(blocks, 70))
    sentences = Line((Run(" ".join(f"This is sentence number {n} of a long paragraph." for n in range(12))),))
    pages = texts([sentences], 120)
    assert len(pages) > 1
    assert all(text.rstrip().endswith(".") for page in pages for text in page)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 60), st.integers(60, 200))
def test_no_page_has_a_single_line_where_two_could_be(count: int, height: int) -> None:
    lines = [Line((Run("An item"),), 0, "bullet") for _ in range(count)]
    pages = paginate(lines, STYLE, Box(0, 0, 300, height), MEASURE, 14.0)
    room = max(len(page) for page, _ in pages)
    assert len(pages) == 1 or room <= 2 or min(len(page) for page, _ in pages) > 1


def test_a_text_that_fits_keeps_its_size() -> None:
    lines = [Line((Run("Short"),), mark="bullet")]
    assert paginate(lines, STYLE, Box(0, 0, 400, 300), MEASURE, 14.0) == [(tuple(lines), 18.0)]


def test_steps_go_down_to_the_least() -> None:
    assert steps(18.0, 14.0) == [18.0, 17.0, 16.0, 15.0, 14.0]
    assert steps(16.5, 14.0) == [16.5, 15.0, 14.0]
    assert steps(12.0, 14.0) == [12.0]


def test_a_text_is_shortened_at_a_word() -> None:
    runs = (Run("One two "), Run("three four", bold=True))
    short = shortened(runs, lambda some: len("".join(r.text for r in some)) <= 12)
    assert "".join(r.text for r in short) == "One two…"


def test_a_text_that_fits_nowhere_is_told_and_said_in_full() -> None:
    findings = Findings()
    notes: list[Line] = []
    slot = Slot("caption", "body", 13, Box(0, 0, 100, 30), TextStyle((16.0,)))
    line = Line((Run("word " * 200),))
    plan = Fitter(MEASURE, findings, 14.0).fitted(slot, (line,), notes)
    assert [d.code for d in findings.items] == ["text-overflow"]
    assert notes == [line]
    assert plan.text.endswith("…")
    assert MEASURE.height(plan.lines, slot.style, plan.size, 100, plan.least) <= 30


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.integers(1, 14), st.floats(150, 900), st.floats(100, 400))
def test_parts_of_a_table_hold_every_row_and_fit(rows: int, columns: int, width: float, height: float) -> None:
    grid = grid_of(data_table(rows, columns), Findings())
    parts = TableFitter(THEME, MEASURE, Findings()).parts(grid, width, height)
    assert {r for p in parts for r in range(p.first, p.last)} == set(range(rows))
    heads = {c[0].text for p in parts for c in p.rows[0]}
    assert heads == {c[0].text for c in grid.rows[0]}
    for part in parts:
        assert sum(part.widths) <= width + 0.01
        assert len(part.rows) == len(part.heights)
        assert sum(part.heights) <= height or len(part.rows) <= 2
        assert {len(row) for row in part.rows} == {len(part.widths)}
