"""Inlines with their values: every `Expr` becomes a `ValueRun`, claims are decided, quotes and citations find sources.

What goes wrong is collected, and the text goes on without it, so that all errors of a report come at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from builder.claims import Decision, decide
from builder.errors import Findings, Location, ResolveError, suggest
from builder.evaluate import evaluate
from builder.model.data import Source
from builder.model.document import (
    Attr,
    Blocks,
    Cite,
    Claim,
    Emph,
    Expr,
    Image,
    Inline,
    Inlines,
    Link,
    Note,
    Quote,
    Span,
    Str,
    Strikeout,
    Strong,
    ValueRun,
)
from builder.model.format import Raw
from builder.model.value import Value
from builder.model.walk import plain, walk_inlines
from builder.quotes import Claims, compare_quote
from builder.scope import Scope

_EXPRESSION = re.compile(r"\s*\{\{(.*)\}\}\s*", re.DOTALL)


@dataclass(slots=True)
class Binder:
    """Binds the texts of one report, in document order, and keeps the lists that the `Document` and the ledger need.

    `notes` binds the blocks of a footnote, and `at` is the place of the block at hand; whoever binds blocks sets them.
    `published` are the published claims that quotes are compared with.
    """

    bibliography: Mapping[str, Source]
    findings: Findings
    at: Location
    notes: Callable[[Blocks, Scope], Blocks] = lambda blocks, _: blocks
    published: Claims | None = None
    values: list[Value] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    cited: dict[str, int] = field(default_factory=dict)
    _footnotes: dict[tuple[object, ...], Note] = field(default_factory=dict)

    def inlines(self, inlines: Inlines, scope: Scope) -> Inlines:
        """`inlines` with their values."""
        out: list[Inline] = []
        for n, inline in enumerate(inlines):
            out += self._inline(inline, scope, inlines[n + 1 :])
        return tuple(out)

    def raw(self, value: object, at: Location, scope: Scope) -> Raw:
        """A setting of a fence as a raw value: what YAML gave, or what its one expression gives."""
        if isinstance(value, tuple):
            expr = value[0] if len(value) == 1 and isinstance(value[0], Expr) else None
            value = value if expr else plain(value)
        else:
            found = _EXPRESSION.fullmatch(value) if isinstance(value, str) else None
            expr = Expr(found[1], at) if found else None
        if expr is None:
            return value  # type: ignore[return-value]  # a scalar of YAML
        try:
            # A setting stands nowhere in the document, so its value is not numbered.
            return evaluate(expr, scope).raw
        except ResolveError as error:
            self.findings.items += error.diagnostics
            return None

    def holds(self, expression: str, at: Location, scope: Scope) -> Decision | None:
        """Whether an expression is true, and what it saw; None where that failed and was noted."""
        try:
            return decide(expression, at, scope)
        except ResolveError as error:
            self.findings.items += error.diagnostics
            return None

    def cite(self, key: str, at: Location | None) -> int:
        """The number of a source, counted in order of first use; 0 for an unknown one, which is an error."""
        if key not in self.bibliography:
            hint = suggest(key, self.bibliography, "There are")
            self.findings.error("unknown-source", f'there is no source "{key}"', at or self.at, hint)
            return 0
        return self.cited.setdefault(key, len(self.cited) + 1)

    def _inline(self, inline: Inline, scope: Scope, rest: Inlines) -> Inlines:
        match inline:
            case Expr():
                return self._value(inline, scope)
            case Emph(content) | Strong(content) | Strikeout(content):
                return (replace(inline, content=self.inlines(content, scope)),)
            case Link() | Image():
                return (replace(inline, content=self.inlines(inline.content, scope)),)
            case Span():
                return self._span(inline, scope, rest)
            case Note():
                return (self._note(inline, scope),)
            case Cite():
                return (replace(inline, numbers=tuple(n for k in inline.keys if (n := self.cite(k, inline.at)))),)
            case _:
                return (inline,)

    def _value(self, expr: Expr, scope: Scope) -> Inlines:
        try:
            value = evaluate(expr, scope)
        except ResolveError as error:
            self.findings.items += error.diagnostics
            return ()
        self.values.append(value)
        return (ValueRun(value, len(self.values) - 1),)

    def _note(self, note: Note, scope: Scope) -> Note:
        # A note that is called twice is one note; in each turn of an `each` it is another.
        turn = tuple((name, row.query.result.name, row.number) for name, row in scope.rows.items())
        key = (note.number, turn)
        if key not in self._footnotes:
            # The number is taken before the blocks are bound: they may hold notes themselves.
            self._footnotes[key] = replace(note, number=len(self._footnotes) + 1)
            bound = replace(self._footnotes[key], blocks=self.notes(note.blocks, scope))
            self._footnotes[key] = bound
        return self._footnotes[key]

    def _span(self, span: Span, scope: Scope, rest: Inlines) -> Inlines:
        bound = replace(span, content=self.inlines(span.content, scope))
        at = span.at or self.at
        if claim := span.attr.get("holds"):
            self._claim(plain(bound.content), claim, at, scope)
        if key := span.attr.get("quote"):
            number = self.cite(key, span.at)
            self._quote(plain(bound.content), bound.attr, at, scope)
            named = any(isinstance(i, Cite) and key in i.keys for i in walk_inlines(rest))
            if number and not named:
                # A quoted figure always shows whose it is.
                return (bound, Str("\u00a0"), Cite((key,), (number,), span.at))
        return (bound,)

    def _quote(self, text: str, attr: Attr, at: Location, scope: Scope) -> None:
        found, findings = compare_quote(text, attr, at, self.published, scope)
        self.findings.items += findings.items
        self.quotes.append(Quote(text, attr.get("quote"), at, found.comparison, found.reason, found.claim))

    def _claim(self, text: str, expression: str, at: Location, scope: Scope) -> None:
        decided = self.holds(expression, at, scope)
        if decided is None:
            return
        self.claims.append(Claim(text, expression, decided.holds, decided.seen, at))
        if not decided.holds:
            hint = f"the values: {decided.values}" if decided.values else "it depends on no value"
            hint += f"; not true: {decided.failed}" if decided.failed else ""
            self.findings.error("claim-false", f'"{text}" does not hold: {expression}', at, hint)
        elif not decided.seen:
            hint = "name a value of the data in holds, or leave holds out"
            self.findings.warning("claim-without-data", f'"{text}" is checked against no data: {expression}', at, hint)
