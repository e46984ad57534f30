"""The ledger as it is asked for: what should stand on a page, and which numbers may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from builder.errors import Location
from builder.readback.numbers import told

Entry = Mapping[str, Any]
Pages = tuple[int, ...]
# Corners of a report whose values may stand inside of a native chart, or in a text alternative.
_INSIDE = frozenset(("chart title", "chart subtitle", "axis title", "annotation", "alternative text"))
FORMATS = ("pdf", "pptx")  # those that are read back


class Expected(NamedTuple):
    """A text that should stand on a page: what it is of ("the value", "a cell of table t"), its line and column, and
    whether it is to be seen there, or may stand inside of a native chart or in a text alternative.
    """

    text: str
    what: str
    line: int = 0
    column: int = 1
    seen: bool = True

    def at(self, report: str) -> Location | None:
        """Its place in the report."""
        return Location(report, self.line, self.column) if self.line else None


class Account:
    """A ledger (as `json.load` gives it), with its entries by what they are asked by."""

    def __init__(self, ledger: Entry) -> None:
        self.ledger = ledger
        self.report = str(ledger.get("report") or "")

    def entries(self, section: str) -> list[Entry]:
        found = self.ledger.get(section)
        return found if isinstance(found, list) else []

    @cached_property
    def files(self) -> dict[str, Entry]:
        """The files that were written and can be read back, by format."""
        return {f["format"]: f for f in self.entries("files") if f.get("format") in FORMATS}

    def sealed(self, format_: str) -> list[Entry]:
        """What each page had when it was written: its numbers and the digest of its text."""
        return [p for p in self.entries("pages") if p["format"] == format_]

    @cached_property
    def alone(self) -> dict[tuple[str, int | str], str]:
        """The format that a thing is for alone, "" for all, by ("values", 3), ("figures", "id") or ("tables", "id")."""
        found: dict[tuple[str, int | str], str] = {}
        for part in self.entries("parts"):
            for key, names in part.items():
                kind, _, format_ = key.partition(" ")
                if isinstance(names, list):
                    kind = "values" if kind == "headed" else kind
                    found.update(((kind, name), format_) for name in names)
        return found

    def has_alts(self, format_: str, page: int) -> bool:
        """Whether a page has text alternatives: a PDF without tags has none."""
        pictured = self.files.get(format_, {}).get("pictured")
        return pictured is None or page in pictured

    # -- What should be there ------------------------------------------------------------------------

    def expected(self, format_: str) -> dict[Pages, list[Expected]]:
        """The texts of values and of tables that should stand on pages (from 1). A row of a table that is divided
        stands on several together. Values come last: where a number is there too seldom, the last of those
        that have it is told.
        """
        pages: dict[Pages, list[Expected]] = defaultdict(list)
        for figure, texts in self.drawn(format_):
            what = f'in figure "{figure["id"]}" the text'
            for page in figure["pages"].get(format_, ()):
                pages[page,] += [Expected(text, what, figure["line"] or 0) for text in texts]
        rows: dict[str, dict[int, Pages]] = {}
        lines: dict[str, int] = {}
        for table in self.entries("tables"):
            id_, spans = table["id"], table["pages"].get(format_, ())
            lines[id_] = table["line"] or 0
            rows[id_] = _rows(spans)
            if any(after == table["rows"] for _, _, after in spans):
                all_pages = tuple(sorted({page for page, _, after in spans if after == table["rows"]}))
                what = f'the total of table "{id_}"'
                pages[all_pages] += [Expected(v["text"], what, lines[id_]) for v in table["total"] if v]
        for cell in self.entries("cells"):
            row, id_ = cell["row"], cell["table"]
            if on := rows.get(id_, {}).get(row):
                what = f'row {row + 1} of table "{id_}"'
                pages[on] += [Expected(text, what, lines[id_]) for text in cell["text"]]
        for value in self.entries("values"):
            seen = value.get("in", "") not in _INSIDE
            wanted = Expected(value["text"], "the value", value["line"] or 0, value["column"] or 1, seen)
            for page in value["pages"].get(format_, ()):
                pages[page,].append(wanted)
        return pages

    # -- What may be there ---------------------------------------------------------------------------

    @cached_property
    def known(self) -> frozenset[str]:
        """The numbers of values, cells, labels of charts, sources, and of the report's own texts."""
        found: set[str] = set()
        for text in self._texts():
            found.update(told(text).numbers)
        for each in self.entries("known"):
            found.update(each["numbers"])
        return frozenset(found)

    @cached_property
    def glued(self) -> frozenset[str]:
        """Numbers of the report's texts in which two stand side by side without a space."""
        return frozenset(n for each in self.entries("known") if each["from"] == "glued" for n in each["numbers"])

    @cached_property
    def footnotes(self) -> frozenset[str]:
        """The numbers of footnotes."""
        return frozenset(n for each in self.entries("known") if each["from"] == "footnotes" for n in each["numbers"])

    def drawn(self, format_: str) -> Iterator[tuple[Entry, list[str]]]:
        """The figures that were drawn in a format, with the texts of the drawing: labels, and ticks of axes."""
        for figure in self.entries("figures"):
            if texts := figure.get("drawn", {}).get(format_):
                yield figure, texts

    def axes(self, format_: str) -> Iterator[str]:
        """What native charts may have on their axes: ticks, names of intervals."""
        for figure in self.entries("figures"):
            yield from figure.get("axes", {}).get(format_, ())

    def _texts(self) -> Iterator[str]:
        for value in self.entries("values"):
            yield value["text"]
        for figure in self.entries("figures"):
            yield from (figure["title"], figure["alt"], str(figure["number"]))
            for channel in figure["channels"].values():
                yield from channel["text"]
        for table in self.entries("tables"):
            yield from (c["label"] for c in table["columns"])
            yield from (v["text"] for v in table["total"] if v)
        for cell in self.entries("cells"):
            yield from cell["text"]
        for quote in self.entries("quotes"):
            yield quote["text"]
        for source in self.entries("sources"):
            yield from (str(source["number"]), source["title"] or "", source["url"] or "")


def _rows(spans: Iterable[tuple[int, int, int]]) -> dict[int, Pages]:
    """The pages of each row of a table, from (page, first row, row after the last)."""
    found: dict[int, Pages] = {}
    for page, first, after in spans:
        for row in range(first, after):
            before = found.get(row, ())
            if page not in before:
                found[row] = (*before, page)
    return found
