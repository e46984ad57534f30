"""Charts and pictures on the page: vectors with text, in the document's own faces."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from briefs import AT, LOREM, Brief, assert_inside, document, header, para, squeezed, text, write
from fontTools.ttLib import TTFont
from PIL import Image as Pillow

from builder import fonts
from builder.errors import WriteError
from builder.fonts import FontFile
from builder.model.chart import Channel, Chart
from builder.model.data import Field
from builder.model.document import Attr, BulletList, Div, Figure, Image
from builder.model.drawing import (
    Clip,
    Drawing,
    Glyph,
    ImageOp,
    MarkersOp,
    Op,
    Paint,
    PathOp,
    Run,
    Stroke,
    TextOp,
)
from builder.model.drawing import Path as Shape
from builder.model.format import Format
from builder.theme import Theme
from builder.writers.base import Placement
from builder.writers.pdf.canvas import BriefCanvas
from builder.writers.pdf.faces import Faces
from builder.writers.pdf.replay import replay
from builder.writers.pdf.tags import Node

SQUARE = Shape("MLLLZ", ((0, 0), (10, 0), (10, 10), (0, 10)))
DISK = Shape("MCZ", ((0, 5), (3, 9), (6, 9), (9, 5)))
FACE = Theme().fonts.regular


def painted(folder: Path, *ops: Op) -> pypdfium2.PdfDocument:
    faces = Faces()
    target = folder / "drawing.pdf"
    canvas = BriefCanvas(
        str(target), faces=faces, placement=Placement(), lang="en", size=(200, 100), root=Node("Document")
    )
    canvas.own(Node("Figure", Node("Document"), alt="a drawing"))
    replay(Drawing(200, 100, ops), canvas)
    canvas.save()
    return pypdfium2.PdfDocument(target)


def pixel(pdf: pypdfium2.PdfDocument, x: float, y: float) -> tuple[int, ...]:
    """The colour at a point in points from the lower left."""
    image = pdf[0].render(scale=2, fill_color=(255, 255, 255, 255)).to_pil().convert("RGB")
    found = image.getpixel((round(x * 2), round((100 - y) * 2)))
    assert isinstance(found, tuple)
    return found


def word(shown: str, x: float = 20, y: float = 40, angle: float = 0, face: str = str(FACE)) -> TextOp:
    glyphs, at = [], 0.0
    codes = pypdfium2_glyphs(face)
    for char in shown:
        glyphs.append(Glyph(codes[ord(char)], char, at))
        at += fonts.advance(char, Path(face), 12)
    return TextOp(shown, x, y, angle, 12, Paint("#000000"), (Run(face, 0, 12, tuple(glyphs)),), at)


def pypdfium2_glyphs(face: str) -> dict[int, int]:
    with TTFont(face, fontNumber=0, lazy=True) as font:
        return {code: font.getGlyphID(name) for code, name in font.getBestCmap().items()}


def test_paths_are_filled_clipped_and_transparent(tmp_path: Path) -> None:
    pdf = painted(
        tmp_path,
        PathOp(SQUARE, Paint("#FF0000")),
        PathOp(Shape("MLLLZ", ((50, 0), (90, 0), (90, 40), (50, 40))), Paint("#0000FF", 0.5)),
        PathOp(
            Shape("MLLLZ", ((100, 0), (190, 0), (190, 90), (100, 90))),
            Paint("#00FF00"),
            clip=Clip((100, 0, 20, 20), Shape("MLLZ", ((100, 0), (120, 0), (100, 20)))),
        ),
        PathOp(Shape("ML", ((0, 60), (200, 60))), None, Stroke(Paint("#000000"), 4, (20, 20), 0)),
    )
    assert pixel(pdf, 5, 5) == (255, 0, 0)
    red, green, blue = pixel(pdf, 70, 20)
    assert blue == 255
    assert 120 < red == green < 135
    assert pixel(pdf, 103, 3) == (0, 255, 0)
    assert pixel(pdf, 119, 18) == (255, 255, 255)
    assert pixel(pdf, 150, 50) == (255, 255, 255)
    assert pixel(pdf, 10, 60) == (0, 0, 0)
    assert pixel(pdf, 30, 60) == (255, 255, 255)


def test_markers_are_stored_once_and_painted_everywhere(tmp_path: Path) -> None:
    places = tuple((10.0 + 30 * n, 20.0 + 5 * n) for n in range(6))
    pdf = painted(
        tmp_path,
        MarkersOp(SQUARE, places, Paint("#FF0000"), Stroke(Paint("#000000"), 1)),
        MarkersOp(SQUARE, tuple((x, y + 40) for x, y in places[:4]), Paint("#00FF00"), Stroke(Paint("#000000"), 1)),
        MarkersOp(DISK, places[:1], Paint("#0000FF")),
    )
    for x, y in places[1:]:
        assert pixel(pdf, x + 5, y + 5) == (255, 0, 0)
    assert pixel(pdf, places[2][0] + 5, places[2][1] + 45) == (0, 255, 0)
    assert (tmp_path / "drawing.pdf").read_bytes().count(b"/Subtype /Form") == 1


def test_text_is_selected_as_text_also_turned(tmp_path: Path) -> None:
    pdf = painted(tmp_path, word("Wörter 12 %"), word("steil", 150, 10, 90))
    words = pdf[0].get_textpage()
    assert "Wörter 12 %" in words.get_text_range()
    assert "steil" in words.get_text_range()
    first = words.get_charbox(words.get_text_range().index("s"))
    last = words.get_charbox(words.get_text_range().index("l", words.get_text_range().index("steil")))
    assert last[1] > first[3]
    assert abs(last[0] - first[0]) < 8


def test_a_glyph_is_read_as_what_it_stands_for(tmp_path: Path) -> None:
    """A glyph that the font gives to no character: here an A that means "fin"."""
    glyph = pypdfium2_glyphs(str(FACE))[ord("A")]
    run = Run(str(FACE), 0, 12, (Glyph(glyph, "fin", 0), Glyph(glyph, "A", 20.0), Glyph(glyph, "𝒜", 40.0)))
    op = TextOp("fin A 𝒜", 20, 40, 0, 12, Paint("#000000"), (run,), 50)
    shown = squeezed(painted(tmp_path, op)[0].get_textpage().get_text_range())
    assert shown == squeezed("finA𝒜")


def test_text_of_a_face_that_may_not_be_embedded_is_drawn(tmp_path: Path) -> None:
    closed = tmp_path / "closed.ttf"
    font = TTFont(FACE)
    font["OS/2"].fsType = 2  # restricted licence embedding
    font.save(closed)
    run = Run(str(closed), 0, 40, (Glyph(fonts.metrics(FontFile(str(closed))).cmap[ord("H")], "H", 0),))
    pdf = painted(tmp_path, TextOp("H", 20, 20, 0, 40, Paint("#FF0000"), (run,), 40))
    image = pdf[0].render(scale=1).to_pil().convert("RGB")
    assert any(c == (255, 0, 0) for _, c in image.getcolors(100_000) or [])
    assert Faces().fallback(FontFile(str(closed))) is None


def test_images_keep_their_transparency(tmp_path: Path) -> None:
    picture = Pillow.new("RGBA", (4, 4), (255, 0, 0, 255))
    picture.paste((0, 0, 0, 0), (0, 0, 2, 4))
    data = io.BytesIO()
    picture.save(data, "PNG")
    pdf = painted(tmp_path, PathOp(SQUARE, Paint("#00FF00")), ImageOp(data.getvalue(), (40, 0, 0, 40, 0, 0)))
    assert pixel(pdf, 5, 5) == (0, 255, 0)
    assert pixel(pdf, 30, 20) == (255, 0, 0)


# -- Figures ---------------------------------------------------------------------------------------------


def bars(count: int = 4, title: str = "North leads") -> Chart:
    names = tuple(f"Region {n}" for n in range(count))
    amounts = tuple(float(n + 1) for n in range(count))
    return Chart(
        "regions",
        "bar",
        {
            "x": Channel(Field("region"), Format(), names),
            "y": Channel(Field("amount", "number"), Format("number", 0), amounts, "Amount"),
        },
        count,
        title=title,
        subtitle="Amount by region, tonnes, 2024",
    )


def figure(number: int = 1, count: int = 4) -> Figure:
    return Figure(
        f"f{number}",
        bars(count),
        AT,
        number,
        text("A caption."),
        "Bars",
        text("The desk's own count"),
        values=(number,),
    )


def test_a_figure_has_its_title_its_text_and_its_source(tmp_path: Path) -> None:
    brief = write(document(header(1, "One"), para(LOREM), figure()), tmp_path)
    shown = brief.all
    order = ["Figure1", "Northleads", "Amountbyregion,tonnes,2024", "Region3", "Acaption.", "Thedesk'sowncount"]
    assert [shown.index(word) for word in order] == sorted(shown.index(word) for word in order)
    assert brief.placement.figures == {"f1": [1]}
    assert brief.placement.values == {1: [1]}
    assert_inside(brief)
    with brief.open() as pdf:
        assert not list(pdf[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))


def test_charts_share_the_faces_of_the_text(tmp_path: Path) -> None:
    brief = write(document(header(1, "One"), para(LOREM), *(figure(n) for n in range(1, 5))), tmp_path)
    with pikepdf.open(brief.path) as file:
        embedded = [obj.FontName for obj in file.objects if isinstance(obj, pikepdf.Dictionary) and "/FontFile2" in obj]
        assert len(embedded) == len({str(name).partition("+")[2] for name in embedded}) > 2


def test_figures_stay_whole_and_text_fills_the_page_before_them(tmp_path: Path) -> None:
    for lines in range(4, 12):
        before = [para(LOREM * 2) for _ in range(lines)]
        after = [para(f"after{n} " + LOREM) for n in range(3)]
        brief = write(document(*before, figure(), *after, header(2, "Next"), para(LOREM)), tmp_path)
        page = next(p for p in brief.pages if "North leads" in p)
        assert "own count" in page
        assert all(f"after{n}" in brief.all for n in range(3))
        assert brief.all.index("after0") < brief.all.index("Next")
        assert brief.all.index("Northleads") < brief.all.index("Next")


def test_a_figure_that_is_too_high_fits_a_page(tmp_path: Path) -> None:
    brief = write(document(header(1, "One"), figure(1, 120)), tmp_path)
    assert len(brief.pages) <= 2
    assert_inside(brief)


# -- Pictures --------------------------------------------------------------------------------------------


def save(folder: Path, name: str, size: tuple[int, int], mode: str = "RGB", **more: object) -> Path:
    Pillow.new(mode, size).save(folder / name, **more)  # type: ignore[arg-type]
    return folder / name


def images(brief: Brief) -> list[tuple[float, float]]:
    """Width and height of each image on the first page."""
    with brief.open() as pdf:
        found = pdf[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        boxes = [o.get_bounds() for o in found]
    return [(right - left, top - bottom) for left, bottom, right, top in boxes]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_a_picture_has_its_own_size_up_to_the_page(tmp_path: Path, mode: str) -> None:
    save(tmp_path, "small.png", (300, 150), mode, dpi=(300, 300))
    save(tmp_path, "large.png", (4000, 1000), mode)
    blocks = [para(Image(text("A map"), name, text("The region"))) for name in ("small.png", "large.png")]
    brief = write(document(*blocks, root=tmp_path), tmp_path)
    (w1, h1), (w2, h2) = images(brief)
    assert (round(w1), round(h1)) == (72, 36)
    assert abs(w2 - Theme().page.inner) < 1
    assert abs(h2 - w2 / 4) < 1
    assert "The region" in brief.pages[0]


def test_a_turned_photograph_stands_upright(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    save(tmp_path, "photo.jpg", (200, 100), exif=exif, dpi=(100, 100))
    [(width, height)] = images(write(document(para(Image((), "photo.jpg")), root=tmp_path), tmp_path))
    assert (round(width), round(height)) == (72, 144)


def test_a_picture_in_a_line_makes_room_for_itself(tmp_path: Path) -> None:
    save(tmp_path, "icon.png", (96, 96))
    brief = write(document(para("Before ", Image((), "icon.png"), " after. ", LOREM), root=tmp_path), tmp_path)
    assert images(brief) == [pytest.approx((72, 72), abs=0.1)]
    assert squeezed("Before after.") in brief.all


def test_a_file_that_is_no_picture_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "map.png").write_text("no picture")
    with pytest.raises(WriteError, match=r"not-an-image.*map\.png"):
        write(document(para(Image((), "map.png", at=AT)), root=tmp_path), tmp_path)


def test_a_picture_is_no_wider_than_the_box_that_it_stands_in(tmp_path: Path) -> None:
    save(tmp_path, "wide.png", (2000, 100))
    box = Div((BulletList(((para("x ", Image((), "wide.png"), " y"),),), AT),), Attr(classes=("callout",)), AT)
    [(width, _)] = images(write(document(box, root=tmp_path), tmp_path))
    assert width < Theme().page.measure - 30


def test_a_logo_stands_in_the_band(tmp_path: Path) -> None:
    theme = replace(Theme(), logo=save(tmp_path, "logo.png", (300, 100)))
    assert images(write(document(para("x")), tmp_path, theme)) == [pytest.approx((72, 24), abs=0.1)]


def test_a_logo_that_is_no_picture_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    brief = write(document(para("x")), tmp_path, replace(Theme(), logo=tmp_path / "logo.svg"))
    [finding] = brief.findings.items
    assert finding.code == "logo-not-shown"
    assert str(tmp_path) not in finding.message
