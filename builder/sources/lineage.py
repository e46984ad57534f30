"""What a result's columns are, and which rows of the dataset each of its rows was read from.

Both are read off the query's syntax tree, as DuckDB gives it. What is not understood inherits nothing and traces
nowhere; it is never an error.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from builder.model.data import Field, RowOrigin
from builder.sources.loaded import quoted
from builder.sources.statement import Statement, nodes, table_name

if TYPE_CHECKING:
    import duckdb

MOST_ROWS = 20_000
MOST_ORIGINS = 50
HIDDEN = "_origin_"
# Functions whose result is of the same kind as their first argument.
_KEEPING = {
    "min", "max", "sum", "avg", "mean", "median", "first", "last", "any_value", "mode", "abs", "round", "floor", "ceil",
    "lag", "lead", "first_value", "last_value", "nth_value", "coalesce", "ifnull", "nullif", "greatest", "least",
    "quantile_cont", "quantile_disc", "arg_min", "arg_max", "min_by", "max_by", "fsum", "favg",
}  # fmt: skip
_DIFFERENCE = {"percent": "percentage points"}

Tables = Mapping[str, tuple[Field, ...]]


def inherit(statement: Statement, found: tuple[Field, ...], tables: Tables) -> tuple[Field, ...]:
    """The result's columns (`found`, named and typed by DuckDB) with what they keep of the columns they come from."""
    node = statement.tree.get("node", {})
    selects = _select_nodes(node)
    if not selects:
        return found
    columns = [_columns(select, tables) for select in selects]
    out = []
    for i, field in enumerate(found):
        kept = [_at(c, i, field, len(found)) for c in columns]
        first = kept[0]
        alike = first is not None and all(k is not None and (k.unit, k.type) == (first.unit, first.type) for k in kept)
        out.append(_merged(field, first) if first is not None and alike else field)
    return tuple(out)


def _select_nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The SELECTs whose rows make up the result: one, or those of a UNION."""
    if node.get("type") == "SELECT_NODE":
        return [node]
    if node.get("type") == "SET_OPERATION_NODE":
        sides = node.get("children") or [node.get("left", {}), node.get("right", {})]
        return [s for side in sides for s in _select_nodes(side)]
    return []


def _columns(select: dict[str, Any], tables: Tables) -> list[Field | None] | None:
    """What each select item inherits, stars expanded; None where a star cannot be expanded."""
    scope = _scope(select.get("from_table", {}), tables)
    out: list[Field | None] = []
    for item in select.get("select_list", ()):
        if item.get("class") == "STAR":
            if item.get("exclude_list") or item.get("replace_list") or item.get("rename_list") or item.get("columns"):
                return None
            relation = str(item.get("relation_name") or "").lower()
            names = [relation] if relation else list(scope)
            if any(n not in scope for n in names) or (not relation and len(names) != 1):
                return None
            out.extend(f for n in names for f in scope[n])
        else:
            out.append(_field(item, scope))
    return out


def _at(columns: list[Field | None] | None, index: int, field: Field, width: int) -> Field | None:
    if columns is None or len(columns) != width:
        return None
    return columns[index]


def _merged(field: Field, kept: Field) -> Field:
    """DuckDB's type wins, but for what it does not know: that a number is a year, or a date a month."""
    special = {"year": ("integer",), "yearmonth": ("date",)}.get(kept.type, ())
    type_ = kept.type if field.type in special or field.type == kept.type else field.type
    same_name = field.name == kept.name
    return replace(
        field,
        type=type_,
        unit=kept.unit,
        format=kept.format,
        title=kept.title if same_name else "",
        description=kept.description if same_name else "",
    )


def _scope(table: dict[str, Any], tables: Tables) -> dict[str, tuple[Field, ...]]:
    """Columns by alias of the FROM clause's tables."""
    by_lower = {name.lower(): fields for name, fields in tables.items()}
    out: dict[str, tuple[Field, ...]] = {}
    for node in _base_tables(table):
        if node["type"] == "SUBQUERY":
            inner = node.get("subquery", {}).get("node", {})
            found = _columns(inner, tables) if inner.get("type") == "SELECT_NODE" else None
            named = [
                replace(f, name=str(i.get("alias") or f.name))
                for f, i in zip(found or (), inner.get("select_list", ()), strict=False)
                if f is not None
            ]
            out[str(node.get("alias") or "").lower()] = tuple(named)
        else:
            name = table_name(node).lower()
            out[str(node.get("alias") or name).lower()] = by_lower.get(name, ())
    return out


def _base_tables(table: dict[str, Any]) -> list[dict[str, Any]]:
    if table.get("type") == "JOIN":
        return [*_base_tables(table.get("left", {})), *_base_tables(table.get("right", {}))]
    return [table] if table.get("type") in ("BASE_TABLE", "SUBQUERY") else []


def _field(item: dict[str, Any], scope: dict[str, tuple[Field, ...]]) -> Field | None:
    """What an expression inherits: unit, format and title of a column, through what keeps them."""
    kind = item.get("class")
    if kind == "COLUMN_REF":
        return _column(item, scope)
    if kind == "CAST":
        return _field(item.get("child", {}), scope)
    if kind == "CASE":
        branches = [*(c.get("then_expr", {}) for c in item.get("case_checks", ())), item.get("else_expr", {})]
        kept = [_field(b, scope) for b in branches if b and b.get("class") != "CONSTANT"]
        return kept[0] if kept and all(k is not None and k.unit == (kept[0] or k).unit for k in kept) else None
    if kind not in ("FUNCTION", "WINDOW", "OPERATOR"):
        return None
    arguments = [a.get("expression", a) for a in item.get("arguments", item.get("children", ()))]
    name = str(item.get("function_name") or item.get("type", "").removeprefix("OPERATOR_")).lower()
    if name in ("+", "-") and len(arguments) == 2:
        return _sum(name, *(_field(a, scope) for a in arguments))
    if name == "-" and len(arguments) == 1:
        return _field(arguments[0], scope)
    return _field(arguments[0], scope) if name in _KEEPING and arguments else None


def _sum(operator: str, left: Field | None, right: Field | None) -> Field | None:
    """The difference of two percentages is in percentage points; else equal units stay."""
    if left is None or right is None or left.unit != right.unit:
        return None
    unit = _DIFFERENCE.get(left.unit, left.unit) if operator == "-" else left.unit
    format_ = left.format
    if unit != left.unit and format_ is not None:
        format_ = replace(format_, kind="points", factor=1.0)
    name = "" if operator == "-" else left.name
    return replace(left, name=name, title="", description="", unit=unit, format=format_)


def _column(item: dict[str, Any], scope: dict[str, tuple[Field, ...]]) -> Field | None:
    names = [str(n).lower() for n in item.get("column_names", ())]
    if len(names) == 2 and names[0] in scope:
        candidates = scope[names[0]]
    elif len(names) == 1:
        candidates = tuple(f for fields in scope.values() for f in fields)
    else:
        return None
    return next((f for f in candidates if f.name.lower() == names[-1]), None)


# -- Rows ------------------------------------------------------------------------------------------------


def traced_sql(statement: Statement, connection: duckdb.DuckDBPyConnection, traced: set[str]) -> str | None:
    """The query with a hidden last column that lists the dataset's rows behind each row; None where it has none.

    `traced` are the tables of the schema "lined" that have such a column. A query is traced if it selects, joins,
    filters and orders such tables; with aggregates, the rows of a group are listed.
    """
    tree = copy.deepcopy(statement.tree)
    node = tree.get("node", {})
    if node.get("type") != "SELECT_NODE" or any(
        m.get("type") == "DISTINCT_MODIFIER" for m in node.get("modifiers", ())
    ):
        return None
    if node.get("cte_map", {}).get("map") or any(n.get("class") in ("SUBQUERY",) for n in nodes(node)):
        return None
    bases = _base_tables(node.get("from_table", {}))
    if not bases or any(b["type"] != "BASE_TABLE" or table_name(b).lower() not in traced for b in bases):
        return None
    aliases = []
    for base in bases:
        alias = str(base.get("alias") or base["table_name"])
        base["alias"] = alias
        base["schema_name"] = "lined"
        base["qualified_name"] = {"path": ["lined", base["table_name"]]}
        aliases.append(alias)
    for item in node.get("select_list", ()):
        if item.get("class") == "STAR":
            return None
    listed = " || ".join(f"coalesce({quoted(a)}.{HIDDEN}, [])" for a in aliases)
    grouped = bool(node.get("group_expressions")) or node.get("aggregate_handling") == "FORCE_AGGREGATES"
    grouped = grouped or any(_is_aggregate(i, aggregate_functions(connection)) for i in node.get("select_list", ()))
    hidden = f"list_slice(list_distinct(flatten(list({listed}))), 1, {MOST_ORIGINS})" if grouped else listed
    added = connection.execute("select json_serialize_sql(?)", [f"select {hidden} as {HIDDEN}"]).fetchone()
    if not added:
        return None
    node["select_list"].append(json.loads(added[0])["statements"][0]["node"]["select_list"][0])
    text = json.dumps({"error": False, "statements": [tree]})
    row = connection.execute("select json_deserialize_sql(?::json)", [text]).fetchone()
    return str(row[0]) if row else None


def aggregate_functions(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The names of DuckDB's aggregate functions."""
    sql = "select distinct lower(function_name) from duckdb_functions() where function_type = 'aggregate'"
    return frozenset(row[0] for row in connection.execute(sql).fetchall())


def _is_aggregate(item: dict[str, Any], aggregates: frozenset[str]) -> bool:
    return any(
        n.get("class") == "FUNCTION" and str(n.get("function_name", "")).lower() in aggregates for n in nodes(item)
    )


def row_origins(cells: list[Any], paths: Mapping[str, str]) -> tuple[tuple[RowOrigin, ...], ...]:
    """The hidden column's lists ("table:line") as origins; `paths` gives each table's file."""
    out = []
    for cell in cells:
        origins = []
        for text in sorted(set(cell or ()), key=lambda t: (t.rpartition(":")[0], int(t.rpartition(":")[2]))):
            table, _, line = text.rpartition(":")
            origins.append(RowOrigin(table, paths[table], int(line)))
        out.append(tuple(origins))
    return tuple(out)
