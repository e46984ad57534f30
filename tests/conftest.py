"""What all tests share: programs that may be missing, a cache of their own, and a small project to build."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from builder import cli

ROOT = Path(__file__).parent.parent

REPORT = """\
---
title: Espresso carries the spring
author: The shop
date: 2026-04-02
lang: en-GB
dataset: shop
---

```sql espresso
select month, cups from sales where product = 'Espresso' order by month
```

```sql both
select * from sales
```

# Espresso grew every month {#espresso}

- {{ espresso.last.cups | number(0) }} cups in the last month
- [Espresso grew.]{holds="espresso.last.cups > espresso.first.cups"}

It began with {{ espresso.first.cups | number(0) }} cups.

```chart cups
mark: line
data: both
x: month
y: cups
color: product
title: Filter coffee fades
```
"""

SALES = """\
month,product,cups
2026-01,Espresso,1210
2026-01,Filter,830
2026-02,Espresso,1340
2026-02,Filter,790
2026-03,Espresso,1525
2026-03,Filter,
"""

Project = Callable[..., Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
Call = Callable[..., Result]

# A diagnostic as it is printed.
FORM = re.compile(r"^(?P<path>[^\s:][^:]*):(?P<line>\d+):(?P<column>\d+): (error|warning|note)\[[a-z0-9-]+\]: \S.*$")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(program): skipped where the program is not installed; in CI a failure")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        for program in mark.args:
            if shutil.which(program) is None:
                pytest.skip(f"{program} is not installed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if os.environ.get("CI") and report.skipped:
        _fail(report)
    return report


def _fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    """In CI nothing may be skipped: what is not run there is not held by anything."""
    report.outcome = "failed"
    report.longrepr = f"skipped, which is a failure in CI: {report.longrepr}"


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keeps the drawings of tests away from the user's cache; also for commands that tests start."""
    os.environ["BUILD_REPORT_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Makes a small project, and gives its folder: `project()`, `project(report="...", sales="...")`.

    It has `report.md` and `data/shop/sales.csv`; `pyproject.toml` bounds it.
    """

    def make(*, report: str = REPORT, sales: str = SALES, name: str = "shop") -> Path:
        folder = tmp_path / name
        (folder / "data" / "shop").mkdir(parents=True)
        (folder / "report.md").write_text(report, encoding="utf-8")
        (folder / "data" / "shop" / "sales.csv").write_text(sales, encoding="utf-8")
        (folder / "pyproject.toml").write_text('[tool.build-report]\nreport = "report.md"\n', encoding="utf-8")
        return folder

    return make


@pytest.fixture
def shop(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a sound project, which is also the current folder."""
    folder = project()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def call() -> Call:
    """The command in this process, in the current folder: `call("check", "my.md")`."""
    return lambda *args: CliRunner().invoke(cli.app, list(args), prog_name="build-report")


def diagnostics(text: str) -> list[re.Match[str]]:
    """The diagnostics in what was said on stderr; every line there is one, or the hint of one, or a step."""
    found = []
    for line in text.splitlines():
        if match := FORM.match(line):
            found.append(match)
        else:
            assert line.startswith("  ") or re.search(r" +\d+\.\d\d s$", line), line
    return found


@pytest.fixture
def run() -> Run:
    """Runs the command as a user does: `run("check", "my.md", cwd=folder)`; stdout and stderr as text."""

    def command(*args: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "builder.cli", *args],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **env},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )

    return command
