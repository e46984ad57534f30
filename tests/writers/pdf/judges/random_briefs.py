"""Random resolved documents: every kind of block and inline in every mix, in many scripts. A seed is a document."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from briefs import AT, data_table, document
from PIL import Image as Pillow

from builder.model.chart import Annotation, Channel, Chart
from builder.model.data import Field, Source
from builder.model.document import (
    Attr,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    Cite,
    Code,
    CodeBlock,
    DataTable,
    Div,
    Document,
    Emph,
    Figure,
    Header,
    HorizontalRule,
    Image,
    Inline,
    Inlines,
    KeyFigure,
    KeyFigures,
    LineBreak,
    Link,
    Note,
    OrderedList,
    Para,
    Span,
    Str,
    Strikeout,
    Strong,
    Table,
    ValueRun,
)
from builder.model.format import Format
from builder.model.value import Value


def _listed(text: str, between: str | None = None) -> list[str]:
    return text.split(between)


ENGLISH = _listed(
    "The quarter closed ahead of plan in most regions while cost pressure eased and order intake stayed firm re-entry "
    "well-known counter-intuitive internationalisation and/or e.g. 3.5% $109.1bn 2013–2024 (so far) “quoted” it’s A/B "
    "fi ffi AVATAR To. T.V. x² H₂O µm ½ naïve café Ωmega Жизнь <b>bold</b> &amp; [x] {{ y }} \\n % # ~ ^ `tick`"
)
GERMAN = _listed(
    "Die Wirtschaftsprüfungsgesellschaft bestätigt Donaudampfschifffahrtsgesellschaft Straße Übergrößenträger schön "
    "„zitiert“ 1.234,5 Mio. € Quartalsabschluß und zwar -- nämlich Ein- und Ausgänge Süßwasserkraft"
)
JAPANESE = (
    "人工知能の研究開発投資額は、前年比で増加した。", "「東京」の国際的な競争力", "ヨーロッパ", "（第三四半期）",
    "データ・センター", "１２３％", "2024年4月1日", "ＡＢＣ", "を、", "ー", "々", "っ",
)  # fmt: skip
ARABIC = _listed("الاستثمار في الذكاء الاصطناعي ارتفع بنسبة 25% خلال عام 2024 (المصدر) لا إلى السلام، عليكم؟ GDP")
HEBREW = _listed("שלום עולם הכלכלה צמחה ב־2024 בשיעור של 3.5% (לפי הלמ״ס) ירושלים, GDP")
STRANGE = _listed(
    "→ ≤ ± × ★ ☃ ♫ ✓ 😀 👩‍👩‍👧 𝒜 ￼ \u00ad soft\u00adhyphen zero\u200bwidth \u200e \u202etrick\u202c e\u0301 "
    "a\u0308\u0323 \x07bell \x00nul tab\there \u2028 \u00a0 no\u00a0break \ufeff \ufffd \ud7a3 ไทย हिन्दी",
    " ",
)
LONG = ("W" * 140, "donau" * 30, "https://example.org/" + "path/" * 30, "中" * 90, "1,234,567,890" * 9)
POOLS: dict[str, Sequence[str]] = {
    "en-US": ENGLISH, "de-DE": GERMAN, "ja-JP": JAPANESE, "ar-EG": ARABIC, "he-IL": HEBREW
}  # fmt: skip
PICTURES = ("picture.png", "alpha.png", "picture.jpg")


def pictures(folder: Path) -> None:
    """Writes the pictures that random documents show."""
    Pillow.new("RGB", (60, 40), (11, 79, 138)).save(folder / PICTURES[0])
    Pillow.new("RGBA", (40, 60), (217, 95, 14, 90)).save(folder / PICTURES[1])
    Pillow.new("L", (300, 200), 128).save(folder / PICTURES[2])


def random_brief(seed: int, folder: Path) -> Document:
    """The document of a seed; its pictures are those that `pictures` wrote into `folder`."""
    return _Maker(random.Random(seed), folder).document(seed)  # noqa: S311 - a seed is a document


class _Maker:
    """Makes one document."""

    def __init__(self, dice: random.Random, folder: Path) -> None:
        self.dice, self.folder = dice, folder
        self.lang = dice.choice([*POOLS, "en-US", "en-US"])
        self.count = dict.fromkeys(("note", "header", "figure", "table", "value"), 0)
        self.notes: list[Note] = []
        self.sources = tuple(
            Source(f"s{n}", self.line(6), dice.choice(["", "https://example.org/a?b=(c)&d=%20"]), self.maybe(self.line))
            for n in range(dice.choice([0, 1, 3]))
        )

    def document(self, seed: int) -> Document:
        dice = self.dice
        blocks = [block for _ in range(dice.randint(0, 18)) for block in self.some(0)]
        return document(
            *blocks,
            title=self.line(dice.choice([2, 5, 30])),
            subtitle=self.maybe(self.line),
            lang=self.lang,
            author=tuple(self.line(2) for _ in range(dice.randint(0, 3))),
            date=dice.choice([None, datetime.date(2025, 4, 1 + seed % 28)]),
            sources=self.sources,
            root=self.folder,
        )

    # -- Texts ---------------------------------------------------------------------------------------

    def number(self, kind: str) -> int:
        self.count[kind] += 1
        return self.count[kind]

    def chance(self, part: float) -> bool:
        return self.dice.random() < part

    def maybe(self, make: Callable[[], str]) -> str:
        return make() if self.chance(0.5) else ""

    def word(self) -> str:
        dice = self.dice
        roll = dice.random()
        if roll < 0.82:
            return dice.choice(POOLS[self.lang])
        if roll < 0.9:
            return dice.choice(ENGLISH)
        if roll < 0.96:
            return dice.choice(POOLS[dice.choice(list(POOLS))])
        return dice.choice(STRANGE) if roll < 0.995 else dice.choice(LONG)

    def line(self, most: int = 8) -> str:
        return " ".join(self.word() for _ in range(self.dice.randint(1, most)))

    # -- Inlines -------------------------------------------------------------------------------------

    def inlines(self, most: int = 6, depth: int = 0, *, notes: bool = True) -> Inlines:
        out: list[Inline] = []
        for _ in range(self.dice.randint(1, most)):
            if out and self.chance(0.6):
                out.append(Str(" "))
            out.append(self.inline(depth, notes=notes))
        return tuple(out)

    def inline(self, depth: int, *, notes: bool) -> Inline:
        dice = self.dice
        kinds = ["text"] * 8 + ["value", "code", "break", "cite", "note", "image"]
        if depth < 2:
            kinds += ["emph", "strong", "strike", "link", "span"]
        kind = dice.choice(kinds)
        if kind in ("emph", "strong", "strike", "link", "span"):
            return self.wrapped(kind, self.inlines(3, depth + 1, notes=notes and kind != "link"))
        if kind == "value":
            return ValueRun(Value(1.0, dice.choice(["42%", "−3.5", "1 234", "$109.1bn", "n/a"])), self.number("value"))
        if kind == "code":
            return Code(dice.choice(["select *", "x  = 1", "a_b", "`"]))
        if kind == "break":
            return LineBreak()
        if kind == "cite" and self.sources:
            numbers = sorted(dice.sample(range(1, len(self.sources) + 1), dice.randint(1, len(self.sources))))
            return Cite(tuple(f"s{n - 1}" for n in numbers), tuple(numbers))
        if kind == "note" and notes:
            return self.note()
        if kind == "image" and self.chance(0.5):
            return self.image()
        return Str(self.line(14))

    def wrapped(self, kind: str, inner: Inlines) -> Inline:
        dice = self.dice
        if kind in ("emph", "strong"):
            return Emph(inner) if kind == "emph" else Strong(inner)
        if kind == "strike":
            return Strikeout(inner)
        if kind == "link":
            here = f"#h{dice.randint(1, 6)}"
            return Link(inner, dice.choice([here, here, "#nowhere", "https://example.org/ü", "mailto:a@example.org"]))
        lang = dice.choice(list(POOLS))
        return Span(inner, dice.choice([Attr(keys=(("lang", lang),)), Attr(classes=("literal",))]))

    def image(self) -> Image:
        alt = (Str(self.line()),) if self.chance(0.8) else ()
        path, title = self.dice.choice(PICTURES), self.maybe(self.line)
        return Image(alt, path, (Str(title),) if title else (), at=AT)

    def note(self) -> Note:
        if self.notes and self.chance(0.1):
            return self.dice.choice(self.notes)  # called once more
        number = self.number("note")
        if self.count["note"] > 25:
            return Note(number, (Para((Str(self.line()),), AT),))
        nested = self.chance(0.15)
        blocks: list[Block] = [Para(self.inlines(4, 1, notes=nested), AT)]
        if self.chance(0.1):
            blocks.append(BulletList(((Para(self.inlines(2, 2, notes=False), AT),),), AT))
        note = Note(number, tuple(blocks))
        self.notes.append(note)
        return note

    # -- Blocks --------------------------------------------------------------------------------------

    def some(self, depth: int) -> Blocks:
        """One block, or a few that go together."""
        dice = self.dice
        kinds = ["para"] * 5 + ["header", "bullets", "ordered", "quote", "code", "rule", "table", "callout", "div"]
        if depth == 0:
            kinds += ["header", "header", "data", "figure", "keys", "image", "data"]
        elif depth > 2:
            kinds = ["para"]
        kind = dice.choice(kinds)
        simple: dict[str, Callable[[], Block]] = {
            "para": lambda: Para(self.inlines(10) if self.chance(0.96) else (), AT),
            "header": self.header,
            "code": self.code,
            "rule": lambda: HorizontalRule(AT),
            "table": self.table,
            "data": self.data,
            "figure": self.figure,
            "keys": self.key_figures,
            "image": lambda: Para((self.image(),), AT),
        }
        if kind in simple:
            return (simple[kind](),)
        inner = tuple(block for _ in range(dice.randint(1, 4)) for block in self.some(depth + 1))
        if kind == "quote":
            return (BlockQuote(inner, AT),)
        if kind in ("callout", "div"):
            keys = (("lang", dice.choice(list(POOLS))),) if self.chance(0.3) else ()
            return (Div(inner, Attr(classes=("callout",) if kind == "callout" else (), keys=keys), AT),)
        items = (inner, *(self.some(depth + 1) for _ in range(dice.randint(0, 3))))
        if self.chance(0.1):
            items = (*items, ())
        return (BulletList(items, AT) if kind == "bullets" else OrderedList(items, AT, dice.choice([1, 0, 9, 998])),)

    def header(self) -> Header:
        level = self.dice.choice([1, 1, 1, 2, 2, 3, 4, 5, 6])
        return Header(level, self.inlines(3), Attr(f"h{self.number('header')}"), AT)

    def code(self) -> CodeBlock:
        lines = [self.dice.choice(["select a,  b", "    from t", "", "\twhere x", self.line(20)]) for _ in range(6)]
        return CodeBlock("\n".join(lines[: self.dice.choice([1, 3, 6])]) or "x", AT, "sql")

    def table(self) -> Table:
        dice = self.dice
        width = dice.choice([1, 2, 3, 4, 12])

        def row() -> tuple[Inlines, ...]:
            cells = [self.inlines(dice.choice([1, 1, 3])) if self.chance(0.8) else () for _ in range(width)]
            return tuple(cells[: width if self.chance(0.9) else dice.randint(0, width)])

        head = tuple(self.inlines(1) if self.chance(0.9) else () for _ in range(width)) if self.chance(0.9) else ()
        number = self.number("table") if self.chance(0.5) else 0
        caption = self.inlines(4) if number and self.chance(0.7) else ()
        aligns = tuple(dice.choice(["left", "right", "center", ""]) for _ in range(width))
        rows = tuple(row() for _ in range(dice.choice([0, 1, 4, 25])))
        return Table(head, rows, aligns, AT, caption, Attr(f"t{number}") if number else Attr(), number)

    def data(self) -> DataTable:
        dice = self.dice
        width = dice.choice([1, 2, 4, 16])
        count = dice.choice([0, 1, 5, 60])
        names = [self.line(3) for _ in range(width)]
        rows = [
            (self.line(4), *(dice.choice([None, round(dice.uniform(-1e4, 1e4), 1)]) for _ in range(width - 1)))
            for _ in range(count)
        ]
        total = (Value("Total", "Total"), *(Value(1.5, "1.5") for _ in range(width - 1))) if self.chance(0.3) else ()
        number = self.number("table")
        made = data_table(
            rows,
            *names,
            caption=self.inlines(3) if self.chance(0.7) else (),
            source=self.inlines(2) if self.chance(0.7) else (),
            total=total,
            highlight=frozenset(dice.sample(range(count), min(count, 2))),
        )
        return replace(made, id=f"d{number}", number=number, lang=self.lang)

    def figure(self) -> Figure:
        dice = self.dice
        number = self.number("figure")
        names = [self.line(2) for _ in range(dice.choice([1, 4, 9]))]
        numbers = tuple(dice.choice([None, dice.uniform(-50, 100)]) for _ in names)
        mark = dice.choice(["bar", "line", "point", "area", "lollipop", "arc"])
        if mark == "arc":
            numbers = tuple(abs(n or 1) for n in numbers)
        amount = Field("score", "number")
        channels = {
            "x": Channel(Field("place"), Format(), tuple(names), self.maybe(lambda: self.line(3))),
            "y": Channel(amount, Format("number", 1), numbers, self.maybe(lambda: self.line(3))),
        }
        chart = Chart(
            f"f{number}", mark, channels, len(names), self.lang, self.maybe(self.line), self.maybe(self.line),
            annotations=(Annotation(self.line(3), y=10.0),) if mark != "arc" and self.chance(0.3) else (),
        )  # fmt: skip
        caption = self.inlines(3) if self.chance(0.5) else ()
        return Figure(chart.id, chart, AT, number, caption, self.line(), self.inlines(2) if self.chance(0.5) else ())

    def key_figures(self) -> KeyFigures:
        def item() -> KeyFigure:
            texts = [(Str(self.line(3)),) if self.chance(0.6) else () for _ in range(2)]
            return KeyFigure((Str(self.line(3)),), (Str(self.line(2)),), *texts)

        return KeyFigures(tuple(item() for _ in range(self.dice.randint(1, 7))), AT)
