"""The journal: what it says of whom, what a crash of the machine may leave of it, and that one process has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from builder.delivery.journal import Journal, Lock, Record, State, read_journal
from builder.errors import DeliveryError

ANA = "ana@example.org"


def record(state: State, to: str = ANA, mail: str = "m1") -> Record:
    return Record(state, mail, to, "id@example.org", "2026-04-02T08:00:00+00:00", "250 ok" if state == "sent" else "")


def written(path: Path, *records: Record) -> Path:
    with Journal(path) as journal:
        assert journal.hold(wait=False)
        for one in records:
            journal.write([one])
    return path


@pytest.mark.parametrize(
    ("states", "done", "doubtful", "opened"),
    [
        ([], False, False, 0),
        (["trying"], False, True, 0),
        (["trying", "sent"], True, False, 0),
        (["trying", "deferred"], False, False, 0),
        (["refused"], False, False, 0),
        (["trying", "deferred", "trying"], False, True, 0),
        (["trying", "skipped"], True, False, 0),
        (["trying", "sent", "again"], False, False, 1),
        (["trying", "sent", "again", "trying", "sent"], True, False, 1),
        (["again", "again"], False, False, 2),
    ],
)
def test_what_it_says(tmp_path: Path, states: list[State], done: bool, doubtful: bool, opened: int) -> None:
    path = written(tmp_path / "j", *(record(state) for state in states))
    history = read_journal(path)
    assert history.done("m1", "ANA@example.org") is done
    assert (history.doubtful("m1", ANA) is not None) is doubtful
    assert history.opened("m1", ANA) == opened
    assert not history.done("m2", ANA)
    assert not history.done("m1", "bo@example.org")


def test_records_come_back_as_they_were(tmp_path: Path) -> None:
    odd = Record("sent", "m", "jörg@example.org", "i", "t", 'answer with "quotes", \\, \u2028 and é')
    assert read_journal(written(tmp_path / "j", odd)).record("m", "JÖRG@example.org") == odd


def test_a_line_that_was_being_written_is_cut_off(tmp_path: Path) -> None:
    path = written(tmp_path / "j", record("trying"), record("sent"))
    whole = path.read_bytes()
    for cut in range(1, len(record("sent").line())):
        path.write_bytes(whole[:-cut])
        assert read_journal(path).doubtful("m1", ANA)
        written(path, record("trying", "bo@example.org"))
        history = read_journal(path)
        assert history.doubtful("m1", ANA)
        assert history.doubtful("m1", "bo@example.org")


@pytest.mark.parametrize(
    "line", [b"{", b"[]", b'{"state": "eaten", "mail": "m", "to": "a"}', b"\xff", b'{"state": "sent"}']
)
def test_a_line_that_is_no_record_stops_everything(tmp_path: Path, line: bytes) -> None:
    path = written(tmp_path / "j", record("sent"))
    path.write_bytes(path.read_bytes() + line + b"\n" + record("sent", "bo@example.org").line())
    with pytest.raises(DeliveryError) as caught:
        read_journal(path)
    (found,) = caught.value.diagnostics
    assert found.code == "bad-journal"
    assert found.location
    assert found.location.line == 2


def test_no_journal_is_an_empty_history(tmp_path: Path) -> None:
    assert not read_journal(tmp_path / "none").last


def test_one_process_at_a_time_has_it(tmp_path: Path) -> None:
    """The other process is a real one; when it is killed the lock is free."""
    code = (
        "import sys, time; from pathlib import Path; from builder.delivery.journal import Lock\n"
        "lock = Lock(Path(sys.argv[1])); assert lock.take(wait=False); print('has it', flush=True); time.sleep(60)"
    )
    path = tmp_path / "j"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "has it\n"
        mine = Lock(path)
        assert not mine.take(wait=False)
        other.kill()
        assert mine.take(wait=True)
        mine.close()
