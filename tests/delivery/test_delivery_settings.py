"""Settings of pyproject.toml and of the environment; secrets of the environment and of a keyring, never of a file."""

from __future__ import annotations

from pathlib import Path

import keyring
import keyring.backend
import pytest

from builder.delivery.mail import Address
from builder.delivery.settings import Settings, is_local, load_settings, secret
from builder.errors import DeliveryError


def load(tmp_path: Path, table: str, **environ: str) -> Settings:
    (tmp_path / "pyproject.toml").write_text(f"[tool.build-report.mail]\n{table}\n", encoding="utf-8")
    return load_settings(tmp_path, "pyproject.toml", environ)


def codes(tmp_path: Path, table: str, **environ: str) -> list[tuple[str, int]]:
    with pytest.raises(DeliveryError) as caught:
        load(tmp_path, table, **environ)
    return [(d.code, d.location.line if d.location else 0) for d in caught.value.diagnostics]


def test_without_settings_there_are_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path, "pyproject.toml", {}) == Settings()


def test_every_setting(tmp_path: Path) -> None:
    table = """
        host = "smtp.example.org"
        security = "tls"
        user = "ana"
        from = "Ana Silva <ana@example.org>"
        reply_to = "office@example.org"
        unsubscribe = "mailto:off@example.org?subject=off"
        timeout = 30
        pause = 0.5
        retries = 2
        backoff = 1
        limit = "2.5 MB"
    """
    found = load(tmp_path, table)
    assert (found.host, found.port, found.security, found.user) == ("smtp.example.org", 465, "tls", "ana")
    assert found.sender == Address("ana@example.org", "Ana Silva")
    assert found.reply_to == Address("office@example.org")
    assert found.unsubscribe == "mailto:off@example.org?subject=off"
    assert (found.timeout, found.pause, found.retries, found.backoff, found.limit) == (30, 0.5, 2, 1, 2_500_000)


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    found = load(tmp_path, 'host = "a.example.org"\nport = 25', BUILD_REPORT_SMTP_HOST="b.example.org",
                 BUILD_REPORT_SMTP_PORT="2525", BUILD_REPORT_SMTP_FROM="ana@example.org")  # fmt: skip
    assert (found.host, found.port, found.sender) == ("b.example.org", 2525, Address("ana@example.org"))


@pytest.mark.parametrize("port", ["starttls 587", "tls 465", "none 25"])
def test_the_port_follows_the_security(tmp_path: Path, port: str) -> None:
    security, number = port.split()
    assert load(tmp_path, f'host = "localhost"\nsecurity = "{security}"').port == int(number)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ('password = "x"', "secret-in-file"),
        ('Token = "x"', "secret-in-file"),
        ('smtp-passphrase = "x"', "secret-in-file"),
        ('client_secret = "x"', "secret-in-file"),
        ('host = "smtps://ana:x@smtp.example.org"', "secret-in-file"),
        ('unsubscribe = "https://ana:x@example.org/off"', "secret-in-file"),
        ('hots = "x"', "bad-mail-setting"),
        ('host = "smtp.example.org:587"', "bad-mail-setting"),
        ("port = 0", "bad-mail-setting"),
        ("port = 25.5", "bad-mail-setting"),
        ("port = true", "bad-mail-setting"),
        ('security = "ssl"', "bad-mail-setting"),
        ('from = "ana"', "bad-address"),
        ('unsubscribe = "http://example.org"', "bad-mail-setting"),
        ('unsubscribe = "mailto:a@example.org>, <b@example.org"', "bad-mail-setting"),
        ("timeout = 0", "bad-mail-setting"),
        ("timeout = nan", "bad-mail-setting"),
        ('limit = "large"', "bad-mail-setting"),
        ('user = "a\\nb"', "bad-mail-setting"),
        ("insecure = 3", "bad-mail-setting"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(tmp_path: Path, table: str, code: str) -> None:
    assert codes(tmp_path, f"# settings\n{table}") == [(code, 3)]


def test_a_wrong_environment_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="BUILD_REPORT_SMTP_PORT is 'many': a number is needed"):
        load(tmp_path, "", BUILD_REPORT_SMTP_PORT="many")


def test_mail_in_the_clear_leaves_the_machine_only_when_told(tmp_path: Path) -> None:
    clear = 'security = "none"\nhost = "smtp.example.org"'
    assert [c for c, _ in codes(tmp_path, clear)] == ["mail-not-secure"]
    assert load(tmp_path, f"{clear}\ninsecure = true").security == "none"
    for host in ("localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"):
        assert is_local(load(tmp_path, f'security = "none"\nhost = "{host}"').host)


def test_secrets_come_from_the_environment() -> None:
    ana = Settings(user="ana")
    assert secret(ana, {"BUILD_REPORT_SMTP_PASSWORD": "x"}) == "x"
    assert secret(Settings(user="ana", auth="xoauth2"), {"BUILD_REPORT_SMTP_TOKEN": "t"}) == "t"
    assert not secret(Settings(), {})


def test_a_token_makes_the_login_one_by_token(tmp_path: Path) -> None:
    assert load(tmp_path, 'user = "ana"', BUILD_REPORT_SMTP_TOKEN="t").auth == "xoauth2"  # noqa: S106  no token of anybody's
    assert load(tmp_path, 'user = "ana"').auth == "password"


class _Keyring(keyring.backend.KeyringBackend):
    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        return {("build-report", "ana"): "kept", ("build-report-token", "ana"): "kept token"}.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


def test_secrets_come_from_the_keyring() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(_Keyring())  # type: ignore[no-untyped-call]
    try:
        assert secret(Settings(user="ana"), {}) == "kept"
        assert secret(Settings(user="ana", auth="xoauth2"), {}) == "kept token"
        with pytest.raises(DeliveryError) as caught:
            secret(Settings(user="bo"), {})
    finally:
        keyring.set_keyring(before)
    assert [d.code for d in caught.value.diagnostics] == ["mail-no-secret"]
    assert "BUILD_REPORT_SMTP_PASSWORD" in caught.value.diagnostics[0].hint
