"""What was written, page by page, and which page of a file that was changed afterwards is which.

Each page is sealed in the ledger when it is built: with a digest of its text and with its numbers. A file whose
SHA-256 is still the ledger's is not looked at here: its pages are those that were written.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from builder.errors import Findings, Location
from builder.readback.account import Account, Expected
from builder.readback.numbers import composed, numbers
from builder.readback.reading import Page, Reading

Entries = list[dict[str, Any]]
WORDS = {"pdf": "page", "pptx": "slide"}
HINT = "take the file that was built, or build the report again"


@dataclass
class File:
    """A file that was read, with the page that stands for each of those written: None for one that is gone.

    `changed` are those (from 1) whose text is not what was written; `compared` says whether they were looked for.
    """

    reading: Reading
    pages: list[Page | None]
    changed: set[int] = field(default_factory=set)
    compared: bool = False

    @property
    def format(self) -> str:
        return self.reading.format

    def place(self, *pages: int) -> str:
        """How pages are named in a message."""
        word = WORDS[self.format] + ("s" if len(pages) > 1 else "")
        return f"{self.reading.name}, {word} {' and '.join(map(str, pages))}"

    def page_lost(self, pages: Iterable[int]) -> bool:
        """Whether one of the pages is beyond the end of the file, and nothing was told of that."""
        return not self.compared and any(n > len(self.pages) for n in pages)

    def page(self, number: int) -> Page | None:
        """The page that was written as `number`, from 1."""
        return self.pages[number - 1] if 0 < number <= len(self.pages) else None


def sealed(readings: Iterable[Reading]) -> Entries:
    """The section `pages` of the ledger: the digest and the numbers of each page."""
    pages: Entries = []
    for reading in readings:
        for number, page in enumerate(reading.pages, 1):
            listed = " ".join(f"{n}*{count}" if count > 1 else n for n, count in page.whole.numbers.items())
            pages.append({"format": reading.format, "page": number, "digest": digest(page), "numbers": listed})
    return pages


def digest(page: Page) -> str:
    """What stands for the text of a page, and for the data of its charts."""
    cells = "\n".join(f"{chart.name} {chart.references} {sorted(chart.cells.items())}" for chart in page.charts)
    text = "".join(page.whole.text.split())
    return hashlib.sha256(f"{text}\n{cells}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def seal_numbers(listed: str) -> Counter[str]:
    """The numbers of a sealed page."""
    found: Counter[str] = Counter()
    for each in listed.split():
        number, _, count = each.partition("*")
        found[number] += int(count or 1)
    return found


def opened(account: Account, reading: Reading, findings: Findings) -> File:
    """Finds the pages that were written in a file, and tells which are gone, added or moved."""
    seal = account.sealed(reading.format)
    entry = account.files.get(reading.format, {})
    if not seal or entry.get("sha256") == reading.digest:
        return File(reading, list(reading.pages))
    was, now = [s["digest"] for s in seal], [digest(p) for p in reading.pages]
    order = _matched(was, now)
    file = File(reading, [None if at is None else reading.pages[at] for at in order], compared=True)
    _tell_places(file, order, len(now), findings)
    file.changed = {n for n, at in enumerate(order, 1) if at is not None and now[at] != was[n - 1]}
    return file


def _matched(was: list[str], now: list[str]) -> list[int | None]:
    """For each page that was written the one in the file: the same text in the same order, else anywhere, else what
    stands between the same neighbours.
    """
    order: list[int | None] = [None] * len(was)
    between: list[tuple[range, range]] = []
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            order[a:b] = range(c, d)
        else:
            between.append((range(a, b), range(c, d)))
    free: dict[str, list[int]] = {}
    for _, there in between:
        for at in there:
            free.setdefault(now[at], []).append(at)
    for here, _ in between:
        for n in here:
            if places := free.get(was[n]):
                order[n] = places.pop(0)
    taken = set(order)
    for here, there in between:
        rest = iter([at for at in there if at not in taken])
        for n in here:
            if order[n] is None:
                order[n] = next(rest, None)
    return order


def _tell_places(file: File, order: Sequence[int | None], count: int, findings: Findings) -> None:
    name, word = file.reading.name, WORDS[file.format]
    there = [(n, at) for n, at in enumerate(order, 1) if at is not None]
    for n, at in enumerate(order, 1):
        if at is None:
            findings.error("page-missing", f"{name}: the {word} that was built as {n} is not there", None, HINT)
    for at in sorted(set(range(count)) - {at for _, at in there}):
        findings.error("page-added", f"{name}: {word} {at + 1} is none of those that were built", None, HINT)
    for (n, at), right in zip(there, sorted(at for _, at in there), strict=True):
        if at != right:
            findings.error("page-moved", f"{name}: {word} {at + 1} was built as {n}", None, HINT)


def check_seals(account: Account, file: File, told: set[tuple[int, str]], findings: Findings) -> None:
    """What was changed on a page: numbers that are gone, and where none are, that its words are others.

    `told` are pages with numbers that were told already.
    """
    expected = account.expected(file.format) if file.changed else {}
    for number, entry in enumerate(account.sealed(file.format), 1):
        page = file.page(number)
        if page is None or number not in file.changed:
            continue
        gone = seal_numbers(entry["numbers"]) - page.whole.numbers
        for each in (each for each in gone if (number, each) not in told):
            at = _value_with(each, expected.get((number,), ()), account)
            message = f"{file.place(number)}: the number {each} stands there less often than when it was built"
            findings.error("number-missing", message, at, HINT)
        if not gone and not any(n == number for n, _ in told):
            message = f"{file.place(number)}: the text, or a chart's data, is not what was written"
            findings.error("text-differs", message, None, HINT)
    entry = account.files.get(file.format, {})
    if entry and entry["sha256"] != file.reading.digest:
        message = f"{file.reading.name} is not the file that was built: its SHA-256 is another"
        findings.error("file-altered", message, None, HINT)


def _value_with(number: str, expected: Sequence[Expected], account: Account) -> Location | None:
    """The place in the report of a value on the page that has the number."""
    found = (wanted for wanted in expected if number in numbers(composed(wanted.text)))
    return next((wanted.at(account.report) for wanted in found), None)
