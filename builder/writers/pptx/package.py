"""The file around the deck: the same bytes for the same content, no stale properties, quick look-ups of parts."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

FIXED = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP file can hold
DAY = datetime.date(2000, 1, 1)


def save_deck(
    deck: Any,
    target: Path,
    *,
    title: str,
    author: str,
    date: datetime.date | None,
    subject: str = "",
    keywords: str = "",
    lang: str = "",
) -> None:
    """Saves with core properties of ours; the only date in the file is the report's."""
    properties = deck.core_properties
    when = datetime.datetime.combine(date or DAY, datetime.time())
    properties.title, properties.author, properties.last_modified_by = title, author, author or "build-report"
    properties.subject, properties.keywords, properties.comments, properties.category = subject, keywords, "", ""
    properties.language = lang
    properties.created = properties.modified = when
    properties.revision = 1
    element = properties._element
    for name in ("lastPrinted",):
        for old in element.findall(f"{{*}}{name}"):
            element.remove(old)
    _drop_thumbnail(deck)
    buffer = io.BytesIO()
    deck.save(buffer)
    target.write_bytes(_rewritten(buffer.getvalue(), when))


def _drop_thumbnail(deck: Any) -> None:
    package = deck.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            package._rels.pop(key)


def _rewritten(data: bytes, when: datetime.datetime) -> bytes:
    """The package with fixed times, also those of the workbooks in it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".xlsx"):
                content = _workbook(content, when)
            info = zipfile.ZipInfo(name, FIXED)
            info.compress_type = (
                zipfile.ZIP_STORED if name.endswith((".png", ".jpeg", ".jpg", ".xlsx")) else zipfile.ZIP_DEFLATED
            )
            info.external_attr = 0o600 << 16
            new.writestr(info, content)
    return out.getvalue()


def _workbook(data: bytes, when: datetime.datetime) -> bytes:
    """A workbook without the time of its writing."""
    import re

    stamp = f"{when:%Y-%m-%dT%H:%M:%SZ}".encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            info = zipfile.ZipInfo(name, FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, content)
    return out.getvalue()


def base_deck_path() -> Path:
    """The base deck: in the wheel beside the package's files, in a checkout in `templates/`."""
    package = Path(__file__).parents[2]
    inside = package / "templates" / "base.pptx"
    return inside if inside.is_file() else package.parent / "templates" / "base.pptx"


def speed_up() -> None:
    """Replaces look-ups of python-pptx whose cost grows with the number of slides.

    Each keeps the result and changes the way there: a counter for names of parts, the last id of the slides' list.
    """
    from pptx.opc.package import OpcPackage
    from pptx.opc.packuri import PackURI
    from pptx.oxml.presentation import CT_SlideIdList

    def next_partname(self: Any, template: str) -> PackURI:
        counters = self.__dict__.setdefault("_counters", {})
        if template not in counters:
            taken = {p.partname for p in self.iter_parts()}
            counters[template] = next(n for n in range(1, len(taken) + 2) if template % n not in taken) - 1
        counters[template] += 1
        return PackURI(template % counters[template])

    def next_id(self: Any) -> int:
        ids = self.sldId_lst
        return max(256, int(ids[-1].id) + 1) if ids else 256

    setattr(OpcPackage, "next_partname", next_partname)  # noqa: B010 - a method of a class with types
    setattr(CT_SlideIdList, "_next_id", property(next_id))  # noqa: B010
