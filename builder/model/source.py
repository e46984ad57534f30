"""A report as its author wrote it, read but not yet resolved."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from builder.errors import Diagnostic, Location
from builder.model.data import Query, Source
from builder.model.document import Blocks, Inlines
from builder.model.format import Raw
from builder.model.options import MAIL_DEFAULTS, PDF_DEFAULTS, MailOptions, PdfOptions


@dataclass(frozen=True, slots=True)
class Param:
    """A typed parameter of the front matter."""

    name: str
    type: Literal["string", "integer", "number", "boolean", "date"]
    default: Raw
    choices: tuple[Raw, ...] = ()
    at: Location | None = None


@dataclass(frozen=True, slots=True)
class PreviousEdition:
    """Where the last edition's ledger lies: a file, or a folder with one. `named` on the command line, it may lie
    anywhere; `optional`, it need not be there.
    """

    path: str
    optional: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML block at the head of a report; `places` gives the location of each key.

    `dataset` is a name or path, or a mapping of table name to path; None for a report without data. `authored` are
    `description` and `keywords` once more, each with its name and with the way back to where it stands.
    """

    title: Inlines
    subtitle: Inlines = ()
    author: tuple[str, ...] = ()
    date: datetime.date | None = None
    lang: str = "en-US"
    dataset: str | dict[str, str] | None = None
    brand: str = ""
    deck: str = ""
    paper: str = "A4"
    pdf: PdfOptions = PDF_DEFAULTS
    mail: MailOptions = MAIL_DEFAULTS
    formats: tuple[str, ...] = ("pdf", "pptx")
    params: tuple[Param, ...] = ()
    sources: tuple[Source, ...] = ()
    keywords: tuple[str, ...] = ()
    description: str = ""
    claims: str = ""
    previous: PreviousEdition | None = None
    audit: bool = False
    places: dict[str, Location] = field(default_factory=dict)
    authored: tuple[tuple[str, Inlines], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportSource:
    """A parsed report file: `shown` is its path as diagnostics print it."""

    path: Path
    shown: str
    front: FrontMatter
    queries: tuple[Query, ...]
    blocks: Blocks
    warnings: tuple[Diagnostic, ...] = ()
