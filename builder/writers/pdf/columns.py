"""How wide the columns of a table are, and which of them stand on the page together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

GUTTER = 14.0  # between columns
WIDEST_GUTTER = 36.0
SMALLEST = 0.8  # of the usual size, before the columns are cut into several tables


@dataclass(frozen=True, slots=True)
class Demand:
    """What a column asks for at the usual size, in points: its widest content, and its widest word."""

    natural: float
    least: float


@dataclass(frozen=True, slots=True)
class Band:
    """Columns that stand side by side: their numbers, left edges and widths; the size in parts of the usual one."""

    columns: tuple[int, ...]
    edges: tuple[float, ...]
    widths: tuple[float, ...]
    scale: float
    width: float

    def mirrored(self) -> Band:
        """The same columns from right to left."""
        edges = (self.width - x - wide for x, wide in zip(self.edges, self.widths, strict=True))
        return replace(self, edges=tuple(edges))


def arrange(demands: Sequence[Demand], room: float, measure: float) -> list[Band]:
    """One band where all columns fit into `room`, at the usual size or a little smaller; else several, each with the
    first column. A table that needs less is no wider than `measure`, unless its content is.
    """
    columns = tuple(range(len(demands)))
    if not columns:
        return []
    for scale in (1.0, 0.9, SMALLEST):
        scaled = [_scaled(d, scale) for d in demands]
        if _fits([d.least for d in scaled], room):
            return [_band(columns, scaled, room, measure, scale)]
    scaled = [_scaled(d, SMALLEST) for d in demands]
    # Half of the room for the column that names the rows, a third for any other: longer words are cut.
    capped = [Demand(d.natural, min(d.least, room / (3 if n else 2))) for n, d in enumerate(scaled)]
    bands: list[Band] = []
    taken = [0]
    for n in columns[1:]:
        if len(taken) > 1 and not _fits([capped[c].least for c in (*taken, n)], room):
            bands.append(_band(tuple(taken), capped, room, room, SMALLEST))
            taken = [0]
        taken.append(n)
    bands.append(_band(tuple(taken), capped, room, room, SMALLEST))
    return bands


def _scaled(demand: Demand, scale: float) -> Demand:
    return Demand(demand.natural * scale, demand.least * scale)


def _fits(widths: Sequence[float], room: float) -> bool:
    return sum(widths) + (len(widths) - 1) * GUTTER * 0.6 <= room


def _band(columns: tuple[int, ...], demands: Sequence[Demand], room: float, measure: float, scale: float) -> Band:
    chosen = [demands[c] for c in columns]
    gaps = len(columns) - 1
    natural = sum(d.natural for d in chosen)
    if natural + gaps * GUTTER <= room:
        widths = [d.natural for d in chosen]
        spare = (measure if natural + gaps * GUTTER <= measure else room) - natural
        gutter = min(spare / gaps, WIDEST_GUTTER) if gaps else 0.0
    else:
        gutter = GUTTER if _fits([d.least * 1.1 + GUTTER * 0.4 for d in chosen], room) else GUTTER * 0.6
        widths = _squeezed(chosen, room - gaps * gutter)
    edges, x = [], 0.0
    for width in widths:
        edges.append(x)
        x += width + gutter
    return Band(columns, tuple(edges), tuple(widths), scale, max(x - gutter, 0.0))


def _squeezed(demands: Sequence[Demand], room: float) -> list[float]:
    """Widths that add up to `room`: short columns get what they ask for, the long ones share the rest evenly."""
    widths = [d.natural for d in demands]
    floors = [min(d.least, d.natural) for d in demands]
    excess = sum(widths) - room
    while excess > 0.01:
        # The widest above their floors come down to the next widest.
        open_ = [n for n, w in enumerate(widths) if w > floors[n] + 0.01]
        if not open_:
            factor = room / sum(widths)
            return [w * factor for w in widths]
        top = max(widths[n] for n in open_)
        tops = [n for n in open_ if widths[n] > top - 0.01]
        below = max([widths[n] for n in open_ if n not in tops] + [floors[n] for n in tops])
        step = min(max(top - below, 0.01), excess / len(tops))
        for n in tops:
            widths[n] = max(widths[n] - step, floors[n])
        excess = sum(widths) - room
    return widths
