"""One slide layout of a file as plain data: placeholders with what each is for, where it stands, and how it sets text.

What a layout does not say its master does (ECMA-376 part 1, 19.3.1.36): the placeholder of the same type, then the
master's text styles.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.writers.pptx.layouts import Area, Box, Layout, Slot, TextStyle
from builder.writers.pptx.setting import master_fonts, refined

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
LEVELS = 5
FEET = {"dt": "date", "ftr": "footer", "sldNum": "number"}
TITLES = ("title", "ctrTitle")
VISUALS = ("", "obj", "chart", "tbl", "pic", "clipArt", "dgm", "media")
# Placeholders that are called so are for that, whatever their type is; a number may follow.
_NAMED = {"caption": "caption", "source": "source", "figure": "value", "label": "label", "note": "note",
          "details": "details", "visual": "visual", "text": "text", "subtitle": "subtitle"}  # fmt: skip
_DEFAULT_INSETS = (7.2, 3.6, 7.2, 3.6)


def read_layout(layout: Any, master: Any, key: str, size: tuple[float, float]) -> Layout:
    """The layout; `size` is the slide's, in points. A layout without a title gets a place for one."""
    slots = [s for s in (_slot(h, master) for h in layout.placeholders) if s]
    title = next((s for s in slots if s.type in TITLES), None) or _title_box(size)
    feet = {s.name: s for s in slots if s.type in FEET}
    content = sorted((s for s in slots if s.type not in (*TITLES, *FEET)), key=lambda s: (round(s.box.y / 20), s.box.x))
    return Layout(
        name=layout.name or key,
        key=key,
        title=title,
        subtitle=next((s for s in content if s.name == "subtitle"), None),
        text=next((s for s in content if s.name == "text"), None),
        details=next((s for s in content if s.name == "details"), None),
        areas=tuple(_areas(content)),
        figures=tuple(_figures(content)),
        date=feet.get("date"),
        footer=feet.get("footer"),
        number=feet.get("number"),
        spare=tuple(s for s in content if s.name in ("content", "body")),
    )


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


def _title_box(size: tuple[float, float]) -> Slot:
    """A place for the title on a layout that has none."""
    width, height = size
    return Slot(
        "title",
        "textbox",
        0,
        Box(width * 0.05, height * 0.05, width * 0.9, height * 0.14),
        TextStyle((28.0,), bold=True),
    )


# -- Styles ----------------------------------------------------------------------------------------------


def _style(holder: Any, type_: str, master: Any) -> TextStyle:
    """How a placeholder sets its text, by level."""
    base = _master_holder(type_, master)
    sources = [s for s in (holder._element, base) if s is not None]
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
    return refined(style, levels, sources, master_fonts(master))


def _master_holder(type_: str, master: Any) -> Any:
    wanted = "title" if type_ in TITLES else type_ if type_ in FEET else "body"
    for shape in master._element.iter(f"{_P}sp"):
        ph = shape.find(f".//{_P}ph")
        if ph is not None and ph.get("type", "obj") == wanted:
            return shape
    return None


def _number(found: list[Any], name: str) -> float:
    return next((float(e.get(name)) for e in found if e.get(name) is not None), 0.0)


def _size(found: list[Any]) -> float:
    for element in found:
        run = element.find(f"{_A}defRPr")
        if run is not None and run.get("sz"):
            return float(run.get("sz")) / 100
    return 18.0


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
