"""Typographic quotes, apostrophes, dashes and ellipses for the straight ones of a source, as Pandoc's `smart` does.

Whether a quote opens or closes follows from what stands beside it (CommonMark's flanking, 6.2), as in markdown-it's
`smartquotes`; unlike there, a quote that finds no partner is replaced too, as in Pandoc, unless it is the mark of feet
or inches behind a digit. All inlines of a text are written into one line, so that a quote sees across emphasis, links
and spans; what is no text stands in it as a mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it.token import Token


class Quotes(NamedTuple):
    """The quotation marks of a language: those that `"` stands for, and those of `'`."""

    start: str
    end: str
    inner_start: str
    inner_end: str


# The delimiters of the languages of CLDR 48.2 (`quotationStart`, `quotationEnd` and the alternate ones); what is not
# here has those of its root, which are those of English. CLDR gives French and Dutch one pair for both levels, and
# Spain those of America: these follow their own books of rules, French ones with narrow spaces inside.
_ROOT = Quotes("“", "”", "‘", "’")
_TABLE = {
    "„ “ ‚ ‘": "bs-cyrl cs de dsb et hr hsb is ksh lb luy mk nds sk sl",
    "« » “ ”": "ast blo bm br ca cv dyo el es eu ewo ie it kab kk lij mg mua nnh pms sc sg ti"
    " pt-ao pt-ch pt-cv pt-gq pt-gw pt-lu pt-mo pt-mz pt-pt pt-st pt-tl",
    "“ ” ‘ ’": "es-419 es-ar es-bo es-br es-bz es-cl es-co es-cr es-cu es-do es-ec es-gt es-hn es-mx es-ni es-pa es-pe"
    " es-pr es-py es-sv es-uy es-ve uz-arab uz-cyrl bm-nkoo",
    "« » ‹ ›": "am az-arab az-cyrl fa gsw jgo kkj mzn rm sdh wae",
    "« » „ “": "bas be bua ky os ru sah tyv uk",
    "” ” ’ ’": "fi he lag rn se sn sv yi",
    "« » ‘ ’": "dua el-polyton ksf nb nn no rw",
    "” “ ’ ‘": "ar lld ms-arab syr ur",
    "« » « »": "ht hy oc yav",
    "„ “ „ “": "bg lt prg sgs",
    "‘ ’ “ ”": "fur ia nl ti-er tn",
    "「 」 『 』": "ja yue zh-hant zh-hk zh-mo zh-tw",
    "„ ” « »": "nmg pl ro",
    "„ ” ‚ ’": "agq ff",
    "„ ” » «": "hu szl",
    "» « › ‹": "kk-arab ug",
    "« » „ ”": "shi zgh",
    "„ ” ‘ ’": "bs",
    "“ ” « »": "eo",
    "„ “ « »": "ka",
    "„ ” ’ ’": "sr",
    "“ ’ “ ”": "st",
    "“ ” “ ”": "tk",
    "“ ” ’ ‘": "uz",
    "«\u202f \u202f» “ ”": "fr",
    "«\u202f \u202f» ‹\u202f \u202f›": "fr-ch",
}
_QUOTES = {tag: Quotes(*marks.split(" ")) for marks, tags in _TABLE.items() for tag in tags.split()}
_APOSTROPHE = "\u2019"
_DASHES = {"--": "\u2013", "---": "\u2014", "...": "\u2026"}

# Marks between and instead of texts: noncharacters, which stand in no text (Unicode 16, 23.7). `_END` ends every part.
_END, _OPEN, _CLOSE, _NOTE, _NOTE_END = map(chr, range(0xFDD0, 0xFDD5))
_MARKS = re.compile(f"[{_END}-{_NOTE_END}]")
_UNSEEN = {_END, _OPEN, _CLOSE}  # a quote looks over them
_LETTER, _PUNCTUATION = "x", "*"  # as what code, and a citation or an escaped character count
_QUOTED = ("'", '"', "-", ".")  # characters that an escape keeps as they are

_STEP = re.compile(
    rf"(?P<address>\b(?:https?|ftp)://[^\s'\"<>{_END}-{_NOTE_END}]*[^\s'\"<>{_END}-{_NOTE_END}.,;)])|(?P<quote>['\"])"
    rf"|(?P<dash>(?<!-)---?(?!-)|\.\.\.)|(?P<mark>[{_OPEN}-{_NOTE_END}])"
)
_DECADE = re.compile(r"\d\ds\b")
_LANGUAGE = re.compile(r"(?<!\S)lang=[\"']?([A-Za-z0-9-]+)")
# Scripts that write no spaces between words, beside those whose letters are wide: Thai, Lao, Tibetan, Myanmar, Khmer.
_SPACELESS = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")


@lru_cache(64)
def quotes_of(lang: str) -> Quotes:
    """The quotation marks of a language tag: of the tag itself, or of what is left without its last subtags."""
    tag = lang.lower()
    while tag and tag not in _QUOTES:
        tag = tag.rpartition("-")[0]
    return _QUOTES.get(tag, _ROOT)


def typeset(tokens: Sequence[Token], lang: str) -> None:
    """Makes the texts of inline tokens typographic, in place. Code, addresses and escaped quotes stay as they are."""
    for token in tokens:
        if token.type == "text" and _is_straight(token.content):
            break
    else:
        return
    parts = [_part(token, before) for token, before in zip(tokens, (None, *tokens), strict=False)]
    languages = (_language(token) for token in tokens if token.nesting == 1 and not _is_note(token))
    done = _Line(_END.join(parts), lang, languages).typeset().split(_END)
    for token, part, text in zip(tokens, parts, done, strict=True):
        if token.type == "text" and part == token.content:  # not an address, and without marks of its own
            token.content = text


def close_up(tokens: Sequence[Token]) -> None:
    """Takes out a line end of the source between letters that are written without spaces, as Pandoc's
    `east_asian_line_breaks` does; Korean has spaces.
    """
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.type == "softbreak" and _closes(before.content[-1:]) and _closes(after.content[:1]):
            token.type, token.content = "text", ""


def _closes(char: str) -> bool:
    return char != "" and unicodedata.east_asian_width(char) in "WF" and not "\uac00" <= char <= "\ud7a3"


def typeset_text(text: str, lang: str) -> str:
    """A text without markup, made typographic."""
    marked = _MARKS.search(text) or not _is_straight(text)
    return text if marked else _Line(text, lang, iter(())).typeset()


def _is_straight(text: str) -> bool:
    """Whether there may be anything to replace; most texts have nothing."""
    return "'" in text or '"' in text or "--" in text or "..." in text


def _part(token: Token, before: Token | None) -> str:
    """What a token is in the line: its text, or how what it is looks to the quotes beside it."""
    match token.type:
        case "text":
            address = before is not None and before.nesting == 1 and before.markup == "autolink"
            return _LETTER if address else _MARKS.sub(_LETTER, token.content)
        case "text_special":  # an escaped character or an entity
            return _PUNCTUATION if token.content in _QUOTED else _MARKS.sub(_LETTER, token.content)
        case "softbreak" | "hardbreak":
            return " "
        case "cite":
            return _PUNCTUATION
        case "footnote_ref":
            return ""
        case _ if token.nesting:
            return ((_NOTE_END, _NOTE) if _is_note(token) else (_CLOSE, _OPEN))[token.nesting > 0]
        case _:  # code, HTML and pictures
            return _LETTER


def _is_note(token: Token) -> bool:
    return token.type.startswith("footnote_inline")


def _language(token: Token) -> str:
    """The language that the attributes of a span give it; "" for none."""
    match = _LANGUAGE.search(token.meta.get("attributes", ""))
    return match[1] if match else ""


class _Frame:
    """One level of elements: the quotes that opened in it, each with its place in the output."""

    def __init__(self, quotes: Quotes, before: str = "") -> None:
        self.quotes = quotes
        self.before = before  # the character before a footnote, which goes on behind it
        self.opened: list[tuple[int, str]] = []
        self.count = {"'": 0, '"': 0}


class _Line:
    """Replaces one line, once from left to right. `languages` has "" or its language for each element that opens."""

    def __init__(self, line: str, lang: str, languages: Iterator[str]) -> None:
        self.line = line
        self.languages = languages
        self.out: list[str] = []
        self.frames = [_Frame(quotes_of(lang))]
        self.before_note = " "

    def typeset(self) -> str:
        copied = 0
        for step in _STEP.finditer(self.line):
            self.out.append(self.line[copied : step.start()])
            copied = step.end()
            match step.lastgroup:
                case "quote":
                    self._quote(step[0], step.start())
                case "dash":
                    self.out.append(_DASHES[step[0]])
                case "mark":
                    self._mark(step[0], step.start())
                case _:
                    self.out.append(step[0])
        self.out.append(self.line[copied:])
        while self.frames:
            self._leave(self.frames.pop(), 0)
        return "".join(self.out)

    # -- Elements ----------------------------------------------------------------------------------------

    def _mark(self, mark: str, at: int) -> None:
        self.out.append(mark)
        frame = self.frames[-1]
        if mark == _OPEN:
            lang = next(self.languages)
            self.frames.append(_Frame(quotes_of(lang) if lang else frame.quotes))
        elif mark == _NOTE:
            self.frames.append(_Frame(frame.quotes, self._before(at)))
        else:
            self.before_note = frame.before if mark == _NOTE_END else self.before_note
            self._leave(self.frames.pop(), 0)

    def _leave(self, frame: _Frame, first: int) -> None:
        """Replaces what opened in `frame` from number `first` on and was not closed."""
        for slot, quote in frame.opened[first:]:
            self.out[slot] = frame.quotes.start if quote == '"' else _APOSTROPHE
            frame.count[quote] -= 1
        del frame.opened[first:]

    # -- Quotes ------------------------------------------------------------------------------------------

    def _before(self, at: int) -> str:
        """The character before a place; a space at the start of a text."""
        while at and self.line[at - 1] in _UNSEEN:
            at -= 1
        before = self.line[at - 1] if at else " "
        return self.before_note if before == _NOTE_END else " " if before == _NOTE else before

    def _after(self, at: int) -> str:
        """The character from a place on; a space at the end of a text and before a footnote."""
        while at < len(self.line) and self.line[at] in _UNSEEN:
            at += 1
        after = self.line[at] if at < len(self.line) else " "
        return " " if after in (_NOTE, _NOTE_END) else after

    def _quote(self, quote: str, at: int) -> None:
        before, after = self._before(at), self._after(at + 1)
        frame = self.frames[-1]
        opens, closes = _flanks(before, after)
        if quote == after == '"' and before.isdigit():  # inches at the end of a quotation
            self.out.append(quote)
        elif (closes or (not opens and _joins(quote, before, after))) and frame.count[quote]:
            self._close(frame, quote)
        elif opens and quote == "'" and _DECADE.match(self.line, at + 1):
            self.out.append(_APOSTROPHE)
        elif opens:
            frame.opened.append((len(self.out), quote))
            frame.count[quote] += 1
            self.out.append(quote)
        elif before.isspace() or (before.isdigit() and (closes or after.isdigit())):  # alone, or feet and inches
            self.out.append(quote)
        elif quote == "'":
            self.out.append(_APOSTROPHE)
        else:
            self.out.append(frame.quotes.end if closes else quote)

    def _close(self, frame: _Frame, quote: str) -> None:
        last = next(n for n in range(len(frame.opened) - 1, -1, -1) if frame.opened[n][1] == quote)
        self._leave(frame, last + 1)
        slot, _ = frame.opened.pop()
        frame.count[quote] -= 1
        q = frame.quotes
        start, end = (q.start, q.end) if quote == '"' else (q.inner_start, q.inner_end)
        self.out[slot] = start
        self.out.append(end)


def _flanks(before: str, after: str) -> tuple[bool, bool]:
    """Whether a quote between two characters may open, and whether it may close."""
    spaces = before.isspace(), after.isspace()
    marks = _is_punctuation(before), _is_punctuation(after)
    opens = not spaces[1] and (not marks[1] or spaces[0] or marks[0])
    closes = not spaces[0] and (not marks[0] or spaces[1] or marks[1])
    return (marks[0], marks[1]) if opens and closes else (opens, closes)


def _joins(quote: str, before: str, after: str) -> bool:
    """Whether a `"` inside a word may end a quotation: before a suffix, not as the gershayim of Hebrew or as inches."""
    hebrew = "\u0590" <= before <= "\u05ff"
    return quote == '"' and not (hebrew or before.isspace() or after.isspace() or before.isdigit())


@lru_cache(1024)
def _is_punctuation(character: str) -> bool:
    """Whether a character is punctuation, a symbol, or a letter of a script without spaces, beside which both go."""
    kind = unicodedata.category(character)[0]
    return kind in "PS" or unicodedata.east_asian_width(character) in "WF" or bool(_SPACELESS.match(character))
