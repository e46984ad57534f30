"""A checker of decks: what people who listen, and programs that read to them, need of each slide; and the rules of the
package (`package_rules`), which no validator of the schema knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from package_rules import MAIN, A, P, Package, R, package_findings
from text_contrast import contrast_findings

TITLES = ("title", "ctrTitle")
FEET = ("dt", "ftr", "sldNum")
LEAST_CELL = 12  # points on a slide of usual size, which is shown as large as a smaller one
USUAL = 405 * 12700  # the shorter side of the smallest slide of usual size
_LANG = re.compile(r"[a-zA-Z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|[a-z]{2}|\d{3}))?(-[A-Za-z0-9]{5,8})*")
_FILE = re.compile(r"\.(png|jpe?g|gif|svg|emf|wmf)$", re.IGNORECASE)
_SHAPES = tuple(f"{P}{tag}" for tag in ("sp", "pic", "graphicFrame", "grpSp", "cxnSp"))


def findings(path: Path) -> list[str]:
    """What is wrong with a deck, each as "rule: what"; nothing for a sound one."""
    package = Package.read(path)
    out = list(package_findings(package))
    if MAIN not in package.trees:
        return out
    titles: dict[str, int] = {}
    numbers = {part: n for n, part in enumerate(package.slides(), 1)}
    for part, number in numbers.items():
        if part in package.trees:
            said = (*_slide(package, part, titles, number), *_guarded_contrast(package, part))
            out += [f"{text} (slide {number})" for text in said]
    return out


def _guarded_contrast(package: Package, part: str) -> list[str]:
    """Contrast is looked at where the parts that tell colours are there."""
    layout = package.related(part, "slideLayout")
    return list(contrast_findings(package, part)) if layout in package.trees else []


def _slide(package: Package, part: str, titles: dict[str, int], number: int) -> Iterator[str]:
    root = package.trees[part]
    tree = root.find(f"{P}cSld/{P}spTree")
    shapes = [e for e in tree if e.tag in _SHAPES]
    yield from _titled(shapes, titles, number)
    yield from _ordered(shapes)
    for shape in shapes:
        yield from _alternative(shape)
        yield from _placed(package, shape)
    ids = [e.get("id") for e in tree.iter(f"{P}cNvPr")]
    if len(set(ids)) < len(ids):
        yield "ids: two shapes have one"
    yield from _languages(root, "the slide")
    for table in tree.iter(f"{A}tbl"):
        yield from _table(table, LEAST_CELL * _scale(package))
    yield from _links(package, part, tree)
    notes = package.trees.get(package.related(part, "notesSlide"))
    if notes is not None:
        yield from _languages(notes, "the notes")
        bodies = [s for s in notes.iter(f"{P}sp") if _type(s) == "body"]
        if not any(_text(s).strip() for s in bodies):
            yield "notes: they are empty"


# -- One rule each -----------------------------------------------------------------------------------------


def _titled(shapes: list[Any], titles: dict[str, int], number: int) -> Iterator[str]:
    title = next((s for s in shapes if _type(s) in TITLES), None)
    text = _text(title).strip() if title is not None else ""
    if not text:
        yield "title: there is none"
    elif text in titles:
        yield f"title: slide {titles[text]} has the same, {text!r}"
    titles.setdefault(text, number)


def _ordered(shapes: list[Any]) -> Iterator[str]:
    """The order of shapes is that of reading: the title, what the slide says, what stands at its foot."""
    read = [s for s in shapes if not _decorative(s)]
    kinds = [2 if _type(s) in FEET else 0 if _type(s) in TITLES else 1 for s in read]
    if kinds != sorted(kinds):
        yield "order: the title is not first, or the foot not last"


def _alternative(shape: Any) -> Iterator[str]:
    known = shape[0].find(f"{P}cNvPr")
    said, name = (known.get("descr") or "").strip(), known.get("name")
    if _decorative(shape):
        if said:
            yield f"alternative: {name} is decorative, and says something"
    elif shape.tag in (f"{P}pic", f"{P}graphicFrame", f"{P}grpSp"):
        if len(said) < 3:
            yield f"alternative: {name} has none"
        elif _FILE.search(said):
            yield f"alternative: that of {name} is a file's name"
    elif not _text(shape).strip():
        yield f"alternative: {name} is empty, and not decorative"


def _placed(package: Package, shape: Any) -> Iterator[str]:
    size = package.trees[MAIN].find(f"{P}sldSz")
    width, height = int(size.get("cx")), int(size.get("cy"))
    frame = shape.find(f"{P}xfrm") if shape.tag == f"{P}graphicFrame" else shape[1].find(f"{A}xfrm")
    if frame is None or not len(frame):
        return
    x, y = (int(frame[0].get(k)) for k in ("x", "y"))
    cx, cy = (int(frame[1].get(k)) for k in ("cx", "cy"))
    if min(x, y) < -12700 or x + cx > width + 12700 or y + cy > height + 12700 or min(cx, cy) < 0:
        yield f"place: {shape[0].find(f'{P}cNvPr').get('name')} is not on the slide"


def _languages(root: Any, where: str) -> Iterator[str]:
    for run in root.iter(f"{A}r", f"{A}fld"):
        look = run.find(f"{A}rPr")
        lang = look.get("lang") if look is not None else None
        if not lang or not _LANG.fullmatch(lang):
            yield f"language: a text of {where} has {lang!r}"
            return


def _scale(package: Package) -> float:
    size = package.trees[MAIN].find(f"{P}sldSz")
    return min(1.0, min(int(size.get("cx")), int(size.get("cy"))) / USUAL)


def _table(table: Any, least: float) -> Iterator[str]:
    look = table.find(f"{A}tblPr")
    if look is None or look.get("firstRow") != "1":
        yield "table: there is no header row"
    if look is None or look.find(f"{A}tableStyleId") is None:
        yield "table: it has no style"
    columns = len(table.findall(f"{A}tblGrid/{A}gridCol"))
    if any(len(row.findall(f"{A}tc")) != columns for row in table.iter(f"{A}tr")):
        yield "table: its rows are not as wide as its grid"
    sizes = [int(e.get("sz")) for e in table.iter(f"{A}rPr") if e.get("sz")]
    if sizes and min(sizes) < 100 * least:
        yield f"table: a text of {min(sizes) / 100} points"


def _links(package: Package, part: str, tree: Any) -> Iterator[str]:
    relations = package.relations(part)
    for link in tree.iter(f"{A}hlinkClick"):
        to = relations.get(link.get(f"{R}id", ""))
        inside = link.get("action") == "ppaction://hlinksldjump"
        if to is not None and inside != (to.kind == "slide"):
            yield "link: it does not lead where it says"


# -- What a shape is ---------------------------------------------------------------------------------------


def _type(shape: Any) -> str:
    """The type of a placeholder; "" for what is none."""
    ph = shape[0].find(f"{P}nvPr/{P}ph")
    return ph.get("type", "obj") if ph is not None else ""


def _text(shape: Any) -> str:
    return "".join(t.text or "" for t in shape.iter(f"{A}t"))


def _decorative(shape: Any) -> bool:
    marks = shape[0].find(f"{P}cNvPr").iter("{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative")
    return any(mark.get("val") == "1" for mark in marks)
