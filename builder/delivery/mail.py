"""What a mail is before it has bytes: one edition's content, and who it goes to; and the message that these make."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from builder.delivery.mime import LINE, Node, data_node, header, multipart, phrase_words, text_node, text_words

_BAD_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f<>,;\u2028\u2029\ud800-\udfff]")
_BAD_URL = re.compile(r"[^!-~]|[<>,]")
_BAD_ID = re.compile(r"[^!-~]|[<>]")


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside a mail. `cid` is the Content-ID that the HTML calls it by; "" for an attachment."""

    name: str
    mime: str
    data: bytes
    cid: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One edition's content, with no recipient in it."""

    subject: str
    text: str
    html: str
    images: tuple[Part, ...]
    attachments: tuple[Part, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: the address as it stands in the envelope, and the name that people read."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who a message is from and to. `unsubscribe` is a mailto: or https: address for List-Unsubscribe."""

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    unsubscribe: str = ""


def message_bytes(mail: Mail, envelope: Envelope, date: datetime.datetime, message_id: str) -> bytes:
    """The message by RFC 5322, its lines ended by CRLF; without bcc. The same arguments give the same bytes.

    Names and the subject may hold anything: they cannot end their header. An address that is not ASCII before its @
    stands in its header as it is (RFC 6532), and the message then needs a server with SMTPUTF8; no other header does.
    Raises ValueError for an address, a `message_id` ("<...>") or an unsubscribe address with a character that would
    end its header: those are checked where they come in.

    `Auto-Submitted` (RFC 3834) keeps answers of people who are away from coming back, a thousand at a time.
    """
    from email.utils import format_datetime

    head = [
        header("Date", format_datetime(date).split(" ")),
        _addresses("From", (envelope.sender,)),
        *([_addresses("Reply-To", (envelope.reply_to,))] if envelope.reply_to else []),
        *([_addresses("To", envelope.to)] if envelope.to else []),
        *([_addresses("Cc", envelope.cc)] if envelope.cc else []),
        # A message to nobody but blind copies says so with an empty group (RFC 5322, 3.4).
        *([header("To", ["undisclosed-recipients:;"])] if not (envelope.to or envelope.cc) else []),
        header("Subject", text_words(mail.subject, len("Subject: "))),
        header("Message-ID", [f"<{_checked(message_id.strip('<>'), _BAD_ID, 'a Message-ID')}>"]),
        *_unsubscribe(envelope.unsubscribe),
        header("Auto-Submitted", ["auto-generated"]),
        header("MIME-Version", ["1.0"]),
        header("Content-Language", [_checked(mail.lang, _BAD_ID, "a language")]),
    ]
    content = _content(mail)
    return b"".join([*head, content.headers, b"\r\n", content.body])


@lru_cache(2)
def _content(mail: Mail) -> Node:
    """What is the same for all recipients."""
    images = [data_node(p.mime, p.name, p.data, p.cid) for p in mail.images]
    shown = multipart("related", [text_node(mail.html, "html"), *images], 'type="text/html"')
    body = multipart("alternative", [text_node(mail.text, "plain"), shown])
    return multipart("mixed", [body, *(data_node(p.mime, p.name, p.data) for p in mail.attachments)])


def _addresses(name: str, addresses: Iterable[Address]) -> bytes:
    """A header of mailboxes, folded between them and within names."""
    words: list[str] = []
    for address in addresses:
        email = _checked(address.email, _BAD_ADDRESS, "an address")
        if words:
            words[-1] += ","
        words += [*phrase_words(address.name, LINE // 4), f"<{email}>"] if address.name.strip() else [email]
    return header(name, words)


def _unsubscribe(url: str) -> list[bytes]:
    """List-Unsubscribe (RFC 2369), and with https: the promise that a POST is enough (RFC 8058)."""
    if not url:
        return []
    lines = [header("List-Unsubscribe", [f"<{_checked(url, _BAD_URL, 'an unsubscribe address')}>"])]
    if url.startswith("https:"):
        lines.append(header("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]))
    return lines


def _checked(text: str, bad: re.Pattern[str], what: str) -> str:
    if not text or bad.search(text):
        raise ValueError(f"{text!r} cannot be {what} of a message")
    return text
