"""What every mark shares around its plot: panels of facets, and frames with axes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from builder.charts.panel import LEAST, LINE, PAD, Panel
from builder.charts.scale import Scale, time_scale
from builder.charts.series import number
from builder.model.chart import Chart
from builder.model.format import Raw
from builder.theme import Theme

MOST_COLUMNS = 4
LOW = 8.0  # of the labels' size: a panel that is lower is flat
MOST_NAMES = 12
SMALLER = 0.7  # of the labels' size: names beside bars are rather so small than cut


def has_data(chart: Chart) -> bool:
    """Whether there is any amount to draw."""
    amounts = [c for n, c in chart.channels.items() if c.quantitative and n in ("x", "y", "y2", "color")]
    if not amounts:
        return chart.rows > 0
    return any(number(v) is not None for c in amounts for v in c.values)


def amount_label(chart: Chart, channel: str) -> str:
    """An axis' title where it says what the texts of the axis do not: for amounts, not for times and names."""
    c = chart.channels.get(channel)
    return c.label if c is not None and c.quantitative else ""


def facet_grid(count: int, width: float) -> tuple[int, int]:
    """Columns and rows for `count` panels: as near to a full grid as four columns allow."""
    columns = min(count, MOST_COLUMNS, max(1, int(width // 110)))
    rows = math.ceil(count / columns)
    return math.ceil(count / rows), rows


def panel_boxes(count: int, theme: Theme, width: float, height: float) -> list[tuple[float, float, float, float]]:
    """The boxes of `count` panels, row by row from the top."""
    columns, rows = facet_grid(count, width)
    label = theme.chart.label
    gap_x, gap_y = label * 1.4, label * 1.6
    if height / rows < label * LOW:
        # On a wide slide some more stand side by side rather than be flat.
        rows = max(1, rows - 1)
        columns = math.ceil(count / rows)
    w, h = (width - (columns - 1) * gap_x) / columns, (height - (rows - 1) * gap_y) / rows
    boxes = []
    for i in range(count):
        row, column = divmod(i, columns)
        x, y = column * (w + gap_x), height - (row + 1) * h - row * gap_y
        boxes.append((x, y, x + w, y + h))
    return boxes


def upright(
    panel: Panel,
    chart: Chart,
    y: Scale,
    *,
    legend: Sequence[str] = (),
    right: float = 0.0,
    lines: int = 1,
    headroom: float = 0.0,
    footroom: float = 0.0,
) -> float:
    """Sets the frame of a plot whose amounts run upwards: y's labels at the left, room for `lines` of x's below, title
    and legend above. `headroom` and `footroom` are for labels over and under the marks. Gives the height at which the
    legend starts.
    """
    size = panel.theme.chart.axis
    label = chart.channels["y"].label
    x_label = panel.title_rows(amount_label(chart, "x"))
    x_rows = x_label.count("\n") + 1 if x_label else 0
    below = panel.gap + size * LINE * (lines + x_rows)
    panel.y = y
    panel.foot = footroom
    top = panel.legend_height(legend) + panel.title_height(label) + headroom
    panel.gutter = panel.widest(y.labels, size) + PAD + 1
    panel.inset(panel.gutter if panel.leads else 0.0, below + footroom, right, top)
    panel.top_label(label, panel.y1 - panel.legend_height(legend) - size)
    if x_label:
        at = panel.y0 + size * (0.25 + LINE * (x_rows - 1))
        panel.text(panel.x1, at, x_label, size=size, color=panel.theme.colors.secondary, ha="right")
    panel.horizontal_grid()
    return panel.y1


def slots(panel: Panel, count: int) -> list[tuple[float, float]]:
    """The plot area's width cut into `count` equal slots: (start, end) of each."""
    step = (panel.right - panel.left) / max(1, count)
    return [(panel.left + i * step, panel.left + (i + 1) * step) for i in range(count)]


def rows_of(panel: Panel, count: int) -> list[tuple[float, float]]:
    """The plot area's height cut into `count` equal rows from the top: (lower, upper) of each."""
    step = (panel.top - panel.bottom) / max(1, count)
    return [(panel.top - (i + 1) * step, panel.top - i * step) for i in range(count)]


def lying_step(panel: Panel, chart: Chart, count: int, legend: Sequence[str], *, axis: bool) -> float:
    """How high a row of `lying` is, with an axis or without one."""
    below, above = _lying_margins(panel, chart, legend, axis=axis)
    return (panel.y1 - panel.y0 - below - above) / max(1, count)


def _lying_margins(panel: Panel, chart: Chart, legend: Sequence[str], *, axis: bool) -> tuple[float, float]:
    size = panel.theme.chart.axis
    label = amount_label(chart, "x")
    title = panel.title_height(label) - size * 0.5 if label else 2.0
    return (panel.gap + size * LINE if axis else 2.0), panel.legend_height(legend) + title


def lying(
    panel: Panel,
    chart: Chart,
    x: Scale | None,
    labels: Sequence[str],
    *,
    legend: Sequence[str] = (),
    right: float = 0.0,
    left: float = 0.0,
    zero: bool = True,
) -> list[tuple[float, float]]:
    """Sets the frame of a plot whose categories run downwards, and writes them at the left. Gives their rows.

    Without a scale there is no axis: the marks carry their numbers. `left` is room between names and plot area;
    `zero` draws a stronger line at zero.
    """
    size = panel.theme.chart.axis
    below, above = _lying_margins(panel, chart, legend, axis=x is not None)
    step = lying_step(panel, chart, len(labels), legend, axis=x is not None)
    text_size = max(LEAST, min(panel.size, step * 0.8))
    most = (panel.x1 - panel.x0) * 0.42
    lines = 2 if step >= text_size * LINE * 2 else 1
    texts = [panel.wrap(t, most, lines, text_size) for t in labels]
    half = step / LINE / 2
    if lines == 1 and half >= max(LEAST, panel.size * SMALLER) and any(t.endswith("…") for t in texts):
        # Two lines of a smaller size say more than one that is cut.
        text_size = min(half, panel.size)
        texts = [panel.wrap(t, most, 2, text_size) for t in labels]
    panel.inset(panel.widest(texts, text_size) + PAD * 1.6 + left, below, right, above)
    panel.top_label(amount_label(chart, "x"), panel.y1 - panel.legend_height(legend) - size)
    if x is not None:
        panel.x = x
        panel.vertical_grid(zero=zero)
    places = rows_of(panel, len(labels))
    # Where rows are lower than the least size, every second or third is named.
    stride = max(1, math.ceil(text_size * 1.05 / step))
    for text, (low, high) in list(zip(texts, places, strict=True))[::stride]:
        panel.text(panel.left - left - PAD, (low + high) / 2, text, size=text_size, ha="right", va="center")
    return places


def under(panel: Panel, chart: Chart, categories: Sequence[Raw], room: float) -> list[str]:
    """What stands under each category of x in a plot `room` points wide: names in up to three lines, and times at an
    even stride ("" for those left out).
    """
    channel, size = chart.channels["x"], panel.theme.chart.axis
    labels = [channel.format.text(c, chart.lang) for c in categories]
    slot = room / max(1, len(labels))
    if channel.temporal and categories:
        at = [number(c) or 0.0 for c in categories]
        fits = panel.widest(labels, size) + 4 <= slot
        scale = time_scale(channel, at, chart.lang, len(at) if fits else max(2, int(room / (size * 5.5))))
        named = dict(zip(scale.ticks, scale.labels, strict=True))
        if sum(a in named for a in at) * 2 >= len(named):
            return [named.get(a, "") for a in at]
    # A few names are cut rather than left out, of many every second, third, ... is shown.
    strides = range(1, 2 if len(labels) <= MOST_NAMES else len(labels))
    for stride in strides:
        texts = [panel.wrap(t, slot * stride - 4, 3, size) if i % stride == 0 else "" for i, t in enumerate(labels)]
        cut = any(t.endswith("…") or ("\n" in t and " " not in label and label.isascii())
                  for t, label in zip(texts, labels, strict=True))  # fmt: skip
        if not cut or slot * stride > room / 4:
            break
    return texts if labels else []


def line_count(texts: Sequence[str]) -> int:
    """The lines of the highest of `texts`."""
    return max((t.count("\n") + 1 for t in texts), default=1)
