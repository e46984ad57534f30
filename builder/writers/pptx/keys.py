"""Key figures on a slide: up to four big numbers in the layout's placeholders, or in text boxes where it has none."""

from __future__ import annotations

from typing import Any

from pptx.util import Emu

from builder import fonts
from builder.model.document import KeyFigures
from builder.model.walk import plain
from builder.theme import Theme
from builder.writers.pptx.deck import MOST_FIGURES as MOST
from builder.writers.pptx.runs import Linker, write_paragraph

LABEL, VALUE, NOTE = 50, 60, 70


def fill_key_figures(
    slide: Any, block: KeyFigures, holders: dict[int, Any], theme: Theme, link: Linker, deck: Any
) -> set[int]:
    """Writes the figures; gives the idx of the placeholders used. Fewer than four share the width."""
    items = block.items
    used: set[int] = set()
    if LABEL not in holders:
        _boxes(slide, block, theme, link, deck)
        return used
    left = holders[LABEL].left
    right = holders[LABEL + MOST - 1].left + holders[LABEL + MOST - 1].width
    gap = Emu(round(0.35 * 914400))
    width = (right - left - gap * (len(items) - 1)) // max(1, len(items))
    for n, item in enumerate(items):
        x = left + n * (width + gap)
        for base, inlines in ((LABEL, item.label), (VALUE, item.value)):
            holder = holders[base + n]
            _place(holder, x, width)
            size = _value_size(plain(inlines), width, theme) if base == VALUE else 0.0
            write_paragraph(holder.text_frame.paragraphs[0], inlines, size=size, link=link)
            used.add(base + n)
        if item.change or item.note:
            holder = holders[NOTE + n]
            _place(holder, x, width)
            frame = holder.text_frame
            if item.change:
                write_paragraph(frame.paragraphs[0], item.change, bold=True, link=link)
            if item.note:
                paragraph = frame.add_paragraph() if item.change else frame.paragraphs[0]
                write_paragraph(paragraph, item.note, color="tx2", link=link)
            used.add(NOTE + n)
    return used


def _place(holder: Any, x: int, width: int) -> None:
    top, height = holder.top, holder.height
    holder.left, holder.top, holder.width, holder.height = Emu(x), top, Emu(width), height


def _value_size(text: str, width: int, theme: Theme) -> float:
    size = theme.slide.key_figure
    while size > 18 and fonts.advance(text, theme.fonts.bold, size) > width / 12700 * 0.98:
        size -= 1
    return size if size != theme.slide.key_figure else 0.0


def _boxes(slide: Any, block: KeyFigures, theme: Theme, link: Linker, deck: Any) -> None:
    """Text boxes in a foreign template that has no layout for key figures."""
    count = max(1, min(MOST, len(block.items)))
    w, h = deck.slide_width, deck.slide_height
    part = int(w * 0.88) // count
    for n, item in enumerate(block.items[:count]):
        x = int(w * 0.06) + n * part
        box = slide.shapes.add_textbox(Emu(x), Emu(int(h * 0.32)), Emu(int(part * 0.94)), Emu(int(h * 0.4)))
        frame = box.text_frame
        frame.word_wrap = True
        write_paragraph(frame.paragraphs[0], item.label, size=14, link=link)
        value = frame.add_paragraph()
        write_paragraph(
            value,
            item.value,
            size=_value_size(plain(item.value), int(part * 0.94), theme) or theme.slide.key_figure,
            bold=True,
            link=link,
        )
        for inlines in (item.change, item.note):
            if inlines:
                write_paragraph(frame.add_paragraph(), inlines, size=14, link=link)
