"""The section `typography` of a `_brand.yml`: the brand's fonts and where they are used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.errors import Findings, Location, suggest
from builder.font_families import Family, as_face, family_of, named_faces
from builder.font_tables import FontError, Naming
from builder.readers.brand_files import BrandFiles
from builder.readers.brand_fonts import Families, Typography
from builder.readers.yaml_data import Data, Placed

USES = ("base", "headings", "monospace")
UNUSED = ("monospace-inline", "monospace-block", "link")
SOURCES = ("file", "google", "bunny", "system")
FORMS = ("normal", "italic")
# CSS Fonts 4, 2.2, and the names that brand.yml has beside those of CSS.
WEIGHTS = {
    "thin": 100, "extra-light": 200, "ultra-light": 200, "light": 300, "normal": 400, "regular": 400, "medium": 500,
    "semi-bold": 600, "demi-bold": 600, "bold": 700, "extra-bold": 800, "ultra-bold": 800, "black": 900,
}  # fmt: skip
_RANGE = re.compile(r"(\d{1,4})(?:\.\.(\d{1,4}))?")


class TypographyReader:
    """Reads the section, with what is wrong in it as findings."""

    def __init__(self, placed: Placed, files: BrandFiles, findings: Findings) -> None:
        self.placed, self.files, self.findings = placed, files, findings

    def read(self, section: dict[str, Data]) -> Typography:
        """The families that it names."""
        own = dict(self._fonts(section.get("fonts")))
        self._unused(section)
        families = Families(self.findings, strict=True, own=own)
        found: dict[str, Family | None] = {}
        for use in USES:
            value = section.get(use)
            name = value.get("family") if isinstance(value, dict) else value
            at = self._at(use, "family")
            if isinstance(name, str) and name.strip():
                found[use] = families.find(name.strip(), at, faces=use != "monospace")
            elif name is not None:
                self.findings.error("wrong-type", "a family is a text", at, f"write {use}: Open Sans")
        return Typography(**found)

    def _at(self, *path: object) -> Location:
        return self.placed.at("typography", *path)

    def _unused(self, section: dict[str, Data]) -> None:
        """One warning for all that is known and not used."""
        known = ("fonts", *USES, *UNUSED)
        for key in (key for key in section if key not in known):
            hint = suggest(key, known, "It may have")
            self.findings.warning("unknown-key", f'a brand\'s typography has no key "{key}"', self._at(key), hint)
        paths: list[tuple[str, ...]] = [(key,) for key in section if key in UNUSED]
        paths += [(use, key) for use in USES if isinstance(section.get(use), dict) for key in section[use]]
        paths = [path for path in paths if path[-1] != "family"]
        if paths:
            names = ", ".join(f'"{".".join(path)}"' for path in paths)
            message = f"this version does not use {names} of a brand's typography"
            self.findings.warning("not-yet", message, self._at(*paths[0]), "the report keeps its own")

    # -- Fonts ---------------------------------------------------------------------------------------------

    def _fonts(self, fonts: Data) -> Iterator[tuple[str, Family | None]]:
        """The families of the brand's own files. Those of other sources are looked for by their names."""
        if fonts is not None and not isinstance(fonts, list):
            self.findings.error("wrong-type", "fonts are a list", self._at("fonts"), "write - family: Open Sans")
            return
        for n, font in enumerate(fonts or ()):
            family = font.get("family") if isinstance(font, dict) else None
            if not isinstance(family, str) or not family.strip():
                hint = "write - {family: Open Sans, source: file, files: [fonts/OpenSans.ttf]}"
                self.findings.error("wrong-type", "a font has a family", self._at("fonts", n), hint)
                continue
            source = font.get("source")
            if source is not None and source not in SOURCES:
                hint = suggest(str(source), SOURCES, "There are")
                at = self._at("fonts", n, "source")
                self.findings.error("bad-value", f'"{source}" is no source of a font', at, hint)
            elif source == "file" or (source is None and "files" in font):
                yield family.strip(), self._of_files(family.strip(), font.get("files"), n)

    def _of_files(self, family: str, files: Data, n: int) -> Family | None:
        at = self._at("fonts", n, "files")
        if not isinstance(files, list) or not files:
            hint = "write files: [fonts/OpenSans.ttf]"
            self.findings.error("wrong-type", f'the family "{family}" has no list of files', at, hint)
            return None
        before = len(self.findings.errors)
        faces = [face for k, file in enumerate(files) for face in self._faces(family, file, n, k)]
        if len(self.findings.errors) > before:
            return None
        try:
            return family_of(family, faces)
        except FontError as error:
            self.findings.error("bad-font", str(error), at, "use another font, or get a licence for documents")
            return None

    def _faces(self, family: str, file: Data, n: int, k: int) -> Iterator[Naming]:
        """The faces of one file, as the brand says that they are, or as the file itself does."""
        at = self._at("fonts", n, "files", k)
        entry = file if isinstance(file, dict) else {"path": file}
        name = entry.get("path")
        if not isinstance(name, str) or not name:
            self.findings.error("wrong-type", "a font's file is a path", at, "write - fonts/OpenSans.ttf")
            return
        weights = self._weights(entry.get("weight"), at)
        style = entry.get("style")
        if style not in (None, *FORMS):
            self.findings.error("bad-value", f'"{style}" is no style', at, suggest(str(style), FORMS, "There are"))
        path = self.files.find(name, "font", at)
        if path is None:
            return
        try:
            faces = named_faces(str(path))
        except FontError as error:
            hint = "use a TrueType or an OpenType font (.ttf, .otf)"
            self.findings.error("bad-font", f'the font "{name}" of the family "{family}" {error}', at, hint)
            return
        yield from (as_face(face, weights, None if style is None else style == "italic") for face in faces)

    def _weights(self, value: Data, at: Location) -> tuple[float, float] | None:
        """A weight as a number, a name of CSS or a range as 300..700; of a list the least and the greatest."""
        if value is None:
            return None
        found: list[float] = []
        for one in value if isinstance(value, list) else [value]:
            text = str(one).strip().lower()
            if text in WEIGHTS:
                found.append(WEIGHTS[text])
            elif match := _RANGE.fullmatch(text):
                found += [float(number) for number in match.groups() if number]
        if found and all(1 <= weight <= 1000 for weight in found):
            return min(found), max(found)
        hint = f"write a number as 400, a range as 300..700, or a name: {', '.join(WEIGHTS)}"
        self.findings.error("bad-value", f'"{value}" is no weight', at, hint)
        return None
