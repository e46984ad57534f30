"""Tables: cut over pages row by row, their columns always inside the page."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

from briefs import AT, LOREM, assert_inside, data_table, document, header, para, squeezed, text, write
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from builder.model.document import Attr, Div, Strong, Table, TableColumn
from builder.model.format import Format
from builder.model.value import Value
from builder.writers.pdf.columns import Demand, arrange


def test_a_table_goes_on_with_its_head(tmp_path: Path) -> None:
    table = data_table([(f"Row {n}", n / 2, n * 3.0) for n in range(200)], "Name", "Share", "Count")
    brief = write(document(header(1, "Rows"), table), tmp_path)
    spans = brief.placement.tables["rows"]
    assert [first for _, first, _ in spans] == [0, *(last for _, _, last in spans[:-1])]
    assert spans[-1][2] == 200
    for page, first, last in spans:
        shown = brief.pages[page - 1]
        assert "Name" in shown
        assert "Share" in shown
        for n in range(first, last):
            assert f"Row {n}" in shown
            assert f"{n * 3.0:,.1f}" in shown
    assert "Table 1 (continued)" not in brief.pages[spans[0][0] - 1]
    assert all("Table 1 (continued)" in brief.pages[page - 1] for page, *_ in spans[1:])
    assert "The desk's own data" in brief.pages[-1]
    assert brief.all.count(squeezed("The desk's own data")) == 1
    assert_inside(brief)


def test_the_last_rows_stay_with_the_source(tmp_path: Path) -> None:
    for count in range(28, 50):
        table = data_table([(f"Row {n}", 1.0) for n in range(count)], "Name", "Share")
        brief = write(document(table), tmp_path)
        page = next(p for p in brief.pages if "own data" in p)
        assert f"Row {count - 1}" in page


def test_numbers_are_right_aligned_and_units_stand_in_the_head(tmp_path: Path) -> None:
    brief = write(document(data_table([("a", 1.0), ("b", 12345.6), ("c", None)], "Name", "Share")), tmp_path)
    edges = {round(box.right, 1) for _, box in brief.boxes() if box.char == "0" and box.bottom < 700}
    edges |= {round(box.right, 1) for _, box in brief.boxes() if box.char == "6" and box.bottom < 700}
    assert max(edges) - min(edges) < 1
    assert "%" in brief.pages[0]
    assert "12,345.6" in brief.pages[0]
    assert "n/a" in brief.pages[0]
    assert "12,345.6%" not in brief.pages[0]


def test_points_stand_under_each_other_where_decimals_differ(tmp_path: Path) -> None:
    values = [("a", 0.5), ("b", 1234.25), ("c", 98.0), ("d", None)]
    columns = (TableColumn(0, "Name", Format(), "left"), TableColumn(1, "Amount", Format("number"), "right"))
    table = replace(data_table(values, "Name", "Amount"), columns=columns)
    brief = write(document(table), tmp_path)
    assert "1,234.25" in brief.pages[0]
    points = [round(box.left, 1) for _, box in brief.boxes() if box.char == "." and box.bottom < 640 and box.left > 100]
    ends = [round(box.right, 1) for _, box in brief.boxes() if box.char == "8" and box.bottom < 640]
    assert len(points) >= 2
    assert max(points[:2]) - min(points[:2]) < 0.2
    # A whole number ends where the points of the others stand.
    assert min(abs(end - points[0]) for end in ends) < 2.0


def test_total_and_highlight_are_bold(tmp_path: Path) -> None:
    total = (Value("Total", "Total"), Value(3.0, "3.0"))
    table = data_table([("plain", 1.0), ("loud", 2.0)], "Name", "N", total=total, highlight=frozenset({1}))
    brief = write(document(table), tmp_path)
    with brief.open() as pdf:
        words = pdf[0].get_textpage()
        weights = [raw.FPDFText_GetFontWeight(words, n) for n in range(words.count_chars())]
        shown = words.get_text_range()
    weight = {word: weights[shown.index(word)] for word in ("plain", "loud", "Total")}
    assert weight["loud"] == weight["Total"] > weight["plain"]
    assert brief.placement.tables["rows"] == [(1, 0, 2)]


def test_sixty_columns_stay_on_the_page(tmp_path: Path) -> None:
    names = [f"Column {n}" for n in range(60)]
    table = data_table([(f"r{k}", *(k * 1000.5 + n for n in range(59))) for k in range(5)], *names)
    brief = write(document(table), tmp_path)
    assert_inside(brief)
    for n in range(60):
        assert squeezed(f"Column{n}") in brief.all
    for n in range(59):
        assert f"{4 * 1000.5 + n:,.1f}" in brief.all
    assert brief.all.count("r4") > 3


def test_long_words_and_long_cells_wrap(tmp_path: Path) -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
    rows = ((text(word), text(LOREM * 2), text("9")), (text(Strong(text("b"))), text("short"), text("10")))
    table = Table((text("Word"), text("Prose"), text("N")), rows, ("left", "left", "right"), AT)
    brief = write(document(table), tmp_path)
    assert squeezed(word) in brief.all or all(squeezed(word)[n : n + 8] in brief.all for n in range(0, 200, 8))
    assert squeezed("the outlook for the second half") in brief.all or "outlook" in brief.all
    assert_inside(brief)


def test_a_row_that_is_higher_than_a_page_is_cut(tmp_path: Path) -> None:
    words = " ".join(f"word{n}" for n in range(2500))
    table = Table((text("A"), text("B")), ((text(words), text("beside")), (text("last"), text("row"))), ("", ""), AT)
    brief = write(document(table), tmp_path)
    assert len(brief.pages) > 2
    assert [w for w in words.split() if w not in brief.all] == []
    assert "last" in brief.all
    assert_inside(brief)


def test_a_table_in_a_box(tmp_path: Path) -> None:
    table = data_table([(f"Row {n}", 1.0) for n in range(90)], "Name", "Share")
    brief = write(document(Div((para("Look:"), table), Attr(classes=("callout",)), AT)), tmp_path)
    assert all(f"Row{n}1.0" in brief.all for n in range(90))
    assert_inside(brief)


def test_an_empty_table_shows_its_head(tmp_path: Path) -> None:
    brief = write(document(data_table([], "Name", "Share"), Table((), (), (), AT)), tmp_path)
    assert "Share" in brief.pages[0]


def test_rows_are_formatted_once_and_not_held(tmp_path: Path) -> None:
    """Memory does not grow by more than the file's own pages."""
    peaks = []
    for count in (2000, 8000):
        table = data_table([(f"Row {n}", n / 7) for n in range(count)], "Name", "Share")
        tracemalloc.start()
        write(document(table), tmp_path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 6 * peaks[0]


# -- Widths ----------------------------------------------------------------------------------------------

DEMANDS = st.lists(
    st.tuples(st.floats(0, 900), st.floats(0, 1)).map(lambda t: Demand(t[0], t[0] * t[1])), min_size=1, max_size=70
)


@given(DEMANDS, st.floats(60, 600), st.floats(60, 600))
@settings(deadline=None, max_examples=100)
def test_columns_never_leave_the_room(demands: list[Demand], room: float, measure: float) -> None:
    bands = arrange(demands, room, min(measure, room))
    assert bands[0].columns[0] == 0
    shown = [c for band in bands for c in band.columns[(1 if band is not bands[0] else 0) :]]
    assert shown == list(range(len(demands)))
    for band in bands:
        assert band.width <= room + 0.1
        assert all(w >= 0 for w in band.widths)
        for n in range(len(band.edges) - 1):
            assert band.edges[n] + band.widths[n] <= band.edges[n + 1] + 0.1
