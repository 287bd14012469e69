"""The picture of a process: nothing is cut, nothing is missing, and the colours can be read."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from assistant.deals.standing import Status, stand
from assistant.pictures.map_layout import BODY, INDENT, INSIDE, SIGNS, outcomes
from assistant.pictures.process_map import described, draw
from assistant.pictures.theme import COLOURS, Theme
from assistant.pictures.writing import lines, width
from knowledge.library import shipped
from knowledge.process_file import load
from tests.builders import NOW, bakery, proved

if TYPE_CHECKING:
    from knowledge.process import Process

READABLE = 4.5  # contrast of text: WCAG 2, level AA
ODD = Path(__file__).parents[1] / "process_check" / "copier-leasing.yaml"


def words(path: Path) -> str:
    found = etree.parse(path).iter("{*}text")
    return " ".join(" ".join("".join(text.itertext()).split()) for text in found)


@pytest.mark.parametrize("process", [process for process, _ in shipped()], ids=lambda process: process.id)
def test_everything_of_the_process_is_on_it(process: Process, tmp_path: Path) -> None:
    draw(process, tmp_path / "map.svg")
    told = words(tmp_path / "map.svg")
    for stage in process.stages:
        texts = [stage.name, stage.seller_step or ""]
        texts += [outcome.statement for outcome in stage.outcomes]
        texts += [each.action for each in stage.seller_actions] + [each.signal for each in stage.backward_signals]
        for text in texts:
            assert " ".join(text.split()) in told
    title = etree.parse(tmp_path / "map.svg").find("{*}title")
    assert title is not None
    assert title.text == described(process)


def test_a_standing_shows_where_the_customer_is(tmp_path: Path) -> None:
    process = bakery()
    first = process.stages[0].outcomes[0].id
    standing = stand(process, [proved(first)], NOW.date())
    draw(process, tmp_path / "map.svg", standing=standing, title="Old Mill $5 & $6 <b>", theme=Theme.DARK)
    told = words(tmp_path / "map.svg")
    assert "the customer is here" in told
    assert "Old Mill $5 & $6 <b>" in told
    assert "proved" in told
    assert "1 of " in described(process, standing)
    assert {card.sign for column in outcomes(process, standing).cards for card in column} == {"✓", ""}
    assert set(SIGNS) == set(Status)


def test_a_png_is_large_enough_to_read_and_has_the_theme_as_ground(tmp_path: Path) -> None:
    for theme in Theme:
        draw(load(ODD), tmp_path / "map.png", theme=theme)
        with Image.open(tmp_path / "map.png") as picture:
            assert picture.width > 1500
            assert "#{:02x}{:02x}{:02x}".format(*picture.convert("RGB").getpixel((2, 2))) == COLOURS[theme].ground


@settings(deadline=None)
@given(st.text(max_size=120), st.floats(0.3, 3))
def test_no_line_runs_over_and_no_letter_is_lost(text: str, room: float) -> None:
    broken = lines(text, BODY, room)
    assert re.sub(r"\s", "", "".join(broken)) == re.sub(r"\s", "", text)
    assert all(width(line, BODY) <= room or len(line) == 1 for line in broken)


def test_signs_without_a_shape_are_named_for_a_png_alone(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    process = bakery().model_copy(update={"name": "Bäckerei 製パン"})
    assert draw(process, tmp_path / "map.png") == "製パン"
    assert draw(process, tmp_path / "map.svg") == ""
    assert not [each for each in recwarn if "Glyph" in str(each.message)]


@pytest.mark.parametrize("process", [process for process, _ in shipped()], ids=lambda process: process.id)
def test_cards_hold_their_texts(process: Process) -> None:
    for column in outcomes(process, None).cards:
        for card in column:
            assert all(width(line, BODY) <= INSIDE - INDENT for line in card.text)
            assert card.height * 72 >= len(card.text) * BODY


@pytest.mark.parametrize(("theme", "ink"), list(product(Theme, ("ink", "faint", "customer", "seller", "back"))))
def test_text_stands_out_from_what_it_is_written_on(theme: Theme, ink: str) -> None:
    colours = COLOURS[theme]
    grounds = [colours.ground, colours.card] + ([colours.here] if ink in {"ink", "faint"} else [])
    for ground in grounds:
        assert contrast(getattr(colours, ink), ground) >= READABLE


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)
