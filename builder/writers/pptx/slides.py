"""One `SlidePlan` as the XML of a slide (PresentationML, ECMA-376 part 1, 19.3.1.38)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Protocol

from builder.model.drawing import Drawing
from builder.writers.pptx.drawing import DrawingGroup
from builder.writers.pptx.layouts import Box, Slot
from builder.writers.pptx.markup import HEAD, NS, Palette, TextMarkup, attribute, xfrm
from builder.writers.pptx.plan import ChartPlan, Deck, PicturePlan, Run, SlidePlan, TablePlan, TextPlan, VisualPlan
from builder.writers.pptx.table_markup import table_markup

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
_TREE = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
_BOXED = '<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0"><a:noAutofit/></a:bodyPr>'
_GROWING = "<a:bodyPr><a:normAutofit/></a:bodyPr>"
_FIXED = "<a:bodyPr><a:noAutofit/></a:bodyPr>"
_NUMBER = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"
_NAMES = {
    "title": "Title", "subtitle": "Subtitle", "text": "Text", "details": "Details", "caption": "Caption",
    "source": "Source", "value": "Figure", "label": "Label", "note": "Note", "date": "Date", "footer": "Footer",
    "number": "Slide Number",
}  # fmt: skip


class Resources(Protocol):
    """What a slide needs from its package: parts that it refers to."""

    def chart(self, plan: ChartPlan, box: Box) -> str:
        """Adds a native chart; the id of its relationship."""

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
        table_style: str,
        resources: Resources,
    ) -> None:
        self.plan, self.deck, self.number = plan, deck, number
        self.text, self.palette, self.table_style, self.resources = text, palette, table_style, resources
        self.ids: Iterator[int] = count(2)

    def markup(self) -> str:
        """The slide part; the order of the shapes is that of reading."""
        plan = self.plan
        shapes = [self._placeholder(plan.title)]
        shapes += [self._placeholder(t) for t in plan.texts]
        for visual in plan.visuals:
            shapes += [self._placeholder(t) for t in (visual.caption,) if t]
            shapes.append(self._visual(visual))
            shapes += [self._placeholder(t) for t in (visual.source,) if t]
        shapes += self._foot()
        return (
            f"{HEAD}<p:sld {NS}><p:cSld><p:spTree>{_TREE}{''.join(shapes)}</p:spTree></p:cSld>"
            "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>"
        )

    # -- Text ----------------------------------------------------------------------------------------

    def _placeholder(self, text: TextPlan) -> str:
        slot, name = text.slot, _NAMES[text.slot.name]
        if slot.type == "textbox":
            look = f'{xfrm(text.place)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
            return self._shape(name, "", look, self.text.body(text, _BOXED), box=True)
        place = xfrm(text.place) if text.box or slot.moved else ""
        # Titles and bodies shrink when somebody types on; small texts keep their size.
        fit = _GROWING if slot.name in ("title", "text") else _FIXED
        return self._shape(name, holder(slot), place, self.text.body(text, fit))

    def _shape(self, name: str, placeholder: str, properties: str, body: str, *, box: bool = False) -> str:
        number = next(self.ids)
        kind = '<p:cNvSpPr txBox="1"/>' if box else '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        inner = f"<p:nvPr>{placeholder}</p:nvPr>" if placeholder else "<p:nvPr/>"
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name} {number}"/>{kind}{inner}</p:nvSpPr>'
            f"<p:spPr>{properties}</p:spPr>{body}</p:sp>"
        )

    def _foot(self) -> list[str]:
        """Date, footer and slide number, as the layout has them."""
        layout = self.plan.layout
        lang = attribute(self.deck.lang)
        field = f'<a:fld id="{_NUMBER}" type="slidenum"><a:rPr lang="{lang}"/><a:t>{self.number}</a:t></a:fld>'
        rows = (
            (layout.footer, self._plain(self.deck.footer)),
            (layout.date, self._plain(self.deck.date)),
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

    def _plain(self, text: str) -> str:
        return self.text.run(Run(text), 0.0) if text else ""

    # -- Visuals -------------------------------------------------------------------------------------

    def _visual(self, visual: VisualPlan) -> str:
        content, box = visual.content, visual.box
        match content:
            case TablePlan():
                height = sum(content.heights)
                box = Box(box.x, box.y, sum(content.widths), height)
                table = table_markup(content, self.text, self.table_style)
                return self._frame("Table", content.alt, visual.slot, box, _TABLE, table)
            case PicturePlan():
                return self._picture(content, visual.slot, box)
            case ChartPlan() if content.native:
                id_ = self.resources.chart(content, box)
                chart = f'<c:chart xmlns:c="{_CHART}" r:id="{id_}"/>'
                return self._frame(f"Chart {content.figure.id}", content.alt, visual.slot, box, _CHART, chart)
            case _:
                drawing = self.resources.drawing(content, box)
                group = DrawingGroup(drawing, box, self.palette, self.deck.lang, self.ids, self.resources.picture)
                return group.markup(f"Chart {content.figure.id}", content.alt)

    def _frame(self, name: str, alt: str, slot: Slot, box: Box, uri: str, inner: str) -> str:
        return (
            f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{next(self.ids)}" name="{attribute(name)}" '
            f'descr="{attribute(alt)}"/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr>'
            f"<p:nvPr>{holder(slot)}</p:nvPr></p:nvGraphicFramePr>{xfrm(box, 'p:xfrm')}<a:graphic>"
            f'<a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic></p:graphicFrame>'
        )

    def _picture(self, plan: PicturePlan, slot: Slot, box: Box) -> str:
        """A picture as large as its box allows, at its upper left like text."""
        id_, ratio = self.resources.picture_file(plan)
        width = min(box.width, box.height * ratio)
        height = width / ratio
        place = Box(box.x, box.y, width, height)
        number = next(self.ids)
        return (
            f'<p:pic><p:nvPicPr><p:cNvPr id="{number}" name="Picture {number}" descr="{attribute(plan.alt)}"/>'
            f'<p:cNvPicPr><a:picLocks noGrp="1" noChangeAspect="1"/></p:cNvPicPr><p:nvPr>{holder(slot)}</p:nvPr>'
            f'</p:nvPicPr><p:blipFill><a:blip r:embed="{id_}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
            f'<p:spPr>{xfrm(place)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )


def holder(slot: Slot) -> str:
    """The reference to a layout's placeholder; none for a slot that is no placeholder."""
    if slot.type == "textbox":
        return ""
    type_ = f' type="{slot.type}"' if slot.type else ""
    number = f' idx="{slot.idx}"' if slot.idx else ""
    return f"<p:ph{type_}{number}/>"
