"""Which rows of the dataset each row of a result was read from.

DuckDB numbers the rows of a table (the pseudo-column `rowid`, from 0). A query that selects, joins, filters, orders and
unites (UNION ALL) is run once more with the numbers of its tables' rows in a last column; if it gives the same rows in
the same order, these are the origins. With aggregates they are those of the group, the first 50. Conditions add none.
What is of another form (DISTINCT, UNION, values out of other rows by a window or a subquery) is not traced.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from builder.model.data import RowOrigin
from builder.sources.results import quoted
from builder.sources.statement import Node, Statement, common_tables, is_qualified, nodes, set_sides, table_name

if TYPE_CHECKING:
    import duckdb

# DuckDB's aggregate functions and macros. Its catalogue has them too, and takes longer to ask than a query to run.
AGGREGATES = frozenset({
    "any_value", "approx_count_distinct", "approx_quantile", "approx_top_k", "arbitrary", "arg_max", "arg_max_null",
    "arg_max_nulls_last", "arg_min", "arg_min_null", "arg_min_nulls_last", "argmax", "argmin", "array_agg", "avg",
    "bit_and", "bit_or", "bit_xor", "bitstring_agg", "bool_and", "bool_or", "combine_aggr", "corr", "count",
    "count_if", "count_star", "countif", "covar_pop", "covar_samp", "decimal_average", "entropy", "favg", "first",
    "fsum", "geomean", "group_concat", "histogram", "histogram_exact", "kahan_sum", "kurtosis", "kurtosis_pop",
    "last", "list", "listagg", "lttb", "mad", "max", "max_by", "mean", "median", "min", "min_by", "mode", "product",
    "quantile", "quantile_cont", "quantile_disc", "regr_avgx", "regr_avgy", "regr_count", "regr_intercept",
    "regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "reservoir_quantile", "sem", "skewness", "stddev",
    "stddev_pop", "stddev_samp", "string_agg", "sum", "sum_no_overflow", "sumkahan", "var_pop", "var_samp",
    "variance", "variant_group_object", "wavg", "weighted_avg",
})  # fmt: skip

Origins = tuple[tuple[RowOrigin, ...], ...]
OriginsOf = Callable[[int], tuple[RowOrigin, ...]]  # of a row by its number, from 0

MOST_ROWS = 20_000  # of a result that is traced
MOST_ORIGINS = 50  # of one row
_HIDDEN = "rows\x01"  # the last column; a name that no file and no author gives
_PLACES = 40  # bits of a row's number; the table's number stands before them
_RANKS = {"row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"}


@dataclass(frozen=True, slots=True)
class Trace:
    """The query that has one more column: lists of numbers, each a table's and a row's."""

    sql: str
    tables: tuple[str, ...]

    def origins(self, lists: Iterable[list[int]], known: Mapping[str, OriginsOf]) -> Origins:
        """The origins of each row, from its list and the origins of the rows of `tables`."""
        return tuple(self._row(numbers, known) for numbers in lists)

    def _row(self, numbers: list[int], known: Mapping[str, OriginsOf]) -> tuple[RowOrigin, ...]:
        found = {o for n in numbers for o in known[self.tables[n >> _PLACES]](n & ((1 << _PLACES) - 1))}
        return tuple(sorted(found, key=lambda o: (o.table, o.line)))[:MOST_ORIGINS]


def trace(
    statement: Statement, connection: duckdb.DuckDBPyConnection, traced: Mapping[str, tuple[str, ...]]
) -> Trace | None:
    """The query with the numbers of its tables' rows; None where it is not of a form that is traced.

    `traced` has the columns of the tables and earlier queries whose rows have origins.
    """
    tracer = _Tracer(connection, traced)
    tree = copy.deepcopy(statement.tree)
    if not tracer.add(tree["node"], {}):
        return None
    text = json.dumps({"error": False, "statements": [tree]})
    row = connection.execute("select json_deserialize_sql(?::json)", [text]).fetchone()
    return Trace(str(row[0]), tuple(traced)) if row else None


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of a FROM clause: `base` is the position of its numbers, or None for a subquery with the column."""

    alias: str
    base: int | None

    @property
    def of_row(self) -> str:
        if self.base is None:
            return f"coalesce({quoted(self.alias)}.{quoted(_HIDDEN)}, [])"
        number = f"{quoted(self.alias)}.rowid"  # NULL in a row that an outer join fills up
        return f"case when {number} is null then [] else [{number} + {self.base << _PLACES}] end"

    @property
    def of_group(self) -> str:
        if self.base is None:
            lists = f"flatten(list({quoted(self.alias)}.{quoted(_HIDDEN)}))"
            return f"coalesce(list_slice(list_sort(list_distinct({lists})), 1, {MOST_ORIGINS}), [])"
        return f"coalesce(min(distinct {quoted(self.alias)}.rowid + {self.base << _PLACES}, {MOST_ORIGINS}), [])"


class _Tracer:
    """Adds the column to the nodes of a tree, in place."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, traced: Mapping[str, tuple[str, ...]]) -> None:
        self.connection = connection
        # A table with a column of its own that is called rowid hides the numbers.
        plain = {name: n for n, (name, cols) in enumerate(traced.items()) if "rowid" not in map(str.lower, cols)}
        self.bases = {name.lower(): n for name, n in plain.items()}

    def add(self, node: Node, common: Mapping[str, bool]) -> bool:
        """Whether the query `node` could be given the column; `common` says it of the tables of WITH."""
        common = dict(common)
        for name, definition in common_tables(node):
            common[name] = self.add(definition.get("query_node") or {}, common)
        if node.get("type") == "SET_OPERATION_NODE":
            united = node.get("setop_type") == "UNION" and node.get("setop_all")
            return bool(united) and all(self.add(side, common) for side in set_sides(node))
        if not _is_traceable(node):
            return False
        parts = self._parts(node.get("from_table") or {}, common)
        if not parts:
            return False
        for item in node["select_list"]:
            if item.get("class") == "STAR" and _shows_the_column(item, parts):
                item["exclude_list"] = [*(item.get("exclude_list") or ()), _HIDDEN]
        grouped = self._is_grouped(node)
        listed = " || ".join(p.of_group if grouped else p.of_row for p in parts)
        node["select_list"].append(self._parsed(f"{listed} as {quoted(_HIDDEN)}"))
        return True

    def _parts(self, table: Node, common: Mapping[str, bool]) -> list[_Part] | None:
        """The tables of a FROM clause whose rows are seen; None where one has no numbers."""
        kind = table.get("type")
        if table.get("sample") or table.get("at_clause"):
            return None
        if kind == "BASE_TABLE" and not is_qualified(table):
            name = table_name(table).lower()
            alias = str(table.get("alias") or table["table_name"])
            if name in common:
                return [_Part(alias, None)] if common[name] else None
            return [_Part(alias, self.bases[name])] if name in self.bases else None
        if kind == "SUBQUERY" and table.get("alias") and self.add(table["subquery"]["node"], common):
            return [_Part(str(table["alias"]), None)]
        if kind != "JOIN":
            return None
        left, right = self._parts(table["left"], common), self._parts(table["right"], common)
        if left is None or right is None:
            return None
        if table.get("ref_type") == "NATURAL" and any(p.base is None for p in left + right):
            return None  # the column itself would be joined on
        return left if table.get("join_type") in ("SEMI", "ANTI") else left + right

    def _is_grouped(self, node: Node) -> bool:
        if node.get("group_expressions") or node.get("having") or node.get("aggregate_handling") == "FORCE_AGGREGATES":
            return True
        called = (n for n in nodes(node["select_list"]) if n.get("class") == "FUNCTION")
        return any(str(n.get("function_name")).lower() in AGGREGATES for n in called)

    def _parsed(self, item: str) -> Node:
        row = self.connection.execute("select json_serialize_sql(?)", [f"select {item}"]).fetchone()
        parsed: Node = json.loads(row[0])["statements"][0]["node"]["select_list"][0] if row else {}
        return parsed


def _shows_the_column(star: Node, parts: list[_Part]) -> bool:
    """Whether a star would show the column of a subquery."""
    relation = str(star.get("relation_name") or "").lower()
    return any(p.base is None and relation in ("", p.alias.lower()) for p in parts)


def _is_traceable(node: Node) -> bool:
    if node.get("type") != "SELECT_NODE" or node.get("sample") or len(node.get("group_sets") or ()) > 1:
        return False
    if any(m.get("type") == "DISTINCT_MODIFIER" for m in node.get("modifiers", ())):
        return False
    shown: list[Any] = [node.get("select_list"), node.get("group_expressions")]
    return not any(
        n.get("class") == "SUBQUERY" or (n.get("class") == "WINDOW" and n.get("function_name") not in _RANKS)
        for n in nodes(shown)
    )
