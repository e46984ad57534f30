"""What the last edition said: the cells that its ledger holds, found again by query, column and row.

A ledger holds the cells that the edition showed: those that its expressions read, and those of its tables and charts.
A row is the same row where it was asked for by the same conditions, or where its texts, times and truths are the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from builder.errors import Fault
from builder.model.data import FieldType, RowOrigin
from builder.model.edition import Edition, Entry
from builder.model.format import Raw
from builder.model.value import Cell, Origin
from builder.quantity import Quantity

MEMBERS = ("previous", "change", "has_previous")
SETTINGS = ("title", "date", "report")
_HINT = 'test for it: ::: {.when expr="q.x.has_previous"}, or q.x.previous if q.x.has_previous else ...'

_Key = tuple[str, str, frozenset[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Previous:
    """The last edition, to be asked for cells. Where there is none, `reason` and `hint` say why."""

    edition: Edition | None = None
    reason: str = "the report names no previous edition"
    hint: str = "add previous: and the ledger of the last edition to the front matter"
    _cells: dict[_Key, Origin | None] = field(default_factory=dict)
    _rows: dict[_Key, Origin | None] = field(default_factory=dict)
    _columns: dict[tuple[str, str], list[_Columns]] = field(default_factory=dict)

    def setting(self, name: str) -> Raw:
        """One of `SETTINGS`, of the edition as a whole. Raises a `Fault` where there is none."""
        if self.edition is None:
            raise Fault.error("no-previous", self.reason, self.hint)
        raw: Raw = getattr(self.edition, name)
        return raw

    def find(self, origin: Origin) -> Origin | None:
        """The same cell in the last edition, with what it held; None where that edition does not tell.

        By the conditions that it was asked for with, where they are those of `at`; else by what tells its row apart.
        """
        if self.edition is None:
            return None
        if not self._columns and not self._cells:
            self._read(self.edition)
        name = (origin.query, origin.column)
        row = origin.cell.row if origin.cell else None
        keys = [row] if row == () else [origin.key, row]
        for index, key in zip((self._cells, self._rows), keys, strict=False):
            if key is not None and not _numbered(key):
                found = index.get((*name, frozenset(key))) or self._in_columns(name, key)
                if found:
                    return replace(found, key=origin.key)
        return None

    def _in_columns(self, name: tuple[str, str], key: tuple[tuple[str, str], ...]) -> Origin | None:
        for columns in self._columns.get(name, ()):
            if found := columns.find(name[1], key):
                return found
        return None

    def _read(self, edition: Edition) -> None:
        for value in _values(edition):
            for entry in value["origins"]:
                if "raw" in entry and not entry.get("edition"):
                    self._add(entry, edition.path)
        for columns in (*_tables(edition), *_figures(edition)):
            for column in columns.units:
                self._columns.setdefault((columns.query, column), []).append(columns)
        self._columns.setdefault(("", ""), [])  # read, if there was anything or not

    def _add(self, entry: Entry, path: str) -> None:
        row = entry.get("row")
        told = None if row is None else _pairs(row)
        origin = Origin(
            entry["query"],
            entry["column"],
            _pairs(entry["key"]),
            tuple(_row_origin(text) for text in entry["rows"]),
            tuple(entry["sources"]),
            Cell(entry["raw"], entry.get("unit", ""), told),
            path,
        )
        key = () if told == () else origin.key
        if not _numbered(key):
            _once(self._cells, (origin.query, origin.column, frozenset(key)), origin)
        if told:
            _once(self._rows, (origin.query, origin.column, frozenset(told)), origin)


@dataclass(slots=True)
class _Columns:
    """The columns of a table or a chart: rows of raw values by column, and the unit of each column."""

    query: str
    path: str
    units: dict[str, str]
    rows: list[dict[str, Raw]]
    origins: list[tuple[RowOrigin, ...]]
    indices: dict[tuple[str, ...], dict[tuple[str, ...], int]] = field(default_factory=dict)

    def find(self, column: str, key: tuple[tuple[str, str], ...]) -> Origin | None:
        """The cell of `column` in the one row that has the texts of `key`; None where none or several have."""
        names, texts = tuple(k for k, _ in key), tuple(t for _, t in key)
        if not all(name in self.units for name in names):
            return None
        if names not in self.indices:
            index: dict[tuple[str, ...], int] = {}
            for n, row in enumerate(self.rows):
                for text in _spellings([row[name] for name in names]):
                    index[text] = n if index.get(text, n) == n else -1  # several rows are none
            self.indices[names] = index
        n = self.indices[names].get(texts, -1)
        if n < 0:
            return None
        cell = Cell(self.rows[n][column], self.units[column])
        return Origin(self.query, column, key, self.origins[n], (), cell, self.path)


def _spellings(raws: list[Raw]) -> Iterator[tuple[str, ...]]:
    """A row's texts as a key may have them: "2024-01-01" also as the month 2024-01, and as the year 2024."""
    texts = [_text(raw) for raw in raws]
    yield tuple(texts)
    for length in (7, 4):
        yield tuple(t[:length] if _is_day(t) else t for t in texts)


def _is_day(text: str) -> bool:
    return len(text) >= 10 and text[4] == text[7] == "-" and text[:4].isdecimal()


def _text(raw: Raw) -> str:
    if raw is None:
        return "missing"
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


def _values(edition: Edition) -> Iterator[Entry]:
    yield from edition.values
    for claim in edition.claims:
        yield from claim["values"]
    for quote in edition.quotes:
        if computed := quote.get("computed"):
            yield computed


def _tables(edition: Edition) -> Iterator[_Columns]:
    for table, rows in zip(edition.tables, edition.rows, strict=True):
        names = [c["column"] for c in table["columns"]]
        units = {c["column"]: c["unit"] for c in table["columns"]}
        raws = [dict(zip(names, row["raw"], strict=True)) for row in rows]
        origins = [tuple(_row_origin(text) for text in row.get("rows", ())) for row in rows]
        yield _Columns(table["query"], edition.path, units, raws, origins)


def _figures(edition: Edition) -> Iterator[_Columns]:
    for figure in edition.figures:
        channels = [c for c in figure["channels"].values() if c["column"]]
        count = min((len(c["raw"]) for c in channels), default=0)
        units = {c["column"]: c["unit"] for c in channels}
        raws = [{c["column"]: c["raw"][n] for c in channels} for n in range(count)]
        yield _Columns(figure.get("query", ""), edition.path, units, raws, [()] * count)


def _once(index: dict[_Key, Origin | None], key: _Key, origin: Origin) -> None:
    """Two cells of one key that differ answer no question."""
    known = index.setdefault(key, origin)
    if known and known.cell != origin.cell:
        index[key] = None


def _numbered(key: tuple[tuple[str, str], ...]) -> bool:
    """Whether a row is known by nothing but its number, which another row may have in another edition."""
    return len(key) == 1 and key[0][0] == "row"


def _pairs(entry: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(text)) for name, text in entry.items())


def _row_origin(text: str) -> RowOrigin:
    path, _, line = text.rpartition(":")
    return RowOrigin("", path, int(line) if line.isdecimal() else 1)


# -- In expressions ----------------------------------------------------------------------------------------


def then(q: Quantity, previous: Previous, type_: FieldType) -> Quantity:
    """What the last edition had where `q` stands, which is one cell of a column of the type `type_`.

    Raises a `Fault` where that edition does not tell.
    """
    [origin] = q.origins
    if origin.edition:
        raise Fault.error("no-previous", "one edition back is as far as it goes", "write .previous once")
    if previous.edition is None:
        raise Fault.error("no-previous", previous.reason, previous.hint)
    found = previous.find(origin)
    if found is None or found.cell is None:
        key = ", ".join(f"{k}={v}" for k, v in _named(origin))
        said = f"{origin.query}.{origin.column}" + (f" at {key}" if key else "")
        message = f'the last edition, "{previous.edition.path}", does not tell {said}'
        raise Fault.error("no-previous", message, _HINT)
    format_ = q.format if found.cell.unit == q.unit else None
    return Quantity(_typed(found.cell.raw, type_), found.cell.unit, format_, (found,))


def _named(origin: Origin) -> Iterable[tuple[str, str]]:
    row = origin.cell.row if origin.cell else None
    return row or () if _numbered(origin.key) else origin.key


def _typed(raw: Raw, type_: FieldType) -> Raw:
    """What JSON held, as a cell of a column of that type is."""
    if not isinstance(raw, str) or type_ not in ("date", "datetime", "yearmonth"):
        return raw
    try:
        return datetime.datetime.fromisoformat(raw) if type_ == "datetime" else datetime.date.fromisoformat(raw)
    except ValueError:
        return raw
