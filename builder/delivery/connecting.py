"""Opens a connection to a mail server: encryption with the certificate checked (RFC 3207, RFC 8314), and the login."""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from builder.delivery.settings import Settings
from builder.delivery.smtp import Connection, Trouble, answer_of, plainly, timed_out


def connect(settings: Settings, secret: str) -> Connection:
    """Opens a connection, encrypts it with the certificate checked, and logs in. Raises `Trouble`."""
    context = None if settings.security == "none" else ssl.create_default_context()
    smtp: smtplib.SMTP
    if settings.security == "tls":
        smtp = smtplib.SMTP_SSL(timeout=settings.timeout, context=context, local_hostname="localhost")
    else:
        smtp = smtplib.SMTP(timeout=settings.timeout, local_hostname="localhost")
    smtp._host = settings.host  # type: ignore[attr-defined]  # noqa: SLF001  what the certificate is checked against
    try:
        with _connecting(settings):
            _check(smtp.connect(settings.host, settings.port))
            if smtp.sock is not None:
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                smtp.local_hostname = _own_name(smtp.sock)
            _check(smtp.ehlo())
            if settings.security == "starttls" and context is not None:
                _start_tls(smtp, context)
            if settings.user:
                _login(smtp, settings, secret)
    except BaseException:
        smtp.close()
        raise
    return Connection(smtp, settings.timeout)


def _start_tls(smtp: smtplib.SMTP, context: ssl.SSLContext) -> None:
    if not smtp.has_extn("starttls"):
        raise Trouble("no-tls", "the server does not offer STARTTLS", temporary=False)
    _check(smtp.starttls(context=context))
    _check(smtp.ehlo())


@contextmanager
def _connecting(settings: Settings) -> Iterator[None]:
    """Makes every failure to connect a `Trouble`."""
    place = f"{settings.host}:{settings.port}"
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Trouble("bad-certificate", f"{place}: {error.verify_message}", temporary=False) from None
    except ssl.SSLEOFError:
        raise Trouble("lost", f"{place}: the server closed the connection", temporary=True) from None
    except ssl.SSLError as error:
        reason = error.reason or str(error)
        raise Trouble("no-tls", f"{place}: {reason.replace('_', ' ').lower()}", temporary=False) from None
    except (socket.gaierror, UnicodeError) as error:
        passing = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
        raise Trouble("unknown-host", f"{place}: {plainly(error)}", temporary=passing) from None
    except smtplib.SMTPResponseException as error:
        code, answer = answer_of((error.smtp_code, error.smtp_error))
        if code < 200:  # what answers is no mail server
            raise Trouble("protocol", f"{place} does not answer as a mail server does", temporary=False) from None
        raise Trouble("no-connection", f"{place}: {code} {answer}", temporary=code < 500, code=code) from None
    except (OSError, smtplib.SMTPException) as error:
        if timed_out(error):
            raise Trouble("timeout", f"{place}: no answer within {settings.timeout:g} s", temporary=True) from None
        raise Trouble("no-connection", f"{place}: {plainly(error)}", temporary=True) from None


def _check(reply: tuple[int, bytes]) -> None:
    if reply[0] not in (220, 250):
        raise smtplib.SMTPResponseException(*reply)


def _login(smtp: smtplib.SMTP, settings: Settings, secret: str) -> None:
    """AUTH with XOAUTH2 (the large providers' way for tokens), PLAIN (RFC 4616) or LOGIN, in UTF-8."""
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    user = settings.user
    if settings.auth == "xoauth2" and "XOAUTH2" in offered:
        reply = smtp.docmd("AUTH", "XOAUTH2 " + _base64(f"user={user}\x01auth=Bearer {secret}\x01\x01"))
        if reply[0] == 334:  # the error is in here; an empty line asks for the code
            told = reply[1]
            reply = smtp.docmd("")
            with suppress(ValueError):
                reply = reply[0], reply[1] + b" " + base64.b64decode(told)
    elif settings.auth != "xoauth2" and "PLAIN" in offered:
        reply = smtp.docmd("AUTH", "PLAIN " + _base64(f"\0{user}\0{secret}"))
    elif settings.auth != "xoauth2" and "LOGIN" in offered:
        reply = smtp.docmd("AUTH", "LOGIN")
        for text in (user, secret):
            reply = smtp.docmd(_base64(text)) if reply[0] == 334 else reply
    else:
        wanted = "XOAUTH2" if settings.auth == "xoauth2" else "PLAIN or LOGIN"
        has = ", ".join(offered) or "no way to log in"
        raise Trouble("no-login", f"{wanted} is needed, and the server offers {has}", temporary=False)
    code, answer = answer_of(reply)
    if code not in (235, 503):  # 503: already logged in
        raise Trouble("login-refused", answer, temporary=400 <= code < 500, code=code)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def _own_name(sock: socket.socket) -> str:
    """How we greet: this machine's full name, else its address (RFC 5321, 4.1.3), without asking the network."""
    name = socket.gethostname()
    if "." in name and re.fullmatch(r"[A-Za-z0-9.-]+", name):
        return name
    address = str(sock.getsockname()[0]).partition("%")[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
