"""Recorded drawings on disk, by a hash of everything that they depend on.

An entry is a digest and JSON, compressed: reading one runs no code, whoever wrote it. One that is not as it was written
is drawn anew.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import os
import tempfile
import zlib
from dataclasses import asdict, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from builder.model import drawing as model
from builder.model.chart import Chart
from builder.model.drawing import Drawing
from builder.theme import Theme

_CLASSES = {
    c.__name__: c
    for c in (
        model.Path, model.Paint, model.Stroke, model.Clip, model.PathOp, model.MarkersOp, model.Glyph, model.Run,
        model.TextOp, model.ImageOp, model.Drawing,
    )
}  # fmt: skip


_SEAL = 16


def load_drawing(folder: Path, chart: Chart, theme: Theme, width: float, height: float) -> Drawing | None:
    """The drawing of an earlier run; None where there is none, or none that can be read."""
    try:
        entry = (folder / _key(chart, theme, width, height)).read_bytes()
    except OSError:
        return None
    seal, data = entry[:_SEAL], entry[_SEAL:]
    if seal != _sealed(data):
        return None
    found = _decode(json.loads(zlib.decompress(data)))
    return found if isinstance(found, Drawing) else None


def save_drawing(folder: Path, chart: Chart, theme: Theme, width: float, height: float, drawing: Drawing) -> None:
    """Keeps a drawing; a folder that cannot be written to is no error."""
    data = zlib.compress(json.dumps(_encode(drawing), separators=(",", ":")).encode(), 1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as out:
            out.write(_sealed(data) + data)
        Path(name).replace(folder / _key(chart, theme, width, height))
    except OSError:
        return


def _sealed(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_SEAL).digest()


def _key(chart: Chart, theme: Theme, width: float, height: float) -> str:
    spec = asdict(chart)
    # Where it stands, and what the writers print around it, is not in the drawing.
    for name in ("at", "id", "title", "subtitle", "source", "native"):
        del spec[name]
    look = asdict(theme)
    parts = json.dumps([spec, look, width, height, _versions(theme.fonts.regular)], default=_plain, sort_keys=True)
    return hashlib.blake2b(parts.encode(), digest_size=20).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, Path):
        return _fingerprint(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return repr(value)


@lru_cache(32)
def _fingerprint(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest() if path.is_file() else path.name


@lru_cache(1)
def _versions(_: Path) -> list[str]:
    """What a drawing depends on beside its data: Matplotlib and this package's code, by the sizes and times of their
    files, and the fallback fonts of this machine.
    """
    from importlib.util import find_spec

    from builder import fonts

    package = Path(__file__).parent
    files = [*package.glob("*.py"), *(package.parent / "model").glob("*.py"), package.parent / "fonts.py"]
    # The package itself is not imported for this: that would cost more than the cached drawing saves.
    spec = find_spec("matplotlib")
    if spec is not None and spec.origin:
        files += [Path(spec.origin), Path(spec.origin).with_name("_version.py")]
    stamps = [f"{f.name} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in sorted(files) if f.is_file()]
    return [*stamps, *(f.path for f in fonts.system_fallbacks())]


def _encode(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_encode(getattr(value, f.name)) for f in fields(value))]
    if isinstance(value, tuple):
        return {"t": [_encode(v) for v in value]}
    if isinstance(value, bytes):
        return {"b": base64.b64encode(value).decode()}
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return _CLASSES[value[0]](*(_decode(v) for v in value[1:]))
    if isinstance(value, dict):
        return base64.b64decode(value["b"]) if "b" in value else tuple(_decode(v) for v in value["t"])
    return value
