"""The text alternative of a chart, written from its data: what a listener needs to know the finding and its size."""

from __future__ import annotations

from dataclasses import dataclass

from builder.model.chart import Channel, Chart
from builder.model.format import Raw

LONGEST = 400
_KINDS = {
    "bar": "Bar chart",
    "line": "Line chart",
    "area": "Area chart",
    "point": "Scatter chart",
    "dumbbell": "Dumbbell chart",
    "slope": "Slope chart",
    "lollipop": "Lollipop chart",
    "waterfall": "Waterfall chart",
    "heatmap": "Heatmap",
    "histogram": "Histogram",
    "arc": "Pie chart",
}
_STACKED = {"stack": "Stacked ", "normalize": "100% stacked ", "group": "Grouped "}


def describe(chart: Chart) -> str:
    """The finding first, then the kind of chart, what is measured by what, the extremes with their places, and what is
    missing. At most about 400 characters: whole sentences are left out from the end, the last ones first.
    """
    story = _Story(chart)
    sentences = [_sentence(chart.title), story.kind(), story.extremes(), story.missing(), story.by()]
    text = ""
    for sentence in filter(None, sentences):
        if text and len(text) + 1 + len(sentence) > LONGEST:
            break
        text = f"{text} {sentence}" if text else _cut(sentence)
    return text


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?…。؟" else f"{text}."


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"


@dataclass(frozen=True, slots=True)
class _Story:
    """One chart and what of it is the measure, and what the dimensions are."""

    chart: Chart

    @property
    def measure(self) -> str:
        """The channel of the amounts; "" where there is none."""
        channels = self.chart.channels
        if self.chart.mark == "heatmap" and "color" in channels:
            return "color"
        if self.chart.mark in ("dumbbell", "histogram") and "x" in channels:
            return "x"
        return next((c for c in ("y", "x") if c in channels and channels[c].quantitative), "")

    @property
    def dimensions(self) -> list[str]:
        """The channels that tell the rows apart."""
        order = ("facet", "x", "y", "color") if self.chart.mark == "heatmap" else ("x", "y", "color", "facet")
        return [c for c in order if c in self.chart.channels and c != self.measure]

    def kind(self) -> str:
        """What the chart is, of what, by what."""
        kind = _KINDS.get(self.chart.mark, "Chart")
        stacked = _STACKED.get(self.chart.stack, "")
        kind = f"{stacked}{kind[0].lower()}{kind[1:]}" if stacked else kind
        channels = self.chart.channels
        if not channels:
            return f"{kind}."
        if self.chart.rows == 0:
            return f"{kind} without data."
        if self.chart.mark == "point":
            x, y = (_label(channels[c]) for c in ("x", "y"))
            return f"{kind} of {y} against {x}, {self.chart.rows} points."
        if self.chart.mark == "histogram":
            return f"{kind} of {_label(channels['x'])}, {self._count()} values."
        dimensions = [_label(channels[c]) for c in self.dimensions]
        by = f" by {_listed(dimensions)}" if dimensions else ""
        measured = f" of {_label(channels[self.measure])}" if self.measure else ""
        return f"{kind}{measured}{by}."

    def by(self) -> str:
        """The ranges and the members of the dimensions."""
        parts = []
        for name in self.dimensions:
            channel = self.chart.channels[name]
            values = [v for v in dict.fromkeys(channel.values) if v is not None]
            if not values:
                continue
            texts = list(dict.fromkeys(channel.format.text(v, self.chart.lang) for v in values))
            label = _label(channel)
            if channel.temporal or channel.quantitative:
                ordered = sorted(values, key=_orderable)
                first, last = (channel.format.text(v, self.chart.lang) for v in (ordered[0], ordered[-1]))
                parts.append(f"{label} {first}" if first == last else f"{label} from {first} to {last}")
            else:
                shown = _listed(texts) if len(texts) <= 6 else f"{len(texts)} from {texts[0]} to {texts[-1]}"
                parts.append(f"{label}: {shown}")
        text = "; ".join(parts)
        return _sentence(text[:1].upper() + text[1:])

    def extremes(self) -> str:
        """The highest and the lowest amount with where they are."""
        amounts = self._amounts()
        if not amounts:
            return ""
        high = max(amounts, key=lambda a: (a[0], -a[1]))[1]
        low = min(amounts)[1]
        if len(amounts) == 1:
            return f"The one value is {self._told(high)}."
        if amounts and max(amounts)[0] == min(amounts)[0]:
            return f"All {len(amounts)} values are {self.chart.text(self.measure, high)}."
        return f"Highest: {self._told(high)}; lowest: {self._told(low)}."

    def missing(self) -> str:
        """How many amounts are missing, and of what."""
        if not self.measure:
            return ""
        values = self.chart.channels[self.measure].values
        absent = [n for n, v in enumerate(values) if v is None or v != v]  # noqa: PLR0124  NaN alone is unlike itself
        if not absent:
            return ""
        if len(absent) == self.chart.rows:
            return "All values are missing."
        places = [p for p in (self._place(n) for n in absent[:3]) if p]
        where = f": {'; '.join(places)}" + (" and others" if len(absent) > 3 else "") if places else ""
        return f"{'One value is' if len(absent) == 1 else f'{len(absent)} values are'} missing{where}."

    def _count(self) -> int:
        return len(self._amounts())

    def _amounts(self) -> list[tuple[float, int]]:
        if not self.measure:
            return []
        values = self.chart.channels[self.measure].values
        return [(v, n) for n, v in enumerate(values) if isinstance(v, (int, float)) and v == v]  # noqa: PLR0124  as above

    def _told(self, row: int) -> str:
        place = self._place(row)
        return self.chart.text(self.measure, row) + (f" ({place})" if place else "")

    def _place(self, row: int) -> str:
        # The dimensions of a scatter chart are amounts of their own; only its groups name a point.
        names = [c for c in self.dimensions if self.chart.mark != "point" or c in ("color", "facet")]
        return ", ".join(self.chart.text(c, row) for c in names)


def _label(channel: Channel) -> str:
    return channel.label or channel.field.label


def _listed(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _orderable(raw: Raw) -> tuple[int, float, str]:
    if isinstance(raw, (int, float)):
        return (0, raw, "")
    return (1, 0.0, str(raw))
