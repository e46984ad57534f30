"""The rows of a table, or the points of a figure, in two editions: which changed, came and went.

A row is known by its words and times: by the columns that hold texts, truths or years. Amounts do not tell rows apart,
because amounts are what changes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from builder.editions.words import Difference, Number, difference_of, same
from builder.model.format import Raw

MOST_CELLS = 1000
_LONGEST = 2000  # rows without a name of their own that are aligned one by one; aligning costs their product


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table or a chart: its raw values and texts, one a row. `type` is "" where the ledger has none."""

    name: str
    unit: str
    format: str
    raw: Sequence[Raw]
    text: Sequence[str]
    type: str = ""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that changed: the words of its row, its column, and its texts then and now."""

    row: str
    column: str
    old: str
    new: str
    difference: Difference


@dataclass(slots=True)
class RowChanges:
    """What became of rows. `changed` counts cells, `rewritten` those that are the same and read otherwise; `cells` are
    the first `MOST_CELLS` of the changed ones, `largest` is the change that is the furthest.
    """

    changed: int = 0
    rewritten: int = 0
    came: int = 0
    went: int = 0
    columns_came: list[str] = field(default_factory=list)
    columns_went: list[str] = field(default_factory=list)
    cells: tuple[CellChange, ...] = ()
    largest: CellChange | None = None

    def __bool__(self) -> bool:
        """Whether anything changed."""
        lists = bool(self.columns_came or self.columns_went)
        return bool(self.changed or self.rewritten or self.came or self.went) or lists


def compare_rows(old: Sequence[Column], new: Sequence[Column], lang: str) -> RowChanges:
    """What changed between the columns of two editions."""
    before, after = {c.name: c for c in old}, {c.name: c for c in new}
    names = [name for name in after if name in before]
    found = RowChanges(
        columns_came=[name for name in after if name not in before],
        columns_went=[name for name in before if name not in after],
    )
    telling = [name for name in names if _tells(before[name]) and _tells(after[name])]
    pairs, found.went, found.came = _paired(
        [before[name] for name in names],
        [after[name] for name in names],
        [names.index(name) for name in telling],
        (_count(old), _count(new)),
    )
    changes: list[tuple[float, str, int, int]] = []
    units: set[str] = set()
    for name in names:
        then, now = before[name], after[name]
        alike = then.unit == now.unit
        for i, j in pairs:
            a, b = then.raw[i], now.raw[j]
            unchanged = alike and a == b and type(a) is type(b)
            if unchanged or same(Number(a, then.unit, then.format), Number(b, now.unit, now.format)):
                found.rewritten += then.text[i] != now.text[j]
            else:
                found.changed += 1
                units.add(now.unit)
                changes.append((_size(a, b), name, i, j))
    if changes:
        weigh = _absolute(before, after) if len(units) == 1 else (lambda change: change[0])
        tell = _Teller(before, after, telling, lang)
        found.largest = tell(max(changes, key=weigh))
        found.cells = tuple(map(tell, changes[:MOST_CELLS]))
    return found


@dataclass(frozen=True, slots=True)
class _Teller:
    """Makes a `CellChange` of a change: its size, its column, and its rows then and now."""

    before: dict[str, Column]
    after: dict[str, Column]
    telling: list[str]
    lang: str

    def __call__(self, change: tuple[float, str, int, int]) -> CellChange:
        _, name, i, j = change
        then, now = self.before[name], self.after[name]
        apart = difference_of(
            Number(then.raw[i], then.unit, then.format), Number(now.raw[j], now.unit, now.format), self.lang
        )
        row = ", ".join(self.after[t].text[j] for t in [t for t in self.telling if t != name][:3]) or f"row {j + 1}"
        return CellChange(row, name, then.text[i], now.text[j], apart)


def _count(columns: Sequence[Column]) -> int:
    return min((min(len(c.raw), len(c.text)) for c in columns), default=0)


def _tells(column: Column) -> bool:
    """Whether a column tells rows apart: it holds texts, truths or years."""
    if column.type:
        return column.type not in ("integer", "number")
    return column.unit == "year" or any(isinstance(raw, (str, bool)) for raw in column.raw)


def _absolute(before: dict[str, Column], after: dict[str, Column]) -> Callable[[tuple[float, str, int, int]], float]:
    def weigh(change: tuple[float, str, int, int]) -> float:
        _, name, i, j = change
        a, b = before[name].raw[i], after[name].raw[j]
        return abs(b - a) if isinstance(a, (int, float)) and isinstance(b, (int, float)) else 0.0

    return weigh


def _size(a: Raw, b: Raw) -> float:
    """How large a change is, from 0 to 2: in parts of the larger one of the two."""
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(b - a) / (max(abs(a), abs(b)) or 1)
    return 0.0


# -- Which row is which ----------------------------------------------------------------------------------


def _paired(
    old: Sequence[Column], new: Sequence[Column], telling: Sequence[int], counts: tuple[int, int]
) -> tuple[list[tuple[int, int]], int, int]:
    """Pairs of row numbers that are one row, how many rows went, and how many came; `telling` are the columns of words.

    First those that are the same in all columns, then those with the same words, in order. Of what is left over, those
    in which all words but one are the same, where these are enough to name every row.
    """
    pairs: list[tuple[int, int]] = []
    rests = [list(range(count)) for count in counts]

    def take(columns: Sequence[int], *, once: bool) -> None:
        if once and not (_tell_all(old, columns, counts[0]) and _tell_all(new, columns, counts[1])):
            return
        keys = [
            [tuple(side[c].raw[n] for c in columns) for n in rest] for side, rest in zip((old, new), rests, strict=True)
        ]
        found = pair(*keys)
        pairs.extend((rests[0][a], rests[1][b]) for a, b in found)
        for side, taken in enumerate(({a for a, _ in found}, {b for _, b in found})):
            rests[side] = [n for k, n in enumerate(rests[side]) if k not in taken]

    take(range(len(old)), once=False)
    take(telling, once=False)  # without any words every row has the same, and so they pair in order
    for n in reversed(range(len(telling))):
        if len(telling) > 1 and all(rests):
            take([*telling[:n], *telling[n + 1 :]], once=True)
    return sorted(pairs), len(rests[0]), len(rests[1])


def _tell_all(side: Sequence[Column], columns: Sequence[int], count: int) -> bool:
    return len({tuple(side[c].raw[n] for c in columns) for n in range(count)}) == count


def pair(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Positions of the same keys in two sequences; of a key that stands several times, the first with the first."""
    places: dict[Hashable, list[int]] = {}
    for j, key in enumerate(new):
        places.setdefault(key, []).append(j)
    taken: dict[Hashable, int] = {}
    pairs = []
    for i, key in enumerate(old):
        n = taken.get(key, 0)
        if n < len(places.get(key, ())):
            pairs.append((i, places[key][n]))
            taken[key] = n + 1
    return pairs


def align(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int | None, int | None]]:
    """Two sequences side by side: what is the same faces itself, what was replaced its replacement, None a gap."""
    if len(old) == len(new) or max(len(old), len(new)) > _LONGEST:
        shorter = min(len(old), len(new))
        out: list[tuple[int | None, int | None]] = [(n, n) for n in range(shorter)]
        out += [(n, None) for n in range(shorter, len(old))]
        return out + [(None, n) for n in range(shorter, len(new))]
    out = []
    for _, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for n in range(max(i_end - i, j_end - j)):
            out.append((i + n if i + n < i_end else None, j + n if j + n < j_end else None))
    return out
