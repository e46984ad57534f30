"""How mail is sent: `[tool.build-report.mail]` of the project's pyproject.toml, and above it the environment.

Secrets come from the environment or the system's keyring. One that stands in a file is refused: files are copied,
committed and mailed.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from builder.delivery.mail import Address
from builder.delivery.recipients import parse_address
from builder.errors import DeliveryError, Findings, Location, suggest

TABLE = "[tool.build-report.mail]"
PREFIX = "BUILD_REPORT_SMTP_"  # and the key in capitals: BUILD_REPORT_SMTP_HOST
PASSWORD, TOKEN = f"{PREFIX}PASSWORD", f"{PREFIX}TOKEN"
KEYRING_SERVICE = "build-report"
PORTS = {"starttls": 587, "tls": 465, "none": 25}
SECRETS = re.compile(r"^pass$|passw|passphrase|pwd|token|secret|api[_-]?key|credential", re.IGNORECASE)

Security = Literal["starttls", "tls", "none"]
Auth = Literal["password", "xoauth2"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How mail is sent. Times in seconds, `limit` in bytes of a whole message; `host` is "" where none is given."""

    host: str = ""
    port: int = 587
    security: Security = "starttls"
    user: str = ""
    auth: Auth = "password"
    sender: Address | None = None
    reply_to: Address | None = None
    unsubscribe: str = ""
    timeout: float = 60.0
    pause: float = 0.1
    retries: int = 4
    backoff: float = 5.0
    limit: int = 10_000_000
    insecure: bool = False


def load_settings(project: Path, shown: str, environ: Mapping[str, str]) -> Settings:
    """The settings for a project folder. `shown` is its pyproject.toml as the user knows it.

    Raises `DeliveryError` with everything that is wrong in the file and in the environment.
    """
    findings = Findings()
    given = _file(project / "pyproject.toml", Location(shown), findings)
    for key in READERS:
        if text := environ.get(PREFIX + key.upper()):
            given[key] = (text, None)
    auth: Auth = "xoauth2" if environ.get(TOKEN) else "password"
    values: dict[str, Any] = {"auth": auth}
    for key, (value, at) in given.items():
        name = f"{key} in {TABLE}" if at else PREFIX + key.upper()
        try:
            values[FIELDS.get(key, key)] = READERS[key](value, at, findings)
        except (ValueError, TypeError, OverflowError) as error:
            findings.error("bad-mail-setting", f"{name} is {value!r}: {error}", at, HINTS.get(key, "see README, Mail"))
    values.setdefault("port", PORTS[values.get("security", "starttls")])
    settings = Settings(**values)
    _judge(settings, Location(shown), findings)
    findings.raise_errors(DeliveryError)
    return settings


def secret(settings: Settings, environ: Mapping[str, str]) -> str:
    """The password or token of `settings.user`, from the environment, else from the system's keyring; "" without user.

    Raises `DeliveryError` where neither has it.
    """
    if not settings.user:
        return ""
    token = settings.auth == "xoauth2"
    name = TOKEN if token else PASSWORD
    found = environ.get(name) or _keyring(f"{KEYRING_SERVICE}-token" if token else KEYRING_SERVICE, settings.user)
    if not found:
        what = "token" if token else "password"
        service = f"{KEYRING_SERVICE}-token" if token else KEYRING_SERVICE
        hint = f"set {name}, or put it into the system's keyring: keyring set {service} {settings.user}"
        findings = Findings()
        findings.error("mail-no-secret", f'there is no {what} for the user "{settings.user}"', None, hint)
        findings.raise_errors(DeliveryError)
    return found


def is_local(host: str) -> bool:
    """Whether a host is this machine, so that nobody listens in between."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


# -- Reading ---------------------------------------------------------------------------------------------


def _file(file: Path, at: Location, findings: Findings) -> dict[str, tuple[Any, Location | None]]:
    """The known keys of the table, each with its place."""
    if not file.is_file():
        return {}
    text = file.read_bytes().decode("utf-8", "replace")
    try:
        tool = tomllib.loads(text).get("tool")
    except tomllib.TOMLDecodeError as error:
        findings.error("bad-mail-setting", f"this is not TOML: {error}", at, "mend the line")
        return {}
    ours = tool.get("build-report") if isinstance(tool, dict) else None
    table = ours.get("mail", {}) if isinstance(ours, dict) else {}
    if not isinstance(table, dict):
        findings.error("bad-mail-setting", "tool.build-report.mail is not a table", at, f"write {TABLE}")
        return {}
    given: dict[str, tuple[Any, Location | None]] = {}
    for key, value in table.items():
        place = _place(text, key, at)
        if SECRETS.search(key) or (isinstance(value, str) and re.search(r"://[^/@\s]+:[^/@\s]+@", value)):
            hint = f"take it out, set {PASSWORD} or {TOKEN} instead, and change it: who has the file has it"
            findings.error("secret-in-file", f'"{key}" in {TABLE} is a secret in a file', place, hint)
        elif key not in READERS:
            hint = suggest(key, READERS, "It may have")
            findings.error("bad-mail-setting", f'{TABLE} has no key "{key}"', place, hint)
        else:
            given[key] = (value, place)
    return given


def _place(text: str, key: str, at: Location) -> Location:
    """The line where a key of the table stands."""
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if line.replace(" ", "").startswith(TABLE.replace(" ", ""))), 0)
    for number, line in enumerate(lines[start:], start + 1):
        if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return Location(at.path, number)
    return at


def _text(value: Any, at: Location | None, findings: Findings) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is needed")
    if re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("it holds a control character")
    return value.strip()


def _host(value: Any, at: Location | None, findings: Findings) -> str:
    host = _text(value, at, findings)
    if not re.fullmatch(r"[\w.-]+|\[?[0-9a-fA-F:.]+\]?", host):
        raise ValueError("a host's name is needed, without a scheme, a port or a user")
    return host.strip("[]")


def _choice(*choices: str) -> Callable[[Any, Location | None, Findings], str]:
    def read(value: Any, at: Location | None, findings: Findings) -> str:
        text = _text(value, at, findings).casefold()
        if text not in choices:
            raise ValueError(f"it may be {', '.join(choices)}")
        return text

    return read


def _number(least: float, most: float) -> Callable[[Any, Location | None, Findings], float]:
    def read(value: Any, at: Location | None, findings: Findings) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise TypeError("a number is needed")
        try:
            number = float(value)
        except ValueError:
            raise ValueError("a number is needed") from None
        if not least <= number <= most:
            raise ValueError(f"it may be {least:g} to {most:g}")
        return number

    return read


def _count(least: int, most: int) -> Callable[[Any, Location | None, Findings], int]:
    read_number = _number(least, most)

    def read(value: Any, at: Location | None, findings: Findings) -> int:
        number = read_number(value, at, findings)
        if not number.is_integer():
            raise ValueError("a whole number is needed")
        return int(number)

    return read


def _size(value: Any, at: Location | None, findings: Findings) -> int:
    """Bytes, of a number or a text as "10 MB" (a megabyte is a million bytes, as in SI)."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(k|M|G)?B?", str(value).strip(), re.IGNORECASE)
    if isinstance(value, (bool, float)) or not match:
        raise ValueError('a size is needed, as "10 MB"')
    return int(float(match[1]) * {"": 1, "k": 1000, "m": 1_000_000, "g": 10**9}[(match[2] or "").lower()])


def _flag(value: Any, at: Location | None, findings: Findings) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).casefold() in ("true", "1", "yes", "false", "0", "no", ""):
        return str(value).casefold() in ("true", "1", "yes")
    raise ValueError("it may be true or false")


def _address(value: Any, at: Location | None, findings: Findings) -> Address | None:
    return parse_address(_text(value, at, findings), findings, at)


def _unsubscribe(value: Any, at: Location | None, findings: Findings) -> str:
    text = _text(value, at, findings)
    if not re.fullmatch(r"(mailto:[^\s<>,@]+@|https://)[^\s<>,]+", text) or not text.isascii():
        raise ValueError("it is mailto:... or https://... (RFC 2369)")
    return text


READERS: Mapping[str, Callable[[Any, Location | None, Findings], Any]] = {
    "host": _host,
    "port": _count(1, 65535),
    "security": _choice("starttls", "tls", "none"),
    "user": _text,
    "auth": _choice("password", "xoauth2"),
    "from": _address,
    "reply_to": _address,
    "unsubscribe": _unsubscribe,
    "timeout": _number(0.1, 3600),
    "pause": _number(0, 3600),
    "retries": _count(0, 20),
    "backoff": _number(0, 3600),
    "limit": _size,
    "insecure": _flag,
}
FIELDS = {"from": "sender"}
HINTS = {
    "host": 'write host = "smtp.example.org"',
    "security": "starttls is usual on port 587, tls on 465; none is for a server on this machine",
    "limit": 'write limit = "10 MB"',
}


def _judge(settings: Settings, at: Location, findings: Findings) -> None:
    """What no setting alone tells: mail in the clear leaves the machine only where somebody wrote so."""
    if settings.security == "none" and settings.host and not is_local(settings.host) and not settings.insecure:
        message = f'security is "none", and {settings.host} is not this machine: anybody between could read the mail'
        hint = 'write security = "starttls", or insecure = true where that is meant'
        findings.error("mail-not-secure", message, at, hint)


def _keyring(service: str, user: str) -> str:
    """What the system's keyring has; "" without the package `keyring`, without a keyring, or where it is locked."""
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return ""
    try:
        return keyring.get_password(service, user) or ""
    except keyring.errors.KeyringError:
        return ""
