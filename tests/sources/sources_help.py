"""A small project with tables, for the tests of sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder.errors import DatasetError, Diagnostic, Location
from builder.model.data import Query, QueryResult
from builder.model.format import Raw
from builder.sources.dataset import open_dataset

SCORES = """\
country,year,month,score,share,usd,gain
United States,2023,2023-01,86.5,0.5,10,1.5
United States,2024,2024-01,88.1,0.4,20,2.5
China,2023,2023-01,69.1,0.3,5,3.5
China,2024,2024-01,86.4,,7,4.5
"""
FIELDS: list[dict[str, str]] = [
    {"name": "country", "title": "Country"},
    {"name": "year", "type": "year"},
    {"name": "month", "type": "yearmonth", "format": "date(MMM y)"},
    {"name": "score", "type": "number", "unit": "percent", "format": "percent(1)", "title": "Score"},
    {"name": "share", "type": "number", "unit": "share"},
    {"name": "usd", "type": "number", "unit": "USD bn", "format": "money(USD, 1, bn)"},
    {"name": "gain", "type": "number", "unit": "percentage points"},
]


def make_project(folder: Path) -> Path:
    """A project whose dataset "tests" has the table `scores` with units, and `codes` without."""
    data = folder / "data" / "tests"
    data.mkdir(parents=True)
    (data / "scores.csv").write_text(SCORES)
    (data / "codes.csv").write_text("country,code\nChina,CN\nUnited States,US\n")
    package = {
        "resources": [
            {"name": "scores", "path": "scores.csv", "sources": [{"key": "lab"}], "schema": {"fields": FIELDS}},
            {"name": "codes", "path": "codes.csv", "sources": ["iso"]},
        ],
        "sources": [{"key": "lab", "title": "The lab", "path": "https://lab.example"}, {"key": "iso", "title": "ISO"}],
    }
    (data / "datapackage.json").write_text(json.dumps(package))
    return folder


def run_sql(project: Path, *sqls: str, params: dict[str, Raw] | None = None) -> dict[str, QueryResult]:
    """The results of queries named q1, q2 ... over the dataset of `project`."""
    queries = [Query(f"q{n}", sql, Location("report.md", 10 * n, 1)) for n, sql in enumerate(sqls, 1)]
    with open_dataset("tests", project, project) as dataset:
        return dataset.run(queries, params or {})


def one(project: Path, sql: str, params: dict[str, Raw] | None = None) -> QueryResult:
    """The result of one query."""
    return run_sql(project, sql, params=params)["q1"]


def refused(project: Path, *sqls: str, params: dict[str, Raw] | None = None) -> tuple[Diagnostic, ...]:
    """The diagnostics of queries that fail."""
    with pytest.raises(DatasetError) as error:
        run_sql(project, *sqls, params=params)
    return error.value.diagnostics


def unopened(folder: Path, spec: str | dict[str, str], project: Path | None = None) -> tuple[Diagnostic, ...]:
    """The diagnostics of a dataset that cannot be opened."""
    with pytest.raises(DatasetError) as error:
        open_dataset(spec, folder, project or folder, Location("report.md", 3, 1))
    return error.value.diagnostics


def codes(found: tuple[Diagnostic, ...]) -> list[str]:
    """The codes of diagnostics, in order."""
    return [d.code for d in found]
