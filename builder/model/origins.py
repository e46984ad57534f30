"""Where values come from, in words: the lines of files, the key of a row, and one readable line for each value."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from builder.model.audit_words import audit_word
from builder.model.data import QueryResult, RowOrigin
from builder.model.document import DataTable, Document, Figure, Quote
from builder.model.format import Format, Raw
from builder.model.value import Origin, Value
from builder.model.walk import walk_blocks
from builder.model.words import word

MOST_RANGES = 8  # of lines, and
MOST_ORIGINS = 12  # of cells that are named one by one; how many more there are is said


class Teller:
    """Tells where the values of a document come from, in its language."""

    def __init__(self, document: Document) -> None:
        self.lang = document.meta.lang
        self.numbers = {source.key: n for n, source in enumerate(document.sources, 1)}
        self.results = {result.name: result for result in document.results}
        self._lines: dict[int, tuple[str, ...]] = {}  # by the identity of a row's origins, which its cells share
        self._columns: dict[str, tuple[str, ...]] = {}  # the lines of all rows, by query

    def word(self, key: str) -> str:
        """One of the words of an audit copy."""
        return audit_word(key, self.lang)

    def more(self, count: int) -> str:
        """How many more there are: "and 4,312 more"."""
        return self.word("more").format(Format("number", 0).text(count, self.lang))

    def column(self, origin: Origin) -> str:
        """Query and column: "lead.lead", or a query alone whose rows are counted; an earlier edition is named."""
        named = f"{origin.query}.{origin.column}" if origin.column else origin.query
        return f"{named} ({origin.edition})" if origin.edition else named

    def key(self, origin: Origin) -> str:
        """The conditions that choose the row: "benchmark=MMLU, year=2024"; without any it is the whole column."""
        return ", ".join(f"{name}={text}" for name, text in origin.key) or self.word("whole")

    def lines(self, origin: Origin) -> tuple[str, ...]:
        """The lines of each file: "data/x.csv:7, 19–24"; where they are not known, the tables."""
        if not origin.rows:
            result = self.results.get(origin.query)
            return self.all_lines(result) if result and not origin.key else self._untraced(origin.query)
        if id(origin.rows) not in self._lines:
            self._lines[id(origin.rows)] = self._spelled(origin.rows)
        return self._lines[id(origin.rows)]

    def all_lines(self, result: QueryResult) -> tuple[str, ...]:
        """The same for all rows of a result."""
        if result.name not in self._columns:
            spelled = self._spelled(row for origins in result.origins for row in origins)
            self._columns[result.name] = spelled or self._untraced(result.name)
        return self._columns[result.name]

    def cited(self, keys: Iterable[str]) -> list[tuple[str, int]]:
        """Sources with the numbers that they have in the document's list; those that are not in it last, with 0."""
        known = sorted((self.numbers[key], key) for key in keys if key in self.numbers)
        return [*((key, n) for n, key in known), *((key, 0) for key in keys if key not in self.numbers)]

    def value(self, value: Value) -> str:
        """One line for a value: "0.3 points: lead.lead, benchmark=MMLU, year=2024; data/scores.csv:7, 19 [2]"."""
        origins = [
            self._whence(f"{self.column(o)}, {self.key(o)}", self.lines(o), o.sources)
            for o in value.origins[:MOST_ORIGINS]
        ]
        if len(value.origins) > MOST_ORIGINS:
            origins.append(self.more(len(value.origins) - MOST_ORIGINS))
        return f"{value.text}: {' | '.join(origins) or self._given(value)}"

    def visual(self, visual: Figure | DataTable) -> str:
        """One line for a figure or a table: "Figure 3: lead, 12 rows; data/scores.csv:2–25 [2]"."""
        result = result_of(visual, self.results)
        name = name_of(visual, self.lang)
        if result is None:
            return f"{name}: {visual.query}" if isinstance(visual, Figure) else name
        rows = f"{self.word('rows')}: {Format('number', 0).text(len(result.rows), self.lang)}"
        return self._whence(f"{name}: {result.name}, {rows}", self.all_lines(result), result.sources)

    def verdict(self, quote: Quote) -> str:
        """How a published figure stands to the data: "differs by −0.02"."""
        found = quote.comparison
        if found is None:
            return self.word("uncompared")
        if found.outcome != "differs":
            return self.word(found.outcome)
        return self.word("differs").format(Format("number", signed=True).text(found.difference, self.lang))

    def _whence(self, what: str, lines: tuple[str, ...], sources: Iterable[str]) -> str:
        cited = "".join(f"[{number}]" if number else f"[{key}]" for key, number in self.cited(sources))
        return "; ".join((what, *lines)) + (f" {cited}" if cited else "")

    def _given(self, value: Value) -> str:
        """What has no origin stands in the report: a parameter, or a number in an expression."""
        written = self.word("written")
        return f"{written}; {value.expression}" if value.expression else written

    def _untraced(self, query: str) -> tuple[str, ...]:
        result = self.results.get(query)
        named = f"{', '.join(result.tables)}: " if result and result.tables else ""
        return (named + self.word("untraced"),)

    def _spelled(self, rows: Iterable[RowOrigin]) -> tuple[str, ...]:
        files: dict[str, set[int]] = {}
        for row in rows:
            files.setdefault(row.path, set()).add(row.line)
        out: list[str] = []
        left = MOST_RANGES
        rest = 0
        for path, lines in files.items():
            spans = _spans(sorted(lines))
            rest += sum(last - first + 1 for first, last in spans[left:])
            shown = [f"{first}" if first == last else f"{first}–{last}" for first, last in spans[:left]]
            left -= len(shown)
            if shown:
                out.append(f"{path}:{', '.join(shown)}")
        return (*out[:-1], f"{out[-1]} {self.more(rest)}") if rest else tuple(out)


def told(document: Document) -> Iterator[str]:
    """Every text by which an audit copy tells where the document's numbers come from."""
    teller = Teller(document)
    for number, value in enumerate(document.values):
        yield from (str(number), exact(value.raw), value.unit, value.expression, teller.value(value))
    for claim in document.claims:
        yield from (claim.text, claim.expression)
        yield from map(teller.value, claim.values)
    for quote in document.quotes:
        yield from (quote.text, teller.verdict(quote))
        yield teller.value(quote.comparison.computed) if quote.comparison else ""
    for block in walk_blocks(document.blocks):
        if isinstance(block, (Figure, DataTable)):
            yield teller.visual(block)
        for total in block.total if isinstance(block, DataTable) else ():
            yield from (exact(total.raw), total.expression, teller.value(total)) if total else ()


def result_of(visual: Figure | DataTable, results: Mapping[str, QueryResult]) -> QueryResult | None:
    """The rows that a figure or a table shows; None where they are not known."""
    return visual.data if isinstance(visual, DataTable) else results.get(visual.query)


def name_of(visual: Figure | DataTable, lang: str) -> str:
    """As "Figure 3"; a table that has no number is named by its query."""
    if isinstance(visual, Figure):
        return f"{word('figure', lang)} {visual.number}"
    return f"{word('table', lang)} {visual.number or visual.data.name}"


def exact(raw: Raw) -> str:
    """A raw value with all its digits, as a program reads it; "" for a missing one."""
    if raw is None:
        return ""
    return raw.isoformat() if isinstance(raw, datetime.date) else str(raw)


def _spans(lines: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in order as stretches without gaps: the first and the last of each."""
    starts = [n for n, (a, b) in enumerate(pairwise(lines), 1) if b != a + 1]
    return [(lines[a], lines[b - 1]) for a, b in zip([0, *starts], [*starts, len(lines)], strict=True)] if lines else []
