"""Quoted figures held against the data: `[0.3%]{quote=key}` in a report whose data has what was published.

What a figure is compared with is said by the span (`claim=row`, `of="expression"`), or found in the table that the
front matter names (`claims: query`): the row of that source whose published figure is the quoted one. What cannot be
compared says why; nothing is guessed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from builder.errors import Fault, Findings, Location, suggest
from builder.evaluate import run, to_value
from builder.model.comparison import DECIMALS, Comparison, verdict
from builder.model.document import Attr
from builder.model.format import Raw
from builder.model.printed import Printed, figures
from builder.model.units import Unit, parse_unit
from builder.quantity import Quantity
from builder.scope import QueryView, Scope, cell, row_of, shown, single

NEEDED = ("source", "published", "computed")
OPTIONAL = ("key", "claim", "digits", "unit")
_MEASURES = {"percent": "percent", "share": "percent", "points": "points", "ratio": "ratio", "money": "money"}


@dataclass(frozen=True, slots=True)
class Compared:
    """How a quotation stands to the data; `reason` says why it was not compared."""

    comparison: Comparison | None = None
    reason: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """The table of published claims: a query or a table with the columns `source`, `published` (a number, as it was
    printed) and `computed` (what the data give), and if it likes `key`, `claim`, `digits` and `unit`.
    """

    view: QueryView
    places: dict[str, int]

    def rows(self, source: str = "") -> list[_Row]:
        """Its rows, those of one source or all, as they are compared."""
        place = self.places["source"]
        rows = self.view.result.rows
        return [_Row(self, n) for n in range(len(rows)) if not source or shown(rows[n][place]) == source]


@dataclass(frozen=True, slots=True)
class _Row:
    claims: Claims
    number: int

    def get(self, column: str) -> Raw:
        place = self.claims.places.get(column)
        return None if place is None else self.claims.view.result.rows[self.number][place]

    def amount(self, column: str) -> float | None:
        q = Quantity(self.get(column))
        return q.raw if q.number and not q.missing else None  # type: ignore[return-value]  # a number has this type

    @property
    def key(self) -> str:
        key = self.get("key")
        return shown(self.number + 1 if key is None else key)

    @property
    def unit(self) -> str:
        """The unit of what the data give: the row's own, else that of the column."""
        unit = self.get("unit")
        return unit if isinstance(unit, str) else self.claims.view.result.fields[self.claims.places["computed"]].unit

    def published_as(self, figure: Printed) -> bool:
        """Whether the published figure is the quoted one, also in another scale: 289 USD bn is "289 billion"."""
        published = self.amount("published")
        if published is None:
            return False
        unit = parse_unit(self.unit)
        whole = figure.scale is not None and math.isclose(figure.number * figure.scale, published * unit.scale)
        return whole or math.isclose(figure.number, published)

    def digits(self, quoted: Printed | None) -> int:
        """The decimals of the print: what the table says, else those of the quoted or of the published figure."""
        given = self.get("digits")
        if isinstance(given, int) and not isinstance(given, bool):
            if given not in DECIMALS:
                message = f'the claim "{self.key}" has {given} digits'
                raise Fault.error("bad-value", message, f"give the decimals printed, {DECIMALS[0]} to {DECIMALS[-1]}")
            return given
        published = self.amount("published") or 0.0
        if quoted and math.isclose(quoted.number, published):
            return quoted.digits
        return len(repr(published).partition(".")[2].rstrip("0")) if isinstance(published, float) else 0


def claims_of(name: str, at: Location | None, scope: Scope, findings: Findings) -> Claims | None:
    """The table of published claims that the front matter names; None where it names none, or one that is wrong."""
    if not name:
        return None
    try:
        view = scope.query(name)
    except Fault as fault:
        findings.items.append(fault.placed(at))
        return None
    result = view.result
    missing = [c for c in NEEDED if c not in result.names]
    if missing:
        hint = f"it needs {', '.join(NEEDED)}, and may have {', '.join(OPTIONAL)}. {suggest('', result.names)}"
        message = f'the claims "{name}" have no column {" and no ".join(missing)}'
        findings.error("unknown-column", message, at, hint)
        return None
    for column in ("published", "computed", "digits"):
        field = result.fields[result.index(column)] if column in result.names else None
        if field and field.type not in (("integer",) if column == "digits" else ("integer", "number")):
            hint = f"cast it: {column}::{'integer' if column == 'digits' else 'double'}"
            wanted = "a whole number" if column == "digits" else "a number"
            message = f'"{column}" of the claims "{name}" is of type {field.type}, and is to be {wanted}'
            findings.error("bad-value", message, at, hint)
            return None
    return Claims(view, {f.name: n for n, f in enumerate(result.fields)})


def compare_quote(
    text: str, attr: Attr, at: Location, claims: Claims | None, scope: Scope
) -> tuple[Compared, Findings]:
    """How a quotation stands to the data, with what is wrong with it."""
    findings = Findings()
    quoted = figures(text, scope.lang)
    try:
        if expression := attr.get("of"):
            return _with_expression(quoted, expression, at, scope), findings
        if claims is None:
            if "claim" in dict(attr.keys):
                hint = "name the query that has them: claims: NAME"
                raise Fault.error("unknown-claim", "the front matter names no table of published claims", hint)
            return Compared(reason="the report names no published claims"), findings
        if key := attr.get("claim"):
            row = _row_of_key(key, attr.get("quote"), claims)
            return _with_claim(row, quoted, text, at, scope, findings), findings
        return _found(quoted, attr.get("quote"), claims, at, scope, findings), findings
    except Fault as fault:
        findings.items.append(fault.placed(at))
        return Compared(reason="it cannot be compared"), findings


# -- With an expression ----------------------------------------------------------------------------------


def _with_expression(quoted: tuple[Printed, ...], expression: str, at: Location, scope: Scope) -> Compared:
    q = single(run(expression, scope))
    value = to_value(q, scope.lang, expression, at)
    if q.missing:
        return Compared(reason="the data have no value")
    if not q.number:
        raise Fault.error("bad-argument", f'"{expression}" gives no number', "name a column of numbers")
    if len(quoted) != 1:
        return Compared(reason=_how_many(quoted))
    [figure] = quoted
    unit = parse_unit(q.unit)
    if figure.currency and unit.currency and figure.currency != unit.currency:
        return Compared(reason=f"it is printed in {figure.currency}, the data are in {unit.currency}")
    money = (figure.measure == "money", unit.kind == "money")
    if figure.measure and unit.kind in _MEASURES and any(money) and not all(money):
        return Compared(reason=f"it is printed as {figure.measure}, the data are in {q.unit}")
    assert isinstance(q.raw, (int, float))
    known = unit.kind in _MEASURES or figure.measure == ""
    given = q.raw if figure.scale is None or not known else float(f"{q.raw * unit.scale / figure.scale:.15g}")
    outcome = verdict(figure.number, given, figure.digits)
    return Compared(Comparison(outcome, figure.number, figure.digits, value, given, "", _unit_note(figure, unit)))


def _how_many(quoted: tuple[Printed, ...]) -> str:
    return f"the quotation has {len(quoted)} figures" if quoted else "the quotation has no figure"


def _unit_note(figure: Printed, unit: Unit) -> str:
    """Where a figure is printed in a unit that the data do not have: a percent sign on percentage points."""
    if not figure.measure or unit.kind not in _MEASURES or figure.measure == _MEASURES[unit.kind]:
        return ""
    return f"printed as {_NAMES[figure.measure]}, the data give {unit.name}"


_NAMES = {"percent": "percent", "points": "points", "ratio": "a multiple", "money": "money"}

# -- With the table of claims ----------------------------------------------------------------------------


def _row_of_key(key: str, source: str, claims: Claims) -> _Row:
    rows = claims.rows()
    found = [r for r in rows if r.key == key]
    if not found:
        hint = suggest(key, (r.key for r in claims.rows(source)), f'Of "{source}" there are')
        raise Fault.error("unknown-claim", f'no published claim is called "{key}"', hint)
    if len(found) > 1:
        raise Fault.error("several-rows", f'{len(found)} published claims are called "{key}"', "make the keys unique")
    owner = shown(found[0].get("source"))
    if owner != source:
        hint = f"write quote={owner}, or name a claim of {source}"
        raise Fault.error("unknown-claim", f'the claim "{key}" is published by {owner}, not by {source}', hint)
    return found[0]


def _found(
    quoted: tuple[Printed, ...], source: str, claims: Claims, at: Location, scope: Scope, findings: Findings
) -> Compared:
    """The one row of the source that published the quoted figure; several that the data tell the same of are one."""
    if len(quoted) != 1:
        return Compared(reason=_how_many(quoted))
    [figure] = quoted
    rows = [r for r in claims.rows(source) if r.published_as(figure)]
    if not rows:
        return Compared(reason="no published claim of this source has the figure")
    if len({(r.amount("computed"), r.digits(figure)) for r in rows}) > 1:
        keys = ", ".join(r.key for r in rows[:8])
        hint = f"name the row: claim=KEY, one of {keys}"
        message = f"{len(rows)} published claims of {source} have this figure, and the data differ for them"
        findings.warning("ambiguous-quote", message, at, hint)
        return Compared(reason="several published claims have the figure")
    return _compared(rows[0], figure, scope)


def _with_claim(
    row: _Row, quoted: tuple[Printed, ...], text: str, at: Location, scope: Scope, findings: Findings
) -> Compared:
    published = row.amount("published")
    if published is None:
        return Compared(reason="the claim has no published figure", claim=row.key)
    same = [figure for figure in quoted if row.published_as(figure)]
    if not same:
        unit = f" {row.unit}" if row.unit else ""
        message = f'"{text}" is not what the claim "{row.key}" says was published: {published:.15g}{unit}'
        findings.warning("quote-differs", message, at, "one of the two was mistyped: look it up in the source")
    return _compared(row, same[0] if same else None, scope)


def _compared(row: _Row, figure: Printed | None, scope: Scope) -> Compared:
    published, given = row.amount("published"), row.amount("computed")
    assert published is not None
    if given is None:
        return Compared(reason="the data have no value for the claim", claim=row.key)
    digits = row.digits(figure)
    q = cell(row_of(row.claims.view, row.number), "computed", scope)
    value = to_value(q if q.unit else replace(q, unit=row.unit), scope.lang)
    note = _unit_note(figure, parse_unit(row.unit)) if figure else ""
    outcome = verdict(published, given, digits)
    return Compared(Comparison(outcome, published, digits, value, given, row.key, note), claim=row.key)
