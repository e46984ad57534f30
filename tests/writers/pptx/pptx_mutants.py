"""A sound deck, broken in one place each: what a checker has to find. A mutant is (who finds it, its change), where a
change takes the parts of the package by name, and changes them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

Parts = dict[str, bytes]
Change = Callable[[Parts], None]

OWN, AUDIT = "own", "audit"
SLIDES = r"ppt/slides/slide\d+\.xml"
PRESENTATION = r"ppt/presentation\.xml"
CHARTS = r"ppt/charts/chart\d+\.xml"


def swap(where: str, old: str, new: str, count: int = 1) -> Change:
    """Replaces a pattern in the first part, by its name, that has it."""

    def change(parts: Parts) -> None:
        for name in sorted(parts):
            if re.fullmatch(where, name):
                text, times = re.subn(old.encode(), new.encode(), parts[name], count=count, flags=re.DOTALL)
                if times:
                    parts[name] = text
                    return

    return change


def gone(where: str) -> Change:
    """Takes the first part of a name away."""

    def change(parts: Parts) -> None:
        del parts[next(name for name in sorted(parts) if re.fullmatch(where, name))]

    return change


def added(name: str, data: bytes) -> Change:
    return lambda parts: parts.__setitem__(name, data)


def moved(parts: Parts) -> None:
    """Puts the title of a slide behind the shape after it."""
    name = next(n for n in sorted(parts) if re.fullmatch(SLIDES, n) and parts[n].count(b"<p:sp>") > 2)
    found = list(re.finditer(rb"<p:sp>.*?</p:sp>", parts[name], re.DOTALL))
    first, second = found[0], found[1]
    data = parts[name]
    parts[name] = data[: first.start()] + second[0] + first[0] + data[second.end() :]


def same_title(parts: Parts) -> None:
    """Gives the third slide the title of the second."""
    title = rb'(<p:ph type="title"/>.*?<a:t>)(.*?)(</a:t>)'
    second, third = "ppt/slides/slide2.xml", "ppt/slides/slide3.xml"
    text = re.search(title, parts[second], re.DOTALL)
    assert text is not None
    parts[third] = re.sub(title, lambda m: m[1] + text[2] + m[3], parts[third], count=1, flags=re.DOTALL)


_RUN = r"<a:rPr lang=\"en-US\""
_CELL = r"<a:tc>.*?</a:tc>"
_REL = r"ppt/slides/_rels/slide\d+\.xml\.rels"

MUTANTS: dict[str, tuple[str, Change]] = {
    # -- For those who listen
    "no title": (OWN, swap(SLIDES, r'<p:sp>(?:(?!</p:sp>).)*?<p:ph type="title"/>.*?</p:sp>', "")),
    "an empty title": (OWN, swap(SLIDES, r'(<p:ph type="title"/>.*?)<a:r>.*?</a:r>', r"\1")),
    "a title twice": (OWN, same_title),
    "the title behind the text": (OWN, moved),
    "a picture without an alternative": (OWN, swap(SLIDES, r'(name="Picture \d+") descr="[^"]*"', r"\1")),
    "a chart without an alternative": (OWN, swap(SLIDES, r'(name="Chart [^"]*") descr="[^"]*"', r"\1")),
    "a table without an alternative": (OWN, swap(SLIDES, r'(name="Table") descr="[^"]*"', r'\1 descr=""')),
    "a file's name as an alternative": (OWN, swap(SLIDES, r'(name="Picture \d+") descr="[^"]*"', r'\1 descr="a.png"')),
    "a decoration that speaks": (OWN, swap(SLIDES, r'(name="Decoration \d+")', r'\1 descr="A bar"')),
    "a decoration without its mark": (OWN, swap(SLIDES, r"<a:extLst><a:ext uri=\"\{C183D7F6.*?</a:extLst>", "")),
    "a text without a language": (OWN, swap(SLIDES, _RUN, "<a:rPr")),
    "a text in no language": (OWN, swap(SLIDES, _RUN, '<a:rPr lang="english"')),
    "notes without a language": (OWN, swap(r"ppt/notesSlides/notesSlide\d+\.xml", _RUN, "<a:rPr")),
    "notes that say nothing": (
        OWN, swap(r"ppt/notesSlides/notesSlide\d+\.xml", r"(<p:ph type=\"body\".*?<a:lstStyle/>).*?</p:txBody>",
                  r"\1<a:p/></p:txBody>"),
    ),
    "a table without a header row": (OWN, swap(SLIDES, ' firstRow="1"', "")),
    "a table without its style": (OWN, swap(SLIDES, r"<a:tableStyleId>.*?</a:tableStyleId>", "")),
    "a cell too few": (OWN, swap(SLIDES, _CELL, "")),
    "a column too few": (OWN, swap(SLIDES, r'<a:gridCol w="\d+"/>', "")),
    "a table too small to read": (OWN, swap(SLIDES, r'(<a:tc>.*?sz=")\d+', r"\g<1>900")),
    "a text like its ground": (
        OWN, swap(r"ppt/slides/slide2\.xml", _RUN + r"( sz=\"\d+\")?/>",
                  r'<a:rPr lang="en-US"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:rPr>'),
    ),
    "an ink too light in the theme": (
        OWN, swap(r"ppt/theme/theme1\.xml", r"<a:dk1>.*?</a:dk1>", '<a:dk1><a:srgbClr val="C8C8C8"/></a:dk1>'),
    ),
    "a link that leads elsewhere": (OWN, swap(SLIDES, ' action="ppaction://hlinksldjump"', "")),
    "a shape off the slide": (OWN, swap(SLIDES, r'(<p:xfrm><a:off x=")\d+', r"\g<1>99000000")),
    # -- The package
    "a slide in no section": (OWN, swap(PRESENTATION, r'<p14:sldId id="\d+"/>', "")),
    "a section without a name": (OWN, swap(PRESENTATION, r'(<p14:section )name="[^"]*"', r'\1name=""')),
    "two sections of one id": (
        OWN, swap(PRESENTATION, r'(<p14:section name="[^"]*" id=")([^"]*)(".*?<p14:section name="[^"]*" id=")[^"]*',
                  r"\1\2\3\2"),
    ),
    "no author": (OWN, swap(r"docProps/core\.xml", r"<dc:creator>.*?</dc:creator>", "")),
    "no language": (OWN, swap(r"docProps/core\.xml", r"<dc:language>.*?</dc:language>", "")),
    "no title of the file": (OWN, swap(r"docProps/core\.xml", r"<dc:title>.*?</dc:title>", "")),
    "a thumbnail of another deck": (OWN, added("docProps/thumbnail.jpeg", b"\xff\xd8\xff")),
    "a slide of no type": (OWN, swap(r"\[Content_Types\]\.xml", r'<Override PartName="/ppt/slides/slide3\..*?/>', "")),
    "a type of no part": (OWN, gone(r"ppt/presProps\.xml")),
    "a workbook that is not there": (OWN, gone(r"ppt/embeddings/.*\.xlsx")),
    "a part that nothing refers to": (OWN, added("ppt/media/image99.png", b"\x89PNG")),
    "a picture from the web": (
        OWN, swap(_REL, r'(Type="[^"]*/image" Target=")[^"]*"', r'\1https://example.org/x.png" TargetMode="External"'),
    ),
    "notes without their master": (
        OWN, swap(r"ppt/notesSlides/_rels/.*", r"<Relationship [^>]*?/notesMaster\"[^>]*/>", ""),
    ),
    "a slide that ends too soon": (OWN, swap(SLIDES, "</p:sld>", "")),
    # -- The schema
    "a relationship that is not there": (AUDIT, swap(SLIDES, r'r:embed="rId\d+"', 'r:embed="rId999"')),
    "two shapes of one id": (AUDIT, swap(SLIDES, r'(<p:cNvPr id=")3(" name="(?!")[^"])', r"\g<1>2\2")),
    "two slides of one id": (AUDIT, swap(PRESENTATION, r'<p:sldId id="257"', '<p:sldId id="256"')),
    "a form that there is not": (AUDIT, swap(SLIDES, r'prst="rect"', 'prst="oblong"')),
    "an attribute that there is not": (AUDIT, swap(SLIDES, "<a:bodyPr", '<a:bodyPr fine="1"')),
    "an element that there is not": (AUDIT, swap(SLIDES, "<p:txBody>", "<p:txBody><a:fine/>")),
    "elements in another order": (AUDIT, swap(SLIDES, r"(<a:off [^>]*/>)(<a:ext [^>]*/>)", r"\2\1")),
    "a height below nothing": (AUDIT, swap(SLIDES, r'cy="\d\d+"', 'cy="-5"')),
    "a colour of three letters": (AUDIT, swap(r"ppt/theme/theme1\.xml", r'srgbClr val="\w+"', 'srgbClr val="XYZ"')),
    "a series before its number": (
        AUDIT, swap(CHARTS, r'(<c:idx val="0"/>)(<c:order val="0"/>)', r"\2\1"),
    ),
}  # fmt: skip


def mutated(sound: Path, target: Path, change: Change) -> None:
    """Writes a deck with a change. Raises AssertionError for one that changes nothing."""
    with zipfile.ZipFile(sound) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    before = dict(parts)
    change(parts)
    assert parts != before
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
