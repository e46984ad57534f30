"""Blocks become flowables, one after another, as the page asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.platypus.doctemplate import CondPageBreak
from reportlab.platypus.flowables import Flowable

from builder.charts.figure import draw_chart
from builder.charts.size import natural_height
from builder.model.document import (
    Block,
    BlockQuote,
    BulletList,
    CodeBlock,
    DataTable,
    Div,
    Figure,
    Header,
    HorizontalRule,
    Image,
    Inlines,
    KeyFigures,
    Note,
    OrderedList,
    Para,
    Str,
    Table,
)
from builder.model.walk import plain
from builder.writers.base import WriteJob
from builder.writers.pdf.flowables import Mark, Paragraph, Picture, Plot, Rule, Stack, Style
from builder.writers.pdf.labels import label
from builder.writers.pdf.tables import RowTable, TableSource
from builder.writers.pdf.text import Look, Setter, Word

NEAR = 3  # lines that must follow a heading on its page


class Story:
    """Makes the flowables of one document. `setter` sets text, `job` has the document and the theme."""

    def __init__(self, job: WriteJob, setter: Setter) -> None:
        self.job = job
        self.setter = setter
        self.theme = job.theme
        self.lang = job.document.meta.lang
        t, page = job.theme.type, job.theme.page
        self.body = Style(t.leading, t.body, after=t.leading * 0.5, measure=page.measure)
        self.tight = replace(self.body, after=t.leading * 0.2)
        self.small = Style(11.0, t.caption, after=2.0)

    # -- Text ----------------------------------------------------------------------------------------

    def look(self, size: float, color: str = "", *, bold: bool = False, italic: bool = False) -> Look:
        """A look in the theme's ink, unless another colour is given."""
        return Look(size, color or self.theme.colors.ink, bold, italic)

    def paragraph(self, inlines: Inlines, style: Style, look: Look | None = None, **more: Any) -> Paragraph:
        """A set paragraph."""
        return Paragraph(self.setter.words(inlines, look or self.look(style.size)), style, self.theme, **more)

    def note(self, note: Note) -> Stack:
        """A footnote as it stands at the page's foot."""
        size = self.theme.type.small
        style = Style(10.0, size, after=1.5, indent=12.0, measure=self.theme.page.measure)
        mark = Mark(
            self.setter.words((Str(f"{note.number}"),), replace(self.look(size), link=f"#noteref-{note.number}")), 12.0
        )
        parts: list[Flowable] = []
        for n, block in enumerate(note.blocks):
            content = block.content if isinstance(block, (Para, Header)) else (Str(""),)
            anchor = f"note-{note.number}" if n == 0 else ""
            parts.append(self.paragraph(content, style, mark=mark if n == 0 else None, anchor=anchor))
        return Stack(parts)

    # -- Blocks --------------------------------------------------------------------------------------

    def blocks(self, blocks: Sequence[Block], style: Style | None = None) -> Iterator[Flowable]:
        """The flowables of a sequence of blocks; headings look at what follows them."""
        for i, block in enumerate(blocks):
            if isinstance(block, Header):
                yield from self._header(block, blocks[i + 1 :])
            else:
                yield from self.block(block, style or self.body)

    def block(self, block: Block, style: Style) -> Iterator[Flowable]:
        """The flowables of one block."""
        match block:
            case Para(content):
                yield from self._para(content, style)
            case BulletList():
                yield from self._list(block.items, None, style)
            case OrderedList():
                yield from self._list(block.items, block.start, style)
            case BlockQuote():
                quoted = replace(style, indent=style.indent + 16)
                yield from self.blocks(block.blocks, quoted)
            case CodeBlock(text):
                yield self._code(text)
            case HorizontalRule():
                yield Rule(self.theme.colors.rule, before=6, after=8)
            case Div():
                yield from self._div(block, style)
            case KeyFigures():
                from builder.writers.pdf.front import KeyFigureRow

                yield KeyFigureRow(self, block)
            case Figure():
                yield self._figure(block)
            case DataTable():
                yield from self._data_table(block)
            case Table():
                yield from self._table(block)
            case _:
                return

    def _para(self, content: Inlines, style: Style) -> Iterator[Flowable]:
        """A paragraph; pictures in it stand below it."""
        pictures = [i for i in content if isinstance(i, Image)]
        words = tuple(i for i in content if not isinstance(i, Image))
        if plain(words).strip():
            yield self.paragraph(words, style)
        for picture in pictures:
            yield self._picture(picture)

    def _header(self, header: Header, following: Sequence[Block]) -> Iterator[Flowable]:
        t = self.theme.type
        level = min(header.level, 3)
        size = (t.h1, t.h2, t.h3)[level - 1]
        leading = (26.0, 17.0, t.leading)[level - 1]
        before = (26.0, 16.0, 10.0)[level - 1]
        wide = self.theme.page.inner * (0.86 if level == 1 else 0.8)
        style = Style(leading, size, before=before, after=(9.0, 5.0, 3.0)[level - 1], measure=wide)
        text = plain(header.content)
        set_ = self.paragraph(
            header.content, style, self.look(size, bold=True), heading=(header.attr.id, text, header.level)
        )
        height = before + set_.wrap(self.theme.page.inner, 0)[1] + style.after
        yield CondPageBreak(height + self._needed(following) + (self.theme.page.height * 0.12 if level == 1 else 0))
        if level == 1:
            yield Rule(self.theme.colors.accent, before=before, weight=1.4)
            set_.style = replace(style, before=8.0)
            set_.spaceBefore = 8.0
        yield set_

    def _needed(self, following: Sequence[Block]) -> float:
        """The height that must stand under a heading on the same page: some lines, or a whole figure."""
        lines = NEAR * self.theme.type.leading
        for block in following:
            if isinstance(block, Header):
                return lines + 30
            if isinstance(block, Figure):
                plot = natural_height(block.chart, self.theme, self.theme.page.inner)
                return min(plot + 60, self.theme.page.height * 0.5)
            if isinstance(block, Div) and ("notes" in block.attr or "deck" in block.attr):
                continue
            return 90.0 if isinstance(block, (DataTable, Table, KeyFigures)) else lines
        return 0.0

    def _list(self, items: Sequence[tuple[Block, ...]], start: int | None, style: Style) -> Iterator[Flowable]:
        step = 14.0
        inner = replace(style, indent=style.indent + step, after=self.theme.type.leading * 0.25)
        for n, item in enumerate(items):
            sign = "•" if start is None else f"{start + n}."
            color = self.theme.colors.accent if start is None else self.theme.colors.secondary
            mark = Mark(self.setter.words((Str(sign),), self.look(style.size, color)), step)
            last = n == len(items) - 1
            for k, block in enumerate(item):
                if isinstance(block, Para) and k == 0:
                    at_end = replace(inner, after=style.after) if last and len(item) == 1 else inner
                    yield self.paragraph(block.content, at_end, mark=mark)
                else:
                    yield from self.block(block, inner)

    def _div(self, div: Div, style: Style) -> Iterator[Flowable]:
        if "notes" in div.attr or "deck" in div.attr:
            return
        if "callout" in div.attr:
            inner = replace(self.tight, measure=0.0)
            parts = list(self.blocks(div.blocks, inner))
            yield Stack(
                parts, before=8, after=12, tint=self.theme.colors.tint, bar=self.theme.colors.accent, padding=11
            )
            return
        yield from self.blocks(div.blocks, style)

    def _code(self, text: str) -> Stack:
        style = Style(12.0, self.theme.type.caption)
        lines = text.rstrip("\n").split("\n")
        parts: list[Flowable] = [
            self.paragraph((Str(line.replace(" ", "\u00a0") or "\u00a0"),), style) for line in lines
        ]
        return Stack(parts, before=4, after=10, tint=self.theme.colors.tint, padding=8)

    def _picture(self, image: Image) -> Flowable:
        from PIL import Image as Pillow

        path = Path(self.job.document.root) / image.path
        with Pillow.open(path) as opened:
            dpi = float(opened.info.get("dpi", (96, 96))[0]) or 96.0
            size = (opened.width * 72 / dpi, opened.height * 72 / dpi)
        caption = [self.paragraph(image.content, self.small, self.look(self.small.size, self.theme.colors.secondary))]
        return Stack([Picture(str(path), size), *caption], before=6, after=10)

    # -- Visuals -------------------------------------------------------------------------------------

    def _figure(self, figure: Figure) -> Stack:
        width = self.theme.page.inner
        chart = figure.chart
        drawing = draw_chart(chart, self.theme, width, natural_height(chart, self.theme, width), self.job.cache)
        for char, text in drawing.missing_glyphs:
            self.setter.missing.setdefault(char, text)
        head = self._visual_head(
            label("Figure", self.lang), figure.number, (Str(chart.title),) if chart.title else (), figure.id
        )
        if chart.subtitle:
            head.append(
                self.paragraph(
                    (Str(chart.subtitle),),
                    replace(self.small, after=7.0),
                    self.look(self.theme.chart.subtitle, self.theme.colors.secondary),
                )
            )
        parts: list[Flowable] = [*head, Plot(drawing, figure.id, getattr(figure, "values", ()))]
        parts += self._visual_foot(figure.caption, figure.source)
        return Stack(parts, before=12, after=16)

    def _visual_head(self, kind: str, number: int, title: Inlines, id_: str) -> list[Flowable]:
        """The line of number and title over a figure or table."""
        size = self.theme.chart.title
        name = self.setter.words((Str(f"{kind} {number}"),), self.look(size, self.theme.colors.accent, bold=True))
        words = self.setter.words(title, self.look(size, bold=True))
        if words:
            words = [replace(words[0], space=size * 0.55), *words[1:]]
        style = Style(13.5, size, after=1.5)
        return [Paragraph([*name, *words], style, self.theme, anchor=id_)]

    def _visual_foot(self, caption: Inlines, source: Inlines) -> list[Flowable]:
        out: list[Flowable] = []
        if caption:
            out.append(self.paragraph(caption, replace(self.small, before=4.0), self.look(self.small.size)))
        if source:
            style = Style(10.0, self.theme.chart.source, before=4.0)
            grey = self.look(self.theme.chart.source, self.theme.colors.secondary)
            lead = (Str(f"{label('Source', self.lang)}: "),)
            out.append(self.paragraph((*lead, *source), style, grey))
        return out

    def _data_table(self, table: DataTable) -> Iterator[Flowable]:
        size = self.theme.type.caption
        normal, bold = self.look(size), self.look(size, bold=True)
        rows = len(table.data.rows)

        def cell(row: int, column: int) -> list[Word]:
            if row >= rows:
                value = table.total[column]
                return self.setter.words((Str(value.text),), bold) if value else []
            look = bold if row in table.highlight else normal
            return self.setter.words((Str(table.cell(row, column)),), look)

        heads = [_head(c.label, c.unit) for c in table.columns]
        aligns = [c.align for c in table.columns]
        yield from self._rows(table.id, table.number, table.caption, table.source, heads, rows + bool(table.total), cell, aligns,
                              total=bool(table.total), id_rows=rows)  # fmt: skip

    def _table(self, table: Table) -> Iterator[Flowable]:
        size = self.theme.type.caption
        normal = self.look(size)

        def cell(row: int, column: int) -> list[Word]:
            return self.setter.words(table.rows[row][column], normal)

        aligns = [a or "left" for a in table.aligns]
        yield from self._rows(
            table.attr.id, table.number, table.caption, (), list(table.head), len(table.rows), cell, aligns
        )

    def _rows(self, id_: str, number: int, caption: Inlines, source: Inlines, heads: Sequence[Any], rows: int, cell: Any,
              aligns: Sequence[str], *, total: bool = False, id_rows: int = 0) -> Iterator[Flowable]:  # fmt: skip
        size = self.theme.type.caption
        grey = self.look(size, self.theme.colors.secondary)
        look = self.look(size, bold=True)
        head_words = [self.setter.words((Str(h),) if isinstance(h, str) else h, look) for h in heads]
        named = f"{label('Table', self.lang)} {number}" if number else ""
        continued = self.setter.words(
            (Str(f"{named}, {label('continued', self.lang)}" if named else label("continued", self.lang)),), grey
        )

        def place(page: int, first: int, last: int) -> None:
            if id_ and id_rows:
                self.placed(id_, page, first, min(last, id_rows))

        table = RowTable(TableSource(head_words, rows, cell, aligns, place, continued, total), self.theme, size, 11.5)
        yield CondPageBreak(80)
        if number or caption:
            head = (
                self._visual_head(label("Table", self.lang), number, caption, id_)[0]
                if number
                else self.paragraph(caption, self.small)
            )
            head.spaceBefore, head.spaceAfter = 12.0, 5.0
            yield head
        yield table
        foot = self._visual_foot((), source)
        if foot:
            foot[-1].spaceAfter = 16.0
            yield from foot

    def placed(self, id_: str, page: int, first: int, last: int) -> None:
        """Rows `first` to `last` of a table stand on `page`; the writer's placement takes it."""
        self.placement.tables.setdefault(id_, []).append((page, first, last))

    placement: Any = None


def _head(name: str, unit: str) -> str:
    return name if not unit or unit in name else f"{name}, {unit}"
