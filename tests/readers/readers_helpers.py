"""Reports of a few lines, for the tests of the readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from builder.errors import Diagnostic, SourceError
from builder.model.document import Block, Inline
from builder.model.source import ReportSource
from builder.model.walk import children, inlines_of, walk_inlines
from builder.readers.markdown import read_report

HEAD = "---\ntitle: T\n---\n\n"
BODY_LINE = 5  # of the first line after HEAD


def read(text: str | bytes, head: str = HEAD) -> ReportSource:
    """The report `head` + `text`; bytes are the whole file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "r.md"
        path.write_bytes(text if isinstance(text, bytes) else (head + text).encode())
        return read_report(path, "r.md")


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a body."""
    return read(text).blocks


def errors(text: str | bytes, head: str = HEAD) -> tuple[Diagnostic, ...]:
    """What is said of a report that cannot be read."""
    try:
        read(text, head)
    except SourceError as error:
        return error.diagnostics
    raise AssertionError("it was read")


def found(text: str | bytes, head: str = HEAD) -> list[tuple[str, int, int]]:
    """Code, line and column of each diagnostic of a report that cannot be read."""
    return [placed(d) for d in errors(text, head)]


def warned(text: str) -> list[tuple[str, int, int]]:
    """The same of the warnings of one that can."""
    return [placed(d) for d in read(text).warnings]


def placed(d: Diagnostic) -> tuple[str, int, int]:
    assert d.location is not None, d
    assert d.message, d
    assert d.hint, d
    return d.code, d.location.line, d.location.column


def inlines(found: tuple[Block, ...]) -> Iterator[Inline]:
    """Every inline of blocks and of what is in them, of footnotes too; not those of fences."""
    for block in found:
        for content in inlines_of(block):
            yield from walk_inlines(content)
        yield from inlines(tuple(children(block)))
