"""A deck as its XML says it: each slide's texts, notes, text alternatives and native charts with their workbooks.

Read with the standard library alone, not with what writes decks. The order is that of the presentation's list.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from builder.readback.numbers import composed, numbers
from builder.readback.reading import Alt, NativeChart, Page, Reading, Reference

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_NOTES, _LAYOUT = "/notesSlide", "/slideLayout"
_MOST = 256 * 2**20  # bytes of one part: what is more is no deck of ours

Element = ElementTree.Element


def read_deck(path: Path) -> Reading:
    """Reads a deck. Raises `ValueError` for what is none."""
    data = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            deck = _Package(file)
            pages = [_slide(deck, name) for name in _slides(deck)]
            template = frozenset(number for name in sorted(deck.layouts) for number in _said(deck, name))
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, OSError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None
    return Reading(path.name, "pptx", hashlib.sha256(data).hexdigest(), pages, template)


class _Package:
    """The parts of an OPC package and their relationships."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self.file = file
        self.layouts: set[str] = set()

    def bytes(self, name: str) -> bytes:
        if self.file.getinfo(name).file_size > _MOST:
            raise ValueError(f"{name} is too large")
        return self.file.read(name)

    def part(self, name: str) -> Element:
        return ElementTree.fromstring(self.bytes(name))  # noqa: S314 - expat bounds entities, and fetches none

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Type and target of each relationship inside the package, by its id."""
        folder, base = posixpath.split(name)
        rels = f"{folder}/_rels/{base}.rels"
        if rels not in self.file.NameToInfo:
            return {}
        found = {}
        for rel in self.part(rels):
            if rel.get("TargetMode") != "External":
                target = rel.get("Target", "")
                place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                found[rel.get("Id", "")] = (rel.get("Type", ""), place)
        return found


def _slides(deck: _Package) -> Iterator[str]:
    main = "ppt/presentation.xml"
    relations = deck.relations(main)
    for listed in deck.part(main).iterfind(f"{_P}sldIdLst/{_P}sldId"):
        yield relations[listed.get(f"{_R}id", "")][1]


def _slide(deck: _Package, name: str) -> Page:
    """One slide with its notes and charts."""
    relations = deck.relations(name)
    slide = _Texts(deck.part(name))
    page = Page(composed("\n".join(slide.paragraphs)), alts=slide.alts)
    labels: list[str] = []
    for frame, id_ in slide.charts:
        chart, said = _chart(deck, frame, relations[id_][1])
        page.charts.append(chart)
        labels += said
    page.labels = composed("\n".join(labels))
    for kind, target in relations.values():
        if kind.endswith(_NOTES):
            page.notes = composed("\n".join(_Texts(deck.part(target)).paragraphs))
        elif kind.endswith(_LAYOUT):
            deck.layouts.add(target)
    return page


def _said(deck: _Package, name: str) -> Iterator[str]:
    """The numbers in the texts of a layout."""
    yield from numbers(composed("\n".join(_Texts(deck.part(name)).paragraphs)))


class _Texts:
    """Paragraphs, text alternatives and charts of a slide, in the order of its shapes."""

    def __init__(self, root: Element) -> None:
        self.paragraphs: list[str] = []
        self.alts: list[Alt] = []
        self.charts: list[tuple[str, str]] = []
        frame = ""
        for element in root.iter():
            tag = element.tag
            if tag == f"{_A}p":
                self.paragraphs.append(_paragraph(element))
            elif tag == f"{_P}cNvPr":
                frame = element.get("name", "")
                if said := element.get("descr"):
                    self.alts.append(Alt(said, frame))
            elif tag == f"{_C}chart" and (id_ := element.get(f"{_R}id")):
                self.charts.append((frame, id_))


def _paragraph(paragraph: Element) -> str:
    """The text of a paragraph; a raised or lowered run stands apart, and the number of the slide is none of it."""
    out: list[str] = []
    before = "0"
    for run in paragraph:
        if run.tag == f"{_A}br":
            out.append("\n")
        elif run.tag in (f"{_A}r", f"{_A}fld") and run.get("type") != "slidenum":
            look = run.find(f"{_A}rPr")
            level = look.get("baseline", "0") if look is not None else "0"
            if level != before or level != "0":
                out.append(" ")
            before = level
            out.append(run.findtext(f"{_A}t") or "")
    return "".join(out)


# -- Charts ----------------------------------------------------------------------------------------------


def _chart(deck: _Package, frame: str, name: str) -> tuple[NativeChart, list[str]]:
    """A native chart, and the texts that stand in it."""
    root = deck.part(name)
    references: dict[str, Reference] = {}
    for kind, numeric in (("str", False), ("num", True)):
        for found in root.iter(f"{_C}{kind}Ref"):
            reference = Reference(found.findtext(f"{_C}f") or "", _points(found.find(f"{_C}{kind}Cache")), numeric)
            references[f"{reference}"] = reference
    relations = deck.relations(name)
    books = [target for _, target in relations.values() if target.lower().endswith(".xlsx")]
    cells = _cells(deck.bytes(books[0])) if books else {}
    said = [_paragraph(p) for p in root.iter(f"{_A}p")]
    # Names of series are seen in a legend; columns that only help a chart along have names as "0".
    names = (
        set()
        if root.find(f"{_C}chart/{_C}legend") is not None
        else {named.findtext(f"{_C}strRef/{_C}f") for named in root.iter(f"{_C}tx")}
    )
    said += [t for r in references.values() if not r.numeric and r.formula not in names for t in r.cached if t]
    return NativeChart(frame, name, tuple(references.values()), cells), said


def _points(cache: Element | None) -> tuple[str | None, ...]:
    if cache is None:
        return ()
    count = cache.find(f"{_C}ptCount")
    values: list[str | None] = [None] * int(count.get("val", "0") if count is not None else 0)
    for point in cache.iterfind(f"{_C}pt"):
        n = int(point.get("idx", "0"))
        if n < len(values):
            values[n] = point.findtext(f"{_C}v")
    return tuple(values)


def _cells(data: bytes) -> dict[str, str]:
    """The cells of a workbook's first sheet (SpreadsheetML, ECMA-376 part 1, 18.3.1.4), as they are written."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        book = _Package(file)
        sheet = "xl/worksheets/sheet1.xml"
        if sheet not in file.NameToInfo:
            relations = book.relations("xl/workbook.xml").values()
            sheet = min(target for kind, target in relations if kind.endswith("/worksheet"))
        shared: list[str] = []
        if "xl/sharedStrings.xml" in file.NameToInfo:
            shared = ["".join(t.text or "" for t in s.iter(f"{_S}t")) for s in book.part("xl/sharedStrings.xml")]
        cells = {}
        for cell in book.part(sheet).iter(f"{_S}c"):
            value = cell.findtext(f"{_S}v")
            kind = cell.get("t")
            if kind == "inlineStr":
                value = "".join(t.text or "" for t in cell.iter(f"{_S}t"))
            elif kind == "s" and value is not None:
                value = shared[int(value)]
            if value is not None:
                cells[cell.get("r", "")] = value
        return cells


_RANGE = re.compile(r"(?:.*!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


def cells_of(formula: str) -> list[str]:
    """The references of the cells of a range in one column: "Sheet1!$B$2:$B$4" is B2, B3, B4."""
    match = _RANGE.fullmatch(formula)
    if not match or (match[3] and match[3] != match[1]):
        return []
    first = int(match[2])
    return [f"{match[1]}{n}" for n in range(first, int(match[4] or first) + 1)]
