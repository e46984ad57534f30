"""The workbook behind a native chart: the smallest SpreadsheetML package that Excel opens (ECMA-376 part 1, 12 and 18).

Raw numbers with their number formats, the same bytes for the same chart; written by hand, since a general library is
the main cost of a chart and puts the time of day into the file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

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

Cell = str | float | int | None


def column_name(index: int) -> str:
    """0 is "A", 26 is "AA"."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(slots=True)
class Sheet:
    """Columns of cells with a name on top; `add` gives the references of name and cells that a chart needs."""

    columns: list[tuple[str, tuple[Cell, ...], str]] = field(default_factory=list)

    def add(self, name: str, cells: Sequence[Cell], number_format: str = "General") -> tuple[str, str]:
        """A new column; the references of its name and of its cells."""
        letter = column_name(len(self.columns))
        self.columns.append((name, tuple(cells), number_format))
        return f"Sheet1!${letter}$1", f"Sheet1!${letter}$2:${letter}${max(2, len(cells) + 1)}"

    def blob(self) -> bytes:
        """The .xlsx file."""
        formats = list(dict.fromkeys(f for _, _, f in self.columns if f != "General"))
        rows = [self._row(n, formats) for n in range(1 + max((len(c) for _, c, _ in self.columns), default=0))]
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
        for column, (name, values, number_format) in enumerate(self.columns):
            value: Cell = name if number == 0 else values[number - 1] if number <= len(values) else None
            style = 0 if number == 0 or number_format == "General" else formats.index(number_format) + 1
            cells.append(_cell(f"{column_name(column)}{number + 1}", value, style))
        return f'<row r="{number + 1}">{"".join(cells)}</row>'


def _cell(place: str, value: Cell, style: int) -> str:
    if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    look = f' s="{style}"' if style else ""
    if isinstance(value, str):
        return f'<c r="{place}"{look} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{place}"{look}><v>{number(value)}</v></c>'


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
        "</cellXfs></styleSheet>"
    )
