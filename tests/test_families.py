"""Families by their names, as the files themselves have them, and which file is which face."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTCollection, TTFont
from made_fonts import made

from builder import font_families, font_files
from builder.font_families import as_face, family_named, family_of, named_faces, near_names, stand_in_for
from builder.font_tables import FontError, FontFile, metrics
from builder.theme import Fonts

CHARS = "ABCabc 123"


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of fonts of a user of this machine."""
    caches = (font_files.font_paths, font_families._sources, family_named)
    monkeypatch.setenv("HOME", str(tmp_path))
    for cache in caches:
        cache.cache_clear()
    yield tmp_path / ("Library/Fonts" if sys.platform == "darwin" else ".fonts")
    for cache in caches:
        cache.cache_clear()


def face(path: Path, family: str, weight: int = 400, *, italic: bool = False, of_all: str = "", width: int = 5) -> Path:
    """A static face with the names and styles of a family as large ones have them."""
    made(path, CHARS, family=family)
    with TTFont(path) as font:
        font["OS/2"].usWeightClass, font["OS/2"].usWidthClass = weight, width
        font["head"].macStyle = 2 * italic
        font["OS/2"].fsSelection = 1 * italic
        if of_all:
            font["name"].setName(of_all, 16, 3, 1, 0x409)
        font.save(path)
    return path


def test_a_family_of_the_system_is_found_by_the_names_in_its_files(system: Path) -> None:
    faces = {
        "regular": face(system / "a1.ttf", "House Sans"),
        "bold": face(system / "deep" / "zz.ttf", "House Sans", 700),
        "italic": face(system / "c.ttf", "House Sans", italic=True),
        "bold_italic": face(system / "d.ttf", "House Sans", 700, italic=True),
    }
    face(system / "light.ttf", "House Sans Light", 300, of_all="House Sans")
    face(system / "black.ttf", "House Sans Black", 900, of_all="House Sans")
    face(system / "narrow.ttf", "House Sans Narrow", of_all="House Sans", width=3)
    found = family_named("house sans")
    assert found is not None
    assert {style: getattr(found, style) for style in faces} == faces
    assert found.lacks == ()
    light = family_named("House Sans Light")
    assert light is not None
    assert light.regular == system / "light.ttf"


def test_files_that_are_no_fonts_are_passed_over(system: Path) -> None:
    face(system / "good.ttf", "House Sans")
    whole = (system / "good.ttf").read_bytes()
    (system / "a.ttf").write_bytes(whole[: len(whole) // 2])
    (system / "b.otf").write_bytes(b"nothing")
    (system / "c.ttf").write_bytes(b"")
    found = family_named("House Sans")
    assert found is not None
    assert found.regular == system / "good.ttf"


def test_names_that_are_near(system: Path) -> None:
    face(system / "good.ttf", "Hausmannia")
    assert near_names("Hausmania")[0] == "Hausmannia"
    assert near_names("qqqqqqqqqqqq") == []


def test_families_of_packages_and_the_shipped_ones() -> None:
    serif, shipped = family_named("Source Code Pro"), family_named("arimo")
    assert serif is not None
    assert shipped is not None
    weights = [metrics(FontFile(str(f))).weight for f in (serif.regular, serif.bold, serif.italic, serif.bold_italic)]
    slants = [metrics(FontFile(str(f))).italic for f in (serif.regular, serif.bold, serif.italic, serif.bold_italic)]
    assert (weights, slants) == ([400, 700, 400, 700], [False, False, True, True])
    assert shipped.regular == Fonts().regular
    assert family_named("No Such Family") is None


def test_what_a_family_lacks_is_told_and_the_nearest_face_stands_for_it(tmp_path: Path) -> None:
    regular = face(tmp_path / "r.ttf", "House")
    bold = face(tmp_path / "b.ttf", "House", 600)
    italic = face(tmp_path / "i.ttf", "House", italic=True)

    def of(*files: Path) -> tuple[list[Path], tuple[str, ...]]:
        family = family_of("House", [f for file in files for f in named_faces(str(file))])
        return [family.regular, family.bold, family.italic, family.bold_italic], family.lacks

    assert of(regular) == ([regular] * 4, ("bold", "italic"))
    assert of(regular, bold) == ([regular, bold, regular, bold], ("italic",))
    assert of(italic, regular) == ([regular, regular, italic, italic], ("bold",))
    assert of(bold, italic, regular) == ([regular, bold, italic, bold], ("bold italic",))
    assert of(italic) == ([italic] * 4, ("bold", "italic"))


def test_a_face_is_what_the_brand_says_that_it_is(tmp_path: Path) -> None:
    (plain,) = named_faces(str(face(tmp_path / "r.ttf", "House")))
    assert as_face(plain, (700, 700), True) == as_face(as_face(plain, None, True), (700, 700), None)
    assert as_face(plain, (700, 700), None).weights == (700, 700)
    (variable,) = named_faces(made(tmp_path / "v.ttf", CHARS, variable=True))
    assert as_face(variable, (300, 300), None).weights == (100, 900)


def test_faces_of_a_variable_font_are_its_weights(tmp_path: Path) -> None:
    family = family_of("House", named_faces(made(tmp_path / "v.ttf", CHARS, family="House", variable=True)))
    assert family.regular == tmp_path / "v.ttf"
    widths = [metrics(FontFile(str(file))).advances[1] for file in (family.regular, family.bold)]
    assert widths[0] < widths[1]
    assert family.bold_italic == family.bold
    assert family.lacks == ("italic",)


def test_a_face_of_a_collection_is_a_file_of_its_own(tmp_path: Path) -> None:
    files = [face(tmp_path / "r.ttf", "House"), face(tmp_path / "b.ttf", "House", 700)]
    collection = TTCollection()
    collection.fonts = [TTFont(file) for file in files]
    collection.save(tmp_path / "all.ttc")
    family = family_of("House", named_faces(str(tmp_path / "all.ttc")))
    assert family.regular == tmp_path / "all.ttc"
    assert family.bold.suffix == ".ttf"
    assert metrics(FontFile(str(family.bold))).weight == 700
    again = family_of("House", named_faces(str(tmp_path / "all.ttc")))
    assert again.bold.read_bytes() == family.bold.read_bytes()


def test_a_stand_in_has_the_widths_of_what_it_stands_for(system: Path) -> None:
    arial = stand_in_for("ARIAL")
    assert arial is not None
    assert arial.name == "Arimo"
    assert stand_in_for("Calibri") is None or family_named("Carlito")
    face(system / "c.ttf", "Carlito")
    font_families._sources.cache_clear()
    font_files.font_paths.cache_clear()
    family_named.cache_clear()
    calibri = stand_in_for("Calibri")
    assert calibri is not None
    assert calibri.name == "Carlito"
    assert stand_in_for("House") is None


@pytest.mark.parametrize(("rights", "allowed"), [(0, True), (2, False), (4, True), (8, True), (6, True)])
def test_a_licence_that_forbids_to_embed_is_an_error(tmp_path: Path, rights: int, *, allowed: bool) -> None:
    faces = named_faces(made(tmp_path / "r.ttf", CHARS, rights=rights))
    if allowed:
        assert family_of("House", faces).regular == tmp_path / "r.ttf"
        return
    with pytest.raises(FontError, match='licence of the family "House"'):
        family_of("House", faces)


def test_a_file_cut_short_is_no_font(tmp_path: Path) -> None:
    whole = Path(made(tmp_path / "r.ttf", CHARS)).read_bytes()
    for length in range(0, len(whole) - 4, 37):
        cut = tmp_path / f"cut{length}.ttf"
        cut.write_bytes(whole[:length])
        with pytest.raises(FontError):
            named_faces(str(cut))
