"""The commands as a user gives them: what they say, their exit codes, and that nothing goes out that should not."""

from __future__ import annotations

import json
import re
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from conftest import Project, Run
from letter_box import held
from mail_server import Server, serving

HELD = "output/shop.held"
PEOPLE = "name,address\nAna Silva,ana@example.org\nBo,bo@example.org\nAna again,ANA@example.org\n"


def setting(folder: Path, **settings: object) -> Path:
    """A project's mail settings, for a server on this machine."""
    fields = {
        "host": "127.0.0.1",
        "security": "none",
        "from": "The shop <shop@example.org>",
        "pause": 0,
        "backoff": 0.05,
    }
    lines = [f"{k} = {json.dumps(v)}" for k, v in {**fields, **settings}.items()]
    file = folder / "pyproject.toml"
    text = file.read_text(encoding="utf-8").partition("[tool.build-report.mail]")[0]
    file.write_text(text + "[tool.build-report.mail]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return folder


def parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


# -- Sending ---------------------------------------------------------------------------------------------


def test_the_built_pdf_reaches_each_person_once(project: Project, run: Run) -> None:
    with serving() as server:
        shop = setting(project(), port=server.port)
        (shop / "people.csv").write_text(PEOPLE, encoding="utf-8")
        for sent, already in ((2, 0), (0, 2)):
            done = run("email", "--recipients", "people.csv", "--date", "2026-04-02", "--json", cwd=shop)
            assert done.returncode == 0, done.stdout + done.stderr
            told = json.loads(done.stdout)
            assert (told["ok"], told["sent"], told["already_sent"]) == (True, sent, already)
        assert server.got() == ["ana@example.org", "bo@example.org"]
        for received in server.box:
            message = parsed(received.data)
            (pdf,) = [p for p in message.iter_attachments() if p.get_content_type() == "application/pdf"]
            assert pdf.get_content() == (shop / "output" / "shop.pdf").read_bytes()
            assert message["To"].addresses[0].addr_spec == received.to[0]


def test_one_message_for_all_hides_blind_copies(project: Project, run: Run) -> None:
    with serving() as server:
        shop = setting(project(), port=server.port)
        done = run("email", "--to", "Ana <ana@example.org>", "--cc", "bo@example.org", "--bcc", "eve@example.org",
                   cwd=shop)  # fmt: skip
        assert done.returncode == 0, done.stderr
        (received,) = server.box
        assert received.to == ("ana@example.org", "bo@example.org", "eve@example.org")
        assert b"eve@" not in received.data
        assert parsed(received.data)["Cc"].addresses[0].addr_spec == "bo@example.org"


def test_each_gets_the_edition_of_the_own_row(project: Project, run: Run) -> None:
    report = (Path(__file__).parent.parent / "conftest.py").read_text(encoding="utf-8")
    report = re.search(r'REPORT = """\\\n(.*?)"""', report, re.DOTALL)[1]  # type: ignore[index]
    report = report.replace("dataset: shop\n", "dataset: shop\nparams:\n  city: {type: string, default: Rome}\n")
    report = report.replace("title: Espresso carries", "title: In {{ city }} espresso carries", 1)
    with serving() as server:
        shop = setting(project(report=report), port=server.port)
        rows = "name,address,city\nAna,ana@example.org,Lyon\nBo,bo@example.org,\nCe,ce@example.org,Lyon\n"
        (shop / "people.csv").write_text(rows, encoding="utf-8")
        done = run("email", "--recipients", "people.csv", cwd=shop)
        assert done.returncode == 0, done.stderr
        cities = {r.to[0][:2]: re.search(r"In (\w+) espresso", parsed(r.data)["Subject"]) for r in server.box}
        assert {who: city and city[1] for who, city in cities.items()} == {"an": "Lyon", "bo": "Rome", "ce": "Lyon"}
        assert (shop / "output" / "shop.editions" / "city=Lyon" / "shop.pdf").is_file()


def test_a_query_of_the_report_gives_the_recipients(project: Project, run: Run) -> None:
    with serving() as server:
        shop = setting(project(), port=server.port)
        people = "who,mail\nAna,ana@example.org\nBo,bo@example.org\n"
        (shop / "data" / "shop" / "people.csv").write_text(people, encoding="utf-8")
        report = shop / "report.md"
        query = "```sql readers\nselect who as name, mail as address from people\n```\n\n# Espresso grew"
        report.write_text(report.read_text(encoding="utf-8").replace("# Espresso grew", query), encoding="utf-8")
        done = run("email", "--recipients-query", "readers", cwd=shop)
        assert done.returncode == 0, done.stderr
        assert server.got() == ["ana@example.org", "bo@example.org"]
        attached = run("email", "--recipients-query", "readers", "--pdf-standard", "a-3a", cwd=shop)
        assert attached.returncode == 4
        assert "error[recipients-attached]" in attached.stderr
        missing = run("email", "--recipients-query", "raeders", cwd=shop)
        assert "error[unknown-query]" in missing.stderr
        assert len(server.box) == 2


def test_hold_then_release_sends_the_held_bytes(project: Project, run: Run) -> None:
    with serving() as server:
        shop = setting(project(), port=server.port)
        (shop / "people.csv").write_text(PEOPLE, encoding="utf-8")
        done = run("hold", "--recipients", "people.csv", cwd=shop)
        assert done.returncode == 0, done.stderr
        assert not server.steps
        kept = [f.read_bytes() for f in sorted((shop / HELD).glob("*.eml"))]
        assert run("release", cwd=shop).returncode == 0
        assert [r.data for r in server.box] == kept
        again = run("email", "--recipients", "people.csv", cwd=shop)
        assert "sent 0, already sent 2," in again.stdout
        assert len(server.box) == 2


def test_a_dry_run_touches_no_network(project: Project, run: Run) -> None:
    shop = setting(project(), host="no-such-host.invalid", insecure=True)
    args = ("email", "--to", "ana@example.org", "--date", "2026-04-02", "--dry-run", "letters")
    done = run(*args, cwd=shop)
    assert done.returncode == 0, done.stderr
    (letter,) = (shop / "letters").glob("*.eml")
    first = letter.read_bytes()
    assert parsed(first)["To"].addresses[0].addr_spec == "ana@example.org"
    assert not list((shop / "output").glob("*.jsonl"))
    assert run(*args, cwd=shop).returncode == 0
    assert letter.read_bytes() == first


def test_a_preview_needs_neither_recipients_nor_server(project: Project, run: Run) -> None:
    shop = project()
    done = run("email", "--preview", cwd=shop)
    assert done.returncode == 0, done.stderr
    assert (shop / "output" / "shop.mail.html").read_text(encoding="utf-8").startswith("<!")
    assert "Espresso carries the spring" in (shop / "output" / "shop.mail.txt").read_text(encoding="utf-8")


# -- What can be wrong -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "settings", "code"),
    [
        (["--to", "ana@"], {}, "bad-address"),
        ([], {}, "no-recipients"),
        (["--recipients", "none.csv"], {}, "recipients-not-read"),
        (["--to", "ana@example.org"], {"host": "smtp.example.org"}, "mail-not-secure"),
        (["--to", "ana@example.org"], {"password": "x"}, "secret-in-file"),
        (["--to", "ana@example.org"], {"user": "ana"}, "mail-no-secret"),
        (["--to", "ana@example.org"], {"limit": "1 kB"}, "mail-too-large"),
        (["--to", "ana@example.org", "--from", "shop"], {}, "bad-address"),
        (["--to", "ana@example.org", "--attach", "docx"], {}, "unknown-format"),
    ],
)
def test_what_is_wrong_before_anything_is_sent(
    project: Project, run: Run, args: list[str], settings: dict[str, object], code: str
) -> None:
    with serving() as server:
        shop = setting(project(), port=server.port, **settings)
        done = run("email", *args, "--json", cwd=shop, PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring")
        told = json.loads(done.stdout)
        assert (done.returncode, told["ok"]) == (4, False)
        assert [d["code"] for d in told["diagnostics"]] == [code]
        assert "Traceback" not in done.stderr
        assert not server.steps


def test_a_wrong_edition_is_told_with_its_row_and_nobody_gets_anything(project: Project, run: Run) -> None:
    with serving() as server:
        shop = setting(project(), port=server.port)
        (shop / "people.csv").write_text("address,city\nana@example.org,\nbo@example.org,Lyon\n", encoding="utf-8")
        done = run("email", "--recipients", "people.csv", cwd=shop)
        assert done.returncode == 4
        assert "error[unknown-param]" in done.stderr
        assert "people.csv:3:1: note[edition-of]" in done.stderr
        assert not server.steps


@pytest.mark.parametrize(
    ("step", "answer", "code", "summary"),
    [
        ("rcpt", "550 5.1.1 no such user", "mail-refused", "sent 0, already sent 0, refused 3, failed 0, in doubt 0"),
        ("rcpt", "450 4.2.1 busy", "mail-deferred", "sent 0, already sent 0, refused 0, failed 3, in doubt 0"),
        ("mail", "553 not yours", "mail-sender-refused", "sent 0, already sent 0, refused 0, failed 3, in doubt 0"),
        ("end", "552 5.3.4 too big", "mail-too-large", "sent 0, already sent 0, refused 3, failed 0, in doubt 0"),
        ("mail", "421 go away", "mail-connection-lost", "sent 0, already sent 0, refused 0, failed 3, in doubt 0"),
    ],
)
def test_what_the_server_says_is_told(
    tmp_path: Path, run: Run, step: str, answer: str, code: str, summary: str
) -> None:
    def say(_: Server, now: str, __: str) -> str | None:
        return answer if now == step else None

    with serving(hook=say) as server:
        folder = held(tmp_path, 3, server.port, retries=1)
        done = run("release", HELD, cwd=folder)
    assert done.returncode == 4
    assert summary in done.stdout
    assert f"error[{code}]" in done.stderr
    assert answer in done.stderr
    assert "Traceback" not in done.stderr


def test_nobody_listens(tmp_path: Path, run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    folder = held(tmp_path, 2, port, retries=1)
    done = run("release", HELD, cwd=folder)
    assert done.returncode == 4
    assert done.stderr.count("error[") == 1
    assert "error[mail-no-connection]" in done.stderr
    assert "connection refused; 2 were not tried" in done.stderr


def test_nothing_is_held(project: Project, run: Run) -> None:
    done = run("release", cwd=setting(project()))
    assert done.returncode == 4
    assert "error[no-letters]" in done.stderr


def test_a_password_never_shows(tmp_path: Path, run: Run) -> None:
    with serving(logins={"ana": "right"}) as server:
        folder = held(tmp_path, 1, server.port, user="ana")
        done = run("release", HELD, "--verbose", cwd=folder, BUILD_REPORT_SMTP_PASSWORD="s3cret-word")  # noqa: S106  nobody's
        assert done.returncode == 4
        assert "error[mail-login-refused]" in done.stderr
        assert "s3cret-word" not in done.stderr + done.stdout
        left = [p for p in folder.rglob("*") if p.is_file() and b"s3cret-word" in p.read_bytes()]
        assert not left
