"""Native tables: rules over and under the head and at the end, numbers right, what matters bold."""

from __future__ import annotations

from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from builder.model.document import DataTable
from builder.theme import Theme
from builder.writers.pptx.deck import TablePart
from builder.writers.pptx.fit import column_widths, row_heights

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid": the rules are the cells' own
ALIGN = {"right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}


def add_table(
    shapes: Any,
    cells: tuple[list[str], list[list[str]], list[str]],
    part: TablePart,
    box: tuple[int, int, int, int],
    theme: Theme,
) -> Any:
    """Adds the table at the top of `box` and gives its graphic frame."""
    heads, rows, aligns = cells
    size = theme.slide.table
    widths = column_widths(heads, rows, box[2] / 12700, size, theme)
    heights = [row_heights([heads], widths, size, theme)[0] + 2, *row_heights(rows, widths, size, theme)]
    frame = shapes.add_table(len(rows) + 1, len(heads), box[0], box[1], box[2], Emu(round(sum(heights) * 12700)))
    table = frame.table
    properties = table._tbl.tblPr
    properties.find(qn("a:tableStyleId")).text = PLAIN
    table.first_row, table.horz_banding = True, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(round(width * 12700))
    for row, height in zip(table.rows, heights, strict=True):
        row.height = Emu(round(height * 12700))
    strong = part.table.highlight if isinstance(part.table, DataTable) else frozenset()
    total = isinstance(part.table, DataTable) and bool(part.table.total) and part.last > len(part.table.data.rows)
    for r, texts in enumerate([heads, *rows]):
        bold = r == 0 or part.first + r - 1 in strong or (total and r == len(rows))
        last = r == len(rows)
        for c, text in enumerate(texts):
            over = "tx1" if r == 0 or (total and last) else ""
            under = "tx1" if r == 0 or last else "rule"
            _cell(
                table.cell(r, c),
                text,
                ALIGN.get(aligns[c], PP_ALIGN.LEFT),
                size,
                theme,
                bold=bold,
                over=over,
                under=under,
            )
    return frame


def _cell(cell: Any, text: str, align: Any, size: float, theme: Theme, *, bold: bool, over: str, under: str) -> None:
    cell.margin_left = cell.margin_right = Pt(7)
    cell.margin_top = cell.margin_bottom = Pt(3.6)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = align
    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(size)
    run.font.bold = bold
    properties = cell._tc.get_or_add_tcPr()
    lines = "".join(_line(tag, name, theme) for tag, name in (("lnL", ""), ("lnR", ""), ("lnT", over), ("lnB", under)))
    for n, line in enumerate(parse_xml(f"<a:x {A}>{lines}</a:x>")):
        properties.insert(n, line)


def _line(tag: str, name: str, theme: Theme) -> str:
    if not name:
        return f'<a:{tag} w="0"><a:noFill/></a:{tag}>'
    width, color = (
        (12700, '<a:schemeClr val="tx1"/>') if name == "tx1" else (6350, f'<a:srgbClr val="{theme.colors.rule[1:]}"/>')
    )
    fill = f"<a:solidFill>{color}</a:solidFill>"
    return f'<a:{tag} w="{width}" cap="flat" cmpd="sng">{fill}<a:prstDash val="solid"/></a:{tag}>'
