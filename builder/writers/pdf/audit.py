"""The audit copy: an appendix with the origin of every number, and links from the numbers to it and back.

A value in the text leads to `row:N`, its row here, and the row back to `value:N`, its place in the text. The row of a
figure or a table is `row-of:ID`; that of a sum under a table `row-of-total:ID:COLUMN`, which leads back to `total:ID`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from builder.model.corners import corners
from builder.model.document import Cite, Claim, DataTable, Document, Figure, Inline, LineBreak, Quote, Str
from builder.model.format import Format
from builder.model.origins import MOST_ORIGINS, Teller, exact, name_of, result_of
from builder.model.value import Value
from builder.model.walk import plain, walk_blocks
from builder.model.words import word
from builder.writers.pdf.audit_rows import Column, Entry, EntryRows, Said, Voice
from builder.writers.pdf.book import Book
from builder.writers.pdf.front import in_brief
from builder.writers.pdf.tags import total_row, value_row, visual_row

KEY = "audit"  # of the appendix
NOTHING = "–"
_PARTS = re.compile(r"(?<=[\w)][._(=])(?=[^\W\d_]{3})")
Visual = Figure | DataTable
Cell = tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One table of the appendix: its key, title, what is said over it, and its rows."""

    key: str
    title: str
    intro: str
    rows: EntryRows


def leads(document: Document) -> dict[str, str]:
    """What each link between a number and its row says, by the key that it leads to."""
    teller = Teller(document)
    out: dict[str, str] = {}
    there, back = teller.word("leads"), teller.word("back")
    for number, value in enumerate(document.values):
        out[value_row(number)] = there.format(value.text)
        out[f"value:{number}"] = back.format(value.text)
    for visual in visuals(document):
        out[visual_row(visual.id)] = there.format(name_of(visual, teller.lang))
        for _, column, total in sums(visual):
            out[total_row(visual.id, column)] = there.format(total.text)
            out[f"total:{visual.id}"] = back.format(name_of(visual, teller.lang))
    return out


def visuals(document: Document) -> Iterator[Visual]:
    """The figures and the tables of data that the brief shows."""
    return (b for b in walk_blocks(tuple(in_brief(document.blocks))) if isinstance(b, (Figure, DataTable)))


def sums(visual: Visual) -> list[tuple[DataTable, int, Value]]:
    """The sums under a table, each with the table and its column."""
    if isinstance(visual, Figure):
        return []
    return [(visual, n, value) for n, value in enumerate(visual.total) if value and value.origins]


class Audit:
    """Makes the tables of the appendix. Rows are made when they are laid out: by then all numbers are painted, and it
    is known which of them are seen, and where.
    """

    def __init__(self, document: Document, book: Book) -> None:
        self.document, self.book = document, book
        self.teller = Teller(document)
        self.word = self.teller.word
        self.corners = corners(document)

    def tables(self) -> Iterator[Listed]:
        """The tables that have rows: of values, of figures and tables, of claims, of quotes."""
        document = self.document
        parts: dict[str, float] = {
            "number": 3.6, "printed": 9, "exact": 11.5, "query": 12, "row": 14, "lines": 20, "expression": 19, "page": 4
        }  # fmt: skip
        yield from self._listed("values", parts, [partial(self._value, n) for n in range(len(document.values))])
        shown = list(visuals(document))
        summed = {"exact": 12.0} if any(map(sums, shown)) else {}
        parts = {"shown": 26, **summed, "query": 18, "rows": 5, "lines": 36, "page": 4}
        rows: list[Callable[[], Entry]] = []
        for visual in shown:
            rows.append(partial(self._visual, visual, [()] if summed else []))
            rows += (partial(self._sum, *summed_up) for summed_up in sums(visual))
        yield from self._listed("visuals", parts, rows, self.word("together"))
        parts = {"sentence": 30, "expression": 24, "seen": 42, "holds": 5}
        yield from self._listed("claims", parts, [partial(self._claim, claim) for claim in document.claims])
        parts = {"quoted": 20, "source": 28, "verdict": 15, "seen": 37}
        yield from self._listed("quotes", parts, [partial(self._quote, quote) for quote in document.quotes])

    def _listed(
        self, name: str, parts: Mapping[str, float], rows: Sequence[Callable[[], Entry]], intro: str = ""
    ) -> Iterator[Listed]:
        """A table with columns of these heads and widths, where it has rows."""
        right = ("number", "rows", "page")
        columns = [Column(self.word(head), part, "right" if head in right else "left") for head, part in parts.items()]
        if rows:
            made = EntryRows(columns, len(rows), lambda number: rows[number](), self.book)
            yield Listed(f"{KEY}-{name}", self.word(name), intro, made)

    # -- Values --------------------------------------------------------------------------------------

    def _value(self, number: int) -> Entry:
        value = self.document.values[number]
        pages, back = self._place(number)
        queries, keys, lines = self._origins(value)
        cells: tuple[Cell, ...] = (
            (_said(str(number), "link" if back else "quiet", back),),
            (_said(value.text, "link" if back else "bold", back),),
            (_said(exact(value.raw) or NOTHING), *((_said(value.unit, "quiet"),) if value.unit else ())),
            queries,
            keys,
            lines,
            (_code(value.expression),),
            (_said(", ".join(map(str, pages)) or NOTHING, "plain", back),),
        )
        return Entry(value_row(number), cells, (3, 4, 5))

    def _place(self, number: int) -> tuple[list[int], str]:
        """The pages of a value, and the link to it. One in a label or in the text alternative of a figure or a table is
        where that is; one that only slides have is nowhere.
        """
        if pages := self.book.placement.values.get(number):
            return pages, f"#value:{number}"
        block = self.corners[number].block if number in self.corners else ""
        placement = self.book.placement
        pages = placement.figures.get(block) or [page for page, *_ in placement.tables.get(block, [])]
        return pages, f"#id:{block}" if pages else ""

    def _origins(self, value: Value) -> tuple[Cell, Cell, Cell]:
        """The cells that a value comes from: query and column, row, and lines, side by side."""
        teller = self.teller
        shown = value.origins[:MOST_ORIGINS]
        queries = [_code(teller.column(o), "plain") for o in shown]
        keys = [_said(teller.key(o)) for o in shown]
        lines = [self._lines(teller.lines(o), o.sources) for o in shown]
        if len(shown) < len(value.origins):
            queries.append(_said(teller.more(len(value.origins) - len(shown)), "quiet"))
        elif not shown:
            queries.append(_said(self.word("written"), "quiet"))
        rest = [_said("")] * (len(queries) - len(shown))
        return tuple(queries), (*keys, *rest), (*lines, *rest)

    def _lines(self, lines: Sequence[str], sources: Sequence[str]) -> Said:
        """The lines of each file, and the numbers of their sources, which lead to the list of sources."""
        out: list[Inline] = []
        for text in lines:
            out += [LineBreak(), Str(text)] if out else [Str(text)]
        for key, number in self.teller.cited(sources):
            out += [Str(" "), Cite((key,), (number,)) if number else Str(f"[{key}]")]
        return Said(tuple(out))

    # -- Figures and tables --------------------------------------------------------------------------

    def _visual(self, visual: Visual, exact_: Sequence[Cell]) -> Entry:
        result = result_of(visual, self.teller.results)
        title = visual.chart.title or visual.alt if isinstance(visual, Figure) else plain(visual.caption)
        back = f"#id:{visual.id}"
        cells = (
            (_said(name_of(visual, self.teller.lang), "link", back), _said(title, "quiet")),
            *exact_,
            (_code(visual.query if isinstance(visual, Figure) else visual.data.name, "plain"),),
            (_said(Format("number", 0).text(len(result.rows), self.teller.lang) if result else ""),),
            (self._lines(self.teller.all_lines(result), result.sources),) if result else (),
            (_said(_pages(self._places(visual)), "plain", back),),
        )
        return Entry(visual_row(visual.id), cells)

    def _sum(self, table: DataTable, column: int, value: Value) -> Entry:
        back = f"#total:{table.id}"
        label = f"{name_of(table, self.teller.lang)}, {table.columns[column].label}"
        queries, _, lines = self._origins(value)
        cells = (
            (_said(f"{word('total', self.teller.lang)}: {value.text}", "link", back), _said(label, "quiet")),
            (_said(exact(value.raw)), *((_said(value.unit, "quiet"),) if value.unit else ())),
            (*queries, _code(value.expression)),
            (_said(Format("number", 0).text(len(table.data.rows), self.teller.lang)),),
            lines,
            (_said(_pages(self._places(table)[-1:]), "plain", back),),
        )
        return Entry(total_row(table.id, column), cells)

    def _places(self, visual: Visual) -> list[int]:
        """The pages that a figure or a table stands on."""
        placement = self.book.placement
        if isinstance(visual, Figure):
            return placement.figures.get(visual.id, [])
        return [page for page, *_ in placement.tables.get(visual.id, [])]

    # -- Claims and quotes ---------------------------------------------------------------------------

    def _claim(self, claim: Claim) -> Entry:
        seen = [_said(self.teller.value(value)) for value in claim.values[:MOST_ORIGINS]]
        if len(claim.values) > MOST_ORIGINS:
            seen.append(_said(self.teller.more(len(claim.values) - MOST_ORIGINS), "quiet"))
        holds = Format().text(claim.holds, self.teller.lang)
        return Entry("", ((_said(claim.text),), (_code(claim.expression),), tuple(seen), (_said(holds),)))

    def _quote(self, quote: Quote) -> Entry:
        cited = self.teller.cited((quote.source,))
        title = next((self.document.sources[number - 1].title for _, number in cited if number), quote.source)
        found = (_said(self.teller.value(quote.comparison.computed)),) if quote.comparison else ()
        cited_by = (self._lines((title,), (quote.source,)),)
        return Entry("", ((_said(quote.text),), cited_by, (_said(self.teller.verdict(quote)),), found))


def _said(text: str, voice: Voice = "plain", link: str = "") -> Said:
    return Said((Str(text),) if text else (), voice, link)


def _code(text: str, voice: Voice = "code") -> Said:
    """A name or an expression, whose lines may end after a dot, a low line or a bracket in it."""
    return _said(_PARTS.sub("\u200b", text), voice)


def _pages(pages: Sequence[int]) -> str:
    """The pages of a figure or a table: "3", "3–7"."""
    if not pages:
        return NOTHING
    return str(pages[0]) if pages[0] == pages[-1] else f"{pages[0]}–{pages[-1]}"
