"""A family of fonts by its name, or from files: which file is its regular, bold, italic and bold italic face.

A family is looked for among the shipped faces, then those of installed Python packages, then those of the system, by
the names that the files themselves have. A face is a static font, or a variable one at the weight.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from builder.font_files import font_paths
from builder.font_instances import alone, static
from builder.font_tables import FontError, FontFile, Naming, check_sums, metrics, namings
from builder.theme import FONTS

REGULAR, SEMIBOLD, BOLD = 400, 600, 700
BOLDER = 100  # a bold face is at least so much heavier than the regular one
USUAL_WIDTH = 5
NEAR = 5  # families in a hint

# Families with the advances of others, so that lines and slides break alike: by the other's name, best first.
STAND_INS = {
    "arial": ("Arimo", "Liberation Sans"),
    "helvetica": ("Arimo", "Liberation Sans"),
    "calibri": ("Carlito",),
    "cambria": ("Caladea",),
    "timesnewroman": ("Tinos", "Liberation Serif"),
    "times": ("Tinos", "Liberation Serif"),
    "georgia": ("Gelasio",),
    "couriernew": ("Cousine", "Liberation Mono"),
}


@dataclass(frozen=True, slots=True)
class Family:
    """The faces of a family. `lacks` names those that it has not ("bold", "italic", "bold italic"), for which the
    nearest one stands.
    """

    name: str
    regular: Path
    bold: Path
    italic: Path
    bold_italic: Path
    serif: bool
    lacks: tuple[str, ...] = ()


@lru_cache(64)
def family_named(name: str) -> Family | None:
    """The family that is called `name`, in whatever case and spacing; None where this machine has none.

    Raises FontError where its licence does not let it be embedded.
    """
    for faces in _sources():
        found = [face for face in faces if _key(name) in map(_key, face.families)]
        # A family of nine weights is "Lato" to all of them, and "Lato Light" to two.
        if of_all := [face for face in found if _key(face.families[0]) == _key(name)] or found:
            return family_of(name, of_all)
    return None


def stand_ins_for(name: str) -> tuple[str, ...]:
    """The families with the advances of the one that is called `name`, whether they are here or not, best first."""
    return STAND_INS.get(_key(name), ())


def stand_in_for(name: str) -> Family | None:
    """The first of them that is here. Raises FontError as `family_named` does."""
    candidates = (family_named(other) for other in stand_ins_for(name))
    return next((family for family in candidates if family is not None), None)


def family_names() -> list[str]:
    """The names of the families that this machine has."""
    return sorted({face.families[0] for faces in _sources() for face in faces if face.families})


def near_names(name: str) -> list[str]:
    """The families of this machine whose names are near to `name`, the nearest first."""
    here = {_key(family): family for family in family_names()}
    return [here[key] for key in difflib.get_close_matches(_key(name), sorted(here), n=NEAR, cutoff=0.6)]


def family_of(name: str, faces: Sequence[Naming]) -> Family:
    """The family of `faces`, at least one. Raises FontError for fonts that are damaged or may not be embedded."""
    upright = [face for face in faces if not face.italic] or list(faces)
    slanted = [face for face in faces if face.italic and face not in upright]
    regular, bold = _pair(upright)
    italic, bold_italic = _pair(slanted) if slanted else (None, None)
    lacks = [style for style, found in (("bold", bold), ("italic", italic)) if found is None]
    if bold is not None and italic is not None and bold_italic is None:
        lacks.append("bold italic")
    plain = _file(name, regular, REGULAR)
    strong = _file(name, bold, BOLD) if bold else plain
    leaning = _file(name, italic, REGULAR) if italic else plain
    both = _file(name, bold_italic, BOLD) if bold_italic else strong if bold else leaning
    serif = metrics(FontFile(str(plain))).serif
    return Family(name, plain, strong, leaning, both, serif, tuple(lacks))


def named_faces(path: str) -> tuple[Naming, ...]:
    """The faces of a font's file, which is looked at closely. Raises FontError for one that is no font, or damaged."""
    for face in (found := namings(path)):
        check_sums(face.font)
        metrics(face.font)
    return found


def as_face(face: Naming, weights: tuple[float, float] | None, italic: bool | None) -> Naming:
    """`face` as somebody says that it is; None leaves what the file says. A variable font keeps its own weights."""
    face = replace(face, weights=weights) if weights and not face.variable else face
    return replace(face, italic=italic) if italic is not None else face


# -- Choice ------------------------------------------------------------------------------------------------


def _pair(faces: Sequence[Naming]) -> tuple[Naming, Naming | None]:
    """The regular and the bold one."""
    regular = min(faces, key=lambda face: _rank(face, REGULAR))
    bold = min(faces, key=lambda face: _rank(face, BOLD))
    heavy = _nearest(bold, BOLD) >= max(SEMIBOLD, _nearest(regular, REGULAR) + BOLDER)
    return regular, bold if heavy and (bold is not regular or bold.variable) else None


def _rank(face: Naming, weight: int) -> tuple[float, float, bool]:
    return abs(face.width - USUAL_WIDTH), _fits(face, weight), face.variable


def _fits(face: Naming, weight: int) -> float:
    return abs(_nearest(face, weight) - weight)


def _nearest(face: Naming, weight: int) -> float:
    return min(max(weight, face.weights[0]), face.weights[1])


def _file(name: str, face: Naming, weight: int) -> Path:
    known = metrics(face.font)
    if not known.outlined:
        raise FontError(f'a font of the family "{name}" has no outlines')
    if not known.embeddable:
        raise FontError(f'the licence of the family "{name}" does not let it be embedded')
    try:
        font = static(face.font, weight) if face.variable else face.font
        return alone(font)
    except FontError as error:
        raise FontError(f'the family "{name}" cannot be used: {error}') from error


# -- What there is -----------------------------------------------------------------------------------------


@cache
def _sources() -> tuple[tuple[Naming, ...], ...]:
    packages, system = font_paths()
    shipped = sorted(str(path) for path in FONTS.glob("*.ttf"))
    return tuple(tuple(_faces(paths)) for paths in (shipped, packages, system))


def _faces(paths: Iterable[str]) -> Iterable[Naming]:
    """What the files hold; those that are no fonts are passed over."""
    for path in paths:
        try:
            yield from namings(path)
        except FontError:
            continue


def _key(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())
