"""What a result's columns are: the unit, format and title of the columns that they come from.

Read off the query's syntax tree, as DuckDB gives it, through joins, subqueries, common table expressions and unions.
What is not understood inherits nothing; it is never an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from builder.model.data import Field
from builder.sources.statement import Statement, common_tables, set_sides, table_name

# A column's name (which Field has, too, under the name that it came from) and what it inherits.
Column = tuple[str, Field | None]
# Columns by the lower-case name of their table; None where they are not known.
Tables = Mapping[str, Sequence[Column] | None]

# Functions whose result is of the same kind as their first argument, and as all of their arguments.
_KEEPING = {
    "min", "max", "sum", "avg", "mean", "median", "first", "last", "any_value", "mode", "abs", "round", "floor", "ceil",
    "lag", "lead", "first_value", "last_value", "nth_value", "nullif", "trunc", "ceiling", "arbitrary", "min_by",
    "quantile_cont", "quantile_disc", "arg_min", "arg_max", "max_by", "fsum", "favg", "kahan_sum", "argmin", "argmax",
}  # fmt: skip
_AGREEING = {"coalesce", "ifnull", "greatest", "least"}
# A sum of years is none.
_SUMS = {"sum", "fsum", "kahan_sum"}
_DIFFERENCE = {"percent": "percentage points"}
_TIMES = ("year", "yearmonth", "date", "datetime")


def inherit(
    statement: Statement, found: tuple[Field, ...], tables: Mapping[str, tuple[Field, ...]]
) -> tuple[Field, ...]:
    """The result's columns (`found`, named and typed by DuckDB) with what they keep of the columns they come from."""
    known = {name.lower(): [(f.name, f) for f in fields] for name, fields in tables.items()}
    columns = _result(statement.tree.get("node", {}), known)
    if columns is None or len(columns) != len(found):
        return found
    return tuple(_merged(f, kept) if kept else f for f, (_, kept) in zip(found, columns, strict=True))


def _merged(field: Field, kept: Field) -> Field:
    """DuckDB's type wins, but for what it does not know: that a number is a year, or a date a month."""
    special = {"year": ("integer",), "yearmonth": ("date",)}.get(kept.type, ())
    type_ = kept.type if field.type in special else field.type
    if kept.type in _TIMES and type_ != kept.type:
        return field
    same_name = field.name == kept.name
    return replace(
        field,
        type=type_,
        unit=kept.unit,
        format=kept.format,
        title=kept.title if same_name else "",
        description=kept.description if same_name else "",
    )


def _result(node: dict[str, Any], tables: Tables) -> list[Column] | None:
    """The columns of a SELECT or a UNION; None where a star in it cannot be expanded."""
    inside = dict(tables)
    for name, entry, aliases in common_tables(node):
        inside[name] = _renamed(_result(entry, inside), aliases)
    match node.get("type"):
        case "SELECT_NODE":
            return _selected(node, inside)
        case "SET_OPERATION_NODE":
            sides = [_result(side, inside) for side in set_sides(node)]
            return _united(sides) if node.get("setop_type") != "UNION_BY_NAME" else None
        case _:
            return None


def _united(sides: list[list[Column] | None]) -> list[Column] | None:
    """The columns of a UNION: what is of one unit and type in all of its sides is kept."""
    known = [side for side in sides if side is not None]
    if not known or len(known) != len(sides) or len({len(side) for side in known}) != 1:
        return None
    out: list[Column] = []
    for alike in zip(*known, strict=True):
        name, first = alike[0]
        same = first is not None and all(
            f is not None and (f.unit, f.type) == (first.unit, first.type) for _, f in alike
        )
        out.append((name, first if same else None))
    return out


def _renamed(columns: list[Column] | None, aliases: Sequence[str]) -> list[Column] | None:
    """The columns as `alias(a, b)` calls them."""
    if columns is None:
        return None
    return [(aliases[i] if i < len(aliases) else name, field) for i, (name, field) in enumerate(columns)]


class _From:
    """A FROM clause: its tables' columns by alias, and what a bare star gives."""

    def __init__(self, table: dict[str, Any], tables: Tables) -> None:
        self.tables = tables
        self.aliases: dict[str, list[Column] | None] = {}
        self.star = self._read(table)

    def _read(self, table: dict[str, Any]) -> list[Column] | None:
        match table.get("type"):
            case "JOIN":
                left, right = self._read(table.get("left", {})), self._read(table.get("right", {}))
                if left is None or right is None or table.get("ref_type") == "NATURAL":
                    return None
                if table.get("join_type") in ("SEMI", "ANTI"):
                    return left
                shared = {str(c).lower() for c in table.get("using_columns") or ()}
                return [*left, *(c for c in right if c[0].lower() not in shared)]
            case "BASE_TABLE":
                name = table_name(table).lower()
                found = self.tables.get(name)
                columns = None if found is None else list(found)
            case "SUBQUERY":
                name = "unnamed_subquery"
                columns = _result(table.get("subquery", {}).get("node", {}), self.tables)
            case _:
                return None
        columns = _renamed(columns, table.get("column_name_alias") or ())
        self.aliases[str(table.get("alias") or name).lower()] = columns
        return columns

    def column(self, names: Sequence[str]) -> Field | None:
        """What `name` or `alias.name` inherits."""
        if len(names) == 2 and names[0] in self.aliases:
            candidates = self.aliases[names[0]] or []
        elif len(names) == 1:
            if None in self.aliases.values() and len(self.aliases) > 1:
                return None
            candidates = [c for columns in self.aliases.values() for c in columns or ()]
        else:
            return None
        return next((field for name, field in candidates if name.lower() == names[-1]), None)


def _selected(select: dict[str, Any], tables: Tables) -> list[Column] | None:
    scope = _From(select.get("from_table") or {}, tables)
    out: list[Column] = []
    for item in select.get("select_list", ()):
        if item.get("class") != "STAR":
            name = item.get("alias") or (item.get("column_names") or [""])[-1]
            out.append((str(name), _field(item, scope)))
            continue
        columns = _expanded(item, scope)
        if columns is None:
            return None
        out.extend(columns)
    return out


def _expanded(star: dict[str, Any], scope: _From) -> list[Column] | None:
    """The columns of `*` or `alias.*`; None where that is not known."""
    relation = str(star.get("relation_name") or "").lower()
    columns = scope.aliases.get(relation) if relation else scope.star
    left_out = star.get("exclude_list") or []
    if columns is None or star.get("rename_list") or star.get("columns") or star.get("expr"):
        return None
    if not all(isinstance(name, str) for name in left_out):
        return None
    without = {name.lower() for name in left_out}
    replaced = {str(r["key"]).lower(): _field(r["value"], scope) for r in star.get("replace_list") or ()}
    return [(n, replaced.get(n.lower(), f)) for n, f in columns if n.lower() not in without]


def _field(item: dict[str, Any], scope: _From) -> Field | None:
    """What an expression inherits, through what keeps a unit."""
    kind = item.get("class")
    if kind == "COLUMN_REF":
        return scope.column([str(n).lower() for n in item.get("column_names", ())])
    if kind == "CAST":
        return _field(item.get("child", {}), scope)
    if kind == "CASE":
        branches = [*(c.get("then_expr", {}) for c in item.get("case_checks", ())), item.get("else_expr") or {}]
        return _agreed([b for b in branches if b], scope)
    if kind not in ("FUNCTION", "WINDOW", "OPERATOR"):
        return None
    arguments = [a.get("expression", a) for a in item.get("arguments") or item.get("children") or ()]
    name = str(item.get("function_name") or str(item.get("type", "")).removeprefix("OPERATOR_")).lower()
    if not arguments:
        return None
    if name in ("+", "-") and len(arguments) == 2:
        return _sum(name, arguments, scope)
    if name in _AGREEING:
        return _agreed(arguments, scope)
    if name in _KEEPING or (name in ("+", "-") and len(arguments) == 1):
        kept = _field(arguments[0], scope)
        return None if kept is not None and kept.type in _TIMES and name in _SUMS else kept
    return None


def _agreed(items: list[dict[str, Any]], scope: _From) -> Field | None:
    """What several expressions have in common; constants say nothing."""
    kept = [_field(i, scope) for i in items if i.get("class") != "CONSTANT"]
    first = kept[0] if kept else None
    if first is None or any(k is None or (k.unit, k.type) != (first.unit, first.type) for k in kept):
        return None
    return first


def _sum(operator: str, arguments: list[dict[str, Any]], scope: _From) -> Field | None:
    """Equal units stay, but the difference of two percentages is in percentage points, and that of two years or dates
    is none. A year and a number are a year.
    """
    left, right = (_field(a, scope) for a in arguments)
    for one, other in ((left, arguments[1]), (right, arguments[0])):
        if one is not None and one.type == "year" and other.get("class") == "CONSTANT":
            return replace(one, title="", description="")
    if left is None or right is None or left.unit != right.unit or left.type in _TIMES or right.type in _TIMES:
        return None
    if operator == "+":
        return replace(left, title="", description="")
    unit = _DIFFERENCE.get(left.unit, left.unit)
    format_ = left.format
    if unit != left.unit and format_ is not None:
        format_ = replace(format_, kind="points", factor=1.0)
    return replace(left, name="", title="", description="", unit=unit, format=format_)
