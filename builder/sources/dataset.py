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

from builder.errors import DatasetError, Findings, Location, suggest
from builder.model.data import Field, Query, QueryResult, RowOrigin, Source
from builder.model.format import Raw
from builder.sources.lineage import HIDDEN, MOST_ROWS, inherit, row_origins, traced_sql
from builder.sources.loaded import literal, quoted
from builder.sources.package import Package, Resource, read_package, shown_in
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
    package = _package(spec, report_dir.resolve(), project, at, findings)
    findings.raise_errors(DatasetError)
    dataset = Dataset(package, findings)
    findings.raise_errors(DatasetError)
    return dataset


class Dataset:
    """Tables by name with their columns, the bibliography by key, and `run`. Close it, or use it with `with`."""

    def __init__(self, package: Package, findings: Findings) -> None:
        import duckdb

        config = {"threads": "1", "preserve_insertion_order": "true", "autoload_known_extensions": "false",
                  "autoinstall_known_extensions": "false", "memory_limit": "4GB"}  # fmt: skip
        self._connection = duckdb.connect(":memory:", config=config)
        self.sources: dict[str, Source] = dict(package.sources)
        self.tables: dict[str, tuple[Field, ...]] = {}
        self._table_sources: dict[str, tuple[str, ...]] = {}
        self._base: dict[str, tuple[str, ...]] = {}
        self._paths: dict[str, str] = {}
        self._traced: set[str] = set()
        self._connection.execute("create schema lined")
        for resource in package.resources:
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

    def _load(self, resource: Resource, findings: Findings) -> None:
        loader = LOADERS[resource.path.suffix.lower()]
        loaded = loader(resource.path, resource.shown, resource.fields, resource.missing, findings)
        if loaded is None:
            return
        import duckdb

        name, line = resource.name, "line"
        lined = f"lined.{quoted(name)}"
        try:
            if loaded.lines:
                self._connection.execute("create temp table numbers as select unnest(?) as n, unnest(?) as line",
                                         [list(range(2, len(loaded.lines) + 2)), list(loaded.lines)])  # fmt: skip
                line = "(select n.line from numbers n where n.n = loaded.line)"
            origin = f"case when line is null then null else [{literal(name + ':')} || {line}] end as {HIDDEN}"
            names = ", ".join(quoted(f.name) for f in loaded.fields)
            self._connection.execute(f"create table {lined} as select {names}, {origin} from ({loaded.select}) loaded")
            self._connection.execute(f"create view main.{quoted(name)} as select {names} from {lined}")
        except duckdb.Error as error:
            hint = "see that every row has the columns of the first line"
            message = f"the table cannot be loaded: {str(error).partition(chr(10))[0].replace(str(resource.path), resource.shown)}"
            findings.error("unreadable-file", message, Location(resource.shown), hint)
            return
        finally:
            self._connection.execute("drop table if exists numbers")
        self.tables[name] = loaded.fields
        self._table_sources[name] = resource.sources
        self._base[name] = (name,)
        self._paths[name] = resource.shown
        self._traced.add(name.lower())

    def _run(self, statement: Statement, params: Mapping[str, Raw], findings: Findings) -> QueryResult | None:
        import duckdb

        query = statement.query
        given = {name: params[name] for name in sorted(statement.params)}
        try:
            with self._limited():
                cursor = self._connection.execute(statement.sql, given or None)
                description = cursor.description or []
                rows = cursor.fetchmany(MOST_CELLS // max(1, len(description)) + 1)
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
            report_error(query, str(error), "sql-error", findings, columns)
            return None
        if len(rows) * len(description) > MOST_CELLS:
            findings.error(
                "result-too-large",
                f'the query "{query.name}" gives over {MOST_CELLS:,} cells',
                query.at,
                "aggregate, or limit it",
            )
            return None
        found = self._fields(query, [(str(d[0]), str(d[1])) for d in description], findings)
        if found is None:
            return None
        fields = inherit(statement, found, self.tables)
        plain = self._plain_rows(query, fields, rows, findings)
        if plain is None:
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
            if kind is None and type_ not in ("NULL", '"NULL"'):
                hint = "cast it to a text or a number"
                findings.error("unsupported-type", f'the column "{name}" has the type {type_}', query.at, hint)
            fields.append(Field(name, kind or "string"))
        return tuple(fields) if len(findings.errors) == before else None

    def _plain_rows(
        self, query: Query, fields: tuple[Field, ...], rows: list[tuple[Any, ...]], findings: Findings
    ) -> tuple[tuple[Raw, ...], ...] | None:
        """Rows of plain numbers, texts and dates. A NaN is missing; an infinity is an error."""
        for i, field in enumerate(fields):
            if field.type == "number" and any(isinstance(r[i], float) and math.isinf(r[i]) for r in rows):
                hint = "a division by zero? write nullif(divisor, 0)"
                findings.error(
                    "not-finite", f'query "{query.name}", column "{field.name}": a value is infinite', query.at, hint
                )
                return None
        return tuple(tuple(map(_raw, row)) for row in rows)

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


def _raw(cell: Any) -> Raw:
    if isinstance(cell, decimal.Decimal):
        return int(cell) if cell == cell.to_integral_value() and cell.as_tuple().exponent == 0 else float(cell)
    if isinstance(cell, float) and math.isnan(cell):
        return None
    if isinstance(cell, datetime.datetime) and cell.tzinfo is not None:
        return cell.astimezone(datetime.UTC).replace(tzinfo=None)
    return cell if cell is None or isinstance(cell, (bool, int, float, str, datetime.date)) else str(cell)


# -- Finding it ------------------------------------------------------------------------------------------


def _package(
    spec: str | dict[str, str] | None, folder: Path, project: Path, at: Location | None, findings: Findings
) -> Package:
    if spec is None:
        return Package(())
    if isinstance(spec, dict):
        found = ((name, _file(text, folder, project, at, findings)) for name, text in spec.items())
        return Package(tuple(Resource(name, path, shown_in(path, project)) for name, path in found if path))
    if "://" in spec:
        findings.error(
            "url-not-read", f'"{spec}" is an address', at, "this version reads files; download it into data/"
        )
        return Package(())
    for place in _places(spec, folder, project):
        path = place.resolve()
        if not path.exists():
            continue
        if not path.is_relative_to(project):
            findings.error("outside-project", f'"{spec}" lies outside the report\'s project', at, "copy it into data/")
            return Package(())
        if path.is_dir():
            return read_package(path, project, findings)
        if file := _file(str(path), folder, project, at, findings):
            return Package((Resource(file.stem, file, shown_in(file, project)),))
        return Package(())
    have = {p.name for up in _parents(folder, project) if (up / "data").is_dir() for p in (up / "data").iterdir()}
    findings.error("unknown-dataset", f'there is no dataset "{spec}"', at, suggest(spec, have, "data/ has"))
    return Package(())


def _parents(folder: Path, project: Path) -> list[Path]:
    """The folder and those above it, up to the project's."""
    return [p for p in (folder, *folder.parents) if p.is_relative_to(project)] or [folder]


def _places(spec: str, folder: Path, project: Path) -> list[Path]:
    if Path(spec).is_absolute():
        return [Path(spec)]
    return [folder / spec, *(up / "data" / spec for up in _parents(folder, project))]


def _file(text: str, folder: Path, project: Path, at: Location | None, findings: Findings) -> Path | None:
    if "://" in text:
        findings.error(
            "url-not-read", f'"{text}" is an address', at, "this version reads files; download it into data/"
        )
        return None
    path = (folder / text).resolve()
    if not path.is_relative_to(project):
        findings.error(
            "outside-project", f'"{text}" lies outside the report\'s project', at, "copy the file into data/"
        )
    elif not path.is_file():
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        findings.error("file-not-found", f'there is no file "{text}"', at, suggest(path.name, beside, "Its folder has"))
    elif path.suffix.lower() not in LOADERS:
        findings.error(
            "unknown-kind", f'"{text}" is of no kind that is read', at, suggest(path.suffix, LOADERS, "There are")
        )
    else:
        return path
    return None
