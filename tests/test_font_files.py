"""The order of fallbacks, whatever the machine's folders list first, and weights of variable fonts in the cache."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTCollection, TTFont
from made_fonts import made

from builder import font_files, fonts
from builder.font_files import Library, region_of
from builder.font_tables import FontFile


def find(library: Library, char: str, **wanted: Any) -> str | None:
    style: dict[str, Any] = {"serif": False, "bold": False, "italic": False, "lang": ""} | wanted
    font = library.find(char, **style)
    return Path(font.path).name if font else None


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BUILD_REPORT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "fonts"


# -- The chain ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "parsed"),
    [
        ("NotoSansArabic[wdth,wght].ttf", ("notosansarabic", "", True)),
        ("NotoSansArabic-VariableFont_wdth,wght.ttf", ("notosansarabic", "", True)),
        ("NotoSansThai-VF.ttf", ("notosansthai", "", True)),
        ("NotoSansCJK-VF.otf.ttc", ("notosanscjk", "", True)),
        ("Inter-Italic[opsz,wght].TTF", ("inter", "italic", True)),
        ("NotoSansCJKjp-Bold.otf", ("notosanscjkjp", "bold", False)),
        ("SourceSerifPro-BoldIt.ttf", ("sourceserifpro", "bold italic", False)),
        ("Arial Unicode.ttf", ("arialunicode", "", False)),
        ("wqy-microhei.ttc", ("wqymicrohei", "", False)),
        ("msyhbd.ttc", ("msyh", "bold", False)),
        ("NotoSansThai-Light.ttf", None),
        ("DejaVuSansCondensed-Bold.ttf", None),
        ("LICENSE.txt", None),
    ],
)
def test_a_file_tells_its_family_and_style_by_its_name(file: str, parsed: object) -> None:
    assert font_files._parse(file) == parsed


def test_packages_come_before_the_system_and_those_of_the_script_first(tmp_path: Path) -> None:
    packages = [made(tmp_path / f"p/{name}-Regular.ttf", "ا") for name in ("Zarqa", "Bazaar", "KufiArabic")]
    other = made(tmp_path / "p/NotoSansThai-Regular.ttf", "اก")
    made(tmp_path / "s/deep/NotoSansArabic-Regular.ttf", "اب")
    made(tmp_path / "s/NotoSansArmenian-Regular.ttf", "ابت")

    def first(files: Iterable[str]) -> str | None:
        return find(Library(files, [tmp_path / "s"]), "ا")

    assert first([*packages, other]) == "KufiArabic-Regular.ttf"
    assert first(packages[:2]) == first(reversed(packages[:2])) == "Bazaar-Regular.ttf"
    assert first([]) == first([other]) == "NotoSansArabic-Regular.ttf"
    both = Library([*packages, other], [tmp_path / "s"])
    assert find(both, "ب") == "NotoSansArabic-Regular.ttf"
    assert find(both, "ก") == "NotoSansThai-Regular.ttf"
    # A family of another script is no fallback, whatever it has.
    assert find(both, "ت") is None


def test_symbols_come_from_families_of_symbols(tmp_path: Path) -> None:
    package = made(tmp_path / "p/Bazaar-Regular.ttf", "☃☄")
    made(tmp_path / "s/DejaVuSans.ttf", "☃")
    library = Library([package], [tmp_path / "s"])
    assert find(library, "☃") == "DejaVuSans.ttf"
    assert find(library, "☄") == "Bazaar-Regular.ttf"


def test_a_serif_face_prefers_fallbacks_with_serifs(tmp_path: Path) -> None:
    for kind in ("Sans", "Serif"):
        made(tmp_path / f"Noto{kind}Bengali-Regular.ttf", "ক")
    library = Library([], [tmp_path])
    assert find(library, "ক") == "NotoSansBengali-Regular.ttf"
    assert find(library, "ক", serif=True) == "NotoSerifBengali-Regular.ttf"


def test_bold_is_bold_where_the_family_has_it(tmp_path: Path, cache: Path) -> None:
    made(tmp_path / "s/NotoSansThai-Regular.ttf", "กข")
    made(tmp_path / "s/NotoSansThai-Bold.ttf", "ก")
    made(tmp_path / "s/NotoSansKhmer-Regular.ttf", "ក")
    made(tmp_path / "s/NotoSansArmenian[wght].ttf", "Ա", variable=True)
    library = Library([], [tmp_path / "s"])
    assert find(library, "ก", bold=True) == "NotoSansThai-Bold.ttf"
    assert find(library, "ข", bold=True) == find(library, "ก") == "NotoSansThai-Regular.ttf"
    assert find(library, "ก", bold=True, italic=True) == "NotoSansThai-Bold.ttf"
    assert find(library, "ក", bold=True) == "NotoSansKhmer-Regular.ttf"
    assert find(library, "Ա") == "NotoSansArmenian[wght].ttf"
    assert find(library, "Ա", bold=True) in os.listdir(cache)  # noqa: PTH208 - names alone


def test_ideographs_have_the_forms_of_the_language(tmp_path: Path) -> None:
    regions = ("JP", "KR", "SC", "TC", "HK")
    collection = TTCollection()
    for region in (*regions, "Mono"):
        name = "Noto Sans Mono CJK SC" if region == "Mono" else f"Noto Sans CJK {region}"
        collection.fonts.append(TTFont(made(tmp_path / f"m/{region}.ttf", "骨", family=name)))
    (tmp_path / "s").mkdir()
    collection.save(tmp_path / "s/NotoSansCJK-Regular.ttc")
    library = Library([], [tmp_path / "s"])
    languages = {"ja": 0, "ko-KR": 1, "zh": 2, "zh-Hans-HK": 4, "zh-TW": 3, "zh-Hant": 3, "zh-hant-mo": 4, "en": 2}
    found = {
        lang: library.find("骨", serif=False, bold=False, italic=False, lang=lang) for lang in languages
    }  # fmt: skip
    assert {lang: font.index for lang, font in found.items() if font} == languages
    assert region_of("yue") == "hk"


def test_damaged_and_closed_files_are_passed_over(tmp_path: Path) -> None:
    made(tmp_path / "NotoSansGeorgian-Regular.ttf", "ა", rights=2)
    (tmp_path / "NotoSerifGeorgian-Regular.ttf").write_bytes(b"\0\1\0\0 and then no more")
    assert find(Library([], [tmp_path]), "ა") is None
    made(tmp_path / "DejaVuSans.ttf", "ა")
    assert find(Library([], [tmp_path]), "ა") == "DejaVuSans.ttf"


def test_fonts_of_installed_packages_are_found_by_their_entry_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = made(tmp_path / "fontpkg_made_up/files/MadeUp-Regular.ttf", "a")
    old = made(tmp_path / "font_made_up/files/MadeUpToo-Regular.otf", "a", cff=True)
    (tmp_path / "fontpkg_made_up/__init__.py").write_text("from pathlib import Path\nROOT = Path(__file__).parent\n")
    (tmp_path / "font_made_up/__init__.py").write_text(f"files = {{'MadeUpToo': {old!r}}}\n")
    (tmp_path / "made_up-1.dist-info").mkdir()
    (tmp_path / "made_up-1.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: made-up\nVersion: 1\n")
    points = (
        "[fontpkg.family]\nmade_up = fontpkg_made_up\nbroken = fontpkg_gone\n[fonts_otf]\nold = font_made_up:files\n"
    )
    (tmp_path / "made_up-1.dist-info/entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(tmp_path)
    assert {new, old} <= set(font_files._package_files())


# -- Variable fonts ----------------------------------------------------------------------------------------


def test_a_weight_is_made_once_and_is_never_damaged(tmp_path: Path, cache: Path) -> None:
    font = FontFile(made(tmp_path / "Made[wght].ttf", "ab", variable=True))
    assert fonts.static(font, 400) == font  # it is of that weight by itself
    bold = Path(fonts.static(font, 700).path)
    assert bold.parent == cache
    data, time = bold.read_bytes(), bold.stat().st_mtime_ns
    # 700 is three fifths of the way from 400 to 900, where it is wider by 200.
    assert fonts.metrics(FontFile(str(bold))).advances[1] == 601 + 120
    assert fonts.metrics(FontFile(str(bold))).name == "Made-Bold"
    assert "fvar" not in TTFont(bold)

    fonts.static.cache_clear()
    assert fonts.static(font, 700).path == str(bold)
    assert bold.stat().st_mtime_ns == time
    for damaged in (data[: len(data) // 2], data[:200] + b"\x77" + data[201:], b""):
        assert damaged != data
        bold.write_bytes(damaged)
        fonts.static.cache_clear()
        assert fonts.static(font, 700).path == str(bold)
        assert bold.read_bytes() == data
    assert [p.name for p in cache.iterdir()] == [bold.name]


def test_without_a_folder_to_write_to_a_weight_is_made_for_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("BUILD_REPORT_CACHE", str(tmp_path / "file"))
    font = FontFile(made(tmp_path / "Made[wght].ttf", "ab", variable=True))
    assert fonts.metrics(fonts.static(font, 700)).advances[1] == 721


def test_a_weight_outside_the_axis_is_its_end(tmp_path: Path, cache: Path) -> None:
    font = FontFile(made(tmp_path / "Made[wght].ttf", "ab", variable=True))
    assert fonts.static(font, 1000) == fonts.static(font, 900)
    assert fonts.metrics(fonts.static(font, 950)).advances[1] == 801
    still = FontFile(made(tmp_path / "Still.ttf", "ab"))
    assert fonts.static(still, 700) == still
    assert len(list(cache.iterdir())) == 1
