"""From a document to its deck: which slides there are, in which order, with which titles.

The deck is planned here as plain data, before a byte is written. Read `collect.py` for what goes where, `compose.py`
for how a slide is laid out, `plan.py` for what comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from builder.errors import Findings
from builder.model.document import DataTable, Document, Figure, Header, Table
from builder.model.format import Format
from builder.model.walk import plain
from builder.model.words import word
from builder.theme import Theme
from builder.writers.pptx.collect import Part, collect
from builder.writers.pptx.compose import Composer, Draft
from builder.writers.pptx.direction import from_the_right, runs_rtl
from builder.writers.pptx.fit import Measure, shortened
from builder.writers.pptx.footing import Footing, cited_in
from builder.writers.pptx.layouts import Layouts, Slot
from builder.writers.pptx.plan import Deck, Line, Run, SlidePlan, TextPlan
from builder.writers.pptx.runs import clean, runs_of, text_of
from builder.writers.pptx.visuals import Native

LEAST_TITLE, LEAST_OPENING = 18 / 14, 24 / 14  # of the least size of text: of titles, and of that of the deck
MOST_LINES = 2
HIGH = 4  # lines; a place for so many is not made for a title of two
FEW = 4  # the part of the titles that may be smaller than the others
LEAST_AGENDA = 3  # sections; a shorter deck needs no agenda


def plan_deck(document: Document, theme: Theme, layouts: Layouts, native: Native, findings: Findings) -> Deck:
    """The deck of a resolved document in the layouts of a template.

    `native` gives the native form of a chart, or None where it is to be drawn. `findings` takes warnings
    (`text-overflow`, `table-too-long`, `table-too-wide`) and the error `unknown-layout`.
    """
    if runs_rtl(document.meta.lang):
        layouts = from_the_right(layouts)
    return _Planner(document, theme, layouts, native, findings).deck()


@dataclass(slots=True)
class _Titled:
    """A slide without its title yet. `longest` is the longest suffix of its heading's slides: all have one size."""

    draft: Draft
    title: tuple[Run, ...]
    part: Part
    anchors: list[str] = field(default_factory=list)
    suffix: str = ""
    longest: str = ""


class _Planner:
    def __init__(self, document: Document, theme: Theme, layouts: Layouts, native: Native, findings: Findings) -> None:
        self.document = document
        self.lang = document.meta.lang
        self.layouts = layouts
        self.measure = Measure(theme.fonts, document.meta.lang)
        self.footing = Footing(document.sources, self.measure, theme.slide.source, layouts.height, self.lang)
        self.composer = Composer(theme, layouts, native, self.measure, findings, self.lang, self.footing)
        self.fitter = self.composer.fitter
        self.used: set[str] = set()

    def deck(self) -> Deck:
        """The title, what comes before the first heading, the agenda, the parts, and the sources."""
        parts = collect(self.document)
        opening = parts.pop(0) if parts and parts[0].header is None else Part(None)
        body = [t for part in parts for t in self._part(part)]
        before: list[_Titled] = []
        if not opening.empty:
            before = self._part(opening)
            opening.notes = []
            opening.anchors = []
        sections = [p for p in parts if p.header and p.header.level == 1 and not p.appendix]
        agenda = self._agenda(sections) if len(sections) >= LEAST_AGENDA else []
        slides = [self._title_slide(opening)]
        slides += _evened([self._finished(t) for t in (*before, *agenda, *body, *self._sources())])
        anchors: dict[str, int] = {}
        for number, slide in enumerate(slides, 1):
            for anchor in slide.anchors:
                anchors.setdefault(anchor, number)
        roles = frozenset({s.role for s in slides} | self.composer.wanted)
        return Deck(tuple(slides), self._footer(), self._date(), self.lang, anchors, roles)

    # -- Parts ---------------------------------------------------------------------------------------

    def _part(self, part: Part) -> list[_Titled]:
        """The slides of a heading: from the second on each says that it goes on."""
        head = part.header.content if part.header else self.document.meta.title
        title = _plainly(runs_of(head))
        drafts = self.composer.drafts(part)
        drafts[0].notes[:0] = part.notes
        slides = [_Titled(draft, title, part, list(_anchors(draft, part))) for draft in drafts]
        # The first slide has the ids that nothing which is seen begins with.
        seen = {anchor for titled in slides for anchor in titled.anchors}
        slides[0].anchors[:0] = [a for a in part.anchors if a not in seen]
        return self._continued(slides)

    def _continued(self, slides: list[_Titled]) -> list[_Titled]:
        """Marks the slides of one heading from the second on."""
        more = word("continued", self.lang)
        for n, titled in enumerate(slides[1:], 2):
            titled.suffix = f" ({more})" if len(slides) == 2 else f" ({n}/{len(slides)})"
        for titled in slides:
            titled.longest = slides[-1].suffix
        return slides

    def _finished(self, titled: _Titled) -> SlidePlan:
        """The slide with its title, which no other slide has, with its sources at the foot and in the notes."""
        draft, part = titled.draft, titled.part
        plain_title = text_of(titled.title).strip() or str(len(self.used) + 1)
        suffix, n = titled.suffix, 2
        while (whole := plain_title + suffix) in self.used:
            suffix, n = f"{titled.suffix} ({n})", n + 1
        self.used.add(whole)
        runs = titled.title or (Run(plain_title),)
        longest = max(titled.longest, suffix, key=len)
        title = self._title(draft.layout.title, runs, suffix, longest, draft, part)
        if draft.role != "closing":
            foot = self.footing.line(draft.layout, title, draft.texts, draft.visuals)
            draft.texts += [foot] if foot else []
            draft.notes += self.footing.spoken(cited_in(draft.notes))
        at = part.header.at if part.header else None
        return SlidePlan(
            draft.role, draft.layout, title, tuple(draft.texts), tuple(draft.visuals), tuple(draft.notes),
            tuple(dict.fromkeys(titled.anchors)), part.section, at,
        )  # fmt: skip

    def _title(
        self, slot: Slot, runs: tuple[Run, ...], suffix: str, longest: str, draft: Draft, part: Part
    ) -> TextPlan:
        """A title in two lines, smaller where it must be; then smaller still, with a warning. A high place, as there is
        at the side of a slide, takes as many lines as it holds.
        """
        line = Line((*runs, Run(suffix, quiet=True)) if suffix else runs, origin=part.header)
        measured = replace(line, runs=(*runs, Run(longest)))
        style = slot.style
        size = style.sizes[0]
        free = draft.role == "section" or slot.box.height > HIGH * self.measure.pitch(style, size)
        while size >= min(LEAST_TITLE * self.fitter.least, style.sizes[0]):
            lines = self.measure.line_count(measured, style, size, slot.box.width, size)
            fits = self.measure.fit((measured,), replace(style, sizes=(size,)), slot.box, size)
            if fits and (lines <= MOST_LINES or free):
                return TextPlan(slot, (line,), size, None, size)
            size -= 1
        at = part.header.at if part.header else None
        small = replace(slot, style=replace(style, sizes=(size + 1,)))
        return replace(self.fitter.fitted(small, (line,), draft.notes, None, size + 1, at), slot=slot)

    # -- Slides of our own ---------------------------------------------------------------------------

    def _title_slide(self, opening: Part) -> SlidePlan:
        meta = self.document.meta
        layout = self.layouts.roles["title"]
        draft = Draft("title", layout, notes=list(opening.notes))
        runs = _plainly(runs_of(meta.title)) or (Run(self.document.name),)
        self.used.add(text_of(runs).strip())
        title = self.fitter.fitted(layout.title, (Line(runs),), draft.notes, None, LEAST_OPENING * self.fitter.least)
        date = Format("date", pattern="long").text(meta.date, self.lang) if meta.date else ""
        by = " · ".join((*meta.author, *([date] if date else [])))
        subtitle = (Line(_plainly(runs_of(meta.subtitle))),) if meta.subtitle else ()
        details = (Line((Run(clean(by)),)),) if by else ()
        if layout.details is None:
            subtitle, details = (*subtitle, *details), ()
        for slot, lines in ((layout.subtitle or layout.text, subtitle), (layout.details, details)):
            if slot and lines:
                draft.texts.append(self.fitter.fitted(slot, lines, draft.notes, None, self.fitter.least))
            elif lines:
                draft.notes += lines
        draft.notes += self.footing.spoken(cited_in(draft.notes))
        return SlidePlan("title", layout, title, tuple(draft.texts), (), tuple(draft.notes), tuple(opening.anchors))

    def _agenda(self, sections: Sequence[Part]) -> list[_Titled]:
        """The sections, each a link to its slide."""
        lines = []
        for n, part in enumerate(sections, 1):
            assert part.header is not None
            runs = [
                replace(r, link=f"#{part.header.attr.id}", raised=False)
                for r in runs_of(part.header.content)
                if not r.raised
            ]
            lines.append(Line(tuple(runs), 0, "number", n))
        return self._own("text", word("contents", self.lang), lines)

    def _sources(self) -> list[_Titled]:
        """The numbered list of sources that closes the deck."""
        lines = []
        for n, source in enumerate(self.document.sources, 1):
            runs = [Run(clean(source.title))]
            if source.note:
                runs.append(Run(". " + clean(source.note)))
            if source.url:
                runs += [Run(". "), Run(clean(source.url), link=source.url)]
            lines.append(Line(tuple(runs), 0, "number", n))
        return self._own("closing", word("sources", self.lang), lines) if lines else []

    def _own(self, role: str, title: str, lines: Sequence[Line]) -> list[_Titled]:
        part = Part(None, section=("", "") if role == "text" else ("sources", title))
        drafts = self.composer.text(lines, role)
        return self._continued([_Titled(draft, (Run(title),), part, list(_anchors(draft, part))) for draft in drafts])

    # -- At the foot ---------------------------------------------------------------------------------

    def _date(self) -> str:
        """The date, as long as its place allows."""
        date = self.document.meta.date
        if not date:
            return ""
        slots = [lay.date for lay in self.layouts.roles.values() if lay.date]
        written = [Format("date", pattern=pattern).text(date, self.lang) for pattern in ("long", "medium", "short")]
        return next((text for text in written if all(self._fits_foot(text, s) for s in slots)), written[-1])

    def _fits_foot(self, text: str, slot: Slot) -> bool:
        width = (slot.box.width - slot.style.insets[0] - slot.style.insets[2]) * 0.98
        return self.measure.runs_width((Run(text),), slot.style.sizes[0], style=slot.style) <= width

    def _footer(self) -> str:
        """The title, as much of it as the footer's line holds."""
        title = clean(plain(self.document.meta.title))
        slots = [lay.footer for lay in self.layouts.roles.values() if lay.footer]
        if not slots:
            return title
        width = min(s.box.width - s.style.insets[0] - s.style.insets[2] for s in slots) * 0.98
        size = max(s.style.sizes[0] for s in slots)

        def fits(runs: Sequence[Run]) -> bool:
            return self.measure.runs_width(runs, size, style=slots[0].style) <= width

        runs = (Run(title),)
        return title if fits(runs) else text_of(shortened(runs, fits))


def _evened(slides: Sequence[SlidePlan]) -> list[SlidePlan]:
    """Slides whose titles have one size, which most of them have room for, but for those that need a smaller one."""
    sizes: dict[float, list[float]] = {}
    for slide in slides:
        if slide.role != "section":
            sizes.setdefault(slide.title.slot.style.sizes[0], []).append(slide.title.size)
    common = {usual: sorted(found)[len(found) // FEW] for usual, found in sizes.items() if len(found) >= FEW}
    out = []
    for slide in slides:
        size = common.get(slide.title.slot.style.sizes[0], 0.0)
        if slide.role == "section" or not 0 < size < slide.title.size:
            out.append(slide)
        else:
            out.append(replace(slide, title=replace(slide.title, size=size, least=min(size, slide.title.least))))
    return out


def _anchors(draft: Draft, part: Part) -> Iterator[str]:
    """The ids that stand on a slide: of visuals, of headings among the text, of divs that begin there, of sources."""
    origins = [line.origin for text in draft.texts for line in text.lines]
    for block in (*origins, *(v.origin for v in draft.visuals)):
        yield from part.stands.get(id(block), ())
        match block:
            case Table() | Header() if block is not part.header:
                yield from (id_ for id_ in (block.attr.id,) if id_)
            case Figure() | DataTable():
                yield block.id
    if draft.role == "closing":
        yield from (f"source-{line.number}" for text in draft.texts for line in text.lines)


def _plainly(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Runs as a title has them: without links, and readable on any ground."""
    return tuple(replace(r, link="", quiet=False) for r in runs)
