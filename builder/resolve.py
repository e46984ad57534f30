"""A report as it was read, and the results of its queries, become a `Document`: every value bound, every visual made.

No file is read and nothing is written here. What goes wrong is collected over the whole report and raised together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from builder.binding import Binder
from builder.errors import Diagnostic, Fault, Findings, Location, ResolveError, suggest
from builder.evaluate import iterate
from builder.model.cldr import numerals
from builder.model.data import QueryResult, Source
from builder.model.document import (
    Attr,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    DataTable,
    Div,
    Document,
    Figure,
    Header,
    Inline,
    Inlines,
    Link,
    Meta,
    OrderedList,
    Para,
    SpecBlock,
    Str,
    Table,
)
from builder.model.format import FormatError, Raw
from builder.model.source import FrontMatter, ReportSource
from builder.model.walk import map_block, map_inlines, plain
from builder.model.words import word
from builder.previous import Previous
from builder.quotes import claims_of
from builder.resolve_charts import resolve_chart
from builder.resolve_specs import Spec
from builder.resolve_tables import resolve_key_figures, resolve_table
from builder.scope import Scope

_CLAIMS = ("claim-false", "claim-undecidable")


def resolve(
    source: ReportSource,
    results: Mapping[str, QueryResult],
    bibliography: Mapping[str, Source],
    params: Mapping[str, Raw],
    name: str,
    root: str,
    previous: Previous | None = None,
) -> tuple[Document, list[Diagnostic]]:
    """The document of a report, and what was found: warnings, and claims that do not hold, for these leave it whole.

    Raises `ResolveError` with every error of the report where there is any other.
    """
    findings = Findings()
    front = source.front
    _check_language(front, findings)
    start = Location(source.shown)
    binder = Binder(bibliography, findings, front.places.get("title", start))
    scope = Scope(results, params, _settings(front), front.lang, previous=previous or Previous())
    binder.published = claims_of(front.claims, front.places.get("claims"), scope, findings)
    title = binder.inlines(front.title, scope)
    scope.report = {**scope.report, "title": plain(title)}
    binder.at = front.places.get("subtitle", start)
    subtitle = binder.inlines(front.subtitle, scope)
    scope.report = {**scope.report, "subtitle": plain(subtitle)}
    binder.at = front.places.get("mail.subject", start)
    subject = binder.inlines(front.mail.subject, scope)
    resolver = _Resolver(binder, front.lang)
    binder.notes = resolver.blocks
    blocks = resolver.blocks(source.blocks, scope)
    # Last, so that figures, tables, notes and sources of the brief are as if there were no mail.
    cited = len(binder.cited)
    mail = tuple(b for div, inner in resolver.mails for b in resolver.blocks(div.blocks, inner))
    link = resolver.link
    meta = _meta(front, *(map_inlines(text, link) for text in (title, subtitle, subject)))
    blocks = tuple(map_block(b, link) for b in blocks)
    mail = tuple(map_block(b, link) for b in mail)
    if any(error.code not in _CLAIMS for error in findings.errors):
        findings.raise_errors(ResolveError)
    sources = list(binder.cited)
    document = Document(
        name,
        meta,
        blocks,
        root,
        tuple(binder.values),
        tuple(binder.claims),
        tuple(binder.quotes),
        tuple(bibliography[key] for key in sources[:cited]),
        tuple(results.values()),
        tuple(params.items()),
        mail=mail,
        mail_sources=tuple(bibliography[key] for key in sources[cited:]),
    )
    return document, findings.items


def _meta(front: FrontMatter, title: Inlines, subtitle: Inlines, subject: Inlines) -> Meta:
    """The front matter with its bound texts."""
    return Meta(
        title,
        subtitle,
        front.author,
        front.date,
        front.lang,
        front.keywords,
        front.description,
        subject,
        front.authored,
    )


def _check_language(front: FrontMatter, findings: Findings) -> None:
    try:
        numerals(front.lang)
    except FormatError as problem:
        hint = "write it as en-US, de or zh-Hans"
        findings.error("unknown-language", str(problem).partition(";")[0], front.places.get("lang"), hint)
        # Every number and date would fail again.
        findings.raise_errors(ResolveError)


def _settings(front: FrontMatter) -> dict[str, Raw]:
    """What `report.` gives in expressions; its title and subtitle come as they are bound."""
    return {
        "author": ", ".join(front.author),
        "date": front.date,
        "description": front.description,
        "lang": front.lang,
    }


@dataclass(slots=True)
class _Resolver:
    """Resolves blocks in document order. `labels` are what an empty link to an id shows. `mails` are the divs for the
    mail, which are taken out of the brief and the deck, each with what its expressions see.
    """

    binder: Binder
    lang: str
    labels: dict[str, str] = field(default_factory=dict)
    figures: int = 0
    tables: int = 0
    mails: list[tuple[Div, Scope]] = field(default_factory=list)

    def blocks(self, blocks: Blocks, scope: Scope) -> Blocks:
        """Blocks with their values; `when` and `each` give none, one or several for one."""
        return tuple(b for block in blocks for b in self._block(block, scope))

    def _block(self, block: Block, scope: Scope) -> Blocks:
        self.binder.at = block.at
        match block:
            case Header():
                return (self._header(block, scope),)
            case Para():
                return (replace(block, content=self.binder.inlines(block.content, scope)),)
            case BulletList() | OrderedList():
                items = tuple(self.blocks(item, scope) for item in block.items)
                return (replace(block, items=tuple(i for i in items if i)),)
            case BlockQuote():
                return (replace(block, blocks=self.blocks(block.blocks, scope)),)
            case Table():
                return (self._table(block, scope),)
            case Div():
                return self._div(block, scope)
            case SpecBlock():
                return self._visual(block, scope)
            case _:
                return (block,)

    def _header(self, header: Header, scope: Scope) -> Header:
        content = self.binder.inlines(header.content, scope)
        id_ = self._unique(header.attr.id, scope)
        self.labels[id_] = plain(content)
        return replace(header, content=content, attr=replace(header.attr, id=id_))

    def _table(self, table: Table, scope: Scope) -> Table:
        bind: Callable[[Inlines], Inlines] = lambda inlines: self.binder.inlines(inlines, scope)  # noqa: E731  for a row
        number = 0
        attr = table.attr
        if table.caption or attr.id:
            self.tables += 1
            number = self.tables
        if attr.id:
            attr = replace(attr, id=self._unique(attr.id, scope))
            self.labels[attr.id] = f"{word('table', self.lang)} {number}"
        caption = bind(table.caption)
        head = tuple(map(bind, table.head))
        rows = tuple(tuple(map(bind, row)) for row in table.rows)
        return replace(table, head=head, rows=rows, caption=caption, attr=attr, number=number)

    def _unique(self, id_: str, scope: Scope) -> str:
        """`id_`, or in a further turn of an `each` one that no block has."""
        if id_ not in self.labels or not scope.rows:
            return id_
        n = 2
        while f"{id_}-{n}" in self.labels:
            n += 1
        return f"{id_}-{n}"

    # -- Divs --------------------------------------------------------------------------------------------

    def _div(self, div: Div, scope: Scope) -> Blocks:
        if "when" in div.attr:
            return self._when(div, scope)
        if "each" in div.attr:
            return self._each(div, scope)
        blocks = self._inside(div, scope)
        return () if "mail" in div.attr else (replace(div, blocks=blocks),)

    def _inside(self, div: Div, scope: Scope) -> Blocks:
        """The blocks of a div; none of one for the mail, which is put off."""
        if "mail" in div.attr:
            self.mails.append((div, scope))
            return ()
        return self.blocks(div.blocks, scope)

    def _when(self, div: Div, scope: Scope) -> Blocks:
        expression = div.attr.get("expr")
        if not expression:
            hint = """write ::: {.when expr="rival == 'China'"}"""
            self.binder.findings.error("missing-key", "this when has no expr", div.at, hint)
            return ()
        decided = self.binder.holds(expression, div.at, scope)
        if decided is None or not decided.holds:
            return ()
        return self._rest(div, "when", ("expr",), self._inside(div, scope))

    def _each(self, div: Div, scope: Scope) -> Blocks:
        findings = self.binder.findings
        hint = "write ::: {.each row=query}, and {{ row.column }} inside"
        if len(div.attr.keys) != 1:
            findings.error("missing-key", "each takes one name and one query", div.at, hint)
            return ()
        [(variable, query)] = div.attr.keys
        taken = [*scope.results, *scope.params, "params", "report"]
        if not variable.isidentifier() or variable in taken:
            findings.error(
                "bad-value", f'"{variable}" cannot be the name of a row', div.at, f"{hint}; no name of a query"
            )
            return ()
        try:
            rows = iterate(query, scope)
        except Fault as fault:
            findings.items.append(fault.placed(div.at))
            return ()
        if not rows:
            findings.warning(
                "no-rows", f'query "{query}" has no rows, so this each is empty', div.at, "see its conditions"
            )
        blocks: list[Block] = []
        for row in rows:
            blocks += self._inside(div, scope.bind(variable, row))
        return self._rest(div, "each", (variable,), tuple(blocks))

    def _rest(self, div: Div, class_: str, keys: tuple[str, ...], blocks: Blocks) -> Blocks:
        """The blocks alone, or in a div with what else the div was."""
        classes = tuple(c for c in div.attr.classes if c != class_)
        others = tuple(pair for pair in div.attr.keys if pair[0] not in keys)
        if not (classes or others) or not blocks:
            return blocks
        attr = Attr(div.attr.id, classes, others)
        return (replace(div, blocks=blocks, attr=attr),)

    # -- Visuals -----------------------------------------------------------------------------------------

    def _visual(self, block: SpecBlock, scope: Scope) -> Blocks:
        id_ = self._unique(block.id, scope) if block.id else ""
        settings = block.spec if isinstance(block.spec, Mapping) else {}
        spec = Spec(replace(block, id=id_), settings, scope, self.binder, self.lang)
        made: Figure | DataTable | Block | None
        match block.kind:
            case "chart":
                self.figures += 1
                self.labels[id_] = f"{word('figure', self.lang)} {self.figures}"
                made = resolve_chart(spec, self.figures)
            case "table":
                self.tables += 1
                self.labels[id_] = f"{word('table', self.lang)} {self.tables}"
                made = resolve_table(spec, self.tables)
            case _:
                made = resolve_key_figures(spec)
        return () if made is None else (made,)

    # -- Links -------------------------------------------------------------------------------------------

    def link(self, inline: Inline) -> Inlines:
        """An internal link with its target checked and, where it is empty, its text."""
        if not isinstance(inline, Link) or not inline.target.startswith("#"):
            return (inline,)
        label = self.labels.get(inline.target[1:])
        if label is None:
            hint = suggest(inline.target[1:], self.labels, "There are")
            message = f'nothing is called "{inline.target}"'
            self.binder.findings.error("unknown-reference", message, inline.at or self.binder.at, hint)
            return (inline,)
        return (inline if inline.content else replace(inline, content=(Str(label),)),)
