"""`make bench`: the ratios that the project holds itself to, of CPU time (user and system) of child processes.

Contestants run in turn, round by round, so that a busy neighbour meets both; the ratio is that of the least times, with
that of the medians beside it. Bytecode is compiled before anything is timed.
"""

from __future__ import annotations

import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import twelve
from scale import make

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
COMMAND = "from builder.cli import main; main()"
ENV = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPATH": str(ROOT)}


@dataclass
class Contestant:
    """A command, and what to do before each of its rounds (not timed); `times` are CPU seconds, one a round."""

    command: list[str]
    before: Callable[[int], None] = lambda _: None
    env: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)

    def run(self, round_: int) -> None:
        self.before(round_)
        with tempfile.TemporaryFile() as said:
            child = subprocess.Popen(self.command, stdout=said, stderr=subprocess.STDOUT, env={**ENV, **self.env})
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                said.seek(0)
                sys.exit(f"{' '.join(self.command)}\n{said.read().decode()}")
        self.times.append(usage.ru_utime + usage.ru_stime)


def python(*args: str | Path) -> list[str]:
    return [sys.executable, *map(str, args)]


def race(rounds: int, *contestants: Contestant) -> None:
    """Runs all in turn, after one round that does not count: it fills the disk's and Python's caches."""
    for round_ in range(rounds + 1):
        for contestant in contestants:
            contestant.run(round_)
    for contestant in contestants:
        del contestant.times[0]


def line(name: str, value: float, limit: float, more: str = "", form: str = ".2f") -> bool:
    ok = value <= limit
    judged = "ok" if ok else "OVER"
    text = f"{name:<52} {value:>8{form}}  limit {limit:>6{form}}  {judged:<4}  {more}"
    print(text.rstrip(), flush=True)  # noqa: T201 - what it is for
    return ok


def ratio(name: str, ours: Contestant, theirs: Contestant, limit: float) -> bool:
    medians = statistics.median(ours.times) / statistics.median(theirs.times)
    more = f"median {medians:.2f}; {min(ours.times):.3f} s against {min(theirs.times):.3f} s"
    return line(name, min(ours.times) / min(theirs.times), limit, more)


def help_(rounds: int) -> bool:
    ours, theirs = Contestant(python("-c", COMMAND, "--help")), Contestant(python("-c", "import typer"))
    race(rounds, ours, theirs)
    return ratio("--help / import typer", ours, theirs, 1.7)


def documents(folder: Path, rounds: int) -> list[bool]:
    """Twelve charts: both files cold, the native deck alone, and both again after a sentence changed."""
    report = twelve.make(folder)
    text = report.read_text(encoding="utf-8")
    edited = folder / "edited.md"
    output = folder / "output"

    def change(round_: int) -> None:
        edited.write_text(text.replace("**Finding.**", f"**Finding {round_}.**", 1), encoding="utf-8")

    def ours(file: Path, *more: str) -> list[str]:
        return python("-c", COMMAND, file, "--output", output, *more)

    script = Contestant(python(HERE / "baseline.py", folder, folder / "baseline"))
    cold = Contestant(ours(report, "--no-cache"))
    native = folder / "native.md"
    deck = Contestant(ours(native, "--format", "pptx", "--no-cache"))
    again = Contestant(ours(edited), change, {"BUILD_REPORT_CACHE": str(folder / "cache")})
    race(rounds, script, cold, deck, again)
    return [
        ratio("twelve charts, both files, cold / the script", cold, script, 0.75),
        ratio("native deck alone / the script (both files)", deck, script, 0.35),
        line("native deck alone: matplotlib modules loaded", loaded_by(native, output), 0, form=".0f"),
        ratio("one sentence changed, both files / the script", again, script, 0.35),
    ]


def loaded_by(report: Path, output: Path) -> int:
    """How many modules of Matplotlib building the deck of `report` loads."""
    code = (
        "import atexit, sys\n"
        "count = lambda: sum(m.startswith('matplotlib') for m in sys.modules)\n"
        "atexit.register(lambda: sys.stderr.write('loaded %d' % count()))\n"
    )
    command = python("-c", code + COMMAND, report, "--format", "pptx", "--no-cache", "--output", output)
    done = subprocess.run(command, env=ENV, capture_output=True, text=True, check=True)
    return int(done.stderr.rpartition("loaded ")[2])


def scale(kind: str, few: int, many: int, limit: float) -> list[bool]:
    """Time a unit at `many` to that at `few`, and the peak of memory where the limit names one."""
    measured = {count: measure(kind, count) for count in (few, many)}
    each = {count: 1000 * said["seconds"] / said["units"] for count, said in measured.items()}
    more = f"{each[many]:.3f} ms against {each[few]:.3f} ms"
    held = [line(f"time a unit, {many:,} {kind} / {few:,}", each[many] / each[few], limit, more)]
    if kind == "rows":
        held.append(line(f"peak memory of {many:,} rows, MB", measured[many]["peak"], 500, form=".0f"))
    if kind == "pages":
        units = measured[many]["units"] - measured[few]["units"]
        kilobytes = 1000 * (measured[many]["peak"] - measured[few]["peak"]) / units
        held.append(line(f"memory a page, {many:,} pages, kB", kilobytes, 250, form=".0f"))
    return held


def verify(folder: Path, rounds: int) -> list[bool]:
    """What reading the files back costs: builds of which one leaves it out, with charts that are drawn already."""
    env = {"BUILD_REPORT_CACHE": str(folder / "cache")}
    held = []
    for name, report, formats in (
        ("the flagship", ROOT / "templates" / "ai_index" / "report.md", ()),
        ("1,000 pages", make(folder / "pages", "pages", 1000), ("--format", "pdf")),
        ("5,000 rows", make(folder / "rows", "rows", 5000), ("--format", "pdf")),
    ):
        command = python("-c", COMMAND, report, *formats, "--output", folder / "output")
        plain, read = Contestant([*command, "--no-verify"], env=env), Contestant(command, env=env)
        race(rounds, plain, read)
        held.append(ratio(f"read back / not, {name}", read, plain, 1.25))
    return held


def tags(kind: str, count: int) -> bool:
    """What tags, metadata and the standards cost: the brief as it is against one with none, the least of three."""
    seconds = {"": float("inf"), "none": float("inf")}
    for _ in range(3):
        for standard, least in seconds.items():
            seconds[standard] = min(least, measure(kind, count, standard)["seconds"])
    more = f"{seconds['']:.2f} s against {seconds['none']:.2f} s"
    return line(f"tagged / not tagged, {count:,} {kind}", seconds[""] / seconds["none"], 1.7, more)


def measure(kind: str, count: int, *more: str) -> dict[str, float]:
    """What `scale.py` measures."""
    command = python(HERE / "scale.py", kind, str(count), *filter(None, more))
    done = subprocess.run(command, env=ENV, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    said: dict[str, float] = json.loads(done.stdout)
    return said


def main() -> None:
    """All benchmarks, or those whose names are given: help, documents, verify, tags, pages, slides, rows."""
    compileall.compile_dir(ROOT / "builder", quiet=1)
    wanted = sys.argv[1:] or ["help", "documents", "verify", "tags", "pages", "slides", "rows"]
    held: list[bool] = []
    if "help" in wanted:
        held.append(help_(10))
    if "documents" in wanted:
        with tempfile.TemporaryDirectory() as folder:
            held += documents(Path(folder), 5)
    if "verify" in wanted:
        with tempfile.TemporaryDirectory() as folder:
            held += verify(Path(folder), 3)
    if "tags" in wanted:
        held += [tags("pages", 100), tags("rows", 5000)]
    for kind, few, many, limit in (("pages", 10, 1000, 1.2), ("slides", 10, 1000, 1.2), ("rows", 1000, 100_000, 1.3)):
        if kind in wanted:
            held += scale(kind, few, many, limit)
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
