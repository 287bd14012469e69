"""Small things that tests are made of: a process, deals, people, messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from assistant.coaching.messages import Answer, Message, Press, Proof, Undo
from assistant.deals.deal import Deal, Person
from assistant.deals.observation import Grade, Observation, Verdict
from knowledge.process import BackwardSignal, Outcome, Process, Purpose, SellerAction, Stage

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)
_numbers = count(1)
STATEMENTS = {
    "need-stated": "The head gardener says which beds dry out",
    "budget-set": "The treasurer sets money aside for pumps",
    "trial-run": "The crew runs a pump for a week",
}
OVEN = """\
id: oven
name: An oven
version: 1
contract: oven-ordered
stages:
  - id: plan
    name: Plan
    outcomes:
      - id: oven-ordered
        statement: The owner orders the oven
        gate: true
        evidence: [the order]
    seller_actions:
      - id: bake
        action: Bake with the owner
        purpose: encourage
        advances: [oven-ordered]
    backward_signals:
      - id: cancelled
        signal: They cancel
        reverses: [oven-ordered]
"""


def bakery() -> Process:
    """A bakery buys an oven: three stages, a reconfirmation, a backward signal for most outcomes."""
    return Process(
        id="bakery-oven",
        name="A bakery buys an oven",
        version=1,
        contract="order-signed",
        stages=(
            Stage(
                id="want",
                name="See the need",
                customer_goal="Agree that the old oven must go",
                seller_step="Watch a night shift",
                typical_days=30,
                crm_stages=("Prospecting",),
                outcomes=(
                    Outcome(
                        id="problem-stated",
                        gate=True,
                        statement="The head baker says what the old oven costs them",
                        evidence=("a message from the head baker",),
                        surrogates=("They count spoiled loaves",),
                        not_evidence=("our own estimate",),
                        ask="What did the head baker say it costs them?",
                    ),
                    Outcome(
                        id="budget-opened",
                        gate=True,
                        statement="The owner opens a budget for the oven",
                        evidence=("mail from the owner",),
                        surrogates=("The bank asks for an offer",),
                        ask="Which amount did the owner set aside?",
                        reconfirm_after_days=60,
                    ),
                    Outcome(
                        id="site-shown",
                        statement="The bakery shows us where the oven would stand",
                        ask="Who showed you the room?",
                    ),
                ),
                seller_actions=(
                    SellerAction(
                        id="night-shift",
                        action="Spend a night shift with the head baker",
                        purpose=Purpose.ENCOURAGE,
                        advances=("problem-stated",),
                    ),
                    SellerAction(
                        id="cost-sheet",
                        action="Fill in a cost sheet with the owner",
                        purpose=Purpose.GAIN_AGREEMENT,
                        advances=("budget-opened",),
                    ),
                ),
                backward_signals=(
                    BackwardSignal(
                        id="budget-gone", signal="The owner spends the money elsewhere", reverses=("budget-opened",)
                    ),
                ),
            ),
            Stage(
                id="choose",
                name="Choose an oven",
                customer_goal="Pick one of three ovens",
                crm_stages=("Proposal",),
                outcomes=(
                    Outcome(
                        id="test-bake",
                        gate=True,
                        statement="The bakers bake a test batch",
                        ask="What did the bakers bake?",
                    ),
                ),
                seller_actions=(
                    SellerAction(
                        id="lend-oven",
                        action="Lend them an oven for a morning",
                        purpose=Purpose.FACILITATE,
                        advances=("test-bake",),
                    ),
                ),
                backward_signals=(
                    BackwardSignal(id="batch-rejected", signal="The bakers reject the batch", reverses=("test-bake",)),
                ),
            ),
            Stage(
                id="buy",
                name="Buy it",
                crm_stages=("Negotiation", "Closed Won"),
                outcomes=(
                    Outcome(
                        id="order-signed",
                        gate=True,
                        statement="The owner signs the order",
                        ask="Did you see the owner's signature?",
                    ),
                ),
                seller_actions=(
                    SellerAction(
                        id="sign-day",
                        action="Agree the day of signing",
                        purpose=Purpose.GAIN_AGREEMENT,
                        advances=("order-signed",),
                    ),
                ),
            ),
        ),
    )


def garden(version: int = 1, statements: dict[str, str] = STATEMENTS) -> Process:
    """A park buys pumps: one stage, with an outcome for each statement."""
    outcomes = tuple(
        Outcome(id=key, statement=text, gate=True, surrogates=(f"Somebody mentions {text}",))
        for key, text in statements.items()
    )
    first = outcomes[0].id
    stage = Stage(
        id="decide", name="Decide on pumps", customer_goal="Agree what to water", outcomes=outcomes,
        seller_actions=(SellerAction(id="walk-round", action="Walk round with the crew",
                                     purpose=Purpose.ENCOURAGE, advances=(first,)),),
        backward_signals=(BackwardSignal(id="rain-came", signal="Rain makes pumps needless",
                                         reverses=(first,)),),
    )  # fmt: skip
    return Process(id="garden-pumps", name="A park buys pumps", version=version, stages=(stage,))


def changed(old: str, new: str) -> str:
    """The file of the oven, where the first `old` is `new`."""
    assert OVEN.count(old) >= 1
    return OVEN.replace(old, new, 1)


PEOPLE = (
    Person(id="ana", name="Ana", email="ana@example.com", manager="mo"),
    Person(id="ben", name="Ben", email="ben@example.com", manager="mo"),
    Person(id="mo", name="Mo", email="mo@example.com"),
    Person(id="admin", name="Admin", sees_all=True),
)
DEALS = (
    Deal(
        id="D1",
        name="Old Mill oven",
        account="Old Mill Bakery",
        owner="ana",
        crm_stage="Proposal",
        amount=12000,
        currency="EUR",
    ),
    Deal(id="D2", name="Crust & Co oven", account="Crust & Co", owner="ana"),
    Deal(id="D3", name="Crust & Co mixer", account="Crust & Co", owner="ana"),
    Deal(id="D4", name="Harbour Foods line", account="Harbour Foods", owner="ben"),
)


def message(
    organisation: str,
    text: str,
    *,
    person: str = "ana",
    conversation: str = "c1",
    minutes: int = 0,
    deal: str | None = None,
    id_: str | None = None,
    pasted: bool = False,
) -> Message:
    return Message(
        id=id_ or f"m{next(_numbers)}",
        organisation=organisation,
        person=person,
        conversation=conversation,
        at=NOW + timedelta(minutes=minutes),
        text=text,
        deal=deal,
        pasted=pasted,
    )


def press(
    organisation: str, deal: str, outcome: str, answer: Answer, *, person: str = "ana", id_: str | None = None
) -> Press:
    return Press(
        id=id_ or f"p{next(_numbers)}",
        organisation=organisation,
        person=person,
        conversation="c1",
        at=NOW,
        deal=deal,
        outcome=outcome,
        answer=answer,
    )


def undo(organisation: str, deal: str, observations: tuple[str, ...], *, person: str = "ana") -> Undo:
    return Undo(
        id=f"u{next(_numbers)}",
        organisation=organisation,
        person=person,
        conversation="c1",
        at=NOW,
        deal=deal,
        observations=observations,
    )


def proof(organisation: str, deal: str, outcome: str, quote: str, grade: Grade = Grade.QUOTED) -> Proof:
    return Proof(
        id=f"q{next(_numbers)}",
        organisation=organisation,
        person="ana",
        conversation="c1",
        at=NOW,
        deal=deal,
        outcome=outcome,
        grade=grade,
        quote=quote,
    )


def proved(outcome: str) -> Observation:
    """An outcome that happened, with something the customer made."""
    return Observation(
        id=f"{outcome}-1",
        outcome=outcome,
        verdict=Verdict.HAPPENED,
        grade=Grade.ARTEFACT,
        quote="here it is",
        recorded_at=NOW,
        reported_by="ana",
        source="message",
    )
