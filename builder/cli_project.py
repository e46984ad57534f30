"""What the command works on: the report, its outputs' folder, the cache and the starter.

`[tool.build-report]` in the nearest pyproject.toml upwards may name a `report` and an `output` folder.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from builder.errors import Findings, Location, SourceError, suggest

REPORT = "report.md"
KEYS = ("output", "report")


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with `[tool.build-report]`: absolute paths, None where a key is not given."""

    report: Path | None = None
    output: Path | None = None


def find_project(start: Path) -> Project | None:
    """The nearest pyproject.toml with `[tool.build-report]`, from the folder `start` upwards.

    Raises `SourceError` where that file cannot be read or has other keys than `report` and `output`.
    """
    folder = start.resolve()
    for parent in (folder, *folder.parents):
        file = parent / "pyproject.toml"
        if file.is_file() and (table := _table(file)) is not None:
            return Project(**{key: parent / value for key, value in table.items()})
    return None


def find_report(given: Path | None) -> Path:
    """The report to build: `given` (for a folder its report.md), else report.md here, else the project's.

    Raises `SourceError` where there is none.
    """
    findings = Findings()
    if given is None:
        path = Path(REPORT)
        if not path.is_file() and (project := find_project(Path())) is not None and project.report:
            path = _from_here(project.report)
    else:
        path = given / REPORT if given.is_dir() else given
    if path.is_file():
        return path
    folder = path.parent
    beside = sorted(p.name for p in folder.glob("*.md")) if folder.is_dir() else []
    hint = f"{suggest(path.name, beside, 'Beside it are')}. " if beside else ""
    hint += '"build-report new DIR" makes a report to start from'
    findings.error("report-not-found", "there is no such report", Location(path.as_posix()), hint)
    findings.raise_errors(SourceError)
    return path


def find_output(report: Path) -> Path:
    """Where the report's files go: the project's `output`, else a folder `output` beside the report."""
    project = find_project(report.parent)
    if project is None:
        return report.parent / "output"
    return _from_here(project.output) if project.output else report.parent / "output"


def copy_starter(target: Path) -> list[Path]:
    """Copies the starter into the folder `target`, new or empty; the files made.

    Raises `SourceError` where `target` has anything in it.
    """
    findings, at = Findings(), Location(target.as_posix())
    if target.exists() and not target.is_dir():
        findings.error("folder-not-empty", "there is a file of that name", at, "name a new folder")
    elif target.is_dir() and any(target.iterdir()):
        findings.error("folder-not-empty", "the folder is not empty", at, "name a new folder, or empty this one")
    findings.raise_errors(SourceError)
    starter = _starter()
    made = []
    for source in sorted(p for p in starter.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        copy = target / source.relative_to(starter)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
        made.append(copy)
    return made


def drawings_cache() -> Path:
    """The folder of recorded drawings: the one that BUILD_REPORT_CACHE names, else the user's own."""
    if named := os.environ.get("BUILD_REPORT_CACHE"):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("build-report", appauthor=False)


def _starter() -> Path:
    """The starter report: inside the installed package, or in the checkout that the package lies in."""
    here = Path(__file__).resolve().parent
    installed = here / "templates" / "starter"
    return installed if installed.is_dir() else here.parent / "templates" / "starter"


def _table(file: Path) -> dict[str, str] | None:
    """`[tool.build-report]` of a pyproject.toml, or None where it has none."""
    findings = Findings()
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        at = Location(_from_here(file).as_posix(), line, column)
        findings.error("bad-project-file", f"this is not TOML: {error}", at, "mend the line, or name the report")
        findings.raise_errors(SourceError)
    tool = content.get("tool")
    table = tool.get("build-report") if isinstance(tool, dict) else None
    if table is None:
        return None
    at = Location(_from_here(file).as_posix())
    if not isinstance(table, dict):
        findings.error("bad-project-file", "tool.build-report is not a table", at, "write [tool.build-report]")
        findings.raise_errors(SourceError)
    table.pop("deck", None)  # chooses the layouts of a template: the deck's writer reads it
    table.pop("mail", None)  # how mail is sent: delivery reads it
    for key, value in table.items():
        if key not in KEYS:
            message = f'[tool.build-report] has no key "{key}"'
            findings.error("bad-project-file", message, at, suggest(key, KEYS, "It may have"))
        elif not isinstance(value, str):
            message = f"{key} in [tool.build-report] is not a text"
            findings.error("bad-project-file", message, at, f'write {key} = "..."')
    findings.raise_errors(SourceError)
    return dict(table)


def _from_here(path: Path) -> Path:
    """`path` from the current folder where it lies in it: diagnostics show it so."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
