"""A `chart` fence and its query's rows become a `Figure`: columns found, types and units checked, rows in order."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from builder.charts.describe import describe
from builder.charts.registry import MARKS, Mark
from builder.charts.series import number
from builder.errors import suggest
from builder.model.chart import CHANNELS, Annotation, Channel, Chart, Stack
from builder.model.data import QueryResult
from builder.model.document import Figure
from builder.model.format import Raw, settle, unit_label
from builder.model.walk import plain
from builder.quantity import Quantity, alike
from builder.resolve_specs import Spec, as_list, name_of
from builder.scope import shown

# The channels that a chart's own `format` is for; a second axis has a unit of its own.
_FORMATTED = ("x", "y", "color", "text")
_STACKS: dict[object, Stack] = {
    None: "", True: "stack", False: "", "": "", "group": "group", "stack": "stack", "normalize": "normalize",
}  # fmt: skip


def resolve_chart(spec: Spec, number: int) -> Figure | None:
    """The figure of a chart fence; None where an error was noted."""
    noted = len(spec.findings.errors)
    first_value = len(spec.binder.values)
    mark = _mark(spec)
    result = spec.result()
    title, subtitle = spec.text("chart title", spec.get("title")), spec.text("chart subtitle", spec.get("subtitle"))
    if mark is None or result is None:
        return None
    channels = _channels(spec, mark, result)
    _check_types(spec, mark, channels)
    order = _order(spec, result, channels)
    channels = {name: replace(c, values=tuple(c.values[i] for i in order)) for name, c in channels.items()}
    annotations = _annotations(spec, channels)
    own = tuple(range(first_value, len(spec.binder.values)))
    caption = spec.inlines("caption")
    source = spec.source(result)
    chart = Chart(
        spec.block.id,
        name_of(spec.get("mark")),
        channels,
        len(order),
        spec.lang,
        title,
        subtitle,
        plain(source).strip().replace(" ;", ";"),
        _stack(spec),
        _highlight(spec, channels),
        annotations,
        _switch(spec, "labels"),
        _bins(spec),
        _switch(spec, "hole") is not False,
        tuple(c for c in channels if _options(spec.get(c)).get("log") is True),
        "never" if name_of(spec.get("native")) == "never" else "auto",
        spec.block.at,
    )
    _check_log(spec, chart)
    alt = spec.text("alternative text", spec.get("alt"))
    if len(spec.findings.errors) > noted:
        return None
    alt = alt or describe(chart)
    authored = tuple(spec.authored)
    return Figure(spec.block.id, chart, spec.block.at, number, caption, alt, source, own, result.name, authored)


def _mark(spec: Spec) -> Mark | None:
    name = name_of(spec.get("mark"))
    if not name:
        hint = suggest("", MARKS, "Give mark: and one of these. There are")
        spec.findings.error("missing-key", "the chart names no mark", spec.block.at, hint)
    elif name == "boxplot":
        hint = "a histogram or a point chart shows the spread"
        spec.findings.error("mark-not-yet", 'the mark "boxplot" is not in this version', spec.place("mark"), hint)
    elif name not in MARKS:
        hint = suggest(name, MARKS, "There are")
        spec.findings.error("unknown-mark", f'there is no mark "{name}"', spec.place("mark"), hint)
    return MARKS.get(name)


# -- Channels --------------------------------------------------------------------------------------------


def _options(value: object) -> Mapping[str, object]:
    """A channel's settings: a column alone, or a mapping."""
    if isinstance(value, Mapping):
        return value
    return {} if value is None else {"field": value}


def _channels(spec: Spec, mark: Mark, result: QueryResult) -> dict[str, Channel]:
    name = name_of(spec.get("mark"))
    out: dict[str, Channel] = {}
    for channel in CHANNELS:
        options = _options(spec.get(channel))
        known = channel in mark.required or channel in mark.optional
        if not options:
            if channel in mark.required:
                hint = f"give {channel}: and a column. {suggest('', result.names)}"
                spec.findings.error("missing-channel", f'the mark "{name}" needs {channel}', spec.block.at, hint)
        elif not known:
            hint = f"it takes: {', '.join((*mark.required, *mark.optional))}"
            spec.findings.error("unknown-channel", f'the mark "{name}" takes no {channel}', spec.place(channel), hint)
        elif made := _channel(spec, channel, options, result):
            out[channel] = made
    return out


def _channel(spec: Spec, channel: str, options: Mapping[str, object], result: QueryResult) -> Channel | None:
    column = name_of(options.get("field"))
    if not column:
        hint = suggest("", result.names)
        spec.findings.error("missing-key", f"{channel} names no column", spec.place(channel), f"give field:. {hint}")
        return None
    field = spec.field(result, column, channel, "field")
    if field is None:
        return None
    values = result.column(column)
    path: tuple[object, ...] = (channel, "format")
    text = options.get("format")
    if text is None and channel in _FORMATTED and field.type in ("integer", "number"):
        path, text = ("format",), spec.get("format")
    format_ = field.written if text is None else spec.format(name_of(text), field, *path)
    if format_ is None or not spec.writable(format_, values, *path):
        return None
    format_ = settle(format_, values)
    if "title" in options:
        return Channel(field, format_, values, spec.text("axis title", options["title"]))
    unit = unit_label(field.unit, format_, spec.lang) if field.type in ("integer", "number") else ""
    return Channel(field, format_, values, labelled(field.label, unit))


def labelled(label: str, unit: str) -> str:
    """A column's label with its unit, which is not said twice."""
    return label if not unit or unit.casefold() in label.casefold() else f"{label}, {unit}"


def _check_types(spec: Spec, mark: Mark, channels: Mapping[str, Channel]) -> None:
    needed = [c for c in (*mark.quantitative, "y2") if c in channels]
    for name in needed:
        if not channels[name].quantitative:
            _wrong_type(spec, name, channels[name])
    # A bar lies or stands: its length is on the one axis or on the other.
    if {"x", "y"} <= channels.keys() and not mark.quantitative:
        x, y = channels["x"], channels["y"]
        if not x.quantitative and not y.quantitative:
            _wrong_type(spec, "y", y)


def _wrong_type(spec: Spec, name: str, channel: Channel) -> None:
    field = channel.field
    spec.findings.error(
        "wrong-channel-type",
        f'{name} of the mark "{name_of(spec.get("mark"))}" needs amounts, and "{field.name}" is of type {field.type}',
        spec.place(name),
        "choose a column of numbers, or give the column its type in datapackage.json",
    )


def _check_log(spec: Spec, chart: Chart) -> None:
    for name in chart.log:
        channel = chart.channels[name]
        if not channel.quantitative:
            _wrong_type(spec, name, channel)
            continue
        low = [v for v in channel.values if isinstance(v, (int, float)) and v <= 0]
        if low:
            message = f'a logarithmic axis has no place for {low[0]:g}, which "{channel.field.name}" holds'
            spec.findings.error("not-positive", message, spec.place(name, "log"), "leave out log, or those rows")


# -- Rows ------------------------------------------------------------------------------------------------


def _order(spec: Spec, result: QueryResult, channels: Mapping[str, Channel]) -> list[int]:
    """The numbers of the rows in drawing order."""
    rows = list(range(len(result.rows)))
    sort = spec.get("sort")
    if sort is None:
        return rows
    if isinstance(sort, list):
        wanted = [spec.raw(v, "sort", n) for n, v in enumerate(sort)]
        values = _listed(spec, wanted, channels)
        place = {n: next((i for i, w in enumerate(wanted) if alike(values[n], w)), len(wanted)) for n in rows}
        return sorted(rows, key=place.__getitem__)
    name = name_of(sort)
    descending = name.startswith("-")
    column = name.removeprefix("-").strip()
    if column in channels:
        values = channels[column].values
    elif spec.field(result, column, "sort"):
        values = result.column(column)
    else:
        return rows
    present = [n for n in rows if not Quantity(values[n]).missing]
    absent = [n for n in rows if Quantity(values[n]).missing]
    return [*sorted(present, key=lambda n: sort_key(values[n]), reverse=descending), *absent]


def sort_key(raw: Raw) -> tuple[int, Any, str]:
    """A key that puts any two values in order: numbers, then dates, then texts without regard to case."""
    if isinstance(raw, (bool, int, float)):
        return (0, raw, "")
    if isinstance(raw, datetime.datetime):
        return (1, raw.replace(tzinfo=None).isoformat(), "")
    if isinstance(raw, datetime.date):
        return (1, raw.isoformat(), "")
    return (2, str(raw).casefold(), str(raw))


def _listed(spec: Spec, wanted: list[Raw], channels: Mapping[str, Channel]) -> tuple[Raw, ...]:
    """The values of the channel that a list of `sort` is about: the one that holds most of it."""
    candidates = [channels[c] for c in ("y", "x", "facet", "color") if c in channels and not channels[c].quantitative]
    scored = [(sum(any(alike(v, w) for v in dict.fromkeys(c.values)) for w in wanted), c) for c in candidates]
    found, best = max(scored, key=lambda s: s[0], default=(0, None))
    if best is None or not found:
        names = ", ".join(str(w) for w in wanted[:5])
        hint = "give the values of the category, a column, or -column for descending"
        spec.findings.error(
            "unknown-value", f"no category of the chart is in the list: {names}", spec.place("sort"), hint
        )
        return tuple(None for _ in range(max((len(c.values) for c in channels.values()), default=0)))
    for n, value in enumerate(wanted):
        known(spec, value, best, "sort", n)
    return best.values


def known(spec: Spec, value: Raw, channel: Channel, *path: object) -> None:
    """Warns of a value that a channel does not hold."""
    values = dict.fromkeys(channel.values)
    if not any(alike(v, value) for v in values):
        hint = suggest(shown(value), (shown(v, channel.field) for v in values), "There are")
        message = f'"{channel.field.name}" has no value {shown(value, quoted=True)}'
        spec.findings.warning("unknown-value", message, spec.place(*path), hint)


# -- Settings --------------------------------------------------------------------------------------------


def _highlight(spec: Spec, channels: Mapping[str, Channel]) -> tuple[Raw, ...]:
    values = [spec.raw(v, "highlight", n) for n, v in enumerate(as_list(spec.get("highlight")))]
    categories = [channels[c] for c in ("color", "y", "x") if c in channels and not channels[c].quantitative]
    if not values or not categories:
        return tuple(values)
    # The series where there are some, else the category itself.
    holder = next((c for c in categories if any(alike(v, w) for v in c.values for w in values)), categories[0])
    out: list[Raw] = []
    for n, value in enumerate(values):
        known(spec, value, holder, "highlight", n)
        # As the column has it: 2024 and not "2024".
        out.append(next((v for v in holder.values if alike(v, value)), value))
    return tuple(out)


def _annotations(spec: Spec, channels: Mapping[str, Channel]) -> tuple[Annotation, ...]:
    out = []
    for n, item in enumerate(as_list(spec.get("annotate"))):
        if not isinstance(item, Mapping) or not ({"x", "y"} & item.keys()):
            hint = "write {x: ..., y: ..., text: ...}; x or y alone is a line across"
            spec.findings.error("bad-value", "an annotation needs a place", spec.place("annotate", n), hint)
            continue
        places: dict[str, Raw] = {}
        for axis in ("x", "y"):
            if axis in item and axis in channels:
                places[axis] = _coordinate(spec, item[axis], channels[axis], "annotate", n, axis)
        _check_shown(spec, places, channels, n)
        out.append(Annotation(spec.text("annotation", item.get("text")), places.get("x"), places.get("y")))
    return tuple(out)


def _check_shown(spec: Spec, places: Mapping[str, Raw], channels: Mapping[str, Channel], n: int) -> None:
    """A remark that the plot has no place for is told: amounts widen their axis, times do not, and a ring has none."""
    where = spec.place("annotate", n)
    if name_of(spec.get("mark")) == "arc":
        spec.findings.warning("annotation-not-shown", "an arc has no axes for a remark", where, "say it in the caption")
        return
    for axis, raw in places.items():
        times = [v for x in channels[axis].values if (v := number(x)) is not None] if channels[axis].temporal else []
        at = number(raw)
        if at is not None and times and not min(times) <= at <= max(times):
            hint = f"the axis runs over the times of the data, in {axis}"
            message = "this remark stands at a time that the chart does not show"
            spec.findings.warning("annotation-not-shown", message, where, hint)


def _coordinate(spec: Spec, value: object, channel: Channel, *path: object) -> Raw:
    """A place on an axis, as the column has its values: "2024-07" is a month where the axis has months."""
    raw = spec.raw(value, *path)
    if channel.quantitative:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return raw
        hint = "give a number, or an expression in {{ }}"
        spec.findings.error("bad-value", f'"{raw}" is no place on an axis of numbers', spec.place(*path), hint)
        return None
    found = next((v for v in channel.values if alike(v, raw)), None)
    if found is not None:
        return found
    if channel.temporal and isinstance(raw, (str, int)):
        try:
            text = str(raw)
            return int(text) if channel.field.type == "year" else datetime.date.fromisoformat(f"{text}-01-01"[:10])
        except ValueError:
            pass
    if not channel.temporal or not isinstance(raw, (datetime.date, int)):
        known(spec, raw, channel, *path)
    return raw


def _stack(spec: Spec) -> Stack:
    value = spec.get("stack")
    key = name_of(value) if isinstance(value, (str, tuple)) else value
    if isinstance(key, (list, dict)) or key not in _STACKS:
        spec.findings.error("bad-value", f'stack is not "{key}"', spec.place("stack"), "group, stack or normalize")
        return ""
    return _STACKS[key]


def _switch(spec: Spec, key: str) -> bool | None:
    value = spec.get(key)
    if value is not None and not isinstance(value, bool):
        spec.findings.error("bad-value", f'{key} is not "{name_of(value)}"', spec.place(key), "true or false")
        return None
    return value


def _bins(spec: Spec) -> int | None:
    value = spec.get("bins")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 200:
        spec.findings.error(
            "bad-value", f'bins is not "{name_of(value)}"', spec.place("bins"), "a number from 1 to 200"
        )
        return None
    return value
