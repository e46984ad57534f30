"""The rules for elements of a structure tree: what must stand in what, and what each must say."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf

# What may stand directly in an element (ISO 32000-1, 14.8.4.3), and where an element may stand.
INSIDE = {
    "L": {"LI", "L", "Caption"},
    "LI": {"Lbl", "LBody"},
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "TOC": {"TOC", "TOCI", "Caption"},
    "TOCI": {"Lbl", "Reference", "NonStruct", "P", "TOC"},
}
WITHIN = {
    "LI": {"L"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TOCI": {"TOC"},
}
_GROUPING = "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private"
_BLOCKS = "P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot"
_INLINES = "Span Quote Note Reference BibEntry Code Link Annot Figure Formula Form"
STANDARD = frozenset(f"{_GROUPING} {_BLOCKS} {_INLINES}".split())
_FULL = "P H1 H2 H3 H4 H5 H6 Link Reference Caption Note L LI Table TR TOC TOCI"
FULL = frozenset(_FULL.split())
LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
SCOPES = {"/Row", "/Column", "/Both"}


@dataclass(slots=True, eq=False)
class Element:
    """One element as it is read out. `text` is its own with that of what stands in its lines; `page` counts from 1.

    `kids` are the elements in it; `order` has their tags, and "" for each piece of content; `objects` counts
    annotations.
    """

    depth: int
    tag: str
    text: str = ""
    lang: str = ""
    alt: str = ""
    page: int = 0
    parent: Element | None = None
    kids: list[Element] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    objects: int = 0
    id: str = ""
    scope: str = ""
    numbering: str = ""
    spans: tuple[int, int] = (1, 1)  # rows, columns
    box: tuple[float, float, float, float] | None = None
    objgen: tuple[int, int] = (0, 0)

    def __str__(self) -> str:
        more = "".join(f" {k}={v!r}" for k, v in (("lang", self.lang), ("alt", self.alt)) if v)
        return f"{'  ' * self.depth}{self.tag}{more} {self.text}"


def describe(row: Element, element: Any) -> None:
    """Takes over what a structure element in the file says beside its content."""
    row.lang, row.alt, row.id = (str(element.get(key, "")) for key in ("/Lang", "/Alt", "/ID"))
    attributes = element.get("/A")
    if attributes is None:
        return
    for group in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if not isinstance(group, pikepdf.Dictionary):
            continue  # a revision number
        if "/BBox" in group:
            left, bottom, right, top = (float(n) for n in group["/BBox"])
            row.box = (left, bottom, right, top)
        row.scope = str(group.get("/Scope", row.scope))
        row.numbering = str(group.get("/ListNumbering", row.numbering))
        row.spans = (int(group.get("/RowSpan", row.spans[0])), int(group.get("/ColSpan", row.spans[1])))


def problems(rows: Sequence[Element]) -> Iterator[str]:
    """What is wrong with elements as they stand in the tree."""
    for row in rows:
        yield from (f"page {row.page}: {row.tag} {row.text[:40]!r}: {what}" for what in _element(row))
        if row.tag == "Table":
            yield from _table(row)
    yield from _headings(rows)
    counted = Counter(row.id for row in rows if row.id)
    yield from (f"the identifier {id_!r} is given to {count} elements" for id_, count in counted.items() if count > 1)


def _element(row: Element) -> Iterator[str]:
    above = row.parent.tag if row.parent else ""
    if row.tag not in STANDARD:
        yield "is no standard type"
    if row.tag in WITHIN and above not in WITHIN[row.tag]:
        yield f"stands in {above}"
    if row.tag in INSIDE:
        yield from (f"holds {kid.tag}" for kid in row.kids if kid.tag not in INSIDE[row.tag])
    if row.tag in FULL and not row.order:
        yield "is empty"
    if row.lang and not LANG.fullmatch(row.lang):
        yield f"{row.lang!r} is no language"
    if "Note" in row.order and {"", "Reference"} & set(row.order[row.order.index("Note") :]):
        yield "a note stands before what calls it"
    if row.tag == "Caption" and row.parent and row not in (row.parent.kids[0], row.parent.kids[-1]):
        yield "is neither first nor last"
    match row.tag:
        case "Figure" | "Formula":
            if not row.alt.strip():
                yield "has no alternative text"
            if row.box is None:
                yield "has no box"
        case "Link" if not row.objects:
            yield "has no annotation"
        case "TH" if row.scope not in SCOPES:
            yield "has no scope"
        case "Note" if not row.id:
            yield "has no identifier"
        case "LI":
            bare = row.parent is not None and row.parent.numbering == "/None"
            # An item of nothing has a label alone.
            if [kid.tag for kid in row.kids] not in ([["LBody"]] if bare else [["Lbl", "LBody"], ["Lbl"]]):
                yield f"has {[kid.tag for kid in row.kids]}, not a label and a body"
        case "L" if not row.numbering:
            yield "does not say how it is numbered"
        case "TOCI" if not any(_linked(kid) for kid in row.kids):
            yield "has no Reference with a Link"
        case "Reference" if above == "TOCI" and not _linked(row):
            yield "has no Link"


def _linked(row: Element) -> bool:
    return (row.tag == "Reference" and any(kid.tag == "Link" for kid in row.kids)) or any(map(_linked, row.kids))


def cells(table: Element) -> list[list[str]]:
    """The texts of a table's cells, row by row."""
    return [[_whole(cell) for cell in row.kids] for row in _rows(table)]


def heads(table: Element) -> int:
    """How many rows at the top of a table have heads of columns alone."""
    is_head = (all(cell.tag == "TH" and cell.scope == "/Column" for cell in row.kids) for row in _rows(table))
    return sum(1 for _ in itertools.takewhile(bool, is_head))


def _rows(table: Element) -> list[Element]:
    parts = (kid.kids if kid.tag in ("THead", "TBody", "TFoot") else [kid] for kid in table.kids)
    return [row for part in parts for row in part if row.tag == "TR"]


def _whole(element: Element) -> str:
    """The text of an element with that of the blocks in it."""
    return " ".join([element.text, *(_whole(kid) for kid in element.kids if kid.tag == "P")])


def _table(table: Element) -> Iterator[str]:
    """Every row of a table covers as many columns as the others, and no cell lies on another (ISO 14289-1, 7.5)."""
    rows = _rows(table)
    where = f"page {table.page}: Table"
    widths: Counter[int] = Counter()
    hanging: Counter[int] = Counter()  # column -> rows that a cell above still covers
    for number, row in enumerate(rows, 1):
        taken = set(hanging)
        hanging = Counter({column: left - 1 for column, left in hanging.items() if left > 1})
        column = 0
        for cell in row.kids:
            while column in taken:
                column += 1
            covered = range(column, column + cell.spans[1])
            if taken & set(covered):
                yield f"{where}: a cell of row {number} lies on another"
            taken.update(covered)
            if cell.spans[0] > 1:
                hanging.update(dict.fromkeys(covered, cell.spans[0] - 1))
        if taken != set(range(len(taken))):
            yield f"{where}: row {number} has a gap"
        widths[len(taken)] += 1
    if len(widths) > 1:
        yield f"{where}: its rows have {' or '.join(map(str, sorted(widths)))} columns"
    if hanging:
        yield f"{where}: a cell spans more rows than there are"


def _headings(rows: Sequence[Element]) -> Iterator[str]:
    """Headings begin with H1 and go down one level at a time (ISO 14289-1, 7.4.2)."""
    levels = [(int(row.tag[1]), row) for row in rows if re.fullmatch(r"H[1-6]", row.tag)]
    first = [(0, Element(0, ""))]
    for (before, _), (level, row) in itertools.pairwise([*first, *levels]):
        if level > before + 1:
            yield f"page {row.page}: {row.tag} {row.text[:40]!r} follows {f'H{before}' if before else 'no heading'}"
