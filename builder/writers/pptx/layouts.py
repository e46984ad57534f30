"""Slide layouts as plain data, in PowerPoint's vocabulary, and those of our own base deck, made from the Theme.

A `Layout` says which placeholders there are, what each is for, where it stands and how its text is set. The base deck's
are made here; those of a user's template are read by `template.py`. Lengths are points, from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from builder.theme import Theme

ROLES = (
    "title",
    "section",
    "text",
    "text-visual",
    "two-visuals",
    "visual",
    "table",
    "key-figures",
    "quote",
    "closing",
)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def below(self, y: float) -> Box:
        """The part of the box under `y`."""
        return Box(self.x, y, self.width, max(0.0, self.bottom - y))

    def above(self, y: float) -> Box:
        """The part of the box over `y`."""
        return Box(self.x, self.y, self.width, max(0.0, y - self.y))


NEVER = 99  # a level that no text has


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a placeholder sets text, by level: sizes, left edges of the text, and space before a paragraph; the line
    spacing as a factor of 1.2 times the size; insets left, top, right, bottom; `align` as DrawingML has it
    (ST_TextAlignType), and `rtl`, the direction of its paragraphs.

    By level, too, the space `after` a paragraph and the edge at its other side; `pitch` is an exact line pitch in
    points, where there is one. Text runs in `columns` with a `gutter` between. `typefaces` are the families for Latin,
    East Asian and complex scripts, "" for the presentation's own; `caps`: all letters are shown as capitals, and
    `tracking` is what comes between letters. From the level `told` on it has other sizes than its layout: they are
    written, and so is its `color`, if it has one.
    """

    sizes: tuple[float, ...]
    indents: tuple[float, ...] = (0.0,)
    before: tuple[float, ...] = (0.0,)
    spacing: float = 1.0
    bold: bool = False
    insets: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    bullets: bool = False
    align: str = "l"
    rtl: bool = False
    after: tuple[float, ...] = (0.0,)
    ends: tuple[float, ...] = (0.0,)
    pitch: float = 0.0
    columns: int = 1
    gutter: float = 0.0
    typefaces: tuple[str, str, str] = ("", "", "")
    caps: bool = False
    tracking: float = 0.0
    told: int = NEVER
    color: str = ""

    def size(self, level: int) -> float:
        return self.sizes[min(level, len(self.sizes) - 1)]

    def indent(self, level: int) -> float:
        return self.indents[min(level, len(self.indents) - 1)]

    def hang(self, level: int) -> float:
        """How far a bullet hangs out to the left of its text."""
        return min(max(16.0, 0.9 * self.size(level)), self.indent(level))

    def space(self, level: int) -> float:
        return self.before[min(level, len(self.before) - 1)]

    def space_after(self, level: int) -> float:
        return self.after[min(level, len(self.after) - 1)]

    def end(self, level: int) -> float:
        return self.ends[min(level, len(self.ends) - 1)]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for content. `type` is the placeholder's type as the file writes it ("" for any content), `idx` its
    number; a slot of type "textbox" is no placeholder: the layout has none for what stands there. One that is `moved`
    does not stand where its layout has it.
    """

    name: str
    type: str
    idx: int
    box: Box
    style: TextStyle
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """Where a visual goes, with the places for its caption above and its source below (None: inside the area)."""

    visual: Slot
    caption: Slot | None = None
    source: Slot | None = None

    @property
    def box(self) -> Box:
        """All of it."""
        boxes = [s.box for s in (self.visual, self.caption, self.source) if s]
        top, bottom = min(b.y for b in boxes), max(b.bottom for b in boxes)
        return Box(self.visual.box.x, top, self.visual.box.width, bottom - top)


@dataclass(frozen=True, slots=True)
class Layout:
    """One slide layout. `key` finds it again in its file; `figures` are (value, label, note) of each key figure;
    `spare` are placeholders whose use is not settled yet (`roles`).

    Of a template's: `kind` is PowerPoint's type (ECMA-376 part 1, 19.7.15; "vert" for text that runs downwards),
    `master` the name of its master, `body` where and how the master sets text; `plain`: its ground is the master's;
    `said` is what its footer says already; `taken` are the places where something is drawn; one that is `headless` has
    no place for a title.
    """

    name: str
    key: str
    title: Slot
    subtitle: Slot | None = None
    text: Slot | None = None
    details: Slot | None = None
    areas: tuple[Area, ...] = ()
    figures: tuple[tuple[Slot, Slot, Slot], ...] = ()
    date: Slot | None = None
    footer: Slot | None = None
    number: Slot | None = None
    spare: tuple[Slot, ...] = ()
    kind: str = ""
    master: str = ""
    body: Slot | None = None
    plain: bool = True
    said: str = ""
    taken: tuple[Box, ...] = ()
    headless: bool = False

    def slots(self) -> Iterator[Slot]:
        """Every slot that takes content, in reading order."""
        for slot in (self.title, self.subtitle, self.text, self.details):
            if slot:
                yield slot
        for area in self.areas:
            yield from (s for s in (area.caption, area.visual, area.source) if s)
        for figure in self.figures:
            yield from figure


@dataclass(frozen=True, slots=True)
class Layouts:
    """The layouts of a deck: for each role the one to use, and all by name. `missing` are roles that the template has
    no layout for; the nearest one stands in for them. `found` says how each role's was found: "mapping",
    "name", "type", "place", "text" (as that for text), "made" or "missing" (`roles`).
    """

    width: float
    height: float
    roles: dict[str, Layout]
    named: dict[str, Layout]
    missing: frozenset[str] = field(default_factory=frozenset)
    found: dict[str, str] = field(default_factory=dict)


# -- Our base deck ---------------------------------------------------------------------------------------

GUTTER = 24.0
TITLE_TOP = 32.0
TITLE_HEIGHT = 72.0
CONTENT_TOP = 118.0
CONTENT_BOTTOM = 478.0
SOURCE_TOP = 482.0
SOURCE_HEIGHT = 25.0
FOOTER_TOP = 513.0
CAPTION_HEIGHT = 58.0


class Grid:
    """Twelve columns between the slide's margins."""

    def __init__(self, theme: Theme) -> None:
        self.margin = theme.slide.margin
        self.column = (theme.slide.width - 2 * self.margin - 11 * GUTTER) / 12

    def span(self, first: int, count: int, top: float, bottom: float) -> Box:
        """`count` columns from number `first` (0 to 11), between two heights."""
        x = self.margin + first * (self.column + GUTTER)
        return Box(x, top, count * self.column + (count - 1) * GUTTER, bottom - top)


def body_style(theme: Theme) -> TextStyle:
    """Text of slides: three sizes, bullets hanging in 16 points."""
    s = theme.slide
    sizes = (s.body, (s.body + s.least) / 2, s.least, s.least, s.least)
    return TextStyle(sizes, (16.0, 34.0, 50.0, 66.0, 82.0), (9.0, 4.0, 3.0, 3.0, 3.0), bullets=True)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the slots of the base deck."""

    theme: Theme
    grid: Grid

    def title(self) -> Slot:
        box = self.grid.span(0, 12, TITLE_TOP, TITLE_TOP + TITLE_HEIGHT)
        return Slot("title", "title", 0, box, TextStyle((self.theme.slide.title,), bold=True))

    def plain(self, name: str, idx: int, box: Box, *sizes: float, bold: bool = False, before: float = 0.0) -> Slot:
        return Slot(name, "body", idx, box, TextStyle(sizes, before=(before,), bold=bold))

    def text(self, idx: int, box: Box, type_: str = "body") -> Slot:
        return Slot("text", type_, idx, box, body_style(self.theme))

    def area(self, n: int, columns: tuple[int, int], type_: str = "", top: float = CONTENT_TOP) -> Area:
        first, count = columns
        chart = self.theme.for_deck().chart
        box = self.grid.span(first, count, top, CONTENT_BOTTOM)
        split = top + CAPTION_HEIGHT
        visual = Slot("visual", type_, 14 + 3 * n, box.below(split), body_style(self.theme))
        caption = self.plain("caption", 13 + 3 * n, box.above(split), chart.title, chart.subtitle)
        line = self.grid.span(first, count, SOURCE_TOP, SOURCE_TOP + SOURCE_HEIGHT)
        return Area(visual, caption, self.plain("source", 15 + 3 * n, line, self.theme.slide.source))

    def figures(self, top: float) -> tuple[tuple[Slot, Slot, Slot], ...]:
        out = []
        for n in range(4):
            box = self.grid.span(3 * n, 3, top, top + 190)
            value = self.plain("value", 20 + n, Box(box.x, top, box.width, 58), self.theme.slide.key_figure, bold=True)
            label = self.plain("label", 30 + n, Box(box.x, top + 62, box.width, 64), 16.0, bold=True)
            note = self.plain("note", 40 + n, Box(box.x, top + 130, box.width, 76), self.theme.slide.least, before=2.0)
            out.append((value, label, note))
        return tuple(out)

    def with_foot(self, layout: Layout) -> Layout:
        """The layout with date, footer and slide number in one line at its foot."""
        style = TextStyle((self.theme.slide.footer,))
        line = self.grid.span(0, 12, FOOTER_TOP, FOOTER_TOP + 14)
        return replace(
            layout,
            footer=Slot("footer", "ftr", 11, replace(line, width=line.width - 200), style),
            date=Slot("date", "dt", 10, Box(line.right - 190, line.y, 140, line.height), style),
            number=Slot("number", "sldNum", 12, Box(line.right - 44, line.y, 44, line.height), style),
        )


def base_layouts(theme: Theme) -> Layouts:
    """The layouts of our base deck, in their order."""
    grid = Grid(theme)
    make = _Maker(theme, grid)
    full = grid.span(0, 12, CONTENT_TOP, CONTENT_BOTTOM)
    rows = [*_openings(theme, grid, make), *_contents(grid, make, full), *_specials(theme, grid, make, full)]
    named = {layout.name: layout for _, layout in rows}
    return Layouts(theme.slide.width, theme.slide.height, {role: lay for role, lay in rows if role}, named)


def _openings(theme: Theme, grid: Grid, make: _Maker) -> list[tuple[str, Layout]]:
    wide = grid.span(0, 9, 130, 290)
    title = Slot("title", "ctrTitle", 0, wide, TextStyle((40.0,), bold=True))
    subtitle = Slot("subtitle", "subTitle", 1, grid.span(0, 9, 302, 366), TextStyle((20.0,)))
    details = make.plain("details", 13, grid.span(0, 9, 440, 482), theme.slide.least)
    opening = Layout("Title Slide", "Title Slide", title, subtitle, details=details)
    title = Slot("title", "title", 0, grid.span(0, 9, 150, 330), TextStyle((36.0,), bold=True))
    text = make.plain("text", 1, grid.span(0, 9, 344, 430), theme.slide.body)
    section = make.with_foot(Layout("Section Header", "Section Header", title, text=text))
    return [("title", opening), ("section", section)]


def _contents(grid: Grid, make: _Maker, full: Box) -> list[tuple[str, Layout]]:
    """PowerPoint's own, then those of ours that have a visual."""

    def layout(name: str, text: Slot | None = None, *areas: Area) -> Layout:
        return make.with_foot(Layout(name, name, make.title(), text=text, areas=areas))

    def content(idx: int, first: int) -> Slot:
        box = grid.span(first, 6, CONTENT_TOP, CONTENT_BOTTOM)
        return Slot("visual", "", idx, box, make.text(idx, box).style)

    narrow = grid.span(0, 4, CONTENT_TOP, CONTENT_BOTTOM)
    wide = grid.span(4, 8, CONTENT_TOP, CONTENT_BOTTOM)
    left = content(1, 0)
    picture = Slot("visual", "pic", 1, wide, make.text(1, wide).style)
    large = Slot("visual", "", 1, wide, make.text(1, wide).style)
    strip = grid.span(0, 12, CONTENT_TOP - 8, CONTENT_TOP + 40)
    top = CONTENT_TOP + 44
    return [
        ("text", layout("Title and Content", make.text(1, full, ""))),
        ("", layout("Two Content", replace(left, name="text"), Area(content(2, 6)))),
        ("", layout("Title Only")),
        ("", layout("Blank")),
        ("", layout("Content with Caption", make.text(2, narrow), Area(large))),
        ("", layout("Picture with Caption", make.text(2, narrow), Area(picture))),
        ("text-visual", layout("Title, Text and Visual", make.text(1, narrow), make.area(0, (4, 8)))),
        ("visual", layout("Title and Visual", None, make.area(0, (0, 12)))),
        (
            "two-visuals",
            layout(
                "Title and Two Visuals",
                make.text(1, strip),
                make.area(0, (0, 6), top=top),
                make.area(1, (6, 6), top=top),
            ),
        ),
        ("table", layout("Title and Table", make.text(1, strip), make.area(0, (0, 12), "tbl", top=top))),
    ]


def _specials(theme: Theme, grid: Grid, make: _Maker, full: Box) -> list[tuple[str, Layout]]:
    text = make.text(1, full.below(CONTENT_TOP + 226))
    top = CONTENT_TOP + 6
    figures = Layout("Key Figures", "Key Figures", make.title(), text=text, figures=make.figures(top))
    said = make.plain("text", 1, grid.span(1, 9, 170, 350), 26.0)
    by = make.plain("details", 13, grid.span(1, 9, 362, 402), theme.slide.least)
    quote = Layout("Quote", "Quote", make.title(), text=said, details=by)
    small = TextStyle((theme.slide.least, 12.0), (16.0,), (6.0,), bullets=True)
    closing = Layout("Closing", "Closing", make.title(), text=Slot("text", "body", 1, full, small))
    rows = [("key-figures", figures), ("quote", quote), ("closing", closing)]
    return [(role, make.with_foot(layout)) for role, layout in rows]
