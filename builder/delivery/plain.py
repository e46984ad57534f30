"""Text for a mail: what data may hold and a mail may not."""

from __future__ import annotations

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_LINES = re.compile(r"[\t\r\x0b\x0c\x85\u2028\u2029]|\n")
_SIGN = re.compile(r"(?<![^\s(\[])(?=[+\-\u2212][^\w\s]?\d)")
_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\^`{|}\x00-\x1f\x7f]+", re.IGNORECASE)


def clean(text: str) -> str:
    """`text` in one line, without controls, which no reader sees and HTML may not have (HTML, 13.1.4)."""
    return _CONTROLS.sub("", _LINES.sub(" ", text))


def signs_kept(text: str) -> str:
    """A text that runs from right to left, with a mark (U+200E) before each sign of a number, as CLDR writes it.

    Without the mark the sign stands on the other side of its number (UAX 9, W4 and N2).
    """
    return _SIGN.sub("\u200e", text)


def web_target(target: str) -> str:
    """The address of a link that leads out of the report; "" of one inside it, or to a file beside it."""
    return target if _WEB.fullmatch(target) else ""
