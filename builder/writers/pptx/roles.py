"""Which layout of a template serves which role: plain data in, plain data out.

Each role has a score for a layout, from PowerPoint's type, from its placeholders and their places, and from its name,
in any language. Types alone say little: who makes a layout out of another one keeps its type. Where no layout serves,
one is made of the nearest (`made`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from statistics import median

from builder.writers.pptx import made
from builder.writers.pptx.layouts import ROLES, Layout, Layouts, Slot
from builder.writers.pptx.role_names import says
from builder.writers.pptx.settle import as_opening, framed, settled

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
# PowerPoint's types that are meant for a role.
KINDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "section": ("secHead",),
    "text": ("obj", "tx", "objOnly"),
    "text-visual": ("txAndObj", "objAndTx", "txAndChart", "twoObj", "objTx"),
    "two-visuals": ("twoObj", "twoTxTwoObj"),
    "visual": ("obj", "chart", "objOnly"),
    "table": ("tbl", "obj", "objOnly"),
}
ENOUGH = 25.0  # a score that serves


def assign_roles(
    layouts: Sequence[Layout], width: float, height: float, chosen: Mapping[str, Layout] | None = None
) -> Layouts:
    """The layouts by role and by name; `chosen` are those that the user has chosen.

    The roles are taken from the master that serves most of them, and what it has nothing for from another one: a deck
    looks of one piece. A layout whose name another one has already is called "Master: Name" too.
    """
    ready = [settled(layout) for layout in layouts]
    masters = list(dict.fromkeys(layout.master for layout in ready))
    finders = [_Finder([lay for lay in ready if lay.master == name], width, height) for name in masters]
    best = max(range(len(finders)), key=lambda n: (finders[n].served, -n))
    order = [finders[best], *(f for f in finders if f is not finders[best])]
    roles: dict[str, Layout] = {}
    found: dict[str, str] = {}
    for role in ROLES:
        if chosen and role in chosen:
            roles[role], found[role] = chosen[role], "mapping"
            continue
        own, *others = [f.roles[role] for f in order]
        given = (o for o in others if o[1] not in ("missing", "made", "text"))
        roles[role], found[role] = next(given, own) if own[1] == "missing" else own
    named: dict[str, Layout] = {}
    for layout in [*(chosen or {}).values(), *(lay for f in order for lay in f.layouts)]:
        named.setdefault(layout.name, layout)
        if len(masters) > 1:
            named.setdefault(f"{layout.master}: {layout.name}", layout)
    missing = frozenset(role for role, how in found.items() if how == "missing")
    return Layouts(width, height, roles, named, missing, found)


class _Finder:
    """The roles of one master's layouts: for each a layout, and how it was found: by its name, its type or its
    placeholders ("place"), as that for text, "made" or "missing".
    """

    def __init__(self, layouts: Sequence[Layout], width: float, height: float) -> None:
        self.layouts, self.width, self.height = layouts, width, height
        titles = [lay.title.style.sizes[0] for lay in layouts if lay.title.type == "title"]
        self.usual_title = median(titles) if titles else 28.0
        self.widest_title = max((lay.title.box.width for lay in layouts), default=width)
        self.roles: dict[str, tuple[Layout, str]] = {}
        for role in ROLES:
            self.roles[role] = self._role(role)

    @property
    def served(self) -> int:
        """How many roles have a layout of their own."""
        return sum(how not in ("made", "missing") for _, how in self.roles.values())

    def _role(self, role: str) -> tuple[Layout, str]:
        own = next((lay for lay in self.layouts if lay.name == OWN[role] and _serves(lay, role)), None)
        if own and role not in KINDS:
            return own, "name"
        # Sources close a deck, on any layout for text: what others call so is a slide of thanks.
        score: Callable[[Layout], float] | None = getattr(self, f"_{role.replace('-', '_')}", None)
        if score is None:
            return self._made(role)
        scored = [(score(lay), lay) for lay in self.layouts]
        best, layout = max(scored, key=lambda s: s[0], default=(0.0, None))
        if layout is None or best < ENOUGH:
            return self._made(role)
        how = "type" if layout.kind in KINDS.get(role, ()) else "name" if says(layout.name, role) else "place"
        return _ready(role, layout, self.height), "name" if layout.name == OWN[role] else how

    def _made(self, role: str) -> tuple[Layout, str]:
        text = self.roles.get("text", (None, ""))[0]
        match role:
            case "title" | "section":
                return self._nearest(role), "missing"
            case "text":
                return made.with_text(self._headed(), self.height), "made"
            case "quote" | "closing":
                assert text is not None
                return text, "text" if self.roles["text"][1] != "made" else "made"
            case "text-visual":
                assert text is not None
                return made.beside(text, self.width, self.height), "made"
            case "two-visuals":
                assert text is not None
                return made.two(text, self.width, self.height), "made"
            case "visual" | "table":
                assert text is not None
                bare = self._bare()
                return made.alone(bare, self.height) if bare else made.alone_in(text, self.height), "made"
            case _:
                assert text is not None
                layout = made.figures(text, self.width, self.height)
                return (layout, "made") if layout else (text, "missing")

    def _bare(self) -> Layout | None:
        """The layout for what is placed freely: a title, and nothing else."""
        plain = [lay for lay in self._ordinary() if not lay.text and not lay.areas and not lay.subtitle and lay.plain]
        return next((lay for lay in plain if lay.kind == "titleOnly"), plain[0] if plain else None)

    def _headed(self) -> Layout:
        """A layout with a title, without its places."""
        found = [lay for lay in self._ordinary() if lay.kind not in ("title", "secHead")]
        layout = self._bare() or (found or list(self.layouts))[0]
        return replace(layout, text=None, areas=(), figures=(), details=None)

    def _ordinary(self) -> list[Layout]:
        """Layouts with a title that are not for slides of few words."""
        few = [self.roles[role][0].key for role in ("title", "section") if self.roles[role][1] != "missing"]
        usable = [lay for lay in self.layouts if self._usable(lay) and lay.key not in few]
        return [lay for lay in usable if self._wide_title(lay)] or usable

    def _nearest(self, role: str) -> Layout:
        """A layout for a slide of few words, where none is meant for them."""
        front = self.roles.get("title", (None, ""))
        if role == "section" and front[0] and front[1] != "missing":
            return next(lay for lay in self.layouts if lay.key == front[0].key)
        layout = next((lay for lay in self.layouts if self._usable(lay)), self.layouts[0])
        return made.opening(layout, self.height, subtitle=role == "title")

    # -- Scores --------------------------------------------------------------------------------------

    def _large(self, slot: Slot | None, width: float, height: float) -> bool:
        """Whether a slot has these parts of the slide's width and height."""
        return slot is not None and slot.box.width >= width * self.width and slot.box.height >= height * self.height

    def _usable(self, layout: Layout) -> bool:
        return not layout.headless and layout.kind != "vert"

    def _wide_title(self, layout: Layout) -> bool:
        """A title in a narrow column holds no sentence, where the template has wider ones."""
        return layout.title.box.width >= 0.6 * min(self.widest_title, self.width)

    def _title(self, layout: Layout) -> float:
        if not self._usable(layout):
            return 0.0
        score = 60.0 * (layout.kind == "title") + 30 * (layout.title.type == "ctrTitle") + 30 * bool(layout.subtitle)
        score += 25 * says(layout.name, "title") + 20 * (layout.title.style.sizes[0] >= 1.2 * self.usual_title)
        score -= 20 * (layout.kind == "secHead" or says(layout.name, "section"))
        return score - 50 * (bool(layout.areas) or self._large(layout.text, 0.3, 0.4))

    def _section(self, layout: Layout) -> float:
        if not self._usable(layout) or layout.key == self.roles["title"][0].key or layout.areas:
            return 0.0
        middle = layout.title.box.y + layout.title.box.height / 2
        lower = 0.36 < middle / self.height < 0.75 and middle > 0.2 * self.height
        score = 60.0 * (layout.kind == "secHead") + 30 * says(layout.name, "section") + 15 * lower
        score += 10 * (layout.title.style.sizes[0] >= 1.15 * self.usual_title)
        return (
            score - 50 * self._large(layout.text, 0.3, 0.4) - 40 * (layout.kind == "title") - 20 * bool(layout.subtitle)
        )

    def _text(self, layout: Layout) -> float:
        slot = layout.text
        if slot is None or not self._usable(layout) or layout.subtitle or not self._large(slot, 0.35, 0.25):
            return 0.0
        share = slot.box.width * slot.box.height / (self.width * self.height)
        score = (
            30 + round(share * 10) * 4.0 + 40 * (not layout.areas) + 10 * (not layout.details and not layout.figures)
        )
        score += 30 * (layout.kind in KINDS["text"]) + 8 * (slot.type == "") + 15 * self._wide_title(layout)
        special = layout.kind in ("secHead", "title") or says(layout.name, "section") or says(layout.name, "quote")
        return score + 5 * layout.plain - 60 * special

    def _text_visual(self, layout: Layout) -> float:
        if layout.text is None or not self._usable(layout) or not self._wide_title(layout):
            return 0.0
        text, areas = layout.text, layout.areas
        if len(areas) != 1 or areas[0].visual.type != "" or self.width < 1.1 * self.height:
            return 0.0
        box = areas[0].box
        apart = box.x >= text.box.right - 6 or text.box.x >= box.right - 6
        if not apart or not self._large(text, 0.15, 0.3) or not self._large(areas[0].visual, 0.3, 0.3):
            return 0.0
        wider, left = box.width > 1.1 * text.box.width, text.box.x < box.x
        known = layout.kind in KINDS["text-visual"]
        return 30.0 + 20 * wider + 10 * left + 10 * known + 60 * (layout.name == OWN["text-visual"]) + 5 * layout.plain

    def _two_visuals(self, layout: Layout) -> float:
        if not self._usable(layout) or not self._wide_title(layout) or self.width < 1.1 * self.height:
            return 0.0
        places = [a.visual for a in layout.areas]
        if len(places) == 1 and layout.text and layout.text.type == "":
            places.insert(0, layout.text)
        if len(places) != 2 or any(p.type != "" or not self._large(p, 0.25, 0.3) for p in places):
            return 0.0
        one, other = (p.box for p in places)
        even = min(one.width, other.width) / max(one.width, other.width)
        level = abs(one.y - other.y) < 0.05 * self.height and (one.right <= other.x + 6 or other.right <= one.x + 6)
        if even < 0.8 or not level:
            return 0.0
        known = 10.0 * (layout.kind in KINDS["two-visuals"])
        return 30 + known + 60 * (layout.name == OWN["two-visuals"]) + 5 * layout.plain

    def _visual(self, layout: Layout, kinds: tuple[str, ...] = ("",), role: str = "visual") -> float:
        if not self._usable(layout) or layout.subtitle or layout.figures:
            return 0.0
        alone = layout.text if not layout.areas else None
        place = layout.areas[0].visual if len(layout.areas) == 1 and not self._tall(layout.text) else alone
        # A table needs more of the width than a chart.
        least = 0.62 if role == "table" else 0.5
        if place is None or place.type not in kinds or not self._large(place, least, 0.35):
            return 0.0
        share = place.box.width * place.box.height / (self.width * self.height)
        special = layout.kind == "secHead" or says(layout.name, "section") or says(layout.name, "quote")
        score = 20 + round(share * 10) * 3.0 + 20 * self._wide_title(layout) + 10 * (layout.kind in KINDS[role])
        return score + 5 * layout.plain + 60 * (layout.name == OWN[role]) + 20 * (place.type == "tbl") - 60 * special

    def _table(self, layout: Layout) -> float:
        return self._visual(layout, ("", "tbl"), "table")

    def _tall(self, slot: Slot | None) -> bool:
        return slot is not None and slot.box.height > 0.2 * self.height

    def _key_figures(self, layout: Layout) -> float:
        return 50.0 if self._usable(layout) and layout.figures else 0.0

    def _quote(self, layout: Layout) -> float:
        if not self._usable(layout) or not self._large(layout.text, 0.35, 0.2):
            return 0.0
        return 50.0 * says(layout.name, "quote") - 40 * bool(layout.areas)


def fitted(role: str, layout: Layout, width: float, height: float, *, told: bool = False) -> Layout:
    """A layout that the user has chosen, with what its role needs; what it has not is made on it. `told`: the user has
    said what its placeholders are for.
    """
    layout = _ready(role, layout if told else settled(layout), height)
    match role:
        case "text" | "quote" | "closing" if layout.text is None:
            return made.with_text(layout, height)
        case "text-visual" if layout.text is None or not layout.areas:
            return made.beside(layout if layout.text else made.with_text(layout, height), width, height)
        case "two-visuals" if len(layout.areas) < 2:
            return made.two(layout if layout.text else made.with_text(layout, height), width, height)
        case "visual" | "table" if not layout.areas:
            return made.alone(layout, height)
        case "key-figures" if not layout.figures:
            text = layout if layout.text else made.with_text(layout, height)
            return made.figures(text, width, height) or text
        case _:
            return layout


def _ready(role: str, layout: Layout, height: float) -> Layout:
    """A layout with its places as the role uses them."""
    first = framed(layout.text) if layout.text and layout.text.type == "" else None
    match role:
        case "title":
            return as_opening(layout, height)
        case "two-visuals" if first and len(layout.areas) == 1:
            return replace(layout, text=None, areas=(first, *layout.areas))
        case "visual" | "table" if first and not layout.areas:
            return replace(layout, text=None, areas=(first,))
        case _:
            return layout


def _serves(layout: Layout, role: str) -> bool:
    """Whether a layout of one of our names has what its role needs: somebody else's may be called so."""
    text = layout.text is not None and layout.text.box.height > 60
    return {"key-figures": bool(layout.figures), "quote": text, "closing": text}.get(role, False)
