"""The functions of expressions: arithmetic over whole columns, and the tests that claims are made of.

Each takes quantities or lists of them, and a comparison of a list with a list or with one value is a list of outcomes.
A test over a missing value is itself missing: it cannot be decided. A test over no values at all is refused: it would
hold whatever the data say. Units are those of comparison and arithmetic throughout (`quantity`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from builder.errors import Fault
from builder.model.comparison import verdict
from builder.model.format import TEXT
from builder.quantity import (
    Quantity,
    absolute,
    compare,
    extreme,
    in_scale_of,
    merged,
    places_of,
    rounded,
    total,
    written_number,
)
from builder.scope import QueryView, Scope, Thing, flat, member, single


def call_function(name: str, args: Sequence[object], kwargs: dict[str, object]) -> Quantity:
    """Calls a function of `FUNCTIONS` with evaluated arguments. Raises a `Fault` where they do not fit."""
    function = FUNCTIONS[name]
    try:
        bound = inspect.signature(function).bind(*args, **kwargs)
    except TypeError as problem:
        raise Fault.error("bad-argument", f"{name}: {problem}", f"write {_usage(name)}") from None
    return function(*bound.args, **bound.kwargs)


def elementwise(apply: Callable[[Quantity, Quantity], Quantity], a: object, b: object, what: str) -> Thing:
    """`apply` to two values; to each of a list and one value, or to the pairs of two lists of one length."""
    if not isinstance(a, tuple) and not isinstance(b, tuple):
        return apply(single(a), single(b))
    left, right = (flat(t) if isinstance(t, tuple) else [single(t)] for t in (a, b))
    if isinstance(a, tuple) and isinstance(b, tuple) and len(left) != len(right):
        hint = "take both columns from one query, so that their rows belong together"
        raise Fault.error("bad-argument", f"{what} pairs {len(left)} values with {len(right)}", hint)
    rows = max(len(left), len(right)) if left and right else 0
    return tuple(apply(left[n % len(left)], right[n % len(right)]) for n in range(rows))


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


def statement(thing: Thing, scope: Scope) -> Thing:
    """What is to be true or false: a query that gives one boolean stands for it."""
    if not isinstance(thing, QueryView):
        return thing
    result = thing.result
    booleans = [f.name for f in result.fields if f.type == "boolean"]
    if len(result.rows) == 1 and len(result.fields) == len(booleans) == 1:
        return member(thing, booleans[0], scope)
    columns = ", ".join(f"{f.name} ({f.type})" for f in result.fields)
    rows = f"{len(result.rows)} row{'' if len(result.rows) == 1 else 's'}"
    hint = "a claim is a query of one row and one boolean"
    if booleans:
        rows_of = f'say of which rows: all({result.name}.values("{booleans[0]}"))'
        hint = f"name the column: {result.name}.{booleans[0]}" if len(result.rows) == 1 else rows_of
    message = f'the query "{result.name}" is no statement: it has {rows} of {columns}'
    raise Fault.error("not-a-value", message, hint)


def boolean(outcome: bool | None, sources: Sequence[Quantity] = ()) -> Quantity:
    """A truth value with the origins of what decided it."""
    return Quantity(outcome, "", TEXT, merged(sources))


def _all(*things: object) -> Quantity:
    return _decided(_some(things, "all"), False)


def _any(*things: object) -> Quantity:
    return _decided(_some(things, "any"), True)


def _decided(values: Sequence[Quantity], one: bool) -> Quantity:
    """`one` where one value is that, missing where one is missing, else its opposite; with the origins of those."""
    outcomes = [truth(v) for v in values]
    outcome = one if one in outcomes else None if None in outcomes else not one
    return boolean(outcome, [v for v, o in zip(values, outcomes, strict=True) if o is outcome])


def _some(things: tuple[object, ...], name: str, least: int = 1) -> list[Quantity]:
    """The values of a function that says nothing about fewer than `least`."""
    values = flat(things)
    if not values:
        raise Fault.error("no-row", f"{name} of no values says nothing", "see the conditions of the query")
    if len(values) < least:
        raise Fault.error("bad-argument", f"{name} takes at least {least} values, not {len(values)}")
    return values


def _about(value: object, target: object, tolerance: object = None) -> Quantity:
    if tolerance is None:
        # about(target, tolerance), to be compared with: x == about(4, 0.5).
        return replace(single(value), tolerance=single(target))
    return compare("eq", single(value), replace(single(target), tolerance=single(tolerance)))


def _between(value: object, low: object, high: object) -> Quantity:
    q = single(value)
    return _all(compare("gteq", q, single(low)), compare("lteq", q, single(high)))


def _steps(values: Sequence[Quantity], op: str) -> Quantity:
    return _all(*(compare(op, a, b) for a, b in pairwise(values)))


def _rising(*things: object) -> Quantity:
    return _steps(_some(things, "rising", 2), "lt")


def _falling(*things: object) -> Quantity:
    return _steps(_some(things, "falling", 2), "gt")


def _monotone(*things: object) -> Quantity:
    values = _some(things, "monotone", 2)
    return _any(_steps(values, "lteq"), _steps(values, "gteq"))


def _largest(value: object, *things: object) -> Quantity:
    q = single(value)
    return _all(*(compare("gteq", q, other) for other in _some(things, "largest")))


def _smallest(value: object, *things: object) -> Quantity:
    q = single(value)
    return _all(*(compare("lteq", q, other) for other in _some(things, "smallest")))


def _rank(value: object, *things: object) -> Quantity:
    q, others = single(value), _some(things, "rank")
    greater = [compare("gt", other, q).raw for other in others]
    origins = merged((q, *others))
    return Quantity(None if None in greater else 1 + sum(g is True for g in greater), "", None, origins)


def _round(value: object, digits: object = Quantity(0)) -> Quantity:
    return rounded(single(value), single(digits))


def _seen(value: object) -> Quantity:
    q = single(value)
    if q.missing or not q.number:
        return q
    number = written_number(q)
    if number is None:
        hint = "give the scale: money(USD, 1, bn)"
        raise Fault.error("bad-argument", f"what is written as {q.written.kind} has no one number", hint)
    return replace(q, raw=number)


def _verdict(published: object, computed: object, digits: object) -> Quantity:
    p, c, d = single(published), single(computed), single(digits)
    if p.missing or c.missing:
        return Quantity(None, "", TEXT, merged((p, c)))
    if not p.number or not c.number:
        raise Fault.error("bad-argument", "verdict takes two numbers and the digits that were printed")
    places = places_of(d, "verdict")
    c = in_scale_of(p, c)
    assert isinstance(p.raw, (int, float))
    assert isinstance(c.raw, (int, float))
    return Quantity(verdict(p.raw, c.raw, places), "", TEXT, merged((p, c)))


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
    "monotone": _monotone,
    "rank": _rank,
    "rising": _rising,
    "round": _round,
    "seen": _seen,
    "smallest": _smallest,
    "sum": _sum,
    "verdict": _verdict,
}
