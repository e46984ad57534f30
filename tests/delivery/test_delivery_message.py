"""A mail's message: what is in it, its headers and its bytes, parsed back by mailparse (Rust) and by Python."""

from __future__ import annotations

import datetime
import email
import email.utils
import re
import unicodedata
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest
from fast_mail_parser import parse_email
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_cases import ARABIC, DATE, ENVELOPE, ID, LETTER, built, mail_of
from pptx import Presentation

from builder.delivery.compose import MOST_HTML
from builder.delivery.mail import Address, Envelope, Mail, Part, message_bytes
from builder.delivery.text import columns
from builder.errors import DeliveryError, Findings, ReportError
from builder.pipeline import BuildResult

QUICK = settings(max_examples=100, deadline=None)
# What data can hold: also what ends lines somewhere, and what looks like markup, a header or an encoded word.
HOSTILE = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "a\r\nBcc: eve@example.org",
            "a\n\nbody",
            "a\x00b\x0bc\x0cd\x85e\u2028f\u2029g",
            "=?utf-8?q?Bcc:_eve?= and =?utf-8?b?AA==?=",
            '"quoted", <x@y.z> (comment) \\ back\\"',
            "x" * 300,
            "é" * 300,
            "日本語の件名" * 20,
            "👩‍👩‍👧‍👦" * 12,
            "\u202eevil\u202c",
            "",
            "   ",
            "a; b=c, d: e",
        ]
    ),
)
SMALL = Mail("Subject", "Text.\n", "<p>Text.</p>", (), (), "en")


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    return built(tmp_path_factory.mktemp("letter"), LETTER, ("pdf", "pptx"))


def parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def seen(text: str) -> str:
    """A text as one line of a header can show it: by Unicode's categories, not by the code's own expression."""
    blank = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in text)
    return " ".join(word for word in blank.split(" ") if word).strip()


def tree(part: EmailMessage) -> object:
    kind = part.get_content_type()
    return {kind: [tree(p) for p in part.iter_parts() if isinstance(p, EmailMessage)]} if part.is_multipart() else kind


# -- What is in it ---------------------------------------------------------------------------------------


def test_the_tree_lets_the_html_own_its_images(letter: BuildResult) -> None:
    data = message_bytes(mail_of(letter, suffixes=(".pdf", ".pptx")), ENVELOPE, DATE, ID)
    deck = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    related = {"multipart/related": ["text/html", "image/png", "image/png"]}
    alternative = {"multipart/alternative": ["text/plain", related]}
    assert tree(parsed(data)) == {"multipart/mixed": [alternative, "application/pdf", deck]}


def test_the_attached_files_are_the_built_ones(letter: BuildResult) -> None:
    data = message_bytes(mail_of(letter, suffixes=(".pdf", ".pptx")), ENVELOPE, DATE, ID)
    found = {a.filename: a.content for a in parse_email(data).attachments if not a.mimetype.startswith("image/")}
    assert found == {f.name: f.read_bytes() for f in letter.files if f.suffix in (".pdf", ".pptx")}
    assert set(found) == {"shop.pdf", "shop.pptx"}


def test_text_and_html_come_back_whole(letter: BuildResult) -> None:
    mail = mail_of(letter)
    back = parse_email(message_bytes(mail, ENVELOPE, DATE, ID))
    assert [t.replace("\r\n", "\n") for t in back.text_plain] == [mail.text]
    assert [t.replace("\r\n", "\n") for t in back.text_html] == [mail.html]
    assert back.subject == mail.subject == "1.525 Tassen – 報告"


def test_each_image_is_called_by_its_content_id(letter: BuildResult) -> None:
    message = parsed(message_bytes(mail_of(letter), ENVELOPE, DATE, ID))
    html = message.get_body(("html",))
    assert html is not None
    called = re.findall(r'src="cid:([^"]+)"', html.get_content())
    ids = [str(p["Content-ID"]) for p in message.walk() if p.get_content_maintype() == "image"]
    assert len(called) == len(set(called)) == 2
    assert [f"<{c}>" for c in called] == ids


def test_charts_have_twice_the_pixels_and_no_metadata(letter: BuildResult) -> None:
    for part in mail_of(letter).images:
        width = int.from_bytes(part.data[16:20], "big")
        assert width == 1200
        kinds = re.findall(rb"(IHDR|tEXt|iTXt|zTXt|tIME|eXIf)", part.data)
        assert kinds == [b"IHDR"]


# -- Determinism -----------------------------------------------------------------------------------------


def test_the_same_report_gives_the_same_bytes(tmp_path: Path, letter: BuildResult) -> None:
    again = built(tmp_path, LETTER)
    one, two = (message_bytes(mail_of(r), ENVELOPE, DATE, ID) for r in (letter, again))
    assert one == two


def test_date_and_message_id_are_all_that_differs() -> None:
    later = DATE + datetime.timedelta(days=3)
    one, two = message_bytes(SMALL, ENVELOPE, DATE, ID), message_bytes(SMALL, ENVELOPE, later, "<other@example.org>")
    differing = [a for a, b in zip(one.split(b"\r\n"), two.split(b"\r\n"), strict=True) if a != b]
    assert [line.partition(b":")[0] for line in differing] == [b"Date", b"Message-ID"]


# -- Headers ---------------------------------------------------------------------------------------------


@given(subject=HOSTILE, sender=HOSTILE, to=HOSTILE, name=HOSTILE)
@QUICK
def test_no_text_makes_a_header_or_a_body(subject: str, sender: str, to: str, name: str) -> None:
    part = Part(name or "a.pdf", "application/pdf", b"%PDF")
    mail = Mail(subject, "Text.\n", "<p>Text.</p>", (), (part,), "en")
    envelope = Envelope(Address("a@example.org", sender), (Address("b@example.org", to), Address("c@example.org", to)))
    data = message_bytes(mail, envelope, DATE, ID)
    assert data.isascii()
    head = data.partition(b"\r\n\r\n")[0]
    assert not re.search(rb"[^\r]\n|\r[^\n]|\x00", data)
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert all(len(line) <= 76 for line in head.split(b"\r\n") if b"=?" in line)
    names = ["Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Language"]
    message = email.message_from_bytes(data)  # without the parser of `policy.default`, which is slow on long names
    assert message.keys() == [*names, "Content-Type"]
    assert whole(message["Subject"]) == seen(subject)
    for header, wanted in (("From", [sender]), ("To", [to, to])):
        found = [whole(n) for n, _ in email.utils.getaddresses([message[header]])]
        assert [n.split() for n in found] == [seen(w).split() for w in wanted]
    assert [a for _, a in email.utils.getaddresses([message["To"]])] == ["b@example.org", "c@example.org"]
    back = parse_email(data)
    assert list(back.headers) == [*names, "Content-Type"]
    assert back.subject.split() == seen(subject).split()
    assert [a.filename for a in back.attachments] == [seen(part.name)]
    assert len(back.text_plain) == len(back.text_html) == 1


def whole(value: str) -> str:
    """A header's value, decoded."""
    return str(make_header(decode_header(value)))


@pytest.mark.parametrize("name", ["Bericht für März.pdf", "報告書" * 20 + ".pdf", "a" * 150 + ".pdf", 'q"uo\\te.pdf'])
def test_file_names_come_back(name: str) -> None:
    mail = Mail("S", "T\n", "<p>T</p>", (), (Part(name, "application/pdf", b"%PDF"),), "en")
    data = message_bytes(mail, ENVELOPE, DATE, ID)
    assert [a.filename for a in parse_email(data).attachments] == [name]
    assert [a.get_filename() for a in parsed(data).iter_attachments()] == [name]


def test_only_an_address_that_is_not_ascii_needs_smtputf8() -> None:
    plain = message_bytes(SMALL, Envelope(Address("a@b.org", "Ärztin"), (Address("c@d.org", "日本"),)), DATE, ID)
    assert plain.isascii()
    wide = message_bytes(SMALL, Envelope(Address("a@b.org"), (Address("jürgen@d.org", "Jürgen"),)), DATE, ID)
    assert [line for line in wide.split(b"\r\n") if not line.isascii()] == [
        "To: =?utf-8?q?J=C3=BCrgen?= <jürgen@d.org>".encode()
    ]
    assert parse_email(wide).headers["To"] == ["Jürgen <jürgen@d.org>"]


@pytest.mark.parametrize(
    "address", ["", "a b@c.org", "a@b.org\r\nBcc: x@y.z", "a@b.org>", "a@b.org, c@d.org", "a\x00@b"]
)
def test_a_broken_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        message_bytes(SMALL, Envelope(Address("s@example.org"), (Address(address),)), DATE, ID)


def test_blind_copies_are_nowhere() -> None:
    blind = (Address("hidden@example.org", "Hidden"),)
    data = message_bytes(SMALL, Envelope(ENVELOPE.sender, ENVELOPE.to, bcc=blind), DATE, ID)
    assert b"idden" not in data
    alone = message_bytes(SMALL, Envelope(ENVELOPE.sender, (), bcc=blind), DATE, ID)
    assert b"idden" not in alone
    assert b"\r\nTo: undisclosed-recipients:;\r\n" in alone


@pytest.mark.parametrize(
    ("url", "post"), [("https://example.org/u?id=1", ["List-Unsubscribe=One-Click"]), ("mailto:u@example.org", None)]
)
def test_unsubscribing(url: str, post: list[str] | None) -> None:
    envelope = Envelope(ENVELOPE.sender, ENVELOPE.to, reply_to=Address("r@example.org"), unsubscribe=url)
    message = parsed(message_bytes(SMALL, envelope, DATE, ID))
    assert message["List-Unsubscribe"] == f"<{url}>"
    assert message.get_all("List-Unsubscribe-Post") == post
    assert message["Reply-To"] == "r@example.org"


@pytest.mark.parametrize("url", ["https://e.org/\r\nX: y", "https://e.org/>,<mailto:x@y", "https://é.org"])
def test_an_unsubscribe_address_cannot_end_its_header(url: str) -> None:
    with pytest.raises(ValueError, match="unsubscribe"):
        message_bytes(SMALL, Envelope(ENVELOPE.sender, ENVELOPE.to, unsubscribe=url), DATE, ID)


# -- Bodies ----------------------------------------------------------------------------------------------


LINES = st.one_of(
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))),
    st.sampled_from(["From here", ".", "..x", "-- ", "--=_mixed", "x" * 1200]),
)


@given(text=st.lists(LINES))
@QUICK
def test_any_text_travels_in_short_lines(text: list[str]) -> None:
    lines_ = "\n".join(text) + "\n"
    data = message_bytes(Mail("S", lines_, "<p>T</p>", (), (), "en"), ENVELOPE, DATE, ID)
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not any(line.startswith(b"From ") for line in lines)
    part = parsed(data).get_body(("plain",))
    assert part is not None
    assert part.get_content().replace("\r\n", "\n") == lines_


# -- The text --------------------------------------------------------------------------------------------


def test_the_text_reads_alone(letter: BuildResult) -> None:
    assert (
        mail_of(letter).text
        == """\
Umsatz: Straße <b>& „Größe“</b>
===============================
Was das Café & die Bar verkaufen
Jürgen Groß, 山田太郎 · 2. April 2026

1.525  Tassen (1.210 im Januar)
 zwei  Sorten

Liebe Leute, das Wichtigste [Anmerkung 1] steht unter Espresso wächst und im
Netz [2] [1].

1. Zuletzt 1.525 Tassen
2. Zuerst 1.210 Tassen

Tabelle: Tassen im Monat
Monat mit einem langen Namen  Tassen
----------------------------  ------
Jan. 2026                      1.210
Feb. 2026                      1.340
März 2026                      1.525

> Nur in der Mail.

Abbildung: Der Espresso trägt <das> Frühjahr
  Line chart of cups by month. Highest: 1.525 (März 2026); lowest: 1.210
  (Jan. 2026). Month from Jan. 2026 to März 2026.

Abbildung:
  Bar chart of cups by month. Highest: 1.525 (März 2026); lowest: 1.210
  (Jan. 2026). Month from Jan. 2026 to März 2026.

Anlage: shop.pdf

Anmerkung 1: Es ist wichtig.

Quellen
-------
[1] Die <i>Kasse</i> https://example.org/kasse?a=1&b=2
[2] https://example.org/?x=1&y=2
"""
    )


def test_lines_are_of_76_columns_of_a_terminal(tmp_path: Path) -> None:
    prose = "- " + "咖啡的价格一直在上涨，并且没有下降。" * 12 + "\n- " + "a long word " * 40
    report = LETTER.replace("lang: de", "lang: zh").replace("> Nur in der Mail.", prose)
    text = mail_of(built(tmp_path, report)).text
    wide = [line for line in text.splitlines() if "://" not in line]
    assert max(map(columns, wide)) <= 76
    assert sum(columns(line) > 66 for line in wide) > 10
    assert columns("咖a\u0301 ﹐") == 2 + 1 + 1 + 2


# -- What the report says about its mail ------------------------------------------------------------------


def test_the_mail_div_is_in_the_mail_alone(letter: BuildResult) -> None:
    pdf, deck = (next(f for f in letter.files if f.suffix == s) for s in (".pdf", ".pptx"))
    document = pypdfium2.PdfDocument(pdf)
    pages = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    slides = [s.text_frame.text for slide in Presentation(str(deck)).slides for s in slide.shapes if s.has_text_frame]
    for shown in (pages, " ".join(slides)):
        assert "Nur im Brief" in shown
        assert "Nur in der Mail" not in shown
        assert "Tassen im Monat" not in shown
        assert "Kasse" not in shown
    mail = mail_of(letter)
    assert "Nur im Brief" not in mail.text + mail.html


def test_what_the_mail_says_is_in_the_ledger(letter: BuildResult) -> None:
    said = [v.text for v in letter.document.values]
    assert said.count("1.525") == 3  # the subject, the key figure, the mail
    assert [s.key for s in letter.document.sources] == ["nur"]
    assert [s.key for s in letter.document.mail_sources] == ["kasse"]


def test_without_a_div_the_first_sections_speak(tmp_path: Path) -> None:
    mail = mail_of(built(tmp_path, ARABIC))
    assert mail.subject == "القهوة ترتفع"
    assert "- وصلت إلى 1,525 كوبا." in mail.text
    assert len(mail.images) == 1


@pytest.mark.parametrize(
    ("setting", "charts"), [("charts: 0", []), ("figures: [bars]", ["bars.png"]), ("charts: 1", ["cups.png"])]
)
def test_which_charts(tmp_path: Path, setting: str, charts: list[str]) -> None:
    mail = mail_of(built(tmp_path, LETTER.replace("charts: 2", setting)))
    assert [p.name for p in mail.images] == charts


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("charts: 9", "bad-value"),
        ("charts: true", "bad-value"),
        ("colour: red", "unknown-key"),
        ("attach: [docx]", "bad-value"),
        ("figures: [cusp]", "unknown-reference"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, setting: str, code: str) -> None:
    with pytest.raises(ReportError) as caught:
        mail_of(built(tmp_path, LETTER.replace("charts: 2", setting)))
    assert [(d.code, d.location is not None) for d in caught.value.diagnostics if d.severity == "error"] == [
        (code, True)
    ]


def test_an_unknown_chart_is_a_matter_of_delivery(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError) as caught:
        mail_of(built(tmp_path, LETTER.replace("charts: 2", "figures: [cusp]")))
    assert "cups" in str(caught.value.diagnostics[0].hint)


def test_too_much_is_left_out_and_said(tmp_path: Path) -> None:
    many = "\n".join(f"- Punkt [{n}]{{.literal}} " + "wächst und wächst " * 8 for n in range(900))
    result = built(tmp_path, LETTER.replace("> Nur in der Mail.", many))
    findings = Findings()
    mail = mail_of(result, findings)
    assert [d.code for d in findings.items] == ["mail-shortened"]
    assert len(mail.html.encode()) <= MOST_HTML
    html = parsed(message_bytes(mail, ENVELOPE, DATE, ID)).get_body(("html",))
    assert html is not None
    assert len(html.get_payload()) <= 102_000  # as it travels
    assert len(html.get_payload()) > 90_000
    assert "Hier gekürzt" in mail.html
    assert "Hier gekürzt" in mail.text
    assert "Punkt 0" in mail.html
    assert "Punkt 899" not in mail.html
