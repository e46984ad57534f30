"""Letters: a mail with an envelope and a Message-ID, of which the same input makes the same bytes.

The mail's hash knows its content alone: neither recipient, date nor Message-ID. The Message-ID is made of that hash and
the recipients, so that a letter that is sent a second time can be known again, by people and by mail stores.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.delivery.journal import History
from builder.delivery.mail import Address, Envelope, Mail, message_bytes
from builder.delivery.recipients import Recipient
from builder.delivery.smtp import Parcel
from builder.errors import DeliveryError, Findings

Edition = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one or more recipients. Its bytes are made when they are asked for."""

    mail: str
    id: str
    sender: str
    recipients: tuple[str, ...]
    content: Callable[[], bytes]

    def to(self, recipients: Sequence[str]) -> Letter:
        """The same message, to fewer."""
        return replace(self, recipients=tuple(recipients))

    def parcel(self) -> Parcel:
        """The message as it travels."""
        return Parcel(self.mail, self.id, self.sender, self.recipients, self.content())


@dataclass(frozen=True, slots=True)
class Post:
    """A mail and those who get it: `to` in one message, or in `each` one of their own."""

    mail: Mail
    to: tuple[Recipient, ...]
    cc: tuple[Recipient, ...] = ()
    bcc: tuple[Recipient, ...] = ()
    each: bool = False

    def envelopes(self, plain: Envelope) -> Iterable[Envelope]:
        """The envelopes, with sender and answers as in `plain`."""
        if self.each:
            for r in (*self.to, *self.cc, *self.bcc):
                yield replace(plain, to=(r.address,))
        else:
            to, cc, bcc = (tuple(r.address for r in group) for group in (self.to, self.cc, self.bcc))
            yield replace(plain, to=to, cc=cc, bcc=bcc)


def edition_of(recipient: Recipient) -> Edition:
    """What tells the editions of a report apart: the parameters that the recipient's row sets."""
    return tuple(sorted(recipient.params.items()))


def content_hash(mail: Mail) -> str:
    """SHA-256 of all that a reader can see of a mail, in hex."""
    digest = hashlib.sha256(b"build-report mail 1\n")
    fields: list[bytes] = [mail.subject.encode(), mail.text.encode(), mail.html.encode(), mail.lang.encode()]
    for part in (*mail.images, *mail.attachments):
        fields += [part.name.encode(), part.mime.encode(), part.cid.encode(), part.data]
    for field in fields:
        digest.update(b"%d:" % len(field))
        digest.update(field)
    return digest.hexdigest()


def message_id(mail: str, recipients: Iterable[str], opened: int, sender: str) -> str:
    """The Message-ID of a letter (RFC 5322, 3.6.4), without its brackets. `opened` counts what `--again` asked for."""
    words = "\n".join([mail, str(opened), *recipients])
    return f"{hashlib.sha256(words.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}"


def letters(posts: Iterable[Post], plain: Envelope, date: datetime.datetime, history: History) -> list[Letter]:
    """The letters of all posts, in their order."""
    made = []
    for post in posts:
        mail = content_hash(post.mail)
        for envelope in post.envelopes(plain):
            emails = recipients_of(envelope)
            opened = max(history.opened(mail, email) for email in emails)
            id_ = message_id(mail, emails, opened, plain.sender.email)
            made.append(Letter(mail, id_, plain.sender.email, emails, _content(post.mail, envelope, date, id_)))
    return made


def recipients_of(envelope: Envelope) -> tuple[str, ...]:
    """Every address of an envelope once."""
    seen: dict[str, str] = {}
    for address in (*envelope.to, *envelope.cc, *envelope.bcc):
        seen.setdefault(address.email.casefold(), address.email)
    return tuple(seen.values())


def _content(mail: Mail, envelope: Envelope, date: datetime.datetime, id_: str) -> Callable[[], bytes]:
    return lambda: message_bytes(mail, envelope, date, f"<{id_}>")


# -- The limit -------------------------------------------------------------------------------------------


def check_sizes(posts: Iterable[Post], plain: Envelope, date: datetime.datetime, limit: int) -> None:
    """Raises `DeliveryError` where a message has more bytes than `limit`; it says which of its parts are large."""
    findings = Findings()
    for post in posts:
        envelope = max(post.envelopes(plain), key=lambda e: sum(map(_length, (*e.to, *e.cc))))
        size = len(message_bytes(post.mail, envelope, date, f"<{message_id('', (), 0, plain.sender.email)}>"))
        if size > limit:
            hint = f"{large_parts(post.mail)}. Leave out a part, or raise limit in [tool.build-report.mail]"
            message = f"a message would have {megabytes(size)}, and the limit is {megabytes(limit)}"
            findings.error("mail-too-large", message, None, hint)
    findings.raise_errors(DeliveryError)


def large_parts(mail: Mail) -> str:
    """The parts of a mail with their share of the message, the largest first (base64 makes three bytes four)."""
    parts: Mapping[str, int] = {
        **{p.name: len(p.data) * 78 // 57 for p in (*mail.images, *mail.attachments)},
        "the HTML": len(mail.html.encode()),
        "the text": len(mail.text.encode()),
    }
    named = sorted(parts.items(), key=lambda part: -part[1])[:3]
    return "its largest parts are " + ", ".join(f"{name} ({megabytes(size)})" for name, size in named)


def megabytes(size: int) -> str:
    """A number of bytes for a reader: "12.3 MB" (a megabyte is a million bytes)."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1000:.1f} kB"


def _length(address: Address) -> int:
    return len(address.name.encode()) + len(address.email.encode())
