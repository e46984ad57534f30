"""The families that a brand names, found on this machine or in its own files. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from builder.errors import Findings, Location
from builder.font_families import Family, family_named, near_names, stand_in_for, stand_ins_for
from builder.font_tables import FontError
from builder.theme import Fonts


@dataclass(frozen=True, slots=True)
class Typography:
    """The families of a brand, each with its name as the brand has it; None for what it does not name, or what is not
    here.
    """

    base: Family | None = None
    headings: Family | None = None
    monospace: Family | None = None

    def fonts(self, usual: Fonts) -> Fonts:
        """The fonts with the brand's families.

        Running text and small print are set in the base family and code in the monospaced one. Headings, tables, charts
        and the deck have the family of headings; without one the base family where it has no serifs, else the usual.
        """
        out = usual
        if (base := self.base) is not None:
            out = replace(
                out,
                text_family=base.name,
                text=base.regular,
                text_bold=base.bold,
                text_italic=base.italic,
                text_bold_italic=base.bold_italic,
                small=base.regular,
                small_bold=base.bold,
                small_italic=base.italic,
            )
        clear = base if base is not None and not base.serif else None
        if (family := self.headings or clear) is not None:
            out = replace(
                out,
                family=family.name,
                office=usual.office if family.name == usual.family else family.name,
                regular=family.regular,
                bold=family.bold,
                italic=family.italic,
                bold_italic=family.bold_italic,
            )
        return replace(out, mono=self.monospace.regular) if self.monospace is not None else out


@dataclass(slots=True)
class Families:
    """Finds families by name, and says once of each what is not as it was asked for.

    `own` are those of the brand's own files. `strict`: one whose licence forbids to embed it is an error, for its name
    can be changed in the brand; else the usual one stands in.
    """

    findings: Findings
    strict: bool
    own: Mapping[str, Family | None] = field(default_factory=dict)
    known: dict[str, Family | None] = field(default_factory=dict)

    def find(self, name: str, at: Location, *, faces: bool = True) -> Family | None:
        """The family that is called `name`; None where the usual one stands in. `faces`: whether bold and italic are
        wanted.
        """
        if name not in self.known:
            self.known[name] = self.own[name] if name in self.own else self._found(name, at)
            if faces and (family := self.known[name]) is not None and family.lacks:
                message = f'the family "{name}" has no {" and no ".join(family.lacks)}'
                hint = "the nearest of its faces stands for it; add its files to the brand, or install them"
                self.findings.warning("brand-font-faces", message, at, hint)
        return self.known[name]

    def _found(self, name: str, at: Location) -> Family | None:
        try:
            if (family := family_named(name)) is not None:
                return family
            family = stand_in_for(name)
        except FontError as error:
            if self.strict:
                self.findings.error("bad-font", f"{error}", at, "name another family, or get a licence for documents")
            else:
                message = f"{error}; the usual family stands in"
                self.findings.warning("brand-font-missing", message, at, "install a font that may be embedded")
            return None
        if family is not None:
            message = f'no font of the family "{name}" is here; "{family.name}", which is as wide, stands in'
            self.findings.warning("brand-font-missing", message, at, f'install "{name}" to have it')
            return replace(family, name=name)
        message = f'no font of the family "{name}" is here, and none is fetched; the usual family stands in'
        self.findings.warning("brand-font-missing", message, at, _hint(name))
        return None


def _hint(name: str) -> str:
    names = " or ".join(f'"{one}"' for one in (name, *stand_ins_for(name)))
    near = near_names(name)
    return f"install {names}" + (f"; near to it are here: {', '.join(near)}" if near else "")
