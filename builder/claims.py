"""Claims: whether a sentence holds, and if not, what it saw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from builder.errors import Fault, Location, ResolveError
from builder.evaluate import SIGNS, run, to_value
from builder.functions import statement, truth
from builder.model.value import Value
from builder.quantity import Quantity, hides
from builder.scope import Scope, single

_MOST_SAID = 12


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a claim or a condition, the values that it saw, and where it is false these as text, and the
    comparisons that were not true.
    """

    holds: bool
    seen: tuple[Value, ...]
    values: str = ""
    failed: str = ""


def decide(expression: str, place: Location, scope: Scope) -> Decision:
    """Whether a claim or a condition holds, and every value that it saw. A query of one row and one boolean column may
    stand for its value. Raises `ResolveError` with one diagnostic, also where a missing value leaves it open.
    """
    scope.seen.clear()
    scope.failed.clear()
    try:
        result = single(statement(run(expression, scope), scope))
        outcome = truth(result)
        cells = dict.fromkeys(scope.seen)
        seen = tuple(to_value(q, scope.lang, expression, place) for q in cells)
        values = "" if outcome else said(_deciding_first(cells, result), scope.lang)
        if outcome is None:
            hint = f"the values: {values}. Test for it: x is missing" if values else "test for it: x is missing"
            raise Fault.error("claim-undecidable", f'"{expression}" depends on a missing value', hint)
    except Fault as fault:
        raise ResolveError([fault.placed(place)]) from None
    pairs = "" if outcome else "; ".join(_pair(*pair, scope.lang) for pair in dict.fromkeys(scope.failed))
    return Decision(outcome, seen, values, pairs)


def _deciding_first(cells: Iterable[Quantity], result: Quantity) -> list[Quantity]:
    """The values, those that the outcome comes from before the others."""
    deciding = set(result.origins)
    return sorted(cells, key=lambda q: deciding.isdisjoint(q.origins))


def said(quantities: Iterable[Quantity], lang: str) -> str:
    """Values with their names, as a message lists them: as written, and in full where that hides digits."""
    shown = list(quantities)
    more = f" and {len(shown) - _MOST_SAID} more" if len(shown) > _MOST_SAID else ""
    return ", ".join(f"{_cell(q)} is {_digits(q, lang)}" for q in shown[:_MOST_SAID]) + more


def _cell(q: Quantity) -> str:
    origin = q.origins[0]
    key = ", ".join(v if k != "row" else f"row {v}" for k, v in origin.key)
    then = " in the last edition" if origin.edition else ""
    return f"{origin.query}.{origin.column or 'count'}" + (f" ({key})" if key else "") + then


def _digits(q: Quantity, lang: str) -> str:
    if q.missing:
        return "missing"
    text = to_value(q, lang).text
    return f"{text} ({q.raw!r})" if hides(q) else text


def _pair(op: str, a: Quantity, b: Quantity, lang: str) -> str:
    return f"{_digits(a, lang)} {SIGNS[op]} {_digits(b, lang)}"
