"""The functions of expressions: arithmetic over whole columns, and the tests that claims are made of.

Each takes quantities or lists of them. A test over a missing value is itself missing: it cannot be decided.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from itertools import pairwise

from builder.errors import Fault
from builder.model.format import TEXT
from builder.quantity import (
    Quantity,
    absolute,
    arithmetic,
    compare,
    extreme,
    merged,
    rounded,
    total,
)
from builder.scope import flat, single


def call_function(name: str, args: Sequence[object], kwargs: dict[str, object]) -> Quantity:
    """Calls a function of `FUNCTIONS` with evaluated arguments. Raises a `Fault` where they do not fit."""
    function = FUNCTIONS[name]
    try:
        bound = inspect.signature(function).bind(*args, **kwargs)
    except TypeError as problem:
        raise Fault.error("bad-argument", f"{name}: {problem}", f"write {_usage(name)}") from None
    return function(*bound.args, **bound.kwargs)


def _usage(name: str) -> str:
    parameters = inspect.signature(FUNCTIONS[name]).parameters.values()
    return f"{name}({', '.join('...' if p.kind is p.VAR_POSITIONAL else p.name for p in parameters)})"


def truth(thing: object) -> bool | None:
    """True, false, or None where the value is missing. Raises a `Fault` for what is neither."""
    q = single(thing)
    if q.missing:
        return None
    if not isinstance(q.raw, bool):
        hint = "compare it with something, as in a > b"
        raise Fault.error("bad-argument", f"{q.written.text(q.raw)} is neither true nor false", hint)
    return q.raw


def boolean(outcome: bool | None, sources: Sequence[Quantity] = ()) -> Quantity:
    """A truth value with the origins of what decided it."""
    return Quantity(outcome, "", TEXT, merged(sources))


def _all(*things: object) -> Quantity:
    values = flat(things)
    outcomes = [truth(v) for v in values]
    return boolean(False if False in outcomes else None if None in outcomes else True, values)


def _any(*things: object) -> Quantity:
    values = flat(things)
    outcomes = [truth(v) for v in values]
    return boolean(True if True in outcomes else None if None in outcomes else False, values)


def _about(value: object, target: object, tolerance: object) -> Quantity:
    a, b = single(value), single(target)
    distance = absolute(arithmetic("-", a, b))
    # The distance of two percents is in points, and so is the tolerance; a bare number fits both.
    return compare("lteq", distance, single(tolerance))


def _between(value: object, low: object, high: object) -> Quantity:
    q = single(value)
    return _all(compare("gteq", q, single(low)), compare("lteq", q, single(high)))


def _monotonic(things: tuple[object, ...], op: str, name: str) -> Quantity:
    values = flat(things)
    if len(values) < 2:
        raise Fault.error("bad-argument", f"{name} takes at least two values, not {len(values)}")
    return _all(*(compare(op, a, b) for a, b in pairwise(values)))


def _rising(*things: object) -> Quantity:
    return _monotonic(things, "lt", "rising")


def _falling(*things: object) -> Quantity:
    return _monotonic(things, "gt", "falling")


def _largest(value: object, *things: object) -> Quantity:
    q = single(value)
    return _all(*(compare("gteq", q, other) for other in flat(things)))


def _smallest(value: object, *things: object) -> Quantity:
    q = single(value)
    return _all(*(compare("lteq", q, other) for other in flat(things)))


def _rank(value: object, *things: object) -> Quantity:
    q, others = single(value), flat(things)
    greater = [compare("gt", other, q).raw for other in others]
    origins = merged((q, *others))
    return Quantity(None if None in greater else 1 + sum(g is True for g in greater), "", None, origins)


def _round(value: object, digits: object = Quantity(0)) -> Quantity:
    return rounded(single(value), single(digits))


def _absolute(value: object) -> Quantity:
    return absolute(single(value))


def _sum(*things: object) -> Quantity:
    return total(flat(things))


def _max(*things: object) -> Quantity:
    return extreme(flat(things), "gt")


def _min(*things: object) -> Quantity:
    return extreme(flat(things), "lt")


FUNCTIONS: dict[str, Callable[..., Quantity]] = {
    "abs": _absolute,
    "about": _about,
    "all": _all,
    "any": _any,
    "between": _between,
    "falling": _falling,
    "largest": _largest,
    "max": _max,
    "min": _min,
    "rank": _rank,
    "rising": _rising,
    "round": _round,
    "smallest": _smallest,
    "sum": _sum,
}
