"""The workbooks of native charts, as another reader has them: what they hold, that the chart refers to
it, and that all of the chart follows when somebody changes a number.
"""

from __future__ import annotations

import datetime
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from chart_gallery import NATIVE, gallery
from deck_samples import THEME, native
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import to_excel

from builder.charts.series import number
from builder.model.chart import Chart
from builder.writers.pptx.markup import Palette
from builder.writers.pptx.native import chart_parts
from builder.writers.pptx.numbers import written
from builder.writers.pptx.sound import sound_group

DRAWN = THEME.for_deck()
PALETTE = Palette.of(THEME)
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHARTS = gallery()
WIDTH, HEIGHT = 871.0, 330.0
AMOUNT = {"dumbbell": "x", "histogram": ""}


def made(chart: Chart) -> list[tuple[Any, bytes]]:
    """The chart parts and workbooks of a chart; none where it is drawn."""
    figure = native(chart) if chart.native == "auto" else None
    group = sound_group(figure, DRAWN, WIDTH, HEIGHT, "en-US") if figure else None
    out = []
    for frame in group.frames if group else ():
        xml, book = chart_parts(frame.chart, DRAWN, PALETTE, frame.plot, "en-US")
        out.append((etree.fromstring(xml), book))
    return out


MADE = {name: made(chart) for name, chart in CHARTS.items()}
PARTS = [(name, *part) for name in CHARTS for part in MADE[name]]
IDS = [f"{name}-{n}" for name in CHARTS for n in range(len(MADE[name]))]


def sheet(book: bytes, *, formulas: bool = False) -> Any:
    return load_workbook(io.BytesIO(book), data_only=not formulas)["Sheet1"]


def cells(page: Any, reference: str) -> list[Any]:
    """The cells that a reference of the chart means, one column from the top."""
    name, _, area = reference.partition("!")
    assert name == "Sheet1"
    left, top, right, bottom = range_boundaries(area)
    assert left == right
    return [page.cell(row, left) for row in range(top, bottom + 1)]


def test_every_kind_is_a_chart_of_powerpoint_and_what_has_none_is_drawn() -> None:
    assert tuple(name for name, found in MADE.items() if found) == NATIVE
    assert len(MADE["facets"]) == 4


@pytest.mark.parametrize(("name", "xml", "book"), PARTS, ids=IDS)
def test_what_the_chart_shows_is_what_its_cells_hold(name: str, xml: Any, book: bytes) -> None:
    page = sheet(book)
    seen = 0
    for tag, kind in (("numRef", float), ("strRef", str), ("datalabelsRange", str)):
        space = C15 if tag == "datalabelsRange" else C
        for reference in xml.iter(f"{space}{tag}"):
            held = cells(page, reference.find(f"{space}f").text)
            cache = next(e for e in reference if e.tag != f"{space}f")
            assert int(cache.find(f"{C}ptCount").get("val")) == len(held)
            cached = {int(p.get("idx")): p.find(f"{C}v").text for p in cache.iter(f"{C}pt")}
            known = {n: c for n, c in enumerate(held) if c.value is not None}
            if tag == "datalabelsRange":
                for n, text in cached.items():
                    assert _shown(known[n]) == sorted(text), (name, known[n].coordinate)
                continue
            assert {n: kind(t) for n, t in cached.items()} == {n: kind(_plain(c.value)) for n, c in known.items()}
            if tag == "numRef":
                assert {c.number_format for c in held} == {cache.find(f"{C}formatCode").text}
            seen += 1
    assert seen >= 3


def _plain(value: Any) -> Any:
    """A cell's content; a day as its number."""
    return to_excel(value) if isinstance(value, datetime.date) else value


def _shown(cell: Any) -> list[str]:
    """About what a cell shows: its characters in order."""
    return sorted(cell.value if isinstance(cell.value, str) else written(cell.number_format, cell.value))


@pytest.mark.parametrize("name", NATIVE)
def test_the_raw_numbers_are_in_the_workbook_with_their_format(name: str) -> None:
    chart = CHARTS[name]
    channel = AMOUNT.get(chart.mark, "x" if not chart.channels.get("y", chart.channels["x"]).quantitative else "y")
    raw = sorted(v for r in chart.channels[channel].values if (v := number(r)) is not None) if channel else None
    typed = [
        c
        for _, book in MADE[name]
        for row in sheet(book, formulas=True).iter_rows(min_row=2)
        for c in row
        if isinstance(c.value, (int, float)) and c.number_format != "General"
    ]
    if raw is None:
        assert sum(c.value for c in typed) == chart.rows
        return
    of_amounts = [c for c in typed if c.number_format == chart.channels[channel].format.excel()]
    assert set(raw) <= {float(c.value) for c in of_amounts}


@pytest.mark.parametrize(("name", "xml", "book"), PARTS, ids=IDS)
def test_no_label_is_a_frozen_number(name: str, xml: Any, book: bytes) -> None:
    """Labels with texts of their own are names in several lines; all others show their number, name or cell."""
    names = {str(c.value) for row in sheet(book).iter_rows() for c in row if isinstance(c.value, str)}
    for label in xml.iter(f"{C}dLbl"):
        rows = [
            "".join(r.find(f"{A}t").text or "" for r in p.findall(f"{A}r"))
            for p in label.iterfind(f"{C}tx/{C}rich/{A}p")
        ]
        if any(rows):
            assert " ".join(rows) in names, name


# -- Somebody changes a number -----------------------------------------------------------------------------

CHANGED = tuple(n for n in NATIVE if n not in ("histogram", "point-many", "point", "point-named"))


def changed(chart: Chart) -> tuple[Chart, float, float]:
    """The chart with another of its numbers, what it was, and what it is."""
    name = AMOUNT.get(chart.mark, "x" if not chart.channels["y"].quantitative else "y")
    channel = chart.channels[name]
    # Neither the least nor the largest, so that the axes stay as they are, nor one that is there twice.
    values = [v for v in channel.values if isinstance(v, float)]
    row = next(n for n, v in enumerate(channel.values) if values.count(v) == 1 and min(values) < v < max(values))  # type: ignore[operator,arg-type]
    old = channel.values[row]
    assert isinstance(old, float)
    new = old + 0.25
    other = replace(channel, values=(*channel.values[:row], new, *channel.values[row + 1 :]))
    return replace(chart, channels={**chart.channels, name: other}), old, new


_REFERENCE = re.compile(r"([A-Z]+[0-9]+)(:[A-Z]+[0-9]+)?")


class Recalculated:
    """The cells of a workbook in which one typed number has been changed, computed as a spreadsheet does: an empty cell
    is nought in sums, and no number to ISNUMBER; #N/A is None.
    """

    def __init__(self, book: bytes, old: float, new: float) -> None:
        page = sheet(book, formulas=True)
        self.cells = {c.coordinate: c.value for row in page.iter_rows() for c in row}
        typed = [c for row in page.iter_rows(min_row=2) for c in row if c.value == old and c.number_format != "General"]
        self.found = len(typed)
        for cell in typed:
            self.cells[cell.coordinate] = new
        self.names = {
            "SUM": sum, "MIN": min, "MAX": max, "ABS": self._abs, "SUMPRODUCT": sum, "NA": lambda: None,
            "IF": lambda test, yes, no: yes if test else no, "AND": lambda *tests: all(tests),
            "ISNUMBER": lambda value: value is not None, "SIGN": lambda v: (v > 0) - (v < 0),
            "SMALL": lambda values, n: sorted(values)[n - 1],
        }  # fmt: skip

    @staticmethod
    def _abs(value: Any) -> Any:
        return [abs(v) for v in value] if isinstance(value, list) else abs(value)

    def value(self, place: str) -> Any:
        """What a cell holds."""
        held = self.cells.get(place)
        if not isinstance(held, str) or not re.match("=.", held):
            return _plain(held)
        text = _REFERENCE.sub(self._reference, held[1:]).replace("<>", "!=")
        return eval(text, {"__builtins__": {}}, self.names | {"cell": self.value, "area": self._area})  # noqa: S307 - our formulas

    @staticmethod
    def _reference(found: re.Match[str]) -> str:
        return f"area({found[0]!r})" if found[2] else f"cell({found[0]!r})"

    def _area(self, reference: str) -> list[Any]:
        left, top, right, bottom = range_boundaries(reference)
        places = [f"{get_column_letter(c)}{r}" for r in range(top, bottom + 1) for c in range(left, right + 1)]
        return [v for place in places if (v := self.value(place)) is not None]


@pytest.mark.parametrize("name", CHANGED)
def test_all_that_is_drawn_follows_a_number_that_somebody_changes(name: str) -> None:
    """The workbook with the number is, computed anew, that of the chart which has the number."""
    other, old, new = changed(CHARTS[name])
    books = [
        (found, now)
        for (_, was), (_, now) in zip(MADE[name], made(other), strict=True)
        if (found := Recalculated(was, old, new)).found
    ]
    assert [found.found for found, _ in books] == [1]
    for found, now in books:
        for row in sheet(now).iter_rows():
            for cell in row:
                if isinstance(cell.value, (int, float)):
                    assert found.value(cell.coordinate) == pytest.approx(cell.value, abs=1e-9), cell.coordinate
                else:
                    assert found.value(cell.coordinate) == _plain(cell.value), cell.coordinate


def test_what_is_drawn_of_numbers_is_computed_from_them() -> None:
    """Rods, stems, levels and shares are formulas; only what the author's rows have, and places, are typed."""
    for name in ("dumbbell", "lollipop", "waterfall", "bar-shares", "area"):
        [(_, book)] = MADE[name]
        held = [c for row in sheet(book, formulas=True).iter_rows(min_row=2) for c in row]
        assert sum(c.data_type == "f" for c in held) >= 3, name
        typed = {c.value for c in held if c.data_type == "n" and c.value is not None and c.number_format != "General"}
        raw = {number(v) for channel in CHARTS[name].channels.values() for v in channel.values}
        assert typed <= raw, name
