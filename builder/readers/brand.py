"""`_brand.yml`: colours, family and logo of an organisation, as plain data for the Theme.

The standard is Posit's brand.yml (posit-dev/brand-yml): `meta`, `logo`, `color`, `typography`, `defaults`. A brand file
is made for many tools, so that what is not used here is a warning and no error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from builder.errors import Diagnostic, Findings, Location, SourceError, suggest
from builder.readers.yaml_data import Data, Placed, read_yaml

# The standard's roles of colours, and the theme's colour that each is here.
ROLES: Mapping[str, str] = {
    "primary": "accent",
    "secondary": "secondary",
    "warning": "highlight",
    "foreground": "ink",
    "background": "paper",
    "light": "tint",
}
UNUSED_ROLES = ("tertiary", "success", "info", "danger", "dark")
SECTIONS = ("meta", "logo", "color", "typography", "defaults")
UNUSED_SECTIONS = ("typography", "defaults")
LOGO_SIZES = ("medium", "large", "small")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand: colours by the standard's roles as "#RRGGBB", names of the palette resolved.

    `family` is the base family of its typography, "" for none; `logo` its file.
    """

    color: dict[str, str] = field(default_factory=dict)
    family: str = ""
    logo: Path | None = None
    warnings: tuple[Diagnostic, ...] = ()

    def colors(self) -> dict[str, str]:
        """The colours by the theme's names: what `Theme.with_colors` takes."""
        return {ROLES[role]: value for role, value in self.color.items() if role in ROLES}


def read_brand(path: Path, shown: str) -> Brand:
    """The brand in `path`, which diagnostics name `shown`. Raises `SourceError`."""
    findings = Findings()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        hint = "see its name and its rights"
        findings.error("file-not-found", f"cannot read the brand: {error.strerror}", Location(shown), hint)
        raise SourceError(findings.items) from None
    except UnicodeDecodeError:
        findings.error("not-utf8", "the brand is not UTF-8", Location(shown), "save the file as UTF-8")
        raise SourceError(findings.items) from None
    placed = read_yaml(text, lambda line, column: Location(shown, line + 1, column + 1), findings)
    brand = _Reader(placed, path.parent, findings).read() if placed else Brand()
    findings.raise_errors(SourceError)
    return Brand(brand.color, brand.family, brand.logo, tuple(findings.items))


class _Reader:
    def __init__(self, placed: Placed, folder: Path, findings: Findings) -> None:
        self.placed = placed
        self.folder = folder
        self.findings = findings

    def read(self) -> Brand:
        data = self._mapping(self.placed.data)
        for key in data:
            if key not in SECTIONS:
                hint = suggest(key, SECTIONS, "It may have")
                self.findings.warning("unknown-key", f'a brand has no key "{key}"', self.placed.at(key), hint)
            elif key in UNUSED_SECTIONS:
                message = f'this version does not use "{key}" of a brand'
                self.findings.warning("not-yet", message, self.placed.at(key), "the report keeps its own")
        return Brand(
            self._colors(data.get("color")), self._family(data.get("typography")), self._logo(data.get("logo"))
        )

    def _mapping(self, data: Data, *path: object) -> dict[str, Data]:
        if data is None or isinstance(data, dict):
            return data or {}
        hint = "write lines of key: value"
        self.findings.error("wrong-type", "a mapping is wanted", self.placed.at(*path), hint)
        return {}

    # -- Colours -----------------------------------------------------------------------------------------

    def _colors(self, section: Data) -> dict[str, str]:
        colors = self._mapping(section, "color")
        palette = self._mapping(colors.get("palette"), "color", "palette")
        out: dict[str, str] = {}
        for role, value in colors.items():
            if role == "palette" or value is None:
                continue
            if role not in ROLES and role not in UNUSED_ROLES:
                hint = suggest(role, ("palette", *ROLES, *UNUSED_ROLES), "It may have")
                at = self.placed.at("color", role)
                self.findings.warning("unknown-key", f'a brand has no colour "{role}"', at, hint)
            elif color := self._color(role, value, {**colors, **palette}):
                out[role] = color
        return out

    def _color(self, role: str, value: Data, named: Mapping[str, Data]) -> str | None:
        """A colour as "#RRGGBB"; names are followed through the palette and the roles."""
        for _ in named:
            if not isinstance(value, str) or value not in named:
                break
            value = named[value]
        if isinstance(value, str) and _HEX.fullmatch(value):
            digits = value[1:] if len(value) == 7 else "".join(c * 2 for c in value[1:])
            return f"#{digits.upper()}"
        names = [n for n, v in named.items() if isinstance(v, str)]
        hint = f"write it as #0B4F8A, in quotes, or a name. {suggest(str(value), names, 'There are')}"
        self.findings.error("bad-value", f'"{value}" is not a colour', self.placed.at("color", role), hint)
        return None

    # -- Family and logo ---------------------------------------------------------------------------------

    def _family(self, section: Data) -> str:
        base = self._mapping(section, "typography").get("base")
        family = base.get("family") if isinstance(base, dict) else base
        return family if isinstance(family, str) else ""

    def _logo(self, section: Data) -> Path | None:
        """The logo's file: a path, or that of the first size there is; a size may be a key of `images`, or have a light
        and a dark form.
        """
        if section is None:
            return None
        images: Data = {}
        if isinstance(section, dict):
            images = section.get("images")
            section = next((section[size] for size in LOGO_SIZES if size in section), None)
        if isinstance(section, dict):
            section = section.get("light", section.get("path"))
        if isinstance(images, dict) and isinstance(section, str):
            section = images.get(section, section)
        if isinstance(section, dict):
            section = section.get("path")
        at = self.placed.at("logo")
        if not isinstance(section, str) or not section:
            self.findings.error("wrong-type", "a logo is the path of a picture", at, "write logo: logo.png")
            return None
        return self._file(section, at)

    def _file(self, name: str, at: Location) -> Path | None:
        """A file beside the brand or below."""
        path = self.folder / name
        try:
            inside = path.resolve().is_relative_to(self.folder.resolve())
            there = path.is_file()
        except (OSError, ValueError):
            inside, there = True, False
        if not inside:
            message = f'the logo "{name}" lies outside the folder of the brand'
            self.findings.error("outside-project", message, at, "copy it beside the brand")
        elif not there:
            beside = [p.name for p in sorted(self.folder.iterdir()) if p.is_file()]
            hint = suggest(name, beside, "Beside the brand are")
            self.findings.error("file-not-found", f'there is no logo "{name}"', at, hint)
        else:
            return path
        return None
