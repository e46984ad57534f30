"""The axes of a native chart as XML (ECMA-376 part 1, 21.2.2.25 and 21.2.2.226)."""

from __future__ import annotations

from dataclasses import replace

from builder import fonts
from builder.model.chart import NativeAxis, NativeChart
from builder.theme import Theme
from builder.writers.pptx.escaped import escape
from builder.writers.pptx.layouts import Box
from builder.writers.pptx.markup import Palette, attribute
from builder.writers.pptx.places import lying
from builder.writers.pptx.plot import Plot, by_program
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
        self.lying = lying(chart)
        self.scatter = chart.kind == "scatter"

    def markup(self) -> str:
        """Both axes, and the second pair where there is one."""
        chart = self.chart
        value = self._value(chart.value_axis, IDS[1], IDS[0], "b" if self.lying else "l", self._crosses())
        if chart.kind == "stems":
            return self._columns() + self._value(chart.value_axis, IDS[1], IDS[0], "l", "min")
        if chart.kind == "dots":
            return self._rows() + self._value(chart.value_axis, IDS[0], IDS[1], "b", "min")
        if self.scatter:
            return self._value(chart.category_axis, IDS[0], IDS[1], "b", "min", across=True) + value
        out = self._category() + value
        if chart.secondary_axis:
            out += self._second(chart.secondary_axis)
        elif chart.grouping == "percentStacked" and chart.kind == "area":
            # What names areas is no share, and has a pair of axes of its own.
            out += self._second(replace(chart.value_axis, title=""), shown=False)
        return out

    def _crosses(self) -> str:
        """Where the axis of amounts crosses the other: under the last category where the first is on top."""
        return "max" if self.chart.category_axis.reverse else "min" if self.scatter else "autoZero"

    def _category(self) -> str:
        axis, plot, colors = self.chart.category_axis, self.plot, self.theme.colors
        order = "maxMin" if axis.reverse else "minMax"
        title = "" if self.lying else self._below(axis)
        line = self._base()
        turn = plot.turn * 60000
        body = f'<a:bodyPr rot="{turn}" vert="horz"/>'
        crosses = "min" if self.chart.value_axis.log else "autoZero"
        return (
            f'<c:catAx><c:axId val="{IDS[0]}"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
            f'<c:delete val="0"/><c:axPos val="{"l" if self.lying else "b"}"/>'
            f'{self._grid(axis)}{title}<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
            f'<c:minorTickMark val="none"/><c:tickLblPos val="{"none" if plot.ticks or not axis.labels else "low"}"/>'
            f"<c:spPr>{line}</c:spPr>{self._text(plot.names, colors.ink if self.lying else colors.secondary, body)}"
            f'<c:crossAx val="{IDS[1]}"/><c:crosses val="{crosses}"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
            f'<c:lblOffset val="60"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        )

    def _value(self, axis: NativeAxis, own: int, other: int, side: str, crosses: str, *, across: bool = False) -> str:
        plot, colors = self.plot, self.theme.colors
        title = self._below(axis) if across else self._upright(axis, plot.value_title)
        between = "midCat" if self.chart.edge or self.chart.kind in ("scatter", "dots", "stems") else "between"
        unit = f'<c:majorUnit val="{number(axis.major)}"/>' if axis.major else ""
        line = self.palette.line(colors.secondary, 0.75) if across else "<a:ln><a:noFill/></a:ln>"
        shown = "none" if not axis.labels or (across and plot.ticks) else "nextTo" if self.lying else "low"
        return (
            f'<c:valAx><c:axId val="{own}"/>{_scaling(axis)}<c:delete val="0"/>'
            f'<c:axPos val="{side}"/>{self._grid(axis)}{title}'
            f'<c:numFmt formatCode="{attribute(axis.number_format)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
            f'<c:minorTickMark val="none"/><c:tickLblPos val="{shown}"/>'
            f"<c:spPr>{line}</c:spPr>{self._text(self.theme.chart.axis, axis.color or colors.secondary, '<a:bodyPr/>')}"
            f'<c:crossAx val="{other}"/><c:crosses val="{crosses}"/><c:crossBetween val="{between}"/>{unit}</c:valAx>'
        )

    def _rows(self) -> str:
        """The axis of rows of dots, counted from below: it is not shown, the rows are named by labels."""
        axis = NativeAxis(minimum=0.5, maximum=len(self.chart.categories) + 0.5)
        return (
            f'<c:valAx><c:axId val="{IDS[1]}"/>{_scaling(axis)}<c:delete val="1"/><c:axPos val="l"/>'
            '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
            f'<c:minorTickMark val="none"/><c:tickLblPos val="none"/><c:crossAx val="{IDS[0]}"/><c:crosses val="min"/>'
            '<c:crossBetween val="midCat"/><c:majorUnit val="1"/></c:valAx>'
        )

    def _columns(self) -> str:
        """The axis of stems, counted from the left: its line is at zero, and the stems are named by labels."""
        axis = NativeAxis(minimum=0.5, maximum=len(self.chart.categories) + 0.5)
        return (
            f'<c:valAx><c:axId val="{IDS[0]}"/>{_scaling(axis)}<c:delete val="0"/><c:axPos val="b"/>'
            f'{self._below(self.chart.category_axis)}<c:numFmt formatCode="General" sourceLinked="0"/>'
            '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
            f'<c:spPr>{self._base()}</c:spPr><c:crossAx val="{IDS[1]}"/><c:crosses val="autoZero"/>'
            '<c:crossBetween val="midCat"/><c:majorUnit val="1"/></c:valAx>'
        )

    def _second(self, axis: NativeAxis, *, shown: bool = True) -> str:
        """An axis of amounts at the right, and its categories, which are not shown."""
        category, value = SECOND
        between = "midCat" if self.chart.edge else "between"
        colors = self.theme.colors
        unit = f'<c:majorUnit val="{number(axis.major)}"/>' if axis.major else ""
        return (
            f'<c:catAx><c:axId val="{category}"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
            '<c:delete val="1"/><c:axPos val="b"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
            f'<c:tickLblPos val="nextTo"/><c:crossAx val="{value}"/><c:crosses val="autoZero"/></c:catAx>'
            f'<c:valAx><c:axId val="{value}"/>{_scaling(axis)}<c:delete val="0"/><c:axPos val="r"/>'
            f"{self._upright(axis, self.plot.second_title)}"
            f'<c:numFmt formatCode="{attribute(axis.number_format)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
            f'<c:minorTickMark val="none"/><c:tickLblPos val="{"nextTo" if shown else "none"}"/>'
            "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
            f"{self._text(self.theme.chart.axis, axis.color or colors.secondary, '<a:bodyPr/>')}"
            f'<c:crossAx val="{category}"/><c:crosses val="max"/><c:crossBetween val="{between}"/>{unit}</c:valAx>'
        )

    def _grid(self, axis: NativeAxis) -> str:
        if not axis.gridlines:
            return ""
        return (
            f"<c:majorGridlines><c:spPr>{self.palette.line(self.theme.colors.rule, HAIR)}</c:spPr></c:majorGridlines>"
        )

    def _base(self) -> str:
        """The line of the categories: at zero, or at the foot of the plot; none where the chart has no lines at all."""
        axis, colors = self.chart.value_axis, self.theme.colors
        low = axis.minimum or 0.0
        if not axis.labels and not axis.gridlines and low >= 0:
            return self.palette.line(colors.secondary, 0)
        return self.palette.line(colors.rule, HAIR) if low > 0 else self.palette.line(colors.secondary, 0.75)

    def _below(self, axis: NativeAxis) -> str:
        """The title of the axis of x, in the middle below what stands there."""
        plot, size = self.plot, self.theme.chart.axis
        wide = fonts.advance(axis.title, self.theme.fonts.regular, size)
        middle = (plot.inner.x + plot.inner.right - wide) / 2
        return self._title(axis.title, Box(middle, plot.height - size * 1.2 - 4, wide, size))

    def _upright(self, axis: NativeAxis, place: Box | None) -> str:
        """The title of an axis of amounts above it; none where that is drawn."""
        written = place is not None and by_program(self.chart, self.theme, self.plot, place)
        return self._title(axis.title, place, axis.color) if written else ""

    def _title(self, text: str, place: Box | None, color: str = "") -> str:
        """An axis title; one in a place of its own takes no room in the layout."""
        if not text:
            return ""
        look = f'sz="{round(self.theme.chart.axis * 100)}" b="0"'
        fill = self.palette.fill(color or self.theme.colors.secondary) + '<a:latin typeface="+mn-lt"/>'
        over = int(place is not None)
        where = layout(Box(place.x, place.y, 0, 0), self.plot) if place else "<c:layout/>"
        return (
            f'<c:title><c:tx><c:rich><a:bodyPr rot="0" vert="horz" wrap="none"/><a:lstStyle/><a:p>'
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
