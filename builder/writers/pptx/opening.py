"""The bytes of a user's template as a package that python-pptx opens, or what is the matter with them.

A template (.potx), a show (.ppsx) and those with macros (.pptm, .potm, .ppsm) have another content type than a
presentation, and differ in nothing else that matters here: macros are left out (`leftovers`).
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from builder.errors import Diagnostic, Location, WriteError

MOST = 1_000_000_000  # bytes of a package when unpacked
_TYPES = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_OTHERS = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.presentationml\.(?:template|slideshow)\.main\+xml"
    rb"|ms-powerpoint\.(?:presentation|template|slideshow)\.macroEnabled\.main\+xml)"
)
_OTHER_PROGRAMS = {
    b"wordprocessingml.document.main": "Word",
    b"spreadsheetml.sheet.main": "Excel",
    b"ms-visio": "Visio",
}
_SAVE = "open it in PowerPoint and save it as .pptx or .potx"


def open_presentation(data: bytes, shown: str) -> Any:
    """python-pptx's presentation; `shown` is the file's name in messages. Raises `WriteError` (`bad-template`)."""
    from pptx import Presentation

    try:
        return Presentation(io.BytesIO(_as_presentation(data)))
    except Exception as error:  # noqa: BLE001  a damaged package fails in as many ways as it has parts
        raise bad_template(data, shown, error) from None


def bad_template(data: bytes, shown: str, error: Exception) -> WriteError:
    """What is the matter with a file that cannot be used."""
    message, hint = _told(data, error)
    return WriteError([Diagnostic("error", "bad-template", message, Location(shown), hint)])


def _as_presentation(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(entry.file_size for entry in package.infolist()) > MOST:
            raise _TooLargeError
        types = package.read(_TYPES)
        new = _OTHERS.sub(_MAIN, types)
        if new == types:
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as again:
            for name in package.namelist():
                again.writestr(name, new if name == _TYPES else package.read(name))
    return out.getvalue()


class _TooLargeError(Exception):
    pass


def _told(data: bytes, error: Exception) -> tuple[str, str]:
    """A message and a hint, by what the file looks like."""
    if isinstance(error, _TooLargeError):
        return f"this is more than {MOST // 1_000_000_000} GB when unpacked", "take out its pictures and videos"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        hint = "open it in PowerPoint, take the password off if it has one, and save it as .pptx"
        return "this is a file with a password, or one of PowerPoint before 2007", hint
    if not data.startswith(b"PK"):
        return "this is not a PowerPoint file", "give a .pptx or .potx"
    if b"mimetypeapplication/vnd.oasis.opendocument" in data[:200]:
        return "this is an OpenDocument file", "save it as .pptx in LibreOffice"
    if (program := _of_another(data)) is not None:
        return f"this is a file of {program}", "give a .pptx or .potx"
    if b"purl.oclc.org/ooxml" in _part(data, "_rels/.rels"):
        return "this is a Strict Open XML file", 'save it in PowerPoint as "PowerPoint Presentation (*.pptx)"'
    return f"this is not a PowerPoint file that can be read ({type(error).__name__})", _SAVE


def _of_another(data: bytes) -> str | None:
    """Another program of Office that has made the file."""
    types = _part(data, _TYPES)
    return next((name for kind, name in _OTHER_PROGRAMS.items() if kind in types), None) if types else None


def _part(data: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.read(name)
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError):
        return b""
