"""About what a number looks like in a number format: to know how wide it is before a program writes it."""

from __future__ import annotations

import re

_QUOTED = re.compile(r'"([^"]*)"')
_CONDITION = re.compile(r"\[(>=|<)(-?[\d.]+)\]")


def written(code: str, value: float) -> str:
    """About what a number looks like in a number format of ECMA-376 part 1, 18.8.31: to know how wide it is."""
    sections = code.split(";")
    section = sections[1] if len(sections) > 1 and value < 0 and not sections[0].startswith("[") else sections[0]
    for candidate in sections:
        condition = _CONDITION.match(candidate)
        if condition is None or (condition[1] == ">=" and value >= float(condition[2])):
            section = candidate if sections[0].startswith("[") else section
            break
    section = _CONDITION.sub("", section)
    literal = "".join(_QUOTED.findall(section))
    body = _QUOTED.sub("", section)
    if re.search(r"[ymd]", body):
        return re.sub(r"[yY]+", "2024", body)
    if "general" in body.casefold():
        return f"{value:g}"
    shown = abs(value)
    tail = re.search(r"[0#](,+)(?![0#])", body)
    if tail:
        shown /= 1000 ** len(tail[1])
    if "%" in body:
        shown, literal = shown * 100, literal + "%"
    decimals = len(m[1]) if (m := re.search(r"\.([0#]+)", body)) else 0
    sign = "-" if value < 0 else "+" if "+" in body else ""
    return f"{sign}{shown:,.{decimals}f}{literal}"
