"""The Markdown parser: CommonMark with Pandoc's tables, footnotes, divs, spans, citations and heading attributes.

The door to markdown-it. Its tokens are turned into the document tree by `blocks` and `inlines`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from builder.readers.attributes import split_trailing

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

NESTING = 100  # markdown-it stops there by itself; deeper input stays text
_DIV = re.compile(r"^(:{3,})[ \t]*(.*?)[ \t]*:*[ \t]*$")
_CITE = re.compile(r"\[@[\w][\w:.#$%&+?<>~/-]*(?:\s*;\s*@[\w][\w:.#$%&+?<>~/-]*)*\]")
_SPAN = re.compile(r"\{(?P<body>(?:[^{}\"'\n]|\n|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')*)\}")


@lru_cache(1)
def parser() -> MarkdownIt:
    """The configured parser; it keeps no state between texts."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    md = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable(["table", "strikethrough"])
    md.disable(["html_block", "html_inline", "entity"])
    md.enable("entity")
    footnote_plugin(md)
    md.block.ruler.before("fence", "div", _div, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("link", "cite", _cite)
    md.inline.ruler.after("link", "span", _span)
    md.core.ruler.after("block", "heading_attributes", _heading_attributes)
    return md


def _line(state: Any, number: int) -> str:
    return str(state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]])


def _div(state: Any, start: int, end: int, silent: bool) -> bool:
    """`::: {.class}` or `::: word` up to the `:::` that closes it; divs nest."""
    if state.is_code_block(start):
        return False
    opening = _DIV.match(_line(state, start))
    if not opening or not opening[2]:
        return False
    if silent:
        return True
    close = _closing(state, start, end)
    token = state.push("div_open", "div", 1)
    token.info, token.map, token.block = opening[2], [start, close], True
    token.meta = {"closed": close < end}
    parent, line_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", close
    state.md.block.tokenize(state, start + 1, close)
    state.parentType, state.lineMax = parent, line_max
    state.push("div_close", "div", -1)
    state.line = min(close + 1, end)
    return True


def _closing(state: Any, start: int, end: int) -> int:
    """The line that closes the div which opens at `start`; `end` where none does. Code fences are passed over."""
    depth, fence = 1, ""
    for number in range(start + 1, end):
        line = _line(state, number)
        if fence:
            if line.strip() and set(line.strip()) == {fence[0]} and len(line.strip()) >= len(fence):
                fence = ""
        elif match := re.match(r"(`{3,}|~{3,})", line):
            fence = match[1]
        elif match := _DIV.match(line):
            depth += 1 if match[2] else -1
            if depth == 0:
                return number
    return end


def _cite(state: Any, silent: bool) -> bool:
    """`[@key; @other]`."""
    match = _CITE.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("cite", "", 0)
        token.meta = {"keys": re.findall(r"@([^\s;\]]+)", match[0])}
    state.pos = match.end()
    return True


def _span(state: Any, silent: bool) -> bool:
    """`[text]{attributes}`."""
    if state.src[state.pos] != "[":
        return False
    label_end = state.md.helpers.parseLinkLabel(state, state.pos, True)
    if label_end < 0:
        return False
    match = _SPAN.match(state.src, label_end + 1)
    if not match:
        return False
    if not silent:
        start, pos_max = state.pos, state.posMax
        state.pos, state.posMax = start + 1, label_end
        token = state.push("span_open", "span", 1)
        token.meta = {"body": match["body"]}
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = pos_max
    state.pos = match.end()
    return True


def _heading_attributes(state: Any) -> None:
    """Takes `{#id .class}` off the end of each heading, before its text is parsed."""
    for heading, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type == "heading_open" and inline.type == "inline":
            inline.content, heading.meta["attributes"] = split_trailing(inline.content)
