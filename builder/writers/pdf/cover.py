"""How the brief opens: a coloured band over the first page, a page of its own, or plain lines."""

from __future__ import annotations

from collections.abc import Sequence

from builder.errors import WriteError
from builder.model.document import Image, Inlines, Meta, Note, Str
from builder.model.format import Format
from builder.theme import MM
from builder.writers.pdf.book import Book
from builder.writers.pdf.canvas import BriefCanvas
from builder.writers.pdf.flow import Piece, Stack, Text
from builder.writers.pdf.lines import break_lines
from builder.writers.pdf.pictures import Picture
from builder.writers.pdf.styles import Style

LOGO, COVER_LOGO = 24.0, 40.0  # heights
TOP_PAD, BOTTOM_PAD = 17 * MM, 8 * MM
UNDER = 20.0  # between the opening and the text
COVERED = 0.6  # of a cover's height: the coloured part
STRIPE = 5.0
LARGER = 1.45  # of the band's title: a cover's


class Opening:
    """The coloured band at the top of the first page. `height` is the distance from the upper edge of the page to the
    text; `alone` says that the page has nothing else.
    """

    alone = False
    logo_height = LOGO

    def __init__(self, meta: Meta, book: Book) -> None:
        self.book, self.page = book, book.styles.theme.page
        self.logo = self._logo()
        self.compose(meta)

    # -- To be varied --------------------------------------------------------------------------------

    def compose(self, meta: Meta) -> None:
        """Makes the texts, and sets `height`."""
        styles = self.book.styles
        reach = self.page.inner - (self.logo.width + 24 if self.logo else 0)
        soft = styles.colors.on_band
        self.content = self._texts(
            (
                (meta.title, self._fitted(meta.title, styles.title, reach), "Title"),
                (meta.subtitle, styles.subtitle.with_(color=soft, before=8), "Subtitle"),
                (_byline(meta), styles.byline.with_(color=soft, before=22), "P"),
            ),
            reach,
        )
        self.band = TOP_PAD + self.content.measure(self.page.inner) + BOTTOM_PAD
        self.height = self.band + UNDER

    def paint(self, canvas: BriefCanvas) -> list[Note]:
        """Paints it over the whole width of the page, and gives the notes called in it."""
        top = self.page.height
        canvas.fill(0, top - self.band, self.page.width, self.band, self.book.styles.colors.band)
        self.content.paint(canvas, self.page.margin, top - TOP_PAD, self.page.inner)
        self._sign(canvas, at_end=True)
        return self.content.calls()

    # -- Shared --------------------------------------------------------------------------------------

    def _texts(self, rows: Sequence[tuple[Inlines, Style, str]], reach: float) -> Stack:
        """Texts one below the other, each with its style and its structure type."""
        texts: list[Piece] = []
        for inlines, style, tag in rows:
            boxes = self.book.setter.boxes(inlines, style)
            if boxes:
                node = self.book.root.add(tag)
                self.book.noted(boxes, node)
                texts.append(Text(boxes, style, reach=reach, node=node))
        return Stack(texts)

    def _fitted(self, title: Inlines, style: Style, width: float) -> Style:
        """A smaller style for a title of more than three lines, and a much smaller one for what is no title."""
        while style.size > 9:
            count = len(break_lines(self.book.setter.boxes(title, style), width, style))
            if count <= 3 or (style.size <= 20 and count * style.leading < self.page.height / 3):
                break
            style = style.with_(size=style.size - 2, leading=(style.size - 2) * 1.16)
        return style

    def _sign(self, canvas: BriefCanvas, *, at_end: bool) -> None:
        """Paints the logo at the top, where lines end or where they begin."""
        if self.logo:
            left, right = self.page.margin, self.page.width - self.page.margin - self.logo.width
            x = right if at_end != canvas.mirrored else left
            self.logo.draw(canvas, x, self.page.height - TOP_PAD - self.logo.height)

    def _logo(self) -> Picture | None:
        path = self.book.styles.theme.logo
        if path is None:
            return None
        try:
            picture = self.book.setter.pictures.open(Image((), str(path)))
        except WriteError:
            message = f'the logo "{path.name}" cannot be read as a picture'
            hint = "give the brand a logo as PNG or JPEG"
            self.book.setter.findings.warning("logo-not-shown", message, None, hint)
            return None
        scale = min(self.logo_height / picture.height, self.page.inner / 4 / picture.width)
        return Picture(picture.path, picture.width * scale, picture.height * scale)


class Cover(Opening):
    """A page of its own: logo, title and subtitle on the brand's colour, under it who, when, and what it is about."""

    alone = True
    logo_height = COVER_LOGO

    def compose(self, meta: Meta) -> None:
        """As a page."""
        styles = self.book.styles
        soft = styles.colors.on_band
        large = styles.title.with_(size=styles.title.size * LARGER, leading=styles.title.leading * LARGER)
        title = self._fitted(meta.title, large, self.page.inner)
        subtitle = styles.subtitle.with_(color=soft, before=14)
        self.content = self._texts(((meta.title, title, "Title"), (meta.subtitle, subtitle, "Subtitle")), 1e6)
        ink = styles.byline.with_(color=styles.colors.ink, bold=True)
        about: Inlines = (Str(meta.description),) if meta.description else ()
        self.under = self._texts(
            ((_byline(meta), ink, "P"), (about, styles.body.with_(before=10), "P")), self.page.measure
        )
        self.band = self.height = self.page.height * COVERED

    def paint(self, canvas: BriefCanvas) -> list[Note]:
        """Paints the page; the title ends above the lower edge of the coloured part."""
        page, colors = self.page, self.book.styles.colors
        edge = page.height - self.band
        canvas.fill(0, edge, page.width, self.band, colors.band)
        canvas.fill(0, edge - STRIPE, page.width, STRIPE, colors.highlight)
        self._sign(canvas, at_end=False)
        top = edge + BOTTOM_PAD * 1.5 + self.content.measure(page.inner)
        self.content.paint(canvas, page.margin, top, page.inner)
        self.under.paint(canvas, page.margin, edge - STRIPE - UNDER * 1.4, page.inner)
        return [*self.content.calls(), *self.under.calls()]


class Plain(Opening):
    """Title and subtitle in ink on paper, with a rule under them."""

    def compose(self, meta: Meta) -> None:
        """Without colour."""
        styles = self.book.styles
        ink, secondary = styles.colors.ink, styles.colors.secondary
        reach = self.page.inner - (self.logo.width + 24 if self.logo else 0)
        title = self._fitted(meta.title, styles.title, reach).with_(color=ink)
        self.content = self._texts(
            (
                (meta.title, title, "Title"),
                (meta.subtitle, styles.subtitle.with_(color=secondary, before=8), "Subtitle"),
                (_byline(meta), styles.byline.with_(color=secondary, before=14), "P"),
            ),
            reach,
        )
        self.band = TOP_PAD + self.content.measure(self.page.inner) + BOTTOM_PAD
        self.height = self.band + UNDER

    def paint(self, canvas: BriefCanvas) -> list[Note]:
        """Paints it, and gives the notes called in it."""
        top = self.page.height
        self.content.paint(canvas, self.page.margin, top - TOP_PAD, self.page.inner)
        canvas.rule(self.page.margin, top - self.band, self.page.inner, 0.7, self.book.styles.colors.ink)
        self._sign(canvas, at_end=True)
        return self.content.calls()


OPENINGS: dict[str, type[Opening]] = {"band": Opening, "page": Cover, "none": Plain}


def _byline(meta: Meta) -> Inlines:
    date = Format("date", pattern="long").text(meta.date, meta.lang) if meta.date else ""
    return (Str(" · ".join(filter(None, (", ".join(meta.author), date)))),)
