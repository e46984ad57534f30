"""The one canvas of the brief: ReportLab's, with the document's own faces, values noted as they are painted, and
content that is filled in at the end, when page numbers are known.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from builder.writers.base import Placement
from builder.writers.pdf.faces import Face, Faces

# Streams as bytes, not as letters that stand for them: a third smaller.
rl_config.useA85 = 0

SCHEMES = ("http://", "https://", "mailto:")


class Info(pdfdoc.PDFInfo):
    """The information dictionary (ISO 32000-1, 14.3.3): what the report says of itself, and its own date or none.
    What ReportLab would fill in does not count.
    """

    def __init__(self, entries: Mapping[str, str], date: datetime.date | None) -> None:
        super().__init__()
        self.entries = {**entries, "Creator": "build-report", "Producer": "build-report"}
        if date:
            self.entries["CreationDate"] = f"D:{date:%Y%m%d}000000Z"

    def digest(self, md5object: Any) -> None:
        """Adds the entries to what the file's identifier is made from."""
        md5object.update(repr(self.entries).encode())

    def format(self, document: Any) -> bytes:
        """The dictionary as it stands in the file; empty entries are left out."""
        shown: dict[str, Any] = {key: pdfdoc.PDFString(text) for key, text in self.entries.items() if text}
        formatted: bytes = pdfdoc.PDFDictionary(shown).format(document)
        return formatted


class BriefCanvas(Canvas):
    """A canvas for one document. `faces` are embedded at `save`; `placement` takes what stands on which page."""

    # ReportLab's own, which its types leave out: the file, the operators of the page, the forms that it uses.
    _doc: Any
    _code: list[str]
    _formsinuse: list[str]

    def __init__(self, filename: str, *, faces: Faces, placement: Placement, info: Info, **kw: Any) -> None:
        super().__init__(filename, **kw)
        self.faces = faces
        self.placement = placement
        self._doc.info = info
        self._later: list[tuple[str, str, Callable[[], str]]] = []
        self._marked: set[str] = set()

    def _make_preamble(self) -> None:
        """No font is set before one is used: ReportLab's own would not be embedded."""
        self._preamble = ""

    @property
    def page(self) -> int:
        """The current page, from 1."""
        return int(self.getPageNumber())

    # -- Painting ------------------------------------------------------------------------------------

    def put(self, operators: str) -> None:
        """Adds operators to the page as they are."""
        self._code.append(operators)

    def fill(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """A filled rectangle."""
        self.put(f"{rgb(color)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def rule(self, x: float, y: float, width: float, weight: float, color: str) -> None:
        """A horizontal line, `weight` points thick, hanging from `y`."""
        self.fill(x, y - weight, width, weight, color)

    def later(self, make: Callable[[], str]) -> None:
        """Keeps a place for operators that are made when the whole document is laid out."""
        # A comment, until it is replaced (ISO 32000-1, 7.2.3).
        mark = f"%later {len(self._later)};"
        self._later.append((self._doc.thisPageName(), mark, make))
        self.put(mark)

    # -- Links and places ----------------------------------------------------------------------------

    def link(self, target: str, x: float, y: float, width: float, height: float) -> None:
        """Makes a rectangle lead to "#key" or to an address; other schemes than the web's and mail's lead nowhere."""
        box = (x, y, x + width, y + height)
        if target.startswith("#"):
            self.linkRect("", target[1:], box, relative=1, Border="[0 0 0]")
        elif target.startswith(SCHEMES):
            self.linkURL(target, box, relative=1)

    def mark(self, key: str, height: float) -> None:
        """Makes `key` a target, at `height` above the current origin. The first place of a key stands."""
        if key not in self._marked:
            self._marked.add(key)
            left, top = self.absolutePosition(0, height)
            self.bookmarkPage(key, fit="XYZ", left=max(left - 6, 0), top=top + 6)

    def outline(self, title: str, key: str, level: int) -> None:
        """Adds a bookmark; a level that was skipped is closed up."""
        self.addOutlineEntry(title, key, min(level, self._doc.outline.currentlevel + 1))

    # -- The end -------------------------------------------------------------------------------------

    def save(self) -> None:
        """Fills in what was left for later, embeds the faces, and writes the file."""
        if self._code:
            self.showPage()
        for name, mark, make in self._later:
            page = self._doc.idToObject[name]
            page.stream = page.stream.replace(mark + "\n", make() + "\n", 1)
        for number in range(1, self.page):
            self._doc.updateSignature(self._doc.idToObject[f"Page{number}"].stream)
        for face in self.faces:
            self._doc.delayedFonts.append(face)
        super().save()


def text_operators(x: float, y: float, face: Face, size: float, color: str, text: str) -> str:
    """Operators that show one line of text with its baseline at (x, y)."""
    return f"BT {rgb(color)} rg /{face.name} {size:.2f} Tf {x:.2f} {y:.2f} Td [{face.encode(text)[0]}] TJ ET"


@lru_cache(256)
def rgb(color: str) -> str:
    """A colour ("#RRGGBB") as three operands, 0 to 1."""
    return " ".join(f"{int(color[n : n + 2], 16) / 255:.4g}" for n in (1, 3, 5))
