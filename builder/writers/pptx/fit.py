"""Text that is measured before it is written: where its lines break, how high it is, and at which size it fits.

Widths are those of the font that will show the text, kerned (`faces`); the pitch of lines is 1.2 times the size, as
LibreOffice sets every font, or the font's own where that is more, as PowerPoint does; a reserve of four percent covers
what they do otherwise. Lines end after spaces and hyphens, between ideographs as Unicode allows it (`breaks`), and in
Thai and its like after some letters: where words end is for a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from builder.breaks import clusters, pieces
from builder.font_tables import FontFile, metrics
from builder.theme import Fonts
from builder.writers.pptx.faces import Face, Faces, em, faces_of, joint, rise
from builder.writers.pptx.layouts import Box, TextStyle
from builder.writers.pptx.plan import Line, Run

PITCH = 1.2
MOST_PITCH = 1.5
RESERVE = 0.96
EDGE = 0.994  # of a line's width: programs round the place of each letter
CODE_EM = 0.6  # the advance of every character of Courier New
RAISED = 2 / 3
NUMBER_ROOM, NUMBER_EM = 15.0, 1.5  # points that "10." hangs out farther than a bullet, and em that it takes with one
WORD = 8  # letters of what is not parted in a script that is parted by a dictionary
LONG_LINK = 40  # characters; a longer link is written word by word, since LibreOffice parts none

LINK = "@"
_SPACES = "\t \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000"
_WORDS = re.compile(rf"\n|[{_SPACES}]+|[^\n{_SPACES}]+")
_BY_DICTIONARY = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aad\ua9e0-\uaa7f]")
_PLAIN = TextStyle((18.0,))

# A stretch of text that a line does not end in: its end, its width in em, the number of its characters, and its kind:
# "" a word, " " a space, a line break, or a link.
Part = tuple[int, float, int, str]


@dataclass(frozen=True, slots=True)
class _Look:
    """What widths depend on beside a run's own look."""

    faces: Faces
    code: Face
    bold: bool
    caps: bool
    lang: str


@dataclass(frozen=True, slots=True)
class Measure:
    """Measures text. `fonts` are the theme's, `lang` is the language of text that does not tell its own."""

    fonts: Fonts
    lang: str = ""
    _looks: dict[tuple[object, ...], _Look] = field(default_factory=dict, compare=False, repr=False)

    def faces(self, style: TextStyle = _PLAIN) -> Faces:
        """The faces of text of a style."""
        return self._look(style, style.bold).faces

    def width(self, text: str, size: float, *, bold: bool = False, italic: bool = False, code: bool = False) -> float:
        """The width of a text without line breaks, in the presentation's own font."""
        return self.runs_width((Run(text, bold=bold, italic=italic, code=code),), size)

    def runs_width(self, runs: Sequence[Run], size: float, *, bold: bool = False, style: TextStyle = _PLAIN) -> float:
        """The width of runs in one line."""
        look = self._look(style, bold)
        width, before = 0.0, ""
        for run in runs:
            if shown := run.text.strip():
                width += joint(before, shown[0])
                before = shown[-1]
            width += _run_em(run, run.text, look)
        return width * size + style.tracking * sum(len(r.text) for r in runs)

    def breaks(
        self, runs: Sequence[Run], size: float, width: float, *, bold: bool = False, style: TextStyle = _PLAIN
    ) -> list[int]:
        """For each line, the number of characters up to its end, counted from the first character of the first run."""
        look = self._look(style, bold)
        width *= EDGE
        ends: list[int] = []
        start = at = 0
        used, has_word = 0.0, False
        for end, wide_em, count, kind in _parts(tuple(runs), look):
            wide = wide_em * size + count * style.tracking
            if kind == "\n":
                ends.append(end)
                at, used, has_word = end, 0.0, False
            elif kind == " ":
                used += wide
            else:
                if has_word and used + wide > width:
                    ends.append(start)
                    at, used = start, 0.0
                if wide > width:
                    # A word longer than a line is cut between characters, by some programs after the last slash before.
                    slash, since = at, 0.0
                    for n, one, char in _letters(runs, start, end, look):
                        if used + one * size > width and n > at:
                            at, used = (slash, since) if slash > at else (n, 0.0)
                            ends.append(at)
                        used += one * size + style.tracking
                        slash, since = (n + 1, 0.0) if char == "/" else (slash, since + one * size + style.tracking)
                    # LibreOffice begins a line after a link that it has cut.
                    used = width if kind == LINK else used
                else:
                    used += wide
                has_word = True
            start = end
        if not ends or ends[-1] < start or kind == "\n":
            ends.append(start)
        return ends

    def cell_pitch(self, runs: Sequence[Run], size: float, *, bold: bool = False) -> float:
        """From one line to the next in a table's cell: there LibreOffice sets each font at its own height."""
        return size * max(PITCH, _tall(runs, self._look(_PLAIN, bold)))

    def widest_part(self, runs: Sequence[Run], size: float, *, bold: bool = False, style: TextStyle = _PLAIN) -> float:
        """The width of the longest word: what cannot be narrower."""
        parts = (p for p in _parts(tuple(runs), self._look(style, bold)) if p[3] in ("", LINK))
        return max((wide * size + count * style.tracking for _, wide, count, _ in parts), default=0.0)

    def _look(self, style: TextStyle, bold: bool) -> _Look:
        key = (style.typefaces, style.caps, bold)
        found = self._looks.get(key)
        if found is None:
            faces = faces_of(self.fonts, style.typefaces)
            east, complex_ = faces.regular.east, faces.regular.complex
            code = Face(self.fonts.mono, east, complex_)
            found = self._looks[key] = _Look(faces, code, bold, style.caps, self.lang)
        return found

    # -- Paragraphs ----------------------------------------------------------------------------------

    def line_count(self, line: Line, style: TextStyle, base: float, width: float, least: float) -> int:
        """How many lines a paragraph takes in a text of a base size."""
        return len(self.line_ends(line, style, base, width, least))

    def line_ends(self, line: Line, style: TextStyle, base: float, width: float, least: float) -> list[int]:
        """Where the lines of a paragraph end, as `breaks` tells it; `width` is that of the box."""
        size = level_size(style, line.level, base, least)
        room = column_width(style, width) - left_edge(style, line) - style.end(line.level)
        return self.breaks(line.runs, size, room, bold=style.bold or line.kind == "heading", style=style)

    def pitch(self, style: TextStyle, size: float) -> float:
        """From one line to the next, in points."""
        if style.pitch:
            return max(style.pitch, size)
        return size * _pitch(self.faces(style)) * style.spacing

    def line_pitch(self, line: Line, style: TextStyle, size: float) -> float:
        """From one line of a paragraph to the next. LibreOffice sets a line with a link at its font's height."""
        pitch = self.pitch(style, size)
        linked = [r for r in line.runs if r.link]
        if not linked or style.pitch:
            return pitch
        return max(pitch, size * _tall(linked, self._look(style, style.bold)) * style.spacing)

    def heights(self, lines: Sequence[Line], style: TextStyle, base: float, width: float, least: float) -> list[float]:
        """The height of each paragraph with the space before it and what the one before leaves after itself."""
        out = []
        after = 0.0
        for line in lines:
            size = level_size(style, line.level, base, least)
            count = self.line_count(line, style, base, width, least)
            out.append(count * self.line_pitch(line, style, size) + style.space(line.level) + after)
            after = style.space_after(line.level)
        return out

    def height(self, lines: Sequence[Line], style: TextStyle, base: float, width: float, least: float) -> float:
        """The height of a text, insets included; the first paragraph has no space before it."""
        if not lines:
            return 0.0
        high = sum(self.heights(lines, style, base, width, least)) - style.space(lines[0].level)
        return in_columns(high, self.pitch(style, base), style) + style.insets[1] + style.insets[3]

    def fit(self, lines: Sequence[Line], style: TextStyle, box: Box, least: float) -> float | None:
        """The largest size, of whole points from the style's own down to `least`, at which a text fits its box."""
        for size in steps(style.sizes[0], least):
            if self.height(lines, style, size, box.width, least) <= box.height * RESERVE:
                return size
        return None


def left_edge(style: TextStyle, line: Line) -> float:
    """Where a paragraph's text begins: a number needs more room than a bullet."""
    if line.flush:
        return 0.0
    return style.indent(line.level) + (number_room(style, line.level) if line.mark == "number" else 0.0)


def number_room(style: TextStyle, level: int) -> float:
    """The room that the number of a paragraph takes beyond that of a bullet: two digits have room in both."""
    return max(NUMBER_ROOM, NUMBER_EM * style.size(level) - style.hang(level))


def level_size(style: TextStyle, level: int, base: float, least: float) -> float:
    """The size of a level in a text whose first level has the size `base`."""
    return max(min(least, style.size(level)), style.size(level) - (style.sizes[0] - base))


def column_width(style: TextStyle, width: float) -> float:
    """The width of a column of text in a box."""
    inner = width - style.insets[0] - style.insets[2]
    return (inner - style.gutter * (style.columns - 1)) / style.columns


def in_columns(height: float, pitch: float, style: TextStyle) -> float:
    """How high text is in the columns of a style: a line cannot be parted between two."""
    return height if style.columns == 1 else min(height, height / style.columns + pitch)


def roomy(height: float) -> float:
    """The height of a box for a text of `height`, with the reserve."""
    return height / RESERVE + 1.0


def steps(most: float, least: float) -> list[float]:
    """Sizes from `most` down to `least`, one point apart."""
    out = [most]
    while out[-1] - 1 >= least:
        out.append(float(int(out[-1] - 1)) if out[-1] != int(out[-1]) else out[-1] - 1)
    if out[-1] > least:
        out.append(least)
    return out


# -- Widths ----------------------------------------------------------------------------------------------


@lru_cache(64)
def _pitch(faces: Faces) -> float:
    """The pitch of lines by the size. Of a font that is not here nothing is known."""
    if faces.lacks:
        return PITCH
    known = metrics(FontFile(str(faces.regular.latin)))
    return min(MOST_PITCH, max(PITCH, (known.ascent - known.descent) / 1000))


@lru_cache(8192)
def _parts(runs: tuple[Run, ...], look: _Look) -> tuple[Part, ...]:
    """Runs as the stretches that a line does not end in."""
    text = runs[0].text if len(runs) == 1 else "".join(r.text for r in runs)
    out: list[Part] = []
    before = ""
    for match in _WORDS.finditer(text):
        word, start = match[0], match.start()
        kind = word if word == "\n" else "" if word.strip() else " "
        for piece in _unbroken(word) if kind == "" else (word,):
            end = start + len(piece)
            wide = 0.0 if kind == "\n" else _between(runs, start, end, look)
            if kind == "":
                wide += joint(before, piece[0])
                before = piece[-1]
            out.append((end, wide, end - start, kind))
            start = end
    return tuple(_whole_links(runs, out) if any(r.link for r in runs) else out)


def _whole_links(runs: Sequence[Run], parts: Sequence[Part]) -> Iterator[Part]:
    """The parts with those of one link together, and the space behind a word of a long one with the word."""
    inside: set[int] = set()
    at = 0
    for run in runs:
        for piece in link_pieces(run) if run.link else ():
            inside.update(range(at + 1, at + len(piece)))
            at += len(piece)
        at += 0 if run.link else len(run.text)
    wide, count = 0.0, 0
    for end, more, chars, kind in parts:
        wide, count = wide + more, count + chars
        if end not in inside or kind == "\n":
            yield end, wide, count, LINK if end - 1 in inside else kind
            wide, count = 0.0, 0


def link_pieces(run: Run) -> list[str]:
    """The text of a link as the links that it is written as."""
    return [run.text] if len(run.text) < LONG_LINK else re.findall(r"\S+\s*|\s+", run.text)


@lru_cache(16384)
def _unbroken(word: str) -> tuple[str, ...]:
    """A word, cut where a line may end inside it. After a slash programs do not end one, unless the word is longer."""
    out: list[str] = []
    for piece in pieces(word):
        if out and out[-1].endswith("/"):
            out[-1] += piece
        elif _BY_DICTIONARY.search(piece):
            places = [0]
            for n in clusters(piece):
                if n - places[-1] >= WORD and all(map(_BY_DICTIONARY.match, piece[n - 1 : n + 1])):
                    places.append(n)
            out += [piece[a:b] for a, b in pairwise((*places, len(piece)))]
        else:
            out.append(piece)
    return tuple(out)


def _letters(runs: Sequence[Run], start: int, end: int, look: _Look) -> list[tuple[int, float, str]]:
    """The start and the width in em of each of what a reader sees as a character, and that."""
    text = "".join(r.text for r in runs)[start:end]
    places = [start, *(start + n for n in clusters(text)), end]
    gaps = [0.0, *(joint(text[a - start - 1], text[a - start]) for a in places[1:-1])]
    return [
        (a, _between(runs, a, b, look) + gap, text[a - start : b - start])
        for (a, b), gap in zip(pairwise(places), gaps, strict=True)
    ]


def _between(runs: Sequence[Run], start: int, end: int, look: _Look) -> float:
    """The width in em of the characters from `start` to `end`."""
    if len(runs) == 1:
        return _run_em(runs[0], runs[0].text[start:end], look)
    width, offset = 0.0, 0
    for run in runs:
        low, high = max(start - offset, 0), min(end - offset, len(run.text))
        if low < high:
            width += _run_em(run, run.text[low:high], look)
        offset += len(run.text)
        if offset >= end:
            break
    return width


def _run_em(run: Run, text: str, look: _Look) -> float:
    if run.code:
        width = len(text) * CODE_EM if text.isascii() else em(text, look.code, run.lang or look.lang)
    else:
        shown = text.upper() if look.caps else text
        face = look.faces.face(bold=look.bold or run.bold, italic=run.italic)
        width = em(shown, face, run.lang or look.lang)
    return width * RAISED if run.raised else width


def _tall(runs: Sequence[Run], look: _Look) -> float:
    """The height of a line in em by the fonts that show it."""
    up = down = 0.0
    for run in runs:
        if run.text.strip():
            face = look.code if run.code else look.faces.face(bold=look.bold or run.bold, italic=run.italic)
            over, under = rise(run.text, face, run.lang or look.lang)
            up, down = max(up, over), max(down, under)
    return up + down


# -- Cutting ---------------------------------------------------------------------------------------------


def cut(runs: Sequence[Run], at: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The runs before character number `at`, and the rest."""
    head: list[Run] = []
    tail: list[Run] = []
    for run in runs:
        if at >= len(run.text):
            head.append(run)
        elif at <= 0:
            tail.append(run)
        else:
            head.append(replace(run, text=run.text[:at]))
            tail.append(replace(run, text=run.text[at:]))
        at -= len(run.text)
    return tuple(head), tuple(tail)


def shortened(runs: Sequence[Run], fits: Callable[[Sequence[Run]], bool], ellipsis: str = "…") -> tuple[Run, ...]:
    """The longest beginning of `runs`, at the end of a word where there is one, that fits with an ellipsis."""
    text = "".join(r.text for r in runs)
    ends = [m.start() for m in re.finditer(r"\s", text)] or list(range(len(text)))
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        if fits((*cut(runs, ends[middle - 1])[0], Run(ellipsis))):
            low = middle
        else:
            high = middle - 1
    return (*cut(runs, ends[low - 1] if low else 0)[0], Run(ellipsis))
