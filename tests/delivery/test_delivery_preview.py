"""The preview of a mail: a page that a browser shows, and the text; nothing is sent."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from browser import WIDTHS, screenshot
from conftest import Call
from mail_cases import LETTER, built, mail_of
from PIL import Image

from builder.delivery.look import look_of
from builder.delivery.mail import Mail
from builder.delivery.preview import write_preview
from builder.errors import WriteError
from builder.theme import Theme


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Mail:
    return mail_of(built(tmp_path_factory.mktemp("letter"), LETTER))


def test_the_page_is_the_mail_with_its_images_inside(letter: Mail, tmp_path: Path) -> None:
    page, _ = write_preview(letter, tmp_path / "new", "shop")
    html = page.read_text(encoding="utf-8")
    images = re.findall(r'src="data:image/png;base64,([^"]+)"', html)
    assert [base64.b64decode(i) for i in images] == [p.data for p in letter.images]
    back = html
    for image, part in zip(images, letter.images, strict=True):
        back = back.replace(f"data:image/png;base64,{image}", f"cid:{part.cid}")
    assert back == letter.html


def test_the_text_begins_with_the_subject(letter: Mail, tmp_path: Path) -> None:
    _, text = write_preview(letter, tmp_path, "shop")
    assert text.read_text(encoding="utf-8") == f"Subject: 1.525 Tassen – 報告\n\n{letter.text}"


def test_a_folder_that_is_a_file_is_told(letter: Mail, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WriteError) as caught:
        write_preview(letter, tmp_path / "file", "shop")
    assert caught.value.diagnostics[0].code == "output-not-writable"


def test_the_command_previews_what_it_would_send(shop: Path, call: Call) -> None:
    done = call("email", "--preview", "--date", "2026-04-02")
    assert done.exit_code == 0, done.stderr
    page = (shop / "output" / "shop.mail.html").read_text(encoding="utf-8")
    text = (shop / "output" / "shop.mail.txt").read_text(encoding="utf-8")
    assert "1,525 cups in the last month" in page
    assert "- 1,525 cups in the last month\n- Espresso grew.\n" in text
    assert "Filter coffee fades" in text
    assert "data:image/png;base64," in page
    first = (page, text)
    call("email", "--preview", "--date", "2026-04-02")
    assert first == tuple((shop / "output" / f"shop.mail.{s}").read_text(encoding="utf-8") for s in ("html", "txt"))


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("dark", [False, True])
def test_a_browser_shows_it_at_three_widths(letter: Mail, tmp_path: Path, *, dark: bool) -> None:
    """The pictures are kept by pytest's `--basetemp`, to be looked at: the card, its ground and the charts' plate."""
    page, _ = write_preview(letter, tmp_path, "shop")
    look = look_of(Theme())
    shades = look.dark if dark else look.light
    for width in WIDTHS:
        shot = tmp_path / f"shop-{width}-{'dark' if dark else 'light'}.png"
        screenshot(page, shot, width, 2000, dark=dark)
        with Image.open(shot) as opened:
            picture = opened.convert("RGB")
        assert picture.size == (width, 2000)
        shown = {color for _, color in picture.getcolors(maxcolors=1 << 24) or ()}
        for color in (shades.card, shades.ground, shades.accent, look.light.plate):
            assert _rgb(color) in shown, (width, color)
        assert picture.getpixel((0, 0)) == _rgb(shades.ground)
        middle = (width // 2, 22)
        assert picture.getpixel(middle) == _rgb(shades.card)


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[n : n + 2], 16) for n in (1, 3, 5))
