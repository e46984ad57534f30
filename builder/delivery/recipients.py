"""Who gets the mail: addresses of the command line, of a CSV file or of a query, checked and each once.

Addresses are checked by email-validator against RFC 5322 and 6531, without asking the network. An address with an
international domain has the domain's ASCII form (RFC 5891) in the envelope, so that any server takes it; only a local
part that is not ASCII needs a server with SMTPUTF8.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builder.delivery.mail import Address
from builder.errors import DeliveryError, Findings, Location, suggest
from builder.model.data import QueryResult
from builder.model.format import Raw

OPEN_NAMES = ("local", "localhost", "invalid")  # reserved names that servers inside a house do use
MOST_ROWS = 100_000
MOST_SHOWN = 80  # characters of what should be an address
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # in a name they could only do harm: each becomes a space
_NAMED = re.compile(r"\s*(?P<name>[^<>]*?)\s*<\s*(?P<email>[^<>]*?)\s*>\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who gets the mail: the address, what the recipient's row sets of the report's parameters, and where the row
    stands (None for an address of the command line).
    """

    address: Address
    params: Mapping[str, str] = field(default_factory=dict)
    at: Location | None = None

    @property
    def key(self) -> str:
        """What tells recipients apart: case does not."""
        return address_key(self.address.email)


def address_key(email: str) -> str:
    """An address as the journal compares it: servers that tell "Ana@" from "ana@" are not met with."""
    return email.casefold()


def parse_address(text: str, findings: Findings, at: Location | None = None) -> Address | None:
    """The address of "a@b.org" or "Name <a@b.org>"; None where it is wrong, and then a finding says why."""
    name, email = "", text.strip()
    if named := _NAMED.fullmatch(text):
        name, email = named["name"], named["email"]
        if len(name) > 1 and name[0] == name[-1] == '"':
            name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return checked_address(email, name, findings, at)


def checked_address(
    email: str, name: str, findings: Findings, at: Location | None = None, row: int = 0
) -> Address | None:
    """The address, its domain in ASCII, the name in one line; None where it is wrong, and then a finding says why.

    `row` is its row, from 1, where `at` does not tell it.
    """
    import email_validator

    known = email_validator.SPECIAL_USE_DOMAIN_NAMES
    for open_name in OPEN_NAMES:
        if open_name in known:
            known.remove(open_name)  # the library's own knob for this
    problem = ""
    try:
        valid = email_validator.validate_email(
            email, check_deliverability=False, globally_deliverable=False, test_environment=True, strict=True
        )
    except email_validator.EmailNotValidError as error:
        problem = str(error)
    else:
        if "." not in valid.ascii_domain and valid.ascii_domain not in ("localhost", socket.gethostname().lower()):
            problem = "The part after the @-sign has no period."
    if problem:
        hint = "write ana@example.org, or Ana Silva <ana@example.org>"
        of_row = f" in row {row}" if row else ""
        if email.count("@") > 1 and re.search(r"[,;]", email):
            hint = "write one address here" if at else "one address an option: repeat the option for each"
        findings.error("bad-address", f'"{_brief(email)}"{of_row} is not a mail address: {problem}', at, hint)
        return None
    return Address(valid.ascii_email or valid.normalized, " ".join(_CONTROLS.sub(" ", name).split()))


def _brief(text: str) -> str:
    """`text` as a message shows it: on one line, and not longer than an address."""
    text = " ".join(_CONTROLS.sub(" ", text).split())
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 3]}..."


def from_options(texts: Iterable[str], findings: Findings) -> list[Recipient]:
    """The recipients that an option such as `--to` names, in its order."""
    found = (parse_address(text, findings) for text in texts)
    return [Recipient(address) for address in found if address]


def from_csv(file: Path, shown: str, findings: Findings) -> list[Recipient]:
    """The recipients of a CSV file in UTF-8 with a header: columns `address` and `name`, others are parameters.

    Commas, semicolons or tabs divide the cells. All that is wrong is found, each at its line.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = f"the recipients cannot be read: {error.strerror or error}"
        findings.error("recipients-not-read", message, Location(shown), "give the path of a CSV file")
        return []
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        hint = 'save it as UTF-8; Excel calls this "CSV UTF-8"'
        findings.error("recipients-not-read", "the recipients are not in UTF-8", Location(shown, line), hint)
        return []
    head = text.lstrip("\n\r").partition("\n")[0]
    divider = max(",;\t", key=head.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
        rows: list[tuple[Location, Sequence[str]]] = []
        start = 1
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((Location(shown, start), [cell.strip() for cell in row]))
            start = reader.line_num + 1
    except csv.Error as error:
        at = Location(shown, reader.line_num)
        findings.error("recipients-not-read", f"this is not CSV: {error}", at, 'a quote inside a quoted cell is ""')
        return []
    if not rows:
        findings.error("recipients-not-read", "the file is empty", Location(shown), "its head is: name,address")
        return []
    return _from_rows([cell.casefold() if cell.casefold() in ("name", "address") else cell for cell in rows[0][1]],
                      rows[1:], rows[0][0], findings)  # fmt: skip


def from_result(result: QueryResult, findings: Findings) -> list[Recipient]:
    """The recipients of a query's rows: columns `address` and `name`, others are parameters."""
    at = result.at or Location(result.name)
    rows = [(at, [_written(value) for value in row]) for row in result.rows]
    return _from_rows(list(result.names), rows, at, findings)


def _from_rows(
    names: Sequence[str], rows: Sequence[tuple[Location, Sequence[str]]], at: Location, findings: Findings
) -> list[Recipient]:
    if "address" not in names:
        findings.error("missing-column", 'the recipients have no column "address"', at, suggest("address", names))
        return []
    for name in sorted({n for n in names if names.count(n) > 1}):
        findings.error("duplicate-column", f'two columns are called "{name}"', at, "give one another name")
    if len(rows) > MOST_ROWS:
        hint = "divide the list"
        findings.error("recipients-not-read", f"there are {len(rows):,} recipients; {MOST_ROWS:,} can be", at, hint)
        return []
    found = []
    for number, (place, row) in enumerate(rows, 1):
        if len(row) != len(names):
            message = f"the row has {len(row)} cells, and there are {len(names)} columns"
            findings.error("ragged-row", message, place, "a cell with a comma stands in quotes")
            continue
        cells = dict(zip(names, row, strict=True))
        address = checked_address(
            cells.pop("address"), cells.pop("name", ""), findings, place, number if place == at else 0
        )
        if address:
            found.append(Recipient(address, {k: v for k, v in cells.items() if v and k}, place))
    return found


def _written(value: Raw) -> str:
    """A value of a row as `--param` takes it; "" for a missing one, which leaves the parameter's default."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value).strip()


def each_once(recipients: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """The recipients in their order, each address once an edition; the first row counts."""
    seen: dict[tuple[str, tuple[tuple[str, str], ...]], Recipient] = {}
    for r in recipients:
        seen.setdefault((r.key, tuple(sorted(r.params.items()))), r)
    return tuple(seen.values())


def no_recipients(findings: Findings) -> None:
    """Says that nobody would get the mail. Raises `DeliveryError` with all that was found."""
    hint = "name them with --to, --recipients FILE.csv or --recipients-query NAME"
    findings.error("no-recipients", "there is nobody to send to", None, hint)
    findings.raise_errors(DeliveryError)
