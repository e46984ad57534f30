"""Two ledgers -> what changed between two editions of a report.

A value is known by what it asks for, never by its number or its line: by its expression and, for every cell behind it,
query, column and row. So text may be written, moved and deleted around it. Where nothing of that name is left, a value
is still the same one if only its filters changed, or if it asks for another period than it did and no other value asks
for the same of several periods. A query that was renamed is the same query. All else came or went.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import chain
from typing import Any, Literal

from builder.editions.change import Change, Kind
from builder.editions.matching import (
    PERIOD,
    Item,
    Periods,
    by_rows,
    cells_of,
    exactly,
    expression_of,
    items_of,
    matched,
    unfiltered,
)
from builder.editions.renames import with_new_names
from builder.editions.rows import align
from builder.editions.visuals import compare_figures, compare_tables
from builder.editions.words import Number, difference_of, place_of, same
from builder.model.edition import Edition, Entry


def compare_editions(old: Edition, new: Edition) -> tuple[Change, ...]:
    """Everything that changed, section by section, in the order of the new edition, then what went."""
    lang = new.lang
    old = with_new_names(old, new)
    return tuple(
        chain(
            _values(old, new, lang),
            _claims(old.claims, new.claims),
            _quotes(old.quotes, new.quotes),
            compare_figures(old, new),
            compare_tables(old, new),
            _unbound(old.unbound, new.unbound),
        )
    )


# -- Values ----------------------------------------------------------------------------------------------


def _values(old: Edition, new: Edition, lang: str) -> list[Change]:
    before, after = (items_of([*e.values, *_totals(e)], exactly) for e in (old, new))
    out: list[Change] = []
    for then, now in matched(before, after, (exactly, by_rows, unfiltered, Periods(before, after).name)):
        if now is None:
            assert then is not None
            out.append(Change("values", "went", _named(then.first), old=_texts(then), places=then.places))
        elif then is None:
            out.append(Change("values", "came", _named(now.first), new=_texts(now), places=now.places))
        else:
            out += _of_one(then, now, lang)
    return out


def _of_one(then: Item, now: Item, lang: str) -> list[Change]:
    """What became of one value: entries with one name differ where the rows behind them cannot be told apart."""
    a, b = ({(repr(e["raw"]), e["unit"], e["text"]): e for e in item.entries} for item in (then, now))
    if a.keys() == b.keys() and expression_of(then.first) == expression_of(now.first):
        return []
    out: list[Change] = []
    if len(a) == len(b) == 1:
        sides = [(then.first, now.first)]
        places = now.places
    else:
        aligned = align([repr(e["raw"]) for e in then.entries], [repr(e["raw"]) for e in now.entries])
        sides = [(then.entries[i], now.entries[j]) for i, j in aligned if i is not None and j is not None]
        out += [_single("went", then.entries[i]) for i, j in aligned if i is not None and j is None]
        out += [_single("came", now.entries[j]) for i, j in aligned if i is None and j is not None]
        places = ()
    for x, y in sides:
        if change := _change(x, y, places or (place_of(y),), lang):
            out.append(change)
    return out


def _single(kind: Literal["came", "went"], entry: Entry) -> Change:
    old, new = (entry["text"], "") if kind == "went" else ("", entry["text"])
    return Change("values", kind, _named(entry), old, new, places=(place_of(entry),))


def _change(x: Entry, y: Entry, places: tuple[dict[str, Any], ...], lang: str) -> Change | None:
    moved = PERIOD.findall(_named(x)) != PERIOD.findall(_named(y))
    a, b = (Number(e["raw"], e["unit"], e["format"]) for e in (x, y))
    if same(a, b) and x["text"] == y["text"] and not moved:
        return None
    note = ""
    if moved:
        note = f"was {_named(x)}"
    elif same(a, b):
        note = "the same value, written otherwise"
    elif x["text"] == y["text"]:
        note = "reads the same"
    return Change("values", "changed", _named(y), x["text"], y["text"], difference_of(a, b, lang), note, places)


def _texts(item: Item) -> str:
    return ", ".join(dict.fromkeys(e["text"] for e in item.entries))


def _named(entry: Entry) -> str:
    """A value's expression, and its row where that is one and not in the expression."""
    name = expression_of(entry)
    rows = dict.fromkeys(row for _, _, row in cells_of(entry))
    told = ", ".join(f"{k}={t}" for k, t in next(iter(rows)) if k != "row" and t not in name) if len(rows) == 1 else ""
    return f"{name} ({told})" if told else name


def _totals(edition: Edition) -> list[Entry]:
    """The totals of tables, as values."""
    out: list[Entry] = []
    for table in edition.tables:
        for column, total in zip(table["columns"], table.get("total") or (), strict=False):
            if total:
                name = f"total of {column['column']} in table {table['id']}"
                out.append({**total, "expression": name, "line": table["line"], "pages": table.get("pages")})
    return out


# -- Claims, quotes and numbers bound to nothing -----------------------------------------------------------


def _claims(old: Sequence[Entry], new: Sequence[Entry]) -> list[Change]:
    def exactly(entry: Entry) -> Hashable:
        return expression_of(entry), tuple(cells_of(v) for v in entry["values"])

    before, after = items_of(old, exactly), items_of(new, exactly)
    out = []
    for then, now in matched(before, after, (exactly, expression_of, lambda e: e["text"])):
        if now is None:
            assert then is not None
            out.append(Change("claims", "went", expression_of(then.first), _said(then.first), places=then.places))
        elif then is None:
            out.append(Change("claims", "came", expression_of(now.first), "", _said(now.first), places=now.places))
        else:
            a, b = then.first, now.first
            turned, seen = a["holds"] != b["holds"], _seen(a) != _seen(b)
            if turned or seen or a["text"] != b["text"] or expression_of(a) != expression_of(b):
                note = f"it saw {_seen(a)}, now {_seen(b)}" if seen else ""
                kind: Kind = "turned" if turned else "changed"
                out.append(Change("claims", kind, expression_of(b), _said(a), _said(b), note=note, places=now.places))
    return out


def _said(claim: Entry) -> str:
    outcome = {True: "true", False: "false", None: "not decidable"}[claim["holds"]]
    return f"{outcome}: {claim['text']}"


def _seen(claim: Entry) -> str:
    texts = [v["text"] for v in claim["values"]]
    return ", ".join(texts[:6]) + (f" and {len(texts) - 6} more" if len(texts) > 6 else "")


def _quotes(old: Sequence[Entry], new: Sequence[Entry]) -> list[Change]:
    def exactly(entry: Entry) -> Hashable:
        return entry["source"], entry["text"]

    out = []
    pairs = matched(items_of(old, exactly), items_of(new, exactly), (exactly, lambda e: e["source"]))
    for then, now in pairs:
        if now is None:
            assert then is not None
            name = then.first["source"]
            out.append(Change("quotes", "went", name, _quoted(then.first), places=then.places))
        elif then is None:
            out.append(Change("quotes", "came", now.first["source"], "", _quoted(now.first), places=now.places))
        elif _quoted(then.first) != _quoted(now.first):
            texts = _quoted(then.first), _quoted(now.first)
            out.append(Change("quotes", "changed", now.first["source"], *texts, places=now.places))
    return out


def _quoted(quote: Entry) -> str:
    """A quote, and where it was compared with the data, what they gave."""
    computed = quote.get("computed")
    return str(quote["text"]) + (f" ({quote.get('outcome', 'compared')}: {computed['text']})" if computed else "")


def _unbound(old: Sequence[Entry], new: Sequence[Entry]) -> list[Change]:
    def text(entry: Entry) -> str:
        return str(entry.get("text") or entry.get("number") or "")

    out = []
    for then, now in matched(items_of(old, text), items_of(new, text), (text,)):
        if now is None and then is not None:
            out.append(Change("unbound", "went", text(then.first), text(then.first), places=then.places))
        elif then is None and now is not None:
            out.append(Change("unbound", "came", text(now.first), "", text(now.first), places=now.places))
    return out
