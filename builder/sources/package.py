"""A dataset's folder: its `datapackage.json` (Frictionless Data Package v2), or simply the files that lie in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

from builder.errors import Findings, Location, suggest
from builder.model.data import Field, FieldType, Source
from builder.model.format import Format, FormatError, Raw, fit_format, parse_format
from builder.model.units import parse_unit
from builder.sources.cells import WANTED, parse_cell
from builder.sources.loaded import Constraints, Resource
from builder.sources.registry import LOADERS

DESCRIPTOR = "datapackage.json"
TYPES = get_args(FieldType)


@dataclass(frozen=True, slots=True)
class Package:
    """The tables of a dataset and its bibliography by key."""

    resources: tuple[Resource, ...] = ()
    sources: dict[str, Source] = field(default_factory=dict)


def read_package(folder: Path, project: Path, findings: Findings) -> Package:
    """The package in `folder`; errors go to `findings`."""
    descriptor = folder / DESCRIPTOR
    if descriptor.exists():
        return _Descriptor(folder, project, findings).read()
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in LOADERS and p.is_file())
    at = Location(shown_in(folder, project))
    if not paths:
        hint = f"put tables there: {', '.join(sorted(LOADERS))}"
        findings.error("empty-dataset", "the folder has no tables", at, hint)
    found = ((path, checked_file(path, path.name, project, at, findings)) for path in paths)
    return Package(tuple(Resource(path.stem, file, shown_in(path, project)) for path, file in found if file))


def checked_file(path: Path, name: str, project: Path, at: Location | None, findings: Findings) -> Path | None:
    """The file at `path` with its links resolved, if it is one of a kind that is read, inside the project.

    `name` is what its user calls it, and `at` where.
    """
    try:
        file = path.resolve()
        exists = file.is_file()
    except (OSError, ValueError, RuntimeError):  # a null byte, a name too long, a loop of links
        findings.error("file-not-found", f'"{name}" is no path of a file', at, "write a path such as data/table.csv")
        return None
    if not file.is_relative_to(project):
        hint = "copy the file into it"
        findings.error("outside-project", f'"{name}" lies outside the report\'s project', at, hint)
    elif not exists:
        beside = [p.name for p in file.parent.iterdir() if _readable(p)] if file.parent.is_dir() else []
        hint = suggest(file.name, beside, "Its folder has")
        findings.error("file-not-found", f'there is no file "{name}"', at, hint)
    elif not _readable(file):
        hint = suggest(file.suffix, LOADERS, "There are")
        findings.error("unknown-kind", f'"{name}" is of no kind that is read', at, hint)
    else:
        return file
    return None


def shown_in(path: Path, project: Path) -> str:
    """`path` within the project, with forward slashes."""
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else path.name


def _readable(path: Path) -> bool:
    return path.suffix.lower() in LOADERS


class _Descriptor:
    """Reads `datapackage.json`. JSON keeps no places, so that each diagnostic names the thing instead."""

    def __init__(self, folder: Path, project: Path, findings: Findings) -> None:
        self.folder = folder
        self.project = project
        self.findings = findings
        self.at = Location(shown_in(folder / DESCRIPTOR, project))
        self.sources: dict[str, Source] = {}

    def read(self) -> Package:
        data = self._json()
        if data is None:
            return Package()
        if not isinstance(data, dict) or not isinstance(data.get("resources"), list) or not data["resources"]:
            self._bad("it has no list of resources", 'add "resources": [...]')
            return Package()
        self._read_sources(self._list(data, "sources", "the package"))
        resources = [r for n, item in enumerate(data["resources"], 1) if (r := self._resource(item, n))]
        return Package(tuple(resources), self.sources)

    def _json(self) -> Any:
        path = (self.folder / DESCRIPTOR).resolve()
        if not path.is_relative_to(self.project):
            hint = "copy it into the project"
            self.findings.error("outside-project", f"{DESCRIPTOR} lies outside the report's project", self.at, hint)
            return None
        try:
            return json.loads(path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError:
            self.findings.error("not-utf8", "the file is not UTF-8", self.at, "save it as UTF-8")
        except json.JSONDecodeError as error:
            at = Location(self.at.path, error.lineno, error.colno)
            hint = "see the comma or quote before it"
            self.findings.error("bad-json", f"this is not JSON: {error.msg}", at, hint)
        except RecursionError:
            self.findings.error("bad-json", "this is nested too deeply", self.at, "see the brackets")
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            self.findings.error("unreadable-file", message, self.at, "see its permissions")
        return None

    def _bad(self, message: str, hint: str) -> None:
        self.findings.error("bad-datapackage", message, self.at, hint)

    def _list(self, item: dict[str, Any], key: str, whose: str) -> list[Any]:
        value = item.get(key, [])
        if isinstance(value, list):
            return value
        self._bad(f'"{key}" of {whose} is no list', f'write "{key}": [...]')
        return []

    def _read_sources(self, items: Iterable[Any]) -> None:
        for n, item in enumerate(items, 1):
            if not isinstance(item, dict) or not isinstance(item.get("title"), str):
                self._bad(f"source {n} has no title", 'write {"key": ..., "title": ...}')
                continue
            key = str(item.get("key") or item["title"])
            if key in self.sources:
                self._bad(f'two sources have the key "{key}"', "give one of them another key")
            self.sources[key] = Source(key, item["title"], str(item.get("path") or ""), str(item.get("note") or ""))

    def _resource(self, item: Any, number: int) -> Resource | None:
        if not isinstance(item, dict) or not isinstance(item.get("path"), str):
            self._bad(f"resource {number} has no path", 'add "path": "table.csv"')
            return None
        written = item["path"]
        if "://" in written:
            hint = "this version reads files only; download it into the folder"
            self.findings.error("url-not-read", f'"{written}" is an address', self.at, hint)
            return None
        path = checked_file(self.folder / written, written, self.project, self.at, self.findings)
        if path is None:
            return None
        name = str(item.get("name") or Path(written).stem)
        whose = f'the resource "{name}"'
        schema = item.get("schema", {})
        if not isinstance(schema, dict):
            self._bad(f"the schema of {whose} is no object", 'write "schema": {"fields": [...]}')
            return None
        declared = [d for d in self._list(schema, "fields", whose) if self._has_name(d, whose)]
        fields = {d["name"]: f for d in declared if (f := self._field(name, d))}
        whole = schema if "missingValues" in schema else item
        return Resource(
            name,
            path,
            shown_in(self.folder / written, self.project),
            tuple(fields.values()),
            self._missing(whole, whose) if "missingValues" in whole else ("",),
            {d["name"]: self._missing(d, f'"{name}.{d["name"]}"') for d in declared if "missingValues" in d},
            {d["name"]: c for d in declared if d["name"] in fields and (c := self._limits(name, d, fields[d["name"]]))},
            self._key(schema, fields, whose),
            self._keys(name, self._list(item, "sources", whose)),
        )

    def _has_name(self, item: Any, whose: str) -> bool:
        if isinstance(item, dict) and isinstance(item.get("name"), str):
            return True
        self._bad(f"a field of {whose} has no name", 'add "name": ...')
        return False

    def _missing(self, item: dict[str, Any], whose: str) -> tuple[str, ...]:
        """The texts that stand for a missing value; Frictionless allows {"value": ..., "label": ...} too."""
        values = self._list(item, "missingValues", whose)
        return tuple(str(v.get("value", "")) if isinstance(v, dict) else str(v) for v in values)

    def _key(self, schema: dict[str, Any], fields: dict[str, Field], whose: str) -> tuple[str, ...]:
        key = schema.get("primaryKey", [])
        names = [key] if isinstance(key, str) else self._list(schema, "primaryKey", whose)
        for name in names:
            if name not in fields:
                self._bad(f'the primaryKey of {whose} names "{name}"', suggest(str(name), fields, "Its fields are"))
        return tuple(n for n in names if n in fields)

    def _keys(self, resource: str, items: Iterable[Any]) -> tuple[str, ...]:
        keys = []
        for item in items:
            text = str(item.get("key") or item.get("title") or "") if isinstance(item, dict) else str(item)
            key = text if text in self.sources else next((k for k, s in self.sources.items() if s.title == text), "")
            if key:
                keys.append(key)
            else:
                hint = suggest(text, self.sources, "The package has")
                message = f'"{resource}" names the source "{text}", which is not there'
                self.findings.error("unknown-source", message, self.at, hint)
        return tuple(keys)

    def _field(self, resource: str, item: dict[str, Any]) -> Field | None:
        name, type_ = item["name"], item.get("type", "string")
        if type_ not in TYPES:
            self._bad(f'"{resource}.{name}" has the type "{type_}"', suggest(str(type_), TYPES, "There are"))
            return None
        unit = str(item.get("unit") or "")
        format_: Format | None = None
        # Frictionless has "default" and "any" as formats of its own, which say nothing about how a value is written.
        if (spec := str(item.get("format") or "")) not in ("", "default", "any"):
            try:
                format_ = fit_format(parse_format(spec), parse_unit(unit))
            except FormatError as error:
                hint = "write it as percent(1) or money(USD, 1, bn)"
                self.findings.error("bad-format", f'"{resource}.{name}": {error}', self.at, hint)
        title, description = str(item.get("title") or ""), str(item.get("description") or "")
        return Field(name, cast("FieldType", type_), title, description, unit, format_)

    def _limits(self, resource: str, item: dict[str, Any], field_: Field) -> Constraints | None:
        limits = item.get("constraints")
        if not isinstance(limits, dict):
            return None
        whose = f'"{resource}.{field_.name}"'
        enum = tuple(self._limit(v, field_, whose) for v in self._list(limits, "enum", whose))
        low, high = (self._limit(limits.get(k), field_, whose) for k in ("minimum", "maximum"))
        return Constraints(limits.get("required") is True, limits.get("unique") is True, low, high, enum)

    def _limit(self, value: Any, field_: Field, whose: str) -> Raw:
        try:
            return parse_cell(field_.type, value)
        except (ValueError, OverflowError, TypeError):
            self._bad(f'a constraint of {whose} is "{value}"', f"write {WANTED[field_.type]}")
            return None
