"""A model sums an inspection up: what it adds, turns round or counts wrongly does not reach the reader."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.coaching.coach import Coach
from assistant.coaching.inspecting import inspected
from assistant.coaching.phrasing import Phrased, Sentence
from assistant.coaching.summing_up import summed_up
from tests.builders import DEALS, NOW, bakery, message
from tests.coaching_desk import desk_on
from tests.fakes import KeywordReader
from tests.openai_server import status
from tests.unit.test_deal_question import modelled, phrased
from tests.unit.test_inspection import GATES, entry

if TYPE_CHECKING:
    from assistant.coaching.desk import Desk
    from assistant.coaching.reply import Reply
    from assistant.deals.observation import Observation
    from assistant.ledger.database import Database

LINE = re.compile(r"(?m)^(\[\d+\]) (.+)$")
VERDICTS, GRADES = ("happened", "happened", "happened", "not_yet", "reversed"), ("artefact", "quoted", "asserted")
STRANGE = (
    "Their auditor Petra Vance will sign on Thursday.",
    "The customer is delighted and will sign soon.",
    "The owner promised to expand to three bakeries.",
    "A competitor has been dropped.",
)


class Scripted:
    """A model that says what it is told to, and keeps the lines that it was given."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.true: list[str] = []
        self.planted: list[str] = []

    def answer(self, system: str, _user: str, _form: type[Phrased]) -> Phrased:
        lines = LINE.findall(system)
        said = [self._true(*self._random.choice(lines))]
        for mark, text in self._random.sample(lines, min(4, len(lines))):
            planted = [self._negated(text), self._miscounted(text), self._random.choice(STRANGE), self._sure(text)]
            false = [each[:400] for each in planted if each and each != text]
            self.planted += false
            said += [Sentence(text=each, citations=[mark]) for each in false]
        self._random.shuffle(said)
        return Phrased.model_construct(answered=True, sentences=said)

    def _true(self, mark: str, text: str) -> Sentence:
        self.true.append(text[:400])
        return Sentence(text=text[:400], citations=[mark])

    @staticmethod
    def _negated(text: str) -> str:
        """The line turned round: a denial taken out, or one put in. "Not yet" denies already."""
        if text.startswith("Not yet"):
            return ""
        bare = re.sub(r"\b(not|nobody|no|Nothing|Nobody|without)\b ?", "", text)
        return bare if bare != text else re.sub(r"^(.*?:? ?)(The|A|They) (\w+)", r"\1\2 \3 did not", text, count=1)

    @staticmethod
    def _miscounted(text: str) -> str:
        wrong = re.sub(r"\d+", lambda found: str(int(found[0]) + 7), text)
        return wrong if wrong != text else ""

    @staticmethod
    def _sure(text: str) -> str:
        """What is only claimed or was taken back, told as a fact."""
        begins = next((each for each in ("Claimed: ", "Taken back: ", "Not yet: ") if text.startswith(each)), None)
        return re.split(r" — |\.| \(", text.removeprefix(begins))[0] + "." if begins else ""


def ledger(seed: int) -> list[Observation]:
    some = random.Random(seed)
    return [
        entry(f"{seed}-{at}", some.choice(GATES), some.choice(VERDICTS), some.choice(GRADES), days=some.randint(0, 40))
        for at in range(some.randint(1, 9))
    ]


@pytest.fixture
def desk(database: Database, org: str) -> Desk:
    return desk_on(database, org, KeywordReader({}), bakery())


def looked(desk: Desk, org: str) -> Reply:
    return inspected(desk, message(org, "inspect", person="mo"), desk.case(org, DEALS[0], NOW.date())).reply


def test_nothing_that_was_planted_in_fifty_summaries_reaches_the_reader(desk: Desk, org: str) -> None:
    planted = kept = 0
    for seed in range(50):
        own = f"{org}-{seed}"
        desk.deals.save_deals(own, DEALS)
        desk.ledger.append(own, "D1", ledger(seed), process=bakery())
        asking = replace(desk, processes=_Of(desk, org))
        case = asking.case(own, DEALS[0], NOW.date())
        plain = inspected(asking, message(own, "inspect", person="ana"), case).reply
        model = Scripted(seed)
        summary = summed_up(model, plain).sentences[: -len(plain.sentences)]
        told = {each.text for each in summary}
        assert told <= set(model.true), (seed, told - set(model.true))
        planted, kept = planted + len(model.planted), kept + len(told)
    assert planted > 400
    assert kept > 25


class _Of:
    """The processes of one organisation for any."""

    def __init__(self, desk: Desk, org: str) -> None:
        self._newest = desk.processes.newest(org)

    def newest(self, _organisation: str) -> object:
        return self._newest

    def get(self, *_: object) -> object:
        return self._newest[0]


def test_the_summary_comes_first_and_shows_what_stands_behind_it(desk: Desk, org: str) -> None:
    desk.ledger.append(org, "D1", [entry("1", "budget-opened", days=3)], process=bakery())
    true = "Proved by the customer: The owner opens a budget for the oven."
    with modelled(desk, phrased((true, "[3]"), ("The owner signed the order.", "[3]"))) as (asking, server):
        reply = Coach(asking).reply(message(org, "inspect Old Mill", person="mo"))
    assert "[3] Proved by the customer: 1: The owner opens" in server.requests[0].system
    assert reply.sentences[0].text == true
    assert reply.sentences[0].citation.startswith("“words of 1” (made or sent by them")
    assert reply.sentences[1].text.startswith("First inspection")
    assert "signed the order" not in reply.model_dump_json()


def test_without_the_model_the_inspection_stands_and_says_so(desk: Desk, org: str) -> None:
    plain = looked(desk, org)
    with modelled(desk, status(500)) as (asking, _):
        told = looked(asking, org)
    assert told.sections == plain.sections
    assert told.notice is not None
    assert told.notice.endswith("The lines below are the ledger's and the definition's own.")
