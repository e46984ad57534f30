"""The Theme of a deck in a user's template: its colours, fonts and sizes for what is drawn and measured, and how its
colours are written, so that a later change of the template's changes them too.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import Any

from builder.palette import AA, contrast, lightness, mixed, toned
from builder.theme import Colors, Theme
from builder.writers.pptx.grounds import Grounds
from builder.writers.pptx.layouts import Layout, Layouts
from builder.writers.pptx.markup import Palette
from builder.writers.pptx.setting import master_fonts

NAMES = ("tx1", "bg1", "tx2", "bg2", *(f"accent{n}" for n in range(1, 7)))
USUAL_HEIGHT = 405.0  # points: from this shorter side on a slide has usual sizes
USUAL_AREA = 960.0 * 540.0  # square points of a slide on which charts have usual sizes
LARGE = 1.25  # times as wide and high: a slide has larger texts from there on, as a poster
LEAST_CHARTS = 0.75  # of the sizes of other texts, in charts of a smaller slide, which is shown as large
FAINT = 1.6  # contrast: an accent that is nearer to the ground is hardly seen on it
# Lightness of the lesser colours as parts of the ink, and what is added (ECMA-376 part 1, 20.1.2.3); on a dark ground
# as parts of that, which has less of a tinge.
_RULE = ((0.15, 0.85), (0.75, 0.25))
_GREYS = (((0.5, 0.5), (0.35, 0.65), (0.65, 0.35), (0.25, 0.75)), ((0.5, 0.5), (0.65, 0.35), (0.4, 0.6), (0.75, 0.25)))
# For text that steps back: the first that is read well.
_QUIET = (((0.65, 0.35), (0.75, 0.25), (0.85, 0.15), (1.0, 0.0)), ((0.75, 0.0), (0.85, 0.0), (1.0, 0.0)))
_VARIANTS = ((0.6, 0.0), (0.6, 0.4))  # of accents, where a chart needs more of them


def template_theme(theme: Theme, layouts: Layouts, parts: dict[str, Any]) -> tuple[Theme, Palette]:
    """`theme` as the template has it, and the palette that writes its colours by their names."""
    layout = layouts.roles["visual"]
    part = parts[layout.key].slide_layout
    colors, palette = _colors(theme.colors, layout, Grounds(part))
    family = master_fonts(part.slide_master).get("+mn-lt", "")
    fonts = replace(theme.fonts, office=family) if family else theme.fonts
    return replace(_sized(theme, layouts), colors=colors, fonts=fonts), palette


def _colors(old: Colors, layout: Layout, grounds: Grounds) -> tuple[Colors, Palette]:
    place = replace(layout.areas[0].visual, type="textbox")
    named = {name: color for name in NAMES if (color := grounds.named(name))}
    # A chart stands on what is behind its place, not on the fill of a placeholder.
    behind = grounds.behind(place)
    paper = behind[0] if behind else named.get("bg1", old.paper)
    told = grounds.text(replace(place, type="body", idx=-1))
    inks = [told, *(named.get(n) for n in ("tx1", "bg1", "tx2", "bg2"))]
    found = [ink for ink in inks if ink]
    ink = next(
        (i for i in found if contrast(i, paper) >= AA), max(found, key=lambda i: contrast(i, paper), default=old.ink)
    )
    names: dict[str, str] = {}
    for name, color in named.items():
        names.setdefault(color, name)
    changes: dict[str, tuple[str, float, float]] = {}

    def shade(base: str, part: float, more: float) -> str:
        """A colour made of one of the scheme, and noted as such."""
        name = names.get(base)
        made = (grounds.lighter(name, part, more) if name else None) or mixed(base, paper, part)
        if name and made not in names:
            changes.setdefault(made, (name, part, more))
        return made

    dark = lightness(ink) > lightness(paper)
    base = paper if dark and paper in names else ink
    on = dark and base == paper
    first, *others = (shade(base, *change) for change in _GREYS[on])
    greys = (first, others[0], others[1], others[2])
    quiet = (shade(ink, *change) for change in _QUIET[dark])
    secondary = next((c for c in quiet if contrast(c, paper) >= AA), ink)
    accents = [color for n in range(1, 7) if (color := named.get(f"accent{n}"))]
    grounds_of_it = behind or (paper,)
    faint = [a for a in accents if min(contrast(a, ground) for ground in grounds_of_it) < FAINT]
    accents = [*(a for a in accents if a not in faint), *faint]
    accents = list(dict.fromkeys(accents)) or [ink]
    more = [shade(a, *change) for change in _VARIANTS for a in accents]
    series = list(dict.fromkeys((*accents, *more)))[: len(old.categorical)]
    accent, highlight = series[0], series[1] if len(series) > 1 else series[0]
    tint = shade(paper, 0.85, 0.15) if dark else shade(paper, 0.95, 0.0)
    tint = tint if paper in names else mixed(ink, paper, 0.08)
    # A ramp goes from the ground to the accent.
    steps = [lightness(c) for c in old.sequential]
    ramp = tuple(toned(accent, 100 - s if dark else s) for s in steps)
    cold = tuple(toned(accent, lightness(c)) for c in old.diverging[4:])
    warm = tuple(toned(highlight, lightness(c)) for c in old.diverging[:3])
    middle = mixed(ink, paper, 0.05)
    colors = replace(
        old, ink=ink, secondary=secondary, rule=shade(base, *_RULE[on]), paper=paper, tint=tint, accent=accent,
        highlight=highlight, muted=greys[0], greys=greys, categorical=tuple(series), sequential=ramp,
        diverging=(*warm, middle, *cold),
    )  # fmt: skip
    return colors, Palette(names, changes, secondary)


def _sized(theme: Theme, layouts: Layouts) -> Theme:
    """Sizes by those of the template: its text, and on a small slide smaller ones for what has no placeholder."""
    layout = layouts.roles["text"]
    assert layout.text is not None
    size = sqrt(layouts.width * layouts.height / USUAL_AREA)
    scale = max(min(1.0, min(layouts.width, layouts.height) / USUAL_HEIGHT), size / LARGE)
    charts = max(scale * LEAST_CHARTS, min(scale, size)) if size < LARGE else scale
    body, title = layout.text.style.sizes[0], layout.title.style.sizes[0]
    slide = theme.slide
    return replace(
        theme,
        slide=replace(
            slide,
            width=layouts.width,
            height=layouts.height,
            title=title,
            body=body,
            least=min(slide.least * scale, body),
            table=slide.table * scale,
            source=slide.source * scale,
            footer=slide.footer * scale,
            scale=charts,
        ),
    )
