"""PresentationML and DrawingML as text: names, numbers, colours and paragraphs (ECMA-376 part 1, 19 and 20)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from builder.theme import Theme
from builder.writers.pptx.direction import line_rtl, runs_rtl
from builder.writers.pptx.escaped import escape
from builder.writers.pptx.fit import left_edge, level_size, link_pieces
from builder.writers.pptx.layouts import Box, TextStyle
from builder.writers.pptx.plan import Line, Run, TextPlan

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = f'xmlns:a="{A}" xmlns:r="{R}" xmlns:p="{P}"'
# What a tree of shapes begins with.
TREE = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MIRRORED = {"l": "r", "r": "l"}
_BULLETS = ("•", "–")  # where no layout has any
CODE_FONT = "Courier New"

# A hyperlink in the colour of its text (MS-ODRAWXML 2.2.6).
_PLAIN_LINK = (
    '<a:extLst><a:ext uri="{A12FA001-AC4F-418D-AE19-62706E023703}"><ahyp:hlinkClr '
    'xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor" val="tx"/></a:ext></a:extLst>'
)

# A shape that only decorates (MS-ODRAWXML 2.2.1).
DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)

_CODE_FONTS = f'<a:latin typeface="{CODE_FONT}"/><a:cs typeface="{CODE_FONT}"/>'
_BOX_FONTS = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/>'
_NOTES = TextStyle((12.0,))

# What a link becomes: the id of its relationship and whether it leads to a slide; None where it leads nowhere.
Linker = Callable[[str], tuple[str, bool] | None]


def emu(points: float) -> int:
    """Points as English metric units."""
    return round(points * 12700)


def attribute(text: str) -> str:
    """Text as the value of an attribute, quotes escaped, without characters that XML cannot have (XML 1.0, 2.2)."""
    return escape(text, {'"': "&quot;", "\n": "&#10;"})


def xfrm(box: Box, tag: str = "a:xfrm") -> str:
    """A position and a size."""
    return (
        f'<{tag}><a:off x="{emu(box.x)}" y="{emu(box.y)}"/>'
        f'<a:ext cx="{max(1, emu(box.width))}" cy="{max(1, emu(box.height))}"/></{tag}>'
    )


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as references to the presentation's theme where they are its own: `names` by "#RRGGBB", and `changes`, a
    name with the part of its lightness and what is added (ECMA-376 part 1, 20.1.2.3). `secondary` is the colour of text
    that steps back.
    """

    names: dict[str, str] = field(default_factory=dict)
    changes: dict[str, tuple[str, float, float]] = field(default_factory=dict)
    secondary: str = ""

    @classmethod
    def of(cls, theme: Theme) -> Palette:
        """The palette of our base deck, whose colour scheme is made from `theme` (see `base_deck`)."""
        c = theme.colors
        names = {color.upper(): f"accent{n}" for n, color in reversed(list(enumerate(c.categorical[:6], 1)))}
        names |= {c.tint.upper(): "bg2", c.secondary.upper(): "tx2"}
        return cls(names | {c.paper.upper(): "bg1", c.ink.upper(): "tx1"}, {}, c.secondary)

    @property
    def quiet(self) -> str:
        """The fill of text that steps back."""
        return self.fill(self.secondary) if self.secondary else ""

    def color(self, value: str, alpha: float = 1.0) -> str:
        """The element of a colour "#RRGGBB"."""
        inner = f'<a:alpha val="{round(alpha * 100000)}"/>' if alpha < 0.9995 else ""
        name = self.names.get(value.upper())
        if name is None and (change := self.changes.get(value.upper())):
            name, part, more = change
            added = f'<a:lumOff val="{round(more * 100000)}"/>' if more else ""
            inner = f'<a:lumMod val="{round(part * 100000)}"/>{added}{inner}'
        tag, val = ("a:schemeClr", name) if name else ("a:srgbClr", value.lstrip("#").upper())
        return f'<{tag} val="{val}">{inner}</{tag}>' if inner else f'<{tag} val="{val}"/>'

    def fill(self, value: str, alpha: float = 1.0) -> str:
        """A solid fill."""
        return f"<a:solidFill>{self.color(value, alpha)}</a:solidFill>"

    def line(self, value: str, width: float) -> str:
        """A line of `width` points; none for a width of 0."""
        return f'<a:ln w="{emu(width)}">{self.fill(value)}</a:ln>' if width else "<a:ln><a:noFill/></a:ln>"


# -- Text ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextMarkup:
    """Writes texts of one slide: `lang` is the document's language, `quiet` the fill of what steps back, and `ink` that
    of text boxes. In the placeholders of `loud`, (type, number), text has another colour than ink, and all of it that.
    """

    lang: str
    link: Linker
    quiet: str = ""
    ink: str = '<a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
    loud: frozenset[tuple[str, int]] = frozenset()
    own: str = ""

    @property
    def rtl(self) -> bool:
        """Whether the language runs from right to left."""
        return runs_rtl(self.lang)

    def body(self, plan: TextPlan, properties: str) -> str:
        """The text body of a placeholder with its `a:bodyPr`; sizes are written where they are not the layout's own."""
        style, boxed = plan.slot.style, plan.slot.type == "textbox"
        if self.quiet and (plan.slot.type, plan.slot.idx) in self.loud:
            return replace(self, quiet="").body(plan, properties)
        if style.color and not boxed and not self.own:
            own = f'<a:solidFill><a:srgbClr val="{style.color.lstrip("#")}"/></a:solidFill>'
            return replace(self, own=own).body(plan, properties)
        paragraphs = []
        starts: dict[int, int] = {}
        for n, line in enumerate(plan.lines):
            starts = {k: v for k, v in starts.items() if k <= line.level and (k < line.level or line.mark == "number")}
            start = starts.setdefault(line.level, line.number) if line.mark == "number" else 1
            size = level_size(style, line.level, plan.size, plan.least)
            written = size if boxed or line.level >= style.told or abs(size - style.size(line.level)) > 0.01 else 0.0
            before = style.space(line.level) * plan.size / style.sizes[0] if boxed and n else 0.0
            paragraphs.append(self.paragraph(line, style, written, start, boxed=boxed, before=before))
        return f"<p:txBody>{properties}<a:lstStyle/>{''.join(paragraphs)}</p:txBody>"

    def paragraph(
        self, line: Line, style: TextStyle, size: float, start: int = 1, *, boxed: bool = False, before: float = 0.0
    ) -> str:
        """One paragraph; a size of 0 is the layout's. In a text box, which has levels with edges that nobody chose,
        the edges, the bullet and the space before are written too; bullets also where the layout has none for a list.
        """
        level = f' lvl="{line.level}"' if line.level and len(style.sizes) > 1 and not boxed else ""
        space = f'<a:spcBef><a:spcPts val="{round(before * 100)}"/></a:spcBef>' if before else ""
        bullets = ""
        edge = left_edge(style, line)
        if line.mark == "number":
            at = f' startAt="{start}"' if start != 1 else ""
            level += f' marL="{emu(edge)}" indent="-{emu(edge - style.indent(line.level) + style.hang(line.level))}"'
            bullets = f'<a:buFont typeface="+mj-lt"/><a:buAutoNum type="arabicPeriod"{at}/>'
        elif (boxed or not style.bullets) and not line.flush:
            hang = 0 if line.hang else emu(style.hang(line.level))
            level += f' marL="{emu(edge)}" indent="{-hang}"'
            sign = _BULLETS[line.level % 2]
            bullets = "" if line.hang else f'<a:buFont typeface="Arial"/><a:buChar char="{sign}"/>'
        elif line.mark == "none" and style.bullets:
            level += ' indent="0"' if line.hang else ' marL="0" indent="0"'
            bullets = "<a:buNone/>"
        rtl = line_rtl(line, self.lang)
        if rtl != style.rtl or style.told == 0:
            align = _MIRRORED.get(style.align, "") if rtl != style.rtl else style.align
            level += (f' algn="{align}"' if align else "") + f' rtl="{rtl:d}"'
        inner = f"<a:pPr{level}>{space}{bullets}</a:pPr>" if level or bullets or space else ""
        bold = line.kind == "heading" or ((boxed or style.told == 0) and style.bold)
        shown = (self.run(r, size, bold=bold, boxed=boxed) for run in line.runs for r in _breakable(run))
        return f"<a:p>{inner}{''.join(shown)}</a:p>"

    def run(self, run: Run, size: float, *, bold: bool = False, boxed: bool = False) -> str:
        """One run, with its language; a line break where it is one. In a text box font and colour are the theme's."""
        lang = attribute(run.lang or self.lang)
        sized = f' sz="{round(size * 100)}"' if size else ""
        if run.text == "\n":
            return f'<a:br><a:rPr lang="{lang}"{sized}/></a:br>'
        look = f' lang="{lang}"{sized}'
        look += ' b="1"' if bold or run.bold else ""
        look += ' i="1"' if run.italic else ""
        look += ' strike="sngStrike"' if run.strike else ""
        look += ' baseline="30000"' if run.raised else ""
        fill = (self.quiet if run.quiet else "") or (self.ink if boxed else self.own)
        font = _CODE_FONTS if run.code else _BOX_FONTS if boxed else ""
        inner = fill + font + self._hyperlink(run)
        properties = f"<a:rPr{look}>{inner}</a:rPr>" if inner else f"<a:rPr{look}/>"
        return f"<a:r>{properties}<a:t>{escape(run.text)}</a:t></a:r>"

    def _hyperlink(self, run: Run) -> str:
        target = self.link(run.link) if run.link else None
        if target is None:
            return ""
        id_, internal = target
        action = ' action="ppaction://hlinksldjump"' if internal else ""
        return f'<a:hlinkClick r:id="{id_}"{action}>{_PLAIN_LINK if internal else ""}</a:hlinkClick>'


def _breakable(run: Run) -> Iterator[Run]:
    """A long link as one link a word: LibreOffice breaks a link as if it were one word."""
    if not run.link:
        yield run
        return
    for part in link_pieces(run):
        yield replace(run, text=part)


def note_paragraphs(lines: Sequence[Line], text: TextMarkup) -> str:
    """Paragraphs of speaker's notes: flat, their signs and indents in the text."""
    return "".join(text.paragraph(Line(line.runs, kind=line.kind), _NOTES, 0.0) for line in lines)
