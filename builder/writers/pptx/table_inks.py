"""Whether the texts of a table style can be read on its fills, and the colour of the scheme that can where they cannot.

PowerPoint's own styles are named by their ids and are not in the file unless a table uses them; of those we know the
family that new tables get, "Medium Style 2", and the one without any look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from builder.palette import AA, contrast, mixed
from builder.writers.pptx.grounds import Grounds
from builder.writers.pptx.layouts import Slot

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# "Medium Style 2", and the same with each accent: the colour that it is of.
MEDIUM = {
    "{073A0DAA-6AF3-43AB-8588-CEC1D06C72B9}": "dk1", "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}": "accent1",
    "{21E4AEA4-8DFA-4A89-87EB-49C32662AFE0}": "accent2", "{F5AB1C69-6EDB-4FF4-983F-18BD219EF322}": "accent3",
    "{00A15C55-8517-42AA-B614-E9B94910E393}": "accent4", "{7DF18680-E054-41AD-8BC1-D1AEF772440D}": "accent5",
    "{93296810-A885-4BE3-A3E7-6D5BEEA58F35}": "accent6",
}  # fmt: skip
PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid", which every PowerPoint has
_BANDS = (0.2, 0.4)  # of its colour, the rest white


@dataclass(frozen=True, slots=True)
class TableStyle:
    """A table style by its id. `head` and `body` are names of the scheme for texts of head and total, and of the other
    rows, where those of the style are too close to its fills; "" where they are not, or it cannot be told.
    """

    id: str
    head: str = ""
    body: str = ""


def table_style(id_: str, styles: Any, grounds: Grounds, place: Slot) -> TableStyle:
    """The style with its inks; `styles` is the root of the presentation's table styles, or None, and `place` where
    tables stand.
    """
    found = next((s for s in styles if s.get("styleId") == id_), None) if styles is not None else None
    if found is not None:
        head, body = _written(found, ("firstRow",), grounds), _written(found, ("wholeTbl", "band1H"), grounds)
    elif id_ == PLAIN_TABLE:
        head = body = (grounds.named("tx1"), list(grounds.behind(replace(place, type="textbox"))))
    elif (base := grounds.named(MEDIUM.get(id_, ""))) is not None:
        head = (grounds.named("lt1"), [base])
        body = (grounds.named("dk1"), [mixed(base, "#FFFFFF", part) for part in _BANDS])
    else:
        return TableStyle(id_)
    return TableStyle(id_, _ink(*head, grounds), _ink(*body, grounds))


def _written(style: Any, parts: Sequence[str], grounds: Grounds) -> tuple[str | None, list[str]]:
    """The colour of text in parts of a style that the file has, and their fills; what a part does not say the whole
    table does.
    """
    ink: str | None = None
    fills: dict[str, list[str]] = {}
    for part in ("wholeTbl", *parts):
        text, fill = style.find(f"{_A}{part}/{_A}tcTxStyle"), style.find(f"{_A}{part}/{_A}tcStyle/{_A}fill")
        colors = [c for e in text if (c := grounds.color(e))] if text is not None else []
        ink = colors[0] if colors else ink
        fills[part] = list((grounds.fill(fill, ()) if fill is not None else None) or fills.get("wholeTbl", []))
    return ink, [color for part in parts for color in fills[part]]


def _ink(text: str | None, fills: Sequence[str], grounds: Grounds) -> str:
    """A name of the scheme whose colour can be read on all fills, where that of the text cannot."""
    if not text or not fills or min(contrast(text, f) for f in fills) >= AA:
        return ""
    named = {name: color for name in ("tx1", "bg1") if (color := grounds.named(name))}
    best = max(named, key=lambda name: min(contrast(named[name], f) for f in fills), default="")
    better = best and min(contrast(named[best], f) for f in fills) > min(contrast(text, f) for f in fills)
    return best if better else ""
