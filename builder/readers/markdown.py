"""A report file becomes a `ReportSource`: the entry of the readers.

The stages: bytes to text; expressions out (`expressions`); front matter off; Markdown to tokens (`parser`); tokens to
blocks (`blocks`, `inlines`, `fences`). All errors of the file come at once.
"""

from __future__ import annotations

import re
from pathlib import Path

from builder.errors import Findings, Location, SourceError
from builder.model.document import Inlines, Str
from builder.model.source import FrontMatter, ReportSource
from builder.readers.blocks import BlockReader
from builder.readers.expressions import Cut, cut_expressions
from builder.readers.front_matter import EXAMPLE, read_front_matter, split_front_matter
from builder.readers.inlines import InlineReader
from builder.readers.parser import parser

LONGEST = 20_000_000


def read_report(path: Path, shown: str | None = None) -> ReportSource:
    """The report in `path`. Raises `SourceError` with every diagnostic; `shown` is the path that they name."""
    shown = shown or path.as_posix()
    findings = Findings()
    text = _text(path, shown, findings)
    first = split_front_matter(text)[1]
    cut = cut_expressions(text, first, shown, findings)
    yaml_text = split_front_matter(cut.text)[0]
    front: FrontMatter | None = None
    if yaml_text is None:
        findings.error("missing-front-matter", "the report has no front matter", Location(shown, 1), EXAMPLE)
    else:
        front = read_front_matter(yaml_text, shown, cut, findings)
    reader = BlockReader(cut, shown, first, findings)
    body = "\n".join(cut.text.split("\n")[first - 1 :])
    blocks = reader.document(parser().parse(body))
    findings.raise_errors(SourceError)
    assert front is not None
    return ReportSource(path, shown, front, tuple(reader.queries), blocks, tuple(findings.items))


def read_inlines(text: str, at: Location, cut: Cut, findings: Findings) -> Inlines:
    """One line of inline Markdown, as the texts of front matter and fences are."""
    tokens = parser().parseInline(" ".join(text.split("\n")))
    content = InlineReader(cut, findings).read(tokens[0].children or (), at) if tokens else ()
    if content and isinstance(content[-1], Str):
        return (*content[:-1], Str(content[-1].text.rstrip())) if content[-1].text.strip() else content[:-1]
    return content


def _text(path: Path, shown: str, findings: Findings) -> str:
    """The file as text with line feeds alone; private-use characters, which would be taken for expressions, replaced."""
    try:
        data = path.read_bytes()
    except OSError as error:
        hint = "see its name and its rights; build-report new DIR makes a report to start from"
        findings.error("report-not-found", f"cannot read the report: {error.strerror}", Location(shown), hint)
        raise SourceError(findings.items) from None
    if len(data) > LONGEST:
        findings.error(
            "report-too-long", f"the report has more than {LONGEST:,} bytes", Location(shown), "cut it in two"
        )
        raise SourceError(findings.items)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.error("not-utf8", "this line is not UTF-8", Location(shown, line), "save the file as UTF-8")
        raise SourceError(findings.items) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    # Other line ends of Unicode would make lines that an editor does not count.
    text = re.sub("[\v\f\x1c-\x1e\x85\u2028\u2029]", " ", text)
    return re.sub("[\U000f0000-\U0010ffff]", "\ufffd", text)
