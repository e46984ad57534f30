"""The axes of a native chart as XML (ECMA-376 part 1, 21.2.2.25 and 21.2.2.226)."""

from __future__ import annotations

from xml.sax.saxutils import escape

from builder.model.chart import NativeAxis, NativeChart
from builder.theme import Theme
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.markup import Palette, attribute
from builder.writers.pptx.plot import Plot
from builder.writers.pptx.workbook import number

# Ids of the axes: category (or x) and value, and those of the second pair.
IDS = (50010, 50020)
SECOND = (50030, 50040)
HAIR = 0.5


def layout(box: Box, plot: Plot, target: str = "") -> str:
    """A place in a chart, as shares of its size."""
    shares = [("x", box.x / plot.width), ("y", box.y / plot.height)]
    if target or box.height:
        shares += [("w", box.width / plot.width), ("h", box.height / plot.height)]
    aim = f'<c:layoutTarget val="{target}"/>' if target else ""
    numbers = "".join(f'<c:{name} val="{share:.4f}"/>' for name, share in shares)
    return (
        f'<c:layout><c:manualLayout>{aim}<c:xMode val="edge"/><c:yMode val="edge"/>{numbers}'
        "</c:manualLayout></c:layout>"
    )


class Axes:
    """Writes the axes of one chart."""

    def __init__(self, chart: NativeChart, theme: Theme, palette: Palette, plot: Plot, lang: str) -> None:
        self.chart, self.theme, self.palette, self.plot, self.lang = chart, theme, palette, plot, lang
        self.lying = chart.kind == "bar"
        self.scatter = chart.kind == "scatter"

    def markup(self) -> str:
        """Both axes, and the second pair where there is one."""
        chart = self.chart
        value = self._value(chart.value_axis, IDS[1], IDS[0], "b" if self.lying else "l", self._crosses())
        if self.scatter:
            return self._value(chart.category_axis, IDS[0], IDS[1], "b", "min", across=True) + value
        out = self._category() + value
        if chart.secondary_axis:
            out += self._second(chart.secondary_axis)
        return out

    def _crosses(self) -> str:
        """Where the axis of amounts crosses the other: under the last category where the first is on top."""
        return "max" if self.chart.category_axis.reverse else "min" if self.scatter else "autoZero"

    def _category(self) -> str:
        axis, plot, colors = self.chart.category_axis, self.plot, self.theme.colors
        order = "maxMin" if axis.reverse else "minMax"
        title = "" if self.lying else self._title(axis.title, None)
        line = self.palette.line(colors.secondary, 0.75)
        # LibreOffice breaks words where the angle is 0; a 60,000th of a degree prevents it and is not seen.
        turn = plot.turn * 60000 if plot.turn else 1 if plot.skip > 1 else 0
        body = f'<a:bodyPr rot="{turn}" vert="horz"/>'
        crosses = "min" if self.chart.value_axis.log else "autoZero"
        return (
            f'<c:catAx><c:axId val="{IDS[0]}"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
            f'<c:delete val="{int(not axis.visible)}"/><c:axPos val="{"l" if self.lying else "b"}"/>'
            f'{self._grid(axis)}{title}<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
            f'<c:minorTickMark val="none"/><c:tickLblPos val="{"low" if axis.labels else "none"}"/>'
            f"<c:spPr>{line}</c:spPr>{self._text(plot.names, colors.ink, body)}"
            f'<c:crossAx val="{IDS[1]}"/><c:crosses val="{crosses}"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
            f'<c:lblOffset val="60"/><c:tickLblSkip val="{plot.skip}"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        )

    def _value(self, axis: NativeAxis, own: int, other: int, side: str, crosses: str, *, across: bool = False) -> str:
        plot, colors = self.plot, self.theme.colors
        upright = across or self.lying or plot.value_title is not None
        place = None if across or self.lying else plot.value_title
        title = self._title(axis.title if axis.visible else "", place, 0 if upright else -5400000)
        between = "midCat" if self.chart.kind in ("area", "scatter") else "between"
        unit = f'<c:majorUnit val="{number(axis.major)}"/>' if axis.major else ""
        line = self.palette.line(colors.secondary, 0.75) if across else "<a:ln><a:noFill/></a:ln>"
        shown = "low" if axis.labels else "none"
        return (
            f'<c:valAx><c:axId val="{own}"/>{_scaling(axis)}<c:delete val="{int(not axis.visible)}"/>'
            f'<c:axPos val="{side}"/>{self._grid(axis)}{title}'
            f'<c:numFmt formatCode="{attribute(axis.number_format)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
            f'<c:minorTickMark val="none"/><c:tickLblPos val="{"nextTo" if self.lying else shown}"/>'
            f"<c:spPr>{line}</c:spPr>{self._text(self.theme.chart.axis, colors.secondary, '<a:bodyPr/>')}"
            f'<c:crossAx val="{other}"/><c:crosses val="{crosses}"/><c:crossBetween val="{between}"/>{unit}</c:valAx>'
        )

    def _second(self, axis: NativeAxis) -> str:
        """An axis of amounts at the right, and its categories, which are not shown."""
        category, value = SECOND
        colors = self.theme.colors
        unit = f'<c:majorUnit val="{number(axis.major)}"/>' if axis.major else ""
        return (
            f'<c:catAx><c:axId val="{category}"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
            '<c:delete val="1"/><c:axPos val="b"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
            f'<c:tickLblPos val="nextTo"/><c:crossAx val="{value}"/><c:crosses val="autoZero"/></c:catAx>'
            f'<c:valAx><c:axId val="{value}"/>{_scaling(axis)}<c:delete val="0"/><c:axPos val="r"/>'
            f"{self._title(axis.title, None, turn=5400000)}"
            f'<c:numFmt formatCode="{attribute(axis.number_format)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
            '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
            f"{self._text(self.theme.chart.axis, colors.secondary, '<a:bodyPr/>')}"
            f'<c:crossAx val="{category}"/><c:crosses val="max"/><c:crossBetween val="between"/>{unit}</c:valAx>'
        )

    def _grid(self, axis: NativeAxis) -> str:
        if not axis.gridlines:
            return ""
        return (
            f"<c:majorGridlines><c:spPr>{self.palette.line(self.theme.colors.rule, HAIR)}</c:spPr></c:majorGridlines>"
        )

    def _title(self, text: str, place: Box | None, turn: int = 0) -> str:
        """An axis title, turned by 60,000ths of a degree; one in a place of its own takes no room in the layout."""
        if not text:
            return ""
        look = f'sz="{round(self.theme.chart.axis * 100)}" b="0"'
        fill = self.palette.fill(self.theme.colors.secondary) + '<a:latin typeface="+mn-lt"/>'
        over = int(place is not None)
        where = layout(Box(place.x, place.y, 0, 0), self.plot) if place else "<c:layout/>"
        return (
            f'<c:title><c:tx><c:rich><a:bodyPr rot="{turn}" vert="horz" wrap="none"/><a:lstStyle/><a:p>'
            f'<a:pPr><a:defRPr {look}>{fill}</a:defRPr></a:pPr><a:r><a:rPr lang="{attribute(self.lang)}" {look}>{fill}'
            f'</a:rPr><a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx>{where}<c:overlay val="{over}"/>'
            "</c:title>"
        )

    def _text(self, size: float, color: str, body: str) -> str:
        return (
            f'<c:txPr>{body}<a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="0">'
            f'{self.palette.fill(color)}<a:latin typeface="+mn-lt"/></a:defRPr></a:pPr>'
            f'<a:endParaRPr lang="{attribute(self.lang)}"/></a:p></c:txPr>'
        )


def _scaling(axis: NativeAxis) -> str:
    log = '<c:logBase val="10"/>' if axis.log else ""
    ends = "".join(
        f'<c:{name} val="{number(v)}"/>' for name, v in (("max", axis.maximum), ("min", axis.minimum)) if v is not None
    )
    return f'<c:scaling>{log}<c:orientation val="{"maxMin" if axis.reverse else "minMax"}"/>{ends}</c:scaling>'
