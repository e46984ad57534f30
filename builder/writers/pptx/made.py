"""Layouts for roles that a template has none for, made of those that it has: its placeholders moved, and places that
are no placeholders where it leaves room. Nothing of our own look is in them: sizes and fonts are the master's.
"""

from __future__ import annotations

from dataclasses import replace

from builder.writers.pptx.layouts import Area, Box, Layout, Slot, TextStyle
from builder.writers.pptx.settle import as_opening, framed
from builder.writers.pptx.shapes import APART, cleared, share

GAP = 18.0
TEXT_SHARE = 0.36  # of the width, beside a visual
TALL_SHARE = 0.34  # of the height, over a visual on a slide that is higher than wide
LEAST_COLUMN = 115.0  # for a key figure
LETTERS = 11.0  # of the size of text: a column that is narrower has smaller text
# Of a column, the sizes of value, label and note at most.
MOST_SIZES = (0.32, 0.1, 0.088)


def with_text(layout: Layout, height: float) -> Layout:
    """A layout with a place for text where its master has one."""
    body = layout.body
    assert body is not None
    return replace(layout, text=replace(body, box=room(layout, height)))


def alone(layout: Layout, height: float) -> Layout:
    """One visual on the whole slide."""
    return replace(layout, text=None, areas=(_free(layout, room(layout, height)),))


def alone_in(layout: Layout, height: float) -> Layout:
    """One visual in the place of a text."""
    slot = layout.text
    assert slot is not None
    return replace(layout, text=None, details=None, areas=(_free(layout, _clear(layout, slot.box, height)),))


def opening(layout: Layout, height: float, *, subtitle: bool) -> Layout:
    """A slide of few words on a layout that has another use: its title in the middle, and a subtitle under it, but for
    a title that stands on something drawn.
    """
    title = layout.title.box
    usual = as_opening(layout, height) if subtitle else layout
    text = usual.subtitle if subtitle else None
    tall = max(title.height, 0.2 * height)
    place = Box(title.x, 0.48 * height - tall, title.width, tall)
    under = Box(text.box.x, place.bottom + APART, text.box.width, 0.2 * height) if text else place
    over = [b for b in layout.taken if share(title, b) or share(place, b) or share(under, b)]
    if over or title.height > 0.4 * height or title.width < title.height:
        return usual
    head = replace(layout.title, box=place, moved=True)
    return replace(usual, title=head, subtitle=replace(text, box=under, moved=True) if text else usual.subtitle)


def beside(layout: Layout, width: float, height: float) -> Layout:
    """Text and one visual in the place of a text: beside each other, or on a high slide over each other."""
    slot = layout.text
    assert slot is not None
    whole, gap = _clear(layout, slot.box, height), _gap(width)
    if width < 1.1 * height:
        top = whole.height * TALL_SHARE
        return _split(layout, replace(whole, height=top), whole.below(whole.y + top + gap))
    narrow = (whole.width - gap) * TEXT_SHARE
    rest = Box(whole.x + narrow + gap, whole.y, whole.width - narrow - gap, whole.height)
    return _split(layout, replace(whole, width=narrow), rest)


def two(layout: Layout, width: float, height: float) -> Layout:
    """Two visuals in the place of a text."""
    slot = layout.text
    assert slot is not None
    whole, gap = _clear(layout, slot.box, height), _gap(width)
    if width < 1.1 * height:
        first = replace(whole, height=(whole.height - gap) / 2)
        second = replace(first, y=first.bottom + gap)
    else:
        first = replace(whole, width=(whole.width - gap) / 2)
        second = replace(first, x=first.right + gap)
    return replace(layout, text=None, areas=(_free(layout, first), _free(layout, second)))


def figures(layout: Layout, width: float, height: float) -> Layout | None:
    """Up to four key figures in the place of a text, and text under them; None where the slide is too small."""
    slot = layout.text
    assert slot is not None
    whole, gap = _clear(layout, slot.box, height), _gap(width)
    inner = framed(replace(slot, box=whole)).box
    count = next((n for n in (4, 3, 2) if (inner.width - (n - 1) * gap) / n >= LEAST_COLUMN), 0)
    if not count:
        return None
    column = (inner.width - (count - 1) * gap) / count
    body, title = slot.style.sizes[0], layout.title.style.sizes[0]
    wanted = (max(title * 1.3, body * 1.7), body * 0.85, body * 0.75)
    sizes = tuple(round(min(size, column * most)) for size, most in zip(wanted, MOST_SIZES, strict=True))
    heights = (sizes[0] * 1.35, sizes[1] * 4.2, sizes[2] * 4.8)
    if inner.height < sum(heights) + 8:
        return None
    out = []
    for n in range(count):
        y, slots = whole.y, []
        for name, size, tall in zip(("value", "label", "note"), sizes, heights, strict=True):
            style = TextStyle((size,), bold=name != "note", typefaces=slot.style.typefaces)
            place = n if not slot.style.rtl else count - 1 - n
            slots.append(Slot(name, "textbox", 0, Box(inner.x + place * (column + gap), y, column, tall), style))
            y += tall + 4
        out.append((slots[0], slots[1], slots[2]))
    under = whole.below(whole.y + sum(heights) + 8 + gap)
    if under.height < body * 2.5:
        return replace(layout, figures=tuple(out), text=None, areas=())
    return replace(layout, figures=tuple(out), text=replace(slot, box=under, moved=True), areas=())


def room(layout: Layout, height: float) -> Box:
    """Where a layout without places leaves room: that of its master's text, without what its title takes."""
    body, title = layout.body, layout.title.box
    assert body is not None
    whole, gap = body.box, GAP * 0.5
    above, under = whole.above(min(title.y - gap, whole.bottom)), whole.below(max(title.bottom + gap, whole.y))
    left = replace(whole, width=max(0.0, min(whole.right, title.x - gap) - whole.x))
    start = max(whole.x, title.right + gap)
    right = Box(start, whole.y, max(0.0, whole.right - start), whole.height)
    largest = max((under, above, left, right), key=lambda b: b.width * b.height)
    return _clear(layout, largest, height)


def _clear(layout: Layout, box: Box, height: float) -> Box:
    """A box over what stands at the foot, and beside what is drawn."""
    feet = [s.box.y for s in (layout.date, layout.footer, layout.number) if s and s.box.y > height * 0.7]
    box = box.above(min([box.bottom, height * 0.96, *(y - 4 for y in feet if y > box.y)]))
    return cleared(box, layout.taken)


def _split(layout: Layout, text: Box, visual: Box) -> Layout:
    assert layout.text is not None
    style = _narrowed(layout.text.style, text.width)
    return replace(layout, text=replace(layout.text, box=text, style=style, moved=True), areas=(_free(layout, visual),))


def _narrowed(style: TextStyle, width: float) -> TextStyle:
    """A style whose text is not too large for a column."""
    by = width / LETTERS / style.sizes[0]
    if by >= 1.0:
        return style
    sizes = tuple(float(round(size * by)) for size in style.sizes)
    return replace(style, sizes=sizes, before=tuple(n * by for n in style.before), told=0)


def _gap(width: float) -> float:
    return min(GAP, width * 0.025)


def _free(layout: Layout, box: Box) -> Area:
    """A place for a visual that is no placeholder."""
    assert layout.body is not None
    return framed(replace(layout.body, box=box))
