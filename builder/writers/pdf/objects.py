"""The file: objects with their numbers, small ones packed into compressed streams (ISO 32000-1, 7.5.7 and 7.5.8).

ReportLab writes each object on its own and a table of plain offsets; a structure tree of a long document would be most
of such a file. What is known early (the tree's elements) is packed while pages are painted, so that it takes no memory.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Mapping
from typing import Any, BinaryIO

from reportlab.pdfbase import pdfdoc

PACK = 200  # objects in one stream
_FREE, _WHOLE, _PACKED = 0, 1, 2  # kinds of cross-reference entries (7.5.8.3)


class Raw(pdfdoc.PDFObject):
    """An object as it stands in the file."""

    def __init__(self, content: str | bytes) -> None:
        self.content = content.encode("latin-1") if isinstance(content, str) else content

    def format(self, document: Any) -> bytes:
        """Its bytes."""
        del document
        return self.content


class BriefFile(pdfdoc.PDFDocument):
    """ReportLab's document, written in its own way."""

    # ReportLab's own, which its types leave out.
    objectcounter: int
    numberToId: dict[int, str]  # noqa: N815 - its name
    idToObject: dict[str, Any]  # noqa: N815 - its name
    idToObjectNumberAndVersion: dict[str, tuple[int, int]]  # noqa: N815 - its name
    Catalog: Any
    Outlines: Any
    delayedFonts: list[Any]  # noqa: N815 - its name

    def __init__(self, lang: str) -> None:
        # For each object number: kind, then offset or number of the stream, then place in the stream.
        self._places = array("Q", [0])
        self._pack: list[tuple[int, bytes]] = []
        self._packs: list[tuple[int, bytes]] = []
        self._reserved: set[str] = set()
        self._annotations: list[tuple[int, str, Any]] = []
        super().__init__(compression=1, invariant=1, pdfVersion=(1, 7), lang=lang)

    # -- Numbers -------------------------------------------------------------------------------------

    def number(self) -> int:
        """A number for an object that `pack` takes."""
        self.objectcounter += 1
        return self.objectcounter

    def page_number(self, page: int) -> int:
        """The object number of a page, counted from 1, also before it is there."""
        name = f"Page{page}"
        if name not in self.idToObjectNumberAndVersion:
            number = self.number()
            self.idToObjectNumberAndVersion[name] = (number, 0)
            self.numberToId[number] = name
            self._reserved.add(name)
        return self.idToObjectNumberAndVersion[name][0]

    def Reference(self, obj: Any, name: str | None = None) -> Any:  # noqa: N802 - ReportLab's name
        """As ReportLab's; an object whose name has a number already takes that."""
        if name in self._reserved:
            self._reserved.remove(name)
            obj.__InternalName__ = name
            self.idToObject[name] = obj
            return pdfdoc.PDFObjectReference(name)
        return super().Reference(obj, name)  # type: ignore[no-untyped-call]

    def object_number(self, obj: Any) -> int:
        """The number of one of ReportLab's objects."""
        return self.idToObjectNumberAndVersion[self.Reference(obj).name][0]

    # -- Writing -------------------------------------------------------------------------------------

    def pack(self, number: int, content: str | bytes) -> None:
        """Takes an object that is no stream, and is complete."""
        self._pack.append((number, content.encode("latin-1") if isinstance(content, str) else content))
        if len(self._pack) >= PACK:
            self._close_pack()

    def annotation(self, number: int, head: str, target: Any) -> None:
        """Takes an annotation: its dictionary up to the last value, which is an object that may not be known yet."""
        self._annotations.append((number, head, target))

    def write(self, out: BinaryIO, canvas: Any) -> None:
        """Writes the whole file. Its identifier is made from its content (14.4)."""
        for font in self.delayedFonts:
            font.addObjects(self)
        catalog, info = self.Reference(self.Catalog), self.Reference(self.info)
        self.Outlines.prepare(self, canvas)
        if self.Outlines.ready < 0:
            self.Catalog.Outlines = None
        for number, head, target in self._annotations:
            self.pack(number, head.encode("latin-1") + target.format(self) + b">>")
        writer = _Writer(out)
        # The comment says that there are bytes beyond ASCII (7.5.2; ISO 19005-2, 6.1.2).
        writer.add(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        number = 0
        # Formatting an object may add others.
        while number < self.objectcounter:
            number += 1
            name = self.numberToId.get(number)
            if name is None:
                continue
            content = bytes(pdfdoc.format(self.idToObject[name], self, toplevel=1))
            if content.endswith(b"endstream\n"):
                # The line end before the word is not ReportLab's (7.3.8.1; ISO 19005-2, 6.1.7.1).
                self._whole(writer, number, content[:-10] + b"\nendstream\n")
            else:
                self.pack(number, content)
        self._close_pack()
        for stream, content in self._packs:
            self._whole(writer, stream, content)
        self._cross_references(writer, catalog.format(self).decode(), info.format(self).decode())

    def _whole(self, writer: _Writer, number: int, content: bytes) -> None:
        self._place(number, _WHOLE, writer.at, 0)
        writer.add(b"%d 0 obj\n%b\nendobj\n" % (number, content.rstrip(b"\n")))

    def _close_pack(self) -> None:
        if not self._pack:
            return
        stream = self.number()
        heads: list[str] = []
        at = 0
        for place, (number, content) in enumerate(self._pack):
            heads.append(f"{number} {at}")
            at += len(content) + 1
            self._place(number, _PACKED, stream, place)
        head = " ".join(heads).encode() + b"\n"
        body = head + b"\n".join(content for _, content in self._pack)
        entries = f"/Type /ObjStm /N {len(self._pack)} /First {len(head)}"
        self._packs.append((stream, _stream(entries, body)))
        self._pack.clear()

    def _place(self, number: int, kind: int, where: int, place: int) -> None:
        if number >= len(self._places):
            self._places.extend([0] * (number + 1 - len(self._places)))
        self._places[number] = kind << 60 | where << 20 | place

    def _cross_references(self, writer: _Writer, root: str, info: str) -> None:
        number = self.number()
        self._place(number, _WHOLE, writer.at, 0)
        rows = b"".join(
            (p >> 60).to_bytes(1, "big")
            + (p >> 20 & 0xFFFFFFFFFF).to_bytes(5, "big")
            + (p & 0xFFFFF).to_bytes(2, "big")
            for p in self._places
        )
        id_ = writer.digest.hexdigest().upper()
        entries = f"/Type /XRef /Size {len(self._places)} /W [1 5 2] /Root {root} /Info {info} /ID [<{id_}> <{id_}>]"
        start = writer.at
        writer.add(b"%d 0 obj\n%b\nendobj\n" % (number, _stream(entries, rows)))
        writer.add(b"startxref\n%d\n%%%%EOF\n" % start)


class _Writer:
    """Where the next byte goes, and a digest of those that went."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.at = 0
        self.digest = hashlib.blake2b(digest_size=16)

    def add(self, content: bytes) -> None:
        self.out.write(content)
        self.digest.update(content)
        self.at += len(content)


def _stream(entries: str, content: bytes) -> bytes:
    packed = zlib.compress(content)
    head = f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
    return head.encode() + packed + b"\nendstream"


def stream_object(entries: Mapping[str, object], content: bytes, *, packed: bool = True) -> Any:
    """A stream with its dictionary's entries, for `Reference`. Metadata is not packed (ISO 19005-2, 6.6.2.1)."""
    filters = [pdfdoc.PDFZCompress] if packed else None
    stream = pdfdoc.PDFStream(content=content, filters=filters)
    for key, value in entries.items():
        stream.dictionary[key] = value
    return stream


def text_string(text: str) -> str:
    """A text string (7.9.2.2) as it stands in the file; what is not Unicode text becomes "?"."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"
