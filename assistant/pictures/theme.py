"""Colours that people with any colour vision can tell apart, in a light and in a dark theme.

The hues are those of Okabe and Ito (2008), "Color universal design"; nothing is said by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FAMILY = "DejaVu Sans"  # comes with matplotlib, so that a picture is the same everywhere


class Theme(StrEnum):
    """The ground that a picture is drawn on."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Colours:
    """The colours of one theme, as `#rrggbb`."""

    ground: str
    card: str
    ink: str
    faint: str
    customer: str
    seller: str
    back: str
    here: str


COLOURS = {
    Theme.LIGHT: Colours(
        ground="#ffffff",
        card="#f4f6f8",
        ink="#1b1f24",
        faint="#5b6570",
        customer="#0072b2",
        seller="#00745a",
        back="#b04a00",
        here="#fff3cf",
    ),
    Theme.DARK: Colours(
        ground="#15191e",
        card="#20262d",
        ink="#eef1f4",
        faint="#a4afba",
        customer="#56b4e9",
        seller="#3fc79f",
        back="#f0914a",
        here="#45390f",
    ),
}
STYLE: Any = {  # settings of matplotlib
    "svg.fonttype": "none",
    "svg.hashsalt": "rightside",
    "font.family": FAMILY,
    "path.simplify": True,
}
