"""Templates of different make, generated: `templates(folder)` gives name -> file. Each is valid.

Most are written by `foreign_parts`; some are python-pptx's own, and one is what LibreOffice exports.
"""

from __future__ import annotations

import functools
import io
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from foreign_parts import HEAD, NS, A, Lay, Make, Master, P, Ph, Place, block, package, xfrm

WIDE = (960.0, 540.0)
Sizes = tuple[float, float]


def usual(names: tuple[str, ...], *, kinds: bool = True, prompts: str = "") -> tuple[Lay, ...]:
    """PowerPoint's first seven layouts under other names; `prompts` is what the placeholders are called."""
    left, right, whole = (0.07, 0.25, 0.42, 0.62), (0.51, 0.25, 0.42, 0.62), (0.07, 0.25, 0.86, 0.62)

    def ph(type_: str, idx: int, box: Place | None, *sizes: float) -> Ph:
        return Ph(type_, idx, box, f"{prompts} {idx}" if prompts else "", sizes)

    title = ph("title", 0, None)
    rows: list[tuple[str, tuple[Ph, ...]]] = [
        ("title", (ph("ctrTitle", 0, (0.1, 0.2, 0.8, 0.28), 44), ph("subTitle", 1, (0.1, 0.52, 0.8, 0.2), 24))),
        ("obj", (title, ph("", 1, whole))),
        ("secHead", (ph("title", 0, (0.07, 0.4, 0.86, 0.2), 40), ph("body", 1, (0.07, 0.62, 0.86, 0.15), 20))),
        ("twoObj", (title, ph("", 1, left), ph("", 2, right))),
        ("titleOnly", (title,)),
        ("objTx", (ph("title", 0, (0.07, 0.06, 0.3, 0.2), 24), ph("", 1, (0.4, 0.06, 0.53, 0.8)),
                   ph("body", 2, (0.07, 0.28, 0.3, 0.58), 16))),
        ("blank", ()),
    ]  # fmt: skip
    return tuple(Lay(name, kind if kinds else "", holders) for name, (kind, holders) in zip(names, rows, strict=True))


ENGLISH = ("Title Slide", "Title and Content", "Section Header", "Two Content", "Title Only", "Content with Caption",
           "Blank")  # fmt: skip
GERMAN = ("Titelfolie", "Titel und Inhalt", "Abschnittsüberschrift", "Zwei Inhalte", "Nur Titel",
          "Inhalt mit Überschrift", "Leer")  # fmt: skip
JAPANESE = ("タイトル スライド", "タイトルとコンテンツ", "セクション見出し", "2 つのコンテンツ", "タイトルのみ",
            "タイトル付きのコンテンツ", "白紙")  # fmt: skip
ARABIC = ("شريحة عنوان", "عنوان ومحتوى", "عنوان المقطع", "محتويان", "عنوان فقط", "المحتوى ذو التسمية التوضيحية", "فارغ")
LETTERS = tuple(f"Folie {letter}" for letter in "ABCDEFG")


def made(*masters: Master, size: Sizes = WIDE, **more: Any) -> Callable[[], bytes]:
    return lambda: package(Make(masters, size, **more))


def german() -> bytes:
    band = block(20, "Band", (0, 0, 1, 0.02), WIDE, "accent1") + block(
        21, "Logo", (0.93, 0.03, 0.05, 0.04), WIDE, "accent2"
    )
    return package(Make((Master(usual(GERMAN, prompts="Inhaltsplatzhalter"), extra=band, fonts=("Arial", "Arial")),)))


def two_masters() -> bytes:
    """A light one whose layouts are few, and a dark one with the same names."""
    light = Master(usual(ENGLISH), name="Light")
    dark = Master(usual(ENGLISH), name="Night", dark=True, fonts=("Arial", "Arial"), sizes=(30, 20, 18, 16, 14, 14))
    return package(Make((light, dark)))


def objects() -> bytes:
    """Everything is of type obj; the title stands at the foot of the slide."""
    low = (0.06, 0.72, 0.88, 0.16)
    holders = (Ph("title", 0, low, "A"), Ph("obj", 4, (0.06, 0.06, 0.88, 0.62), "B"))
    two = (
        Ph("title", 0, low, "A"),
        Ph("obj", 4, (0.06, 0.06, 0.42, 0.62), "B"),
        Ph("obj", 5, (0.52, 0.06, 0.42, 0.62), "C"),
    )
    front = (
        Ph("ctrTitle", 0, (0.06, 0.5, 0.88, 0.3), "A", (40,)),
        Ph("subTitle", 1, (0.06, 0.82, 0.88, 0.08), "B", (18,)),
    )
    layouts = (Lay("Start", "title", front), Lay("One", "obj", holders), Lay("Pair", "twoObj", two))
    return package(Make((Master(layouts, title=low, body=(0.06, 0.06, 0.88, 0.62)),)))


def left_title() -> bytes:
    """A narrow title in a band at the left."""
    band = block(20, "Band", (0, 0, 0.3, 1), WIDE, "bg2")
    left: Place = (0.03, 0.1, 0.24, 0.6)
    body: Place = (0.34, 0.1, 0.6, 0.76)
    holders = (Ph("title", 0, None, "Titre"), Ph("", 1, body, "Contenu"))
    front = (
        Ph("title", 0, (0.34, 0.2, 0.6, 0.3), "Titre", (40,)),
        Ph("body", 1, (0.34, 0.55, 0.6, 0.2), "Texte", (20,)),
    )
    layouts = (Lay("Couverture", "", front), Lay("Contenu", "", holders), Lay("Titre", "titleOnly", holders[:1]))
    return package(Make((Master(layouts, title=left, body=body, sizes=(24, 20, 18, 16, 14, 14), extra=band),)))


def pictures_only() -> bytes:
    """No layout for text: titles, and pictures."""
    pic = (Ph("title", 0, None), Ph("pic", 13, (0.5, 0.22, 0.44, 0.66)))
    two = (Ph("title", 0, None), Ph("pic", 13, (0.07, 0.22, 0.42, 0.66)), Ph("pic", 14, (0.51, 0.22, 0.42, 0.66)))
    layouts = (
        Lay("Cover", "", (Ph("ctrTitle", 0, (0.1, 0.3, 0.8, 0.3), "", (40,)),)),
        Lay("Headline", "titleOnly", pic[:1]), Lay("Photo", "", pic), Lay("Photos", "", two),
    )  # fmt: skip
    return package(Make((Master(layouts),)))


def five_contents() -> bytes:
    boxes: list[Place] = [(0.05, 0.22, 0.28, 0.32), (0.36, 0.22, 0.28, 0.32), (0.67, 0.22, 0.28, 0.32),
                          (0.05, 0.57, 0.43, 0.32), (0.52, 0.57, 0.43, 0.32)]  # fmt: skip
    holders = (Ph("title", 0, None), *(Ph("", 20 + n, box) for n, box in enumerate(boxes)))
    return package(Make((Master((*usual(ENGLISH), Lay("Five", "", holders))),)))


def locked() -> bytes:
    """Locked and empty groups on the master and its layouts, as agencies leave them; a .potx."""
    lock = '<a:grpSpLocks noGrp="1" noUngrp="1" noSelect="1" noMove="1"/>'

    def group(number: int, inner: str) -> str:
        return (
            f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="{number}" name="Locked {number}"/><p:cNvGrpSpPr>{lock}</p:cNvGrpSpPr>'
            f'<p:nvPr userDrawn="1"/></p:nvGrpSpPr><p:grpSpPr>{xfrm((0.9, 0.02, 0.08, 0.06), WIDE)[:-9]}'
            '<a:chOff x="0" y="0"/><a:chExt cx="100" cy="100"/></a:xfrm></p:grpSpPr>' + inner + "</p:grpSp>"
        )

    square = block(32, "In it", (0, 0, 0.0001, 0.0001), WIDE, "accent1")
    layouts = tuple(Lay(y.name, y.kind, y.holders, group(40, "")) for y in usual(ENGLISH))
    return package(Make((Master(layouts, extra=group(30, "") + group(31, square)),), kind="template"))


STYLE = "{11111111-2222-4333-8444-555555555555}"


def table_style() -> bytes:
    body = '<a:tcTxStyle><a:fontRef idx="minor"/><a:schemeClr val="tx1"/></a:tcTxStyle>'
    head = '<a:tcTxStyle b="on"><a:fontRef idx="minor"/><a:schemeClr val="bg1"/></a:tcTxStyle>'
    paint = '<a:tcStyle><a:tcBdr/><a:fill><a:solidFill><a:schemeClr val="{}"/></a:solidFill></a:fill></a:tcStyle>'
    styles = (
        f'{HEAD}<a:tblStyleLst xmlns:a="{A}" def="{STYLE}"><a:tblStyle styleId="{STYLE}" styleName="House">'
        f"<a:wholeTbl>{body}{paint.format('bg2')}</a:wholeTbl><a:firstRow>{head}{paint.format('accent1')}</a:firstRow>"
        "</a:tblStyle></a:tblStyleLst>"
    )
    return package(Make((Master(usual(ENGLISH), fonts=("Cambria", "Calibri")),), table_style=styles))


def pptx_own(width: float = 0, height: float = 0) -> bytes:
    """python-pptx's template, as it is (4:3) or with another size and the places of all things with it."""
    from pptx import Presentation

    deck: Any = Presentation()
    if width:
        scale = (width * 12700 / deck.slide_width, height * 12700 / deck.slide_height)
        deck.slide_width, deck.slide_height = round(width * 12700), round(height * 12700)
        for holder in (deck.slide_master, *deck.slide_layouts):
            for found in holder._element.iter(f"{{{A}}}off", f"{{{A}}}ext"):
                for name, by in zip(("x", "y") if found.tag.endswith("off") else ("cx", "cy"), scale, strict=True):
                    if found.get(name) is not None:
                        found.set(name, str(round(int(found.get(name)) * by)))
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def libreoffice() -> bytes:
    """LibreOffice's export of a drawing with a master page of its own; raises `OSError` where there is none."""
    styles = (
        '<style:page-layout style:name="PM"><style:page-layout-properties fo:page-width="28cm" fo:page-height="15.75cm"'
        ' style:print-orientation="landscape"/></style:page-layout>'
        '<style:style style:name="dp" style:family="drawing-page"/>'
    )
    frames = "".join(
        f'<draw:frame presentation:style-name="House-{kind}" draw:layer="backgroundobjects" svg:x="{x}cm" '
        f'svg:y="{y}cm" svg:width="{w}cm" svg:height="{h}cm" presentation:class="{class_}" '
        'presentation:placeholder="true"><draw:text-box/></draw:frame>'
        for kind, class_, x, y, w, h in (("title", "title", 2, 1, 24, 2.4), ("outline1", "outline", 2, 4, 24, 9.5))
    )
    names = ("office", "style", "text", "presentation")
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names) + (
        ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
        ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
        ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    )
    families = "".join(
        f'<style:style style:name="House-{kind}" style:family="presentation"><style:graphic-properties '
        f'draw:fill="none" draw:stroke="none"/><style:text-properties fo:font-size="{size}pt" fo:color="#224433"/>'
        "</style:style>"
        for kind, size in (("title", 30), ("outline1", 22))
    )
    page = '<draw:page draw:name="one" draw:style-name="dp" draw:master-page-name="House"/>'
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.presentation">'
        f"<office:styles>{families}</office:styles><office:automatic-styles>{styles}</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="House" style:page-layout-name="PM" draw:style-name="dp">'
        f"{frames}</style:master-page></office:master-styles><office:body><office:presentation>{page}</office:presentation>"
        "</office:body></office:document>"
    )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "house.fodp").write_text(text, encoding="utf-8")
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pptx", "--outdir", folder, "house.fodp"]
        subprocess.run(command, check=True, capture_output=True, timeout=240, cwd=folder)
        return (Path(folder) / "house.pptx").read_bytes()


def sampled() -> bytes:
    """Sample slides in sections, with notes, comments, tags, a video and a link between them; and a thumbnail."""
    from lxml import etree
    from pptx import Presentation
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI
    from pptx.util import Inches

    deck: Any = Presentation(io.BytesIO(package(Make((Master(usual(ENGLISH), name="Sampled"),)))))
    for n, layout in enumerate((0, 1, 3)):
        slide = deck.slides.add_slide(deck.slide_layouts[layout])
        slide.shapes.title.text = f"SAMPLE {n}"
        slide.notes_slide.notes_text_frame.text = f"SAMPLE notes {n}"
        slide.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(4), Inches(1))
    first, second = deck.slides[0], deck.slides[1]
    first.shapes.add_movie(io.BytesIO(b"\0" * 64), Inches(1), Inches(1), Inches(2), Inches(1), mime_type="video/mp4")
    second.shapes.title.click_action.target_slide = first
    owner = deck.part.package

    def attach(source: Any, name: str, type_: str, kind: str, xml: str) -> str:
        part = Part(PackURI(name), type_, owner, (HEAD + xml).encode())
        return str(source.relate_to(part, kind))

    kind = "application/vnd.openxmlformats-officedocument.presentationml."
    p = f'xmlns:p="{P}"'
    author = '<p:cmAuthor id="0" name="SAMPLE author" initials="S" lastIdx="1" clrIdx="0"/>'
    attach(deck.part, "/ppt/commentAuthors.xml", f"{kind}commentAuthors+xml", RT.COMMENT_AUTHORS,
           f"<p:cmAuthorLst {p}>{author}</p:cmAuthorLst>")  # fmt: skip
    comment = (
        '<p:cm authorId="0" dt="2020-01-01T00:00:00.000" idx="1"><p:pos x="10" y="10"/><p:text>SAMPLE remark</p:text>'
        "</p:cm>"
    )
    attach(first.part, "/ppt/comments/comment1.xml", f"{kind}comments+xml", RT.COMMENTS,
           f"<p:cmLst {p}>{comment}</p:cmLst>")  # fmt: skip
    tag = attach(second.part, "/ppt/tags/tag1.xml", f"{kind}tags+xml", RT.TAGS,
                 f'<p:tagLst {p}><p:tag name="SAMPLE" val="TAG"/></p:tagLst>')  # fmt: skip
    tree = second._element.find(f"{{{P}}}cSld")
    tree.append(etree.fromstring(f'<p:custDataLst {NS}><p:tags r:id="{tag}"/></p:custDataLst>'))
    ids = "".join(f'<p14:sldId id="{s.slide_id}"/>' for s in deck.slides)
    p14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
    section = (
        f'<p14:sectionLst xmlns:p14="{p14}"><p14:section name="SAMPLE section" '
        f'id="{{6F1A2B3C-0000-4000-8000-000000000001}}"><p14:sldIdLst>{ids}</p14:sldIdLst></p14:section></p14:sectionLst>'
    )
    deck.part._element.append(
        etree.fromstring(
            f'<p:extLst {NS}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">{section}</p:ext></p:extLst>'
        )
    )
    deck.core_properties.title, deck.core_properties.author = "SAMPLE title", "SAMPLE author"
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1SAMPLE"


def macros() -> bytes:
    """A .potm: its macros are a part that no reader of the tests runs."""
    project = ("vbaProject.bin", "application/vnd.ms-office.vbaProject",
               "http://schemas.microsoft.com/office/2006/relationships/vbaProject", OLE)  # fmt: skip
    return package(Make((Master(usual(ENGLISH), colors=DEEP),), kind="macrotemplate", more=(project,)))


DEEP = ("10222E", "F7F4EC", "204050", "DDE5E8", "B5179E", "3A0CA3", "F72585", "4361EE", "4CC9F0", "7209B7", "4361EE",
        "7209B7")  # fmt: skip
ASIA = (("Jpan", "Yu Gothic"), ("Hans", "Microsoft YaHei"))
MAKERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pptx-own-4x3": (".pptx", pptx_own),
    "pptx-own-a4": (".pptx", lambda: pptx_own(780, 540)),
    "pptx-own-16x10": (".pptx", lambda: pptx_own(720, 450)),
    "german": (".pptx", german),
    "japanese": (".pptx", made(Master(usual(JAPANESE), fonts=("Yu Gothic", "Yu Gothic"), scripts=ASIA))),
    "arabic": (".pptx", made(Master(usual(ARABIC), rtl=True, scripts=(("Arab", "Tahoma"),)))),
    "folie-a": (".pptx", made(Master(usual(LETTERS, kinds=False), caps=True, align="ctr"))),
    "two-masters": (".pptx", two_masters),
    "objects": (".pptx", objects),
    "left-title": (".pptx", left_title),
    "pictures-only": (".pptx", pictures_only),
    "dark": (".pptx", made(Master(usual(ENGLISH), dark=True, colors=DEEP))),
    "huge": (".pptx", made(Master(usual(ENGLISH), sizes=(60, 44, 40, 36, 32, 32)))),
    "tiny": (".pptx", made(Master(usual(ENGLISH), sizes=(16, 10, 9, 8, 8, 8)), size=(360, 202.5))),
    "portrait-a4": (".pptx", made(Master(usual(ENGLISH), title=(0.08, 0.05, 0.84, 0.1), sizes=(26, 18, 16, 14, 14, 14)),
                                  size=(540, 780))),
    "five-contents": (".pptx", five_contents),
    "locked": (".potx", locked),
    "no-minor-font": (".pptx", made(Master(usual(ENGLISH), fonts=("Georgia", "Corporate Sans Pro")))),
    "own-table-style": (".pptx", table_style),
    "no-feet": (".pptx", made(Master(tuple(usual(ENGLISH)), feet=False))),
    "sampled": (".pptx", sampled),
    "macros": (".potm", macros),
    "libreoffice": (".pptx", libreoffice),
}  # fmt: skip


@functools.cache
def template(name: str) -> bytes:
    """One template's bytes, made once a session."""
    return MAKERS[name][1]()


def templates(folder: Path) -> dict[str, Path]:
    """Every template as a file in `folder`, by its name; that of LibreOffice only where it is installed."""
    out: dict[str, Path] = {}
    for name, (suffix, _) in MAKERS.items():
        try:
            data = template(name)
        except OSError:
            continue
        out[name] = folder / f"{name}{suffix}"
        out[name].write_bytes(data)
    return out
