"""Heatmaps: a cell for each x and y, its amount as a shade and as a number; a missing cell says so."""

from __future__ import annotations

from builder.charts.color import blend, on_color
from builder.charts.frame import rows_of, slots
from builder.charts.panel import LEAST, PAD, Panel
from builder.charts.series import number, steps_of
from builder.model.chart import Chart, NativeChart
from builder.model.format import missing
from builder.theme import Theme


def shade(value: float, low: float, high: float, theme: Theme) -> str:
    """The ramp's colour: diverging around zero where values have both signs, else sequential."""
    if low < 0 < high:
        reach = max(-low, high)
        return blend(theme.colors.diverging, (value + reach) / (2 * reach))
    return blend(theme.colors.sequential, (value - low) / (high - low) if high > low else 0.5)


def draw(panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
    """See `MarkModule`."""
    xs, ys = steps_of(whole.channels["x"]), steps_of(whole.channels["y"])
    x_labels = [whole.channels["x"].format.text(c, chart.lang) for c in xs]
    y_labels = [whole.channels["y"].format.text(c, chart.lang) for c in ys]
    values = [v for raw in whole.channels["color"].values if (v := number(raw)) is not None]
    size = theme.chart.axis
    most = (panel.x1 - panel.x0) * 0.36
    names = [panel.wrap(t, most, 2) for t in y_labels]
    label = chart.channels["color"].label
    head = panel.title_height(label) - size * 0.5 if label else 2.0
    slot = (panel.x1 - panel.x0 - panel.widest(names) - 10) / max(1, len(xs)) - 3
    heads = [panel.wrap(t, max(slot, 14), 2, size) for t in x_labels]
    lines = max((t.count("\n") + 1 for t in heads), default=1)
    panel.inset(panel.widest(names) + PAD + 3, size * (1.25 * lines + 0.8), 1, head)
    panel.top_label(label, panel.y1 - size)
    columns, rows = slots(panel, len(xs)), rows_of(panel, len(ys))
    panel.across = {c: (a + b) / 2 for c, (a, b) in zip(xs, columns, strict=True)}
    panel.down = {c: (a + b) / 2 for c, (a, b) in zip(ys, rows, strict=True)}
    step = rows[0][1] - rows[0][0] if rows else 0.0
    stride = max(1, -(-int(min(panel.size, 7.0) * 1.05) // max(1, int(step))))
    for i, (name, (low, high)) in enumerate(zip(names, rows, strict=True)):
        if i % stride == 0:
            text = (
                name
                if step > panel.size * 2.4
                else name.replace("\n", " ")
                if panel.width_of(name.replace("\n", " ")) <= most
                else name.split("\n")[0]
            )
            panel.text(
                panel.left - PAD,
                (low + high) / 2,
                text,
                size=max(6.0, min(panel.size, step * 0.9)),
                ha="right",
                va="center",
            )
    panel.bottom_labels([((a + b) / 2, t) for (a, b), t in zip(columns, heads, strict=True)])
    place = {(chart.channels["x"].values[r], chart.channels["y"].values[r]): r for r in range(chart.rows)}
    ends = (min(values), max(values)) if values else (0.0, 1.0)
    for x, column in zip(xs, columns, strict=True):
        for y, row in zip(ys, rows, strict=True):
            _cell(panel, chart, theme, place.get((x, y)), (*column, *row), ends)


def _cell(
    panel: Panel,
    chart: Chart,
    theme: Theme,
    row: int | None,
    box: tuple[float, float, float, float],
    ends: tuple[float, float],
) -> None:
    a, b, low, high = box
    value = number(chart.channels["color"].values[row]) if row is not None else None
    gap = min(1.0, (b - a) * 0.05, (high - low) * 0.05)
    size = min(theme.chart.label, max(LEAST, (high - low) * 0.6))
    wants = chart.labels is not False and high - low > LEAST * 1.1
    if value is None or row is None:
        panel.rect(
            a + gap,
            low + gap,
            b - gap,
            high - gap,
            theme.colors.paper,
            hatch="//////" if b - a > 8 else "",
            edge=theme.colors.rule,
        )
        word = missing(chart.lang)
        width = panel.width_of(word, size)
        if wants and width < b - a - 2:
            middle = (a + b) / 2
            panel.rect(
                middle - width / 2 - 2,
                (low + high) / 2 - size * 0.6,
                middle + width / 2 + 2,
                (low + high) / 2 + size * 0.6,
                theme.colors.paper,
            )
            panel.text(
                middle, (low + high) / 2, word, size=size, color=theme.colors.secondary, ha="center", va="center"
            )
        return
    color = shade(value, *ends, theme)
    panel.rect(a + gap, low + gap, b - gap, high - gap, color)
    text = chart.text("text", row) if "text" in chart.channels else chart.text("color", row)
    if wants and panel.width_of(text, size) <= b - a - 4:
        panel.text(
            (a + b) / 2, (low + high) / 2, text, size=size, color=on_color(color, theme), ha="center", va="center"
        )


def native(chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
    """PowerPoint has no heatmap: the drawing goes in as shapes."""
    return None
