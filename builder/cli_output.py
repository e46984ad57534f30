"""What the command says: diagnostics, progress and results, for a reader at a terminal, for a log, or as JSON.

Results go to stdout, everything else to stderr. `cli` decides what happens; here is how it is told.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from builder.errors import DeliveryError, Diagnostic, Location, ReportError

Progress = Callable[[str, float], None]
FAILED, STRICT, UNDELIVERED = 1, 3, 4  # exit codes
COLORS = {"error": "red", "warning": "yellow", "note": "blue"}


class Console:
    """Speaks for one run. With `json_` nothing is said until `finish`, and then one JSON object on stdout."""

    def __init__(self, *, json_: bool = False, quiet: bool = False, verbose: bool = False) -> None:
        self.json = json_
        self.quiet = quiet
        self.verbose = verbose
        self._told: list[Diagnostic] = []

    def diagnostics(self, found: Iterable[Diagnostic]) -> None:
        """Tells diagnostics; notes only to one who is not in a hurry."""
        for d in found:
            self._told.append(d)
            if not self.json and not (self.quiet and d.severity == "note"):
                typer.echo(_colored(d) if _colors() else printable(str(d)), err=True)

    def say(self, line: str) -> None:
        """A line of a result, on stdout; not with `quiet` and not with `json_`."""
        if not self.json and not self.quiet:
            typer.echo(printable(line))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Rows under a head, on stdout: ruled on a terminal, else in columns."""
        if self.json or self.quiet:
            return
        if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
            for line in columns([head, *rows]):
                self.say(line)
            return
        from rich.console import Console as Terminal
        from rich.table import Table
        from rich.text import Text

        ruled = Table(*head)
        for row in rows:
            ruled.add_row(*(Text(printable(cell)) for cell in row))
        Terminal().print(ruled)

    def emit(self, text: str) -> None:
        """Text for a program, on stdout as it is."""
        typer.echo(text, nl=False)

    def finish(self, *, ok: bool, **more: object) -> None:
        """With `json_`, prints the object: `ok`, then `more`, then `diagnostics`."""
        if self.json:
            found = [d.as_dict() for d in self._told]
            typer.echo(json.dumps({"ok": ok, **more, "diagnostics": found}, indent=2))

    @contextmanager
    def progress(self) -> Iterator[Progress | None]:
        """What `pipeline.build` calls after each step: on a terminal one line that goes away at the end, else one
        plain line a step.
        """
        if self.json or self.quiet:
            yield None
        elif self.verbose or not _terminal():
            yield lambda step, seconds: typer.echo(f"{step:<40} {seconds:6.2f} s", err=True)
        else:
            from rich.console import Console as Terminal
            from rich.markup import escape

            with Terminal(stderr=True).status("building") as status:
                yield lambda step, seconds: status.update(f"building: {escape(step)}, {seconds:.1f} s")

    def internal_error(self, error: Exception) -> None:
        """Tells that the program itself is at fault; with `verbose` also where."""
        if self.verbose:
            import traceback

            typer.echo("".join(traceback.format_exception(error)), err=True)
        hint = "this is a fault of build-report, not of the report: please send in the report and what --verbose prints"
        message = f"internal error: {type(error).__name__}: {error}"
        self.diagnostics([Diagnostic("error", "internal-error", message, None, hint)])


def told(console: Console, error: Exception) -> int:
    """Tells an error, and gives its exit code."""
    if isinstance(error, ReportError):
        from builder.pipeline import StrictError

        console.diagnostics(error.diagnostics)
        if isinstance(error, DeliveryError):
            return UNDELIVERED
        return STRICT if isinstance(error, StrictError) else FAILED
    if isinstance(error, OSError):
        at = Location(str(error.filename)) if error.filename else None
        message = error.strerror or str(error)
        console.diagnostics([Diagnostic("error", "file-access", message, at, "see the file's rights and the disk")])
    else:
        console.internal_error(error)
    return FAILED


def files_table(files: Sequence[Path], steps: Sequence[tuple[str, float]]) -> list[str]:
    """One line a file: its path from the current folder, its size, and how long writing it took.

    A step belongs to a file whose name is its last word.
    """
    seconds = {step.split()[-1]: took for step, took in steps if step}
    names = [shown(f) for f in files]
    width = max((len(n) for n in names), default=0)
    lines = []
    for file, name in zip(files, names, strict=True):
        took = f"{seconds[file.name]:8.2f} s" if file.name in seconds else ""
        lines.append(f"{name:<{width}}  {size(file.stat().st_size):>8}{took}")
    return lines


def size(count: int) -> str:
    """A number of bytes as a reader wants it: "812 B", "148 kB", "1.1 MB" (kB is 1000 bytes, as in SI)."""
    if count < 1000:
        return f"{count} B"
    if count < 999_500:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1e6:.1f} MB"


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of texts as aligned lines, two spaces between the columns."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def shown(path: Path) -> str:
    """`path` from the current folder where it lies in it, else in full."""
    whole, here = path.resolve(), Path.cwd()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else whole.as_posix()


def printable(text: str) -> str:
    r"""`text` with control characters as \xNN: a report's data must not steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def _colored(d: Diagnostic) -> str:
    """The diagnostic's usual form, with its severity in colour and the place in bold."""
    place = typer.style(printable(f"{d.location}: "), bold=True) if d.location else ""
    severity = typer.style(d.severity, fg=COLORS[d.severity], bold=True)
    hint = printable(f"\n  hint: {d.hint}") if d.hint else ""
    return f"{place}{severity}[{d.code}]: {printable(d.message)}{hint}"


def _terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _colors() -> bool:
    return _terminal() and not os.environ.get("NO_COLOR")
