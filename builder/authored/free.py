"""Which digits of a text are free: part of a name, a reference, an address, a list, or a period of the report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.authored.digits import DIGIT, MONEY_BEFORE, in_ascii
from builder.authored.names import named
from builder.authored.periods import YEAR_RUN, Periods, dates, periods_of
from builder.authored.texts import BOUND, Authored
from builder.model.document import DataTable, Document, Figure
from builder.model.walk import walk_blocks

_RUN = re.compile(r"\d+")
_MARGIN = 60  # characters beside a digit that tell what it is
_ADDRESS = re.compile(r"(?:\w+://|www\.|doi:|mailto:)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b10\.\d{4,9}/\S+")
_ADDRESSED = ("://", "www.", "doi:", "mailto:", "@", "10.")
_ENUMERATED = re.compile(r"(?<![\w(])\(?(\d{1,2})\)(?=\s)")
_HEADING = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})*\.(?=\s)")
_QUANTITY = re.compile(
    r"[ \u00a0](?:percent|per cent|percentage|points?|million|billion|trillion|thousand|dollars?|euros?|units|people"
    r"|users|companies|customers|employees|times|Prozent|Millionen|Milliarden|pour cent|millions|milliards)\b"
)


class Free:
    """Takes out of the texts of one document what is free. What the data say is gathered at the first digit."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._periods: Periods | None = None
        self._names: dict[str, list[str]] | None = None

    def without(self, authored: Authored) -> str:
        """The text with a mark for each character that is free, as long as before; its digits are those of ASCII."""
        text = in_ascii(authored.text)
        if any(part in text for part in _ADDRESSED):
            text = _ADDRESS.sub(_marks, text)
        if authored.corner == "heading" and (number := _HEADING.match(text)):
            text = _marked(text, *number.span())
        text = _without_enumeration(_without(text, self._names_in(text)))
        source = authored.corner == "source line"
        for start, end in _surroundings(text):
            part = text[start:end]
            part = _without(part, named(part, authored.lang))
            part = _without(part, self._dates_in(part, authored.lang))
            part = _without(part, self._years_in(part, all_=source))
            text = text[:start] + part + text[end:]
        return text

    @property
    def periods(self) -> Periods:
        """The years and months that may be named."""
        if self._periods is None:
            self._periods = periods_of(self.document)
        return self._periods

    @property
    def names(self) -> dict[str, list[str]]:
        """The data's names by each number in them, long ones first."""
        if self._names is None:
            self._names = {}
            for name in sorted(_names(self.document), key=lambda n: (-len(n), n)):
                for digits in dict.fromkeys(_RUN.findall(name)):
                    self._names.setdefault(digits, []).append(name)
        return self._names

    def _names_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names of the data stand; in prose their apostrophes are typographic."""
        straight = text.replace("\u2019", "'")
        for digits in dict.fromkeys(_RUN.findall(text)):
            for name in self.names.get(digits, ()):
                if name in straight:
                    yield from (m.span() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", straight))

    def _dates_in(self, text: str, lang: str) -> Iterator[tuple[int, int]]:
        for match, year, month in dates(text, lang):
            if self.periods.has(year, month):
                yield match.span()

    def _years_in(self, text: str, *, all_: bool) -> Iterator[tuple[int, int]]:
        """Years of the report's periods; with `all_` every year, as in which a source was published."""
        for match in YEAR_RUN.finditer(text):
            alone = not match["decade"] and not match["last"]
            amount = alone and (_QUANTITY.match(text, match.end()) or MONEY_BEFORE.search(text, 0, match.start()))
            if not amount and (all_ or self.periods.has_years(match)):
                yield match.span()


def _marks(match: re.Match[str]) -> str:
    return BOUND * len(match[0])


def _marked(text: str, start: int, end: int) -> str:
    return text[:start] + BOUND * (end - start) + text[end:]


def _without(text: str, spans: Iterator[tuple[int, int]]) -> str:
    for start, end in list(spans):
        text = _marked(text, start, end)
    return text


def _surroundings(text: str) -> list[tuple[int, int]]:
    """The parts of a text that have digits, each with what stands beside them: all that needs to be looked at."""
    out: list[tuple[int, int]] = []
    for match in DIGIT.finditer(text):
        start, end = max(0, match.start() - _MARGIN), match.end() + _MARGIN
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], end
        else:
            out.append((start, end))
    return out


def _without_enumeration(text: str) -> str:
    """The text without the numbers of a list in it: (1) ..., (2) ..., in order from one on."""
    if ")" not in text:
        return text
    runs: list[list[tuple[int, int]]] = []
    for match in _ENUMERATED.finditer(text):
        if int(match[1]) == 1:
            runs.append([match.span()])
        elif runs and int(match[1]) == len(runs[-1]) + 1:
            runs[-1].append(match.span())
    return _without(text, iter([span for run in runs if len(run) > 1 for span in run]))


def _names(document: Document) -> set[str]:
    """Every text of the data that has digits and letters: "Gemini 1.0 Ultra" is a name."""
    found: set[object] = {v.raw for v in document.values}
    found.update(raw for _, raw in document.params)
    for block in walk_blocks(document.blocks):
        if isinstance(block, Figure):
            for channel in block.chart.channels.values():
                found.update(channel.values)
        elif isinstance(block, DataTable):
            found.update(row[c.index] for c in block.columns for row in block.data.rows)
    for result in document.results:
        for number, field in enumerate(result.fields):
            if field.type == "string":
                found.update({row[number] for row in result.rows})
    texts = {raw.replace("\u2019", "'") for raw in found if isinstance(raw, str) and len(raw) < 200}
    return {t for t in texts if re.search(r"\d", t) and re.search(r"[^\W\d]", t)}
