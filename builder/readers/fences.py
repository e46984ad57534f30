"""The fences that reports add: `sql` becomes a `Query`; `chart`, `table` and `key-figures` become `SpecBlock`s.

Which keys a fence may have, and of what kind, stands in one table; a new key is a line in it. Kinds: "text" (inline
Markdown with expressions), "name" (a string), "bool", "int", "channel", and others that a function here checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from builder.errors import Findings, Location, suggest
from builder.model.data import Query
from builder.model.document import Inlines, SpecBlock
from builder.readers.expressions import Cut
from builder.readers.places import Placed, read_yaml

CHANNEL_KEYS = {"field": "name", "title": "text", "format": "name", "log": "bool"}
ANNOTATION_KEYS = {"x": "any", "y": "any", "text": "text"}
COLUMN_KEYS = {"field": "name", "label": "text", "format": "name", "align": "name"}
KEY_FIGURE_KEYS = {"label": "text", "value": "text", "change": "text", "note": "text"}
CHART_KEYS = {
    "mark": "name", "data": "name",
    "x": "channel", "y": "channel", "y2": "channel", "color": "channel", "facet": "channel", "order": "channel",
    "text": "channel",
    "title": "text", "subtitle": "text", "caption": "text", "alt": "text", "source": "source",
    "format": "name", "annotate": "annotations", "highlight": "values", "sort": "sort", "stack": "stack",
    "labels": "bool", "bins": "int", "native": "native", "python": "python",
}  # fmt: skip
TABLE_KEYS = {
    "data": "name", "columns": "columns", "caption": "text", "source": "source", "total": "total",
    "highlight": "mapping", "limit": "int",
}  # fmt: skip
KEYS = {"chart": CHART_KEYS, "table": TABLE_KEYS}
REQUIRED = {"chart": ("mark", "data"), "table": ("data",)}
STACKS = {None: "", False: "", True: "stack", "none": "", "group": "group", "stack": "stack", "normalize": "normalize"}


def read_query(name: str, sql: str, inside: Location, at: Location, findings: Findings) -> Query | None:
    """A `sql` fence; `inside` is the first line of its body."""
    if not re.fullmatch(r"[A-Za-z_]\w*", name):
        findings.error("bad-name", f'"{name}" cannot name a query', at, "use letters, digits and _, a letter first")
        return None
    if not sql.strip():
        findings.error("empty-query", f'the query "{name}" is empty', at, "write one SELECT in it")
        return None
    return Query(name, sql, inside)


def read_visual(kind: str, id_: str, text: str, inside: Location, cut: Cut, findings: Findings) -> SpecBlock | None:
    """A `chart`, `table` or `key-figures` fence; None where its YAML cannot be used."""
    placed = read_yaml(text, inside, findings)
    if placed is None:
        return None
    before = len(findings.errors)
    reader = _SpecReader(placed, cut, findings)
    if kind == "key-figures":
        spec: Any = reader.key_figures()
    else:
        spec = reader.mapping(placed.data, KEYS[kind], (), REQUIRED[kind], f"a {kind}")
    if len(findings.errors) > before:
        return None
    return SpecBlock(kind, id_, spec, inside, placed.places)


class _SpecReader:
    """Checks a spec against its table of keys and turns its texts into inlines."""

    def __init__(self, placed: Placed, cut: Cut, findings: Findings) -> None:
        self.placed = placed
        self.cut = cut
        self.findings = findings

    def mapping(
        self, data: Any, keys: dict[str, str], path: tuple[object, ...], required: tuple[str, ...], what: str
    ) -> Any:
        """`data` with each value read by its kind; errors for unknown and missing keys."""
        if not isinstance(data, dict):
            self._wrong(path, f"{what} is written as key: value", data)
            return {}
        out = {}
        for key, value in data.items():
            kind = keys.get(key)
            if kind is None:
                hint = suggest(key, keys, "It may have")
                self.findings.error("unknown-key", f'{what} has no key "{key}"', self.placed.at(*path, key), hint)
            else:
                out[key] = self._read(kind, value, (*path, key))
        for key in required:
            if key not in data or data[key] is None:
                self.findings.error(
                    "missing-key", f'{what} needs the key "{key}"', self.placed.at(*path), f"add {key}: ..."
                )
        return out

    def key_figures(self) -> list[Any]:
        """The list of a `key-figures` fence."""
        if not isinstance(self.placed.data, list) or not self.placed.data:
            self._wrong((), "key figures are a list of label and value", self.placed.data)
            return []
        items = enumerate(self.placed.data)
        return [self.mapping(item, KEY_FIGURE_KEYS, (i,), ("label", "value"), "a key figure") for i, item in items]

    def _read(self, kind: str, value: Any, path: tuple[object, ...]) -> Any:
        readers: dict[str, Callable[[Any, tuple[object, ...]], Any]] = {
            "text": self._text, "name": self._name, "source": self._source, "channel": self._channel,
            "annotations": self._annotations, "columns": self._columns, "sort": self._sort, "stack": self._stack,
            "values": self._values, "bool": self._bool, "int": self._int, "native": self._native,
            "python": self._python, "total": self._total, "mapping": self._mapping,
        }  # fmt: skip
        return readers[kind](value, path) if kind in readers else self._plain(value)

    def _plain(self, value: Any) -> Any:
        """A value as the author wrote it: data, not text."""
        return self.cut.restore(value) if isinstance(value, str) else value

    def _text(self, value: Any, path: tuple[object, ...]) -> Inlines:
        if isinstance(value, (dict, list)):
            self._wrong(path, "a text is wanted", value)
            return ()
        from builder.readers.markdown import read_inlines

        text = "" if value is None else str(value)
        return read_inlines(text, self.placed.at(*path), self.cut, self.findings)

    def _source(self, value: Any, path: tuple[object, ...]) -> Any:
        if isinstance(value, list):
            return self._values(value, path)
        return self._text(value, path)

    def _name(self, value: Any, path: tuple[object, ...]) -> str:
        if not isinstance(value, str):
            self._wrong(path, "a name is wanted", value)
            return ""
        return self.cut.restore(value)

    def _channel(self, value: Any, path: tuple[object, ...]) -> dict[str, Any]:
        if isinstance(value, dict):
            return dict(self.mapping(value, CHANNEL_KEYS, path, ("field",), f'the channel "{path[-1]}"'))
        return {"field": self._name(value, path)}

    def _annotations(self, value: Any, path: tuple[object, ...]) -> list[Any]:
        items = value if isinstance(value, list) else [value]
        return [self.mapping(v, ANNOTATION_KEYS, (*path, i), ("text",), "an annotation") for i, v in enumerate(items)]

    def _columns(self, value: Any, path: tuple[object, ...]) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            self._wrong(path, "columns are a list", value)
            return []
        out = []
        for i, item in enumerate(value):
            here = (*path, i)
            column = (
                {"field": item}
                if isinstance(item, str)
                else self.mapping(item, COLUMN_KEYS, here, ("field",), "a column")
            )
            if column.get("align") not in (None, "left", "right", "center"):
                self._wrong((*here, "align"), "align is left, right or center", column["align"])
            out.append(column)
        return out

    def _sort(self, value: Any, path: tuple[object, ...]) -> Any:
        return [self._plain(v) for v in value] if isinstance(value, list) else self._name(value, path)

    def _stack(self, value: Any, path: tuple[object, ...]) -> str:
        if isinstance(value, (dict, list)) or value not in STACKS:
            self._wrong(path, "stack is group, stack, normalize or none", value)
            return ""
        return STACKS[value]

    def _values(self, value: Any, path: tuple[object, ...]) -> list[Any]:
        items = value if isinstance(value, list) else [value]
        if any(isinstance(v, (dict, list)) for v in items):
            self._wrong(path, "a value or a list of values is wanted", value)
        return [self._plain(v) for v in items]

    def _bool(self, value: Any, path: tuple[object, ...]) -> bool:
        if not isinstance(value, bool):
            self._wrong(path, "true or false is wanted", value)
        return bool(value)

    def _int(self, value: Any, path: tuple[object, ...]) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1_000_000:
            self._wrong(path, "a whole number above 0 is wanted", value)
            return 1
        return value

    def _native(self, value: Any, path: tuple[object, ...]) -> str:
        if value not in ("auto", "never"):
            self._wrong(path, "native is auto or never", value)
        return str(value)

    def _python(self, value: Any, path: tuple[object, ...]) -> None:
        hint = "take one of the marks; this version runs no code of a report"
        self.findings.error("needs-allow-code", "code in a report is not run", self.placed.at(*path), hint)

    def _total(self, value: Any, path: tuple[object, ...]) -> Any:
        return value if isinstance(value, bool) else self._values(value, path)

    def _mapping(self, value: Any, path: tuple[object, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._wrong(path, "column: value is wanted", value)
            return {}
        return {key: self._plain(v) for key, v in value.items()}

    def _wrong(self, path: tuple[object, ...], wanted: str, value: Any) -> None:
        kinds = {dict: "a mapping", list: "a list", type(None): "nothing"}
        found = kinds.get(type(value)) or f'"{self.cut.restore(str(value))}"'
        self.findings.error("wrong-type", f"{wanted}, not {found}", self.placed.at(*path))
