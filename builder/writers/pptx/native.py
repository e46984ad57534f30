"""A `NativeChart` as PowerPoint's own chart: the chart part's XML (DrawingML charts, ECMA-376 part 1, 21.2) and its
workbook, both with the raw numbers and the same number formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from builder.model.chart import NativeChart, NativeSeries
from builder.theme import Theme
from builder.writers.pptx.axes import IDS, SECOND, Axes, layout
from builder.writers.pptx.escaped import escape
from builder.writers.pptx.forms import layers
from builder.writers.pptx.labels import LabelMarkup
from builder.writers.pptx.layers import Layer, Piece
from builder.writers.pptx.markup import HEAD, A, Palette, R, attribute, emu
from builder.writers.pptx.plot import Plot, chart_legend
from builder.writers.pptx.rings import HOLE
from builder.writers.pptx.workbook import Column, Sheet, number

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
MANY_POINTS = 60
_STROKED = ("plus", "x", "star")  # symbols that are lines
EDGE = 0.75  # points: parts of a stack are kept apart by the paper's colour


def chart_parts(chart: NativeChart, theme: Theme, palette: Palette, plot: Plot, lang: str) -> tuple[bytes, bytes]:
    """The chart part for a frame of the size of `plot`, and the workbook. The chart part refers to the workbook as
    relationship rId1. `theme` is the deck's.
    """
    writer = _Writer(chart, theme, palette, plot, lang)
    xml = writer.space()
    return xml.encode(), writer.sheet.blob()


class _Writer:
    def __init__(self, chart: NativeChart, theme: Theme, palette: Palette, plot: Plot, lang: str) -> None:
        self.chart, self.theme, self.palette, self.plot, self.lang = chart, theme, palette, plot, lang
        self.axes = Axes(chart, theme, palette, plot, lang)
        self.labels = LabelMarkup(chart, theme, palette, plot, lang)
        self.sheet = Sheet()
        self.layers = layers(chart, theme, plot, self.sheet)
        self.numbers = count()
        self.ring = chart.kind in ("pie", "doughnut")
        self.edge = EDGE if chart.grouping != "clustered" else 0.0

    def space(self) -> str:
        """The whole part."""
        plots = "".join(self._layer(layer) for layer in self.layers if layer.pieces)
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

    # -- Layers --------------------------------------------------------------------------------------

    def _layer(self, layer: Layer) -> str:
        """One plot: its series on their pair of axes."""
        chart = self.chart
        series = "".join(self._series(layer, piece) for piece in layer.pieces)
        ids = "".join(f'<c:axId val="{i}"/>' for i in (SECOND if layer.second else IDS))
        vary = '<c:varyColors val="0"/>'
        match layer.kind:
            case "bar":
                direction = "bar" if chart.kind == "bar" else "col"
                overlap = 100 if chart.kind == "waterfall" else chart.overlap
                return (
                    f'<c:barChart><c:barDir val="{direction}"/>{self._grouping("clustered", layer)}{vary}{series}'
                    f'<c:gapWidth val="{self.plot.gap}"/><c:overlap val="{overlap}"/>{ids}</c:barChart>'
                )
            case "line":
                grouping = self._grouping("standard", layer)
                return f'<c:lineChart>{grouping}{vary}{series}<c:marker val="1"/>{ids}</c:lineChart>'
            case "area":
                return f"<c:areaChart>{self._grouping('standard', layer)}{vary}{series}{ids}</c:areaChart>"
            case "scatter":
                style = '<c:scatterStyle val="lineMarker"/>'
                return f"<c:scatterChart>{style}{vary}{series}{ids}</c:scatterChart>"
            case _:
                tag = f"{layer.kind}Chart"
                hole = f'<c:holeSize val="{round(HOLE * 100)}"/>' if layer.kind == "doughnut" else ""
                return f'<c:{tag}><c:varyColors val="1"/>{series}<c:firstSliceAng val="0"/>{hole}</c:{tag}>'

    def _grouping(self, plain: str, layer: Layer) -> str:
        grouping = "stacked" if self.chart.kind == "waterfall" else self.chart.grouping
        return f'<c:grouping val="{plain if grouping == "clustered" or not layer.stacked else grouping}"/>'

    def _series(self, layer: Layer, piece: Piece) -> str:
        """A series: its name and look, labels, categories (or x) and values."""
        n, s = next(self.numbers), piece.look
        look = self._look(layer, s)
        labels = self.labels.of(n, piece, layer)
        if layer.kind == "scatter":
            data = f"<c:xVal>{_numbers(piece.across)}</c:xVal><c:yVal>{_numbers(piece.values)}</c:yVal>"
        else:
            data = f"<c:cat>{_texts(piece.across)}</c:cat><c:val>{_numbers(piece.values)}</c:val>"
        after = '<c:smooth val="0"/>' if layer.kind in ("line", "scatter") else ""
        return f"<c:ser>{_named(n, piece)}{look}{labels}{data}{after}{self.labels.extension(piece)}</c:ser>"

    # -- Looks ---------------------------------------------------------------------------------------

    def _look(self, layer: Layer, s: NativeSeries) -> str:
        match layer.kind:
            case "bar":
                return self._filled(s) + '<c:invertIfNegative val="0"/>' + self._own_colors(s)
            case "line" | "scatter":
                return self._stroke(s) + self._marker(layer, s) + self._own_markers(layer, s)
            case "area":
                return self._filled(s)
            case _:
                return self._slices(s)

    def _slices(self, s: NativeSeries) -> str:
        edge = self.palette.line(self.theme.colors.paper, 1.5)
        return "".join(
            f'<c:dPt><c:idx val="{i}"/><c:bubble3D val="0"/><c:spPr>{self.palette.fill(color)}{edge}</c:spPr></c:dPt>'
            for i, color in s.colors
        )

    def _filled(self, s: NativeSeries) -> str:
        if not s.fill:
            return "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        color = s.color or self.theme.colors.accent
        return f"<c:spPr>{self.palette.fill(color)}{self.palette.line(self.theme.colors.paper, self.edge)}</c:spPr>"

    def _own_colors(self, s: NativeSeries) -> str:
        edge = self.palette.line(self.theme.colors.paper, self.edge)
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
        # The rods and stems of dots end where the dots begin.
        cap = "flat" if self.chart.kind in ("dots", "stems") or s.dash else "rnd"
        dash = f'<a:prstDash val="{s.dash}"/>' if s.dash else ""
        return f'<c:spPr><a:ln w="{emu(s.width)}" cap="{cap}">{paint}{dash}<a:round/></a:ln></c:spPr>'

    def _marker(self, layer: Layer, s: NativeSeries, color: str = "") -> str:
        if not s.marker:
            return '<c:marker><c:symbol val="none"/></c:marker>'
        xy = layer.kind == "scatter"
        usual = (8 if xy else 5) if len(s.values) <= MANY_POINTS else (6 if xy else 3)
        color = color or s.color or self.theme.colors.accent
        if s.symbol in _STROKED:
            edge = self.palette.line(color, 1.25)
        else:
            edge = self.palette.line(self.theme.colors.paper, 0.5) if xy else "<a:ln><a:noFill/></a:ln>"
        look = f"<c:spPr>{self.palette.fill(color, s.alpha)}{edge}</c:spPr>"
        size = round(s.marker_size) or usual
        return f'<c:marker><c:symbol val="{s.symbol}"/><c:size val="{size}"/>{look}</c:marker>'

    def _own_markers(self, layer: Layer, s: NativeSeries) -> str:
        if not s.marker:
            return ""
        return "".join(
            f'<c:dPt><c:idx val="{i}"/>{self._marker(layer, s, color)}<c:bubble3D val="0"/>'
            f"<c:spPr>{self.palette.fill(color)}<a:ln><a:noFill/></a:ln></c:spPr></c:dPt>"
            for i, color in s.colors
            if color != s.color
        )

    # -- Legend --------------------------------------------------------------------------------------

    def _legend(self) -> str:
        chart, plot = self.chart, self.plot
        if not chart_legend(chart) or plot.legend is None:
            return ""
        looks: Iterator[NativeSeries] = (p.look for layer in self.layers for p in layer.pieces)
        hidden = "".join(
            f'<c:legendEntry><c:idx val="{n}"/><c:delete val="1"/></c:legendEntry>'
            for n, look in enumerate(looks)
            if not look.in_legend
        )
        place = layout(plot.legend, plot)
        side = "r" if self.ring else "t"
        text = self._text(self.plot.names if self.ring else self.theme.chart.label, self.theme.colors.ink)
        return f'<c:legend><c:legendPos val="{side}"/>{hidden}{place}<c:overlay val="0"/>{text}</c:legend>'

    def _text(self, size: float, color: str) -> str:
        ink = self.palette.fill(color)
        look = f'<a:defRPr sz="{round(size * 100)}" b="0">{ink}<a:latin typeface="+mn-lt"/></a:defRPr>'
        return (
            f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{look}</a:pPr>"
            f'<a:endParaRPr lang="{attribute(self.lang)}"/></a:p></c:txPr>'
        )


def _named(n: int, piece: Piece) -> str:
    name = piece.title.name
    cache = f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(name)}</c:v></c:pt></c:strCache>'
    text = f"<c:tx><c:strRef><c:f>{piece.title.title}</c:f>{cache}</c:strRef></c:tx>" if name else ""
    return f'<c:idx val="{n}"/><c:order val="{n}"/>{text}'


def _texts(column: Column) -> str:
    """A reference to names with what they are."""
    points = "".join(f'<c:pt idx="{n}"><c:v>{escape(str(t))}</c:v></c:pt>' for n, t in enumerate(column.cells))
    cache = f'<c:strCache><c:ptCount val="{len(column.cells)}"/>{points}</c:strCache>'
    return f"<c:strRef><c:f>{column.reference}</c:f>{cache}</c:strRef>"


def _numbers(column: Column) -> str:
    """A reference to numbers with what they are; missing ones are left out, so that they are gaps."""
    values: Sequence[float | None] = column.numbers()
    points = "".join(f'<c:pt idx="{n}"><c:v>{number(v)}</c:v></c:pt>' for n, v in enumerate(values) if v is not None)
    return (
        f"<c:numRef><c:f>{column.reference}</c:f><c:numCache><c:formatCode>{escape(column.number_format)}"
        f'</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )
