"""What a result's columns are: title, unit and format that they keep of the columns which they come from.

Read off the query's syntax tree, as DuckDB gives it. What is not understood keeps nothing; it is never an error.

A column that is passed on keeps all, under another name too. `min`, `max`, `sum`, `avg`, `lag`, `coalesce` and their
like keep the unit and the format; so does the sum or the difference of equal units, but that two percentages
(unit "percent", 0-100) differ by "percentage points", and two shares (0-1) by "share points", which are written as
points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from builder.model.data import Field, FieldType
from builder.model.units import DIFFERENCES, parse_unit
from builder.sources.statement import Node, Statement, common_tables, is_qualified, set_sides, table_name

# Functions whose result is of the same kind as their first argument.
_FIRST = {
    "min", "max", "sum", "avg", "mean", "median", "first", "last", "any_value", "arbitrary", "mode", "abs", "round",
    "floor", "ceil", "ceiling", "trunc", "lag", "lead", "first_value", "last_value", "nth_value", "nullif", "mad",
    "quantile_cont", "quantile_disc", "arg_min", "arg_max", "argmin", "argmax", "min_by", "max_by", "fsum", "favg",
}  # fmt: skip
# Functions whose result is one of their arguments.
_ANY = {"coalesce", "ifnull", "greatest", "least"}
_NUMERIC: set[FieldType] = {"integer", "number", "year"}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column within a query: its name in lower case ("" where it has none) and what is known of it."""

    name: str
    field: Field | None


# The columns of a table or a subquery in order; None where they are not known.
_Columns = tuple[_Column, ...] | None
_Tables = Mapping[str, _Columns]


@dataclass(frozen=True, slots=True)
class _Scope:
    """A FROM clause: its tables by alias, and what `*` gives."""

    tables: dict[str, _Columns]
    star: _Columns


def inherit(
    statement: Statement, found: tuple[Field, ...], tables: Mapping[str, tuple[Field, ...]]
) -> tuple[Field, ...]:
    """The result's columns (`found`, as DuckDB names and types them) with what they keep."""
    known = {n.lower(): tuple(_Column(f.name.lower(), f) for f in fields) for n, fields in tables.items()}
    try:
        columns = _outputs(statement.node, known)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError):  # a tree of another form than is known here
        columns = None
    if columns is None or len(columns) != len(found):
        return found
    kept = [c.field if c.name == f.name.lower() else None for c, f in zip(columns, found, strict=True)]
    titles = [k.title for k in kept if k]
    return tuple(_merged(f, k, titles) if k else f for f, k in zip(found, kept, strict=True))


def _merged(field: Field, kept: Field, titles: Sequence[str]) -> Field:
    """DuckDB's type wins, but for what it does not know: that a number is a year, or a date a month.

    A title that two columns would have stays with the one that is called as its column was.
    """
    same = field.type == kept.type or (field.type, kept.type) in {("integer", "year"), ("date", "yearmonth")}
    if not same and not (field.type in _NUMERIC and kept.type in _NUMERIC):
        return field
    titled = titles.count(kept.title) == 1 or field.name.lower() == kept.name.lower()
    return replace(
        field,
        type=kept.type if same else field.type,
        unit=kept.unit,
        format=kept.format,
        title=kept.title if titled else "",
        description=kept.description,
    )


# -- Queries and their tables ----------------------------------------------------------------------------


def _outputs(node: Node, tables: _Tables) -> _Columns:
    """The columns that a query gives."""
    tables = dict(tables)
    for name, definition in common_tables(node):
        inner = definition.get("query_node") or {}
        columns = _outputs(inner, tables) if inner.get("type") != "RECURSIVE_CTE_NODE" else None
        tables[name] = _renamed(columns, definition.get("aliases") or ())
    match node.get("type"):
        case "SELECT_NODE":
            return _selected(node, tables)
        case "SET_OPERATION_NODE" if node.get("setop_type") in ("UNION", "EXCEPT", "INTERSECT"):
            return _common([_outputs(side, tables) for side in set_sides(node)])
        case _:
            return None


def _common(sides: list[_Columns]) -> _Columns:
    """The first side's columns, with what all sides agree on."""
    first = sides[0] if sides else None
    if first is None:
        return None
    out = []
    for i, column in enumerate(first):
        fields = [s[i].field if s is not None and i < len(s) else None for s in sides]
        alike = all(f and column.field and _kind(f) == _kind(column.field) for f in fields)
        out.append(column if alike else _Column(column.name, None))
    return tuple(out)


def _kind(field: Field) -> tuple[str, FieldType]:
    return field.unit, field.type


def _selected(node: Node, tables: _Tables) -> _Columns:
    scope = _scope(node.get("from_table") or {}, tables)
    out: list[_Column] = []
    aliases: dict[str, Field | None] = {}
    for item in node.get("select_list", ()):
        if item.get("class") == "STAR":
            columns = _starred(item, scope)
            if columns is None:
                return None
            out.extend(columns)
            continue
        field = _field(item, scope, aliases)
        plain = item.get("class") == "COLUMN_REF"
        name = str(item.get("alias") or (item["column_names"][-1] if plain else "")).lower()
        if field and not plain and name != field.name.lower():
            field = replace(field, title="", description="")
        if item.get("alias"):
            aliases[name] = field
        out.append(_Column(name, field))
    return tuple(out)


def _starred(item: Node, scope: _Scope) -> _Columns:
    """The columns of `*`, `t.*` and `* EXCLUDE (...)`; None for other forms."""
    if item.get("columns") or item.get("expr") or item.get("rename_list"):
        return None
    relation = str(item.get("relation_name") or "").lower()
    columns = scope.tables.get(relation) if relation else scope.star
    if columns is None:
        return None
    excluded = {str(n).lower() for n in item.get("exclude_list", ())}
    replaced = {str(r["key"]).lower() for r in item.get("replace_list", ())}
    kept = (c for c in columns if c.name not in excluded)
    return tuple(_Column(c.name, None) if c.name in replaced else c for c in kept)


def _scope(node: Node, tables: _Tables) -> _Scope:
    match node.get("type"):
        case "BASE_TABLE":
            name = str(node.get("table_name", "")).lower()
            columns = None if is_qualified(node) else tables.get(table_name(node).lower())
        case "SUBQUERY":
            name = ""
            columns = _outputs(node["subquery"]["node"], tables)
        case "JOIN":
            return _joined(node, _scope(node["left"], tables), _scope(node["right"], tables))
        case "EMPTY":
            return _Scope({}, ())
        case _:
            name, columns = str(node.get("function", {}).get("function_name", "")).lower(), None
    columns = _renamed(columns, node.get("column_name_alias") or ())
    return _Scope({str(node.get("alias") or name).lower(): columns}, columns)


def _renamed(columns: _Columns, names: Sequence[Any]) -> _Columns:
    if columns is None or not names:
        return columns
    new = [str(n).lower() for n in names][: len(columns)]
    return tuple(_Column(n, c.field) for n, c in zip(new, columns, strict=False)) + columns[len(new) :]


def _joined(node: Node, left: _Scope, right: _Scope) -> _Scope:
    if node.get("join_type") in ("SEMI", "ANTI"):
        return left
    tables = {**left.tables, **right.tables}
    if left.star is None or right.star is None:
        return _Scope(tables, None)
    using = {str(n).lower() for n in node.get("using_columns", ())}
    if node.get("ref_type") == "NATURAL":
        using = {c.name for c in left.star} & {c.name for c in right.star}
    return _Scope(tables, left.star + tuple(c for c in right.star if c.name not in using))


# -- Expressions -----------------------------------------------------------------------------------------


def _field(item: Node, scope: _Scope, aliases: Mapping[str, Field | None]) -> Field | None:
    """What an expression keeps of the one column that it is of, or of several that are alike."""
    match item.get("class"):
        case "COLUMN_REF":
            return _column([str(n).lower() for n in item["column_names"]], scope, aliases)
        case "CAST":
            return _field(item["child"], scope, aliases)
        case "CASE":
            results = [c["then_expr"] for c in item["case_checks"]] + [item.get("else_expr") or {"class": "CONSTANT"}]
            return _alike(results, scope, aliases)
        case "FUNCTION" | "WINDOW":
            arguments = [a["expression"] for a in item.get("arguments", ())]
            return _function(str(item["function_name"]).lower(), arguments, scope, aliases)
        case "OPERATOR" if item.get("type") == "OPERATOR_COALESCE":
            return _alike(item["children"], scope, aliases)
        case _:
            return None


def _column(names: list[str], scope: _Scope, aliases: Mapping[str, Field | None]) -> Field | None:
    if len(names) == 2:
        candidates = scope.tables.get(names[0]) or ()
        return next((c.field for c in candidates if c.name == names[1]), None)
    if len(names) != 1 or any(columns is None for columns in scope.tables.values()):
        return None
    found = [c.field for columns in scope.tables.values() for c in columns or () if c.name == names[0]]
    return found[0] if found else aliases.get(names[0])


def _function(name: str, arguments: list[Node], scope: _Scope, aliases: Mapping[str, Field | None]) -> Field | None:
    if name in _ANY:
        return _alike(arguments, scope, aliases)
    if name == "if" and len(arguments) == 3:
        return _alike(arguments[1:], scope, aliases)
    if name in ("+", "-") and len(arguments) == 2:
        return _sum(name, arguments, scope, aliases)
    if arguments and (name in _FIRST or (name == "-" and len(arguments) == 1)):
        field = _field(arguments[0], scope, aliases)
        return None if field and name in ("sum", "fsum") and field.type == "year" else field
    return None


def _alike(items: Sequence[Node], scope: _Scope, aliases: Mapping[str, Field | None]) -> Field | None:
    """What all of `items` keep; a constant takes the kind of the rest."""
    fields = [_field(i, scope, aliases) for i in items if not _is_constant(i)]
    first = fields[0] if fields else None
    return first if first and all(f and _kind(f) == _kind(first) for f in fields) else None


def _is_constant(item: Node) -> bool:
    return item.get("class") in ("CONSTANT", "PARAMETER") or (
        item.get("class") == "CAST" and _is_constant(item["child"])
    )


def _sum(operator: str, arguments: list[Node], scope: _Scope, aliases: Mapping[str, Field | None]) -> Field | None:
    left, right = (_field(a, scope, aliases) for a in arguments)
    if left and left.type == "year":
        return left if _is_constant(arguments[1]) else None
    if left is None or right is None or left.unit != right.unit or left.type == "string":
        return None
    if operator == "+":
        return left
    kind = parse_unit(left.unit).kind
    format_ = left.format
    if kind in ("percent", "share") and format_ and format_.kind in ("percent", "number"):
        # A plain number of a share stays one: 0.05 is no "0.05 points".
        format_ = format_ if kind == "share" and format_.kind == "number" else replace(format_, kind="points")
    unit = DIFFERENCES.get(kind, left.unit)
    return replace(left, name="", title="", description="", unit=unit, format=format_)
