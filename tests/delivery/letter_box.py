"""Letters to send in tests, held in a folder as `hold` leaves it, in a project with its settings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

from builder.delivery.folder import write_letters
from builder.delivery.journal import History
from builder.delivery.letters import Letter, Post, letters
from builder.delivery.mail import Address, Envelope, Mail, Part
from builder.delivery.recipients import Recipient

DATE = datetime.datetime(2026, 4, 2, tzinfo=datetime.UTC)
SENDER = Address("shop@example.org", "The shop")
PLAIN = Envelope(SENDER, ())


def mail(subject: str = "Espresso carries the spring", size: int = 2000) -> Mail:
    """A small mail with an attachment, and with lines that SMTP must guard: periods alone and ahead."""
    attached = Part("shop.pdf", "application/pdf", b"%PDF" + bytes(range(256)) * (size // 256))
    return Mail(subject, "Espresso grew.\n.\n..\n.dot\n", "<p>Espresso grew.</p>", (), (attached,), "en")


def people(count: int) -> tuple[Recipient, ...]:
    return tuple(Recipient(Address(f"p{n:03}@example.org", f"Person {n}")) for n in range(count))


def made(
    who: Iterable[Recipient], *, of: Mail | None = None, each: bool = True, history: History | None = None
) -> list[Letter]:
    return letters([Post(of or mail(), tuple(who), each=each)], PLAIN, DATE, history or History())


def held(folder: Path, count: int, port: int, **settings: object) -> Path:
    """A project whose `output/shop.held` has a letter for each of `count` people; its folder."""
    table = {"host": "127.0.0.1", "port": port, "security": "none", "from": SENDER.email, "pause": 0, "backoff": 0.05}
    lines = [f"{k} = {v!r}".replace("True", "true") for k, v in {**table, **settings}.items()]
    (folder / "pyproject.toml").write_text("[tool.build-report.mail]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (folder / "report.md").write_text("---\ntitle: Shop\n---\n\n# Shop\n", encoding="utf-8")
    write_letters(made(people(count)), folder / "output" / "shop.held", "output/shop.held")
    return folder
