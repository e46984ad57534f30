"""A template's layouts: which placeholders they have, and which layout serves which role."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.errors import Diagnostic, Location, WriteError

TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml"
DECK_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
FOOTERS = (13, 15, 16)  # slide number, footer, date (PP_PLACEHOLDER)
VISUALS = (7, 8, 12, 14, 18)  # object, chart, table, media clip, picture


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One placeholder of a layout as `template inspect` lists it; sizes in inches."""

    layout: str
    role: str
    placeholder: str
    type: str
    idx: int
    left: float
    top: float
    width: float
    height: float


def open_deck(path: Path) -> Any:
    """The presentation in a .pptx or .potx. Raises `WriteError` (`bad-template`) for anything else."""
    from pptx import Presentation

    at = Location(path.name)
    try:
        return Presentation(_as_deck(path))
    except FileNotFoundError:
        hint = "see the path"
        raise WriteError([Diagnostic("error", "file-not-found", "there is no such file", at, hint)]) from None
    except Exception as error:  # noqa: BLE001 - a damaged package fails in as many ways as it has parts
        hint = "open it in PowerPoint and save it as .pptx"
        message = f"this is not a PowerPoint file that can be read ({type(error).__name__})"
        raise WriteError([Diagnostic("error", "bad-template", message, at, hint)]) from None


def _as_deck(path: Path) -> Any:
    """A .potx is a .pptx with another content type; python-pptx opens the second alone."""
    import io

    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        types = package.read("[Content_Types].xml")
        if TEMPLATE_TYPE.encode() not in types:
            return io.BytesIO(data)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in package.namelist():
                content = package.read(name)
                if name == "[Content_Types].xml":
                    content = content.replace(TEMPLATE_TYPE.encode(), DECK_TYPE.encode())
                new.writestr(name, content)
    out.seek(0)
    return out


def content_holders(layout: Any) -> tuple[Any | None, list[Any], list[Any]]:
    """The title, the text placeholders and the others of a layout, left to right and downwards."""
    title, texts, visuals = None, [], []
    for holder in layout.placeholders:
        kind = int(holder.placeholder_format.type)
        if kind in (1, 3):
            title = holder
        elif kind in FOOTERS:
            continue
        elif kind in VISUALS:
            visuals.append(holder)
        else:
            texts.append(holder)
    order = lambda h: (round((h.top or 0) / 914400, 1), h.left or 0)  # noqa: E731 - a key
    return title, sorted(texts, key=order), sorted(visuals, key=order)


def map_roles(deck: Any) -> dict[str, Any]:
    """A layout for each role: by our names and PowerPoint's, then by the placeholders that there are."""
    found = [x for master in deck.slide_masters for x in master.slide_layouts]
    named = {x.name.strip().lower(): x for x in reversed(found)}

    def pick(*names: str, texts: int = -1, visuals: int = -1) -> Any:
        for name in names:
            if name in named:
                return named[name]
        for x in found:
            title, t, v = content_holders(x)
            if title is not None and len(t) == max(texts, 0) and len(v) == max(visuals, 0):
                return x
        with_title = [x for x in found if content_holders(x)[0] is not None]
        return min(
            with_title or found,
            key=lambda x: (
                abs(len(content_holders(x)[2]) - max(visuals, 0)) + abs(len(content_holders(x)[1]) - max(texts, 0))
            ),
        )

    text = pick("title and content", "title and text", visuals=1)
    return {
        "title": pick("title slide", texts=1),
        "section": pick("section header", texts=1),
        "text": text,
        "sources": text,
        "agenda": text,
        "text-visual": pick("text and visual", "two content", visuals=2),
        "visual": pick("visual", "title only", visuals=1),
        "two-visuals": pick("two visuals", "two content", visuals=2),
        "key-figures": pick("key figures", "title only", visuals=0),
    }


def inspect_template(path: Path, theme: object = None) -> list[LayoutRow]:
    """The layouts and placeholders of a template, and the roles that they will serve. Raises `WriteError`."""
    deck = open_deck(path)
    roles: dict[str, list[str]] = {}
    for role, layout in map_roles(deck).items():
        roles.setdefault(str(layout.part.partname), []).append(role)
    rows = []
    for master in deck.slide_masters:
        for layout in master.slide_layouts:
            serves = ", ".join(roles.get(str(layout.part.partname), ()))
            for holder in layout.placeholders:
                form = holder.placeholder_format
                box = [round((v or 0) / 914400, 2) for v in (holder.left, holder.top, holder.width, holder.height)]
                rows.append(LayoutRow(layout.name, serves, holder.name, form.type.name.lower(), int(form.idx), *box))
    return rows
