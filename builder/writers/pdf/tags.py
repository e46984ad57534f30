"""The tree of a tagged document as pieces are made: what a screen reader walks (ISO 32000-1, 14.7 and 14.8).

A node is made where a block is composed, in logical order; it joins the file when something of it is painted. Whatever
is painted for no node is an artifact: rules, tints, running heads, heads of tables that are repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Artifact:
    """What is no content (14.8.2.2)."""

    operator: str


ATTACHED = "attached:"  # what links to attached files begin with
TRACED = "row"  # what the keys of rows of the audit copy begin with
ARTIFACT = Artifact("/Artifact BMC")
HEADER = Artifact("/Artifact <</Type /Pagination /Subtype /Header>> BDC")
FOOTER = Artifact("/Artifact <</Type /Pagination /Subtype /Footer>> BDC")
REPEATED = Artifact("/Artifact <</Type /Pagination>> BDC")


@dataclass(frozen=True, slots=True)
class Inline:
    """What a stretch of a line is beside text: a link, a language, code, the call of a note."""

    link: str = ""
    lang: str = ""
    code: bool = False
    note: int = 0


PLAIN = Inline()


@dataclass(slots=True, eq=False)
class Node:
    """A structure element. `kids` are nodes, and what is painted, as it stands in the file; `attributes` an attribute
    object (14.8.5) as it stands in the file; `name` its identifier; `actual` the text that it is, where that does not
    follow from what is painted; `number` its object's, 0 until something of it is
    painted; `joined` that a row of a table is among the kids of its parent.
    """

    tag: str
    parent: Node | None = None
    alt: str = ""
    lang: str = ""
    name: str = ""
    attributes: str = ""
    kids: list[Node | str] = field(default_factory=list)
    number: int = 0
    page: int = 0
    actual: str = ""
    done: bool = False
    joined: bool = False
    _inline: tuple[Inline, Node] | None = None

    def add(self, tag: str, *, alt: str = "", lang: str = "", name: str = "", attributes: str = "") -> Node:
        """A new last child."""
        node = Node(tag, self, alt, lang, name, attributes)
        self.kids.append(node)
        return node

    def after(self, tag: str, *, name: str = "") -> Node:
        """A new sibling, right after this node; after the notes that stand there already."""
        parent = self.parent
        assert parent is not None, "the root has no siblings"
        node = Node(tag, parent, name=name)
        at = parent.kids.index(self) + 1
        while at < len(parent.kids) and isinstance(kid := parent.kids[at], Node) and kid.tag == "Note":
            at += 1
        parent.kids.insert(at, node)
        return node

    @property
    def spoken(self) -> str:
        """The language that holds here; "" for the document's."""
        node: Node | None = self
        while node is not None and not node.lang:
            node = node.parent
        return node.lang if node else ""

    @property
    def linked(self) -> Node:
        """The Link that this is part of; itself where it is part of none."""
        node: Node | None = self
        while node is not None and node.tag not in ("Link", "Annot"):
            node = node.parent
        return node or self

    def within(self, inline: Inline) -> Node:
        """The node of a stretch of this block: itself, or a Link, a Span, a Code in it. A stretch that goes on, over
        the end of a line or a page too, has the same node.
        """
        if inline.lang and inline.lang == self.spoken:
            inline = replace(inline, lang="")
        if inline == PLAIN:
            self._inline = None
            return self
        if self._inline and self._inline[0] == inline:
            return self._inline[1]
        node = self
        if inline.note:
            node = node.add("Reference")
        if inline.link:
            node = node.add("Annot" if inline.link.startswith(ATTACHED) else "Link", lang=inline.lang)
        elif inline.lang and not inline.code:
            node = node.add("Span", lang=inline.lang)
        if inline.code:
            node = node.add("Code", lang=inline.lang)
        self._inline = (inline, node)
        return node


class Headings:
    """The levels of headings, closed up where the author skips one (ISO 14289-1, 7.4.2)."""

    def __init__(self) -> None:
        self._last = 0

    def tag(self, level: int) -> str:
        """The structure type for a heading of `level`."""
        self._last = min(level, self._last + 1, 6)
        return f"H{self._last}"


def value_row(number: int) -> str:
    """The key of a value's row in the audit copy."""
    return f"{TRACED}:{number}"


def visual_row(id_: str) -> str:
    """The key of the row of a figure or a table there."""
    return f"{TRACED}-of:{id_}"


def total_row(id_: str, column: int) -> str:
    """The key of the row of a sum under a table there."""
    return f"{TRACED}-of-total:{id_}:{column}"


def scope(kind: str) -> str:
    """The attributes of a head cell: "Row" or "Column" (14.8.5.7)."""
    return f"<</O /Table /Scope /{kind}>>"


def list_numbering(kind: str) -> str:
    """The attributes of a list (14.8.5.5)."""
    return f"<</O /List /ListNumbering /{kind}>>"
