"""What a report or the command chooses about its brief and its mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from builder.errors import Findings, Location, suggest
from builder.model.document import Inlines

# What a brief may be made to: PDF/UA-1 (ISO 14289-1), PDF/A-2a (ISO 19005-2), PDF/A-3a (ISO 19005-3).
STANDARDS = ("ua-1", "a-2a", "a-3a", "none")
COVERS = ("band", "page", "none")
LISTS = ("figures", "tables")
APPENDICES = ("data", "none")


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """The front matter's `pdf`.

    `standard` is sound, and in the order of STANDARDS; ("none",) is a PDF without tags. `contents` is None where the
    number of headings decides. `lists` follow the contents in the order given.
    """

    standard: tuple[str, ...] = ("ua-1", "a-2a")
    cover: Literal["band", "page", "none"] = "band"
    contents: bool | None = None
    lists: tuple[str, ...] = ()
    appendix: Literal["data", "none"] = "none"
    hyphens: bool = True

    @property
    def tagged(self) -> bool:
        """Whether the file has a structure tree: each of the standards wants one."""
        return self.standard != ("none",)

    @property
    def attaches(self) -> bool:
        """Whether the data is attached: of the standards, PDF/A-3 alone lets files of any kind in."""
        return "a-3a" in self.standard


PDF_DEFAULTS = PdfOptions()
MOST_CHARTS = 4
ATTACHABLE = ("pdf", "pptx")


@dataclass(frozen=True, slots=True)
class MailOptions:
    """The front matter's `mail`.

    `subject` is () where the title is the subject. `charts` of the report's stand in the mail, the first ones, or those
    that `figures` names by their ids. `attach` are the formats of the files beside it.
    """

    subject: Inlines = ()
    charts: int = 1
    figures: tuple[str, ...] = ()
    attach: tuple[str, ...] = ("pdf",)
    at: Location | None = None


MAIL_DEFAULTS = MailOptions()


def check_standards(names: Sequence[str], at: Location | None, findings: Findings) -> tuple[str, ...] | None:
    """The standards that are named, each once, in their order; None where they cannot be met, with the reason noted."""
    before = len(findings.errors)
    for name in names:
        if name not in STANDARDS:
            hint = suggest(name, STANDARDS, "There are")
            findings.error("bad-standard", f'there is no standard "{name}" of a PDF', at, hint)
    if not names:
        findings.error("bad-standard", "no standard is named", at, "leave it out, or write none for a PDF without tags")
    elif "none" in names and len(set(names)) > 1:
        hint = "take none away, or write it alone for a PDF without tags"
        findings.error("bad-standard", "none stands with a standard", at, hint)
    elif {"a-2a", "a-3a"} <= set(names):
        hint = "keep one: a-3a has the data attached, a-2a has not"
        findings.error("bad-standard", "one PDF cannot be both a-2a and a-3a", at, hint)
    return None if len(findings.errors) > before else tuple(s for s in STANDARDS if s in names)
