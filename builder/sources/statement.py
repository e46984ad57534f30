"""One `sql` fence as DuckDB's own parser sees it: whether it is a single SELECT, and what it reads and calls.

Queries are refused by what their syntax tree holds, before anything runs: statements that write, tables that are not
the dataset's, table functions but for a few, and functions that see files, settings, the clock or chance. The sandbox
of the connection (no external access, configuration locked) stands behind that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from builder.errors import Findings, Location, suggest
from builder.model.data import Query
from builder.model.format import Raw
from builder.sources.faults import place, report_fault

if TYPE_CHECKING:
    import duckdb

Node = dict[str, Any]

_QUERY_NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
_TABLE_FUNCTIONS = {"range", "generate_series", "unnest"}
_CLOCK_AND_CHANCE = {
    "now", "today", "age", "ago", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp",
    "current_localtime", "current_localtimestamp", "get_current_time", "get_current_timestamp", "transaction_timestamp",
    "random", "setseed", "uuid", "uuidv4", "uuidv7", "gen_random_uuid", "reservoir_quantile",
}  # fmt: skip
# What shows files, settings, the session or the catalog, waits, or is the engine's own.
_FORBIDDEN = re.compile(
    r"read_\w+|glob|parquet_\w+|sniff_csv|getenv|getvariable|current_\w+|in_search_path|query|query_table|which_secret"
    r"|duckdb_\w+|pragma_\w+|pg_\w+|has_\w+_privilege|inet_\w+|nextval|currval|setval|txid_current|version|write_log"
    r"|test_\w+|json_execute_\w+|json_serialize_\w+|json_deserialize_\w+|from_substrait\w*|\w*checkpoint|sleep_ms"
    r"|shobj_description|obj_description|col_description|format_type|map_to_pg_oid|get_block_size"
    r"|stats|vector_type|__internal_\w+|invoke|finalize|combine|to_aggregate_state"
)
# Names that need no brackets: columns to the parser, functions to the binder where no column is called so.
_BARE = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A checked query: its tree, the parameters that it names, and the tables and earlier queries that it reads."""

    query: Query
    tree: Node
    params: frozenset[str]
    tables: tuple[str, ...]

    @property
    def node(self) -> Node:
        """The tree's root."""
        root: Node = self.tree["node"]
        return root


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a query may name: `tables` with their columns, parameters, and queries that stand further down."""

    tables: Mapping[str, tuple[str, ...]]
    params: Mapping[str, Raw]
    later: tuple[str, ...] = ()


def check_statement(
    query: Query, connection: duckdb.DuckDBPyConnection, around: Surroundings, findings: Findings
) -> Statement | None:
    """The statement of `query`, or None with every reason in `findings`."""
    import duckdb

    try:
        statements = connection.extract_statements(query.sql)
    except duckdb.Error as error:
        report_fault(query, error, findings)
        return None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        _not_select(query, [(str(s.type.name), s.query) for s in statements], findings)
        return None
    row = connection.execute("select json_serialize_sql(?)", [query.sql]).fetchone()
    parsed = json.loads(row[0]) if row else {}
    if parsed.get("error", True) or len(parsed.get("statements", ())) != 1:
        hint = "write it with SELECT ... FROM the tables of the dataset"
        findings.error("sql-forbidden", f'the query "{query.name}" is of a form that is not run', query.at, hint)
        return None
    tree = parsed["statements"][0]
    before = len(findings.errors)
    check = _Check(query, around, findings)
    check.walk(tree, frozenset())
    if len(findings.errors) > before:
        return None
    return Statement(query, tree, frozenset(check.params), tuple(check.read))


def nodes(tree: Any) -> Iterator[Node]:
    """Every object of a syntax tree, outer before inner."""
    stack = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            stack.extend(reversed(item))


def common_tables(node: Node) -> list[tuple[str, Node]]:
    """The common table expressions of a node, by name in lower case, with their definitions."""
    entries = node.get("cte_map")
    return [(str(e["key"]).lower(), e["value"]) for e in entries["map"]] if isinstance(entries, dict) else []


def set_sides(node: Node) -> list[Node]:
    """The queries that a UNION, EXCEPT or INTERSECT joins."""
    sides: list[Node] = node.get("children") or [node["left"], node["right"]]
    return sides


def table_name(node: Node) -> str:
    """The name of a BASE_TABLE node, with its catalog and schema if it has them."""
    return ".".join(str(p) for p in (node.get("catalog_name"), node.get("schema_name"), node.get("table_name")) if p)


def is_qualified(node: Node) -> bool:
    """Whether a BASE_TABLE node names a schema or a catalog."""
    return bool(node.get("catalog_name") or node.get("schema_name"))


def _not_select(query: Query, statements: list[tuple[str, str]], findings: Findings) -> None:
    hint = "a query reads the dataset, with one SELECT or WITH ... SELECT"
    if not statements:
        findings.error("sql-not-select", f'the query "{query.name}" is empty', query.at, hint)
    elif len(statements) > 1 and statements[0][0] == "SELECT":
        first = statements[0][1]
        at = place(query, len(first.encode()) + len(query.sql.encode()) - len(query.sql.lstrip().encode()))
        findings.error("sql-not-select", f'the query "{query.name}" has more than one statement', at, hint)
    else:
        kind = statements[0][0]
        if kind == "MULTI":
            hint = "in a PIVOT list the values: PIVOT ... ON year IN (2023, 2024)"
        findings.error("sql-not-select", f'the query "{query.name}" is no SELECT', query.at, hint)


class _Check:
    """One walk over a tree, with the common table expressions that are in scope."""

    def __init__(self, query: Query, around: Surroundings, findings: Findings) -> None:
        self.query = query
        self.around = around
        self.findings = findings
        self.tables = {name.lower(): name for name in around.tables}
        self.columns = {c.lower() for columns in around.tables.values() for c in columns}
        self.read: dict[str, None] = {}
        self.params: dict[str, None] = {}

    def walk(self, item: Any, scope: frozenset[str]) -> None:
        if isinstance(item, list):
            for part in item:
                self.walk(part, scope)
        if not isinstance(item, dict):
            return
        for name, definition in common_tables(item):
            inner = definition.get("query_node") or {}
            recursive = inner.get("type") == "RECURSIVE_CTE_NODE"
            self.walk(definition, scope | {name} if recursive else scope)
            scope |= {name}
        self._check(item, scope)
        for key, part in item.items():
            if key != "cte_map":
                self.walk(part, scope)

    def _check(self, node: Node, scope: frozenset[str]) -> None:
        kind = str(node.get("type") or "")
        if kind.endswith("_NODE") and kind not in _QUERY_NODES:
            message = f'the query "{self.query.name}" writes'
            self.findings.error("sql-not-select", message, self._at(node), "a query reads the dataset")
        elif kind == "BASE_TABLE":
            self._table(node, scope)
        elif kind == "TABLE_FUNCTION":
            name = str(node.get("function", {}).get("function_name", "")).lower()
            if name not in _TABLE_FUNCTIONS:
                self._forbid(name, node)
        elif kind == "SHOW_REF":
            hint = "select from the tables themselves"
            self.findings.error("sql-forbidden", "descriptions of tables are not run", self._at(node), hint)
        elif "function_name" in node:
            self._function(str(node["function_name"]).lower(), node)
        elif node.get("class") == "COLUMN_REF" and len(node.get("column_names", ())) == 1:
            name = str(node["column_names"][0]).lower()
            if name in _BARE and name not in self.columns:
                self._function(name, node)
        elif node.get("class") == "PARAMETER":
            self._param(str(node.get("identifier", "")), node)
        sample = node.get("sample")
        if isinstance(sample, dict) and not sample.get("repeatable"):
            hint = "write TABLESAMPLE reservoir(100 ROWS) REPEATABLE (42), or take rows by a condition"
            self.findings.error("sql-volatile", "a sample gives other rows each time", self._at(node), hint)

    def _table(self, node: Node, scope: frozenset[str]) -> None:
        name = table_name(node)
        if not is_qualified(node) and name.lower() in scope:
            return
        if not is_qualified(node) and name.lower() in self.tables:
            self.read[self.tables[name.lower()]] = None
        elif name.lower() in {n.lower() for n in self.around.later}:
            message = f'the query "{name}" stands further down'
            self.findings.error("unknown-table", message, self._at(node), "a query reads those above it; move it up")
        else:
            hint = suggest(name, self.around.tables, "The dataset and the earlier queries have")
            self.findings.error("unknown-table", f'there is no table or earlier query "{name}"', self._at(node), hint)

    def _function(self, name: str, node: Node) -> None:
        one_argument = len(node.get("arguments", ())) == 1
        if name in _CLOCK_AND_CHANCE and (name != "age" or one_argument):
            hint = "give it as a parameter of the report, so that the same input gives the same report"
            self.findings.error("sql-volatile", f"{name} gives another result each time", self._at(node), hint)
        elif _FORBIDDEN.fullmatch(name):
            self._forbid(name, node)

    def _param(self, name: str, node: Node) -> None:
        if name in self.around.params:
            self.params[name] = None
            return
        hint = f"{suggest(name, self.around.params, 'The report has')}; declare it under params"
        self.findings.error("unknown-param", f'there is no parameter "{name}"', self._at(node), hint)

    def _forbid(self, name: str, node: Node) -> None:
        hint = "a query sees the tables of the dataset and the earlier queries, and nothing else"
        self.findings.error("sql-forbidden", f"{name or 'this'} reads what is not in the dataset", self._at(node), hint)

    def _at(self, node: Node) -> Location:
        return place(self.query, int(node.get("query_location", 0)))
