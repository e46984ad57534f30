"""A real mail server for tests: aiosmtpd in a thread, with encryption, logins and whatever trouble a test asks for."""

# ruff: noqa: N802, ARG002  the names and arguments are aiosmtpd's

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

# Called at each step of a dialogue with what the step is about; a text is the answer in place of the usual one.
Hook = Callable[["Server", str, str], "str | None"]


@dataclass(frozen=True)
class Received:
    """A message that the server has taken, with its envelope."""

    sender: str
    to: tuple[str, ...]
    data: bytes
    utf8: bool


@dataclass
class Server:
    """What a test sees of its server. `steps` are all that happened: ("rcpt", "ana@example.org")."""

    port: int = 0
    box: list[Received] = field(default_factory=list)
    steps: list[tuple[str, str]] = field(default_factory=list)
    hook: Hook | None = None
    cut_after: int = -1  # bytes of a message after which the connection is cut, once
    stall: dict[str, float] = field(default_factory=dict)  # seconds by step
    logins: dict[str, str] = field(default_factory=dict)

    def count(self, step: str) -> int:
        return sum(s == step for s, _ in self.steps)

    def got(self) -> list[str]:
        """Everybody who got a message, as often as they did."""
        return [to for message in self.box for to in message.to]

    def take(self, step: str, about: str) -> str | None:
        self.steps.append((step, about))
        return self.hook(self, step, about) if self.hook else None


class _Dialogue(SMTP):
    """The server's side of a connection."""

    def __init__(self, server: Server, **options: Any) -> None:
        self.test = server
        super().__init__(_Handler(server), hostname="mail.test", **options)

    async def smtp_DATA(self, arg: str) -> None:
        if answer := self.test.take("data", ""):
            await self.push(answer)
        elif self.test.cut_after >= 0:
            count, self.test.cut_after = self.test.cut_after, -1
            await self.push("354 go on")
            await self._reader.readexactly(count)
            cut(self)
        else:
            await super().smtp_DATA(arg)


def cut(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


class _Handler:
    def __init__(self, server: Server) -> None:
        self.test = server

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        answer = self.test.take("ehlo", hostname)
        await asyncio.sleep(self.test.stall.get("ehlo", 0))
        return [answer] if answer else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.test.take("mail", address)
        await asyncio.sleep(self.test.stall.get("mail", 0))
        if answer:
            return answer
        envelope.mail_from = address
        envelope.smtp_utf8 = "SMTPUTF8" in options
        return "250 ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.test.take("rcpt", address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.test.take("end", ",".join(envelope.rcpt_tos))
        if answer == "cut":
            cut(server)
            return ""
        await asyncio.sleep(self.test.stall.get("end", 0))
        if answer:
            return answer
        content = envelope.original_content
        assert isinstance(content, bytes)
        self.test.box.append(
            Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), content, bool(envelope.smtp_utf8))
        )
        answer = self.test.take("stored", ",".join(envelope.rcpt_tos))
        await asyncio.sleep(self.test.stall.get("stored", 0))
        return answer or "250 taken"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        user, token = base64.b64decode(args[1]).decode().removeprefix("user=").rstrip("\x01").split("\x01auth=Bearer ")
        self.test.steps.append(("auth", f"{user} {token}"))
        if self.test.logins.get(user) == token:
            return AuthResult(success=True)
        await server.challenge_auth(b'{"status":"401"}', encode_to_b64=True)
        return AuthResult(success=False, handled=False, message="535 5.7.8 the token is not good")


@contextmanager
def serving(
    *,
    hook: Hook | None = None,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    logins: dict[str, str] | None = None,
    data_size_limit: int = 20_000_000,
    smtputf8: bool = True,
    auth_exclude_mechanism: list[str] | None = None,
    **fields: Any,
) -> Iterator[Server]:
    """Runs a server on this machine: `with serving() as server:`."""
    server = Server(hook=hook, logins=logins or {}, **fields)

    def login(_: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        server.steps.append(("auth", f"{mechanism} {data.login.decode()} {data.password.decode()}"))
        return AuthResult(success=server.logins.get(data.login.decode()) == data.password.decode(), handled=False)

    options: dict[str, Any] = {
        "tls_context": starttls,
        "data_size_limit": data_size_limit,
        "enable_SMTPUTF8": smtputf8,
        "auth_exclude_mechanism": auth_exclude_mechanism,
    }
    if logins:
        options |= {"authenticator": login, "auth_required": bool(starttls), "auth_require_tls": bool(starttls)}
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def run() -> None:
        listening = await loop.create_server(lambda: _Dialogue(server, loop=loop, **options), "127.0.0.1", 0, ssl=tls)
        server.port = listening.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        listening.close()

    stop = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.run_until_complete(_end(loop))
        loop.close()


async def _end(loop: asyncio.AbstractEventLoop) -> None:
    """Ends the dialogues that are still open."""
    tasks = [task for task in asyncio.all_tasks(loop) if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0.01)
