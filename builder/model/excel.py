"""Formats as spreadsheets write them: the number formats of ECMA-376 part 1, 18.8.31.

A workbook holds raw values, so a format may divide by thousands (a comma after the digits) and multiply by a hundred
(a percent sign), and nothing else. What cannot be said so is said in the unit's own scale; it is never a wrong amount.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from builder.model.units import SCALES

if TYPE_CHECKING:
    from builder.model.format import Format

_SUFFIX = {1.0: "", 1e3: "k", 1e6: "m", 1e9: "bn", 1e12: "tn"}
_PATTERN = re.compile(r"([GyMLdEHhms])\1*|'[^']*'|.")


@dataclass(frozen=True, slots=True)
class Affixes:
    """What a language puts around numbers, as `Format.text` writes it: before and after a percentage, after points,
    for a scale (by its divisor), and before and after an amount of money. The decimal sign and the groups are those of
    the program that shows the file.
    """

    percent: tuple[str, str] = ("", "%")
    points: str = "\u00a0points"
    scales: Mapping[float, tuple[str, str]] = field(default_factory=dict)
    money: tuple[str, str] = ("", "")


ENGLISH = Affixes()


def excel_format(f: Format, around: Affixes = ENGLISH) -> str:
    """The number format that writes raw values as `f` does."""
    if f.kind in ("text", "words", "ordinal"):
        return "General"
    if f.kind == "date":
        return _date(f.pattern)
    body = _body(f.digits)
    match f.kind:
        case "percent" if f.factor == 100.0:
            before, after = around.percent
            # Excel multiplies by a hundred for a percent sign that is no literal.
            body = _percent(before) + body + _percent(after) if "%" in before + after else body + "%"
        case "percent":
            body = _literal(around.percent[0]) + body + _literal(around.percent[1])
        case "points":
            # It does so for the sign alone: a share in points has no other form.
            body += "%" if f.factor == 100.0 else _literal(around.points)
        case "times":
            body += '"×"'
        case "money" | "compact":
            return _scaled(f, around)
        case _:
            pass
    return _signed(body, signed=f.signed)


def _literal(text: str) -> str:
    return '"' + text.replace('"', "") + '"' if text else ""


def _percent(affix: str) -> str:
    before, sign, after = affix.partition("%")
    return _literal(before) + sign + _literal(after)


def _body(digits: int | None) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "") if digits is not None else "#,##0.##"


def _signed(body: str, *, signed: bool) -> str:
    return f"+{body};-{body};{body}" if signed else body


def _scaled(f: Format, around: Affixes) -> str:
    digits = f.digits
    if f.kind == "compact" and digits is None:
        digits = 1

    def section(step: float) -> str:
        commas = round((len(str(int(step))) - len(str(int(f.factor)))) / 3)
        plain = step == 1.0 and f.kind == "compact" and f.digits is None
        before, after = around.scales.get(step, ("", _SUFFIX[step])) if step > 1 else ("", "")
        body = _literal(before) + ("#,##0" if plain else _body(digits)) + "," * commas + _literal(after)
        return _literal(around.money[0]) + body + _literal(around.money[1])

    if (f.kind == "compact" and not f.scale) or f.scale == "auto":
        # Excel has two conditions and a rest; they are given to the scales that figures of a report have.
        steps = [s for s in (1e9, 1e6, 1.0) if s >= f.factor] or [f.factor]
        sections = [f"[>={step / f.factor:.0f}]{section(step)}" for step in steps[:-1]]
        return ";".join([*sections, section(steps[-1])])
    return _signed(section(max(SCALES[f.scale], f.factor)), signed=f.signed)


def _date(pattern: str) -> str:
    out = []
    for match in _PATTERN.finditer(pattern):
        run, letter = match[0], match[1]
        match letter:
            case "y":
                out.append("yy" if run == "yy" else "yyyy")
            case "M" | "L":
                out.append("m" * min(len(run), 5))
            case "d":
                out.append("d" * min(len(run), 2))
            case "E":
                out.append("dddd" if len(run) == 4 else "ddd")
            case "H" | "h" | "m" | "s":
                out.append(run.lower())
            case None if run[0] == "'":
                out.append(f'"{run[1:-1]}"' if len(run) > 2 else "'")
            case None if run in " -/.:,":
                out.append(run)
            case None:
                out.append(f'"{run}"' if run != '"' else "")
            case _:
                return "yyyy-mm-dd"
    return "".join(out)
