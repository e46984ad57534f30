"""The YAML between `---` lines at the head of a report."""

from __future__ import annotations

import datetime
import re
from typing import Any, cast, get_args

from builder.errors import Findings, Location, suggest
from builder.model.data import Source
from builder.model.document import Inlines
from builder.model.format import FormatError, Raw, locale_of
from builder.model.source import FrontMatter, Param
from builder.readers.expressions import Cut
from builder.readers.places import Placed, read_yaml
from builder.theme import PAPERS

KEYS = (
    "title", "subtitle", "author", "date", "lang", "dataset", "brand", "deck", "paper", "formats", "params", "sources",
    "keywords", "description",
)  # fmt: skip
LATER = ("pdf", "mail", "previous")
PARAM_KEYS = ("type", "default", "choices")
SOURCE_KEYS = ("title", "url", "note")
EXAMPLE = "start the file with ---, title: ..., --- on lines of their own"


def split_front_matter(text: str) -> tuple[str | None, int]:
    """The YAML (without its `---` lines) and the number of the line after it; (None, 1) where there is none."""
    lines = text.split("\n")
    if not lines or lines[0].rstrip() != "---":
        return None, 1
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:number]), number + 2
    return None, 1


def read_front_matter(yaml_text: str, shown: str, cut: Cut, findings: Findings) -> FrontMatter | None:
    """The front matter as data; None where there is no title to go on with."""
    placed = read_yaml(yaml_text, Location(shown, 2), findings)
    if placed is None:
        return None
    if not isinstance(placed.data, dict):
        findings.error("missing-front-matter", "the front matter is not a mapping", Location(shown, 1), EXAMPLE)
        return None
    return _Reader(placed, cut, findings).read()


class _Reader:
    """Reads the keys one by one, each with its own errors."""

    def __init__(self, placed: Placed, cut: Cut, findings: Findings) -> None:
        self.placed = placed
        self.data: dict[str, Any] = placed.data
        self.cut = cut
        self.findings = findings

    def read(self) -> FrontMatter | None:
        for key in self.data:
            if key in LATER:
                self.findings.warning(
                    "not-yet", f'this version does not use "{key}"', self.placed.at(key), "leave it out"
                )
            elif key not in KEYS:
                hint = suggest(key, KEYS, "The front matter may have")
                self.findings.error("unknown-key", f'the front matter has no key "{key}"', self.placed.at(key), hint)
        if not self.data.get("title"):
            self.findings.error("missing-key", "the report has no title", self.placed.at(), "add title: ...")
            return None
        return FrontMatter(
            title=self._text("title"),
            subtitle=self._text("subtitle"),
            author=self._names("author"),
            date=self._date(),
            lang=self._lang(),
            dataset=self._dataset(),
            brand=self._string("brand"),
            deck=self._string("deck"),
            paper=self._paper(),
            formats=self._names("formats") or ("pdf", "pptx"),
            params=self._params(),
            sources=self._sources(),
            keywords=self._names("keywords"),
            description=self._string("description"),
            places=self.placed.places,
        )

    def _text(self, key: str) -> Inlines:
        from builder.readers.markdown import read_inlines

        value = self.data.get(key)
        if isinstance(value, (dict, list)):
            self._wrong(key, "a text is wanted")
            return ()
        return read_inlines(str(value), self.placed.at(key), self.cut, self.findings) if value is not None else ()

    def _string(self, key: str) -> str:
        value = self.data.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._wrong(key, "a text is wanted")
            return ""
        return self.cut.restore(value)

    def _names(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        if any(isinstance(i, (dict, list)) or i is None for i in items):
            self._wrong(key, "a text or a list of texts is wanted")
            return ()
        return tuple(self.cut.restore(str(i)) for i in items)

    def _date(self) -> datetime.date | None:
        value = self.data.get("date")
        if value is None:
            return None
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        self.findings.error("bad-value", f'"{value}" is not a date', self.placed.at("date"), "write it as 2025-04-11")
        return None

    def _lang(self) -> str:
        lang = self._string("lang") or "en-US"
        try:
            locale_of(lang)
        except FormatError as error:
            self.findings.error(
                "unknown-language", str(error), self.placed.at("lang"), "write it as en-US, de or zh-Hans"
            )
            return "en-US"
        return lang

    def _paper(self) -> str:
        paper = self._string("paper") or "A4"
        if paper not in PAPERS:
            self.findings.error(
                "bad-value",
                f'there is no paper "{paper}"',
                self.placed.at("paper"),
                suggest(paper, PAPERS, "There are"),
            )
            return "A4"
        return paper

    def _dataset(self) -> str | dict[str, str] | None:
        value = self.data.get("dataset")
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
            for name in value:
                if not re.fullmatch(r"[A-Za-z_]\w*", name):
                    self.findings.error(
                        "bad-name",
                        f'"{name}" cannot name a table',
                        self.placed.at("dataset", name),
                        "use letters, digits and _",
                    )
            return value
        self._wrong("dataset", "a folder, a file, or table: file is wanted")
        return None

    def _mapping(self, key: str) -> dict[str, Any]:
        value = self.data.get(key)
        if value is not None and not isinstance(value, dict):
            self._wrong(key, "name: ... is wanted")
        return value if isinstance(value, dict) else {}

    def _params(self) -> tuple[Param, ...]:
        out = []
        for name, value in self._mapping("params").items():
            at = self.placed.at("params", name)
            spec = value if isinstance(value, dict) else {"default": value}
            self._only(spec, PARAM_KEYS, "params", name)
            default = spec.get("default")
            type_ = spec.get("type") or _type_of(default)
            if type_ not in get_args(Param.__annotations__["type"]) and type_ not in _TYPES:
                self.findings.error(
                    "bad-value", f'there is no type "{type_}"', at, suggest(str(type_), _TYPES, "There are")
                )
                continue
            choices = spec.get("choices") or ()
            if not isinstance(choices, (list, tuple)):
                self.findings.error("wrong-type", "choices are a list", at)
                choices = ()
            for one in (default, *choices):
                if one is not None and not _is(one, type_):
                    self.findings.error(
                        "bad-value", f'"{one}" is not of the type "{type_}"', at, "mend the type or the value"
                    )
            if choices and default not in choices:
                self.findings.error("bad-value", f'the default "{default}" is not one of the choices', at)
            out.append(Param(name, cast("Any", type_), cast("Raw", default), tuple(choices), at))
        return tuple(out)

    def _sources(self) -> tuple[Source, ...]:
        out = []
        for key, value in self._mapping("sources").items():
            spec = value if isinstance(value, dict) else {"title": value}
            self._only(spec, SOURCE_KEYS, "sources", key)
            if not spec.get("title"):
                self.findings.error(
                    "missing-key", f'the source "{key}" has no title', self.placed.at("sources", key), "add title: ..."
                )
            texts = {k: self.cut.restore(str(spec.get(k) or "")) for k in SOURCE_KEYS}
            out.append(Source(key, texts["title"], texts["url"], texts["note"]))
        return tuple(out)

    def _only(self, spec: dict[str, Any], keys: tuple[str, ...], *path: str) -> None:
        for key in spec:
            if key not in keys:
                hint = suggest(key, keys, "It may have")
                self.findings.error(
                    "unknown-key", f'"{".".join(path)}" has no key "{key}"', self.placed.at(*path, key), hint
                )

    def _wrong(self, key: str, wanted: str) -> None:
        self.findings.error("wrong-type", f'"{key}": {wanted}', self.placed.at(key))


_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "date": (datetime.date,),
}


def _type_of(default: Any) -> str:
    return next((name for name in ("boolean", "integer", "number", "date") if _is(default, name)), "string")


def _is(value: Any, type_: str) -> bool:
    return isinstance(value, _TYPES[type_]) and (isinstance(value, bool) is (type_ == "boolean"))
