"""A mail as a page that a browser shows, and its text: nothing is sent."""

from __future__ import annotations

import base64
from pathlib import Path

from builder.delivery.mail import Mail
from builder.errors import Diagnostic, Location, WriteError


def write_preview(mail: Mail, folder: Path, name: str) -> tuple[Path, Path]:
    """Writes `NAME.mail.html` and `NAME.mail.txt` into `folder`, which is made; gives their paths.

    The page is the HTML of the mail with its images inside it, so that it needs no file beside it. The text begins with
    the subject, as a mailbox shows it. Raises `WriteError` where the folder cannot be written to.
    """
    html = mail.html
    for part in mail.images:
        data = base64.b64encode(part.data).decode()
        html = html.replace(f'src="cid:{part.cid}"', f'src="data:{part.mime};base64,{data}"')
    page, text = folder / f"{name}.mail.html", folder / f"{name}.mail.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        page.write_text(html, encoding="utf-8", newline="\n")
        text.write_text(f"Subject: {mail.subject}\n\n{mail.text}", encoding="utf-8", newline="\n")
    except OSError as error:
        at = Location(folder.as_posix())
        message = f"the preview cannot be written: {error.strerror or error}"
        raise WriteError([Diagnostic("error", "output-not-writable", message, at, "give another folder")]) from None
    return page, text
