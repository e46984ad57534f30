"""A report as it was read, as text that a person can check: one line a block, places in front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from builder.errors import Location
from builder.model.document import (
    Attr,
    Block,
    BlockQuote,
    BulletList,
    Cite,
    Code,
    CodeBlock,
    Div,
    Emph,
    Expr,
    Header,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Note,
    OrderedList,
    Para,
    Span,
    SpecBlock,
    Str,
    Strikeout,
    Strong,
    Table,
)
from builder.model.source import ReportSource


def dump(report: ReportSource) -> str:
    """The whole of a report."""
    lines = ["FRONT MATTER"]
    for field in fields(report.front):
        value = getattr(report.front, field.name)
        if field.name == "params":
            lines += [f"  {at(p.at)} param {p.name}: {p.type} = {p.default!r} of {p.choices!r}" for p in value]
        elif field.name == "sources":
            lines += [f"  source {s.key}: {s.title!r}, {s.url!r}, {s.note!r}" for s in value]
        elif field.name not in ("places", "authored"):
            lines.append(f"  {field.name}: {setting(value)}")
    lines.append("QUERIES")
    lines += [f"  {at(q.at)} {q.name}: {q.sql!r}" for q in report.queries]
    lines.append("BLOCKS")
    lines += [f"  {line}" for block in report.blocks for line in block_lines(block)]
    lines.append("WARNINGS")
    lines += [f"  {line}" for w in report.warnings for line in str(w).splitlines()]
    return "\n".join(lines) + "\n"


def at(place: Location | None) -> str:
    return f"{place.line}:{place.column}" if place else "-"


def setting(value: object) -> str:
    """Data of YAML; texts as inlines."""
    if isinstance(value, tuple) and value and not isinstance(value[0], str):
        return f"<{texts(value)}>"
    if isinstance(value, list):
        return f"[{', '.join(setting(v) for v in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{k}: {setting(v)}' for k, v in value.items())}}}"
    return repr(value)


def attributes(attr: Attr) -> str:
    parts = [f"#{attr.id}"] if attr.id else []
    parts += [f".{c}" for c in attr.classes] + [f"{k}={v!r}" for k, v in attr.keys]
    return f"{{{' '.join(parts)}}}"


def texts(inlines: Inlines) -> str:
    return "".join(text(i) for i in inlines)


def text(inline: Inline) -> str:
    match inline:
        case Str(s):
            return s
        case LineBreak():
            return "⏎"
        case Emph(c):
            return f"/{texts(c)}/"
        case Strong(c):
            return f"*{texts(c)}*"
        case Strikeout(c):
            return f"~{texts(c)}~"
        case Code(s):
            return f"`{s}`"
        case Link():
            title = f" {inline.title!r}" if inline.title else ""
            return f"[{texts(inline.content)}]({inline.target}{title})@{at(inline.at)}"
        case Image():
            title = texts(inline.title)
            return f"![{texts(inline.content)}]({inline.path} {title!r}){attributes(inline.attr)}@{at(inline.at)}"
        case Note(number, blocks):
            inner = " ".join(line.strip() for b in blocks for line in block_lines(b))
            return f"[^{number}: {inner}]"
        case Cite():
            return f"[@{';'.join(inline.keys)}]@{at(inline.at)}"
        case Span():
            return f"[{texts(inline.content)}]{attributes(inline.attr)}@{at(inline.at)}"
        case Expr(s, place):
            return f"{{{{{s}}}}}@{at(place)}"
        case _:
            raise AssertionError(inline)


def block_lines(block: Block) -> Iterator[str]:
    head = f"{at(block.at)} {type(block).__name__}"
    match block:
        case Header():
            yield f"{head} {block.level} {attributes(block.attr)} {texts(block.content)}"
        case Para(c):
            yield f"{head} {texts(c)}"
        case BulletList() | OrderedList():
            yield f"{head} from {block.start}" if isinstance(block, OrderedList) else head
            for item in block.items:
                yield "  item"
                yield from (f"    {line}" for b in item for line in block_lines(b))
        case BlockQuote() | Div():
            yield f"{head} {attributes(block.attr)}" if isinstance(block, Div) else head
            yield from (f"  {line}" for b in block.blocks for line in block_lines(b))
        case CodeBlock():
            yield f"{head} {block.language!r} {block.text!r}"
        case Table():
            yield f"{head} {attributes(block.attr)} {block.aligns} {texts(block.caption)}"
            for row in (block.head, *block.rows):
                yield "  " + " | ".join(texts(cell) for cell in row)
        case SpecBlock():
            yield f"{head} {block.kind} #{block.id}"
            items = block.spec.items() if isinstance(block.spec, dict) else enumerate(block.spec)  # type: ignore[arg-type]
            yield from (f"  {at(block.places.get(str(k)))} {k}: {setting(v)}" for k, v in items)
        case _:
            yield head
