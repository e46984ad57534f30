"""From what was built to its mail: subject, HTML and text, the charts as images, and the files attached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from builder.delivery.html import html_of
from builder.delivery.html_blocks import INNER
from builder.delivery.images import LOGO, Picture, chart_picture, file_picture, parts_of
from builder.delivery.look import look_of
from builder.delivery.mail import Mail, Part
from builder.delivery.mime import encode_text, one_line
from builder.delivery.summary import Summary, chosen, first_units, summarise, units
from builder.delivery.text import text_of
from builder.errors import DeliveryError, Findings, Location
from builder.model.document import Blocks, Figure, Image
from builder.model.walk import inlines_of, plain, walk_blocks, walk_inlines
from builder.pipeline import BuildResult

# Gmail shows the first 102 kB of a message's HTML, and cuts what is beyond. The HTML is counted as it travels, which is
# never less than it has itself.
MOST_HTML = 100_000
OTHER = "application/octet-stream"
MIMES = {
    ".pdf": "application/pdf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def compose(result: BuildResult, attached: Sequence[Path], findings: Findings | None = None) -> Mail:
    """The mail of what `pipeline.build` gave, with the files `attached`, byte for byte.

        result = pipeline.build(report, options)
        mail = compose(result, [f for f in result.files if f.suffix == ".pdf"], findings)

    The same result and files give the same mail. `findings` takes its warnings (`mail-shortened`). Raises
    `DeliveryError` where the front matter's `mail` names what the report has not, and `ChartError`.
    """
    findings = Findings() if findings is None else findings
    document = result.document
    blocks = chosen(document, result.mail, findings)
    findings.raise_errors(DeliveryError)
    files = tuple(Part(f.name, MIMES.get(f.suffix, OTHER), f.read_bytes()) for f in attached)
    subject = one_line(plain(document.meta.subject or document.meta.title))
    pictures = _pictures(blocks, result)
    look = look_of(result.theme)

    def made(count: int) -> tuple[Summary, str]:
        """The first parts of the mail as its summary and its HTML."""
        shortened = count < units(blocks)
        names = tuple(part.name for part in files)
        summary = summarise(document, first_units(blocks, count), names, shortened=shortened)
        return summary, html_of(summary, look, pictures, subject)

    count = _fitting(lambda count: made(count)[1], units(blocks))
    if count < units(blocks):
        _tell_shortened(blocks, count, findings)
    summary, html = made(count)
    shown = [picture for key, picture in pictures.items() if f"cid:{picture.part.cid}" in html]
    return Mail(subject, text_of(summary), html, parts_of(shown), files, document.meta.lang)


def _fitting(html: Callable[[int], str], whole: int) -> int:
    """How many parts of the mail its HTML has room for: all, or found by halving."""
    if _size(html(whole)) <= MOST_HTML:
        return whole
    low, high = 0, whole
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _size(html(middle)) <= MOST_HTML else (low, middle)
    return low


def _size(html: str) -> int:
    """Bytes of an HTML part as it travels."""
    return max(len(html.encode()), len(encode_text(html)[1]))


def _tell_shortened(blocks: Blocks, count: int, findings: Findings) -> None:
    kept = len(first_units(blocks, count))
    at: Location | None = blocks[min(kept, len(blocks) - 1)].at
    message = f"the mail would have more than {MOST_HTML // 1000} kB of HTML, which Gmail cuts: it ends before this"
    findings.warning("mail-shortened", message, at, "put less into ::: mail")


def _pictures(blocks: Blocks, result: BuildResult) -> dict[str, Picture]:
    """The images that the mail may show: charts by id, pictures by path, and the brand's logo as "logo"."""
    theme, paper = result.theme, result.theme.colors.paper
    found: dict[str, Picture | None] = {}
    if theme.logo is not None:
        found["logo"] = file_picture(theme.logo, paper, LOGO)
    for block in walk_blocks(blocks):
        if isinstance(block, Figure):
            found[f"figure {block.id}"] = chart_picture(block, theme)
        for inline in (i for inlines in inlines_of(block) for i in walk_inlines(inlines)):
            if isinstance(inline, Image) and inline.path not in found:
                found[f"image {inline.path}"] = file_picture(
                    Path(result.document.root) / inline.path, paper, (INNER, INNER)
                )
    return {key: picture for key, picture in found.items() if picture}
