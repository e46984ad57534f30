"""Which font files this machine has, and in which order they serve for a character.

The chain behind the theme's faces, each part in an order that no folder's listing has a say in:

1. Families of installed Python packages (entry points `fontpkg.family`, `fonts_ttf` and `fonts_otf`), by name: those
   named after the character's script, then those named after none. The latter come last for what belongs to no script:
   a text family's few symbols are drawn for its letters, and one weight of it may take seconds to make.
2. Families of the system known for the script: Noto, then what Windows, macOS and Linux come with. Those of the kind of
   the face that lacks the character (with serifs or without) come first; for Chinese, Japanese and Korean those of the
   region that the language tells.
3. Families of the system for symbols and for many scripts.

Of a family the file of the style is taken: a static one, else a variable one at that weight, else the regular.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from builder.font_instances import static
from builder.font_tables import FontError, FontFile, family_names, metrics

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
REGIONS = ("sc", "tc", "hk", "jp", "kr")
CJK = frozenset(("Hani", "Hira", "Kana", "Bopo", "Hang"))
SYMBOLS = ("dejavusans", "notosanssymbols", "notosanssymbols2", "notosansmath", "seguisym", "applesymbols", "symbola")
EMOJI = ("notoemoji", "seguiemj")  # in one colour: outlines
MANY = ("arialunicode", "arialuni", "freesans", "freeserif", "tahoma", "segoeui", "arial")

# What Windows, macOS and the Linux distributions have beside Noto, by script as Unicode names it.
OTHERS = {
    "arabic": ("notonaskharabic", "geezapro", "amiri", "dejavusans"),
    "armenian": ("mshtakan", "sylfaen"),
    "bengali": ("nirmala", "kohinoorbangla", "lohitbengali"),
    "canadianaboriginal": ("gadugi", "euphemiaucas"),
    "cherokee": ("gadugi", "plantagenetcherokee"),
    "devanagari": ("nirmala", "kohinoor", "lohitdevanagari", "mangal"),
    "ethiopic": ("ebrima", "kefa"),
    "georgian": ("sylfaen", "dejavusans"),
    "gujarati": ("nirmala", "kohinoorgujarati", "lohitgujarati"),
    "gurmukhi": ("nirmala", "mukta", "lohitgurmukhi"),
    "hebrew": ("arialhebrew", "dejavusans"),
    "kannada": ("nirmala", "lohitkannada"),
    "khmer": ("leelawui", "khmersangammn"),
    "lao": ("leelawui", "laosangammn"),
    "malayalam": ("nirmala", "malayalamsangammn", "lohitmalayalam"),
    "mongolian": ("monbaiti",),
    "myanmar": ("mmrtext", "myanmarsangammn"),
    "oriya": ("nirmala", "lohitodia"),
    "sinhala": ("nirmala", "sinhalasangammn"),
    "tamil": ("nirmala", "tamilsangammn", "lohittamil"),
    "telugu": ("nirmala", "kohinoortelugu", "lohittelugu"),
    "thai": ("leelawui", "thonburi", "loma", "garuda"),
    "tibetan": ("himalaya", "kailasa", "jomolhari"),
}
OTHERS_CJK = {
    "sc": ("pingfang", "hiraginosansgb", "msyh", "simhei", "wqymicrohei", "wqyzenhei"),
    "tc": ("pingfang", "msjh"),
    "hk": ("pingfang", "msjh"),
    "jp": ("yugothm", "meiryo", "msgothic", "vlgothic", "ipaexg"),
    "kr": ("applesdgothicneo", "malgun", "nanumgothic"),
}
ANY_CJK = ("droidsansfallbackfull", "droidsansfallback", "arialunicode", "arialuni")
# Files whose style stands in their name without a hyphen.
SHORT_NAMES = {
    "arialbd": "arial",
    "ebrimabd": "ebrima",
    "gadugib": "gadugi",
    "leelauib": "leelawui",
    "malgunbd": "malgun",
    "meiryob": "meiryo",
    "mmrtextb": "mmrtext",
    "msjhbd": "msjh",
    "msyhbd": "msyh",
    "nirmalab": "nirmala",
    "segoeuib": "segoeui",
    "tahomabd": "tahoma",
    "yugothb": "yugothm",
}

_STYLES = {
    "": "", "regular": "", "book": "", "roman": "", "normal": "",
    "bold": "bold",
    "italic": "italic", "it": "italic", "oblique": "italic",
    "bolditalic": "bold italic", "boldit": "bold italic", "boldoblique": "bold italic",
}  # fmt: skip
_VARIABLE = re.compile(r"(\[[^\]]*\]|[-_](VF|Variable|VariableFont(_[\w,]*)?))$", re.IGNORECASE)
# Cuts that are no fallback for text: other weights and widths, and faces for small keyboards and for code.
_OTHER_CUT = re.compile(
    r"(thin|extralight|ultralight|light|medium|demi|semibold|extrabold|ultrabold|black|heavy"
    r"|condensed|narrow|mono|display|caption|subhead|ui)(it|italic|oblique|bold)*$"
)


@dataclass(slots=True)
class Family:
    """A family by its name in lower case letters and digits: style ("", "bold", ...) -> files, best first."""

    name: str
    files: dict[str, list[str]] = field(default_factory=dict)
    variable: dict[str, list[str]] = field(default_factory=dict)

    def faces(self, *, bold: bool, italic: bool, region: str) -> Iterator[tuple[FontFile, int]]:
        """The faces for a style, best first, each with the weight that it is to be used at."""
        for style in dict.fromkeys(("italic" if italic else "", "")):
            wanted = f"bold {style}".strip() if bold else style
            weight = 700 if bold else 400
            for kind, at in ((self.files, wanted), (self.variable, wanted), (self.variable, style)):
                yield from ((FontFile(path, _place(path, region)), weight) for path in kind.get(at, ()))
        if bold:
            yield from self.faces(bold=False, italic=italic, region=region)

    def add(self, path: str, style: str, *, variable: bool) -> None:
        """Takes a file."""
        (self.variable if variable else self.files).setdefault(style, []).append(path)


class Library:
    """The families of installed packages and of the system's folders, found when they are first asked for."""

    def __init__(self, packages: Iterable[str], folders: Iterable[Path]) -> None:
        self.packages = dict(sorted(_families(packages).items()))
        self.system = _families(path for folder in folders for path in _walk(folder))

    def find(self, char: str, *, serif: bool, bold: bool, italic: bool, lang: str) -> FontFile | None:
        """The first face of the chain that has `char`; None where none has. Damaged files are passed over."""
        code, region = ord(char), region_of(lang)
        for family in self._chain(_key(char), serif, region):
            for font, weight in family.faces(bold=bold, italic=italic, region=region):
                try:
                    known = metrics(font)
                    if code in known.cmap and known.outlined and known.embeddable:
                        return static(font, weight)
                except FontError:
                    continue
        return None

    @cache  # noqa: B019 - the library lives as long as the process
    def _chain(self, scripts: tuple[str, ...], serif: bool, region: str) -> tuple[Family, ...]:
        named = {name: script_of(name) for name in self.packages}
        own = [*dict.fromkeys(n for s in scripts for n, script in named.items() if script == s)]
        if "cjk" in scripts:
            own.sort(key=lambda n: (not n.endswith(region), n))
        first = [self.packages[n] for n in own]
        general = [self.packages[n] for n, script in named.items() if not script]
        system = [self.system[n] for n in _names(scripts, serif, region) if n in self.system]
        if {"symbol", "emoji"} & set(scripts):
            return (*first, *system, *general)
        return (*first, *general, *system)


@cache
def library() -> Library:
    """The fonts of this machine."""
    return Library(_package_files(), _folders())


@cache
def font_paths() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files of fonts that installed packages offer, and those of the system."""
    system = (path for folder in _folders() for path in _walk(folder))
    packages = tuple(path for path in _package_files() if path.lower().endswith(SUFFIXES))
    return packages, tuple(path for path in system if path.lower().endswith(SUFFIXES))


def region_of(lang: str) -> str:
    """The region of the forms of ideographs: "jp" for Japanese, "kr", "tc", "hk"; "sc" where a tag tells nothing."""
    first, *rest = lang.lower().replace("_", "-").split("-")
    if first in ("ja", "ko", "yue"):
        return {"ja": "jp", "ko": "kr", "yue": "hk"}[first]
    if first == "zh" and {"hk", "mo"} & set(rest):
        return "hk"
    return "tc" if first == "zh" and {"hant", "tw"} & set(rest) else "sc"


# -- Order -------------------------------------------------------------------------------------------------


@cache
def is_common(char: str) -> bool:
    """Whether a character belongs to no script of its own (Unicode Standard Annex 24)."""
    from fontTools import unicodedata as ucd

    return ucd.script(char) in ("Zyyy", "Zinh", "Zzzz")


def _key(char: str) -> tuple[str, ...]:
    """The scripts of a character by name, "cjk" for those of East Asia; "emoji" or "symbol" for one of none."""
    from fontTools import unicodedata as ucd

    codes = {ucd.script(char)} if not is_common(char) else ucd.script_extension(char) - {"Zyyy", "Zinh", "Zzzz"}
    if not codes:
        if ord(char) >= 0x1F000:
            return ("emoji",)
        return ("cjk",) if unicodedata.east_asian_width(char) in ("W", "F") else ("symbol",)
    return tuple(sorted({"cjk" if code in CJK else _plain(ucd.script_name(code)) for code in codes}))


def _names(scripts: tuple[str, ...], serif: bool, region: str) -> Iterable[str]:
    """Families of the system, best first."""
    kinds = ("serif", "sans") if serif else ("sans", "serif")
    wanted: list[str] = []
    for script in scripts:
        if script == "cjk":
            wanted += _cjk(kinds, region)
        elif script == "emoji":
            wanted += EMOJI
        elif script != "symbol":
            wanted += (f"noto{kind}{script}".replace("notoserifarabic", "notonaskharabic") for kind in kinds)
            wanted += OTHERS.get(script, ())
    general = ("notosans", "notoserif")
    wanted += SYMBOLS if {"symbol", "emoji"} & set(scripts) else (*general, *SYMBOLS)
    return dict.fromkeys((*wanted, *general, *MANY, *EMOJI, *_cjk(kinds, region)))


def _cjk(kinds: tuple[str, ...], region: str) -> Iterator[str]:
    regions = dict.fromkeys((region, *REGIONS))
    for kind in kinds:
        yield from (f"noto{kind}cjk{region}", f"noto{kind}{region}", f"noto{kind}cjk")
        yield from (f"sourcehan{kind}{region}", f"sourcehan{kind}")
    for other in regions:
        yield from (f"noto{kind}{cjk}{other}" for kind in kinds for cjk in ("cjk", ""))
    yield from (name for other in regions for name in OTHERS_CJK[other])
    yield from ANY_CJK


@cache
def script_of(family: str) -> str:
    """The script that a family is named after, as `_key` has it; "" for a family of many."""
    from fontTools.unicodedata import Scripts

    name = re.sub(r"(looped|unjoined|slanted|supplement)$", "", family)
    if re.search(rf"(sans|serif)(cjk)?({'|'.join(REGIONS)})$|cjk$|^sourcehan", name):
        return "cjk"
    if "emoji" in name:
        return "emoji"
    if re.search(r"symbols?2?$|math$", name):
        return "symbol"
    scripts = sorted({_plain(n) for n in Scripts.NAMES.values()}, key=lambda n: (-len(n), n))
    for script in scripts:
        # Short names end other words too.
        if name.endswith(script) and (len(script) > 4 or name.removesuffix(script).endswith(("sans", "serif"))):
            return "" if script in ("latin", "common") else script
    return ""


# -- Files -------------------------------------------------------------------------------------------------


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _families(paths: Iterable[str]) -> dict[str, Family]:
    """The families that the files make up, by their names alone: no file is opened."""
    found: dict[str, Family] = {}
    # TrueType outlines before CFF's, which need to be converted.
    for path in sorted(dict.fromkeys(paths), key=lambda p: not p.lower().endswith((".ttf", ".ttc"))):
        parsed = _parse(Path(path).name)
        if parsed is not None:
            name, style, variable = parsed
            found.setdefault(name, Family(name)).add(path, style, variable=variable)
    return found


@cache
def _parse(file: str) -> tuple[str, str, bool] | None:
    """Family, style and whether it is variable; None for a file that is no fallback.

    "NotoSansArabic[wdth,wght].ttf" -> ("notosansarabic", "", True).
    """
    stem = file
    while (suffix := Path(stem).suffix.lower()) in SUFFIXES:
        stem = stem[: -len(suffix)]
    if stem == file:
        return None
    upright = _VARIABLE.sub("", stem)
    variable = upright != stem
    head, _, tail = re.sub(r"[ _]", "-", upright).rpartition("-")
    style = _STYLES.get(tail.lower()) if head else None
    name = _plain(upright if style is None else head)
    if name in SHORT_NAMES:
        return SHORT_NAMES[name], "bold", variable
    return None if _OTHER_CUT.search(name) else (name, style or "", variable)


@cache
def _place(path: str, region: str) -> int:
    """The number of a region's face in a collection of them; else 0."""
    if not path.lower().endswith((".ttc", ".otc")):
        return 0
    try:
        names = family_names(path)
    except FontError:
        return 0
    return next((n for n, name in enumerate(names) if name.lower().endswith(f" {region}") and " Mono" not in name), 0)


def _walk(folder: Path) -> Iterator[str]:
    for root, folders, names in os.walk(folder):
        folders.sort()
        yield from (os.path.join(root, name) for name in sorted(names))  # noqa: PTH118 - thousands of them


def _folders() -> Iterator[Path]:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - a user without a home is no error
    if sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    elif sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
        yield home / "AppData/Local/Microsoft/Windows/Fonts"
    else:
        yield from (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
        yield from (home / ".local/share/fonts", home / ".fonts")


def _package_files() -> Iterator[str]:
    """The files of packages that offer fonts. One that cannot be loaded offers none."""
    from importlib.metadata import entry_points

    for group in ("fontpkg.family", "fonts_ttf", "fonts_otf"):
        for point in sorted(entry_points(group=group), key=lambda p: (p.name, p.value)):
            try:
                offered = point.load()
                if group == "fontpkg.family":
                    yield from _walk(Path(offered.ROOT) / "files")
                else:
                    yield from sorted(str(path) for path in offered.values())
            except Exception:  # noqa: BLE001, S112 - another's code, of whatever quality
                continue
