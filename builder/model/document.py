"""The document tree: blocks and inlines with Pandoc's names, and the few that reports add.

The same tree comes out of the reader and of `resolve`. Before resolving, values stand as `Expr` inlines and visuals as
`SpecBlock`s; afterwards no `Expr`, `SpecBlock` or `Conditional` is left: values are `ValueRun`s, visuals are
`Figure`, `DataTable` and `KeyFigures`. Writers see resolved documents only. Every block knows its place.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from builder.errors import Location
from builder.model.chart import Chart
from builder.model.comparison import Comparison
from builder.model.data import QueryResult, Source
from builder.model.format import Format, Raw
from builder.model.trace import Trace
from builder.model.value import Value


@dataclass(frozen=True, slots=True)
class Attr:
    """`{#id .class key=value}`."""

    id: str = ""
    classes: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()

    def get(self, key: str, default: str = "") -> str:
        return dict(self.keys).get(key, default)

    def __contains__(self, class_: str) -> bool:
        return class_ in self.classes


NO_ATTR = Attr()


# -- Inlines ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Str:
    """Text, spaces included. A soft line break of the source is a space in it. `trace` is the way back to the source of
    what an author typed; two texts are the same wherever they stand.
    """

    text: str
    trace: Trace | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A hard line break."""


@dataclass(frozen=True, slots=True)
class Emph:
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strikeout:
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """`target` is a URL or "#id". An internal link with no content shows what it points at ("Figure 3")."""

    content: tuple[Inline, ...]
    target: str
    title: str = ""
    at: Location | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture file of the report's project; `content` is its alternative text, `title` what stands under it."""

    content: tuple[Inline, ...]
    path: str
    title: tuple[Inline, ...] = ()
    attr: Attr = NO_ATTR
    at: Location | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote; `number` counts from 1 through the document."""

    number: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Cite:
    """`[@key; @other]`; `numbers` are the positions in the document's sources, set by `resolve`."""

    keys: tuple[str, ...]
    numbers: tuple[int, ...] = ()
    at: Location | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """`[text]{...}`. A resolved document keeps spans: `literal`, `holds`, `quote`, `lang`."""

    content: tuple[Inline, ...]
    attr: Attr
    at: Location | None = None


@dataclass(frozen=True, slots=True)
class Expr:
    """`{{ text }}` at its place in the source; not yet evaluated."""

    text: str
    at: Location


@dataclass(frozen=True, slots=True)
class ValueRun:
    """A value in text. `number` is its position in `Document.values`."""

    value: Value
    number: int


Inline = Str | LineBreak | Emph | Strong | Strikeout | Code | Link | Image | Note | Cite | Span | Expr | ValueRun
Inlines = tuple[Inline, ...]


# -- Blocks ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Header:
    """A heading; `attr.id` is never empty and unique in the document."""

    level: int
    content: Inlines
    attr: Attr
    at: Location


@dataclass(frozen=True, slots=True)
class Para:
    content: Inlines
    at: Location


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[tuple[Block, ...], ...]
    at: Location


@dataclass(frozen=True, slots=True)
class OrderedList:
    items: tuple[tuple[Block, ...], ...]
    at: Location
    start: int = 1


@dataclass(frozen=True, slots=True)
class BlockQuote:
    blocks: tuple[Block, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str
    at: Location
    language: str = ""


@dataclass(frozen=True, slots=True)
class HorizontalRule:
    at: Location


@dataclass(frozen=True, slots=True)
class Table:
    """A Markdown pipe table. `aligns` has "left", "right", "center" or "" for each column."""

    head: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    aligns: tuple[str, ...]
    at: Location
    caption: Inlines = ()
    attr: Attr = NO_ATTR
    number: int = 0


@dataclass(frozen=True, slots=True)
class Div:
    """`::: {.class ...}`: `notes`, `brief`, `deck`, `callout`, or any class that only groups."""

    blocks: tuple[Block, ...]
    attr: Attr
    at: Location


@dataclass(frozen=True, slots=True)
class SpecBlock:
    """A `chart`, `table` or `key-figures` fence before resolving.

    `spec` is its YAML as plain mappings, sequences and scalars; texts that may hold expressions are inlines already,
    under the same key. `places` gives the location of a key path, joined by dots ("columns.0.label").
    """

    kind: str
    id: str
    spec: object
    at: Location
    places: dict[str, Location] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart in the text. `number` counts figures from 1; `alt` is never empty.

    `values` are the numbers of the values that stand in the chart's own texts (title, subtitle, annotations).
    `query` names the query or table whose rows it shows. `authored` are the texts that its author gave it beside
    caption and source, with their values, each with the name of its corner: what `chart` and `alt` hold as plain texts.
    """

    id: str
    chart: Chart
    at: Location
    number: int
    caption: Inlines = ()
    alt: str = ""
    source: Inlines = ()
    values: tuple[int, ...] = ()
    query: str = ""
    authored: tuple[tuple[str, Inlines], ...] = ()


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a `DataTable`: where it stands in the result, and how it is shown. `align`: left or right."""

    index: int
    label: str
    format: Format
    align: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A query's rows as a table. Cells are formatted as they are written (`cell`), so that 100,000 rows stay cheap.

    `total` is the last row, by column, or (); `highlight` holds the row numbers in bold. `authored` are the labels that
    its author gave columns, as in a `Figure`.
    """

    id: str
    data: QueryResult
    columns: tuple[TableColumn, ...]
    at: Location
    number: int
    lang: str
    caption: Inlines = ()
    source: Inlines = ()
    total: tuple[Value | None, ...] = ()
    highlight: frozenset[int] = frozenset()
    authored: tuple[tuple[str, Inlines], ...] = ()

    def cell(self, row: int, column: int) -> str:
        """The text of one cell."""
        c = self.columns[column]
        return c.format.text(self.data.rows[row][c.index], self.lang)


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One big number: label, value, and optionally its change and a note."""

    label: Inlines
    value: Inlines
    change: Inlines = ()
    note: Inlines = ()


@dataclass(frozen=True, slots=True)
class KeyFigures:
    items: tuple[KeyFigure, ...]
    at: Location


Block = (
    Header
    | Para
    | BulletList
    | OrderedList
    | BlockQuote
    | CodeBlock
    | HorizontalRule
    | Table
    | Div
    | SpecBlock
    | Figure
    | DataTable
    | KeyFigures
)
Blocks = tuple[Block, ...]


# -- The whole -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """`[sentence]{holds="expression"}` with its outcome and the values that it saw."""

    text: str
    expression: str
    holds: bool
    values: tuple[Value, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Quote:
    """`[0.3%]{quote=key}`: a figure as somebody published it, and how it stands to the data.

    `comparison` is None where it was not compared, and `reason` says why; `claim` is the row of the published claims.
    """

    text: str
    source: str
    at: Location
    comparison: Comparison | None = None
    reason: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Meta:
    """The front matter, resolved: `date` is None where the report gives none. `subject`, of its mail, may be ().
    `authored` are `description` and `keywords` as their author typed them.
    """

    title: Inlines
    subtitle: Inlines = ()
    author: tuple[str, ...] = ()
    date: datetime.date | None = None
    lang: str = "en-US"
    keywords: tuple[str, ...] = ()
    description: str = ""
    subject: Inlines = ()
    authored: tuple[tuple[str, Inlines], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A resolved report. `name` is the stem of its files; `root` the folder that its images are relative to. `mail` is
    what stands in divs of that class, and `mail_sources` what nothing else cites, numbered after `sources`.

    `values` are those in text, by `ValueRun.number`; `sources` those cited, in order of their numbers from 1. `results`
    are the queries and tables that the report could take values from, `params` its parameters as they were given,
    `years` those of the dataset's columns of time.
    """

    name: str
    meta: Meta
    blocks: Blocks
    root: str
    values: tuple[Value, ...] = ()
    claims: tuple[Claim, ...] = ()
    quotes: tuple[Quote, ...] = ()
    sources: tuple[Source, ...] = ()
    results: tuple[QueryResult, ...] = field(default=(), compare=False, repr=False)
    params: tuple[tuple[str, Raw], ...] = ()
    years: tuple[int, ...] = ()
    mail: Blocks = ()
    mail_sources: tuple[Source, ...] = ()
