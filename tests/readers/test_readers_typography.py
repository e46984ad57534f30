"""Typographic quotes, apostrophes, dashes and ellipses."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from readers_dump import dump, texts
from readers_helpers import BODY_LINE, blocks, found, inlines, read, warned

from builder.errors import SourceError
from builder.model.document import Code, Header, Image, Link, Para, SpecBlock, Str, Table
from builder.readers.typography import typeset_text


def para(text: str, lang: str = "en") -> str:
    """The texts of a paragraph, its elements marked as `readers_dump` does."""
    (block,) = read(f"{text}\n", f"---\ntitle: T\nlang: {lang}\n---\n\n").blocks
    assert isinstance(block, Para)
    return texts(block.content)


# What CLDR 48.2 has for a quotation in a quotation, but for es, fr and nl.
@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", "“a ‘b’ c”"),
        ("en-GB", "“a ‘b’ c”"),
        ("de", "„a ‚b‘ c“"),
        ("de-AT", "„a ‚b‘ c“"),
        ("fr", "«\u202fa “b” c\u202f»"),
        ("fr-CA", "«\u202fa “b” c\u202f»"),
        ("fr-CH", "«\u202fa ‹\u202fb\u202f› c\u202f»"),
        ("es", "«a “b” c»"),
        ("es-ES", "«a “b” c»"),
        ("es-MX", "“a ‘b’ c”"),
        ("it", "«a “b” c»"),
        ("nl", "‘a “b” c’"),
        ("pt", "“a ‘b’ c”"),
        ("pt-BR", "“a ‘b’ c”"),
        ("pt-PT", "«a “b” c»"),
        ("sv", "”a ’b’ c”"),
        ("fi", "”a ’b’ c”"),
        ("da", "“a ‘b’ c”"),
        ("nb", "«a ‘b’ c»"),
        ("pl", "„a «b» c”"),
        ("cs", "„a ‚b‘ c“"),
        ("hu", "„a »b« c”"),
        ("ru", "«a „b“ c»"),
        ("el", "«a “b” c»"),
        ("tr", "“a ‘b’ c”"),
        ("ja", "「a 『b』 c」"),
        ("zh", "“a ‘b’ c”"),
        ("zh-Hans", "“a ‘b’ c”"),
        ("zh-Hant-TW", "「a 『b』 c」"),
        ("zh-TW", "「a 『b』 c」"),
        ("ko", "“a ‘b’ c”"),
        ("ar", "”a ’b‘ c“"),
        ("fa", "«a ‹b› c»"),
        ("he", "”a ’b’ c”"),
        ("hi", "“a ‘b’ c”"),
        ("qaa", "“a ‘b’ c”"),
    ],
)
def test_quotes_of_languages(lang: str, shown: str) -> None:
    assert para("\"a 'b' c\"", lang) == shown
    assert para("it's", lang) == "it’s"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("China's \"gap\" -- it's ---so...", "China’s “gap” – it’s —so…"),
        ('("a", "b"); "c".', "(“a”, “b”); “c”."),
        ('a-"b"-c ["d"] "e"/"f"', "a-“b”-c [“d”] “e”/“f”"),
        ("'90s of the models' lead, 'tis l'a and O'Neill", "’90s of the models’ lead, ’tis l’a and O’Neill"),
        ("\"He said 'no' to the '90s\"", "“He said ‘no’ to the ’90s”"),
        ("\"'a' b\" 'c \"d\"'", "“‘a’ b” ‘c “d”’"),
        ("'20 points' of the 1990's and of 2024's", "‘20 points’ of the 1990’s and of 2024’s"),
        ("5'10\" tall, 5'10\", a 5\" screen, 10'000 in 6'", "5'10\" tall, 5'10\", a 5\" screen, 10'000 in 6'"),
        ('"a 5"" and "5" and "2024"', '“a 5"” and “5” and “2024”'),
        ('"A paragraph of many', "“A paragraph of many"),
        ('their end."', "their end.”"),
        ('x " y \' z "', 'x " y \' z "'),
        ('x"y', 'x"y'),
        ("2019--24, ---, ----, a....", "2019–24, —, ----, a…."),
        ("a\n\"b\nc\"\n'd'", "a “b c” ‘d’"),
        ('a\\\n"b"', "a⏎“b”"),
        ("“a” ‘b’ „c“ «d» ’90s – — …", "“a” ‘b’ „c“ «d» ’90s – — …"),
        ("(c) (tm) +- !!!! ,,", "(c) (tm) +- !!!! ,,"),
    ],
)
def test_what_straight_ones_become(written: str, shown: str) -> None:
    assert para(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('"*gap*" **"so"** *a*\'s', "“/gap/” *“so”* /a/’s"),
        ('"*it* and `x`" `y`\'s', "“/it/ and `x`” `y`’s"),
        ('"a *b" c*', "“a /b” c/"),
        ('"a ["b"](#c) d"', "“a [“b”](#c)@6:4 d”"),
        ('"a"[^1] "b[^1]"\n\n[^1]: "c"', "“a”[^1: 8:7 Para “c”] “b[^1: 8:7 Para “c”]”"),
        ('"a"^[It\'s "b".] \'c\'^[d]', "“a”[^1: 6:6 Para It’s “b”.] ‘c’[^2: 6:22 Para d]"),
        ('"*a^[b ^[c] "d"]*" a^[b]\'s', "“/a[^1: 6:6 Para b [^2: 6:10 Para c] “d”]/” a[^3: 6:23 Para b]’s"),
        ('"[@k]" "a [@k]"', "“[@k]@6:2” “a [@k]@6:11”"),
    ],
)
def test_quotes_see_across_elements(written: str, shown: str) -> None:
    head = "---\ntitle: T\nsources: {k: K}\n---\n\n"
    first = read(f"{written}\n", head).blocks[0]
    assert isinstance(first, Para)
    assert texts(first.content) == shown


def test_quotes_beside_expressions() -> None:
    shown = para('"{{ a }}", \'{{ b }}\', {{ c }}\'s "{{ d }} e" -- {{ f }}...')
    assert shown == "“{{a}}@6:2”, ‘{{b}}@6:13’, {{c}}@6:23’s “{{d}}@6:34 e” – {{f}}@6:48…"
    assert para('{{ a["x--y"] }} "{{ b(c=\'d...\') }}"') == "{{a[\"x--y\"]}}@6:1 “{{b(c='d...')}}@6:18”"


def test_a_backslash_keeps_what_is_written() -> None:
    assert para("\\\"a\\\" \\'b\\' it\\'s \\-- \\... &quot;c&quot; &#39;d&#39;") == "\"a\" 'b' it's -- ... \"c\" 'd'"
    assert para('"a \\" b" 5\\"') == '“a " b” 5"'
    assert para('\\"a" b') == '"a” b'


@pytest.mark.parametrize(
    ("lang", "written", "shown"),
    [
        ("ja", '彼は"差"と言い、"AI"が{{ x }}', "彼は「差」と言い、「AI」が{{x}}@6:15"),
        ("zh", "这是\"差距\"和'领先'。", "这是“差距”和‘领先’。"),
        ("ko", "이것은 \"격차\"를 '둘'로", "이것은 “격차”를 ‘둘’로"),
        ("th", 'คำ"ว่า"นี้', "คำ“ว่า”นี้"),
        ("tr", '"Gap"in ve Ankara\'nın', "“Gap”in ve Ankara’nın"),
        ("he", 'צה"ל אמר "שלום"', 'צה"ל אמר ”שלום”'),
        ("he", '"צה"ל אמר"', '”צה"ל אמר”'),
        ("ar", 'قال "نعم" ثم', "قال ”نعم“ ثم"),
        ("fr", "L'\"écart\" d'aujourd'hui", "L’«\u202fécart\u202f» d’aujourd’hui"),
    ],
)
def test_scripts(lang: str, written: str, shown: str) -> None:
    assert para(written, lang) == shown


def test_languages_within_a_text() -> None:
    assert para('"a" [Das "b *\'c\'*"]{lang=de} ["d"]{.x lang="fr"} "e"').startswith("“a” [Das „b /‚c‘/“]{")
    assert "«\u202fd\u202f»" in para('[["d"]{.literal}]{lang=fr}')
    assert para('["a"](http://b.c){lang=de}').startswith("[[„a“](")
    text = (
        '"a"\n\n::: {lang=de}\n"b"\n\n::: notes\n- "c"\n:::\n\n```table t\ndata: q\ncaption: Das "d"\n```\n:::\n\n"e"\n'
    )
    shown = [i.text for i in inlines(read(text).blocks) if isinstance(i, Str)]
    assert shown == ["“a”", "„b“", "„c“", "“e”"]
    assert "caption: <Das „d“>" in dump(read(text))


# -- Where -----------------------------------------------------------------------------------------------

WHOLE = """\
---
title: The "lead" -- China's
author: [Ada O'Neill, "J--K"]
description: It's "data"
dataset: {its: "a--b'c.csv"}
lang: de
params: {who: {type: string, default: "o'n"}}
sources: {a: {title: China's "index", url: "https://e.org/a--b'c", note: in '24}, b: 'The "b"'}
---

```sql q
select "a--b", '...' from t -- it's
```

# It's a "gap" -- so {#it--s key="it's"}

- An "item"
- > A "quote"

| "A" | b's |
|-----|-----|
| "c" | --  |

: Its "caption"

```chart c
mark: bar
data: q
x: {field: it's, title: An "axis", format: "0.0'x'"}
y: "a--b"
title: '"A" title'
subtitle: A "subtitle"
caption: A "caption"
alt: An "alt" text
source: The "source"
highlight: "it's"
annotate:
  - {x: "it's", y: 1, text: A "note"}
```

```key-figures
- label: A "label"
  value: '"5"'
  change: --{{ a["b--c"] }}
  note: A "note"
```

![An "alt"](a--b's.png "it's"){key="it's"}

[a "b"]{holds="x == 'y--z'"} <http://a.org/b--c'd> https://a.org/b--c. `"d"` <b a='x'>

    "code"...

```python
"it's"
```
"""


def test_all_texts_and_nothing_else() -> None:
    shown = dump(read(WHOLE.encode()))
    for line in (
        "title: <The „lead“ – China’s>",
        "author: ('Ada O’Neill', 'J–K')",
        "description: 'It\\'s \"data\"'",
        'dataset: {its: "a--b\'c.csv"}',
        'param who: string = "o\'n" of ()',
        "source a: 'China’s „index“', \"https://e.org/a--b'c\", 'in ’24'",
        "source b: 'The „b“', '', ''",
        "q: 'select \"a--b\", \\'...\\' from t -- it\\'s\\n'",
        'Header 1 {#it--s key="it\'s"} It’s a „gap“ – so',
        "Para An „item“",
        "Para A „quote“",
        "Its „caption“",
        "„A“ | b’s",
        "„c“ | –",
        'x: {field: "it\'s", title: <An „axis“>, format: "0.0\'x\'"}',
        "y: 'a--b'",
        "title: <„A“ title>",
        "subtitle: <A „subtitle“>",
        "caption: <A „caption“>",
        "alt: <An „alt“ text>",
        "source: <The „source“>",
        'highlight: "it\'s"',
        'annotate: [{x: "it\'s", y: 1, text: <A „note“>}]',
        '{label: <A „label“>, value: <„5“>, change: <–{{a["b--c"]}}@',
        "note: <A „note“>}",
        '![An „alt“](a--b\'s.png "it\'s"){key="it\'s"}',
        "[a „b“]{holds=\"x == 'y--z'\"}",
        "[http://a.org/b--c'd](http://a.org/b--c'd)",
        "https://a.org/b--c. `\"d\"` <b a='x'>",
        "'\"code\"...\\n'",
        "'python' '\"it\\'s\"\\n'",
    ):
        assert line in shown, (line, shown)


def test_ids_are_made_of_what_is_written() -> None:
    ids = [b.attr.id for b in blocks('# A -- b\'s\n\n# "C"--*d*...\n\n# E\u2013f\n') if isinstance(b, Header)]
    assert ids == ["a----bs", "c--d...", "ef"]


def test_places_are_those_of_the_source() -> None:
    for text in (
        '"a" -- it\'s... <b> {{ }}\n',
        '# "a" -- it\'s... <b> {{ }}\n',
        '| "a" -- it\'s... <b> {{ }} |\n|--|\n',
    ):
        assert warned(text.replace("{{ }}", "")) == [("raw-html", BODY_LINE, text.index("<b>") + 1)]
        assert found(text)[-1] == ("empty-expression", BODY_LINE, text.index("{{") + 1)
    title = '---\ntitle: "a -- it\'s... {{ x }}"\n---\n'
    expression = read("", title).front.title[-1]
    assert getattr(expression, "at").column == title.split("\n")[1].index("{{") + 1  # noqa: B009  of any inline


def test_code_and_pictures() -> None:
    (block,) = blocks("`it's` ![it's](b.png) [it's](<c'd>)")
    assert isinstance(block, Para)
    code, _, image, _, link = block.content
    assert code == Code("it's")
    assert isinstance(image, Image)
    assert image.content == (Str("it’s"),)
    assert isinstance(link, Link)
    assert link.target == "c'd"


def test_data_in_a_table_of_markdown_stay_bound() -> None:
    (block,) = blocks('| a |\n|---|\n| "{{ b["c"] }}" |\n')
    assert isinstance(block, Table)
    assert texts(block.rows[0][0]) == '“{{b["c"]}}@7:4”'


# -- Anything --------------------------------------------------------------------------------------------

PIECES = ["'", '"', "--", "---", "...", "-", ".", " ", "a", "Wort", "5", "’", "“", "é", "中", "ל", "(", ")", ",", "$"]
WRITING = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
LANGUAGES = st.sampled_from(["en", "de", "fr", "sv", "ja", "ar", "pl"])
MARKS = {ord(c): None for c in "'\"-.“”‘’„‚«»‹›「」『』–—…\u202f"}
STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--", "—": "---", "…": "..."})
OTHER = str.maketrans("'\"-.", "????")


@given(WRITING, LANGUAGES)
@settings(max_examples=100, deadline=None)
def test_nothing_else_is_changed(text: str, lang: str) -> None:
    assert typeset_text(text, lang).translate(MARKS) == text.translate(MARKS)
    assert typeset_text(text, "en").translate(STRAIGHT) == text.translate(STRAIGHT)


@given(WRITING, LANGUAGES)
@settings(max_examples=100, deadline=None)
def test_typographic_texts_stay(text: str, lang: str) -> None:
    typographic = text.replace("'", "’").replace('"', "“").replace("--", "–").replace("...", "…")
    assume("--" not in typographic and "..." not in typographic)
    assert typeset_text(typographic, lang) == typographic


@given(WRITING)
@settings(max_examples=100, deadline=None)
def test_twice_is_once(text: str) -> None:
    once = typeset_text(text, "en")
    assume("--" not in once and "..." not in once)
    assert typeset_text(once, "en") == once


@given(
    st.lists(st.sampled_from([*PIECES, "*", "_", "[", "]", "](#a)", "`", "^[", "\\", "{{ x }}", "\n", "<http://a>"]))
)
@settings(max_examples=100, deadline=None)
def test_markup_stays_as_it_is(pieces: list[str]) -> None:
    """The elements of a text are the same with question marks for all that is replaced."""

    def kinds(text: str) -> list[str] | None:
        try:
            return [type(i).__name__ for i in inlines(read(f"x{text}\n").blocks) if not isinstance(i, Str)]
        except SourceError:
            return None

    text = "".join(p for p in pieces if p not in ("-", ".")).replace("\n", "\nx")
    assume("{{" not in text or "`" not in text)
    assert kinds(text) == kinds(text.translate(OTHER))


@pytest.mark.parametrize(
    "piece", ['"', "'", '"a ', "'a ", "a' ", "*'* \"", "a\" 'b ", '"^[', '*"a ', "--", "https://", '"*']
)
def test_quotes_without_end(piece: str) -> None:
    start = time.process_time()
    read(piece * 4000)
    assert time.process_time() - start < 5


def test_noncharacters_are_left_alone() -> None:
    assert texts(read('\ufdd0"a"\ufdd3 *"b"* \'c\'\n').blocks[0].content) == '\ufdd0"a"\ufdd3 /“b”/ ‘c’'  # type: ignore[union-attr]
    assert typeset_text('"\ufdd4"', "en") == '"\ufdd4"'


def test_specs_hold_typographic_texts() -> None:
    (spec,) = blocks("```key-figures\n- label: It's {{ a }}\n  value: 1\n```\n")
    assert isinstance(spec, SpecBlock)
    assert texts(spec.spec[0]["label"]).startswith("It’s {{a}}")  # type: ignore[index]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("東京の\n国際的", "東京の国際的"),
        ("東京\nin Japan", "東京 in Japan"),
        ("서울의\n국제", "서울의 국제"),
        ("競争、\n価格", "競争、価格"),
    ],
)
def test_a_line_end_between_ideographs_is_no_space(written: str, shown: str) -> None:
    assert para(written, "ja") == shown
