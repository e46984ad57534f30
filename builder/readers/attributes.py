"""`{#id .class key=value}`: Pandoc's attributes, as headings, divs, spans, links, images and captions carry them."""

from __future__ import annotations

import re

from builder.model.document import NO_ATTR, Attr

_QUOTED = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
BRACES = re.compile(rf"\{{(?P<body>(?:[^{{}}\"']|{_QUOTED})*)\}}")
_PART = re.compile(
    rf"#(?P<id>[^\s#{{}}=\"']+)|\.(?P<class>[^\s.#{{}}=\"']+)|(?P<key>[^\W\d][\w:.-]*)=(?P<value>{_QUOTED}|[^\s{{}}\"']+)"
)
_TRIES = 8
# The tag of a language: language, script, region and variants (RFC 5646, 2.1).
LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-(?:[A-Za-z]{2}|[0-9]{3}))?(-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)


class BadAttributeError(ValueError):
    """Attributes that cannot be read: the part that is none, and where it starts in them."""

    def __init__(self, part: str, position: int) -> None:
        self.part = part
        self.position = position
        super().__init__(part)


def parse_attributes(body: str) -> Attr:
    """What stands between the braces. Raises `BadAttributeError` with the first part that is none."""
    id_ = ""
    classes: list[str] = []
    keys: dict[str, str] = {}
    position = 0
    while (position := _skip(body, position)) < len(body):
        match = _PART.match(body, position)
        if not match or (match.end() < len(body) and not body[match.end()].isspace()):
            raise BadAttributeError(body[position:].split(maxsplit=1)[0], position)
        if match["id"]:
            id_ = match["id"]
        elif match["class"]:
            classes.append(match["class"])
        else:
            keys[match["key"]] = _unquoted(match["value"])
        position = match.end()
    return Attr(id_, tuple(classes), tuple(keys.items())) if id_ or classes or keys else NO_ATTR


def split_trailing(text: str) -> tuple[str, str | None, int]:
    """`text` without the braces at its end, what stands in them (None where there are none), and where that starts.

    They follow a space, or are all of the text; a backslash before them makes them text.
    """
    stripped = text.rstrip()
    position = len(stripped)
    if stripped.endswith("}"):
        for _ in range(_TRIES):
            position = stripped.rfind("{", 0, position)
            if position < 0:
                break
            match = BRACES.fullmatch(stripped, position)
            if match and (position == 0 or stripped[position - 1].isspace()):
                return stripped[:position].rstrip(), match["body"], position + 1
    return text, None, 0


def _skip(body: str, position: int) -> int:
    while position < len(body) and body[position].isspace():
        position += 1
    return position


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value[0] in "\"'" else value
