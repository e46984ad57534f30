"""Broken copies of a sound brief, each with one defect, and the judge that must catch it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

Break = Callable[[pikepdf.Pdf], object]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A defect. `judge` is "ua1", "2a" or "3a" for veraPDF, "tree", "words" or "qpdf"; `says` is a part of what it
    says.
    """

    name: str
    judge: str
    says: str
    apply: Break


MUTANTS: list[Mutant] = []


def mutant(judge: str, says: str) -> Callable[[Break], Break]:
    """Lists a function as a defect that `judge` must catch."""

    def listed(apply: Break) -> Break:
        MUTANTS.append(Mutant(apply.__name__, judge, says, apply))
        return apply

    return listed


def save(mutant_: Mutant, source: Path, target: Path) -> None:
    """Writes the copy of `source` with one defect. Raises AssertionError where there is nothing to break."""
    with pikepdf.open(source) as pdf:
        mutant_.apply(pdf)
        encrypted = pikepdf.Encryption(owner="o", user="", R=6) if mutant_.name == "encrypted" else False
        pdf.save(target, encryption=encrypted, deterministic_id=mutant_.name != "encrypted")


# -- Finding things --------------------------------------------------------------------------------------


def elements(pdf: pikepdf.Pdf, tag: str = "") -> list[Any]:
    """The structure elements with a tag, in order; all without one."""
    return [e for e in _walk(pdf.Root.StructTreeRoot) if tag in ("", str(e.S)[1:])]


def _walk(element: Any) -> Iterator[Any]:
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from _walk(kid)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    return list(kids) if isinstance(kids, Array) else [] if kids is None else [kids]


def first_text(pdf: pikepdf.Pdf, tag: str) -> Any:
    """The first element with a tag whose content is one piece on its page."""
    return next(e for e in elements(pdf, tag) if not isinstance(e.get("/K"), (Array, Dictionary)) and "/K" in e)


def page_of(element: Any) -> pikepdf.Page:
    return pikepdf.Page(element.Pg)


def edit(page: pikepdf.Page, change: Callable[[bytes], bytes]) -> None:
    """Changes the content of a page; it must come out different."""
    page.contents_coalesce()
    before = page.Contents.read_bytes()
    after = change(before)
    assert after != before, "nothing was changed"
    page.Contents.write(after)


def sequence(mcid: int, tag: str = r"\w+") -> re.Pattern[bytes]:
    """The marked content with an MCID: its opening operator and what is in it."""
    return re.compile(rb"/%b\s*<<\s*/MCID %d\s*>>\s*BDC(.*?)EMC" % (tag.encode(), mcid), re.DOTALL)


def _entries(pdf: pikepdf.Pdf, *, pages: bool) -> list[tuple[Any, int]]:
    """The places in the parent tree that hold what belongs to pages, or to annotations."""
    out: list[tuple[Any, int]] = []
    todo: list[Any] = [pdf.Root.StructTreeRoot.ParentTree]
    while todo:
        node = todo.pop()
        todo += node.get("/Kids", ())
        nums = node.get("/Nums", Array())
        out += ((nums, n) for n in range(1, len(nums), 2) if isinstance(nums[n], Array) == pages)
    return out


def _links(pdf: pikepdf.Pdf) -> list[Any]:
    return [a for page in pdf.pages for a in page.obj.get("/Annots", ()) if a.Subtype == "/Link"]


# -- Figures, links, notes -------------------------------------------------------------------------------


@mutant("ua1", "7.3-1")
def figure_without_alt(pdf: pikepdf.Pdf) -> None:
    del elements(pdf, "Figure")[0]["/Alt"]


@mutant("tree", "no alternative text")
def figure_with_empty_alt(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "Figure")[0].Alt = String(" ")


@mutant("words", "is read, not")
def figures_with_each_others_alt(pdf: pikepdf.Pdf) -> None:
    one, other, *_ = elements(pdf, "Figure")
    one.Alt, other.Alt = other.Alt, one.Alt


@mutant("tree", "has no box")
def figure_without_box(pdf: pikepdf.Pdf) -> None:
    del elements(pdf, "Figure")[0]["/A"]


@mutant("tree", "is not on the page")
def figure_box_off_the_page(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "Figure")[0].A.BBox = Array([10, 10, 5000, 50])


@mutant("ua1", "7.18.1-2")
def link_without_contents(pdf: pikepdf.Pdf) -> None:
    del _links(pdf)[0]["/Contents"]


@mutant("ua1", "7.18.5-1")
def link_not_in_the_tree(pdf: pikepdf.Pdf) -> None:
    link = _links(pdf)[0]
    del link["/StructParent"]
    for element in elements(pdf, "Link"):
        kids = _kids(element)
        element.K = Array([k for k in kids if not (isinstance(k, Dictionary) and k.get("/Obj") == link)])


@mutant("tree", "an annotation is not in the tree")
def link_without_its_object(pdf: pikepdf.Pdf) -> None:
    element = elements(pdf, "Link")[0]
    element.K = Array([k for k in _kids(element) if not isinstance(k, Dictionary)])


@mutant("tree", "leads to")
def link_to_nowhere(pdf: pikepdf.Pdf) -> None:
    next(link for link in _links(pdf) if "/Dest" in link).Dest = Name("/nowhere")


@mutant("tree", "gives an annotation to another element")
def links_with_each_others_parent(pdf: pikepdf.Pdf) -> None:
    one, other = _links(pdf)[0], _links(pdf)[-1]
    one.StructParent, other.StructParent = other.StructParent, one.StructParent


@mutant("ua1", "7.9-1")
def note_without_id(pdf: pikepdf.Pdf) -> None:
    del elements(pdf, "Note")[0]["/ID"]


@mutant("ua1", "7.9-2")
def notes_with_one_id(pdf: pikepdf.Pdf) -> None:
    one, other, *_ = elements(pdf, "Note")
    other.ID = one.ID


# -- Tables, lists, headings -----------------------------------------------------------------------------


@mutant("tree", "has no scope")
def head_cell_without_scope(pdf: pikepdf.Pdf) -> None:
    for cell in elements(pdf, "TH"):
        del cell["/A"]


@mutant("tree", "columns")
def row_without_a_cell(pdf: pikepdf.Pdf) -> None:
    row = elements(pdf, "TR")[-1]
    row.K = Array(list(row.K)[:-1])


@mutant("tree", "stands in Sect")
def row_outside_of_a_table(pdf: pikepdf.Pdf) -> None:
    row = elements(pdf, "TR")[-1]
    row.P.S = Name.Sect


@mutant("words", "is read, not")
def cells_swapped(pdf: pikepdf.Pdf) -> None:
    row = elements(pdf, "TR")[-1]
    row.K = Array([*list(row.K)[:-2], row.K[-1], row.K[-2]])


@mutant("ua1", "7.2-17")
def item_outside_of_a_list(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "LI")[0].P.S = Name.Sect


@mutant("tree", "not a label and a body")
def item_without_its_label(pdf: pikepdf.Pdf) -> None:
    label = next(e for e in elements(pdf, "Lbl") if e.P.S == "/LI")
    label.S = Name.LBody


@mutant("ua1", "7.4.2-1")
def heading_level_skipped(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "H2")[0].S = Name.H4


@mutant("tree", "stands in")
def contents_entry_outside_of_contents(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "TOC")[0].S = Name.Sect


@mutant("tree", "has no Reference with a Link")
def contents_entry_without_a_link(pdf: pikepdf.Pdf) -> None:
    next(e for e in elements(pdf, "Reference") if e.P.S == "/TOCI").S = Name.P


# -- Tree and content ------------------------------------------------------------------------------------


@mutant("ua1", "7.1-5")
def unknown_role(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "H2")[0].S = Name.Foo


@mutant("ua1", "7.1-3")
def text_without_a_tag(pdf: pikepdf.Pdf) -> None:
    paragraph = first_text(pdf, "P")
    edit(page_of(paragraph), lambda c: sequence(int(paragraph.K)).sub(rb"\1", c))


@mutant("words", "is read, not")
def body_as_an_artifact(pdf: pikepdf.Pdf) -> None:
    paragraph = first_text(pdf, "P")
    edit(page_of(paragraph), lambda c: sequence(int(paragraph.K)).sub(rb"/Artifact BMC\1EMC", c))


@mutant("ua1", "7.1-3")
def running_head_without_a_mark(pdf: pikepdf.Pdf) -> None:
    edit(pdf.pages[-1], lambda c: re.sub(rb"/Artifact\s*<<[^>]*/Header[^>]*>>\s*BDC", b"/Span BMC", c))


@mutant("ua1", "7.1-1")
def artifact_inside_a_paragraph(pdf: pikepdf.Pdf) -> None:
    paragraph = first_text(pdf, "P")
    mark = sequence(int(paragraph.K))
    inside = rb"/P <</MCID %d>> BDC /Artifact BMC \1 EMC EMC" % int(paragraph.K)
    edit(page_of(paragraph), lambda c: mark.sub(inside, c))


@mutant("tree", "is nowhere")
def content_that_is_nowhere(pdf: pikepdf.Pdf) -> None:
    paragraph = first_text(pdf, "P")
    paragraph.K = Array([paragraph.K, 9999])


@mutant("tree", "is painted twice")
def content_painted_twice(pdf: pikepdf.Pdf) -> None:
    paragraph = first_text(pdf, "P")
    mark = sequence(int(paragraph.K))
    edit(page_of(paragraph), lambda c: mark.sub(lambda m: m[0] + b" " + m[0], c))


@mutant("tree", "stands in the tree twice")
def element_twice_in_the_tree(pdf: pikepdf.Pdf) -> None:
    paragraph = first_text(pdf, "P")
    above = paragraph.P
    above.K = Array([*_kids(above), paragraph])


@mutant("tree", "its parent is another")
def element_with_a_wrong_parent(pdf: pikepdf.Pdf) -> None:
    first_text(pdf, "P").P = elements(pdf, "H1")[0]


@mutant("words", "is read, not")
def order_reversed(pdf: pikepdf.Pdf) -> None:
    top = elements(pdf, "Document")[0]
    top.K = Array(_kids(top)[::-1])


@mutant("tree", "the parent tree")
def parent_tree_with_a_null(pdf: pikepdf.Pdf) -> None:
    nums, place = _entries(pdf, pages=True)[0]
    nums[place][0] = None


@mutant("tree", "to another element")
def parent_tree_swapped(pdf: pikepdf.Pdf) -> None:
    nums, place = _entries(pdf, pages=True)[0]
    owners = nums[place]
    other = next(n for n, owner in enumerate(owners) if owner.objgen != owners[0].objgen)
    owners[0], owners[other] = owners[other], owners[0]


@mutant("ua1", "6.2-1")
def not_marked(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


@mutant("ua1", "7.1-11")
def no_tree(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/StructTreeRoot"]
