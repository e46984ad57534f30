"""What the ledger says stands on a page does stand there: values, cells of tables, figures."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from builder.errors import Findings, Location
from builder.readback.account import Account, Expected, Pages
from builder.readback.numbers import LONG, told
from builder.readback.reading import Text
from builder.readback.seals import File

HINT = "the file does not say what the report does; if nobody changed it, please report this: it is a fault"
Told = set[tuple[int, str]]


def check_placed(account: Account, file: File, findings: Findings) -> Told:
    """Tells what is missing; gives the numbers that were told, with their pages."""
    found: Told = set()
    for places, expected in sorted(account.expected(file.format).items()):
        pages = [page for n in places if (page := file.page(n))]
        if len(pages) < len(places):
            if file.page_lost(places):
                _tell(account, file, places, expected[0], findings)
            continue
        # What is to be seen is not there because a text alternative has it.
        seen, other = [e for e in expected if e.seen], [e for e in expected if not e.seen]
        missing = [*_missing([p.said for p in pages], seen, account.glued)]
        missing += _missing([p.whole for p in pages], other, account.glued)
        for wanted in missing:
            found.update((n, number) for n in places for number in told(wanted.text).numbers)
            _tell(account, file, places, wanted, findings)
    _alternatives(account, file, findings)
    return found


def _tell(account: Account, file: File, places: Pages, wanted: Expected, findings: Findings) -> None:
    message = f'{file.place(*places)}: {wanted.what} "{wanted.text}" is not there'
    findings.error("value-missing", message, wanted.at(account.report), HINT)


def _missing(pages: Sequence[Text], expected: Sequence[Expected], glued: Collection[str] = ()) -> Iterator[Expected]:
    """What of the expected texts is not on the pages. Each number must be there as often as the texts have it.

    `glued` are numbers of the report in which two stand side by side without a space.
    """
    loose = any(page.loose for page in pages)
    left: Counter[str] = Counter()
    for page in pages:
        left.update(page.unsigned if loose else page.numbers)
    texts: dict[str, float] = {}  # how often each text is still there
    for wanted in expected:
        whole, found = told(wanted.text)
        short = False
        for number in found:
            bare = number.lstrip("-")
            plain = bare if loose else number
            if left[plain] > 0 or _divided((number, plain), pages) or _glued(plain, pages, glued):
                left[plain] -= 1
            elif left[bare] > 0 and any(whole in page.squeezed for page in pages):
                left[bare] -= 1  # its sign follows something that makes it look like a hyphen
            else:
                short = True
        if whole not in texts:
            texts[whole] = _count(whole, pages, loose=loose)
        texts[whole] -= 1
        if short or texts[whole] < 0:
            yield wanted


def _count(text: str, pages: Sequence[Text], *, loose: bool) -> float:
    """How often a squeezed text is there; without limit where that cannot be told."""
    if loose or not any(map(str.isalnum, text)):
        return math.inf
    found = sum(page.squeezed.count(text) for page in pages)
    return math.inf if not found and _parted(text, pages) else found


def _glued(number: str, pages: Sequence[Text], glued: Collection[str]) -> bool:
    """Whether a number stands right beside another one, so that one is read."""
    return any(
        number in each
        and (
            len(each) > LONG
            or each in page.numbers
            or each in page.divided
            or (page.loose and each.lstrip("-") in page.unsigned)
        )
        for each in glued
        for page in pages
    )


def _divided(forms: Sequence[str], pages: Sequence[Text]) -> bool:
    """Whether a number is there in several parts, at the ends of lines."""
    return any(form in page.divided for form in forms for page in pages)


def _parted(text: str, pages: Sequence[Text]) -> bool:
    """Whether a text goes on from one page to another."""
    return len(pages) > 1 and any(
        any(text[:n] in one.squeezed and text[n:] in other.squeezed for n in range(1, len(text)))
        for one in pages
        for other in pages
        if one is not other
    )


def _alternatives(account: Account, file: File, findings: Findings) -> None:
    """Each figure's text alternative is on its page."""
    for figure in account.entries("figures"):
        alt = told(figure["alt"]).squeezed
        for number in figure["pages"].get(file.format, ()) if alt else ():
            page = file.page(number)
            if page is None or not account.has_alts(file.format, number):
                continue
            if not any(told(a.text).squeezed == alt for a in page.alts):
                message = f'{file.place(number)}: the text alternative of figure "{figure["id"]}" is not there'
                at = Location(account.report, figure["line"] or 1)
                findings.error("figure-missing", message, at, HINT)
