"""Takes `{{ expressions }}` out of a source before it is parsed, so that Markdown and YAML never see inside them.

Each stands in the text as one character of the Unicode private use planes: the parse leaves it alone, its position is
exact, and a `|` in it does not end a table cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from builder.errors import Findings, Location
from builder.model.document import Expr, Inline, Str

FIRST, LAST = 0xF0000, 0xFFFFD  # Supplementary Private Use Area-A (Unicode 16, chapter 23.5)
BRACE = "\U00100000"
_TOKEN = re.compile(r"\\\{\{|\{\{|(?P<code>`+)")
_INSIDE = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\}\}|\n[ \t]*\n", re.DOTALL)
_PRIVATE = re.compile("[\U000f0000-\U0010fffd]")


@dataclass(slots=True)
class Cut:
    """The text with its expressions replaced, and the expressions by their index."""

    text: str
    expressions: list[Expr] = field(default_factory=list)

    def inlines(self, text: str) -> tuple[Inline, ...]:
        """`text` of the cut source as inlines: expressions where they stood, literal braces restored."""
        out: list[Inline] = []
        for part in re.split(f"([{chr(FIRST)}-{chr(LAST)}])", text.replace(BRACE, "{{")):
            if len(part) == 1 and FIRST <= ord(part) <= LAST:
                out.append(self.expressions[ord(part) - FIRST])
            elif part:
                out.append(Str(part))
        return tuple(out)

    def restore(self, text: str) -> str:
        """`text` of the cut source as the author wrote it."""

        def back(match: re.Match[str]) -> str:
            code = ord(match[0])
            if FIRST <= code <= LAST and code - FIRST < len(self.expressions):
                return "{{ " + self.expressions[code - FIRST].text + " }}"
            return r"\{{" if match[0] == BRACE else match[0]

        return _PRIVATE.sub(back, text)


VISUALS = ("chart", "table", "key-figures")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`{]*)")


def cut_expressions(source: str, shown: str, findings: Findings) -> Cut:
    """Takes every expression out of `source`, but for those in code. Lines keep their numbers.

    Reports `unclosed-expression` with the place of its braces.
    """
    cut = Cut("")
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    out: list[str] = []
    for begin, end, is_text in _regions(source, starts):
        part = source[begin:end]
        out.append(_cut_text(part, begin, starts, shown, cut, findings) if is_text else part)
    cut.text = "".join(out)
    return cut


def _regions(source: str, starts: list[int]) -> list[tuple[int, int, bool]]:
    """The source as (start, end, may hold expressions): code fences that are no visuals hold none."""
    regions: list[tuple[int, int, bool]] = []
    opened = ""
    begin, is_text = 0, True
    for number in range(len(starts) - 1):
        line = source[starts[number] : starts[number + 1]]
        if opened:
            bare = line.strip()
            if bare and set(bare) == {opened[0]} and len(bare) >= len(opened):
                opened = ""
                if not is_text:
                    regions.append((begin, starts[number + 1], False))
                    begin, is_text = starts[number + 1], True
        elif match := _FENCE.match(line):
            opened = match[1]
            if match[2] not in VISUALS:
                regions.append((begin, starts[number], True))
                begin, is_text = starts[number], False
    regions.append((begin, len(source), is_text))
    return regions


def _cut_text(part: str, base: int, starts: list[int], shown: str, cut: Cut, findings: Findings) -> str:
    out: list[str] = []
    position = 0
    for match in iter(lambda: _TOKEN.search(part, position), None):
        out.append(part[position : match.start()])
        if match["code"]:
            close = re.compile(rf"(?<!`){match['code']}(?!`)").search(part, match.end())
            end = close.end() if close else match.end()
            out.append(part[match.start() : end])
        elif match[0] == r"\{{":
            end = match.end()
            out.append(BRACE)
        else:
            at = _locate(base + match.start(), starts, shown)
            inner_end, end = _end_of(part, match.end())
            if end < 0:
                findings.error("unclosed-expression", "this {{ has no }}", at, r"close it, or write \{{ for a brace")
                end = match.end()
                out.append(BRACE)
            else:
                text = part[match.end() : inner_end]
                out.append(chr(FIRST + len(cut.expressions)) + "\n" * text.count("\n"))
                cut.expressions.append(Expr(" ".join(text.split()), at))
        position = end
    out.append(part[position:])
    return "".join(out)


def _end_of(part: str, start: int) -> tuple[int, int]:
    """Where the expression ends, and where its braces do; -1 where it does not end in its paragraph."""
    position = start
    while match := _INSIDE.search(part, position):
        if match[0] == "}}":
            return match.start(), match.end()
        if match[0].startswith("\n"):
            break
        position = match.end()
    return -1, -1


def _locate(offset: int, starts: list[int], shown: str) -> Location:
    from bisect import bisect_right

    line = bisect_right(starts, offset)
    return Location(shown, line, offset - starts[line - 1] + 1)
