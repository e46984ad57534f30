"""The parser's tree becomes the blocks of the document, and its `sql` fences the queries."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from builder.errors import Findings, Location
from builder.model.data import Query
from builder.model.document import (
    NO_ATTR,
    Attr,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    CodeBlock,
    Div,
    Header,
    HorizontalRule,
    Inlines,
    OrderedList,
    Para,
    SpecBlock,
    Table,
)
from builder.readers.expressions import Cut
from builder.readers.fences import VISUALS, read_query, read_visual
from builder.readers.identifiers import Identifiers
from builder.readers.inlines import InlineReader
from builder.readers.tables import read_table
from builder.readers.tree import Node, TextPlace, line_place

if TYPE_CHECKING:
    from markdown_it.token import Token

_ID = re.compile(r"\w[\w:.-]*")
_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*[^\s`]")
_NUMBERED = {"chart": "figure", "table": "table"}


class BlockReader:
    """Reads the tree of one report. `first` is the number of its first line in the cut text, counted from 0."""

    def __init__(self, first: int, cut: Cut, inline: InlineReader, findings: Findings) -> None:
        self.first = first
        self.cut = cut
        self.inline = inline
        self.findings = findings
        self.ids = Identifiers(findings)
        self.queries: dict[str, Query] = {}
        self.attributes: dict[int, Attr] = {}
        inline.blocks = self.blocks

    def claim_ids(self, nodes: Sequence[Node]) -> None:
        """Takes the ids that the author wrote, and keeps the attributes of headings, captions and divs."""
        for node in _walk(nodes):
            token = node.token
            if token.type in ("heading_open", "caption_open", "div_start"):
                attr = self.attributes[id(token)] = self._attributes(node)
                if attr.id:
                    self.ids.claim(attr.id, self._at(token))
            elif token.type == "fence":
                kind, name = _info(token)
                if kind in _NUMBERED and _ID.fullmatch(name):
                    self.ids.claim(name, self._at(token))

    def blocks(self, nodes: Sequence[Node]) -> Blocks:
        """The blocks of nodes on one level."""
        out: list[Block] = []
        for node in nodes:
            if node.token.type == "caption_open" and out and isinstance(table := out[-1], Table):
                out[-1] = replace(table, caption=self._inlines(node), attr=self.attributes[id(node.token)])
            elif (block := self._block(node)) is not None:
                out.append(block)
        return tuple(out)

    def _block(self, node: Node) -> Block | None:
        token = node.token
        at = self._at(token)
        match token.type:
            case "heading_open":
                return self._header(node, at)
            case "paragraph_open":
                text = node.inner[0].token
                place = self._place(text)
                return Para(self.inline.read(text.children or (), place, text.content), place(0))
            case "bullet_list_open":
                return BulletList(tuple(self.blocks(item.inner) for item in node.inner), at)
            case "ordered_list_open":
                start = token.attrGet("start")
                items = tuple(self.blocks(item.inner) for item in node.inner)
                return OrderedList(items, at, 1 if start is None else int(start))
            case "blockquote_open":
                return BlockQuote(self.blocks(node.inner), at)
            case "fence":
                return self._fence(token, at)
            case "code_block":
                return CodeBlock(self.cut.restore(token.content), at)
            case "hr":
                return HorizontalRule(at)
            case "table_open":
                return read_table(node, self.first, self.cut, self.inline, self.findings)
            case "div_start":
                attr = self.attributes[id(token)]
                with self.inline.language(attr.get("lang")):
                    return Div(self.blocks(node.inner), attr, at)
            case _:  # a caption that has no table before it: the table was nested too deeply
                return None

    # -- Texts -------------------------------------------------------------------------------------------

    def _at(self, token: Token) -> Location:
        return line_place(self._line(token), self.cut)

    def _line(self, token: Token) -> int:
        return self.first + (token.map[0] if token.map else 0)

    def _place(self, token: Token) -> TextPlace:
        return TextPlace(token.content, self._line(token), self.cut)

    def _inlines(self, node: Node) -> Inlines:
        token = node.inner[0].token
        return self.inline.read(token.children or (), self._place(token), token.content)

    def _header(self, node: Node, at: Location) -> Header:
        attr = self.attributes[id(node.token)]
        if not attr.id:
            attr = replace(attr, id=self.ids.of_heading(self.inline.written(node.inner[0].token.children or ())))
        return Header(int(node.token.tag[1]), self._inlines(node), attr, at)

    def _attributes(self, node: Node) -> Attr:
        """The attributes of a heading, a caption or a div."""
        token = node.token
        if token.type == "div_start":
            return self._div_attributes(token)
        body = token.meta.get("attributes")
        if body is None:
            return NO_ATTR
        line = self.cut.line(self._line(token) + node.inner[0].token.content.count("\n"))
        braces = line.rfind("{" + body + "}")
        return self.inline.attributes(body, self._columns(token, braces + 1))

    def _div_attributes(self, token: Token) -> Attr:
        info = token.info
        if re.fullmatch(r"[\w-]+", info):
            return Attr(classes=(info,))
        start = self.cut.line(self._line(token)).find(info)
        if info.startswith("{") and info.endswith("}"):
            return self.inline.attributes(info[1:-1], self._columns(token, start + 1))
        at = self._columns(token, start)(0)
        message = f'"{info}" is not the class of a div'
        self.findings.error("bad-attribute", message, at, "write ::: notes, or ::: {.notes key=value}")
        return NO_ATTR

    def _columns(self, token: Token, column: int) -> Callable[[int], Location]:
        """The places from a column of a token's line on."""
        start = self.cut.lines[self._line(token)] + max(column, 0)
        return lambda position: self.cut.locate(start + position)

    # -- Fences ------------------------------------------------------------------------------------------

    def _fence(self, token: Token, at: Location) -> Block | None:
        assert token.map
        kind, name = _info(token)
        ours = kind in VISUALS or kind == "sql"
        if self._is_open(token, at, ours):
            return None
        place = TextPlace(token.content, self._line(token) + 1, self.cut)
        if kind == "sql":
            self._query(name, token.content, place, at)
            return None
        if kind in VISUALS:
            return self._visual(kind, name, token.content, place, at)
        near = difflib.get_close_matches(kind.lower(), (*VISUALS, "sql"), n=1, cutoff=0.8)
        if near and (len(kind) > 4 or kind.lower() == near[0]):
            hint = f"did you mean {near[0]}?"
            self.findings.warning("unknown-fence", f'"{kind}" is shown as code', at, hint)
        return CodeBlock(
            self.cut.restore(token.content), at, self.cut.restore(kind).lstrip("{").lstrip(".").rstrip("}")
        )

    def _is_open(self, token: Token, at: Location, ours: bool) -> bool:
        """Whether a fence has no end of its own: CommonMark (4.5) then ends it with the text around it."""
        assert token.map
        lines = token.content.count("\n")
        other = next((n for n, line in enumerate(token.content.split("\n")) if ours and _FENCE.match(line)), None)
        if token.map[1] - token.map[0] == lines + 2 and other is None:
            return False
        rest = f"; another opens in line {at.line + 1 + other}" if other is not None else ""
        message = f"this fence is not closed{rest}"
        self.findings.error("unclosed-fence", message, at, f"close it with {token.markup} on a line of its own")
        return True

    def _query(self, name: str, sql: str, place: TextPlace, at: Location) -> None:
        if name in self.queries:
            message = f'there is a query "{name}" already, in line {self.queries[name].at.line - 1}'
            self.findings.error("duplicate-name", message, at, "give it another name")
            return
        query = read_query(name, self.cut.restore(sql), place.at(0, 0), at, self.findings)
        if query:
            self.queries[name] = query

    def _visual(self, kind: str, name: str, text: str, place: TextPlace, at: Location) -> SpecBlock | None:
        if name and not _ID.fullmatch(name):
            hint = f"write ```{kind} name, of letters, digits, - and _"
            self.findings.error("bad-name", f'"{name}" is no id', at, hint)
        if not name and kind in _NUMBERED:
            name = self.ids.numbered(_NUMBERED[kind])
        spec = read_visual(kind, text, place.at, at, self.inline, self.findings)
        return SpecBlock(kind, name, spec.data, at, spec.places) if spec else None


def _info(token: Token) -> tuple[str, str]:
    """The kind and the name in a fence's info string."""
    kind, _, name = token.info.strip().partition(" ")
    return kind, name.strip()


def _walk(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.inner)
