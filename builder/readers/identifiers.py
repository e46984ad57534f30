"""Ids of headings, visuals and divs: unique in a report, and made up where the author gives none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from builder.errors import Findings, Location


class Identifiers:
    """The ids of one report. All that the author wrote are claimed before the first is made up."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.claimed: dict[str, Location] = {}
        self.made: set[str] = set()
        self.counters: dict[str, Iterator[int]] = {}

    def claim(self, id_: str, at: Location) -> None:
        """Takes an id that the author wrote. Reports `duplicate-id`."""
        if id_ in self.claimed:
            hint = f"the other stands in line {self.claimed[id_].line}"
            self.findings.error("duplicate-id", f'the id "{id_}" stands twice', at, hint)
        self.claimed.setdefault(id_, at)

    def of_heading(self, text: str) -> str:
        """A new id for a heading: Pandoc's automatic one, followed by -1, -2 where it is taken."""
        base = automatic_id(text)
        return base if self._is_free(base) else self._next(base, 1)

    def numbered(self, base: str) -> str:
        """A new id for a visual: "figure-1", "figure-2"."""
        return self._next(base, 1)

    def _next(self, base: str, first: int) -> str:
        numbers = self.counters.setdefault(base, count(first))
        return next(id_ for n in numbers if self._is_free(id_ := f"{base}-{n}"))

    def _is_free(self, id_: str) -> bool:
        if id_ in self.claimed or id_ in self.made:
            return False
        self.made.add(id_)
        return True


def automatic_id(text: str) -> str:
    """Pandoc's id of a heading (Pandoc's guide, auto_identifiers), made of its text without expressions."""
    kept = re.sub(r"[^\w\s.-]", "", text)
    joined = "-".join(kept.lower().split())
    start = next((i for i, c in enumerate(joined) if c.isalpha()), len(joined))
    return joined[start:] or "section"
