"""Read, query, resolve, check, write: one report through the whole house.

`build` is the order in which things happen; each step is one call into one layer. Read this file first.
Nothing is printed here, and nothing is left half done: documents are written into a folder beside the outputs and
renamed when all of them are whole.
"""

from __future__ import annotations

import datetime
import gc
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from builder.attachments import attachments, tables_read
from builder.checks.registry import check_document
from builder.errors import Diagnostic, Findings, Location, ReportError, SourceError, WriteError, suggest
from builder.ledger import ledger_bytes, write_ledger
from builder.model.data import QueryResult, Source
from builder.model.document import Document
from builder.model.options import MAIL_DEFAULTS, MailOptions, check_standards
from builder.model.source import FrontMatter, PreviousEdition, ReportSource
from builder.model.walk import names_used
from builder.params import report_params
from builder.previous import Previous
from builder.readback.verify import load, read_back, verify
from builder.readers.ledger import read_previous
from builder.readers.markdown import read_report
from builder.resolve import resolve
from builder.sources.dataset import open_dataset
from builder.theme import Theme
from builder.writers.base import Attachment, Placement, WriteJob
from builder.writers.registry import WRITERS, writer_for

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What the command line says. Empty fields leave the choice to the report.

    `cache` is the folder of recorded drawings; None caches nothing. `previous` names the last edition instead of the
    front matter; without `verify` the written files are not read back; `audit` adds where every number comes from.
    """

    formats: tuple[str, ...] = ()
    output: Path | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    date: datetime.date | None = None
    strict: bool = False
    cache: Path | None = None
    pdf_standard: tuple[str, ...] = ()
    previous: str = ""
    verify: bool = True
    audit: bool = False


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What was built: the files in the order of the formats, the ledger last; warnings; and seconds a step.

    `theme` and `mail` are what its mail is composed with.
    """

    files: tuple[Path, ...]
    document: Document
    diagnostics: tuple[Diagnostic, ...]
    steps: tuple[tuple[str, float], ...]
    theme: Theme = field(default_factory=Theme)
    mail: MailOptions = MAIL_DEFAULTS


class StrictError(ReportError):
    """There are warnings, and the caller asked for none."""


def build(report: Path, options: BuildOptions | None = None, progress: Progress | None = None) -> BuildResult:
    """Builds the documents of `report` and their ledger.

    Raises a `ReportError` with every diagnostic of the stage that failed; then the earlier outputs stand untouched.
    """
    with _no_collection():
        return _build(report, options or BuildOptions(), _Clock(progress))


def _build(report: Path, options: BuildOptions, clock: _Clock) -> BuildResult:
    job, formats = _prepared(report, options, clock)
    document, findings = job.document, job.findings
    output = options.output or default_output(report)
    with _staging(output) as folder:
        placements: dict[str, Placement] = {}
        names: list[str] = []
        written: dict[str, Path] = {}
        for format_ in formats:
            writer = writer_for(format_)
            names.append(document.name + writer.suffix)
            written[format_] = folder / names[-1]
            with clock.step(f"write {names[-1]}"):
                placements[format_] = writer.write(job, folder / names[-1])
        with clock.step("read back"):
            back = read_back(document, written, placements, audit=job.audit, reads=options.verify)
        names.append(f"{document.name}.values.json")
        with clock.step(f"write {names[-1]}"), (folder / names[-1]).open("w", encoding="utf-8", newline="\n") as out:
            write_ledger(document, placements, _relative(report, project_root(report)), out, back.sections)
        if options.verify:
            with clock.step("verify"):
                findings.items += verify(load(folder / names[-1]), back.readings)
        _judge(findings, options.strict)
        files = tuple(_publish(folder / name, output / name) for name in names)
    return BuildResult(files, document, tuple(findings.items), tuple(clock.steps), job.theme, job.mail)


def check(report: Path, options: BuildOptions | None = None) -> tuple[Diagnostic, ...]:
    """Runs every check of `report` without writing anything. Raises `ReportError` as `build` does."""
    options = options or BuildOptions()
    with _no_collection():
        job, _ = _prepared(report, options, _Clock(None))
    _judge(job.findings, options.strict)
    return tuple(job.findings.items)


def query_rows(report: Path, name: str, options: BuildOptions | None = None) -> QueryResult:
    """The rows that one query of `report` gives, with the parameters of `options`. Raises `ReportError`."""
    options = options or BuildOptions()
    source = read_report(report, shown_path(report))
    front = source.front
    params = report_params(front, options.params)
    numbers = [n for n, query in enumerate(source.queries) if query.name == name]
    if not numbers:
        findings = Findings()
        hint = suggest(name, [query.name for query in source.queries], "The report has")
        findings.error("unknown-query", f'the report has no query "{name}"', Location(source.shown), hint)
        findings.raise_errors(SourceError)
    at = front.places.get("dataset")
    with open_dataset(front.dataset, report.resolve().parent, project_root(report), at) as dataset:
        return dataset.run(source.queries[: numbers[0] + 1], params)[name]


# -- The steps -------------------------------------------------------------------------------------------


def _prepared(report: Path, options: BuildOptions, clock: _Clock) -> tuple[WriteJob, tuple[str, ...]]:
    """All that comes before writing, and the formats that are asked for."""
    source, document, findings, attached = _resolved(report, options, clock)
    front = source.front
    formats = _formats(options.formats or front.formats, front)
    project = project_root(report)
    shown = _relative(report, project)

    def ledger(placement: Placement) -> bytes:
        return ledger_bytes(document, {"pdf": placement}, shown)

    theme = _theme(source, project, findings)
    deck = _inside(source, front.deck, "deck", project)
    settings = project / "pyproject.toml"  # `[tool.build-report.deck]` is for whoever writes a deck
    cache, audit = options.cache, front.audit
    job = WriteJob(document, theme, findings, cache, deck, front.pdf, attached, ledger, settings, front.mail, audit)
    return job, formats


def _resolved(
    report: Path, options: BuildOptions, clock: _Clock
) -> tuple[ReportSource, Document, Findings, tuple[Attachment, ...]]:
    """Read, query, resolve and check."""
    findings = Findings()
    project = project_root(report)
    with clock.step("read"):
        source = read_report(report, shown_path(report))
        findings.items += source.warnings
        source = replace(source, front=_overridden(source.front, options))
        params = report_params(source.front, options.params)
    with clock.step("query"):
        at = source.front.places.get("dataset")
        with open_dataset(source.front.dataset, report.resolve().parent, project, at) as dataset:
            findings.items += dataset.warnings
            results = dataset.run(source.queries, params)
            # A visual or an expression may name a table as well as a query.
            named = names_used((source.front.title, source.front.mail.subject, source.blocks)) | {source.front.claims}
            for table in sorted(named & dataset.tables.keys() - results.keys()):
                if found := dataset.table(table):
                    results[table] = found
            attaches = source.front.pdf.attaches and "pdf" in (options.formats or source.front.formats)
            tables = tables_read(results.values(), dataset, at, findings) if attaches else ()
            bibliography: dict[str, Source] = {**dataset.sources, **{s.key: s for s in source.front.sources}}
            years = dataset.years()
    with clock.step("resolve"):
        name = report_name(report)
        own = (options.output or default_output(report)) / f"{name}.values.json"
        previous = _previous(source, project, own)
        root = str(report.resolve().parent)
        document, warnings = resolve(source, results, bibliography, params, name, root, previous)
        document = replace(document, years=years)
        findings.items += warnings
    with clock.step("check"):
        findings.items += check_document(document, project, source)
        findings.raise_errors(ReportError)
    attached = attachments(document, results, tables, findings) if attaches else ()
    return source, document, findings, attached


def _overridden(front: FrontMatter, options: BuildOptions) -> FrontMatter:
    """The front matter with what the command line says instead."""
    front = replace(front, date=options.date or front.date, audit=options.audit or front.audit)
    if options.previous:
        front = replace(front, previous=PreviousEdition(options.previous, named=True))
    if not options.pdf_standard:
        return front
    findings = Findings()
    standard = check_standards(options.pdf_standard, front.places.get("pdf.standard"), findings)
    findings.raise_errors(SourceError)
    return replace(front, pdf=replace(front.pdf, standard=standard or front.pdf.standard))


def _previous(source: ReportSource, project: Path, own: Path) -> Previous:
    """The last edition that the report names, to be asked for values; `own` is the ledger of this one."""
    named, findings = source.front.previous, Findings()
    if named is None:
        return Previous()
    at = None if named.named else source.front.places.get("previous")
    edition = read_previous(named, source.path.resolve().parent, project, own, at, findings)
    findings.raise_errors(SourceError)
    return Previous(edition, f'there is no edition "{named.path}" yet', "leave it out where report.has_previous is not")


def _formats(formats: tuple[str, ...], front: FrontMatter) -> tuple[str, ...]:
    findings = Findings()
    for format_ in formats:
        if format_ not in WRITERS:
            hint = suggest(format_, WRITERS, "There are")
            findings.error("unknown-format", f'there is no format "{format_}"', front.places.get("formats"), hint)
    findings.raise_errors(SourceError)
    return tuple(dict.fromkeys(formats))


def _theme(source: ReportSource, project: Path, findings: Findings) -> Theme:
    """The default look on the report's paper, with the brand's colours, fonts and logo."""
    front = source.front
    theme = Theme().on_paper(front.paper)
    path = _inside(source, front.brand, "brand", project)
    if path is None:
        return theme
    from builder.readers.brand import read_brand

    brand = read_brand(path, shown_path(path), project)
    findings.items += brand.warnings
    return brand.themed(theme)


def _inside(source: ReportSource, name: str, key: str, project: Path) -> Path | None:
    """The file that the front matter's `key` names; None where it names none. It lies in the report's project."""
    if not name:
        return None
    at = source.front.places.get(key)
    path = (source.path.resolve().parent / name).resolve()
    findings = Findings()
    if not path.is_relative_to(project):
        findings.error(
            "outside-project", f'"{name}" lies outside the report\'s project', at, "copy it beside the report"
        )
    elif not path.is_file():
        beside = [p.name for p in sorted(path.parent.glob(f"*{path.suffix}"))] if path.parent.is_dir() else []
        findings.error("file-not-found", f'there is no file "{name}"', at, suggest(path.name, beside, "Beside it are"))
    findings.raise_errors(SourceError)
    return path


def _judge(findings: Findings, strict: bool) -> None:
    findings.raise_errors(WriteError)
    if strict and any(d.severity == "warning" for d in findings.items):
        raise StrictError(findings.items)


# -- Places ----------------------------------------------------------------------------------------------


def project_root(report: Path) -> Path:
    """The nearest folder upwards that has a pyproject.toml or is a checkout; else the report's own folder."""
    folder = report.resolve().parent
    for parent in (folder, *folder.parents):
        if (parent / "pyproject.toml").is_file() or (parent / ".git").exists():
            return parent
    return folder


def report_name(report: Path) -> str:
    """The stem of the outputs: the folder's name for a `report.md`, else the file's."""
    path = report.resolve()
    return path.parent.name if path.stem == "report" and path.parent.name else path.stem


def default_output(report: Path) -> Path:
    """`output/` beside the report."""
    return report.parent / "output"


def shown_path(path: Path) -> str:
    """`path` as a user in the current folder knows it, with forward slashes."""
    resolved = path.resolve()
    here = Path.cwd()
    return (resolved.relative_to(here) if resolved.is_relative_to(here) else path).as_posix()


def _relative(path: Path, project: Path) -> str:
    return path.resolve().relative_to(project).as_posix()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Leaves the cyclic garbage collector out: documents are large trees without cycles, and looking for some takes a
    tenth of a short build, and most of the time of a long one.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def _staging(output: Path) -> Iterator[Path]:
    """A fresh folder inside `output`, on the same file system, gone afterwards."""
    at = Location(output.as_posix())
    try:
        output.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".building-", dir=output))
    except OSError as error:
        hint = "give another folder with --output"
        problem = Diagnostic("error", "output-not-writable", f"cannot write there: {error.strerror}", at, hint)
        raise WriteError([problem]) from None
    try:
        yield folder
    except OSError as error:
        message = f"cannot write: {error.strerror or error}"
        problem = Diagnostic("error", "output-not-writable", message, at, "is the disk full, or a file open elsewhere?")
        raise WriteError([problem]) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _publish(written: Path, target: Path) -> Path:
    written.replace(target)
    return target


class _Clock:
    """Times the steps and tells the caller of each as it ends."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self.steps: list[tuple[str, float]] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        seconds = time.perf_counter() - start
        self.steps.append((name, seconds))
        if self.progress:
            self.progress(name, seconds)
