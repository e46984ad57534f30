"""A `TablePlan` as PowerPoint's own table (DrawingML tables, ECMA-376 part 1, 21.1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.writers.pptx.direction import line_rtl
from builder.writers.pptx.markup import TextMarkup, emu
from builder.writers.pptx.plan import Line, Run, TablePlan
from builder.writers.pptx.table_inks import TableStyle
from builder.writers.pptx.tables import PAD_X

_ALIGNS = {"right": "r", "center": "ctr"}


def table_markup(plan: TablePlan, text: TextMarkup, style: TableStyle) -> str:
    """The `a:tbl`, in a table style of the presentation."""
    loud = {0, len(plan.rows) - 1} if plan.total else {0}
    inks = [_inked(text, style.head if n in loud else style.body) for n in range(len(plan.rows))]
    total = ' lastRow="1"' if plan.total else ""
    rtl = ' rtl="1"' if text.rtl else ""
    columns = "".join(f'<a:gridCol w="{emu(w)}"/>' for w in plan.widths)
    rows = "".join(
        f'<a:tr h="{emu(height)}">{"".join(_cells(plan, n, row, inks[n]))}</a:tr>'
        for n, (row, height) in enumerate(zip(plan.rows, plan.heights, strict=True))
    )
    return (
        f'<a:tbl><a:tblPr{rtl} firstRow="1"{total} bandRow="1"><a:tableStyleId>{style.id}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{columns}</a:tblGrid>{rows}</a:tbl>"
    )


def _inked(text: TextMarkup, name: str) -> TextMarkup:
    """The markup of texts in a colour of the scheme; in that of the table style for ""."""
    return replace(text, own=f'<a:solidFill><a:schemeClr val="{name}"/></a:solidFill>') if name else text


def _cells(plan: TablePlan, number: int, row: Sequence[tuple[Run, ...]], text: TextMarkup) -> list[str]:
    size = f' sz="{round(plan.size * 100)}"'
    anchor = "b" if number == 0 else "t"
    edges = f'marL="{emu(PAD_X)}" marR="{emu(PAD_X)}" marT="{emu(plan.pad)}" marB="{emu(plan.pad)}" anchor="{anchor}"'
    bold = number in plan.strong
    out = []
    for runs, align in zip(row, plan.aligns, strict=True):
        side = _ALIGNS.get(align, "r" if text.rtl else "l")
        # A cell runs in its own direction; its side is that of its column.
        rtl = ' rtl="1"' if line_rtl(Line(runs), text.lang) else ""
        shown = "".join(text.run(r, plan.size, bold=bold) for r in runs)
        # An empty cell keeps the size, so that its row is no higher than the others.
        end = "" if runs else f'<a:endParaRPr lang="{text.lang}"{size}/>'
        out.append(
            f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="{side}"{rtl}/>{shown}{end}</a:p></a:txBody>'
            f"<a:tcPr {edges}/></a:tc>"
        )
    return out
