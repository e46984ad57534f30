"""Decks written and read back by python-pptx, and what there is to look for in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deck_samples import (
    AT,
    THEME,
    document,
)
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from builder.errors import Findings
from builder.model.document import (
    Attr,
    Block,
    Cite,
    Div,
    Para,
    Str,
)
from builder.theme import Theme
from builder.writers.base import WriteJob
from builder.writers.pptx.writer import PptxWriter

DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
NS = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
}


def written(folder: Path, *blocks: Block, lang: str = "en-US", theme: Theme = THEME, deck: Path | None = None) -> Any:
    """The deck of blocks as python-pptx reads it; it is valid."""
    target = folder / "out.pptx"
    doc = document(*blocks, lang=lang, root=str(folder))
    PptxWriter().write(WriteJob(doc, theme, Findings(), None, deck), target)
    assert [str(e) for e in OpenXmlValidator().validate(str(target)).errors] == []
    return Presentation(str(target))


def found(deck: Any, title: str) -> Any:
    return next(s for s in deck.slides if s.shapes.title.text_frame.text == title)


def named(slide: Any, start: str) -> list[Any]:
    return [s for s in slide.shapes if s.name.startswith(start)]


def paragraphs(slide: Any) -> Iterator[Any]:
    yield from slide._element.iter(f"{{{NS['a']}}}p")


def paragraph(slide: Any, text: str) -> Any:
    return next(p for p in paragraphs(slide) if text in "".join(p.itertext()))


def in_language(lang: str, *blocks: Block) -> Div:
    return Div(blocks, Attr(keys=(("lang", lang),)), AT)


def cited(text: str, *numbers: int) -> Para:
    return Para((Str(text), Cite(tuple("s" * len(numbers)), numbers)), AT)


def uris(shape: Any) -> list[str]:
    return [e.get("uri", "") for e in shape._element.iter(f"{{{NS['a']}}}ext")]


def linked(slide: Any, text: str, deck: Any) -> int | str:
    """Where the link of a text leads: the number of a slide, or an address."""
    for run in slide._element.iter(f"{{{NS['a']}}}r"):
        link = run.find("a:rPr/a:hlinkClick", NS)
        if link is not None and text in "".join(run.itertext()):
            rel = slide.part.rels[link.get(f"{{{NS['r']}}}id")]
            if rel.is_external:
                return str(rel.target_ref)
            assert link.get("action") == "ppaction://hlinksldjump"
            return [s.part for s in deck.slides].index(rel.target_part) + 1
    raise AssertionError(text)
