"""The marks that exist: adding one is a file beside `bar.py` and a line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from builder.charts.panel import Panel
    from builder.model.chart import Chart, NativeChart
    from builder.theme import Theme


class MarkModule(Protocol):
    """What a mark's file offers."""

    def draw(self, panel: Panel, chart: Chart, theme: Theme, whole: Chart) -> None:
        """Draws the chart's rows in a panel. Scales and colours are those of `whole`: the chart before it was cut into
        facets, itself where there are none.
        """

    def native(self, chart: Chart, theme: Theme, whole: Chart | None = None) -> NativeChart | None:
        """The chart in PowerPoint's own terms, or None where there is no sound form of it. `whole` as for `draw`; None
        where the chart is the whole.
        """


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark's module, the channels that it needs, those of them that must be amounts, and those that it may have."""

    module: str
    required: tuple[str, ...]
    quantitative: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


MARKS: dict[str, Mark] = {
    "bar": Mark("builder.charts.bar", ("x", "y"), (), ("color", "facet", "y2", "order", "text")),
    "line": Mark("builder.charts.line", ("x", "y"), ("y",), ("color", "facet", "order", "text")),
    "area": Mark("builder.charts.area", ("x", "y"), ("y",), ("color", "facet", "order")),
    "point": Mark("builder.charts.point", ("x", "y"), ("y",), ("color", "facet", "text")),
    "dumbbell": Mark("builder.charts.dumbbell", ("x", "y", "color"), ("x",), ("facet", "order")),
    "slope": Mark("builder.charts.slope", ("x", "y", "color"), ("y",), ("facet",)),
    "lollipop": Mark("builder.charts.lollipop", ("x", "y"), (), ("color", "facet", "order")),
    "waterfall": Mark("builder.charts.waterfall", ("x", "y"), ("y",), ("facet", "text")),
    "heatmap": Mark("builder.charts.heatmap", ("x", "y", "color"), ("color",), ("facet", "text")),
    "histogram": Mark("builder.charts.histogram", ("x",), ("x",), ("facet", "color")),
    "arc": Mark("builder.charts.arc", ("x", "y"), ("y",), ("facet",)),
}


def mark_module(mark: str) -> MarkModule:
    """The module of a registered mark. Raises KeyError."""
    return cast("MarkModule", import_module(MARKS[mark].module))
