"""Pictures: each is a file of the project that can be opened, and says in words what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from builder.checks.rule import Code, Rule, of_document
from builder.errors import Findings, Location, suggest
from builder.model.document import Block, Document, Image
from builder.model.walk import inlines_of, plain, walk_blocks, walk_inlines


def check_images(document: Document, project: Path, findings: Findings) -> None:
    """Reports `outside-project`, `image-not-found`, `not-an-image` and `image-without-alt`."""
    for image, at in _images(document.blocks):
        _check_image(image, image.at or at, Path(document.root), project.resolve(), findings)


def _images(blocks: tuple[Block, ...]) -> Iterator[tuple[Image, Location]]:
    for block in walk_blocks(blocks):
        for inlines in inlines_of(block):
            yield from ((i, block.at) for i in walk_inlines(inlines) if isinstance(i, Image))


def _check_image(image: Image, at: Location, root: Path, project: Path, findings: Findings) -> None:
    if "://" in image.path:
        hint = "save the picture beside the report; nothing is fetched while it is built"
        findings.error("image-not-found", f'"{image.path}" is an address, not a file', at, hint)
        return
    try:
        path = (root / image.path).resolve()
        inside, there = path.is_relative_to(project), path.is_file()
    except (OSError, ValueError):
        inside, there = True, False
    if not inside:
        hint = "copy it into the report's folder"
        findings.error("outside-project", f'the picture "{image.path}" lies outside the report\'s project', at, hint)
    elif not there:
        folder = (root / image.path).parent
        near = [p.name for p in sorted(folder.glob("*")) if p.is_file()] if _is_folder(folder) else []
        hint = suggest(Path(image.path).name, near, "The folder has")
        findings.error("image-not-found", f'there is no picture "{image.path}"', at, hint)
    elif problem := _problem(path):
        hint = "use a PNG or a JPEG file"
        findings.error("not-an-image", f'"{image.path}" cannot be read as a picture: {problem}', at, hint)
    elif not plain(image.content).strip():
        hint = "say what it shows: ![A map of the region](map.png)"
        findings.warning("image-without-alt", f'the picture "{image.path}" has no text alternative', at, hint)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _problem(path: Path) -> str:
    """Why a file is no picture; "" where it is one."""
    import warnings

    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # A picture of more than 89 million pixels is refused rather than warned of.
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(path) as picture:
                picture.verify()
    except UnidentifiedImageError:
        return "its format is not known"
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        return "it has too many pixels"
    except Exception as error:  # noqa: BLE001  decoders of broken files raise anything
        return str(error) or type(error).__name__
    return ""


RULE = Rule(
    "images",
    (
        Code("outside-project", "error", "A picture lies outside the report's project."),
        Code("image-not-found", "error", "A picture is not there."),
        Code("not-an-image", "error", "A picture's file cannot be read as one."),
        Code("image-without-alt", "warning", "A picture has no text alternative."),
    ),
    of_document(check_images),
)
