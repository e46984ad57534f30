"""Blocks and inlines of a document as the HTML of a mail: elements with their styles in them.

Text comes out of `escaped` alone: whatever it holds, it is text.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from builder.bidi import runs_rtl
from builder.delivery.images import WIDTH, Picture
from builder.delivery.look import Look
from builder.delivery.plain import clean, signs_kept, web_target
from builder.delivery.text import ROWS
from builder.model.document import (
    Block,
    BlockQuote,
    BulletList,
    Cite,
    Code,
    CodeBlock,
    DataTable,
    Div,
    Emph,
    Figure,
    Header,
    HorizontalRule,
    Image,
    Inline,
    Inlines,
    KeyFigure,
    KeyFigures,
    LineBreak,
    Link,
    Note,
    OrderedList,
    Para,
    Span,
    Strikeout,
    Strong,
    Table,
)
from builder.model.walk import plain
from builder.model.words import word

PAD = 24
INNER = WIDTH - 2 * PAD
SHORT = 16  # characters of a cell that stay on one line
SMALL = 64  # pixels of a picture that stands in a line
TABLE = 'role="presentation" border="0" cellpadding="0" cellspacing="0"'


class Setter:
    """Turns blocks into elements. A row is `<tr><td>` of the mail's card, and says its own look."""

    def __init__(self, lang: str, look: Look, pictures: Mapping[str, Picture]) -> None:
        self.lang = lang
        self.look = look
        self.pictures = pictures
        self.rtl = runs_rtl(lang)
        self.start, self.end = ("right", "left") if self.rtl else ("left", "right")

    def row(self, content: str, above: int, below: int) -> str:
        return (
            f'<tr><td class="pad" align="{self.start}" style="padding:{above}px {PAD}px {below}px {PAD}px;'
            f'text-align:{self.start};word-break:break-word;overflow-wrap:break-word">{content}</td></tr>\n'
        )

    # -- Blocks ------------------------------------------------------------------------------------------

    def top(self, block: Block) -> str:
        """A block at the top: a row of its own. An image is as wide as the card."""
        if isinstance(block, Figure):
            return self._figure(block)
        return self.row(self._block(block), 20 if isinstance(block, Header) else 4, 4)

    def _block(self, block: Block) -> str:
        match block:
            case Header():
                size = 18 if block.level == 1 else 16
                return self.text(f"h{min(block.level + 1, 6)}", self.inlines(block.content), size, 24, "ink", bold=True)
            case Para():
                return self.text("p", self.inlines(block.content), 16, 24, "ink", above=4)
            case BulletList() | OrderedList():
                return self._list(block)
            case BlockQuote():
                inner = "".join(map(self._block, block.blocks))
                rule = f"border-{self.start}:3px solid {self.look.light.rule};padding-{self.start}:12px"
                return f'<blockquote class="rule" style="margin:8px 0;{rule}">{inner}</blockquote>'
            case CodeBlock():
                return self._code(block)
            case HorizontalRule():
                return f'<hr class="rule" style="border:0;border-top:1px solid {self.look.light.rule};margin:8px 0">'
            case Div():
                inner = "".join(map(self._block, block.blocks))
                lang = block.attr.get("lang")
                return self._in_language(inner, lang, "div") if lang else inner
            case KeyFigures():
                return self._key_figures(block)
            case Figure():
                return f'<table {TABLE} width="100%" style="width:100%">{self._figure(block, INNER - PAD)}</table>'
            case DataTable():
                return self._data_table(block)
            case Table():
                rows = [[self.inlines(c) for c in row] for row in block.rows[:ROWS]]
                head = [self.inlines(c) for c in block.head]
                return self._table(self.inlines(block.caption), head, rows, block.aligns, len(block.rows))
            case _:
                raise TypeError(f"{type(block).__name__} stands in a resolved document")

    def text(
        self, tag: str, content: str, size: int, height: int, color: str, *, above: int = 0, bold: bool = False
    ) -> str:
        """A paragraph or a heading in its own look."""
        style = f"margin:{above}px 0 0 0;{self._font(size, height, color, bold=bold)}"
        return f'<{tag} class="{color}" style="{style}">{content}</{tag}>'

    def _font(self, size: int, height: int, color: str, *, bold: bool = False) -> str:
        light = self.look.light
        shade = light.ink if color == "ink" else light.secondary
        weight = "bold" if bold else "normal"
        return (
            f"font-family:{self.look.fonts};font-size:{size}px;line-height:{height}px;mso-line-height-rule:exactly;"
            f"font-weight:{weight};color:{shade}"
        )

    def _list(self, block: BulletList | OrderedList) -> str:
        ordered = isinstance(block, OrderedList)
        start = f' start="{block.start}"' if isinstance(block, OrderedList) and block.start != 1 else ""
        margin = "0 24px 0 0" if self.rtl else "0 0 0 24px"
        items = "".join(
            f'<li class="ink" style="margin:0 0 8px 0;{self._font(16, 24, "ink")}">{self._item(item)}</li>'
            for item in block.items
        )
        tag = "ol" if ordered else "ul"
        return f'<{tag}{start} style="margin:{margin};padding:0">{items}</{tag}>'

    def _item(self, blocks: Sequence[Block]) -> str:
        """An item's first paragraph stands beside its mark."""
        first, *rest = blocks
        head = self.inlines(first.content) if isinstance(first, Para) else self._block(first)
        return head + "".join(map(self._block, rest))

    def _code(self, block: CodeBlock) -> str:
        lines = "<br>".join(escaped(line).replace("  ", "&nbsp; ") for line in block.text.splitlines())
        light = self.look.light
        style = f"margin:8px 0;padding:8px;background-color:{light.tint};font-family:Consolas,Menlo,monospace;"
        style += f"font-size:13px;line-height:19px;color:{light.ink}"
        return f'<p class="tint ink" dir="ltr" style="{style}">{lines}</p>'

    # -- Key figures -------------------------------------------------------------------------------------

    def _key_figures(self, block: KeyFigures) -> str:
        """Up to three in a row, and one under the other where there is no room; columns of a table for Outlook."""
        count = len(block.items)
        across = 1 if count == 1 else 2 if count in (2, 4) else 3
        width = INNER // across
        out = f'<div style="font-size:0;text-align:{self.start}">'
        for n, item in enumerate(block.items):
            if n % across == 0:
                out += f'<!--[if mso]>{"</tr></table>" if n else ""}<table {TABLE} width="{INNER}"><tr><![endif]-->'
            out += f'<!--[if mso]><td width="{width}" valign="top"><![endif]-->'
            out += (
                f'<div style="display:inline-block;width:100%;max-width:{width}px;vertical-align:top">'
                f'<div style="padding:8px 0;padding-{self.end}:12px">{self._key_figure(item)}</div></div>'
            )
            out += "<!--[if mso]></td><![endif]-->"
        return out + "<!--[if mso]></tr></table><![endif]--></div>"

    def _key_figure(self, item: KeyFigure) -> str:
        link = self.look.light.link
        value = self.text("p", self.inlines(item.value), 28, 34, "ink", bold=True)
        value = value.replace('class="ink"', 'class="link"', 1).replace(
            f"color:{self.look.light.ink}", f"color:{link}", 1
        )
        out = value + self.text("p", self.inlines(item.label), 14, 19, "ink", above=2)
        extra = "; ".join(self.inlines(t) for t in (item.change, item.note) if t)
        return out + (self.text("p", extra, 13, 18, "second", above=2) if extra else "")

    # -- Visuals -----------------------------------------------------------------------------------------

    def _figure(self, figure: Figure, most: int = WIDTH) -> str:
        """Rows: title, the image from edge to edge on its own ground, and what stands under it."""
        chart = figure.chart
        head = self.text("p", self.shown(chart.title), 16, 22, "ink", bold=True) if chart.title else ""
        head += self.text("p", self.shown(chart.subtitle), 14, 20, "second", above=2) if chart.subtitle else ""
        plate = self.look.light.plate
        picture = self.pictures[f"figure {figure.id}"].within(most)
        image = self.image(picture, figure.alt, f"width:100%;max-width:{picture.width}px;height:auto")
        shown = (
            f'<tr><td class="plate" bgcolor="{plate}" style="padding:0;background-color:{plate}">{image}</td></tr>\n'
        )
        foot = "".join(
            self.text("p", self.inlines(t), 13, 19, "second", above=2) for t in (figure.caption, figure.source) if t
        )
        return (self.row(head, 16, 8) if head else "") + shown + (self.row(foot, 4, 8) if foot else "")

    def image(self, picture: Picture, alt: str, size: str, display: str = "block") -> str:
        font = self._font(14, 20, "ink")
        return (
            f'<img src="cid:{escaped(picture.part.cid)}" width="{picture.width}" height="{picture.height}" '
            f'alt="{escaped(alt)}" border="0" style="display:{display};border:0;{size};{font}">'
        )

    def _data_table(self, table: DataTable) -> str:
        count = len(table.data.rows)
        columns = range(len(table.columns))
        rows = [[self.shown(table.cell(r, c)) for c in columns] for r in range(min(count, ROWS))]
        strong = {n for n in table.highlight if n < len(rows)}
        if table.total:
            strong.add(len(rows))
            rows.append([self.shown(v.text) if v else "" for v in table.total])
        head = [escaped(c.label) for c in table.columns]
        aligns = tuple(c.align for c in table.columns)
        made = self._table(self.inlines(table.caption), head, rows, aligns, count, frozenset(strong))
        return made + (self.text("p", self.inlines(table.source), 13, 19, "second", above=4) if table.source else "")

    def _table(
        self,
        caption: str,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        aligns: Sequence[str],
        count: int,
        strong: frozenset[int] = frozenset(),
    ) -> str:
        """A table of data; where it is wider than the card, it moves under its frame."""
        out = self.text("p", caption, 16, 22, "ink", above=8, bold=True) if caption else ""
        sides = [self.end if a == "right" else "center" if a == "center" else self.start for a in aligns]
        head_cells = "".join(
            self._cell("th", cell, side, n, "2px", bold=True)
            for n, (cell, side) in enumerate(zip(head, sides, strict=True))
        )
        body = "".join(
            "<tr>" + "".join(self._cell("td", cell, side, n, "1px", bold=r in strong)
                             for n, (cell, side) in enumerate(zip(row, sides, strict=True))) + "</tr>"
            for r, row in enumerate(rows)
        )  # fmt: skip
        out += (
            '<div style="overflow-x:auto"><table border="0" cellpadding="0" cellspacing="0" width="100%" '
            f'style="width:100%;border-collapse:collapse;margin:8px 0 0 0"><thead><tr>{head_cells}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )
        if count > ROWS:
            out += self.text("p", escaped(word("more rows", self.lang).format(count - ROWS)), 13, 19, "second", above=4)
        return out

    def _cell(self, tag: str, content: str, side: str, number: int, rule: str, *, bold: bool) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        start = 0 if number == 0 else 12
        inset = f"padding:6px 0;padding-{self.start}:{start}px"
        line = f"border-bottom:{rule} solid {self.look.light.rule}"
        font = self._font(14, 20, "ink", bold=bold)
        if len(content) <= SHORT:
            font += ";white-space:nowrap"
        return (
            f'<{tag}{scope} class="ink rule" align="{side}" valign="bottom" '
            f'style="{inset};{line};text-align:{side};word-break:normal;{font}">{content}</{tag}>'
        )

    def note(self, note: Note) -> str:
        texts = [self.inlines(b.content) for b in note.blocks if isinstance(b, Para)]
        return "<br>".join(texts)

    # -- Inlines -----------------------------------------------------------------------------------------

    def inlines(self, inlines: Inlines) -> str:
        """Inlines as HTML."""
        return "".join(self._inline(i) for i in inlines)

    def shown(self, text: str) -> str:
        """A text of the report as HTML."""
        return escaped(signs_kept(text) if self.rtl else text)

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Emph(content):
                return f"<em>{self.inlines(content)}</em>"
            case Strong(content):
                return f"<strong>{self.inlines(content)}</strong>"
            case Strikeout(content):
                return f"<s>{self.inlines(content)}</s>"
            case Code(text):
                return f'<code style="font-family:Consolas,Menlo,monospace">{escaped(text)}</code>'
            case Link():
                text = self.inlines(inline.content)
                target = web_target(inline.target)
                return self.anchor(target, text) if target else text
            case Span():
                text = self.inlines(inline.content)
                lang = inline.attr.get("lang")
                return self._in_language(text, lang, "span") if lang else text
            case Image():
                return self._inline_image(inline)
            case Note():
                return raised(inline.number)
            case Cite():
                return "[" + ", ".join(map(str, inline.numbers)) + "]"
            case LineBreak():
                return "<br>"
            case _:
                return self.shown(plain((inline,)))

    def _inline_image(self, image: Image) -> str:
        alt = plain(image.content)
        picture = self.pictures.get(f"image {image.path}")
        if picture is None:
            return escaped(alt)
        if picture.width <= SMALL:
            return self.image(picture, alt, "vertical-align:middle", display="inline")
        return self.image(picture, alt, f"width:100%;max-width:{picture.width}px;height:auto")

    def anchor(self, target: str, text: str) -> str:
        style = f"color:{self.look.light.link};text-decoration:underline"
        return f'<a class="link" href="{escaped(target)}" style="{style}">{text}</a>'

    def _in_language(self, content: str, lang: str, tag: str) -> str:
        direction, side = ("rtl", "right") if runs_rtl(lang) else ("ltr", "left")
        style = f' style="text-align:{side}"' if tag == "div" else ""
        return f'<{tag} lang="{escaped(lang)}" dir="{direction}"{style}>{content}</{tag}>'


def raised(number: int) -> str:
    return f'<sup style="font-size:11px;line-height:0">{number}</sup>'


def escaped(text: str) -> str:
    """`text` as HTML shows it, in an element and in a quoted attribute."""
    return html.escape(clean(text), quote=True)
