"""A mail's HTML: valid, safe, readable in light and dark, at any width; judged by html5lib, tinycss2 and Chromium."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
import tinycss2
from browser import WIDTHS, measured
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_cases import ARABIC, LETTER, ODD, built, mail_of

from builder.delivery.html import html_of
from builder.delivery.look import look_of
from builder.delivery.mail import Mail
from builder.delivery.preview import write_preview
from builder.delivery.summary import summarise
from builder.errors import Location
from builder.model.document import (
    Attr,
    BulletList,
    Document,
    Header,
    KeyFigure,
    KeyFigures,
    Link,
    Meta,
    Para,
    Str,
    Table,
)
from builder.palette import AA, contrast
from builder.pipeline import BuildOptions, build
from builder.theme import Theme

AT = Location("report.md", 1)
# What a mail is made of; anything else is a mistake or a danger.
ELEMENTS = frozenset(
    {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "a",
        "img",
        "br",
        "strong",
        "em",
        "s",
        "sup",
        "code",
        "span",
        "blockquote",
        "hr",
    }
)
ATTRIBUTES = frozenset(
    {
        "lang",
        "dir",
        "charset",
        "name",
        "content",
        "type",
        "class",
        "bgcolor",
        "style",
        "role",
        "aria-roledescription",
        "aria-label",
        "border",
        "cellpadding",
        "cellspacing",
        "width",
        "height",
        "align",
        "valign",
        "src",
        "alt",
        "href",
        "start",
        "scope",
    }
)
THEMES = {
    "usual": Theme(),
    "yellow": Theme().with_colors(accent="#FFD400", highlight="#00C2FF"),
    "pale": Theme().with_colors(ink="#777777", secondary="#BBBBBB", tint="#FFEEDD", accent="#EEEEEE"),
    "night": Theme().with_colors(ink="#FFFFFF", paper="#101418", accent="#0000FF"),
}


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Mail]:
    folder = tmp_path_factory.mktemp("mails")
    wide = LETTER.replace(
        "caption: Tassen im Monat\n```",
        "caption: Tassen im Monat\n```\n\n"
        "| " + " | ".join(f"Spalte_{c}_mit_langem_Namen" for c in "abcdefgh") + " |\n"
        "|" + "---|" * 8 + "\n| " + " | ".join(f"wert_{c}" for c in "abcdefgh") + " |\n\n"
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurf" * 2,
    )
    flagship = build(ROOT / "templates" / "ai_index" / "report.md", BuildOptions(output=folder, formats=("pdf",)))
    return {
        "letter": mail_of(built(folder, LETTER, name="letter")),
        "arabic": mail_of(built(folder, ARABIC, name="arabic")),
        "wide": mail_of(built(folder, wide, name="wide")),
        "odd": mail_of(built(folder, ODD, name="odd")),
        "flagship": mail_of(flagship),
    }


def parse(html: str) -> Element:
    """The tree of a page that has no parse error by the HTML standard."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parse(html)
    assert isinstance(root, Element)
    return root


def cids_of_logo(mail: Mail) -> set[str]:
    """The Content-ID of the brand's logo, which says nothing that the mail does not say: its text is empty."""
    return {p.cid for p in mail.images if p.name == "picture.png"}


def elements(root: Element) -> Iterator[Element]:
    return (e for e in root.iter() if isinstance(e.tag, str))


# -- What it is made of ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["letter", "arabic", "wide", "odd", "flagship"])
def test_the_page_is_valid_and_fetches_nothing(mails: dict[str, Mail], name: str) -> None:
    root = parse(mails[name].html)
    cids = {p.cid for p in mails[name].images}
    for e in elements(root):
        assert e.tag in ELEMENTS
        assert set(e.attrib) <= ATTRIBUTES, e.attrib
        if e.tag == "img":
            assert e.attrib["src"].removeprefix("cid:") in cids
            assert e.attrib["alt"] or cids_of_logo(mails[name]) == {e.attrib["src"].removeprefix("cid:")}
            assert 0 < int(e.attrib["width"]) <= 600
            assert int(e.attrib["height"]) > 0
        if e.tag == "table":
            data = e.find("thead") is not None
            assert (e.attrib.get("role") == "presentation") != data
        if e.tag == "a":
            assert e.attrib["href"].startswith(("https://", "http://", "mailto:"))
        assert "url(" not in e.attrib.get("style", "")
    images = [e for e in elements(root) if e.tag == "img"]
    assert {e.attrib["src"].removeprefix("cid:") for e in images} == cids


@pytest.mark.parametrize("name", ["letter", "arabic", "wide", "odd", "flagship"])
def test_styles_are_read_by_all_and_fetch_nothing(mails: dict[str, Mail], name: str) -> None:
    root = parse(mails[name].html)
    sheets = [e.text or "" for e in elements(root) if e.tag == "style"]
    assert any("prefers-color-scheme:dark" in s for s in sheets)
    for sheet in sheets:
        assert len(sheet) < 8192  # Gmail drops a longer one
        rules = tinycss2.parse_stylesheet(sheet, skip_whitespace=True)
        assert rules
        for rule in rules:
            assert rule.type in ("qualified-rule", "at-rule")
            assert rule.type != "at-rule" or rule.at_keyword == "media"
        assert "url" not in sheet
    for e in elements(root):
        for declaration in tinycss2.parse_declaration_list(e.attrib.get("style", ""), skip_whitespace=True):
            assert declaration.type == "declaration", (e.tag, e.attrib["style"])
            assert declaration.name not in ("position", "float", "background-image", "background")
            value = tinycss2.serialize(declaration.value).strip()
            if declaration.name == "display":
                assert value in ("block", "inline-block", "inline", "none")


def test_language_and_direction(mails: dict[str, Mail]) -> None:
    for name, lang, direction in (("letter", "de", "ltr"), ("arabic", "ar", "rtl")):
        root = parse(mails[name].html)
        card = [e for e in elements(root) if e.attrib.get("class") == "card"]
        assert [(root.attrib["lang"], root.attrib["dir"])] == [(lang, direction)]
        assert [e.attrib["dir"] for e in card] == [direction]
    assert 'align="right"' in mails["arabic"].html
    assert 'align="left"' not in mails["arabic"].html
    assert "0 24px 0 0" in mails["arabic"].html


@pytest.mark.parametrize(("lang", "mark"), [("ar", "\u200e"), ("en", "")])
def test_signs_stay_before_their_numbers(tmp_path: Path, lang: str, mark: str) -> None:
    """UAX 9 sets the sign of a number on its other side in a line from right to left; a mark keeps it (as CLDR's)."""
    div = """
::: mail
```key-figures
- {label: x, value: "-12", change: "+3"}
```

| 2026-04-02 | b |
|---|--:|
| A-1 | (-7) |

[-$5](https://example.org/-3)
:::
"""
    mail = mail_of(built(tmp_path, ARABIC.replace("lang: ar", f"lang: {lang}") + div))
    for content in ("".join(parse(mail.html).itertext()), mail.text):
        assert all(f"{mark}{number}" in content for number in ("-12", "+3", "-7", "-$5"))
        assert content.count("\u200e") == 4 * len(mark)
    assert "https://example.org/-3" in mail.html
    assert "https://example.org/-3" in mail.text


def test_outlook_gets_balanced_tables(mails: dict[str, Mail]) -> None:
    for mail in mails.values():
        shown = re.sub(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", r"\1", mail.html, flags=re.DOTALL)
        assert "<!--" not in shown
        for tag in ("table", "tr", "td"):
            assert len(re.findall(rf"<{tag}[ >]", shown)) == shown.count(f"</{tag}>"), tag
        assert (
            '<table role="presentation" border="0" cellpadding="0" cellspacing="0" width="600" align="center">' in shown
        )


def test_alternative_texts_come_from_the_data(mails: dict[str, Mail]) -> None:
    alts = [e.attrib["alt"] for e in elements(parse(mails["letter"].html)) if e.tag == "img"]
    assert all("1.525" in alt and "1.210" in alt for alt in alts)


def test_internal_links_are_text_and_web_links_stay(mails: dict[str, Mail]) -> None:
    links = {"".join(e.itertext()): e.attrib["href"] for e in elements(parse(mails["letter"].html)) if e.tag == "a"}
    assert links == {"Netz": "https://example.org/?x=1&y=2", "Die <i>Kasse</i>": "https://example.org/kasse?a=1&b=2"}
    assert "steht unter Espresso wächst und" in "".join(parse(mails["letter"].html).itertext())


# -- Hostile values --------------------------------------------------------------------------------------

HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "' onmouseover='x",
            "<!--",
            "--><b>",
            "<!--[if mso]><table><![endif]-->",
            "]]>",
            "&lt;b&gt; &amp;",
            "</td></tr></table>",
            "</style><style>*{display:none}",
            "\x00\x0b\x0c\x1b[31m",
            "a\u2028b\u2029c\r\nd",
            "{{ 7*7 }} ${x} `y`",
            "javascript:alert(1)",
        ]
    ),
)


def page_of(value: str, target: str = "https://example.org") -> str:
    text = (Str(value),)
    blocks = (
        KeyFigures((KeyFigure(text, text, text, text),), AT),
        Header(1, text, Attr("id"), AT),
        BulletList(((Para((Link(text, target),), AT),),), AT),
        Table((text,), ((text,),), ("left",), AT, caption=text),
    )
    document = Document("x", Meta(text, text, (value,), lang="en"), blocks, "")
    return html_of(summarise(document, blocks, (value,)), look_of(Theme()), {}, value)


@given(value=HOSTILE)
@settings(max_examples=100, deadline=None)
def test_values_are_text_whatever_they_hold(value: str) -> None:
    value = f"a{value}"
    plain, hostile = parse(page_of("benign")), parse(page_of(value))
    assert [(e.tag, sorted(e.attrib)) for e in elements(hostile)] == [
        (e.tag, sorted(e.attrib)) for e in elements(plain)
    ]
    shown = re.sub(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]", " ", value)
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]", "", shown)
    cells = ["".join(e.itertext()) for e in elements(hostile) if e.tag in ("th", "td") and e.attrib.get("valign")]
    assert cells == [shown, shown]


@given(target=st.one_of(HOSTILE, st.sampled_from(["JaVaScRiPt:x", "data:text/html,x", "//e.org", "file:///etc", "#a"])))
@settings(max_examples=60, deadline=None)
def test_links_lead_to_the_web_or_nowhere(target: str) -> None:
    for e in elements(parse(page_of("x", target))):
        if e.tag == "a":
            assert re.match(r"https?://|mailto:", e.attrib["href"])
            assert e.attrib["href"] == target


# -- Colours ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", THEMES)
def test_every_text_has_contrast_in_both_schemes(name: str) -> None:
    look = look_of(THEMES[name])
    for shades in (look.light, look.dark):
        for text, ground in product((shades.ink, shades.secondary, shades.link), (shades.card, shades.tint)):
            assert contrast(text, ground) >= AA, (name, text, ground)


@pytest.mark.parametrize("name", THEMES)
def test_colours_turned_around_by_a_client_are_still_read(name: str) -> None:
    """Clients turn the lightness of text and of ground around together (as Gmail and Outlook do on telephones)."""
    light = look_of(THEMES[name]).light
    for text in (light.ink, light.secondary):
        assert contrast(turned(text), turned(light.card)) >= AA, (name, text)


def test_the_usual_links_are_read_turned_around() -> None:
    light = look_of(Theme()).light
    assert contrast(turned(light.link), turned(light.card)) >= AA


def turned(color: str) -> str:
    r, g, b = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(r, g, b)
    return "#" + "".join(f"{round(255 * c):02X}" for c in colorsys.hls_to_rgb(hue, 1 - lightness, saturation))


def test_a_family_from_a_brand_cannot_leave_its_style() -> None:
    theme = Theme()
    evil = replace(theme, fonts=replace(theme.fonts, family="x';}</style><b>{"))
    assert look_of(evil).fonts == "'xstyleb', 'Arial', Helvetica, Arial, sans-serif"


# -- In a browser ----------------------------------------------------------------------------------------


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("dark", [False, True])
def test_in_a_browser_at_three_widths(mails: dict[str, Mail], tmp_path: Path, *, dark: bool) -> None:
    pages = {n: write_preview(m, tmp_path, n)[0].read_text(encoding="utf-8") for n, m in mails.items()}
    found = measured(pages, tmp_path, dark=dark)
    assert set(found) == set(product(mails, WIDTHS))
    for (name, width), page in found.items():
        assert page["wide"] == width, (name, width, page["wide"])
        assert (max(page["ground"]) < 60) == dark
        assert page["images"]
        assert all(i["width"] <= min(width, 600) and i["natural"] >= 1.9 * i["width"] for i in page["images"])
        assert name == "odd" or {i["width"] for i in page["images"]} == {min(width, 600)}
        assert len(page["texts"]) >= 10
        for text in page["texts"]:
            shades = ("#" + "".join(f"{round(c):02X}" for c in text[key]) for key in ("color", "ground"))
            assert contrast(*shades) >= AA, (name, width, text)
            assert text["size"] >= 11
