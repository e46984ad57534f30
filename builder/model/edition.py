"""An edition of a report as its ledger tells it: plain entries, in the order of the document."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEDGER_VERSION = 1
"""The version of the ledgers that are written, and the newest that can be read."""

Entry = Mapping[str, Any]
"""One entry of a ledger, its shape checked by `readers.ledger`."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A ledger in memory. `path` is its file as the user knows it.

    `rows` holds the raw cells and the texts of each table, by the table's place in `tables`, row by row.
    """

    path: str
    report: str = ""
    title: str = ""
    date: datetime.date | None = None
    lang: str = "en-US"
    values: tuple[Entry, ...] = ()
    figures: tuple[Entry, ...] = ()
    tables: tuple[Entry, ...] = ()
    rows: tuple[tuple[Entry, ...], ...] = ()
    claims: tuple[Entry, ...] = ()
    quotes: tuple[Entry, ...] = ()
    unbound: tuple[Entry, ...] = ()
