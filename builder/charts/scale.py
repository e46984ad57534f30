"""Ranges and ticks of axes, shared by the drawing and the native chart, so that both show the same."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from builder.model.chart import Channel, NativeAxis
from builder.model.format import Format


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis: its range, and the ticks in it with their texts."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    log: bool = False

    @property
    def step(self) -> float:
        """The distance of two ticks; how many times one is the other on a logarithmic axis."""
        if self.log and len(self.ticks) > 1:
            return self.ticks[1] / self.ticks[0]
        return self.ticks[1] - self.ticks[0] if len(self.ticks) > 1 else self.high - self.low

    def share(self, value: float) -> float:
        """Where `value` lies between low (0) and high (1)."""
        if self.log:
            return (math.log10(value) - math.log10(self.low)) / (math.log10(self.high) - math.log10(self.low))
        return (value - self.low) / (self.high - self.low)


def nice_step(span: float, count: int) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that cuts `span` into at most `count` parts."""
    raw = span / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw))
    for factor in (1, 2, 2.5, 5, 10):
        if factor * power >= raw * (1 - 1e-9):
            return factor * power
    return 10 * power


def amount_scale(
    values: Sequence[float],
    channel: Channel,
    lang: str,
    *,
    zero: bool,
    count: int = 5,
    log: bool = False,
    pad: float = 0.0,
) -> Scale:
    """The scale of amounts: ends on ticks, has zero where bars need it; `pad` widens the range by that share."""
    finite = [v for v in values if math.isfinite(v)]
    if log and finite and min(finite) > 0:
        return _log_scale(finite, channel, lang)
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (low - 1, high + 1) if low else (0.0, 1.0)
    span = high - low
    high += span * pad if high > 0 or not zero else 0
    low -= span * pad if low < 0 or not zero else 0
    step = nice_step(high - low, count)
    if channel.field.type in ("integer", "year") and channel.format.factor == 1.0:
        step = max(1.0, round(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if high - low < abs(high) * 1e-9:
        first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(round(i * step, 12) if abs(step) > 1e-9 else i * step for i in range(first, last + 1))
    format_ = tick_format(channel.format, step, max(-ticks[0], ticks[-1]))
    # Zero needs no scale: it is not "0k".
    zero_format = Format("number", 0) if format_.kind == "compact" and abs(step) >= 1 else format_
    texts = tuple((format_ if t else zero_format).text(t, lang) for t in ticks)
    return Scale(ticks[0], ticks[-1], ticks, texts)


def _log_scale(values: Sequence[float], channel: Channel, lang: str) -> Scale:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = high if high > low else low + 1
    stride = max(1, math.ceil((high - low) / 6))
    ticks = tuple(10.0**e for e in range(low, high + 1, stride))
    format_ = channel.format if channel.format.kind in ("money", "compact", "percent") else Format("compact")
    if format_.kind != "percent":
        format_ = replace(format_, scale="auto")
    texts = tuple(_power_text(t, format_, lang) for t in ticks)
    return Scale(10.0**low, 10.0**high, ticks, texts, log=True)


def _power_text(tick: float, format_: Format, lang: str) -> str:
    if tick >= 1e15 or tick < 1e-3:
        return "10" + str(round(math.log10(tick))).translate(_SUPERSCRIPTS)
    digits = max(0, -round(math.log10(tick * format_.factor)))
    return replace(format_, digits=digits).text(tick, lang)


_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def tick_format(format_: Format, step: float, largest: float) -> Format:
    """`format_` with just the decimals that tell ticks `step` apart, not those of single values; `largest` is the
    largest of them in size. Where the scale is open, all ticks have that of the largest.
    """
    if format_.kind == "points":
        return Format("number", _decimals(step))  # the axis' title has the unit
    if format_.kind in ("text", "date", "words", "ordinal"):
        return Format("number", _decimals(step)) if format_.kind == "text" else format_
    shown = step * format_.factor
    if format_.kind in ("money", "compact"):
        scale = format_.scale or ("auto" if format_.kind == "compact" else "")
        if scale == "auto" or _decimals(shown / _SIZES[scale]) > MOST_DECIMALS:
            scale = next((s for s, n in reversed(_SIZES.items()) if abs(largest * format_.factor) >= n), "")
        return replace(format_, scale=scale, digits=_decimals(shown / _SIZES[scale]), signed=False)
    return replace(format_, digits=_decimals(shown), signed=False)


def axis_format(channel: Channel, scale: Scale, lang: str) -> str:
    """The number format of a native axis of amounts: with the decimals of its ticks, not those of single values."""
    if not scale.log:
        return tick_format(channel.format, scale.step, max(-scale.low, scale.high)).excel(lang)
    format_ = channel.format
    if format_.kind == "percent":
        return tick_format(format_, scale.low, scale.high).excel(lang)
    if scale.high >= 1e15 or scale.low < 1e-3:
        return "0E+0"
    if format_.kind not in ("money", "compact"):
        format_ = Format("compact")

    def section(size: str) -> str:
        # "compact" without a scale has all of them.
        plain = Format("number", 0) if format_.kind == "compact" and not size else format_
        return replace(plain, scale=size, digits=0).excel(lang)

    if scale.low < 1:
        return f"[>=1]{section('')};General"
    sizes = [s for s, n in _SIZES.items() if n <= scale.high * format_.factor and n * 1000 > scale.low * format_.factor]
    if len(sizes) > 3:
        # A number format has two conditions at most (ECMA-376 part 1, 18.8.31).
        sizes = ["", "mn", "bn"]
    upper = [f"[>={_SIZES[s] / format_.factor:.0f}]{section(s)}" for s in reversed(sizes[1:])]
    return ";".join([*upper, section(sizes[0])])


MOST_DECIMALS = 3
_SIZES = {"": 1.0, "k": 1e3, "mn": 1e6, "bn": 1e9, "tn": 1e12}


def _decimals(step: float) -> int:
    for digits in range(9):
        if abs(round(step, digits) - step) <= abs(step) * 1e-6:
            return digits
    return 9


def native_axis(
    channel: Channel,
    scale: Scale,
    lang: str,
    *,
    gridlines: bool = False,
    labels: bool = True,
) -> NativeAxis:
    """The axis of amounts of a native chart: the drawing's range, ticks and format."""
    return NativeAxis(
        title=channel.label,
        number_format=axis_format(channel, scale, lang),
        minimum=scale.low,
        maximum=scale.high,
        major=scale.step,
        gridlines=gridlines,
        log=scale.log,
        labels=labels,
    )


# -- Time ------------------------------------------------------------------------------------------------


def time_scale(channel: Channel, values: Sequence[float], lang: str, count: int) -> Scale:
    """The scale of years, months or days: ticks stand on whole years, quarters or months."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if channel.field.type == "year":
        return _year_scale(low, high, count)
    if low == high:
        text = channel.format.text(datetime.date.fromordinal(int(low)), lang)
        return Scale(low - 1, high + 1, (low,), (text,))
    days = _day_ticks(low, high, count)
    by_year = all(d.month == 1 and d.day == 1 for d in days) and len(days) > 1
    by_month = all(d.day == 1 for d in days)
    pattern = "y" if by_year else "MMM y" if by_month else "d MMM y"
    texts = tuple(
        # A month has its year where that is a new one.
        Format("date", pattern="MMM" if by_month and not by_year and i and d.year == days[i - 1].year else pattern)
        .text(d, lang)
        for i, d in enumerate(days)
    )  # fmt: skip
    return Scale(low, high, tuple(float(d.toordinal()) for d in days), texts)


_YEARS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)


def _year_scale(low: float, high: float, count: int) -> Scale:
    if low == high:
        return Scale(low - 1, high + 1, (low,), (str(int(low)),))
    span = int(high - low)
    step = next((s for s in _YEARS if span / s <= max(1, count)), _YEARS[-1])
    # The last year matters most: ticks count back from it where that meets the first as well as not.
    start = high if step <= 2 or (int(high) % step == 0) else math.floor(high / step) * step
    ticks: list[float] = []
    tick = float(start)
    while tick >= low - 1e-9:
        ticks.insert(0, tick)
        tick -= step
    if len(ticks) < 2:  # one year alone gives no measure
        ticks = [low, high]
    return Scale(low, high, tuple(ticks), tuple(str(int(t)) for t in ticks))


def _day_ticks(low: float, high: float, count: int) -> list[datetime.date]:
    first, last = datetime.date.fromordinal(int(low)), datetime.date.fromordinal(int(high))
    months = (last.year - first.year) * 12 + last.month - first.month
    if months <= 1:
        step = max(1, math.ceil((high - low) / max(1, count)))
        return [datetime.date.fromordinal(d) for d in range(int(low), int(high) + 1, step)]
    years = (12 * n for n in _YEARS)
    step = next((s for s in (1, 2, 3, 6, *years) if months / s <= max(1, count)), 12 * _YEARS[-1])
    out = []
    # Steps of a year and more stand on Januaries, others on months that divide the year.
    index = first.year * 12 + first.month - 1
    if first.day > 1:
        index += 1
    index += -index % step
    while index <= last.year * 12 + last.month - 1:
        out.append(datetime.date(index // 12, index % 12 + 1, 1))
        index += step
    return out or [first, last]
