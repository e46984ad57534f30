"""Which rows of the dataset each row of a result was read from.

The query is rewritten, on its syntax tree, to carry a hidden last column through joins, subqueries, common table
expressions, UNION ALL and groups. What cannot be rewritten so traces nowhere; it is never an error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from builder.model.data import RowOrigin
from builder.sources.loaded import quoted
from builder.sources.statement import Statement, common_tables, functions, nodes, set_sides, table_name

if TYPE_CHECKING:
    import duckdb

MOST_ROWS = 20_000
MOST_ORIGINS = 50
# The hidden column of every table in the schema "lined": a list of "table:line". No user's column has such a name.
HIDDEN = "origin\x01"


def traced_sql(statement: Statement, connection: duckdb.DuckDBPyConnection, traced: AbstractSet[str]) -> str | None:
    """The query with a hidden last column that lists the dataset's rows behind each row; None where it has none.

    `traced` are the tables of the schema "lined" that have such a column, in lower case. With aggregates, the rows of
    the group are listed; conditions and window functions add none.
    """
    tree = json.loads(json.dumps(statement.tree))
    if not _rewrite(tree.get("node", {}), traced, frozenset(), connection):
        return None
    text = json.dumps({"error": False, "statements": [tree]})
    row = connection.execute("select json_deserialize_sql(?::json)", [text]).fetchone()
    return str(row[0]) if row else None


def _rewrite(
    node: dict[str, Any], traced: AbstractSet[str], common: AbstractSet[str], connection: duckdb.DuckDBPyConnection
) -> bool:
    """Adds the hidden column to a query node, in place; whether it could. `common` are rewritten WITH tables."""
    for name, entry, aliases in common_tables(node):
        if aliases or not _rewrite(entry, traced, common, connection):
            return False
        common = common | {name}
    if node.get("type") == "SET_OPERATION_NODE":
        if node.get("setop_type") != "UNION" or not node.get("setop_all"):
            return False
        return all(_rewrite(side, traced, common, connection) for side in set_sides(node))
    if node.get("type") != "SELECT_NODE" or any(m["type"] == "DISTINCT_MODIFIER" for m in node.get("modifiers", ())):
        return False
    items = node.get("select_list", [])
    # A subquery that is a value reads rows which no join shows.
    if any(n.get("class") == "SUBQUERY" for n in nodes([items, node.get("group_expressions")])):
        return False
    for item in items:
        if item.get("class") == "STAR":
            item["exclude_list"] = [*(item.get("exclude_list") or ()), HIDDEN]
    aliases_of: list[str] = []
    if not _rewrite_from(node.get("from_table") or {}, traced, common, connection, aliases_of):
        return False
    listed = " || ".join(f"coalesce({quoted(a)}.{quoted(HIDDEN)}, [])" for a in aliases_of)
    grouped = bool(node.get("group_expressions")) or node.get("aggregate_handling") == "FORCE_AGGREGATES"
    if grouped or any(_is_aggregate(item) for item in items) or node.get("having"):
        listed = f"list_slice(list_sort(list_distinct(flatten(list({listed})))), 1, {MOST_ORIGINS})"
    items.append(_parsed(f"{listed} as {quoted(HIDDEN)}", connection))
    return True


def _rewrite_from(
    table: dict[str, Any],
    traced: AbstractSet[str],
    common: AbstractSet[str],
    connection: duckdb.DuckDBPyConnection,
    aliases: list[str],
) -> bool:
    """Points the tables of a FROM clause at those with the hidden column, and notes their aliases."""
    kind = table.get("type")
    if kind == "JOIN":
        if table.get("ref_type") == "NATURAL" or table.get("join_type") in ("SEMI", "ANTI"):
            return False
        sides = (table.get("left", {}), table.get("right", {}))
        return all(_rewrite_from(side, traced, common, connection, aliases) for side in sides)
    if kind == "SUBQUERY":
        if table.get("column_name_alias") or not _rewrite(
            table.get("subquery", {}).get("node", {}), traced, common, connection
        ):
            return False
        table["alias"] = str(table.get("alias") or f"subquery{len(aliases)}")
    elif kind == "BASE_TABLE":
        name = table_name(table).lower()
        if name not in common:
            if name not in traced:
                return False
            table["schema_name"] = "lined"
            table["qualified_name"] = {"path": ["lined", table["table_name"]]}
        table["alias"] = str(table.get("alias") or table["table_name"])
    else:
        return False
    aliases.append(str(table["alias"]))
    return True


def _parsed(item: str, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The syntax tree of one select item."""
    row = connection.execute("select json_serialize_sql(?)", [f"select {item}"]).fetchone()
    assert row
    parsed: dict[str, Any] = json.loads(row[0])["statements"][0]["node"]["select_list"][0]
    return parsed


def _is_aggregate(item: dict[str, Any]) -> bool:
    return any(
        n.get("class") == "FUNCTION" and str(n.get("function_name", "")).lower() in functions().aggregate
        for n in nodes(item)
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
