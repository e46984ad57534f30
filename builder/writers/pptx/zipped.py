"""ZIP files whose bytes depend on their contents alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

# The first day that the format can express (APPNOTE 4.4.6).
_DATE = (1980, 1, 1, 0, 0, 0)
_PACKED = (".png", ".jpg", ".jpeg", ".gif", ".xlsx")


def zipped(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP of (name, content) in the order given; what is compressed already is stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name, _DATE)
            info.external_attr = 0o600 << 16
            info.create_system = 0
            packed = name.lower().endswith(_PACKED)
            info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(info, content, compresslevel=6)
    return out.getvalue()
