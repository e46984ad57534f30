"""One weight of a variable font as a file of its own, made once and kept in the cache of the user."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from array import array
from functools import lru_cache
from pathlib import Path
from typing import Any

from builder.font_tables import FontError, FontFile, metrics


@lru_cache(256)
def static(font: FontFile, weight: int) -> FontFile:
    """`font` at `weight` (400 regular, 700 bold) and its other axes at their defaults, as a file in the cache.

    A font without an axis of weights stays as it is, and so does one whose outlines are of that weight by default. A
    weight outside the axis is its nearest end. Raises FontError for a damaged font.
    """
    low, default, high = metrics(font).axes.get("wght", (weight, weight, weight))
    weight = round(min(max(weight, low), high))
    if weight == default:
        return font
    import fontTools

    stat = Path(font.path).stat()
    made_of = f"{font.path} {font.index} {stat.st_size} {stat.st_mtime_ns} wght={weight} {fontTools.version}"
    name = f"{hashlib.blake2b(made_of.encode(), digest_size=16).hexdigest()}.ttf"
    kept = _folder() / name
    if not _sound(kept):
        kept = _make(font, weight, kept)
    return FontFile(str(kept))


def _make(font: FontFile, weight: int, target: Path) -> Path:
    """Writes the instance beside `target` and renames it; if that cannot be, into a folder of the process."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    try:
        with TTFont(font.path, fontNumber=font.index, recalcTimestamp=False) as opened:
            # The same bytes, whatever else is installed.
            opened.cfg["fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"] = False
            at = {axis.axisTag: axis.defaultValue for axis in opened["fvar"].axes}
            made = instancer.instantiateVariableFont(opened, at | {"wght": weight}, inplace=True)
            _rename(made, weight)
            try:
                return _save(made, target)
            except OSError:
                return _save(made, _own_folder() / target.name)
    except Exception as error:  # fontTools raises many kinds for a damaged file
        raise FontError(f"the weight {weight} of {metrics(font).name} cannot be made: {error}") from error


def _rename(font: Any, weight: int) -> None:
    """Gives the instance a PostScript name of its own: two weights in one file must not share one."""
    base = str(font["name"].getDebugName(6) or "Font").partition("-")[0]
    style = {400: "Regular", 700: "Bold"}.get(weight, f"W{weight}")
    font["name"].setName(f"{base}-{style}", 6, 3, 1, 0x409)
    font["head"].macStyle = font["head"].macStyle & ~1 | (weight >= 600)


def _save(font: Any, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            font.save(out, reorderTables=False)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def _sound(file: Path) -> bool:
    """Whether the file is there, whole and as it was written: the words of an OpenType file add up to a known number
    (chapter head, checkSumAdjustment).
    """
    try:
        data = file.read_bytes()
    except OSError:
        return False
    if len(data) < 12 or len(data) % 4:
        return False
    words = array("I", data)
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF == 0xB1B0AFBA


def _folder() -> Path:
    """Where instances are kept: beside the recorded drawings."""
    if named := os.environ.get("BUILD_REPORT_CACHE"):
        return Path(named) / "fonts"
    from platformdirs import user_cache_path

    return user_cache_path("build-report", appauthor=False) / "fonts"


@lru_cache(1)
def _own_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="build-report-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
