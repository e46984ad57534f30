"""markdown-it's inline tokens become the inlines of the document tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from builder.errors import Findings, Location
from builder.model.document import (
    NO_ATTR,
    Attr,
    Blocks,
    Cite,
    Code,
    Emph,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Note,
    Para,
    Span,
    Str,
    Strikeout,
    Strong,
)
from builder.model.trace import Place, Trace, joined
from builder.readers.attributes import LANGUAGE, BadAttributeError, parse_attributes
from builder.readers.expressions import PRIVATE, Cut
from builder.readers.parser import NESTING, parser
from builder.readers.tree import Node, Tree
from builder.readers.typography import close_up, typeset

if TYPE_CHECKING:
    from markdown_it.token import Token

SCHEMES = ("http", "https", "mailto", "tel", "ftp")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")


class InlineReader:
    """Reads inline tokens of one report. `blocks` reads the blocks of a footnote; the reader of blocks sets it.

    `lang` is the tag of the language of the texts that are read, "" for English.
    """

    def __init__(self, cut: Cut, tree: Tree, env: dict[str, Any], findings: Findings) -> None:
        self.cut = cut
        self.tree = tree
        self.env = env
        self.findings = findings
        self.blocks: Callable[[Sequence[Node]], Blocks] = lambda _: ()
        self.notes: dict[str, Note | None] = {}
        self.numbered = 0
        self.lang = ""

    @contextmanager
    def language(self, lang: str) -> Iterator[None]:
        """While this is open, texts are of the language `lang`, where it is not ""."""
        before = self.lang
        self.lang = lang or before
        try:
            yield
        finally:
            self.lang = before

    def text(self, text: str, place: Place) -> Inlines:
        """A text of front matter or of a fence, as inline Markdown on one line."""
        bare = text.strip("\n")
        skipped = text.find(bare)
        tokens = parser().parseInline(bare, self.env)
        if not tokens:
            return ()
        content = self.read(tokens[0].children or (), lambda position: place(skipped + position), bare)
        if content and isinstance(last := content[-1], Str):
            stripped = last.text.rstrip()
            return (*content[:-1], Str(stripped, last.trace)) if stripped else content[:-1]
        return content

    def read(self, tokens: Sequence[Token], place: Place, text: str) -> Inlines:
        """The inlines of the tokens of `text`; `place` gives the place of a position in it."""
        _find_written(tokens, text)
        typeset(tokens, self.lang)
        close_up(tokens)
        # One list for each open element; the last is being filled. What is too deep goes into the deepest that may be.
        stack: list[tuple[Token | None, list[Inline]]] = [(None, [])]
        deeper = 0
        for token in tokens:
            if token.nesting == 1 and len(stack) > NESTING:
                if not deeper:
                    hint = "take some of its emphasis away"
                    self.findings.error("nested-too-deep", "this text is nested too deeply", place(0), hint)
                deeper += 1
            elif token.nesting == 1:
                if token.type == "footnote_inline_open":  # counts before those inside
                    token.meta["number"] = self._count()
                stack.append((token, []))
            elif token.nesting == -1 and deeper:
                deeper -= 1
            elif token.nesting == -1:
                opened, content = stack.pop()
                assert opened is not None
                stack[-1][1].append(self._element(opened, _joined(content), place))
            else:
                stack[-1][1].extend(self._leaf(token, place))
        return _joined(stack[0][1])

    def written(self, tokens: Sequence[Token]) -> str:
        """The text of tokens that are yet to be read, without expressions, notes, citations and pictures."""
        out: list[str] = []
        notes = 0
        for token in tokens:
            if token.type.startswith("footnote_inline"):
                notes += token.nesting
            elif notes:
                continue
            elif token.type in ("text", "text_special", "html"):
                out.append(PRIVATE.sub("", token.content))
            elif token.type == "code_inline":
                out.append(self.cut.restore(token.content))
            elif token.type in ("softbreak", "hardbreak"):
                out.append(" ")
        return "".join(out)

    def attributes(self, body: str, place: Callable[[int], Location]) -> Attr:
        """The attributes between braces; `place` gives the place of a position in `body`."""
        restored = self.cut.restore(body)
        try:
            attr = parse_attributes(restored)
        except BadAttributeError as bad:
            hint = r'write #id, .class, key=value or key="two words"; \{ is a brace in a text'
            at = place(bad.position if restored == body else 0)
            self.findings.error("bad-attribute", f'"{bad.part}" is not an attribute', at, hint)
            return NO_ATTR
        for key, value in attr.keys:
            # In an `each` the key is the author's name for a row.
            if key == "lang" and "each" not in attr and not LANGUAGE.fullmatch(value):
                at = place(max(0, body.find("lang=")))
                message = f'"{value}" is not the tag of a language'
                self.findings.error("bad-value", message, at, "write it as en-US, de or zh-Hans")
        return attr

    # -- Leaves ------------------------------------------------------------------------------------------

    def _leaf(self, token: Token, place: Place) -> list[Inline]:
        match token.type:
            case "text" | "text_special":
                found = token.meta.get("written")
                return self.cut.inlines(token.content, self.findings, (0, *found, place) if found else None)
            case "softbreak":
                return [Str(" ")]
            case "hardbreak":
                return [LineBreak()]
            case "code_inline":
                return [Code(self.cut.restore(token.content))]
            case "html":
                return self._html(token, place)
            case "cite":
                return self._cite(token, place)
            case "image":
                return [self._image(token, place)]
            case _:  # footnote_ref
                return self._note(token, place)

    def _html(self, token: Token, place: Place) -> list[Inline]:
        shown = token.content
        comment = "; a comment is a line of its own: [//]: # (text)" if shown == "<!--" else ""
        hint = f"use Markdown{comment}"
        message = f"{shown} is HTML, and shown as text"
        self.findings.warning("raw-html", message, place(token.meta["pos"]), hint)
        return self.cut.inlines(token.content, self.findings, (0, token.content, token.meta["pos"], place))

    def _cite(self, token: Token, place: Place) -> list[Inline]:
        at = place(token.meta["pos"])
        if token.meta["keys"]:
            return [Cite(token.meta["keys"], at=at)]
        hint = r"write [@key] or [@key; @other], and anything else outside; \[ is a bracket in a text"
        self.findings.error("bad-citation", f"{token.content} is not a citation", at, hint)
        return []

    def _image(self, token: Token, place: Place) -> Image:
        from urllib.parse import unquote

        start = token.meta["pos"]
        alt = self.read(token.children or (), lambda position: place(start + 2 + position), token.content)
        path = unquote(self._literal(token, "src", "the path of a picture"))
        shown = self._literal(token, "title", "the title of a picture")
        trace = Trace(((0, shown, token.meta.get("title_pos", start), place),))
        title = (Str(shown, trace),) if shown else ()
        return Image(alt, path, title, self._braces(token, place), place(start))

    def _note(self, token: Token, place: Place) -> list[Inline]:
        """A footnote at its call. The first call gives it its number; its blocks are read then."""
        label, at = str(token.meta["label"]), place(token.meta["pos"])
        if label in self.notes:
            note = self.notes[label]
            if note is None:
                hint = "call it from the text"
                self.findings.error("footnote-cycle", f"the footnote {token.content} calls itself", at, hint)
            return [note] if note else []
        if label not in self.tree.notes:
            hint = rf"write it as a paragraph, {token.content}: text; \[ is a bracket in a text"
            self.findings.error("unknown-footnote", f"there is no footnote {token.content}", at, hint)
            return []
        number = self._count()
        self.notes[label] = None
        note = self.notes[label] = Note(number, self.blocks(self.tree.notes[label].inner))
        return [note]

    def _count(self) -> int:
        self.numbered += 1
        return self.numbered

    # -- Elements ----------------------------------------------------------------------------------------

    def _element(self, token: Token, content: Inlines, place: Place) -> Inline:
        match token.type:
            case "em_open":
                return Emph(content)
            case "strong_open":
                return Strong(content)
            case "s_open":
                return Strikeout(content)
            case "link_open":
                return self._link(token, content, place)
            case "footnote_inline_open":
                return Note(token.meta["number"], (Para(content, place(token.meta["pos"] + 2)),))
            case _:  # span_open
                return Span(content, self._braces(token, place), place(token.meta["pos"]))

    def _link(self, token: Token, content: Inlines, place: Place) -> Inline:
        """A link; in a span where it has attributes."""
        from markdown_it.common.normalize_url import normalizeLink

        at = place(token.meta["pos"])
        target = self._literal(token, "href", "the target of a link")
        if token.markup == "autolink" and "@" in target and not _SCHEME.match(target):
            target = f"mailto:{target}"
        scheme = _SCHEME.match(target)
        if scheme and scheme[1].lower() not in SCHEMES:
            hint = f"a link goes to {', '.join(SCHEMES)}, a file, or #id"
            self.findings.error("bad-link", f'a link cannot go to "{target}"', at, hint)
        if not content and not target.startswith("#"):
            content = (Str(target),)
        title = self._literal(token, "title", "the title of a link")
        link = Link(content, target if target.startswith("#") else normalizeLink(target), title, at)
        attr = self._braces(token, place)
        return link if attr == NO_ATTR else Span((link,), attr, at)

    def _literal(self, token: Token, name: str, what: str) -> str:
        return self.cut.literal(str(token.attrGet(name) or ""), what, self.findings)

    def _braces(self, token: Token, place: Place) -> Attr:
        if "attributes" not in token.meta:
            return NO_ATTR
        start = token.meta["attributes_pos"]
        return self.attributes(token.meta["attributes"], lambda position: place(start + position))


def _find_written(tokens: Sequence[Token], text: str) -> None:
    """Gives each token of text, as `meta["written"]`, its text and where that stands in `text`.

    Texts stand there in order and as they are, but for escapes and entities, whose source is their `markup`. Behind an
    element that may hold the same text where no reader sees it (a link's target), the search goes on at its end. The
    title of a picture, which is seen, stands at its `meta["title_pos"]`.
    """
    position = 0
    for token in tokens:
        if token.type in ("text", "text_special"):
            written = token.markup if token.type == "text_special" else token.content
            found = text.find(written, position)
            if found >= 0:
                token.meta["written"] = token.content, found
                position = found + len(written)
        elif "end" in token.meta:
            position = token.meta["end"]
            title = str(token.attrGet("title") or "") if token.type == "image" else ""
            if title and (found := text.rfind(title, token.meta["pos"], position)) >= 0:
                token.meta["title_pos"] = found


def _joined(inlines: list[Inline]) -> Inlines:
    """Neighbouring texts as one."""
    out: list[Inline] = []
    texts: list[Str] = []
    for inline in (*inlines, None):
        if isinstance(inline, Str):
            texts.append(inline)
            continue
        if len(texts) > 1:
            out.append(Str(*joined([(s.text, s.trace) for s in texts])))
        else:
            out += texts
        texts = []
        if inline is not None:
            out.append(inline)
    return tuple(out)
