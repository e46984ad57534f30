"""Data labels of native charts (ECMA-376 part 1, 21.2.2.49): numbers, names at the ends of lines, texts of cells."""

from __future__ import annotations

from collections.abc import Sequence

from builder.charts.color import on_color, readable
from builder.model.chart import NativeChart, NativeSeries, Position
from builder.theme import Theme
from builder.writers.pptx.escaped import escape
from builder.writers.pptx.layers import CellLabel, Layer, Piece
from builder.writers.pptx.markup import Palette, attribute
from builder.writers.pptx.places import Told
from builder.writers.pptx.plot import Plot

_POSITIONS = {
    "above": "t", "below": "b", "left": "l", "right": "r", "center": "ctr", "outside": "outEnd", "inside": "inEnd",
}  # fmt: skip
_SHOWN = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
_PLAIN = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
# Labels that show cells (MS-ODRAWXML 2.24.3): the extension of a label, and that of its series.
_C15 = 'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"'
_LABEL, _SERIES = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}", "{02D57815-91ED-43cb-92C2-25804820EDAC}"

_CELLS = '<c15:showDataLabelsRange val="1"/>'
_NO_LEADERS = '<c15:showLeaderLines val="0"/>'  # LibreOffice draws one to each label that is moved at all


class LabelMarkup:
    """Writes the labels of one chart's series."""

    def __init__(self, chart: NativeChart, theme: Theme, palette: Palette, plot: Plot, lang: str) -> None:
        self.chart, self.theme, self.palette, self.plot, self.lang = chart, theme, palette, plot, lang
        self.ring = chart.kind in ("pie", "doughnut")

    def of(self, number: int, piece: Piece, layer: Layer) -> str:
        """The labels of a series; "" for none."""
        if self.ring and self.plot.legend is None and self.plot.told:
            return self._parts(piece.look)
        if piece.labels:
            own = "".join(self._cell(number, label) for label in piece.labels)
            return f"<c:dLbls>{own}{_PLAIN}{_flags()}{_extension(_LABEL, _NO_LEADERS)}</c:dLbls>"
        if piece.told:
            ends = {e.point: e for e in piece.look.ends}
            own = "".join(
                self._end(piece.look, point, told, name=ends[point].name, value=ends[point].value)
                for point, told in sorted(piece.told, key=lambda t: t[0])
            )
            return f"<c:dLbls>{own}{_PLAIN}{_flags()}{_extension(_LABEL, _NO_LEADERS)}</c:dLbls>"
        return self._numbers(piece.look, layer, piece.unsaid)

    def extension(self, piece: Piece) -> str:
        """What stands at the end of a series whose labels show cells: the cells, and what they say."""
        if not piece.labels or piece.texts is None:
            return ""
        texts = {label.point: label.text for label in piece.labels if label.linked}
        points = "".join(f'<c:pt idx="{n}"><c:v>{escape(t)}</c:v></c:pt>' for n, t in sorted(texts.items()))
        cache = f'<c15:dlblRangeCache><c:ptCount val="{len(piece.texts.cells)}"/>{points}</c15:dlblRangeCache>'
        inner = f"<c15:datalabelsRange><c15:f>{piece.texts.reference}</c15:f>{cache}</c15:datalabelsRange>"
        return _extension(_SERIES, inner)

    # -- Texts of cells --------------------------------------------------------------------------------

    def _cell(self, number: int, label: CellLabel) -> str:
        """A label that shows a cell; one with a text of its own may have several lines."""
        look = self._look(label.size, label.color, "rPr", bold=label.bold)
        extension = ""
        if label.linked:
            guid = f"{{{number + 1:08X}-0000-4000-8000-{label.point:012X}}}"
            paragraphs = (
                f'<a:p><a:fld id="{guid}" type="CELLRANGE">{look}<a:pPr/><a:t>{escape(label.text)}</a:t></a:fld></a:p>'
            )
            extension = _extension(_LABEL, _CELLS)
        else:
            rows = label.text.split("\n")
            paragraphs = "".join(f"<a:p><a:r>{look}<a:t>{escape(row)}</a:t></a:r></a:p>" for row in rows)
        rich = f'<c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/>{paragraphs}</c:rich></c:tx>'
        position = f'<c:dLblPos val="{_POSITIONS[label.told.position]}"/>'
        # LibreOffice shows a text of its own only where something is shown at all.
        return (
            f'<c:dLbl><c:idx val="{label.point}"/>{self._moved(label.told)}{rich}{_PLAIN}{position}'
            f"{_flags(value=not label.linked)}{extension}</c:dLbl>"
        )

    def _moved(self, told: Told) -> str:
        if not told.dx and not told.dy:
            return "<c:layout/>"
        x, y = told.dx / self.plot.width, told.dy / self.plot.height
        return f'<c:layout><c:manualLayout><c:x val="{x:.4f}"/><c:y val="{y:.4f}"/></c:manualLayout></c:layout>'

    # -- Numbers and names -----------------------------------------------------------------------------

    def _end(self, s: NativeSeries, point: int, told: Told, *, name: bool, value: bool) -> str:
        """The name of a series, its number, or both at one of its points."""
        size = self.plot.labels
        text = self._text(size, readable(s.color, self.theme), bold=s.bold and told.position == "right")
        separator = "<c:separator> </c:separator>" if name and value else ""
        return (
            f'<c:dLbl><c:idx val="{point}"/>{self._moved(told)}<c:numFmt formatCode="{attribute(s.number_format)}" '
            f'sourceLinked="0"/>{_PLAIN}{text}<c:dLblPos val="{_POSITIONS[told.position]}"/>'
            f"{_flags(value=value, name=name)}{separator}</c:dLbl>"
        )

    def _parts(self, s: NativeSeries) -> str:
        """The names and numbers of the parts of a ring, beside them, with lines that lead there."""
        shown = f"{_flags(value=True, category=True)}<c:separator>{self.plot.separator}</c:separator>"
        form = f'<c:numFmt formatCode="{attribute(s.number_format)}" sourceLinked="0"/>{_PLAIN}'
        leaders = _leaders(self.palette.line(self.theme.colors.muted, 0.5))
        own = "".join(
            f'<c:dLbl><c:idx val="{i}"/>{self._moved(self.plot.told[0, i])}{form}'
            f"{self._text(self.plot.labels, readable(color, self.theme))}{shown}</c:dLbl>"
            for i, color in s.colors
            if (0, i) in self.plot.told
        )
        return f"<c:dLbls>{own}{form}{shown}{leaders}</c:dLbls>"

    def _numbers(self, s: NativeSeries, layer: Layer, unsaid: Sequence[int]) -> str:
        """The numbers at all points, or all but some, in the series' format."""
        size = self.plot.labels or self.theme.chart.axis
        if not s.show_values or not (self.plot.labels or self.ring):
            return ""
        inside = self.ring or s.label_position in ("inside", "center")
        common = on_color(s.color, self.theme) if inside and s.color else self.theme.colors.ink
        if self.ring:
            common = self.theme.colors.paper
        place = self._position(s.label_position, layer)
        single = {i: f'<c:dLbl><c:idx val="{i}"/><c:delete val="1"/></c:dLbl>' for i in unsaid}
        if inside:
            inks = ((i, on_color(color, self.theme)) for i, color in s.colors)
            single = {i: self._point(s, i, ink, size, place) for i, ink in inks if ink != common} | single
        for (_, i), told in self.plot.told.items() if self.ring else ():
            # Outside a part that is too thin.
            single[i] = self._point(s, i, self.theme.colors.ink, size, self._position(told.position, layer), told)
        own = "".join(single[i] for i in sorted(single))
        return (
            f'<c:dLbls>{own}<c:numFmt formatCode="{attribute(s.number_format)}" sourceLinked="0"/>'
            f"{_PLAIN}{self._text(size, common)}{place}{_flags(value=True)}</c:dLbls>"
        )

    def _point(self, s: NativeSeries, point: int, ink: str, size: float, place: str, told: Told | None = None) -> str:
        """The number of one point in another ink; it inherits nothing from the labels of its series (21.2.2.47)."""
        return (
            f'<c:dLbl><c:idx val="{point}"/>{self._moved(told) if told else ""}'
            f'<c:numFmt formatCode="{attribute(s.number_format)}" sourceLinked="0"/>'
            f"{_PLAIN}{self._text(size, ink)}{place}{_flags(value=True)}</c:dLbl>"
        )

    def _position(self, wanted: Position, layer: Layer) -> str:
        """Where labels stand, as far as the kind of chart knows such a place (21.2.2.48)."""
        if layer.kind in ("area", "doughnut") or not wanted:
            return ""
        position = _POSITIONS[wanted]
        stacked = self.chart.grouping != "clustered"
        if layer.kind == "bar" and position not in (("ctr", "inEnd") if stacked else ("ctr", "inEnd", "outEnd")):
            position = "ctr" if stacked else "outEnd"
        if layer.kind not in ("bar", "pie") and position in ("outEnd", "inEnd"):
            position = "t"
        return f'<c:dLblPos val="{position}"/>'

    # -- Text ------------------------------------------------------------------------------------------

    def _text(self, size: float, color: str, *, bold: bool = False) -> str:
        return (
            '<c:txPr><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr>'
            f"{self._look(size, color, 'defRPr', bold=bold)}</a:pPr>"
            f'<a:endParaRPr lang="{attribute(self.lang)}"/></a:p></c:txPr>'
        )

    def _look(self, size: float, color: str, tag: str, *, bold: bool = False) -> str:
        lang = "" if tag == "defRPr" else f' lang="{attribute(self.lang)}"'
        return (
            f'<a:{tag}{lang} sz="{round(size * 100)}" b="{int(bold)}">{self.palette.fill(color)}'
            f'<a:latin typeface="+mn-lt"/></a:{tag}>'
        )


def _flags(*, value: bool = False, name: bool = False, category: bool = False) -> str:
    on = {"showVal": value, "showSerName": name, "showCatName": category}
    return "".join(f'<c:{flag} val="{int(on.get(flag, False))}"/>' for flag in _SHOWN)


def _extension(uri: str, inner: str) -> str:
    return f'<c:extLst><c:ext uri="{uri}" {_C15}>{inner}</c:ext></c:extLst>'


def _leaders(line: str) -> str:
    """Lines that lead to labels (21.2.2.92)."""
    return f'<c:showLeaderLines val="1"/><c:leaderLines><c:spPr>{line}</c:spPr></c:leaderLines>'
