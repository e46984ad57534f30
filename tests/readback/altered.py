"""Files altered after they were built: what somebody might do to a PDF or a deck by hand or by a program."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf

Change = Callable[[bytes], bytes]


def pdf_text(path: Path, page: int, old: str, new: str) -> None:
    """Replaces the first `old` on a page (from 1) by `new`, in the codes of a font that has all their characters."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        target = pdf.pages[page - 1]
        target.contents_coalesce()
        stream = target.Contents.read_bytes()
        for name, font in target.Resources.Font.items():
            codes = _codes(font)
            if set(old + new) <= codes.keys():
                between = r"(?:>[-\d. ]*<)?"  # kerning
                shown = re.compile(between.join(codes[c] for c in old).encode(), re.IGNORECASE)
                for match in shown.finditer(stream):
                    before = stream[: match.start()]
                    begins = (len(before) - before.rindex(b"<") - 1) % 4 == 0
                    if not begins or re.findall(rb"(/\w+) \S+ Tf", before)[-1] != name.encode():
                        continue  # not where a code begins, or codes of another font
                    written = "".join(codes[c] for c in new).encode()
                    target.Contents = pdf.make_stream(stream[: match.start()] + written + stream[match.end() :])
                    pdf.save(path)
                    return
    raise AssertionError(f"no font of page {page} shows {old!r}")


def _codes(font: pikepdf.Object) -> dict[str, str]:
    """The code of each character, as it stands in a string of hexadecimal digits."""
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>\n", font.ToUnicode.read_bytes())
    return {chr(int(char, 16)): code.decode() for code, char in reversed(pairs)}


def pdf_pages(path: Path, change: Callable[[list[pikepdf.Page]], list[pikepdf.Page]]) -> None:
    """Keeps the pages that `change` gives, in its order."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        kept = change(list(pdf.pages))
        copies = [pikepdf.Page(page.obj) for page in kept]
        del pdf.pages[:]
        pdf.pages.extend(copies)
        pdf.save(path)


def pdf_alt(path: Path, old: str, new: str) -> None:
    """Replaces a part of a text alternative in the structure tree."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for element in pdf.objects:
            if isinstance(element, pikepdf.Dictionary) and "/Alt" in element and old in str(element.Alt):
                element.Alt = pikepdf.String(str(element.Alt).replace(old, new, 1))
                pdf.save(path)
                return
    raise AssertionError(old)


def zip_part(path: Path, name: str, change: Change) -> None:
    """Changes one part of a package."""
    with zipfile.ZipFile(path) as file:
        parts = {info.filename: file.read(info) for info in file.infolist()}
    before = parts[name]
    parts[name] = change(before)
    assert parts[name] != before, name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for part, data in parts.items():
            file.writestr(part, data)


def replaced(old: str, new: str) -> Change:
    """The first `old` in a part becomes `new`."""

    def change(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode(), 1)

    return change


def part_with(path: Path, pattern: str, text: str) -> str:
    """The name of the first part that has a text, of those whose names match."""
    with zipfile.ZipFile(path) as file:
        names = sorted(n for n in file.namelist() if re.fullmatch(pattern, n))
        return next(n for n in names if text.encode() in file.read(n))


def in_workbook(path: Path, old: str, new: str) -> None:
    """Changes the sheet of the first workbook that has `old`."""
    with zipfile.ZipFile(path) as file:
        books = sorted(n for n in file.namelist() if n.endswith(".xlsx"))
        name = next(n for n in books if old.encode() in _sheet(file.read(n)))

    def change(data: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w") as new_book:
            for part in book.namelist():
                content = book.read(part)
                new_book.writestr(part, replaced(old, new)(content) if part == _SHEET else content)
        return out.getvalue()

    zip_part(path, name, change)


_SHEET = "xl/worksheets/sheet1.xml"


def _sheet(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read(_SHEET)


def slides(path: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Keeps the slides that `change` gives, in its order, in the list of the presentation."""

    def relisted(data: bytes) -> bytes:
        listed = re.findall(rb"<p:sldId [^>]*/>", data)
        start = data.index(listed[0])
        end = data.index(listed[-1]) + len(listed[-1])
        return data[:start] + b"".join(change(listed)) + data[end:]

    zip_part(path, "ppt/presentation.xml", relisted)
