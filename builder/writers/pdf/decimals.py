"""Numbers of a column under each other by their decimal points, where they have not all the same decimals."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from builder.model.cldr import numerals


class Points:
    """What follows the point in the cells of the columns of a table, in its language."""

    def __init__(self, lang: str) -> None:
        self._point = numerals(lang).decimal
        self._longest: dict[int, str] = {}

    def column(self, number: int, texts: Iterable[str], width: Callable[[str], float]) -> float | None:
        """Takes the texts of a column of numbers; gives the width that they need with their points under each other,
        None where they end alike and need nothing.
        """
        tails = {text: self.tail(text) for text in texts}
        kinds = {tail for tail in tails.values() if tail is not None}
        if len(kinds) < 2:
            return None
        longest = self._longest[number] = max(sorted(kinds), key=width)
        heads = (width(text) - width(tail) for text, tail in tails.items() if tail is not None)
        return max(heads) + width(longest)

    def indent(self, number: int, text: str, width: Callable[[str], float]) -> float:
        """How far from the right edge of its column a cell ends, in the unit of `width`."""
        longest = self._longest.get(number)
        if longest is None:
            return 0.0
        tail = self.tail(text)
        return 0.0 if tail is None else max(width(longest) - width(tail), 0.0)

    def tail(self, text: str) -> str | None:
        """What stands from the decimal point on, or after the last digit; None for what is no number."""
        at = text.rfind(self._point)
        if 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit():
            return text[at:]
        last = next((n for n in range(len(text) - 1, -1, -1) if text[n].isdigit()), -1)
        return text[last + 1 :] if last >= 0 else None
