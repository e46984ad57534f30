"""`{{ expression }}` over query results: Jinja's syntax, read by Jinja's parser and walked here.

Nothing is compiled and no attribute of a Python object is ever reached: a node that is not in `_NODES` is refused, a
name is a query, a parameter or a function of ours, and what a dot may follow is a query, a row, `params` or `report`.
So there is nothing to escape from, and no expression runs longer than its text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from builder.errors import Fault, Location, ResolveError, suggest
from builder.functions import FUNCTIONS, boolean, call_function, elementwise, statement, truth
from builder.model.document import Expr
from builder.model.format import FORMATS, TEXT, FormatError, apply_format
from builder.model.value import Value
from builder.quantity import Quantity, alike, arithmetic, compare, merged, negative, with_format
from builder.scope import Method, QueryView, RowView, Scope, Thing, at, flat, member, shown, single, values

if TYPE_CHECKING:
    from jinja2 import nodes

# Longer than any expression that a reader of the source could follow, and short enough that its depth is harmless.
_LONGEST = 2000
_LONGEST_TEXT = 20_000
SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">="}
_MOST_FAILED = 3  # comparisons that are remembered
_EXAMPLE = "write it as in lead.at(year=2024).score | number(1)"


def evaluate(expr: Expr, scope: Scope) -> Value:
    """The value of an expression. Raises `ResolveError` with one diagnostic at its place."""
    scope.seen.clear()
    try:
        return to_value(single(run(expr.text, scope)), scope.lang, expr.text, expr.at)
    except Fault as fault:
        raise ResolveError([fault.placed(expr.at)]) from None


def iterate(name: str, scope: Scope) -> tuple[RowView, ...]:
    """The rows of a query, for `each`. Raises a `Fault` for an unknown query."""
    rows = member(scope.query(name), "rows", scope)
    assert isinstance(rows, tuple)
    return rows  # type: ignore[return-value]  # the member "rows" holds rows


def to_value(q: Quantity, lang: str, expression: str = "", place: Location | None = None) -> Value:
    """A quantity as it is written. Raises a `Fault` where its format cannot write it."""
    format_ = q.written
    try:
        text = format_.text(q.raw, lang)
    except FormatError as problem:
        raise Fault.error("bad-format", str(problem)) from None
    return Value(None if q.missing else q.raw, text, q.unit, format_, q.origins, expression, place)


# -- Parsing ---------------------------------------------------------------------------------------------


def run(text: str, scope: Scope) -> Thing:
    """What an expression gives: a value, a list, a query or a row. Raises a `Fault`."""
    try:
        return _walk(_parsed(text), scope)
    except RecursionError:
        raise Fault.error("bad-expression", "the expression is nested too deeply", "compute it in the query") from None


@lru_cache(1024)
def _parsed(text: str) -> nodes.Expr:
    from jinja2 import Environment, TemplateSyntaxError
    from jinja2.parser import Parser

    if not text.strip():
        raise Fault.error("bad-expression", "the expression is empty", "write a query, a row and a column")
    if len(text) > _LONGEST:
        raise Fault.error(
            "bad-expression", f"the expression is longer than {_LONGEST} characters", "compute it in the query"
        )
    try:
        parser = Parser(Environment(autoescape=True), text, state="variable")
        tree = parser.parse_expression()
        if not parser.stream.eos:
            raise Fault.error("bad-expression", f'"{parser.stream.current.value}" is not expected here', _EXAMPLE)
    except TemplateSyntaxError as problem:
        raise Fault.error("bad-expression", f"the expression cannot be read: {problem.message}", _EXAMPLE) from None
    except (ValueError, OverflowError, SyntaxError) as problem:
        raise Fault.error("bad-expression", f"the expression cannot be read: {problem}", _EXAMPLE) from None
    return tree


# -- Walking ---------------------------------------------------------------------------------------------


def _walk(node: Any, scope: Scope) -> Thing:
    kind = type(node).__name__
    if kind not in _NODES:
        hint = "an expression has names, dots, calls, arithmetic, comparisons, filters and lists"
        raise Fault.error("bad-expression", f"{kind.lower()} is not part of expressions here", hint)
    return _NODES[kind](node, scope)


def _one(node: Any, scope: Scope) -> Quantity:
    return single(_walk(node, scope))


def _const(node: Any, scope: Scope) -> Thing:
    return Quantity(node.value, "", None)


def _name(node: Any, scope: Scope) -> Thing:
    if node.name in FUNCTIONS and node.name not in scope.names():
        raise Fault.error("not-a-value", f"{node.name} is a function", f"call it: {node.name}(...)")
    return scope.lookup(node.name)


def _getattr(node: Any, scope: Scope) -> Thing:
    return member(_walk(node.node, scope), node.attr, scope)


def _getitem(node: Any, scope: Scope) -> Thing:
    thing = _walk(node.node, scope)
    key = _one(node.arg, scope).raw
    if isinstance(thing, tuple):
        if not isinstance(key, int) or not -len(thing) <= key < len(thing):
            raise Fault.error("no-row", f"the list has {len(thing)} entries and no [{key}]", "count from 0")
        return thing[key]  # type: ignore[return-value]  # lists hold things
    if isinstance(thing, QueryView) and isinstance(key, str):
        # A column whose name is a member's too, or is no word.
        rows = member(thing, "rows", scope)
        assert isinstance(rows, tuple)
        if len(rows) == 1:
            thing = rows[0]  # type: ignore[assignment]  # the member "rows" holds rows
    return member(thing, str(key), scope)


def _call(node: Any, scope: Scope) -> Thing:
    if node.dyn_args or node.dyn_kwargs:
        raise Fault.error("bad-expression", "arguments are written out, not unpacked with *")
    kwargs = {pair.key: pair.value for pair in node.kwargs}
    if type(node.node).__name__ == "Name":
        name = node.node.name
        if name not in FUNCTIONS:
            hint = suggest(name, FUNCTIONS, "There are")
            raise Fault.error("bad-expression", f'there is no function "{name}"', hint)
        args = [_walk(a, scope) for a in node.args]
        return call_function(name, args, {k: _walk(v, scope) for k, v in kwargs.items()})
    method = _walk(node.node, scope)
    if not isinstance(method, Method):
        raise Fault.error(
            "bad-expression", "this cannot be called", "what can be: q.at(...), q.values(...), and functions"
        )
    if method.name == "at":
        if node.args:
            hint = f"columns: {', '.join(method.query.result.names)}"
            raise Fault.error("bad-argument", "at takes column=value pairs", hint)
        return at(method.query, {k: _one(v, scope) for k, v in kwargs.items()})
    columns = [_one(a, scope).raw for a in node.args]
    if len(columns) != 1 or not isinstance(columns[0], str) or kwargs:
        raise Fault.error("bad-argument", 'values takes the name of one column, as in values("score")')
    return values(method.query, columns[0], scope)


def _binary(op: str) -> Callable[[Any, Scope], Thing]:
    def run(node: Any, scope: Scope) -> Thing:
        right = node.right
        if type(right).__name__ == "Filter" and right.name in FORMATS:
            # Jinja's filters bind more tightly than any operator: a - b | points(1) would format b alone.
            hint = f"a filter belongs to what stands just before it: write (a {op} b) | {right.name}"
            raise Fault.error("bad-expression", f"{right.name} comes before the {op} here", hint)
        apply = partial(arithmetic, op)
        return elementwise(apply, _walk(node.left, scope), _walk(right, scope), op)

    return run


def _negative(node: Any, scope: Scope) -> Thing:
    thing = _walk(node.node, scope)
    return tuple(map(negative, flat(thing))) if isinstance(thing, tuple) else negative(single(thing))


def _positive(node: Any, scope: Scope) -> Thing:
    return negative(negative(_one(node.node, scope)))


def _compare(node: Any, scope: Scope) -> Thing:
    """A comparison, or a chain of them, of values or of whole columns row by row."""
    left = _walk(node.expr, scope)
    outcomes: list[Thing] = []
    for operand in node.ops:
        right = _walk(operand.expr, scope)
        if operand.op in ("in", "notin"):
            outcomes.append(_contains(operand.op, left, right))
            continue
        outcomes.append(elementwise(partial(_compared, operand.op, scope), left, right, SIGNS[operand.op]))
        left = right
    whole = outcomes[0]
    for outcome in outcomes[1:]:
        whole = elementwise(lambda a, b: call_function("all", (a, b), {}), whole, outcome, "a chain")
    return whole


def _compared(op: str, scope: Scope, a: Quantity, b: Quantity) -> Quantity:
    outcome = compare(op, a, b)
    if outcome.raw is False and len(scope.failed) < _MOST_FAILED:
        scope.failed.append((op, a, b))
    return outcome


def _contains(op: str, left: Thing, among: Thing) -> Thing:
    if not isinstance(among, tuple):
        raise Fault.error("bad-argument", f"{'not in' if op == 'notin' else op} asks for a list, as in [1, 2]")
    options = flat(among)

    def one(q: Quantity) -> Quantity:
        found = any(_same(q, option) for option in options)
        missing = q.missing or (not found and any(option.missing for option in options))
        return boolean(None if missing else found == (op == "in"), (q, *options))

    return tuple(map(one, flat(left))) if isinstance(left, tuple) else one(single(left))


def _same(a: Quantity, b: Quantity) -> bool:
    """Whether an option of a list is the value: numbers by their units too."""
    return compare("eq", a, b).raw is True if a.number and b.number else alike(a.raw, b.raw)


def _truth(node: Any, scope: Scope) -> Quantity:
    return single(statement(_walk(node, scope), scope))


def _and(node: Any, scope: Scope) -> Thing:
    left = _truth(node.left, scope)
    return left if truth(left) is False else call_function("all", (left, _truth(node.right, scope)), {})


def _or(node: Any, scope: Scope) -> Thing:
    left = _truth(node.left, scope)
    return left if truth(left) is True else call_function("any", (left, _truth(node.right, scope)), {})


def _not(node: Any, scope: Scope) -> Thing:
    thing = statement(_walk(node.node, scope), scope)

    def one(q: Quantity) -> Quantity:
        outcome = truth(q)
        return boolean(None if outcome is None else not outcome, (q,))

    return tuple(map(one, flat(thing))) if isinstance(thing, tuple) else one(single(thing))


def _test(node: Any, scope: Scope) -> Thing:
    if node.name not in ("missing", "none"):
        hint = "write x is missing, or compare with == and <"
        raise Fault.error("unknown-filter", f'there is no test "{node.name}"', hint)
    q = _one(node.node, scope)
    return boolean(q.missing, (q,))


def _conditional(node: Any, scope: Scope) -> Thing:
    if node.expr2 is None:
        raise Fault.error("bad-expression", "an if needs its else", "write a if condition else b")
    condition = truth(_truth(node.test, scope))
    if condition is None:
        hint = "test for it first: a if x is missing else b"
        raise Fault.error("claim-undecidable", "the condition of an if depends on a missing value", hint)
    return _walk(node.expr1 if condition else node.expr2, scope)


def _list(node: Any, scope: Scope) -> Thing:
    return tuple(_walk(item, scope) for item in node.items)


def _concat(node: Any, scope: Scope) -> Thing:
    parts = [_one(part, scope) for part in node.nodes]
    text = "".join(to_value(q, scope.lang).text for q in parts)
    if len(text) > _LONGEST_TEXT:
        raise Fault.error("bad-argument", f"the text is longer than {_LONGEST_TEXT} characters")
    return Quantity(text, "", TEXT, merged(parts))


_ARGUMENTS = {"money": ("currency", "digits", "scale"), "date": ("pattern",)}


def _filter(node: Any, scope: Scope) -> Thing:
    name = node.name
    if node.node is None or name not in (*FORMATS, *FUNCTIONS, "join"):
        hint = suggest(str(name), (*FORMATS, "join"), "There are")
        raise Fault.error("unknown-filter", f'there is no filter "{name}"', hint)
    if node.dyn_args or node.dyn_kwargs:
        raise Fault.error("bad-expression", "arguments are written out, not unpacked with *")
    thing = _walk(node.node, scope)
    args = [_argument(name, a, scope) for a in node.args]
    kwargs = {pair.key: _argument(name, pair.value, scope) for pair in node.kwargs}
    if name in FUNCTIONS:
        return call_function(name, [thing, *args], dict(kwargs))
    if name == "join":
        return _join(thing, args, scope)
    q = single(thing)
    known = _ARGUMENTS.get(name, ("digits",))
    for key in kwargs:
        if key not in known[len(args) :]:
            raise Fault.error("bad-argument", f'{name} takes no "{key}"', suggest(key, known, "It takes"))
    plain = [single(a).raw for a in args]
    plain += [single(kwargs[k]).raw if k in kwargs else None for k in known[len(args) :]] if kwargs else []
    try:
        format_ = apply_format(q.written, name, plain)
    except FormatError as problem:
        raise Fault.error("bad-argument", str(problem)) from None
    return with_format(q, format_, name)


def _argument(name: str, node: Any, scope: Scope) -> Thing:
    """An argument of a filter. `money(USD, 1, bn)` names a currency and a scale, no queries."""
    return Quantity(node.name) if name == "money" and type(node).__name__ == "Name" else _walk(node, scope)


def _join(thing: Thing, args: list[Thing], scope: Scope) -> Quantity:
    """`values | join(", ", " and ")`: each as it is written, the last after a separator of its own."""
    if not isinstance(thing, tuple) or len(args) > 2:
        raise Fault.error("bad-argument", 'join takes a list, and separators: values("name") | join(", ", " and ")')
    parts = flat(thing)
    texts = [to_value(q, scope.lang).text for q in parts]
    between = shown(single(args[0]).raw) if args else ", "
    last = shown(single(args[1]).raw) if len(args) > 1 else between
    text = last.join([between.join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
    if len(text) > _LONGEST_TEXT:
        raise Fault.error("bad-argument", f"the text is longer than {_LONGEST_TEXT} characters")
    return Quantity(text, "", TEXT, merged(parts))


_NODES: dict[str, Callable[[Any, Scope], Thing]] = {
    "Const": _const,
    "Name": _name,
    "Getattr": _getattr,
    "Getitem": _getitem,
    "Call": _call,
    "Filter": _filter,
    "Test": _test,
    "Compare": _compare,
    "And": _and,
    "Or": _or,
    "Not": _not,
    "CondExpr": _conditional,
    "List": _list,
    "Tuple": _list,
    "Concat": _concat,
    "Neg": _negative,
    "Pos": _positive,
    "Add": _binary("+"),
    "Sub": _binary("-"),
    "Mul": _binary("*"),
    "Div": _binary("/"),
    "FloorDiv": _binary("//"),
    "Mod": _binary("%"),
    "Pow": _binary("**"),
}
