"""The writer of the format "pptx": the plan becomes slides in the template's layouts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu

from builder.charts.figure import draw_chart
from builder.charts.registry import mark_module
from builder.errors import WriteError, suggest
from builder.model.document import DataTable, Figure, Image, Inlines, Str, ValueRun
from builder.model.walk import plain, walk_inlines
from builder.model.words import word
from builder.writers.base import Placement, WriteJob
from builder.writers.pptx.deck import Deck, SlidePlan, TablePart, footnotes, plan_deck
from builder.writers.pptx.fit import Box, fit_deck, table_cells
from builder.writers.pptx.native import add_chart
from builder.writers.pptx.package import base_deck_path, save_deck, speed_up
from builder.writers.pptx.runs import write_items, write_paragraph
from builder.writers.pptx.shapes import NS, Shapes
from builder.writers.pptx.tables import add_table
from builder.writers.pptx.template import content_holders, map_roles, open_deck

SOURCE_IDX, HEAD_IDX = 40, 20
KEY_IDX = (50, 60, 70)


class PptxWriter:
    """Composes the deck with python-pptx."""

    suffix = ".pptx"

    def write(self, job: WriteJob, target: Path) -> Placement:
        """Writes the deck. Raises `WriteError` for a template that cannot be used."""
        speed_up()
        deck = open_deck(job.deck or base_deck_path())
        _drop_slides(deck)
        layouts = map_roles(deck)
        plan = plan_deck(job.document, job.findings)
        plan = _fitted(plan, layouts, job)
        writer = _DeckWriter(deck, layouts, job)
        for slide in plan.slides:
            writer.add(slide)
        writer.link_slides()
        job.findings.raise_errors(WriteError)
        meta = job.document.meta
        save_deck(
            deck,
            target,
            title=plain(meta.title),
            author=", ".join(meta.author),
            date=meta.date,
            subject=meta.description or plain(meta.subtitle),
            keywords=", ".join(meta.keywords),
            lang=meta.lang,
        )
        writer.placement.pages = len(plan.slides)
        return writer.placement


def _drop_slides(deck: Any) -> None:
    """Takes a template's sample slides out."""
    ids = deck.slides._sldIdLst
    for item in list(ids):
        deck.part.drop_rel(item.rId)
        ids.remove(item)


def _box(holder: Any, size: float) -> Box:
    return Box((holder.width or 0) / 12700, (holder.height or 0) / 12700, size)


def _fitted(plan: Deck, layouts: dict[str, Any], job: WriteJob) -> Deck:
    theme = job.theme
    boxes: dict[str, Box] = {}
    titles: dict[str, Box] = {}
    visuals: dict[str, Box] = {}
    for role, layout in layouts.items():
        title, texts, others = content_holders(layout)
        size = {"title": 40.0, "section": 36.0}.get(role, theme.slide.title)
        titles[role] = _box(title, size) if title is not None else Box(800.0, 80.0, size)
        if role in ("text", "sources", "agenda", "text-visual", "key-figures"):
            first = (
                [h for h in others if h.placeholder_format.idx < 19]
                or others
                or [t for t in texts if t.placeholder_format.idx < 19]
            )
            small = {"sources": 14.0, "key-figures": 16.0}.get(role, theme.slide.body)
            boxes[role] = _box(first[0], small) if first else Box(800.0, 350.0, small)
        spots = [h for h in others if h.placeholder_format.idx >= 29] or others
        visuals[role] = _box(spots[-1], 0.0) if spots else Box(860.0, 350.0, 0.0)
    return fit_deck(plan, boxes, titles, visuals, theme, job.document.meta.lang, job.findings)


class _DeckWriter:
    """Adds slides one by one and remembers what stands where."""

    def __init__(self, deck: Any, layouts: dict[str, Any], job: WriteJob) -> None:
        self.deck, self.layouts, self.job, self.theme = deck, layouts, job, job.theme
        self.lang = job.document.meta.lang
        self.placement = Placement()
        self.by_id: dict[str, Any] = {}
        self.pending: list[tuple[Any, Any, str]] = []
        self.number = 0

    def add(self, plan: SlidePlan) -> None:
        """Adds one slide."""
        layout = self._layout(plan)
        slide = self.deck.slides.add_slide(layout)
        slide.shapes.turbo_add_enabled = True
        self.number += 1
        if plan.id:
            self.by_id[plan.id] = slide
        holders = {h.placeholder_format.idx: h for h in slide.placeholders}
        used = {0}
        if slide.shapes.title is not None:
            suffix = (Str(plan.suffix),) if plan.suffix else ()
            self._text(slide, slide.shapes.title, (*plan.title, *suffix), size=plan.title_size)
        used |= self._content(slide, plan, layout, holders)
        for idx, holder in holders.items():
            if idx not in used and int(holder.placeholder_format.type) not in (13, 15, 16):
                holder._element.getparent().remove(holder._element)
        self._footers(slide, layout)
        self._notes(slide, plan)

    def _layout(self, plan: SlidePlan) -> Any:
        if not plan.layout:
            return self.layouts[plan.role]
        named = {x.name: x for master in self.deck.slide_masters for x in master.slide_layouts}
        found = next((x for name, x in named.items() if name.lower() == plan.layout.lower()), None)
        if found is None:
            hint = suggest(plan.layout, named, "The template has")
            self.job.findings.error("unknown-layout", f'the template has no layout "{plan.layout}"', plan.at, hint)
        return found or self.layouts[plan.role]

    def _content(self, slide: Any, plan: SlidePlan, layout: Any, holders: dict[int, Any]) -> set[int]:
        """Fills the placeholders; gives the idx of those that are used."""
        used: set[int] = set()
        if plan.role in ("title", "section"):
            texts = [
                h for i, h in sorted(holders.items()) if i > 0 and int(h.placeholder_format.type) not in (13, 15, 16)
            ]
            for holder, inlines in zip(
                texts, (plan.subtitle, (Str(plan.byline),) if plan.byline else ()), strict=False
            ):
                if inlines:
                    self._text(slide, holder, inlines)
                    used.add(holder.placeholder_format.idx)
            return used
        if plan.key_figures is not None:
            used |= self._key_figures(slide, plan, holders)
        _, texts, others = content_holders(layout)
        spots = [h for h in others if h.placeholder_format.idx >= 29] or others
        if plan.items:
            bodies = [
                h for h in (*others, *texts) if h.placeholder_format.idx < 19 and h.placeholder_format.idx in holders
            ]
            if bodies:
                holder = holders[bodies[0].placeholder_format.idx]
                write_items(holder, plan.items, plan.size, self.theme, self._linker(slide))
                used.add(bodies[0].placeholder_format.idx)
                spots = [s for s in spots if s.placeholder_format.idx != bodies[0].placeholder_format.idx]
            self._values([i.content for i in plan.items])
        used |= self._visuals(slide, plan, spots, holders)
        if plan.source and SOURCE_IDX in holders:
            lead = (Str(f"{word('source', self.lang)}: "),)
            self._text(slide, holders[SOURCE_IDX], (*lead, *plan.source))
            used.add(SOURCE_IDX)
        return used

    def _visuals(self, slide: Any, plan: SlidePlan, spots: Sequence[Any], holders: dict[int, Any]) -> set[int]:
        used: set[int] = set()
        for n, visual in enumerate(plan.visuals):
            if n < len(spots):
                spot = spots[n]
                box = (spot.left, spot.top, spot.width, spot.height)
            else:
                box = self._free_box(n, len(plan.visuals))
            head_idx = HEAD_IDX + n
            head = holders.get(head_idx)
            heading = self._heading(visual, plan)
            if head is not None and plain(heading[0]):
                self._head(slide, head, heading)
                used.add(head_idx)
            elif head is not None:
                # Without a title over it the visual takes its room too.
                box = (box[0], head.top, box[2], box[1] + box[3] - head.top)
            self._visual(slide, visual, box)
        return used

    def _free_box(self, n: int, count: int) -> tuple[int, int, int, int]:
        """A box where the layout has none: the slide under the title, cut into equal parts."""
        w, h = self.deck.slide_width, self.deck.slide_height
        inner = int(w * 0.9)
        part = (inner - int(w * 0.02) * (count - 1)) // count
        return int(w * 0.05) + n * (part + int(w * 0.02)), int(h * 0.24), part, int(h * 0.63)

    def _heading(self, visual: Figure | TablePart | Image, plan: SlidePlan) -> tuple[Inlines, Inlines]:
        """A visual's title and what is measured; a title that the slide has already is left out."""
        if isinstance(visual, Figure):
            title, sub = visual.chart.title, visual.chart.subtitle
        elif isinstance(visual, TablePart):
            title, sub = plain(visual.table.caption), ""
        else:
            title, sub = "", ""
        if title == plain(plan.title):
            title = ""
        return ((Str(title),) if title else (), (Str(sub),) if sub else ()) if title or not sub else ((Str(sub),), ())

    def _head(self, slide: Any, holder: Any, heading: tuple[Inlines, Inlines]) -> None:
        from builder.writers.pptx.fit import lines

        frame = holder.text_frame
        title, sub = heading
        width = holder.width / 12700
        size = 14.0
        while size > 11 and lines(plain(title), width, size, self.theme, bold=True) > (1 if sub else 2):
            size -= 0.5
        write_paragraph(frame.paragraphs[0], title, size=size, bold=True, link=self._linker(slide))
        if sub:
            small = 12.0
            while small > 9 and lines(plain(sub), width, small, self.theme) > 2 - (
                lines(plain(title), width, size, self.theme, bold=True) - 1
            ):
                small -= 0.5
            paragraph = frame.add_paragraph()
            write_paragraph(paragraph, sub, size=small, color="tx2", link=self._linker(slide))

    def _visual(self, slide: Any, visual: Figure | TablePart | Image, box: tuple[int, int, int, int]) -> None:
        if isinstance(visual, Figure):
            self._figure(slide, visual, box)
        elif isinstance(visual, TablePart):
            frame = add_table(slide.shapes, table_cells(visual), visual, box, self.theme)
            name = plain(visual.table.caption) or word("table", self.lang)
            _describe(frame, name, _table_alt(visual, name))
            if isinstance(visual.table, DataTable):
                rows = min(visual.last, len(visual.table.data.rows))
                self.placement.tables.setdefault(visual.table.id, []).append((self.number, visual.first, rows))
            else:
                self._values([c for row in visual.table.rows[visual.first : visual.last] for c in row])
            self._values([visual.table.caption])
        else:
            self._picture(slide, visual, box)

    def _figure(self, slide: Any, figure: Figure, box: tuple[int, int, int, int]) -> None:
        chart = figure.chart
        theme = self.theme.for_deck()
        name = chart.title or figure.id
        plan = mark_module(chart.mark).native(chart, theme) if chart.native == "auto" and chart.rows else None
        if plan is not None:
            category = chart.channels.get("y" if plan.kind == "bar" else "x")
            temporal = category is not None and category.temporal
            frame = add_chart(slide.shapes, plan, box, theme, self.lang, temporal=temporal)
            _describe(frame, name, figure.alt)
        else:
            drawing = draw_chart(chart, theme, box[2] / 12700, box[3] / 12700, self.job.cache)
            first = max(s.shape_id for s in slide.shapes) if len(slide.shapes) else 1
            shapes = Shapes(drawing, theme, box[0], box[1], first, self.lang)
            slide.shapes._spTree.append(parse_xml(shapes.group(name, figure.alt)))
            for png, at in shapes.pictures:
                import io

                picture = slide.shapes.add_picture(io.BytesIO(png), *at)
                _describe(picture, name, figure.alt)
        self.placement.figure(figure.id, self.number)
        for number in getattr(figure, "values", ()):
            self.placement.value(number, self.number)

    def _picture(self, slide: Any, image: Image, box: tuple[int, int, int, int]) -> None:
        path = Path(self.job.document.root) / image.path
        picture = slide.shapes.add_picture(str(path), box[0], box[1])
        k = min(box[2] / picture.width, box[3] / picture.height)
        picture.width, picture.height = Emu(int(picture.width * k)), Emu(int(picture.height * k))
        picture.left, picture.top = (
            Emu(box[0] + (box[2] - picture.width) // 2),
            Emu(box[1] + (box[3] - picture.height) // 2),
        )
        _describe(picture, plain(image.content) or "Picture", plain(image.content))

    def _key_figures(self, slide: Any, plan: SlidePlan, holders: dict[int, Any]) -> set[int]:
        from builder.writers.pptx.keys import fill_key_figures

        assert plan.key_figures is not None
        used = fill_key_figures(slide, plan.key_figures, holders, self.theme, self._linker(slide), self.deck)
        self._values([t for i in plan.key_figures.items for t in (i.label, i.value, i.change, i.note)])
        return used

    # -- Text ----------------------------------------------------------------------------------------

    def _text(self, slide: Any, holder: Any, inlines: Inlines, *, size: float = 0.0) -> None:
        write_paragraph(holder.text_frame.paragraphs[0], inlines, size=size, link=self._linker(slide), lang=self.lang)
        self._values([inlines])

    def _linker(self, slide: Any) -> Callable[[Any, str], None]:
        def link(run: Any, target: str) -> None:
            if target.startswith("#"):
                self.pending.append((slide, run, target[1:]))
            else:
                run.hyperlink.address = target

        return link

    def link_slides(self) -> None:
        """Links between slides, when all of them are there."""
        from pptx.opc.constants import RELATIONSHIP_TYPE

        for slide, run, target in self.pending:
            other = self.by_id.get(target)
            if other is None:
                continue
            rid = slide.part.relate_to(other.part, RELATIONSHIP_TYPE.SLIDE)
            properties = run._r.get_or_add_rPr()
            properties.append(parse_xml(f'<a:hlinkClick {NS} r:id="{rid}" action="ppaction://hlinksldjump"/>'))

    def _values(self, texts: Sequence[Inlines]) -> None:
        for inlines in texts:
            for inline in walk_inlines(inlines):
                if isinstance(inline, ValueRun):
                    self.placement.value(inline.number, self.number)

    def _footers(self, slide: Any, layout: Any) -> None:
        """Footer, date and number as the layout has them."""
        from copy import deepcopy

        meta = self.job.document.meta
        for holder in layout.placeholders:
            kind = int(holder.placeholder_format.type)
            if kind not in (13, 15, 16):
                continue
            element = deepcopy(holder._element)
            element.nvSpPr.cNvPr.set("id", str(max(s.shape_id for s in slide.shapes) + 1))
            properties = element.find(qn("p:spPr"))
            for child in list(properties):
                properties.remove(child)
            slide.shapes._spTree.append(element)
            if kind == 13:
                continue
            from builder.model.format import Format

            date = Format("date", pattern="long").text(meta.date, meta.lang) if meta.date else ""
            text = plain(meta.title) if kind == 15 else date
            body = element.find(qn("p:txBody"))
            for paragraph in body.findall(qn("a:p")):
                body.remove(paragraph)
            if not text:
                slide.shapes._spTree.remove(element)
                continue
            from xml.sax.saxutils import escape

            short = text if len(text) <= 100 else text[:99].rstrip() + "…"
            body.append(parse_xml(f'<a:p {NS}><a:r><a:rPr lang="{meta.lang}"/><a:t>{escape(short)}</a:t></a:r></a:p>'))

    def _notes(self, slide: Any, plan: SlidePlan) -> None:
        notes = [*plan.notes]
        called = footnotes([*plan.notes, *(i.content for i in plan.items), plan.title])
        for note in called:
            for block in note.blocks:
                content = getattr(block, "content", ())
                notes.append((Str(f"[{note.number}] "), *content))
        if not notes:
            return
        frame = slide.notes_slide.notes_text_frame
        for n, inlines in enumerate(notes):
            paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
            write_paragraph(paragraph, inlines, link=lambda *_: None, lang=self.lang)
        self._values(notes)


def _describe(shape: Any, name: str, alt: str) -> None:
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", name[:80])
    properties.set("descr", alt)


def _table_alt(part: TablePart, name: str) -> str:
    heads, rows, _ = table_cells(part)
    return f"{name}. {len(rows)} × {len(heads)}: {', '.join(heads)}."
