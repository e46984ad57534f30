"""Text that is measured before it is written: where its lines break, how high it is, at which size it fits, and where
it is cut when it does not fit at any.

Widths are sums of advances (`fonts.advance`: without kerning, so never too small); the pitch of lines is 1.2 times the
size, as programs that open a deck set it; a reserve of four percent covers what they do otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from builder import fonts
from builder.theme import Fonts
from builder.writers.pptx.layouts import Box, TextStyle
from builder.writers.pptx.plan import Line, Run

PITCH = 1.2
RESERVE = 0.96
CODE_EM = 0.6  # the advance of every character of Courier New
RAISED = 2 / 3
NUMBER_ROOM = 15.0  # points that "10." hangs out farther than a bullet

# What may not be parted: a word up to and with its hyphens, one ideograph or kana, a run of spaces. A no-break space
# is part of its word.
_IDEOGRAPHS = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_PARTS = re.compile(
    rf"\n|[ \t\u2000-\u200a\u3000]+|[{_IDEOGRAPHS}][\u3001\u3002\uff0c\uff0e\uff09\u300d]*"
    rf"|[^ \t\n\u2000-\u200a\u3000\-\u2013\u2014{_IDEOGRAPHS}]*[\-\u2013\u2014]+"
    rf"|[^ \t\n\u2000-\u200a\u3000\-\u2013\u2014{_IDEOGRAPHS}]+"
)


@lru_cache(65536)
def _em(text: str, face: Path) -> float:
    """The width of `text` at size 1."""
    return fonts.advance(text, face, 1.0)


@dataclass(frozen=True, slots=True)
class Measure:
    """Measures text in one family of fonts."""

    fonts: Fonts

    def width(self, text: str, size: float, *, bold: bool = False, italic: bool = False, code: bool = False) -> float:
        """The width of a text without line breaks."""
        if code:
            return len(text) * CODE_EM * size
        return _em(text, self.fonts.face(bold=bold, italic=italic)) * size

    def runs_width(self, runs: Sequence[Run], size: float, *, bold: bool = False) -> float:
        """The width of runs in one line."""
        return sum(self._run(r, r.text, size, bold) for r in runs)

    def breaks(self, runs: Sequence[Run], size: float, width: float, *, bold: bool = False) -> list[int]:
        """For each line, the number of characters up to its end, counted from the first character of the first run."""
        text = "".join(r.text for r in runs)
        ends: list[int] = []
        at, used, has_word = 0, 0.0, False
        for match in _PARTS.finditer(text):
            part, start, end = match[0], match.start(), match.end()
            if part == "\n":
                ends.append(end)
                at, used, has_word = end, 0.0, False
                continue
            wide = self._part(runs, start, end, size, bold)
            if not part.strip():
                used += wide
                continue
            if has_word and used + wide > width:
                ends.append(start)
                at, used = start, 0.0
            if wide > width:
                # A word longer than a line is cut between characters.
                for n in range(start, end):
                    one = self._part(runs, n, n + 1, size, bold)
                    if used + one > width and n > at:
                        ends.append(n)
                        at, used = n, 0.0
                    used += one
            else:
                used += wide
            has_word = True
        if not ends or ends[-1] < len(text) or text.endswith("\n"):
            ends.append(len(text))
        return ends

    def widest_part(self, runs: Sequence[Run], size: float, *, bold: bool = False) -> float:
        """The width of the longest word: what cannot be narrower."""
        text = "".join(r.text for r in runs)
        parts = (self._part(runs, m.start(), m.end(), size, bold) for m in _PARTS.finditer(text) if m[0].strip())
        return max(parts, default=0.0)

    def _part(self, runs: Sequence[Run], start: int, end: int, size: float, bold: bool) -> float:
        width, offset = 0.0, 0
        for run in runs:
            low, high = max(start - offset, 0), min(end - offset, len(run.text))
            if low < high:
                width += self._run(run, run.text[low:high], size, bold)
            offset += len(run.text)
            if offset >= end:
                break
        return width

    def _run(self, run: Run, text: str, size: float, bold: bool) -> float:
        real = size * RAISED if run.raised else size
        return self.width(text, real, bold=bold or run.bold, italic=run.italic, code=run.code)

    # -- Paragraphs ----------------------------------------------------------------------------------

    def line_count(self, line: Line, style: TextStyle, base: float, width: float, least: float) -> int:
        """How many lines a paragraph takes in a text of a base size."""
        size = level_size(style, line.level, base, least)
        left = style.insets[0] + style.insets[2] + left_edge(style, line)
        return len(self.breaks(line.runs, size, width - left, bold=style.bold or line.kind == "heading"))

    def heights(self, lines: Sequence[Line], style: TextStyle, base: float, width: float, least: float) -> list[float]:
        """The height of each paragraph with the space before it."""
        out = []
        shrunk = base / style.sizes[0]
        for line in lines:
            size = level_size(style, line.level, base, least)
            count = self.line_count(line, style, base, width, least)
            out.append(count * size * PITCH * style.spacing + style.space(line.level) * shrunk)
        return out

    def height(self, lines: Sequence[Line], style: TextStyle, base: float, width: float, least: float) -> float:
        """The height of a text, insets included; the first paragraph has no space before it."""
        if not lines:
            return 0.0
        first = style.space(lines[0].level) * base / style.sizes[0]
        return sum(self.heights(lines, style, base, width, least)) - first + style.insets[1] + style.insets[3]

    def fit(self, lines: Sequence[Line], style: TextStyle, box: Box, least: float) -> float | None:
        """The largest size, of whole points from the style's own down to `least`, at which a text fits its box."""
        for size in steps(style.sizes[0], least):
            if self.height(lines, style, size, box.width, least) <= box.height * RESERVE:
                return size
        return None


def left_edge(style: TextStyle, line: Line) -> float:
    """Where a paragraph's text begins: a number needs more room than a bullet."""
    if line.flush:
        return 0.0
    return style.indent(line.level) + (NUMBER_ROOM if line.mark == "number" else 0.0)


def level_size(style: TextStyle, level: int, base: float, least: float) -> float:
    """The size of a level in a text whose first level has the size `base`."""
    return max(min(least, style.size(level)), style.size(level) - (style.sizes[0] - base))


def roomy(height: float) -> float:
    """The height of a box for a text of `height`, with the reserve."""
    return height / RESERVE + 1.0


def steps(most: float, least: float) -> list[float]:
    """Sizes from `most` down to `least`, one point apart."""
    out = [most]
    while out[-1] - 1 >= least:
        out.append(float(int(out[-1] - 1)) if out[-1] != int(out[-1]) else out[-1] - 1)
    if out[-1] > least:
        out.append(least)
    return out


# -- Cutting ---------------------------------------------------------------------------------------------


def cut(runs: Sequence[Run], at: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The runs before character number `at`, and the rest."""
    head: list[Run] = []
    tail: list[Run] = []
    for run in runs:
        if at >= len(run.text):
            head.append(run)
        elif at <= 0:
            tail.append(run)
        else:
            head.append(replace(run, text=run.text[:at]))
            tail.append(replace(run, text=run.text[at:]))
        at -= len(run.text)
    return tuple(head), tuple(tail)


def paginate(
    lines: Sequence[Line], style: TextStyle, box: Box, measure: Measure, least: float
) -> list[tuple[tuple[Line, ...], float]]:
    """A text as pages of at most the box's height: each page's lines, and the size of all of them.

    There are as few pages as the least size needs; the size is the largest that needs no more, and the pages are of
    about the same height. Breaks come before first-level paragraphs where that is possible, never after a heading.
    """
    room = box.height * RESERVE
    size = measure.fit(lines, style, box, least)
    if size is not None:
        return [(tuple(lines), size)] if lines else []

    def cut_at(size: float) -> tuple[list[Line], list[float]]:
        whole = [piece for line in lines for piece in _pieces(line, style, size, box.width, room, measure, least)]
        return whole, measure.heights(whole, style, size, box.width, least)

    fewest = len(_pages(*cut_at(least), room))
    size = next(s for s in steps(style.sizes[0], least) if len(_pages(*cut_at(s), room)) <= fewest)
    pieces, heights = cut_at(size)
    pages, limit = _pages(pieces, heights, room), room
    while (limit := limit * 0.95) > max(heights) and len(lower := _pages(pieces, heights, limit)) == len(pages):
        pages = lower
    return [(page, size) for page in pages]


def _pieces(
    line: Line, style: TextStyle, size: float, width: float, room: float, measure: Measure, least: float
) -> list[Line]:
    """A paragraph as it is, or cut at line ends where it alone is higher than a page."""
    real = level_size(style, line.level, size, least)
    pitch = real * PITCH * style.spacing
    most = max(1, int((room - style.space(line.level)) / pitch))
    left = style.insets[0] + style.insets[2] + left_edge(style, line)
    ends = measure.breaks(line.runs, real, width - left, bold=style.bold or line.kind == "heading")
    if len(ends) <= most:
        return [line]
    places = [0, *ends[most - 1 :: most]]
    if places[-1] < ends[-1]:
        places.append(ends[-1])
    out = []
    for n, (start, end) in enumerate(pairwise(places)):
        runs = cut(cut(line.runs, end)[0], start)[1]
        out.append(replace(line, runs=runs) if n == 0 else replace(line, runs=runs, mark="none", hang=not line.flush))
    return out


def _pages(lines: Sequence[Line], heights: Sequence[float], limit: float) -> list[tuple[Line, ...]]:
    pages: list[tuple[Line, ...]] = []
    start = 0
    while start < len(lines):
        end, used = start, 0.0
        while end < len(lines) and (end == start or used + heights[end] <= limit):
            used += heights[end]
            end += 1
        if end < len(lines):
            end = _sensible(lines, start, end)
        pages.append(tuple(lines[start:end]))
        start = end
    return pages


def _sensible(lines: Sequence[Line], start: int, end: int) -> int:
    """The last good place at or before `end`: before a first-level paragraph, not after a heading."""
    top = end
    while top > start + (end - start) // 2 and lines[top].level > 0:
        top -= 1
    best = top if lines[top].level == 0 else end
    while best > start + 1 and lines[best - 1].kind == "heading":
        best -= 1
    return best if best > start else end


def shortened(runs: Sequence[Run], fits: Callable[[Sequence[Run]], bool], ellipsis: str = "…") -> tuple[Run, ...]:
    """The longest beginning of `runs`, at the end of a word where there is one, that fits with an ellipsis."""
    text = "".join(r.text for r in runs)
    ends = [m.start() for m in re.finditer(r"\s", text)] or list(range(len(text)))
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        if fits((*cut(runs, ends[middle - 1])[0], Run(ellipsis))):
            low = middle
        else:
            high = middle - 1
    return (*cut(runs, ends[low - 1] if low else 0)[0], Run(ellipsis))
