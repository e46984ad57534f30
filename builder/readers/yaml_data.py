"""YAML as plain data that knows where it stands: the door to PyYAML.

Built from PyYAML's events, so that nothing recurses, and every key and value has its place. Values are those of YAML
1.2's core schema (10.3.2) and ISO dates: `no` is a text, and so is `12:30`. Tags, anchors and aliases are refused: data
are plain, and a small text cannot grow without bound.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builder.errors import Findings, Location

if TYPE_CHECKING:
    import yaml

Data = Any  # None, bool, int, float, str, date, or a list or a dict by str of these
Place = Callable[[int, int], Location]  # of a line and a column of the YAML, both counted from 0
Path = tuple[object, ...]

DEPTH = 20
_CHARACTER = re.compile(r".")
_SINGLE = re.compile(r"''|.")
_DOUBLE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|[^\\]")
_INT = re.compile(r"[-+]?[0-9]{1,300}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS = {"": None, "~": None, **dict.fromkeys(("null", "Null", "NULL"))} | {
    w: w.lower() == "true" for w in ("true", "True", "TRUE", "false", "False", "FALSE")
}
# What YAML, XML and thus PowerPoint have no place for; the escapes that would make them; and line ends that editors do
# not count.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_PRIVATE_ESCAPE = re.compile(r"\\U00(?:0[fF]|10)[0-9a-fA-F]{4}")
_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar as it is written, without quotes. `place` gives the place of each character of `text`."""

    text: str
    place: Callable[[int], Location]


@dataclass(slots=True)
class Placed:
    """A YAML text as plain data, the place of each key path, and what stands at each that is a scalar.

    A key path is joined by dots ("columns.0.label"); "" is the whole.
    """

    data: Data
    places: dict[str, Location]
    scalars: dict[str, Scalar] = field(default_factory=dict)

    def at(self, *path: object) -> Location:
        """The place of a key path, or of the nearest one around it."""
        parts = [str(p) for p in path]
        while parts and ".".join(parts) not in self.places:
            parts.pop()
        return self.places[".".join(parts)]

    def scalar(self, path: Path) -> Scalar | None:
        """The scalar at a key path; None where there is none, or where it is empty."""
        return self.scalars.get(".".join(str(p) for p in path))


def read_yaml(text: str, place: Place, findings: Findings) -> Placed | None:
    """The YAML in `text` with the places that `place` gives. None, and `bad-yaml`, where it is none."""
    import yaml

    text = text.translate(_LINE_ENDS)
    if wrong := _UNPRINTABLE.search(text) or _PRIVATE_ESCAPE.search(text):
        line = text.count("\n", 0, wrong.start())
        column = wrong.start() - text.rfind("\n", 0, wrong.start()) - 1
        findings.error("bad-yaml", "this character cannot be written", place(line, column), "leave it out")
        return None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is ten times as fast
    builder = _Builder(text, place, findings)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        at = builder.fault(error.problem_mark, error.context_mark, text.rstrip())
        hint = "a text with a colon or a # in it wants quotes; lines of one block start in the same column"
        findings.error("bad-yaml", f"this is not YAML: {error.problem or error.context}", at, hint)
        return None
    except _Refused as refused:
        findings.error("bad-yaml", str(refused), refused.at, "write plain keys, lists and texts")
        return None
    return builder.placed


class _Refused(Exception):  # noqa: N818  becomes a diagnostic at once
    def __init__(self, message: str, at: Location) -> None:
        self.at = at
        super().__init__(message)


@dataclass(slots=True)
class _Open:
    """A list or a mapping that is being filled; `key` is the mapping's key that waits for its value."""

    data: Data
    path: str
    at: Location
    key: str | None = None

    def child(self, name: object) -> str:
        return f"{self.path}.{name}" if self.path else str(name)


class _Builder:
    def __init__(self, text: str, place: Place, findings: Findings) -> None:
        self.lines = text.split("\n")
        self.place = place
        self.findings = findings
        self.placed = Placed(None, {"": place(0, 0)})
        self.open: list[_Open] = []
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        import yaml

        match event:
            case yaml.AliasEvent():
                raise _Refused("aliases are not read", self._at(event))
            case yaml.ScalarEvent():
                self._check(event)
                self._scalar(event)
            case yaml.MappingStartEvent():
                self._check(event)
                self._begin({}, event)
            case yaml.SequenceStartEvent():
                self._check(event)
                self._begin([], event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.open.pop()
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise _Refused("a second document starts here", self._at(event))
            case _:
                pass

    def fault(self, problem: Any, context: Any, text: str) -> Location:
        """The place of a syntax error. At the end of the text, what was begun and not ended is at fault."""
        end = (text.count("\n"), len(text) - text.rfind("\n") - 1)
        for mark in (problem, context):
            if mark is not None and (mark.line, mark.column) < end:
                return self.place(mark.line, mark.column)
        return self.open[-1].at if self.open else self.placed.places[""]

    def _at(self, event: yaml.Event) -> Location:
        mark: Any = event.start_mark  # every event of a text has one
        return self.place(mark.line, mark.column)

    def _check(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            raise _Refused("tags are not read", self._at(event))
        if event.anchor is not None:
            raise _Refused("anchors are not read", self._at(event))

    def _begin(self, data: Data, event: yaml.Event) -> None:
        if len(self.open) >= DEPTH:
            raise _Refused("this is nested too deeply", self._at(event))
        if self._wants_key():
            raise _Refused("a key is a plain text", self._at(event))
        path = self._attach(data, event)
        self.open.append(_Open(data, path, self._at(event)))

    def _scalar(self, event: Any) -> None:
        if _UNPRINTABLE.search(event.value):
            raise _Refused("an escape makes a character that cannot be written", self._at(event))
        if self._wants_key():
            self._key(event)
            return
        data = plain_value(event.value) if event.implicit[0] else event.value
        path = self._attach(data, event)
        if data is not None:
            self.placed.scalars[path] = Scalar(event.value, self._inside(event))

    def _wants_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].data, dict) and self.open[-1].key is None

    def _key(self, event: Any) -> None:
        above = self.open[-1]
        if event.value in above.data:
            self.findings.error("duplicate-key", f'"{event.value}" stands twice', self._at(event), "keep one of them")
        above.key = event.value
        self.placed.places[above.child(event.value)] = self._at(event)

    def _attach(self, data: Data, event: yaml.Event) -> str:
        """Puts a value where it belongs and gives its path."""
        if not self.open:
            self.placed.data = data
            self.placed.places[""] = self._at(event)
            return ""
        above = self.open[-1]
        if above.key is not None:
            path, above.data[above.key], above.key = above.child(above.key), data, None
            return path
        path = above.child(len(above.data))
        above.data.append(data)
        self.placed.places[path] = self._at(event)
        return path

    def _inside(self, event: Any) -> Callable[[int], Location]:
        """The places of a scalar's characters: exact where it is written as it reads, else the place of its start."""
        start: Any = event.start_mark
        quotes = 0 if event.implicit[0] else 1
        end: Any = event.end_mark
        place = self.place
        if end.line == start.line and end.column - start.column == len(event.value) + 2 * quotes:
            return lambda position: place(start.line, start.column + quotes + position)
        return WrittenScalar(self.lines, event, place)


class WrittenScalar:
    """The places of a scalar's characters where it is not written as it reads: over several lines, with escapes.

    What is no white space stands in both in the same order. The place of its start where that is not so.
    """

    def __init__(self, lines: list[str], event: Any, place: Place) -> None:
        self.lines = lines
        self.event = event
        self.place = place
        self.marks: list[tuple[int, int]] | None = None

    def __call__(self, position: int) -> Location:
        """The place of the character at `position` of the scalar's text, or of the next that is no white space."""
        value: str = self.event.value
        if self.marks is None:
            found = self._found()
            wanted = [c for c in value if not c.isspace()]
            same = [c for _, c in found[: len(wanted)]] == wanted
            self.marks = [mark for mark, _ in found] if same else []
        number = sum(not c.isspace() for c in value[:position])
        start: Any = self.event.start_mark
        line, column = self.marks[number] if number < len(self.marks) else (start.line, start.column)
        return self.place(line, column)

    def _found(self) -> list[tuple[tuple[int, int], str]]:
        """Line, column and meaning of every character that is written and is no white space."""
        start, end = self.event.start_mark, self.event.end_mark
        style = self.event.style or ""
        step = _DOUBLE if style == '"' else _SINGLE if style == "'" else _CHARACTER
        first = start.line + (style in ("|", ">"))  # their first line is their header
        out: list[tuple[tuple[int, int], str]] = []
        for number in range(first, min(end.line + 1, len(self.lines))):
            line = self.lines[number]
            begins = start.column + (style in ("'", '"')) if number == start.line else 0
            meant = (((number, m.start()), _meaning(m[0])) for m in step.finditer(line, begins))
            out += [one for one in meant if not one[1].isspace()]
        return out


def _meaning(written: str) -> str:
    """The character that is written, or that an escape of a quoted scalar stands for; a space for all white space, to
    which every escape by name but those of quotes and slashes belongs, that can be written (YAML 1.2, 5.7).
    """
    if len(written) == 1:
        return written
    if written == "''":
        return "'"
    kind, rest = written[1], written[2:]
    if kind in "xuU":
        return chr(int(rest, 16))
    return kind if kind in '"/\\' else " "


def plain_value(text: str) -> Data:
    """What an unquoted scalar means (YAML 1.2, 10.3.2), dates too; a text where it is nothing else."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _DATE.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return text
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text
