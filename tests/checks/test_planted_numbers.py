"""Numbers that are planted in every corner of a report: each is found where it stands, and nothing else is.

In the sources a number to be found stands in «», which are taken out. Reports are built from files as users build them.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.errors import Diagnostic
from builder.pipeline import check

HERE = Path(__file__).parent
PLANTED = (HERE / "planted.md").read_text(encoding="utf-8")
Place = tuple[int, int]


def unmarked(text: str) -> tuple[str, list[Place]]:
    """A source without its marks, and the place of each number that was marked."""
    places: list[Place] = []
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        parts = re.split("[«»]", line)
        places += [(number, sum(map(len, parts[:n])) + 1) for n in range(1, len(parts), 2)]
        lines.append("".join(parts))
    return "\n".join(lines), places


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    (folder / "t.csv").write_text("n,v\na,1.5\nb,2.5\n", encoding="utf-8")
    shutil.copy(HERE / "cases" / "map.png", folder / "x.png")
    return folder


def found(project: Path, text: str, *, newline: str = "\n") -> list[Diagnostic]:
    (project / "report.md").write_bytes(text.replace("\n", newline).encode())
    return [d for d in check(project / "report.md") if d.code == "unbound-number"]


def places(diagnostics: list[Diagnostic]) -> list[Place]:
    return sorted((d.location.line, d.location.column) for d in diagnostics if d.location)


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_every_corner(project: Path, newline: str) -> None:
    text, expected = unmarked(PLANTED)
    assert len(expected) > 65
    diagnostics = found(project, text, newline=newline)
    assert places(diagnostics) == sorted(expected)
    assert all(d.severity == "warning" and d.hint for d in diagnostics)


def test_the_message_names_the_number_and_its_corner(project: Path) -> None:
    said = {d.message for d in found(project, unmarked(PLANTED)[0])}
    for message in (
        'the number "7th" in the title is bound to nothing',
        'the number "11" in the keyword is bound to nothing',
        'the number "12" in the heading is bound to nothing',
        'the number "13" is bound to nothing',
        'the number "27" in the list is bound to nothing',
        'the number "25" in the footnote is bound to nothing',
        'the number "36" in the table cell is bound to nothing',
        'the number "41" in the speaker\'s notes is bound to nothing',
        'the number "44" in the alternative text is bound to nothing',
        'the number "48" in the chart title is bound to nothing',
        'the number "54" in the annotation is bound to nothing',
        'the number "55" in the column label is bound to nothing',
        'the number "53" in the source line is bound to nothing',
        'the number "60" in the note of a key figure is bound to nothing',
        'the number "１２" is bound to nothing',
    ):
        assert message in said


# -- Random documents ------------------------------------------------------------------------------------

# Corners with one gap each, which a text with a number goes into.
CORNERS = (
    "{}",
    "Words before\nand {} on the second line.",
    "- {}\n- other",
    "> quoted words\n> {}",
    "1. one\n\n   > deep {}\n",
    "Before *{}* behind",
    "Before **{}**, `7`, and more",
    "A [link {}](https://example.org/7)",
    "Text^[a note {}] on",
    "Text[^{label}].\n\n[^{label}]: the note {}\n",
    "### Heading {}",
    "| a | b |\n|---|---|\n| x | {} |",
    "| {} |\n|---|\n| x |\n\n: cap\n",
    "| x |\n|---|\n| y |\n\n: cap {}\n",
    "::: notes\n{}\n:::",
    "::: {{.callout}}\n- in it {}\n:::",
    "![alt {}](x.png)",
    "{{{{ q.first.v }}}} and {}",
    "\\* &amp; {{{{ q.first.v }}}}--{}",
    '"Quotes" -- and it\'s {} ...',
    "```chart\nmark: bar\ndata: q\nx: n\ny: v\ntitle: Up {}\n```",
    "```chart\nmark: bar\ndata: q\nx: n\ny: v\nalt: >\n  folded\n  {}\n```",
    "- ```table\n  data: q\n  caption: 'it''s {}'\n  ```",
)
WORDS = ("growth", "the shop", "it's", "wide -- and high", "Über", "“so”", "*very* much", "x &amp; y", "中文", "\\*")
NUMBER = st.sampled_from(["5", "12", "3.5", "1,234.5", "0.3%", "10x", "1e6", "½", "１２", "٣٤", "14:30", "5–7"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A report of some corners in some order, each with one number in «» among words."""
    parts = []
    for n, corner in enumerate(draw(st.lists(st.sampled_from(CORNERS), min_size=1, max_size=5))):
        before, after = draw(st.sampled_from(WORDS)), draw(st.sampled_from(WORDS))
        yaml = "```" in corner
        gap = f"x «{draw(NUMBER)}» y" if yaml else f"{before} «{draw(NUMBER)}» {after}"
        parts.append(corner.format(gap, label=f"n{n}x"))
    return (
        "---\ntitle: T\ndataset: {t: t.csv}\n---\n\n```sql q\nselect * from t\n```\n\n# H\n\n"
        + "\n\n".join(parts)
        + "\n"
    )


@given(documents())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_number_in_a_random_document_is_found_where_it_stands(project: Path, document: str) -> None:
    text, expected = unmarked(document)
    assert places(found(project, text)) == sorted(expected)
