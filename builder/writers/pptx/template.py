"""A template, ours or the user's: its layouts read as plain data, and the layout for each role of a slide.

Read `placeholders` for how a layout is read, `roles` for which one serves what, `mapping` for what the user says about
it, and `theming` for its colours and sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from builder.errors import WriteError
from builder.palette import AA, contrast
from builder.theme import Theme
from builder.writers.pptx.grounds import Grounds
from builder.writers.pptx.layouts import Layout, Layouts, Slot
from builder.writers.pptx.mapping import Choice, chosen_layouts
from builder.writers.pptx.markup import Palette
from builder.writers.pptx.opening import bad_template, open_presentation
from builder.writers.pptx.placeholders import master_name, read_layout
from builder.writers.pptx.roles import assign_roles
from builder.writers.pptx.settle import each
from builder.writers.pptx.shapes import share
from builder.writers.pptx.table_inks import PLAIN_TABLE, TableStyle, table_style
from builder.writers.pptx.theming import template_theme


@dataclass(frozen=True, slots=True)
class Template:
    """An open template: its presentation, its layouts as data, and the part of each by its key. `whole` are all its
    layouts as they were read, whatever they serve.
    """

    presentation: Any
    layouts: Layouts
    parts: dict[str, Any]
    table_style: TableStyle
    whole: tuple[Layout, ...] = field(default=())

    def themed(self, theme: Theme) -> tuple[Theme, Palette]:
        """`theme` with the template's colours, font and sizes, for what is drawn and measured, and its palette."""
        return template_theme(theme, self.layouts, self.parts)


def open_template(data: bytes, shown: str, choices: Sequence[Choice] = ()) -> Template:
    """The template in the bytes of a .pptx, .potx, .ppsx or one of those with macros; `shown` is its name in messages,
    `choices` what the user says about its layouts.

    Raises `WriteError`: `bad-template` for anything else, and for choices what `mapping` says.
    """
    presentation = open_presentation(data, shown)
    try:
        size = (presentation.slide_width / 12700, presentation.slide_height / 12700)
        whole, parts = _read(presentation, size)
        layouts = assign_roles(whole, *size, chosen_layouts(choices, whole, *size))
        style = _table_style(presentation, layouts.roles["table"], parts)
    except WriteError:
        raise
    except Exception as error:  # noqa: BLE001  a damaged package fails in as many ways as it has parts
        raise bad_template(data, shown, error) from None
    return Template(presentation, layouts, parts, style, tuple(whole))


def _read(presentation: Any, size: tuple[float, float]) -> tuple[list[Layout], dict[str, Any]]:
    """All layouts, in the order of their masters; masters of one name are told apart by a number."""
    layouts: list[Layout] = []
    parts: dict[str, Any] = {}
    names: dict[str, int] = {}
    feet = presentation.part._element.get("showSpecialPlsOnTitleSld", "1") in ("1", "true")
    for master in presentation.slide_masters:
        own = master_name(master)
        names[own] = names.get(own, 0) + 1
        name = own if names[own] == 1 else f"{own} ({names[own]})"
        for layout in master.slide_layouts:
            key = str(layout.part.partname)
            parts[key] = layout.part
            layouts.append(_seen(read_layout(layout, master, key, size, name, feet=feet), layout))
    return layouts, parts


def _seen(layout: Layout, read: Any) -> Layout:
    """A layout whose texts can be read where they stand: they do not reach over what is drawn, and where a sample alone
    has their colour, it is one that can be told from its ground.
    """
    slots = (layout.title, *layout.slots(), *layout.spare)
    if not any(s.style.color or any(share(s.box, b) for b in layout.taken) for s in slots):
        return layout
    grounds = Grounds(read)

    def inked(slot: Slot) -> Slot:
        behind = grounds.behind(slot)
        if not slot.style.color or not behind:
            return slot
        inks = [slot.style.color, *(c for n in ("tx1", "bg1") if (c := grounds.named(n)))]
        told = max(inks, key=lambda ink: min(AA, *(contrast(ink, b) for b in behind)))
        return replace(slot, style=replace(slot.style, color=told))

    def seen(slot: Slot) -> Slot:
        return grounds.beside(inked(slot))

    return replace(each(layout, seen), title=seen(layout.title))


def _table_style(presentation: Any, layout: Layout, parts: dict[str, Any]) -> TableStyle:
    """The template's own table style, where its file defines it; else one that draws nothing of its own."""
    from lxml import etree

    rels = presentation.part.rels.values()
    part = next((r.target_part for r in rels if r.reltype.endswith("/tableStyles")), None)
    root = etree.fromstring(part.blob) if part is not None else None
    default = root.get("def") if root is not None else ""
    return table_style(default or PLAIN_TABLE, root, Grounds(parts[layout.key].slide_layout), layout.areas[0].visual)
