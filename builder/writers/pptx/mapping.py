"""What the user says about the layouts of a template: which is for which role, and what its placeholders are for.

It stands in `NAME.layouts.toml` beside the template, or in `[tool.build-report.deck]` of the project's pyproject.toml,
which goes before it:

    section = "Kapitel"
    text-visual = { layout = "Zwei Inhalte", master = "Nacht", text = 2, visual = 1 }

Placeholders are given by their numbers, which `template inspect` lists.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from builder.errors import Findings, Location, WriteError, suggest
from builder.writers.pptx.layouts import ROLES, Area, Layout, Layouts, Slot
from builder.writers.pptx.roles import fitted

SUFFIX = ".layouts.toml"
TABLE = "tool.build-report.deck"
SINGLE = ("title", "subtitle", "text", "details")
SEVERAL = ("visual", "caption", "source", "value", "label", "note")
FIGURE = ("value", "label", "note")
NAMES = ("layout", "master")
NOTES = {
    "made": "no layout is for this: places are made on this one",
    "missing": "no layout is for this: this one stands in",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One role's layout: its name, the name of its master ("" for any), and the placeholders of each use."""

    role: str
    layout: str
    master: str = ""
    slots: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    at: Location | None = None


# -- Reading ---------------------------------------------------------------------------------------------


def mapping_path(template: Path) -> Path:
    """The file beside a template: "corporate.layouts.toml" for "corporate.pptx"."""
    return template.with_name(template.stem + SUFFIX)


def read_choices(template: Path, project: Path | None) -> tuple[Choice, ...]:
    """The choices beside a template and in `project`, a pyproject.toml.

    Raises `WriteError` (`bad-layout-map`, `unknown-role`, `unknown-key`).
    """
    findings = Findings()
    found: dict[str, Choice] = {}
    for path in (mapping_path(template), project):
        if path is None or not path.is_file():
            continue
        for choice in _Reader(path, findings).choices(in_project=path is project):
            found[choice.role] = choice
    findings.raise_errors(WriteError)
    return tuple(found.values())


class _Reader:
    def __init__(self, path: Path, findings: Findings) -> None:
        self.path, self.findings = path, findings
        self.text = ""

    def choices(self, *, in_project: bool) -> list[Choice]:
        try:
            self.text = self.path.read_text(encoding="utf-8-sig")
            data: Any = tomllib.loads(self.text)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            where = re.search(r"line (\d+), column (\d+)", str(error))
            line, column = (int(where[1]), int(where[2])) if where else (1, 1)
            message = f"this is not TOML that can be read: {_brief(error)}"
            at = Location(self.path.name, line, column)
            self.findings.error("bad-layout-map", message, at, 'write lines such as section = "Section Header"')
            return []
        for key in TABLE.split(".") if in_project else ():
            data = data.get(key, {}) if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self._bad(TABLE, "a table is wanted", 'write lines such as section = "Section Header"')
            return []
        return [c for role, value in data.items() if (c := self._choice(role, value))]

    def _at(self, key: str, inner: str = "") -> Location:
        """The line of a role, or of a key within it."""
        wanted = re.compile(rf'^\s*(?:\[.*\b)?["\']?{re.escape(key)}["\']?\]?\s*(?:[=.].*)?$')
        lines = self.text.splitlines()
        start = next((n for n, line in enumerate(lines) if f"[{TABLE}" in line), 0)
        number = next((n for n in range(start, len(lines)) if wanted.match(lines[n])), start)
        own = [n for n in range(number, len(lines)) if inner and re.search(rf"\b{re.escape(inner)}\b\s*=", lines[n])]
        return Location(self.path.name, (own[0] if own else number) + 1)

    def _bad(self, key: str, message: str, hint: str, inner: str = "") -> None:
        self.findings.error("bad-layout-map", message, self._at(key, inner), hint)

    def _choice(self, role: str, value: object) -> Choice | None:
        if role not in ROLES:
            hint = suggest(role, ROLES, "There are")
            self.findings.error("unknown-role", f'slides have no role "{role}"', self._at(role), hint)
            return None
        table = {"layout": value} if isinstance(value, str) else value
        wanted = f'write {role} = "the name of a layout", or {{ layout = "its name", text = 1, visual = [2] }}'
        if not isinstance(table, dict) or not isinstance(table.get("layout"), str):
            self._bad(role, f'the role "{role}" has no name of a layout', wanted)
            return None
        slots: dict[str, tuple[int, ...]] = {}
        for key, given in table.items():
            if key in NAMES and isinstance(given, str):
                continue
            numbers = given if isinstance(given, list) and key in SEVERAL else [given]
            if key not in (*SINGLE, *SEVERAL, *NAMES):
                hint = suggest(key, (*NAMES, *SINGLE, *SEVERAL), "It may have")
                self.findings.error("unknown-key", f'a role has no key "{key}"', self._at(role, key), hint)
            elif key in NAMES or not all(isinstance(n, int) and not isinstance(n, bool) for n in numbers):
                kind = "a name" if key in NAMES else "the number of a placeholder"
                self._bad(role, f'"{key}" of the role "{role}" is not {kind}', wanted, key)
            else:
                slots[key] = tuple(numbers)
        return Choice(role, str(table["layout"]), str(table.get("master", "")), slots, self._at(role))


def _brief(error: Exception) -> str:
    """What an error says, without its place."""
    return re.sub(r" *\(at .*", "", str(error))


# -- Applying --------------------------------------------------------------------------------------------


def chosen_layouts(
    choices: Sequence[Choice], layouts: Sequence[Layout], width: float, height: float
) -> dict[str, Layout]:
    """The chosen layouts by their roles, with their placeholders as chosen.

    Raises `WriteError` (`unknown-layout`, `unknown-placeholder`, `bad-layout-map`) for what the template has not.
    """
    findings = Findings()
    out: dict[str, Layout] = {}
    for choice in choices:
        layout = _found(choice, layouts, findings)
        if layout is not None and (used := _with_slots(choice, layout, findings)) is not None:
            out[choice.role] = fitted(choice.role, used, width, height, told=bool(choice.slots))
    findings.raise_errors(WriteError)
    return out


def _found(choice: Choice, layouts: Sequence[Layout], findings: Findings) -> Layout | None:
    """The layout of a choice's name."""
    masters = list(dict.fromkeys(lay.master for lay in layouts))
    if choice.master and choice.master not in masters:
        hint = suggest(choice.master, masters, "The template has")
        findings.error("unknown-layout", f'the template has no master "{choice.master}"', choice.at, hint)
        return None
    some = [lay for lay in layouts if choice.master in ("", lay.master)]
    named = [lay for lay in some if lay.name == choice.layout]
    if not named:
        of = f' of the master "{choice.master}"' if choice.master else ""
        hint = suggest(choice.layout, list(dict.fromkeys(lay.name for lay in some)), "There are")
        findings.error("unknown-layout", f'the template has no layout "{choice.layout}"{of}', choice.at, hint)
        return None
    having = list(dict.fromkeys(lay.master for lay in named))
    if len(having) > 1:
        hint = f'add master = "{having[0]}", or one of: {", ".join(having[1:])}'
        findings.error("bad-layout-map", f'several masters have a layout "{choice.layout}"', choice.at, hint)
        return None
    return named[0]


def _with_slots(choice: Choice, layout: Layout, findings: Findings) -> Layout | None:
    """A layout with its placeholders used as a choice says; None, and an error, where it has no such ones."""
    if not choice.slots:
        return layout
    known = {s.idx: s for s in (*layout.slots(), *layout.spare) if s.type != "textbox"}
    bad = False
    for key, numbers in choice.slots.items():
        for number in numbers:
            if number not in known:
                bad = True
                listed = ", ".join(f"{n} ({s.name})" for n, s in sorted(known.items()))
                message = f'the layout "{layout.name}" has no placeholder {number} for "{key}"'
                findings.error("unknown-placeholder", message, choice.at, f"it has: {listed}")
    counts = {key: len(choice.slots.get(key, ())) for key in FIGURE}
    if len(set(counts.values())) > 1:
        bad = True
        told = ", ".join(f"{count} for {key}" for key, count in counts.items())
        message = f'"{choice.role}" has numbers of placeholders {told}'
        hint = "each key figure has three: value = [1, 2], label = [3, 4], note = [5, 6]"
        findings.error("bad-layout-map", message, choice.at, hint)
    if bad:
        return None

    def some(key: str) -> list[Slot]:
        return [replace(known[n], name=key) for n in choice.slots.get(key, ())]

    def one(key: str) -> Slot | None:
        return next(iter(some(key)), None)

    captions, sources = some("caption"), some("source")
    areas = tuple(
        Area(visual, captions[n] if n < len(captions) else None, sources[n] if n < len(sources) else None)
        for n, visual in enumerate(some("visual"))
    )
    figures = tuple(zip(*(some(key) for key in FIGURE), strict=True))
    return replace(
        layout,
        title=one("title") or layout.title,
        headless=layout.headless and not choice.slots.get("title"),
        subtitle=one("subtitle"),
        text=one("text"),
        details=one("details"),
        areas=areas,
        figures=figures,
        spare=(),
    )


# -- Writing ---------------------------------------------------------------------------------------------


def mapping_text(layouts: Layouts, template: str, *, table: str = "") -> str:
    """The choices as they stand, as TOML that can be edited; `template` is the template's name, `table` that of the
    table they go into.
    """
    out = [f"# Which layout of {template} is for which kind of slide. Change a name, and build again.",
           '# Placeholders are chosen by their numbers: text-visual = { layout = "Two Content", text = 2, visual = 1 }',
           *([f"[{table}]"] if table else [])]  # fmt: skip
    masters = len({lay.master for lay in (*layouts.roles.values(), *layouts.named.values())}) > 1
    for role in ROLES:
        layout, how = layouts.roles[role], layouts.found.get(role, "")
        name = _quoted(layout.name)
        value = f"{{ layout = {name}, master = {_quoted(layout.master)} }}" if masters else name
        used = ", ".join(f"{key} {numbers}" for key, numbers in placeholder_numbers(layout).items())
        out.append(f"{role} = {value}  # {NOTES.get(how, used)}")
    return "\n".join(out) + "\n"


def placeholder_numbers(layout: Layout) -> dict[str, str]:
    """The numbers of a layout's placeholders by their use, as "1" or "1 2"."""
    uses: dict[str, list[Slot | None]] = {
        "title": [layout.title], "subtitle": [layout.subtitle], "text": [layout.text], "details": [layout.details],
        "visual": [a.visual for a in layout.areas], "caption": [a.caption for a in layout.areas],
        "source": [a.source for a in layout.areas],
        **{name: [figure[n] for figure in layout.figures] for n, name in enumerate(("value", "label", "note"))},
    }  # fmt: skip
    out: dict[str, str] = {}
    for use, slots in uses.items():
        numbers = [s.idx for s in slots if s and s.type != "textbox" and not (use == "title" and layout.headless)]
        if numbers:
            out[use] = " ".join(map(str, numbers))
    return out


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = "".join(f"\\u{ord(c):04X}" if ord(c) < 32 or ord(c) == 127 else c for c in text.replace("\\", "\\\\"))
    return '"' + escaped.replace('"', '\\"') + '"'
