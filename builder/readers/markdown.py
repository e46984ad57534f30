"""A report file becomes a `ReportSource`: the entry of the readers.

The stages: bytes to text; expressions out (`expressions`); front matter off (`front_matter`, `yaml_data`); Markdown to
tokens (`parser`) and a tree (`tree`); the tree to blocks (`blocks`, `tables`, `inlines` with `typography`, `fences`).
All errors of the file come at once, in the order of their places.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from builder.errors import Findings, Location, SourceError
from builder.model.source import FrontMatter, ReportSource
from builder.readers.blocks import BlockReader
from builder.readers.expressions import Cut, cut_expressions
from builder.readers.front_matter import read_front_matter, split_front_matter
from builder.readers.inlines import InlineReader
from builder.readers.parser import parser
from builder.readers.tree import TextPlace, arrange
from builder.readers.yaml_data import read_yaml

LONGEST = 20_000_000
# What XML, and thus a deck, has no place for (XML 1.0, 2.2).
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")
# Line ends of Unicode that editors do not count.
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def read_report(path: Path, shown: str | None = None) -> ReportSource:
    """The report in `path`. `shown` is the path that diagnostics name, `path` itself by default.

    Raises `SourceError` with every diagnostic of the file.
    """
    shown = shown or path.as_posix()
    findings = Findings()
    cut = cut_expressions(_text(path, shown, findings), shown, findings)
    yaml_text, first = split_front_matter(cut.text, shown, findings)
    env: dict[str, Any] = {}
    tokens = parser().parse(cut.text[cut.lines[first] :] if first < len(cut.lines) else "", env)
    tree = arrange(tokens, first, cut, findings)
    inline = InlineReader(cut, tree, env, findings)
    reader = BlockReader(first, cut, inline, findings)
    reader.claim_ids([*tree.nodes, *tree.notes.values()])
    front = _front_matter(yaml_text, cut, inline, findings) if yaml_text is not None else None
    blocks = reader.blocks(tree.nodes)
    _unused_notes(inline, first, cut, findings)
    for param in front.params if front else ():
        if query := reader.queries.get(param.name):
            at = Location(query.at.path, query.at.line - 1)
            message = f'there is a parameter "{param.name}" already'
            findings.error("duplicate-name", message, at, "give the query another name")
    told = [replace(d, message=cut.message(d.message), hint=cut.message(d.hint)) for d in findings.items]
    findings.items = sorted(told, key=lambda d: d.location or Location(shown))
    findings.raise_errors(SourceError)
    assert front is not None
    return ReportSource(path, shown, front, tuple(reader.queries.values()), blocks, tuple(findings.items))


def _front_matter(text: str, cut: Cut, inline: InlineReader, findings: Findings) -> FrontMatter | None:
    placed = read_yaml(text, TextPlace(text, 1, cut).at, findings)
    return read_front_matter(placed, inline, findings) if placed else None


def _unused_notes(inline: InlineReader, first: int, cut: Cut, findings: Findings) -> None:
    for label, node in inline.tree.notes.items():
        if label not in inline.notes:
            number = first + (node.token.map[0] if node.token.map else 0)
            message = f"nothing calls the footnote [^{label}]"
            hint = "call it in the text, or take it out"
            findings.warning("unused-footnote", message, cut.locate(cut.lines[number]), hint)


def _text(path: Path, shown: str, findings: Findings) -> str:
    """The file as text whose lines end with a line feed, the last one too. Raises `SourceError`."""
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "see its name and its rights; build-report new DIR makes a report to start from"
        findings.error("report-not-found", f"cannot read the report: {reason}", Location(shown), hint)
        raise SourceError(findings.items) from None
    if len(data) > LONGEST:
        hint = "cut it in two"
        findings.error("report-too-long", f"the report has more than {LONGEST:,} bytes", Location(shown), hint)
        raise SourceError(findings.items)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode("utf-8-sig", "replace")
        at = Location(shown, before.count("\n") + 1, len(before) - before.rfind("\n"))
        findings.error("not-utf8", "this character is not UTF-8", at, "save the file as UTF-8")
        raise SourceError(findings.items) from None
    text = _LINE_ENDS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    if control := _CONTROL.search(text):
        start = control.start()
        at = Location(shown, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
        hint = "take it out; it is shown as \ufffd"
        findings.warning("control-character", "this control character cannot be written", at, hint)
        text = _CONTROL.sub("\ufffd", text)
    return text if text.endswith("\n") else f"{text}\n"
