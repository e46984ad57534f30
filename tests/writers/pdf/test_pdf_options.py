"""What `pdf:` in the front matter asks for: standards, covers, lists, data of figures; and pages of both formats."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
import tree
from briefs import AT, LOREM, data_table, document, header, para, text
from test_pdf_replay import figure
from verdicts import standards, syntax

from builder.errors import Findings
from builder.model.document import Attr, Block, Div, Document, Link, Span, Table
from builder.model.options import PdfOptions
from builder.theme import Theme
from builder.writers.base import Attachment, Placement, WriteJob
from builder.writers.pdf.writer import PdfWriter


def built(doc: Document, folder: Path, options: PdfOptions, *attached: Attachment) -> tuple[Path, Findings, Placement]:
    """A brief with options; what its tree says is in order, and it keeps the standards that it claims."""
    findings, target = Findings(), folder / "brief.pdf"
    job = WriteJob(doc, Theme(), findings, pdf=options, attachments=attached, ledger=lambda _: b'{"values": []}\n')
    placement = PdfWriter().write(job, target)
    assert syntax(target) == []
    flavours = {"ua-1": "ua1", "a-2a": "2a", "a-3a": "3a"}
    claimed = tuple(flavours[name] for name in options.standard if name in flavours)
    if claimed:
        assert standards(target, claimed) == []
        assert tree.read(target).problems == []
    return target, findings, placement


def report(*more: Block) -> Document:
    sections = [b for n in range(1, 5) for b in (header(1, f"Finding {n}"), para(LOREM * 6))]
    return document(*sections, figure(1), figure(2), data_table([("a", 1.5), ("b", 22.25)], "Name", "Amount"), *more)


def said(path: Path) -> list[str]:
    return [" ".join(row.text.split()) for row in tree.read(path).rows]


def sizes(path: Path) -> list[tuple[int, int]]:
    with pikepdf.open(path) as pdf:
        return [(round(float(page.mediabox[2])), round(float(page.mediabox[3]))) for page in pdf.pages]


# -- Standards -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", [("ua-1",), ("a-2a",), ("ua-1", "a-2a"), ("ua-1", "a-3a")])
def test_the_file_claims_the_standards_that_are_asked_for_and_no_other(chosen: tuple[str, ...], tmp_path: Path) -> None:
    path, _, _ = built(report(), tmp_path, PdfOptions(standard=chosen))
    with pikepdf.open(path) as pdf:
        metadata = pdf.Root.Metadata.read_bytes().decode()
        assert ("pdfuaid:part>1<" in metadata) == ("ua-1" in chosen)
        assert ("pdfaid:part>2<" in metadata) == ("a-2a" in chosen)
        assert ("pdfaid:part>3<" in metadata) == ("a-3a" in chosen)
        assert ("/OutputIntents" in pdf.Root) == any(name.startswith("a-") for name in chosen)


def test_none_writes_no_tags_and_the_same_pages(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    tagged, _, first = built(report(), tmp_path, PdfOptions())
    plain, _, second = built(report(), tmp_path / "plain", PdfOptions(standard=("none",)))
    assert first == second
    with pikepdf.open(plain) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert b"BDC" not in b"".join(page.Contents.read_bytes() for page in pdf.pages)
    assert plain.stat().st_size < tagged.stat().st_size


def test_attached_files_are_the_data_and_the_ledger(tmp_path: Path) -> None:
    data = Attachment("amounts.csv", "text/csv", "Data", "Figure 1: amounts", lambda: b"name,amount\r\na,1.5\r\n", "q")
    source = Attachment("raw.csv", "text/csv", "Source", "raw", lambda: b"name\r\n\xc3\xa9\r\n", "raw")
    path, _, _ = built(report(), tmp_path, PdfOptions(standard=("ua-1", "a-3a")), data, source)
    with pikepdf.open(path) as pdf:
        kept = {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}
        relations = {str(spec.UF): str(spec.AFRelationship) for spec in pdf.Root.AF}
    assert kept["amounts.csv"] == b"name,amount\r\na,1.5\r\n"
    assert kept["raw.csv"] == b"name\r\n\xc3\xa9\r\n"
    assert kept["brief.values.json"] == b'{"values": []}\n'
    assert relations == {"amounts.csv": "/Data", "raw.csv": "/Source", "brief.values.json": "/Data"}


def test_nothing_is_attached_where_the_standard_allows_none(tmp_path: Path) -> None:
    def never() -> bytes:
        raise AssertionError("the content of a file was asked for that is not attached")

    path, _, _ = built(report(), tmp_path, PdfOptions(), Attachment("a.csv", "text/csv", "Data", "a", never, "q"))
    with pikepdf.open(path) as pdf:
        assert not list(pdf.attachments)


# -- Opening and lists -----------------------------------------------------------------------------------


def test_a_cover_is_a_page_of_its_own(tmp_path: Path) -> None:
    path, _, _ = built(report(), tmp_path, PdfOptions(cover="page"))
    rows = tree.read(path).rows
    assert next(row.page for row in rows if row.text.strip() == "A brief") == 1
    assert min(row.page for row in rows if row.tag == "H1") == 2


@pytest.mark.parametrize("cover", ["band", "none"])
def test_without_a_cover_the_text_begins_on_the_first_page(cover: str, tmp_path: Path) -> None:
    path, _, _ = built(report(), tmp_path, PdfOptions(cover=cover))  # type: ignore[arg-type]
    assert min(row.page for row in tree.read(path).rows if row.tag == "H1") == 1


def test_lists_of_figures_and_tables_lead_to_them(tmp_path: Path) -> None:
    path, _, placement = built(report(), tmp_path, PdfOptions(lists=("figures", "tables")))
    lines = said(path)
    (page,) = placement.figures["f2"]
    assert f"Figure 2. North leads {page}" in lines
    (table,) = placement.tables["rows"]
    assert f"Table 1. All rows {table[0]}" in lines


def test_contents_are_there_or_not_as_it_is_asked(tmp_path: Path) -> None:
    few = document(header(1, "One"), para(LOREM), header(1, "Two"), para(LOREM))
    path, _, _ = built(few, tmp_path, PdfOptions(contents=True))
    assert "Contents" in said(path)
    path, _, _ = built(report(), tmp_path, PdfOptions(contents=False))
    assert "Contents" not in said(path)


def test_the_appendix_has_the_data_of_each_figure_and_links_both_ways(tmp_path: Path) -> None:
    path, _, _ = built(report(), tmp_path, PdfOptions(appendix="data"))
    reading = tree.read(path)
    links = [" ".join(row.text.split()) for row in reading.rows if row.tag == "Link"]
    assert links.count("Data") == 2  # under both figures
    assert {"Figure 1", "Figure 2"} <= set(links)
    assert "Figure 2. North leads" in said(path)


def test_hyphens_are_there_or_not_as_it_is_asked(tmp_path: Path) -> None:
    words = "Die Wettbewerbsfähigkeitsuntersuchungen zeigen mancherlei Außenhandelsstatistikabweichungen. " * 12
    german = document(header(1, "Eins"), para(words), lang="de")
    counts = []
    for hyphens in (True, False):
        path, _, _ = built(german, tmp_path, PdfOptions(hyphens=hyphens))
        with pikepdf.open(path) as pdf:
            fonts = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and "/ToUnicode" in obj]
            counts.append(sum(b"<00AD>" in font.ToUnicode.read_bytes() for font in fonts))
    assert counts[0] > 0
    assert counts[1] == 0


# -- Pages -----------------------------------------------------------------------------------------------


def wide(columns: int) -> Table:
    head = tuple(text(f"Characteristically {n}") for n in range(columns))
    rows = tuple(tuple(text("internationalisation") for _ in range(columns)) for _ in range(3))
    return Table(head, rows, ("",) * columns, AT, text("A wide one"), Attr("wide"), 1)


def test_a_wide_table_stands_on_a_turned_page_and_text_goes_first(tmp_path: Path) -> None:
    after = [para(f"Paragraph {n}. {LOREM}") for n in range(12)]
    path, findings, _ = built(document(header(1, "One"), para(LOREM), wide(8), *after), tmp_path, PdfOptions())
    (warning,) = [d for d in findings.items if d.code == "wide-table"]
    assert "turned" in warning.message
    pages = sizes(path)
    assert pages[0] == (595, 842)
    assert pages[1] == (842, 595)
    assert pages[2] == (595, 842)
    reading = tree.read(path)
    table = next(row for row in reading.rows if row.tag == "TH")
    assert table.page == 2
    # Logical order is the author's, though some of the text stands on an earlier page.
    words = " ".join(row.text for row in reading.rows)
    assert words.index("A wide one") < words.index("Paragraph 0.")


def test_a_table_too_wide_even_for_that_is_cut_and_named(tmp_path: Path) -> None:
    path, findings, _ = built(document(header(1, "One"), wide(30)), tmp_path, PdfOptions())
    (warning,) = [d for d in findings.items if d.code == "wide-table"]
    assert "parts" in warning.message
    assert len([row for row in tree.read(path).rows if row.tag == "Table"]) > 1


def test_blocks_in_a_landscape_div_stand_on_turned_pages(tmp_path: Path) -> None:
    inside = Div((header(2, "Across"), para(LOREM), figure(1)), Attr(classes=("landscape",)), AT)
    path, _, placement = built(document(header(1, "One"), para(LOREM), inside, para("After.")), tmp_path, PdfOptions())
    assert sizes(path) == [(595, 842), (842, 595), (595, 842)]
    assert placement.figures["f1"] == [2]


def test_a_page_that_the_text_names_is_the_page_of_its_target(tmp_path: Path) -> None:
    ref = Span((Link(text("Finding 4"), "#finding-4"),), Attr(classes=("page",)))
    path, _, _ = built(document(para("See ", ref, "."), *report().blocks), tmp_path, PdfOptions())
    reading = tree.read(path)
    page = next(row.page for row in reading.rows if row.tag == "H1" and row.text.strip() == "Finding 4")
    assert page > 1
    assert f"See page {page}." in said(path)


def test_pages_have_their_numbers_as_labels(tmp_path: Path) -> None:
    path, _, placement = built(report(), tmp_path, PdfOptions())
    with pikepdf.open(path) as pdf:
        assert [page.label for page in pdf.pages] == [str(n) for n in range(1, placement.pages + 1)]
