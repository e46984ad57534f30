"""JSON files: an array of objects, or an object a line."""

from __future__ import annotations

from pathlib import Path

from builder.errors import Findings
from builder.model.data import Field
from builder.sources.loaded import Loaded
from builder.sources.parquet import load_with


def load(
    path: Path, shown: str, declared: tuple[Field, ...], missing: tuple[str, ...], findings: Findings
) -> Loaded | None:
    """The table in a JSON file; rows have no lines."""
    return load_with("read_json_auto", path, shown, declared, findings)
