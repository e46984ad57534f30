"""A slide of each role in a template, with sample content, as pictures: LibreOffice draws them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from builder.charts.native import native_figure
from builder.errors import Diagnostic, Findings, Location, WriteError
from builder.model.chart import Channel, Chart, NativeFigure
from builder.model.data import Field, QueryResult, Source
from builder.model.document import (
    Attr,
    Block,
    BlockQuote,
    BulletList,
    DataTable,
    Document,
    Figure,
    Header,
    KeyFigure,
    KeyFigures,
    Meta,
    Para,
    Str,
    TableColumn,
)
from builder.model.format import Format
from builder.theme import Theme
from builder.writers.base import WriteJob
from builder.writers.pptx.deck import plan_deck
from builder.writers.pptx.layouts import ROLES
from builder.writers.pptx.mapping import read_choices
from builder.writers.pptx.plan import SlidePlan
from builder.writers.pptx.template import Template, open_template
from builder.writers.pptx.writer import DeckWriter

PATIENCE = 180  # seconds for LibreOffice
_AT = Location("sample")
_YEARS = (2021, 2022, 2023, 2024)
_VALUES = (12.0, 18.5, 17.0, 26.0)
# The heading of each role's slide.
_HEADS = {
    "section": "Where a part begins",
    "text": "The finding of a slide, in a sentence",
    "text-visual": "Text beside what it tells of",
    "two-visuals": "Two visuals to be compared",
    "visual": "One visual that tells it all",
    "table": "What a table shows",
    "key-figures": "The year in four figures",
    "quote": "What was said of it",
}


def libreoffice() -> str:
    """The program that draws slides, "" where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def sample_pictures(path: Path, project: Path | None, folder: Path) -> list[Path]:
    """A PNG for each role in `folder`, named after it. Raises `WriteError` for a bad template, and
    (`template-not-drawn`) where LibreOffice does not do it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        decks = sample_decks(path, project, Path(scratch))
        profile = f"-env:UserInstallation={(Path(scratch) / 'profile').as_uri()}"
        command = [libreoffice(), profile, "--headless", "--convert-to", "png", "--outdir", str(folder)]
        try:
            subprocess.run([*command, *map(str, decks)], check=True, capture_output=True, timeout=PATIENCE)  # noqa: S603 - no shell, and names of our own
        except (OSError, subprocess.SubprocessError) as error:
            message = f"LibreOffice did not draw the slides ({type(error).__name__})"
            hint = "see whether it starts, or leave the pictures out with --no-pictures"
            raise WriteError([Diagnostic("error", "template-not-drawn", message, Location(path.name), hint)]) from None
    return [p for d in decks if (p := folder / f"{d.stem}.png").is_file()]


def sample_decks(path: Path, project: Path | None, folder: Path) -> list[Path]:
    """A deck of one slide for each role, in `folder`."""
    data, choices = path.read_bytes(), read_choices(path, project)
    document, findings = sample_document(), Findings()

    def opened() -> Template:
        return open_template(data, path.name, choices)

    theme, palette = opened().themed(Theme())
    drawn = theme.for_deck()

    def native(chart: Chart) -> NativeFigure | None:
        return native_figure(chart, drawn)

    deck = plan_deck(document, theme, opened().layouts, native, findings)
    out = []
    for role in ROLES:
        slide = _slide_of(role, deck.slides)
        if slide is not None:
            out.append(folder / f"{role}.pptx")
            job = WriteJob(document, theme, findings, None, path)
            one = replace(deck, slides=(slide,), anchors={})
            DeckWriter(job, opened(), one, drawn, palette).write(out[-1])
    return out


def _slide_of(role: str, slides: tuple[SlidePlan, ...]) -> SlidePlan | None:
    """The first slide of a role; where none is of it, the one that has its heading."""
    headed = (s for s in slides if role in _HEADS and s.title.text.startswith(_HEADS[role]))
    return next((s for s in slides if s.role == role), None) or next(headed, None)


def sample_document() -> Document:
    """A report with a slide of each role."""
    points = _bullets(
        "A first point, which takes a little more than one line of its place", "A second point", "A third"
    )
    blocks: list[Block] = []
    for role, content in (
        ("section", ()),
        ("text", (points, _bullets("One more"))),
        ("text-visual", (_bullets("What the chart tells", "What follows from it"), _figure("beside", 1))),
        ("two-visuals", (_figure("first", 2), _figure("second", 3, "bar"))),
        ("visual", (_figure("whole", 4, "bar"),)),
        ("table", (_table(),)),
        ("key-figures", (_figures(), _bullets("What the figures mean"))),
        ("quote", (BlockQuote((_para("A sentence that is worth a slide of its own."), _para("— Its author")), _AT),)),
    ):
        blocks += [Header(2 if role != "section" else 1, (Str(_HEADS[role]),), Attr(role), _AT), *content]
    sources = (Source("one", "A source", "https://example.org"), Source("two", "Another source"))
    meta = Meta((Str("A report in this template"),), (Str("What it is about"),), ("Its author",), None, "en")
    return Document("sample", meta, tuple(blocks), ".", (), (), (), sources)


def _para(text: str) -> Para:
    return Para((Str(text),), _AT)


def _bullets(*texts: str) -> BulletList:
    return BulletList(tuple((_para(text),) for text in texts), _AT)


def _figure(id_: str, number: int, mark: str = "line") -> Figure:
    channels = {
        "x": Channel(Field("year", "year"), Format(), _YEARS, "Year"),
        "y": Channel(Field("share", "number", unit="percent"), Format("number", 0), _VALUES, "Share, %"),
    }
    chart = Chart(id_, mark, channels, len(_YEARS), title="What the chart finds", subtitle="Share, percent")
    return Figure(id_, chart, _AT, number, alt="A sample chart.", source=(Str("A source"),))


def _table() -> DataTable:
    fields = (Field("name"), Field("share", "number"), Field("change", "number"))
    rows = tuple((f"Row {n}", value, value / 4) for n, value in enumerate(_VALUES, 1))
    columns = (
        TableColumn(0, "Name", Format(), "left"),
        TableColumn(1, "Share", Format("number", 1), "right", "%"),
        TableColumn(2, "Change", Format("number", 1), "right", "points"),
    )
    caption, source = (Str("What the table measures"),), (Str("A source"),)
    return DataTable("sample", QueryResult("sample", fields, rows), columns, _AT, 1, "en", caption, source)


def _figures() -> KeyFigures:
    told = (("26%", "Share", "+9 points", "since 2023"), ("1.4 m", "People", "+0.2 m", ""),
            ("3rd", "Rank", "", "of 27"), ("48", "Places", "+5", "this year"))  # fmt: skip
    items = (
        KeyFigure((Str(label),), (Str(value),), (Str(change),) if change else (), (Str(note),) if note else ())
        for value, label, change, note in told
    )
    return KeyFigures(tuple(items), _AT)
