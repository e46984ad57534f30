"""Text that runs over its box, as LibreOffice sets it: every text of a deck gets a colour of its own, the deck becomes
a PDF, and what has a shape's colour there is compared with the shape's box.

Text that would shrink by itself is kept from it, so that the sizes that stand in the file are what is seen.
"""

from __future__ import annotations

import ctypes
import io
import re
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
TOLERANCE = 1.0  # points, and what italics lean over at the sides: a part of their size
LEAN = 0.12
SPACE = 0.3  # em
# Letters of complex scripts reach under a line of 1.2 times the size, the height that LibreOffice gives to all.
DEEP = 0.2
FIRST = 0x101010  # the first colour; they are some steps apart


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float


@dataclass
class Place:
    """What has one colour: a shape's text, or a cell's. `lines` are the heights of its base lines as they are seen."""

    slide: int
    name: str
    text: str
    box: Box
    other: Box | None = None  # where LibreOffice has a cell of a table from right to left: it does not mirror it
    lines: set[int] = field(default_factory=set)
    seen: int = 0


@dataclass(frozen=True)
class Overrun:
    """A text that is outside its box by so many points."""

    deck: str
    slide: int
    shape: str
    by: float
    text: str


@dataclass
class Seen:
    """A deck as LibreOffice shows it: its places of text, and what runs over."""

    places: list[Place]
    overruns: list[Overrun]


def look_at(decks: Sequence[Path], folder: Path) -> dict[str, Seen]:
    """Converts decks in one run, and tells by name what is seen of each."""
    folder.mkdir(parents=True, exist_ok=True)
    known: dict[str, list[Place]] = {}
    for deck in decks:
        known[deck.stem], data = coloured(deck)
        (folder / f"{deck.stem}.pptx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{name}.pptx") for name in known]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=900)
    return {name: _seen(name, places, folder / f"{name}.pdf") for name, places in known.items()}


# -- Colours -----------------------------------------------------------------------------------------------


def coloured(deck: Path) -> tuple[list[Place], bytes]:
    """The places of a deck's text in the order of their colours, and the deck in these colours."""
    from pptx import Presentation

    opened: Any = Presentation(io.BytesIO(_unshrunk(deck)))
    places: list[Place] = []
    for number, slide in enumerate(opened.slides, 1):
        for shape in slide.shapes:
            for body, place in _bodies(shape, number):
                if place.text.strip():
                    _unlink(body)
                    _paint(body, FIRST + 5 * len(places))
                    places.append(place)
    out = io.BytesIO()
    opened.save(out)
    return places, out.getvalue()


def _unshrunk(deck: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(deck) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in package.namelist():
            data = package.read(name)
            if re.match(r"ppt/(slides|slideLayouts|slideMasters)/[^/]+\.xml", name):
                data = re.sub(rb"<a:(norm|sp)Autofit( [^>]*)?(/>|>.*?</a:\1Autofit>)", b"<a:noAutofit/>", data)
            again.writestr(name, data)
    return out.getvalue()


def _bodies(shape: Any, slide: int) -> Iterator[tuple[Any, Place]]:
    if shape.has_text_frame and shape.width is not None:
        box = _box(shape.left, shape.top, shape.width, shape.height)
        yield shape.text_frame._txBody, Place(slide, shape.name, shape.text_frame.text, box)
    if getattr(shape, "has_table", False) and shape.has_table:
        table, y = shape.table, shape.top
        rtl = table._tbl.tblPr.get("rtl") == "1"
        for r, row in enumerate(table.rows):
            x = shape.left + sum(c.width for c in table.columns) if rtl else shape.left
            for c, column in enumerate(table.columns):
                cell = table.cell(r, c)
                box = _box(x - column.width if rtl else x, y, column.width, row.height)
                before = sum(table.columns[n].width for n in range(c))
                other = _box(shape.left + before, y, column.width, row.height) if rtl else None
                yield cell._tc.txBody, Place(slide, f"{shape.name} {r}.{c}", cell.text_frame.text, box, other)
                x += -column.width if rtl else column.width
            y += row.height


def _box(x: int, y: int, width: int, height: int) -> Box:
    return Box(x / 12700, y / 12700, (x + width) / 12700, (y + height) / 12700)


def _unlink(body: Any) -> None:
    """Takes links out of text from right to left: LibreOffice paints them at other places than it measures them."""
    for paragraph in body.iter(f"{A}p"):
        if any("\u0590" <= char <= "\u08ff" for char in "".join(paragraph.itertext())):
            for link in list(paragraph.iter(f"{A}hlinkClick")):
                link.getparent().remove(link)


def _paint(body: Any, colour: int) -> None:
    from lxml import etree

    for run in body.iter(f"{A}r", f"{A}fld"):
        look = run.find(f"{A}rPr")
        for old in look.findall(f"{A}solidFill"):
            look.remove(old)
        fill = etree.Element(f"{A}solidFill")
        etree.SubElement(fill, f"{A}srgbClr").set("val", f"{colour:06X}")
        look.insert(1 if look.find(f"{A}ln") is not None else 0, fill)


# -- What is seen ------------------------------------------------------------------------------------------


def _seen(name: str, places: list[Place], pdf: Path) -> Seen:
    import pypdfium2
    from pypdfium2 import raw

    worst: dict[int, float] = {}
    overruns: list[Overrun] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page_number, page in enumerate(document, 1):
            width, height = page.get_size()
            for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=8):
                left, low, right, high = item.get_bounds()
                if right <= left or high - low < 0.05:  # white space
                    continue
                off = max(-left, -low, right - width, high - height)
                if off > TOLERANCE:
                    overruns.append(Overrun(name, page_number, "the slide", round(off, 1), ""))
                index = _colour(item, raw)
                if not 0 <= index < len(places) or places[index].slide != page_number:
                    continue
                place = places[index]
                place.seen += 1
                place.lines.add(round(item.get_matrix().f))
                top, bottom = height - high, height - low
                size = _size(item, raw) * item.get_matrix().a
                lean = LEAN * size
                deep = DEEP * size if any("\u0590" <= char <= "\u1cff" for char in place.text) else 0.0
                # A space at the end of a line hangs over the edge unseen.
                if (right > place.box.right or left < place.box.left) and _blank_at_an_end(page, item):
                    left, right = left + SPACE * size, right - SPACE * size
                by = min(
                    max(b.left - left - lean, right - b.right - lean, b.top - top - deep, bottom - b.bottom - deep)
                    for b in (place.box, place.other or place.box)
                )
                worst[index] = max(worst.get(index, 0.0), by)
    for index, by in sorted(worst.items()):
        if by > TOLERANCE:
            place = places[index]
            overruns.append(Overrun(name, place.slide, place.name, round(by, 1), place.text[:60]))
    return Seen(places, overruns)


def _size(item: Any, raw: Any) -> float:
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(item.raw, size)
    return size.value


def _blank_at_an_end(page: Any, item: Any) -> bool:
    from pypdfium2 import raw

    text_page = page.get_textpage()
    buffer = (ctypes.c_ushort * 4096)()
    raw.FPDFTextObj_GetText(item.raw, text_page.raw, buffer, 4096)
    text = bytes(buffer).decode("utf-16-le").partition("\0")[0]
    text_page.close()
    return text != text.strip()


def _colour(item: Any, raw: Any) -> int:
    """The number of the place that has the colour of a piece of text; -1 for another colour."""
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(item.raw, *parts)
    value = (parts[0].value << 16) + (parts[1].value << 8) + parts[2].value - FIRST
    return value // 5 if value >= 0 and value % 5 == 0 else -1
