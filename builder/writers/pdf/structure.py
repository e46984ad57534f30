"""The tree's nodes become structure elements in the file, with marked content, parents and links tied to them."""

from __future__ import annotations

from collections.abc import Sequence

from builder.writers.pdf.objects import BriefFile, text_string
from builder.writers.pdf.tags import Node

LEAF = 400  # entries of one leaf of a number tree or a name tree
# What is no standard type, and the one it stands for (ISO 32000-1, 14.8.4).
ROLES = {"Title": "P", "Subtitle": "P"}


class Structure:
    """The structure tree of one file. `root` is its only top element; its language is the document's."""

    def __init__(self, file: BriefFile, root: Node) -> None:
        self.file, self.root = file, root
        self._top = file.number()
        self._parents: list[int] = []  # by key: the object that tells whose the content is (14.7.4.4)
        self._ids: dict[str, int] = {}
        self._owners: list[int] = []  # elements on the current page, by MCID
        self.key = -1  # of the current page
        self._shown = 0
        self._page = 0

    # -- While pages are painted ---------------------------------------------------------------------

    def content(self, node: Node, tag: str = "") -> str:
        """The operator that opens marked content of `node` on the current page; `tag` says what is special to it."""
        mcid = len(self._owners)
        number = self._numbered(node)
        self._owners.append(number)
        if node.page in (0, self._page):
            node.page = self._page
            node.kids.append(str(mcid))
        else:
            node.kids.append(f"<</Type /MCR /Pg {self._page} 0 R /MCID {mcid}>>")
        return f"/{tag or node.tag} <</MCID {mcid}>> BDC"

    def annotation(self, node: Node, number: int) -> int:
        """Makes the annotation with the object number `number` part of `node`; gives its key."""
        owner = self._numbered(node)
        node.kids.append(f"<</Type /OBJR /Obj {number} 0 R /Pg {self._page} 0 R>>")
        self._parents.append(owner)
        return len(self._parents) - 1

    def row(self, body: Node, cells: Sequence[tuple[str, bool]]) -> list[str]:
        """A row of cells of one line each, written at once: each cell is its entries ("/S /TD") and whether it has
        text. Gives the operators that open their content.
        """
        file = self.file
        parent = self._numbered(body)
        row = file.number()
        numbers: list[str] = []
        out: list[str] = []
        for entries, filled in cells:
            number = file.number()
            numbers.append(f"{number} 0 R")
            content = ""
            if filled:
                content = f" /Pg {self._page} 0 R /K {len(self._owners)}"
                out.append(f"/{entries[4:6]} <</MCID {len(self._owners)}>> BDC")
                self._owners.append(number)
            file.pack(number, f"<<{entries} /P {row} 0 R{content}>>")
        file.pack(row, f"<</S /TR /P {parent} 0 R /K [{' '.join(numbers)}]>>")
        body.kids.append(f"{row} 0 R")
        return out

    def require(self, node: Node) -> None:
        """Makes `node` part of the tree though nothing of it is painted: an empty cell."""
        self._numbered(node)

    def close(self, node: Node) -> None:
        """Writes `node` and all in it, of which nothing more will be painted."""
        if node.number and not node.done:
            self._write(node)
            assert node.parent is not None
            place = len(node.parent.kids) - 1 - node.parent.kids[::-1].index(node)
            node.parent.kids[place] = f"{node.number} 0 R"

    def on_page(self, page: int) -> None:
        """Says which page, counted from 1, is painted."""
        if page != self._shown:
            self._shown = page
            self._page = self.file.page_number(page)
            self._owners = []
            self._parents.append(self.file.number())
            self.key = len(self._parents) - 1

    def end_page(self) -> None:
        """Writes whose the content of the page is."""
        owners = " ".join([f"{number} 0 R" for number in self._owners])
        self.file.pack(self._parents[self.key], f"[{owners}]")

    # -- At the end ----------------------------------------------------------------------------------

    def finish(self) -> int:
        """Writes the tree; gives the object number of its root."""
        self._numbered(self.root)
        self._write(self.root)
        entries = [f"{key} {number} 0 R" for key, number in enumerate(self._parents)]
        parents = self._tree("Nums", entries, lambda entry: entry.partition(" ")[0])
        named = [f"{_literal(id_)} {number} 0 R" for id_, number in sorted(self._ids.items())]
        ids = f" /IDTree {self._tree('Names', named, lambda entry: entry.partition(' ')[0])}" if named else ""
        roles = " ".join(f"/{role} /{stands}" for role, stands in ROLES.items())
        self.file.pack(
            self._top,
            f"<</Type /StructTreeRoot /K [{self.root.number} 0 R] /RoleMap <<{roles}>> /ParentTree {parents} "
            f"/ParentTreeNextKey {len(self._parents)}{ids}>>",
        )
        return self._top

    def _numbered(self, node: Node) -> int:
        """The object number of `node`, which is part of the tree from now on, and so are those above it."""
        above: Node | None = node
        while above is not None and not above.number:
            above.number = self.file.number()
            above = above.parent
        return node.number

    def _write(self, top: Node) -> None:
        todo = [top]
        while todo:
            node = todo.pop()
            kids: list[str] = []
            for kid in node.kids:
                if isinstance(kid, str):
                    kids.append(kid)
                elif kid.number:
                    kids.append(f"{kid.number} 0 R")
                    if not kid.done:
                        todo.append(kid)
            self.file.pack(node.number, self._element(node, kids))
            node.kids, node.done = [], True

    def _element(self, node: Node, kids: Sequence[str]) -> str:
        parent = node.parent.number if node.parent else self._top
        entries = [f"<</S /{node.tag} /P {parent} 0 R"]
        if node.page:
            entries.append(f"/Pg {node.page} 0 R")
        if kids:
            entries.append(f"/K {kids[0]}" if len(kids) == 1 else f"/K [{' '.join(kids)}]")
        if node.alt:
            entries.append(f"/Alt {text_string(node.alt)}")
        if node.actual:
            entries.append(f"/ActualText {text_string(node.actual)}")
        if node.lang:
            entries.append(f"/Lang {_literal(node.lang)}")
        if node.attributes:
            entries.append(f"/A {node.attributes}")
        if node.name:
            entries.append(f"/ID {_literal(node.name)}")
            self._ids[node.name] = node.number
        return " ".join(entries) + ">>"

    def _tree(self, kind: str, entries: Sequence[str], key: object) -> str:
        """A number tree or a name tree (7.9.6, 7.9.7) of entries in order; gives what refers to it."""
        assert callable(key)
        if len(entries) <= LEAF:
            return f"<</{kind} [{' '.join(entries)}]>>"
        leaves: list[str] = []
        for n in range(0, len(entries), LEAF):
            part = entries[n : n + LEAF]
            number = self.file.number()
            limits = f"{key(part[0])} {key(part[-1])}"
            self.file.pack(number, f"<</Limits [{limits}] /{kind} [{' '.join(part)}]>>")
            leaves.append(f"{number} 0 R")
        return f"<</Kids [{' '.join(leaves)}]>>"


def _literal(text: str) -> str:
    """A byte string; only letters, digits and the like occur in identifiers and languages."""
    return "({})".format("".join(c if c.isascii() and (c.isalnum() or c in "-_.:") else "-" for c in text))
