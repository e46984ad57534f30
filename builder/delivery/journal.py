"""The journal of what was sent to whom: it makes a mail go out once, whatever happens to the process.

`NAME.sent.jsonl` lies beside the outputs, one JSON object a line: the mail (a hash of its content), the recipient, a
state, the Message-ID, the time, and the server's answer. Lines are appended and forced to the disk before anything
that depends on them happens:

- `trying` stands there before the end of the message is sent; until then no server delivers it (RFC 5321, 4.1.1.4);
- `sent`, `deferred` (the server refused for now) or `refused` follow the server's answer;
- `again` opens a recipient anew (`--again`), `skipped` closes a doubtful one (`--on-doubt skip`).

A `trying` with nothing after it is in doubt: the process ended between the end of the message and the answer, and the
server may have the mail or not (RFC 1047). No client can know; `courier` keeps this window for a loss of the machine.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from builder.delivery.recipients import address_key
from builder.errors import DeliveryError, Findings, Location

State = Literal["trying", "sent", "deferred", "refused", "again", "skipped"]
STATES = ("trying", "sent", "deferred", "refused", "again", "skipped")
DONE = ("sent", "skipped")


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the journal."""

    state: State
    mail: str
    to: str
    id: str
    at: str
    answer: str = ""

    def line(self) -> bytes:
        """The record as JSON in ASCII, with the end of the line."""
        fields = {"state": self.state, "mail": self.mail, "to": self.to, "id": self.id, "at": self.at}
        if self.answer:
            fields["answer"] = self.answer
        return json.dumps(fields).encode("ascii") + b"\n"


@dataclass(slots=True)
class History:
    """What a journal says of each mail and recipient: the last record, and how often it was opened with `--again`."""

    last: dict[tuple[str, str], Record] = field(default_factory=dict)
    times: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Takes a record in, in the order of the journal."""
        key = (record.mail, address_key(record.to))
        self.last[key] = record
        if record.state == "again":
            self.times[key] = self.times.get(key, 0) + 1

    def record(self, mail: str, email: str) -> Record | None:
        """The last record of a recipient."""
        return self.last.get((mail, address_key(email)))

    def done(self, mail: str, email: str) -> bool:
        """Whether the recipient has the mail."""
        record = self.record(mail, email)
        return record is not None and record.state in DONE

    def doubtful(self, mail: str, email: str) -> Record | None:
        """The record of a recipient who may have the mail or not."""
        record = self.record(mail, email)
        return record if record is not None and record.state == "trying" else None

    def opened(self, mail: str, email: str) -> int:
        """How often the recipient was opened anew with `--again`."""
        return self.times.get((mail, address_key(email)), 0)


def journal_path(output: Path, name: str) -> Path:
    """The journal of the report `name`, beside its outputs."""
    return output / f"{name}.sent.jsonl"


def read_journal(path: Path) -> History:
    """The history in a journal; an empty one where there is no file.

    A last line without its end is one that was being written when the machine went down: nothing depended on it yet.
    Raises `DeliveryError` where any other line is no record: who has the mail can then not be told.
    """
    history, findings = History(), Findings()
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return history
    for number, line in enumerate(content.split(b"\n")[:-1], 1):
        if not line.strip():
            continue
        if record := _record(line):
            history.add(record)
        else:
            hint = "mend the line, or delete it: its recipient may then get the mail twice"
            findings.error("bad-journal", "this line is no record of a mail", Location(path.as_posix(), number), hint)
    findings.raise_errors(DeliveryError)
    return history


def _record(line: bytes) -> Record | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, Mapping) or found.get("state") not in STATES:
        return None
    fields = [found.get(name, "") for name in ("state", "mail", "to", "id", "at", "answer")]
    if not all(isinstance(f, str) for f in fields) or not (found.get("mail") and found.get("to")):
        return None
    return Record(*fields)


class Journal:
    """The journal, open to be written; no other process has it while this one does. Close it, or use it with `with`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = not path.exists()
        self.path = path
        self._lock = Lock(path)
        self._fd = self._lock.fd
        if new:
            _sync_folder(path.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def hold(self, *, wait: bool) -> bool:
        """Takes the journal for this process; False where another has it and `wait` is not given."""
        if not self._lock.take(wait=wait):
            return False
        self._end_last_line()
        return True

    def write(self, records: Iterable[Record]) -> None:
        """Appends records, and returns when they are on the disk."""
        content = b"".join(record.line() for record in records)
        while content:
            content = content[os.write(self._fd, content) :]
        os.fsync(self._fd)

    def close(self) -> None:
        """Gives the journal free."""
        self._lock.close()

    def _end_last_line(self) -> None:
        """Cuts off a last line that was not written whole."""
        content = self.path.read_bytes()
        if content and not content.endswith(b"\n"):
            os.ftruncate(self._fd, content.rfind(b"\n") + 1)
            os.fsync(self._fd)


class Lock:
    """A file that one process at a time may have. The system gives it free when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)

    def take(self, *, wait: bool) -> bool:
        """Takes the lock; False where another process has it and `wait` is not given."""
        if sys.platform == "win32":  # pragma: no cover
            return _take_on_windows(self.fd, wait=wait)
        import fcntl

        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Gives the lock free."""
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1


if sys.platform == "win32":  # pragma: no cover

    def _take_on_windows(fd: int, *, wait: bool) -> bool:
        """Locks a byte far behind the content, so that the file can still be read."""
        import msvcrt
        import time

        while True:
            os.lseek(fd, 1 << 40, os.SEEK_SET)
            try:
                msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
                time.sleep(0.2)
            else:
                return True


def _sync_folder(folder: Path) -> None:
    """Forces a new file's name to the disk; where folders cannot be opened (Windows) there is no need."""
    try:
        fd = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
