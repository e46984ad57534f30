"""Does the text fit? Measured with the font's widths before anything is written: set smaller, or cut into slides.

Line pitch is 1.2 times the size, which LibreOffice uses for every font and PowerPoint comes near to; widths are those
of the theme's family, whose metrics are Arial's. A share of the height is kept in reserve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from builder import fonts
from builder.errors import Findings
from builder.model.document import DataTable, Inlines
from builder.model.walk import plain
from builder.model.words import word
from builder.theme import Theme
from builder.writers.pptx.deck import Deck, Item, SlidePlan, TablePart

PITCH = 1.2
RESERVE = 0.96
SPACE = 9.0  # points before a paragraph of the first level
INDENT = (0.22, 0.5, 0.76, 1.0, 1.24)
LEAST_TITLE = 22.0


@dataclass(frozen=True, slots=True)
class Box:
    """A placeholder's inner size in points, and the size of its text."""

    width: float
    height: float
    size: float


def lines(text: str, width: float, size: float, theme: Theme, *, bold: bool = False) -> int:
    """How many lines `text` takes in `width` points."""
    face = theme.fonts.face(bold=bold)
    space = fonts.advance(" ", face, size)
    count, x = 1, 0.0
    for part in text.split():
        wide = fonts.advance(part, face, size)
        if x and x + space + wide > width:
            count, x = count + 1, 0.0
        if wide > width:
            count += math.ceil(wide / width) - 1
            x = wide % width
        else:
            x += wide + (space if x else 0.0)
    return count


def items_height(items: tuple[Item, ...], width: float, size: float, theme: Theme) -> float:
    """The height of paragraphs in points."""
    total = 0.0
    for n, item in enumerate(items):
        level = min(item.level, len(INDENT) - 1)
        inner = width - (INDENT[level] * 72 if item.mark else 0.0)
        real = size if level == 0 else max(size - 2, theme.slide.least)
        total += lines(plain(item.content), inner, real, theme) * real * PITCH
        total += (SPACE if level == 0 else 4.0) if n else 0.0
    return total


def fit_deck(
    deck: Deck,
    boxes: dict[str, Box],
    titles: dict[str, Box],
    rows_box: dict[str, Box],
    theme: Theme,
    lang: str,
    findings: Findings,
) -> Deck:
    """The deck with sizes set and overlong slides continued. Boxes are by role: text, title, and visual."""
    out: list[SlidePlan] = []
    for slide in deck.slides:
        fitted = _title(slide, titles[slide.role], theme, findings)
        for part in _tables(fitted, rows_box.get(slide.role), theme):
            out += _texts(part, boxes.get(slide.role), theme, lang)
    return Deck(tuple(_unique(out)))


def _title(slide: SlidePlan, box: Box, theme: Theme, findings: Findings) -> SlidePlan:
    text = plain(slide.title)
    size = box.size
    most = max(2, int(box.height * RESERVE / (size * PITCH * 0.95)))
    most = 2 if slide.role not in ("title", "section") else most
    while size > LEAST_TITLE and lines(text, box.width, size, theme, bold=True) > most:
        size -= 2
    if lines(text, box.width, size, theme, bold=True) > most:
        message = f'the title "{text[:60]}…" takes more than {most} lines'
        findings.warning("text-overflow", message, slide.at, "say it shorter")
    return replace(slide, title_size=size if size != box.size else 0.0)


def _texts(slide: SlidePlan, box: Box | None, theme: Theme, lang: str) -> list[SlidePlan]:
    """The slide with text of a size that fits, or several."""
    if box is None or not slide.items:
        return [slide]
    size = box.size
    while size > theme.slide.least and items_height(slide.items, box.width, size, theme) > box.height * RESERVE:
        size -= 1
    if items_height(slide.items, box.width, size, theme) <= box.height * RESERVE:
        return [replace(slide, size=size if size != box.size else 0.0)]
    size = max(theme.slide.least, min(box.size, 16.0))
    parts = _cut(slide.items, box, size, theme)
    suffix = f"{slide.suffix} ({word('continued', lang)})"
    first = replace(slide, items=parts[0], size=size)
    role = slide.role if slide.role in ("sources", "agenda") else "text"
    rest = replace(_rest(slide), visuals=(), source=(), key_figures=None, role=role, suffix=suffix)
    return [first, *(replace(rest, items=items, size=size) for items in parts[1:])]


def _rest(slide: SlidePlan) -> SlidePlan:
    """A further slide of the same heading: links lead to the first, and the notes stand there."""
    return replace(slide, id="", notes=())


def _cut(items: tuple[Item, ...], box: Box, size: float, theme: Theme) -> list[tuple[Item, ...]]:
    """Groups of paragraphs that fit; a break comes before an item of the first level where that is possible."""
    groups: list[list[Item]] = [[]]
    for item in _short(items, box, size, theme):
        trial = (*groups[-1], item)
        if groups[-1] and items_height(trial, box.width, size, theme) > box.height * RESERVE:
            carried: list[Item] = []
            if item.level > 0:
                start = max((i for i, x in enumerate(groups[-1]) if x.level == 0), default=0)
                if start > 0:
                    carried, groups[-1] = groups[-1][start:], groups[-1][:start]
            groups.append(carried)
        groups[-1].append(item)
    return [tuple(g) for g in groups if g]


def _short(items: tuple[Item, ...], box: Box, size: float, theme: Theme) -> list[Item]:
    """Items, one that is too high for a slide cut between words."""
    from builder.model.document import Str

    out: list[Item] = []
    for item in items:
        if items_height((item,), box.width, size, theme) <= box.height * RESERVE:
            out.append(item)
            continue
        words, row = plain(item.content).split(" "), ""
        for part in words:
            trial = f"{row} {part}".strip()
            if (
                row
                and items_height((Item((Str(trial),), item.level, item.mark),), box.width, size, theme)
                > box.height * RESERVE
            ):
                out.append(Item((Str(row),), item.level, item.mark))
                row = part
            else:
                row = trial
        out.append(Item((Str(row),), item.level, ""))
    return out


# -- Tables ----------------------------------------------------------------------------------------------


def table_cells(part: TablePart) -> tuple[list[str], list[list[str]], list[str]]:
    """Heads, rows and alignments of the rows on a slide, as texts."""
    table = part.table
    if isinstance(table, DataTable):
        heads = [c.label if not c.unit or c.unit in c.label else f"{c.label}, {c.unit}" for c in table.columns]
        count = len(table.data.rows)
        rows = [
            [table.cell(r, c) for c in range(len(table.columns))]
            if r < count
            else [v.text if v else "" for v in table.total]
            for r in range(part.first, part.last)
        ]
        return heads, rows, [c.align for c in table.columns]
    heads = [plain(h) for h in table.head]
    return (
        heads,
        [[plain(c) for c in row] for row in table.rows[part.first : part.last]],
        [a or "left" for a in table.aligns],
    )


def column_widths(heads: list[str], rows: list[list[str]], width: float, size: float, theme: Theme) -> list[float]:
    """Widths in points: from the content, the widest columns giving way first."""
    face, bold = theme.fonts.regular, theme.fonts.bold
    wanted, least = [], []
    for c, head in enumerate(heads):
        cells = [row[c] for row in rows]
        wanted.append(max([fonts.advance(t, face, size) for t in cells] + [fonts.advance(head, bold, size)]) + 16)
        words = [w for t in cells for w in t.split()] or [""]
        longest = max(
            [fonts.advance(w, face, size) for w in words] + [fonts.advance(w, bold, size) for w in head.split() or [""]]
        )
        least.append(longest + 16)
    total = sum(wanted)
    if total <= width:
        return [w + (width - total) / len(wanted) for w in wanted]
    if sum(least) >= width:
        return [w * width / sum(least) for w in least]
    give = [a - b for a, b in zip(wanted, least, strict=True)]
    return [a - (total - width) * g / sum(give) for a, g in zip(wanted, give, strict=True)]


def row_heights(rows: list[list[str]], widths: list[float], size: float, theme: Theme) -> list[float]:
    """The height of each row in points."""
    return [
        max(lines(text, w - 14, size, theme) for text, w in zip(row, widths, strict=True)) * size * PITCH + 7.2
        for row in rows
    ]


def _tables(slide: SlidePlan, box: Box | None, theme: Theme) -> list[SlidePlan]:
    """A slide for each group of rows that fits."""
    part = next((v for v in slide.visuals if isinstance(v, TablePart)), None)
    if part is None or box is None:
        return [slide]
    groups = _row_groups(part, box, theme)
    if len(groups) == 1:
        return [slide]
    out = []
    for n, group in enumerate(groups):
        cut = replace(part, first=part.first + group[0], last=part.first + group[-1] + 1, part=n + 1, parts=len(groups))
        suffix = f" ({n + 1}/{len(groups)})"
        if n == 0:
            out.append(replace(slide, visuals=tuple(cut if v is part else v for v in slide.visuals), suffix=suffix))
        else:
            out.append(replace(_rest(slide), visuals=(cut,), suffix=suffix, items=(), role="visual"))
    return out


def _row_groups(part: TablePart, box: Box, theme: Theme) -> list[list[int]]:
    """The rows of each slide: as few slides as hold them, and about as many rows on each."""
    heads, rows, _ = table_cells(part)
    size = theme.slide.table
    widths = column_widths(heads, rows, box.width, size, theme)
    head = row_heights([heads], widths, size, theme)[0] + 2
    heights = row_heights(rows, widths, size, theme)

    def cut(most: int) -> list[list[int]]:
        groups: list[list[int]] = [[]]
        used = head
        for n, tall in enumerate(heights):
            if groups[-1] and (used + tall > box.height * RESERVE or len(groups[-1]) >= most):
                groups.append([])
                used = head
            groups[-1].append(n)
            used += tall
        return groups

    count = len(cut(len(rows) or 1))
    even = cut(math.ceil(len(rows) / count) if count else 1)
    return even if len(even) == count else cut(len(rows) or 1)


def _unique(slides: list[SlidePlan]) -> list[SlidePlan]:
    """Titles that a listener can tell apart: a repeated one gets a number."""
    seen: dict[str, int] = {}
    out = []
    for slide in slides:
        text = plain(slide.title) + slide.suffix
        seen[text] = seen.get(text, 0) + 1
        out.append(replace(slide, suffix=f"{slide.suffix} ({seen[text]})") if seen[text] > 1 else slide)
    return out


def fits(inlines: Inlines, box: Box, theme: Theme, least: float) -> float:
    """The greatest size from the box's own down to `least` at which a text fits its box."""
    size, text = box.size, plain(inlines)
    while size > least and lines(text, box.width, size, theme) * size * PITCH > box.height:
        size -= 1
    return size
