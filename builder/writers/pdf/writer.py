"""The writer of the format "pdf": the order of the brief's parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reportlab.platypus.doctemplate import LayoutError
from reportlab.platypus.flowables import Flowable

from builder.errors import Diagnostic, WriteError
from builder.model.document import Block, Document, Header, KeyFigures, Str
from builder.writers.base import Placement, WriteJob
from builder.writers.pdf.brief import Brief
from builder.writers.pdf.flowables import Style
from builder.writers.pdf.front import Band, Contents, KeyFigureRow, headers_of, sources
from builder.writers.pdf.labels import label
from builder.writers.pdf.story import Story
from builder.writers.pdf.text import Setter

LEAST_CONTENTS = 3  # headings; a shorter brief needs no contents


class PdfWriter:
    """Composes the brief with ReportLab."""

    suffix = ".pdf"

    def write(self, job: WriteJob, target: Path) -> Placement:
        """Writes the brief; characters that no font has are warnings."""
        setter = Setter(job.theme)
        story = Story(job, setter)
        placement = Placement()
        story.placement = placement
        brief = Brief(target, job.document, story, placement)
        try:
            brief.write(_parts(story, job.document))
        except LayoutError as error:
            message = f"a part of the brief does not fit on a page: {str(error).splitlines()[0][:120]}"
            raise WriteError([Diagnostic("error", "layout", message, None, "make that part smaller")]) from error
        for char, text in sorted(setter.missing.items()):
            hint = "install a font that has it, such as a Noto family"
            name = f"U+{ord(char):04X}"
            job.findings.warning("missing-glyph", f'no font has the character {name} of "{text[:40]}"', None, hint)
        return placement


def _parts(story: Story, document: Document) -> Iterator[Flowable]:
    """Band; key figures; the summary; contents; the sections; sources."""
    yield Band(story, document)
    blocks = list(document.blocks)
    front, rest = _front(blocks)
    for block in front:
        if isinstance(block, KeyFigures):
            yield KeyFigureRow(story, block)
    yield from story.blocks([b for b in front if not isinstance(b, KeyFigures)])
    headers = [h for h in headers_of(rest) if h.level <= 2]
    if len(headers) >= LEAST_CONTENTS:
        yield from _contents(story, headers, document.meta.lang)
    yield from story.blocks(rest)
    yield from sources(story, document)


def _front(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """What stands on the first page, and the rest: all before the second heading of level 1 where key figures stand in
    the first section, else all before the first.
    """
    tops = [i for i, b in enumerate(blocks) if isinstance(b, Header) and b.level == 1]
    if not tops:
        return [], list(blocks)
    end = tops[1] if len(tops) > 1 else len(blocks)
    if any(isinstance(b, KeyFigures) for b in blocks[tops[0] : end]):
        return list(blocks[:end]), list(blocks[end:])
    return list(blocks[: tops[0]]), list(blocks[tops[0] :])


def _contents(story: Story, headers: Sequence[Header], lang: str) -> Iterator[Flowable]:
    size = story.theme.type.h2
    style = Style(17.0, size, before=18.0, after=4.0)
    yield story.paragraph((Str(label("Contents", lang)),), style, story.look(size, bold=True))
    yield Contents(story, headers)
