"""The arguments that several commands take, with their help. Nothing but Typer is imported: `--help` reads this."""

from __future__ import annotations

from typing import Annotated

import typer

Report = Annotated[
    str | None,
    typer.Argument(
        metavar="REPORT", help="The report; by default report.md here, else the project's.", show_default=False
    ),
]
Param = Annotated[
    list[str] | None, typer.Option("--param", metavar="KEY=VALUE", help="Set a parameter of the report; repeatable.")
]
Strict = Annotated[bool, typer.Option("--strict", help="A warning fails the build (exit code 3).")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say each step, and where the program itself fails.")]
