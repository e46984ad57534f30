"""The HTML part of a mail: tables for the frame, styles in the elements, nothing that is fetched.

What it has to hold in: Outlook's engine is Word's (no `max-width`, no `display: inline-block`, no flex or grid; widths
are attributes, and conditional comments give it a frame of 600 pixels and columns of its own), Gmail takes styles of
elements everywhere and a style sheet in most places, Apple Mail takes all. Tables that only lay out have
`role="presentation"`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.delivery.html_blocks import PAD, TABLE, Setter, escaped, raised
from builder.delivery.images import WIDTH, Picture
from builder.delivery.look import Look, style_sheets
from builder.delivery.plain import web_target
from builder.delivery.summary import Summary
from builder.model.words import word


def html_of(summary: Summary, look: Look, pictures: Mapping[str, Picture], subject: str) -> str:
    """The page of a summary. `pictures` are of its charts as "figure ID", of files as "image PATH", and "logo"."""
    return _Page(summary, look, pictures).page(subject)


class _Page:
    """The frame of a mail, and the rows of its card."""

    def __init__(self, summary: Summary, look: Look, pictures: Mapping[str, Picture]) -> None:
        self.summary = summary
        self.lang = summary.lang
        self.look = look
        self.set = Setter(summary.lang, look, pictures)

    def page(self, subject: str) -> str:
        """The whole document."""
        light = self.look.light
        sheets = "".join(f'<style type="text/css">{sheet}</style>\n' for sheet in style_sheets(self.look))
        lang, direction = escaped(self.lang), "rtl" if self.set.rtl else "ltr"
        title = escaped(subject)
        rows = "".join(self._rows())
        return (
            "<!DOCTYPE html>\n"
            f'<html lang="{lang}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{title}</title>\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            '<meta name="supported-color-schemes" content="light dark">\n'
            '<meta name="x-apple-disable-message-reformatting" content="yes">\n'
            '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">\n'
            f"{sheets}"
            "<!--[if mso]><style>body,table,td,p,h1,h2,h3,li,th,a,span{font-family:Arial,sans-serif!important}</style>"
            '<xml xmlns:o="urn:schemas-microsoft-com:office:office"><o:OfficeDocumentSettings>'
            "<o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->\n"
            "</head>\n"
            f'<body class="ground" bgcolor="{light.ground}" '
            f'style="margin:0;padding:0;background-color:{light.ground}">\n'
            f"{self._preheader()}"
            f'<div role="article" aria-roledescription="email" aria-label="{title}" lang="{lang}" dir="{direction}">\n'
            f'<table {TABLE} width="100%" bgcolor="{light.ground}" class="ground" '
            f'style="background-color:{light.ground}"><tr><td align="center" style="padding:16px 0">\n'
            f'<!--[if mso]><table {TABLE} width="{WIDTH}" align="center"><tr><td><![endif]-->\n'
            f'<table {TABLE} width="100%" bgcolor="{light.card}" class="card" dir="{direction}" '
            f'style="width:100%;max-width:{WIDTH}px;table-layout:fixed;margin:0 auto;background-color:{light.card}">\n'
            f"{rows}</table>\n"
            "<!--[if mso]></td></tr></table><![endif]-->\n"
            "</td></tr></table>\n</div>\n</body>\n</html>\n"
        )

    def _preheader(self) -> str:
        """What a list of messages shows after the subject; without it, that is the title again."""
        text = self.summary.subtitle or self.summary.byline
        if not text:
            return ""
        style = "display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px"
        return f'<div class="ink" style="{style};color:{self.look.light.ink}">{escaped(text)}</div>\n'

    def _rows(self) -> Sequence[str]:
        accent = self.look.light.accent
        bar = f'<tr><td height="4" bgcolor="{accent}" style="height:4px;font-size:1px;line-height:1px;'
        bar += f'background-color:{accent}">&nbsp;</td></tr>\n'
        summary = self.summary
        rows = [bar, *self._logo(), self.set.row(self._head(), 20, 8)]
        rows += [self.set.top(b) for b in summary.blocks]
        foot = self._foot()
        return [*rows, self.set.row(foot, 8, 24) if foot else self.set.row("&nbsp;", 0, 8)]

    def _logo(self) -> list[str]:
        logo = self.set.pictures.get("logo")
        if logo is None:
            return []
        image = self.set.image(logo, "", f"width:{logo.width}px;height:{logo.height}px")
        plate = self.look.light.plate
        style = f"padding:16px {PAD}px 8px {PAD}px;background-color:{plate}"
        return [
            f'<tr><td class="plate pad" bgcolor="{plate}" align="{self.set.start}" style="{style}">{image}</td></tr>\n'
        ]

    def _head(self) -> str:
        summary = self.summary
        out = self.set.text("h1", self.set.shown(summary.title), 24, 30, "ink", bold=True)
        if summary.subtitle:
            out += self.set.text("p", self.set.shown(summary.subtitle), 16, 24, "second", above=8)
        if summary.byline:
            out += self.set.text("p", escaped(summary.byline), 13, 19, "second", above=8)
        return out

    def _foot(self) -> str:
        summary, out = self.summary, ""
        if summary.shortened:
            out += self.set.text("p", escaped(word("shortened", self.lang)), 13, 19, "second", above=8)
        if summary.files:
            files = ", ".join(f"<strong>{escaped(name)}</strong>" for name in summary.files)
            out += self.set.text("p", f"{escaped(word('attached', self.lang))}: {files}", 14, 20, "ink", above=8)
        for note in summary.notes:
            out += self.set.text("p", f"{raised(note.number)} {self.set.note(note)}", 13, 19, "second", above=8)
        if summary.sources:
            out += self.set.text("h2", escaped(word("sources", self.lang)), 13, 19, "ink", above=16, bold=True)
            for n, source in enumerate(summary.sources, 1):
                told = " ".join(filter(None, (escaped(source.title), escaped(source.note))))
                url = web_target(source.url)
                linked = self.set.anchor(url, told or escaped(url)) if url else told
                out += self.set.text("p", f"[{n}] {linked}", 13, 19, "second", above=4)
        return out
