"""One `SlidePlan` as the XML of a slide (PresentationML, ECMA-376 part 1, 19.3.1.38)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Protocol

from builder.model.drawing import Drawing
from builder.writers.pptx.direction import line_rtl
from builder.writers.pptx.drawing import DrawingGroup
from builder.writers.pptx.layouts import Box, Slot
from builder.writers.pptx.markup import DECORATIVE, HEAD, NS, TREE, Palette, TextMarkup, attribute, emu, xfrm
from builder.writers.pptx.plan import ChartPlan, Deck, PicturePlan, Run, SlidePlan, TablePlan, TextPlan, VisualPlan
from builder.writers.pptx.plot import NativeFrame, NativeGroup
from builder.writers.pptx.table_inks import TableStyle
from builder.writers.pptx.table_markup import table_markup

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
BAR = 4.0  # points, at the side of a callout where its text begins
_GROWING = "<a:bodyPr><a:normAutofit/></a:bodyPr>"
_FIXED = "<a:bodyPr><a:noAutofit/></a:bodyPr>"
_TINT = '<a:solidFill><a:schemeClr val="tx1"><a:alpha val="6000"/></a:schemeClr></a:solidFill>'
_ACCENT = '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'
# The placeholders that take a chart, a table or a picture, by their types.
_TAKES = {_CHART: ("", "chart"), _TABLE: ("", "tbl")}
_PICTURE = ("", "pic", "clipArt")
_LOCK = '<a:graphicFrameLocks noGrp="1"/>'  # what stands in a placeholder joins no group
_NUMBER = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"
_NAMES = {
    "title": "Title", "subtitle": "Subtitle", "text": "Text", "details": "Details", "caption": "Caption",
    "source": "Source", "value": "Figure", "label": "Label", "note": "Note", "date": "Date", "footer": "Footer",
    "number": "Slide Number", "callout": "Callout",
}  # fmt: skip


class Resources(Protocol):
    """What a slide needs from its package: parts that it refers to."""

    def chart(self, frame: NativeFrame, lang: str) -> str:
        """Adds a native chart with its texts in a language; the id of its relationship."""

    def drawing(self, plan: ChartPlan, box: Box) -> Drawing:
        """A chart that has no native form, drawn at the size of its box."""

    def picture(self, data: bytes) -> str:
        """Adds a picture; the id of its relationship."""

    def picture_file(self, plan: PicturePlan) -> tuple[str, float]:
        """Adds a picture file; the id of its relationship, and its width by its height."""


class SlideMarkup:
    """Writes one slide. `deck` has what stands at the foot of each."""

    def __init__(
        self,
        plan: SlidePlan,
        deck: Deck,
        number: int,
        text: TextMarkup,
        palette: Palette,
        table_style: TableStyle,
        resources: Resources,
    ) -> None:
        self.plan, self.deck, self.number = plan, deck, number
        self.text, self.palette, self.table_style, self.resources = text, palette, table_style, resources
        self.ids: Iterator[int] = count(2)

    def markup(self) -> str:
        """The slide part; the order of the shapes is that of reading."""
        shapes: list[str] = []
        for item in self.plan.reading():
            if isinstance(item, VisualPlan):
                # What stands around a visual, and in a table, is in the visual's language.
                text = replace(self.text, lang=item.lang) if item.lang else self.text
                shapes += [self._placeholder(t, text) for t in (item.caption,) if t]
                shapes.append(self._visual(item, text))
                shapes += [self._placeholder(t, text) for t in (item.source,) if t]
            else:
                shapes.append(self._placeholder(item, self.text))
        shapes += self._foot()
        return (
            f"{HEAD}<p:sld {NS}><p:cSld><p:spTree>{TREE}{''.join(shapes)}</p:spTree></p:cSld>"
            "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>"
        )

    # -- Text ----------------------------------------------------------------------------------------

    def _placeholder(self, text: TextPlan, markup: TextMarkup) -> str:
        slot, name = text.slot, _NAMES[text.slot.name]
        if slot.name == "callout":
            return self._callout(text, markup)
        if slot.type == "textbox":
            return self._shape(name, "", _look(text.place, "<a:noFill/>"), markup.body(text, _boxed(slot)), box=True)
        place = xfrm(text.place) if text.box or slot.moved else ""
        # Titles and bodies shrink when somebody types on; small texts keep their size.
        fit = _GROWING if slot.name in ("title", "text") else _FIXED
        return self._shape(name, holder(slot), place, markup.body(text, fit))

    def _callout(self, text: TextPlan, markup: TextMarkup) -> str:
        """A text in a tint of the colour of text, which is light on light grounds and dark on dark ones, with a bar."""
        rtl = line_rtl(text.lines[0], markup.lang)
        place = text.place
        bar = Box(place.right - BAR if rtl else place.x, place.y, BAR, place.height)
        number = next(self.ids)
        drawn = (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Decoration {number}">{DECORATIVE}</p:cNvPr><p:cNvSpPr/>'
            f"<p:nvPr/></p:nvSpPr><p:spPr>{_look(bar, _ACCENT)}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        )
        inner = Box(place.x if rtl else place.x + BAR, place.y, place.width - BAR, place.height)
        left, top, right, bottom = text.slot.style.insets
        slot = replace(text.slot, style=replace(text.slot.style, insets=(left - BAR, top, right, bottom)))
        body = markup.body(text, _boxed(slot, rtl=rtl))
        return drawn + self._shape(_NAMES["callout"], "", _look(inner, _TINT), body, box=True)

    def _shape(self, name: str, placeholder: str, properties: str, body: str, *, box: bool = False) -> str:
        number = next(self.ids)
        kind = '<p:cNvSpPr txBox="1"/>' if box else '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        inner = f"<p:nvPr>{placeholder}</p:nvPr>" if placeholder else "<p:nvPr/>"
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name} {number}"/>{kind}{inner}</p:nvSpPr>'
            f"<p:spPr>{properties}</p:spPr>{body}</p:sp>"
        )

    def _foot(self) -> list[str]:
        """Date, footer and slide number, as the layout has them; a footer that says something already says that. Their
        size is written: LibreOffice has one of its own where only the master's styles tell it.
        """
        layout = self.plan.layout
        lang = attribute(self.deck.lang)
        size = round(100 * layout.number.style.sizes[0]) if layout.number else 0
        field = (
            f'<a:fld id="{_NUMBER}" type="slidenum"><a:rPr lang="{lang}" sz="{size}"/><a:t>{self.number}</a:t></a:fld>'
        )
        rows = (
            (layout.footer, self._plain(layout.said or self.deck.footer, layout.footer)),
            (layout.date, self._plain(self.deck.date, layout.date)),
            (layout.number, field),
        )
        return [
            self._shape(
                _NAMES[slot.name],
                holder(slot),
                "",
                f"<p:txBody><a:bodyPr/><a:lstStyle/><a:p>{inner}</a:p></p:txBody>",
            )
            for slot, inner in rows
            if slot and inner
        ]

    def _plain(self, text: str, slot: Slot | None) -> str:
        return self.text.run(Run(text), slot.style.sizes[0]) if text and slot else ""

    # -- Visuals -------------------------------------------------------------------------------------

    def _visual(self, visual: VisualPlan, text: TextMarkup) -> str:
        content, box = visual.content, visual.box
        match content:
            case TablePlan():
                height = sum(content.heights)
                width = sum(content.widths)
                box = Box(box.right - width if text.rtl else box.x, box.y, width, height)
                # Citations in cells have the colour that the table's style gives to their row.
                table = table_markup(content, replace(text, quiet=""), self.table_style)
                return self._frame("Table", content.alt, visual.slot, box, _TABLE, table)
            case PicturePlan():
                return self._picture(content, visual.slot, box, rtl=text.rtl)
            case ChartPlan() if content.native:
                return self._charts(content, content.native, visual, text)
            case _:
                drawing = self.resources.drawing(content, box)
                group = DrawingGroup(drawing, box, self.palette, text.lang, self.ids, self.resources.picture)
                return group.markup(f"Chart {content.figure.id}", content.alt)

    def _charts(self, content: ChartPlan, native: NativeGroup, visual: VisualPlan, text: TextMarkup) -> str:
        """Native charts; with what stands over and around them as a group, which no placeholder holds."""
        name, box = f"Chart {content.figure.id}", visual.box
        alone = len(native.frames) == 1 and not native.over.ops
        number = 0 if alone else next(self.ids)
        frames = []
        for n, frame in enumerate(native.frames, 1):
            chart = f'<c:chart xmlns:c="{_CHART}" r:id="{self.resources.chart(frame, text.lang)}"/>'
            place = replace(frame.box, x=box.x + frame.box.x, y=box.y + frame.box.y)
            called = name if len(native.frames) == 1 else f"{name} part {n}"
            slot = visual.slot if alone else None
            frames.append(self._frame(called, frame.alt or content.alt, slot, place, _CHART, chart))
        if alone:
            return frames[0]
        group = DrawingGroup(native.over, box, self.palette, text.lang, self.ids, self.resources.picture)
        return group.markup(name, content.alt, number, "".join(frames))

    def _frame(self, name: str, alt: str, slot: Slot | None, box: Box, uri: str, inner: str) -> str:
        held = holder(slot, _TAKES[uri]) if slot else ""
        return (
            f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{next(self.ids)}" name="{attribute(name)}" '
            f'descr="{attribute(alt)}"/><p:cNvGraphicFramePr>{_LOCK if slot else ""}</p:cNvGraphicFramePr>'
            f"<p:nvPr>{held}</p:nvPr></p:nvGraphicFramePr>{xfrm(box, 'p:xfrm')}<a:graphic>"
            f'<a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic></p:graphicFrame>'
        )

    def _picture(self, plan: PicturePlan, slot: Slot, box: Box, *, rtl: bool) -> str:
        """A picture as large as its box allows, at the upper corner where text begins."""
        id_, ratio = self.resources.picture_file(plan)
        width = min(box.width, box.height * ratio)
        height = width / ratio
        place = Box(box.right - width if rtl else box.x, box.y, width, height)
        number = next(self.ids)
        named = f'id="{number}" name="Picture {number}"'
        said = f'{named} descr="{attribute(plan.alt)}"/>' if plan.alt else f'{named} descr="">{DECORATIVE}</p:cNvPr>'
        return (
            f"<p:pic><p:nvPicPr><p:cNvPr {said}"
            f'<p:cNvPicPr><a:picLocks noGrp="1" noChangeAspect="1"/></p:cNvPicPr><p:nvPr>{holder(slot, _PICTURE)}'
            f'</p:nvPr></p:nvPicPr><p:blipFill><a:blip r:embed="{id_}"/><a:stretch><a:fillRect/></a:stretch>'
            "</p:blipFill>"
            f'<p:spPr>{xfrm(place)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )


def _look(place: Box, fill: str) -> str:
    return f'{xfrm(place)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}'


def _boxed(slot: Slot, *, rtl: bool = False) -> str:
    """The body of a text box, with its insets, which are mirrored for text from right to left."""
    left, top, right, bottom = (emu(n) for n in slot.style.insets)
    if rtl:
        left, right = right, left
    insets = f'lIns="{left}" tIns="{top}" rIns="{right}" bIns="{bottom}"'
    return f'<a:bodyPr wrap="square" {insets}><a:noAutofit/></a:bodyPr>'


def holder(slot: Slot, kinds: tuple[str, ...] = ()) -> str:
    """The reference to a layout's placeholder; none for a slot that is no placeholder, or one of other content."""
    if slot.type == "textbox" or (kinds and slot.type not in kinds):
        return ""
    type_ = f' type="{slot.type}"' if slot.type else ""
    number = f' idx="{slot.idx}"' if slot.idx else ""
    return f"<p:ph{type_}{number}/>"
