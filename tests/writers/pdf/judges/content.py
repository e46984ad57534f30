"""What is painted on the pages of a PDF, by marked content: text through ToUnicode, and what stands in no place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

Key = tuple[tuple[int, int], int]  # the page or form, and the MCID

TEXT = frozenset(("Tj", "TJ", "'", '"'))
PAINT = frozenset(("f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "INLINE IMAGE"))
READ = " ".join(sorted(TEXT | PAINT | {"BDC", "BMC", "EMC", "BT", "ET", "Tf", "q", "Q", "Do"}))
LOST = "\ufffd"


@dataclass(slots=True)
class Font:
    """How the codes of a font are read. `wide` ones have two bytes a code."""

    name: str
    wide: bool
    codes: dict[int, str]
    mapped: bool


@dataclass(slots=True)
class Mark:
    """An open marked-content sequence. `at` is how many texts its content had when it was opened; `turned`: the codes
    of a string stand in the reverse of the order in which they are read (ReversedChars, ISO 32000-1, 14.8.2.3.3).
    """

    key: Key | None = None
    artifact: bool = False
    turned: bool = False
    actual: str | None = None
    at: int = 0


@dataclass(slots=True)
class Content:
    """The texts of every MCID in the order of painting, and what is wrong with the marks."""

    texts: dict[Key, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def text(self, key: Key) -> str:
        return "".join(self.texts.get(key, ()))


def contents(pdf: pikepdf.Pdf) -> Content:
    """The content of all pages."""
    found = Content()
    fonts: dict[Any, Font] = {}
    for number, page in enumerate(pdf.pages, 1):
        walker = _Walker(found, fonts, f"page {number}")
        walker.stream(page.obj, page.obj.get("/Resources", pikepdf.Dictionary()), page.obj.objgen)
        found.problems += walker.told()
    return found


class _Walker:
    """Reads one page and the forms that are painted on it."""

    def __init__(self, found: Content, fonts: dict[Any, Font], place: str) -> None:
        self.found, self.fonts, self.place = found, fonts, place
        self.marks: list[Mark] = []
        self.font: Font | None = None
        self.strange: dict[str, str] = {}

    def told(self) -> Iterator[str]:
        """What is wrong on this page, each kind once with what it was seen at first."""
        yield from (f"{self.place}: {kind}{what}" for kind, what in self.strange.items())

    def stream(self, stream: Any, resources: Any, owner: tuple[int, int]) -> None:
        """Reads the content of a page or a form; its MCIDs are those of `owner`."""
        saved: list[Font | None] = []
        opened = len(self.marks)
        in_text = -1
        for instruction in pikepdf.parse_content_stream(stream, READ):
            name, operands = str(instruction.operator), instruction.operands
            if name in TEXT:
                self._text(operands[-1], name)
            elif name == "BDC":
                self._open(str(operands[0]), self._properties(operands[1], resources), owner)
            elif name == "BMC":
                self._open(str(operands[0]), pikepdf.Dictionary(), owner)
            elif name == "EMC":
                if len(self.marks) == opened:
                    self._strange("marked content is closed that was not opened")
                else:
                    self._close()
            elif name == "Tf":
                self.font = self._font(resources["/Font"][str(operands[0])])
            elif name == "BT":
                in_text = len(self.marks)
            elif name == "ET":
                if in_text != len(self.marks):
                    self._strange("marked content and a text object cross")
            elif name == "q":
                saved.append(self.font)
            elif name == "Q":
                self.font = saved.pop() if saved else None
            elif name == "Do":
                self._external(resources["/XObject"][str(operands[0])], resources)
            else:
                self._painted(name)
        if len(self.marks) != opened:
            self._strange("marked content is not closed")
            del self.marks[opened:]

    def _strange(self, kind: str, what: str = "") -> None:
        self.strange.setdefault(kind, f": {what}" if what else "")

    # -- Marks ---------------------------------------------------------------------------------------

    def _properties(self, given: Any, resources: Any) -> Any:
        return given if isinstance(given, pikepdf.Dictionary) else resources["/Properties"][str(given)]

    def _open(self, tag: str, properties: Any, owner: tuple[int, int]) -> None:
        mark = Mark(artifact=tag == "/Artifact", turned=tag == "/ReversedChars")
        if "/MCID" in properties:
            mark.key = (owner, int(properties["/MCID"]))
            if mark.key in self.found.texts:
                self._strange(f"MCID {mark.key[1]} is painted twice")
            self.found.texts.setdefault(mark.key, [])
        if "/ActualText" in properties:
            mark.actual = str(properties["/ActualText"])
        inside = self._key()
        if mark.artifact and inside:
            self._strange(f"an artifact stands inside the content with MCID {inside[1]}")
        if mark.key and inside:
            self._strange(f"the content with MCID {mark.key[1]} stands inside that with MCID {inside[1]}")
        if mark.key and any(m.artifact for m in self.marks):
            self._strange(f"the content with MCID {mark.key[1]} stands inside an artifact")
        self.marks.append(mark)
        mark.at = len(self.found.texts.get(self._key() or ((0, 0), -1), ()))

    def _close(self) -> None:
        key = self._key()
        mark = self.marks.pop()
        if mark.actual is not None and key:
            self.found.texts[key][mark.at :] = [mark.actual]

    def _key(self) -> Key | None:
        return next((mark.key for mark in reversed(self.marks) if mark.key), None)

    # -- What is painted -----------------------------------------------------------------------------

    def _painted(self, what: str, text: str = "") -> None:
        if not any(mark.key or mark.artifact for mark in self.marks):
            kind = "text is" if text else f"{what} paints"
            self._strange(f"{kind} outside of the tree and of artifacts", text[:60])

    def _text(self, operand: Any, name: str) -> None:
        strings = [s for s in operand if isinstance(s, pikepdf.String)] if name == "TJ" else [operand]
        text = self._read(b"".join(bytes(s) for s in strings))
        self._painted(name, text)
        if key := self._key():
            self.found.texts[key].append(text)

    def _read(self, codes: bytes) -> str:
        font = self.font
        if font is None:
            self._strange("text is shown in no font")
            return LOST * len(codes)
        numbers = [int.from_bytes(codes[n : n + 2]) for n in range(0, len(codes), 2)] if font.wide else list(codes)
        if not font.mapped:
            self._strange(f"the font {font.name} has no ToUnicode")
            return LOST * len(numbers)
        out = [font.codes.get(code) for code in numbers]
        for code, text in zip(numbers, out, strict=True):
            # Nothing is the text of a glyph that another one's text counts in, as a mark's.
            if text in (None, "\0"):
                self._strange(f"the font {font.name} has no text for the code {code:04X}")
        if any(mark.turned for mark in self.marks):
            out.reverse()
        return "".join(LOST if text is None else text for text in out)

    def _external(self, form: Any, resources: Any) -> None:
        if form.get("/Subtype") != "/Form":
            self._painted("an image")
            return
        # A form shows in the font that it sets, and leaves the page's as it was.
        font, self.font = self.font, None
        self.stream(form, form.get("/Resources", resources), form.objgen)
        self.font = font

    def _font(self, font: Any) -> Font:
        known = self.fonts.get(font.objgen)
        if known is None:
            mapped = "/ToUnicode" in font
            codes = to_unicode(font.ToUnicode.read_bytes()) if mapped else {}
            wide = font.get("/Subtype") == "/Type0"
            known = self.fonts[font.objgen] = Font(str(font.get("/BaseFont", "/?"))[1:], wide, codes, mapped)
        return known


# -- ToUnicode -------------------------------------------------------------------------------------------

_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([^>]*)>\s*<([^>]*)>")
_TRIPLE = re.compile(rb"<([^>]*)>\s*<([^>]*)>\s*(?:<([^>]*)>|\[([^\]]*)\])")


def to_unicode(cmap: bytes) -> dict[int, str]:
    """Code -> text, from a ToUnicode CMap (ISO 32000-1, 9.10.3)."""
    found: dict[int, str] = {}
    for block in _CHARS.findall(cmap):
        found.update((int(code, 16), _utf16(text)) for code, text in _PAIR.findall(block))
    for block in _RANGES.findall(cmap):
        for low, high, first, listed in _TRIPLE.findall(block):
            codes = range(int(low, 16), int(high, 16) + 1)
            if listed:
                texts = [_utf16(text) for text in re.findall(rb"<([^>]*)>", listed)]
            else:
                start = _utf16(first)
                texts = [start[:-1] + chr(ord(start[-1]) + n) for n in range(len(codes))]
            found.update(zip(codes, texts, strict=False))
    return found


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")
