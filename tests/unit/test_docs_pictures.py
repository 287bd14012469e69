"""The pictures of the documentation: each is there, each is shown, and together they stay small."""

from __future__ import annotations

import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PICTURES = CHECKOUT / "docs" / "pictures"
MOST_BYTES = 1_500_000


def test_every_picture_is_shown_and_every_shown_picture_is_there() -> None:
    pages = [CHECKOUT / "README.md", *(CHECKOUT / "docs").glob("*.md")]
    shown = {
        (page.parent / path).resolve()
        for page in pages
        for path in re.findall(r"(?:!\[[^\]]+\]\(|src(?:set)?=\")([^)\"]+\.png)", page.read_text(encoding="utf-8"))
    }
    there = set(PICTURES.glob("*.png"))
    assert shown == there
    assert all(each.read_bytes().startswith(b"\x89PNG") for each in there)


def test_the_pictures_stay_small() -> None:
    assert sum(each.stat().st_size for each in PICTURES.iterdir()) <= MOST_BYTES
