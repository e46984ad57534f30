"""What the front matter's `dataset` names: a folder of `data/`, a path, or a mapping of table name to path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from builder.errors import Findings, Location, suggest
from builder.sources.loaded import Resource
from builder.sources.package import Package, checked_file, read_package, shown_in


def locate(
    spec: str | Mapping[str, str] | None, folder: Path, project: Path, at: Location | None, findings: Findings
) -> Package:
    """The package that `spec` names, seen from `folder`. Both folders are resolved; errors go to `findings`.

    A name is looked up in `folder`, then in the `data/` of `folder` and of each folder above it, up to `project`.
    """
    if spec is None:
        return Package()
    if not isinstance(spec, str):
        found = ((name, _mapped(text, folder, project, at, findings)) for name, text in spec.items())
        return Package(tuple(Resource(name, path, shown_in(path, project)) for name, path in found if path))
    if _is_address(spec, at, findings):
        return Package()
    place = _place(spec, folder, project)
    if place is None:
        have = {p.name for up in _upwards(folder, project) for p in _entries(up / "data")}
        hint = suggest(Path(spec).name, have, "data/ has")
        findings.error("unknown-dataset", f'there is no dataset "{spec}"', at, hint)
        return Package()
    if place.resolve().is_dir():
        if place.resolve().is_relative_to(project):
            return read_package(place.resolve(), project, findings)
        hint = "copy the folder into data/"
        findings.error("outside-project", f'"{spec}" lies outside the report\'s project', at, hint)
        return Package()
    file = checked_file(place, spec, project, at, findings)
    return Package((Resource(place.stem, file, shown_in(file, project)),) if file else ())


def _mapped(text: str, folder: Path, project: Path, at: Location | None, findings: Findings) -> Path | None:
    if _is_address(text, at, findings):
        return None
    return checked_file(_place(text, folder, project) or folder / text, text, project, at, findings)


def _is_address(text: str, at: Location | None, findings: Findings) -> bool:
    if "://" not in text:
        return False
    hint = "this version reads files only; download it into data/"
    findings.error("url-not-read", f'"{text}" is an address', at, hint)
    return True


def _place(spec: str, folder: Path, project: Path) -> Path | None:
    """The first place where there is something called `spec`."""
    places = [folder / spec, *(up / "data" / spec for up in _upwards(folder, project))]
    return next((p for p in places if _exists(p)), None)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a null byte, a name too long
        return False


def _upwards(folder: Path, project: Path) -> list[Path]:
    """The folder and those above it, up to the project's."""
    return [p for p in (folder, *folder.parents) if p.is_relative_to(project)]


def _entries(folder: Path) -> list[Path]:
    return [p for p in folder.iterdir() if not p.name.startswith(".")] if folder.is_dir() else []
