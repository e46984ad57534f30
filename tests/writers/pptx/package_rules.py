"""Rules of a deck's package (ECMA-376 part 2): types, relationships, parts that nothing refers to, and what a template
must not leave behind. Read with the standard library and lxml, without the program's own writer.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_DC = "{http://purl.org/dc/elements/1.1/}"
MAIN = "ppt/presentation.xml"


@dataclass(frozen=True)
class Relation:
    """One relationship: its kind by the last word of its type, and the part it leads to, or an address."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass
class Package:
    """The parts of a file by name, and the XML of those that are such."""

    parts: dict[str, bytes]
    repeated: list[str]
    trees: dict[str, Any] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Package:
        with zipfile.ZipFile(path) as file:
            names = file.namelist()
            package = cls({n: file.read(n) for n in names}, [n for n in set(names) if names.count(n) > 1])
        for name, data in package.parts.items():
            if name.endswith((".xml", ".rels")):
                try:
                    package.trees[name] = etree.parse(io.BytesIO(data)).getroot()
                except etree.XMLSyntaxError:
                    package.broken.append(name)
        return package

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to; "" is the package itself."""
        folder, name = posixpath.split(part)
        root = self.trees.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        out = {}
        for found in root if root is not None else ():
            target, external = found.get("Target"), found.get("TargetMode") == "External"
            if not external:
                absolute = target.startswith("/")
                target = target[1:] if absolute else posixpath.normpath(posixpath.join(folder, target))
            kind = found.get("Type").rpartition("/")[2]
            out[found.get("Id")] = Relation(found.get("Id"), kind, target, external)
        return out

    def slides(self) -> list[str]:
        """The parts of the slides, in their order."""
        relations = self.relations(MAIN)
        ids = [e.get(f"{R}id") for e in self.trees[MAIN].iter(f"{P}sldId")]
        return [relations[id_].target for id_ in ids if id_ in relations]

    def related(self, part: str, kind: str) -> str:
        """The part of a kind that a part refers to, or ""."""
        return next((r.target for r in self.relations(part).values() if r.kind == kind), "")


def package_findings(package: Package) -> Iterator[str]:
    """What is wrong, as "rule: what"."""
    yield from (f"xml: {name} is not well-formed" for name in package.broken)
    if MAIN not in package.trees:
        yield "xml: there is no presentation"
        return
    yield from (f"zip: {name} is there twice" for name in package.repeated)
    yield from _types(package)
    yield from _relations(package)
    yield from _left_behind(package)
    yield from _properties(package)
    yield from _sections(package)


def _types(package: Package) -> Iterator[str]:
    root = package.trees["[Content_Types].xml"]
    suffixes = {e.get("Extension").lower() for e in root.iter(f"{TYPES}Default")}
    overrides = {e.get("PartName")[1:]: e.get("ContentType") for e in root.iter(f"{TYPES}Override")}
    yield from (f"types: there is no {name}" for name in overrides if name not in package.parts)
    for name in package.parts:
        suffix = name.rpartition(".")[2].lower()
        if name == "[Content_Types].xml" or suffix == "rels":
            continue
        if name not in overrides and (suffix not in suffixes or suffix == "xml"):
            yield f"types: {name} has none"
        if re.fullmatch(r"ppt/slides/slide\d+\.xml", name) and not overrides.get(name, "").endswith(".slide+xml"):
            yield f"types: {name} is no slide"


def _relations(package: Package) -> Iterator[str]:
    reached: set[str] = set()
    waiting = [""]
    while waiting:
        part = waiting.pop()
        relations = package.relations(part)
        tree = package.trees.get(part)
        used = {v for e in tree.iter() for k, v in e.attrib.items() if k.startswith(R)} if tree is not None else set()
        yield from (f"relations: {part} has no {id_}" for id_ in sorted(used - set(relations)) if id_)
        for relation in relations.values():
            if relation.external:
                if relation.kind != "hyperlink" or not re.match(r"https?://|mailto:", relation.target):
                    yield f"relations: {part} refers to {relation.target}"
            elif relation.target not in package.parts:
                yield f"relations: there is no {relation.target}, which {part} refers to"
            elif relation.target not in reached:
                reached.add(relation.target)
                waiting.append(relation.target)
    others = (n for n in package.parts if not n.endswith(".rels") and n not in reached and n != "[Content_Types].xml")
    yield from (f"relations: nothing refers to {name}" for name in others)
    for slide in package.slides():
        if not package.related(slide, "slideLayout"):
            yield f"relations: {slide} has no layout"
        if notes := package.related(slide, "notesSlide"):
            if not package.related(notes, "notesMaster"):
                yield f"notes: {notes} has no master"
            if package.related(notes, "slide") != slide:
                yield f"notes: {notes} is not of {slide}"
    for chart in (n for n in package.trees if re.fullmatch(r"ppt/charts/chart\d+\.xml", n)):
        if not package.related(chart, "package").endswith(".xlsx"):
            yield f"charts: {chart} has no workbook"


def _left_behind(package: Package) -> Iterator[str]:
    if any("thumbnail" in name.lower() for name in package.parts):
        yield "thumbnail: there is one, of another deck"
    for name in package.parts:
        if re.search(r"comment|tags/|customXml|vbaProject", name):
            yield f"left: {name} is the template's"


def _properties(package: Package) -> Iterator[str]:
    root = package.trees.get("docProps/core.xml")
    for name in ("title", "creator", "language"):
        found = root.find(f"{_DC}{name}") if root is not None else None
        if found is None or not (found.text or "").strip():
            yield f"properties: there is no {name}"


def _sections(package: Package) -> Iterator[str]:
    root = package.trees[MAIN]
    ids = [e.get("id") for e in root.iter(f"{P}sldId")]
    if len(set(ids)) < len(ids):
        yield "sections: two slides have one id"
    sections = list(root.iter(f"{P14}section"))
    listed = [e.get("id") for s in sections for e in s.iter(f"{P14}sldId")]
    if listed != ids:
        yield "sections: they do not list each slide once, in order"
    if len({s.get("id") for s in sections}) < len(sections):
        yield "sections: two have one id"
    if any(not (s.get("name") or "").strip() for s in sections):
        yield "sections: one has no name"
