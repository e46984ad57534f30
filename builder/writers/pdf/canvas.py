"""The one canvas of the brief: ReportLab's, with the document's own faces, whose content is marked as what it is in the
structure tree, values noted as they are painted, and content filled in at the end, when page numbers are known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from builder.model.words import word
from builder.writers.base import Placement
from builder.writers.pdf.faces import Faces
from builder.writers.pdf.objects import BriefFile, Raw, stream_object, text_string
from builder.writers.pdf.structure import Structure
from builder.writers.pdf.tags import ARTIFACT, ATTACHED, Artifact, Node

# Streams as bytes, not as letters that stand for them: a third smaller.
rl_config.useA85 = 0

SCHEMES = ("http://", "https://", "mailto:")


class BriefCanvas(Canvas):
    """A canvas for one document. `faces` are embedded at `save`; `placement` takes what stands on which page. `root` is
    the top of the structure tree; None writes no tags.

    `owner` is what is painted next: a node of the tree, or an artifact.
    """

    # ReportLab's own, which its types leave out: the file, the operators of the page, the forms that it uses.
    _doc: Any
    _code: list[str]
    _formsinuse: list[str]
    _pagesize: tuple[float, float]
    _annotationrefs: list[Any]
    _bookmarkReference: Callable[[str], Any]  # noqa: N815 - its name
    _absRect: Callable[..., tuple[float, float, float, float]]  # noqa: N815 - its name

    def __init__(
        self, path: str, *, faces: Faces, placement: Placement, lang: str, size: tuple[float, float], root: Node | None
    ) -> None:
        super().__init__(path, pagesize=size, invariant=1, pageCompression=1)
        self.path = Path(path)
        self.faces = faces
        self.placement = placement
        self.lang = lang
        self.mirrored = mirrored(lang)
        self.file = self._doc = BriefFile(lang)
        self.structure = Structure(self.file, root) if root else None
        self.places: dict[str, int] = {}  # the page of each target
        self.attached: dict[str, int] = {}  # the object numbers of attached files, 0 for none yet
        self.traced: Mapping[str, str] = {}  # what links of an audit copy say, by the key that they lead to
        self.owner: Node | Artifact = ARTIFACT
        self.ending: Callable[[], object] = self.finish
        self._marked_as: Node | Artifact | None = None
        self._later: list[tuple[str, str, Callable[[], str]]] = []
        self._marked: set[str] = set()

    def _make_preamble(self) -> None:
        """No font is set before one is used: ReportLab's own would not be embedded."""
        self._preamble = ""

    @property
    def page(self) -> int:
        """The current page, from 1."""
        return int(self.getPageNumber())

    @property
    def size(self) -> tuple[float, float]:
        """The width and the height of the current page."""
        return self._pagesize

    # -- What is painted for whom --------------------------------------------------------------------

    def own(self, owner: Node | Artifact | None) -> Node | Artifact:
        """From here on what is painted is `owner`'s (None: as before); gives whose it was."""
        before = self.owner
        if owner is not None:
            self.owner = owner
        return before

    def begin(self) -> None:
        """Opens marked content for the owner where it is not open."""
        if self.structure is None or self._marked_as is self.owner:
            return
        self.end()
        self.structure.on_page(self.page)
        owner = self.owner
        if isinstance(owner, Artifact):
            self._code.append(owner.operator)
        else:
            self._code.append(self.structure.content(owner))
            if owner.alt:
                self.placement.pictured.add(self.page)
        self._marked_as = owner

    def row(self, body: Node, cells: Sequence[tuple[str, bool]]) -> list[str]:
        """As `Structure.row`, for the current page; nothing where there are no tags."""
        if self.structure is None:
            return []
        self.structure.on_page(self.page)
        return self.structure.row(body, cells)

    def end(self) -> None:
        """Closes marked content."""
        if self._marked_as is not None:
            self._code.append("EMC")
            self._marked_as = None

    # -- Painting ------------------------------------------------------------------------------------

    def put(self, operators: str) -> None:
        """Adds operators that paint to the page as they are."""
        self.begin()
        self._code.append(operators)

    def put_turned(self, operators: str) -> None:
        """Adds operators that show one string whose characters stand in the reverse of the order in which they are
        read (14.8.2.3.3). The mark has an MCID of its own: some readers lose their place in nested marks.
        """
        self.end()
        owner = self.owner
        if self.structure is None or isinstance(owner, Artifact):
            self.put(operators)
            return
        self.structure.on_page(self.page)
        self._code.append(self.structure.content(owner, "ReversedChars"))
        self._code.append(operators)
        self._code.append("EMC")

    def state(self, operators: str) -> None:
        """Adds operators that paint nothing."""
        self._code.append(operators)

    def fill(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """A filled rectangle, which is never content."""
        before = self.owner
        if not isinstance(before, Artifact):
            self.owner = ARTIFACT
        self.put(f"{rgb(color)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")
        self.owner = before

    def rule(self, x: float, y: float, width: float, weight: float, color: str) -> None:
        """A horizontal line, `weight` points thick, hanging from `y`."""
        self.fill(x, y - weight, width, weight, color)

    def picture(self, image: Any, x: float, y: float, width: float, height: float) -> None:
        """An image (ReportLab's ImageReader), with its transparency."""
        self.begin()
        self.drawImage(image, x, y, width, height, mask="auto")

    def frame(self, node: Node, x: float, y: float, width: float, height: float) -> None:
        """Tells where a figure stands: its bounding box (ISO 32000-1, 14.8.5.4.3)."""
        x0, y0 = self.absolutePosition(x, y)
        x1, y1 = self.absolutePosition(x + width, y + height)
        page_width, page_height = self._pagesize
        box = (max(x0, 0.0), max(y0, 0.0), min(x1, page_width), min(y1, page_height))
        node.attributes = "<</O /Layout /Placement /Block /BBox [{:.2f} {:.2f} {:.2f} {:.2f}]>>".format(*box)

    def later(self, make: Callable[[], str]) -> None:
        """Keeps a place for operators that are made when the whole document is laid out."""
        # A comment, until it is replaced (ISO 32000-1, 7.2.3).
        mark = f"%later {len(self._later)};"
        self._later.append((self._doc.thisPageName(), mark, make))
        self.put(mark)

    # -- Links and places ----------------------------------------------------------------------------

    def link(self, target: str, box: tuple[float, float, float, float], said: str, node: Node | None) -> None:
        """Makes a rectangle (x, y, width, height) lead to "#key" or to an address; other schemes than the web's and
        mail's lead nowhere. `said` is its text, `node` its Link in the tree; without one there is no link.
        """
        found = self._leads(target, said, box[2:])
        if found is None or (self.structure is not None and node is None):
            return
        entries, value = found
        number = self.file.number()
        tied = ""
        if self.structure is not None and node is not None:
            self.structure.on_page(self.page)
            tied = f" /StructParent {self.structure.annotation(node, number)}"
        x, y, width, height = box
        rect = " ".join(f"{v:.2f}" for v in self._absRect((x, y, x + width, y + height), 1))
        self.file.annotation(number, f"<</Type /Annot /F 4 /Rect [{rect}]{tied} {entries} ", value)
        self._annotationrefs.append(Raw(f"{number} 0 R"))

    def _leads(self, target: str, said: str, size: tuple[float, float]) -> tuple[str, Any] | None:
        """The entries of an annotation that leads to `target` (12.5.6), up to the last value, and that value."""
        link = "/Subtype /Link /Border [0 0 0] /Contents"
        if target.startswith("#"):
            contents = f"{word('note', self.lang)} {said}" if target.startswith("#note:") else said.strip()
            contents = self.traced.get(target[1:], contents)
            return f"{link} {text_string(contents or target)} /Dest", self._bookmarkReference(target[1:])
        if target.startswith(SCHEMES):
            # An address in ASCII (RFC 3986): what is beyond it, and what would end the string, is escaped.
            address = "".join(c if " " < c < "\x7f" and c not in "()\\<>" else _escaped(c) for c in target)
            return f"{link} {text_string(target)} /A", Raw(f"<</Type /Action /S /URI /URI ({address})>>")
        name = target.removeprefix(ATTACHED)
        if name == target or name not in self.attached:
            return None
        # The words on the page are what is seen of it (an appearance is asked for: ISO 19005-3, 6.3.3).
        box = "[0 0 {:.2f} {:.2f}]".format(*size)
        seen = stream_object({"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Resources": "<<>>"}, b"")
        shown = self.file.Reference(seen).format(self.file).decode()
        entries = f"/Subtype /FileAttachment /AP <</N {shown}>> /Name /Paperclip /Contents {text_string(name)} /FS"
        return entries, Raw(f"{self.file_number(name)} 0 R")

    def file_number(self, name: str) -> int:
        """The object number of an attached file's specification."""
        return self.attached.setdefault(name, 0) or self._attach(name)

    def _attach(self, name: str) -> int:
        self.attached[name] = self.file.number()
        return self.attached[name]

    def mark(self, key: str, height: float) -> None:
        """Makes `key` a target, at `height` above the current origin. The first place of a key stands."""
        if key not in self._marked:
            self._marked.add(key)
            self.places[key] = self.page
            left, top = self.absolutePosition(0, height)
            self.bookmarkPage(key, fit="XYZ", left=max(left - 6, 0), top=top + 6)

    def outline(self, title: str, key: str, level: int) -> None:
        """Adds a bookmark; a level that was skipped is closed up."""
        self.addOutlineEntry(title, key, min(level, self._doc.outline.currentlevel + 1))

    # -- Pages and the end ---------------------------------------------------------------------------

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        """Ends the page."""
        self.end()
        self.owner = ARTIFACT
        if self.structure:
            self.structure.on_page(self.page)
            self.structure.end_page()
        super().showPage()
        page = self._doc.Pages.pages[-1]
        # ReportLab's page writes the entries that it knows, and an empty one for transitions.
        page.Trans = None
        if self.structure:
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = self.structure.key, "/S"

    def finish(self) -> int:
        """Ends the last page, fills in what was left for later, and embeds the faces; gives the object number of the
        structure tree's root, 0 without one.
        """
        if self._code:
            self.showPage()
        for name, mark, make in self._later:
            page = self._doc.idToObject[name]
            page.stream = page.stream.replace(mark + "\n", make() + "\n", 1)
        for face in self.faces:
            self._doc.delayedFonts.append(face)
        return self.structure.finish() if self.structure else 0

    def save(self) -> None:
        """Does what is due at the end, and writes the file."""
        self.ending()
        with self.path.open("wb") as out:
            self.file.write(out, self)


# Languages that are written from right to left in their usual script (CLDR, supplemental likelySubtags).
_RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"))


def mirrored(lang: str) -> bool:
    """Whether pages in a language (BCP 47) begin at the right."""
    return lang.partition("-")[0].lower() in _RIGHT_TO_LEFT


def _escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


@lru_cache(256)
def rgb(color: str) -> str:
    """A colour ("#RRGGBB") as three operands, 0 to 1."""
    return " ".join(f"{int(color[n : n + 2], 16) / 255:.4g}" for n in (1, 3, 5))
