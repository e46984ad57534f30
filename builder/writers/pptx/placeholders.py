"""One slide layout of a file as plain data: placeholders with what each is for, where it stands, and how it sets text.

What a layout does not say its master does (ECMA-376 part 1, 19.3.1.36): the placeholder of the same type, then the
master's text styles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from builder.writers.pptx.layouts import Area, Box, Layout, Slot, TextStyle
from builder.writers.pptx.setting import master_fonts, refined
from builder.writers.pptx.shapes import taken, within

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
LEVELS = 5
SAMPLE_LEVELS = (1.0, 0.875, 0.8, 0.75, 0.75)  # sizes by level, where only a sample text has one
HANG = 0.9  # em: the room of a bullet
FEET = {"dt": "date", "ftr": "footer", "sldNum": "number"}
TITLES = ("title", "ctrTitle")
VISUALS = ("", "obj", "chart", "tbl", "pic", "clipArt", "dgm", "media")
# Placeholders that are called so are for that, whatever their type is; a number may follow.
_NAMED = {"caption": "caption", "source": "source", "figure": "value", "label": "label", "note": "note",
          "details": "details", "visual": "visual", "text": "text", "subtitle": "subtitle"}  # fmt: skip
_DEFAULT_INSETS = (7.2, 3.6, 7.2, 3.6)
SEEN = 0.5  # of a placeholder's width and height: one that has less of it on the slide is hidden there
# What stands in footers that say nothing yet.
_PROMPT = re.compile(
    r"^[<\[({«‹]|footer|fu(?:ß|ss)zeile|pied de page|pie de página|piè di pagina|rodapé|voettekst|sidfot|bunntekst"
    r"|sidefod|alatunniste|stopka|zápatí|élőláb|колонтитул|フッター|页脚|頁尾|바닥글|تذييل|כותרת תחתונה"
    r"|presentation title"
)


def read_layout(
    layout: Any, master: Any, key: str, size: tuple[float, float], name: str, *, feet: bool = True
) -> Layout:
    """The layout; `size` is the slide's, in points, `name` that of its master. A layout without a title gets a place
    for one, where the master has it. `feet`: whether date, footer and number are shown on title slides.
    """
    element = layout._element
    found = (_on_slide(s, size) for h in layout.placeholders if (s := _slot(h, master)))
    slots = [s for s in found if s]
    kind = "vert" if any(_vertical(h, master) for h in layout.placeholders) else element.get("type") or ""
    title = next((s for s in slots if s.type in TITLES), None)
    shown = {s.name: s for s in slots if s.type in FEET} if feet or kind != "title" else {}
    flags = [f for e in (element, master._element) if (f := e.find(f"{_P}hf")) is not None and not _all_off(f)]
    shown = {name: slot for name, slot in shown.items() if all(_on(f, slot.type) for f in flags)}
    content = [_told_apart(s) for s in slots if s.type not in (*TITLES, *FEET)]
    content.sort(key=lambda s: (round(s.box.y / 20), s.box.x))
    return Layout(
        name=layout.name or key,
        key=key,
        title=title or _title_box(master, size),
        subtitle=next((s for s in content if s.name == "subtitle"), None),
        text=next((s for s in content if s.name == "text"), None),
        details=next((s for s in content if s.name == "details"), None),
        areas=tuple(_areas(content)),
        figures=tuple(_figures(content)),
        date=shown.get("date"),
        footer=shown.get("footer"),
        number=shown.get("number"),
        spare=tuple(s for s in content if s.name in ("content", "body")),
        kind=kind,
        master=name,
        body=_body(master, size),
        plain=element.find(f"{_P}cSld/{_P}bg") is None and element.get("showMasterSp", "1") in ("1", "true"),
        said=_said(layout, master) if "footer" in shown else "",
        taken=taken(element, master._element, size),
        headless=title is None,
    )


def _on_slide(slot: Slot, size: tuple[float, float]) -> Slot | None:
    """The slot with what of it is on the slide; None for one that is put aside where nobody sees it."""
    seen = within(slot.box, Box(0.0, 0.0, *size))
    if seen.width < slot.box.width * SEEN or seen.height < slot.box.height * SEEN:
        return None
    same = max(abs(a - b) for a, b in zip(_edges(seen), _edges(slot.box), strict=True)) < 1.0
    return slot if same else replace(slot, box=seen, moved=True)


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.right, box.bottom


def _told_apart(slot: Slot) -> Slot:
    """A place without a number is the title's to some programs, and LibreOffice numbers none: it is written out."""
    return replace(slot, moved=True) if slot.idx == 0 else slot


def master_name(master: Any) -> str:
    """What PowerPoint calls a master: its own name, or that of its theme."""
    return str(master.name or theme_of(master).get("name", ""))


def theme_of(master: Any) -> Any:
    """The root element of a master's theme."""
    from lxml import etree

    part = next((r.target_part for r in master.part.rels.values() if r.reltype.endswith("/theme")), None)
    return etree.fromstring(part.blob) if part is not None else etree.Element("none")


def _vertical(holder: Any, master: Any) -> bool:
    """Whether text runs downwards in it."""
    ph = holder._element.find(f".//{_P}ph")
    sources = (holder._element, _master_holder(ph.get("type", ""), master))
    bodies = [s.find(f"{_P}txBody/{_A}bodyPr") for s in sources if s is not None]
    turned = next((b.get("vert") for b in bodies if b is not None and b.get("vert")), "horz")
    return ph.get("orient") == "vert" or turned != "horz"


def _all_off(flags: Any) -> bool:
    """Whether flags turn off all there is: PowerPoint's own templates have that, and nobody has chosen it."""
    return not any(_on(flags, type_) for type_ in FEET)


def _on(flags: Any, type_: str) -> bool:
    """Whether what stands at the foot of slides is shown, as far as a master or a layout says (19.3.1.25)."""
    return flags.get(type_, "1") in ("1", "true")


def _said(layout: Any, master: Any) -> str:
    """The text of a footer that a layout has, or its master; a prompt ("<footer>", "Fußzeile") is none."""
    for element in (layout._element, master._element):
        for shape in element.iter(f"{_P}sp"):
            ph = shape.find(f".//{_P}ph")
            if ph is not None and ph.get("type") == "ftr":
                text = "".join(t.text or "" for t in shape.iter(f"{_A}t")).strip()
                if text and not _PROMPT.search(text.casefold()):
                    return text
    return ""


def _body(master: Any, size: tuple[float, float]) -> Slot:
    """Where a master sets text, and how; it is no placeholder of a layout."""
    width, height = size
    base = _master_holder("body", master)
    place = (_box(base) if base is not None else None) or Box(width * 0.06, height * 0.25, width * 0.88, height * 0.65)
    style = _style_of(base, "body", master)
    # A text box inherits nothing: what runs from right to left is turned where it is written.
    indents = style.ends if style.rtl else style.indents
    style = replace(style, bullets=True, align="l", rtl=False, indents=indents, ends=(0.0,))
    return Slot("text", "textbox", 0, place, style)


def _box(shape: Any) -> Box | None:
    place = shape.find(f"{_P}spPr/{_A}xfrm")
    if place is None or len(place) < 2:
        return None
    return Box(*(int(place[n].get(name)) / 12700 for n, name in ((0, "x"), (0, "y"), (1, "cx"), (1, "cy"))))


def _areas(content: list[Slot]) -> Iterator[Area]:
    """The places for visuals from left to right, each with the caption above and the source below it."""

    def near(visual: Slot, name: str) -> Slot | None:
        same = [s for s in content if s.name == name and abs(s.box.x - visual.box.x) < 12]
        return same[0] if same else None

    visuals = sorted((s for s in content if s.name == "visual"), key=lambda s: s.box.x)
    for visual in visuals:
        yield Area(visual, near(visual, "caption"), near(visual, "source"))


def _figures(content: list[Slot]) -> Iterator[tuple[Slot, Slot, Slot]]:
    by_name = {
        n: sorted((s for s in content if s.name == n), key=lambda s: s.box.x) for n in ("value", "label", "note")
    }
    yield from zip(by_name["value"], by_name["label"], by_name["note"], strict=False)


def _slot(holder: Any, master: Any) -> Slot | None:
    """A placeholder of a layout as a slot; None for one without a place."""
    ph = holder._element.find(f".//{_P}ph")
    type_, idx = ph.get("type", ""), int(ph.get("idx", 0))
    type_ = "" if type_ == "obj" else type_
    place = (holder.left, holder.top, holder.width, holder.height)
    if any(n is None for n in place):
        return None
    box = Box(*(n / 12700 for n in place))
    name = FEET.get(type_) or ("title" if type_ in TITLES else _named(holder.name) or _by_type(type_))
    return Slot(name, type_, idx, box, _style(holder, type_, master))


def _named(name: str) -> str:
    words = name.strip().casefold().split()
    known = len(words) == 1 or (len(words) == 2 and words[1].isdigit())
    return _NAMED.get(words[0], "") if words and known else ""


def _by_type(type_: str) -> str:
    if type_ == "subTitle":
        return "subtitle"
    return "content" if type_ == "" else "visual" if type_ in VISUALS else "body"


def _title_box(master: Any, size: tuple[float, float]) -> Slot:
    """A place for the title on a layout that has none: where the master has it."""
    width, height = size
    own = _master_holder("title", master)
    usual = Box(width * 0.05, height * 0.05, width * 0.9, height * 0.14)
    place = (_box(own) if own is not None else None) or usual
    slot = Slot("title", "title", 0, place, _style_of(own, "title", master))
    return replace(_on_slide(slot, size) or replace(slot, box=usual), moved=True)


# -- Styles ----------------------------------------------------------------------------------------------


def _style(holder: Any, type_: str, master: Any) -> TextStyle:
    """How a placeholder sets its text, by level."""
    return _style_of(holder._element, type_, master)


def _style_of(element: Any, type_: str, master: Any) -> TextStyle:
    base = _master_holder(type_, master)
    sources = [s for s in (element, base if base is not element else None) if s is not None]
    lists = [e for s in sources if (e := s.find(f"{_P}txBody/{_A}lstStyle")) is not None]
    kind = "titleStyle" if type_ in TITLES else "otherStyle" if type_ in FEET else "bodyStyle"
    common = master._element.find(f"{_P}txStyles/{_P}{kind}")
    lists += [common] if common is not None else []
    levels = [[e for x in lists if (e := x.find(f"{_A}lvl{n + 1}pPr")) is not None] for n in range(LEVELS)]
    sizes = tuple(_size(found) for found in levels)
    spacing = _percent(levels[0], "lnSpc")
    style = TextStyle(
        sizes,
        tuple(max(0.0, _number(found, "marL") / 12700) for found in levels),
        tuple(_before(found, size) for found, size in zip(levels, sizes, strict=True)),
        1.0 if spacing is None else spacing,
        _bold(levels[0]),
        _insets(sources),
        _bulleted(levels[0]),
        next((e.get("algn") for e in levels[0] if e.get("algn")), "l"),
        next((e.get("rtl") in ("1", "true") for e in levels[0] if e.get("rtl")), False),
    )
    style = refined(style, levels, sources, master_fonts(master))
    if kind == "bodyStyle" and max(sizes) > sizes[0]:
        # A layout with its own size for the first level alone has larger text at the second.
        style = replace(style, sizes=tuple(min(size, sizes[0]) for size in sizes), told=1)
    style = style if _own_size(levels[0]) else _as_sample(style, sources)
    return _hung(style) if kind == "bodyStyle" and not style.bullets else style


def _hung(style: TextStyle) -> TextStyle:
    """A style with room for the bullets of a list, where the layout has none."""
    hang = HANG * style.sizes[0]
    return replace(style, indents=tuple(max(edge, hang * (n + 1)) for n, edge in enumerate(style.indents)))


def _as_sample(style: TextStyle, sources: Iterable[Any]) -> TextStyle:
    """A style that nothing tells the size of, as the sample text of a placeholder has it, or of the master's.
    LibreOffice writes it so, and no program hands that on to slides: it is written on them.
    """
    sample = next((look for source in sources if (look := _sample_run(source)) is not None), None)
    size = float(sample.get("sz", 1800)) / 100 if sample is not None else 18.0
    sizes = tuple(max(size * part, min(size, 10.0)) for part in SAMPLE_LEVELS)
    bold = sample is not None and sample.get("b") in ("1", "true")
    color = sample.find(f"{_A}solidFill/{_A}srgbClr") if sample is not None else None
    told = f"#{color.get('val', '').upper()}" if color is not None else ""
    return replace(style, sizes=sizes, bold=style.bold or bold, told=0, color=told)


def _sample_run(element: Any) -> Any:
    """The look of a placeholder's sample text, or None."""
    body = element.find(f"{_P}txBody")
    looks = body.iter(f"{_A}rPr", f"{_A}endParaRPr") if body is not None else iter(())
    return next((look for look in looks if look.get("sz")), None)


def _master_holder(type_: str, master: Any) -> Any:
    wanted = "title" if type_ in TITLES else type_ if type_ in FEET else "body"
    for shape in master._element.iter(f"{_P}sp"):
        ph = shape.find(f".//{_P}ph")
        if ph is not None and ph.get("type", "obj") == wanted:
            return shape
    return None


def _number(found: list[Any], name: str) -> float:
    return next((float(e.get(name)) for e in found if e.get(name) is not None), 0.0)


def _own_size(found: list[Any]) -> float:
    """The size that styles tell; 0 where none does."""
    runs = (element.find(f"{_A}defRPr") for element in found)
    return next((float(run.get("sz")) / 100 for run in runs if run is not None and run.get("sz")), 0.0)


def _size(found: list[Any]) -> float:
    return _own_size(found) or 18.0


def _bold(found: list[Any]) -> bool:
    for element in found:
        run = element.find(f"{_A}defRPr")
        if run is not None and run.get("b") is not None:
            return run.get("b") in ("1", "true")
    return False


def _percent(found: list[Any], name: str) -> float | None:
    for element in found:
        share = element.find(f"{_A}{name}/{_A}spcPct")
        if share is not None:
            text = share.get("val", "100000")
            return float(text.rstrip("%")) / (100 if text.endswith("%") else 100000)
    return None


def _before(found: list[Any], size: float) -> float:
    for element in found:
        points = element.find(f"{_A}spcBef/{_A}spcPts")
        if points is not None:
            return float(points.get("val", 0)) / 100
        share = _percent([element], "spcBef")
        if share is not None:
            return share * size * 1.2
    return 0.0


def _bulleted(found: list[Any]) -> bool:
    for element in found:
        for child in element:
            tag = child.tag.removeprefix(_A)
            if tag == "buNone":
                return False
            if tag in ("buChar", "buAutoNum", "buBlip"):
                return True
    return False


def _insets(sources: list[Any]) -> tuple[float, float, float, float]:
    values = list(_DEFAULT_INSETS)
    for n, name in enumerate(("lIns", "tIns", "rIns", "bIns")):
        for source in sources:
            body = source.find(f"{_P}txBody/{_A}bodyPr")
            if body is not None and body.get(name) is not None:
                values[n] = float(body.get(name)) / 12700
                break
    return (values[0], values[1], values[2], values[3])
