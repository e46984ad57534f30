"""What `template inspect` tells of a template: which layout serves which role and how it was found, what is missing,
and every placeholder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.errors import Diagnostic, Location, WriteError
from builder.writers.pptx.layouts import ROLES
from builder.writers.pptx.mapping import NOTES, TABLE, mapping_path, mapping_text, placeholder_numbers, read_choices
from builder.writers.pptx.template import Template, open_template

_FOUND: Mapping[str, str] = {
    "mapping": "chosen by you",
    "name": "by its name",
    "type": "by its type",
    "place": "by its placeholders",
    "text": "as for text",
    "made": "made",
    "missing": "stands in",
}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """What serves one role: a layout of a master, how it was found, its placeholders by use, and a note."""

    role: str
    layout: str
    master: str
    found: str
    placeholders: str
    note: str


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One placeholder of a layout; places and sizes in inches."""

    layout: str
    master: str
    role: str
    placeholder: str
    type: str
    idx: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that is told of a template. `missing` are the roles that it has no layout for: another one stands in, or
    places are made on one; `size` is the slide's, in inches.
    """

    roles: tuple[RoleRow, ...]
    rows: tuple[LayoutRow, ...]
    missing: tuple[str, ...]
    masters: tuple[str, ...]
    size: tuple[float, float]
    mapping: str
    table: str


def inspect_template(path: Path, project: Path | None = None) -> Inspection:
    """The template in a file, with what is chosen beside it and in `project`, a pyproject.toml. Raises `WriteError`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"cannot read it: {error.strerror}"
        raise WriteError([Diagnostic("error", "bad-template", message, Location(path.name), "see the path")]) from None
    template = open_template(data, path.name, read_choices(path, project))
    layouts = template.layouts
    roles = []
    for role in ROLES:
        layout, how = layouts.roles[role], layouts.found[role]
        used = ", ".join(f"{use} {numbers}" for use, numbers in placeholder_numbers(layout).items())
        roles.append(RoleRow(role, layout.name, layout.master, _FOUND[how], used, NOTES.get(how, "")))
    return Inspection(
        tuple(roles),
        tuple(_rows(template)),
        tuple(role for role in ROLES if layouts.found[role] in NOTES),
        tuple(dict.fromkeys(lay.master for lay in template.whole)),
        (round(layouts.width / 72, 2), round(layouts.height / 72, 2)),
        mapping_text(layouts, path.name),
        mapping_text(layouts, path.name, table=TABLE),
    )


def write_mapping(path: Path, text: str) -> Path:
    """Writes the choices beside a template. Raises `WriteError` (`layout-map-exists`) rather than write over others."""
    target = mapping_path(path)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except FileExistsError:
        message, hint = "this file is there already", "edit it, or move it away first"
        raise WriteError([Diagnostic("error", "layout-map-exists", message, Location(target.name), hint)]) from None
    return target


def _rows(template: Template) -> Iterator[LayoutRow]:
    served: dict[str, list[str]] = {}
    for role, layout in template.layouts.roles.items():
        served.setdefault(layout.key, []).append(role)
    for whole in template.whole:
        roles = ", ".join(served.get(whole.key, ()))
        for holder in template.parts[whole.key].slide_layout.placeholders:
            yield _row(whole.name, whole.master, roles, holder)


def _row(layout: str, master: str, roles: str, holder: Any) -> LayoutRow:
    form = holder.placeholder_format
    left, top, width, height = (
        round((n or 0) / 914400, 2) for n in (holder.left, holder.top, holder.width, holder.height)
    )
    kind = str(form.type.name).lower() if form.type is not None else "object"
    return LayoutRow(layout, master, roles, holder.name, kind, int(form.idx), left, top, width, height)
