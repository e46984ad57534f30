"""What the pieces of one brief share: styles, the typesetter, and what is known of its pages as they are laid out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from builder.model.document import Inlines, Note, Str
from builder.model.options import PDF_DEFAULTS, PdfOptions
from builder.model.walk import plain
from builder.model.words import word
from builder.writers.base import Placement
from builder.writers.pdf.boxes import Box
from builder.writers.pdf.canvas import BriefCanvas
from builder.writers.pdf.inlines import Typesetter
from builder.writers.pdf.lines import Line, break_lines
from builder.writers.pdf.painting import paint_line
from builder.writers.pdf.styles import TOP, Style, Styles
from builder.writers.pdf.tags import Headings, Node


@dataclass(slots=True)
class Book:
    """One brief. `short` is its title for the footer; `front` paints what opens the first page, and gives the notes
    called in it. `root` is the structure tree, `notes` the places of notes in it, by number; `places` has the page of
    each key that is a target, `attached` the names of attached files by query.
    """

    styles: Styles
    setter: Typesetter
    placement: Placement
    lang: str
    short: str
    front: Callable[[BriefCanvas], Sequence[Note]] = lambda _: ()
    options: PdfOptions = PDF_DEFAULTS
    attached: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    root: Node = field(default_factory=lambda: Node("Document"))
    headings: Headings = field(default_factory=Headings)
    notes: dict[int, Node] = field(default_factory=dict)
    _sections: list[tuple[int, float, str]] = field(default_factory=list)

    def word(self, key: str) -> str:
        """One of the few words that the brief itself says, in its language."""
        return word(key, self.lang)

    def link_to(self, key: str) -> str:
        """The link to a key, "" where nothing in the brief has it."""
        return f"#{key}" if key in self.setter.targets else ""

    def sourced(self, source: Inlines) -> Inlines:
        """The line of sources under a figure or a table: "Source: ..."; () where there are none."""
        label = self.word("source")
        named = plain(source).casefold().startswith(label.casefold())
        return source if named or not source else (Str(f"{label}: "), *source)

    def noted(self, boxes: Sequence[Box], block: Node, *, inside: bool = False) -> None:
        """Gives each note that is called in `boxes` its place in the tree: right after `block`, or last in it."""
        for note in (part.note for box in boxes for part in box.parts if part.note):
            if note.number not in self.notes:
                name = f"note-{note.number}"
                self.notes[note.number] = block.add("Note", name=name) if inside else block.after("Note", name=name)

    def page_words(self, page: int) -> str:
        """The words for a page of all: "Page 3 of 12". Once the document is laid out."""
        return self.word("page").format(page, self.placement.pages)

    def begins(self, title: str, page: int, top: float) -> None:
        """Notes that a section begins on `page`, `top` points from its foot."""
        self._sections.append((page, top, title))

    def section_of(self, page: int, height: float) -> str:
        """The section that the first line of `page`, `height` points high, belongs to."""
        title = ""
        for at, top, name in reversed(self._sections):
            if at < page:
                return name
            title = name
            if at == page and top > height - TOP - 1:
                return name
        return title

    def plain_line(self, canvas: BriefCanvas, text: str, at: tuple[float, float], width: float, style: Style) -> None:
        """One line of text with its baseline at `at`, cut with an ellipsis where it is longer than `width`; at the
        right of that on a mirrored page.
        """
        line = break_lines(self._fitted(text, width, style), 1e6, style)[0]
        paint_line(canvas, line, at[0] + (width - line.width if canvas.mirrored else 0.0), at[1])

    def late_line(self, text: str, style: Style) -> Line:
        """A line of text that is known when the document is laid out; `line_operators` shows it."""
        return break_lines(self.setter.boxes((Str(text),), style), 1e6, style)[0]

    def _fitted(self, text: str, width: float, style: Style) -> list[Box]:
        face, size = self.setter.look(style).face, style.size
        if face.width(text) * size > width:
            words = text.split(" ")
            while len(words) > 1 and face.width(" ".join(words) + " …") * size > width:
                words.pop()
            text = " ".join(words) + " …"
            while face.width(text) * size > width and len(text) > 2:
                text = text[:-2] + "…"
        return self.setter.boxes((Str(text),), style)


def plain_text(inlines: Inlines) -> str:
    """The text of a title on one line, for places that hold no notes and no links."""
    return " ".join(plain(inlines).split())
