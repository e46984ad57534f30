"""Whole reports, built as a user does it: every mark, languages and directions, parts for one file alone, odd data."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.pipeline import BuildOptions, build

MARKS = (
    "data: late\nmark: bar\nx: name\ny: n",
    "data: t\nmark: bar\nx: n\ny: name\ncolor: year",
    "data: t\nmark: bar\nx: name\ny: n\ncolor: year\nstack: group",
    "data: late\nmark: bar\nx: group\ny: share\ncolor: name\nstack: normalize",
    "data: t\nmark: line\nx: year\ny: n\ncolor: name",
    "data: t\nmark: area\nx: year\ny: share\ncolor: name",
    "data: t\nmark: point\nx: n\ny: share",
    "data: late\nmark: lollipop\nx: n\ny: name",
    "data: t\nmark: dumbbell\nx: share\ny: name\ncolor: year",
    "data: t\nmark: slope\nx: year\ny: share\ncolor: name",
    "data: t\nmark: histogram\nx: n",
    "data: t\nmark: heatmap\nx: year\ny: name\ncolor: n",
    "data: late\nmark: arc\nx: name\ny: share",
    "data: late\nmark: waterfall\nx: name\ny: share",
    "data: t\nmark: bar\nx: name\ny: n\nfacet: year",
    "data: late\nmark: bar\nx: name\ny: n\ny2: share",
    "data: late\nmark: bar\nx: name\ny: n\nnative: never",
)
QUERY = "```sql late\nselect * from t where year = 2024\n```\n\n"
DATA = """\
name,group,year,n,share
Alpha,one,2023,1234.5,0.125
Beta,one,2023,-87.25,0.25
Gamma,two,2023,1234.5,0.5
Alpha,one,2024,2000000,0.0625
Beta,two,2024,,0.3
Gamma,two,2024,0.333333333333,0.7
"""
BODY = """\
# {first} {{{{ t.first.n | number(1) }}}} {{#one}}

- {first} {{{{ t.last.n | number(3) }}}}, {{{{ t.first.share | percent(1) }}}}[^1]
- {{{{ t.at(name="Beta", year=2023).n | number(2) }}}}

{second} 2024 {{{{ t.at(name="Alpha", year=2024).n | compact }}}}.

::: brief
{first} {{{{ t.first.n | number(0) }}}}
:::

::: deck
- {second} {{{{ t.last.share | percent(0) }}}}
:::

# {second} {{#two}}

```table t2
data: t
caption: "{first} {{{{ t.first.n | number(1) }}}}"
total: [n]
```

| {first} | 12 |
|---|---|
| {second} | {{{{ t.first.n | number(1) }}}} |

# {first} {{#three .appendix}}

- {second} {{{{ t.last.n | number(2) }}}}

# {second} {{#four}}

1. {first}
2. {second} {{{{ t.first.n | number(1) }}}}

[^1]: {second} {{{{ t.last.n | number(1) }}}}.
"""
WORDS = {
    "en-US": ("The gap of", "It grew in"),
    "de": ("Die Lücke von", "Sie wuchs im Wirtschaftsjahr"),
    "fr": ("L’écart de", "Il a crû en"),
    "ja": ("人工知能の投資額は", "前年比で増加した"),
    "ar": ("الاستثمار في", "ارتفع خلال"),
    "he": ("הכלכלה צמחה", "בשיעור של"),
    "sv": ("Gapet på", "Det växte"),
    "hi": ("निवेश", "बढ़ गया"),
}


def project(folder: Path, body: str, lang: str = "en-US", data: str = DATA) -> Path:
    (folder / "data" / "d").mkdir(parents=True)
    (folder / "data" / "d" / "t.csv").write_text(data, encoding="utf-8")
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    report = folder / "r.md"
    report.write_text(
        f"---\ntitle: A report\ndate: 2026-04-02\nlang: {lang}\ndataset: d\n---\n\n{body}", encoding="utf-8"
    )
    return report


def test_every_mark_ties_out(tmp_path: Path) -> None:
    charts = (f"```chart c{n}\n{spec}\ntitle: A finding\n```\n" for n, spec in enumerate(MARKS))
    result = build(project(tmp_path, QUERY + "# Charts {#charts}\n\n" + "\n".join(charts)))
    assert not [d for d in result.diagnostics if d.severity == "error"]


@pytest.mark.parametrize("audit", [False, True])
@pytest.mark.parametrize("lang", WORDS)
def test_every_language_ties_out(lang: str, tmp_path: Path, *, audit: bool) -> None:
    first, second = WORDS[lang]
    body = (
        QUERY
        + BODY.format(first=first, second=second)
        + "\n\n".join(
            f"```chart c{n}\n{spec}\ntitle: {second}\n```" for n, spec in enumerate((MARKS[0], MARKS[4], MARKS[-1]))
        )
    )
    result = build(project(tmp_path, body, lang), BuildOptions(audit=audit))
    assert not [d for d in result.diagnostics if d.severity == "error"]


def test_a_control_character_in_the_data_breaks_no_file(tmp_path: Path) -> None:
    data = DATA.replace("Alpha", "Al\x07pha")
    body = f"{QUERY}# Chart {{#h}}\n\n```chart c\n{MARKS[0]}\ntitle: A finding\n```\n\n```table u\ndata: t\n```\n"
    result = build(project(tmp_path, body, data=data))
    assert not [d for d in result.diagnostics if d.severity == "error"]


def test_a_long_table_is_cut_in_the_deck_and_whole_in_the_brief(tmp_path: Path) -> None:
    rows = "".join(f"Item {n},one,2023,{n * 7919 % 100_003 / 8},0.5\n" for n in range(1200))
    result = build(
        project(tmp_path, "# Rows {#rows}\n\n```table u\ndata: t\n```\n", data=DATA.splitlines()[0] + "\n" + rows)
    )
    assert [d.code for d in result.diagnostics if d.severity == "error"] == []


def test_rows_that_share_a_mark_are_told_with_what_to_do(tmp_path: Path) -> None:
    body = "# Chart {#h}\n\n```chart c\ndata: t\nmark: bar\nx: name\ny: n\ntitle: A finding\n```\n"
    [told] = [d for d in build(project(tmp_path, body)).diagnostics if d.code == "workbook-differs"]
    assert told.severity == "warning"
    assert told.location
    assert told.location.line == 10
    assert "sum the rows" in told.hint
