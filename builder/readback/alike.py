"""Both documents carry the same values, figures and tables in the same order, but for what is for one alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from builder.errors import Findings, Location
from builder.readback.account import FORMATS, Account, Entry
from builder.readback.numbers import composed, squeezed
from builder.readback.seals import WORDS, File

_KINDS = (("values", "number", "the value"), ("figures", "id", "the figure"), ("tables", "id", "the table"))


def check_alike(account: Account, files: dict[str, File], findings: Findings) -> None:
    """Tells what one document lacks, and what stands in another order."""
    for format_ in FORMATS:
        if format_ in files:
            _whole(account, files[format_], findings)
            _ordered(account, files[format_], findings)


def _whole(account: Account, file: File, findings: Findings) -> None:
    """Everything stands in a document that the source does not keep for the other one."""
    hint = "what is for one document alone stands in ::: brief or ::: deck; else please report this: it is a fault"
    for kind, name, what in _KINDS:
        for entry in account.entries(kind):
            alone = account.alone.get((kind, entry[name]))
            if alone is None or (alone and alone != file.format) or entry["pages"].get(file.format):
                continue
            if entry.get("rows") == 0:
                continue
            if kind == "values" and _anywhere(file, entry["text"]):
                continue
            shown = entry["text"] if kind == "values" else entry["id"]
            message = f'{file.reading.name}: {what} "{shown}" stands on no {WORDS[file.format]}'
            at = Location(account.report, entry["line"] or 1, entry.get("column") or 1)
            findings.error("documents-differ", message, at, hint)


def _anywhere(file: File, text: str) -> bool:
    """Whether a value without a place stands in a text alternative, which is on no page to be seen."""
    wanted = squeezed(composed(text))
    return any(wanted in squeezed(composed(alt.text)) for page in file.pages if page for alt in page.alts)


def _ordered(account: Account, file: File, findings: Findings) -> None:
    """Parts follow one another as in the source, and so do figures, and tables; an appendix is last in the deck."""
    for one, other in pairwise(_starts(account, file)):
        if one[0] > other[0]:
            word = WORDS[file.format]
            message = (
                f"{file.reading.name}: what stands under line {other[1]} begins on {word} {other[0]}, before what "
                f"comes before it in the report ({word} {one[0]})"
            )
            at = Location(account.report, other[1])
            findings.error("documents-differ", message, at, "please report this: it is a fault")
    for kind in ("figures", "tables"):
        for (page, before), (later, after) in pairwise(_visuals(account, file, kind)):
            if page > later:
                message = f'{file.reading.name}: "{after["id"]}" stands before "{before["id"]}"'
                at = Location(account.report, after["line"] or 1)
                findings.error("documents-differ", message, at, "please report this: it is a fault")


def _starts(account: Account, file: File) -> list[tuple[int, int]]:
    """For each part its first page and its line, in the order in which the document has them."""
    pages = {v["number"]: min(v["pages"].get(file.format) or [0]) for v in account.entries("values")}
    found = []
    for part in _parts(account, file):
        first = [pages[n] for key, names in part.items() if key.startswith("values") for n in names if pages.get(n)]
        if first:
            found.append((min(first), int(part["line"])))
    return found


def _parts(account: Account, file: File) -> Sequence[Entry]:
    parts = account.entries("parts")
    return sorted(parts, key=lambda p: bool(p["appendix"])) if file.format == "pptx" else parts


def _visuals(account: Account, file: File, kind: str) -> Iterator[tuple[int, Entry]]:
    """Figures or tables with the page where each begins, in the order in which the document has them."""
    entries = {e["id"]: e for e in account.entries(kind)}
    for part in _parts(account, file):
        names = [n for key, names in part.items() if key.partition(" ")[0] == kind for n in names]
        for entry in sorted((entries[n] for n in names if n in entries), key=lambda e: int(e["number"])):
            if places := entry["pages"].get(file.format):
                yield min(p if isinstance(p, int) else p[0] for p in places), entry
