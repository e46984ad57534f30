"""`{#id .class key=value}`: Pandoc's attributes, as headings, divs and spans carry them."""

from __future__ import annotations

import re

from builder.model.document import NO_ATTR, Attr

_PART = re.compile(
    r"\s*(?:#(?P<id>[^\s#.{}=]+)|\.(?P<class>[^\s#.{}=]+)"
    r"|(?P<key>[\w:-]+)=(?:\"(?P<dq>(?:\\.|[^\"\\])*)\"|'(?P<sq>(?:\\.|[^'\\])*)'|(?P<bare>[^\s{}\"']+)))"
)
TRAILING = re.compile(r"(?:^|[ \t]+)\{(?P<body>(?:[^{}\"']|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')*)\}[ \t]*$")


class BadAttributes(ValueError):
    """Attributes that cannot be read; its text says which part."""


def parse_attributes(body: str) -> Attr:
    """What stands between the braces. Raises `BadAttributes` with the part that is none."""
    id_ = ""
    classes: list[str] = []
    keys: list[tuple[str, str]] = []
    position = 0
    while body[position:].strip():
        match = _PART.match(body, position)
        if not match:
            raise BadAttributes(body[position:].split(maxsplit=1)[0])
        position = match.end()
        if match["id"]:
            id_ = match["id"]
        elif match["class"]:
            classes.append(match["class"])
        else:
            quoted = match["dq"] if match["dq"] is not None else match["sq"]
            value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else match["bare"]
            keys.append((match["key"], value))
    return Attr(id_, tuple(classes), tuple(keys)) if id_ or classes or keys else NO_ATTR


def split_trailing(text: str) -> tuple[str, str | None]:
    """`text` without the attributes at its end, and what stands in their braces (None where there are none)."""
    match = TRAILING.search(text)
    return (text[: match.start()], match["body"]) if match else (text, None)
