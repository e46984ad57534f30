"""Axes of a native chart: what python-pptx sets, and its XML for what it does not: labels that stand upright and are
not left out, room for labels at the ends of lines, a second axis.
"""

from __future__ import annotations

import math
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from builder import fonts
from builder.model.chart import NativeAxis, NativeChart
from builder.theme import DECK_CHART, Theme

C = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
ALL_SHOWN = 24  # so many categories have all their names
LEAST = 8.0  # points: no label is smaller
SECOND = (50010, 50020)  # ids of the second pair of axes


def set_axes(made: Any, chart: NativeChart, size: tuple[float, float], theme: Theme, *, temporal: bool) -> None:
    """Both axes of a chart of `size` points; `temporal` says that the categories are times, which may be thinned."""
    _axis(made.category_axis, chart.category_axis, theme, value=chart.kind == "scatter")
    _axis(made.value_axis, chart.value_axis, theme, value=True)
    if chart.kind == "scatter":
        made.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        made.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    else:
        _category_labels(made.category_axis, chart, size, theme, temporal=temporal)
    if chart.category_axis.reverse:
        # The first category is on top, and the amounts still stand under the last.
        made.value_axis._element.find(qn("c:crosses")).set("val", "max")
    if chart.kind == "area":
        cross = made.value_axis._element.find(qn("c:crossBetween"))
        if cross is not None:
            cross.set("val", "midCat")


def _axis(axis: Any, plan: NativeAxis, theme: Theme, *, value: bool) -> None:
    axis.has_major_gridlines = plan.gridlines
    axis.has_minor_gridlines = False
    if plan.gridlines:
        axis.major_gridlines.format.line.color.rgb = rgb(theme.colors.rule)
        axis.major_gridlines.format.line.width = Pt(0.5)
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.font.size = Pt(DECK_CHART.axis)
    axis.tick_labels.font.color.rgb = rgb(theme.colors.secondary if value else theme.colors.ink)
    if value:
        axis.format.line.fill.background()
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = plan.number_format, False
        if plan.minimum is not None:
            axis.minimum_scale = plan.minimum
        if plan.maximum is not None:
            axis.maximum_scale = plan.maximum
        if plan.major:
            axis.major_unit = plan.major
        if plan.log:
            axis._element.find(qn("c:scaling")).insert(0, parse_xml(f'<c:logBase {C} val="10"/>'))
    else:
        axis.format.line.color.rgb = rgb(theme.colors.secondary)
        axis.format.line.width = Pt(0.75)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.reverse_order = plan.reverse
    axis.visible = plan.visible
    axis.has_title = bool(plan.title)
    if plan.title:
        frame = axis.axis_title.text_frame
        frame.text = plan.title
        run = frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold, run.font.color.rgb = Pt(DECK_CHART.axis), False, rgb(theme.colors.secondary)


# -- Labels of categories --------------------------------------------------------------------------------


def _category_labels(axis: Any, chart: NativeChart, size: tuple[float, float], theme: Theme, *, temporal: bool) -> None:
    points, skip, upright = label_plan(chart, size, theme, temporal=temporal)
    axis.tick_labels.font.size = Pt(points)
    element = axis._element
    for old in element.findall(qn("c:tickLblSkip")):
        element.remove(old)
    before = next(
        (e for name in ("c:tickMarkSkip", "c:noMultiLvlLbl") if (e := element.find(qn(name))) is not None), None
    )
    shown = parse_xml(f'<c:tickLblSkip {C} val="{skip}"/>')
    element.append(shown) if before is None else before.addprevious(shown)
    if upright:
        body = element.find(qn("c:txPr")).find(qn("a:bodyPr"))
        # LibreOffice breaks words and lets labels overlap where the angle is 0; a 60,000th of a degree prevents it.
        body.set("rot", "1" if skip > 1 else "0")
        body.set("vert", "horz")


def label_plan(
    chart: NativeChart, size: tuple[float, float], theme: Theme, *, temporal: bool
) -> tuple[float, int, bool]:
    """How categories are named: points, every how many-th, and whether upright (else the program turns them).

    Names of up to 24 categories are all shown. Times are thinned so that they stand upright; where it can be, so that
    the last has its name.
    """
    texts = [str(c) for c in chart.categories]
    count = max(1, len(texts))
    width, height = size
    if chart.kind == "bar":
        slot = height * 0.88 / count
        points = max(LEAST, min(DECK_CHART.axis, math.floor(slot / 1.25)))
        return points, 1 if count <= ALL_SHOWN else max(1, math.ceil(points * 1.15 / slot)), True
    slot = width * 0.88 / count
    face = theme.fonts.regular
    widest = max((fonts.advance(w, face, 1.0) for t in texts for w in t.split()), default=0.0)
    points = DECK_CHART.axis
    if temporal:
        return points, _skip(count, math.ceil((widest * points + 4) / slot)), True
    while points > LEAST and widest * points + 4 > slot:
        points -= 1
    fits = widest * points + 4 <= slot
    return points, 1 if count <= ALL_SHOWN else max(1, math.ceil(points * 1.3 / slot)), fits


def _skip(count: int, least: int) -> int:
    """A stride of at least `least`, at most half as much again, that meets the first and the last of `count`."""
    least = max(1, least)
    return next((s for s in range(least, least + least // 2 + 2) if (count - 1) % s == 0), least)


# -- Room ------------------------------------------------------------------------------------------------


def leave_room(made: Any, chart: NativeChart, size: tuple[float, float], theme: Theme) -> None:
    """Places the plot so that labels to the right of the last points are inside the chart.

    The layout target is the outer area: tick labels are in it, axis titles and the legend are not (ECMA-376 part 1,
    21.2.2.96).
    """
    ends = [
        fonts.advance(text, theme.fonts.regular, DECK_CHART.axis)
        for s in chart.series
        if s.labels is not None and s.label_position == "right"
        for text in s.labels
        if text
    ]
    if not ends:
        return
    width, height = size
    line = DECK_CHART.axis * 1.2
    left = (line + 8) / width if chart.value_axis.title else 4 / width
    top = (line + 14) / height if chart.legend else 6 / height
    bottom = (line + 8) / height if chart.category_axis.title else 2 / height
    right = min(0.45, (max(ends) + 10) / width)
    area = made._chartSpace.find(f".//{qn('c:plotArea')}")
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    places = (("x", left), ("y", top), ("w", 1 - left - right), ("h", 1 - top - bottom))
    numbers = "".join(f'<c:{k} val="{v:.4f}"/>' for k, v in places)
    area.insert(
        0,
        parse_xml(
            f'<c:layout {C}><c:manualLayout><c:layoutTarget val="outer"/><c:xMode val="edge"/><c:yMode val="edge"/>'
            f"{numbers}</c:manualLayout></c:layout>"
        ),
    )


# -- The second axis -------------------------------------------------------------------------------------


def second_axes(area: Any, plan: NativeAxis, theme: Theme) -> None:
    """Adds a value axis at the right and its hidden category axis to a plot area."""
    scale = "".join(f'<c:{k} val="{v:g}"/>' for k, v in (("max", plan.maximum), ("min", plan.minimum)) if v is not None)
    unit = f'<c:majorUnit val="{plan.major:g}"/>' if plan.major else ""
    category, value = SECOND
    last = area.findall(qn("c:valAx"))[-1]
    last.addnext(
        parse_xml(
            f'<c:valAx {C}><c:axId val="{value}"/><c:scaling><c:orientation val="minMax"/>{scale}</c:scaling>'
            f'<c:delete val="0"/><c:axPos val="r"/>{_title(plan.title, theme)}'
            f'<c:numFmt formatCode={quoteattr(plan.number_format)} sourceLinked="0"/><c:majorTickMark val="none"/>'
            '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
            f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{_default_look(theme)}</a:pPr><a:endParaRPr lang="en-US"/>'
            f'</a:p></c:txPr><c:crossAx val="{category}"/><c:crosses val="max"/><c:crossBetween val="between"/>{unit}'
            "</c:valAx>"
        )
    )
    last.addnext(
        parse_xml(
            f'<c:catAx {C}><c:axId val="{category}"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
            '<c:delete val="1"/><c:axPos val="b"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
            f'<c:tickLblPos val="nextTo"/><c:crossAx val="{value}"/><c:crosses val="autoZero"/></c:catAx>'
        )
    )


def _title(text: str, theme: Theme) -> str:
    if not text:
        return ""
    look = _default_look(theme)
    run = f"<a:r>{look.replace('defRPr', 'rPr')}<a:t>{escape(text)}</a:t></a:r>"
    return (
        f'<c:title><c:tx><c:rich><a:bodyPr rot="-5400000" vert="horz"/><a:lstStyle/><a:p><a:pPr>{look}</a:pPr>{run}'
        '</a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _default_look(theme: Theme) -> str:
    return (
        f'<a:defRPr sz="{round(DECK_CHART.axis * 100)}" b="0"><a:solidFill><a:srgbClr '
        f'val="{theme.colors.secondary[1:]}"/></a:solidFill></a:defRPr>'
    )


def unsigned_ids(made: Any) -> None:
    """Ids are unsigned (ECMA-376 part 1, 21.2.2.9); python-pptx writes negative ones."""
    ids: dict[str, str] = {}
    for element in made._chartSpace.iter(qn("c:axId"), qn("c:crossAx")):
        value = element.get("val")
        if value.startswith("-"):
            element.set("val", ids.setdefault(value, str(60000 + len(ids))))


def rgb(color: str) -> RGBColor:
    """The colour "#RRGGBB" as python-pptx has it."""
    return RGBColor(*(int(color[i : i + 2], 16) for i in (1, 3, 5)))
