"""Takes `{{ expressions }}` out of a source before it is parsed, so that Markdown and YAML never see inside them.

Each becomes one character of Unicode's private use planes. The parsers leave that alone, a `|` in it ends no table
cell, and its place in the file is exact. What turns out to stand in code is put back as it was written; what the author
wrote in private-use characters is taken out and put back too, so that nothing can be mistaken for an expression.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from builder.errors import Findings, Location, SourceError
from builder.model.document import Expr, Inline, Str
from builder.model.trace import Part, Trace

FIRST, LAST = 0xF0000, 0x10FFFF  # Supplementary Private Use Areas A and B (Unicode 16, 23.5)
PRIVATE = re.compile(f"[{chr(FIRST)}-{chr(LAST)}]")
LONGEST = 400  # characters of a message
_TOKEN = re.compile(
    r"\\?\{\{|&#(?:[xX](?P<hex>[0-9a-fA-F]{5,6})|(?P<decimal>[0-9]{6,7}));"
    rf"|\\[^\n{chr(FIRST)}-{chr(LAST)}]|[{chr(FIRST)}-{chr(LAST)}]"
)
# What decides where an expression ends: texts are passed over, braces counted; at a backtick or a blank line there is
# no end.
_INSIDE = re.compile(
    r"\"(?:\\.|[^\"\\\n]|\n(?![ \t]*\n))*\"|'(?:\\.|[^'\\\n]|\n(?![ \t]*\n))*'|\{\{?|\}\}?|`|\n[ \t]*(?=\n)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that was taken out: what the author wrote, and what it is in a text.

    `fault` is "" for a sound one, "unclosed" or "empty" for an expression that is none.
    """

    source: str
    inline: Expr | Str
    at: Location
    fault: str = ""


@dataclass(slots=True)
class Cut:
    """The text with a character for each piece, the pieces in order, and the way back to places in the file."""

    text: str
    pieces: list[Piece]
    shown: str
    lines: list[int]
    _marks: list[int]
    _ends: list[int]
    _source_lines: list[int]
    _told: set[Piece] = field(default_factory=set)

    def locate(self, offset: int) -> Location:
        """The place in the file of a character of `text`."""
        i = bisect_right(self._marks, offset) - 1
        if i >= 0 and self._marks[i] == offset:
            return self.pieces[ord(self.text[offset]) - FIRST].at
        return _place(offset if i < 0 else self._ends[i] + offset - self._marks[i] - 1, self._source_lines, self.shown)

    def line(self, number: int) -> str:
        """Line `number` of `text`, counted from 0, without its end."""
        return self.text[self.lines[number] : self.lines[number + 1] - 1] if number + 1 < len(self.lines) else ""

    def inlines(self, text: str, findings: Findings, origin: Part | None = None) -> list[Inline]:
        """`text`, a part of `Cut.text`, as inlines with its expressions; reports those that are none. `origin` is how
        all of it is written, and where.
        """
        out: list[Inline] = []
        position = passed = 0
        for match in PRIVATE.finditer(text):
            piece = self.pieces[ord(match[0]) - FIRST]
            stop = origin[1].find(match[0], passed) if origin else 0
            if position < match.start():
                out.append(Str(text[position : match.start()], _between(origin, passed, stop)))
            if self._sound(piece, findings):
                out.append(piece.inline)
            position, passed = match.end(), stop + 1
        if position < len(text):
            out.append(Str(text[position:], _between(origin, passed, None)))
        return out

    def restore(self, text: str) -> str:
        """`text` as the author wrote it: for code and attributes."""
        return PRIVATE.sub(lambda m: self.pieces[ord(m[0]) - FIRST].source, text)

    def message(self, text: str) -> str:
        """A message or a hint that quotes `Cut.text`: as the author wrote that, on one line and not too long."""
        line = re.sub(r"\s*\n\s*", " ", self.restore(text))
        return line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."

    def literal(self, text: str, what: str, findings: Findings) -> str:
        """`text` where no expression may stand; `expression-not-here` names `what` it is."""

        def back(match: re.Match[str]) -> str:
            piece = self.pieces[ord(match[0]) - FIRST]
            if isinstance(piece.inline, Str):
                return piece.inline.text
            if self._sound(piece, findings):
                hint = r"write the value itself, or \{{ for braces"
                findings.error("expression-not-here", f"{what} cannot hold an expression", piece.at, hint)
            return piece.source

        return PRIVATE.sub(back, text)

    def is_expression(self, text: str) -> bool:
        """Whether `text` is one expression and nothing else."""
        text = text.strip()
        return len(text) == 1 and ord(text) >= FIRST and isinstance(self.pieces[ord(text) - FIRST].inline, Expr)

    def _sound(self, piece: Piece, findings: Findings) -> bool:
        if not piece.fault:
            return True
        if piece not in self._told:
            self._told.add(piece)
            if piece.fault == "empty":
                findings.error("empty-expression", "there is nothing between {{ and }}", piece.at, "name a value in it")
            else:
                hint = r"close it in its paragraph, without backslashes before quotes; \{{ is a literal brace"
                findings.error("unclosed-expression", "this {{ has no }}", piece.at, hint)
        return False


def _between(origin: Part | None, start: int, stop: int | None) -> Trace | None:
    """The trace of what is written from `start` to `stop` of a part."""
    if origin is None:
        return None
    _, written, at, place = origin
    return Trace(((0, written[start:stop], at + start, place),))


def cut_expressions(source: str, shown: str, findings: Findings) -> Cut:
    """Takes every expression out of `source`; `shown` is the file as diagnostics print it.

    What is wrong with an expression is reported when its text is read, as it may yet turn out to be code.
    """
    return _Cutter(source, shown, findings).cut()


class _Cutter:
    def __init__(self, source: str, shown: str, findings: Findings) -> None:
        self.source = source
        self.shown = shown
        self.findings = findings
        self.lines = line_starts(source)
        self.pieces: list[Piece] = []
        self.known: dict[str, str] = {}
        self.out: list[str] = []
        self.length = 0
        self.copied = 0
        self.marks: list[int] = []
        self.ends: list[int] = []

    def cut(self) -> Cut:
        position = 0
        while match := _TOKEN.search(self.source, position):
            position = match.end()
            taken = match[0]
            code = int(match["hex"] or "0", 16) or int(match["decimal"] or "0")
            if taken == "{{":
                position = self._expression(match.start(), position)
            elif taken == r"\{{":
                self._literal(match.start(), position, "{{")
            elif FIRST <= code <= LAST:
                self._literal(match.start(), position, chr(code))
            elif ord(taken[0]) >= FIRST:
                self._literal(match.start(), position, taken)
        self.out.append(self.source[self.copied :])
        text = "".join(self.out)
        return Cut(text, self.pieces, self.shown, line_starts(text), self.marks, self.ends, self.lines)

    def _expression(self, start: int, inner: int) -> int:
        """Takes one expression out, and gives where to go on."""
        at = _place(start, self.lines, self.shown)
        end = _end_of(self.source, inner)
        if end < 0:
            self._take(start, inner, Piece("{{", Expr("", at), at, "unclosed"))
            return inner
        written = self.source[start:end]
        text = re.sub(r"\s*\n\s*", " ", written[2:-2].strip())
        self._take(start, end, Piece(written, Expr(text, at), at, "" if text else "empty"))
        return end

    def _literal(self, start: int, end: int, text: str) -> None:
        written = self.source[start:end]
        if written not in self.known:
            self._take(start, end, Piece(written, Str(text), _place(start, self.lines, self.shown)))
            self.known[written] = self.out[-1]
        else:
            self._put(start, end, self.known[written])

    def _take(self, start: int, end: int, piece: Piece) -> None:
        if FIRST + len(self.pieces) > LAST:
            hint = "cut the report in two"
            self.findings.error(
                "too-many-expressions", f"more than {LAST - FIRST + 1:,} values in one report", piece.at, hint
            )
            self.findings.raise_errors(SourceError)
        self.pieces.append(piece)
        self._put(start, end, chr(FIRST + len(self.pieces) - 1))

    def _put(self, start: int, end: int, mark: str) -> None:
        before = self.source[self.copied : start]
        self.out += (before, mark)
        self.marks.append(self.length + len(before))
        self.length += len(before) + 1
        self.ends.append(end)
        self.copied = end


def line_starts(text: str) -> list[int]:
    """The offset of each line of `text`, and one past its end."""
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    return starts if starts[-1] == len(text) else [*starts, len(text) + 1]


def _end_of(source: str, start: int) -> int:
    """One past the braces that end the expression whose inside starts at `start`; -1 where there are none."""
    depth = 0
    position = start
    while match := _INSIDE.search(source, position):
        position = match.end()
        match match[0]:
            case "}}" if depth == 0:
                return position
            case "}}" | "}":
                # The second of two braces may belong to the pair that ends the expression.
                position = match.start() + 1
                depth -= 1
                if depth < 0:
                    return -1
            case "{":
                depth += 1
            case "{{" | "`":
                return -1
            case token if token[0] == "\n":
                return -1
    return -1


def _place(offset: int, starts: list[int], shown: str) -> Location:
    line = bisect_right(starts, offset)
    return Location(shown, line, offset - starts[line - 1] + 1)
