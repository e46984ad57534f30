from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.errors import Diagnostic, Findings, Location
from builder.readers.yaml_data import Placed, plain_value, read_yaml


def place(line: int, column: int) -> Location:
    return Location("y", line + 1, column + 1)


def read(text: str) -> Placed:
    findings = Findings()
    placed = read_yaml(text, place, findings)
    assert not findings.items
    assert placed
    return placed


def refused(text: str) -> Diagnostic:
    findings = Findings()
    read_yaml(text, place, findings)
    (diagnostic,) = findings.items
    assert diagnostic.hint
    return diagnostic


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("-12", -12), ("+3", 3), ("1.5", 1.5), ("1e3", 1000.0), (".5", 0.5), ("1_000", "1_000"), ("007", 7),
        ("true", True), ("False", False), ("yes", "yes"), ("no", "no"), ("on", "on"), ("null", None), ("~", None),
        ("", None), ("12:30", "12:30"), ("2025-04-11", datetime.date(2025, 4, 11)), ("2025-13-11", "2025-13-11"),
        ("1e999", "1e999"), (".inf", ".inf"), (".nan", ".nan"), ("0x1F", "0x1F"), ("9" * 400, "9" * 400), ("١", "١"),
    ],
)  # fmt: skip
def test_plain_scalars(text: str, value: object) -> None:
    assert plain_value(text) == value
    assert type(plain_value(text)) is type(value)


def test_quoted_scalars_are_texts() -> None:
    assert read("a: '1'\nb: \"true\"\nc: |\n  2\nd: ''").data == {"a": "1", "b": "true", "c": "2\n", "d": ""}


def test_places() -> None:
    placed = read("a: {b: 1, c: [x, 'yz']}\nd:\n- e: f\n- \n  g: h i\n")
    assert placed.data == {"a": {"b": 1, "c": ["x", "yz"]}, "d": [{"e": "f"}, {"g": "h i"}]}
    assert {path: (at.line, at.column) for path, at in placed.places.items()} == {
        "": (1, 1), "a": (1, 1), "a.b": (1, 5), "a.c": (1, 11), "a.c.0": (1, 15), "a.c.1": (1, 18),
        "d": (2, 1), "d.0": (3, 3), "d.0.e": (3, 3), "d.1": (5, 3), "d.1.g": (5, 3),
    }  # fmt: skip
    assert placed.at("a", "c", 7, "z") == Location("y", 1, 11)
    scalars = {path: (s.text, s.place(1)) for path, s in placed.scalars.items()}
    assert scalars["a.c.1"] == ("yz", Location("y", 1, 20))
    assert scalars["d.1.g"] == ("h i", Location("y", 5, 7))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('a: "x\\ty 7"', 1, 10),
        ('a: "\\u0041\\\\ \\"7\\""', 1, 16),
        ('a: "one\n  two \\\n  7"', 3, 3),
        ("a: 'it''s 7'", 1, 11),
        ("a: plain\n  text 7", 2, 8),
        ("a: >\n  folded\n\n  text 7\n", 4, 8),
        ("a: >- # a remark of 2\n  folded 7\nb: 7\n", 2, 10),
        ("a: |\n   literal\n     7\n", 3, 6),
        ("- a: >2\n    7 x\n", 2, 5),
    ],
)
def test_a_place_in_a_scalar_that_is_written_otherwise(text: str, line: int, column: int) -> None:
    [scalar] = [s for name, s in read(text).scalars.items() if name != "b"]
    assert scalar.place(scalar.text.index("7")) == Location("y", line, column)


def test_a_place_behind_escapes_of_white_space() -> None:
    scalar = read('a: "x\\_\\t\\n\\N\\L\\P7"').scalars["a"]
    assert scalar.text == "x\xa0\t\n\x85\u2028\u20297"
    assert scalar.place(7) == Location("y", 1, 18)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_nothing(text: str) -> None:
    assert read(text).data is None


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: b: c", 1, 5),
        ("a: [1, 2", 1, 4),
        ("a: 1\nb: {c: 1,\n\n", 2, 4),
        ('a: 1\nb: "c\nd\n', 2, 4),
        ("a: 1\n b: 2", 2, 3),
        ("a: &x 1\nb: *x", 1, 4),
        ("a: *x", 1, 4),
        ("a: !!python/object:os.system x", 1, 4),
        ("a: !mine x", 1, 4),
        ("? [a]\n: b", 1, 3),
        ("a: 1\n---\nb: 2", 2, 1),
        ("a: \x07", 1, 4),
        ('a: "\\U000F0000"', 1, 5),
        ('a: "\\x07"', 1, 4),
        ("[" * 30, 1, 21),
        ("- " * 30, 1, 41),
    ],
)
def test_what_is_refused(text: str, line: int, column: int) -> None:
    diagnostic = refused(text)
    assert diagnostic.code == "bad-yaml"
    assert diagnostic.location
    assert diagnostic.location.line == line
    assert abs(diagnostic.location.column - column) <= 1  # libyaml and PyYAML count the end of a text differently


def test_a_surrogate_is_no_character() -> None:
    assert refused('a: "\\uD800"').code == "bad-yaml"


def test_duplicates() -> None:
    diagnostic = refused("a: 1\nb: {c: 1, c: 2}")
    assert (diagnostic.code, diagnostic.location) == ("duplicate-key", Location("y", 2, 11))


def test_line_ends_that_editors_do_not_count() -> None:
    assert read("a: x\u2028y\nb: 1").places["b"] == Location("y", 2, 1)


DATA = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9999, 9999), st.dates(), st.text("ab: #-'\"{}[],é中", max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text("abc -é", min_size=1, max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(DATA)
@settings(max_examples=80, deadline=None)
def test_what_is_written_is_read(data: Any) -> None:
    import yaml

    assert read(yaml.safe_dump(data, allow_unicode=True)).data == data


@given(st.text("ab: #-'\"{}[],&*!|>%@`?\n\t~", max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_text_is_yaml_or_a_diagnostic(text: str) -> None:
    findings = Findings()
    placed = read_yaml(text, place, findings)
    assert (placed is None) == ("bad-yaml" in {d.code for d in findings.items})
