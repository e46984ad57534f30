"""The dataset: tables in DuckDB, locked in before any query runs, and the queries that a report asks of it."""

from __future__ import annotations

import datetime
import decimal
import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from builder.errors import DatasetError, Findings, Location
from builder.model.data import Field, Query, QueryResult, RowOrigin, Source
from builder.model.format import Raw
from builder.sources.find import find_package
from builder.sources.inherit import inherit
from builder.sources.lineage import HIDDEN, MOST_ROWS, row_origins, traced_sql
from builder.sources.loaded import literal, quoted
from builder.sources.package import Package, Resource
from builder.sources.registry import LOADERS
from builder.sources.statement import Statement, check_statement, report_error
from builder.sources.typed import field_type

TIME_LIMIT = 60.0  # seconds a query
MOST_CELLS = 5_000_000


def open_dataset(
    spec: str | dict[str, str] | None, report_dir: Path, project: Path, at: Location | None = None
) -> Dataset:
    """The dataset that a report names: a folder of `data/`, a path, or a mapping of table to path.

    Nothing outside `project` is read. Raises `DatasetError` with every fault of its files.
    """
    findings = Findings()
    project = project.resolve()
    package = find_package(spec, report_dir.resolve(), project, at, findings)
    findings.raise_errors(DatasetError)
    dataset = Dataset(package, findings)
    findings.raise_errors(DatasetError)
    return dataset


class Dataset:
    """Tables by name with their columns, the bibliography by key, and `run`. Close it, or use it with `with`."""

    def __init__(self, package: Package, findings: Findings) -> None:
        import duckdb

        # One thread: sums of floats, and rows without an order, come out the same each time.
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1,
            "preserve_insertion_order": True,
            "autoload_known_extensions": False,
            "autoinstall_known_extensions": False,
            "memory_limit": "4GB",
            "temp_directory": "",
        }
        self._connection = duckdb.connect(":memory:", config=config)
        self.sources: dict[str, Source] = dict(package.sources)
        self.tables: dict[str, tuple[Field, ...]] = {}
        self._table_sources: dict[str, tuple[str, ...]] = {}
        self._base: dict[str, tuple[str, ...]] = {}
        self._paths: dict[str, str] = {}
        self._traced: set[str] = set()
        self._connection.execute("create schema lined")
        for resource in package.resources:
            if resource.name.lower() in self._traced:
                message = f'there are two tables "{resource.name}"'
                findings.error("duplicate-name", message, Location(resource.shown), "give one of them another name")
            else:
                self._load(resource, findings)
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
        self._connection.close()

    def run(self, queries: Sequence[Query], params: Mapping[str, Raw]) -> dict[str, QueryResult]:
        """The results of all queries by name; each may read the earlier ones.

        Raises `DatasetError` with every error of every query; one that reads a failed query is passed over.
        """
        findings = Findings()
        results: dict[str, QueryResult] = {}
        failed: set[str] = set()
        for query in queries:
            if query.name.lower() in {t.lower() for t in self.tables}:
                message = f'"{query.name}" is the name of a table already'
                findings.error("duplicate-name", message, query.at, "give the query another name")
                continue
            known = {**self.tables, **dict.fromkeys(failed, ())}
            statement = check_statement(query, self._connection, known, params, findings)
            result = None
            if statement and not failed.intersection(statement.tables):
                result = self._run(statement, params, findings)
            if result is None:
                failed.add(query.name)
            else:
                results[query.name] = result
        findings.raise_errors(DatasetError)
        return results

    def table(self, name: str, at: Location | None = None) -> QueryResult | None:
        """A table of the dataset as a result: its rows in the order of the file. None where there is no such table."""
        name = next((t for t in self._base if t.lower() == name.lower()), name)
        if self._base.get(name) != (name,):
            return None
        fields = self.tables[name]
        cursor = self._connection.execute(f"select * from lined.{quoted(name)}")
        rows = cursor.fetchmany(MOST_CELLS // len(fields) + 1)
        findings = Findings()
        if len(rows) * len(fields) > MOST_CELLS:
            hint = "ask for what is shown with a query"
            findings.error("result-too-large", f'the table "{name}" has over {MOST_CELLS:,} cells', at, hint)
            raise DatasetError(findings.items)
        plain = _plain_rows(f'table "{name}"', at, fields, [r[:-1] for r in rows], findings)
        findings.raise_errors(DatasetError)
        origins = row_origins([r[-1] for r in rows], self._paths) if len(rows) <= MOST_ROWS else ()
        return QueryResult(name, fields, plain, (name,), self._table_sources[name], origins, at)

    def _load(self, resource: Resource, findings: Findings) -> None:
        import duckdb

        loaded = LOADERS[resource.path.suffix.lower()](
            resource.path, resource.shown, resource.fields, resource.missing, findings
        )
        if loaded is None:
            return
        name = resource.name
        names = ", ".join(quoted(f.name) for f in loaded.fields)
        # By position, as a column may have any name.
        places = [f"c{i}" for i in range(len(loaded.fields))]
        origin = f"case when line is not null then [{literal(name + ':')} || line] end as {quoted(HIDDEN)}"
        columns = ", ".join(f"{p} as {quoted(f.name)}" for p, f in zip(places, loaded.fields, strict=True))
        try:
            self._connection.execute(
                f"create table lined.{quoted(name)} as with given({', '.join(places)}, line) as ({loaded.select}) "
                f"select {columns}, {origin} from given",
                loaded.values or None,
            )
            self._connection.execute(f"create view main.{quoted(name)} as select {names} from lined.{quoted(name)}")
        except duckdb.Error as error:
            hint = "see that every row has the columns of the first line"
            reason = str(error).partition("\n")[0].replace(str(resource.path), resource.shown)
            findings.error("unreadable-file", f"the table cannot be loaded: {reason}", Location(resource.shown), hint)
            return
        self.tables[name] = loaded.fields
        self._table_sources[name] = resource.sources
        self._base[name] = (name,)
        self._paths[name] = resource.shown
        self._traced.add(name.lower())

    def _run(self, statement: Statement, params: Mapping[str, Raw], findings: Findings) -> QueryResult | None:
        import duckdb

        query = statement.query
        given = {name: params[name] for name in sorted(statement.params)}
        before = len(findings.errors)
        try:
            with self._limited():
                cursor = self._connection.execute(statement.sql, given or None)
                # Before the rows: some types cannot even be fetched.
                found = self._fields(query, [(str(d[0]), str(d[1])) for d in cursor.description or ()], findings)
                if found is None:
                    return None
                rows = cursor.fetchmany(MOST_CELLS // len(found) + 1)
        except duckdb.InterruptException:
            hint = "look for a join without a condition"
            findings.error(
                "query-timeout", f'the query "{query.name}" runs for over {TIME_LIMIT:.0f} s', query.at, hint
            )
            return None
        except duckdb.OutOfMemoryException:
            findings.error(
                "result-too-large",
                f'the query "{query.name}" needs too much memory',
                query.at,
                "aggregate, or limit it",
            )
            return None
        except (duckdb.Error, RuntimeError) as error:
            columns = [f.name for t in statement.tables for f in self.tables.get(t, ())]
            report_error(query, str(error), findings, columns)
            return None
        if len(rows) * len(found) > MOST_CELLS:
            findings.error(
                "result-too-large",
                f'the query "{query.name}" gives over {MOST_CELLS:,} cells',
                query.at,
                "aggregate, or limit it",
            )
            return None
        fields = inherit(statement, found, self.tables)
        plain = _plain_rows(f'query "{query.name}"', query.at, fields, rows, findings)
        if findings.errors[before:]:
            return None
        return self._register(statement, given, fields, plain)

    def _fields(self, query: Query, described: list[tuple[str, str]], findings: Findings) -> tuple[Field, ...] | None:
        before = len(findings.errors)
        fields: list[Field] = []
        for name, type_ in described:
            if any(f.name.lower() == name.lower() for f in fields):
                hint = "name it otherwise with AS"
                findings.error("duplicate-column", f'query "{query.name}" has two columns "{name}"', query.at, hint)
            kind = field_type(type_)
            zoned = type_ == "TIMESTAMP WITH TIME ZONE"
            if zoned or (kind is None and type_ not in ("NULL", '"NULL"')):
                hint = "cast it to a number, a text, a date or a timestamp"
                findings.error("unsupported-type", f'the column "{name}" has the type {type_}', query.at, hint)
            fields.append(Field(name, kind or "string"))
        return tuple(fields) if len(findings.errors) == before else None

    def _register(
        self, statement: Statement, given: dict[str, Raw], fields: tuple[Field, ...], rows: tuple[tuple[Raw, ...], ...]
    ) -> QueryResult:
        """Makes the result a table for later queries, and traces its rows."""
        import duckdb

        name = statement.query.name
        self.tables[name] = fields
        base = tuple(dict.fromkeys(b for t in statement.tables for b in self._base[t]))
        self._base[name] = base
        origins: tuple[tuple[RowOrigin, ...], ...] = ()
        try:
            sql = traced_sql(statement, self._connection, self._traced) if len(rows) <= MOST_ROWS else None
            if sql:
                with self._limited():
                    lined = f"lined.{quoted(name)}"
                    self._connection.execute(f"create table {lined} as {sql}", given or None)
                    got = self._connection.execute(f"select * from {lined}").fetchall()
                # The traced run must be the same run: else its lines may belong to other rows.
                if [tuple(map(_raw, r[:-1])) for r in got] == list(rows):
                    origins = row_origins([r[-1] for r in got], self._paths)
                    self._traced.add(name.lower())
        except (duckdb.Error, KeyError, ValueError):
            origins = ()
        columns = ", ".join(quoted(f.name) for f in fields)
        if name.lower() in self._traced:
            self._connection.execute(f"create view main.{quoted(name)} as select {columns} from lined.{quoted(name)}")
        else:
            self._connection.execute(f"drop table if exists lined.{quoted(name)}")
            self._connection.execute(f"create table main.{quoted(name)} as {statement.sql}", given or None)
        keys = dict.fromkeys(k for b in base for k in self._table_sources.get(b, ()))
        return QueryResult(name, fields, rows, base, tuple(keys), origins, statement.query.at)

    @contextmanager
    def _limited(self) -> Iterator[None]:
        timer = threading.Timer(TIME_LIMIT, self._connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _plain_rows(
    what: str, at: Location | None, fields: tuple[Field, ...], rows: list[tuple[Any, ...]], findings: Findings
) -> tuple[tuple[Raw, ...], ...]:
    """Rows of plain numbers, texts and dates. A NaN is missing; an infinity is an error."""
    for i, field in enumerate(fields):
        if field.type in ("date", "datetime", "yearmonth") and any(isinstance(r[i], str) for r in rows):
            hint = "years from 1 to 9999 can be written"
            findings.error("bad-date", f'{what}, column "{field.name}": a date is too far away', at, hint)
        if field.type == "number" and any(isinstance(r[i], float) and math.isinf(r[i]) for r in rows):
            hint = "a division by zero? write nullif(divisor, 0)"
            findings.error("not-finite", f'{what}, column "{field.name}": a value is infinite', at, hint)
    return tuple(tuple(map(_raw, row)) for row in rows)


def _raw(cell: Any) -> Raw:
    if isinstance(cell, decimal.Decimal):
        return int(cell) if cell == cell.to_integral_value() and cell.as_tuple().exponent == 0 else float(cell)
    if isinstance(cell, float) and math.isnan(cell):
        return None
    if isinstance(cell, datetime.datetime) and cell.tzinfo is not None:
        return cell.astimezone(datetime.UTC).replace(tzinfo=None)
    return cell if cell is None or isinstance(cell, (bool, int, float, str, datetime.date)) else str(cell)
