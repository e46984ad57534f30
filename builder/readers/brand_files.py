"""A file that a brand names: inside the report's project, and there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from builder.errors import Findings, Location, suggest


@dataclass(frozen=True, slots=True)
class BrandFiles:
    """The files of a brand: paths are from its `folder`, and end inside `project`."""

    folder: Path
    project: Path
    findings: Findings

    def find(self, name: str, what: str, at: Location) -> Path | None:
        """The file `name`, for messages a `what`; None, and an error, where it is not there or outside."""
        path = self.folder / name
        try:
            inside = path.resolve().is_relative_to(self.project.resolve())
            there = path.is_file()
        except (OSError, ValueError):
            inside, there = True, False
        if not inside:
            message = f'the {what} "{name}" lies outside the report\'s project'
            self.findings.error("outside-project", message, at, "copy it beside the brand")
        elif not there:
            folder = path.parent if path.parent.is_dir() else self.folder
            beside = [p.name for p in sorted(folder.iterdir()) if p.is_file()]
            hint = suggest(path.name, beside, "Beside it are")
            self.findings.error("file-not-found", f'there is no {what} "{name}"', at, hint)
        else:
            return path
        return None
