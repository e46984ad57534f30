"""Native charts: what the chart shows is what its workbook says, and that is what the ledger has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from builder.errors import Findings, Location
from builder.readback.account import Account, Entry
from builder.readback.pptx import cells_of
from builder.readback.reading import NativeChart, Reference
from builder.readback.seals import File

HINT = "take the deck that was built; if nobody changed it, please report this: it is a fault"
DOUBLED = "sum the rows in the query, leave some out, or tell them apart with color or facet"
_AMOUNTS = ("x", "y", "y2")
_COUNTED = ("histogram",)  # marks that show how many rows there are, not their values
_MOST = 5  # cells of one chart that are named


def check_workbooks(account: Account, file: File, findings: Findings) -> None:
    """Tells each cell that is not what its chart shows, and each value of a chart that no workbook has."""
    cells: dict[str, list[dict[str, str]]] = {}
    where: dict[str, int] = {}
    for number, page in enumerate(file.pages, 1):
        for chart in page.charts if page else ():
            name = _id(chart, account)
            cells.setdefault(name, []).append(chart.cells)
            where.setdefault(name, number)
            for message in _apart(chart):
                findings.error("workbook-differs", f"{file.place(number)}: {message}", None, HINT)
    for figure in account.entries("figures"):
        if books := cells.get(figure["id"]):
            lacking = list(_lacking(figure, books))
            at = Location(account.report, figure["line"] or 1)
            place = file.place(where[figure["id"]])
            if lacking and _doubled(figure):
                message = f'{place}: "{figure["id"]}" has several rows for one mark, of which the deck shows one'
                findings.warning("workbook-differs", message, at, DOUBLED)
            else:
                for message in lacking:
                    findings.error("workbook-differs", f"{place}: {message}", at, HINT)


def _id(chart: NativeChart, account: Account) -> str:
    """The figure that a chart is of, or is one panel of: its frame is named "Chart ID" or "Chart ID part 2"."""
    name = chart.name.removeprefix("Chart ")
    ids = {f["id"] for f in account.entries("figures")}
    return name if name in ids else name.rpartition(" part ")[0]


def _apart(chart: NativeChart) -> Iterator[str]:
    """The cells that are not what the chart keeps of them."""
    told = 0
    for reference in chart.references:
        for place, cached in zip(cells_of(reference.formula), reference.cached, strict=False):
            cell = chart.cells.get(place)
            if not _same(cell, cached, reference) and told < _MOST:
                told += 1
                yield (
                    f'the chart "{chart.name}" shows {cached or "nothing"}, '
                    f"its workbook has {cell or 'nothing'} in cell {place}"
                )


def _same(cell: str | None, cached: str | None, reference: Reference) -> bool:
    if not reference.numeric:
        return (cell or "") == (cached or "")
    if cell is None or cached is None:
        return cell is cached
    try:
        return float(cell) == float(cached)
    except ValueError:
        return False


def _lacking(figure: Entry, books: list[dict[str, str]]) -> Iterator[str]:
    """The amounts of a figure that no cell of its workbooks has, each as often as the figure has it."""
    if figure["mark"] in _COUNTED:
        return
    have: Counter[float | str] = Counter()
    for book in books:
        for cell in book.values():
            have[_number(cell)] += 1
    channels = [c for name in _AMOUNTS if (c := figure["channels"].get(name)) and c["type"] in ("integer", "number")]
    # A point has a place only where both of its amounts are known; a second axis has series of its own.
    places = [c["raw"] for c in (figure["channels"].get("x"), figure["channels"].get("y")) if c in channels]
    whole = [None not in amounts for amounts in zip(*places, strict=True)]
    for channel in channels:
        known = (
            zip(channel["raw"], whole, strict=True) if channel["raw"] in places else ((r, True) for r in channel["raw"])
        )
        raws = Counter(float(raw) for raw, placed in known if placed and raw is not None)
        for raw, count in raws.items():
            if have[raw] < count:
                yield f'the workbook of "{figure["id"]}" lacks the value {raw!r} of column "{channel["column"]}"'


def _doubled(figure: Entry) -> bool:
    """Whether several rows of a figure have the same category, colour and facet: a native chart has one cell."""
    names = [c["raw"] for c in figure["channels"].values() if c["type"] not in ("integer", "number")]
    rows = list(zip(*names, strict=True))
    return len(set(rows)) < len(rows)


def _number(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell
