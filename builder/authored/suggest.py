"""Which values of the data read as a number that was typed: what its author may have meant to bind."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from builder.authored.digits import in_ascii
from builder.model.cldr import numerals
from builder.model.data import Field, QueryResult
from builder.model.document import Document
from builder.model.format import Format, FormatError, Raw, fit_format, parse_format
from builder.model.units import parse_unit

MOST_CELLS = 10_000  # that are looked at: a hint is not worth a long wait
MOST = 2  # suggestions, and amounts that a text may be the rounding of
_NUMBER = re.compile(r"[+\-\u2212]?\d[\d.,'\u2019\u00a0\u202f ]*")
_KEYS = ("string", "year", "yearmonth", "date")


def bindings(document: Document, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each typed text that cells of the report's queries read as, one or two expressions that give it.

    None where cells of three amounts do, which is chance, and so for numbers below ten without decimals.
    """
    lang = document.meta.lang
    wanted: dict[str, dict[str, str]] = {}  # by filter, "" for none, the texts that are looked for
    for text in sorted(texts):
        if (digits := _decimals(text, lang)) is not None:
            for filter_ in ("", f"number({digits})", *([f"percent({digits})"] if "%" in text else [])):
                wanted.setdefault(filter_, {})[_text(text)] = text
    if not wanted:
        return {}
    found: dict[str, dict[float, str]] = {}
    for result, row, field, raw in islice(_cells(document), MOST_CELLS):
        for filter_, known in wanted.items():
            text = known.get(_written(_format(filter_, field), raw, lang), "")
            amounts = found.setdefault(text, {}) if text else {}
            if text and raw not in amounts and len(amounts) <= MOST and (cell := _expression(result, row, field)):
                amounts[raw] = cell + (f" | {filter_}" if filter_ else "")
    return {text: tuple(amounts.values()) for text, amounts in found.items() if 0 < len(amounts) <= MOST}


def _cells(document: Document) -> Iterator[tuple[QueryResult, int, Field, int | float]]:
    """The numbers of the queries in the order of the report, then those of tables."""
    for result in document.results:
        columns = [n for n, field in enumerate(result.fields) if field.type in ("integer", "number")]
        for row, cells in enumerate(result.rows if columns else ()):
            for n in columns:
                raw = cells[n]
                if isinstance(raw, (int, float)) and not isinstance(raw, bool):
                    yield result, row, result.fields[n], raw


def _text(typed: str) -> str:
    return in_ascii(typed).replace("\u202f", "\u00a0").lstrip("+~≈<>≤≥±")


def _decimals(typed: str, lang: str) -> int | None:
    """How many decimals a typed number has; None where it is none to look for."""
    match = _NUMBER.match(_text(typed).lstrip("$€£¥"))
    if not match:
        return None
    whole, _, rest = match[0].rstrip(" .,").partition(numerals(lang).decimal)
    return len(rest) if rest or len(re.sub(r"\D", "", whole)) > 1 else None


@lru_cache(256)
def _format(filter_: str, field: Field) -> Format:
    return fit_format(parse_format(filter_), parse_unit(field.unit)) if filter_ else field.written


def _written(format_: Format, raw: float, lang: str) -> str:
    try:
        return format_.text(raw, lang).replace("\u202f", "\u00a0")
    except FormatError:
        return ""


def _expression(result: QueryResult, row: int, field: Field) -> str:
    """How an author names a cell: by the fewest columns that tell its row from the others; "" where none do."""
    if len(result.rows) == 1:
        return f"{result.name}.{field.name}"
    keys = [n for n, f in enumerate(result.fields) if f.type in _KEYS and result.rows[row][n] is not None]
    for chosen in (*([n] for n in keys), keys):
        own = [result.rows[row][n] for n in chosen]
        if chosen and sum([cells[n] for n in chosen] == own for cells in result.rows) == 1:
            named = ", ".join(f"{result.fields[n].name}={_literal(result.rows[row][n])}" for n in chosen)
            return f"{result.name}.at({named}).{field.name}"
    ends = {len(result.rows) - 1: "last", 0: "first"}
    return f"{result.name}.{ends[row]}.{field.name}" if row in ends else ""


def _literal(raw: Raw) -> str:
    if isinstance(raw, (int, float)):
        return str(raw)
    return '"' + (raw.isoformat() if isinstance(raw, datetime.date) else str(raw).replace('"', '\\"')) + '"'
