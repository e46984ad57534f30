"""DuckDB's errors as diagnostics: one sentence, the place in the report, and what exists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from builder.errors import Findings, Location, suggest
from builder.model.data import Query

_UNKNOWN_COLUMN = re.compile(r'[Cc]olumn "(.+?)" not found|does not have a column named "(.+?)"')
_PATH = re.compile(r"""["']?(?<![\w.])/(?:[^/\s'"]+/)+[^\s'"]*["']?""")


def place(query: Query, offset: int, shift: int = 0) -> Location:
    """The place in the report of a byte of the query's text; `shift` is how much stood before the text."""
    data = query.sql.encode("utf-8", "surrogatepass")
    position = offset - shift
    if not 0 <= position <= len(data):  # DuckDB's word for "nowhere" is the largest number that there is
        return query.at
    before = data[:position].decode("utf-8", "replace")
    line = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1)
    return Location(query.at.path, query.at.line + line, column + (1 if line else query.at.column))


def report_fault(
    query: Query, error: Exception, findings: Findings, columns: Iterable[str] = (), shift: int = 0
) -> None:
    """Adds the diagnostic of an error that DuckDB raised. `columns` are those of the tables that the query reads."""
    fault = _fault(error)
    message = str(fault["exception_message"])
    kind = str(fault.get("exception_type", ""))
    at = place(query, int(fault.get("position", -1)), shift)
    name = f'query "{query.name}"'
    if found := _UNKNOWN_COLUMN.search(message):
        column = found[1] or found[2]
        hint = suggest(column, columns, "Its tables have")
        findings.error("unknown-column", f'{name}: there is no column "{column}"', at, hint)
    elif kind == "Parser":
        findings.error("sql-syntax", f"{name}: {_sentence(message)}", at, "see the word at this place, and before it")
    elif kind == "Permission":
        hint = "a query sees the tables of the dataset and the earlier queries, and nothing else"
        findings.error("sql-forbidden", f"{name} reads what is not in the dataset", at, hint)
    elif kind in ("Interrupt", "INTERRUPT"):
        hint = "look for a join without a condition, or aggregate first"
        findings.error("query-timeout", f"{name} runs for too long", query.at, hint)
    elif kind == "Out of Memory":
        hint = "look for a join without a condition; aggregate, or limit it"
        findings.error("result-too-large", f"{name} needs too much memory", query.at, hint)
    else:
        findings.error("sql-error", f"{name}: {_sentence(message)}", at, _advice(fault))


def _fault(error: Exception) -> dict[str, Any]:
    """What DuckDB says with `errors_as_json`: type, message and position, after the type once more."""
    text = str(error)
    kind, _, rest = text.partition(" Error: ")
    try:
        fault = json.loads(rest)
    except json.JSONDecodeError:
        fault = None
    if isinstance(fault, dict) and "exception_message" in fault:
        return fault
    return {"exception_type": kind, "exception_message": rest or text}


def _sentence(message: str) -> str:
    """The first line of a message, without paths of the machine."""
    return _PATH.sub("a file", message.strip().partition("\n")[0]).rstrip("! .:")


def _advice(fault: dict[str, Any]) -> str:
    candidates = str(fault.get("candidates") or "").strip()
    if str(fault.get("type", "")).endswith("Function") and candidates:
        return f'did you mean "{candidates.partition(",")[0]}"? See the functions of DuckDB'
    if fault.get("exception_type") == "Conversion":
        return "try_cast gives NULL where a text is of another type"
    return "see DuckDB's SQL at this place"
