"""Tables of any size on slides: every cell once, heads repeated, nothing set too small, nothing higher than a slide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from deck_samples import AT, THEME, data_table, document, header
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.errors import Findings
from builder.model.document import Attr, Str, Table
from builder.writers.base import WriteJob
from builder.writers.pptx.fit import RESERVE, Measure
from builder.writers.pptx.plan import TablePlan
from builder.writers.pptx.tables import TableFitter, grid_of
from builder.writers.pptx.writer import PptxWriter

LONG = "A long text that goes on for many lines, with a number of sentences. " * 90


def fitter(findings: Findings | None = None) -> TableFitter:
    return TableFitter(THEME, Measure(THEME.fonts, "en-US"), findings or Findings())


def table(head: list[str], rows: list[list[str]], aligns: tuple[str, ...] = ()) -> Table:
    cells = tuple(tuple((Str(text),) if text else () for text in row) for row in rows)
    sides = aligns or ("left",) * len(head)
    return Table(tuple((Str(h),) for h in head), cells, sides, AT, (), Attr("t"), 1)


def text_of(plan: TablePlan, row: int, column: int) -> str:
    return "".join(run.text for run in plan.rows[row][column])


def written(folder: Path, *blocks: Any, lang: str = "en-US") -> Any:
    from pptx import Presentation

    PptxWriter().write(WriteJob(document(*blocks, lang=lang), THEME, Findings(), None, None), folder / "out.pptx")
    return Presentation(str(folder / "out.pptx"))


def tables_of(deck: Any) -> list[tuple[str, Any]]:
    return [(s.shapes.title.text_frame.text, x.table) for s in deck.slides for x in s.shapes if x.has_table]


def test_sixty_rows_go_on_under_repeated_heads(tmp_path: Path) -> None:
    found = tables_of(written(tmp_path, header("Rows"), data_table(60, 4)))
    count = len(found)
    assert count > 2
    assert [title for title, _ in found] == ["Rows", *(f"Rows ({n}/{count})" for n in range(2, count + 1))]
    heads = {tuple(cell.text for cell in t.rows[0].cells) for _, t in found}
    assert len(heads) == 1
    names = [row.cells[0].text for _, t in found for row in list(t.rows)[1:]]
    assert names == [*(f"Row {n}" for n in range(60)), "Total"]
    assert {t._tbl.tblPr.get("firstRow") for _, t in found} == {"1"}
    assert [t._tbl.tblPr.get("lastRow") for _, t in found] == [*[None] * (count - 1), "1"]


def test_forty_columns_are_split_with_the_first_repeated(tmp_path: Path) -> None:
    found = tables_of(written(tmp_path, header("Columns"), data_table(3, 40)))
    heads = [[cell.text for cell in t.rows[0].cells] for _, t in found]
    assert {head[0] for head in heads} == {"Name"}
    assert [h for head in heads for h in head[1:]] == [f"Amount {n}, US$" for n in range(1, 40)]
    widths = [len(head) for head in heads]
    assert max(widths) - min(widths) <= 2
    assert {row.cells[0].text for _, t in found for row in t.rows} == {"Name", "Row 0", "Row 1", "Row 2", "Total"}


def test_a_cell_longer_than_a_slide_goes_on_in_the_next_part() -> None:
    grid = grid_of(
        table(["Key", "What", "Much"], [["a", "short", "1"], ["b", LONG, "2"], ["c", "end", "3"]]), Findings()
    )
    parts = fitter().parts(grid, 800, 300)
    assert len(parts) > 2
    cells = [text_of(p, n, 1) for p in parts for n in range(1, len(p.rows))]
    assert "".join(cells) == "short" + LONG + "end"
    keys = [text_of(p, n, 0) for p in parts for n in range(1, len(p.rows))]
    assert "".join(keys) == "abc"
    assert all(sum(p.heights) <= 300 * RESERVE + 0.01 for p in parts)


def test_a_column_of_long_texts_is_made_wide_rather_than_high() -> None:
    text = "Some words that stand in one cell. " * 8
    grid = grid_of(table(["K", *(f"C{n}" for n in range(12))], [["k", text, *["1"] * 11]] * 3), Findings())
    part = fitter().parts(grid, 800, 350)[0]
    assert part.widths[1] > 3 * part.widths[2]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(st.text("ab 日本ابกข1,.-", max_size=60), min_size=3, max_size=3), min_size=1, max_size=12),
    st.floats(160, 800),
    st.floats(90, 350),
)
def test_every_text_is_in_one_cell_and_every_part_fits(rows: list[list[str]], width: float, height: float) -> None:
    grid = grid_of(table(["Key", "One", "Two"], rows), Findings())
    parts = fitter().parts(grid, width, height)
    shown = [[] for _ in range(3)]  # type: list[list[str]]
    columns = {"One": 1, "Two": 2}
    for part in parts:
        heads = [text_of(part, 0, c) for c in range(len(part.widths))]
        for c, head in enumerate(heads):
            if head in columns:
                shown[columns[head]] += [text_of(part, n, c) for n in range(1, len(part.rows))]
        assert part.size >= THEME.slide.table
        assert sum(part.widths) <= width + 0.01
        assert sum(part.heights) <= height * RESERVE + 0.01 or len(part.rows) == 2
    for column in (1, 2):
        assert "".join(shown[column]) == "".join(row[column] for row in rows)


def test_bold_rows_are_measured_bold() -> None:
    wide = "Widest text of all of these rows"
    plain = grid_of(table(["Head"], [[wide], ["x"]]), Findings())
    strong = plain.__class__(plain.id, plain.alt, plain.rows, plain.aligns, False, frozenset((0,)), plain.at)
    for grid in (plain, strong):
        assert grid.bold(0)
    demands = [fitter()._demands(g, 12.0, 800, 300).natural[0] for g in (plain, strong)]
    assert demands[1] > demands[0]


def test_a_word_that_no_slide_holds_is_told(tmp_path: Path) -> None:
    findings = Findings()
    fitter(findings).parts(grid_of(table(["Key", "Word"], [["a", "x" * 400]]), Findings()), 400, 300)
    assert [d.code for d in findings.items] == ["table-too-wide"]


@pytest.mark.parametrize(("lang", "text", "rtl"), [("ar", "نموذج", "1"), ("ja", "日本語", None), ("en-US", "x", None)])
def test_the_direction_is_that_of_the_language(lang: str, text: str, rtl: str | None, tmp_path: Path) -> None:
    made = table([text, text], [[text, "12"], [text, "3"]], ("left", "right"))
    [(_, found)] = tables_of(written(tmp_path, header(text), made, lang=lang))
    assert found._tbl.tblPr.get("rtl") == rtl
    cell = found.cell(1, 0)._tc.txBody.p_lst[0].pPr
    assert (cell.get("algn"), cell.get("rtl")) == (("r", "1") if rtl else ("l", None))
    assert found.cell(1, 1)._tc.txBody.p_lst[0].pPr.get("algn") == "r"
