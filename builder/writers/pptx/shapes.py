"""What a master or a layout draws beside its placeholders, and where: bands, logos, lines, panels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from builder.writers.pptx.layouts import Box

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_DRAWN = ("sp", "pic", "grpSp")
THIN = 4.0  # points: lower or narrower shapes are lines
FAINT = 60000  # of an opacity of 100000: what is fainter may stand behind text
KEPT, KEPT_WIDTH = 0.5, 0.75  # of a place: as much must be left over or beside what is drawn
COVERED = 0.5  # of a place: what is drawn behind so much of it is its ground
APART = 4.0  # points from what is drawn
WHOLE = 0.5  # of a slide: what covers so much is a ground


def drawn(layout: Any, master: Any) -> Iterator[tuple[Any, Box]]:
    """The shapes behind the placeholders of a layout, with their places in points, from the lowest to the highest;
    the elements of layout and master are given.
    """
    trees = [layout] if layout.get("showMasterSp") in ("0", "false") else [master, layout]
    for tree in trees:
        yield from _shapes(tree.find(f"{_P}cSld/{_P}spTree"))


def taken(layout: Any, master: Any, size: tuple[float, float]) -> tuple[Box, ...]:
    """The places on a slide where something is drawn: neither lines nor what is behind most of the slide."""
    whole = Box(0.0, 0.0, *size)
    out = []
    for shape, box in drawn(layout, master):
        seen = within(box, whole)
        area = seen.width * seen.height
        if min(seen.width, seen.height) >= THIN and area < WHOLE * size[0] * size[1] and _visible(shape):
            out.append(seen)
    return tuple(dict.fromkeys(out))


def within(box: Box, whole: Box) -> Box:
    """The part of a box that is inside another one; without width or height where none is."""
    x, y = max(box.x, whole.x), max(box.y, whole.y)
    return Box(x, y, max(0.0, min(box.right, whole.right) - x), max(0.0, min(box.bottom, whole.bottom) - y))


def share(place: Box, over: Box) -> float:
    """How much of a place a box covers."""
    seen, area = within(place, over), place.width * place.height
    return seen.width * seen.height / area if area else 0.0


def cleared(box: Box, overs: Iterable[Box]) -> Box:
    """A place beside or over what is drawn in a part of it, if that leaves enough of it."""
    whole = box
    for over in overs:
        if not 0 < share(box, over) < COVERED:
            continue
        left = Box(box.x, box.y, max(0.0, over.x - APART - box.x), box.height)
        start = over.right + APART
        right = Box(start, box.y, max(0.0, box.right - start), box.height)
        parts = [b for b in (left, right) if b.width >= KEPT_WIDTH * whole.width]
        parts += [b for b in (box.above(over.y - APART), box.below(over.bottom + APART)) if b.height > 0]
        best = max(parts, key=lambda b: b.width * b.height, default=box)
        box = best if best.width * best.height >= KEPT * whole.width * whole.height else box
    return box


def _visible(shape: Any) -> bool:
    """Whether there is anything to be seen of a shape: a picture, a fill, an outline or a text."""
    if shape.tag != f"{_P}sp":
        return True
    look = shape.find(f"{_P}spPr")
    fills = [c.tag.removeprefix(_A) for c in look if c.tag.removeprefix(_A).endswith("Fill")]
    if any(float(e.get("val", 100000)) < FAINT for c in look for e in c.iter(f"{_A}alpha")):
        return False
    line = look.find(f"{_A}ln")
    outlined = line is not None and line.find(f"{_A}noFill") is None and len(line) > 0
    styled = shape.find(f"{_P}style/{_A}fillRef")
    filled = fills[0] != "noFill" if fills else styled is not None and styled.get("idx", "0") != "0"
    return filled or outlined or any((t.text or "").strip() for t in shape.iter(f"{_A}t"))


def _shapes(tree: Any, scale: tuple[float, float, float, float] = (1.0, 1.0, 0.0, 0.0)) -> Iterator[tuple[Any, Box]]:
    """The shapes that are no placeholders, with their places in points, from the lowest to the highest."""
    for shape in tree:
        tag = shape.tag.removeprefix(_P) if isinstance(shape.tag, str) else ""
        if tag not in _DRAWN or shape.find(f"*/{_P}nvPr/{_P}ph") is not None:
            continue
        frame = shape.find(f"{_P}grpSpPr/{_A}xfrm" if tag == "grpSp" else f"{_P}spPr/{_A}xfrm")
        if frame is None or len(frame) < 2:
            continue
        x, y = (float(frame[0].get(n)) for n in ("x", "y"))
        width, height = (float(frame[1].get(n)) for n in ("cx", "cy"))
        across, down, left, top = scale
        if tag == "grpSp":
            inner = _inside(frame, (x, y, width, height))
            yield from _shapes(
                shape, (across * inner[0], down * inner[1], left + across * inner[2], top + down * inner[3])
            )
        else:
            box = Box(left + x * across, top + y * down, width * across, height * down)
            yield shape, Box(*(n / 12700 for n in (box.x, box.y, box.width, box.height)))


def _inside(frame: Any, place: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """How the coordinates in a group become those around it: factors and offsets."""
    x, y, width, height = place
    offset, extent = frame.find(f"{_A}chOff"), frame.find(f"{_A}chExt")
    if offset is None or extent is None:
        return 1.0, 1.0, 0.0, 0.0
    across = width / max(1.0, float(extent.get("cx")))
    down = height / max(1.0, float(extent.get("cy")))
    return across, down, x - float(offset.get("x")) * across, y - float(offset.get("y")) * down
