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
    `order` of rows is the drawing order; `sort` was applied already by `resolve`.
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
    log: tuple[str, ...] = ()
    native: Literal["auto", "never"] = "auto"
    at: Location | None = None

    def text(self, channel: str, row: int) -> str:
        """The value of `channel` in `row` as a reader sees it."""
        c = self.channels[channel]
        return c.format.text(c.values[row], self.lang)


# -- The native form -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NativeSeries:
    """One series of a native chart. `values` has one entry a category (None is a gap).

    For XY charts `xs` has the x values. `colors` overrides `color` for single points (index -> "#RRGGBB").
    `labels` are data labels by point ("" for none); where they are None the number itself is shown if `show_values`.
    `kind` is what this series is drawn as where a chart combines several ("bar", "line").
    """

    name: str
    values: tuple[float | None, ...]
    xs: tuple[float | None, ...] = ()
    color: str = ""
    colors: tuple[tuple[int, str], ...] = ()
    labels: tuple[str, ...] | None = None
    label_position: Literal["", "above", "below", "left", "right", "center", "outside", "inside"] = ""
    show_values: bool = False
    number_format: str = "General"
    kind: Literal["", "bar", "line"] = ""
    line: bool = True
    marker: bool = False
    fill: bool = True
    width: float = 2.0
    secondary: bool = False
    in_legend: bool = True


@dataclass(frozen=True, slots=True)
class NativeAxis:
    """An axis of a native chart; None lets PowerPoint choose. `reverse` puts the first category on top."""

    title: str = ""
    number_format: str = "General"
    minimum: float | None = None
    maximum: float | None = None
    major: float | None = None
    gridlines: bool = False
    visible: bool = True
    reverse: bool = False
    log: bool = False
    labels: bool = True


@dataclass(frozen=True, slots=True)
class NativeChart:
    """What a native chart consists of, in python-pptx's and PowerPoint's vocabulary.

    `kind` is "bar", "column", "line", "area", "scatter", "pie" or "doughnut"; `grouping` is "clustered", "stacked"
    or "percentStacked". `categories` are shared by all series (not used by "scatter"). `gap` and `overlap` in percent.
    """

    kind: Literal["bar", "column", "line", "area", "scatter", "pie", "doughnut"]
    categories: tuple[Raw, ...]
    series: tuple[NativeSeries, ...]
    category_axis: NativeAxis = NativeAxis()
    value_axis: NativeAxis = NativeAxis()
    secondary_axis: NativeAxis | None = None
    grouping: Literal["clustered", "stacked", "percentStacked"] = "clustered"
    gap: int = 60
    overlap: int = 0
    legend: bool = False
