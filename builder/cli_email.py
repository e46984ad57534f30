"""The commands `email`, `hold` and `release`: their arguments. What they do stands in `cli_sending`.

Like `cli`, which adds them, this file imports nothing but Typer and the arguments that commands share.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from builder.cli_arguments import Json, Param, Quiet, Report, Strict, Verbose

if TYPE_CHECKING:
    from builder.cli_output import Console

Held = Annotated[
    Path | None,
    typer.Argument(metavar="REPORT", help="The report, or the folder where its mail is held.", show_default=False),
]
To = Annotated[list[str] | None, typer.Option("--to", metavar="ADDRESS", help="Send to; repeatable.")]
Cc = Annotated[list[str] | None, typer.Option("--cc", metavar="ADDRESS", help="Send a copy to; repeatable.")]
Bcc = Annotated[list[str] | None, typer.Option("--bcc", metavar="ADDRESS", help="Send a blind copy to; repeatable.")]
Recipients = Annotated[
    list[Path] | None,
    typer.Option("--recipients", metavar="FILE.csv", help="Send to its rows: name, address, parameters."),
]
RecipientsQuery = Annotated[
    list[str] | None,
    typer.Option("--recipients-query", metavar="NAME", help="Send to the rows of a query of the report."),
]
Each = Annotated[
    bool | None,
    typer.Option(
        "--each/--together", help="One message a person, or one for all. By default one a person of a list.",
        show_default=False,
    ),
]  # fmt: skip
From = Annotated[str | None, typer.Option("--from", metavar="ADDRESS", help="The sender, instead of the settings'.")]
Attach = Annotated[list[str] | None, typer.Option("--attach", metavar="FORMAT", help="Attach pptx too; repeatable.")]
Again = Annotated[bool, typer.Option("--again", help="Send also to those who have the mail.")]
OnDoubt = Annotated[
    Literal["ask", "send", "skip"],
    typer.Option("--on-doubt", help="Where a crash left open whether somebody has the mail.", show_default=False),
]
DryRun = Annotated[
    Path | None, typer.Option("--dry-run", metavar="DIR", help="Write the messages into DIR, and send nothing.")
]
Preview = Annotated[bool, typer.Option("--preview", help="Write the mail as a page and as text, and send nothing.")]
PdfStandard = Annotated[list[str] | None, typer.Option("--pdf-standard", metavar="STANDARD", help="As with build.")]
Output = Annotated[Path | None, typer.Option("--output", metavar="DIR", help="Where the files and the journal are.")]
Date = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="The date of report and mail.")]


@dataclass(frozen=True, slots=True)
class Shared:
    """What `cli` has for all commands: outcomes as exit codes, and the report that an argument names."""

    outcomes: Callable[[Console], AbstractContextManager[None]]
    report_argument: Callable[[str | None], Path | None]


def add_commands(app: typer.Typer, cli: Shared) -> None:
    """Adds the commands to `app`."""
    _add_email(app, cli)
    _add_hold(app, cli)
    _add_release(app, cli)


def _add_email(app: typer.Typer, cli: Shared) -> None:
    @app.command()
    def email(
        report: Report = None,
        to: To = None,
        cc: Cc = None,
        bcc: Bcc = None,
        recipients: Recipients = None,
        recipients_query: RecipientsQuery = None,
        each: Each = None,
        attach: Attach = None,
        sender: From = None,
        dry_run: DryRun = None,
        preview: Preview = False,
        again: Again = False,
        on_doubt: OnDoubt = "ask",
        param: Param = None,
        pdf_standard: PdfStandard = None,
        output: Output = None,
        date: Date = None,
        strict: Strict = False,
        json_: Json = False,
        quiet: Quiet = False,
        verbose: Verbose = False,
    ) -> None:
        """Build the report, and send it by mail: once to everybody."""
        from builder.cli_output import Console

        given = cli.report_argument(report)
        console = Console(json_=json_, quiet=quiet, verbose=verbose)
        with cli.outcomes(console):
            from builder import cli_sending
            from builder.cli_options import build_options

            built = build_options(None, pdf_standard, output, param, date, None, strict=strict)
            asked = cli_sending.asked(to, cc, bcc, recipients, recipients_query, each)
            request = cli_sending.request(given, built, asked, attach, sender)
            if preview:
                cli_sending.preview(request, console)
            elif dry_run:
                cli_sending.dry_run(request, dry_run, console)
            else:
                cli_sending.email(request, console, again=again, doubt=on_doubt)


def _add_hold(app: typer.Typer, cli: Shared) -> None:
    @app.command()
    def hold(
        report: Report = None,
        to: To = None,
        cc: Cc = None,
        bcc: Bcc = None,
        recipients: Recipients = None,
        recipients_query: RecipientsQuery = None,
        each: Each = None,
        attach: Attach = None,
        sender: From = None,
        param: Param = None,
        pdf_standard: PdfStandard = None,
        output: Output = None,
        date: Date = None,
        strict: Strict = False,
        json_: Json = False,
        quiet: Quiet = False,
        verbose: Verbose = False,
    ) -> None:
        """Build the report and its mail, and hold the messages for release."""
        from builder.cli_output import Console

        given = cli.report_argument(report)
        console = Console(json_=json_, quiet=quiet, verbose=verbose)
        with cli.outcomes(console):
            from builder import cli_sending
            from builder.cli_options import build_options

            built = build_options(None, pdf_standard, output, param, date, None, strict=strict)
            asked = cli_sending.asked(to, cc, bcc, recipients, recipients_query, each)
            cli_sending.hold(cli_sending.request(given, built, asked, attach, sender), console)


def _add_release(app: typer.Typer, cli: Shared) -> None:
    @app.command()
    def release(
        held: Held = None,
        again: Again = False,
        on_doubt: OnDoubt = "ask",
        output: Output = None,
        json_: Json = False,
        quiet: Quiet = False,
        verbose: Verbose = False,
    ) -> None:
        """Send the messages that are held, unchanged: once to everybody."""
        from builder.cli_output import Console

        console = Console(json_=json_, quiet=quiet, verbose=verbose)
        with cli.outcomes(console):
            from builder import cli_sending

            cli_sending.release(held, output, console, again=again, doubt=on_doubt)
