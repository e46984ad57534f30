"""The theme of a PowerPoint file: its colours and its fonts (ISO/IEC 29500-1, 14.2.7 and 20.1.6).

A .pptx is a ZIP archive of XML parts that refer to each other. What is read is bounded, and a part with a document type
(thus with entities) is refused.
"""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.errors import Findings, Location

MOST = 8_000_000  # bytes of one part
ACCENTS = tuple(f"accent{n}" for n in range(1, 7))
_HEX = re.compile("[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class OfficeTheme:
    """`colors` are those of the scheme ("dk1", "lt2", "accent1", ...) as "#RRGGBB"; `major` is the family of headings
    and `minor` that of text, "" for none.
    """

    colors: Mapping[str, str]
    major: str
    minor: str


def read_office_theme(path: Path, shown: str, findings: Findings) -> OfficeTheme | None:
    """The theme of the first slide master; None, and `bad-template`, where the file is not one of PowerPoint's."""
    try:
        with zipfile.ZipFile(path) as package:
            return _theme(_Package(package).theme())
    except (OSError, zipfile.BadZipFile, zlib.error, ET.ParseError, LookupError, ValueError, EOFError, RuntimeError):
        # RuntimeError and its NotImplementedError: zipfile's for what is encrypted or packed in another way.
        message = "this is not a PowerPoint file whose theme can be read"
        hint = "open it in PowerPoint and save it as .pptx or .potx"
        findings.error("bad-template", message, Location(shown), hint)
        return None


class _Package:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package

    def theme(self) -> ET.Element:
        """The part with the theme of the first master."""
        main = self.related("", "officeDocument")
        masters = self.part(main).find("{*}sldMasterIdLst")
        first = next(iter(masters)) if masters is not None and len(masters) else None
        wanted = "" if first is None else next(v for k, v in first.attrib.items() if k.endswith("}id"))
        return self.part(self.related(self.related(main, "slideMaster", wanted), "theme"))

    def related(self, source: str, kind: str, wanted: str = "") -> str:
        """The name of the part that `source` ("" for the package) refers to by a relation of a kind, and of an id."""
        folder, _, name = source.rpartition("/")
        for relation in self.part(posixpath.join(folder, "_rels", f"{name}.rels")):
            if relation.get("Type", "").endswith(f"/{kind}") and wanted in ("", relation.get("Id")):
                return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        raise KeyError(kind)

    def part(self, name: str) -> ET.Element:
        """A part's root element."""
        with self.package.open(name) as file:
            data = file.read(MOST + 1)
        # A part is in UTF-8; in UTF-16 the words looked for here would have a zero byte in each character.
        if len(data) > MOST or b"<!DOCTYPE" in data or b"\0" in data:
            raise ValueError(name)
        return ET.fromstring(data)  # noqa: S314 - without a document type there are no entities


def _theme(root: ET.Element) -> OfficeTheme:
    colors: dict[str, str] = {}
    scheme = root.find(".//{*}clrScheme")
    if scheme is None:
        raise KeyError("clrScheme")
    for entry in scheme:
        # A colour of the system is kept with the value that it had last.
        value = next((c.get("lastClr") or c.get("val") or "" for c in entry), "")
        if _HEX.fullmatch(value):
            colors[entry.tag.rpartition("}")[2]] = f"#{value.upper()}"
    major, minor = (_family(root.find(f".//{{*}}{kind}Font/{{*}}latin")) for kind in ("major", "minor"))
    return OfficeTheme(colors, major, minor)


def _family(latin: ET.Element | None) -> str:
    return "" if latin is None else latin.get("typeface", "").strip()
