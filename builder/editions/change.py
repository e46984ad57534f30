"""One thing that changed between two editions, as it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from builder.editions.rows import CellChange
from builder.editions.words import NO_DIFFERENCE, Difference, places_text

Section = Literal["values", "claims", "quotes", "figures", "tables", "unbound"]
Kind = Literal["changed", "came", "went", "turned"]
SECTIONS: dict[Section, str] = {
    "values": "Values",
    "claims": "Claims",
    "quotes": "Quotes",
    "figures": "Figures",
    "tables": "Tables",
    "unbound": "Numbers that are bound to nothing",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. `old` and `new` are texts as a reader saw them, "" on the side where it was not.

    `note` says what else there is to say; `places` are those of the new edition, or of the old one for what went.
    `cells` are those of a table, or of the points of a figure, that changed.
    """

    section: Section
    kind: Kind
    name: str
    old: str = ""
    new: str = ""
    difference: Difference = NO_DIFFERENCE
    note: str = ""
    places: tuple[dict[str, Any], ...] = ()
    cells: tuple[CellChange, ...] = ()

    @property
    def where(self) -> str:
        """Where it stands, for a reader."""
        return places_text(list(self.places))

    def as_dict(self) -> dict[str, Any]:
        """The change as `--json` prints it."""
        apart = self.difference
        return {
            "section": self.section,
            "kind": self.kind,
            "name": self.name,
            "old": self.old or None,
            "new": self.new or None,
            "difference": {"raw": apart.raw, "unit": apart.unit, "text": apart.text, "percent": apart.percent}
            if apart.raw is not None
            else None,
            "note": self.note or None,
            "places": list(self.places),
            "cells": [
                {"row": c.row, "column": c.column, "old": c.old, "new": c.new, "difference": c.difference.text or None}
                for c in self.cells
            ],
        }
