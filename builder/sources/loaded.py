"""What a kind of source is given and gives: a resource of the dataset, and its table as plain typed columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from builder.errors import Findings
from builder.model.data import Field
from builder.model.format import Raw


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the cells of a column must hold (Frictionless Table Schema, "Field constraints").

    Bounds and choices are of the column's type; None and () are no bound and no list.
    """

    required: bool = False
    unique: bool = False
    minimum: Raw = None
    maximum: Raw = None
    enum: tuple[Raw, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """One table to read. `path` exists and lies in the project; `shown` is how diagnostics name it.

    `fields` are the columns that are declared, () where they are to be found out. `missing` are the texts that stand
    for a missing value, `missing_in` those of single columns. `sources` are keys of the dataset's bibliography.
    """

    name: str
    path: Path
    shown: str
    fields: tuple[Field, ...] = ()
    missing: tuple[str, ...] = ("",)
    missing_in: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constraints: dict[str, Constraints] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A table whose cells were checked: `columns` hold the values of each field, of its type or None.

    `lines` has the line of the file that each row starts in.
    """

    fields: tuple[Field, ...]
    columns: tuple[list[Raw], ...]
    lines: tuple[int, ...]


class Loader(Protocol):
    """Reads one file."""

    def __call__(self, resource: Resource, findings: Findings) -> Loaded | None:
        """The table, or None with errors in `findings`."""
