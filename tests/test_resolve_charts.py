"""Chart fences against query results: channels, labels, order, and what is refused."""

from __future__ import annotations

import datetime

import pytest
from samples import RESULTS, chart, errors, resolved

from builder.charts.registry import MARKS
from builder.errors import Diagnostic, Location
from builder.model.chart import Annotation
from builder.model.data import Field, QueryResult
from builder.model.document import Expr, Figure, Str
from builder.model.walk import plain

BAR: dict[str, object] = {"mark": "bar", "data": "money", "x": "region", "y": "usd_bn"}
LINES: dict[str, object] = {"mark": "line", "data": "scores", "x": "month", "y": "score", "color": "country"}
LEADS: dict[str, object] = {"mark": "dumbbell", "data": "lead", "x": "lead", "y": "benchmark", "color": "year"}


def figure(spec: dict[str, object], lang: str = "en-US") -> Figure:
    document, warnings = resolved(chart(spec), lang=lang)
    assert warnings == []
    [block] = document.blocks
    assert isinstance(block, Figure)
    return block


def warned(spec: dict[str, object]) -> list[Diagnostic]:
    return resolved(chart(spec))[1]


def test_a_chart_holds_its_rows_by_channel() -> None:
    c = figure({**BAR, "title": "Far apart", "subtitle": "Money", "labels": True, "native": "never"}).chart
    assert (c.id, c.mark, c.rows, c.title, c.subtitle, c.native, c.labels) == (
        "c", "bar", 2, "Far apart", "Money", "never", True,
    )  # fmt: skip
    assert c.channels["x"].values == ("United States", "China")
    assert c.channels["y"].values == (109.08, 9.29)
    assert c.text("y", 0) == "$109.1bn"
    assert c.source == "AI Index 2025"


@pytest.mark.parametrize(
    ("y", "lang", "label", "text"),
    [
        ("usd_bn", "en-US", "usd bn", "$109.1bn"),
        ({"field": "usd_bn", "format": "number(1)"}, "en-US", "usd bn, US$ bn", "109.1"),
        ({"field": "usd_bn", "format": "number(1)"}, "de", "usd bn, US$ Mrd.", "109,1"),
        ({"field": "usd_bn", "title": "Money"}, "en-US", "Money", "$109.1bn"),
        ({"field": "usd_bn", "title": ""}, "en-US", "", "$109.1bn"),
        ("companies", "en-US", "companies", "1,073"),
        ("share", "en-US", "share", "0.75"),
        ({"field": "share", "format": "percent(0)"}, "en-US", "share", "75%"),
    ],
)
def test_labels_say_the_unit_once(y: object, lang: str, label: str, text: str) -> None:
    c = figure({**BAR, "y": y}, lang).chart
    assert (c.channels["y"].label, c.text("y", 0)) == (label, text)


def test_the_numbers_of_an_axis_share_their_decimals() -> None:
    c = figure({**BAR, "y": {"field": "usd_bn", "format": "number"}}).chart
    assert [c.text("y", n) for n in (0, 1)] == ["109.08", "9.29"]
    c = figure({**LINES}).chart
    assert c.text("y", 0) == "1,112"


def test_a_format_of_the_chart_is_for_amounts_alone() -> None:
    c = figure({**LEADS, "format": "points(1)"}).chart
    assert (c.text("x", 0), c.text("color", 0)) == ("17.5\u00a0points", "2023")


def test_values_in_the_texts_of_a_chart_are_counted() -> None:
    at = Location("r.md", 31)
    spec = {**BAR, "title": (Str("By "), Expr("rival", at)), "annotate": [{"y": 50, "text": (Expr("one.n", at),)}]}
    document, _ = resolved(chart({**BAR, "caption": (Expr("since", at),)}, "a"), chart(spec, "b"))
    first, second = document.blocks
    assert isinstance(first, Figure)
    assert isinstance(second, Figure)
    assert (first.values, second.values) == ((), (1, 2))
    assert second.chart.title == "By China"
    assert [document.values[n].text for n in second.values] == ["China", "7"]
    assert plain(first.caption) == "2013"


# -- Order -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort", "rows"),
    [
        (None, [("MMLU", 17.5), ("MMLU", 0.3), ("MATH", 24.3), ("MATH", None)]),
        ("x", [("MMLU", 0.3), ("MMLU", 17.5), ("MATH", 24.3), ("MATH", None)]),
        ("-x", [("MATH", 24.3), ("MMLU", 17.5), ("MMLU", 0.3), ("MATH", None)]),
        ("benchmark", [("MATH", 24.3), ("MATH", None), ("MMLU", 17.5), ("MMLU", 0.3)]),
        ("-year", [("MMLU", 0.3), ("MATH", None), ("MMLU", 17.5), ("MATH", 24.3)]),
        (["MATH", "MMLU"], [("MATH", 24.3), ("MATH", None), ("MMLU", 17.5), ("MMLU", 0.3)]),
        ([2024, "2023"], [("MMLU", 0.3), ("MATH", None), ("MMLU", 17.5), ("MATH", 24.3)]),
    ],
)
def test_sort(sort: object, rows: list[tuple[str, float | None]]) -> None:
    c = figure({**LEADS, "sort": sort}).chart
    assert list(zip(c.channels["y"].values, c.channels["x"].values, strict=True)) == rows


def test_a_list_sorts_the_channel_that_it_is_about() -> None:
    c = figure({**LINES, "facet": "country", "color": "country", "sort": ["United States", "China"]}).chart
    assert c.channels["facet"].values[0] == "United States"


def test_an_unknown_value_in_a_list_is_a_warning() -> None:
    [warning] = warned({**LEADS, "sort": ["MATH", "MMLX"]})
    assert warning.code == "unknown-value"
    assert 'did you mean "MMLU"' in warning.hint
    assert [d.code for d in errors(chart({**LEADS, "sort": ["nothing"]}))] == ["unknown-value"]


# -- Settings --------------------------------------------------------------------------------------------


def test_highlight_takes_the_values_of_the_series_or_the_category() -> None:
    assert figure({**LEADS, "highlight": "2024"}).chart.highlight == (2024,)
    assert figure({**BAR, "highlight": ["China"]}).chart.highlight == ("China",)
    assert figure({**BAR, "highlight": ["{{ rival }}"]}).chart.highlight == ("China",)
    assert figure({**LINES, "highlight": ["2024-02"]}).chart.highlight == (datetime.date(2024, 2, 1),)
    [warning] = warned({**BAR, "highlight": ["Chine"]})
    assert 'did you mean "China"' in warning.hint


def test_annotations_stand_in_data_coordinates() -> None:
    notes = [{"x": "2024-02", "y": "{{ one.n }}", "text": "a"}, {"y": 1200, "text": "b"}, {"x": "2024-06", "text": "c"}]
    document, found = resolved(chart({**LINES, "annotate": notes}))
    # The last one is read as a month, and said to lie beyond the data.
    assert [d.code for d in found] == ["annotation-not-shown"]
    [made] = document.blocks
    assert isinstance(made, Figure)
    assert made.chart.annotations == (
        Annotation("a", datetime.date(2024, 2, 1), 7),
        Annotation("b", None, 1200),
        Annotation("c", datetime.date(2024, 6, 1), None),
    )


@pytest.mark.parametrize(
    ("stack", "meant"),
    [(None, ""), (True, "stack"), (False, ""), ("group", "group"), ("normalize", "normalize")],
)
def test_stack(stack: object, meant: str) -> None:
    assert figure({**BAR, "stack": stack}).chart.stack == meant


def test_a_source_may_be_keys_or_a_text() -> None:
    keys = figure({**BAR, "source": "ai_index, lmsys"})
    assert keys.chart.source == "AI Index 2025; LMSYS, Chatbot Arena"
    assert figure({**BAR, "source": ["lmsys"]}).chart.source == "LMSYS, Chatbot Arena"
    assert figure({**BAR, "source": (Str("Statistics Canada, 2024"),)}).chart.source == "Statistics Canada, 2024"
    assert figure({**LINES}).chart.source == "AI Index 2025; LMSYS, Chatbot Arena"


def test_an_alternative_text_is_the_authors_or_written() -> None:
    assert figure({**BAR, "alt": "Two bars."}).alt == "Two bars."
    assert figure(BAR).alt.startswith("Bar chart of usd bn by region. Highest: $109.1bn (United States)")


BAD: list[tuple[dict[str, object], str, str]] = [
    ({**BAR, "mark": None}, "missing-key", "waterfall"),
    ({**BAR, "mark": "bars"}, "unknown-mark", 'did you mean "bar"'),
    ({**BAR, "mark": "boxplot"}, "mark-not-yet", "histogram"),
    ({**BAR, "data": None}, "missing-key", "money"),
    ({**BAR, "data": "moneey"}, "unknown-query", 'did you mean "money"'),
    ({**BAR, "y": "usd_bm"}, "unknown-column", 'did you mean "usd_bn"'),
    ({**BAR, "y": None}, "missing-channel", "give y: and a column"),
    ({**BAR, "y": {"title": "x"}}, "missing-key", "give field:"),
    ({**LINES, "y": "country"}, "wrong-channel-type", "numbers"),
    ({**BAR, "y": "region"}, "wrong-channel-type", "numbers"),
    ({**LEADS, "x": "benchmark"}, "wrong-channel-type", "numbers"),
    ({**BAR, "y2": "region"}, "wrong-channel-type", "numbers"),
    ({**LINES, "y2": "score"}, "unknown-channel", "it takes: x, y, color"),
    ({**BAR, "format": "prcent"}, "bad-format", "write a format"),
    ({**BAR, "y": {"field": "usd_bn", "format": "percent(1)"}}, "unit-mismatch", "is for: percent, share, ratio"),
    ({**BAR, "y": {"field": "share", "format": "words"}}, "bad-format", ""),
    ({**BAR, "sort": "usd_bm"}, "unknown-column", 'did you mean "usd_bn"'),
    ({**BAR, "stack": "pile"}, "bad-value", "normalize"),
    ({**BAR, "bins": 0}, "bad-value", "1 to 200"),
    ({**BAR, "labels": "some"}, "bad-value", "true or false"),
    ({**BAR, "annotate": [{"text": "x"}]}, "bad-value", "x or y"),
    ({**BAR, "annotate": [{"y": "high", "text": "x"}]}, "bad-value", "number"),
    ({**BAR, "x": {"field": "region", "log": True}}, "wrong-channel-type", "numbers"),
    ({**BAR, "source": "ai_indx"}, "unknown-source", 'did you mean "ai_index"'),
    ({**BAR, "title": (Expr("nobody", Location("r.md", 33, 8)),)}, "unknown-query", "There are"),
]


@pytest.mark.parametrize(("spec", "code", "part"), BAD)
def test_bad_charts(spec: dict[str, object], code: str, part: str) -> None:
    [problem] = errors(chart(spec))
    assert problem.code == code
    assert part in problem.hint
    assert problem.location


def test_an_error_stands_at_its_key() -> None:
    places = {"y": Location("r.md", 34, 1), "y.field": Location("r.md", 34, 4)}
    [problem] = errors(chart({**BAR, "y": "usd_bm"}, places=places))
    assert problem.location == Location("r.md", 34, 4)


def test_a_logarithmic_axis_refuses_what_it_cannot_show() -> None:
    rows = QueryResult("rows", (Field("a"), Field("b", "number")), (("x", 1.0), ("y", 0.0)))
    spec = {"mark": "bar", "data": "rows", "x": "a", "y": {"field": "b", "log": True}}
    with pytest.raises(Exception, match="not-positive"):
        resolved(chart(spec), results={**RESULTS, "rows": rows})
    assert figure({**BAR, "y": {"field": "usd_bn", "log": True}}).chart.log == ("y",)


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_resolves_over_no_rows_and_missing_ones(mark: str) -> None:
    entry = MARKS[mark]
    fields = (Field("name"), Field("amount", "number"), Field("year", "year"))
    amounts = set(entry.quantitative) or {"y"}
    channels = {c: "amount" if c in amounts else ("year" if c == "color" else "name") for c in entry.required}
    for rows in ((), (("a", None, 2023), (None, float("nan"), None)), (("a", 1.5, 2023),)):
        result = QueryResult("rows", fields, rows)
        document, _ = resolved(chart({"mark": mark, "data": "rows", **channels}), results={"rows": result})
        [block] = document.blocks
        assert isinstance(block, Figure)
        assert block.chart.rows == len(rows)
        assert block.alt


def test_a_remark_without_a_place_is_told() -> None:
    spec = {"mark": "line", "data": "scores", "x": "month", "y": "score", "color": "country"}
    note = {"text": (Str("later"),), "x": "2031-01"}
    _, found = resolved(chart({**spec, "annotate": [note]}))
    assert [d.code for d in found] == ["annotation-not-shown"]
    _, found = resolved(chart({**spec, "annotate": [{**note, "x": "2024-01"}]}))
    assert found == []
    ring = {"mark": "arc", "data": "money", "x": "region", "y": "usd_bn", "annotate": [{"text": (Str("x"),), "y": 1}]}
    _, found = resolved(chart(ring))
    assert [d.code for d in found] == ["annotation-not-shown"]
