"""The writer of the format "pptx": the template is opened, the deck planned, and the plan written."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from builder.charts.figure import draw_chart
from builder.charts.native import native_figure
from builder.errors import Diagnostic, Location, WriteError
from builder.model.chart import Chart, NativeFigure
from builder.model.drawing import Drawing
from builder.model.walk import plain
from builder.theme import Theme
from builder.writers.base import Placement, WriteJob
from builder.writers.pptx.audit import lost_blocks, whole
from builder.writers.pptx.base_deck import base_deck_path, make_base_deck
from builder.writers.pptx.deck import plan_deck
from builder.writers.pptx.direction import runs_rtl
from builder.writers.pptx.faces import tell_stand_ins
from builder.writers.pptx.grounds import Grounds
from builder.writers.pptx.layouts import Box, Layout
from builder.writers.pptx.legible import Legibility
from builder.writers.pptx.logo import add_logo
from builder.writers.pptx.mapping import read_choices
from builder.writers.pptx.markup import Linker, Palette, TextMarkup, note_paragraphs
from builder.writers.pptx.mirror import mirrored
from builder.writers.pptx.native import chart_parts
from builder.writers.pptx.notes import notes_page
from builder.writers.pptx.origins import with_origins
from builder.writers.pptx.package import DeckPackage
from builder.writers.pptx.plan import ChartPlan, Deck, PicturePlan, SlidePlan, TablePlan
from builder.writers.pptx.plot import NativeFrame, NativeGroup
from builder.writers.pptx.runs import clean
from builder.writers.pptx.slides import SlideMarkup
from builder.writers.pptx.template import Template, open_template

_TURNED = 0x0112  # Exif's tag for the camera's orientation
_WEB = ("http://", "https://", "mailto:")


class PptxWriter:
    """Writes the deck: native text, tables and charts in the layouts of a template."""

    suffix = ".pptx"

    def write(self, job: WriteJob, target: Path) -> Placement:
        """Writes the deck. Raises `WriteError` for a template or a picture that cannot be used."""
        template, theme, palette = _template(job)
        findings = job.findings
        drawn = theme.for_deck()

        def native(chart: Chart) -> NativeFigure | None:
            return native_figure(chart, drawn)

        deck = plan_deck(job.document, theme, template.layouts, native, findings)
        for role in sorted(deck.roles & template.layouts.missing):
            message = f'the template has no layout for "{role}" slides; another one serves'
            hint = "see which: build-report template inspect FILE; --write makes a file in which you choose"
            findings.warning("template-role", message, Location(job.deck.name) if job.deck else None, hint)
        for block in lost_blocks(job.document, deck):
            findings.error("block-lost", "the deck would lack this part", block.at, "please report this; it is a fault")
        findings.raise_errors(WriteError)
        at = Location(job.deck.name) if job.deck else None
        tell_stand_ins(theme.fonts, (t.slot.style.typefaces for s in deck.slides for t in s.all_texts()), findings, at)
        Legibility(template.parts, drawn.colors, own=job.deck is None).check(deck, at, findings)
        deck = with_origins(deck, job.document) if job.audit else deck
        writer = DeckWriter(job, template, deck, drawn, palette)
        writer.write(target)
        placement = placement_of(deck)
        placement.drawn = writer.drawn
        return placement


def _template(job: WriteJob) -> tuple[Template, Theme, Palette]:
    """The user's template with a theme of its colours, or our base deck in those of the theme."""
    if job.deck is not None:
        template = open_template(job.deck.read_bytes(), job.deck.name, read_choices(job.deck, job.project))
        return template, *template.themed(job.theme)
    usual = Theme()
    same = job.theme.colors == usual.colors and job.theme.fonts == usual.fonts and job.theme.slide == usual.slide
    path = base_deck_path()
    data = path.read_bytes() if same and path.is_file() else make_base_deck(job.theme)
    if runs_rtl(job.document.meta.lang):
        data = mirrored(data)
    return open_template(data, path.name), job.theme, Palette.of(job.theme)


def placement_of(deck: Deck) -> Placement:
    """Where values, figures and tables stand; a value in the notes stands on the slide that they belong to."""
    placement = Placement(pages=len(deck.slides))
    for number, slide in enumerate(deck.slides, 1):
        for value in sorted(slide.values()):
            placement.value(value, number)
        for visual in slide.visuals:
            content = visual.content
            if isinstance(content, ChartPlan):
                placement.figure(content.figure.id, number)
                if content.native:
                    placement.axes[content.figure.id] = list(dict.fromkeys(_axis_texts(content.native)))
            elif isinstance(content, TablePlan) and content.id and content.first < content.last:
                rows = placement.tables.setdefault(content.id, [])
                rows.append((number, content.first, content.last))
    return placement


def _axis_texts(group: NativeGroup) -> Iterator[str]:
    """What native charts may have on their axes beside numbers that the program makes: names, and places with texts."""
    for frame in group.frames:
        yield from (name for name in frame.chart.categories if isinstance(name, str))
        yield from (text for ticks in frame.chart.ticks for _, text in ticks)


class DeckWriter:
    """Writes a planned deck into the package of its template. `theme` is that of its charts."""

    def __init__(self, job: WriteJob, template: Template, deck: Deck, theme: Theme, palette: Palette) -> None:
        self.job, self.template, self.deck, self.theme = job, template, deck, theme
        self.package = DeckPackage(template.presentation)
        self.palette = palette
        self.loud: dict[str, frozenset[tuple[str, int]]] = {}
        self.drawn: dict[str, list[str]] = {}  # the texts of drawings, by the figure's id

    def write(self, target: Path) -> None:
        """Adds every slide and saves."""
        package, deck = self.package, self.deck
        self._put_logo()
        parts = [package.add_slide(self.template.parts[s.layout.key]) for s in deck.slides]
        for number, (plan, part) in enumerate(zip(deck.slides, parts, strict=True), 1):
            resources = _SlideResources(self, part)
            linker, palette = self._linker(part, parts), self.palette
            ink, loud = palette.fill(self.theme.colors.ink), self._loud(plan.layout)
            text = TextMarkup(deck.lang, linker, palette.quiet, ink, loud)
            slide = SlideMarkup(plan, deck, number, text, self.palette, self.template.table_style, resources)
            markup = slide.markup()
            self._audit(plan, number, markup)
            part.blob = markup.encode()
            if plan.notes:
                notes = package.add_notes(part)
                said = note_paragraphs(plan.notes, TextMarkup(deck.lang, self._linker(notes, parts)))
                notes.blob = notes_page(said, number, deck.lang).encode()
        package.list_slides(list(self._sections()))
        meta = self.job.document.meta
        package.set_properties(
            title=clean(plain(meta.title)),
            author=", ".join(meta.author),
            subject=clean(plain(meta.subtitle)),
            keywords=", ".join(meta.keywords),
            description=meta.description,
            lang=meta.lang,
            date=meta.date,
        )
        package.write(target)

    def _loud(self, layout: Layout) -> frozenset[tuple[str, int]]:
        """The placeholders of a layout whose text has another colour than ink."""
        if layout.key not in self.loud:
            grounds, ink = Grounds(self.template.parts[layout.key].slide_layout), self.theme.colors.ink
            slots = (s for s in (*layout.slots(), *layout.spare) if s.type != "textbox" and grounds.text(s) != ink)
            self.loud[layout.key] = frozenset((s.type, s.idx) for s in slots)
        return self.loud[layout.key]

    def _put_logo(self) -> None:
        """Our base deck shows the brand's logo; a template has its own."""
        path = self.theme.logo
        if path is None or self.job.deck is not None:
            return
        try:
            picture = _read_picture(path, PicturePlan(path.name, ""))
        except WriteError:
            message = f'the logo "{path.name}" cannot be read as a picture'
            self.job.findings.warning("logo-not-shown", message, None, "give the brand a logo as PNG or JPEG")
            return
        add_logo(self.package, self.template.presentation, self.theme, picture, rtl=runs_rtl(self.deck.lang))

    def _audit(self, plan: SlidePlan, number: int, markup: str) -> None:
        """What was planned was written. Raises `WriteError` (`block-lost`)."""
        if not whole(plan, self.deck, number, markup):
            message = f'the slide "{plan.title.text}" would lack a part of what was planned for it'
            fault = Diagnostic("error", "block-lost", message, plan.at, "please report this; it is a fault")
            raise WriteError([fault])

    def _linker(self, part: Any, parts: list[Any]) -> Linker:
        """What a link of a part becomes: a web address, or the slide on which an id stands."""

        def link(target: str) -> tuple[str, bool] | None:
            if target.startswith("#"):
                number = self.deck.anchors.get(target[1:])
                return (part.relate_to(parts[number - 1], _SLIDE), True) if number else None
            if target.startswith(_WEB):
                return part.relate_to(target, _HYPERLINK, is_external=True), False
            return None

        return link

    def _sections(self) -> Iterator[tuple[str, int]]:
        """The sections: those of the document, and before them what opens the deck."""
        first = clean(plain(self.job.document.meta.title)) or self.job.document.name
        for (_, name), slides in itertools.groupby(self.deck.slides, lambda s: s.section):
            yield clean(name) or first, len(list(slides))


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SLIDE, _HYPERLINK = f"{_OFFICE}/slide", f"{_OFFICE}/hyperlink"


class _SlideResources:
    """The parts that one slide refers to."""

    def __init__(self, writer: DeckWriter, part: Any) -> None:
        self.writer, self.part = writer, part

    def chart(self, frame: NativeFrame, lang: str) -> str:
        """A native chart with its workbook."""
        xml, workbook = chart_parts(frame.chart, self.writer.theme, self.writer.palette, frame.plot, lang)
        return self.writer.package.add_chart(self.part, xml, workbook)

    def drawing(self, plan: ChartPlan, box: Box) -> Drawing:
        """The recorded drawing, at the size of its box."""
        drawing = draw_chart(plan.figure.chart, self.writer.theme, box.width, box.height, self.writer.job.cache)
        self.writer.drawn[plan.figure.id] = drawing.texts()
        return drawing

    def picture(self, data: bytes) -> str:
        """A PNG of our own."""
        return self.writer.package.add_picture(self.part, data, "png")

    def picture_file(self, plan: PicturePlan) -> tuple[str, float]:
        """A picture of the report's project; one in a format that PowerPoint may not know becomes a PNG."""
        data, extension, ratio = _read_picture(Path(self.writer.job.document.root) / plan.path, plan)
        return self.writer.package.add_picture(self.part, data, extension), ratio


def _read_picture(path: Path, plan: PicturePlan) -> tuple[bytes, str, float]:
    import io

    from PIL import Image, ImageOps

    try:
        data = path.read_bytes()
        with Image.open(io.BytesIO(data)) as opened:
            kind = (opened.format or "").lower()
            # PowerPoint does not know how a camera was held.
            upright = opened.getexif().get(_TURNED, 1) == 1
            if upright and kind in ("png", "jpeg", "gif"):
                return data, kind, opened.width / max(1, opened.height)
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
            out = io.BytesIO()
            picture.save(out, "PNG")
            return out.getvalue(), "png", picture.width / max(1, picture.height)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        message = f'"{plan.path}" cannot be read as a picture: {type(error).__name__}'
        at = plan.at or Location(plan.path)
        raise WriteError([Diagnostic("error", "not-an-image", message, at, "use a PNG or a JPEG file")]) from None
