"""Text as content of XML. Data may hold characters that XML has none for, and one of them makes a file unreadable."""

from __future__ import annotations

import re
from xml.sax import saxutils

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 (2.2) has no character for."""


def escape(text: str, entities: dict[str, str] | None = None) -> str:
    """`text` as the content of an element, without what XML has no character for; `entities` are escaped as well."""
    return saxutils.escape(ILLEGAL.sub("", text), entities or {})
