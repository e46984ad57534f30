"""The fences that reports add: `sql` gives a `Query`; the YAML of `chart`, `table` and `key-figures` is checked here.

Which keys a fence may have, and of what kind each is, stands in one table a fence; a new key is a line in it. A kind is
the name of a method of `_SpecReader`, or a table of keys for a mapping. What is of the kind "text" becomes inlines,
everything else stays plain data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from builder.errors import Findings, Location, suggest
from builder.model.data import Query
from builder.model.document import Inlines
from builder.readers.inlines import InlineReader
from builder.readers.yaml_data import Data, Path, Place, Placed, read_yaml

Keys = Mapping[str, str]

CHANNEL: Keys = {"field": "column", "title": "text", "format": "string", "log": "boolean"}
ANNOTATION: Keys = {"x": "value", "y": "value", "text": "text"}
COLUMN: Keys = {"field": "column", "label": "text", "format": "string", "align": "align"}
KEY_FIGURE: Keys = {"label": "text", "value": "text", "change": "text", "note": "text"}
CHART: Keys = {
    "mark": "string",
    "data": "string",
    "x": "channel",
    "y": "channel",
    "y2": "channel",
    "color": "channel",
    "facet": "channel",
    "order": "channel",
    "text": "channel",
    "title": "text",
    "subtitle": "text",
    "caption": "text",
    "alt": "text",
    "source": "source",
    "format": "string",
    "annotate": "annotations",
    "highlight": "values",
    "sort": "values",
    "stack": "stack",
    "labels": "boolean",
    "bins": "integer",
    "hole": "boolean",
    "native": "native",
    "python": "python",
}
TABLE: Keys = {
    "data": "string",
    "columns": "columns",
    "caption": "text",
    "source": "source",
    "total": "total",
    "highlight": "conditions",
    "limit": "integer",
}
VISUALS: Mapping[str, Keys] = {"chart": CHART, "table": TABLE, "key-figures": KEY_FIGURE}
REQUIRED = {"chart": ("mark", "data"), "table": ("data",), "key-figures": ("label", "value")}
STACKS = ("none", "group", "stack", "normalize")
ALIGNS = ("left", "right", "center")
NATIVE = ("auto", "never")

TEXT, VALUE, BOOLEAN, INTEGER = "a text", "a value", "true or false", "a whole number above 0"
LIST, MAPPING, TOTAL = "a list", "a mapping", "true or a list of columns"
WANTED = {
    TEXT: "a text that starts with [ or { wants quotes",
    VALUE: "write a number, a text, a date, or one {{ expression }}",
    BOOLEAN: "write it without quotes",
    INTEGER: "write it in digits, without quotes",
    LIST: "write [one, two], or lines that start with -",
    MAPPING: "write lines of key: value, or {key: value}",
    TOTAL: "write true, or [column, other]",
}


@dataclass(frozen=True, slots=True)
class Spec:
    """What a fence says, as `SpecBlock.spec` has it, and where each key stands."""

    data: object
    places: dict[str, Location]


def read_query(name: str, sql: str, inside: Location, at: Location, findings: Findings) -> Query | None:
    """A `sql` fence at `at`; `inside` is the first line of its body."""
    if not name:
        hint = "write ```sql name; ```{.sql} shows SQL as code"
        findings.error("missing-name", "this query has no name", at, hint)
    elif not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        hint = "use letters, digits and _, a letter first"
        findings.error("bad-name", f'"{name}" cannot name a query', at, hint)
    elif not re.sub(r"--.*|/\*.*?\*/", "", sql).strip():
        findings.error("empty-query", f'the query "{name}" is empty', at, "write one SELECT in it")
    else:
        return Query(name, sql, inside)
    return None


def read_visual(
    kind: str, text: str, place: Place, at: Location, inline: InlineReader, findings: Findings
) -> Spec | None:
    """The YAML of a fence at `at`; `place` gives places in it. None where it cannot be used."""
    placed = read_yaml(text, place, findings)
    if placed is None:
        return None
    if placed.data is None:
        placed.places[""] = at
    before = len(findings.errors)
    spec = _SpecReader(placed, inline, findings).read(kind)
    return Spec(spec, placed.places) if len(findings.errors) == before else None


class _SpecReader:
    """Checks what YAML gave against a table of keys. Each method reads one kind of value."""

    def __init__(self, placed: Placed, inline: InlineReader, findings: Findings) -> None:
        self.placed = placed
        self.inline = inline
        self.cut = inline.cut
        self.findings = findings

    def read(self, kind: str) -> Data:
        """The whole of a fence."""
        data = self.placed.data
        if kind != "key-figures":
            required = ("data",) if isinstance(data, dict) and "python" in data else REQUIRED[kind]
            return self._mapping(data, VISUALS[kind], (), required, f"a {kind}")
        if not isinstance(data, list) or not data:
            return self._wrong((), LIST)
        return [self._mapping(one, KEY_FIGURE, (n,), REQUIRED[kind], "a key figure") for n, one in enumerate(data)]

    def _mapping(self, data: Data, keys: Keys, path: Path, required: tuple[str, ...], what: str) -> Data:
        if not isinstance(data, dict):
            return self._wrong(path, MAPPING)
        for key in required:
            if data.get(key) is None:
                hint = f"add {key}: ..."
                self.findings.error("missing-key", f"{what} has no {key}", self.placed.at(*path, key), hint)
        out = {}
        for key, value in data.items():
            if key not in keys:
                # format: money(USD, 1) inside { } is three things to YAML.
                quotes = "; a text with a comma wants quotes inside { }" if value is None else ""
                hint = suggest(key, keys, "It may have") + quotes
                self.findings.error("unknown-key", f'{what} has no key "{key}"', self.placed.at(*path, key), hint)
            elif value is not None:
                read: Callable[[Data, Path], Data] = getattr(self, f"_{keys[key]}")
                out[key] = read(value, (*path, key))
        return out

    # -- Kinds of scalars --------------------------------------------------------------------------------

    def _text(self, _: Data, path: Path) -> Inlines:
        scalar = self.placed.scalar(path)
        if scalar is None:
            self._wrong(path, TEXT)
            return ()
        return self.inline.text(scalar.text, scalar.place)

    def _string(self, _: Data, path: Path) -> str:
        scalar = self.placed.scalar(path)
        if scalar is None:
            self._wrong(path, TEXT)
            return ""
        return self.cut.literal(scalar.text, f'"{path[-1]}"', self.findings)

    def _column(self, value: Data, path: Path) -> str:
        return self._string(value, path)

    def _value(self, value: Data, path: Path) -> Data:
        """A value to compare with data: a scalar, or one expression and nothing else, which is inlines then."""
        if not isinstance(value, str):
            return value if self.placed.scalar(path) else self._wrong(path, VALUE)
        if self.cut.is_expression(value):
            return tuple(self.cut.inlines(value.strip(), self.findings))
        return self.cut.literal(value, "a part of a value", self.findings)

    def _boolean(self, value: Data, path: Path) -> Data:
        return value if isinstance(value, bool) else self._wrong(path, BOOLEAN)

    def _integer(self, value: Data, path: Path) -> Data:
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000_000
        return value if whole else self._wrong(path, INTEGER)

    def _one_of(self, value: Data, path: Path, known: tuple[str, ...]) -> Data:
        if value not in known:
            hint = suggest(str(value), known, "It may be")
            self.findings.error("bad-value", f'"{path[-1]}" cannot be "{value}"', self.placed.at(*path), hint)
        return value

    def _align(self, value: Data, path: Path) -> Data:
        return self._one_of(value, path, ALIGNS)

    def _native(self, value: Data, path: Path) -> Data:
        return self._one_of(value, path, NATIVE)

    def _stack(self, value: Data, path: Path) -> Data:
        if isinstance(value, bool):
            return value
        return False if self._one_of(value, path, STACKS) == "none" else value

    def _python(self, _: Data, path: Path) -> None:
        hint = "take one of the marks"
        self.findings.error(
            "needs-allow-code", "this version does not run the code of a report", self.placed.at(*path), hint
        )

    # -- Kinds of lists and mappings ---------------------------------------------------------------------

    def _values(self, value: Data, path: Path) -> Data:
        """A value, or a list of them."""
        if isinstance(value, list):
            return [self._value(one, (*path, n)) for n, one in enumerate(value)]
        return self._value(value, path)

    def _source(self, value: Data, path: Path) -> Data:
        """A text, or a list of keys of sources."""
        if isinstance(value, list):
            return [self._string(one, (*path, n)) for n, one in enumerate(value)]
        return self._text(value, path)

    def _channel(self, value: Data, path: Path) -> Data:
        """A column, or a mapping that names one."""
        if isinstance(value, dict):
            return self._mapping(value, CHANNEL, path, ("field",), f"the channel {path[-1]}")
        return self._column(value, path)

    def _annotations(self, value: Data, path: Path) -> Data:
        if not isinstance(value, list):
            return self._wrong(path, LIST)
        return [self._mapping(v, ANNOTATION, (*path, n), ("text",), "an annotation") for n, v in enumerate(value)]

    def _columns(self, value: Data, path: Path) -> Data:
        if not isinstance(value, list):
            return self._wrong(path, LIST)
        return [
            self._mapping(one, COLUMN, (*path, n), ("field",), "a column")
            if isinstance(one, dict)
            else self._column(one, (*path, n))
            for n, one in enumerate(value)
        ]

    def _total(self, value: Data, path: Path) -> Data:
        """Whether there are sums, or the list of columns that have one."""
        if isinstance(value, bool):
            return value
        if not isinstance(value, list):
            return self._wrong(path, TOTAL)
        return [self._column(one, (*path, n)) for n, one in enumerate(value)]

    def _conditions(self, value: Data, path: Path) -> Data:
        """Column and value, or values, of rows."""
        if not isinstance(value, dict):
            return self._wrong(path, MAPPING)
        return {
            self.cut.literal(column, "a column", self.findings): self._values(one, (*path, column))
            for column, one in value.items()
        }

    def _wrong(self, path: Path, wanted: str) -> None:
        scalar = self.placed.scalar(path)
        data = self.placed.data
        for part in path:
            data = data[part]
        kinds = {dict: "a mapping", list: "a list", type(None): "nothing"}
        found = f'"{scalar.text}"' if scalar else kinds.get(type(data), "nothing")
        name = f'"{path[-1]}": ' if path and isinstance(path[-1], str) else ""
        self.findings.error(
            "wrong-type", f"{name}{wanted} is wanted, not {found}", self.placed.at(*path), WANTED[wanted]
        )
