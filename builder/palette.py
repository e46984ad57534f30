"""Arithmetic of colours: contrast as WCAG 2.2 has it, and a colour made as dark or as light as a use needs it.

Colours are sRGB, "#RRGGBB".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

AA = 4.5  # the least contrast of text (WCAG 2.2, 1.4.3)
_STEPS = 24  # of a bisection: finer than the colours that a screen has


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, definition "relative luminance")."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (p / 255 for p in _parts(color)))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, two: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition "contrast ratio")."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def lightness(color: str) -> float:
    """CIE L*, 0 to 100, with white at luminance 1 (CIE 15:2018, 8.2.1)."""
    y = luminance(color)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def mixed(color: str, other: str, part: float) -> str:
    """`part` of a colour and the rest of another, in sRGB."""
    pairs = zip(_parts(color), _parts(other), strict=True)
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02X}" for a, b in pairs)


@lru_cache(256)
def readable(color: str, paper: str) -> str:
    """`color` as text on `paper`: itself where it has 4.5:1, else mixed with as little black as gives it that."""
    return _least(color, "#000000", lambda tried: contrast(tried, paper) >= AA)


@lru_cache(256)
def backing(color: str, paper: str, part: float) -> str:
    """`color` as a ground for text that is `part` paper and the rest itself: as dark as gives that 4.5:1."""
    return _least(color, "#000000", lambda tried: contrast(tried, mixed(paper, tried, part)) >= AA)


@lru_cache(256)
def toned(color: str, wanted: float) -> str:
    """A colour of the lightness `wanted` (CIE L*): `color` mixed with white or with black."""
    if lightness(color) <= wanted:
        return _least(color, "#FFFFFF", lambda tried: lightness(tried) >= wanted)
    return _least(color, "#000000", lambda tried: lightness(tried) <= wanted)


def _least(color: str, other: str, holds: Callable[[str], bool]) -> str:
    """`color` with the least part of `other` with which `holds` is true; it is taken to be true of `other`."""
    if holds(color):
        return color
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(mixed(other, color, middle)) else (middle, high)
    return mixed(other, color, high)


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
