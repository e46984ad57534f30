"""What the names of an expression stand for: query results and their rows, parameters, and the report."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice

from builder.errors import Fault, suggest
from builder.model.data import Field, QueryResult
from builder.model.format import TEXT, Raw
from builder.model.value import Cell, Origin
from builder.previous import MEMBERS, SETTINGS, Previous, then
from builder.quantity import Quantity, alike, arithmetic


@dataclass(slots=True)
class Scope:
    """The results and settings that an expression sees. `rows` are the variables of `each`, `seen` collects every cell
    that was read. `params` and `report` are typed values by name.
    """

    results: Mapping[str, QueryResult]
    params: Mapping[str, Raw]
    report: Mapping[str, Raw]
    lang: str = "en-US"
    rows: Mapping[str, RowView] = field(default_factory=dict)
    seen: list[Quantity] = field(default_factory=list)
    failed: list[tuple[str, Quantity, Quantity]] = field(default_factory=list)
    previous: Previous = field(default_factory=Previous)
    _views: dict[str, QueryView] = field(default_factory=dict)

    def bind(self, name: str, row: RowView) -> Scope:
        """The same scope with one more row variable."""
        return replace(self, rows={**self.rows, name: row}, seen=[], failed=[])

    def names(self) -> list[str]:
        """Every name that an expression may start with, functions aside."""
        return [*self.rows, *self.results, *self.params, "params", "report"]

    def query(self, name: str) -> QueryView:
        """The view of a query. Raises a `Fault` with what exists."""
        if name not in self.results:
            hint = suggest(name, self.results, "There are")
            raise Fault.error("unknown-query", f'there is no query "{name}"', hint)
        if name not in self._views:
            self._views[name] = QueryView(self.results[name])
        return self._views[name]

    def lookup(self, name: str) -> Thing:
        """What `name` stands for: a row of `each`, a query, a parameter, `params` or `report`."""
        if name in self.rows:
            return self.rows[name]
        if name in self.results:
            return self.query(name)
        if name in self.params:
            return _setting(self.params[name])
        if name == "params":
            return Names("parameter", self.params)
        if name == "report":
            return Names("key", self.report)
        hint = suggest(name, self.names(), "There are")
        raise Fault.error("unknown-query", f'there is no query or parameter "{name}"', hint)


@dataclass(frozen=True, slots=True)
class Names:
    """`params` or `report`."""

    kind: str
    values: Mapping[str, Raw]


@dataclass(slots=True)
class QueryView:
    """A query result with an index for each set of columns that `at` was asked for, and what its rows are called by."""

    result: QueryResult
    identity: tuple[int, ...] | None = None
    telling: list[tuple[int, Field]] | None = None
    indices: dict[tuple[str, ...], dict[tuple[Raw, ...], list[int]]] = field(default_factory=dict)

    def key(self, number: int) -> Key:
        """What tells row `number` (from 0) from the others: the least columns of texts and times that do, else its
        number, counted from 1.
        """
        if self.identity is None:
            self.identity = _identity(self.result)
        if not self.identity:
            return (("row", str(number + 1)),)
        row, fields = self.result.rows[number], self.result.fields
        return tuple((fields[i].name, shown(row[i], fields[i])) for i in self.identity)

    def find(self, conditions: Mapping[str, Quantity]) -> list[int]:
        """The numbers of the rows that meet every condition."""
        columns = tuple(conditions)
        places = [self.result.index(c) for c in columns]
        if columns not in self.indices:
            index: dict[tuple[Raw, ...], list[int]] = {}
            for n, row in enumerate(self.result.rows):
                index.setdefault(tuple(row[p] for p in places), []).append(n)
            self.indices[columns] = index
        index = self.indices[columns]
        wanted = tuple(q.raw for q in conditions.values())
        found = index.get(wanted, [])
        # A period given as text, or a number as text, is not the key itself; and to Python True is 1.
        if not found or any(isinstance(w, bool) for w in wanted):
            found = sorted(n for key, rows in index.items() if all(map(alike, key, wanted)) for n in rows)
        return found

    def row(self, number: int, *, asked: bool) -> Key | None:
        """The texts, times and truths of row `number`, as `Cell.row` has them."""
        if len(self.result.rows) == 1 and not asked:
            return ()
        if self.telling is None:
            self.telling = [(n, f) for n, f in enumerate(self.result.fields) if f.type not in ("integer", "number")]
        row = self.result.rows[number]
        return tuple((f.name, shown(row[n], f)) for n, f in self.telling) or None


def _identity(result: QueryResult) -> tuple[int, ...]:
    """The first columns of texts and times, one, two or three of them, that no two rows share; () where none do."""
    fields, rows = result.fields, result.rows
    naming = [i for i, f in enumerate(fields) if f.type not in ("integer", "number", "boolean")]
    # A column with a gap names nothing. More columns than these are no key that a reader could follow.
    naming = [i for i in naming if all(row[i] is not None for row in rows)][:6]
    for size in (1, 2, 3):
        for some in combinations(naming, size):
            if len({tuple(row[i] for i in some) for row in rows}) == len(rows):
                return some
    return ()


Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a query, and by what it is known: the conditions that it was `asked` for by, or its key."""

    query: QueryView
    number: int
    key: Key
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """`q.at` or `q.values`, to be called."""

    query: QueryView
    name: str


# Two names instead of one recursive alias: a list holds rows, quantities or what the author wrote in brackets.
Thing = Quantity | QueryView | RowView | Names | Method | tuple[object, ...]


def member(thing: Thing, name: str, scope: Scope) -> Thing:
    """`thing.name`. Raises a `Fault` with what exists."""
    match thing:
        case QueryView():
            return _of_query(thing, name, scope)
        case RowView():
            return cell(thing, name, scope)
        case Quantity() if name in MEMBERS:
            return _of_previous(thing, name, scope)
        case Names() if thing.kind == "key" and name in ("previous", "has_previous"):
            return _previous_settings(name, scope.previous)
        case Names():
            if name not in thing.values:
                hint = suggest(name, thing.values, "There are")
                raise Fault.error("unknown-query", f'there is no {thing.kind} "{name}"', hint)
            return _setting(thing.values[name])
        case _:
            hint = "only queries, rows, params and report have names after a dot"
            raise Fault.error("bad-expression", f'nothing here has a "{name}"', hint)


def _setting(raw: Raw) -> Quantity:
    # A whole number among the parameters is a year or an identifier more often than an amount.
    return Quantity(raw, "", TEXT if isinstance(raw, int) else None)


def _of_previous(q: Quantity, name: str, scope: Scope) -> Quantity:
    if not any(q is cell_ and q.origins[0].column for cell_ in scope.seen):
        hint = f"ask the cell, as in q.x.{name} | points(1), and reckon with what it gives"
        raise Fault.error("bad-expression", f"{name} is of a cell of a query, and this is none", hint)
    [origin] = q.origins
    if name == "has_previous":
        return Quantity(not origin.edition and scope.previous.find(origin) is not None, "", TEXT, (origin,))
    found = then(q, scope.previous, field_of(scope.results[origin.query], origin.column).type)
    scope.seen.append(found)
    return found if name == "previous" else arithmetic("-", q, found)


def _previous_settings(name: str, previous: Previous) -> Thing:
    if name == "has_previous":
        return Quantity(previous.edition is not None, "", TEXT)
    return Names("key of the previous edition", {key: previous.setting(key) for key in SETTINGS})


def _of_query(view: QueryView, name: str, scope: Scope) -> Thing:
    result = view.result
    match name:
        case "first" | "last":
            _not_empty(result)
            return row_of(view, 0 if name == "first" else len(result.rows) - 1)
        case "rows":
            return tuple(row_of(view, n) for n in range(len(result.rows)))
        case "count":
            whole = Quantity(len(result.rows), "", None, (Origin(result.name, "", (), (), result.sources),))
            scope.seen.append(whole)
            return whole
        case "at" | "values":
            return Method(view, name)
        case _:
            pass
    field_of(result, name)
    _not_empty(result)
    if len(result.rows) > 1:
        hint = f'name the row: {result.name}.at(...).{name}, {result.name}.first.{name}, or values("{name}") for all'
        message = f'query "{result.name}" has {len(result.rows)} rows, so "{name}" is not one value'
        raise Fault.error("several-rows", message, hint)
    return cell(row_of(view, 0), name, scope)


def row_of(view: QueryView, number: int) -> RowView:
    """Row `number` of a query, counted from 0."""
    return RowView(view, number, view.key(number))


def _not_empty(result: QueryResult) -> None:
    if not result.rows:
        raise Fault.error("no-row", f'query "{result.name}" has no rows', "see its conditions")


def field_of(result: QueryResult, column: str) -> Field:
    """The field called `column`. Raises a `Fault` with the columns that exist."""
    try:
        return result.fields[result.index(column)]
    except KeyError:
        hint = suggest(column, result.names)
        raise Fault.error("unknown-column", f'query "{result.name}" has no column "{column}"', hint) from None


def cell(row: RowView, column: str, scope: Scope) -> Quantity:
    """One cell as a quantity with its origin; `scope.seen` remembers it."""
    result = row.query.result
    field_ = field_of(result, column)
    raw = result.rows[row.number][result.index(column)]
    held = Cell(raw, unit_of(field_), row.query.row(row.number, asked=row.asked))
    origin = Origin(result.name, column, row.key, result.row_origins(row.number), result.sources, held)
    quantity = quantity_of(raw, field_, (origin,))
    scope.seen.append(quantity)
    return quantity


def quantity_of(raw: Raw, field_: Field, origins: tuple[Origin, ...]) -> Quantity:
    """A cell with the unit and format of its column. A number without a format of its own takes its unit's."""
    amount = field_.type in ("integer", "number")
    return Quantity(raw, unit_of(field_), field_.written if field_.format or not amount else None, origins)


def unit_of(field_: Field) -> str:
    """The unit of a column; that of a column of years is the year."""
    return field_.unit or ("year" if field_.type == "year" else "")


def values(view: QueryView, column: str, scope: Scope) -> tuple[Quantity, ...]:
    """A whole column."""
    field_of(view.result, column)
    return tuple(cell(row_of(view, n), column, scope) for n in range(len(view.result.rows)))


def at(view: QueryView, conditions: Mapping[str, Quantity]) -> RowView:
    """The one row that meets the conditions. Raises a `Fault` where none or several do."""
    result = view.result
    if not conditions:
        hint = f"name columns: {', '.join(result.names)}"
        raise Fault.error("bad-argument", f"{result.name}.at() takes column=value pairs", hint)
    for column in conditions:
        field_of(result, column)
    found = view.find(conditions)
    said = ", ".join(f"{c}={shown(q.raw, quoted=True)}" for c, q in conditions.items())
    if not found:
        raise Fault.error("no-row", f'query "{result.name}" has no row with {said}', _what_exists(view, conditions))
    if len(found) > 1:
        others = _telling_apart(result, found)
        hint = f"add a condition on {' or '.join(others)}" if others else "the rows are the same: select distinct"
        raise Fault.error("several-rows", f'query "{result.name}" has {len(found)} rows with {said}', hint)
    return RowView(view, found[0], tuple((c, shown(q.raw)) for c, q in conditions.items()), asked=True)


def _what_exists(view: QueryView, conditions: Mapping[str, Quantity]) -> str:
    result = view.result
    if not result.rows:
        return "it has no rows at all: see its conditions"
    for column, wanted in conditions.items():
        if not view.find({column: wanted}):
            known = dict.fromkeys(shown(raw, result.fields[result.index(column)]) for raw in result.column(column))
            return suggest(shown(wanted.raw), known, f'"{column}" has')
    places = [(c, result.index(c)) for c in conditions]
    keys = dict.fromkeys(", ".join(f"{c}={shown(row[p], result.fields[p])}" for c, p in places) for row in result.rows)
    return "there are " + "; ".join(islice(keys, 12)) + (f" and {len(keys) - 12} more" if len(keys) > 12 else "")


def _telling_apart(result: QueryResult, rows: Sequence[int]) -> list[str]:
    return [f.name for i, f in enumerate(result.fields) if len({repr(result.rows[n][i]) for n in rows}) > 1]


def shown(raw: Raw, field_: Field | None = None, *, quoted: bool = False) -> str:
    """A raw value in a key or a message: as one would type it."""
    if raw is None:
        return "missing"
    if isinstance(raw, datetime.date):
        return raw.isoformat()[:7] if field_ and field_.type == "yearmonth" else raw.isoformat()
    if isinstance(raw, bool):
        return str(raw).lower()
    return f'"{raw}"' if quoted and isinstance(raw, str) else str(raw)


def flat(things: Iterable[object]) -> list[Quantity]:
    """Quantities out of arguments that are quantities or lists of them."""
    out: list[Quantity] = []
    for thing in things:
        if isinstance(thing, tuple):
            out += flat(thing)
        else:
            out.append(single(thing))
    return out


def single(thing: object) -> Quantity:
    """`thing` if it is one value; else a `Fault` that says how to get one from it."""
    match thing:
        case Quantity():
            return thing
        case QueryView():
            name, columns = thing.result.name, ", ".join(thing.result.names)
            hint = f"name a row and a column: {name}.first.{thing.result.names[0]}. It has: {columns}"
            raise Fault.error("not-a-value", f'"{name}" is a whole query', hint)
        case RowView():
            names = thing.query.result.names
            raise Fault.error(
                "not-a-value", "this is a whole row", f"name a column: .{names[0]}. It has: {', '.join(names)}"
            )
        case Method():
            how = "at(column=value).column" if thing.name == "at" else 'values("column")'
            raise Fault.error("not-a-value", f"{thing.name} is not called", f"write .{how}")
        case Names():
            names = tuple(thing.values)
            raise Fault.error("not-a-value", f"this is every {thing.kind}", f"name one of: {', '.join(names)}")
        case _:
            raise Fault.error(
                "not-a-value", "this is a list", "take one of it, as in [0], or sum(...), max(...), join(...)"
            )
