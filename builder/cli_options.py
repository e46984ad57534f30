"""From the words of the command line to options: what is no date, no KEY=VALUE and no choice is a usage error."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from builder.pipeline import BuildOptions


def choice(word: str, known: tuple[str, ...], more: str = "") -> str:
    """`word`, if `--format` takes it. Raises `typer.BadParameter` with what it takes, and `more`."""
    if word not in known:
        message = f'"{word}" is not one of: {", ".join(known)}' + (f". {more}" if more else "")
        raise typer.BadParameter(message, param_hint="--format")
    return word


def build_options(
    formats: list[str] | None,
    standards: list[str] | None,
    output: Path | None,
    params: list[str] | None,
    date: str | None,
    cache: Path | None,
    *,
    strict: bool,
    audit: bool = False,
    previous: str | None = None,
) -> BuildOptions:
    """The options of a build. Raises `typer.BadParameter` for what cannot be read."""
    from builder.pipeline import BuildOptions

    given: dict[str, str] = {}
    for text in params or ():
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise typer.BadParameter(f'"{text}" is not KEY=VALUE', param_hint="--param")
        if key in given:
            raise typer.BadParameter(f'"{key}" is given twice', param_hint="--param")
        given[key] = value
    try:
        day = datetime.date.fromisoformat(date) if date else None
    except ValueError:
        raise typer.BadParameter(f'"{date}" is not a date as 2025-04-11', param_hint="--date") from None
    named = tuple(name.strip() for text in standards or () for name in text.split(","))
    formats_ = tuple(formats or ())
    return BuildOptions(formats_, output, given, day, strict, cache, named, previous=previous or "", audit=audit)
