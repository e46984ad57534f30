"""What a native chart is made of in its file: columns of the workbook, and layers of series that refer to them.

Dots in rows and waterfalls are no charts of PowerPoint: `rows` and `steps` make them of those that PowerPoint and
LibreOffice draw alike. What follows from the numbers is a formula in the workbook: it moves when somebody changes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from builder.charts.color import on_color
from builder.model.chart import NativeChart, NativeSeries
from builder.theme import Theme
from builder.writers.pptx.layers import CellLabel, Layer, Layers, Piece
from builder.writers.pptx.places import Told, middles
from builder.writers.pptx.plot import Plot
from builder.writers.pptx.rows import dots
from builder.writers.pptx.steps import waterfall
from builder.writers.pptx.ticks import tick_pieces
from builder.writers.pptx.workbook import Cell, Formula, Sheet


def layers(chart: NativeChart, theme: Theme, plot: Plot, sheet: Sheet) -> Layers:
    """The layers of a chart, back to front; their columns are added to `sheet`."""
    match chart.kind:
        case "waterfall":
            return waterfall(chart, theme, plot, sheet)
        case "dots" | "stems":
            return dots(chart, theme, plot, sheet)
        case "scatter":
            points = [_points(chart, theme, plot, sheet, n) for n in range(len(chart.series))]
            return (Layer("scatter", (*points, *(tick_pieces(chart, theme, plot, sheet, None) if plot.ticks else ()))),)
        case _:
            return _plain(chart, theme, plot, sheet)


def _plain(chart: NativeChart, theme: Theme, plot: Plot, sheet: Sheet) -> Layers:
    """Series over categories."""
    names = sheet.add("", [str(c) for c in chart.categories])
    pieces: list[Piece] = []
    for n, s in enumerate(chart.series):
        column = pieces[-1].values if s.again else sheet.add(s.name, s.values, s.number_format)
        crowded = s.show_values and chart.grouping != "clustered"
        unsaid = tuple(i for i, v in enumerate(s.values) if crowded and v is not None and (n, i) not in plot.told)
        pieces.append(Piece(s, column, names, column, _told(plot, n, s), unsaid=unsaid))
    if chart.grouping == "percentStacked" and chart.kind != "area":
        pieces = [_with_shares(chart, theme, plot, sheet, pieces, n) for n in range(len(pieces))]
    # LibreOffice stacks a line too where areas are shares.
    apart = chart.kind == "area" and chart.grouping == "percentStacked"
    named = tick_pieces(chart, theme, plot, sheet, names) if plot.ticks else ()
    ticks = [Layer("line", named, apart, stacked=False)] if named else []
    match chart.kind:
        case "bar" | "column":
            out = [Layer("bar", tuple(p for p in pieces if p.look.kind != "line"))]
            for second in (False, True):
                lines = tuple(p for p in pieces if p.look.kind == "line" and p.look.secondary == second)
                out += [Layer("line", lines, second, stacked=False)] if lines else []
            return (*out, *ticks)
        case "area":
            out = [Layer("area", tuple(replace(p, told=()) for p in pieces))]
            told = any(p.told for p in pieces)
            out += [Layer("line", _area_names(chart, sheet, pieces), apart, stacked=False)] if told else []
            return (*out, *ticks)
        case "line":
            return (Layer("line", tuple(pieces)), *ticks)
        case _:
            assert chart.kind in ("pie", "doughnut")
            return (Layer(chart.kind, tuple(pieces)),)


def _with_shares(chart: NativeChart, theme: Theme, plot: Plot, sheet: Sheet, pieces: Sequence[Piece], n: int) -> Piece:
    """A series of bars to 100 % with its shares in cells, which are its labels."""
    piece = pieces[n]
    s = piece.look
    if not s.labels:
        return piece
    cells: list[Cell] = []
    for i, value in enumerate(s.values):
        every = f"{pieces[0].values.cell(i)}:{pieces[-1].values.cell(i)}"
        total = sum(abs(other.values[i] or 0.0) for other in chart.series)
        share = Formula(f"{piece.values.cell(i)}/SUMPRODUCT(ABS({every}))", value / total) if value and total else None
        cells.append(share)
    labels = tuple(
        CellLabel(i, text, plot.told[n, i], on_color(dict(s.colors).get(i, s.color), theme), plot.labels)
        for i, text in enumerate(s.labels)
        if (n, i) in plot.told and text
    )
    shown = replace(s, show_values=False)
    return replace(piece, look=shown, labels=labels, texts=sheet.add(f"{s.name}, %", cells, "0%"), unsaid=())


def _told(plot: Plot, n: int, s: NativeSeries) -> tuple[tuple[int, Told], ...]:
    return tuple((e.point, plot.told[n, e.point]) for e in s.ends if (n, e.point) in plot.told)


def _area_names(chart: NativeChart, sheet: Sheet, areas: Sequence[Piece]) -> tuple[Piece, ...]:
    """The names at the ends of areas: labels of points in the middle of their last values, which are not drawn."""
    last = len(chart.categories) - 1
    out = []
    for n, (area, at) in enumerate(zip(areas, middles(chart), strict=True)):
        below = "".join(f"{p.values.cell(last)}+" for p in areas[:n])
        text = f"{below}{area.values.cell(last)}/2"
        if chart.grouping == "percentStacked":
            text = f"({text})/SUM({areas[0].values.cell(last)}:{areas[-1].values.cell(last)})"
        cells: list[Cell] = [*[None] * last, Formula(text, at[last])]
        look = replace(area.look, line=False, marker=False, kind="line", in_legend=False)
        out.append(Piece(look, area.title, area.across, sheet.add("", cells), area.told))
    return tuple(out)


def _points(chart: NativeChart, theme: Theme, plot: Plot, sheet: Sheet, n: int) -> Piece:
    """A series of an XY chart. A point without x is left out, one without y is a gap in a line."""
    s = chart.series[n]
    kept = [
        i for i, (x, y) in enumerate(zip(s.xs, s.values, strict=True)) if x is not None and (y is not None or s.line)
    ]
    number = {old: new for new, old in enumerate(kept)}
    across = sheet.add(f"{s.name} x".strip(), [s.xs[i] for i in kept], chart.category_axis.number_format)
    values = sheet.add(s.name or " ", [s.values[i] for i in kept], s.number_format)
    told = tuple((number[i], t) for i, t in _told(plot, n, s))
    if s.labels is None:
        return Piece(_renumbered(s, number), values, across, values, told)
    texts = sheet.add("", [s.labels[i] for i in kept])
    labels = tuple(
        CellLabel(number[i], s.labels[i], plot.told[n, i], theme.colors.ink, plot.labels)
        for i in kept
        if s.labels[i] and (n, i) in plot.told
    )
    return Piece(_renumbered(s, number), values, across, values, told, labels, texts)


def _renumbered(s: NativeSeries, number: dict[int, int]) -> NativeSeries:
    return replace(s, ends=tuple(replace(e, point=number[e.point]) for e in s.ends if e.point in number))
