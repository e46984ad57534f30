from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder.errors import SourceError
from builder.readers.brand import Brand, read_brand
from builder.theme import FONTS, Theme

FULL = """\
meta: {name: Example, link: https://example.org}
logo:
  images:
    wide: {path: wide.png, alt: Example}
  small: small.png
  medium: {light: wide, dark: dark.png}
color:
  palette:
    blue: "#0af"
    brand: blue
  foreground: "#111111"
  background: "#FfFfFf"
  primary: brand
  secondary: blue
  warning: primary
  tertiary: "#00FF00"
typography:
  base: {family: No Such Family, size: 11pt}
"""


def brand(folder: Path, text: str) -> Brand:
    (folder / "_brand.yml").write_text(text, encoding="utf-8")
    return read_brand(folder / "_brand.yml", "_brand.yml")


def found(folder: Path, text: str) -> list[tuple[str, int, int]]:
    with pytest.raises(SourceError) as caught:
        brand(folder, text)
    assert all(d.hint for d in caught.value.diagnostics)
    return [(d.code, d.location.line, d.location.column) for d in caught.value.diagnostics if d.location]


def test_a_brand(tmp_path: Path) -> None:
    (tmp_path / "wide.png").write_bytes(b"")
    got = brand(tmp_path, FULL)
    assert got.colors == {
        "ink": "#111111",
        "paper": "#FFFFFF",
        "accent": "#00AAFF",
        "secondary": "#00AAFF",
        "highlight": "#00AAFF",
    }
    assert got.typography.base is None
    assert got.logo == tmp_path / "wide.png"
    assert [(d.code, d.location and d.location.line) for d in got.warnings] == [
        ("not-yet", 18),
        ("brand-font-missing", 18),
    ]
    colors = got.themed(Theme()).colors
    assert (colors.accent, colors.ink, colors.highlight) == ("#00AAFF", "#111111", "#00AAFF")


def test_an_empty_brand(tmp_path: Path) -> None:
    assert brand(tmp_path, "") == Brand()
    base = brand(tmp_path, "color:\nlogo:\ntypography: {base: Arimo}").typography.base
    assert base is not None
    assert base.name == "Arimo"


@pytest.mark.parametrize("text", ["logo: a.png", "logo: {large: a.png}", "logo: {small: {path: a.png}}"])
def test_logos(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    assert brand(tmp_path, text).logo == tmp_path / "a.png"


def test_families_and_where_their_faces_come_from(tmp_path: Path) -> None:
    for name in ("a.ttf", "b.ttf"):
        shutil.copyfile(FONTS / "Arimo-Regular.ttf", tmp_path / name)
    text = """\
typography:
  fonts:
    - family: House
      source: file
      files: [a.ttf, {path: b.ttf, weight: semi-bold}, {path: a.ttf, weight: [300, 500], style: italic}]
    - {family: Arimo, source: bunny, weight: 400..700}
  base: {family: House}
  headings: Arimo
  monospace: {family: House, size: 9pt}
  monospace-inline: {color: red}
  link: {decoration: underline}
  bse: Arimo
"""
    got = brand(tmp_path, text)
    base, headings, mono = got.typography.base, got.typography.headings, got.typography.monospace
    assert base is not None
    assert base.name == "House"
    assert [p.name for p in (base.regular, base.bold, base.italic, base.bold_italic)] == [
        "a.ttf",
        "b.ttf",
        "a.ttf",
        "b.ttf",
    ]
    assert mono == base
    assert headings is not None
    assert headings.regular == Theme().fonts.regular
    assert [(w.code, w.location and w.location.line) for w in got.warnings] == [
        ("unknown-key", 12),
        ("not-yet", 10),
        ("brand-font-faces", 7),
    ]
    assert '"monospace-inline", "link", "monospace.size"' in got.warnings[1].message
    assert "bold italic" in got.warnings[2].message


@pytest.mark.parametrize(
    ("weight", "works"),
    [("400", True), ("bold", True), ("100..900", True), ("[400, 700]", True), ("heavy", False), ("0", False),
     ("1..2000", False), ("[]", False), ("{a: 1}", False), ("'400...900'", False)],
)  # fmt: skip
def test_weights(tmp_path: Path, weight: str, *, works: bool) -> None:
    shutil.copyfile(FONTS / "Arimo-Regular.ttf", tmp_path / "a.ttf")
    text = f"typography: {{fonts: [{{family: H, source: file, files: [{{path: a.ttf, weight: {weight}}}]}}]}}"
    if works:
        assert brand(tmp_path, text).warnings == ()
    else:
        assert [code for code, *_ in found(tmp_path, text)] == ["bad-value"]


def test_styles(tmp_path: Path) -> None:
    shutil.copyfile(FONTS / "Arimo-Italic.ttf", tmp_path / "a.ttf")
    text = "typography:\n  fonts:\n  - {family: H, files: [{path: a.ttf, style: normal}]}\n  base: H"
    base = brand(tmp_path, text).typography.base
    assert base is not None
    assert base.lacks == ("bold", "italic")
    assert found(tmp_path, text.replace("normal", "bent")) == [("bad-value", 3, 25)]


def test_what_is_not_known_is_a_warning(tmp_path: Path) -> None:
    got = brand(tmp_path, "colour: {}\ncolor: {primry: '#000'}\n")
    assert [(d.code, d.location and d.location.line) for d in got.warnings] == [("unknown-key", 1), ("unknown-key", 2)]
    assert 'did you mean "primary"?' in got.warnings[1].hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("color: {primary: blue}", ("bad-value", 1, 9)),
        ("color: {primary: '#12345'}", ("bad-value", 1, 9)),
        ("color:\n  palette: {a: b, b: a}\n  primary: a", ("bad-value", 3, 3)),
        ("color: {primary: [a]}", ("bad-value", 1, 9)),
        ("color: {palette: [a]}", ("wrong-type", 1, 9)),
        ("color: red", ("wrong-type", 1, 1)),
        ("- a", ("wrong-type", 1, 1)),
        ("logo: [a]", ("wrong-type", 1, 1)),
        ("logo: {medium: 1}", ("wrong-type", 1, 1)),
        ("logo: none.png", ("file-not-found", 1, 1)),
        ("logo: ../x.png", ("outside-project", 1, 1)),
        ("a: b: c", ("bad-yaml", 1, 5)),
        ("typography: House", ("wrong-type", 1, 1)),
        ("typography: {base: [House]}", ("wrong-type", 1, 14)),
        ("typography: {base: {family: 1}}", ("wrong-type", 1, 21)),
        ("typography: {fonts: House}", ("wrong-type", 1, 14)),
        ("typography: {fonts: [House]}", ("wrong-type", 1, 22)),
        ("typography: {fonts: [{source: file}]}", ("wrong-type", 1, 22)),
        ("typography: {fonts: [{family: H, source: web}]}", ("bad-value", 1, 34)),
        ("typography: {fonts: [{family: H, source: file}]}", ("wrong-type", 1, 22)),
        ("typography: {fonts: [{family: H, source: file, files: []}]}", ("wrong-type", 1, 48)),
        ("typography: {fonts: [{family: H, files: [1]}]}", ("wrong-type", 1, 42)),
        ("typography: {fonts: [{family: H, files: [{weight: 400}]}]}", ("wrong-type", 1, 42)),
        ("typography: {fonts: [{family: H, files: [none.ttf]}]}", ("file-not-found", 1, 42)),
        ("typography: {fonts: [{family: H, files: [../none.ttf]}]}", ("outside-project", 1, 42)),
        ("typography: {fonts: [{family: H, files: [_brand.yml]}]}", ("bad-font", 1, 42)),
    ],
)
def test_what_is_wrong(tmp_path: Path, text: str, expected: tuple[str, int, int]) -> None:
    assert found(tmp_path, text) == [expected]


def test_a_brand_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_bytes(b"\xff")
    for name, code in (("b.yml", "not-utf8"), ("none.yml", "file-not-found")):
        with pytest.raises(SourceError, match=code):
            read_brand(tmp_path / name, name)
