"""The parts of a native chart as they stand in its file: layers of series, each with the columns that it refers to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from builder.model.chart import NativeSeries
from builder.writers.pptx.places import Told
from builder.writers.pptx.workbook import Column


@dataclass(frozen=True, slots=True)
class CellLabel:
    """A label whose text is that of a cell (`Piece.texts`), or its own where it is not `linked`."""

    point: int
    text: str
    told: Told
    color: str
    size: float
    bold: bool = False
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """One series of the file: its look, and the columns of its name, categories (or x) and values.

    `told` are the labels of its ends, `labels` those with texts of cells in the column `texts`, `unsaid` the points
    whose numbers find no room.
    """

    look: NativeSeries
    title: Column
    across: Column
    values: Column
    told: tuple[tuple[int, Told], ...] = ()
    labels: tuple[CellLabel, ...] = ()
    texts: Column | None = None
    unsaid: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """Series that are drawn as one kind of chart, on the second pair of axes where `second`."""

    kind: Literal["bar", "line", "area", "scatter", "pie", "doughnut"]
    pieces: tuple[Piece, ...]
    second: bool = False
    stacked: bool = True


Layers = tuple[Layer, ...]
