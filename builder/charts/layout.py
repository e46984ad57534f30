"""Texts in lines and labels in their places: what fits where, decided without drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def wrap(text: str, width: float, lines: int, measure: Callable[[str], float]) -> str:
    """`text` in at most `lines` lines of `width`, cut at spaces, inside words only where one is too long."""
    if measure(text) <= width:
        return text
    rows: list[str] = []
    row = ""
    for word in _words(text, width, measure):
        joined = f"{row} {word}" if row and not _glued(row, word) else row + word
        if row and measure(joined) > width:
            rows.append(row)
            row = word
        else:
            row = joined
    rows.append(row)
    if len(rows) > lines:
        rest = rows[lines - 1]
        while rest and measure(rest + "…") > width:
            rest = rest[:-1]
        rows = [*rows[: lines - 1], rest.rstrip() + "…"]
    return "\n".join(rows)


def _glued(row: str, word: str) -> bool:
    """Whether two parts were one word: ideographs break anywhere."""
    return ord(row[-1]) > 0x2E80 and ord(word[0]) > 0x2E80


def _words(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    out: list[str] = []
    for word in text.split():
        if any(ord(c) > 0x2E80 for c in word):
            out.extend(word)
            continue
        part = word
        while measure(part) > width and len(part) > 1:
            n = max(1, int(len(part) * width / measure(part)))
            while n > 1 and measure(part[:n]) > width:
                n -= 1
            out.append(part[:n])
            part = part[n:]
        out.append(part)
    return out


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions as near to `wanted` as a distance of `gap` allows, within low and high where they fit at all."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    # Neighbours that are too close become one block around their mean.
    blocks: list[tuple[float, list[int]]] = []
    for i in order:
        blocks.append((wanted[i], [i]))
        while len(blocks) > 1 and _start(blocks[-1], gap) - _end(blocks[-2], gap) < gap - 1e-9:
            (_, later), (_, earlier) = blocks.pop(), blocks.pop()
            both = earlier + later
            mean = sum(wanted[j] for j in both) / len(both)
            blocks.append((mean, both))
        center, members = blocks[-1]
        half = (len(members) - 1) * gap / 2
        blocks[-1] = (min(max(center, low + half), max(high - half, low + half)), members)
        while len(blocks) > 1 and _start(blocks[-1], gap) - _end(blocks[-2], gap) < gap - 1e-9:
            (_, later), (_, earlier) = blocks.pop(), blocks.pop()
            both = earlier + later
            half = (len(both) - 1) * gap / 2
            mean = sum(wanted[j] for j in both) / len(both)
            blocks.append((min(max(mean, low + half), max(high - half, low + half)), both))
    out = [0.0] * len(wanted)
    for block in blocks:
        for n, i in enumerate(block[1]):
            out[i] = _start(block, gap) + n * gap
    return out


def fitting(
    wanted: Sequence[float], gap: float, low: float, high: float, first: Sequence[int] = ()
) -> list[float | None]:
    """Positions as `spread` gives them where all of them fit between low and high. Where they do not, those that touch
    no other stay at their own place, the ones in `first` (indices) before the others; the rest has None.
    """
    if (len(wanted) - 1) * gap <= high - low + 1e-9:
        return list(spread(wanted, gap, low, high))
    kept: list[float] = []
    out: list[float | None] = [None] * len(wanted)
    for i in dict.fromkeys((*first, *range(len(wanted)))):
        at = min(max(wanted[i], low), max(low, high))
        if all(abs(at - other) >= gap for other in kept):
            kept.append(at)
            out[i] = at
    return out


def _start(block: tuple[float, list[int]], gap: float) -> float:
    return block[0] - (len(block[1]) - 1) * gap / 2


def _end(block: tuple[float, list[int]], gap: float) -> float:
    return block[0] + (len(block[1]) - 1) * gap / 2
