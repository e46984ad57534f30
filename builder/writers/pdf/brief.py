"""The brief as a Platypus document: frames with footnotes at their foot, heads and feet of pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportlab.platypus.doctemplate import BaseDocTemplate, PageTemplate
from reportlab.platypus.flowables import Flowable
from reportlab.platypus.frames import Frame

from builder.fonts import FontFile
from builder.model.document import Document, Note, Str
from builder.model.walk import plain
from builder.writers.base import Placement
from builder.writers.pdf.canvas import BriefCanvas, PageRecord
from builder.writers.pdf.faces import face
from builder.writers.pdf.labels import label
from builder.writers.pdf.story import Story
from builder.writers.pdf.text import Look, break_lines, draw_line

AHEAD = 40  # flowables that are made before they are needed
FOOT = 13.0


class LazyStory(list[Flowable]):
    """A story that fills itself from a generator, so that a long document is never held as a whole."""

    def __init__(self, source: Iterator[Flowable]) -> None:
        super().__init__()
        self._source: Iterator[Flowable] | None = source
        self._fill()

    def _fill(self) -> None:
        while self._source is not None and super().__len__() < AHEAD:
            try:
                self.append(next(self._source))
            except StopIteration:
                self._source = None

    def __len__(self) -> int:
        self._fill()
        return super().__len__()

    def __bool__(self) -> bool:
        return len(self) > 0


class NotesFrame(Frame):
    """A frame that keeps room at its foot for the footnotes called in it."""

    story: Story
    notes: list[Note]

    def reset_notes(self) -> None:
        """Starts a page."""
        self.notes = []

    def _add(self, flowable: Any, canv: Any, trySplit: int = 0) -> int:  # noqa: N803 - ReportLab's name
        called = [n for n in getattr(flowable, "notes", ()) if n not in self.notes]
        room = self._room(called)
        if room and self._y - self._y1p - room < 20 and not self._atTop:
            return 0
        self._y1p += room
        added: int = super()._add(flowable, canv, trySplit)
        if added:
            self.notes += called
        else:
            self._y1p -= room
        return added

    add = _add

    def split(self, flowable: Any, canv: Any) -> list[Flowable]:
        """Splits in the room that the flowable's notes leave."""
        called = [n for n in getattr(flowable, "notes", ()) if n not in self.notes]
        room = self._room(called)
        self._y1p += room
        try:
            parts: list[Flowable] = super().split(flowable, canv)
        finally:
            self._y1p -= room
        return parts

    def _room(self, called: list[Note]) -> float:
        if not called:
            return 0.0
        heights = sum(self.story.note(n).wrap(self._getAvailableWidth(), 0)[1] for n in called)
        return heights + 1.5 * len(called) + (FOOT if not self.notes else 0.0)

    def draw_notes(self, canvas: Any) -> None:
        """Draws the page's notes under a short rule."""
        if not self.notes:
            return
        parts = [self.story.note(n) for n in self.notes]
        height = sum(p.wrap(self._getAvailableWidth(), 0)[1] + 1.5 for p in parts)
        y = self._y1 + height
        canvas.setStrokeColor(self.story.theme.colors.secondary)
        canvas.setLineWidth(0.4)
        canvas.line(self._x1, y + 4, self._x1 + 60, y + 4)
        for part in parts:
            y -= part.height + 1.5
            part.drawOn(canvas, self._x1, y)


class Brief(BaseDocTemplate):
    """The document: one frame a page, between the theme's margins."""

    def __init__(self, target: Path, document: Document, story: Story, placement: Placement) -> None:
        theme = story.theme
        page = theme.page
        meta = document.meta
        super().__init__(
            str(target), pagesize=(page.width, page.height), leftMargin=page.margin, rightMargin=page.margin,
            topMargin=page.margin, bottomMargin=page.margin, title=plain(meta.title), author=", ".join(meta.author),
            subject=meta.description or plain(meta.subtitle), keywords=", ".join(meta.keywords), creator="build-report",
            producer="build-report with ReportLab", initialFontName=face(FontFile(str(theme.fonts.regular))).fontName,
        )  # fmt: skip
        self.document, self.story, self.theme, self.placement = document, story, theme, placement
        frame = NotesFrame(page.margin, page.margin, page.inner, page.height - 2 * page.margin, 0, 0, 0, 0, id="page")
        frame.story = story
        frame.reset_notes()
        self.addPageTemplates(
            [
                PageTemplate(
                    "page", [frame], onPage=lambda *_: frame.reset_notes(), onPageEnd=lambda c, _: frame.draw_notes(c)
                )
            ]
        )

    def write(self, flowables: Iterator[Flowable]) -> None:
        """Lays the flowables out and writes the file."""
        self.build(LazyStory(flowables), canvasmaker=self._canvas)

    def _canvas(self, filename: Any, **_: Any) -> BriefCanvas:
        page, meta = self.theme.page, self.document.meta
        font = face(FontFile(str(self.theme.fonts.regular))).fontName
        return BriefCanvas(filename, page_size=(page.width, page.height), font=font, lang=meta.lang, date=meta.date,
                           placement=self.placement, furniture=self._furniture)  # fmt: skip

    def _furniture(self, canvas: BriefCanvas, record: PageRecord) -> None:
        """Head and foot of a page; the first has no head."""
        page, colors, size = self.theme.page, self.theme.colors, self.theme.type.small
        grey = Look(size, colors.secondary)
        lang = self.document.meta.lang
        foot = page.margin * 0.55
        if record.number > 1:
            if record.section:
                self._line(canvas, record.section, grey, page.margin, page.height - page.margin * 0.62, page.inner)
            canvas.setStrokeColor(colors.rule)
            canvas.setLineWidth(0.4)
            canvas.line(
                page.margin,
                page.height - page.margin * 0.72 - 2,
                page.width - page.margin,
                page.height - page.margin * 0.72 - 2,
            )
        number = f"{label('Page', lang)} {record.number} {label('of', lang)} {canvas.total}"
        width = self._line(canvas, number, grey, 0, foot, page.inner, right=page.width - page.margin)
        self._line(canvas, plain(self.document.meta.title), grey, page.margin, foot, page.inner - width - 20)

    def _line(
        self, canvas: Any, text: str, look: Look, x: float, y: float, room: float, *, right: float = 0.0
    ) -> float:
        """One line of furniture; what is too long ends in an ellipsis."""
        shown = text
        line = break_lines(self.story.setter.words((Str(shown),), look), 10_000)[0]
        while line.width > room and len(shown) > 1:
            shown = (
                shown[: int(len(shown) * min(0.98, room / line.width))].rstrip() + "…"
                if not shown.endswith("…")
                else shown[:-2].rstrip() + "…"
            )
            line = break_lines(self.story.setter.words((Str(shown),), look), 10_000)[0]
        draw_line(canvas, line, right - line.width if right else x, y, self.theme)
        return line.width
