"""The command `build-report`: what may be asked for, and what each outcome's exit code is.

Only this file and those beside it (`cli_output`, `cli_project`, `cli_template`) know of a terminal, and only here is
anything exited. Nothing but Typer is imported at the top, so that `--help` answers at once; the pipeline comes in with
the command that needs it.
"""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from builder import cli_email
from builder.cli_arguments import Json, Param, Quiet, Report, Strict, Verbose

if TYPE_CHECKING:
    from builder.cli_output import Console

INTERRUPTED = 130  # beside Typer's 2 for a usage error, and those of `cli_output`
_interruptions: list[int] = []  # a library may answer Ctrl-C with an error of its own (DuckDB does): this tells why


class ReportCommands(TyperGroup):
    """The commands, of which `build` need not be named: `build-report my.md` builds."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts `build` in front where no command is named."""
        if args and (args[0] in self.commands or args[0] in ("--help", "-h", "--version")):
            return super().parse_args(ctx, args)
        if args and (problem := _no_command(args[0])):
            ctx.fail(problem)
        return super().parse_args(ctx, ["build", *args])

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the group's own has it
        """What stands after the program's name."""
        return ["[COMMAND]", "[OPTIONS]", "[REPORT]"]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The arguments and options of `build` beside the group's own, then the commands."""
        params = [*self.commands["build"].params, *self.get_params(ctx)]
        for title, kind in (("Arguments", "argument"), ("Options", "option")):
            with formatter.section(title):
                records = [p.get_help_record(ctx) for p in params if p.param_type_name == kind]
                formatter.write_dl([r for r in records if r])
        self.format_commands(ctx, formatter)


app = typer.Typer(
    cls=ReportCommands,
    add_completion=False,
    rich_markup_mode=None,  # rich costs 100 ms, more than all the rest of --help
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
template = typer.Typer(help="Look into a PowerPoint template.", rich_markup_mode=None)
app.add_typer(template, name="template")

Format = Annotated[
    list[str] | None,
    typer.Option("--format", metavar="FORMAT", help="pdf, pptx, ...; repeatable. By default the report's own."),
]
PdfStandard = Annotated[
    list[str] | None,
    typer.Option(
        "--pdf-standard",
        metavar="STANDARD",
        help="ua-1, a-2a, a-3a or none; several with commas, or repeated. By default the report's own.",
    ),
]
CheckFormat = Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, json, github or junit.")]
CheckOutput = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="Where json, github or junit goes, instead of stdout.")
]
Output = Annotated[Path | None, typer.Option("--output", metavar="DIR", help="Where the files go.")]
Date = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="The report's date.")]
Audit = Annotated[bool, typer.Option("--audit", help="Tell where every number comes from: an appendix, and notes.")]
Previous = Annotated[
    str | None, typer.Option("--previous", metavar="PATH", help="The last edition: its ledger, or the folder of it.")
]
Open = Annotated[bool, typer.Option("--open", help="Show the documents when they are built.")]
NoVerify = Annotated[bool, typer.Option("--no-verify", help="Do not read the files back.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Draw every chart again.")]


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"build-report {version('build-report')}")
        raise typer.Exit


@app.callback()
def everything(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    """One Markdown file with SQL becomes a PDF brief and a PowerPoint deck, every number tied to its row.

    Without a command the report is built.
    """


@app.command()
def build(
    report: Report = None,
    format_: Format = None,
    pdf_standard: PdfStandard = None,
    output: Output = None,
    param: Param = None,
    date: Date = None,
    previous: Previous = None,
    strict: Strict = False,
    audit: Audit = False,
    json_: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    open_: Open = False,
    no_cache: NoCache = False,
    no_verify: NoVerify = False,
) -> None:
    """Build the documents; this is what happens without a command."""
    import time
    from dataclasses import replace

    from builder.cli_options import build_options
    from builder.cli_output import Console, files_table, shown

    given = _report_argument(report)
    console = Console(json_=json_, quiet=quiet, verbose=verbose)
    with _outcomes(console):
        from builder import cli_project, pipeline

        start = time.perf_counter()
        path = cli_project.find_report(given)
        cache = None if no_cache else cli_project.drawings_cache()
        folder = output or cli_project.find_output(path)
        options = build_options(
            format_, pdf_standard, folder, param, date, cache, strict=strict, audit=audit, previous=previous
        )
        options = replace(options, verify=not no_verify)
        with console.progress() as progress:
            result = pipeline.build(path, options, progress)
        seconds = time.perf_counter() - start
        console.diagnostics(result.diagnostics)
        console.say(f"built in {seconds:.1f} s")
        for line in files_table(result.files, result.steps):
            console.say(line)
        steps = [{"step": step, "seconds": round(took, 3)} for step, took in result.steps]
        console.finish(ok=True, files=[shown(f) for f in result.files], seconds=round(seconds, 3), steps=steps)
        for file in result.files if open_ else ():
            if file.suffix != ".json":
                typer.launch(str(file))


@app.command()
def check(
    report: Report = None,
    format_: CheckFormat = "text",
    output: CheckOutput = None,
    pdf_standard: PdfStandard = None,
    param: Param = None,
    date: Date = None,
    previous: Previous = None,
    strict: Strict = False,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules, and check nothing.")] = False,
    json_: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Run every check, and write no documents."""
    from builder import cli_check
    from builder.cli_options import build_options, choice

    given = _report_argument(report)
    format_ = choice("json" if json_ else format_, cli_check.FORMATS, "Documents are built by: build-report build")
    if output and format_ == "text":
        raise typer.BadParameter("goes with --format json, github or junit", param_hint="--output")
    console = cli_check.CheckConsole(format_, output, strict=strict, quiet=quiet, verbose=verbose)
    with _outcomes(console):
        if rules:
            cli_check.tell_rules(console)
        else:
            options = build_options(None, pdf_standard, None, param, date, None, strict=strict, previous=previous)
            cli_check.check(given, options, console)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A ledger, a document beside one, or a folder of some.")],
    new_: Annotated[Path, typer.Argument(metavar="NEW", help="The same of the later edition.")],
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, json or markdown.")] = "text",
    fail_on_change: Annotated[bool, typer.Option("--fail-on-change", help="Exit code 1 if anything changed.")] = False,
    json_: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what changed between two editions."""
    from builder import cli_diff
    from builder.cli_options import choice
    from builder.cli_output import FAILED, Console

    format_ = choice("json" if json_ else format_, cli_diff.FORMATS)
    console = Console(json_=format_ == "json", quiet=quiet, verbose=verbose)
    with _outcomes(console):
        changed = cli_diff.diff(old, new_, console, format_)
        if changed and fail_on_change:
            raise typer.Exit(FAILED)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    json_: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make a starter report that builds."""
    from builder.cli_output import Console, shown

    console = Console(json_=json_, quiet=quiet, verbose=verbose)
    with _outcomes(console):
        from builder import cli_project

        made = cli_project.copy_starter(folder)
        for file in made:
            console.say(shown(file))
        console.say("What to do next:")
        console.say(f"  cd {folder}")
        console.say("  build-report")
        console.finish(ok=True, files=[shown(f) for f in made])


@app.command()
def verify(
    built: Annotated[
        Path | None,
        typer.Argument(metavar="BUILT", help="A ledger, a document beside it, a folder of them, or a report."),
    ] = None,
    json_: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Read documents that were built, and compare them with their ledger."""
    from builder.cli_output import Console

    console = Console(json_=json_, quiet=quiet, verbose=verbose)
    with _outcomes(console):
        from builder.cli_verify import verify_files

        verify_files(built, console)


@template.command("inspect")
def template_inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .pptx or .potx file.")],
    output: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", help="Where the pictures go; by default into output.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write FILE's mapping beside it, to be edited.")] = False,
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Draw a slide of each role, where LibreOffice is here.")
    ] = True,
    json_: Json = False,
    verbose: Verbose = False,
) -> None:
    """Show which layout of a .pptx is for which kind of slide, and its placeholders."""
    from builder.cli_output import Console

    console = Console(json_=json_, verbose=verbose)
    with _outcomes(console):
        from builder.cli_template import inspect

        inspect(file, output, console, write=write, pictures=pictures)


@template.callback()
def _template() -> None:
    """Makes `template` a group although it has one command."""


# -- From arguments to options, from outcomes to exit codes ------------------------------------------------


def _no_command(word: str) -> str:
    """What is wrong with a bare word that stands for a command or a report, "" where it is a file."""
    if not re.fullmatch(r"\w[\w-]*", word) or Path(word).exists():
        return ""
    names = [c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands]
    if word in (*names, "template"):
        return f'the command comes first: "build-report {word} ..."'
    return f'there is no command or report "{word}". Commands: {", ".join([*names, "template inspect"])}'


def _report_argument(report: str | None) -> Path | None:
    if report is None:
        return None
    if problem := _no_command(report):
        raise typer.BadParameter(problem, param_hint="REPORT")
    return Path(report)


@contextmanager
def _outcomes(console: Console) -> Iterator[None]:
    """Turns what a command raises into diagnostics and an exit code."""
    try:
        yield
    except (typer.Exit, typer.Abort, typer.TyperException, BrokenPipeError):
        raise
    except Exception as error:  # no user sees a traceback that they did not ask for
        if _interruptions:
            raise KeyboardInterrupt from error
        from builder.cli_output import told

        code = told(console, error)
    else:
        return
    console.finish(ok=False)
    raise typer.Exit(code)


cli_email.add_commands(app, cli_email.Shared(_outcomes, _report_argument))


def _interrupt(number: int, _: object) -> None:
    _interruptions.append(number)
    raise KeyboardInterrupt


def main() -> None:
    """The entry point. Typer gives the exit codes of usage errors (2) and of an interruption (130)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a log in ASCII must not end the build
    signal.signal(signal.SIGINT, _interrupt)
    try:
        app(prog_name="build-report")
    except KeyboardInterrupt:  # outside of Typer's own care, while modules are still being imported
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
