"""The order of things: what a build reads, what it refuses before it writes, and that nothing is left half done."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Project

from builder import pipeline
from builder.errors import ReportError
from builder.model.options import PdfOptions
from builder.pipeline import BuildOptions, StrictError, build, check
from builder.writers.base import Placement, WriteJob

PARAMS = """\
---
title: "{{ who }} and {{ since }}"
dataset: shop
formats: [text]
params:
  who: {type: string, default: Espresso, choices: [Espresso, Filter]}
  since: {type: integer, default: 2026}
  rate: 0.5
  day: {type: date, default: 2026-01-01}
  loud: false
---

```sql cups
select sum(cups) as cups from sales where product = $who
```

# Cups

{{ who }}: {{ cups.cups | number(0) }}
"""


def written(folder: Path) -> str:
    [file] = (folder / "output").glob("*.txt")
    return file.read_text(encoding="utf-8")


def codes(error: pytest.ExceptionInfo[ReportError]) -> list[str]:
    return [d.code for d in error.value.diagnostics]


def test_params_are_bound_in_sql_and_in_text(project: Project) -> None:
    folder = project(report=PARAMS)
    build(folder / "report.md")
    assert "Espresso: 4,075" in written(folder)
    build(folder / "report.md", BuildOptions(params={"who": "Filter"}))
    assert "Filter: 1,620" in written(folder)


@pytest.mark.parametrize(
    ("param", "code"),
    [
        ({"whom": "x"}, "unknown-param"),
        ({"who": "Tea"}, "bad-param"),
        ({"since": "soon"}, "bad-param"),
        ({"rate": "half"}, "bad-param"),
        ({"day": "2026-13-01"}, "bad-param"),
        ({"loud": "maybe"}, "bad-param"),
    ],
)
def test_a_wrong_param_is_named_and_nothing_is_written(project: Project, param: dict[str, str], code: str) -> None:
    folder = project(report=PARAMS)
    with pytest.raises(ReportError) as error:
        build(folder / "report.md", BuildOptions(params=param))
    assert codes(error) == [code]
    assert error.value.diagnostics[0].location is not None
    assert not (folder / "output").exists()


def test_all_wrong_params_come_at_once(project: Project) -> None:
    with pytest.raises(ReportError) as error:
        build(project(report=PARAMS) / "report.md", BuildOptions(params={"who": "Tea", "since": "soon", "x": "1"}))
    assert codes(error) == ["bad-param", "bad-param", "unknown-param"]


def test_a_visual_may_name_a_table_of_the_dataset(project: Project) -> None:
    report = PARAMS.replace("# Cups", "# Cups\n\n```table all\ndata: sales\n```\n")
    folder = project(report=report)
    build(folder / "report.md")
    assert "1,525" in written(folder)
    ledger = json.loads(next((folder / "output").glob("*.json")).read_text(encoding="utf-8"))
    assert ledger["cells"][0]["rows"] == ["data/shop/sales.csv:2"]


def test_the_date_of_the_command_line_wins(project: Project) -> None:
    folder = project(report=PARAMS)
    build(folder / "report.md", BuildOptions(date=datetime.date(2031, 5, 6)))
    assert "2031-05-06" in written(folder)


def test_the_standards_of_the_command_line_win(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[PdfOptions] = []

    class Keeper:
        suffix = ".txt"

        def write(self, job: WriteJob, target: Path) -> Placement:
            seen.append(job.pdf)
            target.touch()
            return Placement()

    monkeypatch.setattr(pipeline, "writer_for", lambda _: Keeper())
    folder = project(report=PARAMS.replace("formats:", "pdf: {standard: ua-1, cover: page}\nformats:"))
    build(folder / "report.md")
    build(folder / "report.md", BuildOptions(pdf_standard=("a-3a", "ua-1")))
    assert seen == [PdfOptions(("ua-1",), "page"), PdfOptions(("ua-1", "a-3a"), "page")]
    for names in (("a-2a", "a-3a"), ("a-4",), ("",)):
        with pytest.raises(ReportError) as error:
            build(folder / "report.md", BuildOptions(pdf_standard=names))
        assert codes(error) == ["bad-standard"]


def test_warnings_under_strict_leave_the_earlier_files(project: Project) -> None:
    folder = project(report=PARAMS)
    build(folder / "report.md")
    before = written(folder)
    (folder / "report.md").write_text(PARAMS + "\nAbout 42 of them.\n", encoding="utf-8")
    with pytest.raises(StrictError):
        build(folder / "report.md", BuildOptions(strict=True))
    assert written(folder) == before
    assert {d.code for d in check(folder / "report.md")} == {"unbound-number", "unused-param"}


def test_a_writer_that_fails_leaves_no_rest(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project(report=PARAMS)
    build(folder / "report.md")
    before = sorted(p.name for p in (folder / "output").iterdir())

    class Full:
        suffix = ".txt"

        def write(self, _job: Any, target: Path) -> Any:
            target.write_text("half", encoding="utf-8")
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(pipeline, "writer_for", lambda _: Full())
    with pytest.raises(ReportError) as error:
        build(folder / "report.md")
    assert codes(error) == ["output-not-writable"]
    assert sorted(p.name for p in (folder / "output").iterdir()) == before
    assert "Espresso" in written(folder)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("deck: nowhere.pptx", "file-not-found"),
        ("brand: nowhere.yml", "file-not-found"),
        ("deck: ../../outside.pptx", "outside-project"),
        ("formats: [docx]", "unknown-format"),
        ("pdf: {standard: [a-2a, a-3a]}", "bad-standard"),
    ],
)
def test_what_the_front_matter_names_must_be_there(project: Project, line: str, code: str) -> None:
    report = PARAMS.replace("formats: [text]", line)
    with pytest.raises(ReportError) as error:
        check(project(report=report) / "report.md")
    assert code in codes(error) or (code == "unknown-format" and codes(error))


def test_a_brand_gives_its_colours_to_the_theme(project: Project) -> None:
    folder = project(report=PARAMS.replace("formats: [text]", "formats: [text]\nbrand: _brand.yml"))
    (folder / "_brand.yml").write_text("color:\n  palette: {sea: '#004466'}\n  primary: sea\n", encoding="utf-8")
    from builder.errors import Findings
    from builder.readers.markdown import read_report

    theme = pipeline._theme(read_report(folder / "report.md"), folder, Findings())
    assert theme.colors.accent == "#004466"
    assert theme.colors.categorical[0] == "#004466"


def test_the_outputs_are_named_after_the_folder_or_the_file(tmp_path: Path) -> None:
    assert pipeline.report_name(tmp_path / "brief" / "report.md") == "brief"
    assert pipeline.report_name(tmp_path / "brief" / "q3.md") == "q3"


def test_the_project_is_the_nearest_with_a_pyproject(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").touch()
    assert pipeline.project_root(tmp_path / "a" / "b" / "report.md") == (tmp_path / "a").resolve()
