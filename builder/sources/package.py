"""A dataset's folder: its `datapackage.json` (Frictionless Data Package v2), or simply the files that lie in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

from builder.errors import Findings, Location, suggest
from builder.model.data import Field, FieldType, Source
from builder.model.format import Format, FormatError, fit_format, parse_format
from builder.model.units import parse_unit
from builder.sources.registry import LOADERS

DESCRIPTOR = "datapackage.json"
TYPES = get_args(FieldType)


@dataclass(frozen=True, slots=True)
class Resource:
    """One table to read. `path` exists and lies in the project; `shown` is how diagnostics name it."""

    name: str
    path: Path
    shown: str
    fields: tuple[Field, ...] = ()
    missing: tuple[str, ...] = ("",)
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """The tables of a dataset and its bibliography by key."""

    resources: tuple[Resource, ...]
    sources: dict[str, Source] = field(default_factory=dict)


def read_package(folder: Path, project: Path, findings: Findings) -> Package:
    """The package in `folder`; errors go to `findings`."""
    descriptor = folder / DESCRIPTOR
    if descriptor.is_file():
        return _Descriptor(folder, project, findings).read()
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in LOADERS and p.is_file())
    shown = shown_in(folder, project)
    if not files:
        hint = f"put tables there: {', '.join(sorted(LOADERS))}"
        findings.error("empty-dataset", "the folder has no tables", Location(shown), hint)
    return Package(tuple(Resource(p.stem, p, shown_in(p, project)) for p in files))


def shown_in(path: Path, project: Path) -> str:
    """`path` within the project, with forward slashes."""
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else path.name


class _Descriptor:
    """Reads `datapackage.json`, which has no places but its own."""

    def __init__(self, folder: Path, project: Path, findings: Findings) -> None:
        self.folder = folder
        self.project = project
        self.findings = findings
        self.at = Location(shown_in(folder / DESCRIPTOR, project))

    def read(self) -> Package:
        try:
            data = json.loads((self.folder / DESCRIPTOR).read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError:
            self.findings.error("not-utf8", "the file is not UTF-8", self.at, "save it as UTF-8")
            return Package(())
        except json.JSONDecodeError as error:
            at = Location(self.at.path, error.lineno, error.colno)
            self.findings.error("bad-json", f"this is not JSON: {error.msg}", at, "see the comma or quote before it")
            return Package(())
        except RecursionError:
            self.findings.error("bad-json", "this is nested too deeply", self.at, "see the brackets")
            return Package(())
        if not isinstance(data, dict) or not isinstance(data.get("resources"), list):
            self.findings.error("bad-datapackage", "it has no list of resources", self.at, 'add "resources": [...]')
            return Package(())
        sources = self._sources(data.get("sources"))
        resources = [r for n, item in enumerate(data["resources"]) if (r := self._resource(item, n, sources))]
        return Package(tuple(resources), sources)

    def _sources(self, items: Any) -> dict[str, Source]:
        out: dict[str, Source] = {}
        for n, item in enumerate(_list(items)):
            if not isinstance(item, dict) or not isinstance(item.get("title"), str):
                self.findings.error(
                    "bad-datapackage", f"source {n + 1} has no title", self.at, 'write {"key": ..., "title": ...}'
                )
                continue
            key = str(item.get("key") or item["title"])
            out[key] = Source(key, item["title"], str(item.get("path") or ""), str(item.get("note") or ""))
        return out

    def _resource(self, item: Any, number: int, sources: dict[str, Source]) -> Resource | None:
        if not isinstance(item, dict) or not isinstance(item.get("path"), str):
            self.findings.error(
                "bad-datapackage", f"resource {number + 1} has no path", self.at, 'add "path": "table.csv"'
            )
            return None
        path = (self.folder / item["path"]).resolve()
        name = str(item.get("name") or path.stem)
        if not path.is_relative_to(self.project):
            self.findings.error(
                "outside-project", f'"{item["path"]}" lies outside the project', self.at, "copy the file into it"
            )
            return None
        if not path.is_file():
            have = [p.name for p in sorted(self.folder.iterdir()) if p.suffix.lower() in LOADERS]
            self.findings.error(
                "file-not-found",
                f'there is no file "{item["path"]}"',
                self.at,
                suggest(path.name, have, "The folder has"),
            )
            return None
        if path.suffix.lower() not in LOADERS:
            self.findings.error(
                "unknown-kind",
                f'"{item["path"]}" is of no kind that is read',
                self.at,
                suggest(path.suffix, LOADERS, "There are"),
            )
            return None
        schema = _mapping(item.get("schema"))
        fields = tuple(f for x in _list(schema.get("fields")) if (f := self._field(name, x)))
        missing = _list(schema.get("missingValues", item.get("missingValues", [""])))
        keys = self._keys(name, item.get("sources"), sources)
        return Resource(name, path, shown_in(path, self.project), fields, tuple(map(str, missing)), keys)

    def _keys(self, resource: str, items: Any, sources: dict[str, Source]) -> tuple[str, ...]:
        keys = []
        for item in _list(items):
            text = str(item.get("key") or item.get("title") or "") if isinstance(item, dict) else str(item)
            key = text if text in sources else next((k for k, s in sources.items() if s.title == text), "")
            if key:
                keys.append(key)
            else:
                hint = suggest(text, sources, "The package has")
                self.findings.error(
                    "unknown-source", f'"{resource}" names the source "{text}", which is not there', self.at, hint
                )
        return tuple(keys)

    def _field(self, resource: str, item: Any) -> Field | None:
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            self.findings.error("bad-datapackage", f'a field of "{resource}" has no name', self.at, 'add "name": ...')
            return None
        name, type_ = item["name"], item.get("type", "string")
        if type_ not in TYPES:
            hint = suggest(str(type_), TYPES, "There are")
            self.findings.error("bad-datapackage", f'"{resource}.{name}" has the type "{type_}"', self.at, hint)
            return None
        unit = str(item.get("unit") or "")
        format_: Format | None = None
        # Frictionless has "default" and "any" as formats of its own, which say nothing about how a value is written.
        if (spec := str(item.get("format") or "")) not in ("", "default", "any"):
            try:
                format_ = fit_format(parse_format(spec), parse_unit(unit))
            except FormatError as error:
                self.findings.error(
                    "bad-format",
                    f'"{resource}.{name}": {error}',
                    self.at,
                    "write it as percent(1) or money(USD, 1, bn)",
                )
        title, description = str(item.get("title") or ""), str(item.get("description") or "")
        return Field(name, cast("FieldType", type_), title, description, unit, format_)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
