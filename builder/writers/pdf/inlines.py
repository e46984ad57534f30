"""Inlines become boxes: what stays on one line, measured, in its face and colour. Line breaking works on these."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from builder import fonts
from builder.breaks import parted, pieces
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
from builder.model.words import word
from builder.theme import Theme
from builder.writers.pdf.boxes import Box, Look, Part
from builder.writers.pdf.canvas import SCHEMES
from builder.writers.pdf.faces import Face, Faces
from builder.writers.pdf.pictures import Pictures
from builder.writers.pdf.styles import Style
from builder.writers.pdf.tags import ATTACHED, value_row

CODE = 0.9  # of the size of the text around it
UNKNOWN = 10  # the page of a target, before any is known: as wide as most
UNBROKEN = 24  # a value of at most so many characters stays on one line
NAMED = 3  # characters that a warning names
RAISE, RAISED = 0.36, 0.64  # of the size: how far a note's number is raised, and its own size


@dataclass(slots=True)
class _State:
    """The formatting at one place of the inlines. `lang` is the language by which words are hyphenated, "" for none."""

    style: Style
    look: Look
    bold: bool
    italic: bool
    lang: str = ""
    value: int = -1
    whole: bool = False
    exact: bool = False


class Typesetter:
    """Makes boxes of inlines, with the faces of one document, which is in `lang`. `targets` are the keys that links
    may lead to, `places` their pages as far as they are known; `shows_pages` tells whether a text names one.
    """

    def __init__(self, theme: Theme, faces: Faces, pictures: Pictures, findings: Findings, lang: str = "") -> None:
        self.theme = theme
        self.lang = lang
        self.faces = faces
        self.pictures = pictures
        self.findings = findings
        self.targets: set[str] = set()
        self.places: dict[str, int] = {}
        self.shows_pages = False
        self.room = theme.page.inner
        self._lost: set[str] = set()
        self._looks: dict[tuple[Style, str, str], Look] = {}

    def look(self, style: Style, link: str = "", lang: str = "") -> Look:
        """The look of plain text in a style, in `lang` if that is not the document's language."""
        found = self._looks.get((style, link, lang))
        if found is None:
            face = self.face(style, bold=style.bold, italic=style.italic)
            other = self.other(lang)
            found = self._looks[style, link, lang] = Look(face, style.size, style.color, link=link, lang=other)
        return found

    def other(self, lang: str) -> str:
        """`lang`; "" for the document's language, which nothing needs to say again."""
        return "" if lang.lower() == self.lang.lower() else lang

    def boxes(
        self, inlines: Inlines, style: Style, at: Location | None = None, *, link: str = "", lang: str = ""
    ) -> list[Box]:
        """The boxes of inlines in `lang`, "" for the document's; a character that no font has is warned of with its
        place.
        """
        builder = _Builder(self, at)
        look = self.look(style, link, lang)
        builder.add(inlines, _State(style, look, style.bold, style.italic, look.lang or self.lang))
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
        if "\u2011" in text and 0x2011 not in look.face.glyphs:
            # Few fonts have it. Where a line may end is settled by now, so that a hyphen does.
            text = text.replace("\u2011", "\u2010" if 0x2010 in look.face.glyphs else "-")
        out = []
        for font, run in fonts.spans(text, path, lang=look.lang or self.lang):
            face = look.face if font.path == str(path) else self.faces.fallback(font) or look.face
            out.append((look if face is look.face else replace(look, face=face), run))
        return out

    def check(self, text: str, style: Style, at: Location | None) -> None:
        """Warns of characters in `text` that no font has."""
        # A hyphen that holds is shown as another where a font lacks it.
        path = self.path(style, bold=style.bold, italic=style.italic)
        lost = fonts.missing_glyphs([text.replace("\u2011", "-")], path, lang=self.lang)
        if lost:
            self.missing("".join(lost), text, at, family=self._family(style))

    def missing(self, chars: str, text: str, at: Location | None, *, family: str = "") -> None:
        """Warns, once for each character, that no font has it, where `family` was tried first: "" for that of charts
        and headings.
        """
        new = [c for c in chars if c not in self._lost and unicodedata.category(c) not in ("Cc", "Cf")]
        if not new:
            return
        self._lost.update(new)
        shown = text if len(text) <= 60 else text[:57] + "..."
        names = [f'"{char}" (U+{ord(char):04X}, {unicodedata.name(char, "no name")})' for char in new[:NAMED]]
        more = f" and {len(new) - NAMED} more characters" if len(new) > NAMED else ""
        message = f"neither {family or self.theme.fonts.family} nor another font here has {', '.join(names)}{more}"
        hint = "install a font that has them, for example of the Noto family, or write something else"
        self.findings.warning("missing-glyph", f'{message}; the text is "{shown}"', at, hint)

    def _family(self, style: Style) -> str:
        return self.theme.fonts.family if style.family == "sans" else self.theme.fonts.text_family

    def path(self, style: Style, *, bold: bool, italic: bool) -> Path:
        """The file of a face of the theme."""
        if style.family == "mono":
            return self.theme.fonts.mono
        if style.family == "sans":
            return self.theme.fonts.face(bold=bold, italic=italic)
        return self.theme.fonts.text_face(bold=bold, italic=italic, small=style.family == "small")

    def face(self, style: Style, *, bold: bool, italic: bool) -> Face:
        """A face of the theme, with the figures of a style."""
        return self.faces.face(self.path(style, bold=bold, italic=italic), style.figures)


_SPACES = re.compile(r"([ \t\r\n\f\v\u2028\u2029\u3000]+)")


class _Builder:
    """Collects the boxes of one paragraph."""

    def __init__(self, setter: Typesetter, at: Location | None) -> None:
        self.setter = setter
        self.at = at
        self.done: list[Box] = []
        self.open: list[Part] = []
        self.lang = ""

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
                look, whole = self._traced(state.look, number), len(value.text) <= UNBROKEN
                self.text(value.text, replace(state, look=look, value=number, whole=whole, lang=""))
            case Emph(content):
                self.add(content, self._faced(state, italic=not state.italic))
            case Strong(content):
                self.add(content, self._faced(state, bold=True))
            case Strikeout(content):
                self.add(content, replace(state, look=replace(state.look, struck=True)))
            case Code(text):
                self.text(text, self._coded(state))
            case Span((Link(_, target, _, _),), attr, _) if "page" in attr and self._key(target) in self.setter.targets:
                page = self.setter.places.get(self._key(target), UNKNOWN)
                self.setter.shows_pages = True
                self.text(word("on page", self.setter.lang).format(page), self._linked(state, target))
            case Span(content, attr, _):
                self.add(content, self._spoken(state, attr.get("lang")) if attr.keys else state)
            case Link(content, target, _, _):
                self.add(content, self._linked(state, target))
            case LineBreak():
                # The space keeps the lines apart for whoever reads the text out.
                self._close(" ", state.look)
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
            self._word(_SPACES.sub(" ", text), state)
            return
        for n, bit in enumerate(_SPACES.split(text)):
            if n % 2:
                self._space(bit, state)
            elif bit:
                self._word(bit, state)

    def _word(self, word: str, state: _State) -> None:
        """A stretch without spaces. What has places to end a line already, as compounds and addresses, gets no more."""
        if self.open and parted(self.open[-1].text, word):
            self._close("", None)
        cut = pieces(word) if not state.whole else [word]
        if len(cut) > 1 and state.lang:
            state = replace(state, lang="")
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
            # A wide space stays wide after text in a face that has one.
            wide = "\u3000" in bit and self.open and 0x3000 in self.open[-1].look.face.glyphs
            self._close("\u3000" if wide else " ", self.open[-1].look if wide else state.look)

    def _part(self, text: str, state: _State) -> None:
        path = self.setter.path(state.style, bold=state.bold, italic=state.italic)
        if not self.open:
            self.lang = state.lang
        elif self.lang != state.lang:
            self.lang = ""
        for look, run in self.setter.spans(text, state.look, path):
            self.open.append(Part(look, run, look.face.width(run) * look.size, state.value))

    def _close(self, tail: str, look: Look | None) -> None:
        if self.open:
            space = look.face.width(tail) * look.size if look else 0.0
            self.done.append(Box(self.open, sum([p.width for p in self.open]), tail, space, False, self.lang))
            self.open = []
        elif tail and look and self.done and not self.done[-1].ends and not self.done[-1].tail:
            self.done[-1].tail = tail
            self.done[-1].space = look.face.width(tail) * look.size

    # -- The others ----------------------------------------------------------------------------------

    def _faced(self, state: _State, *, bold: bool | None = None, italic: bool | None = None) -> _State:
        b = state.bold if bold is None else bold
        i = state.italic if italic is None else italic
        face = self.setter.face(state.style, bold=b, italic=i)
        return replace(state, bold=b, italic=i, look=replace(state.look, face=face))

    def _coded(self, state: _State) -> _State:
        """The state inside code, which is set a little smaller: the letters of its face are large."""
        style = state.style.with_(family="mono", figures="")
        face = self.setter.face(style, bold=False, italic=False)
        look = replace(state.look, face=face, size=round(state.look.size * CODE, 2), tinted=True)
        return replace(state, style=style, look=look, lang="")

    def _spoken(self, state: _State, lang: str) -> _State:
        """The state in a language; "" is the one that holds already."""
        if not lang:
            return state
        return replace(state, look=replace(state.look, lang=self.setter.other(lang)), lang=lang)

    def _key(self, target: str) -> str:
        return f"id:{target[1:]}"

    def _linked(self, state: _State, target: str) -> _State:
        if target.startswith("#"):
            return self._to(state, self._key(target))
        return self._to(state, "", target) if target.startswith((*SCHEMES, ATTACHED)) else state

    def _to(self, state: _State, key: str, address: str = "") -> _State:
        """The state inside a link, in the accent where the text has no colour of its own; a key that nothing in the
        brief has leads nowhere.
        """
        if state.look.link or (key and key not in self.setter.targets):
            return state
        colors = self.setter.theme.colors
        color = colors.accent_text if state.look.color == colors.ink else state.look.color
        return replace(state, look=replace(state.look, link=f"#{key}" if key else address, color=color))

    def _traced(self, look: Look, number: int) -> Look:
        """The look of a value, which is seen to lead nowhere, and in an audit copy leads to its row."""
        key = value_row(number)
        return look if look.link or key not in self.setter.targets else replace(look, link=f"#{key}")

    def _note(self, note: Note, state: _State) -> None:
        look = state.look
        raised = replace(
            look, size=look.size * RAISED, rise=look.rise + look.size * RAISE, link=look.link or f"#note:{note.number}"
        )
        text = str(note.number)
        if not self.open and self.done and not self.done[-1].ends:
            # A note belongs to the word before it, also where the author left a space.
            last = self.done.pop()
            self.open, self.lang = last.parts, last.lang
        if self.open and self.open[-1].note:
            self._part(",", replace(state, look=replace(raised, link="")))
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
        self.lang = ""
        self.open.append(Part(state.look, "", fitted.width, picture=fitted))
