"""Text styles and distances of the brief, all from the Theme."""

from __future__ import annotations

from dataclasses import dataclass, replace

from builder.theme import MM, Theme


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set, in points; `before` and `after` are distances to its neighbours, of which the larger
    one holds. `balanced` lines are of about the same length. `hyphens`: a word is hyphenated where its line would be
    left short without it; a word that is wider than a line is in any style.
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

    def with_(self, **changes: object) -> Style:
        """The style with some fields replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]


class Styles:
    """The styles of one brief."""

    def __init__(self, theme: Theme) -> None:
        t, c = theme.type, theme.colors
        line = t.leading
        self.theme = theme
        self.colors = c
        self.body = Style(t.body, line, c.ink, before=line / 2, after=line / 2, hyphens=True)
        self.item = self.body.with_(before=line / 4, after=line / 4)
        self.h1 = Style(t.h1, line * 1.72, c.ink, bold=True, before=line * 2.2, after=line * 0.7, balanced=True)
        self.h2 = Style(t.h2, line * 1.2, c.ink, bold=True, before=line * 1.7, after=line * 0.3, balanced=True)
        self.h3 = Style(t.h3, line, c.ink, bold=True, before=line * 1.2, after=line * 0.2)
        self.h4 = Style(t.body, line, c.secondary, bold=True, before=line, after=line * 0.1)
        self.label = Style(t.small, line * 0.86, c.accent, bold=True)
        self.finding = Style(theme.chart.title, line, c.ink, bold=True, balanced=True)
        self.measured = Style(theme.chart.subtitle, line * 0.82, c.secondary)
        self.caption = Style(t.caption, line * 0.82, c.ink, hyphens=True)
        self.small = Style(t.small, line * 0.7, c.secondary)
        self.cell = Style(t.caption, line * 0.8, c.ink)
        self.note = Style(t.small, line * 0.72, c.ink, after=2, hyphens=True)
        self.code = Style(t.caption, line * 0.86, c.ink)
        self.key_value = Style(t.key_figure, t.key_figure * 1.12, c.accent, bold=True)
        self.key_label = Style(t.caption, line * 0.8, c.ink, bold=True)
        self.key_change = Style(t.caption, line * 0.8, c.ink)
        self.key_note = Style(t.small, line * 0.7, c.secondary)
        self.contents = Style(t.body, line, c.ink, before=2, after=2)
        self.title = Style(t.title, t.title * 1.16, c.paper, bold=True, balanced=True)
        self.subtitle = Style(t.subtitle, t.subtitle * 1.35, c.paper)
        self.byline = Style(t.caption, line * 0.86, c.paper)
        self.furniture = Style(t.small, line * 0.7, c.secondary)

    def heading(self, level: int) -> Style:
        """The style of a heading."""
        return (self.h1, self.h2, self.h3)[level - 1] if level < 4 else self.h4


# Of the page, in points from its edges.
HEAD = 13 * MM  # baseline of the running head, from the top
FOOT = 12 * MM  # baseline of the footer, from the bottom
TOP = 22 * MM  # top of the text
BOTTOM = 21 * MM  # end of the text
