"""Inlines become boxes: what stays on one line, measured, in its face and colour. Line breaking works on these."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from builder import fonts
from builder.errors import Findings, Location
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
from builder.writers.pdf.boxes import Box, Look, Part
from builder.writers.pdf.faces import Faces
from builder.writers.pdf.pictures import Pictures
from builder.writers.pdf.styles import Style

UNBROKEN = 24  # a value of at most so many characters stays on one line
RAISE, RAISED = 0.36, 0.64  # of the size: how far a note's number is raised, and its own size


@dataclass(slots=True)
class _State:
    """The formatting at one place of the inlines."""

    style: Style
    look: Look
    bold: bool
    italic: bool
    value: int = -1
    whole: bool = False
    exact: bool = False


class Typesetter:
    """Makes boxes of inlines, with the faces of one document. `targets` are the keys that links may lead to."""

    def __init__(self, theme: Theme, faces: Faces, pictures: Pictures, findings: Findings) -> None:
        self.theme = theme
        self.faces = faces
        self.pictures = pictures
        self.findings = findings
        self.targets: set[str] = set()
        self.room = theme.page.inner
        self._lost: set[str] = set()
        self._looks: dict[tuple[Style, str], Look] = {}

    def look(self, style: Style, link: str = "") -> Look:
        """The look of plain text in a style."""
        found = self._looks.get((style, link))
        if found is None:
            face = self.faces.face(self.path(style.bold, style.italic))
            found = self._looks[style, link] = Look(face, style.size, style.color, link=link)
        return found

    def boxes(self, inlines: Inlines, style: Style, at: Location | None = None, *, link: str = "") -> list[Box]:
        """The boxes of inlines; a character that no font has is warned of with its place."""
        builder = _Builder(self, at)
        builder.add(inlines, _State(style, self.look(style, link), style.bold, style.italic))
        return builder.finish()

    def exact(self, text: str, style: Style, at: Location | None = None) -> list[Box]:
        """The boxes of one line of code: spaces count, and those at its start belong to its first word."""
        builder = _Builder(self, at)
        builder.text(text.expandtabs(4), _State(style, self.look(style), style.bold, style.italic, exact=True))
        return builder.finish()

    def spans(self, text: str, look: Look, path: Path) -> list[tuple[Look, str]]:
        """`text` cut by the faces that show it."""
        if text.isascii():
            return [(look, text)]
        out = []
        for font, run in fonts.spans(text, path):
            face = self.faces.fallback(font) or look.face
            out.append((look if face is look.face else replace(look, face=face), run))
        return out

    def check(self, text: str, style: Style, at: Location | None) -> None:
        """Warns of characters in `text` that no font has."""
        path = self.path(style.bold, style.italic)
        for char in fonts.missing_glyphs([text], path):
            self.missing(char, text, at)

    def missing(self, char: str, text: str, at: Location | None) -> None:
        """Warns, once for each character, that no font has it."""
        if char in self._lost or unicodedata.category(char) in ("Cc", "Cf"):
            return
        self._lost.add(char)
        shown = text if len(text) <= 60 else text[:57] + "..."
        name = f'"{char}" (U+{ord(char):04X}, {unicodedata.name(char, "no name")})'
        hint = "install a font that has it, for example of the Noto family, or write something else"
        self.findings.warning("missing-glyph", f'no font here has {name}, which stands in "{shown}"', at, hint)

    def path(self, bold: bool, italic: bool) -> Path:
        """The file of a face of the theme."""
        return self.theme.fonts.face(bold=bold, italic=italic)


# Where a line may end inside a word: after a hyphen, a dash or a slash between letters; around ideographs.
_WIDE = "\u1100-\u11ff\u2e80-\u303f\u3041-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6"
_WIDE += "\U00020000-\U0003fffd"
_IS_WIDE = re.compile(f"[{_WIDE}]")
_INSIDE = re.compile(r"(?<=[^\W\d_][-–—/])(?=[^\W\d_])|(?<=\w[—/])(?=\w)|(?<=\u200b)")
_SPACES = re.compile(r"([ \t\r\n\f\v\u2028\u2029\u3000]+)")
# Not at the start of a line, not at its end (JIS X 4051; Unicode line breaking classes CL, CP, NS and OP).
_NOT_FIRST = frozenset(
    "、。，．・：；？！）」』】〕〉》〗〙”’…‥ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％!?),.:;]}%»›"
)
_NOT_LAST = frozenset("（「『【〔〈《〖〘“‘([{«‹￥＄$")


def pieces(word: str) -> list[str]:
    """A word cut where a line may end inside it."""
    if not _IS_WIDE.search(word):
        return [p for p in _INSIDE.split(word) if p] if len(word) > 3 else [word]
    out = [word[0]]
    for before, char in itertools.pairwise(word):
        apart = _IS_WIDE.match(before) or _IS_WIDE.match(char)
        if apart and char not in _NOT_FIRST and before not in _NOT_LAST and not unicodedata.combining(char):
            out.append(char)
        else:
            out[-1] += char
    return out


class _Builder:
    """Collects the boxes of one paragraph."""

    def __init__(self, setter: Typesetter, at: Location | None) -> None:
        self.setter = setter
        self.at = at
        self.done: list[Box] = []
        self.open: list[Part] = []

    def add(self, inlines: Inlines, state: _State) -> None:
        for inline in inlines:
            self._add(inline, state)

    def finish(self) -> list[Box]:
        self._close("", None)
        return self.done

    def _add(self, inline: Inline, state: _State) -> None:
        match inline:
            case Str(text):
                self.text(text, state)
            case ValueRun(value, number):
                self.text(value.text, replace(state, value=number, whole=len(value.text) <= UNBROKEN))
            case Emph(content):
                self.add(content, self._faced(state, italic=not state.italic))
            case Strong(content):
                self.add(content, self._faced(state, bold=True))
            case Strikeout(content):
                self.add(content, replace(state, look=replace(state.look, struck=True)))
            case Code(text):
                self.text(text, replace(state, look=replace(state.look, tinted=True)))
            case Span(content, _, _):
                self.add(content, state)
            case Link(content, target, _, _):
                self.add(content, self._linked(state, target))
            case LineBreak():
                self._close("", None)
                self.done.append(Box([], 0.0, ends=True))
            case Note():
                self._note(inline, state)
            case Cite(_, numbers, _):
                self._cite(numbers, state)
            case Image():
                self._image(inline, state)
            case _:
                raise TypeError(f"{type(inline).__name__} stands in a resolved document")

    # -- Text ----------------------------------------------------------------------------------------

    def text(self, text: str, state: _State) -> None:
        """Text with its spaces as places where a line may end."""
        if not text.isascii():
            self.setter.check(text, state.style, self.at)
        if state.whole:
            self._part(_SPACES.sub(" ", text), state)
            return
        for n, bit in enumerate(_SPACES.split(text)):
            if n % 2:
                self._space(bit, state)
            elif bit:
                cut = pieces(bit)
                for piece in cut[:-1]:
                    self._part(piece, state)
                    self._close("", None)
                self._part(cut[-1], state)

    def _space(self, bit: str, state: _State) -> None:
        if state.exact:
            if not self.open and not self.done:
                self._part(bit, state)
            else:
                self._close(bit, state.look)
        elif self.open or not (self.done and self.done[-1].tail):
            self._close(" ", state.look)

    def _part(self, text: str, state: _State) -> None:
        path = self.setter.path(state.bold, state.italic)
        for look, run in self.setter.spans(text, state.look, path):
            self.open.append(Part(look, run, look.face.width(run) * look.size, state.value))

    def _close(self, tail: str, look: Look | None) -> None:
        if self.open:
            space = look.face.width(tail) * look.size if look else 0.0
            self.done.append(Box(self.open, sum([p.width for p in self.open]), tail, space))
            self.open = []
        elif tail and look and self.done and not self.done[-1].ends and not self.done[-1].tail:
            self.done[-1].tail = tail
            self.done[-1].space = look.face.width(tail) * look.size

    # -- The others ----------------------------------------------------------------------------------

    def _faced(self, state: _State, *, bold: bool | None = None, italic: bool | None = None) -> _State:
        b = state.bold if bold is None else bold
        i = state.italic if italic is None else italic
        face = self.setter.faces.face(self.setter.path(b, i))
        return replace(state, bold=b, italic=i, look=replace(state.look, face=face))

    def _linked(self, state: _State, target: str) -> _State:
        return self._to(state, f"id:{target[1:]}") if target.startswith("#") else self._to(state, "", target)

    def _to(self, state: _State, key: str, address: str = "") -> _State:
        """The state inside a link, in the accent where the text has no colour of its own; a key that nothing in the
        brief has leads nowhere.
        """
        if state.look.link or (key and key not in self.setter.targets):
            return state
        color = (
            self.setter.theme.colors.accent if state.look.color == self.setter.theme.colors.ink else state.look.color
        )
        return replace(state, look=replace(state.look, link=f"#{key}" if key else address, color=color))

    def _note(self, note: Note, state: _State) -> None:
        look = state.look
        raised = replace(
            look, size=look.size * RAISED, rise=look.rise + look.size * RAISE, link=look.link or f"#note:{note.number}"
        )
        text = str(note.number)
        if self.open and self.open[-1].note:
            self._part(",", replace(state, look=replace(raised, link="")))
        if not self.open and self.done and not self.done[-1].ends:
            # A note belongs to the word before it, also where the author left a space.
            last = self.done.pop()
            self.open = last.parts
        self.open.append(Part(raised, text, raised.face.width(text) * raised.size, note=note))

    def _cite(self, numbers: tuple[int, ...], state: _State) -> None:
        self._part("[", state)
        for n, number in enumerate(numbers):
            if n:
                self._part(", ", state)
            self._part(str(number), self._to(state, f"source:{number}"))
        self._part("]", state)

    def _image(self, image: Image, state: _State) -> None:
        picture = self.setter.pictures.open(image)
        scale = min(1.0, self.setter.room / picture.width, self.setter.room * 0.8 / picture.height)
        fitted = replace(picture, width=picture.width * scale, height=picture.height * scale)
        self.open.append(Part(state.look, "", fitted.width, picture=fitted))
