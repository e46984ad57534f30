"""The sources at the foot of the slide that uses them: "[1] The office; [3] Another", in small print.

A visual says its source under itself; this line is for what the texts of a slide cite beside that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from builder.model.data import Source
from builder.model.words import word
from builder.writers.pptx.fit import Measure, roomy
from builder.writers.pptx.layouts import Box, Layout, Slot, TextStyle
from builder.writers.pptx.plan import Line, Run, TablePlan, TextPlan, VisualPlan
from builder.writers.pptx.runs import clean

SMALLEST = 8.0
GAP = 2.0
MOST_LINES = 2
SHORTER = (10_000, 80, 50, 30, 0)  # characters of a source's title, until the line is short enough
_SOURCE = re.compile(r"#source-(\d+)")


def cited(runs: Iterable[Run]) -> set[int]:
    """The numbers of the sources that runs cite."""
    return {int(found[1]) for run in runs if run.link and (found := _SOURCE.fullmatch(run.link))}


def cited_in(lines: Iterable[Line]) -> set[int]:
    """The numbers of the sources that lines cite."""
    return cited(run for line in lines for run in line.runs)


class Footing:
    """Makes the line of sources of one slide after another. `size` is that of its text, `height` the slide's."""

    def __init__(self, sources: Sequence[Source], measure: Measure, size: float, height: float, lang: str) -> None:
        self.sources, self.measure, self.height, self.lang = sources, measure, height, lang
        self.style = TextStyle((size,))

    def spoken(self, numbers: set[int]) -> list[Line]:
        """What the notes say of sources: a line with title and address of each."""
        runs: list[Run] = []
        known = self._known(numbers)
        for number in known:
            source = self.sources[number - 1]
            runs.append(Run("; " if runs else self._head(known)))
            runs += [Run(f"[{number}]", link=f"#source-{number}"), Run(f" {clean(source.title)}")]
            if source.url:
                runs += [Run(", "), Run(clean(source.url), link=source.url)]
        return [Line(tuple(runs))] if runs else []

    def _known(self, numbers: set[int]) -> list[int]:
        return sorted(n for n in numbers if n <= len(self.sources))

    def _head(self, numbers: Sequence[int]) -> str:
        return f"{word('sources' if len(numbers) > 1 else 'source', self.lang)}: "

    # -- Room ----------------------------------------------------------------------------------------

    def lowest(self, layout: Layout) -> float:
        """How far down a slide of a layout may be filled: to what stands or is drawn at its foot, or to the edge."""
        low = self.height * 0.7
        feet = [s.box.y for s in (layout.footer, layout.date, layout.number) if s and s.box.y > low]
        ends = [b.bottom for b in (s.box for s in layout.slots() if s.name in ("text", "visual"))]
        under = [b.y for b in layout.taken if b.y > max(low, *ends, 0.0) and b.width > 2 * b.height]
        return min([self.height * 0.975, *(y - 6 for y in (*feet, *under))])

    def roomy(self, layout: Layout, numbers: set[int]) -> Layout:
        """A layout whose text leaves room for the line."""
        if layout.text is None or not numbers:
            return layout
        box, lowest = layout.text.box, self.lowest(layout) - GAP
        most = roomy(MOST_LINES * self.style.sizes[0] * 1.2)
        if box.bottom <= lowest - most:
            return layout
        top = lowest - min(most, self._height(self._line(numbers, SHORTER[0]), box.width, self.style.sizes[0]))
        # A template's text may end where its footer begins, or under it.
        if box.bottom <= top or box.y + box.height * 0.5 > top:
            return layout
        return replace(layout, text=replace(layout.text, box=box.above(top), moved=True))

    def line(
        self, layout: Layout, title: TextPlan, texts: Sequence[TextPlan], visuals: Sequence[VisualPlan]
    ) -> TextPlan | None:
        """The line of what is cited and not named yet, where there is room for it on the slide."""
        shown = [line for text in (title, *texts) for line in text.lines]
        shown += [line for v in visuals if v.caption for line in v.caption.lines]
        cells = (v.content.rows for v in visuals if isinstance(v.content, TablePlan))
        numbers = cited_in(shown) | cited(run for rows in cells for row in rows for cell in row for run in cell)
        numbers -= {n for v in visuals if v.source for n in cited_in(v.source.lines)}
        if not self._known(numbers):
            return None
        used = list(_used(title, texts, visuals))
        bottom = self.lowest(layout)
        across = _across(layout, title)
        for x, width in (across, *((t.place.x, t.place.width) for t in texts)):
            inside = [b for b in used if b.x < x + width - 1 and b.right > x + 1 and b.y < bottom]
            top = max((b.bottom for b in inside), default=0.0)
            if plan := self._fitted(numbers, Box(x, top + 2, width, bottom - top - 2)):
                return plan
        return None

    def _fitted(self, numbers: set[int], room: Box) -> TextPlan | None:
        """The line at the bottom of a free place: its titles cut before it is set smaller than can be read."""
        for characters in SHORTER:
            line = self._line(numbers, characters)
            for size in (self.style.sizes[0], SMALLEST):
                height = self._height(line, room.width, size)
                if height <= min(room.height, roomy(MOST_LINES * size * 1.2)):
                    box = Box(room.x, room.bottom - height, room.width, height)
                    slot = Slot("source", "textbox", 0, box, self.style)
                    return TextPlan(slot, (line,), size, box, SMALLEST, after=10_000)
        return None

    def _height(self, line: Line, width: float, size: float) -> float:
        return roomy(self.measure.height((line,), self.style, size, width, SMALLEST))

    def _line(self, numbers: set[int], characters: int) -> Line:
        runs: list[Run] = []
        known = self._known(numbers)
        for number in known:
            title = clean(self.sources[number - 1].title)
            short = title if len(title) <= characters else title[: max(characters - 1, 0)].rstrip() + "…"
            runs.append(Run("; " if runs else self._head(known), quiet=True))
            runs.append(Run(f"[{number}]", quiet=True, link=f"#source-{number}"))
            runs += [Run(f" {short}", quiet=True)] if characters else []
        return Line(tuple(runs))


def _across(layout: Layout, title: TextPlan) -> tuple[float, float]:
    """Where a line over the width of the content begins, and how wide it is."""
    boxes = [s.box for s in layout.slots() if s.name in ("text", "visual", "value")]
    boxes = boxes or [title.place]
    left = min(b.x for b in boxes)
    return left, max(b.right for b in boxes) - left


def _used(title: TextPlan, texts: Sequence[TextPlan], visuals: Sequence[VisualPlan]) -> Iterator[Box]:
    """The places that are taken."""
    yield title.place
    for text in texts:
        yield text.place
    for visual in visuals:
        yield from (t.place for t in (visual.caption, visual.source) if t)
        content = visual.content
        table = isinstance(content, TablePlan)
        yield replace(visual.box, height=sum(content.heights)) if table else visual.box  # type: ignore[union-attr]
