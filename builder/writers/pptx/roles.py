"""Which layout of a template serves which role: plain data in, plain data out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.writers.pptx.layouts import ROLES, Area, Box, Layout, Layouts, Slot, TextStyle

# Our own layouts, by their names.
OWN = {
    "title": "Title Slide",
    "section": "Section Header",
    "text": "Title and Content",
    "text-visual": "Title, Text and Visual",
    "two-visuals": "Title and Two Visuals",
    "visual": "Title and Visual",
    "table": "Title and Table",
    "key-figures": "Key Figures",
    "quote": "Quote",
    "closing": "Closing",
}
GAP = 18.0
Typed = Sequence[tuple[Layout, str]]


def assign_roles(layouts: Typed, width: float, height: float) -> Layouts:
    """The layouts by role and by name; the type beside each is PowerPoint's (ECMA-376 part 1, 19.7.15)."""
    settled = [(_settled(layout), kind) for layout, kind in layouts]
    finder = _Finder(settled, width, height)
    roles = {role: finder.layout(role) for role in ROLES}
    named: dict[str, Layout] = {}
    for layout, _ in settled:
        named.setdefault(layout.name, layout)
    return Layouts(width, height, roles, named, frozenset(finder.missing))


def _settled(layout: Layout) -> Layout:
    """A layout whose content placeholders have a use: text left, visuals right, in the common case."""
    if layout.text or layout.figures:
        return layout
    contents, bodies = _contents(layout)
    if bodies and (contents or layout.areas):
        areas = (*layout.areas, *(Area(_as(s, "visual")) for s in contents))
        return replace(layout, text=bodies[0], areas=areas, spare=())
    if contents:
        areas = (*(Area(_as(s, "visual")) for s in contents[1:]), *layout.areas)
        return replace(layout, text=_as(contents[0], "text"), areas=areas, spare=())
    return replace(layout, text=bodies[0] if bodies else None, spare=())


def _contents(layout: Layout) -> tuple[list[Slot], list[Slot]]:
    """Placeholders for any content, and those for text alone, of which low ones are for captions."""
    contents = [s for s in layout.spare if s.name == "content"]
    bodies = [s for s in layout.spare if s.name == "body"]
    tall = [s for s in bodies if s.box.height > 60]
    return contents, [_as(s, "text") for s in tall or bodies]


def _as(slot: Slot, name: str) -> Slot:
    return replace(slot, name=name)


class _Finder:
    def __init__(self, layouts: Typed, width: float, height: float) -> None:
        self.layouts, self.width, self.height = layouts, width, height
        self.missing: set[str] = set()

    def layout(self, role: str) -> Layout:
        """The layout for a role."""
        own = next((lay for lay, _ in self.layouts if lay.name == OWN[role]), None)
        if own and _serves(own, role):
            return own
        match role:
            case "title":
                return self._of_type("title") or self._opening() or self._nearest(role)
            case "section":
                return self._of_type("secHead") or self._nearest(role)
            case "text" | "quote" | "closing":
                return self._text()
            case "text-visual":
                return self._beside()
            case "two-visuals":
                return self._two()
            case "visual" | "table":
                return self._alone()
            case _:
                self.missing.add(role)
                return self._text()

    def _of_type(self, kind: str) -> Layout | None:
        return next((lay for lay, k in self.layouts if k == kind), None)

    def _opening(self) -> Layout | None:
        found = [lay for lay, _ in self.layouts if lay.title.type == "ctrTitle" or lay.subtitle]
        return found[0] if found else None

    def _nearest(self, role: str) -> Layout:
        self.missing.add(role)
        with_title = [lay for lay, _ in self.layouts if lay.title.type != "textbox"]
        return (with_title or [lay for lay, _ in self.layouts])[0]

    def _text(self) -> Layout:
        """Title and one text: of PowerPoint's type, or the one with the largest text and nothing else."""
        of_type = self._of_type("obj") or self._of_type("tx")
        if of_type and of_type.text:
            return of_type
        found = [lay for lay, _ in self.layouts if lay.text and not lay.subtitle]
        alone = [lay for lay in found if not lay.areas] or found
        if alone:
            return max(alone, key=lambda lay: lay.text.box.width * lay.text.box.height if lay.text else 0)
        base = self._of_type("titleOnly") or self._nearest("text")
        return replace(base, text=Slot("text", "textbox", 0, self._room(base), _PLAIN))

    def _room(self, layout: Layout) -> Box:
        """The slide under the title and over what stands at its foot."""
        left, right = self.width * 0.06, self.width * 0.94
        top = layout.title.box.bottom + GAP if layout.title.box.bottom < self.height * 0.5 else self.height * 0.25
        feet = [s.box.y for s in (layout.date, layout.footer, layout.number) if s and s.box.y > self.height * 0.7]
        bottom = min([self.height * 0.94, *(y - 4 for y in feet)])
        return Box(left, top, right - left, bottom - top)

    def _beside(self) -> Layout:
        """Text at the left and one visual."""
        for kind in ("objTx", "txAndObj", "txAndChart", "twoObj"):
            found = self._of_type(kind)
            if found is None or found.text is None or not found.areas or found.title.box.width < self.width * 0.6:
                continue  # a title in a narrow column holds no sentence
            if found.areas[0].visual.box.x > found.text.box.x:
                return found
        base = self._text()
        slot = base.text
        assert slot is not None
        narrow = (slot.box.width - GAP) * 0.36
        text = replace(slot, box=replace(slot.box, width=narrow), moved=True)
        rest = Box(slot.box.x + narrow + GAP, slot.box.y, slot.box.width - narrow - GAP, slot.box.height)
        return replace(base, text=text, areas=(_free(rest),))

    def _two(self) -> Layout:
        found = self._of_type("twoObj")
        if found and found.text and found.areas:
            return replace(found, text=None, areas=(Area(_as(found.text, "visual")), found.areas[0]))
        base = self._text()
        slot = base.text
        assert slot is not None
        half = (slot.box.width - GAP) / 2
        left = replace(slot.box, width=half)
        return replace(base, text=None, areas=(_free(left), _free(replace(left, x=left.right + GAP))))

    def _alone(self) -> Layout:
        """One visual on the whole slide: in the content placeholder, or where text would stand."""
        base = self._text()
        slot = base.text
        assert slot is not None
        if slot.type == "":
            return replace(base, text=None, areas=(Area(_as(slot, "visual")),))
        return replace(self._of_type("titleOnly") or base, text=None, areas=(_free(slot.box),))


_PLAIN = TextStyle((18.0, 16.0, 14.0, 14.0, 14.0), (16.0, 34.0, 50.0, 66.0, 82.0), (8.0, 4.0, 3.0, 3.0, 3.0))


def _free(box: Box) -> Area:
    """A place for a visual that is no placeholder."""
    return Area(Slot("visual", "textbox", 0, box, _PLAIN))


def _serves(layout: Layout, role: str) -> bool:
    """Whether a layout of one of our names has what its role needs: somebody else's may be called so."""
    areas = len(layout.areas)
    return {
        "text": layout.text is not None,
        "text-visual": layout.text is not None and areas > 0,
        "two-visuals": areas > 1,
        "visual": areas > 0,
        "table": areas > 0,
        "key-figures": bool(layout.figures),
        "quote": layout.text is not None,
        "closing": layout.text is not None,
    }.get(role, True)
