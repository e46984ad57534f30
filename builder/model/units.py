"""Units of measure as `datapackage.json` writes them, and what they imply.

A unit is free text ("models", "petaFLOP", "Arena score"), but for the forms that arithmetic and formats must
understand: "percent" (0-100), "share" (0-1), the differences of these, "percentage points" (0-100) and "share points"
(0-1), "x" (a ratio), a currency code of ISO 4217 with an optional scale ("USD", "USD mn", "USD bn"), and "year".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["plain", "percent", "share", "points", "ratio", "money", "year"]

SCALES = {"": 1.0, "k": 1e3, "mn": 1e6, "bn": 1e9, "tn": 1e12}
_MONEY = re.compile(r"([A-Z]{3})(?: (k|mn|bn|tn))?")

# ISO 4217, list one, without metals, funds and test codes: so that "GPU" is a thing and "GBP" is money.
CURRENCIES = frozenset(
    (  # noqa: SIM905  six lines instead of a hundred and fifty
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
        "CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD "
        "HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL "
        "LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR "
        "PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP "
        "TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A parsed unit. `scale` is what one raw 1 stands for: 1e9 in "USD bn", 0.01 in "percent"."""

    name: str
    kind: Kind
    currency: str = ""
    scale: float = 1.0


_FIXED: dict[str, tuple[Kind, float]] = {
    "percent": ("percent", 0.01),
    "share": ("share", 1.0),
    "percentage points": ("points", 0.01),
    "share points": ("points", 1.0),
    "x": ("ratio", 1.0),
    "year": ("year", 1.0),
}
# What the difference of two levels is in.
DIFFERENCES = {"percent": "percentage points", "share": "share points"}


@lru_cache(256)
def parse_unit(name: str) -> Unit:
    """The unit called `name`; any text is one."""
    if name in _FIXED:
        kind, scale = _FIXED[name]
        return Unit(name, kind, scale=scale)
    if (money := _MONEY.fullmatch(name)) and money[1] in CURRENCIES:
        return Unit(name, "money", money[1], SCALES[money[2] or ""])
    return Unit(name, "plain")
