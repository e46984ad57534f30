"""A chart as data: mark, channels with their values, and texts. Nothing here knows how it is drawn.

Channels have Vega-Lite's names. Every channel has one entry a row, so rows are in long form: one mark a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from builder.errors import Location
from builder.model.data import Field
from builder.model.format import Format, Raw

Stack = Literal["", "group", "stack", "normalize"]
Position = Literal["", "above", "below", "left", "right", "center", "outside", "inside"]
Dash = Literal["", "dash", "sysDash", "dashDot", "sysDot"]
Symbol = Literal["circle", "square", "triangle", "diamond", "dash", "plus", "x", "star"]
Ticks = tuple[tuple[float, str], ...]
CHANNELS = ("x", "y", "y2", "color", "facet", "order", "text")


@dataclass(frozen=True, slots=True)
class Channel:
    """One encoding: the column behind it, how its values are written, and the values, one a row.

    `label` is the axis or legend title ("" for none), unit included.
    """

    field: Field
    format: Format
    values: tuple[Raw, ...]
    label: str = ""

    @property
    def quantitative(self) -> bool:
        """Whether the values are amounts (as against categories or times)."""
        return self.field.type in ("integer", "number")

    @property
    def temporal(self) -> bool:
        """Whether the values are points in time: dates, months or years."""
        return self.field.type in ("date", "datetime", "yearmonth", "year")


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark at a place in data coordinates; x or y alone is a reference line across the plot."""

    text: str
    x: Raw = None
    y: Raw = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A resolved chart. `title` is the finding, `subtitle` what is measured, `source` the line under it.

    `rows` is the number of rows; a channel that the author did not give is not in `channels`.
    `highlight` are the values of `color` (or of the category) that take the accent while the rest is grey.
    `hole`: an arc is a ring, not a pie. `order` of rows is the drawing order; `sort` was applied already by `resolve`.
    """

    id: str
    mark: str
    channels: dict[str, Channel]
    rows: int
    lang: str = "en-US"
    title: str = ""
    subtitle: str = ""
    source: str = ""
    stack: Stack = ""
    highlight: tuple[Raw, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    labels: bool | None = None
    bins: int | None = None
    hole: bool = True
    log: tuple[str, ...] = ()
    native: Literal["auto", "never"] = "auto"
    at: Location | None = None

    def text(self, channel: str, row: int) -> str:
        """The value of `channel` in `row` as a reader sees it."""
        c = self.channels[channel]
        return c.format.text(c.values[row], self.lang)


# -- The native form -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NativeLabel:
    """The label of one point: the name of its series, its number, or both in this order."""

    point: int
    position: Position
    name: bool = False
    value: bool = True


@dataclass(frozen=True, slots=True)
class NativeSeries:
    """One series of a native chart. `values` has one entry a category (None is a gap).

    For XY charts `xs` has the x values. `colors` overrides `color` for single points (index -> "#RRGGBB").
    `show_values` labels every point with its number; `ends` labels single points instead, and `labels` are texts of the
    points, where they are not the numbers, or the number has no such place ("" for none); where the chart is one of
    shares, those of the points. `kind` is what this series is
    drawn as where a chart combines several.
    """

    name: str
    values: tuple[float | None, ...]
    xs: tuple[float | None, ...] = ()
    color: str = ""
    colors: tuple[tuple[int, str], ...] = ()
    labels: tuple[str, ...] | None = None
    ends: tuple[NativeLabel, ...] = ()
    label_position: Position = ""
    show_values: bool = False
    number_format: str = "General"
    kind: Literal["", "bar", "line"] = ""
    line: bool = True
    marker: bool = False
    fill: bool = True
    width: float = 2.0
    secondary: bool = False
    in_legend: bool = True
    bold: bool = False
    dash: Dash = ""
    symbol: Symbol = "circle"
    alpha: float = 1.0
    """How opaque the markers are, from 0 to 1."""
    marker_size: float = 0.0
    """Points across; 0 is the writer's own."""
    again: bool = False
    """Whether it shows the numbers of the series before it once more, as dots over bars do: the cells are the same."""


@dataclass(frozen=True, slots=True)
class NativeAxis:
    """An axis of a native chart; None lets PowerPoint choose. `reverse` puts the first category on top; `color` is that
    of its texts, "" for the usual one. Without `labels` it is there, with its title, and has no numbers.
    """

    title: str = ""
    number_format: str = "General"
    minimum: float | None = None
    maximum: float | None = None
    major: float | None = None
    gridlines: bool = False
    reverse: bool = False
    log: bool = False
    labels: bool = True
    color: str = ""


@dataclass(frozen=True, slots=True)
class NativeNote:
    """A remark at a place, or a line across the plot where it has x or y alone. On an axis of categories a place is
    their number, counted from 0; between two categories it has a fraction.
    """

    text: str
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class NativeChart:
    """What a native chart consists of, in python-pptx's and PowerPoint's vocabulary.

    `grouping` is "clustered", "stacked" or "percentStacked". `categories` are shared by all series (not used by
    "scatter"). `gap` and `overlap` in percent. `ticks` are places of the axis of x with their texts, in sets from the
    densest to the sparsest, of which the first that fits is shown in place of names or numbers: on an axis of
    categories a place is counted as in `NativeNote`. Three kinds are no kinds of PowerPoint; the writer makes them of
    its own:

    - "dots": for each category a dot a series, in rows from the top; `joined` dots have a rod between them, others a
      stem from zero.
    - "stems": for each category a dot on a stem that rises from zero, or hangs from it.
    - "waterfall": one series of levels (where `totals`) and of changes. Its `colors` are those of
      levels (0), rises (1) and falls (2), its `labels` what stands at each bar.
    """

    kind: Literal["bar", "column", "line", "area", "scatter", "pie", "doughnut", "dots", "stems", "waterfall"]
    categories: tuple[Raw, ...]
    series: tuple[NativeSeries, ...]
    category_axis: NativeAxis = NativeAxis()
    value_axis: NativeAxis = NativeAxis()
    secondary_axis: NativeAxis | None = None
    grouping: Literal["clustered", "stacked", "percentStacked"] = "clustered"
    gap: int = 60
    overlap: int = 0
    legend: bool = False
    edge: bool = False
    """Whether the first and the last category stand at the edges of the plot, not half a step inside."""
    temporal: bool = False
    """Whether the categories are times, of which some may go unnamed."""
    totals: tuple[bool, ...] = ()
    joined: bool = False
    ticks: tuple[Ticks, ...] = ()
    notes: tuple[NativeNote, ...] = ()


@dataclass(frozen=True, slots=True)
class NativePanel:
    """One of several charts that belong together. `alt` describes it."""

    title: str
    chart: NativeChart
    alt: str = ""


@dataclass(frozen=True, slots=True)
class NativeFigure:
    """A chart in its native form: one panel, or one a facet, row by row. `legend` are names and colours for all."""

    panels: tuple[NativePanel, ...]
    legend: tuple[tuple[str, str], ...] = ()
