"""Units of measure as `datapackage.json` writes them, and what they imply.

A unit is free text ("models", "petaFLOP", "Arena score"), but for the forms that arithmetic and formats must
understand: "percent" (0-100), "share" (0-1), "percentage points", "x" (a ratio), a currency code of ISO 4217 with an
optional scale ("USD", "USD mn", "USD bn"), and "year".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["plain", "percent", "share", "points", "ratio", "money", "year"]

SCALES = {"": 1.0, "k": 1e3, "mn": 1e6, "bn": 1e9, "tn": 1e12}
_MONEY = re.compile(r"([A-Z]{3})(?: (k|mn|bn|tn))?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A parsed unit. `scale` is what one raw 1 stands for: 1e9 in "USD bn"."""

    name: str
    kind: Kind
    currency: str = ""
    scale: float = 1.0


@lru_cache(256)
def parse_unit(name: str) -> Unit:
    """The unit called `name`; any text is one."""
    fixed: dict[str, Kind] = {
        "percent": "percent",
        "share": "share",
        "percentage points": "points",
        "x": "ratio",
        "year": "year",
    }
    if name in fixed:
        return Unit(name, fixed[name])
    if money := _MONEY.fullmatch(name):
        return Unit(name, "money", money[1], SCALES[money[2] or ""])
    return Unit(name, "plain")
