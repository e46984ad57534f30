"""What the fences of charts and tables share: their settings with places, their query, formats and source line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.binding import Binder
from builder.errors import Fault, Findings, Location, suggest
from builder.model.data import Field, QueryResult
from builder.model.document import Cite, Inline, Inlines, SpecBlock, Str
from builder.model.format import Format, FormatError, Raw, parse_format
from builder.model.walk import plain
from builder.quantity import Quantity, with_format
from builder.scope import Scope, field_of

# "ai_index_2025" is meant as a key even where no source has it; "Statistics Canada, 2024" is a text.
_KEY = re.compile(r"[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class Spec:
    """One fence, with what is needed to resolve it. `authored` gathers its texts that the model holds as plain ones."""

    block: SpecBlock
    settings: Mapping[str, object]
    scope: Scope
    binder: Binder
    lang: str
    authored: list[tuple[str, Inlines]] = field(default_factory=list)

    @property
    def findings(self) -> Findings:
        return self.binder.findings

    def get(self, key: str) -> object:
        """A setting; None where it is not given."""
        return self.settings.get(key)

    def place(self, *path: object) -> Location:
        """The place of a setting, or of the nearest one around it."""
        keys = [str(p) for p in path]
        while keys:
            found = self.block.places.get(".".join(keys))
            if found:
                return found
            keys.pop()
        return self.block.at

    def fault(self, fault: Fault, *path: object) -> None:
        """Notes a fault at the place of a setting."""
        self.findings.items.append(fault.placed(self.place(*path)))

    def text(self, corner: str, value: object) -> str:
        """A text of the fence as plain text with its values bound; "" for None. `corner` names where readers see it."""
        if value is None:
            return ""
        bound = self.binder.inlines(value if isinstance(value, tuple) else (Str(str(value)),), self.scope)
        self.authored.append((corner, bound))
        return plain(bound)

    def raw(self, value: object, *path: object) -> Raw:
        """A value in a setting: what YAML gave, or what its expression gives."""
        return self.binder.raw(value, self.place(*path), self.scope)

    def inlines(self, key: str) -> Inlines:
        """A setting as inlines with their values bound."""
        value = self.get(key)
        if value is None:
            return ()
        return self.binder.inlines(value if isinstance(value, tuple) else (Str(str(value)),), self.scope)

    def result(self) -> QueryResult | None:
        """The rows that `data` names; None where there is no such query, which is an error."""
        name = name_of(self.get("data"))
        if not name:
            hint = suggest("", self.scope.results, "Give data: and a query. There are")
            self.findings.error("missing-key", f"the {self.block.kind} names no data", self.block.at, hint)
            return None
        try:
            result = self.scope.query(name).result
        except Fault as fault:
            self.fault(fault, "data")
            return None
        if not result.rows:
            message = f'the {self.block.kind} "{self.block.id}" shows query "{name}", which has no rows'
            self.findings.warning("no-rows", message, self.place("data"), "see the conditions of the query")
        return result

    def field(self, result: QueryResult, column: str, *path: object) -> Field | None:
        """The field of a column; None where there is none, which is an error."""
        try:
            return field_of(result, column)
        except Fault as fault:
            self.fault(fault, *path)
            return None

    def format(self, text: object, field: Field, *path: object) -> Format | None:
        """The format that a setting names, for values of `field`; None where it is none or does not fit."""
        try:
            given = parse_format(str(text))
            if given.kind == "date" and field.type not in ("date", "datetime", "yearmonth"):
                hint = "date is for columns of dates; write number(0), or text for years"
                raise Fault.error("bad-format", f'"{field.name}" has no dates', hint)
            return with_format(Quantity(None, field.unit), given, str(text)).format
        except FormatError as problem:
            hint = "write a format as number(1), percent(0) or money(USD, 1, bn)"
            self.findings.error("bad-format", str(problem), self.place(*path), hint)
        except Fault as fault:
            self.fault(fault, *path)
        return None

    def writable(self, format_: Format, values: tuple[Raw, ...], *path: object) -> bool:
        """Whether a format can write every value in the report's language; where not, that is an error."""
        # Only these refuse some numbers; the others are the same for all.
        few = format_.kind in ("words", "ordinal")
        try:
            for raw in values if few else [v for v in values if v is not None][:1]:
                format_.text(raw, self.lang)
        except FormatError as problem:
            self.findings.error("bad-format", str(problem), self.place(*path), "use a format for all of its values")
            return False
        return True

    def source(self, result: QueryResult) -> Inlines:
        """The line of sources: titles with their numbers where `source` gives keys, else its own text; the query's
        own sources where it gives nothing.
        """
        value = self.get("source")
        at = self.place("source")
        if value is None:
            return self._titles([k for k in result.sources if k in self.binder.bibliography], at)
        if isinstance(value, list):
            return self._titles([name_of(v) for v in value], at)
        text = plain(value) if isinstance(value, tuple) else str(value)
        keys = [part.strip() for part in text.split(",")]
        if all(k in self.binder.bibliography or _KEY.fullmatch(k) for k in keys):
            return self._titles(keys, at)
        return self.inlines("source")

    def _titles(self, keys: list[str], at: Location) -> Inlines:
        out: list[Inline] = []
        for key in dict.fromkeys(keys):
            if number := self.binder.cite(key, at):
                title = self.binder.bibliography[key].title
                out += [Str(f"; {title} " if out else f"{title} "), Cite((key,), (number,), at)]
        return tuple(out)


def name_of(value: object) -> str:
    """A name in a fence: YAML's text, or inlines that are one."""
    if isinstance(value, tuple):
        return plain(value).strip()
    return "" if value is None else str(value).strip()


def as_list(value: object) -> list[object]:
    """A setting that may be one thing or several."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
