"""The Markdown parser: CommonMark with Pandoc's tables, footnotes, divs, spans, citations and attributes.

The door to markdown-it. What it gives is a list of tokens; `tree` puts it in order, `blocks` and `inlines` read it.
Tokens whose place matters have the position in their text as `meta["pos"]`, and what ends behind brackets or backticks
has the position after them as `meta["end"]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from builder.readers.attributes import BRACES, split_trailing

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType

    InlineRule = Callable[[Any, bool], bool]

NESTING = 40  # levels of blocks and of inlines; what is deeper is refused by `tree` and `inlines`
_IMAGES = 3  # levels of images in alternative texts
_CAPTION = re.compile(r"(?:Table)?:[ \t]+(?=\S)")
_CITE = re.compile(r"\[@(?P<keys>\w(?:[\w:.#$%&+?<>~/-]*\w)?(?:\s*;\s*@\w(?:[\w:.#$%&+?<>~/-]*\w)?)*)\]")
_NOTE = re.compile(r"\[\^(?P<label>[^\s\[\]^]+)\]")
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--")


@lru_cache(1)
def parser() -> MarkdownIt:
    """The configured parser; it keeps no state between texts."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote.index import footnote_def

    class Parser(MarkdownIt):
        """Leaves addresses as they are written: `inlines` judges them."""

        def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802  markdown-it's name
            return True

        def normalizeLink(self, url: str) -> str:  # noqa: N802  as above
            return url

    md = Parser("commonmark", {"maxNesting": NESTING}).enable(["table", "strikethrough"])
    md.disable(["html_block", "text_join"])  # what is escaped stays apart, for `typography`
    anywhere: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    md.block.ruler.before("fence", "div", _div, anywhere)
    md.block.ruler.before("fence", "caption", _caption, {"alt": ["blockquote"]})
    md.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    md.core.ruler.after("block", "trailing_attributes", _trailing_attributes)

    from markdown_it.rules_inline import autolink, backtick, image, link

    inline = md.inline.ruler
    inline.at("link", _placed(link, attributes=True))
    inline.at("image", _placed(_shallow(image), attributes=True))
    inline.at("autolink", _placed(autolink))
    inline.at("backticks", _placed(backtick))
    inline.at("html_inline", _html)
    inline.before("link", "footnote_ref", _note)
    inline.before("link", "cite", _cite)
    inline.before("link", "span", _span)
    inline.before("link", "footnote_inline", _inline_note)
    return md


# -- Blocks ----------------------------------------------------------------------------------------------


def _line(state: Any, number: int) -> str:
    return str(state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]])


def _div(state: Any, start: int, end: int, silent: bool) -> bool:
    """`::: {.class}` or `::: word` opens a div, `:::` closes one. Each line is a token; `tree` pairs them."""
    line = _line(state, start)
    if not line.startswith(":::") or state.is_code_block(start):
        return False
    if not silent:
        info = line.lstrip(":").strip()
        bare = info.rstrip(":")
        info = bare.rstrip() if bare != info and (not bare or bare[-1].isspace()) else info
        token = state.push("div_start" if info else "div_end", "div", 0)
        token.info, token.map = info, [start, start + 1]
        state.line = start + 1
    return True


def _caption(state: Any, start: int, end: int, silent: bool) -> bool:
    """`: caption` or `Table: caption` right after a table, with or without a blank line between (Pandoc)."""
    if state.is_code_block(start) or not (match := _CAPTION.match(_line(state, start))):
        return False
    if silent:
        return bool(state.parentType == "table")
    if not state.tokens or state.tokens[-1].type != "table_close":
        return False
    from markdown_it.rules_block import paragraph

    paragraph(state, start, end, False)
    opened, text, closed = state.tokens[-3:]
    opened.type, closed.type = "caption_open", "caption_close"
    text.content = text.content[match.end() :]
    return True


def _trailing_attributes(state: Any) -> None:
    """Takes `{#id .class}` off the end of each heading and caption, before its text is parsed."""
    for opened, text in zip(state.tokens, state.tokens[1:], strict=False):
        if opened.type in ("heading_open", "caption_open") and text.type == "inline":
            text.content, opened.meta["attributes"], opened.meta["attributes_pos"] = split_trailing(text.content)


# -- Inlines ---------------------------------------------------------------------------------------------


def _placed(rule: InlineRule, *, attributes: bool = False) -> InlineRule:
    """`rule` with the position of what it finds, and the `{...}` right behind it."""

    def placed(state: Any, silent: bool) -> bool:
        start, first = state.pos, len(state.tokens) + bool(state.pending)
        if not rule(state, silent):
            return False
        braces = BRACES.match(state.src, state.pos, state.posMax) if attributes else None
        if not silent and len(state.tokens) > first:  # backticks without a partner are text
            token = state.tokens[first]
            token.meta["pos"] = start
            if braces:
                token.meta["attributes"], token.meta["attributes_pos"] = braces["body"], state.pos + 1
        if braces:
            state.pos = braces.end()
        if not silent and len(state.tokens) > first:
            state.tokens[-1].meta["end"] = state.pos
        return True

    return placed


def _shallow(rule: InlineRule) -> InlineRule:
    """The rule of images, which parses alternative texts anew, to a depth that stays on the stack."""

    def shallow(state: Any, silent: bool) -> bool:
        depth = state.env.get("images", 0)
        if depth >= _IMAGES:
            return False
        state.env["images"] = depth + 1
        try:
            return rule(state, silent)
        finally:
            state.env["images"] = depth

    return shallow


def _push(state: Any, kind: str, content: str, start: int, end: int, **meta: object) -> None:
    token = state.push(kind, "", 0)
    token.content = content
    token.meta = {"pos": start, "end": end, **meta}
    state.pos = end


def _html(state: Any, silent: bool) -> bool:
    """A tag or the start of a comment: text, of which the author is warned."""
    match = _HTML.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if silent:
        state.pos = match.end()
    else:
        _push(state, "html", match[0], match.start(), match.end())
    return True


def _cite(state: Any, silent: bool) -> bool:
    """`[@key; @other]`; without keys in its `meta` where it begins as one and is none."""
    if not state.src.startswith("[@", state.pos):
        return False
    match = _CITE.match(state.src, state.pos, state.posMax)
    end = match.end() if match else state.src.find("]", state.pos, state.posMax) + 1
    if end == 0 or (end < state.posMax and state.src[end] in "([{"):
        return False
    if silent:
        state.pos = end
    else:
        keys = tuple(k.strip().removeprefix("@") for k in match["keys"].split(";")) if match else ()
        _push(state, "cite", state.src[state.pos : end], state.pos, end, keys=keys)
    return True


def _note(state: Any, silent: bool) -> bool:
    """`[^label]`."""
    match = _NOTE.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "[" else None
    if not match:
        return False
    if silent:
        state.pos = match.end()
    else:
        _push(state, "footnote_ref", match[0], match.start(), match.end(), label=match["label"])
    return True


def _inline_note(state: Any, silent: bool) -> bool:
    """`^[text]`: a footnote where it is called."""
    if not state.src.startswith("^[", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0:
        return False
    if not silent:
        _enclosed(state, "footnote_inline", state.pos + 2, end)
        state.tokens[-1].meta["end"] = end + 1
    state.pos = end + 1
    return True


def _span(state: Any, silent: bool) -> bool:
    """`[text]{attributes}`."""
    src: str = state.src
    if src[state.pos] != "[" or src.find("]{", state.pos, state.posMax) < 0:
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    braces = BRACES.match(src, end + 1, state.posMax) if end >= 0 else None
    if not braces:
        return False
    if not silent:
        token = _enclosed(state, "span", state.pos + 1, end)
        token.meta["attributes"], token.meta["attributes_pos"] = braces["body"], end + 2
        state.tokens[-1].meta["end"] = braces.end()
    state.pos = braces.end()
    return True


def _enclosed(state: Any, kind: str, start: int, end: int) -> Any:
    """Pushes what stands between `start` and `end` as the inside of an element; gives its opening token."""
    token = state.push(f"{kind}_open", "", 1)
    token.meta = {"pos": state.pos}
    after = state.posMax
    state.pos, state.posMax = start, end
    state.md.inline.tokenize(state)
    state.posMax = after
    state.push(f"{kind}_close", "", -1)
    return token
