"""Arithmetic of colours: contrast (WCAG 2.2), and ramps."""

from __future__ import annotations

from builder.theme import Theme


def on_color(color: str, theme: Theme) -> str:
    """The colour of text on `color`: paper, else ink, else black, the first with 4.5:1 (WCAG 2.2, 1.4.3); black has it
    where paper has not.
    """
    choices = (theme.colors.paper, theme.colors.ink)
    return next((c for c in choices if contrast(c, color) >= 4.5), "#000000")


def contrast(one: str, two: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    """Relative luminance of "#RRGGBB", 0 to 1 (WCAG 2.2)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def readable(color: str, theme: Theme) -> str:
    """A series' colour as text; greys become the secondary colour, which has enough contrast."""
    if contrast(color, theme.colors.paper) >= 4.5:
        return color
    return theme.colors.secondary if _grey(color) else darker(color)


def _grey(color: str) -> bool:
    parts = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return max(parts) - min(parts) < 40


def darker(color: str) -> str:
    """`color` mixed with black until it has 4.5:1 against white (WCAG 2.2, 1.4.3)."""
    while contrast(color, "#FFFFFF") < 4.5:
        color = "#" + "".join(f"{round(int(color[i : i + 2], 16) * 0.94):02X}" for i in (1, 3, 5))
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
