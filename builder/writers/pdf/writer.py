"""The PDF writer: a document becomes the brief. Read this file first, then `story` and `pages`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from reportlab.platypus import Flowable

from builder.errors import Diagnostic, Findings, WriteError
from builder.fonts import FontError
from builder.model.document import DataTable, Document, Figure, Header, Table
from builder.model.options import PdfOptions
from builder.model.walk import walk_blocks
from builder.writers.base import Placement, WriteJob
from builder.writers.pdf.appendix import data_key, figures
from builder.writers.pdf.audit import KEY, leads
from builder.writers.pdf.book import Book, plain_text
from builder.writers.pdf.canvas import BriefCanvas
from builder.writers.pdf.conformance import conform, info
from builder.writers.pdf.cover import OPENINGS, Opening
from builder.writers.pdf.faces import Faces
from builder.writers.pdf.front import in_brief
from builder.writers.pdf.inlines import Typesetter
from builder.writers.pdf.objects import Raw
from builder.writers.pdf.pages import BriefTemplate, End, Foot, Leftover, Story
from builder.writers.pdf.pictures import Pictures
from builder.writers.pdf.story import Composer
from builder.writers.pdf.styles import Styles
from builder.writers.pdf.tags import TRACED
from builder.writers.pdf.visuals import text_area

PASSES = 4  # at most, until the pages that the text names are those that it stands on
NOTES = 0.45  # of a page's text area: the most that footnotes take


class PdfWriter:
    """The brief as PDF 1.7, one subset of each font file embedded, the same bytes for the same document."""

    suffix = ".pdf"

    def write(self, job: WriteJob, target: Path) -> Placement:
        """Writes the brief. Raises `WriteError` for a font or a picture that cannot be read."""
        try:
            book = _laid_out(job, target, {})
            for _ in range(PASSES - 1):
                if not book.setter.shows_pages or book.places == book.setter.places:
                    break
                # Pages named in the text are known when it is laid out; what was warned of is warned of once.
                book = _laid_out(replace(job, findings=Findings()), target, dict(book.places))
        except FontError as error:
            message = f"a font of the look cannot be embedded: {error}"
            problem = Diagnostic("error", "font-not-embedded", message, None, "use a TrueType or an OpenType font")
            raise WriteError([problem]) from error
        return book.placement


def _laid_out(job: WriteJob, target: Path, places: dict[str, int]) -> Book:
    """Lays the document out and writes it; `places` has the page of each target as far as it is known."""
    document, theme, options = job.document, job.theme, job.pdf
    page, lang = theme.page, document.meta.lang
    styles, faces = Styles(theme, hyphens=options.hyphens), Faces(lang)
    setter = Typesetter(theme, faces, Pictures(Path(document.root)), job.findings, lang)
    setter.targets, setter.places = set(_targets(document, options)), places
    book = Book(styles, setter, Placement(), lang, plain_text(document.meta.title))
    book.options = options
    traced = leads(document) if job.audit else {}
    setter.targets |= {key for key in traced if key.startswith(TRACED)}
    if options.attaches:
        book.attached = {one.of: one.name for one in job.attachments if one.of}
    first = OPENINGS[options.cover](document.meta, book)
    composer = Composer(document, book, job.cache)
    foot = Foot(composer.note, page.measure, text_area(page) * NOTES, styles.colors.muted)
    template = BriefTemplate(str(target), book, foot, first.height)
    book.front = first.paint

    def canvas(name: str, **keywords: Any) -> BriefCanvas:
        root, size = book.root if options.tagged else None, keywords["pagesize"]
        made = BriefCanvas(name, faces=faces, placement=book.placement, lang=lang, size=size, root=root)
        made.places = book.places
        made.traced = traced
        made.attached = dict.fromkeys(book.attached.values(), 0)
        made.ending = partial(_finish, made, job)
        return made

    template.build(Story(_ended(composer, foot, first, audit=job.audit)), canvasmaker=cast("Any", canvas))
    book.placement.audit = book.places.get(KEY, 0)
    return book


def _finish(canvas: BriefCanvas, job: WriteJob) -> None:
    """What the file has beside pages: metadata, and what the standards ask for."""
    meta = job.document.meta
    file = canvas.file
    tree = canvas.finish()
    file.info = info(meta, plain_text(meta.title), meta.description or plain_text(meta.subtitle))
    canvas.setViewerPreference("DisplayDocTitle", "true")
    # Labels are the numbers that stand on the pages (ISO 32000-1, 12.4.2).
    file.Catalog.PageLabels = Raw("<</Nums [0 <</S /D>>]>>")
    if tree:
        conform(canvas, meta, job.pdf.standard, job.attached(canvas.placement) if job.pdf.attaches else (), tree)


def _ended(composer: Composer, foot: Foot, first: Opening, *, audit: bool) -> Iterator[Flowable]:
    """The story after what opens it, then the notes that its last page has no room for; the audit copy's appendix comes
    after all that, so that it moves nothing.
    """
    if first.alone:
        yield End()
    yield from composer.story()
    yield Leftover(foot)
    if audit:
        yield from composer.audit()


def _targets(document: Document, options: PdfOptions) -> Iterator[str]:
    """The keys of what the brief shows, so that no link leads to what only slides have."""
    for block in walk_blocks(tuple(in_brief(document.blocks))):
        match block:
            case Header() | Table() if block.attr.id:
                yield f"id:{block.attr.id}"
            case Figure() | DataTable():
                yield f"id:{block.id}"
            case _:
                pass
    if options.appendix == "data":
        yield from (f"id:{data_key(figure)}" for figure in figures(document))
    yield from (f"source:{number}" for number in range(1, len(document.sources) + 1))
