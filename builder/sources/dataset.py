"""The dataset: tables in DuckDB, locked in before any query runs, and the queries that a report asks of it.

The files are read, checked and copied into memory first; then the connection is shut: it sees no file, no setting can
be changed, and `statement` lets single SELECTs over the dataset's own tables through. One thread, one order of rows and
UTC make the same input give the same results.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from builder.errors import DatasetError, Diagnostic, Findings, Location
from builder.model.comparison import VERDICT_SQL
from builder.model.data import Field, Query, QueryResult, RowOrigin, Source
from builder.model.format import Raw
from builder.sources.faults import report_fault
from builder.sources.lineage import inherit
from builder.sources.loaded import Loaded, Resource
from builder.sources.locate import locate
from builder.sources.origins import MOST_ROWS, Origins, OriginsOf, trace
from builder.sources.package import Package
from builder.sources.registry import LOADERS
from builder.sources.results import SQL_TYPES, field_type, plain, quoted
from builder.sources.statement import Statement, Surroundings, check_statement
from builder.sources.watchdog import Watchdog

if TYPE_CHECKING:
    import duckdb

TIME_LIMIT = 60.0  # seconds a query
MOST_CELLS = 5_000_000  # of a result

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": "1",
    "preserve_insertion_order": "true",
    "memory_limit": "2GB",
    "temp_directory": "",  # what does not fit into memory is an error, not a file
    "python_enable_replacements": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "errors_as_json": "true",  # with the place of each error
}

Rows = tuple[tuple[Raw, ...], ...]


def open_dataset(
    spec: str | dict[str, str] | None, report_dir: Path, project: Path, at: Location | None = None
) -> Dataset:
    """The dataset that a report names: a folder of `data/`, a path, or a mapping of table to path; None has no tables.

    Nothing outside `project` is read. Raises `DatasetError` with every fault of its files.
    """
    findings = Findings()
    package = locate(spec, report_dir.resolve(), project.resolve(), at, findings)
    tables: dict[str, tuple[Resource, Loaded]] = {}
    for resource in package.resources:
        if resource.name.lower() in {n.lower() for n in tables}:
            hint = "give one of them another name"
            message = f'two tables are called "{resource.name}"'
            findings.error("duplicate-name", message, Location(resource.shown), hint)
        elif loaded := LOADERS[resource.path.suffix.lower()](resource, findings):
            tables[resource.name] = resource, loaded
    findings.raise_errors(DatasetError)
    return Dataset(package, tables, tuple(findings.items))


class Dataset:
    """Tables by name with their columns, the bibliography by key, and `run`. Close it, or use it with `with`.

    `warnings` are what was found odd in its files.
    """

    def __init__(
        self,
        package: Package,
        tables: Mapping[str, tuple[Resource, Loaded]],
        warnings: tuple[Diagnostic, ...] = (),
    ) -> None:
        import duckdb

        self.sources: dict[str, Source] = dict(package.sources)
        self.tables: dict[str, tuple[Field, ...]] = {}
        self.warnings = warnings
        self._keys = {name: resource.sources for name, (resource, _) in tables.items()}
        self._origins: dict[str, OriginsOf] = {}
        self._connection = duckdb.connect(":memory:", config=_CONFIG)
        self._connection.execute("set TimeZone='UTC'")
        self._connection.execute(VERDICT_SQL)
        for name, (resource, loaded) in tables.items():
            _insert(self._connection, name, loaded)
            self.tables[name] = loaded.fields
            self._origins[name] = _origins_of(name, resource.shown, loaded.lines)
        self._watchdog = Watchdog(self._connection.interrupt)
        self._connection.execute("set enable_external_access=false")
        self._connection.execute("set lock_configuration=true")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Frees the tables."""
        self._watchdog.close()
        self._connection.close()

    def table(self, name: str, at: Location | None = None) -> QueryResult | None:
        """A table of the dataset as a result, its rows in the order of the file; None where there is no such table."""
        name = next((t for t in self.tables if t.lower() == name.lower()), name)
        if name not in self.tables:
            return None
        read = self._connection.execute(f"select * from {quoted(name)}").fetchall()
        rows = tuple(tuple(map(plain, row)) for row in read)
        origins = tuple(map(self._origins[name], range(len(rows))))
        return QueryResult(name, self.tables[name], rows, (name,), self._keys[name], origins, at)

    def size(self, name: str) -> int:
        """The number of rows of a table; 0 where there is no such table."""
        if name not in self.tables:
            return 0
        counted = self._connection.execute(f"select count(*) from {quoted(name)}").fetchone()
        return int(counted[0]) if counted else 0

    def years(self) -> tuple[int, ...]:
        """The years in the columns of time of all tables, in order."""
        parts = [
            f"select {quoted(f.name) if f.type == 'year' else f'year({quoted(f.name)})'} as y from {quoted(table)}"
            for table, fields in self.tables.items()
            for f in fields
            if f.type in ("year", "yearmonth", "date", "datetime")
        ]
        if not parts:
            return ()
        union = " union ".join(parts)
        found = self._connection.execute(f"select y from ({union}) where y is not null order by y").fetchall()
        return tuple(int(year) for (year,) in found)

    def run(self, queries: Sequence[Query], params: Mapping[str, Raw]) -> dict[str, QueryResult]:
        """The results of all queries by name, in their order; each may read the earlier ones.

        Raises `DatasetError` with every error of every query; one that reads a failed query is passed over.
        """
        run = _Run(self, params)
        try:
            for n, query in enumerate(queries):
                run.query(query, tuple(q.name for q in queries[n + 1 :]))
        finally:
            for name in run.results:
                self._connection.execute(f"drop table {quoted(name)}")
        run.findings.raise_errors(DatasetError)
        return run.results


def _insert(connection: duckdb.DuckDBPyConnection, name: str, loaded: Loaded) -> None:
    """Makes a table of typed columns, its rows in their order."""
    columns = ", ".join(f"unnest(?::{SQL_TYPES[f.type]}[]) as {quoted(f.name)}" for f in loaded.fields)
    connection.execute(f"create table {quoted(name)} as select {columns}", list(loaded.columns))


def _origins_of(table: str, path: str, lines: Sequence[int]) -> OriginsOf:
    return lambda number: (RowOrigin(table, path, lines[number]),)


class _Run:
    """The queries of one report, one after the other: each result becomes a table for those that follow."""

    def __init__(self, dataset: Dataset, params: Mapping[str, Raw]) -> None:
        self.dataset = dataset
        self.connection = dataset._connection  # noqa: SLF001  two classes of one module
        self.watchdog = dataset._watchdog  # noqa: SLF001
        self.params = params
        self.findings = Findings()
        self.results: dict[str, QueryResult] = {}
        self.failed: set[str] = set()
        self.fields: dict[str, tuple[Field, ...]] = dict(dataset.tables)
        self.origins: dict[str, OriginsOf] = dict(dataset._origins)  # noqa: SLF001

    def query(self, query: Query, later: tuple[str, ...]) -> None:
        """Runs one query; `later` are the names of those that follow."""
        if query.name.lower() in {n.lower() for n in (*self.fields, *self.failed)}:
            what = "a table" if query.name.lower() in {n.lower() for n in self.dataset.tables} else "an earlier query"
            message = f'"{query.name}" is the name of {what} already'
            self.findings.error("duplicate-name", message, query.at, "give the query another name")
            return
        names = {name: tuple(f.name for f in fields) for name, fields in self.fields.items()}
        around = Surroundings({**names, **dict.fromkeys(sorted(self.failed), ())}, self.params, later)
        statement = check_statement(query, self.connection, around, self.findings)
        # What reads a failed query fails for its reason, which is told already.
        result = None
        if statement and not self.failed.intersection(statement.tables):
            result = self._result(statement)
        if result is None:
            self.failed.add(query.name)
        else:
            self.results[query.name] = result

    def _result(self, statement: Statement) -> QueryResult | None:
        query = statement.query
        given = {name: self.params[name] for name in sorted(statement.params)}
        found = self._described(statement, given)
        rows = self._rows(statement, given, found) if found else None
        if found is None or rows is None:
            return None
        fields = inherit(statement, found, self.fields)
        origins = self._traced(statement, given, rows)
        self.fields[query.name] = fields
        if origins or not rows:
            self.origins[query.name] = origins.__getitem__
        tables = tuple(dict.fromkeys(b for t in statement.tables for b in self._bases(t)))
        keys = tuple(dict.fromkeys(k for t in tables for k in self.dataset._keys[t]))  # noqa: SLF001
        return QueryResult(query.name, fields, rows, tables, keys, origins, query.at)

    def _bases(self, table: str) -> tuple[str, ...]:
        """The dataset's tables behind a table or an earlier query."""
        return self.results[table].tables if table in self.results else (table,)

    def _described(self, statement: Statement, given: Mapping[str, Raw]) -> tuple[Field, ...] | None:
        """The columns that the query would give, or None with what is wrong with it."""
        query = statement.query
        described = self._execute(statement, "describe\n", given)
        if described is None:
            return None
        before = len(self.findings.errors)
        fields: dict[str, Field] = {}
        for name, type_, *_ in described:
            if name.lower() in fields:
                message = f'query "{query.name}" has two columns "{name}"'
                self.findings.error("duplicate-column", message, query.at, "name one otherwise with AS")
            kind = field_type(type_)
            if kind is None:
                message = f'query "{query.name}", column "{name}": the type {type_} cannot be shown'
                self.findings.error("unsupported-type", message, query.at, "cast it to a text, a number or a date")
            fields[name.lower()] = Field(name, kind or "string")
        return tuple(fields.values()) if len(self.findings.errors) == before else None

    def _rows(self, statement: Statement, given: Mapping[str, Raw], fields: Sequence[Field]) -> Rows | None:
        """Runs the query into a table of its name, and reads it."""
        query = statement.query
        table = quoted(query.name)
        made = self._execute(statement, f"create table {table} as\n", given)
        if made is None:
            return None
        if made[0][0] * len(fields) > MOST_CELLS:
            hint = "aggregate it, or limit it"
            message = f'query "{query.name}" gives {made[0][0]:,} rows, over {MOST_CELLS:,} cells'
            self.findings.error("result-too-large", message, query.at, hint)
        else:
            read = self.connection.execute(f"select * from {table}").fetchall()
            rows = tuple(tuple(map(plain, row)) for row in read)
            if not self._unwritable(query, fields, rows):
                return rows
        self.connection.execute(f"drop table {table}")
        return None

    def _unwritable(self, query: Query, fields: Sequence[Field], rows: Rows) -> bool:
        """Whether a column holds what is no number or date of a report."""
        for i, field in enumerate(fields):
            name = f'query "{query.name}", column "{field.name}"'
            if field.type == "number" and any(row[i] in (math.inf, -math.inf) for row in rows):
                hint = "a division by zero? Write x / nullif(y, 0)"
                self.findings.error("not-finite", f"{name}: a value is infinite", query.at, hint)
                return True
            # DuckDB's years run further than Python's, which gets a text then.
            far = [row[i] for row in rows if isinstance(row[i], str)] if field.type in ("date", "datetime") else []
            if far:
                hint = "years from 1 to 9999 can be written"
                self.findings.error("bad-date", f"{name}: the date {far[0]} is too far away", query.at, hint)
                return True
        return False

    def _traced(self, statement: Statement, given: Mapping[str, Raw], rows: Rows) -> Origins:
        """The origins of each row, or () where they cannot be known."""
        import duckdb

        if not rows or len(rows) > MOST_ROWS:
            return ()
        traced = {n: tuple(f.name for f in self.fields[n]) for n in self.origins}
        try:
            how = trace(statement, self.connection, traced)
            if how is None:
                return ()
            with self.watchdog.guard(TIME_LIMIT):
                read = self.connection.execute(how.sql, given or None).fetchall()
        except (duckdb.Error, KeyError, TypeError, ValueError):  # of a form that is not traced after all
            return ()
        if tuple(tuple(map(plain, row[:-1])) for row in read) != rows:
            return ()
        return how.origins((row[-1] for row in read), self.origins)

    def _execute(self, statement: Statement, prefix: str, given: Mapping[str, Raw]) -> list[tuple[Any, ...]] | None:
        """Executes the query after a prefix that ends its line; None with the error in `findings`."""
        import duckdb

        query = statement.query
        try:
            with self.watchdog.guard(TIME_LIMIT):
                return self.connection.execute(prefix + query.sql, dict(given) or None).fetchall()
        except duckdb.Error as error:
            columns = [f.name for t in statement.tables for f in self.fields.get(t, ())]
            report_fault(query, error, self.findings, columns, len(prefix.encode()))
            return None
