"""Text in a slot, whatever its length: smaller where it must be, and never lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from builder.errors import Findings, Location
from builder.writers.pptx.fit import Measure, shortened
from builder.writers.pptx.layouts import Box, Slot
from builder.writers.pptx.plan import Line, Run, TextPlan

SMALLEST = 8.0


@dataclass(frozen=True, slots=True)
class Fitter:
    """Fits texts into slots. `least` is the smallest size of a slide's body."""

    measure: Measure
    findings: Findings
    least: float

    def fitted(
        self, slot: Slot, lines: Sequence[Line], notes: list[Line], box: Box | None = None, least: float = 0.0,
        at: Location | None = None,
    ) -> TextPlan:  # fmt: skip
        """The text at the largest size that fits. One below `least` is a warning; a text that fits at no size is cut,
        and stands in full in `notes`.
        """
        place = box or slot.box
        least = least or self.least
        size = self.measure.fit(lines, slot.style, place, least)
        if size is not None:
            return TextPlan(slot, tuple(lines), size, box, least)
        smallest = min(SMALLEST, least)
        size = self.measure.fit(lines, slot.style, place, smallest)
        start = "".join(line.text for line in lines)[:50]
        said = f"fits only at {size:.0f} points" if size else "does not fit; its whole text is in the notes"
        self.findings.warning("text-overflow", f'"{start}…" {said}', at, "say it in fewer words")
        if size is not None:
            return TextPlan(slot, tuple(lines), size, box, smallest)
        notes += lines
        runs = tuple(r for n, line in enumerate(lines) for r in ((Run(" "), *line.runs) if n else line.runs))

        def fits(some: Sequence[Run]) -> bool:
            line = (replace(lines[0], runs=tuple(some)),)
            return self.measure.height(line, slot.style, smallest, place.width, smallest) <= place.height

        return TextPlan(slot, (replace(lines[0], runs=shortened(runs, fits)),), smallest, box, smallest)
