"""Which entry of one ledger is which of another: by what it asks for, never by its number or its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from builder.editions.rows import pair
from builder.editions.words import place_of
from builder.model.edition import Entry

PERIOD = re.compile(r"(?<![\w.])(?:1[5-9]|20|21)\d\d(?:-(?:\d\d(?:-\d\d)?|[QH]\d))?(?![\w.])")
_FILTERS = re.compile(r"(?:\s*\|\s*[a-z]+\s*(?:\([^()]*\))?)+\s*$")


@dataclass(slots=True)
class Item:
    """Entries of one edition that are one thing, in the order of the document."""

    name: Hashable
    entries: list[Entry] = field(default_factory=list)

    @property
    def first(self) -> Entry:
        return self.entries[0]

    @property
    def places(self) -> tuple[dict[str, Any], ...]:
        return tuple(place_of(entry) for entry in self.entries)


def items_of(entries: Sequence[Entry], name: Callable[[Entry], Hashable]) -> list[Item]:
    found: dict[Hashable, Item] = {}
    for entry in entries:
        key = name(entry)
        found.setdefault(key, Item(key)).entries.append(entry)
    return list(found.values())


Names = Sequence[Callable[[Entry], Hashable]]


def matched(old: list[Item], new: list[Item], names: Names) -> list[tuple[Item | None, Item | None]]:
    """Items of the two editions that are one, by each way of naming them in turn; then those that came, and went."""
    partners: dict[int, Item] = {}
    rest_old, rest_new = list(old), list(new)
    for name in names:
        keys = [name(i.first) for i in rest_old], [name(i.first) for i in rest_new]
        found = [(i, j) for i, j in pair(*keys) if keys[0][i] is not None]
        for i, j in found:
            partners[id(rest_new[j])] = rest_old[i]
        gone, there = {i for i, _ in found}, {j for _, j in found}
        rest_old = [item for i, item in enumerate(rest_old) if i not in gone]
        rest_new = [item for j, item in enumerate(rest_new) if j not in there]
    out: list[tuple[Item | None, Item | None]] = [(partners.get(id(item)), item) for item in new]
    return out + [(item, None) for item in rest_old]


def expression_of(entry: Entry) -> str:
    return " ".join(entry["expression"].split())


def cells_of(entry: Entry) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    """The cells behind a value: query, column, and the row by its conditions, or by what tells it apart."""
    return tuple((o["query"], o["column"], _row(o)) for o in entry["origins"])


def _row(origin: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    key = origin["key"]
    chosen = origin.get("row") or key if list(key) == ["row"] else key
    return _pairs(chosen)


def _pairs(key: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(text)) for name, text in key.items()))


def exactly(entry: Entry) -> Hashable:
    return expression_of(entry), cells_of(entry)


def by_rows(entry: Entry) -> Hashable:
    """With the rows by all that tells them apart: which columns are enough for a key depends on the data."""
    rows = tuple((o["query"], o["column"], _pairs(o["row"])) for o in entry["origins"] if o.get("row") is not None)
    return (expression_of(entry), rows) if rows else None


def unfiltered(entry: Entry) -> Hashable:
    """Without the filters at the end: the same value, written in another way."""
    return (_FILTERS.sub("", expression_of(entry)), cells_of(entry)) if entry["origins"] else None


class Periods:
    """Names values without their periods, but for those of which some kept theirs: a series goes on, nothing moved."""

    def __init__(self, old: list[Item], new: list[Item]) -> None:
        names = [[exactly(i.first) for i in items] for items in (old, new)]
        both = set(names[0]) & set(names[1])
        self.kept = {self._bare(i.first) for i in new if exactly(i.first) in both}
        counts: list[dict[Hashable, int]] = []
        for items in (old, new):
            counts.append({})
            for item in items:
                bare = self._bare(item.first)
                counts[-1][bare] = counts[-1].get(bare, 0) + 1
        self.kept |= {bare for bare, n in counts[1].items() if counts[0].get(bare) != n}

    @staticmethod
    def _bare(entry: Entry) -> Hashable:
        cells = tuple((q, c, tuple((k, PERIOD.sub("", t)) for k, t in row)) for q, c, row in cells_of(entry))
        return PERIOD.sub("", expression_of(entry)), cells

    def name(self, entry: Entry) -> Hashable:
        bare = self._bare(entry)
        return None if bare in self.kept else bare
