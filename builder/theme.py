"""The look as tokens: colours, type sizes, page, slide and fonts. Every number of the look stands here once.

Page, slide and chart read the same `Theme`. A brand file or a deck template overrides single tokens
(`Theme.with_colors`). Sizes are points unless the name says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from builder.palette import backing, lightness, luminance, mixed, readable, toned

FONTS = Path(__file__).parent / "assets" / "fonts"
MM = 72 / 25.4
INCH = 72.0


@dataclass(frozen=True, slots=True)
class Colors:
    """sRGB "#RRGGBB". `categorical` stays apart in the three common colour-vision deficiencies and in grey, and has
    at least 3:1 against paper; `sequential` and `diverging` are even in lightness.

    `ink` and `secondary` are for text on paper and on the tint, and `accent` is for fills: what stands for it in text
    is `accent_text`, and under text `band`, with `on_band` for the text that steps back there.
    """

    ink: str = "#1B1F24"
    secondary: str = "#5B6570"
    rule: str = "#D5DAE0"
    paper: str = "#FFFFFF"
    tint: str = "#F3F6F9"
    accent: str = "#0B4F8A"
    highlight: str = "#D95F0E"
    muted: str = "#8A939C"
    greys: tuple[str, str, str, str] = ("#8A939C", "#A9B1B9", "#6C757D", "#C1C7CD")  # of what is not highlighted
    categorical: tuple[str, ...] = (
        "#0B4F8A",
        "#D95F0E",
        "#2C8072",
        "#6E0F19",
        "#169BD3",
        "#A63D4C",
        "#779665",
        "#2F3841",
    )
    sequential: tuple[str, ...] = ("#EAF2F8", "#C5DBEC", "#97BEDD", "#669FCB", "#3A7EB3", "#165F97", "#0A3F6E")
    diverging: tuple[str, ...] = ("#9A3D05", "#D9793A", "#F0B98D", "#F4F4F4", "#9CC3E2", "#4B8ABF", "#0B4F8A")

    @property
    def accent_text(self) -> str:
        """The accent, as dark as text on paper and on the tint needs it."""
        return _as_text(self.accent, self)

    @property
    def band(self) -> str:
        """The accent, as dark as a ground under `paper` and under `on_band` needs it."""
        return backing(self.accent, self.paper, ON_BAND)

    @property
    def on_band(self) -> str:
        """Text on the band that is less than its title."""
        return mixed(self.paper, self.band, ON_BAND)

    def with_(self, categorical: Sequence[str] = (), **colors: str) -> Colors:
        """The colours with some replaced, and what depends on these.

        Ink and paper change places where the paper is the darker of the two: a brief is printed. Ink and secondary
        colour are darkened as far as text needs it, and a tint is as light as the usual one. Ramps follow the accent
        and the highlight, each step as light as the usual one. `categorical` leads the colours of that name; without it
        a new accent and a new highlight do. Rules and muted parts stay grey.
        """
        new = replace(self, **colors)  # type: ignore[arg-type]
        if luminance(new.ink) > luminance(new.paper):
            new = replace(new, ink=new.paper, paper=new.ink)
        if "tint" in colors:
            new = replace(new, tint=toned(new.tint, max(lightness(new.tint), lightness(self.tint))))
        new = replace(new, ink=_as_text(new.ink, new), secondary=_as_text(new.secondary, new))
        cold, warm = self.diverging[4:], self.diverging[:3]
        if "accent" in colors:
            new = replace(new, sequential=tuple(_as_light(new.accent, step) for step in self.sequential))
            cold = tuple(_as_light(new.accent, step) for step in cold)
        if "highlight" in colors:
            warm = tuple(_as_light(new.highlight, step) for step in warm)
        moved = {self.accent: new.accent, self.highlight: new.highlight}
        usual = [moved.get(c, c) for c in self.categorical]
        series = dict.fromkeys((*categorical, *usual[len(categorical) :], *self.categorical))
        return replace(
            new, diverging=(*warm, self.diverging[3], *cold), categorical=tuple(series)[: len(self.categorical)]
        )


ON_BAND = 0.86  # the part of paper in text on the band


def _as_text(color: str, colors: Colors) -> str:
    return readable(readable(color, colors.tint), colors.paper)


def _as_light(color: str, usual: str) -> str:
    return toned(color, lightness(usual))


RATIO = 1.2  # of the modular scale
BODY = 10.2


def step(number: int) -> float:
    """A size of the modular scale on `BODY`, in points; two steps are one ratio."""
    return round(BODY * float(RATIO ** (number / 2)), 1)


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes of the brief, in points, steps of one scale, on a baseline of `leading`."""

    body: float = BODY
    leading: float = 14.0
    small: float = step(-3)
    caption: float = step(-2)
    h4: float = step(-1)
    h3: float = step(1)
    h2: float = step(3)
    h1: float = step(8)
    subtitle: float = step(3)
    title: float = step(12)
    key_figure: float = step(10)


@dataclass(frozen=True, slots=True)
class ChartType:
    """Sizes in a chart at its final size, in points. The deck's are larger: it is read from afar."""

    title: float = 10.6
    subtitle: float = 8.5
    label: float = 8.0
    axis: float = 8.0
    source: float = 7.5


DECK_CHART = ChartType(title=16.0, subtitle=14.0, label=14.0, axis=12.0, source=10.0)


@dataclass(frozen=True, slots=True)
class Page:
    """The brief's page, in points; text runs over `text_columns` of `columns`."""

    width: float = 210 * MM
    height: float = 297 * MM
    margin: float = 20 * MM
    columns: int = 12
    text_columns: int = 9
    gutter: float = 4 * MM

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    @property
    def measure(self) -> float:
        """The width of a line of text."""
        column = (self.inner - (self.columns - 1) * self.gutter) / self.columns
        return self.text_columns * column + (self.text_columns - 1) * self.gutter


PAPERS = {"A4": (210 * MM, 297 * MM), "Letter": (8.5 * INCH, 11 * INCH)}


@dataclass(frozen=True, slots=True)
class Slide:
    """The slide, in points, and its sizes of text; `scale` multiplies the sizes of charts, on a small one."""

    width: float = 13.333 * INCH
    height: float = 7.5 * INCH
    margin: float = 0.6 * INCH
    title: float = 28.0
    body: float = 18.0
    least: float = 14.0
    table: float = 12.0
    key_figure: float = 44.0
    source: float = 10.0
    footer: float = 10.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Fonts:
    """One family for headings, tables, charts and slides in four faces, one for running text in four and for its small
    print in three, and a face for code. `office` is the family of the same widths as the first that PowerPoint's users
    have.
    """

    family: str = "Arimo"
    office: str = "Arial"
    regular: Path = FONTS / "Arimo-Regular.ttf"
    bold: Path = FONTS / "Arimo-Bold.ttf"
    italic: Path = FONTS / "Arimo-Italic.ttf"
    bold_italic: Path = FONTS / "Arimo-BoldItalic.ttf"
    text_family: str = "Brief Serif"
    text: Path = FONTS / "BriefSerif-Regular.ttf"
    text_bold: Path = FONTS / "BriefSerif-Bold.ttf"
    text_italic: Path = FONTS / "BriefSerif-Italic.ttf"
    text_bold_italic: Path = FONTS / "BriefSerif-BoldItalic.ttf"
    small: Path = FONTS / "BriefSerifSmall-Regular.ttf"
    small_bold: Path = FONTS / "BriefSerifSmall-Bold.ttf"
    small_italic: Path = FONTS / "BriefSerifSmall-Italic.ttf"
    mono: Path = FONTS / "BriefMono-Regular.ttf"

    def face(self, *, bold: bool = False, italic: bool = False) -> Path:
        """The file of one face."""
        return (self.bold_italic if italic else self.bold) if bold else (self.italic if italic else self.regular)

    def text_face(self, *, bold: bool = False, italic: bool = False, small: bool = False) -> Path:
        """The file of one face for running text, or for small print, whose bold is never slanted."""
        if small:
            return self.small_bold if bold else self.small_italic if italic else self.small
        if bold:
            return self.text_bold_italic if italic else self.text_bold
        return self.text_italic if italic else self.text


@dataclass(frozen=True, slots=True)
class Theme:
    """The whole look."""

    colors: Colors = field(default_factory=Colors)
    type: Type = field(default_factory=Type)
    chart: ChartType = field(default_factory=ChartType)
    page: Page = field(default_factory=Page)
    slide: Slide = field(default_factory=Slide)
    fonts: Fonts = field(default_factory=Fonts)
    logo: Path | None = None

    def on_paper(self, name: str) -> Theme:
        """The theme for "A4" or "Letter". Raises KeyError for another paper."""
        width, height = PAPERS[name]
        return replace(self, page=replace(self.page, width=width, height=height))

    def for_deck(self) -> Theme:
        """The theme that charts of a deck are drawn with."""
        if self.slide.scale == 1.0:
            return replace(self, chart=DECK_CHART)
        # Half points, as a person would choose them.
        sizes = {name: round(2 * getattr(DECK_CHART, name) * self.slide.scale) / 2 for name in DECK_CHART.__slots__}
        return replace(self, chart=ChartType(**sizes))

    def with_colors(self, categorical: Sequence[str] = (), **colors: str) -> Theme:
        """The theme with some colours replaced (see `Colors.with_`)."""
        return replace(self, colors=self.colors.with_(categorical, **colors))
