"""The parameters of a report: their defaults, and what the command line or a row of recipients gives instead."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from builder.errors import Findings, SourceError, suggest
from builder.model.format import Raw
from builder.model.source import FrontMatter, Param


def report_params(front: FrontMatter, given: Mapping[str, str]) -> dict[str, Raw]:
    """The report's parameters, typed, with what the command line overrides."""
    findings = Findings()
    known = {p.name: p for p in front.params}
    values: dict[str, Raw] = {p.name: p.default for p in front.params}
    for name, text in given.items():
        if name not in known:
            hint = suggest(name, known, "The report has")
            findings.error("unknown-param", f'the report has no parameter "{name}"', front.places.get("params"), hint)
            continue
        param = known[name]
        try:
            values[name] = _typed(param, text)
        except (ValueError, KeyError):
            findings.error("bad-param", f'--param {name}={text} is not of the type "{param.type}"', param.at)
            continue
        if param.choices and values[name] not in param.choices:
            choices = ", ".join(map(str, param.choices))
            findings.error(
                "bad-param", f"--param {name}={text} is not one of the choices", param.at, f"It may be: {choices}"
            )
    findings.raise_errors(SourceError)
    return values


def _typed(param: Param, text: str) -> Raw:
    match param.type:
        case "integer":
            return int(text)
        case "number":
            return float(text)
        case "date":
            return datetime.date.fromisoformat(text)
        case "boolean":
            return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[text.lower()]
        case _:
            return text
