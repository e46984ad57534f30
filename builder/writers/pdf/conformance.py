"""What PDF/UA and PDF/A want of a file beside its tags: metadata, an output intent, attached files, page labels."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from builder.model.document import Meta
from builder.writers.base import Attachment
from builder.writers.pdf.canvas import BriefCanvas
from builder.writers.pdf.objects import Raw, stream_object, text_string

PRODUCER = "build-report"
STANDARDS: Mapping[str, str] = {
    "ua-1": "<pdfuaid:part>1</pdfuaid:part>",
    "a-2a": "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
    "a-3a": "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
}


class Info(pdfdoc.PDFInfo):
    """The information dictionary (ISO 32000-1, 14.3.3): what the report says of itself, and its own date or none.
    What ReportLab would fill in does not count.
    """

    def __init__(self, entries: Mapping[str, str], date: datetime.date | None) -> None:
        super().__init__()
        self.entries = {**entries, "Creator": PRODUCER, "Producer": PRODUCER}
        self.date = f"D:{date:%Y%m%d}000000Z" if date else ""

    def format(self, document: Any) -> bytes:
        """The dictionary as it stands in the file; empty entries are left out."""
        del document
        shown = [f"/{key} {text_string(text)}" for key, text in self.entries.items() if text]
        if self.date:
            shown += [f"/CreationDate ({self.date})", f"/ModDate ({self.date})"]
        return f"<< {' '.join(shown)} >>".encode()


def info(meta: Meta, title: str, subject: str) -> Info:
    """The information dictionary of a report."""
    entries = {
        "Title": title,
        "Author": ", ".join(meta.author),
        "Subject": subject,
        "Keywords": ", ".join(meta.keywords),
    }
    return Info(entries, meta.date)


def conform(
    canvas: BriefCanvas, meta: Meta, standards: Sequence[str], attached: Iterable[Attachment], tree: int
) -> None:
    """Adds to the catalog what `standards` ask for; `tree` is the object number of the structure tree's root."""
    file = canvas.file
    catalog = file.Catalog
    # ReportLab's catalog writes the entries that it knows; these are ours.
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents", "AF"]
    catalog.StructTreeRoot = Raw(f"{tree} 0 R")
    catalog.__Refs__ = [name for name in catalog.__Refs__ if name not in ("StructTreeRoot", "MarkInfo")]
    catalog.MarkInfo = Raw("<</Marked true>>")
    xmp = _xmp(cast("Info", file.info), meta, standards)
    catalog.Metadata = stream_object({"Type": "/Metadata", "Subtype": "/XML"}, xmp.encode(), packed=False)
    if any(name.startswith("a-") for name in standards):
        profile = file.Reference(stream_object({"N": 3}, _srgb()))
        catalog.OutputIntents = Raw(
            b"[<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) "
            b"/DestOutputProfile " + profile.format(file) + b">>]"
        )
    if "a-3a" in standards:
        _attach(canvas, attached, meta.date)


# -- Metadata --------------------------------------------------------------------------------------------


def _xmp(info_: Info, meta: Meta, standards: Sequence[str]) -> str:
    """The metadata as XMP (ISO 16684-1): the same as in the information dictionary, and the standards claimed."""
    entries = info_.entries
    # Controls are no characters of XML (XML 1.0, 2.2).
    said = {key: escape("".join(c for c in text if c >= " ")) for key, text in entries.items()}
    creators = "".join(f"<rdf:li>{escape(name)}</rdf:li>" for name in meta.author)
    subject = "".join(f"<rdf:li>{escape(word)}</rdf:li>" for word in meta.keywords)
    parts = [
        "<dc:format>application/pdf</dc:format>",
        f"<dc:title>{_alternatives(said['Title'])}</dc:title>",
        f"<dc:creator><rdf:Seq>{creators}</rdf:Seq></dc:creator>" if creators else "",
        f"<dc:description>{_alternatives(said['Subject'])}</dc:description>" if said["Subject"] else "",
        f"<dc:subject><rdf:Bag>{subject}</rdf:Bag></dc:subject>" if subject else "",
        f"<dc:language><rdf:Bag><rdf:li>{escape(meta.lang)}</rdf:li></rdf:Bag></dc:language>",
        f"<pdf:Keywords>{said['Keywords']}</pdf:Keywords>" if said["Keywords"] else "",
        f"<pdf:Producer>{PRODUCER}</pdf:Producer><xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>",
    ]
    if meta.date:
        when = f"{meta.date:%Y-%m-%d}T00:00:00Z"
        parts.append(f"<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>")
    parts += [STANDARDS[name] for name in standards]
    if "ua-1" in standards and len(standards) > 1:
        parts.append(_EXTENSION)
    return _PACKET.format(body="\n".join(filter(None, parts)))


def _alternatives(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt>'


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
{body}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
# PDF/A wants the schema of PDF/UA's identifier described (ISO 19005-2, 6.6.2.3).
_EXTENSION = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description></rdf:li></rdf:Seq>
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"""


# -- Colour ----------------------------------------------------------------------------------------------


@lru_cache(1)
def _srgb() -> bytes:
    """The profile of sRGB (IEC 61966-2-1) as Little CMS makes it, without the time of its making."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # Date and time, and the identifier (ICC.1:2010, 7.2.8 and 7.2.18; all zero where it is not computed).
    profile[24:36] = bytes((7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))
    profile[84:100] = bytes(16)
    return bytes(profile)


# -- Attached files --------------------------------------------------------------------------------------


def _attach(canvas: BriefCanvas, attached: Iterable[Attachment], date: datetime.date | None) -> None:
    """Embedded files (ISO 32000-1, 7.11.4) with what they are to the document (ISO 19005-3, 6.8)."""
    file = canvas.file
    names: list[tuple[str, str]] = []
    when = f" /ModDate (D:{date:%Y%m%d}000000Z)" if date else ""
    for one in attached:
        content = one.content()
        kind = one.mime.replace("/", "#2F")
        params = f"<</Size {len(content)}{when}>>"
        stream = stream_object({"Type": "/EmbeddedFile", "Subtype": f"/{kind}", "Params": params}, content)
        where = file.Reference(stream).format(file).decode()
        name = text_string(one.name)
        number = canvas.file_number(one.name)
        file.pack(
            number,
            f"<</Type /Filespec /F {name} /UF {name} /EF <</F {where} /UF {where}>> /AFRelationship /{one.relation} "
            f"/Desc {text_string(one.description)}>>",
        )
        names.append((one.name, f"{number} 0 R"))
    if names:
        listed = " ".join(f"{text_string(name)} {reference}" for name, reference in sorted(names))
        file.Catalog.Names = Raw(f"<</EmbeddedFiles <</Names [{listed}]>>>>")
        file.Catalog.AF = Raw(f"[{' '.join(reference for _, reference in names)}]")
