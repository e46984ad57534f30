"""Carries messages to the server, one at a time, and keeps the journal: in this process, or in one of its own.

Between the end of a message and the server's answer nobody but the server knows whether it has the message, and a
process that ends there cannot be resumed without losing a mail or sending it twice. So the command does not send by
itself. A `Courier` does, in a process and a session of its own (`start_courier`): it takes one message at a time, ends
what it has begun, writes down what became of it, and goes away when nobody asks for more. The command may be killed at
any moment; the one message that is under way is then finished, and the next run, which waits for the journal, finds it
there. What stays in doubt is a message that was under way when the machine itself went down, or when the courier too
was killed.
"""

from __future__ import annotations

import datetime
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from builder.delivery.connecting import connect
from builder.delivery.journal import Journal, Record
from builder.delivery.mail import Address
from builder.delivery.settings import Settings
from builder.delivery.smtp import Connection, Outcome, Parcel, Trouble

Now = Callable[[], datetime.datetime]


class Carrier(Protocol):
    """What sending asks of a courier, wherever it runs."""

    def carry(self, parcel: Parcel) -> list[Outcome]:
        """Tries once to send a message to its recipients. Raises `Trouble` where the connection is at fault."""

    def note(self, records: Sequence[Record]) -> None:
        """Writes records into the journal."""

    def close(self) -> None:
        """Takes leave of the server and gives the journal free."""


class CourierLostError(Exception):
    """The courier's process ended by itself."""


def utc_now() -> datetime.datetime:
    """The time, to the second."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


class Courier:
    """Carries in this process, over one connection that is opened when it is needed. It needs the journal held."""

    def __init__(self, settings: Settings, secret: str, journal: Journal, now: Now = utc_now) -> None:
        self._settings = settings
        self._secret = secret
        self._journal = journal
        self._now = now
        self._connection: Connection | None = None

    def carry(self, parcel: Parcel) -> list[Outcome]:
        """Tries once. A connection that the server closed while it was idle is opened anew."""

        def before_end(accepted: Sequence[str]) -> None:
            self._write([self._record("trying", parcel, to) for to in accepted])

        while True:
            old = self._connection is not None
            connection = self._connection = self._connection or connect(self._settings, self._secret)
            try:
                outcomes = connection.send(parcel, before_end)
            except Trouble as trouble:
                self._connection = None
                if old and trouble.kind in ("lost", "closing"):
                    continue
                raise
            break
        if not connection.alive:
            self._connection = None
        told = [o for o in outcomes if o.state != "doubt"]
        self._write([self._record(o.state, parcel, o.to, f"{o.code} {o.answer}") for o in told])
        return outcomes

    def note(self, records: Sequence[Record]) -> None:
        """Writes records into the journal."""
        self._write(records)

    def close(self) -> None:
        """Takes leave of the server; the journal is its owner's to close."""
        if self._connection is not None:
            self._connection.quit()
        self._connection = None

    def _record(self, state: Any, parcel: Parcel, to: str, answer: str = "") -> Record:
        return Record(state, parcel.mail, to, parcel.id, self._now().isoformat(), answer)

    def _write(self, records: Sequence[Record]) -> None:
        if not records:
            return
        try:
            self._journal.write(records)
        except OSError as error:
            self._connection = None
            message = f"{self._journal.path.as_posix()}: {error.strerror or error}"
            raise Trouble("journal", message, temporary=False, started=True) from None


# -- In a process of its own -----------------------------------------------------------------------------
#
# Both sides speak in lines of JSON; the bytes of a message follow the line that tells their number.


class RemoteCourier:
    """The command's side of a courier in a process of its own. Made by `start_courier`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._in: BinaryIO = process.stdin  # type: ignore[assignment]
        self._out: BinaryIO = process.stdout  # type: ignore[assignment]

    def carry(self, parcel: Parcel) -> list[Outcome]:
        """As `Courier.carry`. Raises `CourierLostError` where the process is gone."""
        head = {k: v for k, v in _fields(parcel).items() if k != "data"}
        answer = self.ask({"do": "carry", "parcel": head, "size": len(parcel.data)}, parcel.data)
        return [Outcome(**o) for o in answer["outcomes"]]

    def note(self, records: Sequence[Record]) -> None:
        """As `Courier.note`."""
        self.ask({"do": "note", "records": [_fields(r) for r in records]})

    def close(self) -> None:
        """Lets the courier end, and waits until it has."""
        self.leave()
        self._process.wait()

    def leave(self) -> None:
        """Lets the courier end what it has begun, without waiting."""
        with suppress(OSError):
            self._in.close()
        self._out.close()

    def ask(self, question: Mapping[str, Any], data: bytes = b"") -> dict[str, Any]:
        """The answer to a question."""
        try:
            _say(self._in, question, data)
        except OSError:
            raise CourierLostError from None
        return self.hear()

    def hear(self) -> dict[str, Any]:
        """The next thing that the courier says. Raises the `Trouble` that it tells of."""
        line = self._out.readline()
        if not line.endswith(b"\n"):
            raise CourierLostError
        answer: dict[str, Any] = json.loads(line)
        if trouble := answer.get("trouble"):
            raise Trouble(**trouble)
        return answer


def start_courier(settings: Settings, secret: str, journal: Path, waiting: Callable[[], None]) -> RemoteCourier:
    """A courier in a process of its own, which has the journal.

    `waiting` is called where it must wait for the courier of an earlier run. Raises `Trouble` where there is no
    journal to be had.
    """
    root = str(Path(__file__).resolve().parent.parent.parent)
    code = "import sys; sys.path.append(sys.argv[1]); from builder.delivery.courier import main; main()"
    process = subprocess.Popen(  # noqa: S603  this very program
        [sys.executable, "-P", "-c", code, root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # all that is to be told comes as an answer
        start_new_session=True,  # what ends a terminal or a group of processes does not end it
    )
    courier = RemoteCourier(process)
    answer = courier.ask({"settings": _fields(settings), "secret": secret, "journal": str(journal)})
    while "waiting" in answer:
        waiting()
        answer = courier.hear()
    return courier


def main() -> None:
    """The courier's process: it answers on 1 what is asked on 0, until there is nothing more to read."""
    for number in (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
        signal.signal(number, signal.SIG_IGN)  # it ends when nobody asks for more: within a message
    # Where the command is gone nobody is there to be told; what was begun is in the journal.
    with suppress(OSError), open(0, "rb") as asked, open(1, "wb") as answers:
        _serve(asked, answers)


def _serve(asked: BinaryIO, answers: BinaryIO) -> None:
    hello = json.loads(asked.readline())
    try:
        journal = Journal(Path(hello["journal"]))
        if not journal.hold(wait=False):
            _say(answers, {"waiting": True})
            journal.hold(wait=True)
    except OSError as error:
        message = f"{hello['journal']}: {error.strerror or error}"
        _say(answers, {"trouble": _told(Trouble("journal", message, temporary=False))})
        return
    with journal:
        courier = Courier(_settings(hello["settings"]), hello["secret"], journal)
        _say(answers, {"ready": True})
        try:
            while line := asked.readline():
                question = json.loads(line)
                data = asked.read(question.get("size", 0))
                if len(data) < question.get("size", 0):
                    return  # the command ended in the midst of a message
                try:
                    answer = _answer(courier, question, data)
                except Trouble as trouble:
                    answer = {"trouble": _told(trouble)}
                except Exception as error:  # noqa: BLE001  a fault of the program is told where it is seen
                    text = f"{type(error).__name__}: {error}"
                    answer = {"trouble": _told(Trouble("protocol", text, temporary=False, started=True))}
                _say(answers, answer)
        finally:
            courier.close()


def _answer(courier: Courier, question: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    if question["do"] == "note":
        courier.note([Record(**r) for r in question["records"]])
        return {"noted": True}
    head = question["parcel"]
    parcel = Parcel(head["mail"], head["id"], head["sender"], tuple(head["recipients"]), data)
    return {"outcomes": [_fields(o) for o in courier.carry(parcel)]}


def _say(to: BinaryIO, what: Mapping[str, Any], data: bytes = b"") -> None:
    to.write(json.dumps(what).encode("ascii") + b"\n" + data)
    to.flush()


def _fields(thing: Any) -> dict[str, Any]:
    return asdict(thing)


def _told(trouble: Trouble) -> dict[str, Any]:
    return {
        "kind": trouble.kind,
        "answer": trouble.answer,
        "temporary": trouble.temporary,
        "code": trouble.code,
        "started": trouble.started,
    }


def _settings(fields: Mapping[str, Any]) -> Settings:
    addresses = {k: Address(**v) for k in ("sender", "reply_to") if (v := fields[k])}
    return Settings(**{**fields, **addresses})
