"""The first page: a band with title, subtitle, author and date; key figures; contents. And the sources at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reportlab.platypus.flowables import Flowable

from builder.model.document import Block, Div, Document, Header, KeyFigures, Link, Note, Str
from builder.model.format import Format
from builder.model.walk import plain
from builder.theme import MM
from builder.writers.pdf.flowables import Mark, Paragraph, Style
from builder.writers.pdf.labels import label
from builder.writers.pdf.text import Look, break_lines, draw_line

if TYPE_CHECKING:
    from builder.writers.pdf.story import Story

BAND_LEAST = 52 * MM


class Band(Flowable):
    """The title's band, from edge to edge of the page."""

    def __init__(self, story: Story, document: Document) -> None:
        super().__init__()
        self.theme = story.theme
        t, paper = story.theme.type, story.theme.colors.paper
        wide = story.theme.page.inner * 0.9
        meta = document.meta
        size = t.title if len(plain(meta.title)) < 70 else t.title * 0.86
        self.parts = [
            Paragraph(
                story.setter.words(meta.title, Look(size, paper, bold=True)),
                Style(size * 1.18, size, measure=wide),
                self.theme,
            )
        ]
        if meta.subtitle:
            style = Style(18.0, t.subtitle, before=9.0, measure=wide)
            self.parts.append(
                Paragraph(story.setter.words(meta.subtitle, Look(t.subtitle, "#DCE8F2")), style, self.theme)
            )
        by = [*meta.author]
        if meta.date:
            by.append(Format("date", pattern="long").text(meta.date, meta.lang))
        if by:
            style = Style(13.0, 9.5, before=15.0, measure=wide)
            words = story.setter.words((Str("  ·  ".join(by)),), Look(9.5, "#DCE8F2"))
            self.parts.append(Paragraph(words, style, self.theme))
        self.spaceAfter = 16.0

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """As high as its text wants; the band reaches up to the page's edge."""
        page = self.theme.page
        text = sum(p.wrap(available, 0)[1] + p.style.before for p in self.parts)
        self.text_height = text
        self.width = available
        # The frame starts below the page's margin, which the band covers too.
        self.height = max(BAND_LEAST, text + 2 * 13 * MM) - page.margin
        return available, self.height

    def draw(self) -> None:
        """Draws the ground and the text on it."""
        canvas: Any = self.canv
        page = self.theme.page
        canvas.setFillColor(self.theme.colors.accent)
        canvas.rect(-page.margin, 0, page.width, self.height + page.margin, stroke=0, fill=1)
        if self.theme.logo is not None:
            canvas.drawImage(str(self.theme.logo), self.width - 90, self.height + page.margin - 50, 90, 34,
                             preserveAspectRatio=True, anchor="ne", mask="auto")  # fmt: skip
        y = (self.height + page.margin - self.text_height) / 2 + self.text_height
        for part in self.parts:
            y -= part.style.before + part.height
            part.drawOn(canvas, 0, y)


class KeyFigureRow(Flowable):
    """Big numbers side by side: at most four in a row."""

    def __init__(self, story: Story, block: KeyFigures) -> None:
        super().__init__()
        self.theme = story.theme
        t, colors = story.theme.type, story.theme.colors
        columns = min(4, len(block.items)) or 1
        if len(block.items) > 4:
            columns = 3 if len(block.items) % 3 == 0 or len(block.items) > 8 else 4
        self.columns = columns
        gap = 14.0
        self.gap = gap
        self.column = (story.theme.page.inner - (columns - 1) * gap) / columns
        notes: list[Note] = []
        self.cells: list[list[Paragraph]] = []
        for item in block.items:
            size = self._size(story, plain(item.value), t.key_figure)
            cell = [
                Paragraph(
                    story.setter.words(item.label, Look(t.small + 0.4, colors.secondary)),
                    Style(10.4, t.small + 0.4),
                    self.theme,
                ),
                Paragraph(
                    story.setter.words(item.value, Look(size, colors.accent, bold=True)),
                    Style(t.key_figure * 1.22, size),
                    self.theme,
                ),
            ]
            if item.change:
                cell.append(
                    Paragraph(
                        story.setter.words(item.change, Look(t.caption, colors.ink, bold=True)),
                        Style(11.5, t.caption),
                        self.theme,
                    )
                )
            if item.note:
                cell.append(
                    Paragraph(
                        story.setter.words(item.note, Look(t.small, colors.secondary)),
                        Style(10.0, t.small, before=1.5),
                        self.theme,
                    )
                )
            notes += [n for p in cell for n in p.notes]
            self.cells.append(cell)
        self.notes = tuple(notes)
        self.spaceBefore, self.spaceAfter = 4.0, 16.0

    def _size(self, story: Story, text: str, size: float) -> float:
        from builder.writers.pdf.faces import text_width

        wide = text_width(text, story.theme.fonts.bold, size)
        return size * min(1.0, (self.column - 2) / wide) if wide else size

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """Labels of a row are as high as the highest of them, so that the numbers stand on one line."""
        self.width = available
        self.rows = []
        for i in range(0, len(self.cells), self.columns):
            row = self.cells[i : i + self.columns]
            heights = [[p.wrap(self.column, 0)[1] + p.style.before for p in cell] for cell in row]
            label_height = max(h[0] for h in heights)
            total = max(label_height + sum(h[1:]) for h in heights)
            self.rows.append((row, label_height, total))
        self.height = sum(total for *_, total in self.rows) + 12.0 * (len(self.rows) - 1) + 9
        return available, self.height

    def draw(self) -> None:
        """Draws the rows, each number under a rule."""
        canvas: Any = self.canv
        y = self.height
        for row, label_height, total in self.rows:
            for i, cell in enumerate(row):
                x = i * (self.column + self.gap)
                canvas.setStrokeColor(self.theme.colors.accent)
                canvas.setLineWidth(1.2)
                canvas.line(x, y - 0.6, x + self.column, y - 0.6)
                at = y - 8 - label_height
                cell[0].drawOn(canvas, x, at + label_height - cell[0].height)
                for part in cell[1:]:
                    at -= part.height + part.style.before
                    part.drawOn(canvas, x, at)
            y -= total + 12.0 + 8


class Contents(Flowable):
    """Headings of levels 1 and 2 with their pages, which are drawn when all pages are known."""

    def __init__(self, story: Story, headers: Sequence[Header]) -> None:
        super().__init__()
        self.theme = story.theme
        self.lines: list[tuple[Header, Paragraph]] = []
        t, colors = story.theme.type, story.theme.colors
        for header in headers:
            first = header.level == 1
            content = (Link(header.content, f"#{header.attr.id}"),)
            look = Look(t.body if first else t.caption, colors.ink, bold=first)
            words = story.setter.words(content, look)
            words = [
                replace(w, pieces=tuple(replace(p, look=replace(p.look, color=colors.ink)) for p in w.pieces))
                for w in words
            ]
            style = Style(13.5 if first else 12.0, look.size, before=5.0 if first else 0.0, indent=0.0 if first else 12.0,
                          measure=story.theme.page.inner - 34)  # fmt: skip
            self.lines.append((header, Paragraph(words, style, self.theme)))
        self.story = story
        self.spaceAfter = 12.0

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """A line or more for each heading."""
        self.width = available
        self.height = sum(p.wrap(available, 0)[1] + p.style.before for _, p in self.lines)
        return available, self.height

    def split(self, available: float, height: float) -> list[Flowable]:
        """Cuts between headings."""
        used = 0.0
        for n, (_, p) in enumerate(self.lines):
            used += p.wrap(available, 0)[1] + p.style.before
            if used > height:
                if n == 0:
                    return []
                return [self._part(self.lines[:n]), self._part(self.lines[n:])]
        return [self]

    def _part(self, lines: list[tuple[Header, Paragraph]]) -> Contents:
        part = Contents(self.story, ())
        part.lines = lines
        return part

    def draw(self) -> None:
        """Draws the titles, and asks for the numbers."""
        canvas: Any = self.canv
        y = self.height
        for header, part in self.lines:
            y -= part.style.before + part.height
            part.drawOn(canvas, 0, y)
            x0, y0 = canvas.absolutePosition(0, y)
            baseline = y0 + (part.style.leading - part.style.size) / 2 + part.style.size * 0.24
            canvas.at_end(
                _number(self.story, header, x0 + self.width, baseline, bold=header.level == 1, size=part.style.size)
            )


def _number(story: Story, header: Header, right: float, y: float, *, bold: bool, size: float) -> Any:
    def draw(canvas: Any) -> None:
        page = canvas.pages.get(header.attr.id)
        if page is None:
            return
        look = Look(size, story.theme.colors.ink, bold, link=f"#{header.attr.id}")
        [line] = break_lines(story.setter.words((Str(str(page)),), look), 100)
        draw_line(canvas, line, right - line.width, y, story.theme)

    return draw


def headers_of(blocks: Sequence[Block]) -> Iterator[Header]:
    """The headings that stand in the brief, in order."""
    for block in blocks:
        if isinstance(block, Header):
            yield block
        elif isinstance(block, Div) and "deck" not in block.attr and "notes" not in block.attr:
            yield from headers_of(block.blocks)


def sources(story: Story, document: Document) -> Iterator[Flowable]:
    """The numbered list of sources under its heading."""
    if not document.sources:
        return
    at = next((b.at for b in document.blocks), None)
    assert at is not None or not document.blocks
    from builder.errors import Location
    from builder.model.document import Attr

    title = label("Sources", document.meta.lang)
    header = Header(1, (Str(title),), Attr("sources-of-the-report"), at or Location(""))
    yield from story.blocks([header])
    style = replace(story.tight, size=story.theme.type.caption, leading=12.0, indent=20.0, after=4.0)
    for number, source in enumerate(document.sources, 1):
        mark = Mark(
            story.setter.words((Str(f"{number}."),), story.look(style.size, story.theme.colors.secondary)), 20.0
        )
        title_inlines = (Link((Str(source.title),), source.url),) if source.url else (Str(source.title),)
        note = (Str(f". {source.note}"),) if source.note else ()
        yield story.paragraph((*title_inlines, *note), style, mark=mark, anchor=f"source-{number}")
