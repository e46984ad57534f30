"""Documents of random texts in many languages: titles, lists, tables, quotes and key figures of any length."""

from __future__ import annotations

import random
from collections.abc import Iterator

from deck_samples import AT, bullets, div, document, header, para

from builder.model.document import (
    Attr,
    Block,
    BlockQuote,
    BulletList,
    Document,
    Emph,
    Inline,
    KeyFigure,
    KeyFigures,
    Str,
    Strong,
    Table,
)

# Letters of a language, and whether its words are parted by spaces.
LETTERS = {
    "en-US": ("etaoinshrdlucmwfgypbvk", " "),
    "de-DE": ("enisratdhulcgmobwfkzpvüäöß", " "),
    "ru": ("оеаинтсрвлкмдпуяыьгзбчйхжшю", " "),
    "ja": ("日本の経済は成長をつづけ、データセンターへと投資した年度計画書類人口輸出入ッー。", ""),
    "zh-CN": (
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面",
        "",
    ),
    "ko": ("가나다라마바사아자차카타파하은는이의에을를한국경제성장", " "),
    "ar": ("اليمنوترسدبكفعقحجهشصطخ", " "),
    "he": ("אבגדהוזחטילמנסעפצקרשת", " "),
    "th": ("กขคงจชซดตทนบปพฟมยรลวสหอ", ""),
    "hi": ("कखगचजटडतदनपबमयरलवशसह", " "),
}
LONGEST = {"de-DE": 24, "en-US": 12, "ru": 14}
VOWELS = {"th": "ะาิีุูเแโ", "hi": "ािीुूेैो"}


class Writer:
    """Writes random texts of one language."""

    def __init__(self, seed: int, lang: str) -> None:
        self.random, self.lang = random.Random(seed), lang  # noqa: S311 - texts are no secrets
        self.count = 0

    def word(self) -> str:
        letters, _ = LETTERS[self.lang]
        chars = self.random.choices(letters, k=self.random.randint(1, LONGEST.get(self.lang, 8)))
        if vowels := VOWELS.get(self.lang):
            leading = {"เ", "แ", "โ"}
            chars = [(v + c if v in leading else c + v) for c in chars for v in (self.random.choice(vowels),)]
        return "".join(chars)

    def text(self, least: int, most: int) -> str:
        """A text of so many words, with numbers, hyphens and capitals among them."""
        _, space = LETTERS[self.lang]
        words = []
        for _ in range(self.random.randint(least, most)):
            kind = self.random.random()
            if kind < 0.08:
                words.append(f"{self.random.randint(1, 99_999):,}")
            elif kind < 0.12 and space:
                words.append(f"{self.word()}-{self.word()}")
            elif kind < 0.2:
                words.append(self.word().title() + ("." if space else ""))
            else:
                words.append(self.word())
        return space.join(words)

    def inlines(self, least: int, most: int) -> tuple[Inline, ...]:
        """The same in several looks."""
        return (
            Str(self.text(least, most) + " "),
            Strong((Str(self.text(1, 3)),)),
            Str(" "),
            Emph((Str(self.text(1, 4)),)),
        )

    # -- Slides --------------------------------------------------------------------------------------

    def slide(self) -> list[Block]:
        """A heading with one of each kind of thing under it."""
        self.count += 1
        head = header(f"{self.text(1, self.random.choice((4, 9, 18)))} {self.count}", id_=f"s{self.count}")
        kinds = (self.lists, self.prose, self.table, self.quote, self.figures, self.callout, self.both)
        return [head, *self.random.choice(kinds)()]

    def lists(self) -> Iterator[Block]:
        items = []
        for _ in range(self.random.randint(1, 12)):
            inner = [bullets(*(self.text(1, 12) for _ in range(self.random.randint(1, 3))))]
            items.append((para(self.text(1, 30)), *(inner if self.random.random() < 0.3 else ())))
        yield BulletList(tuple(items), AT)

    def prose(self) -> Iterator[Block]:
        texts = (self.text(10, self.random.choice((40, 90, 300))) for _ in range(self.random.randint(1, 3)))
        yield div("deck", *(para(t) for t in texts))

    def table(self) -> Iterator[Block]:
        columns, rows = self.random.randint(1, 9), self.random.choice((2, 5, 12, 40))
        long = self.random.randrange(columns)
        head = tuple((Str(self.text(1, 3)),) for _ in range(columns))
        body = tuple(
            tuple(
                (Str(self.text(1, 14) if c == long else f"{self.random.randint(0, 10**6):,}"),) for c in range(columns)
            )
            for _ in range(rows)
        )
        aligns = tuple("left" if c == long else "right" for c in range(columns))
        yield Table(head, body, aligns, AT, (Str(self.text(1, 12)),), Attr(f"t{self.count}"), self.count)

    def quote(self) -> Iterator[Block]:
        yield BlockQuote((para(self.text(4, 50)), para(f"— {self.text(1, 4)}")), AT)

    def figures(self) -> Iterator[Block]:
        def some(most: int) -> tuple[Inline, ...]:
            return (Str(self.text(1, most)),)

        count = self.random.randint(1, 6)
        items = (
            KeyFigure(some(8), (Str(f"{self.random.randint(1, 10**7):,}"),), some(3), some(10)) for _ in range(count)
        )
        yield KeyFigures(tuple(items), AT)
        yield bullets(*(self.text(2, 14) for _ in range(self.random.randint(0, 4))))

    def callout(self) -> Iterator[Block]:
        yield bullets(self.text(2, 20), self.text(2, 20))
        yield div("callout", para(self.text(4, 40)))

    def both(self) -> Iterator[Block]:
        yield from self.lists()
        yield from self.table()


def random_document(seed: int, lang: str, slides: int) -> Document:
    """A document of random texts under so many headings."""
    writer = Writer(seed, lang)
    blocks = [block for _ in range(slides) for block in writer.slide()]
    return document(*blocks, title=writer.text(3, 12), lang=lang)
