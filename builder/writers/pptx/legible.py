"""Whether texts of a deck can be told from what they stand on (WCAG 2.2, 1.4.3, level AA)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from builder.errors import Findings, Location
from builder.palette import AA, contrast
from builder.theme import Colors
from builder.writers.pptx.fit import level_size
from builder.writers.pptx.grounds import Grounds
from builder.writers.pptx.layouts import Slot
from builder.writers.pptx.plan import ChartPlan, Deck, SlidePlan, TextPlan

LARGE = 3.0  # the least contrast of large text: from 18 points, or from 14 in bold
# What slots are called in messages; one that is not here is called as it is.
_CALLED = {"value": "key figures", "label": "labels of key figures", "note": "notes of key figures",
           "title": "titles", "source": "sources", "caption": "captions", "callout": "callouts"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Text:
    """Text as it is seen: where it stands, its colour, and whether it is large."""

    slot: Slot
    what: str
    color: str
    large: bool


class Legibility:
    """Checks the texts of decks in one template: `parts` are its layouts by their keys, `colors` those of charts and of
    what is no placeholder, `own` whether the template is our base deck.
    """

    def __init__(self, parts: dict[str, Any], colors: Colors, *, own: bool) -> None:
        self.parts, self.colors, self.own = parts, colors, own
        self.grounds: dict[str, Grounds] = {}

    def check(self, deck: Deck, at: Location | None, findings: Findings) -> None:
        """Warns (`low-contrast`) of colours that are too close, of each pair once; what stands on a picture cannot be
        checked.
        """
        done: set[tuple[str, _Text]] = set()
        seen: set[tuple[str, str]] = set()
        hint = "give the brand a colour that is farther from it" if self.own else "change one of them in the template"
        for slide in deck.slides:
            key = slide.layout.key
            if key not in self.grounds:
                self.grounds[key] = Grounds(self.parts[key].slide_layout)
            for text in self._texts(slide, self.grounds[key]):
                if (key, text) in done:
                    continue
                done.add((key, text))
                for behind in self.grounds[key].behind(text.slot):
                    ratio, least = contrast(text.color, behind), LARGE if text.large else AA
                    if ratio < least and (text.color, behind) not in seen:
                        seen.add((text.color, behind))
                        message = (
                            f'{text.what} on slides of the role "{slide.role}": the contrast of {text.color} on '
                            f"{behind} is {ratio:.2f}:1, and {least}:1 is wanted"
                        )
                        findings.warning("low-contrast", message, at, hint)

    def _texts(self, slide: SlidePlan, grounds: Grounds) -> Iterator[_Text]:
        for text in slide.all_texts():
            if not text.lines:
                continue
            called = _CALLED.get(text.slot.name, text.slot.name)
            slot = replace(text.slot, box=text.place)
            color = self.colors.ink if slot.type == "textbox" else grounds.text(slot)
            rows = [(called, color)]
            runs = [r for line in text.lines for r in line.runs]
            # Where text has a colour of its own, all of it has that (`TextMarkup.loud`).
            if color == self.colors.ink and any(r.quiet for r in runs):
                rows.append((f"quiet {called}", self.colors.secondary))
            if any("://" in r.link for r in runs):
                rows.append((f"links in {called}", grounds.named("hlink")))
            large = _large(text)
            yield from (_Text(slot, what, color, large) for what, color in rows if color)
        for visual in slide.visuals:
            if isinstance(visual.content, ChartPlan):
                # A chart does not take over the fill of its placeholder.
                slot = replace(visual.slot, type="textbox", box=visual.box)
                for drawn in (self.colors.ink, self.colors.secondary):
                    yield _Text(slot, "text of charts", drawn, large=False)


def _large(text: TextPlan) -> bool:
    """Whether all of a text counts as large."""
    size = min(level_size(text.slot.style, line.level, text.size, text.least) for line in text.lines)
    bold = text.slot.style.bold or all(run.bold for line in text.lines for run in line.runs)
    return size >= 18 or (size >= 14 and bold)
