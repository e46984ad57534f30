"""A PDF as PDFium reads it: the text of each page, and the text alternatives of its structure tree."""

from __future__ import annotations

import ctypes
import hashlib
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from builder.readback.numbers import composed
from builder.readback.reading import Alt, Page, Reading

_DIGITS = re.compile(r"\d[\d.,]*\d")
_DEEPEST = 60


def read_pdf(path: Path, *, marks: bool = True, pictured: Collection[int] | None = None) -> Reading:
    """Reads a PDF. Raises `ValueError` for what is none.

    `marks`: whether small digits may stand right behind a number, as footnotes' marks do. `pictured` are the pages
    (from 1) whose text alternatives are wanted, None for all.
    """
    import pypdfium2

    data = path.read_bytes()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None
    with document:
        pages: list[Page] = []
        before = None
        for number in range(1, len(document) + 1):
            page = document[number - 1]
            if before:
                before.close()  # not earlier: fonts are kept as long as a page has them, and read again after that
            before = page
            text = page.get_textpage()
            said = text.get_text_range()
            if marks:
                said = _parted(text.raw, said)
            alts = _alts(page.raw) if pictured is None or number in pictured else ()
            pages.append(Page(composed(said), alts=[Alt(a) for a in alts], visual=True))
            text.close()
    return Reading(path.name, "pdf", hashlib.sha256(data).hexdigest(), pages)


def _parted(page: Any, text: str) -> str:
    """`text` with a space before digits that are smaller than those before them: "2024." with mark 1 is "2024. 1"."""
    from pypdfium2 import raw

    # PDFium counts in UTF-16, where some characters have two units.
    wide = [] if text.isascii() else [n for n, char in enumerate(text) if char > "\uffff"]

    def size(at: int) -> float:
        unit = at + bisect_left(wide, at)
        return float(raw.FPDFText_GetFontSize(page, raw.FPDFText_GetCharIndexFromTextIndex(page, unit)))

    cuts = []
    for match in _DIGITS.finditer(text):
        first, last = match.span()
        if size(first) != size(last - 1):
            sizes = [size(n) for n in range(first, last)]
            cuts += [first + n for n in range(1, len(sizes)) if sizes[n] != sizes[n - 1]]
    for cut in reversed(cuts):
        text = f"{text[:cut]} {text[cut:]}"
    return text


def _alts(page: Any) -> Iterator[str]:
    """The text alternatives (ISO 32000-1, 14.9.3) of what is on a page, in the order of reading."""
    from pypdfium2 import raw

    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        stack = [
            (raw.FPDF_StructTree_GetChildAtIndex(tree, n), 0)
            for n in reversed(range(raw.FPDF_StructTree_CountChildren(tree)))
        ]
        while stack:
            element, depth = stack.pop()
            if not element or depth > _DEEPEST:
                continue
            if said := _string(raw.FPDF_StructElement_GetAltText, element):
                yield said
            stack += [
                (raw.FPDF_StructElement_GetChildAtIndex(element, n), depth + 1)
                for n in reversed(range(raw.FPDF_StructElement_CountChildren(element)))
            ]
    finally:
        raw.FPDF_StructTree_Close(tree)


def _string(call: Any, element: Any) -> str:
    size = call(element, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(element, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
