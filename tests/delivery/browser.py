"""Chromium, which shows a mail at several widths and says what it measured."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WIDTHS = (320, 600, 1200)
# For each frame: how wide its page is, and the colours of each text with those of the ground under it.
MEASURE = """
addEventListener("load", () => {
  const rgb = value => value.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, a = 1] = rgb(getComputedStyle(e).backgroundColor);
      if (a) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument;
    const texts = [];
    const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    for (let n = walker.nextNode(); n; n = walker.nextNode()) {
      const box = n.parentElement.getBoundingClientRect();
      if (!n.data.trim() || !box.width || !box.height) continue;
      const style = getComputedStyle(n.parentElement);
      texts.push({text: n.data.trim(), color: rgb(style.color).slice(0, 3), ground: ground(n.parentElement),
                  size: parseFloat(style.fontSize), right: box.right, left: box.left});
    }
    const images = [...page.images].map(i => ({width: i.width, natural: i.naturalWidth, height: i.height}));
    return {id: frame.id, wide: page.documentElement.scrollWidth, high: page.documentElement.scrollHeight,
            texts, images, ground: rgb(getComputedStyle(page.body).backgroundColor).slice(0, 3)};
  });
  const out = document.createElement("script");
  out.type = "application/json"; out.id = "measured"; out.textContent = JSON.stringify(found);
  document.body.append(out);
});
"""


def measured(pages: Mapping[str, str], folder: Path, *, dark: bool) -> dict[tuple[str, int], dict[str, Any]]:
    """What Chromium measures of HTML pages by name, at each of WIDTHS, for a reader who wants it light or dark."""
    frames = "".join(
        f'<iframe id="{name}-{width}" width="{width}" height="900" style="border:0" '
        f'srcdoc="{html.escape(page)}"></iframe>'
        for name, page in pages.items()
        for width in WIDTHS
    )
    wrapper = folder / f"measure-{dark}.html"
    wrapper.write_text(f"<!DOCTYPE html><body>{frames}<script>{MEASURE}</script></body>", encoding="utf-8")
    shown = _chromium(["--dump-dom", wrapper.as_uri()], dark=dark)
    found = re.search(r'<script type="application/json" id="measured">(.*?)</script>', shown, re.DOTALL)
    assert found, shown[-2000:]
    rows = json.loads(found[1])
    return {(name, int(width)): row for row in rows for name, _, width in [str(row["id"]).rpartition("-")]}


def screenshot(page: Path, target: Path, width: int, height: int, *, dark: bool) -> None:
    """A picture of a page in a window of CSS pixels."""
    _chromium([f"--window-size={width},{height}", f"--screenshot={target}", page.as_uri()], dark=dark)


def _chromium(args: list[str], *, dark: bool) -> str:
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", scheme, *args]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
