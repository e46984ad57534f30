"""`_brand.yml`: colours and logo of an organisation (the brand.yml standard), as plain data for the Theme."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.errors import Diagnostic, Findings, Location, SourceError, suggest
from builder.readers.places import Placed, read_yaml

# brand.yml's role of a colour -> the theme's.
ROLES = {
    "primary": "accent",
    "secondary": "secondary",
    "warning": "highlight",
    "foreground": "ink",
    "background": "paper",
    "light": "tint",
}
ROLES_UNUSED = ("tertiary", "success", "info", "danger", "dark")
SECTIONS = ("meta", "logo", "color", "typography", "defaults")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@dataclass(frozen=True, slots=True)
class Brand:
    """Colours by the theme's names ("#RRGGBB"), and the logo's file."""

    color: dict[str, str] = field(default_factory=dict)
    logo: Path | None = None
    warnings: tuple[Diagnostic, ...] = ()

    def colors(self) -> dict[str, str]:
        """What `Theme.with_colors` takes."""
        return dict(self.color)


def read_brand(path: Path, shown: str) -> Brand:
    """The brand in `path`. Raises `SourceError`; what this version does not use is a warning."""
    findings = Findings()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        findings.error("not-utf8", "the brand cannot be read as UTF-8 text", Location(shown), "save it as UTF-8")
        raise SourceError(findings.items) from None
    placed = read_yaml(text, Location(shown), findings) or Placed({}, {"": Location(shown)})
    data = placed.data if isinstance(placed.data, dict) else {}
    for key in data:
        if key not in SECTIONS:
            findings.error(
                "unknown-key", f'a brand has no key "{key}"', placed.at(key), suggest(key, SECTIONS, "It may have")
            )
        elif key in ("typography", "defaults"):
            findings.warning("not-yet", f'this version does not use "{key}" of a brand', placed.at(key), "leave it out")
    colors = _colors(data.get("color"), placed, findings)
    logo = _logo(data.get("logo"), path.parent, placed, findings)
    findings.raise_errors(SourceError)
    return Brand(colors, logo, tuple(findings.items))


def _colors(section: Any, placed: Placed, findings: Findings) -> dict[str, str]:
    if not isinstance(section, dict):
        return {}
    palette = section.get("palette") if isinstance(section.get("palette"), dict) else {}
    out: dict[str, str] = {}
    for key, value in section.items():
        if key == "palette" or key in ROLES_UNUSED:
            continue
        if key not in ROLES:
            hint = suggest(key, (*ROLES, *ROLES_UNUSED, "palette"), "It may have")
            findings.error("unknown-key", f'a brand has no colour "{key}"', placed.at("color", key), hint)
            continue
        color = str(palette.get(str(value), value))
        if not _HEX.fullmatch(color):
            hint = suggest(color, palette, "write #RRGGBB, or a name of the palette; it has")
            findings.error("bad-value", f'"{color}" is not a colour', placed.at("color", key), hint)
            continue
        digits = color[1:] if len(color) == 7 else "".join(c * 2 for c in color[1:])
        out[ROLES[key]] = f"#{digits.upper()}"
    return out


def _logo(section: Any, folder: Path, placed: Placed, findings: Findings) -> Path | None:
    if isinstance(section, dict):
        section = next((section[k] for k in ("medium", "small", "large") if k in section), None)
    if not isinstance(section, str):
        return None
    path = folder / section
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        findings.error(
            "file-not-found", f'there is no logo "{section}" beside the brand', placed.at("logo"), "mend the path"
        )
        return None
    return path
