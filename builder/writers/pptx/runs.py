"""Inlines become runs of a paragraph: bold, italic, links, raised notes; and the language on every run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from builder.model.document import (
    Cite,
    Code,
    Emph,
    Image,
    Inlines,
    LineBreak,
    Link,
    Note,
    Span,
    Str,
    Strikeout,
    Strong,
    ValueRun,
)
from builder.theme import Theme
from builder.writers.pptx.deck import Item

Linker = Callable[[Any, str], None]
COLORS = {"tx2": MSO_THEME_COLOR.TEXT_2, "accent1": MSO_THEME_COLOR.ACCENT_1}


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    italic: bool = False
    strike: bool = False
    raised: bool = False
    link: str = ""


def write_paragraph(
    paragraph: Any,
    inlines: Inlines,
    *,
    size: float = 0.0,
    bold: bool = False,
    color: str = "",
    link: Linker,
    lang: str = "",
) -> None:
    """Writes inlines into an empty paragraph; size 0 leaves the layout's."""
    for text, look in _runs(inlines, _Look()):
        if text == "\n":
            paragraph.add_line_break()
            continue
        run = paragraph.add_run()
        run.text = text.replace("\n", " ").replace("\v", " ")
        font = run.font
        if size:
            font.size = Pt(size)
        if bold or look.bold:
            font.bold = True
        if look.italic:
            font.italic = True
        if color:
            font.color.theme_color = COLORS[color]
        properties = run._r.get_or_add_rPr()
        if look.strike:
            properties.set("strike", "sngStrike")
        if look.raised:
            properties.set("baseline", "30000")
        if lang:
            properties.set("lang", lang)
        if look.link:
            link(run, look.link)


def write_items(holder: Any, items: tuple[Item, ...], size: float, theme: Theme, link: Linker, lang: str = "") -> None:
    """Writes list items into a placeholder, with the layout's bullets or the author's numbers."""
    frame = holder.text_frame
    for n, item in enumerate(items):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.level = min(item.level, 4)
        real = size and (size if item.level == 0 else max(size - 2, theme.slide.least))
        write_paragraph(paragraph, item.content, size=real, link=link, lang=lang)
        _bullet(paragraph, item)


def _bullet(paragraph: Any, item: Item) -> None:
    properties = paragraph._p.get_or_add_pPr()
    if item.mark == "•":
        return
    if item.mark.rstrip(".").isdigit():
        start = int(item.mark.rstrip("."))
        properties.set("marL", "365760")
        properties.set("indent", "-365760")
        bullet = properties.makeelement(qn("a:buAutoNum"), {"type": "arabicPeriod", "startAt": str(start)})
        properties.append(bullet)
        return
    properties.set("indent", "0")
    properties.append(properties.makeelement(qn("a:buNone"), {}))


def _runs(inlines: Inlines, look: _Look) -> Iterator[tuple[str, _Look]]:
    for inline in inlines:
        match inline:
            case Str(text) | Code(text):
                yield text, look
            case ValueRun(value, _):
                yield value.text, look
            case LineBreak():
                yield "\n", look
            case Emph(content):
                yield from _runs(content, replace(look, italic=True))
            case Strong(content):
                yield from _runs(content, replace(look, bold=True))
            case Strikeout(content):
                yield from _runs(content, replace(look, strike=True))
            case Link():
                yield from _runs(inline.content, replace(look, link=inline.target))
            case Span() | Image():
                yield from _runs(inline.content, look)
            case Cite(_, numbers):
                yield "[" + ", ".join(map(str, numbers)) + "]", replace(look, link="#sources")
            case Note():
                yield str(inline.number), replace(look, raised=True)
            case _:
                continue
