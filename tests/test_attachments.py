"""What a brief carries as files: the data as it was, named, described, and only where it is asked for."""

from __future__ import annotations

import csv
import datetime
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import REPORT, Project
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import pipeline
from builder.attachments import MOST_ROWS, attachments, csv_bytes
from builder.errors import Findings, Location
from builder.model.data import Field, FieldType, QueryResult, Source
from builder.model.document import DataTable, Document, Meta
from builder.pipeline import BuildOptions, build, check
from builder.sources.results import SQL_TYPES
from builder.writers.base import Attachment, Placement, WriteJob

AT = Location("r.md", 1)
A3 = REPORT.replace("dataset: shop", "dataset: shop\npdf: {standard: [ua-1, a-3a]}")
TABLES = """
```table top
data: both
limit: 2
```

::: deck
```table slides
data: espresso
```
:::

::: callout
```table again
data: sales
```
:::
"""

Jobs = Callable[..., WriteJob]


@pytest.fixture
def job_of(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """Builds a report with a writer that keeps its job in place of the PDF's, and gives the job."""
    jobs: list[WriteJob] = []

    class Keeper:
        suffix = ".pdf"

        def write(self, job: WriteJob, target: Path) -> Placement:
            jobs.append(job)
            target.touch()
            return Placement(2)

    monkeypatch.setattr(pipeline, "writer_for", lambda _: Keeper())

    def job(folder: Path, **options: Any) -> WriteJob:
        build(folder / "report.md", BuildOptions(formats=("pdf",), verify=False, **options))
        return jobs[-1]

    return job


def listed(job: WriteJob) -> list[tuple[str, str, str]]:
    return [(a.name, a.relation, a.description) for a in job.attachments]


def test_what_a_figure_shows_and_the_table_behind_it(project: Project, job_of: Jobs) -> None:
    folder = project(report=A3)
    job = job_of(folder)
    assert listed(job) == [("both.csv", "Data", "Figure 1: both"), ("sales.csv", "Source", "sales")]
    assert {a.mime for a in job.attachments} == {"text/csv"}
    source = (folder / "data" / "shop" / "sales.csv").read_text(encoding="utf-8")
    for attachment in job.attachments:
        assert attachment.content().decode() == source.replace("\n", "\r\n")


def test_each_query_is_attached_once_and_whole(project: Project, job_of: Jobs) -> None:
    job = job_of(project(report=A3 + TABLES))
    assert listed(job) == [("both.csv", "Data", "Figure 1, Table 1: both"), ("sales.csv", "Data", "Table 3: sales")]
    whole = list(csv.reader(io.StringIO(job.attachments[0].content().decode(), newline="")))
    assert len(whole) == 7


def test_a_table_that_is_only_counted_is_a_source(project: Project, job_of: Jobs) -> None:
    report = A3.partition("# Espresso")[0] + "# Cups\n\n{{ espresso.last.cups | number(0) }} cups.\n"
    assert listed(job_of(project(report=report))) == [("sales.csv", "Source", "sales")]


def test_the_words_are_of_the_reports_language(project: Project, job_of: Jobs) -> None:
    job = job_of(project(report=A3.replace("lang: en-GB", "lang: de")))
    assert job.attachments[0].description == "Abbildung 1: both"


def test_nothing_is_attached_where_the_standard_has_no_place_for_it(project: Project, job_of: Jobs) -> None:
    assert job_of(project(report=REPORT)).attachments == ()


def test_the_command_may_ask_for_it_or_not(project: Project, job_of: Jobs) -> None:
    plain, attached = project(report=REPORT, name="plain"), project(report=A3, name="attached")
    assert len(job_of(plain, pdf_standard=("a-3a",)).attachments) == 2
    job = job_of(attached, pdf_standard=("ua-1",))
    assert (job.pdf.standard, job.attachments) == (("ua-1",), ())


def test_what_is_built_without_a_pdf_reads_no_tables(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "tables_read", lambda *_: pytest.fail("they were read"))
    build(project(report=A3) / "report.md", BuildOptions(formats=("text",)))


def test_two_builds_attach_the_same_bytes(project: Project, job_of: Jobs) -> None:
    folder = project(report=A3 + TABLES)
    first, second = job_of(folder), job_of(folder)
    assert listed(first) == listed(second)
    assert [a.content() for a in first.attachments] == [a.content() for a in second.attachments]


LONG = """
```sql many
select range as n from range(200001)
```

```table many-rows
data: many
limit: 3
```

```sql log_size
select count(*) as n from log
```
"""


def test_what_is_too_long_is_left_out_with_a_warning(project: Project) -> None:
    folder = project(report=A3 + LONG)
    (folder / "data" / "shop" / "log.csv").write_text("n\n" + "1\n" * (MOST_ROWS + 1), encoding="utf-8")
    found = [d for d in check(folder / "report.md") if d.code == "attachment-left-out"]
    assert [d.severity for d in found] == ["warning"] * 2
    assert 'the table "log" has 200,001 rows' in found[0].message
    assert 'the query "many" has 200,001 rows' in found[1].message
    lines = (folder / "report.md").read_text(encoding="utf-8").splitlines()
    assert [lines[d.location.line - 1] for d in found if d.location] == ["dataset: shop", LONG.splitlines()[2]]


def test_the_ledger_of_the_brief_knows_its_own_pages(project: Project, job_of: Jobs) -> None:
    folder = project(report=A3)
    job = job_of(folder)
    assert job.ledger
    inner = json.loads(job.ledger(Placement(3, {0: [2]}, {"cups": [3]})))
    beside = json.loads((folder / "output" / "shop.values.json").read_bytes())
    assert inner["report"] == "report.md"
    assert inner["formats"] == {"pdf": {"pages": 3}}
    assert inner["values"][0]["pages"] == {"pdf": [2]}
    assert inner["figures"][0]["pages"] == {"pdf": [3]}
    assert inner["cells"] == beside["cells"]
    assert str(folder).encode() not in job.ledger(Placement())
    *data, last = job.attached(Placement(3))
    assert tuple(data) == job.attachments
    assert (last.name, last.mime, last.relation) == ("shop.values.json", "application/json", "Data")
    assert last.content() == job.ledger(Placement(3))


# -- Names -------------------------------------------------------------------------------------------------


def named(*names: str, tables: tuple[QueryResult, ...] = ()) -> tuple[Attachment, ...]:
    results = {name: QueryResult(name, (Field("n"),), (("x",),), at=AT) for name in names}
    blocks = tuple(DataTable(f"t{n}", r, (), AT, n, "en") for n, r in enumerate(results.values(), 1))
    document = Document("demo", Meta(()), blocks, ".", sources=(Source("s", "The till"),))
    return attachments(document, results, tables, Findings())


def test_names_are_safe_and_each_its_own() -> None:
    made = named("a b", "A-b", "../../etc/passwd", "länder", "国", "x" * 300, 'a"; rm')
    assert [a.name for a in made] == [
        "a-b.csv", "A-b-2.csv", "etc-passwd.csv", "lander.csv", "data.csv", "x" * 80 + ".csv", "a-rm.csv",
    ]  # fmt: skip


def test_a_table_behind_names_the_sources_that_are_cited() -> None:
    tables = (QueryResult("sales", (), (), sources=("s", "t")), QueryResult("codes", (), ()))
    assert [(a.description, a.relation) for a in named("q", tables=tables)] == [
        ("Table 1: q", "Data"),
        ("sales: The till", "Source"),
        ("codes", "Source"),
    ]


# -- CSV ---------------------------------------------------------------------------------------------------


def test_cells_as_rfc_4180_has_them() -> None:
    kinds: dict[str, FieldType] = {
        "text": "string", "x, y": "number", "n": "integer", "yes": "boolean", "day": "date", "month": "yearmonth",
        "time": "datetime",
    }  # fmt: skip
    fields = tuple(Field(name, kind) for name, kind in kinds.items())
    day = datetime.date(2026, 1, 31)
    rows = (
        ('say "a"', 0.1 + 0.2, 2**63 - 1, True, day, day.replace(day=1), datetime.datetime(2026, 1, 2, 3, 4, 5)),  # noqa: DTZ001  as in the data
        ("a\r\nb", 1e-300, -1, False, None, None, None),
        ("=1+1", 86.0, 0, None, None, None, None),
        ("", None, None, None, None, None, None),
        (None, None, None, None, None, None, None),
    )
    assert csv_bytes(QueryResult("q", fields, rows)) == (
        b'text,"x, y",n,yes,day,month,time\r\n'
        b'"say ""a""",0.30000000000000004,9223372036854775807,true,2026-01-31,2026-01,2026-01-02T03:04:05\r\n'
        b'"a\r\nb",1e-300,-1,false,,,\r\n'
        b"=1+1,86.0,0,,,,\r\n"
        b'"",,,,,,\r\n'
        b",,,,,,\r\n"
    )


def test_a_row_of_one_missing_value_is_a_row() -> None:
    result = QueryResult("q", (Field("n"),), ((None,), ("a",), (None,)))
    assert csv_bytes(result) == b'n\r\n""\r\na\r\n""\r\n'
    assert csv_bytes(QueryResult("q", (Field("n"),), ())) == b"n\r\n"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12) | st.sampled_from(
    ["", "=1+1", "@a", "+1", "-1", '"', '""', ",", "\r", "\n", "\r\n", " a ", "'", "NULL", "\ufeff", "#"]
)
VALUES: dict[FieldType, st.SearchStrategy[Any]] = {
    "string": TEXTS,
    "integer": st.integers(-(2**63), 2**63 - 1),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "date": st.dates(),
    "datetime": st.datetimes(),
}
KINDS = st.sampled_from(sorted(VALUES))


@st.composite
def results(draw: st.DrawFn) -> QueryResult:
    kinds = draw(st.lists(KINDS, min_size=2, max_size=5))
    fields = tuple(Field(f"{draw(TEXTS)}{n}", kind) for n, kind in enumerate(kinds))
    row = st.tuples(*(st.none() | VALUES[kind] for kind in kinds))
    return QueryResult("q", fields, tuple(draw(st.lists(row, max_size=6))))


@settings(max_examples=100, deadline=None)
@given(results())
def test_csv_reads_back_as_it_was(result: QueryResult) -> None:
    made = csv_bytes(result)
    texts = list(csv.reader(io.StringIO(made.decode(), newline=""), strict=True))
    assert texts[0] == list(result.names)
    assert [[cell != "" for cell in row] for row in texts[1:]] == [
        [v not in (None, "") for v in row] for row in result.rows
    ]
    for column, field in enumerate(result.fields):
        if field.type == "string":
            assert [row[column] for row in texts[1:]] == [row[column] or "" for row in result.rows]
        elif field.type in ("integer", "number"):
            read = {"integer": int, "number": float}[field.type]
            assert [read(row[column]) if row[column] else None for row in texts[1:]] == list(result.column(field.name))


@settings(max_examples=60, deadline=None)
@given(results())
def test_a_database_reads_the_same_rows(result: QueryResult) -> None:
    columns = {f"c{n}": SQL_TYPES[f.type] for n, f in enumerate(result.fields)}
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:", config={"threads": "1"}) as connection:
        file = Path(folder) / "q.csv"
        file.write_bytes(csv_bytes(result))
        read = connection.execute(
            "select * from read_csv(?, auto_detect=false, header=true, delim=',', quote='\"', escape='\"', nullstr='', "
            "new_line='\\r\\n', allow_quoted_nulls=false, columns=?)",
            [str(file), columns],
        ).fetchall()
    assert tuple(read) == result.rows
