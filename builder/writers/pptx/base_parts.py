"""The parts of the base deck as XML: theme, masters, layouts and the table style (ECMA-376 part 1, 19 and 20)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from builder.theme import Theme
from builder.writers.pptx.layouts import (
    CONTENT_BOTTOM,
    CONTENT_TOP,
    FOOTER_TOP,
    TITLE_HEIGHT,
    TITLE_TOP,
    Box,
    Grid,
    Layout,
    Slot,
    TextStyle,
    body_style,
)
from builder.writers.pptx.markup import DECORATIVE, HEAD, NS, A, attribute, emu, xfrm

TABLE_STYLE = "{6F1D9B1C-5C0E-4B1B-9B77-2A1E2E0B7A11}"
DARK = ("Title Slide", "Section Header")  # on the accent
_KINDS = {
    "Title Slide": "title", "Title and Content": "obj", "Section Header": "secHead", "Two Content": "twoObj",
    "Title Only": "titleOnly", "Blank": "blank", "Content with Caption": "objTx", "Picture with Caption": "picTx",
}  # fmt: skip
_PROMPTS = {
    "title": "The finding, in a sentence",
    "subtitle": "What it is about",
    "text": "Takeaways",
    "details": "Author and date",
    "visual": "Chart, table or picture",
    "caption": "What the visual finds, and what it measures",
    "source": "Source",
    "value": "00",
    "label": "What it is",
    "note": "Change and note",
    "date": "",
    "footer": "",  # what a layout's footer says stays on the slides
    "number": "‹#›",
}
_NAMES = {
    "title": "Title", "subtitle": "Subtitle", "text": "Text", "details": "Details", "visual": "Visual",
    "caption": "Caption", "source": "Source", "value": "Figure", "label": "Label", "note": "Note", "date": "Date",
    "footer": "Footer", "number": "Slide Number",
}  # fmt: skip
_NUMBER_FIELD = (
    '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="en-US"/><a:t>‹#›</a:t></a:fld>'
)
_TREE = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
_LATIN = '<a:latin typeface="+{0}-lt"/><a:ea typeface="+{0}-ea"/><a:cs typeface="+{0}-cs"/>'


def _color(name: str, alpha: int = 0) -> str:
    """A fill of a colour of the scheme, or of one "#RRGGBB"."""
    tag, value = ("srgbClr", name[1:]) if name.startswith("#") else ("schemeClr", name)
    end = f'><a:alpha val="{alpha}"/></a:{tag}>' if alpha else "/>"
    return f'<a:solidFill><a:{tag} val="{value}"{end}</a:solidFill>'


def _accent(color: str, theme: Theme) -> str:
    """The first accent of the scheme, or what stands for it where it has too little contrast for a use."""
    return "accent1" if color == theme.colors.categorical[0] else color


# -- Theme -----------------------------------------------------------------------------------------------


def theme_part(theme: Theme) -> str:
    """Colours and fonts; fills and effects are flat."""
    c = theme.colors
    colors = {"dk1": c.ink, "lt1": c.paper, "dk2": c.secondary, "lt2": c.tint}
    colors |= {f"accent{n}": color for n, color in enumerate(c.categorical[:6], 1)}
    colors |= {"hlink": c.accent_text, "folHlink": c.secondary}
    scheme = "".join(f'<a:{name}><a:srgbClr val="{color[1:]}"/></a:{name}>' for name, color in colors.items())
    family = attribute(theme.fonts.office)
    font = f'<a:latin typeface="{family}"/><a:ea typeface=""/><a:cs typeface="{family}"/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="{{}}">{fill}<a:prstDash val="solid"/></a:ln>'
    lines = "".join(line.format(w) for w in (6350, 12700, 19050))
    return (
        f'{HEAD}<a:theme xmlns:a="{A}" name="Report"><a:themeElements><a:clrScheme name="Report">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="Report"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Report"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>'
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def table_styles_part(theme: Theme) -> str:
    """One table style: a rule over and under the head and at the end, hair-lines between rows, head and total bold."""

    def rule(side: str, color: str, width: float) -> str:
        paint = f'<a:solidFill><a:schemeClr val="{color}"/></a:solidFill>' if color else "<a:noFill/>"
        return f'<a:{side}><a:ln w="{emu(width)}" cmpd="sng">{paint}</a:ln></a:{side}>'

    def part(name: str, borders: str, *, bold: bool = False) -> str:
        on = ' b="on"' if bold else ""
        return (
            f'<a:{name}><a:tcTxStyle{on}><a:fontRef idx="minor"/><a:schemeClr val="tx1"/></a:tcTxStyle>'
            f"<a:tcStyle><a:tcBdr>{borders}</a:tcBdr><a:fill><a:noFill/></a:fill></a:tcStyle></a:{name}>"
        )

    none = "".join(rule(side, "", 0) for side in ("left", "right"))
    whole = none + rule("top", "tx1", 1) + rule("bottom", "tx1", 1) + _rule_color(theme) + rule("insideV", "", 0)
    return (
        f'{HEAD}<a:tblStyleLst xmlns:a="{A}" def="{TABLE_STYLE}">'
        f'<a:tblStyle styleId="{TABLE_STYLE}" styleName="Report">'
        + part("wholeTbl", whole)
        + part("lastRow", rule("top", "tx1", 0.75) + rule("bottom", "tx1", 1), bold=True)
        + part("firstRow", rule("top", "tx1", 1) + rule("bottom", "tx1", 1), bold=True)
        + "</a:tblStyle></a:tblStyleLst>"
    )


def _rule_color(theme: Theme) -> str:
    paint = f'<a:solidFill><a:srgbClr val="{theme.colors.rule[1:]}"/></a:solidFill>'
    return f'<a:insideH><a:ln w="{emu(0.5)}" cmpd="sng">{paint}</a:ln></a:insideH>'


# -- Shapes ----------------------------------------------------------------------------------------------


def _levels(style: TextStyle, color: str, *, heading: bool = False, align: str = "l") -> str:
    """The list styles of a placeholder, one for each level of its text."""
    out = []
    for n, size in enumerate(style.sizes):
        bold = ' b="1"' if style.bold else ' b="0"'
        left = style.indent(n)
        hang = f'marL="{emu(left)}" indent="{-emu(style.hang(n))}"' if style.bullets else 'marL="0" indent="0"'
        # A dash for the second level: it is seen to be one without being measured.
        mark = (
            '<a:buClr><a:schemeClr val="accent1"/></a:buClr><a:buFont typeface="Arial"/>'
            f'<a:buChar char="{"–" if n % 2 else "•"}"/>'
            if style.bullets
            else "<a:buNone/>"
        )
        inner = _LATIN.format("mj" if heading else "mn")
        out.append(
            f'<a:lvl{n + 1}pPr {hang} algn="{align}" defTabSz="914400" rtl="0">'
            f'<a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:spcBef><a:spcPts val="{round(style.space(n) * 100)}"/>'
            f'</a:spcBef>{mark}<a:defRPr sz="{round(size * 100)}"{bold} kern="1200">{_color(color)}{inner}</a:defRPr>'
            f"</a:lvl{n + 1}pPr>"
        )
    return "".join(out)


def _holder(slot: Slot, number: int, color: str, anchor: str = "t", align: str = "l", suffix: str = "") -> str:
    """A placeholder of a layout, with its own list styles."""
    type_ = f' type="{slot.type}"' if slot.type else ""
    idx = f' idx="{slot.idx}"' if slot.idx else ""
    prompt = attribute(_PROMPTS[slot.name])
    run = _NUMBER_FIELD if slot.name == "number" else f'<a:r><a:rPr lang="en-US"/><a:t>{prompt}</a:t></a:r>'
    if not prompt:
        run = '<a:endParaRPr lang="en-US"/>'
    custom = ' hasCustomPrompt="1"' if slot.type in ("", "body", "pic", "tbl", "subTitle") else ""
    levels = _levels(slot.style, color, heading=slot.type in ("title", "ctrTitle"), align=align)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{_NAMES[slot.name]}{suffix}"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        f"</p:cNvSpPr><p:nvPr><p:ph{type_}{idx}{custom}/></p:nvPr></p:nvSpPr><p:spPr>{xfrm(slot.box)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr vert="horz" wrap="square" '
        f'lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0" anchor="{anchor}"><a:normAutofit/></a:bodyPr>'
        f'<a:lstStyle>{levels}</a:lstStyle><a:p><a:pPr lvl="0"/>{run}</a:p></p:txBody></p:sp>'
    )


def _bar(number: int, box: Box, color: str, alpha: int = 0) -> str:
    """A filled rectangle that only decorates."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Decoration {number}">{DECORATIVE}</p:cNvPr><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{xfrm(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"{_color(color, alpha)}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


_LOOKS = {"subtitle": "tx2", "source": "tx2", "note": "tx2", "details": "tx2", "date": "tx2", "footer": "tx2",
          "number": "tx2"}  # fmt: skip


def layout_part(layout: Layout, theme: Theme) -> str:
    """One slide layout."""
    dark = layout.name in DARK
    ids = count(2)
    shapes = list(_decorations(layout, theme, ids))
    for slot in layout.slots() if layout.name != "Blank" else ():
        anchor = (
            "b" if dark and slot.name == "title" else "ctr" if (layout.name, slot.name) == ("Quote", "text") else "t"
        )
        color = "bg1" if dark else _LOOKS.get(slot.name, "tx1")
        if slot.name == "value":
            color = _accent(theme.colors.accent_text, theme)
        suffix = f" {slot.idx % 10 + 1}" if layout.figures and slot.name in ("value", "label", "note") else ""
        shapes.append(_holder(slot, next(ids), color, anchor, suffix=suffix))
    feet = [s for s in (layout.footer, layout.date, layout.number) if s]
    faint = "bg1" if dark else "tx2"
    shapes += [_holder(s, next(ids), faint, "ctr", "l" if s.name == "footer" else "r") for s in feet]
    ground = _color(_accent(theme.colors.band, theme))
    back = f"<p:bg><p:bgPr>{ground}<a:effectLst/></p:bgPr></p:bg>" if dark else ""
    kind = f' type="{_KINDS[layout.name]}"' if layout.name in _KINDS else ""
    hidden = ' showMasterSp="0"' if dark else ""
    return (
        f'{HEAD}<p:sldLayout {NS}{hidden}{kind} preserve="1" userDrawn="1"><p:cSld name="{attribute(layout.name)}">'
        f"{back}<p:spTree>{_TREE}{''.join(shapes)}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"
        "</p:sldLayout>"
    )


def _decorations(layout: Layout, theme: Theme, ids: Iterator[int]) -> Iterator[str]:
    """Rising bars at the right of title and section slides; a rule beside a quotation."""
    grid, slide = Grid(theme), theme.slide
    if layout.name in DARK:
        heights = (0.16, 0.24, 0.34, 0.47, 0.62, 0.80) if layout.name == "Title Slide" else (0.12, 0.2, 0.16, 0.3)
        width, gap = 34.0, 12.0
        left = slide.width - slide.margin - len(heights) * (width + gap) + gap
        for n, share in enumerate(heights):
            height = slide.height * share * 0.7
            box = Box(left + n * (width + gap), slide.height - height, width, height)
            yield _bar(next(ids), box, "bg1", 9000 + 1500 * n)
        yield _bar(next(ids), Box(slide.margin, layout.title.box.y - 26, 56, 5), "accent2")
    if layout.name == "Quote" and layout.text:
        box = layout.text.box
        yield _bar(next(ids), Box(grid.span(0, 1, box.y, box.bottom).right - 8, box.y, 4, box.height), "accent1")


# -- Masters ---------------------------------------------------------------------------------------------


def master_part(theme: Theme, layouts: int) -> str:
    """The slide master with its text styles."""
    slide, grid = theme.slide, Grid(theme)
    ids = count(2)
    style = body_style(theme)
    whole = grid.span(0, 12, CONTENT_TOP, CONTENT_BOTTOM)
    title = Slot(
        "title", "title", 0, grid.span(0, 12, TITLE_TOP, TITLE_TOP + TITLE_HEIGHT), TextStyle((slide.title,), bold=True)
    )
    text = Slot("text", "body", 1, whole, style)
    foot = TextStyle((slide.footer,))
    line = grid.span(0, 12, FOOTER_TOP, FOOTER_TOP + 14)
    feet = [
        (Slot("date", "dt", 2, Box(line.right - 190, line.y, 140, 14), foot), "r"),
        (Slot("footer", "ftr", 3, Box(line.x, line.y, line.width - 200, 14), foot), "l"),
        (Slot("number", "sldNum", 4, Box(line.right - 44, line.y, 44, 14), foot), "r"),
    ]
    shapes = [_bar(next(ids), Box(slide.margin, 0, 44, 7), "accent1")]
    shapes += [_holder(s, next(ids), "tx1").replace(' hasCustomPrompt="1"', "") for s in (title, text)]
    shapes += [_holder(s, next(ids), "tx2", "ctr", align) for s, align in feet]
    listed = "".join(f'<p:sldLayoutId id="{2147483649 + n}" r:id="rId{n + 1}"/>' for n in range(layouts))
    return (
        f"{HEAD}<p:sldMaster {NS}><p:cSld><p:bg><p:bgPr>{_color('bg1')}<a:effectLst/></p:bgPr></p:bg>"
        f"<p:spTree>{_TREE}{''.join(shapes)}</p:spTree></p:cSld>{_COLOR_MAP}<p:sldLayoutIdLst>{listed}</p:sldLayoutIdLst>"
        f"<p:txStyles><p:titleStyle>{_levels(title.style, 'tx1', heading=True)}</p:titleStyle>"
        f"<p:bodyStyle>{_levels(style, 'tx1')}</p:bodyStyle><p:otherStyle>"
        f"{_levels(TextStyle((14.0,) * 5), 'tx1')}</p:otherStyle></p:txStyles></p:sldMaster>"
    )


_COLOR_MAP = (
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
    'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
)


def notes_master_part(width: float, height: float) -> str:
    """The notes master: the slide above, the speaker's text below."""
    margin = 54.0
    image = Box(margin, 48, width - 2 * margin, (width - 2 * margin) * 9 / 16)
    body = Box(margin, image.bottom + 18, width - 2 * margin, height - image.bottom - 66)
    picture = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide Image"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" '
        'noChangeAspect="1"/></p:cNvSpPr><p:nvPr><p:ph type="sldImg" idx="2"/></p:nvPr></p:nvSpPr><p:spPr>'
        f'{xfrm(image)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln w="6350">{_color("tx2")}</a:ln>'
        "</p:spPr></p:sp>"
    )
    style = TextStyle((12.0,), before=(4.0,))
    text = _holder(Slot("text", "body", 3, body, style), 3, "tx1").replace(' hasCustomPrompt="1"', "")
    number = Slot("number", "sldNum", 5, Box(width - margin - 60, height - 36, 60, 18), TextStyle((10.0,)))
    return (
        f"{HEAD}<p:notesMaster {NS}><p:cSld><p:bg><p:bgPr>{_color('bg1')}<a:effectLst/></p:bgPr></p:bg>"
        f"<p:spTree>{_TREE}{picture}{text}{_holder(number, 4, 'tx2', 'ctr', 'r')}</p:spTree></p:cSld>{_COLOR_MAP}"
        f"<p:notesStyle>{_levels(TextStyle((12.0,) * 5, before=(4.0,)), 'tx1')}</p:notesStyle></p:notesMaster>"
    )
