"""Briefs made by hand, and what pdfium reads back from them."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw
from verdicts import faults

from builder.errors import Findings, Location
from builder.model.data import Field, QueryResult, Source
from builder.model.document import (
    Attr,
    Block,
    DataTable,
    Document,
    Header,
    Inline,
    Inlines,
    Meta,
    Note,
    Para,
    Str,
    TableColumn,
    ValueRun,
)
from builder.model.format import Format
from builder.model.options import PDF_DEFAULTS, PdfOptions
from builder.model.value import Value
from builder.theme import Theme
from builder.writers.base import Placement, WriteJob
from builder.writers.pdf.writer import PdfWriter

AT = Location("r.md", 3, 1)
LOREM = (
    "The quarter closed ahead of plan in most regions while cost pressure eased and order intake stayed firm, and the "
    "outlook for the second half is unchanged in all but two of the markets that this brief covers. "
)


def text(*content: Inline | str) -> Inlines:
    return tuple(Str(c) if isinstance(c, str) else c for c in content)


def para(*content: Inline | str) -> Para:
    return Para(text(*content), AT)


def header(level: int, title: str, id_: str = "") -> Header:
    return Header(level, text(title), Attr(id_ or re.sub(r"\W+", "-", title.lower())), AT)


def note(number: int, *content: Inline | str) -> Note:
    return Note(number, (para(*content),))


def value(number: int, shown: str) -> ValueRun:
    return ValueRun(Value(1.0, shown), number)


def document(
    *blocks: Block,
    title: str = "A brief",
    subtitle: str = "",
    lang: str = "en-US",
    author: tuple[str, ...] = ("The desk",),
    date: datetime.date | None = datetime.date(2025, 4, 11),
    sources: tuple[Source, ...] = (),
    root: Path = Path(),
) -> Document:
    meta = Meta(text(title), text(subtitle) if subtitle else (), author, date, lang, ("one", "two"), "What it is about")
    return Document("brief", meta, blocks, str(root), (), (), (), sources)


def data_table(rows: list[tuple[Any, ...]], *names: str, **more: Any) -> DataTable:
    """A table whose first column is text and whose others are numbers with one decimal."""
    fields = tuple(Field(name, "number" if n else "string") for n, name in enumerate(names))
    columns = tuple(
        TableColumn(n, name, Format("number", 1) if n else Format(), "right" if n else "left", "%" if n == 1 else "")
        for n, name in enumerate(names)
    )
    settings = {"caption": text("All rows"), "source": text("The desk's own data"), **more}
    return DataTable("rows", QueryResult("q", fields, tuple(rows)), columns, AT, 1, "en-US", **settings)


def squeezed(shown: str) -> str:
    """Text without white space and ligatures: what survives line breaks."""
    return re.sub(r"[\s\u00ad\ufffe\u200b\x02]+", "", unicodedata.normalize("NFKC", shown))


@dataclass
class Box:
    """A character that was painted, with its box in points from the lower left corner."""

    char: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass
class Brief:
    """A written brief."""

    path: Path
    placement: Placement
    findings: Findings
    theme: Theme
    pages: list[str] = field(default_factory=list)

    @property
    def all(self) -> str:
        """The text of all pages without white space."""
        return squeezed("".join(self.pages))

    def open(self) -> Any:
        return pypdfium2.PdfDocument(self.path)

    def boxes(self) -> Iterator[tuple[int, Box]]:
        """Every character that leaves ink, with its page from 1."""
        with self.open() as pdf:
            for number, page in enumerate(pdf, 1):
                words = page.get_textpage()
                for n in range(words.count_chars()):
                    char = chr(raw.FPDFText_GetUnicode(words, n))
                    if char.strip() and char.isprintable():
                        yield number, Box(char, *words.get_charbox(n))

    def links(self) -> list[tuple[int, str]]:
        """(page, target) of each link: an address, or "page N"."""
        found = []
        with self.open() as pdf:
            for number, page in enumerate(pdf, 1):
                found += [(number, t) for t in _targets(pdf, page)]
        return found

    def outline(self) -> list[tuple[int, str, int]]:
        """(level, title, page) of each bookmark."""
        with self.open() as pdf:
            return [(b.level, b.get_title(), b.get_dest().get_index() + 1) for b in pdf.get_toc()]


def _targets(pdf: Any, page: Any) -> Iterable[str]:
    import ctypes

    start, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, start, link):
        action = raw.FPDFLink_GetAction(link)
        if action and raw.FPDFAction_GetType(action) == raw.PDFACTION_URI:
            size = raw.FPDFAction_GetURIPath(pdf, action, None, 0)
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFAction_GetURIPath(pdf, action, buffer, size)
            yield buffer.value.decode()
        else:
            destination = raw.FPDFLink_GetDest(pdf, link)
            yield f"page {raw.FPDFDest_GetDestPageIndex(pdf, destination) + 1}"


JUDGED = True  # whether each brief that a test writes goes before the judges


def write(
    doc: Document,
    folder: Path,
    theme: Theme | None = None,
    name: str = "brief.pdf",
    *,
    judged: bool = JUDGED,
    pdf: PdfOptions = PDF_DEFAULTS,
) -> Brief:
    """Writes a brief, and has it judged: by veraPDF, and by what is read through its tree."""
    theme = theme or Theme()
    findings = Findings()
    target = folder / name
    placement = PdfWriter().write(WriteJob(doc, theme, findings, pdf=pdf), target)
    brief = Brief(target, placement, findings, theme)
    if judged:
        found = faults(target, doc)
        assert not found, "\n".join(found)
    with brief.open() as opened:
        brief.pages = [page.get_textpage().get_text_bounded() for page in opened]
    return brief


def assert_inside(brief: Brief) -> None:
    """No ink of text leaves the margins at the sides, or the page."""
    page = brief.theme.page
    for number, box in brief.boxes():
        # Large letters reach over their advance by a little.
        assert box.left >= page.margin - 3, (number, box)
        assert box.right <= page.width - page.margin + 3, (number, box)
        assert box.bottom >= 15, (number, box)
        assert box.top <= page.height - 15, (number, box)
