"""A deck as plain data: slides with their texts, visuals and notes, each text measured, each thing with its box.

Nothing here knows a file format. The writer writes what stands here and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from builder.errors import Location
from builder.model.document import Block, Figure
from builder.writers.pptx.layouts import Box, Layout, Slot
from builder.writers.pptx.plot import NativeGroup


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. `value` is the `ValueRun.number` or -1; `link` a URL or "#id"; a line break is a
    run of its own.
    """

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    raised: bool = False
    quiet: bool = False
    link: str = ""
    value: int = -1
    lang: str = ""


Mark = Literal["bullet", "number", "none"]
Kind = Literal["text", "heading", "quote", "code"]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. `level` counts from 0; `number` is what a numbered paragraph shows; `origin` the block it is of;
    one that hangs has no mark of its own and stands under the text of the item before; `box` is the number of the
    callout that it is in, or 0.
    """

    runs: tuple[Run, ...]
    level: int = 0
    mark: Mark = "none"
    number: int = 1
    kind: Kind = "text"
    origin: Block | None = None
    hang: bool = False
    box: int = 0

    @property
    def text(self) -> str:
        return "".join(r.text for r in self.runs)

    @property
    def flush(self) -> bool:
        """Whether it stands at the left edge, without room for a bullet."""
        return self.mark == "none" and not self.hang


@dataclass(frozen=True, slots=True)
class TextPlan:
    """Text in a slot, at a size for its first level; `box` where it is not the slot's own; `least` is the smallest size
    of its lower levels; `after` is how many of the slide's visuals are read before it.
    """

    slot: Slot
    lines: tuple[Line, ...]
    size: float
    box: Box | None = None
    least: float = 0.0
    after: int = 0

    @property
    def place(self) -> Box:
        return self.box or self.slot.box

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """A chart: natively where it has a sound form, else as its drawing."""

    figure: Figure
    native: NativeGroup | None

    @property
    def alt(self) -> str:
        return self.figure.alt


@dataclass(frozen=True, slots=True)
class PicturePlan:
    """A picture file, relative to the report's folder; one without a text alternative only decorates. `values` are the
    numbers of those in `alt`.
    """

    path: str
    alt: str
    at: Location | None = None
    values: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A part of a table as it stands on one slide: cells as runs, widths and heights in points.

    `rows` has the head first. `first` and `last` are the data rows shown, `id` is "" for a Markdown
    table; `pad` is the room above and below a cell's text.
    """

    id: str
    alt: str
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    aligns: tuple[str, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: float
    pad: float = 4.0
    total: bool = False
    strong: frozenset[int] = frozenset()
    first: int = 0
    last: int = 0


Content = ChartPlan | PicturePlan | TablePlan


@dataclass(frozen=True, slots=True)
class VisualPlan:
    """A visual in its box, with what is said above and below it; `lang` where it is not the document's language."""

    content: Content
    slot: Slot
    box: Box
    caption: TextPlan | None = None
    source: TextPlan | None = None
    origin: Block | None = None
    lang: str = ""


@dataclass(frozen=True, slots=True)
class SlidePlan:
    """One slide. `anchors` are the ids that stand on it, `section` the level-1 heading that it belongs to: its id and
    its text, both "" before the first.
    """

    role: str
    layout: Layout
    title: TextPlan
    texts: tuple[TextPlan, ...] = ()
    visuals: tuple[VisualPlan, ...] = ()
    notes: tuple[Line, ...] = ()
    anchors: tuple[str, ...] = ()
    section: tuple[str, str] = ("", "")
    at: Location | None = None

    def reading(self) -> Iterator[TextPlan | VisualPlan]:
        """What stands on the slide, in reading order."""
        yield self.title
        texts = list(self.texts)
        for n, visual in enumerate(self.visuals):
            yield from (t for t in texts if t.after <= n)
            texts = [t for t in texts if t.after > n]
            yield visual
        yield from texts

    def all_texts(self) -> Iterator[TextPlan]:
        """The texts in reading order, those around visuals included."""
        for item in self.reading():
            if isinstance(item, VisualPlan):
                yield from (t for t in (item.caption, item.source) if t)
            else:
                yield item

    def values(self) -> set[int]:
        """The numbers of the values that are seen on the slide or stand in its notes."""
        lines = [*self.notes, *(line for text in self.all_texts() for line in text.lines)]
        runs = [r for line in lines for r in line.runs]
        found = {n for v in self.visuals if isinstance(v.content, ChartPlan) for n in v.content.figure.values}
        for visual in self.visuals:
            match visual.content:
                case TablePlan(rows=rows):
                    runs += [r for row in rows for cell in row for r in cell]
                case PicturePlan(values=values):
                    found.update(values)
                case _:
                    pass
        return found | {r.value for r in runs if r.value >= 0}


@dataclass(frozen=True, slots=True)
class Deck:
    """The slides in their order, the slide (counted from 1) of each id that something may link to, and the roles that
    there are slides for.
    """

    slides: tuple[SlidePlan, ...]
    footer: str
    date: str
    lang: str
    anchors: dict[str, int]
    roles: frozenset[str] = frozenset()
