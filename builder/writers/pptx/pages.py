"""A text on as many pages as it needs: parted between paragraphs, else between items of a list, else between sentences.

There are as few pages as the least size needs; the size is the largest that needs no more, and the pages are of about
the same height. No page ends after a heading, and none has a single line where that can be helped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from builder.writers.pptx.fit import RESERVE, Measure, cut, in_columns, level_size, steps
from builder.writers.pptx.layouts import Box, TextStyle
from builder.writers.pptx.plan import Line

Page = tuple[tuple[Line, ...], float]

# What a page break costs; a page that is half empty costs a quarter.
_AT_ITEM = 0.5
_IN_PARAGRAPH = 0.6
_BETWEEN_HEADINGS = 2.0
_AFTER_HEADING = 50.0
_SINGLE_LINE = 5.0
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[^\sa-z])|[。！？][」』）]*|[؟۔।]\s*")


def paginate(lines: Sequence[Line], style: TextStyle, box: Box, measure: Measure, least: float) -> list[Page]:
    """A text as pages of at most the box's height: each page's lines, and the size of all of them."""
    size = measure.fit(lines, style, box, least)
    if size is not None:
        return [(tuple(lines), size)] if lines else []
    *larger, smallest = steps(style.sizes[0], least)
    fewest, pages = _Pager(style, box, measure, smallest, least).pages(lines)
    for size in larger:
        count, found = _Pager(style, box, measure, size, least).pages(lines)
        if count <= fewest:
            return [(page, size) for page in found]
    return [(page, smallest) for page in pages]


class _Pager:
    """Parts text of one size."""

    def __init__(self, style: TextStyle, box: Box, measure: Measure, size: float, least: float) -> None:
        self.style, self.width, self.measure, self.size, self.least = style, box.width, measure, size, least
        self.pitch = measure.pitch(style, size)
        self.room = max(box.height * RESERVE - style.insets[1] - style.insets[3], 1.0)

    def pages(self, lines: Sequence[Line]) -> tuple[int, list[tuple[Line, ...]]]:
        """The pages, of least cost among those that are as few as can be, and how many they count as: one that ends
        after a heading counts three times.
        """
        whole = [piece for line in lines for piece in self._pieces(line)]
        count, begins = self._begins(whole)
        return count, [tuple(whole[a:b]) for a, b in zip(begins, (*begins[1:], len(whole)), strict=True)]

    # -- Where pages begin ---------------------------------------------------------------------------

    def _begins(self, lines: Sequence[Line]) -> tuple[int, list[int]]:
        heights = self.measure.heights(lines, self.style, self.size, self.width, self.least)
        sums = [0.0, *accumulate(heights)]
        leads = [self._lead(lines, n) for n in range(len(lines))]
        single = [h - lead < 1.5 * self._pitch(line) for h, lead, line in zip(heights, leads, lines, strict=True)]
        best: list[tuple[int, float, int]] = [(0, 0.0, 0)]  # pages, their cost, where the last begins
        for end in range(1, len(lines) + 1):
            found: list[tuple[int, float, int]] = []
            broken = self._broken(lines, end)
            for start in range(end - 1, -1, -1):
                high = self._high(sums[end] - sums[start] - leads[start])
                if high > self.room and start < end - 1:
                    break
                pages, cost, _ = best[start]
                pages += 2 * (broken == _AFTER_HEADING)
                cost += (1 - min(high / self.room, 1.0)) ** 2 + broken
                if single[start] and end - start == 1 and len(lines) > 1:
                    cost += _SINGLE_LINE
                found.append((pages + 1, cost, start))
            best.append(min(found))
        out: list[int] = []
        end = len(lines)
        while end:
            end = best[end][2]
            out.append(end)
        return best[-1][0], out[::-1]

    def _high(self, height: float) -> float:
        return in_columns(height, self.pitch, self.style)

    def _lead(self, lines: Sequence[Line], n: int) -> float:
        """The space over a paragraph that there is none of at the top of a page."""
        before = self.style.space_after(lines[n - 1].level) if n else 0.0
        return self.style.space(lines[n].level) + before

    def _broken(self, lines: Sequence[Line], end: int) -> float:
        """What it costs to end a page before line number `end`."""
        if end == len(lines):
            return 0.0
        if lines[end - 1].kind == "heading":
            return _BETWEEN_HEADINGS if lines[end].kind == "heading" else _AFTER_HEADING
        if lines[end].origin is not None and lines[end].hang and lines[end - 1].origin is lines[end].origin:
            return _IN_PARAGRAPH
        return _AT_ITEM if lines[end].level > 0 or lines[end].hang else 0.0

    # -- What is higher than a page ------------------------------------------------------------------

    def _pitch(self, line: Line) -> float:
        size = level_size(self.style, line.level, self.size, self.least)
        return self.measure.line_pitch(line, self.style, size)

    def _ends(self, line: Line) -> list[int]:
        return self.measure.line_ends(line, self.style, self.size, self.width, self.least)

    def _pieces(self, line: Line) -> list[Line]:
        """A paragraph as it is, or cut into stretches of about the same height where it alone is higher than a page:
        between sentences, else at the end of a line.
        """
        most = max(1, int(self.room / self._pitch(line) + 0.01)) * self.style.columns
        out: list[Line] = []
        ends = self._ends(line)
        while len(ends) > most:
            at = _place(line.text, ends, most)
            head, tail = cut(line.runs, at)
            out.append(replace(line, runs=head))
            line = replace(line, runs=tail, mark="none", hang=not line.flush)
            ends = self._ends(line)
        return [*out, line]


def _place(text: str, ends: Sequence[int], most: int) -> int:
    """Where to cut a paragraph whose lines end at `ends` and of which `most` have room."""
    count = -(-len(ends) // most)
    wanted = min(most, -(-len(ends) // count))
    aim, last = ends[wanted - 1], ends[most - 1]
    first = ends[max(0, wanted * 6 // 10 - 1)]
    found = [m.end() for m in _SENTENCE.finditer(text) if first <= m.end() <= last]
    return min(found, key=lambda at: abs(at - aim)) if found else aim
