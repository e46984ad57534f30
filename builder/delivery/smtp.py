"""One message over a connection to a mail server (RFC 5321); `connecting` opens the connection.

The end of a message is sent apart from the message, so that the journal can be written between the two. Everything that
may go wrong before it is a `Trouble`, or an `Outcome` of one recipient; nothing else is raised.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

CHUNK = 65_536  # bytes: a time-out is for each of them, not for a whole message on a slow line
MOST_ANSWER = 400  # characters of an answer that are told
LAST_WAIT = 10  # times `timeout` for the answer to a whole message: 10 minutes by default (RFC 5321, 4.5.3.2.6)
MOST_RECIPIENTS = 100  # of one transaction: what every server takes (RFC 5321, 4.5.3.1.8)

Kind = Literal[
    "unknown-host",
    "no-connection",
    "lost",
    "timeout",
    "closing",
    "bad-certificate",
    "no-tls",
    "no-login",
    "login-refused",
    "sender-refused",
    "protocol",
    "journal",
]
Result = Literal["sent", "refused", "deferred", "doubt"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient. `code` is the server's (0 where it gave none), `answer` its text on one line."""

    to: str
    state: Result
    step: str
    code: int = 0
    answer: str = ""


class Trouble(Exception):  # noqa: N818  it is told as a diagnostic
    """No message can go over this connection for now (`temporary`), or at all.

    `started` says whether the message in hand had begun: then it may itself be the cause.
    """

    def __init__(self, kind: Kind, answer: str, *, temporary: bool, code: int = 0, started: bool = False) -> None:
        self.kind: Kind = kind
        self.answer = answer
        self.temporary = temporary
        self.code = code
        self.started = started
        super().__init__(f"{kind}: {answer}")


@dataclass(frozen=True, slots=True)
class Parcel:
    """The bytes of a message, and the envelope that they travel in; the journal knows it by `mail` and `id`."""

    mail: str
    id: str
    sender: str
    recipients: tuple[str, ...]
    data: bytes

    @property
    def needs_utf8(self) -> bool:
        """Whether the server must take addresses or headers in UTF-8 (RFC 6531)."""
        head = self.data.partition(b"\r\n\r\n")[0]
        return not (head.isascii() and self.sender.isascii() and all(r.isascii() for r in self.recipients))


class Connection:
    """A connection that is open, encrypted and logged in. Made by `connect`."""

    def __init__(self, smtp: smtplib.SMTP, timeout: float) -> None:
        self._smtp = smtp
        self._timeout = timeout
        self.used = False  # whether a message went over it: then it may have been closed in the meantime

    def send(self, parcel: Parcel, before_end: Callable[[Sequence[str]], None]) -> list[Outcome]:
        """Sends one message to its recipients. `before_end` is called with those that the server accepted, when all is
        sent but the end of the message. Raises `Trouble`, after which the connection is of no use.
        """
        with self._troubles("MAIL FROM"):
            if refused := self._unfit(parcel) or self._mail(parcel):
                return refused
            outcomes, accepted = self._recipients(parcel)
            if not accepted:
                self._smtp.rset()
                return outcomes
        with self._troubles("DATA"):
            code, answer = answer_of(self._smtp.docmd("DATA"))
            if code != 354:
                self._maybe_closing(code, answer)
                self._smtp.rset()
                return outcomes + [_outcome(to, "DATA", code, answer) for to in accepted]
            self._body(parcel.data)
            before_end(accepted)
            self._write(b".\r\n")
        self.used = True
        return outcomes + self._last_answer(accepted)

    def quit(self) -> None:
        """Takes leave; what the server says to that does not matter."""
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(min(self._timeout, 5))
        with suppress(OSError, smtplib.SMTPException):
            self._smtp.quit()
        self._smtp.close()

    def close(self) -> None:
        """Drops the connection. A message whose end was not sent is thrown away by the server."""
        self._smtp.close()

    def _unfit(self, parcel: Parcel) -> list[Outcome]:
        """Whether the server says that it cannot take such a message."""
        limit = self._smtp.esmtp_features.get("size", "").strip()
        answer, code = "", 0
        if limit.isdecimal() and 0 < int(limit) < len(parcel.data):
            code = 552
            answer = f"the server takes messages of {int(limit):,} bytes, and this one has {len(parcel.data):,}"
        elif parcel.needs_utf8 and not self._smtp.has_extn("smtputf8"):
            answer = "the server does not offer SMTPUTF8, which an address or a header needs"
        elif not parcel.data.isascii() and not self._smtp.has_extn("8bitmime"):
            answer = "the server does not offer 8BITMIME, which the message needs"
        return [Outcome(to, "refused", "EHLO", code, answer) for to in parcel.recipients] if answer else []

    def _mail(self, parcel: Parcel) -> list[Outcome]:
        command = f"MAIL FROM:<{parcel.sender}>"
        if self._smtp.has_extn("size"):
            command += f" SIZE={len(parcel.data)}"
        if not parcel.data.isascii():
            command += " BODY=8BITMIME"
        if parcel.needs_utf8:
            command += " SMTPUTF8"
        code, answer = self._command(command)
        if code == 250:
            return []
        if code in (552, 452) or answer.startswith("5.3.4"):  # too large, or no room: this message's matter
            self._smtp.rset()
            return [_outcome(to, "MAIL FROM", code, answer) for to in parcel.recipients]
        if code >= 500:
            raise Trouble("sender-refused", answer, temporary=False, code=code)
        self._smtp.rset()
        return [_outcome(to, "MAIL FROM", code, answer) for to in parcel.recipients]

    def _recipients(self, parcel: Parcel) -> tuple[list[Outcome], list[str]]:
        outcomes: list[Outcome] = []
        accepted: list[str] = []
        for to in parcel.recipients:
            code, answer = self._command(f"RCPT TO:<{to}>")
            if code in (250, 251, 252):
                accepted.append(to)
            else:
                outcomes.append(_outcome(to, "RCPT TO", code, answer))
        return outcomes, accepted

    def _command(self, line: str) -> tuple[int, str]:
        if re.search(r"[\r\n\x00]", line):
            raise Trouble("protocol", "an address holds a control character", temporary=False)
        self._write(line.encode("utf-8") + b"\r\n")
        code, answer = answer_of(self._smtp.getreply())
        self._maybe_closing(code, answer)
        if code < 200:
            raise Trouble("protocol", f"this is no answer of a mail server: {answer}", temporary=False)
        return code, answer

    def _maybe_closing(self, code: int, answer: str) -> None:
        if code == 421:  # the server goes away (RFC 5321, 3.8)
            raise Trouble("closing", answer, temporary=True, code=code, started=True)

    def _body(self, data: bytes) -> None:
        """The message with its lines ended by CRLF and its leading periods doubled (RFC 5321, 4.5.2)."""
        if not data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"):  # long messages are mostly sound
            data = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
        if data.startswith(b".") or b"\n." in data:
            data = re.sub(rb"^\.", b"..", data, flags=re.MULTILINE)
        if not data.endswith(b"\r\n"):
            data += b"\r\n"
        for start in range(0, len(data), CHUNK):
            self._write(data[start : start + CHUNK])

    def _write(self, data: bytes) -> None:
        if self._smtp.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        self._smtp.sock.sendall(data)

    def _last_answer(self, accepted: list[str]) -> list[Outcome]:
        """What the server says to the whole message.

        One that closes without an answer has not taken the message (RFC 5321, 6.1), and it may be sent again; of one
        that stays silent nobody can say.
        """
        step = "end of DATA"
        try:
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(self._timeout * LAST_WAIT)
            code, answer = answer_of(self._smtp.getreply())
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            if timed_out(error) or isinstance(error, smtplib.SMTPResponseException):
                text = f"no answer within {self._timeout * LAST_WAIT:g} s after the whole message was sent"
                return [Outcome(to, "doubt", step, 0, text) for to in accepted]
            text = "the server closed the connection in place of an answer to the whole message"
            return [Outcome(to, "deferred", step, 0, text) for to in accepted]
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(self._timeout)
        if code == 421:
            self.close()
        if code < 200:  # this is no answer
            return [Outcome(to, "doubt", step, 0, answer) for to in accepted]
        return [_outcome(to, step, code, answer) for to in accepted]

    @property
    def alive(self) -> bool:
        """Whether it has not been closed from here."""
        return self._smtp.sock is not None

    @contextmanager
    def _troubles(self, step: str) -> Iterator[None]:
        """Makes every failure of the line a `Trouble`."""
        try:
            yield
        except Trouble:
            self.close()
            raise
        except (OSError, smtplib.SMTPException) as error:
            early = self._pending() if isinstance(error, OSError) else ""
            self.close()
            kind: Kind = "timeout" if timed_out(error) else "lost"
            told = (
                f"no answer within {self._timeout:g} s at {step}"
                if kind == "timeout"
                else f"{plainly(error)}, at {step}"
            )
            raise Trouble(kind, early or told, temporary=True, started=True) from None

    def _pending(self) -> str:
        """An answer that came before the server closed in the midst of a message."""
        with suppress(OSError, smtplib.SMTPException, ValueError):
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(min(self._timeout, 1))
                code, answer = answer_of(self._smtp.getreply())
                return f"{code} {answer}" if code > 0 else ""
        return ""


# -- Answers ---------------------------------------------------------------------------------------------


def answer_of(reply: tuple[int, bytes | str]) -> tuple[int, str]:
    """The code, and the text on one line."""
    code, text = reply
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    words = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return code, words if len(words) <= MOST_ANSWER else words[: MOST_ANSWER - 3] + "..."


def _outcome(to: str, step: str, code: int, answer: str) -> Outcome:
    """2xx is sent, 4xx deferred, 5xx and what does not belong here refused."""
    state: Result = "sent" if 200 <= code < 300 else "deferred" if 400 <= code < 500 else "refused"
    return Outcome(to, state, step, code, answer)


def timed_out(error: BaseException) -> bool:
    """Whether a time-out is behind an error: smtplib tells it as a lost connection."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def plainly(error: BaseException) -> str:
    """An error in one sentence without numbers of the system's."""
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the server closed the connection"
    text = getattr(error, "strerror", None) or str(error)
    return str(text).rstrip(".").lower() if text else type(error).__name__
