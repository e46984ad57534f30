"""What a report or the command chooses about its documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# The standards that a brief may be made to: PDF/UA-1 (ISO 14289-1), PDF/A-2a (ISO 19005-2), PDF/A-3a (ISO 19005-3).
STANDARDS = ("ua-1", "a-2a", "a-3a", "none")
COVERS = ("band", "page", "none")
LISTS = ("figures", "tables")
APPENDICES = ("data", "none")


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """The front matter's `pdf`.

    `standard` is a valid choice of STANDARDS in their order; ("none",) makes a PDF without tags. `contents` is None
    where the number of headings decides. `lists` follow the contents in the order given.
    """

    standard: tuple[str, ...] = ("ua-1", "a-2a")
    cover: Literal["band", "page", "none"] = "band"
    contents: bool | None = None
    lists: tuple[str, ...] = ()
    appendix: Literal["data", "none"] = "none"
    hyphens: bool = True

    @property
    def tagged(self) -> bool:
        """Whether the file has a structure tree: each standard wants one."""
        return self.standard != ("none",)

    @property
    def attaches(self) -> bool:
        """Whether files are attached: PDF/A-3 alone allows any."""
        return "a-3a" in self.standard
