"""The noise of binary fractions: what a double adds to decimal numbers, and how it is taken away.

A double holds 15 decimal digits (IEEE 754, binary64); what it has beyond them was in no number of the data.
"""

from __future__ import annotations

import math


def held(result: float, x: float, y: float) -> float:
    """The sum or the difference of `x` and `y` to the 15 digits that these hold: 100.1 - 100.05 is 0.05."""
    most = max(abs(x), abs(y))
    if isinstance(result, int) or not most or not math.isfinite(most):
        return result
    return round(result, 14 - math.floor(math.log10(most)))


def same_number(x: float, y: float) -> bool:
    """Whether two numbers are one, but for noise, which only a number of more than 15 digits has: 0.30000000000000004
    is 0.3, and 1234567890123 is not 1234567890124.
    """
    return x == y or (math.isclose(x, y, rel_tol=1e-12) and not (_is_exact(x) and _is_exact(y)))


def _is_exact(x: float) -> bool:
    return isinstance(x, int) or float(f"{x:.15g}") == x
