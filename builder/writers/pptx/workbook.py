"""The workbook behind a native chart: the smallest SpreadsheetML package that Excel opens (ECMA-376 part 1, 12 and 18).

Raw numbers with their number formats, the same bytes for the same chart; written by hand, since a general library is
the main cost of a chart and puts the time of day into the file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.writers.pptx.escaped import escape
from builder.writers.pptx.markup import HEAD, attribute
from builder.writers.pptx.zipped import zipped

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET}.styles+xml"/></Types>'
)
_ROOT = (
    f'{HEAD}<Relationships xmlns="{_RELS}"><Relationship Id="rId1" Type="{_DOC}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_BOOK = (
    f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'
    "</workbook>"
)
_BOOK_RELS = (
    f'{HEAD}<Relationships xmlns="{_RELS}"><Relationship Id="rId1" Type="{_DOC}/worksheet" '
    f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_DOC}/styles" Target="styles.xml"/>'
    "</Relationships>"
)
FIRST_FORMAT = 164  # below are Excel's own number formats (18.8.30)


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed from others, and what it is now: it changes with them when somebody edits a number."""

    text: str
    value: float | None


Cell = str | float | int | Formula | None


def column_name(index: int) -> str:
    """0 is "A", 26 is "AA"."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: its letter, the name on top, and the cells below."""

    letter: str
    name: str
    cells: tuple[Cell, ...]
    number_format: str = "General"

    @property
    def title(self) -> str:
        """The reference of its name."""
        return f"Sheet1!${self.letter}$1"

    @property
    def reference(self) -> str:
        """The reference of its cells."""
        return f"Sheet1!${self.letter}$2:${self.letter}${max(2, len(self.cells) + 1)}"

    def cell(self, index: int) -> str:
        """The reference of one cell in a formula of the same sheet."""
        return f"{self.letter}{index + 2}"

    def numbers(self) -> tuple[float | None, ...]:
        """The cells as a chart reads them; what is no finite number is none."""
        known = (c.value if isinstance(c, Formula) else c for c in self.cells)
        return tuple(float(c) if isinstance(c, (int, float)) and math.isfinite(c) else None for c in known)


@dataclass(slots=True)
class Sheet:
    """Columns of cells with a name on top."""

    columns: list[Column] = field(default_factory=list)

    def add(self, name: str, cells: Sequence[Cell], number_format: str = "General") -> Column:
        """A new column at the right."""
        column = Column(column_name(len(self.columns)), name, tuple(cells), number_format)
        self.columns.append(column)
        return column

    def blob(self) -> bytes:
        """The .xlsx file."""
        formats = list(dict.fromkeys(c.number_format for c in self.columns if c.number_format != "General"))
        rows = [self._row(n, formats) for n in range(1 + max((len(c.cells) for c in self.columns), default=0))]
        sheet = f'{HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
        parts = {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _ROOT,
            "xl/workbook.xml": _BOOK,
            "xl/_rels/workbook.xml.rels": _BOOK_RELS,
            "xl/worksheets/sheet1.xml": sheet,
            "xl/styles.xml": _styles(formats),
        }
        return zipped((name, text.encode()) for name, text in parts.items())

    def _row(self, number: int, formats: Sequence[str]) -> str:
        cells = []
        for column in self.columns:
            if number > len(column.cells):
                continue
            value: Cell = column.cells[number - 1] if number else column.name
            plain = number == 0 or column.number_format == "General"
            style = 0 if plain else formats.index(column.number_format) + 1
            cells.append(_cell(f"{column.letter}{number + 1}", value, style))
        return f'<row r="{number + 1}">{"".join(cells)}</row>'


def _cell(place: str, value: Cell, style: int) -> str:
    look = f' s="{style}"' if style else ""
    formula = ""
    if isinstance(value, Formula):
        formula, value = f"<f>{escape(value.text)}</f>", value.value
    if isinstance(value, str) and value:
        return f'<c r="{place}"{look} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    if isinstance(value, (int, float)) and math.isfinite(value):
        return f'<c r="{place}"{look}>{formula}<v>{number(value)}</v></c>'
    # An empty cell has its format, for the number that somebody fills in.
    return f'<c r="{place}"{look}>{formula}</c>' if formula or style else ""


def number(value: float) -> str:
    """A number as XML Schema writes it: the shortest text that reads back as the same."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _styles(formats: Sequence[str]) -> str:
    own = "".join(f'<numFmt numFmtId="{FIRST_FORMAT + n}" formatCode="{attribute(f)}"/>' for n, f in enumerate(formats))
    used = "".join(
        f'<xf numFmtId="{FIRST_FORMAT + n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for n in range(len(formats))
    )
    return (
        f'{HEAD}<styleSheet xmlns="{_MAIN}">'
        + (f'<numFmts count="{len(formats)}">{own}</numFmts>' if formats else "")
        + '<fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats) + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{used}'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
