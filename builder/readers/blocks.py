"""markdown-it's block tokens become the blocks of the document tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from builder.errors import Findings, Location
from builder.model.data import Query
from builder.model.document import (
    NO_ATTR,
    Attr,
    Block,
    BlockQuote,
    BulletList,
    CodeBlock,
    Div,
    Header,
    HorizontalRule,
    Inlines,
    OrderedList,
    Para,
    Str,
    Table,
)
from builder.model.walk import plain
from builder.readers.attributes import split_trailing
from builder.readers.expressions import VISUALS, Cut
from builder.readers.fences import read_query, read_visual
from builder.readers.inlines import InlineReader

if TYPE_CHECKING:
    from markdown_it.token import Token

_CAPTION = re.compile(r"^(?:Table)?:\s+")


class BlockReader:
    """Reads the tokens of one report. `first` is the number of the text's first line in the file."""

    def __init__(self, cut: Cut, shown: str, first: int, findings: Findings) -> None:
        self.cut = cut
        self.shown = shown
        self.lines = cut.text.splitlines()[first - 1 :]
        self.first = first
        self.findings = findings
        self.inline = InlineReader(cut, findings)
        self.queries: list[Query] = []
        self.ids: dict[str, Location] = {}
        self.counts = dict.fromkeys(VISUALS, 0)

    def document(self, tokens: Sequence[Token]) -> tuple[Block, ...]:
        """The blocks of the whole text; footnotes are read first, as their calls carry them."""
        body = list(tokens)
        for i, token in enumerate(tokens):
            if token.type == "footnote_block_open":
                body = list(tokens[:i])
                self._notes(tokens[i + 1 : -1])
                break
        return self._named(self.blocks(body))

    def blocks(self, tokens: Sequence[Token]) -> tuple[Block, ...]:
        """The blocks of a sequence of tokens on one level."""
        out: list[Block] = []
        i = 0
        while i < len(tokens):
            end = _closing(tokens, i)
            block = self._block(tokens[i], tokens[i + 1 : end])
            if isinstance(block, Para) and out and isinstance(out[-1], Table) and self._caption(out, block):
                block = None
            if block is not None:
                out.append(block)
            i = end + 1
        return tuple(out)

    def at(self, token: Token) -> Location:
        """Where a token starts in the file."""
        return Location(self.shown, self.first + (token.map[0] if token.map else 0))

    def _block(self, token: Token, inner: Sequence[Token]) -> Block | None:
        at = self.at(token)
        match token.type:
            case "heading_open":
                body = token.meta.get("attributes")
                attr = self.inline.attributes(body, at) if body is not None else NO_ATTR
                return Header(int(token.tag[1]), self._inlines(inner, at), attr, at)
            case "paragraph_open":
                return Para(self._inlines(inner, at), at)
            case "bullet_list_open":
                return BulletList(self._items(inner), at)
            case "ordered_list_open":
                return OrderedList(self._items(inner), at, int(token.attrGet("start") or 1))
            case "blockquote_open":
                return BlockQuote(self.blocks(inner), at)
            case "fence":
                return self._fence(token, at)
            case "code_block":
                return CodeBlock(self.cut.restore(token.content), at)
            case "hr":
                return HorizontalRule(at)
            case "table_open":
                return self._table(inner, at)
            case "div_open":
                return self._div(token, inner, at)
            case _:
                return None

    def _inlines(self, inner: Sequence[Token], at: Location) -> Inlines:
        return tuple(i for t in inner if t.type == "inline" for i in self.inline.read(t.children or (), at))

    def _items(self, inner: Sequence[Token]) -> tuple[tuple[Block, ...], ...]:
        items: list[tuple[Block, ...]] = []
        i = 0
        while i < len(inner):
            end = _closing(inner, i)
            items.append(self.blocks(inner[i + 1 : end]))
            i = end + 1
        return tuple(items)

    def _fence(self, token: Token, at: Location) -> Block | None:
        kind, _, name = token.info.strip().partition(" ")
        end = self.first + (token.map[1] if token.map else 0) - 1
        if self._unclosed(token):
            self.findings.error(
                "unclosed-fence", f"this fence is still open in line {end}", at, f"close it with {token.markup}"
            )
            return None
        inside = Location(self.shown, at.line + 1)
        if kind == "sql" and name:
            query = read_query(name.strip(), self.cut.restore(token.content), inside, at, self.findings)
            if query and any(q.name == query.name for q in self.queries):
                self.findings.error(
                    "duplicate-name", f'there is a query "{query.name}" already', at, "give it another name"
                )
            elif query:
                self.queries.append(query)
            return None
        if kind in VISUALS:
            self.counts[kind] += 1
            id_ = name.strip() or f"{ {'chart': 'figure'}.get(kind, kind) }-{self.counts[kind]}"
            block = read_visual(kind, id_, token.content, inside, self.cut, self.findings)
            if block and kind != "key-figures":
                self._claim_id(block.id, at)
            return replace(block, at=at) if block else None
        return CodeBlock(self.cut.restore(token.content), at, kind)

    def _unclosed(self, token: Token) -> bool:
        """Whether a fence ended only because the text around it did (CommonMark 0.31, 4.5)."""
        assert token.map
        last = self.lines[token.map[1] - 1].strip(" \t>") if token.map[1] > token.map[0] + 1 else ""
        return not (last and set(last) == {token.markup[0]} and len(last) >= len(token.markup))

    def _div(self, token: Token, inner: Sequence[Token], at: Location) -> Block:
        info = token.info.strip()
        if not token.meta["closed"]:
            self.findings.error("unclosed-div", f'the div "::: {info}" has no end', at, "close it with :::")
        attr = self.inline.attributes(info[1:-1], at) if info[:1] == "{" and info[-1:] == "}" else Attr(classes=(info,))
        if not info.startswith("{") and not re.fullmatch(r"[\w-]+", info):
            self.findings.error(
                "bad-attribute", f'"{info}" is not the name of a div', at, "write ::: notes or ::: {.notes}"
            )
        if attr.id:
            self._claim_id(attr.id, at)
        return Div(self.blocks(inner), attr, at)

    def _table(self, inner: Sequence[Token], at: Location) -> Table:
        rows: list[tuple[Inlines, ...]] = []
        aligns: list[str] = []
        cells: list[Inlines] = []
        for i, token in enumerate(inner):
            if token.type in ("th_open", "td_open"):
                cells.append(self._inlines(inner[i + 1 : i + 2], Location(self.shown, self._line(inner[i + 1], at))))
                if not rows:
                    aligns.append(str(token.attrGet("style") or "").removeprefix("text-align:"))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
        return Table(rows[0], tuple(rows[1:]), tuple(aligns), at)

    def _line(self, token: Token, at: Location) -> int:
        return self.first + token.map[0] if token.map else at.line

    def _caption(self, out: list[Block], para: Para) -> bool:
        """Takes `: caption {#id}` into the table before it."""
        table = out[-1]
        assert isinstance(table, Table)
        first = para.content[0] if para.content else None
        if table.caption or not isinstance(first, Str) or not (match := _CAPTION.match(first.text)):
            return False
        content = [Str(first.text[match.end() :]), *para.content[1:]]
        attr = NO_ATTR
        if isinstance(content[-1], Str):
            text, body = split_trailing(content[-1].text)
            if body is not None:
                attr = self.inline.attributes(body, para.at)
                content[-1] = Str(text)
        out[-1] = replace(table, caption=tuple(content), attr=attr)
        if attr.id:
            self._claim_id(attr.id, para.at)
        return True

    def _notes(self, tokens: Sequence[Token]) -> None:
        i = 0
        while i < len(tokens):
            end = _closing(tokens, i)
            number = int(tokens[i].meta["id"])
            inner = tokens[i + 1 : end]
            self.inline.notes[number] = self.blocks(inner)
            i = end + 1

    def _claim_id(self, id_: str, at: Location) -> None:
        if id_ in self.ids:
            hint = f"the other stands in line {self.ids[id_].line}"
            self.findings.error("duplicate-id", f'the id "{id_}" stands twice', at, hint)
        self.ids.setdefault(id_, at)

    def _named(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Gives headings without an id Pandoc's automatic one (auto_identifiers), made unique by a number."""

        def headers(found: tuple[Block, ...]) -> list[Header]:
            out: list[Header] = []
            for b in found:
                out += [b] if isinstance(b, Header) else headers(b.blocks) if isinstance(b, Div) else []
            return out

        for header in headers(blocks):
            if header.attr.id:
                self._claim_id(header.attr.id, header.at)

        def name(found: tuple[Block, ...]) -> tuple[Block, ...]:
            return tuple(
                replace(b, attr=replace(b.attr, id=self._free_id(b)))
                if isinstance(b, Header) and not b.attr.id
                else replace(b, blocks=name(b.blocks))
                if isinstance(b, Div)
                else b
                for b in found
            )

        return name(blocks)

    def _free_id(self, header: Header) -> str:
        text = re.sub(r"[^\w\s.-]", "", plain(header.content).lower())
        base = re.sub(r"^[^a-z\w]+|^[\d_.-]+", "", re.sub(r"\s+", "-", text.strip())) or "section"
        id_, n = base, 1
        while id_ in self.ids:
            id_, n = f"{base}-{n}", n + 1
        self.ids[id_] = header.at
        return id_


def _closing(tokens: Sequence[Token], start: int) -> int:
    """The index of the token that closes the one at `start` (itself, where it opens nothing)."""
    depth = 0
    for i in range(start, len(tokens)):
        depth += tokens[i].nesting
        if depth <= 0:
            return i
    return len(tokens)
