"""The parser's flat tokens as a tree: divs paired, footnotes set apart, and everything with its place in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from builder.errors import Findings, Location
from builder.readers.expressions import Cut, line_starts
from builder.readers.parser import NESTING

if TYPE_CHECKING:
    from markdown_it.token import Token

_CONTAINERS = ("blockquote_open", "list_item_open", "footnote_reference_open")


@dataclass(slots=True)
class Node:
    """A token with what stands between it and the one that closes it."""

    token: Token
    inner: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Tree:
    """The nodes of a text, and the node of each footnote by its label, in the order in which they are defined."""

    nodes: list[Node]
    notes: dict[str, Node]


class TextPlace:
    """Where each character of a token's content stands in the file.

    The content has the lines of the source without what makes them a list, a quote or a heading: each is found again
    in its line. `first` is the number of its first line in the cut text, counted from 0.
    """

    def __init__(self, content: str, first: int, cut: Cut) -> None:
        self.content = content
        self.first = first
        self.cut = cut
        self.starts: list[int] = []
        self.found: dict[int, int] = {}

    def __call__(self, position: int) -> Location:
        self.starts = self.starts or line_starts(self.content)
        number = max(bisect_right(self.starts, position) - 1, 0)
        return self.at(number, position - self.starts[number])

    def at(self, number: int, column: int) -> Location:
        """The place of a column in line `number` of the content, both counted from 0."""
        self.starts = self.starts or line_starts(self.content)
        if number not in self.found:
            self.found[number] = self._find(number)
        return self.cut.locate(min(self.found[number] + column, len(self.cut.text)))

    def _find(self, number: int) -> int:
        """Where a line of the content starts in the cut text."""
        last = number + 1 >= len(self.starts)
        text = "" if last else self.content[self.starts[number] : self.starts[number + 1]]
        bare = text.strip()
        line = self.cut.line(self.first + number).rstrip()
        # It ends its line, but for a closing sequence or the attributes of a heading.
        column = len(line) - len(bare) if line.endswith(bare) else max(line.find(bare), 0)
        spaces = len(text) - len(text.lstrip()) if bare else 0
        return self.cut.lines[min(self.first + number, len(self.cut.lines) - 1)] + column - spaces


def arrange(tokens: Sequence[Token], first: int, cut: Cut, findings: Findings) -> Tree:
    """The tree of a text whose first line is number `first` of the cut text, counted from 0.

    Reports `unclosed-div`, `unopened-div`, `nested-too-deep` and footnotes that are defined twice.
    """
    return _Arranger(first, cut, findings).arrange(tokens)


class _Arranger:
    def __init__(self, first: int, cut: Cut, findings: Findings) -> None:
        self.first = first
        self.cut = cut
        self.findings = findings
        self.tree = Tree([], {})
        self.open: list[Node] = []
        self.too_deep = False

    def arrange(self, tokens: Sequence[Token]) -> Tree:
        for token in tokens:
            if token.type == "div_end":
                if self.open and self.open[-1].token.type == "div_start":
                    self.open.pop()
                else:
                    hint = r"open a div with ::: and its class, or write \::: for colons"
                    self.findings.error("unopened-div", "this ::: closes nothing", self._at(token), hint)
            elif token.nesting < 0:
                self._close_divs()
                self.open.pop()
            else:
                self._add(Node(token))
        self._close_divs()
        return self.tree

    def _add(self, node: Node) -> None:
        token = node.token
        deep = token.type in _CONTAINERS and token.level >= NESTING - 1  # markdown-it leaves out what is inside
        if (deep or len(self.open) > NESTING) and not self.too_deep:
            self.too_deep = True
            hint = "take it out of some of its lists, quotes or divs"
            self.findings.error("nested-too-deep", "this is nested too deeply", self._at(token), hint)
        if token.type == "footnote_reference_open":
            self._define(node)
        elif len(self.open) <= NESTING:
            (self.open[-1].inner if self.open else self.tree.nodes).append(node)
        if token.nesting > 0 or token.type == "div_start":
            self.open.append(node)

    def _define(self, node: Node) -> None:
        label = str(node.token.meta["label"])
        if label in self.tree.notes:
            message = f'there are two footnotes "{label}"'
            self.findings.error("duplicate-name", message, self._at(node.token), "give one of them another name")
        self.tree.notes.setdefault(label, node)

    def _close_divs(self) -> None:
        while self.open and self.open[-1].token.type == "div_start":
            token = self.open.pop().token
            message = f'the div "::: {token.info}" has no end'
            self.findings.error(
                "unclosed-div",
                message,
                self._at(token),
                "close it with ::: on a line of its own, in the same list or quote",
            )

    def _at(self, token: Token) -> Location:
        number = self.first + (token.map[0] if token.map else 0)
        if token.type in ("div_start", "div_end"):  # behind the marker of a list or a quote
            return self.cut.locate(self.cut.lines[number] + self.cut.line(number).find(":::"))
        return line_place(number, self.cut)


def line_place(number: int, cut: Cut) -> Location:
    """The place of the first character of a line of the cut text, counted from 0, that is no space."""
    line = cut.line(number)
    return cut.locate(cut.lines[min(number, len(cut.lines) - 1)] + len(line) - len(line.lstrip()))
