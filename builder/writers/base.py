"""What every writer gets and gives back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

from builder.errors import Findings
from builder.model.document import Document
from builder.model.options import MAIL_DEFAULTS, PDF_DEFAULTS, MailOptions, PdfOptions
from builder.theme import Theme


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to embed in a document. `relation` is the AFRelationship of ISO 19005-3, annex E.

    `name` has letters, digits, `-`, `_` and `.` only and is unique in its document. `content` makes the bytes when
    it is called: who embeds nothing pays nothing. `of` is the query or the table that it has.
    """

    name: str
    mime: str
    relation: Literal["Data", "Source"]
    description: str
    content: Callable[[], bytes]
    of: str = ""


@dataclass(frozen=True, slots=True)
class WriteJob:
    """One document to write. `deck` is the user's own PowerPoint template, `cache` the folder of recorded drawings
    (None: nothing is cached), `findings` takes the writer's warnings.

    `project` is the project's pyproject.toml, which may choose the template's layouts.

    `audit` asks for an audit copy: the origin of every number is told, and led to.

    `attachments` are the document's data; `ledger` gives the ledger (JSON) of a file from its own placement.
    """

    document: Document
    theme: Theme
    findings: Findings
    cache: Path | None = None
    deck: Path | None = None
    pdf: PdfOptions = PDF_DEFAULTS
    attachments: tuple[Attachment, ...] = ()
    ledger: Callable[[Placement], bytes] | None = None
    project: Path | None = None
    mail: MailOptions = MAIL_DEFAULTS
    audit: bool = False

    def attached(self, placement: Placement) -> tuple[Attachment, ...]:
        """The attachments of a file, and last its ledger, for which it must be known where everything stands."""
        if self.ledger is None:
            return self.attachments
        name = f"{safe_name(self.document.name)}.values.json"
        description = "Every value with its origin, and the pages that it stands on"
        content = partial(self.ledger, placement)
        return (*self.attachments, Attachment(name, "application/json", "Data", description, content))


@dataclass(slots=True)
class Placement:
    """Where things stand in a written file: pages or slides, counted from 1.

    `values` by `ValueRun.number`, `figures` by figure id, `tables` by table id: the rows on each page, as
    (page, first row, row after the last). `audit` is the page on which the audit copy's appendix begins, 0 for none.
    `drawn` are the texts of a figure that is a drawing: labels, ticks of axes. `axes` are those that a
    native chart may have on its axes: ticks, names of intervals. `pictured` are the pages of a PDF on which something
    has a text alternative in the structure tree.
    """

    pages: int = 0
    values: dict[int, list[int]] = field(default_factory=dict)
    figures: dict[str, list[int]] = field(default_factory=dict)
    tables: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)
    drawn: dict[str, list[str]] = field(default_factory=dict)
    axes: dict[str, list[str]] = field(default_factory=dict)
    pictured: set[int] = field(default_factory=set, compare=False)
    audit: int = 0

    def value(self, number: int, page: int) -> None:
        """Notes that value `number` stands on `page`."""
        pages = self.values.setdefault(number, [])
        if page not in pages:
            pages.append(page)

    def figure(self, id_: str, page: int) -> None:
        """Notes that figure `id_` stands on `page`."""
        pages = self.figures.setdefault(id_, [])
        if page not in pages:
            pages.append(page)


def safe_name(text: str) -> str:
    """`text` as the stem of a file's name that every system takes: letters of ASCII, digits, `-` and `_`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-")[:80] or "data"


class Writer(Protocol):
    """A format. `write` fills `target`, a file that does not exist yet; the pipeline renames it when all are whole."""

    suffix: str

    def write(self, job: WriteJob, target: Path) -> Placement:
        """Writes the document. Raises `WriteError` for what the user can mend; warnings go to `job.findings`."""
