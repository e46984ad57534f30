"""Queries that have another name in the new edition: what they gave is compared under the new one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from builder.editions.matching import PERIOD, expression_of
from builder.model.edition import Edition, Entry


def with_new_names(old: Edition, new: Edition) -> Edition:
    """The old edition as if its queries had the names that they have in the new one.

    A query that is gone is one that came where both are asked for the same column by the same expression, and no
    other query is. Values and claims are known by names of queries; quotes, figures and tables are not.
    """
    before, after = _queries(old), _queries(new)
    gone, came = _asked(old, before - after), _asked(new, after - before)
    pairs = {(min(gone[key]), min(came[key])) for key in gone if len(gone[key]) == len(came.get(key, ())) == 1}
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    names = {a: b for a, b in pairs if left[a] == right[b] == 1}
    if not names:
        return old
    return replace(
        old,
        values=tuple(_named(value, names) for value in old.values),
        claims=tuple(_named(claim, names) for claim in old.claims),
    )


def _queries(edition: Edition) -> set[str]:
    shown = {entry.get("query", "") for entry in (*edition.figures, *edition.tables)}
    return shown | {origin["query"] for _, origin in _origins(edition)}


def _asked(edition: Edition, queries: set[str]) -> dict[Hashable, set[str]]:
    """Which of some queries are asked for a column by an expression, told without their names and without periods."""
    found: dict[Hashable, set[str]] = {}
    for entry, origin in _origins(edition):
        if (name := origin["query"]) in queries:
            bare = _renamed(PERIOD.sub("", expression_of(entry)), {name: "\0"})
            found.setdefault((bare, origin["column"]), set()).add(name)
    return found


def _origins(edition: Edition) -> Iterator[tuple[Entry, Entry]]:
    for entry in edition.values:
        yield from ((entry, origin) for origin in entry["origins"])
    for claim in edition.claims:
        yield from ((claim, origin) for value in claim["values"] for origin in value["origins"])


def _named(entry: Entry, names: Mapping[str, str]) -> Entry:
    """An entry with the new names, in its expression and in the cells behind it."""
    out: dict[str, Any] = {**entry, "expression": _renamed(entry["expression"], names)}
    if "origins" in entry:
        out["origins"] = [{**o, "query": names.get(o["query"], o["query"])} for o in entry["origins"]]
    if "values" in entry:
        out["values"] = [_named(value, names) for value in entry["values"]]
    return out


def _renamed(expression: str, names: Mapping[str, str]) -> str:
    """An expression with other names of queries; neither in a text nor after a dot."""
    either = "|".join(map(re.escape, names))
    return re.sub(rf"(?<![\w.\"'])(?:{either})(?![\w\"'])", lambda match: names[match[0]], expression)
