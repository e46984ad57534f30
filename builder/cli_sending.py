"""What the commands `email`, `hold` and `release` do: letters made, sent, and told of.

Exit code 4 where anybody has not got the mail.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from builder import cli_project, pipeline
from builder.cli_output import UNDELIVERED, Console, files_table, shown
from builder.delivery import answers
from builder.delivery.courier import utc_now
from builder.delivery.dispatch import Run, dispatch
from builder.delivery.folder import MANIFEST, held_path, read_letters, write_letters
from builder.delivery.journal import History, journal_path, read_journal
from builder.delivery.letters import Letter, check_sizes, edition_of, large_parts, letters
from builder.delivery.mail import Envelope
from builder.delivery.posting import Asked, People, Posts, compose_posts, edition_name, find_people
from builder.delivery.preview import write_preview
from builder.delivery.recipients import parse_address
from builder.delivery.sending import Doubt, Tally
from builder.delivery.settings import Settings, load_settings, secret
from builder.errors import DeliveryError, Diagnostic, Findings, suggest
from builder.model.options import ATTACHABLE
from builder.pipeline import BuildOptions


@dataclass(frozen=True, slots=True)
class Request:
    """What `email` and `hold` are asked for."""

    report: Path
    options: BuildOptions
    asked: Asked
    attach: tuple[str, ...]
    settings: Settings

    @property
    def output(self) -> Path:
        """Where the outputs, the journal and the held letters are."""
        return self.options.output or pipeline.default_output(self.report)

    @property
    def name(self) -> str:
        """The stem of their names."""
        return pipeline.report_name(self.report)

    @property
    def date(self) -> datetime.datetime:
        """The mail's date: the one that is given, else now."""
        day = self.options.date
        return datetime.datetime.combine(day, datetime.time(), datetime.UTC) if day else utc_now()

    @property
    def plain(self) -> Envelope:
        """An envelope for nobody yet. Raises `DeliveryError` where no sender is set."""
        if self.settings.sender is None:
            findings = Findings()
            hint = 'write from = "Name <ana@example.org>" in [tool.build-report.mail], or give --from'
            findings.error("mail-no-sender", "the mail has no sender", None, hint)
            findings.raise_errors(DeliveryError)
        assert self.settings.sender is not None
        return Envelope(
            self.settings.sender, (), reply_to=self.settings.reply_to, unsubscribe=self.settings.unsubscribe
        )


def asked(
    to: Sequence[str] | None,
    cc: Sequence[str] | None,
    bcc: Sequence[str] | None,
    files: Sequence[Path] | None,
    queries: Sequence[str] | None,
    each: bool | None,
) -> Asked:
    """The recipients as the options name them."""
    return Asked(
        tuple(to or ()), tuple(cc or ()), tuple(bcc or ()), tuple(files or ()), tuple(queries or ()), each
    )  # fmt: skip


def request(
    given: Path | None, options: BuildOptions, asked: Asked, attach: Sequence[str] | None, sender: str | None
) -> Request:
    """The request for a report, with the settings of its project. Raises `ReportError` with what is wrong in them."""
    path = cli_project.find_report(given)
    findings = Findings()
    for format_ in attach or ():
        if format_ not in ATTACHABLE:
            message = f'"{format_}" cannot be attached'
            findings.error("unknown-format", message, None, suggest(format_, ATTACHABLE, "There are"))
    settings = _settings(path)
    if sender is not None:
        settings = replace(settings, sender=parse_address(sender, findings) or settings.sender)
    findings.raise_errors(DeliveryError)
    options = replace(
        options, output=options.output or cli_project.find_output(path), cache=cli_project.drawings_cache()
    )
    return Request(path, options, asked, tuple(attach or ()), settings)


def email(request: Request, console: Console, *, again: bool, doubt: Doubt) -> None:
    """Sends. What can be wrong without the network is found before anything is built, and that before it is sent."""
    settings = request.settings
    key = _ready(settings)
    posts = _composed(request, console)
    plain, date = request.plain, request.date
    run = Run(request.output, request.name, settings, key, again, doubt)
    biggest = max((p.mail for p in posts.posts), key=lambda m: sum(len(a.data) for a in m.attachments))
    _send(run, lambda history: letters(posts.posts, plain, date, history), console, large_parts(biggest))


def preview(request: Request, console: Console) -> None:
    """Writes each edition's HTML as a page and its text beside the outputs; recipients need not be named."""
    asked = request.asked
    people = People(()) if asked.nobody else find_people(asked, request.report, request.options)
    with console.progress() as progress:
        posts = compose_posts(people, request.report, request.options, request.attach, progress)
    console.diagnostics(posts.warnings)
    made: list[Path] = []
    for post in posts.posts:
        edition = edition_of(post.to[0]) if post.to else ()
        name = f"{request.name}.{edition_name(edition)}" if edition else request.name
        made += write_preview(post.mail, request.output, name)
    for line in files_table(made, ()):
        console.say(line)
    console.finish(ok=True, files=[shown(f) for f in made])


def hold(request: Request, console: Console) -> None:
    """Writes the letters beside the outputs, for `release`."""
    folder = held_path(request.output, request.name)
    made = _written(request, folder, console)
    console.say(f"{_counted(len(made), 'message')} held in {shown(folder)}: build-report release {shown(folder)}")
    console.finish(ok=True, held=shown(folder), messages=[shown(f) for f in made])


def dry_run(request: Request, folder: Path, console: Console) -> None:
    """Writes the letters into a folder that somebody may look at. The network is not touched."""
    made = _written(request, folder, console)
    console.say(f"{_counted(len(made), 'message')} written into {shown(folder)}, and none sent")
    console.finish(ok=True, messages=[shown(f) for f in made])


def release(held: Path | None, output: Path | None, console: Console, *, again: bool, doubt: Doubt) -> None:
    """Sends what is held, byte for byte."""
    if held is not None and (held / MANIFEST).is_file():
        folder = held
    elif held is not None and held.suffix == ".held":
        folder = held  # it may be gone, or its manifest: this is told with its name
    else:
        path = cli_project.find_report(held)
        folder = held_path(output or cli_project.find_output(path), pipeline.report_name(path))
    settings = _settings(folder)
    made = read_letters(folder, shown(folder))
    run = Run(folder.parent, folder.name.removesuffix(".held"), settings, _ready(settings), again, doubt)
    _send(run, lambda _: made, console, "")


# -- The steps -------------------------------------------------------------------------------------------


def _settings(inside: Path) -> Settings:
    """The settings of the project that a file lies in."""
    project = pipeline.project_root(inside)
    return load_settings(project, shown(project / "pyproject.toml"), os.environ)


def _ready(settings: Settings) -> str:
    """The password or token. Raises `DeliveryError` where it or the server's name is not given."""
    if not settings.host:
        findings = Findings()
        hint = 'write host = "smtp.example.org" in [tool.build-report.mail], or try --dry-run DIR'
        findings.error("mail-no-host", "no mail server is given", None, hint)
        findings.raise_errors(DeliveryError)
    return secret(settings, os.environ)


def _composed(request: Request, console: Console) -> Posts:
    """Every edition with those who get it, built, composed and not too large."""
    plain = request.plain
    people = find_people(request.asked, request.report, request.options)
    with console.progress() as progress:
        posts = compose_posts(people, request.report, request.options, request.attach, progress)
    console.diagnostics(posts.warnings)
    check_sizes(posts.posts, plain, request.date, request.settings.limit)
    for line in files_table(posts.files, ()):
        console.say(line)
    return posts


def _written(request: Request, folder: Path, console: Console) -> tuple[Path, ...]:
    posts = _composed(request, console)
    history = read_journal(journal_path(request.output, request.name))
    return write_letters(letters(posts.posts, request.plain, request.date, history), folder, shown(folder))


def _send(run: Run, made: Callable[[History], Sequence[Letter]], console: Console, large: str) -> None:
    """Sends, and tells what became of each. Exits with 4 where anybody has not got the mail."""
    with console.progress() as progress:

        def step(tally: Tally, total: int) -> None:
            done = len(tally.sent)
            if progress and (done % max(1, total // 20) == 0 or done == total):
                progress(f"sent {done} of {total}", 0.0)

        def waiting() -> None:
            message = "an earlier run was interrupted, and is ending the message that it had begun"
            console.diagnostics(
                [Diagnostic("note", "mail-waiting", message, None, "wait: this takes as long as the server")]
            )

        tally = dispatch(run, made, time.sleep, waiting, step)
    findings = answers.tell(tally, run.settings, shown(run.journal), large)
    console.diagnostics(findings.items)
    counts = tally.counts
    console.say(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items()))
    console.finish(ok=tally.whole, **counts, journal=shown(run.journal), recipients=_recipients(tally))
    if not tally.whole:
        raise typer.Exit(UNDELIVERED)


def _recipients(tally: Tally) -> list[dict[str, str | int]]:
    """What became of each recipient, for `--json`."""
    rows: list[dict[str, str | int]] = []
    for state, outcomes in (("sent", tally.sent), ("refused", tally.refused), ("failed", tally.failed)):
        rows += [{"to": o.to, "state": state, "code": o.code, "answer": o.answer} for o in outcomes]
    rows += [{"to": to, "state": "already_sent"} for to in tally.already]
    rows += [{"to": r.to, "state": "in_doubt", "message_id": r.id} for r in tally.doubt]
    rows += [{"to": to, "state": "failed", "code": 0, "answer": "not tried"} for to in tally.untried]
    return rows


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" + ("s" if count != 1 else "")
