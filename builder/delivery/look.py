"""The look of a mail: the theme's colours for a light and for a dark page, its fonts, and the style sheet.

Every style that matters stands in the element (`style` and, for Outlook, attributes): the style sheet adds the dark
page and the narrow one for clients that read it. Text stands on grounds of its own and never on a band of
colour, so that a client that turns colours around by itself turns both, or leaves text dark on light.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from builder.palette import AA, contrast, lightness, toned
from builder.theme import Theme

_DARK_CARD, _DARK_GROUND, _DARK_RULE = 11.0, 6.0, 28.0  # CIE L*
_DARK_INK, _DARK_SECONDARY = 91.0, 72.0
GENERIC = "Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Shades:
    """The colours of one page: `ground` is around the `card` that text stands on, `plate` is under images."""

    ground: str
    card: str
    ink: str
    secondary: str
    rule: str
    link: str
    accent: str
    tint: str
    plate: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a mail is set in: colours for the light and the dark page, and the value of `font-family`."""

    light: Shades
    dark: Shades
    fonts: str


def look_of(theme: Theme) -> Look:
    """The look that follows from a theme."""
    c = theme.colors
    light = Shades(c.tint, c.paper, c.ink, c.secondary, c.rule, c.accent_text, c.accent, c.tint, c.paper)
    card = toned(c.ink, _DARK_CARD)
    tint = toned(c.ink, _DARK_CARD + 7)
    dark = Shades(
        ground=toned(c.ink, _DARK_GROUND),
        card=card,
        ink=_lit(c.ink, _DARK_INK, tint),
        secondary=_lit(c.secondary, _DARK_SECONDARY, tint),
        rule=toned(c.ink, _DARK_RULE),
        link=_lit(c.accent, lightness(c.accent), tint),
        accent=c.accent,
        tint=tint,
        plate=c.paper,
    )
    return Look(light, dark, _families(theme))


def _lit(color: str, least: float, ground: str) -> str:
    """`color` at least as light as `least` (CIE L*), and as text on a dark ground needs it."""
    tries = (toned(color, least + step) for step in range(0, 100, 2) if least + step < 100)
    return next((tried for tried in tries if contrast(tried, ground) >= AA), "#FFFFFF")


def _families(theme: Theme) -> str:
    """The theme's family and the one that stands for it, as CSS. A name is letters, digits, spaces and hyphens."""
    names = [re.sub(r"[^\w -]", "", name).strip() for name in (theme.fonts.family, theme.fonts.office)]
    return ", ".join([*(f"'{name}'" for name in dict.fromkeys(names) if name), GENERIC])


def style_sheets(look: Look) -> tuple[str, ...]:
    """The sheets of a mail. Outlook's own stand apart: a client that cannot read a rule may drop its whole sheet."""
    dark, light = look.dark, look.light
    turned = {
        "ground": f"background-color:{dark.ground}",
        "card": f"background-color:{dark.card}",
        "tint": f"background-color:{dark.tint}",
        "ink": f"color:{dark.ink}",
        "second": f"color:{dark.secondary}",
        "link": f"color:{dark.link}",
        "rule": f"border-color:{dark.rule}",
    }
    rules = "".join(f".{name}{{{value}!important}}" for name, value in turned.items())
    text = "".join(f"[data-ogsc] .{n}{{{v}!important}}" for n, v in turned.items() if v.startswith("color"))
    grounds = "".join(f"[data-ogsb] .{n}{{{v}!important}}" for n, v in turned.items() if v.startswith("background"))
    plate = f"[data-ogsb] .plate{{background-color:{light.plate}!important}}"
    own = (
        ":root{color-scheme:light dark;supported-color-schemes:light dark}"
        "body{margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%}"
        f"@media (prefers-color-scheme:dark){{{rules}}}"
        "@media (max-width:480px){.pad{padding-left:16px!important;padding-right:16px!important}}"
    )
    return own, text + grounds + plate
