"""From a report and its recipients to posts: every edition is built and composed once, before anything is sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from builder import pipeline
from builder.delivery.letters import Edition, Post, edition_of
from builder.delivery.mail import Mail
from builder.delivery.recipients import (
    Recipient,
    each_once,
    from_csv,
    from_options,
    from_result,
    no_recipients,
)
from builder.errors import DeliveryError, Diagnostic, Findings, Location, ReportError
from builder.pipeline import BuildOptions, Progress
from builder.readers.markdown import read_report


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the command names, and in how many messages: `each` is None where the command leaves it open."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    queries: tuple[str, ...] = ()
    each: bool | None = None

    @property
    def nobody(self) -> bool:
        """Whether nobody is named."""
        return not (self.to or self.cc or self.bcc or self.files or self.queries)


@dataclass(frozen=True, slots=True)
class People:
    """Who gets the mail, each once; in a message of their own where `each`."""

    to: tuple[Recipient, ...]
    cc: tuple[Recipient, ...] = ()
    bcc: tuple[Recipient, ...] = ()
    each: bool = False


@dataclass(slots=True)
class Posts:
    """What was composed, what was built for it, and the warnings on the way."""

    posts: list[Post] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    warnings: list[Diagnostic] = field(default_factory=list)


def find_people(asked: Asked, report: Path, options: BuildOptions) -> People:
    """Who is asked for: addresses, files and queries together. People of lists get a message each by default.

    Raises `DeliveryError` with every wrong address of all of them.
    """
    findings = Findings()
    to = from_options(asked.to, findings)
    for file in asked.files:
        to += from_csv(file, pipeline.shown_path(file), findings)
    if asked.queries:
        _refuse_attached_people(report, options, findings)
    for name in asked.queries:
        to += from_result(pipeline.query_rows(report, name, options), findings)
    cc, bcc = from_options(asked.cc, findings), from_options(asked.bcc, findings)
    findings.raise_errors(DeliveryError)
    if not (to or cc or bcc):
        no_recipients(findings)
    lists = bool(asked.files or asked.queries)
    each = lists if asked.each is None else asked.each
    if each:  # a copy of a message that is one person's alone is a message of its own
        return People(each_once([*to, *cc, *bcc]), each=True)
    if len({edition_of(r) for r in to}) > 1:
        hint = "send one a person (--each), or give the parameters with --param"
        findings.error("several-editions", "one message cannot carry the editions of several people", None, hint)
        findings.raise_errors(DeliveryError)
    return People(each_once(to), each_once(cc), each_once(bcc))


def compose_posts(
    people: People, report: Path, options: BuildOptions, attach: Sequence[str], progress: Progress | None
) -> Posts:
    """Builds and composes each edition once, in the order in which recipients ask for it. Raises `ReportError`."""
    made = Posts()
    groups: dict[Edition, list[Recipient]] = {}
    for r in people.to:
        groups.setdefault(edition_of(r), []).append(r)
    for edition, members in (groups or {(): []}).items():
        mail = _edition(edition, members, report, options, attach, progress, made)
        made.posts.append(Post(mail, tuple(members), people.cc, people.bcc, people.each))
    return made


def _edition(
    edition: Edition,
    members: Sequence[Recipient],
    report: Path,
    options: BuildOptions,
    attach: Sequence[str],
    progress: Progress | None,
    made: Posts,
) -> Mail:
    """Builds one edition beside the outputs, the report's own into their place, and composes its mail."""
    from builder.delivery.compose import compose

    front = read_report(report, pipeline.shown_path(report)).front
    attach = tuple(dict.fromkeys([*front.mail.attach, *attach]))
    name = pipeline.report_name(report)
    output = options.output or pipeline.default_output(report)
    if edition:
        folder = output / f"{name}.editions" / edition_name(edition)
        options = replace(options, params={**options.params, **dict(edition)}, output=folder, formats=attach)
    else:  # the report's own formats too, so that the files beside the journal are of one build
        formats = tuple(dict.fromkeys([*front.formats, *attach]))
        options = replace(options, output=output, formats=formats)
    try:
        result = pipeline.build(report, options, progress)
    except ReportError as error:
        if members and members[0].at:
            raise DeliveryError([*error.diagnostics, _whose(edition, members[0].at)]) from None
        raise
    made.files += result.files
    made.warnings += [d for d in result.diagnostics if d not in made.warnings]
    attached = [file for suffix in attach for file in result.files if file.suffix == f".{suffix}"]
    findings = Findings()
    mail = compose(result, attached, findings)
    if options.strict and findings.items:
        raise pipeline.StrictError(findings.items)
    made.warnings += [d for d in findings.items if d not in made.warnings]
    return mail


def _refuse_attached_people(report: Path, options: BuildOptions, findings: Findings) -> None:
    """A PDF/A-3 carries the tables that queries read: it would carry the recipients to each of them."""
    front = read_report(report, pipeline.shown_path(report)).front
    standards = options.pdf_standard or front.pdf.standard
    if "a-3a" in standards:
        hint = "use --pdf-standard ua-1,a-2a, or give the recipients as a file: --recipients FILE.csv"
        message = "with a-3a the PDF would carry the table of the recipients to each of them"
        findings.error("recipients-attached", message, front.places.get("pdf.standard"), hint)


def _whose(edition: Edition, at: Location) -> Diagnostic:
    told = ", ".join(f"{key}={value}" for key, value in edition)
    hint = "the columns beside name and address are parameters of the report: mend the row, or take the column out"
    return Diagnostic("note", "edition-of", f"this is the edition with {told or 'no parameters'}", at, hint)


def edition_name(edition: Mapping[str, str] | Edition) -> str:
    """A folder's name for an edition: its parameters where they are plain words, and a hash where they are not."""
    told = ",".join(f"{key}={value}" for key, value in dict(edition).items())
    plain = re.sub(r"[^\w=,.+-]+", "-", told).strip(".-")[:60]
    return plain if plain == told else f"{plain}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
