"""Any document gives a brief: nothing is lost, nothing leaves the page, and every judge accepts it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from briefs import AT, assert_inside, document, squeezed, write
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_briefs import pictures, random_brief
from verdicts import faults, standards, syntax

from builder.bidi import is_rtl
from builder.model.data import Source
from builder.model.document import (
    Attr,
    Block,
    BlockQuote,
    BulletList,
    Cite,
    Code,
    CodeBlock,
    Div,
    Emph,
    Header,
    HorizontalRule,
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
from builder.model.options import PdfOptions
from builder.model.value import Value
from builder.model.walk import inlines_of, walk_blocks, walk_inlines

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789äöüéßÆøñçŁşЖдΩπ.,;:%$€()-–"
WORDS = st.text(LETTERS, min_size=1, max_size=14)
CHINESE = st.text("中国人工智能模型差距，。（）", min_size=1, max_size=30)
ARABIC = st.text("السلامعليكم؟،", min_size=1, max_size=12)
TEXTS = st.lists(st.one_of(WORDS, WORDS, WORDS, CHINESE), min_size=1, max_size=24).map(" ".join)
SHORT = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
NUMBERS = st.integers(0, 10_000)


def spread(children: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    several = st.lists(children, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(Emph),
        several.map(Strong),
        several.map(Strikeout),
        several.map(lambda c: Span(c, Attr(classes=("literal",)))),
        st.builds(Link, several, st.sampled_from(["#here", "#nowhere", "https://example.org/x", "file:///etc/x"])),
    )


SIMPLE: st.SearchStrategy[Inline] = st.one_of(
    TEXTS.map(Str),
    ARABIC.map(Str),
    SHORT.map(Code),
    st.just(LineBreak()),
    st.builds(lambda t, n: ValueRun(Value(1, t), n), SHORT, NUMBERS),
    st.just(Cite(("a",), (1,))),
)
INLINE = st.recursive(SIMPLE, spread, max_leaves=5)
INLINES: st.SearchStrategy[Inlines] = st.lists(INLINE, max_size=5).map(tuple)
CALLED = st.builds(lambda c, n: (*c, Note(n, (Para((Str(f"note{n}"),), AT),))), INLINES, NUMBERS)
PARA = st.builds(Para, st.one_of(INLINES, INLINES, CALLED), st.just(AT))


def nested(children: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(children, max_size=3).map(tuple)
    items = st.lists(several, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(BulletList, items, st.just(AT)),
        st.builds(OrderedList, items, st.just(AT), NUMBERS),
        st.builds(BlockQuote, several, st.just(AT)),
        st.builds(
            Div, several, st.sampled_from(["callout", "brief", "aside"]).map(lambda c: Attr(classes=(c,))), st.just(AT)
        ),
    )


def table(width: int, rows: list[list[Inlines]]) -> Table:
    return Table(
        tuple((Str(f"h{n}"),) for n in range(width)), tuple(tuple(row[:width]) for row in rows), ("right",) * width, AT
    )


LEAF: st.SearchStrategy[Block] = st.one_of(
    PARA,
    PARA,
    st.builds(lambda level, t, n: Header(level, (Str(t),), Attr(f"h{n}"), AT), st.integers(1, 6), SHORT, NUMBERS),
    st.builds(CodeBlock, st.lists(SHORT, min_size=1, max_size=8).map("\n".join), st.just(AT)),
    st.just(HorizontalRule(AT)),
    st.builds(table, st.integers(1, 12), st.lists(st.lists(INLINES, min_size=12, max_size=12), max_size=6)),
    st.lists(
        st.builds(KeyFigure, SHORT.map(lambda t: (Str(t),)), SHORT.map(lambda t: (Str(t),))), min_size=1, max_size=7
    ).map(lambda items: KeyFigures(tuple(items), AT)),
)
BLOCKS = st.lists(st.recursive(LEAF, nested, max_leaves=6), max_size=14).map(tuple)


def words_of(blocks: tuple[Block, ...]) -> set[str]:
    """Every word that a reader should find."""
    found: set[str] = set()
    for block in walk_blocks(blocks):
        if isinstance(block, CodeBlock):
            found.update(block.text.split())
        for inlines in inlines_of(block):
            for inline in walk_inlines(inlines):
                match inline:
                    case Str(shown) | Code(shown):
                        found.update(shown.split())
                    case ValueRun(value, _):
                        found.update(value.text.split())
                    case _:
                        pass
    return found


@given(BLOCKS, TEXTS)
@settings(deadline=None, max_examples=60)
def test_any_document_gives_a_whole_brief(blocks: tuple[Block, ...], title: str) -> None:
    ids = [block.attr.id for block in walk_blocks(blocks) if isinstance(block, Header)]
    assume(len(ids) == len(set(ids)))  # the reader gives each heading an id of its own
    with tempfile.TemporaryDirectory() as folder:
        doc = document(*blocks, title=title[:200], sources=(Source("a", "The source"),))
        brief = write(doc, Path(folder))
        assert brief.placement.pages == len(brief.pages)
        assert_inside(brief)
        # pdfium takes a hyphen at the end of a line for one of hyphenation, and reorders what stands beside Arabic.
        shown = brief.all.replace("-", "")
        words = [squeezed(w).replace("-", "") for w in words_of(blocks)]
        if not any(is_rtl(w) for w in (*words, title)):
            assert [w for w in words if w.isascii() and w not in shown] == []
        assert {c for w in words for c in w} <= set(shown)
        for pages in brief.placement.values.values():
            assert set(pages) <= set(range(1, len(brief.pages) + 1))


# -- Random briefs before the judges ---------------------------------------------------------------------

ALL, OFTEN, BATCH = 200, 60, 10
ARCHIVED = 7  # every so many documents are made to PDF/A-3a too


def judge(first: int, folder: Path) -> None:
    """Writes the briefs of some seeds, and asks all judges; every fault of each is told."""
    pictures(folder)
    wrong: list[str] = []
    for seed in range(first, first + BATCH):
        made = random_brief(seed, folder)
        brief = write(made, folder, name=f"{seed}.pdf", judged=False)
        found = [*faults(brief.path, made), *syntax(brief.path)]
        if seed % ARCHIVED == 0:
            other = write(made, folder, name=f"{seed}a.pdf", judged=False, pdf=PdfOptions(("ua-1", "a-3a")))
            found += standards(other.path, ("ua1", "3a"))
        wrong += [f"seed {seed}: {fault}" for fault in found]
    assert not wrong, "\n".join(wrong)


@pytest.mark.needs("java", "qpdf")
@pytest.mark.parametrize("first", range(0, OFTEN, BATCH))
def test_judges_accept_random_briefs(first: int, tmp_path: Path) -> None:
    judge(first, tmp_path)


@pytest.mark.soak
@pytest.mark.needs("java", "qpdf")
@pytest.mark.parametrize("first", range(OFTEN, ALL, BATCH))
def test_judges_accept_more_random_briefs(first: int, tmp_path: Path) -> None:
    judge(first, tmp_path)


def test_a_seed_is_a_document(tmp_path: Path) -> None:
    assert random_brief(5, tmp_path) == random_brief(5, tmp_path) != random_brief(6, tmp_path)
    kinds = {type(b).__name__ for seed in range(30) for b in walk_blocks(random_brief(seed, tmp_path).blocks)}
    assert kinds == {
        "Header", "Para", "BulletList", "OrderedList", "BlockQuote", "CodeBlock", "HorizontalRule", "Table", "Div",
        "Figure", "DataTable", "KeyFigures",
    }  # fmt: skip
