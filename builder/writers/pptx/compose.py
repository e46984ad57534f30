"""From one heading's part to its slides: which layout, what stands where, at which size.

Every text is measured here; what does not fit goes on to a further slide of the same heading, and what fits nowhere is
a `text-overflow`, with the whole text in the notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from builder.errors import Findings, suggest
from builder.model.document import DataTable, KeyFigure, KeyFigures, Table
from builder.model.walk import plain
from builder.theme import Theme
from builder.writers.pptx.collect import Part, Row, Visual
from builder.writers.pptx.columns import ColumnSetter
from builder.writers.pptx.direction import runs_rtl
from builder.writers.pptx.figures import figure_line, figure_row
from builder.writers.pptx.fit import Measure, roomy
from builder.writers.pptx.fitter import Fitter
from builder.writers.pptx.footing import Footing, cited, cited_in
from builder.writers.pptx.layouts import Area, Box, Layout, Layouts, Slot
from builder.writers.pptx.pages import paginate
from builder.writers.pptx.plan import Line, TextPlan, VisualPlan
from builder.writers.pptx.runs import runs_of
from builder.writers.pptx.stack import Stack
from builder.writers.pptx.visuals import Native, Placer

MOST_FIGURES = 4
HELPS = 1.25  # times as high: a chart gains by a slide of its own
LEAD_GAP = 12.0  # between lines and the columns under them


@dataclass(slots=True)
class Draft:
    """A slide without its title."""

    role: str
    layout: Layout
    texts: list[TextPlan] = field(default_factory=list)
    visuals: list[VisualPlan] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)


class Composer:
    """Makes the drafts of one part after another."""

    def __init__(
        self,
        theme: Theme,
        layouts: Layouts,
        native: Native,
        measure: Measure,
        findings: Findings,
        lang: str,
        footing: Footing,
    ) -> None:
        self.layouts = layouts
        self.roles = layouts.roles  # of the part that is being set: with room for its line of sources
        self.footing = footing
        self.wanted: set[str] = set()  # roles that another one's layout serves
        self.measure = measure
        self.findings = findings
        self.least = theme.slide.least
        self.fitter = Fitter(measure, findings, self.least)
        self.visuals = Placer(theme, native, self.fitter, lang)
        self.stack = Stack(measure, self.least)
        self.columns = ColumnSetter(layouts, self.stack, self.visuals, rtl=runs_rtl(lang))

    def drafts(self, part: Part) -> list[Draft]:
        """The slides of a part, at least one."""
        title = plain(part.header.content) if part.header else ""
        numbers = cited_in(part.lines) | (cited(runs_of(part.header.content)) if part.header else set())
        for row in part.rows:
            numbers |= cited_in(i for c in row.columns for i in c.items if isinstance(i, Line))
        self.roles = self.layouts.roles
        if numbers:
            self.roles = {role: self.footing.roomy(layout, numbers) for role, layout in self.roles.items()}
        named = self._named(part)
        if named:
            named = self.footing.roomy(named, numbers)
        lines = part.lines[: part.rows[0].before] if part.rows else list(part.lines)
        out: list[Draft] = []
        if not part.rows or part.visuals or part.figures:
            out += self._flow(part, lines, list(part.visuals), title, named)
            lines = []
        for n, row in enumerate(part.rows):
            out += self._row(row, lines, part, title, named, numbers)
            end = part.rows[n + 1].before if n + 1 < len(part.rows) else len(part.lines)
            lines = part.lines[row.before : end]
        out += self._usual(part, lines if part.rows else [], [], title)
        return [_in_language(draft, part) for draft in out]

    def _flow(
        self, part: Part, lines: list[Line], visuals: list[Visual], title: str, named: Layout | None
    ) -> list[Draft]:
        """The slides of what stands outside of columns."""
        out: list[Draft] = []
        if part.figures:
            items = [(item, block) for block in part.figures for item in block.items]
            out += self._key_figures(items, lines, named)
        elif named:
            out += self._on(named, part, lines, visuals, title)
        elif part.empty:
            return [Draft("section", self.roles["section"])]
        elif lines and not visuals and all(line.kind == "quote" and not line.box for line in lines):
            out += self._quote(lines)
            lines = []
        out += self._usual(part, lines, visuals, title)
        return out

    def _row(
        self, row: Row, lead: Sequence[Line], part: Part, title: str, named: Layout | None, numbers: set[int]
    ) -> list[Draft]:
        """The slides of columns, with the lines before them over the first, if there is room."""
        layout = self.footing.roomy(self.columns.layout(len(row.columns), named), numbers)
        over = self.columns.lead(lead, layout) if lead else None
        out = self.text(lead, "text") if lead and not over else []
        top = over.place.bottom + LEAD_GAP if over else 0.0
        pages, wide = self.columns.pages(row.columns, part, title, layout, top)
        if over and not pages:
            out += self.text(lead, "text")
        elif over:
            pages[0].texts.insert(0, over)
        out += [Draft("columns", layout, p.texts, p.visuals, p.notes) for p in pages]
        return out + self._usual(part, [], wide, title)

    # -- Which layout --------------------------------------------------------------------------------

    def _named(self, part: Part) -> Layout | None:
        """The layout that the author asks for by its name."""
        name = part.header.attr.get("layout") if part.header else ""
        if not name or name in self.layouts.named:
            return self.layouts.named.get(name)
        assert part.header is not None
        hint = suggest(name, self.layouts.named, "The template has")
        self.findings.error("unknown-layout", f'the template has no layout "{name}"', part.header.at, hint)
        return None

    def _on(self, layout: Layout, part: Part, lines: list[Line], visuals: list[Visual], title: str) -> list[Draft]:
        """The first slide on a named layout; what stands on it is taken from `lines` and `visuals`."""
        draft = Draft("named", layout)
        areas, text = list(layout.areas), layout.text
        if not lines and text and text.type == "" and visuals:
            areas.insert(0, Area(text))
        elif lines and text is None and len(areas) > len(visuals) and areas[0].visual.type == "":
            text = areas.pop(0).visual
        if lines and text:
            first, *more = self._pages(lines, text)
            draft.texts += first
            lines[:] = [line for page in more for plan in page for line in plan.lines]
        for area in areas:
            if not visuals:
                break
            table = isinstance(visuals[0], (Table, DataTable))
            if area.visual.type == ("pic" if table else "tbl") or (
                table and not self.visuals.fits(visuals[0], area, title)
            ):
                continue
            draft.visuals += self.visuals.placed([visuals.pop(0)], [area], part, title, draft.notes)
        return [draft]

    def _usual(self, part: Part, lines: list[Line], visuals: list[Visual], title: str) -> list[Draft]:
        """Slides by what there is: text, text and a visual, two visuals, or one alone."""
        out: list[Draft] = []
        roles = self.roles
        if lines and visuals:
            draft = self._text_and_visuals(part, lines, visuals, title)
            if draft:
                out.append(draft)
                lines = []
        if lines:
            out += self.text(lines, "text")
        while visuals:
            if len(visuals) > 1 and self._pair_fits(visuals, roles["two-visuals"], title):
                out.append(self._pair(part, [], [visuals.pop(0), visuals.pop(0)], title))
            elif isinstance(visuals[0], (Table, DataTable)):
                layout = roles["table"]
                area = layout.areas[0]
                if layout.text and layout.text.box.bottom < area.box.y:
                    area = _from(area, layout.text.box.y)
                placed = self.visuals.table(visuals[0], area, title)
                out += [Draft("table", layout, visuals=[plan], notes=notes) for plan, notes in placed]
                visuals.pop(0)
            else:
                draft = Draft("visual", roles["visual"])
                area = draft.layout.areas[0]
                draft.visuals += self.visuals.placed([visuals.pop(0)], [area], part, title, draft.notes)
                out.append(draft)
        return out

    def _text_and_visuals(self, part: Part, lines: list[Line], visuals: list[Visual], title: str) -> Draft | None:
        """One slide with the text and the first visual, or the first two; None where the text is too long for it."""
        two, beside = self.roles["two-visuals"], self.roles["text-visual"]
        if len(visuals) == 2 and two.text and self._pair_fits(visuals, two, title):
            texts = self.stack.texts(lines, two.text)
            if texts:
                return self._pair(part, texts, [visuals.pop(0), visuals.pop(0)], title)
        if beside.text is None or not beside.areas:
            return None
        texts = self.stack.texts(lines, beside.text)
        if not texts or not self._stands(visuals[0], beside.areas[0], title):
            over = self._text_over_table if isinstance(visuals[0], (Table, DataTable)) else self._text_over_chart
            return over(part, lines, visuals, title)
        draft = Draft("text-visual", beside, texts)
        draft.visuals += self.visuals.placed([visuals.pop(0)], [beside.areas[0]], part, title, draft.notes)
        return draft

    def _text_over_table(self, part: Part, lines: list[Line], visuals: list[Visual], title: str) -> Draft | None:
        """A few lines over a wide table; None where the two do not stand on one slide."""
        layout = self.roles["table"]
        slot = layout.text
        if slot is None or not isinstance(visuals[0], (Table, DataTable)) or any(line.box for line in lines):
            return None
        size = (slot.style.sizes[0] + self.least) / 2
        height = roomy(self.measure.height(lines, slot.style, size, slot.box.width, self.least))
        area = _from(layout.areas[0], slot.box.y + height + 12)
        if area.visual.box.height < 60 or not self.visuals.fits(visuals[0], area, title):
            return None
        box = replace(slot.box, height=height)
        draft = Draft("table", layout, [TextPlan(slot, tuple(lines), size, box, self.least)])
        draft.visuals += self.visuals.placed([visuals.pop(0)], [area], part, title, draft.notes)
        return draft

    def _text_over_chart(self, part: Part, lines: list[Line], visuals: list[Visual], title: str) -> Draft | None:
        """A few lines over a chart that would be too low beside them; None where it would be so under them too."""
        layout = self.roles["text-visual"]
        slot, area = layout.text, layout.areas[0]
        if slot is None or area.caption or area.source or any(line.box for line in lines):
            return None
        left, top = min(slot.box.x, area.box.x), min(slot.box.y, area.box.y)
        right, bottom = max(slot.box.right, area.box.right), max(slot.box.bottom, area.box.bottom)
        size = min(slot.style.sizes[0], (slot.style.sizes[0] + self.least) / 2)
        height = roomy(self.measure.height(lines, slot.style, size, right - left, self.least))
        start = top + height + LEAD_GAP
        place = Box(area.box.x if area.box.x < slot.box.x else left, start, right - left, max(1.0, bottom - start))
        under = Area(replace(area.visual, box=place))
        if self.visuals.ease(visuals[0], under, title) < 1.0:
            return None
        text = TextPlan(slot, tuple(lines), size, Box(left, top, right - left, height), self.least)
        draft = Draft("text-visual", layout, [text])
        draft.visuals += self.visuals.placed([visuals.pop(0)], [under], part, title, draft.notes)
        return draft

    def _pair(self, part: Part, texts: list[TextPlan], visuals: list[Visual], title: str) -> Draft:
        draft = Draft("two-visuals", self.roles["two-visuals"], texts)
        areas = list(draft.layout.areas)
        if not texts and draft.layout.text:
            # Without a text above them the visuals take its room.
            areas = [_from(area, draft.layout.text.box.y) for area in areas]
        draft.visuals += self.visuals.placed(visuals, areas, part, title, draft.notes)
        return draft

    def _pair_fits(self, visuals: Sequence[Visual], layout: Layout, title: str) -> bool:
        return len(layout.areas) > 1 and all(
            self._stands(v, a, title) for v, a in zip(visuals[:2], layout.areas, strict=False)
        )

    def _stands(self, visual: Visual, area: Area, title: str) -> bool:
        """Whether a visual stands well in a part of a slide: a table whole, and a chart high enough to be read, unless
        a slide of its own does not help.
        """
        here = self.visuals.ease(visual, area, title)
        alone = self.visuals.ease(visual, self.roles["visual"].areas[0], title)
        return self.visuals.fits(visual, area, title) and (here >= 1.0 or alone < here * HELPS)

    # -- Text ----------------------------------------------------------------------------------------

    def text(self, lines: Sequence[Line], role: str) -> list[Draft]:
        """Text alone, on as many slides of a role's layout as it needs."""
        layout = self.roles[role]
        slot = layout.text
        assert slot is not None
        return [Draft(role, layout, texts) for texts in self._pages(lines, slot)]

    def _pages(self, lines: Sequence[Line], slot: Slot) -> list[list[TextPlan]]:
        """Text in a slot on as many slides as it needs; callouts under it, or on slides of their own."""
        whole = self.stack.texts(lines, slot)
        if whole:
            return [whole]
        flat = [line for line in lines if not line.box]
        called = [line for line in lines if line.box]
        pages = paginate(flat, slot.style, slot.box, self.measure, self.least)
        out = [[TextPlan(slot, page, size, least=self.least)] for page, size in pages]
        if called and pages and (last := self.stack.texts([*pages[-1][0], *called], slot)):
            return [*out[:-1], last]
        return [*out, *self.stack.pages(called, slot)]

    def _quote(self, lines: Sequence[Line]) -> list[Draft]:
        """A quotation by itself; a last line that begins with a dash says who said it."""
        layout = self.roles["quote"]
        texts = []
        whole, last = lines, lines[-1]
        if layout.details and len(lines) > 1 and last.text.lstrip().startswith(("—", "–", "-")):
            texts.append(self.fitter.fitted(layout.details, (last,), [], at=None))
            lines = lines[:-1]
        slot = layout.text
        assert slot is not None
        size = self.measure.fit(lines, slot.style, slot.box, self.least)
        if size is None:
            return self.text(whole, "text")
        return [Draft("quote", layout, [TextPlan(slot, tuple(lines), size, least=self.least), *texts])]

    # -- Key figures ---------------------------------------------------------------------------------

    def _key_figures(
        self, items: Sequence[tuple[KeyFigure, KeyFigures]], lines: list[Line], named: Layout | None
    ) -> list[Draft]:
        """The figures, at most four on a slide, and under the last of them the text, if there is room for it."""
        layout = named if named and named.figures else self.roles["key-figures"]
        if not layout.figures:
            self.wanted.add("key-figures")
            listed = [figure_line(item, block) for item, block in items]
            lines[:] = [*listed, *lines]
            return []
        count = -(-len(items) // min(MOST_FIGURES, len(layout.figures)))
        out = []
        for n in range(count):
            # The first slides have one more where they cannot all have the same.
            some = items[-(-n * len(items) // count) : -(-(n + 1) * len(items) // count)]
            draft = Draft("key-figures", layout)
            draft.texts += figure_row(some, layout, self.fitter, draft.notes)
            out.append(draft)
        if not self._under_figures(out[-1], lines):
            for draft in out:
                self._lower(draft)
        return out

    def _under_figures(self, draft: Draft, lines: list[Line]) -> bool:
        """Puts the text under the figures, if there is room for it."""
        slot = draft.layout.text
        if not lines or slot is None:
            return False
        box = slot.box.below(min(self._bottom(draft) + 26, slot.box.y))
        texts = self.stack.texts(lines, slot, box)
        if not texts:
            return False
        # The figures' boxes end where the text begins.
        ends = ((t, min(t.place.height, box.y - 4 - t.place.y)) for t in draft.texts)
        draft.texts = [replace(t, box=replace(t.place, height=height)) for t, height in ends]
        draft.texts += texts
        lines.clear()
        return True

    def _lower(self, draft: Draft) -> None:
        """Figures alone stand nearer to the middle."""
        if draft.layout.text:
            shift = (draft.layout.text.box.bottom - self._bottom(draft)) * 0.3
            draft.texts = [replace(t, box=replace(t.place, y=t.place.y + shift)) for t in draft.texts]

    def _bottom(self, draft: Draft) -> float:
        heights = ((t, self.measure.height(t.lines, t.slot.style, t.size, t.place.width, t.least)) for t in draft.texts)
        return max(t.place.y + height for t, height in heights)


def _in_language(draft: Draft, part: Part) -> Draft:
    """The slide with the languages of its visuals and key figures, where they are not the document's."""

    def line(old: Line) -> Line:
        lang = part.langs.get(id(old.origin), "") if isinstance(old.origin, KeyFigures) else ""
        return replace(old, runs=tuple(replace(r, lang=r.lang or lang) for r in old.runs)) if lang else old

    draft.texts = [replace(t, lines=tuple(line(old) for old in t.lines)) for t in draft.texts]
    draft.visuals = [replace(v, lang=part.langs.get(id(v.origin), "")) for v in draft.visuals]
    return draft


def _from(area: Area, top: float) -> Area:
    """An area that begins at another height."""
    visual, caption = area.visual, area.caption
    start = top + caption.box.height if caption else top
    box = replace(visual.box, y=start, height=visual.box.bottom - start)
    moved = replace(caption, box=replace(caption.box, y=top)) if caption else None
    return replace(area, visual=replace(visual, box=box), caption=moved)
