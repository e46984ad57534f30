"""One message over a real connection: encryption, logins, answers of every kind, and what the server gets."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import trustme
from letter_box import SENDER, made, mail, people
from mail_server import Hook, Server, serving

from builder.delivery.courier import Courier
from builder.delivery.journal import Journal, read_journal
from builder.delivery.letters import Letter
from builder.delivery.mail import Address
from builder.delivery.recipients import Recipient
from builder.delivery.settings import Settings
from builder.delivery.smtp import Outcome, Parcel, Trouble


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def certificate(authority: trustme.CA) -> ssl.SSLContext:
    """The server's certificate, for this machine's names."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The authority as one of the system's."""
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


def settings(server: Server, **more: object) -> Settings:
    fields = {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": SENDER, "timeout": 5.0, **more}
    return Settings(**fields)  # type: ignore[arg-type]


@contextmanager
def courier(tmp_path: Path, how: Settings, secret: str = "") -> Iterator[Courier]:
    with Journal(tmp_path / "shop.sent.jsonl") as journal:
        assert journal.hold(wait=False)
        one = Courier(how, secret, journal)
        yield one
        one.close()


def carried(tmp_path: Path, how: Settings, secret: str = "", letter: Letter | None = None) -> list[Outcome]:
    with courier(tmp_path, how, secret) as one:
        return one.carry((letter or made(people(1))[0]).parcel())


def trouble(tmp_path: Path, how: Settings, secret: str = "") -> Trouble:
    with pytest.raises(Trouble) as caught:
        carried(tmp_path, how, secret)
    return caught.value


def answers(**by_step: str) -> Hook:
    """Answers a step in the same way each time."""

    def answer(_: Server, step: str, __: str) -> str | None:
        return by_step.get(step)

    return answer


def encrypting(security: str, certificate: ssl.SSLContext) -> AbstractContextManager[Server]:
    return serving(tls=certificate) if security == "tls" else serving(starttls=certificate)


# -- What arrives ----------------------------------------------------------------------------------------


def test_what_arrives_is_what_was_sent(tmp_path: Path) -> None:
    letter = made(people(1))[0]
    with serving() as server:
        assert carried(tmp_path, settings(server), letter=letter) == [
            Outcome("p000@example.org", "sent", "end of DATA", 250, "taken")
        ]
        (message,) = server.box
    assert message.data == letter.content()
    assert (message.sender, message.to) == (SENDER.email, ("p000@example.org",))


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        (b"Subject: x\r\n\r\n.\r\n..\r\n.a\r\n", b"Subject: x\r\n\r\n.\r\n..\r\n.a\r\n"),
        (b"Subject: x\n\nbare\nlines\r\n", b"Subject: x\r\n\r\nbare\r\nlines\r\n"),
        (b"Subject: x\r\n\r\nno end", b"Subject: x\r\n\r\nno end\r\n"),
        (b".Subject: x\r\n\r\n", b".Subject: x\r\n\r\n"),
    ],
)
def test_periods_and_ends_of_lines_survive(tmp_path: Path, sent: bytes, taken: bytes) -> None:
    parcel = Parcel("hash", "id@example.org", SENDER.email, ("ana@example.org",), sent)
    with serving() as server, courier(tmp_path, settings(server)) as one:
        assert [o.state for o in one.carry(parcel)] == ["sent"]
        assert server.box[0].data == taken


def test_one_connection_carries_many(tmp_path: Path) -> None:
    with serving() as server, courier(tmp_path, settings(server)) as one:
        for letter in made(people(5)):
            one.carry(letter.parcel())
        assert server.count("ehlo") == 1
        assert len(server.box) == 5


def test_an_address_beyond_ascii_goes_as_utf8_and_a_domain_as_ascii(tmp_path: Path) -> None:
    joerg = Parcel("h", "i@example.org", SENDER.email, ("jörg@example.org",), b"Subject: x\r\n\r\nx\r\n")
    with serving() as server:
        with courier(tmp_path, settings(server)) as one:
            assert [o.state for o in one.carry(joerg)] == ["sent"]
            ascii_ = Parcel("h", "j@example.org", SENDER.email, ("ana@xn--mnchen-3ya.de",), b"Subject: x\r\n\r\nx\r\n")
            assert [o.state for o in one.carry(ascii_)] == ["sent"]
        assert [m.utf8 for m in server.box] == [True, False]
        assert server.got() == ["jörg@example.org", "ana@xn--mnchen-3ya.de"]


# -- Encryption and logins -------------------------------------------------------------------------------


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encrypted_with_a_checked_certificate(tmp_path: Path, certificate: ssl.SSLContext, security: str) -> None:
    with encrypting(security, certificate) as server:
        assert [o.state for o in carried(tmp_path, settings(server, security=security))] == ["sent"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_nobody_is_refused(tmp_path: Path, certificate: ssl.SSLContext, security: str) -> None:
    with encrypting(security, certificate) as server:
        found = trouble(tmp_path, settings(server, security=security))
        assert (found.kind, found.temporary) == ("bad-certificate", False)
        assert not server.box


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_host_is_refused(tmp_path: Path, authority: trustme.CA) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("mail.example.org").configure_cert(context)
    with serving(tls=context) as server:
        assert trouble(tmp_path, settings(server, security="tls")).kind == "bad-certificate"


def test_without_starttls_nothing_is_sent(tmp_path: Path) -> None:
    with serving() as server:
        found = trouble(tmp_path, settings(server, security="starttls"))
        assert (found.kind, found.temporary) == ("no-tls", False)
        assert trouble(tmp_path, settings(server, security="tls")).kind == "no-tls"
        assert server.count("mail") == 0


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("password", ["s3cret", "pässwörd", "a b\tc"])
def test_login_with_a_password_over_tls(tmp_path: Path, certificate: ssl.SSLContext, password: str) -> None:
    with serving(starttls=certificate, logins={"ana": password}) as server:
        how = settings(server, security="starttls", user="ana")
        assert [o.state for o in carried(tmp_path, how, password)] == ["sent"]
        found = trouble(tmp_path, how, "wrong")
        assert (found.kind, found.code, found.temporary) == ("login-refused", 535, False)


@pytest.mark.usefixtures("trusted")
def test_login_where_the_server_knows_login_alone(tmp_path: Path, certificate: ssl.SSLContext) -> None:
    with serving(starttls=certificate, logins={"ana": "s3cret"}, auth_exclude_mechanism=["PLAIN"]) as server:
        how = settings(server, security="starttls", user="ana")
        assert [o.state for o in carried(tmp_path, how, "s3cret")] == ["sent"]
        assert ("auth", "LOGIN ana s3cret") in server.steps


@pytest.mark.usefixtures("trusted")
def test_login_with_a_token(tmp_path: Path, certificate: ssl.SSLContext) -> None:
    with serving(tls=certificate, logins={"ana@example.org": "ya29.token"}) as server:
        how = settings(server, security="tls", user="ana@example.org", auth="xoauth2")
        assert [o.state for o in carried(tmp_path, how, "ya29.token")] == ["sent"]
        found = trouble(tmp_path, how, "old")
        assert (found.kind, found.code, found.temporary) == ("login-refused", 535, False)


def test_login_where_there_is_none(tmp_path: Path) -> None:
    with serving() as server:
        assert trouble(tmp_path, settings(server, user="ana", auth="xoauth2"), "x").kind == "no-login"


# -- Answers ---------------------------------------------------------------------------------------------


def test_a_refused_recipient_does_not_stop_the_others(tmp_path: Path) -> None:
    def refuse(server: Server, step: str, about: str) -> str | None:
        return {"p001@example.org": "550 5.1.1 no such user", "p003@example.org": "450 4.2.1 busy"}.get(about)

    letter = made(people(5), each=False)[0]
    with serving(hook=refuse) as server:
        outcomes = {o.to: o for o in carried(tmp_path, settings(server), letter=letter)}
        assert server.box[0].to == ("p000@example.org", "p002@example.org", "p004@example.org")
    assert outcomes["p001@example.org"] == Outcome("p001@example.org", "refused", "RCPT TO", 550, "5.1.1 no such user")
    assert outcomes["p003@example.org"].state == "deferred"
    assert sum(o.state == "sent" for o in outcomes.values()) == 3


@pytest.mark.parametrize(
    ("step", "answer", "state", "at"),
    [
        ("mail", "452 4.3.1 no room", "deferred", "MAIL FROM"),
        ("mail", "451 later", "deferred", "MAIL FROM"),
        ("mail", "552 5.3.4 too large", "refused", "MAIL FROM"),
        ("data", "554 5.7.1 not from you", "refused", "DATA"),
        ("data", "451 later", "deferred", "DATA"),
        ("end", "554 5.6.0 looks like spam", "refused", "end of DATA"),
        ("end", "451 4.7.1 greylisted", "deferred", "end of DATA"),
        ("end", "552 5.3.4 too large", "refused", "end of DATA"),
        ("end", "421 4.3.2 going down", "deferred", "end of DATA"),
        ("end", "cut", "deferred", "end of DATA"),
    ],
)
def test_answers_to_a_message(tmp_path: Path, step: str, answer: str, state: str, at: str) -> None:
    with serving(hook=answers(**{step: answer})) as server, courier(tmp_path, settings(server)) as one:
        letter = made(people(1))[0]
        (outcome,) = one.carry(letter.parcel())
        assert (outcome.state, outcome.step) == (state, at)
        history = read_journal(tmp_path / "shop.sent.jsonl")
        record = history.record(letter.mail, "p000@example.org")
        assert record is not None
        assert record.state == state
        server.hook = None
        assert [o.state for o in one.carry(letter.parcel())] == ["sent"]


@pytest.mark.parametrize(
    ("step", "answer", "kind", "temporary"),
    [
        ("mail", "553 5.7.1 not your address", "sender-refused", False),
        ("mail", "530 5.7.0 authenticate first", "sender-refused", False),
        ("mail", "421 4.7.0 too many", "closing", True),
        ("rcpt", "421 4.7.0 too many", "closing", True),
        ("rcpt", "what?", "protocol", False),
    ],
)
def test_answers_that_concern_the_connection(
    tmp_path: Path, step: str, answer: str, kind: str, temporary: bool
) -> None:
    with serving(hook=answers(**{step: answer})) as server:
        found = trouble(tmp_path, settings(server))
        assert (found.kind, found.temporary) == (kind, temporary)


def test_cut_in_the_midst_of_a_message(tmp_path: Path) -> None:
    big = made(people(1), of=mail(size=2_000_000))[0]
    with serving(cut_after=50_000) as server, courier(tmp_path, settings(server)) as one:
        with pytest.raises(Trouble) as caught:
            one.carry(big.parcel())
        assert (caught.value.kind, caught.value.temporary, caught.value.started) == ("lost", True, True)
        assert not read_journal(tmp_path / "shop.sent.jsonl").last
        assert [o.state for o in one.carry(big.parcel())] == ["sent"]
        assert server.got() == ["p000@example.org"]


def test_a_connection_that_was_closed_while_idle_is_opened_anew(tmp_path: Path) -> None:
    closed: list[int] = []

    def close(server: Server, step: str, about: str) -> str | None:
        if step == "mail" and len(server.box) == 1 and not closed:
            closed.append(1)
            return "421 4.4.2 idle for too long"
        return None

    with serving(hook=close) as server, courier(tmp_path, settings(server)) as one:
        for letter in made(people(2)):
            assert [o.state for o in one.carry(letter.parcel())] == ["sent"]
        assert server.count("ehlo") == 2


@pytest.mark.parametrize("step", ["ehlo", "mail"])
def test_a_slow_server_runs_into_the_time_out(tmp_path: Path, step: str) -> None:
    with serving(stall={step: 3}) as server:
        found = trouble(tmp_path, settings(server, timeout=0.3))
        assert (found.kind, found.temporary) == ("timeout", True)
        assert "0.3 s" in found.answer


def test_a_server_silent_after_the_whole_message_leaves_a_doubt(tmp_path: Path) -> None:
    letter = made(people(1))[0]
    with serving(stall={"stored": 5}) as server:
        (outcome,) = carried(tmp_path, settings(server, timeout=0.1), letter=letter)
        assert outcome.state == "doubt"
        assert len(server.box) == 1
    assert read_journal(tmp_path / "shop.sent.jsonl").doubtful(letter.mail, "p000@example.org")


def test_a_slow_answer_to_a_whole_message_is_waited_for(tmp_path: Path) -> None:
    with serving(stall={"stored": 0.6}) as server:
        assert [o.state for o in carried(tmp_path, settings(server, timeout=0.3))] == ["sent"]


def test_too_large_for_the_server_is_told_before_it_is_sent(tmp_path: Path) -> None:
    with serving(data_size_limit=5000) as server:
        (outcome,) = carried(tmp_path, settings(server), letter=made(people(1), of=mail(size=20_000))[0])
        assert (outcome.state, outcome.code, outcome.step) == ("refused", 552, "EHLO")
        assert "5,000 bytes" in outcome.answer
        assert server.count("mail") == 0


def test_utf8_where_the_server_has_none(tmp_path: Path) -> None:
    parcel = Parcel("h", "i@example.org", SENDER.email, ("jörg@example.org",), b"Subject: x\r\n\r\nx\r\n")
    with serving(smtputf8=False) as server, courier(tmp_path, settings(server)) as one:
        (outcome,) = one.carry(parcel)
        assert outcome.state == "refused"
        assert "SMTPUTF8" in outcome.answer
        assert server.count("mail") == 0


def test_nobody_listens(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = trouble(tmp_path, Settings(host="127.0.0.1", port=port, security="none"))
    assert (found.kind, found.temporary) == ("no-connection", True)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b"])
def test_a_host_that_is_not_known(tmp_path: Path, host: str) -> None:
    assert trouble(tmp_path, Settings(host=host, port=25, security="none")).kind == "unknown-host"


@pytest.mark.parametrize(
    ("greeting", "kind"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "protocol"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "protocol"),
        (b"554 not for you\r\n", "no-connection"),
        (b"", "no-connection"),
        (b"\xff\xfe\r\n", "protocol"),
    ],
)
def test_what_is_no_mail_server(tmp_path: Path, greeting: bytes, kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(greeting)

        thread = threading.Thread(target=greet)
        thread.start()
        found = trouble(tmp_path, Settings(host="127.0.0.1", port=listening.getsockname()[1], security="none"))
        thread.join()
    assert (found.kind, "-1" in found.answer) == (kind, False)


def test_a_hostile_address_gives_no_command(tmp_path: Path) -> None:
    parcel = Parcel("h", "i@x", SENDER.email, ("a@example.org>\r\nRSET\r\nRCPT TO:<b@example.org",), b"x: y\r\n\r\n")
    with serving() as server, courier(tmp_path, settings(server)) as one:
        with pytest.raises(Trouble):
            one.carry(parcel)
        assert server.count("rcpt") == 0


def test_recipients_know_their_address(tmp_path: Path) -> None:
    who = [Recipient(Address("ana@example.org", 'Ana "the\\boss", Silva'))]
    with serving() as server:
        carried(tmp_path, settings(server), letter=made(who)[0])
        assert server.got() == ["ana@example.org"]
