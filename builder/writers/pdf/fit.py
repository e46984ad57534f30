"""Where lines end so that the right edge of a paragraph is as even as can be: total fit in the manner of Knuth and
Plass ("Breaking Paragraphs into Lines", 1981), for ragged text of the least number of lines.

What a paragraph costs is the sum over its lines, but the last, of the squared shortfall in per cent of the measure, and
of how badly each line end reads. The search goes line by line. Line ends lie between the earliest and the latest ones
that give the least number of lines; whatever costs more than greedy lines do is left.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from builder.breaks import cost
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.parting import EPS, Bit

RUNT = 0.16  # of the width: a last line that is no longer looks lost
FULL = 0.82  # of the width: a line as long as this does well without a part of the next word
HYPHEN, ASKED = 80.0, 30.0  # a hyphen; one that the author has asked for
AGAIN, NEVER = 250.0, 1e6  # a hyphen in the second line of a row; in the third
BEFORE_LAST = 150.0  # a hyphen that leaves a part of a word to the last line
NEEDLESS = 1e4  # a hyphen in a line that is long enough without
GOOD = 60.0  # a line that nobody would have better
LOST, SHORT, FEW = 2500.0, 150.0, 30.0  # a last line of one short word; of a few; of one or two ideographs
SLACK = EPS / 2


class Fit:
    """Items, none wider than `width`, that are to become lines of at most that width. `parted`: there are bits of
    words among them.
    """

    def __init__(self, items: Sequence[Box], width: float, *, parted: bool) -> None:
        self.items = items
        self.width = width
        self.parted = parted
        # Where an item starts in the endless line, and where the line would end after it.
        self.starts = [0.0, *accumulate([item.width + item.space for item in items])]
        self.ends = [start + item.width for start, item in zip(self.starts, items, strict=False)]
        if parted:
            self.ends = [
                end + item.hyphen if type(item) is Bit else end for end, item in zip(self.ends, items, strict=True)
            ]
        self._costs: dict[int, float] = {}

    def greedy(self, width: float = 0.0) -> list[int]:
        """For each line, the number of the item after it, where each line is as full as can be: of the fit's width, or
        of another one.
        """
        starts, ends, count = self.starts, self.ends, len(self.items)
        room = (width or self.width) + SLACK
        out = []
        at = 0
        while at < count:
            at = max(at + 1, bisect_right(ends, starts[at] + room, at))
            out.append(at)
        return out

    def best(self) -> list[int]:
        """The same, where the paragraph costs least."""
        latest = self.greedy()
        count = len(latest)
        if count == 1:
            return latest
        parts = self.costs(latest)
        if max(parts) < GOOD:
            return latest
        bound = sum(parts) + 1e-6
        starts, ends, costs = self.starts, self.ends, self._costs
        width, room, share = self.width, self.width + SLACK, 100 / self.width
        earliest = self._earliest(count)
        states: dict[int, tuple[float, int, int]] = {0: (0.0, 0, 0)}  # end -> cost, the end before, hyphens in a row
        trail = []
        for line in range(count - 1):
            first, last = earliest[line], latest[line]
            found: dict[int, tuple[float, int, int]] = {}
            for start, (spent, _, row) in states.items():
                x = starts[start]
                for end in range(min(last, bisect_right(ends, x + room, start)), max(first, start + 1) - 1, -1):
                    short = (width - ends[end - 1] + x) * share
                    total = spent + short * short
                    if total > bound:
                        break  # the lines to come are shorter still
                    total += costs[end] if end in costs else self._cost(end)
                    rows = 0
                    if self.parted and self._hyphened(end):
                        rows = row + 1
                        total += self._hyphenated(start, end, rows)
                    if total <= bound and (end not in found or total < found[end][0]):
                        found[end] = (total, start, rows)
            trail.append(found)
            states = found
        finals = [(spent + self._last(start), start) for start, (spent, _, _) in states.items() if self._fits(start)]
        if not finals or min(finals)[0] > bound:
            return latest
        out = [len(self.items), min(finals)[1]]
        for found in reversed(trail[1:]):
            out.append(found[out[-1]][1])
        return out[::-1]

    def overdone(self, line_ends: Sequence[int]) -> list[Bit]:
        """The bits after which lines have hyphens that they should not have, for the sake of fewer lines."""
        out: list[Bit] = []
        start = row = 0
        for end in line_ends[:-1]:
            bit = self.items[end - 1]
            row = row + 1 if self._hyphened(end) else 0
            if row and type(bit) is Bit and self._hyphenated(start, end, row) >= NEEDLESS:
                out.append(bit)
            start = end
        return out

    def length(self, start: int, end: int) -> float:
        """The width of the line of items from `start` to before `end`."""
        return self.ends[end - 1] - self.starts[start]

    def _fits(self, start: int) -> bool:
        return self.ends[-1] - self.starts[start] <= self.width + SLACK

    def _earliest(self, count: int) -> list[int]:
        """For each line, the least number of its end with which the rest goes into the lines that are left."""
        out = [len(self.items)]
        for _ in range(count - 1):
            start = bisect_left(self.starts, self.ends[out[-1] - 1] - self.width - SLACK)
            out.append(max(1, min(start, out[-1] - 1)))
        return out[::-1]

    def costs(self, line_ends: Sequence[int]) -> list[float]:
        """What lines cost, one by one."""
        out = []
        start = row = 0
        for end in line_ends[:-1]:
            short = (self.width - self.length(start, end)) * 100 / self.width
            spent = short * short + self._cost(end)
            row = row + 1 if self.parted and self._hyphened(end) else 0
            if row:
                spent += self._hyphenated(start, end, row)
            out.append(spent)
            start = end
        return [*out, self._last(start)]

    def _cost(self, end: int) -> float:
        """How badly a line end reads."""
        before, after = self.items[end - 1], self.items[end]
        if type(before) is Bit and before.hyphen:
            found = ASKED if before.asked else HYPHEN
        else:
            found = cost(_text(before), _text(after), spaced=bool(before.tail))
        self._costs[end] = found
        return found

    def _hyphened(self, end: int) -> bool:
        item = self.items[end - 1]
        return type(item) is Bit and item.hyphen > 0

    def _hyphenated(self, start: int, end: int, row: int) -> float:
        """What a hyphen costs beyond that, in this line."""
        bit = self.items[end - 1]
        assert isinstance(bit, Bit)
        whole = end - 1 - bit.number  # the first bit of the word
        needless = not bit.asked and whole > start and self.length(start, whole) >= FULL * self.width
        return (NEEDLESS if needless else 0.0) + (0.0 if row == 1 else AGAIN if row == 2 else NEVER)

    def _last(self, start: int) -> float:
        """What the last line costs."""
        hyphen = BEFORE_LAST if start and self._hyphened(start) else 0.0
        if not start or self.length(start, len(self.items)) >= RUNT * self.width:
            return hyphen
        if not self.items[start - 1].tail:  # ideographs: even lines are worth more than a last line of three
            return hyphen + (FEW if start >= len(self.items) - 2 else 0.0)
        return hyphen + (LOST if start == len(self.items) - 1 else SHORT)


def _text(box: Box) -> str:
    """The text of a box without the numbers of notes."""
    if len(box.parts) == 1:
        return box.parts[0].text
    return "".join([part.text for part in box.parts if not part.note])
