"""Values inside of texts that are set as plain ones: the titles of charts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from builder.model.document import Code, Inlines, Note, Str, ValueRun
from builder.model.walk import plain, walk_inlines
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.tags import value_row


def trace(boxes: list[Box], text: str, authored: tuple[tuple[str, Inlines], ...], targets: Collection[str]) -> None:
    """Makes the values in boxes of `text` lead to their rows in an audit copy. What the author wrote tells which they
    are; nothing is set anew, so that nothing moves.
    """
    content = next((inlines for _, inlines in authored if plain(inlines) == text), ())
    values = [(start, end, f"#{value_row(n)}") for start, end, n in _values(content) if value_row(n) in targets]
    at = 0
    for part in (part for box in boxes for part in box.parts) if values else ():
        end = at + _length(part.text)
        link = next((link for first, last, link in values if first < end and last > at), "")
        if link:
            part.look = replace(part.look, link=link)
        at = end


def _values(content: Inlines) -> Iterator[tuple[int, int, int]]:
    """Where values stand in a text, in characters without spaces, and their numbers."""
    at = 0
    for inline in walk_inlines(content):
        if isinstance(inline, Note):
            return
        start = at
        at += _length(plain((inline,))) if isinstance(inline, (Str, Code, ValueRun)) else 0
        if isinstance(inline, ValueRun):
            yield start, at, inline.number


def _length(text: str) -> int:
    """The number of characters that are no spaces: those at the ends of lines go, and others become one."""
    return len("".join(text.split()))
