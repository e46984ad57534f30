"""A `NativeChart` as PowerPoint's own chart: the chart part's XML (DrawingML charts, ECMA-376 part 1, 21.2) and its
workbook, both with the raw numbers and the same number formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from builder.charts.color import on_color, readable
from builder.model.chart import NativeChart, NativeSeries
from builder.theme import Theme
from builder.writers.pptx.axes import IDS, SECOND, Axes, layout
from builder.writers.pptx.markup import HEAD, A, Palette, R, attribute, emu
from builder.writers.pptx.plot import Plot, Plotter
from builder.writers.pptx.workbook import Sheet, number

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_POSITIONS = {
    "above": "t", "below": "b", "left": "l", "right": "r", "center": "ctr", "outside": "outEnd", "inside": "inEnd",
}  # fmt: skip
_SHOWN = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
MANY_POINTS = 60


def chart_parts(
    chart: NativeChart,
    theme: Theme,
    palette: Palette,
    width: float,
    height: float,
    lang: str,
    *,
    temporal: bool = False,
) -> tuple[bytes, bytes]:
    """The chart part for a frame of `width` by `height` points, and the workbook. The chart part refers to the workbook
    as relationship rId1. `theme` is the deck's; `temporal`: the categories are times.
    """
    plot = Plotter(chart, theme, width, height, temporal=temporal).plot()
    writer = _Writer(chart, theme, palette, plot, lang)
    xml = writer.space()
    return xml.encode(), writer.sheet.blob()


class _Writer:
    def __init__(self, chart: NativeChart, theme: Theme, palette: Palette, plot: Plot, lang: str) -> None:
        self.chart, self.theme, self.palette, self.plot, self.lang = chart, theme, palette, plot, lang
        self.axes = Axes(chart, theme, palette, plot, lang)
        self.sheet = Sheet()
        self.ring = chart.kind in ("pie", "doughnut")
        self.categories = ""

    def space(self) -> str:
        """The whole part."""
        chart = self.chart
        if chart.kind != "scatter":
            names = [str(c) for c in chart.categories]
            reference = self.sheet.add("", names)[1]
            points = "".join(f'<c:pt idx="{n}"><c:v>{escape(t)}</c:v></c:pt>' for n, t in enumerate(names))
            cache = f'<c:strCache><c:ptCount val="{len(names)}"/>{points}</c:strCache>'
            self.categories = f"<c:cat><c:strRef><c:f>{reference}</c:f>{cache}</c:strRef></c:cat>"
        plots = "".join(self._plots())
        place = layout(self.plot.inner, self.plot, "inner")
        axes = "" if self.ring else self.axes.markup()
        text = self._text(self.theme.chart.axis, self.theme.colors.ink)
        return (
            f'{HEAD}<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:date1904 val="0"/>'
            f'<c:lang val="{attribute(self.lang)}"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
            f"<c:plotArea>{place}{plots}{axes}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>"
            f'{self._legend()}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
            f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{text}"
            '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
        )

    # -- Plots ---------------------------------------------------------------------------------------

    def _plots(self) -> Iterable[str]:
        """One plot for each kind of series and pair of axes."""
        chart = self.chart
        every = list(enumerate(chart.series))
        lines = [(n, s) for n, s in every if s.kind == "line" and chart.kind in ("bar", "column")]
        main = [(n, s) for n, s in every if (n, s) not in lines]
        match chart.kind:
            case "bar" | "column":
                yield self._bars(main)
                for second in (False, True):
                    some = [(n, s) for n, s in lines if s.secondary == second]
                    if some:
                        yield self._lines(some, SECOND if second else IDS)
            case "line":
                yield self._lines(main, IDS)
            case "area":
                series = "".join(self._series(n, s, self._filled(s)) for n, s in main)
                grouping = self._grouping("standard")
                yield f'<c:areaChart>{grouping}<c:varyColors val="0"/>{series}{_ids(IDS)}</c:areaChart>'
            case "scatter":
                series = "".join(self._points(n, s) for n, s in main)
                yield (
                    '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
                    f"{series}{_ids(IDS)}</c:scatterChart>"
                )
            case _:
                tag = f"{chart.kind}Chart"
                series = "".join(self._slices(n, s) for n, s in main)
                hole = '<c:holeSize val="58"/>' if chart.kind == "doughnut" else ""
                yield f'<c:{tag}><c:varyColors val="1"/>{series}<c:firstSliceAng val="0"/>{hole}</c:{tag}>'

    def _grouping(self, clustered: str) -> str:
        grouping = self.chart.grouping
        return f'<c:grouping val="{clustered if grouping == "clustered" else grouping}"/>'

    def _bars(self, series: Sequence[tuple[int, NativeSeries]]) -> str:
        chart = self.chart
        inner = "".join(
            self._series(n, s, self._filled(s) + '<c:invertIfNegative val="0"/>' + self._own_colors(s))
            for n, s in series
        )
        direction = "bar" if chart.kind == "bar" else "col"
        return (
            f'<c:barChart><c:barDir val="{direction}"/>{self._grouping("clustered")}<c:varyColors val="0"/>{inner}'
            f'<c:gapWidth val="{self.plot.gap}"/><c:overlap val="{chart.overlap}"/>{_ids(IDS)}</c:barChart>'
        )

    def _lines(self, series: Sequence[tuple[int, NativeSeries]], ids: tuple[int, int]) -> str:
        inner = "".join(
            self._series(
                n, s, self._stroke(s) + self._marker(s, 5 if len(s.values) <= MANY_POINTS else 3), '<c:smooth val="0"/>'
            )
            for n, s in series
        )
        grouping = self._grouping("standard") if self.chart.kind == "line" else '<c:grouping val="standard"/>'
        return f'<c:lineChart>{grouping}<c:varyColors val="0"/>{inner}<c:marker val="1"/>{_ids(ids)}</c:lineChart>'

    def _series(self, n: int, s: NativeSeries, look: str, after: str = "") -> str:
        """A series over categories: its look, labels, categories and values."""
        name, values = self.sheet.add(s.name, s.values, s.number_format)
        return (
            f"<c:ser>{_named(n, s, name)}{look}{self._labels(n, s)}{self.categories}"
            f"<c:val>{_numbers(values, s.values, s.number_format)}</c:val>{after}</c:ser>"
        )

    def _points(self, n: int, s: NativeSeries) -> str:
        pairs = [(x, y) for x, y in zip(s.xs, s.values, strict=True) if x is not None and y is not None]
        if s.labels:
            kept = zip(s.xs, s.values, s.labels, strict=True)
            s = replace(s, labels=tuple(t for x, y, t in kept if x is not None and y is not None))
        xs, ys = tuple(x for x, _ in pairs), tuple(y for _, y in pairs)
        across = self.sheet.add(f"{s.name} x".strip(), xs, self.chart.category_axis.number_format)[1]
        name, values = self.sheet.add(s.name or " ", ys, s.number_format)
        look = self._stroke(s) + self._marker(s, 8 if len(xs) <= MANY_POINTS else 6)
        return (
            f"<c:ser>{_named(n, s, name)}{look}{self._labels(n, s)}"
            f"<c:xVal>{_numbers(across, xs, self.chart.category_axis.number_format)}</c:xVal>"
            f'<c:yVal>{_numbers(values, ys, s.number_format)}</c:yVal><c:smooth val="0"/></c:ser>'
        )

    def _slices(self, n: int, s: NativeSeries) -> str:
        edge = self.palette.line(self.theme.colors.paper, 1.5)
        points = "".join(
            f'<c:dPt><c:idx val="{i}"/><c:bubble3D val="0"/><c:spPr>{self.palette.fill(color)}{edge}</c:spPr></c:dPt>'
            for i, color in s.colors
        )
        return self._series(n, s, points)

    # -- Looks ---------------------------------------------------------------------------------------

    def _filled(self, s: NativeSeries) -> str:
        if not s.fill:
            return "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        # Parts of a stack are kept apart by the paper's colour.
        edge = 0.75 if self.chart.grouping != "clustered" else 0.0
        color = s.color or self.theme.colors.accent
        return f"<c:spPr>{self.palette.fill(color)}{self.palette.line(self.theme.colors.paper, edge)}</c:spPr>"

    def _own_colors(self, s: NativeSeries) -> str:
        edge = self.palette.line(self.theme.colors.paper, 0.75 if self.chart.grouping != "clustered" else 0.0)
        return "".join(
            f'<c:dPt><c:idx val="{i}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
            f"<c:spPr>{self.palette.fill(color)}{edge}</c:spPr></c:dPt>"
            for i, color in s.colors
            if color != s.color
        )

    def _stroke(self, s: NativeSeries) -> str:
        if not s.line:
            return f'<c:spPr><a:ln w="{emu(1)}"><a:noFill/></a:ln></c:spPr>'
        paint = self.palette.fill(s.color or self.theme.colors.accent)
        return f'<c:spPr><a:ln w="{emu(s.width)}" cap="rnd">{paint}<a:round/></a:ln></c:spPr>'

    def _marker(self, s: NativeSeries, size: int) -> str:
        if not s.marker:
            return '<c:marker><c:symbol val="none"/></c:marker>'
        color = s.color or self.theme.colors.accent
        edge = (
            self.palette.line(self.theme.colors.paper, 0.5)
            if self.chart.kind == "scatter"
            else "<a:ln><a:noFill/></a:ln>"
        )
        look = f"<c:spPr>{self.palette.fill(color)}{edge}</c:spPr>"
        return f'<c:marker><c:symbol val="circle"/><c:size val="{size}"/>{look}</c:marker>'

    def _legend(self) -> str:
        chart, plot = self.chart, self.plot
        if not chart.legend:
            return ""
        hidden = "".join(
            f'<c:legendEntry><c:idx val="{n}"/><c:delete val="1"/></c:legendEntry>'
            for n, s in enumerate(chart.series)
            if not s.in_legend
        )
        place = layout(plot.legend, plot) if plot.legend else ""
        side = "r" if self.ring else "t"
        text = self._text(self.plot.names if self.ring else self.theme.chart.axis, self.theme.colors.ink)
        return f'<c:legend><c:legendPos val="{side}"/>{hidden}{place}<c:overlay val="0"/>{text}</c:legend>'

    def _text(self, size: float, color: str, *, bold: bool = False) -> str:
        return (
            f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{self._look(size, color, 'defRPr', bold=bold)}</a:pPr>"
            f'<a:endParaRPr lang="{attribute(self.lang)}"/></a:p></c:txPr>'
        )

    def _look(self, size: float, color: str, tag: str, *, bold: bool = False) -> str:
        lang = "" if tag == "defRPr" else f' lang="{attribute(self.lang)}"'
        return (
            f'<a:{tag}{lang} sz="{round(size * 100)}" b="{int(bold)}">{self.palette.fill(color)}'
            f'<a:latin typeface="+mn-lt"/></a:{tag}>'
        )

    # -- Labels --------------------------------------------------------------------------------------

    def _labels(self, n: int, s: NativeSeries) -> str:
        """Data labels: the numbers in the series' format, or texts of single points."""
        size = self.plot.labels or self.theme.chart.axis
        if s.labels is not None and self.plot.labels:
            own = "".join(self._own_label(n, s, i, text, size) for i, text in enumerate(s.labels) if text)
            return f"<c:dLbls>{own}{_flags()}</c:dLbls>"
        if not s.show_values or not (self.plot.labels or self.ring):
            return ""
        colors = dict(s.colors)
        inside = self.ring or s.label_position in ("inside", "center")
        common = on_color(s.color, self.theme) if inside and s.color else self.theme.colors.ink
        if self.ring:
            common = self.theme.colors.paper
        own = ""
        if inside:
            inks = ((i, on_color(color, self.theme)) for i, color in sorted(colors.items()))
            own = "".join(self._point_label(s, i, ink, size) for i, ink in inks if ink != common)
        return (
            f'<c:dLbls>{own}<c:numFmt formatCode="{attribute(s.number_format)}" sourceLinked="0"/>'
            f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{self._text(size, common)}{self._position(s)}"
            f"{_flags(value=True)}</c:dLbls>"
        )

    def _point_label(self, s: NativeSeries, point: int, ink: str, size: float) -> str:
        """The number of one point in another ink; it inherits nothing from the labels of its series (21.2.2.47)."""
        return (
            f'<c:dLbl><c:idx val="{point}"/><c:numFmt formatCode="{attribute(s.number_format)}" sourceLinked="0"/>'
            f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{self._text(size, ink)}{self._position(s)}"
            f"{_flags(value=True)}</c:dLbl>"
        )

    def _own_label(self, n: int, s: NativeSeries, point: int, text: str, size: float) -> str:
        fill = dict(s.colors).get(point, s.color)
        inside = s.label_position in ("inside", "center")
        ink = (
            on_color(fill, self.theme)
            if inside and fill
            else readable(fill, self.theme)
            if fill
            else self.theme.colors.ink
        )
        shift = self.plot.shifts.get(n)
        moved = "<c:layout/>"
        if shift:
            moved = (
                '<c:layout><c:manualLayout><c:x val="0"/>'
                f'<c:y val="{shift / self.plot.height:.4f}"/></c:manualLayout></c:layout>'
            )
        rich = (
            '<c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:r>'
            f"{self._look(size, ink, 'rPr')}<a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx>"
        )
        return f'<c:dLbl><c:idx val="{point}"/>{moved}{rich}{self._position(s)}{_flags(value=True)}</c:dLbl>'

    def _position(self, s: NativeSeries) -> str:
        """Where labels stand, as far as the kind of chart knows such a place (21.2.2.48)."""
        chart = self.chart
        if chart.kind in ("area", "doughnut") or not s.label_position:
            return ""
        position = _POSITIONS[s.label_position]
        bars = chart.kind in ("bar", "column") and s.kind != "line"
        if bars and position not in (("ctr", "inEnd") if chart.grouping != "clustered" else ("ctr", "inEnd", "outEnd")):
            position = "ctr" if chart.grouping != "clustered" else "outEnd"
        if not bars and chart.kind != "pie" and position in ("outEnd", "inEnd"):
            position = "t"
        return f'<c:dLblPos val="{position}"/>'


def _named(n: int, s: NativeSeries, reference: str) -> str:
    cache = f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(s.name)}</c:v></c:pt></c:strCache>'
    return f'<c:idx val="{n}"/><c:order val="{n}"/><c:tx><c:strRef><c:f>{reference}</c:f>{cache}</c:strRef></c:tx>'


def _numbers(reference: str, values: Sequence[float | None], number_format: str) -> str:
    """A reference to numbers with what they are; missing ones are left out, so that they are gaps."""
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{number(v)}</c:v></c:pt>'
        for n, v in enumerate(values)
        if v is not None and v == v  # noqa: PLR0124  NaN alone is unlike itself
    )
    return (
        f"<c:numRef><c:f>{reference}</c:f><c:numCache><c:formatCode>{escape(number_format)}</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _flags(*, value: bool = False) -> str:
    return "".join(f'<c:{name} val="{int(value and name == "showVal")}"/>' for name in _SHOWN)


def _ids(ids: tuple[int, int]) -> str:
    return "".join(f'<c:axId val="{i}"/>' for i in ids)
