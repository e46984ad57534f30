"""One weight of a variable font, or one face of a collection, as a file of its own: made once and kept in the user's
cache.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from array import array
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from builder.font_tables import FontError, FontFile, metrics

VERSION = 2  # of what is made here: files of earlier ones are left alone


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
    return FontFile(str(_kept(font, f"wght={weight}", lambda opened: _instance(opened, weight))))


@lru_cache(64)
def alone(font: FontFile) -> Path:
    """The file of `font`; for a face that is not the first of a collection one that has it alone, in the cache. Raises
    FontError for a damaged font.
    """
    return _kept(font, "alone", lambda opened: opened) if font.index else Path(font.path)


def _kept(font: FontFile, what: str, change: Callable[[Any], Any]) -> Path:
    """The file in the cache that has `font` as `change` makes it, which `what` tells."""
    import fontTools

    stat = Path(font.path).stat()
    made_of = f"{VERSION} {font.path} {font.index} {stat.st_size} {stat.st_mtime_ns} {what} {fontTools.version}"
    kept = _folder() / f"{hashlib.blake2b(made_of.encode(), digest_size=16).hexdigest()}.ttf"
    return kept if _sound(kept) else _make(font, what, change, kept)


def _make(font: FontFile, what: str, change: Callable[[Any], Any], target: Path) -> Path:
    """Writes the font beside `target` and renames it; if that cannot be, into a folder of the process."""
    from fontTools.ttLib import TTFont

    try:
        with TTFont(font.path, fontNumber=font.index, recalcTimestamp=False) as opened:
            # The same bytes, whatever else is installed.
            opened.cfg["fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"] = False
            made = change(opened)
            try:
                return _save(made, target)
            except OSError:
                return _save(made, _own_folder() / target.name)
    except Exception as error:  # fontTools raises many kinds for a damaged file
        raise FontError(f"{metrics(font).name} cannot be made a file of its own ({what}): {error}") from error


def _instance(opened: Any, weight: int) -> Any:
    from fontTools.varLib import instancer

    at = {axis.axisTag: axis.defaultValue for axis in opened["fvar"].axes}
    made = instancer.instantiateVariableFont(opened, at | {"wght": weight}, inplace=True)
    _rename(made, weight)
    return made


def _rename(font: Any, weight: int) -> None:
    """Gives the instance a PostScript name of its own: two faces in one file must not share one."""
    base = str(font["name"].getDebugName(6) or "Font").partition("-")[0]
    style = {400: "Regular", 700: "Bold"}.get(weight, f"W{weight}")
    slant = "Italic" if font["head"].macStyle & 2 else ""
    font["name"].setName(f"{base}-{style}{slant}".replace("RegularItalic", "Italic"), 6, 3, 1, 0x409)
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
