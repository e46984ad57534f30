"""Numbers in a file that neither the ledger nor the report's own texts have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from builder.errors import Findings
from builder.readback.account import Account
from builder.readback.numbers import LONG, composed, numbers
from builder.readback.placed import Told
from builder.readback.reading import Page
from builder.readback.seals import File, seal_numbers

HINT = "it is in no value, cell or text of the report; if nobody changed the file, please report this: it is a fault"
_PARTS = re.compile(r"\((\d+)(?:/(\d+))?\)$", re.MULTILINE)
_CUT = re.compile(r"(\d[\d.,]*?)[.,]*\.\.\.")
_LAST = re.compile(r"(\d+)\s*$", re.MULTILINE)
_FIRST = re.compile(r"^\s*(\d+)", re.MULTILINE)


def check_strange(account: Account, file: File, told: Told, findings: Findings) -> None:
    """Tells each number that is on a page and should be nowhere in the file, or was not there when it was written."""
    seals = account.sealed(file.format)
    known = set(account.known) | file.reading.template
    for _, texts in account.drawn(file.format):
        known.update(n for text in texts for n in numbers(composed(text)))
    known.update(n for text in account.axes(file.format) for n in numbers(composed(text)))
    for table in account.entries("tables"):
        known.update(str(after) for _, _, after in table["pages"].get(file.format, ()))
    bare = {n.lstrip("-") for n in known}
    for number, page in enumerate(file.pages, 1):
        if page is None:
            continue
        extra = [n for n in page.whole.numbers if n not in known]
        if extra and page.whole.loose:
            extra = [n for n in extra if not _turned(n.lstrip("-"), bare)]
        for rule in _RULES:  # those that take longer come last, and seldom
            if extra:
                allowed = set(rule(_Asked(page, number, len(file.pages), extra, known, account.footnotes)))
                extra = [n for n in extra if n not in allowed]
        if number in file.changed:
            before = seal_numbers(seals[number - 1]["numbers"])
            extra = list(dict.fromkeys((*extra, *(page.whole.numbers - before))))
        for each in extra:
            told.add((number, each))
            where = next((f" in {place}" for place, text in page.parts() if place and each in numbers(text)), "")
            message = f"{file.place(number)}: the number {each}{where} is not in the source"
            findings.error("number-not-in-source", message, None, HINT)


class _Asked(NamedTuple):
    """What a rule is asked: a page with its number and how many there are, the numbers in question, and those known."""

    page: Page
    number: int
    pages: int
    extra: list[str]
    known: set[str]
    footnotes: frozenset[str]


def _folio(asked: _Asked) -> Iterator[str]:
    """In a PDF the page's own number, and how many there are."""
    if asked.page.visual:
        yield from (str(asked.number), str(asked.pages))


def _listed(asked: _Asked) -> Iterator[str]:
    """In a PDF the number of a page at the end of a line, as in a list of contents; where the text runs from right to
    left at its beginning.
    """
    if asked.page.visual:
        for match in (*_LAST.finditer(asked.page.text), *_FIRST.finditer(asked.page.text)):
            if int(match[1]) <= asked.pages:
                yield match[1]


def _parts(asked: _Asked) -> Iterator[str]:
    """On slides the number of a part after a title that goes on: "Title (2/3)", "Title (2)"."""
    for match in _PARTS.finditer(asked.page.text):
        if int(match[1]) <= int(match[2] or match[1]) <= asked.pages:
            yield from filter(None, match.groups())


def _marks(asked: _Asked) -> Iterator[str]:
    """Marks of several footnotes at one place: "3,4", on a slide "34"."""
    known = asked.footnotes
    for number in asked.extra:
        together = any(number[:n] in known and number[n:] in known for n in range(1, len(number)))
        if together or all(part in known for part in number.split(",")):
            yield number


def _divided(asked: _Asked) -> Iterator[str]:
    """The parts of known numbers that are divided at the ends of lines, or cut with an ellipsis."""
    page, known = asked.page, asked.known
    for number, parts in page.whole.divided.items():
        if number in known:
            yield from parts
    for match in _CUT.finditer(page.whole.text):  # a title that is shortened for the head of a page
        if any(n.startswith(match[1]) for n in known):
            yield match[1]
    long = [n for n in known if len(n) > LONG]
    yield from (n for n in page.whole.numbers if len(n) > LONG / 2 and any(n in whole for whole in long))


_RULES: tuple[Callable[[_Asked], Iterator[str]], ...] = (_folio, _listed, _parts, _marks, _divided)


def _turned(number: str, known: set[str]) -> bool:
    """Whether it is known, or two known ones that came to stand side by side where directions of text meet."""
    return number in known or any(number[:n] in known and number[n:] in known for n in range(1, len(number)))
