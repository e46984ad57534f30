"""Makes the base deck from the Theme: `python -m builder.writers.pptx.base_deck`.

A 16:9 presentation without slides: our colours and fonts, a master, and layouts with PowerPoint's own names and a few
of ours. Geometry is in inches on twelve columns. The result travels with the package as `templates/base.pptx`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.util import Emu, Inches

from builder.theme import Theme
from builder.writers.pptx.package import save_deck

NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
WIDTH, HEIGHT, MARGIN, GAP = 13.333, 7.5, 0.6, 0.25
INNER = WIDTH - 2 * MARGIN
COLUMN = (INNER - 11 * GAP) / 12
TOP, BOTTOM = 1.72, 6.56
HEAD = 0.66  # a visual's title and subtitle
SOURCE_Y, FOOT_Y = 6.62, 7.03


def columns(first: int, count: int) -> tuple[float, float]:
    """X and width of `count` columns from number `first` (0 to 11), in inches."""
    return MARGIN + first * (COLUMN + GAP), count * COLUMN + (count - 1) * GAP


@dataclass(frozen=True, slots=True)
class Holder:
    """A placeholder of a layout: box in inches; `size` in points, 0 for the master's."""

    name: str
    kind: str
    idx: int
    box: tuple[float, float, float, float]
    size: float = 0.0
    bold: bool = False
    color: str = ""
    anchor: str = "t"
    bullets: bool = False
    prompt: str = "Text"
    align: str = "l"


def title(size: float = 0.0, *, y: float = 0.42, h: float = 1.08, color: str = "", anchor: str = "t") -> Holder:
    """A slide's title."""
    return Holder(
        "Title", "title", 0, (MARGIN, y, INNER, h), size, color=color, anchor=anchor, prompt="The finding in a sentence"
    )


def head(n: int, x: float, w: float) -> Holder:
    """The title over a visual."""
    return Holder(
        f"Visual Title {n}", "body", 19 + n, (x, TOP, w, HEAD), 14, anchor="t", prompt="What the visual shows"
    )


def visual(n: int, x: float, w: float, *, top: float = TOP + HEAD + 0.06) -> Holder:
    """Where a chart, table or picture goes."""
    return Holder(
        f"Visual {n}", "obj", 29 + n, (x, top, w, BOTTOM - top), prompt="Chart, table or picture", bullets=True
    )


SOURCE = Holder("Source", "body", 40, (MARGIN, SOURCE_Y, INNER, 0.3), 10, color="tx2", anchor="ctr", prompt="Source")
TEXT_X, TEXT_W = columns(0, 4)
VISUAL_X, VISUAL_W = columns(4, 8)
LEFT_X, LEFT_W = columns(0, 6)
RIGHT_X, RIGHT_W = columns(6, 6)


def body(idx: int, x: float, w: float, *, top: float = TOP, bottom: float = BOTTOM, name: str = "Content") -> Holder:
    """Bulleted text, or any content."""
    return Holder(f"{name} {idx}", "obj", idx, (x, top, w, bottom - top), bullets=True, prompt="Takeaways")


def layouts() -> list[tuple[str, str, list[Holder], bool]]:
    """(name, PowerPoint's type, placeholders, on the accent) of each layout, in the order of PowerPoint's menu."""
    key: list[Holder] = []
    for n in range(4):
        x, w = columns(3 * n, 3)
        key += [
            Holder(
                f"Key Label {n + 1}", "body", 50 + n, (x, 1.62, w, 0.62), 14, color="tx2", anchor="b", prompt="Label"
            ),
            Holder(
                f"Key Value {n + 1}",
                "body",
                60 + n,
                (x, 2.28, w, 0.82),
                44,
                bold=True,
                color="accent1",
                anchor="ctr",
                prompt="00",
            ),
            Holder(f"Key Note {n + 1}", "body", 70 + n, (x, 3.14, w, 0.98), 13, anchor="t", prompt="Change and note"),
        ]
    subtitle = Holder("Subtitle", "subTitle", 1, (MARGIN, 4.05, 10.4, 0.95), 20, color="bg1", prompt="What it is about")
    author = Holder(
        "Author and Date", "body", 13, (MARGIN, 6.45, 10.4, 0.4), 14, color="bg1", anchor="ctr", prompt="Author, date"
    )
    section = Holder("Text", "body", 1, (MARGIN, 4.1, 10.4, 1.5), 18, color="bg1", prompt="What the section says")
    caption = Holder("Caption", "body", 2, (TEXT_X, TOP, TEXT_W, BOTTOM - TOP), 18, bullets=True, prompt="Caption")
    picture = Holder("Picture", "pic", 1, (VISUAL_X, TOP, VISUAL_W, BOTTOM - TOP), prompt="Picture")
    return [
        ("Title Slide", "title", [title(40, y=1.5, h=2.4, color="bg1", anchor="b"), subtitle, author], True),
        ("Title and Content", "obj", [title(), body(1, MARGIN, INNER), SOURCE], False),
        ("Section Header", "secHead", [title(36, y=1.9, h=2.0, color="bg1", anchor="b"), section], True),
        ("Two Content", "twoObj", [title(), body(1, LEFT_X, LEFT_W), body(2, RIGHT_X, RIGHT_W), SOURCE], False),
        (
            "Text and Visual",
            "",
            [title(), body(1, TEXT_X, TEXT_W), head(1, VISUAL_X, VISUAL_W), visual(1, VISUAL_X, VISUAL_W), SOURCE],
            False,
        ),
        ("Title Only", "titleOnly", [title()], False),
        ("Blank", "blank", [], False),
        ("Visual", "", [title(), head(1, MARGIN, INNER), visual(1, MARGIN, INNER), SOURCE], False),
        ("Picture with Caption", "picTx", [title(), picture, caption, SOURCE], False),
        (
            "Two Visuals",
            "",
            [
                title(),
                head(1, LEFT_X, LEFT_W),
                visual(1, LEFT_X, LEFT_W),
                head(2, RIGHT_X, RIGHT_W),
                visual(2, RIGHT_X, RIGHT_W),
                SOURCE,
            ],
            False,
        ),
        ("Key Figures", "", [title(), *key, body(1, MARGIN, INNER, top=4.4), SOURCE], False),
    ]


def make(target: Path, theme: Theme | None = None) -> None:
    """Writes the base deck."""
    theme = theme or Theme()
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(Inches(WIDTH)), Emu(Inches(HEIGHT))
    master = deck.slide_master
    _theme_part(master, theme)
    _replace_tree(master._element, _master_shapes())
    _text_styles(master._element, theme)
    for layout, (name, kind, holders, dark) in zip(master.slide_layouts, layouts(), strict=True):
        _layout(layout._element, name, kind, holders, dark=dark)
    save_deck(deck, target, title="", author="", date=None)


# -- XML -------------------------------------------------------------------------------------------------


def _emu(inches: float) -> int:
    return round(inches * 914400)


def _color(name: str) -> str:
    return f'<a:solidFill><a:schemeClr val="{name}"/></a:solidFill>' if name else ""


def _shape(n: int, holder: Holder, *, field: str = "") -> str:
    x, y, w, h = (_emu(v) for v in holder.box)
    kind = "" if holder.kind == "obj" else f' type="{holder.kind}"'
    idx = f' idx="{holder.idx}"' if holder.idx else ""
    size = f' sz="{round(holder.size * 100)}"' if holder.size else ""
    bold = ' b="1"' if holder.bold else ""
    level = ""
    if holder.kind in ("body", "subTitle", "pic", "dt", "ftr", "sldNum") and not holder.bullets:
        level = (
            f'<a:lvl1pPr marL="0" indent="0" algn="{holder.align}"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
            f"<a:defRPr{size}{bold}>{_color(holder.color)}</a:defRPr></a:lvl1pPr>"
        )
    elif holder.size or holder.color:
        level = f"<a:lvl1pPr><a:defRPr{size}{bold}>{_color(holder.color)}</a:defRPr></a:lvl1pPr>"
    run = field or f'<a:r><a:rPr lang="en-US"/><a:t>{holder.prompt}</a:t></a:r>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{n}" name="{holder.name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph{kind}{idx}/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" '
        f'cy="{h}"/></a:xfrm></p:spPr>'
        f'<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{holder.anchor}"><a:normAutofit/></a:bodyPr>'
        f'<a:lstStyle>{level}</a:lstStyle><a:p>{run}<a:endParaRPr lang="en-US"/></a:p></p:txBody></p:sp>'
    )


NUMBER = (
    '<a:fld id="{6FEA1B5C-0D4B-4C4F-9E2B-3A6D1C5E7F01}" type="slidenum"><a:rPr lang="en-US"/><a:t>‹#›</a:t></a:fld>'
)
FOOTERS = (
    (Holder("Footer", "ftr", 11, (MARGIN, FOOT_Y, 8.4, 0.26), 10, color="tx2", anchor="ctr"), ""),
    (Holder("Date", "dt", 10, (9.3, FOOT_Y, 2.4, 0.26), 10, color="tx2", anchor="ctr", align="r"), ""),
    (
        Holder("Slide Number", "sldNum", 12, (12.03, FOOT_Y, 0.7, 0.26), 10, color="tx2", anchor="ctr", align="r"),
        NUMBER,
    ),
)


def _tree(shapes: str) -> Any:
    return parse_xml(
        f'<p:spTree {NS}><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr>'
        f"<a:xfrm>"
        '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
        f"{shapes}</p:spTree>"
    )


def _replace_tree(element: Any, shapes: str) -> None:
    slide = element.cSld
    old = slide.spTree
    slide.replace(old, _tree(shapes))


def _footers(first: int, *, master: bool, dark: bool = False) -> str:
    from dataclasses import replace

    out = ""
    for n, (holder, field) in enumerate(FOOTERS):
        shown = replace(holder, idx=holder.idx if not master else n + 2, color="bg1" if dark else holder.color)
        out += _shape(first + n, shown, field=field or '<a:endParaRPr lang="en-US"/>')
    return out.replace('<a:endParaRPr lang="en-US"/><a:endParaRPr lang="en-US"/>', '<a:endParaRPr lang="en-US"/>')


def _bar(n: int, x: float, y: float, w: float, h: float, color: str) -> str:
    """A filled rectangle that only decorates."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{n}" name="Bar"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{_emu(x)}" y="{_emu(y)}"/><a:ext cx="{_emu(w)}" cy="{_emu(h)}"/></a:xfrm><a:prstGeom '
        f'prst="rect"><a:avLst/>'
        f"</a:prstGeom>{_color(color)}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def _master_shapes() -> str:
    holders = [title(), Holder("Text", "body", 1, (MARGIN, TOP, INNER, BOTTOM - TOP), bullets=True, prompt="Text")]
    bar = _bar(40, MARGIN, 0.0, 0.62, 0.1, "accent1")
    return bar + "".join(_shape(n + 2, h) for n, h in enumerate(holders)) + _footers(4, master=True)


def _layout(element: Any, name: str, kind: str, holders: list[Holder], *, dark: bool) -> None:
    shapes = "".join(_shape(n + 2, h) for n, h in enumerate(holders))
    if dark:
        shapes = _bar(40, MARGIN, 1.18, 1.1, 0.07, "accent2") + shapes
    elif name != "Blank":
        shapes += _footers(len(holders) + 2, master=False)
    _replace_tree(element, shapes)
    slide = element.cSld
    slide.set("name", name)
    for old in slide.findall("{*}bg"):
        slide.remove(old)
    if dark:
        slide.insert(0, parse_xml(f"<p:bg {NS}><p:bgPr>{_color('accent1')}<a:effectLst/></p:bgPr></p:bg>"))
    for attribute in ("type", "matchingName"):
        element.attrib.pop(attribute, None)
    if kind:
        element.set("type", kind)
    element.set("preserve", "1")


def _text_styles(element: Any, theme: Theme) -> None:
    slide, levels = theme.slide, []
    for n, (size, left) in enumerate(
        ((slide.body, 0.22), (16.0, 0.5), (slide.least, 0.76), (slide.least, 1.0), (slide.least, 1.24)), 1
    ):
        levels.append(
            f'<a:lvl{n}pPr marL="{_emu(left)}" indent="-{_emu(0.22)}" algn="l" rtl="0"><a:lnSpc><a:spcPct '
            f'val="100000"/></a:lnSpc>'
            f'<a:spcBef><a:spcPts val="{900 if n == 1 else 400}"/></a:spcBef><a:buClr><a:schemeClr val="accent1"/>'
            f"</a:buClr>"
            f'<a:buFont typeface="Arial"/><a:buChar char="•"/><a:defRPr sz="{round(size * 100)}" kern="1200">'
            f"<a:solidFill>"
            '<a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs '
            'typeface="+mn-cs"/>'
            f"</a:defRPr></a:lvl{n}pPr>"
        )
    heading = (
        f'<a:lvl1pPr algn="l" rtl="0"><a:lnSpc><a:spcPct val="95000"/></a:lnSpc><a:spcBef><a:spcPct val="0"/>'
        f"</a:spcBef><a:buNone/>"
        f'<a:defRPr sz="{round(slide.title * 100)}" b="1" kern="1200"><a:solidFill><a:schemeClr val="tx1"/>'
        f"</a:solidFill>"
        '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/></a:defRPr></a:lvl1pPr>'
    )
    styles = element.find("{*}txStyles")
    new = parse_xml(
        f"<p:txStyles {NS}><p:titleStyle>{heading}</p:titleStyle><p:bodyStyle>{''.join(levels)}</p:bodyStyle>"
        '<p:otherStyle><a:defPPr><a:defRPr lang="en-US"/></a:defPPr></p:otherStyle></p:txStyles>'
    )
    element.replace(styles, new)


def _theme_part(master: Any, theme: Theme) -> None:
    """Our colours and fonts in the master's theme part."""
    part = next(r.target_part for r in master.part.rels.values() if r.reltype.endswith("/theme"))
    root = etree.fromstring(part.blob)
    space = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    root.set("name", "build-report")
    colors, c = root.find(".//a:clrScheme", space), theme.colors
    fonts = root.find(".//a:fontScheme", space)
    assert colors is not None
    assert fonts is not None
    names = {
        "dk1": c.ink,
        "lt1": c.paper,
        "dk2": c.secondary,
        "lt2": c.tint,
        "hlink": c.accent,
        "folHlink": c.secondary,
    }
    names |= {f"accent{i + 1}": color for i, color in enumerate(c.categorical[:6])}
    colors.set("name", "build-report")
    for child in list(colors):
        color = names[etree.QName(child).localname]
        for old in list(child):
            child.remove(old)
        etree.SubElement(child, f"{{{space['a']}}}srgbClr", val=color[1:])
    fonts.set("name", "build-report")
    for latin in root.findall(".//a:fontScheme/*/a:latin", space):
        latin.set("typeface", theme.fonts.office)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


if __name__ == "__main__":
    make(Path(__file__).parents[3] / "templates" / "base.pptx")
