"""markdown-it's inline tokens become the inlines of the document tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from builder.errors import Findings, Location
from builder.model.document import (
    NO_ATTR,
    Attr,
    Block,
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
)
from builder.readers.attributes import BadAttributes, parse_attributes
from builder.readers.expressions import Cut

if TYPE_CHECKING:
    from markdown_it.token import Token

_HTML = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|<!--")
_ATTRIBUTES = re.compile(r"^\{((?:[^{}\"']|\"[^\"]*\"|'[^']*')*)\}")


class InlineReader:
    """Reads inline tokens. `notes` gives the blocks of a footnote by its id; the reader of blocks fills it."""

    def __init__(self, cut: Cut, findings: Findings) -> None:
        self.cut = cut
        self.findings = findings
        self.notes: dict[int, tuple[Block, ...]] = {}

    def read(self, tokens: Sequence[Token], at: Location) -> Inlines:
        """The inlines of one inline token's children; `at` is the place of their block."""
        # One list for each open element; the last is being filled.
        stack: list[tuple[Token | None, list[Inline]]] = [(None, [])]
        for token in tokens:
            if token.nesting == 1:
                stack.append((token, []))
            elif token.nesting == -1 and len(stack) > 1:
                opened, content = stack.pop()
                assert opened is not None
                stack[-1][1].append(self._element(opened, _joined(content), at))
            else:
                stack[-1][1].extend(self._leaf(token, at))
        return self._with_attributes(_joined(stack[0][1]), at)

    def attributes(self, body: str, at: Location) -> Attr:
        """The attributes between braces; `bad-attribute` where they cannot be read."""
        try:
            return parse_attributes(self.cut.restore(body))
        except BadAttributes as error:
            hint = "write #id, .class or key=value"
            self.findings.error("bad-attribute", f'"{error}" is not an attribute', at, hint)
            return NO_ATTR

    def _leaf(self, token: Token, at: Location) -> list[Inline]:
        match token.type:
            case "text":
                if found := _HTML.search(token.content):
                    hint = "use Markdown; HTML is shown as text"
                    self.findings.warning("raw-html", f"{found[0]} is HTML", at, hint)
                return list(self.cut.inlines(token.content))
            case "softbreak":
                return [Str(" ")]
            case "hardbreak":
                return [LineBreak()]
            case "code_inline":
                return [Code(self.cut.restore(token.content))]
            case "cite":
                return [Cite(tuple(token.meta["keys"]), at=at)]
            case "image":
                alt = self.read(token.children or (), at)
                return [Image(alt, self._target(token, "src"), self._title(token), at=at)]
            case "footnote_ref":
                number = int(token.meta["id"])
                return [Note(number + 1, self.notes.get(number, ()))]
            case "footnote_anchor":
                return []
            case _:
                return list(self.cut.inlines(token.content))

    def _element(self, token: Token, content: Inlines, at: Location) -> Inline:
        match token.type:
            case "em_open":
                return Emph(content)
            case "strong_open":
                return Strong(content)
            case "s_open":
                return Strikeout(content)
            case "link_open":
                return Link(content, self._target(token, "href"), self._title(token), at)
            case "span_open":
                return Span(content, self.attributes(token.meta["body"], at), at)
            case _:
                return Span(content, NO_ATTR, at)

    def _target(self, token: Token, name: str) -> str:
        from urllib.parse import unquote

        raw = str(token.attrGet(name) or "")
        # markdown-it percent-encodes: a file name or an expression is wanted as it was written.
        return self.cut.restore(unquote(raw)) if name == "src" or "%F3" in raw else raw

    def _title(self, token: Token) -> str:
        return self.cut.restore(str(token.attrGet("title") or ""))

    def _with_attributes(self, inlines: Inlines, at: Location) -> Inlines:
        """Gives an image or a link the `{...}` that follows it."""
        out: list[Inline] = []
        for inline in inlines:
            before = out[-1] if out else None
            if isinstance(inline, Str) and isinstance(before, Image) and (match := _ATTRIBUTES.match(inline.text)):
                attr = self.attributes(match[1], at)
                out[-1] = Image(before.content, before.path, before.title, attr, before.at)
                if rest := inline.text[match.end() :]:
                    out.append(Str(rest))
            else:
                out.append(inline)
        return tuple(out)


def _joined(inlines: list[Inline]) -> Inlines:
    """Neighbouring texts as one."""
    out: list[Inline] = []
    for inline in inlines:
        last: Any = out[-1] if out else None
        if isinstance(inline, Str) and isinstance(last, Str):
            out[-1] = Str(last.text + inline.text)
        else:
            out.append(inline)
    return tuple(out)
