"""Digits that are bound to nothing: a number that an author typed does not follow the data.

Not meant are: what is bound, quoted, literal, code or a footnote's number; parts of names (GPT-4, R1, H100), also of
names of several words that the data have ("Gemini 1.0 Ultra"); four-digit years and days of a month; addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from builder.errors import Findings, Location
from builder.model.cldr import month_names
from builder.model.document import (
    Block,
    Cite,
    DataTable,
    Document,
    Emph,
    Figure,
    Image,
    Inlines,
    Link,
    Note,
    Span,
    Str,
    Strikeout,
    Strong,
)
from builder.model.walk import inlines_of, walk_blocks

# What stands where a value was: it ends a word and holds no digit.
_BOUND = "\ufffc"
_RUN = re.compile(r"\d+")
_TAIL = ".,'\u00a0\u202f"
_ADDRESS = re.compile(r"(?:\w+://|www\.|doi:|mailto:)\S+")
# A currency or sign before, digits, and a unit right after; anything else that touches the digits makes them a name.
_NUMBER = re.compile(
    r"(?<![\w\ufffc])(?:[A-Z]{2,3})?[$€£¥]?[+\-\u2212\u2013]?"
    r"(?P<digits>\d[\d.,'\u00a0\u202f]*)"
    r"(?:%|\u2030|°|×|x|k|m|mn|bn|tn|pp|st|nd|rd|th|-fold|-year|-month|-day|-point)?(?![\w\ufffc])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARS = re.compile(r"(?<![\w.,])(?:19|20)\d\d(?:[-\u2013/]\d\d){1,2}(?:\d\d)?(?![\w.,]\d)")
_NAME_BEFORE = re.compile(r"[^\W\d_][\w.]*[-\u2010\u2011/@]$")
_NAME_AFTER = re.compile(r"^[-\u2010\u2011/]?[^\W\d_]")


def check_numbers(document: Document, project: Path, findings: Findings) -> None:
    """Reports each `unbound-number`, once a number and block."""
    reader = _Reader(month_names(document.meta.lang), _names(document))
    for block in walk_blocks(document.blocks):
        for at, text in _texts(block):
            reader.report(text, at, findings)
        if isinstance(block, Figure):
            bound = [document.values[n].text for n in block.values]
            for text in (block.chart.title, block.chart.subtitle, *(a.text for a in block.chart.annotations)):
                reader.report(_without(text, bound), block.at, findings)
    path = document.blocks[0].at.path if document.blocks else document.name
    for inlines in (document.meta.title, document.meta.subtitle):
        reader.report(_flat(inlines), Location(path), findings)


class _Reader:
    """Finds typed numbers. `months` are names of months, `names` texts of the data with digits of their own."""

    def __init__(self, months: Iterable[str] = (), names: Iterable[str] = ()) -> None:
        either = "|".join(re.escape(m) for m in sorted(months, key=len, reverse=True)) or r"(?!)"
        day = r"\d{1,2}(?:st|nd|rd|th|\.|er)?"
        self.dates = re.compile(
            rf"\b{day}(?: de)? (?:{either})(?!\w)|(?<!\w)(?:{either})\.? {day}\b(?![.,]?\d)", re.IGNORECASE
        )
        self.names: dict[str, list[str]] = {}
        for name in names:
            for digits in dict.fromkeys(_RUN.findall(name)):  # in prose an apostrophe is typographic
                self.names.setdefault(digits, []).extend(dict.fromkeys((name, name.replace("'", "\u2019"))))

    def report(self, text: str, at: Location, findings: Findings) -> None:
        for number in dict.fromkeys(self.unbound(text)):
            hint = "bind it: {{ query.column }}; a quoted figure is [..]{quote=key}, any other [..]{.literal}"
            findings.warning("unbound-number", f'the number "{number}" is bound to nothing', at, hint)

    def unbound(self, text: str) -> Iterator[str]:
        """The typed numbers of a text."""
        for digits in _RUN.findall(text):
            for name in self.names.get(digits, ()):
                text = text.replace(name, _BOUND)
        for pattern in (_ADDRESS, self.dates, _YEARS):
            text = pattern.sub(_BOUND, text)
        for match in _NUMBER.finditer(text):
            digits = match["digits"].rstrip(_TAIL)
            bare = match.end() == match.end("digits")
            before, after = text[: match.start("digits")], text[match.end() :]
            if _NAME_BEFORE.search(before) or (bare and _NAME_AFTER.match(after)):
                continue
            if not (_YEAR.fullmatch(digits) and bare and before[-1:] not in tuple("$€£¥")):
                yield match[0].strip(" " + _TAIL)


# -- What is read ----------------------------------------------------------------------------------------


def _texts(block: Block) -> Iterator[tuple[Location, str]]:
    """The texts of a block, each with its place; those of its footnotes too."""
    # The line of sources names sources, and their titles hold years and numbers of their own.
    skipped = (block.source,) if isinstance(block, (Figure, DataTable)) else ()
    for inlines in inlines_of(block):
        if inlines in skipped and inlines:
            continue
        yield block.at, _flat(inlines)
        for note in _notes(inlines):
            for inner in walk_blocks(note.blocks):
                yield from _texts(inner)


def _flat(inlines: Inlines) -> str:
    """The text of inlines, with a mark for all that is bound, quoted, literal or code."""
    out = []
    for inline in inlines:
        match inline:
            case Str(text):
                out.append(text)
            case Emph(content) | Strong(content) | Strikeout(content):
                out.append(_flat(content))
            case Link():
                shown = _flat(inline.content)
                out.append(_BOUND if inline.target.startswith("#") or shown == inline.target else shown)
            case Span():
                free = "literal" in inline.attr or inline.attr.get("quote")
                out.append(_BOUND if free else _flat(inline.content))
            case Note() | Cite() | Image():
                pass
            case _:
                out.append(_BOUND)
    return "".join(out)


def _notes(inlines: Inlines) -> Iterator[Note]:
    for inline in inlines:
        match inline:
            case Note():
                yield inline
            case Emph(content) | Strong(content) | Strikeout(content):
                yield from _notes(content)
            case Link() | Span():
                yield from _notes(inline.content)
            case _:
                pass


def _without(text: str, bound: list[str]) -> str:
    """A chart's text without what its values may have put into it."""
    for value in bound:
        text = text.replace(value, _BOUND)
    return text


def _names(document: Document) -> list[str]:
    """Every text of the data with a digit in it that the document shows: "Gemini 1.0 Ultra" is a name."""
    found: set[object] = {v.raw for v in document.values}
    for block in walk_blocks(document.blocks):
        if isinstance(block, Figure):
            for channel in block.chart.channels.values():
                found.update(channel.values)
        elif isinstance(block, DataTable):
            texts = (c for c in block.columns if block.data.fields[c.index].type == "string")
            for column in texts:
                found.update(row[column.index] for row in block.data.rows)
    names = {raw for raw in found if isinstance(raw, str) and re.search(r"\d", raw) and re.search(r"[^\W\d]", raw)}
    return sorted(names, key=lambda n: (-len(n), n))
