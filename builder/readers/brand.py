"""An organisation's brand: colours, families of fonts and logo, for the Theme.

A brand is a `_brand.yml` after the standard brand.yml (posit-dev/brand-yml: `meta`, `logo`, `color`, `typography`,
`defaults`), or a PowerPoint file, whose theme it is then. A brand file is made for many tools, so that what is not used
here is a warning and no error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from builder.errors import Diagnostic, Findings, Location, SourceError, suggest
from builder.palette import contrast, luminance
from builder.readers.brand_files import BrandFiles
from builder.readers.brand_fonts import Families, Typography
from builder.readers.brand_typography import TypographyReader
from builder.readers.office_theme import ACCENTS, OfficeTheme, read_office_theme
from builder.readers.yaml_data import Data, Placed, read_yaml
from builder.theme import Theme

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
UNUSED_SECTIONS = ("defaults",)
LOGO_SIZES = ("medium", "large", "small")
YAML = (".yml", ".yaml")
POWERPOINT = (".pptx", ".potx")
SEEN = 1.25  # the contrast below which a fill is not seen on paper
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand. `colors` are "#RRGGBB" by the theme's names, `categorical` its colours of series, () for none; `logo` is
    a file.
    """

    colors: Mapping[str, str] = field(default_factory=dict)
    categorical: tuple[str, ...] = ()
    typography: Typography = field(default_factory=Typography)
    logo: Path | None = None
    warnings: tuple[Diagnostic, ...] = ()

    def themed(self, theme: Theme) -> Theme:
        """`theme` with the brand's colours, families and logo."""
        theme = theme.with_colors(self.categorical, **self.colors)
        return replace(theme, fonts=self.typography.fonts(theme.fonts), logo=self.logo or theme.logo)


def read_brand(path: Path, shown: str, project: Path | None = None) -> Brand:
    """The brand in `path`, which diagnostics name `shown`; its files lie inside `project`, without one beside it or
    below. Raises `SourceError`.
    """
    findings = Findings()
    brand = Brand()
    if path.suffix.lower() in POWERPOINT:
        if (office := read_office_theme(path, shown, findings)) is not None:
            brand = _of_office(office, Location(shown), findings)
    elif path.suffix.lower() in YAML:
        placed = _placed(path, shown, findings)
        files = BrandFiles(path.parent, project or path.parent, findings)
        brand = _Reader(placed, files, findings).read() if placed else brand
    else:
        hint = "a brand is a _brand.yml, or a PowerPoint file: .pptx or .potx"
        findings.error("unknown-kind", f'"{path.name}" is of no kind that a brand has', Location(shown), hint)
    findings.raise_errors(SourceError)
    return replace(brand, warnings=tuple(findings.items))


def _of_office(office: OfficeTheme, at: Location, findings: Findings) -> Brand:
    """The brand in a theme: text is the darker of each pair of its colours and paper the lighter one, for a brief is
    printed whichever way round the slides are.
    """
    own = office.colors
    colors: dict[str, str] = {}
    for dark, light, names in (("ink", "paper", ("dk1", "lt1")), ("secondary", "tint", ("dk2", "lt2"))):
        if all(name in own for name in names):
            colors[dark], colors[light] = sorted((own[name] for name in names), key=luminance)
    paper = colors.get("paper", Theme().colors.paper)
    accents = dict.fromkeys(own[name] for name in ACCENTS if name in own)
    seen = tuple(color for color in accents if contrast(color, paper) >= SEEN)
    colors |= dict(zip(("accent", "highlight"), seen, strict=False))
    families = Families(findings, strict=False)
    minor, major = (families.find(name, at) if name else None for name in (office.minor, office.major))
    return Brand(colors, seen, Typography(base=minor, headings=major))


def _placed(path: Path, shown: str, findings: Findings) -> Placed | None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        hint = "see its name and its rights"
        findings.error("file-not-found", f"cannot read the brand: {error.strerror}", Location(shown), hint)
    except UnicodeDecodeError:
        findings.error("not-utf8", "the brand is not UTF-8", Location(shown), "save the file as UTF-8")
    else:
        return read_yaml(text, lambda line, column: Location(shown, line + 1, column + 1), findings)
    return None


class _Reader:
    def __init__(self, placed: Placed, files: BrandFiles, findings: Findings) -> None:
        self.placed = placed
        self.files = files
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
        colors = self._colors(data.get("color"))
        section = self._mapping(data.get("typography"), "typography")
        typography = TypographyReader(self.placed, self.files, self.findings).read(section)
        return Brand(colors, (), typography, self._logo(data.get("logo")))

    def _mapping(self, data: Data, *path: object) -> dict[str, Data]:
        if data is None or isinstance(data, dict):
            return data or {}
        hint = "write lines of key: value"
        self.findings.error("wrong-type", "a mapping is wanted", self.placed.at(*path), hint)
        return {}

    # -- Colours -----------------------------------------------------------------------------------------

    def _colors(self, section: Data) -> dict[str, str]:
        """The colours by the theme's names; names of the palette are resolved, also those of roles not used here."""
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
            elif (color := self._color(role, value, {**colors, **palette})) and role in ROLES:
                out[ROLES[role]] = color
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

    # -- Logo --------------------------------------------------------------------------------------------

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
        return self.files.find(section, "logo", at)
