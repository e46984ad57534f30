"""The YAML between `---` lines at the head of a report.

The keys and their kinds stand in one table: a kind is the name of a method of `_Reader`, and a key is the name of a
field of `FrontMatter`. So it is with the keys of `pdf` and `PdfOptions`, of `mail` and `MailOptions`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, cast

from builder.errors import Findings, Location, suggest
from builder.model.data import Source
from builder.model.document import Inlines, Str
from builder.model.format import Raw
from builder.model.options import (
    APPENDICES,
    ATTACHABLE,
    COVERS,
    LISTS,
    MOST_CHARTS,
    MailOptions,
    PdfOptions,
    check_standards,
)
from builder.model.source import FrontMatter, Param, PreviousEdition
from builder.model.trace import Trace
from builder.readers.attributes import LANGUAGE
from builder.readers.inlines import InlineReader
from builder.readers.typography import typeset_text
from builder.readers.yaml_data import Data, Path, Placed
from builder.theme import PAPERS

KEYS: Mapping[str, str] = {
    "title": "text",
    "subtitle": "text",
    "author": "names",
    "date": "date",
    "lang": "lang",
    "dataset": "dataset",
    "brand": "string",
    "deck": "string",
    "paper": "choice",
    "pdf": "pdf",
    "mail": "mail",
    "formats": "strings",
    "audit": "flag",
    "params": "params",
    "claims": "string",
    "sources": "sources",
    "keywords": "strings",
    "description": "string",
    "previous": "previous",
}
PDF_KEYS: Mapping[str, str] = {
    "standard": "standard",
    "cover": "choice",
    "contents": "flag",
    "lists": "choices",
    "appendix": "choice",
    "hyphens": "flag",
}
MAIL_KEYS: Mapping[str, str] = {"subject": "text", "charts": "count", "figures": "strings", "attach": "choices"}
CHOICES: Mapping[str, Collection[str]] = {
    "paper": PAPERS,
    "cover": COVERS,
    "lists": LISTS,
    "appendix": APPENDICES,
    "attach": ATTACHABLE,
}
PREVIOUS_KEYS = ("path", "optional")
PARAM_KEYS = ("type", "default", "choices")
SOURCE_KEYS = ("title", "url", "note")
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "date": datetime.date,
}
EXAMPLE = "start the file with three lines: ---, title: The finding in a sentence, ---"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY = re.compile(r"\w(?:[\w:.#$%&+?<>~/-]*\w)?")


def split_front_matter(text: str, shown: str, findings: Findings) -> tuple[str | None, int]:
    """The YAML of a report without its `---` lines, and the number of the line after it, counted from 0.

    (None, 0), and `missing-front-matter`, where there is none.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        findings.error("missing-front-matter", "the report does not start with front matter", Location(shown), EXAMPLE)
        return None, 0
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:number]) + "\n", number + 1
    hint = "close it with --- on a line of its own"
    findings.error("missing-front-matter", "the front matter has no end", Location(shown), hint)
    return None, 0


def read_front_matter(placed: Placed, inline: InlineReader, findings: Findings) -> FrontMatter | None:
    """The front matter as data; None, and errors, where it has no title. Gives its language to `inline`."""
    if not isinstance(placed.data, dict):
        findings.error("missing-front-matter", "the front matter has no keys", placed.at(), EXAMPLE)
        return None
    lang = placed.scalar(("lang",))
    inline.lang = lang.text if lang else ""
    return _Reader(placed, inline, findings).read()


class _Reader:
    """Reads one key after the other, each with its own errors. Each method reads one kind of value."""

    def __init__(self, placed: Placed, inline: InlineReader, findings: Findings) -> None:
        self.placed = placed
        self.inline = inline
        self.cut = inline.cut
        self.findings = findings

    def read(self) -> FrontMatter | None:
        out: dict[str, Any] = {}
        for key, value in self.placed.data.items():
            if key not in KEYS:
                hint = suggest(key, KEYS, "It may have")
                self.findings.error("unknown-key", f'the front matter has no key "{key}"', self.placed.at(key), hint)
            elif value is not None:
                out[key] = self._read(KEYS[key], value, (key,))
        if not out.get("title"):
            if not isinstance(self.placed.data.get("title"), (list, dict)):
                hint = "add title: and the finding in a sentence"
                self.findings.error("missing-key", "the report has no title", self.placed.at("title"), hint)
            return None
        given = {key: value for key, value in out.items() if value is not None}
        given["authored"] = tuple(self._authored())
        return FrontMatter(places=self.placed.places, **given)

    def _authored(self) -> Iterator[tuple[str, Inlines]]:
        """The plain texts that readers get, with the places of what stands in them."""
        for key in ("description", "keywords"):
            for path in _paths(self.placed.data.get(key), (key,)):
                if scalar := self.placed.scalar(path):
                    yield key.removesuffix("s"), (Str(scalar.text, Trace(((0, scalar.text, 0, scalar.place),))),)

    def _read(self, kind: str, value: Data, path: Path) -> Any:
        read: Callable[[Data, Path], Any] = getattr(self, f"_{kind}")
        return read(value, path)

    # -- Kinds -------------------------------------------------------------------------------------------

    def _text(self, _: Data, path: Path) -> Inlines | None:
        scalar = self.placed.scalar(path)
        if scalar is None:
            self._wrong(path, "a text is wanted")
            return None
        return self.inline.text(scalar.text, scalar.place)

    def _string(self, _: Data, path: Path) -> str | None:
        scalar = self.placed.scalar(path)
        if scalar is None:
            self._wrong(path, "a text is wanted")
            return None
        return self.cut.literal(scalar.text, f'"{path[-1]}"', self.findings)

    def _strings(self, value: Data, path: Path) -> tuple[str, ...]:
        """A text or a list of texts."""
        return tuple(text for p in _paths(value, path) if (text := self._string(value, p)) is not None)

    def _names(self, value: Data, path: Path) -> tuple[str, ...]:
        """A name or a list of names, as they are printed."""
        return tuple(typeset_text(name, self.inline.lang) for name in self._strings(value, path))

    def _date(self, value: Data, path: Path) -> datetime.date | None:
        if isinstance(value, datetime.date):
            return value
        shown = self._string(value, path)
        if shown is not None:
            self._bad(path, f'"{shown}" is not a date', "write it as 2025-04-11")
        return None

    def _lang(self, value: Data, path: Path) -> str | None:
        lang = self._string(value, path)
        if lang is not None and not LANGUAGE.fullmatch(lang):
            self._bad(path, f'"{lang}" is not the tag of a language', "write it as en-US, de or zh-Hans")
            return None
        return lang

    def _choice(self, value: Data, path: Path) -> str | None:
        """One of the words that the key takes."""
        return self._chosen(value, path, str(path[-1]))

    def _choices(self, value: Data, path: Path) -> tuple[str, ...]:
        """One or more of the words that the key takes, each once."""
        chosen = (self._chosen(value, p, str(path[-1])) for p in _paths(value, path))
        return tuple(dict.fromkeys(c for c in chosen if c is not None))

    def _chosen(self, value: Data, path: Path, key: str) -> str | None:
        choice = self._string(value, path)
        if choice is not None and choice not in CHOICES[key]:
            self._bad(path, f'"{key}" cannot be "{choice}"', suggest(choice, CHOICES[key], "It may be"))
            return None
        return choice

    def _flag(self, value: Data, path: Path) -> bool | None:
        if isinstance(value, bool):
            return value
        self._bad(path, f'"{path[-1]}" is neither true nor false', "write true or false, without quotes")
        return None

    def _dataset(self, value: Data, path: Path) -> str | dict[str, str] | None:
        """A name or a path, or a mapping of table to path."""
        if not isinstance(value, dict):
            return self._string(value, path)
        out: dict[str, str] = {}
        for name in value:
            if not _NAME.fullmatch(name):
                hint = "use letters, digits and _, a letter first"
                at = self.placed.at(*path, name)
                self.findings.error("bad-name", f'"{name}" cannot name a table', at, hint)
            out[name] = self._string(value, (*path, name)) or ""
        return out

    # -- The PDF, parameters and sources --------------------------------------------------------------------------

    def _pdf(self, value: Data, path: Path) -> PdfOptions:
        return PdfOptions(**self._options(PDF_KEYS, value, path))

    def _mail(self, value: Data, path: Path) -> MailOptions:
        return MailOptions(**self._options(MAIL_KEYS, value, path), at=self.placed.at(*path))

    def _options(self, keys: Mapping[str, str], value: Data, path: Path) -> dict[str, Any]:
        """A mapping of known keys, each read as its kind."""
        given = self._named(value, path)
        self._only(given, tuple(keys), path)
        read = {k: self._read(keys[k], v, (*path, k)) for k, v in given.items() if k in keys and v is not None}
        return {key: found for key, found in read.items() if found is not None}

    def _count(self, value: Data, path: Path) -> int | None:
        """How many charts a mail has."""
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_CHARTS:
            return value
        self._bad(path, f'"{path[-1]}" cannot be {value}', f"write a number from 0 to {MOST_CHARTS}")
        return None

    def _previous(self, value: Data, path: Path) -> PreviousEdition | None:
        """A path, or a mapping of `path` and whether it is `optional`."""
        if not isinstance(value, dict):
            name = self._string(value, path)
            return PreviousEdition(name) if name else None
        self._only(value, PREVIOUS_KEYS, path)
        if value.get("path") is None:
            hint = "add path: and the ledger of the last edition, or its folder"
            self.findings.error("missing-key", '"previous" has no path', self.placed.at(*path), hint)
            return None
        name = self._string(value["path"], (*path, "path"))
        optional = "optional" in value and self._flag(value["optional"], (*path, "optional"))
        return PreviousEdition(name, bool(optional)) if name else None

    def _standard(self, value: Data, path: Path) -> tuple[str, ...] | None:
        before = len(self.findings.errors)
        names = self._strings(value, path)
        if len(self.findings.errors) > before:
            return None
        return check_standards(names, self.placed.at(*path), self.findings)

    def _params(self, value: Data, path: Path) -> tuple[Param, ...]:
        params = [self._param(name, one, (*path, name)) for name, one in self._named(value, path).items()]
        return tuple(p for p in params if p)

    def _param(self, name: str, value: Data, path: Path) -> Param | None:
        before = len(self.findings.errors)
        if not _NAME.fullmatch(name):
            hint = "use letters, digits and _, a letter first"
            message = f'"{name}" cannot name a parameter'
            self.findings.error("bad-name", message, self.placed.at(*path), hint)
        spec = value if isinstance(value, dict) else {"default": value}
        self._only(spec, PARAM_KEYS, path)
        default, choices = spec.get("default"), spec.get("choices", [])
        type_ = spec.get("type", _type_of(default))
        if not isinstance(type_, str) or type_ not in TYPES:
            self._bad((*path, "type"), f'there is no type "{type_}"', suggest(str(type_), TYPES, "There are"))
            return None
        if default is None:
            hint = "add default: ..., which is used where the command gives no value"
            self.findings.error("missing-key", f'the parameter "{name}" has no default', self.placed.at(*path), hint)
            return None
        if not isinstance(choices, list):
            self._wrong((*path, "choices"), "a list is wanted")
            return None
        self._typed(default, type_, (*path, "default") if isinstance(value, dict) else path)
        for n, choice in enumerate(choices):
            self._typed(choice, type_, (*path, "choices", n))
        if choices and default not in choices:
            shown = suggest(str(default), (str(c) for c in choices), "They are")
            self._bad((*path, "default"), f'the default "{default}" is not one of the choices', shown)
        if len(self.findings.errors) > before:
            return None
        return Param(name, cast("Any", type_), cast("Raw", default), tuple(choices), self.placed.at(*path))

    def _typed(self, value: Data, type_: str, path: Path) -> None:
        if isinstance(value, str):
            self.cut.literal(value, "a parameter", self.findings)
        if not _is(value, type_):
            hint = "mend the type or the value; a text in quotes is a string"
            self._bad(path, f'"{value}" is not of the type {type_}', hint)

    def _sources(self, value: Data, path: Path) -> tuple[Source, ...]:
        return tuple(self._source(key, one, (*path, key)) for key, one in self._named(value, path).items())

    def _source(self, key: str, value: Data, path: Path) -> Source:
        if not _KEY.fullmatch(key):
            hint = "use letters, digits, - and _: it is cited as [@key]"
            self.findings.error("bad-name", f'"{key}" is no key', self.placed.at(*path), hint)
        if not isinstance(value, dict):
            return Source(key, typeset_text(self._string(value, path) or "", self.inline.lang))
        self._only(value, SOURCE_KEYS, path)
        if value.get("title") is None:
            hint = "add title: ..."
            self.findings.error("missing-key", f'the source "{key}" has no title', self.placed.at(*path), hint)
        texts = {k: self._string(value, (*path, k)) or "" for k in SOURCE_KEYS if value.get(k) is not None}
        shown = {k: text if k == "url" else typeset_text(text, self.inline.lang) for k, text in texts.items()}
        return Source(key, **{"title": "", **shown})

    # -- Errors ------------------------------------------------------------------------------------------

    def _named(self, value: Data, path: Path) -> dict[str, Data]:
        if not isinstance(value, dict):
            self._wrong(path, "a mapping of names is wanted")
            return {}
        return value

    def _only(self, spec: dict[str, Data], keys: tuple[str, ...], path: Path) -> None:
        for key in spec:
            if key not in keys:
                what = ".".join(str(p) for p in path)
                hint = suggest(key, keys, "It may have")
                self.findings.error("unknown-key", f'"{what}" has no key "{key}"', self.placed.at(*path, key), hint)

    def _wrong(self, path: Path, wanted: str) -> None:
        hint = "a text that starts with [ or { wants quotes; a mapping is lines of key: value"
        self.findings.error("wrong-type", f'"{path[0]}": {wanted}', self.placed.at(*path), hint)

    def _bad(self, path: Path, message: str, hint: str) -> None:
        self.findings.error("bad-value", message, self.placed.at(*path), hint)


def _paths(value: Data, path: Path) -> list[Path]:
    """The paths of a list's items, or that of a value alone."""
    return [(*path, n) for n in range(len(value))] if isinstance(value, list) else [path]


def _type_of(default: Data) -> str:
    return next((name for name in ("boolean", "integer", "number", "date") if _is(default, name)), "string")


def _is(value: Data, type_: str) -> bool:
    return isinstance(value, TYPES[type_]) and isinstance(value, bool) == (type_ == "boolean")
