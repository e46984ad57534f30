"""The file around the deck: parts, their relationships and types, and properties of our own.

python-pptx reads the template and keeps its parts; slides, notes, charts and pictures are added here as finished XML.
It looks through the whole package for each new part's name and each relationship, so both are kept here instead.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml

from builder.writers.pptx.leftovers import clean_template
from builder.writers.pptx.markup import HEAD, NS, R, attribute
from builder.writers.pptx.zipped import zipped

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_PICTURES = {"png": CT.PNG, "jpg": CT.JPEG, "jpeg": CT.JPEG, "gif": CT.GIF}
NO_DATE = datetime.date(2000, 1, 1)


class DeckPackage:
    """A presentation being written: the template's masters and layouts, and our slides."""

    def __init__(self, presentation: Any) -> None:
        self.part = presentation.part
        self.package = self.part.package
        clean_template(self.part)
        for rel in list(_relationships(self.package)):
            if rel.reltype != RT.OFFICE_DOCUMENT:
                self.package.drop_rel(rel.rId)
        self.names = {str(p.partname) for p in self._reachable()}
        self.counts: dict[str, int] = {}
        self.pictures: dict[str, Part] = {}
        self.slides: list[Part] = []
        self.slide_ids: list[tuple[int, str]] = []

    def _reachable(self) -> Iterator[Part]:
        """Every part that a relationship leads to, each once, in the order of the relationships; no recursion, since a
        deck may be a chain of a thousand links.
        """
        seen: set[int] = set()
        stack = [self.package]
        while stack:
            source = stack.pop()
            targets = [r.target_part for r in _relationships(source) if not r.is_external]
            for part in targets:
                if id(part) not in seen:
                    seen.add(id(part))
                    yield part
                    stack.append(part)

    # -- Adding --------------------------------------------------------------------------------------

    def add(self, template: str, content_type: str, blob: bytes) -> Part:
        """A new part; `template` is its name with "{}" for the number."""
        number = self.counts.get(template, 0) + 1
        while (name := template.format(number)) in self.names:
            number += 1
        self.counts[template] = number
        return Part(PackURI(name), content_type, self.package, blob)

    def add_slide(self, layout: Any) -> Part:
        """A new slide without content in a layout's part; it goes to the end."""
        slide = self.add("/ppt/slides/slide{}.xml", CT.PML_SLIDE, b"")
        slide.relate_to(layout, RT.SLIDE_LAYOUT)
        self.slides.append(slide)
        self.slide_ids.append((255 + len(self.slides), _relate(self.part, slide, RT.SLIDE)))
        return slide

    def add_picture(self, source: Part, data: bytes, extension: str) -> str:
        """A picture in the part `source`; the same bytes are stored once. The id of the relationship."""
        digest = sha256(data).hexdigest()
        if digest not in self.pictures:
            self.pictures[digest] = self.add(f"/ppt/media/image{{}}.{extension}", _PICTURES[extension], data)
        return str(source.relate_to(self.pictures[digest], RT.IMAGE))

    def add_chart(self, source: Part, chart: bytes, workbook: bytes) -> str:
        """A chart and its workbook in the slide `source`; the id of the relationship."""
        part = self.add("/ppt/charts/chart{}.xml", CT.DML_CHART, chart)
        book = self.add("/ppt/embeddings/Microsoft_Excel_Sheet{}.xlsx", CT.SML_SHEET, workbook)
        part.relate_to(book, RT.PACKAGE)
        return str(source.relate_to(part, RT.CHART))

    def add_notes(self, slide: Part) -> Part:
        """Speaker's notes of a slide, without content."""
        notes = self.add("/ppt/notesSlides/notesSlide{}.xml", CT.PML_NOTES_SLIDE, b"")
        notes.relate_to(self.notes_master(), RT.NOTES_MASTER)
        notes.relate_to(slide, RT.SLIDE)
        slide.relate_to(notes, RT.NOTES_SLIDE)
        return notes

    def notes_master(self) -> Any:
        """The template's notes master, or a plain one where it has none."""
        return self.part.notes_master_part

    # -- Closing -------------------------------------------------------------------------------------

    def list_slides(self, sections: Sequence[tuple[str, int]]) -> None:
        """Enters the slides into the presentation, with its sections: (name, number of its slides) in order."""
        element = self.part._element
        items = "".join(f'<p:sldId id="{n}" r:id="{rel}"/>' for n, rel in self.slide_ids)
        new = parse_xml(f"<p:sldIdLst {NS}>{items}</p:sldIdLst>")
        old = element.find(f"{{{_namespace('p')}}}sldIdLst")
        if old is not None:
            element.replace(old, new)
        else:
            _after(element, new, ("sldMasterIdLst", "notesMasterIdLst", "handoutMasterIdLst"))
        self._list_notes_master()
        self._list_sections(sections)

    def _list_notes_master(self) -> None:
        """python-pptx adds a notes master without listing it."""
        element = self.part._element
        rel = next((r.rId for r in self.part.rels.values() if r.reltype == RT.NOTES_MASTER), None)
        if rel and element.find(f"{{{_namespace('p')}}}notesMasterIdLst") is None:
            new = parse_xml(f'<p:notesMasterIdLst {NS}><p:notesMasterId r:id="{rel}"/></p:notesMasterIdLst>')
            _after(element, new, ("sldMasterIdLst",))

    def _list_sections(self, sections: Sequence[tuple[str, int]]) -> None:
        """Sections of the slide list (MS-PPTX 2.2.4); ids come from names and places."""
        ids = iter(self.slide_ids)
        out = []
        for n, (name, count) in enumerate(sections):
            guid = str(uuid.uuid5(uuid.NAMESPACE_URL, f"section:{n}:{name}")).upper()
            slides = "".join(f'<p14:sldId id="{next(ids)[0]}"/>' for _ in range(count))
            listed = f"<p14:sldIdLst>{slides}</p14:sldIdLst>"
            out.append(f'<p14:section name="{attribute(name)}" id="{{{guid}}}">{listed}</p14:section>')
        inner = f'<p14:sectionLst xmlns:p14="{_P14}">{"".join(out)}</p14:sectionLst>'
        extension = parse_xml(f'<p:ext {NS} uri="{_SECTIONS}">{inner}</p:ext>')
        element = self.part._element
        extensions = element.find(f"{{{_namespace('p')}}}extLst")
        if extensions is None:
            extensions = parse_xml(f"<p:extLst {NS}/>")
            element.append(extensions)
        extensions.insert(0, extension)

    def set_properties(
        self,
        *,
        title: str,
        author: str,
        subject: str,
        keywords: str,
        description: str,
        lang: str,
        date: datetime.date | None,
    ) -> None:
        """Core and extended properties; those of the template are gone, and its thumbnail."""
        when = f"{(date or NO_DATE).isoformat()}T00:00:00Z"
        rows = (
            ("dc:title", title), ("dc:subject", subject), ("dc:creator", author), ("cp:keywords", keywords),
            ("dc:description", description), ("cp:lastModifiedBy", author), ("cp:revision", "1"), ("dc:language", lang),
        )  # fmt: skip
        texts = "".join(f"<{tag}>{attribute(text)}</{tag}>" for tag, text in rows if text)
        times = "".join(
            f'<dcterms:{tag} xsi:type="dcterms:W3CDTF">{when}</dcterms:{tag}>' for tag in ("created", "modified")
        )
        core = (
            f'{HEAD}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"{texts}{times}</cp:coreProperties>"
        )
        app = (
            f'{HEAD}<Properties xmlns="{R.rpartition("/")[0]}/extended-properties"><TotalTime>0</TotalTime>'
            f"<Application>build-report</Application><Slides>{len(self.slides)}</Slides></Properties>"
        )
        for name, content_type, text, kind in (
            ("/docProps/core.xml", CT.OPC_CORE_PROPERTIES, core, RT.CORE_PROPERTIES),
            ("/docProps/app.xml", CT.OFC_EXTENDED_PROPERTIES, app, RT.EXTENDED_PROPERTIES),
        ):
            self.package.relate_to(Part(PackURI(name), content_type, self.package, text.encode()), kind)

    def write(self, target: Path) -> None:
        """The file, its parts in the order of their names: the same bytes for the same parts."""
        parts = sorted(self._reachable(), key=lambda p: str(p.partname))
        entries: list[tuple[str, bytes]] = [("[Content_Types].xml", _content_types(parts).encode())]
        entries.append(("_rels/.rels", self.package._rels.xml))
        for part in parts:
            name = part.partname
            entries.append((name.membername, part.blob))
            if part.rels:
                entries.append((PackURI(name.rels_uri).membername, part.rels.xml))
        target.write_bytes(zipped(entries))


def _namespace(prefix: str) -> str:
    from pptx.oxml.ns import nsuri

    return str(nsuri(prefix))


def _relationships(source: Any) -> list[Any]:
    rels = source.rels if isinstance(source, Part) else source._rels
    return list(rels.values())


def _relate(source: Any, target: Part, kind: str) -> str:
    """A new relationship, without looking through those that there are: `relate_to` does, and is quadratic with it."""
    return str(source.rels._add_relationship(kind, target))


def _after(element: Any, new: Any, names: Sequence[str]) -> None:
    """Puts `new` behind the last child that is one of `names`, which a presentation has at its beginning."""
    before = [c for c in element if c.tag.rpartition("}")[2] in names]
    before[-1].addnext(new)


def _content_types(parts: Sequence[Part]) -> str:
    defaults = {"rels": CT.OPC_RELATIONSHIPS, "xml": CT.XML}
    overrides = []
    for part in parts:
        extension = part.partname.ext.lower()
        if extension != "xml" and defaults.setdefault(extension, part.content_type) == part.content_type:
            continue
        overrides.append(f'<Override PartName="{attribute(str(part.partname))}" ContentType="{part.content_type}"/>')
    listed = "".join(f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in sorted(defaults.items()))
    return f'{HEAD}<Types xmlns="{_TYPES}">{listed}{"".join(overrides)}</Types>'
