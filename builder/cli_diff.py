"""`build-report diff OLD NEW`: which ledgers are compared, and how the changes are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.cli_output import Console, shown
from builder.errors import Findings, Location, SourceError, suggest

if TYPE_CHECKING:
    from builder.editions.change import Change
    from builder.model.edition import Edition

FORMATS = ("text", "json", "markdown")
_HEAD = ("", "What", "Was", "Is", "Difference", "Where", "Remark")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions of one name, and what changed between them."""

    name: str
    old: Edition
    new: Edition
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """All that was compared, and the names of editions that stand on one side alone."""

    pairs: tuple[Comparison, ...]
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything changed at all."""
        return bool(self.came or self.went or any(pair.changes for pair in self.pairs))


def diff(old: Path, new: Path, console: Console, format_: str) -> bool:
    """Compares and tells; whether anything changed. Raises `SourceError` for what is no ledger."""
    compared = compare(old, new)
    if format_ == "json":
        console.finish(ok=True, **as_json(compared))
    elif format_ == "markdown":
        for line in as_markdown(compared):
            console.say(line)
    else:
        _tell(compared, console)
    return compared.changed


def compare(old: Path, new: Path) -> Compared:
    """The ledgers that two paths stand for, compared: one with one, several by their names."""
    from builder.editions.compare import compare_editions
    from builder.readers.ledger import read_edition

    findings = Findings()
    before, after = _ledgers(old, findings), _ledgers(new, findings)
    findings.raise_errors(SourceError)
    if len(before) == len(after) == 1:  # one edition may be called otherwise than the other
        [name], [first], [second] = after, before.values(), after.values()
        sides = {name: (first, second)}
        came: tuple[str, ...] = ()
        went: tuple[str, ...] = ()
    else:
        sides = {name: (before[name], after[name]) for name in after if name in before}
        came = tuple(name for name in after if name not in before)
        went = tuple(name for name in before if name not in after)
    pairs = []
    for name, (first, second) in sides.items():
        a, b = (read_edition(path, shown(path), findings) for path in (first, second))
        if a and b:
            pairs.append(Comparison(name, a, b, compare_editions(a, b)))
    findings.raise_errors(SourceError)
    return Compared(tuple(pairs), came, went)


def _ledgers(path: Path, findings: Findings) -> dict[str, Path]:
    from builder.readers.ledger import SUFFIX, ledgers_at

    found = ledgers_at(path)
    if not found:
        at = Location(shown(path))
        folder = path if path.is_dir() else path.parent
        beside = sorted(p.name for p in folder.glob("*" + SUFFIX)) if folder.is_dir() else []
        what = "this folder" if path.is_dir() else "that path"
        hint = "name a NAME.values.json, a folder that holds some, or a document with one beside it"
        if beside:
            hint += f". {suggest(path.name, beside, 'There are')}"
        findings.error("file-not-found", f"there is no ledger in {what}", at, hint)
    return found


# -- For a reader ----------------------------------------------------------------------------------------


def _tell(compared: Compared, console: Console) -> None:
    from builder.editions.change import SECTIONS

    for pair in compared.pairs:
        console.say(title_of(pair))
        for section, heading in SECTIONS.items():
            if rows := _rows([c for c in pair.changes if c.section == section]):
                console.say("")
                console.say(heading)
                console.table(rows[0], rows[1:])
        console.say("")
        console.say(summary(pair.changes))
    for line in _lonely(compared):
        console.say(line)


def title_of(pair: Comparison) -> str:
    """The two editions in a line: "The title: 2025-04-11 -> 2026-04-13"."""
    dates = [str(e.date) if e.date else e.path for e in (pair.old, pair.new)]
    if dates[0] == dates[1]:
        dates = [pair.old.path, pair.new.path]
    return f"{_flat(pair.new.title)}: {dates[0]} -> {dates[1]}"


def summary(changes: Sequence[Change]) -> str:
    """How much changed, in a line: "3 values changed, 1 came; 1 figure changed"."""
    counts: dict[str, dict[str, int]] = {}
    for change in changes:
        kinds = counts.setdefault(change.section, {})
        kinds[change.kind] = kinds.get(change.kind, 0) + 1
    parts = []
    for section, kinds in counts.items():
        one = {"unbound": "number bound to nothing"}.get(section, section.removesuffix("s"))
        many = {"unbound": "numbers bound to nothing"}.get(section, section)
        told = [f"{n} {kind}" for kind, n in kinds.items()]
        first = next(iter(kinds.values()))
        number, _, rest = told[0].partition(" ")
        parts.append(", ".join([f"{number} {one if first == 1 else many} {rest}", *told[1:]]))
    return "; ".join(parts) or "nothing changed"


def _rows(changes: Sequence[Change]) -> list[tuple[str, ...]]:
    """A head and a row a change; columns in which nothing stands are left out."""
    if not changes:
        return []
    rows = [(c.kind, c.name, c.old, c.new, c.difference.text, c.where, c.note) for c in changes]
    kept = [n for n in range(len(_HEAD)) if any(row[n] for row in rows)]
    return [tuple(_flat(row[n]) for n in kept) for row in (_HEAD, *rows)]


def _lonely(compared: Compared) -> list[str]:
    return [f"{name}: came" for name in compared.came] + [f"{name}: went" for name in compared.went]


def _flat(text: str) -> str:
    return " ".join(text.split())


# -- For a pull request, and for a program -----------------------------------------------------------------


def as_markdown(compared: Compared) -> list[str]:
    """The changes in GitHub's Markdown. What stands in ledgers is escaped: no text of theirs becomes markup."""
    from builder.editions.change import SECTIONS

    lines: list[str] = []
    for pair in compared.pairs:
        lines += [f"## {escaped(title_of(pair))}", "", escaped(summary(pair.changes)), ""]
        for section, heading in SECTIONS.items():
            rows = _rows([c for c in pair.changes if c.section == section])
            if rows:
                head, *rest = ("| " + " | ".join(escaped(cell) for cell in row) + " |" for row in rows)
                lines += [f"### {heading}", "", head, "|" + " --- |" * len(rows[0]), *rest, ""]
    lines += [f"- {escaped(line)}" for line in _lonely(compared)]
    return lines[:-1] if lines and not lines[-1] else lines


# What CommonMark (6.1) and GitHub read as markup. An address or a name after @ would become a link by itself.
_MARKUP = re.compile(r"([\\`*_\[\]<>&#!|~$:])")
_AUTOLINK = re.compile(r"(?<=@)|(?<=\bwww)(?=\.)", re.IGNORECASE)


def escaped(text: str) -> str:
    """`text` as Markdown shows it, letter by letter; a word joiner keeps names after @ from becoming links."""
    return _MARKUP.sub(r"\\\1", _AUTOLINK.sub("\u2060", _flat(text)))


def as_json(compared: Compared) -> dict[str, Any]:
    """What `--json` prints beside `ok` and the diagnostics."""
    return {
        "changed": compared.changed,
        "editions": [
            {
                "name": pair.name,
                "old": _edition(pair.old),
                "new": _edition(pair.new),
                "changes": [change.as_dict() for change in pair.changes],
            }
            for pair in compared.pairs
        ],
        "came": list(compared.came),
        "went": list(compared.went),
    }


def _edition(edition: Edition) -> dict[str, str | None]:
    date = edition.date.isoformat() if edition.date else None
    return {"path": edition.path, "title": edition.title, "date": date}
