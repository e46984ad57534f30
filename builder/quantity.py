"""Numbers with their unit, format and origins, and the arithmetic that keeps all three. The only arithmetic there is.

Like units alone are added and compared; what has no sound meaning is refused with a `Fault`, never guessed. A missing
operand makes a missing result. Halves are rounded, and equality is judged, on the decimals that a reader sees.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from builder.errors import Fault
from builder.model.cldr import rounded_half
from builder.model.comparison import DECIMALS
from builder.model.format import TEXT, Format, Raw, default_format, fit_format
from builder.model.noise import held, same_number
from builder.model.units import DIFFERENCES, SCALES, Unit, parse_unit
from builder.model.value import Origin


@dataclass(frozen=True, slots=True)
class Quantity:
    """A raw value on its way through an expression. `format` is None where the unit's default serves; `tolerance` is
    how far a value may lie from this one and still equal it.
    """

    raw: Raw
    unit: str = ""
    format: Format | None = None
    origins: tuple[Origin, ...] = ()
    tolerance: Quantity | None = None

    @property
    def missing(self) -> bool:
        """Whether there is no value: null, or not a number."""
        return self.raw is None or (isinstance(self.raw, float) and math.isnan(self.raw))

    @property
    def number(self) -> bool:
        """Whether the value is an amount."""
        return isinstance(self.raw, (int, float)) and not isinstance(self.raw, bool)

    @property
    def written(self) -> Format:
        """The format that the value is written in."""
        if self.format is not None:
            return self.format
        if isinstance(self.raw, datetime.date):
            return Format("date")
        return default_format(self.unit) if self.number else TEXT


def merged(quantities: Iterable[Quantity]) -> tuple[Origin, ...]:
    """Every origin, each once, in order."""
    return tuple(dict.fromkeys(o for q in quantities for o in q.origins))


def _operand(q: Quantity, op: str) -> float:
    if not q.number:
        raise Fault.error("bad-argument", f"{_shown(q)} is no number, so {op} does not apply to it")
    assert isinstance(q.raw, (int, float))
    return q.raw


def _shown(q: Quantity) -> str:
    if isinstance(q.raw, str):
        return f'"{q.raw[:40]}"'
    return str(q.raw).lower() if isinstance(q.raw, bool) else str(q.raw)


def _clean(value: float, op: str) -> float:
    """To the 15 digits that a double holds, which is without the noise of binary fractions (0.1 * 3 is 0.3); refuses
    what is beyond numbers.
    """
    if isinstance(value, int):
        if abs(value) < 10**30:
            return value
        value = float(value)
    if math.isinf(value):
        raise Fault.error("bad-argument", f"the result of {op} is too large")
    return float(f"{value:.15g}")


def arithmetic(op: str, a: Quantity, b: Quantity) -> Quantity:
    """`a op b` for + - * / // % **; raises `Fault` where units or types do not allow it."""
    origins = merged((a, b))
    if op == "-" and isinstance(a.raw, datetime.date) and isinstance(b.raw, datetime.date):
        return Quantity((_date(a.raw) - _date(b.raw)).days, "days", None, origins)
    if not (a.missing or b.missing):
        _operand(a, op)
        _operand(b, op)
    unit, format_, b = _result(op, a, b)
    if a.missing or b.missing:
        return Quantity(None, unit, format_, origins)
    try:
        raw = _clean(_compute(op, _operand(a, op), _operand(b, op)), op)
    except OverflowError:
        raise Fault.error("bad-argument", f"the result of {op} is too large") from None
    return Quantity(raw, unit, format_, origins)


def _compute(op: str, x: float, y: float) -> float:
    if op in ("/", "//", "%") and y == 0:
        raise Fault.error("division-by-zero", f"{x:g} {op} 0 has no result", "keep rows with a zero out of the query")
    match op:
        case "+":
            return held(x + y, x, y)
        case "-":
            return held(x - y, x, y)
        case "*":
            return x * y
        case "/":
            return x / y
        case "//":
            return x // y
        case "%":
            return x % y
        case _:
            return _power(x, y)


def _power(x: float, y: float) -> float:
    if x == 0 and y < 0:
        raise Fault.error("division-by-zero", f"0 ** {y:g} has no result")
    if x < 0 and y != int(y):
        raise Fault.error("bad-argument", f"{x:g} ** {y:g} is no real number")
    result = math.pow(x, y)
    exact = isinstance(x, int) and isinstance(y, int) and y >= 0 and abs(result) < 1e15
    return round(result) if exact else result


def _result(op: str, a: Quantity, b: Quantity) -> tuple[str, Format | None, Quantity]:
    """The unit and format of `a op b`, and `b` in the scale of `a`."""
    ua, ub = parse_unit(a.unit), parse_unit(b.unit)
    match op:
        case "+" | "-" | "%":
            return _sum_unit(op, a, ua, b, ub)
        case "*":
            return _product_unit(a, ua, b, ub)
        case "/" | "//":
            return _quotient_unit(a, ua, b, ub)
        case _:
            if b.unit:
                raise Fault.error("unit-mismatch", f"an exponent has no unit, but this one has {b.unit}")
            return ("x" if ua.kind in ("ratio", "share") else ""), None, b


def _sum_unit(op: str, a: Quantity, ua: Unit, b: Quantity, ub: Unit) -> tuple[str, Format | None, Quantity]:
    if not a.unit or not b.unit:
        # A bare number takes the unit of its partner.
        return a.unit or b.unit, a.format or b.format, b
    if op == "-" and a.unit == b.unit and a.unit in DIFFERENCES:
        unit = DIFFERENCES[a.unit]
        return unit, fit_format(Format("points", a.format.digits if a.format else None), parse_unit(unit)), b
    if op == "-" and ua.kind == ub.kind == "year":
        return "", None, b
    if op in "+-" and DIFFERENCES.get(a.unit) == b.unit:
        # A level moves by points; points less a level are nothing.
        return a.unit, a.format, b
    if op == "+" and DIFFERENCES.get(b.unit) == a.unit:
        return b.unit, b.format, b
    return a.unit, a.format or b.format, in_scale_of(a, b, f"{op} does not combine")


def in_scale_of(a: Quantity, b: Quantity, what: str = "cannot be compared:") -> Quantity:
    """`b` in the unit of `a`: the same, money of one currency or points in another scale, or a bare ratio. Else a
    `Fault`: so percent and percentage points are never taken for each other.
    """
    ua, ub = parse_unit(a.unit), parse_unit(b.unit)
    if not a.unit or not b.unit or a.unit == b.unit or {ua.kind, ub.kind} == {"share", "ratio"}:
        return b
    if ua.kind == ub.kind and ua.kind in ("money", "points") and ua.currency == ub.currency:
        return b if b.missing else replace(b, raw=_clean(_operand(b, "*") * ub.scale / ua.scale, "*"), unit=a.unit)
    hint = "bring both to one unit in the query, or give the units in datapackage.json"
    if {ua.kind, ub.kind} in ({"percent", "points"}, {"share", "points"}):
        hint = f"{a.unit} and {b.unit} are two things: a level, and the distance of two levels; compare like with like"
    raise Fault.error("unit-mismatch", f"{what} {a.unit} and {b.unit}", hint)


_FACTORS = ("share", "ratio")


def _product_unit(a: Quantity, ua: Unit, b: Quantity, ub: Unit) -> tuple[str, Format | None, Quantity]:
    if not b.unit or (ub.kind in _FACTORS and a.unit):
        return a.unit, a.format, b
    if not a.unit or ua.kind in _FACTORS:
        return b.unit, b.format, b
    hint = "multiply in the query, where the result gets a unit of its own"
    raise Fault.error("unit-mismatch", f"{a.unit} times {b.unit} has no unit that is known", hint)


def _quotient_unit(a: Quantity, ua: Unit, b: Quantity, ub: Unit) -> tuple[str, Format | None, Quantity]:
    if not b.unit:
        return a.unit, a.format, b
    if a.unit and (a.unit == b.unit or ua.kind == ub.kind == "money" or (ua.kind in _FACTORS and ub.kind in _FACTORS)):
        return "x", None, in_scale_of(a, b, "/ does not combine")
    if ub.kind in _FACTORS:
        return a.unit, a.format, b
    if not a.unit:
        return f"1 per {b.unit}", None, b
    if ub.kind in ("percent", "points") or ua.kind in ("percent", "points", "ratio", "share"):
        hint = "divide in the query, where the result gets a unit of its own"
        raise Fault.error("unit-mismatch", f"{a.unit} over {b.unit} has no unit that is known", hint)
    # Money for each thing is still money; its scale must stay readable.
    return (a.unit, a.format, b) if ua.kind == "money" else (f"{a.unit} per {b.unit}", None, b)


# -- Comparing -------------------------------------------------------------------------------------------


def compare(op: str, a: Quantity, b: Quantity) -> Quantity:
    """`a op b` for eq ne lt lteq gt gteq, as true, false or missing."""
    if limit := a.tolerance or b.tolerance:
        return _near(op, replace(a, tolerance=None), replace(b, tolerance=None), limit)
    origins = merged((a, b))
    if a.missing or b.missing:
        return Quantity(None, origins=origins)
    if a.number and b.number:
        b = in_scale_of(a, b)
        assert isinstance(a.raw, (int, float))
        assert isinstance(b.raw, (int, float))
        x, y = a.raw, b.raw
        same = same_number(x, y)
        less = not same and x < y
    elif op in ("eq", "ne"):
        same, less = alike(a.raw, b.raw), False
    else:
        same, less = _in_order(a, b)
    outcome = {"eq": same, "ne": not same, "lt": less, "lteq": less or same, "gt": not (less or same)}
    return Quantity(outcome.get(op, not less), "", TEXT, origins)


def _near(op: str, a: Quantity, b: Quantity, limit: Quantity) -> Quantity:
    """Whether `a` lies within `limit` of `b`. The distance of two percents is in points, and so is the limit."""
    if op not in ("eq", "ne"):
        raise Fault.error("bad-argument", "about(...) has no order", "compare it with == or !=")
    if limit.number and not limit.missing and _operand(limit, "about") < 0:
        raise Fault.error("bad-argument", "a tolerance is not below zero")
    if not b.unit:  # a bare number is one of the unit that it is compared in
        b = replace(b, unit=a.unit)
    elif not a.unit:
        a = replace(a, unit=b.unit)
    distance = absolute(arithmetic("-", a, in_scale_of(a, b)))
    return compare("lteq" if op == "eq" else "gt", distance, limit)


def _in_order(a: Quantity, b: Quantity) -> tuple[bool, bool]:
    if isinstance(a.raw, str) and isinstance(b.raw, str):
        return a.raw == b.raw, a.raw < b.raw
    if isinstance(a.raw, datetime.date) and isinstance(b.raw, datetime.date):
        return _date(a.raw) == _date(b.raw), _date(a.raw) < _date(b.raw)
    if isinstance(a.raw, datetime.date) and isinstance(b.raw, str):
        # An ISO period sorts as its text does.
        text = a.raw.isoformat()[: len(b.raw)]
        return text == b.raw, text < b.raw
    if isinstance(b.raw, datetime.date) and isinstance(a.raw, str):
        same, less = _in_order(b, a)
        return same, not (same or less)
    raise Fault.error("bad-argument", f"{_shown(a)} and {_shown(b)} have no order")


def _date(raw: datetime.date) -> datetime.date:
    return raw.date() if isinstance(raw, datetime.datetime) else raw


def alike(raw: Raw, wanted: Raw) -> bool:
    """Whether a cell is what was asked for: "2024-01" and 2024 are periods of a date, "2024" is the number 2024."""
    if isinstance(raw, bool) or isinstance(wanted, bool):
        return raw is wanted
    if isinstance(raw, datetime.date) and isinstance(wanted, datetime.date):
        return raw == wanted or (type(raw) is not type(wanted) and _date(raw) == _date(wanted))
    if isinstance(raw, datetime.date):
        text = str(wanted)
        return len(text) >= 4 and raw.isoformat()[: len(text)] == text and not text.endswith("-")
    if isinstance(wanted, datetime.date):
        return alike(wanted, raw)
    if isinstance(raw, str) != isinstance(wanted, str):
        return str(raw) == str(wanted)
    return raw == wanted


# -- Functions -------------------------------------------------------------------------------------------


def negative(q: Quantity) -> Quantity:
    """`-q`."""
    return q if q.missing else replace(q, raw=-_operand(q, "-"))


def absolute(q: Quantity) -> Quantity:
    """The amount without its sign."""
    return q if q.missing else replace(q, raw=abs(_operand(q, "abs")))


def places_of(q: Quantity, name: str) -> int:
    """A number of decimals, as a function of that name takes it; negative ones are before the point."""
    if not isinstance(q.raw, int) or isinstance(q.raw, bool) or q.raw not in DECIMALS:
        raise Fault.error("bad-argument", f"{name} takes a number of digits from {DECIMALS[0]} to {DECIMALS[-1]}")
    return q.raw


def rounded(q: Quantity, digits: Quantity = Quantity(0)) -> Quantity:
    """`q` to so many decimals, halves away from zero: the number that the reader sees."""
    if q.missing:
        return q
    places = places_of(digits, "round")
    value = float(rounded_half(Decimal(repr(_operand(q, "round"))), places))
    return replace(q, raw=int(value) if places <= 0 and abs(value) < 1e15 else value)


def total(quantities: Sequence[Quantity]) -> Quantity:
    """The sum, in the unit of the first; missing where one is missing."""
    if not quantities:
        raise Fault.error("no-row", "the sum of no values has no unit and no meaning")
    result = quantities[0]
    origins = merged(quantities)
    if all(q.unit == result.unit for q in quantities):
        if any(q.missing for q in quantities):
            return replace(result, raw=None, origins=origins)
        raws = [_operand(q, "sum") for q in quantities]
        exact = all(isinstance(r, int) for r in raws)
        return replace(result, raw=_clean(sum(raws) if exact else math.fsum(raws), "sum"), origins=origins)
    for q in quantities[1:]:
        # Not as + does: percent and points have no sum.
        unit = replace(result, unit=result.unit or q.unit, format=result.format or q.format, origins=())
        result = arithmetic("+", unit, in_scale_of(unit, replace(q, origins=()), "a sum does not combine"))
    return replace(result, origins=origins)


def written_number(q: Quantity) -> float | None:
    """The number that a reader of `q` sees, in the unit of `q`: rounded as its format rounds. None where it is no
    number, or the scale that it is written in depends on its size.
    """
    f = q.written
    if q.missing or not q.number or (f.kind == "compact" and f.scale == "") or f.scale == "auto":
        return None
    assert isinstance(q.raw, (int, float))
    if f.kind == "text" or math.isinf(q.raw):
        return q.raw
    digits = 2 if f.digits is None else f.digits
    step = SCALES[f.scale] / f.factor
    return float(rounded_half(Decimal(repr(q.raw)) / Decimal(repr(step)), digits) * Decimal(repr(step)))


def hides(q: Quantity) -> bool:
    """Whether a reader sees fewer digits than the value has."""
    if not q.number or q.missing:
        return False
    seen = written_number(q)
    assert isinstance(q.raw, (int, float))
    return seen is None or not math.isclose(seen, q.raw, rel_tol=1e-14, abs_tol=0)


def extreme(quantities: Sequence[Quantity], op: str) -> Quantity:
    """The largest ("gt") or smallest ("lt") value, with its own origin; missing where one is missing."""
    if not quantities:
        raise Fault.error("no-row", "no values have no largest or smallest one")
    best = quantities[0]
    for q in quantities:
        if q.missing:
            return Quantity(None, q.unit, q.format, merged(quantities))
        if compare(op, q, best).raw:
            best = q
    return best


# -- Formats ---------------------------------------------------------------------------------------------

_ALLOWED = {
    "percent": ("percent", "share", "ratio"),
    "points": ("percent", "share", "ratio", "points"),
    "times": ("ratio", "share"),
    "money": ("money",),
}


def with_format(q: Quantity, format_: Format, name: str) -> Quantity:
    """`q`, to be written in `format_`, which the filter `name` gave. A `Fault` where that would say another thing."""
    unit = parse_unit(q.unit)
    if format_.kind == "date" and not (q.missing or isinstance(q.raw, datetime.date)):
        raise Fault.error("bad-argument", f"{_shown(q)} is no date, so {name} does not apply to it")
    if format_.kind not in ("date", "text") and not (q.missing or q.number):
        raise Fault.error("bad-argument", f"{_shown(q)} is no number, so {name} does not apply to it")
    allowed = _ALLOWED.get(format_.kind)
    # "66 points" of a score are points too.
    free = not q.unit or (format_.kind in ("points", "times") and unit.kind == "plain")
    if allowed and not free and unit.kind not in allowed:
        raise Fault.error("unit-mismatch", f"{q.unit} is not written as {name}", f"{name} is for: {', '.join(allowed)}")
    if format_.kind == "money" and unit.currency and format_.currency not in ("", unit.currency):
        hint = f"convert it in the query, or write money({unit.currency})"
        raise Fault.error("unit-mismatch", f"{q.unit} is not written as {format_.currency}", hint)
    return replace(q, format=fit_format(format_, unit))
