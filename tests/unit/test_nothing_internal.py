"""Twenty deals: what is prepared holds only what ledger and definition hold, and nothing internal goes to a customer.

Forty words that stand nowhere else are planted in everything that is ours: deals' names, CRM stages, forecasts,
attributes, what reps said and who they are, what sellers do, what does not count, playbooks.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.coaching.agreeing import agree_on
from assistant.coaching.coach import Coach
from assistant.coaching.paper import Bullets, Heading, Table
from assistant.coaching.planning import FILES, HEAD, INTRODUCTION, OPEN_DAY, OTHER, TITLE, day, planned
from assistant.coaching.playbooks import keep
from assistant.coaching.preparing import ASK, GATES, LEARN, prepared
from assistant.coaching.quoting import customers_words
from assistant.coaching.recapping import FIXED, recapped
from assistant.deals.agreed import AgreedStep, Side
from assistant.deals.deal import Deal, Person
from assistant.deals.observation import Grade, Observation, Verdict
from assistant.language_model.chat import ChatModel
from assistant.papers.writing import written
from knowledge.drafting.draft import Source
from knowledge.playbook import playbook
from tests.builders import NOW, bakery, message
from tests.coaching_desk import desk_on
from tests.openai_server import says, scripted_openai
from tests.unit.test_papers import text_of

if TYPE_CHECKING:
    from assistant.coaching.case import Case
    from assistant.coaching.desk import Desk
    from assistant.coaching.reply import Reply
    from assistant.ledger.database import Database
    from knowledge.process import Process

DEALS = 20
PLANTED = [f"zq{first}{second}ix" for first in "abcdefgh" for second in "aeiou"]
TODAY = NOW.date()
SAID = (  # the customer's words, as reps write them down
    "Priya Nair wrote: “we set aside {n} for this”",
    "“our bakers want it before summer”, the head baker",
    "Their owner Tom Ashe said “show me the oven first”",
    "their finance lead wrote that {n} is approved",
)


def planted_process() -> Process:
    """A bakery's process, in which a planted word stands in each text that a customer may not read."""
    words = iter(PLANTED[:22])
    process = bakery()
    stages = []
    for stage in process.stages:
        outcomes = tuple(
            each.model_copy(
                update={
                    "not_evidence": (f"our {next(words)} estimate",),
                    "surrogates": (f"They count the {next(words)}",),
                    "ask": f"Who has the {next(words)} now?",
                }
            )
            for each in stage.outcomes
        )
        actions = tuple(
            each.model_copy(update={"action": f"Bring the {next(words)} along"}) for each in stage.seller_actions
        )
        update = {"outcomes": outcomes, "seller_actions": actions, "seller_step": f"Push the {next(words)}"}
        stages.append(stage.model_copy(update=update))
    return process.model_copy(update={"stages": tuple(stages)})


PROCESS = planted_process()
HIDDEN = PLANTED[22:]  # in deals, ledgers, people, playbooks and agreed steps; the others stand in the process


def planted_deal(number: int, chance: random.Random) -> Deal:
    return Deal(
        id=f"G{number}",
        name=f"Bakery {number} {HIDDEN[0]}",
        account=f"Bakery {number}",
        owner="ana",
        crm_stage=chance.choice(["Proposal", f"{HIDDEN[1]} negotiation"]),
        forecast=f"{HIDDEN[2]} commit",
        amount=chance.randrange(1000, 99999),
        attributes={"segment": HIDDEN[3], "product": f"{HIDDEN[4]} line", "score": 0.5},
        close_reason=HIDDEN[5],
    )


def planted_entry(number: int, chance: random.Random) -> Observation:
    grade = chance.choice(list(Grade))
    ours = f"We told them {chance.choice(HIDDEN[6:12])} is ready and they should move"
    quote = chance.choice(SAID).format(n=chance.randrange(1000, 99999)) if grade.proves else ours
    on = TODAY - timedelta(days=chance.randrange(20))
    return Observation(
        id=f"o{number}",
        outcome=chance.choice(list(PROCESS.outcomes)),
        verdict=chance.choice(
            [Verdict.HAPPENED, Verdict.HAPPENED, Verdict.HAPPENED, Verdict.NOT_YET, Verdict.REVERSED]
        ),
        grade=grade,
        recorded_at=NOW,
        occurred_on=chance.choice([on, None]),
        quote=quote,
        reported_by=chance.choice(["ana", HIDDEN[12], HIDDEN[13]]),
        source="message",
    )


@pytest.fixture(scope="module")
def place(database: Database) -> tuple[Desk, list[Case]]:
    chance = random.Random(20)
    desk = desk_on(database, "planted", None, PROCESS)  # type: ignore[arg-type]  # nothing is read
    desk.deals.save_people("planted", [Person(id=HIDDEN[13], name=f"Rep {HIDDEN[14]}")])
    book = f"# The {HIDDEN[15]} card\n\nSay that {HIDDEN[16]} costs nothing when they ask.\n"
    keep(desk, "planted", PROCESS, playbook(Source("card.md", book, lambda _: "line 1")), by="test", at=NOW)
    deals = [planted_deal(number, chance) for number in range(DEALS)]
    desk.deals.save_deals("planted", deals)
    for deal in deals:
        entries = [planted_entry(number, chance) for number in range(chance.randrange(1, 12))]
        desk.ledger.append("planted", deal.id, entries, process=PROCESS)
        agreed(desk, deal, chance)
    return desk, [desk.case("planted", each, TODAY) for each in deals]


def agreed(desk: Desk, deal: Deal, chance: random.Random) -> None:
    """A day for a step still ahead, a step of ours, and one of theirs that a rep put in our words."""
    case = desk.case("planted", deal, TODAY)
    ahead = [name for name in PROCESS.outcomes if not case.standing.journey.state(name).proved]
    if ahead:
        due = TODAY + timedelta(days=chance.randrange(1, 90))
        agree_on(desk, "planted", case, chance.choice(ahead), due, "Priya Nair", by=HIDDEN[13], at=NOW)
    for number, (side, text) in enumerate(
        (
            (Side.SELLER, f"Dana gets the {HIDDEN[17]} mail"),
            (Side.CUSTOMER, f"Say that {HIDDEN[16]} costs nothing when they ask"),
            (Side.CUSTOMER, f"Move it to {HIDDEN[2]} commit"),
            (Side.CUSTOMER, "Tom Ashe asks the bank"),
        )
    ):
        step = AgreedStep(
            id=f"s{number}", text=text, side=side, who=HIDDEN[12] if number else "", agreed_by="mo", agreed_at=NOW,
        )  # fmt: skip
        desk.agreed.save("planted", deal.id, step)


def leaked(text: str) -> list[str]:
    return [
        word for word in [*PLANTED, "Proposal", "commit", "quoted", "claimed"] if word.casefold() in text.casefold()
    ]


def test_forty_words_are_planted(place: tuple[Desk, list[Case]]) -> None:
    desk, cases = place
    everything = " ".join(
        [
            PROCESS.model_dump_json(),
            *(case.deal.model_dump_json() + "".join(map(str, case.ledger)) for case in cases),
            str(desk.deals.people("planted")),
            str(desk.playbooks.of("planted", PROCESS.id)),
            str(desk.agreed.of("planted", [case.deal.id for case in cases])),
        ]
    )
    assert len(set(PLANTED)) == 40
    assert [word for word in PLANTED if word in everything] == PLANTED


def test_no_planted_word_reaches_a_customer(place: tuple[Desk, list[Case]]) -> None:
    desk, cases = place
    for case in cases:
        plan = planned(desk, "planted", case).paper
        if plan is not None:
            for ending in FILES:
                data = written(plan, ending)
                assert not leaked(text_of(data, ending) + raw(data, ending))
        if (mail := recapped(desk, "planted", case).paper) is not None:
            assert not leaked(mail.plain())


def raw(data: bytes, ending: str) -> str:
    """All of a file, properties included."""
    if ending != "docx":
        return data.decode("latin-1")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return " ".join(archive.read(name).decode("latin-1") for name in archive.namelist() if name.endswith(".xml"))


def test_the_plan_holds_only_what_is_known(place: tuple[Desk, list[Case]]) -> None:
    desk, cases = place
    seen = 0
    for case in cases:
        reply = planned(desk, "planted", case)
        if reply.paper is None:
            assert not case.standing.open_gates
            continue
        steps = desk.agreed.of("planted", [case.deal.id])[case.deal.id]
        known = {
            INTRODUCTION, *HEAD, OTHER, OPEN_DAY, "", f"{TITLE}: {case.deal.account}", "Ana", "Tom Ashe asks the bank",
            "Priya Nair", *(each.statement for each in PROCESS.outcomes.values()),
            *(stage.name for stage in PROCESS.stages), *(day(each.due) for each in steps if each.due),
        }  # fmt: skip
        assert set(reply.paper.texts()) <= known
        proved = [o.statement for name, o in PROCESS.outcomes.items() if case.standing.journey.state(name).proved]
        cells = {row[0] for block in reply.paper.blocks if isinstance(block, Table) for row in block.rows}
        assert not cells & set(proved)
        assert {PROCESS.outcomes[gate].statement for gate in case.standing.open_gates} <= cells
        seen += sum(isinstance(block, Heading) for block in reply.paper.blocks)
    assert seen > DEALS


def test_the_mail_holds_only_what_they_said_and_the_definition(place: tuple[Desk, list[Case]]) -> None:
    desk, cases = place
    heard = 0
    for case in cases:
        paper = recapped(desk, "planted", case).paper
        if paper is None:
            continue
        words = [said for each in case.ledger if (said := customers_words(each))]
        statements = [each.statement for each in PROCESS.outcomes.values()]
        items = [item for block in paper.blocks if isinstance(block, Bullets) for item in block.items]
        assert all(any(known in item for known in [*words, *statements, "Tom Ashe asks the bank"]) for item in items)
        assert {text for text in paper.texts() if text not in items} <= {*FIXED, "Ana"}
        heard += sum(item.startswith("“") for item in items)
    assert heard > DEALS / 2


def test_every_sentence_of_a_preparation_has_its_source(place: tuple[Desk, list[Case]]) -> None:
    desk, cases = place
    for case in cases:
        reply = prepared(desk, "planted", case)
        quotes = [each.quote or "" for each in case.ledger]
        lines = {each.title: each.lines for each in reply.sections}
        for each in (line for section in reply.sections for line in section.lines):
            if "“" in each.citation:
                assert any(f"“{quote}”" in each.citation for quote in quotes)
        for each in (*lines.get(LEARN, ()), *(lines[ASK] if case.standing.open_gates else ())):
            assert each.citation.split("[outcome ")[1].split(",")[0] in PROCESS.outcomes
        assert len(lines.get(GATES, ())) == len(case.standing.open_gates)
        assert len(lines.get(LEARN, ())) <= 3


def test_a_model_that_invents_a_name_a_day_and_a_number_gets_none_through(place: tuple[Desk, list[Case]]) -> None:
    desk, cases = place
    invented = ("Zoltan", "31 June", "77,777")
    lies = [
        {"text": text, "citations": [mark]}
        for text, mark in (
            ("Zoltan opens a budget for the oven", "[ledger 1]"),
            ("The owner opens a budget for the oven on 31 June", "[outcome budget-opened, version 1]"),
            ("The owner opens a budget of 77,777 for the oven", "[ledger 1]"),
            ("The owner Zoltan opens a budget for the oven", "[outcome budget-opened, version 1]"),
        )
    ]
    with scripted_openai([says(json.dumps({"answered": True, "sentences": lies}))]) as server:
        chat = ChatModel("any", base_url=server.url, api_key="key", timeout=10)
        coach = Coach(replace(desk, chat=chat))
        for case in cases:
            for text in (
                "prepare me for the call",
                "draft the recap mail",
                "joint plan",
                "how do I win over their owner?",
            ):
                reply: Reply = coach.reply(
                    message("planted", text, deal=case.deal.id, conversation=f"{case.deal.id}-{text[:4]}")
                )
                assert not [each for each in invented if each in reply.model_dump_json()]
        assert len([each for each in server.requests if "win over" in each.user]) == DEALS
        assert len([each for each in server.requests if "this call" in each.user]) == DEALS
        chat.close()
