"""The pictures of an inspection: what stands in them, as text of the SVG and as colours of the PNG."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from assistant.deals.deal import Deal
from assistant.deals.history import line
from assistant.deals.replay import customer_stage, replay
from assistant.deals.standing import stand
from assistant.deals.team import pipelines
from assistant.deals.warnings import position
from assistant.pictures import heat_map, history
from assistant.pictures import pipelines as two_pipelines
from assistant.pictures.saving import as_file
from assistant.pictures.theme import COLOURS, Theme
from tests.unit.test_inspection import GATES, PROCESS, TODAY, Seen, entry, ledgers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from assistant.deals.observation import Observation

LEDGER = (
    entry("1", "problem-stated", days=40),
    entry("2", "budget-opened", days=30),
    entry("3", "test-bake", grade="asserted", days=20),
    entry("4", "budget-opened", "reversed", days=10),
)
STANDING = stand(PROCESS, LEDGER, TODAY)
NAME = "Old Mill $x_1$ & <oven>"


def svg(draw: Callable[[Path], object], tmp_path: Path) -> str:
    out = tmp_path / "picture.svg"
    draw(out)
    return out.read_text(encoding="utf-8")


def texts(told: str) -> list[str]:
    return [unescape(each) for each in re.findall(r"<text[^>]*>([^<]*)</text>", told)]


@pytest.mark.parametrize("many", [1, 15, 60])
def test_a_heat_map_has_a_row_a_deal_and_a_sign_for_what_is_known(tmp_path: Path, many: int) -> None:
    rows = [heat_map.Row(f"{NAME} {number}", STANDING) for number in range(many)]
    said = texts(svg(lambda out: heat_map.draw(PROCESS, rows, out, title="Team of Mo"), tmp_path))
    assert {"Team of Mo", *(row.name for row in rows)} <= set(said)
    # each sign stands in the legend too; a deal without news of a gate has none there
    assert [said.count(sign) for sign in ("●", "↩", "?")] == [many + 1, many + 1, many + 1]
    assert said.count("≠") == 1


def test_a_heat_map_tells_what_it_shows_in_words() -> None:
    told = heat_map.described(PROCESS, [heat_map.Row("a", STANDING)])
    assert "Heat map of 1 deals by the gates of A bakery buys an oven." in told
    assert "The head baker says what the old oven costs them: 1 of 1" in told
    assert "The owner opens a budget for the oven: 0 of 1" in told


@pytest.mark.parametrize("theme", list(Theme))
def test_every_kind_of_cell_has_a_sign_of_its_own_and_the_grounds_differ(theme: Theme) -> None:
    signs = [sign for sign, _ in heat_map.SIGNS.values()]
    assert len(set(signs)) == len(signs)
    colours = COLOURS[theme]
    assert len({colours.customer, colours.back, colours.here, colours.card}) == 4


def test_the_two_pipelines_say_each_sum(tmp_path: Path) -> None:
    deals = [
        Seen(Deal(id="a", name="a", amount=12000, currency="EUR", crm_stage="Negotiation"), PROCESS, STANDING),
        Seen(Deal(id="b", name="b", amount=500, currency="EUR", crm_stage="Elsewhere"), PROCESS, STANDING),
    ]
    (pipeline,) = pipelines(deals)
    said = texts(svg(lambda out: two_pipelines.draw(pipeline, out), tmp_path))
    assert said.count("2 deals, 12,500 EUR") == 1
    assert said.count("1 deal, 12,000 EUR") == said.count("1 deal, 500 EUR") == 1
    assert {"See the need", "Buy it", "No stage of the process"} <= set(said)
    assert "Journey complete" not in said
    told = two_pipelines.described(pipeline)
    assert "See the need: 2 deals, 12,500 EUR by customers, 0 deals by the CRM" in told


def test_a_history_lists_its_backward_moves(tmp_path: Path) -> None:
    said = texts(svg(lambda out: history.draw(PROCESS, LEDGER, STANDING, out, title=NAME), tmp_path))
    assert NAME in said
    assert f"1  {TODAY - timedelta(days=10)}  ↩  The owner opens a budget for the oven" in said
    told = history.described(PROCESS, LEDGER, STANDING)
    assert f"from {TODAY - timedelta(days=30)} at Choose an oven" in told
    assert told.endswith(f"Moved back on {TODAY - timedelta(days=10)}: The owner opens a budget for the oven.")


def test_a_history_of_nothing_is_a_picture_too() -> None:
    png = as_file(lambda out: history.draw(PROCESS, (), stand(PROCESS, (), TODAY), out))
    assert png.startswith(b"\x89PNG")
    assert "nothing is known yet" in history.described(PROCESS, (), stand(PROCESS, (), TODAY))


@given(ledgers)
def test_the_line_is_the_stage_of_every_day(ledger: list[Observation]) -> None:
    points = line(PROCESS, ledger, TODAY)
    assert all(a.on < b.on and a.stage != b.stage for a, b in pairwise(points))
    for days in range(42):
        day = TODAY - timedelta(days=days)
        known = [point for point in points if point.on <= day]
        stage = position(PROCESS, customer_stage(PROCESS, replay(PROCESS, ledger, day).states))
        assert (known[-1].stage if known else 0) == stage
    assert set(GATES) <= set(PROCESS.outcomes)
