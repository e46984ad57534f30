"""Visuals in their areas: the caption above, the chart, table or picture, and the source below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from builder.errors import Findings
from builder.model.chart import Chart, NativeFigure
from builder.model.document import Block, DataTable, Figure, Image, Table
from builder.model.walk import plain, value_numbers
from builder.model.words import word
from builder.theme import Theme
from builder.writers.pptx.collect import Part, Visual
from builder.writers.pptx.fit import roomy
from builder.writers.pptx.fitter import Fitter
from builder.writers.pptx.layouts import Area, Box, Slot, TextStyle
from builder.writers.pptx.needs import least_height
from builder.writers.pptx.plan import ChartPlan, Content, Line, PicturePlan, Run, TablePlan, TextPlan, VisualPlan
from builder.writers.pptx.runs import runs_of
from builder.writers.pptx.sound import sound_group
from builder.writers.pptx.tables import Grid, TableFitter, grid_of

Native = Callable[[Chart], NativeFigure | None]
GAP = 6.0  # between a caption and its visual, and between a visual and its source
MOST_CAPTION = 0.36  # of an area's height
MOST_SOURCE = 0.25
LEAST_CAPTION = 12.0
LEAST_SOURCE = 8.0


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said around a visual: lines above, lines below, and the block that it comes from."""

    above: tuple[Line, ...]
    below: tuple[Line, ...]
    origin: Block


class Placer:
    """Places visuals. `native` gives a chart's native form, or None."""

    def __init__(self, theme: Theme, native: Native, fitter: Fitter, lang: str) -> None:
        self.native = native
        self.fitter = fitter
        self.measure = fitter.measure
        self.lang = lang
        self.source_size = theme.slide.source
        self.drawn = theme.for_deck()
        chart = self.drawn.chart
        self.caption_style = TextStyle((chart.title, chart.subtitle))
        self.tables = TableFitter(theme, fitter.measure, fitter.findings)

    def fits(self, visual: Visual, area: Area, title: str) -> bool:
        """Whether a visual stands in an area without being cut: a table may not."""
        if not isinstance(visual, (Table, DataTable)):
            return True
        grid = grid_of(visual, Findings())
        box = self._boxes(area, self._words(visual, visual, title, grid))[1]
        return self.tables.whole(grid, box.width, box.height) is not None

    def ease(self, visual: Visual, area: Area, title: str) -> float:
        """The height that a chart has in an area, as a part of what it needs to be read; 1.0 for anything else."""
        if not isinstance(visual, Figure):
            return 1.0
        box = self._boxes(area, self._words(visual, visual, title, None))[1]
        return box.height / least_height(visual.chart, self.drawn, box.width)

    def placed(
        self, visuals: Sequence[Visual], areas: Sequence[Area], part: Part, title: str, notes: list[Line]
    ) -> list[VisualPlan]:
        """Visuals in areas side by side, their captions of one height. Tables fit here, as `fits` has said."""
        grids = [grid_of(v, self.fitter.findings) if isinstance(v, (Table, DataTable)) else None for v in visuals]
        told = [self._words(v, _origin(v, part), title, g) for v, g in zip(visuals, grids, strict=True)]
        above = max(self._caption_height(a, w) for a, w in zip(areas, told, strict=True))
        out = []
        for visual, area, words, grid in zip(visuals, areas, told, grids, strict=True):
            caption, box, source = self._frame(area, words, notes, above)
            content: Content
            if grid:
                fitting = self.tables.whole(grid, box.width, box.height)
                content = fitting or self.tables.parts(grid, box.width, box.height)[0]
                source = _under(source, box, content)
            elif isinstance(visual, Figure):
                content = self._chart(visual, box)
            else:
                assert isinstance(visual, Image)
                alt = plain(visual.content).strip()
                content = PicturePlan(visual.path, alt, visual.at, value_numbers(visual.content))
            out.append(VisualPlan(content, area.visual, box, caption, source, words.origin))
        return out

    def _chart(self, figure: Figure, box: Box) -> ChartPlan:
        """A chart in a box: native where that comes out well."""
        form = self.native(figure.chart) if figure.chart.native == "auto" else None
        if form is None:
            return ChartPlan(figure, None)
        return ChartPlan(figure, sound_group(form, self.drawn, box.width, box.height, self.lang))

    def table(self, table: Table | DataTable, area: Area, title: str) -> list[tuple[VisualPlan, list[Line]]]:
        """A table by itself, on as many slides as it needs, each with what goes to its notes."""
        grid = grid_of(table, self.fitter.findings)
        words = self._words(table, table, title, grid)
        box = self._boxes(area, words)[1]
        out = []
        for part in self.tables.parts(grid, box.width, box.height):
            notes: list[Line] = []
            caption, box, source = self._frame(area, words, notes)
            out.append((VisualPlan(part, area.visual, box, caption, _under(source, box, part), table), notes))
        return out

    # -- What is said ----------------------------------------------------------------------------------

    def _words(self, visual: Visual, origin: Block, title: str, grid: Grid | None) -> _Words:
        """What a visual finds and measures, above it; its number, caption and source, below."""
        match visual:
            case Figure():
                heads = (visual.chart.title, visual.chart.subtitle)
                above = tuple(
                    Line((Run(text, bold=n == 0),), n, origin=origin)
                    for n, text in enumerate(heads)
                    if text and text.strip() != title.strip()
                )
                number = f"{word('figure', self.lang)} {visual.number}"
                caption = (Line(runs_of(visual.caption), origin=origin),) if visual.caption else ()
                return _Words(above, (*caption, *self._foot(number, "", runs_of(visual.source), origin)), origin)
            case Image():
                shown = runs_of(visual.content)
                return _Words((Line(shown, 1, origin=origin),) if shown else (), (), origin)
            case _:
                shown = runs_of(visual.caption, Run("", bold=True))
                same = plain(visual.caption).strip() in ("", title.strip())
                number = f"{word('table', self.lang)} {visual.number}" if visual.number else ""
                source = runs_of(visual.source) if isinstance(visual, DataTable) else ()
                below = self._foot(number, grid.note if grid else "", source, origin)
                return _Words(() if same else (Line(shown, 0, origin=origin),), below, origin)

    def _foot(self, number: str, note: str, source: tuple[Run, ...], origin: Block) -> tuple[Line, ...]:
        """One line of what there is: "Table 2. 40 of 800 rows. Source: AI Index [1]"."""
        # Our own words are in the document's language, whatever that of a visual is.
        named = (Run(f"{word('source', self.lang)}: ", lang=self.lang), *source) if source else ()
        counted = (Run(number, lang=self.lang),) if number else ()
        parts = [p for p in (counted, (Run(note),) if note else (), named) if p]
        runs = tuple(r for n, p in enumerate(parts) for r in ((Run(". "), *p) if n else p))
        return (Line(runs, origin=origin),) if runs else ()

    # -- Where it stands -------------------------------------------------------------------------------

    def _caption_slot(self, area: Area) -> Slot:
        return area.caption or Slot("caption", "textbox", 0, area.box, self.caption_style)

    def _source_slot(self, area: Area) -> Slot:
        return area.source or Slot("source", "textbox", 0, area.box, TextStyle((self.source_size,)))

    def _caption_height(self, area: Area, words: _Words) -> float:
        """What the caption needs, with the reserve for other programs."""
        if not words.above:
            return 0.0
        style, most = self._caption_slot(area).style, area.box.height * MOST_CAPTION
        size = self.measure.fit(words.above, style, replace(area.box, height=most), LEAST_CAPTION)
        if size is None:
            return most
        return min(most, roomy(self.measure.height(words.above, style, size, area.box.width, LEAST_CAPTION)))

    def _boxes(self, area: Area, words: _Words, above: float = 0.0) -> tuple[Box, Box, Box]:
        """The boxes of caption, visual and source."""
        whole = area.box
        high = max(above, self._caption_height(area, words))
        caption = whole.above(whole.y + high)
        top = caption.bottom + (GAP if high else 0.0)
        bottom = area.source.box.y if area.source else whole.bottom
        source = whole.below(bottom)
        if words.below:
            slot = self._source_slot(area)
            size = slot.style.sizes[0]
            tall = roomy(self.measure.height(words.below, slot.style, size, whole.width, LEAST_SOURCE))
            tall = min(max(tall, source.height), whole.height * MOST_SOURCE)
            source = whole.below(whole.bottom - tall)
            bottom = min(bottom, source.y) - GAP
        return caption, Box(whole.x, top, whole.width, max(bottom - top, 1.0)), source

    def _frame(
        self, area: Area, words: _Words, notes: list[Line], above: float = 0.0
    ) -> tuple[TextPlan | None, Box, TextPlan | None]:
        """The caption, the box left for the visual, and the source."""
        over, box, under = self._boxes(area, words, above)
        at, fitted = words.origin.at, self.fitter.fitted
        caption = fitted(self._caption_slot(area), words.above, notes, over, LEAST_CAPTION, at) if words.above else None
        source = fitted(self._source_slot(area), words.below, notes, under, LEAST_SOURCE, at) if words.below else None
        return caption, box, source


def _origin(visual: Visual, part: Part) -> Block:
    """The block that a visual is, or that a picture stands in."""
    return part.origins[id(visual)] if isinstance(visual, Image) else visual


def _under(source: TextPlan | None, box: Box, table: TablePlan) -> TextPlan | None:
    """The source right under a table that is lower than its box."""
    if source is None:
        return None
    return replace(source, box=replace(source.place, y=min(source.place.y, box.y + sum(table.heights) + GAP)))
