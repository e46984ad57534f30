"""What is written and never used: queries, parameters, and sources of the front matter.

What could be a use counts as one: a name is unused where no expression, no visual, no attribute and no other query has
that word. So nothing is reported that is of use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from builder.checks.rule import Code, Rule, Subject
from builder.errors import Findings
from builder.model.document import Attr, Cite, CodeBlock, Document, Expr, SpecBlock
from builder.model.source import ReportSource

_WORD = re.compile(r"\w+")


def check_unused(subject: Subject, findings: Findings) -> None:
    """Reports `unused-query`, `unused-param` and `unused-source`."""
    source = subject.source
    if source is None:
        return
    texts = _texts(source)
    words = {word for text in texts for word in _WORD.findall(text)}
    sql = [{word.lower() for word in _WORD.findall(query.sql)} for query in source.queries]
    # Mail may go to the rows of a query with addresses.
    words |= {result.name for result in subject.document.results if "address" in result.names}
    for n, query in enumerate(source.queries):
        name = query.name.lower()
        if query.name not in words and not any(name in other for m, other in enumerate(sql) if m != n):
            hint = "take it out, or use it: {{ " + query.name + ".column }}, or data: " + query.name
            findings.warning("unused-query", f'nothing uses the query "{query.name}"', query.at, hint)
    for param in source.front.params:
        if param.name not in words and not any(f"${param.name}" in query.sql for query in source.queries):
            hint = f"take it out, or use it: ${param.name} in a query, {{{{ {param.name} }}}} in the text"
            findings.warning("unused-param", f'nothing uses the parameter "{param.name}"', param.at, hint)
    cited = texts | {key for text in texts for key in text.split()} | _cited(subject.document)
    for one in source.front.sources:
        if one.key not in cited:
            at = source.front.places.get(f"sources.{one.key}") or source.front.places.get("sources")
            hint = f"take it out, or cite it: [@{one.key}]"
            findings.warning("unused-source", f'nothing cites the source "{one.key}"', at, hint)


def _cited(document: Document) -> set[str]:
    """The keys of the sources that the document cites, and of those behind its values."""
    behind = (key for value in document.values for origin in value.origins for key in origin.sources)
    return {*(source.key for source in document.sources), *behind}


def _texts(source: ReportSource) -> set[str]:
    """Every text of the report that may name something: expressions, attributes, citations and the keys of visuals."""
    front = source.front
    found = {front.claims}
    stack: list[object] = [front.title, front.subtitle, front.mail.subject, source.blocks]
    while stack:
        match node := stack.pop():
            case Expr():
                found.add(node.text)
            case Attr():
                found.update(value for _, value in node.keys)
            case Cite():
                found.update(node.keys)
            case SpecBlock():
                found.update(_strings(node.spec))
                stack.append(node.spec)
            case CodeBlock():
                found.add(node.text)  # a fence whose kind is mistyped is code
            case Mapping():
                stack.extend(node.values())
            case tuple() | list():
                stack.extend(node)
            case _ if is_dataclass(node) and not isinstance(node, type):
                stack.extend(getattr(node, f.name) for f in fields(node))
            case _:
                pass
    return found


def _strings(spec: object) -> set[str]:
    """Every text of a visual's YAML."""
    if isinstance(spec, str):
        return {spec}
    inner = spec.values() if isinstance(spec, Mapping) else spec if isinstance(spec, (list, tuple)) else ()
    return {text for one in inner for text in _strings(one)}


RULE = Rule(
    "unused",
    (
        Code("unused-query", "warning", "A query is written, and nothing uses it."),
        Code("unused-param", "warning", "A parameter is declared, and nothing uses it."),
        Code("unused-source", "warning", "A source of the front matter is cited nowhere."),
    ),
    check_unused,
)
