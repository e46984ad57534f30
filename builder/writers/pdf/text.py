"""Inlines become lines of set text: words measured once, broken greedily, drawn with links and notes.

Text never passes through a markup language on its way to the page, so that data stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from builder.fonts import FontFile
from builder.model.document import (
    Cite,
    Code,
    Emph,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Note,
    Span,
    Str,
    Strikeout,
    Strong,
    ValueRun,
)
from builder.theme import Theme
from builder.writers.pdf.faces import face, spans, width

# Not at the start of a line, and not at its end (JIS X 4051, kinsoku).
NO_START = set("、。，．・：；？！）］｝〉》」』】〕’”ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
NO_END = set("（［｛〈《「『【〔‘“")


@dataclass(frozen=True, slots=True)
class Look:
    """How a piece of text is set. `link` is "#id" or a URL; `rise` lifts it (points)."""

    size: float
    color: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    rise: float = 0.0
    strike: bool = False
    tint: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one font and look. `values` are the values that stand in it; `note` the footnote called by it."""

    text: str
    font: FontFile
    look: Look
    width: float
    values: tuple[int, ...] = ()
    note: Note | None = None
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """Pieces that stay together, and the space before them (0 where the line may break without one)."""

    pieces: tuple[Piece, ...]
    width: float
    space: float = 0.0
    hard_break: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces of one line with their x, and its width."""

    pieces: tuple[tuple[float, Piece], ...]
    width: float


class Setter:
    """Sets inlines in a theme. Characters that no font has are collected in `missing`."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.missing: dict[str, str] = {}

    def words(self, inlines: Inlines, look: Look) -> list[Word]:
        """The words of `inlines`."""
        out: list[Word] = []
        pieces: list[Piece] = []
        space = 0.0
        for part, piece_look, values, note in self._parts(inlines, look):
            if part == "\n":
                out.append(_word(pieces, space))
                out.append(Word((), 0.0, hard_break=True))
                pieces, space = [], 0.0
                continue
            if part == "" and note is not None:
                pieces.extend(self._pieces(str(note.number), piece_look, (), note))
                continue
            for n, chunk in enumerate(_chunks(part)):
                if chunk == " ":
                    if pieces:
                        out.append(_word(pieces, space))
                        pieces = []
                        space = 0.0
                    space = max(space, self._space(piece_look))
                elif chunk:
                    if n and pieces and _breakable(pieces[-1].text, chunk):
                        out.append(_word(pieces, space))
                        pieces, space = [], 0.0
                    pieces.extend(self._pieces(chunk, piece_look, values, None))
                    values = ()
        if pieces:
            out.append(_word(pieces, space))
        return out

    def _space(self, look: Look) -> float:
        return width(" ", FontFile(str(self.theme.fonts.face(bold=look.bold, italic=look.italic)))) * look.size

    def _pieces(self, text: str, look: Look, values: tuple[int, ...], note: Note | None) -> list[Piece]:
        main = self.theme.fonts.face(bold=look.bold, italic=look.italic)
        out = []
        for font, run in spans(text, main):
            if font.path == str(main) and not run.isascii():
                cmap = face(font).face.charToGlyph
                for char in run:
                    if ord(char) not in cmap and not char.isspace():
                        self.missing.setdefault(char, text)
            out.append(Piece(run, font, look, width(run, font) * look.size, values, note))
            values = ()
        return out

    def _parts(self, inlines: Inlines, look: Look) -> Iterator[tuple[str, Look, tuple[int, ...], Note | None]]:
        """(text, look, values, note) of each inline; "\\n" is a hard break."""
        for inline in inlines:
            yield from self._part(inline, look)

    def _part(self, inline: Inline, look: Look) -> Iterator[tuple[str, Look, tuple[int, ...], Note | None]]:
        colors = self.theme.colors
        match inline:
            case Str(text):
                yield text, look, (), None
            case ValueRun(value, number):
                yield value.text, look, (number,), None
            case LineBreak():
                yield "\n", look, (), None
            case Emph(content):
                yield from self._parts(content, replace(look, italic=not look.italic))
            case Strong(content):
                yield from self._parts(content, replace(look, bold=True))
            case Strikeout(content):
                yield from self._parts(content, replace(look, strike=True))
            case Code(text):
                yield text, replace(look, tint=True), (), None
            case Link():
                linked = replace(
                    look, link=inline.target, color=colors.accent if look.color != colors.paper else look.color
                )
                yield from self._parts(inline.content, linked)
            case Span() | Image():
                yield from self._parts(inline.content, look)
            case Cite(_, numbers):
                for n, number in enumerate(numbers):
                    start, end = ("[" if n == 0 else ""), ("]" if n == len(numbers) - 1 else ", ")
                    yield (
                        f"{start}{number}{end}",
                        replace(look, link=f"#source-{number}", color=colors.accent),
                        (),
                        None,
                    )
            case Note():
                small = replace(
                    look,
                    size=look.size * 0.68,
                    rise=look.size * 0.36,
                    link=f"#note-{inline.number}",
                    color=colors.accent,
                )
                yield "", small, (), inline
            case _:
                return


def _word(pieces: Sequence[Piece], space: float) -> Word:
    return Word(tuple(pieces), sum(p.width for p in pieces), space)


_CHUNKS = re.compile(
    r"([ \t\n]+)|(?<=[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef])|(?=[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef])"
)


def _chunks(text: str) -> list[str]:
    """Words and single spaces; ideographs stand alone, as lines may break between them."""
    return [" " if c.isspace() and c[0] in " \t\n" else c for c in _CHUNKS.split(text) if c]


def _breakable(before: str, after: str) -> bool:
    return before[-1] not in NO_END and after[0] not in NO_START


def break_lines(words: Sequence[Word], measure: float) -> list[Line]:
    """Lines of at most `measure` points; a word that is longer is cut."""
    lines: list[Line] = []
    row: list[tuple[float, Piece]] = []
    x = 0.0

    def end() -> None:
        nonlocal row, x
        lines.append(Line(tuple(row), x))
        row, x = [], 0.0

    for word in _fitting(words, measure):
        if word.hard_break:
            end()
            continue
        if row and x + word.space + word.width > measure + 0.01:
            end()
        if row and word.space:
            x += word.space
        for piece in word.pieces:
            row.append((x, piece))
            x += piece.width
    if row or not lines:
        end()
    return lines


def _fitting(words: Sequence[Word], measure: float) -> Iterator[Word]:
    """The words, those wider than a line cut into parts that fit."""
    for word in words:
        if word.width <= measure or not word.pieces:
            yield word
            continue
        space = word.space
        for piece in word.pieces:
            text = piece.text
            values = piece.values
            while text:
                count = len(text)
                while count > 1 and width(text[:count], piece.font) * piece.look.size > measure:
                    count -= 1 if count < 24 else count // 8
                part = text[:count]
                size = width(part, piece.font) * piece.look.size
                yield Word((replace(piece, text=part, width=size, values=values),), size, space)
                text, space, values = text[count:], 0.0, ()


def draw_line(canvas: Any, line: Line, x: float, y: float, theme: Theme) -> None:
    """Draws a line with its baseline at y, and its links; tells the canvas which values stand on the page."""
    text = canvas.beginText()
    text.setTextOrigin(x, y)
    color, rise = "", 0.0
    at = 0.0
    for offset, piece in _merged(line.pieces):
        look = piece.look
        if look.tint:
            canvas.setFillColor(theme.colors.tint)
            canvas.rect(x + offset - 1, y - look.size * 0.25, piece.width + 2, look.size * 1.15, stroke=0, fill=1)
        if look.color != color:
            text.setFillColor(look.color)
            color = look.color
        if look.rise != rise:
            text.setRise(look.rise)
            rise = look.rise
        if abs(offset - at) > 0.01:
            text.moveCursor(offset - at, 0)
            at = offset
        text.setFont(face(piece.font).fontName, look.size)
        text.textOut(piece.text)
        # textOut moves the pen, not the start of the line that moveCursor counts from.
        if look.strike:
            canvas.setStrokeColor(look.color)
            canvas.setLineWidth(look.size * 0.06)
            canvas.line(x + offset, y + look.size * 0.28, x + offset + piece.width, y + look.size * 0.28)
        if look.link:
            link(
                canvas,
                look.link,
                (
                    x + offset,
                    y - look.size * 0.25 + look.rise,
                    x + offset + piece.width,
                    y + look.size * 0.8 + look.rise,
                ),
            )
        for number in piece.values:
            canvas.place_value(number)
        if piece.note is not None:
            canvas.anchor(f"noteref-{piece.note.number}", y + look.size * 2)
    canvas.drawText(text)


def _merged(pieces: Sequence[tuple[float, Piece]]) -> list[tuple[float, Piece]]:
    """Pieces with the spaces between them written, those of one look as one, so that text comes out with its spaces."""
    out: list[tuple[float, Piece]] = []
    for offset, piece in pieces:
        if out:
            start, last = out[-1]
            gap = offset - (start + last.width)
            space = " " if gap > 0.2 else ""
            if (last.font, last.look) == (piece.font, piece.look) and (
                not space or abs(gap - width(" ", last.font) * last.look.size) < 0.01
            ):
                joined = replace(last, text=last.text + space + piece.text, width=offset + piece.width - start,
                                 values=last.values + piece.values, note=piece.note or last.note)  # fmt: skip
                out[-1] = (start, joined)
                continue
            if space:
                out[-1] = (start, replace(last, text=last.text + " "))
        out.append((offset, piece))
    return out


def link(canvas: Any, target: str, box: tuple[float, float, float, float]) -> None:
    """An area that leads to "#id" or to a URL."""
    if target.startswith("#"):
        canvas.linkAbsolute("", target[1:], box, Border="[0 0 0]")
    else:
        canvas.linkURL(target, box, relative=0, Border=None)
