"""Hand-made PowerPoint packages for the tests: a `Make` says what a template is like, `package` writes it.

Nothing here comes from the program under test: the parts are written as ECMA-376 part 1 describes them. Boxes are
shares of the slide: left, top, width, height.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from xml.sax.saxutils import quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
NS = f'xmlns:a="{A}" xmlns:r="{R}" xmlns:p="{P}"'
TYPE = "application/vnd.openxmlformats-officedocument"
TREE = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
Place = tuple[float, float, float, float]
FEET: dict[str, Place] = {
    "dt": (0.05, 0.92, 0.2, 0.05), "ftr": (0.3, 0.92, 0.4, 0.05), "sldNum": (0.75, 0.92, 0.2, 0.05)
}  # fmt: skip
COLORS = ("1B1B1B", "FFFFFF", "44546A", "E7E6E6", "005F73", "CA6702", "0A9396", "9B2226", "6A4C93", "5F7A61",
          "0563C1", "954F72")  # fmt: skip


@dataclass(frozen=True)
class Ph:
    """A placeholder: type as the file writes it ("" is left out), number, place (None: inherited), sizes in points by
    level (empty: inherited).
    """

    type: str
    idx: int
    box: Place | None
    name: str = ""
    sizes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Lay:
    """A layout; `kind` is its type attribute, `extra` further shapes, `back` its background."""

    name: str
    kind: str
    holders: tuple[Ph, ...]
    extra: str = ""
    feet: tuple[str, ...] = ("dt", "ftr", "sldNum")
    back: str = ""
    locked: bool = False


@dataclass(frozen=True)
class Master:
    """A master with its theme. `dark` swaps the colour map; `sizes` are those of the title and of the body's levels."""

    layouts: tuple[Lay, ...]
    name: str = "Corporate"
    title: Place = (0.07, 0.06, 0.86, 0.15)
    body: Place = (0.07, 0.25, 0.86, 0.62)
    sizes: tuple[float, ...] = (32, 22, 20, 18, 16, 16)
    fonts: tuple[str, str] = ("Georgia", "Verdana")
    scripts: tuple[tuple[str, str], ...] = ()
    colors: tuple[str, ...] = COLORS
    dark: bool = False
    rtl: bool = False
    align: str = "l"
    bullet: str = "▪"
    caps: bool = False
    extra: str = ""
    feet: bool = True
    hf: str = ""


@dataclass(frozen=True)
class Make:
    """A whole template: masters, the slide's size in points, its kind, and more parts with their types and owners."""

    masters: tuple[Master, ...]
    size: tuple[float, float] = (960, 540)
    kind: str = "presentation"
    table_style: str = ""
    presentation: str = ""  # more at the end of the presentation part
    more: tuple[tuple[str, str, str, bytes], ...] = field(default_factory=tuple)  # name, type, relationship, data


def emu(points: float) -> int:
    return round(points * 12700)


def fill(color: str) -> str:
    return f'<a:solidFill><a:schemeClr val="{color}"/></a:solidFill>'


def block(number: int, name: str, place: Place, size: tuple[float, float], color: str) -> str:
    """A filled rectangle, as a logo or a band of colour is."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(name)}/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{xfrm(place, size)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill(color)}</p:spPr>'
        "<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
    )


def xfrm(place: Place, size: tuple[float, float]) -> str:
    x, y, cx, cy = (emu(v * s) for v, s in zip(place, (*size, *size), strict=True))
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'


def shape(ph: Ph, number: int, size: tuple[float, float], anchor: str = "") -> str:
    """A placeholder of a master or a layout."""
    kind = f' type="{ph.type}"' if ph.type else ""
    idx = f' idx="{ph.idx}"' if ph.idx else ""
    field_ = {"sldNum": ("slidenum", "‹#›"), "dt": ("datetime1", "1/1/2020")}.get(ph.type)
    text = '<a:r><a:rPr lang="en-US"/><a:t>Click to edit</a:t></a:r>'
    if field_:
        guid = f"{{7C7C8A2E-0000-4000-8000-{number:012d}}}"
        text = f'<a:fld id="{guid}" type="{field_[0]}"><a:rPr lang="en-US"/><a:t>{field_[1]}</a:t></a:fld>'
    elif ph.type == "ftr":
        text = '<a:endParaRPr lang="en-US"/>'
    place = f'{xfrm(ph.box, size)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>' if ph.box else ""
    levels = "".join(f'<a:lvl{n}pPr><a:defRPr sz="{round(s * 100)}"/></a:lvl{n}pPr>' for n, s in enumerate(ph.sizes, 1))
    body = f'<a:bodyPr anchor="{anchor}"/>' if anchor else "<a:bodyPr/>"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(ph.name or f"Placeholder {number}")}/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph{kind}{idx}/></p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr>'
        f"<p:txBody>{body}<a:lstStyle>{levels}</a:lstStyle><a:p>{text}</a:p></p:txBody></p:sp>"
    )


def theme(master: Master) -> str:
    names = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
    scheme = "".join(f'<a:{n}><a:srgbClr val="{c}"/></a:{n}>' for n, c in zip(names, master.colors, strict=True))
    scripts = "".join(f'<a:font script="{s}" typeface={quoteattr(f)}/>' for s, f in master.scripts)
    fonts = "".join(
        f'<a:{kind}Font><a:latin typeface={quoteattr(face)}/><a:ea typeface=""/><a:cs typeface=""/>{scripts}'
        f"</a:{kind}Font>"
        for kind, face in zip(("major", "minor"), master.fonts, strict=True)
    )
    paint = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{paint}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{HEAD}<a:theme xmlns:a="{A}" name={quoteattr(master.name)}><a:themeElements><a:clrScheme name="C">{scheme}'
        f'</a:clrScheme><a:fontScheme name="F">{fonts}</a:fontScheme><a:fmtScheme name="S"><a:fillStyleLst>{paint * 3}'
        f"</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>"
        f"{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{paint * 3}"
        "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def levels(master: Master, sizes: Sequence[float], face: str, *, bullets: bool) -> str:
    out = []
    for n in range(9):
        size = sizes[min(n, len(sizes) - 1)]
        side = "marR" if master.rtl else "marL"
        edges = f'{side}="{228600 + 342900 * n}" indent="-228600"' if bullets else f'{side}="0" indent="0"'
        mark = f'<a:buFont typeface="Arial"/><a:buChar char="{master.bullet}"/>' if bullets else "<a:buNone/>"
        caps = ' cap="all"' if master.caps and face == "mj" else ""
        align = "r" if master.rtl else "l" if bullets else master.align
        out.append(
            f'<a:lvl{n + 1}pPr {edges} algn="{align}" rtl="{int(master.rtl)}"><a:lnSpc><a:spcPct val="95000"/>'
            f'</a:lnSpc><a:spcBef><a:spcPts val="{600 if bullets else 0}"/></a:spcBef>{mark}'
            f'<a:defRPr sz="{round(size * 100)}"{caps} kern="1200">{fill("tx1")}<a:latin typeface="+{face}-lt"/>'
            f'<a:ea typeface="+{face}-ea"/>'
            f'<a:cs typeface="+{face}-cs"/></a:defRPr></a:lvl{n + 1}pPr>'
        )
    return "".join(out)


def master_part(master: Master, size: tuple[float, float], first: int) -> str:
    ids = count(2)
    holders = [Ph("title", 0, master.title, "Title Placeholder"), Ph("body", 1, master.body, "Text Placeholder")]
    if master.feet:
        holders += [Ph(t, n, FEET[t], t) for n, t in enumerate(FEET, 2)]
    shapes = "".join(shape(h, next(ids), size, "ctr" if h.type in ("title", *FEET) else "") for h in holders)
    swap = ("dk1", "lt1", "dk2", "lt2") if master.dark else ("lt1", "dk1", "lt2", "dk2")
    mapped = " ".join(f'{n}="{v}"' for n, v in zip(("bg1", "tx1", "bg2", "tx2"), swap, strict=True))
    accents = " ".join(f'accent{n}="accent{n}"' for n in range(1, 7))
    listed = "".join(f'<p:sldLayoutId id="{first + n}" r:id="rId{n}"/>' for n in range(1, len(master.layouts) + 1))
    return (
        f"{HEAD}<p:sldMaster {NS}><p:cSld><p:bg><p:bgPr>{fill('bg1')}<a:effectLst/></p:bgPr></p:bg><p:spTree>{TREE}"
        f'{shapes}{master.extra}</p:spTree></p:cSld><p:clrMap {mapped} {accents} hlink="hlink" folHlink="folHlink"/>'
        f"<p:sldLayoutIdLst>{listed}</p:sldLayoutIdLst>{master.hf}<p:txStyles><p:titleStyle>"
        f"{levels(master, master.sizes[:1], 'mj', bullets=False)}</p:titleStyle><p:bodyStyle>"
        f"{levels(master, master.sizes[1:], 'mn', bullets=True)}</p:bodyStyle><p:otherStyle>"
        f"{levels(master, (min(11, master.sizes[-1]),), 'mn', bullets=False)}</p:otherStyle></p:txStyles></p:sldMaster>"
    )


def layout_part(lay: Lay, master: Master, size: tuple[float, float]) -> str:
    ids = count(2)
    feet = [Ph(t, 10 + n, None, t) for n, t in enumerate(FEET) if t in lay.feet and master.feet]
    shapes = "".join(shape(h, next(ids), size) for h in (*lay.holders, *feet))
    kind = f' type="{lay.kind}"' if lay.kind else ""
    back = f"<p:bg><p:bgPr>{fill(lay.back)}<a:effectLst/></p:bgPr></p:bg>" if lay.back else ""
    return (
        f'{HEAD}<p:sldLayout {NS}{kind} preserve="1"><p:cSld name={quoteattr(lay.name)}>{back}<p:spTree>{TREE}{shapes}'
        f"{lay.extra}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


def package(make: Make) -> bytes:
    """The file's bytes."""
    parts: dict[str, tuple[str, bytes]] = {}
    rels: dict[str, list[tuple[str, str]]] = {"": [("officeDocument", "ppt/presentation.xml")]}
    top = rels["ppt/presentation.xml"] = []
    number, masters = count(1), []
    for m, master in enumerate(make.masters, 1):
        name, first = f"ppt/slideMasters/slideMaster{m}.xml", 2147483648 + 100 * (m - 1)
        parts[name] = (f"{TYPE}.presentationml.slideMaster+xml", master_part(master, make.size, first).encode())
        parts[f"ppt/theme/theme{m}.xml"] = (f"{TYPE}.theme+xml", theme(master).encode())
        rels[name] = []
        for lay in master.layouts:
            own = f"slideLayouts/slideLayout{next(number)}.xml"
            part = layout_part(lay, master, make.size).encode()
            parts[f"ppt/{own}"] = (f"{TYPE}.presentationml.slideLayout+xml", part)
            rels[name].append(("slideLayout", f"../{own}"))
            rels[f"ppt/{own}"] = [("slideMaster", f"../slideMasters/slideMaster{m}.xml")]
        rels[name].append(("theme", f"../theme/theme{m}.xml"))
        top.append(("slideMaster", f"slideMasters/slideMaster{m}.xml"))
        masters.append(f'<p:sldMasterId id="{first}" r:id="rId{m}"/>')
    top.append(("theme", "theme/theme1.xml"))
    styles = make.table_style or f'{HEAD}<a:tblStyleLst xmlns:a="{A}" def="{{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}}"/>'
    for name, root in (("presProps", "presentationPr"), ("viewProps", "viewPr"), ("tableStyles", "")):
        xml = f"{HEAD}<p:{root} {NS}/>" if root else styles
        parts[f"ppt/{name}.xml"] = (f"{TYPE}.presentationml.{name}+xml", xml.encode())
        top.append((name, f"{name}.xml"))
    for name, type_, kind, data in make.more:
        parts[f"ppt/{name}"] = (type_, data)
        top.append((kind, name))
    width, height = (emu(v) for v in make.size)
    main = (
        f"{HEAD}<p:presentation {NS}><p:sldMasterIdLst>{''.join(masters)}</p:sldMasterIdLst>"
        f'<p:sldSz cx="{width}" cy="{height}"/><p:notesSz cx="6858000" cy="9144000"/>{make.presentation}'
        "</p:presentation>"
    )
    kind = f"{TYPE}.presentationml.{make.kind}.main+xml"
    if make.kind in ("macro", "macrotemplate"):
        inner = "presentation" if make.kind == "macro" else "template"
        kind = f"application/vnd.ms-powerpoint.{inner}.macroEnabled.main+xml"
    parts = {"ppt/presentation.xml": (kind, main.encode()), **parts}
    return _zipped(parts, rels)


def _zipped(parts: dict[str, tuple[str, bytes]], rels: dict[str, list[tuple[str, str]]]) -> bytes:
    overrides = "".join(f'<Override PartName="/{n}" ContentType="{t}"/>' for n, (t, _) in parts.items())
    package_ = "http://schemas.openxmlformats.org/package/2006"
    rels_type = "application/vnd.openxmlformats-package.relationships+xml"
    types = (
        f'{HEAD}<Types xmlns="{package_}/content-types"><Default Extension="rels" ContentType="{rels_type}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", types)
        for source, rows in rels.items():
            file.writestr(_rels_name(source), _relationships(rows, package_))
        for name, (_, data) in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def _rels_name(source: str) -> str:
    folder, _, name = source.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else "_rels/.rels"


def _relationships(rows: Sequence[tuple[str, str]], package_: str) -> str:
    def each() -> Iterator[str]:
        for n, (kind, target) in enumerate(rows, 1):
            type_ = kind if "://" in kind else f"{R}/{kind}"
            yield f'<Relationship Id="rId{n}" Type="{type_}" Target="{target}"/>'

    return f'{HEAD}<Relationships xmlns="{package_}/relationships">{"".join(each())}</Relationships>'
