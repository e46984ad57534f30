"""A published figure and what the data give: the rule that says whether they agree.

The rule exists twice, because queries run in DuckDB and expressions here: as `verdict`, and as the SQL macro of that
name. Both are written off the same limits, and a test holds them together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from builder.model.noise import held
from builder.model.value import Value

Outcome = Literal["match", "last digit", "differs"]

DECIMALS = range(-15, 16)
"""How many decimals a number may be rounded to: a double holds 15 digits."""

# In units of the last printed digit: half a unit is rounding, whichever way a half goes; one unit more is the last
# digit, which holds what was cut off where it should have been rounded. The rest is room for binary fractions.
_MATCH, _LAST, _NOISE = 0.5, 1.5, 1e-6


def verdict(published: float, computed: float, digits: int) -> Outcome:
    """Whether `computed` prints as `published` when it is rounded to `digits` decimals ("match"), is off by one unit of
    the last printed digit ("last digit"), or by more ("differs"). Negative `digits` round before the point.
    """
    units = abs(computed - published) * 10.0**digits
    if units <= _MATCH + _NOISE:
        return "match"
    return "last digit" if units <= _LAST + _NOISE else "differs"


# `verdict(published, computed, digits)` in queries; NULL where one of them is.
VERDICT_SQL = f"""create macro verdict(published, computed, digits) as case
  when published is null or computed is null or digits is null then null
  when abs(computed::double - published::double) * power(10.0::double, digits) <= {_MATCH + _NOISE!r} then 'match'
  when abs(computed::double - published::double) * power(10.0::double, digits) <= {_LAST + _NOISE!r} then 'last digit'
  else 'differs'
end"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quoted figure held against the data.

    `published` is the figure as a number, in the unit and the scale of its print, and `digits` its printed decimals;
    `computed` the value of the data, `given` the same in the scale of the print. `claim` is the key of the row of the
    table of published claims ("" where an expression gave the value). `unit` says where the printed unit is not the
    data's, else "".
    """

    outcome: Outcome
    published: float
    digits: int
    computed: Value
    given: float
    claim: str = ""
    unit: str = ""

    @property
    def difference(self) -> float:
        """The data less the print, in the scale of the print, without the noise of binary fractions."""
        return float(held(self.given - self.published, self.given, self.published))

    @property
    def ratio(self) -> float | None:
        """The data over the print; None where the print is zero."""
        ratio = self.given / self.published if self.published else math.nan
        return float(f"{ratio:.12g}") if math.isfinite(ratio) else None
