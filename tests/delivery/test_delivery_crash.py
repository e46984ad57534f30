"""The real command is killed (SIGKILL) at each step of sending to a hundred, and run again: each gets exactly one."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import ROOT, Run
from letter_box import held
from mail_server import Server, serving

STEPS = ("ehlo", "mail", "rcpt", "data", "end", "stored")
HELD = "output/shop.held"


def start(folder: Path, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "builder.cli", "release", HELD, *args],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def children(pid: int) -> list[int]:
    """The processes that a process has started: its courier."""
    with suppress(OSError):
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    return []


def each_once(server: Server, count: int) -> None:
    got = Counter(server.got())
    assert not {to: n for to, n in got.items() if n > 1}
    assert sorted(got) == [f"p{n:03}@example.org" for n in range(count)]


def test_killed_at_each_step_and_run_again_each_gets_one(tmp_path: Path, run: Run) -> None:
    """One list, and one kill at each step of the dialogue, each in another message."""
    running: list[subprocess.Popen[str]] = []
    aims = {step: 12 * (n + 1) for n, step in enumerate(STEPS)}
    killed: list[str] = []

    def kill(server: Server, step: str, about: str) -> None:
        aim = aims.get(step)
        if aim is not None and (step == "ehlo" or len(server.box) >= aim):
            del aims[step]
            killed.append(step)
            running[0].send_signal(signal.SIGKILL)

    with serving(hook=kill) as server:
        folder = held(tmp_path, 100, server.port)
        while aims:
            process = start(folder)
            running[:] = [process]
            assert process.wait(60) == -signal.SIGKILL, process.stderr and process.stderr.read()
            if process.stderr:
                process.stderr.close()
        done = run("release", HELD, "--json", cwd=folder)
        assert done.returncode == 0, done.stdout
        each_once(server, 100)
        assert sorted(killed) == sorted(STEPS)
        again = json.loads(run("release", HELD, "--json", cwd=folder).stdout)
        assert (again["sent"], again["already_sent"]) == (0, 100)
        assert len(server.box) == 100


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_random_moments(tmp_path: Path, run: Run, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    with serving() as server:
        folder = held(tmp_path, 60, server.port)
        for _ in range(5):
            process = start(folder)
            time.sleep(chance.uniform(0.25, 0.9))
            process.kill()
            process.communicate()
        done = run("release", HELD, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr
        each_once(server, 60)


def test_the_next_run_waits_for_the_message_that_was_begun(tmp_path: Path, run: Run) -> None:
    """The server has the message and is slow to say so; the command is killed meanwhile."""
    running: list[subprocess.Popen[str]] = []

    def kill(server: Server, step: str, about: str) -> None:
        first = step == "stored" and len(server.box) == 1
        server.stall["stored"] = 4.0 if first else 0.0  # longer than the next run takes to start
        if first:
            running[0].kill()

    with serving(hook=kill) as server:
        folder = held(tmp_path, 3, server.port)
        running.append(start(folder))
        running[0].communicate()
        done = run("release", HELD, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "note[mail-waiting]" in done.stderr
        assert "sent 2, already sent 1," in done.stdout
        each_once(server, 3)


@pytest.mark.parametrize(("step", "doubtful"), [("mail", 0), ("rcpt", 0), ("data", 0), ("end", 1), ("stored", 1)])
def test_with_its_courier_killed_too_only_the_answer_can_be_in_doubt(
    tmp_path: Path, run: Run, step: str, doubtful: int
) -> None:
    """As if the machine went down. Nobody gets it twice, and one who may have it is named until somebody decides."""
    running: list[subprocess.Popen[str]] = []

    def kill(server: Server, now: str, about: str) -> None:
        if now == step and len(server.box) >= 4 and running:
            process = running.pop()
            for pid in [*children(process.pid), process.pid]:
                os.kill(pid, signal.SIGKILL)

    with serving(hook=kill, stall={"end": 0.05, "stored": 0.05}) as server:
        folder = held(tmp_path, 8, server.port)
        process = start(folder)
        running.append(process)
        process.communicate()
        told = run("release", HELD, "--json", cwd=folder)
        summary = json.loads(told.stdout)
        assert summary["in_doubt"] == doubtful
        assert told.returncode == (4 if doubtful else 0)
        got = Counter(server.got())
        assert max(got.values()) == 1
        if not doubtful:
            each_once(server, 8)
            return
        assert [d["code"] for d in summary["diagnostics"]] == ["mail-in-doubt"]
        who = next(r for r in summary["recipients"] if r["state"] == "in_doubt")
        assert set(got) | {who["to"]} == {f"p{n:03}@example.org" for n in range(8)}
        decided = "skip" if who["to"] in got else "send"
        last = run("release", HELD, "--on-doubt", decided, cwd=folder)
        assert last.returncode == 0, last.stderr
        each_once(server, 8)
        assert json.loads(run("release", HELD, "--json", cwd=folder).stdout)["already_sent"] == 8


def test_two_runs_at_once_are_one(tmp_path: Path, run: Run) -> None:
    inside, over = threading.Event(), threading.Event()

    def stop(server: Server, step: str, about: str) -> None:
        if step == "end" and len(server.box) == 3:
            inside.set()
            over.wait(60)

    with serving(hook=stop) as server:
        folder = held(tmp_path, 12, server.port)
        first = start(folder)
        assert inside.wait(60)
        second = run("release", HELD, cwd=folder)
        over.set()
        assert second.returncode == 4
        assert "error[mail-running]" in second.stderr
        first.communicate()
        assert first.returncode == 0
        each_once(server, 12)
