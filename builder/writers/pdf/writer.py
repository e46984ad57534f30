"""The PDF writer: a document becomes the brief. Read this file first, then `story` and `pages`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportlab.pdfbase.ttfonts import TTFError

from builder.errors import Diagnostic, WriteError
from builder.model.document import DataTable, Document, Figure, Header, Table
from builder.model.walk import walk_blocks
from builder.writers.base import Placement, WriteJob
from builder.writers.pdf.book import Book, plain_text
from builder.writers.pdf.canvas import BriefCanvas, Info
from builder.writers.pdf.faces import Faces
from builder.writers.pdf.flow import Piece
from builder.writers.pdf.front import Band, in_brief
from builder.writers.pdf.inlines import Typesetter
from builder.writers.pdf.pages import BriefTemplate, Foot, Leftover, Story
from builder.writers.pdf.pictures import Pictures
from builder.writers.pdf.story import Composer
from builder.writers.pdf.styles import Styles
from builder.writers.pdf.visuals import text_area

NOTES = 0.45  # of a page's text area: the most that footnotes take
UNDER_BAND = 20.0


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
        composer = Composer(document, book, job.cache)
        page = theme.page
        try:
            band = Band(document.meta, book)
            foot = Foot(composer.note, page.measure, text_area(page) * NOTES, styles.colors.muted)
            template = BriefTemplate(str(target), book, foot, band.height + UNDER_BAND)
            book.front = band.paint
            template.build(
                Story(_ended(composer.story(), foot)),
                canvasmaker=lambda name, **kw: _canvas(name, kw, document, faces, placement),
            )
        except TTFError as error:
            message = f"a font of the look cannot be embedded: {error}"
            problem = Diagnostic("error", "font-not-embedded", message, None, "use a TrueType font")
            raise WriteError([problem]) from error
        return placement


def _ended(story: Iterator[Piece], foot: Foot) -> Iterator[Piece]:
    """The story, then the notes that its last page has no room for."""
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


def _canvas(name: str, keywords: dict[str, Any], document: Document, faces: Faces, placement: Placement) -> BriefCanvas:
    """The canvas with the document's metadata."""
    meta = document.meta
    info = {
        "Title": plain_text(meta.title),
        "Author": ", ".join(meta.author),
        "Subject": meta.description or plain_text(meta.subtitle),
        "Keywords": ", ".join(meta.keywords),
    }
    canvas = BriefCanvas(
        name,
        faces=faces,
        placement=placement,
        info=Info(info, meta.date),
        pagesize=keywords["pagesize"],
        invariant=1,
        pageCompression=1,
        lang=meta.lang,
    )
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas
