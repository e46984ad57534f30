"""One `sql` fence as DuckDB's own parser sees it: is it a single SELECT, what does it read and call.

Queries are refused by what their syntax tree holds, before anything runs: tables that are not the dataset's, table
functions other than a few, and functions that see files, settings, the environment, the clock or chance. The sandbox of
the connection (no external access, configuration locked) stands behind that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from builder.errors import Findings, Location, suggest
from builder.model.data import Query

if TYPE_CHECKING:
    import duckdb

TABLE_FUNCTIONS = {"range", "generate_series", "unnest"}
_FORBIDDEN = re.compile(
    r"read_\w+|glob|parquet_\w+|sniff_csv|getenv|getvariable|current_\w+|in_search_path|query|query_table|which_secret"
    r"|duckdb_\w+|pragma_\w+|pg_\w+|has_\w+_privilege|nextval|currval|txid_current|version|write_log|test_\w+"
    r"|json_execute_serialized_sql|from_substrait\w*|icu_\w*|inet_\w+|checkpoint|force_checkpoint|shobj_description|obj_description"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A checked query: its text without a semicolon, its tree, its parameters, and the tables that it reads."""

    query: Query
    sql: str
    tree: dict[str, Any]
    params: frozenset[str]
    tables: tuple[str, ...]


def check_statement(
    query: Query,
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, object],
    params: Iterable[str],
    findings: Findings,
) -> Statement | None:
    """The statement of `query`, or None with every reason in `findings`."""
    import duckdb

    try:
        statements = connection.extract_statements(query.sql)
    except duckdb.Error as error:
        report_error(query, str(error), findings)
        return None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        message = f'the query "{query.name}" is not one SELECT'
        findings.error(
            "sql-not-select", message, query.at, "a query reads the dataset, with one SELECT or WITH ... SELECT"
        )
        return None
    sql = statements[0].query.strip().rstrip(";").rstrip()
    row = connection.execute("select json_serialize_sql(?)", [sql]).fetchone()
    parsed: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if parsed.get("error") or len(parsed.get("statements", ())) != 1:
        hint = "write it with SELECT ... FROM tables of the dataset"
        findings.error("sql-forbidden", f'the query "{query.name}" is of a form that is not run', query.at, hint)
        return None
    tree = parsed["statements"][0]
    before = len(findings.errors)
    named = frozenset(statements[0].named_parameters)
    known = set(params)
    for name in sorted(named - known):
        at = _place(query, query.sql.encode().find(f"${name}".encode()))
        hint = suggest(name, known, "The report has") + "; declare it under params"
        findings.error("unknown-param", f'there is no parameter "{name}"', at, hint)
    read = _check_tables(query, tree, tables, findings)
    _check_functions(query, tree, findings)
    if len(findings.errors) > before:
        return None
    return Statement(query, sql, tree, named, read)


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a syntax tree, outer before inner."""
    stack = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            stack.extend(reversed(item))


def table_name(node: dict[str, Any]) -> str:
    """The name of a BASE_TABLE node, with its schema if it has one."""
    return ".".join(str(p) for p in (node.get("catalog_name"), node.get("schema_name"), node.get("table_name")) if p)


def common_tables(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """The WITH tables of a query node, in order: lower-case name, query node, names of the columns if given."""
    entries = node.get("cte_map")
    for entry in entries.get("map") or () if isinstance(entries, dict) else ():
        value = entry["value"]
        # DuckDB 1.4 has the node inside of a statement.
        inner = value.get("query_node") or value.get("query", {}).get("node", {})
        yield str(entry["key"]).lower(), inner, list(value.get("aliases") or ())


def set_sides(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The queries that a UNION, EXCEPT or INTERSECT joins; DuckDB 1.4 has two, later ones a list."""
    return list(node.get("children") or (node.get("left", {}), node.get("right", {})))


def _check_tables(query: Query, tree: Any, tables: Mapping[str, object], findings: Findings) -> tuple[str, ...]:
    common = {name for n in nodes(tree) for name, _, _ in common_tables(n)}
    by_lower = {name.lower(): name for name in tables}
    read: dict[str, None] = {}
    for node in nodes(tree):
        kind = node.get("type")
        if kind == "BASE_TABLE":
            name = table_name(node)
            if name.lower() in by_lower:
                read[by_lower[name.lower()]] = None
            elif name.lower() not in common:
                at = _place(query, int(node.get("query_location") or 0))
                hint = suggest(name, tables, "The dataset and earlier queries have")
                findings.error("unknown-table", f'there is no table or earlier query "{name}"', at, hint)
        elif kind == "TABLE_FUNCTION":
            called = str(node.get("function", {}).get("function_name", "")).lower()
            if called not in TABLE_FUNCTIONS:
                _forbid(query, called, node, findings)
        elif kind in ("SHOW_REF", "COLUMN_DATA", "DELIM_GET", "BOUND_TABLE_REF"):
            at = _place(query, int(node.get("query_location") or 0))
            findings.error(
                "sql-forbidden", "descriptions of tables are not run", at, "select from the tables themselves"
            )
    return tuple(read)


def _check_functions(query: Query, tree: Any, findings: Findings) -> None:
    for node in nodes(tree):
        name = str(node.get("function_name") or "").lower()
        if node.get("class") == "COLUMN_REF" and len(node.get("column_names", ())) == 1:
            # current_date and its like are columns to the parser, and functions to the binder.
            name = str(node["column_names"][0]).lower()
            name = name if name in _CLOCK else ""
        if node.get("sample"):
            name = "sample"
        if _FORBIDDEN.fullmatch(name) and name not in _CLOCK:
            _forbid(query, name, node, findings)
        elif name in _CLOCK or name in functions().volatile or (name == "age" and len(node["arguments"]) == 1):
            at = _place(query, int(node.get("query_location") or 0))
            hint = "give it as a parameter of the report, so that the same input gives the same report"
            findings.error("sql-volatile", f"{name} gives another result each time", at, hint)


# What DuckDB's own list does not have: names without brackets, macros, samples.
_CLOCK = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "ago", "sample"}


@dataclass(frozen=True, slots=True)
class Functions:
    """Names of DuckDB's functions, in lower case, by what DuckDB itself says of them."""

    volatile: frozenset[str]
    aggregate: frozenset[str]


@cache
def functions() -> Functions:
    """The functions that give another result each time, and the aggregates; asked once a process."""
    import duckdb

    sql = "select distinct lower(function_name), stability, function_type from duckdb_functions()"
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(sql).fetchall()
    return Functions(
        frozenset(name for name, stability, _ in found if stability in ("VOLATILE", "CONSISTENT_WITHIN_QUERY")),
        frozenset(name for name, _, kind in found if kind == "aggregate"),
    )


def _forbid(query: Query, name: str, node: dict[str, Any], findings: Findings) -> None:
    at = _place(query, int(node.get("query_location") or 0))
    hint = "a query sees the dataset and nothing else"
    findings.error("sql-forbidden", f"{name or 'this'} reads what is not in the dataset", at, hint)


def _place(query: Query, offset: int) -> Location:
    """The place in the report of a position (in bytes of UTF-8, as DuckDB counts) in the query's text."""
    before = query.sql.encode()[: max(0, offset)].decode(errors="ignore")
    column = len(before) - before.rfind("\n") - 1
    return Location(query.at.path, query.at.line + before.count("\n"), query.at.column + column)


_LINE = re.compile(r"^LINE (\d+): (.*)\n( *)\^", re.MULTILINE)
_NO_COLUMN = re.compile(r'column "(.+?)" not found|does not have a column named "(.+?)"', re.IGNORECASE)


def report_error(query: Query, text: str, findings: Findings, columns: Iterable[str] = ()) -> None:
    """DuckDB's error as a diagnostic: one sentence, the place of its caret, and what exists."""
    at = _caret(query, text)
    kind, _, message = text.partition("\n")[0].partition(": ")
    if match := _NO_COLUMN.search(message):
        name = (match[1] or match[2]).replace('""', '"')
        findings.error(
            "unknown-column", f'query "{query.name}": there is no column "{name}"', at, suggest(name, columns)
        )
        return
    sentence = f'query "{query.name}": {_cleaned(message or kind)}'
    if kind in ("Parser Error", "Syntax Error"):
        findings.error("sql-syntax", sentence, at, "see DuckDB's SQL at this place")
    else:
        findings.error("sql-error", sentence, at, "see DuckDB's SQL at this place")


def _caret(query: Query, text: str) -> Location:
    """The place in the report that DuckDB's error points at."""
    match = _LINE.search(text)
    lines = query.sql.split("\n")
    if not match or int(match[1]) > len(lines):
        return query.at
    number, shown, caret = int(match[1]), match[2], len(match[3]) - len(f"LINE {match[1]}: ")
    if not 0 <= caret <= len(shown):
        return query.at
    # A long line is shown with dots around the part that matters.
    around = shown[caret:].removesuffix("...")
    column = lines[number - 1].find(around) if shown.startswith("...") else caret
    return Location(query.at.path, query.at.line + number - 1, query.at.column + max(0, column))


def _cleaned(message: str) -> str:
    """The message without paths of the machine."""
    return re.sub(r"['\"]?/(?:[^/\s'\"]+/)+[^\s'\"]*['\"]?", "a file", message).rstrip("! .")
