"""Text styles and distances of the brief, all from the Theme."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from builder.theme import MM, Theme


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set, in points; `before` and `after` are distances to its neighbours, of which the larger
    one holds. `balanced` lines are of about the same length. `hyphens`: a word is hyphenated where its line would be
    left short without it; a word that is wider than a line is in any style. `family` is that of headings and tables, of
    running text, of small print, or of code; `on_grid`: its lines stand on the page's grid of baselines.
    """

    size: float
    leading: float
    color: str
    bold: bool = False
    italic: bool = False
    before: float = 0.0
    after: float = 0.0
    align: str = "left"
    balanced: bool = False
    hyphens: bool = False
    family: Literal["sans", "text", "small", "mono"] = "sans"
    figures: Literal["", "oldstyle", "tabular"] = ""
    on_grid: bool = False

    def with_(self, **changes: object) -> Style:
        """The style with some fields replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]


class Styles:
    """The styles of one brief."""

    def __init__(self, theme: Theme, *, hyphens: bool = True) -> None:
        t, c = theme.type, theme.colors
        line = t.leading
        self.theme = theme
        self.colors = c
        self.grid = line / 2
        text = Style(t.body, line, c.ink, family="text", figures="oldstyle", hyphens=hyphens)
        print_ = Style(t.small, line * 0.72, c.ink, family="small", figures="oldstyle", hyphens=hyphens)
        sans = Style(t.caption, line * 0.8, c.ink)
        bold = sans.with_(bold=True)
        self.body = text.with_(before=line / 2, after=line / 2, on_grid=True)
        self.h1 = bold.with_(size=t.h1, leading=line * 1.72, before=line * 2.2, after=line * 0.7, balanced=True)
        self.h2 = bold.with_(size=t.h2, leading=line * 1.2, before=line * 1.7, after=line * 0.3, balanced=True)
        self.h3 = bold.with_(size=t.h3, leading=line, before=line * 1.2, after=line * 0.2)
        self.h4 = bold.with_(size=t.body, leading=line, color=c.secondary, before=line, after=line * 0.1)
        self.label = Style(t.small, line * 0.86, c.accent_text, bold=True)
        self.finding = Style(theme.chart.title, line, c.ink, bold=True, balanced=True)
        self.measured = Style(theme.chart.subtitle, line * 0.82, c.secondary)
        self.caption = sans.with_(leading=line * 0.82, hyphens=hyphens)
        self.small = print_.with_(leading=line * 0.7, color=c.secondary, figures="")
        self.cell = sans.with_(figures="tabular")
        self.note = print_.with_(after=2)
        self.code = Style(t.caption, line * 0.86, c.ink, family="mono")
        self.key_value = Style(t.key_figure, t.key_figure * 1.12, c.accent_text, bold=True)
        self.key_label = bold
        self.key_change = sans
        self.key_note = print_.with_(leading=line * 0.7, color=c.secondary, figures="", hyphens=False)
        self.contents = sans.with_(size=t.h4, leading=line, before=2, after=2)
        self.title = Style(t.title, t.title * 1.16, c.paper, bold=True, balanced=True)
        self.subtitle = Style(t.subtitle, t.subtitle * 1.35, c.paper)
        self.byline = sans.with_(leading=line * 0.86, color=c.paper)
        self.furniture = Style(t.small, line * 0.7, c.secondary)

    def heading(self, level: int) -> Style:
        """The style of a heading."""
        return (self.h1, self.h2, self.h3)[level - 1] if level < 4 else self.h4


# Of the page, in points from its edges.
HEAD = 13 * MM  # baseline of the running head, from the top
FOOT = 12 * MM  # baseline of the footer, from the bottom
TOP = 22 * MM  # top of the text
BOTTOM = 21 * MM  # end of the text
