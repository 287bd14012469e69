"""The coach beyond its conversations: `/deal`, shortcuts and their modals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.slack_server import CHANNEL
from tests.slack_workplace import building, working

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.slack_workplace import Office, Workplace


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with building(tmp_path_factory.mktemp("slack")) as shared:
        yield shared


@pytest.fixture
def work(office: Office) -> Iterator[Workplace]:
    with working(office) as workplace:
        yield workplace


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("show Old Mill Bakery", ("Old Mill oven", "Customer", "step 1 of 3", "Next for you:")),
        ("list", ("3 open deals", "Crust & Co mixer")),
        ("", ("/deal show NAME",)),
        ("help", ("/deal inspect NAME",)),
        ("inspect Old Mill oven", ("Nothing changed since 2026-03-03", "The customer is at 'See the need' because")),
        ("Old Mill oven: the owner wrote: 12,000 for the oven", ("Recorded", "12,000 for the oven")),
        ("show Crust & Co", ("2 deals fit 'Crust & Co'", "D2", "D3")),
        ("show", ("Name the deal, for example: /deal show Acme.",)),
        ("map Harbour Foods line", ("no deal 'Harbour Foods line' that you may see",)),
        ("map", ("Name one of your deals",)),
    ],
)
def test_a_command_is_answered_to_the_asker_alone(work: Workplace, text: str, parts: tuple[str, ...]) -> None:
    work.ana.command(text, CHANNEL)
    reply = work.ana.wait_for_reply(CHANNEL)
    assert reply["ephemeral_to"] == "U01ANA"
    assert work.ben.answers(CHANNEL) == []
    for part in parts:
        assert part.replace("&", "&amp;") in reply["text"]


def test_a_command_in_the_dm_goes_on_with_its_conversation(work: Workplace) -> None:
    ana = work.ana
    ana.command("show Old Mill oven")
    assert "ephemeral_to" not in ana.wait_for_reply()
    ana.dm("why?")
    assert "Old Mill oven" in ana.wait_for_reply()["text"]
    ana.command("map")
    assert "The map is here." in ana.wait_for_reply()["text"]


def test_a_map_is_a_picture_in_the_askers_dm_with_words_for_who_cannot_see_it(work: Workplace) -> None:
    ana = work.ana
    ana.command("map Old Mill oven", CHANNEL)
    told = ana.wait_for_reply(CHANNEL)
    assert "The map is in your messages with me" in told["text"]
    assert work.ben.messages(CHANNEL) == []
    (shared,) = [each for each in ana.messages() if each.get("files")]
    (picture,) = shared["files"]
    assert (picture["name"], picture["title"], picture["mimetype"]) == (
        "Old-Mill-oven.png",
        "Old Mill oven",
        "image/png",
    )
    assert "The customer is here: See the need. 0 of 4 gates are proved." in picture["alt_txt"]
    ana.command("show", CHANNEL)
    assert "Name the deal" in ana.wait_for_reply(CHANNEL)["text"]
