"""Broken copies of a sound brief: defects of its text, of what it says of itself, and of the file's syntax."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pikepdf
from mutants import edit, elements, first_text, mutant, page_of, sequence
from pikepdf import Array, Dictionary, Name, String

RAW: dict[str, tuple[str, Callable[[bytes], bytes]]] = {}  # defects of the file's syntax: judge and change


def _fonts(pdf: pikepdf.Pdf) -> list[Any]:
    return list(pdf.pages[0].Resources.Font.values())


def _metadata(pdf: pikepdf.Pdf, pattern: bytes, new: bytes = b"") -> None:
    before = pdf.Root.Metadata.read_bytes()
    after = re.sub(pattern, new, before, flags=re.DOTALL)
    assert after != before, "nothing was changed"
    pdf.Root.Metadata.write(after)


# -- Text ------------------------------------------------------------------------------------------------


def _shown(paragraph: Any, change: Callable[[bytes], bytes]) -> None:
    """Changes the text of an element that is one piece of content."""
    mark = sequence(int(paragraph.K))
    edit(page_of(paragraph), lambda c: mark.sub(lambda m: m[0].replace(m[1], change(m[1])), c))


@mutant("words", "is read, not")
def word_lost(pdf: pikepdf.Pdf) -> None:
    _shown(first_text(pdf, "P"), lambda text: re.sub(rb"<([0-9A-Fa-f]{12})[0-9A-Fa-f]+", rb"<\1", text, count=1))


@mutant("words", "is read, not")
def letter_doubled(pdf: pikepdf.Pdf) -> None:
    _shown(first_text(pdf, "P"), lambda text: re.sub(rb"<([0-9A-Fa-f]{4})", rb"<\1\1", text, count=1))


@mutant("words", "is read, not")
def space_lost(pdf: pikepdf.Pdf) -> None:
    for font in _fonts(pdf):
        font.ToUnicode.write(font.ToUnicode.read_bytes().replace(b"<0020>", b"<00AD>"))


@mutant("ua1", "7.21.8-1")
def notdef_shown(pdf: pikepdf.Pdf) -> None:
    _shown(first_text(pdf, "P"), lambda text: re.sub(rb"<([0-9A-Fa-f]{4})", b"<0000", text, count=1))


@mutant("ua1", "7.21.7-1")
def font_without_text(pdf: pikepdf.Pdf) -> None:
    for font in _fonts(pdf):
        del font["/ToUnicode"]


@mutant("words", "is read, not")
def font_with_another_text(pdf: pikepdf.Pdf) -> None:
    for font in _fonts(pdf):
        font.ToUnicode.write(re.sub(rb"(?i)<0065>", b"<0061>", font.ToUnicode.read_bytes()))


@mutant("ua1", "7.21.4.1-1")
def font_not_embedded(pdf: pikepdf.Pdf) -> None:
    for font in _fonts(pdf):
        del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


@mutant("ua1", "7.21.5-1")
def font_with_wrong_widths(pdf: pikepdf.Pdf) -> None:
    for font in _fonts(pdf):
        widths = font.DescendantFonts[0].W[1]
        widths[1:] = [int(w) + 90 for w in list(widths)[1:]]


@mutant("ua1", "7.21.3.2-1")
def font_without_its_glyph_map(pdf: pikepdf.Pdf) -> None:
    for font in _fonts(pdf):
        del font.DescendantFonts[0]["/CIDToGIDMap"]


# -- The document ----------------------------------------------------------------------------------------


@mutant("ua1", "7.2-34")
def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]
    for element in elements(pdf):
        if "/Lang" in element:
            del element["/Lang"]


@mutant("tree", "is no language")
def bad_language(pdf: pikepdf.Pdf) -> None:
    first_text(pdf, "P").Lang = String("no such")


@mutant("ua1", "7.1-10")
def title_not_shown(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/ViewerPreferences"]


@mutant("ua1", "7.1-9")
def no_title(pdf: pikepdf.Pdf) -> None:
    _metadata(pdf, rb"<dc:title>.*?</dc:title>")


@mutant("ua1", "5-1")
def not_said_to_be_accessible(pdf: pikepdf.Pdf) -> None:
    _metadata(pdf, rb"<pdfuaid:part>1</pdfuaid:part>")


@mutant("2a", "6.6.4-2")
def not_said_to_be_for_archives(pdf: pikepdf.Pdf) -> None:
    _metadata(pdf, rb"<pdfaid:part>\d</pdfaid:part>")


@mutant("2a", "6.6.2.3.1-1")
def schema_not_described(pdf: pikepdf.Pdf) -> None:
    _metadata(pdf, rb"<pdfaExtension:schemas>.*</pdfaExtension:schemas>")


@mutant("ua1", "7.18.3-1")
def no_order_of_tabs(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        del page.obj["/Tabs"]


@mutant("2a", "6.2.4.3-2")
def no_output_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


@mutant("2a", "6.2.10-2")
def transparency_in_no_space(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]
    page = pdf.pages[0]
    page.Resources.ExtGState = Dictionary(G=Dictionary(Type=Name.ExtGState, ca=0.5))
    edit(page, lambda c: b"/G gs " + c)


@mutant("2a", "6.2.8-3")
def picture_smoothed(pdf: pikepdf.Pdf) -> None:
    images = [i for page in pdf.pages for i in page.get_images().values()]
    assert images, "there is no picture"
    for image in images:
        image.Interpolate = True


@mutant("2a", "6.5.1-1")
def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


@mutant("2a", "6.1.3-2")
def encrypted(pdf: pikepdf.Pdf) -> None:
    assert not pdf.is_encrypted


@mutant("2a", "6.8-5")
def attachment_in_a_file_for_none(pdf: pikepdf.Pdf) -> None:
    attached = pikepdf.AttachedFileSpec(pdf, b"a,b\n1,2\n", filename="rows.csv", mime_type="text/csv")
    pdf.attachments["rows.csv"] = attached


@mutant("3a", "6.8-3")
def attachment_of_no_relation(pdf: pikepdf.Pdf) -> None:
    _metadata(pdf, rb"<pdfaid:part>2", b"<pdfaid:part>3")
    attached = pikepdf.AttachedFileSpec(pdf, b"a,b\n1,2\n", filename="rows.csv", mime_type="text/csv")
    pdf.attachments["rows.csv"] = attached
    del pdf.Root.Names.EmbeddedFiles.Names[1]["/AFRelationship"]
    pdf.Root.AF = Array([pdf.Root.Names.EmbeddedFiles.Names[1]])


# -- Syntax ----------------------------------------------------------------------------------------------


def raw(judge: str) -> Callable[[Callable[[bytes], bytes]], Callable[[bytes], bytes]]:
    """Lists a function that breaks the bytes of a file."""

    def listed(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        RAW[change.__name__] = (judge, change)
        return change

    return listed


@raw("qpdf")
def cross_references_broken(data: bytes) -> bytes:
    return re.sub(rb"startxref\s+(\d+)", lambda m: b"startxref\n%d" % (int(m[1]) + 7), data)


@raw("qpdf")
def cut_short(data: bytes) -> bytes:
    return data[: len(data) * 9 // 10]


@raw("2a")
def stream_of_a_wrong_length(data: bytes) -> bytes:
    return re.sub(rb"/Length (\d+)", lambda m: b"/Length %d" % (int(m[1]) - 3), data, count=1)


@raw("2a")
def no_line_end_before_endstream(data: bytes) -> bytes:
    return re.sub(rb"(/Length \d+.*?)\nendstream\n", rb"\1endstream\n ", data, count=1, flags=re.DOTALL)


@raw("2a")
def something_after_the_end(data: bytes) -> bytes:
    return data + b"something\n"
