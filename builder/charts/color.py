"""Colours in charts: of text on a colour, of a series' colour as text, and of ramps."""

from __future__ import annotations

from builder.palette import contrast
from builder.theme import Theme


def on_color(color: str, theme: Theme) -> str:
    """The colour of text on `color`: paper, else ink, else black, the first with 4.5:1 (WCAG 2.2, 1.4.3); black has it
    where paper has not.
    """
    choices = (theme.colors.paper, theme.colors.ink)
    return next((c for c in choices if contrast(c, color) >= 4.5), "#000000")


def readable(color: str, theme: Theme) -> str:
    """A series' colour as text; greys become the secondary colour, which has enough contrast."""
    paper = theme.colors.paper
    if contrast(color, paper) >= 4.5:
        return color
    if _grey(color):
        return theme.colors.secondary
    return darker(color) if contrast(paper, "#000000") > contrast(paper, "#FFFFFF") else lighter(color, paper)


def _grey(color: str) -> bool:
    parts = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return max(parts) - min(parts) < 40


def darker(color: str) -> str:
    """`color` mixed with black until it has 4.5:1 against white (WCAG 2.2, 1.4.3)."""
    while contrast(color, "#FFFFFF") < 4.5:
        color = "#" + "".join(f"{round(int(color[i : i + 2], 16) * 0.94):02X}" for i in (1, 3, 5))
    return color


def lighter(color: str, paper: str) -> str:
    """`color` mixed with white until it has 4.5:1 against a dark paper; white has it where black has less."""
    while contrast(color, paper) < 4.5 and color != "#FFFFFF":
        color = "#" + "".join(f"{255 - int((255 - int(color[i : i + 2], 16)) * 0.94):02X}" for i in (1, 3, 5))
    return color


def blend(ramp: tuple[str, ...], share: float) -> str:
    """The colour at `share` (0 to 1) of a ramp, between its two nearest steps."""
    at = min(max(share, 0.0), 1.0) * (len(ramp) - 1)
    n = min(int(at), len(ramp) - 2)
    a, b = ramp[n], ramp[n + 1]
    parts = (
        round(int(a[i : i + 2], 16) + (int(b[i : i + 2], 16) - int(a[i : i + 2], 16)) * (at - n)) for i in (1, 3, 5)
    )
    return "#" + "".join(f"{p:02X}" for p in parts)
