"""The checks of a resolved document: what they find, and that they raise no false alarm."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import AT

from builder.checks.registry import check_document
from builder.errors import Diagnostic, Location
from builder.model.document import (
    Attr,
    Block,
    Div,
    Document,
    Header,
    Image,
    Inline,
    Meta,
    Para,
    Str,
)


def para(*inlines: Inline, line: int = 5) -> Para:
    return Para(inlines, Location("r.md", line))


def header(text: str, level: int = 1, line: int = 3, *classes: str) -> Header:
    return Header(level, (Str(text),), Attr(f"id-{line}", classes), Location("r.md", line))


def found(*blocks: Block, project: Path | None = None, root: Path | None = None) -> list[Diagnostic]:
    document = Document("demo", Meta((Str("A title"),)), blocks, str(root or "."))
    return check_document(document, project or Path())


def codes(*blocks: Block) -> list[str]:
    return [d.code for d in found(*blocks)]


# -- Headings --------------------------------------------------------------------------------------------


def test_headings() -> None:
    assert codes(header("A"), header("B", 2, 4), header("C", 3, 5), header("D", 1, 6), header("E", 2, 7)) == []
    assert codes(header("A"), header("C", 3, 5)) == ["heading-jump"]
    assert codes(header("B", 2), header("A", 1, 4)) == ["heading-jump"]
    assert codes(para(Str("text"))) == ["no-section"]
    assert codes(header("B", 2)) == ["no-section"]
    assert codes() == []


def test_long_headings() -> None:
    assert codes(header("word " * 23)) == ["long-title"]
    assert codes(header("word " * 20)) == []
    assert codes(header("word " * 23, 1, 3, "no-slide")) == []


# -- Pictures --------------------------------------------------------------------------------------------


def picture(path: str, alt: str = "A map", *, folder: Path, project: Path) -> list[str]:
    image = Image((Str(alt),) if alt else (), path, at=AT)
    problems = found(header("H"), para(image), project=project, root=folder)
    assert all(d.location == AT and d.hint for d in problems)
    return [d.code for d in problems]


def test_pictures(tmp_path: Path) -> None:
    from PIL import Image as Pillow

    project, folder = tmp_path / "project", tmp_path / "project" / "report"
    folder.mkdir(parents=True)
    Pillow.new("RGB", (4, 4), "red").save(folder / "map.png")
    Pillow.new("RGB", (4, 4), "red").save(project / "up.jpg")
    Pillow.new("RGB", (4, 4), "red").save(tmp_path / "out.png")
    (folder / "text.png").write_text("no picture", encoding="utf-8")
    (folder / "cut.png").write_bytes((folder / "map.png").read_bytes()[:40])
    (folder / "link.png").symlink_to(tmp_path / "out.png")

    def check(path: str, alt: str = "A map") -> list[str]:
        return picture(path, alt, folder=folder, project=project)

    assert check("map.png") == []
    assert check("../up.jpg") == []
    assert check("map.png", "") == ["image-without-alt"]
    assert check("mapp.png") == ["image-not-found"]
    assert check("") == ["image-not-found"]
    assert check("a\0b.png") == ["image-not-found"]
    assert check("x" * 5000 + ".png") == ["image-not-found"]
    assert check("https://example.org/map.png") == ["image-not-found"]
    assert check("../../out.png") == ["outside-project"]
    assert check("link.png") == ["outside-project"]
    assert check("/etc/passwd") == ["outside-project"]
    assert check("text.png") == ["not-an-image"]
    assert check("cut.png") == ["not-an-image"]


# -- Columns ---------------------------------------------------------------------------------------------


def column(width: str = "") -> Div:
    return Div((para(Str("x")),), Attr(classes=("column",), keys=(("width", width),)), Location("r.md", 7))


def row(*columns: Div) -> Div:
    return Div(columns, Attr(classes=("columns",)), Location("r.md", 6))


@pytest.mark.parametrize("widths", [("40%", "60%"), ("", ""), ("33.3%", "33.3%", "33.4%"), (" 40 % ", "")])
def test_widths_of_columns_are_shares(widths: tuple[str, ...]) -> None:
    assert codes(header("A", 1), row(*map(column, widths))) == []


@pytest.mark.parametrize(
    ("block", "severity", "says"),
    [
        (row(column("5cm"), column()), "error", '"5cm" is not the width'),
        (row(column("0%"), column()), "error", '"0%" is not the width'),
        (row(column("140%")), "error", '"140%" is not the width'),
        (row(column("60%"), column("70%")), "warning", "130% wide together"),
        (column("40%"), "warning", "stands in no row"),
    ],
)
def test_columns_that_cannot_be_are_named(block: Div, severity: str, says: str) -> None:
    [one] = found(header("A", 1), block)
    assert (one.severity, one.code) == (severity, "bad-column")
    assert says in one.message
    assert one.hint
    assert one.location is not None
    assert one.location.line == 7
