"""A `NativeChart` becomes PowerPoint's own chart, with its workbook: python-pptx where it can, its XML for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from builder.charts.color import on_color, readable
from builder.model.chart import NativeAxis, NativeChart, NativeSeries
from builder.theme import DECK_CHART, Theme
from builder.writers.pptx.native_axes import SECOND, C, leave_room, rgb, second_axes, set_axes, unsigned_ids

KINDS = {
    ("bar", "clustered"): XL_CHART_TYPE.BAR_CLUSTERED,
    ("bar", "stacked"): XL_CHART_TYPE.BAR_STACKED,
    ("bar", "percentStacked"): XL_CHART_TYPE.BAR_STACKED_100,
    ("column", "clustered"): XL_CHART_TYPE.COLUMN_CLUSTERED,
    ("column", "stacked"): XL_CHART_TYPE.COLUMN_STACKED,
    ("column", "percentStacked"): XL_CHART_TYPE.COLUMN_STACKED_100,
    ("line", "clustered"): XL_CHART_TYPE.LINE,
    ("area", "clustered"): XL_CHART_TYPE.AREA,
    ("area", "stacked"): XL_CHART_TYPE.AREA_STACKED,
    ("area", "percentStacked"): XL_CHART_TYPE.AREA_STACKED_100,
    ("pie", "clustered"): XL_CHART_TYPE.PIE,
    ("doughnut", "clustered"): XL_CHART_TYPE.DOUGHNUT,
}
POSITIONS = {
    "above": XL_LABEL_POSITION.ABOVE,
    "below": XL_LABEL_POSITION.BELOW,
    "left": XL_LABEL_POSITION.LEFT,
    "right": XL_LABEL_POSITION.RIGHT,
    "center": XL_LABEL_POSITION.CENTER,
    "outside": XL_LABEL_POSITION.OUTSIDE_END,
    "inside": XL_LABEL_POSITION.INSIDE_END,
}


def add_chart(
    shapes: Any, chart: NativeChart, box: tuple[int, int, int, int], theme: Theme, lang: str, *, temporal: bool = False
) -> Any:
    """Adds the chart in `box` (EMU) and gives its graphic frame. `temporal`: the categories are times."""
    size = (box[2] / 12700, box[3] / 12700)
    if chart.kind == "scatter":
        frame = _scatter(shapes, chart, box, theme)
    else:
        frame = _over_categories(shapes, chart, box, theme, temporal=temporal)
    leave_room(frame.chart, chart, size, theme)
    unsigned_ids(frame.chart)
    for properties in frame.chart._chartSpace.iter(qn("a:rPr"), qn("a:endParaRPr"), qn("a:defRPr")):
        properties.set("lang", lang)
    return frame


def _over_categories(
    shapes: Any, chart: NativeChart, box: tuple[int, int, int, int], theme: Theme, *, temporal: bool
) -> Any:
    data = CategoryChartData()
    data.categories = [str(c) for c in chart.categories]
    for s in chart.series:
        if not s.secondary:
            data.add_series(s.name, s.values, number_format=s.number_format)
    frame = shapes.add_chart(KINDS[chart.kind, chart.grouping], *box, data)
    made = frame.chart
    _common(made, chart, theme)
    plot = made.plots[0]
    if chart.kind in ("bar", "column"):
        plot.gap_width, plot.overlap = chart.gap, chart.overlap
    if chart.kind in ("pie", "doughnut"):
        _ring(made, chart, theme)
        return frame
    set_axes(made, chart, (box[2] / 12700, box[3] / 12700), theme, temporal=temporal)
    for shown, s in zip(plot.series, [s for s in chart.series if not s.secondary], strict=True):
        _series(shown, s, chart, theme)
    secondary = [s for s in chart.series if s.secondary]
    if secondary:
        _second_axis(made, chart, secondary, theme)
    _gaps(made)
    return frame


def _scatter(shapes: Any, chart: NativeChart, box: tuple[int, int, int, int], theme: Theme) -> Any:
    data = XyChartData()
    for s in chart.series:
        added = data.add_series(s.name or " ", number_format=s.number_format)
        for x, y in zip(s.xs, s.values, strict=True):
            if x is not None and y is not None:
                added.add_data_point(x, y)
    frame = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *box, data)
    made = frame.chart
    _common(made, chart, theme)
    set_axes(made, chart, (box[2] / 12700, box[3] / 12700), theme, temporal=False)
    for shown, s in zip(made.plots[0].series, chart.series, strict=True):
        _series(shown, s, chart, theme)
    for style in made._chartSpace.iter(qn("c:scatterStyle")):
        style.set("val", "lineMarker")
    return frame


def _common(made: Any, chart: NativeChart, theme: Theme) -> None:
    made.font.size = Pt(DECK_CHART.axis)
    made.font.name = theme.fonts.office
    made.font.color.rgb = rgb(theme.colors.ink)
    made.has_title = False
    made.has_legend = chart.legend
    if chart.legend:
        made.legend.position = XL_LEGEND_POSITION.RIGHT if chart.kind in ("pie", "doughnut") else XL_LEGEND_POSITION.TOP
        made.legend.include_in_layout = False
        made.legend.font.size = Pt(DECK_CHART.axis)
        _hide_entries(made, [i for i, s in enumerate(chart.series) if not s.in_legend])
    # Right angles: no rounded frame of an older default.
    space = made._chartSpace
    if space.find(qn("c:roundedCorners")) is None:
        space.insert(
            1 if space.find(qn("c:date1904")) is not None else 0, parse_xml(f'<c:roundedCorners {C} val="0"/>')
        )


def _hide_entries(made: Any, hidden: Sequence[int]) -> None:
    legend = made.legend._element
    at = legend.find(qn("c:legendPos"))
    for i in reversed(hidden):
        at.addnext(parse_xml(f'<c:legendEntry {C}><c:idx val="{i}"/><c:delete val="1"/></c:legendEntry>'))


def _series(shown: Any, plan: NativeSeries, chart: NativeChart, theme: Theme) -> None:
    is_line = chart.kind in ("line", "scatter") or plan.kind == "line"
    if is_line:
        if plan.line:
            shown.format.line.color.rgb = rgb(plan.color)
            shown.format.line.width = Pt(plan.width)
        else:
            shown.format.line.fill.background()
        shown.smooth = False
        shown.marker.style = XL_MARKER_STYLE.CIRCLE if plan.marker else XL_MARKER_STYLE.NONE
        if plan.marker:
            shown.marker.size = 7 if chart.kind == "scatter" else 5
            shown.marker.format.fill.solid()
            shown.marker.format.fill.fore_color.rgb = rgb(plan.color)
            shown.marker.format.line.color.rgb = rgb(theme.colors.paper if chart.kind == "scatter" else plan.color)
    elif not plan.fill:
        shown.format.fill.background()
        shown.format.line.fill.background()
    else:
        shown.format.fill.solid()
        shown.format.fill.fore_color.rgb = rgb(plan.color)
        if chart.grouping != "clustered":
            shown.format.line.color.rgb = rgb(theme.colors.paper)
            shown.format.line.width = Pt(0.5)
        shown.invert_if_negative = False
    for i, color in plan.colors:
        point = shown.points[i]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = rgb(color)
    _labels(shown, plan, chart, theme)


def _labels(shown: Any, plan: NativeSeries, chart: NativeChart, theme: Theme) -> None:
    position = POSITIONS.get(plan.label_position)
    if chart.grouping != "clustered" and plan.label_position == "outside":
        position = None
    if plan.labels is not None:
        for i, text in enumerate(
            t for t, v in zip(plan.labels, plan.values, strict=True) if chart.kind != "scatter" or v is not None
        ):
            if not text:
                continue
            label = shown.points[i].data_label
            frame = label.text_frame
            frame.text = text
            run = frame.paragraphs[0].runs[0]
            run.font.size = Pt(DECK_CHART.axis)
            run.font.color.rgb = rgb(_ink(plan, i, theme))
            frame.word_wrap = False
            if position is not None:
                label.position = position
        _default_labels_off(shown)
    elif plan.show_values:
        labels = shown.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = plan.number_format, False
        labels.font.size = Pt(DECK_CHART.axis)
        labels.font.color.rgb = rgb(theme.colors.ink)
        if position is not None:
            labels.position = position


def _ink(plan: NativeSeries, point: int, theme: Theme) -> str:
    """The colour of a label: readable on its bar, or in its series' colour beside it."""
    if plan.label_position in ("inside", "center"):
        return on_color(dict(plan.colors).get(point, plan.color), theme)
    return readable(plan.color, theme) if plan.color else theme.colors.ink


def _default_labels_off(shown: Any) -> None:
    """Points without a text of their own show nothing."""
    element = shown._element.find(qn("c:dLbls"))
    if element is None:
        return
    for name in ("c:showLegendKey", "c:showVal", "c:showCatName", "c:showSerName", "c:showPercent", "c:showBubbleSize"):
        for child in element.findall(qn(name)):
            child.set("val", "0")


def _ring(made: Any, chart: NativeChart, theme: Theme) -> None:
    series, plan = made.plots[0].series[0], chart.series[0]
    for i, color in plan.colors:
        fill = series.points[i].format.fill
        fill.solid()
        fill.fore_color.rgb = rgb(color)
        series.points[i].format.line.color.rgb = rgb(theme.colors.paper)
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = plan.number_format, False
    labels.font.size, labels.font.color.rgb = Pt(DECK_CHART.axis), rgb(theme.colors.paper)
    inks = [(i, ink) for i, color in plan.colors if (ink := on_color(color, theme)) != theme.colors.paper]
    # Labels of single points come first, in the order of the points (21.2.2.49).
    for place, (i, ink) in enumerate(inks):
        labels._element.insert(place, _point_label(i, ink, plan.number_format))
    for hole in made._chartSpace.iter(qn("c:holeSize")):
        hole.set("val", "56")


def _point_label(i: int, ink: str, number_format: str) -> Any:
    """The label of one point in a colour of its own; it inherits nothing from the series' labels (21.2.2.47)."""
    return parse_xml(
        f'<c:dLbl {C}><c:idx val="{i}"/><c:numFmt formatCode={quoteattr(number_format)} sourceLinked="0"/><c:spPr/>'
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(DECK_CHART.axis * 100)}"><a:solidFill>'
        f'<a:srgbClr val="{ink[1:]}"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr/></a:p></c:txPr>'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbl>'
    )


def _second_axis(made: Any, chart: NativeChart, secondary: Sequence[NativeSeries], theme: Theme) -> None:
    """A line plot on axes of its own: python-pptx knows one plot a chart, so the line is made in a chart of its own
    and its XML moved over (ECMA-376 part 1, 21.2.2.145).
    """
    data = CategoryChartData()
    data.categories = [str(c) for c in chart.categories]
    for s in chart.series:
        data.add_series(s.name, s.values, number_format=s.number_format)
    made.part.chart_workbook.update_from_xlsx_blob(data._workbook_writer.xlsx_blob)
    whole = parse_xml(ChartXmlWriter(XL_CHART_TYPE.LINE_MARKERS, data).xml.encode())
    line = whole.find(f".//{qn('c:lineChart')}")
    first = len(chart.series) - len(secondary)
    for n, ser in enumerate(line.findall(qn("c:ser"))):
        if n < first:
            line.remove(ser)
    for axis in line.findall(qn("c:axId")):
        line.remove(axis)
    for n in SECOND:
        line.append(parse_xml(f'<c:axId {C} val="{n}"/>'))
    area = made._chartSpace.find(f".//{qn('c:plotArea')}")
    bars = next(e for e in area if e.tag == qn("c:barChart"))
    bars.addnext(line)
    second_axes(area, chart.secondary_axis or NativeAxis(), theme)
    for shown, s in zip(made.plots[1].series, secondary, strict=True):
        _series(shown, s, chart, theme)


def _gaps(made: Any) -> None:
    """A missing value is a gap (ECMA-376 part 1, 21.2.2.42)."""
    chart = made._chartSpace.find(qn("c:chart"))
    blanks = chart.find(qn("c:dispBlanksAs"))
    if blanks is None:
        visible = chart.find(qn("c:plotVisOnly"))
        blanks = parse_xml(f'<c:dispBlanksAs {C} val="gap"/>')
        visible.addnext(blanks) if visible is not None else chart.append(blanks)
    blanks.set("val", "gap")
