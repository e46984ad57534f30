"""Where blocks stand as the story is made."""

from __future__ import annotations

from dataclasses import dataclass

from builder.writers.pdf.styles import Style
from builder.writers.pdf.tags import Node


@dataclass(frozen=True, slots=True)
class Context:
    """Where blocks stand: their style, left edge, greatest width, how deeply they are nested, what they are part
    of in the structure tree, whether their pages are turned,
    and their language where it is not the document's.
    """

    style: Style
    node: Node
    reach: float
    width: float
    indent: float = 0.0
    depth: int = 0
    bullets: int = 0
    turned: bool = False
    lang: str = ""
