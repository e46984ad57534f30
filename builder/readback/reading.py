"""What was read in a file, page by page or slide by slide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from builder.readback.numbers import composed, divided, has_rtl, numbers, squeezed, unsigned


@dataclass(frozen=True, slots=True)
class Alt:
    """A text alternative. `name` is what the file calls the thing, "" where it has no names."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a native chart shows: a range of its workbook ("Sheet1!$B$2:$B$4") and the cells as the chart keeps them.

    `numeric` where they are numbers. A missing point is None.
    """

    formula: str
    cached: tuple[str | None, ...]
    numeric: bool


@dataclass(frozen=True, slots=True)
class NativeChart:
    """A native chart: its frame's name, what its series refer to, and the cells of its workbook by reference ("B2")."""

    name: str
    part: str
    references: tuple[Reference, ...]
    cells: dict[str, str]


class Text:
    """A composed text, and what there is to compare of it. `visual`: it comes in the order of the eye."""

    def __init__(self, text: str, *, visual: bool) -> None:
        self.text, self.visual = text, visual

    @cached_property
    def squeezed(self) -> str:
        """The text as it is compared."""
        return squeezed(self.text)

    @cached_property
    def loose(self) -> bool:
        """Whether some of it runs from right to left, in the order of the eye: a sign may stand at either side."""
        return self.visual and has_rtl(self.text)

    @cached_property
    def numbers(self) -> Counter[str]:
        """Its numbers, with how often each is there."""
        return Counter(numbers(self.text))

    @cached_property
    def unsigned(self) -> Counter[str]:
        """The numbers without their signs."""
        return unsigned(self.numbers)

    @cached_property
    def divided(self) -> dict[str, set[str]]:
        """The numbers that may be divided at the ends of lines, with the numbers that are read instead of each."""
        found: dict[str, set[str]] = {}
        for whole, parts in divided(self.text):
            found.setdefault(whole, set()).update(parts)
        return found


@dataclass
class Page:
    """One page or slide. `text` is what is painted, `notes` what the speaker says, `labels` are the texts inside of
    native charts: labels, titles of axes, names. All are composed; `visual` is as in `Text`.
    """

    text: str = ""
    notes: str = ""
    alts: list[Alt] = field(default_factory=list)
    charts: list[NativeChart] = field(default_factory=list)
    visual: bool = False
    labels: str = ""

    def parts(self) -> Iterator[tuple[str, str]]:
        """Where on the page something stands, and the text there."""
        yield "", self.text
        if self.notes:
            yield "the notes", self.notes
        if self.labels:
            yield "a chart", self.labels
        for alt in self.alts:
            yield "a text alternative", composed(alt.text)

    @cached_property
    def whole(self) -> Text:
        """All texts of the page."""
        return Text("\n".join(text for _, text in self.parts()), visual=self.visual)

    @cached_property
    def said(self) -> Text:
        """What is painted, and the notes."""
        if not self.alts and not self.labels:
            return self.whole
        return Text(f"{self.text}\n{self.notes}", visual=self.visual)


@dataclass
class Reading:
    """A file as it was read: its name, its format and its pages; `digest` is the SHA-256 of its bytes."""

    name: str
    format: str
    digest: str
    pages: list[Page]
    template: frozenset[str] = frozenset()
    """The numbers that a deck's own layouts say."""
