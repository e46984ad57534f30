"""What the placeholders of a layout are for, where neither their names nor their types say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from builder.writers.pptx.layouts import Area, Box, Layout, Slot
from builder.writers.pptx.role_names import says

LOW = 60.0  # points: a lower text is a caption
MOST_FIGURES = 4
FOOT = 2.0  # points between text and what stands at the foot
LOUD, SEEN = 1.4, 0.8  # of the size of a label, and of that of the title: a value stands out
STRIP = 0.4  # of the height of a slide's largest text: a lower one over it is a strip
PLAIN = 0.5  # of the size of the master's text: smaller ones are small print


def settled(layout: Layout) -> Layout:
    """A layout whose content placeholders have a use: text left, visuals right, in the common case. Rows of equal texts
    are key figures.
    """
    if layout.text or layout.figures:
        return layout
    layout = _over_feet(_under_title(layout))
    layout = replace(layout, areas=tuple(replace(a, visual=framed(a.visual).visual) for a in layout.areas))
    contents = [s for s in layout.spare if s.name == "content"]
    bodies = [s for s in layout.spare if s.name == "body"]
    if (figures := _figures(bodies)) and (
        says(layout.name, "key-figures") or _loud(figures, layout.title.style.sizes[0])
    ):
        used = {s.idx for figure in figures for s in figure}
        rest = [s for s in (*contents, *bodies) if s.idx not in used]
        return replace(layout, figures=figures, text=_as(rest[0], "text") if rest else None, spare=())
    texts = [_as(s, "text") for s in bodies if s.box.height > LOW] or [_as(s, "text") for s in bodies]
    tallest = max(texts, key=lambda s: s.box.height, default=None)
    if tallest and texts[0].box.height < STRIP * tallest.box.height and texts[0].box.bottom <= tallest.box.y + 6:
        texts = [tallest, *(s for s in texts if s is not tallest)]
    if texts and (contents or layout.areas):
        areas = (*layout.areas, *(framed(s) for s in contents))
        return replace(layout, text=texts[0], areas=areas, spare=())
    if contents:
        areas = (*(framed(s) for s in contents[1:]), *layout.areas)
        return replace(layout, text=_as(contents[0], "text"), areas=areas, spare=())
    if texts and _says_who(texts):
        return replace(layout, text=texts[0], details=_as(texts[1], "details"), spare=())
    return replace(layout, text=texts[0] if texts else None, spare=tuple(texts[1:]))


def _under_title(layout: Layout) -> Layout:
    """A layout whose places do not begin in its title: some programs write them over each other."""

    def apart(slot: Slot) -> Slot:
        title, box = layout.title.box, slot.box
        beside = box.right <= title.x + 1 or title.right <= box.x + 1
        if beside or not title.y <= box.y < title.bottom - 1 or box.bottom < title.bottom + 0.4 * box.height:
            return slot
        return replace(slot, box=box.below(title.bottom), moved=True)

    return each(layout, apart)


def _over_feet(layout: Layout) -> Layout:
    """A layout whose places end above what stands at its foot."""
    feet = [s.box for s in (layout.date, layout.footer, layout.number) if s]

    def apart(slot: Slot) -> Slot:
        box = slot.box
        under = [f.y for f in feet if f.x < box.right - 1 and box.x < f.right - 1 and f.y > box.y + 0.5 * box.height]
        end = min(under, default=box.bottom) - FOOT
        return replace(slot, box=box.above(end), moved=True) if box.bottom > end + FOOT + 1 else slot

    return each(layout, apart)


def each(layout: Layout, change: Callable[[Slot], Slot]) -> Layout:
    """A layout with its places for content changed."""
    return replace(
        layout,
        subtitle=change(layout.subtitle) if layout.subtitle else None,
        text=change(layout.text) if layout.text else None,
        details=change(layout.details) if layout.details else None,
        spare=tuple(change(s) for s in layout.spare),
        areas=tuple(replace(a, visual=change(a.visual)) for a in layout.areas),
    )


def framed(slot: Slot) -> Area:
    """A place for a visual in that of text: a chart begins where the text of other slides does. A placeholder without a
    number is not told from another one, and gives its place alone.
    """
    left, _, right, _ = slot.style.insets
    box = replace(slot.box, x=slot.box.x + left, width=max(1.0, slot.box.width - left - right))
    return Area(replace(slot, name="visual", box=box, type=slot.type if slot.idx else "textbox"))


def as_opening(layout: Layout, height: float) -> Layout:
    """A layout as the first slide has it: a subtitle, and below it who says it and when; on a slide of that height."""
    layout = _over_feet(_under_title(layout))
    least = layout.body.style.sizes[0] * PLAIN if layout.body and not layout.subtitle else 0.0
    texts = [s for s in (layout.subtitle, layout.text, layout.details, *layout.spare) if s]
    texts = sorted((s for s in texts if s.style.sizes[0] >= least), key=lambda s: s.box.y)
    if not texts:
        return _with_subtitle(layout, height)
    first = layout.subtitle or texts[0]
    rest = [s for s in texts if s is not first and (layout.subtitle or s.box.y > first.box.y)]
    details = _as(rest[0], "details") if rest else None
    return replace(layout, subtitle=_as(first, "subtitle"), text=None, details=details, spare=())


def _with_subtitle(layout: Layout, height: float) -> Layout:
    """A layout with a place for a subtitle under its title, or over a title at the foot."""
    title, body = layout.title.box, layout.body
    assert body is not None
    tall = 0.16 * height
    top = title.bottom + 6 if title.bottom + tall < 0.9 * height else title.y - tall - 6
    left, _, right, _ = layout.title.style.insets
    box = Box(title.x + left, top, title.width - left - right, tall)
    style = replace(body.style, bullets=False, insets=(0.0, 0.0, 0.0, 0.0), align=layout.title.style.align)
    return replace(layout, subtitle=replace(body, name="subtitle", box=box, style=style)) if top > 0 else layout


def _says_who(texts: Sequence[Slot]) -> bool:
    """Whether a second text is the line under a first one, as that which says who said it."""
    if len(texts) != 2:
        return False
    one, other = texts[0].box, texts[1].box
    return other.y >= one.bottom - 6 and other.height < 0.5 * one.height


def _figures(bodies: Sequence[Slot]) -> tuple[tuple[Slot, Slot, Slot], ...]:
    """Key figures of two or three rows of texts of one width: values, labels and notes. A label without a row of notes
    under it gives them its lower part.
    """
    rows: dict[int, list[Slot]] = {}
    for slot in sorted(bodies, key=lambda s: s.box.y):
        near = next((y for y in rows if abs(y - slot.box.y) < 12), round(slot.box.y))
        rows.setdefault(near, []).append(slot)
    even = [sorted(row, key=lambda s: s.box.x) for row in rows.values() if _equal(row)]
    counts = [len(row) for row in even]
    if len(even) < 2 or len(set(counts)) != 1 or any(_shifted(even[0], row) for row in even[1:]):
        return ()
    out = []
    for n in range(counts[0]):
        value, label = _as(even[0][n], "value"), _as(even[1][n], "label")
        if len(even) > 2:
            note = _as(even[2][n], "note")
        else:
            half = label.box.height * 0.5
            lower = label.box.below(label.box.y + half)
            note = replace(label, name="note", type="textbox", box=lower)
            label = replace(label, box=label.box.above(label.box.y + half), moved=True)
        out.append((value, label, note))
    return tuple(out)


def _loud(figures: Sequence[tuple[Slot, Slot, Slot]], title: float) -> bool:
    """Whether values stand out: rows of texts may be columns with a head, too."""
    pairs = ((value.style.sizes[0], label.style.sizes[0]) for value, label, _ in figures)
    return all(value >= max(LOUD * label, SEEN * title) for value, label in pairs)


def _equal(row: Sequence[Slot]) -> bool:
    widths = [s.box.width for s in row]
    return 3 <= len(row) <= MOST_FIGURES and max(widths) < 1.1 * min(widths)


def _shifted(one: Sequence[Slot], other: Sequence[Slot]) -> bool:
    return any(abs(a.box.x - b.box.x) > 12 for a, b in zip(one, other, strict=True))


def _as(slot: Slot, name: str) -> Slot:
    return replace(slot, name=name)
