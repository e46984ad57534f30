"""The PDF writer: a document becomes the brief. Read this file first, then `story` and `pages`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

from reportlab.pdfbase.ttfonts import TTFError
from reportlab.platypus import Flowable

from builder.errors import Diagnostic, WriteError
from builder.model.document import DataTable, Document, Figure, Header, Table
from builder.model.walk import walk_blocks
from builder.writers.base import Placement, WriteJob
from builder.writers.pdf.book import Book, plain_text
from builder.writers.pdf.canvas import BriefCanvas
from builder.writers.pdf.conformance import conform, info
from builder.writers.pdf.cover import OPENINGS, Opening
from builder.writers.pdf.faces import Faces
from builder.writers.pdf.flow import Piece
from builder.writers.pdf.front import in_brief
from builder.writers.pdf.inlines import Typesetter
from builder.writers.pdf.pages import BriefTemplate, End, Foot, Leftover, Story
from builder.writers.pdf.pictures import Pictures
from builder.writers.pdf.story import Composer
from builder.writers.pdf.styles import Styles
from builder.writers.pdf.visuals import text_area

NOTES = 0.45  # of a page's text area: the most that footnotes take


class PdfWriter:
    """The brief as PDF 1.4 and later, one subset of each face embedded, the same bytes for the same document."""

    suffix = ".pdf"

    def write(self, job: WriteJob, target: Path) -> Placement:
        """Writes the brief. Raises `WriteError` for a font or a picture that cannot be read."""
        document, theme = job.document, job.theme
        placement = Placement()
        styles, faces = Styles(theme), Faces()
        setter = Typesetter(theme, faces, Pictures(Path(document.root)), job.findings)
        setter.targets = set(_targets(document))
        book = Book(styles, setter, placement, document.meta.lang, plain_text(document.meta.title))
        book.options = job.pdf
        composer = Composer(document, book, job.cache)
        page = theme.page
        options = job.pdf
        tagged = options.tagged

        def canvas(name: str, **keywords: Any) -> BriefCanvas:
            root = book.root if tagged else None
            size = keywords["pagesize"]
            made = BriefCanvas(name, faces=faces, placement=placement, lang=document.meta.lang, size=size, root=root)
            made.places = book.places
            made.ending = partial(_finish, made, job)
            return made

        try:
            first = OPENINGS[options.cover](document.meta, book)
            foot = Foot(composer.note, page.measure, text_area(page) * NOTES, styles.colors.muted)
            template = BriefTemplate(str(target), book, foot, first.height)
            book.front = first.paint
            template.build(Story(_ended(composer.story(), foot, first)), canvasmaker=cast("Any", canvas))
        except TTFError as error:
            message = f"a font of the look cannot be embedded: {error}"
            problem = Diagnostic("error", "font-not-embedded", message, None, "use a TrueType font")
            raise WriteError([problem]) from error
        return placement


def _finish(canvas: BriefCanvas, job: WriteJob) -> None:
    """What the file has beside pages: metadata, and what the standards ask for."""
    meta = job.document.meta
    file = canvas.file
    tree = canvas.finish()
    file.info = info(meta, plain_text(meta.title), meta.description or plain_text(meta.subtitle))
    canvas.setViewerPreference("DisplayDocTitle", "true")
    if tree:
        conform(file, meta, job.pdf.standard, job.attached(canvas.placement) if job.pdf.attaches else (), tree)


def _ended(story: Iterator[Piece], foot: Foot, first: Opening) -> Iterator[Flowable]:
    """The story after what opens it, then the notes that its last page has no room for."""
    if first.alone:
        yield End()
    yield from story
    yield Leftover(foot)


def _targets(document: Document) -> Iterator[str]:
    """The keys of what the brief shows, so that no link leads to what only slides have."""
    for block in walk_blocks(tuple(in_brief(document.blocks))):
        match block:
            case Header() | Table() if block.attr.id:
                yield f"id:{block.attr.id}"
            case Figure() | DataTable():
                yield f"id:{block.id}"
            case _:
                pass
    yield from (f"source:{number}" for number in range(1, len(document.sources) + 1))
