"""The palette for readers with colour-vision deficiencies, in grey, and against paper."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import pytest

from builder.charts.color import blend, darker, on_color, readable
from builder.palette import contrast
from builder.theme import Colors, Theme

COLORS = Colors()
Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

# Machado, Oliveira and Fernandes 2009, severity 1.0; they apply to linear RGB.
VISIONS: dict[str, Matrix] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(color: str) -> Vector:
    """sRGB to linear light (IEC 61966-2-1)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return r, g, b


def lab(rgb: Vector) -> Vector:
    """Linear RGB to CIE L*a*b* under D65."""
    rows: Matrix = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = (
        sum(k * max(0.0, c) for k, c in zip(row, rgb, strict=True)) / white
        for row, white in zip(rows, (0.9505, 1.0, 1.089), strict=True)
    )
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def seen(color: str, vision: str) -> Vector:
    """The colour as L*a*b* as it is seen."""
    rgb = linear(color)
    r, g, b = (min(1.0, max(0.0, sum(k * c for k, c in zip(row, rgb, strict=True)))) for row in VISIONS[vision])
    return lab((r, g, b))


def ciede2000(one: Vector, two: Vector) -> float:
    """The difference of two colours (CIE 142-2001; Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    dl, dc, dh = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn) / 2)
    ml, mc = (l1 + l2) / 2, (c1 + c2) / 2
    mh = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    t = (
        1
        - 0.17 * math.cos(math.radians(mh - 30))
        + 0.24 * math.cos(math.radians(2 * mh))
        + 0.32 * math.cos(math.radians(3 * mh + 6))
        - 0.20 * math.cos(math.radians(4 * mh - 63))
    )
    sl = 1 + 0.015 * (ml - 50) ** 2 / math.sqrt(20 + (ml - 50) ** 2)
    sc, sh = 1 + 0.045 * mc, 1 + 0.015 * mc * t
    rc = 2 * math.sqrt(mc**7 / (mc**7 + 25**7))
    rt = -math.sin(math.radians(60 * math.exp(-(((mh - 275) / 25) ** 2)))) * rc
    l_, c_, h_ = dl / sl, dc / sc, dh / sh
    return math.sqrt(l_**2 + c_**2 + h_**2 + rt * c_ * h_)


def test_the_measure_is_that_of_the_standard() -> None:
    # Pairs 1, 13 and 17 of Sharma, Wu and Dalal 2005.
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, -0.0010, 2.4900), (50, 0.0009, -2.4900)) == pytest.approx(4.8045, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("vision", VISIONS)
def test_the_first_five_stay_apart(vision: str) -> None:
    for one, two in combinations(COLORS.categorical[:5], 2):
        a, b = seen(one, vision), seen(two, vision)
        assert ciede2000(a, b) >= 10, (one, two)
        assert math.dist(a, b) >= 10, (one, two)


@pytest.mark.parametrize("vision", VISIONS)
def test_all_differ(vision: str) -> None:
    for one, two in combinations(COLORS.categorical, 2):
        assert ciede2000(seen(one, vision), seen(two, vision)) >= 10, (one, two)


def test_the_first_four_stay_apart_in_grey() -> None:
    grey = sorted(lab(linear(c))[0] for c in COLORS.categorical[:4])
    assert all(b - a >= 5 for a, b in pairwise(grey)), grey


def test_neighbours_stay_apart_in_grey() -> None:
    """Neighbours in a stack or a legend."""
    for one, two in pairwise(COLORS.categorical):
        assert abs(lab(linear(one))[0] - lab(linear(two))[0]) >= 5, (one, two)


@pytest.mark.parametrize("color", COLORS.categorical)
def test_marks_have_contrast_against_paper(color: str) -> None:
    assert contrast(color, COLORS.paper) >= 3


def test_accent_and_highlight_lead() -> None:
    assert COLORS.categorical[:2] == (COLORS.accent, COLORS.highlight)
    assert len(set(COLORS.categorical)) == len(COLORS.categorical) == 8


@pytest.mark.parametrize("color", [*COLORS.categorical, *COLORS.sequential, *COLORS.diverging, COLORS.muted])
def test_text_in_and_on_a_colour_is_readable(color: str) -> None:
    theme = Theme()
    assert contrast(readable(color, theme), COLORS.paper) >= 4.5
    assert contrast(darker(color), COLORS.paper) >= 4.5
    assert contrast(on_color(color, theme), color) >= 4.5


def test_ramps_are_even_in_lightness() -> None:
    light = [lab(linear(blend(COLORS.sequential, i / 20)))[0] for i in range(21)]
    falls = [a - b for a, b in pairwise(light)]
    assert min(falls) > 0
    assert max(falls) < 2 * min(falls)
    both = [lab(linear(c))[0] for c in COLORS.diverging]
    assert both.index(max(both)) == 3
    assert all(abs(both[i] - both[-1 - i]) < 12 for i in range(3))


@pytest.mark.parametrize("vision", VISIONS)
def test_the_two_ends_of_the_diverging_ramp_differ(vision: str) -> None:
    for low, high in zip(COLORS.diverging[:2], reversed(COLORS.diverging), strict=False):
        assert ciede2000(seen(low, vision), seen(high, vision)) >= 15


def test_blending_meets_the_steps_of_the_ramp() -> None:
    ramp = COLORS.sequential
    assert [blend(ramp, i / 6) for i in range(7)] == list(ramp)
    assert (blend(ramp, -1), blend(ramp, 2)) == (ramp[0], ramp[-1])
