"""A template, ours or the user's: its layouts read as plain data, and the layout for each role of a slide.

Layouts of our own names are taken as they are. For others the roles go by PowerPoint's layout types, by placeholders
(type, place, name), and where there is nothing fitting by a place made on the nearest layout.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation

from builder.errors import Diagnostic, Location, WriteError
from builder.theme import Theme
from builder.writers.pptx.layouts import Layout, Layouts
from builder.writers.pptx.placeholders import read_layout
from builder.writers.pptx.roles import assign_roles

_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.{}.main+xml"
# With macros, which a deck does not take over (MS-OFFMACRO2, 2.2.1.5).
_MACROS = "application/vnd.ms-powerpoint.{}.macroEnabled.main+xml"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid", which every PowerPoint has


@dataclass(frozen=True, slots=True)
class Template:
    """An open template: its presentation, its layouts as data, and the part of each by its key."""

    presentation: Any
    layouts: Layouts
    parts: dict[str, Any]
    table_style: str

    def theme(self, theme: Theme) -> Theme:
        """`theme` with the template's colours and font, for what is drawn and measured."""
        return _themed(self.presentation, theme)


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One placeholder of a layout as `template inspect` lists it; places and sizes in inches."""

    layout: str
    role: str
    placeholder: str
    type: str
    idx: int
    left: float
    top: float
    width: float
    height: float


def open_template(data: bytes, shown: str) -> Template:
    """The template in the bytes of a .pptx or .potx; `shown` is its path for messages.

    Raises `WriteError` (`bad-template`) for anything else.
    """
    try:
        presentation = Presentation(io.BytesIO(_as_presentation(data)))
        layouts, parts = _read(presentation)
        table_style = _table_style(presentation)
    except Exception as error:  # noqa: BLE001  a damaged package fails in as many ways as it has parts
        message = f"this is not a PowerPoint file that can be read ({type(error).__name__})"
        hint = "open it in PowerPoint and save it as .pptx or .potx"
        raise WriteError([Diagnostic("error", "bad-template", message, Location(shown), hint)]) from None
    return Template(presentation, layouts, parts, table_style)


def inspect_template(path: Path, theme: Theme | None = None) -> list[LayoutRow]:
    """The layouts and placeholders of a template file, and the roles that they will serve. Raises `WriteError`."""
    del theme  # the roles of a template do not depend on ours
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"cannot read it: {error.strerror}"
        raise WriteError([Diagnostic("error", "bad-template", message, Location(path.name), "see the path")]) from None
    template = open_template(data, path.name)
    served: dict[str, list[str]] = {}
    for role, layout in template.layouts.roles.items():
        served.setdefault(layout.key, []).append(role)
    rows = []
    for key, part in template.parts.items():
        layout = part.slide_layout
        for holder in layout.placeholders:
            form = holder.placeholder_format
            left, top, width, height = (
                round((n or 0) / 914400, 2) for n in (holder.left, holder.top, holder.width, holder.height)
            )
            kind = str(form.type.name).lower() if form.type is not None else "object"
            roles = ", ".join(served.get(key, ()))
            rows.append(LayoutRow(layout.name, roles, holder.name, kind, int(form.idx), left, top, width, height))
    return rows


def _as_presentation(data: bytes) -> bytes:
    """A template or a show has another content type than a presentation, and nothing else that differs."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        types = package.read("[Content_Types].xml")
        new = types
        presentation = _MAIN.format("presentation").encode()
        for kind in ("template", "slideshow"):
            new = new.replace(_MAIN.format(kind).encode(), presentation)
        for kind in ("template", "slideshow", "presentation"):
            new = new.replace(_MACROS.format(kind).encode(), presentation)
        if new == types:
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as again:
            for name in package.namelist():
                again.writestr(name, new if name == "[Content_Types].xml" else package.read(name))
    return out.getvalue()


def _read(presentation: Any) -> tuple[Layouts, dict[str, Any]]:
    layouts: list[tuple[Layout, str]] = []
    parts: dict[str, Any] = {}
    size = (presentation.slide_width / 12700, presentation.slide_height / 12700)
    for master in presentation.slide_masters:
        for layout in master.slide_layouts:
            key = str(layout.part.partname)
            parts[key] = layout.part
            layouts.append((read_layout(layout, master, key, size), layout._element.get("type") or ""))
    return assign_roles(layouts, *size), parts


def _table_style(presentation: Any) -> str:
    """The template's own table style, where its file defines it; else one that draws nothing of its own."""
    from lxml import etree

    for rel in presentation.part.rels.values():
        if rel.reltype.endswith("/tableStyles"):
            root = etree.fromstring(rel.target_part.blob)
            default = root.get("def", "")
            if any(style.get("styleId") == default for style in root):
                return str(default)
            return default or PLAIN_TABLE
    return PLAIN_TABLE


def _themed(presentation: Any, theme: Theme) -> Theme:
    from dataclasses import replace

    from lxml import etree

    part = next(r.target_part for r in presentation.slide_masters[0].part.rels.values() if r.reltype.endswith("/theme"))
    root = etree.fromstring(part.blob)
    colors: dict[str, str] = {}
    scheme = root.find(f".//{_DRAWING}clrScheme")
    for child in scheme if scheme is not None else ():
        value = child[0].get("val") if child[0].tag == f"{_DRAWING}srgbClr" else child[0].get("lastClr")
        colors[child.tag.removeprefix(_DRAWING)] = f"#{(value or '000000').upper()}"
    accents = tuple(colors[f"accent{n}"] for n in range(1, 7) if f"accent{n}" in colors)
    latin = root.find(f".//{_DRAWING}minorFont/{_DRAWING}latin")
    family = latin.get("typeface") if latin is not None else ""
    old = theme.colors
    new = replace(
        old,
        ink=colors.get("dk1", old.ink),
        paper=colors.get("lt1", old.paper),
        accent=accents[0] if accents else old.accent,
        highlight=accents[1] if len(accents) > 1 else old.highlight,
        categorical=(*accents, *old.categorical[len(accents) :]),
    )
    return replace(theme, colors=new, fonts=replace(theme.fonts, office=family or theme.fonts.office))
