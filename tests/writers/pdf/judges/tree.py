"""The logical reading of a tagged PDF: what a screen reader is told, and whether file and tree agree.

Only the file is read, with pikepdf; nothing of the writer is known here. References are to ISO 32000-1 and to
ISO 14289-1 (PDF/UA-1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import shape
from content import Content, Key, contents
from shape import Element

# Those stand in a line; around all others there is a break (14.8.4.4). A Code or a Figure of its own is a block.
INLINE = frozenset(("Span", "Link", "Reference", "Quote", "BibEntry", "Annot"))
TABLE, FIGURE = "\ue000", "\ue001"
GROUPS = frozenset(("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "NonStruct", "LBody", "Note"))


@dataclass(slots=True)
class Reading:
    """A file as it is read out: its elements in order, what is wrong, and its text with breaks around blocks.

    The text has no bullets, `TABLE` for the rows of a table, and for a figure its alternative text between two
    `FIGURE`s. `tables` has the cells of each table, row by row, and `heads` how many of its rows are heads. `notes`
    has the texts of notes by what they are called by.
    """

    rows: list[Element] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    text: str = ""
    tables: list[list[list[str]]] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> Reading:
    """Reads a tagged PDF."""
    with pikepdf.open(path) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            return Reading(problems=["there is no structure tree"])
        return _Reader(pdf, contents(pdf)).read()


class _Reader:
    """Walks the tree of one file."""

    def __init__(self, pdf: pikepdf.Pdf, content: Content) -> None:
        self.pdf, self.content = pdf, content
        self.root = pdf.Root.StructTreeRoot
        self.problems = list(content.problems)
        self.pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        self.boxes = {page.obj.objgen: [float(n) for n in page.mediabox.as_list()] for page in pdf.pages}
        self.roles = {str(k): str(v) for k, v in self.root.get("/RoleMap", pikepdf.Dictionary()).items()}
        self.rows: list[Element] = []
        self.flow: list[str] = []
        self.notes: dict[str, str] = {}
        self.captions: dict[int, str] = {}
        self.used: dict[Key, tuple[int, int]] = {}
        self.annotations: dict[tuple[int, int], tuple[int, int]] = {}
        self.seen: set[tuple[int, int]] = set()

    def read(self) -> Reading:
        top = _listed(self.root.get("/K"))
        if [self._tag(el) for el in top] != ["Document"]:
            self.problems.append("the tree has not one Document at its top")
        for element in top:
            self._walk(element, None, None)
        self.problems += self._unread()
        self.problems += self._parents()
        self.problems += self._links()
        self.problems += shape.problems(self.rows)
        tables = [row for row in self.rows if row.tag == "Table"]
        # A table of empty cells says nothing.
        tables = [t for t in tables if any("".join(cell).strip() for line in shape.cells(t) for cell in line)]
        cells, heads = map(shape.cells, tables), map(shape.heads, tables)
        return Reading(self.rows, self.problems, "".join(self.flow), list(cells), list(heads), self.notes)

    def _tag(self, element: Any) -> str:
        """The standard type of an element (14.8.4), through the role map."""
        tag = str(element.get("/S"))
        for _ in range(len(self.roles)):
            tag = self.roles.get(tag, tag)
        return tag[1:]

    def _say(self, row: Element, what: str) -> None:
        self.problems.append(f"page {row.page}: {row.tag} {row.text[:40]!r}: {what}")

    # -- The walk ------------------------------------------------------------------------------------

    def _walk(self, element: Any, parent: Element | None, page: tuple[int, int] | None) -> str:
        """Reads an element and all in it; gives what stands in its line."""
        tag = self._tag(element)
        row = Element(parent.depth + 1 if parent else 0, tag, parent=parent)
        self.rows.append(row)
        if parent:
            parent.kids.append(row)
            parent.order.append(tag)
        if element.objgen in self.seen:
            self._say(row, "stands in the tree twice")
            return ""
        if element.objgen != (0, 0):
            self.seen.add(element.objgen)
        if "/Pg" in element:
            page = element.Pg.objgen
        row.page = self.pages.get(page, 0) if page else 0
        shape.describe(row, element)
        self._upward(row, element, parent)
        inline = _inline(tag, parent)
        outer = self.flow
        if tag in ("Note", "Table"):
            self.flow = []  # a note has a text of its own, and so have the cells of a table
        elif not inline:
            self.flow.append("\n")
        start = len(self.flow)
        texts = [self._kid(kid, element, row, page) for kid in _listed(element.get("/K"))]
        if "/ActualText" in element:
            texts = [str(element.ActualText)]
            self.flow[start:] = texts
        if tag == "Figure":
            texts = [f"{FIGURE}{row.alt}{FIGURE}"]
            self.flow[start:] = texts
            if row.box:
                self._on_page(row, page)
        row.text = "".join(texts)
        if tag == "Lbl" and not any(c.isalnum() for c in row.text):
            del self.flow[start:]  # a bullet
        self._close(row, outer, inline=inline)
        if parent:
            parent.page = parent.page or row.page
        return row.text if inline else ""

    def _close(self, row: Element, outer: list[str], *, inline: bool) -> None:
        """Puts the text of an element where it belongs."""
        if row.tag == "Note":
            number = row.kids[0].text.strip() if row.kids else ""
            if number in self.notes:
                self._say(row, f"the note {number} stands in the tree twice")
            self.notes[number] = "".join(self.flow)
            self.flow = outer
        elif row.tag == "Table":
            captions = [self.captions.get(id(kid), "") for kid in row.kids]
            self.flow = outer
            told = any("".join(cell).strip() for line in shape.cells(row) for cell in line)
            self.flow += ("\n", *captions, f"\n{TABLE}" if told else "")
        elif row.tag == "Caption":
            self.captions[id(row)] = "".join(self.flow)
        if not inline:
            self.flow.append("\n")

    def _upward(self, row: Element, element: Any, parent: Element | None) -> None:
        above = element.get("/P")
        expected = parent.objgen if parent else self.root.objgen
        row.objgen = element.objgen
        if above is None or above.objgen != expected:
            self._say(row, "its parent is another than the one that it stands in")

    def _kid(self, kid: Any, element: Any, row: Element, page: tuple[int, int] | None) -> str:
        if not isinstance(kid, pikepdf.Dictionary):
            return self._marked((page or (0, 0), int(kid)), row)
        if "/S" in kid:
            return self._walk(kid, row, page)
        if kid.get("/Type") == "/MCR":
            owner = kid.get("/Stm", kid.get("/Pg", element.get("/Pg")))
            return self._marked((owner.objgen if owner is not None else (0, 0), int(kid.MCID)), row)
        if kid.get("/Type") == "/OBJR":
            row.objects += 1
            target = kid.get("/Obj")
            if target is None or target.objgen in self.annotations:
                self._say(row, "an annotation is missing, or stands in the tree twice")
            else:
                self.annotations[target.objgen] = element.objgen
                if row.tag == "Link" and target.get("/Subtype") != "/Link":
                    self._say(row, "what it holds is no link")
        return ""

    def _marked(self, key: Key, row: Element) -> str:
        row.order.append("")
        row.page = row.page or self.pages.get(key[0], 0)
        if key not in self.content.texts:
            self._say(row, f"the content with MCID {key[1]} is nowhere")
        if key in self.used:
            self._say(row, f"the content with MCID {key[1]} stands in the tree twice")
        self.used[key] = row.objgen
        text = self.content.text(key)
        self.flow.append(text)
        return text

    def _on_page(self, row: Element, page: tuple[int, int] | None) -> None:
        sheet = self.boxes.get(page or (0, 0))
        assert row.box is not None
        left, bottom, right, top = row.box
        if sheet is None or left >= right or bottom >= top:
            self._say(row, "its box is empty, or on no page")
        elif left < sheet[0] - 1 or bottom < sheet[1] - 1 or right > sheet[2] + 1 or top > sheet[3] + 1:
            self._say(row, f"its box {row.box} is not on the page")

    # -- The file beside the tree --------------------------------------------------------------------

    def _unread(self) -> Iterator[str]:
        """Content with an MCID that the tree does not have."""
        for key in self.content.texts:
            if key not in self.used:
                where = f"page {self.pages[key[0]]}" if key[0] in self.pages else "a form"
                yield f"{where}: the content with MCID {key[1]} is not in the tree: {self.content.text(key)[:40]!r}"

    def _parents(self) -> Iterator[str]:
        """Where the parent tree (14.7.4.4) disagrees with the tree."""
        parents = dict(_numbers(self.root.get("/ParentTree", pikepdf.Dictionary())))
        owners: dict[int, tuple[int, int]] = {}
        for page in self.pdf.pages:
            key = page.obj.get("/StructParents")
            if key is not None:
                owners[int(key)] = page.obj.objgen
        told: dict[Key, tuple[int, int]] = {}
        for number, owner in owners.items():
            entries = parents.pop(number, None)
            if not isinstance(entries, pikepdf.Array):
                yield f"page {self.pages[owner]}: the parent tree has nothing under its key {number}"
                continue
            told.update(((owner, n), e.objgen) for n, e in enumerate(entries) if isinstance(e, pikepdf.Dictionary))
        for place, objgen in self.used.items():
            if place[0] in self.pages and told.pop(place, None) != objgen:
                yield f"page {self.pages[place[0]]}: the parent tree gives MCID {place[1]} to another element"
        yield from (f"page {self.pages[k[0]]}: the parent tree has MCID {k[1]}, which the tree has not" for k in told)
        yield from self._annotated(parents)
        following = self.root.get("/ParentTreeNextKey")
        if following is not None and int(following) <= max([*owners, *parents], default=-1):
            yield f"the parent tree's next key {following} is taken"

    def _annotated(self, parents: dict[int, Any]) -> Iterator[str]:
        """Annotations against parent tree and tree; `parents` has the entries that are not of pages."""
        for number, page in enumerate(self.pdf.pages, 1):
            for annotation in page.obj.get("/Annots", ()):
                key = annotation.get("/StructParent")
                held = parents.pop(int(key), None) if key is not None else None
                owner = self.annotations.pop(annotation.objgen, None)
                if owner is None:
                    yield f"page {number}: an annotation is not in the tree"
                elif held is None or held.objgen != owner:
                    yield f"page {number}: the parent tree gives an annotation to another element"
        yield from (f"the parent tree has the key {key}, which nothing has" for key in parents)
        yield from (f"the annotation {objgen} of the tree is on no page" for objgen in self.annotations)

    def _links(self) -> Iterator[str]:
        """Links that say nothing, or lead nowhere."""
        names = _destinations(self.pdf)
        for number, page in enumerate(self.pdf.pages, 1):
            for link in page.obj.get("/Annots", ()):
                if link.get("/Subtype") != "/Link":
                    continue
                if not str(link.get("/Contents", "")).strip():
                    yield f"page {number}: a link has no Contents"
                action: Any = link.get("/A", pikepdf.Dictionary())
                target = link.get("/Dest", action.get("/D"))
                if target is None and "/URI" not in action:
                    yield f"page {number}: a link has no target"
                elif isinstance(target, pikepdf.Array):
                    if target[0].objgen not in self.pages:
                        yield f"page {number}: a link leads to no page"
                elif target is not None and str(target) not in names:
                    yield f"page {number}: a link leads to {target}, which is nowhere"


def _inline(tag: str, parent: Element | None) -> bool:
    """Whether an element stands in a line of what it is in."""
    if tag in ("Code", "Figure"):
        return parent is not None and parent.tag not in GROUPS
    return tag in INLINE


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _numbers(node: Any) -> Iterator[tuple[int, Any]]:
    """The entries of a number tree (7.9.7)."""
    entries = list(node.get("/Nums", ()))
    yield from zip((int(n) for n in entries[::2]), entries[1::2], strict=True)
    for kid in node.get("/Kids", ()):
        yield from _numbers(kid)


def _destinations(pdf: pikepdf.Pdf) -> set[str]:
    """The names that links may lead to (12.3.2.3)."""
    names = {str(name) for name in pdf.Root.get("/Dests", pikepdf.Dictionary())}
    todo = [pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests", pikepdf.Dictionary())]
    while todo:
        node = todo.pop()
        names.update(str(name) for name in list(node.get("/Names", ()))[::2])
        todo += node.get("/Kids", ())
    return names
