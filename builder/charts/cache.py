"""Recorded drawings on disk, by a hash of everything that they depend on.

An entry is a digest and JSON, compressed: reading one runs no code, whoever wrote it. One that is not as it was written
is drawn anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
import zlib
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from builder import fonts
from builder.model.chart import Chart
from builder.model.drawing import Clip, Drawing, Glyph, ImageOp, MarkersOp, Paint, PathOp, Run, Stroke, TextOp
from builder.model.drawing import Path as Path_
from builder.theme import Theme

_CLASSES: dict[str, Any] = {c.__name__: c for c in (Paint, Stroke, Clip, PathOp, MarkersOp, TextOp, ImageOp, Drawing)}


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
    # Where it stands, and what the writers print around it, is not in the drawing.
    drawn = replace(chart, at=None, id="", title="", subtitle="", source="", native="auto")
    # The text of a plain dataclass is all that it holds.
    parts = f"{drawn!r} {width} {height} {_look(theme)}"
    if not parts.isascii():
        shown = (fonts.fallbacks(parts, theme.fonts.face(bold=bold), lang=chart.lang) for bold in (False, True))
        parts += repr([*shown])
    return hashlib.blake2b(parts.encode(), digest_size=20).hexdigest()


@lru_cache(8)
def _look(theme: Theme) -> str:
    """The theme with its fonts by their content, and the versions behind a drawing."""
    faces = [_fingerprint(getattr(theme.fonts, f.name)) for f in fields(theme.fonts) if f.type == "Path"]
    parts = [theme.colors, theme.chart, theme.fonts.family, faces, _versions(theme.fonts.regular)]
    return repr(parts)


@lru_cache(32)
def _fingerprint(path: Path) -> str:
    """The file by its path, which a drawing holds, and its content."""
    return f"{path} {hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()}" if path.is_file() else path.name


@lru_cache(1)
def _versions(_: Path) -> list[str]:
    """What a drawing depends on beside its data: Matplotlib and this package, by the sizes and times of their files."""
    from importlib.util import find_spec

    package = Path(__file__).parent
    files = [*package.glob("*.py"), *(package.parent / "model").glob("*.py"), *package.parent.glob("font*.py")]
    # The package itself is not imported for this: that would cost more than the cached drawing saves.
    spec = find_spec("matplotlib")
    if spec is not None and spec.origin:
        files += [Path(spec.origin), Path(spec.origin).with_name("_version.py")]
    return [f"{f.name} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in sorted(files) if f.is_file()]


def _encode(value: Any) -> Any:
    """A value as JSON: a class by its name and fields; what a drawing has thousands of, in columns."""
    match value:
        case Run(font, index, size, glyphs):
            columns = [
                [g.index for g in glyphs],
                [g.text for g in glyphs],
                [g.x for g in glyphs],
                [g.y for g in glyphs],
            ]
            return ["Run", font, index, size, columns]
        case Path_(commands, points):
            return ["Path", commands, [x for x, _ in points], [y for _, y in points]]
        case tuple():
            return {"t": [_encode(v) for v in value]}
        case bytes():
            return {"b": base64.b64encode(value).decode()}
        case _ if is_dataclass(value):
            return [type(value).__name__, *(_encode(getattr(value, f.name)) for f in fields(value))]
        case _:
            return value


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        if value[0] == "Run":
            _, font, index, size, columns = value
            return Run(font, index, size, tuple(map(Glyph, *columns)))
        if value[0] == "Path":
            return Path_(value[1], tuple(zip(value[2], value[3], strict=True)))
        return _CLASSES[value[0]](*(_decode(v) for v in value[1:]))
    if isinstance(value, dict):
        return base64.b64decode(value["b"]) if "b" in value else tuple(_decode(v) for v in value["t"])
    return value
