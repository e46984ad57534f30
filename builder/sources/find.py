"""Which files a report means by `dataset`: a folder of `data/`, a path, or a mapping of table to path."""

from __future__ import annotations

from pathlib import Path

from builder.errors import Findings, Location, suggest
from builder.sources.package import Package, Resource, read_package, shown_in
from builder.sources.registry import LOADERS


def find_package(
    spec: str | dict[str, str] | None, folder: Path, project: Path, at: Location | None, findings: Findings
) -> Package:
    """The dataset that a report names; what is not found, or lies outside of `project`, goes to `findings`."""
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
