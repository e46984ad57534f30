"""A folder of letters: what a dry run shows, and what `hold` keeps until `release` sends those very bytes.

Each letter is a file `0001-ana-example.org.eml`; `manifest.json` has its envelope, with the blind copies that no
message names, and its SHA-256. A file that was changed in the meantime is not sent.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from builder.delivery.letters import Letter
from builder.errors import DeliveryError, Findings, Location

MANIFEST = "manifest.json"
VERSION = 1


def held_path(output: Path, name: str) -> Path:
    """Where the letters of the report `name` are held, beside its outputs."""
    return output / f"{name}.held"


def write_letters(letters: Sequence[Letter], folder: Path, shown: str) -> tuple[Path, ...]:
    """Writes the letters and their manifest into a folder: a new one, an empty one, or one of earlier letters.

    The folder stands whole or not at all. Raises `DeliveryError` where it has other things in it.
    """
    findings = Findings()
    if folder.exists() and not (folder.is_dir() and _is_ours(folder)):
        hint = "name a new or empty folder"
        findings.error("folder-not-empty", "other things are in the folder", Location(shown), hint)
    findings.raise_errors(DeliveryError)
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        made.chmod(0o755)
        entries = [_written(letter, number, made) for number, letter in enumerate(letters, 1)]
        manifest = {"build-report": "letters", "version": VERSION, "letters": entries}
        (made / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return tuple(folder / entry["file"] for entry in entries)


def _written(letter: Letter, number: int, folder: Path) -> dict[str, Any]:
    data = letter.content()
    who = re.sub(r"[^\w.-]+", "-", letter.recipients[0])[:60] if letter.recipients else "nobody"
    name = f"{number:04}-{who}{'-and-others' if len(letter.recipients) > 1 else ''}.eml"
    (folder / name).write_bytes(data)
    return {
        "file": name,
        "from": letter.sender,
        "to": list(letter.recipients),
        "message_id": letter.id,
        "mail": letter.mail,
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _is_ours(folder: Path) -> bool:
    """Whether a folder is empty, or has letters and their manifest alone."""
    names = [p.name for p in folder.iterdir()]
    return not names or (MANIFEST in names and all(n == MANIFEST or n.endswith(".eml") for n in names))


def read_letters(folder: Path, shown: str) -> list[Letter]:
    """The held letters. Raises `DeliveryError` where the folder, its manifest or any of the files is not as it was."""
    findings = Findings()
    at = Location(f"{shown}/{MANIFEST}")
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        entries = _entries(manifest)
    except FileNotFoundError:
        hint = "build-report hold REPORT --to ... makes them"
        findings.error("no-letters", "no letters are held here", Location(shown), hint)
        findings.raise_errors(DeliveryError)
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "hold the letters anew"
        findings.error("held-changed", f"the manifest is not what hold wrote: {_plainly(error)}", at, hint)
        findings.raise_errors(DeliveryError)
    made = []
    for entry in entries:
        content = _content(folder / entry["file"], entry["sha256"], f"{shown}/{entry['file']}")
        try:
            content()
        except DeliveryError as error:
            findings.items += error.diagnostics
        made.append(Letter(entry["mail"], entry["message_id"], entry["from"], tuple(entry["to"]), content))
    findings.raise_errors(DeliveryError)
    return made


def _plainly(error: Exception) -> str:
    """What is wrong with a manifest."""
    if isinstance(error, OSError):
        return error.strerror or "it cannot be read"
    if isinstance(error, KeyError):
        return f"it has no {error}"
    if isinstance(error, TypeError):
        return "a part of it is of another kind"
    return "it is not JSON" if isinstance(error, (json.JSONDecodeError, UnicodeDecodeError)) else str(error)


def _content(file: Path, sha256: str, shown: str) -> Callable[[], bytes]:
    """What gives the bytes of a held file, and raises `DeliveryError` where they are not those that were held."""

    def read() -> bytes:
        try:
            data = file.read_bytes()
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() != sha256:
            findings = Findings()
            message = "this letter is not what was held, and is not sent"
            findings.error("held-changed", message, Location(shown), "hold the letters anew")
            findings.raise_errors(DeliveryError)
        return data

    return read


def _entries(manifest: Any) -> list[dict[str, Any]]:
    """The letters that a manifest names."""
    if manifest["version"] != VERSION:
        raise ValueError(f"its version is {manifest['version']!r}, and {VERSION} is known")
    if not manifest["letters"]:
        raise ValueError("it names no letters")
    return [_checked(entry) for entry in manifest["letters"]]


def _checked(entry: Any) -> dict[str, Any]:
    """An entry of the manifest, which anybody may have edited."""
    texts = [entry[key] for key in ("file", "from", "message_id", "mail", "sha256")]
    if not all(isinstance(t, str) and t for t in (*texts, *entry["to"])) or not entry["to"]:
        raise ValueError("an entry lacks something")
    if Path(entry["file"]).name != entry["file"]:
        raise ValueError(f"{entry['file']} lies elsewhere")
    if any(re.search(r"[\x00-\x20<>]", t) for t in (entry["from"], *entry["to"])):
        raise ValueError("an address is none")
    return dict(entry)
