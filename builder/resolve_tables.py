"""A `table` fence becomes a `DataTable`, a `key-figures` fence `KeyFigures`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from builder.errors import Fault, suggest
from builder.model.data import Field, QueryResult
from builder.model.document import DataTable, KeyFigure, KeyFigures, TableColumn
from builder.model.format import FormatError, Raw, settle, unit_label
from builder.model.units import parse_unit
from builder.model.value import Origin, Value
from builder.model.words import word
from builder.quantity import Quantity, alike, total
from builder.resolve_specs import Spec, as_list, name_of
from builder.scope import quantity_of

_KEYS = ("label", "value", "change", "note")


def resolve_table(spec: Spec, number: int) -> DataTable | None:
    """The table of a table fence; None where an error was noted."""
    noted = len(spec.findings.errors)
    result = spec.result()
    if result is None:
        return None
    if isinstance(limit := spec.get("limit"), int):
        result = replace(result, rows=result.rows[:limit], origins=result.origins[:limit])
    columns = _columns(spec, result)
    caption = spec.inlines("caption")
    source = spec.source(result)
    sums = _total(spec, result, columns)
    highlight = _highlight(spec, result)
    if len(spec.findings.errors) > noted:
        return None
    block = spec.block
    authored = tuple(spec.authored)
    return DataTable(block.id, result, columns, block.at, number, spec.lang, caption, source, sums, highlight, authored)


# -- Columns ---------------------------------------------------------------------------------------------


def _columns(spec: Spec, result: QueryResult) -> tuple[TableColumn, ...]:
    given = spec.get("columns")
    listed = list(result.names) if given is None else as_list(given)
    out: list[TableColumn] = []
    for n, item in enumerate(listed):
        options: Mapping[str, object] = item if isinstance(item, Mapping) else {"field": item}
        column = name_of(options.get("field"))
        if not column:
            hint = suggest("", result.names)
            spec.findings.error("missing-key", "this column names no field", spec.place("columns", n), hint)
        elif field := spec.field(result, column, "columns", n, "field"):
            made = _column(spec, result, field, options, n)
            out += [made] if made else []
    return tuple(out)


def _column(spec: Spec, result: QueryResult, field: Field, options: Mapping[str, object], n: int) -> TableColumn | None:
    amount = field.type in ("integer", "number")
    values = result.column(field.name)
    path = ("columns", n, "format")
    text = options.get("format")
    format_ = field.written if text is None else spec.format(name_of(text), field, *path)
    if format_ is None or not spec.writable(format_, values, *path):
        return None
    if text is None:
        # What the author asks for stands: "number" without digits is as many as each value needs.
        format_ = settle(format_, values)
    align = name_of(options.get("align")) or ("right" if amount else "left")
    if align not in ("left", "right", "center"):
        hint = "left, right or center"
        spec.findings.error("bad-value", f'align is not "{align}"', spec.place("columns", n, "align"), hint)
    label = spec.text("column label", options["label"]) if "label" in options else field.label
    unit = unit_label(field.unit, format_, spec.lang) if amount else ""
    # An author who writes a label has said the unit, or does not want it.
    said = "label" in options or unit.casefold() in label.casefold()
    return TableColumn(result.index(field.name), label, format_, align, "" if said else unit)


# -- Rows ------------------------------------------------------------------------------------------------


def _total(spec: Spec, result: QueryResult, columns: tuple[TableColumn, ...]) -> tuple[Value | None, ...]:
    given = spec.get("total")
    if given is None or given is False or not result.rows:
        return ()
    if given is True:
        wanted = {c.index for c in columns if _adds_up(result.fields[c.index])}
    else:
        wanted = set()
        for n, item in enumerate(as_list(given)):
            field = spec.field(result, name_of(item), "total", n)
            if field and field.type not in ("integer", "number"):
                hint = "list columns of numbers, or write total: true"
                message = f'"{field.name}" is of type {field.type} and has no sum'
                spec.findings.error("wrong-channel-type", message, spec.place("total", n), hint)
            elif field:
                wanted.add(result.index(field.name))
    if not wanted:
        return ()
    try:
        sums: list[Value | None] = [_sum(spec, result, c) if c.index in wanted else None for c in columns]
    except FormatError as problem:
        spec.findings.error("bad-format", f"the sum: {problem}", spec.place("total"), "give the column another format")
        return ()
    except Fault as fault:
        spec.fault(fault, "total")
        return ()
    if sums and sums[0] is None:
        name = word("total", spec.lang)
        sums[0] = Value(name, name)
    return tuple(sums)


def _adds_up(field: Field) -> bool:
    """Whether the sum of a column says something: amounts do, percentages, ratios and years do not."""
    return field.type in ("integer", "number") and parse_unit(field.unit).kind in ("plain", "money")


def _sum(spec: Spec, result: QueryResult, column: TableColumn) -> Value:
    field = result.fields[column.index]
    # No key: the origin is the whole column.
    origin = Origin(result.name, field.name, (), (), result.sources)
    summed: Quantity = total([quantity_of(raw, field, ()) for raw in result.column(field.name)])
    text = column.format.text(summed.raw, spec.lang)
    expression = f'sum({result.name}.values("{field.name}"))'
    return Value(summed.raw, text, field.unit, column.format, (origin,), expression, spec.place("total"))


def _highlight(spec: Spec, result: QueryResult) -> frozenset[int]:
    """The rows that meet every condition of `highlight`; a condition may list several values."""
    given = spec.get("highlight")
    if given is None:
        return frozenset()
    if not isinstance(given, Mapping):
        hint = "write highlight: {column: value}"
        spec.findings.error("bad-value", "highlight needs columns and values", spec.place("highlight"), hint)
        return frozenset()
    rows = set(range(len(result.rows)))
    for name, item in given.items():
        column = name_of(name)
        if not spec.field(result, column, "highlight", column):
            return frozenset()
        wanted: list[Raw] = [spec.raw(v, "highlight", column) for v in as_list(item)]
        values = result.column(column)
        rows = {n for n in rows if any(alike(values[n], w) for w in wanted)}
    if not rows and result.rows:
        message = "no row of the table is highlighted"
        spec.findings.warning("unknown-value", message, spec.place("highlight"), "see the values of its columns")
    return frozenset(rows)


# -- Key figures -----------------------------------------------------------------------------------------


def resolve_key_figures(spec: Spec) -> KeyFigures | None:
    """The big numbers of a key-figures fence; None where an error was noted."""
    items: list[KeyFigure] = []
    hint = "write a list of: label, value, and optionally change and note"
    for n, item in enumerate(as_list(spec.block.spec)):
        if not isinstance(item, Mapping):
            spec.findings.error("bad-value", "a key figure has a label and a value", spec.place(n), hint)
            continue
        missing = [k for k in ("label", "value") if not item.get(k)]
        if missing:
            message = f"the key figure has no {' and no '.join(missing)}"
            spec.findings.error("missing-key", message, spec.place(n), hint)
            continue
        one = Spec(spec.block, item, spec.scope, spec.binder, spec.lang)
        label, value, change, note = (one.inlines(k) for k in _KEYS)
        items.append(KeyFigure(label, value, change, note))
    return KeyFigures(tuple(items), spec.block.at) if items else None
