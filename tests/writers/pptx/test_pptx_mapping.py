"""What the user says about a template's layouts: read, checked, kept to, and written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from deck_samples import THEME, bullets, document, figure, header, key_figures
from foreign_templates import MAKERS, template
from pptx import Presentation

from builder.errors import Diagnostic, Findings, WriteError
from builder.writers.base import WriteJob
from builder.writers.pptx.inspecting import inspect_template, write_mapping
from builder.writers.pptx.layouts import ROLES, Layout
from builder.writers.pptx.mapping import TABLE, mapping_path, mapping_text, read_choices
from builder.writers.pptx.template import open_template
from builder.writers.pptx.writer import PptxWriter

NAMES = [n for n in MAKERS if n != "libreoffice"]


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "corporate.pptx"
    path.write_bytes(template("german"))
    return path


def says(deck: Path, text: str) -> Path:
    path = mapping_path(deck)
    path.write_text(text, encoding="utf-8")
    return path


def told(deck: Path, project: Path | None = None) -> list[Diagnostic]:
    with pytest.raises(WriteError) as error:
        open_template(deck.read_bytes(), deck.name, read_choices(deck, project))
    return list(error.value.diagnostics)


def slides(deck: Path, *blocks: Any, project: Path | None = None) -> list[Any]:
    findings = Findings()
    job = WriteJob(document(*blocks), THEME, findings, None, deck, project=project)
    PptxWriter().write(job, deck.parent / "out.pptx")
    return list(Presentation(str(deck.parent / "out.pptx")).slides)


# -- Keeping to it -----------------------------------------------------------------------------------------


def test_the_build_keeps_to_what_stands_beside_the_template(deck: Path) -> None:
    says(deck, 'text = "Zwei Inhalte"\ntitle = "Abschnittsüberschrift"\n')
    made = slides(deck, header("A"), bullets("x"))
    assert [s.slide_layout.name for s in made[:2]] == ["Abschnittsüberschrift", "Zwei Inhalte"]
    assert made[1].placeholders[1].text_frame.text == "x"


def test_the_projects_file_goes_before_that_beside_the_template(deck: Path) -> None:
    says(deck, 'text = "Zwei Inhalte"\nclosing = "Zwei Inhalte"\n')
    project = deck.parent / "pyproject.toml"
    project.write_text(f'[project]\nname = "x"\n\n[{TABLE}]\ntext = "Nur Titel"\n', encoding="utf-8")
    made = slides(deck, header("A"), bullets("x"), project=project)
    assert [s.slide_layout.name for s in made[1:]] == ["Nur Titel", "Zwei Inhalte"]


def test_placeholders_are_chosen_by_number(deck: Path) -> None:
    says(deck, 'text-visual = { layout = "Zwei Inhalte", text = 2, visual = 1 }\n')
    slide = slides(deck, header("A"), bullets("x"), figure("f"))[1]
    assert slide.placeholders[1].has_chart
    assert slide.placeholders[2].text_frame.text == "x"


def test_a_master_is_chosen_by_name(tmp_path: Path) -> None:
    path = tmp_path / "two.pptx"
    path.write_bytes(template("two-masters"))
    says(path, 'section = { layout = "Section Header", master = "Night" }\n')
    layouts = open_template(path.read_bytes(), path.name, read_choices(path, None)).layouts
    assert {role for role, lay in layouts.roles.items() if lay.master == "Night"} == {"section"}
    [found] = told_of(path, 'section = "Section Header"')
    assert found.code == "bad-layout-map"
    assert 'master = "Light"' in found.hint


def told_of(path: Path, text: str) -> list[Diagnostic]:
    says(path, text)
    return told(path)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("layout", ["Leer", "Nur Titel", "Titelfolie", "Inhalt mit Überschrift"])
def test_any_layout_will_do_for_any_role(deck: Path, role: str, layout: str) -> None:
    """What a chosen layout has not is made on it."""
    says(deck, f'{role} = "{layout}"\n')
    blocks = (header("A"), bullets("x"), figure("f"), header("B"), figure("g"), figure("h"), header("C"), bullets("y"))
    made = slides(deck, *blocks, header("D"), key_figures(3), header("E"))
    assert all(s.shapes.title.text_frame.text for s in made)
    layouts = open_template(deck.read_bytes(), deck.name, read_choices(deck, None)).layouts
    assert (layouts.roles[role].name, layouts.found[role]) == (layout, "mapping")


# -- What is wrong -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "line", "hint"),
    [
        ('\ntitel = "Titelfolie"', "unknown-role", 2, '"title"'),
        ('text = "Nur Titel"\ntable = "Nur Title"', "unknown-layout", 2, '"Nur Titel"'),
        ('text = { layout = "Nur Titel", master = "Nobody" }', "unknown-layout", 1, "Corporate"),
        ('text = { layout = "Zwei Inhalte", text = 7 }', "unknown-placeholder", 1, "1 (content), 2 (content)"),
        ('text = { layout = "Zwei Inhalte", texts = 1 }', "unknown-key", 1, '"text"'),
        ('text = { layout = "Zwei Inhalte", text = "1" }', "bad-layout-map", 1, "layout"),
        ('text = { layout = "Zwei Inhalte", visual = [1, true] }', "bad-layout-map", 1, "layout"),
        ('text = { layout = "Zwei Inhalte", master = 1 }', "bad-layout-map", 1, "layout"),
        ('key-figures = { layout = "Zwei Inhalte", value = [1, 2] }', "bad-layout-map", 1, "note = [5, 6]"),
        ("text = { text = 1 }", "bad-layout-map", 1, "layout"),
        ("text = 5", "bad-layout-map", 1, "layout"),
        ("# fine\n[text]\nlayout = 5", "bad-layout-map", 2, "layout"),
        ("text = \n", "bad-layout-map", 1, "section"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(deck: Path, text: str, code: str, line: int, hint: str) -> None:
    [found] = told_of(deck, text)
    assert (found.severity, found.code) == ("error", code)
    assert found.location is not None
    assert (found.location.path, found.location.line) == ("corporate.layouts.toml", line)
    assert hint in found.hint


def test_faults_in_the_projects_file_are_told_there(deck: Path) -> None:
    project = deck.parent / "pyproject.toml"
    project.write_text(f'[tool.x]\ntext = "y"\n[{TABLE}]\nquote = "Titelfolie"\ntext = "Nirgends"\n', encoding="utf-8")
    [found] = told(deck, project)
    assert (found.code, str(found.location)) == ("unknown-layout", "pyproject.toml:5:1")
    project.write_text("[tool.build-report]\ndeck = 5\n", encoding="utf-8")
    [found] = told(deck, project)
    assert found.code == "bad-layout-map"


def test_all_faults_are_told_at_once(deck: Path) -> None:
    says(deck, 'text = "A"\ntable = "B"\n')
    assert [d.code for d in told(deck)] == ["unknown-layout", "unknown-layout"]


def test_a_file_that_is_not_utf8_is_told(deck: Path) -> None:
    mapping_path(deck).write_bytes(b'text = "\xff"')
    [found] = told(deck)
    assert found.code == "bad-layout-map"


def test_other_tables_of_a_project_are_not_looked_at(deck: Path) -> None:
    project = deck.parent / "pyproject.toml"
    project.write_text('[tool.build-report]\nreport = "r.md"\n', encoding="utf-8")
    assert read_choices(deck, project) == ()


# -- Writing it --------------------------------------------------------------------------------------------


def places(layout: Layout) -> Iterator[object]:
    yield layout.key
    for slot in layout.slots():
        yield slot.name, slot.type, slot.idx, slot.box


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_what_was_found(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"t{MAKERS[name][0]}"
    path.write_bytes(template(name))
    before = open_template(path.read_bytes(), path.name).layouts
    written = write_mapping(path, mapping_text(before, path.name))
    assert written == tmp_path / "t.layouts.toml"
    choices = read_choices(path, None)
    assert [c.role for c in choices] == list(ROLES)
    after = open_template(path.read_bytes(), path.name, choices).layouts
    for role in ROLES:
        assert list(places(after.roles[role])) == list(places(before.roles[role])), role
    assert set(after.found.values()) == {"mapping"}


def test_a_mapping_is_not_written_over(deck: Path) -> None:
    says(deck, "# mine\n")
    with pytest.raises(WriteError) as error:
        write_mapping(deck, "other")
    assert error.value.diagnostics[0].code == "layout-map-exists"
    assert mapping_path(deck).read_text(encoding="utf-8") == "# mine\n"


def test_names_are_quoted(deck: Path) -> None:
    made: Any = Presentation(str(deck))
    made.slide_layouts[1].name = 'Titel "und"\\ Inhalt'
    made.save(str(deck))
    layouts = open_template(deck.read_bytes(), deck.name).layouts
    says(deck, mapping_text(layouts, deck.name))
    assert next(c for c in read_choices(deck, None) if c.role == "text").layout == 'Titel "und"\\ Inhalt'


def test_inspection_tells_what_serves_and_what_is_missing(deck: Path) -> None:
    found = inspect_template(deck)
    by_role = {r.role: r for r in found.roles}
    assert by_role["text-visual"].layout == "Zwei Inhalte"
    assert by_role["text-visual"].placeholders == "title 0, text 1, visual 2"
    assert by_role["section"].found == "by its name" or by_role["section"].found == "by its type"
    assert found.missing == ("key-figures",)
    assert found.masters == ("Corporate",)
    assert {r.idx for r in found.rows if r.layout == "Zwei Inhalte"} == {0, 1, 2, 10, 11, 12}
    says(deck, 'text = "Zwei Inhalte"')
    chosen = next(r for r in inspect_template(deck).roles if r.role == "text")
    assert (chosen.layout, chosen.found) == ("Zwei Inhalte", "chosen by you")
    assert f"[{TABLE}]" in found.table


def test_a_named_layout_has_its_placeholders_as_chosen(deck: Path) -> None:
    says(deck, 'text-visual = { layout = "Inhalt mit Überschrift", text = 2, visual = 1 }\n')
    slide = slides(deck, replace(header("A", layout="Inhalt mit Überschrift")), bullets("x"), figure("f"))[1]
    assert slide.placeholders[1].has_chart
    assert slide.placeholders[2].text_frame.text == "x"
