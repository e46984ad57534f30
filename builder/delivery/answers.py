"""What the server said, as diagnostics: who is meant, its own words, and what to do."""

from __future__ import annotations

from builder.delivery.sending import Tally
from builder.delivery.settings import PASSWORD, TOKEN, Settings, is_local
from builder.delivery.smtp import Outcome, Trouble
from builder.errors import Findings, Location

AGAIN = "run the same command again: nobody who has the mail gets it twice"


def tell(tally: Tally, settings: Settings, journal: str, large: str = "") -> Findings:
    """Every recipient who does not have the mail, and why. `large` names the large parts of the mail."""
    findings = Findings()
    for o in tally.refused:
        _refused(o, large, findings)
    for o in tally.failed:
        message = f"{o.to} has not got the mail: {said(o.code, o.answer)}"
        findings.error("mail-deferred", message, None, f"later, {AGAIN}")
    for record in tally.doubt:
        when = f" on {record.at}" if record.at else ""
        message = f"{record.to} may have the mail or not: it was sent{when}, and no answer is known"
        hint = (
            f"look for the Message-ID <{record.id}> in the server's log or the mailbox; then run again with "
            "--on-doubt skip if it is there, else with --on-doubt send"
        )
        findings.error("mail-in-doubt", message, Location(journal), hint)
    if tally.trouble:
        _trouble(tally.trouble, len(tally.untried), settings, findings)
    if tally.lost:
        message = "the process that sends was ended from outside"
        findings.error("mail-courier-lost", message, None, AGAIN)
    return findings


def said(code: int, answer: str) -> str:
    """The server's answer: its code, where it gave one, and its words."""
    return f'the server said "{code} {answer}"' if code > 0 else answer


def _refused(o: Outcome, large: str, findings: Findings) -> None:
    """A refusal of one recipient, with what its code means (RFC 5321, 4.2; RFC 3463)."""
    message = f"{o.to} is refused: {said(o.code, o.answer)}"
    too_large = o.step in ("EHLO", "MAIL FROM", "end of DATA") and (o.code == 552 or o.answer.startswith("5.3.4"))
    if too_large:
        hint = f"{large}. Leave out a part of the mail, or ask who runs the server".lstrip(". ")
        findings.error("mail-too-large", message, None, hint)
    elif o.step == "EHLO":
        hint = "use a server that takes it, or an address in ASCII"
        findings.error("mail-needs-utf8", message, None, hint)
    else:
        hint = {
            "RCPT TO": "check the address; if it is right, ask who runs the server. The others' mail is not touched",
        }.get(o.step, "the server does not want this message: its words say why, or who runs it does")
        findings.error("mail-refused", message, None, hint)


def _trouble(t: Trouble, untried: int, settings: Settings, findings: Findings) -> None:
    """What kept the rest from being tried."""
    rest = f"; {untried} were not tried" if untried > 1 else "; 1 was not tried" if untried else ""
    told = f"{said(t.code, t.answer)}{rest}" if t.code > 0 and "said" not in t.answer else f"{t.answer}{rest}"
    place = f"{settings.host}:{settings.port}"
    match t.kind:
        case "unknown-host":
            hint = "check host in [tool.build-report.mail], and whether this machine is on the network"
            findings.error("mail-unknown-host", f"the mail server is not known: {told}", None, hint)
        case "no-connection":
            hint = f"check host, port and security in [tool.build-report.mail] ({settings.security}); then {AGAIN}"
            findings.error("mail-no-connection", f"no connection to the mail server: {told}", None, hint)
        case "timeout":
            hint = f"the server is slow or the port is closed on the way; raise timeout, or later {AGAIN}"
            findings.error("mail-timeout", f"the mail server at {place} does not answer: {told}", None, hint)
        case "lost" | "closing":
            message = f"the mail server at {place} closed the connection again and again: {told}"
            findings.error("mail-connection-lost", message, None, f"later, {AGAIN}")
        case "bad-certificate":
            hint = "check host; for a certificate of your own, name its authority's file in SSL_CERT_FILE"
            findings.error("mail-bad-certificate", f"the mail server's certificate is not sound: {told}", None, hint)
        case "no-tls":
            hint = 'the port may be another: security = "tls" is usual on 465, "starttls" on 587'
            if is_local(settings.host):
                hint = 'write security = "none" for a server on this machine that does not encrypt'
            findings.error("mail-no-tls", f"the connection cannot be encrypted: {told}", None, hint)
        case "no-login":
            hint = 'set auth = "xoauth2" for a token, or leave out user where the server needs no login'
            findings.error("mail-no-login", f"no login at {place}: {told}", None, hint)
        case "login-refused":
            name = TOKEN if settings.auth == "xoauth2" else PASSWORD
            hint = f"check user and {name}; large providers want an app password or a token"
            message = f'the login of "{settings.user}" at {place} is refused: {told}'
            findings.error("mail-login-refused", message, None, hint)
        case "sender-refused":
            sender = settings.sender.email if settings.sender else ""
            hint = "check from in [tool.build-report.mail]: mostly it must be the user's own address, logged in"
            findings.error("mail-sender-refused", f"the sender {sender} is refused: {told}", None, hint)
        case "journal":
            hint = "see the folder's rights and the disk: without the journal nothing is sent"
            findings.error("journal-not-written", f"the journal cannot be written: {told}", None, hint)
        case _:
            hint = f"is {place} a mail server? Its words say what it wants"
            findings.error("mail-protocol", f"the mail server cannot be understood: {told}", None, hint)
