"""Text alternatives that say nothing: whoever listens hears the title, or the name of the file, a second time."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from builder.checks.rule import Code, Rule, of_document
from builder.errors import Findings
from builder.model.document import Document, Figure, Image
from builder.model.walk import inlines_of, plain, walk_blocks, walk_inlines

_APART = re.compile(r"[\W_]+")


def check_alternatives(document: Document, project: Path, findings: Findings) -> None:
    """Reports `alt-repeats`. Source: WCAG 2.2, 1.1.1, and its failure F30 for names of files."""
    del project
    for block in walk_blocks(document.blocks):
        if isinstance(block, Figure) and block.chart.title and _bare(block.alt) == _bare(block.chart.title):
            hint = "say what the chart shows, or leave alt out: it is written from the data"
            findings.warning("alt-repeats", "the text alternative repeats the title", block.at, hint)
        for inlines in inlines_of(block):
            for image in (i for i in walk_inlines(inlines) if isinstance(i, Image)):
                path = PurePosixPath(image.path)
                if _bare(plain(image.content)) in {_bare(path.name), _bare(path.stem)} - {""}:
                    hint = "say what it shows: ![A map of the region](map.png)"
                    message = f'the text alternative of "{image.path}" repeats the name of the file'
                    findings.warning("alt-repeats", message, image.at or block.at, hint)


def _bare(text: str) -> str:
    return _APART.sub(" ", text).strip().casefold()


RULE = Rule(
    "alternatives",
    (Code("alt-repeats", "warning", "A text alternative repeats the title of the chart, or the name of the file."),),
    of_document(check_alternatives),
)
